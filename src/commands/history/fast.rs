//! The fast path of `history`: what is certainly a valid event goes from its text straight into the history, with no tree
//! between them.

use std::ops::Range;

use crate::accept::{Acceptor, Asked, Counter, See, next_line, skip_blanks};
use crate::change::{Other, Side, Spans};
use crate::input::Accept;
use crate::schema::{Event, Extra, FIELDS, FieldId};
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
        let asked = Asked { events: Event::ALL.to_vec(), notes: false, longest };
        Self { acceptor: Acceptor::new(asked), counter: Counter::default(), is_open: false, longest, teller }
    }

    /// Tells of the event at `start` of `text`, if it is certainly one: its length. It has to end its line, unless it
    /// stands `alone`. `slot` is that of an appointment that it may be about.
    fn take(&mut self, text: &[u8], start: usize, slot: Option<u32>, alone: bool) -> Option<usize> {
        let rest = text.get(start..)?;
        let ends_well = |length: usize| alone || rest.get(length..).and_then(next_line).is_some();
        let known = slot.and_then(|slot| self.teller.history().follow(slot, rest));
        if let Some(event) = known {
            let length = event.side().event_text_length();
            if length <= self.longest && ends_well(length) {
                let (record, line) = self.counter.next(text, start);
                self.teller.deliver_known(&event, record, line);
                return Some(length);
            }
        }
        let mut event = NewEvent::default();
        let length = self.acceptor.accept_seeing(rest, &mut event).filter(|length| ends_well(*length))?;
        let (record, line) = self.counter.next(text, start);
        let input = self.teller.input();
        self.teller.deliver(&Held { side: &event.side(), input, record, line });
        Some(length)
    }

    /// The slots of the appointments that the first `count` lines of `rest` may be about.
    fn look_ahead(&mut self, rest: &[u8], count: usize) -> [Option<u32>; BATCH] {
        let history = self.teller.history();
        let mut hashes = [None; BATCH];
        let mut line = Some(rest);
        for hash in hashes.iter_mut().take(count) {
            let Some(text) = line else { break };
            *hash = self.acceptor.probable_id(text).map(|id| history.hash_of(id));
            // The line after the last one is nobody's business; its beginning may be far away.
            let next = || Some(skip_blanks(text.get(memchr::memchr(b'\n', text)?..)?));
            line = if count > 1 { next() } else { None };
        }
        let slots = hashes.map(|hash| history.slot_of(hash?));
        history.fetch(&slots);
        slots
    }
}

/// How many lines are looked ahead.
const BATCH: usize = 16;

impl Accept for Deliveries {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        if !self.is_open {
            return (0, 0);
        }
        let mut start = text.len() - skip_blanks(text).len();
        let mut count = 0;
        while start < text.len() {
            // Nothing is looked at in vain where the first event is for the slow path.
            let ahead = if count == 0 { 1 } else { BATCH };
            for slot in self.look_ahead(text.get(start..).unwrap_or_default(), ahead).into_iter().take(ahead) {
                let Some(length) = self.take(text, start, slot, false) else { return (start, count) };
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
        let [slot, ..] = self.look_ahead(text, 1);
        self.take(text, 0, slot, true)
    }

    fn wants_place(&self) -> bool {
        self.is_open
    }

    fn place(&mut self, records: u64, start: Position) {
        self.counter.place(records, start);
    }
}

/// An event that is read from its beginning to its end.
#[derive(Default)]
struct NewEvent<'a> {
    text: &'a str,
    /// Where the fields' values are; perhaps with blanks before them.
    spans: [Range<usize>; FieldId::COUNT],
    extras: Vec<(&'static Extra, Range<usize>)>,
}

impl<'a> See<'a> for NewEvent<'a> {
    fn begin(&mut self) {}

    fn field(&mut self, id: FieldId, value: Range<usize>) {
        if let Some(slot) = self.spans.get_mut(id as usize) {
            *slot = value;
        }
    }

    fn extra(&mut self, extra: &'static Extra, value: Range<usize>) {
        self.extras.push((extra, value));
    }

    fn accepted(&mut self, _: usize, payload: &'a str) {
        self.text = payload;
    }
}

impl<'a> NewEvent<'a> {
    fn side(&self) -> Side<'a> {
        let mut side = Side::new(self.text, self.text.len(), Spans::default());
        if memchr::memchr(b'\\', self.text.as_bytes()).is_none() {
            side.set_verbatim();
        }
        for (field, range) in FIELDS.iter().zip(&self.spans) {
            if !range.is_empty() {
                side.place(field.id, self.value(range));
            }
        }
        let others = self.extras.iter().map(|(extra, range)| {
            let span = self.value(range);
            let raw = self.text.get(span.range()).unwrap_or_default();
            Other { pointer: extra.pointer.into(), raw, at: u32::try_from(span.start).unwrap_or(u32::MAX) }
        });
        side.set_others(others.collect());
        side
    }

    /// The value in this range, without the blanks before it.
    fn value(&self, range: &Range<usize>) -> Span {
        let value = self.text.as_bytes().get(range.clone()).unwrap_or_default();
        Span::new(range.end - skip_blanks(value).len(), range.end)
    }
}
