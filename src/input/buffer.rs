//! The window onto the input: the bytes at hand that are not consumed yet, and the position at which they stand.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

use crate::source::Position;

/// How much is read at once; larger reads only cost cache.
const CHUNK: usize = 256 * 1024;

/// How much is read at first: a single payload should not cost the memory of a stream.
const FIRST: usize = 4 * 1024;

/// How many times larger the buffer becomes while it is smaller than a chunk.
const STEP: usize = 4;

/// The byte order mark that UTF-8 files may begin with.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes read ahead of what has been consumed.
pub(super) struct Buffer {
    input: Box<dyn Read>,
    bytes: Vec<u8>,
    unread: Range<usize>,
    ended: bool,
    /// An offset in `bytes` the position of which is known.
    mark: (usize, Position),
    /// Blanks before the first unread byte in its line; `None` where something else stands there.
    indent: Option<usize>,
}

impl Buffer {
    pub(super) fn new(input: Box<dyn Read>) -> Self {
        Self { input, bytes: Vec::new(), unread: 0..0, ended: false, mark: (0, Position::START), indent: Some(0) }
    }

    /// The window onto an input that is at hand as a whole.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let unread = 0..bytes.len();
        Self { bytes, unread, ended: true, ..Self::new(Box::new(io::empty())) }
    }

    /// The memory, for another use.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Says that the input's first byte stands at `position`.
    pub(super) fn starting_at(mut self, position: Position) -> Self {
        self.mark.1 = position;
        self
    }

    /// The bytes at hand.
    pub(super) fn pending(&self) -> &[u8] {
        self.bytes.get(self.unread.clone()).unwrap_or_default()
    }

    /// Whether there is no more than what is at hand.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Blanks before the first byte at hand in its line; `None` where something else stands there.
    pub(super) fn indent(&self) -> Option<usize> {
        self.indent
    }

    /// Whether nothing has been consumed yet.
    pub(super) fn at_start(&self) -> bool {
        self.unread.start == 0 && self.mark.1 == Position::START
    }

    /// Takes what is at hand for all there is.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// Where the first byte at hand stands.
    pub(super) fn position(&mut self) -> Position {
        let (offset, position) = self.mark;
        let position = position.after(self.bytes.get(offset..self.unread.start).unwrap_or_default());
        self.mark = (self.unread.start, position);
        position
    }

    /// Says that the first byte at hand is to be taken for one at `position`.
    pub(super) fn pretend(&mut self, position: Position) {
        self.mark = (self.unread.start, position);
    }

    /// Notes that this line begins `offset` bytes behind the first byte at hand.
    pub(super) fn note_line(&mut self, offset: usize, line: u64) {
        let (marked, position) = self.mark;
        let begin = self.unread.start + offset;
        if let Some(passed) = begin.checked_sub(marked) {
            self.mark = (begin, Position { byte: position.byte + passed as u64, line, column: 1 });
        }
    }

    /// Consumes `count` bytes.
    pub(super) fn consume(&mut self, count: usize) {
        let pending = self.pending();
        let mut passed = pending.get(..count).unwrap_or(pending);
        let mut blanks = 0;
        while let [before @ .., byte @ (b' ' | b'\t' | b'\r')] = passed {
            blanks += usize::from(*byte != b'\r');
            passed = before;
        }
        let indent = match passed {
            [] => self.indent.map(|indent| indent + blanks),
            [.., b'\n'] => Some(blanks),
            _ => None,
        };
        self.consume_up_to(count, indent);
    }

    /// Consumes `count` bytes, which are in one line, and each of which is a character.
    pub(super) fn consume_plain(&mut self, count: usize) {
        let start = self.position();
        self.consume(count);
        self.mark = (self.unread.start, start.along(count));
    }

    /// Consumes `count` bytes, behind which `indent` blanks stand before the next one in its line.
    pub(super) fn consume_up_to(&mut self, count: usize, indent: Option<usize>) {
        self.unread.start = (self.unread.start + count).min(self.unread.end);
        self.indent = indent;
    }

    /// Consumes white space; with `marks`, byte order marks too.
    pub(super) fn skip_space(&mut self, marks: bool) {
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.consume(self.pending().iter().take_while(is_space).count());
        if marks && self.pending().starts_with(BYTE_ORDER_MARK) {
            let position = self.position();
            self.consume_up_to(BYTE_ORDER_MARK.len(), self.indent);
            self.pretend(Position { byte: position.byte + BYTE_ORDER_MARK.len() as u64, ..position });
            self.skip_space(marks);
        }
    }

    /// Reads more, or learns that there is no more.
    ///
    /// # Errors
    /// Where reading fails; what is at hand is then dropped, since it is only a part of something.
    pub(super) fn fill(&mut self) -> io::Result<()> {
        if self.bytes.is_empty() {
            self.bytes.resize(FIRST, 0);
        } else if self.bytes.len() - self.unread.end < (CHUNK / 2).min(self.bytes.len() / 2) {
            self.make_room();
        }
        loop {
            let room = self.bytes.get_mut(self.unread.end..).unwrap_or_default();
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
            return Ok(());
        }
    }

    /// Moves what is at hand to the beginning, and makes the buffer larger where that is not enough, or smaller again
    /// after a large record.
    fn make_room(&mut self) {
        self.position();
        self.bytes.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        self.mark.0 = 0;
        if self.bytes.len() < CHUNK {
            self.bytes.resize(STEP * self.bytes.len(), 0);
        } else if self.bytes.len() < self.unread.end + CHUNK {
            self.bytes.resize((2 * self.unread.end).max(CHUNK) + CHUNK, 0);
        } else if self.bytes.len() > 8 * CHUNK && self.unread.end < CHUNK {
            self.bytes.truncate(2 * CHUNK);
            self.bytes.shrink_to_fit();
        }
    }
}
