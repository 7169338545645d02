//! What a page shows, as it is judged ([`crate::extract::judge`]).

use super::{
    glyph::{Collector, PlacedGlyph},
    line, usable,
};
use crate::{
    extract::judge::{self, CharacterMark, DrawPictures, Layer, Says, Shows},
    model::Line,
};

/// Judges a page whose glyphs have their text. Glyphs that do not say what the page shows are taken away.
pub(super) fn judged(page: &mut Collector, pictures: &DrawPictures<'_>) -> (Vec<Line>, Layer) {
    let mut shows = shows(page);
    let (groups, wrong) = judge::groups(&shows, &|places| text_of(page, places), pictures);
    if !wrong.is_empty() {
        let is_kept = |place: usize| wrong.binary_search(&place).is_err();
        let mut places = 0..;
        page.glyphs.retain(|_| places.next().is_some_and(is_kept));
        let mut places = 0..;
        shows.marks.retain(|_| places.next().is_some_and(is_kept));
    }
    let lines = line::lines(page);
    let layer = if usable::is_text(page, &lines) {
        judge::judge(&shows, groups, usable::letters(&lines), pictures)
    } else if lines.is_empty() {
        judge::judge_without_text(&shows)
    } else {
        Layer::Unusable
    };
    (lines, layer)
}

fn shows(page: &Collector) -> Shows {
    let mark = |glyph: &PlacedGlyph| CharacterMark {
        frame: line::frame(glyph),
        says: match &glyph.text {
            None => Says::Nothing,
            Some(text) if text.is_blank() => Says::Blank,
            Some(_) => Says::Text,
        },
        ink: glyph.ink,
        order: glyph.order,
    };
    let veils = page.painted.veils.iter().filter(|veil| !veil.repeated).map(|veil| veil.frame);
    Shows {
        width: page.width,
        height: page.height,
        marks: page.glyphs.iter().map(mark).collect(),
        pictures: page.painted.pictures.clone(),
        cover: page.image_cover(),
        outlines: page.painted.contours.iter().map(|at| [at.x0, at.y0, at.x1, at.y1]).collect(),
        veils: veils.map(|at| [at.x0, at.y0, at.x1, at.y1]).collect(),
        draws_characters: true,
    }
}

/// The text of some glyphs, line by line.
fn text_of(page: &Collector, places: &[usize]) -> String {
    let glyphs: Vec<PlacedGlyph> = places.iter().filter_map(|place| page.glyphs.get(*place).cloned()).collect();
    let lines = line::lines_of(&glyphs, &[], page.width, page.height);
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}
