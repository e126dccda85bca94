//! Points in time, apart from how they were written: what two timestamps are compared by.

use chrono::{DateTime, Utc};

const NANOS: u32 = 1_000_000_000;

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds, exact and ordered.
///
/// Seconds are POSIX seconds. A leap second 23:59:60 is its 23:59:59 with a billion nanoseconds or more, as chrono
/// counts: it orders after 23:59:59 and before the 00:00:00 that follows, and equals neither. The default is second zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanos: u32,
}

impl Instant {
    /// From POSIX seconds and nanoseconds, which must be below two billion (see the type for the leap second).
    pub const fn new(seconds: i64, nanos: u32) -> Option<Self> {
        // Only what chrono can hold: then `to_utc` has an answer for every instant.
        match DateTime::<Utc>::from_timestamp(seconds, nanos) {
            Some(_) => Some(Self { seconds, nanos }),
            None => None,
        }
    }

    /// The caller vouches that the year is one of four digits, give or take an offset.
    pub(super) const fn trusted(seconds: i64, nanos: u32) -> Self {
        Self { seconds, nanos }
    }

    /// POSIX seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds since that second began; a billion or more in a leap second.
    pub const fn nanos(self) -> u32 {
        self.nanos
    }

    /// Whole seconds from `other` to this instant, cut towards zero; negative where `other` is later.
    pub fn seconds_since(self, other: Self) -> i64 {
        i64::try_from(self.nanos_since(other) / i128::from(NANOS)).unwrap_or(i64::MAX)
    }

    /// Nanoseconds from `other` to this instant. Zero also between a leap second and the midnight after it, which
    /// POSIX time gives the same number, though they differ as instants.
    pub fn nanos_since(self, other: Self) -> i128 {
        let whole = i128::from(self.seconds) - i128::from(other.seconds);
        whole * i128::from(NANOS) + i128::from(self.nanos) - i128::from(other.nanos)
    }

    /// As chrono has it.
    pub fn to_utc(self) -> DateTime<Utc> {
        // Both constructors see to it that there is such a date-time.
        DateTime::from_timestamp(self.seconds, self.nanos).unwrap_or_default()
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(time: DateTime<Utc>) -> Self {
        Self { seconds: time.timestamp(), nanos: time.timestamp_subsec_nanos() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        crate::time::read(text).unwrap().instant().unwrap()
    }

    #[test]
    fn a_leap_second_lies_between_its_neighbours() {
        let leap = at("2016-12-31T23:59:60Z");
        assert!(at("2016-12-31T23:59:59.999999999Z") < leap);
        assert!(leap < at("2016-12-31T23:59:60.5Z"));
        assert!(at("2016-12-31T23:59:60.999Z") < at("2017-01-01T00:00:00Z"));
        assert_eq!(leap, at("2017-01-01T05:29:60+05:30"));
    }

    #[test]
    fn differences_are_exact_and_cut_towards_zero() {
        for (later, earlier, seconds) in [
            ("2023-09-25T16:30:00+05:30", "2023-09-25T16:00:00+05:30", 1800),
            ("2023-09-25T16:00:00+05:30", "2023-09-25T10:30:00Z", 0),
            ("2023-09-25T16:00:00.5Z", "2023-09-25T16:00:02Z", -1),
            ("9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00+23:59", 315_569_519_999 + 2 * 86_340),
        ] {
            assert_eq!(at(later).seconds_since(at(earlier)), seconds, "{later} {earlier}");
            assert_eq!(at(earlier).seconds_since(at(later)), -seconds, "{later} {earlier}");
        }
        assert_eq!(at("2023-09-25T16:00:00.000000001Z").nanos_since(at("2023-09-25T16:00:00Z")), 1);
    }

    #[test]
    fn chrono_and_back() {
        for text in ["2016-12-31T23:59:60.25Z", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"] {
            assert_eq!(Instant::from(at(text).to_utc()), at(text));
        }
        assert_eq!(Instant::new(i64::MAX, 0), None);
        assert_eq!(Instant::new(0, 2_000_000_000), None);
    }
}
