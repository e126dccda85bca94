//! What kind of thing a JSON value is: an event, or one of the forms that people take for one.

use std::borrow::Cow;

use super::Fields;
use super::unwrap::leads_on;
use crate::json::{JsonType, Member, Value};
use crate::schema::{Event, FIELDS, FieldId, Parent, row};
use crate::suggest::nearest;

/// The form of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// An app webhook: it has an `appointment`, or at least a `type`.
    Event,
    /// The payload of a workflow's "custom webhook" action.
    Workflow,
    /// The appointment's fields stand at the top level.
    Flattened,
    /// The appointment's fields stand under this key, not under `appointment`.
    Nested(String),
    /// A response of the appointments API.
    ApiResponse,
    /// An object that shows no sign of any of these.
    Unknown,
    /// No object at all.
    NotAnObject,
}

/// Fields that nothing but an appointment has.
const TELLING: [FieldId; 5] =
    [FieldId::Status, FieldId::StartTime, FieldId::EndTime, FieldId::CalendarId, FieldId::AssignedUserId];

impl Form {
    /// The form of `value`.
    pub fn of(value: Value<'_>) -> Self {
        if value.json_type() != JsonType::Object {
            return Self::NotAnObject;
        }
        // One that is null holds nothing of what stands beside it.
        let is_null = |value: &Value<'_>| value.json_type() == JsonType::Null;
        let appointment = value.get(FieldId::Appointment.field().name);
        if appointment.is_some_and(|appointment| !is_null(&appointment) || !has_telling_field(value)) {
            return Self::Event;
        }
        let event_type = value.get(FieldId::Type.field().name).and_then(Value::text);
        match event_type {
            None if is_workflow(value) => Self::Workflow,
            None if is_api_response(value) => Self::ApiResponse,
            None if has_telling_field(value) => Self::Flattened,
            None => Self::Unknown,
            Some(name) if names_appointment(&name) => match nesting_key(value) {
                Some(key) => Self::Nested(key),
                None if has_field_of_appointment(value) && !has_misspelled_appointment(value) => Self::Flattened,
                None => Self::Event,
            },
            Some(_) => Self::Event,
        }
    }
}

/// The name of an event that is not about appointments and holds none, by its form and its fields.
pub fn other_event(form: &Form, fields: &Fields<'_>) -> Option<String> {
    if *form != Form::Event || fields.get(FieldId::Appointment).is_some() {
        return None;
    }
    let name = fields.text(FieldId::Type)?;
    (!name.trim().is_empty() && !names_appointment(&name) && !is_template(&name)).then(|| name.into_owned())
}

/// What an object is called that has a name as events have, but not of one about appointments: letters and digits, the first one a
/// capital.
fn foreign_name(object: Value<'_>) -> Option<Cow<'_, str>> {
    let name = object.get(FieldId::Type.field().name).and_then(Value::text)?;
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !names_appointment(&name);
    is_name.then_some(name)
}

/// Whether an object is an event about something else, by a name such as `ContactCreate` and the sub-account beside it. It is no
/// capture then, whatever its members are called: what a message holds was written by strangers.
pub(super) fn is_foreign_event(object: Value<'_>) -> bool {
    let value = |id: FieldId| object.get(id.field().name);
    foreign_name(object).is_some()
        && value(FieldId::LocationId).and_then(Value::text).is_some()
        && value(FieldId::Appointment).is_none()
}

/// Whether an object is called like an event about something else: by words that each begin with a capital, as in `OrderCreate`.
pub(super) fn is_called_event(object: Value<'_>) -> bool {
    let begins_word =
        |pair: &[u8]| matches!(pair, [before, byte] if before.is_ascii_lowercase() && byte.is_ascii_uppercase());
    foreign_name(object).is_some_and(|name| name.as_bytes().windows(2).any(begins_word))
}

/// Whether `name` is, or is meant to be, the name of an event about appointments.
pub fn names_appointment(name: &str) -> bool {
    Event::from_name(name).is_some() || name.to_ascii_lowercase().contains("appointment")
}

fn has_telling_field(object: Value<'_>) -> bool {
    object.members().any(|member| TELLING.iter().any(|id| member.is_named(id.field().name)))
}

/// Whether an object has a field that stands in the appointment and nowhere else.
pub fn has_field_of_appointment(object: Value<'_>) -> bool {
    object.members().any(|member| {
        let row_in = |parent| row(parent, member.name().as_bytes());
        row_in(Parent::Appointment).is_some_and(|row| row < FIELDS.len()) && row_in(Parent::Event).is_none()
    })
}

/// Whether an object has its appointment under a key that was meant to be `appointment`.
fn has_misspelled_appointment(object: Value<'_>) -> bool {
    object.members().any(|member| {
        let is_near = || nearest(&member.name(), [FieldId::Appointment.field().name]).is_some();
        member.value.json_type() == JsonType::Object && is_near()
    })
}

fn is_workflow(object: Value<'_>) -> bool {
    object.get("calendar").is_some_and(|calendar| calendar.get("appointmentId").is_some())
        || ["workflow", "triggerData", "customData"].iter().any(|key| object.get(key).is_some())
}

fn is_api_response(object: Value<'_>) -> bool {
    let is_list = object.get("events").is_some_and(|events| {
        let is_event = |item: Value<'_>| item.get(FieldId::Appointment.field().name).is_some();
        events.json_type() == JsonType::Array && !events.items().any(is_event)
    });
    is_list || [FieldId::CalendarId, FieldId::StartTime].iter().all(|id| object.get(id.field().name).is_some())
}

/// The first event about an appointment that is `value` or stands in it, if it is `hidden` by a key that captures don't have.
pub fn first_event(value: Value<'_>, hidden: bool) -> Option<Value<'_>> {
    let within = |member: Member<'_>| hidden || !leads_on(&member.name());
    match value.json_type() {
        JsonType::Array => value.items().find_map(|item| first_event(item, hidden)),
        JsonType::Object if is_event(value) => hidden.then_some(value),
        JsonType::Object => value.members().find_map(|member| first_event(member.value, within(member))),
        _ => None,
    }
}

fn is_event(object: Value<'_>) -> bool {
    let appointment = object.get(FieldId::Appointment.field().name);
    appointment.is_some_and(|appointment| appointment.json_type() == JsonType::Object) && is_called_appointment(object)
}

/// Whether an object's `type` is, or is meant to be, the name of an event about appointments.
pub(super) fn is_called_appointment(object: Value<'_>) -> bool {
    let name = object.get(FieldId::Type.field().name).and_then(Value::text);
    name.is_some_and(|name| names_appointment(&name))
}

/// The key under which an event has the appointment's fields, where it is one that captures have too: the vendor's guide has such
/// events, and people's fixtures.
fn nesting_key(object: Value<'_>) -> Option<String> {
    // An event with a name of its own is one in an envelope.
    let is_nameless_event = |value: Value<'_>| {
        let [appointment, name] = [FieldId::Appointment, FieldId::Type].map(|id| value.get(id.field().name));
        appointment.is_some() && name.is_none()
    };
    let holds_fields = |value: Value<'_>| has_telling_field(value) || is_nameless_event(value);
    let mut nested = object.members().filter(|member| {
        member.value.json_type() == JsonType::Object && leads_on(&member.name()) && holds_fields(member.value)
    });
    nested.next().map(|member| member.name().into_owned())
}

/// Whether it is a template's placeholder that names a variable, such as `{{appointment.id}}`, and says nothing else.
pub fn is_variable(text: &str) -> bool {
    let name = text.trim_start_matches('{').trim_end_matches('}').trim();
    is_template(text) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
}

/// Whether `text` is a template's placeholder that was never filled in, such as `{{appointment.id}}`.
pub fn is_template(text: &str) -> bool {
    let inside = text.trim().strip_prefix("{{").and_then(|text| text.strip_suffix("}}"));
    inside.is_some_and(|name| {
        // Some template languages have three braces for what is not to be escaped.
        let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name).trim();
        !name.is_empty() && name.chars().all(|character| character.is_alphanumeric() || "._-[]\"' ".contains(character))
    })
}
