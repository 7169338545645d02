//! A page of which a part is read and the rest recognised: both put together in the order of reading.

use image::RgbImage;

use super::{
    region::{Frame, area, covered, grown, holds, intersection, middle},
    tidy::is_wide,
};
use crate::model::{Line, Page, PageSource};

/// A recognised line is what was read already where that covers this share of it.
const KNOWN: f64 = 0.5;
/// How near the middles of two pieces of one row are, as a share of the smaller height.
const LEVEL: f64 = 0.5;
/// A gap between two cells of one row, as a share of the height.
const CELL_GAP: f64 = 0.8;
/// How much a line beside a block says of the block's place in the order of reading, against one above or below it.
const BESIDE: f64 = 0.2;

/// What is read of a page, and the rest as pictures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageParts {
    /// In the page's own units.
    pub(super) width: f32,
    pub(super) height: f32,
    /// The lines that are read, in the order of reading.
    pub(super) lines: Vec<Line>,
    /// What these lines are made of: what stands without a wide gap or a rule between.
    pub(super) pieces: Vec<Line>,
    /// The frames of the characters that are read.
    pub(super) read: Vec<Frame>,
    /// The parts that are not read.
    pub(super) pictures: Vec<PartPicture>,
}

/// A part of a page as a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PartPicture {
    /// Where it stands, in the page's own units.
    pub(super) frame: Frame,
    pub(super) pixels: RgbImage,
}

/// What was recognised in a part of a page: rows, and pieces with their boxes in the page's own units.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RecognisedBlock {
    pub(super) frame: Frame,
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
}

impl PageParts {
    /// The page with the blocks at their places.
    ///
    /// A block stands whole between the lines around it. Lines that stand on it, as words typed into a scanned form, are
    /// put into its rows.
    pub(super) fn with(self, page: u32, blocks: Vec<RecognisedBlock>) -> Page {
        let PageParts { width, height, lines, pieces, read, .. } = self;
        let mut items: Vec<ReadingItem> = lines.into_iter().map(|line| ReadingItem::of(line, &pieces)).collect();
        for block in blocks {
            let Some(mut block) = block.without(&read) else { continue };
            let (on, around): (Vec<ReadingItem>, Vec<ReadingItem>) =
                items.into_iter().partition(|item| holds(block.frame, middle(item.frame)));
            items = around;
            if !on.is_empty() {
                block.lines.extend(on.into_iter().flat_map(|item| item.lines));
                block.text = arranged(&mut block.lines);
            }
            let item = ReadingItem {
                frame: frame_of(&block.lines).unwrap_or(block.frame),
                text: block.text,
                lines: block.lines,
            };
            let place = place_of(&item, &items);
            items.insert(place, item);
        }
        let text = items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n");
        let lines = items.into_iter().flat_map(|item| item.lines).collect();
        Page { page, label: None, source: PageSource::Ocr, width, height, text, lines }
    }
}

/// What stands in the order of reading as one: a line, or a block of rows.
struct ReadingItem {
    frame: Frame,
    text: String,
    lines: Vec<Line>,
}

impl ReadingItem {
    /// A line with its pieces; one of a single piece is that.
    fn of(line: Line, pieces: &[Line]) -> Self {
        let frame = line.bbox.map(f64::from);
        let own: Vec<Line> = if line.text.contains('\t') {
            let within = |piece: &&Line| {
                let at = piece.bbox.map(f64::from);
                holds(grown(frame, 0.01), middle(at)) && line.text.contains(&piece.text)
            };
            pieces.iter().filter(within).cloned().collect()
        } else {
            Vec::new()
        };
        let text = line.text.clone();
        Self { frame, text, lines: if own.len() > 1 { own } else { vec![line] } }
    }
}

impl RecognisedBlock {
    /// The block without lines that were read already; `None` where nothing is left.
    fn without(mut self, read: &[Frame]) -> Option<Self> {
        let count = self.lines.len();
        self.lines.retain(|line| {
            let frame = line.bbox.map(f64::from);
            let near = read.iter().copied().filter(|glyph| area(intersection(*glyph, frame)) > 0.0);
            covered(frame, near) < KNOWN
        });
        if self.lines.len() < count {
            self.text = arranged(&mut self.lines);
        }
        (!self.lines.is_empty()).then_some(self)
    }
}

fn frame_of(lines: &[Line]) -> Option<Frame> {
    lines.iter().map(|line| line.bbox.map(f64::from)).reduce(super::region::union)
}

/// The place among the items that contradicts the fewest of them: those before it stand above, those behind it below.
fn place_of(item: &ReadingItem, items: &[ReadingItem]) -> usize {
    let weight = |other: &ReadingItem| {
        let shared = item.frame[2].min(other.frame[2]) - item.frame[0].max(other.frame[0]);
        if shared > 0.0 { 1.0 } else { BESIDE }
    };
    let above = |other: &ReadingItem| middle(other.frame)[1] < middle(item.frame)[1];
    // Wrong so far: every line above the block stands behind it.
    let mut wrong: f64 = items.iter().filter(|other| above(other)).map(weight).sum();
    let (mut best, mut least) = (0, wrong);
    for (index, other) in items.iter().enumerate() {
        wrong += if above(other) { -weight(other) } else { weight(other) };
        if wrong < least {
            (best, least) = (index + 1, wrong);
        }
    }
    best
}

/// Sorts pieces into rows, from the top and from the left, and gives their text.
fn arranged(lines: &mut Vec<Line>) -> String {
    let height = |line: &Line| (line.bbox[3] - line.bbox[1]).max(0.1);
    let level = |line: &Line| f32::midpoint(line.bbox[1], line.bbox[3]);
    lines.sort_by(|a, b| level(a).total_cmp(&level(b)));
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for line in lines.drain(..) {
        let fits = |row: &&mut Vec<Line>| {
            row.iter().any(|other| {
                let near = (level(other) - level(&line)).abs() < LEVEL as f32 * height(other).min(height(&line));
                let shared = other.bbox[2].min(line.bbox[2]) - other.bbox[0].max(line.bbox[0]);
                near && shared < 0.5 * height(&line)
            })
        };
        match rows.iter_mut().rev().take(8).find(fits) {
            Some(row) => row.push(line),
            None => rows.push(vec![line]),
        }
    }
    let mut text = String::new();
    for row in &mut rows {
        row.sort_by(|a, b| a.bbox[0].total_cmp(&b.bbox[0]));
        if !text.is_empty() {
            text.push('\n');
        }
        let mut before: Option<&Line> = None;
        for line in row.iter() {
            if let Some(before) = before {
                let gap = line.bbox[0] - before.bbox[2];
                let is_close = gap <= CELL_GAP as f32 * height(before).min(height(line));
                let (last, first) = (before.text.chars().next_back(), line.text.chars().next());
                text.push_str(match (last, first) {
                    _ if !is_close => "\t",
                    (Some(last), Some(first)) if !is_wide(last) && !is_wide(first) => " ",
                    _ => "",
                });
            }
            text.push_str(&line.text);
            before = Some(line);
        }
    }
    lines.extend(rows.into_iter().flatten());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, bbox: [f32; 4], confidence: f32) -> Line {
        Line { text: text.to_owned(), bbox, confidence, weak: Vec::new() }
    }

    fn parts(lines: &[Line]) -> PageParts {
        PageParts {
            width: 600.0,
            height: 800.0,
            lines: lines.to_vec(),
            pieces: Vec::new(),
            read: lines.iter().map(|line| line.bbox.map(f64::from)).collect(),
            pictures: Vec::new(),
        }
    }

    fn block(frame: Frame, lines: &[Line]) -> RecognisedBlock {
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        RecognisedBlock { frame, text, lines: lines.to_vec() }
    }

    #[test]
    fn a_block_stands_between_the_lines_around_it() {
        let read = [line("上", [50.0, 50.0, 500.0, 62.0], 1.0), line("下", [50.0, 600.0, 500.0, 612.0], 1.0)];
        let picture = block(
            [50.0, 100.0, 500.0, 500.0],
            &[line("图一", [60.0, 120.0, 200.0, 140.0], 0.9), line("图二", [60.0, 160.0, 200.0, 180.0], 0.9)],
        );
        let page = parts(&read).with(1, vec![picture]);
        assert_eq!(page.text, "上\n图一\n图二\n下");
        let confidence: Vec<f32> = page.lines.iter().map(|line| line.confidence).collect();
        assert_eq!(confidence, [1.0, 0.9, 0.9, 1.0]);
        assert_eq!(page.source, PageSource::Ocr);
    }

    #[test]
    fn typed_words_stand_in_the_rows_of_the_form() {
        let read = [line("王某一", [120.0, 100.0, 160.0, 112.0], 1.0), line("三十", [120.0, 140.0, 150.0, 152.0], 1.0)];
        let form = block(
            [0.0, 0.0, 600.0, 800.0],
            &[
                line("登记表", [200.0, 40.0, 320.0, 60.0], 0.9),
                line("姓名：", [80.0, 99.0, 118.0, 113.0], 0.9),
                line("年龄：", [80.0, 139.0, 118.0, 153.0], 0.9),
                line("备注", [400.0, 139.0, 440.0, 153.0], 0.9),
            ],
        );
        assert_eq!(parts(&read).with(1, vec![form]).text, "登记表\n姓名：王某一\n年龄：三十\t备注");
    }

    #[test]
    fn what_was_read_is_not_read_twice() {
        let read = [line("正文", [50.0, 50.0, 500.0, 62.0], 1.0)];
        let again = block([0.0, 0.0, 600.0, 800.0], &[line("正丈", [48.0, 49.0, 501.0, 63.0], 0.8)]);
        let page = parts(&read).with(1, vec![again]);
        assert_eq!((page.text.as_str(), page.lines.len()), ("正文", 1));
    }
}
