//! What is shown of accepted payloads: for `history` and rows, which need no tree.

use std::ops::Range;

use crate::schema::Parent;

/// Sees what is accepted: for who needs the fields, but no tree.
pub trait See<'a> {
    /// Whether it looks at accepted payloads at all.
    const LOOKS: bool = true;

    /// Whether it takes members the keys of which are not known; a payload that has some is refused else.
    const TAKES_UNKNOWN: bool = false;

    /// A payload may begin here; the one before was accepted or refused.
    fn begin(&mut self);

    /// A member of the payload at hand, by the row of its key; `value` is where its value is in the payload, perhaps
    /// with blanks before it. Of an object that has fields of its own it is what follows them: nothing.
    fn member(&mut self, row: usize, value: Range<usize>);

    /// A member of the payload at hand the key of which is not known, in the event or in its appointment; `value` as above.
    fn unknown(&mut self, _parent: Parent, _name: &'a [u8], _value: Range<usize>) {}

    /// The payload was accepted; it begins at `start` of the text that the acceptor was given.
    fn accepted(&mut self, start: usize, payload: &'a str);
}

/// Sees nothing.
impl See<'_> for () {
    const LOOKS: bool = false;

    fn begin(&mut self) {}

    fn member(&mut self, _: usize, _: Range<usize>) {}

    fn accepted(&mut self, _: usize, _: &str) {}
}
