//! The field table: the one place that lists the fields of an appointment event.
//!
//! Names, types and order are the vendor's (`fixtures/upstream/vendor-fields.tsv`, compared row by row in a test);
//! presence, comparison and labels are this project's decisions.

/// The object that a field is a member of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parent {
    /// The event itself, the outermost object.
    Event,
    /// The `appointment` object within the event.
    Appointment,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The name of the event.
    EventName,
    /// An opaque identifier.
    Id,
    /// One of an open set of status words.
    Status,
    /// Text that people or programs write freely.
    Text,
    /// An ISO 8601 date-time.
    Time,
    /// An array of identifiers.
    Ids,
    /// The appointment object.
    Object,
}

impl Kind {
    /// The JSON type as the vendor's table and JSON Schema name it.
    pub const fn json_type(self) -> &'static str {
        match self {
            Self::EventName | Self::Id | Self::Status | Self::Text | Self::Time => "string",
            Self::Ids => "array",
            Self::Object => "object",
        }
    }
}

/// Whether a field has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Without it the event cannot be used: its absence is an error.
    Required,
    /// The vendor lists it, but real deliveries lack it or hold null: its absence is a warning.
    Documented,
    /// The vendor says that it may not apply: its absence says nothing.
    Optional,
}

impl Presence {
    /// The word for it in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Documented => "documented",
            Self::Optional => "optional",
        }
    }
}

/// What it means that a field differs between two payloads of the same appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The event became an `AppointmentDelete`.
    Deleted,
    /// The start or end moved; the comparison decides between a move and another length.
    Time,
    /// Another status.
    Status,
    /// Another assigned user.
    Reassigned,
    /// Users were added or removed; their order means nothing.
    Users,
    /// Other notes, compared line by line.
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
    /// No change of the appointment: the delivery's own bookkeeping.
    Bookkeeping,
    /// No change either: it says which appointment this is.
    Identity,
}

/// The field's row in [`FIELDS`]: a cheap, stable name for code that means one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the field of that name; its meaning stands in the table")]
pub enum FieldId {
    Type,
    LocationId,
    Appointment,
    Id,
    Address,
    Title,
    CalendarId,
    ContactId,
    GroupId,
    Status,
    AssignedUserId,
    Users,
    Notes,
    Source,
    StartTime,
    EndTime,
    DateAdded,
    DateUpdated,
}

impl FieldId {
    /// How many fields there are.
    pub const COUNT: usize = FIELDS.len();

    /// The field's row.
    pub fn field(self) -> &'static Field {
        FIELDS.get(self as usize).unwrap_or(&FIELDS[0])
    }
}

/// A row of the field table.
#[derive(Debug)]
pub struct Field {
    /// The row's own name; equal to its index.
    pub id: FieldId,
    /// The object that holds it.
    pub parent: Parent,
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it has to be there.
    pub presence: Presence,
    /// What a difference means.
    pub change: Change,
    /// Its label for people, as on the card.
    pub label: &'static str,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// The field's place in a payload as an RFC 6901 JSON pointer.
    pub pointer: &'static str,
}

impl Field {
    /// The documented field of `parent` with the key `name`.
    pub fn find(parent: Parent, name: &str) -> Option<&'static Self> {
        FIELDS.get(super::row(parent, name.as_bytes())?)
    }

    /// The field's path as the vendor's table writes it, such as `appointment.startTime`.
    pub fn path(&self) -> String {
        match self.parent {
            Parent::Event => self.name.to_owned(),
            Parent::Appointment => format!("{}.{}", FieldId::Appointment.field().name, self.name),
        }
    }
}

macro_rules! field {
    ($id:ident, Event, $name:literal, $($rest:tt)*) => {
        field!(@ $id, Event, $name, concat!("/", $name), $($rest)*)
    };
    ($id:ident, Appointment, $name:literal, $($rest:tt)*) => {
        field!(@ $id, Appointment, $name, concat!("/appointment/", $name), $($rest)*)
    };
    (@ $id:ident, $parent:ident, $name:literal, $pointer:expr, $kind:ident, $presence:ident, $change:ident, $label:literal, $meaning:literal) => {
        Field {
            id: FieldId::$id,
            parent: Parent::$parent,
            name: $name,
            kind: Kind::$kind,
            presence: Presence::$presence,
            change: Change::$change,
            label: $label,
            meaning: $meaning,
            pointer: $pointer,
        }
    };
}

/// The documented fields, in the vendor's order.
#[rustfmt::skip]
pub static FIELDS: [Field; 18] = [
    field!(Type,           Event,       "type",              EventName, Required,   Deleted,     "event",       "the event's name, such as AppointmentUpdate"),
    field!(LocationId,     Event,       "locationId",        Id,        Required,   Identity,    "location",    "id of the sub-account that the appointment belongs to"),
    field!(Appointment,    Event,       "appointment",       Object,    Required,   Identity,    "appointment", "the whole appointment after the change"),
    field!(Id,             Appointment, "id",                Id,        Required,   Identity,    "appointment", "id of the appointment"),
    field!(Address,        Appointment, "address",           Text,      Documented, Address,     "where",       "where it takes place: a place or a meeting link"),
    field!(Title,          Appointment, "title",             Text,      Documented, Title,       "title",       "display name"),
    field!(CalendarId,     Appointment, "calendarId",        Id,        Documented, Calendar,    "calendar",    "id of the calendar it is booked on"),
    field!(ContactId,      Appointment, "contactId",         Id,        Documented, Contact,     "contact",     "id of the contact"),
    field!(GroupId,        Appointment, "groupId",           Id,        Optional,   Group,       "group",       "id of the calendar group, if the calendar belongs to one"),
    field!(Status,         Appointment, "appointmentStatus", Status,    Required,   Status,      "status",      "status after the change, e.g. confirmed, cancelled, showed, noshow"),
    field!(AssignedUserId, Appointment, "assignedUserId",    Id,        Documented, Reassigned,  "assigned",    "id of the team member it is assigned to (the primary owner)"),
    field!(Users,          Appointment, "users",             Ids,       Documented, Users,       "users",       "ids of the users on it (the secondary owners)"),
    field!(Notes,          Appointment, "notes",             Text,      Documented, Notes,       "notes",       "internal notes"),
    field!(Source,         Appointment, "source",            Text,      Documented, Source,      "source",      "how it was first created, e.g. booking_widget, manual"),
    field!(StartTime,      Appointment, "startTime",         Time,      Required,   Time,        "start",       "start, ISO 8601 date-time"),
    field!(EndTime,        Appointment, "endTime",           Time,      Required,   Time,        "end",         "end, ISO 8601 date-time"),
    field!(DateAdded,      Appointment, "dateAdded",         Time,      Documented, Added,       "added",       "when the record was created, ISO 8601"),
    field!(DateUpdated,    Appointment, "dateUpdated",       Time,      Documented, Bookkeeping, "updated",     "when the record was last updated, ISO 8601"),
];

/// A key that real deliveries hold beyond the vendor's table.
#[derive(Debug, PartialEq, Eq)]
pub struct Extra {
    /// The object that holds it.
    pub parent: Parent,
    /// The key.
    pub name: &'static str,
    /// Its place in a payload as an RFC 6901 JSON pointer.
    pub pointer: &'static str,
    /// What it says something about.
    pub about: About,
}

/// What a known extra says something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The appointment.
    Appointment,
    /// The delivery: another one of the same update says something else.
    Delivery,
}

impl Extra {
    /// Whether it belongs to the delivery and not to the appointment: other in each delivery of the same update.
    pub const fn is_the_deliverys(&self) -> bool {
        !matches!(self.about, About::Appointment)
    }
}

macro_rules! extra {
    (Event, $name:literal, $about:ident) => {
        Extra { parent: Parent::Event, name: $name, pointer: concat!("/", $name), about: About::$about }
    };
    ($name:literal) => {
        Extra {
            parent: Parent::Appointment,
            name: $name,
            pointer: concat!("/appointment/", $name),
            about: About::Appointment,
        }
    };
}

/// Keys that real deliveries hold beyond the vendor's table, in the order of their pointers: no finding at all, and no
/// requirement.
#[rustfmt::skip]
pub static KNOWN_EXTRAS: [Extra; 15] = [
    extra!(Event, "appId", Appointment),
    extra!("assignedResources"), extra!("createdBy"), extra!("deleted"), extra!("description"),
    extra!("isRecurring"), extra!("masterEventId"), extra!("rescheduledAt"), extra!("rrule"),
    extra!(Event, "companyId", Appointment), extra!(Event, "contact", Appointment),
    extra!(Event, "contactId", Appointment), extra!(Event, "timestamp", Delivery),
    extra!(Event, "versionId", Appointment), extra!(Event, "webhookId", Delivery),
];

/// How many keys are known: the documented fields and, behind them, the known extras. A key's *row* is its place among
/// them.
pub const KNOWN_KEYS: usize = FIELDS.len() + KNOWN_EXTRAS.len();

/// Whether what is at this pointer belongs to the delivery: see [`Extra::is_the_deliverys`].
pub fn is_the_deliverys(pointer: &str) -> bool {
    KNOWN_EXTRAS.iter().any(|extra| extra.is_the_deliverys() && extra.pointer == pointer)
}

/// The statuses that the vendor's API names. The set is open: another one is a warning, never an error.
pub static STATUSES: [&str; 8] =
    ["new", "confirmed", "cancelled", "showed", "noshow", "invalid", "active", "completed"];

/// The three events about appointments; all have the same form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// An appointment was changed.
    Update,
    /// An appointment was booked.
    Create,
    /// An appointment was removed; may hold nothing but the appointment's id.
    Delete,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Update, Self::Create, Self::Delete];

    /// The name that stands in the payload's `type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "AppointmentUpdate",
            Self::Create => "AppointmentCreate",
            Self::Delete => "AppointmentDelete",
        }
    }

    /// What it is called on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Create => "create",
            Self::Delete => "delete",
        }
    }

    /// The event whose name is `name`, exactly.
    pub fn from_name(name: impl AsRef<[u8]>) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name().as_bytes() == name.as_ref())
    }

    /// Whether this event has to hold `field`: all required ones, but for a deletion, which needs only its
    /// `type` and the appointment's id.
    pub fn requires(self, field: &Field) -> bool {
        field.presence == Presence::Required
            && (self != Self::Delete || matches!(field.id, FieldId::Type | FieldId::Appointment | FieldId::Id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stands_at_the_index_of_its_id() {
        for (index, field) in FIELDS.iter().enumerate() {
            assert_eq!(field.id as usize, index, "{}", field.name);
            assert_eq!(field.pointer, format!("/{}", field.path().replace('.', "/")));
        }
    }

    #[test]
    fn known_extras_are_in_order() {
        assert!(KNOWN_EXTRAS.is_sorted_by(|one, other| one.pointer < other.pointer));
    }
}
