//! `man`: its arguments.

use clap::Args;

use super::help::examples;

/// The arguments of `man`.
#[derive(Debug, Args)]
#[command(before_long_help = examples(&[
    ("hoopspect man | man -l -", "read it"),
    ("hoopspect man > hoopspect.1", "the program's page, to be installed"),
    ("hoopspect man check > hoopspect-check.1", "that of a command"),
]))]
pub struct ManArgs {
    /// The command whose page it is; without one, the program's
    #[arg(value_name = "COMMAND", hide_possible_values = true)]
    pub page: Option<String>,
}
