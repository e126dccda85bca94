//! Finds the end of plain text, a block at a time.
//!
//! Most of a payload is the inside of strings, so this is where the time goes. A string is nearly always plain: it
//! ends at a quote with nothing before it that needs a closer look. The loops are written so that the compiler makes
//! vector instructions of them, whatever the processor's are.

/// Bytes looked at together: one vector of the least x86-64 and ARM processors.
const BLOCK: usize = 16;

/// How many bytes of `text` are plain. The next one is `"`, `\` or `{`, not printable ASCII, or one of `|}~`, which
/// merely stand between `{` and the control character `DEL`.
#[inline]
pub(super) fn plain_length(text: &[u8]) -> usize {
    let (blocks, tail) = text.as_chunks::<BLOCK>();
    let mut length = 0;
    for block in blocks {
        let special = special(block);
        if special != 0 {
            return length + special.trailing_zeros() as usize / 8;
        }
        length += BLOCK;
    }
    length + tail.iter().position(|byte| !is_plain(*byte)).unwrap_or(tail.len())
}

/// Whether a byte needs no closer look.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..b'{') && byte != b'"' && byte != b'\\'
}

/// Eight ones for each byte of the block that is not plain.
#[inline]
fn special(block: &[u8; BLOCK]) -> u128 {
    let mut special = [0; BLOCK];
    for (special, byte) in special.iter_mut().zip(block) {
        // Five more turns everything from `{` on negative, or into less than what a blank becomes.
        let outside = byte.wrapping_add(5).cast_signed() < 0x25;
        *special = if outside || *byte == b'"' || *byte == b'\\' { 0xff } else { 0 };
    }
    u128::from_le_bytes(special)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..2 * BLOCK {
                for length in [place + 1, 2 * BLOCK + 5] {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let expected = if is_plain(byte) { length } else { place };
                    assert_eq!(plain_length(&text), expected, "{byte:#x} at {place} of {length}");
                }
            }
        }
    }
}
