//! PDF: the text layer, line by line, with a place on the page.
//!
//! `hayro` interprets each page onto a [`glyph::Collector`], which keeps every drawn glyph with its Unicode and its
//! place; [`line`] sorts them into lines; [`unicode`] fills in what fonts leave out; [`usable`] decides whether the
//! page has a text layer at all; [`structure`] lists what the file carries beside its pages; and [`render`] draws a
//! page, with the fonts of this machine ([`font`]) where the file lacks them.
//!
//! What no drawing shows is taken from the file's objects ([`objects`], by `lopdf`): [`marks`] are the values of forms
//! and the remarks of readers on a page, and [`attached`] unpacks the files inside.

mod attached;
pub(super) mod font;
mod form;
mod glyph;
mod interpret;
mod line;
mod marks;
#[cfg(test)]
mod measure;
mod objects;
mod place;
mod remark;
mod render;
mod structure;
mod text_string;
mod unicode;
mod usable;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hayro_interpret::InterpreterCache;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};

pub(in crate::extract) use self::{attached::unpack_each, render::picture};
use self::{
    glyph::Collector,
    interpret::{draw, unpacks_without_end},
    marks::{Marks, PageMarks, Unread},
    text_string::text_string,
    usable::Layer,
};
use super::{limits::Limits, notice};
use crate::{
    archive::identify::Format,
    model::{Extraction, Line, Page, PageSource},
};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Extraction {
    let pdf = match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => return notice::only(notice::encrypted()),
        // An encryption that cannot be undone is, for people, a file with a password.
        Err(LoadPdfError::Decryption(_)) => return notice::only(notice::encrypted()),
        Err(LoadPdfError::Invalid) => return notice::only(notice::damaged(Format::Pdf)),
    };
    let mut extraction = Extraction { title: pdf.metadata().title.as_deref().and_then(title), ..Extraction::default() };
    if pdf.pages().is_empty() {
        extraction.notices.push(notice::damaged(Format::Pdf));
        return extraction;
    }

    let read = pdf.pages().len().min(limits.max_pages);
    let (mut labels, enclosed) =
        catch_unwind(AssertUnwindSafe(|| (structure::labels(&pdf, read), structure::enclosed(&pdf, read))))
            .unwrap_or_default();
    labels.resize(read, None);
    let mut labels = labels.into_iter();
    extraction.enclosed = enclosed;
    let marks = match marks_of(&pdf, bytes, limits) {
        Ok(marks) => marks,
        Err(Unread) => {
            extraction.notices.push(notice::marks_not_read());
            None
        }
    };
    let font_missing = Arc::new(AtomicBool::new(false));
    let settings = font::settings_for_reading(&font_missing);
    let (mut without_text, mut cut) = (Vec::new(), Vec::new());
    let mut cache = InterpreterCache::new();
    let mut text_bytes = 0;
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        if number as usize > limits.max_pages || text_bytes > limits.max_text_bytes {
            extraction.notices.push(notice::pages_left_out(extraction.pages.len()));
            break;
        }
        let (width, height) = page.render_dimensions();
        let label = labels.next().flatten();
        let mut collector = Collector::new(width, height, limits.max_glyphs_per_page);
        if unpacks_without_end(page) {
            cut.push(number);
            extraction.pages.push(Page {
                page: number,
                label,
                source: PageSource::TextLayer,
                width,
                height,
                text: String::new(),
                lines: Vec::new(),
            });
            continue;
        }
        let finished = catch_unwind(AssertUnwindSafe(|| draw(&pdf, page, &cache, &settings, &mut collector)));
        if finished.is_err() {
            // What was drawn so far is kept. The cache may be in the middle of a change, so a new one begins.
            cut.push(number);
            cache = InterpreterCache::new();
        }
        let read = catch_unwind(AssertUnwindSafe(|| {
            let marks = marks.as_ref().map(|marks| marks.on(page)).unwrap_or_default();
            lines_of(page, collector, &marks)
        }));
        let (lines, layer) = read.unwrap_or((Vec::new(), Layer::Unusable));
        if matches!(layer, Layer::Unusable | Layer::BesidePicture) {
            without_text.push(number);
        }
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        text_bytes += text.len();
        extraction.pages.push(Page { page: number, label, source: PageSource::TextLayer, width, height, text, lines });
    }
    extraction.wants_ocr = without_text;
    if !cut.is_empty() {
        extraction.notices.push(notice::pages_cut(&cut));
    }
    if structure::is_unread_form(&pdf, extraction.pages.iter().any(|page| !page.text.is_empty())) {
        extraction.notices.push(notice::form_not_read());
    }
    if font_missing.load(Ordering::Relaxed) {
        extraction.notices.push(notice::font_missing());
    }
    if is_cut_off(bytes) && extraction.pages.iter().any(|page| page.text.is_empty()) {
        let all_empty = extraction.pages.iter().all(|page| page.text.is_empty());
        extraction.notices.push(if all_empty { notice::damaged(Format::Pdf) } else { notice::cut_off() });
    }
    extraction
}

/// Whether the end of the file is missing: its marker stands in the last bytes of every whole file (ISO 32000-1,
/// 7.5.5), give or take what mail and storage programs append.
fn is_cut_off(bytes: &[u8]) -> bool {
    const MARKER: &[u8] = b"%%EOF";
    const TAIL: usize = 4096;
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    !tail.windows(MARKER.len()).any(|window| window == MARKER)
}

fn marks_of(pdf: &Pdf, bytes: &[u8], limits: &Limits) -> Result<Option<Marks>, Unread> {
    catch_unwind(AssertUnwindSafe(|| Marks::of(pdf, bytes, limits))).unwrap_or(Err(Unread))
}

/// The lines of a page, and what its text layer is worth. Without a usable one it has no lines but those of its marks.
fn lines_of(page: &PdfPage<'_>, mut collector: Collector, marks: &PageMarks) -> (Vec<Line>, Layer) {
    unicode::fill_in(page, &mut collector);
    let mut lines = line::lines(&collector);
    let layer = usable::layer(&collector, &lines);
    let (values, remarks) = (marks.values(&collector), marks.remarks(&collector));
    if !matches!(layer, Layer::Usable | Layer::BesidePicture) {
        lines.clear();
        collector.glyphs.clear();
    }
    if !values.is_empty() {
        collector.glyphs.extend(values);
        lines = line::lines(&collector);
    }
    lines.extend(remarks);
    (lines, layer)
}

/// Adds the marks of a page that was recognised from its picture, which shows none of them.
pub(super) fn add_marks(page: &mut Page, bytes: &[u8], limits: &Limits) {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    // Most scans have neither annotations nor objects that are packed.
    if !has(b"/Annots") && !has(b"/ObjStm") {
        return;
    }
    let lines = catch_unwind(AssertUnwindSafe(|| {
        let pdf = Pdf::new(bytes.to_vec()).ok()?;
        let marks = Marks::of(&pdf, bytes, limits).ok()??;
        let drawn = pdf.pages().get(page.page.checked_sub(1)? as usize)?;
        Some(marks.on(drawn).beside_picture(page))
    }));
    for line in lines.ok().flatten().unwrap_or_default() {
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        page.text.push_str(&line.text);
        page.lines.push(line);
    }
}

/// The document's title as people gave it.
fn title(bytes: &[u8]) -> Option<String> {
    // Word's PDF printers put their own name before the file's.
    Some(text_string(bytes)?.trim_start_matches("Microsoft Word - ").to_owned())
}

#[cfg(test)]
mod tests;
