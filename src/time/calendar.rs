//! How long months and years are, in the proleptic Gregorian calendar and its weeks (ISO 8601).

use chrono::NaiveDate;

/// Whether a year has a 29th of February.
pub(super) const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days that month has; none, where there is no such month.
pub(super) fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// 365 or 366.
pub(super) fn days_in_year(year: i32) -> u32 {
    365 + u32::from(is_leap(year))
}

/// 52 or 53, by ISO 8601's weeks.
pub(super) fn weeks_in_year(year: i32) -> u32 {
    if NaiveDate::from_isoywd_opt(year, 53, chrono::Weekday::Mon).is_some() { 53 } else { 52 }
}
