//! `man`: its arguments.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Cli;
use super::help::examples;

/// What the command is for.
pub(super) const ABOUT: &str = "Print the manual page of the program or of a command";

/// The arguments of `man`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect man | man -l -", "read it"),
    ("hoopspect man > hoopspect.1", "the program's page, to be installed"),
    ("hoopspect man check > hoopspect-check.1", "that of a command"),
]))]
pub struct ManArgs {
    /// The command whose page it is; without one, the program's
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(commands()), hide_possible_values = true)]
    pub page: Option<String>,
}

/// The names of all commands.
fn commands() -> Vec<String> {
    Cli::tree(|_| true).get_subcommands().map(|command| command.get_name().to_owned()).collect()
}
