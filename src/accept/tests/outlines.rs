//! Outlines: of what they are given, and what they put in doubt.

use super::{VALID, acceptor, corpus, extra, noted, pretty, with};
use crate::input::{Accept as _, Outline};
use crate::json::Parser;
use crate::schema::key;

/// The keys in doubt and the number of others, of the whole of `text`.
fn outlined(text: &str) -> Option<(Vec<&'static str>, usize)> {
    let (mut parser, mut outline) = (Parser::default(), Outline::default());
    let length = acceptor(false).outline(text.as_bytes(), &mut parser, &mut outline)?;
    assert_eq!(length, text.len(), "{text}");
    Some((outline.doubtful.rows().filter_map(key).map(|(_, name)| name).collect(), outline.others.len()))
}

#[test]
fn what_may_be_wrong_is_in_doubt_and_nothing_else() {
    let times = ["startTime", "endTime", "dateAdded", "dateUpdated"];
    for (text, doubtful, others) in [
        (VALID.to_owned(), &[][..], 0),
        (pretty(VALID), &[], 0),
        (noted(r"a\nb \ud83c\udf89 é"), &[], 0),
        (extra("{\"a\":[1]}"), &[], 0),
        (with("confirmed", "no-show"), &["appointmentStatus"], 0),
        (with("\"confirmed\"", "null"), &["appointmentStatus"], 0),
        (with("6g7gBWpSzSwfiuSl0tR3", ""), &["id"], 0),
        (with("6g7gBWpSzSwfiuSl0tR3", " x"), &["id"], 0),
        (with("\"Some dummy note\"", "{\"a\":1}"), &["notes"], 0),
        (with("2NkT25Vor1v4aQatFsv2", "YlWd2wuCAZQzh2cH1fVZ"), &["users"], 0),
        (with("AppointmentUpdate", "AppointmentCreate"), &["type"], 0),
        (with("16:30:00+05:30", "16:30:00+0530"), &times, 0),
        (with("16:30:00+05:30", "15:30:00+05:30"), &times, 0),
        (with("\"title\"", "\"titel\""), &[], 1),
        (with("\"notes\":\"Some dummy note\",", ""), &[], 0),
        (with("}}", "},\"x\":1,\"y\":[{}]}"), &[], 2),
    ] {
        assert_eq!(outlined(&text), Some((doubtful.to_vec(), others)), "{text}");
    }
}

#[test]
fn what_is_strange_beyond_one_value_has_no_outline() {
    for text in [
        with("\"notes\"", "\"title\""),
        with("}}", "},\"x\":1,\"x\":2}"),
        with("}}", "},\"appointment\":{}}"),
        extra("{\"a\":1,\"a\":2}"),
        noted("{{contact.name}}"),
        noted(r"\u202e"),
        with("6g7gBWpSzSwfiuSl0tR3", r"a\nb"),
        with("confirmed", "confirmé"),
        with("\"title\"", r#""\u0074itle""#),
        with("\"appointment\":{", "\"appointment\":[],\"x\":{"),
        with("\"appointment\"", "\"apointment\""),
        VALID.replace("}}", "}"),
        VALID.replace("}}", "}]"),
        "[]".to_owned(),
        "{}".to_owned(),
    ] {
        assert_eq!(outlined(&text), None, "{text}");
    }
}

#[test]
fn every_invalid_payload_of_the_corpus_has_an_outline() {
    let text = corpus::payloads(500, corpus::Mix { invalid_per_mille: 1000, ..Default::default() });
    let lines = str::from_utf8(&text).unwrap().lines();
    let missing = lines.filter(|line| outlined(line).is_none()).count();
    // Now and then there is an escape in what is in doubt.
    assert!(missing < 10, "{missing}");
}
