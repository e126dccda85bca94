//! What stands beside a payload, or before it, is neither lost nor told more than once.

use serde_json::{Value, json};

use crate::support::run_with;

/// A deletion, which may say as little as that.
fn deletion(id: &str) -> Value {
    json!({"type": "AppointmentDelete", "appointment": {"id": id}})
}

/// What `check` has to say of `input`: its findings, and its closing words.
fn checked(input: &str) -> (Vec<String>, String) {
    let ran = run_with(&["check", "--event", "any", "--format", "concise"], input.as_bytes());
    let mut lines: Vec<String> = ran.stdout.lines().map(str::to_owned).collect();
    lines.extend(ran.stderr.lines().map(str::to_owned));
    let summary = lines.pop().unwrap();
    (lines.into_iter().map(|line| line.replace("<stdin>:1:", "")).collect(), summary)
}

#[test]
fn an_event_that_nothing_looks_for_is_told_beside_others() {
    for (capture, place) in [
        (json!({"entries": [{"message": deletion("a")}, {"jsonPayload": deletion("b")}]}), "/jsonPayload"),
        (json!({"body": deletion("a"), "extra": [{"b": deletion("b")}]}), "/extra/0/b"),
        (json!({"data": [{"content": deletion("a").to_string()}, {"foo": deletion("b")}]}), "/foo"),
    ] {
        let (findings, summary) = checked(&capture.to_string());
        let told = format!("error[flattened-payload]: an event stands at {place}, where nothing looks for it");
        assert!(matches!(findings.as_slice(), [one] if one.contains(&told)), "{findings:?}");
        assert!(summary.contains("1 valid, 1 invalid"), "{summary}");
    }
    let (findings, _) = checked(&json!({"body": deletion("a"), "other": {"type": "Thing"}, "n": [1]}).to_string());
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn an_event_in_a_logged_line_is_told_within_a_capture_too() {
    let logged =
        |text: &str| json!({"events": [{"message": deletion("a").to_string()}, {"message": text}]}).to_string();
    let line = format!("2023-09-25T10:00:00Z {{9f}} INFO {}\n", deletion("b"));
    let (findings, summary) = checked(&logged(&line));
    let told = "error[invalid-json]: the line has text before its JSON, as log lines do (in /events/1/message)";
    assert!(matches!(findings.as_slice(), [one] if one.ends_with(told)), "{findings:?}");
    assert!(summary.contains("1 valid, 1 invalid"), "{summary}");
    // Text that speaks of an appointment holds none.
    for text in ["the \"appointment\" of {today}", "INFO {\"appointment\": 1}", "x {\"type\": \"AppointmentDelete\""] {
        let (findings, summary) = checked(&logged(text));
        assert!(findings.is_empty() && summary.contains("1 valid, 0 invalid"), "{text}: {findings:?} {summary}");
    }
}

#[test]
fn a_number_before_a_log_line_is_part_of_it() {
    for text in ["1709287200.123 POST", "2024 INFO", "-1 |", "5 nulls"] {
        let (findings, summary) = checked(&format!("{text} {}\n", deletion("a")));
        let told = "1: error[invalid-json]: the line has text before its JSON, as log lines do";
        assert_eq!(findings, [told], "{text}");
        assert!(summary.contains("checked 1 payload"), "{summary}");
    }
    // Values may follow one another.
    let (findings, summary) = checked(&format!("5 {}", deletion("a")));
    assert_eq!(findings, ["1: error[not-an-object]: the record is a number, not an object"]);
    assert!(summary.contains("1 valid, 1 invalid"), "{summary}");
}

#[test]
fn a_quoted_cell_of_a_table_is_one_record() {
    let cell = format!("\"{}\"\n", deletion("a").to_string().replace('"', "\"\""));
    let ran = run_with(&["check", "--format", "json"], cell.repeat(2).as_bytes());
    let findings = ran.findings();
    let lines: Vec<&Value> = findings.iter().map(|finding| &finding["location"]["line"]).collect();
    assert_eq!(lines, [1, 2]);
    assert!(findings.iter().all(|finding| finding["help"].as_str().is_some_and(|help| help.contains("CSV"))));
}

#[test]
fn a_request_with_a_type_is_judged_by_its_body() {
    for content in ["a=1", "", "hello"] {
        let capture = json!({"data": [{"uuid": "x", "type": "web", "method": "POST", "content": content}]});
        let (findings, _) = checked(&capture.to_string());
        assert!(
            matches!(findings.as_slice(), [one] if one.contains("not-an-object") && one.contains("/data/0/content")),
            "{findings:?}"
        );
    }
}

#[test]
fn bodies_that_are_passed_over_are_counted_whoever_reads() {
    let bodies = json!([{"method": "POST", "content": deletion("a")}, {"method": "POST", "content": "a=1"}]);
    let capture = json!({"data": bodies}).to_string();
    for (arguments, words) in [
        (vec!["check", "--event", "any"], "passed over 1 body without a payload"),
        (vec!["history"], "1 body passed over"),
        (vec!["show", "--format", "tsv"], "not shown: 1 body without a payload"),
    ] {
        let ran = run_with(&arguments, capture.as_bytes());
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_line_that_is_cut_off_takes_no_string_with_it() {
    let event = deletion("a").to_string();
    let string = json!(event).to_string();
    let cut = &event[..30];
    let (findings, summary) = checked(&format!("{event}\n{cut}\n{string}\n{string}\n{event}\n"));
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(summary.contains("checked 5 payloads") && summary.contains("4 valid, 1 invalid"), "{summary}");
}
