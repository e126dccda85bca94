//! `check`: validates payloads against the schema and the rules.

mod threads;

use anyhow::Result;

use crate::accept::{Acceptor, Asked};
use crate::cli::{CheckArgs, Common};
use crate::console::{Canvas, Console};
use crate::exit::ExitStatus;
use crate::finding::Finding;
use crate::input::{Ahead, Failure, Origin, Record};
use crate::payload::{self, Payload, Unwrap};
use crate::report::check::{Inspected, Summary};
use crate::rules::{self, Events, Policy};
use crate::schema::{Event, FieldId};
use crate::source::Locator;

use super::reading::{Reading, Seen, Visit};
use super::reports::Reports;

pub(super) fn run(arguments: &CheckArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let reading = Reading { stdin_name: &arguments.stdin_filename, ..Reading::new("check", &arguments.inputs, common) };
    let setup = Setup { arguments, unwrap: common.unwrap(), max_record: common.max_record() };
    let mut check = Check::new(&setup, console.canvas);
    check.reports.open(arguments, console)?;
    if check.reports.has_files() {
        // Those are to be whole, whoever stops to read the other one.
        console.outlive_output();
    }
    let fast = check.fast_path(&setup);
    let mut run = Run { check, fast, setup: &setup };
    let mut status = reading.lead(&mut run, console)?;
    let mut check = run.check;
    let summary = &mut check.summary;
    summary.is_incomplete = status == ExitStatus::Failure;
    if summary.invalid > 0 || arguments.strict && summary.warnings > 0 {
        status.worsen(ExitStatus::Found);
    }
    status.worsen(check.reports.finish(summary, console)?);
    if summary.payloads > 0 || !summary.skipped.is_empty() {
        console.talk(&summary.sentence(arguments.strict))?;
    }
    Ok(status)
}

/// A run through the inputs.
struct Run<'a> {
    check: Check,
    fast: Option<Acceptor>,
    setup: &'a Setup<'a>,
}

impl Visit for Run<'_> {
    type Fast = Option<Acceptor>;

    fn fast(&mut self) -> &mut Option<Acceptor> {
        &mut self.fast
    }

    fn see(&mut self, console: &mut Console, seen: Seen<'_>) -> Result<Option<Ahead>> {
        let check = &mut self.check;
        match seen {
            Seen::Input(input) => {
                check.summary.files += 1;
                let threads = check.threads(self.setup.arguments);
                return threads::go_ahead(input, threads, self.setup, &mut check.summary, console);
            }
            Seen::Accepted(count) => check.summary.count_valid(count),
            Seen::Record(record) => check.record(&record, console)?,
            Seen::Waiting => check.reports.flush(console)?,
        }
        Ok(None)
    }

    fn failed(&mut self, console: &mut Console, failure: &Failure) -> Result<()> {
        self.check.reports.failed(failure, console)
    }
}

/// What was asked for: the same for every thread.
pub(super) struct Setup<'a> {
    arguments: &'a CheckArgs,
    pub(super) unwrap: Unwrap,
    pub(super) max_record: usize,
}

/// A run of `check`.
pub(super) struct Check {
    events: Events,
    policy: Policy,
    unwrap: Unwrap,
    skip_others: bool,
    max_findings: u64,
    reports: Reports,
    /// Spares the rules the payloads in which they would find nothing, where the fast path has not seen these; made when
    /// it is needed.
    acceptor: Option<Acceptor>,
    pub(super) summary: Summary,
}

impl Check {
    /// A run that writes to a stream that shows what `canvas` says.
    pub(super) fn new(setup: &Setup<'_>, canvas: Canvas) -> Self {
        let arguments = setup.arguments;
        let asked: Vec<Event> = arguments.event.iter().flat_map(|event| event.events()).copied().collect();
        Self {
            events: Events::new(&asked),
            policy: Policy::new(arguments.decisions.0.clone(), arguments.notes),
            unwrap: setup.unwrap,
            skip_others: arguments.skip_other_events,
            max_findings: arguments.max_findings.unwrap_or(u64::MAX),
            reports: Reports::new(arguments, canvas),
            acceptor: None,
            summary: Summary::default(),
        }
    }

    /// Says how many threads may look at one file.
    fn threads(&self, arguments: &CheckArgs) -> impl FnOnce() -> usize + use<> {
        let wanted = arguments.threads.threads;
        let is_one = !self.reports.take_payloads_in_pieces() || arguments.max_findings.is_some();
        move || if is_one { 1 } else { super::threads(wanted) }
    }

    /// The fast path, where payloads in which nothing is found need only be counted.
    pub(super) fn fast_path(&self, setup: &Setup<'_>) -> Option<Acceptor> {
        self.can_be_fast().then(|| self.acceptor(setup.max_record).quoting(self.reports.quote()))
    }

    fn can_be_fast(&self) -> bool {
        !self.reports.want_every_payload() && !self.wants_personal_data()
    }

    /// Who accepts payloads of so many bytes at most in which nothing would be found.
    fn acceptor(&self, longest: usize) -> Acceptor {
        Acceptor::new(Asked { events: self.events.iter().collect(), notes: self.policy.wants_notes(), longest })
    }

    /// Whether a payload that the fast path has not seen, such as that of a capture, is accepted all the same.
    fn accepts(&mut self, payload: &Payload<'_>) -> bool {
        if payload.outline().is_some() || payload.found_at.is_none() && self.can_be_fast() {
            return false;
        }
        let mut acceptor = self.acceptor.take().unwrap_or_else(|| self.acceptor(usize::MAX));
        let is_accepted = acceptor.accepts(payload.value().raw().as_bytes());
        self.acceptor = Some(acceptor);
        is_accepted
    }

    fn wants_personal_data(&self) -> bool {
        self.policy.severity(&rules::PERSONAL_DATA).is_some()
    }

    /// Looks at what a record holds.
    pub(super) fn record(&mut self, record: &Record<'_>, console: &mut Console) -> Result<()> {
        self.summary.records += 1;
        let mut locator = record.locator();
        if let Some(payload) = Payload::outlined(record) {
            return self.payload(&record.origin, &payload, &mut locator, console);
        }
        let (all, passed_over) = payload::unwrap_counting(record, self.unwrap);
        self.summary.passed_over += passed_over;
        for found in all {
            match found {
                Ok(payload) => self.payload(&record.origin, &payload, &mut locator, console)?,
                Err(unreadable) => {
                    let findings = vec![rules::unreadable(&unreadable)];
                    self.inspected(&record.origin, None, findings, &mut locator, console)?;
                }
            }
        }
        Ok(())
    }

    /// Looks at a payload of a record that comes from `origin`.
    fn payload(
        &mut self,
        origin: &Origin,
        payload: &Payload<'_>,
        locator: &mut Locator<'_>,
        console: &mut Console,
    ) -> Result<()> {
        if let Some(name) = self.other_event(payload) {
            self.summary.skip(&name);
            return Ok(());
        }
        let check = if self.policy.wants_notes() { rules::check } else { rules::check_beside_notes };
        let mut findings = if self.accepts(payload) { Vec::new() } else { check(payload, &self.events) };
        if self.wants_personal_data() {
            findings.extend(rules::personal_data(payload));
            findings.sort_by_key(|finding| (finding.place.start, finding.inside));
        }
        self.inspected(origin, Some(payload), findings, locator, console)
    }

    /// The name of an event that is to be passed over.
    fn other_event(&self, payload: &Payload<'_>) -> Option<String> {
        if !self.skip_others {
            return None;
        }
        let name = payload.fields().text(FieldId::Type)?;
        let asked = Event::from_name(name.trim()).is_some_and(|event| self.events.holds(event));
        (!asked && !name.trim().is_empty() && !payload::is_template(&name)).then(|| name.into_owned())
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
        self.summary.count(&findings, payload.is_some());
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
