//! `show`: its arguments.

use clap::{Args, ValueEnum};

use super::Inputs;

/// The arguments of `show`.
#[derive(Debug, Args)]
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
