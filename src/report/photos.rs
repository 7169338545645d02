//! The photos of an archive: a list for terminals and spreadsheets, and a contact sheet.

use std::io::{self, Write};

use askama::Template;
use base64::{Engine, prelude::BASE64_STANDARD};
use rust_xlsxwriter::{Image, Workbook, XlsxError};

use crate::{
    model::{ArchivePath, Lang, PhotoRecord, Unit},
    report::{
        csv,
        html::STYLE,
        link,
        shown::{FindingShown, Links, Show},
        view::Report,
        words, xlsx,
    },
};

/// The longer side of thumbnails, in pixels.
pub const THUMBNAIL_PX: u32 = 240;

/// Where a file's thumbnail comes from: JPEG bytes, or `None` where it cannot be drawn.
pub type Thumbnails<'a> = dyn Fn(&ArchivePath) -> Option<Vec<u8>> + 'a;

/// The elements that V24 asks a caption for: name in the data, sign, Chinese word, English word.
const ELEMENTS: [(&str, &str, &str, &str); 4] = [
    ("time", "时", "时间", "time"),
    ("people", "人", "人物", "people"),
    ("place", "地", "地点", "place"),
    ("event", "事", "事件", "event"),
];

/// One of the four elements, given or not.
#[derive(Debug)]
pub struct Element {
    /// Its sign, 时人地事.
    pub sign: &'static str,
    /// Whether the caption gives it, in words.
    pub word: String,
    /// Whether the caption gives it.
    pub given: bool,
}

/// A photo as the wall shows it.
#[derive(Debug)]
pub struct PhotoShown {
    /// The file’s page; empty where nothing can be opened.
    pub href: String,
    /// The address of its thumbnail, or the thumbnail itself as a data URI; empty where it has none.
    pub thumbnail: String,
    /// Its file name.
    pub name: String,
    /// Whose it is.
    pub unit: String,
    /// The page of whose it is.
    pub unit_href: String,
    /// Its event’s name.
    pub event: String,
    /// When it was taken and who says so.
    pub time: String,
    /// Where it was taken and who says so.
    pub place: String,
    /// Whether that is inside the village, with its sign.
    pub inside: &'static str,
    /// The style of that.
    pub inside_class: &'static str,
    /// The four elements.
    pub elements: Vec<Element>,
    /// What is to be verified.
    pub findings: Vec<FindingShown>,
}

impl PhotoShown {
    /// A photo for the pages of the workbench.
    pub fn new(photo: &PhotoRecord, unit: &str, unit_href: &str, show: &Show<'_>, lang: Lang) -> Self {
        let sourced = |text: &str, source| {
            let source = words::source_word(source, lang);
            if lang == Lang::Zh { format!("{text}（{source}）") } else { format!("{text} ({source})") }
        };
        let time = match &photo.captured.value {
            Some(value) => sourced(&readable_time(value), photo.captured.source),
            None => lang.pick("拍摄时间无记录", "time not recorded").to_owned(),
        };
        let position = match (photo.place.lat, photo.place.lon) {
            (Some(lat), Some(lon)) => Some(format!("{lat:.4}, {lon:.4}")),
            _ => None,
        };
        let place = match photo.place.text.clone().or(position) {
            Some(text) => sourced(&text, photo.place.source),
            None => lang.pick("拍摄地点无记录", "place not recorded").to_owned(),
        };
        let (inside, inside_class) = match photo.place.inside {
            Some(true) => (lang.pick("● 在本村", "● inside the village"), "complete"),
            Some(false) => (lang.pick("◐ 不在本村，请核实", "◐ outside the village, please verify"), "partial"),
            None => ("", ""),
        };
        let elements = ELEMENTS.iter().map(|(name, sign, zh, en)| {
            let given = photo.caption.elements.iter().any(|element| element == name);
            let word = match (given, lang) {
                (true, Lang::Zh) => format!("说明里有{zh}"),
                (false, Lang::Zh) => format!("说明里没有{zh}"),
                (true, Lang::En) => format!("the caption gives the {en}"),
                (false, Lang::En) => format!("the caption gives no {en}"),
            };
            Element { sign, word, given }
        });
        Self {
            href: link::file(&photo.path, None, ""),
            thumbnail: link::thumbnail(&photo.path),
            name: photo.path.file_name().to_owned(),
            unit: unit.to_owned(),
            unit_href: unit_href.to_owned(),
            event: photo.event.clone(),
            time,
            place,
            inside,
            inside_class,
            elements: elements.collect(),
            findings: photo.findings.iter().map(|finding| show.finding(finding)).collect(),
        }
    }
}

/// `2020-06-15T10:20:30+08:00` as `2020-06-15 10:20`; anything else as it is.
fn readable_time(value: &str) -> String {
    match (value.get(..10), value.get(10..11), value.get(11..16)) {
        (Some(day), Some("T"), Some(clock)) => format!("{day} {clock}"),
        _ => value.to_owned(),
    }
}

/// Every photo with whose it is: the township's, the villages', then those of nobody.
pub fn all(report: &Report) -> impl Iterator<Item = (&Unit, &PhotoRecord)> {
    let owned = report.units().flat_map(|unit| unit.photos.iter().map(|photo| (&unit.unit, photo)));
    owned.chain(report.unassigned.photos.iter().map(|photo| (&Unit::Unassigned, photo)))
}

/// Writes the list for a terminal: the sums, then each photo with something to verify.
///
/// # Errors
/// What the writer gives.
pub fn write_terminal(report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let photos: Vec<_> = all(report).collect();
    let count = |keep: &dyn Fn(&PhotoRecord) -> bool| photos.iter().filter(|(_, photo)| keep(photo)).count();
    let total = photos.len();
    let timed = count(&|photo| photo.captured.value.is_some());
    let placed = count(&|photo| photo.place.lat.is_some());
    let outside = count(&|photo| photo.place.inside == Some(false));
    match lang {
        Lang::Zh => writeln!(
            out,
            "照片 {total} 张：有拍摄时间 {timed} 张，有拍摄位置 {placed} 张，其中不在本村范围 {outside} 张"
        )?,
        Lang::En => writeln!(
            out,
            "{total} photos: {timed} with a time, {placed} with a position, {outside} of these outside their village"
        )?,
    }
    let mut last = None;
    for (unit, photo) in photos.iter().filter(|(_, photo)| !photo.findings.is_empty()) {
        if last != Some(*unit) {
            writeln!(out, "\n{}", words::unit_name(unit, lang))?;
            last = Some(*unit);
        }
        writeln!(out, "  {}", photo.path)?;
        for finding in &photo.findings {
            writeln!(out, "    {} {}", words::severity_sign(finding.severity), finding.message.get(lang))?;
        }
    }
    Ok(())
}

/// One row of the list, as text.
fn cells(unit: &Unit, photo: &PhotoRecord, lang: Lang) -> [String; 10] {
    let degrees = |value: Option<f64>| value.map(|value| format!("{value:.6}")).unwrap_or_default();
    let inside = match photo.place.inside {
        Some(true) => lang.pick("在本村", "inside"),
        Some(false) => lang.pick("不在本村", "outside"),
        None => "",
    };
    let findings: Vec<&str> = photo.findings.iter().map(|finding| finding.message.get(lang)).collect();
    [
        words::unit_name(unit, lang).to_owned(),
        photo.path.to_string(),
        photo.captured.value.clone().unwrap_or_default(),
        words::source_word(photo.captured.source, lang).to_owned(),
        degrees(photo.place.lat),
        degrees(photo.place.lon),
        inside.to_owned(),
        photo.event.clone(),
        photo.caption.elements.join(" "),
        findings.join("\n"),
    ]
}

fn heads(lang: Lang) -> [&'static str; 10] {
    [
        lang.pick("单位", "unit"),
        lang.pick("照片", "photo"),
        lang.pick("拍摄时间", "taken"),
        lang.pick("时间来源", "source of time"),
        lang.pick("纬度", "latitude"),
        lang.pick("经度", "longitude"),
        lang.pick("位置", "place"),
        lang.pick("事件", "event"),
        lang.pick("说明要素", "caption elements"),
        lang.pick("待核实", "to verify"),
    ]
}

/// The list as CSV, written like [`csv::report_csv`].
pub fn photos_csv(report: &Report, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    csv::row(&mut text, heads(lang));
    for (unit, photo) in all(report) {
        csv::row(&mut text, cells(unit, photo, lang).iter().map(String::as_str));
    }
    text
}

/// The list as a workbook, with a thumbnail in each row.
///
/// # Errors
/// Where the workbook cannot be written.
pub fn photos_xlsx(report: &Report, lang: Lang, thumbnails: &Thumbnails<'_>) -> Result<Vec<u8>, XlsxError> {
    /// Points; a thumbnail of [`THUMBNAIL_PX`] scaled to the cell.
    const ROW_HEIGHT: f64 = 72.0;
    let mut workbook = Workbook::new();
    workbook.set_properties(&xlsx::properties(report, lang.pick("照片清单", "List of photos"))?);
    let mut sheet = xlsx::new_sheet(lang.pick("照片", "Photos"))?;
    let looks = xlsx::Looks::new();
    sheet.set_column_width(0, 18)?;
    for (column, head) in (1_u16..).zip(heads(lang)) {
        xlsx::put(&mut sheet, 0, column, head, &looks.head)?;
        sheet.set_column_width(column, if matches!(column, 2 | 10) { 42 } else { 14 })?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, (unit, photo)) in (1_u32..).zip(all(report)) {
        sheet.set_row_height(row, ROW_HEIGHT)?;
        for (column, cell) in (1_u16..).zip(cells(unit, photo, lang)) {
            xlsx::put(&mut sheet, row, column, &cell, &looks.text)?;
        }
        if let Some(picture) = thumbnails(&photo.path).and_then(|bytes| Image::new_from_buffer(&bytes).ok()) {
            let picture = picture.set_alt_text(photo.path.as_str());
            sheet.insert_image_fit_to_cell(row, 0, &picture, true)?;
        }
    }
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactSheet<'a> {
    lang: Lang,
    style: &'static str,
    township: &'a str,
    generated_at: &'a str,
    total: usize,
    doubtful: usize,
    groups: Vec<(String, Vec<PhotoShown>)>,
}

/// The contact sheet: one HTML file that loads nothing from elsewhere, thumbnails included.
///
/// # Errors
/// Only where the template engine itself fails.
pub fn contact_sheet(report: &Report, lang: Lang, thumbnails: &Thumbnails<'_>) -> askama::Result<String> {
    let show = Show::new(report, lang, Links::Inside);
    let mut groups: Vec<(String, Vec<PhotoShown>)> = Vec::new();
    for (unit, photo) in all(report) {
        let name = words::unit_name(unit, lang);
        let mut shown = PhotoShown::new(photo, name, "", &show, lang);
        shown.href = String::new();
        shown.thumbnail = thumbnails(&photo.path)
            .map(|bytes| format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(bytes)))
            .unwrap_or_default();
        match groups.last_mut() {
            Some((last, photos)) if last == name => photos.push(shown),
            _ => groups.push((name.to_owned(), vec![shown])),
        }
    }
    let sheet = ContactSheet {
        lang,
        style: STYLE,
        township: report.township_name(),
        generated_at: &report.generated_at,
        total: all(report).count(),
        doubtful: all(report).filter(|(_, photo)| !photo.findings.is_empty()).count(),
        groups,
    };
    sheet.render()
}
