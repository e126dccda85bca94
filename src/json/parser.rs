//! The reader of one document: a state machine with its own stack, so that it can stop wherever the bytes at hand end
//! and go on when there are more, and so that no nesting can exhaust the program's stack.

use crate::source::{Span, narrow};

use super::document::{JsonType, Node, Tape};
use super::error::SyntaxError;
use super::token::{self, Scan};

/// How many objects and arrays may be open at once.
pub const DEPTH_LIMIT: usize = 128;

/// How far the parser came.
#[derive(Debug)]
pub enum Step {
    /// The document ends before this offset.
    Complete(usize),
    /// The bytes given are the beginning of a document; more are needed.
    Incomplete,
    /// The bytes are not JSON.
    Broken(Box<SyntaxError>),
}

/// What has to come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// A value: the document itself, or what follows a key's colon.
    Value,
    /// An item, after a comma.
    Item,
    /// The first item of an array, or its end.
    ItemOrEnd,
    /// The first key of an object, or its end.
    KeyOrEnd,
    /// A key, after a comma.
    Key,
    /// The colon after a key.
    Colon,
    /// A comma, or the end of the array or object.
    CommaOrEnd,
}

/// Reads one document. Feed it the same bytes again with more behind them until it is complete.
#[derive(Debug)]
pub struct Parser {
    pub(super) tape: Tape,
    /// The open containers' nodes, outermost first.
    pub(super) stack: Vec<u32>,
    /// Whether each container beyond the depth limit is an object; those are checked, but not kept.
    pub(super) deep: Vec<bool>,
    pub(super) expect: Expect,
    pub(super) position: usize,
    pub(super) too_deep: Option<Span>,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            tape: Tape::default(),
            stack: Vec::new(),
            deep: Vec::new(),
            expect: Expect::Value,
            position: 0,
            too_deep: None,
        }
    }
}

impl Parser {
    /// Forgets the document read so far; memory is kept for the next one, unless it was very large.
    pub fn reset(&mut self) {
        const KEPT: usize = 1 << 16;
        self.tape.nodes.clear();
        self.tape.nodes.shrink_to(KEPT);
        self.stack.clear();
        self.deep.clear();
        self.deep.shrink_to(KEPT);
        self.expect = Expect::Value;
        self.position = 0;
        self.too_deep = None;
    }

    /// A parser with room for a text of about so many bytes.
    pub fn for_text_of(length: usize) -> Self {
        /// Few texts have more keys and values than that.
        const BYTES_A_NODE: usize = 10;
        Self { tape: Tape { nodes: Vec::with_capacity(length / BYTES_A_NODE + 2) }, ..Self::default() }
    }

    /// The tape, for who needs no parser any more.
    pub fn into_tape(self) -> Tape {
        self.tape
    }

    /// The tape of a complete document.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// Gives the tape away and begins anew.
    pub fn take_tape(&mut self) -> Tape {
        let tape = std::mem::take(&mut self.tape);
        self.reset();
        tape
    }

    /// How many bytes have been read for good.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The bracket that went beyond [`DEPTH_LIMIT`], if one did. The document is read to its end all the same, but its
    /// tape is not whole.
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep
    }

    /// Reads the value at `start` of `text` and puts it on the tape, behind what is there already: for who reads a document
    /// in parts of his own. Gives its end, unless it is not JSON.
    pub fn read_at(&mut self, text: &[u8], start: usize) -> Option<usize> {
        self.position = start;
        self.expect = Expect::Value;
        match self.feed(text, true) {
            Step::Complete(end) if self.too_deep.is_none() => Some(end),
            _ => None,
        }
    }

    /// Puts a string on the tape that was read already, and gives its index; `escaped`: it holds a backslash.
    pub fn put_string(&mut self, span: Span, escaped: bool) -> u32 {
        self.put(JsonType::String, span, escaped)
    }

    /// Puts a null on the tape that was read already.
    pub fn put_null(&mut self, span: Span) {
        self.put(JsonType::Null, span, false);
    }

    fn put(&mut self, kind: JsonType, span: Span, escaped: bool) -> u32 {
        let index = narrow(self.tape.nodes.len());
        let (start, end) = (narrow(span.start), narrow(span.end));
        self.tape.nodes.push(Node { start, end, next: index + 1, kind, escaped });
        index
    }

    /// Puts an object on the tape that begins at `start`, and gives its index.
    pub fn put_object(&mut self, start: usize) -> u32 {
        self.put(JsonType::Object, Span::new(start, start), false)
    }

    /// Ends the object at `index`, the last byte of which stands before `end`.
    pub fn end_object(&mut self, index: u32, end: usize) {
        self.end(index, end);
        self.position = end;
    }

    /// Reads on in `text`, the document's bytes from its first one; `last` says that no more will come.
    ///
    /// Strings are checked for form, not for UTF-8: the caller does that for the whole document at once.
    pub fn feed(&mut self, text: &[u8], last: bool) -> Step {
        loop {
            let Some(&byte) = text.get(self.position) else {
                return self.out_of_text(text, last);
            };
            match (byte, self.expect) {
                (b' ' | b'\t' | b'\n' | b'\r', _) => self.position += 1,
                (b'"', Expect::Key | Expect::KeyOrEnd) => match token::string(text, self.position) {
                    Scan::Done { end, escaped } => {
                        self.push(JsonType::String, end, escaped);
                        // As a rule the colon follows at once, and a comma a value: no need to go round for those.
                        let is_followed = text.get(end) == Some(&b':');
                        self.position += usize::from(is_followed);
                        self.expect = if is_followed { Expect::Value } else { Expect::Colon };
                    }
                    Scan::Partial => return self.out_of_text(text, last),
                    Scan::Bad(fault) => return Step::Broken(Box::new(SyntaxError::in_token(self, text, fault))),
                },
                (b':', Expect::Colon) => {
                    self.position += 1;
                    self.expect = Expect::Value;
                }
                (b',', Expect::CommaOrEnd) => self.step_over_comma(),
                (b'}', Expect::KeyOrEnd) | (b']', Expect::ItemOrEnd) => self.close(),
                (b'}', Expect::CommaOrEnd) if self.in_object() => self.close(),
                (b']', Expect::CommaOrEnd) if !self.in_object() => self.close(),
                (_, Expect::Value | Expect::Item | Expect::ItemOrEnd) => {
                    if let Some(step) = self.value(text, byte, last) {
                        return step;
                    }
                }
                _ => return Step::Broken(Box::new(SyntaxError::unexpected(self, text, self.position))),
            }
            if self.expect == Expect::CommaOrEnd && self.stack.is_empty() {
                return Step::Complete(self.position);
            }
        }
    }

    /// Reads a scalar, or the opening of an object or array.
    fn value(&mut self, text: &[u8], first: u8, last: bool) -> Option<Step> {
        let start = self.position;
        let (kind, scan) = match first {
            b'{' | b'[' => {
                self.open(first == b'{');
                return None;
            }
            b'"' => (JsonType::String, token::string(text, start)),
            b'-' | b'0'..=b'9' => (JsonType::Number, token::number(text, start, last)),
            b't' | b'f' => (JsonType::Boolean, token::word(text, start, last)),
            b'n' => (JsonType::Null, token::word(text, start, last)),
            _ => return Some(Step::Broken(Box::new(SyntaxError::unexpected(self, text, start)))),
        };
        match scan {
            Scan::Done { end, escaped } => {
                self.push(kind, end, escaped);
                self.expect = Expect::CommaOrEnd;
                if text.get(end) == Some(&b',') && !self.stack.is_empty() {
                    self.step_over_comma();
                }
                None
            }
            Scan::Partial => Some(self.out_of_text(text, last)),
            Scan::Bad(fault) => Some(Step::Broken(Box::new(SyntaxError::in_token(self, text, fault)))),
        }
    }

    fn step_over_comma(&mut self) {
        self.position += 1;
        self.expect = if self.in_object() { Expect::Key } else { Expect::Item };
    }

    fn out_of_text(&self, text: &[u8], last: bool) -> Step {
        if last { Step::Broken(Box::new(SyntaxError::cut_off(self, text, self.position))) } else { Step::Incomplete }
    }

    pub(super) fn in_object(&self) -> bool {
        if let Some(&is_object) = self.deep.last() {
            return is_object;
        }
        self.stack
            .last()
            .and_then(|&open| self.tape.nodes.get(open as usize))
            .is_some_and(|node| node.kind == JsonType::Object)
    }

    /// Keeps a scalar or key that ends before `end`.
    fn push(&mut self, kind: JsonType, end: usize, escaped: bool) {
        if self.too_deep.is_none() {
            self.put(kind, Span::new(self.position, end), escaped);
        }
        self.position = end;
    }

    fn open(&mut self, object: bool) {
        if self.stack.len() == DEPTH_LIMIT {
            self.too_deep.get_or_insert(Span::byte(self.position));
        }
        if self.too_deep.is_some() {
            self.deep.push(object);
        } else {
            let kind = if object { JsonType::Object } else { JsonType::Array };
            let index = self.put(kind, Span::new(self.position, self.position), false);
            self.stack.push(index);
        }
        self.position += 1;
        self.expect = if object { Expect::KeyOrEnd } else { Expect::ItemOrEnd };
    }

    fn close(&mut self) {
        self.position += 1;
        self.expect = Expect::CommaOrEnd;
        if self.deep.pop().is_none()
            && let Some(open) = self.stack.pop()
        {
            self.end(open, self.position);
        }
    }

    /// Ends the object or array at `index`, the last byte of which stands before `end`.
    fn end(&mut self, index: u32, end: usize) {
        let next = narrow(self.tape.nodes.len());
        if let Some(node) = self.tape.nodes.get_mut(index as usize) {
            (node.end, node.next) = (narrow(end), next);
        }
    }
}
