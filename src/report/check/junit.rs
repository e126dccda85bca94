//! `junit`: JUnit's XML, as CI servers show it: a suite a file, a test case a payload.
//!
//! A suite begins with how many cases it has, so its cases are gathered before it is written. So that memory does not
//! grow with the file, a long one goes on in another suite of the same name.

use std::fmt::{self, Display, Formatter, Write as _};
use std::io::{self, Write};
use std::rc::Rc;

use crate::console::Canvas;
use crate::finding::{Finding, Severity};
use crate::input::Failure;
use crate::report::line::line;
use crate::schema::FieldId;
use crate::untrusted::{Escaped, clip};

use super::{CheckReport, Inspected, Summary};

/// How many bytes of test cases are gathered at most before a suite is written.
const GATHERED: usize = 1 << 20;

/// The format's state: the suite at hand.
#[derive(Debug)]
pub(super) struct Junit {
    /// The severity from which on a finding is a failure.
    failing: Severity,
    is_begun: bool,
    path: Option<Rc<str>>,
    cases: String,
    tests: u64,
    failures: u64,
}

impl Junit {
    pub(super) fn new(strict: bool) -> Self {
        let failing = if strict { Severity::Warning } else { Severity::Error };
        Self { failing, is_begun: false, path: None, cases: String::new(), tests: 0, failures: 0 }
    }

    /// Writes the suite that has been gathered.
    fn write_suite(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::replace(&mut self.is_begun, true) {
            out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hoopspect\">\n")?;
        }
        if let Some(path) = self.path.take() {
            let (name, tests, failures) = (Xml(&Escaped(&path).to_string()).to_string(), self.tests, self.failures);
            writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
            out.write_all(self.cases.as_bytes())?;
            out.write_all(b"  </testsuite>\n")?;
        }
        self.cases.clear();
        (self.tests, self.failures) = (0, 0);
        Ok(())
    }

    fn push_case(&mut self, inspected: &mut Inspected<'_, '_>) {
        let path = Escaped(&inspected.origin.path).to_string();
        let (name, file) = (case_name(inspected), Xml(&path));
        let _ = write!(self.cases, "    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\"", Xml(&name));
        let _ = writeln!(self.cases, " line=\"{}\">", inspected.origin.start.line);
        self.tests += 1;
        // What can't be read is invalid, whatever was decided of its finding.
        let is_unread = inspected.payload.is_none();
        let fails = |finding: &&Finding| is_unread || finding.severity >= self.failing;
        if is_unread || inspected.worst.is_some_and(|worst| worst >= self.failing) {
            self.failures += 1;
            let (rule, message) = match inspected.findings.iter().find(fails) {
                Some(finding) => (finding.rule.id, &*finding.message),
                None if inspected.unwritten > 0 => ("unwritten", "not written: --max-findings"),
                None => ("unreadable", "can't be read, and what is wrong is allowed: --allow"),
            };
            let _ = write!(self.cases, "      <failure type=\"{rule}\" message=\"{}\">", Xml(message));
            let lines = lines(inspected, |finding| fails(&finding));
            let _ = write!(self.cases, "{}", Xml(&lines));
            if inspected.unwritten > 0 {
                let _ = write!(self.cases, "\n{} more not written (--max-findings)", inspected.unwritten);
            }
            self.cases.push_str("</failure>\n");
        }
        let lines = lines(inspected, |finding| !fails(&finding));
        if !lines.is_empty() {
            let _ = writeln!(self.cases, "      <system-out>{}</system-out>", Xml(&lines));
        }
        self.cases.push_str("    </testcase>\n");
    }
}

impl CheckReport for Junit {
    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let path = &inspected.origin.path;
        let is_same = self.path.as_ref().is_some_and(|of| Rc::ptr_eq(of, path));
        if !is_same || self.cases.len() > GATHERED {
            self.write_suite(out)?;
            self.path = Some(Rc::clone(path));
        }
        self.push_case(inspected);
        Ok(())
    }

    fn failed(&mut self, failure: &Failure, out: &mut dyn Write) -> io::Result<()> {
        self.write_suite(out)?;
        let (file, reason) = (Xml(&failure.name), Xml(&failure.reason));
        write!(
            out,
            "  <testsuite name=\"{file}\" tests=\"1\" failures=\"0\" errors=\"1\">\n    \
             <testcase name=\"the input can be read\" classname=\"{file}\" file=\"{file}\">\n      \
             <error type=\"input\" message=\"{reason}\"/>\n    </testcase>\n  </testsuite>\n"
        )
    }

    fn finish(&mut self, _: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.write_suite(out)?;
        out.write_all(b"</testsuites>\n")
    }

    fn wants_every_payload(&self) -> bool {
        true
    }
}

/// What a test case is called: the record's number, and what is in it.
fn case_name(inspected: &Inspected<'_, '_>) -> String {
    let mut name = format!("record {}", inspected.origin.record);
    let Some(payload) = inspected.payload else {
        return name + ": unreadable";
    };
    if let Some(found_at) = payload.found_at.as_deref().filter(|found_at| !found_at.is_empty()) {
        let _ = write!(name, " {}", clip(found_at));
    }
    let fields = payload.fields();
    let known = [FieldId::Type, FieldId::Id, FieldId::Status].into_iter().filter_map(|id| fields.text(id));
    for (index, text) in known.enumerate() {
        let _ = write!(name, "{} {}", if index == 0 { ":" } else { "" }, clip(&text));
    }
    name
}

/// The findings that `wanted` picks, as concise lines.
fn lines(inspected: &mut Inspected<'_, '_>, wanted: impl Fn(&Finding) -> bool) -> String {
    let Inspected { origin, locator, .. } = inspected;
    let wanted = inspected.findings.iter().filter(|finding| wanted(finding));
    let lines = wanted.map(|finding| line(finding, &origin.path, locator, Canvas::PLAIN));
    lines.collect::<Vec<_>>().join("\n")
}

/// Text in XML 1.0, in an element or an attribute. It has been escaped for people before, so that it holds no character
/// that XML can't hold but line feeds between lines.
struct Xml<'t>(&'t str);

impl Display for Xml<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;"),
                '<' => formatter.write_str("&lt;"),
                '>' => formatter.write_str("&gt;"),
                '"' => formatter.write_str("&quot;"),
                other => formatter.write_char(other),
            }?;
        }
        Ok(())
    }
}
