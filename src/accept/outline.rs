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
use crate::schema::{FIELDS, FieldId, Kind, Parent, Rows, name_of};
use crate::source::Span;

/// More unknown keys than that are for the parser; they are compared each with each.
const MOST_UNKNOWN: usize = 4;

impl Acceptor {
    /// Reads the payload at the beginning of `text` into `outline`, and its tape into `parser`: its length.
    pub(super) fn read_outline(&mut self, text: &[u8], parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        if text.first() != Some(&b'{') {
            return None;
        }
        let mut tape = Taping { text, parser };
        let mut values = Values::new(&self.asked);
        let mut unknown: [Option<(Parent, &[u8])>; MOST_UNKNOWN] = [None; MOST_UNKNOWN];
        let root = tape.parser.put_object(0);
        let mut appointment = None;
        let (mut node, mut rest, mut seen) = (Node::START, text, 0);
        loop {
            let Some((next, behind)) = self.gaps.step(node, rest) else {
                let (name, behind) = gap::key(node, rest)?;
                let key = Some((node.parent(), name));
                if unknown.contains(&key) {
                    return None;
                }
                *unknown.iter_mut().find(|place| place.is_none())? = key;
                outline.others.push((node.parent(), tape.key(rest, name.len())?));
                rest = tape.value(behind, skip_value(behind)?, false)?;
                node = if node.parent() == Parent::Event { Node::UNKNOWN } else { Node::UNKNOWN_INSIDE };
                continue;
            };
            if seen & next.bit() != 0 {
                return None;
            }
            seen |= next.bit();
            let gap = std::mem::replace(&mut rest, behind);
            node = next;
            if node == Node::END {
                break;
            }
            if node == Node::APPOINTMENT {
                tape.parser.end_object(appointment?, tape.at(rest));
                continue;
            }
            let row = if node == Node::INSIDE { FieldId::Appointment as usize } else { node.row()? };
            let key = tape.key(gap, name_of(row)?.len())?;
            outline.known.add(row);
            match outline.keys.get_mut(row) {
                Some(place) => *place = key,
                None => outline.others.push((node.parent(), key)),
            }
            if node == Node::INSIDE {
                let brace = skip_blanks(rest);
                if brace.first() != Some(&b'{') {
                    return None;
                }
                appointment = Some(tape.parser.put_object(tape.at(brace)));
                continue;
            }
            let behind = self.value(node, rest, &mut values);
            if behind.is_none() {
                outline.doubtful.add(row);
            }
            // Only free text may hold escapes and be certainly right.
            let is_plain = behind.is_some() && FIELDS.get(row).is_some_and(|field| field.kind != Kind::Text);
            rest = tape.value(rest, behind.or_else(|| skip_doubtful(rest))?, is_plain)?;
        }
        tape.parser.end_object(root, tape.at(rest));
        appointment?;
        doubt_times(outline, values.are_ordered());
        Some(tape.at(rest))
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

/// A text while its tape is made.
struct Taping<'t, 'p> {
    text: &'t [u8],
    parser: &'p mut Parser,
}

impl<'t> Taping<'t, '_> {
    /// Where `rest`, the end of the text, begins.
    fn at(&self, rest: &[u8]) -> usize {
        self.text.len() - rest.len()
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
