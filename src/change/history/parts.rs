//! What is known of all appointments, in parts that know nothing of each other: several threads can look after one each.

use std::iter;

use super::index::Index;
use super::known::Known;
use super::memory::Memory;
use crate::schema::FieldId;
use crate::source::narrow;

/// The appointments: all of one id are in the same part, which the hash of the id decides.
#[derive(Debug)]
pub(super) struct Parts {
    parts: Vec<Part>,
    /// The only part that is here, where they were taken apart.
    only: Option<usize>,
}

/// The appointments of some ids, in the order in which they were seen first.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) index: Index,
    pub(super) known: Vec<Known>,
    /// What these point to.
    pub(super) memory: Memory,
}

/// Where among all that is known an appointment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    part: u32,
    index: u32,
}

impl Slot {
    /// That of the appointment with this index in the part of the id with this hash.
    pub(super) fn new(parts: &Parts, id_hash: u64, index: usize) -> Self {
        Self { part: narrow(parts.number(id_hash)), index: narrow(index) }
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self { parts: vec![Part::default()], only: None }
    }
}

impl Parts {
    /// Whether the appointments of the id with this hash are known here, or would be.
    pub(super) fn has(&self, id_hash: u64) -> bool {
        self.only.is_none_or(|only| only == self.number(id_hash))
    }

    /// The part of the id with this hash; `None` where it is not here.
    pub(super) fn of_id(&mut self, id_hash: u64) -> Option<&mut Part> {
        let number = self.number(id_hash);
        if self.has(id_hash) { self.parts.get_mut(number) } else { None }
    }

    /// The slot of the first appointment of the id with this hash.
    pub(super) fn first(&self, id_hash: u64) -> Option<Slot> {
        let index = self.parts.get(self.number(id_hash))?.index.first(id_hash)?;
        Some(Slot::new(self, id_hash, index as usize))
    }

    /// The appointment in a slot.
    pub(super) fn get(&self, slot: Slot) -> Option<(&Known, &Memory)> {
        let part = self.parts.get(slot.part as usize)?;
        Some((part.known.get(slot.index as usize)?, &part.memory))
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<(&mut Known, &mut Memory)> {
        let part = self.parts.get_mut(slot.part as usize)?;
        Some((part.known.get_mut(slot.index as usize)?, &mut part.memory))
    }

    /// All appointments, in the order in which they were seen first.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Known, &Memory)> {
        let mut parts: Vec<_> = self.parts.iter().map(|part| (part.known.iter().peekable(), &part.memory)).collect();
        iter::from_fn(move || {
            let next = parts.iter_mut().filter_map(|part| Some((part.0.peek()?.since(), part)));
            let (_, (known, memory)) = next.min_by_key(|(since, _)| *since)?;
            Some((known.next()?, *memory))
        })
    }

    /// Makes so many parts of them, at least one; `hash_of` gives the hash of an id.
    pub(super) fn divide(&mut self, count: usize, hash_of: impl Fn(&[u8]) -> u64) {
        if count == self.parts.len() {
            return;
        }
        let (known, memories): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.parts).into_iter().map(|part| (part.known, part.memory)).unzip();
        let each = known.into_iter().zip(&memories);
        let mut known: Vec<_> = each.flat_map(|(known, memory)| known.into_iter().zip(iter::repeat(memory))).collect();
        known.sort_by_key(|(known, _)| known.since());
        self.parts.resize_with(count.max(1), Part::default);
        for (known, memory) in known {
            let text_of = |id| known.values().text_of(id, memory);
            let id_hash = hash_of(&text_of(FieldId::Id).unwrap_or_default());
            if let Some(part) = self.of_id(id_hash) {
                part.index.insert(id_hash, text_of(FieldId::LocationId).as_deref(), part.known.len());
                part.known.push(known.moved(memory, &mut part.memory));
            }
        }
    }

    /// Takes them apart: each of what it gives has one part alone.
    pub(super) fn take_apart(&mut self) -> Vec<Self> {
        let count = self.parts.len();
        let alone = |(number, part): (usize, Part)| {
            let mut parts: Vec<Part> = iter::repeat_with(Part::default).take(count).collect();
            if let Some(place) = parts.get_mut(number) {
                *place = part;
            }
            Self { parts, only: Some(number) }
        };
        std::mem::take(&mut self.parts).into_iter().enumerate().map(alone).collect()
    }

    /// Puts them together again.
    pub(super) fn put_together(&mut self, apart: impl Iterator<Item = Self>) {
        self.parts.extend(apart.filter_map(|alone| alone.parts.into_iter().nth(alone.only?)));
    }

    /// The number of the only part that is here.
    pub(super) fn only(&self) -> Option<usize> {
        self.only
    }

    /// The number of the part of the id with this hash.
    fn number(&self, id_hash: u64) -> usize {
        // The upper half of the product is below the count. The turn brings up bits that the index has no use for.
        let product = u128::from(id_hash.rotate_left(24)) * self.parts.len() as u128;
        usize::try_from(product >> 64).unwrap_or_default()
    }
}
