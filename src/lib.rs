//! hoopspect inspects HoopAI appointment webhooks: it validates them, shows them, and says what an update changed.
//!
//! The command line is the product; this library exists so that its parts can be tested and benchmarked.
//! ARCHITECTURE.md describes the modules and which may use which.

pub mod accept;
pub mod change;
pub mod cli;
pub mod commands;
pub mod console;
pub mod exit;
pub mod finding;
pub mod input;
pub mod json;
pub mod payload;
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
    match cli::Cli::read(arguments) {
        Ok(cli) => commands::run(&cli).unwrap_or_else(|error| explain_failure(&error)),
        Err(error) => explain_usage(&error),
    }
}

/// What to do when output can't be written, the only error that ends a run.
fn explain_failure(error: &anyhow::Error) -> ExitStatus {
    let cause = error.downcast_ref::<io::Error>();
    if cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitStatus::PipeClosed;
    }
    let _ = writeln!(io::stderr(), "hoopspect: can't write the result: {}", untrusted::escape(&error.to_string()));
    ExitStatus::Failure
}

/// Help and version go to standard output, mistakes to standard error; what was typed is untrusted there too.
fn explain_usage(error: &clap::Error) -> ExitStatus {
    let text = error.render().to_string();
    let shown: String = text.lines().map(|line| untrusted::escape(line) + "\n").collect();
    let written = if error.use_stderr() {
        io::stderr().write_all(shown.as_bytes())
    } else {
        io::stdout().write_all(shown.as_bytes()).and_then(|()| io::stdout().flush())
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::PipeClosed,
        Err(_) => ExitStatus::Failure,
        Ok(()) if error.use_stderr() => ExitStatus::Failure,
        Ok(()) => ExitStatus::Success,
    }
}
