//! Rows and columns out of lines of text: tables that go on over pages, headers of two rows, two tables side by side,
//! and recognised rows in which an empty cell leaves no trace but its place.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    evaluate::Document,
    model::{Page, PageSource},
    text::{Cut, find_ids, fold, pattern},
    vocabulary,
};

/// One cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell<'d> {
    /// Its text, trimmed.
    pub text: &'d str,
    /// Its left and right edge, on recognised pages.
    pub at: Option<(f32, f32)>,
}

/// A line of a document as a row of cells; running text is one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow<'d> {
    /// The page.
    pub page: u32,
    /// How the page was read.
    pub source: PageSource,
    /// The whole line, as read.
    pub text: &'d str,
    /// Its cells, empty ones included where the reading shows them.
    pub cells: Vec<Cell<'d>>,
}

static LONG_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9０-９]{15,}"));

impl TableRow<'_> {
    /// Whether it has more than one cell.
    pub fn is_tabular(&self) -> bool {
        self.cells.len() > 1
    }

    /// Words of the row that show it and give nobody's identity number away.
    pub fn quote(&self) -> String {
        let line = self.text.trim();
        // One with a digit too few or too many gives as much away.
        let long = LONG_NUMBER.find(line).map(|found| found.start());
        match find_ids(line).first().map(|id| id.range.start).into_iter().chain(long).min() {
            None => line.to_owned(),
            Some(start) => line.part(..start).trim_end().to_owned(),
        }
    }
}

/// The rows of a document, in reading order.
pub fn rows(document: &Document) -> Vec<TableRow<'_>> {
    document.content.iter().flat_map(rows_of).collect()
}

fn rows_of(page: &Page) -> Vec<TableRow<'_>> {
    let mut boxes = page.lines.iter().peekable();
    let lines = page.text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let mut cells = Vec::new();
            let mut from = 0;
            for text in line.split('\t') {
                let mut at: Option<(f32, f32)> = None;
                // The pieces of a recognised page stand in the order of its text, several to a cell.
                while page.source == PageSource::Ocr
                    && let Some(piece) = boxes.peek()
                    && let Some(found) =
                        (!piece.text.is_empty()).then(|| text.get(from..)?.find(piece.text.as_str())).flatten()
                {
                    from += found + piece.text.len();
                    let edges = at.map_or((piece.bbox[0], piece.bbox[2]), |(x0, x1)| {
                        (x0.min(piece.bbox[0]), x1.max(piece.bbox[2]))
                    });
                    at = Some(edges);
                    boxes.next();
                }
                from = 0;
                cells.push(Cell { text: text.trim(), at });
            }
            TableRow { page: page.page, source: page.source, text: line, cells }
        })
        .collect()
}

/// A unit in brackets at the end of a column's name: one that counts. 个人股（元） is money, and no number of shares.
static UNIT_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let units = vocabulary!("units.tsv").forms("unit-of-count");
    pattern(&format!(r"\s*[(（\[【]\s*(?:单位\s*[:：]?\s*)?(?:{units})\s*[)）\]】]\s*$"))
});

/// A wanted column: the words that its header may have, folded.
pub struct Column {
    /// Its name for the caller.
    pub name: &'static str,
    /// What the folded header matches, whole.
    pub header: Regex,
}

impl Column {
    /// A column whose folded header is wholly matched by the pattern.
    pub fn new(name: &'static str, header: &str) -> Self {
        Self { name, header: Regex::new(&format!("^(?:{header})$")).expect("the header is constant") }
    }

    /// The columns that the list of columns has for a reader; each name is a meaning there.
    pub fn listed(reader: &str) -> Vec<Self> {
        let groups = vocabulary!("columns.tsv").groups("meaning", reader).into_iter();
        groups.map(|(name, words)| Self::new(name, &words.join("|"))).collect()
    }
}

/// A column found in a header: its name, its index, its edges on a recognised page.
type HeaderColumn = (&'static str, usize, Option<(f32, f32)>);

/// Where the wanted columns of a table are.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Name, index and edges of each column found, from left to right.
    columns: Vec<HeaderColumn>,
    /// How many cells the header has.
    width: usize,
    /// After so many cells the same header begins again; the width where it does not.
    period: usize,
}

impl Header {
    /// Reads a row as a header: at least `least` of the wanted columns, and no cell that is a bare number.
    pub fn read(row: &TableRow<'_>, wanted: &[Column], least: usize) -> Option<Self> {
        if !row.is_tabular() || row.cells.iter().any(|cell| is_number(cell.text)) {
            return None;
        }
        let folded: Vec<String> = row.cells.iter().map(|cell| fold(cell.text)).collect();
        let width = folded.len();
        let repeats = |period: usize| {
            let mut parts = folded.chunks(period);
            parts.next().is_some_and(|first| parts.all(|part| part == first))
        };
        let period = (2..=width / 2).find(|period| width.is_multiple_of(*period) && repeats(*period)).unwrap_or(width);
        let mut columns: Vec<HeaderColumn> = Vec::new();
        let cells = row.cells.iter().zip(&folded).enumerate().take(period);
        for (at, (cell, text)) in cells.filter(|(_, (_, text))| !text.is_empty()) {
            let free = |column: &&Column| !columns.iter().any(|(name, _, _)| *name == column.name);
            // 个人股（股）, 家庭人口(人): a unit in brackets says how a column counts, not what it is.
            let bare = UNIT_BEHIND.is_match(cell.text).then(|| fold(&UNIT_BEHIND.replace(cell.text, "")));
            let is_it = |column: &&Column| {
                column.header.is_match(text) || bare.as_ref().is_some_and(|bare| column.header.is_match(bare))
            };
            if let Some(column) = wanted.iter().filter(free).find(is_it) {
                columns.push((column.name, at, cell.at));
            }
        }
        (columns.len() >= least).then_some(Self { columns, width, period })
    }

    /// Takes in a second header row, below merged cells of the first.
    pub fn merge(&mut self, other: &Header) {
        for column in &other.columns {
            if !self.has(column.0) {
                self.columns.push(*column);
            }
        }
        self.columns.sort_by_key(|column| column.1);
        self.width = self.width.max(other.width);
        self.period = self.period.max(other.period);
    }

    /// Whether the table has a column.
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.0 == name)
    }

    /// A row's entries: one, or one for each of the tables that stand side by side.
    pub fn entries<'r, 'd>(&'r self, row: &'r TableRow<'d>) -> impl Iterator<Item = RowEntry<'r, 'd>> {
        let count = self.width.checked_div(self.period).unwrap_or(1).max(1);
        (0..count).map(move |part| RowEntry { header: self, row, offset: part * self.period })
    }
}

/// One entry of a row, read by a header.
#[derive(Debug, Clone, Copy)]
pub struct RowEntry<'r, 'd> {
    header: &'r Header,
    /// The row it stands in.
    pub row: &'r TableRow<'d>,
    offset: usize,
}

impl<'d> RowEntry<'_, 'd> {
    /// What stands in a column; empty where nothing does.
    pub fn get(&self, name: &str) -> &'d str {
        self.cell(name).map_or("", |cell| cell.text)
    }

    fn cell(&self, name: &str) -> Option<Cell<'d>> {
        let (_, index, edges) = self.header.columns.iter().find(|column| column.0 == name)?;
        // With all cells there, the place in the row is the surest sign; on a page that shows no empty cells, a
        // shorter row is read by where its cells stand.
        let is_short =
            self.row.cells.len() < self.header.width && self.row.source == PageSource::Ocr && self.offset == 0;
        match edges {
            Some(wanted) if is_short && self.row.cells.iter().all(|cell| cell.at.is_some()) => {
                let others = || self.header.columns.iter().filter_map(|column| column.2);
                let nearest = |cell: &Cell<'_>| {
                    let at = cell.at?;
                    others().min_by(|a, b| gap(at, *a).total_cmp(&gap(at, *b)))
                };
                self.row.cells.iter().find(|cell| nearest(cell) == Some(*wanted)).copied()
            }
            _ => self.row.cells.get(index + self.offset).copied(),
        }
    }
}

/// How far apart two stretches are; less than nothing where they overlap, the more the better.
fn gap(a: (f32, f32), b: (f32, f32)) -> f32 {
    let middle = ((a.0 + a.1) - (b.0 + b.1)).abs() / 2.0;
    let between = (a.0 - b.1).max(b.0 - a.1);
    if between > 0.0 { 1_000.0 + between } else { middle }
}

/// Whether a cell holds a number and nothing else: with thousands, a sign of money, or as sheets show it by a format:
/// a unit behind it (`12.50万元`), brackets around a negative one.
pub fn is_number(text: &str) -> bool {
    let plain: String = without_unit(without_brackets(text))
        .0
        .chars()
        .filter(|c| !matches!(c, ',' | '.' | '，' | '．' | '-' | ' ' | '¥' | '￥'))
        .collect();
    !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// What accountants' formats show for zero. In running text a dash says that there is nothing.
pub fn is_dash(row: &TableRow<'_>, text: &str) -> bool {
    row.source == PageSource::Cells && matches!(text.trim(), "-" | "¥-" | "￥-" | "¥ -")
}

/// The digits of a cell that holds a number, with a minus and a point but no other marks, and the unit behind them.
pub fn cell_number(text: &str) -> (String, Option<&'static str>) {
    let inner = without_brackets(text);
    let (number, unit) = without_unit(inner);
    let number = number.trim().trim_start_matches(['¥', '￥', ' ']);
    let is_negative = inner.len() < text.trim().len() || number.starts_with(['-', '－', '−']);
    let digits: String = fold(number).chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let digits = if digits.is_empty() { "0".to_owned() } else { digits };
    (if is_negative { format!("-{digits}") } else { digits }, unit)
}

/// What stands in brackets around a whole cell; `(1)` is a number in a list and keeps them.
fn without_brackets(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    let is_sum = |inner: &&str| inner.contains(['.', ',']) || inner.chars().filter(char::is_ascii_digit).count() > 2;
    inner.filter(is_sum).map_or(text, str::trim)
}

/// A cell without the unit of money or area behind it.
fn without_unit(text: &str) -> (&str, Option<&'static str>) {
    static UNITS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("units.tsv").read_by("unit-of-cell").collect());
    let found = UNITS.iter().find_map(|unit| Some((text.strip_suffix(unit)?.trim_end(), Some(*unit))));
    found.unwrap_or((text, None))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{evaluate::fixture::paper, model::Line};

    #[test]
    fn a_cell_shows_its_number_in_many_ways() {
        for (text, digits, unit) in [
            ("12000", "12000", None),
            ("12,000.50", "12000.50", None),
            ("¥ 1,200.00", "1200.00", None),
            ("-300", "-300", None),
            ("(300.00)", "-300.00", None),
            ("（300）", "-300", None),
            ("12.50万元", "12.50", Some("万元")),
            ("1,234.5 亩", "1234.5", Some("亩")),
            ("¥-12.00", "-12.00", None),
        ] {
            assert!(is_number(text), "{text}");
            assert_eq!(cell_number(text), (digits.to_owned(), unit), "{text}");
        }
        for text in ["", "-", "元", "资产（元）", "(一)", "(1)", "（12）", "12人", "第3组"] {
            assert!(!is_number(text), "{text}");
        }
    }

    fn wanted() -> Vec<Column> {
        vec![
            Column::new("no", "序号"),
            Column::new("name", "户主(?:姓名)?|姓名"),
            Column::new("sign", ".*签[字名]"),
            Column::new("date", "日期"),
        ]
    }

    fn entries(document: &Document) -> Vec<Vec<String>> {
        let rows = rows(document);
        let header = rows.iter().find_map(|row| Header::read(row, &wanted(), 2)).expect("there is a header");
        let data = rows.iter().filter(|row| row.is_tabular() && Header::read(row, &wanted(), 2).is_none());
        data.flat_map(|row| {
            header
                .entries(row)
                .map(|e| ["no", "name", "sign", "date"].map(|n| e.get(n).to_owned()).to_vec())
                .collect::<Vec<_>>()
        })
        .collect()
    }

    #[test]
    fn columns_are_found_by_their_header_in_any_order() {
        let document = paper("表.xlsx")
            .saying(&["领取表\n序 号\t户主（姓名）\t领取人签字\t日期\n1\t甲一\t甲一\n2\t乙二\t\t6月1日"]);
        assert_eq!(entries(&document), [["1", "甲一", "甲一", ""], ["2", "乙二", "", "6月1日"]]);
        let document = paper("表.xlsx").saying(&["姓名\t序号\t签名\n甲\t1\t乙"]);
        assert_eq!(entries(&document), [["1", "甲", "乙", ""]]);
    }

    #[test]
    fn two_tables_side_by_side_are_read_one_after_the_other() {
        let document = paper("表.docx").saying(&["序号\t姓名\t签字\t序号\t姓名\t签字\n1\t甲\t甲\t2\t乙\t\n3\t丙\t丙"]);
        let names: Vec<String> =
            entries(&document).into_iter().map(|e| e[1].clone()).filter(|n| !n.is_empty()).collect();
        assert_eq!(names, ["甲", "乙", "丙"]);
    }

    #[test]
    fn a_header_of_two_rows_is_one() {
        let document = paper("表.docx").saying(&["序号\t家庭成员\t\t签字\n\t姓名\t日期\t"]);
        let rows = rows(&document);
        let mut header = Header::read(&rows[0], &wanted(), 2).expect("a header");
        header.merge(&Header::read(&rows[1], &wanted(), 1).expect("a second row"));
        assert!(header.has("name") && header.has("date") && header.has("sign"));
    }

    #[test]
    fn recognised_cells_are_put_where_they_stand() {
        let mut document = paper("扫描.pdf").saying(&["序号\t姓名\t签字\t日期\n1\t甲一\t6月1日"]);
        let mut page = document.content[0].clone();
        page.source = PageSource::Ocr;
        let line = |text: &str, x: f32, y: f32| Line {
            text: text.to_owned(),
            bbox: [x, y, x + 30.0, y + 10.0],
            confidence: 1.0,
            weak: Vec::new(),
        };
        page.lines = vec![
            line("序号", 0.0, 0.0),
            line("姓名", 50.0, 0.0),
            line("签字", 100.0, 0.0),
            line("日期", 150.0, 0.0),
            line("1", 5.0, 20.0),
            line("甲一", 52.0, 20.0),
            line("6月1日", 148.0, 20.0),
        ];
        document.content = [page].into();
        assert_eq!(entries(&document), [["1", "甲一", "", "6月1日"]]);
    }

    #[test]
    fn a_quote_gives_no_identity_number_away() {
        let document = paper("表.docx").saying(&["1\t甲一\t990101196001010017\t女"]);
        assert_eq!(rows(&document)[0].quote(), "1\t甲一");
    }

    proptest! {
        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[序号姓名签字日期12 \t\n]{0,60}")) {
            let document = paper("a.docx").saying(&[&text]);
            let rows = rows(&document);
            if let Some(header) = rows.iter().find_map(|row| Header::read(row, &wanted(), 1)) {
                for row in &rows {
                    for entry in header.entries(row) {
                        let _ = entry.get("name");
                    }
                }
            }
        }
    }
}
