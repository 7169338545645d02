//! Figures in the cells of balance sheets, inventory sheets and ledgers: a label, and the number beside it.
//!
//! A sheet may give several numbers a row (账面数, 清查核实数; 年初数, 年末数). The header says which one counts; where
//! it does not, and the numbers differ, none is taken.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    figure::{self, Figure, converted},
    table::{TableRow, cell_number, is_dash, is_number, rows},
};
use crate::{
    evaluate::{Document, documents::prose::flow::FactPlace},
    model::{FIGURE_SCALE, FigureKey, FigureUnit, FigureValue, PageSource},
    text::{fold, pattern},
    vocabulary,
};

/// What a folded label cell means. Brackets are folded away: `固定资产净值（经营性）` is `固定资产净值经营性`.
static CELLS: LazyLock<Vec<(FigureKey, Regex)>> = LazyLock::new(|| {
    let cell = |words: &str| {
        pattern(&format!(
            r"^(?:[一二三四五六七八九十0-9]{{1,3}}[、.．,，]?)?(?:其中[:：]?)?(?:{words})(?:[:：]|万?元|亩|股)?$"
        ))
    };
    figure::listed("cell").into_iter().map(|(key, words)| (key, cell(&words.join("|")))).collect()
});
/// The class of assets that a detail sheet is about, by its title.
static SECTIONS: LazyLock<Vec<(FigureKey, Regex)>> = LazyLock::new(|| {
    figure::listed("section").into_iter().map(|(key, words)| (key, pattern(&words.join("|")))).collect()
});
static TITLE: LazyLock<Regex> = LazyLock::new(|| pattern("表[^:]{0,24}$|台[账帐]|登记簿|清单$|明细[0-9]+"));
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let units = vocabulary!("units.tsv").forms("unit-of-sheet");
    pattern(&format!(r"(?:^|[^报位])(?:计量|金额|货币|面积)?单位[:：]?\s*(?:人民币)?(?P<unit>{units})"))
});
static HEADER: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("labels.tsv").forms("sheet-header")));
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("remarks.tsv").forms("sum-cell");
    pattern(&format!(r"^(?:{words})$"))
});

/// Reads a document's labelled cells.
pub fn read(document: &Document) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut state = SheetState::default();
    for row in &rows(document) {
        state.enter(row);
        if row.is_tabular() {
            state.row(document, row, &mut found);
        }
    }
    // 固定资产净值（经营性） and （非经营性） are one class.
    found.extend(state.split_fixed_assets());
    found
}

/// A row of a sheet as its first label tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetEntry {
    /// The label, folded, without a number in front of it.
    pub label: String,
    /// The sum that counts, in ten-thousandths of a yuan; `None` where the row has none, or it cannot be told which.
    pub value: Option<i64>,
    /// How far the true sum may lie from it.
    pub slack: i64,
    /// Where the row stands.
    pub place: FactPlace,
    /// Read by recognition, which may have lost a row beside it.
    pub is_recognised: bool,
}

/// A number in front of a label: `一、`, `1.`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:[一二三四五六七八九十0-9]{1,3}[、.．])"));

/// The rows of each sheet of a document by their first label: of a balance sheet of two halves, the assets.
pub fn assets(document: &Document) -> Vec<Vec<SheetEntry>> {
    let mut sheets: Vec<Vec<SheetEntry>> = Vec::new();
    let mut state = SheetState::default();
    for row in &rows(document) {
        let (page, section) = (state.page, state.titles);
        state.enter(row);
        if sheets.is_empty() || state.page != page || state.titles != section {
            sheets.push(Vec::new());
        }
        let mut cells = row.cells.iter().enumerate();
        let first = cells.find(|(_, cell)| !cell.text.is_empty() && !is_number(cell.text));
        let (Some((at, cell)), Some(sheet)) = (first.filter(|_| row.is_tabular()), sheets.last_mut()) else { continue };
        let numbers = numbers_behind(row, at);
        let chosen = state.choose(FigureKey::TotalAssets, &numbers, None);
        sheet.push(SheetEntry {
            label: label_of(cell.text),
            value: chosen.map(|(value, _)| value),
            slack: chosen.map_or(0, |(_, slack)| slack),
            place: place(document, row, &numbers),
            is_recognised: row.source == PageSource::Ocr,
        });
    }
    sheets
}

/// The two sums of a balance sheet that must be one: assets, and what is owed with what is owned.
#[derive(Debug, Clone, PartialEq)]
pub struct BalanceTotals {
    /// 资产总计, column by column, in hundredths of a yuan.
    pub assets: Vec<i64>,
    /// 负债和所有者权益总计, in the same columns.
    pub claims: Vec<i64>,
    /// How far a value can be off by the rounding of its unit.
    pub slack: i64,
    /// The row of each.
    pub places: Vec<FactPlace>,
    /// Whether a row was recognised from a picture.
    pub is_recognised: bool,
}

/// Cells of the sum of assets and of the sum of claims on them, without marks and order.
static ASSETS_SUM: LazyLock<Regex> = LazyLock::new(|| pattern("^资产(?:总计|合计|总额)$"));
static CLAIMS_SUM: LazyLock<Regex> =
    LazyLock::new(|| pattern("^负债(?:和|及|与|加)?(?:所有者权益|净资产|权益)(?:总计|合计|总额)$"));
/// Heads of columns that hold no amounts.
static LINE_NUMBERS: LazyLock<Regex> = LazyLock::new(|| pattern("行次|栏次|序号|编号|备注"));

/// Every pair of sums whose columns can be told apart: beside each other or below each other.
pub fn balance_totals(document: &Document) -> Vec<BalanceTotals> {
    struct Sum {
        values: Vec<(i64, i64)>,
        place: FactPlace,
        is_recognised: bool,
    }
    let mut found = Vec::new();
    let mut state = SheetState::default();
    let (mut assets, mut claims): (Option<Sum>, Option<Sum>) = (None, None);
    for row in &rows(document) {
        let (page, titles) = (state.page, state.titles);
        state.enter(row);
        if (state.page, state.titles) != (page, titles) {
            (assets, claims) = (None, None);
        }
        for (at, cell) in row.cells.iter().enumerate().filter(|_| row.is_tabular()) {
            let label = label_of(cell.text);
            let slot = if ASSETS_SUM.is_match(&label) {
                &mut assets
            } else if CLAIMS_SUM.is_match(&label) {
                &mut claims
            } else {
                continue;
            };
            let numbers: Vec<(usize, &str)> = numbers_behind(row, at)
                .into_iter()
                .filter(|(at, _)| !state.header.get(*at).is_some_and(|head| LINE_NUMBERS.is_match(head)))
                .collect();
            let unit = fits(FigureKey::TotalAssets, state.unit.as_deref()).unwrap_or("元");
            let values: Option<Vec<(i64, i64)>> = numbers
                .iter()
                .map(|(_, text)| {
                    let (digits, own) = cell_number(text);
                    state.value(&digits, own.unwrap_or(unit))
                })
                .collect();
            let is_recognised = row.source == PageSource::Ocr;
            *slot = values.map(|values| Sum { values, place: place(document, row, &numbers), is_recognised });
        }
        let (Some(asset), Some(claim)) = (&assets, &claims) else { continue };
        if asset.values.len() == claim.values.len() && !asset.values.is_empty() {
            let column = |sum: &Sum| sum.values.iter().map(|(value, _)| *value).collect();
            let both = || asset.values.iter().chain(&claim.values);
            found.push(BalanceTotals {
                assets: column(asset),
                claims: column(claim),
                slack: both().fold(100, |sum: i64, (_, slack)| sum.saturating_add(*slack)),
                places: vec![asset.place.clone(), claim.place.clone()],
                is_recognised: asset.is_recognised || claim.is_recognised,
            });
        }
        (assets, claims) = (None, None);
    }
    found
}

/// A cell's words without order and marks.
fn label_of(cell: &str) -> String {
    let plain = crate::text::fold_name(cell);
    fold(&ORDER.replace(&plain, "")).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The numbers between a label and the next one, with their columns.
fn numbers_behind<'d>(row: &TableRow<'d>, at: usize) -> Vec<(usize, &'d str)> {
    row.cells
        .iter()
        .enumerate()
        .skip(at + 1)
        .take_while(|(_, cell)| cell.text.is_empty() || is_number(cell.text) || is_dash(row, cell.text))
        .filter(|(_, cell)| !cell.text.is_empty())
        .map(|(at, cell)| (at, cell.text))
        .collect()
}

fn place(document: &Document, row: &TableRow<'_>, numbers: &[(usize, &str)]) -> FactPlace {
    FactPlace {
        citation: document.cite(row.page, &row.quote()),
        doubtful: numbers.iter().any(|(_, text)| document.is_doubtful(row.page, text)),
    }
}

/// What the rows above say of those below them.
#[derive(Default)]
struct SheetState {
    /// Titles met so far.
    titles: usize,
    page: u32,
    /// The rows are cells of a workbook.
    is_workbook: bool,
    unit: Option<String>,
    header: Vec<String>,
    section: Option<FigureKey>,
    fixed: [Option<(i64, FactPlace)>; 2],
}

impl SheetState {
    /// Takes in what a row says of those below it: the sheet's title, its unit, its columns.
    fn enter(&mut self, row: &TableRow<'_>) {
        if row.source == PageSource::Cells && row.page != self.page {
            let (titles, fixed) = (self.titles, std::mem::take(&mut self.fixed));
            *self = SheetState { titles, page: row.page, fixed, ..SheetState::default() };
        }
        self.is_workbook = row.source == PageSource::Cells;
        let text = crate::text::fold_name(row.text);
        if let Some(unit) = UNIT.captures(&text).and_then(|captures| captures.name("unit")) {
            self.unit = Some(unit.as_str().to_owned());
        }
        let filled = row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
        if filled == 1 && TITLE.is_match(&text) {
            self.titles += 1;
            self.section = SECTIONS.iter().find(|(_, title)| title.is_match(&text)).map(|(key, _)| *key);
            self.header.clear();
        } else if filled > 1 && !row.cells.iter().any(|cell| is_number(cell.text)) {
            let header: Vec<String> = row.cells.iter().map(|cell| fold(cell.text)).collect();
            if header.iter().any(|cell| HEADER.is_match(cell)) && !header.iter().any(|cell| cell.contains(':')) {
                self.header = header;
            }
        }
    }

    fn row(&mut self, document: &Document, row: &TableRow<'_>, found: &mut Vec<Figure>) {
        let mut first = true;
        for (at, cell) in row.cells.iter().enumerate() {
            if cell.text.is_empty() || is_number(cell.text) || is_dash(row, cell.text) {
                continue;
            }
            let label = fold(cell.text);
            let numbers = numbers_behind(row, at);
            let place = || place(document, row, &numbers);
            let is_first = std::mem::take(&mut first);
            if let Some((key, _)) = CELLS.iter().find(|(_, words)| words.is_match(&label))
                && let Some((value, slack)) = self.choose(*key, &numbers, unit_in(&label))
            {
                found.push(Figure {
                    key: *key,
                    value: FigureValue::Number(value),
                    slack,
                    is_loose: false,
                    place: place(),
                });
            } else if is_first
                && SUM.is_match(&label)
                && let Some(key) = self.section
                && let Some((value, slack)) = self.choose(key, &numbers, None)
            {
                found.push(Figure { key, value: FigureValue::Number(value), slack, is_loose: false, place: place() });
            }
            let part = ["固定资产净值经营性", "固定资产净值非经营性"].iter().position(|known| label == *known);
            if let Some(part) = part
                && let Some((value, _)) = self.choose(FigureKey::FixedAssets, &numbers, None)
                && let Some(fixed) = self.fixed.get_mut(part)
            {
                *fixed = Some((value, place()));
            }
        }
    }

    /// The number that counts among those beside a label.
    fn choose(&self, key: FigureKey, numbers: &[(usize, &str)], own_unit: Option<&str>) -> Option<(i64, i64)> {
        let wanted: &[&str] = match key {
            FigureKey::FixedAssets => &["净值", "核实", "期末", "年末", "金额", "账面"],
            FigureKey::LandTotal | FigureKey::LandFarm => &["核实", "面积", "合计"],
            _ => &["核实", "期末", "年末", "余额", "金额", "账面"],
        };
        let by_header = || {
            let mut fitting = wanted.iter().filter_map(|word| {
                numbers.iter().find(|(at, _)| self.header.get(*at).is_some_and(|head| head.contains(word)))
            });
            fitting.next()
        };
        let text = match numbers {
            [] => return None,
            [(_, only)] => only,
            [(_, first), rest @ ..] => match by_header() {
                Some((_, text)) => text,
                None if rest.iter().all(|(_, text)| text == first) => first,
                None => return None,
            },
        };
        let (digits, unit) = cell_number(text);
        // A unit that the cell itself shows outweighs that of its column.
        let unit = match unit {
            Some(unit) => fits(key, Some(unit)).filter(|fitting| *fitting == unit)?,
            None => own_unit.or_else(|| fits(key, self.unit.as_deref()))?,
        };
        self.value(&digits, unit)
    }

    /// The value of a cell and how far the true one may lie from it: a sheet rounds what it shows, by its format.
    fn value(&self, digits: &str, unit: &str) -> Option<(i64, i64)> {
        let (value, slack) = converted(digits, unit)?;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let half = FIGURE_SCALE / 10_i64.pow(u32::try_from(decimals.min(4)).unwrap_or(4)) / 2;
        Some((value, if self.is_workbook { slack.max(half) } else { slack }))
    }

    fn split_fixed_assets(&self) -> Option<Figure> {
        let [Some((operating, place)), Some((other, _))] = &self.fixed else { return None };
        let value = FigureValue::Number(operating.checked_add(*other)?);
        Some(Figure { key: FigureKey::FixedAssets, value, slack: 0, is_loose: false, place: place.clone() })
    }
}

/// The unit that a label itself gives: 金额（万元）.
fn unit_in(label: &str) -> Option<&'static str> {
    if label.ends_with("万元") { Some("万元") } else { None }
}

/// The sheet's unit where it can be the key's, else the plain one.
fn fits(key: FigureKey, unit: Option<&str>) -> Option<&str> {
    let is_area = |unit: &str| matches!(unit, "亩" | "万亩" | "平方米" | "公顷");
    match key.unit() {
        FigureUnit::Yuan => Some(unit.filter(|unit| !is_area(unit)).unwrap_or("元")),
        FigureUnit::Mu => Some(unit.filter(|unit| is_area(unit)).unwrap_or("亩")),
        FigureUnit::Shares => Some("股"),
        FigureUnit::YuanEach => Some("元"),
        FigureUnit::Day | FigureUnit::Households | FigureUnit::People => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn figures(text: &str) -> Vec<String> {
        read(&paper("表.xlsx").saying(&[text]))
            .iter()
            .map(|figure| format!("{} {}", figure.key.as_str(), figure.value))
            .collect()
    }

    #[test]
    fn a_balance_sheet_of_two_halves() {
        let text = "资产负债表\n编制单位：河湾村\t单位：元\n资产\t年初数\t年末数\t负债及所有者权益\t年初数\t年末数\n货币资金\t1\t20\t应付款项\t2\t5\n固定资产净值\t3\t80\t负债合计\t2\t5\n\t\t\t所有者权益合计\t2\t95\n资产总计\t4\t100\t负债和所有者权益总计\t4\t100";
        assert_eq!(
            figures(text),
            ["cash 20", "payables 5", "fixed-assets 80", "liabilities 5", "net-assets 95", "total-assets 100"]
        );
    }

    #[test]
    fn detail_sheets_give_their_class_by_the_sum_row() {
        let text = "农清明细08固定资产清查登记表\n单位：万元\n名称\t原值\t净值\n水塔\t3\t2.5\n合计\t3\t2.5\n资源性资产清查登记总表\n单位：亩\n地类\t面积\n耕地\t12.5\n合计\t30";
        assert_eq!(figures(text), ["fixed-assets 25000", "land-farm 12.50", "land-total 30"]);
    }

    #[test]
    fn a_cell_shows_its_own_unit() {
        assert_eq!(figures("货币资金\t12.50万元"), ["cash 125000"]);
        assert_eq!(figures("单位：万元\n货币资金\t1,250元\n固定资产净值\t80"), ["cash 1250", "fixed-assets 800000"]);
        assert_eq!(figures("应付款项\t(300.00)"), ["payables -300"]);
        assert!(figures("货币资金\t12.5亩").is_empty(), "an area is no money");
    }

    #[test]
    fn what_cannot_be_told_is_left() {
        assert!(figures("货币资金\t12\t13").is_empty(), "two numbers and no header");
        assert!(figures("合计\t12").is_empty(), "a sum of nothing known");
        assert!(figures("填报单位：万元村\n资产\t项目").is_empty());
        assert!(figures("流动资产合计\t12\n长期资产合计\t13").is_empty());
    }

    #[test]
    fn halves_of_fixed_assets_are_added() {
        assert_eq!(figures("固定资产净值（经营性）\t10\n固定资产净值（非经营性）\t32.5"), ["fixed-assets 42.50"]);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[资产总计负债合固定净值元万单位：0-9.,\t\n]{0,60}")) {
            let _ = read(&paper("a.xlsx").saying(&[&text]));
        }
    }
}
