//! What a key says of its value: whether that is an id, a time, a status, or anything at all.

use crate::personal::names_phone;
use crate::schema::{FIELDS, KNOWN_EXTRAS, Kind};
use crate::suggest::{fold, nearest};

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// In an event, or in what a capture has around one.
    Outer,
    /// In an appointment.
    Appointment,
    /// Further in: in a contact, or in any other object within an appointment.
    Inner,
}

/// What a key says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The event's name.
    EventName,
    /// A status.
    Status,
    /// The source.
    Source,
    /// A time of the event, or when something was done.
    Time,
    /// When somebody was born: a time, but a personal one.
    Birth,
    /// An id, or a list of ids.
    Id,
    /// A phone number.
    Phone,
    /// How an appointment recurs.
    Recurrence,
    /// Nothing that helps.
    Any,
}

impl Meaning {
    /// What the key `name` says of its value.
    pub(super) fn of(name: &str, context: Context) -> Self {
        let documented = FIELDS.iter().find(|field| field.name == name).map(|field| field.kind);
        let kind = documented.or_else(|| {
            // A misspelled key still holds what its field would hold.
            let is_known = KNOWN_EXTRAS.iter().any(|known| known.name == name);
            let near = nearest(name, FIELDS.iter().map(|field| field.name)).filter(|_| !is_known)?;
            FIELDS.iter().find(|field| field.name == near).map(|field| field.kind)
        });
        let folded = fold(name);
        if folded == "dob" || folded.contains("birth") {
            return Self::Birth;
        }
        match kind {
            Some(Kind::EventName) if context == Context::Outer => return Self::EventName,
            Some(Kind::Status) => return Self::Status,
            Some(Kind::Time) => return Self::Time,
            Some(Kind::Id | Kind::Ids) if documented.is_some() => return Self::Id,
            _ => (),
        }
        match &*folded {
            "status" => Self::Status,
            "source" if context != Context::Inner => Self::Source,
            "rrule" => Self::Recurrence,
            _ if names_phone(name) => Self::Phone,
            _ if names_id(name) => Self::Id,
            _ if folded.contains("time")
                || folded.contains("date")
                || name.ends_with("At")
                || name.ends_with("_at") =>
            {
                Self::Time
            }
            _ => Self::Any,
        }
    }
}

/// Whether a key's name says that ids are under it.
fn names_id(name: &str) -> bool {
    ["Id", "ID", "Ids", "IDs", "_id", "_ids", "-id"].iter().any(|end| name.ends_with(end))
        || ["id", "ids", "uuid", "guid"].iter().any(|whole| name.eq_ignore_ascii_case(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_what_their_values_are() {
        use Context::{Appointment, Inner, Outer};
        for (name, context, meaning) in [
            ("type", Outer, Meaning::EventName),
            ("type", Inner, Meaning::Any),
            ("appoinmentStatus", Outer, Meaning::Status),
            ("startTme", Appointment, Meaning::Time),
            ("dateOfBirth", Inner, Meaning::Birth),
            ("created_at", Outer, Meaning::Time),
            ("contactId", Outer, Meaning::Id),
            ("webhookId", Outer, Meaning::Id),
            ("users", Appointment, Meaning::Id),
            ("paid", Inner, Meaning::Any),
            ("mobilePhone", Inner, Meaning::Phone),
            ("title", Appointment, Meaning::Any),
            ("source", Inner, Meaning::Any),
        ] {
            assert_eq!(Meaning::of(name, context), meaning, "{name}");
        }
    }
}
