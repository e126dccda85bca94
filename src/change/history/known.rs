//! What is known of an appointment: the last value of every field as it was sent, all in one text.

use std::borrow::Cow;

use super::super::side::Differing;
use super::super::{Other, Side, value};
use super::Place;
use super::content::{Content, Hasher, Hashes};
use super::merge::merged;
use super::recent::Recent;
use crate::schema::{FIELDS, FieldId};
use crate::time::Instant;

/// The last values of an appointment, all in one text: a value in memory of its own would cost more than most values are
/// long.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The values of the documented fields in the table's order, then pointers and values of the others.
    text: String,
    /// Where each field's value ends in the text; nothing stands there for one that was never sent.
    ends: [u32; FieldId::COUNT],
    /// The hash of each field's value.
    pub(super) hashes: [u64; FieldId::COUNT],
    others: Box<[KnownOther]>,
}

/// A member that the field table does not list.
#[derive(Clone, Copy, Debug)]
struct KnownOther {
    /// Where its pointer ends in the text.
    pointer: u32,
    /// Where its value ends.
    value: u32,
    /// The value's hash.
    hash: u64,
}

/// What is known of the members that the table does not list: their text, and the places in it.
#[derive(Debug)]
pub(super) struct Others {
    text: String,
    places: Box<[KnownOther]>,
}

impl Values {
    /// What is known of the other members once `delivery` was sent, where `before` was known, the side of this; what it
    /// doesn't say stays as it was. `None` where nothing is new. `sent` are the hashes of the delivery.
    pub(super) fn others_after(
        &self,
        before: &Side<'_>,
        delivery: &Side<'_>,
        sent: &Hashes,
        hasher: &Hasher,
    ) -> Option<Others> {
        if delivery.others().is_empty() || delivery.others() == before.others() {
            return None;
        }
        let others = learned(
            before.others().iter().zip(self.other_hashes()),
            delivery.others().iter().zip(sent.others.iter().copied()),
            |pointer, raw| hasher.other(pointer, &Side::default(), raw),
        );
        let mut text = String::with_capacity(others.iter().map(|(pointer, raw, _)| pointer.len() + raw.len()).sum());
        let places = others.iter().map(|(pointer, raw, hash)| {
            text.push_str(pointer);
            let pointer = narrow(text.len());
            text.push_str(raw);
            KnownOther { pointer, value: narrow(text.len()), hash: *hash }
        });
        let places = places.collect();
        Some(Others { text, places })
    }

    /// Takes over the fields that `delivery` sent, each in the place of the one before: few are `differing`, and of those
    /// most are as long. `others` are known instead of those before, if there are any.
    fn learn(&mut self, delivery: &Side<'_>, differing: Differing, sent: &Hashes, others: Option<Others>) {
        let room: usize = differing.fields().filter_map(|field| delivery.value(field.id)).map(str::len).sum();
        let others_room = others.as_ref().map_or(0, |others| others.text.len());
        if self.text.capacity() - self.text.len() < room + others_room {
            let old: usize = differing.fields().filter_map(|field| self.raw(field.id)).map(str::len).sum();
            self.text.reserve_exact((room + others_room).saturating_sub(old));
        }
        let mut start = 0;
        // How much further the text goes than `ends` say.
        let mut moved = 0;
        for (field, (end, hash)) in FIELDS.iter().zip(self.ends.iter_mut().zip(&mut self.hashes)) {
            let before = start..(*end as usize).wrapping_add_signed(moved);
            match delivery.value(field.id).filter(|_| differing.holds(field.id)) {
                Some(raw) => {
                    moved += raw.len().cast_signed() - before.len().cast_signed();
                    start = before.start + raw.len();
                    self.text.replace_range(before, raw);
                    *hash = sent.fields.get(field.id as usize).copied().unwrap_or_default();
                }
                None => start = before.end,
            }
            *end = narrow(start);
        }
        let shift = match others {
            Some(others) => {
                self.text.truncate(start);
                self.text.push_str(&others.text);
                self.others = others.places;
                start.cast_signed()
            }
            None => moved,
        };
        for end in self.others.iter_mut().flat_map(|other| [&mut other.pointer, &mut other.value]) {
            *end = narrow((*end as usize).wrapping_add_signed(shift));
        }
    }

    /// The JSON text of a field, if it was ever sent.
    fn raw(&self, id: FieldId) -> Option<&str> {
        let index = id as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.text.get(start as usize..end as usize).filter(|raw| !raw.is_empty())
    }

    /// A field's value as text: see [`super::text_of`].
    pub(super) fn text_of(&self, id: FieldId) -> Option<Cow<'_, str>> {
        let raw = self.raw(id)?;
        value::text(raw).or_else(|| (raw != "null").then_some(raw.into())).filter(|text| !text.is_empty())
    }

    /// The values, each as it was sent.
    pub(super) fn side(&self) -> Side<'_> {
        let mut start = 0;
        let spans = self.ends.map(|end| (std::mem::replace(&mut start, end), end));
        let mut side = Side::new(&self.text, spans);
        let mut start = start as usize;
        if !self.others.is_empty() {
            let others = self.others.iter().map(|other| {
                let (middle, end) = (other.pointer as usize, other.value as usize);
                let pointer = Cow::Borrowed(self.text.get(start..middle).unwrap_or_default());
                start = end;
                Other { pointer, raw: self.text.get(middle..end).unwrap_or_default() }
            });
            side.set_others(others.collect());
        }
        side
    }

    /// The hashes of the members that the table does not list, in their order.
    pub(super) fn other_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.others.iter().map(|other| other.hash)
    }
}

/// Bytes that memory gives at once, on nearly all machines.
const CACHE_LINE: usize = 64;

/// What is known of one appointment.
#[derive(Debug, Default)]
pub(super) struct Known {
    values: Values,
    newest: Option<(Instant, Place)>,
    recent: Recent,
    deliveries: u32,
}

impl Known {
    /// Takes over what the first delivery says; gives what it holds.
    pub(super) fn learn_first(&mut self, delivery: &Side<'_>, hasher: &Hasher) -> Content {
        let nothing = Side::default();
        let differing = nothing.differing(delivery);
        let hashes = hasher.hash(delivery, &nothing, differing, &self.values);
        let others = self.values.others_after(&nothing, delivery, &hashes, hasher);
        self.learn(delivery, differing, &hashes, others);
        hashes.content()
    }

    /// Reads all of it, without a use for it: what memory is asked for early is near when it is needed.
    pub(super) fn touch(&self) -> u64 {
        let values = &self.values;
        let text = values.text.as_bytes().iter().step_by(CACHE_LINE).fold(self.recent.touch(), |sum, byte| sum ^ byte);
        let ends = values.ends.iter().step_by(CACHE_LINE / size_of::<u32>()).fold(0, |sum, end| sum ^ end);
        let hashes = values.hashes.iter().step_by(CACHE_LINE / size_of::<u64>()).fold(0, |sum, hash| sum ^ hash);
        let other = values.others.first().map_or(0, |other| other.value);
        u64::from(text) ^ u64::from(ends ^ other) ^ hashes
    }

    /// The last known values.
    pub(super) fn values(&self) -> &Values {
        &self.values
    }

    /// Takes over what a delivery says: see [`Values::others_after`] for `others`.
    pub(super) fn learn(&mut self, delivery: &Side<'_>, differing: Differing, sent: &Hashes, others: Option<Others>) {
        self.values.learn(delivery, differing, sent, others);
    }

    /// Notes that there was a delivery.
    pub(super) fn note(&mut self, content: Content, order: Option<Instant>, place: Place) {
        if let Some(order) = order
            && self.newest.is_none_or(|(newest, _)| newest <= order)
        {
            self.newest = Some((order, place));
        }
        self.recent.push(content, place);
    }

    /// The newest delivery: when it was, and where it was read.
    pub(super) fn newest(&self) -> Option<(Instant, Place)> {
        self.newest
    }

    /// The last deliveries.
    pub(super) fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Counts a delivery.
    pub(super) fn count(&mut self) {
        self.deliveries = self.deliveries.saturating_add(1);
    }

    /// How many deliveries were counted.
    pub(super) fn deliveries(&self) -> u64 {
        self.deliveries.into()
    }
}

/// An offset in the text. A record is far shorter than 4 GiB; more than that is known of no appointment.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The other members once `sent` was sent, where `known` was known before, each with its hash; all in the order of their
/// pointers. `hash` gives the hash of what is made of both.
fn learned<'o, 't: 'o>(
    known: impl Iterator<Item = (&'o Other<'t>, u64)>,
    sent: impl Iterator<Item = (&'o Other<'t>, u64)>,
    hash: impl Fn(&str, &str) -> u64,
) -> Vec<(Cow<'t, str>, Cow<'t, str>, u64)> {
    let mut learned = Vec::new();
    let mut known = known.peekable();
    for (other, sent_hash) in sent {
        while let Some((before, hash)) = known.next_if(|(known, _)| known.pointer < other.pointer) {
            learned.push((before.pointer.clone(), before.raw.into(), hash));
        }
        let before = known.next_if(|(known, _)| known.pointer == other.pointer);
        let raw = merged(before.map(|(before, _)| before.raw), other.raw);
        let hash = if matches!(raw, Cow::Borrowed(_)) { sent_hash } else { hash(&other.pointer, &raw) };
        learned.push((other.pointer.clone(), raw, hash));
    }
    learned.extend(known.map(|(before, hash)| (before.pointer.clone(), before.raw.into(), hash)));
    learned
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::change::side::Spans;
    use crate::source::Span;

    /// What is known of an appointment with this id and location.
    pub(in super::super) fn known(id: &str, location: Option<&str>) -> Known {
        let text = format!("{id}{}", location.unwrap_or_default());
        let mut side = Side::new(&text, Spans::default());
        side.place(FieldId::Id, Span::new(0, id.len()));
        side.place(FieldId::LocationId, Span::new(id.len(), text.len()));
        let mut known = Known::default();
        known.learn_first(&side, &Hasher::default());
        known
    }
}
