//! The fast path of `history`: what is certainly a valid event goes from its text straight into the history, with no tree
//! between them.

use std::ops::Range;

use crate::accept::{Acceptor, Counter, See, next_line, skip_blanks};
use crate::change::Side;
use crate::change::history::names_one;
use crate::input::Accept;
use crate::schema::Parent;
use crate::source::{Position, Span};

use super::Held;
use super::teller::Teller;

/// Takes deliveries, where it is allowed to.
pub(super) struct Deliveries {
    acceptor: Acceptor,
    counter: Counter,
    /// Whether it takes any.
    pub(super) is_open: bool,
    /// The length in bytes above which no record is taken.
    longest: usize,
    /// Who tells of them.
    pub(super) teller: Teller,
}

impl Deliveries {
    /// Deliveries for `teller`; a record longer than `longest` bytes is not taken.
    pub(super) fn new(teller: Teller, longest: usize) -> Self {
        Self {
            acceptor: Acceptor::of_any_values(longest),
            counter: Counter::default(),
            is_open: false,
            longest,
            teller,
        }
    }

    /// So many that share the work: see [`Teller::take_apart`].
    pub(super) fn take_apart(&mut self, count: usize) -> Vec<Self> {
        let alone = |teller| Self::new(teller, self.longest);
        self.teller.take_apart(count).into_iter().map(alone).collect()
    }

    /// The hash of the appointment's id with which the line at the start of `text` begins, if one stands in its beginning.
    pub(super) fn id_hash(&mut self, text: &[u8]) -> Option<u64> {
        self.acceptor.first_id(text).map(|id| self.teller.history().hash_of(id))
    }

    /// Tells of the event at the start of `text`, if it is certainly one, that stands on a line of its own: whether it is.
    /// `id_hash` is that of the appointment that it may be about, and `number` the number of its record, and its line.
    pub(super) fn take_line(&mut self, text: &[u8], id_hash: Option<u64>, number: (u64, u64)) -> bool {
        self.take(text, id_hash, false, &mut Side::default(), |_| number).is_some()
    }

    /// Tells of the event at the start of `text`, if it is certainly one: its length. It has to end its line, unless it
    /// stands `alone`. `id_hash` is that of the appointment that it may be about; `count` counts it. `side` is for its values: one
    /// that is made for each event takes longer than most of what is done with it.
    fn take<'t>(
        &mut self,
        text: &'t [u8],
        id_hash: Option<u64>,
        alone: bool,
        side: &mut Side<'t>,
        count: impl FnOnce(&mut Counter) -> (u64, u64),
    ) -> Option<usize> {
        let ends_well = |length: usize| alone || text.get(length..).and_then(next_line).is_some();
        let input = self.teller.input();
        let Self { acceptor, teller, counter, .. } = self;
        let known = id_hash.and_then(|id_hash| teller.history().follow(id_hash, text, acceptor, side));
        if let Some(event) = &known {
            let length = side.event_text_length();
            if length <= self.longest && ends_well(length) {
                let (record, line) = count(counter);
                teller.deliver_known(&Held { side, input, record, payload: 0, line, found_at: None }, event);
                return Some(length);
            }
        }
        let mut event = NewEvent::default();
        let length = acceptor.accept_seeing(text, &mut event).filter(|length| ends_well(*length))?;
        // What was followed has the id of a delivery before it.
        if !names_one(&event.side) {
            return None;
        }
        let (record, line) = count(counter);
        teller.deliver(&Held { side: &event.side, input, record, payload: 0, line, found_at: None });
        Some(length)
    }

    /// Looks at the beginnings of the first `count` lines of `text` from `start` on, and fetches what is known of the
    /// appointments that they may be about.
    fn look_ahead(&mut self, text: &[u8], start: usize, count: usize) -> [Ahead; BATCH] {
        let history = self.teller.history();
        let mut ahead = [Ahead::default(); BATCH];
        let mut at = start;
        let mut follows = None;
        for ahead in ahead.iter_mut().take(count) {
            let Some(line) = text.get(at..) else { break };
            ahead.follows = follows;
            ahead.id_hash = self.acceptor.probable_id(line).map(|id| history.hash_of(id));
            // The line after the last one is nobody's business; its beginning may be far away.
            let end = if count > 1 { memchr::memchr(b'\n', line) } else { None };
            let Some(behind) = end.and_then(|end| line.get(end + 1..)) else { break };
            at = text.len() - skip_blanks(behind).len();
            follows = (at == text.len() - behind.len()).then_some(at);
        }
        history.fetch(&ahead.map(|ahead| ahead.id_hash));
        ahead
    }
}

/// How many lines are looked ahead.
pub(super) const BATCH: usize = 16;

/// What is seen of a line before its turn.
#[derive(Clone, Copy, Default)]
struct Ahead {
    /// The hash of the id that it may be about.
    id_hash: Option<u64>,
    /// Where it begins, if it is the very next line behind the one before.
    follows: Option<usize>,
}

impl Accept for Deliveries {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        if !self.is_open {
            return (0, 0);
        }
        let mut start = text.len() - skip_blanks(text).len();
        let mut count = 0;
        let mut side = Side::default();
        while start < text.len() {
            // Nothing is looked at in vain where the first event is for the slow path.
            let lines = if count == 0 { 1 } else { BATCH };
            for ahead in self.look_ahead(text, start, lines).iter().take(lines) {
                let rest = text.get(start..).unwrap_or_default();
                let number = |counter: &mut Counter| match ahead.follows {
                    Some(line) if line == start => counter.next_on_next_line(start),
                    _ => counter.next(text, start),
                };
                let Some(length) = self.take(rest, ahead.id_hash, false, &mut side, number) else {
                    return (start, count);
                };
                count += 1;
                start = text.len() - skip_blanks(text.get(start + length..).unwrap_or_default()).len();
                if start == text.len() {
                    break;
                }
            }
        }
        (start, count)
    }

    fn accept_one(&mut self, text: &[u8]) -> Option<usize> {
        if !self.is_open {
            return None;
        }
        let [ahead, ..] = self.look_ahead(text, 0, 1);
        self.take(text, ahead.id_hash, true, &mut Side::default(), |counter| counter.next(text, 0))
    }

    fn wants_place(&self) -> bool {
        self.is_open
    }

    fn place(&mut self, records: u64, start: Position) {
        self.counter.place(records, start);
    }

    fn line_passed(&self) -> Option<(usize, u64)> {
        self.counter.last_line()
    }
}

/// An event that is read from its beginning to its end.
#[derive(Default)]
struct NewEvent<'a> {
    /// Its members; first their places alone, which may begin with blanks.
    side: Side<'a>,
    /// Those the keys of which are not known: the object, the key, and the value's place.
    unknown: Vec<(Parent, &'a [u8], Range<usize>)>,
}

impl<'a> See<'a> for NewEvent<'a> {
    const TAKES_UNKNOWN: bool = true;

    fn begin(&mut self) {}

    fn member(&mut self, row: usize, value: Range<usize>) {
        self.side.place_row(row, Span::new(value.start, value.end));
    }

    fn unknown(&mut self, parent: Parent, name: &'a [u8], value: Range<usize>) {
        self.unknown.push((parent, name, value));
    }

    fn accepted(&mut self, _: usize, payload: &'a str) {
        self.side.set_read_event(payload, &self.unknown);
    }
}
