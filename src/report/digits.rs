//! Numbers as digits: what is written by the hundred thousand is not worth a formatter each time.

use super::text::fill;
use crate::source::Position;

/// More digits has no number.
pub(super) const MOST: usize = 20;

/// Appends `:line:column`.
pub(super) fn push_place(out: &mut String, position: Position) {
    let mut room = [b':'; 2 * (1 + MOST)];
    let column = 1 + digits(position.column, &mut room).len();
    let before = room.len() - column;
    let line = 1 + digits(position.line, room.get_mut(..before).unwrap_or_default()).len();
    push(out, room.get(before - line..).unwrap_or_default());
}

/// Appends a number at the right end of so many columns.
pub(super) fn push_number_in(out: &mut String, number: u64, columns: usize) {
    let mut room = [0; MOST];
    let digits = digits(number, &mut room);
    fill(out, columns.saturating_sub(digits.len()));
    push(out, digits);
}

fn push(out: &mut String, digits: &[u8]) {
    out.push_str(str::from_utf8(digits).unwrap_or_default());
}

/// The digits of a number, at the end of `room`.
pub(super) fn digits(number: u64, room: &mut [u8]) -> &[u8] {
    let mut rest = number;
    let mut start = room.len();
    for digit in room.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        start -= 1;
        if rest == 0 {
            break;
        }
    }
    room.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_a_formatter_would() {
        for line in [0, 1, 9, 10, 12_345, u64::MAX] {
            for column in [0, 7, 100, u64::MAX - 1] {
                let mut out = String::from("a");
                push_place(&mut out, Position { line, column, ..Position::START });
                assert_eq!(out, format!("a:{line}:{column}"));
                push_number_in(&mut out, line, 7);
                assert!(out.ends_with(&format!("{line:7}")));
            }
        }
    }
}
