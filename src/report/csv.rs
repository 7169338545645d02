//! The report as CSV: one row a unit and item, for a spreadsheet.

use crate::{
    model::{Citation, ItemAssessment, ItemState, Lang},
    report::{view::Report, words},
};

/// The report as CSV: UTF-8 with a byte order mark, without which Excel takes it for the local encoding; rows end
/// in CR LF as RFC 4180 has them.
///
/// A cell that a spreadsheet would take for a formula gets a leading apostrophe: file names and quotations come
/// from other people.
pub fn report_csv(report: &Report, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    let heads = [
        lang.pick("单位", "unit"),
        lang.pick("项目", "item"),
        lang.pick("评估项目", "item text"),
        lang.pick("分值", "points"),
        lang.pick("状态", "state"),
        lang.pick("建议分", "suggested"),
        lang.pick("最低", "least"),
        lang.pick("最高", "most"),
        lang.pick("决定方式", "decided"),
        lang.pick("缺少", "lacking"),
        lang.pick("发现", "findings"),
        lang.pick("证据", "evidence"),
    ];
    row(&mut text, heads);
    for unit in report.units() {
        let name = words::unit_name(&unit.unit, lang);
        for item in &unit.items {
            let rule = report.rubric.item(&item.id);
            let cells = [
                name,
                &item.id,
                rule.map_or("", |rule| &rule.text),
                &words::points(item.points),
                words::state_word(item.state, lang),
                &item.suggested.map(words::points).unwrap_or_default(),
                &words::points(item.min),
                &words::points(item.max),
                words::decided_by_word(item.decided_by, lang),
                &lacking(report, item, lang).join("\n"),
                &findings(item, lang).join("\n"),
                &item.evidence.iter().map(|it| place(&it.citation, lang)).collect::<Vec<_>>().join("\n"),
            ];
            row(&mut text, cells);
        }
    }
    text
}

/// The names of the slots that want more, with how many; none for an item that could not be read.
pub(super) fn lacking(report: &Report, item: &ItemAssessment, lang: Lang) -> Vec<String> {
    if item.state == ItemState::Unreadable {
        return Vec::new();
    }
    let gaps = item.slots.iter().filter(|slot| !slot.is_filled());
    gaps.map(|slot| {
        let name = report.rubric.slot(&slot.id).map_or(slot.id.as_str(), |named| named.name.get(lang));
        format!("{name} {}/{}", slot.found, slot.required)
    })
    .collect()
}

/// The findings as lines.
pub(super) fn findings(item: &ItemAssessment, lang: Lang) -> Vec<String> {
    item.findings
        .iter()
        .map(|finding| {
            let places: Vec<String> = finding.places.iter().map(|it| place(it, lang)).collect();
            let shown = if places.is_empty() { String::new() } else { format!(" [{}]", places.join("; ")) };
            format!("{}{shown}", finding.message.get(lang))
        })
        .collect()
}

/// A place in one line: path, page and quotation.
pub(super) fn place(citation: &Citation, lang: Lang) -> String {
    let mut line = citation.path.to_string();
    if let Some(page) = citation.page {
        line.push_str(&match lang {
            Lang::Zh => format!(" 第{page}页"),
            Lang::En => format!(" page {page}"),
        });
    }
    if !citation.quote.is_empty() {
        line.push_str(&format!(" “{}”", one_line(&citation.quote)));
    }
    line
}

/// Text with every run of white space and control characters as one space.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Adds one row, quoted and guarded.
pub fn row<'a>(text: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell));
    }
    text.push_str("\r\n");
}

/// A cell, guarded against being run as a formula and quoted where it must be.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn one_row_a_unit_and_item() {
        let csv = report_csv(&fixture::report(), Lang::Zh);
        assert!(csv.starts_with("\u{feff}单位,项目,评估项目,分值,状态,建议分,最低,最高,决定方式,缺少,发现,证据\r\n"));
        assert_eq!(csv.matches("\r\n").count(), 1 + 2 + 3 * 5);
        assert!(csv.contains("\r\n镇级,T02,"));
        assert!(csv.contains(",3,待核,1,1,1,按规则,专项工作组文件 1/3,,\r\n"));
        assert!(csv.contains("章程有密码，未能读取。 [01张庄村/03章程/章程.pdf]"));
        assert!(!csv.contains("章程 0/1,章程有密码"), "an unread file is not lacking");
    }

    #[test]
    fn nothing_is_run_as_a_formula() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("@x,y"), "\"'@x,y\"");
        assert_eq!(quoted("-1\n\"a\""), "\"'-1\n\"\"a\"\"\"");
        assert_eq!(quoted("公示"), "公示");
        let mut report = fixture::report();
        report.villages[1].unit = crate::model::Unit::Village("=cmd()".to_owned());
        let csv = report_csv(&report, Lang::En);
        assert!(csv.contains("\r\n'=cmd(),V03"));
        assert!(!csv.contains("\r\n=") && !csv.contains(",="));
    }
}
