//! What the inspection has to say: a finding, and the rule that it comes from.

use std::borrow::Cow;
use std::rc::Rc;

use crate::source::{Position, Span};

/// How bad a finding is; the worse of two is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Allowed, but probably a mistake, or ambiguous.
    Warning,
    /// It breaks the documented contract, or can't be true.
    Error,
}

impl Severity {
    /// The word for it in every format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule: what it is called, how bad a breach is, and all that `explain` tells of it.
#[derive(Debug)]
pub struct Rule {
    /// Its name on the command line and in every format.
    pub id: &'static str,
    /// How bad a breach is, unless the user decides otherwise.
    pub severity: Severity,
    /// When it fires, in one line.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// A piece of a payload that breaks it.
    pub example: &'static str,
    /// What to do instead.
    pub instead: &'static str,
}

impl Rule {
    /// Whether both are the same rule, of which there is but one.
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A breach of a rule at a place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is, after what the user decided.
    pub severity: Severity,
    /// What is wrong: complete without the source text beside it, and safe to print.
    pub message: String,
    /// A few words for under the place, where they say more than the message; may be empty.
    pub label: Cow<'static, str>,
    /// How to mend it.
    pub help: Option<Cow<'static, str>>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// The value it is about: an RFC 6901 pointer within the payload.
    pub pointer: Cow<'static, str>,
    /// Its place, in bytes of the record.
    pub place: Span,
    /// The place within a body that is encoded in the record, where `place` can only be the whole of that.
    pub inside: Option<Position>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Where the payload is within its record, as an RFC 6901 pointer; `None` where it is the record.
    pub found_at: Option<Rc<str>>,
}

/// Another place of a finding, and what is there.
#[derive(Clone, Debug)]
pub struct Related {
    /// What is there, in a few words.
    pub message: String,
    /// Its place, in bytes of the record.
    pub place: Span,
}

impl Finding {
    /// A breach of `rule` at `place`.
    pub fn new(
        rule: &'static Rule,
        pointer: impl Into<Cow<'static, str>>,
        place: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            label: Cow::Borrowed(""),
            help: None,
            notes: Vec::new(),
            pointer: pointer.into(),
            place,
            inside: None,
            related: Vec::new(),
            found_at: None,
        }
    }

    /// Where in its record the payload is, if there is something to say: a record that is one JSON string is all of it.
    pub fn within(&self) -> Option<&str> {
        self.found_at.as_deref().filter(|found_at| !found_at.is_empty())
    }

    /// Sets the words under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<Cow<'static, str>>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn relate(mut self, place: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { message: message.into(), place });
        self
    }
}
