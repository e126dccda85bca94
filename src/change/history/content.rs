//! What a delivery holds, as a hash: equal for equal content, however it is spelled.
//!
//! Each value is hashed by itself, in the one text that all its spellings lead to, and the content is all of these, one
//! over the other: so it can be had from that of another delivery and the values that differ. The hash mixes by multiplying
//! with secrets of this run, so that nobody can write a payload that hashes like another one.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use super::super::side::text;
use super::super::value::{self, canonical, is_canonical};
use super::super::{Other, Side};
use crate::schema::{FieldId, KNOWN_KEYS, Rows};

/// Bytes mixed in at a time.
const BLOCK: usize = 16;

/// Added to a row's number where the text is that of a string: `"null"` is not null.
const STRING: u64 = 1 << 32;

/// What a delivery holds: all values but the delivery's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Content(pub(super) u64);

impl Content {
    /// With this too; or without it, where it is part of it.
    pub(super) fn xor(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

/// Hashes values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hasher {
    secrets: [u64; 2],
}

impl Default for Hasher {
    fn default() -> Self {
        let random = RandomState::new();
        Self { secrets: [1, 2].map(|number| random.hash_one(number) | 1) }
    }
}

impl Hasher {
    /// The content of a delivery.
    pub(super) fn content(&self, delivery: &Side<'_>) -> Content {
        let known = (0..KNOWN_KEYS).map(|row| self.row(delivery, row));
        let others = delivery.unknown().iter().map(|other| self.other(delivery, other));
        known.chain(others).fold(Content::default(), Content::xor)
    }

    /// What the known key in this row adds to the content; nothing, where the event doesn't say it (but who completed it does), or
    /// where it is the delivery's own.
    pub(super) fn row(&self, side: &Side<'_>, row: usize) -> Content {
        match side.sent_row(row) {
            Some(raw) if !Rows::OF_DELIVERY.holds(row) => self.value(row, "", side, raw),
            _ => Content::default(),
        }
    }

    /// What a member adds to the content the key of which is not known.
    pub(super) fn other(&self, side: &Side<'_>, other: &Other<'_>) -> Content {
        self.value(KNOWN_KEYS, &other.pointer, side, other.raw.as_bytes())
    }

    /// The hash of an appointment's id.
    pub(super) fn id(&self, id: &[u8]) -> u64 {
        let mut state = self.begin();
        state.add(FieldId::Id as u64, id);
        state.finish()
    }

    /// The hash of a value by its row, or its pointer if it has none: of the text of a string, or of another value's one spelling.
    fn value<'t>(&self, row: usize, pointer: &str, side: &Side<'t>, raw: &'t [u8]) -> Content {
        let mut state = self.begin();
        let number = row as u64;
        if !pointer.is_empty() {
            state.add(number, pointer.as_bytes());
        }
        if let Some(plain) = side.plain_text_of(row, raw) {
            state.add(number | STRING, plain);
        } else if !raw.starts_with(b"\"") && is_canonical(raw) {
            state.add(number, raw);
        } else if let Some(text) = value::text(text(raw)) {
            state.add(number | STRING, text.as_bytes());
        } else {
            state.add(number, canonical(text(raw)).as_bytes());
        }
        Content(state.finish())
    }

    fn begin(&self) -> State {
        State { hash: self.secrets[0], secret: self.secrets[1] }
    }
}

/// The hash while it is made.
struct State {
    hash: u64,
    secret: u64,
}

impl State {
    /// Adds a text, and the number of what it is.
    #[inline]
    fn add(&mut self, what: u64, text: &[u8]) {
        self.mix(what, text.len() as u64);
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        for block in blocks {
            self.block(block);
        }
        if !rest.is_empty() {
            // The length is known by now: the last block may overlap the one before, and parts of a short one each other.
            if let Some(block) = text.last_chunk() {
                self.block(block);
            } else {
                let (one, other) = ends(rest);
                self.mix(one, other);
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
        self.hash = fold(self.hash ^ one, self.secret ^ other);
    }

    fn finish(self) -> u64 {
        fold(self.hash, self.secret)
    }
}

/// All bytes of a text that is shorter than a block: words from both its ends.
#[inline]
fn ends(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    (text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0)
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
    use super::super::follow::Followed;
    use super::super::memory::Memory;
    use super::super::values::Values;
    use super::*;
    use crate::json::{Document, Parser, Tape};
    use crate::payload::Fields;

    /// An event with this title, and with other members beside its appointment.
    fn event(title: &str, others: &[(&str, &str)]) -> (String, Tape) {
        let mut text = format!(r#"{{"appointment":{{"title":{title}}}"#);
        for (key, raw) in others {
            text.extend([",\"", key, "\":", raw]);
        }
        text.push('}');
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        let tape = parser.take_tape();
        (text, tape)
    }

    fn side((text, tape): &(String, Tape)) -> Side<'_> {
        Side::of(&Fields::read(Document::new(text, tape).root()))
    }

    #[test]
    fn spelling_and_the_deliverys_own_fields_do_not_count() {
        let hasher = Hasher::default();
        let hash = |event: &(String, Tape)| hasher.content(&side(event));
        let plain = event("\"café ##[x]\"", &[("x", "{\"a\":[1,2]}")]);
        let others = [("webhookId", "\"w\""), ("x", "{ \"\\u0061\": [1.0, 2] }"), ("timestamp", "\"t\"")];
        assert_eq!(hash(&plain), hash(&event("\"caf\\u00e9 #\\u0023[x]\"", &others)));
        let raw = event("\"a\u{202e}b\"", &[("x", "[1,[]]"), ("y", "[]")]);
        assert_eq!(hash(&raw), hash(&event("\"a\\u202eb\"", &[("x", "[ 1.0, [ ]]"), ("y", "[ ]")])));
    }

    /// That nobody can make two contents hash alike rests on this.
    #[test]
    fn a_bit_changes_half_of_the_hash() {
        let hasher = Hasher::default();
        let hash = |text: &str| hasher.id(text.as_bytes());
        // More than a block.
        let base = "aaaaaaaaaaaaaaaaaaaa";
        let flipped = (0..base.len()).flat_map(|at| [1, 2, 4, 8, 16].map(|bit| (at, bit))).map(|(at, bit)| {
            let mut bytes = base.as_bytes().to_vec();
            bytes[at] ^= bit;
            (hash(str::from_utf8(&bytes).unwrap()) ^ hash(base)).count_ones()
        });
        let mut distances: Vec<u32> = flipped.collect();
        let mean = f64::from(distances.iter().sum::<u32>()) / 100.0;
        distances.sort_unstable();
        // Each distance is that of 64 coins: the mean of 100 is within 4 of 32 but once in 10^20 runs.
        assert!((28.0..=36.0).contains(&mean) && distances[0] > 0, "{mean} {distances:?}");
    }

    #[test]
    fn everything_else_does() {
        let hasher = Hasher::default();
        let long = format!("\"{}\"", "a".repeat(40));
        let longer = format!("\"{}\"", "a".repeat(41));
        let events = [
            event("\"a\"", &[]),
            event("\"b\"", &[]),
            event("null", &[]),
            event("[\"a\",\"b\"]", &[]),
            event("[\"a,b\"]", &[]),
            event("[\"a\",1,\"b\"]", &[]),
            event("[\"a\",\"1\",\"b\"]", &[]),
            event("\"null\"", &[]),
            event("\"a\"", &[("x", "1")]),
            event("\"a\"", &[("x", "\"1\"")]),
            event("\"a\"", &[("y", "1")]),
            event("\"a\"", &[("y", "1"), ("x", "1"), ("webhookId", "1")]),
            event(&long, &[]),
            event(&longer, &[]),
        ];
        let sides = events.each_ref().map(side);
        let contents: Vec<Content> = sides.iter().map(|side| hasher.content(side)).collect();
        for (before, before_content) in sides.iter().zip(&contents) {
            for (delivery, content) in sides.iter().zip(&contents) {
                let (mut known, mut memory) = (Values::default(), Memory::default());
                // What is beyond the last event is not part of it.
                let another = event("\"z\"", &[("z", "0"), ("x", "1")]);
                known.learn(&side(&another), Content::default(), &mut memory);
                known.learn(before, *before_content, &mut memory);
                let known_side = known.side(&memory);
                let differing = known_side.differing(delivery);
                let followed = Followed::only(differing, differing.union(known.beyond));
                let found = known.content_of(delivery, &known_side, &followed, &hasher);
                assert_eq!(found, *content, "{delivery:?} after {before:?}");
            }
        }
        for (index, content) in contents.iter().enumerate() {
            assert!(!contents[index + 1..].contains(content), "{:?}", sides[index]);
        }
    }
}
