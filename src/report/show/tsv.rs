//! `tsv`: a header, and a row a payload, everything in full.
//!
//! In a cell `\t`, `\n`, `\r` and `\\` stand for a tab, a newline, a carriage return and a backslash, and `\u{hex}` for
//! other characters that must not be printed. A field that was not sent is an empty cell, null is `\N` (as databases
//! read it), an empty string is `""`; another type than the documented one stands as compact JSON. `users` are joined
//! with commas. Times stand as sent; with `--tz` those that can be placed in time stand in that zone (RFC 3339).

use std::fmt::Write as _;
use std::io;

use super::told::compact;
use super::{ShowReport, Shown, Streams, Wanted, problems};
use crate::json::{JsonType, Value};
use crate::schema::{FIELDS, Field, FieldId, Kind};
use crate::time::{Zone, read};
use crate::untrusted::{Unit, units};

/// What stands before the payload's fields.
const PLACE: [&str; 5] = ["file", "line", "record", "found_at", "event"];
const PROBLEMS: &str = "problems";

pub(super) struct Tsv {
    zone: Zone,
    row: String,
    begun: bool,
}

impl Tsv {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { zone: wanted.zone, row: String::new(), begun: false }
    }

    fn begin(&mut self) {
        self.row.clear();
        if !std::mem::replace(&mut self.begun, true) {
            let names = PLACE.into_iter().chain(columns().map(|field| field.name)).chain([PROBLEMS]);
            self.row.push_str(&names.collect::<Vec<_>>().join("\t"));
            self.row.push('\n');
        }
    }
}

impl ShowReport for Tsv {
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        self.begin();
        let origin = &shown.payload.origin;
        let value = shown.payload.value();
        let (place, _) = shown.payload.place(value.span());
        let line = shown.locator.position(place.start).line;
        push_text(&mut self.row, &origin.path);
        // Writing to a string does not fail.
        let _ = write!(self.row, "\t{line}\t{}\t", origin.record);
        push_text(&mut self.row, shown.payload.found_at.as_deref().unwrap_or_default());
        self.row.push('\t');
        push_value(&mut self.row, value.get(FieldId::Type.field().name));
        for field in columns() {
            self.row.push('\t');
            let value = shown.fields.and_then(|fields| fields.value(field.id));
            match field.kind {
                Kind::Time if self.zone != Zone::Sent => push_time(&mut self.row, value, self.zone),
                Kind::Ids => push_ids(&mut self.row, value),
                _ => push_value(&mut self.row, value),
            }
        }
        self.row.push('\t');
        self.row.push_str(&problems(shown.findings).join(","));
        self.row.push('\n');
        streams.out.write_all(self.row.as_bytes())
    }

    fn finish(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begin();
        streams.out.write_all(self.row.as_bytes())
    }

    fn wants_notes(&self) -> bool {
        false
    }
}

/// The fields that have columns: all but the appointment itself, and `type`, which is the event.
fn columns() -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(|field| !matches!(field.kind, Kind::EventName | Kind::Object))
}

fn push_value(row: &mut String, value: Option<Value<'_>>) {
    let Some(value) = value else { return };
    match value.json_type() {
        JsonType::String if value.raw().len() == 2 => row.push_str("\"\""),
        JsonType::String => push_text(row, &value.text().unwrap_or_default()),
        JsonType::Null => row.push_str("\\N"),
        _ => push_text(row, &compact(value)),
    }
}

/// Ids with commas between them; as JSON, where they aren't all plain ids.
fn push_ids(row: &mut String, value: Option<Value<'_>>) {
    let is_plain =
        |item: Value<'_>| item.raw_text().is_some_and(|text| !text.is_empty() && !text.contains([',', '\\']));
    match value {
        Some(list) if list.items().next().is_some() && list.items().all(is_plain) => {
            for (index, item) in list.items().enumerate() {
                row.push_str(if index == 0 { "" } else { "," });
                push_text(row, item.raw_text().unwrap_or_default());
            }
        }
        other => push_value(row, other),
    }
}

fn push_time(row: &mut String, value: Option<Value<'_>>, zone: Zone) {
    let text = value.and_then(Value::text);
    let time = text.and_then(|text| read(text.trim()).ok()).and_then(|time| zone.show(&time).to_rfc3339());
    match time {
        Some(time) => row.push_str(&time),
        None => push_value(row, value),
    }
}

/// Appends a text from outside.
fn push_text(row: &mut String, text: &str) {
    if text == "\"\"" {
        // Two quotes would be taken for an empty string.
        row.push_str("\\u{22}\\u{22}");
        return;
    }
    for unit in units(text) {
        match unit {
            Unit::Escape('\t') => row.push_str("\\t"),
            Unit::Escape('\n') => row.push_str("\\n"),
            Unit::Escape('\r') => row.push_str("\\r"),
            Unit::Plain('\\') => row.push_str("\\\\"),
            other => {
                let _ = write!(row, "{other}");
            }
        }
    }
}
