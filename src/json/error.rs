//! What is wrong with a text that is not JSON: what was expected, what stands there, what was still open.

use std::fmt::Write as _;

use crate::source::Span;
use crate::untrusted::{clip, escape};

use super::document::JsonType;
use super::parser::{Expect, Parser};
use super::token::{Fault, FaultKind, character_length, word_end};

/// A mistake of syntax, with its place and all that helps to find its cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The offending bytes; empty and at the end where the text ends too soon.
    pub span: Span,
    /// What is wrong, as a sentence part without a full stop; safe to print.
    pub message: String,
    /// A few words to stand under the place.
    pub label: String,
    /// How to mend it, where that is known.
    pub help: Option<String>,
    /// Whether the text ends before the document does.
    pub cut_off: bool,
    /// What was open, innermost first.
    pub opened: Vec<Opened>,
    /// The innermost value that was being read, as an RFC 6901 pointer.
    pub pointer: String,
}

/// An object, array or string that had begun and not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// `object`, `array` or `string`.
    pub what: &'static str,
    /// Its first byte.
    pub span: Span,
}

impl SyntaxError {
    /// Whether it is about what stands at `offset`.
    pub fn is_at(&self, offset: usize) -> bool {
        !self.cut_off && self.span.start == offset
    }

    /// A character at `at` that can't stand where it stands.
    pub(super) fn unexpected(parser: &Parser, text: &[u8], at: usize) -> Self {
        let found = found(text, at);
        let expected = expected(parser);
        let span = Span::new(at, word_end(text, at));
        Self {
            help: hint(parser, text, at),
            label: expected.clone(),
            message: format!("{expected}, found {found}"),
            ..Self::at(parser, text, span)
        }
    }

    /// The text ends while the token at `at` is open, or before the next one.
    pub(super) fn cut_off(parser: &Parser, text: &[u8], at: usize) -> Self {
        let end = text.trim_ascii_end().len();
        let mut error = Self { cut_off: true, ..Self::at(parser, text, Span::new(end, end)) };
        let expected = match text.get(at) {
            Some(b'"') => {
                error.opened.insert(0, Opened { what: "string", span: Span::byte(at) });
                "the string's closing `\"`".to_owned()
            }
            Some(b'0'..=b'9' | b'-') => "the rest of the number".to_owned(),
            Some(_) => "the rest of the word".to_owned(),
            None => expected(parser).trim_start_matches("expected ").to_owned(),
        };
        let open = match error.opened.first() {
            Some(open) => format!(" inside {} {}", if open.what == "string" { "a" } else { "an" }, open.what),
            None => String::new(),
        };
        error.message = format!("the JSON is cut off{open}: expected {expected}, but the text ends");
        "the text ends here".clone_into(&mut error.label);
        error
    }

    /// A mistake within a token.
    pub(super) fn in_token(parser: &Parser, text: &[u8], fault: Fault) -> Self {
        let (message, label, help) = match fault.kind {
            FaultKind::Control(b'\n') if begins_with_key(text.get(fault.span.end..).unwrap_or_default()) => (
                "a string can't hold a line break",
                "the line ends within a string",
                "the string's closing `\"` is missing: the next line begins with a key",
            ),
            FaultKind::Control(b'\n') => {
                ("a string can't hold a line break", "the line ends within a string", "write a line break as `\\n`")
            }
            FaultKind::Control(b'\t') => ("a string can't hold a raw tab", "a raw tab", "write a tab as `\\t`"),
            FaultKind::Control(_) => (
                "a string can't hold a raw control character",
                "a raw control character",
                "write it as `\\u` and four hexadecimal digits",
            ),
            FaultKind::Escape if text.get(fault.span.start + 1) == Some(&b'u') => (
                "`\\u` goes with four hexadecimal digits",
                "fewer than four digits",
                "write `\\u` and four hexadecimal digits, or a plain backslash as `\\\\`",
            ),
            FaultKind::Escape => (
                "no such escape in a string",
                "no such escape",
                "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX; a plain backslash is written `\\\\`",
            ),
            FaultKind::Surrogate => (
                "half of a surrogate pair is no character",
                "half a character",
                "the text was cut between the two halves of a character such as an emoji: remove the half",
            ),
            FaultKind::Number(why) => return Self::in_number(parser, text, fault.span, why),
            FaultKind::Word => return Self::unexpected(parser, text, fault.span.start),
        };
        let mut error = Self {
            message: message.to_owned(),
            label: label.to_owned(),
            help: Some(help.to_owned()),
            ..Self::at(parser, text, fault.span)
        };
        if let FaultKind::Control(byte) = fault.kind
            && !matches!(byte, b'\n' | b'\t')
        {
            let _ = write!(error.message, " (U+{byte:04X})");
        }
        error.opened.insert(0, Opened { what: "string", span: Span::byte(parser.position()) });
        error
    }

    fn in_number(parser: &Parser, text: &[u8], span: Span, why: &str) -> Self {
        // A date or a time at the start of a line is a log line's, not a number's.
        if parser.stack.is_empty() {
            return Self::unexpected(parser, text, span.start);
        }
        Self {
            message: format!("not a number that JSON knows: {why}"),
            label: why.to_owned(),
            help: Some("quote it if it is meant as text".to_owned()),
            ..Self::at(parser, text, span)
        }
    }

    fn at(parser: &Parser, text: &[u8], span: Span) -> Self {
        Self {
            span,
            message: String::new(),
            label: String::new(),
            help: None,
            cut_off: false,
            opened: opened(parser),
            pointer: parser.open_path(text),
        }
    }
}

fn opened(parser: &Parser) -> Vec<Opened> {
    let node = |&index: &u32| parser.tape.nodes.get(index as usize);
    let open = parser.stack.iter().rev().filter_map(node);
    open.map(|node| Opened { what: node.kind.name(), span: Span::byte(node.start as usize) }).collect()
}

impl Parser {
    /// The RFC 6901 pointer of the innermost value that has begun.
    fn open_path(&self, text: &[u8]) -> String {
        let mut pointer = String::new();
        let key = |index: u32| {
            let node = self.tape.nodes.get(index as usize)?;
            let raw = text.get(node.start as usize + 1..node.end as usize - 1)?;
            Some(super::decode(std::str::from_utf8(raw).ok()?))
        };
        let ends = self.stack.iter().skip(1).copied().map(Some).chain([None]);
        for (&open, child) in self.stack.iter().zip(ends) {
            let kind = self.tape.nodes.get(open as usize).map(|node| node.kind);
            let last = u32::try_from(self.tape.nodes.len()).unwrap_or(u32::MAX);
            if kind == Some(JsonType::Array) {
                let mut index = 0usize;
                let mut at = open + 1;
                while at < child.unwrap_or(last) {
                    at = self.tape.nodes.get(at as usize).map_or(last, |node| node.next);
                    index += 1;
                }
                if child.is_some() || matches!(self.expect, Expect::Item | Expect::ItemOrEnd) {
                    super::push_pointer(&mut pointer, &index.to_string());
                }
            } else if child.is_some() || matches!(self.expect, Expect::Colon | Expect::Value) {
                let name = key(child.unwrap_or(last).saturating_sub(1)).unwrap_or_default();
                super::push_pointer(&mut pointer, &name);
            }
        }
        pointer
    }
}

fn expected(parser: &Parser) -> String {
    match parser.expect {
        Expect::Value if parser.stack.is_empty() => "expected a JSON value",
        Expect::Value => "expected a value after `:`",
        Expect::Item => "expected a value after `,`",
        Expect::ItemOrEnd => "expected a value or `]`",
        Expect::KeyOrEnd => "expected a key in double quotes or `}`",
        Expect::Key => "expected a key in double quotes after `,`",
        Expect::Colon => "expected `:` after the key",
        Expect::CommaOrEnd if parser.in_object() => "expected `,` or `}`",
        Expect::CommaOrEnd => "expected `,` or `]`",
    }
    .to_owned()
}

/// What stands at `at`, in words.
fn found(text: &[u8], at: usize) -> String {
    let word = text.get(at..word_end(text, at)).unwrap_or_default();
    match std::str::from_utf8(word) {
        Ok("`") => "a backtick".to_owned(),
        Ok(word) => format!("`{}`", escape(word)),
        Err(_) => "a byte that is not UTF-8".to_owned(),
    }
}

/// What to say of a text that [is the body of an HTML form](is_html_form).
pub const HTML_FORM: &str = "this is the body of an HTML form, which HoopAI does not send: its webhooks are JSON";

/// Whether `text` is in the form `name=value&name=value` of HTML forms; what ends with `=` may be base64.
pub fn is_html_form(text: &str) -> bool {
    let is_pair = |pair: &str| pair.split_once('=').is_some_and(|(name, _)| !name.is_empty());
    !text.ends_with('=') && !text.contains(char::is_whitespace) && text.split('&').all(is_pair)
}

/// The same of the first line of `text`, as far as it is looked at: no more is sure to be at hand.
fn begins_with_form(text: &[u8]) -> bool {
    const LOOKED_AT: usize = 1024;
    let text = text.get(..LOOKED_AT).unwrap_or(text);
    let line = memchr::memchr(b'\n', text).and_then(|end| text.get(..end)).unwrap_or(text);
    str::from_utf8(line.trim_ascii_end()).is_ok_and(is_html_form)
}

/// Whether the line that `text` begins with begins with a key and its colon. What follows that line may not be at hand.
fn begins_with_key(text: &[u8]) -> bool {
    const LONGEST: usize = 64;
    let key = after_blanks(text).strip_prefix(b"\"").unwrap_or_default();
    let end = key.iter().take(LONGEST).position(|&byte| matches!(byte, b'"' | b'\n'));
    let behind = end.and_then(|end| key.get(end..)?.strip_prefix(b"\""));
    behind.is_some_and(|behind| after_blanks(behind).starts_with(b":"))
}

fn after_blanks(line: &[u8]) -> &[u8] {
    let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    line.get(blanks..).unwrap_or_default()
}

/// How to mend the usual mistakes: other languages' literals, trailing commas, comments, quotes.
fn hint(parser: &Parser, text: &[u8], at: usize) -> Option<String> {
    let rest = text.get(at..)?;
    let first = *rest.first()?;
    let word = text.get(at..word_end(text, at))?;
    let character = text.get(at..at + character_length(text, at)).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let help = match (first, parser.expect) {
        (b',', Expect::Value) if parser.stack.is_empty() => {
            "documents follow one another without commas, or stand in an array"
        }
        (b'}' | b']', Expect::Value) if parser.stack.is_empty() => "there is one closing bracket too many",
        (b'}', Expect::Key) | (b']', Expect::Item) => "remove the comma before it",
        (b',', Expect::Key | Expect::Item) => "one comma is enough: remove it",
        (b',', Expect::KeyOrEnd | Expect::ItemOrEnd) => "nothing stands before the comma: remove it",
        (b'{', Expect::KeyOrEnd) if text.get(..at).is_some_and(|before| before.ends_with(b"{")) => {
            "a template was never filled in here: check the name between the braces"
        }
        (b'\'', _) => "JSON quotes with `\"`, not with `'`",
        (b'/', _) if matches!(rest.get(1), Some(b'/' | b'*')) => "JSON has no comments: remove it",
        (b'#', _) => "JSON has no comments: remove it",
        (b'\\', _) if rest.get(1) == Some(&b'"') => {
            "this was escaped, as JSON within a string is: put quotes around all of it, or remove the backslashes"
        }
        (b'"' | b'{' | b'[', Expect::CommaOrEnd) => "a comma is missing before it",
        _ if parser.stack.is_empty() && first.is_ascii_alphanumeric() && begins_with_form(rest) => HTML_FORM,
        (b'=', Expect::Colon) => "JSON writes `:` between a key and its value",
        _ if matches!(parser.expect, Expect::Key | Expect::KeyOrEnd) && first.is_ascii_alphabetic() => {
            "put the key in double quotes"
        }
        _ => match (word, character) {
            (b"None" | b"undefined" | b"nil" | b"NULL" | b"Null", _) => "JSON writes `null`",
            (b"True" | b"TRUE", _) => "JSON writes `true`",
            (b"False" | b"FALSE", _) => "JSON writes `false`",
            (b"NaN" | b"Infinity" | b"-Infinity", _) => "JSON has no such number: write `null`, or quote it",
            (_, Some("“" | "”" | "„" | "«" | "»")) => "JSON quotes with `\"`, not with typographic quotes",
            (_, Some("\u{a0}" | "\u{feff}" | "\u{3000}" | "\u{200b}")) => {
                "only blanks, tabs and line breaks may stand between tokens: remove it"
            }
            _ => return None,
        },
    };
    Some(help.to_owned())
}

impl SyntaxError {
    /// Something follows the end of the only document that a text may hold.
    pub fn after_document(text: &[u8], end: usize) -> Self {
        let rest = text.get(end..).unwrap_or_default();
        let at = end + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
        let expected = "expected nothing after the document";
        let is_csv = text.starts_with(b"\"") && rest.starts_with(b"\"");
        let unquote = r#"so CSV quotes a cell: `sed 's/^"//; s/"$//; s/""/"/g' FILE | hoopspect check`"#;
        Self {
            message: format!("{expected}, found {}", found(text, at)),
            label: expected.to_owned(),
            help: is_csv.then(|| unquote.to_owned()),
            ..Self::at(&Parser::default(), text, Span::new(at, word_end(text, at)))
        }
    }

    /// The text begins with a key, which takes its first `length` bytes, and not with the object that holds it.
    pub fn within_object(text: &[u8], length: usize) -> Self {
        let key = String::from_utf8_lossy(text.get(..length).unwrap_or_default());
        Self {
            message: format!("expected a JSON value, found the key `{}`", clip(&key)),
            label: "a key outside of any object".to_owned(),
            help: Some(
                "the object's `{` is missing, or the text was cut off at its beginning, as by `tail`".to_owned(),
            ),
            ..Self::at(&Parser::default(), text, Span::new(0, length))
        }
    }

    /// Something stands at the beginning of `text`, between the records of an array, that is not what is expected there.
    pub fn between_items(text: &[u8], expect: Expect) -> Self {
        let parser = Parser { expect, ..Parser::default() };
        Self::unexpected(&parser, text, 0)
    }
}
