//! Going through the inputs: what every command that reads records does the same way.

use std::io::{self, IsTerminal as _};

use anyhow::Result;

use crate::cli::{Common, Inputs, STDIN};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::input::{Accept, Ahead, Failure, Input, Record, Records, Step, expand};
use crate::payload;

use super::progress::Progress;

/// What is seen on the way through the inputs.
pub(super) enum Seen<'r> {
    /// An input begins.
    Input(&'r Input),
    /// A record.
    Record(Record<'r>),
    /// So many records that the fast path took.
    Accepted(u64),
    /// Nothing is at hand, and the next record may be a while in coming.
    Waiting,
}

/// Who goes through the inputs.
pub(super) trait Visit {
    /// The fast path.
    type Fast: Accept;

    /// The fast path, which is asked before a record is read.
    fn fast(&mut self) -> &mut Self::Fast;

    /// Sees what comes, in order. What it gives for an input is the file, and where to go on in
    /// it, for who reads ahead.
    ///
    /// # Errors
    /// Where output can't be written.
    fn see(&mut self, console: &mut Console, seen: Seen<'_>) -> Result<Option<Ahead>>;

    /// Hears of an input that can't be read, or holds nothing; a person has been told.
    ///
    /// # Errors
    /// Where output can't be written.
    fn failed(&mut self, _: &mut Console, _: &Failure) -> Result<()> {
        Ok(())
    }
}

/// A visitor without a fast path.
struct Slowly<S>(S, ());

impl<S: FnMut(&mut Console, Seen<'_>) -> Result<()>> Visit for Slowly<S> {
    type Fast = ();

    fn fast(&mut self) -> &mut () {
        &mut self.1
    }

    fn see(&mut self, console: &mut Console, seen: Seen<'_>) -> Result<Option<Ahead>> {
        (self.0)(console, seen).map(|()| None)
    }
}

/// How inputs are read.
pub(super) struct Reading<'a> {
    /// The command's name, and what to name behind it, for the hint where there is nothing to read.
    pub(super) command: &'static str,
    /// What might be read, for that hint.
    pub(super) example: &'static str,
    /// What to read.
    pub(super) inputs: &'a Inputs,
    /// What standard input is called.
    pub(super) stdin_name: &'a str,
    /// Whether captures without a body are shown too.
    pub(super) shows_bodiless: bool,
    /// The common flags.
    pub(super) common: &'a Common,
}

impl<'a> Reading<'a> {
    /// As nearly all commands read: inputs like one file of one payload, and no captures without a body.
    pub(super) fn new(command: &'static str, inputs: &'a Inputs, common: &'a Common) -> Self {
        Self { command, example: "hook.json", inputs, stdin_name: STDIN, shows_bodiless: false, common }
    }

    /// Shows `see` every record of every input, in order. What can't be read is complained of, and the rest goes on.
    ///
    /// # Errors
    /// Those of `see`, and where output can't be written.
    pub(super) fn go(
        &self,
        console: &mut Console,
        see: impl FnMut(&mut Console, Seen<'_>) -> Result<()>,
    ) -> Result<ExitStatus> {
        self.lead(&mut Slowly(see, ()), console)
    }

    /// The same for a visitor with a fast path.
    ///
    /// # Errors
    /// Those of the visitor, and where output can't be written.
    pub(super) fn lead(&self, visitor: &mut impl Visit, console: &mut Console) -> Result<ExitStatus> {
        let mut status = ExitStatus::Success;
        for input in expand(&self.inputs.inputs, self.stdin_name) {
            let input = match input {
                Ok(input) => input,
                Err(failure) => {
                    status.worsen(fail(&failure, visitor, console)?);
                    continue;
                }
            };
            if matches!(input, Input::Stdin(_)) && io::stdin().is_terminal() {
                let Self { command, example, .. } = self;
                console.complain(&format!(
                    "hoopspect: nothing to read: name a file, or pipe a payload in\n  hoopspect {command} {example}\n  \
                     pbpaste | hoopspect {command}"
                ))?;
                status.worsen(ExitStatus::Failure);
                continue;
            }
            status.worsen(self.go_through(&input, visitor, console)?);
        }
        Ok(status)
    }

    fn go_through(&self, input: &Input, visitor: &mut impl Visit, console: &mut Console) -> Result<ExitStatus> {
        // An input that can't be opened is none: it is opened before anybody may read ahead.
        let mut opened = input.open();
        if opened.is_ok()
            && let Some(ahead) = visitor.see(console, Seen::Input(input))?
        {
            opened = input.read_on(ahead);
        }
        let mut records = match opened {
            Ok(records) => records.with_max_record(self.common.max_record()),
            Err(failure) => return fail(&failure, visitor, console),
        };
        let status = self.read_all(&mut records, input, visitor, console);
        console.end_progress();
        status
    }

    fn read_all(
        &self,
        records: &mut Records,
        input: &Input,
        visitor: &mut impl Visit,
        console: &mut Console,
    ) -> Result<ExitStatus> {
        let mut progress = Progress::begin(console);
        let mut hollow = 0;
        loop {
            if let (Some(progress), Some(reached)) = (&mut progress, records.reached()) {
                progress.step(reached.read(), reached.size(), records.count(), console);
            }
            match records.next(visitor.fast()) {
                Ok(Step::Record(record)) if self.passes_over(&record) => hollow += 1,
                Ok(Step::Record(record)) => {
                    visitor.see(console, Seen::Record(record))?;
                }
                Ok(Step::Accepted(count)) => {
                    visitor.see(console, Seen::Accepted(count))?;
                }
                Ok(Step::Waiting) => {
                    visitor.see(console, Seen::Waiting)?;
                    console.out.flush()?;
                }
                Ok(Step::End) => break,
                Err(error) => return fail(&input.failure(&error), visitor, console),
            }
        }
        if records.count() == hollow {
            let name = crate::untrusted::escape(records.path());
            return fail(&Failure { name, reason: "holds no payload".to_owned() }, visitor, console);
        }
        Ok(ExitStatus::Success)
    }

    /// Whether a record is a capture without a body, of which nobody wants to hear.
    fn passes_over(&self, record: &Record<'_>) -> bool {
        !self.shows_bodiless && payload::is_hollow(record, self.common.unwrap())
    }
}

/// Tells of an input that can't be read, or holds nothing.
fn fail(failure: &Failure, visitor: &mut impl Visit, console: &mut Console) -> Result<ExitStatus> {
    console.complain_of(&failure.name, &failure.reason)?;
    visitor.failed(console, failure)?;
    Ok(ExitStatus::Failure)
}
