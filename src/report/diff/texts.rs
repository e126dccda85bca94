//! Two texts, line by line, and what differs within a line word by word.

use crate::change::sequence::{DiffOp, steps};

/// Lines with more words than this are not compared word by word.
const WORDS: usize = 200_000;

/// A line that is on one side only.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) side: Side,
    pub(super) pieces: Vec<Piece>,
}

impl Line {
    /// One without marks.
    pub(super) fn whole(side: Side, line: &str) -> Self {
        Self { side, pieces: vec![Piece::Same(line.to_owned())] }
    }
}

/// Which side a line is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// A piece of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The other side has it too.
    Same(String),
    /// The other side has something else, or nothing.
    Marked(String),
}

/// The lines that differ, each old line before the new one that took its place.
pub(super) fn lines(before: &str, after: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let mut found = Vec::new();
    for step in steps(&old, &new) {
        if matches!(step, DiffOp::Equal { .. }) {
            continue;
        }
        let old = old.get(step.old_range()).unwrap_or_default();
        let new = new.get(step.new_range()).unwrap_or_default();
        let pairs = if old.len() == new.len() { old.len() } else { 0 };
        for (old, new) in old.iter().zip(new).take(pairs) {
            let (old, new) = words(old, new);
            found.push(Line { side: Side::Before, pieces: old });
            found.push(Line { side: Side::After, pieces: new });
        }
        let whole = |side| move |line: &&str| Line::whole(side, line);
        found.extend(old.iter().skip(pairs).map(whole(Side::Before)));
        found.extend(new.iter().skip(pairs).map(whole(Side::After)));
    }
    found
}

/// Both lines in pieces; in one piece each, where they have little in common.
fn words(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new) = (split(before), split(after));
    let mut spans: Vec<Span> = Vec::new();
    if old.len().max(new.len()) <= WORDS {
        for step in steps(&old, &new) {
            let text = |words: Option<&[&str]>| words.unwrap_or_default().concat();
            let is_same = matches!(step, DiffOp::Equal { .. });
            let span = Span { is_same, old: text(old.get(step.old_range())), new: text(new.get(step.new_range())) };
            spans.push(span);
        }
    }
    let same: usize = spans.iter().filter(|span| span.is_same).map(|span| span.old.trim().len()).sum();
    if same * 4 < before.len().max(after.len()) {
        return (vec![Piece::Same(before.to_owned())], vec![Piece::Same(after.to_owned())]);
    }
    let spans = join(spans);
    let pieces = |side: fn(&Span) -> &String| {
        let texts = spans.iter().filter(|span| !side(span).is_empty());
        texts
            .map(|span| if span.is_same { Piece::Same(side(span).clone()) } else { Piece::Marked(side(span).clone()) })
            .collect()
    };
    (pieces(|span| &span.old), pieces(|span| &span.new))
}

/// A stretch of words on both sides.
struct Span {
    is_same: bool,
    old: String,
    new: String,
}

/// Joins replaced words that only blanks part: one mark reads better than several.
fn join(spans: Vec<Span>) -> Vec<Span> {
    let is_replaced =
        |span: Option<&Span>| span.is_some_and(|span| !span.is_same && !span.old.is_empty() && !span.new.is_empty());
    let mut joined: Vec<Span> = Vec::new();
    let mut rest = spans.into_iter().peekable();
    while let Some(span) = rest.next() {
        if span.is_same
            && span.old.trim().is_empty()
            && is_replaced(joined.last())
            && is_replaced(rest.peek())
            && let (Some(last), Some(next)) = (joined.last_mut(), rest.next())
        {
            last.old.push_str(&(span.old + &next.old));
            last.new.push_str(&(span.new + &next.new));
        } else {
            joined.push(span);
        }
    }
    joined
}

/// Words, blanks between them, and every other sign by itself. Beyond U+2E80, scripts are written without blanks.
fn split(line: &str) -> Vec<&str> {
    let class = |character: char| match character {
        '\u{2e80}'.. => 0,
        _ if character.is_alphanumeric() => 1,
        _ if character.is_whitespace() => 2,
        _ => 0,
    };
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let same = |character: char| class(first) != 0 && class(character) == class(first);
        let end = rest.char_indices().skip(1).find(|&(_, character)| !same(character)).map_or(rest.len(), |(at, _)| at);
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> Vec<String> {
        let sign = |side| if side == Side::Before { ["- ", "[-", "-]"] } else { ["+ ", "{+", "+}"] };
        let show = |line: Line| {
            let [sign, open, close] = sign(line.side);
            let pieces = line.pieces.into_iter().map(|piece| match piece {
                Piece::Same(text) => text,
                Piece::Marked(text) => format!("{open}{text}{close}"),
            });
            sign.to_owned() + &pieces.collect::<String>()
        };
        lines(before, after).into_iter().map(show).collect()
    }

    #[test]
    fn words_are_marked_in_lines_that_have_something_in_common() {
        for (before, after, expected) in [
            (
                "Call the patient before noon",
                "Call the patient after noon",
                vec!["- Call the patient [-before-] noon", "+ Call the patient {+after+} noon"],
            ),
            ("one\ntwo\nthree", "one\nthree", vec!["- two"]),
            ("one", "one\n", vec!["+ "]),
            ("", "new", vec!["- ", "+ new"]),
            ("entirely different", "nothing alike here", vec!["- entirely different", "+ nothing alike here"]),
            (
                "see you at the old place then",
                "see you at our new home then",
                vec!["- see you at [-the old place-] then", "+ see you at {+our new home+} then"],
            ),
            ("歯科検診のご案内", "眼科検診のご案内", vec!["- [-歯-]科検診のご案内", "+ {+眼+}科検診のご案内"]),
            ("a b c d", "a b c d e", vec!["- a b c d", "+ a b c d{+ e+}"]),
        ] {
            assert_eq!(shown(before, after), expected, "{before:?} {after:?}");
        }
    }
}
