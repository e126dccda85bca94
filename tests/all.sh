#!/usr/bin/env bash
# Everything that has to hold before a change is taken: form, lints, tests, documentation, dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; "$@"; }
step cargo fmt --check
step cargo clippy --locked --all-targets -- -D warnings
step cargo test --locked
RUSTDOCFLAGS='-D warnings' step cargo doc --locked --no-deps --document-private-items
# libFuzzer comes as C++.
if command -v c++ >/dev/null; then
    step cargo check --locked --manifest-path fuzz/Cargo.toml --target-dir target
else
    printf '\n== there is no C++ compiler: the fuzz targets were not built\n'
fi
if command -v cargo-deny >/dev/null; then
    # It wants the packages of all systems at hand. Advisories need the network; licences, bans and sources don't.
    step cargo fetch --locked
    step cargo deny --offline --locked check licenses bans sources
else
    printf '\n== cargo deny is not installed: licences and duplicates were not checked\n'
fi
