//! Large files of records, cut at line ends, so that several threads can read them.
//!
//! A cut is a guess: that each line is a record. Whoever reads a chunk finds out (`Records::ended_between_lines`), and
//! where the guess was wrong, the rest of the file is read in one piece from there.

use std::fs::{self, File};
use std::io::Read as _;

use crate::source::{Position, narrow};

use super::paths::Input;
use super::records::Records;

/// Below this size, threads cost more than they save.
const WORTHWHILE: u64 = 4 << 20;

/// How much is read at once; it should fit into a core's cache together with what is made of it.
const CHUNK: usize = 1 << 20;

/// With lines shorter than this on average, what is reported is longer than the input, and threads gain nothing.
const SHORT: usize = 32;

/// A piece of a file that begins and ends with a line.
#[derive(Debug)]
pub struct Chunk {
    path: String,
    bytes: Vec<u8>,
    /// Where it begins.
    pub start: Place,
    /// Its lines that are not blank: its records, if each line is one.
    pub lines: Vec<Line>,
    /// Whether the file ends with it.
    pub is_last: bool,
}

/// A line of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where in the chunk it begins, blanks aside.
    pub start: u32,
    /// Where the next one begins.
    pub end: u32,
    /// How many lines of the chunk stand before it, blank ones too.
    pub number: u32,
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

    /// The records in a line, or several that are taken for one; it begins at `place`.
    pub fn records_of(&self, line: &Line, place: Place) -> Records {
        Records::of(self.path.clone(), self.text_of(line).to_vec()).starting_at(place)
    }

    /// A line, with its line end.
    pub fn text_of(&self, line: &Line) -> &[u8] {
        self.bytes.get(line.start as usize..line.end as usize).unwrap_or_default()
    }

    /// Where the line with this index begins, blanks aside; where the chunk ends, if there is none.
    pub fn place_of(&self, index: usize) -> Place {
        let Place { position, records } = self.start;
        let records = records + index as u64;
        let Some(line) = self.lines.get(index).or(self.lines.last()) else {
            return Place { position: position.after(&self.bytes), records };
        };
        let (before, behind) = self.bytes.split_at_checked(line.start as usize).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let position = Position {
            byte: position.byte + u64::from(line.start),
            line: position.line + u64::from(line.number),
            // A chunk begins with a line, and before the record there are blanks only.
            column: 1 + (before.len() - line_start) as u64,
        };
        let position = if index < self.lines.len() { position } else { position.after(behind) };
        Place { position, records }
    }

    /// The memory that it was read into, for another one.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
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
    /// Whether there are no more.
    has_ended: bool,
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
            has_ended: false,
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

    /// The next chunk; `None` at the end of the file, where there is no line end within reach, and where reading fails:
    /// who reads on in one piece will say so.
    pub fn read(&mut self) -> Option<Chunk> {
        if self.has_ended {
            return None;
        }
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        bytes.append(&mut self.rest);
        let wanted = CHUNK.saturating_sub(bytes.len()).max(1) as u64;
        bytes.reserve(CHUNK + 1);
        let read = self.file.by_ref().take(wanted).read_to_end(&mut bytes);
        let is_last = read.as_ref().is_ok_and(|read| (*read as u64) < wanted);
        let end = match read {
            Ok(_) if is_last => bytes.len(),
            Ok(_) => memchr::memrchr(b'\n', &bytes).map_or(0, |newline| newline + 1),
            Err(_) => 0,
        };
        self.rest.extend_from_slice(bytes.get(end..).unwrap_or_default());
        bytes.truncate(end);
        self.has_ended = is_last || bytes.is_empty();
        if bytes.is_empty() {
            return None;
        }
        let lines = lines_of(&bytes);
        if lines.len() > CHUNK / SHORT {
            self.has_ended = true;
            return None;
        }
        let chunk = Chunk { path: self.path.clone(), bytes, start: self.next, lines, is_last };
        self.next = chunk.place_of(chunk.lines.len());
        Some(chunk)
    }
}

/// The lines of a chunk that are not blank.
fn lines_of(bytes: &[u8]) -> Vec<Line> {
    let (mut lines, mut start) = (Vec::new(), 0);
    for (end, number) in memchr::memchr_iter(b'\n', bytes).map(|newline| newline + 1).chain([bytes.len()]).zip(0..) {
        let line = bytes.get(start..end).unwrap_or_default();
        if let Some(blanks) = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            lines.push(Line { start: narrow(start + blanks), end: narrow(end), number });
        }
        start = end;
    }
    lines
}
