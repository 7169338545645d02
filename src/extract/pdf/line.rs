//! Glyphs sorted into lines by their place, since the order of drawing says little about the order of reading.

use hayro_interpret::kurbo::{Point, Vec2};

use super::glyph::{Collector, Placed, Text};
use crate::model::Line;

/// How far apart two baselines of one line may lie, as a share of the smaller font size.
const SAME_BASELINE: f64 = 0.4;
/// A gap that stands for a space between letters or digits, as a share of the font size.
const WORD_GAP: f64 = 0.18;
/// The same where a Chinese character stands on one side.
const MIXED_GAP: f64 = 0.6;
/// The same between Chinese characters: an empty place as wide as a character, or a column's edge.
const WIDE_GAP: f64 = 0.9;
/// Ascent and descent of a line's box, as shares of the font size; those of the usual Chinese fonts.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = 0.12;

struct Row<'g> {
    baseline: f64,
    size: f64,
    members: Vec<Member<'g>>,
}

struct Member<'g> {
    glyph: &'g Placed,
    text: &'g Text,
    start: f64,
    baseline: f64,
}

/// The lines of the page: upright text from top to bottom, then vertical and slanted text, each in its own order.
pub(super) fn lines(page: &Collector) -> Vec<Line> {
    // Text of one angle forms lines among itself. Whole degrees keep rounding noise together.
    let mut angles: Vec<(i64, Vec<Member<'_>>)> = Vec::new();
    for glyph in &page.glyphs {
        let Some(text) = &glyph.text else { continue };
        let degrees = glyph.direction.atan2().to_degrees().round().rem_euclid(360.0) as i64;
        let key = if glyph.vertical { degrees + 1000 } else { degrees };
        let place = glyph.origin.to_vec2();
        let turned = (degrees as f64).to_radians();
        let (along, across) = (Vec2::from_angle(turned), Vec2::from_angle(turned + std::f64::consts::FRAC_PI_2));
        let member = Member { glyph, text, start: place.dot(along), baseline: place.dot(across) };
        match angles.iter_mut().find(|(angle, _)| *angle == key) {
            Some((_, members)) => members.push(member),
            None => angles.push((key, vec![member])),
        }
    }
    angles.sort_by_key(|(angle, _)| *angle);
    angles.into_iter().flat_map(|(_, members)| rows(members)).filter_map(|row| assemble(row, page)).collect()
}

fn rows(mut members: Vec<Member<'_>>) -> Vec<Row<'_>> {
    members.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<Row<'_>> = Vec::new();
    for member in members {
        let size = member.glyph.size;
        let near = rows
            .iter_mut()
            .rev()
            .take(4)
            .find(|row| (member.baseline - row.baseline).abs() <= SAME_BASELINE * size.min(row.size));
        match near {
            Some(row) => {
                let count = row.members.len() as f64;
                row.baseline = (row.baseline * count + member.baseline) / (count + 1.0);
                row.size = row.size.max(size);
                row.members.push(member);
            }
            None => rows.push(Row { baseline: member.baseline, size, members: vec![member] }),
        }
    }
    for row in &mut rows {
        row.members.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    rows
}

fn assemble(row: Row<'_>, page: &Collector) -> Option<Line> {
    let mut text = String::new();
    let mut kept: Vec<&Member<'_>> = Vec::new();
    let mut space = false;
    for member in &row.members {
        let Some(first) = member.text.first() else { continue };
        if member.text.is_blank() {
            space = true;
            continue;
        }
        if super::super::is_noise(first) || is_overprint(member, &kept) {
            continue;
        }
        if let Some(before) = kept.last() {
            let gap = member.start - (before.start + before.glyph.advance);
            let size = before.glyph.size.min(member.glyph.size);
            let last = before.text.last().unwrap_or(' ');
            let enough = match (super::super::is_wide(last), super::super::is_wide(first)) {
                (false, false) => WORD_GAP,
                (true, true) => WIDE_GAP,
                _ => MIXED_GAP,
            };
            // A drawn space counts only where there is room for it: trailing spaces of one table cell often reach
            // into the text of the next.
            if gap > enough * size || (space && gap > 0.05 * size) {
                text.push(' ');
            }
        }
        space = false;
        member.text.push_to(&mut text);
        kept.push(member);
    }
    if kept.is_empty() {
        return None;
    }
    let text = text.trim().to_owned();
    Some(Line { text, bbox: bounds(&kept, page), confidence: 1.0 })
}

/// Whether the same character was already drawn at nearly the same place: bold and shadow made by drawing twice.
fn is_overprint(member: &Member<'_>, kept: &[&Member<'_>]) -> bool {
    kept.iter().rev().take(4).any(|before| {
        let near = 0.3 * member.glyph.advance.max(0.2 * member.glyph.size);
        before.text == member.text && (member.start - before.start).abs() < near
    })
}

fn bounds(members: &[&Member<'_>], page: &Collector) -> [f32; 4] {
    let (mut low, mut high) = (Point::new(f64::MAX, f64::MAX), Point::new(f64::MIN, f64::MIN));
    for member in members {
        let glyph = member.glyph;
        let up = Vec2::new(glyph.direction.y, -glyph.direction.x);
        // A vertical glyph hangs in the middle of its column.
        let (above, below) = if glyph.vertical { (1.0, 0.0) } else { (ASCENT, DESCENT) };
        for along in [0.0, glyph.advance] {
            for across in [above * glyph.size, -below * glyph.size] {
                let corner = glyph.origin + glyph.direction * along + up * across;
                low = Point::new(low.x.min(corner.x), low.y.min(corner.y));
                high = Point::new(high.x.max(corner.x), high.y.max(corner.y));
            }
        }
    }
    [
        low.x.clamp(0.0, page.width) as f32,
        low.y.clamp(0.0, page.height) as f32,
        high.x.clamp(0.0, page.width) as f32,
        high.y.clamp(0.0, page.height) as f32,
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn glyph(c: char, x: f64, y: f64, size: f64) -> Placed {
        Placed {
            text: Some(Text::One(c)),
            code: None,
            origin: Point::new(x, y),
            direction: Vec2::new(1.0, 0.0),
            size,
            advance: if super::super::super::is_wide(c) { size } else { size / 2.0 },
            vertical: false,
        }
    }

    fn word(text: &str, x: f64, y: f64, size: f64) -> Vec<Placed> {
        let mut x = x;
        let mut out = Vec::new();
        for c in text.chars() {
            let placed = glyph(c, x, y, size);
            x += placed.advance;
            out.push(placed);
        }
        out
    }

    fn texts(glyphs: Vec<Placed>) -> Vec<String> {
        let mut page = Collector::new(600.0, 800.0, 1000);
        page.glyphs = glyphs;
        lines(&page).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_go_by_place_and_not_by_order() {
        let mut glyphs = word("第二条", 50.0, 130.0, 12.0);
        glyphs.extend(word("第一条", 50.0, 100.0, 12.0));
        glyphs.extend(word("总则", 120.0, 100.8, 12.0));
        assert_eq!(texts(glyphs), ["第一条 总则", "第二条"]);
    }

    #[test]
    fn overprinted_glyphs_are_read_once_and_doubled_characters_twice() {
        let mut glyphs = word("一一村", 50.0, 100.0, 12.0);
        glyphs.extend(word("一一村", 50.3, 100.1, 12.0));
        glyphs.extend(word("ball", 100.0, 100.0, 12.0));
        assert_eq!(texts(glyphs), ["一一村 ball"]);
    }

    #[test]
    fn gaps_become_spaces_between_words_and_columns_only() {
        let mut glyphs = word("village", 50.0, 100.0, 10.0);
        glyphs.extend(word("no", 88.0, 100.0, 10.0));
        glyphs.extend(word("张庄", 50.0, 120.0, 10.0));
        glyphs.extend(word("村", 73.0, 120.0, 10.0));
        glyphs.extend(word("公", 50.0, 140.0, 10.0));
        glyphs.extend(word("告", 80.0, 140.0, 10.0));
        assert_eq!(texts(glyphs), ["village no", "张庄村", "公 告"]);
    }

    #[test]
    fn a_drawn_space_without_room_is_none() {
        let mut glyphs = word("姓名", 50.0, 100.0, 10.0);
        glyphs.push(glyph(' ', 60.5, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["姓名"]);
    }

    #[test]
    fn vertical_columns_read_from_right_to_left() {
        let column = |text: &str, x: f64| {
            let mut out = Vec::new();
            for (index, c) in text.chars().enumerate() {
                let mut placed = glyph(c, x, 100.0 + 12.0 * index as f64, 12.0);
                placed.vertical = true;
                placed.direction = Vec2::new(0.0, 1.0);
                out.push(placed);
            }
            out
        };
        let mut glyphs = column("左列", 100.0);
        glyphs.extend(column("右列", 140.0));
        assert_eq!(texts(glyphs), ["右列", "左列"]);
    }

    proptest! {
        #[test]
        fn every_glyph_comes_out_once(places in proptest::collection::vec((0u32..500, 0u32..700), 1..60)) {
            // Places on a grid of 20 points keep the characters apart.
            let mut places: Vec<(u32, u32)> = places.into_iter().map(|(x, y)| (x / 20 * 20, y / 20 * 20)).collect();
            places.sort_unstable();
            places.dedup();
            let glyphs = places.iter().map(|(x, y)| glyph('村', f64::from(*x), f64::from(*y), 10.0)).collect();
            let read: usize = texts(glyphs).iter().map(|line| line.matches('村').count()).sum();
            prop_assert_eq!(read, places.len());
        }
    }
}
