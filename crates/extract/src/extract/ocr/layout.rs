//! From lines in any order to rows as they are read.

use crate::extract::tidy::is_wide;

/// The box of some text, upright on the page, in pixels of the straightened page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextBox {
    pub(super) text: String,
    /// Middle, from the left and from the top.
    pub(super) center: [f32; 2],
    pub(super) width: f32,
    pub(super) height: f32,
}

impl TextBox {
    pub(super) fn left(&self) -> f32 {
        self.center[0] - self.width / 2.0
    }

    pub(super) fn right(&self) -> f32 {
        self.center[0] + self.width / 2.0
    }
}

/// Groups the boxes into rows: from the top of the page to its foot, and from left to right. The numbers are places in
/// `boxes`.
pub(super) fn rows(boxes: &[TextBox]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|a, b| boxes[*a].center[1].total_cmp(&boxes[*b].center[1]));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in order {
        let text_box = &boxes[index];
        // A row may sink a little along its length, so a box is held against the nearest one in the row, and goes
        // to the row whose box is nearest.
        let row = rows
            .iter_mut()
            .rev()
            .take(8)
            .filter_map(|row| {
                let (gap, other) = row
                    .iter()
                    .map(|other| &boxes[*other])
                    .map(|other| ((other.left() - text_box.right()).max(text_box.left() - other.right()), other))
                    .min_by(|a, b| a.0.total_cmp(&b.0))?;
                let shared = text_box.height.min(other.height);
                let level = (text_box.center[1] - other.center[1]).abs() < 0.5 * shared;
                (level && gap > -0.5 * shared).then_some((gap, row))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, row)| row);
        match row {
            Some(row) => row.push(index),
            None => rows.push(vec![index]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| boxes[*a].left().total_cmp(&boxes[*b].left()));
    }
    let middle = |row: &Vec<usize>| row.iter().map(|i| boxes[*i].center[1]).fold(f32::INFINITY, f32::min);
    rows.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    rows
}

/// The text of the rows: one line each, cells parted by tabs. Boxes that touch belong to one run of text.
pub(super) fn text(boxes: &[TextBox], rows: &[Vec<usize>]) -> String {
    let mut out = String::new();
    for row in rows {
        if !out.is_empty() {
            out.push('\n');
        }
        let mut before: Option<&TextBox> = None;
        for text_box in row.iter().map(|index| &boxes[*index]) {
            if let Some(before) = before {
                out.push_str(between(before, text_box));
            }
            out.push_str(&text_box.text);
            before = Some(text_box);
        }
    }
    out
}

/// What stands between two neighbours of one row.
fn between(left: &TextBox, right: &TextBox) -> &'static str {
    let gap = right.left() - left.right();
    if gap > 0.1 * left.height.min(right.height) {
        return "\t";
    }
    match (left.text.chars().next_back(), right.text.chars().next()) {
        (Some(a), Some(b)) if !is_wide(a) && !is_wide(b) => " ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_box(text: &str, x: f32, y: f32, width: f32, height: f32) -> TextBox {
        TextBox { text: text.to_owned(), center: [x + width / 2.0, y + height / 2.0], width, height }
    }

    fn read(boxes: &[TextBox]) -> String {
        text(boxes, &rows(boxes))
    }

    #[test]
    fn cells_of_a_row_are_joined_by_tabs() {
        let boxes = [
            text_box("元", 300.0, 103.0, 30.0, 30.0),
            text_box("户主", 100.0, 100.0, 60.0, 30.0),
            text_box("花名册", 100.0, 20.0, 300.0, 50.0),
            text_box("1", 50.0, 141.0, 20.0, 28.0),
            text_box("毛海", 100.0, 140.0, 60.0, 30.0),
        ];
        assert_eq!(read(&boxes), "花名册\n户主\t元\n1\t毛海");
    }

    #[test]
    fn touching_boxes_run_on() {
        let boxes = [text_box("时间：", 0.0, 0.0, 60.0, 20.0), text_box("2019年", 58.0, 1.0, 60.0, 20.0)];
        assert_eq!(read(&boxes), "时间：2019年");
        let boxes = [text_box("08-30", 0.0, 0.0, 60.0, 20.0), text_box("07:15", 60.0, 1.0, 60.0, 20.0)];
        assert_eq!(read(&boxes), "08-30 07:15");
    }

    #[test]
    fn a_row_may_sink_along_its_length() {
        let boxes: Vec<TextBox> = (0u8..10)
            .flat_map(|column| {
                let x = f32::from(column) * 100.0;
                [
                    text_box("甲", x, f32::from(column) * 3.0, 60.0, 20.0),
                    text_box("乙", x, 26.0 + f32::from(column) * 3.0, 60.0, 20.0),
                ]
            })
            .collect();
        let found = rows(&boxes);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].iter().all(|i| boxes[*i].text == "甲"));
    }

    proptest! {
        #[test]
        fn every_box_stands_in_one_row(places in prop::collection::vec((0.0f32..900.0, 0.0f32..900.0, 5.0f32..300.0, 5.0f32..60.0), 0..60)) {
            let boxes: Vec<TextBox> = places.iter().map(|(x, y, w, h)| text_box("字", *x, *y, *w, *h)).collect();
            let mut found: Vec<usize> = rows(&boxes).into_iter().flatten().collect();
            found.sort_unstable();
            prop_assert_eq!(found, (0..boxes.len()).collect::<Vec<_>>());
        }

        #[test]
        fn a_grid_is_read_row_by_row(rows_count in 1usize..12, columns in 1usize..8, slant in -0.02f32..0.02) {
            let mut boxes = Vec::new();
            for column in (0..columns).rev() {
                for row in 0..rows_count {
                    let (x, y) = (f32::from(u8::try_from(column).expect("few")) * 120.0, f32::from(u8::try_from(row).expect("few")) * 40.0);
                    boxes.push(text_box(&format!("{row}-{column}"), x, y + x * slant, 80.0, 24.0));
                }
            }
            let expected: Vec<String> = (0..rows_count)
                .map(|row| (0..columns).map(|column| format!("{row}-{column}")).collect::<Vec<_>>().join("\t"))
                .collect();
            prop_assert_eq!(read(&boxes), expected.join("\n"));
        }
    }
}
