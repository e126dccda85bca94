//! Bytes looked at sixteen at a time, as vectors: safe code for what would else be a loop over bytes.
//!
//! Most of a payload is the inside of strings, so this is where the time goes. Every machine that has vectors has ones of
//! this length, so that nothing has to be asked of it when the program runs.

use std::ops::{BitOr, RangeInclusive};

use wide::u8x16;

/// Bytes in a block.
const LENGTH: usize = size_of::<u8x16>();

/// Bytes in a word.
const WORD: usize = size_of::<u64>();

/// Bytes that are looked at together.
#[derive(Clone, Copy, Debug)]
pub struct Block(u8x16);

impl Block {
    #[inline]
    fn new(bytes: [u8; LENGTH]) -> Self {
        Self(u8x16::new(bytes))
    }

    /// Marks those that are `byte`.
    #[inline]
    pub fn is(self, byte: u8) -> Marks {
        Marks(self.0.simd_eq(u8x16::splat(byte)))
    }

    /// Marks those outside `range`, which is not that of all bytes.
    #[inline]
    pub fn outside(self, range: RangeInclusive<u8>) -> Marks {
        let above = self.0 - u8x16::splat(*range.start());
        let first = u8x16::splat(range.end().wrapping_sub(*range.start()).wrapping_add(1));
        Marks(above.max(first).simd_eq(above))
    }

    /// Marks those that `other` has at the same place.
    #[inline]
    fn same(self, other: Self) -> Marks {
        Marks(self.0.simd_eq(other.0))
    }
}

/// Some bytes of a block.
#[derive(Clone, Copy, Debug)]
pub struct Marks(u8x16);

impl Marks {
    /// A bit for each byte, the lowest for the first: ones for those that are marked.
    #[inline]
    fn bits(self) -> u32 {
        self.0.to_bitmask()
    }
}

impl BitOr for Marks {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How many bytes of `text` stand before the first one that `special` marks.
#[inline]
pub fn length_before(text: &[u8], special: impl Fn(Block) -> Marks) -> usize {
    let (blocks, tail) = text.as_chunks();
    let mut length = 0;
    for block in blocks {
        let bits = special(Block::new(*block)).bits();
        if bits != 0 {
            return length + bits.trailing_zeros() as usize;
        }
        length += LENGTH;
    }
    if tail.is_empty() {
        return length;
    }
    // The block at the end overlaps the one before.
    let bits = match text.last_chunk() {
        Some(block) => special(Block::new(*block)).bits() >> (LENGTH - tail.len()),
        None => special(Block::new(padded(tail, 0))).bits(),
    };
    length + tail.len().min(bits.trailing_zeros() as usize)
}

/// Where the first byte of `text` is that `special` marks.
#[inline]
pub fn find(text: &[u8], special: impl Fn(Block) -> Marks) -> Option<usize> {
    let length = length_before(text, special);
    (length < text.len()).then_some(length)
}

/// How many bytes at the end of `text` stand behind the last one that `special` marks.
#[inline]
pub fn length_behind(text: &[u8], special: impl Fn(Block) -> Marks) -> usize {
    let mut behind = 0;
    let (head, blocks) = text.as_rchunks();
    let bits_of = |block| special(Block::new(block)).bits() << (u32::BITS as usize - LENGTH);
    for block in blocks.iter().rev() {
        let bits = bits_of(*block);
        if bits != 0 {
            return behind + bits.leading_zeros() as usize;
        }
        behind += LENGTH;
    }
    if head.is_empty() {
        return behind;
    }
    let bits = bits_of(text.first_chunk().copied().unwrap_or_else(|| padded(head, 0))) << (LENGTH - head.len());
    behind + head.len().min(bits.leading_zeros() as usize)
}

/// The bytes of a text that is shorter than a block, and `filler` behind them.
#[inline]
fn padded(text: &[u8], filler: u8) -> [u8; LENGTH] {
    let mut block = [filler; LENGTH];
    if let Some(start) = block.get_mut(..text.len()) {
        start.copy_from_slice(text);
    }
    block
}

/// Which of the first 32 bytes two texts have in common: a bit for each, the lowest for the first.
#[inline]
pub fn in_common(one: &[u8; 2 * LENGTH], other: &[u8; 2 * LENGTH]) -> u32 {
    let bits = |one: &[u8; LENGTH], other: &[u8; LENGTH]| Block::new(*one).same(Block::new(*other)).bits();
    match (one.as_chunks().0, other.as_chunks().0) {
        ([one, one_behind], [other, other_behind]) => bits(one, other) | bits(one_behind, other_behind) << LENGTH,
        _ => 0,
    }
}

/// How many bytes two texts have in common at their beginnings.
#[inline]
pub fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    let length = one.len().min(other.len());
    let (one, other) = (one.get(..length).unwrap_or_default(), other.get(..length).unwrap_or_default());
    let (blocks, tail) = one.as_chunks();
    let (other_blocks, other_tail) = other.as_chunks();
    let mut same = 0;
    for (block, other) in blocks.iter().zip(other_blocks) {
        let bits = in_common(block, other);
        if bits != u32::MAX {
            return same + bits.trailing_ones() as usize;
        }
        same += block.len();
    }
    same + tail.iter().zip(other_tail).take_while(|(one, other)| one == other).count()
}

/// Whether two texts are the same: for names, which are too short to be worth a call.
#[inline]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    let ends = |text: &[u8]| Some((text.first_chunk().copied()?, text.last_chunk().copied()?));
    let words = |text| ends(text).map(|(first, last)| (u64::from_le_bytes(first), u64::from_le_bytes(last)));
    // Up to two words, those at both ends hold all of it.
    match (words(one), words(other)) {
        (Some(one_ends), Some(other_ends)) if one.len() <= 2 * WORD => {
            one.len() == other.len() && one_ends == other_ends
        }
        _ => one == other,
    }
}

/// Whether `text` is printable ASCII without `#` and without two colons in a row: nothing that would have to be escaped
/// for a person or hidden from a CI runner.
pub fn is_harmless(text: &[u8]) -> bool {
    let (blocks, tail) = text.as_chunks();
    // A bit if the block before ends with a colon.
    let mut before = 0;
    for block in blocks {
        let block = Block::new(*block);
        if harms(block, before) {
            return false;
        }
        before = block.is(b':').bits() >> (LENGTH - 1);
    }
    // The block at the end overlaps the one before.
    tail.is_empty() || !harms(Block::new(text.last_chunk().copied().unwrap_or_else(|| padded(tail, b' '))), 0)
}

/// Whether anything in `block` is not [harmless](is_harmless); `before` has a bit if a colon stands before it.
#[inline]
fn harms(block: Block, before: u32) -> bool {
    let colons = block.is(b':').bits();
    (block.outside(b' '..=b'~') | block.is(b'#')).bits() | colons & (colons << 1 | before) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `length` times `a`, and `byte` at `place`.
    fn text(length: usize, place: usize, byte: u8) -> Vec<u8> {
        let mut text = vec![b'a'; length];
        text[place] = byte;
        text
    }

    #[test]
    fn lengths_are_found_from_either_end() {
        let special = |block: Block| block.is(b'#') | block.is(0);
        for length in 0..100 {
            for place in 0..length {
                for byte in [b'#', 0] {
                    assert_eq!(length_before(&text(length, place, byte), special), place);
                    assert_eq!(length_behind(&text(length, place, byte), special), length - place - 1);
                }
            }
            let plain = vec![b'a'; length];
            assert_eq!([length_before(&plain, special), length_behind(&plain, special)], [length; 2]);
        }
    }

    #[test]
    fn what_is_outside_a_range_is_marked() {
        for range in [b' '..=b'~', 0..=0x7e, 0x20..=0xff, b'a'..=b'a', 1..=0xff, 0..=0xfe] {
            for byte in 0..=u8::MAX {
                let marked = Block::new([byte; LENGTH]).outside(range.clone()).bits();
                assert_eq!(marked, if range.contains(&byte) { 0 } else { 0xffff }, "{byte:#x} in {range:?}");
            }
        }
    }

    #[test]
    fn texts_are_the_same_in_length_and_in_every_byte() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for length in 0..text.len() {
            for other in 0..text.len() {
                assert_eq!(same(&text[..length], &text[..other]), length == other);
            }
            for place in 0..length {
                let mut changed = *text;
                changed[place] = b'#';
                assert!(!same(&text[..length], &changed[..length]), "{place} of {length}");
            }
        }
    }

    #[test]
    fn common_prefixes_end_at_the_first_difference() {
        for length in 0..100 {
            let text = vec![b'a'; length];
            for other_length in [length, length / 2, length + 40] {
                assert_eq!(common_prefix(&text, &vec![b'a'; other_length]), length.min(other_length));
            }
            for place in 0..length {
                let mut other = text.clone();
                other[place] = b'b';
                assert_eq!(common_prefix(&text, &other), place, "of {length}");
            }
        }
    }

    #[test]
    fn harmless_is_what_it_says() {
        let plainly = |text: &[u8]| {
            text.iter().all(|byte| matches!(byte, b' '..=b'~') && *byte != b'#')
                && !text.windows(2).any(|pair| pair == b"::")
        };
        for length in (0..20).chain(60..80) {
            for place in 0..length {
                for piece in
                    [&b"#"[..], b":", b"::", b":;", b"9:", b"\x7f", b"\x1f", b"\x80", b"\xff", b"\0", b"~", b" "]
                {
                    let mut text = vec![b'a'; length];
                    text.splice(place..(place + piece.len()).min(length), piece.iter().copied());
                    assert_eq!(is_harmless(&text), plainly(&text), "{:?}", text.escape_ascii().to_string());
                }
            }
        }
        assert!(is_harmless(b""));
    }
}
