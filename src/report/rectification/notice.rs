//! The notice (整改通知书): what was found, all that is to be put right, by when, and a slip that the village signs.

use zip::result::ZipError;

use super::{
    entry::{Entries, day},
    list,
};
use crate::{
    model::{ItemState, Lang},
    report::{
        docx::{Docx, Look},
        words,
    },
};

/// The title, as of a file.
pub(super) fn title(lang: Lang) -> &'static str {
    lang.pick("整改通知书", "Notice of papers to put right")
}

/// The notice as a Word document.
pub(super) fn docx(entries: &Entries<'_>) -> Result<Vec<u8>, ZipError> {
    let (lang, report) = (entries.lang, entries.report);
    let mut docx = Docx::new(lang);
    docx.paragraph(&format!("{}{}{}", report.township_name(), lang.pick("", " "), title(lang)), Look::Title);
    docx.paragraph(lang.pick("〔　　　〕　　号", "No. ________"), Look::Under);
    docx.paragraph(&format!("{}：", entries.name()), Look::Plain);
    docx.paragraph(&found(entries), Look::Text);
    if entries.all.is_empty() {
        docx.paragraph(list::nothing(lang), Look::Text);
    } else {
        docx.paragraph(&asked(entries), Look::Text);
        docx.table(&list::table(entries, entries.all.len(), ""));
        let objection = lang.pick(
            "对所列事项有不同意见的，请在期限内书面说明，并附相关材料。",
            "Where you see a matter differently, please say so in writing within the time, with the papers.",
        );
        docx.paragraph(objection, Look::Text);
    }
    docx.paragraph(&format!("{}{}", report.township_name(), lang.pick("（盖章）", " (seal)")), Look::Signed);
    docx.paragraph(&day(report.today, lang), Look::Signed);
    docx.paragraph(&"－ ".repeat(34), Look::Note);
    docx.paragraph(lang.pick("回　执", "Receipt"), Look::Under);
    let receipt = match lang {
        Lang::Zh => format!("{}已收到{}{}。", entries.name(), report.township_name(), title(lang)),
        Lang::En => format!("{} has received this notice of {}.", entries.name(), report.township_name()),
    };
    docx.paragraph(&receipt, Look::Text);
    let signed = lang.pick(
        "签收人：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日",
        "Received by: ________________    Date: ____________",
    );
    docx.paragraph(signed, Look::Signed);
    docx.finish(report, &format!("{} {}", entries.name(), title(lang)))
}

/// On what it rests, and how the village stands.
fn found(entries: &Entries<'_>) -> String {
    let (lang, report, unit) = (entries.lang, entries.report, entries.unit);
    let counts: Vec<String> = ItemState::ALL
        .iter()
        .map(|state| (state, unit.items.iter().filter(|item| item.state == *state).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| match lang {
            Lang::Zh => format!("{} {count} 项", words::state_word(*state, lang)),
            Lang::En => format!("{count} {}", words::state_word(*state, lang)),
        })
        .collect();
    let (counts, items) = (counts.join(lang.pick("、", ", ")), unit.items.len());
    let [confirmed, possible, full] = [unit.score.confirmed, unit.score.possible, unit.score.max].map(words::points);
    let (title, made) = (&report.rubric.title, day(report.today, lang));
    match lang {
        Lang::Zh => {
            let source = &report.rubric.source;
            let source = if source.is_empty() { String::new() } else { format!("（{source}）") };
            format!(
                "对照《{title}》{source}，{made}核对了你村的档案材料。{items} 个项目中，{counts}；现有材料已确认 {confirmed} 分，补齐、改正后最高可得 {possible} 分，满分 {full} 分。"
            )
        }
        Lang::En => format!(
            "On {made} your papers were checked against {title}. Of {items} items: {counts}. What is there gives {confirmed} points; with everything put right {possible} of {full} can be reached."
        ),
    }
}

/// What is asked, and by when.
fn asked(entries: &Entries<'_>) -> String {
    let count = entries.all.len();
    match (entries.lang, entries.due) {
        (Lang::Zh, Some(due)) => {
            format!("下列 {count} 件事项需要整改，请明确责任人，逐件办理，于 {}前报告整改情况。", day(due, Lang::Zh))
        }
        (Lang::Zh, None) => {
            format!("下列 {count} 件事项需要整改，请明确责任人，逐件办理，于　　　年　　月　　日前报告整改情况。")
        }
        (Lang::En, Some(due)) => {
            format!(
                "Please see to the following {count} matters, each by a named person, and report by {}.",
                day(due, Lang::En)
            )
        }
        (Lang::En, None) => {
            format!("Please see to the following {count} matters, each by a named person, and report by ____________.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{docx::tests::text_of, fixture};

    #[test]
    fn the_notice_says_how_it_stands_what_is_asked_and_has_a_receipt() {
        let report = fixture::report().for_village("张庄村");
        let entries = Entries::new(&report, &report.villages[0], None, Lang::Zh);
        let text = text_of(&docx(&entries).expect("it is written"));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["凫城镇整改通知书", "〔　　　〕　　号", "张庄村："]);
        assert!(lines[3].contains("5 个项目中，") && lines[3].contains("满分 26 分"), "{}", lines[3]);
        assert!(text.contains("下列 5 件事项需要整改") && text.contains("于 2020年6月30日前报告"));
        assert!(text.contains("请补一张能看到公示栏全貌的照片。（V20）"));
        assert!(text.contains("凫城镇（盖章）\n2020年6月18日\n") && text.contains("签收人："));
        assert!(!text.contains("李庄村") && !text.contains("T02"));
        let entries = Entries::new(&report, &report.villages[0], None, Lang::En);
        let text = text_of(&docx(&entries).expect("it is written"));
        assert!(text.contains("report by 30 June 2020") && text.contains("has received this notice"));
    }
}
