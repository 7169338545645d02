//! What the township's summary sheets (汇总表, 上报表) say of each village: a row a village, a column a figure.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;

use super::{
    figure::{self, Figure, converted},
    table::{TableRow, cell_number, is_number, rows},
};
use crate::{
    evaluate::{
        Document,
        documents::prose::flow::{FactPlace, Flow},
    },
    model::{FIGURE_SCALE, FigureKey, FigureUnit, FigureValue, FileStatus, PageSource, Township, Unit},
    text::{fold, fold_name, pattern, village_key},
    vocabulary,
};

/// Figures by the name of the village that they are said of.
pub type Reported = BTreeMap<String, Vec<ReportedFigure>>;

/// A figure that a summary sheet gives for a village.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedFigure {
    /// The figure.
    pub figure: Figure,
    /// The reference dates that its sheet gives; none where it gives none.
    pub days: Vec<Date>,
}

impl ReportedFigure {
    /// Whether the sheet gives no reference date, or this one: a yearly sheet honestly has other sums.
    pub fn is_of(&self, reference: Date) -> bool {
        self.days.is_empty() || self.days.contains(&reference)
    }
}

/// What a folded heading means, its unit left out.
static COLUMNS: LazyLock<Vec<(FigureKey, Regex)>> = LazyLock::new(|| {
    let column = |words: &str| pattern(&format!("^(?:其中)?(?:{words})$"));
    figure::listed("township-column").into_iter().map(|(key, words)| (key, column(&words.join("|")))).collect()
});
/// The unit behind a folded heading.
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let units = vocabulary!("units.tsv").forms("unit-of-column");
    pattern(&format!("(?P<unit>{units})$"))
});
/// The unit of money that a sheet gives above its table.
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    let units = vocabulary!("units.tsv").forms("money-of-summary");
    pattern(&format!("单位[:：][^。;]{{0,12}}?(?P<unit>{units})"))
});
/// Sheets of what is not settled yet, or of something else: their figures may honestly be others.
static INTERIM: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("remarks.tsv").forms("interim-sheet")));

/// Reads every summary sheet of the township. Sheets of work under way, blank forms, drafts and recognised pages say
/// nothing here.
pub fn read(township: &Township, documents: &[Document]) -> Reported {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for village in &township.villages {
        for name in village.names() {
            names.entry(village_key(name)).or_insert(&village.name);
        }
    }
    let mut reported = Reported::new();
    let is_summary = |document: &&Document| {
        document.unit == Unit::Township
            && document.status == FileStatus::Read
            && document.has_text
            && !document.is_template
            && !document.is_draft
            && !INTERIM.is_match(&document.label)
            && !INTERIM.is_match(&fold_name(&document.title))
    };
    for document in documents.iter().filter(is_summary) {
        of_sheet(document, &names, &mut reported);
    }
    reported
}

/// The reference dates of a sheet.
fn days(document: &Document) -> Vec<Date> {
    let figures = figure::read(&Flow::new(document), false);
    let day = |figure: &Figure| match figure.value {
        FigureValue::Day(day) if figure.key == FigureKey::ReferenceDate => Some(day),
        _ => None,
    };
    figures.iter().filter_map(day).collect()
}

fn of_sheet(document: &Document, names: &BTreeMap<String, &str>, reported: &mut Reported) {
    let mut columns: Vec<(usize, FigureKey, String)> = Vec::new();
    let mut money = "元".to_owned();
    let days = days(document);
    for row in rows(document).iter().filter(|row| row.source != PageSource::Ocr) {
        if let Some(unit) = MONEY.captures(row.text).and_then(|captures| captures.name("unit")) {
            unit.as_str().clone_into(&mut money);
        }
        if !row.is_tabular() {
            continue;
        }
        let village = row.cells.iter().find_map(|cell| names.get(&village_key(cell.text)));
        let Some(village) = village else {
            if let Some(found) = heading(row, &money) {
                columns = found;
            }
            continue;
        };
        for (at, key, unit) in &columns {
            let Some(cell) = row.cells.get(*at).filter(|cell| is_number(cell.text)) else { continue };
            let (digits, own) = cell_number(cell.text);
            let Some((value, slack)) = converted(&digits, own.unwrap_or(unit)) else { continue };
            let place = FactPlace { citation: document.cite(row.page, row.text), doubtful: false };
            let slack = slack.max(last_place(*key, &digits));
            let figure = Figure { key: *key, value: FigureValue::Number(value), slack, is_loose: false, place };
            reported.entry((*village).to_owned()).or_default().push(ReportedFigure { figure, days: days.clone() });
        }
    }
}

/// Half of the last place of a sum or an area: summaries round where the village's own papers do not.
fn last_place(key: FigureKey, digits: &str) -> i64 {
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match key.unit() {
        FigureUnit::Yuan | FigureUnit::Mu => FIGURE_SCALE / 10_i64.pow(u32::try_from(decimals.min(4)).unwrap_or(4)) / 2,
        _ => 0,
    }
}

/// A row of headings of which two or more are figures, each with its column, its key and its unit.
fn heading(row: &TableRow<'_>, money: &str) -> Option<Vec<(usize, FigureKey, String)>> {
    if row.cells.iter().any(|cell| is_number(cell.text)) {
        return None;
    }
    let mut found: Vec<(usize, FigureKey, String)> = Vec::new();
    let folded: Vec<String> = row.cells.iter().map(|cell| fold(cell.text)).collect();
    for (at, text) in folded.iter().enumerate() {
        let unit = UNIT.find(text).map(|unit| unit.as_str());
        let bare = unit.map_or(text.as_str(), |unit| text.trim_end_matches(unit));
        // 户数 can be all households of a village; beside 成员人数 it is the members'.
        let is_of_members =
            |next: &String| COLUMNS.iter().any(|(key, words)| *key == FigureKey::Members && words.is_match(next));
        let by_neighbour = bare == "户数" && folded.get(at + 1).is_some_and(is_of_members);
        let known =
            [text.as_str(), bare].into_iter().find_map(|text| COLUMNS.iter().find(|(_, words)| words.is_match(text)));
        let key = match known {
            Some((key, _)) => *key,
            None if by_neighbour => FigureKey::Households,
            None => continue,
        };
        let default = match key.unit() {
            FigureUnit::Yuan => money,
            FigureUnit::Mu => "亩",
            _ => "",
        };
        found.push((at, key, unit.unwrap_or(default).to_owned()));
    }
    // The same figure twice is that of two days, or of two stages, which cannot be told apart here.
    let is_once = |key: FigureKey| found.iter().filter(|(_, other, _)| *other == key).count() == 1;
    let keys: Vec<FigureKey> = found.iter().map(|(_, key, _)| *key).filter(|key| is_once(*key)).collect();
    found.retain(|(_, key, _)| keys.contains(key));
    (found.len() >= 2).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{day, paper, township};

    fn of(title: &str, text: &str) -> Vec<String> {
        let sheet = paper(&format!("{title}.xlsx")).saying(&[text]);
        let sheet = Document { unit: Unit::Township, label: title.to_owned(), title: title.to_owned(), ..sheet };
        let found = read(&township(), &[sheet]);
        let said = |(village, all): (String, Vec<ReportedFigure>)| {
            let of_the_day = all.into_iter().filter(|said| said.is_of(day("2017-12-31")));
            let shown = |said: ReportedFigure| format!("{village} {} {}", said.figure.key.as_str(), said.figure.value);
            of_the_day.map(shown).collect::<Vec<_>>()
        };
        found.into_iter().flat_map(said).collect()
    }

    #[test]
    fn a_row_a_village() {
        let text = "清查登记时点：2017年12月31日\t单位：万元\n序号\t村别\t总资产\t净资产\t土地面积（亩）\t户数\t成员数\n1\t张庄\t96.45\t90\t1203.5\t103\t387\n2\t外村\t1\t1\t1\t1\t1\n合计\t\t97.45\t91\t1204.5\t104\t388";
        assert_eq!(
            of("清产核资汇总表", text),
            [
                "张庄村 total-assets 964500",
                "张庄村 net-assets 900000",
                "张庄村 land-total 1203.50",
                "张庄村 households 103",
                "张庄村 members 387"
            ]
        );
    }

    #[test]
    fn what_may_honestly_differ_is_left() {
        let table = "村名\t资产总额\t成员人数\n张庄村\t964500\t387";
        assert_eq!(of("各村数据汇总表", table).len(), 2);
        assert!(of("产改工作进度表", table).is_empty(), "work under way");
        assert!(of("汇总表", &format!("清查登记时点：2019年12月31日\n{table}")).is_empty(), "a yearly sheet");
        assert!(of("汇总表", "村名\t资产总额\t资产总额\t人口\n张庄村\t1\t2\t3").is_empty(), "two days side by side");
        assert!(
            of("汇总表", "村名\t户数\t人口\t耕地\n张庄村\t110\t400\t900").is_empty(),
            "the village, not its members"
        );
    }
}
