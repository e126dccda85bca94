//! `diff`: what it says of pairs of payloads, and how it takes what can't be compared.

mod properties;
mod zones;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Ran, root, run, run_with};

/// Compares what was written with a file beside the fixture; `SNAPSHOTS=overwrite` renews it.
fn same(file: &str, written: &str) {
    let expected = snapbox::Data::read_from(&root().join(file), None).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(snapbox::Data::text(written).raw(), expected);
}

/// The pairs of payloads, by name.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(root().join("fixtures/diff")).expect("the folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() > 10, "the cases were found");
    names
}

fn side(case: &str, side: &str) -> String {
    format!("fixtures/diff/{case}/{side}.json")
}

fn diff(case: &str, flags: &[&str]) -> Ran {
    let (before, after) = (side(case, "before"), side(case, "after"));
    run(&[&["diff", &before, &after], flags].concat())
}

/// Nothing that a terminal or a CI runner would act on.
fn assert_harmless(text: &str) {
    let is_raw = |character: char| character != '\n' && hoopspect::untrusted::is_unsafe(character);
    assert!(!text.chars().any(is_raw), "{text:?}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line}");
    }
}

#[test]
fn each_case_is_told_as_its_files_say() {
    for case in cases() {
        let human = diff(&case, &[]);
        same(&format!("fixtures/diff/{case}/diff.txt"), &human.stdout);
        assert_harmless(&human.stdout);
        let json = diff(&case, &["--format", "json"]);
        same(&format!("fixtures/diff/{case}/diff.json"), &json.stdout);
        assert_harmless(&json.stdout);
        let report: Value = serde_json::from_str(&json.stdout).expect("JSON");
        let code = i32::from(report["changed"].as_bool().expect("a boolean"));
        assert_eq!((human.code, json.code), (code, code), "{case}");
        assert_eq!((human.stderr.as_str(), json.stderr.as_str()), ("", ""), "{case}");
        assert_eq!(human.stdout.starts_with("no change"), code == 0, "{case}");
        let quiet = diff(&case, &["-q"]);
        assert_eq!((quiet.code, quiet.stdout), (code, String::new()), "{case}");
    }
}

#[test]
fn screens_of_other_widths() {
    for (name, case, flags) in [
        ("narrow", "rescheduled-and-noshow", vec!["--width", "50"]),
        ("ascii", "daylight-saving", vec!["--ascii", "--tz", "utc"]),
        ("colour", "rescheduled-and-noshow", vec!["--color", "always"]),
        ("zone", "daylight-saving", vec!["--tz", "Europe/Berlin"]),
        ("exact", "nulls-and-absences", vec!["--exact"]),
        ("exact-same", "written-differently", vec!["--exact"]),
        ("hostile-narrow", "hostile", vec!["--width", "30"]),
    ] {
        let ran = diff(case, &flags);
        same(&format!("tests/it/diff/{name}.txt"), &ran.stdout);
        assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{name}");
    }
}

#[test]
fn hostile_text_is_harmless_at_every_width_and_in_every_format() {
    for width in 20..100 {
        assert_harmless(&diff("hostile", &["--width", &width.to_string()]).stdout);
        assert_harmless(&diff("hostile", &["--exact", "--width", &width.to_string()]).stdout);
    }
    for format in ["json", "json-patch", "merge-patch"] {
        assert_harmless(&diff("hostile", &["--format", format]).stdout);
    }
}

/// A JSON Patch, as an independent implementation reads it.
fn operations(text: &str) -> Vec<json_patch::PatchOperation> {
    serde_json::from_str(text).expect(text)
}

#[test]
fn patches_of_every_case_give_after() {
    let read = |case: &str, name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(root().join(side(case, name))).unwrap()).expect("JSON")
    };
    for case in cases() {
        let (before, after) = (read(&case, "before"), read(&case, "after"));
        for flags in [vec!["--format", "json-patch"], vec!["--format", "json-patch", "--with-tests"]] {
            let ran = diff(&case, &flags);
            assert_eq!(ran.code, i32::from(before != after), "{case}");
            let mut patched = before.clone();
            json_patch::patch(&mut patched, &operations(&ran.stdout)).expect(&ran.stdout);
            assert_eq!(patched, after, "{case}");
        }
        let ran = diff(&case, &["--format", "merge-patch"]);
        if ran.code == 2 {
            assert!(ran.stderr.contains("/appointment/notes") && ran.stderr.contains("json-patch"), "{}", ran.stderr);
            assert_eq!(case, "nulls-and-absences");
            continue;
        }
        let mut patched = before.clone();
        json_patch::merge(&mut patched, &serde_json::from_str(&ran.stdout).expect("a patch"));
        assert_eq!(patched, after, "{case}");
    }
}

const BEFORE: &str = "fixtures/diff/rescheduled-and-noshow/before.json";
const AFTER: &str = "fixtures/diff/rescheduled-and-noshow/after.json";
const OTHER: &str = "fixtures/diff/length/after.json";

#[test]
fn what_decides_the_exit_status() {
    for (flags, code) in [
        (vec!["--fail-on", "rescheduled"], 1),
        (vec!["--fail-on", "deleted", "--fail-on", "title"], 0),
        (vec!["--fail-on", "rescheduled", "--ignore", "startTime"], 0),
        (vec!["--fail-on", "duration", "--ignore", "startTime"], 1),
        (vec!["--fail-on", "duration", "--only", "startTime"], 0),
        (vec!["--only", "title"], 0),
        (vec!["--only", "notes"], 1),
        (vec!["--only", "/appointment"], 1),
        (vec!["--ignore", "/appointment"], 0),
        (vec!["--ignore", "dateUpdated", "--exact"], 1),
        (vec!["--reverse"], 1),
        (vec!["--fail-on", "bookkeeping", "--exact"], 1),
        (vec!["--fail-on", "reordered", "--exact"], 0),
    ] {
        let ran = run(&[&["diff", BEFORE, AFTER], flags.as_slice()].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (code, ""), "{flags:?}");
    }
    for format in ["json-patch", "merge-patch"] {
        for (after, code) in [(AFTER, 1), (BEFORE, 0)] {
            let ran = run(&["diff", "--quiet", "--format", format, BEFORE, after]);
            assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (code, "", ""), "{format} {after}");
        }
    }
}

#[test]
fn what_cannot_be_compared_is_said_in_a_sentence() {
    let three = "fixtures/captures/lifecycle.ndjson";
    for (arguments, said) in [
        (vec![BEFORE], "holds 1 payload, a comparison is of two; name a second input"),
        (vec![three], "`hoopspect history` says what each of them changed"),
        (vec![BEFORE, three], "a side of a comparison is one"),
        (vec![BEFORE, "fixtures/invalid"], "fixtures/invalid: a folder of "),
        (vec!["fixtures/invalid/invalid-json.json"], "error[invalid-json]: "),
        (vec![BEFORE, "no-such.json"], "no-such.json: no such file"),
        (vec![BEFORE, "fixtures/invalid/workflow-payload.json"], "error[workflow-payload]: "),
        (vec![BEFORE, "fixtures/invalid/flattened-payload.json"], "error[flattened-payload]: "),
        (vec![BEFORE, "fixtures/invalid/unrendered-template.json"], "error[unrendered-template]: "),
        (vec![BEFORE, "fixtures/invalid/invalid-json.json"], "error[invalid-json]: "),
        (vec![BEFORE, OTHER], "these are two appointments, "),
        (vec![BEFORE, AFTER, OTHER], "name two payloads, or one input that holds both"),
        (vec!["-", "-"], "standard input can be one side only"),
        (vec![BEFORE, AFTER, "--only", "note"], "did you mean `notes`?"),
        (vec![BEFORE, AFTER, "--ignore", "status"], "did you mean `appointmentStatus`?"),
        (vec![BEFORE, AFTER, "--ignore", "/appointment/users/0"], "compared as a whole: name `/appointment/users`"),
        (vec![BEFORE, AFTER, "--fail-on", "move"], "possible values: created, deleted, rescheduled"),
        (vec![BEFORE, AFTER, "--format", "json-patch", "--only", "notes"], "a patch is complete"),
        (vec![BEFORE, AFTER, "--with-tests"], "--with-tests goes with --format json-patch only"),
        (vec![BEFORE, "/dev/null", "--format", "json-patch"], "a patch needs two payloads"),
        (vec![BEFORE, AFTER, "--git-driver"], "seven arguments"),
        (vec![BEFORE, AFTER, "--fail-on", "title", "--fail-on", "reordered"], "--exact counts those"),
    ] {
        let ran = run(&[&["diff"], arguments.as_slice()].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(run(&["diff", BEFORE, OTHER, "--force"]).code, 1);
}

#[test]
fn what_is_broken_is_told_and_passed_over() {
    let [before, after] = [BEFORE, AFTER].map(|file| fs::read_to_string(root().join(file)).unwrap());
    let alone = run(&["diff", BEFORE, AFTER]).stdout;
    for (input, told, code) in [
        (format!("{before}\n{{\"type\": oops}}\n{after}"), &alone, 1),
        (format!("{{\"type\": oops}}\n{before}\n{before}"), &"no change\n".to_owned(), 1),
        (format!("{before}\n{{\"type\": oops}}\n"), &String::new(), 2),
        (format!("{before}\n{after}\n{{\"type\": oops}}\n{after}"), &String::new(), 2),
    ] {
        let ran = run_with(&["diff", "-"], input.as_bytes());
        assert_eq!((ran.code, &ran.stdout), (code, told), "{}", ran.stderr);
        assert!(ran.stderr.contains(": error[invalid-json]: expected a value"), "{}", ran.stderr);
    }
}

#[test]
fn payloads_come_from_files_pipes_and_captures() {
    let [before, after] = [BEFORE, AFTER].map(|file| fs::read_to_string(root().join(file)).unwrap());
    let expected = run(&["diff", BEFORE, AFTER]).stdout;
    let both = format!("{before}\n{after}");
    let array = format!("[{before},{after}]");
    let wrapped = json!({"Records": [{"body": before}, {"body": after}]}).to_string();
    for (arguments, input) in [
        (vec!["-"], &both),
        (vec![], &both),
        (vec!["-"], &array),
        (vec!["-"], &wrapped),
        (vec!["-", AFTER], &before),
        (vec![BEFORE, "-"], &after),
        (vec![AFTER, "-", "--reverse"], &before),
    ] {
        let ran = run_with(&[&["diff"], arguments.as_slice()].concat(), input.as_bytes());
        assert_eq!((ran.code, ran.stdout.as_str()), (1, expected.as_str()), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn nothing_on_one_side_means_created_or_removed() {
    for (arguments, kind) in [(["/dev/null", AFTER], "created"), ([BEFORE, "/dev/null"], "deleted")] {
        let ran = run(&[&["diff", "--format", "json"], arguments.as_slice()].concat());
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!((&report["kinds"], &report["significant"]), (&json!([kind]), &json!(true)));
        assert_eq!(ran.code, 1);
    }
    assert_eq!(run(&["diff", "/dev/null", "/dev/null"]).code, 0);
}

#[test]
fn an_id_that_is_a_number_is_told_as_it_stands() {
    let event = |title: &str| {
        format!(r#"{{"type":"AppointmentUpdate","locationId":"L","appointment":{{"id":5,"title":"{title}"}}}}"#)
    };
    let input = [event(""), event("t")].join("\n");
    let ran = run_with(&["diff", "--format", "json"], input.as_bytes());
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(report["appointment"], json!({"locationId": "L", "id": "5"}));
    let ran = run_with(&["diff", "--reverse"], input.as_bytes());
    assert!(ran.stdout.starts_with("5\n") || ran.stdout.starts_with("t   5\n"), "{}", ran.stdout);
}

#[test]
fn what_was_deleted_and_is_there_again_was_created() {
    let event = |name: &str| format!(r#"{{"type":"Appointment{name}","locationId":"L","appointment":{{"id":"A"}}}}"#);
    for name in ["Create", "Update"] {
        let input = [event("Delete"), event(name)].join("\n");
        for (flags, kind) in [(vec![], "created"), (vec!["--reverse"], "deleted")] {
            let ran =
                run_with(&[&["diff", "--format", "json", "--fail-on", kind], &flags[..]].concat(), input.as_bytes());
            let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
            assert_eq!((&report["kinds"], &report["significant"]), (&json!([kind]), &json!(true)));
            assert_eq!(ran.code, 1);
        }
        assert_eq!(
            run_with(&["diff"], input.as_bytes()).stdout,
            "A\n\ncreated      the appointment is there again\n1 change\n"
        );
    }
}

#[test]
fn a_duplicate_key_is_warned_of() {
    let text = r#"{"type":"AppointmentUpdate","appointment":{"id":"A","title":"x","title":"y"}}"#;
    let ran = run_with(&["diff", "-"], format!("{text}\n{text}").as_bytes());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "no change\n"));
    assert_eq!(ran.stderr.matches("warning[duplicate-key]").count(), 2, "{}", ran.stderr);
}

/// A repository with the driver set up, in a folder of its own.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let repository = Self(folder);
        repository.git(&["init", "-q"]);
        let driver = format!("'{}' diff --git-driver", env!("CARGO_BIN_EXE_hoopspect"));
        repository.git(&["config", "diff.hoopspect.command", &driver]);
        repository.write(".gitattributes", "*.json diff=hoopspect\n");
        repository
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file");
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=n", "-c", "user.email=e@example.com"])
            .args(arguments)
            .current_dir(&self.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .expect("git");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }
}

#[test]
fn git_shows_what_changed() {
    let repository = Repository::new("git-driver");
    let [before, after, other] = [BEFORE, AFTER, OTHER].map(|file| fs::read_to_string(root().join(file)).unwrap());
    repository.write("both.json", &format!("{before}{other}"));
    repository.write("gone.json", &before);
    repository.write("hook.json", &before);
    repository.write("text.json", "one\ntwo\n");
    repository.write("text-ends.json", "one\r\ntwo\n");
    repository.git(&["add", "."]);
    repository.git(&["commit", "-qm", "before"]);
    repository.write("both.json", &format!("{other}{after}"));
    fs::remove_file(repository.0.join("gone.json")).expect("a file");
    repository.write("hook.json", &after);
    repository.write("new.json", &after);
    repository.write("text.json", "one\n ::error::x ##[y]\n");
    repository.write("text-ends.json", "one\ntwo");
    repository.git(&["add", "."]);
    let shown = repository.git(&["diff", "--cached"]);
    assert_harmless(&shown);
    same("tests/it/diff/git.txt", &shown);
}

#[test]
fn git_is_shown_payloads_among_other_events() {
    let repository = Repository::new("git-driver-others");
    let [before, after] = [BEFORE, AFTER].map(|file| fs::read_to_string(root().join(file)).unwrap());
    let other = "{\"type\":\"ContactUpdate\",\"id\":\"c\"}\n";
    repository.write("hooks.json", &format!("{before}{other}"));
    repository.write("other.json", other);
    repository.git(&["add", "."]);
    repository.git(&["commit", "-qm", "before"]);
    repository.write("hooks.json", &format!("{other}{after}{other}"));
    repository.write("other.json", &other.replace(":\"c\"", ":\"d\""));
    let shown = repository.git(&["diff"]);
    let (hooks, others) = shown.split_once("\n\nother.json").expect(&shown);
    assert!(hooks.starts_with("hooks.json\n") && hooks.contains("confirmed → noshow"), "{shown}");
    // One that holds nothing else is compared as text.
    assert!(others.contains("compared as text") && others.contains("\"id\":\"d\""), "{shown}");
}

#[test]
fn other_events_beside_the_two_are_passed_over() {
    let event = |status: &str| {
        format!(
            "{{\"type\":\"AppointmentUpdate\",\"appointment\":{{\"id\":\"A\",\"appointmentStatus\":\"{status}\"}}}}\n"
        )
    };
    let other = "{\"type\":\"ContactUpdate\",\"id\":\"c\"}\n";
    let ran = run_with(&["diff", "-"], (event("new") + other + &event("confirmed") + other).as_bytes());
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("confirmed"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "hoopspect: <stdin>: skipped 2 ContactUpdate (no appointment events)\n");
    // Where one is missing, it is said what the other is.
    let ran = run_with(&["diff", "-"], (event("new") + other).as_bytes());
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("ContactUpdate"), "{}", ran.stderr);
}
