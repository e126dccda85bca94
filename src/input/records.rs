//! Records one after another from a stream of bytes: documents, lines of NDJSON, or the items of an array.
//!
//! Nothing but the record at hand is kept. A record that can't be read is given out as a [`Problem`] with its place, and
//! reading goes on behind it (`recovery`).

use std::io::{self, ErrorKind, Read};
use std::rc::Rc;

use crate::json::{Document, Parser, Step as Parsed, SyntaxError};
use crate::source::{Position, Span};

use super::recovery::{Recovery, Resume};

/// How much is read at once; larger reads only cost cache.
const CHUNK: usize = 256 * 1024;

/// The byte order mark that UTF-8 files may begin with.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Above this size a record is not offered to the fast path again when more of it has come.
const OFFERED_AGAIN: usize = 64 * 1024;

/// Where a record comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// What its file is called; not escaped.
    pub path: Rc<str>,
    /// Its number within the file, from 1.
    pub record: u64,
    /// Where its first byte stands.
    pub start: Position,
}

/// A record: one document of the input, or what can't be read as one.
#[derive(Debug)]
pub struct Record<'r> {
    /// Where it comes from.
    pub origin: Origin,
    /// Its bytes; of a record that can't be read, those at hand when that was found.
    pub bytes: &'r [u8],
    /// What it holds.
    pub content: Result<Document<'r>, Problem>,
}

/// Why a record can't be read. Spans are within the record's bytes.
#[derive(Clone, Debug)]
pub enum Problem {
    /// It is not JSON.
    Syntax(Box<SyntaxError>),
    /// A line with text, and JSON behind it: the span is the text's.
    Prefix(Span),
    /// An array that never ends; its items have been read.
    OpenArray,
    /// Bytes that are not UTF-8.
    Utf8(Span),
    /// The whole file is in UTF-16.
    Utf16,
    /// Objects and arrays are nested too deeply; the span is the bracket that went too far.
    TooDeep(Span),
    /// It is longer than this many bytes.
    TooLarge(usize),
}

/// What a call to [`Records::next`] gives.
#[derive(Debug)]
pub enum Step<'r> {
    /// A record.
    Record(Record<'r>),
    /// So many records that the fast path took.
    Accepted(u64),
    /// The input is live and nothing is at hand: flush what was written before asking again, which may wait.
    Waiting,
    /// There is no more.
    End,
}

/// A fast path: takes the records that need no further look.
pub trait Accept {
    /// Takes as many records as it can from the beginning of `text`, which starts between two documents of a stream.
    /// Gives the bytes up to the last one's end or beyond it, in white space, and the number of records.
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64);

    /// Takes one record from the beginning of `text`: its length.
    fn accept_one(&mut self, text: &[u8]) -> Option<usize>;
}

/// Takes nothing.
impl Accept for () {
    fn accept_run(&mut self, _: &[u8]) -> (usize, u64) {
        (0, 0)
    }

    fn accept_one(&mut self, _: &[u8]) -> Option<usize> {
        None
    }
}

/// Where in the stream's structure the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    /// Between documents.
    Top,
    /// In an array of records that began at this position.
    Array { opened: Position, comma: Comma },
}

/// What has to come next in an array of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comma {
    /// The first item, or the end.
    Before,
    /// An item, or, leniently after a broken one, a comma or the end.
    Lenient,
    /// An item.
    Passed,
    /// A comma or the end.
    Needed,
}

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
    input: Box<dyn Read>,
    live: bool,
    size: Option<u64>,
    max_record: usize,
    buffer: Vec<u8>,
    /// The bytes read and not yet consumed.
    unread: std::ops::Range<usize>,
    ended: bool,
    told_waiting: bool,
    /// An offset of the buffer the position of which is known.
    mark: (usize, Position),
    /// Blanks before `unread.start` in its line; `None` where something else stands there.
    indent: Option<usize>,
    parser: Parser,
    context: Context,
    recovery: Option<Recovery>,
    number: u64,
    /// Bytes of the record given out last, to be passed over by the next call.
    consumed: usize,
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
        Self {
            path: path.into(),
            input,
            live,
            size: None,
            max_record: Self::MAX_RECORD,
            buffer: Vec::new(),
            unread: 0..0,
            ended: false,
            told_waiting: false,
            mark: (0, Position::START),
            indent: Some(0),
            parser: Parser::default(),
            context: Context::Top,
            recovery: None,
            number: 0,
            consumed: 0,
        }
    }

    /// Sets the limit on a record's size, in bytes.
    #[must_use]
    pub fn with_max_record(mut self, bytes: usize) -> Self {
        self.max_record = bytes.clamp(1, u32::MAX as usize / 2);
        self
    }

    /// Notes how large the input is, where that is known.
    #[must_use]
    pub fn with_size(mut self, size: Option<u64>) -> Self {
        self.size = size;
        self
    }

    /// The input's size in bytes, where that is known: for telling how far along we are.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// What the input is called in reports.
    pub fn path(&self) -> &Rc<str> {
        &self.path
    }

    /// Whether the input may keep us waiting.
    pub fn is_live(&self) -> bool {
        self.live
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
        Ok(match self.find(fast)? {
            Found::End => Step::End,
            Found::Waiting => Step::Waiting,
            Found::Accepted(count) => {
                self.number += count;
                Step::Accepted(count)
            }
            Found::Document { length } => {
                self.number += 1;
                self.consumed = length;
                let origin = self.origin();
                let bytes = self.buffer.get(self.unread.start..self.unread.start + length).unwrap_or_default();
                let content = match std::str::from_utf8(bytes) {
                    Ok(text) => match self.parser.too_deep() {
                        None => Ok(Document::new(text, self.parser.tape())),
                        Some(span) => Err(Problem::TooDeep(span)),
                    },
                    Err(error) => {
                        let start = error.valid_up_to();
                        let length = error.error_len().unwrap_or(bytes.len() - start);
                        Err(Problem::Utf8(Span::new(start, start + length)))
                    }
                };
                Step::Record(Record { origin, bytes, content })
            }
            Found::Problem { length, problem } => {
                self.number += 1;
                let origin = self.origin();
                let bytes = self.buffer.get(self.unread.start..self.unread.start + length).unwrap_or_default();
                Step::Record(Record { origin, bytes, content: Err(problem) })
            }
        })
    }

    /// The bytes at hand that have not been consumed.
    fn pending(&self) -> &[u8] {
        self.buffer.get(self.unread.clone()).unwrap_or_default()
    }

    fn origin(&mut self) -> Origin {
        Origin { path: Rc::clone(&self.path), record: self.number, start: self.position() }
    }

    /// Where the first pending byte stands.
    fn position(&mut self) -> Position {
        let (offset, position) = self.mark;
        let position = position.after(self.buffer.get(offset..self.unread.start).unwrap_or_default());
        self.mark = (self.unread.start, position);
        position
    }

    fn consume(&mut self, count: usize) {
        self.unread.start = (self.unread.start + count).min(self.unread.end);
    }

    /// Consumes `count` bytes that are not all white space.
    fn consume_text(&mut self, count: usize) {
        self.consume(count);
        self.indent = None;
    }

    /// Passes over white space, and a byte order mark at the beginning of a document.
    fn skip_space(&mut self) {
        let pending = self.buffer.get(self.unread.clone()).unwrap_or_default();
        let mut count = 0;
        for &byte in pending {
            match byte {
                b'\n' => self.indent = Some(0),
                b' ' | b'\t' => self.indent = self.indent.map(|indent| indent + 1),
                b'\r' => (),
                _ => break,
            }
            count += 1;
        }
        self.consume(count);
        if self.context == Context::Top && self.pending().starts_with(BYTE_ORDER_MARK) {
            let position = self.position();
            self.consume(BYTE_ORDER_MARK.len());
            self.mark =
                (self.unread.start, Position { byte: position.byte + BYTE_ORDER_MARK.len() as u64, ..position });
            self.skip_space();
        }
    }

    /// Reads more. `None`: flush first, and ask again.
    fn fill(&mut self) -> io::Result<Option<()>> {
        if self.live && !std::mem::replace(&mut self.told_waiting, true) {
            return Ok(None);
        }
        self.told_waiting = false;
        if self.buffer.len() - self.unread.end < CHUNK / 2 {
            self.make_room();
        }
        loop {
            let room = self.buffer.get_mut(self.unread.end..).unwrap_or_default();
            match self.input.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => self.unread.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    self.unread.start = self.unread.end;
                    return Err(error);
                }
            }
            return Ok(Some(()));
        }
    }

    /// Moves what is pending to the buffer's beginning, and makes the buffer larger where that is not enough.
    fn make_room(&mut self) {
        self.position();
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        self.mark.0 = 0;
        if self.buffer.len() < self.unread.end + CHUNK {
            self.buffer.resize((2 * self.unread.end).max(CHUNK) + CHUNK, 0);
        } else if self.buffer.len() > 8 * CHUNK && self.unread.end < CHUNK {
            self.buffer.truncate(2 * CHUNK);
            self.buffer.shrink_to_fit();
        }
    }

    fn find(&mut self, fast: &mut impl Accept) -> io::Result<Found> {
        let consumed = std::mem::take(&mut self.consumed);
        if consumed > 0 {
            self.consume_text(consumed);
            self.parser.reset();
        }
        loop {
            if let Some(found) = self.find_at_hand(fast) {
                return Ok(found);
            }
            if self.fill()?.is_none() {
                return Ok(Found::Waiting);
            }
        }
    }

    /// What the bytes at hand hold; `None` where more have to be read first.
    fn find_at_hand(&mut self, fast: &mut impl Accept) -> Option<Found> {
        loop {
            if self.recovery.is_some() && !self.recover() {
                return self.ended.then_some(Found::End);
            }
            if self.parser.position() == 0 {
                self.skip_space();
            }
            let Some(&first) = self.pending().first() else {
                return if self.ended { Some(self.end()) } else { None };
            };
            if self.is_utf16() {
                self.ended = true;
                let length = self.unread.len();
                self.recovery = Some(Recovery::new(b'{', None, false, usize::MAX));
                return Some(Found::Problem { length, problem: Problem::Utf16 });
            }
            match self.enter(first) {
                Entry::Record => (),
                Entry::Passed => continue,
                Entry::Unknown => return None,
            }
            if let Some(count) = self.offer(fast) {
                return Some(Found::Accepted(count));
            }
            return self.parse();
        }
    }

    fn is_utf16(&self) -> bool {
        self.mark.1 == Position::START
            && self.unread.start == 0
            && matches!(
                self.pending(),
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..]
            )
    }

    /// The structure around records: the brackets and commas of an array of them.
    fn enter(&mut self, first: u8) -> Entry {
        if self.parser.position() > 0 {
            return Entry::Record;
        }
        match (self.context, first) {
            (Context::Top, b'[') => {
                let after = self.pending().get(1..).unwrap_or_default();
                match after.iter().find(|byte| !byte.is_ascii_whitespace()) {
                    Some(b'{' | b'[' | b']') => {
                        let opened = self.position();
                        self.consume_text(1);
                        self.context = Context::Array { opened, comma: Comma::Before };
                        Entry::Passed
                    }
                    None if !self.ended && after.len() < self.max_record => Entry::Unknown,
                    _ => Entry::Record,
                }
            }
            (Context::Array { comma: Comma::Before | Comma::Needed | Comma::Lenient, .. }, b']') => {
                self.consume_text(1);
                self.context = Context::Top;
                Entry::Passed
            }
            (Context::Array { opened, comma: Comma::Needed | Comma::Lenient }, b',') => {
                self.consume_text(1);
                self.context = Context::Array { opened, comma: Comma::Passed };
                Entry::Passed
            }
            _ => Entry::Record,
        }
    }

    /// Asks the fast path.
    fn offer(&mut self, fast: &mut impl Accept) -> Option<u64> {
        if self.unread.len() > OFFERED_AGAIN && self.parser.position() > 0 {
            return None;
        }
        let (length, count) = match self.context {
            Context::Top => fast.accept_run(self.pending()),
            Context::Array { comma: Comma::Needed, .. } => return None,
            Context::Array { .. } => fast.accept_one(self.pending()).map_or((0, 0), |length| (length, 1)),
        };
        if count == 0 {
            return None;
        }
        self.parser.reset();
        self.consume_text(length);
        self.item_done(Comma::Needed);
        Some(count)
    }

    fn item_done(&mut self, next: Comma) {
        if let Context::Array { opened, .. } = self.context {
            self.context = Context::Array { opened, comma: next };
        }
    }

    fn parse(&mut self) -> Option<Found> {
        let pending = self.buffer.get(self.unread.clone()).unwrap_or_default();
        let within = pending.get(..self.max_record).unwrap_or(pending);
        if let Context::Array { comma: Comma::Needed, .. } = self.context {
            let error = SyntaxError::between_items(within);
            return Some(self.broken(Problem::Syntax(Box::new(error)), 1, 0));
        }
        let too_large = pending.len() > self.max_record;
        match self.parser.feed(within, self.ended && !too_large) {
            Parsed::Complete(length) => {
                self.item_done(Comma::Needed);
                Some(Found::Document { length })
            }
            Parsed::Incomplete if too_large => {
                let (length, limit) = (within.len(), self.max_record);
                Some(self.broken(Problem::TooLarge(limit), length, length))
            }
            Parsed::Incomplete => None,
            Parsed::Broken(error) => {
                let line_is_whole = self.ended || too_large || memchr::memchr(b'\n', within).is_some();
                // A line that is no JSON is shown whole, and searched for JSON behind a prefix.
                if !line_is_whole && !error.cut_off && within.len() < OFFERED_AGAIN {
                    return self.parser_waits();
                }
                let at = error.span.start;
                let problem = match self.parser.too_deep() {
                    Some(span) => Problem::TooDeep(span),
                    None => match self.prefix(&error) {
                        Some(prefix) => Problem::Prefix(prefix),
                        None => Problem::Syntax(error),
                    },
                };
                let length = self.unread.len().min(self.max_record);
                Some(self.broken(problem, length, at))
            }
        }
    }

    /// Lets the parser begin again when the rest of the line has come.
    fn parser_waits(&mut self) -> Option<Found> {
        self.parser.reset();
        None
    }

    /// Notes that the record at hand is broken at `at`; it is passed over by the next call.
    fn broken(&mut self, problem: Problem, length: usize, at: usize) -> Found {
        let pending = self.buffer.get(self.unread.clone()).unwrap_or_default();
        let first = pending.first().copied().unwrap_or_default();
        let line = match problem {
            Problem::Syntax(_) | Problem::TooDeep(_) => {
                pending.get(..at).and_then(|read| self.line_to_resume(read, at))
            }
            _ => None,
        };
        let certain = line.unwrap_or(at).max(1);
        let in_array = self.context != Context::Top;
        self.recovery = Some(Recovery::new(first, self.indent, in_array, certain));
        self.parser.reset();
        self.item_done(Comma::Lenient);
        Found::Problem { length: line.unwrap_or(length), problem }
    }

    /// A line between the broken record's first one and the mistake, at the bracket of which another document begins:
    /// the mistake is then that the record ended too soon.
    fn line_to_resume(&self, read: &[u8], at: usize) -> Option<usize> {
        let pending = self.pending();
        let mut lines = memchr::memchr_iter(b'\n', read);
        lines.find_map(|newline| {
            let line = pending.get(newline + 1..)?;
            let blanks = line.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
            let start = newline + 1 + blanks;
            let same = blanks == 0 || self.indent == Some(blanks);
            if !same || !matches!(line.get(blanks), Some(b'{' | b'[')) {
                return None;
            }
            let line = line.get(blanks..memchr::memchr(b'\n', line).unwrap_or(line.len()))?;
            (start == at || is_document(line)).then_some(start)
        })
    }

    /// The text before the JSON, where the broken record's first line is text with JSON behind it.
    fn prefix(&self, error: &SyntaxError) -> Option<Span> {
        let pending = self.pending();
        if self.context != Context::Top || error.span.start > 512 || pending.first() == Some(&b'{') {
            return None;
        }
        let line = pending.get(..memchr::memchr(b'\n', pending).unwrap_or(pending.len()))?;
        if error.span.start > line.len() {
            return None;
        }
        let mut brackets = memchr::memchr_iter(b'{', line).take(8);
        brackets.find(|&at| line.get(at..).is_some_and(is_document)).map(|at| Span::new(0, at))
    }

    /// Passes over the broken record: whether its end was found.
    fn recover(&mut self) -> bool {
        let Some(mut recovery) = self.recovery.take() else { return true };
        let pending = self.buffer.get(self.unread.clone()).unwrap_or_default();
        match recovery.skip(pending) {
            Resume::Closed(at) => self.consume_text(at),
            Resume::Line { at, indent } => {
                self.consume(at);
                self.indent = Some(indent);
            }
            Resume::Further => {
                self.consume_text(pending.len());
                self.recovery = Some(recovery);
                return false;
            }
        }
        true
    }

    /// The end of the input: a problem where an array of records is still open.
    fn end(&mut self) -> Found {
        match std::mem::replace(&mut self.context, Context::Top) {
            Context::Array { opened, comma } if comma != Comma::Lenient => {
                self.mark = (self.unread.start, opened);
                Found::Problem { length: 0, problem: Problem::OpenArray }
            }
            _ => Found::End,
        }
    }
}

/// What the structure around records makes of the next byte.
enum Entry {
    /// A record begins here, or goes on.
    Record,
    /// Something around records was passed.
    Passed,
    /// That can't be told yet.
    Unknown,
}

/// Whether `line` is a JSON document and nothing else.
fn is_document(line: &[u8]) -> bool {
    let mut parser = Parser::default();
    match parser.feed(line, true) {
        Parsed::Complete(end) => line.get(end..).is_some_and(|rest| rest.trim_ascii().is_empty()),
        _ => false,
    }
}
