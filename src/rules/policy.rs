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

    /// The severity of `rule`'s findings; `None` where they are not wanted.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.decisions.iter().rev().find(|(id, _)| *id == rule.id) {
            Some((_, Action::Deny)) => Some(Severity::Error),
            Some((_, Action::Warn)) => Some(Severity::Warning),
            Some((_, Action::Allow)) => None,
            None if super::is_on_request(rule) => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find;

    #[test]
    fn the_last_decision_about_a_rule_holds() {
        use Action::{Allow, Deny, Warn};
        use Severity::{Error, Note, Warning};
        for (decisions, notes, rule, severity, wants_notes) in [
            (vec![], false, "invalid-json", Some(Error), false),
            (vec![], false, "null-field", Some(Warning), false),
            (vec![], false, "zero-length", None, false),
            (vec![], true, "zero-length", Some(Note), true),
            (vec![], true, "personal-data", None, true),
            (vec![("zero-length", Deny)], false, "zero-length", Some(Error), true),
            (vec![("zero-length", Allow)], true, "zero-length", None, true),
            (vec![("zero-length", Allow)], false, "reused-id", None, false),
            (vec![("reused-id", Warn)], false, "zero-length", None, true),
            (vec![("personal-data", Warn)], false, "personal-data", Some(Warning), true),
            (vec![("null-field", Deny), ("null-field", Allow)], false, "null-field", None, true),
            (
                vec![("null-field", Allow), ("null-field", Warn), ("type", Deny)],
                false,
                "null-field",
                Some(Warning),
                true,
            ),
        ] {
            let policy = Policy::new(decisions.clone(), notes);
            assert_eq!(policy.severity(find(rule).unwrap()), severity, "{decisions:?} {notes} {rule}");
            assert_eq!(policy.wants_notes(), wants_notes, "{decisions:?} {notes}");
        }
    }

    #[test]
    fn findings_are_kept_with_the_severity_that_is_wanted() {
        let policy = Policy::new(vec![("null-field", Action::Allow), ("wrong-type", Action::Warn)], false);
        let mut findings: Vec<Finding> = ["null-field", "wrong-type", "duplicate-key"]
            .map(|id| Finding::new(find(id).unwrap(), "", crate::source::Span::byte(0), ""))
            .into();
        policy.apply(&mut findings);
        let kept: Vec<_> = findings.iter().map(|finding| (finding.rule.id, finding.severity)).collect();
        assert_eq!(kept, [("wrong-type", Severity::Warning), ("duplicate-key", Severity::Error)]);
    }
}
