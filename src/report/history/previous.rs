//! `previous`: each changed event as it was sent, on one line, and behind its own members `previous`: an object with
//! the old values of what changed, as they were sent, keyed by pointer.
//!
//! An event that has a `previous` of its own went through this before: ours takes its place.

use std::io;

use super::{Heading, HistoryReport, Told};
use crate::change::history::Word;
use crate::change::value::Parsed;
use crate::json::{guard_raw, write_compact, write_string};
use crate::report::show::{Streams, Unread};

const PREVIOUS: &str = "previous";

#[derive(Debug, Default)]
pub(super) struct Previous {
    text: String,
}

impl HistoryReport for Previous {
    fn delivery(&mut self, told: &Told<'_, '_>, line: &mut Vec<u8>) -> Option<Heading> {
        if told.judged.word != Word::Changed {
            return None;
        }
        let out = &mut self.text;
        out.clear();
        out.push('{');
        for member in
            Parsed::new(told.delivery.event_text()).value().members().filter(|member| !member.is_named(PREVIOUS))
        {
            guard_raw(out, member.key.raw());
            out.push(':');
            write_compact(out, member.value);
            out.push(',');
        }
        write_string(out, PREVIOUS);
        out.push(':');
        let comparison = told.judged.comparison();
        let fields = comparison.changes.iter().flat_map(|change| &change.fields);
        let mut separator = '{';
        for (pointer, before) in fields.filter_map(|field| Some((&field.pointer, field.before?))) {
            out.push(separator);
            write_string(out, pointer);
            out.push(':');
            write_compact(out, Parsed::new(before).value());
            separator = ',';
        }
        out.push_str(if separator == '{' { "{}}\n" } else { "}}\n" });
        line.extend_from_slice(out.as_bytes());
        None
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<Option<Heading>> {
        unread.tell(streams);
        Ok(None)
    }
}
