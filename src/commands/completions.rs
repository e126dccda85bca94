//! `completions`: prints a shell's completion script.

use anyhow::Result;

use crate::cli::{Cli, CompletionsArgs};
use crate::console::Console;
use crate::exit::ExitStatus;

pub(super) fn run(arguments: &CompletionsArgs, console: &mut Console) -> Result<ExitStatus> {
    let mut command = Cli::whole();
    let name = command.get_name().to_owned();
    // Into memory first: the generators panic where they can't write.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    console.out.write_all(&script)?;
    Ok(ExitStatus::Success)
}
