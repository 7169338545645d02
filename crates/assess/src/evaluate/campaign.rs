//! An assessment ready to run: a rubric with its patterns compiled and its checks read.

use std::{path::Path, sync::Arc};

use thiserror::Error;

use crate::{
    evaluate::checks::{Checks, Types},
    rubric::{self, Matcher, Rubric, RubricError, RubricProblem},
};

/// Why a rubric that was never validated cannot be used.
#[derive(Debug, Error)]
pub enum CampaignError {
    /// A pattern is no regular expression.
    #[error(transparent)]
    Pattern(#[from] regex::Error),
    /// A check is unknown, or has other parameters.
    #[error(transparent)]
    Check(#[from] serde_json::Error),
}

/// A rubric with its patterns compiled and its checks read.
#[derive(Debug)]
pub struct Campaign {
    matcher: Matcher,
    checks: Checks,
}

impl Campaign {
    /// Compiles a rubric.
    ///
    /// # Errors
    /// Where a pattern or a check cannot be used; not for a rubric that was loaded by [`load`] or [`parse`].
    pub fn new(rubric: Arc<Rubric>) -> Result<Self, CampaignError> {
        Ok(Self { checks: Checks::of(&rubric)?, matcher: Matcher::new(rubric)? })
    }

    /// The rubric.
    pub fn rubric(&self) -> &Arc<Rubric> {
        self.matcher.rubric()
    }

    /// The rubric's patterns.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The checks that its items ask for.
    pub fn checks(&self) -> &Checks {
        &self.checks
    }
}

/// Reads and validates a rubric file, with all checks of this program.
///
/// # Errors
/// As [`rubric::load`].
pub fn load(path: &Path) -> Result<Rubric, RubricError> {
    rubric::load(path, &Types)
}

/// Reads and validates the text of a rubric, with all checks of this program; `origin` names it in problems.
///
/// # Errors
/// As [`rubric::parse`].
pub fn parse(text: &str, origin: &str) -> Result<Rubric, Vec<RubricProblem>> {
    rubric::parse(text, origin, &Types)
}
