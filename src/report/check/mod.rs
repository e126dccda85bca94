//! Reports of `check`: one file a format behind one trait, a call per payload and one to finish.

mod concise;
mod full;
mod github;
mod json;
mod junit;
mod name;
mod sarif;
mod snippet;
mod summary;
mod walk;

use std::io::{self, Write};

use crate::cli::CheckFormat;
use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::input::{Failure, Origin};
use crate::payload::Payload;
use crate::schema::Rows;
use crate::source::Locator;

pub use summary::Summary;

/// A payload that was inspected (or a record that could not be read).
#[derive(Debug)]
pub struct Inspected<'i, 't> {
    /// The record that holds it.
    pub origin: &'i Origin,
    /// The payload, where there is one that could be read.
    pub payload: Option<&'i Payload<'i>>,
    /// Leads from the findings' spans to positions in the file.
    pub locator: &'i mut Locator<'t>,
    /// What was found, in the order of the places; only what the user wants to see.
    pub findings: &'i [Finding],
    /// How many findings more there are, which the user does not want to be written.
    pub unwritten: usize,
    /// The worst that was found, written or not.
    pub worst: Option<Severity>,
}

/// A format of `check`.
pub trait CheckReport {
    /// Writes what was found in one payload.
    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes of an input that can't be read, or holds nothing, where the format has a place for it.
    fn failed(&mut self, _: &Failure, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what comes at the end.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;

    /// Whether payloads without findings are to be reported too, and not only counted.
    fn wants_every_payload(&self) -> bool {
        false
    }

    /// The fields that it quotes of a payload in which something was found.
    fn quotes(&self) -> Rows {
        Rows::default()
    }

    /// Whether what is written of a payload depends on nothing but the payload, so that several writers can share the
    /// work.
    fn takes_payloads_in_pieces(&self) -> bool {
        false
    }
}

/// The report in `format`, for a stream that shows what `canvas` says: the one place that knows all formats. `strict`
/// says that warnings fail the check.
pub fn reporter(format: CheckFormat, canvas: Canvas, strict: bool) -> Box<dyn CheckReport> {
    match format {
        CheckFormat::Full => Box::new(full::Full::new(canvas)),
        CheckFormat::Concise => Box::new(concise::Concise::new(canvas)),
        CheckFormat::Json => Box::new(json::Json::default()),
        CheckFormat::Ndjson => Box::new(json::Ndjson::default()),
        CheckFormat::Github => Box::new(github::Github::new()),
        CheckFormat::Sarif => Box::new(sarif::Sarif::new()),
        CheckFormat::Junit => Box::new(junit::Junit::new(strict)),
    }
}
