//! Keys: twice the same, misspelled, misplaced, unknown.

use std::collections::HashSet;

use crate::finding::{Finding, Rule, Severity};
use crate::json::{JsonType, Member, Pointers, Value, push_pointer};
use crate::schema::{Field, FieldId, Kind, Parent, Rows, names, row};
use crate::suggest::{did_you_mean, fold, is_slip, nearest_shaped};
use crate::untrusted::clip;

use super::Inspection;
use super::twice::each_again;

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
    // Keys nearest to a field are served first, so that two keys can't stand for the same one.
    let mut unknown = Vec::new();
    for (parent, member) in others {
        match meant(inspection, parent, member) {
            Some(field) => {
                inspection.excused.add(field.id as usize);
                let finding = misspelled(parent, member, field);
                inspection.report(finding);
            }
            None => unknown.push((parent, member)),
        }
    }
    // Where nothing says that this is an event about an appointment, whatever else is there follows from that.
    let is_event = inspection.fields.has(FieldId::Appointment)
        || inspection.excused.holds(FieldId::Appointment as usize)
        || inspection.named.is_some();
    for (parent, member) in unknown.into_iter().filter(|_| is_event) {
        let finding = unknown_field(inspection, parent, member);
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

/// The known keys in `rows` that may hold a value, as far as its shape tells: an object or array where the field is one, and
/// only there.
fn that_may_hold(rows: Rows, value: Value<'_>) -> Rows {
    rows.difference(match value.json_type() {
        JsonType::Object => Rows::FIELDS.difference(Rows::OBJECTS),
        JsonType::Array => Rows::FIELDS.difference(Rows::ARRAYS),
        _ => Rows::OBJECTS.union(Rows::ARRAYS),
    })
}

/// The absent field that `member`'s key stands for.
fn meant(inspection: &Inspection<'_>, parent: Parent, member: Member<'_>) -> Option<&'static Field> {
    let name = member.name();
    let value = member.value;
    let absent = Rows::FIELDS.difference(inspection.fields.known()).difference(inspection.excused);
    let of_its_type = |field: &&Field| field.kind.json_type() == value.json_type().name() || value.is_null();
    if let Some(near) = nearest_shaped(&name, names(parent, that_may_hold(absent, value))) {
        return Field::find(parent, near);
    }
    let folded = fold(&name);
    // One slip of the pen is that, whatever the value is.
    let slip = |field: &&Field| folded.len() > 4 && is_slip(&folded, &fold(field.name));
    if let Some(field) = absent.fields().filter(|field| field.parent == parent).find(slip) {
        return Some(field);
    }
    let partial = |field: &&Field| {
        let is_part = |field: &str| field.ends_with(&*folded) || field.starts_with(&*folded);
        folded.len() >= 4 && is_part(&fold(field.name))
    };
    let of_its_type = || absent.fields().filter(of_its_type);
    if let Some(field) = of_its_type().filter(|field| field.parent == parent).find(partial) {
        return Some(field);
    }
    // The right name in the wrong object.
    of_its_type()
        .filter(|field| field.parent != parent)
        .find(|field| folded != "id" && fold(field.name) == folded && inspection.fields.object(field.parent).is_some())
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
    Finding::new(&MISSPELLED_FIELD, pointer, place, message).help(did_you_mean(field.name))
}

fn unknown_field(inspection: &Inspection<'_>, parent: Parent, member: Member<'_>) -> Finding {
    let name = member.name();
    let within = match parent {
        Parent::Event => "the event",
        Parent::Appointment => "the appointment",
    };
    let message = ["`", &clip(&name), "` is not a known field of ", within].concat();
    let finding = Finding::new(&UNKNOWN_FIELD, pointer_to(parent, &name), member.key.span(), message);
    let near = names(parent, that_may_hold(Rows::ALL, member.value));
    let is_there = |name: &str| row(parent, name.as_bytes()).is_some_and(|row| inspection.fields.known().holds(row));
    match nearest_shaped(&name, near) {
        Some(near) if is_there(near) => {
            finding.help(format!("near `{near}`, which is there too: remove one of the two"))
        }
        Some(near) => finding.help(did_you_mean(near)),
        None => finding.help(["remove it, or allow such fields with --allow ", UNKNOWN_FIELD.id].concat()),
    }
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
