//! What stands for a letter or digit: one of the same script, so that a fixture still tries out what its capture did.

use super::key::Choices;

/// Consonants and vowels of the made-up words: few, so that they read well and rarely spell anything.
const CONSONANTS: [char; 8] = ['d', 'l', 'm', 'n', 'r', 's', 't', 'v'];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// Characters of a block, and what may stand for each.
const SCRIPTS: [(char, char, &str); 9] = [
    ('\u{c0}', '\u{24f}', "äéîöüñçåøÿ"),
    ('\u{370}', '\u{3ff}', "αβγδεζηθικλμνο"),
    ('\u{400}', '\u{52f}', "абвгдежзиклмно"),
    ('\u{5d0}', '\u{5ea}', "אבגדהוזחטיכלמ"),
    ('\u{620}', '\u{64a}', "بتثجحدرسصعفقل"),
    ('\u{3040}', '\u{30ff}', "あいうえおかきくけこさしすせそ"),
    ('\u{3400}', '\u{9fff}', "一二三四五六七八九十上中下大小山川月日木"),
    ('\u{ac00}', '\u{d7a3}', "가나다라마바사아자차카타파하"),
    ('\u{1f000}', '\u{1faff}', "🔴🟠🟡🟢🔵🟣🟤"),
];

/// Whether `character` says nothing about anybody: blanks, punctuation, what joins others, and what can't be seen.
pub(super) fn is_kept(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_alphanumeric();
    }
    character.is_whitespace()
        || crate::untrusted::is_unsafe(character)
        || matches!(character,
            '\u{a1}' | '\u{ab}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{200c}' | '\u{200d}' | '\u{2010}'..='\u{205e}'
            | '\u{300}'..='\u{36f}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{fe00}'..='\u{fe0f}')
}

/// A word of `length` letters in lower case.
pub(super) fn word(length: usize, choices: &mut Choices) -> String {
    let letter = |at: usize| if at.is_multiple_of(2) { choices.one_of(&CONSONANTS) } else { choices.one_of(&VOWELS) };
    (0..length).map(letter).collect()
}

/// What stands for a character that is neither kept nor ASCII: a letter for a letter, a sign for a sign.
pub(super) fn other(character: char, choices: &mut Choices) -> char {
    let script = SCRIPTS.iter().find(|(first, last, _)| (*first..=*last).contains(&character));
    let options: Vec<char> = script.map_or_else(Vec::new, |(_, _, options)| options.chars().collect());
    let is_same_kind = |option: &char| option.is_alphanumeric() == character.is_alphanumeric();
    match options.first().filter(|first| is_same_kind(first)) {
        Some(_) => choices.one_of(&options),
        None if character.is_alphanumeric() => choices.one_of(&CONSONANTS),
        None => '◦',
    }
}

/// A digit, not below `least`.
pub(super) fn digit(choices: &mut Choices, least: usize) -> char {
    let digit = least + choices.below(10 - least);
    u32::try_from(digit).ok().and_then(|digit| char::from_digit(digit, 10)).unwrap_or('0')
}
