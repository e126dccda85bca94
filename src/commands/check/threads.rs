//! `check` on several threads: large files of records, a chunk a thread, with the output of one.
//!
//! Only for formats that write each payload by itself. Chunks are read ahead of the threads that look at them, and what came
//! of them is written in their order. Where a chunk turns out not to be a record a line, the numbers of those behind it would
//! be wrong: then the rest is read in one piece.

use std::collections::VecDeque;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::thread;

use anyhow::Result;

use crate::console::{Canvas, Console, Gathered};
use crate::input::{Ahead, Chunk, Input, Step};
use crate::payload::is_hollow;
use crate::report::check::Summary;

use super::super::crew::{Member, shared};
use super::super::progress::Progress;
use super::{Check, Setup};

/// How many chunks are read ahead for each thread.
const AHEAD: usize = 2;

/// What came of a chunk.
struct Outcome {
    output: Vec<u8>,
    summary: Summary,
    /// Whether each of its lines was a record.
    as_guessed: bool,
    /// What the chunk was read into.
    memory: Vec<u8>,
}

/// Looks at as much of `input` as can be looked at in chunks, if any of it; gives the file, and where to go on.
/// `threads` is asked only where that matters.
pub(super) fn go_ahead(
    input: &Input,
    threads: impl FnOnce() -> usize,
    setup: &Setup<'_>,
    summary: &mut Summary,
    console: &mut Console,
) -> Result<Option<Ahead>> {
    let Some((mut chunks, threads)) = shared(input, threads) else { return Ok(None) };
    let canvas = console.canvas;
    let mut progress = Progress::begin(console);
    let go_on = thread::scope(|scope| {
        let hire = || Member::hire(scope, |chunk| ControlFlow::Continue(look_at(chunk, setup, canvas)));
        let crew: Vec<Member<Chunk, Result<Outcome>>> = std::iter::repeat_with(hire).take(threads).collect();
        // Chunks go round, and what comes of them comes back in the same order.
        let (mut next, mut first) = (crew.iter().cycle(), crew.iter().cycle());
        let mut under_way = VecDeque::new();
        loop {
            while under_way.len() < AHEAD * threads
                && let (Some(chunk), Some(member)) = (chunks.read(), next.next())
            {
                under_way.push_back(chunk.start);
                member.give(chunk);
            }
            let Some(start) = under_way.pop_front() else { return anyhow::Ok(None) };
            // Where there is nothing to take, the guess was too wrong to come to an end.
            let outcome = first.next().and_then(Member::take).and_then(Result::ok);
            let Some(outcome) = outcome.filter(|outcome| outcome.as_guessed) else { return Ok(Some(start)) };
            summary.add(&outcome.summary);
            console.out.write_all(&outcome.output)?;
            chunks.recycle(outcome.memory);
            if let Some(progress) = &mut progress {
                progress.step_to(&chunks, console);
            }
        }
    })?;
    Ok(Some(chunks.into_ahead(go_on)))
}

fn look_at(chunk: Chunk, setup: &Setup<'_>, canvas: Canvas) -> Result<Outcome> {
    let output = Gathered::default();
    let mut console = Console::gathering(Box::new(output.clone()), canvas);
    let mut check = Check::new(setup, canvas);
    let mut fast = check.fast_path(setup);
    let (lines, start) = (chunk.lines.len() as u64, chunk.start);
    let mut records = chunk.records().with_max_record(setup.max_record);
    let mut has_hollow = false;
    loop {
        match records.next(&mut fast)? {
            // Whether these are all there is, one who reads the whole file can tell.
            Step::Record(record) if is_hollow(&record, setup.unwrap) => has_hollow = true,
            Step::Record(record) => check.record(&record, &mut console)?,
            Step::Accepted(count) => check.summary.count_valid(count),
            Step::Waiting => (),
            Step::End => break,
        }
    }
    let as_guessed = !has_hollow && records.ended_between_lines() && records.count() - start.records == lines;
    Ok(Outcome { output: output.take(), summary: check.summary, as_guessed, memory: records.into_bytes() })
}
