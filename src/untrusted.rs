//! Text from outside (payloads, keys, file names), written so that it can do nothing but be read.
//!
//! Terminals act on control characters, readers are fooled by bidirectional and invisible ones, and CI runners act on
//! lines that begin with `::` and on `##[` anywhere. All of it passes through [`Escaped`] on its way to a person.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::{self, Display, Formatter, Write as _};

use crate::blocks::{Block, is_harmless, length_before};

/// How many combining marks may follow one another before the rest is escaped; real scripts need a handful.
const MARKS_IN_A_ROW: usize = 8;

/// Control, bidirectional, invisible and non-characters: the ranges that are always escaped for people.
///
/// Left out on purpose, since real text needs them: ZWNJ and ZWJ (U+200C, U+200D), variation selectors, no-break and
/// ideographic spaces.
pub const UNSAFE_RANGES: [(char, char); 16] = [
    ('\u{0}', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{180e}', '\u{180e}'),
    ('\u{200b}', '\u{200b}'),
    ('\u{200e}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{e0000}', '\u{e0fff}'),
    ('\u{1fffe}', '\u{1ffff}'),
    ('\u{10fffe}', '\u{10ffff}'),
];

/// Whether `character` is one that no output for people may hold as it is.
pub fn is_unsafe(character: char) -> bool {
    match character {
        // Most text: ASCII, other letters of Europe, the scripts of East Asia.
        ' '..='~' | '\u{ae}'..='\u{61b}' | '\u{2e80}'..='\u{fdcf}' => false,
        _ => {
            UNSAFE_RANGES.iter().any(|&(first, last)| (first..=last).contains(&character))
                || u32::from(character) & 0xFFFE == 0xFFFE
        }
    }
}

/// Whether `character` combines with the one before it (the blocks of combining marks; enough to cap runs).
fn is_combining(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{6d6}'..='\u{6dc}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A text from outside; displays with everything dangerous written as `\u{hex}`, on one line.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'t>(pub &'t str);

/// Whether nothing in `text` can need escaping: printable ASCII without what begins a CI command.
pub fn is_plain(text: &str) -> bool {
    is_harmless(text.as_bytes())
}

impl Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) {
            return formatter.write_str(self.0);
        }
        pieces(self.0).try_for_each(|piece| piece.fmt(formatter))
    }
}

/// One character of a text as it is shown: as it is, or as an escape that must never be cut or wrapped inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The character itself.
    Plain(char),
    /// The character as `\u{hex}`.
    Escape(char),
}

impl Unit {
    /// The character that is shown.
    pub fn character(self) -> char {
        match self {
            Self::Plain(character) | Self::Escape(character) => character,
        }
    }
}

impl Display for Unit {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(character) => formatter.write_char(*character),
            Self::Escape(character) => write!(formatter, "\\u{{{:x}}}", u32::from(*character)),
        }
    }
}

/// The units of `text`, in order.
///
/// Escaped are the characters of [`UNSAFE_RANGES`], combining marks beyond a handful in a row, the second `#` of `##[`,
/// and the first colon of a `::` at the beginning or after white space, where a CI runner would take what follows for a
/// command.
pub fn units(text: &str) -> impl Iterator<Item = Unit> {
    let mut characters = text.chars();
    let mut before = Before::default();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        let is_escaped = before.escapes(character, characters.as_str());
        Some(if is_escaped { Unit::Escape(character) } else { Unit::Plain(character) })
    })
}

/// A piece of a text as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text that is shown as it is, up to the next escape.
    Plain(&'t str),
    /// A character that is shown as an escape.
    Escape(char),
}

impl Display for Piece<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => formatter.write_str(text),
            Self::Escape(character) => Unit::Escape(*character).fmt(formatter),
        }
    }
}

/// The same as [`units`], all that is plain in one piece.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut before = Before::default();
    let mut escape = None;
    std::iter::from_fn(move || {
        if let Some(character) = escape.take() {
            return Some(Piece::Escape(character));
        }
        let start = rest;
        while escape.is_none() && !rest.is_empty() {
            let plain = before.pass_plain(rest);
            let mut characters = rest.get(plain..).unwrap_or_default().chars();
            escape = characters.next().filter(|character| before.escapes(*character, characters.as_str()));
            rest = characters.as_str();
        }
        let length = start.len() - rest.len() - escape.map_or(0, char::len_utf8);
        if length == 0 { escape.take().map(Piece::Escape) } else { start.get(..length).map(Piece::Plain) }
    })
}

/// What decides about a character, of the text before it.
struct Before {
    /// The last character.
    last: char,
    /// How many combining marks it ends with.
    marks: usize,
}

impl Default for Before {
    fn default() -> Self {
        Self { last: ' ', marks: 0 }
    }
}

impl Before {
    /// Whether `character` is escaped, behind which `rest` stands; it is passed.
    fn escapes(&mut self, character: char, rest: &str) -> bool {
        self.marks = if is_combining(character) { self.marks + 1 } else { 0 };
        let forges = match character {
            '#' => self.last == '#' && rest.starts_with('['),
            ':' => (self.last.is_whitespace() || is_unsafe(self.last)) && rest.starts_with(':'),
            _ => false,
        };
        self.last = character;
        forges || self.marks > MARKS_IN_A_ROW || is_unsafe(character)
    }

    /// Passes over characters at the beginning of `text` that are never escaped: how many bytes they take.
    fn pass_plain(&mut self, text: &str) -> usize {
        let other = |block: Block| block.outside(b' '..=b'~') | block.is(b'#') | block.is(b':');
        // Text in another script is special byte after byte: don't look at blocks for it.
        let length =
            if text.starts_with(|first: char| first.is_ascii()) { length_before(text.as_bytes(), other) } else { 0 };
        if let Some(last) = text.as_bytes().get(..length).and_then(<[u8]>::last) {
            *self = Self { last: char::from(*last), marks: 0 };
        }
        length
    }
}

/// `text` with everything dangerous escaped, as an owned string.
pub fn escape(text: &str) -> String {
    Escaped(text).to_string()
}

/// How many characters of a value a message quotes.
const QUOTED: usize = 80;

/// `text` as a message quotes it: escaped, and shortened to its beginning where it is long.
pub fn clip(text: &str) -> Cow<'_, str> {
    if text.len() <= QUOTED && is_plain(text) {
        return text.into();
    }
    let mut shown = String::new();
    for (count, unit) in units(text).enumerate() {
        if count == QUOTED {
            shown.push('…');
            break;
        }
        let _ = write!(shown, "{unit}");
    }
    shown.into()
}

/// A file name for people: escaped, and bytes that are not UTF-8 as `\xNN`.
pub fn escape_path(path: &OsStr) -> String {
    let mut shown = String::new();
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    escape(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_characters_are_escaped_and_real_text_is_not() {
        for (text, shown) in [
            ("plain", "plain"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\u{202e}b\u{200b}", "a\\u{202e}b\\u{200b}"),
            ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
            ("全角\u{3000}空白\u{a0}", "全角\u{3000}空白\u{a0}"),
            ("\u{3fffe}\u{fdd0}", "\\u{3fffe}\\u{fdd0}"),
            ("x ##[error]", "x #\\u{23}[error]"),
            ("###[", "##\\u{23}["),
            ("::error::x", "\\u{3a}:error::x"),
            ("a\u{2028} ::error", "a\\u{2028} \\u{3a}:error"),
            ("std::vec", "std::vec"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }

    #[test]
    fn pieces_are_the_units() {
        let parts = [
            "a",
            " plain text that is longer than a block",
            "::",
            "#",
            "##[",
            "\u{1b}",
            "é",
            "e\u{301}",
            "\u{301}",
            " ",
            "歯",
        ];
        for one in parts {
            for two in parts {
                for three in parts {
                    let text = [one, two, three, &two.repeat(9)].concat();
                    let shown = pieces(&text).flat_map(|piece| match piece {
                        Piece::Plain(text) => text.chars().map(Unit::Plain).collect(),
                        Piece::Escape(character) => vec![Unit::Escape(character)],
                    });
                    assert!(shown.eq(units(&text)), "{text:?}");
                    let pieces: Vec<Piece<'_>> = pieces(&text).collect();
                    let is_split = |pair: &[Piece<'_>]| matches!(pair, [Piece::Plain(_), Piece::Plain(_)]);
                    assert!(!pieces.contains(&Piece::Plain("")) && !pieces.windows(2).any(is_split), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn long_values_are_clipped_where_they_are_quoted() {
        let plain = "a".repeat(QUOTED);
        assert_eq!(clip(&plain), plain);
        assert_eq!(clip(&format!("{plain}b")), format!("{plain}…"));
        // What counts is what is there, not the length of its escape.
        let escapes = "\u{1b}".repeat(QUOTED);
        assert_eq!(clip(&escapes), "\\u{1b}".repeat(QUOTED));
        assert_eq!(clip(&format!("{escapes}b")), format!("{}…", "\\u{1b}".repeat(QUOTED)));
        assert_eq!(clip("::error"), "\\u{3a}:error");
    }

    #[test]
    fn file_names_show_the_bytes_that_are_no_text() {
        assert_eq!(escape_path(OsStr::new("café.json")), "café.json");
        assert_eq!(escape_path(OsStr::new("a\u{1b}b")), "a\\u{1b}b");
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            assert_eq!(escape_path(OsStr::from_bytes(b"caf\xe9\x1b")), "caf\\xe9\\u{1b}");
        }
    }

    #[test]
    fn the_short_cut_agrees_with_the_table() {
        for character in ('\0'..='\u{10ffff}').filter(|&character| is_unsafe(character)) {
            let listed = UNSAFE_RANGES.iter().any(|&(first, last)| (first..=last).contains(&character));
            assert!(listed || u32::from(character) & 0xFFFE == 0xFFFE);
        }
        for (first, last) in UNSAFE_RANGES {
            assert!((first..=last).all(is_unsafe), "{first:?}");
        }
    }

    #[test]
    fn runs_of_combining_marks_are_capped() {
        let text = format!("z{}", "\u{301}".repeat(20));
        assert_eq!(escape(&text).matches('\u{301}').count(), MARKS_IN_A_ROW);
    }
}
