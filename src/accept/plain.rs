//! Finds the end of plain text: a string is nearly always plain, and ends at a quote with nothing before it that needs a
//! closer look.

use crate::blocks::{Block, Marks, length_before};

/// How many bytes of `text` are plain. The next one is `"`, `\` or `{`, not printable ASCII, or one of `|}~`, which
/// merely stand between `{` and the control character `DEL`.
#[inline]
pub(super) fn plain_length(text: &[u8]) -> usize {
    length_before(text, special)
}

/// The same, but for blanks, which are not plain here.
#[inline]
pub(super) fn word_length(text: &[u8]) -> usize {
    length_before(text, |block| block.outside(b'!'..=b'z') | quotes(block))
}

/// Marks all bytes that are not plain.
#[inline]
fn special(block: Block) -> Marks {
    block.outside(b' '..=b'z') | quotes(block)
}

#[inline]
fn quotes(block: Block) -> Marks {
    block.is(b'"') | block.is(b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        let is_plain = |byte: u8| matches!(byte, b' '..b'{') && byte != b'"' && byte != b'\\';
        for byte in 0..=u8::MAX {
            for place in 0..4 * 8 {
                for length in [place + 1, 4 * 8 + 5] {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let expected = |is_plain| if is_plain { length } else { place };
                    let lengths = [plain_length(&text), word_length(&text)];
                    let is_word = is_plain(byte) && byte != b' ';
                    assert_eq!(lengths, [is_plain(byte), is_word].map(expected), "{byte:#x} at {place} of {length}");
                }
            }
        }
    }
}
