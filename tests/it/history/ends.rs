//! Start, end and length, where not all of them are said.

use serde_json::{Value, json};

use super::{event, stream, told};
use crate::support::run_with;

/// An update with a start and an end, as the clock has them.
fn update(start: Option<&str>, end: Option<&str>) -> Value {
    let mut members = serde_json::Map::new();
    for (key, clock) in [("startTime", start), ("endTime", end)] {
        if let Some(clock) = clock {
            members.insert(key.to_owned(), format!("2026-01-01T{clock}:00Z").into());
        }
    }
    event("Update", "a", &Value::Object(members))
}

/// The length before, as the last of these deliveries tells it.
fn length_before(events: &[Value]) -> Value {
    let lines = told(&[], &stream(events));
    lines.last().unwrap()["changes"][0]["duration_seconds"]["before"].clone()
}

#[test]
fn no_length_is_told_that_no_delivery_had() {
    let whole = update(Some("10:00"), Some("11:00"));
    let (start, end) = (update(Some("12:00"), None), update(None, Some("12:30")));
    let neither = event("Update", "a", &json!({"title": "t"}));
    let last = update(Some("12:00"), Some("13:00"));
    let moved = update(Some("13:00"), Some("13:30"));
    for (events, expected) in [
        (vec![&whole, &start, &last], json!(null)),
        (vec![&whole, &end, &last], json!(null)),
        (vec![&start, &end, &last], json!(null)),
        (vec![&end, &start, &last], json!(null)),
        // What comes between says nothing of them.
        (vec![&whole, &start, &neither, &last], json!(null)),
        // Said once more, as it was: both are the first delivery's.
        (vec![&whole, &neither, &moved], json!(3600)),
        (vec![&last, &start, &moved], json!(3600)),
        (vec![&last, &neither, &start, &neither, &moved], json!(3600)),
        (vec![&whole, &start, &last, &moved], json!(3600)),
    ] {
        let events: Vec<Value> = events.into_iter().cloned().collect();
        assert_eq!(length_before(&events), expected, "{events:?}");
        // Keys that nobody knows take another way.
        let strange = |mut event: Value| {
            event["appointment"]["x"] = 1.into();
            event
        };
        assert_eq!(length_before(&events.into_iter().map(strange).collect::<Vec<_>>()), expected);
    }
    let ran = run_with(&["history"], stream(&[whole.clone(), start.clone(), last]).as_bytes());
    assert!(
        ran.stdout.ends_with("duration    \"2026-01-01T11:00:00Z\" → \"2026-01-01T13:00:00Z\"  now 1 h\n"),
        "{}",
        ran.stdout
    );
    let deletion = event("Delete", "a", &json!({}));
    let ran = run_with(&["history"], stream(&[whole, start, deletion]).as_bytes());
    assert!(ran.stdout.ends_with("deleted     Thu 2026-01-01 12:00 Z\n"), "{}", ran.stdout);
}

#[test]
fn another_end_shows_where_no_length_tells_of_it() {
    for (before, after, told) in [
        (json!("2026-01-01T11:00:00Z"), json!(null), "2 h later  end \"2026-01-01T11:00:00Z\" → (null)"),
        (json!(null), json!("2026-01-01T13:00:00Z"), "2 h later, now 1 h  end (null) → \"2026-01-01T13:00:00Z\""),
        (json!("x"), json!("y"), "2 h later  end \"x\" → \"y\""),
        (
            json!("2026-01-01T11:00:00"),
            json!("2026-01-01T13:00:00"),
            "2 h later  end Thu 2026-01-01 11:00 ? → Thu 2026-01-01 13:00 ?",
        ),
        // The length tells.
        (json!("2026-01-01T11:00:00Z"), json!("2026-01-01T14:00:00Z"), "2 h later, now 2 h (was 1 h)"),
        (json!("2026-01-01T11:00:00Z"), json!("2026-01-01T13:00:00Z"), "2 h later"),
    ] {
        let events = [("10", before), ("12", after)].map(|(hour, end)| {
            event("Update", "a", &json!({"startTime": format!("2026-01-01T{hour}:00:00Z"), "endTime": end}))
        });
        let ran = run_with(&["history"], stream(&events).as_bytes());
        assert!(ran.stdout.trim_end().ends_with(&format!("  {told}")), "{}", ran.stdout);
    }
}
