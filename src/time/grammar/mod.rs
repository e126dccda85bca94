//! The whole profile, read byte by byte: every ISO 8601 spelling that is taken, and the first fault of any other.
//!
//! A fault is a place and a [`Problem`]; its words are made only when they are wanted (`fault`).

mod clock;
mod date;

use std::ops::Range;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::digits::two;
use super::fault::{Fault, Problem};
use super::stamp::Offset;
use super::{Departure, Departures, Timestamp, fixed};

/// Whether the date or the time has its separators.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Extended,
    Basic,
    /// An hour alone is the same in both.
    Either,
}

/// Reads a date-time of the profile, standard or not.
pub(super) fn timestamp(bytes: &[u8]) -> Result<Timestamp, Fault> {
    let Some((mut cursor, local, fraction_digits)) = begins_plainly(bytes) else { return part_by_part(bytes) };
    let offset = cursor.offset(Form::Extended)?;
    cursor.end(offset)?;
    Ok(Timestamp { local, offset, fraction_digits, departures: cursor.departures })
}

/// The same, whatever it is and however it begins.
pub(super) fn part_by_part(bytes: &[u8]) -> Result<Timestamp, Fault> {
    let mut cursor = Cursor { bytes, at: 0, departures: Departures::NONE };
    let (date, date_form) = cursor.date()?;
    let date_part = 0..cursor.at;
    cursor.separator()?;
    let clock = cursor.clock()?;
    if (date_form == Form::Basic && clock.form == Form::Extended)
        || (date_form == Form::Extended && clock.form == Form::Basic)
    {
        return Err(Fault { part: clock.part, problem: Problem::MixedForms });
    }
    let offset = cursor.offset(date_form)?;
    cursor.end(offset)?;

    if clock.second == 60 && !may_be_leap(clock.hour, clock.minute, offset) {
        return Err(Fault { part: clock.second_part, problem: Problem::LeapSecond });
    }
    // The end of a day is the start of the next one; only 9999-12-31T24:00 and 9999-W52-6 leave the four digits.
    let date = if clock.hour == 24 { date.succ_opt() } else { Some(date) };
    let local = date.filter(|date| date.year() <= 9999).and_then(|date| {
        let leap = u32::from(clock.second == 60);
        let time = NaiveTime::from_hms_nano_opt(
            clock.hour % 24,
            clock.minute,
            clock.second - leap,
            clock.nanos + leap * 1_000_000_000,
        );
        time.map(|time| date.and_time(time))
    });
    let Some(local) = local else { return Err(Fault { part: date_part, problem: Problem::BeyondYears }) };
    Ok(Timestamp { local, offset, fraction_digits: clock.fraction_digits, departures: cursor.departures })
}

/// The date and the clock of a time that has both in the extended form, down to the second, the number of its fraction's digits, and a
/// cursor behind them. As nearly all begin: this is faster than to read them part by part. `None` for others, and wherever there
/// is a fault up to there.
fn begins_plainly(bytes: &[u8]) -> Option<(Cursor<'_>, NaiveDateTime, u8)> {
    const MARK: usize = "YYYY-MM-DD".len();
    let mut departures = Departures::NONE;
    let (mut text, rest) = bytes.split_first_chunk().map(|(text, rest)| (*text, rest))?;
    if text[MARK] == b' ' {
        departures.insert(Departure::BlankForT);
        text[MARK] = b'T';
    }
    let [century, years, month, day, hour, minute, second] = fixed::local(&text)?;
    let (nanos, behind) = match rest {
        [b'.', digits @ ..] => fixed::fraction(digits)?,
        _ => (0, rest),
    };
    if !matches!(behind.first(), None | Some(b'Z' | b'z' | b'+' | b'-')) {
        return None;
    }
    let fraction_digits = (rest.len() - behind.len()).saturating_sub(1);
    let date = NaiveDate::from_ymd_opt(fixed::year(century, years), month.into(), day.into())?;
    let time = NaiveTime::from_hms_nano_opt(hour.into(), minute.into(), second.into(), nanos)?;
    let cursor = Cursor { bytes, at: bytes.len() - behind.len(), departures };
    Some((cursor, date.and_time(time), u8::try_from(fraction_digits).ok()?))
}

/// Whether hour and minute can be 23:59 UTC. Without an offset that can't be known: then any offset in use will do,
/// and these are all whole quarters of an hour.
fn may_be_leap(hour: u32, minute: u32, offset: Offset) -> bool {
    match offset.seconds() {
        Some(offset) => {
            let minutes = i64::from(hour * 60 + minute) - i64::from(offset / 60);
            minutes.rem_euclid(24 * 60) == 23 * 60 + 59
        }
        None => minute % 15 == 14,
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    departures: Departures,
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn digits_ahead(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// The next two digits; callers have counted them.
    pub(super) fn pair(&mut self) -> u32 {
        let value = self.bytes.get(self.at).zip(self.bytes.get(self.at + 1)).and_then(|(&high, &low)| two(high, low));
        self.at += 2;
        value.map_or(0, u32::from)
    }

    /// From the cursor to the end of the character there; empty at the end.
    pub(super) fn next_character(&self) -> Range<usize> {
        let after = self.bytes.iter().skip(self.at + 1);
        let tail = after.take_while(|&&byte| byte & 0xC0 == 0x80).count();
        self.at..(self.at + 1 + tail).min(self.bytes.len())
    }

    pub(super) fn rest(&self) -> Range<usize> {
        self.at..self.bytes.len()
    }

    pub(super) fn fault<T>(part: Range<usize>, problem: Problem) -> Result<T, Fault> {
        Err(Fault { part, problem })
    }

    /// A number of two digits, and its place.
    pub(super) fn field(&mut self, name: &'static str) -> Result<(u32, Range<usize>), Fault> {
        let start = self.at;
        match self.digits_ahead() {
            2 => Ok((self.pair(), start..self.at)),
            0 => Self::fault(self.next_character(), Problem::Missing(name)),
            1 => Self::fault(start..start + 1, Problem::OneDigit(name)),
            more => Self::fault(start..start + more, Problem::TooManyDigits(name)),
        }
    }

    fn separator(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b'T' | b't') => {
                self.at += 1;
                if self.at == self.bytes.len() {
                    return Self::fault(0..self.at, Problem::EndsAfterT);
                }
            }
            Some(b' ') if self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) => {
                self.at += 1;
                self.departures.insert(Departure::BlankForT);
            }
            None | Some(b'Z' | b'z' | b'+' | b'-') => return Self::fault(0..self.bytes.len(), Problem::DateOnly),
            Some(_) => return Self::fault(self.next_character(), Problem::Expected('T', "date and time")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::time::read;

    #[test]
    fn iso_8601_beyond_rfc_3339_is_read_and_named() {
        for (text, canonical, departures) in [
            ("2023-09-25T16:00:00Z", "2023-09-25T16:00:00Z", ""),
            ("2023-09-25T16:00:00-0400", "2023-09-25T16:00:00-04:00", "the offset has no colon"),
            ("2023-09-25T16:00:00+05", "2023-09-25T16:00:00+05:00", "the offset has no minutes"),
            ("2023-09-25T16:00Z", "2023-09-25T16:00:00Z", "there are no seconds"),
            ("2023-09-25T16Z", "2023-09-25T16:00:00Z", "there are no minutes and seconds"),
            ("2023-09-25T16:00.5Z", "2023-09-25T16:00:30Z", "a fraction of the minute stands for the seconds"),
            ("2023-09-25T16:00.0Z", "2023-09-25T16:00:00Z", "a fraction of the minute stands for the seconds"),
            ("2023-09-25T16:59.0001Z", "2023-09-25T16:59:00.006Z", "a fraction of the minute stands for the seconds"),
            (
                "2023-09-25T23.999999999Z",
                "2023-09-25T23:59:59.9999964Z",
                "a fraction of the hour stands for minutes and seconds",
            ),
            (
                "20230925T16,5Z",
                "2023-09-25T16:30:00Z",
                "it is in the basic form, a fraction of the hour stands for minutes and seconds and the fraction begins \
                 with a comma",
            ),
            ("20230925T160000Z", "2023-09-25T16:00:00Z", "it is in the basic form"),
            ("20230925T1600+0530", "2023-09-25T16:00:00+05:30", "it is in the basic form and there are no seconds"),
            ("2023-09-25 16:00:00Z", "2023-09-25T16:00:00Z", "a blank stands for the `T`"),
            ("2023-09-25T16:00:00,5Z", "2023-09-25T16:00:00.5Z", "the fraction begins with a comma"),
            ("2023-W39-1T16:00:00Z", "2023-09-25T16:00:00Z", "the date is a week date"),
            ("2020W537T160000Z", "2021-01-03T16:00:00Z", "it is in the basic form and the date is a week date"),
            ("2023-268T16:00:00Z", "2023-09-25T16:00:00Z", "the date is a year and a day of the year"),
            (
                "2024366T16Z",
                "2024-12-31T16:00:00Z",
                "it is in the basic form, the date is a year and a day of the year and there are no minutes and seconds",
            ),
            ("2023-09-25T16:00:00-2359", "2023-09-25T16:00:00-23:59", "the offset has no colon"),
            ("2023-W39-2T16:00:00Z", "2023-09-26T16:00:00Z", "the date is a week date"),
            ("2023-W39-3T16:00:00Z", "2023-09-27T16:00:00Z", "the date is a week date"),
            ("2023-W39-4T16:00:00Z", "2023-09-28T16:00:00Z", "the date is a week date"),
            ("2023-W39-5T16:00:00Z", "2023-09-29T16:00:00Z", "the date is a week date"),
            ("2023-W39-6T16:00:00Z", "2023-09-30T16:00:00Z", "the date is a week date"),
            ("2023-12-31T24:00:00Z", "2024-01-01T00:00:00Z", "midnight is written as 24:00, the end of the day"),
        ] {
            let time = read(text).unwrap();
            assert_eq!(time.to_rfc3339().as_deref(), Some(canonical), "{text}");
            assert_eq!(time.departures().clause(), departures, "{text}");
        }
    }

    #[test]
    fn a_leap_second_needs_its_place() {
        for text in
            ["2016-12-31T23:59:60Z", "2017-01-01T05:29:60+05:30", "2016-12-31T18:59:60-05:00", "2016-12-31T23:59:60"]
        {
            assert!(read(text).is_ok(), "{text}");
        }
        for text in
            ["2016-12-31T23:58:60Z", "2016-12-31T23:59:60+01:00", "2016-12-31T23:58:60", "2016-12-31T23:59:60+00:01"]
        {
            assert_eq!(read(text).unwrap_err().part, 17..19, "{text}");
        }
    }

    #[test]
    fn the_first_fault_is_named_at_its_place() {
        for (text, part, label) in [
            ("2023-09-31T25:00:00+05:30", "2023-09-31", "September has 30 days"),
            ("2026-02-29T16:00:00Z", "2026-02-29", "February 2026 has 28 days"),
            ("2023-02-30", "2023-02-30", "February 2023 has 28 days"),
            ("20230931T160000Z", "20230931", "September has 30 days"),
            ("2023-13-41T16:00:00Z", "13", "month 13: there are 12"),
            ("2023-00-01T16:00:00Z", "00", "months go from 01 to 12"),
            ("2023-09-00T16:00:00Z", "00", "days count from 1"),
            ("2023-366T16:00:00Z", "2023-366", "2023 has 365 days"),
            ("2023-W53-1T16:00:00Z", "53", "2023 has weeks 01 to 52"),
            ("2023-W39-8T16:00:00Z", "8", "a day from 1 to 7 belongs here"),
            ("2023-W39T16:00:00Z", "2023-W39", "no day after the week"),
            ("2023-09T16:00:00Z", "2023-09", "no day after the month"),
            ("2023-09-25", "2023-09-25", "no time after the date"),
            ("20230925", "20230925", "no time after the date"),
            ("2023-09-25Z", "2023-09-25Z", "no time after the date"),
            ("2023-09-25T", "2023-09-25T", "no time after the `T`"),
            ("2023-9-25T16:00:00Z", "9", "the month needs two digits"),
            ("2023-09-25_16:00:00Z", "_", "`T` belongs here"),
            ("2023-09-25é16:00:00Z", "é", "`T` belongs here"),
            ("2023-09-25T9:00:00Z", "9", "the hour needs two digits"),
            ("2023-09-25T25:61:00Z", "25", "hour 25: hours go from 00 to 23"),
            ("2023-09-25T24:30:00Z", "24:30:00", "hour 24 is only for 24:00:00, the end of a day"),
            ("2023-09-25T16:61:00Z", "61", "minute 61: minutes go from 00 to 59"),
            ("2023-09-25T16:00:61Z", "61", "second 61: seconds go from 00 to 59"),
            ("2023-09-25T16:00:60Z", "60", "second 60 only occurs in a leap second, at 23:59:60 UTC"),
            ("2023-09-25T16:", "", "the minute belongs here"),
            ("2023-09-25T16:00:00.Z", ".", "digits of the fraction belong after this"),
            ("2023-09-25T16.Z", ".", "digits of the fraction belong after this"),
            ("2023-09-25T24.5Z", "24.5", "hour 24 is only for 24:00:00, the end of a day"),
            ("20230925T16:00:00Z", "16:00:00", "not in the same form as the date"),
            ("2023-09-25T16:00:00+24:00", "+24:00", "24 hours: 23 are the most"),
            ("2023-09-25T16:00:00-05:60", "-05:60", "60 minutes: 59 are the most"),
            ("2023-09-25T16:00:00+5:30", "+5", "an offset is `Z`, or like `+05:30`"),
            ("2023-09-25T16:00:00+05:", "+05:", "an offset is `Z`, or like `+05:30`"),
            ("2023-09-25 16:00:00 +0530", " +0530", "the offset follows without a blank"),
            ("2023-09-25T16:00:00 Europe/Berlin", " Europe/Berlin", "not an offset"),
            ("2023-09-25T16:00:00+02:00[Europe/Berlin]", "[Europe/Berlin]", "a zone in brackets"),
            ("2023-09-25T04:00:00 PM", " PM", "ISO 8601 has hours from 00 to 23"),
            ("2023-09-25T16:00:00 foo bar", " foo bar", "text after the time"),
            ("2023-09-25T16:00:00Z/P1D", "/P1D", "text after the offset"),
            ("9999-12-31T24:00:00Z", "9999-12-31", "after the year 9999"),
            ("+002023-09-25T16:00:00Z", "+", "a sign before the year"),
            ("+soon", "+soon", "not a date-time"),
            ("23-09-25T16:00:00Z", "23", "the year needs four digits"),
            ("230925T160000Z", "230925", "the year needs four digits"),
            ("2023-000T16:00:00Z", "000", "days count from 1"),
            ("2023W39T160000Z", "2023W39", "no day after the week"),
            ("2023-09-25 at four", " ", "`T` belongs here"),
            ("2023-09-25T016:00:00Z", "016", "the hour has two digits"),
            ("20230925T166100Z", "61", "minute 61: minutes go from 00 to 59"),
            ("20230925T160061Z", "61", "second 61: seconds go from 00 to 59"),
            ("2023-09-25T16:00:00+05:300", "+05:300", "an offset is `Z`, or like `+05:30`"),
            ("2023-09-25T16:00:00 UTC+2", " UTC+2", "not an offset"),
            ("2023-09-25T16:00:00 1/2", " 1/2", "text after the time"),
            ("2023\u{2013}09-25T16:00:00Z", "\u{2013}", "not the ASCII hyphen-minus `-`"),
        ] {
            let invalid = read(text).unwrap_err();
            assert_eq!((text.get(invalid.part), invalid.label.as_str()), (Some(part), label), "{text}");
        }
    }
}
