//! `man`: prints a manual page.

use anyhow::Result;

use crate::cli::{Cli, ManArgs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::report::manual;

pub(super) fn run(arguments: &ManArgs, console: &mut Console) -> Result<ExitStatus> {
    manual::page(Cli::whole(), arguments.page.as_deref(), &mut console.out)?;
    Ok(ExitStatus::Success)
}
