//! What reading gives: records, where they come from, and why one can't be read.

use std::rc::Rc;

use simdutf8::compat::Utf8Error;

use crate::json::{Document, Parser, SyntaxError};
use crate::source::{Locator, Position, Span};

use super::Outline;

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
    /// Where the array begins that it is an item of.
    pub array: Option<Position>,
    /// What the fast path saw of it, where that knows it for an event.
    pub outline: Option<&'r Outline>,
    /// Whether it can be read, and is one line in which each character is a byte.
    pub is_plain: bool,
}

impl<'r> Record<'r> {
    /// Leads from places in the record to those in its file.
    pub fn locator(&self) -> Locator<'r> {
        let start = self.origin.start;
        match &self.content {
            Ok(document) => Locator::of_utf8(document.text(), start).plain(self.is_plain),
            Err(_) => Locator::new(self.bytes, start),
        }
    }
}

/// Whether `text` is one line in which each character is a byte: most records are, and places in them need no counting.
pub(super) fn is_plain(text: &[u8]) -> bool {
    text.is_ascii() && memchr::memchr(b'\n', text).is_none()
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
    /// The whole file is in this encoding, with units of more than a byte.
    Wide(&'static str),
    /// Objects and arrays are nested too deeply; the span is the bracket that went too far.
    TooDeep(Span),
    /// It is longer than this many bytes.
    TooLarge(usize),
}

impl Problem {
    /// The first of the bytes that are not UTF-8, of a text of `length` bytes.
    pub(super) fn not_utf8(error: Utf8Error, length: usize) -> Self {
        let start = error.valid_up_to();
        Self::Utf8(Span::new(start, start + error.error_len().unwrap_or(length - start)))
    }
}

/// What a call to `Records::next` gives.
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

    /// Reads one record from the beginning of `text` that it could not take, if it is an event about an appointment in which
    /// it can tell what may be wrong: its length. `parser`, which is new, has its tape then, and `outline`, which is empty, the rest.
    fn outline(&mut self, _text: &[u8], _parser: &mut Parser, _outline: &mut Outline) -> Option<usize> {
        None
    }

    /// Whether it is to be told of each text, before it is offered, where that begins.
    fn wants_place(&self) -> bool {
        false
    }

    /// Tells that: so many records came before, and the text begins there.
    fn place(&mut self, _records: u64, _start: Position) {}

    /// A line that begins among the records that it took last, and where in their text: who knows one saves others the
    /// counting.
    fn line_passed(&self) -> Option<(usize, u64)> {
        None
    }
}

/// Takes what the path takes, if there is one.
impl<A: Accept> Accept for Option<A> {
    fn accept_run(&mut self, text: &[u8]) -> (usize, u64) {
        self.as_mut().map_or((0, 0), |fast| fast.accept_run(text))
    }

    fn accept_one(&mut self, text: &[u8]) -> Option<usize> {
        self.as_mut()?.accept_one(text)
    }

    fn outline(&mut self, text: &[u8], parser: &mut Parser, outline: &mut Outline) -> Option<usize> {
        self.as_mut()?.outline(text, parser, outline)
    }

    fn wants_place(&self) -> bool {
        self.as_ref().is_some_and(A::wants_place)
    }

    fn place(&mut self, records: u64, start: Position) {
        if let Some(fast) = self {
            fast.place(records, start);
        }
    }

    fn line_passed(&self) -> Option<(usize, u64)> {
        self.as_ref()?.line_passed()
    }
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
