//! What is followed, one change to the last event at a time.

use super::super::content::Content;
use super::*;
use crate::json::{Document, Parser};
use crate::payload::Fields;
use crate::schema::key;

const LAST: &str = r#"{"type":"AppointmentUpdate","timestamp":"t","locationId":"L","appointment":{"id":"A","title":"x","notes":"long","rrule":null},"appId":"1"}"#;

/// What is known after `texts`, one after the other, of which the keys are known and stand once.
fn known(texts: &[&str]) -> (Values, Memory) {
    let (mut values, mut memory) = (Values::default(), Memory::default());
    for text in texts {
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        let mut side = Side::of(&Fields::read(Document::new(text, parser.tape()).root()));
        side.set_event(text.as_bytes(), true, true);
        values.learn(&side, Content::default(), &mut memory);
    }
    (values, memory)
}

/// What differs in `text`, and how like the last one it is; it has to read as the parser reads it.
fn followed((values, memory): &(Values, Memory), text: &str) -> Option<(String, Likeness)> {
    let mut acceptor = Acceptor::of_any_values(1 << 20);
    let mut side = Side::default();
    let followed = values.follow(memory, text.as_bytes(), &mut acceptor, &mut side)?;
    let mut parser = Parser::default();
    parser.feed(text.as_bytes(), true);
    let parsed = Side::of(&Fields::read(Document::new(text, parser.tape()).root()));
    assert_eq!(side.parts(), parsed.parts());
    assert_eq!(followed.differing, values.side(memory).differing(&parsed), "{text}");
    let names: Vec<&str> = followed.differing.rows().filter_map(key).map(|(_, name)| name).collect();
    Some((names.join(" "), followed.likeness))
}

#[test]
fn values_may_change_and_keys_may_come_and_go() {
    let known = known(&[LAST]);
    let with = |from: &str, to: &str| {
        assert!(LAST.contains(from), "{from}");
        LAST.replace(from, to)
    };
    for (text, differing, likeness) in [
        (LAST.to_owned(), "", Likeness::Places),
        (with(":\"x\"", ":\"y\""), "title", Likeness::Places),
        (with(":\"x\"", ":\"longer\""), "title", Likeness::Members),
        // Ends where the last one's value ends, but begins later.
        (with(":\"long\"", ": \"lon\""), "notes", Likeness::Members),
        (with(",\"title\":\"x\"", ""), "title", Likeness::None),
        (with("\"id\"", "\"deleted\":false,\"id\""), "deleted", Likeness::None),
        (with(",\"rrule\":null", ""), "rrule", Likeness::None),
        (with(",\"appId\":\"1\"", ""), "appId", Likeness::None),
        (with("null}", "null,\"deleted\":1}"), "deleted", Likeness::None),
        (with("},\"appId\"", "},\"versionId\":\"v\",\"appId\""), "versionId", Likeness::None),
        (with("\"1\"}", "\"1\",\"webhookId\":\"w\"}"), "webhookId", Likeness::None),
        (with(",\"timestamp\":\"t\"", ""), "timestamp", Likeness::None),
        (with("{\"type\"", "{\"versionId\":1,\"type\""), "versionId", Likeness::None),
        (with("\"title\":\"x\",\"notes\":\"long\"", "\"notes\":\"long\",\"title\":\"x\""), "", Likeness::None),
        (with("\"rrule\":null},\"appId\":\"1\"", "\"deleted\":1}"), "appId deleted rrule", Likeness::None),
    ] {
        let found = followed(&known, &text);
        let sorted = |names: &str| {
            let mut names: Vec<String> = names.split(' ').map(str::to_owned).collect();
            names.sort();
            names
        };
        let found = found.map(|(names, likeness)| (sorted(&names), likeness));
        assert_eq!(found, Some((sorted(differing), likeness)), "{text}");
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
    assert_eq!(followed(&known, LAST), Some((String::new(), Likeness::None)));
    let another = LAST.replace("\"x\"", "\"y\"");
    assert_eq!(followed(&known, &another), Some(("title".to_owned(), Likeness::None)));
}
