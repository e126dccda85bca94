//! Moving times within the texts that state them: the clock changes, the spelling and the offset stay.

use std::str::FromStr;

use chrono::{Datelike as _, Days, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use super::departure::Departure;
use super::read::parse;

/// How far times are moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Move {
    seconds: i64,
}

/// The most seconds that make sense: beyond what four digits of a year can hold, nothing can be moved.
const MOST: i64 = 10_000 * 366 * 86_400;

/// The end of the year 9999, in seconds since 1970.
const LAST: i64 = 253_402_300_799;

/// The units that a duration is typed in.
const UNITS: [(&str, i64); 5] = [("w", 7 * 86_400), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

impl FromStr for Move {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mistake = || "a duration such as 7d, -2h30m or 1w3d (units: w, d, h, m, s)".to_owned();
        let (sign, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let mut seconds: i64 = 0;
        while !rest.is_empty() {
            let (digits, tail) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
            let (unit, factor) = UNITS.into_iter().find(|(unit, _)| tail.starts_with(unit)).ok_or_else(mistake)?;
            let part = digits.parse::<i64>().ok().and_then(|count| count.checked_mul(factor)).ok_or_else(mistake)?;
            seconds = seconds.checked_add(part).ok_or_else(mistake)?;
            rest = tail.get(unit.len()..).unwrap_or_default();
        }
        if text.bytes().any(|byte| byte.is_ascii_digit()) && seconds <= MOST {
            Ok(Self { seconds: sign * seconds })
        } else {
            Err(mistake())
        }
    }
}

impl Move {
    /// Whether nothing moves.
    pub fn is_nothing(self) -> bool {
        self.seconds == 0
    }

    /// A date-time as [`read`](super::read()) takes it, moved; `None` where its spelling can't state the new time.
    pub fn text(self, text: &str) -> Option<String> {
        let before = parse(text)?;
        let local = before.local.checked_add_signed(TimeDelta::try_seconds(self.seconds)?)?;
        // The end of a day stays one, as long as it moves by whole days.
        let ends_day = before.departures.contains(Departure::Hour24);
        let moved = match local.checked_sub_days(Days::new(1)) {
            Some(day) if ends_day && local.time() == NaiveTime::MIN => fill(text, day, 24),
            _ => fill(text, local, local.hour()),
        }?;
        let after = parse(&moved)?;
        let is_same = after.offset == before.offset && (ends_day || after.departures == before.departures);
        (is_same && after.local == local).then_some(moved)
    }

    /// Digits that count seconds or milliseconds since 1970, moved; `None` where they can't be that.
    pub fn epoch(self, digits: &str) -> Option<String> {
        let factor = epoch_factor(digits)?;
        let number = digits.parse::<i64>().ok()?.checked_add(self.seconds.checked_mul(factor)?)?;
        // As far as four digits of a year reach: other times go no further.
        (0..=LAST * factor + factor - 1).contains(&number).then(|| number.to_string())
    }
}

/// How many units of an epoch number make a second, where it lies between 1980 and 2100.
fn epoch_factor(digits: &str) -> Option<i64> {
    let number: i64 = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
    let is_ours = |seconds: i64| (315_532_800..4_102_444_800).contains(&seconds);
    [1, 1_000].into_iter().find(|factor| is_ours(number / factor))
}

/// Whether `digits` can be a number of seconds or milliseconds since 1970, of our time.
pub fn is_epoch(digits: &str) -> bool {
    epoch_factor(digits).is_some()
}

/// `text` with its date and clock replaced, digit by digit: year, month, day, `hour`, minute, and seconds if it has some.
fn fill(text: &str, local: NaiveDateTime, hour: u32) -> Option<String> {
    let year = u32::try_from(local.year()).ok().filter(|year| *year <= 9999)?;
    let second = local.second() + u32::from(local.nanosecond() >= 1_000_000_000);
    let digits = format!("{year:04}{:02}{:02}{hour:02}{:02}{second:02}", local.month(), local.day(), local.minute());
    // The digits end where the fraction or the offset begins; in ordinal and week dates, the check after this fails.
    let date_end = text.find(['T', 't', ' '])?;
    let clock_end =
        text.get(date_end + 1..)?.find(|c: char| !c.is_ascii_digit() && c != ':').map(|at| date_end + 1 + at);
    let (clock, tail) = text.split_at(clock_end.unwrap_or(text.len()));
    let mut digits = digits.chars();
    let mut moved = String::with_capacity(text.len());
    for character in clock.chars() {
        moved.push(if character.is_ascii_digit() { digits.next()? } else { character });
    }
    moved.push_str(tail);
    Some(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_offset_stay() {
        let week: Move = "1w".parse().unwrap();
        for (text, moved) in [
            ("2023-09-25T16:00:00+05:30", Some("2023-10-02T16:00:00+05:30")),
            ("2023-12-31t23:59:59.120z", Some("2024-01-07t23:59:59.120z")),
            ("20230925T1600-0430", Some("20231002T1600-0430")),
            ("2026-09-13 12:30:00", Some("2026-09-20 12:30:00")),
            // Only the second that was inserted is called 60.
            ("2016-12-31T23:59:60Z", Some("2017-01-07T23:59:59Z")),
            ("2023-09-25T24:00:00Z", Some("2023-10-02T24:00:00Z")),
            ("2023-12-31 24:00", Some("2024-01-07 24:00")),
            ("9999-12-31T00:00:00Z", None),
            ("2023-W39-1T16:00:00Z", None),
            ("tomorrow", None),
        ] {
            assert_eq!(week.text(text).as_deref(), moved, "{text}");
        }
        assert_eq!("-1d2h".parse::<Move>().unwrap().text("2023-09-25T16:00Z").as_deref(), Some("2023-09-24T14:00Z"));
        assert_eq!("1h".parse::<Move>().unwrap().text("2023-09-25T24:00Z").as_deref(), Some("2023-09-26T01:00Z"));
        assert_eq!("30s".parse::<Move>().unwrap().text("2023-09-25T16:00Z"), None);
        let moved = "90s".parse::<Move>().unwrap().text("2023-09-25T16:00:00.5Z");
        assert_eq!(moved.as_deref(), Some("2023-09-25T16:01:30.5Z"));
        assert_eq!(Move::default().text("2016-12-31T23:59:60Z").as_deref(), Some("2016-12-31T23:59:60Z"));
        assert_eq!(week.epoch("1729821600000").as_deref(), Some("1730426400000"));
        assert_eq!(week.epoch("4915112345678"), None);
        let far: Move = "2900000d".parse().unwrap();
        assert_eq!(far.epoch("1729821600").as_deref(), Some("252289821600"));
        assert_eq!([far.epoch("4102444799"), far.epoch("4102444799999")], [None, None]);
    }

    #[test]
    fn durations_are_typed_with_units() {
        assert_eq!("-2h30m".parse(), Ok(Move { seconds: -9000 }));
        for text in ["", "-", "7", "d", "7 d", "7y", "99999999999999999999d", "9999999w"] {
            assert!(text.parse::<Move>().is_err(), "{text}");
        }
    }
}
