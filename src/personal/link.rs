//! Links in a text, and whether they let somebody in.

use std::ops::Range;

use crate::untrusted::is_unsafe;

/// Where meetings are held: there, whatever follows the host is a code.
const MEETING_HOSTS: [&str; 14] = [
    "zoom.us",
    "zoom.com",
    "zoomgov.com",
    "meet.google.com",
    "teams.microsoft.com",
    "teams.live.com",
    "webex.com",
    "whereby.com",
    "meet.jit.si",
    "gotomeeting.com",
    "gotomeet.me",
    "bluejeans.com",
    "join.skype.com",
    "chime.aws",
];

/// Parameters that let in whoever has them.
const SECRETS: [&str; 12] =
    ["pwd", "password", "passcode", "pin", "token", "tk", "key", "code", "sig", "signature", "auth", "secret"];

/// How long a mixture of letters and digits is that nobody types: a code.
const CODE: usize = 20;

/// A link's pieces.
#[derive(Clone, Copy, Debug)]
pub struct Link<'t> {
    /// `https://`, or nothing.
    pub scheme: &'t str,
    /// The host, without user, password and port.
    pub host: &'t str,
    /// What follows the host and the port.
    pub rest: &'t str,
}

impl<'t> Link<'t> {
    /// Takes a link apart.
    pub fn of(link: &'t str) -> Self {
        let start = link.find("://").map_or(0, |at| at + 3);
        let (scheme, rest) = link.split_at(start);
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        Self { scheme, host: host.split(':').next().unwrap_or_default(), rest }
    }

    /// What the link gives away, in words.
    pub(super) fn breach(&self) -> Option<&'static str> {
        let host = self.host.to_ascii_lowercase();
        let is_at = |place: &&str| host.strip_suffix(*place).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if self.rest.len() > 1 && MEETING_HOSTS.iter().any(is_at) {
            return Some("a meeting link");
        }
        let is_secret = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or_default();
            let name = name.to_ascii_lowercase();
            !value.is_empty() && SECRETS.iter().any(|secret| name == *secret || name.ends_with(&format!("_{secret}")))
        };
        let is_code = |piece: &str| {
            piece.len() >= CODE
                && piece.bytes().any(|byte| byte.is_ascii_digit())
                && piece.bytes().any(|byte| byte.is_ascii_alphabetic())
        };
        let has_secret = self.rest.split(['?', '&', '#', ';']).any(is_secret);
        let has_code = self.rest.split(|character: char| !character.is_ascii_alphanumeric()).any(is_code);
        (has_secret || has_code).then_some("a link with a code")
    }
}

/// Whether a link ends before `character`.
fn ends_link(character: char) -> bool {
    character.is_whitespace() || is_unsafe(character) || "\"<>\\^`{|}".contains(character)
}

/// The links in `text`, in order: at most one between two blanks or brackets.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for chunk in text.split_inclusive(ends_link) {
        let link = chunk.trim_end_matches(ends_link).trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        if let Some(at) = beginning(link) {
            found.push(start + at..start + link.len());
        }
        start += chunk.len();
    }
    found
}

/// Where the link begins in a text without blanks.
fn beginning(text: &str) -> Option<usize> {
    if let Some(at) = text.find("://") {
        let before = text.get(..at)?;
        let is_scheme = |character: char| character.is_ascii_alphanumeric() || "+.-".contains(character);
        let scheme = before.get(before.trim_end_matches(is_scheme).len()..)?;
        let scheme = scheme.trim_start_matches(|character: char| !character.is_ascii_alphabetic());
        return (!scheme.is_empty() && text.len() > at + 3).then(|| at - scheme.len());
    }
    let is_host = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-');
    let slash = text.find('/').unwrap_or(text.len());
    let before = text.get(..slash)?;
    let port = before.rfind(':').filter(|&colon| {
        before.get(colon + 1..).is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let before = before.get(..port.unwrap_or(slash))?;
    let host = before.get(before.trim_end_matches(is_host).len()..)?.trim_start_matches(['.', '-']);
    let (name, top) = host.rsplit_once('.')?;
    let is_top = top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_written_as_link = slash < text.len() || host.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www."));
    let follows_at = before.get(..before.len() - host.len())?.ends_with('@');
    (is_top && !name.is_empty() && is_written_as_link && !follows_at).then(|| before.len() - host.len())
}
