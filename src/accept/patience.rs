//! Patience with what fails: a try that fails costs time, and many in a row will probably be followed by more.

/// How often something failed in a row. After a while it probably will again, and is tried but seldom.
#[derive(Debug)]
pub(super) struct Patience {
    failures: usize,
    /// Failures in a row before it is tried less often.
    limit: usize,
}

impl Patience {
    /// Then one try in this many is made.
    const SELDOM: usize = 32;

    /// With what may fail so often in a row before it is tried less.
    pub(super) const fn new(limit: usize) -> Self {
        Self { failures: 0, limit }
    }

    /// Whether it is tried this time; if not, that counts as a failure.
    pub(super) fn tries(&mut self) -> bool {
        let tries = self.failures < self.limit || self.failures.is_multiple_of(Self::SELDOM);
        if !tries {
            self.failures += 1;
        }
        tries
    }

    /// Notes what a try came to.
    pub(super) fn note(&mut self, is_success: bool) {
        self.failures = if is_success { 0 } else { self.failures + 1 };
    }
}
