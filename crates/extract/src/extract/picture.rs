//! Pages as pictures: for recognition, and for people to look at.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    decrypt, dispatch::package_made_readable, embedded, limits::Limits, ofd, office, package::flat, pdf, photo, sheet,
};
use crate::archive::identify::Format;

pub use super::page::PagePicture;

/// Draws one page, counted from 1, so that its longer side has about `side` pixels. Pictures are never enlarged.
///
/// `None` where there is no such page, where it cannot be drawn, or where the format has no drawn pages. It never
/// panics outward.
pub fn page_picture(bytes: &[u8], format: Format, page: u32, side: u32, limits: &Limits) -> Option<PagePicture> {
    let package = package_made_readable(bytes, format);
    let bytes = package.as_deref().unwrap_or(bytes);
    catch_unwind(AssertUnwindSafe(|| match format {
        Format::Jpeg | Format::Png | Format::Tiff | Format::Bmp | Format::Gif | Format::Webp => {
            photo::picture(bytes, format, page, side)
        }
        Format::Pdf => pdf::picture(bytes, page, side, limits),
        Format::Ofd => ofd::picture(bytes, page, side, limits),
        Format::Xml => {
            let (package, format) = flat::unfold(bytes, limits)?;
            embedded_page(&package, format, page, side, limits)
        }
        Format::EncryptedOffice => {
            let package = decrypt::package(bytes, limits)?;
            embedded_page(&package, Format::of(&package, ""), page, side, limits)
        }
        _ => embedded_page(bytes, format, page, side, limits),
    }))
    .ok()
    .flatten()
}

/// The picture inside an Office file that is one of its pages; these pages follow those of text.
fn embedded_page(bytes: &[u8], format: Format, page: u32, side: u32, limits: &Limits) -> Option<PagePicture> {
    let text_pages = match format {
        Format::Docx | Format::Doc | Format::Ppt | Format::Pptx | Format::Odt | Format::Odp | Format::Rtf => {
            office::count_text_pages(bytes, format, limits)
        }
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods => sheet::count(bytes, format, limits)?,
        _ => return None,
    };
    let index = (page as usize).checked_sub(text_pages + 1)?;
    embedded::picture(bytes, format, index, side, limits)
}
