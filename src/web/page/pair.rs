//! Two photos beside each other, with what is the same and what differs.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{
    photo::photo_of,
    settle::{self, Settle},
};
use crate::{
    model::{ArchivePath, Lang, PhotoFacts, PhotoRecord},
    report::{
        Report, link,
        photos::{
            PhotoFilter,
            shown::{ELEMENTS, element_text, likeness},
        },
        shown::{FindingShown, Links, Show},
        words,
    },
    web::{
        answer::frame::PageFrame,
        request::{parameters::Parameters, visit::Visit},
    },
};

/// A row of two photos held against each other.
#[derive(Debug)]
struct ComparedRow {
    word: &'static str,
    values: [String; 2],
    /// `complete` for the same, `partial` for what differs, nothing where one does not say.
    class: &'static str,
    verdict: &'static str,
}

/// One of two photos.
#[derive(Debug)]
struct PhotoSide {
    name: String,
    href: String,
    src: String,
    unit: String,
}

/// `/photos/pair?a=…&b=…`
#[derive(Debug, Template)]
#[template(path = "pair.html")]
pub struct PairPage {
    lang: Lang,
    frame: PageFrame,
    how: String,
    sides: [PhotoSide; 2],
    rows: Vec<ComparedRow>,
    findings: Vec<FindingShown>,
    settles: Vec<Settle>,
    here: String,
    by: String,
    swapped: String,
}

impl PairPage {
    /// Two photos beside each other; `None` where the report lacks one of them.
    pub fn new(
        report: &Report,
        paths: [&ArchivePath; 2],
        facts: [Option<&PhotoFacts>; 2],
        frame: PageFrame,
    ) -> Option<Self> {
        let lang = frame.lang;
        let photos = [photo_of(report, paths[0])?, photo_of(report, paths[1])?];
        let show = Show::new(report, lang, Links::Web);
        let mut frame = frame.titled(lang.pick("并排对照", "Side by side"), "photos");
        let pairs = PhotoFilter { show: "pairs".to_owned(), ..PhotoFilter::default() };
        frame.crumbs.insert(1, (lang.pick("照片", "Photos").to_owned(), Some(pairs.href())));
        let alike = photos[0].1.alike.iter().find(|alike| alike.path == *paths[1]);
        let about_both = photos[0].1.findings.iter().filter(|finding| {
            finding.places.len() > 1 && finding.places.iter().all(|place| paths.contains(&&place.path))
        });
        let row = |word, values: [String; 2]| {
            let (class, verdict) = match (&values[0], &values[1]) {
                (a, b) if a.is_empty() || b.is_empty() => ("", lang.pick("– 无从比较", "– cannot be compared")),
                (a, b) if a == b => ("complete", lang.pick("● 相同", "● the same")),
                _ => ("partial", lang.pick("◐ 不同", "◐ differs")),
            };
            ComparedRow { word, values, class, verdict }
        };
        let of = |say: &dyn Fn(&PhotoRecord) -> String| [say(photos[0].1), say(photos[1].1)];
        let fact = |say: &dyn Fn(&PhotoFacts) -> String| facts.map(|facts| facts.map(say).unwrap_or_default());
        let mut rows = vec![
            row(lang.pick("单位", "Unit"), photos.map(|(unit, _)| words::unit_name(unit, lang).to_owned())),
            row(lang.pick("事件", "Event"), of(&|photo| photo.event.clone())),
        ];
        for (element, _, zh, en) in ELEMENTS.iter().filter(|(element, ..)| *element != "event") {
            let mut compared = row(
                lang.pick(zh, en),
                of(&|photo| {
                    let said = photo.elements.iter().find(|said| said.element == *element);
                    said.map(|said| said.value.clone()).unwrap_or_default()
                }),
            );
            // The same is the same whoever says it; shown is who does.
            compared.values = of(&|photo| element_text(photo, element, lang).unwrap_or_default());
            rows.push(compared);
        }
        rows.push(row(lang.pick("类型", "Kind"), of(&|photo| words::photo_kind(&photo.kind, lang).to_owned())));
        rows.push(row(lang.pick("相机", "Camera"), fact(&|facts| facts.camera.clone().unwrap_or_default())));
        rows.push(row(lang.pick("像素", "Pixels"), fact(&|facts| format!("{} × {}", facts.width, facts.height))));
        let size =
            |path: &ArchivePath| report.files.get(path).map_or_else(String::new, |entry| words::bytes(entry.bytes));
        rows.push(row(lang.pick("大小", "Size"), paths.map(size)));
        rows.push(row(lang.pick("文件名", "File name"), paths.map(|path| path.file_name().to_owned())));
        let side = |at: usize| PhotoSide {
            name: paths[at].to_string(),
            href: link::photo(paths[at], &PhotoFilter::default()),
            src: link::picture(paths[at], 1, link::PICTURE_PX),
            unit: words::unit_name(photos[at].0, lang).to_owned(),
        };
        Some(Self {
            lang,
            frame,
            how: alike.map(|alike| likeness(alike, lang)).unwrap_or_default(),
            sides: [side(0), side(1)],
            rows,
            findings: about_both.map(|finding| show.finding(finding)).collect(),
            settles: settle::about(report, &paths, lang),
            here: link::pair(paths[0], paths[1]),
            by: String::new(),
            swapped: link::pair(paths[1], paths[0]),
        })
    }
}

/// The query of two photos: the path of each.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PairParameters {
    a: String,
    b: String,
}

/// `GET /photos/pair`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<PairParameters>) -> Response {
    let paths = [ArchivePath::new(wanted.a), ArchivePath::new(wanted.b)];
    if !paths.iter().all(|path| visit.sees(path)) {
        return visit.not_found();
    }
    let [a, b] = paths.clone();
    let facts = visit.away(move |workbench| [workbench.photo(&a), workbench.photo(&b)]).await.unwrap_or_default();
    let [a, b] = &facts;
    match PairPage::new(&visit.report, [&paths[0], &paths[1]], [a.as_ref(), b.as_ref()], visit.frame()) {
        Some(page) => visit.answer(&PairPage { by: visit.name.clone(), ..page }),
        None => visit.not_found(),
    }
}
