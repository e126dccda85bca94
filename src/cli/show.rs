//! `show`: its arguments.

use clap::{Args, ValueEnum};

use super::Inputs;
use super::help::examples;

/// What the command is for.
pub(super) const ABOUT: &str = "Show payloads: a card for one, a table for many";

/// The arguments of `show`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect show hook.json", "a card"),
    ("hoopspect show --tz local hooks.ndjson", "a table, with the times in this machine's zone"),
    ("pbpaste | hoopspect show", "what was copied from a log or a capture tool"),
    ("hoopspect show --format tsv hooks.ndjson > hooks.tsv", "a row a payload, for spreadsheets and databases"),
]))]
pub struct ShowArgs {
    /// What to read.
    #[command(flatten)]
    pub inputs: Inputs,
    /// How payloads are written [default: card for one payload; for more table on a terminal, tsv elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ShowFormat>,
}

/// The formats of `show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// All of a payload, laid out for reading.
    Card,
    /// A row a payload.
    Table,
    /// One JSON object.
    Json,
    /// A JSON object a line, for each payload.
    Ndjson,
    /// Tab-separated values with a header, everything in full.
    Tsv,
}
