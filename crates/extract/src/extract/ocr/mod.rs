//! Printed text in scans and photographs.
//!
//! Two small networks of PP-OCRv6 are part of the program: a detector, which marks where lines of text stand, and a
//! recogniser, which reads one line cut out of the picture. Around them: which way up the page lies, how far it is
//! skewed, whether it is a spread of two pages, and which lines
//! stand in one row. Where they come from is written in `model/NOTICE.md`.
//!
//! Everything runs on one thread and looks at nothing but the picture, so the same picture always gives the same
//! text.

mod detect;
mod layout;
mod network;
mod raster;
mod recognise;
mod spread;
mod strip;

use std::{collections::BTreeMap, sync::Arc};

use image::{RgbImage, imageops};
use rten::ThreadPool;

use self::{
    layout::TextBox,
    network::Network,
    raster::{pixels, within},
    recognise::{Alphabet, LineReading},
    spread::Straight,
    strip::{Quarter, Strip},
};
use crate::model::Line;

pub use self::network::EngineError;

/// The version of what is recognised. It is raised whenever the same picture would give another text.
pub const VERSION: u32 = 4;

/// Pictures are made smaller to so many pixels before anything else: they hold an A3 page at 300 dots an inch.
const MOST_PIXELS: u32 = 20_000_000;
/// Pictures with a side below this hold no text, in pixels.
const SHORTEST: u32 = 8;
/// Readings below this are noise.
const CONFIDENT: f32 = 0.5;
/// So many lines are read both ways to find out which way up a page lies.
const SAMPLE: usize = 5;
/// Once one way is ahead of the other by so many sure characters, it is the right one.
const DECIDED: f32 = 12.0;
/// From this proportion of height to width on a strip may be a column of characters.
const TALL: f32 = 1.5;

/// The loaded networks. Loading takes about a tenth of a second, so one engine should read many pages.
pub struct Engine {
    detector: Network,
    recogniser: Network,
    alphabet: Alphabet,
}

/// What one picture says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognised {
    /// Rows from the top to the foot of the page, parted by `\n`; the cells of a row parted by tabs. Of a spread the left
    /// page comes first.
    pub text: String,
    /// The pieces of text in the same order, each with its box in pixels of the picture as it was given.
    pub lines: Vec<Line>,
    /// By how many degrees the text stood turned clockwise: 0, 90, 180 or 270.
    pub turned: u16,
    /// By how many degrees the rows sink to the right (positive) or to the left (negative), as one reads.
    pub skew: f32,
}

impl Engine {
    /// Loads the networks.
    ///
    /// # Errors
    ///
    /// Only where the program was built with damaged networks.
    pub fn new() -> Result<Self, EngineError> {
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        let detector = include_bytes!("model/ppocrv6-tiny-detector.onnx");
        let recogniser = include_bytes!("model/ppocrv6-small-recogniser.onnx");
        Ok(Self {
            detector: Network::load("detector", detector, &pool)?,
            recogniser: Network::load("recogniser", recogniser, &pool)?,
            alphabet: Alphabet::new(include_str!("model/ppocrv6-small-characters.txt")),
        })
    }

    /// Reads the picture, which may lie on its side, upside down or skewed. A picture without text gives no text;
    /// `None` where a network could not be run, for want of memory, so that nothing is known of the picture.
    ///
    /// It takes about two seconds for a page full of text, and some 250 MB beside the picture itself.
    pub fn read(&self, picture: &RgbImage) -> Option<Recognised> {
        if picture.width().min(picture.height()) < SHORTEST {
            return Some(Recognised::default());
        }
        let (work, scale) = within(picture, MOST_PIXELS);
        let (width, height) = (pixels(work.width()), pixels(work.height()));
        let found = detect::lines(&self.detector, &work)?;
        let quarter = self.quarter(&work, &found)?;
        let upright = match quarter {
            Quarter::None => None,
            Quarter::Clockwise => Some(imageops::rotate270(&*work)),
            Quarter::CounterClockwise => Some(imageops::rotate90(&*work)),
        };
        let (page, found) = match &upright {
            None => (&*work, found),
            Some(page) => (page, detect::lines(&self.detector, page)?),
        };
        let mut heading = match quarter {
            Quarter::None => self.heading(page, &found)?,
            Quarter::Clockwise | Quarter::CounterClockwise => Heading::default(),
        };
        let upside_down = heading.upside_down;
        let skew = skew(&found);
        let straight = Straight { skew, upside_down };

        let mut strips = Vec::with_capacity(found.len());
        let mut lines = Vec::with_capacity(found.len());
        for (index, strip) in found.into_iter().enumerate() {
            let known = heading.known.remove(&index).filter(|_| strip.height < TALL * strip.width);
            let reading = match known {
                Some(known) => known,
                None => self.strip(page, &strip, upside_down)?,
            };
            if reading.confidence < CONFIDENT {
                continue;
            }
            strips.push(strip);
            let [x0, y0, x1, y1] = quarter.back(&strip, width, height).scaled(1.0 / scale, 1.0 / scale).bounds();
            let (right, foot) = (pixels(picture.width()), pixels(picture.height()));
            let bbox = [x0.clamp(0.0, right), y0.clamp(0.0, foot), x1.clamp(0.0, right), y1.clamp(0.0, foot)];
            let weak = reading.weak();
            lines.push(Line { text: reading.text, bbox, confidence: reading.confidence, weak });
        }
        let turned = match quarter {
            Quarter::Clockwise => 90,
            Quarter::CounterClockwise => 270,
            Quarter::None if upside_down && !lines.is_empty() => 180,
            Quarter::None => 0,
        };
        let (text, lines) = in_order(page, straight, &strips, lines);
        Some(Recognised { text, lines, turned, skew })
    }

    fn line(&self, page: &RgbImage, strip: &Strip) -> Option<LineReading> {
        recognise::line(&self.recogniser, &self.alphabet, page, strip)
    }

    /// Reads one strip of a page that stands upright or on its head.
    fn strip(&self, page: &RgbImage, strip: &Strip, upside_down: bool) -> Option<LineReading> {
        let way = |strip: Strip| if upside_down { strip.reversed() } else { strip };
        let across = self.line(page, &way(*strip))?;
        if strip.height < TALL * strip.width {
            return Some(across);
        }
        // A tall strip is a column of characters, or a lone thin one such as "1".
        let down = self.line(page, &way(strip.downwards()))?;
        Some(if down.confidence > across.confidence { down } else { across })
    }

    /// Whether most of the text runs along the height of the picture, and which way.
    fn quarter(&self, page: &RgbImage, found: &[Strip]) -> Option<Quarter> {
        let (mut tall, mut wide) = (0.0, 0.0);
        for strip in found {
            if strip.height > TALL * strip.width {
                tall += strip.height;
            } else if strip.width > TALL * strip.height {
                wide += strip.width;
            }
        }
        if tall <= wide {
            return Some(Quarter::None);
        }
        let down: Vec<Strip> =
            found.iter().filter(|strip| strip.height > TALL * strip.width).map(Strip::downwards).collect();
        let upside_down = self.heading(page, &down)?.upside_down;
        Some(if upside_down { Quarter::CounterClockwise } else { Quarter::Clockwise })
    }

    /// Which way up the strips are read, told by reading a few of them from both ends.
    fn heading(&self, page: &RgbImage, strips: &[Strip]) -> Option<Heading> {
        let mut sample: Vec<usize> = (0..strips.len()).collect();
        // Long lines say most; beyond a dozen characters they only take longer.
        let worth = |index: usize| (strips[index].width / strips[index].height.max(1.0)).min(12.0);
        sample.sort_by(|a, b| worth(*b).total_cmp(&worth(*a)).then(strips[*b].height.total_cmp(&strips[*a].height)));
        let mut forwards = Heading::default();
        let mut backwards = Heading { upside_down: true, ..Heading::default() };
        for index in sample.into_iter().take(SAMPLE) {
            forwards.add(index, self.line(page, &strips[index])?);
            backwards.add(index, self.line(page, &strips[index].reversed())?);
            if (forwards.weight - backwards.weight).abs() >= DECIDED {
                break;
            }
        }
        Some(if backwards.weight > forwards.weight { backwards } else { forwards })
    }
}

/// Lines read from one end.
#[derive(Default)]
struct Heading {
    upside_down: bool,
    /// How much the readings say: a line from its wrong end gives few characters, and those unsurely.
    weight: f32,
    /// The readings by the places of their strips, so that none is read twice.
    known: BTreeMap<usize, LineReading>,
}

impl Heading {
    fn add(&mut self, index: usize, reading: LineReading) {
        let characters = u16::try_from(reading.text.chars().count()).unwrap_or(u16::MAX);
        self.weight += f32::from(characters) * reading.confidence.powi(2);
        self.known.insert(index, reading);
    }
}

/// The middle angle of the long lines, in degrees.
fn skew(strips: &[Strip]) -> f32 {
    let mut angles: Vec<f32> =
        strips.iter().filter(|strip| strip.width > 3.0 * strip.height).map(Strip::angle).collect();
    angles.sort_by(f32::total_cmp);
    angles.get(angles.len() / 2).copied().unwrap_or(0.0)
}

/// The text in the order of reading, and its lines in the same order. `strips` and `lines` belong together.
fn in_order(page: &RgbImage, straight: Straight, strips: &[Strip], lines: Vec<Line>) -> (String, Vec<Line>) {
    let text_box = |straight: Straight, strip: &Strip, line: &Line| TextBox {
        text: line.text.clone(),
        center: straight.point(strip.center),
        width: strip.width,
        height: strip.height,
    };
    let found: Vec<(Strip, Line)> = strips.iter().copied().zip(lines).collect();
    let boxes: Vec<TextBox> = found.iter().map(|(strip, line)| text_box(straight, strip, line)).collect();
    let pages: Vec<Vec<(Strip, Line)>> = match spread::parting(page, straight, &boxes) {
        None => vec![found],
        Some(at) => {
            let (left, right) = found.into_iter().partition(|(strip, _)| straight.point(strip.center)[0] < at);
            vec![left, right]
        }
    };
    let is_spread = pages.len() > 1;
    let mut texts = Vec::new();
    let mut ordered = Vec::new();
    for found in pages {
        // The two pages of an open book rarely lie level with each other.
        let own: Vec<Strip> = found.iter().map(|(strip, _)| *strip).collect();
        let straight = if is_spread { Straight { skew: skew(&own), ..straight } } else { straight };
        let boxes: Vec<TextBox> = found.iter().map(|(strip, line)| text_box(straight, strip, line)).collect();
        let rows = layout::rows(&boxes);
        texts.push(layout::text(&boxes, &rows));
        let mut lines: Vec<Option<Line>> = found.into_iter().map(|(_, line)| Some(line)).collect();
        ordered.extend(rows.iter().flatten().filter_map(|index| lines[*index].take()));
    }
    (texts.join("\n"), ordered)
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    const NOTICE: &str = "石桥村集体资金公示表\n公示时间：2020年6月8日\n序号\t户主姓名\t金额（元）\n1\t林知远\t1,286.50\n\
                          2\t沈若谷\t930.00\n3\t唐怀瑾\t2,045.75\n监督人：顾清和";

    fn notice() -> RgbImage {
        let bytes = include_bytes!("../../../../../tests/data/ocr/notice.png");
        image::load_from_memory(bytes).expect("the picture is sound").into_rgb8()
    }

    /// The box of the one line that says this.
    fn place(read: &Recognised, text: &str) -> [f32; 4] {
        let mut found = read.lines.iter().filter(|line| line.text == text);
        let line = found.next().expect("the line was read");
        assert!(found.next().is_none() && line.confidence > 0.9 && line.confidence <= 1.0);
        line.bbox
    }

    fn close(a: [f32; 4], b: [f32; 4]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 12.0)
    }

    #[test]
    fn a_page_reads_the_same_whichever_way_it_lies() {
        let engine = Engine::new().expect("the networks are part of the program");
        let picture = notice();
        let (width, height) = (pixels(picture.width()), pixels(picture.height()));
        let upright = engine.read(&picture).expect("the networks run");
        assert_eq!(upright.text, NOTICE);
        assert_eq!(upright.turned, 0);
        assert!(upright.skew.abs() < 0.5);
        // Where the name was drawn.
        let [x0, y0, x1, y1] = place(&upright, "沈若谷");
        assert!(x0 > 190.0 && x1 < 310.0 && y0 > 200.0 && y1 < 260.0, "{x0} {y0} {x1} {y1}");

        let turned = engine.read(&imageops::rotate180(&picture)).expect("the networks run");
        assert_eq!((turned.text.as_str(), turned.turned), (NOTICE, 180));
        assert!(close(place(&turned, "沈若谷"), [width - x1, height - y1, width - x0, height - y0]));

        let turned = engine.read(&imageops::rotate90(&picture)).expect("the networks run");
        assert_eq!((turned.text.as_str(), turned.turned), (NOTICE, 90));
        assert!(close(place(&turned, "沈若谷"), [height - y1, x0, height - y0, x1]));
    }

    #[test]
    fn pictures_without_text_give_none() {
        let engine = Engine::new().expect("the networks are part of the program");
        for picture in [
            RgbImage::new(0, 0),
            RgbImage::new(3, 500),
            RgbImage::from_pixel(200, 120, Rgb([250, 248, 240])),
            RgbImage::from_fn(160, 160, |x, y| {
                Rgb([u8::try_from(x).unwrap_or(255), u8::try_from(y).unwrap_or(255), 90])
            }),
        ] {
            assert_eq!(engine.read(&picture), Some(Recognised::default()));
        }
    }

    #[test]
    fn every_character_of_the_list_has_its_class() {
        let alphabet = Alphabet::new(include_str!("model/ppocrv6-small-characters.txt"));
        assert_eq!(alphabet.len(), 18_710, "the characters, the space and no character");
    }
}
