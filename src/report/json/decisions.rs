//! The log of decisions, `cundang-decisions/1`.

use serde::Serialize;

use super::parts::{Number, written};
use crate::model::{LogEntry, Step};

/// The log of decisions, `cundang-decisions/1`, written like [`report_json`](super::report_json).
///
/// # Errors
/// As [`report_json`](super::report_json).
pub fn decisions_json(rubric: &str, log: &[LogEntry]) -> serde_json::Result<String> {
    let view = DecisionsV1 { format: "cundang-decisions/1", rubric, entries: log.iter().map(EntryV1::new).collect() };
    written(&view)
}

#[derive(Serialize)]
struct DecisionsV1<'a> {
    format: &'static str,
    rubric: &'a str,
    entries: Vec<EntryV1<'a>>,
}

#[derive(Serialize)]
pub(super) struct EntryV1<'a> {
    seq: u64,
    at: &'a str,
    by: &'a str,
    /// `null` for the township.
    village: Option<&'a str>,
    item: &'a str,
    reason: &'a str,
    #[serde(flatten)]
    step: StepV1<'a>,
    evidence: Vec<SeenV1<'a>>,
}

impl<'a> EntryV1<'a> {
    pub(super) fn new(entry: &'a LogEntry) -> Self {
        Self {
            seq: entry.seq,
            at: &entry.at,
            by: &entry.by,
            village: entry.unit.village(),
            item: &entry.item,
            reason: &entry.reason,
            step: match &entry.step {
                Step::Score { score, original_seen, suggested } => StepV1::Score {
                    score: Number(*score),
                    original_seen: *original_seen,
                    suggested: suggested.map(Number),
                },
                Step::Verdict { finding, code, verdict } => {
                    StepV1::Verdict { finding, code: code.as_str(), verdict: verdict.as_str() }
                }
                Step::Undo { of } => StepV1::Undo { of: *of },
            },
            evidence: entry.seen.iter().map(|seen| SeenV1 { path: seen.path.as_str(), digest: &seen.digest }).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
enum StepV1<'a> {
    Score { score: Number, original_seen: bool, suggested: Option<Number> },
    Verdict { finding: &'a str, code: &'static str, verdict: &'static str },
    Undo { of: u64 },
}

#[derive(Serialize)]
struct SeenV1<'a> {
    path: &'a str,
    digest: &'a str,
}
