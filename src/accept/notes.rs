//! What the notes would look at, kept only where notes are asked for.
//!
//! Whether a note really applies is for the rules; here it is enough that none can.

use super::MOST_USERS;
use super::node::Node;
use crate::schema::FieldId;
use crate::time::Fixed;

/// The ids of a payload.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    ids: [&'a [u8]; FieldId::COUNT],
    pub(super) users: [&'a [u8]; MOST_USERS],
}

impl<'a> Notes<'a> {
    /// Keeps the id of a field.
    pub(super) fn id(&mut self, node: Node, id: &'a [u8]) {
        if let Some(place) = self.ids.get_mut(node.index()) {
            *place = id;
        }
    }

    /// Whether there is certainly nothing to note: no id stands for two things, the assigned user is among the
    /// users, the appointment has a length, and all times are written with one offset.
    pub(super) fn quiet(&self, times: [Fixed; 4]) -> bool {
        let [start, end, ..] = times;
        let assigned = self.ids.get(FieldId::AssignedUserId as usize);
        let ids = || self.ids.iter().filter(|id| !id.is_empty());
        ids().all(|id| ids().filter(|other| *other == id).count() == 1)
            && assigned.is_some_and(|id| !id.is_empty() && self.users.contains(id))
            && self.users.iter().all(|user| assigned == Some(user) || !ids().any(|id| id == user))
            && start.order(end).is_lt()
            && times.iter().all(|time| time.offset == start.offset)
    }
}
