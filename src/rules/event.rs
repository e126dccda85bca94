//! Which event the payload is: one of those asked for, another one, or none that is known.

use std::borrow::Cow;

use crate::finding::{Finding, Rule, Severity};
use crate::payload::names_appointment;
use crate::schema::{Event, FieldId};
use crate::suggest::{did_you_mean, fold, nearest};
use crate::untrusted::clip;

use super::form::GoOn;
use super::{Inspection, values};

pub(super) static OTHER_EVENT: Rule = Rule {
    id: "other-event",
    severity: Severity::Error,
    summary: "`type` names another event than those asked for",
    why: "Many events come down the same hook. A receiver that takes each one for an appointment update acts on the \
          wrong thing. The vendor's own Update example says AppointmentCreate, and so do fixtures made from it.",
    example: r#"{"type": "AppointmentCreate", "locationId": "…", "appointment": {}}"#,
    instead: "Mend `type`, ask for the event with --event create (or delete, or any), or pass over what is not asked for \
              with --skip-other-events.",
};

/// An event: is it one of those asked for?
pub(super) fn check(inspection: &mut Inspection<'_>) -> GoOn {
    let known = inspection.named;
    if known.is_some_and(|event| inspection.events.holds(event)) {
        return GoOn::Yes;
    }
    let has_appointment = inspection.fields.has(FieldId::Appointment);
    let (Some(member), Some(name)) =
        (inspection.fields.get(FieldId::Type), inspection.fields.text(FieldId::Type).filter(|name| !name.is_empty()))
    else {
        return GoOn::Yes;
    };
    let trimmed = name.trim();
    if trimmed.is_empty() {
        let message = "type holds nothing but blanks, and names no event";
        let finding = Finding::new(&OTHER_EVENT, FieldId::Type.field().pointer, member.value.span(), message);
        inspection.report(finding.help(example(inspection.events.first())));
        return GoOn::Yes;
    }
    let meant = inspection.meant;
    let is_named = names_appointment(trimmed) || meant.is_some();
    let asked: Vec<&str> = inspection.events.iter().map(Event::name).collect();
    let asked = match &*asked {
        asked if asked.len() < Event::ALL.len() => format!("is not {}", asked.join(" or ")),
        [all @ .., last] if is_named => format!("is none of {} and {last}", all.join(", ")),
        _ => "is not about an appointment".to_owned(),
    };
    let message = format!("event {} {asked}", quote_event(trimmed));
    let mut finding = Finding::new(&OTHER_EVENT, FieldId::Type.field().pointer, member.value.span(), message);
    let first = inspection.events.first();
    finding = match known {
        Some(event) => finding.help(format!(
            "if this is meant to be {article} {first} event, write `{name}`; if it is right, check with --event {flag}",
            article = if first == Event::Update { "an" } else { "a" },
            first = first.word(),
            name = first.name(),
            flag = event.word(),
        )),
        None => finding.help(match (meant, meant_status(trimmed)) {
            (Some(event), _) => did_you_mean(event.name()),
            (None, Some(status)) => {
                format!("there is no such event: it is an `{}`, with the status `{status}`", Event::Update.name())
            }
            (None, None) if is_named => {
                format!("there is no such event: whatever changes in an appointment is an `{}`", Event::Update.name())
            }
            (None, None) => "pass over events that are not asked for with --skip-other-events".to_owned(),
        }),
    };
    inspection.report(finding);
    if has_appointment || names_appointment(trimmed) { GoOn::Yes } else { GoOn::No }
}

/// An event's name in a message: in backticks, unless it is a plain word.
fn quote_event(name: &str) -> Cow<'_, str> {
    let is_word = name.chars().all(|character| character.is_ascii_alphanumeric());
    if is_word { clip(name) } else { Cow::Owned(format!("`{}`", clip(name))) }
}

/// The event that a name of another spelling stands for, such as `appointment.created`.
pub(super) fn meant(name: &str) -> Option<Event> {
    let folded = fold(name);
    let stem = folded.strip_suffix('d').unwrap_or(&folded);
    let names = Event::ALL.map(Event::name);
    nearest(stem, names).and_then(Event::from_name)
}

/// The status that the name of an event stands for which isn't there, such as `AppointmentCancelled`. New appointments have one.
fn meant_status(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    let word = folded.strip_prefix(FieldId::Appointment.field().name)?;
    values::near_status(word).filter(|status| *status != "new")
}

/// How to name an event.
pub(super) fn example(event: Event) -> String {
    format!("name the event, such as \"{}\"", event.name())
}
