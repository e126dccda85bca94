//! Reading records: framing, recovery, positions, and the limits.

use crate::support::{run_with, valid_payload};

/// Line, column and rule of each finding in `input`.
fn places(input: &[u8], flags: &[&str]) -> Vec<(u64, u64, String)> {
    let arguments = [&["check", "--format", "json"], flags].concat();
    let ran = run_with(&arguments, input);
    let number = |value: &serde_json::Value| value.as_u64().expect("a number");
    let of = |finding: &serde_json::Value| {
        let location = &finding["location"];
        (number(&location["line"]), number(&location["column"]), finding["rule"].as_str().expect("a rule").to_owned())
    };
    ran.findings().iter().map(of).collect()
}

fn compact() -> String {
    let payload: serde_json::Value = serde_json::from_str(&valid_payload()).expect("JSON");
    payload.to_string()
}

#[test]
fn a_broken_record_costs_one_finding_and_nothing_else() {
    let good = compact();
    let pretty = valid_payload();
    let cut = &good[..300];
    let in_a_key = &good[..good.find("\"appointment\"").expect("a key") + 14];
    let pretty_in_a_key = &pretty[..pretty.find("\"locationId\"").expect("a key") + 13];
    for (name, input, expected) in [
        ("cut in NDJSON", format!("{good}\n{cut}\n{good}\n"), vec![2]),
        ("cut at the end", format!("{good}\n{cut}"), vec![2]),
        ("cut after a colon", format!("{in_a_key}\n{good}\n{good}\n"), vec![1]),
        ("garbage lines", format!("{good}\nhello\nworld\n{good}\n"), vec![2, 3]),
        ("a bad literal", format!("{good}\n{}\n{good}", good.replace("\"confirmed\"", "tru")), vec![2]),
        ("pretty, cut", format!("{pretty}{}\n{pretty}", &pretty[..200]), vec![31]),
        ("pretty, cut after a colon", format!("{pretty}{pretty_in_a_key}\n{pretty}{pretty}"), vec![27]),
        ("pretty, cut after a colon, before the last", format!("{pretty_in_a_key}\r\n\r\n{pretty}"), vec![3]),
        ("pretty, cut after a bracket", format!("{pretty}{{\n  \"a\": [\n{pretty}{pretty}"), vec![26]),
        ("brackets on lines of their own", format!("{{\n\"a\":\n{{\n\"b\": 1\n}}\n\"c\": 2\n}}\n{pretty}"), vec![6]),
        ("in an array", format!("[{good},{},{good}]", good.replace("\"confirmed\"", "nul")), vec![1]),
        ("array not closed", format!("[{good},\n{good}"), vec![1]),
        ("a comma between documents", format!("{good},{good}\n"), vec![1]),
        ("two closing brackets", format!("{good}}}\n{good}\n"), vec![1]),
        ("a trailing comma in an array", format!("[{good},]\n{good}"), vec![1]),
        ("text before a pretty document", format!("{pretty}INFO got {pretty}INFO done\n{pretty}"), vec![25, 49]),
        ("text that ends with a bracket", format!("unexpected {{\n{good}\n"), vec![1]),
        ("a time before a document", format!("{good}\n12:00:00 {good}\n{good}"), vec![2]),
        ("a time", format!("12:00:00 done\n{good}"), vec![1]),
        ("a key first", format!("{}\n{pretty}", &pretty[pretty.find("  \"locationId").expect("a key")..]), vec![1]),
        ("a key first in an array", format!("[{good},\n{},\n{good}]", &good[1..]), vec![2]),
        ("a key alone", format!("\"a\": 1\n{good}"), vec![1]),
        ("a line of CSV", format!("1,\"{{\"\"type\"\":\"\"x\"\"}}\"\n{good}"), vec![1]),
        ("strings in an array, one cut", format!("[{good},\"{},1,{{}}", good.replace('"', "\\\"")), vec![1]),
        ("a text with a quote in an array", format!("[{good},it's \"quoted,{good}]\n{good}"), vec![1]),
        ("strings in an array, one wrong", format!("[\"\\q,{{}},1\",{good}]"), vec![1]),
        ("a string cut at a bracket", format!("\"{{\n{}\n{good}\n", serde_json::json!(good)), vec![1]),
        ("a zero byte", format!("\0{good}\n{good}"), vec![1]),
    ] {
        let found = places(input.as_bytes(), &["--event", "any"]);
        assert!(found.iter().all(|(_, _, rule)| rule == "invalid-json"), "{name}: {found:?}");
        let lines: Vec<u64> = found.iter().map(|(line, ..)| *line).collect();
        assert_eq!(lines, expected, "{name}: {found:?}");
        let ran = run_with(&["check", "--format", "json"], input.as_bytes());
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert!(report["summary"]["valid"].as_u64() >= Some(1), "{name}: {report}");
    }
}

#[test]
fn behind_a_valid_record_too_an_indent_tells_where_the_next_one_begins() {
    let good = compact();
    for between in ["\n", "\r\n", "\n\n \r\n"] {
        let input = [&good, "{\n\"a\":", &good, "\n"].map(|text| format!("  {text}{between}")).concat();
        let report = run_with(&["check", "--format", "json"], input.as_bytes());
        let all_read = run_with(&["check", "--format", "json", "--warn", "personal-data"], input.as_bytes());
        let summaries = [report, all_read].map(|ran| {
            let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
            ["valid", "invalid"].map(|key| report["summary"][key].as_u64())
        });
        assert_eq!(summaries, [[Some(2), Some(1)]; 2], "{between:?}");
    }
}

#[test]
fn carriage_returns_make_no_difference_to_what_is_said() {
    let (good, pretty) = (compact(), valid_payload());
    for text in [
        format!("{}\n{good}\n", &good[..good.find("confirmed").unwrap() + 4]),
        format!("{}\n{pretty}\n", &pretty[..pretty.find("confirmed").unwrap() + 4]),
        pretty.replace("confirmed", "con\nfirmed"),
        "{\"abc\n".to_owned(),
    ] {
        let said = |text: &str| run_with(&["check", "--format", "concise"], text.as_bytes()).stdout;
        assert_eq!(said(&text.replace('\n', "\r\n")), said(&text), "{text}");
    }
}

#[test]
fn an_array_is_a_stream_whatever_its_first_item_is() {
    let (good, pretty) = (compact(), valid_payload());
    let text = serde_json::Value::from(good.as_str()).to_string();
    let is_no_object = |at: (u64, u64)| vec![(at.0, at.1, "not-an-object".to_owned())];
    assert_eq!(places(format!("[null,{good}]").as_bytes(), &[]), is_no_object((1, 2)));
    assert_eq!(places(format!("[ 1 ,{good}]").as_bytes(), &[]), is_no_object((1, 3)));
    let array = format!("[\n{pretty},\n{pretty}\n]");
    for (input, valid, found) in [
        (format!("[{text},\n{text}]"), 2, vec![]),
        (array.replacen('\n', "\n  // first\n", 1), 2, vec![2]),
        (array.replacen('\n', "\n,\n", 1), 2, vec![2]),
        (format!("[2026-09-25 16:00:00] received\n{good}"), 1, vec![1]),
        (format!("[INFO] received\n{good}"), 1, vec![1]),
    ] {
        let lines: Vec<u64> = places(input.as_bytes(), &[]).iter().map(|(line, ..)| *line).collect();
        assert_eq!(lines, found, "{input}");
        let ran = run_with(&["check", "--format", "json"], input.as_bytes());
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(report["summary"]["valid"], valid, "{input}");
    }
}

#[test]
fn all_forms_of_input_are_read() {
    let (good, pretty) = (compact(), valid_payload());
    for (name, input, payloads) in [
        ("one", good.clone(), 1),
        ("no newline, blank lines, CRLF", format!("\r\n\r\n{good}\r\n\r\n{good}"), 2),
        ("concatenated", format!("{good}{good} {good}"), 3),
        ("pretty", format!("{pretty}{pretty}"), 2),
        ("an array", format!("[{good},{pretty}]"), 2),
        ("arrays on lines", format!("[{good}]\n[{good},{good}]\n"), 3),
        ("a byte order mark", format!("\u{feff}{good}\n"), 1),
        ("byte order marks", format!("\u{feff}{good}\n\u{feff}{good}"), 2),
    ] {
        let ran = run_with(&["check", "--format", "json"], input.as_bytes());
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!((ran.code, &report["summary"]["valid"]), (0, &payloads.into()), "{name}: {report}");
    }
}

#[test]
fn columns_count_characters_everywhere() {
    let bad = compact().replace("Intake call", "日本🙂").replace("\"confirmed\"", "\"no-show\"");
    let column = bad.chars().collect::<Vec<_>>().windows(9).position(|w| w.iter().collect::<String>() == "\"no-show\"");
    let column = column.expect("the status") as u64 + 1;
    let rule = || "unknown-status".to_owned();
    assert_eq!(places(bad.as_bytes(), &[]), [(1, column, rule())]);
    let third = format!("{}\n{}\r\n{bad}\r\n", compact(), compact());
    assert_eq!(places(third.as_bytes(), &[]), [(3, column, rule())]);
    let marked = format!("\u{feff}{bad}");
    assert_eq!(places(marked.as_bytes(), &[]), [(1, column, rule())]);
    let second_in_line = format!("{}{bad}", compact());
    assert_eq!(places(second_in_line.as_bytes(), &[]), [(1, column + compact().chars().count() as u64, rule())]);
}

#[test]
fn what_is_too_deep_and_cut_off_takes_nothing_with_it() {
    let good = compact();
    let input = format!("{good}\n{{\"a\":{}\n{good}\n{good}\n", "[".repeat(200));
    assert_eq!(
        places(input.as_bytes(), &[]).iter().map(|(line, _, rule)| (*line, rule.as_str())).collect::<Vec<_>>(),
        [(2, "too-deep")]
    );
    let ran = run_with(&["check"], input.as_bytes());
    assert!(ran.stderr.contains("3 valid, 1 invalid"), "{}", ran.stderr);
}

#[test]
fn limits_are_findings_and_reading_goes_on() {
    let good = compact();
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let found = places(format!("{{\"a\":{deep}}}\n{good}\n").as_bytes(), &[]);
    assert_eq!(found, [(1, 133, "too-deep".to_owned())]);
    let large = good.replace("Bring", &"x".repeat(5000));
    let found = places(format!("{large}\n{good}\n").as_bytes(), &["--max-record", "2K"]);
    assert_eq!(found, [(1, 1, "too-large".to_owned())]);
}

#[test]
fn what_is_not_utf_8_is_said_so() {
    let latin = [compact().replace("Intake", "Caf").into_bytes(), b"\n".to_vec()].concat();
    let at = latin.windows(3).position(|window| window == b"Caf").expect("the title") + 3;
    let latin = [&latin[..at], b"\xE9", &latin[at..]].concat();
    let found = places(&[latin.as_slice(), compact().as_bytes()].concat(), &[]);
    assert_eq!(found, [(1, at as u64 + 1, "invalid-utf8".to_owned())]);
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(places(&utf16, &[]), [(1, 1, "invalid-utf8".to_owned())]);
    let utf32: Vec<u8> = "\u{feff}{}".chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
    let ran = run_with(&["check"], &utf32);
    assert!(ran.stdout.contains("the file is in UTF-32") && ran.stdout.contains("iconv -f utf-32 "), "{}", ran.stdout);
}

#[test]
fn log_lines_get_their_sentence() {
    let log = format!(
        "2026-03-04T12:00:00Z INFO body: {}\n[12:00] POST {}\nPOST {} took 12 ms\n",
        compact(),
        compact(),
        compact()
    );
    let ran = run_with(&["check", "--format", "concise"], log.as_bytes());
    assert_eq!(ran.stdout.matches("text before its JSON").count(), 3, "{}", ran.stdout);
    let log = format!("{}INFO body: {}INFO done\n", valid_payload(), valid_payload());
    let ran = run_with(&["check", "--format", "concise"], log.as_bytes());
    assert_eq!(ran.stdout.matches("text before its JSON").count(), 1, "{}", ran.stdout);
}

#[test]
fn nothing_at_all_is_no_success() {
    for input in ["", "\n \n", "[]"] {
        let ran = run_with(&["check"], input.as_bytes());
        assert_eq!(ran.code, 2, "{input:?}");
        assert!(ran.stderr.contains("<stdin>: holds no payload"), "{}", ran.stderr);
    }
}

#[test]
fn an_item_behind_a_missing_comma_is_read() {
    let good = compact();
    let bad = good.replace("\"confirmed\"", "\"no-show\"");
    for (input, expected) in [
        (format!("[{good}\n{bad},\n{good}]"), vec![(2, "invalid-json"), (2, "unknown-status")]),
        (format!("[{good},\n{good} {bad}\n]"), vec![(2, "invalid-json"), (2, "unknown-status")]),
        (
            format!("[{good}\n{},\n{bad}]", &good[..300]),
            vec![(2, "invalid-json"), (2, "invalid-json"), (3, "unknown-status")],
        ),
    ] {
        let found = places(input.as_bytes(), &[]);
        let found: Vec<(u64, &str)> = found.iter().map(|(line, _, rule)| (*line, rule.as_str())).collect();
        assert_eq!(found, expected, "{input}");
    }
}
