//! Recognises the text of a page's picture, where the program was built with recognition.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    limits::Limits,
    ofd,
    parts::{PageParts, PartPicture, RecognisedBlock},
    pdf,
    picture::page_picture,
};
use crate::{
    archive::identify::Format,
    model::{Line, Page, PageSource},
};

/// Pixels of the longer side of a page that is to be recognised: A4 at about 250 dpi, at which 9-point type is still
/// some 30 pixels high.
const SIDE: u32 = 3_000;

/// Whether this build can recognise text.
pub const AVAILABLE: bool = cfg!(feature = "ocr");

/// Raised whenever the same page would give other text, so that stored readings are made anew.
#[cfg(feature = "ocr")]
pub const VERSION: u32 = super::ocr::VERSION;
/// Without recognition no page is ever read by it.
#[cfg(not(feature = "ocr"))]
pub const VERSION: u32 = 0;

/// The recognition engine, loaded at its first page.
#[derive(Default)]
pub(super) struct Recogniser {
    #[cfg(feature = "ocr")]
    engine: Option<super::ocr::Engine>,
}

impl Recogniser {
    /// The text of one page with boxes in the page's own units; `None` where the page cannot be drawn, where nothing is
    /// recognised and a picture of it is missing, or where there is no engine.
    pub(super) fn read(&mut self, bytes: &[u8], format: Format, page: u32, limits: &Limits) -> Option<Page> {
        if let Some(parts) = parts(bytes, format, page, limits) {
            return self.read_parts(parts, page);
        }
        let picture = page_picture(bytes, format, page, SIDE, limits)?;
        let (text, lines) = self.recognise(&picture.pixels)?;
        if text.is_empty() && format == Format::Pdf && pdf::has_undecoded_picture(bytes, page) {
            return None;
        }
        let scale = if picture.scale > 0.0 { picture.scale } else { 1.0 };
        let lines = lines.into_iter().map(|line| Line { bbox: line.bbox.map(|at| at / scale), ..line }).collect();
        let (width, height) = picture.pixels.dimensions();
        let mut read = Page {
            page,
            label: None,
            source: PageSource::Ocr,
            width: width as f32 / scale,
            height: height as f32 / scale,
            text,
            lines,
        };
        match format {
            Format::Pdf => pdf::add_marks(&mut read, bytes, limits),
            Format::Ofd => ofd::add_remarks(&mut read, bytes, limits),
            _ => {}
        }
        Some(read)
    }

    /// A page of which a part is read: the rest is recognised, and both put together.
    fn read_parts(&mut self, mut parts: PageParts, page: u32) -> Option<Page> {
        let mut blocks = Vec::new();
        for PartPicture { frame, pixels } in std::mem::take(&mut parts.pictures) {
            let (text, lines) = self.recognise(&pixels)?;
            let scale = f64::from(pixels.width().max(1)) / (frame[2] - frame[0]).max(1e-6);
            let at = |value: f32, low: f64| (f64::from(value) / scale + low) as f32;
            let placed =
                |[x0, y0, x1, y1]: [f32; 4]| [at(x0, frame[0]), at(y0, frame[1]), at(x1, frame[0]), at(y1, frame[1])];
            let lines = lines.into_iter().map(|line| Line { bbox: placed(line.bbox), ..line }).collect();
            blocks.push(RecognisedBlock { frame, text, lines });
        }
        Some(parts.with(page, blocks))
    }

    #[cfg(feature = "ocr")]
    fn recognise(&mut self, picture: &image::RgbImage) -> Option<(String, Vec<Line>)> {
        if self.engine.is_none() {
            self.engine = super::ocr::Engine::new().ok();
        }
        let read = self.engine.as_ref()?.read(picture)?;
        Some((read.text, read.lines))
    }

    #[cfg(not(feature = "ocr"))]
    fn recognise(&mut self, _picture: &image::RgbImage) -> Option<(String, Vec<Line>)> {
        None
    }
}

/// What is read of a page without recognition, where that is a part of what it shows.
fn parts(bytes: &[u8], format: Format, page: u32, limits: &Limits) -> Option<PageParts> {
    catch_unwind(AssertUnwindSafe(|| match format {
        Format::Pdf => pdf::parts(bytes, page, SIDE, limits),
        Format::Ofd => ofd::parts(bytes, page, SIDE, limits),
        _ => None,
    }))
    .ok()
    .flatten()
}
