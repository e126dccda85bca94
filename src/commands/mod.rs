//! The commands: wiring between what was typed, what is read, and what is written. One file a command.

mod check;
mod explain;
mod reading;
mod reports;
mod schema;
mod show;
mod threads;

use anyhow::Result;

use crate::cli::{Cli, Command, Common, When};
use crate::console::{Console, Wishes};
use crate::exit::ExitStatus;

/// Does what the command line says.
///
/// # Errors
/// Where output can't be written.
pub fn run(cli: &Cli) -> Result<ExitStatus> {
    let mut console = Console::standard(wishes(&cli.common));
    let status = match &cli.command {
        Some(Command::Check(arguments)) => check::run(arguments, &cli.common, &mut console)?,
        Some(Command::Schema(arguments)) => schema::run(arguments, &mut console)?,
        Some(Command::Explain(arguments)) => explain::run(arguments, &mut console)?,
        Some(Command::Show(arguments)) => show::run(arguments, &cli.common, &mut console)?,
        None => {
            use clap::CommandFactory as _;
            write!(console.out, "{}", Cli::command().render_help())?;
            ExitStatus::Success
        }
    };
    console.out.flush()?;
    Ok(status)
}

fn wishes(common: &Common) -> Wishes {
    Wishes {
        color: match common.color {
            When::Auto => None,
            When::Always => Some(true),
            When::Never => Some(false),
        },
        width: common.width.map(usize::from),
        ascii: common.ascii,
        full: common.full,
        quiet: common.quiet,
    }
}
