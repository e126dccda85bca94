//! The numbers and lines of accepted payloads, counted on the way through the text that they are accepted from.

use crate::source::Position;

/// Counts records and lines.
#[derive(Clone, Copy, Debug)]
pub struct Counter {
    /// Records before the text that is offered.
    records: u64,
    /// The line on which that text begins.
    line: u64,
    /// The bytes of the text the lines of which are counted.
    counted: usize,
    /// Whether a line begins there.
    begins_line: bool,
}

impl Default for Counter {
    fn default() -> Self {
        Self { records: 0, line: 1, counted: 0, begins_line: false }
    }
}

impl Counter {
    /// Begins anew with a text that begins at `start`, with so many records before it.
    pub fn place(&mut self, records: u64, start: Position) {
        *self = Self { records, line: start.line, ..Self::default() };
    }

    /// The same for a payload of which it is known that it begins on the line behind that of the last one.
    pub fn next_on_next_line(&mut self, start: usize) -> (u64, u64) {
        self.begins_line = true;
        self.count(start, 1)
    }

    /// The number and the line of the next payload, which begins at `start` of `text`.
    pub fn next(&mut self, text: &[u8], start: usize) -> (u64, u64) {
        let between = text.get(self.counted..start).unwrap_or_default();
        self.begins_line = false;
        // One by one: there is hardly ever more than one, and that is found faster than counted.
        self.count(start, memchr::memchr_iter(b'\n', between).fold(0, |lines, _| lines + 1))
    }

    /// The line that is known to begin with the last payload, and where that is in the text.
    pub fn last_line(&self) -> Option<(usize, u64)> {
        self.begins_line.then_some((self.counted, self.line))
    }

    fn count(&mut self, start: usize, lines: u64) -> (u64, u64) {
        self.line += lines;
        self.counted = start;
        self.records += 1;
        (self.records, self.line)
    }
}
