//! What stays: the words of the format and of its times, which say nothing of anybody.

use crate::payload::is_variable;
use crate::personal::is_clean;
use crate::rules::{meant_status, spelt_status};
use crate::schema::{Event, STATUSES};
use crate::time::{is_calendar_word, is_epoch, is_known_zone, parse};

use super::plan::Meaning;

/// Sources that HoopAI is known to send.
const SOURCES: [&str; 4] = ["booking_widget", "manual", "third_party", "appointment_page"];

/// Words of captures that finding the payload depends on, or that are the same for everyone.
const CAPTURE_WORDS: [&str; 8] = ["base64", "application/json", "GET", "POST", "PUT", "HTTP/1.1", "true", "false"];

/// The words of recurrence rules (RFC 5545, section 3.3.10).
#[rustfmt::skip]
const RECURRENCE_WORDS: [&str; 21] = [
    "RRULE", "EXDATE", "DTSTART", "TZID", "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY",
    "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "WKST", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
];

impl Meaning {
    /// Whether `text` is a word of the format and not of a person.
    pub(super) fn keeps(self, text: &str) -> bool {
        let trimmed = text.trim();
        if trimmed.is_empty() || CAPTURE_WORDS.contains(&trimmed) || is_enumerated(trimmed) || is_variable(trimmed) {
            return true;
        }
        // Where a clock hangs is known from its times; and code can't load a zone of another name.
        if is_known_zone(trimmed) {
            return true;
        }
        match self {
            Self::EventName => is_event_name(trimmed),
            Self::Status => is_status(trimmed),
            Self::Source => trimmed.len() < 40 && trimmed.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            Self::Time => is_like_time(trimmed),
            Self::Recurrence => is_recurrence(trimmed),
            Self::Birth | Self::Id | Self::Phone | Self::Any => false,
        }
    }
}

/// Whether it is a status in any spelling. Short names are near enough to some; and names stand beside them.
fn is_status(text: &str) -> bool {
    const SHORTEST: usize = 6;
    let is_near = || text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    text.len() < 16 && (spelt_status(text).is_some() || is_near() && meant_status(text).is_some())
}

fn is_enumerated(text: &str) -> bool {
    STATUSES.contains(&text) || SOURCES.contains(&text) || Event::from_name(text).is_some()
}

/// Whether it is a name such as `OpportunityUpdate`, `INSTALL` or `appointment.created`.
fn is_event_name(text: &str) -> bool {
    text.len() <= 48
        && text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'.' | b'_' | b'-'))
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
}

/// Whether a text that is no date-time is at least made as times are: of digits, signs, and names of months and days.
fn is_like_time(text: &str) -> bool {
    const OTHER: [&str; 14] =
        ["am", "pm", "t", "z", "utc", "gmt", "st", "nd", "rd", "th", "at", "null", "date", "invalid"];
    if text.len() > 64 || !is_clean(text, false) {
        return false;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A long number that is no time of ours may be anything.
        let is_written_out = matches!(text.len(), 8 | 12 | 14) && (text.starts_with("19") || text.starts_with("20"));
        return text.len() < 7 || is_epoch(text) || is_written_out;
    }
    let is_sign = |character: char| character.is_ascii_digit() || " -+:.,/|()T".contains(character);
    let words = || text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    let is_name = |word: &str| is_calendar_word(word) || OTHER.iter().any(|other| other.eq_ignore_ascii_case(word));
    // Many digits without a year or a month's name are no date.
    let is_year = |digits: &str| {
        matches!(digits.len(), 4 | 8 | 12 | 14) && (digits.starts_with("19") || digits.starts_with("20"))
    };
    let is_dated = text.bytes().filter(u8::is_ascii_digit).count() < 7
        || text.split(|character: char| !character.is_ascii_digit()).any(is_year)
        || words().any(|word| word.len() >= 3);
    is_dated
        && words().all(is_name)
        && text.chars().all(|character| character.is_ascii_alphabetic() || is_sign(character))
}

/// Whether a text holds nothing but the words, numbers and times of recurrence rules.
fn is_recurrence(text: &str) -> bool {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    text.split([':', ';', '=', ',', '\n', '\r']).all(|word| {
        let bare = word.trim_start_matches(['+', '-']).trim_start_matches(|digit: char| digit.is_ascii_digit());
        RECURRENCE_WORDS.contains(&word)
            || word.is_empty()
            || (word.len() <= 5 && (bare.is_empty() || DAYS.contains(&bare)))
            || parse(word).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_format_are_kept_and_words_of_people_are_not() {
        for (meaning, text, keeps) in [
            (Meaning::Any, "confirmed", true),
            (Meaning::Any, "{{appointment.id}}", true),
            (Meaning::Any, "{{ appointment.id }}", true),
            (Meaning::Any, "{{Ann Smith}}", false),
            (Meaning::Any, "Ann", false),
            (Meaning::Any, "Asia/Kuwait", true),
            (Meaning::Any, "Asia/Ann", false),
            (Meaning::Status, "No Show", true),
            (Meaning::Status, "Ann came", false),
            (Meaning::Status, "canceled", true),
            (Meaning::Status, "attended", true),
            (Meaning::Status, "Eva cancelled", false),
            (Meaning::Status, "Ned", false),
            (Meaning::Status, "Howe", false),
            (Meaning::Source, "partner_site", true),
            (Meaning::Source, "Ann's site", false),
            (Meaning::EventName, "appointment.created", true),
            (Meaning::EventName, "Ann Smith", false),
            (Meaning::Time, "Thu, Oct 30th, 2025 | 2:00 pm", true),
            (Meaning::Time, "1729821600000", true),
            (Meaning::Time, "4915112345678", false),
            (Meaning::Time, "555-123-4567", false),
            (Meaning::Time, "after Ann's visit", false),
            (Meaning::Recurrence, "RRULE:FREQ=MONTHLY;BYDAY=-1SU;COUNT=5", true),
            (Meaning::Recurrence, "every week with Ann", false),
        ] {
            assert_eq!(meaning.keeps(text), keeps, "{text}");
        }
    }
}
