//! The exit status: what a script or a CI step learns from a run.

/// How a run ended; the worse of two is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// Done, and nothing was wrong or different.
    #[default]
    Success,
    /// Problems or changes were found.
    Found,
    /// The job could not be done, or not all of it.
    Failure,
    /// The reader of our output closed the pipe (as a shell reports SIGPIPE).
    PipeClosed,
}

impl ExitStatus {
    /// The number that the process exits with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Found => 1,
            Self::Failure => 2,
            Self::PipeClosed => 141,
        }
    }

    /// Keeps the worse of the two.
    pub fn worsen(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_wins() {
        let mut status = ExitStatus::Found;
        status.worsen(ExitStatus::Success);
        assert_eq!(status.code(), 1);
        status.worsen(ExitStatus::Failure);
        assert_eq!(status.code(), 2);
    }
}
