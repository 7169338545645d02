//! A village, or the township: its score, what to do, its items, photos and files.

use askama::Template;
use axum::{extract::Path, response::Response};

use super::{
    changes::{self, UnitChangeShown},
    meetings::{self, MeetingRow},
    names::kind_name,
    next_open::next_open,
    overview::TOWNSHIP,
    transcribe,
};
use crate::{
    model::{Lang, Severity, UnitAssessment},
    report::{
        Report, link,
        photos::PhotoShown,
        shown::{FindingShown, Links, Show, UnitShown},
        words,
    },
    text::natural,
    web::{answer::frame::PageFrame, request::visit::Visit},
};

/// How many photos the strip shows.
const PHOTOS_SHOWN: usize = 12;

/// A file in a unit's list.
#[derive(Debug)]
struct ListedFileRow {
    href: String,
    path: String,
    title: String,
    kind: String,
    date: String,
    pages: u32,
    bytes: String,
}

/// A finding in a unit's list, with its item.
#[derive(Debug)]
struct FoundRow {
    id: String,
    href: String,
    finding: FindingShown,
}

/// `/township` and `/village/{name}`
#[derive(Debug, Template)]
#[template(path = "unit.html")]
pub struct UnitPage {
    lang: Lang,
    frame: PageFrame,
    unit: UnitShown,
    /// Since when, and what.
    changes: Option<(String, UnitChangeShown)>,
    findings: Vec<FoundRow>,
    hints: Vec<FoundRow>,
    meetings: Vec<MeetingRow>,
    next_open: Option<(String, String)>,
    /// Where its handwritten and doubtful pages are read, and how many wait.
    transcribe: Option<(String, usize)>,
    photos: Vec<PhotoShown>,
    photo_count: usize,
    photos_href: String,
    /// Where the lists of what to put right are; villages alone have them.
    rectification: Option<String>,
    /// The unit in the addresses of exports.
    export: String,
    files: Vec<ListedFileRow>,
}

impl UnitPage {
    /// The page of a unit.
    pub fn new(report: &Report, assessment: &UnitAssessment, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let unit = show.unit(assessment);
        // The folder stands before every path; it is said once above the list.
        let prefix = unit.folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
        let mut files: Vec<_> = report.files.iter().filter(|(_, entry)| entry.unit == assessment.unit).collect();
        files.sort_by(|(a, _), (b, _)| natural::compare(a.as_str(), b.as_str()));
        let files = files.into_iter().map(|(path, entry)| ListedFileRow {
            href: link::file(path, None, ""),
            path: path.as_str().strip_prefix(&prefix).unwrap_or(path.as_str()).to_owned(),
            title: entry.title.clone(),
            kind: kind_name(report, entry.kind.as_deref(), lang),
            date: entry.date.map(|date| date.to_string()).unwrap_or_default(),
            pages: entry.pages,
            bytes: words::bytes(entry.bytes),
        });
        let (hints, findings): (Vec<FoundRow>, Vec<FoundRow>) = unit
            .items
            .iter()
            .flat_map(|item| {
                let row = |finding: &FindingShown| FoundRow {
                    id: item.id.clone(),
                    href: format!("{}#findings", item.href),
                    finding: finding.clone(),
                };
                item.findings.iter().map(row)
            })
            .partition(|row| row.finding.class == Severity::Hint.as_str());
        let mut findings = findings;
        // Stable: within a severity the rubric's order stays.
        findings.sort_by_key(|row| row.finding.class != Severity::Fault.as_str());
        Self {
            lang,
            frame: frame.titled(&unit.name, ""),
            changes: changes::of_unit(report, &assessment.unit, lang),
            findings,
            hints,
            meetings: meetings::of_unit(report, assessment, lang),
            next_open: next_open(report, Some((&assessment.unit, None)), lang),
            transcribe: transcribe::queue_of(report, Some(&assessment.unit)),
            photos: assessment
                .photos
                .iter()
                .take(PHOTOS_SHOWN)
                .map(|photo| PhotoShown::new(photo, &unit.name, &unit.href, &show, lang))
                .collect(),
            photo_count: assessment.photos.len(),
            rectification: assessment.unit.village().map(|_| format!("{}/rectification", link::unit(&assessment.unit))),
            export: link::encode(assessment.unit.village().unwrap_or(TOWNSHIP)),
            photos_href: format!("/photos?unit={}", link::encode(assessment.unit.village().unwrap_or("township"))),
            files: files.collect(),
            unit,
        }
    }
}

/// `GET /township`
pub(crate) async fn show_township(visit: Visit) -> Response {
    show(&visit, visit.report.town.as_ref())
}

/// `GET /village/{name}`
pub(crate) async fn show_village(Path(name): Path<String>, visit: Visit) -> Response {
    show(&visit, visit.report.village(&name))
}

fn show(visit: &Visit, assessment: Option<&UnitAssessment>) -> Response {
    match assessment {
        Some(assessment) => visit.answer(&UnitPage::new(&visit.report, assessment, visit.frame())),
        None => visit.not_found(),
    }
}
