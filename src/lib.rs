//! hoopspect inspects HoopAI appointment webhooks: it validates them, shows them, and says what an update changed.
//!
//! The command line is the product; this library exists so that its parts can be tested and benchmarked.
//! ARCHITECTURE.md describes the modules and which may use which.

pub mod accept;
pub mod blocks;
pub mod change;
pub mod cli;
pub mod commands;
pub mod console;
pub mod exit;
pub mod finding;
pub mod input;
pub mod json;
pub mod payload;
pub mod personal;
pub mod redact;
pub mod report;
pub mod rules;
pub mod schema;
pub mod source;
pub mod suggest;
pub mod time;
pub mod untrusted;

use std::ffi::OsString;
use std::io::{self, Write as _};

use exit::ExitStatus;

/// Runs the program with the given arguments, the program's own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let outcome = match cli::Cli::read(&arguments) {
        Ok(cli) => commands::run(&cli),
        Err(error) => commands::answer(&arguments, &error),
    };
    outcome.unwrap_or_else(|error| explain_failure(&error))
}

/// What to do when output can't be written.
fn explain_failure(error: &anyhow::Error) -> ExitStatus {
    let Some(text) = commands::unwritten(error) else { return ExitStatus::PipeClosed };
    let _ = writeln!(io::stderr(), "{text}");
    ExitStatus::Failure
}
