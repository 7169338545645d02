//! How a command ends, and the exit status of it.

use std::process::ExitCode;

use crate::model::Ledger;

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Done.
    Done,
    /// With `--strict`: gaps were found.
    Gaps,
    /// With `--strict`: some files were unreadable.
    Unreadable,
}

impl Ending {
    /// What `--strict` makes of unread files.
    pub(super) fn of_reading(ledger: Ledger, strict: bool) -> Self {
        if strict && ledger.unreadable > 0 { Self::Unreadable } else { Self::Done }
    }

    /// What `--strict` makes of gaps. Unread files win over gaps, since they may be what is missing.
    pub(super) fn or_gaps(self, strict: bool, has_gaps: bool) -> Self {
        if self == Self::Done && strict && has_gaps { Self::Gaps } else { self }
    }
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => ExitCode::SUCCESS,
            Ending::Gaps => ExitCode::from(1),
            Ending::Unreadable => ExitCode::from(3),
        }
    }
}
