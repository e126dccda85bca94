//! Times in the one form that nearly all deliveries use: `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)`.
//!
//! A reader of a fixed form takes less than half the time of a general one. Every other form, good or bad, is refused here,
//! and so are leap seconds, `-00:00` and fractions beyond nanoseconds.

use std::cmp::Ordering;

use super::Instant;
use super::calendar::{days_in_month, is_leap};
use super::digits::two;

/// A time that was read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fixed {
    /// As written, a byte each: century, year, month, day, hour, minute and second, so that the later one is the larger
    /// number. The days to a date have to be computed; most times are only compared, and most of these have one offset.
    local: u64,
    nanoseconds: u32,
    /// As written: `None` for `Z`, else minutes east.
    pub offset: Option<i16>,
}

/// Days from the start of the year 0 to that of 1970, as [`days`] counts.
const EPOCH: i64 = 719_529;

impl Fixed {
    /// The point in time.
    pub fn instant(self) -> Instant {
        let [_, century, years, month, day, hour, minute, second] = self.local.to_be_bytes();
        let hours = (days(year(century, years), month.into(), day.into()) - EPOCH) * 24 + i64::from(hour);
        let minutes = hours * 60 + i64::from(minute) - i64::from(self.offset.unwrap_or(0));
        Instant::trusted(minutes * 60 + i64::from(second), self.nanoseconds)
    }

    /// Whether it is earlier or later than `other`.
    pub fn order(self, other: Self) -> Ordering {
        if self.offset == other.offset {
            return (self.local, self.nanoseconds).cmp(&(other.local, other.nanoseconds));
        }
        self.instant().cmp(&other.instant())
    }

    /// The time with which `body` begins, and what follows the quote behind it.
    pub fn read(body: &[u8]) -> Option<(Self, &[u8])> {
        let mut time = Self::default();
        let rest = time.set(body)?;
        Some((time, rest))
    }

    /// The same, for who keeps the time in some place: to read it there is faster than to move it.
    pub fn set<'t>(&mut self, body: &'t [u8]) -> Option<&'t [u8]> {
        let (text, rest) = body.split_first_chunk()?;
        let [century, years, month, day, hour, minute, second] = local(text)?;
        let (nanoseconds, rest) = match rest {
            [b'.', digits @ ..] => fraction(digits)?,
            _ => (0, rest),
        };
        let (offset, rest) = match rest {
            [b'Z', rest @ ..] => (None, rest),
            [sign @ (b'+' | b'-'), h, hh, b':', m, mm, rest @ ..] => {
                let (hours, minutes) = (two(*h, *hh)?, two(*m, *mm)?);
                let east = i16::from(hours) * 60 + i16::from(minutes);
                if hours > 23 || minutes > 59 || (*sign == b'-' && east == 0) {
                    return None;
                }
                (Some(if *sign == b'-' { -east } else { east }), rest)
            }
            _ => return None,
        };
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        if day == 0 || u32::from(day) > days_in_month(year(century, years), month.into()) {
            return None;
        }
        self.local = u64::from_be_bytes([0, century, years, month, day, hour, minute, second]);
        (self.nanoseconds, self.offset) = (nanoseconds, offset);
        rest.strip_prefix(b"\"")
    }
}

/// How long a date and a clock are, without a fraction.
pub(super) const LOCAL: usize = "YYYY-MM-DDTHH:MM:SS".len();

/// The century, year, month, day, hour, minute and second that `text` has, be there such a day and such a time or not.
#[inline]
pub(super) fn local(text: &[u8; LOCAL]) -> Option<[u8; 7]> {
    let (date, rest) = text.split_first_chunk()?;
    let (clock, rest) = rest.split_first_chunk()?;
    let [century, _, years, _, _, month, ..] = Form::DATE.pairs(*date)?;
    let [day, _, _, hour, _, _, minute, _] = Form::CLOCK.pairs(*clock)?;
    let [b':', tens, ones] = rest else { return None };
    Some([century, years, month, day, hour, minute, two(*tens, *ones)?])
}

/// A form as words: where it has zeros there have to be digits, elsewhere the same characters.
struct Form {
    text: u64,
    /// Six for each digit: added to more than nine, it reaches the upper half of the byte.
    sixes: u64,
    /// The bits that have to be clear after that: the upper half of a digit, all of another character.
    clear: u64,
}

impl Form {
    const DATE: Self = Self::new(*b"0000-00-");
    const CLOCK: Self = Self::new(*b"00T00:00");

    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
    const fn new(text: [u8; 8]) -> Self {
        let mut form = Self { text: u64::from_le_bytes(text), sixes: 0, clear: u64::MAX };
        let mut place = 0;
        while place < 8 {
            if text[place] == b'0' {
                form.sixes |= 0x06 << (place * 8);
                form.clear &= !(0x0f << (place * 8));
            }
            place += 1;
        }
        form
    }

    /// At each place the number that the digits there and behind it give, if `text` has this form.
    fn pairs(&self, text: [u8; 8]) -> Option<[u8; 8]> {
        let values = u64::from_le_bytes(text) ^ self.text;
        if (values | values.wrapping_add(self.sixes)) & self.clear != 0 {
            return None;
        }
        Some((values * 10 + (values >> 8)).to_le_bytes())
    }
}

/// The nanoseconds that one to nine digits of a fraction give, and what follows them.
pub(super) fn fraction(rest: &[u8]) -> Option<(u32, &[u8])> {
    /// What the digits count, by their number.
    const UNITS: [u32; 10] = [0, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unit = UNITS.get(count).filter(|unit| **unit > 0)?;
    let (digits, rest) = rest.split_at_checked(count)?;
    Some((digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')) * unit, rest))
}

pub(super) fn year(century: u8, years: u8) -> i32 {
    i32::from(century) * 100 + i32::from(years)
}

/// Days from the start of the year 0 to this day of the Gregorian calendar.
fn days(year: i32, month: u32, day: u32) -> i64 {
    /// The days before each month of a common year.
    const BEFORE: [i64; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let before = BEFORE.get(month as usize).copied().unwrap_or_default();
    let is_after_leap_day = is_leap(year) && month > 2;
    let year = i64::from(year);
    // The leap days before this year: the year 0 has one itself.
    let leap_days = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    year * 365 + leap_days + before + i64::from(is_after_leap_day) + i64::from(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Datelike, NaiveDate};
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Fixed> {
        let (time, rest) = Fixed::read(text.as_bytes())?;
        rest.is_empty().then_some(time)
    }

    #[test]
    fn every_day_of_the_calendar_follows_the_one_before() {
        let mut before = days(0, 1, 1) - 1;
        for day in NaiveDate::from_ymd_opt(0, 1, 1).unwrap().iter_days().take_while(|day| day.year() < 10_000) {
            let number = days(day.year(), day.month(), day.day());
            assert_eq!(number, before + 1, "{day}");
            if day.succ_opt().unwrap().month() != day.month() {
                assert_eq!(days_in_month(day.year(), day.month()), day.day(), "{day}");
            }
            before = number;
        }
    }

    #[test]
    fn later_times_are_greater() {
        let ascending = [
            "0000-01-01T00:00:00Z",
            "1999-12-31T23:59:59Z",
            "1999-12-31T23:59:59.000000001Z",
            "1999-12-31T23:59:59.00000001Z",
            "1999-12-31T23:59:59.1Z",
            "1999-12-31T23:59:59.12Z",
            "1999-12-31T23:59:59.123Z",
            "1999-12-31T23:59:59.2Z",
            "1999-12-31T23:59:59.999999999Z",
            "2000-01-01T05:30:00+05:30",
            "2000-01-01T00:00:01Z",
            "1999-12-31T20:01:00-04:00",
            "2000-01-01T00:59:59Z",
            "2000-01-01T01:00:00Z",
            "2000-01-02T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ];
        let times = ascending.map(|text| read(&format!("{text}\"")).unwrap().instant());
        assert!(times.is_sorted_by(|one, other| one < other), "{times:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn times_are_ordered_as_chrono_orders_them(
            texts in prop::array::uniform2(
                r"(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,9})?(Z|[+-][012][0-9]:[0-5][0-9])"
            ),
        ) {
            // The two that are refused here, though chrono takes them.
            prop_assume!(texts.iter().all(|text| text.get(17..19) != Some("60") && !text.ends_with("-00:00")));
            let expected = texts.clone().map(|text| DateTime::parse_from_rfc3339(&text).ok());
            let times = texts.map(|text| read(&format!("{text}\"")));
            prop_assert_eq!(times.map(|time| time.is_some()), expected.map(|time| time.is_some()));
            if let ([Some(one), Some(other)], [Some(first), Some(second)]) = (times, expected) {
                prop_assert_eq!(one.instant().cmp(&other.instant()), first.cmp(&second));
                prop_assert_eq!(one.order(other), first.cmp(&second));
                prop_assert_eq!([one, other].map(|time| time.instant().seconds()), [first, second].map(|time| time.timestamp()));
            }
        }
    }
}
