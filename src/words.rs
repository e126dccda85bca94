//! Bytes looked at eight at a time, as words: safe code for what would else be a loop over bytes.
//!
//! Most of a payload is the inside of strings, so this is where the time goes. Words rather than vectors: the strings
//! are short, and safe code can't ask a vector where its first match is. A *mark* is the top bit of a byte.

/// Bytes in a word.
const WORD: usize = size_of::<u64>();

/// A word of this byte eight times.
pub const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// Marks the bytes below `limit`, which is at most 128; exact up to the first mark.
pub const fn below(bytes: u64, limit: u8) -> u64 {
    bytes.wrapping_sub(all(limit)) & !bytes & all(0x80)
}

/// How many bytes of `text` stand before the first one that is special: `marks` marks special bytes of a word, exact up
/// to the first, and `is_special` says the same of the bytes that are left over.
#[inline]
pub fn length_before(text: &[u8], marks: impl Fn(u64) -> u64, is_special: impl Fn(u8) -> bool) -> usize {
    let (words, tail) = text.as_chunks::<WORD>();
    let mut length = 0;
    for word in words {
        let special = marks(u64::from_le_bytes(*word));
        if special != 0 {
            return length + special.trailing_zeros() as usize / 8;
        }
        length += WORD;
    }
    length + tail.iter().position(|&byte| is_special(byte)).unwrap_or(tail.len())
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

/// Bytes of a vector, which the compiler looks at together.
const VECTOR: usize = 16;

/// Whether none of these bytes is special.
#[inline]
fn holds_none(block: &[u8; VECTOR], is_special: impl Fn(u8) -> bool) -> bool {
    !block.iter().fold(false, |found, &byte| found | is_special(byte))
}

/// Where the first special byte of `text` is. For bytes that few texts hold and that can be told by comparing them with
/// others: the compiler then looks at many at a time.
#[inline]
pub fn find(text: &[u8], is_special: impl Fn(u8) -> bool) -> Option<usize> {
    let plain = VECTOR * text.as_chunks().0.iter().take_while(|block| holds_none(block, &is_special)).count();
    // What is left is less than a block: one that begins earlier holds it.
    if plain + VECTOR > text.len() && text.last_chunk().is_some_and(|block| holds_none(block, &is_special)) {
        return None;
    }
    let rest = text.get(plain..).unwrap_or_default();
    rest.iter().position(|&byte| is_special(byte)).map(|place| plain + place)
}

/// How many bytes at the end of `text` stand behind the last one that is special; for bytes as [`find`] finds.
#[inline]
pub fn length_behind(text: &[u8], is_special: impl Fn(u8) -> bool) -> usize {
    let blocks = text.as_rchunks().1.iter().rev();
    let plain = VECTOR * blocks.take_while(|block| holds_none(block, &is_special)).count();
    if plain + VECTOR > text.len() && text.first_chunk().is_some_and(|block| holds_none(block, &is_special)) {
        return text.len();
    }
    let rest = text.get(..text.len() - plain).unwrap_or_default();
    plain + rest.iter().rev().take_while(|byte| !is_special(**byte)).count()
}

/// How many bytes two texts have in common at their beginnings.
pub fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    /// Bytes compared together.
    const BLOCK: usize = 32;
    let length = one.len().min(other.len());
    let (one, other) = (one.get(..length).unwrap_or_default(), other.get(..length).unwrap_or_default());
    let blocks = one.as_chunks::<BLOCK>().0.iter().zip(other.as_chunks::<BLOCK>().0);
    let same = BLOCK * blocks.take_while(|(one, other)| one == other).count();
    let (one, other) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    let words = || one.as_chunks::<WORD>().0.iter().zip(other.as_chunks::<WORD>().0);
    for (index, (one, other)) in words().enumerate() {
        let differs = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differs != 0 {
            return same + index * WORD + differs.trailing_zeros() as usize / 8;
        }
    }
    let words = words().count() * WORD;
    let rest = one.iter().zip(other).skip(words);
    same + words + rest.take_while(|(one, other)| one == other).count()
}

/// Whether `text` is printable ASCII without `#` and without two colons in a row: nothing that would have to be escaped
/// for a person or hidden from a CI runner.
pub fn is_harmless(text: &[u8]) -> bool {
    let is_harmful = |byte| !matches!(byte, b' '..=b'~') || byte == b'#';
    find(text, is_harmful).is_none() && !holds_twice(text, b':')
}

/// Whether `text` holds `byte` twice in a row.
fn holds_twice(text: &[u8], byte: u8) -> bool {
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    pairs.fold(0, |found, (&one, &other)| found | u8::from(one == byte) & u8::from(other == byte)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_where_the_bytes_are() {
        for place in 0..WORD {
            for byte in 0..=u8::MAX {
                let mut bytes = [b'a'; WORD];
                bytes[place] = byte;
                let word = u64::from_le_bytes(bytes);
                let mark = |is_marked: bool| if is_marked { 0x80 << (8 * place) } else { 0 };
                assert_eq!(below(word, b' '), mark(byte < b' '), "{byte:#x} at {place}");
            }
        }
    }

    #[test]
    fn lengths_are_found_from_either_end() {
        let is_special = |byte| byte == b'#';
        for length in 0..100 {
            for place in 0..length {
                let mut text = vec![b'a'; length];
                text[place] = b'#';
                assert_eq!(length_before(&text, |bytes| below(bytes ^ all(b'#'), 1), is_special), place);
                assert_eq!(length_behind(&text, is_special), length - place - 1);
            }
            assert_eq!(length_behind(&vec![b'a'; length], is_special), length);
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
    fn the_first_special_byte_is_found() {
        for length in 0..100 {
            let mut text = vec![b'a'; length];
            assert_eq!(find(&text, |byte| byte == b'#'), None);
            for place in (0..length).rev() {
                text[place] = b'#';
                assert_eq!(find(&text, |byte| byte == b'#'), Some(place));
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
