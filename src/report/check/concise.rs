//! `concise`: a line a finding, `path:line:column: severity[rule]: message`, as compilers write and editors read.

use std::io::{self, Write};

use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::report::style::{Paint, Style};
use crate::source::Locator;
use crate::untrusted::{Escaped, escape};

use super::{CheckReport, Inspected, Summary};

/// The format's state: what the stream can show.
#[derive(Debug)]
pub(super) struct Concise {
    paint: Paint,
}

impl Concise {
    pub(super) fn new(canvas: Canvas) -> Self {
        Self { paint: Paint::new(canvas.color) }
    }
}

impl CheckReport for Concise {
    fn takes_payloads_in_pieces(&self) -> bool {
        true
    }

    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        for finding in inspected.findings {
            line(finding, &inspected.origin.path, inspected.locator, self.paint, out)?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The style of a severity's word.
pub(crate) const fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note => Style::Note,
    }
}

/// A file's name as a line may begin with it: escaped, and no `:` as its first sign, since another one may follow.
pub(crate) fn beginning(path: &str) -> String {
    let name = escape(path);
    if name.trim_start().starts_with(':') { name.replacen(':', "\\u{3a}", 1) } else { name }
}

/// Writes a finding as one line.
pub(crate) fn line(
    finding: &Finding,
    path: &str,
    locator: &mut Locator<'_>,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let position = locator.position(finding.place.start);
    let (name, rule) = (finding.severity.name(), finding.rule.id);
    let style = severity_style(finding.severity);
    write!(out, "{}:{}:{}: ", beginning(path), position.line, position.column)?;
    write!(out, "{}{name}[{rule}]{}: {}", paint.start(style), paint.end(), finding.message)?;
    if let Some(found_at) = finding.found_at.as_deref().filter(|found_at| !found_at.is_empty()) {
        write!(out, " (in {})", Escaped(found_at))?;
    }
    writeln!(out)
}
