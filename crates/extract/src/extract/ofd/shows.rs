//! What a page shows, as it is judged ([`crate::extract::judge`]).

use super::{
    content::{OfdContent, OfdGlyph, PlacedObject},
    draw::{self, PlacedPicture},
    line,
};
use crate::{
    extract::{
        judge::{self, CharacterMark, Layer, PaintedPicture, Says, Shows},
        plausible::{is_private, letters},
        region::{Frame, intersection},
    },
    model::Line,
};

/// Points in a millimetre.
pub(super) const POINTS: f64 = 72.0 / 25.4;
/// Cells a side of the grid that measures picture cover.
const GRID: usize = 32;
/// A layer of which this share cannot be text is garbage.
const GARBAGE_SHARE: f64 = 0.3;
/// Pictures that cover less than this share of the page are seals and the like, which show what is below.
const COVERS: f64 = 0.5;

/// Judges a page by its area `[x, y, width, height]` and its pictures: its lines, what they are worth, and the share of the
/// page that pictures cover. Characters that do not say what the page shows are taken away.
pub(super) fn judged(content: &mut OfdContent, area: [f64; 4], pictures: &[PlacedPicture]) -> (Vec<Line>, Layer, f64) {
    let mut shows = shows(content, area);
    let draw = |[x0, y0, x1, y1]: Frame, scale: f64| {
        let [left, top, ..] = area;
        let within = [left + x0 / POINTS, top + y0 / POINTS, (x1 - x0) / POINTS, (y1 - y0) / POINTS];
        draw::within(pictures, within, scale * POINTS)
    };
    let text_of = |places: &[usize]| {
        let glyphs: Vec<OfdGlyph> = places.iter().filter_map(|place| content.glyphs.get(*place).cloned()).collect();
        joined(&line::lines(&glyphs, area))
    };
    let (groups, wrong) = judge::groups(&shows, &text_of, &draw);
    if !wrong.is_empty() {
        let is_kept = |place: usize| wrong.binary_search(&place).is_err();
        let mut places = 0..;
        content.glyphs.retain(|_| places.next().is_some_and(is_kept));
        let mut places = 0..;
        shows.marks.retain(|_| places.next().is_some_and(is_kept));
    }
    let lines = line::lines(&content.glyphs, area);
    let layer = if is_text(&lines) {
        judge::judge(&shows, groups, letters(&joined(&lines)), &draw)
    } else if lines.is_empty() {
        judge::judge_without_text(&shows)
    } else {
        Layer::Unusable
    };
    (lines, layer, shows.cover)
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn shows(content: &OfdContent, area: [f64; 4]) -> Shows {
    let [left, top, width, height] = area;
    let points = |frame: Frame| frame.map(|side| side * POINTS);
    let whole = [0.0, 0.0, width * POINTS, height * POINTS];
    let mark = |glyph: &OfdGlyph| CharacterMark {
        frame: points(line::frame(glyph, area)),
        says: match glyph.c {
            None => Says::Nothing,
            Some(c) if c.is_whitespace() => Says::Blank,
            Some(_) => Says::Text,
        },
        ink: glyph.ink,
        order: glyph.order,
    };
    let picture = |image: &PlacedObject| {
        let [x, y, across, down] = image.boundary;
        let frame = points([x - left, y - top, x + across - left, y + down - top]);
        let key = image.resource.bytes().fold(0_u128, |key, byte| key.wrapping_mul(257).wrapping_add(u128::from(byte)));
        PaintedPicture {
            frame: intersection(frame, whole),
            order: image.order,
            covers: across * down >= COVERS * width * height,
            key,
        }
    };
    let is_there = |picture: &PaintedPicture| {
        let [x0, y0, x1, y1] = picture.frame;
        x1 > x0 && y1 > y0
    };
    Shows {
        width: width * POINTS,
        height: height * POINTS,
        marks: content.glyphs.iter().map(mark).collect(),
        pictures: content.images.iter().map(picture).filter(is_there).collect(),
        cover: cover(&content.images, area),
        outlines: content
            .outlines
            .iter()
            .map(|[x0, y0, x1, y1]| points([x0 - left, y0 - top, x1 - left, y1 - top]))
            .filter(|frame| frame.iter().all(|side| side.is_finite()))
            .collect(),
        veils: Vec::new(),
        draws_characters: false,
    }
}

/// Whether the lines read from the page can be its text, and no codes without meaning.
fn is_text(lines: &[Line]) -> bool {
    let (mut total, mut noise) = (0usize, 0usize);
    for c in lines.iter().flat_map(|line| line.text.chars()).filter(|c| !c.is_whitespace()) {
        total += 1;
        noise += usize::from(is_private(c));
    }
    total > 0 && noise as f64 <= GARBAGE_SHARE * total as f64
}

/// The share of the page that pictures cover.
fn cover(images: &[PlacedObject], [x, y, width, height]: [f64; 4]) -> f64 {
    let mut covered = [[false; GRID]; GRID];
    let cell = |share: f64| (share * GRID as f64).round().clamp(0.0, GRID as f64) as usize;
    for [left, top, across, down] in images.iter().map(|image| image.boundary) {
        let (from, to) = (cell((left - x) / width), cell((left + across - x) / width));
        for row in covered.iter_mut().take(cell((top + down - y) / height)).skip(cell((top - y) / height)) {
            row.iter_mut().take(to).skip(from).for_each(|place| *place = true);
        }
    }
    covered.iter().flatten().filter(|place| **place).count() as f64 / (GRID * GRID) as f64
}
