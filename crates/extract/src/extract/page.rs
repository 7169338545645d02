//! One page as the readers give it: its text, and its picture.

use image::RgbImage;

use crate::model::{Page, PageSource};

/// One page that holds a whole flowing document.
pub(super) fn single_page(source: PageSource, text: String) -> Page {
    Page { page: 1, label: None, source, width: 0.0, height: 0.0, text, lines: Vec::new() }
}

/// A page as people see it, upright as the file says it is.
#[derive(Debug, Clone, PartialEq)]
pub struct PagePicture {
    /// Its pixels.
    pub pixels: RgbImage,
    /// Pixels for one of the page's own units (PDF points, millimetres of an OFD page, pixels of a picture).
    pub scale: f32,
}
