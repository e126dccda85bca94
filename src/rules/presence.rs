//! Fields that are absent, null, empty, or of another type.

use std::borrow::Cow;

use crate::finding::{Finding, Rule, Severity};
use crate::json::{JsonType, Member, push_pointer};
use crate::schema::{Event, Field, FieldId, Kind, Parent, Presence, Rows};
use crate::source::Span;

use super::{Events, Inspection, event};

pub(super) static MISSING_REQUIRED: Rule = Rule {
    id: "missing-required",
    severity: Severity::Error,
    summary: "a required field is absent",
    why: "Without it the event can't be used: nobody can tell which appointment it is, or when, or in what state. (An \
          AppointmentDelete needs only `type` and the appointment's id.)",
    example: r#"{"type": "AppointmentUpdate", "locationId": "0007BWpSzSwfiuSl0tR2"}"#,
    instead: "Add the field. If the payload was taken from somewhere else than the webhook, capture it there.",
};

pub(super) static MISSING_DOCUMENTED: Rule = Rule {
    id: "missing-documented",
    severity: Severity::Warning,
    summary: "a documented field is absent",
    why: "The vendor lists the field, but real deliveries sometimes lack it. A receiver has to cope; a fixture should \
          show the usual form.",
    example: r#"{"appointment": {"id": "ocQHyuzHvysMo5N5VsXc", "title": "Intake call"}}"#,
    instead: "Add the field, or keep the payload as a fixture for just this case with --allow missing-documented.",
};

pub(super) static NULL_FIELD: Rule = Rule {
    id: "null-field",
    severity: Severity::Warning,
    summary: "a documented field is null",
    why: "The vendor gives the field a type, and null is none of it. Receivers that expect text break on it.",
    example: r#"{"appointment": {"notes": null}}"#,
    instead: "Give it a value, or keep the payload as a fixture for just this case with --allow null-field.",
};

pub(super) static WRONG_TYPE: Rule = Rule {
    id: "wrong-type",
    severity: Severity::Error,
    summary: "a field has another JSON type than the schema's (also within `users`)",
    why: "A receiver that reads text gets something else. Epoch numbers for times are the most common case.",
    example: r#"{"appointment": {"startTime": 1695637800000}}"#,
    instead: "Send the type that the field table gives; see `hoopspect schema --format markdown`.",
};

pub(super) static EMPTY_VALUE: Rule = Rule {
    id: "empty-value",
    severity: Severity::Error,
    summary: "a required id, status or time is \"\"",
    why: "An empty id identifies nothing and an empty time is no time; the field is there only in form.",
    example: r#"{"appointment": {"id": ""}}"#,
    instead: "Give it a value.",
};

pub(super) fn check(inspection: &mut Inspection<'_>) {
    let sent = inspection.fields.known();
    for field in inspection.in_doubt().union(Rows::ALL.difference(sent)).fields() {
        match inspection.fields.get(field.id) {
            Some(member) => check_present(inspection, field, member),
            None => check_absent(inspection, field),
        }
    }
}

fn check_absent(inspection: &mut Inspection<'_>, field: &'static Field) {
    let Some(object) = inspection.fields.object(field.parent) else {
        return;
    };
    let is_delete = inspection.event == Event::Delete;
    let rule = match field.presence {
        _ if inspection.excused.holds(field.id as usize) => return,
        Presence::Required if inspection.event.requires(field) => &MISSING_REQUIRED,
        Presence::Documented if !is_delete => &MISSING_DOCUMENTED,
        _ => return,
    };
    let place = Span::byte(object.span().start);
    let (what, within) = match field.parent {
        Parent::Event => (field.name.to_owned(), "the event"),
        Parent::Appointment => (field.path(), "the appointment"),
    };
    let meaning = match field.kind {
        // It names one of the events.
        Kind::EventName => field.meaning.replace(Event::Update.name(), inspection.events.first().name()).into(),
        _ => Cow::Borrowed(field.meaning),
    };
    // The help names no field, so that it is the same for all that is missing here and has to be said but once.
    let (message, help) = if rule.severity == Severity::Error {
        (format!("{what} is missing: {meaning}"), format!("add it to {within}"))
    } else {
        (
            format!("{what} is absent, though documented: {meaning}"),
            format!("add it to {within}, or allow its absence with --allow {}", rule.id),
        )
    };
    inspection.report(
        Finding::new(rule, field.pointer, place, message).label(format!("no `{}` here", field.name)).help(help),
    );
}

fn check_present(inspection: &mut Inspection<'_>, field: &'static Field, member: Member<'_>) {
    let value = member.value;
    let wanted = field.kind.json_type();
    let found = value.json_type();
    let is_required = inspection.event.requires(field);
    if found == JsonType::Null {
        match field.presence {
            Presence::Required if is_required => {
                let message = [field.name, " is null, not ", with_article(wanted)].concat();
                inspection.report(
                    Finding::new(&WRONG_TYPE, field.pointer, value.span(), message)
                        .help(mend(field, inspection.events)),
                );
            }
            Presence::Required | Presence::Documented => {
                let message = [field.name, " is null, though documented as ", with_article(wanted)].concat();
                let instead = if field.kind == Kind::Time { DATE_TIME } else { with_article(wanted) };
                let help = ["send ", instead, ", or --allow ", NULL_FIELD.id].concat();
                inspection.report(Finding::new(&NULL_FIELD, field.pointer, value.span(), message).help(help));
            }
            Presence::Optional => (),
        }
    } else if found.name() != wanted {
        let message = [field.name, " is ", with_article(found.name()), ", not ", with_article(wanted)].concat();
        let mut finding = Finding::new(&WRONG_TYPE, field.pointer, value.span(), message)
            .label(["expected ", with_article(wanted)].concat())
            .help(mend(field, inspection.events));
        if let Some(help) = epoch_help(field, found, value.raw()) {
            finding = finding.help(help);
        }
        inspection.report(finding);
    } else if field.kind == Kind::Ids {
        check_items(inspection, field, member);
    } else if is_required && value.raw() == "\"\"" {
        let message = format!("{} is empty", field.name);
        inspection.report(
            Finding::new(&EMPTY_VALUE, field.pointer, value.span(), message).help(mend(field, inspection.events)),
        );
    }
}

fn check_items(inspection: &mut Inspection<'_>, field: &'static Field, member: Member<'_>) {
    for (index, item) in member.value.items().enumerate() {
        let found = item.json_type();
        if found == JsonType::String {
            continue;
        }
        let mut pointer = field.pointer.to_owned();
        push_pointer(&mut pointer, &index.to_string());
        let what = if found == JsonType::Null { "null" } else { with_article(found.name()) };
        let message = format!("{} holds {what}, not only ids (strings)", field.name);
        let help = match item.get(FieldId::Id.field().name) {
            Some(_) => "list the users' ids as strings, not the users as objects",
            None => "list the users' ids as strings",
        };
        inspection
            .report(Finding::new(&WRONG_TYPE, pointer, item.span(), message).label("expected a string").help(help));
    }
}

/// A JSON type's name with its article.
pub(super) fn with_article(name: &str) -> &'static str {
    match name {
        "object" => "an object",
        "array" => "an array",
        "string" => "a string",
        "number" => "a number",
        "boolean" => "a boolean",
        _ => "a null",
    }
}

/// What a time should be.
const DATE_TIME: &str = "a date-time with its offset, such as \"2023-09-25T16:00:00+05:30\"";

/// What a field should hold instead.
fn mend(field: &Field, events: &Events) -> String {
    match field.kind {
        Kind::EventName => event::example(events.first()),
        Kind::Time => ["write ", DATE_TIME].concat(),
        Kind::Status => "name a status, such as \"confirmed\"".to_owned(),
        Kind::Ids => "list the ids as strings, such as [\"YlWd2wuCAZQzh2cH1fVZ\"]".to_owned(),
        Kind::Object => "nest the appointment's fields in an object".to_owned(),
        Kind::Id => "give the id as a string".to_owned(),
        Kind::Text => "give a string; it may be empty".to_owned(),
    }
}

/// The date-time that an epoch number stands for.
fn epoch_help(field: &Field, found: JsonType, raw: &str) -> Option<String> {
    if field.kind != Kind::Time || found != JsonType::Number {
        return None;
    }
    crate::time::read(raw).err()?.help
}
