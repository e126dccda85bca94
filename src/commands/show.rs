//! `show`: pretty-prints payloads.

use std::time::Duration;

use anyhow::Result;

use crate::accept::{Acceptor, Asked};
use crate::cli::{Common, ShowArgs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::input::{Ahead, Input, Record, is_stdin_silent};
use crate::payload::{self, Fields, Form, Payload, Unreadable, Unwrap, other_event};
use crate::report::names::Names;
use crate::report::show::{FastRows, ShowReport, Shown, Streams, Unread, Wanted, reporter};
use crate::report::text::{counted, fitted};
use crate::rules::{self, Events};
use crate::schema::Event;
use crate::source::Locator;

use super::reading::{Reading, Seen, Visit};

/// How long a person is kept waiting for a second payload, which decides how the first one is shown.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) fn run(arguments: &ShowArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let reading = Reading::new("show", &arguments.inputs, common);
    let longest = common.max_record();
    let wanted = Wanted { canvas: console.canvas, zone: common.zone(), quiet: common.quiet };
    let mut show = Show {
        report: reporter(arguments.format, wanted),
        events: Events::any(),
        acceptors: [false, true].map(|notes| Acceptor::new(Asked { events: Event::ALL.to_vec(), notes, longest })),
        rows: FastRows::new(common.zone(), longest),
        unwrap: common.unwrap(),
        others: Names::default(),
        passed_over: 0,
        reads_stdin: false,
        status: ExitStatus::Success,
    };
    let mut status = reading.lead(&mut show, console)?;
    show.with_streams(console, |report, streams| report.finish(streams))?;
    show.tell_of_others(console)?;
    status.worsen(show.status);
    Ok(status)
}

/// A run of `show`.
struct Show {
    report: Box<dyn ShowReport>,
    events: Events,
    /// Spare the rules the payloads in which they would find nothing; the second one also where notes are wanted.
    acceptors: [Acceptor; 2],
    /// Writes the rows of such payloads, where the report is a table of rows.
    rows: FastRows,
    unwrap: Unwrap,
    /// Other events, which are counted by name and not shown.
    others: Names,
    /// Bodies beside payloads that hold none.
    passed_over: u64,
    /// Whether the input at hand is standard input.
    reads_stdin: bool,
    status: ExitStatus,
}

impl Visit for Show {
    type Fast = FastRows;

    fn fast(&mut self) -> &mut FastRows {
        &mut self.rows
    }

    fn see(&mut self, console: &mut Console, seen: Seen<'_>) -> Result<Option<Ahead>> {
        match seen {
            Seen::Input(input) => {
                self.rows.enter(&input.name());
                self.reads_stdin = matches!(input, Input::Stdin(_));
            }
            Seen::Accepted(_) => self.rows.take(|rows| console.out.write_all(rows))?,
            Seen::Record(record) => {
                self.record(&record, console)?;
                self.rows.open(self.report.takes_rows());
            }
            Seen::Waiting => {
                self.with_streams(console, |report, streams| report.waiting(streams))?;
                let is_watched = console.canvas.terminal && self.reads_stdin;
                if is_watched && self.report.holds_back() && is_stdin_silent(PAUSE) {
                    self.with_streams(console, |report, streams| report.settle(streams))?;
                }
            }
        }
        Ok(None)
    }
}

impl Show {
    fn record(&mut self, record: &Record<'_>, console: &mut Console) -> Result<()> {
        let mut locator = record.locator();
        if let Some(payload) = Payload::outlined(record) {
            return self.payload(&payload, &mut locator, console);
        }
        let (all, passed_over) = payload::unwrap_counting(record, self.unwrap);
        self.passed_over += passed_over;
        for found in all {
            match found {
                Ok(payload) => self.payload(&payload, &mut locator, console)?,
                Err(unreadable) => self.unread(&unreadable, &mut locator, console)?,
            }
        }
        Ok(())
    }

    fn payload(&mut self, payload: &Payload<'_>, locator: &mut Locator<'_>, console: &mut Console) -> Result<()> {
        let form = payload.form();
        let fields =
            if form == Form::Event { Some(payload.fields()) } else { Fields::look_inside(payload.value(), &form) };
        if let Some(name) = fields.as_ref().and_then(|fields| other_event(&form, fields)) {
            self.others.count(&name);
            return Ok(());
        }
        let raw = payload.value().raw().as_bytes();
        let [beside_notes, with_notes] = &mut self.acceptors;
        let (acceptor, check): (_, fn(&_, &_) -> _) = if self.report.wants_notes() {
            (with_notes, rules::check)
        } else {
            (beside_notes, rules::check_beside_notes)
        };
        // One with an outline was refused already.
        let is_valid = payload.outline().is_none() && acceptor.accepts(raw);
        let findings = if is_valid { Vec::new() } else { check(payload, &self.events) };
        let mut shown = Shown { payload, fields: fields.as_ref(), locator, findings: &findings };
        self.with_streams(console, |report, streams| report.payload(&mut shown, streams))
    }

    fn unread(&mut self, unreadable: &Unreadable, locator: &mut Locator<'_>, console: &mut Console) -> Result<()> {
        self.status.worsen(ExitStatus::Found);
        let finding = rules::unreadable(unreadable);
        let mut unread = Unread { origin: &unreadable.origin, locator, finding: &finding };
        self.with_streams(console, |report, streams| report.unread(&mut unread, streams))
    }

    /// Lets the report write, and then says what it had to say beside the result.
    fn with_streams(
        &mut self,
        console: &mut Console,
        write: impl FnOnce(&mut dyn ShowReport, &mut Streams<'_>) -> std::io::Result<()>,
    ) -> Result<()> {
        let mut err = String::new();
        write(&mut *self.report, &mut Streams { out: &mut console.out, err: &mut err })?;
        if !err.is_empty() {
            console.complain(err.trim_end_matches('\n'))?;
        }
        Ok(())
    }

    fn tell_of_others(&self, console: &mut Console) -> Result<()> {
        let others = (!self.others.is_empty()).then(|| format!("{} (no appointment events)", self.others.told()));
        let passed_over =
            (self.passed_over > 0).then(|| format!("{} without a payload", counted(self.passed_over, "body")));
        let all: Vec<String> = others.into_iter().chain(passed_over).collect();
        if !all.is_empty() {
            console.talk(&fitted(&format!("not shown: {}", all.join(", ")), console.err_canvas.width))?;
        }
        Ok(())
    }
}
