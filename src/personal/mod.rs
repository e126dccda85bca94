//! Personal data that shows by its form alone: e-mail addresses, phone numbers, links.
//!
//! The rule `personal-data` points at what is found here and `redact` replaces it, so that the two agree. Names and
//! notes have no form to be known by: to `redact`, every free text is personal.

mod email;
mod link;
mod phone;

use std::ops::Range;

pub use link::Link;
pub use phone::names_phone;

/// The domains that are nobody's (RFC 2606, RFC 6761): what stands there is a placeholder.
const NOBODYS: [&str; 7] = ["example.org", "example.com", "example.net", "example", "test", "invalid", "localhost"];

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A link, which may be quite harmless.
    Link,
}

/// A part of a text that has one of the known forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which one.
    pub kind: Kind,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

impl Part {
    /// The part itself, `text` being what it was found in.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.clone()).unwrap_or_default()
    }

    /// What it gives away, in words; `None` where it is a placeholder or a link without a code.
    pub fn breach(&self, text: &str) -> Option<&'static str> {
        let part = self.of(text);
        match self.kind {
            Kind::Email => (!is_nobodys(part.rsplit('@').next().unwrap_or_default())).then_some("an e-mail address"),
            Kind::Phone => (!phone::is_fictional(part)).then_some("a phone number"),
            Kind::Link => {
                let link = Link::of(part);
                (!is_nobodys(link.host)).then(|| link.breach()).flatten()
            }
        }
    }
}

/// The e-mail addresses, phone numbers and links in `text`, in order; they don't overlap. `is_phone` says that the
/// text is known to be a phone number, which may then be written as digits alone.
pub fn parts(text: &str, is_phone: bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |kind, ranges: Vec<Range<usize>>| {
        let mut free: Vec<Part> = Vec::new();
        for range in ranges {
            // Both are in order.
            let is_free = |parts: &[Part]| {
                let before = parts.partition_point(|part| part.range.end <= range.start);
                parts.get(before).is_none_or(|next| range.end <= next.range.start)
            };
            if is_free(&parts) && is_free(&free) {
                free.push(Part { kind, range });
            }
        }
        parts.append(&mut free);
        parts.sort_by_key(|part| part.range.start);
    };
    if text.contains(['/', '.']) {
        add(Kind::Link, link::find(text));
    }
    if text.contains('@') {
        add(Kind::Email, email::find(text));
    }
    add(Kind::Phone, phone::find(text, is_phone));
    parts
}

/// Whether `text` holds anything that is personal by its form.
pub fn is_clean(text: &str, is_phone: bool) -> bool {
    parts(text, is_phone).iter().all(|part| part.breach(text).is_none())
}

/// Whether `host` is one of the reserved domains, or within one.
fn is_nobodys(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    NOBODYS.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(text: &str) -> Vec<(&str, &str)> {
        parts(text, false).iter().filter_map(|part| Some((part.of(text), part.breach(text)?))).collect()
    }

    #[test]
    fn what_is_personal_is_found_in_the_midst_of_text() {
        for (text, part, breach) in [
            ("mail ann.smith+x@gmail.com, please", "ann.smith+x@gmail.com", "an e-mail address"),
            ("<jürgen@bücher.de>", "jürgen@bücher.de", "an e-mail address"),
            ("call +49 30 1234567.", "+49 30 1234567", "a phone number"),
            ("(212) 555-7890 after six", "(212) 555-7890", "a phone number"),
            ("Mobile:2125557890", "2125557890", "a phone number"),
            ("07911 123456", "07911 123456", "a phone number"),
            ("0049 30 1234567", "0049 30 1234567", "a phone number"),
            ("see https://zoom.us/j/123456?pwd=x.", "https://zoom.us/j/123456?pwd=x", "a meeting link"),
            ("meet.google.com/abc-defg-hij", "meet.google.com/abc-defg-hij", "a meeting link"),
            ("https://us02web.zoom.us/my/ann", "https://us02web.zoom.us/my/ann", "a meeting link"),
            ("(https://x.io/a?token=1)", "https://x.io/a?token=1", "a link with a code"),
            ("https://x.io/r/9NkT25Vor1v4aQatFsv2x", "https://x.io/r/9NkT25Vor1v4aQatFsv2x", "a link with a code"),
        ] {
            assert_eq!(breaches(text), [(part, breach)], "{text}");
        }
    }

    #[test]
    fn placeholders_times_ids_and_plain_links_are_clean() {
        for text in [
            "ann@example.org, bob@mail.example.com",
            "+1 415 555 0147 or 555-0199",
            "https://example.com/meeting",
            "https://zoom.us",
            "https://hoop.ai/pricing?plan=pro",
            "https://room.example.org/j/123456?pwd=abcdef",
            "2023-09-25T16:00:00+05:30",
            "2023-09-25 16:00 to 17:30",
            "01.02.2025 10.30, 01/02/2025",
            "ocQHyuzHvysMo5N5VsXc_1729821600000_1800",
            "550e8400-e29b-41d4-a716-446655440000",
            "00000000-0000-4000-8000-000000000000",
            "1729821600000",
            "192.168.100.200",
            "version 1.2.3, and/or 50/50",
            "a@b",
            "@home",
        ] {
            assert_eq!(breaches(text), [], "{text}");
        }
    }

    #[test]
    fn a_phone_field_needs_no_form() {
        assert!(is_clean("4915112345678", false) && !is_clean("4915112345678", true));
        assert!(is_clean("12", true));
    }
}
