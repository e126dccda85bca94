//! The field table as Markdown, as the README shows it.

use std::fmt::Write as _;

use crate::schema::{Event, FIELDS, Field, Kind, Presence};

/// A row a field: its path, type, presence in `events`, and meaning.
pub fn markdown(events: &[Event]) -> String {
    let mut table = String::from("| field | type | presence | meaning |\n|---|---|---|---|\n");
    for field in &FIELDS {
        let (path, json_type, presence) = (field.path(), type_of(field), presence(field, events));
        let _ = writeln!(table, "| `{path}` | {json_type} | {presence} | {} |", field.meaning);
    }
    table
}

fn type_of(field: &Field) -> &'static str {
    if field.kind == Kind::Ids { "array of strings" } else { field.kind.json_type() }
}

/// What is required of an update and not of any of `events` may be absent without a word.
fn presence(field: &Field, events: &[Event]) -> &'static str {
    match field.presence {
        _ if events == [Event::Delete] && !Event::Delete.requires(field) => Presence::Optional.name(),
        presence => presence.name(),
    }
}
