//! The wall of photos: when and where each was taken, who says so, and what its caption lacks.

use super::{Frame, Lang, Report, Template};
use crate::{
    model::{PhotoRecord, Unit},
    report::{
        link,
        photos::PhotoShown,
        shown::{Links, Show},
        words,
    },
};
/// How many photos one page of the wall shows.
pub const PER_PAGE: usize = 120;

/// Which photos the wall shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhotoFilter {
    /// A village's name, `township` or `unassigned`; everything where empty.
    pub unit: String,
    /// Only those with something to verify.
    pub with_findings: bool,
    /// How many to skip.
    pub offset: usize,
}

impl PhotoFilter {
    /// The wall's address with this filter.
    pub fn href(&self) -> String {
        let mut parts = Vec::new();
        if !self.unit.is_empty() {
            parts.push(format!("unit={}", link::encode(&self.unit)));
        }
        if self.with_findings {
            parts.push("show=findings".to_owned());
        }
        if self.offset > 0 {
            parts.push(format!("offset={}", self.offset));
        }
        if parts.is_empty() { "/photos".to_owned() } else { format!("/photos?{}", parts.join("&")) }
    }
}

/// `/photos`
#[derive(Debug, Template)]
#[template(path = "photos.html")]
pub struct PhotosPage {
    lang: Lang,
    frame: Frame,
    photos: Vec<PhotoShown>,
    total: usize,
    all: usize,
    doubtful: usize,
    filters: Vec<(String, String, bool)>,
    units: Vec<(String, String, bool)>,
    before: Option<String>,
    after: Option<String>,
}

impl PhotosPage {
    /// The wall, filtered.
    pub fn new(report: &Report, filter: &PhotoFilter, frame: Frame) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let nobody = Unit::Unassigned;
        let mut groups: Vec<(&Unit, &[PhotoRecord])> =
            report.units().map(|unit| (&unit.unit, unit.photos.as_slice())).collect();
        groups.push((&nobody, &report.unassigned.photos));
        groups.retain(|(_, photos)| !photos.is_empty());
        let every = || groups.iter().flat_map(|(unit, photos)| photos.iter().map(move |photo| (*unit, photo)));
        let wanted: Vec<_> = every()
            .filter(|(unit, _)| filter.unit.is_empty() || key(unit) == filter.unit)
            .filter(|(_, photo)| !filter.with_findings || !photo.findings.is_empty())
            .collect();
        let shown = wanted.iter().skip(filter.offset).take(PER_PAGE);
        let photos = shown
            .map(|(unit, photo)| PhotoShown::new(photo, words::unit_name(unit, lang), &link::unit(unit), &show, lang));
        let with = |unit: &str, with_findings| PhotoFilter { unit: unit.to_owned(), with_findings, offset: 0 }.href();
        let unit_choice =
            |unit: &str, name: &str| (with(unit, filter.with_findings), name.to_owned(), filter.unit == unit);
        let mut units = vec![unit_choice("", lang.pick("全部", "all"))];
        units.extend(groups.iter().map(|(unit, _)| unit_choice(key(unit), words::unit_name(unit, lang))));
        let choice = |with_findings, word: &str| {
            (with(&filter.unit, with_findings), word.to_owned(), filter.with_findings == with_findings)
        };
        let at = |offset| PhotoFilter { offset, ..filter.clone() }.href();
        let end = filter.offset.saturating_add(PER_PAGE);
        Self {
            lang,
            frame: frame.titled(lang.pick("照片", "Photos"), "photos"),
            photos: photos.collect(),
            total: wanted.len(),
            all: every().count(),
            doubtful: every().filter(|(_, photo)| !photo.findings.is_empty()).count(),
            filters: vec![
                choice(false, lang.pick("全部", "all")),
                choice(true, lang.pick("只看待核实的", "only those to verify")),
            ],
            units,
            before: (filter.offset > 0).then(|| at(filter.offset.saturating_sub(PER_PAGE))),
            after: (end < wanted.len()).then(|| at(end)),
        }
    }
}

fn key(unit: &Unit) -> &str {
    match unit {
        Unit::Township => "township",
        Unit::Village(name) => name,
        Unit::Unassigned => "unassigned",
    }
}
