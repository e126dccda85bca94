//! The key, and the stream of choices that it makes for a text: the same for the same text, and a riddle without it.

use anyhow::{Result, anyhow};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What the choices are for; the same text gives other choices for another purpose.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Id = 1,
    Line,
    Email,
    Phone,
    Host,
    Path,
    Number,
    Address,
    Birth,
}

/// A secret under which texts are replaced (HMAC-SHA-256, RFC 2104).
#[derive(Clone, Debug)]
pub struct Key(Hmac<Sha256>);

impl Key {
    /// The key made of `secret`, of any length.
    ///
    /// # Errors
    /// Where there is no secret.
    pub fn new(secret: &[u8]) -> Result<Self> {
        if secret.is_empty() {
            return Err(anyhow!("the key is empty"));
        }
        Ok(Self(Hmac::new_from_slice(secret).map_err(|_| anyhow!("not a key"))?))
    }

    /// A key that nobody has had before.
    ///
    /// # Errors
    /// Where the operating system has no random bytes to give.
    pub fn random() -> Result<Self> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| anyhow!("no random key to be had: {error}"))?;
        Self::new(&secret)
    }

    /// The choices for `text`; each `attempt` gives others.
    pub(super) fn choices(&self, purpose: Purpose, text: &str, attempt: u8) -> Choices {
        let mut seed = self.0.clone();
        seed.update(&[purpose as u8, attempt]);
        seed.update(text.as_bytes());
        Choices { seed, bytes: [0; 32], used: 32, block: 0 }
    }
}

/// Choices, one after another, without an end.
#[derive(Debug)]
pub(super) struct Choices {
    /// The text, before the number of the block is joined to it.
    seed: Hmac<Sha256>,
    bytes: [u8; 32],
    used: usize,
    block: u32,
}

impl Choices {
    /// A number below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let Some(bytes) = self.bytes.get(self.used..).and_then(|rest| rest.first_chunk::<4>()) else {
            let mut next = self.seed.clone();
            next.update(&self.block.to_be_bytes());
            self.bytes = next.finalize().into_bytes().into();
            self.block += 1;
            self.used = 0;
            return self.below(count);
        };
        self.used += 4;
        let choice = u32::from_be_bytes(*bytes) as usize;
        choice % count.max(1)
    }

    /// One of `options`.
    pub(super) fn one_of<T: Copy + Default>(&mut self, options: &[T]) -> T {
        let choice = self.below(options.len());
        options.get(choice).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_depend_on_key_purpose_text_and_attempt() {
        let (one, other) = (Key::new(b"one").unwrap(), Key::new(b"other").unwrap());
        let drawn = |key: &Key, purpose, text, attempt| {
            let mut choices = key.choices(purpose, text, attempt);
            (0..20).map(|_| choices.below(1000)).collect::<Vec<_>>()
        };
        let first = drawn(&one, Purpose::Id, "a", 0);
        assert_eq!(first, drawn(&one, Purpose::Id, "a", 0));
        for others in [
            drawn(&other, Purpose::Id, "a", 0),
            drawn(&one, Purpose::Line, "a", 0),
            drawn(&one, Purpose::Id, "b", 0),
            drawn(&one, Purpose::Id, "a", 1),
        ] {
            assert_ne!(first, others);
        }
        assert!(Key::new(b"").is_err());
    }
}
