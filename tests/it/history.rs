//! `history`, as its users run it: words and kinds, formats, filters, live pipes.

mod ends;
mod lengths;
mod locations;
mod model;
mod orders;
mod reasons;
mod statuses;
mod types;
mod widths;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{hoopspect, root, run_with};
use model::{Random, random_stream};

/// The lines of `history --format ndjson` with further arguments.
fn told(arguments: &[&str], input: &str) -> Vec<Value> {
    let all = [&["history", "--format", "ndjson"], arguments].concat();
    let ran = run_with(&all, input.as_bytes());
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// Just the words, with `+` between kinds.
fn short(arguments: &[&str], input: &str) -> Vec<String> {
    let lines = told(arguments, input);
    lines
        .iter()
        .map(|line| {
            let kinds: Vec<&str> =
                line["kinds"].as_array().unwrap().iter().map(|kind| kind.as_str().unwrap()).collect();
            let word = line["delivery"].as_str().unwrap();
            if kinds.is_empty() { word.to_owned() } else { kinds.join("+") }
        })
        .collect()
}

fn stream(events: &[Value]) -> String {
    events.iter().flat_map(|event| [event.to_string(), "\n".to_owned()]).collect()
}

/// An event about appointment `id` with these members; `""` keys go to the top level.
fn event(kind: &str, id: &str, members: &Value) -> Value {
    let mut appointment = json!({"id": id});
    let mut event = json!({"type": format!("Appointment{kind}"), "locationId": "L"});
    for (key, value) in members.as_object().unwrap() {
        match key.strip_prefix('/') {
            Some(key) if value.is_null() => drop(event.as_object_mut().unwrap().remove(key)),
            Some(key) => event[key] = value.clone(),
            None => appointment[key] = value.clone(),
        }
    }
    event["appointment"] = appointment;
    event
}

/// Two deliveries between which nothing happened.
fn pairs() -> Vec<(String, String)> {
    let plain = r#"{"type":"AppointmentUpdate","locationId":"L","appointment":{"id":"A","title":"Café / x","appointmentStatus":"new","users":["u","v"],"notes":"a","startTime":"2026-09-25T16:00:00+05:30","endTime":"2026-09-25T16:30:00+05:30","dateAdded":"2026-09-01T00:00:00Z","dateUpdated":"2026-09-02T00:00:00Z","rrule":{"a":[1,{"b":2}]}}}"#;
    let other = [
        (r#""title":"Café / x","#, r#""title":"Caf\u00e9 \/ x","#),
        (r#""id":"A","#, r#""\u0069d":"A","#),
        (r#""users":["u","v"]"#, r#""users":["v","u"]"#),
        (r#""users":["u","v"]"#, r#""users" : [ "u" , "v" ]"#),
        (r#""startTime":"2026-09-25T16:00:00+05:30""#, r#""startTime":"2026-09-25T10:30:00Z""#),
        (r#""endTime":"2026-09-25T16:30:00+05:30""#, r#""endTime":"2026-09-25T11:00:00.000+00:00""#),
        (r#""dateAdded":"2026-09-01T00:00:00Z""#, r#""dateAdded":"2026-09-01T05:30:00+0530""#),
        (r#""dateUpdated":"2026-09-02T00:00:00Z""#, r#""dateUpdated":"2026-09-02T00:00:05Z""#),
        (r#""rrule":{"a":[1,{"b":2}]}"#, r#""rrule":{"a":[1.0,{"b":2e0}]}"#),
        (r#","notes":"a""#, ""),
        (r#""notes":"a""#, r#""notes":"b","notes":"a""#),
        (
            r#"{"type":"AppointmentUpdate","locationId":"L","#,
            r#"{"webhookId":"w","timestamp":"t","locationId":"L","type":"AppointmentUpdate","#,
        ),
        (r#""AppointmentUpdate""#, r#""AppointmentCreate""#),
        ("", ""),
    ];
    let mut pairs = Vec::new();
    for (index, first) in other.iter().enumerate() {
        for second in &other[index..] {
            let changed = plain.replace(first.0, first.1).replace(second.0, second.1);
            pairs.push((plain.to_owned(), changed.clone()));
            pairs.push((changed, plain.to_owned()));
        }
    }
    pairs
}

#[test]
fn nothing_is_said_to_have_changed_where_nothing_did() {
    let pairs = pairs();
    assert!(pairs.len() >= 100);
    let id = |text: &str, index: usize| text.replace(":\"A\"", &format!(":\"A{index}\""));
    let input: String = pairs
        .iter()
        .enumerate()
        .flat_map(|(index, (before, after))| [id(before, index), "\n".to_owned(), id(after, index), "\n".to_owned()])
        .collect();
    let lines = told(&[], &input);
    assert_eq!(lines.len(), 2 * pairs.len());
    for line in lines.iter().skip(1).step_by(2) {
        let word = line["delivery"].as_str().unwrap();
        assert!(matches!(word, "unchanged" | "duplicate" | "late"), "{line}");
        assert_eq!((&line["kinds"], &line["changes"]), (&json!([]), &json!([])), "{line}");
    }
}

#[test]
fn a_field_that_was_not_sent_is_still_known_two_deliveries_later() {
    let events = [
        event("Update", "a", &json!({"notes": "x", "title": "t", "createdBy": {"a": 1, "b": 2}})),
        event("Update", "a", &json!({"title": "t", "createdBy": {"a": 1}})),
        event("Update", "a", &json!({"title": null})),
        event("Update", "a", &json!({"title": null, "notes": "y", "createdBy": {"b": 3}})),
    ];
    assert_eq!(short(&[], &stream(&events)), ["first-seen", "unchanged", "title", "notes+other"]);
}

#[test]
fn deletions() {
    let deletion = |id: &str| json!({"type": "AppointmentDelete", "appointment": {"id": id}});
    let events = [
        event("Create", "a", &json!({"title": "t"})),
        deletion("a"),
        deletion("a"),
        event("Update", "a", &json!({"title": "t", "source": "s"})),
        event("Delete", "a", &json!({"title": "t"})),
        event("Create", "a", &json!({"title": "u"})),
        deletion("unknown"),
        event("Update", "b", &json!({})),
        event("Update", "b", &json!({"/locationId": "M"})),
        // Two locations have it: this one is a third.
        deletion("b"),
    ];
    let expected = [
        "created",
        "deleted",
        "duplicate",
        "created",
        "deleted",
        "created",
        "deleted",
        "first-seen",
        "first-seen",
        "deleted",
    ];
    assert_eq!(short(&[], &stream(&events)), expected);
    let lines = told(&[], &stream(&events));
    assert_eq!(lines[1]["appointment"], json!({"locationId": "L", "id": "a"}));
    assert_eq!(lines[9]["appointment"], json!({"locationId": null, "id": "b"}));
    assert_eq!((&lines[3]["delivery"], &lines[3]["kinds"]), (&json!("changed"), &json!(["created"])));
    let came: Vec<_> = told(&["--only", "created"], &stream(&events)).iter().map(|line| line["line"].clone()).collect();
    assert_eq!(came, [1, 4, 6]);
}

#[test]
fn a_line_has_exactly_the_keys_that_are_documented() {
    let events =
        [event("Update", "a", &json!({"title": "t", "startTime": 5})), event("Update", "a", &json!({"title": "u"}))];
    let lines = told(&[], &(stream(&events) + "{\n"));
    for line in &lines {
        let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "appointment",
            "changes",
            "delivery",
            "end",
            "event",
            "kinds",
            "line",
            "path",
            "record",
            "start",
            "status",
            "updated",
            "version",
        ];
        assert_eq!(keys, expected);
    }
    assert_eq!(lines[0]["start"], 5);
    assert_eq!(
        lines[1]["changes"],
        json!([{"kind": "title", "fields": [{"pointer": "/appointment/title", "before": "t", "after": "u"}], "summary": "changed"}])
    );
    assert_eq!((&lines[2]["delivery"], &lines[2]["appointment"]["id"]), (&json!("unreadable"), &Value::Null));
}

#[test]
fn kinds_may_be_typed_as_lines_call_them() {
    let events = [("08:00", "x"), ("09:00", "x"), ("09:00", "y")].map(|(start, user)| {
        event("Update", "a", &json!({"startTime": format!("2026-09-01T{start}:00Z"), "assignedUserId": user}))
    });
    for (label, kind) in [("moved", "rescheduled"), ("assigned", "reassigned")] {
        let told = told(&["--only", label], &stream(&events));
        assert_eq!(told.iter().map(|line| &line["kinds"]).collect::<Vec<_>>(), [&json!([kind])], "{label}");
    }
}

#[test]
fn what_is_shown_can_be_narrowed() {
    let at = |day: u64| format!("2026-09-{day:02}T00:00:00Z");
    let events = [
        event("Update", "a", &json!({"title": "t", "appointmentStatus": "new", "dateUpdated": at(1)})),
        event("Update", "b", &json!({"title": "t", "dateUpdated": at(2)})),
        event("Update", "a", &json!({"title": "u", "appointmentStatus": "noshow", "dateUpdated": at(3)})),
        event("Update", "a", &json!({"title": "u", "dateUpdated": at(2)})),
        event("Update", "b", &json!({"title": "v", "dateUpdated": at(4)})),
    ];
    let input = stream(&events);
    for (arguments, expected) in [
        (&["--id", "b"][..], vec!["first-seen", "title"]),
        (&["--only", "status"], vec!["status+title"]),
        (&["--only", "late", "--only", "title"], vec!["status+title", "late", "title"]),
        (&["--since", "2026-09-03T02:00:00+02:00"], vec!["status+title", "title"]),
        (&["--until", "2026-09-02T00:00:00Z"], vec!["first-seen", "first-seen", "late"]),
        (&["--by-appointment"], vec!["first-seen", "unchanged", "status+title", "first-seen", "title"]),
    ] {
        let mut expected = expected;
        if arguments == ["--by-appointment"] {
            // In the order of the updates, the title changed first.
            expected[1] = "title";
            expected[2] = "status";
        }
        assert_eq!(short(arguments, &input), expected, "{arguments:?}");
    }
    for (arguments, message) in [
        (&["--only", "statu"][..], "'status'"),
        (&["--only", "first_seen"], "'first-seen'"),
        // No change by itself, so nothing is said to be one.
        (&["--only", "unsent"], "invalid value 'unsent'"),
        (&["--only", "bookkeeping"], "invalid value 'bookkeeping'"),
        (&["--since", "yesterday"], "it is not an ISO 8601 date-time"),
        (&["--since", "2026-09-01T00:00:00"], "it needs an offset from UTC"),
        (&["--since", "2026-09-02T00:00:00Z", "--until", "2026-09-01T00:00:00Z"], "--until is before --since"),
        (&["--summary", "--format", "previous"], "--summary holds no events"),
    ] {
        let ran = run_with(&[&["history"], arguments].concat(), input.as_bytes());
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(message), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn what_cannot_be_read_is_said_where_it_has_no_line() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history-unreadable");
    std::fs::create_dir_all(&folder).unwrap();
    let broken = folder.join("broken.ndjson");
    std::fs::write(&broken, "{\"type\"\n").unwrap();
    let path = broken.to_str().unwrap();
    let input = stream(&[event("Update", "a", &json!({}))]);
    for arguments in [&["history", "--only", "status", path][..], &["history", "--baseline", path]] {
        let ran = run_with(arguments, input.as_bytes());
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.stderr.contains("broken.ndjson:1:8: error[invalid-json]"), "{arguments:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("1 unreadable"), "what is not told is not counted: {}", ran.stderr);
    }
}

#[test]
fn each_delivery_is_told_with_its_line_however_the_stream_is_laid_out() {
    let mut random = Random(0x0dd_11e5);
    let (mut input, mut expected) = (String::new(), Vec::new());
    for event in random_stream().lines() {
        let event: Value = serde_json::from_str(event).unwrap();
        let (before, text, behind) = match random.below(16) {
            0 => ("\n \t\n", event.to_string(), "\n"),
            1 => ("  ", event.to_string(), "\r\n\r\n"),
            2 => ("", event.to_string(), " "),
            3 => ("", serde_json::to_string_pretty(&event).unwrap(), "\n"),
            4 => ("", "{\"type\": oops}".to_owned(), "\n"),
            _ => ("", event.to_string(), "\n"),
        };
        input += before;
        expected.push(1 + input.matches('\n').count());
        input += &text;
        input += behind;
    }
    let lines: Vec<Value> = told(&[], &input).iter().map(|line| line["line"].clone()).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_baseline_is_known_and_not_shown() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history-baseline");
    std::fs::create_dir_all(&folder).unwrap();
    let baseline = folder.join("baseline.ndjson");
    let known = event("Update", "a", &json!({"title": "t"}));
    std::fs::write(&baseline, stream(std::slice::from_ref(&known))).unwrap();
    let input = stream(&[known, event("Update", "a", &json!({"title": "u"}))]);
    let arguments = ["history", "--baseline", baseline.to_str().unwrap()];
    let ran = run_with(&arguments, input.as_bytes());
    let place = format!("of line 1 of {}", baseline.display());
    assert_eq!(
        ran.stdout,
        format!(
            "       --  a                     duplicate   {place}\n       --  a                     title       t → u\n"
        )
    );
    assert_eq!(ran.stderr, "2 deliveries, 1 appointment: 1 change, 1 duplicate\n");
    assert_eq!(run_with(&["history", "--baseline", "nowhere"], input.as_bytes()).code, 2);
}

#[test]
fn changed_events_come_with_what_was_before() {
    let pretty =
        serde_json::to_string_pretty(&event("Update", "a", &json!({"title": "##[x]\u{7f}", "users": []}))).unwrap();
    let events =
        event("Update", "a", &json!({"title": " a  b ", "users": ["u"], "notes": "n", "/n": 1.50})).to_string();
    let first = events.replace("1.5", "1.50");
    let second = pretty.replace("\"type\"", "\"previous\": 1, \"n\" : 1.51, \"type\"");
    let ran = run_with(&["history", "--format", "previous"], format!("{first}{second}").as_bytes());
    assert_eq!(
        ran.stdout,
        "{\"appointment\":{\"id\":\"a\",\"title\":\"##\\u005bx]\\u007f\",\"users\":[]},\"locationId\":\"L\",\"n\":1.51,\
         \"type\":\"AppointmentUpdate\",\"previous\":{\"/appointment/users\":[\"u\"],\"/appointment/title\":\" a  b \",\"/n\":1.50}}\n"
    );
    assert_eq!(ran.code, 0);
}

#[test]
fn each_line_of_a_live_pipe_is_answered_before_the_next_is_sent() {
    for format in ["human", "ndjson"] {
        let mut child = hoopspect()
            .args(["history", "--format", format])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        for (number, line) in random_stream().lines().take(100).enumerate() {
            writeln!(input, "{line}").unwrap();
            let mut answer = String::new();
            output.read_line(&mut answer).unwrap();
            if format == "ndjson" {
                let answer: Value = serde_json::from_str(&answer).unwrap();
                assert_eq!(answer["line"], number as u64 + 1);
            } else {
                // What else there is of this delivery is at hand already; what is left is read with the next one.
                assert!(answer.ends_with('\n'));
            }
        }
        drop(input);
        std::io::copy(&mut output, &mut std::io::sink()).unwrap();
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn nothing_in_a_payload_can_be_taken_for_something_else() {
    let evil = "::error::x\u{1b}[2J\n::warning::##[group]\u{202e}";
    let members = |title: &str| json!({"title": title, "notes": title, "appointmentStatus": title, "assignedUserId": title, "users": [title], "startTime": title, "endTime": title, "dateAdded": title, "dateUpdated": title, "address": title, title: title});
    let mut other = event("Update", evil, &members(&format!("{evil}2")));
    other["locationId"] = evil.into();
    let mut first = event("Update", evil, &members(evil));
    first["locationId"] = evil.into();
    let input =
        stream(&[first, other.clone(), other, json!({"type": evil}), json!({"appointment": {"id": 1}, "type": 5})]);
    for arguments in [
        &["history"][..],
        &["history", "--width", "40"],
        &["history", "--by-appointment", "--ascii"],
        &["history", "--summary"],
        &["history", "--summary", "--format", "ndjson"],
        &["history", "--format", "ndjson"],
        &["history", "--format", "previous"],
    ] {
        let ran = run_with(arguments, input.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stdout.is_empty());
        for line in (ran.stdout + &ran.stderr).lines() {
            assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{arguments:?}: {line}");
            assert!(!line.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {line}");
        }
    }
}

#[test]
fn a_lifecycle_reads_like_a_story() {
    for (name, arguments) in [
        ("lifecycle", &[][..]),
        ("lifecycle-narrow", &["--width", "60", "--tz", "Europe/Berlin", "--ascii"]),
        ("lifecycle-grouped", &["--by-appointment", "--color", "always"]),
        ("lifecycle-summary", &["--summary"]),
    ] {
        let input = std::fs::read(root().join("tests/it/history/lifecycle.ndjson")).unwrap();
        let ran = run_with(&[&["history"], arguments].concat(), &input);
        assert_eq!(ran.code, 1);
        let file = root().join(format!("tests/it/history/{name}.txt"));
        let told = format!("{}\nstderr:\n{}", ran.stdout, ran.stderr);
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(told, snapbox::Data::read_from(&file, None).raw());
    }
}
