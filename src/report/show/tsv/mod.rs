//! `tsv`: a header, and a row a payload, everything in full.
//!
//! In a cell `\t`, `\n`, `\r` and `\\` stand for a tab, a newline, a carriage return and a backslash, and `\u{hex}` for
//! other characters that must not be printed. A field that was not sent is an empty cell, null is `\N` (as databases
//! read it), an empty string is `""`; another type than the documented one stands as compact JSON. `users` are joined
//! with commas. Times stand as sent; with `--tz` those that can be placed in time stand in that zone (RFC 3339).

mod cell;
mod fast;

use std::io::{self, Write as _};

use super::{ShowReport, Shown, Streams, Wanted, problems};
use crate::json::Value;
use crate::schema::{FIELDS, Field, FieldId, Kind};
use crate::time::Zone;

pub use fast::FastRows;

/// What stands before the payload's fields.
const PLACE: [&str; 5] = ["file", "line", "record", "found_at", "event"];
const PROBLEMS: &str = "problems";

pub(super) struct Tsv {
    zone: Zone,
    begun: bool,
    /// Memory for a row, kept from the last one.
    row: Vec<u8>,
}

impl Tsv {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { zone: wanted.zone, begun: false, row: Vec::new() }
    }

    /// Writes the header, if that is still to be done.
    fn begin(&mut self, row: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.begun, true) {
            let names: Vec<&str> =
                PLACE.into_iter().chain(columns().map(|field| field.name)).chain([PROBLEMS]).collect();
            row.extend_from_slice(names.join("\t").as_bytes());
            row.push(b'\n');
        }
    }
}

impl ShowReport for Tsv {
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        self.begin(&mut row);
        let origin = &shown.payload.origin;
        let value = shown.payload.value();
        let (place, _) = shown.payload.place(value.span());
        let line = shown.locator.position(place.start).line;
        cell::text(&mut row, &origin.path);
        write!(row, "\t{line}\t{}\t", origin.record)?;
        cell::text(&mut row, shown.payload.found_at.as_deref().unwrap_or_default());
        row.push(b'\t');
        cell::value(&mut row, value.get(FieldId::Type.field().name));
        for field in columns() {
            row.push(b'\t');
            let value = shown.fields.and_then(|fields| fields.value(field.id));
            match (field.kind, value.and_then(Value::raw_text)) {
                (Kind::Time, Some(raw)) => cell::time(&mut row, raw, self.zone),
                (Kind::Ids, _) => cell::ids(&mut row, value),
                _ => cell::value(&mut row, value),
            }
        }
        row.push(b'\t');
        row.extend_from_slice(problems(shown.findings).join(",").as_bytes());
        row.push(b'\n');
        self.row = row;
        streams.out.write_all(&self.row)
    }

    fn finish(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut row = Vec::new();
        self.begin(&mut row);
        streams.out.write_all(&row)
    }

    fn wants_notes(&self) -> bool {
        false
    }

    fn takes_rows(&self) -> bool {
        self.begun
    }
}

/// The fields that have columns: all but the appointment itself, and `type`, which is the event.
fn columns() -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(|field| !matches!(field.kind, Kind::EventName | Kind::Object))
}
