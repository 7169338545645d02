//! Runs the drawing commands of one page.

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page, kurbo::Rect};
use hayro_syntax::{
    Pdf,
    object::{Array, Name, Object, Stream},
    page::Page as PdfPage,
};

use super::glyph::Collector;

/// Whether a page's content is compressed twice. Only decompression bombs are: a kilobyte can then unpack to a
/// gigabyte.
pub(super) fn unpacks_without_end(page: &PdfPage<'_>) -> bool {
    let packed_twice = |stream: &Stream<'_>| {
        let packers: [&[u8]; 4] = [b"FlateDecode", b"Fl", b"LZWDecode", b"LZW"];
        stream.dict().get::<Array<'_>>("Filter").is_some_and(|filters| {
            filters.iter::<Name<'_>>().filter(|name| packers.contains(&name.as_ref())).count() > 1
        })
    };
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => packed_twice(&stream),
        Some(Object::Array(parts)) => parts.iter::<Stream<'_>>().any(|stream| packed_twice(&stream)),
        _ => false,
    }
}

/// Draws a page onto the collector.
pub(super) fn draw<'a>(
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    collector: &mut Collector,
) {
    let (width, height) = page.render_dimensions();
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
        cache,
        pdf.xref(),
        settings.clone(),
    );
    interpret_page(page, &mut context, collector);
}
