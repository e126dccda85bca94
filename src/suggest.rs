//! "Did you mean …": the nearest of the names that are known.

/// The name among `candidates` that `word` was probably meant to be.
///
/// Case, `_`, `-` and blanks don't count; of the rest, about one character in four may be wrong (Damerau-Levenshtein).
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    candidates
        .into_iter()
        .filter(|candidate| allowed(length(&word), length(candidate)).is_some())
        .filter_map(|candidate| Some((distance(&word, &fold(candidate))?, candidate)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many mistakes may be between words of these lengths; `None` where they are too far apart for any. Each character
/// too many or too few is a mistake of its own.
fn allowed(word: usize, candidate: usize) -> Option<usize> {
    let allowed = (word.max(candidate) + 2) / 4;
    (word.abs_diff(candidate) <= allowed).then_some(allowed)
}

/// How far two folded words are from each other; `None` where too far.
fn distance(word: &str, candidate: &str) -> Option<usize> {
    let (word_length, candidate_length) = (length(word), length(candidate));
    let allowed = allowed(word_length, candidate_length)?;
    let distance = strsim::damerau_levenshtein(word, candidate);
    (distance <= allowed && distance < word_length.max(candidate_length)).then_some(distance)
}

/// Whether a character merely separates the parts of a name.
const fn separates(character: char) -> bool {
    matches!(character, '_' | '-' | ' ' | '.')
}

/// How many characters `word` has once it is folded (give or take those whose lower case is longer).
fn length(word: &str) -> usize {
    word.chars().take(64).filter(|&character| !separates(character)).count()
}

/// `word` in lower case, without what separates the parts of a name.
pub fn fold(word: &str) -> String {
    word.chars().take(64).filter(|&character| !separates(character)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let fields = ["startTime", "endTime", "title", "notes", "users", "id"];
        for (word, found) in [
            ("startTme", Some("startTime")),
            ("start_time", Some("startTime")),
            ("STARTTIME", Some("startTime")),
            ("edn_time", Some("endTime")),
            ("note", Some("notes")),
            ("Titel", Some("title")),
            ("colour", None),
            ("x", None),
            ("ids", Some("id")),
            ("", None),
        ] {
            assert_eq!(nearest(word, fields), found, "{word}");
        }
    }
}
