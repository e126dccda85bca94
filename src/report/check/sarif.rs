//! `sarif`: SARIF 2.1.0 for code scanning, written as findings come.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::finding::{Finding, Related, Rule};
use crate::input::Failure;
use crate::payload::Payload;
use crate::rules::RULES;
use crate::schema::{FieldId, Rows};
use crate::source::{Locator, Span};

use super::name::FileName;
use super::{CheckReport, Inspected, Summary, json};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// How many bytes of a value go into its fingerprint: enough to tell it from others.
const FINGERPRINTED: usize = 4096;

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    #[serde(rename = "semanticVersion")]
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message<'static>,
    full_description: Message<'static>,
    help: Message<'static>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Message<'f> {
    text: Cow<'f, str>,
}

impl<'f> Message<'f> {
    /// A message that may quote what comes from outside: nothing in it becomes a link (section 3.11.6), and braces are doubled,
    /// which would else stand for an argument (section 3.11.5).
    fn quoting(text: impl Into<Cow<'f, str>>) -> Self {
        let mut text = text.into();
        for (sign, written) in [("](", "]\\u{28}"), ("{", "{{"), ("}", "}}")] {
            if text.contains(sign) {
                text = text.replace(sign, written).into();
            }
        }
        Self { text }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'f> {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Message<'f>,
    locations: [Place<'f>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place<'f>>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation<'f>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'f>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'f> {
    artifact_location: ArtifactLocation<'f>,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation<'f> {
    uri: &'f str,
}

/// Lines and columns count from 1, columns in Unicode code points, bytes from 0; the end column is just behind the place.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    start_column: u64,
    end_line: u64,
    end_column: u64,
    byte_offset: u64,
    byte_length: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "hoopspect/v1")]
    first: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

/// What kept the program from doing all of its job.
#[derive(Debug, Serialize)]
struct Notification {
    level: &'static str,
    message: Message<'static>,
}

/// The format's state.
#[derive(Debug)]
pub(super) struct Sarif {
    notifications: Vec<Notification>,
    is_begun: bool,
    has_results: bool,
    uri: FileName,
    text: String,
}

impl Sarif {
    pub(super) fn new() -> Self {
        Self {
            notifications: Vec::new(),
            is_begun: false,
            has_results: false,
            uri: FileName::new(uri),
            text: String::new(),
        }
    }

    /// Appends what stands before the results, once.
    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.is_begun, true) {
            return Ok(());
        }
        let rules = RULES.iter().map(|rule| Descriptor::new(rule)).collect();
        let driver = Driver { name: env!("CARGO_PKG_NAME"), semantic_version: env!("CARGO_PKG_VERSION"), rules };
        let _ =
            write!(self.text, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":");
        json::push(&mut self.text, &driver)?;
        self.text.push_str("},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
        Ok(())
    }
}

impl CheckReport for Sarif {
    fn quotes(&self) -> Rows {
        Rows::of(&IDS)
    }

    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        self.begin()?;
        let ids = ids(inspected.payload);
        for finding in inspected.findings {
            self.text.push_str(if std::mem::replace(&mut self.has_results, true) { ",\n" } else { "\n" });
            let uri = self.uri.of(&inspected.origin.path);
            json::push(&mut self.text, &result(finding, uri, &ids, inspected))?;
        }
        out.write_all(self.text.as_bytes())
    }

    fn failed(&mut self, failure: &Failure, _: &mut dyn Write) -> io::Result<()> {
        let message = Message::quoting(format!("{}: {}", failure.name, failure.reason));
        self.notifications.push(Notification { level: "error", message });
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        self.begin()?;
        self.text.push_str("\n],\"invocations\":[");
        let tool_execution_notifications = std::mem::take(&mut self.notifications);
        let execution_successful = !summary.is_incomplete;
        json::push(&mut self.text, &Invocation { execution_successful, tool_execution_notifications })?;
        self.text.push_str("]}]}\n");
        out.write_all(self.text.as_bytes())
    }
}

impl Descriptor {
    fn new(rule: &'static Rule) -> Self {
        Self {
            id: rule.id,
            short_description: Message::quoting(rule.summary),
            full_description: Message::quoting(rule.why),
            help: Message::quoting(rule.instead),
            default_configuration: Configuration { level: rule.severity.name() },
        }
    }
}

fn result<'f>(
    finding: &'f Finding,
    uri: &'f str,
    ids: &[String; 2],
    inspected: &mut Inspected<'_, '_>,
) -> SarifResult<'f> {
    let fingerprint = fingerprint(finding, ids, inspected);
    let locator = &mut *inspected.locator;
    let related = finding.related.iter().enumerate().map(|(index, Related { message, place })| Place {
        id: Some(index),
        physical_location: PhysicalLocation::new(*place, uri, locator),
        logical_locations: Vec::new(),
        message: Some(Message::quoting(message.as_str())),
    });
    let related_locations = related.collect();
    let pointer = format!("{}{}", finding.found_at.as_deref().unwrap_or_default(), finding.pointer);
    let named = (!pointer.is_empty()).then_some(LogicalLocation { fully_qualified_name: pointer });
    SarifResult {
        rule_id: finding.rule.id,
        rule_index: RULES.iter().position(|rule| rule.is(finding.rule)),
        level: finding.severity.name(),
        message: Message::quoting(text(finding)),
        locations: [Place {
            id: None,
            physical_location: PhysicalLocation::new(finding.place, uri, locator),
            logical_locations: named.into_iter().collect(),
            message: None,
        }],
        related_locations,
        partial_fingerprints: Fingerprints { first: fingerprint },
    }
}

/// What is wrong, and what helps: SARIF has no place of its own for the latter.
fn text(finding: &Finding) -> String {
    let notes = finding.notes.iter().map(|note| ("note", note.as_str()));
    let help = finding.help.as_deref().map(|help| ("help", help));
    notes.chain(help).fold(finding.message.clone(), |text, (word, more)| format!("{text}\n{word}: {more}"))
}

impl<'f> PhysicalLocation<'f> {
    fn new(place: Span, uri: &'f str, locator: &mut Locator<'_>) -> Self {
        let (start, end) = (locator.position(place.start), locator.position(place.end));
        Self {
            artifact_location: ArtifactLocation { uri },
            region: Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
                byte_offset: start.byte,
                byte_length: end.byte - start.byte,
            },
        }
    }
}

/// What tells an appointment from others.
const IDS: [FieldId; 2] = [FieldId::LocationId, FieldId::Id];

/// What the payload calls its location and its appointment.
fn ids(payload: Option<&Payload<'_>>) -> [String; 2] {
    let fields = payload.map(Payload::fields);
    let id = |field| fields.as_ref().and_then(|fields| fields.text(field)).unwrap_or_default().into_owned();
    IDS.map(id)
}

/// Tells a finding from others, wherever it moves within its file: the rule, the appointment (`ids`), the field and its
/// value.
fn fingerprint(finding: &Finding, ids: &[String; 2], inspected: &Inspected<'_, '_>) -> String {
    let text = inspected.locator.text();
    // What can't be read has no id; what stands before the place has to do.
    let start = if inspected.payload.is_some() { finding.place.start } else { finding.place.start.saturating_sub(64) };
    let end = finding.place.end.min(start + FINGERPRINTED).min(text.len());
    let value = text.get(start..end).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [finding.rule.id, finding.found_at.as_deref().unwrap_or_default(), &finding.pointer, &ids[0], &ids[1]] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.update(value);
    hash.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file's name as a URI reference, relative where the name is (RFC 3986).
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uri_references() {
        for (path, expected) in [
            ("hooks/a b.json", "hooks/a%20b.json"),
            ("./x.json", "x.json"),
            ("c:x.json", "c%3Ax.json"),
            ("<stdin>", "%3Cstdin%3E"),
            ("/tmp/é%.json", "file:///tmp/%C3%A9%25.json"),
            ("../x\n::error.json", "../x%0A%3A%3Aerror.json"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
