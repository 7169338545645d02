//! Boxes on a page's picture: around the words of a hit, and around the lines of a quotation.

use std::{collections::BTreeSet, ops::Range};

use crate::model::Line;

/// How wide a character is beside others of its line, in widths of a Chinese one.
fn width_of(c: char) -> f32 {
    match c {
        '\t' => 2.0,
        c if c.is_ascii() => 0.5,
        _ => 1.0,
    }
}

/// The boxes of parts of a page's text: the share of the line that each part takes up.
///
/// Characters of the text are matched with those of the lines one by one. Where the two differ, each part is looked
/// for in the lines instead.
pub(super) fn word_boxes(text: &str, lines: &[Line], ranges: &[Range<usize>]) -> Vec<[f32; 4]> {
    let places: Vec<(usize, usize, char)> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line.text.char_indices().map(move |(byte, c)| (at, byte, c)))
        .filter(|(_, _, c)| !c.is_whitespace())
        .collect();
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    let same = letters.iter().map(|(_, c)| c).eq(places.iter().map(|(_, _, c)| c));
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    for range in ranges {
        let from = letters.partition_point(|(byte, _)| *byte < range.start);
        let until = letters.partition_point(|(byte, _)| *byte < range.end);
        if same {
            wanted.extend(from..until);
            continue;
        }
        let part: Vec<char> = letters[from..until].iter().map(|(_, c)| *c).collect();
        for (at, window) in places.windows(part.len().max(1)).enumerate() {
            if !part.is_empty() && window.iter().map(|(_, _, c)| c).eq(&part) {
                wanted.extend(at..at + part.len());
            }
        }
    }
    let mut found = Vec::new();
    let wanted: Vec<usize> = wanted.into_iter().collect();
    for run in wanted.chunk_by(|a, b| a + 1 == *b && places[*a].0 == places[*b].0) {
        let (Some(&first), Some(&last)) = (run.first(), run.last()) else { continue };
        let (line, from, _) = places[first];
        let (_, until, c) = places[last];
        found.push(part_of_line(&lines[line], from..until + c.len_utf8()));
    }
    found
}

/// `x`, `y`, width and height of a part of a line, with a small margin.
fn part_of_line(line: &Line, part: Range<usize>) -> [f32; 4] {
    let [x0, y0, x1, y1] = line.bbox;
    let width = |text: &str| text.chars().map(width_of).sum::<f32>();
    let all = width(&line.text).max(f32::EPSILON);
    let (from, until) = (width(&line.text[..part.start]) / all, width(&line.text[..part.end]) / all);
    let upright = (y1 - y0) > 1.5 * (x1 - x0) && line.text.chars().nth(1).is_some();
    let [x0, y0, x1, y1] = if upright {
        [x0, y0 + (y1 - y0) * from, x1, y0 + (y1 - y0) * until]
    } else {
        [x0 + (x1 - x0) * from, y0, x0 + (x1 - x0) * until, y1]
    };
    let margin = (y1 - y0).min(x1 - x0).max(0.0) * 0.1;
    [x0 - margin, y0 - margin, x1 - x0 + 2.0 * margin, y1 - y0 + 2.0 * margin]
}

/// The boxes of the lines on which a quotation stands; white space is not compared.
pub(super) fn boxes(lines: &[Line], quote: &str) -> Vec<[f32; 4]> {
    let wanted: Vec<char> = quote.chars().filter(|c| !c.is_whitespace()).collect();
    let letters: Vec<(usize, char)> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line.text.chars().filter(|c| !c.is_whitespace()).map(move |c| (at, c)))
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for window in letters.windows(wanted.len()) {
        if window.iter().map(|(_, c)| c).eq(&wanted) {
            found.extend(window.iter().map(|(at, _)| *at));
        }
    }
    /// How far a box stands off its line, as a share of the line's height.
    const MARGIN: f32 = 0.15;
    let boxed = |at: usize| {
        let [x0, y0, x1, y1] = lines[at].bbox;
        let margin = (y1 - y0) * MARGIN;
        [x0 - margin, y0 - margin, x1 - x0 + 2.0 * margin, y1 - y0 + 2.0 * margin]
    };
    found.into_iter().map(boxed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_hit_are_boxed_within_their_line() {
        let line = |text: &str, bbox| Line { text: text.to_owned(), bbox, confidence: 0.9, weak: Vec::new() };
        let lines = [line("公示 期间", [0.0, 0.0, 90.0, 20.0]), line("张庄村", [0.0, 40.0, 20.0, 100.0])];
        let text = "公示 期间\n张庄村";
        let at = |word: &str| text.find(word).map(|at| at..at + word.len()).expect("it is there");
        // Four and a half widths on 90: a character is 20 wide.
        let rounded = |boxes: Vec<[f32; 4]>| -> Vec<[f32; 4]> { boxes.iter().map(|it| it.map(f32::round)).collect() };
        assert_eq!(rounded(word_boxes(text, &lines, &[at("期间")])), [[48.0, -2.0, 44.0, 24.0]]);
        assert_eq!(rounded(word_boxes(text, &lines, &[at("庄")])), [[-2.0, 58.0, 24.0, 24.0]], "columns go down");
        assert_eq!(word_boxes(text, &lines, &[at("间\n张")]).len(), 2, "over the line break");
        assert_eq!(
            word_boxes("别的 张庄村", &lines, std::slice::from_ref(&(7..16))).len(),
            1,
            "looked for where the texts differ"
        );
        assert!(
            word_boxes(text, &[], std::slice::from_ref(&(0..6))).is_empty() && word_boxes("", &lines, &[]).is_empty()
        );
    }

    #[test]
    fn the_lines_of_a_quotation_are_boxed() {
        let line = |text: &str, y| Line {
            text: text.to_owned(),
            bbox: [10.0, y, 110.0, y + 20.0],
            confidence: 0.9,
            weak: Vec::new(),
        };
        let lines = [line("公示 期：6月", 0.0), line("15日至19日", 40.0), line("张庄村", 80.0)];
        assert_eq!(boxes(&lines, "6月15日"), [[7.0, -3.0, 106.0, 26.0], [7.0, 37.0, 106.0, 26.0]]);
        assert_eq!(boxes(&lines, "张庄村").len(), 1);
        assert!(boxes(&lines, "章程").is_empty() && boxes(&lines, " ").is_empty() && boxes(&[], "章").is_empty());
    }
}
