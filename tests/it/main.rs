//! The tests that run the program as its users do. One binary, a module a subject.
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that panics has done its job"
)]

mod architecture;
mod attacks;
mod audit;
mod beside;
mod bounds;
mod captures;
mod causes;
mod date_times;
mod diff;
mod explain;
mod faults;
mod fixtures;
mod followed;
mod forged;
mod history;
mod holds;
mod hostile;
mod input;
mod json_suite;
mod meta;
mod properties;
mod readme;
mod redact;
mod reports;
mod rules;
mod schema;
mod show;
mod supply;
mod support;
mod threads;
mod ways;
