//! The date: calendar, week and ordinal dates, in the extended and the basic form.

use std::ops::Range;

use chrono::{NaiveDate, Weekday};

use super::{Cursor, Form};
use crate::time::Departure;
use crate::time::calendar::{days_in_month, days_in_year, weeks_in_year};
use crate::time::fault::{Fault, Problem};

impl Cursor<'_> {
    pub(super) fn date(&mut self) -> Result<(NaiveDate, Form), Fault> {
        let run = self.digits_ahead();
        let after = self.bytes.get(run).copied();
        let form = if run == 4 && after == Some(b'-') { Form::Extended } else { Form::Basic };
        if form == Form::Basic {
            self.departures.insert(Departure::BasicForm);
        }
        let date = match (run, after) {
            (4, Some(b'-')) => {
                let year = self.year();
                self.at += 1;
                if self.eat(b'W') {
                    self.week(year, true)
                } else if self.digits_ahead() == 3 {
                    self.ordinal(year)
                } else {
                    self.calendar(year)
                }
            }
            (4, Some(b'W')) => {
                let year = self.year();
                self.at += 1;
                self.week(year, false)
            }
            (7, _) => {
                let year = self.year();
                self.ordinal(year)
            }
            (8, _) => {
                let year = self.year();
                let month = Self::month((self.pair(), 4..6))?;
                let day = self.pair();
                self.day(year, month, day, 6)
            }
            (0, Some(b'+' | b'-')) if self.bytes.get(1).is_some_and(u8::is_ascii_digit) => {
                Self::fault(0..1, Problem::SignedYear)
            }
            (2, Some(b'-')) => Self::fault(0..2, Problem::ShortYear),
            (6, Some(b'T' | b't' | b' ')) => Self::fault(0..6, Problem::ShortYear),
            _ => Self::fault(0..self.bytes.len(), Problem::NotADateTime),
        }?;
        Ok((date, form))
    }

    fn calendar(&mut self, year: i32) -> Result<NaiveDate, Fault> {
        let field = self.field("month")?;
        let month = Self::month(field)?;
        if !self.eat(b'-') {
            return match self.peek() {
                None | Some(b'T' | b't' | b' ') => Self::fault(0..self.at, Problem::NoDay),
                Some(_) => Self::fault(self.next_character(), Problem::Expected('-', "month and day")),
            };
        }
        let (day, part) = self.field("day")?;
        self.day(year, month, day, part.start)
    }

    fn month((month, part): (u32, Range<usize>)) -> Result<u32, Fault> {
        if (1..=12).contains(&month) { Ok(month) } else { Self::fault(part, Problem::Month(month)) }
    }

    fn day(&self, year: i32, month: u32, day: u32, day_at: usize) -> Result<NaiveDate, Fault> {
        if day == 0 {
            return Self::fault(day_at..self.at, Problem::DayZero);
        }
        let days = days_in_month(year, month);
        NaiveDate::from_ymd_opt(year, month, day)
            .ok_or(Fault { part: 0..self.at, problem: Problem::DayOfMonth { year, month, days } })
    }

    fn ordinal(&mut self, year: i32) -> Result<NaiveDate, Fault> {
        self.departures.insert(Departure::OrdinalDate);
        let day = self.triple();
        if day == 0 {
            return Self::fault(self.at - 3..self.at, Problem::DayZero);
        }
        let problem = Problem::DayOfYear { year, days: days_in_year(year) };
        NaiveDate::from_yo_opt(year, day).ok_or(Fault { part: 0..self.at, problem })
    }

    fn week(&mut self, year: i32, extended: bool) -> Result<NaiveDate, Fault> {
        self.departures.insert(Departure::WeekDate);
        let start = self.at;
        let (week, day) = if extended {
            let (week, _) = self.field("week")?;
            if !self.eat(b'-') {
                return Self::fault(0..self.at, Problem::NoWeekday);
            }
            (week, self.peek())
        } else if self.digits_ahead() == 3 {
            (self.pair(), self.peek())
        } else {
            return Self::fault(0..start + self.digits_ahead(), Problem::NoWeekday);
        };
        let weeks = weeks_in_year(year);
        if week == 0 || week > weeks {
            return Self::fault(start..start + 2, Problem::Week { year, week, weeks });
        }
        let weekday = match day {
            Some(b'1') => Weekday::Mon,
            Some(b'2') => Weekday::Tue,
            Some(b'3') => Weekday::Wed,
            Some(b'4') => Weekday::Thu,
            Some(b'5') => Weekday::Fri,
            Some(b'6') => Weekday::Sat,
            Some(b'7') => Weekday::Sun,
            _ => return Self::fault(self.next_character(), Problem::Weekday),
        };
        self.at += 1;
        NaiveDate::from_isoywd_opt(year, week, weekday).ok_or(Fault { part: 0..self.at, problem: Problem::BeyondYears })
    }

    fn year(&mut self) -> i32 {
        let year = self.pair() * 100 + self.pair();
        i32::try_from(year).unwrap_or(0)
    }

    fn triple(&mut self) -> u32 {
        let digit = |at: usize| self.bytes.get(at).map_or(0, |byte| u32::from(byte.wrapping_sub(b'0')));
        let value = digit(self.at) * 100 + digit(self.at + 1) * 10 + digit(self.at + 2);
        self.at += 3;
        value
    }
}
