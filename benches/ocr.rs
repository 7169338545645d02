//! How well and how fast printed pages are read, against pages whose text is known.
//!
//! Needs the test pages: `CUNDANG_CORPUS=<folder> cargo bench --bench ocr`, the folder holding `ocr/truth.json` and
//! the pictures it names. Without them it says so and ends well. With `-- variants` every page is read again turned,
//! skewed, paler, compressed and at other sizes; with `-- text NAME` the text of the pages whose names begin so is
//! printed.
//!
//! Error rate: the edits between the known and the read text, without white space, by the characters known. Lines are
//! taken in order; where the cells of a table come in another order, each known line is held against the read line
//! nearest to it instead, and what is left over on either side counts in full (marked `*`). Names and amounts count
//! as found when they stand in the read text without white space.
//!
//! Ends with status 1 where a limit below is broken.

use std::{
    collections::BTreeMap, env, error::Error, fs, io::Cursor, io::Write, path::Path, process::ExitCode, time::Instant,
};

use cundang::extract::ocr::{Engine, Recognised};
use image::{ImageReader, Rgb, RgbImage, codecs::jpeg::JpegEncoder, imageops};
use serde_json::Value;

/// Share of wrong characters over the scanned pages.
const MOST_ERRORS: f64 = 0.005;
/// Share of names and of amounts that must be found.
const FEWEST_NAMES: f64 = 0.98;
const FEWEST_AMOUNTS: f64 = 0.99;
/// Processor seconds a page, on average.
const MOST_SECONDS: f64 = 2.5;

type Failure = Box<dyn Error>;

/// What is known of one page.
struct Truth {
    kind: String,
    lines: Vec<String>,
    names: Vec<String>,
    amounts: Vec<String>,
    dpi: f64,
}

fn truths(file: &Path) -> Result<BTreeMap<String, Truth>, Failure> {
    let json: Value = serde_json::from_slice(&fs::read(file)?)?;
    let list = |page: &Value, key: &str| -> Vec<String> {
        page[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(bare).collect()
    };
    let pages = json.as_object().ok_or("truth.json is not an object")?;
    Ok(pages
        .iter()
        .map(|(name, page)| {
            let truth = Truth {
                kind: page["kind"].as_str().unwrap_or_default().to_owned(),
                lines: list(page, "lines"),
                names: list(page, "names"),
                amounts: list(page, "amounts"),
                dpi: page["dpi"].as_f64().unwrap_or_default(),
            };
            (name.clone(), truth)
        })
        .collect())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn edits(known: &str, read: &str) -> usize {
    let read: Vec<char> = read.chars().collect();
    let mut row: Vec<usize> = (0..=read.len()).collect();
    for (i, a) in known.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in read.iter().enumerate() {
            let change = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[read.len()]
}

/// Edits where lines may come in any order.
fn edits_unordered(known: &[String], read: &[String]) -> usize {
    let mut read: Vec<&String> = read.iter().filter(|line| !line.is_empty()).collect();
    let mut open = Vec::new();
    for line in known.iter().filter(|line| !line.is_empty()) {
        match read.iter().position(|other| *other == line) {
            Some(at) => {
                read.swap_remove(at);
            }
            None => open.push(line),
        }
    }
    let mut sum = 0;
    for line in open {
        let length = line.chars().count();
        let best = read.iter().enumerate().map(|(at, other)| (edits(line, other), at)).min();
        match best {
            Some((distance, at)) if distance < length => {
                sum += distance;
                read.swap_remove(at);
            }
            _ => sum += length,
        }
    }
    sum + read.iter().map(|line| line.chars().count()).sum::<usize>()
}

/// Sums over pages.
#[derive(Default, Clone, Copy)]
struct Score {
    pages: usize,
    characters: usize,
    errors: usize,
    unordered: bool,
    names: (usize, usize),
    amounts: (usize, usize),
    seconds: f64,
}

impl Score {
    fn of(truth: &Truth, read: &Recognised, seconds: f64) -> Self {
        let text = bare(&read.text);
        let known = truth.lines.concat();
        let ordered = edits(&known, &text);
        let lines: Vec<String> = read.lines.iter().map(|line| bare(&line.text)).collect();
        let unordered = edits_unordered(&truth.lines, &lines);
        let found = |words: &[String]| {
            let wanted: Vec<&String> = words.iter().filter(|word| known.contains(*word)).collect();
            (wanted.iter().filter(|word| text.contains(word.as_str())).count(), wanted.len())
        };
        Self {
            pages: 1,
            characters: truth.lines.iter().map(|line| line.chars().count()).sum(),
            errors: ordered.min(unordered),
            unordered: unordered < ordered,
            names: found(&truth.names),
            amounts: found(&truth.amounts),
            seconds,
        }
    }

    fn add(&mut self, other: &Self) {
        self.pages += other.pages;
        self.characters += other.characters;
        self.errors += other.errors;
        self.names = (self.names.0 + other.names.0, self.names.1 + other.names.1);
        self.amounts = (self.amounts.0 + other.amounts.0, self.amounts.1 + other.amounts.1);
        self.seconds += other.seconds;
    }

    fn error_rate(&self) -> f64 {
        share((self.errors, self.characters), 0.0)
    }

    fn line(&self, name: &str) -> String {
        let pages = self.pages.max(1);
        format!(
            "{name:<36} {:>6.2} %{} {:>4} of {:<5} names {:>3}/{:<3} amounts {:>3}/{:<3} {:>5.2} s/page",
            self.error_rate() * 100.0,
            if self.unordered { "*" } else { " " },
            self.errors,
            self.characters,
            self.names.0,
            self.names.1,
            self.amounts.0,
            self.amounts.1,
            self.seconds / whole(pages),
        )
    }
}

fn share(part: (usize, usize), of_none: f64) -> f64 {
    if part.1 == 0 { of_none } else { whole(part.0) / whole(part.1) }
}

fn whole(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Processor seconds of this process so far, or wall-clock seconds where the system does not say.
fn seconds(start: Instant) -> f64 {
    let used = || -> Option<f64> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
        Some(ticks / 100.0)
    };
    used().unwrap_or_else(|| start.elapsed().as_secs_f64())
}

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("not known").trim().to_owned()
}

/// The same page as another scanner might have given it.
fn variants(picture: &RgbImage, truth: &Truth) -> Vec<(&'static str, RgbImage)> {
    let scaled = |dpi: f64| {
        let side = |length: u32| (f64::from(length) * dpi / truth.dpi).round().clamp(1.0, 20_000.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to a few thousand")]
        let (width, height) = (side(picture.width()) as u32, side(picture.height()) as u32);
        imageops::resize(picture, width, height, imageops::FilterType::Triangle)
    };
    let mut pale = picture.clone();
    for value in pale.iter_mut() {
        *value = 110 + *value / 4;
    }
    let mut made = vec![
        ("turned by 90", imageops::rotate90(picture)),
        ("turned by 180", imageops::rotate180(picture)),
        ("turned by 270", imageops::rotate270(picture)),
        ("skewed by 3", skewed(picture, 3.0)),
        ("skewed by -3", skewed(picture, -3.0)),
        ("contrast a quarter", pale),
    ];
    let mut bytes = Vec::new();
    if JpegEncoder::new_with_quality(&mut bytes, 40).encode_image(picture).is_ok()
        && let Ok(again) = image::load_from_memory(&bytes)
    {
        made.push(("JPEG quality 40", again.into_rgb8()));
    }
    if truth.dpi >= 100.0 {
        made.push(("at 100 dpi", scaled(100.0)));
        made.push(("at 400 dpi", scaled(400.0)));
    }
    made
}

fn skewed(picture: &RgbImage, degrees: f32) -> RgbImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
    let (middle_x, middle_y) = (picture.width() as f32 / 2.0, picture.height() as f32 / 2.0);
    let paper = *picture.get_pixel(4, 4);
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
        let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
        let (x, y) = (middle_x + dx * cos + dy * sin, middle_y - dx * sin + dy * cos);
        imageops::interpolate_bilinear(picture, x, y).unwrap_or(Rgb(paper.0))
    })
}

fn open(path: &Path) -> Result<RgbImage, Failure> {
    Ok(ImageReader::new(Cursor::new(fs::read(path)?)).with_guessed_format()?.decode()?.into_rgb8())
}

fn run(out: &mut impl Write) -> Result<bool, Failure> {
    let Some(corpus) = env::var_os("CUNDANG_CORPUS") else {
        writeln!(out, "CUNDANG_CORPUS names no folder of test pages; nothing was measured.")?;
        return Ok(true);
    };
    let folder = Path::new(&corpus).join("ocr");
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let start = Instant::now();
    let engine = Engine::new()?;
    writeln!(out, "loaded in {} ms", start.elapsed().as_millis())?;

    let truths = truths(&folder.join("truth.json"))?;
    let mut names: Vec<String> =
        fs::read_dir(&folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| name.ends_with(".jpg") || name.ends_with(".png"));
    names.sort();
    let show = arguments.first().is_some_and(|first| first == "text");
    if show {
        names.retain(|name| arguments[1..].iter().any(|start| name.starts_with(start.as_str())));
    }
    let blank = Truth { kind: "special".to_owned(), lines: vec![], names: vec![], amounts: vec![], dpi: 0.0 };

    let (mut scans, mut all) = (Score::default(), Score::default());
    let mut changed: BTreeMap<&str, Score> = BTreeMap::new();
    let mut well = true;
    for name in &names {
        let truth = truths.get(name).unwrap_or(&blank);
        let picture = open(&folder.join(name))?;
        let before = seconds(start);
        let read = engine.read(&picture).ok_or("the networks could not be run")?;
        let score = Score::of(truth, &read, seconds(start) - before);
        writeln!(out, "{}  turned {} skew {:.2}", score.line(name), read.turned, read.skew)?;
        if show {
            writeln!(out, "{}\n", read.text)?;
        }
        if truth.lines.is_empty() && !read.text.is_empty() {
            writeln!(out, "  there is no text, but it read {:?}", read.text)?;
            well = false;
        }
        if truth.kind != "photo" && truth.kind != "special" {
            scans.add(&score);
        }
        all.add(&score);
        if arguments.iter().any(|argument| argument == "variants") {
            for (kind, picture) in variants(&picture, truth) {
                let before = seconds(start);
                let read = engine.read(&picture).ok_or("the networks could not be run")?;
                let score = Score::of(truth, &read, seconds(start) - before);
                if score.errors > 5 {
                    writeln!(out, "  {}  turned {} skew {:.2}", score.line(kind), read.turned, read.skew)?;
                }
                if truth.kind != "photo" && truth.kind != "special" {
                    changed.entry(kind).or_default().add(&score);
                }
            }
        }
    }
    writeln!(out, "\n{}", scans.line("scanned pages"))?;
    writeln!(out, "{}", all.line("all pages"))?;
    for (kind, score) in &changed {
        writeln!(out, "{}", score.line(kind))?;
    }
    writeln!(out, "peak memory {}", peak_memory())?;
    let average = all.seconds / whole(all.pages.max(1));
    for (what, held) in [
        ("error rate over the scanned pages", scans.error_rate() <= MOST_ERRORS),
        ("names found", share(all.names, 1.0) >= FEWEST_NAMES),
        ("amounts found", share(all.amounts, 1.0) >= FEWEST_AMOUNTS),
        ("seconds a page", average <= MOST_SECONDS),
    ] {
        if !held {
            writeln!(out, "limit broken: {what}")?;
            well = false;
        }
    }
    Ok(well)
}

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match run(&mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            writeln!(out, "{error}").ok();
            ExitCode::FAILURE
        }
    }
}
