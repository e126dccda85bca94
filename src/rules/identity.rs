//! Ids that stand for more than one thing, and users that are assigned without being listed.

use crate::finding::{Finding, Rule, Severity};
use crate::json::Value;
use crate::schema::{Field, FieldId};

use super::Inspection;

pub(super) static REUSED_ID: Rule = Rule {
    id: "reused-id",
    severity: Severity::Note,
    summary: "the same id stands for two different things",
    why: "The vendor's own example does it. Real ids differ, so code that mixes up two of them passes a test with such a \
          fixture and fails in earnest.",
    example: r#"{"locationId": "0007BWpSzSwfiuSl0tR2", "appointment": {"id": "0007BWpSzSwfiuSl0tR2"}}"#,
    instead: "Give each thing in a fixture an id of its own.",
};

pub(super) static ASSIGNED_USER_NOT_IN_USERS: Rule = Rule {
    id: "assigned-user-not-in-users",
    severity: Severity::Note,
    summary: "the assigned user is not among `users`",
    why: "`users` are the secondary owners; whether it holds the primary one too differs between deliveries. Code that \
          looks in one place only misses somebody.",
    example: r#"{"appointment": {"assignedUserId": "YlWd2wuCAZQzh2cH1fVZ", "users": ["9NkT25Vor1v4aQatFsv2"]}}"#,
    instead: "Read both fields, and take the people in either.",
};

/// The ids of different things.
const IDS: [FieldId; 6] = [
    FieldId::LocationId,
    FieldId::Id,
    FieldId::CalendarId,
    FieldId::ContactId,
    FieldId::GroupId,
    FieldId::AssignedUserId,
];

pub(super) fn note(inspection: &mut Inspection<'_>) {
    check_reuse(inspection);
    check_assigned(inspection);
}

/// An id's name where the bare one would be ambiguous.
fn name(field: &Field) -> String {
    if field.id == FieldId::Id { field.path() } else { field.name.to_owned() }
}

fn check_reuse(inspection: &mut Inspection<'_>) {
    let mut finding: Option<Finding> = None;
    let ids = IDS.map(|id| (id.field(), inspection.fields.get(id), inspection.fields.text(id).unwrap_or_default()));
    for (index, (field, member, text)) in ids.iter().enumerate() {
        let Some(member) = member.filter(|_| !text.is_empty()) else { continue };
        let Some((same, _, _)) = ids.iter().take(index).find(|(_, _, earlier)| earlier == text) else { continue };
        let message = format!("{} equals {}", name(field), name(same));
        finding = Some(match finding {
            None => Finding::new(&REUSED_ID, field.pointer, member.key.span(), message),
            Some(finding) => finding.relate(member.key.span(), message),
        });
    }
    inspection.findings.extend(finding);
}

fn check_assigned(inspection: &mut Inspection<'_>) {
    let fields = &inspection.fields;
    let (Some(assigned), Some(users)) = (fields.get(FieldId::AssignedUserId), fields.get(FieldId::Users)) else {
        return;
    };
    // Blanks around an id, and users that are no ids, are told as what they are: whom they mean is not known.
    let Some(id) = assigned.value.text() else { return };
    let is_list = users.value.json_type() == crate::json::JsonType::Array;
    let may_be_it = |user: Value<'_>| user.text().is_none_or(|user| user.trim() == id.trim());
    if id.trim().is_empty() || !is_list || users.value.items().any(may_be_it) {
        return;
    }
    let field = FieldId::AssignedUserId.field();
    let finding = Finding::new(
        &ASSIGNED_USER_NOT_IN_USERS,
        field.pointer,
        assigned.value.span(),
        "the assigned user is not among users",
    )
    .relate(users.value.span(), "users");
    inspection.report(finding);
}
