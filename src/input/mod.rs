//! The only code that opens anything: files, folders and standard input, and how records are found in them.

mod buffer;
mod chunks;
mod decompress;
mod encoding;
mod outline;
mod paths;
mod record;
mod records;
mod recovery;
mod structure;

pub use chunks::{Ahead, Chunk, Chunks, Line, Place};
pub use outline::Outline;
pub use paths::{
    Failure, Input, Reached, describe, expand, is_among, is_standard_stream, is_stdin_silent, place_of, places,
    read_text,
};
pub use record::{Accept, Origin, Problem, Record, Step};
pub use records::Records;
