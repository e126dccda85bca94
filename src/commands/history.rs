//! `history`: replays a capture, and says of each delivery what it changed.

mod fast;
mod groups;
mod teller;
mod wanted;

use anyhow::Result;

use crate::change::Side;
use crate::change::history::{Word, text_of};
use crate::cli::{Common, HistoryArgs, Inputs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::Severity;
use crate::input::{Ahead, Record};
use crate::payload::{self, Form, Payload, Unwrap};
use crate::rules::{self, Events};
use crate::schema::{Event, FieldId};
use crate::source::Locator;

use super::reading::{Reading, Seen, Visit, unwrap_mode};
use fast::Deliveries;
use groups::Groups;
use teller::Teller;

pub(super) fn run(arguments: &HistoryArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let mut run = Run {
        deliveries: Deliveries::new(Teller::new(arguments, common, console.canvas), common.max_record()),
        unwrap: unwrap_mode(common),
        groups: None,
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
    if run.deliveries.teller.tally.of(Word::Unreadable) > 0 {
        status.worsen(ExitStatus::Found);
    }
    Ok(status)
}

/// A run of `history`.
struct Run {
    deliveries: Deliveries,
    unwrap: Unwrap,
    /// The deliveries, where they are to be told in another order.
    groups: Option<Groups>,
}

/// A delivery, read.
struct Held<'s, 't> {
    side: &'s Side<'t>,
    input: u16,
    record: u64,
    line: u64,
}

impl Visit for Run {
    type Fast = Deliveries;

    fn fast(&mut self) -> &mut Deliveries {
        &mut self.deliveries
    }

    fn see(&mut self, console: &mut Console, seen: Seen<'_>) -> Result<Option<Ahead>> {
        match seen {
            Seen::Input(input) => self.deliveries.teller.inputs.push(input.name().into()),
            Seen::Record(record) => self.record(&record, console)?,
            Seen::Accepted(_) => self.deliveries.teller.write(console)?,
            Seen::Waiting => (),
        }
        Ok(None)
    }
}

impl Run {
    fn read(&mut self, inputs: &Inputs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
        self.deliveries.is_open = self.groups.is_none();
        Reading { command: "history", inputs, stdin_name: "<stdin>", common }.lead(self, console)
    }

    fn record(&mut self, record: &Record<'_>, console: &mut Console) -> Result<()> {
        let mut locator = Locator::new(record.bytes, record.origin.start);
        let (all, passed_over) = payload::unwrap_counting(record, self.unwrap);
        self.deliveries.teller.pass_over(passed_over);
        for found in all {
            match found {
                Ok(payload) => self.payload(&payload, &mut locator, console)?,
                Err(unreadable) => {
                    self.deliveries.teller.unread(
                        &rules::unreadable(&unreadable),
                        &record.origin,
                        &mut locator,
                        console,
                    )?;
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
                self.deliveries.teller.skip(name);
                return Ok(());
            }
            None if payload.form() == Form::Unknown || is_no_event(payload) => {
                self.deliveries.teller.skip("without a type");
                return Ok(());
            }
            _ => (),
        }
        let side = Side::of(&fields);
        if payload.form() != Form::Event || text_of(&side, FieldId::Id).is_none() {
            let findings = rules::check(payload, &Events::any());
            let finding = findings.iter().find(|finding| finding.severity == Severity::Error);
            return match finding {
                Some(finding) => self.deliveries.teller.unread(finding, &payload.origin, locator, console),
                None => Ok(()),
            };
        }
        let (place, _) = payload.place(payload.value().span());
        let held = Held {
            side: &side,
            input: self.deliveries.teller.input(),
            record: payload.origin.record,
            line: locator.position(place.start).line,
        };
        match &mut self.groups {
            Some(groups) => groups.push(&held, &self.deliveries.teller.wanted),
            None => self.deliveries.teller.deliver(&held),
        }
        self.deliveries.teller.write(console)
    }
}

/// Whether a captured request has a body that is no event at all, as a browser's has, or a ping's.
fn is_no_event(payload: &Payload<'_>) -> bool {
    payload.found_at.is_some() && payload.form() == Form::NotAnObject
}
