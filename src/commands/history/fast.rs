//! The fast path of `history`: what is certainly a valid event goes from its text straight into the history, with no tree
//! between them.

use std::ops::Range;

use crate::accept::{Acceptor, Asked, Counter, See};
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
    /// Who tells of them.
    pub(super) teller: Teller,
}

impl Deliveries {
    /// Deliveries for `teller`; a record longer than `longest` bytes is not taken.
    pub(super) fn new(teller: Teller, longest: usize) -> Self {
        let asked = Asked { events: Event::ALL.to_vec(), notes: false, longest };
        Self { acceptor: Acceptor::new(asked), counter: Counter::default(), is_open: false, teller }
    }

    /// The acceptor, and what takes what it accepts from `text`.
    fn parts<'a>(&mut self, text: &'a [u8]) -> (&mut Acceptor, Delivery<'a, '_>) {
        let delivery = Delivery {
            teller: &mut self.teller,
            counter: &mut self.counter,
            text,
            values: [const { 0..0 }; FieldId::COUNT],
            extras: Vec::new(),
            sides: Vec::with_capacity(BATCH),
            places: Vec::with_capacity(BATCH),
        };
        (&mut self.acceptor, delivery)
    }
}

impl Accept for Deliveries {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        if !self.is_open {
            return (0, 0);
        }
        let (acceptor, mut delivery) = self.parts(text);
        let taken = acceptor.accept_run_seeing(text, &mut delivery);
        delivery.deliver();
        taken
    }

    fn accept_one(&mut self, text: &[u8]) -> Option<usize> {
        if !self.is_open {
            return None;
        }
        let (acceptor, mut delivery) = self.parts(text);
        let taken = acceptor.accept_seeing(text, &mut delivery);
        delivery.deliver();
        taken
    }

    fn wants_place(&self) -> bool {
        self.is_open
    }

    fn place(&mut self, records: u64, start: Position) {
        self.counter.place(records, start);
    }
}

/// How many deliveries are told of together.
const BATCH: usize = 16;

/// The event at hand, and those before it that wait for being told of.
struct Delivery<'a, 'r> {
    teller: &'r mut Teller,
    counter: &'r mut Counter,
    /// What is waiting: the values, and the event's text, record and line.
    sides: Vec<Side<'a>>,
    places: Vec<(&'a str, u64, u64)>,
    text: &'a [u8],
    /// Where the fields' values are in the payload; nowhere, where there is none.
    values: [Range<usize>; FieldId::COUNT],
    extras: Vec<(&'static Extra, Range<usize>)>,
}

impl<'a> See<'a> for Delivery<'a, '_> {
    #[inline]
    fn begin(&mut self) {
        self.values = [const { 0..0 }; FieldId::COUNT];
        self.extras.clear();
    }

    #[inline]
    fn field(&mut self, id: FieldId, value: Range<usize>) {
        if let Some(slot) = self.values.get_mut(id as usize) {
            *slot = value;
        }
    }

    #[inline]
    fn extra(&mut self, extra: &'static Extra, value: Range<usize>) {
        self.extras.push((extra, value));
    }

    fn accepted(&mut self, start: usize, payload: &'a str) {
        let (record, line) = self.counter.next(self.text, start);
        let blanks = |start: usize| {
            let rest = payload.as_bytes().get(start..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
        };
        let mut side = Side::new(payload, Spans::default());
        if memchr::memchr(b'\\', payload.as_bytes()).is_none() {
            side.set_verbatim();
        }
        for (field, range) in FIELDS.iter().zip(&self.values) {
            if !range.is_empty() {
                side.place(field.id, Span::new(range.start + blanks(range.start), range.end));
            }
        }
        if !self.extras.is_empty() {
            let others = self.extras.iter().map(|(extra, range)| {
                let raw = payload.get(range.start + blanks(range.start)..range.end).unwrap_or_default();
                Other { pointer: extra.pointer.into(), raw }
            });
            side.set_others(others.collect());
        }
        self.sides.push(side);
        self.places.push((payload, record, line));
        if self.sides.len() == BATCH {
            self.deliver();
        }
    }
}

impl Delivery<'_, '_> {
    /// Tells of what is waiting.
    fn deliver(&mut self) {
        if self.sides.len() > 1 {
            self.teller.fetch(&self.sides);
        }
        let input = self.teller.input();
        for (side, &(raw, record, line)) in self.sides.iter().zip(&self.places) {
            self.teller.deliver(&Held { side, raw, input, record, line });
        }
        self.sides.clear();
        self.places.clear();
    }
}
