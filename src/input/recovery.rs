//! Where reading goes on after a record that can't be read.
//!
//! Brackets are matched first, which finds the end of a record that is merely wrong inside. Where they can't be trusted
//! (a line ends within a string, a bracket is missing), the next line that starts a document is taken: one whose first
//! character is a bracket as far to the right as the broken record's own first character.

use crate::json::{Parser, Step};
use crate::source::Span;

/// What the bytes after a broken record lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resume {
    /// The record's brackets are closed before this offset.
    Closed(usize),
    /// A document may begin here; it has `indent` blanks before it in its line.
    Line { at: usize, indent: usize },
    /// Not within the bytes given, all of which belong to the broken record.
    Further,
}

/// How far a broken record goes, by the character it begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// It began with a bracket, and ends with its partner.
    Brackets,
    /// Text within an array: up to the next comma or bracket. Its quotes mean nothing.
    Item,
    /// A string within an array that is broken inside: up to the next comma or bracket behind its closing quote.
    ItemString,
    /// Text between documents: to the end of its line, or of the document of many lines that it stands before.
    Line,
    /// A string between documents: to the end of its line, whatever it holds.
    String,
    /// Stray commas and closing brackets between documents: up to anything else.
    Strays,
}

/// What the ends of a broken record's lines tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    /// Nothing yet: the first one goes on.
    First,
    /// That it has many lines, and its brackets can be trusted.
    Many,
    /// That brackets can no longer be trusted: one ended within a string.
    Lost,
    /// That each line is a record, too: the first one ended within a string.
    Records,
}

impl Lines {
    /// The same behind a line that ends, within a string or not.
    const fn after(self, in_string: bool) -> Self {
        match (self, in_string) {
            (Self::First, true) => Self::Records,
            (Self::First, false) => Self::Many,
            (Self::Many, true) => Self::Lost,
            _ => self,
        }
    }

    const fn are_lost(self) -> bool {
        matches!(self, Self::Lost | Self::Records)
    }
}

/// Skips a broken record; keeps its state from one piece of the input to the next.
#[derive(Clone, Debug)]
pub(super) struct Recovery {
    /// The blanks before the broken record in its line; `None` where other things stand there.
    indent: Option<usize>,
    extent: Extent,
    /// Bytes that belong to the broken record in any case.
    certain: usize,
    depth: i64,
    in_string: bool,
    escaped: bool,
    lines: Lines,
    /// The blanks seen since the line began, while nothing else was.
    line: Option<usize>,
    /// The line's last byte that is no blank.
    last: u8,
    /// Bytes given before.
    seen: usize,
}

impl Recovery {
    /// For a record that begins with `first`; the `certain` first bytes are not searched for its end.
    pub(super) fn new(first: u8, indent: Option<usize>, item: bool, certain: usize) -> Self {
        let extent = match first {
            b'{' | b'[' => Extent::Brackets,
            b'"' if item => Extent::ItemString,
            _ if item => Extent::Item,
            b'"' => Extent::String,
            b'}' | b']' | b',' => Extent::Strays,
            _ => Extent::Line,
        };
        // Of what is no value, nothing is certain: it may be a stray bracket.
        let certain = if extent == Extent::Item { 0 } else { certain };
        Self {
            indent,
            extent,
            certain,
            depth: 0,
            in_string: false,
            escaped: false,
            lines: Lines::First,
            line: None,
            last: 0,
            seen: 0,
        }
    }

    /// For an input that holds nothing that can be read: all of it belongs to the broken record.
    pub(super) fn of_everything() -> Self {
        Self::new(b'{', None, false, usize::MAX)
    }

    /// The same for a record that is the rest of an object: it ends with that object's bracket.
    pub(super) fn within_object(self) -> Self {
        Self { extent: Extent::Brackets, depth: 1, ..self }
    }

    /// Goes on with `bytes`, which follow those given before.
    pub(super) fn skip(&mut self, bytes: &[u8]) -> Resume {
        for (at, &byte) in bytes.iter().enumerate() {
            if self.extent == Extent::Strays && !matches!(byte, b'}' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n') {
                return Resume::Closed(at);
            }
            if let Some(blanks) = self.line {
                match byte {
                    b' ' | b'\t' => self.line = Some(blanks + 1),
                    b'\r' | b'\n' => (),
                    _ => {
                        // Within an object of many lines, a quote begins a key.
                        let starts = matches!(byte, b'{' | b'[') || byte == b'"' && self.lines == Lines::Records;
                        let starts = starts && (blanks == 0 || self.indent == Some(blanks));
                        if starts && self.seen + at >= self.certain {
                            return Resume::Line { at, indent: blanks };
                        }
                        self.line = None;
                    }
                }
            }
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                self.last = byte;
            }
            if byte == b'\n' {
                self.lines = self.lines.after(std::mem::take(&mut self.in_string));
                self.escaped = false;
                self.line = Some(0);
                if self.extent != Extent::Brackets && self.extent != Extent::Strays {
                    let is_text = matches!(self.extent, Extent::Line | Extent::Item);
                    if !is_text || !matches!(self.last, b'{' | b'[') {
                        return Resume::Line { at: at + 1, indent: 0 };
                    }
                    // The text is before a document of many lines, which belongs to it.
                    (self.extent, self.depth) = (Extent::Brackets, 1);
                }
            } else if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => (),
                }
            } else {
                match byte {
                    b'"' => self.in_string = matches!(self.extent, Extent::Brackets | Extent::ItemString),
                    b'{' | b'[' => self.depth += 1,
                    b',' | b']'
                        if matches!(self.extent, Extent::Item | Extent::ItemString)
                            && self.seen + at >= self.certain =>
                    {
                        return Resume::Closed(at);
                    }
                    b'}' | b']' => {
                        self.depth -= 1;
                        if self.extent == Extent::Brackets
                            && self.depth == 0
                            && !self.lines.are_lost()
                            && self.seen + at >= self.certain
                        {
                            return Resume::Closed(at + 1);
                        }
                    }
                    _ => (),
                }
            }
        }
        self.seen += bytes.len();
        Resume::Further
    }
}

/// The bracket of a line between a broken record's first one and the mistake at `at`, at which another document begins.
pub(super) fn next_document(record: &[u8], at: usize, indent: Option<usize>) -> Option<usize> {
    if !matches!(record.first(), Some(b'{' | b'[')) {
        return None;
    }
    let mut newlines = memchr::memchr_iter(b'\n', record.get(..=at).unwrap_or(record));
    newlines.find_map(|newline| {
        let line = record.get(newline + 1..)?;
        let blanks = blanks_before(line);
        let start = newline + 1 + blanks;
        if (blanks > 0 && indent != Some(blanks)) || !matches!(line.get(blanks), Some(b'{' | b'[')) {
            return None;
        }
        let line = line.get(blanks..memchr::memchr(b'\n', line).unwrap_or(line.len()))?;
        let begins = start == at || newline == at || is_outdented(record.get(..newline)?, blanks) || is_document(line);
        begins.then_some(start)
    })
}

/// Whether the last line of `before` is indented by more than `blanks`: what is written in many lines opens no value further
/// to the left than its key, so that a bracket there begins a document, and the one before was cut off.
fn is_outdented(before: &[u8], blanks: usize) -> bool {
    let before = before.trim_ascii_end();
    // The first line begins with the record's own bracket, wherever that stands.
    let line = memchr::memrchr(b'\n', before).and_then(|newline| before.get(newline + 1..));
    line.is_some_and(|line| blanks_before(line) > blanks)
}

/// How many blanks `line` begins with.
fn blanks_before(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The text before the JSON, where a record that is broken at `at` is a line of text with JSON behind it.
pub(super) fn prefix(record: &[u8], at: usize) -> Option<Span> {
    // A log line's prefix is short, and few of its brackets belong to it.
    const LONGEST: usize = 512;
    const BRACKETS: usize = 8;
    if at > LONGEST || matches!(record.first(), Some(b'{' | b'}' | b']' | b',')) {
        return None;
    }
    let line = record.get(..memchr::memchr(b'\n', record).unwrap_or(record.len()))?;
    if at > line.len() {
        return None;
    }
    let mut brackets = memchr::memchr_iter(b'{', line).take(BRACKETS);
    // What begins like an array may be one that is broken: then nothing but the document may follow.
    let is_array = record.first() == Some(&b'[');
    let starts_document =
        |line: &[u8]| is_document(line) || !is_array && matches!(Parser::default().feed(line, true), Step::Complete(_));
    let on_the_line = brackets.find(|&at| line.get(at..).is_some_and(starts_document));
    // Or it goes on in the lines below: the line ends with its first bracket.
    let is_open_string = record.first() == Some(&b'"') && at == line.trim_ascii_end().len();
    let goes_on = || line.trim_ascii_end().strip_suffix(b"{").filter(|_| !is_open_string).map(<[u8]>::len);
    on_the_line.or_else(goes_on).map(|at| Span::new(0, at))
}

/// Whether `line` is a JSON document and nothing else.
fn is_document(line: &[u8]) -> bool {
    let mut parser = Parser::default();
    match parser.feed(line, true) {
        Step::Complete(end) => line.get(end..).is_some_and(|rest| rest.trim_ascii().is_empty()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows `text`'s first record, given whole and, to the same effect, byte by byte.
    fn resume(text: &str, certain: usize) -> Resume {
        let new = || Recovery::new(text.as_bytes()[0], Some(0), false, certain);
        let found = new().skip(text.as_bytes());
        let mut pieces = new();
        let single = text.bytes().position(|byte| pieces.skip(&[byte]) != Resume::Further);
        match found {
            Resume::Closed(end) => assert_eq!(single, Some(end - 1)),
            Resume::Line { at, .. } => assert!(single == Some(at) || single == Some(at - 1)),
            Resume::Further => assert_eq!(single, None),
        }
        found
    }

    #[test]
    fn balanced_brackets_end_a_record() {
        assert_eq!(resume("{\"a\": tru, \"}\": [1]} {\"b\":1}", 6), Resume::Closed(20));
    }

    #[test]
    fn a_line_that_starts_a_document_ends_an_open_one() {
        assert_eq!(resume("{\"a\": [\n  {\n{\"b\":1}", 2), Resume::Line { at: 12, indent: 0 });
        assert_eq!(resume("{\"a\": \"x\n}\n{", 2), Resume::Line { at: 11, indent: 0 });
        // Documents may be strings, where a line is one.
        assert_eq!(resume("{\"a\": \"x\n\"{}\"", 2), Resume::Line { at: 9, indent: 0 });
        assert_eq!(resume("{\n\"a\": \"x\n\"b\": 1}", 2), Resume::Further);
    }

    #[test]
    fn text_ends_with_its_line() {
        assert_eq!(resume("hello \" { world\nnext", 1), Resume::Line { at: 16, indent: 0 });
        assert_eq!(resume("hello", 1), Resume::Further);
    }
}
