//! Pages as pictures: for recognition, and for people to look at.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;

use super::{Limits, flat_package, ofd, office, pdf, photo};
use crate::archive::identify::Format;

/// A page as people see it, upright as the file says it is.
#[derive(Debug, Clone, PartialEq)]
pub struct PagePicture {
    /// Its pixels.
    pub pixels: RgbImage,
    /// Pixels for one of the page's own units (PDF points, millimetres of an OFD page, pixels of a picture).
    pub scale: f32,
}

/// Draws one page, counted from 1, so that its longer side has about `side` pixels. Pictures are never enlarged.
///
/// `None` where there is no such page, where it cannot be drawn, or where the format has no drawn pages. It never
/// panics outward.
pub fn page_picture(bytes: &[u8], format: Format, page: u32, side: u32, limits: &Limits) -> Option<PagePicture> {
    catch_unwind(AssertUnwindSafe(|| match format {
        Format::Jpeg | Format::Png | Format::Tiff | Format::Bmp | Format::Gif | Format::Webp => {
            photo::picture(bytes, format, page, side)
        }
        Format::Pdf => pdf::picture(bytes, page, side, limits),
        Format::Ofd => ofd::picture(bytes, page, side, limits),
        Format::Xml => {
            let (package, format) = flat_package::unfold(bytes, limits)?;
            office::picture::page_picture(&package, format, page, side, limits)
        }
        _ => office::picture::page_picture(bytes, format, page, side, limits),
    }))
    .ok()
    .flatten()
}
