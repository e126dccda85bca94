//! The commands: wiring between what was typed, what is read, and what is written. One file a command.

mod answer;
mod check;
mod completions;
mod crew;
mod diff;
mod explain;
mod history;
mod man;
mod progress;
mod reading;
mod redact;
mod reports;
mod schema;
mod show;

use std::io;
use std::num::NonZero;
use std::thread;

use anyhow::Result;

use crate::cli::{Cli, Command, Common, When};
use crate::console::{Console, Wishes};
use crate::exit::ExitStatus;
use crate::input::describe;
use crate::untrusted::escape;

pub use answer::answer;

/// Does what the command line says.
///
/// # Errors
/// Where output can't be written.
pub fn run(cli: &Cli) -> Result<ExitStatus> {
    run_on(cli, &mut Console::standard(wishes(&cli.common)))
}

/// The same on a console of the caller's, for tests that run commands by the thousand.
///
/// # Errors
/// Where output can't be written.
pub fn run_on(cli: &Cli, console: &mut Console) -> Result<ExitStatus> {
    let status = match &cli.command {
        Command::Check(arguments) => check::run(arguments, &cli.common, console)?,
        Command::Show(arguments) => show::run(arguments, &cli.common, console)?,
        Command::Diff(arguments) => diff::run(arguments, &cli.common, console)?,
        Command::History(arguments) => history::run(arguments, &cli.common, console)?,
        Command::Redact(arguments) => redact::run(arguments, &cli.common, console)?,
        Command::Schema(arguments) => schema::run(arguments, console)?,
        Command::Explain(arguments) => explain::run(arguments, console)?,
        Command::Completions(arguments) => completions::run(arguments, console)?,
        Command::Man(arguments) => man::run(arguments, console)?,
    };
    console.finish_output()?;
    Ok(status)
}

/// What to say where the result can't be written, the only error that ends a run; nothing, where nobody reads it any more.
pub fn unwritten(error: &anyhow::Error) -> Option<String> {
    let cause = error.downcast_ref::<io::Error>();
    if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe) {
        return None;
    }
    let reason = cause.map_or_else(|| escape(&error.to_string()), describe);
    Some(format!("hoopspect: can't write the result: {reason}"))
}

fn wishes(common: &Common) -> Wishes {
    Wishes {
        color: common.color.and_then(When::wish),
        width: common.width.map(usize::from),
        ascii: common.ascii,
        full: common.full,
        quiet: common.quiet,
    }
}

/// How many threads may read a large file: as many as were asked for, or as there are processors.
fn threads(wanted: Option<u16>) -> usize {
    wanted.map_or_else(|| thread::available_parallelism().map_or(1, NonZero::get), usize::from)
}
