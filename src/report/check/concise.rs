//! `concise`: a line a finding, `path:line:column: severity[rule]: message`, as compilers write and editors read.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::report::style::{Paint, Style};
use crate::report::text::push_number;
use crate::source::Locator;
use crate::untrusted::{Escaped, escape};

use super::name::FileName;
use super::{CheckReport, Inspected, Summary};

/// The format's state: what the stream can show.
#[derive(Debug)]
pub(super) struct Concise {
    paint: Paint,
    path: FileName,
    /// What is being written.
    text: String,
}

impl Concise {
    pub(super) fn new(canvas: Canvas) -> Self {
        Self { paint: Paint::new(canvas.color), path: FileName::new(beginning), text: String::new() }
    }
}

impl CheckReport for Concise {
    fn takes_payloads_in_pieces(&self) -> bool {
        true
    }

    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        for finding in inspected.findings {
            let path = self.path.of(&inspected.origin.path);
            push_line(&mut self.text, finding, path, inspected.locator, self.paint);
        }
        out.write_all(self.text.as_bytes())
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
    let mut text = String::new();
    push_line(&mut text, finding, &beginning(path), locator, paint);
    out.write_all(text.as_bytes())
}

/// Appends a finding as one line that begins with `path`.
fn push_line(out: &mut String, finding: &Finding, path: &str, locator: &mut Locator<'_>, paint: Paint) {
    let position = locator.position(finding.place.start);
    out.push_str(path);
    for number in [position.line, position.column] {
        out.push(':');
        push_number(out, number);
    }
    out.extend([": ", &paint.start(severity_style(finding.severity)), finding.severity.name()]);
    out.extend(["[", finding.rule.id, "]", paint.end(), ": ", &finding.message]);
    if let Some(found_at) = finding.found_at.as_deref().filter(|found_at| !found_at.is_empty()) {
        // Writing to a string does not fail.
        let _ = write!(out, " (in {})", Escaped(found_at));
    }
    out.push('\n');
}
