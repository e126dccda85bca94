//! Phone numbers in a text: with a country's code, with a trunk zero, or as North America groups them.

use std::ops::Range;

use crate::suggest::fold;

/// Whether a key says that its value is a phone number.
pub fn names_phone(key: &str) -> bool {
    let key = fold(key);
    ["phone", "mobile", "whatsapp", "fax"].iter().any(|word| key.contains(word)) || matches!(&*key, "tel" | "cell")
}

/// How many digits phone numbers have (E.164 allows fifteen).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether it is one of the numbers 555-0100 to 555-0199, which belong to nobody.
pub(super) fn is_fictional(phone: &str) -> bool {
    let digits = digits(phone);
    let last = digits.get(digits.len().saturating_sub(7)..).unwrap_or_default();
    last.starts_with("55501")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What may stand between the digits of a phone number.
fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '.' | '-' | '/' | '(' | ')' | '\u{2011}' | '\u{2013}')
}

/// The phone numbers in `text`, in order.
pub(super) fn find(text: &str, is_phone: bool) -> Vec<Range<usize>> {
    let trimmed = text.trim();
    if is_phone && DIGITS.contains(&digits(trimmed).len()) {
        let is_part = |character: char| character.is_ascii_digit() || character == '+' || is_separator(character);
        if trimmed.chars().all(is_part) {
            let start = text.len() - text.trim_start().len();
            return std::iter::once(start..start + trimmed.len()).collect();
        }
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit() || "+(".contains(c))) {
        let start = at + next;
        let end = start + candidate(text.get(start..).unwrap_or_default());
        if stands_alone(text, &(start..end)) && is_number(text.get(start..end).unwrap_or_default()) {
            found.push(start..end);
        }
        at = end.max(start + 1);
    }
    found
}

/// How far digits and their separators go on.
fn candidate(text: &str) -> usize {
    let mut end = 0;
    let mut separators = 0;
    for (at, character) in text.char_indices() {
        if character.is_ascii_digit() {
            end = at + 1;
            separators = 0;
        } else if is_separator(character) && separators < 2 {
            separators += 1;
        } else if !(character == '+' && at == 0) {
            break;
        }
    }
    end
}

/// Whether it is no piece of something longer: an id, a path, a decimal.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let is_joint = |character: char| "-_.,=/:&+".contains(character);
    let goes_on = match after.next() {
        Some(next) if is_word(next) => true,
        Some(next) if is_joint(next) => after.next().is_some_and(is_word),
        _ => false,
    };
    !goes_on && !before.is_some_and(|before| is_word(before) || (is_joint(before) && before != ':'))
}

/// Whether digits and separators are written as phone numbers are.
fn is_number(text: &str) -> bool {
    let digits = digits(text);
    if !DIGITS.contains(&digits.len()) {
        return false;
    }
    let groups: Vec<usize> =
        text.split(|character: char| !character.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect();
    let is_date = matches!(groups.as_slice(), [1..=2, 1..=2, 2 | 4, ..] | [4, 1..=2, 1..=2, ..]);
    let second_counts = digits.as_bytes().get(1).is_some_and(|digit| *digit != b'0');
    if text.starts_with('+') || digits.starts_with("00") && digits.as_bytes().get(2).is_some_and(|digit| *digit != b'0')
    {
        return digits.len() >= 8;
    }
    if is_date {
        return false;
    }
    let is_grouped = match groups.as_slice() {
        [3, 3, 4] | [10] => is_north_american(&digits),
        [1, 3, 3, 4] | [11] => digits.strip_prefix('1').is_some_and(is_north_american),
        [3, 4] => text.contains('-') && digits.starts_with(|first: char| ('2'..='9').contains(&first)),
        _ => false,
    };
    is_grouped || digits.starts_with('0') && second_counts && (8..=13).contains(&digits.len())
}

/// Whether area and exchange are such as North America gives out.
fn is_north_american(digits: &str) -> bool {
    [0, 3].iter().all(|&at| digits.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit)))
}
