//! Any bytes, as captures and as the body of one.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hoopspect_fuzz::unwrap(bytes));
