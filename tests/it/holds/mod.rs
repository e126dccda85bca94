//! What has to hold of any bytes, whoever made them up.
//!
//! Inputs that are generated, the fixtures that are hostile, and the fuzz targets (`fuzz/`) are all held against this; a
//! function panics where it does not hold.

mod change;
mod inside;
mod written;

use std::io::Cursor;

use hoopspect::accept::{Acceptor, Asked};
use hoopspect::finding::{Finding, Severity};
use hoopspect::input::{Accept, Outline, Record, Records, Step};
use hoopspect::json::{Document, JsonType, Member, Parser};
use hoopspect::payload::{self, Fields};
use hoopspect::rules::{self, Events};
use hoopspect::schema::Event;
use hoopspect::source::Span;

#[cfg(test)]
pub(crate) use change::told;

/// `check` in every format, its places, and its two paths.
pub(crate) fn check(bytes: &[u8]) {
    written::well(&["check"], bytes);
    places(bytes);
    for notes in [false, true] {
        both_paths_agree(bytes, notes);
    }
}

/// What is found inside captures, and whatever else `show` and `redact` make of it.
pub(crate) fn unwrap(bytes: &[u8]) {
    written::well(&["show", "redact"], bytes);
    inside::a_body_is_judged_as_it_is_outside(bytes);
}

/// The first two payloads in `bytes`, compared and patched.
pub(crate) fn diff(bytes: &[u8]) {
    written::well(&["diff"], bytes);
    change::patches_give_after_and_the_way_back_mirrors_the_way(bytes);
}

/// `bytes` as a stream of deliveries.
pub(crate) fn history(bytes: &[u8]) {
    written::well(&["history"], bytes);
    change::deliveries_are_told_in_their_order(bytes);
}

/// The records of `bytes`.
fn records(bytes: &[u8]) -> Records {
    Records::new("bytes".to_owned(), Box::new(Cursor::new(bytes.to_vec())), false)
}

/// What is found in a record, `notes` among it or not.
fn findings(record: &Record<'_>, events: &Events, notes: bool) -> Vec<Finding> {
    let check = if notes { rules::check } else { rules::check_beside_notes };
    let found = payload::unwrap(record, payload::Unwrap::Yes);
    let findings = found.into_iter().flat_map(|found| match found {
        Ok(payload) => check(&payload, events),
        Err(unreadable) => vec![rules::unreadable(&unreadable)],
    });
    findings.collect()
}

/// The number of each record that is looked at, and what is found in it, in words; with `fast`, those that it takes are
/// left out.
fn judged(bytes: &[u8], fast: &mut impl Accept, notes: bool) -> (Vec<(u64, Vec<Finding>)>, u64) {
    let mut records = records(bytes);
    let (mut judged, mut accepted) = (Vec::new(), 0);
    loop {
        match records.next(fast).expect("memory can be read") {
            Step::Record(record) => {
                if let Some(outline) = record.outline {
                    has_the_parsers_members(&record, outline);
                }
                judged.push((record.origin.record, findings(&record, &Events::new(&[Event::Update]), notes)));
            }
            Step::Accepted(count) => accepted += count,
            Step::Waiting => {}
            Step::End => return (judged, accepted),
        }
    }
}

/// What the fast path puts on the tape of a record that it doesn't take is what the parser puts there, and it knows all
/// known keys.
fn has_the_parsers_members(record: &Record<'_>, outline: &Outline) {
    let mut parser = Parser::default();
    parser.feed(record.bytes, true);
    let document = record.content.as_ref().expect("an outline is of something that could be read");
    let [ours, theirs] = [*document, Document::new(document.text(), parser.tape())].map(Document::root);
    assert_eq!(Fields::outlined(ours, outline).known(), Fields::read(theirs).known());
    assert_eq!(ours.span(), theirs.span());
    let mut others = theirs.members();
    for member in ours.members() {
        let other = others.find(|other| other.key.span() == member.key.span()).expect("the parser has it too");
        if member.is_named("appointment") {
            assert_eq!(member.value.span(), other.value.span());
            let mut others = other.value.members();
            assert!(member.value.members().all(|member| others.any(|other| parts(member) == parts(other))));
        } else {
            assert_eq!(parts(member), parts(other));
        }
    }
}

/// The places of all that a member holds, and what stands there.
fn parts(member: Member<'_>) -> Vec<(Span, JsonType, bool)> {
    let mut left = vec![member.value, member.key];
    let mut parts = Vec::new();
    while let Some(value) = left.pop() {
        parts.push((value.span(), value.json_type(), value.is_escaped()));
        left.extend(value.items().chain(value.members().flat_map(|member| [member.key, member.value])));
    }
    parts
}

/// The fast path takes nothing in which the rules find something, and changes nothing of what it leaves.
pub(crate) fn both_paths_agree(bytes: &[u8], notes: bool) {
    let least = if notes { Severity::Note } else { Severity::Warning };
    let mut acceptor = Acceptor::new(Asked { events: vec![Event::Update], notes, longest: Records::MAX_RECORD });
    let (left, accepted) = judged(bytes, &mut acceptor, notes);
    let (all, _) = judged(bytes, &mut (), notes);
    assert_eq!(left.len() as u64 + accepted, all.len() as u64);
    let mut left = left.into_iter().peekable();
    for (number, findings) in all {
        if let Some((_, same)) = left.next_if(|(left, _)| *left == number) {
            assert_eq!(format!("{same:?}"), format!("{findings:?}"));
        } else {
            let missed: Vec<_> = findings.iter().filter(|finding| finding.severity >= least).collect();
            assert!(missed.is_empty(), "record {number} was accepted: {missed:?}");
        }
    }
    assert!(left.next().is_none());
}

/// The line and the column of byte `at`, counted from the start.
fn count(bytes: &[u8], at: usize) -> (u64, u64) {
    let before = &bytes[..at];
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let is_character = |byte: &&u8| **byte & 0xC0 != 0x80;
    let column = before[line_start..].iter().filter(is_character).count();
    (before.split(|&byte| byte == b'\n').count() as u64, column as u64 + 1)
}

/// Every place is within its record, and where counting from the start says.
pub(crate) fn places(bytes: &[u8]) {
    // A mark at the start of a document is no column.
    if bytes.windows(3).any(|window| window == b"\xef\xbb\xbf") {
        return;
    }
    let mut records = records(bytes);
    while let Step::Record(record) = records.next(&mut ()).expect("memory can be read") {
        let start = record.origin.start;
        let at = usize::try_from(start.byte).expect("an offset");
        assert_eq!((start.line, start.column), count(bytes, at));
        assert!(bytes[at..].starts_with(record.bytes));
        let mut locator = record.locator();
        for finding in findings(&record, &Events::any(), true) {
            let places = finding.related.iter().map(|related| related.place).chain([finding.place]);
            for place in places {
                assert!(place.start <= place.end && place.end <= record.bytes.len(), "{finding:?}");
                let position = locator.position(place.start);
                assert_eq!(position.byte, (at + place.start) as u64);
                assert_eq!((position.line, position.column), count(bytes, at + place.start));
            }
        }
    }
}
