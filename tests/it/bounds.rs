//! Work is bounded: time and memory grow with the input and no faster, and no input, however odd, ends the program.
//!
//! Nothing is timed. Memory is limited by the system, so that whatever needs more of it fails; and whatever takes time in
//! the square of inputs as large as these would not come to its end within the patience of anybody who runs the tests.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use base64::Engine as _;
use serde_json::Value;

use crate::support::{root, run, run_with, valid_payload};

/// Address space in MiB that the program itself takes, whatever it reads.
const PROGRAM: usize = 256;

/// A file that is removed in the end.
struct Large(PathBuf);

impl Large {
    fn new(name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bounds-{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Large {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn compact() -> String {
    serde_json::from_str::<Value>(&valid_payload()).unwrap().to_string()
}

/// A payload with `members` behind those of the appointment.
fn with_members(members: &str) -> String {
    let payload = compact();
    payload.strip_suffix("}}").or_else(|| payload.strip_suffix('}')).map_or_else(String::new, |open| {
        let closes = &payload[open.len()..];
        format!("{open}{members}{closes}")
    })
}

/// Runs the program with `arguments` on the file, in no more than `mebibytes` of memory beyond what it takes itself.
fn within(mebibytes: usize, arguments: &[&str], file: &Large) -> Output {
    let limit = (PROGRAM + mebibytes) * 1024;
    let shell = format!("ulimit -v {limit}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &shell, env!("CARGO_BIN_EXE_hoopspect")]).args(arguments).arg(&file.0);
    command.current_dir(root()).env_clear().env("KEY", "a key of sixteen bytes or more").output().unwrap()
}

/// Every command that reads payloads, as people type it.
const COMMANDS: [&[&str]; 6] = [
    &["check", "--threads=1", "--format=concise", "--max-findings=3"],
    &["check", "--threads=1", "--format=full", "--max-findings=3"],
    &["show"],
    &["history"],
    &["redact", "--key-env=KEY"],
    &["diff", "--force", "fixtures/valid/update.json"],
];

/// Runs every command; each has to end with one of `codes`. Gives what `check` wrote and said.
fn everywhere(name: &str, mebibytes: usize, codes: &[i32], file: &Large) -> String {
    let mut checked = String::new();
    for arguments in COMMANDS {
        let output = within(mebibytes, arguments, file);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| codes.contains(&code)), "{name} {arguments:?}: {output:?}");
        assert!(!said.contains("memory") && !said.contains("panicked"), "{name} {arguments:?}: {said}");
        if checked.is_empty() {
            checked = String::from_utf8(output.stdout).unwrap() + &said;
        }
    }
    checked
}

#[test]
fn a_line_of_megabytes_is_one_record() {
    const SIZE: usize = 15 << 20;
    let text = Large::new("text", "x".repeat(SIZE));
    assert!(everywhere("text", 128, &[1, 2], &text).contains(":1:1: error[invalid-json]"));
    let value = Large::new("value", with_members(&format!(",\"x\":\"{}\"", "é".repeat(SIZE / 2))));
    assert!(everywhere("value", 256, &[0, 1], &value).contains("unknown-field"));
    let notes = compact().replace("Bring", &"line\\n".repeat(SIZE / 6));
    everywhere("notes", 1024, &[0, 1], &Large::new("notes", notes));
}

#[test]
fn keys_by_the_hundred_thousand_are_read_and_told_up_to_the_limit() {
    let mut members = String::new();
    (0..200_000).for_each(|number| write!(members, ",\"k{number}\":1").unwrap());
    let file = Large::new("keys", with_members(&members));
    let checked = everywhere("keys", 600, &[0, 1], &file);
    assert_eq!(checked.matches("warning[unknown-field]").count(), 3, "{checked}");
    assert!(checked.contains("199997 findings more"), "{checked}");
}

#[test]
fn a_million_keys_are_accepted_where_nobody_wants_to_hear_of_them() {
    let mut members = String::new();
    (0..1_000_000).for_each(|number| write!(members, ",\"k{number}\":1").unwrap());
    let file = Large::new("million", format!("{{\"type\":\"ContactUpdate\"{members}}}"));
    for arguments in [&["check", "--threads=1", "--skip-other-events"][..], &["history"], &["show"]] {
        let output = within(512, arguments, &file);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_million_duplicates_are_as_many_findings_and_no_more_work_each() {
    let file = Large::new("duplicates", with_members(&",\"title\":\"x\"".repeat(1_000_000)));
    let output = within(1800, COMMANDS[0], &file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("and 999997 findings more"), "{said}");
    let fewer = Large::new("fewer-duplicates", with_members(&",\"title\":\"x\"".repeat(100_000)));
    assert!(everywhere("duplicates", 600, &[0, 1], &fewer).contains("99997 findings more"));
}

#[test]
fn a_hundred_thousand_findings_in_a_record_are_counted_and_a_few_are_written() {
    let users = format!("[{}]", vec!["1"; 100_000].join(","));
    let payload: Value = serde_json::from_str(&valid_payload()).unwrap();
    let text = compact().replace(&payload["appointment"]["users"].to_string(), &users);
    assert!(text.len() > 200_000);
    let file = Large::new("findings", &text);
    assert!(everywhere("findings", 400, &[0, 1], &file).contains("99997 findings more"));
    for format in ["full", "concise", "github", "json", "ndjson", "sarif", "junit"] {
        let format = format!("--format={format}");
        // Of each finding that is written, a format may keep what it says, but not the record.
        let output = within(800, &["check", "--threads=1", &format], &file);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(output.stdout.len() > 1_000_000, "{format}");
        let few = within(400, &["check", "--threads=1", &format, "--max-findings=2"], &file);
        assert_eq!(few.status.code(), Some(1), "{format}");
        assert!(few.stdout.len() < 100_000, "{format}");
        let said = [few.stdout, few.stderr].concat();
        let is_counted = String::from_utf8_lossy(&said).contains("100000");
        assert!(is_counted || String::from_utf8_lossy(&said).contains("99998"), "{format}");
    }
}

#[test]
fn what_is_found_in_many_places_has_as_many_pointers_and_no_more_work_each() {
    const COUNT: usize = 100_000;
    let array = |item: &str| with_members(&format!(",\"x\":[{}]", vec![item; COUNT].join(",")));
    let mut near = String::new();
    ('\u{4e00}'..='\u{9fff}').for_each(|character| write!(near, ",\"notes{character}\":\"\"").unwrap());
    for (name, text, rule) in [
        ("characters", array("\"\\u001b\""), "control-characters"),
        ("placeholders", array("\"{{x}}\""), "unrendered-template"),
        ("placeholder-keys", array("{\"{{x}}\":0}"), "unknown-field"),
        ("objects", array("{\"a\":1,\"a\":2}"), "duplicate-key"),
        ("near", with_members(&near), "unknown-field"),
    ] {
        let checked = everywhere(name, 600, &[0, 1, 2], &Large::new(name, &text));
        assert!(checked.contains(rule), "{name}: {checked}");
    }
}

#[test]
fn texts_of_any_form_are_looked_at_once() {
    const COUNT: usize = 200_000;
    let long = |piece: &str| piece.repeat(COUNT);
    let notes = |text: &str| with_members(&format!(",\"x\":\"{text}\""));
    for (name, text) in [
        ("runs", notes(&long("a1"))),
        ("joints", notes(&long("a_-"))),
        ("links", notes(&long("https://zoom.us/j/1?pwd=x "))),
        ("addresses", notes(&long("ann@x.com "))),
        ("numbers", notes(&long("+49 30 1234567, "))),
        ("instances", notes(&format!("0007BWpSzSwfiuSl0tR2{}", long("_1695637800000_1800")))),
        ("like-escapes", with_members(&format!(",\"{}\":1", long(r"\\u{")))),
        ("users", compact().replace("\"users\":[", &format!("\"users\":[{}", long("\"a\",")))),
        ("encoded", {
            let mut members = String::new();
            (0..COUNT / 4).for_each(|number| write!(members, ",\"x{number}\":0").unwrap());
            let body = base64::engine::general_purpose::STANDARD.encode(with_members(&members));
            format!("{{\"body\":\"{body}\",\"isBase64Encoded\":true}}")
        }),
        ("locations", {
            let event =
                |number: usize| compact().replacen("\"locationId\":\"", &format!("\"locationId\":\"{number}-"), 1);
            (0..COUNT / 8).map(|number| event(number) + "\n").collect()
        }),
    ] {
        everywhere(name, 1024, &[0, 1, 2], &Large::new(name, &text));
    }
}

#[test]
fn a_number_may_have_twenty_million_digits() {
    let digits = "7".repeat(20_000_000);
    let id = Value::from("ocQHyuzHvysMo5N5VsXc").to_string();
    for (name, text) in [
        ("number", with_members(&format!(",\"n\":{digits}"))),
        ("id", compact().replace(&id, &digits)),
        ("exponent", with_members(&format!(",\"n\":1e{digits}"))),
        ("fraction", with_members(&format!(",\"n\":0.{digits}"))),
    ] {
        let file = Large::new(name, &text);
        // As it is, that is more than a record may be.
        assert!(everywhere(name, 128, &[1, 2], &file).contains("error[too-large]"), "{name}");
        for arguments in COMMANDS {
            let output = within(1600, &[arguments, &["--max-record=32M"]].concat(), &file);
            let said = String::from_utf8_lossy(&output.stderr);
            // A number is no id, so that `diff` and `history` may have nothing to say.
            assert!(output.status.code() <= Some(2) && !said.contains("memory"), "{name} {arguments:?}: {said}");
        }
    }
}

#[test]
fn half_a_million_levels_are_one_finding() {
    const LEVELS: usize = 500_000;
    for (name, text) in [
        ("arrays", "[".repeat(LEVELS) + &"]".repeat(LEVELS)),
        ("open arrays", "[".repeat(LEVELS)),
        ("objects", "{\"a\":".repeat(LEVELS) + "1" + &"}".repeat(LEVELS)),
        ("open objects", "{\"a\":".repeat(LEVELS)),
        ("within", with_members(&format!(",\"x\":{}1{}", "[{\"y\":".repeat(LEVELS / 2), "}]".repeat(LEVELS / 2)))),
        ("lines", "{\"a\":\n".repeat(LEVELS)),
        ("a body", serde_json::json!({"headers": {}, "body": "[".repeat(LEVELS)}).to_string()),
    ] {
        let file = Large::new(&name.replace(' ', "-"), format!("{text}\n{}\n", compact()));
        let checked = everywhere(name, 256, &[0, 1, 2], &file);
        // A body that is an array of arrays is no payload, however deep.
        assert!(
            name == "a body" || checked.contains("error[too-deep]") || checked.contains("error[invalid-json]"),
            "{name}: {checked}"
        );
        let all = within(256, &["check", "--threads=1", "--format=json"], &file);
        let report: Value = serde_json::from_slice(&all.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().len();
        assert!(findings <= if name == "lines" { LEVELS } else { 3 }, "{name}: {findings}");
    }
}

#[test]
fn strings_in_strings_are_looked_into_to_a_depth_and_no_further() {
    // Each level doubles the backslashes before the quotes of the one within.
    let mut text = compact();
    for level in 0..14 {
        text = if level % 2 == 0 {
            Value::from(text).to_string()
        } else {
            format!("{{\"headers\":{{}},\"body\":{text}}}")
        };
    }
    everywhere("nested bodies", 512, &[0, 1, 2], &Large::new("nested", &text));
    // As many bodies as fit into a record, each within another string.
    let bodies = vec![Value::from(compact()); 10_000];
    let capture = serde_json::json!({"data": serde_json::json!({"data": bodies}).to_string()});
    let file = Large::new("bodies", capture.to_string());
    for arguments in &COMMANDS[..5] {
        let output = within(700, arguments, &file);
        assert!(output.status.code() <= Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn broken_lines_by_the_hundred_thousand_are_a_finding_each() {
    for (name, line, findings) in [
        ("cut", "{\"a\": tru}\n", 100_000),
        // Nothing begins a document here: it is one mistake.
        ("closing", "}\n", 1),
        ("text", "hello\n", 100_000),
        ("quotes", "{\"a\":\"x\n", 100_000),
        ("invalid", "{\"type\":\"AppointmentUpdate\"}\n", 100_000),
    ] {
        let file = Large::new(name, line.repeat(100_000));
        let output = within(128, &["check", "--threads=1", "--format=ndjson"], &file);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(memchr::memchr_iter(b'\n', &output.stdout).count() >= findings, "{name}");
    }
}

#[test]
fn memory_is_that_of_a_record_and_not_of_the_stream() {
    let file = Large::new("stream", format!("{}\n", compact()).repeat(60_000));
    assert!(fs::metadata(&file.0).unwrap().len() > 32 << 20);
    for arguments in
        [&["check", "--threads=1"][..], &["show", "--format=tsv"], &["history"], &["redact", "--key-env=KEY"]]
    {
        let output = within(24, arguments, &file);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_limits_are_those_that_are_asked_for() {
    let text = format!("{}\n{}\n", with_members(&format!(",\"x\":\"{}\"", "x".repeat(3000))), compact());
    let ran = run_with(&["check", "--max-record=2K", "--format=concise"], text.as_bytes());
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1), "{}", ran.stdout);
    assert!(ran.stdout.contains("error[too-large]"), "{}", ran.stdout);
    let ran = run_with(&["check", "--max-record=4K", "--format=concise"], text.as_bytes());
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1), "{}", ran.stdout);
    for size in ["0", "2G", "1T", "-1", "x", "", "16MBB", "1iB", "99999999999999999999"] {
        assert_eq!(run(&["check", &format!("--max-record={size}"), "x.json"]).code, 2, "{size}");
    }
}

#[test]
fn bodies_by_the_ten_thousand_in_a_line_are_told_each_by_itself() {
    let cut = &compact()[..300];
    let bodies: Vec<Value> = (0..20_000)
        .map(|number| serde_json::json!({"mail": format!("a{number}@example.com"), "content": cut}))
        .collect();
    let file = Large::new("cut-bodies", serde_json::json!({ "data": bodies }).to_string());
    let output = within(512, &["redact", "--key-env=KEY"], &file);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    assert_eq!(memchr::memmem::find_iter(&output.stderr, "(not written)").count(), 20_000);
}

#[test]
fn keys_that_are_made_up_for_each_delivery_are_not_all_remembered() {
    let delivery = |number: u32| {
        format!(r#"{{"type":"AppointmentUpdate","locationId":"L","appointment":{{"id":"A","k{number:06}":1}}}}"#)
    };
    let file = Large::new("ever-new-keys", (0..20_000).map(|number| delivery(number) + "\n").collect::<String>());
    let output = within(64, &["history", "--format=ndjson"], &file);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(memchr::memmem::find_iter(&output.stdout, "\"delivery\":\"unchanged\"").count(), 19_999);
    let few: String = (0..100).map(|number| delivery(number) + "\n").collect();
    let last = run_with(&["history"], few.as_bytes()).stdout.lines().last().unwrap_or_default().to_owned();
    assert!(last.ends_with("/appointment/k000098; newly sent: /appointment/k000099"), "{last}");
    assert_eq!(last.matches("/appointment/k").count(), 100, "{last}");
}

#[test]
fn keys_that_are_made_up_within_an_object_are_not_all_remembered_either() {
    // As deep as they like. The last one tells of those that are remembered, and of its own and the one before.
    for (open, close) in [("", ""), (r#""y":{"z":{"#, "}}")] {
        let delivery = |number: u32| {
            format!(
                r#"{{"type":"AppointmentUpdate","locationId":"L","contact":{{{open}"k{number:06}":1{close}}},"x":{{"x{}":{{"k{number:06}":1}}}},"appointment":{{"id":"A"}}}}"#,
                number / 1000
            )
        };
        let text: String = (0..20_000).map(|number| delivery(number) + "\n").collect();
        let output = within(64, &["history", "--format=ndjson"], &Large::new("ever-new-inside", text));
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(memchr::memmem::find_iter(&output.stdout, "\"delivery\":\"unchanged\"").count(), 19_999);
        let few: String = (0..2_000).map(|number| delivery(number) + "\n").collect();
        let last = run_with(&["history"], few.as_bytes()).stdout.lines().last().unwrap_or_default().to_owned();
        assert_eq!(last.matches("/contact/").count(), 258, "{last}");
        assert!(last.matches("/x/").count() < 300, "{last}");
    }
}
