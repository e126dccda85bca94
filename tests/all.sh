#!/usr/bin/env bash
# Everything that has to hold before a change is taken: form, lints, tests, documentation, dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; "$@"; }
step cargo fmt --check
step cargo clippy --locked --all-targets -- -D warnings
step cargo test --locked
RUSTDOCFLAGS='-D warnings' step cargo doc --locked --no-deps --document-private-items
if command -v cargo-deny >/dev/null; then
    # Advisories need the network; licences, bans and sources don't.
    step cargo deny --offline --locked check licenses bans sources
else
    printf '\n== cargo deny is not installed: licences and sources were not checked\n'
fi
