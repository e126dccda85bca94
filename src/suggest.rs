//! "Did you mean …": the nearest of the names that are known.

/// More characters of a word than that are not looked at.
const LONGEST: usize = 64;

/// The name among `candidates` that `word` was probably meant to be.
///
/// Case, `_`, `-` and blanks don't count; of the rest, about one character in four may be wrong (Damerau-Levenshtein).
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    let shape = Shape::of(&word);
    candidates
        .into_iter()
        .filter(|candidate| shape.may_be_near(Shape::of(candidate)))
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

/// What of a word, once it is folded, tells most others apart from it without comparing them.
#[derive(Clone, Copy)]
struct Shape {
    /// How many characters it has (give or take those whose lower case is longer).
    length: usize,
    /// Its characters as a set: different ones may have one place in it.
    letters: u64,
}

impl Shape {
    fn of(word: &str) -> Self {
        let mut shape = Self { length: 0, letters: 0 };
        for character in word.chars().take(LONGEST).filter(|&character| !separates(character)) {
            shape.length += 1;
            if character.is_ascii() {
                shape.add(character.to_ascii_lowercase());
            } else {
                character.to_lowercase().for_each(|character| shape.add(character));
            }
        }
        shape
    }

    fn add(&mut self, character: char) {
        self.letters |= 1 << (u32::from(character) % u64::BITS);
    }

    /// Whether a word of another shape can be near: a mistake mends at most one letter that the other doesn't have.
    fn may_be_near(self, other: Self) -> bool {
        let strange = |one: u64, other: u64| (one & !other).count_ones() as usize;
        let least = strange(self.letters, other.letters).max(strange(other.letters, self.letters));
        allowed(self.length, other.length).is_some_and(|allowed| least <= allowed)
    }
}

/// How many characters `word` has once it is folded (give or take those whose lower case is longer).
fn length(word: &str) -> usize {
    Shape::of(word).length
}

/// `word` in lower case, without what separates the parts of a name.
pub fn fold(word: &str) -> String {
    word.chars().take(LONGEST).filter(|&character| !separates(character)).flat_map(char::to_lowercase).collect()
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

    #[test]
    fn no_near_name_is_passed_over() {
        let names = ["startTime", "endTime", "appointmentStatus", "noshow", "cancelled", "id", "users", "dateAdded"];
        for name in names {
            let characters: Vec<char> = name.chars().collect();
            for at in 0..characters.len() {
                let with = |piece: &[char], cut: usize| -> String {
                    characters[..at].iter().chain(piece).chain(&characters[at + cut..]).collect()
                };
                for word in [with(&['x'], 0), with(&['q'], 1), with(&[], 1), with(&['_', 'É'], 1)] {
                    let plainly =
                        names.into_iter().filter_map(|name| Some((distance(&fold(&word), &fold(name))?, name)));
                    let plainly = plainly.min_by_key(|&(distance, _)| distance).map(|(_, name)| name);
                    assert_eq!(nearest(&word, names), plainly, "{word}");
                }
            }
        }
    }
}
