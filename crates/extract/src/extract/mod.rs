//! From the bytes of one file to its pages and photo facts.
//!
//! Everything here is pure on bytes: no file is opened and no clock is read, so the same bytes always give the same
//! [`Extraction`] and the store can keep it by content hash. A reader that meets damage returns what it has, with a
//! [`Notice`](crate::model::Notice) that says what is missing and what to do. Nothing panics outward; files made to
//! exhaust memory or time are the business of [`worker`], which runs [`extract`] in a child process.

mod counting;
mod flat_package;
mod line;
#[cfg(test)]
mod measure;
mod mojibake;
pub mod notice;
#[cfg(feature = "ocr")]
pub mod ocr;
mod ofd;
mod office;
mod ole;
mod package;
mod pdf;
mod photo;
pub mod picture;
mod plain;
pub mod recognise;
mod rtf;
mod sheet;
pub mod worker;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

pub use photo::{read_metadata, read_pixels};
pub use sheet::column_letters;

/// The version of what the readers give out. It is raised whenever the same bytes would give another
/// [`Extraction`], so that stored ones are made anew.
pub const VERSION: u32 = 5;

/// How much of one file is read at most. What lies beyond is left out with a `partly-read` notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that is opened, in bytes.
    pub max_input_bytes: usize,
    /// Pages of a document, or sheets of a workbook.
    pub max_pages: usize,
    /// Text of the whole file, in bytes of UTF-8.
    pub max_text_bytes: usize,
    /// What one package or stream may unpack to, in bytes.
    pub max_uncompressed_bytes: u64,
    /// Glyphs drawn on one PDF page; a page of newsprint has about 10,000.
    pub max_glyphs_per_page: usize,
    /// Cells with content in one sheet.
    pub max_cells_per_sheet: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_input_bytes: 512 << 20,
            max_pages: 5_000,
            max_text_bytes: 32 << 20,
            max_uncompressed_bytes: 512 << 20,
            max_glyphs_per_page: 200_000,
            max_cells_per_sheet: 1_000_000,
        }
    }
}

/// Opens what readers need from this machine, while it can be opened: a reader process closes its sandbox afterwards.
pub fn prepare() {
    pdf::font::prepare_fonts();
}

/// Reads one file's bytes as the format that [`Format::of`] found in them.
///
/// It never panics outward and never errs: what could not be read is told in the notices, whose paths are filled in
/// by whoever knows the file's place.
pub fn extract(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let mut extraction = if bytes.len() > limits.max_input_bytes {
        notice::only(notice::too_large(bytes.len(), limits.max_input_bytes))
    } else {
        catch_unwind(AssertUnwindSafe(|| read(bytes, format, limits)))
            .unwrap_or_else(|_| notice::only(notice::reader_stopped()))
    };
    extraction.media_type = format.media_type().to_owned();
    extraction.title = extraction.title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
    hold_to_limits(&mut extraction, limits);
    extraction
}

fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    match format {
        Format::Empty => notice::only(notice::empty_file()),
        Format::Pdf => pdf::read(bytes, limits),
        Format::Docx | Format::Pptx | Format::Doc | Format::Ppt => office::read(bytes, format, limits),
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods => sheet::read(bytes, format, limits),
        Format::Ofd => ofd::read(bytes, limits),
        Format::Odt | Format::Odp => office::read_open_document(bytes, format, limits),
        Format::Rtf => rtf::read(bytes, limits),
        Format::Text => plain::read_text(bytes, limits),
        Format::Html | Format::Xml => plain::read_markup(bytes, limits),
        Format::Jpeg | Format::Png | Format::Tiff | Format::Bmp | Format::Gif | Format::Webp | Format::Heic => {
            photo::read(bytes, format, limits)
        }
        Format::Mp4 | Format::Mov => photo::read_video(bytes, format),
        Format::EncryptedOffice => notice::only(notice::encrypted()),
        // The members of a zip file are files of their own; nothing is to be read of the container itself.
        Format::Zip => Extraction::default(),
        Format::SevenZip
        | Format::Rar
        | Format::Gzip
        | Format::Bzip2
        | Format::Xz
        | Format::Tar
        | Format::Mail
        | Format::Msg
        | Format::Mht
        | Format::Chm
        | Format::Caj
        | Format::Dwg
        | Format::Exe
        | Format::Ole
        | Format::Avi
        | Format::Wmv
        | Format::Mp3
        | Format::Wav
        | Format::Unknown => notice::only(notice::unsupported(format)),
    }
}

/// One page that holds a whole flowing document.
fn single_page(source: PageSource, text: String) -> Page {
    Page { page: 1, label: None, source, width: 0.0, height: 0.0, text, lines: Vec::new() }
}

/// Text as it is kept: `\n` between lines, no control characters but tabs, no white space at line ends, at most one
/// empty line in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = false;
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{B}', '\u{C}', '\u{2028}', '\u{2029}']) {
        let line: String = line.trim_end().chars().filter(|c| !is_noise(*c)).collect();
        if line.is_empty() {
            empty = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty { "\n\n" } else { "\n" });
        }
        empty = false;
        out.push_str(&line);
    }
    out
}

/// Characters that carry no text: controls, byte order marks, zero-width marks.
fn is_noise(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Characters that stand without spaces between them.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}' | '\u{2018}'..='\u{201D}' | '\u{2026}' | '\u{2014}' | '\u{25A0}'..='\u{25FF}')
}

fn hold_to_limits(extraction: &mut Extraction, limits: &Limits) {
    let mut left = limits.max_text_bytes;
    let mut cut_at = None;
    for (index, page) in extraction.pages.iter_mut().enumerate() {
        if index >= limits.max_pages {
            cut_at = Some(index);
            break;
        }
        if page.text.len() > left {
            let mut end = left;
            while !page.text.is_char_boundary(end) {
                end -= 1;
            }
            page.text.truncate(end);
            page.lines.clear();
            cut_at = Some(index + 1);
            break;
        }
        left -= page.text.len();
    }
    if let Some(kept) = cut_at {
        extraction.pages.truncate(kept);
        extraction.wants_ocr.retain(|page| *page as usize <= kept);
        if !extraction.notices.iter().any(|notice| notice.code == crate::model::NoticeCode::PartlyRead) {
            extraction.notices.push(notice::pages_left_out(kept));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NoticeCode;

    fn codes(extraction: &Extraction) -> Vec<NoticeCode> {
        extraction.notices.iter().map(|notice| notice.code).collect()
    }

    #[test]
    fn formats_without_a_reader_say_what_to_do() {
        let extraction = extract(b"7z", Format::SevenZip, &Limits::default());
        assert_eq!(codes(&extraction), [NoticeCode::UnsupportedFormat]);
        assert!(extraction.notices[0].message.zh.contains("解压"));
        assert_eq!(extraction.media_type, "application/x-7z-compressed");
        let extraction = extract(b"", Format::Empty, &Limits::default());
        assert_eq!(codes(&extraction), [NoticeCode::UnreadableFile]);
        assert_eq!(codes(&extract(b"", Format::EncryptedOffice, &Limits::default())), [NoticeCode::EncryptedFile]);
        for format in Format::ALL {
            for notice in extract(b"not what it says", *format, &Limits::default()).notices {
                assert!(!notice.message.zh.is_empty() && !notice.message.en.is_empty(), "{format:?}");
            }
        }
    }

    #[test]
    fn limits_cut_text_at_a_character() {
        let limits = Limits { max_text_bytes: 10, ..Limits::default() };
        let extraction = extract("第一条第二条".as_bytes(), Format::Text, &limits);
        assert_eq!(extraction.pages[0].text, "第一条");
        assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
        // Pages that are left out need no recognition.
        let picture = {
            let mut bytes = std::io::Cursor::new(Vec::new());
            image::GrayImage::new(200, 200).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
            bytes.into_inner()
        };
        let limits = Limits { max_pages: 0, ..Limits::default() };
        let extraction = extract(&picture, Format::Png, &limits);
        assert!(extraction.pages.is_empty() && extraction.wants_ocr.is_empty());
        let limits = Limits { max_input_bytes: 4, ..Limits::default() };
        assert_eq!(codes(&extract(b"12345", Format::Text, &limits)), [NoticeCode::UnreadableFile]);
    }

    #[test]
    fn tidied_text_keeps_paragraphs() {
        assert_eq!(tidy("甲 \n\n\n\n乙\u{0}\u{200B}丙\n\n"), "甲\n\n乙丙");
        assert_eq!(tidy("甲\r\n乙"), "甲\n乙");
    }
}
