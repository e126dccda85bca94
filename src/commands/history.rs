//! `history`: replays a capture, and says of each delivery what it changed.

mod groups;
mod wanted;

use std::path::Path;
use std::rc::Rc;

use anyhow::Result;

use crate::change::Side;
use crate::change::history::{History, Judged, Place, Word, text_of};
use crate::cli::{Common, HistoryArgs, Inputs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::{Finding, Severity};
use crate::input::{Origin, Record};
use crate::payload::{self, Form, Payload};
use crate::report::history::{self as report, HistoryReport, Tally, Told};
use crate::report::show::{Streams, Unread};
use crate::rules::{self, Events};
use crate::schema::{Event, FieldId};
use crate::source::Locator;

use super::reading::{Reading, Seen};
use groups::Groups;
use wanted::Wanted;

pub(super) fn run(arguments: &HistoryArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let names_inputs =
        arguments.inputs.inputs.len() > 1 || arguments.inputs.inputs.iter().any(|input| Path::new(input).is_dir());
    let mut run = Run {
        history: History::default(),
        report: report::reporter(&report::Wanted {
            format: arguments.format,
            summary: arguments.summary,
            canvas: console.canvas,
            zone: common.tz,
            names_inputs,
            by_appointment: arguments.by_appointment,
        }),
        wanted: Wanted::new(arguments),
        tally: Tally::default(),
        inputs: Vec::new(),
        groups: None,
        is_baseline: true,
    };
    let mut status = ExitStatus::Success;
    if !arguments.baseline.is_empty() {
        let inputs = Inputs { inputs: arguments.baseline.clone() };
        status.worsen(run.read(&inputs, common, console)?);
    }
    run.is_baseline = false;
    run.groups = arguments.by_appointment.then(Groups::default);
    status.worsen(run.read(&arguments.inputs, common, console)?);
    if let Some(groups) = run.groups.take() {
        for delivery in groups.in_order() {
            delivery.with(|held| run.deliver(held, console))?;
        }
    }
    run.finish(console)?;
    if run.tally.of(Word::Unreadable) > 0 {
        status.worsen(ExitStatus::Found);
    }
    Ok(status)
}

/// A run of `history`.
struct Run {
    history: History,
    report: Box<dyn HistoryReport>,
    wanted: Wanted,
    tally: Tally,
    /// What the inputs are called that were read so far.
    inputs: Vec<Rc<str>>,
    /// The deliveries, where they are to be told in another order.
    groups: Option<Groups>,
    /// Whether what is read is to be known and not told.
    is_baseline: bool,
}

/// A delivery, read.
struct Held<'t> {
    side: Side<'t>,
    raw: &'t str,
    input: u16,
    record: u64,
    line: u64,
}

impl Run {
    fn read(&mut self, inputs: &Inputs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
        let reading = Reading { command: "history", inputs, stdin_name: "<stdin>", common };
        reading.go(console, &mut (), |console, seen| match seen {
            Seen::Input(input) => {
                self.inputs.push(input.name().into());
                Ok(())
            }
            Seen::Record(record) => self.record(&record, &reading, console),
            Seen::Accepted(_) | Seen::Waiting => Ok(()),
        })
    }

    fn record(&mut self, record: &Record<'_>, reading: &Reading<'_>, console: &mut Console) -> Result<()> {
        let mut locator = Locator::new(record.bytes, record.origin.start);
        for found in payload::unwrap(record, reading.unwrap()) {
            match found {
                Ok(payload) => self.payload(&payload, &mut locator, console)?,
                Err(unreadable) => {
                    self.unread(&rules::unreadable(&unreadable), &record.origin, &mut locator, console)?;
                }
            }
        }
        Ok(())
    }

    fn payload(&mut self, payload: &Payload<'_>, locator: &mut Locator<'_>, console: &mut Console) -> Result<()> {
        let fields = payload.fields();
        let event = fields.text(FieldId::Type);
        match event.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) if Event::from_name(name).is_none() => {
                self.skip(name);
                return Ok(());
            }
            None if payload.form() == Form::Unknown || is_no_event(payload) => {
                self.skip("without a type");
                return Ok(());
            }
            _ => (),
        }
        let side = Side::of(&fields);
        if payload.form() != Form::Event || text_of(&side, FieldId::Id).is_none() {
            let findings = rules::check(payload, &Events::any());
            let finding = findings.iter().find(|finding| finding.severity == Severity::Error);
            return match finding {
                Some(finding) => self.unread(finding, &payload.origin, locator, console),
                None => Ok(()),
            };
        }
        let (place, _) = payload.place(payload.value().span());
        let held = Held {
            side,
            raw: payload.value().raw(),
            input: self.input(),
            record: payload.origin.record,
            line: locator.position(place.start).line,
        };
        match &mut self.groups {
            Some(groups) if !self.is_baseline => {
                groups.push(&held, &self.wanted);
                Ok(())
            }
            _ => self.deliver(&held, console),
        }
    }

    /// The number of the input that is being read.
    fn input(&self) -> u16 {
        u16::try_from(self.inputs.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    fn skip(&mut self, name: &str) {
        if !self.is_baseline {
            self.tally.skipped.count(name);
        }
    }

    fn deliver(&mut self, held: &Held<'_>, console: &mut Console) -> Result<()> {
        if !self.wanted.is_about(&held.side) {
            return Ok(());
        }
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let place = Place { input: held.input, line: narrow(held.line), record: narrow(held.record) };
        let Self { history, report, wanted, tally, inputs, is_baseline, .. } = self;
        let tell = |slot: usize, judged: &Judged<'_>| -> Result<Option<usize>> {
            if *is_baseline || !wanted.shows(judged) {
                return Ok(None);
            }
            tally.count(judged);
            let Held { input, record, line, raw, .. } = *held;
            let told = Told { inputs, input, record, line, slot, raw, delivery: &held.side, judged };
            with_streams(console, |streams| report.delivery(&told, streams))?;
            Ok(Some(slot))
        };
        if let Some(slot) = history.deliver(&held.side, place, tell).transpose()?.flatten() {
            history.count(slot);
        }
        Ok(())
    }

    fn unread(
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

    fn finish(&mut self, console: &mut Console) -> Result<()> {
        self.tally.appointments =
            self.history.appointments().filter(|appointment| appointment.deliveries > 0).count() as u64;
        with_streams(console, |streams| self.report.finish(&self.history, &self.tally, streams))?;
        if !self.inputs.is_empty() {
            console.talk(&self.tally.sentence())?;
        }
        Ok(())
    }
}

/// Lets a report write, and then says what it had to say beside the result.
fn with_streams(console: &mut Console, write: impl FnOnce(&mut Streams<'_>) -> std::io::Result<()>) -> Result<()> {
    let mut err = String::new();
    write(&mut Streams { out: &mut console.out, err: &mut err })?;
    if !err.is_empty() {
        console.complain(err.trim_end_matches('\n'))?;
    }
    Ok(())
}

/// Whether a captured request has a body that is no event at all, as a browser's has, or a ping's.
fn is_no_event(payload: &Payload<'_>) -> bool {
    payload.found_at.is_some() && payload.form() == Form::NotAnObject
}
