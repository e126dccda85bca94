//! Digits to and from text, by hand: chrono's `format` costs ten times as much, and tables write many times.

/// The value of two ASCII digits.
#[inline]
pub(super) fn two(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (high.wrapping_sub(b'0'), low.wrapping_sub(b'0'));
    (high < 10 && low < 10).then(|| high * 10 + low)
}

/// Appends the last two digits of `value`.
pub(super) fn push_two(out: &mut String, value: u32) {
    push_digit(out, value / 10);
    push_digit(out, value);
}

/// Appends a year: four digits, or a sign and more, as ISO 8601 does beyond them.
pub(super) fn push_year(out: &mut String, year: i32) {
    let digits = year.unsigned_abs();
    match year {
        0..=9999 => {}
        ..0 => out.push('-'),
        _ => {
            out.push('+');
            push_digit(out, digits / 10_000);
        }
    }
    push_two(out, digits / 100);
    push_two(out, digits);
}

/// Appends the last digit of `value`.
pub(super) fn push_digit(out: &mut String, value: u32) {
    out.push(char::from(b'0' + u8::try_from(value % 10).unwrap_or(0)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_have_four_digits_or_a_sign() {
        for (year, text) in [(0, "0000"), (987, "0987"), (2023, "2023"), (-1, "-0001"), (12_345, "+12345")] {
            let mut out = String::new();
            push_year(&mut out, year);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn only_ascii_digits_count() {
        assert_eq!(two(b'0', b'9'), Some(9));
        for pair in [(b'/', b'0'), (b'0', b':'), (b' ', b'1'), (b':', b'0'), (0xB2, b'1')] {
            assert_eq!(two(pair.0, pair.1), None);
        }
    }
}
