//! Which deliveries are shown. The others are known all the same.

use crate::change::history::{Judged, Word, text_of};
use crate::change::{Kind, Side};
use crate::cli::{HistoryArgs, Only};
use crate::schema::FieldId;
use crate::time::Instant;

/// What the user wants to see.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    ids: Vec<String>,
    only: Vec<Only>,
    since: Option<Instant>,
    until: Option<Instant>,
}

impl Filter {
    pub(super) fn new(arguments: &HistoryArgs) -> Self {
        Self { ids: arguments.id.clone(), only: arguments.only.clone(), since: arguments.since, until: arguments.until }
    }

    /// Whether this appointment is wanted; of others nothing need be known.
    pub(super) fn is_about(&self, delivery: &Side<'_>) -> bool {
        self.ids.is_empty()
            || text_of(delivery, FieldId::Id).is_some_and(|id| self.ids.iter().any(|wanted| *wanted == *id))
    }

    /// Whether a delivery is shown. One that doesn't say when it was came after the newest.
    pub(super) fn shows(&self, judged: &Judged<'_>) -> bool {
        let is_late_enough = |since| judged.order.is_none_or(|at| since <= at);
        let is_early_enough = |until| judged.at().is_none_or(|at| at <= until);
        let within = self.since.is_none_or(is_late_enough) && self.until.is_none_or(is_early_enough);
        let has_kind = |kind| judged.kinds.of(kind) > 0;
        let is_asked_for = |only: &Only| match only {
            Only::Kind(kind) => has_kind(*kind),
            // An update of what was deleted says so too.
            Only::Word(word) => *word == Word::Created && has_kind(Kind::Created),
        };
        within && (self.shows_word(judged.word) || self.only.iter().any(is_asked_for))
    }

    /// Whether deliveries are shown of which this is said.
    pub(super) fn shows_word(&self, word: Word) -> bool {
        self.only.is_empty() || self.only.contains(&Only::Word(word))
    }
}
