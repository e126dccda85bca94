//! An event read as the last one of its appointment with a few other members.
//!
//! Whoever sends events writes them all with one program, so the next event of an appointment is the text of the last
//! one but for the values that changed and the keys that came or went. Comparing the two finds those, and only they have
//! to be read: the rest was read when it came first. Whatever doesn't fit is for somebody else.
//!
//! What is called the last event here says what the last one said, and perhaps more: members that went stay in its text.

#[cfg(test)]
mod tests;

use super::super::side::text;
use super::super::{Other, Side, Spans};
use super::memory::Memory;
use super::values::Values;
use crate::accept::{Acceptor, Node, skip_blanks, skip_plain_string, skip_value};
use crate::blocks::common_prefix;
use crate::schema::{FieldId, Rows};
use crate::source::{ShortSpan, narrow};

/// More members that differ than that, and nothing is gained.
const MOST: usize = 12;

/// How an event differs from the last one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Followed {
    /// The known keys the values of which differ, also those that are known and the event doesn't say.
    pub(super) differing: Rows,
    /// All known keys of which the two events may say different things, or one of them nothing.
    pub(super) changed: Rows,
    /// Those among the known keys of which something is known, and of which the event certainly says nothing.
    pub(super) unsaid: Rows,
    /// Whether the members the keys of which are not known are certainly those of the last event.
    pub(super) same_unknown: bool,
    /// The known keys the values of which have to be written into the last event's text to make it say what this one says; `None`
    /// where that isn't enough.
    pub(super) rewritten: Option<Rows>,
}

impl Followed {
    /// An event of which no more is known than this: see the fields.
    pub(super) fn only(differing: Rows, changed: Rows) -> Self {
        Self { differing, changed, unsaid: Rows::default(), same_unknown: false, rewritten: None }
    }

    /// The known keys of which it says something else than what is known; perhaps more of them.
    pub(super) fn said(&self) -> Rows {
        self.differing.difference(self.unsaid)
    }
}

/// From some place of the last event on, everything is so much further on in the new one.
#[derive(Clone, Copy, Default)]
struct Move {
    from: u32,
    /// The first value behind that place that the last event has, by its number.
    value: usize,
    distance: u32,
}

/// An event while it is compared with the last one, in which members may stand that it didn't say. Both are at the same place of the
/// same structure, `before` in the last event's text and `after` in the new one's.
struct Walk<'v, 't> {
    values: &'v Values,
    /// All that is known, and the last event, with which it begins.
    known: &'v [u8],
    event: &'v [u8],
    text: &'t [u8],
    before: usize,
    after: usize,
    /// The last event's values that end before that place, by their number.
    passed: usize,
    /// Where a member was last found that the last event lacks: the place in the last event, and the node behind it.
    added: Option<(usize, Node)>,
    differing: Rows,
    /// Members that came, by their rows.
    came: Rows,
    /// Members that the new event doesn't say.
    went: Rows,
    /// The values that differ, with their places in the new event.
    found: [(u8, ShortSpan); MOST],
    /// How many there are.
    count: usize,
    /// From where on in the last event how far things have moved, where that changes.
    moves: [Move; MOST],
    move_count: usize,
    /// The known keys the values of which may hold escapes.
    escaped: Rows,
    /// Whether there are blanks where the last event has none, or others.
    is_spaced_otherwise: bool,
}

impl Values {
    /// Reads the event of the same appointment with which `text` begins into `side`, if it is the last one with a few
    /// other members.
    pub(super) fn follow<'t>(
        &self,
        memory: &Memory,
        text: &'t [u8],
        acceptor: &mut Acceptor,
        side: &mut Side<'t>,
    ) -> Option<Followed> {
        if self.merged {
            return None;
        }
        let known = memory.get(&self.text);
        let event = known.get(..self.event as usize)?;
        let mut walk = Walk {
            values: self,
            known,
            event,
            text,
            before: 0,
            after: 0,
            passed: 0,
            added: None,
            differing: Rows::default(),
            came: Rows::default(),
            went: Rows::default(),
            found: [(0, ShortSpan::default()); MOST],
            count: 0,
            moves: [Move::default(); MOST],
            move_count: 0,
            escaped: self.escaped,
            is_spaced_otherwise: false,
        };
        walk.pass_same()?;
        while walk.before < event.len() {
            match walk.value_at() {
                Some((row, span)) => walk.value(row, span)?,
                None => walk.keys(acceptor)?,
            }
            walk.pass_same()?;
        }
        walk.finish(side)
    }
}

impl<'t> Walk<'_, 't> {
    /// Passes over what both have in common from here on.
    fn pass_same(&mut self) -> Option<()> {
        let same = common_prefix(self.event.get(self.before..)?, self.text.get(self.after..)?);
        self.before += same;
        self.after += same;
        Some(())
    }

    /// The row and the place of the last event's value at this place of it, if there is one.
    fn value_at(&mut self) -> Option<(usize, ShortSpan)> {
        let at = narrow(self.before);
        while let Some(span) = self.values.order.get(self.passed).and_then(|row| self.values.span(row)) {
            if at < span.end {
                break;
            }
            self.passed += 1;
        }
        let row = self.values.order.get(self.passed)?;
        self.values.span(row).filter(|span| span.start <= at).map(|span| (row, span))
    }

    /// Passes over a value that differs, at `span` of the last event.
    fn value(&mut self, row: usize, span: ShortSpan) -> Option<()> {
        // Up to its first byte, both are the same.
        let start = self.after.checked_sub(self.before.checked_sub(span.start as usize)?)?;
        self.after = self.read(row, start)?;
        self.before = span.end as usize;
        self.moved()
    }

    /// Notes the value at `start` of the new event, blanks aside, and gives its end.
    fn read(&mut self, row: usize, start: usize) -> Option<usize> {
        let rest = self.text.get(start..)?;
        let value = skip_blanks(rest);
        self.is_spaced_otherwise |= value.len() != rest.len();
        let rest = if let Some(rest) = skip_plain_string(value) {
            self.escaped = self.escaped.without(row);
            rest
        } else {
            self.escaped.add(row);
            skip_value(value)?
        };
        let end = self.text.len() - rest.len();
        let place = ShortSpan::new(self.text.len() - value.len(), end);
        *self.found.get_mut(self.count)? = (u8::try_from(row).ok()?, place);
        self.count += 1;
        self.differing.add(row);
        Some(end)
    }

    /// Notes how far what follows has moved.
    fn moved(&mut self) -> Option<()> {
        let distance = narrow(self.after).wrapping_sub(narrow(self.before));
        let last = self.move_count.checked_sub(1).and_then(|last| self.moves.get(last));
        if last.map_or(0, |last| last.distance) != distance {
            let (from, value) = (narrow(self.before), self.passed);
            *self.moves.get_mut(self.move_count)? = Move { from, value, distance };
            self.move_count += 1;
        }
        Some(())
    }

    /// Passes over keys that came or went: on to where both are the same again.
    fn keys(&mut self, acceptor: &mut Acceptor) -> Option<()> {
        if !self.values.regular {
            return None;
        }
        let (from, mut node) = self.last_node()?;
        let text = self.text.get(self.after.checked_sub(self.before - from)?..)?;
        let mut rest = text;
        loop {
            let (next, behind) = acceptor.step(node, rest)?;
            let at = self.text.len() - behind.len();
            if let Some(row) = next.row() {
                let span = self.values.span(row)?;
                let is_known = self.values.is_in_event(span);
                if is_known && span.start as usize >= from {
                    return self.gone(span.start as usize, at);
                }
                let stands_twice = is_known && !self.went.holds(row) || self.came.holds(row);
                // Between the two, the new event may have entered or left the object that this member is in.
                let entered = text.get(..text.len() - rest.len())?;
                if stands_twice || !self.event.get(from..)?.starts_with(entered) {
                    return None;
                }
                return self.come(row, next, from + entered.len(), at);
            }
            if next == Node::END {
                return self.gone(self.event.len(), at);
            }
            (node, rest) = (next, behind);
        }
    }

    /// Passes over the member with the key of this `row`, the value of which begins at `at`; the last event, which lacks it, is at
    /// `from`.
    fn come(&mut self, row: usize, node: Node, from: usize, at: usize) -> Option<()> {
        self.came.add(row);
        self.after = self.read(row, at)?;
        self.before = from;
        self.added = Some((from, node));
        self.moved()
    }

    /// The node behind the last value, or behind what was last added; with its place in the last event.
    fn last_node(&self) -> Option<(usize, Node)> {
        let last = self.passed.checked_sub(1).and_then(|last| self.values.order.get(last));
        let (end, node) = match last {
            Some(row) => (self.values.span(row)?.end as usize, Node::behind(row)?),
            None => (0, Node::START),
        };
        Some(self.added.filter(|(place, _)| *place >= end).unwrap_or((end, node)))
    }

    /// Passes over the last event's members up to `to`, which are not there; goes on at `after`.
    fn gone(&mut self, to: usize, after: usize) -> Option<()> {
        let passed = self.passed;
        while let Some(row) = self.values.order.get(self.passed) {
            if self.values.span(row)?.start as usize >= to {
                break;
            }
            self.went.add(row);
            self.differing.add(row);
            self.passed += 1;
        }
        self.is_spaced_otherwise |= self.passed == passed;
        (self.before, self.after) = (to, after);
        self.moved()
    }

    /// Sets `side` to the event, which was compared to its end.
    fn finish(&mut self, side: &mut Side<'t>) -> Option<Followed> {
        let identity = [FieldId::Id, FieldId::LocationId].map(|id| id as usize);
        let says = |row: usize| self.values.span(row).is_some_and(|span| self.values.is_in_event(span));
        if identity.into_iter().any(|row| self.differing.holds(row) || !says(row)) {
            return None;
        }
        let came_back = self.came_back();
        // It is UTF-8: what is new of it was checked, and the rest before.
        let text = self.text.get(..self.after)?;
        debug_assert!(str::from_utf8(text).is_ok(), "{}", text.escape_ascii());
        side.set_event(text, self.values.regular);
        side.set_escaped(self.escaped);
        // What the last event didn't say either has not changed.
        let went = self.went.difference(self.values.beyond);
        let changed = self.differing.difference(self.went).union(went).union(self.came).union(came_back);
        let mut found = self.differing.difference(self.went);
        self.place(side.spans_mut(), came_back);
        found = found.intersection(self.differing);
        if self.differing.holds(FieldId::Type as usize) && side.event().is_none() {
            return None;
        }
        if !(self.values.unknown.is_empty() && side.unknown().is_empty()) {
            side.set_unknown(self.unknown(text)?);
        }
        let is_object = |row: usize| side.raw_row(row).is_some_and(|raw| raw.starts_with(b"{"));
        let is_alike =
            self.came.is_empty() && !self.is_spaced_otherwise && !found.extras().any(|(row, _)| is_object(row));
        let unsaid = self.values.beyond.union(self.went).difference(came_back).difference(self.came);
        let rewritten = is_alike.then_some(found);
        Some(Followed { differing: self.differing, changed, unsaid, same_unknown: true, rewritten })
    }

    /// The known keys of which the last event said nothing, but that stand in its text all the same, and in the new one.
    fn came_back(&self) -> Rows {
        let mut rows = Rows::default();
        for row in self.values.beyond.difference(self.went).rows() {
            if self.values.span(row).is_some_and(|span| self.values.is_in_event(span)) {
                rows.add(row);
            }
        }
        rows
    }

    /// Sets `spans` to where the values are in the new event; and corrects which of them differ from what is known.
    fn place(&mut self, spans: &mut Spans, came_back: Rows) {
        self.values.places.write(spans);
        let mut moves = self.moves.get(..self.move_count).unwrap_or_default();
        while let [Move { value, distance, .. }, rest @ ..] = moves {
            for row in self.values.order.between(*value, rest.first().map(|next| next.value)) {
                let Some(span) = spans.get_mut(usize::from(*row)) else { continue };
                span.shift(*distance);
            }
            moves = rest;
        }
        // What is known beyond the last event, this one doesn't say either, unless it came.
        let beyond = self.values.beyond.difference(came_back);
        for row in self.went.union(beyond).rows() {
            if let Some(span) = spans.get_mut(row) {
                *span = ShortSpan::default();
            }
        }
        self.differing = self.differing.union(beyond);
        for &(row, place) in self.found.get(..self.count).unwrap_or_default() {
            let row = usize::from(row);
            // What was found where the texts differ is another value, unless it begins with blanks.
            if self.came.holds(row) || self.is_spaced_otherwise {
                let known = self.values.span(row).and_then(|span| self.known.get(span.range()));
                if known == self.text.get(place.range()) {
                    self.differing = self.differing.without(row);
                }
            }
            if let Some(span) = spans.get_mut(row) {
                *span = place;
            }
        }
    }

    /// How far what begins at `offset` of the last event has moved.
    fn distance(&self, offset: u32) -> u32 {
        let moves = self.moves.get(..self.move_count).unwrap_or_default();
        moves.iter().rev().find(|last| last.from <= offset).map_or(0, |last| last.distance)
    }

    /// The members the keys of which are not known: `event` has those of the last one.
    fn unknown<'n>(&self, event: &'n [u8]) -> Option<Vec<Other<'n>>> {
        let sent = self.values.unknown.iter().filter(|known| self.values.is_in_event(known.value));
        let sent = sent.map(|known| {
            let at = known.value.start.wrapping_add(self.distance(known.value.start));
            let length = known.value.end - known.value.start;
            let raw = text(event.get(ShortSpan { start: at, end: at.checked_add(length)? }.range())?);
            let pointer = text(self.known.get(known.pointer.range())?).to_owned().into();
            Some(Other { pointer, raw, at })
        });
        sent.collect()
    }
}
