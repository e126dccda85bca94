//! `check`: validates payloads against the schema and the rules.

use anyhow::Result;

use crate::accept::{Acceptor, Asked};
use crate::cli::{CheckArgs, Common};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::Finding;
use crate::input::{Origin, Record};
use crate::payload::{self, Payload};
use crate::report::check::{Inspected, Summary};
use crate::rules::{self, Events, Policy};
use crate::schema::{Event, FieldId};
use crate::source::Locator;

use super::reading::{Reading, Seen};
use super::reports::Reports;

pub(super) fn run(arguments: &CheckArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let reading =
        Reading { command: "check", inputs: &arguments.inputs, stdin_name: &arguments.stdin_filename, common };
    let mut check = Check {
        events: events(arguments),
        policy: Policy::new(arguments.decisions.clone(), arguments.notes),
        skip_others: arguments.skip_other_events,
        max_findings: arguments.max_findings.unwrap_or(u64::MAX),
        reports: Reports::open(arguments, console)?,
        summary: Summary::default(),
    };
    let mut fast = check.fast_path(common.max_record);
    let mut status = reading.go(console, &mut fast, |console, seen| {
        match seen {
            Seen::Input(_) => check.summary.files += 1,
            Seen::Accepted(count) => check.summary.count_valid(count),
            Seen::Record(record) => check.record(&record, &reading, console)?,
            Seen::Waiting => (),
        }
        Ok(())
    })?;
    let summary = &mut check.summary;
    summary.is_incomplete = status == ExitStatus::Failure;
    if summary.errors > 0 || arguments.strict && summary.warnings > 0 {
        status.worsen(ExitStatus::Found);
    }
    status.worsen(check.reports.finish(summary, console)?);
    if summary.payloads > 0 || !summary.skipped.is_empty() {
        console.talk(&summary.sentence(arguments.strict))?;
    }
    Ok(status)
}

/// The events asked for.
fn events(arguments: &CheckArgs) -> Events {
    let asked: Vec<Event> = arguments.event.iter().flat_map(|event| event.events()).copied().collect();
    Events::new(&asked)
}

/// A run of `check`.
struct Check {
    events: Events,
    policy: Policy,
    skip_others: bool,
    max_findings: u64,
    reports: Reports,
    summary: Summary,
}

impl Check {
    /// The fast path, where payloads in which nothing is found need only be counted.
    fn fast_path(&self, longest: usize) -> Option<Acceptor> {
        let asked = Asked { events: self.events.iter().collect(), notes: self.policy.wants_notes(), longest };
        (!self.reports.want_every_payload()).then(|| Acceptor::new(asked))
    }

    fn record(&mut self, record: &Record<'_>, reading: &Reading<'_>, console: &mut Console) -> Result<()> {
        self.summary.records += 1;
        let mut locator = Locator::new(record.bytes, record.origin.start);
        for found in payload::unwrap(record, reading.unwrap()) {
            match found {
                Ok(payload) => {
                    if let Some(name) = self.other_event(&payload) {
                        self.summary.skip(&name);
                        continue;
                    }
                    let findings = rules::check(&payload, &self.events);
                    self.inspected(&record.origin, Some(&payload), findings, &mut locator, console)?;
                }
                Err(unreadable) => {
                    let findings = vec![rules::unreadable(&unreadable)];
                    self.inspected(&record.origin, None, findings, &mut locator, console)?;
                }
            }
        }
        Ok(())
    }

    /// The name of an event that is to be passed over.
    fn other_event(&self, payload: &Payload<'_>) -> Option<String> {
        if !self.skip_others {
            return None;
        }
        let name = payload.fields().text(FieldId::Type)?;
        let asked = Event::from_name(name.trim()).is_some_and(|event| self.events.holds(event));
        (!asked && !name.trim().is_empty()).then(|| name.into_owned())
    }

    fn inspected(
        &mut self,
        origin: &Origin,
        payload: Option<&Payload<'_>>,
        mut findings: Vec<Finding>,
        locator: &mut Locator<'_>,
        console: &mut Console,
    ) -> Result<()> {
        self.policy.apply(&mut findings);
        let left = self.max_findings.saturating_sub(self.summary.findings());
        self.summary.count(&findings);
        let written = findings.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let unwritten = findings.len() - written;
        self.summary.unwritten += unwritten as u64;
        let worst = findings.iter().map(|finding| finding.severity).max();
        let findings = findings.get(..written).unwrap_or_default();
        if !findings.is_empty() || self.reports.want_every_payload() {
            let mut inspected = Inspected { origin, payload, locator, findings, unwritten, worst };
            self.reports.payload(&mut inspected, console)?;
        }
        Ok(())
    }
}
