//! What a unit's papers say, read once and held ready for the checks: figures, lists, elections, forms.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;
use regex::Regex;

use super::{
    figure::{self, Figure},
    matrix::{self, Difference, PaperFigures},
    roster::{self, PersonList},
    sheet,
};
use crate::{
    evaluate::{Document, documents::prose::flow::Flow},
    model::{ArchivePath, FigureKey, FigureRow, FileStatus},
    rubric::{KindRole, Rubric, TopicRole},
    text::{fold::Folded, pattern},
    vocabulary,
};

/// Papers whose running text gives figures.
const TEXTS: &[KindRole] = &[
    KindRole::PublicNotice,
    KindRole::Resolution,
    KindRole::FilingList,
    KindRole::Charter,
    KindRole::SharePlan,
    KindRole::ShareManagementPlan,
    KindRole::ShareCertificate,
];
/// Papers whose labelled cells give figures.
const SHEETS: &[KindRole] = &[KindRole::BalanceSheet, KindRole::InventoryReport, KindRole::AssetLedger];
/// Lists of people or households.
const LISTS: &[KindRole] =
    &[KindRole::MemberRoster, KindRole::ShareRoster, KindRole::CertificateReceipt, KindRole::MemberSurvey];
/// Lists that a village keeps one of, whole or in parts.
const ROSTERS: [KindRole; 2] = [KindRole::MemberRoster, KindRole::ShareRoster];

/// What a unit's papers say.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// Figures, paper by paper.
    pub sources: Vec<PaperFigures>,
    /// The figures held against each other.
    pub rows: Vec<FigureRow>,
    /// Where they differ.
    pub differences: Vec<Difference>,
    /// Lists, by the index of their document.
    pub lists: BTreeMap<usize, Arc<PersonList>>,
    /// What lists say of themselves in their running text, by the index of their document.
    pub said_by_lists: BTreeMap<usize, Vec<Figure>>,
}

impl Accounts {
    /// Reads a unit's papers, but for the rosters that have been read. Drafts, blank forms and papers after the deadline
    /// say nothing here.
    pub fn new(
        rubric: &Rubric,
        documents: &[Document],
        deadline: Date,
        rosters: &BTreeMap<ArchivePath, Arc<PersonList>>,
    ) -> Self {
        let mut sources = Vec::new();
        let mut lists = BTreeMap::new();
        let mut said_by_lists = BTreeMap::new();
        let mut unread = Vec::new();
        for (index, document) in documents.iter().enumerate().filter(|(_, document)| counts(document, deadline)) {
            let Some(role) = document.role(rubric) else { continue };
            // Of a plan only the reference date is read: what it says of figures is what somebody meant to do.
            if role == KindRole::Plan {
                let is_told = document.has_text && document.has_topic(rubric, TopicRole::AssetInventory);
                let figures = if is_told { dates(rubric, document) } else { Vec::new() };
                let figures: Vec<Figure> =
                    figures.into_iter().filter(|figure| figure.key == FigureKey::ReferenceDate).collect();
                if !figures.is_empty() {
                    sources.push(PaperFigures { document: index, figures });
                }
                continue;
            }
            let is_known = [TEXTS, SHEETS, LISTS].iter().any(|roles| roles.contains(&role));
            if !is_known {
                continue;
            }
            if !document.has_text {
                unread.push(index);
                continue;
            }
            let mut source = PaperFigures { document: index, figures: Vec::new() };
            if LISTS.contains(&role) {
                let read = rosters.get(&document.path).cloned();
                let list = read.unwrap_or_else(|| Arc::new(roster::read(document)));
                if ROSTERS.contains(&role) {
                    source = matrix::of_list(index, role, &list);
                }
                lists.insert(index, list);
                let said = figure::read(&Flow::new(document), is_about_members(rubric, document));
                source.figures.extend(said.iter().filter(|figure| is_date(figure)).cloned());
                said_by_lists.insert(index, said);
            } else if SHEETS.contains(&role) {
                source.figures = sheet::read(document);
                source.figures.extend(dates(rubric, document));
            } else {
                source.figures = figure::read(&Flow::new(document), is_about_members(rubric, document));
                source.figures.extend(sheet::read(document));
                if role == KindRole::ShareCertificate {
                    // A certificate is one household's: only the amount of a share is everybody's.
                    source.figures.retain(|figure| figure.key == FigureKey::PerShare);
                }
            }
            sources.push(source);
        }
        join_lists(rubric, documents, &mut sources, &lists);
        let (rows, differences) = matrix::compare(rubric, documents, &sources, &unread);
        Self { sources, rows, differences, lists, said_by_lists }
    }

    /// The figures of a document.
    pub fn of(&self, document: usize) -> &[Figure] {
        self.sources.iter().find(|source| source.document == document).map_or(&[], |source| source.figures.as_slice())
    }

    /// The lists of a kind, with their documents.
    pub fn lists_of<'f>(
        &'f self,
        documents: &'f [Document],
        kind: &'f str,
    ) -> impl Iterator<Item = (usize, &'f PersonList)> {
        self.lists
            .iter()
            .filter(move |(document, _)| is_of_kind(documents, **document, kind))
            .map(|(document, list)| (*document, &**list))
    }

    /// The lists of a role.
    pub fn lists_with<'f>(
        &'f self,
        rubric: &'f Rubric,
        documents: &'f [Document],
        role: KindRole,
    ) -> impl Iterator<Item = &'f PersonList> {
        self.lists.iter().filter(move |(at, _)| is_with(rubric, documents, **at, role)).map(|(_, list)| &**list)
    }
}

fn is_with(rubric: &Rubric, documents: &[Document], at: usize, role: KindRole) -> bool {
    documents.get(at).is_some_and(|document| document.role(rubric) == Some(role))
}

fn is_of_kind(documents: &[Document], at: usize, kind: &str) -> bool {
    documents.get(at).is_some_and(|document| document.kind.as_deref() == Some(kind))
}

/// Whether a paper's word counts: it is read, final, in time, and of this unit and campaign.
pub fn counts(document: &Document, deadline: Date) -> bool {
    let is_late = !document.is_photo() && document.own_date().is_some_and(|own| own.date > deadline);
    document.status == FileStatus::Read
        && !document.is_template
        && !document.is_draft
        && !document.is_container
        && document.apart.is_empty()
        && !is_late
}

/// Whether a list says in its title that it is that of one group of the village: `成员名册（第六村民小组）`.
pub fn is_of_one_group(document: &Document) -> bool {
    static GROUP: LazyLock<Regex> = LazyLock::new(|| {
        let groups = vocabulary!("place-words.tsv").forms("one-group");
        pattern(&format!(r"节选|节录|摘录|(?:{groups})(?:\)|$|[ ])"))
    });
    /// Lines of the head; the group stands below the title too.
    const HEAD: usize = 3;
    let says_so = |words: &str| GROUP.is_match(&Folded::normalized(words).text);
    says_so(&document.title) || document.lines().take(HEAD).any(|line| !line.text.contains('\t') && says_so(line.text))
}

fn is_about_members(rubric: &Rubric, document: &Document) -> bool {
    matches!(document.role(rubric), Some(KindRole::MemberRoster | KindRole::MemberSurvey | KindRole::MemberRules))
        || (document.has_topic(rubric, TopicRole::MemberConfirmation)
            && !document.has_topic(rubric, TopicRole::AssetInventory))
}

fn dates(rubric: &Rubric, document: &Document) -> Vec<Figure> {
    let mut figures = figure::read(&Flow::new(document), is_about_members(rubric, document));
    figures.retain(is_date);
    figures
}

fn is_date(figure: &Figure) -> bool {
    matches!(figure.key, FigureKey::ReferenceDate | FigureKey::MemberDate)
}

/// A village may keep its roster in parts (one file a group). Then no file's count is the village's: where several
/// rosters hold different people, their counts are left out of the comparison.
fn join_lists(
    rubric: &Rubric,
    documents: &[Document],
    sources: &mut [PaperFigures],
    lists: &BTreeMap<usize, Arc<PersonList>>,
) {
    for role in ROSTERS {
        let with_role: Vec<usize> =
            lists.keys().copied().filter(|document| is_with(rubric, documents, *document, role)).collect();
        let names = |document: usize| -> std::collections::BTreeSet<&str> {
            lists.get(&document).into_iter().flat_map(|list| &list.people).map(roster::ListedPerson::who).collect()
        };
        let is_split = with_role.iter().any(|&a| {
            with_role.iter().any(|&b| {
                let (a, b) = (names(a), names(b));
                let shared = a.intersection(&b).count();
                shared * 2 < a.len().min(b.len())
            })
        });
        let is_part = with_role.iter().filter_map(|&at| documents.get(at)).any(is_of_one_group);
        if is_split || is_part {
            for source in sources.iter_mut().filter(|source| with_role.contains(&source.document)) {
                source.figures.retain(is_date);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        Shared,
        fixture::{paper, rubric_of, township},
    };

    #[test]
    fn a_member_roster_is_read_once() {
        let rubric = rubric_of(&json!([]));
        let kind = rubric.kinds_with(KindRole::MemberRoster).next().expect("a kind").id.clone();
        let roster = paper("名册.xlsx").kind(&kind).saying(&["序号\t姓名\t性别\n1\t丁一\t男\n2\t丙三\t女\n共2人"]);
        let draft =
            Document { is_draft: true, ..paper("草案.xlsx").kind(&kind).saying(&["序号\t姓名\n1\t丁一"]) };
        let mut documents = [draft, roster];
        let (mut shared, failures) = Shared::new(&rubric, &township(), &mut documents);
        assert!(failures.is_empty());
        let accounts = Accounts::new(&rubric, &documents, rubric.deadline, &shared.rosters);
        let read: Vec<&Arc<PersonList>> = shared.rosters.values().collect();
        assert!(matches!(read.as_slice(), [one] if Arc::ptr_eq(one, &accounts.lists[&1])), "the same list");
        assert_eq!(accounts.lists[&1].people.len(), 2);
        assert!(accounts.said_by_lists.contains_key(&1) && !accounts.lists.contains_key(&0));
        shared.forget_rosters();
        let again = Accounts::new(&rubric, &documents, rubric.deadline, &shared.rosters);
        assert_eq!(again.lists, accounts.lists, "read anew where it is kept no longer");
    }

    #[test]
    fn lists_of_one_group_say_so_in_their_titles() {
        let titled = |title: &str| is_of_one_group(&Document { title: title.to_owned(), ..paper("名册.xlsx") });
        for title in
            ["张庄村成员名册（第六村民小组）", "成员花名册(五组)", "股权证发放花名册　第二村民小组", "名册（东组）"]
        {
            assert!(titled(title), "{title}");
        }
        for title in ["张庄村成员名册", "成员名册（小组长核对）", "清产核资工作组名单", "第六村民小组长名单", ""]
        {
            assert!(!titled(title), "{title}");
        }
    }
}
