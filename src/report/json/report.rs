//! The whole report, `cundang-report/1`.

use serde::Serialize;

use super::{
    figures::{FigureV1, figures},
    item::{ItemV1, items},
    meeting::{MeetingV1, meetings},
    parts::{LedgerV1, NoticeV1, RubricV1, ScoreV1, folder, written},
    photos::{PhotoV1, photos},
};
use crate::{
    model::{Lang, UnitAssessment},
    report::view::Report,
};

/// The whole report, `cundang-report/1`, indented, with messages in one language and a newline at the end.
///
/// # Errors
/// Only where the serializer itself fails; these shapes do not cause it.
pub fn report_json(report: &Report, lang: Lang) -> serde_json::Result<String> {
    let view = ReportV1 {
        format: "cundang-report/1",
        generated_at: &report.generated_at,
        rubric: RubricV1::new(&report.rubric),
        ledger: LedgerV1::new(report.ledger),
        notices: report.notices.iter().map(|notice| NoticeV1::new(notice, lang)).collect(),
        township: township(report, report.town.as_ref(), lang),
        villages: report.villages.iter().map(|unit| village(report, unit, lang)).collect(),
        unassigned: UnassignedV1 {
            files: report.unassigned.files.iter().map(|path| path.as_str()).collect(),
            photos: photos(&report.unassigned.photos, lang),
        },
    };
    written(&view)
}

pub(super) fn township<'a>(report: &'a Report, town: Option<&'a UnitAssessment>, lang: Lang) -> TownshipV1<'a> {
    TownshipV1 {
        name: &report.township.name,
        own: town.map(|town| TownPartV1 {
            score: ScoreV1::new(town.score),
            items: items(town, lang),
            photos: photos(&town.photos, lang),
            meetings: meetings(&town.meetings),
        }),
    }
}

pub(super) fn village<'a>(report: &'a Report, village: &'a UnitAssessment, lang: Lang) -> VillageV1<'a> {
    VillageV1 {
        name: village.unit.village().unwrap_or_default(),
        folder: folder(report, &village.unit),
        score: ScoreV1::new(village.score),
        items: items(village, lang),
        photos: photos(&village.photos, lang),
        meetings: meetings(&village.meetings),
        figures: figures(village, lang),
    }
}

#[derive(Serialize)]
struct ReportV1<'a> {
    format: &'static str,
    generated_at: &'a str,
    rubric: RubricV1<'a>,
    ledger: LedgerV1,
    notices: Vec<NoticeV1<'a>>,
    township: TownshipV1<'a>,
    villages: Vec<VillageV1<'a>>,
    unassigned: UnassignedV1<'a>,
}

#[derive(Serialize)]
pub(super) struct TownshipV1<'a> {
    name: &'a str,
    /// Left out of what a village's clerk sees.
    #[serde(flatten)]
    own: Option<TownPartV1<'a>>,
}

#[derive(Serialize)]
struct TownPartV1<'a> {
    score: ScoreV1,
    items: Vec<ItemV1<'a>>,
    photos: Vec<PhotoV1<'a>>,
    meetings: Vec<MeetingV1<'a>>,
}

#[derive(Serialize)]
pub(super) struct VillageV1<'a> {
    name: &'a str,
    folder: Option<&'a str>,
    score: ScoreV1,
    items: Vec<ItemV1<'a>>,
    photos: Vec<PhotoV1<'a>>,
    meetings: Vec<MeetingV1<'a>>,
    figures: Vec<FigureV1<'a>>,
}

#[derive(Serialize)]
struct UnassignedV1<'a> {
    files: Vec<&'a str>,
    photos: Vec<PhotoV1<'a>>,
}
