//! The report as CSV: one row a unit and item, for a spreadsheet.

use std::collections::BTreeMap;

use crate::{
    model::{Citation, Lang, Unit, UnitAssessment},
    report::{
        codes,
        csv_row::csv_row,
        history,
        lines::{ListedFinding, findings, item_findings, lacking, place, reasons, task, task_heads},
        todo::{self, Todo},
        view::Report,
        words,
    },
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
        lang.pick("评定分", "score"),
        lang.pick("评定人", "decided by"),
        lang.pick("评定时间", "decided at"),
        lang.pick("评定理由", "reason"),
        lang.pick("待复核", "look again"),
        lang.pick("建议依据", "grounds of the suggestion"),
    ];
    csv_row(&mut text, heads);
    for unit in report.units() {
        let name = words::unit_name(&unit.unit, lang);
        for item in &unit.items {
            let rule = report.rubric.item(&item.id);
            let decision = item.decision.as_ref().map(|decision| history::decision(decision, lang));
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
                &decision.as_ref().map(|it| it.score.clone()).unwrap_or_default(),
                &decision.as_ref().map(|it| it.by.clone()).unwrap_or_default(),
                &decision.as_ref().map(|it| it.at.clone()).unwrap_or_default(),
                &decision.as_ref().map(|it| it.reason.clone()).unwrap_or_default(),
                &decision.and_then(|it| it.stale).unwrap_or_default(),
                &reasons(item, lang).join("\n"),
            ];
            csv_row(&mut text, cells);
        }
    }
    text
}

/// Every finding as CSV, written like [`report_csv`]: one row a place, and one for a finding without places. Those that
/// a person settled say so, wrong alarms too.
pub fn findings_csv(report: &Report, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    let heads = [
        lang.pick("单位", "unit"),
        lang.pick("项目", "item"),
        lang.pick("代码", "code"),
        lang.pick("名称", "title"),
        lang.pick("轻重", "severity"),
        lang.pick("说明", "message"),
        lang.pick("怎么办", "what to do"),
        lang.pick("文件", "file"),
        lang.pick("页", "page"),
        lang.pick("原文", "quotation"),
        lang.pick("判断", "verdict"),
        lang.pick("编号", "key"),
    ];
    csv_row(&mut text, heads);
    for unit in report.units() {
        let name = words::unit_name(&unit.unit, lang);
        for found in item_findings(unit, lang) {
            found_rows(&mut text, name, &found, lang);
        }
        for photo in &unit.photos {
            for finding in &photo.findings {
                let found = ListedFinding { item: "", finding, key: String::new(), verdict: String::new() };
                found_rows(&mut text, name, &found, lang);
            }
        }
    }
    text
}

fn found_rows(text: &mut String, unit: &str, found: &ListedFinding<'_>, lang: Lang) {
    let ListedFinding { item, finding, key, verdict } = found;
    let remedy = codes::explain(finding.code).remedy;
    let nowhere = [None];
    let places: Vec<Option<&Citation>> = finding.places.iter().map(Some).collect();
    for place in if places.is_empty() { nowhere.as_slice() } else { &places } {
        let cells = [
            unit,
            item,
            finding.code.as_str(),
            finding.code.title(lang),
            words::severity_word(finding.severity, lang),
            finding.message.get(lang),
            remedy.get(lang),
            place.map_or("", |place| place.path.as_str()),
            &place.and_then(|place| place.page).map(|page| page.to_string()).unwrap_or_default(),
            place.map_or("", |place| &place.quote),
            verdict,
            key,
        ];
        csv_row(text, cells);
    }
}

/// Every task as CSV, written like [`report_csv`], in the order of the to-do lists.
pub fn tasks_csv(report: &Report, lang: Lang) -> String {
    let of = |unit| todo::todos(report, unit).into_iter().map(move |todo| (unit, todo));
    tasks_csv_of(report, &report.units().flat_map(of).collect::<Vec<_>>(), lang)
}

/// The same of some tasks; each unit's are counted by themselves.
pub fn tasks_csv_of(report: &Report, tasks: &[(&UnitAssessment, Todo)], lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    csv_row(&mut text, task_heads(lang));
    let mut orders: BTreeMap<&Unit, u32> = BTreeMap::new();
    for (unit, todo) in tasks {
        let order = orders.entry(&unit.unit).or_default();
        *order += 1;
        let (name, order) = (words::unit_name(&unit.unit, lang), order.to_string());
        let points = words::points(todo.urgency.points);
        let [what, why, place, how] = task(report, todo, lang);
        csv_row(&mut text, [name, &order, &what, &why, &place, &how, &points]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn one_row_a_unit_and_item() {
        let csv = report_csv(&fixture::report(), Lang::Zh);
        assert!(csv.starts_with("\u{feff}单位,项目,评估项目,分值,状态,建议分,最低,最高,决定方式,缺少,发现,证据,评定分,评定人,评定时间,评定理由,待复核,建议依据\r\n"));
        assert_eq!(csv.matches("\r\n").count(), 1 + 2 + 3 * 5);
        assert!(csv.contains("\r\n镇级,T02,"));
        assert!(csv.contains(",3,待核,1,1,1,按规则,专项工作组文件 1/3,,,,,,,,\r\n"));
        assert!(csv.contains("章程有密码，未能读取。 [01张庄村/03章程/章程.pdf]"));
        assert!(!csv.contains("章程 0/1,章程有密码"), "an unread file is not lacking");
    }

    #[test]
    fn nothing_is_run_as_a_formula() {
        let mut report = fixture::report();
        report.villages[1].unit = crate::model::Unit::Village("=cmd()".to_owned());
        let csv = report_csv(&report, Lang::En);
        assert!(csv.contains("\r\n'=cmd(),V03"));
        assert!(!csv.contains("\r\n=") && !csv.contains(",="));
    }
}
