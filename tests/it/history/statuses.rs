//! `--summary`: statuses that look alike are told apart.

use serde_json::{Value, json};

use super::{event, stream};
use crate::support::run_with;

#[test]
fn statuses_that_the_vendor_does_not_name_are_in_quotes() {
    let statuses = ["confirmed", "confirmed ", "deleted", "(none)", "noshow"];
    let named =
        |index: usize, status: &str| event("Update", &format!("a{index}"), &json!({"appointmentStatus": status}));
    let mut events: Vec<Value> = statuses.iter().enumerate().map(|(index, status)| named(index, status)).collect();
    events.push(event("Update", "without", &json!({})));
    events.push(event("Delete", "removed", &json!({"appointmentStatus": "confirmed"})));
    let input = stream(&events);
    let human = run_with(&["history", "--summary"], input.as_bytes()).stdout;
    let rows: Vec<_> = human.lines().skip_while(|line| !line.starts_with("appointments")).skip(1).collect();
    let expected = [
        "  (none)      1",
        "  \"(none)\"    1",
        "  confirmed   1",
        "  \"confirmed \" 1",
        "  deleted     1",
        "  \"deleted\"   1",
        "  noshow      1",
    ];
    assert_eq!(rows, expected, "{human}");
    let ran = run_with(&["history", "--summary", "--format", "ndjson"], input.as_bytes());
    let summary: Value = serde_json::from_str(&ran.stdout).unwrap();
    let expected = json!({
        "(none)": 1, "\"(none)\"": 1, "confirmed": 1, "confirmed ": 1, "deleted": 1, "\"deleted\"": 1, "noshow": 1
    });
    assert_eq!(summary["statuses"], expected);
}
