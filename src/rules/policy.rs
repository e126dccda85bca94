//! What the user wants of each rule: `--deny`, `--warn`, `--allow`, `--notes`.

use crate::finding::{Finding, Rule, Severity};

/// What to do with a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Count them as errors.
    Deny,
    /// Count them as warnings.
    Warn,
    /// Leave them out.
    Allow,
}

/// The user's decisions; the last one about a rule holds.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    decisions: Vec<(&'static str, Action)>,
    notes: bool,
}

impl Policy {
    /// Decisions in the order in which they were made; `notes` says whether findings that are mere notes are wanted.
    pub fn new(decisions: Vec<(&'static str, Action)>, notes: bool) -> Self {
        Self { decisions, notes }
    }

    /// Whether notes may be wanted at all: if not, nobody has to look for them.
    pub fn wants_notes(&self) -> bool {
        self.notes || self.decisions.iter().any(|&(_, action)| action != Action::Allow)
    }

    /// Whether every finding is left as its rule has it.
    pub fn is_plain(&self) -> bool {
        self.decisions.is_empty()
    }

    /// The severity of `rule`'s findings; `None` where they are not wanted.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.decisions.iter().rev().find(|(id, _)| *id == rule.id) {
            Some((_, Action::Deny)) => Some(Severity::Error),
            Some((_, Action::Warn)) => Some(Severity::Warning),
            Some((_, Action::Allow)) => None,
            None if super::ON_REQUEST.iter().any(|other| other.id == rule.id) => None,
            None if rule.severity == Severity::Note && !self.notes => None,
            None => Some(rule.severity),
        }
    }

    /// Gives `findings` the severities wanted, and leaves out what is not.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| match self.severity(finding.rule) {
            Some(severity) => {
                finding.severity = severity;
                true
            }
            None => false,
        });
    }
}
