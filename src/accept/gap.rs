//! Learned steps: the bytes that led from one value to the next the last time will probably do so again.
//!
//! Whoever sends a stream of payloads writes them all with one program, so the text between two values (comma,
//! white space, key, colon) repeats from record to record. Such a gap, once it was read properly, is recognised
//! by comparing two blocks, white space included. Only a gap that was never seen is read token by token.

use super::json::skip_blanks;
use super::node::Node;
use super::text;
use crate::blocks::in_common;
use crate::schema::Parent;

/// The longest gap that is learned, in bytes: two blocks. The longest key with the white space of pretty-printed
/// JSON fits.
const LONGEST: usize = 32;

/// The gaps that were last seen behind each node.
#[derive(Debug)]
pub(super) struct Gaps(Box<[[Gap; 2]]>);

/// A gap that was seen, and where it leads.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// Its bytes, zeros behind its end.
    bytes: [u8; LONGEST],
    /// Ones where it has no bytes.
    behind: u32,
    length: usize,
    leads_to: Node,
}

impl Gaps {
    /// No gap is known yet.
    pub(super) fn new() -> Self {
        Self(vec![[Gap::NONE; 2]; Node::COUNT].into())
    }

    /// The next node, and the text behind the gap that leads there.
    #[expect(clippy::inline_always, reason = "a fifth of the time that a payload takes is spent here")]
    #[inline(always)]
    pub(super) fn step<'a>(&mut self, node: Node, rest: &'a [u8]) -> Option<(Node, &'a [u8])> {
        let [last, other] = self.0.get(node.index())?;
        if let Some(behind) = last.follow(rest) {
            return Some((last.leads_to, behind));
        }
        // Two are kept, as one key that is there in every other record would else spoil the steps around it.
        if let Some(behind) = other.follow(rest) {
            return Some((other.leads_to, behind));
        }
        self.learn(node, rest)
    }

    /// Reads the gap, and keeps it for the next record.
    #[cold]
    fn learn<'a>(&mut self, node: Node, rest: &'a [u8]) -> Option<(Node, &'a [u8])> {
        let (next, behind) = read(node, rest)?;
        let gaps = self.0.get_mut(node.index())?;
        if let Some(gap) = Gap::new(rest.get(..rest.len() - behind.len())?, next) {
            *gaps = [gap, gaps[0]];
        }
        Some((next, behind))
    }
}

impl Gap {
    /// No gap: no text goes on behind so many bytes, whatever they are.
    const NONE: Self = Self { bytes: [0; LONGEST], behind: 0, length: usize::MAX, leads_to: Node::END };

    /// The gap with these bytes, if it isn't too long.
    fn new(bytes: &[u8], leads_to: Node) -> Option<Self> {
        let mut padded = [0; LONGEST];
        padded.get_mut(..bytes.len())?.copy_from_slice(bytes);
        let behind = u32::MAX.unbounded_shl(u32::try_from(bytes.len()).ok()?);
        Some(Self { bytes: padded, behind, length: bytes.len(), leads_to })
    }

    /// The text behind this gap, if `rest` begins with it.
    #[inline]
    fn follow<'a>(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let same = in_common(rest.first_chunk()?, &self.bytes);
        if same | self.behind == u32::MAX { rest.get(self.length..) } else { None }
    }
}

/// Reads the gap behind `node` token by token: what it leads to, and the text behind it.
fn read(node: Node, rest: &[u8]) -> Option<(Node, &[u8])> {
    if let (b'}', behind) = skip_blanks(rest).split_first()?
        && !is_opening(node)
    {
        let closed = if node.parent() == Parent::Event { Node::END } else { Node::APPOINTMENT };
        return Some((closed, behind));
    }
    let (name, behind) = key(node, rest)?;
    Some((Node::find(node.parent(), name)?, behind))
}

/// The key in the gap behind `node`, whether it is known or not, and the text behind the gap.
pub(super) fn key(node: Node, rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let mark: &[u8] = if is_opening(node) { b"{" } else { b"," };
    let (name, behind) = text::key(text::open(skip_blanks(rest).strip_prefix(mark)?)?)?;
    Some((name, skip_blanks(skip_blanks(behind).strip_prefix(b":")?)))
}

/// Whether an object is opened behind `node`.
fn is_opening(node: Node) -> bool {
    node == Node::START || node == Node::INSIDE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_followed_once_it_was_read() {
        let [text, same, other] = [
            r#", "type" : "x", and more behind it"#,
            r#", "type" : 123456789012345678901"#,
            r#","type":"x", and more behind it"#,
        ];
        let mut gaps = Gaps::new();
        let follow = |gaps: &Gaps, text: &'static str| {
            gaps.0[Node::APPOINTMENT.index()][0].follow(text.as_bytes()).map(<[u8]>::len)
        };
        assert_eq!(follow(&gaps, text), None);
        let (next, behind) = gaps.step(Node::APPOINTMENT, text.as_bytes()).unwrap();
        assert_eq!(Some(next), Node::find(Parent::Event, b"type"));
        assert_eq!([text, same, other].map(|text| follow(&gaps, text)), [Some(behind.len()), Some(21), None]);
    }
}
