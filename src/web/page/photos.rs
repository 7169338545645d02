//! The gallery: when and where each photo was taken, by which source, and what it lacks; with a timeline and a map, and
//! photos that may be the same beside each other.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::{
    model::{Code, Lang, PhotoRecord, Township, Unit},
    report::{
        Report, link,
        photos::{
            ElementRow, MapShown, PairShown, PhotoFilter, PhotoShown, TimelineShown, all,
            filter::unit_key,
            map::Placed,
            shown::{UnitRow, pairs, units},
        },
        shown::{Links, Show},
        words,
    },
    web::{
        answer::frame::PageFrame,
        page::select::SelectOption,
        request::{
            parameters::{Parameters, offset},
            visit::Visit,
        },
    },
};

/// How many photos one page of the gallery shows.
pub const PER_PAGE: usize = 120;
/// How many pairs one page shows.
const PAIRS_PER_PAGE: usize = 60;

/// The query of the photos: which of them are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PhotosParameters {
    unit: String,
    kind: String,
    show: String,
    time: String,
    place: String,
    month: String,
    finding: String,
    period: String,
    far: String,
    offset: String,
}

impl PhotosParameters {
    /// The filter that the query asks for.
    pub(crate) fn filter(self) -> PhotoFilter {
        PhotoFilter {
            offset: offset(&self.offset),
            unit: self.unit,
            kind: self.kind,
            show: self.show,
            time: self.time,
            place: self.place,
            month: self.month,
            finding: self.finding,
            period: self.period,
            far: self.far,
        }
    }
}

/// `GET /photos`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<PhotosParameters>) -> Response {
    visit.answer(&PhotosPage::new(&visit.report, &wanted.filter(), visit.frame()))
}

/// A select of the filter's form.
#[derive(Debug)]
pub struct SelectField {
    name: &'static str,
    label: &'static str,
    options: Vec<SelectOption>,
}

impl SelectField {
    fn new(
        name: &'static str,
        label: &'static str,
        chosen: &str,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let options = options.into_iter().map(|(value, word)| SelectOption::new(value, word, chosen));
        Self { name, label, options: options.collect() }
    }
}

/// `/photos`
#[derive(Debug, Template)]
#[template(path = "photos.html")]
pub struct PhotosPage {
    lang: Lang,
    frame: PageFrame,
    show: String,
    photos: Vec<PhotoShown>,
    rows: Vec<ElementRow>,
    pairs: Vec<PairShown>,
    units: Vec<UnitRow>,
    total: usize,
    all: usize,
    doubtful: usize,
    views: Vec<(String, String, bool)>,
    choices: Vec<SelectField>,
    timeline: TimelineShown,
    map: Option<MapShown>,
    /// The first photo that lacks elements, where those are shown: captions are written from one to the next.
    first: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

impl PhotosPage {
    /// The gallery, filtered.
    pub fn new(report: &Report, filter: &PhotoFilter, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let every: Vec<(&Unit, &PhotoRecord)> = all(report).collect();
        let wanted: Vec<_> =
            every.iter().copied().filter(|(unit, photo)| filter.keeps_in(&report.township, unit, photo)).collect();
        let shown = || wanted.iter().skip(filter.offset).take(PER_PAGE);
        let name = |unit| words::unit_name(unit, lang);
        let (mut photos, mut rows) = (Vec::new(), Vec::new());
        match filter.show.as_str() {
            "table" => rows.extend(shown().map(|(unit, photo)| ElementRow {
                href: link::photo(&photo.path, filter),
                ..ElementRow::new(unit, photo, lang)
            })),
            "pairs" => {}
            _ => photos.extend(shown().map(|(unit, photo)| PhotoShown {
                href: link::photo(&photo.path, filter),
                ..PhotoShown::new(photo, name(unit), &link::unit(unit), &show, lang)
            })),
        }
        let mut pairs = if filter.show == "pairs" {
            let dress = |path: &crate::model::ArchivePath| (link::photo(path, filter), link::thumbnail(path));
            pairs(report, |unit, photo| filter.keeps_in(&report.township, unit, photo), lang, &dress)
        } else {
            Vec::new()
        };
        // The timeline leaves its own choice open, so that one month leads to the next.
        let any_month = PhotoFilter { month: String::new(), offset: 0, ..filter.clone() };
        let timeline = TimelineShown::new(
            every
                .iter()
                .filter(|(unit, photo)| any_month.keeps_in(&report.township, unit, photo))
                .map(|(_, photo)| *photo),
            lang,
            &filter.month,
            |month| {
                // The month that is shown leads back to all.
                let month = if month == filter.month { String::new() } else { month.to_owned() };
                PhotoFilter { month, ..any_month.clone() }.href()
            },
        );
        let placed: Vec<Placed<'_>> = wanted
            .iter()
            .map(|(unit, photo)| Placed {
                photo,
                unit: name(unit),
                href: link::photo(&photo.path, filter),
                anchor: String::new(),
            })
            .collect();
        let at = |offset| PhotoFilter { offset, ..filter.clone() }.href();
        let (step, of) = if filter.show == "pairs" { (PAIRS_PER_PAGE, pairs.len()) } else { (PER_PAGE, wanted.len()) };
        pairs = pairs.into_iter().skip(filter.offset).take(PAIRS_PER_PAGE).collect();
        let end = filter.offset.saturating_add(step);
        Self {
            lang,
            frame: frame.titled(lang.pick("照片", "Photos"), "photos"),
            show: filter.show.clone(),
            total: wanted.len(),
            all: every.len(),
            doubtful: every.iter().filter(|(_, photo)| !photo.findings.is_empty()).count(),
            views: views(&every, filter, lang),
            choices: choices(&every, &timeline, filter, lang),
            timeline,
            map: MapShown::new(&shown_area(&report.township, filter), &placed, lang),
            first: wanted
                .first()
                .filter(|_| filter.show == "elements")
                .map(|(_, photo)| link::photo(&photo.path, &PhotoFilter { offset: 0, ..filter.clone() })),
            before: (filter.offset > 0).then(|| at(filter.offset.saturating_sub(step))),
            after: (end < of).then(|| at(end)),
            units: units(report, lang, |_, unit| {
                PhotoFilter { unit: unit_key(unit).to_owned(), offset: 0, ..filter.clone() }.href()
            }),
            photos,
            rows,
            pairs,
        }
    }
}

/// The township with the one village alone that the photos are narrowed to, so that its map is not mostly empty.
fn shown_area(township: &Township, filter: &PhotoFilter) -> Township {
    let mut shown = township.clone();
    if shown.villages.iter().any(|village| village.name == filter.unit) {
        shown.villages.retain(|village| village.name == filter.unit);
    }
    shown
}

/// The views with how many photos each has, under the other choices.
fn views(every: &[(&Unit, &PhotoRecord)], filter: &PhotoFilter, lang: Lang) -> Vec<(String, String, bool)> {
    let lacks = |photo: &PhotoRecord| photo.findings.iter().any(|finding| finding.code == Code::CaptionIncomplete);
    let count = |keep: &dyn Fn(&PhotoRecord) -> bool| every.iter().filter(|(_, photo)| keep(photo)).count();
    let view = |show: &str, word: String| {
        let href = PhotoFilter { show: show.to_owned(), offset: 0, ..filter.clone() }.href();
        (href, word, filter.show == show)
    };
    let counted = |zh: &str, en: &str, count: usize| format!("{} {count}", lang.pick(zh, en));
    vec![
        view("", counted("全部", "all", every.len())),
        view("findings", counted("待核实", "to verify", count(&|photo| !photo.findings.is_empty()))),
        view("elements", counted("要素不全", "lacking elements", count(&lacks))),
        view("pairs", counted("疑似同一照片", "possibly the same photo", count(&|photo| !photo.alike.is_empty()))),
        view("table", lang.pick("要素表", "table of elements").to_owned()),
    ]
}

fn choices(
    every: &[(&Unit, &PhotoRecord)],
    timeline: &TimelineShown,
    filter: &PhotoFilter,
    lang: Lang,
) -> Vec<SelectField> {
    let option = |value: &str, word: &str| (value.to_owned(), word.to_owned());
    let any = || option("", lang.pick("全部", "all"));
    let mut units = vec![any()];
    let mut kinds: Vec<(String, String)> = Vec::new();
    for (unit, photo) in every {
        let (key, name) = (unit_key(unit), words::unit_name(unit, lang));
        if units.last().is_none_or(|(last, _)| last != key) {
            units.push(option(key, name));
        }
        if !kinds.iter().any(|(key, _)| *key == photo.kind) {
            kinds.push(option(&photo.kind, words::photo_kind(&photo.kind, lang)));
        }
    }
    kinds.sort_unstable();
    let known = || [any(), option("yes", lang.pick("有", "known")), option("no", lang.pick("没有", "not known"))];
    let places = [
        option("in", lang.pick("在本村", "inside the village")),
        option("out", lang.pick("不在本村", "outside the village")),
    ];
    let mut found: Vec<(String, String)> = Vec::new();
    for (_, photo) in every {
        for finding in &photo.findings {
            let code = finding.code.as_str();
            if !found.iter().any(|(known, _)| known == code) {
                found.push(option(code, finding.code.title(lang)));
            }
        }
    }
    found.sort_unstable();
    let periods = [
        any(),
        option("in", lang.pick("在材料所写期间内", "within what the papers say")),
        option("out", lang.pick("与材料所写期间不符", "outside of what the papers say")),
    ];
    let far = |metres: &str, zh: &str, en: &str| option(metres, lang.pick(zh, en));
    let distances = [
        any(),
        far("1", "村界外", "outside the village"),
        far("1000", "村界外 1 公里以上", "1 km outside or more"),
        far("5000", "村界外 5 公里以上", "5 km outside or more"),
        far("20000", "村界外 20 公里以上", "20 km outside or more"),
    ];
    let months = timeline.bars.iter().map(|bar| (bar.key.clone(), format!("{} ({})", bar.key, bar.count)));
    vec![
        SelectField::new("unit", lang.pick("单位", "Unit"), &filter.unit, units),
        SelectField::new("kind", lang.pick("类型", "Kind"), &filter.kind, std::iter::once(any()).chain(kinds)),
        SelectField::new("time", lang.pick("拍摄时间", "Time"), &filter.time, known()),
        SelectField::new("place", lang.pick("拍摄地点", "Place"), &filter.place, known().into_iter().chain(places)),
        SelectField::new("finding", lang.pick("发现", "Finding"), &filter.finding, std::iter::once(any()).chain(found)),
        SelectField::new("period", lang.pick("公示期等", "Period"), &filter.period, periods),
        SelectField::new("far", lang.pick("距离", "Distance"), &filter.far, distances),
        SelectField::new("month", lang.pick("月份", "Month"), &filter.month, std::iter::once(any()).chain(months)),
    ]
}
