//! Members the keys of which are not known.

use super::See;
use super::gap;
use super::json::skip_value;
use super::node::Node;
use crate::schema::Parent;

/// More of them than that are for the parser; they are compared each with each.
const MOST: usize = 4;

/// A member the key of which is not known.
pub(super) struct Unknown<'a> {
    /// The object that it is in.
    pub(super) parent: Parent,
    /// Its key.
    pub(super) name: &'a [u8],
    /// The text from its value on.
    pub(super) value: &'a [u8],
    /// The node behind it, and the text.
    pub(super) next: (Node, &'a [u8]),
}

impl<'a> Unknown<'a> {
    /// The member behind `node`, whatever its key is.
    pub(super) fn read(node: Node, rest: &'a [u8]) -> Option<Self> {
        let (name, value) = gap::key(node, rest)?;
        let parent = node.parent();
        let next = if parent == Parent::Event { Node::UNKNOWN } else { Node::UNKNOWN_INSIDE };
        Some(Self { parent, name, value, next: (next, skip_value(value)?) })
    }
}

/// The keys of a payload that are not known, in the order of the text.
#[derive(Default)]
pub(super) struct UnknownKeys<'a>([Option<(Parent, &'a [u8])>; MOST]);

impl<'a> UnknownKeys<'a> {
    /// Reads the member behind `node`, and notes its key; `None` where that stands twice, and where there are too many.
    pub(super) fn read(&mut self, node: Node, rest: &'a [u8]) -> Option<Unknown<'a>> {
        let unknown = Unknown::read(node, rest)?;
        let key = Some((unknown.parent, unknown.name));
        if self.0.contains(&key) {
            return None;
        }
        *self.0.iter_mut().find(|place| place.is_none())? = key;
        Some(unknown)
    }

    /// The same, shown to `see`, in a payload that begins `length` bytes before the end of the text: the node behind the member,
    /// and the text. `None` also where that is not wanted.
    #[cold]
    pub(super) fn show<S: See<'a>>(
        &mut self,
        node: Node,
        rest: &'a [u8],
        length: usize,
        see: &mut S,
    ) -> Option<(Node, &'a [u8])> {
        if !S::TAKES_UNKNOWN {
            return None;
        }
        let Unknown { parent, name, value, next } = self.read(node, rest)?;
        see.unknown(parent, name, length - value.len()..length - next.1.len());
        Some(next)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Parent, &'a [u8])> {
        self.0.iter().copied().flatten()
    }
}
