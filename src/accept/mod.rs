//! The fast path: recognises payloads that are certainly valid, and never says why one is not.
//!
//! Nearly every record of a real stream is fine, and saying so needs no tree, no spans and no allocation. Whatever
//! is not taken here goes to the slow path, which is the authority: to refuse is always right, to accept a payload
//! in which the rules would find something is a bug. Who judges nothing is also shown events with other values, the same
//! way: [`Acceptor::of_any_values`]. What is documented comes from the field table; the order of
//! the keys and the white space between them are learned from the records themselves (`gap`).

mod counter;
mod gap;
mod json;
mod node;
mod notes;
mod outline;
mod patience;
mod plain;
mod see;
mod text;
mod unknown;

#[cfg(test)]
mod tests;

use gap::Gaps;
use node::Expects;
use notes::Notes;
use outline::Piece;
use patience::Patience;
use unknown::{Unknown, UnknownKeys};

pub use counter::Counter;
pub use json::{skip_blanks, skip_plain_string, skip_value};
pub use node::Node;
pub use see::See;

use crate::input::{Accept, Outline};
use crate::json::Parser;
use crate::schema::{Event, FieldId, Presence, Rows, STATUSES};
use crate::time::Fixed;

/// More users than that are for the slow path; it keeps the search for an id given twice in a few registers.
const MOST_USERS: usize = 8;

/// What a payload has to be to be accepted.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The events that are asked for; any other is refused.
    pub events: Vec<Event>,
    /// Whether notes are asked for, so that a payload with something to note is refused as well.
    pub notes: bool,
    /// The length in bytes above which a record is refused.
    pub longest: usize,
}

/// Recognises valid payloads. Keep one for a whole input: it learns the order of the keys as it goes.
#[derive(Debug)]
pub struct Acceptor {
    asked: Asked,
    gaps: Gaps,
    expects: [(Expects, Presence); Node::COUNT],
    /// The known keys that a payload must have.
    needed: Rows,
    /// The known keys that its outlines hold although they are right.
    quoted: Rows,
    /// Where the last appointment's id began.
    ids_at: [usize; 4],
    /// Memory for the pieces of an outline.
    pieces: Vec<Piece>,
    /// With records that can't be accepted.
    patience: Patience,
    /// With records of which no outline can be given.
    outline_patience: Patience,
}

/// What stands before the appointment's id, as a rule; blanks may follow.
const ID_KEY: &[u8] = br#"{"id":"#;

impl Acceptor {
    /// An acceptor that knows the fields and nothing yet about their order.
    pub fn new(asked: Asked) -> Self {
        Self {
            // The event's name says which rules there are.
            quoted: if asked.notes { Rows::ALL } else { Rows::of(&[FieldId::Type]) },
            asked,
            gaps: Gaps::new(),
            expects: node::expectations(),
            needed: node::NEEDED,
            ids_at: [0; 4],
            pieces: Vec::new(),
            // Where one in three could be accepted, to try costs as much as it saves; and an outline tells.
            patience: Patience::new(2),
            outline_patience: Patience::new(16),
        }
    }

    /// The same for any event about an appointment that says which one, whatever else it says or leaves out: for who only reads
    /// values, and doesn't judge them.
    pub fn of_any_values(longest: usize) -> Self {
        let asked = Asked { events: Event::ALL.to_vec(), notes: false, longest };
        let expects = node::expectations_of_any_values();
        Self { expects, needed: node::NEEDED_OF_ANY_VALUES, ..Self::new(asked) }
    }

    /// The same, with outlines that hold these known keys too, although they are right.
    #[must_use]
    pub fn quoting(self, rows: Rows) -> Self {
        Self { quoted: self.quoted.union(rows), ..self }
    }

    /// The length of the certainly valid payload with which `text` begins, up to just after its closing brace.
    ///
    /// `text` may go on behind it. `None` says nothing about the payload, only that the slow path has to look.
    pub fn accept(&mut self, text: &[u8]) -> Option<usize> {
        self.recognise(text, &mut ())
    }

    /// Whether all of `text` is one certainly valid payload.
    pub fn accepts(&mut self, text: &[u8]) -> bool {
        self.accept(text) == Some(text.len())
    }

    /// The same as [`Acceptor::accept`], and shows `see` the payload; also the fields of one that is refused in the end.
    pub fn accept_seeing<'a>(&mut self, text: &'a [u8], see: &mut impl See<'a>) -> Option<usize> {
        let length = self.recognise(text, see)?;
        see.accepted(0, checked(text.get(..length)?)?);
        Some(length)
    }

    /// Accepts payloads as [`Accept::accept_run`] has to, and shows `see` each of them.
    pub fn accept_run_seeing<'a, S: See<'a>>(&mut self, text: &'a [u8], see: &mut S) -> (usize, u64) {
        if !self.patience.tries() {
            return (0, 0);
        }
        let mut rest = json::skip_blanks(text);
        let mut count = 0;
        while let Some(length) = self.recognise(rest, see) {
            // A payload has to end its line or the text: what else stands behind it on the line may spoil it, and
            // that is for the slow path to judge.
            let Some((payload, behind)) = rest.split_at_checked(length) else { break };
            let Some(behind) = next_line(behind) else { break };
            if S::LOOKS {
                let Some(payload) = checked(payload) else { break };
                see.accepted(text.len() - rest.len(), payload);
            }
            rest = json::skip_blanks(behind);
            count += 1;
        }
        self.patience.note(count > 0);
        (text.len() - rest.len(), count)
    }

    /// The node that follows `node`, and the text behind the gap with which `rest` begins, that leads there. `None` for
    /// what leads nowhere, and for a key that is not known.
    pub fn step<'a>(&mut self, node: Node, rest: &'a [u8]) -> Option<(Node, &'a [u8])> {
        self.gaps.step(node, rest)
    }

    /// What is probably the text of the appointment's id in the payload at the start of `text`: where it stands in the
    /// first few keys, as it nearly always does. Little else of the payload is looked at.
    pub fn probable_id<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        // Names of events and ids of locations are all of one length: so it often stands where one of the last did.
        for place in self.ids_at {
            if let Some((before, from)) = text.split_at_checked(place)
                && let [before @ .., b'"'] = before
                && before.trim_ascii_end().ends_with(ID_KEY)
            {
                return Some(text::word(from)?.0);
            }
        }
        let id = self.id(text)?;
        self.ids_at.rotate_right(1);
        self.ids_at[0] = text.len() - id.len();
        Some(text::word(id)?.0)
    }

    /// The same, found in the text alone: whatever was asked before, the answer is the same.
    pub fn first_id<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        Some(text::word(self.id(text)?)?.0)
    }

    /// What follows the opening quote of the appointment's id.
    fn id<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        /// Keys before the id, also where they are sorted.
        const SOON: usize = 16;
        let (mut node, mut rest) = (Node::START, text);
        for _ in 0..SOON {
            let Some(step) = self.gaps.step(node, rest) else {
                (node, rest) = Unknown::read(node, rest)?.next;
                continue;
            };
            (node, rest) = step;
            if node == Node::ID {
                return text::open(rest);
            }
            if node != Node::INSIDE {
                rest = skip_value(rest)?;
            }
        }
        None
    }

    /// The length of the payload at the start of `text`, if it is certainly valid.
    fn recognise<'a>(&mut self, text: &'a [u8], see: &mut impl See<'a>) -> Option<usize> {
        if text.first() != Some(&b'{') {
            return None;
        }
        let length = text.len() - self.payload(text, see)?.len();
        (length <= self.asked.longest).then_some(length)
    }

    /// What follows the payload at the start of `rest`.
    fn payload<'a, S: See<'a>>(&mut self, mut rest: &'a [u8], see: &mut S) -> Option<&'a [u8]> {
        let length = rest.len();
        let mut node = Node::START;
        let mut seen = 0;
        let mut values = Values::new(&self.asked);
        let mut unknown = UnknownKeys::default();
        see.begin();
        loop {
            let Some(step) = self.gaps.step(node, rest) else {
                (node, rest) = unknown.show(node, rest, length, see)?;
                continue;
            };
            (node, rest) = step;
            if seen & node.bit() != 0 {
                return None;
            }
            seen |= node.bit();
            if node == Node::END {
                break;
            }
            let value = rest;
            rest = self.value(node, rest, &mut values)?;
            if !S::LOOKS {
                continue;
            }
            if let Some(row) = node.row() {
                see.member(row, length - value.len()..length - rest.len());
            }
        }
        let complete = node::rows(seen).hold_all(self.needed);
        (complete && values.are_ordered() && values.are_quiet()).then_some(rest)
    }

    /// What follows the value at `node`, if that is certainly valid by itself.
    #[expect(clippy::inline_always, reason = "the fast path is this and little else")]
    #[inline(always)]
    fn value<'a>(&self, node: Node, rest: &'a [u8], values: &mut Values<'a>) -> Option<&'a [u8]> {
        let (expects, presence) = self.expects.get(node.index())?;
        match expects {
            Expects::Nothing => Some(rest),
            // Nearly all are strings.
            Expects::Anything => match text::open(rest) {
                Some(body) => text::skip(body),
                None => json::skip_value(rest),
            },
            Expects::Text => match text::open(rest) {
                Some(body) => text::skip(body),
                None => null(rest, *presence),
            },
            Expects::Id => match text::open(rest) {
                Some(body) => {
                    let (id, behind) = text::word(body)?;
                    if id.is_empty() && *presence == Presence::Required {
                        return None;
                    }
                    if let Some(notes) = &mut values.notes {
                        notes.id(node, id);
                    }
                    Some(behind)
                }
                None => null(rest, *presence),
            },
            Expects::Ids => {
                let (users, behind) = ids(rest)?;
                if let Some(notes) = &mut values.notes {
                    notes.users = users;
                }
                Some(behind)
            }
            Expects::Status => {
                let (status, behind) = text::word(text::open(rest)?)?;
                STATUSES.iter().any(|known| known.as_bytes() == status).then_some(behind)
            }
            Expects::EventName => {
                let (name, behind) = text::word(text::open(rest)?)?;
                self.asked.events.iter().any(|event| event.name().as_bytes() == name).then_some(behind)
            }
            Expects::Time(field) => {
                let time = match field {
                    FieldId::StartTime => &mut values.start,
                    FieldId::EndTime => &mut values.end,
                    FieldId::DateAdded => &mut values.added,
                    FieldId::DateUpdated => &mut values.updated,
                    _ => return None,
                };
                time.set(text::open(rest)?)
            }
        }
    }
}

/// What has to be known of a payload's values at its end.
struct Values<'a> {
    start: Fixed,
    end: Fixed,
    added: Fixed,
    updated: Fixed,
    notes: Option<Notes<'a>>,
}

impl Values<'_> {
    fn new(asked: &Asked) -> Self {
        let (start, end, added, updated) = Default::default();
        Self { start, end, added, updated, notes: asked.notes.then(Notes::default) }
    }

    /// Whether the times are in their order.
    fn are_ordered(&self) -> bool {
        self.start.order(self.end).is_le() && self.added.order(self.updated).is_le()
    }

    /// Whether there is nothing to note, where notes are asked for.
    fn are_quiet(&self) -> bool {
        let times = [self.start, self.end, self.added, self.updated];
        self.notes.as_ref().is_none_or(|notes| notes.quiet(times))
    }
}

impl Accept for Acceptor {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        self.accept_run_seeing(text, &mut ())
    }

    fn accept_one(&mut self, text: &[u8]) -> Option<usize> {
        self.accept(text)
    }

    fn outline(&mut self, text: &[u8], parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        if !self.outline_patience.tries() {
            return None;
        }
        let length = self.read_outline(text, parser, outline).filter(|length| *length <= self.asked.longest);
        self.outline_patience.note(length.is_some());
        length
    }
}

/// The text of an accepted payload: all of it was looked at on the way, so that this is a formality.
fn checked(payload: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(payload).ok()
}

/// What follows a `null`, where the field may be null.
fn null(rest: &[u8], presence: Presence) -> Option<&[u8]> {
    if presence != Presence::Optional {
        return None;
    }
    json::skip_blanks(rest).strip_prefix(b"null")
}

/// The ids of an array in which none stands twice, and what follows it.
fn ids(rest: &[u8]) -> Option<([&[u8]; MOST_USERS], &[u8])> {
    let mut found: [&[u8]; MOST_USERS] = [&[]; MOST_USERS];
    let mut rest = json::skip_blanks(json::skip_blanks(rest).strip_prefix(b"[")?);
    if let Some(behind) = rest.strip_prefix(b"]") {
        return Some((found, behind));
    }
    for count in 0..MOST_USERS {
        let (id, behind) = text::word(text::open(rest)?)?;
        // An empty id would look like a free place.
        if id.is_empty() || found.iter().take(count).any(|other| *other == id) {
            return None;
        }
        *found.get_mut(count)? = id;
        rest = json::skip_blanks(behind);
        match rest.split_first()? {
            (b',', behind) => rest = behind,
            (b']', behind) => return Some((found, behind)),
            _ => return None,
        }
    }
    None
}

/// What follows the end of the line, if nothing but blanks stands before it.
pub fn next_line(rest: &[u8]) -> Option<&[u8]> {
    match rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) {
        Some(end) => rest.get(end..)?.strip_prefix(b"\n"),
        None => Some(&[]),
    }
}
