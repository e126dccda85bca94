//! Reports of `history`: one file a format behind one trait, a call per delivery and one to finish.

mod human;
mod ndjson;
mod previous;
mod rows;
mod summary;
mod tally;

use std::io::{self, Write};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::change::Side;
use crate::change::history::{History, Judged, Slot};
use crate::cli::HistoryFormat;
use crate::console::Canvas;
use crate::report::show::{Streams, Unread};
use crate::time::Zone;

pub use tally::Tally;

/// A delivery and what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'d, 't> {
    /// What the inputs are called; the last one is being read.
    pub inputs: &'d [Arc<str>],
    /// The number of the input that it was read from.
    pub input: u32,
    /// The number of its record, from 1.
    pub record: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Where it was found in its record, as an RFC 6901 pointer; `None` where it is the record.
    pub found_at: Option<&'d str>,
    /// The appointment's slot in the history.
    pub slot: Slot,
    /// Its values.
    pub delivery: &'d Side<'t>,
    /// What is said of it.
    pub judged: &'d Judged<'t>,
}

impl Told<'_, '_> {
    /// What its input is called.
    pub fn path(&self) -> &str {
        self.inputs.get(self.input as usize).map_or("", |path| path)
    }
}

/// What has to stand above what is said of a delivery, once for all that follow to which it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The appointment, and how it is named.
    appointment: Option<(Slot, String)>,
    /// The input, as it is named.
    input: Option<String>,
    day: Option<NaiveDate>,
}

/// A format of `history`. What it says of a delivery doesn't depend on what it said of others: they may be told by several
/// reports of the same format, and only what stands above them is told by one.
pub trait HistoryReport: Send {
    /// Appends a delivery to `out`; gives its heading, if it has one.
    fn delivery(&mut self, told: &Told<'_, '_>, out: &mut Vec<u8>) -> Option<Heading>;

    /// Writes that no event could be read; gives the heading, if there is one.
    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<Option<Heading>>;

    /// Writes as much of a heading as doesn't stand above already.
    fn head(&mut self, _heading: &Heading, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what comes at the end.
    fn finish(&mut self, _history: &History, _tally: &Tally, _streams: &mut Streams<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// What the user asked for, and what standard output can show.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The format.
    pub format: HistoryFormat,
    /// Whether only numbers are wanted.
    pub summary: bool,
    /// What standard output can show.
    pub canvas: Canvas,
    /// The zone for times.
    pub zone: Zone,
    /// Whether each input is to be named where it begins.
    pub names_inputs: bool,
    /// Whether deliveries come grouped by appointment.
    pub by_appointment: bool,
}

/// The report that is wanted: the one place that knows them all.
pub fn reporter(wanted: &Wanted) -> Box<dyn HistoryReport> {
    match wanted.format {
        HistoryFormat::Human if wanted.summary => Box::new(summary::Human::new(wanted)),
        HistoryFormat::Human => Box::new(human::Human::new(wanted)),
        _ if wanted.summary => Box::new(summary::Json),
        HistoryFormat::Ndjson => Box::new(ndjson::Ndjson::default()),
        HistoryFormat::Previous => Box::new(previous::Previous::default()),
    }
}
