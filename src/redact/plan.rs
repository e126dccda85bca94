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
            _ if names_time(name) => Self::Time,
            _ => Self::Any,
        }
    }
}

/// Whether a key's name says that ids are under it.
fn names_id(name: &str) -> bool {
    ["Id", "ID", "Ids", "IDs", "_id", "_ids", "-id"].iter().any(|end| name.ends_with(end))
        || ["id", "ids", "uuid", "guid"].iter().any(|whole| name.eq_ignore_ascii_case(whole))
}

/// Whether a key's name says that a time is under it: by what its words are, since a candidate and a lifetime are none.
fn names_time(name: &str) -> bool {
    const WHOLE: [&str; 7] = ["at", "created", "dates", "modified", "times", "timestamp", "updated"];
    const ENDS: [&str; 3] = ["time", "date", "datetime"];
    /// What ends like one of these and is none.
    const OTHERS: [&str; 8] =
        ["candidate", "consolidate", "inundate", "lifetime", "mandate", "meantime", "sometime", "validate"];
    /// Who did it, and what they are called, is no time.
    const PEOPLE: [&str; 8] = ["by", "name", "owner", "person", "user", "contact", "agent", "from"];
    let words = words(name);
    let is_time = |word: &String| {
        let ends = ENDS.iter().any(|end| word.ends_with(end)) && !OTHERS.contains(&&**word);
        ends || WHOLE.contains(&&**word)
    };
    // `at` alone is a preposition.
    let says_so = words.iter().any(is_time) && words != ["at"];
    says_so && !words.iter().any(|word| PEOPLE.contains(&&**word))
}

/// The words of a name in lower case, whether it is written with capitals or with signs between them.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        let begins = character.is_uppercase() && was_lower || !character.is_alphanumeric();
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        was_lower = character.is_lowercase() || character.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| character.is_alphanumeric()) {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
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
            ("updated", Outer, Meaning::Time),
            ("event_date", Outer, Meaning::Time),
            ("rescheduledAt", Outer, Meaning::Time),
            ("Start-Time", Outer, Meaning::Time),
            ("lastUpdate", Outer, Meaning::Time),
            ("last_update", Outer, Meaning::Time),
            ("eventtime", Outer, Meaning::Time),
            ("sentdate", Outer, Meaning::Time),
            ("lastUpdatedBy", Outer, Meaning::Any),
            ("createdByName", Outer, Meaning::Any),
            ("modifiedByUser", Outer, Meaning::Any),
            ("dateName", Outer, Meaning::Any),
            ("lifetime", Outer, Meaning::Any),
            ("candidate", Outer, Meaning::Any),
            ("validated", Outer, Meaning::Any),
            ("sentiment", Outer, Meaning::Any),
            ("at", Outer, Meaning::Any),
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
