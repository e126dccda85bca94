//! Numbers as digits: what is written by the hundred thousand is not worth a formatter each time.

use super::text::fill;
use crate::source::Position;

/// Appends `:line:column`.
pub(super) fn push_place(out: &mut String, position: Position) {
    let (mut line, mut column) = (itoa::Buffer::new(), itoa::Buffer::new());
    out.extend([":", line.format(position.line), ":", column.format(position.column)]);
}

/// Appends a number at the right end of so many columns.
pub(super) fn push_number_in(out: &mut String, number: u64, columns: usize) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(number);
    fill(out, columns.saturating_sub(digits.len()));
    out.push_str(digits);
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
