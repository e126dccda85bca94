//! "Did you mean …": the nearest of the names that are known.

use std::borrow::Cow;

/// More characters of a word than that are not looked at.
const LONGEST: usize = 64;

/// The name among `candidates` that `word` was probably meant to be.
///
/// Case, `_`, `-` and blanks don't count; of the rest, about one character in four may be wrong (Damerau-Levenshtein).
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = Word::of(word);
    let near = candidates.into_iter().filter_map(|name| Some((word.mistakes(name, Shape::of(name))?, name)));
    near.min_by_key(|(mistakes, _)| *mistakes).map(|(_, name)| name)
}

/// A word that may be meant to be one of several names.
#[derive(Debug)]
pub struct Word<'w> {
    folded: Cow<'w, str>,
    shape: Shape,
}

impl<'w> Word<'w> {
    /// What there is to know of `word`.
    pub fn of(word: &'w str) -> Self {
        let folded = fold(beginning(word));
        let shape = Shape::of(&folded);
        Self { folded, shape }
    }

    /// The word as it is compared: see [`fold`].
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// How many mistakes make it of the name `candidate`, which has this shape; `None` where they are too many for that to be likely.
    pub fn mistakes(&self, candidate: &str, shape: Shape) -> Option<usize> {
        if !self.shape.may_be_near(shape) {
            return None;
        }
        // As a rule it is, if anything, the very name in other letters.
        if self.folded.eq_ignore_ascii_case(candidate) { Some(0) } else { distance(&self.folded, candidate) }
    }
}

/// What to say of a name that was found to be near.
pub fn did_you_mean(name: &str) -> String {
    ["did you mean `", name, "`?"].concat()
}

/// How many mistakes may be between words of these lengths; `None` where they are too far apart for any. Each character
/// too many or too few is a mistake of its own.
fn allowed(word: usize, candidate: usize) -> Option<usize> {
    let allowed = (word.max(candidate) + 2) / 4;
    (word.abs_diff(candidate) <= allowed).then_some(allowed)
}

/// How far a folded word is from a name; `None` where too far. Words of the name that both have in common make them no more alike:
/// `dateCreated` is as far from `dateUpdated` as `created` is from `updated`.
pub fn distance(word: &str, name: &str) -> Option<usize> {
    let folded = fold(name);
    let distance = near(word, &folded)?;
    if distance <= 1 {
        return Some(distance);
    }
    let (before, behind) = in_common(word, name, &folded);
    let [rest, rest_of_name] = [word, &folded].map(|text| cut(text, behind).get(before..).unwrap_or_default());
    if before + behind == 0 || rest.is_empty() || rest_of_name.is_empty() {
        return Some(distance);
    }
    near(rest, rest_of_name)
}

/// How far two folded words are from each other; `None` where too far.
fn near(word: &str, candidate: &str) -> Option<usize> {
    let (word_length, candidate_length) = (word.chars().count(), candidate.chars().count());
    let allowed = allowed(word_length, candidate_length)?;
    let distance = mistakes(word, candidate, allowed);
    (distance <= allowed && distance < word_length.max(candidate_length)).then_some(distance)
}

/// How many bytes those words take that a folded word begins and ends with like a name, which is `folded` itself.
fn in_common(word: &str, name: &str, folded: &str) -> (usize, usize) {
    let begins = |&(at, character): &(usize, char)| at > 0 && (character.is_uppercase() || separates(character));
    // Folding keeps the order, so that words begin where as much stands before them as takes what stands before them in the name.
    let starts = || name.char_indices().filter(begins).filter_map(|(at, _)| Some(fold(name.get(..at)?).len()));
    let is_first = |end: &usize| folded.get(..*end).is_some_and(|first| word.starts_with(first));
    let is_last = |start: &usize| folded.get(*start..).is_some_and(|last| word.ends_with(last));
    let before = starts().filter(is_first).max().unwrap_or_default();
    let behind = starts().find(is_last).map_or(0, |start| folded.len() - start);
    (before, behind)
}

/// The Damerau-Levenshtein distance, if it is at most `allowed`, else a larger number. What two words begin and end with alike is no
/// part of it, and as a rule one of them is nothing else.
fn mistakes(word: &str, candidate: &str, allowed: usize) -> usize {
    let from = alike(word.chars(), candidate.chars());
    let (word, candidate) = (word.get(from..).unwrap_or_default(), candidate.get(from..).unwrap_or_default());
    let behind = alike(word.chars().rev(), candidate.chars().rev());
    match (cut(word, behind), cut(candidate, behind)) {
        ("", other) | (other, "") => other.chars().count(),
        (word, candidate) => {
            // That of optimal string alignment takes a third of the time. It is longer where letters stand between two that
            // changed places, which is three mistakes then instead of two.
            let aligned = strsim::osa_distance(word, candidate);
            if aligned > 2 && 2 * aligned <= 3 * allowed {
                return strsim::damerau_levenshtein(word, candidate);
            }
            aligned
        }
    }
}

/// `text` without so many bytes at its end.
fn cut(text: &str, behind: usize) -> &str {
    text.len().checked_sub(behind).and_then(|end| text.get(..end)).unwrap_or_default()
}

/// How many bytes the characters take that two texts have in common, up to the first that differs.
fn alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

/// Whether a character merely separates the parts of a name.
const fn separates(character: char) -> bool {
    matches!(character, '_' | '-' | ' ' | '.')
}

/// What is looked at of a word.
fn beginning(word: &str) -> &str {
    word.char_indices().nth(LONGEST).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// The characters of a word that count.
fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|&character| !separates(character))
}

/// What of a word, once it is folded, tells most others apart from it without comparing them.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many characters it has (give or take those whose lower case is longer).
    length: usize,
    /// Its characters as a set: different ones may have one place in it.
    letters: u64,
}

/// The place in [`Shape::letters`] of each ASCII character; none for what separates.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
static ASCII: [u64; 128] = {
    let mut bits = [0; 128];
    let mut byte = 0;
    while byte < 128_u8 {
        if !separates(byte as char) {
            bits[byte as usize] = 1 << (byte.to_ascii_lowercase() % 64);
        }
        byte += 1;
    }
    bits
};

impl Shape {
    /// The shape of a name that is ASCII.
    #[expect(clippy::indexing_slicing, reason = "the places are below the lengths")]
    pub const fn of_ascii(word: &[u8]) -> Self {
        let mut shape = Self { length: 0, letters: 0 };
        let mut place = 0;
        while place < word.len() {
            let bit = ASCII[(word[place] % 128) as usize];
            shape.length += (bit > 0) as usize;
            shape.letters |= bit;
            place += 1;
        }
        shape
    }

    /// The shapes of names that are ASCII.
    #[expect(clippy::indexing_slicing, reason = "both have the same length")]
    pub const fn of_all<const COUNT: usize>(words: &[&str; COUNT]) -> [Self; COUNT] {
        let mut shapes = [Self::of_ascii(b""); COUNT];
        let mut place = 0;
        while place < COUNT {
            shapes[place] = Self::of_ascii(words[place].as_bytes());
            place += 1;
        }
        shapes
    }

    fn of(word: &str) -> Self {
        if word.is_ascii() {
            return Self::of_ascii(word.as_bytes());
        }
        let mut shape = Self { length: 0, letters: 0 };
        for character in letters(word) {
            shape.length += 1;
            character.to_lowercase().for_each(|character| shape.add(character));
        }
        shape
    }

    fn add(&mut self, character: char) {
        self.letters |= 1 << (u32::from(character) % u64::BITS);
    }

    /// Whether a word of another shape can be near: a mistake mends at most one letter that the other doesn't have.
    fn may_be_near(self, other: Self) -> bool {
        let strange = |one: u64, other: u64| (one & !other).count_ones() as usize;
        let least = || strange(self.letters, other.letters).max(strange(other.letters, self.letters));
        allowed(self.length, other.length).is_some_and(|allowed| least() <= allowed)
    }
}

/// `word` in lower case, without what separates the parts of a name.
pub fn fold(word: &str) -> Cow<'_, str> {
    if !word.is_ascii() {
        return letters(word).flat_map(char::to_lowercase).collect();
    }
    let changes = |byte: u8| byte.is_ascii_uppercase() || separates(char::from(byte));
    if !word.bytes().any(changes) {
        return word.into();
    }
    let mut folded = word.to_ascii_lowercase();
    folded.retain(|character| !separates(character));
    folded.into()
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
            ("tite0l", Some("title")),
            ("colour", None),
            ("x", None),
            ("ids", Some("id")),
            ("", None),
        ] {
            assert_eq!(nearest(word, fields), found, "{word}");
        }
    }

    #[test]
    fn words_in_common_make_no_names_alike() {
        let names = ["dateUpdated", "appointmentStatus", "createdBy", "AppointmentCreate", "ends-before-start"];
        for (word, found) in [
            ("dateUpdatd", Some("dateUpdated")),
            ("date_upadted", Some("dateUpdated")),
            ("datUpdted", Some("dateUpdated")),
            ("dateCreated", None),
            ("datecreated", None),
            ("appointmentStats", Some("appointmentStatus")),
            ("apointmentSttus", Some("appointmentStatus")),
            ("appointmentTitle", None),
            ("createBy", Some("createdBy")),
            ("createdAt", None),
            ("AppointmentCreation", None),
            ("AppointmentCreated", Some("AppointmentCreate")),
            ("end-before-starts", Some("ends-before-start")),
            ("ends-before-end", None),
        ] {
            assert_eq!(nearest(word, names), found, "{word}");
        }
    }

    #[test]
    fn folded_words_are_in_lower_case_and_in_one_piece() {
        let [long, short] = ["-".repeat(LONGEST), String::new()].map(|joints| format!("{joints}END{joints}"));
        for (word, folded) in [
            ("startTime", "starttime"),
            ("start_time", "starttime"),
            ("starttime", "starttime"),
            ("", ""),
            ("É-a", "éa"),
            (&long, "end"),
            (&short, "end"),
        ] {
            assert_eq!(fold(word), folded);
        }
    }

    #[test]
    fn no_short_cut_makes_a_difference() {
        let letters = ['a', 'b', 'é'];
        let word = |mut number: usize, length: usize| -> String {
            let mut word = String::new();
            for _ in 0..length {
                word.push(letters[number % letters.len()]);
                number /= letters.len();
            }
            word
        };
        let words: Vec<String> =
            (0..=4).flat_map(|length| (0..3_usize.pow(4)).map(move |number| word(number, length))).collect();
        for one in words.iter().step_by(3) {
            for other in &words {
                let distance = strsim::damerau_levenshtein(one, other);
                for allowed in 0..=4 {
                    let found = mistakes(one, other, allowed);
                    assert!(found == distance || distance > allowed && found > allowed, "{one} {other} {allowed}");
                }
            }
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
                    let plainly = names.into_iter().filter_map(|name| Some((distance(&fold(&word), name)?, name)));
                    let plainly = plainly.min_by_key(|&(distance, _)| distance).map(|(_, name)| name);
                    assert_eq!(nearest(&word, names), plainly, "{word}");
                }
            }
        }
    }
}
