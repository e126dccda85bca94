//! What is known of a member that holds an object: the last value of each of its members, also of those that a later
//! delivery doesn't send. Of these there may be so many and no more ([`MOST_KEPT`]).

use std::borrow::Cow;

use super::super::side::text;
use super::super::value::{Parsed, members};
use crate::json::{JsonType, Value, write_string};

/// So many members of unknown keys, or within an object, are remembered that the last event doesn't say: who makes up keys for each
/// delivery would else be compared with all that there ever were.
pub(super) const MOST_KEPT: usize = 256;

/// What is known once `sent` was sent, where `known` was known before; `None` where that is what was sent.
pub(super) fn merged(known: &[u8], sent: &[u8]) -> Option<String> {
    if known == sent || [known, sent].iter().any(|raw| !raw.starts_with(b"{")) {
        return None;
    }
    let [known, sent] = [known, sent].map(|raw| Parsed::new(text(raw)));
    if !lacks(known.value(), sent.value()) {
        return None;
    }
    let mut out = String::new();
    merge(&mut out, known.value(), sent.value(), &mut { MOST_KEPT });
    Some(out)
}

/// Whether `sent` lacks anything that is known. The parser's limit on nesting bounds this recursion and the other.
fn lacks(known: Value<'_>, sent: Value<'_>) -> bool {
    if known.json_type() != JsonType::Object || sent.json_type() != JsonType::Object {
        return false;
    }
    let sent = members(sent);
    members(known).into_iter().any(|(key, known)| sent.get(&key).is_none_or(|sent| lacks(known, *sent)))
}

/// Appends both; there is `room` for so many members, at any depth, that were not sent.
fn merge(out: &mut String, known: Value<'_>, sent: Value<'_>, room: &mut usize) {
    if known.json_type() != JsonType::Object || sent.json_type() != JsonType::Object {
        out.push_str(sent.raw());
        return;
    }
    let mut known = members(known);
    out.push('{');
    let mut separator = "";
    for (key, value) in members(sent) {
        out.push_str(separator);
        write_string(out, &key);
        out.push(':');
        match known.remove(&key) {
            Some(known) => merge(out, known, value, room),
            None => out.push_str(value.raw()),
        }
        separator = ",";
    }
    keep(out, known, separator, room);
    out.push('}');
}

/// Appends as many of these members as there is room for, each with what is in it.
fn keep<'v>(
    out: &mut String,
    known: impl IntoIterator<Item = (Cow<'v, str>, Value<'v>)>,
    mut separator: &str,
    room: &mut usize,
) {
    for (key, value) in known {
        let Some(left) = room.checked_sub(1) else { return };
        *room = left;
        out.push_str(separator);
        write_string(out, &key);
        out.push(':');
        let inside = count(value);
        if inside <= left {
            *room -= inside;
            out.push_str(value.raw());
        } else {
            out.push('{');
            keep(out, members(value), "", room);
            out.push('}');
        }
        separator = ",";
    }
}

/// How many members an object has, and the objects in it; none, for what is no object.
fn count(value: Value<'_>) -> usize {
    value.members().map(|member| 1 + count(member.value)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sent_stays_known() {
        for (known, sent, expected) in [
            (None, "{}", "{}"),
            (Some("1"), "2", "2"),
            (Some(r#"{"a":1}"#), r#"{ "a": 2 }"#, r#"{ "a": 2 }"#),
            (Some(r#"{"a":1,"b":2}"#), r#"{"b":null}"#, r#"{"b":null,"a":1}"#),
            (Some(r#"{"a":{"x":1},"b":2}"#), r#"{"a":{"y":[1, 2]}}"#, r#"{"a":{"y":[1, 2],"x":1},"b":2}"#),
            (Some(r#"{"a":{"x":1}}"#), r#"{ "a": 5 }"#, r#"{ "a": 5 }"#),
            (Some(r#"{"a":5}"#), r#"{ "a": {} }"#, r#"{ "a": {} }"#),
            (Some(r#"{"a":{"x":1},"b":{},"c":2}"#), r#"{"a":5,"b":null}"#, r#"{"a":5,"b":null,"c":2}"#),
        ] {
            let merged = known.and_then(|known: &str| merged(known.as_bytes(), sent.as_bytes()));
            assert_eq!(merged.unwrap_or_else(|| sent.to_owned()), expected);
        }
    }

    #[test]
    fn what_is_made_up_for_each_delivery_is_not_all_remembered() {
        let object = |count: usize| {
            let members: Vec<String> = (0..count).map(|number| format!("\"k{number:03}\":1")).collect();
            format!("{{{}}}", members.join(","))
        };
        for (known, sent, left) in [
            (object(MOST_KEPT), "{}".to_owned(), MOST_KEPT),
            (object(MOST_KEPT + 1), "{}".to_owned(), MOST_KEPT),
            (object(MOST_KEPT + 9), r#"{"k000":2}"#.to_owned(), MOST_KEPT + 1),
            (format!(r#"{{"a":{}}}"#, object(MOST_KEPT)), "{}".to_owned(), MOST_KEPT),
            (format!(r#"{{"a":{}}}"#, object(MOST_KEPT)), r#"{"a":{}}"#.to_owned(), MOST_KEPT + 1),
            (format!(r#"{{"a":{0},"b":{0}}}"#, object(200)), r#"{"c":1}"#.to_owned(), MOST_KEPT + 1),
        ] {
            let merged = merged(known.as_bytes(), sent.as_bytes()).unwrap();
            assert_eq!(count(Parsed::new(&merged).value()), left, "{known} {sent}");
            assert!(serde_json::from_str::<serde_json::Value>(&merged).is_ok(), "{merged}");
        }
    }
}
