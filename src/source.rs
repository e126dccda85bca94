//! Places in a text: spans of bytes, and the lines and columns that people and editors count in.

use std::ops::Range;

/// A stretch of bytes, from `start` up to but not including `end`, within one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The single byte at `start`.
    pub const fn byte(start: usize) -> Self {
        Self { start, end: start + 1 }
    }

    /// How many bytes it covers.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The span as a range, for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A span in half the memory, for who keeps many: of a text of less than 4 GiB, as every record is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShortSpan {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl ShortSpan {
    /// The span from `start` up to `end`.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: narrow(start), end: narrow(end) }
    }

    /// Whether it covers nothing.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The span as a range, for slicing.
    #[inline]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Moves it by so many bytes, which may be a negative number.
    #[inline]
    pub const fn shift(&mut self, distance: u32) {
        (self.start, self.end) = (self.start.wrapping_add(distance), self.end.wrapping_add(distance));
    }
}

/// An offset in a record, which is shorter than 4 GiB.
#[inline]
pub fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Where a byte stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Bytes before it, from 0; what a byte order mark takes is counted.
    pub byte: u64,
    /// Its line, from 1; lines end with a line feed.
    pub line: u64,
    /// Its column, from 1, in characters (Unicode scalar values); a byte order mark is not counted.
    pub column: u64,
}

impl Position {
    /// The first byte of a file.
    pub const START: Self = Self { byte: 0, line: 1, column: 1 };

    /// The position so many characters further on in the same line, each of which is a byte.
    #[must_use]
    pub const fn along(self, characters: usize) -> Self {
        let characters = characters as u64;
        Self { byte: self.byte + characters, line: self.line, column: self.column + characters }
    }

    /// The position after `text`, when `text` begins here.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let byte = self.byte + text.len() as u64;
        match memchr::memrchr(b'\n', text) {
            None => Self { byte, line: self.line, column: self.column + characters(text) },
            Some(last) => {
                let (lines, tail) = text.split_at(last);
                // As a rule it is a record that ends its line: looking for another end is faster than counting.
                let further = memchr::memrchr(b'\n', lines).and_then(|another| lines.get(..=another));
                let further = further.map_or(0, |lines| memchr::memchr_iter(b'\n', lines).count() as u64);
                Self { byte, line: self.line + 1 + further, column: characters(tail) }
            }
        }
    }
}

/// The number of characters in `text`: every byte but those that continue a UTF-8 sequence.
fn characters(text: &[u8]) -> u64 {
    /// So many counts fit into a byte: the compiler then counts many bytes at a time.
    const BLOCK: usize = 192;
    let begin = |block: &[u8]| block.iter().fold(0, |count, byte| count + u8::from(byte & 0xC0 != 0x80));
    text.chunks(BLOCK).map(|block| u64::from(begin(block))).sum()
}

/// Bytes between two remembered positions of a [`Locator`].
const STRIDE: usize = 4096;

/// Finds lines and columns in one text without reading it from the start for each question.
#[derive(Debug)]
pub struct Locator<'t> {
    text: &'t [u8],
    /// The same, where it is known to be UTF-8.
    utf8: Option<&'t str>,
    start: Position,
    /// Whether all of it is one line in which each character is a byte.
    is_plain: bool,
    /// The position of every `STRIDE`th byte but the first, known as far as anyone has asked.
    marks: Vec<Position>,
    /// The offset that was asked of last, and its position: the next one is mostly not far behind it.
    last: (usize, Position),
}

impl<'t> Locator<'t> {
    /// A locator for `text`, the first byte of which stands at `start` in its file.
    pub fn new(text: &'t [u8], start: Position) -> Self {
        Self { text, utf8: None, start, is_plain: false, marks: Vec::new(), last: (0, start) }
    }

    /// The same for a text that is known to be UTF-8.
    pub fn of_utf8(text: &'t str, start: Position) -> Self {
        Self { utf8: Some(text), ..Self::new(text.as_bytes(), start) }
    }

    /// The same, where `is_plain` says whether all of the text is one line in which each character is a byte.
    #[must_use]
    pub fn plain(self, is_plain: bool) -> Self {
        Self { is_plain, ..self }
    }

    /// Where the text begins in its file.
    pub fn start(&self) -> Position {
        self.start
    }

    /// The text that positions are asked of.
    pub fn text(&self) -> &'t [u8] {
        self.text
    }

    /// What stands at `range` of the text, if that is UTF-8.
    pub fn utf8_at(&self, range: Range<usize>) -> Option<&'t str> {
        match self.utf8 {
            Some(text) => text.get(range),
            None => simdutf8::basic::from_utf8(self.text.get(range)?).ok(),
        }
    }

    /// The position of the byte at `offset`; an offset past the end is taken for the end.
    pub fn position(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        if self.is_plain {
            return self.start.along(offset);
        }
        let (from, last) = self.last;
        let position = if (from..from + STRIDE).contains(&offset) {
            last.after(self.text.get(from..offset).unwrap_or_default())
        } else {
            self.position_from_mark(offset)
        };
        self.last = (offset, position);
        position
    }

    /// The same from the last remembered position before it.
    fn position_from_mark(&mut self, offset: usize) -> Position {
        let wanted = offset / STRIDE;
        let mut mark = self.marks.last().copied().unwrap_or(self.start);
        while self.marks.len() < wanted {
            let from = self.marks.len() * STRIDE;
            mark = mark.after(self.text.get(from..from + STRIDE).unwrap_or_default());
            self.marks.push(mark);
        }
        let mark = wanted.checked_sub(1).and_then(|index| self.marks.get(index)).copied().unwrap_or(self.start);
        mark.after(self.text.get(wanted * STRIDE..offset).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_with_line_feeds() {
        let text = "{\r\n \"日本\": \"🙂x\"\n}".as_bytes();
        let mut locator = Locator::new(text, Position::START);
        let x = memchr::memchr(b'x', text).unwrap();
        let found = locator.position(x);
        assert_eq!((found.line, found.column, found.byte), (2, 10, x as u64));
        assert_eq!(locator.position(usize::MAX).line, 3);
    }

    #[test]
    fn any_order_of_questions_gets_the_naive_answer() {
        let text: Vec<u8> = (0..40_000u32).map(|n| if n % 97 == 0 { b'\n' } else { b'a' + (n % 26) as u8 }).collect();
        let start = Position { byte: 10, line: 5, column: 7 };
        let mut locator = Locator::new(&text, start);
        for offset in [39_999, 0, 1, 4095, 4096, 4097, 12_000, 8192, 20_000, 97, 98, 40_000] {
            assert_eq!(locator.position(offset), start.after(&text[..offset]), "at {offset}");
        }
    }
}
