//! How far the reading of a large file has come, for who waits at a terminal.

use std::time::{Duration, Instant};

use crate::console::Console;
use crate::input::Chunks;

/// How long nothing is said: most files are read by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a line stands before the next takes its place.
const PERIOD: Duration = Duration::from_millis(250);

/// How much is read between two looks at the clock.
const BYTES: u64 = 256 * 1024;

/// How many steps are made between two looks at the clock: of slow ones, few make 256 KiB.
const STEPS: u32 = 1024;

/// Decides when to tell how far the reading of a file has come.
pub(super) struct Progress {
    /// When there may be something to tell.
    due: Instant,
    /// How much had been read at the last look at the clock.
    read: u64,
    /// Steps since then.
    steps: u32,
}

impl Progress {
    /// For a file of which the reading begins, if anybody would see it.
    pub(super) fn begin(console: &Console) -> Option<Self> {
        console.shows_progress().then(|| Self::from(Instant::now()))
    }

    fn from(now: Instant) -> Self {
        Self { due: now + PATIENCE, read: 0, steps: 0 }
    }

    /// Notes a step, and tells how far the reading has come where it is time to.
    pub(super) fn step(&mut self, read: u64, size: u64, records: u64, console: &mut Console) {
        if self.is_due(read, Instant::now) {
            console.show_progress(&line(read, size, records));
        }
    }

    /// The same for a file that is read in chunks.
    pub(super) fn step_to(&mut self, chunks: &Chunks, console: &mut Console) {
        let place = chunks.place();
        self.step(place.position.byte, chunks.size(), place.records, console);
    }

    /// Whether a line is due; the clock is looked at now and then only.
    fn is_due(&mut self, read: u64, now: impl FnOnce() -> Instant) -> bool {
        self.steps += 1;
        if self.steps < STEPS && read < self.read + BYTES {
            return false;
        }
        (self.steps, self.read) = (0, read);
        let now = now();
        let is_due = now >= self.due;
        if is_due {
            self.due = now + PERIOD;
        }
        is_due
    }
}

/// `12.5 MB of 1.4 GB read (0%), 13500 records`.
fn line(read: u64, size: u64, records: u64) -> String {
    // A file may have grown since it was opened.
    let percent = (u128::from(read) * 100).checked_div(size.into()).unwrap_or(100).min(100);
    format!("{} of {} read ({percent}%), {records} records", amount(read), amount(size))
}

/// A number of bytes, with one decimal.
fn amount(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB")];
    let (unit, name) = units.into_iter().find(|(unit, _)| bytes >= *unit).unwrap_or((1000, "kB"));
    format!("{}.{} {name}", bytes / unit, bytes % unit / (unit / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_due_after_a_second_and_then_a_few_times_a_second() {
        let start = Instant::now();
        let mut progress = Progress::from(start);
        let mut read = 0;
        let mut due_at = |milliseconds| {
            read += BYTES;
            progress.is_due(read, || start + Duration::from_millis(milliseconds))
        };
        let times = [0, 999, 1000, 1001, 1249, 1250, 2000, 2249, 2250];
        assert_eq!(times.map(&mut due_at), [false, false, true, false, false, true, true, false, true]);
    }

    #[test]
    fn the_clock_is_asked_now_and_then_only() {
        let late = Instant::now() + PATIENCE;
        let mut progress = Progress::from(Instant::now());
        let mut asked = 0;
        for read in [BYTES - 1; STEPS as usize].into_iter().chain([2 * BYTES - 2, 2 * BYTES - 1, 2 * BYTES]) {
            progress.is_due(read, || {
                asked += 1;
                late
            });
        }
        assert_eq!(asked, 2);
    }

    #[test]
    fn the_line_says_how_much_of_how_much() {
        assert_eq!(line(12_550_000, 1_400_000_000, 13_500), "12.5 MB of 1.4 GB read (0%), 13500 records");
        assert_eq!(line(999_999, 2_000_000, 7), "999.9 kB of 2.0 MB read (49%), 7 records");
        assert_eq!(line(5000, 0, 1), "5.0 kB of 0.0 kB read (100%), 1 records");
    }
}
