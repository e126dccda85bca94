//! What a run of `history` came to: counted as it goes, and told at the end.

use crate::change::Kind;
use crate::change::history::{Judged, Word};
use crate::report::names::Names;
use crate::report::text::counted;

/// How many there were of what.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    words: [u64; Word::ALL.len()],
    kinds: [u64; Kind::ALL.len()],
    /// Appointments that the deliveries were about.
    pub appointments: u64,
    /// Other events, which were passed over.
    pub skipped: Names,
    /// Bodies that were captured beside payloads and hold none.
    pub passed_over: u64,
    /// Whether something could not be read, be it counted or not: the exit status tells of it.
    pub is_broken: bool,
}

impl Tally {
    /// Counts a delivery.
    pub fn count(&mut self, judged: &Judged<'_>) {
        self.count_word(judged.word);
        for (kind, number) in judged.kinds.iter() {
            if let Some(count) = self.kinds.get_mut(kind as usize) {
                *count += u64::from(number);
            }
        }
    }

    /// Counts a word.
    pub fn count_word(&mut self, word: Word) {
        if let Some(count) = self.words.get_mut(word as usize) {
            *count += 1;
        }
    }

    /// Counts all that another one counted of other appointments.
    pub fn add(&mut self, other: &Self) {
        let counts = self.words.iter_mut().chain(&mut self.kinds);
        for (count, more) in counts.zip(other.words.iter().chain(&other.kinds)) {
            *count += more;
        }
        self.appointments += other.appointments;
        self.skipped.add(&other.skipped);
        self.passed_over += other.passed_over;
        self.is_broken |= other.is_broken;
    }

    /// All deliveries.
    pub fn deliveries(&self) -> u64 {
        self.words.iter().sum()
    }

    /// All changes.
    pub fn changes(&self) -> u64 {
        self.kinds.iter().sum()
    }

    /// How often a word was said.
    pub fn of(&self, word: Word) -> u64 {
        self.words.get(word as usize).copied().unwrap_or_default()
    }

    /// The words, each with how often it was said.
    pub fn words(&self) -> impl Iterator<Item = (Word, u64)> {
        Word::ALL.into_iter().zip(self.words)
    }

    /// The kinds of change that there were, with their numbers.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, u64)> {
        Kind::ALL.into_iter().zip(self.kinds).filter(|(_, count)| *count > 0)
    }

    /// The closing words for people.
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if self.changes() > 0 {
            parts.push(counted(self.changes(), "change"));
        }
        if self.of(Word::Duplicate) > 0 {
            parts.push(counted(self.of(Word::Duplicate), "duplicate"));
        }
        for word in [Word::Late, Word::Deleted, Word::Unreadable] {
            if self.of(word) > 0 {
                parts.push(format!("{} {}", self.of(word), word.name()));
            }
        }
        if !self.skipped.is_empty() {
            parts.push(format!("{} skipped", self.skipped.told()));
        }
        if self.passed_over > 0 {
            parts.push(format!("{} passed over", counted(self.passed_over, "body")));
        }
        let parts = if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") };
        let [deliveries, appointments] = [(self.deliveries(), "delivery"), (self.appointments, "appointment")]
            .map(|(count, noun)| counted(count, noun));
        format!("{deliveries}, {appointments}: {parts}")
    }
}
