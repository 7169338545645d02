//! A page as a picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::{PixmapSettings, RenderCache, RenderSettings, render, vello_cpu::color::palette::css::WHITE};
use hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro_syntax::Pdf;
use image::RgbImage;

use super::{
    font,
    glyph::Collector,
    interpret::{self, unpacks_without_end},
};
use crate::extract::{limits::Limits, page::PagePicture};

/// The longest side that is drawn, in pixels; the rasteriser counts pixels in 16 bits.
const MAX_SIDE: u32 = 8_000;
/// The most pixels one point becomes. Smaller pages, such as stamps, are drawn with fewer than asked for.
const MAX_SCALE: f32 = 16.0;

/// Draws a page, counted from 1, as people see it: turned as `/Rotate` says, on white, its longer side `side` pixels.
/// Places in [`Page::lines`](crate::model::Page) times the scale are places in the picture.
pub(in crate::extract) fn picture(bytes: &[u8], page: u32, side: u32, limits: &Limits) -> Option<PagePicture> {
    if bytes.len() > limits.max_input_bytes || page as usize > limits.max_pages {
        return None;
    }
    catch_unwind(AssertUnwindSafe(|| draw(bytes, page, side, limits))).ok().flatten()
}

fn draw(bytes: &[u8], number: u32, side: u32, limits: &Limits) -> Option<PagePicture> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let page = pdf.pages().get(number.checked_sub(1)? as usize)?;
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if unpacks_without_end(page) || !longer.is_finite() || width.min(height) <= 0.0 {
        return None;
    }
    // Reading comes first: it is far cheaper than drawing, and stops at a page made to last for ever.
    {
        let cache = InterpreterCache::new();
        let mut collector = Collector::new(width, height, limits.max_glyphs_per_page);
        interpret::draw(&pdf, page, &cache, &InterpreterSettings::default(), &mut collector);
    }
    let scale = (side.clamp(1, MAX_SIDE) as f32 / longer).min(MAX_SCALE);
    // Side by side the rounding may lose the last pixel; a page has at least one.
    let scales = |length: f32| ((length * scale).round().max(1.0) + 0.01) / length;
    let settings = PixmapSettings { x_scale: scales(width), y_scale: scales(height), bg_color: WHITE };
    // Hinted outlines would move strokes away from where the page has them.
    let drawing = RenderSettings { hinting: false, ..RenderSettings::default() };
    let pixmap = render(page, &RenderCache::new(), &font::settings(), &drawing, &settings);
    let (columns, rows) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // The background is opaque, so no colour is mixed with its opacity any more.
    let pixels = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    Some(PagePicture { pixels: RgbImage::from_raw(columns, rows, pixels)?, scale })
}
