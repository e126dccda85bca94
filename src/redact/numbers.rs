//! Numbers: those that are long enough to be somebody's become others of the same length.

use super::key::{Key, Purpose};
use super::letters::digit;

/// So many digits may be a phone number, an account, a place on the map.
const LONG: usize = 7;

/// What stands for the number `raw` (JSON text).
pub(super) fn replace(key: &Key, raw: &str) -> Option<String> {
    // Numbers that are equal have to stay so: 1.50 is 1.5.
    let (mantissa, exponent) = raw.split_at(raw.find(['e', 'E']).unwrap_or(raw.len()));
    let is_fraction = mantissa.contains('.');
    let significant = if is_fraction { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    if significant.bytes().filter(u8::is_ascii_digit).count() < LONG {
        return None;
    }
    let mut choices = key.choices(Purpose::Number, significant, 0);
    let mut out = String::with_capacity(raw.len());
    let end = significant.len() - 1;
    let mut is_first = true;
    for (at, character) in significant.char_indices() {
        if character.is_ascii_digit() {
            // No leading zero may come up, and none at the end of a fraction.
            let least = usize::from((is_first && character != '0') || (at == end && significant.contains('.')));
            out.push(if is_first && character == '0' { '0' } else { digit(&mut choices, least) });
            is_first = false;
        } else {
            out.push(character);
        }
    }
    out.push_str(mantissa.get(significant.len()..).unwrap_or_default());
    out.push_str(exponent);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_change_and_equal_ones_stay_equal() {
        let key = Key::new(b"key").unwrap();
        let replaced = |raw: &str| replace(&key, raw);
        assert_eq!((replaced("1500"), replaced("-12.5"), replaced("1e10")), (None, None, None));
        let phone = replaced("4915112345678").unwrap();
        assert!(phone.len() == 13 && phone != "4915112345678" && !phone.starts_with('0'));
        assert_eq!(replaced("52.5200066").map(|text| text + "00"), replaced("52.520006600"));
        assert!(replaced("0.52520006").unwrap().starts_with("0."));
        assert_eq!(replaced("12345678"), replaced("12345678.0").map(|text| text.trim_end_matches(".0").to_owned()));
    }
}
