//! Of any two payloads: that patches are true, screens harmless, and comparisons the same both ways.

use hoopspect::change::patch::{json_patch, merge_patch};
use hoopspect::change::value::Parsed;
use hoopspect::change::{Comparison, Side, compare};
use hoopspect::console::Canvas;
use hoopspect::json::{Document, Parser};
use hoopspect::payload::Fields;
use hoopspect::report::diff as report;
use hoopspect::time::Zone;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{assert_harmless, operations};
use crate::holds::told;

/// JSON values with keys that pointers have to escape.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..3).prop_map(Value::from),
        prop_oneof![Just(0.5), Just(1e300)].prop_map(Value::from),
        "[a#\\[\u{7f}/~]{0,4}".prop_map(Value::from),
        "[#:\\[ \n\u{1b}x日]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 5, |inner| {
        let key = prop_oneof![Just(""), Just("/"), Just("~"), Just("~1"), Just("a"), Just("b"), Just("0")];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..5).prop_map(|members| {
                Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

/// Payloads of one appointment, whatever their fields hold.
fn any_payload() -> impl Strategy<Value = Value> {
    let time = prop_oneof![
        Just("2023-09-25T16:00:00+05:30"),
        Just("2023-09-25T10:30:00Z"),
        Just("2023-09-25T12:00:00Z"),
        Just("2023-09-25T12:00:00"),
        Just("soon"),
    ];
    let value = prop_oneof![any_json(), time.prop_map(Value::from), Just(json!(["a", "b"])), Just(json!(["b", "a"]))];
    let name = prop_oneof![
        Just("startTime"),
        Just("endTime"),
        Just("appointmentStatus"),
        Just("users"),
        Just("notes"),
        Just("title"),
        Just("dateAdded"),
        Just("dateUpdated"),
        Just("x"),
        Just("groupId"),
    ];
    let members = proptest::collection::vec((name, value), 0..8);
    (members, any_json(), prop_oneof![Just("AppointmentCreate"), Just("AppointmentUpdate")]).prop_map(
        |(members, extra, event)| {
            let mut appointment: Map<String, Value> =
                members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            appointment.insert("id".to_owned(), json!("A"));
            json!({"type": event, "appointment": appointment, "contact": extra})
        },
    )
}

fn with_sides<T>(before: &str, after: &str, look: impl FnOnce(&Side<'_>, &Side<'_>) -> T) -> T {
    let tapes = [before, after].map(|text| {
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        parser.take_tape()
    });
    let before = Side::of(&Fields::read(Document::new(before, &tapes[0]).root()));
    let after = Side::of(&Fields::read(Document::new(after, &tapes[1]).root()));
    look(&before, &after)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_patches_lead_from_before_to_after(before in any_json(), after in any_json(), tests: bool) {
        let (old, new) = (before.to_string(), after.to_string());
        let (old, new) = (Parsed::new(&old), Parsed::new(&new));
        let text = report::json_patch(&json_patch(old.value(), new.value(), tests));
        assert_harmless(&text);
        let mut patched = before.clone();
        json_patch::patch(&mut patched, &operations(&text)).unwrap();
        prop_assert_eq!(&patched, &after, "{}", text);
        prop_assert_eq!(text == "[]\n", before == after, "{}", text);
    }

    #[test]
    fn merge_patches_lead_from_before_to_after_or_say_where_not(before in any_json(), after in any_json()) {
        let (old, new) = (before.to_string(), after.to_string());
        let (old, new) = (Parsed::new(&old), Parsed::new(&new));
        match merge_patch(old.value(), new.value()) {
            Ok(patch) => {
                let text = report::merge_patch(&patch);
                let mut patched = before.clone();
                json_patch::merge(&mut patched, &serde_json::from_str(&text).unwrap());
                prop_assert_eq!(&patched, &after, "{}", text);
            }
            Err(pointers) => {
                prop_assert!(!pointers.is_empty());
                for pointer in pointers {
                    prop_assert_eq!(after.pointer(&pointer), Some(&Value::Null), "{}", pointer);
                }
            }
        }
    }

    #[test]
    fn screens_are_harmless(before in any_payload(), after in any_payload(), width in 20_usize..90, terminal: bool) {
        with_sides(&before.to_string(), &after.to_string(), |before, after| {
            let comparison = compare(before, after, false);
            let canvas = Canvas { width: Some(width), terminal, ..Canvas::PLAIN };
            let mut out = Vec::new();
            let diffed = report::Diffed { before, after, comparison: &comparison };
            report::Human::new(canvas, Zone::Sent).write(&diffed, &mut out).unwrap();
            assert_harmless(&String::from_utf8(out).unwrap());
            assert_harmless(&report::json(&diffed));
        });
    }

    #[test]
    fn a_payload_does_not_differ_from_itself(payload in any_payload()) {
        let (plain, spaced) = (payload.to_string(), serde_json::to_string_pretty(&payload).unwrap());
        with_sides(&plain, &spaced, |before, after| {
            prop_assert_eq!(compare(before, after, true), Comparison { is_exact: true, ..Comparison::default() });
            Ok(())
        })?;
    }

    #[test]
    fn the_way_back_mirrors_the_way(before in any_payload(), after in any_payload()) {
        with_sides(&before.to_string(), &after.to_string(), |before, after| {
            let (way, back) = (compare(before, after, true), compare(after, before, true));
            prop_assert_eq!(told(&way, true), told(&back, false));
            Ok(())
        })?;
    }
}
