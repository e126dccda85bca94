//! The looks of text at a terminal: which style is which colour. The only module that names `colored`.
//!
//! `colored` would decide about colour by itself, for standard output and for all streams alike; so only its table of
//! colours is used, and the sequences are written where a [`Paint`] says so.

use colored::Color;

use crate::finding::Severity;

/// What a piece of text is; only the 16 ANSI colours are used, so that every terminal's theme holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// An error, or the word for it.
    Error,
    /// A warning.
    Warning,
    /// A note.
    Note,
    /// Labels, rules, what stands back.
    Dim,
    /// What stands out.
    Bold,
    /// What was added.
    Added,
    /// What was removed.
    Removed,
    /// An escape that stands for a character that can't be shown.
    Escape,
    /// A status.
    Confirmed,
    /// A status.
    Cancelled,
    /// A status.
    Noshow,
    /// A status.
    New,
    /// A status that the vendor does not name.
    Unknown,
}

impl Style {
    /// That of a severity's word.
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Note,
        }
    }
}

/// Writes styles, or nothing, where there is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    color: bool,
}

impl Paint {
    /// A paint that writes sequences if `color` says so.
    pub const fn new(color: bool) -> Self {
        Self { color }
    }

    /// Whether there is colour.
    pub const fn is_on(self) -> bool {
        self.color
    }

    /// The sequence that begins a style.
    pub fn start(self, style: Style) -> String {
        if !self.color {
            return String::new();
        }
        let (modifier, color) = match style {
            Style::Error | Style::Cancelled => (Some("1"), Some(Color::Red)),
            Style::Warning | Style::Noshow => (Some("1"), Some(Color::Yellow)),
            Style::Note => (Some("1"), Some(Color::Cyan)),
            Style::Dim => (Some("2"), None),
            Style::Bold => (Some("1"), None),
            Style::Added => (None, Some(Color::Green)),
            Style::Removed => (None, Some(Color::Red)),
            Style::Escape => (Some("7"), None),
            Style::Confirmed => (Some("1"), Some(Color::Green)),
            Style::New => (Some("1"), Some(Color::Blue)),
            Style::Unknown => (Some("1"), Some(Color::Magenta)),
        };
        let color = color.map(|color| color.to_fg_str());
        let codes: Vec<&str> = modifier.into_iter().chain(color.as_deref()).collect();
        format!("\x1b[{}m", codes.join(";"))
    }

    /// Appends the sequence that begins a style.
    pub fn push_start(self, out: &mut String, style: Style) {
        if self.color {
            out.push_str(&self.start(style));
        }
    }

    /// Appends a text in a style.
    pub fn push(self, out: &mut String, style: Style, text: &str) {
        if self.color {
            out.extend([&self.start(style), text, self.end()]);
        } else {
            out.push_str(text);
        }
    }

    /// Appends a text in a style, if it has one.
    pub fn push_in(self, out: &mut String, style: Option<Style>, text: &str) {
        match style {
            Some(style) => self.push(out, style, text),
            None => out.push_str(text),
        }
    }

    /// The sequence that ends any style.
    pub const fn end(self) -> &'static str {
        if self.color { "\x1b[0m" } else { "" }
    }
}
