//! Pictures and videos: their metadata, their pages, and their decoded pixels.

mod decode;
mod exif;
mod hash;
mod iptc;
mod metadata;
mod partial;
mod pixels;
mod second;
mod segments;
mod tiff;
mod tiff_frame;
mod video;
mod words;
mod xmp;

#[cfg(test)]
mod measured;

pub use hash::read_pixels;
pub(super) use video::read_video;

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;

pub(super) use self::decode::image_format;
use self::decode::{decode, dimensions};
use super::{
    limits::Limits,
    notice,
    page::{PagePicture, single_page},
};
use crate::{
    archive::identify::Format,
    model::{Extraction, NoticeCode, Page, PageSource, PhotoFacts},
};

/// A picture with a shorter side than this is an icon and holds no text.
const MIN_SIDE: u32 = 100;

/// What a picture carries beside its pixels, and its size; nothing is decoded. Width and height are 0 where the size is
/// not known, and then the picture is damaged.
pub fn read_metadata(bytes: &[u8], format: Format) -> PhotoFacts {
    facts_and_size(bytes, format).0
}

/// The same, and the picture's size by its own header, which a decoder would find.
fn facts_and_size(bytes: &[u8], format: Format) -> (PhotoFacts, Option<(u32, u32)>) {
    let found = catch_unwind(AssertUnwindSafe(|| metadata::read(bytes, format))).ok().flatten();
    let (mut facts, size_by_exif) =
        found.unwrap_or_else(|| (PhotoFacts { orientation: 1, ..PhotoFacts::default() }, None));
    let size = dimensions(bytes, format);
    (facts.width, facts.height) = size.or(size_by_exif).unwrap_or_default();
    (facts, size)
}

/// Reads a picture's facts. Its pages are its frames, one but for TIFF; what is written on them is for recognition.
pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let (mut facts, decoded) = facts_and_size(bytes, format);
    let mut extraction = Extraction::default();
    if (facts.width, facts.height) == (0, 0) {
        extraction.notices.push(notice::damaged(format));
    }
    if format == Format::Heic {
        if extraction.notices.is_empty() {
            extraction.notices.push(notice::picture_not_decoded());
        }
    } else if format == Format::Tiff {
        add_frames(&mut extraction, bytes, facts.orientation, limits);
    } else if let Some(size) = decoded {
        add_page(&mut extraction, upright(size, facts.orientation));
    }
    if extraction.pages.is_empty() && extraction.notices.is_empty() {
        extraction.notices.push(notice::partly_read("照片的画面", "The picture itself"));
    }
    // A picture that cannot be decoded gets no notice here, since recognition gives one for its page.
    if let Some(found) = decode(bytes, format) {
        facts.pixels = hash::measure_contained(&found.picture, facts.orientation);
        if !found.is_whole && !extraction.notices.iter().any(|notice| notice.code == NoticeCode::PartlyRead) {
            extraction.notices.push(notice::cut_off());
        }
    }
    extraction.photo = Some(facts);
    extraction
}

fn add_frames(extraction: &mut Extraction, bytes: &[u8], orientation: u8, limits: &Limits) {
    let Some(frames) = tiff::Frames::of(bytes, limits.max_pages.saturating_add(1)) else { return };
    let (mut undecoded, mut cut) = (Vec::new(), Vec::new());
    for index in 0..frames.count().min(limits.max_pages) {
        let size = frames.with_first(index).and_then(|frame| {
            let turned = frames.orientation(index).unwrap_or(orientation);
            dimensions(&frame, Format::Tiff).map(|size| upright(size, turned))
        });
        // The first frame is decoded anyway.
        if index > 0 && size.is_some() && frames.is_cut(index) {
            cut.push(u32::try_from(index + 1).unwrap_or(u32::MAX));
        }
        match size {
            Some(size) => add_page(extraction, size),
            None => {
                let number = u32::try_from(extraction.pages.len() + 1).unwrap_or(u32::MAX);
                undecoded.push(number);
                extraction.pages.push(Page { page: number, ..single_page(PageSource::Ocr, String::new()) });
            }
        }
    }
    if frames.count() > limits.max_pages {
        extraction.notices.push(notice::pages_left_out(limits.max_pages));
    }
    if undecoded.len() == extraction.pages.len() {
        // Nothing of it can be shown; the notice on the whole file says so.
        extraction.pages.clear();
    } else if !undecoded.is_empty() {
        extraction.notices.push(notice::pages_cut(&undecoded));
    } else if !cut.is_empty() {
        extraction.notices.push(notice::pages_cut(&cut));
    }
}

fn add_page(extraction: &mut Extraction, (width, height): (u32, u32)) {
    let page = u32::try_from(extraction.pages.len() + 1).unwrap_or(u32::MAX);
    if width.min(height) >= MIN_SIDE {
        extraction.wants_ocr.push(page);
    }
    let empty = single_page(PageSource::Ocr, String::new());
    extraction.pages.push(Page { page, width: width as f32, height: height as f32, ..empty });
}

/// Width and height as people see them: EXIF orientations 5 to 8 lay the picture on its side.
fn upright((width, height): (u32, u32), orientation: u8) -> (u32, u32) {
    if (5..=8).contains(&orientation) { (height, width) } else { (width, height) }
}

/// The size of a picture as people see it, by its header.
pub(super) fn upright_size(bytes: &[u8], format: Format) -> Option<(u32, u32)> {
    let size = dimensions(bytes, format)?;
    Some(upright(size, orientation(bytes)))
}

/// One frame of a picture (TIFF has several), upright as its EXIF says.
pub(super) fn picture(bytes: &[u8], format: Format, page: u32, side: u32) -> Option<PagePicture> {
    if format == Format::Tiff {
        let frames = tiff::Frames::of(bytes, page as usize)?;
        let index = (page as usize).checked_sub(1).filter(|index| *index < frames.count())?;
        let turned = frames.orientation(index);
        let frame = frames.with_first(index)?;
        return drawn(&frame, format, side, turned);
    }
    if page != 1 { None } else { drawn(bytes, format, side, None) }
}

fn drawn(bytes: &[u8], format: Format, side: u32, turned: Option<u8>) -> Option<PagePicture> {
    let mut picture = decode(bytes, format)?.picture;
    let long = picture.width().max(picture.height());
    if long > side {
        picture = picture.resize(side, side, image::imageops::FilterType::Triangle);
    }
    let scale = picture.width().max(picture.height()) as f32 / long as f32;
    let orientation = turned.unwrap_or_else(|| orientation(bytes));
    picture.apply_orientation(Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms));
    Some(PagePicture { pixels: on_white(picture), scale })
}

/// The pixels of a picture's first frame, upright as its EXIF says, with what is transparent.
pub(super) fn decoded(bytes: &[u8], format: Format) -> Option<image::DynamicImage> {
    let mut picture = decode(bytes, format)?.picture;
    picture.apply_orientation(Orientation::from_exif(orientation(bytes)).unwrap_or(Orientation::NoTransforms));
    Some(picture)
}

fn orientation(bytes: &[u8]) -> u8 {
    let facts = catch_unwind(AssertUnwindSafe(|| exif::read(bytes))).ok().flatten();
    facts.map_or(1, |(facts, _)| facts.orientation)
}

/// What is transparent shows white, as on paper.
fn on_white(picture: image::DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    image::RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let alpha = u16::from(alpha);
        let over = |part: u8| ((u16::from(part) * alpha + 255 * (255 - alpha)) / 255) as u8;
        image::Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests;
