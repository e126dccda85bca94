//! E-mail addresses in a text.

use std::ops::Range;

/// The addresses in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    text.match_indices('@').filter_map(|(at, _)| around(text, at)).collect()
}

/// The address around the `@` at `at`.
fn around(text: &str, at: usize) -> Option<Range<usize>> {
    let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
    let is_local = |character: char| character.is_alphanumeric() || "._%+'-".contains(character);
    let local = before.get(before.trim_end_matches(is_local).len()..)?.trim_start_matches(['.', '\'', '-']);
    let is_domain = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-');
    let length = after.find(|character| !is_domain(character)).unwrap_or(after.len());
    let domain = after.get(..length)?.trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    let is_top = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    (is_top && !name.is_empty() && !local.is_empty()).then(|| at - local.len()..at + 1 + domain.len())
}
