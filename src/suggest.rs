//! "Did you mean …": the nearest of the names that are known.

/// The name among `candidates` that `word` was probably meant to be.
///
/// Case, `_`, `-` and blanks don't count; of the rest, about one character in four may be wrong (Damerau-Levenshtein).
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&word, &fold(candidate))?, candidate)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How far two folded words are from each other; `None` where too far.
fn distance(word: &str, candidate: &str) -> Option<usize> {
    let lengths = [word.chars().count(), candidate.chars().count()];
    let longer = lengths[0].max(lengths[1]);
    let allowed = (longer + 2) / 4;
    // Each character too many or too few is a mistake of its own.
    if lengths[0].abs_diff(lengths[1]) > allowed {
        return None;
    }
    let distance = strsim::damerau_levenshtein(word, candidate);
    (distance <= allowed && distance < longer).then_some(distance)
}

/// `word` in lower case, without what separates the parts of a name.
pub fn fold(word: &str) -> String {
    word.chars()
        .take(64)
        .filter(|character| !matches!(character, '_' | '-' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
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
