//! What holds of any two payloads, and of any stream of them.

use hoopspect::change::history::Word;
use hoopspect::change::patch::{json_patch, merge_patch};
use hoopspect::change::{Comparison, FieldChange, Kind, Side, compare};
use hoopspect::input::Step;
use hoopspect::payload::{self, Payload, Unwrap};
use hoopspect::report::diff as report;
use serde_json::Value;

use super::{records, written};

/// The first two payloads.
fn two(bytes: &[u8]) -> Option<[Payload<'static>; 2]> {
    let mut records = records(bytes);
    let mut payloads = Vec::new();
    while let Step::Record(record) = records.next(&mut ()).expect("memory can be read") {
        payloads.extend(payload::unwrap(&record, Unwrap::Yes).into_iter().flatten().map(Payload::into_owned));
        if payloads.len() > 1 {
            payloads.truncate(2);
            return payloads.try_into().ok();
        }
    }
    None
}

pub(super) fn patches_give_after_and_the_way_back_mirrors_the_way(bytes: &[u8]) {
    let Some([before, after]) = two(bytes) else { return };
    let (left, right) = (before.fields(), after.fields());
    let (old, new) = (Side::of(&left), Side::of(&right));
    for exact in [false, true] {
        let nothing = Comparison { is_exact: exact, ..Comparison::default() };
        assert_eq!(compare(&old, &old, exact), nothing);
        let (way, back) = (compare(&old, &new, exact), compare(&new, &old, exact));
        // What is deleted came from anything, and comes back as an event about an appointment alone.
        let goes = [&way, &back].iter().any(|comparison| comparison.kinds().contains(&Kind::Deleted));
        let is_nameless = [&old, &new].iter().any(|side| side.event().is_none());
        assert!(goes && is_nameless || told(&way, true) == told(&back, false), "{way:?}\n{back:?}");
    }
    // Beyond a double, numbers are JSON all the same, but not for serde_json.
    let read = |payload: &Payload<'_>| serde_json::from_str::<Value>(payload.value().raw()).ok();
    let (Some(from), Some(to)) = (read(&before), read(&after)) else { return };
    for tests in [false, true] {
        let text = report::json_patch(&json_patch(before.value(), after.value(), tests));
        let mut patched = from.clone();
        let operations: Vec<json_patch::PatchOperation> = serde_json::from_str(&text).expect("operations");
        json_patch::patch(&mut patched, &operations).expect("a patch that fits");
        assert_eq!(patched, to, "{text}");
    }
    match merge_patch(before.value(), after.value()) {
        Ok(patch) => {
            let text = report::merge_patch(&patch);
            let mut patched = from;
            json_patch::merge(&mut patched, &serde_json::from_str(&text).expect("a merge patch"));
            assert_eq!(patched, to, "{text}");
        }
        Err(pointers) => assert!(pointers.iter().all(|pointer| to.pointer(pointer) == Some(&Value::Null))),
    }
}

/// A comparison in short; `swapped`: as its mirror image.
pub(crate) fn told(comparison: &Comparison<'_>, swapped: bool) -> Vec<String> {
    let field = |field: &FieldChange<'_>| {
        let values = if swapped { [field.after, field.before] } else { [field.before, field.after] };
        format!("{} {values:?}", field.pointer)
    };
    let kind = |kind| match kind {
        Kind::Unsent if swapped => Kind::NewlySent,
        Kind::NewlySent if swapped => Kind::Unsent,
        Kind::Created if swapped => Kind::Deleted,
        Kind::Deleted if swapped => Kind::Created,
        other => other,
    };
    let changes = comparison.changes.iter();
    let mut told: Vec<String> = changes
        .map(|change| format!("{:?} {:?}", kind(change.kind), change.fields.iter().map(field).collect::<Vec<_>>()))
        .collect();
    told.sort();
    told
}

/// The order of the stream is kept, the words are those that there are, and only what changed has changes.
pub(super) fn deliveries_are_told_in_their_order(bytes: &[u8]) {
    let mut before = 0;
    for line in written::lines("history", "--format=ndjson", bytes) {
        let Ok(line) = serde_json::from_str::<Value>(&line) else { continue };
        let record = line["record"].as_u64().expect("a number");
        assert!(record >= before, "{line}");
        before = record;
        let word = line["delivery"].as_str().expect("a word");
        assert!(Word::ALL.iter().any(|known| known.name() == word), "{line}");
        let has_changes = line["changes"].as_array().is_some_and(|changes| !changes.is_empty());
        assert_eq!(has_changes, word == "changed", "{line}");
    }
}
