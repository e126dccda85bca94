//! `explain`: every rule can be looked up, and what is said of it is true.

use hoopspect::input::Records;
use hoopspect::json::DEPTH_LIMIT;
use hoopspect::rules::RULES;
use hoopspect::schema::STATUSES;

use crate::support::{root, run, run_with, valid_payload};

#[test]
fn every_rule_is_listed_and_explained() {
    let list = run(&["explain"]);
    assert_eq!(list.code, 0);
    assert_eq!(list.stdout.lines().count(), RULES.len());
    let table = run(&["explain", "--format", "markdown"]).stdout;
    for (index, rule) in RULES.iter().enumerate() {
        let words: Vec<&str> = list.stdout.lines().nth(index).unwrap().split_whitespace().take(2).collect();
        assert_eq!(words, [rule.severity.name(), rule.id]);
        let row = format!("| `{}` | {} | {} |", rule.id, rule.severity.name(), rule.summary);
        assert_eq!(table.lines().nth(index + 2), Some(row.as_str()));

        let explained = run(&["explain", rule.id]);
        assert_eq!((explained.code, explained.stderr.as_str()), (0, ""), "{}", rule.id);
        let section = run(&["explain", rule.id, "--format", "markdown"]).stdout;
        for text in [rule.id, rule.severity.name(), rule.why, rule.example, rule.instead] {
            assert!(explained.stdout.contains(text), "{}: {text}", rule.id);
            assert!(section.contains(text), "{}: {text}", rule.id);
        }
    }
}

#[test]
fn every_example_breaks_its_rule() {
    // Bytes that no text can hold, and records that would be too long to read as examples.
    let sketches = ["invalid-utf8", "too-deep", "too-large"];
    for rule in RULES.iter().filter(|rule| !sketches.contains(&rule.id)) {
        // Note-level rules are asked for one by one, since some of them are off unless asked for.
        let ran = run_with(&["check", "--notes", "--format", "json", "--warn", rule.id], rule.example.as_bytes());
        let found: Vec<_> = ran.findings().iter().map(|finding| finding["rule"].clone()).collect();
        assert!(found.contains(&rule.id.into()), "{}: {} fires {found:?}", rule.id, rule.example);
    }
}

#[test]
fn numbers_and_words_in_the_texts_are_those_of_the_code() {
    let rule = |id: &str| RULES.into_iter().find(|rule| rule.id == id).unwrap();
    assert!(rule("unknown-status").instead.ends_with(&format!(": {}.", STATUSES.join(", "))));
    assert!(rule("too-deep").summary.contains(&format!(" {DEPTH_LIMIT} ")));
    assert!(rule("too-large").summary.contains(&format!("({} MiB ", Records::MAX_RECORD >> 20)));
}

#[test]
fn the_list_and_a_rule_fit_the_width() {
    let shown = |arguments: &[&str]| run(arguments).stdout;
    let narrow = shown(&["explain", "unknown-status", "--width", "60"]);
    let list = shown(&["explain", "--width", "60"]);
    for line in narrow.lines().chain(list.lines()) {
        assert!(line.chars().count() <= 60, "{line}");
    }
    let expected = snapbox::Data::read_from(&root().join("tests/it/snapshots/explain.txt"), None);
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(narrow, expected.raw());
    let coloured = shown(&["explain", "unknown-status", "--width", "60", "--color", "always"]);
    assert!(coloured.starts_with("\u{1b}[1;33mwarning[unknown-status]\u{1b}[0m: "), "{coloured}");
}

#[test]
fn a_wrong_name_is_bad_usage_with_a_suggestion() {
    for arguments in [&["explain", "unknown-statuses"][..], &["check", "--deny", "unknown_status"]] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains("'unknown-status'"), "{}", ran.stderr);
    }
    let ran = run(&["explain", "zebra"]);
    assert!(ran.stderr.contains("`hoopspect explain` lists the rules"), "{}", ran.stderr);
}

#[test]
fn ascii_has_no_signs_beyond_ascii() {
    // A letter may be what the rule is about.
    let is_sign = |character: char| !character.is_ascii() && !character.is_alphabetic();
    for rule in RULES {
        let ran = run(&["explain", rule.id, "--ascii"]);
        assert!(!ran.stdout.contains(is_sign), "{}", ran.stdout);
    }
    assert!(!run(&["explain", "--ascii"]).stdout.contains(is_sign));
    assert!(run(&["explain", "flattened-payload"]).stdout.contains('…'));
    let long = valid_payload().replace("\"confirmed\"", &format!("\"{}\"", "status ".repeat(30)));
    for command in [&["check"][..], &["check", "--format=concise"], &["show"], &["show", "--format=table"]] {
        let ran = run_with(&[command, &["--ascii", "--width=80"]].concat(), long.as_bytes());
        assert!(ran.stdout.contains("\"status sta") && !ran.stdout.contains(is_sign), "{command:?}: {}", ran.stdout);
    }
}
