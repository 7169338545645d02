use proptest::prelude::*;

use super::*;

fn glyph(c: char, x: f64, y: f64, size: f64) -> Glyph {
    let advance = if is_wide(c) { size } else { size / 2.0 };
    Glyph {
        text: GlyphText::One(c),
        origin: [x, y],
        degrees: 0,
        size,
        advance,
        across: false,
        frame: frame([x, y], [1.0, 0.0], advance, ASCENT * size, DESCENT * size),
    }
}

fn word(text: &str, x: f64, y: f64, size: f64) -> Vec<Glyph> {
    let mut x = x;
    let mut out = Vec::new();
    for c in text.chars() {
        let placed = glyph(c, x, y, size);
        x += placed.advance;
        out.push(placed);
    }
    out
}

fn texts_with(glyphs: &[Glyph], rules: &[RuledLine]) -> Vec<String> {
    let sheet = DrawnPage { glyphs, rules, width: 600.0, height: 800.0, word_gap: 0.18 };
    lines(&sheet).into_iter().map(|line| line.text).collect()
}

fn texts(glyphs: Vec<Glyph>) -> Vec<String> {
    texts_with(&glyphs, &[])
}

/// The rules of a grid.
fn grid(xs: &[f64], ys: &[f64]) -> Vec<RuledLine> {
    let (left, right, top, bottom) = (xs[0], xs[xs.len() - 1], ys[0], ys[ys.len() - 1]);
    let upright = xs.iter().map(|x| RuledLine { from: [*x, top], to: [*x, bottom] });
    let level = ys.iter().map(|y| RuledLine { from: [left, *y], to: [right, *y] });
    upright.chain(level).collect()
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
fn writings_on_each_other_are_read_one_by_one() {
    let mut glyphs = word("张庄村会议纪要", 50.0, 100.0, 12.0);
    glyphs.extend(word("作废2020", 61.0, 100.5, 10.0));
    assert_eq!(texts(glyphs), ["张庄村会议纪要", "作废2020"]);
    // A name over the line to write on, a mark on a letter, shadows and characters that overlap because of wrong widths stay.
    let mut glyphs = word("签名", 50.0, 100.0, 12.0);
    glyphs.extend(word("________", 74.0, 100.0, 12.0));
    glyphs.extend(word("王某", 80.0, 100.0, 12.0));
    assert_eq!(texts(glyphs).len(), 1);
    let mut wide: Vec<Glyph> = word("应到三十人", 50.0, 100.0, 12.0);
    wide.iter_mut().for_each(|glyph| glyph.advance *= 2.5);
    assert_eq!(texts(wide), ["应到三十人"]);
    let mut glyphs = word("表决结果", 50.0, 100.0, 12.0);
    glyphs.extend(word("表决结果", 51.0, 100.3, 12.0));
    assert_eq!(texts(glyphs), ["表决结果"]);
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
            placed.across = true;
            placed.degrees = 90;
            out.push(placed);
        }
        out
    };
    let mut glyphs = column("左列", 100.0);
    glyphs.extend(column("右列", 140.0));
    assert_eq!(texts(glyphs), ["右列", "左列"]);
}

#[test]
fn rows_of_a_ruled_table_stay_whole() {
    // The name's cell has two lines, one above and one below the middle of the row; the third cell is empty.
    let mut glyphs = word("1", 52.0, 115.0, 10.0);
    glyphs.extend(word("欧阳", 82.0, 109.0, 10.0));
    glyphs.extend(word("小明", 82.0, 121.0, 10.0));
    glyphs.extend(word("组员", 202.0, 115.0, 10.0));
    glyphs.extend(word("2", 52.0, 145.0, 10.0));
    glyphs.extend(word("李四", 82.0, 145.0, 10.0));
    glyphs.extend(word("男", 142.0, 145.0, 10.0));
    glyphs.extend(word("组长", 202.0, 145.0, 10.0));
    glyphs.extend(word("名册", 100.0, 80.0, 10.0));
    glyphs.extend(word("制表", 100.0, 200.0, 10.0));
    let rules = grid(&[50.0, 80.0, 140.0, 200.0, 260.0], &[98.0, 128.0, 158.0]);
    assert_eq!(texts_with(&glyphs, &rules), ["名册", "1\t欧阳小明\t\t组员", "2\t李四\t男\t组长", "制表"]);
}

#[test]
fn a_cell_of_running_text_is_read_line_by_line() {
    let mut glyphs = Vec::new();
    for (index, c) in "会议内容记录".chars().enumerate() {
        glyphs.push(glyph(c, 55.0, 112.0 + 15.0 * index as f64, 10.0));
        glyphs.extend(word("主持人宣布会议开始并说明事由", 82.0, 110.0 + 15.0 * index as f64, 10.0));
    }
    let rules = grid(&[50.0, 80.0, 260.0], &[98.0, 210.0]);
    let lines = texts_with(&glyphs, &rules);
    assert_eq!(lines[0], "会议内容记录");
    assert_eq!(lines[1..], ["主持人宣布会议开始并说明事由"; 6]);
}

#[test]
fn lines_of_a_cell_run_on_where_they_fill_it() {
    let mut glyphs = word("990101199001", 84.0, 110.0, 10.0);
    glyphs.extend(word("011234", 84.0, 122.0, 10.0));
    glyphs.extend(word("上午开会", 164.0, 110.0, 10.0));
    glyphs.extend(word("下午公示", 164.0, 122.0, 10.0));
    let rules = grid(&[80.0, 150.0, 300.0], &[98.0, 128.0]);
    assert_eq!(texts_with(&glyphs, &rules), ["990101199001011234\t上午开会 下午公示"]);
}

#[test]
fn a_number_in_boxes_is_one_number() {
    let mut glyphs = word("账号", 52.0, 115.0, 10.0);
    let mut xs = vec![50.0, 80.0];
    for (index, digit) in "62170000".chars().enumerate() {
        glyphs.push(glyph(digit, 84.0 + 15.0 * index as f64, 115.0, 10.0));
        xs.push(95.0 + 15.0 * index as f64);
    }
    assert_eq!(texts_with(&glyphs, &grid(&xs, &[98.0, 128.0])), ["账号\t62170000"]);
}

#[test]
fn a_rule_behind_running_text_divides_nothing() {
    let glyphs = word("村民代表会议", 50.0, 115.0, 10.0);
    assert_eq!(texts_with(&glyphs, &grid(&[45.0, 70.0, 90.0, 200.0], &[98.0, 128.0])), ["村民代表会议"]);
}

#[test]
fn columns_of_cells_without_rules_have_tabs() {
    let mut glyphs = Vec::new();
    for (index, name) in ["姓名", "张三", "李四"].iter().enumerate() {
        let y = 100.0 + 20.0 * index as f64;
        glyphs.extend(word(name, 50.0, y, 10.0));
        glyphs.extend(word("组员", 150.0, y, 10.0));
    }
    glyphs.extend(word("制表人", 50.0, 300.0, 10.0));
    glyphs.extend(word("审核人", 220.0, 300.0, 10.0));
    assert_eq!(texts(glyphs), ["姓名\t组员", "张三\t组员", "李四\t组员", "制表人 审核人"]);
}

#[test]
fn a_page_in_two_columns_is_read_column_by_column() {
    let mut glyphs = word("关于清产核资工作的通知", 150.0, 60.0, 14.0);
    for row in 0..8 {
        let y = 100.0 + 16.0 * f64::from(row);
        glyphs.extend(word("左边一栏的文字写满整行文字", 50.0, y, 10.0));
        glyphs.extend(word("右边一栏的文字写满整行文字", 220.0, y + 3.0, 10.0));
    }
    let lines = texts(glyphs);
    assert_eq!(lines.len(), 17);
    assert!(lines[1..9].iter().all(|line| line.starts_with('左')), "{lines:?}");
    assert!(lines[9..].iter().all(|line| line.starts_with('右')), "{lines:?}");
}

proptest! {
    #[test]
    fn every_glyph_comes_out_once(
        places in proptest::collection::vec((0u32..500, 0u32..700), 1..60),
        xs in proptest::collection::btree_set(0u32..500, 2..6),
        ys in proptest::collection::btree_set(0u32..700, 2..6),
    ) {
        // Places on a grid of 20 points keep the characters apart.
        let mut places: Vec<(u32, u32)> = places.into_iter().map(|(x, y)| (x / 20 * 20, y / 20 * 20)).collect();
        places.sort_unstable();
        places.dedup();
        let glyphs: Vec<Glyph> =
            places.iter().map(|(x, y)| glyph('村', f64::from(*x), f64::from(*y), 10.0)).collect();
        let floats = |values: &std::collections::BTreeSet<u32>| values.iter().map(|v| f64::from(*v)).collect::<Vec<_>>();
        for rules in [Vec::new(), grid(&floats(&xs), &floats(&ys))] {
            let read: usize = texts_with(&glyphs, &rules).iter().map(|line| line.matches('村').count()).sum();
            prop_assert_eq!(read, places.len());
        }
    }
}
