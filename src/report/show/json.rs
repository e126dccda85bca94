//! `json` and `ndjson`: each payload as it was sent, where it was found, and what follows from it. Version 1.
//!
//! `json` is `{"version": 1, "payloads": [...]}`, with these objects; `ndjson` is one of them a line, each with
//! `"version": 1` in front:
//!
//! | key | value |
//! |---|---|
//! | `path`, `record`, `line` | the file, the number of the record in it from 1, the line on which the payload begins |
//! | `found_at` | where the payload is within its record, an RFC 6901 pointer; null where it is the record |
//! | `event` | the text of `type`, as sent; null where there is none |
//! | `payload` | the payload as sent: the order of keys, duplicates and the text of numbers are kept |
//! | `derived` | `start_utc`, `end_utc` (RFC 3339, null where the time can't be placed), `duration_seconds`; with `--tz` also `start_local`, `end_local` in that zone |
//! | `findings` | the rules that the payload breaks, in the order of their places, notes included; a rule once |

use std::io;

use super::told::{Moment, seconds_between};
use super::{ShowReport, Shown, Streams, Wanted};
use crate::json::{Value, write_compact, write_indented, write_optional, write_string};
use crate::schema::FieldId;
use crate::time::Zone;

/// Whether the objects are items of one document, or lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Document,
    Lines,
}

pub(super) struct Json {
    zone: Zone,
    shape: Shape,
    begun: bool,
    /// What is being written, kept so that not every payload needs memory of its own.
    text: String,
}

impl Json {
    pub(super) fn new(wanted: Wanted, shape: Shape) -> Self {
        Self { zone: wanted.zone, shape, begun: false, text: String::new() }
    }

    fn open(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        let begins = !std::mem::replace(&mut self.begun, true);
        match self.shape {
            Shape::Lines => Ok(()),
            Shape::Document if begins => streams.out.write_all(b"{\n  \"version\": 1,\n  \"payloads\": ["),
            Shape::Document => streams.out.write_all(b","),
        }
    }
}

impl ShowReport for Json {
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        self.open(streams)?;
        let mut object = Object::new(&mut self.text, self.shape);
        if self.shape == Shape::Lines {
            object.key("version").push('1');
        }
        let origin = &shown.payload.origin;
        let value = shown.payload.value();
        let (place, _) = shown.payload.place(value.span());
        let line = shown.locator.position(place.start).line;
        write_string(object.key("path"), &origin.path);
        object.key("record").push_str(itoa::Buffer::new().format(origin.record));
        object.key("line").push_str(itoa::Buffer::new().format(line));
        write_optional(object.key("found_at"), shown.payload.found_at.as_deref());
        let event = value.get(FieldId::Type.field().name).and_then(Value::text);
        write_optional(object.key("event"), event.as_deref());
        match self.shape {
            Shape::Document => write_indented(object.key("payload"), value, 3),
            Shape::Lines => write_compact(object.key("payload"), value),
        }
        write_derived(object.key("derived"), shown, self.zone);
        let mut ids: Vec<&str> = Vec::new();
        for finding in shown.findings {
            if !ids.contains(&finding.rule.id) {
                ids.push(finding.rule.id);
            }
        }
        let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        object.key("findings").extend(["[", &ids.join(", "), "]"]);
        object.close();
        streams.out.write_all(self.text.as_bytes())
    }

    fn finish(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.shape == Shape::Lines {
            return Ok(());
        }
        let is_empty = !self.begun;
        if is_empty {
            self.open(streams)?;
        }
        streams.out.write_all(if is_empty { b"]\n}\n" } else { b"\n  ]\n}\n" })
    }
}

/// Appends what follows from the payload's times.
fn write_derived(out: &mut String, shown: &Shown<'_, '_>, zone: Zone) {
    out.push('{');
    let moment = |id| Moment::of(shown.fields.and_then(|fields| fields.value(id)));
    let (start, end) = (moment(FieldId::StartTime), moment(FieldId::EndTime));
    let mut write = |name: &str, moment: &Moment<'_>, zone: Zone| {
        let time = moment.time().and_then(|time| zone.show_instant(time.instant()?)?.to_rfc3339());
        out.extend(["\"", name, "\": "]);
        write_optional(out, time.as_deref());
        out.push_str(", ");
    };
    write("start_utc", &start, Zone::Utc);
    write("end_utc", &end, Zone::Utc);
    if zone != Zone::Sent {
        write("start_local", &start, zone);
        write("end_local", &end, zone);
    }
    let seconds = seconds_between(&start, &end).map_or("null".to_owned(), |seconds| seconds.to_string());
    out.extend(["\"duration_seconds\": ", &seconds, "}"]);
}

/// An object being written: on one line, or a key a line.
struct Object<'o> {
    text: &'o mut String,
    shape: Shape,
    is_empty: bool,
}

impl<'o> Object<'o> {
    /// An object that becomes all of `text`.
    fn new(text: &'o mut String, shape: Shape) -> Self {
        text.clear();
        text.push_str(if shape == Shape::Document { "\n    {" } else { "{" });
        Self { text, shape, is_empty: true }
    }

    /// Begins a member; its value is to be appended to what this gives.
    fn key(&mut self, name: &str) -> &mut String {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        let separator = match (self.shape, is_first) {
            (Shape::Document, true) => "\n      ",
            (Shape::Document, false) => ",\n      ",
            (Shape::Lines, true) => "",
            (Shape::Lines, false) => ", ",
        };
        self.text.extend([separator, "\"", name, "\": "]);
        self.text
    }

    fn close(self) {
        self.text.push_str(if self.shape == Shape::Document { "\n    }" } else { "}\n" });
    }
}
