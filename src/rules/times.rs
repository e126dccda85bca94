//! Times: whether they are date-times, can be placed in time, and make sense together.

use crate::finding::{Finding, Rule, Severity};
use crate::json::{Member, Value, decode_mapped};
use crate::schema::{FIELDS, Field, FieldId, Kind};
use crate::source::Span;
use crate::time::{Departure, Instant, Invalid, Timestamp, read, text::distance};
use crate::untrusted::clip;

use super::Inspection;

pub(super) static INVALID_TIMESTAMP: Rule = Rule {
    id: "invalid-timestamp",
    severity: Severity::Error,
    summary: "a time is not an ISO 8601 date-time, or there is no such day or time",
    why: "Parsers refuse it, or worse, guess: 31 September becomes 1 October, an epoch number becomes the year 1970.",
    example: r#"{"appointment": {"startTime": "2023-09-31T16:00:00+05:30"}}"#,
    instead: "Write date, `T`, time and offset: 2023-09-30T16:00:00+05:30.",
};

pub(super) static NONSTANDARD_TIMESTAMP: Rule = Rule {
    id: "nonstandard-timestamp",
    severity: Severity::Warning,
    summary: "a time is ISO 8601, but not RFC 3339",
    why: "Many parsers read only RFC 3339: `-0400` without a colon, a time without seconds or a blank for the `T` makes \
          them refuse the time or drop its offset.",
    example: r#"{"appointment": {"startTime": "2026-01-05T12:00:00-0400"}}"#,
    instead: "Write it as RFC 3339 has it: 2026-01-05T12:00:00-04:00.",
};

pub(super) static TIMESTAMP_WITHOUT_OFFSET: Rule = Rule {
    id: "timestamp-without-offset",
    severity: Severity::Warning,
    summary: "a time has no offset, so it can't be placed in time",
    why: "16:00 where? Code that takes it for UTC, or for its own machine's zone, books the wrong hour. hoopspect never \
          guesses: such a time is not compared with others.",
    example: r#"{"appointment": {"startTime": "2023-09-25T16:00:00"}}"#,
    instead: "Add the offset: 2023-09-25T16:00:00+05:30, or Z for UTC.",
};

pub(super) static ENDS_BEFORE_START: Rule = Rule {
    id: "ends-before-start",
    severity: Severity::Error,
    summary: "endTime is before startTime",
    why: "It can't be true. Often the two have different offsets and only their clocks were compared.",
    example: r#"{"appointment": {"startTime": "2023-09-25T16:00:00+05:30", "endTime": "2023-09-25T15:00:00+05:30"}}"#,
    instead: "Mend the one that is wrong; write both with the same offset.",
};

pub(super) static UPDATED_BEFORE_ADDED: Rule = Rule {
    id: "updated-before-added",
    severity: Severity::Warning,
    summary: "dateUpdated is before dateAdded",
    why: "Receivers order deliveries by dateUpdated; one from before the appointment existed is taken for late.",
    example: r#"{"appointment": {"dateAdded": "2023-09-25T16:00:00Z", "dateUpdated": "2023-09-24T16:00:00Z"}}"#,
    instead: "Mend the one that is wrong.",
};

pub(super) static ZERO_LENGTH: Rule = Rule {
    id: "zero-length",
    severity: Severity::Note,
    summary: "endTime is the same instant as startTime",
    why: "The vendor's own example does it, so it can be meant; in a calendar it is invisible.",
    example: r#"{"appointment": {"startTime": "2023-09-25T16:00:00+05:30", "endTime": "2023-09-25T10:30:00Z"}}"#,
    instead: "Give a fixture a length, unless it is about just this.",
};

pub(super) static MIXED_OFFSETS: Rule = Rule {
    id: "mixed-offsets",
    severity: Severity::Note,
    summary: "the payload's times have different offsets",
    why: "Deliveries often have the appointment's times in local time and the record's in UTC. Code that compares the \
          texts, or takes one offset for all, gets the order wrong.",
    example: r#"{"appointment": {"startTime": "2026-03-15T10:00:00-04:00", "dateAdded": "2026-03-10T14:30:00Z"}}"#,
    instead: "Compare instants, never texts.",
};

pub(super) fn check(inspection: &mut Inspection<'_>) {
    let times = || FIELDS.iter().filter(|field| field.kind == Kind::Time);
    if !times().any(|field| inspection.doubts(field.id)) {
        return;
    }
    for field in times() {
        let Some(value) = inspection.fields.value(field.id) else { continue };
        let Some(text) = value.text() else { continue };
        if text.is_empty() && inspection.event.requires(field) {
            continue;
        }
        let trimmed = text.trim();
        match read(trimmed) {
            Ok(time) => {
                judge(inspection, field, value, trimmed, &time);
                if let Some(slot) = inspection.times.get_mut(field.id as usize) {
                    *slot = Some(time);
                }
            }
            Err(invalid) => {
                let leading = text.len() - text.trim_start().len();
                let finding = refused(field, value, leading, &text, invalid);
                inspection.report(finding);
            }
        }
    }
    check_order(inspection);
}

pub(super) fn note(inspection: &mut Inspection<'_>) {
    note_length(inspection);
    note_offsets(inspection);
}

/// The bytes of `part` of a string's text, in the document.
fn part_of(value: Value<'_>, part: std::ops::Range<usize>) -> Span {
    let start = value.span().start + 1;
    match value.raw_text() {
        Some(raw) if value.is_escaped() => {
            let (_, map) = decode_mapped(raw, start);
            Span::new(map.outer(part.start), map.outer(part.end))
        }
        _ => Span::new(start + part.start, start + part.end),
    }
}

fn refused(field: &Field, value: Value<'_>, leading: usize, text: &str, invalid: Invalid) -> Finding {
    let part = leading + invalid.part.start..leading + invalid.part.end;
    let place = if part.is_empty() { value.span() } else { part_of(value, part) };
    let quoted = if text.is_empty() { String::new() } else { format!(": \"{}\"", clip(text)) };
    let message = format!("{} {}{quoted}", field.name, invalid.reason);
    let mut finding = Finding::new(&INVALID_TIMESTAMP, field.pointer, place, message).label(invalid.label);
    finding.help = invalid.help.map(Into::into);
    finding
}

fn judge(inspection: &mut Inspection<'_>, field: &Field, value: Value<'_>, text: &str, time: &Timestamp) {
    let departures = time.departures();
    if !departures.is_empty() {
        let departures = departures.clause();
        let message =
            [field.name, " is not in the form of RFC 3339: ", &departures, " (\"", &clip(text), "\")"].concat();
        let place = departure_part(value, text, time).unwrap_or_else(|| value.span());
        let finding =
            Finding::new(&NONSTANDARD_TIMESTAMP, field.pointer, place, message).label(departures).help(time.advice());
        inspection.report(finding);
    }
    if time.offset().is_none() {
        let message = format!("{} has no offset, so it can't be placed in time: \"{}\"", field.name, clip(text));
        let finding = Finding::new(&TIMESTAMP_WITHOUT_OFFSET, field.pointer, value.span(), message)
            .label("in which zone?")
            .help(format!("add the offset, such as `{}+05:30`, or `Z` for UTC", time.rfc3339_local()));
        inspection.report(finding);
    }
}

/// The part of a time that departs from the standard, where it is one that can be pointed at.
fn departure_part(value: Value<'_>, text: &str, time: &Timestamp) -> Option<Span> {
    let mut departures = time.departures().iter();
    let (Some(only), None) = (departures.next(), departures.next()) else { return None };
    let part = match only {
        Departure::OffsetWithoutColon | Departure::OffsetWithoutMinutes => {
            text.bytes().rposition(|byte| matches!(byte, b'+' | b'-'))?..text.len()
        }
        Departure::BlankForT => text.bytes().position(|byte| byte == b' ').map(|at| at..at + 1)?,
        _ => return None,
    };
    let whole = value.text()?;
    let leading = whole.len() - whole.trim_start().len();
    Some(part_of(value, part.start + leading..part.end + leading))
}

fn check_order(inspection: &mut Inspection<'_>) {
    check_pair(inspection, &ENDS_BEFORE_START, FieldId::StartTime, FieldId::EndTime);
    check_pair(inspection, &UPDATED_BEFORE_ADDED, FieldId::DateAdded, FieldId::DateUpdated);
}

/// Reports a breach of `rule` where the time in the field `later` is before that in `earlier`.
fn check_pair(inspection: &mut Inspection<'_>, rule: &'static Rule, earlier: FieldId, later: FieldId) {
    let Some((first, first_member)) = placed(inspection, earlier) else { return };
    let Some((second, second_member)) = placed(inspection, later) else { return };
    if second >= first {
        return;
    }
    let (earlier, later) = (earlier.field(), later.field());
    let message = format!("{} is {} before {}", later.name, distance(second.seconds_since(first)), earlier.name);
    let finding = Finding::new(rule, later.pointer, second_member.value.span(), message)
        .label("this is earlier")
        .relate(first_member.value.span(), "than this")
        .help("mend the one that is wrong; offsets count, not only clocks");
    inspection.report(finding);
}

/// A field's time, where it can be placed, and its member.
fn placed<'p>(inspection: &Inspection<'p>, id: FieldId) -> Option<(Instant, Member<'p>)> {
    let time = inspection.times.get(id as usize).copied().flatten()?;
    Some((time.instant()?, inspection.fields.get(id)?))
}

fn note_length(inspection: &mut Inspection<'_>) {
    let (start, end) = (placed(inspection, FieldId::StartTime), placed(inspection, FieldId::EndTime));
    if let (Some((start, start_member)), Some((end, end_member))) = (start, end)
        && start == end
    {
        let message = "endTime is the same instant as startTime";
        let pointer = FieldId::EndTime.field().pointer;
        inspection.report(
            Finding::new(&ZERO_LENGTH, pointer, end_member.key.span(), message)
                .relate(start_member.value.span(), "it starts here"),
        );
    }
}

fn note_offsets(inspection: &mut Inspection<'_>) {
    let times = FIELDS.iter().filter_map(|field| {
        let time = inspection.times.get(field.id as usize).copied().flatten()?;
        Some((field, inspection.fields.get(field.id)?, time, time.offset()?))
    });
    let mut times = times;
    let Some((first, first_member, first_time, offset)) = times.next() else { return };
    let Some((other, member, time, _)) = times.find(|(_, _, _, other)| *other != offset) else { return };
    let message = format!(
        "{} has the offset {}, {} has {}",
        other.name,
        time.offset_text().as_str(),
        first.name,
        first_time.offset_text().as_str(),
    );
    let finding = Finding::new(&MIXED_OFFSETS, other.pointer, member.key.span(), message)
        .relate(first_member.value.span(), "the first offset is here");
    inspection.report(finding);
}
