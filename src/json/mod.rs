//! JSON text with places: every key and value knows the bytes that it was read from.
//!
//! [`Parser`] reads one document, piece by piece where the input comes piece by piece, into a [`Tape`]; a [`Document`]
//! is a tape together with its text. Duplicate keys, the order of members and the text of numbers are kept. The grammar
//! is RFC 8259 to the letter; what is refused is explained by a [`SyntaxError`].

mod document;
mod error;
mod layout;
mod parser;
mod pointers;
mod text;
mod token;

pub use document::{Document, Items, JsonType, Member, Members, Tape, Value};
pub use error::{HTML_FORM, Opened, SyntaxError, is_html_form};
pub use layout::{write_compact, write_fitted, write_indented};
pub use parser::{DEPTH_LIMIT, Expect, Parser, Step};
pub use pointers::Pointers;
pub use text::{EscapeMap, decode, decode_mapped, guard_raw, write_optional, write_string};

/// Appends `token` to an RFC 6901 JSON pointer, escaping `~` and `/`.
pub fn push_pointer(pointer: &mut String, token: &str) {
    pointer.push('/');
    if !token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        pointer.push_str(token);
        return;
    }
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
