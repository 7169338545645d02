//! Tables in text files: cells divided by commas, tabs, semicolons or bars (RFC 4180, and what programs write).
//!
//! Whether a text is a table is seen in the text alone: its rows must have the same number of cells. Prose with a
//! comma here and there stays prose.

use super::{
    cell::CellValue,
    grid::{CellGrid, cell_name},
    number_format::Epoch,
};
use crate::{
    extract::{limits::Limits, notice, page::single_page},
    model::{Extraction, Page, PageSource},
};

/// What divides cells, the most usual first.
const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];
/// Rows that are looked at to tell whether a text is a table.
const SAMPLE_ROWS: usize = 200;
/// The largest share of rows, in percent, that may have another number of cells: titles, sums, empty lines.
const UNEVEN_PERCENT: usize = 20;
/// The longest cell of a table, in characters, on average; prose has longer pieces between its commas.
const MEAN_CELL: usize = 60;

/// Reads a text as a table, where it is one.
pub(in crate::extract) fn read(text: &str, limits: &Limits) -> Option<Extraction> {
    let delimiter = delimiter_of(text)?;
    let mut grid = CellGrid::default();
    let mut rounded = Vec::new();
    'rows: for (row, cells) in (0u32..).zip(CsvRecords { rest: text, delimiter }) {
        for (column, cell) in (0u32..).zip(cells) {
            // `="123"` and a leading apostrophe keep spreadsheets from reading a code as a number.
            let cell = cell.trim();
            let cell = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell);
            let cell = cell.strip_prefix('\'').unwrap_or(cell);
            if !grid.add(row, column, CellValue::Text(cell), None, Epoch::Of1900, limits) {
                break 'rows;
            }
        }
    }
    rounded.extend(grid.rounded.iter().map(|(row, column)| cell_name(*row, *column)));
    let (columns, rows) = grid.size();
    let page = Page {
        width: columns as f32,
        height: rows as f32,
        lines: grid.lines(),
        ..single_page(PageSource::Cells, grid.text())
    };
    let mut extraction = Extraction { pages: vec![page], ..Extraction::default() };
    if grid.cut {
        extraction.notices.push(notice::pages_cut(&[1]));
    }
    if grid.rounded_count > 0 {
        extraction.notices.push(notice::numbers_rounded(&rounded, grid.rounded_count));
    }
    Some(extraction)
}

/// What divides the cells of a text; `None` for a text that is no table.
fn delimiter_of(text: &str) -> Option<char> {
    DELIMITERS.into_iter().find(|delimiter| is_table(text, *delimiter))
}

fn is_table(text: &str, delimiter: char) -> bool {
    let rows: Vec<Vec<String>> = CsvRecords { rest: text, delimiter }
        .filter(|cells| cells.iter().any(|cell| !cell.trim().is_empty()))
        .take(SAMPLE_ROWS)
        .collect();
    if rows.len() < 2 {
        return false;
    }
    let mut counts: Vec<usize> = rows.iter().map(Vec::len).collect();
    counts.sort_unstable();
    let usual = counts[counts.len() / 2];
    let uneven = counts.iter().filter(|count| **count != usual).count();
    // Two columns are weak evidence: a comma in each of two sentences makes them as well.
    let least_rows = if usual == 2 { 3 } else { 2 };
    if usual < 2 || rows.len() < least_rows || uneven * 100 > rows.len() * UNEVEN_PERCENT {
        return false;
    }
    // Lines of programs end in semicolons, and sentences in commas: a row has two cells that say something.
    let filled = |cells: &&Vec<String>| cells.iter().filter(|cell| !cell.trim().is_empty()).count() >= 2;
    if rows.iter().filter(filled).count() * 2 < rows.len() {
        return false;
    }
    let cells = rows.iter().map(Vec::len).sum::<usize>();
    let characters: usize = rows.iter().flatten().map(|cell| cell.chars().count()).sum();
    let thousands = delimiter == ',' && rows.iter().all(|cells| cells.windows(2).all(is_thousands));
    let markup = rows[0][0].trim_start().starts_with(['{', '<', '[']);
    characters <= cells * MEAN_CELL && !thousands && !markup
}

/// Whether a comma only divides the thousands of one number: `12,000`.
fn is_thousands(pair: &[String]) -> bool {
    let [before, after] = pair else { return false };
    before.ends_with(|c: char| c.is_ascii_digit())
        && after.len() >= 3
        && after.bytes().take(3).all(|byte| byte.is_ascii_digit())
        && !after.as_bytes().get(3).is_some_and(u8::is_ascii_digit)
}

/// The records of a text: a cell in quotes may hold delimiters, line ends and doubled quotes.
struct CsvRecords<'t> {
    rest: &'t str,
    delimiter: char,
}

/// The longest cell in quotes; a quote that never closes is a character like any other.
const MAX_QUOTED: usize = 32 << 10;

impl Iterator for CsvRecords<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let (cell, rest) = quoted(self.rest, self.delimiter).unwrap_or_else(|| self.plain());
            cells.push(cell);
            let mut after = rest.chars();
            match after.next() {
                Some(c) if c == self.delimiter => self.rest = after.as_str(),
                Some('\r') => {
                    self.rest = after.as_str().strip_prefix('\n').unwrap_or(after.as_str());
                    return Some(cells);
                }
                Some(_) => {
                    self.rest = after.as_str();
                    return Some(cells);
                }
                None => {
                    self.rest = "";
                    return Some(cells);
                }
            }
        }
    }
}

impl<'t> CsvRecords<'t> {
    fn plain(&self) -> (String, &'t str) {
        let end = self.rest.find([self.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        (self.rest[..end].to_owned(), &self.rest[end..])
    }
}

/// A cell in quotes and what follows it; `None` where the text does not begin with a sound one.
fn quoted(text: &str, delimiter: char) -> Option<(String, &str)> {
    let inner = text.trim_start_matches(' ').strip_prefix('"')?;
    let mut cell = String::new();
    let mut rest = inner;
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        if cell.len() > MAX_QUOTED {
            return None;
        }
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => {
                let after = rest.trim_start_matches(' ');
                let ends = after.is_empty() || after.starts_with([delimiter, '\n', '\r']);
                return ends.then_some((cell, after));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::NoticeCode;

    fn page(text: &str) -> Option<Page> {
        read(text, &Limits::default()).map(|mut extraction| extraction.pages.remove(0))
    }

    #[test]
    fn tables_become_cells() {
        let text = "序号,姓名,备注\r\n1,甲某,\"户主, 已迁\r\n出\"\r\n2,,\"说\"\"好\"\"\"\r\n";
        let page = page(text).expect("a table");
        assert_eq!(page.text, "序号\t姓名\t备注\n1\t甲某\t户主, 已迁 出\n2\t\t说\"好\"");
        assert_eq!((page.source, page.width, page.height), (PageSource::Cells, 3.0, 3.0));
        let last = page.lines.last().expect("cells");
        assert_eq!((last.text.as_str(), last.bbox), ("说\"好\"", [2.0, 2.0, 3.0, 3.0]));
        assert_eq!(delimiter_of("a\tb\tc\n1\t2\t3"), Some('\t'));
        assert_eq!(delimiter_of("a;b;c\n1,5;2;3\n"), Some(';'));
    }

    #[test]
    fn prose_is_no_table() {
        let texts = [
            "第一条 本社名称。\n第二条 住所。",
            "Dear all, the meeting is on Monday.\nPlease come, and tell others.",
            "收入 10,000 元\n支出 20,000 元\n结余 30,000 元",
            "{\"a\": 1, \"b\": 2}\n{\"a\": 3, \"b\": 4}\n{\"a\": 5, \"b\": 6}",
            "一行而已,有逗号",
            "let a = 1;\nlet b = 2;\nlet c = 3;\n",
            "",
        ];
        for text in texts {
            assert!(page(text).is_none(), "{text}");
        }
    }

    #[test]
    fn codes_in_scientific_notation_are_told() {
        let text = "姓名,身份证号,户\n甲某,9.90101E+17,1\n乙某,'990101199001010011,2\n";
        let extraction = read(text, &Limits::default()).expect("a table");
        assert_eq!(extraction.notices.len(), 1);
        assert_eq!(extraction.notices[0].code, NoticeCode::NumberRounded);
        assert!(extraction.notices[0].message.zh.contains("B2"));
        assert!(extraction.pages[0].text.ends_with("乙某\t990101199001010011\t2"));
    }

    proptest! {
        #[test]
        fn any_text_is_sniffed(text in "[a,;|\t\n\r\"甲0-9 ]{0,80}") {
            for delimiter in DELIMITERS {
                let cells: usize = CsvRecords { rest: &text, delimiter }.map(|cells| cells.len()).sum();
                prop_assert!(cells <= text.chars().count() + 1);
            }
            let _ = page(&text);
        }

        #[test]
        fn what_was_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[甲乙a-z0-9,\"\n ;]{0,6}", 3), 2..6)) {
            let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let written: Vec<String> = rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",")).collect();
            let text = written.join("\r\n");
            let read: Vec<Vec<String>> = CsvRecords { rest: &text, delimiter: ',' }.collect();
            prop_assert_eq!(read, rows);
        }
    }
}
