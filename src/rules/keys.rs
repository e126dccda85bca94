//! Keys: twice the same, misspelled, misplaced, unknown.

use std::collections::HashSet;

use crate::finding::{Finding, Rule, Severity};
use crate::json::{JsonType, Member, Pointers, Value, push_pointer};
use crate::schema::{Field, FieldId, Kind, Parent, row};
use crate::suggest::did_you_mean;
use crate::untrusted::clip;

use super::presence::with_article;
use super::twice::each_again;
use super::{Inspection, meant};

/// Fires where an object has a key twice.
pub static DUPLICATE_KEY: Rule = Rule {
    id: "duplicate-key",
    severity: Severity::Error,
    summary: "an object has the same key twice",
    why: "Parsers disagree: most take the last value, some the first, some refuse. Two readers of one payload then see \
          two different appointments.",
    example: r#"{"appointment": {"appointmentStatus": "confirmed", "appointmentStatus": "cancelled"}}"#,
    instead: "Keep one of the two. hoopspect goes on with the last.",
};

pub(super) static MISSPELLED_FIELD: Rule = Rule {
    id: "misspelled-field",
    severity: Severity::Error,
    summary: "an unknown key is close to a documented field that is absent",
    why: "The value is there, but nobody will find it. Reported once, at the key: the field is not reported as missing.",
    example: r#"{"appointment": {"startTme": "2023-09-25T16:00:00+05:30"}}"#,
    instead: "Spell the key as the field table does; see `hoopspect schema --format markdown`.",
};

pub(super) static UNKNOWN_FIELD: Rule = Rule {
    id: "unknown-field",
    severity: Severity::Warning,
    summary: "a field that is neither documented nor known from real deliveries",
    why: "It may be new, or from another system. In a fixture it is usually a mistake.",
    example: r#"{"appointment": {"colour": "green"}}"#,
    instead: "Remove it, or allow it with --allow unknown-field if the vendor really sends it.",
};

pub(super) fn check(inspection: &mut Inspection<'_>) {
    if !inspection.is_sound() {
        check_duplicates(inspection);
    }
    let others = inspection.fields.others().iter().copied();
    let mut others: Vec<(Parent, Member<'_>)> =
        others.filter(|(parent, member)| row(*parent, member.name().as_bytes()).is_none()).collect();
    if inspection.fields.may_repeat() {
        // Of a key that stands twice, the last one counts.
        let mut later = HashSet::new();
        others.reverse();
        others.retain(|(parent, member)| later.insert((*parent, member.name())));
        others.reverse();
    }
    if others.is_empty() {
        return;
    }
    let meant = meant::fields(inspection, &others);
    let others = || others.iter().copied().zip(meant.iter().copied());
    for ((parent, member), field) in others() {
        let Some(field) = field else { continue };
        inspection.excused.add(field.id as usize);
        inspection.report(misspelled(parent, member, field));
    }
    // Where nothing says that this is an event about an appointment, whatever else is there follows from that.
    let is_event = inspection.fields.has(FieldId::Appointment)
        || inspection.excused.holds(FieldId::Appointment as usize)
        || inspection.named.is_some();
    for ((parent, member), _) in others().filter(|(_, field)| is_event && field.is_none()) {
        let is_taken_for = |field: &Field, name: &str| field.parent == parent && field.name == name;
        let stand_in = |name: &str| {
            let mut taken = others().filter(|(_, field)| field.is_some_and(|field| is_taken_for(field, name)));
            Some(taken.next()?.0.1)
        };
        let finding = unknown_field(inspection, parent, member, stand_in);
        inspection.report(finding);
    }
}

fn pointer_to(parent: Parent, name: &str) -> String {
    let before = match parent {
        Parent::Event => "",
        Parent::Appointment => FieldId::Appointment.field().pointer,
    };
    let mut pointer = String::with_capacity(before.len() + 1 + name.len());
    pointer.push_str(before);
    push_pointer(&mut pointer, name);
    pointer
}

fn misspelled(parent: Parent, member: Member<'_>, field: &Field) -> Finding {
    let name = member.name();
    let pointer = pointer_to(parent, &name);
    let place = member.key.span();
    if field.parent != parent {
        let (place_of_it, within) = match field.parent {
            Parent::Event => ("at the top level", "in `appointment`"),
            Parent::Appointment => ("inside `appointment`", "at the top level"),
        };
        let message = format!("`{}` stands {within}, but belongs {place_of_it}", clip(&name));
        return Finding::new(&MISSPELLED_FIELD, pointer, place, message)
            .help(format!("move it: it belongs {place_of_it}"));
    }
    let message = ["`", &clip(&name), "` is not a field of the event; `", field.name, "` is absent"].concat();
    let mut help = did_you_mean(field.name);
    // Renamed alone, it would be of the wrong type.
    let (wanted, found) = (field.kind.json_type(), member.value.json_type());
    if found != JsonType::Null && found.name() != wanted {
        help.extend([" It takes ", with_article(wanted), ", not ", with_article(found.name())]);
    }
    Finding::new(&MISSPELLED_FIELD, pointer, place, message).help(help)
}

/// What is to be said of a key that stands for no field; `stand_in` gives the one that is taken for a field of its object.
fn unknown_field<'d>(
    inspection: &Inspection<'_>,
    parent: Parent,
    member: Member<'d>,
    stand_in: impl Fn(&str) -> Option<Member<'d>>,
) -> Finding {
    let name = member.name();
    let within = match parent {
        Parent::Event => "the event",
        Parent::Appointment => "the appointment",
    };
    let message = ["`", &clip(&name), "` is not a known field of ", within].concat();
    let finding = Finding::new(&UNKNOWN_FIELD, pointer_to(parent, &name), member.key.span(), message);
    let allowed = UNKNOWN_FIELD.id;
    let is_there = |name: &str| row(parent, name.as_bytes()).is_some_and(|row| inspection.fields.known().holds(row));
    finding.help(match meant::near(parent, member).map(|near| (near, stand_in(near))) {
        Some((near, _)) if is_there(near) => format!("near `{near}`, which is there too: remove one of the two"),
        Some((near, Some(nearer))) => {
            let nearer = nearer.name();
            format!("`{}` is taken for `{near}`: remove this one, or allow it with --allow {allowed}", clip(&nearer))
        }
        Some((near, None)) => did_you_mean(near),
        None => ["remove it, or allow such fields with --allow ", allowed].concat(),
    })
}

/// Looks for keys that stand twice, in every object of the payload.
pub(super) fn check_duplicates(inspection: &mut Inspection<'_>) {
    let mut findings = Vec::new();
    let fields = &inspection.fields;
    let root = fields.root();
    let mut find_from = |value: Value<'_>| {
        let mut pointers = Pointers::from(root);
        find_duplicates(value, &mut |object, name, first, again| {
            let mut pointer = pointers.to(object).unwrap_or_default().to_owned();
            push_pointer(&mut pointer, name);
            let message = format!("the key `{}` stands twice in this object", clip(name));
            findings.push(
                Finding::new(&DUPLICATE_KEY, pointer, again.key.span(), message)
                    .label("again here")
                    .relate(first.key.span(), "first here")
                    .help("keep one of the two; readers that don't refuse take the last"),
            );
        });
    };
    if fields.may_repeat() {
        find_from(root);
    } else {
        // Only what the event and the appointment hold can hold a key twice.
        let has_fields =
            |field: &Field, value: Value<'_>| field.kind == Kind::Object && value.json_type() == JsonType::Object;
        let sent = fields.sent().filter(|(field, member)| !has_fields(field, member.value));
        let values = sent.map(|(_, member)| member.value).chain(fields.others().iter().map(|(_, member)| member.value));
        values.filter(|value| matches!(value.json_type(), JsonType::Object | JsonType::Array)).for_each(find_from);
    }
    inspection.findings.append(&mut findings);
}

/// Calls `report` with each object from `value` on that has a key twice, with the key, its first member and a later one.
fn find_duplicates(value: Value<'_>, report: &mut impl FnMut(Value<'_>, &str, Member<'_>, Member<'_>)) {
    match value.json_type() {
        JsonType::Object => {
            let members = value.members().map(|member| (member.name(), member));
            each_again(members, |name, first, again| report(value, name, first, again));
            value.members().for_each(|member| find_duplicates(member.value, report));
        }
        JsonType::Array => value.items().for_each(|item| find_duplicates(item, report)),
        _ => (),
    }
}
