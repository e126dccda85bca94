//! Times, durations and shifts in the words and columns that people read.
//!
//! Digits are written by hand (see `digits`): a table of many payloads writes some ten of these a row.

use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};

use super::digits::{push_two, push_year};
use super::{Instant, Timestamp};

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
        if value < 100 {
            push_number(&mut out, value);
        } else {
            out.push_str(&value.to_string());
        }
        out.push(' ');
        out.push_str(unit);
    }
    out
}

/// Below 100, without a leading zero.
fn push_number(out: &mut String, value: u64) {
    let mut two = String::with_capacity(2);
    push_two(&mut two, u32::try_from(value).unwrap_or(0));
    out.push_str(two.strip_prefix('0').unwrap_or(&two));
}

/// When an appointment begins and ends, as a payload states it.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    /// The start.
    pub start: Timestamp,
    /// The end, where there is one that can be read.
    pub end: Option<Timestamp>,
}

impl Stay {
    /// The length in seconds; `None` where one end can't be placed in time.
    pub fn seconds(&self) -> Option<i64> {
        Some(self.end?.instant()?.seconds_since(self.start.instant()?))
    }
}

/// What became of start and length: `2 h later, still 30 min`, or `now 45 min (was 30 min)` where only the length
/// changed. Put `moved` before a shift to make a sentence of it ([`is_shift`] says whether it is one).
///
/// `None` where there is nothing to say: nothing changed, or one start has an offset and the other has none.
pub fn shift_summary(before: &Stay, after: &Stay) -> Option<String> {
    let shift = start_shift(&before.start, &after.start)?;
    let length = match (before.seconds(), after.seconds()) {
        (Some(before), Some(after)) if before == after => shift.is_some().then(|| format!("still {}", duration(after))),
        (Some(before), Some(after)) => Some(format!("now {} (was {})", duration(after), duration(before))),
        (None, Some(after)) => Some(format!("now {}", duration(after))),
        (_, None) => None,
    };
    match (shift, length) {
        (Some(shift), Some(length)) => Some(format!("{shift}, {length}")),
        (shift, length) => shift.or(length),
    }
}

/// Whether the start moved: the summary then says how far.
pub fn is_shift(before: &Stay, after: &Stay) -> bool {
    matches!(start_shift(&before.start, &after.start), Some(Some(_)))
}

/// How far the start moved: `Some(None)` for not at all, `None` where that can't be said.
#[expect(clippy::option_option, reason = "unknown and none are told apart, for this file only")]
fn start_shift(before: &Timestamp, after: &Timestamp) -> Option<Option<String>> {
    let clock = |time: &Timestamp| Instant::from(time.local().and_utc());
    let clock_shift = clock(after).seconds_since(clock(before));
    let (earlier, later) = match (before.instant(), after.instant()) {
        (Some(before), Some(after)) => (before, after),
        (None, None) if clock(before) == clock(after) => return Some(None),
        (None, None) => return Some(Some(format!("{} on the clock", way(clock_shift)))),
        _ => return None,
    };
    if earlier == later {
        return Some(None);
    }
    let shift = later.seconds_since(earlier);
    let offsets = before.offset()?.local_minus_utc().abs_diff(after.offset()?.local_minus_utc());
    let written = || format!("({} → {})", before.offset_text(), after.offset_text());
    // Daylight saving moves clocks by two hours at the most: beyond that it is two places, not one before and after.
    let one_place = offsets <= 2 * 3600;
    let same_clock = clock_shift % 86_400 == 0;
    Some(Some(if offsets == 0 {
        way(shift)
    } else if same_clock {
        let shift = if one_place && clock_shift != 0 { clock_shift } else { shift };
        format!("{}, same local time {} {}", way(shift), self::clock(after.local()), written())
    } else if one_place {
        format!("{} in time, {} on the clock {}", way(shift), way(clock_shift), written())
    } else {
        way(shift)
    }))
}

/// `2 h later`, `30 min earlier`.
fn way(seconds: i64) -> String {
    match seconds {
        0 => "less than 1 s away".to_owned(),
        1.. => format!("{} later", duration(seconds)),
        ..0 => format!("{} earlier", duration(seconds.saturating_neg())),
    }
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
