//! Finds the end of plain text: a string is nearly always plain, and ends at a quote with nothing before it that needs a
//! closer look.

use crate::words::{all, length_before};

/// How many bytes of `text` are plain. The next one is `"`, `\` or `{`, not printable ASCII, or one of `|}~`, which
/// merely stand between `{` and the control character `DEL`.
#[inline]
pub(super) fn plain_length(text: &[u8]) -> usize {
    length_before(text, special, |byte| !is_plain(byte))
}

/// Whether a byte needs no closer look.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..b'{') && byte != b'"' && byte != b'\\'
}

/// Marks each byte that is not plain, exact up to the first: a subtraction borrows from the bytes above one that is
/// special itself.
#[inline]
const fn special(bytes: u64) -> u64 {
    let above = (bytes & all(0x7f)) + all(0x80 - b'{');
    let below = bytes.wrapping_sub(all(b' '));
    let quote = (bytes ^ all(b'"')).wrapping_sub(all(1));
    let backslash = (bytes ^ all(b'\\')).wrapping_sub(all(1));
    (bytes | above | below | quote | backslash) & all(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..4 * 8 {
                for length in [place + 1, 4 * 8 + 5] {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let expected = if is_plain(byte) { length } else { place };
                    assert_eq!(plain_length(&text), expected, "{byte:#x} at {place} of {length}");
                }
            }
        }
    }
}
