//! `json-patch` (RFC 6902) and `merge-patch` (RFC 7396), values as they were sent.

use crate::change::patch::{MergePatch, Operation};
use crate::change::value::Parsed;
use crate::json::{write_fitted, write_string};

/// The operations as a JSON array, one a line where they fit.
pub fn json_patch(operations: &[Operation<'_>]) -> String {
    let mut out = String::from("[");
    for (index, operation) in operations.iter().enumerate() {
        let (name, pointer, value) = match operation {
            Operation::Test(pointer, value) => ("test", pointer, Some(value)),
            Operation::Add(pointer, value) => ("add", pointer, Some(value)),
            Operation::Remove(pointer) => ("remove", pointer, None),
            Operation::Replace(pointer, value) => ("replace", pointer, Some(value)),
        };
        out.push_str(if index > 0 { ",{\"op\":\"" } else { "{\"op\":\"" });
        out.push_str(name);
        out.push_str("\",\"path\":");
        write_string(&mut out, pointer);
        if let Some(value) = value {
            out.push_str(",\"value\":");
            out.push_str(value.raw());
        }
        out.push('}');
    }
    out.push(']');
    laid_out(&out)
}

/// The patch as JSON.
pub fn merge_patch(patch: &MergePatch<'_>) -> String {
    let mut out = String::new();
    push_merge(&mut out, patch);
    laid_out(&out)
}

fn push_merge(out: &mut String, patch: &MergePatch<'_>) {
    match patch {
        MergePatch::Remove => out.push_str("null"),
        MergePatch::Value(value) => out.push_str(value.raw()),
        MergePatch::Object(members) => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(out, key);
                out.push(':');
                push_merge(out, member);
            }
            out.push('}');
        }
    }
}

fn laid_out(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    write_fitted(&mut out, Parsed::new(compact).value(), 0);
    out.push('\n');
    out
}
