//! The words for what a delivery is.

/// What a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// An update of an appointment of which nothing was known.
    FirstSeen,
    /// A creation of an appointment that was not there.
    Created,
    /// Something changed.
    Changed,
    /// Nothing changed.
    Unchanged,
    /// The content was delivered before.
    Duplicate,
    /// A newer state is known.
    Late,
    /// The appointment was removed.
    Deleted,
    /// No event about an appointment could be read.
    Unreadable,
}

impl Word {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::FirstSeen,
        Self::Created,
        Self::Changed,
        Self::Unchanged,
        Self::Duplicate,
        Self::Late,
        Self::Deleted,
        Self::Unreadable,
    ];

    /// Its name, on the command line and in machine formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstSeen => "first-seen",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::Deleted => "deleted",
            Self::Unreadable => "unreadable",
        }
    }
}
