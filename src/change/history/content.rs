//! What a delivery holds, as a hash: equal for equal content, however it is spelled.
//!
//! Each value is hashed by itself, in the one text that all its spellings lead to, and the content is the sum of them. So
//! a value that is spelled as the one that is known need not be hashed again, and most are. The hash mixes by multiplying
//! with secrets of this run, so that nobody can write a payload that hashes like another one.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use super::super::Side;
use super::super::side::Differing;
use super::super::value::canonical;
use super::known::Values;
use crate::schema::{DELIVERY_EXTRAS, FieldId};

/// Bytes mixed in at a time.
const BLOCK: usize = 16;

/// What stands for the number of a field that has none.
const OTHERS: u64 = FieldId::COUNT as u64;

/// Added to a field's number where the text is that of a string: `"null"` is not null.
const STRING: u64 = 1 << 32;

/// What a delivery holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content(pub(super) u64);

/// The hashes of a delivery's values; zero for what was not sent, and for what is the delivery's own.
#[derive(Debug)]
pub(super) struct Hashes {
    /// In the order of the field table.
    pub(super) fields: [u64; FieldId::COUNT],
    /// In the order of [`Side::others`].
    pub(super) others: Vec<u64>,
}

impl Hashes {
    /// All together.
    pub(super) fn content(&self) -> Content {
        Content(self.fields.iter().chain(&self.others).fold(0, |sum, hash| sum.wrapping_add(*hash)))
    }
}

/// Hashes values.
#[derive(Debug)]
pub(super) struct Hasher {
    secrets: [u64; 4],
}

impl Default for Hasher {
    fn default() -> Self {
        let random = RandomState::new();
        Self { secrets: [1, 2, 3, 4].map(|number| random.hash_one(number)) }
    }
}

impl Hasher {
    /// The hashes of `delivery`, of which the fields `differing` are not spelled as in `before`. Those of all that is are
    /// taken from `known`, of which that is the side.
    pub(super) fn hash(&self, delivery: &Side<'_>, before: &Side<'_>, differing: Differing, known: &Values) -> Hashes {
        let mut fields = known.hashes;
        for field in differing.fields() {
            if let Some(hash) = fields.get_mut(field.id as usize) {
                let sent = delivery.value(field.id);
                *hash = sent.map_or(0, |raw| self.value(field.id as u64, "", delivery, raw));
            }
        }
        let mut known = before.others().iter().zip(known.other_hashes()).peekable();
        let others = delivery.others().iter().map(|other| {
            while known.next_if(|(known, _)| known.pointer < other.pointer).is_some() {}
            match known.next_if(|(known, _)| known.pointer == other.pointer && known.raw == other.raw) {
                Some((_, hash)) => hash,
                None => self.other(&other.pointer, delivery, other.raw),
            }
        });
        Hashes { fields, others: others.collect() }
    }

    /// The hash of an appointment's id.
    pub(super) fn id(&self, id: &str) -> u64 {
        let [one, other, start, end] = self.secrets;
        let mut state = State { lanes: [start, end], secrets: [one, other] };
        state.add(FieldId::Id as u64, id);
        state.finish()
    }

    /// The hash of a member that the field table does not list, one of the values of `side`.
    pub(super) fn other<'t>(&self, pointer: &str, side: &Side<'t>, raw: &'t str) -> u64 {
        if DELIVERY_EXTRAS.contains(&pointer) { 0 } else { self.value(OTHERS, pointer, side, raw) }
    }

    /// The hash of a value by its number and its pointer: of the text of a string, or of another value's one spelling.
    fn value<'t>(&self, number: u64, pointer: &str, side: &Side<'t>, raw: &'t str) -> u64 {
        let [one, other, start, end] = self.secrets;
        let mut state = State { lanes: [start, end], secrets: [one, other] };
        if !pointer.is_empty() {
            state.add(number, pointer);
        }
        match side.text_of(raw) {
            Some(text) => state.add(number | STRING, &text),
            None => state.add(number, &canonical(raw)),
        }
        state.finish()
    }
}

/// The hash while it is made: two lanes that see the same and mix it with different secrets.
struct State {
    lanes: [u64; 2],
    secrets: [u64; 2],
}

impl State {
    /// Adds a text, and the number of what it is.
    #[inline]
    fn add(&mut self, what: u64, text: &str) {
        self.mix(what, text.len() as u64);
        let bytes = text.as_bytes();
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            self.block(block);
        }
        if !rest.is_empty() {
            // The length is known by now: the last block may overlap the one before, or end with zeros.
            if let Some(block) = bytes.last_chunk() {
                self.block(block);
            } else {
                let mut block = [0; BLOCK];
                for (to, from) in block.iter_mut().zip(rest) {
                    *to = *from;
                }
                self.block(&block);
            }
        }
    }

    #[inline]
    fn block(&mut self, block: &[u8; BLOCK]) {
        let number = u128::from_le_bytes(*block);
        self.mix(low(number), low(number >> 64));
    }

    #[inline]
    fn mix(&mut self, one: u64, other: u64) {
        let [first, second] = self.lanes;
        let [secret, different] = self.secrets;
        self.lanes = [fold(first ^ one, secret ^ other), fold(second ^ other, different ^ one)];
    }

    fn finish(mut self) -> u64 {
        self.mix(0, 0);
        let [first, second] = self.lanes;
        fold(first, second)
    }
}

/// Both halves of a product, one over the other.
#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    low(product) ^ low(product >> 64)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
#[inline]
const fn low(number: u128) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::super::known::Known;
    use super::*;
    use crate::change::Other;
    use crate::change::side::Spans;
    use crate::source::Span;

    fn side<'t>(title: &'t str, others: &[(&'static str, &'t str)]) -> Side<'t> {
        let mut side = Side::new(title, Spans::default());
        side.place(FieldId::Title, Span::new(0, title.len()));
        side.set_others(others.iter().map(|&(pointer, raw)| Other { pointer: pointer.into(), raw }).collect());
        side
    }

    /// The content of a first delivery, which has to be the same after any other.
    fn content(hasher: &Hasher, delivery: &Side<'_>) -> Content {
        let first = Known::default().learn_first(delivery, hasher);
        for before in [delivery, &side("\"a\"", &[("/x", "1"), ("/y", "[]")])] {
            let mut known = Known::default();
            known.learn_first(before, hasher);
            let values = known.values();
            let before = values.side();
            assert_eq!(hasher.hash(delivery, &before, before.differing(delivery), values).content(), first);
        }
        first
    }

    #[test]
    fn spelling_and_the_deliverys_own_fields_do_not_count() {
        let hasher = Hasher::default();
        let hash = |side: &Side<'_>| content(&hasher, side);
        let plain = side("\"café ##[x]\"", &[("/x", "{\"a\":[1,2]}")]);
        let others = [("/webhookId", "\"w\""), ("/x", "{ \"\\u0061\": [1.0, 2] }"), ("/timestamp", "\"t\"")];
        assert_eq!(hash(&plain), hash(&side("\"caf\\u00e9 #\\u0023[x]\"", &others)));
    }

    #[test]
    fn everything_else_does() {
        let hasher = Hasher::default();
        let long = format!("\"{}\"", "a".repeat(40));
        let longer = format!("\"{}\"", "a".repeat(41));
        let sides = [
            side("\"a\"", &[]),
            side("\"b\"", &[]),
            side("null", &[]),
            side("[\"a\",\"b\"]", &[]),
            side("[\"a,b\"]", &[]),
            side("[\"a\",1,\"b\"]", &[]),
            side("[\"a\",\"1\",\"b\"]", &[]),
            side("\"null\"", &[]),
            side("\"a\"", &[("/x", "1")]),
            side("\"a\"", &[("/x", "\"1\"")]),
            side("\"a\"", &[("/y", "1")]),
            side(&long, &[]),
            side(&longer, &[]),
            Side::default(),
        ];
        let contents: Vec<Content> = sides.iter().map(|side| content(&hasher, side)).collect();
        for (index, content) in contents.iter().enumerate() {
            assert!(!contents[index + 1..].contains(content), "{:?}", sides[index]);
        }
    }
}
