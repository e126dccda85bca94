//! The comparison itself: field by field, and read only where the bytes differ.

mod others;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::json::JsonType;
use crate::schema::{self, Event, Field, FieldId, Rows};

use super::side::text;
use super::value::{self, Parsed, PlainItems, canonical, plain_items, same};
use super::{Change, Comparison, Detail, Ends, FieldChange, Kind, Kinds, Side, Times, times};

use others::{compare_other, compare_others};

/// Compares two payloads of the same appointment. `exact` counts as changes what is held back otherwise.
pub fn compare<'t>(before: &Side<'t>, after: &Side<'t>, exact: bool) -> Comparison<'t> {
    compare_fields(before, after, before.differing(after), exact)
}

/// The same, for who knows already which documented fields differ in their JSON text.
pub(super) fn compare_fields<'t>(before: &Side<'t>, after: &Side<'t>, differing: Rows, exact: bool) -> Comparison<'t> {
    let mut comparison = Comparison::default();
    let mut moved: Vec<(Kind, FieldChange<'t>)> = Vec::new();
    for field in differing.fields() {
        let Some(kind) = kind_of(field, before, after) else { continue };
        let change =
            FieldChange { pointer: field.pointer.into(), before: before.value(field.id), after: after.value(field.id) };
        match kind {
            Kind::Unsent => comparison.unsent.push(change),
            Kind::NewlySent => comparison.newly_sent.push(change),
            Kind::SameInstant => comparison.same_instant.push(change),
            Kind::Reordered => comparison.reordered.push(change),
            Kind::Bookkeeping => comparison.bookkeeping.push(change),
            Kind::Rescheduled | Kind::Duration => moved.push((kind, change)),
            Kind::Users => {
                let detail = users_detail(&change);
                comparison.changes.push(Change { kind, fields: vec![change], detail });
            }
            _ => comparison.changes.push(Change::plain(kind, change)),
        }
    }
    // Both ends moved are one change: of the start.
    if let Some(kind) = moved.iter().map(|(kind, _)| *kind).min() {
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

/// How many changes of each kind [`compare_fields`] would find, without a word about any of them.
pub(super) fn count_kinds(before: &Side<'_>, after: &Side<'_>, differing: Rows) -> Kinds {
    let mut kinds = Kinds::default();
    // A difference in the delivery's own fields is never counted, whatever it is.
    for field in differing.fields().filter(|field| field.change != schema::Change::Bookkeeping) {
        kinds.add(kind_of(field, before, after).filter(|kind| kind.is_counted_always()));
    }
    kinds.join_times();
    let extras = differing.difference(Rows::OF_DELIVERY).extras();
    let both = |row| before.raw_row(row).zip(after.raw_row(row));
    let mut extras = extras.filter_map(|(row, extra)| Some((extra.pointer, both(row)?))).peekable();
    let has_unknown = !before.unknown().is_empty() && !after.unknown().is_empty();
    if extras.peek().is_some() || has_unknown {
        let mut comparison = Comparison::default();
        for (pointer, (left, right)) in extras {
            compare_other(pointer.into(), text(left), text(right), &mut comparison);
        }
        if has_unknown {
            compare_others(before.unknown().iter().cloned(), after.unknown().iter().cloned(), &mut comparison);
        }
        for change in comparison.changes {
            kinds.add(Some(change.kind));
        }
    }
    kinds
}

/// What kind of difference there is in a field, the texts of which differ; `None` where they say the same.
fn kind_of(field: &Field, before: &Side<'_>, after: &Side<'_>) -> Option<Kind> {
    if field.change == schema::Change::Deleted
        && after.event() == Some(Event::Delete)
        && before.event() != Some(Event::Delete)
    {
        return Some(Kind::Deleted);
    }
    let (one, other) = match (before.raw(field.id), after.raw(field.id)) {
        (Some(one), Some(other)) => (one, other),
        (Some(_), None) => return Some(Kind::Unsent),
        (None, Some(_)) => return Some(Kind::NewlySent),
        (None, None) => return None,
    };
    let is_list = field.kind == schema::Kind::Ids;
    let lists = if is_list { plain_items(one).zip(plain_items(other)) } else { None };
    let is_time = field.kind == schema::Kind::Time;
    let is_another_time = is_time && times::differ_in_digits(one, other);
    // Strings without escapes have one spelling.
    let row = field.id as usize;
    let are_plain = || before.plain_text_of(row, one).is_some() && after.plain_text_of(row, other).is_some();
    let is_same = match &lists {
        Some((before, after)) => before.clone().eq(after.clone()),
        None => !is_another_time && !are_plain() && same(text(one), text(other)),
    };
    if is_same {
        return None;
    }
    let is_reordered = || match &lists {
        Some((before, after)) => same_items(before, after),
        None => is_list && same_set(one, other),
    };
    Some(match (field.kind, field.change) {
        _ if is_time && !is_another_time && same_instant(one, other) => Kind::SameInstant,
        _ if is_reordered() => Kind::Reordered,
        (_, schema::Change::Deleted) => kind_of_event(before, after),
        (_, schema::Change::Time) if field.id == FieldId::StartTime => Kind::Rescheduled,
        (_, schema::Change::Time) => Kind::Duration,
        (_, meaning) => Kind::of(meaning),
    })
}

/// What it means that the event's name is another one. Create and Update say the same of an appointment: that it is there, and how.
fn kind_of_event(before: &Side<'_>, after: &Side<'_>) -> Kind {
    match (before.event(), after.event()) {
        (Some(before), Some(after)) if (before == Event::Delete) == (after == Event::Delete) => Kind::Bookkeeping,
        (Some(Event::Delete), Some(_)) => Kind::Created,
        _ => Kind::Other,
    }
}

/// Whether both are the same instant, or, without an offset, the same clock.
fn same_instant(before: &[u8], after: &[u8]) -> bool {
    match [before, after].map(times::instant) {
        [Some(before), Some(after)] => before == after,
        [None, None] => {
            let clock =
                |raw| times::timestamp(text(raw)).filter(|time| time.offset().is_none()).map(|time| time.local());
            clock(before).is_some_and(|before| clock(after) == Some(before))
        }
        _ => false,
    }
}

/// So few ids are compared each with each, in no memory; more are put in order first.
const FEW: usize = 16;

/// Whether both have the same items, in any order.
fn same_items(before: &PlainItems<'_>, after: &PlainItems<'_>) -> bool {
    fn listed<'t>(items: &PlainItems<'t>) -> Option<([&'t [u8]; FEW], usize)> {
        let (mut list, mut count) = ([&[][..]; FEW], 0);
        for item in items.clone() {
            *list.get_mut(count)? = item;
            count += 1;
        }
        Some((list, count))
    }
    let (Some((before, count)), Some((after, count_after))) = (listed(before), listed(after)) else {
        return before.clone().collect::<BTreeSet<_>>() == after.clone().collect();
    };
    let (before, after) = (before.get(..count), after.get(..count_after));
    let holds_all = |one: &[&[u8]], other: &[&[u8]]| other.iter().all(|item| one.contains(item));
    before.zip(after).is_some_and(|(before, after)| holds_all(before, after) && holds_all(after, before))
}

/// The same of arrays of anything; `false` for what is no array.
fn same_set(before: &[u8], after: &[u8]) -> bool {
    let [before, after] = [before, after].map(text);
    let both_arrays = [before, after].iter().all(|raw| value::json_type(raw) == JsonType::Array);
    both_arrays && set(&items(before)) == set(&items(after))
}

/// The items of an array, as JSON text.
fn items(raw: &str) -> Vec<&str> {
    if let Some(items) = plain_items(raw.as_bytes()) {
        return items.map(text).collect();
    }
    let parsed = Parsed::new(raw);
    parsed.value().items().map(|item| parsed.raw(item)).collect()
}

fn set<'t>(items: &[&'t str]) -> BTreeSet<Cow<'t, str>> {
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
fn missing<'t>(items: &[&'t str], other: &[&'t str]) -> Vec<&'t str> {
    let mut known = set(items);
    other.iter().filter(|item| known.insert(canonical(item))).copied().collect()
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
                "created /type: the appointment is there again",
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
            (r#""startTime":"2023-09-25T16:00""#, r#""startTime":"2023-09-25T16:00:00.0""#, "(same-instant startTime)"),
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
