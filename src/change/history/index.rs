//! Which appointment a delivery is about: its id and its location, or its id alone where that is enough.

use std::collections::{BTreeMap, HashMap};

/// Leads from an appointment's id and location to its slot.
#[derive(Debug, Default)]
pub(super) struct Index(HashMap<Box<str>, Slots>);

/// The appointments of one id; more than one location having it is rare.
#[derive(Debug)]
enum Slots {
    One(Option<Box<str>>, usize),
    Several(BTreeMap<Option<Box<str>>, usize>),
}

impl Index {
    /// The appointment's slot. Where no location is given, the only appointment of that id is meant.
    pub(super) fn find(&self, id: &str, location: Option<&str>) -> Option<usize> {
        match self.0.get(id)? {
            Slots::One(of, slot) => (location.is_none() || location == of.as_deref()).then_some(*slot),
            Slots::Several(slots) => slots.get(&location.map(Box::from)).copied(),
        }
    }

    /// Notes the slot of an appointment that was not found.
    pub(super) fn insert(&mut self, id: &str, location: Option<&str>, slot: usize) {
        let location = location.map(Box::from);
        match self.0.get_mut(id) {
            None => {
                self.0.insert(id.into(), Slots::One(location, slot));
            }
            Some(slots) => {
                if let Slots::One(of, first) = slots {
                    *slots = Slots::Several(BTreeMap::from([(of.take(), *first)]));
                }
                if let Slots::Several(slots) = slots {
                    slots.insert(location, slot);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_alone_means_the_only_appointment_that_has_it() {
        let mut index = Index::default();
        index.insert("a", Some("x"), 0);
        index.insert("b", None, 1);
        assert_eq!(
            [index.find("a", None), index.find("a", Some("x")), index.find("a", Some("y"))],
            [Some(0), Some(0), None]
        );
        assert_eq!([index.find("b", None), index.find("b", Some("x")), index.find("c", None)], [Some(1), None, None]);
        index.insert("a", Some("y"), 2);
        assert_eq!(
            [index.find("a", None), index.find("a", Some("x")), index.find("a", Some("y"))],
            [None, Some(0), Some(2)]
        );
        index.insert("a", None, 3);
        assert_eq!(index.find("a", None), Some(3));
    }
}
