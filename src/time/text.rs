//! Times, durations and shifts in the words and columns that people read.
//!
//! Digits are written by hand (see `digits`): a table of many payloads writes some ten of these a row.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};

use super::digits::{push_two, push_year};

pub use super::shift::{Stay, is_shift, shift_summary, way};

/// A length of time in seconds: `30 min`, `1 h 30 min`, `2 d 4 h`, `5 s`, `-1 h`, and `0 min` for none.
///
/// Days are of 24 hours. Every unit that isn't zero is said, so that nothing is rounded away.
pub fn duration(seconds: i64) -> String {
    let total = seconds.unsigned_abs();
    if total == 0 {
        return "0 min".to_owned();
    }
    let mut out = String::with_capacity(16);
    if seconds < 0 {
        out.push('-');
    }
    let units = [(total / 86_400, "d"), (total / 3600 % 24, "h"), (total / 60 % 60, "min"), (total % 60, "s")];
    for (value, unit) in units {
        if value == 0 {
            continue;
        }
        if out.len() > 1 {
            out.push(' ');
        }
        // Writing to a string does not fail.
        let _ = write!(out, "{value} {unit}");
    }
    out
}

/// How far two different times are from each other, of which so many whole seconds are known: a [`duration`], or
/// `less than 1 s`.
pub fn distance(seconds: i64) -> String {
    if seconds == 0 { "less than 1 s".to_owned() } else { duration(seconds.saturating_abs()) }
}

/// `Mon 2023-09-25`.
pub fn weekday_date(time: NaiveDateTime) -> String {
    let mut out = String::with_capacity(14);
    push_weekday_date(&mut out, time);
    out
}

/// Appends what [`weekday_date`] gives.
pub fn push_weekday_date(out: &mut String, time: NaiveDateTime) {
    out.push_str(weekday(time.weekday()));
    out.push(' ');
    push_year(out, time.year());
    out.push('-');
    push_month_day(out, time);
}

/// `Mon 09-25`, for lists that say the year elsewhere.
pub fn weekday_month_day(time: NaiveDateTime) -> String {
    let mut out = String::with_capacity(9);
    out.push_str(weekday(time.weekday()));
    out.push(' ');
    push_month_day(&mut out, time);
    out
}

fn push_month_day(out: &mut String, time: NaiveDateTime) {
    push_two(out, time.month());
    out.push('-');
    push_two(out, time.day());
}

/// `16:00`, or `16:00:07` where there are seconds.
pub fn clock(time: NaiveDateTime) -> String {
    let mut out = String::with_capacity(8);
    push_clock(&mut out, time);
    out
}

/// Appends what [`clock`] gives.
pub fn push_clock(out: &mut String, time: NaiveDateTime) {
    push_two(out, time.hour());
    out.push(':');
    push_two(out, time.minute());
    let second = whole_second(time);
    if second != 0 {
        out.push(':');
        push_two(out, second);
    }
}

/// `16:00:07`, seconds always, for columns of the times of deliveries.
pub fn clock_with_seconds(time: NaiveDateTime) -> String {
    let mut out = String::with_capacity(8);
    for (mark, value) in [("", time.hour()), (":", time.minute()), (":", whole_second(time))] {
        out.push_str(mark);
        push_two(&mut out, value);
    }
    out
}

/// 60 in a leap second.
fn whole_second(time: NaiveDateTime) -> u32 {
    time.second() + time.nanosecond() / 1_000_000_000
}

/// `Mon 2023-09-25 16:00`.
pub fn date_clock(time: NaiveDateTime) -> String {
    let mut out = String::with_capacity(23);
    push_weekday_date(&mut out, time);
    out.push(' ');
    push_clock(&mut out, time);
    out
}

/// From start to end in one part or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// On one day: `Mon 2023-09-25 16:00–16:30`.
    Day(String),
    /// On two: `Mon 2023-09-25 23:30` and `Tue 2023-09-26 00:15`; the caller puts ` – ` between, or a line break.
    Days(String, String),
}

/// From `start` to `end`, both in the same zone. `dash` stands between the clocks of one day.
pub fn range(start: NaiveDateTime, end: NaiveDateTime, dash: &str) -> Range {
    let mut first = date_clock(start);
    if start.date() != end.date() {
        return Range::Days(first, date_clock(end));
    }
    first.push_str(dash);
    push_clock(&mut first, end);
    Range::Day(first)
}

/// `Mon`.
fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Mon",
        Weekday::Tue => "Tue",
        Weekday::Wed => "Wed",
        Weekday::Thu => "Thu",
        Weekday::Fri => "Fri",
        Weekday::Sat => "Sat",
        Weekday::Sun => "Sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::read;

    fn local(text: &str) -> NaiveDateTime {
        read(text).unwrap().local()
    }

    #[test]
    fn durations_say_every_unit_that_is_there() {
        for (seconds, text) in [
            (0, "0 min"),
            (5, "5 s"),
            (90, "1 min 30 s"),
            (1800, "30 min"),
            (3600, "1 h"),
            (5400, "1 h 30 min"),
            (-3600, "-1 h"),
            (-5400, "-1 h 30 min"),
            (187_200, "2 d 4 h"),
            (86_400 * 365, "365 d"),
            (i64::MIN, "-106751991167300 d 15 h 30 min 8 s"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn columns() {
        let time = local("2023-09-25T16:00:07");
        assert_eq!(weekday_date(time), "Mon 2023-09-25");
        assert_eq!(weekday_month_day(time), "Mon 09-25");
        assert_eq!(clock(time), "16:00:07");
        assert_eq!(clock(local("2023-09-25T16:00:00.5")), "16:00");
        assert_eq!(clock(local("2016-12-31T23:59:60")), "23:59:60");
        assert_eq!(clock_with_seconds(local("2023-09-25T06:00:00")), "06:00:00");
    }

    #[test]
    fn ranges_say_the_day_once_where_it_is_one() {
        let start = local("2023-09-25T23:30:00");
        assert_eq!(range(start, start, "–"), Range::Day("Mon 2023-09-25 23:30–23:30".to_owned()));
        assert_eq!(
            range(start, local("2023-09-26T00:15:00"), "–"),
            Range::Days("Mon 2023-09-25 23:30".to_owned(), "Tue 2023-09-26 00:15".to_owned())
        );
    }
}
