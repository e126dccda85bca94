//! What stands in a cell of a row.

use std::io::Write as _;

use crate::json::{JsonType, Value, decode};
use crate::report::show::told::compact;
use crate::time::{Zone, parse};
use crate::untrusted::{Piece, is_plain, pieces};

/// Stands for null, and for an empty string.
const NULL: &[u8] = b"\\N";
const EMPTY: &[u8] = b"\"\"";

/// Appends a text from outside.
pub(super) fn text(row: &mut Vec<u8>, text: &str) {
    if is_plain(text) && memchr::memchr(b'\\', text.as_bytes()).is_none() && text.as_bytes() != EMPTY {
        row.extend_from_slice(text.as_bytes());
        return;
    }
    if text.as_bytes() == EMPTY {
        // As it is, it would be taken for an empty string.
        row.extend_from_slice(b"\\u{22}\\u{22}");
        return;
    }
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => {
                for (index, part) in plain.split('\\').enumerate() {
                    row.extend_from_slice(if index == 0 { b"" } else { b"\\\\" });
                    row.extend_from_slice(part.as_bytes());
                }
            }
            Piece::Escape('\t') => row.extend_from_slice(b"\\t"),
            Piece::Escape('\n') => row.extend_from_slice(b"\\n"),
            Piece::Escape('\r') => row.extend_from_slice(b"\\r"),
            Piece::Escape(_) => {
                // Writing to memory does not fail.
                let _ = write!(row, "{piece}");
            }
        }
    }
}

/// Appends what stands between the quotes of a JSON string.
pub(super) fn string(row: &mut Vec<u8>, raw: &str) {
    if raw.is_empty() {
        row.extend_from_slice(EMPTY);
    } else if memchr::memchr(b'\\', raw.as_bytes()).is_some() {
        text(row, &decode(raw));
    } else if is_plain(raw) {
        row.extend_from_slice(raw.as_bytes());
    } else {
        text(row, raw);
    }
}

/// Appends a value, if it was sent.
pub(super) fn value(row: &mut Vec<u8>, value: Option<Value<'_>>) {
    let Some(value) = value else { return };
    match value.raw_text() {
        Some(raw) => string(row, raw),
        None if value.json_type() == JsonType::Null => row.extend_from_slice(NULL),
        None => text(row, &compact(value)),
    }
}

/// Appends null.
pub(super) fn null(row: &mut Vec<u8>) {
    row.extend_from_slice(NULL);
}

/// Appends ids with commas between them; as JSON, where they aren't all plain ids.
pub(super) fn ids(row: &mut Vec<u8>, list: Option<Value<'_>>) {
    // What might be taken for several, or for JSON, is none.
    let plain = |item: Value<'_>| item.text().is_some_and(|id| !id.is_empty() && !id.contains([',', '[', '"', '\\']));
    match list {
        Some(list) if list.items().next().is_some() && list.items().all(plain) => {
            joined(row, list.items().filter_map(Value::text));
        }
        other => value(row, other),
    }
}

/// Appends ids that hold no comma.
pub(super) fn joined(row: &mut Vec<u8>, ids: impl Iterator<Item = impl AsRef<str>>) {
    for (index, id) in ids.enumerate() {
        if index > 0 {
            row.push(b',');
        }
        text(row, id.as_ref());
    }
}

/// Appends a time, given what stands between its quotes: as sent, or in a zone, if it can be placed in time.
pub(super) fn time(row: &mut Vec<u8>, raw: &str, zone: Zone) {
    let shown = match zone {
        Zone::Sent => None,
        _ => parse(decode(raw).trim()).and_then(|time| zone.show(&time).to_rfc3339()),
    };
    match shown {
        Some(shown) => row.extend_from_slice(shown.as_bytes()),
        None => string(row, raw),
    }
}
