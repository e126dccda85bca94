//! `history` has two ways to a delivery: an event that stands in a line is compared with the last one of its appointment,
//! and anything else is parsed. They have to tell the same, whatever was sent.

use proptest::prelude::*;

use crate::support::run_with;

/// The members of an appointment that vary, as they are sent.
const MEMBERS: [(&str, &[&str]); 13] = [
    (
        "title",
        &["\"Intake\"", "\"Inta\\u006be\"", "\"é 🙂\"", "\"a\\\"b\\\\\"", "\"\\u001b[2J\"", "\"\"", "null", "\"{x}\""],
    ),
    ("address", &["\"https://example.org/j/1?pwd=a::b\"", "\"##[x]\"", "\"Room 2\""]),
    ("calendarId", &["\"BqTwX8QFwXzpegMve9EQ\"", "5"]),
    ("contactId", &["\"9NkT25Vor1v4aQatFsv2\"", "\"tei1jeQ8xkq2aQatFsv2\""]),
    ("groupId", &["null", "\"7NkT25Vor1v4aQatFsv9\""]),
    ("appointmentStatus", &["\"confirmed\"", "\"noshow\"", "\"no-show\"", "\"cancelled\""]),
    ("assignedUserId", &["\"YlWd2wuCAZQzh2cH1fVZ\"", "\"2NkT25Vor1v4aQatFsv2\""]),
    ("users", &["[]", "[\"a\",\"b\"]", "[\"b\",\"a\"]", "[\"a\", \"b\"]", "[\"a\",1]", "[\"a\",\"a\"]", "{}"]),
    // With a blank before it, a value may be as long as another one.
    ("notes", &["\"\"", "\"one\\ntwo\"", "\"one\\ntwo three\"", "\"x\"", " \"\""]),
    ("source", &["\"booking_widget\"", "\"manual\"", " \"manua\""]),
    (
        "startTime",
        &[
            "\"2026-03-15T10:00:00Z\"",
            "\"2026-03-15T15:30:00+05:30\"",
            "\"2026-03-15 10:00\"",
            "\"2026-03-16T10:00:00Z\"",
        ],
    ),
    (
        "endTime",
        &[
            "\"2026-03-15T10:30:00Z\"",
            "\"2026-03-16T10:30:00Z\"",
            "\"2026-03-15T24:00:00Z\"",
            "\"2026-03-16T00:00:00Z\"",
        ],
    ),
    (
        "dateUpdated",
        &[
            "\"2026-03-10T14:30:00Z\"",
            "\"2026-03-10T14:30:01.5Z\"",
            "\"2026-03-10T14:29:59Z\"",
            "\"2026-03-10T20:00:00+05:30\"",
            "\"soon\"",
        ],
    ),
];

/// Members that need not be there, as they are sent, and whether they stand beside the appointment.
const EXTRAS: [(bool, &str); 19] = [
    (true, "\"timestamp\":\"2026-03-10T14:31:00Z\""),
    (true, "\"webhookId\":\"w1\""),
    (true, "\"webhookId\":\"w2\""),
    (true, "\"contact\":{\"id\":1,\"x\":[1.0]}"),
    (false, "\"isRecurring\":false"),
    (false, "\"createdBy\":{\"source\":\"a\",\"userId\":null}"),
    (false, "\"createdBy\":{ \"userId\": null, \"source\":\"a\"}"),
    (false, "\"createdBy\":{\"source\":\"b\"}"),
    (true, "\"contact\":{\"id\":2}"),
    (true, "\"contact\":7"),
    (true, "\"versionId\":\"v\""),
    (true, "\"appId\":\"\\u0061\""),
    (false, "\"rrule\":null"),
    (false, "\"colour\":\"green\""),
    (true, "\"colour\":{\"a\":1}"),
    (false, "\"title\":\"twice\""),
    (false, "\"colour\":\"red\""),
    (false, "\"a/b~\": \"x\""),
    (true, "\"id\":\"beside\""),
];

/// What one delivery differs in from those before.
#[derive(Clone, Debug)]
struct Step {
    appointment: usize,
    kind: usize,
    /// A member, and which of its values it has from now on.
    changes: Vec<(usize, usize)>,
    /// Extras that come or go, from this delivery on.
    extras: Vec<usize>,
    /// A member that is not sent this time.
    left_out: Option<usize>,
    /// How it is written, or what happens to it on its way.
    form: u8,
}

fn step() -> impl Strategy<Value = Step> {
    let changes = prop::collection::vec((0..MEMBERS.len(), 0..8_usize), 0..4);
    let extras = prop_oneof![1 => Just(vec![]), 1 => prop::collection::vec(0..EXTRAS.len(), 1..3)];
    let left_out = prop::option::weighted(0.15, 0..MEMBERS.len());
    (0..3_usize, 0..40_usize, changes, extras, left_out, 0..24_u8).prop_map(
        |(appointment, kind, changes, extras, left_out, form)| Step {
            appointment,
            kind,
            changes,
            extras,
            left_out,
            form,
        },
    )
}

/// The deliveries, a line each.
fn lines(steps: &[Step]) -> Vec<String> {
    let mut values = [[0_usize; MEMBERS.len()]; 3];
    let mut sent_extras: [Vec<usize>; 3] = Default::default();
    let mut lines: Vec<String> = Vec::new();
    for step in steps {
        for &(member, value) in &step.changes {
            values[step.appointment][member] = value % MEMBERS[member].1.len();
        }
        let kind = match step.kind {
            0 => "AppointmentDelete",
            1 => "AppointmentCreate",
            2 => "ContactUpdate",
            3 => "Appointment\\u0055pdate",
            _ => "AppointmentUpdate",
        };
        // Two appointments have one id, at two locations.
        let (id, location) = [("A1", "L1"), ("A1", "L2"), ("A3", "L1")][step.appointment];
        let mut appointment = vec![format!("\"id\":\"{id}\"")];
        let sent = MEMBERS.iter().enumerate().filter(|(member, _)| Some(*member) != step.left_out);
        appointment
            .extend(sent.map(|(member, (key, raw))| format!("\"{key}\":{}", raw[values[step.appointment][member]])));
        let mut event = vec![format!("\"type\":\"{kind}\""), format!("\"locationId\":\"{location}\"")];
        let extras = &mut sent_extras[step.appointment];
        for extra in &step.extras {
            match extras.iter().position(|sent| sent == extra) {
                Some(place) => drop(extras.remove(place)),
                None => extras.insert(extra % (extras.len() + 1), *extra),
            }
        }
        for &extra in &*extras {
            let (beside, member) = EXTRAS[extra];
            if beside { event.push(member.to_owned()) } else { appointment.push(member.to_owned()) }
        }
        if step.form == 1 {
            appointment.reverse();
        }
        if step.form == 2 {
            event.remove(1);
        }
        if step.form == 9 {
            appointment.rotate_left(step.kind % 3 + 1);
        }
        let inner = format!("\"appointment\":{{{}}}", appointment.join(if step.form == 3 { " , " } else { "," }));
        event.insert(event.len().min(step.kind % 4 + 2), inner);
        if step.form == 10 {
            event.insert(step.kind % 2, "\"appointment\":{}".to_owned());
        }
        let line = format!("{{{}}}", event.join(","));
        lines.push(match (step.form, lines.last()) {
            (4, Some(before)) => before.clone(),
            (5, _) => lines.first().unwrap_or(&line).clone(),
            (6, _) => line[..line.len() - 9].to_owned(),
            (7, _) => line + " ",
            (8, _) => "not JSON".to_owned(),
            _ => line,
        });
    }
    lines
}

/// The same line in the envelope of a capture: its body is found by parsing.
fn wrapped(line: &str) -> String {
    if serde_json::from_str::<serde_json::Value>(line).is_ok() {
        format!("{{\"method\":\"POST\",\"body\":{line}}}")
    } else {
        line.to_owned()
    }
}

/// What is told of a capture, as if its bodies stood by themselves.
fn unwrapped(told: &str) -> String {
    told.replace(",\"found_at\":\"/body\"", "")
}

#[test]
fn long_events_are_followed_too() {
    let event = |length: usize, title: &str, end: &str| {
        format!(
            "{{\"type\":\"AppointmentUpdate\",\"locationId\":\"L\",\"appointment\":{{\"id\":\"A\",\"notes\":\"{}\",\"title\":\"{title}\"}}{end}}}",
            "x".repeat(length)
        )
    };
    let lines = [
        event(70_000, "a", ""),
        event(70_000, "b", ""),
        event(10, "b", ",\"appId\":\"1\""),
        event(65_500, "c", ""),
        event(65_600, "c", ",\"appId\":\"2\""),
    ];
    let plain = lines.join("\n") + "\n";
    let captured: String = lines.iter().map(|line| wrapped(line) + "\n").collect();
    let [one, other] = [plain, captured].map(|text| run_with(&["history", "--format", "ndjson"], text.as_bytes()));
    assert_eq!(one.stdout, unwrapped(&other.stdout));
    assert_eq!(one.stdout.matches("\"changes\":[{").count(), 4, "{}", one.stdout);
}

/// A value that begins behind a blank and ends where the last one ended.
#[test]
fn a_blank_more_before_a_value_changes_nothing_else() {
    let event = |notes: &str, day: u8| {
        format!(
            r#"{{"type":"AppointmentUpdate","locationId":"L","appointment":{{"id":"A","address":"","title":"","calendarId":"C","contactId":"K","appointmentStatus":"new","assignedUserId":"U","users":[],"notes":{notes},"source":"s","startTime":"2026-01-09T10:00:00Z","endTime":"2026-01-09T11:00:00Z","dateAdded":"2026-01-01T09:00:00Z","dateUpdated":"2026-01-0{day}T10:00:00Z"}}}}"#
        )
    };
    let events = [("\"long\"", 1), (" \"lon\"", 2), ("\"long\"", 3), (" \"lon\"", 4), ("\"long\"", 3), (" \"lon\"", 4)];
    let text: String = events.map(|(notes, day)| event(notes, day) + "\n").concat();
    let told = run_with(&["history", "--format", "ndjson"], text.as_bytes());
    let words = told.stdout.lines().map(|line| {
        let told: serde_json::Value = serde_json::from_str(line).unwrap();
        told["delivery"].as_str().unwrap().to_owned()
    });
    let words: Vec<String> = words.collect();
    assert_eq!(words, ["first-seen", "changed", "changed", "changed", "duplicate", "duplicate"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_to_a_delivery_tell_the_same(steps in prop::collection::vec(step(), 1..60)) {
        let lines = lines(&steps);
        let plain = lines.join("\n") + "\n";
        let captured: String = lines.iter().map(|line| wrapped(line) + "\n").collect();
        let array = format!("[{}]", lines.iter().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).cloned().collect::<Vec<_>>().join("\n,"));
        let of_words = |text: &str| {
            let told = run_with(&["history", "--format", "ndjson", "--only", "changed", "--only", "late"], text.as_bytes());
            let values = told.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
            values.map(|value| format!("{} {}", value["delivery"], value["changes"])).collect::<Vec<_>>()
        };
        for arguments in [
            &["history", "--format", "ndjson"][..],
            &["history"],
            &["history", "--format", "previous"],
            &["history", "--summary"],
            &["history", "--format", "ndjson", "--id", "A3"],
        ] {
            let [one, other] = [&plain, &captured].map(|text| run_with(arguments, text.as_bytes()));
            prop_assert_eq!(one.code, other.code);
            prop_assert_eq!(one.stdout, unwrapped(&other.stdout), "{:?} of\n{}", arguments, plain);
        }
        prop_assert_eq!(of_words(&plain), of_words(&array), "as an array:\n{}", array);
    }
}
