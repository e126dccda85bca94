//! JSON values compared by what they mean, from the text in which they were sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::accept::{skip_blanks, skip_plain_string};
use crate::blocks::is_harmless;
use crate::json::{Document, JsonType, Member, Parser, Tape, Value, decode, write_string};

use super::number;
use super::side::text as text_of;

/// A raw value with its tape.
#[derive(Debug)]
pub struct Parsed<'t> {
    raw: &'t str,
    tape: Tape,
}

impl<'t> Parsed<'t> {
    /// Reads `raw`, a value that the parser has accepted before as part of its document.
    pub fn new(raw: &'t str) -> Self {
        let mut parser = Parser::for_text_of(raw.len());
        parser.feed(raw.as_bytes(), true);
        Self { raw, tape: parser.into_tape() }
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
    Some(if memchr::memchr(b'\\', inside.as_bytes()).is_some() {
        Cow::Owned(decode(inside))
    } else {
        Cow::Borrowed(inside)
    })
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

/// Whether `raw` is spelled canonically, as far as that shows without much effort: then it is its own [`canonical()`] text.
pub(super) fn is_canonical(raw: &[u8]) -> bool {
    match raw.first() {
        Some(b't' | b'f' | b'n') | None => true,
        Some(b'"') => is_plain_string(raw),
        Some(b'[') => raw == b"[]" || plain_items(raw).is_some_and(|items| items.is_tight),
        Some(b'{') => is_plain_object(raw),
        Some(_) => false,
    }
}

/// The one text that every spelling of the same JSON value leads to: for comparing, not for people.
pub fn canonical(raw: &str) -> Cow<'_, str> {
    if is_canonical(raw.as_bytes()) {
        return raw.into();
    }
    let respelled = match json_type(raw) {
        JsonType::Array => plain_items(raw.as_bytes()).map(PlainItems::list),
        JsonType::Object => without_blanks(raw).filter(|object| is_plain_object(object.as_bytes())),
        _ => None,
    };
    if let Some(respelled) = respelled {
        return respelled.into();
    }
    let mut out = String::with_capacity(raw.len());
    push_canonical(&mut out, Parsed::new(raw).value(), Numbers::ByValue);
    out.into()
}

/// An object without the blanks between its parts; `None` where quotes may be escaped, and where there are no blanks.
fn without_blanks(raw: &str) -> Option<String> {
    if memchr::memchr(b' ', raw.as_bytes()).is_none() || memchr::memchr(b'\\', raw.as_bytes()).is_some() {
        return None;
    }
    let mut compact = String::with_capacity(raw.len());
    for (index, piece) in raw.split('"').enumerate() {
        let is_inside = index % 2 == 1;
        compact.push_str(if index > 0 { "\"" } else { "" });
        if is_inside {
            compact.push_str(piece);
        } else {
            compact.extend(piece.split_ascii_whitespace());
        }
    }
    Some(compact)
}

/// Whether a string has but one spelling worth the name: harmless text without escapes.
fn is_plain_string(raw: &[u8]) -> bool {
    is_harmless(raw) && memchr::memchr(b'\\', raw).is_none()
}

/// Whether an object is spelled canonically: keys in order, plain strings, booleans and nulls for values, no blanks.
fn is_plain_object(raw: &[u8]) -> bool {
    /// What follows the string without escapes with which `rest` begins.
    fn string(rest: &[u8]) -> Option<&[u8]> {
        skip_plain_string(rest).or_else(|| {
            let inside = rest.strip_prefix(b"\"")?;
            let (text, behind) = inside.split_at_checked(memchr::memchr(b'"', inside)?)?;
            if text.contains(&b'\\') { None } else { behind.get(1..) }
        })
    }
    /// The key of the member at the start of `rest`, and what follows its value.
    fn member(rest: &[u8]) -> Option<(&[u8], &[u8])> {
        let behind = string(rest)?;
        let key = rest.get(1..rest.len() - behind.len() - 1)?;
        let behind = match behind.strip_prefix(b":")? {
            text @ [b'"', ..] => string(text)?,
            [b't', b'r', b'u', b'e', rest @ ..]
            | [b'n', b'u', b'l', b'l', rest @ ..]
            | [b'f', b'a', b'l', b's', b'e', rest @ ..] => rest,
            _ => return None,
        };
        Some((key, behind))
    }
    if !is_harmless(raw) {
        return false;
    }
    let Some(mut rest) = raw.strip_prefix(b"{") else { return false };
    let mut before = None;
    while let Some((key, behind)) = member(rest).filter(|(key, _)| before.is_none_or(|before| *key > before)) {
        before = Some(key);
        match behind {
            [b',', behind @ ..] => rest = behind,
            behind => return behind == b"}",
        }
    }
    false
}

/// The items of an array of plain strings without escapes, as nearly all lists of users are. `None` for any other array or
/// value, also for the empty array.
pub(super) fn plain_items(raw: &[u8]) -> Option<PlainItems<'_>> {
    let mut rest = raw.strip_prefix(b"[")?;
    // The one thing that is no plain text and looks like it: see `write_string`.
    if memchr::memchr(b'#', rest).is_some() {
        return None;
    }
    let mut blanks = 0;
    loop {
        let item = skip_blanks(rest);
        let end = skip_plain_string(item)?;
        let behind = skip_blanks(end);
        blanks += rest.len() - item.len() + end.len() - behind.len();
        match behind {
            [b',', behind @ ..] => rest = behind,
            b"]" => return Some(PlainItems { rest: raw.get(1..raw.len() - 1)?, is_tight: blanks == 0 }),
            _ => return None,
        }
    }
}

/// See [`plain_items`]: each item as JSON text.
#[derive(Clone, Debug)]
pub(super) struct PlainItems<'t> {
    rest: &'t [u8],
    /// Whether there are no blanks between them.
    is_tight: bool,
}

impl PlainItems<'_> {
    /// The array, as it is spelled canonically.
    fn list(self) -> String {
        let mut list = String::with_capacity(self.rest.len() + 2);
        for item in self {
            list.push(if list.is_empty() { '[' } else { ',' });
            list.push_str(text_of(item));
        }
        list.push(']');
        list
    }
}

impl<'t> Iterator for PlainItems<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        // A comma may stand before it, and seldom more.
        let start = self.rest.iter().position(|byte| *byte == b'"')?;
        let end = start + 1 + memchr::memchr(b'"', self.rest.get(start + 1..)?)? + 1;
        let item = self.rest.get(start..end)?;
        self.rest = self.rest.get(end..)?;
        Some(item)
    }
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
                // Nothing else ends so.
                if !out.ends_with('[') {
                    out.push(',');
                }
                push_canonical(out, item, numbers);
            }
            out.push(']');
        }
        JsonType::Object => {
            out.push('{');
            let mut members: Vec<Member<'_>> = value.members().collect();
            // Stable, so that the last of several stays the last.
            members.sort_by(|one, other| one.name().cmp(&other.name()));
            let mut members = members.iter().peekable();
            while let Some(member) = members.next() {
                let name = member.name();
                if members.peek().is_some_and(|next| next.name() == name) {
                    continue;
                }
                if !out.ends_with('{') {
                    out.push(',');
                }
                write_string(out, &name);
                out.push(':');
                push_canonical(out, member.value, numbers);
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
    fn plain_lists_give_their_items() {
        for (raw, items) in [
            (r#"["a"]"#, Some(vec![r#""a""#])),
            (r#"["a","b,c","","d"]"#, Some(vec![r#""a""#, r#""b,c""#, r#""""#, r#""d""#])),
            (r#"[""]"#, Some(vec![r#""""#])),
            ("[ \"a\",\n\"b c\" , \"\" ]", Some(vec![r#""a""#, r#""b c""#, r#""""#])),
            (r#"["a",1,"b"]"#, None),
            (r#"["a",["b"],"c"]"#, None),
            (r#"["a\"","b"]"#, None),
            (r#"["é"]"#, None),
            ("[\"##[x]\"]", None),
            ("[]", None),
            ("[1]", None),
            (r#""a""#, None),
        ] {
            let found = plain_items(raw.as_bytes()).map(|found| found.map(text_of).collect::<Vec<_>>());
            assert_eq!(found, items, "{raw}");
            let mut written = String::new();
            push_canonical(&mut written, Parsed::new(raw).value(), Numbers::ByValue);
            assert_eq!(canonical(raw), written);
        }
    }

    #[test]
    fn plain_objects_are_spelled_canonically() {
        for (raw, plain) in [
            (r#"{"source":"a b","userId":null}"#, true),
            (r#"{"":true,"b":false,"c":"{}"}"#, true),
            (r#"{"b":true,"a":false}"#, false),
            (r#"{"a":true,"a":false}"#, false),
            (r#"{"a":true, "b":false}"#, false),
            (r#"{"a": true}"#, false),
            (r#"{"a":1}"#, false),
            (r#"{"a":{}}"#, false),
            (r#"{"a":"é"}"#, false),
            (r#"{ "a b" : " {" ,"c":[ ] }"#, false),
            (r#"{ "a b" : " { }" , "c" : null }"#, false),
            ("{}", false),
            ("[]", false),
        ] {
            assert_eq!(is_plain_object(raw.as_bytes()), plain, "{raw}");
            let mut written = String::new();
            push_canonical(&mut written, Parsed::new(raw).value(), Numbers::ByValue);
            assert_eq!(canonical(raw), written);
        }
    }

    #[test]
    fn meaning_does() {
        for (one, other) in [
            ("1", r#""1""#),
            (r#"["a",1,"b"]"#, r#"["a","1","b"]"#),
            (r#"["a","b"]"#, r#"["a,b"]"#),
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
