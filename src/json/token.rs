//! The tokens that have an inside: strings, numbers and the three words.

use crate::blocks::{Block, length_before};
use crate::source::Span;

/// What the scan of one token came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// The token ends before `end`; `escaped`: it is a string that holds a backslash.
    Done { end: usize, escaped: bool },
    /// The text ends within the token.
    Partial,
    /// The token is wrong.
    Bad(Fault),
}

/// A mistake within a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A raw control character in a string.
    Control(u8),
    /// A backslash before something that it can't escape.
    Escape,
    /// Half of a surrogate pair.
    Surrogate,
    /// A number that JSON does not write so.
    Number(&'static str),
    /// A bare word that is not `true`, `false` or `null`.
    Word,
}

fn bad(start: usize, end: usize, kind: FaultKind) -> Scan {
    Scan::Bad(Fault { span: Span::new(start, end), kind })
}

/// How many bytes of `text` stand before the first quote, backslash or control character.
#[inline]
fn plain_length(text: &[u8]) -> usize {
    length_before(text, |block: Block| block.outside(0x20..=0xff) | block.is(b'"') | block.is(b'\\'))
}

/// Scans the string the opening quote of which stands at `start`.
#[inline]
pub(super) fn string(text: &[u8], start: usize) -> Scan {
    // Nearly all hold no escapes and nothing wrong: those are not worth a call.
    let rest = text.get(start + 1..).unwrap_or_default();
    let length = plain_length(rest);
    match rest.get(length) {
        Some(b'"') => Scan::Done { end: start + length + 2, escaped: false },
        _ => special_string(text, start + 1 + length),
    }
}

/// Scans on, in a string, from the first byte that is special.
fn special_string(text: &[u8], mut at: usize) -> Scan {
    let mut escaped = false;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let stop = plain_length(rest);
        at += stop;
        match rest.get(stop) {
            Some(b'"') => return Scan::Done { end: at + 1, escaped },
            Some(b'\\') => match escape(text, at) {
                Scan::Done { end, .. } => at = end,
                other => return other,
            },
            // Two bytes, but one end of a line.
            Some(b'\r') if rest.len() == stop + 1 => return Scan::Partial,
            Some(b'\r') if rest.get(stop + 1) == Some(&b'\n') => return bad(at, at + 2, FaultKind::Control(b'\n')),
            Some(&control) => return bad(at, at + 1, FaultKind::Control(control)),
            None => return Scan::Partial,
        }
        escaped = true;
    }
}

/// Scans the escape the backslash of which stands at `start`.
fn escape(text: &[u8], start: usize) -> Scan {
    let done = |end| Scan::Done { end, escaped: true };
    match text.get(start + 1) {
        None => Scan::Partial,
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => done(start + 2),
        Some(b'u') => match unit(text, start) {
            Err(scan) => scan,
            Ok(0xD800..=0xDBFF) => match (text.get(start + 6), text.get(start + 7)) {
                (Some(b'\\'), Some(b'u')) => match unit(text, start + 6) {
                    Ok(0xDC00..=0xDFFF) => done(start + 12),
                    Ok(_) => bad(start, start + 6, FaultKind::Surrogate),
                    Err(scan) => scan,
                },
                (None, _) | (Some(b'\\'), None) => Scan::Partial,
                _ => bad(start, start + 6, FaultKind::Surrogate),
            },
            Ok(0xDC00..=0xDFFF) => bad(start, start + 6, FaultKind::Surrogate),
            Ok(_) => done(start + 6),
        },
        Some(_) => bad(start, start + 1 + character_length(text, start + 1), FaultKind::Escape),
    }
}

/// The UTF-16 code unit of the `\uXXXX` at `start`.
fn unit(text: &[u8], start: usize) -> Result<u32, Scan> {
    (start + 2..start + 6).try_fold(0, |unit, at| match text.get(at) {
        None => Err(Scan::Partial),
        Some(&digit) => match char::from(digit).to_digit(16) {
            Some(value) => Ok(unit << 4 | value),
            None => Err(bad(start, at, FaultKind::Escape)),
        },
    })
}

/// How many bytes the character at `at` has; what is not UTF-8 is taken byte by byte.
pub(super) fn character_length(text: &[u8], at: usize) -> usize {
    let is_character = |length: &usize| {
        let bytes = at.checked_add(*length).and_then(|end| text.get(at..end));
        bytes.is_some_and(|bytes| str::from_utf8(bytes).is_ok())
    };
    (1..=4).find(is_character).unwrap_or(1)
}

/// Whether `byte` can follow a number or a word.
fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b':' | b'{' | b'[' | b'"')
}

const LEADING_ZERO: &str = "a number has no leading zeros";

/// Scans the number at `start`; where it touches the end of the text, `last` says whether more may come.
pub(super) fn number(text: &[u8], start: usize, last: bool) -> Scan {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len())
    };
    let integer = start + usize::from(text.get(start) == Some(&b'-'));
    let mut end = digits(integer);
    let mut wrong = None;
    if end == integer {
        wrong = Some("a digit has to follow the minus sign");
    } else if end > integer + 1 && text.get(integer) == Some(&b'0') {
        wrong = Some(LEADING_ZERO);
    }
    if wrong.is_none() && text.get(end) == Some(&b'.') {
        let fraction = end + 1;
        end = digits(fraction);
        if end == fraction {
            wrong = Some("a digit has to follow the decimal point");
        }
    }
    if wrong.is_none() && matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = end + 1;
        let exponent = sign + usize::from(matches!(text.get(sign), Some(b'+' | b'-')));
        end = digits(exponent);
        if end == exponent {
            wrong = Some("a digit has to follow the exponent's `e`");
        }
    }
    match (text.get(end), wrong) {
        (None, _) if !last => Scan::Partial,
        (None, Some(why)) if why != LEADING_ZERO => Scan::Partial,
        (None, None) => Scan::Done { end, escaped: false },
        // What no number is written with stands behind it.
        (Some(&byte), None) if is_delimiter(byte) || matches!(byte, b';' | b'=' | b'"' | b'\'' | b'{' | b'[') => {
            Scan::Done { end, escaped: false }
        }
        (_, wrong) => bad(start, word_end(text, start), FaultKind::Number(wrong.unwrap_or("it goes on after its end"))),
    }
}

/// Scans `true`, `false` or `null` at `start`.
pub(super) fn word(text: &[u8], start: usize, last: bool) -> Scan {
    let rest = text.get(start..).unwrap_or_default();
    for word in [b"true".as_slice(), b"false", b"null"] {
        if rest.len() <= word.len() && word.starts_with(rest) && !(last && rest.len() == word.len()) {
            return Scan::Partial;
        }
        if let Some(after) = rest.strip_prefix(word)
            && after.first().is_none_or(|&byte| is_delimiter(byte))
        {
            return Scan::Done { end: start + word.len(), escaped: false };
        }
    }
    bad(start, word_end(text, start), FaultKind::Word)
}

/// Where the run of word-like characters at `start` ends: at least one byte on, never within a UTF-8 sequence.
pub(super) fn word_end(text: &[u8], start: usize) -> usize {
    const LONGEST: usize = 40;
    let rest = text.get(start..).unwrap_or_default();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.' | b'$');
    let length = rest.iter().take(LONGEST).take_while(|byte| is_word(byte)).count();
    let least = if rest.is_empty() { 0 } else { character_length(text, start) };
    start + length.max(least)
}
