//! The page that shows a finding, beside it: cut to the lines that are quoted, and those boxed.

use std::collections::BTreeMap;

use crate::{
    model::{ArchivePath, Citation, Lang, Page, UnitAssessment},
    report::{Report, link},
    web::page::{boxes::boxes, viewer::has_picture},
};

/// Findings of an item whose page is shown beside them; the others link to theirs. Each picture is as large as a page.
const PROOFS: usize = 8;

/// The share of a page's width and height that is shown at least, so that one sees where on the page the words stand.
const LEAST: (f32, f32) = (0.6, 0.16);
/// The most of its height.
const MOST_HIGH: f32 = 0.5;

/// Pages as they were read, for proofs.
pub type Pages = BTreeMap<(ArchivePath, u32), Page>;

/// What stands beside a finding.
#[derive(Debug, Clone, PartialEq)]
pub enum FindingProof {
    /// A page, cut to what is quoted.
    Page {
        /// The picture of the whole page.
        src: String,
        /// Its size in the page's own units.
        size: (f32, f32),
        /// `x y width height` of what is shown, in the same units.
        view: String,
        /// `x`, `y`, width and height of the boxes.
        boxes: Vec<[f32; 4]>,
        /// The page that shows it whole.
        href: String,
        /// The file's name and the page, for its caption.
        name: String,
        /// The page.
        page: u32,
    },
    /// Photos, or files that are shown whole: picture, page and name of each.
    Pictures(Vec<(String, String, String)>),
}

/// The pages that the proofs of an item need.
pub fn wanted(unit: &UnitAssessment, id: &str) -> Vec<(ArchivePath, u32)> {
    let Some(item) = unit.items.iter().find(|item| item.id == id) else { return Vec::new() };
    let dismissed = item.settled.iter().map(|settled| &settled.finding);
    let quoted = item.findings.iter().chain(dismissed).filter_map(|finding| quoted(&finding.places));
    let mut pages: Vec<(ArchivePath, u32)> =
        quoted.filter_map(|place| Some((place.path.clone(), place.page?))).collect();
    pages.sort();
    pages.dedup();
    pages.truncate(PROOFS * 2);
    pages
}

/// The first place that names words on a page.
fn quoted(places: &[Citation]) -> Option<&Citation> {
    places.iter().find(|place| place.page.is_some() && !place.quote.is_empty())
}

/// Makes proofs for the findings of one item.
#[derive(Debug)]
pub struct Prover<'a> {
    report: &'a Report,
    pages: &'a Pages,
    lang: Lang,
    left: usize,
}

impl<'a> Prover<'a> {
    /// With the pages of [`wanted`].
    pub fn new(report: &'a Report, pages: &'a Pages, lang: Lang) -> Self {
        Self { report, pages, lang, left: PROOFS }
    }

    /// What shows a finding; `None` where nothing of it can be drawn, or enough is shown already.
    pub fn proof(&mut self, places: &[Citation]) -> Option<FindingProof> {
        if self.left == 0 {
            return None;
        }
        let proof = quoted(places).and_then(|place| self.page(place)).or_else(|| self.pictures(places))?;
        self.left -= 1;
        Some(proof)
    }

    fn page(&self, place: &Citation) -> Option<FindingProof> {
        let entry = self.report.files.get(&place.path)?;
        let number = place.page?;
        let page = self.pages.get(&(place.path.clone(), number))?;
        if !has_picture(&entry.media_type, Some(page.source)) {
            return None;
        }
        let size = (page.width, page.height);
        let boxes = boxes(&page.lines, &place.quote);
        let view = view(size, &boxes)?;
        Some(FindingProof::Page {
            src: link::picture(&place.path, number, link::PICTURE_PX),
            size,
            view: view.map(|number| number.to_string()).join(" "),
            boxes,
            href: link::citation(place),
            name: place.path.file_name().to_owned(),
            page: number,
        })
    }

    /// The first two photos among the places, or first pages of papers whose words are not known.
    fn pictures(&self, places: &[Citation]) -> Option<FindingProof> {
        let is_drawn = |place: &&Citation| {
            let entry = self.report.files.get(&place.path);
            place.quote.is_empty() && entry.is_some_and(|entry| has_picture(&entry.media_type, None))
        };
        let shown = |place: &Citation| {
            let owner = self.report.files.get(&place.path).and_then(|entry| entry.unit.village());
            let name = match owner {
                Some(village) => format!("{village}{}{}", self.lang.pick("：", ": "), place.path.file_name()),
                None => place.path.file_name().to_owned(),
            };
            (link::thumbnail(&place.path), link::citation(place), name)
        };
        let pictures: Vec<_> = places.iter().filter(is_drawn).take(2).map(shown).collect();
        (!pictures.is_empty()).then_some(FindingProof::Pictures(pictures))
    }
}

/// What of a page is shown around boxes: `x`, `y`, width and height, within the page. `None` without a box.
fn view((width, height): (f32, f32), boxes: &[[f32; 4]]) -> Option<[f32; 4]> {
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    let first = boxes.first()?;
    let mut around = [first[0], first[1], first[0] + first[2], first[1] + first[3]];
    for [x, y, w, h] in boxes {
        let grown = [around[0].min(*x), around[1].min(*y), around[2].max(x + w), around[3].max(y + h)];
        // Words at both ends of a page are shown from the first on.
        if grown[3] - grown[1] <= height * MOST_HIGH {
            around = grown;
        }
    }
    let along = |from: f32, until: f32, all: f32, least: f32| {
        let margin = all * 0.04;
        let length = (until - from + 2.0 * margin).max(all * least).min(all);
        let middle = f32::midpoint(from, until);
        ((middle - length / 2.0).clamp(0.0, all - length), length)
    };
    let (x, w) = along(around[0], around[2], width, LEAST.0);
    let (y, h) = along(around[1], around[3], height, LEAST.1);
    Some([x, y, w, h].map(|number| (number * 10.0).round() / 10.0))
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::{
        model::{Line, PageSource},
        report::fixture,
        web::{
            answer::frame::PageFrame,
            page::item::{Entered, ItemPage},
        },
    };

    #[test]
    fn a_finding_stands_beside_the_page_that_shows_it() {
        let report = fixture::report();
        let unit = &report.villages[0];
        let wanted = wanted(unit, "V03");
        let path = ArchivePath::new("01张庄村/01清产核资/公示.pdf");
        assert_eq!(wanted, [(path.clone(), 2)]);
        let words = "公示期：6月15日至6月19日";
        let page = Page {
            page: 2,
            label: None,
            source: PageSource::TextLayer,
            width: 600.0,
            height: 800.0,
            text: words.to_owned(),
            lines: vec![Line {
                text: words.to_owned(),
                bbox: [100.0, 300.0, 300.0, 320.0],
                confidence: 1.0,
                weak: Vec::new(),
            }],
        };
        let pages: Pages = [((path.clone(), 2), page)].into();
        let frame = || PageFrame::new(&report, Lang::Zh, "/");
        let shown = ItemPage::new(&report, unit, "V03", &Entered::default(), frame()).expect("the item is there");
        let html = shown.with_proofs(&report, unit, &pages).render().expect("the page renders");
        assert!(html.contains("<li class=\"warning with-proof\">"));
        assert!(
            html.contains("<image href=\"/picture/01%E5%BC%A0%E5%BA%84%E6%9D%91/") && html.contains("<rect x=\"97\"")
        );
        assert!(html.contains("aria-label=\"证据页：公示.pdf 第 2 页，引文已框出\""));
        let bare = ItemPage::new(&report, unit, "V03", &Entered::default(), frame()).expect("the item is there");
        let bare = bare.with_proofs(&report, unit, &Pages::new()).render().expect("the page renders");
        assert!(!bare.contains("with-proof"), "an unread page shows nothing");
        let photo = Citation::file(&ArchivePath::new("01张庄村/01清产核资/公示近景.jpg"));
        let pages = Pages::new();
        let proof = Prover::new(&report, &pages, Lang::Zh).proof(&[photo.clone(), photo]);
        assert!(matches!(proof, Some(FindingProof::Pictures(pictures)) if pictures.len() == 2));
    }

    #[test]
    fn a_page_is_cut_around_what_is_boxed_and_never_beyond_its_edges() {
        let page = (600.0, 800.0);
        assert_eq!(view(page, &[]), None);
        assert_eq!(view((0.0, 0.0), &[[1.0, 1.0, 1.0, 1.0]]), None);
        assert_eq!(view(page, &[[280.0, 390.0, 40.0, 20.0]]), Some([120.0, 336.0, 360.0, 128.0]));
        assert_eq!(view(page, &[[0.0, 0.0, 40.0, 20.0]]), Some([0.0, 0.0, 360.0, 128.0]));
        let [x, y, w, h] = view(page, &[[20.0, 700.0, 560.0, 99.0]]).expect("a box");
        assert!(x == 0.0 && (w - 600.0).abs() < 0.2 && y + h <= 800.1, "{x} {y} {w} {h}");
        let [_, y, _, h] = view(page, &[[0.0, 10.0, 9.0, 9.0], [0.0, 780.0, 9.0, 9.0]]).expect("boxes");
        assert!(y < 1.0 && h < 200.0, "the first of two far apart");
    }
}
