//! The `hoopspect` program.

fn main() {}
