//! What has to be accepted and what has to be refused, one change to a valid payload at a time.

#[path = "../../benches/corpus/mod.rs"]
mod corpus;
mod mistakes;
mod mutations;
mod oracle;
mod outlines;

use super::{Acceptor, Asked};
use crate::input::{Accept as _, Outline};
use crate::json::Parser;
use crate::schema::{Event, Extra, KNOWN_EXTRAS, Parent, STATUSES};

/// The vendor's own example, compact.
const VALID: &str = r#"{"type":"AppointmentUpdate","locationId":"0007BWpSzSwfiuSl0tR2","appointment":{"id":"6g7gBWpSzSwfiuSl0tR3","address":"https://example.com/meeting","title":"Appointment with Hoop Dev team","calendarId":"BqTwX8QFwXzpegMve9EQ","contactId":"9NkT25Vor1v4aQatFsv2","groupId":"7NkT25Vor1v4aQatFsv9","appointmentStatus":"confirmed","assignedUserId":"YlWd2wuCAZQzh2cH1fVZ","users":["YlWd2wuCAZQzh2cH1fVZ","2NkT25Vor1v4aQatFsv2"],"notes":"Some dummy note","source":"booking_widget","startTime":"2023-09-25T16:00:00+05:30","endTime":"2023-09-25T16:30:00+05:30","dateAdded":"2023-09-25T16:00:00+05:30","dateUpdated":"2023-09-25T16:00:00+05:30"}}"#;

fn acceptor(notes: bool) -> Acceptor {
    Acceptor::new(Asked { events: vec![Event::Update], notes, longest: 16 << 20 })
}

/// Whether all of `text` is accepted: at first sight, and after the order of the valid payload was learned.
fn accepts(text: &str) -> bool {
    let mut trained = acceptor(false);
    trained.accept(VALID.as_bytes()).unwrap();
    let answers = [acceptor(false), trained].map(|mut acceptor| acceptor.accept(text.as_bytes()) == Some(text.len()));
    assert_eq!(answers[0], answers[1], "what was learned changes the answer: {text}");
    answers[0]
}

/// [`VALID`] with one piece replaced.
fn with(piece: &str, by: &str) -> String {
    assert_eq!(VALID.matches(piece).count(), 1, "{piece}");
    VALID.replace(piece, by)
}

/// [`VALID`] with this text, as it stands within the quotes of a JSON string, for its notes.
fn noted(text: &str) -> String {
    with("Some dummy note", text)
}

/// [`VALID`] with this value of a known extra field.
fn extra(value: &str) -> String {
    with(r#""locationId""#, &format!(r#""contact":{value},"locationId""#))
}

fn pretty(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn what_is_not_closed_is_refused_whatever_follows() {
    let mut trained = acceptor(false);
    trained.accept(VALID.as_bytes()).unwrap();
    let bytes = (0..=u8::MAX).filter(|byte| !matches!(byte, b'}' | b' ' | b'\t' | b'\n' | b'\r'));
    for (byte, rest) in bytes.flat_map(|byte| [(byte, ""), (byte, "}}")]) {
        for end in ["}}", "}", ",\"notes\":\"Some", "\"confirmed\""] {
            let start = &VALID.as_bytes()[..VALID.rfind(end).unwrap()];
            let text = [start, &[byte; 80], rest.as_bytes()].concat();
            assert_eq!(trained.accept(&text), None, "{byte:#x} for {end}");
            assert_eq!(acceptor(false).accept(&text), None, "{byte:#x} for {end}");
        }
    }
}

#[test]
fn variants_are_accepted() {
    let notes = [
        "",
        " ",
        r#"\"quoted\" \\ \/ \n\r\t"#,
        "a|b } ~ { c",
        "Erstgespräch",
        "परामर्श",
        "🎉👩‍👩‍👧",
        r"Caf\u00e9 \u2014 \uD83C\uDF89",
        r"\ud800\udc00\udb44\udc00\udb3f\udffd",
        r"\u003cb\u003e",
        "non\u{a0}breaking\u{3000}",
        "\u{200c}\u{200d}",
        "::error::x",
        "exactly fifteen",
        "exactly sixteen!",
        "exactly seventeen",
        "thirty-two bytes of plain ASCII!",
    ];
    let values = [
        "null",
        "true",
        "false",
        "0",
        "-0.5e+10",
        "12345678901234567890",
        r#""x""#,
        "[]",
        "{}",
        "[ 1 , [ ] ]",
        r#"{"a":1,"b":{"a":[{"a":null}]}}"#,
        r#"{ "" : { } }"#,
        r#"{"$serde_json::private::Number":"5"}"#,
    ];
    let others = [
        VALID.to_owned(),
        pretty(VALID),
        VALID.replace(',', ", ").replace("\":", "\" : "),
        VALID.replace(',', "\r\n\t,"),
        with(r#""groupId":"7NkT25Vor1v4aQatFsv9","#, ""),
        with(r#""7NkT25Vor1v4aQatFsv9""#, "null"),
        with(r#""7NkT25Vor1v4aQatFsv9""#, r#""""#),
        with(r#"["YlWd2wuCAZQzh2cH1fVZ","2NkT25Vor1v4aQatFsv2"]"#, "[]"),
        with(r#"["YlWd2wuCAZQzh2cH1fVZ","#, "[ "),
        with("https://example.com/meeting", ""),
        with("0007BWpSzSwfiuSl0tR2", "6g7gBWpSzSwfiuSl0tR3"),
        with("16:30:00+05:30", "16:00:00+05:30"),
        with("2023-09-25T16:30:00+05:30", "2023-09-25T10:30:00Z"),
        with("2023-09-25T16:30:00+05:30", "2023-09-25T10:30:00.000Z"),
        with("2023-09-25T16:30:00+05:30", "2024-02-29T23:59:59.123456789-23:59"),
        with("16:30:00+05:30", "16:00:00.1+05:30"),
        with(r#""dateUpdated":"2023-09-25T16:00:00+05:30""#, r#""dateUpdated":"2023-09-25T10:30:00.5Z""#),
        with(r#","appointment":"#, r#","appointment" : "#),
    ];
    let statuses = STATUSES.iter().map(|status| with("confirmed", status));
    let known = KNOWN_EXTRAS.iter().map(|Extra { parent, name, .. }| match parent {
        Parent::Event => with(r#""type""#, &format!(r#""{name}":1,"type""#)),
        Parent::Appointment => with(r#""id""#, &format!(r#""{name}":1,"id""#)),
    });
    let notes = notes.into_iter().map(noted);
    for text in notes.chain(values.into_iter().map(extra)).chain(others).chain(statuses).chain(known) {
        assert!(accepts(&text), "{text}");
        oracle::judge(text.as_bytes(), false).unwrap();
    }
}

#[test]
fn no_field_but_the_optional_one_may_lack() {
    let payload: serde_json::Value = serde_json::from_str(VALID).unwrap();
    for field in &crate::schema::FIELDS {
        let mut payload = payload.clone();
        let (parent, _) = field.pointer.rsplit_once('/').unwrap();
        payload.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(field.name).unwrap();
        assert_eq!(accepts(&payload.to_string()), field.name == "groupId", "{}", field.name);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    for bytes in [
        &b"\xff"[..],
        b"\xc3",
        b"\xc0\x80",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\x80",
    ] {
        for text in [noted("@"), extra(r#""@""#), extra(r#"{"@":1}"#)] {
            let at = text.find('@').unwrap();
            let bytes = [&text.as_bytes()[..at], bytes, &text.as_bytes()[at + 1..]].concat();
            assert_eq!(acceptor(false).accept(&bytes), None, "{bytes:?}");
        }
    }
}

#[test]
fn deep_values_are_refused_before_the_limit() {
    let nested = |levels: usize| extra(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    assert!(accepts(&nested(16)));
    for levels in [17, 127, 128, 200_000] {
        assert!(!accepts(&nested(levels)), "{levels}");
    }
}

#[test]
fn what_is_noteworthy_is_refused_where_notes_are_asked_for() {
    let fine = [VALID.to_owned(), noted("Erstgespräch"), with(r#""7NkT25Vor1v4aQatFsv9""#, "null")];
    let noteworthy = [
        with("16:30:00+05:30", "16:00:00+05:30"),
        with("2023-09-25T16:30:00+05:30", "2023-09-25T16:30:00Z"),
        with("0007BWpSzSwfiuSl0tR2", "6g7gBWpSzSwfiuSl0tR3"),
        with("7NkT25Vor1v4aQatFsv9", "9NkT25Vor1v4aQatFsv2"),
        with("2NkT25Vor1v4aQatFsv2\"]", "9NkT25Vor1v4aQatFsv2\"]"),
        with(r#"["YlWd2wuCAZQzh2cH1fVZ","#, "["),
        with(r#"["YlWd2wuCAZQzh2cH1fVZ","2NkT25Vor1v4aQatFsv2"]"#, "[]"),
        with(r#""assignedUserId":"YlWd2wuCAZQzh2cH1fVZ""#, r#""assignedUserId":"""#),
    ];
    for (texts, expected) in [(&fine[..], true), (&noteworthy, false)] {
        for text in texts {
            assert!(accepts(text), "{text}");
            assert_eq!(acceptor(true).accept(text.as_bytes()).is_some(), expected, "{text}");
        }
    }
}

#[test]
fn settings_are_obeyed() {
    let asked = |events: &[Event], longest| Asked { events: events.to_vec(), notes: false, longest };
    let created = with("AppointmentUpdate", "AppointmentCreate");
    let both = asked(&[Event::Create, Event::Update], 1 << 20);
    assert_eq!(Acceptor::new(both.clone()).accept(VALID.as_bytes()), Some(VALID.len()));
    assert_eq!(Acceptor::new(both).accept(created.as_bytes()), Some(created.len()));
    assert_eq!(Acceptor::new(asked(&[], 1 << 20)).accept(VALID.as_bytes()), None);
    let update = |longest| Acceptor::new(asked(&[Event::Update], longest)).accept(VALID.as_bytes());
    assert_eq!((update(VALID.len()), update(VALID.len() - 1)), (Some(VALID.len()), None));
}

#[test]
fn who_only_reads_values_is_shown_any_event_that_says_what_it_is_about() {
    let [unnamed, unidentified] = ["type", "id"].map(|name| with(&format!("\"{name}\""), &format!("\"x{name}\"")));
    let accepted = [
        VALID.to_owned(),
        with("AppointmentUpdate", "AppointmentDelete"),
        with("confirmed", "no-show"),
        with("16:30:00+05:30", "15:30:00+0530"),
        with("\"startTime\":\"2023-09-25T16:00:00+05:30\",", ""),
        with("\"0007BWpSzSwfiuSl0tR2\"", "null"),
        with("\"Appointment with Hoop Dev team\"", "{\"a\":[1.5]}"),
        with("\"YlWd2wuCAZQzh2cH1fVZ\",\"2NkT25Vor1v4aQatFsv2\"", "1,1"),
    ];
    let refused = [
        unnamed,
        unidentified,
        with("AppointmentUpdate", "ContactUpdate"),
        with("\"6g7gBWpSzSwfiuSl0tR3\"", "\"\""),
        with("\"notes\"", "\"title\""),
        with("\"notes\"", "\"note\""),
        with("Some dummy note", "\u{202e}"),
        with("\"Some dummy note\"", "{\"a\":1,\"a\":2}"),
    ];
    let accepts = |text: &String| Acceptor::of_any_values(1 << 20).accept(text.as_bytes()) == Some(text.len());
    for (texts, expected) in [(&accepted, true), (&refused, false)] {
        for text in texts {
            assert_eq!(accepts(text), expected, "{text}");
        }
    }
}

#[test]
fn after_many_that_are_refused_it_is_not_long_until_one_is_accepted() {
    let stream = format!("{VALID}\n{VALID}\n");
    for refused in 0..100 {
        let mut acceptor = acceptor(false);
        (0..refused).for_each(|_| assert_eq!(acceptor.accept_run(b"{}\n"), (0, 0)));
        let tries = (1..=32).find(|_| acceptor.accept_run(stream.as_bytes()) == (stream.len(), 2)).unwrap();
        assert!(tries == 1 || refused >= 2, "{tries} after {refused}");
        assert_eq!(acceptor.accept_run(stream.as_bytes()), (stream.len(), 2));
    }
}

#[test]
fn where_an_outline_finds_nothing_the_next_one_is_tried() {
    let mut acceptor = acceptor(false);
    for (text, is_tried) in [(with("confirmed", "no-show"), false), (extra("1"), true), (VALID.to_owned(), true)] {
        (0..18).for_each(|_| assert_eq!(acceptor.accept_run(b"{}\n"), (0, 0)));
        assert!(acceptor.outline(text.as_bytes(), &mut Parser::default(), &mut Outline::default()).is_some());
        assert_eq!(acceptor.accept_run(VALID.as_bytes()) == (VALID.len(), 1), is_tried, "{text}");
    }
}

#[test]
fn a_payload_that_is_cut_off_is_refused() {
    for text in [VALID.to_owned(), pretty(VALID), extra(r#"{"a":[1.5,"é"]}"#)] {
        let mut acceptor = acceptor(false);
        for end in 0..text.len() {
            assert_eq!(acceptor.accept(&text.as_bytes()[..end]), None, "{end}");
        }
        assert_eq!(acceptor.accept(text.as_bytes()), Some(text.len()));
    }
}

#[test]
fn a_run_ends_before_the_first_doubt() {
    let long = pretty(VALID);
    for (text, rest, count) in [
        (String::new(), 0, 0),
        (" \r\n".to_owned(), 0, 0),
        (VALID.to_owned(), 0, 1),
        (format!("{VALID}\n{VALID}\r\n\n{VALID} \n"), 0, 3),
        (format!("\n{long}\n{long}\n{VALID}"), 0, 3),
        (format!("{VALID}\nx"), 1, 1),
        (format!("{VALID}\n{VALID}x"), VALID.len() + 1, 1),
        (format!("{VALID}\n{VALID}{VALID}\n"), 2 * VALID.len() + 1, 1),
        (format!("{VALID} {VALID}\n"), 2 * VALID.len() + 2, 0),
        (format!("{VALID}\n{}", VALID.strip_suffix("}").unwrap()), VALID.len() - 1, 1),
    ] {
        assert_eq!(acceptor(false).accept_run(text.as_bytes()), (text.len() - rest, count), "{text}");
    }
}
