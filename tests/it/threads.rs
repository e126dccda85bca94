//! Several threads write what one writes, to the byte, whatever the file looks like.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{run, valid_payload};

/// A file large enough to be shared, one record in fifty of which is `odd`.
fn large_file(name: &str, odd: &str) -> String {
    let good = valid_line();
    let mut text = String::new();
    for number in 0..9000 {
        if number % 50 == 7 {
            let _ = writeln!(text, "{odd}");
        }
        let _ =
            writeln!(text, "{}", if number % 31 == 0 { good.replace("confirmed", "no-show") } else { good.clone() });
    }
    written(name, &text)
}

/// The valid payload on one line, its keys in the order in which they are sent.
fn valid_line() -> String {
    valid_payload().lines().map(str::trim).collect()
}

/// Writes a file that is large enough to be shared.
fn written(name: &str, text: &str) -> String {
    assert!(text.len() > 4 << 20, "{} bytes", text.len());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn threads_change_nothing_in_what_is_written() {
    let pretty = valid_payload().replace("confirmed", "show");
    for (name, odd) in [
        ("lines", "{\"type\":\"ContactUpdate\",\"locationId\":\"x\"}"),
        ("blank", "\n\r\n  "),
        ("broken", "{\"a\": tru}"),
        ("cut", "{\"type\":\"AppointmentUpdate\",\"appointment\":{\"id\":\"x"),
        ("text", "2026-03-04 hello"),
        ("pretty", pretty.as_str()),
        ("two", "{\"type\":\"X\"}{\"type\":\"Y\"}"),
        ("array", "[{\"type\":\"X\"},\n{\"type\":\"Y\"}]"),
    ] {
        let file = large_file(&format!("threads-{name}.ndjson"), odd);
        for format in ["concise", "ndjson", "full"] {
            let one = run(&["check", "--threads", "1", "--format", format, &file]);
            let four = run(&["check", "--threads", "4", "--format", format, &file]);
            assert!(one.stdout == four.stdout, "{name}, {format}");
            assert_eq!((one.code, one.stderr), (four.code, four.stderr), "{name}, {format}");
        }
        fs::remove_file(&file).unwrap();
    }
}

/// The same as one of the appointment `id`.
fn delivery_of(id: &str) -> String {
    let payload = serde_json::from_str::<serde_json::Value>(&valid_payload()).unwrap();
    valid_line().replace(payload["appointment"]["id"].as_str().unwrap(), id)
}

/// Asserts that so many threads tell the history of `inputs` as one does.
#[track_caller]
fn assert_same_history(format: &[&str], threads: &str, inputs: &[&str]) {
    let told = |threads| run(&[&["history", "--threads", threads], format, inputs].concat());
    let (one, several) = (told("1"), told(threads));
    assert!(one.stdout == several.stdout && one.stderr == several.stderr && one.code == several.code);
    assert!(one.stdout.len() > 100);
}

/// What stands in a file among deliveries: `ID` is an appointment's, `EVENT` a delivery.
const ODD_AMONG_DELIVERIES: [(&str, &str); 19] = [
    ("other", r#"{"type":"ContactUpdate","locationId":"x"}"#),
    ("other-with-id", r#"{"type":"Other","locationId":"x","appointment":{"id":"ID"}}"#),
    ("only-an-id", r#"{"type":"AppointmentDelete","locationId":"x","appointment":{"id":"ID"}}"#),
    ("escaped", r#"{"type":"AppointmentDelete","locationId":"x","appointment":{"id":"\u0049D"}}"#),
    ("capture", r#"{"headers":{"host":"x"},"body":EVENT}"#),
    ("captures", r#"{"headers":{},"body":[EVENT,{"type":"X"},EVENT]}"#),
    ("hollow", r#"{"headers":{"host":"x"},"method":"GET","url":"/"}"#),
    ("blank", "\n\r\n  "),
    ("indented", "  \tEVENT  "),
    ("form-feed", "\u{c}"),
    ("broken", r#"{"type":"AppointmentUpdate","appointment":{"id":"ID","title":tru}}"#),
    ("no-id", r#"{"type":"AppointmentUpdate","appointment":{"id":null}}"#),
    ("cut", r#"{"type":"AppointmentUpdate","appointment":{"id":"ID"#),
    ("cut-behind-a-key", r#"{"type":"AppointmentUpdate","appointment":{"id":"ID","title":"#),
    ("another-id", r#"{"type":"AppointmentDelete","appointment":{"id":"ID"},"appointment":{"id":"else"}}"#),
    ("two", "EVENT EVENT"),
    ("array", "[EVENT,\nEVENT]"),
    ("two-lines", "{\"type\":\"AppointmentDelete\",\"appointment\":{\"id\":\"ID\",\n\"title\":null}}"),
    ("pretty", "PRETTY"),
];

#[test]
fn threads_change_nothing_in_a_history() {
    let good = delivery_of("ID");
    let delivery = |number: usize| {
        let event = good.replace("\"ID\"", &format!("\"appointment-{}\"", number * number % 41));
        match number % 7 {
            0 => event.replace("confirmed", "cancelled"),
            1 => event.replace("\"title\": ", "\"color\": 1, \"title\": "),
            2 => event.replace("AppointmentUpdate", "AppointmentDelete"),
            odd => event.replace("\"title\": \"", &format!("\"title\": \"{odd} and {number} ")),
        }
    };
    for (name, odd) in ODD_AMONG_DELIVERIES {
        // Some can be read by several threads. After others all is told once more: those stand late in their file.
        for (every, rest) in [(50, 7), (8000, 6500), (8000, 7999)] {
            let mut text = String::new();
            for number in 0..8000 {
                let _ = writeln!(text, "{}", delivery(number));
                if number % every == rest {
                    let odd = odd.replace("EVENT", &delivery(number + 3)).replace("PRETTY", &valid_payload());
                    let odd = odd.replace("ID", "appointment-2");
                    let _ = writeln!(text, "{odd}");
                }
            }
            let file = written(&format!("history-{name}-{rest}.ndjson"), &text);
            assert_same_history(&["--summary"], "4", &[&file]);
            assert_same_history(&["--only=title", "--only=unreadable"], "2", &[&file]);
            fs::remove_file(&file).unwrap();
        }
    }
}

#[test]
fn threads_go_on_with_what_is_known_from_other_inputs() {
    let good = delivery_of("ID");
    let text = |status: &str| {
        let line =
            |number: usize| good.replace("ID", &format!("a{}", number % 1000)).replace("confirmed", status) + "\n";
        (0..10_000).map(line).collect::<String>()
    };
    let [first, second] =
        ["confirmed", "noshow"].map(|status| written(&format!("history-{status}.ndjson"), &text(status)));
    let small = Path::new(env!("CARGO_TARGET_TMPDIR")).join("history-small.ndjson");
    fs::write(&small, delivery_of("a7").replace("confirmed", "showed")).unwrap();
    let small = small.to_str().unwrap();
    for inputs in [
        &[first.as_str(), &second, small][..],
        &[small, "no-such-file.ndjson", &first, small, &second],
        &["--baseline", &first, &second, small],
        &["--baseline", small, "--baseline", &second, &first],
    ] {
        for format in ["--summary", "--format=ndjson", "--format=human"] {
            assert_same_history(&[format], "3", inputs);
        }
    }
    for file in [&first, &second, small] {
        fs::remove_file(file).unwrap();
    }
}

#[test]
fn what_was_told_before_threads_went_astray_is_not_told_again() {
    let line =
        |number: usize| delivery_of(&format!("a{}", number % 50)).replace("confirmed", &number.to_string()) + "\n";
    let mut text: String = (0..8000).map(line).collect();
    text.insert_str(0, "{\"type\":\"AppointmentUpdate\",\"appointment\":5}\n");
    // Two deliveries on a line are no record by themselves, and the first names an appointment.
    text.push_str(line(1).trim_end());
    text.push_str(&line(2));
    let file = written("history-astray.ndjson", &text);
    for format in ["--format=previous", "--format=ndjson", "--format=human"] {
        assert_same_history(&[format], "2", &["no-such-file.ndjson", &file]);
        assert_same_history(&[format], "2", &[&file]);
    }
    fs::remove_file(&file).unwrap();
}
