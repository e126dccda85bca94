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

impl Values {
    /// What is known once `delivery` was sent, where `before` was known, the side of `known`; what it doesn't say stays as
    /// it was. `sent` are the hashes of the delivery.
    pub(super) fn learned(
        before: &Side<'_>,
        delivery: &Side<'_>,
        known: &Self,
        sent: &Hashes,
        hasher: &Hasher,
    ) -> Self {
        let value = |id| delivery.value(id).or(before.value(id));
        let others = learned(
            before.others().iter().zip(known.other_hashes()),
            delivery.others().iter().zip(sent.others.iter().copied()),
            |pointer, raw| hasher.other(pointer, &Side::default(), raw),
        );
        let fields: usize = FIELDS.iter().filter_map(|field| value(field.id)).map(str::len).sum();
        let around: usize = others.iter().map(|(pointer, raw, _)| pointer.len() + raw.len()).sum();
        let mut text = String::with_capacity(fields + around);
        // A record is far shorter than 4 GiB; more than that is known of no appointment.
        let end = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let ends = FIELDS.each_ref().map(|field| {
            text.push_str(value(field.id).unwrap_or_default());
            end(&text)
        });
        let mut hashes = known.hashes;
        for ((hash, sent), field) in hashes.iter_mut().zip(sent.fields).zip(&FIELDS) {
            if delivery.value(field.id).is_some() {
                *hash = sent;
            }
        }
        let others = others.iter().map(|(pointer, raw, hash)| {
            text.push_str(pointer);
            let middle = end(&text);
            text.push_str(raw);
            KnownOther { pointer: middle, value: end(&text), hash: *hash }
        });
        let others = others.collect();
        Self { text, ends, hashes, others }
    }

    /// Takes over the fields that `delivery` sent, each in the place of the one before: few are `differing`, and of those
    /// most are as long.
    fn learn(&mut self, delivery: &Side<'_>, differing: Differing, sent: &Hashes) {
        let mut start = 0;
        // How much further the text goes than `ends` say.
        let mut moved = 0;
        for ((field, end), (hash, sent)) in
            FIELDS.iter().zip(&mut self.ends).zip(self.hashes.iter_mut().zip(sent.fields))
        {
            let before = start..(*end as usize).wrapping_add_signed(moved);
            match delivery.value(field.id).filter(|_| differing.holds(field.id)) {
                Some(raw) => {
                    self.text.reserve_exact(raw.len().saturating_sub(before.len()));
                    moved += raw.len().cast_signed() - before.len().cast_signed();
                    start = before.start + raw.len();
                    self.text.replace_range(before, raw);
                    *hash = sent;
                }
                None => start = before.end,
            }
            *end = u32::try_from(start).unwrap_or(u32::MAX);
        }
        for other in &mut self.others {
            for end in [&mut other.pointer, &mut other.value] {
                *end = u32::try_from((*end as usize).wrapping_add_signed(moved)).unwrap_or(u32::MAX);
            }
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
    /// Of an appointment of which these values are known.
    pub(super) fn new(values: Values) -> Self {
        Self { values, ..Self::default() }
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

    /// Takes over what is known now.
    pub(super) fn replace(&mut self, values: Values) {
        self.values = values;
    }

    /// Takes over the fields of a delivery that says nothing new of other members.
    pub(super) fn learn(&mut self, delivery: &Side<'_>, differing: Differing, sent: &Hashes) {
        self.values.learn(delivery, differing, sent);
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
        let (nothing, hasher) = (Side::default(), Hasher::default());
        let hashes = hasher.hash(&side, &nothing, nothing.differing(&side), &Values::default());
        Known::new(Values::learned(&nothing, &side, &Values::default(), &hashes, &hasher))
    }
}
