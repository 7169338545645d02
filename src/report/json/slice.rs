//! Parts of the report as JSON, each in the shape it has in the whole.

use serde_json::{Result, Value, to_value};

use super::{
    decisions::EntryV1,
    item::{ItemV1, keyed},
    meeting::MeetingV1,
    parts::{FindingV1, LedgerV1, NoticeV1, PlaceV1, RubricV1, ScoreV1},
    photos::WholePhotoV1,
    report::{township, village},
};
use crate::{
    model::{
        Citation, Finding, ItemAssessment, Lang, LogEntry, MeetingRecord, Notice, PhotoRecord, Score, UnitAssessment,
    },
    report::view::Report,
};

/// The township or a village.
///
/// # Errors
/// As [`super::report_json`]; so for all of these.
pub fn unit(report: &Report, unit: &UnitAssessment, lang: Lang) -> Result<Value> {
    match unit.unit.village() {
        Some(_) => to_value(village(report, unit, lang)),
        None => to_value(township(report, Some(unit), lang)),
    }
}

/// The rubric's head.
///
/// # Errors
/// As [`unit`].
pub fn rubric(report: &Report) -> Result<Value> {
    to_value(RubricV1::new(&report.rubric))
}

/// The sums over all files.
///
/// # Errors
/// As [`unit`].
pub fn ledger(report: &Report) -> Result<Value> {
    to_value(LedgerV1::new(report.ledger))
}

/// A score.
///
/// # Errors
/// As [`unit`].
pub fn score(score: Score) -> Result<Value> {
    to_value(ScoreV1::new(score))
}

/// An item as one unit stands in it.
///
/// # Errors
/// As [`unit`].
pub fn item(item: &ItemAssessment, lang: Lang) -> Result<Value> {
    to_value(ItemV1::new(item, lang))
}

/// The findings on an item, with their keys.
///
/// # Errors
/// As [`unit`].
pub fn findings(item: &ItemAssessment, lang: Lang) -> Result<Vec<Value>> {
    keyed(item, lang).iter().map(to_value).collect()
}

/// A finding on a photo, which has no key.
///
/// # Errors
/// As [`unit`].
pub fn finding(finding: &Finding, lang: Lang) -> Result<Value> {
    to_value(FindingV1::new(finding, lang))
}

/// A place in a file.
///
/// # Errors
/// As [`unit`].
pub fn citation(citation: &Citation) -> Result<Value> {
    to_value(PlaceV1::new(citation))
}

/// A photo as `cundang-photos/1` has it.
///
/// # Errors
/// As [`unit`].
pub fn photo(photo: &PhotoRecord, lang: Lang) -> Result<Value> {
    to_value(WholePhotoV1::new(photo, lang))
}

/// A meeting.
///
/// # Errors
/// As [`unit`].
pub fn meeting(meeting: &MeetingRecord) -> Result<Value> {
    to_value(MeetingV1::new(meeting))
}

/// A notice.
///
/// # Errors
/// As [`unit`].
pub fn notice(notice: &Notice, lang: Lang) -> Result<Value> {
    to_value(NoticeV1::new(notice, lang))
}

/// An entry of the log of decisions as `cundang-decisions/1` has it.
///
/// # Errors
/// As [`unit`].
pub fn entry(entry: &LogEntry) -> Result<Value> {
    to_value(EntryV1::new(entry))
}
