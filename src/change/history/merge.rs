//! What is known of a member that holds an object: the last value of each of its members, also of those that a later
//! delivery doesn't send.

use super::super::side::text;
use super::super::value::{Parsed, members};
use crate::json::{JsonType, Value, write_string};

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
    merge(&mut out, known.value(), sent.value());
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

fn merge(out: &mut String, known: Value<'_>, sent: Value<'_>) {
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
            Some(known) => merge(out, known, value),
            None => out.push_str(value.raw()),
        }
        separator = ",";
    }
    for (key, value) in known {
        out.push_str(separator);
        write_string(out, &key);
        out.push(':');
        out.push_str(value.raw());
        separator = ",";
    }
    out.push('}');
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
}
