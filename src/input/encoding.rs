//! The encoding of an input, by its first bytes: everything but UTF-8 has units of more than a byte.

/// So many bytes tell an encoding.
const TELLING: usize = 4;

/// Whether an input that begins with `start` may be in an encoding that only more of it would tell.
pub(super) fn is_unclear(start: &[u8]) -> bool {
    start.len() < TELLING && matches!(start, [0 | 0xFE | 0xFF, ..])
}

/// The encoding with wider units of an input that begins with `start`: by its mark, or by its first two characters, since one zero
/// byte alone proves nothing.
pub(super) fn wide(start: &[u8]) -> Option<&'static str> {
    match start {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [b'{' | b'[', 0, 0, 0, ..] | [0, 0, 0, b'{' | b'[', ..] => {
            Some("UTF-32")
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{' | b'[', 0, 1..=0xFF, 0, ..] | [0, b'{' | b'[', 0, 1..=0xFF, ..] => {
            Some("UTF-16")
        }
        _ => None,
    }
}
