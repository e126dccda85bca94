//! Free text becomes placeholder text of the same shape, line by line: equal lines stay equal, others stay different.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::personal::{Kind, Link, Part, is_clean, parts};
use crate::time::Move;

use super::key::{Choices, Key, Purpose};
use super::letters::{digit, is_kept, word};
use super::markup;
use super::settle;
use super::words::Words;

/// How texts are replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts<'k> {
    /// The key.
    pub(super) key: &'k Key,
    /// How far the times in ids are moved.
    pub(super) times: Move,
}

impl Texts<'_> {
    /// The placeholder for `text`; `is_phone` says that it is known to be a phone number.
    pub(super) fn replace(&self, text: &str, is_phone: bool) -> String {
        let lines: Vec<String> = text.split('\n').map(|line| self.line(line, is_phone)).collect();
        lines.join("\n")
    }

    fn line(&self, line: &str, is_phone: bool) -> String {
        if is_tiny(line) || markup::is_all(line, is_kept) {
            return line.to_owned();
        }
        if !is_phone && let Some(address) = self.internet_address(line) {
            return address;
        }
        let attempt = |attempt| self.attempt(line, is_phone, attempt);
        let is_good = |other: &str| other != line && is_clean(other, is_phone);
        settle(attempt, is_good).unwrap_or_else(|| {
            // Its signs make an address of whatever letters and digits stand between them.
            let plain = line.replace(['@', '/', '.', '+'], "-");
            if plain == line { attempt(0) } else { self.line(&plain, is_phone) }
        })
    }

    fn attempt(&self, line: &str, is_phone: bool, attempt: u8) -> String {
        let is_number = |line: &str| {
            line.bytes().any(|byte| byte.is_ascii_digit()) && line.chars().all(|c| c.is_ascii() && !c.is_alphabetic())
        };
        // One that is too short for a phone number becomes one that is nobody's.
        if is_phone && parts(line, true).is_empty() && is_number(line) {
            return phone(line, &mut self.key.choices(Purpose::Phone, line, attempt));
        }
        let mut words = Words::new(*self, self.key.choices(Purpose::Line, line, attempt));
        let mut start = 0;
        for part in parts(line, is_phone) {
            words.add(line.get(start..part.range.start).unwrap_or_default());
            words.add_ready(&self.part(&part, line, attempt));
            start = part.range.end;
        }
        words.add(line.get(start..).unwrap_or_default());
        words.finish()
    }

    /// An address of a private network for the address of a machine.
    fn internet_address(&self, line: &str) -> Option<String> {
        let is_short = line.parse::<Ipv4Addr>().is_ok();
        if !is_short && line.parse::<Ipv6Addr>().is_err() {
            return None;
        }
        let mut choices = self.key.choices(Purpose::Address, line, 0);
        let mut next = |count| choices.below(count);
        Some(if is_short {
            format!("10.{}.{}.{}", next(256), next(256), next(256))
        } else {
            format!("fd00::{:x}:{:x}", next(1 << 16), next(1 << 16))
        })
    }

    fn part(&self, part: &Part, line: &str, attempt: u8) -> String {
        let text = part.of(line);
        match part.kind {
            Kind::Email => {
                let mut words = Words::new(*self, self.key.choices(Purpose::Email, text, attempt));
                words.add(&text.split('@').next().unwrap_or_default().replace(['%', '\''], "-"));
                words.finish() + "@example.org"
            }
            Kind::Phone => phone(text, &mut self.key.choices(Purpose::Phone, text, attempt)),
            Kind::Link => self.link(text, attempt),
        }
    }

    /// A link to a host that is nobody's; the same one for the same host.
    fn link(&self, text: &str, attempt: u8) -> String {
        let link = Link::of(text);
        let host = word(8, &mut self.key.choices(Purpose::Host, &link.host.to_lowercase(), 0));
        let is_web = link.scheme.is_empty() || link.scheme.to_ascii_lowercase().starts_with("http");
        let scheme = if is_web { link.scheme } else { "https://" };
        let mut words = Words::new(*self, self.key.choices(Purpose::Path, text, attempt));
        words.add(&link.rest.replace('%', "-"));
        format!("{scheme}{host}.example.org{}", words.finish())
    }
}

/// Whether a line is a number too small to lead to anybody.
fn is_tiny(line: &str) -> bool {
    line.len() <= 3 && line.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'%'))
}

/// A number in the same groups that ends in 555-01xx; with an area before it, so that there are enough of them.
fn phone(text: &str, choices: &mut Choices) -> String {
    const LEAST: usize = 10;
    let count = text.bytes().filter(u8::is_ascii_digit).count();
    let missing = LEAST.saturating_sub(count);
    let mut out = String::with_capacity(text.len() + missing);
    let mut left = count + missing;
    let mut is_first = true;
    for character in text.chars() {
        if !character.is_ascii_digit() {
            out.push(character);
            continue;
        }
        let more = if std::mem::take(&mut is_first) { missing } else { 0 };
        for _ in 0..=more {
            left -= 1;
            out.push(match left {
                4..=6 => '5',
                3 => '0',
                2 => '1',
                _ => digit(choices, 2),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        let key = Key::new(b"key").unwrap();
        Texts { key: &key, times: Move::default() }.replace(text, false)
    }

    #[test]
    fn shape_is_kept() {
        for text in
            ["Intake call with Ann", "DR. SMITH: knee, 2nd visit\r\n  bring x-rays\u{1b}[2J", "歯科検診 田中さん 12:30"]
        {
            let shape = |text: &str| -> String {
                text.chars()
                    .map(|character| match character {
                        _ if character.is_ascii_digit() => '9',
                        _ if character.is_lowercase() => 'a',
                        _ if character.is_uppercase() => 'A',
                        _ if character.is_alphabetic() => '字',
                        other => other,
                    })
                    .collect()
            };
            assert_eq!(shape(&replaced(text)), shape(text), "{}", replaced(text));
        }
    }

    #[test]
    fn what_has_a_form_keeps_it() {
        let link = replaced("https://zoom.us/j/123456789?pwd=c2Vj");
        assert!(link.starts_with("https://") && link.contains(".example.org/") && link.contains('?'), "{link}");
        assert_eq!(link.split('/').nth(2), replaced("https://ZOOM.us").split('/').nth(2));
        assert!(replaced("write to ann.smith@gmail.com!").ends_with("@example.org!"));
        let phone = replaced("+49 (30) 1234567");
        assert!(phone.starts_with('+') && phone.contains("55501") && phone.len() == 16, "{phone}");
        assert!(replaced("203.0.113.9").starts_with("10."));
    }

    #[test]
    fn markup_stays_and_its_text_does_not() {
        let html = replaced("<p>Hi <b>Ann Smith</b>,&nbsp;see <a href=\"https://zoom.us/j/1\">here</a></p>");
        let rest = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</a></p>")).expect("the tags");
        assert!(
            rest.contains(" <b>") && rest.contains("</b>,&nbsp;") && rest.contains(" <a href=\"https://"),
            "{html}"
        );
        assert!(!html.contains("Ann") && !html.contains("here") && html.contains(".example.org"), "{html}");
        assert_eq!(replaced("<p></p>\n<br>&nbsp;"), "<p></p>\n<br>&nbsp;");
    }

    #[test]
    fn equal_lines_stay_equal_and_short_ones_stay_different() {
        let notes = replaced("Ann\nBob\nAnn\n\n--\n7");
        let lines: Vec<&str> = notes.split('\n').collect();
        assert!(lines[0] == lines[2] && lines[0] != lines[1], "{notes}");
        assert_eq!(lines[3..], ["", "--", "7"]);
    }

    #[test]
    fn no_placeholder_is_personal_itself() {
        for text in ["a@b.c", "+1234567", "212555789", "0123456", "www.x.y/12 ann@x.org 555-123-4567", "1@2.co", "@.+/"]
        {
            assert!(is_clean(&replaced(text), false), "{text}: {}", replaced(text));
        }
    }
}
