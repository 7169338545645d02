//! The entry point of reading: one file's bytes go to the reader of their format.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    decrypt, embedded, encoding::decode, limits::Limits, mail, members, notice, ofd, office, package::flat, pdf, photo,
    plain, rtf, sheet, uof,
};
use crate::{
    archive::{container, identify::Format},
    model::{Extraction, NoticeCode},
    text::with_assigned,
};

/// The version of what the readers give out. It is raised whenever the same bytes would give another
/// [`Extraction`], so that stored ones are made anew.
pub const VERSION: u32 = 10;

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
        let mut read = catch_unwind(AssertUnwindSafe(|| read(bytes, format, limits)))
            .unwrap_or_else(|_| notice::only(notice::reader_stopped()));
        read.enclosed.attachments.extend(members::names(bytes, format, limits));
        read
    };
    extraction.media_type = format.media_type().to_owned();
    extraction.title = extraction.title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
    // In fonts of a PDF or OFD a code of private use may be anything; their readers look at the font.
    if !matches!(format, Format::Pdf | Format::Ofd) {
        give_places(&mut extraction);
    }
    hold_to_limits(&mut extraction, limits);
    extraction
}

/// Gives the rare characters that older programs keep in the private use area the places that they have since.
fn give_places(extraction: &mut Extraction) {
    let texts = extraction
        .pages
        .iter_mut()
        .flat_map(|page| std::iter::once(&mut page.text).chain(page.lines.iter_mut().map(|line| &mut line.text)));
    for text in texts.chain(&mut extraction.title) {
        if let Some(placed) = with_assigned(text) {
            *text = placed;
        }
    }
}

fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let Some(package) = package_made_readable(bytes, format) else { return read_sound(bytes, format, limits) };
    let mut extraction = read_sound(&package, format, limits);
    if !extraction.pages.is_empty() {
        extraction.notices.insert(0, notice::cut_off());
    }
    extraction
}

/// A package of parts whose directory is missing, with one made from its parts' own headers; `None` for all others.
pub(super) fn package_made_readable(bytes: &[u8], format: Format) -> Option<Vec<u8>> {
    let is_package = matches!(
        format,
        Format::Docx
            | Format::Pptx
            | Format::Xlsx
            | Format::Xlsb
            | Format::Ofd
            | Format::Odt
            | Format::Ods
            | Format::Odp
    );
    // The same formats can come as one flat file.
    let is_zip = is_package && bytes.starts_with(b"PK");
    if !is_zip {
        return None;
    }
    container::readable(bytes).filter(|(_, rebuilt)| *rebuilt).map(|(bytes, _)| bytes.into_owned())
}

fn read_sound(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    match format {
        Format::Empty => notice::only(notice::empty_file()),
        Format::Pdf => pdf::read(bytes, limits),
        Format::Docx | Format::Pptx | Format::Doc | Format::Ppt => office::read(bytes, format, limits),
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods => sheet::read(bytes, format, limits),
        Format::Ofd => ofd::read(bytes, limits),
        Format::Odt | Format::Odp => office::read_open_document(bytes, format, limits),
        Format::Rtf => {
            let mut extraction = rtf::read(bytes, limits);
            embedded::add_pages(&mut extraction, bytes, format, limits);
            extraction
        }
        Format::Text => plain::read_text(bytes, limits),
        Format::Html | Format::Xml => read_xml(bytes, limits),
        Format::Jpeg | Format::Png | Format::Tiff | Format::Bmp | Format::Gif | Format::Webp | Format::Heic => {
            photo::read(bytes, format, limits)
        }
        Format::Mp4 | Format::Mov => photo::read_video(bytes, format),
        Format::EncryptedOffice => read_encrypted(bytes, limits),
        // The members of a container are files of their own; nothing is to be read of the container itself.
        Format::Zip | Format::SevenZip => Extraction::default(),
        Format::Mail | Format::Mht => mail::read(bytes, format, limits),
        Format::Rar
        | Format::Gzip
        | Format::Bzip2
        | Format::Xz
        | Format::Tar
        | Format::Msg
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

/// A package that is encrypted: with the password that everybody has it is read as what it holds.
fn read_encrypted(bytes: &[u8], limits: &Limits) -> Extraction {
    let Some(package) = decrypt::package(bytes, limits) else { return notice::only(notice::encrypted()) };
    match Format::of(&package, "") {
        format @ (Format::Xlsx | Format::Xlsb) => sheet::read(&package, format, limits),
        format @ (Format::Docx | Format::Pptx) => office::read(&package, format, limits),
        format => notice::only(notice::damaged(format)),
    }
}

/// A web page or an XML document.
///
/// Word also saves whole documents as one XML file: one of 2003 is read as its markup; a flat package (ISO/IEC 29500-2,
/// as Word writes it) and a flat OpenDocument file are put together again and read as what they hold.
fn read_xml(bytes: &[u8], limits: &Limits) -> Extraction {
    match flat::unfold(bytes, limits) {
        Some((package, Format::Ods)) => sheet::read(&package, Format::Ods, limits),
        Some((package, format @ (Format::Odt | Format::Odp))) => office::read_open_document(&package, format, limits),
        Some((package, format)) => office::read(&package, format, limits),
        None => uof::read(&decode(bytes), limits).unwrap_or_else(|| plain::read_markup(bytes)),
    }
}

/// Cuts pages and text that exceed the limits, with a notice.
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
        if !extraction.notices.iter().any(|notice| notice.code == NoticeCode::PartlyRead) {
            extraction.notices.push(notice::pages_left_out(kept));
        }
    }
}
