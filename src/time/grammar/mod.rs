//! The whole profile, read byte by byte: every ISO 8601 spelling that is taken, and the first fault of any other.
//!
//! A fault is a place and a [`Problem`]; its words are made only when they are wanted (`fault`).

mod clock;
mod date;

use std::ops::Range;

use chrono::{Datelike, NaiveTime};

use super::digits::two;
use super::fault::{Fault, Problem};
use super::stamp::Offset;
use super::{Departure, Departures, Timestamp};

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
        self.bytes.iter().skip(self.at).take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// The next two digits; callers have counted them.
    pub(super) fn pair(&mut self) -> u32 {
        let value = self.bytes.get(self.at).zip(self.bytes.get(self.at + 1)).and_then(|(&high, &low)| two(high, low));
        self.at += 2;
        value.unwrap_or(0)
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
            Some(_) => return Self::fault(self.next_character(), Problem::Expected("`T` between date and time")),
        }
        Ok(())
    }
}
