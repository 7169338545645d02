//! Petitions about the reform (V26). A nil report (零报告) is none, and whether one stands is for the assessor alone.

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, rights, schema};
use crate::{
    evaluate::{Case, Document, case::slot::Filled},
    model::{Citation, Code, Finding, Message, PageSource, Severity},
    msg,
    rubric::{OwnSlot, Pattern},
    text::{fold::fold_name, pattern},
    vocabulary,
};

/// A petition ledger with an entry on the reform is named; a nil report is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Petitions {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// Regular expression over what concerns the reform.
    about: Pattern,
    /// What the reform is called in messages: `产权制度改革`, `the reform`, where it is left out.
    #[serde(default)]
    #[schemars(schema_with = "schema::message")]
    matter: Option<Message>,
}

impl CheckType for Petitions {
    const NAME: &'static str = "petitions";
    const CODES: &'static [Code] = &[Code::PetitionFound];
    const WORDS: Words = Words {
        looks_for: ["信访台账里有没有涉及改革的记录", "petitions on the reform"],
        reads: ["信访台账的每一行", "every row of the petition ledger"],
        blind_to: ["没有登记的信访", "petitions that were not entered"],
    };
}

impl Check for Petitions {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slot, &self.about, self.matter.as_ref())
    }
}

/// Words that say there was none.
static NIL: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("remarks.tsv").forms("no-petition")));
/// Words of a petition in running text.
static RAISED: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("remarks.tsv").forms("petition-raised")));
/// Cells that are empty in words.
static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("remarks.tsv").forms("empty-cell");
    pattern(&format!(r"^(?:{words})?$"))
});
/// Headings of a ledger's columns.
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("columns.tsv").forms("petitions-heading")));

/// Entries of a ledger that concern the reform.
fn entries(document: &Document, about: &Regex) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut in_table = false;
    for line in document.lines() {
        let cells: Vec<String> = line.cells().map(fold_name).collect();
        let whole = cells.concat();
        let is_row = cells.len() > 1 || line.source == PageSource::Cells;
        if is_row && cells.iter().filter(|cell| HEADING.is_match(cell)).count() >= 1 && cells.len() >= 3 && !in_table {
            in_table = true;
            continue;
        }
        let entry = if is_row {
            // A row of a ledger tells of a petition by being filled in.
            in_table
                && cells.iter().filter(|cell| !EMPTY.is_match(cell)).count() >= 2
                && cells.iter().any(|cell| about.is_match(cell))
        } else {
            RAISED.is_match(&whole) && about.is_match(&whole)
        };
        if entry && !NIL.is_match(&whole) {
            found.push(document.cite(line.page, line.text));
        }
    }
    found
}

fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, about: &Regex, matter: Option<&Message>) -> Vec<Finding> {
    let Message { zh, en } = matter.cloned().unwrap_or_else(|| msg!("产权制度改革", "the reform"));
    rights::papers(case, filled, &[slot.to_owned()])
        .into_iter()
        .filter_map(|document| {
            let places = entries(document, about);
            let (title, count) = (&document.title, places.len());
            (count > 0).then(|| Finding {
                code: Code::PetitionFound,
                // What the item asks to be absent is there.
                severity: Severity::Fault,
                message: msg!(
                    "《{title}》登记有 {count} 条涉及{zh}的信访：是否属实由评定人核定",
                    "“{title}” has {count} entries on {en}: whether they stand is for the assessor"
                ),
                places,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        assess_item,
        fixture::{builtin_checks, paper, rubric, slot, with_case},
    };

    fn entries_of(text: &str) -> Vec<String> {
        let slots = json!([slot("plan", 1, &json!({}))]);
        let ledger = paper("台账.docx").kind("plan").saying(&[text]);
        let scoring = json!({ "type": "judgement_field", "veto": "有信访的不得分" });
        let item = with_case(rubric(&scoring, &slots, &builtin_checks("V26")), vec![ledger], assess_item);
        assert_eq!((item.suggested, item.min, item.max), (None, 0.0, 4.0), "never set here");
        let finding = item.findings.into_iter().find(|finding| finding.code == Code::PetitionFound);
        finding.map_or_else(Vec::new, |finding| {
            assert_eq!(finding.severity, Severity::Fault);
            finding.places.into_iter().map(|place| place.quote).collect()
        })
    }

    #[test]
    fn entries_on_the_reform_are_quoted() {
        let row = "3\t2020-05-02\t赵某\t反映股权证上少算一人\t已答复";
        let table =
            format!("来访登记\n序号\t日期\t来访人\t反映问题\t办理情况\n1\t2020-03-01\t钱某\t路灯不亮\t已修\n{row}\n");
        assert_eq!(entries_of(&table), [row]);
        assert_eq!(entries_of("2020年4月，村民周某来信反映成员身份确认中漏登其子。").len(), 1);
        assert_eq!(entries_of("群众代表到镇上访，对清产核资结果有意见。").len(), 1);
    }

    #[test]
    fn the_rubric_says_what_the_reform_is_called() {
        let said = |check: serde_json::Value| {
            let slots = json!([slot("plan", 1, &json!({}))]);
            let ledger = paper("台账.docx").kind("plan").saying(&["村民周某来信反映四至不清。"]);
            let scoring = json!({ "type": "judgement_field", "veto": "有信访的不得分" });
            let item = with_case(rubric(&scoring, &slots, &json!([check])), vec![ledger], assess_item);
            item.findings.into_iter().find(|finding| finding.code == Code::PetitionFound).map(|found| found.message.zh)
        };
        let slot = "V01.1";
        let plain = said(json!({ "check": "petitions", "slot": slot, "about": "四至" })).unwrap_or_default();
        assert!(plain.contains("涉及产权制度改革的信访"), "{plain}");
        let matter = json!({ "zh": "土地确权", "en": "the survey" });
        let named = json!({ "check": "petitions", "slot": slot, "about": "四至", "matter": matter });
        let named = said(named).unwrap_or_default();
        assert!(named.contains("涉及土地确权的信访"), "{named}");
    }

    #[test]
    fn nil_reports_and_other_matters_are_none() {
        for text in [
            "截至6月底，本村未发生涉及产权制度改革的信访，实行零报告。",
            "登记日期\t信访人\t信访事项\t结果\n无\t无\t无\t无\n填表：清产核资小组",
            "全年共接待来访0件，无上访；股权证发放顺利。",
            "序号\t日期\t来访人\t反映问题\t办理情况\n1\t2020-03-01\t钱某\t路灯不亮\t已修",
            "没有收到过群众对股权量化的投诉。",
            "本台账用于登记群众来信来访。",
        ] {
            assert!(entries_of(text).is_empty(), "{text}: {:?}", entries_of(text));
        }
    }
}
