//! The places of a payload between which the acceptor steps: one behind each known key, and three more.
//!
//! A payload is recognised as a walk over these nodes, so that the nested appointment needs no recursion and a
//! duplicate is a node seen twice.

use crate::schema::{FIELDS, FieldId, KNOWN_EXTRAS, KNOWN_KEYS, Kind, Parent, Presence, Rows, key, row};

/// The known keys that a payload must have: the fields that are required or documented.
pub(super) const NEEDED: Rows = needed();

/// The same of an event in which nobody looks for what is wrong: the fields that say what it is and about which appointment.
pub(super) const NEEDED_OF_ANY_VALUES: Rows = Rows::of(&[FieldId::Type, FieldId::Appointment, FieldId::Id]);

/// A place in a payload: behind the colon of a known key, or one of the named ones.
///
/// The node of the `appointment` key means that this object was closed; its opening has its own node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(u8);

/// What has to stand at a node before the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expects {
    /// Nothing: the next step goes on from here.
    Nothing,
    /// Any JSON value.
    Anything,
    /// The name of an event that is asked for.
    EventName,
    /// An id.
    Id,
    /// One of the known statuses.
    Status,
    /// Free text.
    Text,
    /// A time, kept for the comparison of this field.
    Time(FieldId),
    /// An array of ids.
    Ids,
}

#[expect(clippy::cast_possible_truncation, reason = "`needed` holds the number of nodes below 64 at compile time")]
impl Node {
    /// How many nodes there are.
    pub(super) const COUNT: usize = KNOWN_KEYS + 5;
    /// Before the payload.
    pub const START: Self = Self(KNOWN_KEYS as u8);
    /// Behind the colon of the appointment's key, before its brace.
    pub(super) const INSIDE: Self = Self(KNOWN_KEYS as u8 + 1);
    /// Behind a member of the event the key of which is not known.
    pub(super) const UNKNOWN: Self = Self(KNOWN_KEYS as u8 + 2);
    /// The same of the appointment.
    pub(super) const UNKNOWN_INSIDE: Self = Self(KNOWN_KEYS as u8 + 3);
    /// Behind the payload's closing brace.
    pub const END: Self = Self(KNOWN_KEYS as u8 + 4);
    /// Behind the appointment's closing brace.
    pub(super) const APPOINTMENT: Self = Self(FieldId::Appointment as u8);

    /// Behind the colon of the key of the appointment's id.
    pub(super) const ID: Self = Self(FieldId::Id as u8);

    /// The node behind the key `name` of `parent`, if that key is known.
    pub(super) fn find(parent: Parent, name: &[u8]) -> Option<Self> {
        let node = Self(row(parent, name)? as u8);
        Some(if node == Self::APPOINTMENT { Self::INSIDE } else { node })
    }

    /// The object that is open at this node.
    pub(super) fn parent(self) -> Parent {
        match key(self.index()) {
            Some((parent, _)) => parent,
            None if self == Self::INSIDE || self == Self::UNKNOWN_INSIDE => Parent::Appointment,
            None => Parent::Event,
        }
    }

    /// The node behind the value of the known key in this row.
    pub fn behind(row: usize) -> Option<Self> {
        (row < KNOWN_KEYS).then_some(Self(row as u8))
    }

    /// The row of the known key behind whose colon it is; none, where that key's object begins or ends.
    pub fn row(self) -> Option<usize> {
        (self.index() < KNOWN_KEYS && self != Self::APPOINTMENT).then(|| self.index())
    }

    /// Its place in a table of all nodes.
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its bit in a set of nodes.
    pub(super) const fn bit(self) -> u64 {
        1 << self.0
    }
}

/// The known keys behind which the nodes of a set are.
pub(super) const fn rows(nodes: u64) -> Rows {
    Rows::of_bits(nodes)
}

/// What is expected at each node, with the field's presence.
pub(super) fn expectations() -> [(Expects, Presence); Node::COUNT] {
    let mut table = [(Expects::Nothing, Presence::Required); Node::COUNT];
    let fields = FIELDS.iter().map(|field| (expected(field.id, field.kind), field.presence));
    let extras = KNOWN_EXTRAS.iter().map(|_| (Expects::Anything, Presence::Optional));
    for (place, entry) in table.iter_mut().zip(fields.chain(extras)) {
        *place = entry;
    }
    table
}

/// The same where only the fields of [`NEEDED_OF_ANY_VALUES`] have to hold what they should.
pub(super) fn expectations_of_any_values() -> [(Expects, Presence); Node::COUNT] {
    let mut table = expectations();
    for (row, (expects, _)) in table.iter_mut().enumerate().take(KNOWN_KEYS) {
        if !NEEDED_OF_ANY_VALUES.holds(row) {
            *expects = Expects::Anything;
        }
    }
    table
}

/// What a field of this kind has to hold.
const fn expected(id: FieldId, kind: Kind) -> Expects {
    match kind {
        Kind::EventName => Expects::EventName,
        Kind::Id => Expects::Id,
        Kind::Status => Expects::Status,
        Kind::Text => Expects::Text,
        Kind::Time => Expects::Time(id),
        Kind::Ids => Expects::Ids,
        Kind::Object => Expects::Nothing,
    }
}

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn needed() -> Rows {
    const { assert!(Node::COUNT <= u64::BITS as usize, "a set of nodes is the bits of a u64") };
    let (mut rows, mut row) = (Rows::of(&[]), 0);
    while row < FIELDS.len() {
        if !matches!(FIELDS[row].presence, Presence::Optional) {
            rows.add(row);
        }
        row += 1;
    }
    rows
}
