//! A change in words: one line that quotes ids, statuses and times, and never what people wrote.

use std::borrow::Cow;

use crate::time::Zone;
use crate::time::text::{is_shift, shift_summary};
use crate::untrusted::clip;

use super::{Change, Detail, FieldChange, Kind, Times, value};

impl Change<'_> {
    /// What changed, in a few words; safe to print.
    pub fn summary(&self) -> String {
        let moved = if self.is_move() { "moved " } else { "" };
        format!("{moved}{}", self.words_in(Zone::Sent))
    }

    /// The same for where the kind stands beside it, and clocks in a zone: a move needs no verb there, and what it is on the clock is what
    /// it is on these.
    pub fn words_in(&self, zone: Zone) -> String {
        let retyped = || self.fields.iter().find_map(FieldChange::retyped);
        match (&self.detail, self.kind) {
            (Detail::Times(times), kind) => self.times_words(&times.in_zone(zone), kind),
            (Detail::Users { added, removed }, _) => users_summary(added.len(), removed.len()),
            (_, Kind::Created) if self.fields.iter().any(|field| field.before.is_some()) => {
                "the appointment is there again".to_owned()
            }
            (_, Kind::Created) => "the appointment is new".to_owned(),
            (_, Kind::Deleted) => "the appointment was removed".to_owned(),
            (_, Kind::Unsent) => "no longer sent".to_owned(),
            (_, Kind::NewlySent) => "sent for the first time".to_owned(),
            (_, Kind::SameInstant) => "the same instant, written differently".to_owned(),
            (_, Kind::Reordered) => "the same users, listed differently".to_owned(),
            (_, kind) => retyped().unwrap_or_else(|| match kind {
                Kind::Status | Kind::Reassigned | Kind::Calendar | Kind::Contact | Kind::Group | Kind::Added => {
                    self.fields.first().and_then(FieldChange::arrow).unwrap_or_else(|| "changed".to_owned())
                }
                _ => "changed".to_owned(),
            }),
        }
    }

    /// Whether the start moved, as far as that can be told.
    fn is_move(&self) -> bool {
        let Detail::Times(times) = &self.detail else { return false };
        times.stays().is_some_and(|(before, after)| is_shift(&before, &after))
    }

    fn times_words(&self, times: &Times, kind: Kind) -> String {
        let words = times.stays().and_then(|(before, after)| shift_summary(&before, &after));
        let what = if kind == Kind::Rescheduled { "start" } else { "end" };
        words.or_else(|| self.fields.iter().find_map(FieldChange::retyped)).unwrap_or_else(|| format!("{what} changed"))
    }
}

fn users_summary(added: usize, removed: usize) -> String {
    match (added, removed) {
        (added, 0) => format!("{added} added"),
        (0, removed) => format!("{removed} removed"),
        (added, removed) => format!("{added} added, {removed} removed"),
    }
}

impl FieldChange<'_> {
    /// Says so where the value's JSON type changed.
    pub fn retyped(&self) -> Option<String> {
        let (before, after) = (value::json_type(self.before?), value::json_type(self.after?));
        (before != after).then(|| format!("changed from {} to {}", before.name(), after.name()))
    }

    /// `confirmed → noshow`.
    fn arrow(&self) -> Option<String> {
        let word = |raw| match value::text(raw) {
            Some(text) if !text.is_empty() => Cow::Owned(clip(&text).into_owned()),
            _ => clip(raw),
        };
        Some(format!("{} → {}", word(self.before?), word(self.after?)))
    }
}
