//! What fields hold: statuses, blanks, characters that can't be seen, users twice.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::blocks::{Block, find};
use crate::finding::{Finding, Rule, Severity};
use crate::json::{Pointers, Value};
use crate::schema::{FIELDS, Field, FieldId, Kind, STATUSES};
use crate::suggest::{Shape, Word, did_you_mean, distance, fold};
use crate::untrusted::{clip, is_unsafe};

use super::Inspection;
use super::twice::each_again;

pub(super) static UNKNOWN_STATUS: Rule = Rule {
    id: "unknown-status",
    severity: Severity::Warning,
    summary: "appointmentStatus is not one of the statuses that the vendor names",
    why: "The set is open, but what is not in it is nearly always another spelling, which a receiver that compares \
          words does not recognise: `canceled`, `no-show`, `Confirmed`.",
    example: r#"{"appointment": {"appointmentStatus": "no-show"}}"#,
    instead: "Write one of: new, confirmed, cancelled, showed, noshow, invalid, active, completed.",
};

pub(super) static SURROUNDING_WHITESPACE: Rule = Rule {
    id: "surrounding-whitespace",
    severity: Severity::Warning,
    summary: "there are blanks around an id, status, type or time",
    why: "The value looks right and equals nothing: look-ups by id fail, and words are not recognised.",
    example: r#"{"appointment": {"appointmentStatus": "confirmed "}}"#,
    instead: "Remove the blanks where the value is made.",
};

pub(super) static CONTROL_CHARACTERS: Rule = Rule {
    id: "control-characters",
    severity: Severity::Warning,
    summary: "a text holds control, bidirectional or invisible characters",
    why: "Whoever books an appointment writes its title and notes. In a terminal such characters move the cursor, \
          rewrite lines or turn text around; in a database they make equal things different. (Line breaks and tabs are \
          fine, but not within ids.)",
    example: r#"{"appointment": {"notes": "call back\u001b[2J"}}"#,
    instead: "Remove them before the text is shown or stored. hoopspect always shows them as \\u{1b}.",
};

pub(super) static DUPLICATE_USER: Rule = Rule {
    id: "duplicate-user",
    severity: Severity::Warning,
    summary: "`users` holds an id twice",
    why: "The list is a set of people; whoever stands in it twice may be notified or counted twice.",
    example: r#"{"appointment": {"users": ["YlWd2wuCAZQzh2cH1fVZ", "YlWd2wuCAZQzh2cH1fVZ"]}}"#,
    instead: "List each user once.",
};

pub(super) fn check(inspection: &mut Inspection<'_>) {
    if inspection.doubts(FieldId::Status) {
        check_status(inspection);
    }
    check_whitespace(inspection);
    if inspection.doubts(FieldId::Users) {
        check_users(inspection);
    }
    if !inspection.is_sound() {
        check_characters(inspection);
    }
}

fn check_status(inspection: &mut Inspection<'_>) {
    let field = FieldId::Status.field();
    let (Some(value), Some(status)) = (inspection.fields.value(field.id), inspection.fields.text(field.id)) else {
        return;
    };
    let trimmed = status.trim();
    // An empty one is `empty-value`; one that is right but for its blanks is `surrounding-whitespace`.
    if trimmed.is_empty() || STATUSES.contains(&trimmed) {
        return;
    }
    let message = ["\"", &clip(&status), "\" is not a status that HoopAI names"].concat();
    let finding = Finding::new(&UNKNOWN_STATUS, field.pointer, value.span(), message);
    inspection.report(match meant_status(trimmed) {
        Some(known) => finding.help(did_you_mean(known)),
        None => finding.help(LISTED.as_str()),
    });
}

/// What there is to choose from.
static LISTED: LazyLock<String> = LazyLock::new(|| format!("the statuses are {}", STATUSES.join(", ")));

/// Words of other systems, and what they are here.
const FOREIGN_STATUSES: [(&str, &str); 7] = [
    ("show", "showed"),
    ("attended", "showed"),
    ("booked", "confirmed"),
    ("scheduled", "confirmed"),
    ("pending", "new"),
    ("unconfirmed", "new"),
    ("missed", "noshow"),
];

static STATUS_SHAPES: [Shape; STATUSES.len()] = Shape::of_all(&STATUSES);

/// The status that a word of another spelling, or of another system, was meant to be.
pub fn meant_status(word: &str) -> Option<&'static str> {
    foreign_status(&fold(word)).or_else(|| near_status(word))
}

/// The status that a word is but for its case and signs, or that it stands for in another system.
pub fn spelt_status(word: &str) -> Option<&'static str> {
    let folded = &*fold(word);
    STATUSES.into_iter().find(|status| *status == folded).or_else(|| foreign_status(folded))
}

fn foreign_status(folded: &str) -> Option<&'static str> {
    FOREIGN_STATUSES.iter().find(|(foreign, _)| *foreign == folded).map(|(_, known)| *known)
}

/// The status that a word of another spelling was meant to be.
pub(super) fn near_status(word: &str) -> Option<&'static str> {
    let word = Word::of(word);
    let folded = word.folded();
    let near = STATUSES.into_iter().zip(STATUS_SHAPES).filter_map(|(status, shape)| {
        let mistakes = word.mistakes(status, shape)?;
        Some((mistakes, status)).filter(|_| !is_opposite(folded, status, mistakes))
    });
    // `cancel` is further from `cancelled` than mistakes are, but its beginning.
    let begun = || STATUSES.into_iter().find(|status| folded.len() > 4 && status.starts_with(folded));
    near.min_by_key(|(mistakes, _)| *mistakes).map(|(_, status)| status).or_else(begun)
}

/// What makes the opposite of a word.
const NEGATIONS: [&str; 5] = ["in", "un", "dis", "non", "not"];

/// Whether a word and a status, between which there are so many mistakes, are each other's opposites: without the negation that one
/// of them begins with, they are more alike.
fn is_opposite(word: &str, status: &str, mistakes: usize) -> bool {
    let is_negated = |word: &str, other: &str| {
        let rests = NEGATIONS.iter().filter_map(|negation| word.strip_prefix(negation));
        rests.map(|rest| distance(rest, other)).any(|distance| distance.is_some_and(|distance| distance < mistakes))
    };
    is_negated(word, status) || is_negated(status, word)
}

fn check_whitespace(inspection: &mut Inspection<'_>) {
    let mut found = Vec::new();
    for field in inspection.in_doubt().fields() {
        let Some(member) = inspection.fields.get(field.id) else { continue };
        match field.kind {
            // A name of nothing but blanks is `other-event` alone.
            Kind::EventName if inspection.fields.text(field.id).is_some_and(|name| name.trim().is_empty()) => (),
            Kind::EventName | Kind::Id => found.extend(padded(field, member.value, || field.pointer.to_owned())),
            Kind::Status => {
                // One that is unknown even without its blanks is `unknown-status` alone.
                let finding = padded(field, member.value, || field.pointer.to_owned());
                let is_known = |status: &str| status.is_empty() || STATUSES.contains(&status);
                found.extend(finding.filter(|_| member.value.text().is_some_and(|text| is_known(text.trim()))));
            }
            Kind::Ids => {
                for (index, item) in member.value.items().enumerate() {
                    found.extend(padded(field, item, || format!("{}/{index}", field.pointer)));
                }
            }
            Kind::Time => {
                // One that is wrong even without its blanks is `invalid-timestamp` alone.
                let finding = padded(field, member.value, || field.pointer.to_owned());
                let is_time = || member.value.text().is_some_and(|text| crate::time::parse(text.trim()).is_some());
                found.extend(finding.filter(|_| is_time()));
            }
            Kind::Text | Kind::Object => (),
        }
    }
    inspection.findings.append(&mut found);
}

fn padded(field: &Field, value: Value<'_>, pointer: impl FnOnce() -> String) -> Option<Finding> {
    // As nearly all: no blanks by the first and the last byte.
    let raw = value.raw_text()?.as_bytes();
    if let (Some(first), Some(last), false) = (raw.first(), raw.last(), value.is_escaped())
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return None;
    }
    let text = value.text()?;
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        return None;
    }
    let what = if field.kind == Kind::Ids { "holds an id with" } else { "has" };
    let message = format!("{} {what} blanks around it: \"{}\"", field.name, clip(&text));
    let finding = Finding::new(&SURROUNDING_WHITESPACE, pointer(), value.span(), message);
    Some(if trimmed.is_empty() {
        finding.help("it holds nothing but blanks: give it a value")
    } else {
        finding.help(format!("write \"{}\"", clip(trimmed)))
    })
}

fn check_users(inspection: &mut Inspection<'_>) {
    let field = FieldId::Users.field();
    let Some(users) = inspection.fields.value(field.id) else { return };
    let mut findings = Vec::new();
    let ids = users.items().enumerate().filter_map(|(index, item)| Some((item.text()?, (index, item))));
    each_again(ids, |id, (_, first), (index, again)| {
        let message = format!("{} holds \"{}\" twice", field.name, clip(id));
        let pointer = format!("{}/{index}", field.pointer);
        findings.push(
            Finding::new(&DUPLICATE_USER, pointer, again.span(), message)
                .label("again here")
                .relate(first.span(), "first here")
                .help("list each user once"),
        );
    });
    inspection.findings.append(&mut findings);
}

/// Looks at every string of the payload but those that have rules of their own for what they hold.
fn check_characters(inspection: &mut Inspection<'_>) {
    let (fields, root) = (&inspection.fields, inspection.fields.root());
    // Only escapes and characters beyond ASCII (or DEL) can be meant.
    let special = |block: Block| block.outside(0..=0x7e) | block.is(b'\\');
    let found = root.strings_with(|text| find(text, special));
    let mut pointers = Pointers::from(root);
    let found = found.filter_map(|string| {
        let start = string.span().start;
        let field = fields
            .sent()
            .find(|(field, member)| field.kind != Kind::Object && member.value.span().range().contains(&start));
        let is_id = match field {
            Some((field, member)) => match field.kind {
                Kind::EventName | Kind::Status | Kind::Time if member.value.index() == string.index() => return None,
                kind => matches!(kind, Kind::Id | Kind::Ids),
            },
            None => false,
        };
        invisible(&mut pointers, string, is_id)
    });
    inspection.findings.extend(found);
}

/// What `value` holds and should not hold: line breaks and tabs are what notes are made of, but no part of an id.
fn invisible(pointers: &mut Pointers<'_>, value: Value<'_>, is_id: bool) -> Option<Finding> {
    const NAMED: usize = 3;
    let text = value.text()?;
    // Those around an id are its `surrounding-whitespace`.
    let text = if is_id { text.trim() } else { &*text };
    let is_unwanted = |character| is_unsafe(character) && (is_id || !matches!(character, '\n' | '\r' | '\t'));
    let count = text.chars().filter(|&character| is_unwanted(character)).count();
    if count == 0 {
        return None;
    }
    // Keys are what the sender's program calls things; what it passes on from others are values.
    let pointer = pointers.to(value)?;
    let mut names = String::new();
    let mut kinds: Vec<char> = text.chars().filter(|&character| is_unwanted(character)).take(64).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for (index, kind) in kinds.iter().take(NAMED).enumerate() {
        let _ = write!(names, "{}U+{:04X}", if index == 0 { "" } else { ", " }, u32::from(*kind));
    }
    if kinds.len() > NAMED {
        names.push_str(", …");
    }
    let what = if kinds.iter().all(|kind| kind.is_control()) { "control" } else { "control or invisible" };
    let plural = if count == 1 { "" } else { "s" };
    let name = name_of(pointer);
    let message = format!("{name} holds {count} {what} character{plural} ({names})");
    Some(
        Finding::new(&CONTROL_CHARACTERS, pointer.to_owned(), value.span(), message)
            .help("remove them where the text is taken in; terminals obey them"),
    )
}

/// What people call the value at `pointer`.
pub(super) fn name_of(pointer: &str) -> String {
    match FIELDS.iter().find(|field| {
        pointer
            .strip_prefix(field.pointer)
            .is_some_and(|rest| field.kind != Kind::Object && (rest.is_empty() || rest.starts_with('/')))
    }) {
        Some(field) => field.name.to_owned(),
        None if pointer.is_empty() => "the payload".to_owned(),
        None => format!("the value at {}", clip(pointer)),
    }
}
