//! Reports of `diff`: what differs between two payloads, one file a format.

mod human;
mod json;
mod patch;
mod quiet;
mod texts;
mod times;
mod unified;

use std::borrow::Cow;

use crate::change::history::text_of;
use crate::change::{Comparison, Side};
use crate::schema::FieldId;

pub use human::Human;
pub(in crate::report) use human::{free_text, json_text, shown, users, with_types};
pub use json::{changes, json};
pub use patch::{json_patch, merge_patch};
pub(in crate::report) use quiet::{held_back, uncounted};
pub use unified::unified;

/// Two payloads and what differs between them.
#[derive(Clone, Copy, Debug)]
pub struct Diffed<'d, 't> {
    /// What was; without any value where there was nothing.
    pub before: &'d Side<'t>,
    /// What is; without any value where there is nothing.
    pub after: &'d Side<'t>,
    /// What differs.
    pub comparison: &'d Comparison<'t>,
}

impl<'t> Diffed<'_, 't> {
    /// An id as it is now, or else as it was.
    fn id(&self, id: FieldId) -> Option<Cow<'t, str>> {
        text_of(self.after, id).or_else(|| text_of(self.before, id))
    }

    /// A field's text as it is now, or else as it was.
    fn text(&self, id: FieldId) -> Option<Cow<'t, str>> {
        self.after.text(id).or_else(|| self.before.text(id))
    }
}
