//! JSON values compared by what they mean, from the text in which they were sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::json::{Document, JsonType, Parser, Tape, Value, decode, write_string};

use super::number;

/// A raw value with its tape.
#[derive(Debug)]
pub struct Parsed<'t> {
    raw: &'t str,
    tape: Tape,
}

impl<'t> Parsed<'t> {
    /// Reads `raw`, a value that the parser has accepted before as part of its document.
    pub fn new(raw: &'t str) -> Self {
        let mut parser = Parser::default();
        parser.feed(raw.as_bytes(), true);
        Self { raw, tape: parser.take_tape() }
    }

    /// The value.
    pub fn value(&self) -> Value<'_> {
        Document::new(self.raw, &self.tape).root()
    }

    /// The text of `value`, a part of this, with the life of the original.
    pub(super) fn raw(&self, value: Value<'_>) -> &'t str {
        self.raw.get(value.span().range()).unwrap_or_default()
    }
}

/// The type of the value that `raw` is.
pub fn json_type(raw: &str) -> JsonType {
    match raw.as_bytes().first() {
        Some(b'{') => JsonType::Object,
        Some(b'[') => JsonType::Array,
        Some(b'"') => JsonType::String,
        Some(b't' | b'f') => JsonType::Boolean,
        Some(b'n') | None => JsonType::Null,
        Some(_) => JsonType::Number,
    }
}

/// The text of the string that `raw` is, unescaped; `None` for other types.
pub fn text(raw: &str) -> Option<Cow<'_, str>> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    Some(if inside.contains('\\') { Cow::Owned(decode(inside)) } else { Cow::Borrowed(inside) })
}

/// Whether two raw values are the same JSON value: key order, white space, escapes and the spelling of numbers don't
/// count; of duplicate keys, the last.
pub fn same(before: &str, after: &str) -> bool {
    if before == after {
        return true;
    }
    match (json_type(before), json_type(after)) {
        (one, other) if one != other => false,
        (JsonType::String, _) => text(before) == text(after),
        (JsonType::Number, _) => number::normal_form(before) == number::normal_form(after),
        (JsonType::Null | JsonType::Boolean, _) => false,
        (JsonType::Object | JsonType::Array, _) => canonical(before) == canonical(after),
    }
}

/// The one text that every spelling of the same JSON value leads to: for comparing only, for it is no JSON (there is a
/// comma behind the last item too).
pub fn canonical(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    push_canonical(&mut out, Parsed::new(raw).value(), Numbers::ByValue);
    out
}

/// The same with the text of numbers kept: 1.0 and 1.00 differ.
pub(super) fn as_sent(value: Value<'_>) -> String {
    let mut out = String::with_capacity(value.span().len());
    push_canonical(&mut out, value, Numbers::AsSent);
    out
}

/// What equality of numbers is.
#[derive(Clone, Copy)]
enum Numbers {
    ByValue,
    AsSent,
}

/// The parser's limit on nesting bounds the recursion.
fn push_canonical(out: &mut String, value: Value<'_>, numbers: Numbers) {
    match value.json_type() {
        JsonType::Null | JsonType::Boolean => out.push_str(value.raw()),
        JsonType::Number => match numbers {
            Numbers::ByValue => out.push_str(&number::normal_form(value.raw())),
            Numbers::AsSent => out.push_str(value.raw()),
        },
        JsonType::String => write_string(out, &value.text().unwrap_or_default()),
        JsonType::Array => {
            out.push('[');
            for item in value.items() {
                push_canonical(out, item, numbers);
                out.push(',');
            }
            out.push(']');
        }
        JsonType::Object => {
            out.push('{');
            for (key, value) in members(value) {
                write_string(out, &key);
                out.push(':');
                push_canonical(out, value, numbers);
                out.push(',');
            }
            out.push('}');
        }
    }
}

/// The members of an object by key, in the keys' order; of duplicates, the last.
pub(super) fn members(object: Value<'_>) -> BTreeMap<Cow<'_, str>, Value<'_>> {
    object.members().map(|member| (member.name(), member.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_count() {
        for (one, other) in [
            (r#""caf\u00e9\/""#, r#""café/""#),
            (r#"{"a": 1, "b": [1.0, {}]}"#, r#"{"b":[1e0,{ }],"\u0061":1.00}"#),
            (r#"{"a": 1, "a": 2}"#, r#"{"a": 2}"#),
            ("1.0", "1"),
            ("-0", "0"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn meaning_does() {
        for (one, other) in [
            ("1", r#""1""#),
            ("null", "false"),
            ("true", "false"),
            ("[]", "{}"),
            ("[1,2]", "[2,1]"),
            ("[1e1,23]", "[1e12,3]"),
            ("[[1],[]]", "[[1,[]]]"),
            (r#"{"a": null}"#, "{}"),
            (r#"[{"a": 9007199254740992}]"#, r#"[{"a": 9007199254740993}]"#),
            (r#"["a,b"]"#, r#"["a","b"]"#),
            (r#""é""#, "\"e\u{301}\""),
            // What serde_json takes for a number of its own.
            (r#"{"$serde_json::private::Number":"5"}"#, "5"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
