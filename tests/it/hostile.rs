//! The inputs that once broke something, or that were made to: all of them, through everything.

use std::fs;

use crate::holds;
use crate::support::{root, valid_payload};

/// The files in `fixtures/hostile/`, by name.
fn inputs() -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(root().join("fixtures/hostile")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let inputs = paths.map(|path| (path.display().to_string(), fs::read(&path).unwrap()));
    let mut inputs: Vec<_> = inputs.collect();
    assert!(!inputs.is_empty());
    inputs.sort();
    inputs
}

#[test]
fn every_hostile_input_is_held_against_everything() {
    for (name, bytes) in inputs() {
        let beside_a_payload = [valid_payload().as_bytes(), b"\n", &bytes].concat();
        let twice = [bytes.as_slice(), b"\n", &bytes].concat();
        for bytes in [&bytes, &beside_a_payload, &twice] {
            let judged = std::panic::catch_unwind(|| {
                holds::check(bytes);
                holds::unwrap(bytes);
                holds::diff(bytes);
                holds::history(bytes);
            });
            assert!(judged.is_ok(), "{name}");
        }
    }
}
