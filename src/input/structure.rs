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
