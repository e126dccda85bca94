//! Any bytes, checked.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hoopspect_fuzz::check(bytes));
