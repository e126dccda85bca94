//! `schema`: its arguments.

use clap::{Args, ValueEnum};

use super::EventArg;
use super::help::examples;

/// What the command is for.
pub(super) const ABOUT: &str = "Print the schema of an event: JSON Schema, or a table of its fields";

/// The arguments of `schema`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect schema > appointment-update.schema.json", "for a validator or an editor"),
    ("hoopspect schema --event any", "for a hook that all three events come down"),
    ("hoopspect schema --format markdown", "the fields as a table"),
]))]
pub struct SchemaArgs {
    /// The event that it describes
    #[arg(long, value_name = "EVENT", default_value = "update")]
    pub event: EventArg,
    /// How the schema is written
    #[arg(long, value_name = "FORMAT", default_value = "json-schema")]
    pub format: SchemaFormat,
}

/// The formats of `schema`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaFormat {
    /// JSON Schema 2020-12, for validators and editors.
    JsonSchema,
    /// The table of fields.
    Markdown,
}
