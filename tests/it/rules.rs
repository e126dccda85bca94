//! Each family of rules: what its checks find, say, advise and point at, in payloads beyond the one of each fixture.

use crate::support::{root, run};

/// `<family>.ndjson` holds the payloads, and `<family>.txt` the report on them with the places and pointers of what was
/// found; `SNAPSHOTS=overwrite` writes it anew.
fn reports_as_written(family: &str, flags: &[&str]) {
    let file = format!("tests/it/rules/{family}.ndjson");
    let check = |format| run(&[&["check", "--notes", "--format", format, &file], flags].concat());
    let ran = check("full");
    let mut report = format!("{}{}", ran.stdout, ran.stderr);
    for finding in check("json").findings() {
        let place = &finding["location"];
        let [line, column, end] = ["line", "column", "end_column"].map(|part| place[part].as_u64().expect("a number"));
        let (rule, pointer) = (finding["rule"].as_str(), finding["pointer"].as_str());
        report += &format!("{line}:{column}-{end} {} {}\n", rule.expect("a rule"), pointer.expect("a pointer"));
    }
    let expected = snapbox::Data::read_from(&root().join(format!("tests/it/rules/{family}.txt")), None).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(report, expected);
}

/// So that a payload can hold just what it is about.
const SPARSE: [&str; 4] = ["--allow", "missing-required", "--allow", "missing-documented"];

#[test]
fn forms() {
    reports_as_written("form", &SPARSE);
}

#[test]
fn keys() {
    reports_as_written("keys", &SPARSE);
}

#[test]
fn presence() {
    reports_as_written("presence", &[]);
}

#[test]
fn values() {
    reports_as_written("values", &SPARSE);
}

#[test]
fn times() {
    reports_as_written("times", &SPARSE);
}

#[test]
fn identity() {
    reports_as_written("identity", &SPARSE);
}

#[test]
fn unreadable() {
    reports_as_written("unreadable", &[]);
}
