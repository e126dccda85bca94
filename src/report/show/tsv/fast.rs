//! Rows of payloads that are certainly valid: from the text into the row, with no tree between them.
//!
//! A property test holds these rows and those of the slow path together.

use std::cell::RefCell;
use std::rc::Rc;

use crate::accept::{Acceptor, Asked, See};
use crate::input::Accept;
use crate::json::guard_raw;
use crate::schema::{Event, FieldId, Kind};
use crate::source::Position;
use crate::time::Zone;

use super::{cell, columns};

/// Writes rows where it is allowed to; shared between the reader, which offers text, and the command, which takes rows.
#[derive(Clone)]
pub struct FastRows(Rc<RefCell<Rows>>);

struct Rows {
    acceptor: Acceptor,
    zone: Zone,
    is_open: bool,
    /// The name of the input, as it stands in a row.
    path: Vec<u8>,
    /// Records before the text that is offered.
    records: u64,
    /// The line on which that text begins.
    line: u64,
    ready: Vec<u8>,
}

impl FastRows {
    /// Rows with times in `zone`; a record longer than `longest` bytes is not taken.
    pub fn new(zone: Zone, longest: usize) -> Self {
        let acceptor = Acceptor::new(Asked { events: Event::ALL.to_vec(), notes: false, longest });
        let (path, ready) = (Vec::new(), Vec::new());
        Self(Rc::new(RefCell::new(Rows { acceptor, zone, is_open: false, path, records: 0, line: 1, ready })))
    }

    /// Allows it to take records, or not.
    pub fn open(&self, is_open: bool) {
        self.0.borrow_mut().is_open = is_open;
    }

    /// Says what the input is called from which records come.
    pub fn enter(&self, path: &str) {
        let path_cell = &mut self.0.borrow_mut().path;
        path_cell.clear();
        cell::text(path_cell, path);
    }

    /// Gives the rows written since it was last asked to `take`.
    pub fn take<T>(&self, take: impl FnOnce(&[u8]) -> T) -> T {
        let rows = &mut self.0.borrow_mut().ready;
        let taken = take(rows);
        rows.clear();
        taken
    }
}

impl Accept for FastRows {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        self.0.borrow_mut().run(text, |acceptor, row| acceptor.accept_run_seeing(text, row))
    }

    fn accept_one(&mut self, text: &[u8]) -> Option<usize> {
        let (length, count) = self.0.borrow_mut().run(text, |acceptor, row| match acceptor.accept_seeing(text, row) {
            Some(length) => {
                row.accepted(0);
                (length, 1)
            }
            None => (0, 0),
        });
        (count > 0).then_some(length)
    }

    fn wants_place(&self) -> bool {
        self.0.borrow().is_open
    }

    fn place(&mut self, records: u64, start: Position) {
        let mut rows = self.0.borrow_mut();
        (rows.records, rows.line) = (records, start.line);
    }
}

impl Rows {
    fn run<'a>(
        &mut self,
        text: &'a [u8],
        accept: impl FnOnce(&mut Acceptor, &mut Row<'a, '_>) -> (usize, u64),
    ) -> (usize, u64) {
        if !self.is_open {
            return (0, 0);
        }
        let mut row = Row {
            text,
            path: &self.path,
            zone: self.zone,
            counted: 0,
            line: self.line,
            record: self.records,
            values: [&[]; FieldId::COUNT],
            out: &mut self.ready,
        };
        accept(&mut self.acceptor, &mut row)
    }
}

/// The row at hand.
struct Row<'a, 'r> {
    text: &'a [u8],
    path: &'r [u8],
    zone: Zone,
    /// The bytes of `text` the lines of which are counted, and the line at which they end.
    counted: usize,
    line: u64,
    record: u64,
    /// The fields' values as sent; empty where there is none.
    values: [&'a [u8]; FieldId::COUNT],
    out: &'r mut Vec<u8>,
}

impl<'a> See<'a> for Row<'a, '_> {
    #[inline]
    fn begin(&mut self) {
        self.values = [&[]; FieldId::COUNT];
    }

    #[inline]
    fn field(&mut self, id: FieldId, value: &'a [u8]) {
        if let Some(slot) = self.values.get_mut(id as usize) {
            *slot = value;
        }
    }

    fn accepted(&mut self, start: usize) {
        let between = self.text.get(self.counted..start).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.counted = start;
        self.record += 1;
        self.out.extend_from_slice(self.path);
        self.out.push(b'\t');
        push_number(self.out, self.line);
        self.out.push(b'\t');
        push_number(self.out, self.record);
        // It is the record itself: there is nothing in `found_at`.
        self.out.extend_from_slice(b"\t\t");
        self.value(FieldId::Type, Kind::EventName);
        for field in columns() {
            self.out.push(b'\t');
            self.value(field.id, field.kind);
        }
        // No problems.
        self.out.extend_from_slice(b"\t\n");
    }
}

impl Row<'_, '_> {
    fn value(&mut self, id: FieldId, kind: Kind) {
        let value = self.values.get(id as usize).copied().unwrap_or_default();
        // What was accepted is UTF-8.
        let value = str::from_utf8(value).unwrap_or_default().trim_ascii_start();
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
        } else if ids().any(|id| id.contains(',')) {
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

fn push_number(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0; 20];
    let mut rest = number;
    let mut count = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        count += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - count..).unwrap_or_default());
}
