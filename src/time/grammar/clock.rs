//! The clock, its fraction, the offset, and what must not follow them.

use std::ops::Range;

use super::{Cursor, Form};
use crate::time::Departure;
use crate::time::digits::two;
use crate::time::fault::{Fault, Problem};
use crate::time::read::QUARTERS;
use crate::time::stamp::Offset;

/// The clock before it is put on a day.
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) nanos: u32,
    pub(super) fraction_digits: u8,
    pub(super) form: Form,
    pub(super) part: Range<usize>,
    pub(super) second_part: Range<usize>,
}

impl Cursor<'_> {
    pub(super) fn clock(&mut self) -> Result<Clock, Fault> {
        let start = self.at;
        let run = self.digits_ahead();
        let (hour, form) = match run {
            4 | 6 => (self.pair(), Form::Basic),
            _ => (self.field("hour")?.0, if self.peek() == Some(b':') { Form::Extended } else { Form::Either }),
        };
        if hour > 24 {
            return Self::fault(start..start + 2, Problem::Hour(hour));
        }
        let minute = match form {
            Form::Basic => Some((self.pair(), start + 2..start + 4)),
            Form::Extended => {
                self.at += 1;
                Some(self.field("minute")?)
            }
            Form::Either => None,
        };
        let (mut minute, minute_part) = minute.unwrap_or((0, start..start));
        if minute > 59 {
            return Self::fault(minute_part, Problem::Minute(minute));
        }
        let second = match form {
            Form::Basic if run == 6 => Some((self.pair(), start + 4..start + 6)),
            Form::Extended if self.eat(b':') => Some(self.field("second")?),
            _ => None,
        };
        let has_seconds = second.is_some();
        let (mut second, second_part) = second.unwrap_or((0, start..start));
        if second > 60 {
            return Self::fault(second_part, Problem::Second(second));
        }
        let (mut nanos, mut fraction_digits) = self.fraction()?;
        if !has_seconds {
            let has_fraction = fraction_digits > 0;
            let unit = match (form, has_fraction) {
                (Form::Either, false) => Departure::NoMinutes,
                (Form::Either, true) => Departure::FractionOfHour,
                (_, false) => Departure::NoSeconds,
                (_, true) => Departure::FractionOfMinute,
            };
            self.departures.insert(unit);
            let seconds_in_unit = if form == Form::Either { 3600 } else { 60 };
            let seconds;
            (seconds, nanos) = parts(nanos, seconds_in_unit);
            (minute, second) = (minute + seconds / 60, seconds % 60);
            fraction_digits = needed_digits(nanos);
        }
        if hour == 24 {
            if minute != 0 || second != 0 || nanos != 0 {
                return Self::fault(start..self.at, Problem::After24);
            }
            self.departures.insert(Departure::Hour24);
        }
        Ok(Clock { hour, minute, second, nanos, fraction_digits, form, part: start..self.at, second_part })
    }

    fn fraction(&mut self) -> Result<(u32, u8), Fault> {
        let mark = self.at;
        if self.eat(b',') {
            self.departures.insert(Departure::CommaFraction);
        } else if !self.eat(b'.') {
            return Ok((0, 0));
        }
        let run = self.digits_ahead();
        if run == 0 {
            return Self::fault(mark..mark + 1, Problem::EmptyFraction);
        }
        let fraction = self.bytes.iter().skip(self.at);
        let (nanos, digits) = crate::time::read::nanos(fraction.take(run).copied());
        self.at += run;
        Ok((nanos, digits))
    }

    pub(super) fn offset(&mut self, date_form: Form) -> Result<Offset, Fault> {
        let start = self.at;
        let minus = match self.peek() {
            Some(b'Z' | b'z') => {
                self.at += 1;
                return Ok(Offset::Zulu);
            }
            Some(b'+') => false,
            Some(b'-') => true,
            _ => return Ok(Offset::Absent),
        };
        self.at += 1;
        let run = self.digits_ahead();
        let (hour, minute) = match run {
            2 => {
                let hour = self.pair();
                if self.eat(b':') {
                    let minutes = self.digits_ahead();
                    if minutes != 2 {
                        return Self::fault(start..self.at + minutes, Problem::BadOffset);
                    }
                    (hour, self.pair())
                } else {
                    self.departures.insert(Departure::OffsetWithoutMinutes);
                    (hour, 0)
                }
            }
            4 => {
                // In the basic form it has none by right.
                if date_form == Form::Extended {
                    self.departures.insert(Departure::OffsetWithoutColon);
                }
                (self.pair(), self.pair())
            }
            _ => return Self::fault(start..self.at + run, Problem::BadOffset),
        };
        if hour > 23 {
            return Self::fault(start..self.at, Problem::OffsetHour(hour));
        }
        if minute > 59 {
            return Self::fault(start..self.at, Problem::OffsetMinute(minute));
        }
        let minutes = i16::try_from(hour * 60 + minute).unwrap_or(0);
        Ok(match (minus, minutes) {
            (true, 0) => Offset::MinusZero,
            (true, minutes) => Offset::Minutes(-minutes),
            (false, minutes) => Offset::Minutes(minutes),
        })
    }

    pub(super) fn end(&self, offset: Offset) -> Result<(), Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let word = rest.trim_ascii_start();
        let problem = match (word.first(), word.get(1)) {
            _ if rest.is_empty() => return Ok(()),
            (Some(b'['), _) => Problem::BracketedZone,
            _ if offset != Offset::Absent => Problem::TextAfterOffset,
            (Some(b'+' | b'-'), Some(b'0'..=b'9')) | (Some(b'Z' | b'z'), None) => Problem::BlankBeforeOffset,
            _ if is_unsigned_offset(rest) => Problem::BlankForPlus,
            _ if word.eq_ignore_ascii_case(b"am") || word.eq_ignore_ascii_case(b"pm") => Problem::TwelveHours,
            _ if is_zone_name(word) => Problem::ZoneName,
            _ => Problem::TextAfterTime,
        };
        Self::fault(self.rest(), problem)
    }
}

/// Whether `rest` is an offset with a blank for its `+`, which is what decoders of forms and URLs make of it.
fn is_unsigned_offset(rest: &[u8]) -> bool {
    let Some((b" ", [hours @ .., high, low])) = rest.split_at_checked(1) else { return false };
    let is_hour = |hour: &[u8]| matches!(hour, [high, low] if two(*high, *low).is_some_and(|hour| hour <= 14));
    let minutes = [*high, *low];
    is_hour(hours.strip_suffix(b":").unwrap_or(hours)) && QUARTERS.iter().any(|quarter| quarter.as_bytes() == minutes)
}

/// The seconds and nanoseconds that so many billionths of a longer unit make.
fn parts(billionths: u32, seconds_in_unit: u32) -> (u32, u32) {
    const BILLION: u64 = 1_000_000_000;
    let nanos = u64::from(billionths) * u64::from(seconds_in_unit);
    let narrow = |number| u32::try_from(number).unwrap_or(0);
    (narrow(nanos / BILLION), narrow(nanos % BILLION))
}

/// How many digits it takes to write these nanoseconds as a fraction of a second.
fn needed_digits(nanos: u32) -> u8 {
    (1..=9).rev().find(|digits| !nanos.is_multiple_of(10_u32.pow(10 - u32::from(*digits)))).unwrap_or(0)
}

/// Whether `word` has the look of `UTC`, `GMT+2`, `CEST` or `Europe/Berlin`.
fn is_zone_name(word: &[u8]) -> bool {
    let letters = word.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_' | b'-'));
    let utc = word.get(..3).is_some_and(|word| word.eq_ignore_ascii_case(b"UTC") || word.eq_ignore_ascii_case(b"GMT"));
    utc || (letters && (word.contains(&b'/') || (2..=5).contains(&word.len())))
}
