//! The comparison itself: field by field, and read only where the bytes differ.

use std::collections::BTreeSet;

use crate::json::{JsonType, Value, push_pointer};
use crate::schema::{self, DELIVERY_EXTRAS, Event, FIELDS, Field, FieldId};

use super::value::{self, Parsed, canonical, members, same};
use super::{Change, Comparison, Detail, Ends, FieldChange, Kind, Other, Side, Times, times};

/// Compares two payloads of the same appointment. `exact` counts as changes what is held back otherwise.
pub fn compare<'t>(before: &Side<'t>, after: &Side<'t>, exact: bool) -> Comparison<'t> {
    let mut comparison = Comparison::default();
    let mut moved: Vec<(FieldId, FieldChange<'t>)> = Vec::new();
    for field in &FIELDS {
        let change =
            FieldChange { pointer: field.pointer.into(), before: before.value(field.id), after: after.value(field.id) };
        if change.before == change.after {
            continue;
        }
        let became_deleted = field.change == schema::Change::Deleted
            && after.event() == Some(Event::Delete)
            && before.event() != Some(Event::Delete);
        if became_deleted {
            comparison.changes.push(Change::plain(Kind::Deleted, change));
            continue;
        }
        match (Difference::of(field, &change), field.change) {
            (Difference::Same, _) => {}
            (Difference::Unsent, _) => comparison.unsent.push(change),
            (Difference::NewlySent, _) => comparison.newly_sent.push(change),
            (Difference::SameInstant, _) => comparison.same_instant.push(change),
            (Difference::Reordered, _) => comparison.reordered.push(change),
            (Difference::Other, schema::Change::Bookkeeping) => comparison.bookkeeping.push(change),
            (Difference::Other, schema::Change::Deleted) if both_alive(before, after) => {
                comparison.bookkeeping.push(change);
            }
            (Difference::Other, schema::Change::Time) => moved.push((field.id, change)),
            (Difference::Other, schema::Change::Users) => {
                let detail = users_detail(&change);
                comparison.changes.push(Change { kind: Kind::Users, fields: vec![change], detail });
            }
            (Difference::Other, meaning) => comparison.changes.push(Change::plain(Kind::of(meaning), change)),
        }
    }
    if !moved.is_empty() {
        let has_start = moved.iter().any(|(id, _)| *id == FieldId::StartTime);
        let kind = if has_start { Kind::Rescheduled } else { Kind::Duration };
        let fields = moved.into_iter().map(|(_, change)| change).collect();
        let detail = Detail::Times(Times { before: Ends::of(before), after: Ends::of(after) });
        comparison.changes.push(Change { kind, fields, detail });
    }
    compare_others(before.others(), after.others(), &mut comparison);
    if exact {
        comparison.count_all();
    }
    // Stable: fields of one kind stay in the table's order, then that of the pointers.
    comparison.changes.sort_by_key(|change| change.kind);
    comparison
}

/// How two values of a field differ.
enum Difference {
    Same,
    Unsent,
    NewlySent,
    SameInstant,
    Reordered,
    Other,
}

impl Difference {
    fn of(field: &Field, change: &FieldChange<'_>) -> Self {
        let (before, after) = match (change.before, change.after) {
            (Some(before), Some(after)) => (before, after),
            (Some(_), None) => return Self::Unsent,
            (None, Some(_)) => return Self::NewlySent,
            (None, None) => return Self::Same,
        };
        if same(before, after) {
            return Self::Same;
        }
        match field.kind {
            schema::Kind::Time if same_instant(before, after) => Self::SameInstant,
            schema::Kind::Ids if same_set(before, after) => Self::Reordered,
            _ => Self::Other,
        }
    }
}

/// Create and Update say the same of an appointment: that it is there, and how.
fn both_alive(before: &Side<'_>, after: &Side<'_>) -> bool {
    match (before.event(), after.event()) {
        (Some(before), Some(after)) => (before == Event::Delete) == (after == Event::Delete),
        _ => false,
    }
}

/// Whether both are the same instant. A time without an offset is none.
fn same_instant(before: &str, after: &str) -> bool {
    let instant = |raw| times::timestamp(raw)?.instant();
    instant(before).is_some_and(|before| instant(after) == Some(before))
}

fn same_set(before: &str, after: &str) -> bool {
    let both_arrays = [before, after].iter().all(|raw| value::json_type(raw) == JsonType::Array);
    both_arrays && set(&items(before)) == set(&items(after))
}

/// The items of an array, as JSON text.
fn items(raw: &str) -> Vec<&str> {
    let parsed = Parsed::new(raw);
    parsed.value().items().map(|item| parsed.raw(item)).collect()
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| canonical(item)).collect()
}

/// Who was added and who removed; nothing to say where one side is no array.
fn users_detail<'t>(change: &FieldChange<'t>) -> Detail<'t> {
    match (change.before, change.after) {
        (Some(before), Some(after)) if [before, after].map(value::json_type) == [JsonType::Array; 2] => {
            let (before, after) = (items(before), items(after));
            Detail::Users { added: missing(&before, &after), removed: missing(&after, &before) }
        }
        _ => Detail::Plain,
    }
}

/// The items of `other` that `items` lacks, each once.
fn missing<'t>(items: &[&str], other: &[&'t str]) -> Vec<&'t str> {
    let mut known = set(items);
    other.iter().filter(|item| known.insert(canonical(item))).copied().collect()
}

/// Compares the members that the table does not list; both lists are in the order of their pointers.
fn compare_others<'t>(before: &[Other<'t>], after: &[Other<'t>], comparison: &mut Comparison<'t>) {
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let (left, right) = match (before.peek(), after.peek()) {
            (None, None) => return,
            (Some(_), None) => (before.next(), None),
            (None, Some(_)) => (None, after.next()),
            (Some(left), Some(right)) => match left.pointer.cmp(&right.pointer) {
                std::cmp::Ordering::Less => (before.next(), None),
                std::cmp::Ordering::Greater => (None, after.next()),
                std::cmp::Ordering::Equal => (before.next(), after.next()),
            },
        };
        match (left, right) {
            (Some(left), Some(right)) if left.raw != right.raw => {
                let (left_value, right_value) = (Parsed::new(left.raw), Parsed::new(right.raw));
                let mut leaves = Leaves { before: &left_value, after: &right_value, comparison };
                leaves.compare(&mut left.pointer.clone().into_owned(), left_value.value(), right_value.value());
            }
            (Some(left), None) => comparison.unsent.push(FieldChange::of(left, Some(left.raw), None)),
            (None, Some(right)) => comparison.newly_sent.push(FieldChange::of(right, None, Some(right.raw))),
            _ => {}
        }
    }
}

impl<'t> FieldChange<'t> {
    fn of(other: &Other<'t>, before: Option<&'t str>, after: Option<&'t str>) -> Self {
        Self { pointer: other.pointer.clone(), before, after }
    }
}

/// The comparison within a member that the table does not list: objects member by member, all else as a whole.
struct Leaves<'c, 't> {
    before: &'c Parsed<'t>,
    after: &'c Parsed<'t>,
    comparison: &'c mut Comparison<'t>,
}

impl Leaves<'_, '_> {
    /// The parser's limit on nesting bounds the recursion.
    fn compare(&mut self, pointer: &mut String, before: Value<'_>, after: Value<'_>) {
        if before.json_type() != JsonType::Object || after.json_type() != JsonType::Object {
            if !same(before.raw(), after.raw()) {
                let change = self.change(pointer, Some(before), Some(after));
                if DELIVERY_EXTRAS.contains(&pointer.as_str()) {
                    self.comparison.bookkeeping.push(change);
                } else {
                    self.comparison.changes.push(Change::plain(Kind::Other, change));
                }
            }
            return;
        }
        let (left, right) = (members(before), members(after));
        let length = pointer.len();
        for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
            push_pointer(pointer, key);
            match (left.get(key).copied(), right.get(key).copied()) {
                (Some(left), Some(right)) => self.compare(pointer, left, right),
                (Some(left), None) => {
                    let change = self.change(pointer, Some(left), None);
                    self.comparison.unsent.push(change);
                }
                (None, right) => {
                    let change = self.change(pointer, None, right);
                    self.comparison.newly_sent.push(change);
                }
            }
            pointer.truncate(length);
        }
    }
}

impl<'t> Leaves<'_, 't> {
    fn change(&self, pointer: &str, before: Option<Value<'_>>, after: Option<Value<'_>>) -> FieldChange<'t> {
        FieldChange {
            pointer: pointer.to_owned().into(),
            before: before.map(|value| self.before.raw(value)),
            after: after.map(|value| self.after.raw(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Parser};
    use crate::payload::Fields;

    /// Compares two payloads that are an update's frame with these members of the appointment, and lists what is found.
    fn found(before: &str, after: &str) -> Vec<String> {
        let frame = |members: &str| match members.strip_prefix('!') {
            Some(whole) => whole.to_owned(),
            None => format!(r#"{{"type":"AppointmentUpdate","locationId":"L","appointment":{{"id":"A",{members}}}}}"#),
        };
        let (before, after) = (frame(before), frame(after));
        let tape = |text: &str| {
            let mut parser = Parser::default();
            parser.feed(text.as_bytes(), true);
            parser.take_tape()
        };
        let (left, right) = (tape(&before), tape(&after));
        let sides = [(&before, &left), (&after, &right)]
            .map(|(text, tape)| Side::of(&Fields::read(Document::new(text, tape).root())));
        let comparison = compare(&sides[0], &sides[1], false);
        let changes = comparison.changes.iter().map(|change| {
            let fields: Vec<&str> = change.fields.iter().map(|field| name(&field.pointer)).collect();
            format!("{} {}: {}", change.kind.name(), fields.join(" "), change.summary())
        });
        let quiet = comparison.held_back();
        let quiet = quiet.iter().flat_map(|(kind, fields)| {
            fields.iter().map(|field| format!("({} {})", kind.name(), name(&field.pointer)))
        });
        let found: Vec<String> = changes.chain(quiet).collect();
        let exact = compare(&sides[0], &sides[1], true);
        assert_eq!(exact.changes.len(), found.len(), "everything counts exactly once");
        found
    }

    fn name(pointer: &str) -> &str {
        pointer.strip_prefix("/appointment/").unwrap_or(pointer)
    }

    #[test]
    fn each_kind_of_change() {
        for (before, after, expected) in [
            (
                r#""startTime":"2023-09-25T16:00:00+05:30","endTime":"2023-09-25T16:30:00+05:30""#,
                r#""startTime":"2023-09-25T18:00:00+05:30","endTime":"2023-09-25T18:30:00+05:30""#,
                "rescheduled startTime endTime: moved 2 h later, still 30 min",
            ),
            (
                r#""startTime":"2023-09-25T16:00:00+05:30","endTime":"2023-09-25T16:30:00+05:30""#,
                r#""startTime":"2023-09-25T10:30:00Z","endTime":"2023-09-25T16:45:00+05:30""#,
                "duration endTime: now 45 min (was 30 min)|(same-instant startTime)",
            ),
            (r#""startTime":"tomorrow""#, r#""startTime":"today""#, "rescheduled startTime: start changed"),
            (
                r#""startTime":"2023-09-25T16:00:00""#,
                r#""startTime":"2023-09-25T16:00:00Z""#,
                "rescheduled startTime: start changed",
            ),
            (
                r#""startTime":"2023-09-25T16:00:00Z""#,
                r#""startTime":1695657600000"#,
                "rescheduled startTime: changed from string to number",
            ),
            (r#""endTime":"a""#, r#""endTime":"b""#, "duration endTime: end changed"),
            (
                r#""appointmentStatus":"confirmed""#,
                r#""appointmentStatus":"noshow""#,
                "status appointmentStatus: confirmed → noshow",
            ),
            (r#""appointmentStatus":"""#, r#""appointmentStatus":"new""#, "status appointmentStatus: \"\" → new"),
            (r#""assignedUserId":"a""#, r#""assignedUserId":"b""#, "reassigned assignedUserId: a → b"),
            (r#""users":["a","b"]"#, r#""users":["c","a"]"#, "users users: 1 added, 1 removed"),
            (r#""users":[]"#, r#""users":["c","c"]"#, "users users: 1 added"),
            (r#""users":["a"]"#, r#""users":null"#, "users users: changed from array to null"),
            (r#""notes":"a""#, r#""notes":"b""#, "notes notes: changed"),
            (r#""title":"a""#, r#""title":"A""#, "title title: changed"),
            (r#""address":"a""#, r#""address":null"#, "address address: changed from string to null"),
            (r#""calendarId":"a""#, r#""calendarId":"b""#, "calendar calendarId: a → b"),
            (r#""contactId":"a""#, r#""contactId":"b""#, "contact contactId: a → b"),
            (r#""groupId":"a""#, r#""groupId":"b""#, "group groupId: a → b"),
            (r#""source":"a""#, r#""source":"b""#, "source source: changed"),
            (
                r#""dateAdded":"2023-09-25T16:00:00Z""#,
                r#""dateAdded":"2023-09-25T16:00:01Z""#,
                "added dateAdded: 2023-09-25T16:00:00Z → 2023-09-25T16:00:01Z",
            ),
            (r#""x/y":{"a":[1],"b":1}"#, r#""x/y":{"a":[2],"b":1.0}"#, "other x~1y/a: changed"),
            (r#""x":9007199254740992"#, r#""x":9007199254740993"#, "other x: changed"),
            (r#""x":1"#, r#""x":"1""#, "other x: changed from number to string"),
            (r#""x":{"a":1}"#, r#""x":[]"#, "other x: changed from object to array"),
            (
                r#"!{"type":"AppointmentUpdate","appointment":{"id":"A","title":"t"}}"#,
                r#"!{"type":"AppointmentDelete","appointment":{"id":"A"}}"#,
                "deleted /type: the appointment was removed|(unsent title)",
            ),
            (
                r#"!{"type":"AppointmentDelete","appointment":{"id":"A"}}"#,
                r#"!{"type":"AppointmentUpdate","appointment":{"id":"A"}}"#,
                "other /type: changed",
            ),
            (
                r#"!{"type":"AppointmentUpdate","locationId":"K","appointment":{"id":"A"}}"#,
                r#"!{"type":"AppointmentUpdate","locationId":"L","appointment":{"id":"B"}}"#,
                "other /locationId: changed|other id: changed",
            ),
            (r#"!{"appointment":5}"#, r#"!{"appointment":6}"#, "other /appointment: changed"),
            (r#""title":{"a":1}"#, r#""title":{"a":2}"#, "title title: changed"),
        ] {
            assert_eq!(found(before, after).join("|"), expected, "{before} {after}");
        }
    }

    #[test]
    fn what_is_no_change() {
        for (before, after, expected) in [
            (r#""title":"café","x":{"a":1,"b":[2]}"#, r#""x": { "b":[2.0], "a":1e0 },"title":"caf\u00e9""#, ""),
            (r#""title":"a","title":"b""#, r#""title":"b""#, ""),
            (r#""x":{"a":1,"a":2}"#, r#""x":{"a":2}"#, ""),
            (
                r#""dateAdded":"2023-09-25T16:00:00+05:30""#,
                r#""dateAdded":"2023-09-25T10:30:00.000Z""#,
                "(same-instant dateAdded)",
            ),
            (
                r#""dateUpdated":"2023-09-25T16:00:00+05:30""#,
                r#""dateUpdated":"2023-09-25T16:00:05+05:30""#,
                "(bookkeeping dateUpdated)",
            ),
            (r#""users":["a","b"]"#, r#""users":["b","a","b"]"#, "(reordered users)"),
            (
                r#""notes":null,"x":{"a":1,"b":2}"#,
                r#""title":null,"x":{"b":2,"c":3}"#,
                "(unsent notes)|(unsent x/a)|(newly-sent title)|(newly-sent x/c)",
            ),
            (r#""w":1,"x":1,"y":2"#, r#""v":2,"y":2,"z":3"#, "(unsent w)|(unsent x)|(newly-sent v)|(newly-sent z)"),
            (
                r#"!{"type":"AppointmentCreate","webhookId":"1","timestamp":"2","appointment":{"id":"A"}}"#,
                r#"!{"type":"AppointmentUpdate","webhookId":"2","timestamp":"3","appointment":{"id":"A"}}"#,
                "(bookkeeping /type)|(bookkeeping /timestamp)|(bookkeeping /webhookId)",
            ),
        ] {
            assert_eq!(found(before, after).join("|"), expected, "{before} {after}");
            assert_eq!(found(before, before), [""; 0]);
        }
    }
}
