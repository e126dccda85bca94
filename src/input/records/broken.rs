//! Records that can't be read: where they end, and what is said of them.

use super::super::recovery::{Recovery, Resume, next_document, prefix};
use super::super::structure::{Comma, Context};
use super::{Found, OFFERED_AGAIN, Records};
use crate::input::Problem;
use crate::json::{Parser, Step as Parsed, SyntaxError};

impl Records {
    /// Whether the line with the mistake at `at` is at hand to its end: it is judged whole, since there may be JSON behind
    /// a prefix, and what is said must not depend on how much has been read. Very long lines are not waited for.
    pub(super) fn has_line_of(&self, at: usize, record: &[u8]) -> bool {
        let behind = record.get(at + 1..).unwrap_or_default();
        self.buffer.ended()
            || record.len() >= OFFERED_AGAIN.min(self.max_record)
            || memchr::memchr(b'\n', behind).is_some()
    }

    /// What is wrong between the records of an array, of which `length` bytes are at hand, and where `comma` says what belongs there.
    pub(super) fn between_items(&mut self, comma: Comma, length: usize) -> Option<Found> {
        let within = self.buffer.pending().get(..length).unwrap_or_default();
        if !self.has_line_of(0, within) {
            return None;
        }
        let problem = Problem::Syntax(Box::new(SyntaxError::between_items(within, comma.expects())));
        if comma == Comma::Needed && matches!(within.first(), Some(b'{' | b'[')) {
            // The comma is missing, and nothing else: the item is read all the same.
            self.item_done(Comma::Passed);
            return Some(Found::Problem { length, problem });
        }
        Some(self.broken(problem, length, 0))
    }

    /// What is wrong with the record at hand, of which `length` bytes are read and in which `error` was met.
    pub(super) fn refused(&mut self, error: Box<SyntaxError>, length: usize) -> Found {
        let pending = self.buffer.pending();
        let pending = pending.get(..length).unwrap_or(pending);
        let at = place_of(&error, pending);
        if let Some(span) = self.parser.too_deep() {
            // It may have ended too soon as well.
            let next = next_document(pending, at, self.buffer.indent()).filter(|line| span.start < *line);
            let (length, at) = next.map_or((length, at), |line| (line, line));
            self.broken(Problem::TooDeep(span), length, at)
        } else if let Some(prefix) = prefix(pending, at).filter(|_| self.context == Context::Top) {
            self.broken(Problem::Prefix(prefix), length, at)
        } else if let Some(line) = next_document(pending, at, self.buffer.indent()) {
            // The mistake is that the record ended too soon: another one begins at that line.
            let own = pending.get(..line).unwrap_or_default().trim_ascii_end();
            let problem = match Parser::default().feed(own, true) {
                Parsed::Broken(error) => Problem::Syntax(error),
                Parsed::Complete(_) | Parsed::Incomplete => Problem::Syntax(error),
            };
            self.broken(problem, line, line)
        } else {
            self.broken(Problem::Syntax(error), length, at)
        }
    }

    /// Notes that the record at hand is broken at `at`; it is passed over by the next call.
    pub(super) fn broken(&mut self, problem: Problem, length: usize, at: usize) -> Found {
        let in_array = self.context != Context::Top;
        // A line of text may begin with a bracket, as in `[12:00] POST …`: its brackets mean nothing.
        let first = match self.buffer.pending().first().copied().unwrap_or_default() {
            b'[' if !in_array => b' ',
            _ if matches!(problem, Problem::Prefix(_)) => b' ',
            first => first,
        };
        self.recovery = Some(Recovery::new(first, self.buffer.indent(), in_array, at.max(1)));
        self.parser.reset();
        self.item_done(Comma::Lenient);
        Found::Problem { length, problem }
    }

    /// Passes over the broken record: whether its end was found.
    pub(super) fn recover(&mut self) -> bool {
        let Some(mut recovery) = self.recovery.take() else { return true };
        match recovery.skip(self.buffer.pending()) {
            Resume::Closed(at) => self.buffer.consume(at),
            Resume::Line { at, indent } => self.buffer.consume_up_to(at, Some(indent)),
            Resume::Further => {
                self.buffer.consume(self.buffer.pending().len());
                self.recovery = Some(recovery);
                return false;
            }
        }
        true
    }
}

/// Where in `record` the mistake is. Where that is the end of a line, it is its last byte, of one or two.
pub(super) fn place_of(error: &SyntaxError, record: &[u8]) -> usize {
    let at = error.span.start;
    let is_in_two = record.get(at..).is_some_and(|rest| rest.starts_with(b"\r\n"));
    at + usize::from(is_in_two)
}
