//! Rules: one cause gives one finding, and it says what the cause is.

use crate::support::{run_with, valid_payload};

/// The rule and the pointer of each finding in `input`.
fn found(input: &str, flags: &[&str]) -> Vec<(String, String)> {
    let ran = run_with(&[&["check", "--format", "json"], flags].concat(), input.as_bytes());
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    ran.findings().iter().map(|finding| (text(&finding["rule"]), text(&finding["pointer"]))).collect()
}

fn pair(rule: &str, pointer: &str) -> (String, String) {
    (rule.to_owned(), pointer.to_owned())
}

#[test]
fn of_a_key_that_stands_twice_only_the_last_is_judged() {
    let twice = valid_payload().replace("\"title\":", "\"zz\": 1, \"zz\": 2, \"title\":");
    assert_eq!(
        found(&twice, &[]),
        [pair("duplicate-key", "/appointment/zz"), pair("unknown-field", "/appointment/zz")]
    );
    let misspelled = valid_payload().replace("\"startTime\":", "\"startTme\": 1, \"startTme\":");
    assert_eq!(
        found(&misspelled, &[]),
        [pair("duplicate-key", "/appointment/startTme"), pair("misspelled-field", "/appointment/startTme")]
    );
}

#[test]
fn a_delete_whose_id_is_at_the_top_is_flattened() {
    let flat = r#"{"type": "AppointmentDelete", "locationId": "ve9EPM428h8vShlRW1KT", "id": "ocQHyuzHvysMo5N5VsXc"}"#;
    assert_eq!(found(flat, &["--event", "delete"]), [pair("flattened-payload", "")]);
}

#[test]
fn what_does_not_say_what_it_is_is_judged_as_the_event_that_is_asked_for() {
    let missing = |names: &[&str]| -> Vec<_> { names.iter().map(|name| pair("missing-required", name)).collect() };
    assert_eq!(found("{}", &["--event", "delete"]), missing(&["/type", "/appointment"]));
    assert_eq!(found("{}", &["--event", "create"]), missing(&["/type", "/locationId", "/appointment"]));
    assert_eq!(found("{}", &["--event", "any"]), missing(&["/type", "/locationId", "/appointment"]));
}

#[test]
fn each_event_that_is_asked_for_is_named_once() {
    for (flags, said) in [
        (&["--event=create", "--event=create"][..], "AppointmentUpdate is not AppointmentCreate\n"),
        (&["--event=delete", "--event=create", "--event=delete"], "is not AppointmentDelete or AppointmentCreate\n"),
        (&["--event=delete", "--format=full"], "to be a delete event, write `AppointmentDelete`"),
    ] {
        let ran = run_with(&[&["check", "--format=concise"], flags].concat(), valid_payload().as_bytes());
        assert!(ran.stdout.contains(said), "{flags:?}: {}", ran.stdout);
    }
}

#[test]
fn an_event_about_something_else_is_that_where_all_about_appointments_are_asked_for() {
    let long = format!("Contact{}", "Update".repeat(50));
    for (name, said) in [("ContactUpdate", "event ContactUpdate is not about an appointment\n"), (&*long, "U… is not")]
    {
        let event = format!(r#"{{"type": "{name}", "locationId": "L"}}"#);
        let ran = run_with(&["check", "--event=any", "--format=concise"], event.as_bytes());
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }
}

#[test]
fn a_placeholder_without_quotes_is_named() {
    let ran = run_with(&["check"], br#"{"type": "AppointmentUpdate", "id": {{appointment.id}}}"#);
    assert!(ran.stdout.contains("a template was never filled in"), "{}", ran.stdout);
}

#[test]
fn messages_say_what_is_meant_without_their_snippet() {
    let padded = valid_payload().replace("\"users\": [", "\"users\": [\" x \",");
    for (input, expected) in [
        (padded.as_str(), "users holds an id with blanks around it: \" x \""),
        (r#"{"type": "\u00zz"}"#, r"`\u` goes with four hexadecimal digits"),
        (r#"{"type": "\x"}"#, "no such escape in a string"),
    ] {
        let ran = run_with(&["check", "--format", "concise"], input.as_bytes());
        assert!(ran.stdout.contains(expected), "{}", ran.stdout);
    }
}

#[test]
fn an_appointment_under_another_key_is_no_event_without_its_type() {
    let payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
    let nested = serde_json::json!({
        "type": payload["type"], "locationId": payload["locationId"], "data": {"appointment": payload["appointment"]}
    });
    assert_eq!(found(&nested.to_string(), &[]), [pair("flattened-payload", "/data/appointment")]);
    let envelope = serde_json::json!({"type": "AppointmentUpdate", "data": payload});
    assert_eq!(found(&envelope.to_string(), &[]), []);
}

#[test]
fn a_delete_by_another_name_needs_no_more_than_a_delete() {
    for name in ["appointment.deleted", "AppointmentDeleted", "APPOINTMENT_DELETE"] {
        let event = format!(r#"{{"type": "{name}", "appointment": {{"id": "ocQHyuzHvysMo5N5VsXc"}}}}"#);
        assert_eq!(found(&event, &["--event", "any"]), [pair("other-event", "/type")], "{name}");
    }
}

#[test]
fn placeholders_in_three_braces_are_placeholders() {
    let payload = valid_payload().replace("Intake call", "{{{appointment.title}}}");
    assert_eq!(found(&payload, &[]), [pair("unrendered-template", "/appointment/title")]);
}

#[test]
fn events_may_be_asked_for_by_their_names() {
    let create = valid_payload().replace("AppointmentUpdate", "AppointmentCreate");
    assert_eq!(found(&create, &["--event", "AppointmentCreate"]), []);
}

#[test]
fn a_line_break_in_an_id_is_a_control_character_and_around_it_a_blank() {
    let payload = valid_payload();
    let id = "\"id\": \"ocQHyuzHvysMo5N5VsXc";
    let within = payload.replace(id, &format!("{id}\\nX"));
    assert_eq!(found(&within, &[]), [pair("control-characters", "/appointment/id")]);
    let around = payload.replace("UlRWGLSXh0ji5qbiGu4i\"", "UlRWGLSXh0ji5qbiGu4i\\n\"");
    assert_eq!(found(&around, &[]), [pair("surrounding-whitespace", "/appointment/users/1")]);
    let notes = payload.replace("Bring the forms.", "Bring\\n\\tthe forms.");
    assert_eq!(found(&notes, &[]), []);
}

#[test]
fn a_status_of_blanks_is_told_as_other_blanks_are() {
    for blanks in [" ", "\\t", "\u{a0}"] {
        let blank = valid_payload()
            .replace("\"appointmentStatus\": \"confirmed\"", &format!("\"appointmentStatus\": \"{blanks}\""));
        let expected = [pair("surrounding-whitespace", "/appointment/appointmentStatus")];
        assert_eq!(found(&blank, &[]), expected, "{blank}");
    }
}

#[test]
fn what_is_less_than_a_second_too_early_is_said_to_be_so() {
    let payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
    let mut early = payload.clone();
    early["appointment"]["startTime"] = "2026-09-25T16:00:00.000Z".into();
    early["appointment"]["endTime"] = "2026-09-25T15:59:59.999Z".into();
    let ran = run_with(&["check", "--format", "concise"], early.to_string().as_bytes());
    assert!(ran.stdout.contains("endTime is less than 1 s before startTime"), "{}", ran.stdout);
}

#[test]
fn fields_beside_an_appointment_that_is_null_are_flattened() {
    let mut payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
    let appointment = payload["appointment"].take();
    assert_eq!(found(&payload.to_string(), &[]), [pair("wrong-type", "/appointment")]);
    payload.as_object_mut().unwrap().extend(appointment.as_object().unwrap().clone());
    assert_eq!(found(&payload.to_string(), &[]), [pair("flattened-payload", "")]);
}
