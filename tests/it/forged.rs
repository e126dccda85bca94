//! What is shown is not taken for something else: a stranger's text for a line of ours, a clock for one of another day.

use serde_json::json;

use crate::support::{run_with, valid_payload};

/// Valid payloads with `value` at `key` of the appointment; the second one has other notes.
fn payloads(key: &str, value: &str) -> String {
    let mut payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
    payload["appointment"][key] = json!(value);
    let first = payload.to_string();
    payload["appointment"]["notes"] = json!("other");
    format!("{first}\n{payload}\n")
}

#[test]
fn no_title_forges_a_change() {
    let forged = "status       confirmed → cancelled";
    for blanks in 0..30 {
        let title = format!("{} {forged}", "x".repeat(50 + blanks));
        let ran = run_with(&["diff", "--width", "80"], payloads("title", &title).as_bytes());
        assert!(ran.stdout.contains("\n  "), "it is wrapped: {}", ran.stdout);
        assert!(!ran.stdout.lines().any(|line| line.starts_with("status")), "{}", ran.stdout);
        let ran = run_with(&["history", "--by-appointment", "--width", "70"], payloads("title", &title).as_bytes());
        assert!(!ran.stdout.lines().any(|line| line.starts_with("status")), "{}", ran.stdout);
    }
}

#[test]
fn no_id_forges_another() {
    let rows = |output: &str| {
        let lines = output.lines().map(|line| line.get(10..).unwrap_or_default().to_owned());
        lines.filter(|line| line.starts_with("assigned    ")).count()
    };
    for key in ["contactId", "calendarId"] {
        for length in 20..80 {
            for between in [" ", "\u{a0}", "日本"] {
                let id = format!("{}{between}assigned    SOMEBODY", "x".repeat(length));
                let first = payloads(key, &id);
                let first = first.lines().next().unwrap();
                let ran = run_with(&["show", "--format", "card", "--width", "80"], first.as_bytes());
                assert_eq!(rows(&ran.stdout), 1, "{}", ran.stdout);
            }
        }
    }
}

#[test]
fn no_braces_stand_for_an_argument() {
    let mut payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
    payload["appointment"]["appointmentStatus"] = json!("no\u{7} {0}");
    let ran = run_with(&["check", "--format", "sarif"], payload.to_string().as_bytes());
    let log: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let run = &log["runs"][0];
    let text = run["results"][0]["message"]["text"].as_str().unwrap();
    assert!(text.contains("\\u{{7}} {{0}}"), "{text}");
    let mut texts = vec![text];
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        texts.extend(["shortDescription", "fullDescription", "help"].map(|part| rule[part]["text"].as_str().unwrap()));
    }
    for text in texts {
        assert!(!text.replace("{{", "").replace("}}", "").contains(['{', '}']), "{text}");
    }
}

#[test]
fn no_clock_is_taken_for_one_of_another_day() {
    let times = json!({"startTime": "2024-03-01T18:00:00+01:00", "endTime": "2024-03-01T18:30:00+01:00"});
    let input = json!({"type": "AppointmentUpdate", "appointment": times}).to_string();
    for (zone, line) in [
        ("Asia/Tokyo", "Sat 2024-03-02 02:00–02:30 Asia/Tokyo · Fri 2024-03-01 17:00–17:30 UTC"),
        ("+02:00", "19:00–19:30 UTC+02:00 · 17:00–17:30 UTC"),
    ] {
        let ran = run_with(&["show", "-q", "--tz", zone], input.as_bytes());
        assert!(ran.stdout.contains(&format!("\n          {line}\n")), "{}", ran.stdout);
        // Nothing is summed up where nobody wants that.
        assert!(ran.stdout.contains("error[") && !ran.stdout.ends_with("warnings\n"), "{}", ran.stdout);
    }
}
