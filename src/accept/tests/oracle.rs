//! The same judgement written plainly over a tree: slow, and without a line in common with the fast path.

use crate::schema::{FIELDS, Field, FieldId, KNOWN_EXTRAS, Kind, Parent, Presence, STATUSES};
use chrono::{DateTime, FixedOffset};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Why `text` is not a flawless `AppointmentUpdate`.
pub(super) fn judge(text: &[u8], notes: bool) -> Result<(), String> {
    let text = str::from_utf8(text).map_err(|error| error.to_string())?;
    let Strict(payload) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    harmless(&payload)?;
    let event = payload.as_object().ok_or("no object")?;
    members(event, Parent::Event)?;
    let appointment = event["appointment"].as_object().ok_or("no appointment")?;
    members(appointment, Parent::Appointment)?;
    if event["type"] != "AppointmentUpdate" {
        return Err("another event".to_owned());
    }
    let [start, end, added, updated] =
        ["startTime", "endTime", "dateAdded", "dateUpdated"].map(|key| time(&appointment[key]).unwrap());
    if end < start || updated < added {
        return Err("times in the wrong order".to_owned());
    }
    if notes { noteworthy(event, appointment, [start, end, added, updated]) } else { Ok(()) }
}

fn is_extra(parent: Parent, key: &str) -> bool {
    KNOWN_EXTRAS.iter().any(|extra| extra.parent == parent && extra.name == key)
}

fn members(object: &Map<String, Value>, parent: Parent) -> Result<(), String> {
    for key in object.keys() {
        let known = Field::find(parent, key).is_some() || is_extra(parent, key);
        known.then_some(()).ok_or(format!("unknown {key}"))?;
    }
    for field in FIELDS.iter().filter(|field| field.parent == parent) {
        match object.get(field.name) {
            None | Some(Value::Null) if field.presence == Presence::Optional => {}
            None => return Err(format!("no {}", field.name)),
            Some(value) => fits(field, value).then_some(()).ok_or(format!("wrong {}: {value}", field.name))?,
        }
    }
    Ok(())
}

fn fits(field: &Field, value: &Value) -> bool {
    let word = |value: &Value| value.as_str().is_some_and(|text| text.trim() == text);
    let filled = field.presence != Presence::Required || value != "";
    match field.kind {
        Kind::Object => value.is_object(),
        Kind::Text => value.is_string(),
        Kind::Id | Kind::EventName => word(value) && filled,
        Kind::Status => value.as_str().is_some_and(|status| STATUSES.contains(&status)),
        Kind::Time => time(value).is_some(),
        Kind::Ids => value.as_array().is_some_and(|users| {
            users.iter().all(word) && users.iter().all(|user| users.iter().filter(|other| *other == user).count() == 1)
        }),
    }
}

/// RFC 3339, less the two things that chrono lets pass.
fn time(value: &Value) -> Option<DateTime<FixedOffset>> {
    let text = value.as_str().filter(|text| text.is_ascii() && text.get(17..19) != Some("60"))?;
    DateTime::parse_from_rfc3339(text).ok()
}

fn noteworthy(
    event: &Map<String, Value>,
    appointment: &Map<String, Value>,
    times: [DateTime<FixedOffset>; 4],
) -> Result<(), String> {
    let ids: Vec<&Value> = FIELDS
        .iter()
        .filter(|field| field.kind == Kind::Id && field.id != FieldId::AssignedUserId)
        .filter_map(|field| if field.parent == Parent::Event { event } else { appointment }.get(field.name))
        .filter(|id| !id.is_null() && *id != "")
        .collect();
    let users = appointment["users"].as_array().ok_or("no users")?;
    if times[0] == times[1] {
        return Err("no length".to_owned());
    }
    if times.iter().any(|time| time.offset() != times[0].offset()) {
        return Err("mixed offsets".to_owned());
    }
    if !users.contains(&appointment["assignedUserId"]) {
        return Err("assigned to another".to_owned());
    }
    if ids.iter().enumerate().any(|(index, id)| ids[..index].contains(id) || users.contains(id)) {
        return Err("an id used twice".to_owned());
    }
    Ok(())
}

/// No string holds a character of the escape table, or what could be a template.
fn harmless(value: &Value) -> Result<(), String> {
    let text = |text: &str| match text.chars().find(|character| escaped(*character as u32)) {
        Some(character) => Err(format!("holds {character:?}")),
        None if text.contains("{{") => Err("a template".to_owned()),
        None => Ok(()),
    };
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => items.iter().try_for_each(harmless),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| text(key).and(harmless(value))),
        _ => Ok(()),
    }
}

fn escaped(code: u32) -> bool {
    let ranges = [
        (0, 8),
        (0xb, 0xc),
        (0xe, 0x1f),
        (0x7f, 0x9f),
        (0xad, 0xad),
        (0x61c, 0x61c),
        (0x180e, 0x180e),
        (0x200b, 0x200b),
        (0x200e, 0x200f),
        (0x2028, 0x202e),
        (0x2060, 0x206f),
        (0xfeff, 0xfeff),
        (0xfff9, 0xfffb),
        (0xe0000, 0xe0fff),
        (0xfdd0, 0xfdef),
    ];
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&code)) || code % 0x10000 >= 0xfffe
}

/// A value in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree).map(Self)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(array.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Strict(value))) = members.next_entry::<String, _>()? {
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key twice"));
            }
        }
        Ok(object.into())
    }
}
