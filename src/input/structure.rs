//! What stands around records in a stream: nothing, or the brackets and commas of an array of them.

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
    /// The number at the start of a line of text, as in `12:00:00 POST …` or `1,"…"`.
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
            Some(b'"') => match rest.iter().find(|byte| !matches!(byte, b' ' | b'\t')) {
                Some(b':') => Self::Key,
                None if !ended => Self::Unknown,
                _ => Self::Value,
            },
            _ => Self::Value,
        }
    }
}
