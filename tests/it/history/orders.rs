//! When a delivery was, and what is late by that.

use serde_json::json;

use super::{event, short, stream, told};
use crate::support::run_with;

fn updated(title: &str, at: &str) -> serde_json::Value {
    event("Update", "a", &json!({"title": title, "dateUpdated": at}))
}

#[test]
fn when_a_delivery_was_sent_makes_nothing_late() {
    let sent = |title: &str, at: &str| event("Update", "a", &json!({"title": title, "/timestamp": at}));
    let events = [
        sent("a", "2023-01-05T10:00:00Z"),
        sent("a", "2023-01-05T12:00:00Z"),
        updated("b", "2023-01-05T11:00:00Z"),
        sent("c", "2023-01-05T09:00:00Z"),
        updated("d", "not a time"),
        updated("e", "2023-01-05T10:59:59Z"),
    ];
    assert_eq!(short(&[], &stream(&events)), ["first-seen", "duplicate", "title", "title", "title", "late"]);
}

#[test]
fn what_does_not_say_when_it_was_may_be_as_new_as_anything() {
    let events = [
        updated("a", "2023-01-01T11:00:00Z"),
        event("Update", "a", &json!({"title": "b"})),
        updated("c", "2023-01-05T11:00:00"),
        updated("d", "2023-01-03T11:00:00Z"),
    ];
    let titles = |flags: &[&str]| -> Vec<u64> {
        told(flags, &stream(&events)).iter().map(|line| line["line"].as_u64().unwrap()).collect()
    };
    assert_eq!(titles(&["--since", "2023-01-04T00:00:00Z"]), [2, 3]);
    assert_eq!(titles(&["--until", "2023-01-02T00:00:00Z"]), [1, 2, 3]);
    assert_eq!(titles(&["--until", "2022-12-31T00:00:00Z"]), [0_u64; 0]);
}

#[test]
fn what_does_not_say_when_it_was_comes_behind_the_newest_in_its_group() {
    let update = |status: &str, at: &str| {
        event("Update", "a", &json!({"appointmentStatus": status, "dateUpdated": format!("2023-01-05T{at}:00Z")}))
    };
    let deletion = event("Delete", "a", &json!({}));
    let (cancelled, late) = (update("cancelled", "11:00"), update("confirmed", "10:00"));
    for (events, expected) in [
        ([cancelled.clone(), late.clone(), deletion.clone()], [2, 1, 3]),
        ([late.clone(), cancelled.clone(), late.clone()], [1, 3, 2]),
        ([deletion.clone(), cancelled, late], [1, 3, 2]),
    ] {
        let lines = told(&["--by-appointment"], &stream(&events));
        let order: Vec<_> = lines.iter().map(|line| line["line"].as_u64().unwrap()).collect();
        assert_eq!(order, expected);
        let last = if events[2] == deletion { "deleted" } else { "changed" };
        assert_eq!(lines[2]["delivery"], last, "{}", lines[2]);
    }
    // One that was delivered again is no newer than it was.
    let events = [update("new", "10:00"), update("showed", "11:00"), update("new", "10:00"), deletion];
    assert_eq!(short(&["--by-appointment"], &stream(&events)), ["first-seen", "duplicate", "status", "deleted"]);
}

#[test]
fn what_is_late_by_less_than_a_second_says_so() {
    let events = [updated("a", "2023-01-05T10:00:02.300Z"), updated("b", "2023-01-05T10:00:02.100Z")];
    let ran = run_with(&["history"], stream(&events).as_bytes());
    assert!(ran.stdout.contains("late        older than 10:00:02.300Z (line 1)"), "{}", ran.stdout);
}

#[test]
fn a_deletion_is_told_as_it_was_sent_and_completed_by_what_is_known() {
    let events = [
        event("Create", "a", &json!({"title": "t", "appointmentStatus": "new", "startTime": "2023-01-05T10:00:00Z"})),
        event("Delete", "a", &json!({"appointmentStatus": "cancelled"})),
    ];
    let ran = run_with(&["history"], stream(&events).as_bytes());
    assert!(ran.stdout.contains("deleted     cancelled  Thu 2023-01-05 10:00 Z  t\n"), "{}", ran.stdout);
}

#[test]
fn a_delivery_in_a_capture_is_told_with_its_place() {
    let body = updated("a", "2023-01-05T10:00:00Z").to_string();
    let capture = json!({"Records": [{"body": body}, {"body": body}]}).to_string();
    let places: Vec<_> = told(&[], &capture).iter().map(|line| line["found_at"].clone()).collect();
    assert_eq!(places, ["/Records/0/body", "/Records/1/body"]);
    assert_eq!(told(&[], &body)[0].get("found_at"), None);
    let ran = run_with(&["history"], capture.as_bytes());
    assert!(ran.stdout.contains("duplicate   of one before it in the same record\n"), "{}", ran.stdout);
}

#[test]
fn an_id_that_is_none_is_what_keeps_a_delivery_from_being_read() {
    for (id, said) in [("\"\"", "id is empty"), ("null", "id is null, not a string")] {
        let ran =
            run_with(&["history"], format!(r#"{{"type":"AppointmentUpdate","appointment":{{"id":{id}}}}}"#).as_bytes());
        assert!(ran.code == 1 && ran.stdout.contains(said), "{}", ran.stdout);
    }
}
