//! Any bytes, as a stream of deliveries.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hoopspect_fuzz::history(bytes));
