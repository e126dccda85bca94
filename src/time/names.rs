//! The English names of months and weekdays, for messages and for dates in words.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The name of a month from 1 to 12.
pub(super) fn month_name(month: u32) -> &'static str {
    (1..).zip(MONTHS).find_map(|(number, name)| (number == month).then_some(name)).unwrap_or("that month")
}

/// The number of a month by its name, whole or cut to its first letters.
pub(super) fn month(word: &str) -> Option<u32> {
    (1..).zip(MONTHS).find_map(|(number, name)| begins(name, word).then_some(number))
}

/// Whether `word` is a weekday, whole or cut to its first letters.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|name| begins(name, word))
}

/// Whether `word` is a month or a weekday, whole or as it is usually cut: `Sept`, but not `Marc`, who is somebody.
pub fn is_calendar_word(word: &str) -> bool {
    let is_usual = |name: &str| [name.len(), 3].contains(&word.len()) || word.eq_ignore_ascii_case("sept");
    MONTHS.iter().chain(&WEEKDAYS).any(|name| begins(name, word) && is_usual(name))
}

fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for number in 1..=12 {
            assert_eq!(month(month_name(number)), Some(number));
        }
        assert_eq!((month("SEPT"), month("ma"), month("octo1"), month("ééé")), (Some(9), None, None, None));
        assert!(["Sep", "SEPT", "may", "Thursday"].into_iter().all(is_calendar_word));
        assert!(!["Marc", "Thurs", "to", ""].into_iter().any(is_calendar_word));
        assert!(is_weekday("thu") && is_weekday("Thurs") && !is_weekday("th") && !is_weekday("today"));
    }
}
