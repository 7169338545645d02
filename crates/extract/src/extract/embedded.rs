//! Pictures inside Office files: photographed minutes and scans that were pasted into a document.
//!
//! Each becomes a page after the pages of text, `图1`, `图2` …, whose text is for recognition. Small ones are logos and
//! icons and are left out; the same picture counts once. Drawings in EMF and WMF are no pictures.

use std::{
    collections::HashSet,
    io::{Cursor, Read},
    sync::LazyLock,
};

use office_oxide::{Document, DocumentFormat, options::ParseOptions};
use regex::Regex;
use zip::ZipArchive;

use super::{
    encoding::decode,
    limits::{Limits, MAX_OFFICE_MEMORY_BYTES},
    notice,
    package::{bytes_of, relations},
    page::{PagePicture, single_page},
    photo,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

/// The smallest picture that may be a paper, in pixels, by its longer and its shorter side.
const MIN_LONG: u32 = 300;
const MIN_SHORT: u32 = 200;
/// Pictures of one file that become pages.
const MAX_PICTURES: usize = 200;
/// Pictures that are looked at.
const MAX_CANDIDATES: usize = 5_000;
/// Where a picture's header ends, unless it carries a large thumbnail.
const HEADER_BYTES: u64 = 256 << 10;

/// Adds a page for every picture; files that could not be read get none.
pub(super) fn add_pages(extraction: &mut Extraction, bytes: &[u8], format: Format, limits: &Limits) {
    if extraction.pages.is_empty() {
        return;
    }
    let mut found = pictures(bytes, format, limits);
    if found.len() > MAX_PICTURES {
        found.truncate(MAX_PICTURES);
        extraction.notices.push(notice::pictures_left_out(MAX_PICTURES));
    }
    for ((width, height), number) in found.iter().map(|picture| picture.size).zip(1..) {
        let page = u32::try_from(extraction.pages.len() + 1).unwrap_or(u32::MAX);
        extraction.wants_ocr.push(page);
        extraction.pages.push(Page {
            page,
            label: Some(format!("图{number}")),
            width: width as f32,
            height: height as f32,
            ..single_page(PageSource::Ocr, String::new())
        });
    }
}

/// The picture with an index, counted from 0 in the order of the pages that [`add_pages`] adds.
pub(super) fn picture(bytes: &[u8], format: Format, index: usize, side: u32, limits: &Limits) -> Option<PagePicture> {
    if index >= MAX_PICTURES {
        return None;
    }
    let found = pictures(bytes, format, limits).into_iter().nth(index)?;
    let content = match found.content {
        PictureContent::Member(name) => {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
            bytes_of(&mut archive, &name, limits.max_uncompressed_bytes)?
        }
        PictureContent::Bytes(content) => content,
    };
    photo::picture(&content, Format::of(&content, ""), 1, side)
}

/// A picture inside an Office file.
struct EmbeddedPicture {
    /// Upright width and height in pixels.
    size: (u32, u32),
    content: PictureContent,
}

/// Where the bytes of a picture are.
enum PictureContent {
    /// A member of the zip package.
    Member(String),
    /// Taken out of an OLE file.
    Bytes(Vec<u8>),
}

/// The pictures worth a page, in the order in which the document shows them where it says so.
fn pictures(bytes: &[u8], format: Format, limits: &Limits) -> Vec<EmbeddedPicture> {
    match format {
        Format::Doc | Format::Ppt | Format::Xls => pictures_of_ole(bytes, format, limits),
        _ => pictures_of_package(bytes, format, limits).unwrap_or_default(),
    }
}

fn pictures_of_package(bytes: &[u8], format: Format, limits: &Limits) -> Option<Vec<EmbeddedPicture>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let folders: &[&str] = match format {
        Format::Odt | Format::Ods | Format::Odp => &["Pictures/", "media/"],
        _ => &["word/media/", "ppt/media/", "xl/media/", "media/"],
    };
    let mut names: Vec<String> = archive
        .file_names()
        .flatten()
        .map(|name| name.into_owned())
        .filter(|name| folders.iter().any(|folder| name.starts_with(folder)))
        .take(MAX_CANDIDATES)
        .collect();
    if names.is_empty() {
        return None;
    }
    names.sort_by_key(|name| natural(name));
    let shown = order_of_showing(&mut archive, format, limits);
    let place = |name: &String| shown.iter().position(|other| other == name);
    // What only the layouts of slides show is decoration.
    if format == Format::Pptx && !shown.is_empty() {
        names.retain(|name| place(name).is_some());
    }
    names.sort_by_cached_key(|name| place(name).unwrap_or(usize::MAX));

    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for name in names {
        let Some(mark) = archive.by_name(&name).ok().map(|member| (member.crc32(), member.size())) else { continue };
        if !seen.insert(mark) {
            continue;
        }
        let mut head = Vec::new();
        let Ok(member) = archive.by_name(&name) else { continue };
        if member.take(HEADER_BYTES).read_to_end(&mut head).is_err() && head.is_empty() {
            continue;
        }
        let size = worth_a_page(&head).or_else(|| {
            let cut_short = head.len() as u64 == HEADER_BYTES && Format::of(&head, "").is_picture();
            let whole = cut_short.then(|| bytes_of(&mut archive, &name, limits.max_uncompressed_bytes)).flatten()?;
            worth_a_page(&whole)
        });
        if let Some(size) = size {
            found.push(EmbeddedPicture { size, content: PictureContent::Member(name) });
        }
        if found.len() > MAX_PICTURES {
            break;
        }
    }
    Some(found)
}

/// The members in the order in which the main parts name them.
fn order_of_showing(archive: &mut ZipArchive<Cursor<&[u8]>>, format: Format, limits: &Limits) -> Vec<String> {
    static REFERENCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?:embed|:id|:pict)="([^"]+)""#).expect("the pattern is fixed"));
    static HREF: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"href="(?:\./)?([^"]+)""#).expect("the pattern is fixed"));
    let mut text_of = |name: &str| {
        bytes_of(archive, name, limits.max_uncompressed_bytes).map(|content| decode(&content)).unwrap_or_default()
    };
    match format {
        Format::Docx => {
            let targets = relations(&text_of("word/_rels/document.xml.rels"), "word/");
            let main = text_of("word/document.xml");
            REFERENCE.captures_iter(&main).filter_map(|found| targets.get(&found[1]).cloned()).collect()
        }
        Format::Pptx => {
            let mut shown = Vec::new();
            // Slides are numbered without gaps by every program; a gap of a few is bridged.
            let mut missing = 0;
            for number in 1.. {
                let part = text_of(&format!("ppt/slides/_rels/slide{number}.xml.rels"));
                missing = if part.is_empty() { missing + 1 } else { 0 };
                if missing > 50 || shown.len() > MAX_CANDIDATES {
                    break;
                }
                shown.extend(relations(&part, "ppt/slides/").into_values());
            }
            shown
        }
        Format::Odt | Format::Odp | Format::Ods => {
            let main = text_of("content.xml");
            HREF.captures_iter(&main).take(MAX_CANDIDATES).map(|found| found[1].to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

fn pictures_of_ole(bytes: &[u8], format: Format, limits: &Limits) -> Vec<EmbeddedPicture> {
    let kind = match format {
        Format::Doc => DocumentFormat::Doc,
        Format::Ppt => DocumentFormat::Ppt,
        _ => DocumentFormat::Xls,
    };
    // Without a picture's first bytes anywhere, there is nothing to parse for.
    let signs: [&[u8]; 2] = [b"\xFF\xD8\xFF", b"\x89PNG\r\n"];
    if !signs.iter().any(|sign| bytes.windows(sign.len()).any(|window| window == *sign)) {
        return Vec::new();
    }
    let mut options = ParseOptions::default();
    options.limits.memory_bytes = MAX_OFFICE_MEMORY_BYTES;
    options.limits.text_chars = limits.max_text_bytes;
    let Ok(document) = Document::from_reader_with(Cursor::new(bytes.to_vec()), kind, &options) else {
        return Vec::new();
    };
    let contents: Vec<&[u8]> = if let Some(doc) = document.as_doc() {
        doc.images().iter().map(|image| image.data.as_slice()).collect()
    } else if let Some(ppt) = document.as_ppt() {
        ppt.images().iter().map(|image| image.data.as_slice()).collect()
    } else if let Some(xls) = document.as_xls() {
        xls.images().iter().map(|image| image.data.as_slice()).collect()
    } else {
        Vec::new()
    };
    let mut seen = HashSet::new();
    contents
        .into_iter()
        .take(MAX_CANDIDATES)
        .filter(|content| seen.insert(blake3::hash(content)))
        .filter_map(|content| {
            Some(EmbeddedPicture { size: worth_a_page(content)?, content: PictureContent::Bytes(content.to_vec()) })
        })
        .take(MAX_PICTURES + 1)
        .collect()
}

/// A picture's upright size, where it is large enough to hold text worth reading.
fn worth_a_page(head: &[u8]) -> Option<(u32, u32)> {
    let format = Format::of(head, "");
    photo::image_format(format)?;
    let (width, height) = photo::upright_size(head, format)?;
    (width.max(height) >= MIN_LONG && width.min(height) >= MIN_SHORT).then_some((width, height))
}

/// A name with its numbers as numbers, so that `image10` follows `image9`.
fn natural(name: &str) -> (String, u64, String) {
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let end = name[digits..].find(|c: char| !c.is_ascii_digit()).map_or(name.len(), |at| digits + at);
    (name[..digits].to_owned(), name[digits..end].parse().unwrap_or(u64::MAX), name.to_owned())
}
