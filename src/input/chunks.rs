//! Large files of records, cut at line ends, so that several threads can read them.
//!
//! A cut is a guess: that each line is a record. Whoever reads a chunk finds out (`Records::ended_between_lines`), and
//! where the guess was wrong, the rest of the file is read in one piece from there.

use std::fs::{self, File};
use std::io::{self, Read};

use crate::source::Position;

use super::paths::Input;
use super::records::Records;

/// Below this size, threads cost more than they save.
const WORTHWHILE: u64 = 4 << 20;

/// How much is read at once; it should fit into a core's cache together with what is made of it.
const CHUNK: usize = 1 << 20;

/// A piece of a file that begins and ends with a line.
#[derive(Debug)]
pub struct Chunk {
    path: String,
    bytes: Vec<u8>,
    /// Where it begins.
    pub start: Place,
    /// Lines in it that are not blank: its records, if each line is one.
    pub lines: u64,
}

/// A place between two records of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the next record may begin.
    pub position: Position,
    /// How many records stand before it.
    pub records: u64,
}

impl Place {
    /// The beginning of a file.
    const START: Self = Self { position: Position::START, records: 0 };
}

/// A file that was read ahead of who goes through the inputs.
#[derive(Debug)]
pub struct Ahead {
    pub(super) file: File,
    /// Where to go on.
    pub(super) place: Place,
}

impl Chunk {
    /// The chunk's records; numbers, lines and offsets are those of the file.
    pub fn records(self) -> Records {
        Records::of(self.path, self.bytes).starting_at(self.start)
    }
}

/// The chunks of a file.
#[derive(Debug)]
pub struct Chunks {
    path: String,
    file: File,
    /// What was read behind the last line end.
    rest: Vec<u8>,
    next: Place,
    size: u64,
    /// Memory of chunks that are done with.
    spare: Vec<Vec<u8>>,
}

impl Chunks {
    /// The chunks of `input`, if it is a file that is large enough and looks like one record a line.
    pub fn of(input: &Input) -> Option<Self> {
        let Input::File(path) = input else { return None };
        // Asked before it is opened: a pipe gives what it holds to whoever opens it first, and keeps the second waiting.
        let metadata = fs::metadata(path).ok()?;
        if !metadata.is_file() || metadata.len() < WORTHWHILE {
            return None;
        }
        let mut file = File::open(path).ok()?;
        let mut first = [0];
        file.read_exact(&mut first).ok()?;
        (first == *b"{").then(|| Self {
            path: input.name(),
            file,
            rest: first.to_vec(),
            next: Place::START,
            size: metadata.len(),
            spare: Vec::new(),
        })
    }

    /// How large the file is, in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Where the chunk after the last one begins: what has not been given out.
    pub fn place(&self) -> Place {
        self.next
    }

    /// The file, to be read on behind all that was given out, or at `place`.
    pub fn into_ahead(self, place: Option<Place>) -> Ahead {
        Ahead { file: self.file, place: place.unwrap_or(self.next) }
    }

    /// Takes the memory of a chunk that is done with, for another one.
    pub fn recycle(&mut self, bytes: Vec<u8>) {
        self.spare.push(bytes);
    }

    /// The next chunk; `None` at the end of the file, and where there is no line end within reach.
    ///
    /// # Errors
    /// Where reading fails.
    pub fn read(&mut self) -> io::Result<Option<Chunk>> {
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        bytes.append(&mut self.rest);
        let wanted = CHUNK.saturating_sub(bytes.len()).max(1) as u64;
        bytes.reserve(CHUNK + 1);
        let ended = self.file.by_ref().take(wanted).read_to_end(&mut bytes)? < usize::try_from(wanted).unwrap_or(CHUNK);
        let end = if ended { bytes.len() } else { memchr::memrchr(b'\n', &bytes).map_or(0, |newline| newline + 1) };
        self.rest.extend_from_slice(bytes.get(end..).unwrap_or_default());
        bytes.truncate(end);
        if bytes.is_empty() {
            return Ok(None);
        }
        let start = self.next;
        let mut lines = 0;
        let mut line_start = 0;
        for newline in memchr::memchr_iter(b'\n', &bytes).chain([bytes.len()]) {
            let line = bytes.get(line_start..newline).unwrap_or_default();
            lines += u64::from(line.iter().any(|byte| !byte.is_ascii_whitespace()));
            line_start = newline + 1;
        }
        self.next = Place { position: start.position.after(&bytes), records: start.records + lines };
        Ok(Some(Chunk { path: self.path.clone(), bytes, start, lines }))
    }
}
