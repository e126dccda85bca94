//! The rules: what a payload may be wrong about, and the check that applies them.
//!
//! A file holds one family: its rules, each with its explanation, and the code that looks for breaches. A new rule is a
//! `Rule` in its family's file, a row in [`RULES`], and a fixture.

mod event;
mod form;
mod identity;
mod keys;
mod meant;
mod personal;
mod policy;
mod presence;
mod reading;
mod times;
mod twice;
mod values;

use std::rc::Rc;

use crate::finding::{Finding, Rule, Severity};
use crate::input::Outline;
use crate::payload::{Fields, Form, Payload, Unreadable};
use crate::schema::{Event, FieldId, Rows};
use crate::source::Span;
use crate::time::Timestamp;

pub use form::UNRENDERED_TEMPLATE;
pub use keys::DUPLICATE_KEY;
pub use personal::{PERSONAL_DATA, personal_data};
pub use policy::{Action, Policy};
pub use values::{meant_status, spelt_status};

/// Every rule, in the order in which they are listed to people.
pub static RULES: [&Rule; 32] = [
    &reading::INVALID_JSON,
    &reading::INVALID_UTF8,
    &reading::TOO_DEEP,
    &reading::TOO_LARGE,
    &keys::DUPLICATE_KEY,
    &form::NOT_AN_OBJECT,
    &form::WORKFLOW_PAYLOAD,
    &form::FLATTENED_PAYLOAD,
    &form::API_RESPONSE,
    &form::UNRENDERED_TEMPLATE,
    &event::OTHER_EVENT,
    &presence::MISSING_REQUIRED,
    &presence::MISSING_DOCUMENTED,
    &presence::NULL_FIELD,
    &presence::WRONG_TYPE,
    &presence::EMPTY_VALUE,
    &keys::MISSPELLED_FIELD,
    &keys::UNKNOWN_FIELD,
    &values::UNKNOWN_STATUS,
    &times::INVALID_TIMESTAMP,
    &times::NONSTANDARD_TIMESTAMP,
    &times::TIMESTAMP_WITHOUT_OFFSET,
    &values::SURROUNDING_WHITESPACE,
    &values::CONTROL_CHARACTERS,
    &values::DUPLICATE_USER,
    &times::ENDS_BEFORE_START,
    &times::UPDATED_BEFORE_ADDED,
    &times::ZERO_LENGTH,
    &identity::REUSED_ID,
    &identity::ASSIGNED_USER_NOT_IN_USERS,
    &times::MIXED_OFFSETS,
    &personal::PERSONAL_DATA,
];

/// Whether `rule` is off unless somebody asks for it by name: it doesn't say whether a payload is right.
pub fn is_on_request(rule: &Rule) -> bool {
    rule.is(&personal::PERSONAL_DATA)
}

/// Whether `rule` is about records that can't be read: they stay invalid, whatever its findings count as.
pub fn is_about_reading(rule: &Rule) -> bool {
    let all = [&reading::INVALID_JSON, &reading::INVALID_UTF8, &reading::TOO_DEEP, &reading::TOO_LARGE];
    all.into_iter().any(|other| rule.is(other))
}

/// Among all that is wrong with an event, what keeps it from being followed: that its appointment has no name or is none, or else the
/// first mistake.
pub fn hindrance(findings: &[Finding]) -> Option<&Finding> {
    let errors = || findings.iter().filter(|finding| finding.severity == Severity::Error);
    let of = |id: FieldId| errors().find(|finding| finding.pointer == id.field().pointer);
    of(FieldId::Id).or_else(|| of(FieldId::Appointment)).or_else(|| errors().next())
}

/// The rule called `id`.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.id == id)
}

/// The events that are asked for: others are `other-event`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events(Vec<Event>);

impl Events {
    /// The events in `asked`, each once; none means updates alone.
    pub fn new(asked: &[Event]) -> Self {
        let asked = if asked.is_empty() { &[Event::Update] } else { asked };
        let is_new = |(index, event): &(usize, &Event)| !asked.iter().take(*index).any(|before| before == *event);
        Self(asked.iter().enumerate().filter(is_new).map(|(_, event)| *event).collect())
    }

    /// All events about appointments.
    pub fn any() -> Self {
        Self(Event::ALL.to_vec())
    }

    /// Whether `event` is asked for.
    pub fn holds(&self, event: Event) -> bool {
        self.0.contains(&event)
    }

    /// The event asked for, if there is only one.
    fn only(&self) -> Option<Event> {
        if let [event] = *self.0 { Some(event) } else { None }
    }

    /// The event that was asked for first, to stand for all of them.
    fn first(&self) -> Event {
        self.0.first().copied().unwrap_or(Event::Update)
    }

    /// The events asked for, in the order asked.
    pub fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        self.0.iter().copied()
    }
}

/// A payload under inspection, and what has been found in it.
struct Inspection<'p> {
    fields: Fields<'p>,
    events: &'p Events,
    /// Whether the payload is its record, and not a part of one.
    is_record: bool,
    /// What the payload's `type` says it is, where it is an event about appointments.
    named: Option<Event>,
    /// The same, or what its `type` means to say.
    meant: Option<Event>,
    /// The same; where it says nothing that is known, the event that is asked for.
    event: Event,
    /// The fields' times, as far as they could be read.
    times: [Option<Timestamp>; FieldId::COUNT],
    /// Fields that a misspelled key stands for: not missing.
    excused: Rows,
    /// What is known of the payload beforehand.
    outline: Option<&'p Outline>,
    /// Whether notes are wanted: they are about what is right, too.
    notes: bool,
    findings: Vec<Finding>,
}

impl Inspection<'_> {
    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The known keys that, where they were sent, have to be looked at.
    fn in_doubt(&self) -> Rows {
        self.outline.filter(|_| !self.notes).map_or(Rows::ALL, |outline| outline.doubtful)
    }

    /// Whether a field, where it was sent, has to be looked at.
    fn doubts(&self, id: FieldId) -> bool {
        self.in_doubt().holds(id as usize)
    }

    /// Whether it is known that no key stands twice, and no text holds anything that a rule might report.
    fn is_sound(&self) -> bool {
        self.outline.is_some()
    }
}

/// All findings of `payload`, in the order of their places.
pub fn check(payload: &Payload<'_>, events: &Events) -> Vec<Finding> {
    inspect(payload, events, true)
}

/// The same, but for those of rules that are mere notes.
pub fn check_beside_notes(payload: &Payload<'_>, events: &Events) -> Vec<Finding> {
    inspect(payload, events, false)
}

fn inspect(payload: &Payload<'_>, events: &Events, notes: bool) -> Vec<Finding> {
    let fields = payload.fields();
    let named = fields.event();
    let meant = named.or_else(|| event::meant(fields.text(FieldId::Type)?.trim()));
    let event = meant.or_else(|| events.only()).unwrap_or(Event::Update);
    let mut inspection = Inspection {
        fields,
        events,
        is_record: payload.found_at.is_none(),
        named,
        meant,
        event,
        times: [None; FieldId::COUNT],
        excused: Rows::default(),
        outline: payload.outline(),
        notes,
        findings: Vec::new(),
    };
    let form = payload.form();
    if form::check(&mut inspection, payload, &form) == form::GoOn::Yes {
        keys::check(&mut inspection);
        presence::check(&mut inspection);
        values::check(&mut inspection);
        times::check(&mut inspection);
        if notes {
            times::note(&mut inspection);
            identity::note(&mut inspection);
        }
    } else if form != Form::NotAnObject {
        keys::check_duplicates(&mut inspection);
    }
    let mut findings = inspection.findings;
    // The places in a record are those in its payload, if that is all of it.
    if !inspection.is_record {
        for finding in &mut findings {
            settle(finding, payload.found_at.as_ref(), |span| payload.place(span));
        }
    }
    findings.sort_by_key(|finding| (finding.place.start, finding.inside));
    findings
}

/// What is to be said of a record, or a body within one, that can't be read.
pub fn unreadable(unreadable: &Unreadable) -> Finding {
    let mut finding = reading::explain(&unreadable.problem, unreadable.length);
    if unreadable.found_at.is_some() && finding.rule.is(&reading::INVALID_UTF8) {
        // The file itself is text: no program that mends files could mend it.
        "the body holds bytes that are not UTF-8".clone_into(&mut finding.message);
        finding.help = None;
    }
    settle(&mut finding, unreadable.found_at.as_ref(), |span| unreadable.place(span));
    finding
}

/// Moves a finding's places from the payload's own text to the record.
fn settle(
    finding: &mut Finding,
    found_at: Option<&Rc<str>>,
    place: impl Fn(Span) -> (Span, Option<crate::source::Position>),
) {
    (finding.place, finding.inside) = place(finding.place);
    for related in &mut finding.related {
        related.place = place(related.place).0;
    }
    finding.found_at = found_at.cloned();
    if let Some(inside) = finding.inside {
        let note = format!("the body is encoded: within it, this is line {}, column {}", inside.line, inside.column);
        finding.notes.push(note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_distinct_names_and_complete_explanations() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(RULES.iter().skip(index + 1).all(|other| other.id != rule.id), "{}", rule.id);
            for text in [rule.summary, rule.why, rule.example, rule.instead] {
                assert!(!text.is_empty(), "{}", rule.id);
            }
        }
    }
}
