//! An event read as the last one of its appointment with a few other values.
//!
//! Whoever sends events writes them all with one program, so the next event of an appointment is the text of the last
//! one but for the values that changed. Comparing the two finds those, and only they have to be read: the rest was read
//! when it came first. Whatever doesn't fit, a key that was not there or stands elsewhere, is for somebody else.

use super::super::side::{Differing, narrow};
use super::super::{Other, Side};
use super::values::{Pointer, Values, extra};
use crate::accept::skip_value;
use crate::schema::FieldId;
use crate::words::common_prefix;

/// More values that differ than that, and nothing is gained.
const MOST: usize = 8;

/// An event that follows the last one.
#[derive(Debug)]
pub(super) struct Followed<'t> {
    pub(super) side: Side<'t>,
    /// The documented fields that differ, also those that are known and the event doesn't say.
    pub(super) differing: Differing,
}

/// What differs between the last event and this one.
#[derive(Default)]
struct Difference {
    fields: Differing,
    /// The values, by their place in the last event, with their place in this one.
    values: [((u32, u32), (u32, u32)); MOST],
    count: usize,
}

impl Difference {
    /// Notes a value. `None` where there are too many.
    fn add(&mut self, before: (u32, u32), after: (u32, u32)) -> Option<()> {
        *self.values.get_mut(self.count)? = (before, after);
        self.count += 1;
        Some(())
    }

    /// Where a value of the last event is in this one.
    fn place(&self, span: (u32, u32)) -> (u32, u32) {
        let values = self.values.get(..self.count).unwrap_or_default();
        match values.iter().rev().find(|(before, _)| before.0 <= span.0) {
            None => span,
            Some((before, after)) if *before == span => *after,
            Some((before, after)) => {
                let shift = |offset: u32| offset.wrapping_sub(before.1).wrapping_add(after.1);
                (shift(span.0), shift(span.1))
            }
        }
    }
}

impl Values {
    /// The event of the same appointment with which `text` begins, if it has the last one's keys in the last one's order.
    pub(super) fn follow<'t>(&self, text: &'t [u8]) -> Option<Followed<'t>> {
        let event = self.text.as_bytes().get(..self.event as usize)?;
        let mut difference = Difference::default();
        let (mut before, mut after) = (0, 0);
        let mut verbatim = self.verbatim;
        loop {
            let same = common_prefix(event.get(before..)?, text.get(after..)?);
            (before, after) = (before + same, after + same);
            if before == event.len() {
                break;
            }
            let span = self.value_at(narrow(before), &mut difference.fields)?;
            // Up to its first byte, both are the same; as a rule it begins before what differs.
            let value = text.get(after.checked_sub(before.checked_sub(span.0 as usize)?)?..)?;
            if value.first().is_none_or(u8::is_ascii_whitespace) {
                return None;
            }
            let rest = skip_value(value)?;
            let (raw, _) = value.split_at_checked(value.len() - rest.len())?;
            verbatim &= memchr::memchr(b'\\', raw).is_none();
            let place = (narrow(text.len() - value.len()), narrow(text.len() - rest.len()));
            difference.add(span, place)?;
            (before, after) = (span.1 as usize, place.1 as usize);
        }
        if [FieldId::Id, FieldId::LocationId].into_iter().any(|id| difference.fields.holds(id) || !self.says(id)) {
            return None;
        }
        let mut spans = self.spans;
        for (row, span) in spans.iter_mut().enumerate().filter(|(_, span)| span.0 < span.1) {
            if span.1 <= self.event {
                *span = difference.place(*span);
            } else {
                // It is known, but the event doesn't say it.
                *span = (0, 0);
                difference.fields.add(row);
            }
        }
        // What is new of it was checked, and the rest before; but nobody else knows that.
        let text = str::from_utf8(text.get(..after)?).ok()?;
        let mut side = Side::new(text, after, spans);
        if difference.fields.holds(FieldId::Type) && side.event().is_none() {
            return None;
        }
        if verbatim {
            side.set_verbatim();
        }
        if !self.others.is_empty() {
            side.set_others(self.others_after(&difference, text)?);
        }
        Some(Followed { side, differing: difference.fields })
    }

    /// Whether the last event has a field.
    fn says(&self, id: FieldId) -> bool {
        self.spans.get(id as usize).is_some_and(|span| self.is_in_event(*span))
    }

    /// The value of the last event that the byte at `offset` is part of. If it is a documented field's, that is added to
    /// `fields`.
    fn value_at(&self, offset: u32, fields: &mut Differing) -> Option<(u32, u32)> {
        let holds = |(start, end): (u32, u32)| start <= offset && offset < end;
        if let Some(row) = self.spans.iter().position(|span| holds(*span)) {
            fields.add(row);
            return self.spans.get(row).copied();
        }
        self.others.iter().map(|other| other.value).find(|span| holds(*span))
    }

    /// The other members of the event; `None` where it has members that are no known extras.
    fn others_after<'t>(&self, difference: &Difference, text: &'t str) -> Option<Vec<Other<'t>>> {
        let in_event = self.others.iter().filter(|other| self.is_in_event(other.value));
        let others = in_event.map(|other| {
            let Pointer::Extra(index) = other.pointer else { return None };
            let (start, end) = difference.place(other.value);
            let raw = text.get(start as usize..end as usize)?;
            Some(Other { pointer: extra(index).into(), raw, at: start })
        });
        others.collect()
    }
}
