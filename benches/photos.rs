//! How well a photo is found again, and how fast.
//!
//! Made scenes, and the real photos of `CUNDANG_CORPUS/photos` where that is set, are saved, resized, marked, framed,
//! cut, mirrored and kept as they are; all of them go through one search for reuse, as files of an archive do. Printed are
//! the share of variants found with their original, and the pairs of unlike scenes. Then a search among 100,000
//! hashes, and metadata against `exiftool -r` on the same folder, where it is installed. Nothing is asserted.
//!
//! `cargo bench --bench photos`, with `-- 5000` for another number of hashes.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    hint::black_box,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use cundang::{
    archive::Format,
    evaluate::photos::reuse::{PhotoMatch, alike},
    extract::{Limits, extract, read_metadata, read_pixels},
    model::{FrameHash, PictureHash, PixelFacts},
};
use image::{
    DynamicImage, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
};

/// Scenes that are made.
const SCENES: u64 = 240;
/// Hashes that are paired, where no other number is given.
const HASHES: usize = 100_000;
/// The long side to which real photos are reduced before variants are made, in pixels.
const SIDE: u32 = 1_280;

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u32) -> u32 {
        (self.next() % u64::from(end.max(1))) as u32
    }

    fn unit(&mut self) -> f32 {
        self.below(10_000) as f32 / 10_000.0
    }

    fn colour(&mut self) -> [f32; 3] {
        std::array::from_fn(|_| self.below(256) as f32)
    }
}

fn shade(colour: [f32; 3], light: f32) -> Rgb<u8> {
    Rgb(colour.map(|part| (part * light).clamp(0.0, 255.0) as u8))
}

fn rectangle(picture: &mut RgbImage, [x, y, width, height]: [u32; 4], colour: Rgb<u8>) {
    for py in y..(y + height).min(picture.height()) {
        for px in x..(x + width).min(picture.width()) {
            picture.put_pixel(px, py, colour);
        }
    }
}

fn disc(picture: &mut RgbImage, cx: f32, cy: f32, radius: f32, colour: Rgb<u8>) {
    let edge = |value: f32, end: u32| (value.max(0.0) as u32).min(end);
    for y in edge(cy - radius, picture.height())..edge(cy + radius + 1.0, picture.height()) {
        for x in edge(cx - radius, picture.width())..edge(cx + radius + 1.0, picture.width()) {
            if (x as f32 - cx).powi(2) + (y as f32 - cy).powi(2) <= radius * radius {
                picture.put_pixel(x, y, colour);
            }
        }
    }
}

/// A made scene: hills under a sky, a room with people, a notice board, or loose shapes; with grain.
fn scene(number: u64) -> RgbImage {
    let mut numbers = Numbers(number.wrapping_mul(0x51_7C_C1_B7));
    let (width, height) = [(800, 600), (600, 800), (960, 540)][numbers.below(3) as usize];
    let (w, h) = (width as f32, height as f32);
    let (top, low) = (numbers.colour(), numbers.colour());
    let mut picture = RgbImage::from_fn(width, height, |_, y| {
        let t = y as f32 / h;
        Rgb(std::array::from_fn(|i| (top[i] * (1.0 - t) + low[i] * t) as u8))
    });
    match number % 4 {
        0 => {
            for layer in 0..4 {
                let colour = numbers.colour();
                let base = h * (0.3 + 0.17 * layer as f32);
                let waves: [(f32, f32, f32); 3] = std::array::from_fn(|i| {
                    (numbers.unit() * 6.3, (1.0 + numbers.unit() * 3.0) * (i + 1) as f32, h * 0.09 / (i + 1) as f32)
                });
                for x in 0..width {
                    let ridge: f32 =
                        waves.iter().map(|(phase, pace, size)| (x as f32 / w * pace * 3.0 + phase).sin() * size).sum();
                    for y in ((base + ridge).max(0.0) as u32)..height {
                        picture.put_pixel(x, y, shade(colour, 0.6 + 0.4 * (y as f32 / h)));
                    }
                }
            }
            for _ in 0..8 + numbers.below(20) {
                let colour = numbers.colour();
                let (x, y) = (numbers.unit() * w, h * (0.5 + numbers.unit() * 0.5));
                disc(&mut picture, x, y, 8.0 + numbers.unit() * 30.0, shade(colour, 0.7));
            }
        }
        1 => {
            let banner = numbers.colour();
            let at =
                [numbers.below(width / 4), numbers.below(height / 6), width / 2 + numbers.below(width / 4), height / 9];
            rectangle(&mut picture, at, shade(banner, 1.0));
            for row in 0..4 {
                for _ in 0..5 + numbers.below(5) {
                    let (x, y) = (numbers.unit() * w, h * (0.4 + 0.15 * row as f32 + numbers.unit() * 0.06));
                    let size = 14.0 + 9.0 * row as f32;
                    let coat = numbers.colour();
                    disc(&mut picture, x, y + size * 1.8, size * 1.5, shade(coat, 0.8));
                    disc(&mut picture, x, y, size, Rgb([205, 165, 140]));
                }
            }
        }
        2 => {
            let board = [
                width / 10 + numbers.below(width / 8),
                height / 10 + numbers.below(height / 8),
                width * 6 / 10,
                height * 6 / 10,
            ];
            let colour = numbers.colour();
            rectangle(&mut picture, board, shade(colour, 0.9));
            for _ in 0..2 + numbers.below(4) {
                let (x, y) = (board[0] + numbers.below(board[2] / 2), board[1] + numbers.below(board[3] / 2));
                let sheet =
                    [x, y, board[2] / 6 + numbers.below(board[2] / 4), board[3] / 4 + numbers.below(board[3] / 3)];
                let paper = 200 + numbers.below(56) as u8;
                rectangle(&mut picture, sheet, Rgb([paper, paper, paper.saturating_sub(20)]));
                for line in 1..sheet[3] / 9 {
                    let length = sheet[2] * (4 + numbers.below(5)) / 10;
                    rectangle(&mut picture, [x + 5, y + line * 9, length, 3], Rgb([50, 50, 60]));
                }
            }
        }
        _ => {
            for _ in 0..25 + numbers.below(30) {
                let colour = numbers.colour();
                let (x, y) = (numbers.below(width), numbers.below(height));
                if numbers.below(2) == 0 {
                    let size = [x, y, 20 + numbers.below(width / 3), 20 + numbers.below(height / 3)];
                    rectangle(&mut picture, size, shade(colour, 1.0));
                } else {
                    let radius = 10.0 + numbers.unit() * h / 6.0;
                    disc(&mut picture, x as f32, y as f32, radius, shade(colour, 1.0));
                }
            }
        }
    }
    for pixel in picture.pixels_mut() {
        let grain = numbers.below(17) as i16 - 8;
        pixel.0 = pixel.0.map(|part| (i16::from(part) + grain).clamp(0, 255) as u8);
    }
    picture
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(bytes)
}

/// Cuts these shares of the sides off, in thousandths: left, top, right, bottom.
fn cut(picture: &RgbImage, [left, top, right, bottom]: [u32; 4]) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (x, y) = (width * left / 1000, height * top / 1000);
    let rest = (width - x - width * right / 1000, height - y - height * bottom / 1000);
    imageops::crop_imm(picture, x, y, rest.0, rest.1).to_image()
}

/// White lines as of printed time and place on the lower left, without a ground.
fn marked(picture: &RgbImage) -> RgbImage {
    let mut picture = picture.clone();
    let (width, height) = picture.dimensions();
    for line in 0..3 {
        let y = height * (84 + line * 5) / 100;
        for letter in 0..14 {
            let at = [width * (3 + letter * 3) / 100, y, width * 2 / 100, height * 3 / 100];
            rectangle(&mut picture, at, Rgb([250, 250, 250]));
        }
    }
    picture
}

/// A dark strip with writing over the lowest tenth.
fn strip(picture: &RgbImage) -> RgbImage {
    let mut out = picture.clone();
    let (width, height) = out.dimensions();
    rectangle(&mut out, [0, height * 90 / 100, width, height], Rgb([20, 20, 24]));
    for letter in 0..20 {
        let at = [width * (3 + letter * 3) / 100, height * 93 / 100, width * 2 / 100, height * 3 / 100];
        rectangle(&mut out, at, Rgb([240, 240, 240]));
    }
    out
}

fn framed(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (x, y) = (width * 5 / 100, height * 5 / 100);
    let mut out = RgbImage::from_pixel(width + 2 * x, height + 2 * y, Rgb([255, 255, 255]));
    imageops::overlay(&mut out, picture, i64::from(x), i64::from(y));
    out
}

/// A variant's name and its bytes.
type Variant = (&'static str, Vec<u8>);

/// The variants by name. The numbered ones are the eight that are asked for; the others show where it ends.
fn variants(picture: &RgbImage) -> Result<Vec<Variant>, Box<dyn Error>> {
    let (width, height) = picture.dimensions();
    let half = imageops::resize(picture, width / 2, height / 2, FilterType::Triangle);
    let sent = cut(&half, [25, 25, 25, 25]);
    Ok(vec![
        ("1 saved at quality 50", jpeg(picture, 50)?),
        ("2 half the size", jpeg(&half, 85)?),
        ("3 strip with writing", jpeg(&strip(picture), 85)?),
        ("4 white border", jpeg(&framed(picture), 85)?),
        ("5 cut by 5 % evenly", jpeg(&cut(picture, [25, 25, 25, 25]), 85)?),
        ("6 cut by 10 % evenly", jpeg(&cut(picture, [50, 50, 50, 50]), 85)?),
        ("7 mirrored", jpeg(&imageops::flip_horizontal(picture), 85)?),
        ("8 the same bytes", jpeg(picture, 92)?),
        ("+ brighter", jpeg(&imageops::brighten(picture, 35), 85)?),
        ("+ writing without ground", jpeg(&marked(picture), 85)?),
        ("+ cut by 5 % at one corner", jpeg(&cut(picture, [50, 50, 0, 0]), 85)?),
        ("+ cut by 7 % anywhere", jpeg(&cut(picture, [20, 60, 50, 10]), 85)?),
        ("+ cut by 10 % at the left", jpeg(&cut(picture, [100, 0, 0, 0]), 85)?),
        ("+ cut by 10 % at the foot", jpeg(&cut(picture, [0, 0, 0, 100]), 85)?),
        ("+ cut by 10 % at one corner", jpeg(&cut(picture, [100, 100, 0, 0]), 85)?),
        ("+ half, cut by 5 %, quality 40", jpeg(&sent, 40)?),
        ("+ mirrored, cut by 5 %", jpeg(&imageops::flip_horizontal(&cut(picture, [25, 25, 25, 25])), 85)?),
        ("+ cut by 20 % evenly", jpeg(&cut(picture, [100, 100, 100, 100]), 85)?),
    ])
}

/// A scene with its variants: what it is called, and the hash of each.
struct Scene {
    name: String,
    own: PixelFacts,
    /// How sharp it is when it is put out of focus: so far that faces and headlines are lost.
    blurred: f32,
    variants: Vec<(&'static str, Option<PictureHash>)>,
}

fn measured(name: String, picture: &RgbImage, own: PixelFacts) -> Result<Scene, Box<dyn Error>> {
    let variants = variants(picture)?
        .into_iter()
        .map(|(kind, bytes)| (kind, read_pixels(&bytes, Format::Jpeg, 1).and_then(|facts| facts.hash)))
        .collect();
    let small = DynamicImage::ImageRgb8(picture.clone()).thumbnail(512, 512).into_rgb8();
    let blurred = read_pixels(&jpeg(&imageops::blur(&small, 2.5), 85)?, Format::Jpeg, 1);
    Ok(Scene { name, own, blurred: blurred.map_or(0.0, |facts| facts.sharpness), variants })
}

fn photos() -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("CUNDANG_CORPUS")?).join("photos"))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_none_or(|extension| extension != "json"));
    files.sort();
    Ok(files)
}

fn natural(folder: &Path) -> Result<Vec<Scene>, Box<dyn Error>> {
    let mut scenes = Vec::new();
    for file in files(folder)? {
        let bytes = fs::read(&file)?;
        let format = Format::of(&bytes, "");
        let turn = extract(&bytes, format, &Limits::default()).photo.map_or(1, |facts| facts.orientation);
        let Some(own) = read_pixels(&bytes, format, turn) else { continue };
        let Ok(picture) = image::load_from_memory(&bytes) else { continue };
        let mut picture = DynamicImage::ImageRgb8(picture.into_rgb8());
        picture.apply_orientation(
            image::metadata::Orientation::from_exif(turn).unwrap_or(image::metadata::Orientation::NoTransforms),
        );
        if picture.width().max(picture.height()) > SIDE {
            picture = picture.resize(SIDE, SIDE, FilterType::Triangle);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        scenes.push(measured(name, &picture.into_rgb8(), own)?);
    }
    Ok(scenes)
}

/// In how many bits two variants differ, and which they are.
type Likeness<'a> = (u32, &'a str, &'a str);

/// Pairs all originals and variants at once and prints what was found.
fn report(out: &mut impl Write, title: &str, scenes: &[Scene]) -> Result<(), Box<dyn Error>> {
    let with_hash: Vec<&Scene> = scenes.iter().filter(|scene| scene.own.hash.is_some()).collect();
    let without: Vec<&str> =
        scenes.iter().filter(|scene| scene.own.hash.is_none()).map(|scene| scene.name.as_str()).collect();
    writeln!(out, "\nwithout a hash: {}", without.join(", "))?;
    writeln!(
        out,
        "{title}: {} scenes, {} with too little in them for a hash",
        scenes.len(),
        scenes.len() - with_hash.len()
    )?;
    let mut hashes: Vec<&PictureHash> = Vec::new();
    let mut whose: Vec<(usize, &str)> = Vec::new();
    for (i, scene) in with_hash.iter().enumerate() {
        let own = scene.own.hash.as_ref().map(|hash| ("", hash));
        let variants = scene.variants.iter().filter_map(|(kind, hash)| Some((*kind, hash.as_ref()?)));
        for (kind, hash) in own.into_iter().chain(variants) {
            hashes.push(hash);
            whose.push((i, kind));
        }
    }
    let numbered: Vec<(usize, &PictureHash)> = hashes.iter().copied().enumerate().collect();
    let pairs = alike(&numbered);
    let mut found: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut unlike: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    let mut by_variants: BTreeMap<(usize, usize), Vec<Likeness>> = BTreeMap::new();
    for (a, b, how) in pairs {
        let ((a, kind_a), (b, kind_b)) = (whose[a], whose[b]);
        let distance = if let PhotoMatch::LooksSame { distance, .. } = how { distance } else { 0 };
        if a != b {
            // Originals count; variants of two scenes are alike where the scenes are.
            if kind_a.is_empty() && kind_b.is_empty() {
                unlike.insert((a, b), distance);
            } else {
                by_variants.entry((a, b)).or_default().push((distance, kind_a, kind_b));
            }
        } else if kind_a.is_empty() || kind_b.is_empty() {
            found.entry(if kind_a.is_empty() { kind_b } else { kind_a }).or_default().push(distance);
        }
    }
    let (mut asked, mut good) = (0, 0);
    let mut all_distances: Vec<u32> = Vec::new();
    for (kind, _) in with_hash.first().map(|scene| scene.variants.as_slice()).unwrap_or_default() {
        let mut distances = found.remove(kind).unwrap_or_default();
        distances.sort_unstable();
        let (count, of) = (distances.len(), with_hash.len());
        let share = 100.0 * count as f64 / of as f64;
        let (most, last) = (distances.get(count * 95 / 100), distances.last());
        let (most, last) = (most.copied().unwrap_or(0), last.copied().unwrap_or(0));
        writeln!(
            out,
            "  {kind:<32} {count:>4} of {of:>4}  {share:>6.1} %  distance {most:>3} for 95 %, {last:>3} at most"
        )?;
        if !kind.starts_with('+') {
            asked += of;
            good += count;
            all_distances.extend(distances);
        }
    }
    writeln!(out, "  the eight together: {:.1} %", 100.0 * good as f64 / asked.max(1) as f64)?;
    writeln!(out, "  pairs of two scenes' originals: {}", unlike.len())?;
    by_variants.retain(|pair, _| !unlike.contains_key(pair));
    writeln!(out, "  further pairs of two scenes, by their variants only: {}", by_variants.len())?;
    for limit in [32, 40, 48, 52, 56, 60, 64, 70] {
        let within = all_distances.iter().filter(|distance| **distance <= limit).count();
        let wrong = by_variants.values().filter(|pairs| pairs.iter().any(|(distance, ..)| *distance <= limit)).count();
        let share = 100.0 * within as f64 / asked.max(1) as f64;
        writeln!(out, "    with {limit} bits at most: {share:.1} % of the eight, {wrong} pairs by variants only")?;
    }
    for ((a, b), pairs) in by_variants {
        writeln!(out, "    {}  {}: {pairs:?}", with_hash[a].name, with_hash[b].name)?;
    }
    for ((a, b), distance) in unlike {
        writeln!(out, "    {distance:>3}  {}  {}", with_hash[a].name, with_hash[b].name)?;
    }
    Ok(())
}

/// What this process has had of a processor so far, in seconds, where the system tells (Linux counts hundredths).
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(ticks as f64 / 100.0)
}

fn random_frame(numbers: &mut Numbers) -> FrameHash {
    FrameHash(std::array::from_fn(|_| numbers.next()))
}

fn many(out: &mut impl Write, count: usize) -> Result<(), Box<dyn Error>> {
    let mut numbers = Numbers(11);
    let mut hashes: Vec<PictureHash> = Vec::with_capacity(count);
    let mut planted = Vec::new();
    for i in 0..count {
        // Every tenth picture is an earlier one saved again, with up to 50 of 256 bits turned.
        let whole = if i % 10 == 9 {
            let original = numbers.below(i as u32) as usize;
            let turned = numbers.below(51);
            let mut words = hashes[original].whole[0].0;
            for _ in 0..turned {
                let bit = numbers.below(256) as usize;
                words[bit / 64] ^= 1 << (bit % 64);
            }
            planted.push((original, i, turned));
            FrameHash(words)
        } else {
            random_frame(&mut numbers)
        };
        let parts = (0..16).map(|_| random_frame(&mut numbers)).collect();
        hashes.push(PictureHash { whole: vec![whole], parts });
    }
    let numbered: Vec<(usize, &PictureHash)> = hashes.iter().enumerate().collect();
    let (start, used) = (Instant::now(), cpu_seconds());
    let pairs = black_box(alike(black_box(&numbered)));
    let seconds = start.elapsed().as_secs_f64();
    let used = cpu_seconds().zip(used).map_or(seconds, |(after, before)| after - before);
    let found: std::collections::BTreeSet<(usize, usize)> = pairs.iter().map(|(a, b, _)| (*a, *b)).collect();
    writeln!(
        out,
        "\n{count} hashes of 17 frames, and their mirror images: {used:.1} CPU-seconds, {seconds:.1} s, {} pairs",
        pairs.len()
    )?;
    for (from, to) in [(0, 20), (21, 40), (41, 50)] {
        let some: Vec<_> = planted.iter().filter(|(.., turned)| (from..=to).contains(turned)).collect();
        let good = some.iter().filter(|(a, b, _)| found.contains(&(*a, *b))).count();
        writeln!(out, "  planted with {from} to {to} bits turned: {good} of {}", some.len())?;
    }
    Ok(())
}

fn metadata(out: &mut impl Write, folder: &Path) -> Result<(), Box<dyn Error>> {
    let files = files(folder)?;
    let read = || -> Result<f64, Box<dyn Error>> {
        let start = Instant::now();
        for file in &files {
            let bytes = fs::read(file)?;
            let format = Format::of(&bytes, "");
            if matches!(format, Format::Mp4 | Format::Mov) {
                black_box(extract(&bytes, format, &Limits::default()));
            } else {
                black_box(read_metadata(&bytes, format));
            }
        }
        Ok(start.elapsed().as_secs_f64())
    };
    read()?;
    let peer = || -> Result<f64, Box<dyn Error>> {
        let start = Instant::now();
        let status = Command::new("exiftool")
            .args(["-r", "-q", "-q", "-j", "-n"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        // It counts files without metadata as minor errors.
        black_box(status);
        Ok(start.elapsed().as_secs_f64())
    };
    let Ok(theirs) = peer() else {
        writeln!(out, "\nexiftool is not installed; metadata was not compared")?;
        return Ok(());
    };
    let theirs = theirs.min(peer()?);
    let ours = (0..3).map(|_| read()).collect::<Result<Vec<_>, _>>()?.into_iter().fold(f64::MAX, f64::min);
    let rate = |seconds: f64| files.len() as f64 / seconds;
    writeln!(
        out,
        "\nmetadata of {} files, one thread: {:.0} files/s; exiftool -r: {:.0} files/s; {:.0} times as fast",
        files.len(),
        rate(ours),
        rate(theirs),
        theirs / ours
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let count = std::env::args().skip(1).find_map(|text| text.parse().ok()).unwrap_or(HASHES);
    if let Some(folder) = photos() {
        metadata(&mut out, &folder)?;
    }
    many(&mut out, count)?;
    let mut made = Vec::new();
    for number in 0..SCENES {
        let picture = scene(number);
        let own = read_pixels(&jpeg(&picture, 92)?, Format::Jpeg, 1).ok_or("a made scene can be decoded")?;
        made.push(measured(format!("scene {number}"), &picture, own)?);
    }
    report(&mut out, "made scenes", &made)?;
    if let Some(folder) = photos() {
        let scenes = natural(&folder)?;
        report(&mut out, "real photos", &scenes)?;
        for limit in [10.0, 20.0, 40.0, 80.0, 160.0] {
            let below = |value: &dyn Fn(&Scene) -> f32| scenes.iter().filter(|scene| value(scene) < limit).count();
            let (own, blurred) = (below(&|scene| scene.own.sharpness), below(&|scene| scene.blurred));
            writeln!(out, "sharpness below {limit:>3}: {own} of {} as they are, {blurred} out of focus", scenes.len())?;
        }
        writeln!(out, "\nsharpness and brightness of real photos")?;
        let mut values: Vec<(f32, f32, &str)> =
            scenes.iter().map(|scene| (scene.own.sharpness, scene.own.brightness, scene.name.as_str())).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (sharpness, brightness, name) in values.iter().take(12).chain(values.iter().skip(12).step_by(10)) {
            writeln!(out, "  {sharpness:>8.1} {brightness:>6.1}  {name}")?;
        }
    }
    Ok(())
}
