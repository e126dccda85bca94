//! `concise`: a line a finding, `path:line:column: severity[rule]: message`, as compilers write and editors read.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::push_number;
use crate::source::{Locator, Position};
use crate::untrusted::{Escaped, escape};

use super::head::Heads;
use super::name::FileName;
use super::{CheckReport, Inspected, Summary};

/// The format's state: what the stream can show.
#[derive(Debug)]
pub(super) struct Concise {
    path: FileName,
    heads: Heads,
    signs: &'static Signs,
    /// What is being written.
    text: String,
}

impl Concise {
    pub(super) fn new(canvas: Canvas) -> Self {
        Self {
            path: FileName::new(beginning),
            heads: Heads::new(Paint::new(canvas.color)),
            signs: Signs::of(canvas),
            text: String::new(),
        }
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
            push_line(&mut self.text, finding, path, inspected.locator, (self.heads.of(finding), self.signs));
            self.text.push('\n');
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

/// A finding as one line, without a line break.
pub(crate) fn line(finding: &Finding, path: &str, locator: &mut Locator<'_>, canvas: Canvas) -> String {
    let mut text = String::new();
    let mut heads = Heads::new(Paint::new(canvas.color));
    push_line(&mut text, finding, &beginning(path), locator, (heads.of(finding), Signs::of(canvas)));
    text
}

/// Appends a finding as one line that begins with `path`; its own words begin with `head`, and are written with `signs`.
fn push_line(
    out: &mut String,
    finding: &Finding,
    path: &str,
    locator: &mut Locator<'_>,
    (head, signs): (&str, &Signs),
) {
    out.push_str(path);
    push_place(out, locator.position(finding.place.start));
    out.extend([": ", head, &*signs.spelt(&finding.message)]);
    if let Some(found_at) = finding.found_at.as_deref().filter(|found_at| !found_at.is_empty()) {
        // Writing to a string does not fail.
        let _ = write!(out, " (in {})", Escaped(found_at));
    }
}

/// Appends `:line:column`.
pub(super) fn push_place(out: &mut String, position: Position) {
    for number in [position.line, position.column] {
        out.push(':');
        push_number(out, number);
    }
}
