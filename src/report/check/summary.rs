//! What a run of `check` came to: counted as it goes, and told at the end.

use std::fmt::Write as _;

use crate::finding::{Finding, Severity};
use crate::report::names::Names;
use crate::report::text::counted;

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
    pub skipped: Names,
    /// Bodies that were captured beside payloads and hold none.
    pub passed_over: u64,
    /// Errors found.
    pub errors: u64,
    /// Warnings found.
    pub warnings: u64,
    /// Notes found, where they were asked for.
    pub notes: u64,
    /// Findings that were counted, but not written because of `--max-findings`.
    pub unwritten: u64,
    /// Whether something that was named could not be read.
    pub is_incomplete: bool,
}

impl Summary {
    /// Counts a payload with its findings; one that could not be read is invalid, whatever is said of it.
    pub fn count(&mut self, findings: &[Finding], is_readable: bool) {
        let mut is_valid = is_readable;
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

    /// Adds what another part of the run came to.
    pub fn add(&mut self, part: &Self) {
        self.records += part.records;
        self.payloads += part.payloads;
        self.valid += part.valid;
        self.invalid += part.invalid;
        self.errors += part.errors;
        self.warnings += part.warnings;
        self.notes += part.notes;
        self.unwritten += part.unwritten;
        self.skipped.add(&part.skipped);
        self.passed_over += part.passed_over;
    }

    /// Counts payloads in which nothing was found.
    pub fn count_valid(&mut self, payloads: u64) {
        self.records += payloads;
        self.payloads += payloads;
        self.valid += payloads;
    }

    /// Counts an event that was passed over.
    pub fn skip(&mut self, name: &str) {
        self.skipped.count(name);
    }

    /// All findings, written or not.
    pub fn findings(&self) -> u64 {
        self.errors + self.warnings + self.notes
    }

    /// The closing words for people; `strict` says that warnings count.
    pub fn sentence(&self, strict: bool) -> String {
        let mut sentence = format!(
            "checked {} in {}: {} valid, {} invalid",
            counted(self.payloads, "payload"),
            counted(self.files, "file"),
            self.valid,
            self.invalid
        );
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let found: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|&(count, noun)| counted(count, noun)).collect();
        if !found.is_empty() {
            let _ = write!(sentence, " ({})", found.join(", "));
        }
        if !self.skipped.is_empty() {
            let _ = write!(sentence, "; skipped {}", self.skipped.told());
        }
        if self.passed_over > 0 {
            let _ = write!(sentence, "; passed over {} without a payload", counted(self.passed_over, "body"));
        }
        if self.unwritten > 0 {
            sentence.insert_str(0, &format!("and {} more (--max-findings)\n", counted(self.unwritten, "finding")));
        }
        if strict && self.errors == 0 && self.warnings > 0 {
            sentence.push_str("\nwarnings fail the check (--strict)");
        }
        sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_read_is_invalid() {
        let mut summary = Summary::default();
        summary.count(&[], true);
        summary.count(&[], false);
        assert_eq!((summary.payloads, summary.valid, summary.invalid, summary.errors), (2, 1, 1, 0));
    }

    #[test]
    fn the_sentence_tells_what_there_is_and_no_more() {
        let mut summary = Summary { files: 1, ..Summary::default() };
        summary.count_valid(1);
        assert_eq!(summary.sentence(true), "checked 1 payload in 1 file: 1 valid, 0 invalid");
        summary.warnings = 2;
        summary.notes = 1;
        summary.skip("ContactUpdate");
        summary.skip("ContactUpdate");
        summary.skip("\u{1b}[2J");
        summary.unwritten = 3;
        assert_eq!(
            summary.sentence(true),
            "and 3 findings more (--max-findings)\n\
             checked 1 payload in 1 file: 1 valid, 0 invalid (2 warnings, 1 note); skipped 1 \\u{1b}[2J, 2 ContactUpdate\n\
             warnings fail the check (--strict)"
        );
    }
}
