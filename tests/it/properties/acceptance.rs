//! Nothing that is right is complained of, and whatever the fast path takes, the rules find nothing in.

use std::io;

use hoopspect::accept::{Acceptor, Asked};
use hoopspect::finding::Severity;
use hoopspect::input::{Records, Step};
use hoopspect::payload::{Unwrap, unwrap};
use hoopspect::rules::{self, Events};
use hoopspect::schema::{Event, STATUSES};
use proptest::collection::hash_set;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::cases;
use super::generate::{damaged, inputs};
use crate::holds::both_paths_agree;
use crate::support::valid_payload;

/// The rules broken in the first record of `text`, at least as severe as `least`.
fn broken(text: &[u8], event: Event, least: Severity) -> Vec<&'static str> {
    let mut records = Records::new("payload".to_owned(), Box::new(io::Cursor::new(text.to_vec())), false);
    let Step::Record(record) = records.next(&mut ()).unwrap() else { return vec!["no record"] };
    let payloads = unwrap(&record, Unwrap::Yes);
    let findings = payloads.into_iter().flat_map(|found| match found {
        Ok(payload) => rules::check(&payload, &Events::new(&[event])),
        Err(unreadable) => vec![rules::unreadable(&unreadable)],
    });
    findings.filter(|finding| finding.severity >= least).map(|finding| finding.rule.id).collect()
}

/// A time of that second of 2024, with an offset.
fn time(second: i64, offset: i32) -> String {
    let zone = chrono::FixedOffset::east_opt(offset * 900).unwrap();
    let instant = chrono::DateTime::from_timestamp(1_704_067_200 + second, 0).unwrap();
    instant.with_timezone(&zone).to_rfc3339()
}

prop_compose! {
    /// A payload in which all is as documented.
    fn payload()(
        texts in ("[ -~é日🙂]{0,20}", "[ -z\n]{0,40}", "[a-z/:.]{0,20}", "[a-z_]{0,12}"),
        ids in hash_set("[A-Za-z0-9]{20}", 10),
        status in select(STATUSES.to_vec()),
        start in 0..10_000_000_i64,
        (length, added, updated) in (0..100_000_i64, -10_000_000..0_i64, 0..9_000_000_i64),
        offsets in (-48..56_i32, -48..56_i32),
        group: bool,
        event in select(Event::ALL.to_vec()),
    ) -> (Event, Value) {
        let ids: Vec<String> = ids.into_iter().collect();
        let mut payload = json!({
            "type": event.name(), "locationId": ids[0],
            "appointment": {
                "id": ids[1], "address": texts.2, "title": texts.0, "calendarId": ids[2], "contactId": ids[3],
                "appointmentStatus": status, "assignedUserId": ids[4], "users": ids[4..], "notes": texts.1,
                "source": texts.3, "startTime": time(start, offsets.0), "endTime": time(start + length, offsets.1),
                "dateAdded": time(added, offsets.1), "dateUpdated": time(added + updated, offsets.0),
            },
        });
        if group {
            payload["appointment"]["groupId"] = ids[9].clone().into();
            payload["appointment"]["users"].as_array_mut().unwrap().pop();
        }
        (event, payload)
    }
}

/// Mistakes as people make them, each as what is replaced by what.
const MISTAKES: [(&str, &str); 24] = [
    ("\"title\"", "\"titel\""),
    ("\"notes\"", "\"note\""),
    ("\"startTime\"", "\"starttime\""),
    ("\"dateUpdated\"", "\"dadeUpdated\""),
    ("\"locationId\"", "\"location_id\""),
    ("\"type\"", "\"Type\""),
    ("\"source\"", "\"users\""),
    ("\"id\"", "\"ids\""),
    ("\"appointment\"", "\"appointments\""),
    ("\"appointment\":{", "\"appointment\":{\"x\":1,\"location\":\"a\","),
    ("}}", "},\"dateUpdated\":\"2023-09-21T18:42:00+05:30\"}"),
    ("}}", "},\"startTime\":1,\"titel\":null}"),
    ("}}", ",\"contact\":{},\"companyId\":[]}}"),
    ("AppointmentUpdate", "AppointmentDelete"),
    ("AppointmentUpdate", " appointment.updated"),
    ("confirmed", "Confirmed "),
    ("\"users\":[", "\"users\":[\"x\",\"x\",5,"),
    ("+05:30", "+0530"),
    ("+05:30", ""),
    ("2023-09", "2023-13"),
    ("T1", " 2"),
    (":\"", ":\" "),
    (":\"", ":\"\\n"),
    (",\"", ",\"\\u0078"),
];

/// A valid payload with some of these mistakes, wherever they first fit.
fn mistaken() -> impl Strategy<Value = Vec<u8>> {
    (prop::collection::vec(0..MISTAKES.len(), 1..4), any::<bool>()).prop_map(|(mistakes, backwards)| {
        let compact = serde_json::from_str::<Value>(&valid_payload()).unwrap().to_string();
        let text = mistakes.iter().fold(compact, |text, mistake| {
            let (from, to) = MISTAKES[*mistake];
            match text.rfind(from).filter(|_| backwards) {
                Some(at) => text[..at].to_owned() + to + &text[at + from.len()..],
                None => text.replacen(from, to, 1),
            }
        });
        text.into_bytes()
    })
}

fn seeds() -> Vec<Vec<u8>> {
    let compact = serde_json::from_str::<Value>(&valid_payload()).unwrap().to_string();
    inputs().into_iter().filter(|input| input.starts_with(b"{")).chain([compact.into_bytes()]).collect()
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn nothing_is_found_in_what_is_right((event, payload) in payload()) {
        // A text may be a template's, by chance.
        prop_assume!(!payload.to_string().contains("{{"));
        for text in [payload.to_string(), format!("{payload:#}")] {
            prop_assert_eq!(broken(text.as_bytes(), event, Severity::Warning), Vec::<&str>::new(), "{}", text);
        }
    }

    #[test]
    fn with_the_fast_path_the_same_is_found(
        seed in select(seeds()),
        one in damaged(select(seeds()), 1),
        other in damaged(select(seeds()), 3),
        mistaken in mistaken(),
        notes: bool,
    ) {
        let texts = [&*seed, &one.0, &mistaken, &other.0, &seed, &one.0].map(<[u8]>::trim_ascii);
        both_paths_agree(&texts.join(&b'\n'), notes);
        both_paths_agree(&[&b"["[..], &texts.join(&b','), b"]"].concat(), notes);
    }

    #[test]
    fn in_what_the_fast_path_takes_the_rules_find_nothing(
        seed in select(seeds()),
        text in damaged(select(seeds()), 2),
        notes: bool,
        event in select(Event::ALL.to_vec()),
    ) {
        let mut acceptor = Acceptor::new(Asked { events: vec![event], notes, longest: usize::MAX });
        // What it has seen must not matter.
        acceptor.accept(&seed);
        if let Some(length) = acceptor.accept(&text) {
            let least = if notes { Severity::Note } else { Severity::Warning };
            prop_assert_eq!(broken(&text[..length], event, least), Vec::<&str>::new());
        }
    }
}
