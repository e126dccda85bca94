//! `json`: one object, written as findings come; `ndjson`: a finding a line. Version 1, as the README documents it.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::finding::{Finding, Related};
use crate::json::guard_raw;
use crate::report::names::Names;
use crate::source::{Locator, Span};

use super::{CheckReport, Inspected, Summary};

/// The version of both formats: keys may be added to one, but what there is stays as it is.
const VERSION: u32 = 1;

/// How the object of `json` begins.
const BEGINNING: &str = "{\"version\":1,\"findings\":[";

#[derive(Serialize)]
struct FindingV1<'f> {
    rule: &'static str,
    severity: &'static str,
    message: &'f str,
    help: Option<&'f str>,
    pointer: &'f str,
    location: LocationV1<'f>,
    found_at: Option<&'f str>,
    related: Vec<RelatedV1<'f>>,
}

#[derive(Serialize)]
struct RelatedV1<'f> {
    message: &'f str,
    location: LocationV1<'f>,
}

/// Lines and columns count from 1, columns in characters; bytes from 0. The end is just behind the place.
#[derive(Serialize)]
struct LocationV1<'f> {
    path: &'f str,
    record: u64,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    byte_start: u64,
    byte_end: u64,
}

#[derive(Serialize)]
struct LineV1<'f> {
    version: u32,
    #[serde(flatten)]
    finding: FindingV1<'f>,
}

#[derive(Serialize)]
struct SummaryV1<'s> {
    files: u64,
    records: u64,
    payloads: u64,
    valid: u64,
    invalid: u64,
    skipped: &'s Names,
    errors: u64,
    warnings: u64,
    notes: u64,
}

impl<'f> FindingV1<'f> {
    fn new(finding: &'f Finding, inspected: &mut Inspected<'f, '_>) -> Self {
        let origin = inspected.origin;
        let mut location = |span: Span| LocationV1::new(span, &origin.path, origin.record, inspected.locator);
        Self {
            rule: finding.rule.id,
            severity: finding.severity.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            pointer: &finding.pointer,
            location: location(finding.place),
            found_at: finding.found_at.as_deref(),
            related: finding
                .related
                .iter()
                .map(|Related { message, place }| RelatedV1 { message, location: location(*place) })
                .collect(),
        }
    }
}

impl<'f> LocationV1<'f> {
    fn new(span: Span, path: &'f str, record: u64, locator: &mut Locator<'_>) -> Self {
        let (start, end) = (locator.position(span.start), locator.position(span.end));
        Self {
            path,
            record,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: start.byte,
            byte_end: end.byte,
        }
    }
}

/// Appends `value` as compact JSON that is safe wherever it is printed.
pub(super) fn push(out: &mut String, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string(value)?;
    guard_raw(out, &text);
    Ok(())
}

/// The state of `json`.
#[derive(Debug, Default)]
pub(super) struct Json {
    is_begun: bool,
    text: String,
}

impl CheckReport for Json {
    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        for finding in inspected.findings {
            if self.is_begun {
                self.text.push_str(",\n");
            } else {
                self.text.push_str(BEGINNING);
                self.text.push('\n');
                self.is_begun = true;
            }
            push(&mut self.text, &FindingV1::new(finding, inspected))?;
        }
        out.write_all(self.text.as_bytes())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut text = if self.is_begun { "\n],".to_owned() } else { format!("{BEGINNING}],") };
        if summary.unwritten > 0 {
            write!(text, "\"unwritten\":{},", summary.unwritten).map_err(io::Error::other)?;
        }
        text.push_str("\"summary\":");
        let Summary { files, records, payloads, valid, invalid, errors, warnings, notes, .. } = *summary;
        let skipped = &summary.skipped;
        push(&mut text, &SummaryV1 { files, records, payloads, valid, invalid, skipped, errors, warnings, notes })?;
        text.push_str("}\n");
        out.write_all(text.as_bytes())
    }
}

/// The state of `ndjson`.
#[derive(Debug, Default)]
pub(super) struct Ndjson {
    text: String,
}

impl CheckReport for Ndjson {
    fn takes_payloads_in_pieces(&self) -> bool {
        true
    }

    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        for finding in inspected.findings {
            push(&mut self.text, &LineV1 { version: VERSION, finding: FindingV1::new(finding, inspected) })?;
            self.text.push('\n');
        }
        out.write_all(self.text.as_bytes())
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
