//! An event read as the last one of its appointment with a few other values.
//!
//! Whoever sends events writes them all with one program, so the next event of an appointment is the text of the last
//! one but for the values that changed. Comparing the two finds those, and only they have to be read: the rest was read
//! when it came first. Whatever doesn't fit, a key that was not there or stands elsewhere, is for somebody else.

use super::super::side::{Differing, narrow};
use super::super::{Other, Side, Spans};
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

/// A value that differs: where it is in the last event and in this one.
#[derive(Clone, Copy, Debug, Default)]
struct Changed {
    before: (u32, u32),
    after: (u32, u32),
}

impl Values {
    /// The event of the same appointment with which `text` begins, if it has the last one's keys in the last one's order.
    pub(super) fn follow<'t>(&self, text: &'t [u8]) -> Option<Followed<'t>> {
        let event = self.text.as_bytes().get(..self.event as usize)?;
        let mut changed = [Changed::default(); MOST];
        let mut count = 0;
        let (mut before, mut after) = (0, 0);
        let mut verbatim = self.verbatim;
        loop {
            let same = common_prefix(event.get(before..)?, text.get(after..)?);
            (before, after) = (before + same, after + same);
            if before == event.len() {
                break;
            }
            let (start, end) = self.value_at(narrow(before))?;
            // Up to its first byte, both are the same; as a rule it begins before what differs.
            let value = text.get(after - (before - start as usize)..)?;
            if value.first().is_none_or(u8::is_ascii_whitespace) {
                return None;
            }
            let rest = skip_value(value)?;
            let (raw, _) = value.split_at_checked(value.len() - rest.len())?;
            verbatim &= memchr::memchr(b'\\', raw).is_none();
            let place = (narrow(text.len() - value.len()), narrow(text.len() - rest.len()));
            *changed.get_mut(count)? = Changed { before: (start, end), after: place };
            count += 1;
            (before, after) = (end as usize, place.1 as usize);
        }
        let changed = changed.get(..count)?;
        let mut differing = Differing::default();
        let spans = self.spans_after(changed, &mut differing);
        if differing.holds(FieldId::Id) || differing.holds(FieldId::LocationId) || !self.says(FieldId::LocationId) {
            return None;
        }
        // What is new of it was checked, and the rest before; but nobody else knows that.
        let text = str::from_utf8(text.get(..after)?).ok()?;
        let mut side = Side::new(text, after, spans);
        if differing.holds(FieldId::Type) && side.event().is_none() {
            return None;
        }
        if verbatim {
            side.set_verbatim();
        }
        if !self.others.is_empty() {
            side.set_others(self.others_after(changed, text)?);
        }
        Some(Followed { side, differing })
    }

    /// Whether the last event has a field.
    fn says(&self, id: FieldId) -> bool {
        self.spans.get(id as usize).is_some_and(|span| self.is_in_event(*span))
    }

    /// The value of the last event that the byte at `offset` is part of.
    fn value_at(&self, offset: u32) -> Option<(u32, u32)> {
        let holds = |&(start, end): &(u32, u32)| start <= offset && offset < end;
        let fields = self.spans.iter().copied();
        fields.chain(self.others.iter().map(|other| other.value)).find(holds)
    }

    /// Where the documented fields are in the event; those that differ are added to `differing`.
    fn spans_after(&self, changed: &[Changed], differing: &mut Differing) -> Spans {
        let mut spans = self.spans;
        for (row, span) in spans.iter_mut().enumerate().filter(|(_, span)| span.0 < span.1) {
            match moved(*span, changed).filter(|_| self.is_in_event(*span)) {
                Some((place, true)) => *span = place,
                Some((place, false)) => {
                    *span = place;
                    differing.add(row);
                }
                // It is known, but the event doesn't say it.
                None => {
                    *span = (0, 0);
                    differing.add(row);
                }
            }
        }
        spans
    }

    /// The other members of the event; `None` where it has members that are no known extras.
    fn others_after<'t>(&self, changed: &[Changed], text: &'t str) -> Option<Vec<Other<'t>>> {
        let in_event = self.others.iter().filter(|other| self.is_in_event(other.value));
        let others = in_event.map(|other| {
            let Pointer::Extra(index) = other.pointer else { return None };
            let ((start, end), _) = moved(other.value, changed)?;
            let raw = text.get(start as usize..end as usize)?;
            Some(Other { pointer: extra(index).into(), raw, at: start })
        });
        others.collect()
    }
}

/// Where a value of the last event is in this one, and whether it is the same.
fn moved(span: (u32, u32), changed: &[Changed]) -> Option<((u32, u32), bool)> {
    let before = changed.iter().rev().find(|changed| changed.before.0 <= span.0);
    match before {
        None => Some((span, true)),
        Some(changed) if changed.before == span => Some((changed.after, false)),
        Some(changed) => {
            let shift = |offset: u32| (offset - changed.before.1).checked_add(changed.after.1);
            Some(((shift(span.0)?, shift(span.1)?), true))
        }
    }
}
