//! Dates of birth: the one kind of time that says who somebody is.

use super::key::{Key, Purpose};

/// Another date of birth in the place of the one that `text` begins with, such as `1984-03-02`; what follows it stays
/// if it is a clock, and `None` is given where the text is anything else.
pub(super) fn replace(key: &Key, text: &str) -> Option<String> {
    let (date, clock) = text.split_at_checked(10)?;
    let is_such = |(wanted, found): (u8, u8)| if wanted == b'9' { found.is_ascii_digit() } else { found == wanted };
    let is_date = "9999-99-99".bytes().zip(date.bytes()).all(is_such);
    if !is_date || !clock.bytes().all(|byte| byte.is_ascii_digit() || b" T:.+-Zz".contains(&byte)) {
        return None;
    }
    let mut choices = key.choices(Purpose::Birth, date, 0);
    let (year, month, day) = (1940 + choices.below(65), 1 + choices.below(12), 1 + choices.below(28));
    Some(format!("{year}-{month:02}-{day:02}{clock}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_becomes_another_date() {
        let key = Key::new(b"key").unwrap();
        let other = replace(&key, "1984-03-02T00:00:00.000Z").unwrap();
        assert!(other.ends_with("T00:00:00.000Z") && crate::time::read(&other).is_ok(), "{other}");
        assert_eq!(replace(&key, "1984-03-02").as_deref(), other.get(..10));
        assert_eq!((replace(&key, "2 March 1984"), replace(&key, "1984-03-02 Ann")), (None, None));
    }
}
