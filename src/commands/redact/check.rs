//! `redact --check`: says what would still be personal, in payloads and in what captures have around them.

use std::collections::HashSet;

use anyhow::Result;

use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::Finding;
use crate::input::Record;
use crate::payload::{self, Unwrap};
use crate::report::line::line;
use crate::report::text::counted;
use crate::rules::{self, Action, PERSONAL_DATA, Policy};

use super::super::reading::{Reading, Seen};

pub(super) fn run(reading: &Reading<'_>, console: &mut Console) -> Result<ExitStatus> {
    let policy = Policy::new(vec![(PERSONAL_DATA.id, Action::Deny)], false);
    let (mut records, mut found) = (0, 0);
    let mut status = reading.go(console, |console, seen| {
        if let Seen::Record(record) = seen {
            let mut findings = findings(&record, reading.common.unwrap());
            policy.apply(&mut findings);
            write(&record, &findings, console)?;
            records += 1;
            found += findings.len() as u64;
        }
        Ok(())
    })?;
    if found > 0 {
        status.worsen(ExitStatus::Found);
    }
    if records > 0 {
        let places = if found == 0 { "nothing".to_owned() } else { counted(found, "finding") };
        console.talk(&format!("looked for personal data in {}: {places}", counted(records, "record")))?;
    }
    Ok(status)
}

/// What is personal in a record: within its payloads, and around them.
fn findings(record: &Record<'_>, mode: Unwrap) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut bodies = HashSet::new();
    for found in payload::unwrap(record, mode) {
        match found {
            Ok(payload) => {
                findings.extend(rules::personal_data(&payload));
                bodies.insert(payload.found_at.unwrap_or_default());
            }
            Err(unreadable) => findings.push(rules::unreadable(&unreadable)),
        }
    }
    // A body, or what holds it: there may be as many of either as of the other.
    let is_inside = |pointer: &str| {
        let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]);
        ends.filter_map(|end| pointer.get(..end)).any(|holder| bodies.contains(holder))
    };
    if !bodies.contains("") {
        let whole = payload::unwrap(record, Unwrap::No).into_iter().flatten();
        let around = whole.flat_map(|whole| rules::personal_data(&whole));
        findings.extend(around.filter(|finding| !is_inside(&finding.pointer)));
    }
    findings.sort_by_key(|finding| (finding.place.start, finding.inside));
    findings
}

fn write(record: &Record<'_>, findings: &[Finding], console: &mut Console) -> Result<()> {
    let mut locator = record.locator();
    for finding in findings {
        writeln!(console.out, "{}", line(finding, &record.origin.path, &mut locator, console.canvas))?;
    }
    Ok(())
}
