//! Events of any length: what is known of an appointment has its place, however long that is.

use serde_json::json;

use super::{event, short, stream};

#[test]
fn events_of_any_length_are_told_apart() {
    for first in [10, 70_000, 200_000, 700_000, 1_500_000] {
        let of = |length: usize| event("Update", "a", &json!({"title": "t", "notes": "x".repeat(length)}));
        let events = [first, first + 1, 100, first, 600_000, first + 2, 2].map(of);
        let expected = ["first-seen", "notes", "notes", "duplicate", "notes", "notes", "notes"];
        assert_eq!(short(&[], &stream(&events)), expected, "{first}");
    }
}
