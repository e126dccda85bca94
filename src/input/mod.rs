//! The only code that opens anything: files, folders and standard input, and how records are found in them.

mod decompress;
mod paths;
mod records;
mod recovery;

pub use paths::{Failure, Input, expand};
pub use records::{Accept, Origin, Problem, Record, Records, Step};
