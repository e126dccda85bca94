//! `check`: validates payloads against the schema and the rules.

use anyhow::Result;

use crate::accept::{Acceptor, Asked};
use crate::cli::{CheckArgs, Common};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::Finding;
use crate::input::{Origin, Record};
use crate::payload::{self, Payload};
use crate::report::check::{CheckReport, Inspected, Summary, reporter};
use crate::rules::{self, Events, Policy};
use crate::schema::{Event, FieldId};
use crate::source::Locator;

use super::reading::{Reading, Seen};

pub(super) fn run(arguments: &CheckArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let reading =
        Reading { command: "check", inputs: &arguments.inputs, stdin_name: &arguments.stdin_filename, common };
    let mut check = Check {
        events: events(arguments),
        policy: Policy::new(arguments.decisions.clone(), arguments.notes),
        skip_others: arguments.skip_other_events,
        max_findings: arguments.max_findings.unwrap_or(u64::MAX),
        report: reporter(arguments.format, console.canvas),
        summary: Summary::default(),
    };
    let mut fast = check.fast_path(common.max_record);
    let mut status = reading.go(console, &mut fast, |console, seen| {
        match seen {
            Seen::Input(_) => check.summary.files += 1,
            Seen::Accepted(count) => check.summary.count_valid(count),
            Seen::Record(record) => check.record(&record, &reading, console)?,
        }
        Ok(())
    })?;
    check.report.finish(&check.summary, &mut console.out)?;
    let failed = check.summary.errors > 0 || arguments.strict && check.summary.warnings > 0;
    if failed {
        status.worsen(ExitStatus::Found);
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
    report: Box<dyn CheckReport>,
    summary: Summary,
}

impl Check {
    /// The fast path, where payloads in which nothing is found need only be counted.
    fn fast_path(&self, longest: usize) -> Option<Acceptor> {
        let asked = Asked { events: self.events.iter().collect(), notes: self.policy.wants_notes(), longest };
        (!self.report.wants_every_payload()).then(|| Acceptor::new(asked))
    }

    fn record(&mut self, record: &Record<'_>, reading: &Reading<'_>, console: &mut Console) -> Result<()> {
        self.summary.records += 1;
        let mut locator = Locator::new(record.bytes, record.origin.start);
        for found in payload::unwrap(record, reading.unwrap()) {
            match found {
                Ok(payload) => {
                    if let Some(name) = self.other_event(&payload) {
                        *self.summary.skipped.entry(name).or_default() += 1;
                        continue;
                    }
                    let findings = rules::check(&payload, &self.events);
                    self.inspected(&payload.origin, payload.found_at.as_deref(), findings, &mut locator, console)?;
                }
                Err(unreadable) => {
                    let findings = vec![rules::unreadable(&unreadable)];
                    self.inspected(
                        &unreadable.origin,
                        unreadable.found_at.as_deref(),
                        findings,
                        &mut locator,
                        console,
                    )?;
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
        found_at: Option<&str>,
        mut findings: Vec<Finding>,
        locator: &mut Locator<'_>,
        console: &mut Console,
    ) -> Result<()> {
        self.policy.apply(&mut findings);
        self.summary.count(&findings);
        let left = self
            .max_findings
            .saturating_sub(self.summary.errors + self.summary.warnings + self.summary.notes - findings.len() as u64);
        let shown = findings.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.summary.unwritten += (findings.len() - shown) as u64;
        let findings = findings.get(..shown).unwrap_or_default();
        if !findings.is_empty() || self.report.wants_every_payload() {
            self.report.payload(Inspected { origin, found_at, locator, findings }, &mut console.out)?;
        }
        Ok(())
    }
}
