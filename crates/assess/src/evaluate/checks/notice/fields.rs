//! What a public notice must say.

use schemars::JsonSchema;
use serde::Deserialize;

use super::notices;
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
    },
    model::{Code, Finding, PageSource, Severity},
    msg,
    text::fold::fold_name,
};

/// Public notices say what, when, where to object and who put them up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeFields {}

impl CheckType for NoticeFields {
    const NAME: &'static str = "notice-fields";
    const CODES: &'static [Code] = &[Code::NoticeFieldMissing];
    const WORDS: Words = Words {
        looks_for: ["公示是否写明内容、期限、异议方式、联系电话、落款", "what a public notice fails to say"],
        reads: ["公示的文字和表格", "the text and tables of notices"],
        blind_to: ["盖章、照片里看不清的公示", "seals, and notices too unclear to read in a photo"],
    };
}

impl Check for NoticeFields {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        fields(on.case, on.filled)
    }
}

/// Ideographs from which on a paper is a notice and not a heading.
const NOTICE_LENGTH: usize = 40;

/// What a notice must say: its days, how to object, a number to call, who put it up, and when.
fn fields(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let notices = notices(case, filled);
    let mut findings = Vec::new();
    for (document, facts) in &notices {
        let folded = fold_name(&facts.title.value);
        // 公告 tell of a result; lists are put up with a notice beside them.
        let is_notice = folded.contains("公示") || folded.contains('榜');
        let is_beside = facts.period.is_none()
            && facts.yearless.is_none()
            && notices.iter().any(|(other, said)| {
                said.period.is_some() && other.path != document.path && other.path.folder() == document.path.folder()
            });
        // A sheet of names is the annex of the notice that lies in its folder.
        let is_annex = facts.objection.is_none()
            && document.content.iter().any(|page| page.source == PageSource::Cells)
            && notices
                .iter()
                .any(|(other, said)| said.objection.is_some() && other.path.folder() == document.path.folder());
        if !is_notice
            || is_beside
            || is_annex
            || facts.length < NOTICE_LENGTH
            || document.is_photo()
            || document.has_unread_pages
        {
            continue;
        }
        let parts = [
            (
                facts.period.is_none() && facts.declared.is_none() && facts.yearless.is_none(),
                "公示起止日期",
                "first and last day",
            ),
            (facts.objection.is_none(), "异议方式", "how to object"),
            (facts.phone.is_none(), "联系电话", "a number to call"),
            (facts.issuer.is_none(), "落款单位", "who put it up"),
            (facts.signed.is_none(), "落款日期", "its date"),
        ];
        let missing: Vec<_> = parts.iter().filter(|(lacks, ..)| *lacks).collect();
        if missing.is_empty() {
            continue;
        }
        let zh = missing.iter().map(|(_, zh, _)| *zh).collect::<Vec<_>>().join("、");
        let en = missing.iter().map(|(.., en)| *en).collect::<Vec<_>>().join(", ");
        let title = &document.title;
        let [(lacks_days, ..), (lacks_objection, ..), (lacks_phone, ..), ..] = parts;
        // A notice is put up so that people can object; without a way to do so it is none.
        let is_grave = lacks_days || (lacks_objection && lacks_phone);
        let severity = if is_grave && !facts.recognised { Severity::Warning } else { Severity::Hint };
        findings.push(Finding {
            code: Code::NoticeFieldMissing,
            severity,
            message: msg!(
                "《{title}》未见：{zh}。请核实补全",
                "“{title}” does not show: {en}; please check and complete"
            ),
            places: vec![facts.title.cite(document)],
        });
    }
    findings
}
