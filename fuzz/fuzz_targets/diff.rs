//! Any bytes, as two payloads to compare and to patch.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hoopspect_fuzz::diff(bytes));
