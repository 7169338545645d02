//! Where text stands: the detector's map of a picture, and the rectangles around its marks.

use image::{RgbImage, imageops};
use rten_tensor::{AsView, NdTensor};

use super::{
    network::Network,
    raster::{pixels, whole},
    strip::{PixelPoint, Strip},
};

/// The detector sees pictures of this size at most; its accuracy falls with larger ones.
const LONGEST: u32 = 960;
/// Its sides must be multiples of this.
const STEP: u32 = 32;
/// What is taken from every colour, and what it is then divided by: those of the ImageNet pictures it was trained on.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];
/// From this probability on a point belongs to text.
const POINT: f32 = 0.3;
/// The mean probability that the rectangle around a mark must reach.
const SCORE: f32 = 0.5;
/// How far the marks, which cover the cores of lines only, are enlarged.
const UNCLIP: f32 = 1.6;
/// Marks thinner than this are specks, in points of the map.
const THINNEST: f32 = 3.0;
/// Marks looked at in one map.
const MOST: usize = 3_000;

/// Pictures taller than so many times their width, such as long screenshots, are looked at slice by slice: as a whole
/// their text would be too small for the detector, which finds characters down to about six points of its map.
const TALLEST: u32 = 3;
/// How much two slices share, as a part of the width; lines are lower than half of it.
const SHARED: f32 = 0.25;

/// Rectangles around the lines of text, in pixels of the picture; `None` where the network could not be run.
pub(super) fn lines(network: &Network, picture: &RgbImage) -> Option<Vec<Strip>> {
    let (width, height) = picture.dimensions();
    let mut found = Vec::new();
    for slice in slices(width, height) {
        if slice.top == 0 && slice.foot == height {
            return lines_of_slice(network, picture);
        }
        let part = imageops::crop_imm(picture, 0, slice.top, width, slice.foot - slice.top).to_image();
        let part = lines_of_slice(network, &part)?.into_iter().map(|strip| strip.moved([0.0, pixels(slice.top)]));
        found.extend(part.filter(|strip| (slice.first..slice.last).contains(&strip.center[1])));
    }
    Some(found)
}

/// A slice of a tall picture, from `top` to `foot`, which answers for the lines with their middle from `first` to
/// `last`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Slice {
    top: u32,
    foot: u32,
    first: f32,
    last: f32,
}

fn slices(width: u32, height: u32) -> Vec<Slice> {
    let all = Slice { top: 0, foot: height, first: f32::NEG_INFINITY, last: f32::INFINITY };
    let whole_length = width.saturating_mul(TALLEST);
    if height <= whole_length || height <= LONGEST {
        return vec![all];
    }
    let shared = whole(pixels(width) * SHARED).max(1);
    let length = whole_length.max(LONGEST);
    let mut slices = Vec::new();
    let mut top = 0;
    loop {
        let foot = (top + length).min(height);
        let middle = pixels(shared) / 2.0;
        let first = if top == 0 { f32::NEG_INFINITY } else { pixels(top) + middle };
        let last = if foot == height { f32::INFINITY } else { pixels(foot) - middle };
        slices.push(Slice { top, foot, first, last });
        if foot == height {
            return slices;
        }
        top = foot - shared;
    }
}

fn lines_of_slice(network: &Network, picture: &RgbImage) -> Option<Vec<Strip>> {
    let (width, height) = picture.dimensions();
    let scale = (pixels(LONGEST) / pixels(width.max(height))).min(1.0);
    let side = |length: u32| (whole(pixels(length) * scale / pixels(STEP)) * STEP).clamp(STEP, LONGEST);
    let (map_width, map_height) = (side(width), side(height));
    let small = imageops::thumbnail(picture, map_width, map_height);
    let map = network.run(input(&small)).and_then(|map| <NdTensor<f32, 4>>::try_from(map).ok())?;
    let map = Map { width: map_width as usize, height: map_height as usize, values: map.to_vec() };
    if map.values.len() != map.width * map.height {
        return None;
    }
    let (x, y) = (pixels(width) / pixels(map_width), pixels(height) / pixels(map_height));
    Some(marks(&map).into_iter().map(|strip| strip.scaled(x, y)).collect())
}

/// The picture as the detector takes it: blue, green, red.
fn input(picture: &RgbImage) -> NdTensor<f32, 4> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let plane = width * height;
    let mut values = vec![0.0; plane * 3];
    for (colour, values) in values.chunks_exact_mut(plane).enumerate() {
        let table: Vec<f32> =
            (0u8..=255).map(|value| (f32::from(value) / 255.0 - MEAN[colour]) / DEVIATION[colour]).collect();
        for (value, pixel) in values.iter_mut().zip(picture.as_raw().chunks_exact(3)) {
            *value = table[usize::from(pixel[2 - colour])];
        }
    }
    NdTensor::from_data([1, 3, height, width], values)
}

/// The probability of text at every point.
struct Map {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

fn marks(map: &Map) -> Vec<Strip> {
    let mut seen = vec![false; map.values.len()];
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut rows: Vec<(usize, usize, usize)> = Vec::new();
    for start in 0..map.values.len() {
        if seen[start] || map.values[start] <= POINT {
            continue;
        }
        seen[start] = true;
        open.push(start);
        rows.clear();
        // Runs of points in one row are enough for the hull: only their ends can lie on it.
        while let Some(at) = open.pop() {
            let (x, y) = (at % map.width, at / map.width);
            match rows.last_mut() {
                Some((row, first, last)) if *row == y && x + 1 >= *first && x <= *last + 1 => {
                    *first = x.min(*first);
                    *last = x.max(*last);
                }
                _ => rows.push((y, x, x)),
            }
            for next_y in y.saturating_sub(1)..(y + 2).min(map.height) {
                for next_x in x.saturating_sub(1)..(x + 2).min(map.width) {
                    let next = next_y * map.width + next_x;
                    if !seen[next] && map.values[next] > POINT {
                        seen[next] = true;
                        open.push(next);
                    }
                }
            }
        }
        if found.len() < MOST
            && let Some(strip) = Strip::around(&ends(&mut rows))
            && strip.width.min(strip.height) >= THINNEST
            && score(map, &strip) >= SCORE
        {
            // A rectangle through the middles of points is half a point smaller on every side than what they cover.
            found.push(strip.unclip(UNCLIP).moved([0.5, 0.5]));
        }
    }
    found
}

/// The first and last point of every row.
fn ends(runs: &mut Vec<(usize, usize, usize)>) -> Vec<PixelPoint> {
    runs.sort_unstable();
    runs.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.min(next.1);
            kept.2 = kept.2.max(next.2);
        }
        same
    });
    let mut points = Vec::with_capacity(runs.len() * 2);
    for (y, first, last) in runs.iter() {
        points.push([coordinate(*first), coordinate(*y)]);
        if last > first {
            points.push([coordinate(*last), coordinate(*y)]);
        }
    }
    points
}

/// The mean of the map within the strip.
fn score(map: &Map, strip: &Strip) -> f32 {
    let [x0, y0, x1, y1] = strip.bounds();
    let (left, top) = (whole(x0.max(0.0)) as usize, whole(y0.max(0.0)) as usize);
    let (right, foot) =
        ((whole(x1.max(0.0)) as usize + 1).min(map.width), (whole(y1.max(0.0)) as usize + 1).min(map.height));
    let (mut sum, mut count) = (0.0, 0.0);
    let (along, down) = (strip.along, strip.down());
    for y in top..foot {
        for x in left..right {
            let (dx, dy) = (coordinate(x) - strip.center[0], coordinate(y) - strip.center[1]);
            let inside = (dx * along[0] + dy * along[1]).abs() <= strip.width / 2.0 + 0.01
                && (dx * down[0] + dy * down[1]).abs() <= strip.height / 2.0 + 0.01;
            if inside {
                sum += map.values[y * map.width + x];
                count += 1.0;
            }
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

fn coordinate(index: usize) -> f32 {
    pixels(u32::try_from(index).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(rows: &[&str]) -> Map {
        let values = rows.iter().flat_map(|row| row.bytes().map(|c| if c == b'#' { 0.9 } else { 0.0 })).collect();
        Map { width: rows[0].len(), height: rows.len(), values }
    }

    #[test]
    fn tall_pictures_are_looked_at_in_pieces_that_meet() {
        assert_eq!(slices(1080, 3240).len(), 1);
        assert_eq!(slices(8_000, 1_080).len(), 1, "lines along a wide picture would be cut");
        assert_eq!(slices(10, 900).len(), 1);
        for (width, height) in [(1080, 8_000), (20, 20_000), (720, 2_161)] {
            let slices = slices(width, height);
            assert!(slices.len() > 1);
            assert_eq!((slices[0].top, slices[slices.len() - 1].foot), (0, height));
            for pair in slices.windows(2) {
                assert!((pair[0].last - pair[1].first).abs() < 0.01 && pair[1].top < pair[0].foot);
                assert!(pair[0].first < pair[0].last);
            }
        }
    }

    #[test]
    fn every_mark_gets_its_rectangle() {
        let map = map(&[
            "................",
            ".#########......",
            ".#########..#...",
            ".#########......",
            ".#########......",
            "................",
        ]);
        let found = marks(&map);
        assert_eq!(found.len(), 1, "the lone point is a speck");
        let grow = 8.0 * 3.0 * UNCLIP / 11.0;
        assert_eq!(found[0].center, [5.5, 3.0]);
        assert!((found[0].width - 8.0 - grow).abs() < 1e-4 && (found[0].height - 3.0 - grow).abs() < 1e-4);
    }

    #[test]
    fn a_mark_within_a_ring_is_found_too() {
        let mut rows = vec!["#".repeat(20); 20];
        for row in &mut rows[1..19] {
            *row = format!("#{}#", ".".repeat(18));
        }
        for row in &mut rows[8..13] {
            *row = "#...###########....#".to_owned();
        }
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let found = marks(&map(&rows));
        // The ring itself is mostly empty, so its score is low.
        assert_eq!(found.len(), 1);
        assert!((found[0].center[1] - 10.5).abs() < 1e-4);
    }
}
