//! Writes a corpus to standard output, for measurements from outside: `cargo bench --bench make -- COUNT
//! [INVALID_PER_MILLE [APPOINTMENTS]]`.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed measurement")]

mod corpus;

use std::io::Write as _;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
    let appointments = usize::try_from(number(2)).unwrap();
    let mix = corpus::Mix { invalid_per_mille: number(1), appointments };
    let count = usize::try_from(number(0).max(1)).unwrap();
    std::io::stdout().write_all(&corpus::payloads(count, mix)).unwrap();
}
