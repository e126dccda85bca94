//! What a finding begins with, `error[wrong-type]: `: put together once a rule, not once a finding.

use crate::finding::{Finding, Rule, Severity};
use crate::report::style::Paint;

use super::severity_style;

/// The beginnings of the findings so far.
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
            let (start, end) = (self.paint.start(severity_style(finding.severity)), self.paint.end());
            let head = [&start, finding.severity.name(), "[", finding.rule.id, "]", end, ": "].concat();
            self.known.push((finding.rule, finding.severity, head));
            self.known.len() - 1
        });
        self.known.get(index).map(|(.., head)| head.as_str()).unwrap_or_default()
    }
}
