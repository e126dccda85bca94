//! Rows of payloads that are certainly valid: from the text into the row, with no tree between them.
//!
//! A property test holds these rows and those of the slow path together.

use std::ops::Range;

use crate::accept::{Acceptor, Asked, Counter, See};
use crate::input::{Accept, Outline};
use crate::json::{Parser, guard_raw};
use crate::schema::{Event, FieldId, Kind, Rows};
use crate::source::Position;
use crate::time::Zone;

use super::{cell, columns};

/// Writes rows, where it is allowed to.
pub struct FastRows {
    acceptor: Acceptor,
    zone: Zone,
    is_open: bool,
    /// The name of the input, as it stands in a row.
    path: Vec<u8>,
    counter: Counter,
    ready: Vec<u8>,
}

impl FastRows {
    /// Rows with times in `zone`; a record longer than `longest` bytes is not taken.
    pub fn new(zone: Zone, longest: usize) -> Self {
        // Of what it can't write, the rules are asked for the last cell of the row: the others need all that was sent.
        let asked = Asked { events: Event::ALL.to_vec(), notes: false, longest };
        let acceptor = Acceptor::new(asked).quoting(Rows::ALL);
        let (path, ready) = (Vec::new(), Vec::new());
        Self { acceptor, zone, is_open: false, path, counter: Counter::default(), ready }
    }

    /// Allows it to take records, or not.
    pub fn open(&mut self, is_open: bool) {
        self.is_open = is_open;
    }

    /// Says what the input is called from which records come.
    pub fn enter(&mut self, path: &str) {
        self.path.clear();
        cell::text(&mut self.path, path);
    }

    /// Gives the rows written since it was last asked to `take`.
    pub fn take<T>(&mut self, take: impl FnOnce(&[u8]) -> T) -> T {
        let taken = take(&self.ready);
        self.ready.clear();
        taken
    }

    /// The acceptor, and what writes the rows of what it accepts from `text`.
    fn parts<'a>(&mut self, text: &'a [u8]) -> (&mut Acceptor, Row<'a, '_>) {
        let row = Row {
            text,
            path: &self.path,
            zone: self.zone,
            counter: &mut self.counter,
            values: [const { 0..0 }; FieldId::COUNT],
            out: &mut self.ready,
        };
        (&mut self.acceptor, row)
    }
}

impl Accept for FastRows {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        if !self.is_open {
            return (0, 0);
        }
        let (acceptor, mut row) = self.parts(text);
        acceptor.accept_run_seeing(text, &mut row)
    }

    fn accept_one(&mut self, text: &[u8]) -> Option<usize> {
        if !self.is_open {
            return None;
        }
        let (acceptor, mut row) = self.parts(text);
        acceptor.accept_seeing(text, &mut row)
    }

    fn outline(&mut self, text: &[u8], parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        if self.is_open { self.acceptor.outline(text, parser, outline) } else { None }
    }

    fn wants_place(&self) -> bool {
        self.is_open
    }

    fn place(&mut self, records: u64, start: Position) {
        self.counter.place(records, start);
    }
}

/// The row at hand.
struct Row<'a, 'r> {
    text: &'a [u8],
    path: &'r [u8],
    zone: Zone,
    counter: &'r mut Counter,
    /// Where the fields' values are in the payload; nowhere, where there is none.
    values: [Range<usize>; FieldId::COUNT],
    out: &'r mut Vec<u8>,
}

impl<'a> See<'a> for Row<'a, '_> {
    #[inline]
    fn begin(&mut self) {
        self.values = [const { 0..0 }; FieldId::COUNT];
    }

    #[inline]
    fn member(&mut self, row: usize, value: Range<usize>) {
        if let Some(slot) = self.values.get_mut(row) {
            *slot = value;
        }
    }

    fn accepted(&mut self, start: usize, payload: &'a str) {
        let (record, line) = self.counter.next(self.text, start);
        self.out.extend_from_slice(self.path);
        self.out.push(b'\t');
        self.out.extend_from_slice(itoa::Buffer::new().format(line).as_bytes());
        self.out.push(b'\t');
        self.out.extend_from_slice(itoa::Buffer::new().format(record).as_bytes());
        // It is the record itself: there is nothing in `found_at`.
        self.out.extend_from_slice(b"\t\t");
        self.value(payload, FieldId::Type, Kind::EventName);
        for field in columns() {
            self.out.push(b'\t');
            self.value(payload, field.id, field.kind);
        }
        // No problems.
        self.out.extend_from_slice(b"\t\n");
    }
}

impl Row<'_, '_> {
    fn value(&mut self, payload: &str, id: FieldId, kind: Kind) {
        let range = self.values.get(id as usize).cloned().unwrap_or_default();
        let value = payload.get(range).unwrap_or_default().trim_ascii_start();
        let text = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        match (kind, text) {
            (Kind::Time, Some(raw)) => cell::time(self.out, raw, self.zone),
            (_, Some(raw)) => cell::string(self.out, raw),
            (Kind::Ids, None) => self.ids(value),
            (_, None) if value.is_empty() => (),
            // Nothing but a string or null is accepted for the other fields.
            (_, None) => cell::null(self.out),
        }
    }

    /// An array of ids: plain words, of which every other piece between quotes is one.
    fn ids(&mut self, list: &str) {
        let ids = || list.split('"').skip(1).step_by(2);
        if ids().next().is_none() {
            self.out.extend_from_slice(if list.is_empty() { b"" } else { b"[]" });
        } else if ids().any(|id| id.contains([',', '['])) {
            let quoted: Vec<String> = ids().map(|id| format!("\"{id}\"")).collect();
            // As JSON it is guarded as all JSON is, so that both paths write the same.
            let mut guarded = String::new();
            guard_raw(&mut guarded, &format!("[{}]", quoted.join(",")));
            cell::text(self.out, &guarded);
        } else {
            cell::joined(self.out, ids());
        }
    }
}
