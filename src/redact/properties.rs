//! What holds for every payload: nothing personal is left, and what is said of it stays the same.

use std::collections::BTreeSet;
use std::io::Cursor;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use super::{Key, Redactor};
use crate::change::{Side, compare};
use crate::input::{Records, Step};
use crate::payload::{Payload, Unwrap, unwrap};
use crate::rules::{Events, check, personal_data};
use crate::schema::{FIELDS, FieldId, Kind, Parent};

/// Texts that people and programs put where they don't belong.
const TEXTS: [&str; 41] = [
    "<p>Hi <b>Ann Smith</b>, see <a href=\"https://zoom.us/j/81234567890\">here</a></p>",
    "<div class=\"Ann\">Ann &amp; Bob</div>",
    "Ann Smith",
    "Bob",
    "Li",
    "Intake call with Ann Smith\nbring x-rays\r\ncall +49 30 1234567",
    "ann.smith@gmail.com",
    "Mail Ann at ann.smith@gmail.com or 212-555-7890!",
    "https://us02web.zoom.us/j/81234567890?pwd=QWxhZGRpbg",
    "meet.google.com/abc-defg-hij",
    "https://crm.example/contacts/9NkT25Vor1v4aQatFsv2/notes",
    "(212) 555-7890",
    "4915112345678",
    "9NkT25Vor1v4aQatFsv2",
    "ocQHyuzHvysMo5N5VsXc_1729821600000_1800",
    "550e8400-e29b-41d4-a716-446655440000",
    "appt_1",
    "c2",
    "歯科検診 田中さん",
    "Прийом у Анни",
    "Prüfung Müller 👩🏽‍⚕️",
    "call back\u{1b}[2J\u{202e}now",
    "{\"name\": \"Ann Smith\", \"phone\": \"2125557890\"}",
    "[\"Ann Smith\"]",
    "\"Ann Smith\"",
    "{{contact.first_name}}",
    "{{Ann Smith}}",
    "{{ Ann",
    "203.0.113.77",
    "2001:db8::8a2e:370:7334",
    "  padded Ann  ",
    "Ann's appointment",
    "12 Main Street, 10115 Berlin",
    "52.5200066",
    "Thursday with Ann",
    "x@y.z",
    "+1234567",
    "www.x.y/12",
    "##[error]Ann",
    "::error::Ann",
    "e\u{301}\u{301} Zoë",
];

/// Words and times that are to stay, well written or not.
const WORDS: [&str; 27] = [
    "1984-03-02",
    "confirmed",
    "no-show",
    "No Show",
    "Confirmed ",
    "canceled",
    "booking_widget",
    "manual",
    "AppointmentUpdate",
    "AppointmentCreate",
    " AppointmentUpdate",
    "ContactUpdate",
    "appointment.created",
    "true",
    "2023-09-25T16:00:00+05:30",
    "2023-09-25T10:30:00Z",
    "2023-09-25T17:00:00",
    "2023-09-31T16:00:00+05:30",
    "2026-01-05T12:00:00-0400",
    " 2023-09-25T10:30:00Z",
    "Thu, Oct 30th, 2025 | 2:00 pm",
    "1729821600000",
    "20251030140000",
    "tomorrow",
    "{{appointment.id}}",
    "",
    "  ",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(TEXTS.as_slice()).prop_map(str::to_owned),
        3 => select(WORDS.as_slice()).prop_map(str::to_owned),
        1 => "[A-Za-z0-9]{20}",
        1 => "[ -~]{0,30}",
        1 => "\\PC{0,12}",
    ]
}

fn value() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        8 => text().prop_map(Json::from),
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::from),
        1 => (0..99_999_999_999_u64).prop_map(Json::from),
    ];
    scalar.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            vec((key(), inner), 0..4).prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    const KEYS: [&str; 22] = [
        "name",
        "firstName",
        "email",
        "phone",
        "id",
        "contactId",
        "type",
        "status",
        "source",
        "tags",
        "dateOfBirth",
        "startTme",
        "statuss",
        "usres",
        "contact",
        "customData",
        "body",
        "created_at",
        "rrule",
        "timestamp",
        "isBase64",
        "createdBy",
    ];
    select(KEYS.as_slice()).prop_map(str::to_owned)
}

/// A payload near the documented form, and what becomes of it: some fields with other values, some gone, some new.
fn event() -> impl Strategy<Value = Json> {
    let changes = vec((0..FIELDS.len(), prop_oneof![3 => value().prop_map(Some), 1 => Just(None)]), 0..6);
    let extras = vec((any::<bool>(), key(), value()), 0..4);
    (changes, extras).prop_map(|(changes, extras)| {
        let mut parents = [Map::new(), Map::new()];
        for field in FIELDS.iter().filter(|field| field.kind != Kind::Object) {
            let plain = match field.kind {
                Kind::EventName => json!("AppointmentUpdate"),
                Kind::Status => json!("confirmed"),
                Kind::Ids => json!(["YlWd2wuCAZQzh2cH1fVZ", "9NkT25Vor1v4aQatFsv2"]),
                Kind::Time => json!("2023-09-25T16:00:00+05:30"),
                Kind::Text => json!(format!("{} of Ann Smith", field.name)),
                Kind::Id | Kind::Object => json!(format!("{:A<20}", field.name.replace('.', "")).replace("AA", "7B")),
            };
            parents[usize::from(field.parent == Parent::Appointment)].insert(field.name.to_owned(), plain);
        }
        for (index, change) in changes {
            let field = &FIELDS[index];
            let parent = &mut parents[usize::from(field.parent == Parent::Appointment)];
            match change {
                Some(value) => parent.insert(field.name.to_owned(), value),
                None => parent.remove(field.name),
            };
        }
        let [mut event, mut appointment] = parents;
        for (is_inside, key, value) in extras {
            let parent = if is_inside { &mut appointment } else { &mut event };
            parent.insert(key, value);
        }
        let name = FieldId::Appointment.field().name;
        event.entry(name).or_insert(Json::Object(appointment));
        Json::Object(event)
    })
}

fn redactor(key: &str) -> Redactor {
    Redactor {
        key: Key::new(key.as_bytes()).unwrap(),
        times: "0s".parse().unwrap(),
        keep: Vec::new(),
        drop: Vec::new(),
        unwrap: Unwrap::Yes,
    }
}

/// Does `see` with the payload that a text is.
fn with_payload<T>(text: &str, see: impl FnOnce(&Payload<'_>) -> T) -> T {
    let mut records = Records::new("p".to_owned(), Box::new(Cursor::new(text.as_bytes().to_vec())), false);
    let Ok(Step::Record(record)) = records.next(&mut ()) else { panic!("no record: {text}") };
    let payload = unwrap(&record, Unwrap::No).remove(0).expect(text);
    see(&payload)
}

fn redacted(text: &str, key: &str) -> String {
    with_payload(text, |payload| redactor(key).record(payload.document()).text)
}

/// What `check` says: the rules and the places.
fn said(text: &str) -> Vec<(&'static str, String)> {
    let said = |payload: &Payload<'_>| {
        let findings = check(payload, &Events::new(&[]));
        findings.into_iter().map(|finding| (finding.rule.id, finding.pointer.into_owned())).collect()
    };
    with_payload(text, said)
}

fn kinds(before: &str, after: &str) -> Vec<crate::change::Kind> {
    with_payload(before, |before| {
        with_payload(after, |after| {
            let (before, after) = (before.fields(), after.fields());
            compare(&Side::of(&before), &Side::of(&after), false).kinds()
        })
    })
}

/// The strings in a JSON value that may be personal: long enough, and holding letters or digits.
fn strings(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::String(text) => {
            let is_word = WORDS.contains(&text.as_str()) || text == "{{contact.first_name}}";
            let is_format = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if text.chars().filter(|character| character.is_alphanumeric()).count() > 3 && !is_word && !is_format {
                found.insert(text.clone());
            }
        }
        Json::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Json::Object(members) => members.values().for_each(|member| strings(member, found)),
        _ => (),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn nothing_personal_is_left(event in event()) {
        let text = event.to_string();
        let mut personal = BTreeSet::new();
        strings(&event, &mut personal);
        // A placeholder may spell anything once; not under two keys.
        let outputs = ["one", "two"].map(|key| redacted(&text, key));
        let read = outputs.clone().map(|output| serde_json::from_str::<Json>(&output).expect("JSON"));
        for string in personal {
            let quoted = Json::from(string.as_str()).to_string();
            let quoted = quoted.trim_start_matches('"').trim_end_matches('"');
            let mut all: [BTreeSet<String>; 2] = Default::default();
            for (json, all) in read.iter().zip(&mut all) {
                strings(json, all);
            }
            prop_assert!(!outputs.iter().all(|output| output.contains(quoted)), "{string} is left in {}", outputs[0]);
            prop_assert!(!all.iter().all(|all| all.iter().any(|other| other.contains(&string))), "{string}");
        }
        let left = with_payload(&outputs[0], |payload| personal_data(payload).len());
        prop_assert_eq!(left, 0, "{}", outputs[0]);
        prop_assert!(!outputs[0].contains("##["));
    }

    #[test]
    fn check_says_the_same_before_and_after(event in event()) {
        let text = event.to_string();
        let after = redacted(&text, "key");
        prop_assert_eq!(said(&text), said(&after), "{}\n{}", text, after);
    }

    #[test]
    fn diff_says_the_same_kinds_before_and_after(before in event(), after in event()) {
        let (before, after) = (before.to_string(), after.to_string());
        let kinds_after = kinds(&redacted(&before, "key"), &redacted(&after, "key"));
        prop_assert_eq!(kinds(&before, &after), kinds_after, "{}\n{}", before, after);
    }

    #[test]
    fn only_strings_and_long_numbers_are_exchanged(event in event()) {
        fn bare(value: &mut Json) {
            match value {
                Json::String(text) => text.clear(),
                Json::Number(number) if number.to_string().len() >= 7 => *value = Json::from(0),
                Json::Array(items) => items.iter_mut().for_each(bare),
                Json::Object(members) => members.values_mut().for_each(bare),
                _ => (),
            }
        }
        let mut after: Json = serde_json::from_str(&redacted(&event.to_string(), "key")).expect("JSON");
        let mut before = event;
        bare(&mut before);
        bare(&mut after);
        prop_assert_eq!(before, after);
    }
}
