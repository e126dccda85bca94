//! `--by-appointment`: all deliveries, kept until the last one is read, then one appointment after the other and each
//! in the order of its updates.

use std::collections::HashMap;

use super::Held;
use super::filter::Filter;
use crate::change::Side;
use crate::change::history::{order, text_of};
use crate::json::{Document, Parser, Tape, write_string};
use crate::payload::Fields;
use crate::schema::FieldId;
use crate::source::Span;
use crate::time::Instant;

/// Deliveries in the order of their arrival.
#[derive(Debug, Default)]
pub(super) struct Groups {
    deliveries: Vec<Kept>,
}

/// A delivery with a text of its own.
#[derive(Debug)]
pub(super) struct Kept {
    raw: Box<str>,
    id: Box<str>,
    location: Option<Box<str>>,
    order: Option<Instant>,
    input: u32,
    record: u64,
    payload: u16,
    line: u64,
    found_at: Option<Box<str>>,
}

impl Groups {
    /// Keeps a delivery, where it is wanted.
    pub(super) fn push(&mut self, held: &Held<'_, '_>, filter: &Filter) {
        let Some(id) = text_of(held.side, FieldId::Id).filter(|_| filter.is_about(held.side)) else { return };
        self.deliveries.push(Kept {
            raw: held.side.event_text().into(),
            id: id.into(),
            location: text_of(held.side, FieldId::LocationId).map(Into::into),
            order: order(held.side),
            input: held.input,
            record: held.record,
            payload: held.payload,
            line: held.line,
            found_at: held.found_at.map(Into::into),
        });
    }

    /// The deliveries, those of one appointment together; appointments come in the order of their first arrival. One
    /// that doesn't say when it was comes behind the newest that arrived before it.
    pub(super) fn in_order(mut self) -> Vec<Kept> {
        self.complete_locations();
        let mut groups: Vec<Vec<Kept>> = Vec::new();
        let mut index: HashMap<(Box<str>, Option<Box<str>>), usize> = HashMap::new();
        for kept in self.deliveries {
            let key = (kept.id.clone(), kept.location.clone());
            let slot = *index.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(slot) {
                group.push(kept);
            }
        }
        for group in &mut groups {
            let mut newest = None;
            for kept in &mut *group {
                kept.order = kept.order.or(newest);
                newest = newest.max(kept.order);
            }
            group.sort_by_key(|kept| kept.order);
        }
        groups.into_iter().flatten().collect()
    }

    /// Where a delivery has no location and all others of its id have one, it is theirs.
    fn complete_locations(&mut self) {
        let mut locations: HashMap<&str, Option<&str>> = HashMap::new();
        for kept in &self.deliveries {
            if let Some(location) = &kept.location {
                let known = locations.entry(&kept.id).or_insert(Some(location));
                *known = known.filter(|known| **known == **location);
            }
        }
        let missing = self.deliveries.iter().map(|kept| match kept.location {
            None => locations.get(&*kept.id).copied().flatten().map(Box::from),
            Some(_) => None,
        });
        let missing: Vec<Option<Box<str>>> = missing.collect();
        for (kept, location) in self.deliveries.iter_mut().zip(missing) {
            kept.location = kept.location.take().or(location);
        }
    }
}

impl Kept {
    /// Reads it again, with the location that it was found to belong to.
    pub(super) fn with<R>(&self, see: impl FnOnce(&Held<'_, '_>) -> R) -> R {
        let mut parser = Parser::default();
        parser.feed(self.raw.as_bytes(), true);
        let tape: Tape = parser.take_tape();
        let length = self.raw.len();
        // The location may stand behind the event, where the event doesn't have it.
        let mut text = self.raw.clone().into_string();
        write_string(&mut text, self.location.as_deref().unwrap_or_default());
        let mut side = Side::of(&Fields::read(Document::new(&self.raw, &tape).root()));
        if self.location.is_some() && text_of(&side, FieldId::LocationId).is_none() {
            side = side.completed(FieldId::LocationId, &text, Span::new(length, text.len()));
        }
        let Self { input, record, payload, line, .. } = *self;
        see(&Held { side: &side, input, record, payload, line, found_at: self.found_at.as_deref() })
    }
}
