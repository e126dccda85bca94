//! `json`: one object. Version 1, as the README documents it.
//!
//! Written by hand, since values go in as they were sent, and `serde_json` would rewrite numbers.

use std::fmt::Write as _;

use crate::change::value::Parsed;
use crate::change::{Change, Detail, FieldChange};
use crate::json::{write_compact, write_fitted, write_optional, write_string};
use crate::schema::FieldId;

use super::Diffed;

/// The version of the format: keys may be added to one, but what there is stays as it is.
const VERSION: u32 = 1;

/// The report as JSON.
pub fn json(diffed: &Diffed<'_, '_>) -> String {
    let comparison = diffed.comparison;
    let mut out = format!("{{\"version\":{VERSION},\"appointment\":{{\"locationId\":");
    write_optional(&mut out, diffed.id(FieldId::LocationId).as_deref());
    out.push_str(",\"id\":");
    write_optional(&mut out, diffed.id(FieldId::Id).as_deref());
    let (changed, significant) = (!comparison.changes.is_empty(), comparison.is_significant());
    let _ = write!(out, "}},\"changed\":{changed},\"significant\":{significant},\"kinds\":");
    push_list(&mut out, comparison.kinds().iter(), |out, kind| write_string(out, kind.name()));
    out.push_str(",\"changes\":");
    out.push_str(&changes(&comparison.changes));
    for (kind, fields) in comparison.held_back() {
        let _ = write!(out, ",\"{}\":", kind.name().replace('-', "_"));
        push_list(&mut out, fields.iter(), |out, field| write_string(out, &field.pointer));
    }
    out.push('}');
    let mut text = String::with_capacity(out.len() * 2);
    write_fitted(&mut text, Parsed::new(&out).value(), 0);
    text.push('\n');
    text
}

/// The changes as compact JSON, as they stand in a line of the history too.
pub fn changes(changes: &[Change<'_>]) -> String {
    let mut out = String::new();
    push_list(&mut out, changes.iter(), push_change);
    let mut compact = String::with_capacity(out.len());
    write_compact(&mut compact, Parsed::new(&out).value());
    compact
}

fn push_change(out: &mut String, change: &Change<'_>) {
    let _ = write!(out, "{{\"kind\":\"{}\",\"fields\":", change.kind.name());
    push_list(out, change.fields.iter(), push_field);
    match &change.detail {
        Detail::Plain => {}
        Detail::Times(times) => {
            out.push_str(",\"shift_seconds\":");
            push_number(out, times.shift_seconds());
            out.push_str(",\"duration_seconds\":{\"before\":");
            push_number(out, times.before.seconds());
            out.push_str(",\"after\":");
            push_number(out, times.after.seconds());
            out.push('}');
        }
        Detail::Users { added, removed } => {
            for (key, users) in [("added", added), ("removed", removed)] {
                let _ = write!(out, ",\"{key}\":");
                push_list(out, users.iter(), |out, user| out.push_str(user));
            }
        }
    }
    out.push_str(",\"summary\":");
    write_string(out, &change.summary());
    out.push('}');
}

/// A value that was absent is left out; null stays null.
fn push_field(out: &mut String, field: &FieldChange<'_>) {
    out.push_str("{\"pointer\":");
    write_string(out, &field.pointer);
    for (key, value) in [("before", field.before), ("after", field.after)] {
        if let Some(raw) = value {
            let _ = write!(out, ",\"{key}\":{raw}");
        }
    }
    out.push('}');
}

fn push_number(out: &mut String, number: Option<i64>) {
    match number {
        Some(number) => {
            let _ = write!(out, "{number}");
        }
        None => out.push_str("null"),
    }
}

fn push_list<T>(out: &mut String, items: impl Iterator<Item = T>, mut push: impl FnMut(&mut String, T)) {
    out.push('[');
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}
