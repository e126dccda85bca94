//! Several threads write what one writes, to the byte, whatever the file looks like.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{run, valid_payload};

/// A file large enough to be shared, one record in fifty of which is `odd`.
fn large_file(name: &str, odd: &str) -> String {
    let good = serde_json::from_str::<serde_json::Value>(&valid_payload()).unwrap().to_string();
    let mut text = String::new();
    for number in 0..9000 {
        if number % 50 == 7 {
            let _ = writeln!(text, "{odd}");
        }
        let _ =
            writeln!(text, "{}", if number % 31 == 0 { good.replace("confirmed", "no-show") } else { good.clone() });
    }
    assert!(text.len() > 5 << 20);
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
