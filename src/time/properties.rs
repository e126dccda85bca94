//! Properties of reading over many texts: chrono as the second opinion, and no input that does harm.

use chrono::{DateTime, Timelike};
use proptest::prelude::*;

use super::{grammar, read};

/// Mostly RFC 3339, with the numbers of a calendar a little out of range.
fn date_time() -> impl Strategy<Value = String> {
    let date = (0..10_000_u32, 0..14_u32, 0..33_u32);
    let clock = prop_oneof![9 => (0..26_u32, 0..62_u32, 0..62_u32), 1 => Just((23, 59, 60))];
    let fraction = prop_oneof![2 => Just(String::new()), 1 => "[.][0-9]{0,12}"];
    let offset = prop_oneof![2 => Just("Z".to_owned()), 3 => "[+-][0-2][0-9]:[0-6][0-9]", 1 => Just(String::new())];
    let mark = prop_oneof![8 => Just('T'), 1 => Just('t'), 1 => Just(' ')];
    (date, mark, clock, fraction, offset).prop_map(|((y, m, d), mark, (h, n, s), fraction, offset)| {
        format!("{y:04}-{m:02}-{d:02}{mark}{h:02}:{n:02}:{s:02}{fraction}{offset}")
    })
}

/// The same with up to two characters put in, replaced or taken out.
fn mutated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9TtZz:+,. W-]",
        Just("\u{2212}".to_owned()),
        Just(String::new()),
        any::<char>().prop_map(String::from)
    ];
    (date_time(), proptest::collection::vec((any::<prop::sample::Index>(), piece, any::<bool>()), 0..3)).prop_map(
        |(text, edits)| {
            let mut chars: Vec<String> = text.chars().map(String::from).collect();
            for (index, piece, replace) in edits {
                let at = index.index(chars.len());
                if replace {
                    chars[at] = piece;
                } else {
                    chars.insert(at, piece);
                }
            }
            chars.concat()
        },
    )
}

fn check(text: &str) -> Result<(), TestCaseError> {
    match read(text) {
        Ok(time) => {
            if let Some(canonical) = time.to_rfc3339() {
                let again = read(&canonical);
                prop_assert_eq!(again.as_ref().ok().and_then(super::Timestamp::instant), time.instant(), "{}", text);
                prop_assert!(again.is_ok_and(|again| again.departures().is_empty()), "{} {}", text, canonical);
            }
        }
        Err(invalid) => {
            prop_assert!(text.get(invalid.part.clone()).is_some(), "{} {:?}", text, invalid);
            for words in [Some(&invalid.reason), Some(&invalid.label), invalid.help.as_ref()].into_iter().flatten() {
                prop_assert!(!words.is_empty() && words.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{}", words);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn standard_is_what_chrono_takes_for_rfc_3339(text in mutated()) {
        let ours = read(&text).ok().filter(|time| time.departures().is_empty() && time.offset().is_some());
        // chrono takes three things that RFC 3339's grammar doesn't have.
        let leap_elsewhere = |time: &DateTime<_>| {
            time.nanosecond() >= 1_000_000_000 && (time.naive_utc().hour(), time.naive_utc().minute()) != (23, 59)
        };
        let theirs = DateTime::parse_from_rfc3339(&text).ok().filter(|time| {
            !leap_elsewhere(time) && !text.contains('\u{2212}') && text.as_bytes().get(10) != Some(&b' ')
        });
        prop_assert_eq!(
            ours.and_then(|time| time.instant()).map(super::Instant::to_utc),
            theirs.map(|time| time.to_utc()), "{}", &text
        );
        prop_assert_eq!(ours.and_then(|time| time.offset()), theirs.map(|time| *time.offset()), "{}", &text);
        prop_assert_eq!(ours.map(|time| time.local()), theirs.map(|time| time.naive_local()), "{}", &text);
        check(&text)?;
    }

    #[test]
    fn what_begins_plainly_is_read_as_part_by_part(text in mutated()) {
        prop_assert_eq!(grammar::timestamp(text.as_bytes()), grammar::part_by_part(text.as_bytes()), "{}", &text);
    }

    #[test]
    fn any_text_is_read_or_explained(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn text_of_the_alphabet_of_dates_is_read_or_explained(
        text in "([0-9]{1,14}|[-/:.,+|TWZ \u{2212}é]|Oct|th|Thu|pm|UTC|Europe/Berlin|\\[|\\]|\\{\\{){1,12}"
    ) {
        check(&text)?;
    }
}
