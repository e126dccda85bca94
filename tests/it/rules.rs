//! Each family of rules: what its checks find, say, advise and point at, in payloads beyond the one of each fixture.

use std::fmt::Write as _;

use crate::support::{root, run, run_with};

/// `<name>.ndjson` holds the payloads, and `<name>.txt` the report on them with the places and pointers of what was
/// found; `SNAPSHOTS=overwrite` writes it anew.
pub(crate) fn reports_as_written(name: &str, flags: &[&str]) {
    let file = format!("tests/it/{name}.ndjson");
    let check = |format| run(&[&["check", "--notes", "--format", format, &file], flags].concat());
    let ran = check("full");
    let mut report = format!("{}{}", ran.stdout, ran.stderr);
    for finding in check("json").findings() {
        let place = &finding["location"];
        let [line, column, end] = ["line", "column", "end_column"].map(|part| place[part].as_u64().expect("a number"));
        let [rule, pointer] = ["rule", "pointer"].map(|part| finding[part].as_str().expect("a text"));
        let found_at = finding["found_at"].as_str().map_or(String::new(), |found_at| format!(" in {found_at:?}"));
        writeln!(report, "{line}:{column}-{end} {rule} {pointer}{found_at}").expect("room");
    }
    let expected = snapbox::Data::read_from(&root().join(format!("tests/it/{name}.txt")), None).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(report, expected);
}

/// So that a payload can hold just what it is about.
pub(crate) const SPARSE: [&str; 4] = ["--allow", "missing-required", "--allow", "missing-documented"];

#[test]
fn forms() {
    reports_as_written("rules/form", &SPARSE);
}

#[test]
fn keys() {
    reports_as_written("rules/keys", &SPARSE);
}

#[test]
fn presence() {
    reports_as_written("rules/presence", &[]);
}

#[test]
fn values() {
    reports_as_written("rules/values", &SPARSE);
}

#[test]
fn times() {
    reports_as_written("rules/times", &SPARSE);
}

#[test]
fn identity() {
    reports_as_written("rules/identity", &SPARSE);
}

#[test]
fn unreadable() {
    reports_as_written("rules/unreadable", &[]);
}

#[test]
fn events_that_are_not_there_are_said_to_be_none() {
    let said = |name: &str, asked: &str| {
        let payload = format!("{{\"type\": \"{name}\", \"appointment\": {{}}}}");
        let flags = [&["check", "--format", "json", "--event", asked], &SPARSE[..]].concat();
        let findings = run_with(&flags, payload.as_bytes()).findings();
        let [message, help] = ["message", "help"].map(|part| findings[0][part].as_str().expect("a text").to_owned());
        (message, help)
    };
    let none = "is none of AppointmentUpdate, AppointmentCreate and AppointmentDelete";
    for (name, any, help) in [
        ("AppointmentCancelled", none, "it is an `AppointmentUpdate`, with the status `cancelled`"),
        ("AppointmentCanceled", none, "it is an `AppointmentUpdate`, with the status `cancelled`"),
        ("AppointmentNoShow", none, "it is an `AppointmentUpdate`, with the status `noshow`"),
        ("AppointmentCompleted", none, "it is an `AppointmentUpdate`, with the status `completed`"),
        ("AppointmentDeclined", none, "whatever changes in an appointment is an `AppointmentUpdate`"),
        ("AppointmentRead", none, "whatever changes in an appointment is an `AppointmentUpdate`"),
        ("AppointmentNew", none, "whatever changes in an appointment is an `AppointmentUpdate`"),
        ("appointment.created", none, "did you mean `AppointmentCreate`?"),
        ("ApointmentUpdated", none, "did you mean `AppointmentUpdate`?"),
        ("ContactUpdate", "is not about an appointment", "--skip-other-events"),
    ] {
        let (message, advice) = said(name, "any");
        assert!(message.contains(name) && message.ends_with(any) && advice.ends_with(help), "{message}; {advice}");
        let (message, advice) = said(name, "update");
        assert!(message.ends_with(" is not AppointmentUpdate") && advice.ends_with(help), "{message}; {advice}");
    }
}

#[test]
fn the_event_that_is_asked_for_is_the_one_to_name() {
    for (asked, name) in
        [("create", "AppointmentCreate"), ("delete", "AppointmentDelete"), ("any", "AppointmentUpdate")]
    {
        for event in ["", "\"type\": \"\", ", "\"type\": null, ", "\"type\": \" \", ", "\"type\": 5, "] {
            let payload = format!("{{{event}\"locationId\": \"L\", \"appointment\": {{\"id\": \"A\"}}}}");
            let ran = run_with(&["check", "--event", asked, "--format", "json"], payload.as_bytes());
            let findings = ran.findings();
            let finding = findings.iter().find(|finding| finding["pointer"] == "/type").expect("one about `type`");
            let said = format!("{}; {}", finding["message"], finding["help"]);
            let named: Vec<&str> =
                said.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with("Appointment")).collect();
            assert_eq!(named, [name], "{asked}: {event}: {said}");
        }
    }
}

#[test]
fn commas_between_the_records_of_an_array_are_told_from_others() {
    let record = "{\"type\": \"ContactUpdate\"}";
    for (input, help, records) in [
        (format!("[{record},]"), "remove the comma before it", 1),
        (format!("[\n{record},\n]\n{record}"), "remove the comma before it", 2),
        (format!("[{record},,{record}]"), "one comma is enough: remove it", 2),
        (format!("[{record},\n,\n{record}\n]"), "one comma is enough: remove it", 2),
        (format!("[\n,{record}]"), "nothing stands before the comma: remove it", 1),
        (format!("{record},{record}"), "documents follow one another without commas, or stand in an array", 2),
        (format!("{record}]"), "there is one closing bracket too many", 1),
    ] {
        let findings = run_with(&["check", "--format", "json"], input.as_bytes()).findings();
        let of = |rule: &str| findings.iter().filter(|finding| finding["rule"] == rule).collect::<Vec<_>>();
        let helps: Vec<_> = of("invalid-json").into_iter().map(|finding| &finding["help"]).collect();
        assert_eq!((helps, of("other-event").len()), (vec![&help.into()], records), "{input}");
    }
}

#[test]
fn usual_mistakes_of_syntax_have_their_help() {
    let form = "this is the body of an HTML form, which HoopAI does not send: its webhooks are JSON";
    let comment = "JSON has no comments: remove it";
    let quote = "the string's closing `\"` is missing: the next line begins with a key";
    let escaped =
        "this was escaped, as JSON within a string is: put quotes around all of it, or remove the backslashes";
    for (input, help) in [
        ("{\n  \"notes\": \"Some note,\n  \"title\": \"x\"}", Some(quote)),
        ("{\"notes\": \"Some note,\r\n\"title\" : \"x\"}", Some(quote)),
        ("{\"notes\": \"Some note,\n\"quoted\" text\"}", Some("write a line break as `\\n`")),
        ("{\"notes\": \"Some note,\n\n\"title\": \"x\"}", Some("write a line break as `\\n`")),
        ("{\"notes\": \"Some note,\nmore: text\"}", Some("write a line break as `\\n`")),
        ("{\\\"type\\\": \\\"AppointmentUpdate\\\"}", Some(escaped)),
        ("payload=%7B%22type%22%3A1%7D", Some(form)),
        ("a=b&c=d\n", Some(form)),
        ("a = b", None),
        ("eyJ0eXBlIjo=", None),
        ("# comment", Some(comment)),
        ("[\n# comment\n{}]", Some(comment)),
        ("// comment", Some(comment)),
    ] {
        let findings = run_with(&["check", "--format", "json"], input.as_bytes()).findings();
        assert_eq!(findings[0]["rule"], "invalid-json", "{input}");
        assert_eq!(findings[0]["help"].as_str(), help, "{input}");
    }
}

#[test]
fn a_line_that_ends_too_soon_is_drawn_once() {
    for end in ["\n", "\r\n"] {
        let ran = run_with(&["check"], format!("{{{end}  \"notes\": \"Some note,{end}  \"title\": \"x\"}}").as_bytes());
        assert_eq!(ran.stdout.matches("\n2 | ").count(), 1, "{}", ran.stdout);
        assert!(
            ran.stdout.contains("- the string begins here\n") && ran.stdout.contains("^ the line ends"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn what_can_not_be_read_is_invalid_whatever_is_said_of_it() {
    for decision in ["--allow", "--warn"] {
        let ran = run_with(&["check", decision, "invalid-json"], b"{\"type\": ");
        let told = if decision == "--allow" { "0 valid, 1 invalid\n" } else { "0 valid, 1 invalid (1 warning)\n" };
        assert_eq!(ran.code, 1, "{decision}");
        assert!(ran.stderr.ends_with(told), "{decision}: {}", ran.stderr);
        assert_eq!(ran.stdout.is_empty(), decision == "--allow", "{}", ran.stdout);
        let xml = run_with(&["check", decision, "invalid-json", "--format", "junit"], b"{\"type\": ").stdout;
        let failure = if decision == "--allow" { "type=\"unreadable\"" } else { "type=\"invalid-json\"" };
        assert!(xml.contains("failures=\"1\"") && xml.contains(failure), "{decision}: {xml}");
    }
}
