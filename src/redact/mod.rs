//! Taking what is personal out of payloads: ids become other ids, texts become placeholders, the form stays.
//!
//! A key says what its value is (`plan`); a word of the format, a time or a boolean stays (`kept`), everything else is
//! replaced (`ids`, `text`, `numbers`) under a secret (`key`). The walk (`walk`) copies a record's own text and exchanges single
//! tokens in it, so that white space, the order of keys and the spelling of numbers stay as they were.

mod birth;
mod ids;
mod kept;
mod key;
mod letters;
mod markup;
mod numbers;
mod plan;
#[cfg(test)]
mod properties;
mod text;
mod walk;
mod words;

use crate::change::Selector;
use crate::json::{Document, Value, guard_raw};
use crate::payload::Unwrap;
use crate::time::Move;

pub use key::Key;

/// What is wanted of a redaction.
#[derive(Clone, Debug)]
pub struct Redactor {
    /// The secret under which ids and texts are replaced.
    pub key: Key,
    /// How far all times are moved.
    pub times: Move,
    /// Fields that stay as they are.
    pub keep: Vec<Selector>,
    /// Fields that are left out.
    pub drop: Vec<Selector>,
    /// Whether to look for JSON in strings; if not, they are texts like any other.
    pub unwrap: Unwrap,
}

/// A text without what is personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The text, safe to print.
    pub text: String,
    /// How many times could not be moved: their spelling, or the calendar, has no place for the new one.
    pub unmoved: u64,
}

impl Redactor {
    /// A whole record, with what a capture has around its payloads.
    pub fn record(&self, document: Document<'_>) -> Redacted {
        guarded(walk::document(self, document))
    }

    /// A payload, and nothing around it.
    pub fn payload(&self, payload: Value<'_>) -> Redacted {
        guarded(walk::value(self, payload))
    }
}

fn guarded(Redacted { text: raw, unmoved }: Redacted) -> Redacted {
    let mut text = String::with_capacity(raw.len());
    guard_raw(&mut text, &raw);
    Redacted { text, unmoved }
}

/// Attempts at a placeholder before it is certain that the text's own signs stand in the way.
const ATTEMPTS: u8 = 64;

/// The first attempt that is good: that differs from the original, and is not personal by its form.
fn settle(attempt: impl Fn(u8) -> String, is_good: impl Fn(&str) -> bool) -> Option<String> {
    (0..ATTEMPTS).map(attempt).find(|other| is_good(other))
}
