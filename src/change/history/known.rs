//! What is known of an appointment: the last value of every field as it was sent, all in one text.

use std::borrow::Cow;

use super::super::{Other, Side};
use super::Place;
use super::content::Content;
use super::merge::merged;
use super::recent::Recent;
use crate::schema::{FIELDS, FieldId};
use crate::time::Instant;

/// What is known of one appointment. A value in memory of its own would cost more than most values are long.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The values of the documented fields in the table's order, then pointers and values of the others.
    text: String,
    /// Where each field's value ends in the text; nothing stands there for one that was never sent.
    ends: [u32; FieldId::COUNT],
    /// Where the pointer and the value of each other member end.
    others: Box<[(u32, u32)]>,
    newest: Option<(Instant, Place)>,
    recent: Recent,
    deliveries: u32,
}

impl Known {
    /// What a first delivery says.
    pub(super) fn new(delivery: &Side<'_>) -> Self {
        let mut known = Self::default();
        known.set(delivery);
        known
    }

    /// The last known values.
    pub(super) fn side(&self) -> Side<'_> {
        let mut side = Side::default();
        let mut start = 0;
        for (field, &end) in FIELDS.iter().zip(&self.ends) {
            let end = end as usize;
            if start < end {
                side.set(field.id, self.text.get(start..end).unwrap_or_default());
            }
            start = end;
        }
        if !self.others.is_empty() {
            let others = self.others.iter().map(|&(pointer, value)| {
                let (middle, end) = (pointer as usize, value as usize);
                let pointer = Cow::Borrowed(self.text.get(start..middle).unwrap_or_default());
                start = end;
                Other { pointer, raw: self.text.get(middle..end).unwrap_or_default() }
            });
            side.set_others(others.collect());
        }
        side
    }

    /// Takes over what a delivery says; what it doesn't say stays as it was.
    pub(super) fn learn(&mut self, delivery: &Side<'_>) {
        let mut now = self.side();
        for (field, raw) in delivery.sent() {
            now.set(field.id, raw);
        }
        let before = now.others().to_vec();
        let mut written = Vec::new();
        let mut others = before.clone();
        for other in delivery.others() {
            let known = before.iter().find(|known| known.pointer == other.pointer);
            written.push((other.pointer.clone(), merged(known.map(|known| known.raw), other.raw)));
        }
        others.extend(written.iter().map(|(pointer, raw)| Other { pointer: pointer.clone(), raw }));
        now.set_others(others);
        let mut next = Self::default();
        next.set(&now);
        (self.text, self.ends, self.others) = (next.text, next.ends, next.others);
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

    /// Keeps the values of `side` and no other.
    fn set(&mut self, side: &Side<'_>) {
        let fields: usize = side.sent().map(|(_, raw)| raw.len()).sum();
        let others: usize = side.others().iter().map(|other| other.pointer.len() + other.raw.len()).sum();
        let mut text = String::with_capacity(fields + others);
        // A record is far shorter than 4 GiB; more than that is known of no appointment.
        let end = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        for (field, slot) in FIELDS.iter().zip(&mut self.ends) {
            text.push_str(side.value(field.id).unwrap_or_default());
            *slot = end(&text);
        }
        let others = side.others().iter().map(|other| {
            text.push_str(&other.pointer);
            let middle = end(&text);
            text.push_str(other.raw);
            (middle, end(&text))
        });
        self.others = others.collect();
        self.text = text;
    }
}
