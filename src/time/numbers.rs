//! Numbers in the place of a date-time: epoch seconds, milliseconds and their finer kin.

use chrono::{DateTime, Datelike};

use super::forms::EXAMPLE;
use super::guess::{as_help, guess};
use super::stamp::Offset;
use super::{Departures, Invalid, Timestamp};

/// What to say of a text that is a number; `None` where it isn't one.
pub(super) fn known(text: &str) -> Option<Invalid> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let invalid = |reason: &str, label: &str, help: String| Invalid {
        part: 0..text.len(),
        reason: reason.to_owned(),
        label: label.to_owned(),
        help: Some(help),
    };
    let plain = unsigned == whole && unsigned == text;
    if plain
        && matches!(whole.len(), 12 | 14)
        && let Some(time) = guess(text)
        && (1900..2100).contains(&time.local.year())
    {
        return Some(invalid("has no `T` between date and time", "no `T` after the date", as_help(&time)));
    }
    let epoch = (unsigned == text).then(|| epoch(whole, fraction)).flatten();
    if let Some((unit, time)) = epoch {
        let reason = format!("is {unit} in a string, not an ISO 8601 date-time");
        return Some(invalid(&reason, unit, as_help(&time)));
    }
    Some(invalid("is a number in a string, not an ISO 8601 date-time", "a number", EXAMPLE.to_owned()))
}

/// The unit that a number of so many digits must have to lie in our time, and the time it then means.
fn epoch(whole: &str, fraction: &str) -> Option<(&'static str, Timestamp)> {
    let (unit, per_second, fraction_digits) = match whole.len() {
        9 | 10 => ("epoch seconds", 1, 0),
        12 | 13 => ("epoch milliseconds", 1_000, 3),
        16 => ("epoch microseconds", 1_000_000, 6),
        19 => ("epoch nanoseconds", 1_000_000_000, 9),
        _ => return None,
    };
    let number: i64 = whole.parse().ok()?;
    let mut nanos = u32::try_from(number % per_second * (1_000_000_000 / per_second)).ok()?;
    let mut fraction_digits = if nanos == 0 { 0 } else { fraction_digits };
    if per_second == 1 {
        (nanos, fraction_digits) = super::read::nanos(fraction.bytes());
    }
    let local = DateTime::from_timestamp(number / per_second, nanos)?.naive_utc();
    Some((unit, Timestamp { local, offset: Offset::Zulu, fraction_digits, departures: Departures::NONE }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_their_length() {
        for (text, label, help) in [
            ("1772625600000", "epoch milliseconds", "write it as `2026-03-04T12:00:00Z`"),
            ("1772625600001", "epoch milliseconds", "write it as `2026-03-04T12:00:00.001Z`"),
            ("1772625600", "epoch seconds", "write it as `2026-03-04T12:00:00Z`"),
            ("1772625600.5", "epoch seconds", "write it as `2026-03-04T12:00:00.5Z`"),
            ("1772625600000000", "epoch microseconds", "write it as `2026-03-04T12:00:00Z`"),
            ("1772625600000000000", "epoch nanoseconds", "write it as `2026-03-04T12:00:00Z`"),
            (
                "20230925160000",
                "no `T` after the date",
                "write it as `2023-09-25T16:00:00` followed by its offset, such as `+05:30` or `Z`",
            ),
            ("1", "a number", EXAMPLE),
            ("-1772625600", "a number", EXAMPLE),
            ("-20230925160000", "a number", EXAMPLE),
            ("20230925160000.5", "a number", EXAMPLE),
            ("99991231235959", "a number", EXAMPLE),
            ("45200.25", "a number", EXAMPLE),
        ] {
            let invalid = known(text).unwrap();
            assert_eq!((invalid.label.as_str(), invalid.help.as_deref()), (label, Some(help)), "{text}");
        }
        for text in ["", "-", ".", "1e9", "12:00", "99999999999999999999 "] {
            assert_eq!(known(text), None, "{text}");
        }
    }
}
