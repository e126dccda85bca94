//! Tells of deliveries: judges each by the history, counts it, and lets the report write it.

use std::io::{self, Write as _};
use std::path::Path;
use std::rc::Rc;

use anyhow::Result;

use crate::change::history::{History, Judged, KnownEvent, Place, Word};
use crate::cli::{Common, HistoryArgs};
use crate::console::{Canvas, Console};
use crate::finding::Finding;
use crate::input::Origin;
use crate::report::history::{self as report, HistoryReport, Tally, Told};
use crate::report::show::{Streams, Unread};
use crate::source::Locator;

use super::Held;
use super::wanted::Wanted;

/// What is known, and what is told of it.
pub(super) struct Teller {
    history: History,
    report: Box<dyn HistoryReport>,
    pub(super) wanted: Wanted,
    pub(super) tally: Tally,
    /// What the inputs are called that were read so far.
    pub(super) inputs: Vec<Rc<str>>,
    /// Whether what is read is to be known and not told.
    pub(super) is_baseline: bool,
    /// What is told, until it is written.
    ready: Vec<u8>,
}

impl Teller {
    pub(super) fn new(arguments: &HistoryArgs, common: &Common, canvas: Canvas) -> Self {
        let inputs = &arguments.inputs.inputs;
        let names_inputs = inputs.len() > 1 || inputs.iter().any(|input| Path::new(input).is_dir());
        Self {
            history: History::default(),
            report: report::reporter(&report::Wanted {
                format: arguments.format,
                summary: arguments.summary,
                canvas,
                zone: common.zone(),
                names_inputs,
                by_appointment: arguments.by_appointment,
            }),
            wanted: Wanted::new(arguments),
            tally: Tally::default(),
            inputs: Vec::new(),
            is_baseline: true,
            ready: Vec::new(),
        }
    }

    /// The number of the input that is being read.
    pub(super) fn input(&self) -> u16 {
        u16::try_from(self.inputs.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    /// Counts an event that is not about appointments.
    pub(super) fn skip(&mut self, name: &str) {
        if !self.is_baseline {
            self.tally.skipped.count(name);
        }
    }

    /// Counts bodies that hold no payload.
    pub(super) fn pass_over(&mut self, bodies: u64) {
        if !self.is_baseline {
            self.tally.passed_over += bodies;
        }
    }

    /// What is known.
    pub(super) fn history(&self) -> &History {
        &self.history
    }

    /// Judges a delivery, and tells of it where that is wanted.
    pub(super) fn deliver(&mut self, held: &Held<'_, '_>) {
        self.deliver_by(held, None);
    }

    /// The same for an event that was read as the last one of its appointment.
    pub(super) fn deliver_known(&mut self, held: &Held<'_, '_>, event: &KnownEvent) {
        self.deliver_by(held, Some(event));
    }

    fn deliver_by(&mut self, held: &Held<'_, '_>, event: Option<&KnownEvent>) {
        if !self.wanted.is_about(held.side) {
            return;
        }
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let place = Place { input: held.input, line: narrow(held.line), record: narrow(held.record) };
        let Self { history, report, wanted, tally, inputs, is_baseline, ready, .. } = self;
        let tell = |slot: usize, judged: &Judged<'_>| {
            if *is_baseline || !wanted.shows(judged) {
                return None;
            }
            tally.count(judged);
            let Held { input, record, line, side } = *held;
            report.delivery(&Told { inputs, input, record, line, slot, delivery: side, judged }, ready);
            Some(slot)
        };
        let told = match event {
            Some(event) => history.deliver_known(event, held.side, place, tell),
            None => history.deliver(held.side, place, tell),
        };
        if let Some(slot) = told.flatten() {
            history.count(slot);
        }
    }

    /// Tells of a record in which no event could be read.
    pub(super) fn unread(
        &mut self,
        finding: &Finding,
        origin: &Origin,
        locator: &mut Locator<'_>,
        console: &mut Console,
    ) -> Result<()> {
        self.tally.count_word(Word::Unreadable);
        let mut unread = Unread { origin, locator, finding };
        with_streams(console, |streams| {
            if self.is_baseline || !self.wanted.shows_word(Word::Unreadable) {
                // It has no line among the deliveries, but the exit status tells of it.
                unread.tell(streams);
                return Ok(());
            }
            self.report.unread(&mut unread, streams)
        })
    }

    /// Writes what was told.
    pub(super) fn write(&mut self, console: &mut Console) -> Result<()> {
        console.out.write_all(&self.ready)?;
        self.ready.clear();
        Ok(())
    }

    /// Tells what comes at the end.
    pub(super) fn finish(&mut self, console: &mut Console) -> Result<()> {
        self.tally.appointments =
            self.history.appointments().filter(|appointment| appointment.deliveries() > 0).count() as u64;
        with_streams(console, |streams| self.report.finish(&self.history, &self.tally, streams))?;
        if !self.inputs.is_empty() {
            console.talk(&self.tally.sentence())?;
        }
        Ok(())
    }
}

/// Lets a report write, and then says what it had to say beside the result.
fn with_streams(console: &mut Console, write: impl FnOnce(&mut Streams<'_>) -> io::Result<()>) -> Result<()> {
    let mut err = String::new();
    write(&mut Streams { out: &mut console.out, err: &mut err })?;
    if !err.is_empty() {
        console.complain(err.trim_end_matches('\n'))?;
    }
    Ok(())
}
