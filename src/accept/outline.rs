//! Outlines: what can be told of a payload that is not certainly valid.
//!
//! A payload that breaks a rule is nearly a valid one. Its members are passed over just as those of a valid payload; a
//! value that is not certainly right is put in doubt, and the rules need look at nothing else. So only that comes on the
//! tape, with the event's name and what is quoted. Whatever is strange beyond that (other forms, keys twice, text that may harm) is for
//! the parser and all of the rules.

use std::ops::Range;

use super::json::{skip_blanks, skip_value};
use super::node::{self, Node};
use super::unknown::{Unknown, UnknownKeys};
use super::{Acceptor, Values};
use crate::input::Outline;
use crate::json::Parser;
use crate::schema::{FIELDS, FieldId, Kind, Rows, key};
use crate::source::{ShortSpan, Span, narrow};

impl Acceptor {
    /// Reads the payload at the beginning of `text` into `outline`, and its tape into `parser`: its length.
    pub(super) fn read_outline(&mut self, text: &[u8], parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        if text.first() != Some(&b'{') {
            return None;
        }
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        let mut sketch = Sketch { text, pieces, unknown: UnknownKeys::default() };
        let length = self.sketch(&mut sketch, parser, outline);
        self.pieces = sketch.pieces;
        length
    }

    /// The same, with `sketch` for what is seen on the way.
    #[inline]
    fn sketch(&mut self, sketch: &mut Sketch<'_>, parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        let text = sketch.text;
        let mut values = Values::new(&self.asked);
        // Of all others it is known at once whether they are in doubt.
        let perhaps_wanted = self.quoted.union(Rows::TIMES);
        let (mut node, mut rest, mut seen) = (Node::START, text, 0);
        loop {
            let gap = rest;
            let Some(step) = self.gaps.step(node, gap) else {
                (node, rest) = sketch.unknown_member(node, gap)?;
                continue;
            };
            (node, rest) = step;
            if seen & node.bit() != 0 {
                return None;
            }
            seen |= node.bit();
            let value = rest;
            match node {
                Node::END => break,
                Node::INSIDE => {
                    skip_blanks(rest).strip_prefix(b"{")?;
                }
                Node::APPOINTMENT => (),
                _ => {
                    let row = node.row()?;
                    if let Some(behind) = self.value(node, value, &mut values) {
                        rest = behind;
                        if !perhaps_wanted.holds(row) {
                            continue;
                        }
                    } else {
                        outline.doubtful.add(row);
                        rest = skip_doubtful(value)?;
                    }
                }
            }
            sketch.add(node, gap, value, rest);
        }
        if seen & Node::APPOINTMENT.bit() == 0 {
            return None;
        }
        outline.known = node::rows(seen);
        doubt_times(outline, values.are_ordered());
        let is_complete = outline.known.hold_all(node::NEEDED) && sketch.unknown.is_empty();
        if is_complete && outline.doubtful.is_empty() && values.are_quiet() {
            // It could have been accepted, and so may the next one.
            self.patience.note(true);
        }
        let wanted = outline.doubtful.union(self.quoted);
        let length = text.len() - rest.len();
        sketch.put(wanted, length, parser, outline)?;
        Some(length)
    }
}

/// What follows a value that is not certainly right; `None` where more than one rule might have to do with it.
fn skip_doubtful(rest: &[u8]) -> Option<&[u8]> {
    let behind = skip_value(rest)?;
    let raw = rest.get(..rest.len() - behind.len())?;
    (raw.is_ascii() && memchr::memchr(b'\\', raw).is_none()).then_some(behind)
}

/// Times are compared with one another: they are all in doubt, or none is.
fn doubt_times(outline: &mut Outline, are_ordered: bool) {
    if !are_ordered || !outline.doubtful.intersection(Rows::TIMES).is_empty() {
        outline.doubtful = outline.doubtful.union(outline.known.intersection(Rows::TIMES));
    }
}

/// What of a payload's text may come on the tape: a member, or where the appointment begins or ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The node that it leads to.
    node: Node,
    /// Where the gap begins that holds the key; in few bytes, since there are many pieces.
    gap: u32,
    /// From where to where the value is, which may begin with blanks.
    value: ShortSpan,
}

/// The places of a payload's members, until it is known which of them anybody needs.
struct Sketch<'t> {
    text: &'t [u8],
    pieces: Vec<Piece>,
    unknown: UnknownKeys<'t>,
}

impl<'t> Sketch<'t> {
    /// Adds what leads to `node`; `gap`, `value` and `behind` are the ends of the text that begin there.
    #[inline]
    fn add(&mut self, node: Node, gap: &[u8], value: &[u8], behind: &[u8]) {
        let at = |rest: &[u8]| self.text.len() - rest.len();
        self.pieces.push(Piece { node, gap: narrow(at(gap)), value: ShortSpan::new(at(value), at(behind)) });
    }

    /// Notes the member behind `node` the key of which is not known: the node behind it, and the text.
    fn unknown_member(&mut self, node: Node, gap: &'t [u8]) -> Option<(Node, &'t [u8])> {
        let Unknown { value, next, .. } = self.unknown.read(node, gap)?;
        self.add(next.0, gap, value, next.1);
        Some(next)
    }

    /// Puts the payload of this `length` on the tape of `parser`, but of the known keys only those that are `wanted`, and
    /// notes in `outline` where they are.
    fn put(&self, wanted: Rows, length: usize, parser: &mut Parser, outline: &mut Outline) -> Option<()> {
        let root = parser.put_object(0);
        let mut appointment = root;
        let mut unknown = self.unknown.iter();
        for piece in &self.pieces {
            match piece.node {
                Node::APPOINTMENT => parser.end_object(appointment, piece.value.range().end),
                Node::UNKNOWN | Node::UNKNOWN_INSIDE => {
                    let (parent, name) = unknown.next()?;
                    outline.others.push((parent, self.put_key(piece.gap, name.len(), parser)?));
                    self.put_value(piece.value, true, parser)?;
                }
                Node::INSIDE => {
                    let row = FieldId::Appointment as usize;
                    *outline.keys.get_mut(row)? = self.put_key(piece.gap, key(row)?.1.len(), parser)?;
                    appointment = parser.put_object(self.skip_blanks(piece.value).start);
                }
                node => {
                    let row = node.row()?;
                    if wanted.holds(row) {
                        let (parent, name) = key(row)?;
                        let index = self.put_key(piece.gap, name.len(), parser)?;
                        match outline.keys.get_mut(row) {
                            Some(place) => *place = index,
                            None => outline.others.push((parent, index)),
                        }
                        // What is in doubt holds no escapes, and what is right only in free text.
                        let is_free = FIELDS.get(row).is_none_or(|field| field.kind == Kind::Text);
                        self.put_value(piece.value, is_free, parser)?;
                    }
                }
            }
        }
        parser.end_object(root, length);
        Some(())
    }

    /// Puts a key of so many bytes on the tape, the first string behind `gap`: its index.
    fn put_key(&self, gap: u32, length: usize, parser: &mut Parser) -> Option<u32> {
        let gap = gap as usize;
        let start = gap + self.text.get(gap..)?.iter().position(|byte| *byte == b'"')?;
        Some(parser.put_string(Span::new(start, start + length + 2), false))
    }

    /// Puts a value on the tape; `is_free`: a string may hold escapes.
    fn put_value(&self, value: ShortSpan, is_free: bool, parser: &mut Parser) -> Option<()> {
        let value = self.skip_blanks(value);
        let raw = self.text.get(value.range())?;
        if raw.first() == Some(&b'"') {
            parser.put_string(value, is_free && memchr::memchr(b'\\', raw).is_some());
        } else if raw == b"null" {
            parser.put_null(value);
        } else if parser.read_at(self.text, value.start)? != value.end {
            return None;
        }
        Some(())
    }

    /// The same place without blanks at its start.
    fn skip_blanks(&self, span: ShortSpan) -> Span {
        let Range { start, end } = span.range();
        let rest = self.text.get(start..).unwrap_or_default();
        Span::new(self.text.len() - skip_blanks(rest).len(), end)
    }
}
