//! The township's copies of village papers: whether each still says what the village's own paper says.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    evaluate::{
        Document,
        documents::{likeness::runs, prose::running::Running},
    },
    model::{ArchivePath, Citation, FileStatus, PageSource, Township, Unit},
    rubric::{KindRole, Rubric},
    text::{Cut, fold::fold_name, names::village_key},
};

/// Village papers that are filed with the township.
const FILED: &[KindRole] = &[
    KindRole::BalanceSheet,
    KindRole::InventoryReport,
    KindRole::MemberRoster,
    KindRole::Charter,
    KindRole::SharePlan,
    KindRole::ShareManagementPlan,
    KindRole::Resolution,
];
/// The share of their runs, in hundredths, from which two papers are one paper in two versions.
const ONE_PAPER: usize = 70;
/// Sentences shorter than this say too little to be looked for.
const SHORTEST: usize = 6;
/// At most so many differences are kept of a pair.
const KEPT: usize = 3;

/// A copy that says something else than the village's own paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Whose paper it is a copy of.
    pub village: String,
    /// The village's own paper.
    pub other: ArchivePath,
    /// Sentences of the copy that the other has not, and of the other that the copy has not.
    pub places: Vec<Citation>,
}

/// The township's copies that differ from the village's paper, by file. Recognised papers are left out: a character
/// that was read wrongly is no other version. So are copies of which the village has no paper that is nearly the same.
pub fn drifted(rubric: &Rubric, township: &Township, documents: &[Document]) -> BTreeMap<ArchivePath, Drift> {
    let mut found = BTreeMap::new();
    let is_readable = |document: &Document| is_readable(rubric, document);
    for copy in documents.iter().filter(|document| document.unit == Unit::Township && is_readable(document)) {
        let Some(village) = village_of(township, copy) else { continue };
        let own: Vec<&Document> = documents
            .iter()
            .filter(|document| {
                document.unit.village() == Some(village) && document.kind == copy.kind && is_readable(document)
            })
            .collect();
        if let Some(drift) = against(copy, village, &own) {
            found.insert(copy.path.clone(), drift);
        }
    }
    found
}

fn is_readable(rubric: &Rubric, document: &Document) -> bool {
    document.role(rubric).is_some_and(|role| FILED.contains(&role))
        && document.status == FileStatus::Read
        && document.has_text
        && !document.has_unread_pages
        && !document.is_template
        && !document.is_draft
        && document.content.iter().all(|page| page.source != PageSource::Ocr)
}

/// The one village that a paper's folders, name or title name.
fn village_of<'t>(township: &'t Township, document: &Document) -> Option<&'t str> {
    let parts: Vec<String> = document.below_unit.split(['/', '!']).map(village_key).collect();
    let words = format!("{}{}", fold_name(&document.below_unit), fold_name(&document.title));
    let mut named: Vec<(usize, &str)> = township
        .villages
        .iter()
        .filter_map(|village| {
            let length = |name: &String| {
                let folded = fold_name(name);
                let is_folder = parts.contains(&village_key(name));
                let is_in_words = folded.chars().count() >= 3 && words.contains(&folded);
                (is_folder || is_in_words).then_some(folded.len())
            };
            Some((village.names().filter_map(length).max()?, village.name.as_str()))
        })
        .collect();
    // 上李庄村 holds 李庄村: the longer name is meant.
    named.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    match named.as_slice() {
        [(_, only)] => Some(only),
        [(longest, first), (next, other), ..] if longest > next && first.contains(other) => Some(first),
        _ => None,
    }
}

/// Letters and figures alone: what a page's layout adds is left out.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn against(copy: &Document, village: &str, own: &[&Document]) -> Option<Drift> {
    let here = Running::new(copy);
    let own_text = plain(here.text);
    let own_runs: BTreeSet<u64> = runs(&own_text).collect();
    let mut best: Option<(usize, &Document)> = None;
    for other in own {
        let text = plain(Running::new(other).text);
        if other.digest == copy.digest || text == own_text {
            return None;
        }
        let others: BTreeSet<u64> = runs(&text).collect();
        let both = own_runs.intersection(&others).count();
        let share = both * 100 / (own_runs.len() + others.len() - both).max(1);
        if share >= ONE_PAPER && best.is_none_or(|(most, _)| share > most) {
            best = Some((share, other));
        }
    }
    let (_, other) = best?;
    let there = Running::new(other);
    let places = lacking(&here, &there);
    if places.is_empty() {
        return None;
    }
    let places = places.into_iter().chain(lacking(&there, &here)).collect();
    Some(Drift { village: village.to_owned(), other: other.path.clone(), places })
}

/// Sentences of the first that the second has nowhere.
fn lacking(first: &Running<'_>, second: &Running<'_>) -> Vec<Citation> {
    let text = plain(second.text);
    first
        .sentences()
        .into_iter()
        .filter(|sentence| {
            let words = plain(first.text.part(sentence.range.clone()));
            words.chars().count() >= SHORTEST && !text.contains(&words)
        })
        .take(KEPT)
        .filter_map(|sentence| first.cite(&sentence.range).into_iter().next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{paper, township};

    const CHARTER: &str = "张庄村股份经济合作社章程\n第一条 为维护全体成员的合法权益，制定本章程。\n第二条 本社资产总额96.45万元，成员103户387人。\n\
                           第三条 成员大会每年召开一次，由理事会召集，理事长主持。\n第四条 本章程自通过之日起施行。";

    fn copy(path: &str, text: &str) -> Document {
        Document {
            unit: Unit::Township,
            path: ArchivePath::new(format!("镇级/{path}")),
            ..paper(path).kind("CHARTER").saying(&[text])
        }
    }

    fn drift(copy: Document, own: Document) -> Option<Drift> {
        drifted(&Rubric::builtin(), &township(), &[copy, own]).into_values().next()
    }

    fn own(text: &str) -> Document {
        paper("章程.docx").kind("CHARTER").saying(&[text])
    }

    #[test]
    fn another_version_is_told() {
        for (from, to) in [("387人", "378人"), ("由理事会召集", "由监事会召集"), ("96.45万元", "69.45万元")]
        {
            let found = drift(copy("备案/张庄村章程.docx", &CHARTER.replace(from, to)), own(CHARTER)).expect("a drift");
            assert_eq!((found.village.as_str(), found.places.len()), ("张庄村", 2), "{from}");
            assert!(found.places[0].quote.contains(to) && found.places[1].quote.contains(from));
        }
    }

    #[test]
    fn the_same_paper_and_other_papers_are_left() {
        let wide = CHARTER.replace('。', "。\n\n").replace("第三条 ", "第三条　　");
        assert_eq!(drift(copy("备案/张庄村章程.pdf", &wide), own(CHARTER)), None, "the layout alone");
        let changed = CHARTER.replace("387人", "378人");
        assert_eq!(drift(copy("备案/李庄村章程.docx", &changed), own(CHARTER)), None, "another village's");
        assert_eq!(drift(copy("备案/章程.docx", &changed.replace("张庄村", "本村")), own(CHARTER)), None, "nobody's");
        let other = copy("备案/张庄村章程.docx", "张庄村章程\n另一份完全不同的文字，说的是山林承包和机井使用的事情。");
        assert_eq!(drift(other, own(CHARTER)), None);
        let draft = Document { is_draft: true, ..own(CHARTER) };
        assert_eq!(drift(copy("备案/张庄村章程.docx", &changed), draft), None);
    }
}
