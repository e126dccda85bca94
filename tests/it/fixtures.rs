//! `fixtures/valid` is silent; a file of `fixtures/invalid` fires the rule that it is named after, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hoopspect::rules::RULES;

use crate::support::{root, run};

/// The files of a folder, by name.
fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect("the folder");
    let mut names: Vec<String> = entries
        .map(|entry| format!("{folder}/{}", entry.expect("an entry").file_name().to_string_lossy()))
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "json"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{folder} is empty");
    names
}

#[test]
fn valid_payloads_are_silent() {
    for file in files("fixtures/valid") {
        let ran = run(&["check", "--notes", "-q", &file]);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{file}");
    }
}

#[test]
fn the_vendors_example_has_notes_at_most() {
    let ran = run(&["check", "--strict", "--notes", "--format", "json", "fixtures/upstream/appointment-update.json"]);
    assert_eq!(ran.code, 0);
    let rules: Vec<_> = ran.findings().iter().map(|finding| finding["rule"].clone()).collect();
    assert_eq!(rules, ["reused-id", "zero-length"]);
}

/// Flags without which a fixture could not show its rule: the limit on records is lowered rather than a large file kept.
fn flags(rule: &str) -> &'static [&'static str] {
    match rule {
        "too-large" => &["--max-record", "256"],
        "personal-data" => &["--warn", "personal-data"],
        _ => &[],
    }
}

#[test]
fn each_rule_has_a_fixture_that_fires_it_and_nothing_else() {
    let mut seen = BTreeSet::new();
    for file in files("fixtures/invalid") {
        let rule = Path::new(&file).file_stem().expect("a name").to_string_lossy().into_owned();
        let arguments = [&["check", "--notes", "--format", "json", &file], flags(&rule)].concat();
        let ran = run(&arguments);
        let findings = ran.findings();
        assert_eq!(findings.len(), 1, "{file}: {findings:#?}");
        assert_eq!(findings[0]["rule"], rule, "{file}");
        let severity = RULES.iter().find(|known| known.id == rule).expect("a rule").severity;
        assert_eq!(findings[0]["severity"], severity.name(), "{file}");
        assert_eq!(ran.code, i32::from(severity.name() == "error"), "{file}");
        seen.insert(rule);
    }
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(seen, rules);
}

/// The full report of each fixture stands beside it; `SNAPSHOTS=overwrite` writes it anew.
#[test]
fn each_finding_is_shown_as_its_fixture_says() {
    for file in files("fixtures/invalid") {
        let rule = Path::new(&file).file_stem().expect("a name").to_string_lossy().into_owned();
        let arguments = [&["check", "--notes", &file], flags(&rule)].concat();
        let ran = run(&arguments);
        // Raw: backslashes are not the parts of a path here.
        let expected =
            snapbox::Data::read_from(&root().join("fixtures/invalid").join(format!("{rule}.txt")), None).raw();
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(format!("{}{}", ran.stdout, ran.stderr), expected);
    }
}
