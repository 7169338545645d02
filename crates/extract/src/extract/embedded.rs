//! Pictures inside Office files: photographed minutes and scans that were pasted into a document.
//!
//! Each becomes a page after the pages of text, `图1`, `图2` …, whose text is for recognition. Small ones are logos and
//! icons and are left out; the same picture counts once. A drawing in EMF or WMF is the picture of its bitmaps and a page of its
//! words ([`metafile`](super::metafile)); one that has neither is named.

use std::{
    collections::HashSet,
    io::{Cursor, Read},
    sync::LazyLock,
};

use office_oxide::{Document, DocumentFormat, options::ParseOptions};
use regex::Regex;
use zip::ZipArchive;

use super::{
    bitmap::bitmap_file,
    encoding::decode,
    limits::{Limits, MAX_OFFICE_MEMORY_BYTES},
    metafile::Drawing,
    notice,
    package::{bytes_of, natural, relations},
    page::{PagePicture, single_page},
    photo, rtf,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

/// The smallest picture that may be a paper, in pixels, by its longer and its shorter side.
const MIN_LONG: u32 = 300;
const MIN_SHORT: u32 = 200;
/// Letters, digits and characters from which on the words of a drawing are a page.
const MIN_WORDS: usize = 2;
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
    let EmbeddedPictures { mut found, unread } = pictures(bytes, format, limits);
    if !unread.is_empty() {
        extraction.notices.push(notice::parts_not_read(&unread));
    }
    if found.len() > MAX_PICTURES {
        found.truncate(MAX_PICTURES);
        extraction.notices.push(notice::pictures_left_out(MAX_PICTURES));
    }
    for (picture, number) in found.into_iter().zip(1..) {
        let page = u32::try_from(extraction.pages.len() + 1).unwrap_or(u32::MAX);
        let (width, height) = picture.size;
        let read = match picture.content {
            PictureContent::Words(text) => single_page(PageSource::TextLayer, text),
            PictureContent::Member(_) | PictureContent::Bytes(_) => {
                extraction.wants_ocr.push(page);
                single_page(PageSource::Ocr, String::new())
            }
        };
        let label = Some(format!("图{number}"));
        extraction.pages.push(Page { page, label, width: width as f32, height: height as f32, ..read });
    }
}

/// The picture with an index, counted from 0 in the order of the pages that [`add_pages`] adds.
pub(super) fn picture(bytes: &[u8], format: Format, index: usize, side: u32, limits: &Limits) -> Option<PagePicture> {
    if index >= MAX_PICTURES {
        return None;
    }
    let found = pictures(bytes, format, limits).found.into_iter().nth(index)?;
    let content = match found.content {
        PictureContent::Member(name) => {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
            bytes_of(&mut archive, &name, limits.max_uncompressed_bytes)?
        }
        PictureContent::Bytes(content) => content,
        PictureContent::Words(_) => return None,
    };
    if let Some(drawing) = Drawing::of(&content) {
        let pixels = drawing.picture()?;
        let long = pixels.width().max(pixels.height());
        let scale = f32::min(side as f32 / long.max(1) as f32, 1.0);
        let pixels = match long > side {
            true => image::DynamicImage::ImageRgb8(pixels).thumbnail(side, side).to_rgb8(),
            false => pixels,
        };
        return Some(PagePicture { pixels, scale });
    }
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
    /// Taken out of another file.
    Bytes(Vec<u8>),
    /// The words of a drawing.
    Words(String),
}

/// The pictures of a file.
#[derive(Default)]
struct EmbeddedPictures {
    found: Vec<EmbeddedPicture>,
    /// The names of drawings that are neither.
    unread: Vec<String>,
}

impl EmbeddedPictures {
    /// Adds what a drawing shows; the picture is what `content` says.
    fn add_drawing(&mut self, drawing: &Drawing, name: &str, content: PictureContent) {
        let text = drawing.text();
        let picture = drawing.picture().map(|picture| picture.dimensions());
        let size = picture.filter(|(width, height)| is_worth_a_page(*width, *height));
        if let Some(size) = size {
            self.found.push(EmbeddedPicture { size, content });
        }
        if text.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_WORDS {
            self.found.push(EmbeddedPicture { size: (0, 0), content: PictureContent::Words(text) });
        } else if picture.is_none() && (drawing.has_bitmaps() || drawing.has_outlines()) {
            self.unread.push(name.to_owned());
        }
    }
}

/// The pictures worth a page, in the order in which the document shows them where it says so.
fn pictures(bytes: &[u8], format: Format, limits: &Limits) -> EmbeddedPictures {
    match format {
        Format::Doc | Format::Ppt | Format::Xls => pictures_of_ole(bytes, format, limits),
        Format::Rtf => worth_pages(rtf::pictures(bytes, limits)),
        _ => pictures_of_package(bytes, format, limits).unwrap_or_default(),
    }
}

fn pictures_of_package(bytes: &[u8], format: Format, limits: &Limits) -> Option<EmbeddedPictures> {
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

    // Programs keep a picture of points beside each of vectors, for others that draw none.
    let has_raster = names.iter().any(|name| name.to_lowercase().ends_with(".png"));
    let previews = previews_of_objects(&mut archive, format, limits);
    let mut seen = HashSet::new();
    let mut pictures = EmbeddedPictures::default();
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
            pictures.found.push(EmbeddedPicture { size, content: PictureContent::Member(name) });
        } else if is_drawing(&name) && !previews.contains(&name) {
            let whole = bytes_of(&mut archive, &name, limits.max_uncompressed_bytes);
            let shown = name.rsplit('/').next().unwrap_or_default().to_owned();
            match whole.as_deref().and_then(Drawing::of) {
                Some(drawing) => pictures.add_drawing(&drawing, &shown, PictureContent::Member(name)),
                None => pictures.unread.push(shown),
            }
        } else if is_unknown(&head) && is_picture_name(&name, has_raster) && !previews.contains(&name) {
            pictures.unread.push(name.rsplit('/').next().unwrap_or_default().to_owned());
        }
        if pictures.found.len() > MAX_PICTURES {
            break;
        }
    }
    Some(pictures)
}

/// Whether these bytes begin no picture that can be shown: damaged, or of another format.
fn is_unknown(head: &[u8]) -> bool {
    let format = Format::of(head, "");
    !head.is_empty() && (photo::image_format(format).is_none() || photo::upright_size(head, format).is_none())
}

/// Whether a member is a picture by its name. Effects of pictures (`wdp`) are none.
fn is_picture_name(name: &str, has_raster: bool) -> bool {
    const EXTENSIONS: [&str; 16] = [
        "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "dib", "tif", "tiff", "webp", "heic", "heif", "avif", "jp2",
        "pict",
    ];
    let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    EXTENSIONS.contains(&extension.as_str()) || (extension == "svg" && !has_raster)
}

fn is_drawing(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    matches!(extension.as_str(), "emf" | "wmf" | "emz" | "wmz")
}

/// The members that show objects in their place; the objects are files of their own.
fn previews_of_objects(archive: &mut ZipArchive<Cursor<&[u8]>>, format: Format, limits: &Limits) -> HashSet<String> {
    static PREVIEW: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"imagedata\s[^>]*\bid="([^"]+)""#).expect("the pattern is fixed"));
    if format != Format::Docx {
        return HashSet::new();
    }
    let mut text_of = |name: &str| {
        bytes_of(archive, name, limits.max_uncompressed_bytes).map(|content| decode(&content)).unwrap_or_default()
    };
    let main = text_of("word/document.xml");
    if !main.contains("<w:object") {
        return HashSet::new();
    }
    let targets = relations(&text_of("word/_rels/document.xml.rels"), "word/");
    let objects = main.split("<w:object").skip(1).filter_map(|rest| rest.split("</w:object>").next());
    objects
        .filter(|object| object.contains("Type=\"Embed\""))
        .filter_map(|object| targets.get(&PREVIEW.captures(object)?[1]).cloned())
        .collect()
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

fn pictures_of_ole(bytes: &[u8], format: Format, limits: &Limits) -> EmbeddedPictures {
    let kind = match format {
        Format::Doc => DocumentFormat::Doc,
        Format::Ppt => DocumentFormat::Ppt,
        _ => DocumentFormat::Xls,
    };
    // Without a picture's first bytes, or the head of a record of a drawing or bitmap, there is nothing to parse for.
    let signs: [&[u8]; 10] = [
        b"\xFF\xD8\xFF",
        b"\x89PNG\r\n",
        b"\x40\x3D\x1A\xF0",
        b"\x50\x3D\x1A\xF0",
        b"\x60\x21\x1B\xF0",
        b"\x70\x21\x1B\xF0",
        b"\x80\x7A\x1F\xF0",
        b"\x90\x7A\x1F\xF0",
        b"\x40\x6E\x29\xF0",
        b"\x50\x6E\x29\xF0",
    ];
    if !signs.iter().any(|sign| bytes.windows(sign.len()).any(|window| window == *sign)) {
        return EmbeddedPictures::default();
    }
    let mut options = ParseOptions::default();
    options.limits.memory_bytes = MAX_OFFICE_MEMORY_BYTES;
    options.limits.text_chars = limits.max_text_bytes;
    let Ok(document) = Document::from_reader_with(Cursor::new(bytes.to_vec()), kind, &options) else {
        return EmbeddedPictures::default();
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
    worth_pages(contents)
}

/// The pictures among these that are worth a page, each once.
fn worth_pages(contents: impl IntoIterator<Item = impl AsRef<[u8]>>) -> EmbeddedPictures {
    let mut seen = HashSet::new();
    let mut pictures = EmbeddedPictures::default();
    for (content, number) in contents.into_iter().take(MAX_CANDIDATES).zip(1..) {
        let mut content = content.as_ref().to_vec();
        if !seen.insert(blake3::hash(&content)) {
            continue;
        }
        if let Some(drawing) = Drawing::of(&content) {
            pictures.add_drawing(&drawing, &format!("图{number}"), PictureContent::Bytes(content));
        } else {
            if content.starts_with(&40_u32.to_le_bytes()) {
                // A bitmap of Windows without the header of a file.
                content = bitmap_file(&content, None).unwrap_or(content);
            }
            if let Some(size) = worth_a_page(&content) {
                pictures.found.push(EmbeddedPicture { size, content: PictureContent::Bytes(content) });
            } else if is_unknown(&content) {
                pictures.unread.push(format!("图{number}"));
            }
        }
        if pictures.found.len() > MAX_PICTURES {
            break;
        }
    }
    pictures
}

/// A picture's upright size, where it is large enough to hold text worth reading.
pub(super) fn worth_a_page(head: &[u8]) -> Option<(u32, u32)> {
    let format = Format::of(head, "");
    photo::image_format(format)?;
    let (width, height) = photo::upright_size(head, format)?;
    is_worth_a_page(width, height).then_some((width, height))
}

fn is_worth_a_page(width: u32, height: u32) -> bool {
    width.max(height) >= MIN_LONG && width.min(height) >= MIN_SHORT
}
