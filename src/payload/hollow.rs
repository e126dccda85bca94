//! Captures without a body: empty lists of deliveries, requests that had nothing to send.

use crate::input::Record;
use crate::json::{JsonType, Value};
use crate::schema::FieldId;
use crate::suggest::fold;

use super::form::{Form, is_called_appointment, is_called_event, is_foreign_event};
use super::unwrap::{self, BODY_KEYS, HTTP_KEYS, Unwrap};

/// Whether `record` is a capture in which there is no body at all, not even one that is wrong.
pub fn is_hollow(record: &Record<'_>, mode: Unwrap) -> bool {
    let root = record.content.as_ref().ok().map(|document| document.root());
    mode == Unwrap::Yes
        && record.outline.is_none()
        && root.is_some_and(|root| root.json_type() == JsonType::Object && lacks_bodies(root))
}

fn lacks_bodies(value: Value<'_>) -> bool {
    match value.json_type() {
        JsonType::Array => value.items().all(lacks_bodies),
        JsonType::Object => may_be_envelope(value) && envelope_lacks_bodies(value),
        _ => false,
    }
}

fn may_be_envelope(object: Value<'_>) -> bool {
    if object.get(FieldId::Appointment.field().name).is_some() {
        return false;
    }
    match Form::of(object) {
        Form::Unknown => true,
        Form::Event => !is_called_appointment(object) && !is_foreign_event(object) && !is_called_event(object),
        _ => false,
    }
}

fn envelope_lacks_bodies(object: Value<'_>) -> bool {
    let (mut is_http, mut has_body, mut leads_on) = (false, false, false);
    for member in object.members() {
        let name = member.name();
        let name = &*fold(&name);
        let is_container = matches!(member.value.json_type(), JsonType::Object | JsonType::Array);
        is_http |= HTTP_KEYS.contains(&name);
        has_body |= BODY_KEYS.contains(&name);
        if is_container && unwrap::leads_on(name) {
            if !lacks_bodies(member.value) {
                return false;
            }
            leads_on = true;
        }
    }
    // What a request has for a body is judged, even where it is nothing.
    if is_http { !has_body } else { leads_on }
}
