//! Why an event can't be followed: what hinders, and not what else is wrong with it.

use serde_json::json;

use super::{event, stream, told};
use crate::support::run_with;

#[test]
fn an_appointment_that_is_none_is_what_hinders() {
    for (appointment, said) in [
        (r#","appointment":[]"#, "appointment is an array, not an object"),
        (r#","appointment":null"#, "appointment is null, not an object"),
        (r#","appointment":"x""#, "appointment is a string, not an object"),
        ("", "appointment is missing"),
        (r#","appointment":{}"#, "appointment.id is missing"),
    ] {
        let input = format!(r#"{{"type":"AppointmentUpdate"{appointment}}}"#);
        let ran = run_with(&["history"], input.as_bytes());
        assert!(ran.code == 1 && ran.stdout.contains(said), "{}", ran.stdout);
        if appointment != r#","appointment":{}"# {
            let ran = run_with(&["diff"], format!("{input}\n{input}").as_bytes());
            assert!(ran.code == 2 && ran.stderr.contains(said), "{}", ran.stderr);
        }
    }
}

#[test]
fn an_id_that_was_never_filled_in_is_no_appointments() {
    let unfilled = event("Update", "{{appointment.id}}", &json!({"title": "{{appointment.title}}"}));
    let titled = event("Update", "a", &json!({"title": "{{appointment.title}}"}));
    let deletion = json!({"type": "AppointmentDelete", "appointment": {"id": " {{ id }} "}});
    let events = [unfilled.clone(), titled.clone(), unfilled, deletion, titled];
    let input = stream(&events);
    // The way of most events, and that of those that are laid out otherwise.
    for input in [input.clone(), input.replace("{\"", "{\n\"")] {
        for flags in [&[][..], &["--by-appointment"]] {
            let mut words: Vec<_> = told(flags, &input).iter().map(|line| line["delivery"].clone()).collect();
            if flags.is_empty() {
                assert_eq!(words, ["unreadable", "first-seen", "unreadable", "unreadable", "duplicate"]);
            }
            words.sort_by_key(ToString::to_string);
            assert_eq!(words, ["duplicate", "first-seen", "unreadable", "unreadable", "unreadable"]);
        }
        let ran = run_with(&["history"], input.as_bytes());
        assert_eq!(ran.code, 1);
        let said = "the template was never filled in: the value is still `{{appointment.id}}`";
        assert_eq!(ran.stdout.matches(said).count(), 2, "{}", ran.stdout);
        assert!(ran.stderr.starts_with("5 deliveries, 1 appointment: "), "{}", ran.stderr);
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_file_however_the_rest_is_ordered() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history-files");
    std::fs::create_dir_all(&folder).unwrap();
    let paths = ["a", "b"].map(|name| {
        let path = folder.join(format!("{name}.ndjson"));
        std::fs::write(&path, stream(&[event("Update", name, &json!({}))]) + "{\"type\"\n").unwrap();
        path.to_str().unwrap().to_owned()
    });
    let ran = run_with(&["history", "--by-appointment", &paths[0], &paths[1]], b"");
    let starts: Vec<_> = ran.stdout.lines().map(|line| line.trim_start().split("  ").next().unwrap()).collect();
    assert_eq!(starts, [&paths[0], "--", &paths[1], "--", "a", "--", "b", "--"], "{}", ran.stdout);
}
