//! A value as people are told of it: not sent, null and empty are three things, and another type is shown as it is.

use std::borrow::Cow;

use crate::json::{Value, write_compact};
use crate::report::style::Style;
use crate::report::text::Text;
use crate::schema::STATUSES;
use crate::time::{Timestamp, parse};

/// What stands for a field that is absent.
pub(in crate::report) const NOT_SENT: &str = "(not sent)";
const NULL: &str = "(null)";
const EMPTY: &str = "(empty)";

/// What a field holds, where a text is expected.
#[derive(Clone, Debug)]
pub(in crate::report) enum Told<'d> {
    NotSent,
    Null,
    Empty,
    Text(Cow<'d, str>),
    /// Another type, as compact JSON.
    Json(String),
}

impl<'d> Told<'d> {
    pub(in crate::report) fn of(value: Option<Value<'d>>) -> Self {
        let Some(value) = value else { return Self::NotSent };
        match value.text() {
            Some(text) if text.is_empty() => Self::Empty,
            Some(text) => Self::Text(text),
            None if value.is_null() => Self::Null,
            None if value.raw() == "[]" => Self::Empty,
            None => Self::Json(compact(value)),
        }
    }

    /// The text, or what stands for it; `text` shows a text.
    pub(in crate::report) fn show(&self, text: impl FnOnce(&str) -> Text) -> Text {
        match self {
            Self::NotSent => Text::own(NOT_SENT, Some(Style::Dim)),
            Self::Null => Text::own(NULL, Some(Style::Dim)),
            Self::Empty => Text::own(EMPTY, Some(Style::Dim)),
            Self::Text(sent) => text(sent),
            Self::Json(json) => Text::outside(json, None),
        }
    }
}

/// Whether a text could be taken for the word that stands for an absent, null or empty one.
pub(in crate::report) fn is_mistakable(text: &str) -> bool {
    [NOT_SENT, NULL, EMPTY].contains(&text.trim())
}

/// A value as JSON on one line; still to be escaped for people.
pub(in crate::report) fn compact(value: Value<'_>) -> String {
    let mut out = String::new();
    write_compact(&mut out, value);
    out
}

/// A text in quotes: they say that it is literally what was sent, blanks and all.
pub(in crate::report) fn quoted(text: &str, style: Option<Style>) -> Text {
    Text::own("\"", style).and_outside(text, style).and("\"", style)
}

/// An id or another word: in quotes, where it is more than one plain word.
pub(in crate::report) fn word(told: &Told<'_>) -> Text {
    told.show(|text| {
        let is_plain = !text.starts_with(['(', '"', '=']) && !text.chars().any(char::is_whitespace);
        if is_plain { Text::outside(text, None) } else { quoted(text, None) }
    })
}

/// A status in its colour; in quotes, where the vendor does not name it.
pub(in crate::report) fn status(told: &Told<'_>) -> Text {
    told.show(|text| {
        if STATUSES.contains(&text) {
            Text::own(text, Some(status_style(text)))
        } else {
            quoted(text, Some(Style::Unknown))
        }
    })
}

fn status_style(status: &str) -> Style {
    match status {
        "confirmed" => Style::Confirmed,
        "cancelled" => Style::Cancelled,
        "noshow" => Style::Noshow,
        "new" => Style::New,
        _ => Style::Bold,
    }
}

/// A time field: a time, or what is there instead of one.
#[derive(Clone, Debug)]
pub(in crate::report) enum Moment<'d> {
    At(Timestamp),
    Not(Told<'d>),
}

impl<'d> Moment<'d> {
    pub(in crate::report) fn of(value: Option<Value<'d>>) -> Self {
        match Told::of(value) {
            Told::Text(text) => match parse(text.trim()) {
                Some(time) => Self::At(time),
                None => Self::Not(Told::Text(text)),
            },
            other => Self::Not(other),
        }
    }

    pub(in crate::report) fn time(&self) -> Option<&Timestamp> {
        match self {
            Self::At(time) => Some(time),
            Self::Not(_) => None,
        }
    }
}

/// What is there instead of a time; one that can't be read stands as sent, in quotes.
pub(in crate::report) fn no_time(told: &Told<'_>) -> Text {
    told.show(|text| quoted(text, None))
}

/// Seconds from `start` to `end`, where both can be placed in time.
pub(in crate::report) fn seconds_between(start: &Moment<'_>, end: &Moment<'_>) -> Option<i64> {
    Some(end.time()?.instant()?.seconds_since(start.time()?.instant()?))
}
