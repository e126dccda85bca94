//! Words, digits and ids in the making of a placeholder.

use super::ids;
use super::key::Choices;
use super::letters::{digit, is_kept, other, word};
use super::markup;
use super::text::Texts;

/// A text with fewer letters and digits than this might become the same as another one: it is made longer.
const ENOUGH: usize = 10;

/// Placeholder text in the making.
#[derive(Debug)]
pub(super) struct Words<'k> {
    texts: Texts<'k>,
    choices: Choices,
    out: String,
    /// How many letters and digits were chosen freely.
    count: usize,
    /// Where more can be put: after the last word, or else after the last of something else, and what stands there.
    end: Option<(usize, char)>,
}

impl<'k> Words<'k> {
    /// Begins with nothing.
    pub(super) fn new(texts: Texts<'k>, choices: Choices) -> Self {
        Self { texts, choices, out: String::new(), count: 0, end: None }
    }

    /// Appends what needs no replacing any more.
    pub(super) fn add_ready(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Appends what stands for the words, digits and ids of `text`; the rest stays.
    pub(super) fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (markup, behind) = rest.split_at(markup::length(rest));
            if !markup.is_empty() {
                self.out.push_str(markup);
                rest = behind;
                continue;
            }
            // An id may have joints; a word has none.
            let joined = joined(rest);
            if ids::is_id(joined) {
                self.out.push_str(&ids::replace(self.texts.key, joined, self.texts.times));
                rest = rest.get(joined.len()..).unwrap_or_default();
                continue;
            }
            let piece = match first {
                _ if first.is_ascii_digit() => run(rest, |character| character.is_ascii_digit()),
                _ if first.is_ascii_alphabetic() => run(rest, |character| character.is_ascii_alphabetic()),
                _ => rest.get(..first.len_utf8()).unwrap_or_default(),
            };
            rest = rest.get(piece.len()..).unwrap_or_default();
            if is_kept(first) {
                self.out.push(first);
            } else {
                self.add_piece(piece, first);
            }
        }
    }

    fn add_piece(&mut self, piece: &str, first: char) {
        if first.is_ascii_digit() {
            for at in 0..piece.len() {
                let least = usize::from(at == 0 && first != '0');
                let digit = digit(&mut self.choices, least);
                self.out.push(digit);
            }
        } else if first.is_ascii() {
            let word = word(piece.len(), &mut self.choices);
            self.out.push_str(&in_case_of(piece, word));
        } else {
            let other = other(first, &mut self.choices);
            self.out.push(other);
        }
        self.count += if first.is_alphanumeric() { piece.chars().count() } else { 0 };
        let is_better = self.end.is_none_or(|(_, last)| !last.is_ascii_alphabetic());
        if is_better || first.is_ascii_alphabetic() {
            self.end = Some((self.out.len(), first));
        }
    }

    /// The text, made longer where something was replaced by too little to tell it from others.
    pub(super) fn finish(mut self) -> String {
        let Some((end, model)) = self.end.filter(|_| self.count < ENOUGH) else { return self.out };
        let missing = ENOUGH - self.count;
        let more: String = if model.is_ascii_digit() {
            (0..missing).map(|_| digit(&mut self.choices, 0)).collect()
        } else if model.is_ascii() || !model.is_alphanumeric() {
            word(missing, &mut self.choices)
        } else {
            (0..missing).map(|_| other(model, &mut self.choices)).collect()
        };
        self.out.insert_str(end, &more);
        self.out
    }
}

/// What of an id `text` may begin with, and one character more where it goes on: then it is no id.
fn joined(text: &str) -> &str {
    let is_joined = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.get(..text.bytes().take(ids::LONGEST + 1).take_while(is_joined).count()).unwrap_or_default()
}

/// The characters that `text` begins with and that are such.
fn run(text: &str, is_such: impl Fn(char) -> bool) -> &str {
    text.get(..text.find(|character| !is_such(character)).unwrap_or(text.len())).unwrap_or_default()
}

/// `word` with capitals where `model` has them: at its beginning, or everywhere.
fn in_case_of(model: &str, word: String) -> String {
    let is_capital = |byte: u8| byte.is_ascii_uppercase();
    if model.len() > 1 && model.bytes().all(is_capital) {
        word.to_uppercase()
    } else if model.bytes().next().is_some_and(is_capital) {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        first.to_uppercase() + rest
    } else {
        word
    }
}
