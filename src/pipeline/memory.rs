//! An archive in memory: its papers go through the whole assessment without a store or a file. For fuzzing, for tests
//! over many texts, and for programs that have their papers elsewhere.

use std::collections::BTreeMap;

use super::documents::{AssessedDocuments, assess_documents, contents_titles};
use crate::{
    archive::lay_out,
    evaluate::{Campaign, Classifier, Document, documents::contents_list::is_contents_list},
    model::{
        ArchivePath, ContentHash, Failure, FileStatus, Page, PageSource, StoredContent, StoredFile, Township,
        UnitAssessment,
    },
};

/// A paper: its path in the archive, and its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperInMemory {
    /// Its path; the first folder says whose it is.
    pub path: ArchivePath,
    /// What was read of it.
    pub pages: Vec<Page>,
}

impl PaperInMemory {
    /// A paper of text pages without layout.
    pub fn of_texts<'t>(path: &str, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let page = |(number, text): (u32, &str)| Page {
            page: number,
            label: None,
            source: PageSource::Plain,
            width: 0.0,
            height: 0.0,
            text: text.to_owned(),
            lines: Vec::new(),
        };
        Self { path: ArchivePath::new(path), pages: (1..).zip(texts).map(page).collect() }
    }
}

/// The assessment of an archive in memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assessed {
    /// The township and its villages, as the folders tell.
    pub township: Township,
    /// Every unit that has papers.
    pub units: Vec<UnitAssessment>,
    /// All that the program failed on.
    pub failures: Vec<Failure>,
}

/// Assesses the papers of a township, by a rubric. `deadline` and the villages come from the rubric and
/// the folders; nothing is counted of a township whose folders tell nothing.
pub fn assess_papers(campaign: &Campaign, township: &str, mut papers: Vec<PaperInMemory>) -> Assessed {
    papers.sort_by(|a, b| a.path.cmp(&b.path));
    papers.dedup_by(|a, b| a.path == b.path);
    let Ok(layout) = lay_out(township, None, &BTreeMap::new(), papers.iter().map(|paper| &paper.path), &[]) else {
        return Assessed::default();
    };
    let lists = papers.iter().filter(|paper| is_contents_list(&paper.path));
    let (titles, lost) = contents_titles(lists.map(|paper| (&paper.path, &paper.pages)));
    let classifier = Classifier::new(campaign.matcher(), &layout);
    let mut documents: Vec<Document> = papers
        .into_iter()
        .map(|paper| {
            let title = titles.get(&paper.path);
            classifier.classify_contained(&stored(&paper), paper.pages, title)
        })
        .collect();
    let AssessedDocuments { units, mut failures, .. } = assess_documents(campaign, &layout.township, &mut documents);
    failures.extend(lost);
    let units: Vec<UnitAssessment> = units.into_values().collect();
    failures.extend(units.iter().flat_map(|unit| unit.failures.iter().cloned()));
    Assessed { township: layout.township, units, failures }
}

fn stored(paper: &PaperInMemory) -> StoredFile {
    let mut text = String::new();
    for page in &paper.pages {
        text.push_str(&page.text);
        text.push('\u{c}');
    }
    StoredFile {
        path: paper.path.clone(),
        size: text.len() as u64,
        status: FileStatus::Read,
        hash: Some(ContentHash::of(text.as_bytes())),
        indexed_as: None,
        content: Some(StoredContent {
            media_type: "text/plain".to_owned(),
            title: None,
            photo: None,
            pages: u32::try_from(paper.pages.len()).unwrap_or(u32::MAX),
            unread: 0,
            reading: String::new(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::{model::ItemState, rubric::Rubric};
    use cundang_testing::paper;

    static BUILTIN: LazyLock<Campaign> =
        LazyLock::new(|| Campaign::new(Rubric::builtin()).expect("the built-in rubric's patterns compile"));

    /// Names that the built-in rubric knows a kind by, as far as its patterns are plain words.
    fn names() -> Vec<String> {
        let rubric = Rubric::builtin();
        let mut names: Vec<String> =
            rubric.kinds.iter().map(|kind| kind.name.zh.replace(['/', '（', '）'], "")).collect();
        names.push("1".to_owned());
        names
    }

    #[test]
    fn a_paper_fills_the_item_it_is_evidence_for() {
        let text = "张庄村清产核资实施方案\n一、指导思想\n1、坚持党的领导。\n2、坚持公开透明。";
        let papers = vec![PaperInMemory::of_texts("张庄村/清产核资/张庄村清产核资实施方案.txt", [text])];
        let found = assess_papers(&BUILTIN, "凫城镇", papers);
        assert_eq!(found.failures, []);
        let [village] = found.units.as_slice() else { panic!("one village") };
        let item = village.items.iter().find(|item| item.id == "V01").expect("V01");
        assert_ne!(item.state, ItemState::Missing, "{item:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn no_paper_fails(texts in proptest::collection::vec((any::<proptest::sample::Index>(), any::<bool>(), proptest::collection::vec(paper(), 1..4)), 1..5)) {
            let names = names();
            let papers = texts.iter().enumerate().map(|(i, (name, of_village, pages))| {
                let folder = if *of_village { "张庄村" } else { "镇级材料" };
                PaperInMemory::of_texts(&format!("{folder}/{i}{}.txt", name.get(&names)), pages.iter().map(String::as_str))
            });
            let found = assess_papers(&BUILTIN, "凫城镇", papers.collect());
            prop_assert_eq!(&found.failures, &[]);
            for unit in &found.units {
                for item in &unit.items {
                    prop_assert!(0.0 <= item.min && item.min <= item.max && item.max <= item.points, "{:?}", item);
                    prop_assert!(item.min == 0.0 || !item.evidence.is_empty(), "{:?}", item);
                }
            }
        }
    }
}
