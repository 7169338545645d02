//! The report as CSV: one row a unit and item, for a spreadsheet.

use crate::{
    evaluate::decision::finding_keys_of,
    model::{Citation, Finding, ItemAssessment, ItemState, Lang, UnitAssessment, Verdict},
    report::{
        codes, history,
        todo::{self, Class},
        view::Report,
        words,
        xlsx::class_word,
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
    row(&mut text, heads);
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
            row(&mut text, cells);
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
    row(&mut text, heads);
    for unit in report.units() {
        let name = words::unit_name(&unit.unit, lang);
        for found in item_findings(unit, lang) {
            found_rows(&mut text, name, &found, lang);
        }
        for photo in &unit.photos {
            for finding in &photo.findings {
                let found = Found { item: "", finding, key: String::new(), verdict: String::new() };
                found_rows(&mut text, name, &found, lang);
            }
        }
    }
    text
}

/// A finding with its item and what was said of it.
pub(super) struct Found<'a> {
    pub(super) item: &'a str,
    pub(super) finding: &'a Finding,
    pub(super) key: String,
    pub(super) verdict: String,
}

/// Every finding of a unit's items, those settled too.
pub(super) fn item_findings(unit: &UnitAssessment, lang: Lang) -> Vec<Found<'_>> {
    let mut all = Vec::new();
    for item in &unit.items {
        let said = |key: &str| {
            let settled = item.settled.iter().find(|settled| settled.key == key)?;
            Some(history::verdict_line(&history::verdict(settled, lang), lang))
        };
        for (finding, key) in item.findings.iter().zip(finding_keys_of(item)) {
            let verdict = said(&key).unwrap_or_default();
            all.push(Found { item: &item.id, finding, key, verdict });
        }
        for settled in item.settled.iter().filter(|settled| settled.verdict == Verdict::WrongAlarm) {
            let key = settled.key.clone();
            let verdict = said(&key).unwrap_or_default();
            all.push(Found { item: &item.id, finding: &settled.finding, key, verdict });
        }
    }
    all
}

fn found_rows(text: &mut String, unit: &str, found: &Found<'_>, lang: Lang) {
    let Found { item, finding, key, verdict } = found;
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
        row(text, cells);
    }
}

/// Every task as CSV, written like [`report_csv`], in the order of the to-do lists.
pub fn tasks_csv(report: &Report, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    row(&mut text, task_heads(lang));
    for unit in report.units() {
        let name = words::unit_name(&unit.unit, lang);
        for (order, todo) in (1u32..).zip(todo::todos(report, unit)) {
            let order = order.to_string();
            let points = words::points(todo.urgency.points);
            let [what, why, place, how] = task(report, &todo, lang);
            row(&mut text, [name, &order, &what, &why, &place, &how, &points]);
        }
    }
    text
}

/// The heads of a list of tasks.
pub(super) fn task_heads(lang: Lang) -> [&'static str; 7] {
    [
        lang.pick("单位", "Unit"),
        lang.pick("次序", "Order"),
        lang.pick("要做什么", "What to do"),
        lang.pick("为什么", "Why"),
        lang.pick("在哪里", "Where it shows"),
        lang.pick("怎么改", "How to mend it"),
        lang.pick("涉及分值", "Points at stake"),
    ]
}

/// A task as cells: what, why, where, how.
pub(super) fn task(report: &Report, todo: &todo::Todo, lang: Lang) -> [String; 4] {
    let explained = todo.code.map(codes::explain);
    let class = class_word(todo.urgency.class, lang);
    // What is missing is asked for by the table's own words.
    let asked = todo.items.first().and_then(|id| report.rubric.item(id)).filter(|_| todo.urgency.class == Class::Gap);
    let why = explained.as_ref().map_or_else(
        || lang.pick("作决定时的材料变了。", "The evidence of a decision has changed.").to_owned(),
        |it| asked.map_or(it.meaning.get(lang), |item| &item.text).to_owned(),
    );
    let items = words::items(&todo.items, lang);
    let why = if items.is_empty() { format!("{class}\n{why}") } else { format!("{class} {items}\n{why}") };
    let places: Vec<String> = todo.citations.iter().map(|it| place(it, lang)).collect();
    let how = explained.map_or_else(
        || lang.pick("看过变动后重新评定。", "Look at what changed and decide again.").to_owned(),
        |it| it.remedy.get(lang).to_owned(),
    );
    [todo.action.get(lang).to_owned(), why, places.join("\n"), how]
}

/// What a suggestion rests on, as lines.
pub(super) fn reasons(item: &ItemAssessment, lang: Lang) -> Vec<String> {
    let line = |reason: &crate::model::score::Reason| {
        let places: Vec<String> = reason.places.iter().map(|it| place(it, lang)).collect();
        let shown = if places.is_empty() { String::new() } else { format!(" [{}]", places.join("; ")) };
        format!("{}{shown}", reason.message.get(lang))
    };
    item.reasons.iter().map(line).collect()
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
        assert!(csv.starts_with("\u{feff}单位,项目,评估项目,分值,状态,建议分,最低,最高,决定方式,缺少,发现,证据,评定分,评定人,评定时间,评定理由,待复核,建议依据\r\n"));
        assert_eq!(csv.matches("\r\n").count(), 1 + 2 + 3 * 5);
        assert!(csv.contains("\r\n镇级,T02,"));
        assert!(csv.contains(",3,待核,1,1,1,按规则,专项工作组文件 1/3,,,,,,,,\r\n"));
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
