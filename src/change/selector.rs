//! Which fields a command is about: what `--ignore` and `--only` of `diff`, `--keep` and `--drop` of `redact` name.

use std::str::FromStr;

use crate::schema::{FIELDS, Field, KNOWN_EXTRAS, Kind, Parent};
use crate::suggest::nearest;

/// One or more places in a payload, by a field's name or by a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    pointers: Vec<String>,
}

impl Selector {
    /// Reads what a comparison is to be about: not a part of a value that is compared as a whole.
    ///
    /// # Errors
    /// What is wrong with `text`, as a user is told.
    pub fn of_compared(text: &str) -> Result<Self, String> {
        let selector: Self = text.parse()?;
        let is_around = |field: &&Field| {
            let holds = |pointer: &String| pointer != field.pointer && is_within(pointer, field.pointer);
            field.kind != Kind::Object && selector.pointers.iter().any(holds)
        };
        match FIELDS.iter().find(is_around) {
            Some(field) => Err(format!("{} is compared as a whole: name `{}`", field.name, field.pointer)),
            None => Ok(selector),
        }
    }

    /// Whether `pointer` is one of the places, or within one.
    pub fn covers(&self, pointer: &str) -> bool {
        self.pointers.iter().any(|place| is_within(pointer, place))
    }

    /// Whether `pointer` is one of the places, within one, or around one.
    pub fn touches(&self, pointer: &str) -> bool {
        self.pointers.iter().any(|place| is_within(pointer, place) || is_within(place, pointer))
    }
}

fn is_within(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The names that can be typed, and where they lead: documented fields and known extras.
fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    let documented = FIELDS.iter().map(|field| (field.name, field.pointer));
    documented.chain(KNOWN_EXTRAS.iter().map(|extra| (extra.name, extra.pointer)))
}

impl FromStr for Selector {
    type Err = String;

    /// Reads a field's name, its path as the vendor writes it (`appointment.notes`), or a pointer.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with('/') {
            let is_escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
            let pointers = vec![text.to_owned()];
            return match elsewhere(text) {
                _ if !is_escaped => Err("in a pointer, `~` is written `~0`".to_owned()),
                Some(place) => Err(format!("nothing is there; did you mean `{place}`?")),
                None => Ok(Self { pointers }),
            };
        }
        let pointer = format!("/{}", text.replace('.', "/"));
        let found = places().filter(|(name, place)| *name == text || *place == pointer);
        let pointers: Vec<String> = found.map(|(_, place)| place.to_owned()).collect();
        if pointers.is_empty() { Err(unknown(text)) } else { Ok(Self { pointers }) }
    }
}

/// Where a field of the appointment is that `pointer` looks for beside it: then it would never be found.
fn elsewhere(pointer: &str) -> Option<&'static str> {
    let mut found = places().filter(|(name, _)| pointer.strip_prefix('/') == Some(name)).map(|(_, place)| place);
    let first = found.next()?;
    (first != pointer && found.all(|place| place != pointer)).then_some(first)
}

fn unknown(text: &str) -> String {
    let last = text.rsplit('.').next().unwrap_or(text);
    let labelled = FIELDS.iter().find(|field| field.label == last && field.parent == Parent::Appointment);
    let names: Vec<&str> = places().map(|(name, _)| name).collect();
    match labelled.map(|field| field.name).or_else(|| nearest(last, names)) {
        Some(near) => format!("no such field; did you mean `{near}`?"),
        None => "no such field; name one, such as `notes`, or give a pointer, such as /appointment/notes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_paths_and_pointers_are_understood() {
        for (text, pointers) in [
            ("notes", vec!["/appointment/notes"]),
            ("appointment.notes", vec!["/appointment/notes"]),
            ("contactId", vec!["/appointment/contactId", "/contactId"]),
            ("webhookId", vec!["/webhookId"]),
            ("rrule", vec!["/appointment/rrule"]),
            ("/appointment/no~1such~0thing", vec!["/appointment/no~1such~0thing"]),
        ] {
            assert_eq!(text.parse::<Selector>().unwrap().pointers, pointers, "{text}");
        }
        for (text, near) in [("note", "`notes`"), ("status", "`appointmentStatus`"), ("start", "`startTime`")] {
            assert!(text.parse::<Selector>().unwrap_err().contains(near), "{text}");
        }
        let wrong = "/appointmentStatus".parse::<Selector>().unwrap_err();
        assert!(wrong.contains("did you mean `/appointment/appointmentStatus`?"), "{wrong}");
        assert!(["/contactId", "/type", "/appointment", "/x"].iter().all(|text| text.parse::<Selector>().is_ok()));
        for text in ["", "colour", "/a~2"] {
            assert!(text.parse::<Selector>().is_err(), "{text}");
        }
    }

    #[test]
    fn places_hold_what_is_in_them() {
        let contact: Selector = "/contact".parse().unwrap();
        assert!(contact.covers("/contact") && contact.covers("/contact/name") && !contact.covers("/contactId"));
        let name: Selector = "/contact/name".parse().unwrap();
        assert!(name.touches("/contact") && !name.covers("/contact"));
    }
}
