//! hoopspect inspects HoopAI appointment webhooks: it validates them, shows them, and says what an update changed.
//!
//! The command line is the product; this library exists so that its parts can be tested and benchmarked.
//! ARCHITECTURE.md describes the modules and which may use which.

pub mod accept;
pub mod schema;
