//! A payload seen through the field table.

use std::borrow::Cow;
use std::num::NonZeroU32;

use crate::input::Outline;
use crate::json::{JsonType, Member, Value, push_pointer};
use crate::schema::{Event, FIELDS, Field, FieldId, Parent, Rows, row};

use super::Form;

/// With more undocumented members than that, nobody looks for repeated ones in passing.
const MANY: usize = 16;

/// The members of a payload, sorted into documented fields and others. Of duplicates, the last one counts.
#[derive(Clone, Debug)]
pub struct Fields<'d> {
    root: Value<'d>,
    /// The members' keys. (All of the members would be a kilobyte, moved about with each payload.)
    slots: [Option<NonZeroU32>; FieldId::COUNT],
    others: Vec<(Parent, Member<'d>)>,
    /// The known keys that were sent.
    known: Rows,
    repeated: bool,
    /// The row of the field that probably comes next.
    next: usize,
    /// Where the object with the appointment's fields is.
    appointment: Cow<'static, str>,
}

impl<'d> Fields<'d> {
    /// Sorts the members of `root` and of its `appointment`.
    pub fn read(root: Value<'d>) -> Self {
        let mut fields = Self::empty(root, Cow::Borrowed(FieldId::Appointment.field().pointer));
        fields.sort(Parent::Event, root);
        if let Some(appointment) = fields.get(FieldId::Appointment) {
            fields.sort(Parent::Appointment, appointment.value);
        }
        fields
    }

    /// The same for an event of which the fast path has given an outline.
    pub fn outlined(root: Value<'d>, outline: &Outline) -> Self {
        let mut fields = Self::empty(root, Cow::Borrowed(FieldId::Appointment.field().pointer));
        for (slot, key) in fields.slots.iter_mut().zip(outline.keys) {
            *slot = NonZeroU32::new(key);
        }
        fields.others.reserve_exact(outline.others.len());
        for of in [Parent::Event, Parent::Appointment] {
            let others = outline.others.iter().filter(|(parent, _)| *parent == of);
            fields.others.extend(others.map(|(parent, key)| (*parent, root.document().member(*key))));
        }
        fields.known = outline.known;
        fields
    }

    /// The same for a form in which the appointment's fields are somewhere else; `None` where they can't be told.
    pub fn look_inside(root: Value<'d>, form: &Form) -> Option<Self> {
        let appointment = match form {
            Form::Event => return Some(Self::read(root)),
            Form::Flattened => String::new(),
            Form::Nested(key) => {
                let within = format!("/{key}{}", FieldId::Appointment.field().pointer);
                if root.at(&within).is_some() { within } else { format!("/{key}") }
            }
            Form::ApiResponse => match root.get("events") {
                None => String::new(),
                Some(events) if events.items().count() == 1 => "/events/0".to_owned(),
                Some(_) => return None,
            },
            Form::Workflow | Form::Unknown | Form::NotAnObject => return None,
        };
        let object = root.at(&appointment)?;
        let is_flat = appointment.is_empty();
        let mut fields = Self::empty(root, Cow::Owned(appointment));
        if is_flat {
            for member in root.members() {
                let of_event = row_of(Parent::Event, &member).is_some_and(|row| row < FieldId::COUNT);
                fields.put(if of_event { Parent::Event } else { Parent::Appointment }, member);
            }
        } else {
            fields.sort(Parent::Event, root);
            let around = |member: &Member<'_>| member.value.span().range().contains(&object.span().start);
            fields.others.retain(|(_, member)| !around(member));
            fields.sort(Parent::Appointment, object);
        }
        Some(fields)
    }

    fn empty(root: Value<'d>, appointment: Cow<'static, str>) -> Self {
        Self {
            root,
            slots: [None; FieldId::COUNT],
            others: Vec::new(),
            known: Rows::default(),
            repeated: false,
            next: 0,
            appointment,
        }
    }

    fn sort(&mut self, parent: Parent, object: Value<'d>) {
        for member in object.members() {
            self.put(parent, member);
        }
    }

    fn put(&mut self, parent: Parent, member: Member<'d>) {
        // As a rule the keys come in the table's order.
        let next = FIELDS.get(self.next).filter(|field| field.parent == parent && member.is_named(field.name));
        let row = next.map(|_| self.next).or_else(|| row_of(parent, &member));
        if let Some(row) = row {
            self.repeated |= self.known.holds(row);
            self.known.add(row);
            if let Some(slot) = self.slots.get_mut(row) {
                *slot = NonZeroU32::new(member.key.index());
                self.next = row + 1;
                return;
            }
        } else {
            let name = member.name();
            let mut before = self.others.iter().filter(|(at, _)| *at == parent);
            self.repeated |= self.others.len() >= MANY || before.any(|(_, other)| other.is_named(&name));
        }
        self.others.push((parent, member));
    }

    /// The known keys that were sent.
    pub fn known(&self) -> Rows {
        self.known
    }

    /// Whether a key of the event or the appointment may stand twice: if not, it certainly doesn't.
    pub fn may_repeat(&self) -> bool {
        self.repeated
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'d> {
        self.root
    }

    /// The object that holds the fields of `parent`, where it is one.
    pub fn object(&self, parent: Parent) -> Option<Value<'d>> {
        let object = match parent {
            Parent::Event => self.root,
            Parent::Appointment => self.get(FieldId::Appointment)?.value,
        };
        (object.json_type() == JsonType::Object).then_some(object)
    }

    /// Whether a field was sent.
    pub fn has(&self, id: FieldId) -> bool {
        self.known.holds(id as usize)
    }

    /// The member that holds a field, where it was sent (and is on the tape: see [`Outline`]).
    pub fn get(&self, id: FieldId) -> Option<Member<'d>> {
        self.slots.get(id as usize).copied().flatten().map(|key| self.member(key))
    }

    /// A field's value, where it was sent.
    pub fn value(&self, id: FieldId) -> Option<Value<'d>> {
        self.get(id).map(|member| member.value)
    }

    /// A field's text, where it was sent and is a string.
    pub fn text(&self, id: FieldId) -> Option<Cow<'d, str>> {
        self.get(id)?.value.text()
    }

    /// The documented fields that were sent (and are on the tape), in the table's order.
    pub fn sent(&self) -> impl Iterator<Item = (&'static Field, Member<'d>)> {
        FIELDS.iter().zip(&self.slots).filter_map(|(field, slot)| Some((field, self.member((*slot)?))))
    }

    fn member(&self, key: NonZeroU32) -> Member<'d> {
        self.root.document().member(key.get())
    }

    /// The members that the table does not list: the event's in the order of the text, and then the appointment's.
    pub fn others(&self) -> &[(Parent, Member<'d>)] {
        &self.others
    }

    /// Where one of [`Fields::others`] is, as an RFC 6901 pointer within the payload.
    pub fn pointer_of(&self, parent: Parent, member: &Member<'_>) -> String {
        let mut pointer = match parent {
            Parent::Event => String::new(),
            Parent::Appointment => self.appointment.clone().into_owned(),
        };
        push_pointer(&mut pointer, &member.name());
        pointer
    }

    /// The event that `type` names, where it is one about appointments; blanks around it don't matter.
    pub fn event(&self) -> Option<Event> {
        Event::from_name(self.text(FieldId::Type)?.trim())
    }
}

/// The row of a member's key, if that is a known one.
fn row_of(parent: Parent, member: &Member<'_>) -> Option<usize> {
    match member.plain_name() {
        Some(name) => row(parent, name),
        None => row(parent, member.name().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Parser};

    /// The names of the documented fields that are found in `text`, whatever its form, and the pointers of the others.
    fn seen(text: &str) -> Option<String> {
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        let tape = parser.take_tape();
        let root = Document::new(text, &tape).root();
        let fields = Fields::look_inside(root, &Form::of(root))?;
        let names = fields.sent().map(|(field, _)| field.name.to_owned());
        let others = fields.others().iter().map(|(parent, member)| fields.pointer_of(*parent, member));
        Some(names.chain(others).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn fields_are_found_where_a_wrong_form_has_them() {
        for (text, expected) in [
            (r#"{"x":1,"appointment":{"id":"A","y":2}}"#, Some("appointment id /x /appointment/y")),
            (r#"{"locationId":"L","appointmentStatus":"new","x":1}"#, Some("locationId appointmentStatus /x")),
            (r#"{"type":"AppointmentUpdate","data":{"endTime":"","x":1},"y":{}}"#, Some("type endTime /y /data/x")),
            (r#"{"id":"A","calendarId":"C","startTime":""}"#, Some("id calendarId startTime")),
            (r#"{"events":[{"id":"A","x":1}],"traceId":"t"}"#, Some("id /traceId /events/0/x")),
            (r#"{"events":[]}"#, None),
            (r#"{"events":[{"id":"A"},{"id":"B"}]}"#, None),
            (r#"{"customData":{"id":"A"}}"#, None),
        ] {
            assert_eq!(seen(text).as_deref(), expected, "{text}");
        }
    }
}
