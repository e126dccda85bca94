//! What differs between two payloads of the same appointment, and what of that is a change.
//!
//! An update is a full snapshot that never says what changed. [`compare()`] says it, from the field table: what a
//! difference in a field means stands there.

mod compare;
pub mod history;
mod kinds;
mod number;
pub mod patch;
mod selector;
pub mod sequence;
mod side;
mod summary;
mod times;
pub mod value;

use std::borrow::Cow;

use crate::schema::{self, FieldId};

pub use compare::compare;
pub use kinds::Kinds;
pub use selector::Selector;
pub use side::{Other, Side, Spans};
pub use times::{Ends, Times};

/// The kinds of change, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// There was nothing before, or the event is no `AppointmentDelete` any more.
    Created,
    /// The event became an `AppointmentDelete`, or there is nothing any more.
    Deleted,
    /// The start is another instant.
    Rescheduled,
    /// Only the length changed.
    Duration,
    /// Another status.
    Status,
    /// Another assigned user.
    Reassigned,
    /// Users were added or removed.
    Users,
    /// Other notes.
    Notes,
    /// Another title.
    Title,
    /// Another place or meeting link.
    Address,
    /// Another calendar.
    Calendar,
    /// Another contact.
    Contact,
    /// Another calendar group.
    Group,
    /// Another source.
    Source,
    /// Another time of creation.
    Added,
    /// Any other field.
    Other,
    /// A field is absent that was there; counted only on demand, as all that follow.
    Unsent,
    /// A field is there that was absent.
    NewlySent,
    /// The same instant, written differently.
    SameInstant,
    /// The same users in another order.
    Reordered,
    /// The delivery's own fields.
    Bookkeeping,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Self; 21] = [
        Self::Created,
        Self::Deleted,
        Self::Rescheduled,
        Self::Duration,
        Self::Status,
        Self::Reassigned,
        Self::Users,
        Self::Notes,
        Self::Title,
        Self::Address,
        Self::Calendar,
        Self::Contact,
        Self::Group,
        Self::Source,
        Self::Added,
        Self::Other,
        Self::Unsent,
        Self::NewlySent,
        Self::SameInstant,
        Self::Reordered,
        Self::Bookkeeping,
    ];

    /// Its name, on the command line and in every format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Deleted => "deleted",
            Self::Rescheduled => "rescheduled",
            Self::Duration => "duration",
            Self::Status => "status",
            Self::Reassigned => "reassigned",
            Self::Users => "users",
            Self::Notes => "notes",
            Self::Title => "title",
            Self::Address => "address",
            Self::Calendar => "calendar",
            Self::Contact => "contact",
            Self::Group => "group",
            Self::Source => "source",
            Self::Added => "added",
            Self::Other => "other",
            Self::Unsent => "unsent",
            Self::NewlySent => "newly-sent",
            Self::SameInstant => "same-instant",
            Self::Reordered => "reordered",
            Self::Bookkeeping => "bookkeeping",
        }
    }

    /// What a line of the history calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Rescheduled => "moved",
            Self::Reassigned => "assigned",
            kind => kind.name(),
        }
    }

    /// Whether a calendar has to act on it, as iTIP (RFC 5546, section 2.1.4) draws the line: another time, length or
    /// status, or the appointment came or went.
    pub const fn is_significant(self) -> bool {
        matches!(self, Self::Created | Self::Deleted | Self::Rescheduled | Self::Duration | Self::Status)
    }

    /// Whether it is a change in any comparison, and not only in an exact one.
    pub const fn is_counted_always(self) -> bool {
        (self as usize) < Self::Unsent as usize
    }

    /// What a difference in a field is that the table describes so, but for those that the comparison decides on.
    const fn of(change: schema::Change) -> Self {
        match change {
            schema::Change::Status => Self::Status,
            schema::Change::Reassigned => Self::Reassigned,
            schema::Change::Users => Self::Users,
            schema::Change::Notes => Self::Notes,
            schema::Change::Title => Self::Title,
            schema::Change::Address => Self::Address,
            schema::Change::Calendar => Self::Calendar,
            schema::Change::Contact => Self::Contact,
            schema::Change::Group => Self::Group,
            schema::Change::Source => Self::Source,
            schema::Change::Added => Self::Added,
            schema::Change::Bookkeeping => Self::Bookkeeping,
            schema::Change::Deleted | schema::Change::Time | schema::Change::Identity => Self::Other,
        }
    }
}

/// A field with its values, as JSON text as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange<'t> {
    /// Where it is in the payload, as an RFC 6901 pointer.
    pub pointer: Cow<'t, str>,
    /// What it was; `None` where it was absent.
    pub before: Option<&'t str>,
    /// What it is; `None` where it is absent.
    pub after: Option<&'t str>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'t> {
    /// What kind it is.
    pub kind: Kind,
    /// The fields that differ.
    pub fields: Vec<FieldChange<'t>>,
    /// What is known beyond the values.
    pub detail: Detail<'t>,
}

/// What is known of a change beyond its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail<'t> {
    /// Nothing.
    Plain,
    /// Start and end on both sides.
    Times(Times),
    /// The users that were added and removed, as JSON text.
    Users {
        /// Those that are there now, in their order.
        added: Vec<&'t str>,
        /// Those that were there, in their order.
        removed: Vec<&'t str>,
    },
}

/// All that differs, sorted into what is a change and what isn't. Lists are in the order of the field table, then of
/// the pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison<'t> {
    /// The changes, in the order of their kinds.
    pub changes: Vec<Change<'t>>,
    /// Fields that were sent before and aren't now; as a rule this says nothing of the appointment.
    pub unsent: Vec<FieldChange<'t>>,
    /// Fields that weren't sent before and are now.
    pub newly_sent: Vec<FieldChange<'t>>,
    /// Times that are the same instant, written differently.
    pub same_instant: Vec<FieldChange<'t>>,
    /// Sets in another order.
    pub reordered: Vec<FieldChange<'t>>,
    /// What is the delivery's own: other in each.
    pub bookkeeping: Vec<FieldChange<'t>>,
    /// Whether everything counts: then what is in the lists above is among the changes too.
    pub is_exact: bool,
}

impl<'t> Comparison<'t> {
    /// An appointment of which there was nothing before: `after` is its whole payload.
    pub fn created(after: &'t str) -> Self {
        Self::whole(Kind::Created, None, Some(after))
    }

    /// An appointment of which there is nothing any more: `before` is its whole payload.
    pub fn deleted(before: &'t str) -> Self {
        Self::whole(Kind::Deleted, Some(before), None)
    }

    fn whole(kind: Kind, before: Option<&'t str>, after: Option<&'t str>) -> Self {
        let fields = vec![FieldChange { pointer: "".into(), before, after }];
        Self { changes: vec![Change { kind, fields, detail: Detail::Plain }], ..Self::default() }
    }

    /// The kinds of the changes, in order, each once.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.changes.iter().map(|change| change.kind).collect();
        kinds.dedup();
        kinds
    }

    /// Whether there is a change that a calendar has to act on.
    pub fn is_significant(&self) -> bool {
        self.changes.iter().any(|change| change.kind.is_significant())
    }

    /// What is no change by itself, by the kind that it counts as where everything counts.
    pub fn held_back(&self) -> [(Kind, &[FieldChange<'t>]); 5] {
        [
            (Kind::Unsent, &self.unsent),
            (Kind::NewlySent, &self.newly_sent),
            (Kind::SameInstant, &self.same_instant),
            (Kind::Reordered, &self.reordered),
            (Kind::Bookkeeping, &self.bookkeeping),
        ]
    }

    /// Adds a change for each thing that was held back.
    fn count_all(&mut self) {
        self.is_exact = true;
        let all: Vec<Change<'t>> = (self.held_back().iter())
            .flat_map(|&(kind, fields)| fields.iter().map(move |field| Change::plain(kind, field.clone())))
            .collect();
        self.changes.extend(all);
    }

    /// Keeps only what is at the pointers that `keep` says yes to. Where it says no to the start, only the end is another.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let keeps = |field: &FieldChange<'t>| keep(&field.pointer);
        for change in &mut self.changes {
            let drops = |id: FieldId| {
                let pointer = id.field().pointer;
                !keep(pointer) && change.fields.iter().any(|field| field.pointer == pointer)
            };
            let (drops_start, drops_end) = (drops(FieldId::StartTime), drops(FieldId::EndTime));
            change.fields.retain(keeps);
            if let Detail::Times(times) = &mut change.detail {
                for ends in [&mut times.before, &mut times.after] {
                    ends.start = ends.start.filter(|_| !drops_start);
                    ends.end = ends.end.filter(|_| !drops_end);
                }
                if drops_start {
                    change.kind = Kind::Duration;
                }
            }
        }
        self.changes.retain(|change| !change.fields.is_empty());
        let lists = [
            &mut self.unsent,
            &mut self.newly_sent,
            &mut self.same_instant,
            &mut self.reordered,
            &mut self.bookkeeping,
        ];
        for list in lists {
            list.retain(keeps);
        }
    }
}

impl<'t> Change<'t> {
    fn plain(kind: Kind, field: FieldChange<'t>) -> Self {
        Self { kind, fields: vec![field], detail: Detail::Plain }
    }
}
