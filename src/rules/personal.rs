//! What should not be in a fixture. Off unless asked for: deliveries hold it rightly.

use crate::finding::{Finding, Rule, Severity};
use crate::json::{JsonType, Value, decode_mapped, push_pointer};
use crate::payload::Payload;
use crate::personal::{names_phone, parts};
use crate::source::Span;

use super::values::name_of;

/// Fires on e-mail addresses, phone numbers and links with codes; only where somebody asks for it.
pub static PERSONAL_DATA: Rule = Rule {
    id: "personal-data",
    severity: Severity::Warning,
    summary: "a text holds an e-mail address, a phone number or a link with a code (off unless asked for)",
    why: "A payload that was captured from real life and committed as a fixture hands the people in it to everyone who \
          can read the repository, for good. Names can't be told by their form: what fires here is a sign that a \
          capture was never redacted.",
    example: r#"{"appointment": {"address": "https://zoom.us/j/123456?pwd=c2VjcmV0", "notes": "call +49 30 1234567"}}"#,
    instead: "Make fixtures from captures with `hoopspect redact`, and guard their folder with `hoopspect redact --check`.",
};

/// What is personal in `payload`, in the order of the places.
pub fn personal_data(payload: &Payload<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    visit(payload.value(), false, &mut String::new(), &mut findings);
    for finding in &mut findings {
        super::settle(finding, payload.found_at.as_ref(), |span| payload.place(span));
    }
    findings
}

fn visit(value: Value<'_>, is_phone: bool, pointer: &mut String, findings: &mut Vec<Finding>) {
    let length = pointer.len();
    match value.json_type() {
        JsonType::Object => {
            for member in value.members() {
                let name = member.name();
                push_pointer(pointer, &name);
                look(member.key, "a key", false, pointer, findings);
                visit(member.value, names_phone(&name), pointer, findings);
                pointer.truncate(length);
            }
        }
        JsonType::Array => {
            for (index, item) in value.items().enumerate() {
                push_pointer(pointer, &index.to_string());
                visit(item, is_phone, pointer, findings);
                pointer.truncate(length);
            }
        }
        JsonType::String => look(value, &name_of(pointer), is_phone, pointer, findings),
        JsonType::Number | JsonType::Boolean | JsonType::Null => (),
    }
}

/// Reports each part of a string that is personal.
fn look(string: Value<'_>, name: &str, is_phone: bool, pointer: &str, findings: &mut Vec<Finding>) {
    let raw = string.raw_text().unwrap_or_default();
    let (text, map) = decode_mapped(raw, string.span().start + 1);
    if crate::time::parse(text.trim()).is_some() {
        return;
    }
    for part in parts(&text, is_phone) {
        let Some(breach) = part.breach(&text) else { continue };
        let place = Span::new(map.outer(part.range.start), map.outer(part.range.end));
        findings.push(
            Finding::new(&PERSONAL_DATA, pointer.to_owned(), place, format!("{name} holds {breach}"))
                .label(breach)
                .help("take out what is personal with `hoopspect redact`"),
        );
    }
}
