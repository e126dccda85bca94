//! What stands around records in a stream: nothing, or the brackets and commas of an array of them.

use crate::json::Expect;
use crate::source::Position;

/// Where in the stream's structure the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// Between documents.
    Top,
    /// In an array of records that began at this position.
    Array { opened: Position, comma: Comma },
}

/// What has to come next in an array of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comma {
    /// The first item, or the end.
    Before,
    /// An item, or, leniently after a broken one, a comma or the end.
    Lenient,
    /// An item.
    Passed,
    /// A comma or the end.
    Needed,
}

impl Comma {
    /// Whether `text`, which is neither the comma nor the end that may stand here, can't begin an item here either.
    pub(super) fn is_broken_by(self, text: &[u8]) -> bool {
        self == Self::Needed || self != Self::Lenient && matches!(text.first(), Some(b',' | b']'))
    }

    /// The same as the parser puts it.
    pub(super) fn expects(self) -> Expect {
        match self {
            Self::Needed | Self::Lenient => Expect::CommaOrEnd,
            Self::Passed => Expect::Item,
            Self::Before => Expect::ItemOrEnd,
        }
    }
}

/// What the structure around records makes of the next byte.
pub(super) enum Entry {
    /// A record begins here, or goes on.
    Record,
    /// Something around records was passed.
    Passed,
    /// That can't be told yet.
    Unknown,
}

/// What a bare value is, by what follows it in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    /// A value.
    Value,
    /// The number at the start of a line of text, as in `12:00:00 POST …` or `1,"…"`, or a cell of CSV, as in `"{""type""…`.
    Text,
    /// A key of an object whose beginning is missing.
    Key,
    /// That can't be told yet.
    Unknown,
}

impl Bare {
    /// What the document is that takes the first `length` bytes of `text`; `ended`: nothing will follow. Behind an item of an
    /// array there may be a comma.
    pub(super) fn of(text: &[u8], length: usize, ended: bool, is_item: bool) -> Self {
        let rest = text.get(length..).unwrap_or_default();
        match text.first() {
            Some(b'0'..=b'9') if rest.starts_with(b":") || !is_item && rest.starts_with(b",") => Self::Text,
            Some(b'0'..=b'9' | b'-') if !is_item && matches!(rest.first(), Some(b' ' | b'\t')) => {
                Self::before_words(rest, ended)
            }
            // So a cell of CSV is quoted, and no documents follow one another.
            Some(b'"') if !is_item && rest.starts_with(b"\"") => Self::Text,
            Some(b'"') => match rest.iter().find(|byte| !matches!(byte, b' ' | b'\t')) {
                Some(b':') => Self::Key,
                None if !ended => Self::Unknown,
                _ => Self::Value,
            },
            _ => Self::Value,
        }
    }

    /// What a number is that `rest` follows, which begins with a blank: text, as in `1709287200.5 POST …`, unless a value
    /// may stand there.
    fn before_words(rest: &[u8], ended: bool) -> Self {
        let behind = rest.trim_ascii_start();
        let blanks = rest.get(..rest.len() - behind.len()).unwrap_or_default();
        let word = behind.iter().take_while(|byte| byte.is_ascii_alphabetic()).take("false".len() + 1).count();
        let (word, behind) = behind.split_at(word);
        match (word, behind) {
            _ if blanks.contains(&b'\n') => Self::Value,
            (_, []) if !ended => Self::Unknown,
            (b"", [] | [b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b',' | b']' | b'}', ..])
            | (b"null" | b"true" | b"false", _) => Self::Value,
            _ => Self::Text,
        }
    }
}

/// Whether `after`, the text behind a `[`, begins an array's items, rather than a log line such as `[2026-09-25 16:00:00] …`;
/// `None` where there is too little of it to tell.
pub(super) fn begins_items(after: &[u8]) -> Option<bool> {
    let rest = after.trim_ascii_start();
    if after.iter().take(after.len() - rest.len()).any(|blank| *blank == b'\n') {
        // No text has its bracket alone on a line.
        return Some(true);
    }
    let is_part: fn(&u8) -> bool = match rest.first()? {
        b'{' | b'[' | b']' | b'"' => return Some(true),
        b'n' | b't' | b'f' => u8::is_ascii_alphabetic,
        b'-' | b'0'..=b'9' => |byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'),
        _ => return Some(false),
    };
    let (item, behind) = rest.split_at(rest.iter().take_while(|byte| is_part(byte)).count());
    let next = behind.trim_ascii_start().first()?;
    let is_word = item.first().is_some_and(u8::is_ascii_alphabetic);
    Some(*next == b',' && (!is_word || matches!(item, b"null" | b"true" | b"false")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_before_words_is_text() {
        let bare = |text: &str, ended| Bare::of(text.as_bytes(), 1, ended, false);
        for text in ["1 POST {", "1\tx", "1  x", "1 | {", "1 nulls {", "1 <{"] {
            assert_eq!(bare(text, true), Bare::Text, "{text}");
        }
        for text in ["1", "1 ", "1 2", "1 null", "1 {", "1 [", "1 \"a\"", "1 -2", "1 \nPOST"] {
            assert_eq!(bare(text, true), Bare::Value, "{text}");
        }
        for text in ["1 ", "1 nul", "1 P"] {
            assert_eq!(bare(text, false), Bare::Unknown, "{text}");
        }
        assert_eq!(Bare::of(b"1 POST", 1, true, true), Bare::Value);
    }

    #[test]
    fn arrays_are_told_from_text_in_brackets() {
        for (after, expected) in [
            ("{", Some(true)),
            (" \t[", Some(true)),
            ("\n  // first", Some(true)),
            ("\"a\"", Some(true)),
            ("]", Some(true)),
            ("null, {", Some(true)),
            ("1.5e3 ,", Some(true)),
            ("", None),
            ("  ", None),
            ("nul", None),
            ("20", None),
            ("null ", None),
            ("null]", Some(false)),
            ("2026-09-25 16:00:00] x", Some(false)),
            ("16:00:00,123] x", Some(false)),
            ("notice] x", Some(false)),
            ("INFO] {", Some(false)),
            ("// x", Some(false)),
        ] {
            assert_eq!(begins_items(after.as_bytes()), expected, "{after}");
        }
    }
}
