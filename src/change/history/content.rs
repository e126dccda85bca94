//! What a delivery holds, as a hash of 128 bits: equal for equal content, however it is spelled.
//!
//! Every value is hashed in the one text that all its spellings lead to; nearly all were sent in just that text. The
//! hash mixes by multiplying with secrets of this run, so that nobody can write a payload that hashes like another one.

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use super::super::Side;
use super::super::value::canonical;
use crate::schema::DELIVERY_EXTRAS;
use crate::untrusted::is_unsafe;

/// Bytes mixed in at a time.
const BLOCK: usize = 16;

/// What a delivery holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content([u32; 4]);

#[cfg(test)]
impl From<[u32; 4]> for Content {
    fn from(words: [u32; 4]) -> Self {
        Self(words)
    }
}

/// Hashes deliveries.
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
    /// The content of `delivery`: all values but the delivery's own.
    pub(super) fn hash(&self, delivery: &Side<'_>) -> Content {
        let [one, other, start, end] = self.secrets;
        let mut state = State { lanes: [start, end], secrets: [one, other] };
        for (field, raw) in delivery.sent() {
            state.add(field.id as u64, &spelling(raw));
        }
        for other in delivery.others() {
            if !DELIVERY_EXTRAS.contains(&&*other.pointer) {
                state.add(u64::MAX, &other.pointer);
                state.add(u64::MAX, &spelling(other.raw));
            }
        }
        state.finish()
    }
}

/// The one text for the value `raw`.
fn spelling(raw: &str) -> Cow<'_, str> {
    let is_plain = match raw.as_bytes().first() {
        Some(b'"') => !raw.contains('\\') && !raw.contains("##[") && !raw.chars().any(is_unsafe),
        Some(b'[') => raw == "[]",
        Some(first) => matches!(first, b't' | b'f' | b'n'),
        None => true,
    };
    if is_plain { raw.into() } else { canonical(raw).into() }
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

    fn finish(mut self) -> Content {
        self.mix(0, 0);
        let [first, second] = self.lanes;
        let half = |lane: u64| [low32(lane), low32(lane >> 32)];
        let ([a, b], [c, d]) = (half(first), half(second));
        Content([a, b, c, d])
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

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn low32(number: u64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Other;
    use crate::schema::FieldId;

    fn side<'t>(title: &'t str, others: &[(&'static str, &'t str)]) -> Side<'t> {
        let mut side = Side::default();
        side.set(FieldId::Title, title);
        side.set_others(others.iter().map(|&(pointer, raw)| Other { pointer: pointer.into(), raw }).collect());
        side
    }

    #[test]
    fn spelling_and_the_deliverys_own_fields_do_not_count() {
        let hasher = Hasher::default();
        let hash = |side: &Side<'_>| hasher.hash(side);
        let plain = side("\"café ##[x]\"", &[("/x", "{\"a\":[1,2]}")]);
        let others = [("/webhookId", "\"w\""), ("/x", "{ \"\\u0061\": [1.0, 2] }"), ("/timestamp", "\"t\"")];
        assert_eq!(hash(&plain), hash(&side("\"caf\\u00e9 #\\u0023[x]\"", &others)));
        let raw = side("\"a\u{202e}b\"", &[("/x", "[1,[]]"), ("/y", "[]")]);
        assert_eq!(hash(&raw), hash(&side("\"a\\u202eb\"", &[("/x", "[ 1.0, [ ]]"), ("/y", "[ ]")])));
    }

    /// That nobody can make two contents hash alike rests on this.
    #[test]
    fn a_bit_changes_half_of_each_lane() {
        let hasher = Hasher::default();
        let lanes = |text: &str| {
            let Content([a, b, c, d]) = hasher.hash(&side(text, &[]));
            [(a, b), (c, d)].map(|(low, high)| u64::from(low) | u64::from(high) << 32)
        };
        // One block; its quotes stay, and the text stays one that is hashed as it was sent.
        let base = "\"aaaaaaaaaaaaaa\"";
        let flipped: Vec<[u64; 2]> = (1..15)
            .flat_map(|at| [1, 2, 4, 8, 16].map(|bit| (at, bit)))
            .map(|(at, bit)| {
                let mut bytes = base.as_bytes().to_vec();
                bytes[at] ^= bit;
                lanes(str::from_utf8(&bytes).unwrap())
            })
            .collect();
        for lane in 0..2 {
            let mut distances: Vec<u32> =
                flipped.iter().map(|lanes_of| (lanes_of[lane] ^ lanes(base)[lane]).count_ones()).collect();
            let mean = f64::from(distances.iter().sum::<u32>()) / 70.0;
            distances.sort_unstable();
            // Each distance is that of 64 coins: the mean of 70 is within 4 of 32 but once in 10^15 runs.
            assert!((28.0..=36.0).contains(&mean) && distances[0] > 0, "{lane}: {mean} {distances:?}");
        }
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
            side("\"null\"", &[]),
            side("\"a\"", &[("/x", "1")]),
            side("\"a\"", &[("/x", "\"1\"")]),
            side("\"a\"", &[("/y", "1")]),
            side(&long, &[]),
            side(&longer, &[]),
            Side::default(),
        ];
        let contents: Vec<Content> = sides.iter().map(|side| hasher.hash(side)).collect();
        for (index, content) in contents.iter().enumerate() {
            assert!(!contents[index + 1..].contains(content), "{:?}", sides[index]);
        }
    }
}
