//! What a HoopAI appointment event looks like: the field table and the names that go with it.
//!
//! Everything that needs to know a field (validation, suggestions, the card, the comparison, the exported JSON
//! Schema, the README's table) asks here, so that a field is described once.

mod fields;
mod rows;

pub use fields::{
    About, Change, Event, Extra, FIELDS, Field, FieldId, KNOWN_EXTRAS, KNOWN_KEYS, Kind, Parent, Presence, STATUSES,
    is_the_deliverys,
};
pub use rows::{Rows, key, names, row};
