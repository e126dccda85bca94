//! Tells of deliveries: judges each by the history, counts it, and lets the report write it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use crate::change::history::{History, Judged, KnownEvent, Place, Slot, Word};
use crate::cli::{Common, HistoryArgs};
use crate::console::{Canvas, Console};
use crate::finding::Finding;
use crate::input::Origin;
use crate::report::history::{self as report, HistoryReport, Tally, Told};
use crate::report::show::{Streams, Unread};
use crate::report::text::fitted;
use crate::source::Locator;

use super::Held;
use super::filter::Filter;
use super::said::Said;

/// What is known, and what is told of it.
pub(super) struct Teller {
    history: History,
    /// What the report is to be.
    asked: report::Wanted,
    report: Box<dyn HistoryReport>,
    pub(super) filter: Filter,
    pub(super) tally: Tally,
    /// What the inputs are called that were read so far.
    pub(super) inputs: Vec<Arc<str>>,
    /// Whether what is read is to be known and not told.
    pub(super) is_baseline: bool,
    /// What is told, until it is written.
    said: Said,
}

impl Teller {
    pub(super) fn new(arguments: &HistoryArgs, common: &Common, canvas: Canvas) -> Self {
        let inputs = &arguments.inputs.inputs;
        let names_inputs = inputs.len() > 1 || inputs.iter().any(|input| Path::new(input).is_dir());
        let asked = report::Wanted {
            format: arguments.format,
            summary: arguments.summary,
            canvas,
            zone: common.zone(),
            names_inputs,
            by_appointment: arguments.by_appointment,
        };
        Self {
            history: History::default(),
            asked,
            report: report::reporter(&asked),
            filter: Filter::new(arguments),
            tally: Tally::default(),
            inputs: Vec::new(),
            is_baseline: true,
            said: Said::default(),
        }
    }

    /// So many tellers who share its work: each tells of the appointments of a part of all ids.
    pub(super) fn take_apart(&mut self, count: usize) -> Vec<Self> {
        let alone = |history| Self {
            history,
            asked: self.asked,
            report: report::reporter(&self.asked),
            filter: self.filter.clone(),
            tally: Tally::default(),
            inputs: self.inputs.clone(),
            is_baseline: self.is_baseline,
            said: Said::default(),
        };
        self.history.take_apart(count).into_iter().map(alone).collect()
    }

    /// Takes over what they found.
    pub(super) fn put_together(&mut self, apart: Vec<Self>) {
        let parts = apart.into_iter().map(|teller| {
            self.tally.add(&teller.tally);
            teller.history
        });
        let parts = parts.collect();
        self.history.put_together(parts);
    }

    /// The number of the input that is being read.
    pub(super) fn input(&self) -> u32 {
        u32::try_from(self.inputs.len().saturating_sub(1)).unwrap_or(u32::MAX)
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
        if !self.filter.is_about(held.side) {
            return;
        }
        let place = held.place();
        let Self { history, report, filter, tally, inputs, is_baseline, said, .. } = self;
        let mut tell = |slot: Slot, judged: &Judged<'_>| {
            if *is_baseline || !filter.shows(judged) {
                return None;
            }
            tally.count(judged);
            let Held { input, record, line, found_at, side, .. } = *held;
            let told = Told { inputs, input, record, line, found_at, slot, delivery: side, judged };
            // Asked once more: a place that both hold would have to lie in memory for it.
            said.say(held.place(), |out| report.delivery(&told, out));
            Some(slot)
        };
        let told = match event {
            Some(event) => history.deliver_known(event, held.side, place, &mut tell),
            None => history.deliver(held.side, place, &mut tell),
        };
        if let Some(slot) = told.flatten()
            && history.count(slot) == 1
        {
            tally.appointments += 1;
        }
    }

    /// Tells of a record in which no event could be read, or of its payload of this number.
    pub(super) fn unread(
        &mut self,
        finding: &Finding,
        origin: &Origin,
        payload: u16,
        locator: &mut Locator<'_>,
    ) -> Result<()> {
        self.tally.is_broken = true;
        let is_told = !self.is_baseline && self.filter.shows_word(Word::Unreadable);
        if is_told {
            self.tally.count_word(Word::Unreadable);
        }
        let place =
            Place { input: self.input(), record: u32::try_from(origin.record).unwrap_or(u32::MAX), payload, line: 0 };
        let mut unread = Unread { origin, locator, finding };
        let (mut out, mut err) = (Vec::new(), String::new());
        let mut streams = Streams { out: &mut out, err: &mut err };
        let heading = if is_told {
            self.report.unread(&mut unread, &mut streams)?
        } else {
            // It has no line among the deliveries, but the exit status tells of it.
            unread.tell(&mut streams);
            None
        };
        self.said.say(place, |said| {
            said.extend_from_slice(&out);
            heading
        });
        self.said.complain(place, &err);
        Ok(())
    }

    /// Writes what tellers who share its work told.
    pub(super) fn write_said(&mut self, all: &mut [&mut Said], console: &mut Console) -> Result<()> {
        Said::write(all, &mut *self.report, console)
    }

    /// What was told, for somebody else to write it.
    pub(super) fn take_said(&mut self) -> Said {
        std::mem::take(&mut self.said)
    }

    /// Writes what was told.
    pub(super) fn write(&mut self, console: &mut Console) -> Result<()> {
        Said::write(&mut [&mut self.said], &mut *self.report, console)
    }

    /// Tells what comes at the end.
    pub(super) fn finish(&mut self, console: &mut Console) -> Result<()> {
        let mut err = String::new();
        self.report.finish(&self.history, &self.tally, &mut Streams { out: &mut console.out, err: &mut err })?;
        if !err.is_empty() {
            console.complain(err.trim_end_matches('\n'))?;
        }
        if !self.inputs.is_empty() {
            console.talk(&fitted(&self.tally.sentence(), console.err_canvas.width))?;
        }
        Ok(())
    }
}
