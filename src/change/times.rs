//! Start and end on both sides of a comparison, and how far they moved.

use crate::schema::FieldId;
use crate::time::text::Stay;
use crate::time::{self, Timestamp};

use super::{FieldChange, Side, value};

/// When an appointment begins and ends, as far as its payload says so in a form that can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The start.
    pub start: Option<Timestamp>,
    /// The end.
    pub end: Option<Timestamp>,
}

impl Ends {
    /// What `side` says.
    pub fn of(side: &Side<'_>) -> Self {
        let at = |id| side.value(id).and_then(timestamp);
        Self { start: at(FieldId::StartTime), end: at(FieldId::EndTime) }
    }

    /// Both together, where there is a start.
    pub fn stay(&self) -> Option<Stay> {
        Some(Stay { start: self.start?, end: self.end })
    }

    /// The length in seconds; `None` where one end can't be placed in time.
    pub fn seconds(&self) -> Option<i64> {
        self.stay()?.seconds()
    }
}

/// Start and end before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Before.
    pub before: Ends,
    /// After.
    pub after: Ends,
}

impl Times {
    /// Whether start or end is the same instant on both sides. A time without an offset is none.
    pub(super) fn is_same_instant(&self, field: FieldId) -> bool {
        let instant = |ends: Ends| {
            let time = if field == FieldId::StartTime { ends.start } else { ends.end };
            time?.instant()
        };
        instant(self.before).is_some_and(|before| instant(self.after) == Some(before))
    }

    /// How many seconds later the start is; `None` where one of the two can't be placed in time.
    pub fn shift_seconds(&self) -> Option<i64> {
        Some(self.after.start?.instant()?.seconds_since(self.before.start?.instant()?))
    }
}

impl FieldChange<'_> {
    /// Both values as date-times, where both are.
    pub fn timestamps(&self) -> Option<(Timestamp, Timestamp)> {
        Some((timestamp(self.before?)?, timestamp(self.after?)?))
    }
}

/// The date-time that the JSON text `raw` is, blanks around it aside; `None` where it can't be read.
pub(super) fn timestamp(raw: &str) -> Option<Timestamp> {
    // Nearly all are plain and standard.
    let plain = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).and_then(time::read_standard);
    plain.or_else(|| time::read(value::text(raw)?.trim()).ok())
}
