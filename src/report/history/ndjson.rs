//! `ndjson`: a JSON object a line, for each delivery. Version 1:
//!
//! | key | value |
//! |---|---|
//! | `path`, `record`, `line` | the input, the number of the record in it from 1, the line on which the event begins |
//! | `found_at` | where the event is within its record, as a pointer; only where it isn't the record |
//! | `event` | the text of `type`; null where there is none |
//! | `appointment` | `locationId` and `id` of the appointment; null where they are not known |
//! | `delivery` | what the delivery is: one of the words of `--only` |
//! | `updated`, `status`, `start`, `end` | values of this delivery as they were sent; null where they weren't |
//! | `kinds`, `changes` | what changed, as `diff --format json` has it; empty for all but `changed` |

use std::fmt::Write as _;
use std::io;

use super::{Heading, HistoryReport, Told};
use crate::change::history::{Word, text_of};
use crate::change::value::Parsed;
use crate::json::{write_compact, write_optional, write_string};
use crate::report::diff::changes;
use crate::report::show::{Streams, Unread};
use crate::schema::FieldId;

/// The version of the format: keys may be added to one, but what there is stays as it is.
const VERSION: u32 = 1;

/// What stands for the values of a record that can't be read.
const NOTHING: &str = "\"updated\":null,\"status\":null,\"start\":null,\"end\":null,\"kinds\":[],\"changes\":[]}";

#[derive(Debug, Default)]
pub(super) struct Ndjson {
    text: String,
}

impl Ndjson {
    /// Begins a line.
    fn begin(&mut self, path: &str, record: u64, line: u64, found_at: Option<&str>) {
        self.text.clear();
        let _ = write!(self.text, "{{\"version\":{VERSION},\"path\":");
        write_string(&mut self.text, path);
        // Writing to a string does not fail.
        let _ = write!(self.text, ",\"record\":{record},\"line\":{line}");
        if let Some(found_at) = found_at {
            self.text.push_str(",\"found_at\":");
            write_string(&mut self.text, found_at);
        }
        self.text.push_str(",\"event\":");
    }

    /// Ends it with the changes.
    fn end(&mut self, told: &Told<'_, '_>) {
        let comparison = told.judged.comparison();
        self.text.push_str(",\"kinds\":[");
        for (index, kind) in comparison.kinds().iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let _ = write!(self.text, "{comma}\"{}\"", kind.name());
        }
        self.text.push_str("],\"changes\":");
        self.text.push_str(if comparison.changes.is_empty() { "[]" } else { "" });
        if !comparison.changes.is_empty() {
            self.text.push_str(&changes(&comparison.changes));
        }
        self.text.push('}');
    }
}

impl HistoryReport for Ndjson {
    fn delivery(&mut self, told: &Told<'_, '_>, line: &mut Vec<u8>) -> Option<Heading> {
        self.begin(told.path(), told.record, told.line, told.found_at);
        let out = &mut self.text;
        write_optional(out, told.delivery.text(FieldId::Type).as_deref());
        out.push_str(",\"appointment\":{");
        for (key, id) in [("\"locationId\":", FieldId::LocationId), (",\"id\":", FieldId::Id)] {
            out.push_str(key);
            // A deletion may say less than is known.
            let known = text_of(told.delivery, id).or_else(|| text_of(told.judged.before, id));
            write_optional(out, known.as_deref());
        }
        let _ = write!(out, "}},\"delivery\":\"{}\"", told.judged.word.name());
        for (key, id) in [
            ("updated", FieldId::DateUpdated),
            ("status", FieldId::Status),
            ("start", FieldId::StartTime),
            ("end", FieldId::EndTime),
        ] {
            let _ = write!(out, ",\"{key}\":");
            match told.delivery.value(id) {
                Some(raw) => write_compact(out, Parsed::new(raw).value()),
                None => out.push_str("null"),
            }
        }
        self.end(told);
        self.text.push('\n');
        line.extend_from_slice(self.text.as_bytes());
        None
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<Option<Heading>> {
        let line = unread.locator.position(0).line;
        self.begin(&unread.origin.path, unread.origin.record, line, unread.finding.found_at.as_deref());
        let word = Word::Unreadable.name();
        let appointment = "\"appointment\":{\"locationId\":null,\"id\":null}";
        let _ = writeln!(self.text, "null,{appointment},\"delivery\":\"{word}\",{NOTHING}");
        streams.out.write_all(self.text.as_bytes())?;
        unread.tell(streams);
        Ok(None)
    }
}
