//! Decisions of people: checked against the current state of the item, and stored with the evidence they saw.

use std::sync::Arc;

use jiff::ZonedDateTime;

use super::{
    clock::timestamp,
    entry::{EntryError, REASON_LIMIT, checked_name, outcome, text_within},
    error::PipelineError,
    workspace::Workspace,
};
use crate::{
    evaluate::decision,
    model::{ArchivePath, Code, ItemAssessment, LogEntry, Seen, Step, Unit, UnitAssessment, Verdict},
    msg,
    report::words,
};

/// A request to record a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The unit.
    pub unit: Unit,
    /// The item.
    pub item: String,
    /// The name of the person.
    pub by: String,
    /// The decision.
    pub what: AskedDecision,
    /// The number of the item's last entry that they saw, 0 for none; `None` takes the item as it is.
    pub saw: Option<u64>,
}

/// The sorts of decisions.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedDecision {
    /// A score for the item.
    Score {
        /// In points, by halves.
        score: f64,
        /// Whether the original was seen.
        original_seen: bool,
        /// Why; can be empty where the score is the suggested one.
        reason: String,
    },
    /// Findings settled, at least one.
    Verdicts(Vec<AskedVerdict>),
    /// The last step in force taken back, or the one of this number.
    Undo {
        /// The step's number.
        of: Option<u64>,
        /// Why; can be empty.
        reason: String,
    },
}

/// A finding to be settled.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedVerdict {
    /// The finding's key, or its beginning where that is clear.
    pub finding: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why; required for a wrong alarm.
    pub reason: String,
}

impl Workspace {
    /// Everything that people decided under this rubric, in the order in which they did.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn decisions(&self) -> Result<Vec<LogEntry>, PipelineError> {
        Ok(self.catalog.decisions(&self.settings.rubric.id)?)
    }

    /// Stores what a person decided. It is checked against the current state of the item, and stored whole or not at
    /// all. The same ruling by the same person twice is stored once.
    ///
    /// # Errors
    /// An [`EntryError`] with the reason.
    pub fn decide(&mut self, ruling: &Ruling, now: &ZonedDateTime) -> Result<(), EntryError> {
        let by = checked_name(&ruling.by)?;
        let log = self.decisions()?;
        let saw = ruling.saw.unwrap_or_else(|| decision::version_of(&log, &ruling.unit, &ruling.item));
        let steps = {
            let assessed = match &self.assessed {
                Some(assessed) => Arc::clone(assessed),
                None => Arc::new(self.assess()?),
            };
            let digest_of = assessed.digests();
            let item = &ruling.item;
            let no_item = || EntryError::Unknown(msg!("这里没有项目 {item}", "there is no item {item} here"));
            let fresh = self.unit_of(&assessed, &ruling.unit).ok_or_else(no_item)?;
            let find = |unit: &UnitAssessment| unit.items.iter().find(|item| item.id == ruling.item).cloned();
            let as_found = find(&fresh).ok_or_else(no_item)?;
            let mut decided = fresh;
            decision::apply(&mut decided, &log, &digest_of);
            let as_decided = find(&decided).ok_or_else(no_item)?;
            steps(ruling, &as_found, &as_decided, &log, &digest_of)?
        };
        let at = timestamp(now);
        let entries: Vec<LogEntry> = steps
            .into_iter()
            .map(|(step, reason, seen)| LogEntry {
                seq: 0,
                at: at.clone(),
                by: by.to_owned(),
                unit: ruling.unit.clone(),
                item: ruling.item.clone(),
                step,
                reason,
                seen,
            })
            .collect();
        let kept = self.catalog.keep_decisions(&self.settings.rubric.id, saw, &entries)?;
        self.bring_rejections_up()?;
        outcome(kept, || {
            msg!(
                "在此期间另有人作了决定，请看过再定",
                "somebody else has decided in the meantime; please look at it first"
            )
        })
    }
}

type Steps = Vec<(Step, String, Vec<Seen>)>;

/// The log entries of a ruling.
fn steps(
    ruling: &Ruling,
    as_found: &ItemAssessment,
    as_decided: &ItemAssessment,
    log: &[LogEntry],
    digest_of: &dyn Fn(&ArchivePath) -> String,
) -> Result<Steps, EntryError> {
    match &ruling.what {
        AskedDecision::Score { score, original_seen, reason } => {
            let (score, points) = (*score, as_decided.points);
            if !score.is_finite() || !(0.0..=points).contains(&score) || (score * 2.0).fract() != 0.0 {
                let most = words::points(points);
                return Err(EntryError::Mend(msg!(
                    "得分应在 0 到 {most} 之间，以半分为单位",
                    "a score is from 0 to {most}, by halves"
                )));
            }
            let reason = checked(reason)?;
            if reason.is_empty() && as_decided.suggested != Some(score) {
                return Err(EntryError::Mend(msg!(
                    "得分与建议不同（或没有建议），请写明理由",
                    "the score is not the suggested one, or none is suggested; please give the reason"
                )));
            }
            let step = Step::Score { score, original_seen: *original_seen, suggested: as_decided.suggested };
            Ok(vec![(step, reason, decision::seen_of_item(as_found, digest_of))])
        }
        AskedDecision::Verdicts(asked) if asked.is_empty() => Err(EntryError::Mend(msg!(
            "没有选定要处理的发现：请在“属实”和“误报”中选一个",
            "no finding was settled: choose “it holds” or “wrong alarm”"
        ))),
        AskedDecision::Verdicts(asked) => {
            let keys = decision::finding_keys(&as_found.findings);
            asked.iter().map(|asked| verdict(asked, &keys, as_found, digest_of)).collect()
        }
        AskedDecision::Undo { of, reason } => {
            let own: Vec<&LogEntry> = decision::standing(log)
                .into_iter()
                .filter(|entry| entry.unit == ruling.unit && entry.item == ruling.item)
                .collect();
            let undone = match of {
                Some(number) => own.iter().find(|entry| entry.seq == *number),
                None => own.last(),
            };
            let Some(entry) = undone else {
                return Err(EntryError::Mend(msg!(
                    "这一项没有可以撤销的决定",
                    "there is no decision on this item to undo"
                )));
            };
            Ok(vec![(Step::Undo { of: entry.seq }, checked(reason)?, Vec::new())])
        }
    }
}

fn verdict(
    asked: &AskedVerdict,
    keys: &[String],
    item: &ItemAssessment,
    digest_of: &dyn Fn(&ArchivePath) -> String,
) -> Result<(Step, String, Vec<Seen>), EntryError> {
    let fits: Vec<usize> = match keys.iter().position(|key| *key == asked.finding) {
        Some(at) => vec![at],
        None => {
            (0..keys.len()).filter(|&at| !asked.finding.is_empty() && keys[at].starts_with(&asked.finding)).collect()
        }
    };
    let wanted = &asked.finding;
    let at = match fits.as_slice() {
        [at] => *at,
        [] => {
            return Err(EntryError::Mend(msg!(
                "这一项现在没有发现“{wanted}”：材料可能已经变动，请重新查看",
                "the item has no finding “{wanted}” now: its papers may have changed, please look again"
            )));
        }
        _ => {
            let all = fits.iter().map(|&at| keys[at].as_str()).collect::<Vec<_>>().join(" ");
            return Err(EntryError::Mend(msg!(
                "有几处发现都以“{wanted}”开头，请写全：{all}",
                "several findings begin with “{wanted}”, please write one in full: {all}"
            )));
        }
    };
    let finding = &item.findings[at];
    let reason = checked(&asked.reason)?;
    if reason.is_empty() && asked.verdict == Verdict::WrongAlarm {
        let title = finding.code.title(crate::model::Lang::Zh);
        let title_en = finding.code.title(crate::model::Lang::En);
        return Err(EntryError::Mend(msg!(
            "“{title}”定为误报，请写明理由",
            "“{title_en}” is called a wrong alarm; please give the reason"
        )));
    }
    let code: Code = finding.code;
    let step = Step::Verdict { finding: keys[at].clone(), code, verdict: asked.verdict };
    Ok((step, reason, decision::seen_of_finding(finding, digest_of)))
}

/// A reason as it is stored.
fn checked(reason: &str) -> Result<String, EntryError> {
    let limit = REASON_LIMIT;
    text_within(limit, reason)
        .ok_or_else(|| EntryError::Mend(msg!("理由请不超过 {limit} 字", "a reason has at most {limit} characters")))
}
