//! Bodies that a capture tool encoded: what its envelope says of that, and base64.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::json::Value;
use crate::source::Span;
use crate::suggest::fold;

/// How a string's text is written, by what its envelope says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// In base64.
    Base64,
}

/// What an envelope says of its bodies: `isBase64Encoded`, or an `encoding` of base64.
pub fn declared_encoding(envelope: Value<'_>) -> Encoding {
    let says_so = envelope.members().any(|member| {
        let name = member.name();
        match &*fold(&name) {
            "isbase64encoded" | "base64encoded" | "isbase64" | "base64" => member.value.raw() == "true",
            "encoding" | "contentencoding" | "bodyencoding" | "contenttransferencoding" => {
                member.value.text().is_some_and(|text| text.eq_ignore_ascii_case("base64"))
            }
            _ => false,
        }
    });
    if says_so { Encoding::Base64 } else { Encoding::Plain }
}

/// The text of a body that was encoded in base64 (RFC 4648), in either alphabet, with or without padding; line breaks are
/// passed over. `None` where it is none: it begins like no JSON, or holds other characters early on.
pub(super) struct Encoded {
    /// As far as it could be decoded. What is not UTF-8 is replaced.
    pub(super) text: String,
    /// The first place of the text that is not UTF-8.
    pub(super) not_utf8: Option<Span>,
    /// Whether that is all of it.
    is_whole: bool,
}

impl Encoded {
    /// Decodes `encoded`. One that was cut off is decoded up to its last whole byte.
    pub(super) fn decode(encoded: &str) -> Option<Self> {
        // What is cut off may leave bits that are part of a byte.
        const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, CONFIG);
        let mut compact: String = encoded
            .chars()
            .filter(|character| !character.is_ascii_whitespace())
            .map(|character| match character {
                '-' => '+',
                '_' => '/',
                other => other,
            })
            .collect();
        let letters = compact.trim_end_matches('=');
        let is_letter = |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '/');
        let length = letters.find(|character| !is_letter(character)).unwrap_or(letters.len());
        let goes_on = length < letters.len();
        let is_whole = !goes_on && length % 4 != 1;
        // A single letter holds less than a byte.
        compact.truncate(length - usize::from(length % 4 == 1));
        let bytes = STANDARD.decode(compact).ok()?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        // The beginning of a character at the end is one that was cut off.
        let error = std::str::from_utf8(bytes).err().filter(|error| error.error_len().is_some());
        let not_utf8 = error.map(|error| {
            let start = error.valid_up_to();
            Span::new(start, start + char::REPLACEMENT_CHARACTER.len_utf8())
        });
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        if goes_on {
            // Something else goes on there: what was decoded is not all, even if it looks whole.
            text.push(char::REPLACEMENT_CHARACTER);
        }
        text.trim_start().starts_with(['{', '[', '"']).then_some(Self { text, not_utf8, is_whole })
    }
}

/// The text of a body in base64, if it is all there and is text.
pub fn decode_base64(encoded: &str) -> Option<String> {
    let Encoded { text, not_utf8, is_whole } = Encoded::decode(encoded)?;
    (is_whole && not_utf8.is_none()).then_some(text)
}
