//! Finds the end of plain text, a word of eight bytes at a time.
//!
//! Most of a payload is the inside of strings, so this is where the time goes. A string is nearly always plain: it
//! ends at a quote with nothing before it that needs a closer look. Words rather than vectors: the strings are short,
//! and safe code can't ask a vector where its first match is.

/// Bytes looked at together.
const WORD: usize = size_of::<u64>();

/// How many bytes of `text` are plain. The next one is `"`, `\` or `{`, not printable ASCII, or one of `|}~`, which
/// merely stand between `{` and the control character `DEL`.
#[inline]
pub(super) fn plain_length(text: &[u8]) -> usize {
    let (words, tail) = text.as_chunks();
    let mut length = 0;
    for word in words {
        let special = special(*word);
        if special != 0 {
            return length + special.trailing_zeros() as usize / 8;
        }
        length += WORD;
    }
    length + tail.iter().position(|byte| !is_plain(*byte)).unwrap_or(tail.len())
}

/// Whether a byte needs no closer look.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..b'{') && byte != b'"' && byte != b'\\'
}

/// The top bit of each byte that is not plain, exact up to the first: a subtraction borrows from the bytes above one
/// that is special itself.
#[inline]
const fn special(word: [u8; WORD]) -> u64 {
    let bytes = u64::from_le_bytes(word);
    let above = (bytes & all(0x7f)) + all(0x80 - b'{');
    let below = bytes.wrapping_sub(all(b' '));
    let quote = (bytes ^ all(b'"')).wrapping_sub(all(1));
    let backslash = (bytes ^ all(b'\\')).wrapping_sub(all(1));
    (bytes | above | below | quote | backslash) & all(0x80)
}

/// A word of this byte eight times.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..4 * WORD {
                for length in [place + 1, 4 * WORD + 5] {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let expected = if is_plain(byte) { length } else { place };
                    assert_eq!(plain_length(&text), expected, "{byte:#x} at {place} of {length}");
                }
            }
        }
    }
}
