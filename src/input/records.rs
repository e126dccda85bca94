//! Records one after another from a stream of bytes: documents, lines of NDJSON, or the items of an array.
//!
//! Nothing but the record at hand is kept. A record that can't be read is given out as a [`Problem`] with its place, and
//! reading goes on behind it (`recovery`).

mod broken;

use std::io::{self, Read};
use std::rc::Rc;

use crate::json::{Document, Parser, Step as Parsed, SyntaxError};

use super::buffer::Buffer;
use super::chunks::Place;
use super::encoding;
use super::outline::Outline;
use super::paths::Reached;
use super::record::{Accept, Origin, Problem, Record, Step, is_plain};
use super::recovery::Recovery;
use super::structure::{Bare, Comma, Context, Entry, begins_items};
use broken::place_of;

/// Above this size a record is not offered to the fast path again when more of it has come.
const OFFERED_AGAIN: usize = 64 * 1024;

/// What the reader found, in offsets of its buffer, so that the buffer can still be borrowed afterwards.
enum Found {
    Document { length: usize },
    Problem { length: usize, problem: Problem },
    Accepted(u64),
    Waiting,
    End,
}

/// The records of one input.
pub struct Records {
    path: Rc<str>,
    buffer: Buffer,
    live: bool,
    reached: Option<Reached>,
    max_record: usize,
    told_waiting: bool,
    parser: Parser,
    context: Context,
    recovery: Option<Recovery>,
    number: u64,
    /// Whether no record was broken off by the end.
    ended_well: bool,
    /// The document given out last, to be passed over by the next call: its bytes, and whether it is [plain](is_plain).
    given: Option<(usize, bool)>,
    /// What the fast path saw of that record, if anything.
    outline: Outline,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Records")
            .field("path", &self.path)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl Records {
    /// The largest record that is read unless told otherwise, in bytes.
    pub const MAX_RECORD: usize = 16 << 20;

    /// Reads `input`, called `path` in reports; `live` says that it may keep us waiting, as pipes do.
    pub fn new(path: String, input: Box<dyn Read>, live: bool) -> Self {
        Self::over(path, Buffer::new(input), live)
    }

    /// Reads an input that is at hand as a whole.
    pub fn of(path: String, bytes: Vec<u8>) -> Self {
        Self::over(path, Buffer::of(bytes), false)
    }

    /// The memory that the input was read into, for another use.
    pub fn into_bytes(self) -> Vec<u8> {
        self.buffer.into_bytes()
    }

    fn over(path: String, buffer: Buffer, live: bool) -> Self {
        Self {
            path: path.into(),
            buffer,
            live,
            reached: None,
            max_record: Self::MAX_RECORD,
            told_waiting: false,
            parser: Parser::default(),
            context: Context::Top,
            recovery: None,
            number: 0,
            ended_well: true,
            given: None,
            outline: Outline::default(),
        }
    }

    /// Sets the limit on a record's size, in bytes.
    #[must_use]
    pub fn with_max_record(mut self, bytes: usize) -> Self {
        self.max_record = bytes.clamp(1, u32::MAX as usize / 2);
        self
    }

    /// Notes that the input is a file's from `place` on.
    #[must_use]
    pub fn starting_at(mut self, place: Place) -> Self {
        self.buffer = self.buffer.starting_at(place.position);
        self.number = place.records;
        self
    }

    /// Whether the input ended between two lines' records, so that what follows in the same file can be read on its own.
    pub fn ended_between_lines(&self) -> bool {
        self.ended_well && self.recovery.is_none() && self.context == Context::Top
    }

    /// Notes where to see how far the reading has come, where the input is a file.
    #[must_use]
    pub fn with_reached(mut self, reached: Option<Reached>) -> Self {
        self.reached = reached;
        self
    }

    /// How far the reading has come, where the input is a file.
    pub fn reached(&self) -> Option<&Reached> {
        self.reached.as_ref()
    }

    /// What the input is called in reports.
    pub fn path(&self) -> &Rc<str> {
        &self.path
    }

    /// How many records have been given out.
    pub fn count(&self) -> u64 {
        self.number
    }

    /// The next record, or what came instead. `fast` is asked first.
    ///
    /// # Errors
    /// Where reading fails. What was read of an unfinished record is lost.
    pub fn next<'r>(&'r mut self, fast: &mut impl Accept) -> io::Result<Step<'r>> {
        let (length, problem) = match self.find(fast)? {
            Found::End => return Ok(Step::End),
            Found::Waiting => return Ok(Step::Waiting),
            Found::Accepted(count) => {
                self.number += count;
                return Ok(Step::Accepted(count));
            }
            Found::Document { length } => {
                self.given = Some((length, false));
                (length, self.parser.too_deep().map(Problem::TooDeep))
            }
            Found::Problem { length, problem } => (length, Some(problem)),
        };
        self.number += 1;
        let origin = Origin { path: Rc::clone(&self.path), record: self.number, start: self.buffer.position() };
        let bytes = self.buffer.pending().get(..length).unwrap_or_default();
        // Where it goes wrong is asked only if it does.
        let text = simdutf8::basic::from_utf8(bytes).or_else(|_| simdutf8::compat::from_utf8(bytes));
        let content = match (problem, text) {
            // What can't stand there is no character at all.
            (Some(Problem::Syntax(found)), Err(error)) if found.is_at(error.valid_up_to()) => {
                Err(Problem::not_utf8(error, bytes.len()))
            }
            (Some(problem), _) => Err(problem),
            (None, Ok(text)) => Ok(Document::new(text, self.parser.tape())),
            (None, Err(error)) => Err(Problem::not_utf8(error, bytes.len())),
        };
        let array = match self.context {
            Context::Array { opened, .. } => Some(opened),
            Context::Top => None,
        };
        let is_plain = content.is_ok() && is_plain(bytes);
        if let Some(given) = &mut self.given {
            given.1 = is_plain;
        }
        let outline = if self.outline.is_empty() { None } else { Some(&self.outline) };
        Ok(Step::Record(Record { origin, bytes, content, array, outline, is_plain }))
    }

    fn find(&mut self, fast: &mut impl Accept) -> io::Result<Found> {
        self.outline.clear();
        if let Some((length, is_plain)) = self.given.take() {
            if is_plain {
                self.buffer.consume_plain(length);
            } else {
                self.buffer.consume(length);
            }
            self.parser.reset();
        }
        loop {
            if let Some(found) = self.find_at_hand(fast) {
                return Ok(found);
            }
            if self.live && !std::mem::replace(&mut self.told_waiting, true) {
                return Ok(Found::Waiting);
            }
            self.told_waiting = false;
            self.buffer.fill()?;
        }
    }

    /// What the bytes at hand hold; `None` where more have to be read first.
    fn find_at_hand(&mut self, fast: &mut impl Accept) -> Option<Found> {
        loop {
            if self.recovery.is_some() && !self.recover() {
                return self.buffer.ended().then_some(Found::End);
            }
            if self.parser.position() == 0 {
                self.buffer.skip_space(self.context == Context::Top);
            }
            let Some(&first) = self.buffer.pending().first() else {
                return if self.buffer.ended() { Some(self.end()) } else { None };
            };
            if self.buffer.at_start() {
                let start = self.buffer.pending();
                if encoding::is_unclear(start) && !self.buffer.ended() {
                    return None;
                }
                if let Some(encoding) = encoding::wide(start) {
                    let length = start.len();
                    self.buffer.end();
                    self.recovery = Some(Recovery::of_everything());
                    return Some(Found::Problem { length, problem: Problem::Wide(encoding) });
                }
            }
            match self.enter(first) {
                Entry::Record => (),
                Entry::Passed => continue,
                Entry::Unknown => return None,
            }
            if let Some(count) = self.offer(fast) {
                return Some(Found::Accepted(count));
            }
            return self.outline(fast).or_else(|| self.parse());
        }
    }

    /// The structure around records: the brackets and commas of an array of them.
    fn enter(&mut self, first: u8) -> Entry {
        if self.parser.position() > 0 {
            return Entry::Record;
        }
        match (self.context, first) {
            (Context::Top, b'[') => {
                let after = self.buffer.pending().get(1..).unwrap_or_default();
                // However much is at hand, no more is looked at than a record may have.
                let after = after.get(..self.max_record).unwrap_or(after);
                match begins_items(after) {
                    Some(true) => {
                        let opened = self.buffer.position();
                        self.buffer.consume(1);
                        self.context = Context::Array { opened, comma: Comma::Before };
                        Entry::Passed
                    }
                    None if !self.buffer.ended() && after.len() < self.max_record => Entry::Unknown,
                    _ => Entry::Record,
                }
            }
            (Context::Array { comma: Comma::Before | Comma::Needed | Comma::Lenient, .. }, b']') => {
                self.buffer.consume(1);
                self.context = Context::Top;
                Entry::Passed
            }
            (Context::Array { opened, comma: Comma::Needed | Comma::Lenient }, b',') => {
                self.buffer.consume(1);
                self.context = Context::Array { opened, comma: Comma::Passed };
                Entry::Passed
            }
            _ => Entry::Record,
        }
    }

    /// Asks the fast path.
    fn offer(&mut self, fast: &mut impl Accept) -> Option<u64> {
        if fast.wants_place() {
            fast.place(self.number, self.buffer.position());
        }
        let pending = self.buffer.pending();
        if pending.len() > OFFERED_AGAIN && self.parser.position() > 0 {
            return None;
        }
        let (length, count) = match self.context {
            Context::Top => fast.accept_run(pending),
            Context::Array { comma: Comma::Needed, .. } => return None,
            Context::Array { .. } => fast.accept_one(pending).map_or((0, 0), |length| (length, 1)),
        };
        if count == 0 {
            return None;
        }
        if let Some((offset, line)) = fast.line_passed() {
            self.buffer.note_line(offset, line);
        }
        self.parser.reset();
        self.buffer.consume(length);
        self.item_done(Comma::Needed);
        Some(count)
    }

    /// Asks the fast path for what it can tell of the record that it didn't take.
    fn outline(&mut self, fast: &mut impl Accept) -> Option<Found> {
        if self.parser.position() > 0 || matches!(self.context, Context::Array { comma: Comma::Needed, .. }) {
            return None;
        }
        let pending = self.buffer.pending();
        let within = pending.get(..self.max_record).unwrap_or(pending);
        let Some(length) = fast.outline(within, &mut self.parser, &mut self.outline) else {
            self.parser.reset();
            self.outline.clear();
            return None;
        };
        self.item_done(Comma::Needed);
        Some(Found::Document { length })
    }

    fn item_done(&mut self, next: Comma) {
        if let Context::Array { opened, .. } = self.context {
            self.context = Context::Array { opened, comma: next };
        }
    }

    fn parse(&mut self) -> Option<Found> {
        let pending = self.buffer.pending();
        let too_large = pending.len() > self.max_record;
        let within = pending.get(..self.max_record).unwrap_or(pending);
        if let Context::Array { comma, .. } = self.context
            && self.parser.position() == 0
            && comma.is_broken_by(within)
        {
            let length = within.len();
            return self.between_items(comma, length);
        }
        let ended = self.buffer.ended();
        let mut parsed = self.parser.feed(within, ended && !too_large);
        if let Parsed::Complete(length) = parsed {
            match Bare::of(within, length, ended || too_large, self.context != Context::Top) {
                Bare::Value => (),
                Bare::Text => {
                    parsed = Parsed::Broken(Box::new(SyntaxError::after_document(within, length)));
                }
                Bare::Key if self.has_line_of(0, within) => {
                    let problem = Problem::Syntax(Box::new(SyntaxError::within_object(within, length)));
                    let found = self.broken(problem, within.len(), length);
                    self.recovery = self.recovery.take().map(Recovery::within_object);
                    return Some(found);
                }
                Bare::Key | Bare::Unknown => {
                    self.parser.reset();
                    return None;
                }
            }
        }
        match parsed {
            Parsed::Complete(length) => {
                self.item_done(Comma::Needed);
                Some(Found::Document { length })
            }
            Parsed::Incomplete if too_large => {
                let limit = self.max_record;
                Some(self.broken(Problem::TooLarge(limit), limit, limit))
            }
            Parsed::Incomplete => None,
            Parsed::Broken(error) => {
                self.ended_well &= !error.cut_off;
                if !error.cut_off && !self.has_line_of(place_of(&error, within), within) {
                    self.parser.reset();
                    return None;
                }
                Some(self.refused(error, within.len()))
            }
        }
    }

    /// The end of the input: a problem where an array of records is still open.
    fn end(&mut self) -> Found {
        match std::mem::replace(&mut self.context, Context::Top) {
            Context::Array { opened, comma } if comma != Comma::Lenient => {
                self.buffer.pretend(opened);
                self.ended_well = false;
                Found::Problem { length: 0, problem: Problem::OpenArray }
            }
            _ => Found::End,
        }
    }
}
