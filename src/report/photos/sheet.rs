//! The contact sheet: one self-contained HTML file, with its thumbnails.

use std::collections::BTreeMap;

use askama::Template;
use base64::{Engine, prelude::BASE64_STANDARD};

use super::{
    map::{MapShown, Placed},
    shown::{self, ElementRow, PairShown, PhotoShown},
    source::{Thumbnails, all},
    timeline::{TimelineShown, month_of},
};
use crate::{
    model::{ArchivePath, Lang},
    report::{
        html::STYLE,
        shown::{Links, Show},
        view::Report,
        words,
    },
};

/// The filters, an ES module; the sheet can be read without it.
const SCRIPT: &str = include_str!("../page/photos.js");

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactSheet<'a> {
    lang: Lang,
    style: &'static str,
    script: &'static str,
    township: &'a str,
    generated_at: &'a str,
    total: usize,
    doubtful: usize,
    lacking: usize,
    timeline: TimelineShown,
    map: Option<MapShown>,
    kinds: Vec<(&'a str, &'static str)>,
    pairs: Vec<PairShown>,
    groups: Vec<(String, Vec<PhotoShown>)>,
    rows: Vec<ElementRow>,
    units: Vec<shown::UnitRow>,
}

/// The contact sheet: thumbnails with what is known of each photo, pairs that look the same, a timeline, a map drawn
/// from the villages' areas, and the table of the four elements. Filters need its script; everything else does not.
///
/// # Errors
/// Only where the template engine itself fails.
pub fn contact_sheet(report: &Report, lang: Lang, thumbnails: &Thumbnails<'_>) -> askama::Result<String> {
    let show = Show::new(report, lang, Links::Inside);
    let inline = |path: &ArchivePath| {
        let encoded = thumbnails(path).map(|bytes| BASE64_STANDARD.encode(bytes));
        encoded.map(|bytes| format!("data:image/jpeg;base64,{bytes}")).unwrap_or_default()
    };
    let mut groups: Vec<(String, Vec<PhotoShown>)> = Vec::new();
    let mut rows = Vec::new();
    let mut placed = Vec::new();
    let mut first_of_month: BTreeMap<String, String> = BTreeMap::new();
    let mut kinds: Vec<(&str, &'static str)> = Vec::new();
    for (number, (unit, photo)) in (1..).zip(all(report)) {
        let name = words::unit_name(unit, lang);
        let anchor = format!("p{number}");
        let mut shown = PhotoShown::new(photo, name, "", &show, lang);
        (shown.href, shown.thumbnail, shown.anchor) = (String::new(), inline(&photo.path), anchor.clone());
        rows.push(ElementRow { anchor: anchor.clone(), href: String::new(), ..ElementRow::new(unit, photo, lang) });
        placed.push(Placed { photo, unit: name, href: format!("#{anchor}"), anchor: anchor.clone() });
        if let Some(month) = month_of(photo) {
            first_of_month.entry(month).or_insert(anchor);
        }
        if !kinds.iter().any(|(key, _)| *key == photo.kind) {
            kinds.push((&photo.kind, words::photo_kind(&photo.kind, lang)));
        }
        match groups.last_mut() {
            Some((last, photos)) if last == name => photos.push(shown),
            _ => groups.push((name.to_owned(), vec![shown])),
        }
    }
    kinds.sort_unstable();
    let first = |key: &str| {
        let anchor = first_of_month.iter().find(|(month, _)| month.starts_with(key)).map(|(_, anchor)| anchor);
        anchor.map_or_else(|| "#main".to_owned(), |anchor| format!("#{anchor}"))
    };
    let photos = || all(report).map(|(_, photo)| photo);
    let shown_photos = || groups.iter().flat_map(|(_, photos)| photos);
    let sheet = ContactSheet {
        lang,
        style: STYLE,
        script: SCRIPT,
        township: report.township_name(),
        generated_at: &report.generated_at,
        total: photos().count(),
        doubtful: photos().filter(|photo| !photo.findings.is_empty()).count(),
        lacking: shown_photos().filter(|photo| photo.lacks()).count(),
        timeline: TimelineShown::new(photos(), lang, "", first),
        map: MapShown::new(&report.township, &placed, lang),
        kinds,
        pairs: shown::pairs(report, |_, _| true, lang, &|path| (String::new(), inline(path))),
        units: shown::units(report, lang, |number, _| format!("#u{number}")),
        rows,
        groups,
    };
    sheet.render()
}
