//! Reports of `check`: one file a format behind one trait, a call per payload and one to finish.

mod concise;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::cli::CheckFormat;
use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::input::Origin;
use crate::source::Locator;

/// A payload that was inspected (or a record that could not be read).
#[derive(Debug)]
pub struct Inspected<'i, 't> {
    /// The record that holds it.
    pub origin: &'i Origin,
    /// Where it is within its record; `None` where it is the record.
    pub found_at: Option<&'i str>,
    /// Leads from the findings' spans to positions in the file.
    pub locator: &'i mut Locator<'t>,
    /// What was found, in the order of the places; only what the user wants to see.
    pub findings: &'i [Finding],
}

/// What a run of `check` came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Inputs that were read.
    pub files: u64,
    /// Records in them.
    pub records: u64,
    /// Payloads inspected, records that could not be read among them.
    pub payloads: u64,
    /// Those without an error.
    pub valid: u64,
    /// Those with an error.
    pub invalid: u64,
    /// Events passed over, by name.
    pub skipped: BTreeMap<String, u64>,
    /// Errors found.
    pub errors: u64,
    /// Warnings found.
    pub warnings: u64,
    /// Notes found, where they were asked for.
    pub notes: u64,
    /// Findings that were counted, but not written because of `--max-findings`.
    pub unwritten: u64,
}

impl Summary {
    /// Counts a payload with its findings.
    pub fn count(&mut self, findings: &[Finding]) {
        let mut is_valid = true;
        for finding in findings {
            match finding.severity {
                Severity::Error => {
                    self.errors += 1;
                    is_valid = false;
                }
                Severity::Warning => self.warnings += 1,
                Severity::Note => self.notes += 1,
            }
        }
        self.payloads += 1;
        if is_valid {
            self.valid += 1;
        } else {
            self.invalid += 1;
        }
    }

    /// Counts payloads in which nothing was found.
    pub fn count_valid(&mut self, payloads: u64) {
        self.records += payloads;
        self.payloads += payloads;
        self.valid += payloads;
    }
}

/// A format of `check`.
pub trait CheckReport {
    /// Writes what was found in one payload.
    fn payload(&mut self, inspected: Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what comes at the end.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;

    /// Whether payloads without findings are to be reported too, and not only counted.
    fn wants_every_payload(&self) -> bool {
        false
    }
}

/// The report in `format`: the one place that knows them all.
pub fn reporter(format: CheckFormat, canvas: Canvas) -> Box<dyn CheckReport> {
    match format {
        CheckFormat::Full | CheckFormat::Concise | CheckFormat::Json | CheckFormat::Ndjson => {
            Box::new(concise::Concise::new(canvas))
        }
    }
}
