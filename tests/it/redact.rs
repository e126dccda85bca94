//! `redact`: what comes out is a fixture. The form stays, references stay, and nothing of the people is left.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{hoopspect, root, run, run_with, valid_payload};

/// A capture of a real kind: two deliveries about Ann, as webhook.site exports them.
const CAPTURE: &str = "fixtures/redact/capture.json";

/// What must not be in any output made of it.
const PERSONAL: [&str; 14] = [
    "Ann",
    "Smith",
    "Müller",
    "knee",
    "zoom",
    "81234567890",
    "9NkT25Vor1v4aQatFsv2",
    "7890",
    "gmail",
    "203.0.113.77",
    "axios",
    "Kantstr",
    "1984",
    "5b7c",
];

/// Runs `redact` under a key that the environment holds.
fn redact(arguments: &[&str], input: &str) -> String {
    let mut command = hoopspect();
    command.env("REDACT_KEY", "a key for tests").args(["redact", "--key-env", "REDACT_KEY"]).args(arguments);
    let input_file = scratch("stdin").join("input");
    fs::write(&input_file, input).unwrap();
    command.stdin(fs::File::open(&input_file).unwrap());
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

/// An empty folder for a test.
fn scratch(name: &str) -> PathBuf {
    let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redact-{name}-{thread}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn event(id: &str, title: &str, notes: &str) -> String {
    format!(
        "{{\"type\":\"AppointmentUpdate\",\"locationId\":\"0007BWpSzSwfiuSl0tR2\",\"contactId\":\"9NkT25Vor1v4aQatFsv2\",\
         \"appointment\":{{\"id\":\"{id}\",\"title\":\"{title}\",\"notes\":\"{notes}\",\"contactId\":\"9NkT25Vor1v4aQatFsv2\",\
         \"assignedUserId\":\"YlWd2wuCAZQzh2cH1fVZ\",\"users\":[\"9NkT25Vor1v4aQatFsv2\",\"YlWd2wuCAZQzh2cH1fVZ\"],\
         \"appointmentStatus\":\"confirmed\",\"source\":\"manual\",\"startTime\":\"2026-03-04T12:00:00Z\",\
         \"endTime\":\"2026-03-04T13:00:00Z\"}}}}"
    )
}

#[test]
fn nothing_of_the_people_is_left() {
    let out = redact(&[CAPTURE], "");
    for personal in PERSONAL {
        assert!(!out.contains(personal), "{personal} is left in {out}");
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let before = read(&fs::read_to_string(root().join(CAPTURE)).unwrap());
    let after = read(&out);
    assert_eq!(before["data"].as_array().unwrap().len(), after["data"].as_array().unwrap().len());
    let body = read(after["data"][0]["content"].as_str().unwrap());
    assert_eq!(body["appointment"]["contactId"], body["contactId"]);
    assert_eq!(body["appointment"]["assignedUserId"], body["appointment"]["users"][0]);
    assert_eq!(body["appointment"]["startTime"], "2026-03-04T12:00:00+01:00");
    let phone = body["contact"]["phone"].as_str().unwrap();
    assert!(phone.starts_with('+') && phone.replace(' ', "").contains("55501"), "{phone}");
    let encoded = after["data"][1]["content"].as_str().unwrap();
    let decoded = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, encoded).unwrap();
    assert_eq!(read(&String::from_utf8(decoded).unwrap())["appointment"]["appointmentStatus"], "cancelled");
}

#[test]
fn check_says_the_same_of_what_comes_out() {
    for folder in ["invalid", "valid", "captures", "hostile"] {
        for entry in fs::read_dir(root().join("fixtures").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let arguments = ["check", "--notes", "--event", "any", "--format", "json", path.to_str().unwrap()];
            let before = run(&arguments);
            let is_readable = before.findings().iter().all(|finding| {
                !["invalid-json", "invalid-utf8", "too-deep", "too-large"].contains(&finding["rule"].as_str().unwrap())
            });
            if path.extension().is_none_or(|extension| extension == "txt") || !is_readable {
                continue;
            }
            let text = redact(&[path.to_str().unwrap()], "");
            let after = run_with(&["check", "--notes", "--event", "any", "--format", "json"], text.as_bytes());
            let said = |ran: &crate::support::Ran| -> Vec<_> {
                let findings = ran.findings();
                findings.iter().map(|one| [&one["rule"], &one["pointer"], &one["found_at"]].map(Value::clone)).collect()
            };
            assert_eq!(said(&before), said(&after), "{}", path.display());
        }
    }
}

#[test]
fn the_form_of_the_input_stays() {
    let (one, two) = (event("a1", "Ann", ""), event("a2", "Bob", "x\\ny"));
    let lines = redact(&[], &format!("{one}\n\n{two}\n"));
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(redact(&[], &format!("[{one},{two}]")), format!("[{},{}]\n", lines[0], lines[1]));
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&one).unwrap()).unwrap();
    let layout = |text: &str| -> Vec<String> {
        let bare = |line: &str| line.split(": ").next().unwrap().trim_end_matches(|c: char| c != ' ' && c != '{').len();
        text.lines().map(|line| format!("{}{}", bare(line), line.ends_with(','))).collect()
    };
    assert_eq!(layout(&redact(&[], &pretty)), layout(&pretty));
    let array = format!("[\n  {},\n  {}\n]\n", pretty.replace('\n', "\n  "), pretty.replace('\n', "\n  "));
    assert_eq!(layout(&redact(&[], &array)), layout(&array));
}

#[test]
fn a_key_makes_runs_alike_and_no_key_makes_them_differ() {
    let text = event("a1", "Ann", "");
    assert_eq!(redact(&[], &text), redact(&[], &text));
    let (one, two) = (run_with(&["redact"], text.as_bytes()), run_with(&["redact"], text.as_bytes()));
    assert_ne!(one.stdout, two.stdout);
    assert!(one.stderr.contains("random key") && run_with(&["redact", "-q"], text.as_bytes()).stderr.is_empty());
    let folder = scratch("key");
    fs::write(folder.join("key"), "a key for tests\n").unwrap();
    let from_file = run_with(&["redact", "--key-file", folder.join("key").to_str().unwrap()], text.as_bytes());
    assert_eq!(from_file.stdout, redact(&[], &text));
    fs::write(folder.join("key"), "\n").unwrap();
    for (flag, value, reason) in [
        ("--key-file", folder.join("key").to_str().unwrap(), "the key is empty"),
        ("--key-file", "no/such", "no/such: no such file"),
        ("--key-env", "NONE", "the environment has no variable NONE"),
    ] {
        let ran = run_with(&["redact", flag, value], text.as_bytes());
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr), (2, "", format!("hoopspect: {reason}\n")));
    }
}

#[test]
fn fields_are_kept_dropped_and_moved() {
    let text = event("ocQHyuzHvysMo5N5VsXc_1772625600000_3600", "Ann", "call Ann");
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let out = read(&redact(&["--keep", "title", "--drop", "notes", "--drop", "type", "--shift-times", "-1d"], &text));
    assert_eq!(out["appointment"]["title"], "Ann");
    assert!(out["appointment"].get("notes").is_none() && out.get("type").is_none());
    assert_eq!(out["appointment"]["startTime"], "2026-03-03T12:00:00Z");
    assert!(out["appointment"]["id"].as_str().unwrap().ends_with("_1772539200000_3600"));
    let all =
        redact(&["--drop", "type", "--drop", "locationId", "--drop", "contactId", "--drop", "appointment"], &text);
    assert_eq!(all, "{}\n");
    let ran = run(&["redact", "--keep", "titel"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `title`?"), "{}", ran.stderr);
}

#[test]
fn a_folder_gets_a_file_for_each_payload_and_keeps_what_it_has() {
    let folder = scratch("out").join("new");
    let arguments = ["redact", "--out", folder.to_str().unwrap(), CAPTURE];
    assert_eq!(run(&arguments).code, 0);
    let mut names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["appointment-update-cancelled-1.json", "appointment-update-confirmed-1.json"]);
    let file = folder.join(&names[0]);
    let first = fs::read_to_string(&file).unwrap();
    assert!(first.starts_with("{\n  \"type\": \"AppointmentUpdate\",\n"), "{first}");
    let again = run(&arguments);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already; --force writes over it"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    assert_eq!(run(&[&arguments[..], &["--force"]].concat()).code, 0);
    assert_ne!(fs::read_to_string(&file).unwrap(), first);
    assert_eq!(run(&["redact", "--check", folder.to_str().unwrap()]).code, 0);
}

#[test]
fn times_that_stay_are_counted() {
    let event = |start: &str, end: &str, added: &str| {
        format!(
            "{{\"type\":\"AppointmentUpdate\",\"appointment\":{{\"id\":\"a\",\"startTime\":{start},\"endTime\":{end},\"dateAdded\":{added}}}}}\n"
        )
    };
    let key = scratch("stayed").join("key");
    fs::write(&key, "a key for tests").unwrap();
    let ran = |shift: &str, text: &str| {
        run_with(&["redact", "--key-file", key.to_str().unwrap(), "--shift-times", shift], text.as_bytes())
    };
    let words = event("\"Thu, Oct 30th, 2025 | 2:00 pm\"", "\"2025-10-30\"", "\"2025-10-30T14:00:00Z\"");
    let of_words = ran("7d", &words);
    assert!(of_words.stdout.contains("\"2025-11-06T14:00:00Z\"") && of_words.stdout.contains("\"2025-10-30\""));
    assert_eq!(of_words.stderr.lines().next(), Some(STAYED[0]), "{}", of_words.stderr);
    // Nothing is a time that nobody moves, or that says none.
    assert_eq!(ran("0d", &words).stderr, "");
    assert_eq!(ran("7d", &event("null", "\"Invalid Date\"", "\"\"")).stderr, "");
    let number = ran("1d", &event("1772625600000", "\"1772625600000\"", "1772625600"));
    assert!(number.stdout.contains("\"startTime\":1772712000000,\"endTime\":\"1772712000000\""), "{}", number.stdout);
    assert_eq!(number.stderr, "");
    let numbers = ran("3000000d", &event("1729821600", "\"1729821600000\"", "\"2025-10-30T14:00:00Z\""));
    assert!(numbers.stdout.contains(":1729821600,"), "{}", numbers.stdout);
    assert_eq!(numbers.stderr.lines().next(), Some(STAYED[1]), "{}", numbers.stderr);
}

#[test]
fn a_text_that_is_all_of_a_payload_is_called_that() {
    let ran = run_with(&["redact", "--check"], b"\"ann@example-clinic.de\"");
    assert_eq!(ran.stdout, "<stdin>:1:2: error[personal-data]: the payload holds an e-mail address\n");
}

/// What is said of times that stay.
const STAYED: [&str; 2] = [
    "2 times can't be moved and stayed: the new one can't be written in the same form",
    "3 times can't be moved and stayed: the new one can't be written in the same form",
];

#[test]
fn inputs_are_not_written_over() {
    let folder = scratch("inputs");
    let (first, second) = (folder.join("a.json"), folder.join("appointment-update-confirmed-1.json"));
    fs::write(&first, valid_payload()).unwrap();
    fs::write(&second, valid_payload().replace("Intake call", "The second one")).unwrap();
    let before = fs::read_to_string(&second).unwrap();
    let path = folder.to_str().unwrap();
    for inputs in [vec![path], vec![first.to_str().unwrap(), second.to_str().unwrap()]] {
        let ran = run(&[&["redact", "--force", "--out", path][..], &inputs].concat());
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("-confirmed-1.json: is among the inputs, and stays as it is"), "{}", ran.stderr);
        assert_eq!(fs::read_to_string(&second).unwrap(), before);
        // The rest is written.
        assert!(folder.join("appointment-update-confirmed-2.json").exists());
    }
}

#[cfg(unix)]
#[test]
fn nothing_outside_of_the_folder_is_written_through_a_link() {
    let outside = scratch("linked");
    let folder = outside.join("new");
    fs::create_dir_all(&folder).unwrap();
    let (victim, link) = (outside.join("victim"), folder.join("appointment-update-confirmed-1.json"));
    fs::write(&victim, "kept").unwrap();
    std::os::unix::fs::symlink(&victim, &link).unwrap();
    assert_eq!(run(&["redact", "--force", "--out", folder.to_str().unwrap(), CAPTURE]).code, 0);
    assert_eq!(fs::read_to_string(&victim).unwrap(), "kept");
    assert!(fs::symlink_metadata(&link).unwrap().is_file());
}

#[test]
fn what_a_capture_holds_is_called_as_before() {
    for (input, kept) in [
        (r#"{"headers":{},"body":{"type":"INSTALL","appId":"x"}}"#, "INSTALL"),
        (
            r#"{"headers":{},"body":{"type":"appointment.updated","startTime":"2023-09-25T16:00:00Z","source":"api"}}"#,
            "api",
        ),
        (r#"{"type":"ContactUpdate","locationId":"x","lastUpdate":"2023-09-03","eventtime":"9:30"}"#, "2023-09-03"),
    ] {
        let ran = run_with(&["redact", "-q"], input.as_bytes());
        assert!(ran.stdout.contains(kept), "{}", ran.stdout);
    }
    let phones =
        r#"{"type":"ContactCreate","locationId":"x","phone":"٠٥٥٥١٢٣","contact":{"createdByName":"April May"}}"#;
    let ran = run_with(&["redact", "-q"], phones.as_bytes());
    assert!(!ran.stdout.contains("٠٥٥٥") && !ran.stdout.contains("April"), "{}", ran.stdout);
}

#[test]
fn people_are_not_taken_for_times_or_for_words_of_the_format() {
    let event = r#"{"type":"AppointmentUpdate","locationId":"ve9EPM428h8vShlRW1KT","updatedBy":"2125557890",
        "lastUpdatedBy":"April June","referral":{"type":"Vasectomy","source":"ann_smith"},
        "contact":{"phone":"12345","mobile":"12 34 56"},"appointment":{"id":"ocQHyuzHvysMo5N5VsXc","source":"manual_entry"}}"#;
    let ran = run_with(&["redact", "-q"], event.as_bytes());
    for personal in ["2125557890", "April", "June", "Vasectomy", "ann_smith", "12345", "12 34 56"] {
        assert!(!ran.stdout.contains(personal), "{personal}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("\"source\":\"manual_entry\""), "{}", ran.stdout);
    assert_eq!(run_with(&["redact", "--check"], ran.stdout.as_bytes()).code, 0, "{}", ran.stdout);
}

#[test]
fn what_cannot_be_read_is_not_written() {
    let text = format!("{{\"notes\": \"Ann Smith\nZurich\n{}\n", event("a1", "Ann", ""));
    let ran = run_with(&["redact", "-q"], text.as_bytes());
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1), "{}", ran.stdout);
    assert!(ran.stderr.contains("<stdin>:1:") && ran.stderr.contains("(not written)"), "{}", ran.stderr);
    let broken = "{\"headers\":{\"host\":\"Ann\"},\"body\":\"{\\\"appointment\\\":{\\\"title\\\":\\\"Ann\"}";
    let ran = run_with(&["redact", "-q"], broken.as_bytes());
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
}

#[test]
fn check_finds_what_was_never_redacted() {
    let ran = run(&["redact", "--check", CAPTURE]);
    assert_eq!(ran.code, 1);
    for breach in
        ["an e-mail address", "a phone number", "a meeting link", "(in /data/0/content)", "(in /data/1/content)"]
    {
        assert!(ran.stdout.contains(breach), "{breach}: {}", ran.stdout);
    }
    assert_eq!(run(&["check", "-q", "fixtures/invalid/personal-data.json"]).stdout, "");
    assert_eq!(run(&["check", "--deny", "personal-data", "fixtures/invalid/personal-data.json"]).code, 1);
    assert_eq!(run(&["redact", "--check", "fixtures/upstream"]).code, 0);
}
