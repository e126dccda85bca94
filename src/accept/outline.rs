//! Outlines: what can be told of a payload that is not certainly valid.
//!
//! A payload that breaks a rule is nearly a valid one. Its members are passed over just as those of a valid payload; a
//! value that is not certainly right is put in doubt, and the rules need look at nothing else. On the way the tape is
//! made that the parser would make. Whatever is strange beyond that (other forms, keys twice, text that may harm) is for
//! the parser and all of the rules.

use super::gap;
use super::json::{skip_blanks, skip_value};
use super::node::Node;
use super::{Acceptor, Values};
use crate::input::Outline;
use crate::json::Parser;
use crate::schema::{FIELDS, FieldId, Kind, Parent, Rows, key};
use crate::source::Span;

/// More unknown keys than that are for the parser; they are compared each with each.
const MOST_UNKNOWN: usize = 4;

impl Acceptor {
    /// Reads the payload at the beginning of `text` into `outline`, and its tape into `parser`: its length.
    pub(super) fn read_outline(&mut self, text: &[u8], parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        if text.first() != Some(&b'{') {
            return None;
        }
        let mut drawing = Drawing { text, parser, outline, unknown: [None; MOST_UNKNOWN] };
        let mut values = Values::new(&self.asked);
        let root = drawing.parser.put_object(0);
        let mut appointment = None;
        let (mut node, mut rest, mut seen) = (Node::START, text, 0);
        loop {
            let gap = rest;
            let Some(step) = self.gaps.step(node, gap) else {
                (node, rest) = drawing.unknown_member(node, gap)?;
                continue;
            };
            (node, rest) = step;
            if seen & node.bit() != 0 {
                return None;
            }
            seen |= node.bit();
            match node {
                Node::END => break,
                Node::INSIDE => {
                    drawing.known_key(FieldId::Appointment as usize, gap)?;
                    let brace = skip_blanks(rest);
                    brace.strip_prefix(b"{")?;
                    appointment = Some(drawing.parser.put_object(drawing.at(brace)));
                }
                Node::APPOINTMENT => drawing.parser.end_object(appointment?, drawing.at(rest)),
                _ => {
                    let row = node.row()?;
                    drawing.known_key(row, gap)?;
                    let behind = self.value(node, rest, &mut values);
                    if behind.is_none() {
                        drawing.outline.doubtful.add(row);
                    }
                    // Only free text may hold escapes and be certainly right.
                    let is_plain = behind.is_some() && FIELDS.get(row).is_some_and(|field| field.kind != Kind::Text);
                    rest = drawing.value(rest, behind.or_else(|| skip_doubtful(rest))?, is_plain)?;
                }
            }
        }
        drawing.parser.end_object(root, drawing.at(rest));
        appointment?;
        doubt_times(drawing.outline, values.are_ordered());
        Some(drawing.at(rest))
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
    let times = FIELDS.iter().filter(|field| field.kind == Kind::Time).map(|field| field.id as usize);
    let mut sent = Rows::default();
    times.filter(|row| outline.known.holds(*row)).for_each(|row| sent.add(row));
    if !are_ordered || sent.rows().any(|row| outline.doubtful.holds(row)) {
        outline.doubtful = outline.doubtful.and(sent);
    }
}

/// An outline while it is made, with the tape of its text.
struct Drawing<'t, 'o> {
    text: &'t [u8],
    parser: &'o mut Parser,
    outline: &'o mut Outline,
    /// The unknown keys so far.
    unknown: [Option<(Parent, &'t [u8])>; MOST_UNKNOWN],
}

impl<'t> Drawing<'t, '_> {
    /// Where `rest`, the end of the text, begins.
    fn at(&self, rest: &[u8]) -> usize {
        self.text.len() - rest.len()
    }

    /// Notes the known key of this `row`, which stands in the gap with which `gap` begins.
    #[inline]
    fn known_key(&mut self, row: usize, gap: &[u8]) -> Option<()> {
        let (parent, name) = key(row)?;
        let index = self.key(gap, name.len())?;
        self.outline.known.add(row);
        match self.outline.keys.get_mut(row) {
            Some(place) => *place = index,
            None => self.outline.others.push((parent, index)),
        }
        Some(())
    }

    /// Notes the member behind `node` the key of which is not known: the node behind it, and the text.
    fn unknown_member(&mut self, node: Node, gap: &'t [u8]) -> Option<(Node, &'t [u8])> {
        let (name, value) = gap::key(node, gap)?;
        let parent = node.parent();
        let key = Some((parent, name));
        if self.unknown.contains(&key) {
            return None;
        }
        *self.unknown.iter_mut().find(|place| place.is_none())? = key;
        let index = self.key(gap, name.len())?;
        self.outline.others.push((parent, index));
        let rest = self.value(value, skip_value(value)?, false)?;
        Some((if parent == Parent::Event { Node::UNKNOWN } else { Node::UNKNOWN_INSIDE }, rest))
    }

    /// Puts a key of so many bytes on the tape, the first string in what follows: its index.
    fn key(&mut self, rest: &[u8], length: usize) -> Option<u32> {
        let start = self.at(rest) + rest.iter().position(|byte| *byte == b'"')?;
        Some(self.parser.put_string(Span::new(start, start + length + 2), false))
    }

    /// Puts the value on the tape that `rest` begins with, and that ends before `behind`; gives that back. Of a string,
    /// `is_plain` says that it holds no escapes.
    fn value(&mut self, rest: &[u8], behind: &'t [u8], is_plain: bool) -> Option<&'t [u8]> {
        let value = skip_blanks(rest);
        let (start, end) = (self.at(value), self.at(behind));
        if value.first() == Some(&b'"') {
            let escaped = !is_plain && memchr::memchr(b'\\', self.text.get(start..end)?).is_some();
            self.parser.put_string(Span::new(start, end), escaped);
        } else if self.text.get(start..end)? == b"null" {
            self.parser.put_null(Span::new(start, end));
        } else if self.parser.read_at(self.text, start)? != end {
            return None;
        }
        Some(behind)
    }
}
