//! `history` on several threads: each goes through all of a large file, and tells of the appointments of a part of all ids.
//!
//! A line's beginning says whose it is. The others pass over it unseen, in the hope that it is one record, and about the
//! appointment that it names first. Who takes it finds out; where the hope was wrong the others went too far, and all is
//! told once more by one thread ([`Astray`]). A line that names no appointment in its beginning is read by all of them.
//! Most such lines are other events. Where there are many, or one that is no record by itself, the rest is read in one piece.

use std::collections::VecDeque;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use anyhow::{Result, bail};

use crate::accept::next_line;
use crate::console::Console;
use crate::input::{Ahead, Chunk, Input, Line, Step};
use crate::payload::is_hollow;

use super::super::crew::{Member, shared};
use super::super::progress::Progress;
use super::Run;
use super::fast::{BATCH, Deliveries};
use super::said::Said;

/// A line was more than one record, or about another appointment than it named first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Astray;

impl fmt::Display for Astray {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the deliveries have to be told by one thread")
    }
}

impl std::error::Error for Astray {}

/// How many lines in a chunk there are to each one that all threads have to read.
const SEEN_BY_ONE: usize = 4;

/// How many chunks are read ahead.
const AHEAD: usize = 4;

/// A chunk, and for each of its lines the hash of the id of the appointment that it names in its beginning.
struct Sheet {
    chunk: Chunk,
    id_hashes: Vec<Option<u64>>,
}

/// How far a thread came in a sheet. All of them come as far, or one is [`Astray`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reached {
    /// How many of its lines were read.
    lines: usize,
    /// Whether the rest of the file is to be read in one piece.
    is_last: bool,
}

/// Who reads a line of which the beginning was not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// One thread alone: nothing of the line may be another's.
    One,
    /// All of them, of which the first says what is nobody's.
    Each,
}

/// Goes through as much of `input` as can be read by several threads, if any of it; gives the file, and where to go on.
/// `threads` is asked only where that matters.
///
/// # Errors
/// [`Astray`], or where output can't be written.
pub(super) fn go_ahead(
    input: &Input,
    threads: impl FnOnce() -> usize,
    run: &mut Run,
    console: &mut Console,
) -> Result<Option<Ahead>> {
    let Some((mut chunks, threads)) = shared(input, threads) else { return Ok(None) };
    let mut progress = Progress::begin(console);
    let mut runs = run.take_apart(threads);
    let go_on = thread::scope(|scope| {
        let works = runs.iter_mut().map(|run| move |sheet: Arc<Sheet>| run.pass_through(&sheet));
        let crew: Vec<_> = works.map(|work| Member::hire(scope, work)).collect();
        let mut under_way = VecDeque::with_capacity(AHEAD);
        loop {
            while under_way.len() < AHEAD
                && let Some(chunk) = chunks.read()
            {
                let sheet = Arc::new(Sheet::new(chunk, &mut run.deliveries));
                for member in &crew {
                    member.give(Arc::clone(&sheet));
                }
                under_way.push_back(sheet);
            }
            let Some(sheet) = under_way.pop_front() else { return Ok(None) };
            // Of one that has broken off, it is known already where.
            let passages = crew.iter().map(|member| member.take().unwrap_or_else(|| Err(Astray.into())));
            let mut passages = passages.collect::<Result<Vec<Passage>>>()?;
            let Some(reached) = passages.first().map(|first| first.reached) else { return Ok(None) };
            if passages.iter().any(|passage| passage.reached != reached) {
                bail!(Astray);
            }
            let mut said: Vec<&mut Said> = passages.iter_mut().map(|passage| &mut passage.said).collect();
            run.deliveries.teller.write_said(&mut said, console)?;
            if reached.is_last {
                return Ok(Some(sheet.chunk.place_of(reached.lines)));
            }
            if let Some(progress) = &mut progress {
                progress.step_to(&chunks, console);
            }
            if let Some(sheet) = Arc::into_inner(sheet) {
                chunks.recycle(sheet.chunk.into_bytes());
            }
        }
    })?;
    run.put_together(runs);
    Ok(Some(chunks.into_ahead(go_on)))
}

/// What came of a sheet.
struct Passage {
    reached: Reached,
    said: Said,
}

impl Run {
    /// So many runs that share its work.
    fn take_apart(&mut self, count: usize) -> Vec<Self> {
        let Self { unwrap, max_record, .. } = *self;
        let alone = |deliveries| Self { deliveries, unwrap, max_record, groups: None, reader: None, threads: None };
        self.deliveries.take_apart(count).into_iter().map(alone).collect()
    }

    fn put_together(&mut self, runs: Vec<Self>) {
        let tellers = runs.into_iter().map(|run| run.deliveries.teller).collect();
        self.deliveries.teller.put_together(tellers);
    }

    /// Goes through a sheet, one of several runs that do, and breaks off where it can't go on behind it.
    fn pass_through(&mut self, sheet: &Sheet) -> ControlFlow<Result<Passage>, Result<Passage>> {
        match self.go_through(sheet) {
            Ok(reached) => {
                let passage = Ok(Passage { reached, said: self.deliveries.teller.take_said() });
                if reached.is_last { ControlFlow::Break(passage) } else { ControlFlow::Continue(passage) }
            }
            Err(error) => ControlFlow::Break(Err(error)),
        }
    }

    fn go_through(&mut self, sheet: &Sheet) -> Result<Reached> {
        let history = self.deliveries.teller.history();
        let is_seen = |id_hash: &Option<u64>| id_hash.is_none_or(|hash| history.has(hash));
        let seen = sheet.id_hashes.iter().enumerate().filter(|(_, id_hash)| is_seen(id_hash));
        let seen: Vec<usize> = seen.map(|(index, _)| index).collect();
        let mut common = 0;
        for batch in seen.chunks(BATCH) {
            let mut id_hashes = [None; BATCH];
            for (id_hash, index) in id_hashes.iter_mut().zip(batch) {
                *id_hash = sheet.id_hash(*index);
            }
            self.deliveries.teller.history().fetch(&id_hashes);
            for (&index, id_hash) in batch.iter().zip(id_hashes) {
                let is_ours = id_hash.is_some();
                if is_ours && self.take_line(&sheet.chunk, index, id_hash) {
                    continue;
                }
                let reader = if is_ours { Reader::One } else { Reader::Each };
                match (self.read_line(&sheet.chunk, index, reader)?, reader) {
                    (true, Reader::One) => (),
                    (true, Reader::Each) => common += 1,
                    (false, Reader::One) => bail!(Astray),
                    (false, Reader::Each) => return Ok(Reached { lines: index, is_last: true }),
                }
            }
        }
        let lines = sheet.chunk.lines.len();
        Ok(Reached { lines, is_last: common * SEEN_BY_ONE > lines })
    }

    /// Tells of the line of a chunk, if it is certainly an event: whether it is. `id_hash` is that of the appointment that it
    /// may be about.
    fn take_line(&mut self, chunk: &Chunk, index: usize, id_hash: Option<u64>) -> bool {
        let Some(line) = chunk.lines.get(index) else { return false };
        let number = (chunk.start.records + index as u64 + 1, chunk.start.position.line + u64::from(line.number));
        self.deliveries.take_line(chunk.text_of(line), id_hash, number)
    }

    /// Reads a line of a chunk as who reads all of the file does, if it is a record by itself: whether it is.
    fn read_line(&mut self, chunk: &Chunk, index: usize, reader: Reader) -> Result<bool> {
        let (Some(line), next) = (chunk.lines.get(index), chunk.lines.get(index + 1)) else { return Ok(false) };
        // How far what is broken goes, the line behind it shows.
        let both = Line { end: next.map_or(line.end, |next| next.end), ..*line };
        let records = || chunk.records_of(&both, chunk.place_of(index)).with_max_record(self.max_record);
        let mut reading = records();
        let Step::Record(record) = reading.next(&mut ())? else { return Ok(false) };
        let is_alone = if record.content.is_ok() {
            let text = chunk.text_of(line);
            let is_bracketed = matches!(text.first(), Some(b'{' | b'['));
            let ends_line = text.get(record.bytes.len()..).and_then(next_line) == Some(&[]);
            is_bracketed && ends_line && record.array.is_none() && !is_hollow(&record, self.unwrap)
        } else {
            let mut reading = records();
            reading.next(&mut ())?;
            match (reading.next(&mut ())?, next) {
                (Step::Record(found), Some(_)) => found.origin.start == chunk.place_of(index + 1).position,
                (Step::End, None) => chunk.is_last,
                _ => false,
            }
        };
        if is_alone {
            self.reader = Some(reader);
            self.record(&record)?;
            self.reader = None;
        }
        Ok(is_alone)
    }
}

impl Sheet {
    fn new(chunk: Chunk, deliveries: &mut Deliveries) -> Self {
        let id_hash = |line: &Line| deliveries.id_hash(chunk.text_of(line));
        Self { id_hashes: chunk.lines.iter().map(id_hash).collect(), chunk }
    }

    fn id_hash(&self, index: usize) -> Option<u64> {
        self.id_hashes.get(index).copied().flatten()
    }
}
