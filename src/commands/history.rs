//! `history`: replays a capture, and says of each delivery what it changed.

mod fast;
mod filter;
mod groups;
mod said;
mod teller;
mod threads;

use std::ffi::OsString;
use std::fs;

use anyhow::Result;

use crate::change::Side;
use crate::change::history::{Place, names_one};
use crate::cli::{Common, HistoryArgs, Inputs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::Finding;
use crate::input::{Ahead, Origin, Record};
use crate::payload::{self, Form, Payload, Unwrap, is_template};
use crate::rules::{self, Events};
use crate::schema::{Event, FieldId};
use crate::source::Locator;

use super::reading::{Reading, Seen, Visit};
use fast::Deliveries;
use groups::Groups;
use teller::Teller;
use threads::{Astray, Reader};

pub(super) fn run(arguments: &HistoryArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    console.allow_repetition();
    let told = tell(arguments, common, arguments.threads.threads, console);
    if told.as_ref().is_err_and(anyhow::Error::is::<Astray>) {
        console.repeat();
        return tell(arguments, common, Some(1), console);
    }
    told
}

/// Tells the history, with so many threads where that is worth it.
fn tell(arguments: &HistoryArgs, common: &Common, threads: Option<u16>, console: &mut Console) -> Result<ExitStatus> {
    let teller = Teller::new(arguments, common, console.canvas);
    let can_share = !arguments.by_appointment && can_be_read_again(arguments);
    let mut run = Run {
        deliveries: Deliveries::new(teller, common.max_record()),
        unwrap: common.unwrap(),
        max_record: common.max_record(),
        groups: None,
        reader: None,
        threads: if can_share { threads } else { Some(1) },
    };
    let mut status = ExitStatus::Success;
    if !arguments.baseline.is_empty() {
        let inputs = Inputs { inputs: arguments.baseline.clone() };
        status.worsen(run.read(&inputs, common, console)?);
    }
    run.deliveries.teller.is_baseline = false;
    run.groups = arguments.by_appointment.then(Groups::default);
    status.worsen(run.read(&arguments.inputs, common, console)?);
    if let Some(groups) = run.groups.take() {
        for delivery in groups.in_order() {
            delivery.with(|held| run.deliveries.teller.deliver(held));
            run.deliveries.teller.write(console)?;
        }
    }
    run.deliveries.teller.finish(console)?;
    if run.deliveries.teller.tally.is_broken {
        status.worsen(ExitStatus::Found);
    }
    // The process ends soon and takes what is known with it. To give back the memory of each appointment would take a tenth
    // of what it took to read it. A fuzzer's process lives on.
    if !cfg!(fuzzing) {
        std::mem::forget(run);
    }
    Ok(status)
}

/// Whether all inputs are files and folders. What came through a pipe is gone.
fn can_be_read_again(arguments: &HistoryArgs) -> bool {
    let inputs = &arguments.inputs.inputs;
    let is_lasting = |input: &OsString| fs::metadata(input).is_ok_and(|data| data.is_file() || data.is_dir());
    !inputs.is_empty() && inputs.iter().chain(&arguments.baseline).all(is_lasting)
}

/// A run of `history`.
struct Run {
    deliveries: Deliveries,
    unwrap: Unwrap,
    max_record: usize,
    /// The deliveries, where they are to be told in another order.
    groups: Option<Groups>,
    /// Who reads the record at hand, of several runs.
    reader: Option<Reader>,
    /// How many threads may read a large file, if that was decided.
    threads: Option<u16>,
}

/// A delivery, read.
struct Held<'s, 't> {
    side: &'s Side<'t>,
    input: u32,
    record: u64,
    /// The number of the payload within the record, from 0.
    payload: u16,
    line: u64,
    /// Where it was found in its record; `None` where it is the record.
    found_at: Option<&'s str>,
}

impl Held<'_, '_> {
    /// Where it was read.
    fn place(&self) -> Place {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Place { input: self.input, record: narrow(self.record), payload: self.payload, line: narrow(self.line) }
    }
}

impl Visit for Run {
    type Fast = Deliveries;

    fn fast(&mut self) -> &mut Deliveries {
        &mut self.deliveries
    }

    fn see(&mut self, console: &mut Console, seen: Seen<'_>) -> Result<Option<Ahead>> {
        match seen {
            Seen::Input(input) => {
                self.deliveries.teller.inputs.push(input.name().into());
                let wanted = self.threads;
                return threads::go_ahead(input, || super::threads(wanted), self, console);
            }
            Seen::Record(record) => {
                self.record(&record)?;
                self.deliveries.teller.write(console)?;
            }
            Seen::Accepted(_) => self.deliveries.teller.write(console)?,
            Seen::Waiting => (),
        }
        Ok(None)
    }
}

impl Run {
    fn read(&mut self, inputs: &Inputs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
        self.deliveries.is_open = self.groups.is_none();
        Reading::new("history", inputs, common).lead(self, console)
    }

    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        let mut locator = record.locator();
        let (all, passed_over) = payload::unwrap_counting(record, self.unwrap);
        if self.speaks() {
            self.deliveries.teller.pass_over(passed_over);
        }
        for (number, found) in all.into_iter().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            match found {
                Ok(payload) => self.payload(&payload, number, &mut locator)?,
                Err(unreadable) => {
                    self.unread(&rules::unreadable(&unreadable), &record.origin, number, &mut locator)?;
                }
            }
        }
        Ok(())
    }

    /// Whether this is the run that says what no other says of the record at hand.
    fn speaks(&self) -> bool {
        self.reader != Some(Reader::Each) || self.deliveries.teller.history().number() == 0
    }

    fn unread(&mut self, finding: &Finding, origin: &Origin, number: u16, locator: &mut Locator<'_>) -> Result<()> {
        if self.speaks() { self.deliveries.teller.unread(finding, origin, number, locator) } else { Ok(()) }
    }

    fn payload(&mut self, payload: &Payload<'_>, number: u16, locator: &mut Locator<'_>) -> Result<()> {
        let fields = payload.fields();
        let event = fields.text(FieldId::Type);
        let other = match event.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) if Event::from_name(name).is_none() && !is_template(name) => Some(name),
            None if payload.form() == Form::Unknown || is_no_event(payload) => Some("without a type"),
            _ => None,
        };
        if let Some(name) = other {
            if self.speaks() {
                self.deliveries.teller.skip(name);
            }
            return Ok(());
        }
        let side = Side::of(&fields);
        let is_unfilled = event.as_deref().is_some_and(is_template);
        if payload.form() != Form::Event || is_unfilled || !names_one(&side) {
            let findings = rules::check(payload, &Events::any());
            return match rules::hindrance(&findings) {
                Some(finding) => self.unread(finding, &payload.origin, number, locator),
                None => Ok(()),
            };
        }
        match self.reader {
            Some(reader) if self.deliveries.teller.history().is_about(&side) == Some(false) => {
                return if reader == Reader::One { Err(Astray.into()) } else { Ok(()) };
            }
            _ => (),
        }
        let (place, _) = payload.place(payload.value().span());
        let held = Held {
            side: &side,
            input: self.deliveries.teller.input(),
            record: payload.origin.record,
            payload: number,
            line: locator.position(place.start).line,
            found_at: payload.found_at.as_deref(),
        };
        match &mut self.groups {
            Some(groups) => groups.push(&held, &self.deliveries.teller.filter),
            None => self.deliveries.teller.deliver(&held),
        }
        Ok(())
    }
}

/// Whether a captured request has a body that is no event at all, as a browser's has, or a ping's.
fn is_no_event(payload: &Payload<'_>) -> bool {
    payload.found_at.is_some() && payload.form() == Form::NotAnObject
}
