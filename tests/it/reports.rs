//! The reports of `check`: one sample through every format, each read by a parser of its own kind, and attack strings
//! that must forge nothing in any of them.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use hoopspect::untrusted::is_unsafe;
use serde_json::Value;

use crate::support::{Ran, hoopspect, root, run, run_with, valid_payload};

const FORMATS: [&str; 7] = ["full", "concise", "json", "ndjson", "github", "sarif", "junit"];

/// Valid, invalid and unreadable records, pretty and on one line, one of them in a capture.
const SAMPLE: &str = "tests/it/snapshots/sample.ndjson";

fn check(format: &str, more: &[&str]) -> Ran {
    run(&[&["check", "--notes", "--format", format], more].concat())
}

fn compact() -> String {
    let payload: Value = serde_json::from_str(&valid_payload()).expect("JSON");
    payload.to_string()
}

/// `SNAPSHOTS=overwrite` writes them anew.
fn assert_snapshot(text: &str, name: &str) {
    let path = root().join("tests/it/snapshots").join(name);
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, expected);
}

#[test]
fn the_sample_in_every_format() {
    for format in FORMATS {
        let ran = check(format, &[SAMPLE]);
        assert_eq!(ran.code, 1, "{format}");
        assert_eq!(ran.stderr, "checked 7 payloads in 1 file: 1 valid, 6 invalid (7 errors, 7 warnings)\n", "{format}");
        let mut stdout = ran.stdout;
        if let (Some(start), Some(end)) = (stdout.find("\"semanticVersion\""), stdout.find("]}},\"columnKind\"")) {
            // The version and the rules' explanations change for reasons of their own.
            stdout.replace_range(start..end, "\"…\":[");
        }
        assert_snapshot(&stdout, &format!("sample.{format}.txt"));
    }
}

#[test]
fn the_sample_in_a_narrow_ascii_drawing_and_in_colour() {
    let narrow = check("full", &["--width", "60", "--ascii", SAMPLE]);
    assert!(!narrow.stdout.contains('…'), "{}", narrow.stdout);
    assert_snapshot(&narrow.stdout, "sample.narrow.txt");
    let colour = check("full", &["--color", "always", SAMPLE]);
    assert_snapshot(&colour.stdout.replace('\u{1b}', "␛"), "sample.colour.txt");
    let mut plain = colour.stdout;
    while let Some(start) = plain.find("\u{1b}[") {
        let end = start + plain[start..].find('m').expect("the end of a sequence");
        plain.replace_range(start..=end, "");
    }
    assert_eq!(plain, check("full", &[SAMPLE]).stdout, "colour is the only difference");
}

#[test]
fn json_and_ndjson_tell_the_same() {
    let report: Value = serde_json::from_str(&check("json", &[SAMPLE]).stdout).expect("one object");
    let ndjson = check("ndjson", &[SAMPLE]).stdout;
    let lines: Vec<Value> = ndjson
        .lines()
        .map(|line| {
            let mut finding: Value = serde_json::from_str(line).expect("an object a line");
            assert_eq!(finding.as_object_mut().expect("an object").remove("version"), Some(1.into()));
            finding
        })
        .collect();
    assert_eq!((&report["version"], &report["findings"]), (&1.into(), &Value::Array(lines)));
    let source = fs::read(root().join(SAMPLE)).expect("the sample");
    for finding in report["findings"].as_array().expect("findings") {
        let location = &finding["location"];
        let at = |key: &str| usize::try_from(location[key].as_u64().expect("a number")).expect("an offset");
        let before = String::from_utf8_lossy(&source[..at("byte_end")]);
        let line = before.rsplit('\n').next().expect("a line");
        assert_eq!((at("end_line"), at("end_column")), (before.split('\n').count(), line.chars().count() + 1));
        assert!(at("byte_start") <= at("byte_end"));
    }
}

#[test]
fn where_nothing_is_found_the_machine_formats_are_complete_all_the_same() {
    let empty: Value = serde_json::from_str(&check("json", &["fixtures/valid/update.json"]).stdout).expect("JSON");
    assert_eq!((&empty["findings"], &empty["summary"]["valid"]), (&Value::Array(Vec::new()), &1.into()));
    for format in ["full", "concise", "ndjson", "github"] {
        assert_eq!(check(format, &["fixtures/valid/update.json"]).stdout, "", "{format}");
    }
    assert_valid_sarif(&check("sarif", &["fixtures/valid/update.json"]).stdout);
    let nothing = check("sarif", &["no such file"]);
    let invocation = &assert_valid_sarif(&nothing.stdout)["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["message"]["text"], "no such file: no such file");
    let nothing = check("junit", &["no such file", "fixtures/valid/update.json"]);
    let suites = roxmltree::Document::parse(&nothing.stdout).expect("XML");
    let errors = suites.descendants().filter_map(|node| node.attribute("errors")).collect::<Vec<_>>();
    assert_eq!((errors, nothing.stdout.matches("<error ").count()), (vec!["1", "0"], 1), "{}", nothing.stdout);
    assert_eq!(nothing.code, 2);
    let xml = check("junit", &["no such file"]).stdout;
    assert!(roxmltree::Document::parse(&xml).expect("XML").root_element().has_tag_name("testsuites"));
}

/// Reads a SARIF log, and holds it against the standard's schema.
fn assert_valid_sarif(log: &str) -> Value {
    static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let schema = fs::read_to_string(root().join("fixtures/upstream/sarif-2.1.0.json")).expect("the schema");
        let mut schema: Value = serde_json::from_str(&schema).expect("JSON");
        // Its pattern for a language is no regular expression to a strict reader; we write no language.
        for part in ["run", "toolComponent"] {
            let language = &mut schema["definitions"][part]["properties"]["language"];
            language.as_object_mut().expect("a schema").remove("pattern").expect("the pattern");
        }
        jsonschema::validator_for(&schema).expect("a schema")
    });
    let log: Value = serde_json::from_str(log).expect("JSON");
    let errors: Vec<String> = VALIDATOR.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

#[test]
fn sarif_follows_the_standards_schema() {
    let log = assert_valid_sarif(&check("sarif", &[SAMPLE]).stdout);
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("an index");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_findings_apart() {
    let fingerprints = |input: &str| -> Vec<String> {
        let ran = run_with(&["check", "--format", "sarif"], input.as_bytes());
        let log = assert_valid_sarif(&ran.stdout);
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results.iter().map(|result| result["partialFingerprints"]["hoopspect/v1"].to_string()).collect()
    };
    let record = compact().replace("\"confirmed\"", "\"no-show\"").replace("\"startTime\"", "\"startTme\"");
    let other = record.replace("no-show", "no-shows");
    let found = fingerprints(&record);
    assert_eq!(found, fingerprints(&format!("\n\n  {record}")));
    let all: BTreeSet<String> = fingerprints(&format!("{record}\n{other}\n{{\"a\n{{\"b\n")).into_iter().collect();
    assert_eq!(all.len(), 5, "{all:?}");
}

#[test]
fn junit_has_a_case_for_each_payload() {
    let xml = check("junit", &[SAMPLE, "fixtures/valid"]).stdout;
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let mut cases = 0;
    for suite in document.descendants().filter(|node| node.has_tag_name("testsuite")) {
        let count = |name| suite.descendants().filter(|node| node.has_tag_name(name)).count();
        assert_eq!(suite.attribute("tests"), Some(count("testcase").to_string().as_str()));
        assert_eq!(suite.attribute("failures"), Some(count("failure").to_string().as_str()));
        cases += count("testcase");
    }
    assert_eq!(cases, 7 + fs::read_dir(root().join("fixtures/valid")).expect("a folder").count());
    let warned = compact().replace("\"confirmed\"", "\"no-show\"");
    for (strict, failures) in [(vec![], "0"), (vec!["--strict"], "1")] {
        let ran = run_with(&[&["check", "--format", "junit"], strict.as_slice()].concat(), warned.as_bytes());
        let document = roxmltree::Document::parse(&ran.stdout).expect("XML");
        let suite = document.root_element().first_element_child().expect("a suite");
        assert_eq!(suite.attribute("failures"), Some(failures));
    }
}

#[test]
fn a_long_file_is_several_suites_the_counts_of_which_are_right() {
    let line = compact() + "\n";
    let ran = run_with(&["check", "--format", "junit"], line.repeat(12_000).as_bytes());
    let document = roxmltree::Document::parse(&ran.stdout).expect("XML");
    let suites: Vec<_> = document.root_element().children().filter(roxmltree::Node::is_element).collect();
    assert!(suites.len() > 1);
    let tests = suites.iter().map(|suite| suite.attribute("tests").expect("a count").parse::<u64>().expect("a number"));
    assert_eq!(tests.sum::<u64>(), 12_000);
}

#[test]
fn github_shows_ten_of_a_kind_and_the_rest_as_lines() {
    let bad = compact().replace("\"confirmed\"", "\"no-show\"").replace("2023-09-25T16:00", "2023-09-31T16:00");
    let ran = run_with(&["check", "--format", "github"], format!("{bad}\n").repeat(15).as_bytes());
    let count = |start: &str| ran.stdout.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("::error "), count("::warning "), count("<stdin>:"), count("")), (10, 10, 10, 30));
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let ran = check("concise", &["--max-findings", "3", SAMPLE]);
    assert_eq!(ran.stdout.lines().count(), 3);
    assert!(ran.stderr.starts_with("and 11 findings more (--max-findings)\nchecked 7 "), "{}", ran.stderr);
    assert_eq!(ran.code, 1);
    let report: Value = serde_json::from_str(&check("json", &["--max-findings", "3", SAMPLE]).stdout).expect("JSON");
    assert_eq!((&report["unwritten"], &report["summary"]["errors"]), (&11.into(), &7.into()));
    let xml = check("junit", &["--max-findings", "0", SAMPLE]).stdout;
    assert_eq!(xml.matches("<failure ").count(), 6, "a case fails even where nothing may be said of it");
}

#[test]
fn the_summary_is_talk() {
    assert_eq!(check("full", &["-q", SAMPLE]).stderr, "");
    let ran = run(&["check", "--strict", "fixtures/invalid/unknown-status.json"]);
    assert!(ran.stderr.ends_with("\nwarnings fail the check (--strict)\n"), "{}", ran.stderr);
    assert_eq!(ran.code, 1);
    let other = format!("{}\n{{\"type\":\"Contact\\u001bUpdate\"}}\n", compact());
    let ran = run_with(&["check", "--skip-other-events"], other.as_bytes());
    assert_eq!(ran.stderr, "checked 1 payload in 1 file: 1 valid, 0 invalid; skipped 1 Contact\\u{1b}Update\n");
}

#[test]
fn one_run_writes_several_reports() {
    let folder = std::env::temp_dir().join(format!("hoopspect-reports-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = |name: &str| folder.join(name).to_str().expect("Unicode").to_owned();
    let (sarif, junit) = (format!("sarif={}", file("a=b.sarif")), format!("junit={}", file("a.xml")));
    let nowhere = format!("json={}", file("missing/a.json"));
    let ran = check("concise", &["--report", &sarif, "--report", &junit, "--report", &nowhere, SAMPLE]);
    assert_eq!(ran.code, 2, "one of them can't be written");
    assert!(ran.stderr.contains("a.json: can't be written: no such file"), "{}", ran.stderr);
    assert_eq!(ran.stdout, check("concise", &[SAMPLE]).stdout);
    assert_eq!(fs::read_to_string(file("a=b.sarif")).expect("a report"), check("sarif", &[SAMPLE]).stdout);
    assert_eq!(fs::read_to_string(file("a.xml")).expect("a report"), check("junit", &[SAMPLE]).stdout);
    fs::remove_dir_all(&folder).expect("the folder goes");
    if std::path::Path::new("/dev/full").exists() {
        let ran = check("concise", &["--report", "json=/dev/full", SAMPLE]);
        assert_eq!((ran.code, ran.stdout.is_empty()), (2, false), "{}", ran.stderr);
    }
    let folder = std::env::temp_dir().join(format!("hoopspect-read-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let input = folder.join("a.json");
    fs::write(&input, valid_payload()).expect("a file");
    for (read, write) in [(&folder, &input), (&folder, &folder.join("new.json")), (&input, &folder.join("./a.json"))] {
        let report = format!("json={}", write.display());
        let ran = check("concise", &["--report", &report, read.to_str().expect("Unicode")]);
        assert!(ran.stderr.contains("can't be written: it ") && ran.stderr.contains(" input"), "{}", ran.stderr);
        assert_eq!((ran.code, folder.join("new.json").exists()), (2, false));
    }
    let linked = folder.join("linked.txt");
    fs::hard_link(&input, &linked).expect("a link");
    let mut from_stdin = hoopspect();
    from_stdin.args(["check", "--report", &format!("json={}", input.display())]);
    let mut by_link = hoopspect();
    by_link.args(["check", "--report", &format!("json={}", linked.display())]).arg(&input);
    for command in [from_stdin.stdin(fs::File::open(&input).expect("the file")), &mut by_link] {
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("it is among the inputs"), "{said}");
    }
    let log = folder.join("log.txt");
    let mut to_the_log = hoopspect();
    to_the_log.args(["check", "--format=concise", &format!("--report=json={}", log.display())]).arg(&input);
    let status = to_the_log.stdout(fs::File::create(&log).expect("a file")).output().expect("it runs").status;
    assert_eq!((status.code(), fs::metadata(&log).expect("a file").len()), (Some(2), 0));
    fs::write(folder.join(".gitignore"), "ignored.json\n").expect("a file");
    for _ in 0..2 {
        let report = format!("json={}", folder.join("ignored.json").display());
        let ran = check("concise", &["--report", &report, folder.to_str().unwrap()]);
        assert_eq!(ran.code, 0, "what .gitignore names is no input: {}", ran.stderr);
    }
    fs::create_dir(folder.join(".ci")).expect("a folder");
    let ran =
        check("concise", &["--report", &format!("json={}/.ci/new.json", folder.display()), folder.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "a hidden file is no input: {}", ran.stderr);
    assert_eq!(fs::read_to_string(&input).expect("the file"), valid_payload());
    fs::remove_dir_all(&folder).expect("the folder goes");
    for wrong in ["sarif", "sarif=", "sarif=-", "sarf=x"] {
        assert_eq!(check("concise", &["--report", wrong, SAMPLE]).code, 2, "{wrong}");
    }
}

/// Texts that are commands to a terminal, an XML parser or a CI runner.
const ATTACKS: [&str; 10] = [
    "\n::error::forged",
    "\r\n  ::set-output name=x::forged",
    "%0A::error::forged",
    "]]><failure/>",
    "<!-- & \" ' >",
    "\t\u{1b}]0;title\u{7}\u{1b}[2J",
    "##[error]forged",
    "##\u{200b}[error]###[x",
    "\u{202e}\u{2066}gpj\u{2028}::error::\u{85}::error::",
    "\u{0}\u{fffe}\u{ffff}\u{c}\u{b}",
];

#[test]
fn what_comes_from_outside_forges_nothing_in_any_format() {
    for attack in ATTACKS {
        let mut payload: Value = serde_json::from_str(&valid_payload()).expect("JSON");
        payload["appointment"]["title"] = attack.into();
        payload["appointment"]["notes"] = attack.into();
        payload["appointment"]["id"] = format!(" {attack}").into();
        payload["appointment"]["appointmentStatus"] = attack.into();
        payload["appointment"]["startTime"] = attack.into();
        payload["appointment"][attack] = 1.into();
        let body = payload.to_string();
        // In a capture, in a text that is not JSON, and as the name of an event and of the input itself.
        let capture = serde_json::json!({"headers": {}, "body": body}).to_string();
        let event = serde_json::json!({"type": attack, "locationId": "x"}).to_string();
        let plain = attack.replace(['\n', '\r'], "");
        let pretty = serde_json::to_string_pretty(&payload).expect("JSON");
        let input = format!("{body}\n{capture}\n{event}\n{plain} {{\n{pretty}\n");
        for format in FORMATS {
            for name in [attack.replace('\0', "0"), format!(":{attack}").replace('\0', "0"), ":".to_owned()] {
                let arguments = ["check", "--notes", "--format", format, "--stdin-filename", &name];
                let ran = run_with(&arguments, input.as_bytes());
                assert_no_command(&ran.stderr, 0, attack);
                assert_harmless(format, &ran.stdout, attack);
            }
        }
        let skipped = run_with(&["check", "--skip-other-events"], input.as_bytes());
        assert_no_command(&skipped.stderr, 0, attack);
    }
}

fn assert_harmless(format: &str, out: &str, attack: &str) {
    let commands = if format == "github" { out.lines().filter(|line| line.starts_with("::")).count() } else { 0 };
    assert_no_command(out, commands, attack);
    match format {
        "json" => {
            let report: Value = serde_json::from_str(out).expect("JSON");
            assert!(report["findings"].as_array().expect("findings").len() > 3, "{attack:?}");
        }
        "ndjson" => {
            for line in out.lines() {
                let finding: Value = serde_json::from_str(line).expect("JSON");
                assert_eq!(finding["version"], 1);
            }
        }
        "sarif" => {
            assert_valid_sarif(out);
        }
        "junit" => {
            let document = roxmltree::Document::parse(out).expect("XML");
            let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
            for case in cases {
                assert!(case.children().filter(|node| node.has_tag_name("failure")).count() <= 1, "{attack:?}");
            }
        }
        "github" => {
            for line in out.lines().filter(|line| line.starts_with("::")) {
                let is_ours = ["::error file=", "::warning file=", "::notice file="].iter();
                assert!(is_ours.clone().any(|start| line.starts_with(start)), "{attack:?}: {line}");
                // The first `::` behind the properties is ours too: no property can hold one.
                let properties = line[2..].split("::").next().expect("properties");
                assert!(properties.contains(",title="), "{attack:?}: {line}");
            }
        }
        _ => (),
    }
}

/// No line is a command to a CI runner but the first `commands`, and nothing can move a terminal's cursor.
fn assert_no_command(out: &str, commands: usize, attack: &str) {
    let is_command =
        |line: &&str| line.trim_start_matches(|c: char| c.is_whitespace() || is_unsafe(c)).starts_with("::");
    assert_eq!(out.split(['\n', '\r']).filter(is_command).count(), commands, "{attack:?}: {out}");
    assert!(!out.contains("##["), "{attack:?}: {out}");
    assert!(!out.chars().any(|character| character != '\n' && is_unsafe(character)), "{attack:?}: {out}");
}
