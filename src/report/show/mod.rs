//! Reports of `show`: one file a format behind one trait, a call per payload and one to finish.

mod auto;
mod card;
mod json;
mod table;
pub(super) mod told;
mod tsv;

use std::io::{self, Write};

use crate::cli::ShowFormat;
use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::input::Origin;
use crate::payload::{Fields, Payload};
use crate::report::line::line;
use crate::report::style::Paint;
use crate::report::text::{Text, fill};
use crate::source::Locator;
use crate::time::Zone;

pub use tsv::FastRows;

/// A payload to be shown.
#[derive(Debug)]
pub struct Shown<'s, 't> {
    /// The payload.
    pub payload: &'s Payload<'s>,
    /// Its fields; `None` where it is of a form in which they can't be told, and the findings say why.
    pub fields: Option<&'s Fields<'s>>,
    /// Leads from the findings' spans to positions in the file.
    pub locator: &'s mut Locator<'t>,
    /// What was found in it.
    pub findings: &'s [Finding],
}

/// A record, or a body within one, that can't be read.
#[derive(Debug)]
pub struct Unread<'s, 't> {
    /// The record.
    pub origin: &'s Origin,
    /// Leads from the finding's span to a position in the file.
    pub locator: &'s mut Locator<'t>,
    /// Why.
    pub finding: &'s Finding,
}

impl Unread<'_, '_> {
    /// Says so on standard error.
    pub fn tell(&mut self, streams: &mut Streams<'_>) {
        let finding = std::slice::from_ref(self.finding);
        streams.err.push_str(&lines(finding, &self.origin.path, self.locator, Canvas::PLAIN));
    }
}

/// Where a report writes.
pub struct Streams<'w> {
    /// Standard output.
    pub out: &'w mut dyn Write,
    /// What is to be said on standard error, in lines.
    pub err: &'w mut String,
}

/// A format of `show`.
pub trait ShowReport {
    /// Writes a payload.
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()>;

    /// Says of a record that it can't be read: beside the result, unless that is for people.
    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        unread.tell(streams);
        Ok(())
    }

    /// Writes what was held back: nothing more is at hand, and someone may be watching.
    fn waiting(&mut self, _: &mut Streams<'_>) -> io::Result<()> {
        Ok(())
    }

    /// Whether there is a payload that nothing is shown of until more comes, or the end.
    fn holds_back(&self) -> bool {
        false
    }

    /// Shows it: nothing has come for a while.
    fn settle(&mut self, _: &mut Streams<'_>) -> io::Result<()> {
        Ok(())
    }

    /// Writes what comes at the end.
    fn finish(&mut self, streams: &mut Streams<'_>) -> io::Result<()>;

    /// Whether notes are shown too; where they aren't, they need not be looked for.
    fn wants_notes(&self) -> bool {
        true
    }

    /// Whether rows may be written past it, by [`FastRows`].
    fn takes_rows(&self) -> bool {
        false
    }
}

/// What the user asked for, and what standard output can show.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// What standard output can show.
    pub canvas: Canvas,
    /// The zone for times.
    pub zone: Zone,
    /// Whether to leave out what only sums up.
    pub quiet: bool,
}

/// The report in `format`, or in the one that suits what is read: the one place that knows them all.
pub fn reporter(format: Option<ShowFormat>, wanted: Wanted) -> Box<dyn ShowReport> {
    match format {
        None => Box::new(auto::Auto::new(wanted)),
        Some(ShowFormat::Card) => Box::new(card::Card::new(wanted)),
        Some(ShowFormat::Table) => Box::new(table::Table::new(wanted)),
        Some(ShowFormat::Tsv) => Box::new(tsv::Tsv::new(wanted)),
        Some(ShowFormat::Json) => Box::new(json::Json::new(wanted, json::Shape::Document)),
        Some(ShowFormat::Ndjson) => Box::new(json::Json::new(wanted, json::Shape::Lines)),
    }
}

/// The findings, a line each.
fn lines(findings: &[Finding], path: &str, locator: &mut Locator<'_>, canvas: Canvas) -> String {
    let lines = findings.iter().map(|finding| line(finding, path, locator, canvas));
    lines.map(|line| wrapped(&Text::printed(&line), canvas)).collect()
}

/// A line wrapped to the canvas, what follows its first part set in.
fn wrapped(text: &Text, canvas: Canvas) -> String {
    const HANG: usize = 2;
    let parts = match canvas.width {
        Some(width) => text.wrap(width, width.saturating_sub(HANG).max(1)),
        None => vec![text.all()],
    };
    let mut out = String::new();
    for (index, part) in parts.into_iter().enumerate() {
        fill(&mut out, if index == 0 { 0 } else { HANG });
        text.write(part, Paint::new(canvas.color), &mut out);
        out.push('\n');
    }
    out
}

/// The names of the rules that are broken, each once; notes are no breach.
fn problems(findings: &[Finding]) -> Vec<&'static str> {
    let mut ids = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity > Severity::Note) {
        if !ids.contains(&finding.rule.id) {
            ids.push(finding.rule.id);
        }
    }
    ids
}
