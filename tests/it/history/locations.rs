//! Which appointment is meant: by its id and its location, or its id alone.

use serde_json::json;

use super::{event, short, stream};
use crate::support::run_with;

#[test]
fn a_location_that_comes_later_is_the_same_appointments() {
    let events = [
        event("Update", "a", &json!({"/locationId": null, "title": "t"})),
        event("Update", "a", &json!({"/locationId": "L", "title": "u"})),
        event("Update", "a", &json!({"/locationId": null, "title": "v"})),
        event("Update", "a", &json!({"/locationId": "M", "title": "v"})),
        event("Update", "a", &json!({"/locationId": "L", "title": "w"})),
    ];
    assert_eq!(short(&[], &stream(&events)), ["first-seen", "title", "title", "first-seen", "title"]);
}

#[test]
fn a_location_that_is_null_or_empty_names_none() {
    for nothing in ["null", "\"\""] {
        let named = |location: &str, title: &str| {
            format!(
                r#"{{"type":"AppointmentUpdate","locationId":{location},"appointment":{{"id":"a","title":"{title}"}}}}"#
            )
        };
        let events = [
            named("\"L\"", "a"),
            named(nothing, "b"),
            named("\"M\"", "c"),
            named("\"L\"", "d"),
            named(nothing, "e"),
            named("\"L\"", "d"),
        ]
        .join("\n");
        let expected = ["first-seen", "title", "first-seen", "title", "first-seen", "duplicate"];
        assert_eq!(short(&[], &events), expected, "{nothing}");
    }
}

#[test]
fn a_location_that_is_not_named_is_no_content() {
    let events = [
        r#"{"type":"AppointmentUpdate","locationId":"L","appointment":{"id":"a","title":"a"}}"#,
        r#"{"type":"AppointmentUpdate","locationId":"","appointment":{"id":"a","title":"b"}}"#,
        // A key that nobody knows: what it holds can't be had from what the last one held.
        r#"{"type":"AppointmentUpdate","locationId":"L","appointment":{"id":"a","title":"c","x":1}}"#,
        r#"{"type":"AppointmentUpdate","locationId":"","appointment":{"id":"a","title":"b"}}"#,
        r#"{"type":"AppointmentUpdate","locationId":"L","appointment":{"id":"a","title":"a"}}"#,
    ];
    let expected = ["first-seen", "title", "title", "duplicate", "duplicate"];
    assert_eq!(short(&[], &events.join("\n")), expected);
}

#[test]
fn a_location_that_was_found_out_is_no_content() {
    let deletion = json!({"type": "AppointmentDelete", "locationId": "L", "appointment": {"id": "a"}});
    let mut without = deletion.clone();
    without.as_object_mut().unwrap().remove("locationId");
    let events = stream(&[event("Update", "a", &json!({"title": "t"})), deletion, without.clone(), without]);
    let expected = ["first-seen", "deleted", "deleted", "duplicate"];
    assert_eq!(short(&[], &events), expected);
    assert_eq!(short(&["--by-appointment"], &events), expected);
}

#[test]
fn an_id_in_two_locations_is_told_with_them_where_it_counts() {
    let events = [
        event("Update", "a", &json!({"title": "t"})),
        event("Update", "a", &json!({"title": "t", "/locationId": "M"})),
        event("Update", "a", &json!({"title": "u"})),
        event("Update", "a", &json!({"title": "v", "/locationId": "M"})),
    ];
    let ran = run_with(&["history", "--summary"], stream(&events).as_bytes());
    assert!(ran.stdout.ends_with("busiest\n  a at L  2 deliveries\n  a at M  2 deliveries\n"), "{}", ran.stdout);
    let ran = run_with(&["history", "--summary"], stream(&[events[0].clone(), events[2].clone()]).as_bytes());
    assert!(ran.stdout.ends_with("busiest\n  a  2 deliveries\n"), "{}", ran.stdout);
}
