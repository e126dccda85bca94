//! Which appointment a delivery is about: its id and its location, or its id alone where that is enough.
//!
//! Leads from the hash of an id to slots only: the ids themselves are among what is known of the appointments, which is
//! looked at anyway.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::known::Known;
use super::memory::Memory;
use crate::schema::FieldId;

/// Leads from an appointment's id to the slots of those that may have it.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The first slot of each hash, shortened; as a rule the only one.
    first: HashMap<u32, u32, BuildHasherDefault<Hashed>>,
    /// The others: more than one location has the id, or two ids have one hash, which is rare.
    further: HashMap<u32, Further, BuildHasherDefault<Hashed>>,
}

/// Slots of appointments beyond the first of a hash.
#[derive(Debug, Default)]
struct Further {
    /// In the order in which they came.
    all: Vec<u32>,
    /// By their locations, `""` where there is none: an id may be that of as many appointments as anybody likes.
    of_location: HashMap<Box<[u8]>, Vec<u32>>,
}

/// Half of a hash: there are many, and whose id it is has to be looked up anyway.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn shortened(hash: u64) -> u32 {
    hash as u32
}

impl Index {
    /// The appointment's slot; `hash` is that of its id. Where no location is given, or none is known, the only
    /// appointment of that id is meant.
    pub(super) fn find(
        &self,
        hash: u64,
        id: &[u8],
        location: Option<&[u8]>,
        known: &[Known],
        memory: &Memory,
    ) -> Option<usize> {
        let text_of = |slot: usize, field| known.get(slot).and_then(|known| known.values().text_of(field, memory));
        let has_id = |slot: &usize| text_of(*slot, FieldId::Id).as_deref() == Some(id);
        let has_location = |slot: &usize| text_of(*slot, FieldId::LocationId).as_deref() == location;
        let lacks_location = |slot: &usize| text_of(*slot, FieldId::LocationId).is_none();
        let of_location = self.first(hash).into_iter().chain(self.further_of(hash, location));
        let exact = of_location.map(|slot| slot as usize).find(|slot| has_id(slot) && has_location(slot));
        exact.or_else(|| {
            let mut of_id = self.slots(hash).map(|slot| slot as usize).filter(has_id);
            let only = of_id.next().filter(|_| of_id.next().is_none())?;
            (location.is_none() || lacks_location(&only)).then_some(only)
        })
    }

    /// The first slot of an appointment that may be meant.
    pub(super) fn first(&self, hash: u64) -> Option<u32> {
        self.first.get(&shortened(hash)).copied()
    }

    /// The slots of appointments that may be meant.
    fn slots(&self, hash: u64) -> impl Iterator<Item = u32> {
        let further = self.further.get(&shortened(hash)).into_iter().flat_map(|further| &further.all);
        self.first(hash).into_iter().chain(further.copied())
    }

    /// Those beyond the first that were noted with this location.
    fn further_of(&self, hash: u64, location: Option<&[u8]>) -> impl Iterator<Item = u32> {
        let further = self.further.get(&shortened(hash));
        further.and_then(|further| further.of_location.get(location.unwrap_or_default())).into_iter().flatten().copied()
    }

    /// Notes the slot of an appointment that was not found, with its location.
    pub(super) fn insert(&mut self, hash: u64, location: Option<&[u8]>, slot: usize) {
        // More appointments than that have no room in memory.
        let slot = u32::try_from(slot).unwrap_or(u32::MAX);
        let hash = shortened(hash);
        match self.first.entry(hash) {
            Entry::Vacant(place) => {
                place.insert(slot);
            }
            Entry::Occupied(_) => {
                let further = self.further.entry(hash).or_default();
                further.all.push(slot);
                further.of_location.entry(location.unwrap_or_default().into()).or_default().push(slot);
            }
        }
    }
}

/// Spreads the key, which is a hash itself, over all bits: the table tells its places by the upper ones too.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::tests::known;
    use super::*;

    #[test]
    fn an_id_alone_means_the_only_appointment_that_has_it() {
        let mut memory = Memory::default();
        let appointments = [("\"a\"", Some("\"x\"")), ("\"b\"", None), ("\"\\u0061\"", Some("\"y\"")), ("\"a\"", None)]
            .map(|(id, location)| known(id, location, &mut memory));
        let mut index = Index::default();
        // All have one hash, as might happen.
        let find = |index: &Index, id: &str, location: Option<&str>| {
            index.find(7, id.as_bytes(), location.map(str::as_bytes), &appointments, &memory)
        };
        index.insert(7, Some(b"x"), 0);
        index.insert(7, None, 1);
        assert_eq!(
            [find(&index, "a", None), find(&index, "a", Some("x")), find(&index, "a", Some("y"))],
            [Some(0), Some(0), None]
        );
        assert_eq!(
            [find(&index, "b", None), find(&index, "b", Some("x")), find(&index, "c", None)],
            [Some(1), Some(1), None]
        );
        // The upper half makes no difference.
        index.insert(7 | 1 << 40, Some(b"y"), 2);
        assert_eq!(
            [find(&index, "a", None), find(&index, "a", Some("x")), find(&index, "a", Some("y"))],
            [None, Some(0), Some(2)]
        );
        index.insert(7, None, 3);
        assert_eq!(find(&index, "a", None), Some(3));
        assert_eq!(index.find(8, b"a", None, &appointments, &memory), None);
    }
}
