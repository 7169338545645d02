//! The list of village papers filed with the township (T14): every village, every one of the papers that are filed.

use std::sync::LazyLock;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, rights, text_parts::TextPart};
use crate::{
    evaluate::{Case, Document, case::slot::Filled},
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::OwnSlot,
    text::{fold::fold_name, names::village_key},
    vocabulary,
};

/// A filing list has every village with every one of these papers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilingList {
    /// The slot of the list.
    slot: OwnSlot,
    /// The papers.
    #[schemars(length(min = 1))]
    papers: Vec<TextPart>,
}

impl CheckType for FilingList {
    const NAME: &'static str = "filing-list";
    const CODES: &'static [Code] = &[Code::CatalogueMismatch, Code::DocumentMissing];
    const WORDS: Words = Words {
        looks_for: [
            "备案目录是否写全各村各样材料；镇里留存的与村里自存的是否同一版本",
            "whether a filing list has every village with every paper, and whether copies are of the villages' version",
        ],
        reads: [
            "备案目录的每一行；镇、村两处同一材料的正文",
            "every row of the list; the text of papers kept in both places",
        ],
        blind_to: ["纸质材料是否真在镇里；扫描件的版本", "whether the papers are there; the version of scans"],
    };
}

impl Check for FilingList {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slot, &self.papers)
    }
}

/// Cells that say a paper is not there.
static ABSENT: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("remarks.tsv").read_by("not-filed").collect());

/// What one list has: for each village that it names, the papers beside it and where it stands.
type ListedVillages = BTreeMap<usize, (BTreeSet<usize>, Citation)>;

/// Villages and papers of a list, whether each row is a village with a column a paper, or a row is one paper.
fn listed(
    _case: &Case<'_>,
    names: &VillageNames,
    document: &Document,
    papers: &[TextPart],
    listed: &mut ListedVillages,
) {
    let papers_in = |text: &str| -> BTreeSet<usize> {
        papers.iter().enumerate().filter(|(_, paper)| paper.pattern.is_match(text)).map(|(at, _)| at).collect()
    };
    // Papers by column, from a heading; and the village that merged cells below it belong to.
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut current: Option<usize> = None;
    for line in document.lines() {
        let cells: Vec<String> = line.cells().map(fold_name).collect();
        let whole = cells.concat();
        if cells.len() == 1 {
            // A sentence can name several villages, with the papers of all of them.
            for village in names.all_in(&whole) {
                let (has, _) =
                    listed.entry(village).or_insert_with(|| (BTreeSet::new(), document.cite(line.page, line.text)));
                has.extend(papers_in(&whole));
            }
        }
        let village = names.village_in(&cells);
        if village.is_none() && cells.len() > 2 {
            let headed: Vec<(usize, usize)> = cells
                .iter()
                .enumerate()
                .flat_map(|(column, cell)| papers_in(cell).into_iter().map(move |paper| (column, paper)))
                .collect();
            let distinct: BTreeSet<usize> = headed.iter().map(|(_, paper)| *paper).collect();
            if distinct.len() >= 2 && headed.len() == distinct.len() {
                columns = headed;
                current = None;
                continue;
            }
        }
        if village.is_some() {
            current = village;
        }
        let Some(village) = current else { continue };
        let (has, _) = listed.entry(village).or_insert_with(|| (BTreeSet::new(), document.cite(line.page, line.text)));
        has.extend(papers_in(&whole));
        if names.village_in(&cells).is_some() {
            let ticked = columns.iter().filter(|(column, _)| {
                cells.get(*column).is_some_and(|cell| !cell.is_empty() && !ABSENT.contains(&cell.as_str()))
            });
            has.extend(ticked.map(|(_, paper)| *paper));
        }
    }
}

/// The archive's villages by the names they go by.
struct VillageNames {
    by_key: BTreeMap<String, usize>,
    /// Folded names that are long enough to be looked for inside other words, longest first.
    long: Vec<(String, usize)>,
}

impl VillageNames {
    fn new(case: &Case<'_>) -> Self {
        let mut names = Self { by_key: BTreeMap::new(), long: Vec::new() };
        for (at, village) in case.township.villages.iter().enumerate() {
            for name in village.names() {
                names.by_key.entry(village_key(name)).or_insert(at);
                let folded = fold_name(name);
                if folded.chars().count() >= 3 {
                    names.long.push((folded, at));
                }
            }
        }
        names.long.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names
    }

    /// Every village that a sentence names; a name inside a longer one is not named.
    fn all_in(&self, text: &str) -> BTreeSet<usize> {
        let mut rest = text.to_owned();
        let mut found = BTreeSet::new();
        for (name, village) in &self.long {
            if rest.contains(name.as_str()) {
                found.insert(*village);
                rest = rest.replace(name.as_str(), "、");
            }
        }
        found
    }

    /// The village that a row is about: one whose name is a cell, or else the longest name in the row.
    fn village_in(&self, cells: &[String]) -> Option<usize> {
        let as_cell = cells.iter().find_map(|cell| self.by_key.get(&village_key(cell)).copied());
        as_cell.or_else(|| {
            let whole = cells.concat();
            self.long.iter().find(|(name, _)| whole.contains(name.as_str())).map(|(_, at)| *at)
        })
    }
}

fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, papers: &[TextPart]) -> Vec<Finding> {
    let mut findings = copies(case);
    findings.extend(by_list(case, filled, slot, papers));
    findings
}

/// Copies at the township that say something else than the village's own paper.
fn copies(case: &Case<'_>) -> Vec<Finding> {
    let of = |document: &Document| case.shared.copies.get(&document.path);
    case.documents
        .iter()
        .filter_map(|document| {
            let drift = of(document)?;
            let (title, village) = (&document.title, &drift.village);
            let mut places = drift.places.clone();
            places.push(Citation::file(&drift.other));
            let message = msg!(
                "镇里备案的《{title}》与{village}自存的同一材料文字不同：请核实以哪一份为准，并更换",
                "the township's copy of “{title}” differs from the paper that {village} keeps: please check which is right, and replace the other"
            );
            Some(Finding::new(Code::CatalogueMismatch, Severity::Warning, message, places))
        })
        .collect()
}

/// Villages and papers that the filing list lacks.
fn by_list(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, papers: &[TextPart]) -> Vec<Finding> {
    let lists = rights::papers(case, filled, &[slot.to_owned()]);
    // A list of which a page was not read may have what is looked for there.
    if lists.is_empty() || lists.iter().any(|list| list.has_unread_pages) || case.township.villages.is_empty() {
        return Vec::new();
    }
    let mut found = ListedVillages::new();
    let names = VillageNames::new(case);
    for list in &lists {
        listed(case, &names, list, papers, &mut found);
    }
    let shown = |lists: &[&Document]| -> Vec<Citation> { lists.iter().map(|list| list.shown_by.clone()).collect() };
    let mut findings = Vec::new();
    let all = case.township.villages.len();
    let villages = case.township.villages.iter().enumerate();
    let absent: Vec<&str> =
        villages.filter(|(at, _)| !found.contains_key(at)).map(|(_, village)| village.name.as_str()).collect();
    if !absent.is_empty() {
        let (count, zh, en) = (absent.len(), absent.join("、"), absent.join(", "));
        findings.push(Finding {
            code: Code::DocumentMissing,
            severity: Severity::Warning,
            message: msg!(
                "备案清单未列 {all} 个村中的 {count} 个：{zh}。请补报",
                "of {all} villages the filing list lacks {count}: {en}. Please add them"
            ),
            places: shown(&lists),
        });
    }
    // A list that names no papers at all is one of villages only, and says nothing of each paper.
    if found.values().any(|(has, _)| has.len() > 1) {
        let mut lacking: Vec<(String, String, Citation)> = Vec::new();
        for (at, (has, place)) in &found {
            let Some(village) = case.township.villages.get(*at) else { continue };
            let lacks: Vec<&TextPart> =
                papers.iter().enumerate().filter(|(at, _)| !has.contains(at)).map(|(_, paper)| paper).collect();
            if !lacks.is_empty() {
                let zh = lacks.iter().map(|paper| paper.name.zh.as_str()).collect::<Vec<_>>().join("、");
                let en = lacks.iter().map(|paper| paper.name.en.as_str()).collect::<Vec<_>>().join(", ");
                let name = &village.name;
                lacking.push((format!("{name}（{zh}）"), format!("{name} ({en})"), place.clone()));
            }
        }
        if !lacking.is_empty() {
            let count = lacking.len();
            let zh = lacking.iter().map(|(zh, _, _)| zh.as_str()).collect::<Vec<_>>().join("；");
            let en = lacking.iter().map(|(_, en, _)| en.as_str()).collect::<Vec<_>>().join("; ");
            findings.push(Finding {
                code: Code::DocumentMissing,
                severity: Severity::Warning,
                message: msg!(
                    "备案清单中 {count} 个村的材料不全，未见：{zh}。请核实",
                    "in the filing list the papers of {count} villages are not all there; not seen: {en}. Please check"
                ),
                places: lacking.into_iter().map(|(_, _, place)| place).collect(),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        assess_item,
        fixture::{builtin_checks, paper, rubric, slot, with_case},
    };

    /// What is said of a list; the township has 张庄村 and 李庄村.
    fn said(text: &str) -> Vec<String> {
        let slots = json!([slot("plan", 1, &json!({}))]);
        let list = paper("备案.xlsx").kind("plan").saying(&[text]);
        let item =
            with_case(rubric(&json!({ "type": "judgement" }), &slots, &builtin_checks("T14")), vec![list], assess_item);
        assert!(item.findings.iter().all(|finding| finding.severity == Severity::Warning));
        item.findings.into_iter().map(|finding| finding.message.zh).collect()
    }

    #[test]
    fn a_list_with_every_village_and_paper_is_complete() {
        let columns =
            "村名\t清产核资报表\t成员名册\t章程\t股权量化方案\t决议\n张庄村\t1\t1\t1\t1\t3\n李庄村\t√\t√\t√\t√\t√";
        assert!(said(columns).is_empty());
        let rows = "村\t材料\t份数\n张庄\t清产核资报表\t1\n\t成员名册\t1\n\t章程\t1\n\t折股量化方案\t1\n\t会议决议\t4\n\
                    李庄村\t清产核资报表、成员名册、章程、股权设置方案、决议\t5";
        assert!(said(rows).is_empty(), "{:?}", said(rows));
        assert!(said("张庄村、李庄村已全部报送。").is_empty(), "a list of villages says nothing of each paper");
    }

    #[test]
    fn villages_and_papers_that_lack_are_named() {
        let absent = said("村名\t清产核资报表\t成员名册\t章程\t股权量化方案\t决议\n张庄村\t1\t1\t1\t1\t3");
        assert_eq!(absent.len(), 1);
        assert!(absent[0].contains("李庄村") && absent[0].contains("2 个村中的 1 个"), "{absent:?}");
        let partly = said(
            "村名\t清产核资报表\t成员名册\t章程\t股权量化方案\t决议\n张庄村\t1\t1\t0\t1\t3\n李庄村\t1\t1\t1\t1\t无",
        );
        assert_eq!(partly.len(), 1);
        assert!(partly[0].contains("张庄村（章程）；李庄村（决议）"), "{partly:?}");
        let rows = said("张庄村\t成员名册、章程\n李庄村\t清产核资报表、成员名册、章程、量化方案、决议");
        assert!(rows[0].contains("张庄村（清产核资报表、股权量化方案、决议）"), "{rows:?}");
    }

    #[test]
    fn copies_of_another_version_are_named() {
        let text = "张庄村股份经济合作社章程\n第一条 为维护全体成员的合法权益，制定本章程。\n第二条 本社成员103户387人，每户一证。\n\
                    第三条 成员大会每年召开一次，由理事会召集，理事长主持。\n第四条 本章程自通过之日起施行。";
        let said = |copy: &str| -> Vec<Severity> {
            let copy = Document {
                unit: crate::model::Unit::Township,
                path: crate::model::ArchivePath::new("镇级/备案/张庄村章程.docx"),
                ..paper("备案/张庄村章程.docx").kind("CHARTER").saying(&[copy])
            };
            let documents = vec![copy, paper("章程.docx").kind("CHARTER").saying(&[text])];
            let slots = json!([slot("plan", 0, &json!({}))]);
            let rubric = rubric(&json!({ "type": "judgement" }), &slots, &builtin_checks("T14"));
            let findings = with_case(rubric, documents, assess_item).findings;
            let own = findings.into_iter().filter(|finding| finding.code == Code::CatalogueMismatch);
            own.map(|finding| finding.severity).collect()
        };
        for (from, to) in [("387人", "378人"), ("每年召开一次", "每年召开两次"), ("103户", "130户")] {
            assert_eq!(said(&text.replace(from, to)), [Severity::Warning], "{to}");
        }
        for same in [text.to_owned(), text.replace('。', "。\n"), "张庄村的另一份材料，与章程无关。".to_owned()]
        {
            assert_eq!(said(&same), [], "{same}");
        }
    }
}
