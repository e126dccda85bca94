//! `schema`: prints what an event looks like.

use anyhow::Result;

use crate::cli::{SchemaArgs, SchemaFormat};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::report::schema::{json_schema, markdown};

pub(super) fn run(arguments: &SchemaArgs, console: &mut Console) -> Result<ExitStatus> {
    let events = arguments.event.events();
    let text = match arguments.format {
        SchemaFormat::JsonSchema => json_schema(events),
        SchemaFormat::Markdown => markdown(events),
    };
    console.out.write_all(text.as_bytes())?;
    Ok(ExitStatus::Success)
}
