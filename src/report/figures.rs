//! The figures of a village as people see them: one row a figure, one cell a paper.

use super::{
    shown::{PlaceShown, Show},
    view::Report,
    words,
};
use crate::model::{FigureCell, FigureKey, FigureRow, FigureVerdict, Lang, UnitAssessment};

/// A figure, prepared for a page.
#[derive(Debug, Clone)]
pub struct FigureShown {
    /// What it is: 资产总额（元）.
    pub name: String,
    /// The value that most papers give.
    pub agreed: String,
    /// The papers.
    pub cells: Vec<FigureCellShown>,
}

/// A figure in one paper, prepared for a page.
#[derive(Debug, Clone)]
pub struct FigureCellShown {
    /// The paper's kind in words.
    pub kind: String,
    /// The verdict's permanent name.
    pub class: &'static str,
    /// A sign for the verdict, so that colour is not needed.
    pub sign: &'static str,
    /// The verdict in words.
    pub word: String,
    /// What it gives; empty for nothing.
    pub value: String,
    /// Where: the words, or else the paper.
    pub place: PlaceShown,
}

/// The figures of a unit, prepared for a page.
pub fn shown(report: &Report, unit: &UnitAssessment, show: &Show<'_>, lang: Lang) -> Vec<FigureShown> {
    let cell = |row: &FigureRow, cell: &FigureCell| FigureCellShown {
        kind: kind_name(report, &cell.kind, lang),
        class: cell.verdict.as_str(),
        // One paper alone agrees with nothing, and nothing is wrong.
        sign: if is_alone(row, cell) { "·" } else { sign(cell.verdict) },
        word: word(row, cell, lang),
        value: cell.value.map(|value| separated(&value.to_string())).unwrap_or_default(),
        place: match &cell.place {
            Some(place) => show.place(place),
            None => show.place(&crate::model::Citation::file(&cell.path)),
        },
    };
    // What differs is looked at first.
    let differs = |row: &FigureRow| row.cells.iter().any(|cell| cell.verdict == FigureVerdict::Differs);
    let mut rows: Vec<&FigureRow> = unit.figures.iter().collect();
    rows.sort_by_key(|row| !differs(row));
    rows.into_iter()
        .map(|row| FigureShown {
            name: name(row.key, lang),
            agreed: agreed(row, lang),
            cells: row.cells.iter().map(|of| cell(row, of)).collect(),
        })
        .collect()
}

/// What a figure is, with its unit.
pub(super) fn name(key: FigureKey, lang: Lang) -> String {
    match (key.unit().word(lang), lang) {
        ("", _) => key.title(lang).to_owned(),
        (unit, Lang::Zh) => format!("{}（{unit}）", key.title(lang)),
        (unit, Lang::En) => format!("{} ({unit})", key.title(lang)),
    }
}

/// The value that most papers give.
pub(super) fn agreed(row: &FigureRow, lang: Lang) -> String {
    row.agreed.map_or_else(|| lang.pick("各不相同", "no two agree").to_owned(), |value| separated(&value.to_string()))
}

/// A number of five digits or more with its thousands divided: `2,483,763.73`. Days and short numbers stay.
pub fn separated(value: &str) -> String {
    let (sign, plain) = value.strip_prefix('-').map_or(("", value), |plain| ("-", plain));
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    match whole.parse::<u64>() {
        Ok(number) if number >= 10_000 => {
            let rest = rest.map(|rest| format!(".{rest}")).unwrap_or_default();
            format!("{sign}{}{rest}", words::count(number))
        }
        _ => value.to_owned(),
    }
}

/// The name of a kind of paper.
pub(super) fn kind_name(report: &Report, kind: &str, lang: Lang) -> String {
    report.rubric.kind(kind).map_or_else(|| kind.to_owned(), |kind| kind.name.get(lang).to_owned())
}

/// The verdict in words. A figure that one paper alone gives agrees with nothing: it is called so.
pub(super) fn word(row: &FigureRow, cell: &FigureCell, lang: Lang) -> String {
    if is_alone(row, cell) {
        return lang.pick("仅此一份", "the only one").to_owned();
    }
    let word = cell.verdict.word(lang);
    match (cell.rounded, lang) {
        (false, _) => word.to_owned(),
        (true, Lang::Zh) => format!("{word}（取整）"),
        (true, Lang::En) => format!("{word}, rounded"),
    }
}

/// Whether a figure is given by this paper alone.
fn is_alone(row: &FigureRow, cell: &FigureCell) -> bool {
    cell.verdict == FigureVerdict::Equal && row.cells.iter().filter(|other| other.value.is_some()).count() == 1
}

/// A sign for a verdict.
pub(super) fn sign(verdict: FigureVerdict) -> &'static str {
    match verdict {
        FigureVerdict::Equal => "●",
        FigureVerdict::Differs => "✗",
        FigureVerdict::NotFound => "○",
        FigureVerdict::Unreadable => "▨",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx, open_workbook_from_rs};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::{ArchivePath, Citation, FIGURE_SCALE, FigureValue},
        report::{fixture, json::report_json, shown::Links, xlsx::report_xlsx},
    };

    /// A row with a charter that differs and a notice that lacks the figure.
    pub(crate) fn row() -> FigureRow {
        let cell = |path: &str, verdict, value: Option<i64>| {
            let path = ArchivePath::new(path);
            let place =
                value.map(|value| Citation { path: path.clone(), page: Some(2), quote: format!("成员{value}人") });
            let value = value.map(|value| FigureValue::Number(value * FIGURE_SCALE));
            FigureCell { kind: "CHARTER".to_owned(), path, verdict, value, rounded: false, place }
        };
        FigureRow {
            key: FigureKey::Members,
            agreed: Some(FigureValue::Number(412 * FIGURE_SCALE)),
            cells: vec![
                cell("01张庄村/名册.xlsx", FigureVerdict::Equal, Some(412)),
                cell("01张庄村/章程.pdf", FigureVerdict::Differs, Some(421)),
                cell("01张庄村/公示.pdf", FigureVerdict::NotFound, None),
            ],
        }
    }

    fn report() -> Report {
        let mut report = fixture::report();
        report.villages[0].figures = vec![row()];
        report
    }

    #[test]
    fn the_json_report_gives_every_cell() {
        let text = report_json(&report(), Lang::Zh).expect("it is written");
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        let figures = &value["villages"][0]["figures"];
        assert_eq!(
            (&figures[0]["key"], &figures[0]["agreed"], &figures[0]["unit"]),
            (&json!("members"), &json!("412"), &json!("人"))
        );
        assert_eq!(
            figures[0]["cells"][1],
            json!({"kind": "CHARTER", "verdict": "differs", "value": "421", "rounded": false,
                "path": "01张庄村/章程.pdf", "page": 2, "quote": "成员421人"})
        );
        assert_eq!(figures[0]["cells"][2]["value"], Value::Null);
        assert_eq!(value["villages"][1]["figures"], json!([]));
    }

    #[test]
    fn the_workbook_has_a_sheet_of_figures_where_there_are_any() {
        let read = |report: &Report| -> Xlsx<Cursor<Vec<u8>>> {
            let bytes = report_xlsx(report, Lang::Zh).expect("it is written");
            open_workbook_from_rs(Cursor::new(bytes)).expect("it opens")
        };
        let mut workbook = read(&report());
        let sheet = workbook.worksheet_range("数据核对").expect("the sheet is there");
        assert_eq!(sheet[(2, 5)].to_string(), "✗ 不一致");
        assert_eq!(sheet[(2, 8)].to_string(), "成员421人");
        assert!(!read(&fixture::report()).sheet_names().contains(&"数据核对".to_owned()));
    }

    #[test]
    fn cells_link_to_their_page() {
        let report = report();
        let show = Show::new(&report, Lang::Zh, Links::Web);
        let rows = shown(&report, &report.villages[0], &show, Lang::Zh);
        assert_eq!((rows[0].name.as_str(), rows[0].agreed.as_str()), ("人数（人）", "412"));
        let lone = FigureRow { cells: row().cells.into_iter().take(1).collect(), ..row() };
        assert_eq!(word(&lone, &lone.cells[0], Lang::Zh), "仅此一份");
        let link = rows[0].cells[1].place.href.clone().expect("it links");
        assert!(link.contains("page=2") && link.contains("quote="), "{link}");
    }
}
