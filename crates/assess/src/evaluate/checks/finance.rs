//! The four finance papers of a cooperative (V21): rules, oversight body, accountant, final accounts.

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, rights};
use crate::{
    evaluate::{Case, case::slot::Filled, documents::prose::running::Running},
    model::{Code, Finding, Severity},
    msg,
    rubric::{OwnSlot, is_among},
};

/// Which of the finance papers are lacking.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FinanceParts {
    /// The slots, one a kind of paper.
    #[schemars(length(min = 1))]
    slots: Vec<OwnSlot>,
    /// The years whose final accounts count.
    #[schemars(length(min = 1))]
    years: Vec<i16>,
}

impl CheckType for FinanceParts {
    const NAME: &'static str = "finance-parts";
    const CODES: &'static [Code] = &[Code::FinancePartMissing];
    const WORDS: Words = Words {
        looks_for: ["财务制度、监督机构、会计、决算四样缺哪样", "which of the four kinds of finance papers lack"],
        reads: ["材料的种类和决算的年度", "kinds of papers, and the year of the accounts"],
        blind_to: ["内容是否健全", "whether they are sound"],
    };
}

impl Check for FinanceParts {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slots, &self.years)
    }
}

/// The year that final accounts are of: `2019年度财务决算报告`.
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?P<year>20[0-9]{2}|二[〇零○][一二][〇零○一二三四五六七八九])年(?:度|[0-9]{0,2}月?[^,。;]{0,8}?)?[^,。;]{0,12}?(?:决算|收支|财务|收益)")
        .expect("the pattern is constant")
});

fn check(case: &Case<'_>, filled: &[Filled<'_>], slots: &[impl AsRef<str>], years: &[i16]) -> Vec<Finding> {
    let parts: Vec<&Filled<'_>> = filled.iter().filter(|filled| is_among(slots, &filled.slot.id)).collect();
    let mut findings = Vec::new();
    // A file that nobody could read may be the missing one.
    let lacking: Vec<&&Filled<'_>> =
        parts.iter().filter(|part| part.found == 0 && part.unknown.is_empty() && part.is_required()).collect();
    if !lacking.is_empty() && lacking.len() < parts.len() {
        let (all, count) = (parts.len(), lacking.len());
        let zh = lacking.iter().map(|part| part.slot.name.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = lacking.iter().map(|part| part.slot.name.en.as_str()).collect::<Vec<_>>().join(", ");
        let there = parts.iter().flat_map(|part| &part.pieces).filter_map(|piece| case.documents.get(piece.document));
        findings.push(Finding {
            code: Code::FinancePartMissing,
            severity: Severity::Warning,
            message: msg!(
                "财务材料 {all} 类中缺 {count} 类：{zh}。请补齐",
                "of {all} kinds of finance papers {count} lack: {en}. Please add them"
            ),
            places: there.map(|document| document.shown_by.clone()).collect(),
        });
    }
    if let Some(accounts) = slots.last() {
        findings.extend(wrong_year(case, filled, accounts.as_ref(), years));
    }
    findings
}

/// A year in either writing: 2019 or 二〇一九.
fn year_of(written: &str) -> Option<i16> {
    let digit = |c: char| match c {
        '〇' | '零' | '○' => Some('0'),
        _ => "一二三四五六七八九"
            .chars()
            .position(|known| known == c)
            .and_then(|at| char::from_digit(u32::try_from(at + 1).ok()?, 10)),
    };
    let digits: Option<String> = written.chars().map(|c| if c.is_ascii_digit() { Some(c) } else { digit(c) }).collect();
    digits?.parse().ok()
}

/// Final accounts are there, but none of a year that counts.
fn wrong_year(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, years: &[i16]) -> Option<Finding> {
    let papers = rights::papers(case, filled, &[slot.to_owned()]);
    let mut found: Vec<(i16, crate::model::Citation)> = Vec::new();
    for document in &papers {
        let running = Running::new(document);
        let title = crate::text::fold::fold_name(&document.title);
        let year = |captures: &regex::Captures<'_>| year_of(captures.name("year")?.as_str());
        let named = YEAR.captures(&title).and_then(|captures| Some((year(&captures)?, document.shown_by.clone())));
        // One paper may hold the accounts of several years.
        let said = YEAR.captures_iter(running.text).filter_map(|captures| {
            let place = running.cite(&captures.get(0)?.range()).into_iter().next()?;
            Some((year(&captures)?, place))
        });
        let before = found.len();
        match named {
            Some(named) => found.push(named),
            None => found.extend(said),
        }
        if found.len() == before {
            return None;
        }
    }
    found.sort_by_key(|(year, _)| *year);
    found.dedup_by_key(|(year, _)| *year);
    if found.is_empty() || found.iter().any(|(year, _)| years.contains(year)) {
        return None;
    }
    let wanted = years.iter().map(i16::to_string).collect::<Vec<_>>().join("、");
    let there = found.iter().map(|(year, _)| year.to_string()).collect::<Vec<_>>().join("、");
    Some(Finding {
        code: Code::FinancePartMissing,
        severity: Severity::Warning,
        message: msg!(
            "只找到 {there} 年度的决算，未见 {wanted} 年度：请补最近年度的财务决算报告",
            "there are final accounts of {there}, but none of {wanted}: please add the last year's"
        ),
        places: found.into_iter().map(|(_, place)| place).collect(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        Document, assess_item,
        fixture::{paper, rubric, scan, slot_named, with_case},
    };

    fn said(documents: Vec<Document>) -> Vec<String> {
        let slots = json!([
            slot_named("V01.1", "plan", 1, &json!({ "name": { "zh": "制度", "en": "rules" } })),
            slot_named("V01.2", "minutes", 1, &json!({ "name": { "zh": "监督", "en": "oversight" } })),
            slot_named("V01.3", "group", 1, &json!({ "name": { "zh": "会计", "en": "accountant" } })),
            slot_named("V01.4", "cert", 1, &json!({ "name": { "zh": "决算", "en": "accounts" } })),
        ]);
        let checks =
            json!([{ "check": "finance-parts", "slots": ["V01.1", "V01.2", "V01.3", "V01.4"], "years": [2019, 2020] }]);
        let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &checks), documents, assess_item);
        let own = item.findings.into_iter().filter(|finding| finding.code == Code::FinancePartMissing);
        own.map(|finding| finding.message.zh).collect()
    }

    fn accounts(text: &str) -> Document {
        Document { title: "财务报告".to_owned(), ..paper("决算.xlsx").kind("cert").saying(&[text]) }
    }

    fn others() -> Vec<Document> {
        vec![paper("制度.docx").kind("plan"), paper("监督.docx").kind("minutes"), paper("会计.docx").kind("group")]
    }

    #[test]
    fn what_lacks_of_the_four_is_named() {
        let two = said(vec![paper("制度.docx").kind("plan"), paper("会计.docx").kind("group")]);
        assert_eq!(two, ["财务材料 4 类中缺 2 类：监督、决算。请补齐"]);
        assert!(said(Vec::new()).is_empty(), "presence says it all");
        assert!(said(vec![paper("制度.docx").kind("plan"), scan("扫描.pdf")]).is_empty(), "the scan may be it");
        let all: Vec<Document> = others().into_iter().chain([accounts("2019年度财务决算报告")]).collect();
        assert!(said(all).is_empty());
    }

    #[test]
    fn accounts_of_another_year_are_named() {
        let with = |text: &str| said(others().into_iter().chain([accounts(text)]).collect());
        assert_eq!(with("李庄村2016年度收支决算表").len(), 1);
        assert!(with("李庄村2016年度收支决算表")[0].contains("2016"));
        assert!(with("2020年1至6月收支情况").is_empty());
        assert!(with("收入合计12万元，支出合计9万元").is_empty(), "no year is given");
    }
}
