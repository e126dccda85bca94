//! `show`: its screens at several widths, what it does with hostile text, and what it exits with.

mod live;

use hoopspect::cli::ShowFormat;
use hoopspect::console::Canvas;
use hoopspect::input::{Records, Step};
use hoopspect::payload::{Fields, Unwrap, unwrap};
use hoopspect::report::show::{Shown, Streams, Wanted, reporter};
use hoopspect::rules::{Events, check};
use hoopspect::schema::{FIELDS, Kind};
use hoopspect::source::Locator;
use hoopspect::untrusted::is_unsafe;
use proptest::prelude::*;

use crate::support::{root, run, run_with, valid_payload};

const MIDNIGHT: &str = "fixtures/show/midnight.json";
const HOSTILE: &str = "fixtures/hostile/everything-wrong.json";
const MANY: &str = "fixtures/show/many.ndjson";
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
fn tables_at_every_width() {
    for (name, arguments) in [
        ("table.txt", vec![]),
        ("table-40.txt", vec!["--width", "40"]),
        ("table-60.txt", vec!["--width", "60"]),
        ("table-80.txt", vec!["--width", "80", "--tz", "Europe/Berlin"]),
        ("table-120.txt", vec!["--width", "120", "--ascii"]),
        ("table-160-colour.txt", vec!["--width", "160", "--color", "always"]),
    ] {
        let ran = run(&[&["show", "--format", "table", MANY], arguments.as_slice()].concat());
        same(name, &ran.stdout);
        let said = ran.stderr.trim_end().replace('\n', " ");
        assert_eq!((ran.code, said.as_str()), (1, "not shown: 1 ContactUpdate (no appointment events)"), "{name}");
        if let Some(width) = arguments.iter().skip_while(|word| **word != "--width").nth(1) {
            let width: usize = width.parse().unwrap();
            assert!(ran.stdout.lines().chain(ran.stderr.lines()).all(|line| columns(line) <= width), "{name}");
        }
    }
}

/// Columns that a line takes at a terminal, colour sequences left out.
fn columns(line: &str) -> usize {
    use unicode_width::UnicodeWidthStr as _;
    let mut pieces = line.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().width();
    first + pieces.map(|piece| piece.split_once('m').map_or(piece, |(_, text)| text).width()).sum::<usize>()
}

#[test]
fn quiet_tables_end_with_their_last_row() {
    let ran = run(&["show", "-q", "--format", "table", OFFICIAL]);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (2, ""));
}

#[test]
fn more_than_one_payload_in_a_pipe_is_tab_separated() {
    let ran = run(&["show", MANY]);
    same("many.tsv", &ran.stdout);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.stdout, run(&["show", "--format", "tsv", MANY]).stdout);
    same("many-utc.tsv", &run(&["show", "--tz", "utc", MANY]).stdout);
    let header = ran.stdout.lines().next().unwrap().split('\t').count();
    assert!(ran.stdout.lines().all(|line| line.split('\t').count() == header));
}

/// The columns of a row, without line and record.
fn cells(row: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = row.split('\t').collect();
    cells.drain(1..3);
    cells
}

#[test]
fn rows_know_their_line_and_record_on_both_paths() {
    let (pretty, other) = (valid_payload(), "{\"type\":\"ContactUpdate\"}");
    let compact = serde_json::from_str::<serde_json::Value>(&pretty).unwrap().to_string();
    let wrong = compact.replace("\"confirmed\"", "\"Confirmed\"");
    let lines = pretty.trim_end().lines().count();
    let input =
        format!("{pretty}\n{compact}\n{other}\n\n{compact}\n{pretty}{compact}\n{wrong}\n[{compact},\n{compact}]\n");
    let ran = run_with(&["show"], input.as_bytes());
    let places: Vec<(usize, usize)> = ran
        .stdout
        .lines()
        .skip(1)
        .map(|row| {
            let mut cells = row.split('\t').skip(1).map(|cell| cell.parse().unwrap());
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect();
    let next = lines + 2;
    assert_eq!(
        places,
        [
            (1, 1),
            (next, 2),
            (next + 3, 4),
            (next + 4, 5),
            (next + 4 + lines, 6),
            (next + 5 + lines, 7),
            (next + 6 + lines, 8),
            (next + 7 + lines, 9)
        ]
    );
    let rows: Vec<&str> = ran.stdout.lines().skip(1).collect();
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| *index != 5) {
        assert_eq!(cells(row), cells(rows[0]), "row {index}");
    }
    assert!(rows[5].ends_with("\tunknown-status"));
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
        for format in [ShowFormat::Card, ShowFormat::Table, ShowFormat::Json, ShowFormat::Ndjson, ShowFormat::Tsv] {
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

    /// A payload is written alone by the slow path, and behind another one, where it is valid, by the fast one; where it is
    /// nearly so, the fast path says what may be wrong.
    #[test]
    fn all_paths_write_the_same_row(
        title in tame(),
        users in proptest::collection::vec("[a-z ,:#\\[]{1,4}", 0..3),
        null in any::<bool>(),
        zone in 0usize..3,
        faults in proptest::collection::vec(proptest::sample::select(&FAULTS), 0..3),
    ) {
        let mut payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
        for (pointer, value) in faults {
            let (object, key) = pointer.rsplit_once('/').unwrap();
            let value = serde_json::from_str(value).unwrap();
            payload.pointer_mut(object).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
        }
        payload["appointment"]["title"] = title.into();
        payload["appointment"]["users"] = users.into();
        if null {
            payload["appointment"]["groupId"] = serde_json::Value::Null;
        }
        let payload = payload.to_string();
        let other = payload.replace("AppointmentUpdate", "AppointmentCreate");
        let arguments = ["show", "--format", "tsv", "--tz", ["sent", "utc", "Asia/Tokyo"][zone]];
        let alone = run_with(&arguments, payload.as_bytes()).stdout;
        let second = run_with(&arguments, format!("{other}\n{payload}\n").as_bytes()).stdout;
        prop_assert_eq!(cells(alone.lines().nth(1).unwrap()), cells(second.lines().nth(2).unwrap()));
    }
}

/// What breaks a rule: where, and the value that does.
const FAULTS: [(&str, &str); 10] = [
    ("/type", "\"AppointmentUpdate \""),
    ("/locationId", "\" x\""),
    ("/colour", "{\"a\":[1]}"),
    ("/appointment/notes", "null"),
    ("/appointment/note", "\"\""),
    ("/appointment/calendarId", "42"),
    ("/appointment/appointmentStatus", "\"no-show\""),
    ("/appointment/startTime", "\"2023-09-25T16:00:00-0400\""),
    ("/appointment/endTime", "\"soon\""),
    ("/appointment/dateAdded", "\"2033-09-25T16:00:00Z\""),
];

/// Texts in which no rule finds anything, as JSON may write them in more than one way.
fn tame() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "::", ":", "##[", "#", "[", " ", "\n", "\r", "\t", "\\", "\"", "\u{200d}", "歯", "e\u{301}", "word", "🙂", "{",
        "|}",
    ]);
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn ids_stay_whole_on_a_narrow_screen() {
    for width in ["30", "35", "40"] {
        let ran = run(&["show", "--width", width, "fixtures/valid/update.json"]);
        for id in ["ocQHyuzHvysMo5N5VsXc", "ve9EPM428h8vShlRW1KT", "UlRWGLSXh0ji5qbiGu4i"] {
            assert!(ran.stdout.contains(id), "{width}: {}", ran.stdout);
        }
        assert!(ran.stdout.lines().all(|line| line.is_empty() || !line.trim().is_empty()), "{width}: {}", ran.stdout);
    }
}

#[test]
fn every_field_stands_on_the_card() {
    let mut payload = serde_json::json!({ "appointment": {} });
    let mut shown = Vec::new();
    for (index, field) in FIELDS.iter().enumerate() {
        let word = format!("word{index:02}");
        let (value, said) = match field.kind {
            Kind::Object => continue,
            Kind::EventName => ("AppointmentCreate".into(), "AppointmentCreate".to_owned()),
            Kind::Time => (format!("20{:02}-09-25T16:00:00Z", 20 + index).into(), format!("20{:02}-09-25", 20 + index)),
            Kind::Ids => (serde_json::json!([word]), word),
            Kind::Id | Kind::Status | Kind::Text => (word.as_str().into(), word),
        };
        let (parent, _) = field.pointer.rsplit_once('/').unwrap();
        payload.pointer_mut(parent).unwrap()[field.name] = value;
        shown.push((field.name, said));
    }
    let ran = run_with(&["show", "--quiet"], payload.to_string().as_bytes());
    for (name, said) in shown {
        assert!(ran.stdout.contains(&said), "{name}: {said} is not in\n{}", ran.stdout);
    }
}

#[test]
fn no_line_of_a_card_is_wider_than_the_screen() {
    let instance = "ocQHyuzHvysMo5N5VsXc_1695600000000_1800";
    let forged = format!("confirmed{}Where     Room 666, the other house", " ".repeat(70));
    for (member, value) in [
        ("id", serde_json::json!(instance)),
        ("users", serde_json::json!([instance, "9NkT25Vor1v4aQatFsv2"])),
        ("users", serde_json::json!([])),
        ("groupId", serde_json::json!(format!("a{}", "\u{301}".repeat(40)))),
        ("title", serde_json::json!("歯\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067} x".repeat(3))),
        ("appointmentStatus", serde_json::json!("waiting for confirmation by the front desk since yesterday")),
        ("appointmentStatus", serde_json::json!(forged)),
        ("title", serde_json::json!("Where     Room 666")),
    ] {
        let mut payload: serde_json::Value = serde_json::from_str(&valid_payload()).unwrap();
        payload["appointment"][member] = value;
        for width in 20..119_usize {
            let width_flag = format!("--width={width}");
            let ran = run_with(&["show", "--format=card", "--quiet", &width_flag], payload.to_string().as_bytes());
            let wide = ran.stdout.lines().find(|line| columns(line) > width);
            assert_eq!(wide, None, "{member} at {width}:\n{}", ran.stdout);
            let where_ = ran.stdout.lines().filter(|line| line.starts_with("Where ")).count();
            assert_eq!(where_, 1, "{}", ran.stdout);
        }
    }
}

#[test]
fn a_deletion_far_behind_updates_is_told_from_them() {
    let update = valid_payload().replace('\n', " ") + "\n";
    let input = update.repeat(70) + &update.replace("AppointmentUpdate", "AppointmentDelete");
    let ran = run_with(&["show", "--format", "table", "--width", "100"], input.as_bytes());
    let row = |number: &str| ran.stdout.lines().find(|line| line.trim_start().starts_with(number)).unwrap_or_default();
    assert!(row("70 ").contains("70  confirmed  ") && row("71 ").contains("71  delete  "), "{}", ran.stdout);
}
