//! The card's ids: people, with who of them is who, and what the appointment belongs to.

use std::borrow::Cow;

use super::blocks::Row;
use crate::json::{JsonType, Value};
use crate::payload::Fields;
use crate::report::show::told::{Told, word};
use crate::report::style::Style;
use crate::report::text::Text;
use crate::schema::FieldId;

/// Columns of the second labels.
const LABELS: usize = 12;

/// The contact, the assigned user, and the users.
pub(super) fn people(fields: &Fields<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> =
        [FieldId::ContactId, FieldId::AssignedUserId].into_iter().map(|id| labelled(fields, id)).collect();
    let users = fields.value(FieldId::Users).filter(|users| users.json_type() == JsonType::Array);
    let items: Vec<Value<'_>> = users.into_iter().flat_map(Value::items).collect();
    if items.is_empty() {
        rows.push(labelled(fields, FieldId::Users));
    }
    let others =
        [FieldId::AssignedUserId, FieldId::ContactId].map(|id| (id, fields.text(id).filter(|text| !text.is_empty())));
    for (index, item) in items.into_iter().enumerate() {
        let label = if index == 0 { FieldId::Users.field().label } else { "" };
        rows.push(row(label, &word(&Told::of(Some(item))), &annotation(&others, item)));
    }
    rows
}

/// The appointment, and what it belongs to.
pub(super) fn ids(fields: &Fields<'_>) -> Vec<Row> {
    let ids = [FieldId::Id, FieldId::LocationId, FieldId::CalendarId, FieldId::GroupId];
    ids.into_iter().map(|id| labelled(fields, id)).collect()
}

/// Which of the `others` a user is.
fn annotation(others: &[(FieldId, Option<Cow<'_, str>>)], user: Value<'_>) -> Text {
    let same = others.iter().filter(|(_, text)| text.is_some() && *text == user.text());
    same.fold(Text::default(), |text, (id, _)| {
        text.and(" = ", Some(Style::Dim)).and(id.field().label, Some(Style::Dim))
    })
}

fn labelled(fields: &Fields<'_>, id: FieldId) -> Row {
    row(id.field().label, &word(&Told::of(fields.value(id))), &Text::default())
}

fn row(label: &str, id: &Text, annotation: &Text) -> Row {
    let blanks = " ".repeat(LABELS.saturating_sub(label.len()));
    let text = Text::own(label, Some(Style::Dim)).and(&blanks, None).and_text(id);
    // What would be broken anyway stays in its column, where it can't look like another of these lines.
    let longest = if id.is_word() { id.width() } else { 0 };
    Row { hang: LABELS, longest, ..text.and_text(annotation).into() }
}
