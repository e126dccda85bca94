//! What the fast path saw of a record that it refused: where its members are, and which of them have to be looked at.

use crate::schema::{FieldId, Parent, Rows};

/// An event about an appointment in which nothing can be wrong but what is in doubt. No key stands twice in it, no
/// string holds anything but harmless text, and its appointment is an object.
///
/// The tape of its record holds the appointment, the keys in doubt, the event's name, the keys that are quoted although
/// they are right, and those that are not known; all keys only where notes are asked for, which are about what is right, too.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The index in the tape of each documented field's key; 0, where it isn't there.
    pub keys: [u32; FieldId::COUNT],
    /// The members on the tape that the field table does not list, in the order of the text: each with its key's index.
    pub others: Vec<(Parent, u32)>,
    /// The known keys that were sent.
    pub known: Rows,
    /// Those of them the values of which may break a rule.
    pub doubtful: Rows,
}

impl Outline {
    /// Whether it is of nothing.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Forgets what it holds; memory is kept.
    pub fn clear(&mut self) {
        self.keys = [0; FieldId::COUNT];
        self.others.clear();
        (self.known, self.doubtful) = Default::default();
    }
}
