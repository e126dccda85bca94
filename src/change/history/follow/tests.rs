//! What is followed, one change to the last event at a time.

use super::super::content::Content;
use super::*;
use crate::json::{Document, Parser};
use crate::payload::Fields;
use crate::schema::key;

const LAST: &str = r#"{"type":"AppointmentUpdate","timestamp":"t","locationId":"L","appointment":{"id":"A","title":"x","notes":"long","rrule":null},"appId":"1"}"#;

/// What is known after `texts`, one after the other, of which no key stands twice.
fn known(texts: &[&str]) -> (Values, Memory) {
    let (mut values, mut memory) = (Values::default(), Memory::default());
    for text in texts {
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        let mut side = Side::of(&Fields::read(Document::new(text, parser.tape()).root()));
        side.set_event(text.as_bytes(), side.unknown().is_empty());
        values.learn(&side, Content::default(), &mut memory);
    }
    (values, memory)
}

/// The event `text`, and how it differs.
fn follow<'t>(values: &Values, memory: &Memory, text: &'t str) -> Option<(Side<'t>, Followed)> {
    let mut side = Side::default();
    let followed = values.follow(memory, text.as_bytes(), &mut Acceptor::of_any_values(1 << 20), &mut side)?;
    Some((side, followed))
}

/// What differs in `text`, and whether it is alike; it has to read as the parser reads it.
fn followed((values, memory): &(Values, Memory), text: &str) -> Option<(String, bool)> {
    let (side, followed) = follow(values, memory, text)?;
    let mut parser = Parser::default();
    parser.feed(text.as_bytes(), true);
    let parsed = Side::of(&Fields::read(Document::new(text, parser.tape()).root()));
    assert_eq!(side.parts(), parsed.parts());
    assert_eq!(followed.differing, values.side(memory).differing(&parsed), "{text}");
    let names: Vec<&str> = followed.differing.rows().filter_map(key).map(|(_, name)| name).collect();
    Some((names.join(" "), followed.rewritten.is_some()))
}

#[test]
fn values_may_change_and_keys_may_come_and_go() {
    let known = known(&[LAST]);
    let with = |from: &str, to: &str| {
        assert!(LAST.contains(from), "{from}");
        LAST.replace(from, to)
    };
    for (text, differing, alike) in [
        (LAST.to_owned(), "", true),
        (with(":\"x\"", ":\"y\""), "title", true),
        (with(":\"x\"", ":\"longer\""), "title", true),
        // Another one will begin later too, and be compared faster if this one is what is known.
        (with(":\"long\"", ": \"lon\""), "notes", false),
        (with(",\"title\":\"x\"", ""), "title", true),
        (with("\"id\"", "\"deleted\":false,\"id\""), "deleted", false),
        (with(",\"rrule\":null", ""), "rrule", true),
        (with(",\"appId\":\"1\"", ""), "appId", true),
        (with("null}", "null,\"deleted\":1}"), "deleted", false),
        (with("},\"appId\"", "},\"versionId\":\"v\",\"appId\""), "versionId", false),
        (with("\"1\"}", "\"1\",\"webhookId\":\"w\"}"), "webhookId", false),
        (with(",\"timestamp\":\"t\"", ""), "timestamp", true),
        (with("{\"type\"", "{\"versionId\":1,\"type\""), "versionId", false),
        (with("\"title\":\"x\",\"notes\":\"long\"", "\"notes\":\"long\",\"title\":\"x\""), "", false),
        (with("\"rrule\":null},\"appId\":\"1\"", "\"deleted\":1}"), "appId deleted rrule", false),
    ] {
        let found = followed(&known, &text);
        let sorted = |names: &str| {
            let mut names: Vec<String> = names.split(' ').map(str::to_owned).collect();
            names.sort();
            names
        };
        let found = found.map(|(names, alike)| (sorted(&names), alike));
        assert_eq!(found, Some((sorted(differing), alike)), "{text}");
    }
}

#[test]
fn what_is_another_appointments_or_no_event_is_not_followed() {
    let known = known(&[LAST]);
    for (from, to) in [
        ("\"A\"", "\"B\""),
        ("\"L\"", "\"M\""),
        (",\"locationId\":\"L\"", ""),
        ("AppointmentUpdate", "ContactUpdate"),
        ("\"appId\":\"1\"", "\"x\":\"1\""),
        ("\"notes\"", "\"title\""),
        ("null}", "null,\"title\":\"x\"}"),
        ("\"1\"}", "\"1\",\"appointment\":{}}"),
        ("\"locationId\"", "\"appointment\":{},\"locationId\""),
        ("null}", "nul}"),
        ("\"1\"}", "\"1\""),
    ] {
        let text = LAST.replace(from, to);
        assert_ne!(text, LAST);
        assert_eq!(followed(&known, &text), None, "{text}");
    }
}

#[test]
fn what_is_known_beyond_the_last_event_may_be_sent_again() {
    let known = known(&[LAST, &LAST.replace(",\"title\":\"x\"", "")]);
    assert_eq!(followed(&known, LAST), Some((String::new(), false)));
    let another = LAST.replace("\"x\"", "\"y\"");
    assert_eq!(followed(&known, &another), Some(("title".to_owned(), false)));
}

/// Each of `texts` is followed, and written into what is known since `last`: as what would be learned from it.
fn check_rewriting(last: &str, texts: &[String]) {
    let (mut values, mut memory) = known(&[last]);
    for (index, text) in texts.iter().enumerate() {
        let (side, followed) = follow(&values, &memory, text).unwrap();
        assert!(followed.rewritten.is_some(), "{text}");
        values.learn_followed(&side, &followed, Content::default(), &mut memory);
        let texts = texts[..=index].iter().map(String::as_str);
        let (learned, learned_memory) = known(&std::iter::once(last).chain(texts).collect::<Vec<&str>>());
        let [written, learned] = [values.side(&memory), learned.side(&learned_memory)];
        assert_eq!(written.differing(&learned), Rows::default(), "{text}");
        assert_eq!(written.beyond(), learned.beyond(), "{text}");
        let unknown = |side: &Side<'_>| {
            side.unknown().iter().map(|other| (other.pointer.to_string(), other.raw.to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(unknown(&written), unknown(&learned), "{text}");
    }
}

#[test]
fn what_is_written_into_the_last_event_is_what_would_be_learned() {
    let with = |last: &str, changes: &[(&str, &str)]| {
        changes.iter().fold(last.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
    };
    let long = format!("\"{}\"", "long".repeat(20_000));
    let changes: [&[(&str, &str)]; 4] = [
        &[("\"x\"", "\"another\""), ("null", "\"RRULE\""), ("\"1\"", "2")],
        &[("\"long\"", &long)],
        &[("\"long\"", "\"\"")],
        &[],
    ];
    // Members of unknown keys stay where they are, among what moves.
    let members = [("{\"type\"", "{\"a\":{\"b\":[1]},\"type\""), ("\"notes\"", "\"c\":\"\\n\",\"notes\"")];
    for last in [LAST.to_owned(), with(LAST, &members)] {
        check_rewriting(&last, &changes.map(|changes| with(&last, changes)));
    }
    let untitled = (",\"title\":\"x\"", "");
    let ends_early = (",\"rrule\":null},\"appId\":\"1\"", "}");
    let changes: [&[(&str, &str)]; 7] = [
        &[untitled],
        &[untitled, ("\"long\"", "\"\"")],
        &[ends_early],
        &[ends_early, untitled, ("\"t\"", "\"later\"")],
        &[("\"long\"", &long), untitled],
        &[("\"long\"", "\"\""), (",\"timestamp\":\"t\"", "")],
        &[],
    ];
    check_rewriting(LAST, &changes.map(|changes| with(LAST, changes)));
}
