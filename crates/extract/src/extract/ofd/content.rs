//! What one page file draws: characters with their places and glyphs, pictures, filled outlines.

use std::{collections::BTreeMap, rc::Rc};

use unicode_normalization::UnicodeNormalization;

use super::{
    remark::OfdRemark,
    xml::{XmlEvent, attribute, number, numbers, visit},
};
use crate::extract::{judge::Ink, region::Frame, tidy::is_wide};

/// Outlines of one page that are kept, and the corners from which on one may be a part of a character.
const MAX_OUTLINES: usize = 100_000;
const CORNERS: usize = 3;
/// Glyphs that one transformation chooses.
const MAX_CHOSEN: usize = 100_000;
/// Up to this opacity, of 255, nothing is seen.
const CLEAR: f64 = 16.0;
/// From this lightness on, of 255, a colour is that of the paper.
const PALE: f64 = 245.0;
/// Elements below which text is no text of the page: it clips or fills other things.
const ASIDE: [&str; 3] = ["Clips", "Pattern", "CellContent"];

/// One character on the page. Lengths are in millimetres, the origin is that of the page's coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfdGlyph {
    /// What it says; `None` where nobody knows.
    pub(super) c: Option<char>,
    /// The font's ID; empty where none is named.
    pub(super) font: Rc<str>,
    /// Its number in the font, where the page chooses it by that.
    pub(super) glyph: Option<u32>,
    /// Whether it is seen.
    pub(super) ink: Ink,
    /// Its place in the order of drawing, the templates below included.
    pub(super) order: usize,
    /// Where it begins on its baseline.
    pub(super) origin: [f64; 2],
    /// The direction of writing, in whole degrees clockwise from rightwards, 0 to 359.
    pub(super) degrees: u16,
    /// The font size as drawn.
    pub(super) size: f64,
    /// How far it reaches in the direction of writing.
    pub(super) advance: f64,
    /// Stands across the direction of writing, as characters in columns do.
    pub(super) across: bool,
}

/// A picture on the page, or a composite graphic, which is content that stands in a resource file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedObject {
    /// `[x, y, width, height]` on the page.
    pub(super) boundary: [f64; 4],
    /// From the object's own coordinates to the boundary's; for a picture, from the unit square.
    pub(super) matrix: Option<[f64; 6]>,
    /// The ID of its resource.
    pub(super) resource: String,
    /// Its place in the order of drawing.
    pub(super) order: usize,
}

/// What a page, a template or the annotations of a page hold.
#[derive(Debug, Default)]
pub(super) struct OfdContent {
    pub(super) glyphs: Vec<OfdGlyph>,
    /// The pictures, the lowest first.
    pub(super) images: Vec<PlacedObject>,
    /// Composite graphics whose content is not added yet.
    pub(super) composites: Vec<PlacedObject>,
    /// The boxes of filled outlines, `[x0, y0, x1, y1]`.
    pub(super) outlines: Vec<Frame>,
    /// Remarks on it.
    pub(super) remarks: Vec<OfdRemark>,
    /// How many objects are drawn.
    pub(super) count: usize,
    /// The page's own area, where it has one.
    pub(super) area: Option<[f64; 4]>,
    /// IDs of the templates below.
    pub(super) templates: Vec<String>,
    /// Not all could be read.
    pub(super) cut: bool,
}

impl OfdContent {
    /// Adds what a template or the annotations draw.
    pub(super) fn add(&mut self, other: &OfdContent, max_glyphs: usize) {
        let room = max_glyphs.saturating_sub(self.glyphs.len());
        let from = self.count;
        let moved = |object: &PlacedObject| PlacedObject { order: object.order + from, ..object.clone() };
        let glyphs = other.glyphs.iter().take(room);
        self.glyphs.extend(glyphs.map(|glyph| OfdGlyph { order: glyph.order + from, ..glyph.clone() }));
        self.images.extend(other.images.iter().map(moved));
        self.composites.extend(other.composites.iter().map(moved));
        let left = MAX_OUTLINES.saturating_sub(self.outlines.len());
        self.outlines.extend(other.outlines.iter().take(left));
        self.count += other.count;
        self.cut |= other.cut || other.glyphs.len() > room;
    }

    /// Adds what a template draws below.
    pub(super) fn add_below(&mut self, other: &OfdContent, max_glyphs: usize) {
        for order in self.glyphs.iter_mut().map(|glyph| &mut glyph.order) {
            *order += other.count;
        }
        let above = std::mem::take(&mut self.images);
        let count = std::mem::take(&mut self.count);
        self.add(other, max_glyphs);
        let moved = above.into_iter().map(|object| PlacedObject { order: object.order + other.count, ..object });
        self.images.extend(moved);
        self.count += count;
    }

    /// Adds the content of a composite graphic at its place.
    pub(super) fn add_placed(&mut self, other: &OfdContent, at: &PlacedObject, max_glyphs: usize) {
        let [a, b, c, d, e, f] = at.matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let on_page = |[x, y]: [f64; 2]| [a * x + c * y + e + at.boundary[0], b * x + d * y + f + at.boundary[1]];
        let scale = (a * d - b * c).abs().sqrt();
        let turn = b.atan2(a).to_degrees().round();
        let moved = OfdContent {
            glyphs: other
                .glyphs
                .iter()
                .map(|glyph| OfdGlyph {
                    origin: on_page(glyph.origin),
                    degrees: (f64::from(glyph.degrees) + turn).rem_euclid(360.0) as u16 % 360,
                    size: glyph.size * scale,
                    advance: glyph.advance * scale,
                    order: at.order,
                    ..glyph.clone()
                })
                .filter(|glyph| glyph.origin.iter().chain([&glyph.size]).all(|value| value.is_finite()))
                .collect(),
            images: other
                .images
                .iter()
                .map(|image| {
                    let [x, y] = on_page([image.boundary[0], image.boundary[1]]);
                    let [.., width, height] = image.boundary;
                    let matrix = image.matrix.map(|matrix| matrix.map(|value| value * scale));
                    let boundary = [x, y, width * scale, height * scale];
                    PlacedObject { boundary, matrix, order: at.order, ..image.clone() }
                })
                .collect(),
            outlines: other
                .outlines
                .iter()
                .map(|[x0, y0, x1, y1]| {
                    let (a, b) = (on_page([*x0, *y0]), on_page([*x1, *y1]));
                    [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])]
                })
                .collect(),
            cut: other.cut,
            ..OfdContent::default()
        };
        self.add(&moved, max_glyphs);
    }
}

/// A text object (GB/T 33190, 11.3) while it is read.
#[derive(Default)]
struct TextObject {
    corner: [f64; 2],
    matrix: [f64; 6],
    size: f64,
    stretch: f64,
    reading: u16,
    /// Where the last text code began: it stands for coordinates that the next leaves out.
    start: [f64; 2],
    code: Option<TextCode>,
    font: Rc<str>,
    is_painted: bool,
    is_pale: bool,
    order: usize,
    /// Glyphs by the places of the codes that they stand for (GB/T 33190, 11.4).
    glyphs: BTreeMap<usize, u32>,
    /// The transformation that is read at present: the first code, and how many codes it takes.
    from: usize,
    codes: usize,
    /// Codes placed so far.
    placed: usize,
}

impl TextObject {
    /// Notes the glyphs of a transformation. Several glyphs for one code are one character.
    fn choose(&mut self, text: &str) {
        let numbers = text.split_whitespace().map_while(|word| word.parse().ok());
        for (place, glyph) in (self.from..).zip(numbers).take(self.codes.min(MAX_CHOSEN)) {
            self.glyphs.insert(place, glyph);
        }
    }

    fn ink(&self) -> Ink {
        match (self.is_painted, self.is_pale) {
            (false, _) => Ink::None,
            (true, true) => Ink::Pale,
            (true, false) => Ink::Shown,
        }
    }
}

#[derive(Default)]
struct TextCode {
    text: String,
    across: Option<String>,
    down: Option<String>,
}

/// Reads a page's content, a template's or an annotation file's, `max_glyphs` characters at most.
pub(super) fn read(xml: &str, max_glyphs: usize) -> OfdContent {
    read_within(xml, None, max_glyphs)
}

/// Reads the composite graphic `unit` of a resource file.
pub(super) fn read_unit(xml: &str, unit: &str, max_glyphs: usize) -> OfdContent {
    read_within(xml, Some(unit), max_glyphs)
}

fn read_within(xml: &str, unit: Option<&str>, max_glyphs: usize) -> OfdContent {
    let mut content = OfdContent::default();
    let mut object: Option<TextObject> = None;
    let mut outline: Option<Outline> = None;
    let mut fonts: BTreeMap<String, Rc<str>> = BTreeMap::new();
    // An element whose content is left out, by its depth.
    let mut skipped: Option<usize> = None;
    // The corner of an annotation's appearance, which its content counts from.
    let mut corner = [0.0; 2];
    let whole = visit(xml, |path, event| {
        let name = path.last().map_or("", String::as_str);
        let depth = path.len();
        if skipped.is_some_and(|start| depth > start) {
            return;
        }
        if let (Some(unit), XmlEvent::Start(element)) = (unit, &event)
            && name == "CompositeGraphicUnit"
            && attribute(element, "ID").as_deref() != Some(unit)
        {
            skipped = Some(depth);
            return;
        }
        match event {
            XmlEvent::Start(element) => {
                // A watermark is printed across the page and says nothing of it.
                let unseen = attribute(element, "Visible").is_some_and(|value| value.trim() == "false")
                    || (name == "Annot" && attribute(element, "Type").is_some_and(|kind| kind == "Watermark"));
                if unseen || ASIDE.contains(&name) {
                    skipped = Some(depth);
                    return;
                }
                let boundary = || attribute(element, "Boundary").as_deref().and_then(numbers::<4>);
                match name {
                    "Template" => content.templates.extend(attribute(element, "TemplateID")),
                    "Appearance" => corner = boundary().map_or([0.0; 2], |[x, y, ..]| [x, y]),
                    "TextObject" => {
                        let [x, y, ..] = boundary().unwrap_or_default();
                        content.count += 1;
                        let font = attribute(element, "Font").unwrap_or_default();
                        let is = |name: &str| attribute(element, name).map(|value| value.trim() == "true");
                        object = Some(TextObject {
                            font: Rc::clone(fonts.entry(font.clone()).or_insert_with(|| Rc::from(font.as_str()))),
                            is_painted: is("Fill") != Some(false) || is("Stroke") == Some(true),
                            is_pale: number(element, "Alpha").is_some_and(|alpha| alpha <= CLEAR),
                            order: content.count,
                            corner: [corner[0] + x, corner[1] + y],
                            matrix: attribute(element, "CTM")
                                .as_deref()
                                .and_then(numbers)
                                .unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
                            size: number(element, "Size").filter(|size| *size > 0.0).unwrap_or(3.5),
                            stretch: number(element, "HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0),
                            reading: number(element, "ReadDirection")
                                .map_or(0, |angle| angle.rem_euclid(360.0) as u16 / 90 * 90),
                            ..TextObject::default()
                        });
                    }
                    "CGTransform" => {
                        if let Some(object) = &mut object {
                            let whole = |name| number(element, name).map_or(0.0, |value| value.max(0.0)) as usize;
                            object.from = whole("CodePosition");
                            object.codes = whole("CodeCount").max(1);
                        }
                    }
                    "FillColor" => {
                        if let Some(object) = &mut object
                            && path.iter().rev().nth(1).is_some_and(|parent| parent == "TextObject")
                        {
                            let is_clear = number(element, "Alpha").is_some_and(|alpha| alpha <= CLEAR);
                            let value = attribute(element, "Value").unwrap_or_default();
                            object.is_pale |= is_clear || is_white(&value);
                        }
                    }
                    "TextCode" => {
                        if let Some(object) = &mut object {
                            let [x, y] = object.start;
                            object.start = [number(element, "X").unwrap_or(x), number(element, "Y").unwrap_or(y)];
                            object.code = Some(TextCode {
                                text: String::new(),
                                across: attribute(element, "DeltaX"),
                                down: attribute(element, "DeltaY"),
                            });
                        }
                    }
                    "ImageObject" | "CompositeObject" => {
                        if let Some([x, y, width, height]) = boundary() {
                            content.count += 1;
                            let placed = PlacedObject {
                                order: content.count,
                                boundary: [corner[0] + x, corner[1] + y, width, height],
                                matrix: attribute(element, "CTM").as_deref().and_then(numbers),
                                resource: attribute(element, "ResourceID").unwrap_or_default(),
                            };
                            let kept =
                                if name == "ImageObject" { &mut content.images } else { &mut content.composites };
                            kept.push(placed);
                        }
                    }
                    "PathObject" => {
                        let is_filled = attribute(element, "Fill").is_some_and(|fill| fill.trim() == "true");
                        outline = boundary().filter(|_| is_filled).map(|[x, y, ..]| Outline {
                            corner: [corner[0] + x, corner[1] + y],
                            matrix: attribute(element, "CTM")
                                .as_deref()
                                .and_then(numbers)
                                .unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
                            data: String::new(),
                        });
                    }
                    _ => {}
                }
            }
            XmlEvent::Text(text) => match name {
                "TextCode" => {
                    if let Some(code) = object.as_mut().and_then(|object| object.code.as_mut()) {
                        code.text.push_str(text);
                    }
                }
                "AbbreviatedData" => {
                    if let Some(outline) = &mut outline {
                        outline.data.push_str(text);
                    }
                }
                "Glyphs" => {
                    if let Some(object) = &mut object {
                        object.choose(text);
                    }
                }
                "PhysicalBox" => content.area = numbers(text).or(content.area),
                "ApplicationBox" if content.area.is_none() => content.area = numbers(text),
                _ => {}
            },
            XmlEvent::End => {
                if skipped == Some(depth) {
                    skipped = None;
                    return;
                }
                match name {
                    "TextCode" => {
                        if let Some(object) = &mut object
                            && let Some(code) = object.code.take()
                        {
                            content.cut |= !place(object, &code, &mut content.glyphs, max_glyphs);
                            object.placed += code.text.chars().count();
                        }
                    }
                    "TextObject" => object = None,
                    "Appearance" => corner = [0.0; 2],
                    "PathObject" => {
                        if let Some(outline) = outline.take() {
                            let left = MAX_OUTLINES.saturating_sub(content.outlines.len());
                            content.outlines.extend(outline.frames().into_iter().take(left));
                        }
                    }
                    _ => {}
                }
            }
        }
    });
    // A file that is cut off in the middle of a text still says what stands before.
    if let Some(mut object) = object
        && let Some(code) = object.code.take()
    {
        place(&object, &code, &mut content.glyphs, max_glyphs);
    }
    content.cut |= !whole;
    content
}

/// A filled path while it is read.
struct Outline {
    corner: [f64; 2],
    matrix: [f64; 6],
    data: String,
}

impl Outline {
    /// The boxes of its contours (GB/T 33190, 9.1). A rectangle alone is a rule or a background.
    fn frames(&self) -> Vec<Frame> {
        let [a, b, c, d, e, f] = self.matrix;
        let mut out: Vec<(Frame, usize, bool)> = Vec::new();
        let (mut values, mut curved) = (Vec::new(), false);
        let mut add = |values: &mut Vec<f64>, begins: bool, curved: bool| {
            for (index, pair) in values.chunks_exact(2).enumerate() {
                let [x, y] = [pair[0], pair[1]];
                let (x, y) = (a * x + c * y + e + self.corner[0], b * x + d * y + f + self.corner[1]);
                match out.last_mut().filter(|_| !(begins && index == 0)) {
                    Some((frame, corners, is_curved)) => {
                        *frame = [frame[0].min(x), frame[1].min(y), frame[2].max(x), frame[3].max(y)];
                        *corners += 1;
                        *is_curved |= curved;
                    }
                    None => out.push(([x, y, x, y], 1, curved)),
                }
            }
            values.clear();
        };
        let mut begins = false;
        for word in self.data.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
            match word.parse::<f64>() {
                Ok(value) if value.is_finite() => values.push(value),
                _ => {
                    add(&mut values, begins, curved);
                    begins = matches!(word, "M" | "S");
                    curved = matches!(word, "Q" | "B" | "A");
                }
            }
        }
        add(&mut values, begins, curved);
        let is_alone = out.len() == 1;
        let is_drawn =
            |(_, corners, curved): &(Frame, usize, bool)| *corners >= CORNERS && (*curved || !is_alone || *corners > 5);
        out.into_iter().filter(is_drawn).map(|(frame, ..)| frame).collect()
    }
}

/// Whether a colour is that of the paper: all of its values are high, as in grey and RGB.
fn is_white(value: &str) -> bool {
    let values: Vec<f64> = value.split_whitespace().map_while(|word| word.parse().ok()).collect();
    matches!(values.len(), 1 | 3) && values.iter().all(|value| *value >= PALE)
}

/// Adds the characters of one text code at their places; false where there are too many.
fn place(object: &TextObject, code: &TextCode, glyphs: &mut Vec<OfdGlyph>, max_glyphs: usize) -> bool {
    let text = code.text.trim_matches(['\n', '\r', '\t']);
    // Line breaks around the text come from programs that indent XML, and so do the spaces after them.
    let text = if text.len() < code.text.len() { text.trim() } else { text };
    // Codes are counted as they stand in the file.
    let skipped = code.text.find(text).map_or(0, |at| code.text.get(..at).unwrap_or_default().chars().count());
    let room = max_glyphs.saturating_sub(glyphs.len());
    let all: Vec<char> = text.chars().take(room.saturating_add(1)).collect();
    let kept = &all[..all.len().min(room)];
    let mut steps_across = code.across.as_deref().map(|text| deltas(text, kept.len()).into_iter());
    let mut steps_down = code.down.as_deref().map(|text| deltas(text, kept.len()).into_iter());

    // Places in the object's own coordinates, the last one being where a further character would stand.
    let (mut x, mut y) = (object.start[0], object.start[1]);
    let mut places = Vec::with_capacity(kept.len() + 1);
    let mut widths = Vec::with_capacity(kept.len());
    for c in kept {
        places.push([x, y]);
        let natural = width(*c) * object.size * object.stretch;
        widths.push(natural);
        // The standard draws all characters at one place where nothing moves them; nobody means that.
        match (steps_across.as_mut().and_then(Iterator::next), steps_down.as_mut().and_then(Iterator::next)) {
            (None, None) => match object.reading {
                90 => y += object.size,
                180 => x -= natural,
                270 => y -= object.size,
                _ => x += natural,
            },
            (dx, dy) => {
                x += dx.unwrap_or(0.0);
                y += dy.unwrap_or(0.0);
            }
        }
    }
    places.push([x, y]);

    let [a, b, c, d, e, f] = object.matrix;
    let on_page = |[x, y]: [f64; 2]| [a * x + c * y + e + object.corner[0], b * x + d * y + f + object.corner[1]];
    let scale = (a * d - b * c).abs().sqrt();
    let scale = if scale > 0.0 { scale } else { 1.0 };
    let size = object.size * scale;
    // Where the characters go says more than the declared direction; unevenness within a line says nothing.
    let (first, last) = (places[0], places[kept.len().saturating_sub(1)]);
    let (right, below) = (last[0] - first[0], last[1] - first[1]);
    let quarter = if right.hypot(below) > 0.01 * object.size {
        let along = right.abs() >= below.abs();
        match (along, right > 0.0, below > 0.0) {
            (true, true, _) => 0,
            (true, false, _) => 180,
            (false, _, true) => 90,
            (false, _, false) => 270,
        }
    } else {
        object.reading
    };
    let degrees = (b.atan2(a).to_degrees().round() + f64::from(quarter)).rem_euclid(360.0) as u16 % 360;
    let across = matches!(quarter, 90 | 270);
    for (index, c) in kept.iter().enumerate() {
        let (origin, next) = (on_page(places[index]), on_page(places[index + 1]));
        let step = (next[0] - origin[0]).hypot(next[1] - origin[1]);
        let natural = widths[index] * scale;
        // Steps within a run tell the font's true widths, unless they leave room for a space.
        let advance = if index + 1 < kept.len() && step <= size.max(natural) * 1.02 { step } else { natural };
        if origin.iter().all(|value| value.is_finite()) && size.is_finite() {
            let c =
                if matches!(c, '\u{2F00}'..='\u{2FD5}') { std::iter::once(*c).nfkc().next().unwrap_or(*c) } else { *c };
            glyphs.push(OfdGlyph {
                c: Some(c),
                font: Rc::clone(&object.font),
                glyph: object.glyphs.get(&(object.placed + skipped + index)).copied(),
                ink: object.ink(),
                order: object.order,
                origin,
                degrees,
                size,
                advance,
                across,
            });
        }
    }
    all.len() <= room
}

/// A character's usual width as a share of the font size; page files do not give the fonts' own.
fn width(c: char) -> f64 {
    match c {
        _ if is_wide(c) => 1.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.85,
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '[' | ']' | ' ' => {
            0.3
        }
        'A'..='Z' => 0.65,
        _ => 0.5,
    }
}

/// The offsets between characters, `count` at most: numbers, where `g n v` stands for `n` times `v` (GB/T 33190,
/// 11.3). What is no number ends the list.
pub(super) fn deltas(text: &str, count: usize) -> Vec<f64> {
    let mut out = Vec::new();
    let mut words = text.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    let value = |word: Option<&str>| word?.parse().ok().filter(|value: &f64| value.is_finite());
    while out.len() < count
        && let Some(word) = words.next()
    {
        if let Some(rest) = word.strip_prefix(['g', 'G']) {
            let times = if rest.is_empty() { words.next() } else { Some(rest) };
            let (Some(times), Some(step)) = (times.and_then(|times| times.parse().ok()), value(words.next())) else {
                break;
            };
            out.resize(out.len().saturating_add(times).min(count), step);
        } else if let Some(step) = value(Some(word)) {
            out.push(step);
        } else {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn repeated_deltas_are_written_out() {
        assert_eq!(deltas("g 3 2.5 1 g2 4", 10), [2.5, 2.5, 2.5, 1.0, 4.0, 4.0]);
        assert_eq!(deltas("g 99999999999 1", 3), [1.0; 3]);
        assert_eq!(deltas("1 g 2", 5), [1.0]);
        assert_eq!(deltas("1 NaN 2", 5), [1.0]);
        assert_eq!(deltas("g -2 1", 5), [] as [f64; 0]);
    }

    proptest! {
        #[test]
        fn any_deltas_are_read(text in "[g0-9. \\-e,]{0,60}", count in 0usize..50) {
            let read = deltas(&text, count);
            prop_assert!(read.len() <= count && read.iter().all(|step| step.is_finite()));
        }

        #[test]
        fn runs_and_lists_say_the_same(runs in proptest::collection::vec((1usize..9, 1u8..100), 1..8)) {
            let short: Vec<String> = runs.iter().map(|(times, step)| format!("g {times} {step}")).collect();
            let long: Vec<String> = runs.iter().flat_map(|(times, step)| vec![step.to_string(); *times]).collect();
            prop_assert_eq!(deltas(&short.join(" "), 1000), deltas(&long.join(" "), 1000));
            prop_assert_eq!(deltas(&long.join(" "), 1000).len(), long.len());
        }
    }
}
