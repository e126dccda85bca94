//! `github`: workflow commands, which GitHub shows beside the lines that they name.
//!
//! A step shows ten of each kind only, so what comes after those is written as concise lines. These commands are the
//! only lines of any report that begin with `::`.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::report::line::line;
use crate::source::Locator;
use crate::untrusted::{Escaped, escape};

use super::name::FileName;
use super::{CheckReport, Inspected, Summary};

/// How many annotations of a kind GitHub shows for a step.
const SHOWN: u32 = 10;

/// The format's state: how many commands have been written.
#[derive(Debug)]
pub(super) struct Github {
    errors: u32,
    warnings: u32,
    notices: u32,
    path: FileName,
    text: String,
}

impl Github {
    pub(super) fn new() -> Self {
        let path = FileName::new(|path| property(&escape(path.strip_prefix("./").unwrap_or(path))));
        Self { errors: 0, warnings: 0, notices: 0, path, text: String::new() }
    }

    /// The command for a finding, unless there have been enough of them.
    fn command(&mut self, severity: Severity) -> Option<&'static str> {
        let (count, name) = match severity {
            Severity::Error => (&mut self.errors, "error"),
            Severity::Warning => (&mut self.warnings, "warning"),
            Severity::Note => (&mut self.notices, "notice"),
        };
        *count += 1;
        (*count <= SHOWN).then_some(name)
    }

    /// Puts a command for `finding` into `text`.
    fn set_command(&mut self, name: &str, finding: &Finding, path: &std::rc::Rc<str>, locator: &mut Locator<'_>) {
        let (start, end) = (locator.position(finding.place.start), locator.position(finding.place.end));
        self.text.clear();
        let _ = write!(self.text, "::{name} file={},line={}", self.path.of(path), start.line);
        // Columns are allowed only where the place is within one line.
        if start.line == end.line {
            let (from, to) = (start.column, end.column);
            let _ = write!(self.text, ",col={from},endLine={},endColumn={to}", end.line);
        } else {
            let _ = write!(self.text, ",endLine={}", end.line);
        }
        let _ = write!(self.text, ",title={}::{}", finding.rule.id, data(&finding.message));
        if let Some(found_at) = finding.within() {
            let _ = write!(self.text, " (in {})", data(&Escaped(found_at).to_string()));
        }
        for note in &finding.notes {
            let _ = write!(self.text, "%0Anote: {}", data(note));
        }
        if let Some(help) = &finding.help {
            let _ = write!(self.text, "%0Ahelp: {}", data(help));
        }
        self.text.push('\n');
    }
}

impl CheckReport for Github {
    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let path = &inspected.origin.path;
        for finding in inspected.findings {
            if let Some(name) = self.command(finding.severity) {
                self.set_command(name, finding, path, inspected.locator);
                out.write_all(self.text.as_bytes())?;
            } else {
                writeln!(out, "{}", line(finding, path, inspected.locator, Canvas::PLAIN))?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// `text` as a command's data: what the runner decodes again, encoded.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `text` as the value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_and_properties_are_encoded_as_the_runner_decodes_them() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a,b:c%2C"), "a%2Cb%3Ac%252C");
    }
}
