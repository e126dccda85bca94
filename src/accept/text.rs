//! Strings: where they end, and whether their text is free of what a rule would report.

use crate::untrusted::is_unsafe;

use super::json::skip_blanks;
use super::plain::{plain_length, word_length};

/// What follows the opening quote with which `rest` begins, white space aside.
#[inline]
pub(super) fn open(rest: &[u8]) -> Option<&[u8]> {
    match rest.strip_prefix(b"\"") {
        Some(body) => Some(body),
        None => skip_blanks(rest).strip_prefix(b"\""),
    }
}

/// The text of a plain string without blanks, and what follows its closing quote.
///
/// `body` begins behind the opening quote. For ids and other words, which are ASCII and hold no escapes; one with the
/// rarer marks that [`plain_length`] stops at is refused as well.
#[inline]
pub(super) fn word(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let (word, behind) = body.split_at_checked(word_length(body))?;
    Some((word, behind.strip_prefix(b"\"")?))
}

/// The same for keys, which may hold blanks, but not around them.
pub(super) fn key(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let (word, behind) = body.split_at_checked(plain_length(body))?;
    if matches!(word, [b' ', ..] | [.., b' ']) {
        return None;
    }
    Some((word, behind.strip_prefix(b"\"")?))
}

/// What follows a string of which `body` is the text behind the opening quote.
#[inline]
pub(super) fn skip(body: &[u8]) -> Option<&[u8]> {
    match skip_plain(body) {
        Ok(behind) => Some(behind),
        Err(rest) => skip_closely(rest),
    }
}

/// The same if all of the text is plain; else gives what begins with the first byte that is not.
#[inline]
pub(super) fn skip_plain(body: &[u8]) -> Result<&[u8], &[u8]> {
    let rest = body.get(plain_length(body)..).unwrap_or_default();
    rest.strip_prefix(b"\"").ok_or(rest)
}

/// The same for text that is not all plain.
#[inline(never)]
fn skip_closely(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = match rest {
            [b'"', behind @ ..] => return Some(behind),
            // What could be a template's mark, perhaps written with an escape.
            [b'{', b'{' | b'%' | b'\\', ..] => return None,
            [b'\\', b'"' | b'\\' | b'/' | b'n' | b'r' | b't', behind @ ..]
            | [b'{' | b'|' | b'}' | b'~', behind @ ..] => behind,
            [b'\\', b'u', behind @ ..] => {
                let (character, behind) = escaped(behind)?;
                (!is_unsafe(character) && character != '{').then_some(behind)?
            }
            [0x80..=0xff, ..] => {
                let (character, behind) = encoded(rest)?;
                (!is_unsafe(character)).then_some(behind)?
            }
            _ => return None,
        };
        // Text in another script is special byte after byte: don't look at blocks for it.
        if rest.first().is_some_and(u8::is_ascii) {
            rest = rest.get(plain_length(rest)..)?;
        }
    }
}

/// The character of a `\u` escape (of both, for a surrogate pair) of which `rest` begins behind the `u`.
fn escaped(rest: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = hexadecimal(rest)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, rest));
    }
    let (second, rest) = hexadecimal(rest.strip_prefix(b"\\u")?)?;
    if !(0xd800..0xdc00).contains(&first) || !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, rest))
}

/// The number that four hexadecimal digits give.
fn hexadecimal(rest: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = rest.split_first_chunk::<4>()?;
    let digit = |value: u32, byte: &u8| Some(value << 4 | char::from(*byte).to_digit(16)?);
    Some((digits.iter().try_fold(0, digit)?, rest))
}

/// The character, written in more than one byte of UTF-8, with which `rest` begins.
fn encoded(rest: &[u8]) -> Option<(char, &[u8])> {
    let length = match rest.first()? {
        ..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    };
    let (bytes, rest) = rest.split_at_checked(length)?;
    let mut characters = str::from_utf8(bytes).ok()?.chars();
    Some((characters.next()?, rest))
}
