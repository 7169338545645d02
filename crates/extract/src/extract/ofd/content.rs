//! What one page file draws: characters with their places, pictures, filled outlines.

use unicode_normalization::UnicodeNormalization;

use super::xml::{XmlEvent, attribute, number, numbers, visit};
use crate::extract::tidy::is_wide;

/// Path commands from which on a filled path may be an outlined character.
const OUTLINE_COMMANDS: usize = 12;
/// Elements below which text is no text of the page: it clips or fills other things.
const ASIDE: [&str; 3] = ["Clips", "Pattern", "CellContent"];

/// One character on the page. Lengths are in millimetres, the origin is that of the page's coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfdGlyph {
    pub(super) c: char,
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
}

/// What a page, a template or the annotations of a page hold.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) glyphs: Vec<OfdGlyph>,
    /// The pictures, the lowest first.
    pub(super) images: Vec<PlacedObject>,
    /// Composite graphics whose content is not added yet.
    pub(super) composites: Vec<PlacedObject>,
    /// Filled paths with as many parts as an outlined character.
    pub(super) outlines: usize,
    /// The page's own area, where it has one.
    pub(super) area: Option<[f64; 4]>,
    /// IDs of the templates below.
    pub(super) templates: Vec<String>,
    /// Not all could be read.
    pub(super) cut: bool,
}

impl Content {
    /// Adds what a template or the annotations draw.
    pub(super) fn add(&mut self, other: &Content, max_glyphs: usize) {
        let room = max_glyphs.saturating_sub(self.glyphs.len());
        self.glyphs.extend(other.glyphs.iter().take(room).cloned());
        self.images.extend(other.images.iter().cloned());
        self.composites.extend(other.composites.iter().cloned());
        self.outlines += other.outlines;
        self.cut |= other.cut || other.glyphs.len() > room;
    }

    /// Adds what a template draws below.
    pub(super) fn add_below(&mut self, other: &Content, max_glyphs: usize) {
        let above = std::mem::take(&mut self.images);
        self.add(other, max_glyphs);
        self.images.extend(above);
    }

    /// Adds the content of a composite graphic at its place.
    pub(super) fn add_placed(&mut self, other: &Content, at: &PlacedObject, max_glyphs: usize) {
        let [a, b, c, d, e, f] = at.matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let on_page = |[x, y]: [f64; 2]| [a * x + c * y + e + at.boundary[0], b * x + d * y + f + at.boundary[1]];
        let scale = (a * d - b * c).abs().sqrt();
        let turn = b.atan2(a).to_degrees().round();
        let moved = Content {
            glyphs: other
                .glyphs
                .iter()
                .map(|glyph| OfdGlyph {
                    origin: on_page(glyph.origin),
                    degrees: (f64::from(glyph.degrees) + turn).rem_euclid(360.0) as u16 % 360,
                    size: glyph.size * scale,
                    advance: glyph.advance * scale,
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
                    PlacedObject { boundary: [x, y, width * scale, height * scale], matrix, ..image.clone() }
                })
                .collect(),
            outlines: other.outlines,
            cut: other.cut,
            ..Content::default()
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
}

#[derive(Default)]
struct TextCode {
    text: String,
    across: Option<String>,
    down: Option<String>,
}

/// Reads a page's content, a template's or an annotation file's, `max_glyphs` characters at most.
pub(super) fn read(xml: &str, max_glyphs: usize) -> Content {
    read_within(xml, None, max_glyphs)
}

/// Reads the composite graphic `unit` of a resource file.
pub(super) fn read_unit(xml: &str, unit: &str, max_glyphs: usize) -> Content {
    read_within(xml, Some(unit), max_glyphs)
}

fn read_within(xml: &str, unit: Option<&str>, max_glyphs: usize) -> Content {
    let mut content = Content::default();
    let mut object: Option<TextObject> = None;
    let mut outline: Option<usize> = None;
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
                        object = Some(TextObject {
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
                            let placed = PlacedObject {
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
                        outline = attribute(element, "Fill").is_some_and(|fill| fill.trim() == "true").then_some(0);
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
                    if let Some(commands) = &mut outline {
                        *commands += text.bytes().filter(u8::is_ascii_alphabetic).count();
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
                            && !place(object, &code, &mut content.glyphs, max_glyphs)
                        {
                            content.cut = true;
                        }
                    }
                    "TextObject" => object = None,
                    "Appearance" => corner = [0.0; 2],
                    "PathObject" => {
                        content.outlines += usize::from(outline.take().is_some_and(|count| count >= OUTLINE_COMMANDS));
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

/// Adds the characters of one text code at their places; false where there are too many.
fn place(object: &TextObject, code: &TextCode, glyphs: &mut Vec<OfdGlyph>, max_glyphs: usize) -> bool {
    let text = code.text.trim_matches(['\n', '\r', '\t']);
    // Line breaks around the text come from programs that indent XML, and so do the spaces after them.
    let text = if text.len() < code.text.len() { text.trim() } else { text };
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
            glyphs.push(OfdGlyph { c, origin, degrees, size, advance, across });
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
