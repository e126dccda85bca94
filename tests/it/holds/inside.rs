//! A payload inside a capture is judged as it is outside, and each place leads to the same text.

use std::fmt::Write as _;

use hoopspect::finding::Finding;
use hoopspect::input::{Record, Step};
use hoopspect::payload::{self, Form, Unwrap};
use hoopspect::rules::Events;

use super::{findings, records};

/// The text of the first record and what is found in it, if it is a payload by itself.
fn first_payload(bytes: &[u8]) -> Option<(String, Vec<Finding>)> {
    let mut records = records(bytes);
    let Step::Record(record) = records.next(&mut ()).expect("memory can be read") else { return None };
    let text = record.content.as_ref().ok()?.root().raw().to_owned();
    let found = payload::unwrap(&record, Unwrap::Yes);
    let [Ok(payload)] = found.as_slice() else { return None };
    let is_event = payload.found_at.is_none() && payload.form() == Form::Event;
    is_event.then(|| (text, findings(&record, &Events::any(), true)))
}

/// `text` as a JSON string in which each character is escaped.
fn in_escapes(text: &str) -> String {
    let mut quoted = String::from("\"");
    text.encode_utf16().for_each(|unit| write!(quoted, "\\u{unit:04x}").expect("memory can be written to"));
    quoted + "\""
}

pub(super) fn a_body_is_judged_as_it_is_outside(bytes: &[u8]) {
    let Some((text, expected)) = first_payload(bytes) else { return };
    let plain = serde_json::Value::from(text.as_str()).to_string();
    for (string, depth) in [(plain.clone(), 1), (in_escapes(&text), 1), (serde_json::Value::from(plain).to_string(), 2)]
    {
        let capture = format!("{{\"headers\":{{}},\"body\":{string}}}");
        let mut records = records(capture.as_bytes());
        let Step::Record(record) = records.next(&mut ()).expect("memory can be read") else { panic!("no record") };
        let found = findings(&record, &Events::any(), true);
        assert_eq!(in_words(&found), in_words(&expected), "{capture}");
        for (inside, outside) in found.iter().zip(&expected) {
            assert_eq!(inside.found_at.as_deref(), Some("/body"), "{capture}");
            let text = text.get(outside.place.range()).expect("a place in the text");
            assert_eq!(unescaped(&record, inside, depth), text, "{inside:?} in {capture}");
        }
    }
}

/// What is said of findings, their places aside.
fn in_words(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    findings.iter().map(|finding| (finding.rule.id, &*finding.pointer, &*finding.message)).collect()
}

/// The text at the finding's place, which is within a string within `depth` strings.
fn unescaped(record: &Record<'_>, finding: &Finding, depth: usize) -> String {
    let slice = record.bytes.get(finding.place.range()).expect("a place in the record");
    let mut text = String::from_utf8(slice.to_vec()).expect("whole characters");
    for _ in 0..depth {
        text = serde_json::from_str(&format!("\"{text}\"")).expect("whole escapes");
    }
    text
}
