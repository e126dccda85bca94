//! JSON numbers compared as numbers, by their text: no floats, so that 2^53 and 2^53 + 1 differ and 1.0 and 1.00 don't.

/// `text`, a number that the JSON parser has accepted, in the one form that equal numbers share: `12e3`, `-5e-1`, `0`.
///
/// The time it takes is linear in the text, whatever the exponent says.
pub(super) fn normal_form(text: &str) -> String {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let cut = all.len() - digits.len();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    // Both are at most the text's length, which an `i64` always holds.
    let shift = i64::try_from(cut).unwrap_or_default() - i64::try_from(fraction.len()).unwrap_or_default();
    format!("{sign}{digits}e{}", add(exponent, shift))
}

/// Adds `shift` to `exponent`, which may have any number of digits.
fn add(exponent: &str, shift: i64) -> String {
    /// So many digits fit an `i64` with room for the shift.
    const SMALL: usize = 17;
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    let digits = digits.trim_start_matches('0');
    if digits.len() <= SMALL {
        let value: i64 = digits.parse().unwrap_or(0);
        return (if negative { -value } else { value } + shift).to_string();
    }
    // The exponent is larger than any shift, so its sign stays.
    let sign = if negative { "-" } else { "" };
    let grows = (shift < 0) == negative;
    format!("{sign}{}", move_away(digits, shift.unsigned_abs(), grows))
}

/// `digits` plus `distance`, or minus it, without leading zeros; `digits` is the larger of the two.
fn move_away(digits: &str, mut distance: u64, grows: bool) -> String {
    let mut reversed = Vec::with_capacity(digits.len() + 1);
    let mut carry = 0;
    for digit in digits.bytes().rev() {
        let (digit, step) = (digit - b'0', u8::try_from(distance % 10).unwrap_or(0) + carry);
        distance /= 10;
        let moved = if grows { digit + step } else { digit + 10 - step };
        carry = u8::from(if grows { moved >= 10 } else { moved < 10 });
        reversed.push(char::from(b'0' + moved % 10));
    }
    if grows && carry == 1 {
        reversed.push('1');
    }
    let moved: String = reversed.into_iter().rev().collect();
    moved.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nines(count: usize) -> String {
        "9".repeat(count)
    }

    #[test]
    fn equal_numbers_have_the_same_form() {
        let huge = nines(1_000_000);
        for (one, other) in [
            ("0".to_owned(), "-0.00e99".to_owned()),
            ("1.0".to_owned(), "1.00".to_owned()),
            ("1e2".to_owned(), "100".to_owned()),
            ("1E+2".to_owned(), "0.01e0004".to_owned()),
            ("-12.50".to_owned(), "-125e-1".to_owned()),
            (format!("10e{huge}"), format!("1e1{}", "0".repeat(1_000_000))),
            (format!("0.1e-{huge}"), format!("1e-1{}", "0".repeat(1_000_000))),
            (format!("10e-1{}", "0".repeat(30)), format!("1e-{}", nines(30))),
        ] {
            assert_eq!(normal_form(&one), normal_form(&other), "{one:.40} {other:.40}");
        }
    }

    #[test]
    fn other_numbers_have_another() {
        for (one, other) in [
            ("9007199254740992", "9007199254740993"),
            ("0.1", "0.10000000000000000000000001"),
            ("1", "-1"),
            ("1e400", "1e401"),
            ("1", "10"),
            ("1e99999999999999999999", "1e99999999999999999998"),
            ("1e99999999999999999999", "1e-99999999999999999999"),
        ] {
            assert_ne!(normal_form(one), normal_form(other), "{one} {other}");
        }
    }
}
