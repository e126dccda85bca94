//! `schema`: the field table against the vendor's, and the exported schema's verdict against that of `check`.

use std::sync::LazyLock;

use hoopspect::input::{Records, Step};
use hoopspect::payload::{Unwrap, unwrap};
use hoopspect::report::schema::json_schema;
use hoopspect::rules::{self, Events};
use hoopspect::schema::{Event, FIELDS, Kind, Presence};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;
use serde_json::{Map, Value, json};

use crate::support::{root, run, valid_payload};

#[test]
fn the_field_table_is_the_vendors_row_by_row() {
    let vendor = std::fs::read_to_string(root().join("fixtures/upstream/vendor-fields.tsv")).unwrap();
    let vendor: Vec<&str> = vendor.lines().skip(1).collect();
    // The vendor lists leaves; the object around them is ours.
    let ours: Vec<String> = FIELDS
        .iter()
        .filter(|field| field.kind != Kind::Object)
        .map(|field| format!("{}\t{}", field.path(), field.kind.json_type()))
        .collect();
    assert_eq!(ours, vendor);
    assert_eq!(FIELDS.len(), vendor.len() + 1);
}

#[test]
fn the_schema_is_valid_stable_and_accepts_what_the_vendor_shows() {
    let ran = run(&["schema"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, json_schema(&[Event::Update]));
    let schema: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let expected = snapbox::Data::read_from(&root().join("tests/it/snapshots/schema.json"), None);
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(snapbox::Data::text(ran.stdout), expected.raw());
    let vendors = std::fs::read_to_string(root().join("fixtures/upstream/appointment-update.json")).unwrap();
    assert!(validator(&[Event::Update], true).is_valid(&serde_json::from_str(&vendors).unwrap()));
}

#[test]
fn the_table_has_a_row_for_each_field() {
    let table = run(&["schema", "--format", "markdown"]).stdout;
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert_eq!(rows.len(), FIELDS.len());
    for (field, row) in FIELDS.iter().zip(rows) {
        assert!(row.starts_with(&format!("| `{}` | ", field.path())), "{row}");
        assert!(row.contains(&format!(" | {} | {} |", field.presence.name(), field.meaning)), "{row}");
    }
    let of_deletion = run(&["schema", "--format", "markdown", "--event", "delete"]).stdout;
    assert_eq!(of_deletion.matches("| required |").count(), 3, "{of_deletion}");
}

#[test]
fn a_deletion_needs_an_id_and_nothing_else() {
    let bare = json!({"type": "AppointmentDelete", "appointment": {"id": "x"}});
    for (events, accepted) in [(&[Event::Delete][..], true), (&Event::ALL, true), (&[Event::Update], false)] {
        assert_eq!(validator(events, false).is_valid(&bare), accepted, "{events:?}");
    }
    let bare = json!({"type": "AppointmentCreate", "appointment": {"id": "x"}});
    assert!(!validator(&Event::ALL, false).is_valid(&bare));
}

#[test]
fn a_misspelled_required_field_is_a_missing_one() {
    let text = valid_payload().replace("\"startTime\"", "\"startTme\"");
    let payload: Value = serde_json::from_str(&text).unwrap();
    assert!(!validator(&[Event::Update], false).is_valid(&payload));
    assert_eq!(found(&payload, &[Event::Update]), ["misspelled-field"]);
}

/// The schema of `events`, by a validator that takes `format` for a demand or for a remark.
fn validator(events: &[Event], asserts_formats: bool) -> Validator {
    let schema: Value = serde_json::from_str(&json_schema(events)).unwrap();
    jsonschema::options().should_validate_formats(asserts_formats).build(&schema).expect("a schema")
}

/// The rules that `check` finds broken, notes aside.
fn found(payload: &Value, events: &[Event]) -> Vec<&'static str> {
    findings(payload, events).into_iter().map(|(rule, _)| rule).collect()
}

fn findings(payload: &Value, events: &[Event]) -> Vec<(&'static str, String)> {
    let text = payload.to_string();
    let mut records = Records::new("payload".to_owned(), Box::new(std::io::Cursor::new(text)), false);
    let Step::Record(record) = records.next(&mut ()).unwrap() else { panic!("a record") };
    let payload = unwrap(&record, Unwrap::No).pop().unwrap().unwrap();
    rules::check(&payload, &Events::new(events))
        .into_iter()
        .filter(|finding| finding.severity.name() != "note")
        .map(|finding| (finding.rule.id, finding.pointer.into_owned()))
        .collect()
}

/// The errors that a JSON Schema can express; a wrong form lacks what is required.
const EXPRESSIBLE: [&str; 10] = [
    "missing-required",
    "wrong-type",
    "empty-value",
    "not-an-object",
    "other-event",
    "invalid-timestamp",
    "workflow-payload",
    "flattened-payload",
    "api-response",
    "misspelled-field",
];

/// What a validator refuses that asserts formats, though it is but a warning.
const NOT_RFC_3339: [&str; 3] = ["nonstandard-timestamp", "timestamp-without-offset", "surrounding-whitespace"];

/// A leap second, or what would be one at another time.
static SECOND_60: LazyLock<Regex> = LazyLock::new(|| Regex::new("[Tt ][0-9]{2}:?[0-9]{2}:?60").unwrap());

/// A time that is right, unusual, or wrong in a way that patterns can tell.
fn time() -> impl Strategy<Value = String> {
    const DATES: &[&str] = &[
        "2023-09-25",
        "2024-02-29",
        "2023-02-29",
        "1900-02-29",
        "2000-02-29",
        "2023-04-31",
        "2023-12-31",
        "2023-13-01",
        "0000-01-01",
        "2023-00-10",
        "2023-268",
        "2023-366",
        "2024-366",
        "2023-W39-1",
        "2023-W39-8",
        "20230925",
        "20240229",
        "20230229",
        "2023268",
        "2023W391",
        "2023-9-25",
        "23-09-25",
        "25/09/2023",
        "2023-09",
        "",
    ];
    const CLOCKS: &[&str] = &[
        "T16:00:00",
        "t16:00",
        "T16",
        " 16:00:00.5",
        "T160000",
        "T1600",
        "T24:00:00",
        "T24:00:00.0",
        "T24:01",
        "T25:00:00",
        "T16:60:00",
        "T16:00:61",
        "T16:00:00,25",
        "T16:00:00.",
        "T16:00.5",
        "T",
        "",
        "T4:00 PM",
        "  16:00",
    ];
    const OFFSETS: &[&str] =
        &["Z", "z", "+05:30", "-0400", "+05", "", "+24:00", "+05:60", "+5:30", " Z", "Z ", "[Europe/Berlin]"];
    let pieces = (select(DATES), select(CLOCKS), select(OFFSETS));
    let texts = pieces.prop_map(|(date, clock, offset)| format!("{date}{clock}{offset}"));
    let mutated = (texts.clone(), any::<prop::sample::Index>(), select(vec!["", "0", "9", "-", ":", " ", "T", "x"]));
    let mutated = mutated.prop_map(|(text, index, put)| {
        let at = index.index(text.len() + 1);
        format!("{}{put}{}", &text[..at], text.get(at + 1..).unwrap_or_default())
    });
    let others = select(vec!["", " ", "2023-09-25T16:00:00+05:30", "\t2023-09-25T16:00:00Z\n", "1695637800000"]);
    prop_oneof![4 => texts, 4 => mutated, 2 => others.prop_map(str::to_owned)]
        // What `schema/export.rs` lists as beyond patterns.
        .prop_filter("no week 53", |text| !text.contains("W53"))
        .prop_filter("no second 60", |text| !SECOND_60.is_match(text))
        .prop_filter("not the end of all years", |text| !text.contains("9999"))
}

/// A value for a field: usually one of its kind.
fn value(kind: Kind) -> BoxedStrategy<Value> {
    let ids = prop::collection::vec(select(vec!["a", "b", " c", ""]), 0..3);
    let own = match kind {
        Kind::EventName => {
            let others = vec!["AppointmentCreate", "AppointmentDelete", " AppointmentUpdate", "NoteCreate"];
            prop_oneof![4 => Just("AppointmentUpdate"), 3 => select(others)].prop_map(Value::from).boxed()
        }
        Kind::Time => {
            prop_oneof![9 => Just("2023-09-25T16:00:00Z".to_owned()), 1 => time()].prop_map(Value::from).boxed()
        }
        Kind::Ids => ids.prop_map(Value::from).boxed(),
        _ => select(vec!["x", "confirmed", " x ", "z\u{1b}", "歯科"]).prop_map(Value::from).boxed(),
    };
    let other = select(vec![
        json!(null),
        json!(""),
        json!(7),
        json!(true),
        json!([]),
        json!([7]),
        json!([null]),
        json!({}),
        json!("ContactUpdate"),
    ]);
    prop_oneof![80 => own, 1 => other].boxed()
}

/// The fields of one object, some of them absent, and perhaps others beside them.
fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> impl Strategy<Value = Map<String, Value>> {
    let members: Vec<_> =
        fields.into_iter().map(|(name, value)| (Just(name), prop::option::weighted(0.99, value))).collect();
    let extras =
        prop::collection::vec((select(vec!["webhookId", "colour", "zebra", "isRecurring"]), value(Kind::Text)), 0..2);
    (members, extras).prop_map(|(members, extras)| {
        let members = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
        extras.into_iter().chain(members).map(|(name, value)| (name.to_owned(), value)).collect()
    })
}

fn payload() -> impl Strategy<Value = Value> {
    let fields = |within: &'static str| {
        let fields = FIELDS.iter().filter(move |field| field.pointer.rsplit_once('/').unwrap().0 == within);
        fields.map(|field| (field.name, value(field.kind)))
    };
    let appointment = object(fields("/appointment").collect()).prop_map(Value::Object);
    let appointment = prop_oneof![60 => appointment, 1 => value(Kind::Object)].boxed();
    let outer = fields("").filter(|(name, _)| *name != "appointment").chain([("appointment", appointment)]);
    let event = object(outer.collect()).prop_map(Value::Object);
    let other = value(Kind::Object).prop_filter("an array is read as the records in it", |value| !value.is_array());
    prop_oneof![60 => event, 1 => other]
}

/// The events that may be asked for.
const ASKED: [&[Event]; 4] = [&[Event::Update], &[Event::Create], &[Event::Delete], &Event::ALL];

/// For each of [`ASKED`], the validator that doesn't assert formats and the one that does.
static VALIDATORS: LazyLock<[[Validator; 2]; 4]> =
    LazyLock::new(|| ASKED.map(|events| [false, true].map(|asserts| validator(events, asserts))));

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_schema_refuses_what_check_calls_an_error(
        payload in payload(),
        asked in 0..ASKED.len(),
    ) {
        let findings = findings(&payload, ASKED[asked]);
        let [lax, strict] = &VALIDATORS[asked];
        let is_error = findings.iter().any(|(rule, _)| EXPRESSIBLE.contains(rule));
        let is_padded = findings.iter().any(|(rule, at)| *rule == "surrounding-whitespace" && at == "/type");
        let refused = !lax.is_valid(&payload);
        prop_assert_eq!(refused, is_error || is_padded, "{} {:?}", payload, findings);

        let is_time = |pointer: &str| FIELDS.iter().any(|field| field.pointer == pointer && field.kind == Kind::Time);
        let is_unusual = findings.iter().any(|(rule, at)| NOT_RFC_3339.contains(rule) && is_time(at));
        let refused = !strict.is_valid(&payload);
        prop_assert_eq!(refused, is_error || is_padded || is_unusual, "with formats: {} {:?}", payload, findings);
    }

    #[test]
    fn a_pattern_accepts_the_times_that_are_read(text in time()) {
        let mut payload: Value = serde_json::from_str(&valid_payload()).unwrap();
        payload["appointment"]["startTime"] = text.clone().into();
        let is_read = hoopspect::time::read(text.trim()).is_ok();
        prop_assert_eq!(VALIDATORS[0][0].is_valid(&payload), is_read, "{:?}", text);
    }
}

#[test]
fn what_a_field_needs_is_said_once() {
    let schema: Value = serde_json::from_str(&json_schema(&[Event::Update])).unwrap();
    for field in &FIELDS {
        let path = format!("/properties{}", field.pointer.replace("/appointment/", "/appointment/properties/"));
        let property = schema.pointer(&path).expect(field.name);
        assert_eq!(property["description"], field.meaning);
        assert_eq!(property["type"].is_string(), field.presence == Presence::Required, "{}", field.name);
    }
}
