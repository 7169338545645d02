//! What prepares the parts of a report, and the parts that stand everywhere: places, findings and notices.

use super::state::{StateShown, state_shown};
use crate::{
    archive::Format,
    model::{Citation, Code, Finding, ItemState, Lang, Notice, NoticeCode, Unit},
    report::{history::VerdictShown, link, view::Report, words},
};

/// Where links lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// To the pages of the web workbench.
    Web,
    /// To places in the same file; the archive's files are only named, since the report can lie anywhere.
    Inside,
}

/// A place in the archive.
#[derive(Debug, Clone)]
pub struct PlaceShown {
    /// The file's path.
    pub path: String,
    /// The page.
    pub page: Option<u32>,
    /// The words on it; empty where the file itself is the point.
    pub quote: String,
    /// The page that shows it, on the web.
    pub href: Option<String>,
    /// A small picture of it, on the web: of a photo, or of a paper's first page.
    pub thumbnail: Option<String>,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct FindingShown {
    /// The code's permanent name.
    pub code: &'static str,
    /// The code's title.
    pub title: &'static str,
    /// The severity's permanent name, for the style sheet.
    pub class: &'static str,
    /// The severity's sign.
    pub sign: &'static str,
    /// The severity's word.
    pub severity: &'static str,
    /// What it is and what to do.
    pub message: String,
    /// Where it shows.
    pub places: Vec<PlaceShown>,
    /// Its key, by which a person settles it; empty for findings on photos.
    pub key: String,
    /// What a person said of it.
    pub verdict: Option<VerdictShown>,
    /// The page that lays its two papers or photos side by side, on the web.
    pub compare: Option<String>,
}

/// A notice.
#[derive(Debug, Clone)]
pub struct NoticeShown {
    /// The file; empty where none is known.
    pub path: String,
    /// Its page, on the web.
    pub href: Option<String>,
    /// The code's permanent name.
    pub code: &'static str,
    /// What happened and what to do.
    pub message: String,
}

/// Prepares parts of a report in one language.
#[derive(Debug, Clone, Copy)]
pub struct Show<'a> {
    pub(super) report: &'a Report,
    pub(super) lang: Lang,
    pub(super) links: Links,
}

impl<'a> Show<'a> {
    /// For a report, a language and a sort of links.
    pub fn new(report: &'a Report, lang: Lang, links: Links) -> Self {
        Self { report, lang, links }
    }

    /// A state.
    pub fn state(&self, state: ItemState) -> StateShown {
        state_shown(state, self.lang)
    }

    /// The states with their signs, for a legend.
    pub fn legend(&self) -> Vec<StateShown> {
        ItemState::ALL.iter().map(|&state| self.state(state)).collect()
    }

    /// A place in the archive.
    pub fn place(&self, citation: &Citation) -> PlaceShown {
        let is_web = self.links == Links::Web;
        let is_drawn = |media_type: &str| media_type.starts_with("image/") || media_type == Format::Pdf.media_type();
        let has_picture = self.report.files.get(&citation.path).is_some_and(|entry| is_drawn(&entry.media_type));
        PlaceShown {
            thumbnail: (is_web && has_picture).then(|| link::thumbnail(&citation.path)),
            path: citation.path.to_string(),
            page: citation.page,
            quote: citation.quote.clone(),
            href: is_web.then(|| link::citation(citation)),
        }
    }

    /// A finding.
    pub fn finding(&self, finding: &Finding) -> FindingShown {
        FindingShown {
            code: finding.code.as_str(),
            title: finding.code.title(self.lang),
            class: finding.severity.as_str(),
            sign: words::severity_sign(finding.severity),
            severity: words::severity_word(finding.severity, self.lang),
            message: finding.message.get(self.lang).to_owned(),
            places: finding.places.iter().map(|place| self.place(place)).collect(),
            key: String::new(),
            verdict: None,
            compare: self.compare(finding),
        }
    }

    /// Where a finding is about two files that can be laid side by side.
    fn compare(&self, finding: &Finding) -> Option<String> {
        let is_pair = matches!(finding.code, Code::CopiedText | Code::PhotoReused);
        let (here, there) = match finding.places.as_slice() {
            [here, .., there] if is_pair && self.links == Links::Web => (&here.path, &there.path),
            _ => return None,
        };
        let both = [here, there].iter().all(|path| self.report.files.contains_key(path));
        let page = if finding.code == Code::PhotoReused { link::pair } else { link::compare };
        (both && here != there).then(|| page(here, there))
    }

    /// A notice.
    pub fn notice(&self, notice: &Notice) -> NoticeShown {
        let is_web = self.links == Links::Web;
        // What is no evidence has no page; what could not be read has one, which says so and leads to the original.
        let has_page = !matches!(notice.code, NoticeCode::SystemFile | NoticeCode::LinkNotFollowed);
        NoticeShown {
            path: notice.path.as_ref().map(ToString::to_string).unwrap_or_default(),
            href: notice.path.as_ref().filter(|_| is_web && has_page).map(|path| link::file(path, None, "")),
            code: notice.code.as_str(),
            message: notice.message.get(self.lang).to_owned(),
        }
    }

    pub(super) fn anchor(&self, unit: &Unit) -> String {
        match unit {
            Unit::Township => "township".to_owned(),
            Unit::Unassigned => "unassigned".to_owned(),
            Unit::Village(name) => {
                let place = self.report.villages.iter().position(|village| village.unit.village() == Some(name));
                format!("village-{}", place.map_or(0, |place| place + 1))
            }
        }
    }

    pub(super) fn unit_href(&self, unit: &Unit) -> String {
        match self.links {
            Links::Web => link::unit(unit),
            Links::Inside => format!("#{}", self.anchor(unit)),
        }
    }

    pub(super) fn item_href(&self, unit: &Unit, id: &str) -> String {
        match self.links {
            Links::Web => link::item(unit, id),
            Links::Inside => format!("#{}-{id}", self.anchor(unit)),
        }
    }
}
