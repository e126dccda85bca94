//! A date-time with everything that its spelling said, and its canonical spelling.

use std::fmt;

use chrono::{Datelike, FixedOffset, NaiveDateTime, Timelike};

use super::digits::{push_digit, push_two, push_year};
use super::{Departures, Instant};

/// How a text states its offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offset {
    /// Not at all.
    Absent,
    /// `Z`.
    Zulu,
    /// `-00:00`: the time in UTC, the place unknown (RFC 3339, section 4.3).
    MinusZero,
    /// In minutes east; below 24 hours either way.
    Minutes(i16),
}

impl Offset {
    /// Seconds east of UTC.
    pub(super) fn seconds(self) -> Option<i32> {
        match self {
            Self::Absent => None,
            Self::Zulu | Self::MinusZero => Some(0),
            Self::Minutes(minutes) => Some(i32::from(minutes) * 60),
        }
    }
}

/// A point in time as a payload states it.
///
/// Equality is that of what was stated, not of the instant: compare [`Timestamp::instant`] for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// The clock as written; a leap second as chrono has it: second 59 and a billion nanoseconds or more.
    pub(super) local: NaiveDateTime,
    pub(super) offset: Offset,
    /// How many digits of the fraction were written, at most nine.
    pub(super) fraction_digits: u8,
    pub(super) departures: Departures,
}

impl Timestamp {
    /// The date and the clock as written, wherever that is. A fraction is cut after nine digits.
    pub fn local(&self) -> NaiveDateTime {
        self.local
    }

    /// The stated offset from UTC; `None` where there is none, and then the time can't be placed.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.offset.seconds().and_then(FixedOffset::east_opt)
    }

    /// The point in time; `None` without an offset, for it is never taken for UTC.
    pub fn instant(&self) -> Option<Instant> {
        let offset = self.offset.seconds()?;
        let clock = self.local.and_utc();
        Some(Instant::trusted(clock.timestamp() - i64::from(offset), clock.timestamp_subsec_nanos()))
    }

    /// The same point in time, as a clock says it that is so far from UTC; `None` where that is not so many whole minutes.
    pub(super) fn at(self, local: NaiveDateTime, offset: FixedOffset) -> Option<Self> {
        let seconds = offset.local_minus_utc();
        let minutes = i16::try_from(seconds / 60).ok().filter(|_| seconds % 60 == 0)?;
        Some(Self { local, offset: Offset::Minutes(minutes), ..self })
    }

    /// How it departs from RFC 3339, though it is ISO 8601. A missing offset is not among these.
    pub fn departures(&self) -> Departures {
        self.departures
    }

    /// The offset as written, brought to RFC 3339's spelling: `Z`, `-00:00`, `+05:30`, and `?` for none.
    pub fn offset_text(&self) -> OffsetText {
        match self.offset {
            Offset::Absent => OffsetText::UNKNOWN,
            Offset::Zulu => OffsetText::ZULU,
            Offset::MinusZero => OffsetText::MINUS_ZERO,
            Offset::Minutes(minutes) => OffsetText::new(i32::from(minutes) * 60),
        }
    }

    /// The RFC 3339 spelling of what was stated: same clock, same offset, as many digits of the fraction.
    /// `None` without an offset.
    pub fn to_rfc3339(&self) -> Option<String> {
        if self.offset == Offset::Absent {
            return None;
        }
        let mut out = String::with_capacity(LONGEST);
        self.push_rfc3339(&mut out);
        Some(out)
    }

    /// The advice to write it in that spelling; of a time without an offset, all there is of it.
    pub fn advice(&self) -> String {
        let mut out = String::with_capacity("write it as ``".len() + LONGEST);
        out.push_str("write it as `");
        self.push_rfc3339(&mut out);
        out.push('`');
        out
    }

    /// Appends the spelling, and of a time without an offset all there is of it.
    fn push_rfc3339(&self, out: &mut String) {
        push_rfc3339_local(out, self.local, self.fraction_digits);
        if self.offset != Offset::Absent {
            out.push_str(self.offset_text().as_str());
        }
    }

    /// The same without the offset: `2025-10-30T14:00:00`.
    pub fn rfc3339_local(&self) -> String {
        let mut out = String::with_capacity(LONGEST);
        push_rfc3339_local(&mut out, self.local, self.fraction_digits);
        out
    }
}

/// No time in the spelling of RFC 3339 is longer, in bytes.
pub(super) const LONGEST: usize = "2025-10-30T14:00:00.123456789+05:30".len();

/// Appends `2025-10-30T14:00:00`, with so many digits of the fraction.
pub(super) fn push_rfc3339_local(out: &mut String, local: NaiveDateTime, fraction_digits: u8) {
    /// What the digits of a fraction count, in nanoseconds.
    const UNITS: [u32; 9] = [100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    push_year(out, local.year());
    for (mark, value) in [
        ('-', local.month()),
        ('-', local.day()),
        ('T', local.hour()),
        (':', local.minute()),
        (':', local.second() + local.nanosecond() / 1_000_000_000),
    ] {
        out.push(mark);
        push_two(out, value);
    }
    if fraction_digits > 0 {
        out.push('.');
        let units = UNITS.iter().take(fraction_digits.into());
        units.for_each(|unit| push_digit(out, local.nanosecond() / unit));
    }
}

/// An offset in words of at most nine bytes, without allocation: `+05:30`, `Z`, `?`, or `+00:53:28` as it was in
/// Berlin before there were zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetText {
    bytes: [u8; 9],
    length: u8,
}

impl OffsetText {
    pub(super) const UNKNOWN: Self = Self { bytes: *b"?        ", length: 1 };
    pub(super) const ZULU: Self = Self { bytes: *b"Z        ", length: 1 };
    const MINUS_ZERO: Self = Self { bytes: *b"-00:00   ", length: 6 };

    /// For seconds east of UTC; the seconds are shown only where there are some.
    pub fn new(seconds: i32) -> Self {
        let sign = if seconds < 0 { b'-' } else { b'+' };
        let total = seconds.unsigned_abs();
        let digit = |value: u32| b'0' + u8::try_from(value % 10).unwrap_or(0);
        let (hour, minute, second) = (total / 3600, total / 60 % 60, total % 60);
        Self {
            bytes: [
                sign,
                digit(hour / 10),
                digit(hour),
                b':',
                digit(minute / 10),
                digit(minute),
                b':',
                digit(second / 10),
                digit(second),
            ],
            length: if second == 0 { 6 } else { 9 },
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        self.bytes.get(..usize::from(self.length)).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or("?")
    }
}

impl From<FixedOffset> for OffsetText {
    fn from(offset: FixedOffset) -> Self {
        Self::new(offset.local_minus_utc())
    }
}

impl fmt::Display for OffsetText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::read;

    #[test]
    fn the_canonical_spelling_keeps_clock_offset_and_precision() {
        for (text, canonical) in [
            ("2023-09-25T16:00:00+05:30", Some("2023-09-25T16:00:00+05:30")),
            ("2023-09-25t16:00:00.000z", Some("2023-09-25T16:00:00.000Z")),
            ("20230925T1600-0430", Some("2023-09-25T16:00:00-04:30")),
            ("2016-12-31 23:59:60,050-00:00", Some("2016-12-31T23:59:60.050-00:00")),
            ("2023-09-25T24:00:00+00:00", Some("2023-09-26T00:00:00+00:00")),
            ("0001-01-01T00:00:00.1234567890123Z", Some("0001-01-01T00:00:00.123456789Z")),
            ("2026-09-13 12:30:00", None),
        ] {
            let time = read(text).unwrap();
            assert_eq!(time.to_rfc3339().as_deref(), canonical, "{text}");
        }
        assert_eq!(read("2026-09-13 12:30:00").unwrap().rfc3339_local(), "2026-09-13T12:30:00");
    }

    #[test]
    fn offsets_are_told_as_sent() {
        for (text, offset) in
            [("Z", "Z"), ("z", "Z"), ("+00:00", "+00:00"), ("-00:00", "-00:00"), ("", "?"), ("-0930", "-09:30")]
        {
            assert_eq!(read(&format!("2023-09-25T16:00:00{text}")).unwrap().offset_text().as_str(), offset);
        }
        assert_eq!(format!("{:>8}|", OffsetText::new(-23 * 3600 - 59 * 60)), "  -23:59|");
        assert_eq!(OffsetText::new(3208).as_str(), "+00:53:28");
    }
}
