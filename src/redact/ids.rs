//! Ids become other ids of the same form; the same id becomes the same one, wherever it stands.

use crate::personal::is_clean;
use crate::time::{Move, is_epoch};

use super::key::{Choices, Key, Purpose};
use super::settle;

/// Below so many possible ids of the same form, two of them might become one: such an id is made longer.
const ENOUGH: u128 = 1 << 40;

const DIGITS: &str = "0123456789";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// No id that [`is_id`] knows is longer: a UUID, and behind it an instance's milliseconds and seconds.
pub(super) const LONGEST: usize = 64;

/// Whether `text` has the form of an id wherever it stands: HoopAI's 20 characters, 24 hexadecimal digits, or a UUID; or one of
/// these with what makes it that of a recurring appointment's instance.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= LONGEST && is_plain_id(instance(text).map_or(text, |(master, _)| master))
}

fn is_plain_id(text: &str) -> bool {
    let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
    let (digits, capitals) = (count(u8::is_ascii_digit), text.bytes().skip(1).filter(u8::is_ascii_uppercase).count());
    match text.len() {
        20 => count(u8::is_ascii_alphanumeric) == 20 && (1..20).contains(&(digits + capitals)),
        24 => count(u8::is_ascii_hexdigit) == 24 && digits > 0,
        36 => {
            let groups: Vec<usize> = text.split('-').map(str::len).collect();
            groups == [8, 4, 4, 4, 12] && count(u8::is_ascii_hexdigit) == 32
        }
        _ => false,
    }
}

/// Whether `text` can be replaced as an id, where its key says that it is one.
pub(super) fn may_be_id(text: &str) -> bool {
    let is_joint = |byte: u8| b"_-.:|~=".contains(&byte);
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_joint(byte))
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// The master's id and the rest of an instance of a recurring appointment: `master_startMillis_durationSeconds`.
fn instance(text: &str) -> Option<(&str, &str)> {
    let (rest, duration) = text.rsplit_once('_')?;
    let (master, start) = rest.rsplit_once('_')?;
    let is_duration = !duration.is_empty() && duration.len() < 8 && duration.bytes().all(|byte| byte.is_ascii_digit());
    let suffix = text.get(master.len()..)?;
    (is_duration && start.len() >= 11 && is_epoch(start) && !master.is_empty()).then_some((master, suffix))
}

/// The id that stands for `id`; the start in an instance's suffix moves with the times.
pub(super) fn replace(key: &Key, id: &str, times: Move) -> String {
    if let Some((master, suffix)) = instance(id) {
        let mut parts = suffix.trim_start_matches('_').split('_');
        let (start, duration) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let moved = times.epoch(start).unwrap_or_else(|| start.to_owned());
        return format!("{}_{moved}_{duration}", replace_plain(key, master));
    }
    replace_plain(key, id)
}

fn replace_plain(key: &Key, id: &str) -> String {
    let alphabet = alphabet(id);
    let attempt = |attempt| other(id, &alphabet, &mut key.choices(Purpose::Id, id, attempt));
    settle(attempt, |other| !other.eq_ignore_ascii_case(id) && is_clean(other, false)).unwrap_or_else(|| attempt(0))
}

/// The characters that ids such as `id` are made of.
fn alphabet(id: &str) -> Vec<char> {
    let letters: Vec<u8> = id.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let has = |is: fn(&u8) -> bool| letters.iter().any(is);
    let is_long = letters.len() >= 16 && has(u8::is_ascii_digit);
    let (lower, upper) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
    let is_hexadecimal = is_long && lower != upper && letters.iter().all(u8::is_ascii_hexdigit);
    let part = |wanted: bool, part: &'static str| {
        let length = if is_hexadecimal && part.len() > 10 { 6 } else { part.len() };
        part.chars().take(if wanted { length } else { 0 })
    };
    part(has(u8::is_ascii_digit), DIGITS).chain(part(lower, LOWER)).chain(part(upper, UPPER)).collect()
}

fn other(id: &str, alphabet: &[char], choices: &mut Choices) -> String {
    let mut other = String::with_capacity(id.len());
    let mut possible = 1_u128;
    let each = alphabet.len() as u128;
    for character in id.chars() {
        if character.is_ascii_alphanumeric() {
            other.push(choices.one_of(alphabet));
            possible = possible.saturating_mul(each);
        } else {
            other.push(character);
        }
    }
    while possible < ENOUGH && each > 1 {
        other.push(choices.one_of(alphabet));
        possible = possible.saturating_mul(each);
    }
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(id: &str) -> String {
        replace(&Key::new(b"key").unwrap(), id, "1d".parse().unwrap())
    }

    #[test]
    fn forms_are_kept() {
        for id in ["9NkT25Vor1v4aQatFsv2", "698de27f462dc22d054c5cf5", "550e8400-e29b-41d4-a716-446655440000"] {
            let other = replaced(id);
            assert!(is_id(id) && is_id(&other) && other != id && other == replaced(id), "{other}");
        }
        let other = replaced("ocQHyuzHvysMo5N5VsXc_1729821600000_1800");
        assert_eq!(other, format!("{}_1729908000000_1800", replaced("ocQHyuzHvysMo5N5VsXc")));
    }

    #[test]
    fn an_instance_of_instances_is_an_id_like_any_other() {
        let id = "ocQHyuzHvysMo5N5VsXc".to_owned() + &"_1729821600000_1800".repeat(50_000);
        assert!(!is_id(&id) && replaced(&id).ends_with("_1729908000000_1800"));
    }

    #[test]
    fn short_ids_grow_until_they_can_differ() {
        for id in ["c2", "7", "appt_1", "a"] {
            assert!(replaced(id).len() >= 8, "{}", replaced(id));
        }
        assert_eq!(replaced("p1-w1-appt-0").matches('-').count(), 3);
    }

    #[test]
    fn words_are_no_ids() {
        for text in ["Donaudampfschifffahr", "internationalization", "00000000000000000000", "confirmed", ""] {
            assert!(!is_id(text), "{text}");
        }
    }
}
