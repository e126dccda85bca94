//! `show`: its screens at several widths, what it does with hostile text, and what it exits with.

use hoopspect::cli::ShowFormat;
use hoopspect::console::Canvas;
use hoopspect::input::{Records, Step};
use hoopspect::payload::{Fields, Unwrap, unwrap};
use hoopspect::report::show::{Shown, Streams, Wanted, reporter};
use hoopspect::rules::{Events, check};
use hoopspect::source::Locator;
use hoopspect::untrusted::is_unsafe;
use proptest::prelude::*;

use crate::support::{root, run, run_with, valid_payload};

const MIDNIGHT: &str = "fixtures/show/midnight.json";
const HOSTILE: &str = "fixtures/hostile/everything-wrong.json";
const OFFICIAL: &str = "fixtures/upstream/appointment-update.json";

/// Compares what was written with `tests/it/show/<name>`; `SNAPSHOTS=overwrite` renews it.
fn same(name: &str, written: &str) {
    let expected = snapbox::Data::read_from(&root().join("tests/it/show").join(name), None).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(snapbox::Data::text(written).raw(), expected);
}

#[test]
fn cards_at_every_width() {
    for (name, arguments) in [
        ("official.txt", vec![OFFICIAL]),
        ("official-berlin-80.txt", vec![OFFICIAL, "--tz", "Europe/Berlin", "--width", "80"]),
        ("midnight.txt", vec![MIDNIGHT]),
        ("midnight-60.txt", vec![MIDNIGHT, "--width", "60"]),
        ("midnight-120.txt", vec![MIDNIGHT, "--width", "120", "--tz", "Asia/Tokyo"]),
        ("midnight-ascii.txt", vec![MIDNIGHT, "--ascii", "--tz", "utc"]),
        ("hostile.txt", vec![HOSTILE]),
        ("hostile-40.txt", vec![HOSTILE, "--width", "40"]),
        ("hostile-colour.txt", vec![HOSTILE, "--width", "80", "--color", "always"]),
        ("workflow.txt", vec!["fixtures/invalid/workflow-payload.json"]),
        ("flattened.txt", vec!["fixtures/invalid/flattened-payload.json"]),
    ] {
        let ran = run(&[&["show"], arguments.as_slice()].concat());
        same(name, &ran.stdout);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn json_holds_what_was_sent() {
    let ran = run(&["show", "--format", "json", "--tz", "-04:00", OFFICIAL, HOSTILE]);
    same("json.txt", &ran.stdout);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let sent: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join(HOSTILE)).unwrap()).unwrap();
    assert_eq!(report["payloads"][1]["payload"], sent);
    let ran = run(&["show", "--format", "ndjson", OFFICIAL, HOSTILE]);
    let lines: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["payload"], sent);
    assert!(lines.iter().all(|line| line["version"] == 1));
}

#[test]
fn no_payload_is_still_a_document() {
    for (format, empty) in [("json", "{\n  \"version\": 1,\n  \"payloads\": []\n}\n"), ("ndjson", ""), ("card", "")] {
        let ran =
            run_with(&["show", "--format", format], br#"{"type":"ContactUpdate","id":"c"} {"type":"NoteCreate"}"#);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, empty));
        assert_eq!(ran.stderr, "not shown: 1 ContactUpdate, 1 NoteCreate (no appointment events)\n");
    }
}

#[test]
fn what_cannot_be_read_is_told_in_its_place() {
    let good = valid_payload();
    let input = format!("{good}\n{{\"type\": nope}}\n");
    let ran = run_with(&["show"], input.as_bytes());
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("\n\n<stdin>:") && ran.stdout.contains("error[invalid-json]"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
    for format in ["json", "ndjson", "tsv"] {
        let ran = run_with(&["show", "--format", format], input.as_bytes());
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.starts_with("<stdin>:") && ran.stderr.contains("error[invalid-json]"), "{}", ran.stderr);
        assert!(!ran.stdout.contains("invalid-json"));
    }
    assert_eq!(run(&["show", "no-such-file.json", OFFICIAL]).code, 2);
}

/// What `show` writes of `input` for a canvas.
fn shown(input: &str, format: ShowFormat, width: Option<usize>) -> String {
    let canvas = Canvas { width, terminal: width.is_some(), ..Canvas::PLAIN };
    let mut report = reporter(Some(format), Wanted { canvas, zone: "utc".parse().unwrap(), quiet: false });
    let (mut out, mut err) = (Vec::new(), String::new());
    let mut streams = Streams { out: &mut out, err: &mut err };
    let mut records = Records::new("##[x ::y\n::z".to_owned(), Box::new(std::io::Cursor::new(input.to_owned())), false);
    while let Step::Record(record) = records.next(&mut ()).unwrap() {
        let mut locator = Locator::new(record.bytes, record.origin.start);
        for payload in unwrap(&record, Unwrap::Yes).into_iter().flatten() {
            let fields = Fields::look_inside(payload.value(), &payload.form());
            let findings = check(&payload, &Events::any());
            let mut one =
                Shown { payload: &payload, fields: fields.as_ref(), locator: &mut locator, findings: &findings };
            report.payload(&mut one, &mut streams).unwrap();
        }
    }
    report.finish(&mut streams).unwrap();
    String::from_utf8(out).unwrap() + &err
}

/// Texts made of what is dangerous somewhere.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            "::",
            ":",
            "##[",
            "#",
            "[",
            " ",
            "\n",
            "\r",
            "\t",
            "\\",
            "\"",
            "\u{1b}[2J",
            "\u{202e}",
            "\u{200d}",
            "歯",
            "e\u{301}",
            "\u{2028}",
            "\u{3000}",
            "\u{7f}",
            "\u{feff}",
            "word",
            "::error::",
            "🙂",
            "(null)",
            "\u{fffe}",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_dangerous_comes_out(texts in proptest::collection::vec(nasty(), 20), width in 20usize..140) {
        let mut payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        payload["locationId"] = next().into();
        payload[next()] = next().into();
        let appointment = payload["appointment"].as_object_mut().unwrap();
        let names: Vec<String> = appointment.keys().cloned().collect();
        for name in names {
            appointment[&name] = if name == "users" { vec![next(), next()].into() } else { next().into() };
        }
        let input = payload.to_string();
        for format in [ShowFormat::Card, ShowFormat::Json, ShowFormat::Ndjson, ShowFormat::Tsv] {
            for width in [None, Some(width)] {
                let out = shown(&format!("{input}\n{input}"), format, width);
                for line in out.lines() {
                    let unsafe_one = line.chars().find(|&one| is_unsafe(one) && !(one == '\t' && format == ShowFormat::Tsv));
                    prop_assert_eq!(unsafe_one, None, "{:?} {:?}: {:?}", format, width, line);
                    prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{:?}: {:?}", format, line);
                }
            }
        }
    }
}
