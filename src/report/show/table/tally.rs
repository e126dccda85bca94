//! What the rows of a table come to: how many of each status, with problems, and at which offsets.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::show::told::{Moment, Told};
use crate::report::show::{Shown, problems};
use crate::report::text::counted;
use crate::schema::{FieldId, STATUSES};
use crate::time::Zone;

/// What a status is counted under, where the vendor does not name it, or where there is none.
const OTHER: &str = "other";
const WITHOUT: &str = "without a status";
/// What an offset is counted under, where there is none.
const NONE: &str = "none";

#[derive(Default)]
pub(super) struct Tally {
    pub(super) payloads: u64,
    with_problems: u64,
    statuses: BTreeMap<&'static str, u64>,
    /// As sent; there can't be more than a few thousand.
    offsets: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn count(&mut self, shown: &Shown<'_, '_>) {
        self.payloads += 1;
        self.with_problems += u64::from(!problems(shown.findings).is_empty());
        let value = |id| shown.fields.and_then(|fields| fields.value(id));
        let status = match Told::of(value(FieldId::Status)) {
            Told::Text(status) => STATUSES.into_iter().find(|known| *known == status).unwrap_or(OTHER),
            _ => WITHOUT,
        };
        *self.statuses.entry(status).or_default() += 1;
        if let Moment::At(start) = Moment::of(value(FieldId::StartTime)) {
            let offset = if start.offset().is_some() { start.offset_text().to_string() } else { NONE.to_owned() };
            *self.offsets.entry(offset).or_default() += 1;
        }
    }

    /// The lines to stand below the table; `marks` says that rows with problems have only a sign.
    pub(super) fn lines(&self, zone: Zone, marks: bool) -> Vec<String> {
        let statuses: Vec<(&str, u64)> = self.statuses.iter().map(|(name, count)| (*name, *count)).collect();
        let counts: Vec<String> =
            ranked(statuses, &[OTHER, WITHOUT]).map(|(name, count)| format!("{count} {name}")).collect();
        let mut line = format!("{}: {}", counted(self.payloads, "payload"), counts.join(", "));
        if self.with_problems > 0 {
            // Writing to a string does not fail.
            let _ = write!(line, "; {} with problems{}", self.with_problems, if marks { " (marked !)" } else { "" });
        }
        let mut lines = vec![line];
        if zone == Zone::Sent && !self.offsets.is_empty() {
            let offsets: Vec<(&str, u64)> = self.offsets.iter().map(|(name, count)| (name.as_str(), *count)).collect();
            let counts: Vec<String> =
                ranked(offsets, &[NONE]).map(|(name, count)| format!("{name} x{count}")).collect();
            let hint = if counts.len() > 1 { "  (--tz utc puts every row in one zone)" } else { "" };
            lines.push(format!("offsets: {}{hint}", counts.join(", ")));
        }
        lines
    }
}

/// The most frequent first, and `last` last.
fn ranked<'n>(mut counts: Vec<(&'n str, u64)>, last: &[&str]) -> impl Iterator<Item = (&'n str, u64)> {
    counts.sort_by_key(|(name, count)| (last.iter().position(|other| other == name), Reverse(*count)));
    counts.into_iter()
}
