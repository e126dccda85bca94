//! Threads that share a large file: each does one job after the other, for who gives them jobs ahead and takes the results
//! in order.

use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::Scope;

use crate::input::{Chunks, Input};

/// The chunks of `input` and how many threads may share them, where there is more than one and the input is worth it.
/// `threads` is asked only about such an input: the answer takes the system longer than a small file takes us.
pub(super) fn shared(input: &Input, threads: impl FnOnce() -> usize) -> Option<(Chunks, usize)> {
    let chunks = Chunks::of(input)?;
    Some((chunks, threads())).filter(|(_, threads)| *threads > 1)
}

/// A thread, as seen by who gives it jobs.
pub(super) struct Member<J, R> {
    jobs: Sender<J>,
    results: Receiver<R>,
}

impl<J: Send, R: Send> Member<J, R> {
    /// Lets a thread do `work` for each job that it is given, up to one after which it breaks off.
    pub(super) fn hire<'scope>(
        scope: &'scope Scope<'scope, '_>,
        mut work: impl FnMut(J) -> ControlFlow<R, R> + Send + 'scope,
    ) -> Self
    where
        J: 'scope,
        R: 'scope,
    {
        let (jobs, given) = mpsc::channel();
        let (give, results) = mpsc::channel();
        scope.spawn(move || {
            for job in given {
                let (result, goes_on) = match work(job) {
                    ControlFlow::Continue(result) => (result, true),
                    ControlFlow::Break(result) => (result, false),
                };
                if give.send(result).is_err() || !goes_on {
                    break;
                }
            }
        });
        Self { jobs, results }
    }

    /// Gives it a job. One that has broken off takes no more.
    pub(super) fn give(&self, job: J) {
        let _ = self.jobs.send(job);
    }

    /// Waits for the result of its next job; `None` where there will be none.
    pub(super) fn take(&self) -> Option<R> {
        self.results.recv().ok()
    }
}
