//! A finding in one line, as compilers write and editors read it: `path:line:column: severity[rule]: message`.

use std::fmt::Write as _;

use crate::console::Canvas;
use crate::finding::{Finding, Rule, Severity};
use crate::report::digits::push_place;
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::source::Locator;
use crate::untrusted::{Escaped, escape};

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
pub(super) fn push_line(
    out: &mut String,
    finding: &Finding,
    path: &str,
    locator: &mut Locator<'_>,
    (head, signs): (&str, &Signs),
) {
    out.push_str(path);
    push_place(out, locator.position(finding.place.start));
    out.extend([": ", head, &*signs.spelt(&finding.message)]);
    if let Some(found_at) = finding.within() {
        // Writing to a string does not fail.
        let _ = write!(out, " (in {})", Escaped(found_at));
    }
}

/// What findings begin with, `error[wrong-type]: `: put together once a rule, not once a finding.
#[derive(Debug)]
pub(super) struct Heads {
    paint: Paint,
    /// Each with what it depends on. There are few: not many rules are broken in one run.
    known: Vec<(&'static Rule, Severity, String)>,
}

impl Heads {
    pub(super) fn new(paint: Paint) -> Self {
        Self { paint, known: Vec::new() }
    }

    /// What `finding` begins with.
    pub(super) fn of(&mut self, finding: &Finding) -> &str {
        let is_its = |known: &(&Rule, Severity, String)| known.0.is(finding.rule) && known.1 == finding.severity;
        let index = self.known.iter().position(is_its).unwrap_or_else(|| {
            let (start, end) = (self.paint.start(Style::of(finding.severity)), self.paint.end());
            let head = [&start, finding.severity.name(), "[", finding.rule.id, "]", end, ": "].concat();
            self.known.push((finding.rule, finding.severity, head));
            self.known.len() - 1
        });
        self.known.get(index).map(|(.., head)| head.as_str()).unwrap_or_default()
    }
}
