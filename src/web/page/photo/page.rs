//! One photo: large, with what is known of it and the source of each fact, the papers it should fit, and the form for its
//! caption.

use std::collections::BTreeSet;

use askama::Template;

use super::neighbours::{Neighbours, photo_of};
use crate::{
    model::{ArchivePath, CaptionText, Citation, Lang, PhotoFacts, PhotoRecord, Source, UnitAssessment},
    pipeline::{ELEMENT_LIMIT, NAME_LIMIT, REASON_LIMIT},
    report::{
        Report, link,
        photos::{
            MapShown, PhotoFilter,
            map::Placed,
            shown::{ELEMENTS, PhotoShown, element_source, likeness, readable_time, written_text},
        },
        shown::{FindingShown, Links, PlaceShown, Show},
        words,
    },
    web::{
        answer::frame::PageFrame,
        page::{
            record::FileRecord,
            settle::{self, Settle},
            uses::{Use, uses},
            viewer::{PageText, PageViewer, View},
        },
    },
};

/// How many papers are named that a photo should fit.
const PAPERS: usize = 12;

/// What a person entered for a caption that was not saved, or the start of a form.
#[derive(Debug, Clone, Default)]
pub struct CaptionForm {
    /// The name they go by.
    pub by: String,
    /// What was typed, where it was not kept.
    pub typed: Option<CaptionText>,
    /// What stood in the way, and what to do.
    pub trouble: Option<String>,
    /// The photo whose caption was kept just now.
    pub saved: Option<ArchivePath>,
}

/// A field of the form.
#[derive(Debug)]
struct FieldShown {
    name: &'static str,
    word: &'static str,
    value: String,
    /// Where what stands in it comes from.
    hint: String,
    is_first_empty: bool,
}

/// A fact about a photo, with its source.
#[derive(Debug)]
struct FactShown {
    word: &'static str,
    value: String,
    source: String,
    place: Option<PlaceShown>,
}

/// A paper that a photo should fit.
#[derive(Debug)]
struct PaperShown {
    title: String,
    href: String,
    date: String,
    why: String,
}

/// `/photo/{path}`
#[derive(Debug, Template)]
#[template(path = "photo/photo.html")]
pub struct PhotoPage {
    lang: Lang,
    frame: PageFrame,
    photo: PhotoShown,
    path: String,
    here: String,
    file_href: String,
    original: String,
    viewer: Option<PageViewer>,
    facts: Vec<FactShown>,
    elements: Vec<FactShown>,
    findings: Vec<FindingShown>,
    settles: Vec<Settle>,
    map: Option<MapShown>,
    papers: Vec<PaperShown>,
    uses: Vec<Use>,
    /// Photos that are, or look, the same: how, their path, and the page that shows both.
    alike: Vec<(String, String, String)>,
    burst: Vec<(String, String)>,
    fields: Vec<FieldShown>,
    text: String,
    by: String,
    trouble: Option<String>,
    saved: Option<(String, String)>,
    written: String,
    is_stale: bool,
    record: FileRecord,
    number: usize,
    total: usize,
    before: Option<String>,
    after: Option<String>,
    name_limit: usize,
    element_limit: usize,
    text_limit: usize,
}

impl PhotoPage {
    /// The page of a photo; `None` where the report has no such photo. `text` is what was read on it, `facts` what its
    /// bytes say.
    pub fn new(
        report: &Report,
        path: &ArchivePath,
        (text, facts): (&PageText<'_>, Option<&PhotoFacts>),
        filter: &PhotoFilter,
        form: &CaptionForm,
        (view, frame): (&View, PageFrame),
    ) -> Option<Self> {
        let lang = frame.lang;
        let (unit, photo) = photo_of(report, path)?;
        let show = Show::new(report, lang, Links::Web);
        let entry = report.files.get(path)?;
        let assessment = report.units().find(|known| known.unit == *unit);
        let name = words::unit_name(unit, lang);
        let mut frame = frame.titled(path.file_name(), "photos");
        let wall = filter.href();
        frame.crumbs.insert(1, (lang.pick("照片", "Photos").to_owned(), Some(wall)));
        let near = Neighbours::new(report, filter, path);
        let withdrew = lang.pick("撤下说明", "withdrew the caption");
        let placed = Placed { photo, unit: name, href: link::file(path, None, ""), anchor: String::new() };
        let dressed = PhotoShown::new(photo, name, &link::unit(unit), &show, lang);
        let is_video = dressed.is_video;
        Some(Self {
            lang,
            path: path.to_string(),
            here: link::photo(path, filter),
            file_href: link::file(path, None, ""),
            original: link::original(path),
            viewer: if is_video {
                None
            } else {
                PageViewer::new(path, &entry.media_type, text, Vec::new(), view, lang)
            },
            facts: facts_of(photo, facts, entry.bytes, lang),
            elements: ELEMENTS
                .iter()
                .map(|(element, _, zh, en)| element_fact(photo, element, lang.pick(zh, en), &show, lang))
                .collect(),
            findings: photo.findings.iter().map(|finding| show.finding(finding)).collect(),
            settles: settle::about(report, &[path], lang),
            map: MapShown::new(&report.township, &[placed], lang),
            papers: assessment.map(|unit| papers(report, unit, photo, lang)).unwrap_or_default(),
            uses: uses(report, path, &show, lang),
            alike: photo
                .alike
                .iter()
                .map(|alike| (likeness(alike, lang), alike.path.to_string(), link::pair(path, &alike.path)))
                .collect(),
            burst: photo.burst.iter().map(|other| (other.file_name().to_owned(), link::photo(other, filter))).collect(),
            fields: fields(photo, form, lang),
            text: form
                .typed
                .as_ref()
                .or(photo.written.as_ref().map(|written| &written.said))
                .map_or_else(String::new, |caption| caption.text.clone()),
            by: form.by.clone(),
            trouble: form.trouble.clone(),
            saved: form.saved.as_ref().map(|saved| (saved.file_name().to_owned(), link::photo(saved, filter))),
            written: written_text(photo, lang).unwrap_or_default(),
            is_stale: photo.written.as_ref().is_some_and(|written| written.is_stale),
            record: FileRecord::new(&report.captions, path, CaptionText::joined, withdrew, lang),
            number: near.number,
            total: near.total,
            before: near.before.map(|other| link::photo(&other, filter)),
            after: near.after.map(|other| link::photo(&other, filter)),
            name_limit: NAME_LIMIT,
            element_limit: ELEMENT_LIMIT,
            text_limit: REASON_LIMIT,
            photo: dressed,
            frame,
        })
    }
}

/// What stands in the form: what was typed, or what is known, with its source.
fn fields(photo: &PhotoRecord, form: &CaptionForm, lang: Lang) -> Vec<FieldShown> {
    let mut is_open = true;
    let field = |(name, _, zh, en): &(&'static str, &'static str, &'static str, &'static str)| {
        let said = photo.elements.iter().find(|said| said.element == *name);
        let known = match said {
            // Degrees are no place that people speak of.
            Some(said) if *name == "place" && matches!(said.source, Source::Exif | Source::Xmp) => {
                photo.place.text.clone().unwrap_or_default()
            }
            Some(said) if *name == "time" => readable_time(&said.value),
            Some(said) => said.value.clone(),
            None => String::new(),
        };
        let value = form.typed.as_ref().map_or(known, |typed| typed.element(name).to_owned());
        let hint = said.map(|said| element_source(photo, said, lang)).filter(|_| !value.is_empty());
        let is_first_empty = is_open && value.is_empty();
        is_open &= !is_first_empty;
        FieldShown { name, word: lang.pick(zh, en), value, hint: hint.unwrap_or_default(), is_first_empty }
    };
    ELEMENTS.iter().map(field).collect()
}

fn element_fact(photo: &PhotoRecord, element: &str, word: &'static str, show: &Show<'_>, lang: Lang) -> FactShown {
    let said = photo.elements.iter().find(|said| said.element == element);
    FactShown {
        word,
        value: said.map_or_else(String::new, |said| {
            if element == "time" { readable_time(&said.value) } else { said.value.clone() }
        }),
        source: said.map_or_else(String::new, |said| element_source(photo, said, lang)),
        place: said.and_then(|said| said.place.as_ref()).map(|place| show.place(place)),
    }
}

/// What its bytes say, each with the block that says so.
fn facts_of(photo: &PhotoRecord, facts: Option<&PhotoFacts>, bytes: u64, lang: Lang) -> Vec<FactShown> {
    let mut out = Vec::new();
    let mut add = |word, value: String, source: &str| {
        if !value.is_empty() {
            out.push(FactShown { word, value, source: source.to_owned(), place: None });
        }
    };
    let camera = words::source_word(Source::Exif, lang);
    add(lang.pick("类型", "Kind"), words::photo_kind(&photo.kind, lang).to_owned(), "");
    if let Some(facts) = facts {
        let clock = |at: jiff::civil::DateTime| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        add(lang.pick("相机时间", "Camera's time"), facts.taken.map(clock).unwrap_or_default(), camera);
        add(
            lang.pick("卫星时间（UTC）", "Satellites' time (UTC)"),
            facts.gps_time.map(clock).unwrap_or_default(),
            camera,
        );
        add(lang.pick("最后保存", "Last saved"), facts.modified.map(clock).unwrap_or_default(), camera);
        let degrees = |at: crate::model::Coordinates| format!("{:.5}, {:.5}", at.lat, at.lon);
        add(lang.pick("纬度、经度", "Latitude, longitude"), facts.gps.map(degrees).unwrap_or_default(), camera);
        add(lang.pick("相机", "Camera"), facts.camera.clone().unwrap_or_default(), camera);
        add(lang.pick("软件", "Software"), facts.software.clone().unwrap_or_default(), camera);
        add(lang.pick("作者", "By"), facts.artist.clone().unwrap_or_default(), camera);
        for said in &facts.captions {
            add(lang.pick("图内说明", "Caption inside"), said.text.clone(), words::source_word(said.source, lang));
        }
        if facts.width > 0 {
            add(lang.pick("像素", "Pixels"), format!("{} × {}", facts.width, facts.height), "");
        }
    }
    add(lang.pick("大小", "Size"), words::bytes(bytes), "");
    out
}

/// Papers that tell of the same occasion: those that its findings and captions name, those of its meeting, and those
/// that stand beside it as evidence for an item.
fn papers(report: &Report, unit: &UnitAssessment, photo: &PhotoRecord, lang: Lang) -> Vec<PaperShown> {
    let mut out: Vec<PaperShown> = Vec::new();
    let mut seen: BTreeSet<&ArchivePath> = BTreeSet::from([&photo.path]);
    let mut add = |cited: &'_ Citation, path: &'_ ArchivePath, why: String| {
        let Some((path, entry)) = report.files.get_key_value(path) else { return };
        if out.len() >= PAPERS || entry.media_type.starts_with("image/") || !seen.insert(path) {
            return;
        }
        out.push(PaperShown {
            title: entry.title.clone(),
            href: if cited.path == *path { link::citation(cited) } else { link::file(path, None, "") },
            date: entry.date.map(|date| date.to_string()).unwrap_or_default(),
            why,
        });
    };
    for place in photo.findings.iter().flat_map(|finding| &finding.places) {
        add(place, &place.path, lang.pick("发现中提到", "named in a finding").to_owned());
    }
    for place in photo.elements.iter().filter_map(|said| said.place.as_ref()) {
        add(place, &place.path, lang.pick("照片说明", "its caption").to_owned());
    }
    for meeting in unit.meetings.iter().filter(|meeting| meeting.papers.contains(&photo.path)) {
        for path in &meeting.papers {
            add(&meeting.citation, path, meeting.name.clone());
        }
    }
    for item in &unit.items {
        if item.evidence.iter().any(|evidence| evidence.citation.path == photo.path) {
            // An item asks for papers of many occasions; those of the photo's own lie near it.
            for evidence in item.evidence.iter().filter(|evidence| is_near(&photo.path, &evidence.citation.path)) {
                add(&evidence.citation, &evidence.citation.path, item.id.clone());
            }
        }
    }
    out
}

/// Whether a paper lies with a photo: in its folder or below, or, for a folder of photos alone, beside that folder.
fn is_near(photo: &ArchivePath, paper: &ArchivePath) -> bool {
    const ALONE: [&str; 4] = ["照片", "影像", "图片", "相片"];
    let folder = photo.folder();
    let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let around = if ALONE.iter().any(|word| name.contains(word)) { above } else { folder };
    let own = paper.folder();
    !around.is_empty() && (own == around || own.strip_prefix(around).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_of_one_occasion_lie_near_its_photos() {
        let near = |photo: &str, paper: &str| is_near(&ArchivePath::new(photo), &ArchivePath::new(paper));
        assert!(near("张庄村/清产/公示/近景.jpg", "张庄村/清产/公示/公示.pdf"));
        assert!(near("张庄村/会议/0615/05照片/1.jpg", "张庄村/会议/0615/记录.docx"));
        assert!(near("张庄村/会议/0615/05照片/1.jpg", "张庄村/会议/0615/签到/签到表.pdf"));
        assert!(!near("张庄村/会议/0615/05照片/1.jpg", "张庄村/会议/0620/记录.docx"));
        assert!(!near("张庄村/清产/公示/近景.jpg", "张庄村/清产/公示2/公示.pdf"));
        assert!(!near("1.jpg", "公示.pdf"), "what lies loose in the archive is near nothing");
    }
}
