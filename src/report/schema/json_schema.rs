//! The field table as a JSON Schema (2020-12), for validators, editors and generators that don't know hoopspect.
//!
//! The schema's verdict is that of `check`: what is an error there is refused, what is a warning or a note is accepted
//! (a property test holds the two together). There are exceptions, since JSON Schema can't say everything.
//!
//! Beyond what it can express, and accepted:
//! - texts that aren't JSON, and keys that stand twice: a validator sees neither;
//! - `misspelled-field`, where the field is not required (a required one is simply missing for the schema);
//! - `ends-before-start`, and `unrendered-template`, where a placeholder stands in a field of free text or an id;
//! - of `invalid-timestamp`: a second 60 that is no leap second, week 53 in a year that has 52, and an end of the
//!   year 9999.
//!
//! Stricter than `check`, which only warns: `type` with blanks around it (a `const` serves editors and generators
//! better than a pattern), and, where a validator asserts formats, every time that is not RFC 3339. By default a
//! validator takes `format` for a remark, and then it is `pattern` that counts.

use super::json::Json;
use super::pattern;
use crate::schema::{Event, FIELDS, Field, FieldId, Kind, Parent, STATUSES};

/// The JSON Schema of the events in `events` as text, pretty-printed; the same events always give the same bytes.
pub fn json_schema(events: &[Event]) -> String {
    let mut schema = vec![
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("$id", format!("urn:hoopspect:schema:{}", name(events)).into()),
        ("title", format!("HoopAI {} event", name(events)).into()),
        ("description", format!("What HoopAI posts when an appointment {}.", occasion(events)).into()),
        ("type", "object".into()),
        ("properties", properties(Parent::Event, events)),
        ("required", required(Parent::Event, |field| requires(events, field))),
        ("additionalProperties", Json::Flag(true)),
    ];
    schema.extend(exceptions(events));
    schema.push(("$defs", definitions()));
    Json::Object(schema).pretty()
}

/// What the schema is called: its event's name, or what all have in common.
fn name(events: &[Event]) -> &'static str {
    match events {
        [only] => only.name(),
        _ => "appointment",
    }
}

fn occasion(events: &[Event]) -> &'static str {
    match events {
        [Event::Update] => "changes",
        [Event::Create] => "is booked",
        [Event::Delete] => "is deleted",
        _ => "is booked, changes or is deleted",
    }
}

fn properties(parent: Parent, events: &[Event]) -> Json {
    let fields = FIELDS.iter().filter(|field| field.parent == parent);
    Json::Object(fields.map(|field| (field.name, property(field, events))).collect())
}

fn property(field: &Field, events: &[Event]) -> Json {
    let mut property = vec![("description", field.meaning.into())];
    if requires(events, field) {
        property.extend(of_required(field));
    } else {
        property.push(("type", Json::texts([field.kind.json_type(), "null"])));
    }
    match field.kind {
        Kind::EventName => property.push(match events {
            [only] => ("const", only.name().into()),
            _ => ("enum", Json::texts(events.iter().map(|event| event.name()))),
        }),
        Kind::Status => property.push(("examples", Json::texts(STATUSES))),
        Kind::Ids => property.push(("items", Json::Object(vec![("type", "string".into())]))),
        Kind::Time => property.push(("$ref", "#/$defs/dateTime".into())),
        Kind::Object => {
            property.push(("properties", properties(Parent::Appointment, events)));
            property.push(("required", required(Parent::Appointment, |field| requires(events, field))));
            property.push(("additionalProperties", Json::Flag(true)));
        }
        Kind::Id | Kind::Text => (),
    }
    Json::Object(property)
}

/// Whether each of the events requires a field.
fn requires(events: &[Event], field: &Field) -> bool {
    events.iter().all(|event| event.requires(field))
}

/// What the value of a field has to be where the field is required.
fn of_required(field: &Field) -> Vec<(&'static str, Json)> {
    let mut schema = vec![("type", field.kind.json_type().into())];
    if matches!(field.kind, Kind::Id | Kind::Status | Kind::Time) {
        schema.push(("minLength", Json::Number(1)));
    }
    schema
}

fn required(parent: Parent, is_required: impl Fn(&Field) -> bool) -> Json {
    Json::texts(FIELDS.iter().filter(|field| field.parent == parent && is_required(field)).map(|field| field.name))
}

/// What some of the events require and a deletion does not.
fn exceptions(events: &[Event]) -> Vec<(&'static str, Json)> {
    if events.len() < 2 || !events.contains(&Event::Delete) {
        return Vec::new();
    }
    let also = |field: &Field| Event::Update.requires(field) && !Event::Delete.requires(field);
    let of_each = |parent: Parent| -> Vec<(&'static str, Json)> {
        let fields = FIELDS.iter().filter(|field| field.parent == parent && also(field));
        fields.map(|field| (field.name, Json::Object(of_required(field)))).collect()
    };
    let [appointment, is_delete] = [
        vec![
            ("required", required(Parent::Appointment, also)),
            ("properties", Json::Object(of_each(Parent::Appointment))),
        ],
        vec![("const", Event::Delete.name().into())],
    ]
    .map(Json::Object);
    let mut of_event = of_each(Parent::Event);
    of_event.push((FieldId::Appointment.field().name, appointment));
    let of_delete = vec![(FieldId::Type.field().name, is_delete)];
    vec![
        ("if", Json::Object(vec![("properties", Json::Object(of_delete))])),
        (
            "else",
            Json::Object(vec![("required", required(Parent::Event, also)), ("properties", Json::Object(of_event))]),
        ),
    ]
}

/// What several fields refer to.
fn definitions() -> Json {
    let form =
        |title: &str, pattern: String| Json::Object(vec![("description", title.into()), ("pattern", pattern.into())]);
    let date_time = vec![
        ("description", "ISO 8601 date-time; RFC 3339 with an offset is what to send".into()),
        ("format", "date-time".into()),
        (
            "anyOf",
            Json::List(vec![
                form("the extended form: 2023-09-25T16:00:00+05:30", pattern::extended()),
                form("the basic form: 20230925T160000+0530", pattern::basic()),
            ]),
        ),
        ("examples", Json::texts(["2023-09-25T16:00:00+05:30", "2023-09-25T10:30:00.000Z"])),
    ];
    Json::Object(vec![("dateTime", Json::Object(date_time))])
}
