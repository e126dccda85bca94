//! A change of JSON type shows, also where both values look alike.

use serde_json::{Value, json};

use super::{event, stream};
use crate::support::run_with;

/// The last lines that `history` and `diff` write of a change of `name`.
fn last_lines(name: &str, before: &Value, after: &Value) -> [String; 2] {
    let events = [before, after].map(|value| event("Update", "a", &json!({name: value})));
    let input = stream(&events);
    let [history, diff] = ["history", "diff"].map(|command| run_with(&[command], input.as_bytes()).stdout);
    let told = history.lines().last().unwrap_or_default().split("  ").skip(1).map(str::trim);
    [told.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  "), diff]
}

#[test]
fn another_type_is_said() {
    for (name, before, after, told) in [
        ("title", json!("5"), json!(5), "title  5 → 5  changed from string to number"),
        ("title", json!("{}"), json!({}), "title  {} → {}  changed from string to object"),
        ("title", json!(""), json!([]), "title  (empty) → (empty)  changed from string to array"),
        ("assignedUserId", json!("5"), json!(5), "assigned  5 → 5  changed from string to number"),
        ("appointmentStatus", json!(5), json!("5"), "status  5 → \"5\"  changed from number to string"),
        ("users", json!([]), json!(""), "users  (empty) → (empty)  changed from array to string"),
        ("isRecurring", json!("true"), json!(true), "\"true\" → true  changed from string to boolean"),
        // That shows by itself.
        ("title", json!("t"), json!(null), "title  t → (null)"),
    ] {
        let [history, diff] = last_lines(name, &before, &after);
        assert!(history.ends_with(told), "{history}");
        let said = told.split("  ").find(|part| part.starts_with("changed from"));
        assert!(diff.contains(said.unwrap_or_default()), "{diff}");
    }
}

#[test]
fn a_user_that_became_a_number_looks_like_one() {
    let [history, diff] = last_lines("users", &json!(["1", "a", "n"]), &json!([1, "b", "n"]));
    assert!(history.ends_with("users  + 1  + b  - \"1\"  - a"), "{history}");
    let signed: Vec<_> = diff.lines().filter_map(|line| line.get(13..)).filter(|line| line.len() < 9).collect();
    assert_eq!(signed, ["+ 1", "+ b", "- \"1\"", "- a"], "{diff}");
}
