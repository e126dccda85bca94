//! The tests that run the program as its users do. One binary, a module a subject.

mod architecture;
mod captures;
mod fixtures;
mod input;
mod support;
