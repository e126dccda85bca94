//! Pointers to values that are come upon one after another.

use std::iter::Enumerate;

use super::document::{Items, Member, Members, Value};
use super::push_pointer;

/// Leads to values, each by an RFC 6901 pointer. They have to be asked for in the order of the text: all of them together
/// then take one walk, however many there are.
#[derive(Debug)]
pub struct Pointers<'d> {
    root: Value<'d>,
    /// The containers that the last value is in, outermost first; none before the first one is asked for.
    open: Vec<Level<'d>>,
    pointer: String,
}

/// A container, and how far the walk came in it.
#[derive(Debug)]
struct Level<'d> {
    container: Value<'d>,
    /// How long the pointer to it is.
    length: usize,
    members: Members<'d>,
    items: Enumerate<Items<'d>>,
    /// The child that was reached last.
    child: Option<Child<'d>>,
}

#[derive(Clone, Copy, Debug)]
enum Child<'d> {
    Member(Member<'d>),
    Item(usize, Value<'d>),
}

impl<'d> Pointers<'d> {
    /// Pointers from `root` on.
    pub fn from(root: Value<'d>) -> Self {
        Self { root, open: Vec::new(), pointer: String::new() }
    }

    /// The pointer to `value`; `None` where that is a key.
    pub fn to(&mut self, value: Value<'_>) -> Option<&str> {
        while self.open.pop_if(|level| !level.container.holds(value)).is_some() {}
        if self.open.is_empty() {
            self.open.push(Level::new(self.root, 0));
        }
        loop {
            let level = self.open.last_mut()?;
            self.pointer.truncate(level.length);
            if level.container.index() == value.index() {
                return Some(&self.pointer);
            }
            let below = match level.reach(value)? {
                Child::Member(member) => {
                    push_pointer(&mut self.pointer, &member.name());
                    member.value
                }
                Child::Item(index, item) => {
                    push_pointer(&mut self.pointer, &index.to_string());
                    item
                }
            };
            self.open.push(Level::new(below, self.pointer.len()));
        }
    }
}

impl<'d> Level<'d> {
    fn new(container: Value<'d>, length: usize) -> Self {
        let (members, items) = (container.members(), container.items().enumerate());
        Self { container, length, members, items, child: None }
    }

    /// Goes on to the child that holds `value`.
    fn reach(&mut self, value: Value<'_>) -> Option<Child<'d>> {
        loop {
            if let Some(child) = self.child {
                let at = child.value();
                if at.holds(value) {
                    return Some(child);
                }
                // A key stands before its value, which may be asked for yet.
                if at.index() > value.index() {
                    return None;
                }
            }
            let member = self.members.next().map(Child::Member);
            self.child = Some(member.or_else(|| self.items.next().map(|(index, item)| Child::Item(index, item)))?);
        }
    }
}

impl<'d> Child<'d> {
    fn value(self) -> Value<'d> {
        match self {
            Self::Member(member) => member.value,
            Self::Item(_, item) => item,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Parser};

    #[test]
    fn strings_are_found_by_their_bytes_and_values_have_pointers() {
        let text = r#"{"a!":"x","b":{"~/":["y","!z",{"":"!"},["!"]]},"c":"n","!":{"d":"!!"}}"#;
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        let tape = parser.take_tape();
        let root = Document::new(text, &tape).root();
        let find = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'!');
        let found = |from: Value<'_>| -> Vec<(String, Option<String>)> {
            let mut pointers = Pointers::from(root);
            let mut pointer_to = |string| pointers.to(string).map(str::to_owned);
            from.strings_with(find).map(|string| (string.raw().to_owned(), pointer_to(string))).collect()
        };
        let expected = [
            ("\"a!\"", None),
            ("\"!z\"", Some("/b/~0~1/1")),
            ("\"!\"", Some("/b/~0~1/2/")),
            ("\"!\"", Some("/b/~0~1/3/0")),
            ("\"!\"", None),
            ("\"!!\"", Some("/!/d")),
        ];
        let expected = expected.map(|(raw, pointer)| (raw.to_owned(), pointer.map(str::to_owned)));
        assert_eq!(found(root), expected);
        assert_eq!(found(root.get("b").unwrap()), expected[1..4]);
        assert_eq!(found(root.get("c").unwrap()), []);
        let mut pointers = Pointers::from(root);
        assert_eq!(pointers.to(root), Some(""));
        for pointer in ["", "/b", "/b", "/b/~0~1/1", "/b/~0~1/2", "/b/~0~1/2/", "/c", "/!/d"] {
            assert_eq!(pointers.to(root.at(pointer).unwrap()), Some(pointer));
        }
    }
}
