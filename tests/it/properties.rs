//! What holds for every input: JSON is read as others read it, in pieces of any size; places are right; nothing that is
//! right is complained of; no command fails on anything, and what it writes is always well-formed and harmless.
//!
//! `HOOPSPECT_CASES=10000` runs a hundred times as many cases as there are here, where the tests have to stay quick.

mod acceptance;
mod commands;
mod generate;
mod grammar;
mod pieces;

use proptest::prelude::ProptestConfig;

/// `cases` of each property, or so many per cent of it as `HOOPSPECT_CASES` says.
fn cases(cases: u32) -> ProptestConfig {
    let per_cent = std::env::var("HOOPSPECT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let cases = cases.saturating_mul(per_cent) / 100;
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}
