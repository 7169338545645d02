//! The list of photos for a terminal, as CSV and as a workbook.

use std::io::{self, Write};

use rust_xlsxwriter::{Image, Workbook, XlsxError};

use super::{
    shown,
    source::{Thumbnails, all},
};
use crate::{
    model::{Lang, PhotoRecord, Unit},
    report::{
        csv_row::csv_row,
        view::Report,
        words,
        xlsx::cells::{Looks, new_sheet, properties, put},
    },
};

/// Columns of the list; new ones come last, since scripts count them.
const COLUMNS: usize = 17;

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
    let complete = count(&|photo| photo.elements.len() == shown::ELEMENTS.len());
    let alike = count(&|photo| !photo.alike.is_empty());
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
    match lang {
        Lang::Zh => writeln!(out, "时间、人物、地点、事件四要素齐全 {complete} 张；疑似同一照片 {alike} 张")?,
        Lang::En => {
            writeln!(out, "{complete} with time, people, place and event; {alike} possibly the same as another")?
        }
    }
    let written = count(&|photo| photo.written.is_some());
    if written > 0 {
        match lang {
            Lang::Zh => writeln!(out, "其中 {written} 张有人工填写的照片说明")?,
            Lang::En => writeln!(out, "{written} with a caption that somebody wrote here")?,
        }
    }
    let mut last = None;
    for (unit, photo) in photos.iter().filter(|(_, photo)| !photo.findings.is_empty() || photo.written.is_some()) {
        if last != Some(*unit) {
            writeln!(out, "\n{}", words::unit_name(unit, lang))?;
            last = Some(*unit);
        }
        writeln!(out, "  {}", photo.path)?;
        if let (Some(by), Some(written)) = (shown::written_text(photo, lang), &photo.written) {
            let text = written.said.joined().replace('\n', " ");
            writeln!(out, "    {by}{}{text}", lang.pick("：", ": "))?;
        }
        for finding in &photo.findings {
            writeln!(out, "    {} {}", words::severity_sign(finding.severity), finding.message.get(lang))?;
        }
    }
    Ok(())
}

/// One row of the list, as text.
fn cells(unit: &Unit, photo: &PhotoRecord, lang: Lang) -> [String; COLUMNS] {
    let degrees = |value: Option<f64>| value.map(|value| format!("{value:.6}")).unwrap_or_default();
    let inside = match photo.place.inside {
        Some(true) => lang.pick("在本村", "inside"),
        Some(false) => lang.pick("不在本村", "outside"),
        None => "",
    };
    let element = |name: &str| shown::element_text(photo, name, lang).unwrap_or_default();
    let alike: Vec<String> = photo.alike.iter().map(|alike| shown::alike_text(alike, lang)).collect();
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
        words::photo_kind(&photo.kind, lang).to_owned(),
        element("time"),
        element("people"),
        element("place"),
        element("event"),
        alike.join("\n"),
        shown::written_text(photo, lang).unwrap_or_default(),
    ]
}

fn heads(lang: Lang) -> [&'static str; COLUMNS] {
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
        lang.pick("照片类型", "kind of photo"),
        lang.pick("要素：时间", "element: time"),
        lang.pick("要素：人物", "element: people"),
        lang.pick("要素：地点", "element: place"),
        lang.pick("要素：事件", "element: event"),
        lang.pick("疑似同一照片", "possibly the same photo"),
        lang.pick("人工填写", "written by"),
    ]
}

/// The list as CSV, written like [`report_csv`](crate::report::csv::report_csv).
pub fn photos_csv(report: &Report, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    csv_row(&mut text, heads(lang));
    for (unit, photo) in all(report) {
        csv_row(&mut text, cells(unit, photo, lang).iter().map(String::as_str));
    }
    text
}

/// The list as a workbook, with a thumbnail in each row.
///
/// # Errors
/// Where the workbook cannot be written.
pub fn photos_xlsx(report: &Report, lang: Lang, thumbnails: &Thumbnails<'_>) -> Result<Vec<u8>, XlsxError> {
    /// Points; a thumbnail of [`THUMBNAIL_PX`](super::THUMBNAIL_PX) scaled to the cell.
    const ROW_HEIGHT: f64 = 72.0;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report, lang.pick("照片清单", "List of photos"))?);
    let mut sheet = new_sheet(lang.pick("照片", "Photos"))?;
    let looks = Looks::new();
    sheet.set_column_width(0, 18)?;
    for (column, head) in (1_u16..).zip(heads(lang)) {
        put(&mut sheet, 0, column, head, &looks.head)?;
        sheet.set_column_width(column, if matches!(column, 2 | 10 | 16) { 42 } else { 14 })?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, (unit, photo)) in (1_u32..).zip(all(report)) {
        sheet.set_row_height(row, ROW_HEIGHT)?;
        for (column, cell) in (1_u16..).zip(cells(unit, photo, lang)) {
            put(&mut sheet, row, column, &cell, &looks.text)?;
        }
        if let Some(picture) = thumbnails(&photo.path).and_then(|bytes| Image::new_from_buffer(&bytes).ok()) {
            let picture = picture.set_alt_text(photo.path.as_str());
            sheet.insert_image_fit_to_cell(row, 0, &picture, true)?;
        }
    }
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}
