//! A payload seen through the field table.

use std::borrow::Cow;

use crate::json::{JsonType, Member, Value};
use crate::schema::{Event, FIELDS, Field, FieldId, Parent};

/// The members of a payload, sorted into documented fields and others. Of duplicates, the last one counts.
#[derive(Clone, Debug)]
pub struct Fields<'d> {
    root: Value<'d>,
    slots: [Option<Member<'d>>; FieldId::COUNT],
    others: Vec<(Parent, Member<'d>)>,
}

impl<'d> Fields<'d> {
    /// Sorts the members of `root` and of its `appointment`.
    pub fn read(root: Value<'d>) -> Self {
        let mut fields = Self { root, slots: [None; FieldId::COUNT], others: Vec::new() };
        fields.sort(Parent::Event, root);
        if let Some(appointment) = fields.get(FieldId::Appointment) {
            fields.sort(Parent::Appointment, appointment.value);
        }
        fields
    }

    fn sort(&mut self, parent: Parent, object: Value<'d>) {
        for member in object.members() {
            let name = member.name();
            match Field::find(parent, &name).and_then(|field| self.slots.get_mut(field.id as usize)) {
                Some(slot) => *slot = Some(member),
                None => self.others.push((parent, member)),
            }
        }
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

    /// The member that holds a field, where it was sent.
    pub fn get(&self, id: FieldId) -> Option<Member<'d>> {
        self.slots.get(id as usize).copied().flatten()
    }

    /// A field's value, where it was sent.
    pub fn value(&self, id: FieldId) -> Option<Value<'d>> {
        self.get(id).map(|member| member.value)
    }

    /// A field's text, where it was sent and is a string.
    pub fn text(&self, id: FieldId) -> Option<Cow<'d, str>> {
        self.get(id)?.value.text()
    }

    /// The documented fields that were sent, in the table's order.
    pub fn sent(&self) -> impl Iterator<Item = (&'static Field, Member<'d>)> {
        FIELDS.iter().zip(self.slots).filter_map(|(field, slot)| Some((field, slot?)))
    }

    /// The members that the table does not list, in the order of the text.
    pub fn others(&self) -> &[(Parent, Member<'d>)] {
        &self.others
    }

    /// The event that `type` names, where it is one about appointments; blanks around it don't matter.
    pub fn event(&self) -> Option<Event> {
        Event::from_name(self.text(FieldId::Type)?.trim())
    }
}
