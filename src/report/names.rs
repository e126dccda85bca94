//! Names from payloads, counted: of events that are passed over, of statuses. However many and long they are, what is
//! kept of them has an end.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::untrusted::clip;

/// How many characters of a name are kept.
const NAME: usize = 80;

/// How many names are kept apart; later ones are counted under [`OTHERS`].
const NAMES: usize = 1000;

/// How many names people are told.
const TOLD: usize = 10;

/// What there were too many names of is called.
pub(super) const OTHERS: &str = "(others)";

/// How often each name was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Names(BTreeMap<String, u64>);

impl Names {
    /// Counts a name.
    pub fn count(&mut self, name: &str) {
        self.count_some(name, 1);
    }

    /// Counts all that another one counted.
    pub fn add(&mut self, other: &Self) {
        for (name, count) in other.iter() {
            self.count_some(name, count);
        }
    }

    fn count_some(&mut self, name: &str, count: u64) {
        if let Some(known) = self.0.get_mut(name) {
            *known += count;
            return;
        }
        let name: String = name.chars().take(NAME).collect();
        let is_known = self.0.len() < NAMES || self.0.contains_key(&name);
        *self.0.entry(if is_known { name } else { OTHERS.to_owned() }).or_default() += count;
    }

    /// Whether none was met.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names in their order, and how often each was met.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, &count)| (name.as_str(), count))
    }

    /// `2 ContactUpdate, 1 NoteCreate`, safe to print; beyond ten, only how many more.
    pub fn told(&self) -> String {
        let named: Vec<(&str, u64)> = self.iter().filter(|(name, _)| *name != OTHERS).take(TOLD).collect();
        let mut told: Vec<String> = named.iter().map(|(name, count)| format!("{count} {}", clip(name))).collect();
        let rest = self.0.values().sum::<u64>() - named.iter().map(|(_, count)| count).sum::<u64>();
        if rest > 0 {
            told.push(format!("{rest} of other kinds"));
        }
        told.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_end_take_no_memory_without_end() {
        let mut names = Names::default();
        for number in 0..3 * NAMES {
            names.count(&format!("{number}{}", "x".repeat(1000)));
        }
        assert_eq!(names.0.len(), NAMES + 1);
        assert_eq!(names.iter().map(|(_, count)| count).sum::<u64>(), 3 * NAMES as u64);
        assert!(names.told().ends_with(" of other kinds"));
    }
}
