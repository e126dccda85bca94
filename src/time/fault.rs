//! The words for what is wrong with a text that begins like a date-time.
//!
//! Apart from the grammar, so that reading costs no allocation and each problem's two wordings stand together. Words
//! quote numbers that were read and names of their own, never the text itself.

use std::ops::Range;

use super::forms::EXAMPLE;
use super::names::month_name;

/// The first fault of a text, and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) part: Range<usize>,
    pub(super) problem: Problem,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    NotADateTime,
    SignedYear,
    ShortYear,
    BeyondYears,
    Missing(&'static str),
    OneDigit(&'static str),
    TooManyDigits(&'static str),
    Expected(char, &'static str),
    Month(u32),
    NoDay,
    DayZero,
    DayOfMonth { year: i32, month: u32, days: u32 },
    DayOfYear { year: i32, days: u32 },
    NoWeekday,
    Week { year: i32, week: u32, weeks: u32 },
    Weekday,
    DateOnly,
    EndsAfterT,
    MixedForms,
    Hour(u32),
    Minute(u32),
    Second(u32),
    LeapSecond,
    After24,
    EmptyFraction,
    BadOffset,
    OffsetHour(u32),
    OffsetMinute(u32),
    BlankBeforeOffset,
    BlankForPlus,
    BracketedZone,
    ZoneName,
    TwelveHours,
    TextAfterTime,
    TextAfterOffset,
}

impl Problem {
    /// The reason, which completes `startTime …`, and the label for under the carets.
    pub(super) fn words(self) -> (String, String) {
        let fixed = |reason: &str, label: &str| (reason.to_owned(), label.to_owned());
        let range = |unit: &str, value: u32, last: u32| {
            let bounds = format!("{unit}s go from 00 to {last}");
            (format!("names {unit} {value:02}, but {bounds}"), format!("{unit} {value:02}: {bounds}"))
        };
        let no_such_day = |label: String| (format!("names a day that does not exist: {label}"), label);
        match self {
            Self::NotADateTime => fixed("is not an ISO 8601 date-time", "not a date-time"),
            Self::SignedYear => fixed(
                "begins with a sign, which ISO 8601 allows before a year only by agreement",
                "a sign before the year",
            ),
            Self::ShortYear => fixed("has a year of two digits", "the year needs four digits"),
            Self::BeyondYears => fixed("lies after the year 9999", "after the year 9999"),
            Self::Missing(name) => {
                (format!("has no two-digit {name} where one belongs"), format!("the {name} belongs here"))
            }
            Self::OneDigit(name) => (format!("has one digit for the {name}"), format!("the {name} needs two digits")),
            Self::TooManyDigits(name) => {
                (format!("has too many digits for the {name}"), format!("the {name} has two digits"))
            }
            Self::Expected(mark, place) => {
                (format!("has no `{mark}` between {place}"), format!("`{mark}` belongs here"))
            }
            Self::Month(0) => fixed("names month 00, but months go from 01 to 12", "months go from 01 to 12"),
            Self::Month(month) => {
                (format!("names month {month}, but there are 12"), format!("month {month}: there are 12"))
            }
            Self::NoDay => fixed("names a month without a day", "no day after the month"),
            Self::DayZero => fixed("names day 00, but days count from 1", "days count from 1"),
            Self::DayOfMonth { year, month: 2, days } => no_such_day(format!("February {year:04} has {days} days")),
            Self::DayOfMonth { month, days, .. } => no_such_day(format!("{} has {days} days", month_name(month))),
            Self::DayOfYear { year, days } => no_such_day(format!("{year:04} has {days} days")),
            Self::NoWeekday => fixed("names a week without a day of the week", "no day after the week"),
            Self::Week { year, week, weeks } => (
                format!("names week {week:02}, but {year:04} has weeks 01 to {weeks}"),
                format!("{year:04} has weeks 01 to {weeks}"),
            ),
            Self::Weekday => {
                fixed("has no day of the week from 1 to 7 after the week", "a day from 1 to 7 belongs here")
            }
            Self::DateOnly => fixed("is a date without a time", "no time after the date"),
            Self::EndsAfterT => fixed("ends where the time should begin", "no time after the `T`"),
            Self::MixedForms => fixed(
                "mixes the extended form (with `-` and `:`) and the basic form (without)",
                "not in the same form as the date",
            ),
            Self::Hour(hour) => range("hour", hour, 23),
            Self::Minute(minute) => range("minute", minute, 59),
            Self::Second(second) => range("second", second, 59),
            Self::LeapSecond => fixed(
                "names second 60, which only occurs in a leap second, at 23:59:60 UTC",
                "second 60 only occurs in a leap second, at 23:59:60 UTC",
            ),
            Self::After24 => fixed(
                "names a time after 24:00, but a day ends there",
                "hour 24 is only for 24:00:00, the end of a day",
            ),
            Self::EmptyFraction => {
                fixed("has a decimal sign without digits after it", "digits of the fraction belong after this")
            }
            Self::BadOffset => fixed("has an incomplete or malformed offset", "an offset is `Z`, or like `+05:30`"),
            Self::OffsetHour(hour) => (
                format!("has an offset out of range: {hour} hours, but 23 are the most"),
                format!("{hour} hours: 23 are the most"),
            ),
            Self::OffsetMinute(minute) => (
                format!("has an offset out of range: {minute} minutes, but 59 are the most"),
                format!("{minute} minutes: 59 are the most"),
            ),
            Self::BlankBeforeOffset => fixed("has a blank before the offset", "the offset follows without a blank"),
            Self::BlankForPlus => fixed("has an offset without its sign", "a `+` was decoded to this blank"),
            Self::BracketedZone => {
                fixed("ends with a zone in brackets (RFC 9557), which ISO 8601 does not have", "a zone in brackets")
            }
            Self::ZoneName => fixed("ends with the name of a time zone instead of an offset", "not an offset"),
            Self::TwelveHours => fixed("tells the time by AM and PM", "ISO 8601 has hours from 00 to 23"),
            Self::TextAfterTime => fixed("goes on with other text after the time", "text after the time"),
            Self::TextAfterOffset => fixed("goes on with other text after the offset", "text after the offset"),
        }
    }

    /// Help that does not depend on the value; a mended spelling, where there is one, is better.
    pub(super) fn help(self) -> Option<&'static str> {
        match self {
            Self::DateOnly | Self::EndsAfterT | Self::NoDay => {
                Some("write date, time and offset, such as `2023-09-25T16:00:00+05:30`")
            }
            Self::NotADateTime => Some(EXAMPLE),
            Self::BadOffset => Some("write the offset as `Z`, or as hours and minutes, such as `+05:30`"),
            Self::TextAfterOffset => {
                Some("write one offset and nothing behind it: `Z`, or hours and minutes, such as `+05:30`")
            }
            Self::ZoneName => {
                Some("write the offset that applied there at that time, such as `+02:00`, or `Z` for UTC")
            }
            _ => None,
        }
    }
}
