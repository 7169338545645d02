//! PDF: the text layer, line by line, with a place on the page.
//!
//! `hayro` interprets each page onto a [`glyph::Collector`], which keeps every drawn glyph with its Unicode and its
//! place, and on [`painted`], which keeps what else is shown; [`line`] sorts them into lines; [`unicode`] fills in what
//! fonts leave out; [`shows`] hands over what the page shows, to be held against what is read of it
//! ([`crate::extract::judge`]), and [`pictures`] draws the parts that are not; [`structure`] lists what the file carries beside its pages; and [`render`] draws a page, with the fonts of this
//! machine ([`font`]) where the file lacks them.
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
mod painted;
mod pictures;
mod place;
mod remark;
mod render;
mod shows;
mod structure;
mod text_string;
mod unicode;
mod usable;

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};
use image::{RgbImage, imageops};

pub(in crate::extract) use self::{attached::unpack_each, render::picture};
use self::{
    glyph::Collector,
    interpret::{draw, unpacks_without_end},
    marks::{FileMarks, MarksUnread, PageMarks},
    shows::judged,
    text_string::text_string,
    unicode::Tables,
};
use super::{
    judge::{Layer, Region, with_own_regions},
    limits::Limits,
    notice,
    parts::{PageParts, PartPicture},
    region,
};
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
        Err(MarksUnread) => {
            extraction.notices.push(notice::marks_not_read());
            None
        }
    };
    let font_missing = Arc::new(AtomicBool::new(false));
    let settings = font::settings_for_reading(&font_missing);
    let (mut without_text, mut cut) = (Vec::new(), Vec::new());
    let mut partial: Vec<(u32, Vec<Region>)> = Vec::new();
    let (mut cache, mut tables) = (InterpreterCache::new(), Tables::default());
    let mut text_bytes = 0;
    let mut undecoded = Vec::new();
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
            let source = PageContent::new(&pdf, page, &cache, &settings);
            let (lines, layer) = lines_of(&source, &mut collector, &mut tables, &marks);
            (lines, layer, source.is_incomplete.get())
        }));
        let (lines, layer, is_incomplete) = read.unwrap_or((Vec::new(), Layer::Unusable, false));
        // A page that is wanted whole is told of where recognition sees nothing of it.
        if is_incomplete && layer != Layer::Unusable {
            undecoded.push(number);
        }
        match layer {
            Layer::Unusable => without_text.push(number),
            Layer::Partial(regions) => partial.push((number, regions)),
            Layer::Usable | Layer::Blank => {}
        }
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        text_bytes += text.len();
        extraction.pages.push(Page { page: number, label, source: PageSource::TextLayer, width, height, text, lines });
    }
    without_text.extend(with_own_regions(&partial));
    without_text.sort_unstable();
    extraction.wants_ocr = without_text;
    if !cut.is_empty() {
        extraction.notices.push(notice::pages_cut(&cut));
    }
    if !undecoded.is_empty() {
        extraction.notices.push(notice::pictures_not_decoded(&undecoded));
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

fn marks_of(pdf: &Pdf, bytes: &[u8], limits: &Limits) -> Result<Option<FileMarks>, MarksUnread> {
    catch_unwind(AssertUnwindSafe(|| FileMarks::of(pdf, bytes, limits))).unwrap_or(Err(MarksUnread))
}

/// A page with what is needed to interpret it.
struct PageContent<'a, 's> {
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    cache: &'s InterpreterCache<'a>,
    settings: &'s InterpreterSettings,
    /// A picture that was looked at could not be decoded.
    is_incomplete: Cell<bool>,
}

impl<'a, 's> PageContent<'a, 's> {
    fn new(
        pdf: &'a Pdf,
        page: &'a PdfPage<'a>,
        cache: &'s InterpreterCache<'a>,
        settings: &'s InterpreterSettings,
    ) -> Self {
        Self { pdf, page, cache, settings, is_incomplete: Cell::new(false) }
    }

    fn pictures(&self, frame: region::Frame, scale: f64) -> RgbImage {
        let drawn = pictures::pictures(self.pdf, self.page, self.cache, self.settings, frame, scale);
        self.is_incomplete.set(self.is_incomplete.get() || drawn.is_incomplete);
        drawn.pixels
    }
}

/// Whether a page, counted from 1, has a picture that cannot be decoded, so that it is drawn without it.
pub(super) fn has_undecoded_picture(bytes: &[u8], number: u32) -> bool {
    /// Pixels for one point: what matters is whether there are any.
    const COARSE: f64 = 0.1;
    let is_incomplete = || {
        let pdf = Pdf::new(bytes.to_vec()).ok()?;
        let page = pdf.pages().get(number.checked_sub(1)? as usize)?;
        let (cache, settings) = (InterpreterCache::new(), font::settings_for_reading(&Arc::default()));
        let source = PageContent::new(&pdf, page, &cache, &settings);
        let (width, height) = page.render_dimensions();
        source.pictures([0.0, 0.0, f64::from(width), f64::from(height)], COARSE);
        Some(source.is_incomplete.get())
    };
    // A decoder that breaks off gives no picture either.
    catch_unwind(AssertUnwindSafe(is_incomplete)).unwrap_or(Some(true)).unwrap_or_default()
}

/// The lines of a page, and what its text layer is worth. Without a usable one it has no lines but those of its marks.
fn lines_of(
    source: &PageContent<'_, '_>,
    collector: &mut Collector,
    tables: &mut Tables,
    marks: &PageMarks,
) -> (Vec<Line>, Layer) {
    unicode::fill_in(source.page, collector, tables);
    let (mut lines, layer) = judged(collector, &|frame, scale| source.pictures(frame, scale));
    let (values, remarks) = (marks.values(collector), marks.remarks(collector));
    if matches!(layer, Layer::Unusable | Layer::Blank) {
        lines.clear();
        collector.glyphs.clear();
    }
    if !values.is_empty() {
        collector.glyphs.extend(values);
        lines = line::lines(collector);
    }
    lines.extend(remarks);
    (lines, layer)
}

/// What is read of a page, counted from 1, and pictures of the parts that are not, `side` pixels for the page's longer
/// side; `None` for a page that is read whole, or not at all.
pub(super) fn parts(bytes: &[u8], number: u32, side: u32, limits: &Limits) -> Option<PageParts> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let page = pdf.pages().get(number.checked_sub(1)? as usize)?;
    if unpacks_without_end(page) {
        return None;
    }
    let (width, height) = page.render_dimensions();
    // As for reading, so that both judge alike.
    let (cache, settings) = (InterpreterCache::new(), font::settings_for_reading(&Arc::default()));
    let mut collector = Collector::new(width, height, limits.max_glyphs_per_page);
    draw(&pdf, page, &cache, &settings, &mut collector);
    let marks = marks_of(&pdf, bytes, limits).ok().flatten();
    let marks = marks.map(|marks| marks.on(page)).unwrap_or_default();
    let source = PageContent::new(&pdf, page, &cache, &settings);
    let (lines, layer) = lines_of(&source, &mut collector, &mut Tables::default(), &marks);
    let Layer::Partial(regions) = layer else { return None };
    let read: Vec<region::Frame> =
        collector.glyphs.iter().filter(|glyph| glyph.text.is_some()).map(line::frame).collect();
    let scale = f64::from(side) / f64::from(width.max(height));
    let mut drawn = None;
    let mut pictures = Vec::new();
    for region in regions {
        let pixels = if region.is_picture {
            source.pictures(region.frame, scale)
        } else {
            let whole = drawn.get_or_insert_with(|| picture(bytes, number, side, limits));
            let whole = whole.as_ref()?;
            cut_out(&whole.pixels, region.frame, f64::from(whole.scale), &read)
        };
        pictures.push(PartPicture { frame: region.frame, pixels });
    }
    Some(PageParts { width, height, lines, pieces: line::pieces(&collector), read, pictures })
}

/// How often the glyphs of a region may cover it, all together.
const OVERDRAWN: u64 = 8;

/// A region of a drawn page without the glyphs that are read.
fn cut_out(whole: &RgbImage, frame: region::Frame, scale: f64, read: &[region::Frame]) -> RgbImage {
    let pixels = |[x0, y0, x1, y1]: region::Frame| {
        let at = |value: f64, most: u32| (value * scale).round().clamp(0.0, f64::from(most)) as u32;
        let ([x0, x1], [y0, y1]) = ([x0, x1].map(|x| at(x, whole.width())), [y0, y1].map(|y| at(y, whole.height())));
        [x0, y0, x1.saturating_sub(x0), y1.saturating_sub(y0)]
    };
    let [x, y, width, height] = pixels(frame);
    let mut out = imageops::crop_imm(whole, x, y, width, height).to_image();
    // Glyphs that are drawn over each other again and again leave nothing to take away.
    let mut left = OVERDRAWN * u64::from(width) * u64::from(height);
    for glyph in read.iter().map(|glyph| region::intersection(*glyph, frame)) {
        if region::area(glyph) <= 0.0 {
            continue;
        }
        let [left_side, top, across, down] = pixels(glyph);
        let Some(rest) = left.checked_sub(u64::from(across) * u64::from(down)) else { break };
        left = rest;
        for (column, row) in
            (top..top + down).flat_map(|row| (left_side..left_side + across).map(move |column| (column, row)))
        {
            if let Some(pixel) =
                column.checked_sub(x).zip(row.checked_sub(y)).and_then(|(x, y)| out.get_pixel_mut_checked(x, y))
            {
                pixel.0 = [255; 3];
            }
        }
    }
    out
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
        let marks = FileMarks::of(&pdf, bytes, limits).ok()??;
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
