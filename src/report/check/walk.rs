//! Walks along a line of the source, counting the columns that it takes where it is shown.

use unicode_width::UnicodeWidthChar as _;

use crate::blocks::{Block, Marks, length_before, length_behind};
use crate::untrusted::is_unsafe;

/// How a tab is shown where it is not what is wrong.
pub(super) const TAB: &str = "    ";

/// How far a walk along a line came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Walk {
    /// Where it ended.
    pub(super) offset: usize,
    /// How many columns it took.
    pub(super) columns: usize,
    /// Whether the line ends (or begins) there.
    pub(super) is_end: bool,
    /// Whether each byte took a column.
    is_plain: bool,
}

impl Walk {
    /// A walk that begins at `offset`.
    const fn from(offset: usize) -> Self {
        Self { offset, columns: 0, is_end: false, is_plain: true }
    }

    /// The beginning of a walk that began at `from`: over fewer columns. `None` where it has to be walked again.
    pub(super) fn over(self, from: usize, columns: usize) -> Option<Self> {
        (self.is_plain && columns < self.columns).then(|| {
            let offset = if self.offset < from { from - columns } else { from + columns };
            Self { offset, columns, is_end: false, is_plain: true }
        })
    }
}

/// Walks from `offset` towards the line's beginning, over at most `columns` columns. With `COMMANDS`, what CI runners would take for
/// a command takes the columns of the escape that it is shown as; most lines hold none.
pub(super) fn backwards<const COMMANDS: bool>(source: &[u8], offset: usize, columns: usize) -> Walk {
    let mut walk = Walk::from(offset.min(source.len()));
    loop {
        let before = source.get(..walk.offset).unwrap_or_default();
        let within = before.get(before.len().saturating_sub(columns - walk.columns)..).unwrap_or_default();
        let plain = length_behind(within, not_plain::<COMMANDS>);
        walk.columns += plain;
        walk.offset -= plain;
        let before = source.get(..walk.offset).unwrap_or_default();
        let Some(&last) = before.last().filter(|&&byte| byte != b'\n') else {
            return Walk { is_end: true, ..walk };
        };
        let room = columns - walk.columns;
        // No ASCII character takes less than a column.
        if room == 0 && last.is_ascii() {
            return walk;
        }
        let (width, length) =
            if last.is_ascii() { (width_at::<COMMANDS>(source, walk.offset - 1, last), 1) } else { last_width(before) };
        if width > room {
            return walk;
        }
        walk.columns += width;
        walk.offset -= length;
        walk.is_plain = false;
    }
}

/// Walks from `offset` towards the line's end, up to `end` and over at most `columns` columns; `COMMANDS` as above.
pub(super) fn forwards<const COMMANDS: bool>(source: &[u8], offset: usize, end: usize, columns: usize) -> Walk {
    let mut walk = Walk::from(offset.min(source.len()));
    while walk.offset < end {
        let rest = source.get(walk.offset..end.min(source.len())).unwrap_or_default();
        let within = rest.get(..columns - walk.columns).unwrap_or(rest);
        let plain = length_before(within, not_plain::<COMMANDS>);
        walk.columns += plain;
        walk.offset += plain;
        if walk.offset >= end {
            return walk;
        }
        let rest = source.get(walk.offset..).unwrap_or_default();
        let Some(&first) = rest.first().filter(|_| !rest.starts_with(b"\n") && !rest.starts_with(b"\r\n")) else {
            return Walk { is_end: true, ..walk };
        };
        let room = columns - walk.columns;
        if room == 0 && first.is_ascii() {
            return walk;
        }
        let (width, length) =
            if first.is_ascii() { (width_at::<COMMANDS>(source, walk.offset, first), 1) } else { first_width(rest) };
        if width > room {
            return walk;
        }
        walk.columns += width;
        walk.offset += length;
        walk.is_plain = false;
    }
    walk
}

/// The columns and bytes of the character at the end of `text`.
fn last_width(text: &[u8]) -> (usize, usize) {
    let tail = |length: usize| text.get(text.len().checked_sub(length)?..);
    (2..=4).find_map(|length| only_character(tail(length)?)).unwrap_or((INVALID, 1))
}

/// The columns and bytes of the character at the beginning of `text`.
fn first_width(text: &[u8]) -> (usize, usize) {
    (2..=4).find_map(|length| only_character(text.get(..length)?)).unwrap_or((INVALID, 1))
}

/// Columns of a byte that is not UTF-8: `\xff`.
const INVALID: usize = 4;

fn only_character(bytes: &[u8]) -> Option<(usize, usize)> {
    Some((width_of(std::str::from_utf8(bytes).ok()?.chars().next()?), bytes.len()))
}

/// Marks all bytes but those that are characters which are shown as they are and take one column.
fn not_plain<const COMMANDS: bool>(block: Block) -> Marks {
    let other = block.outside(b' '..=b'~');
    if COMMANDS { other | block.is(b'#') | block.is(b':') } else { other }
}

/// The columns that the ASCII character `byte` at `offset` takes. What may be shown as an escape, for what stands before it, counts as
/// one.
fn width_at<const COMMANDS: bool>(source: &[u8], offset: usize, byte: u8) -> usize {
    if COMMANDS {
        let before = offset.checked_sub(1).and_then(|before| source.get(before));
        let is_escaped = match source.get(offset..) {
            Some([b'#', b'[', ..]) => before == Some(&b'#'),
            Some([b':', b':', ..]) => before.is_none_or(|before| !before.is_ascii_graphic()),
            _ => false,
        };
        if is_escaped {
            return "\\u{23}".len();
        }
    }
    width_of(char::from(byte))
}

/// The columns that a character of the source takes as it is shown.
fn width_of(character: char) -> usize {
    match character {
        ' '..='~' => 1,
        '\t' => TAB.len(),
        _ if is_unsafe(character) => "\\u{}".len() + (u32::from(character).max(1).ilog2() / 4 + 1) as usize,
        _ => character.width().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_stop_where_the_columns_end_and_never_inside_a_character() {
        let source = "日本語\n日本語".as_bytes();
        assert_eq!(backwards::<false>(source, 9, 5), Walk { offset: 3, columns: 4, is_end: false, is_plain: false });
        assert_eq!(backwards::<false>(source, 16, 9), Walk { offset: 10, columns: 4, is_end: true, is_plain: false });
        assert_eq!(
            forwards::<false>(source, 0, usize::MAX, 5),
            Walk { offset: 6, columns: 4, is_end: false, is_plain: false }
        );
        assert_eq!(
            forwards::<false>(source, 3, usize::MAX, 9),
            Walk { offset: 9, columns: 4, is_end: true, is_plain: false }
        );
        assert_eq!(forwards::<false>(source, 0, 3, 9), Walk { offset: 3, columns: 2, is_end: false, is_plain: false });
        let plain = "a plain\nline";
        let walk = forwards::<false>(plain.as_bytes(), 2, usize::MAX, 9);
        assert_eq!(walk, Walk { offset: 7, columns: 5, is_end: true, is_plain: true });
        for columns in 0..5 {
            assert_eq!(walk.over(2, columns), Some(forwards::<false>(plain.as_bytes(), 2, usize::MAX, columns)));
        }
        let walk = backwards::<false>(plain.as_bytes(), 7, 4);
        for columns in 0..4 {
            assert_eq!(walk.over(7, columns), Some(backwards::<false>(plain.as_bytes(), 7, columns)));
        }
        assert_eq!((walk.over(7, 4), walk.over(7, 5)), (None, None));
        assert_eq!(forwards::<false>(source, 0, usize::MAX, 5).over(0, 2), None);
    }
}
