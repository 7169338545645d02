//! The engine as a whole, on real indexes in temporary folders.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;
use tempfile::TempDir;

mod meant;
mod query;

use super::{fixture::page, *};
use crate::{
    model::ArchivePath,
    text::{fold, fold_query},
};

/// Pages by path and number, standing in for the catalogue.
#[derive(Default)]
struct Texts(BTreeMap<(String, u32), String>);

impl PageTexts for Texts {
    fn page_text(&self, path: &ArchivePath, page: u32) -> Option<String> {
        self.0.get(&(path.as_str().to_owned(), page)).cloned()
    }
}

struct Archive {
    folder: TempDir,
    index: EmbeddedIndex,
    texts: Texts,
}

impl Archive {
    fn new(pages: Vec<PageDocument>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = EmbeddedIndex::open(&folder.path().join("index")).expect("opens");
        let mut archive = Self { folder, index, texts: Texts::default() };
        archive.add(pages);
        archive
    }

    fn add(&mut self, pages: Vec<PageDocument>) {
        let mut session = self.index.writer().expect("a session");
        for page in pages {
            session.add_page(&page).expect("added");
            self.texts.0.insert((page.path.as_str().to_owned(), page.page), page.text);
        }
        session.commit().expect("committed");
    }

    fn results(&self, query: &str, options: &SearchOptions) -> SearchResults {
        self.index.search(query, options, &self.texts).unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// Path and page of all hits, in order.
    fn found(&self, query: &str) -> Vec<String> {
        let results = self.results(query, &SearchOptions { limit: 1000, ..SearchOptions::default() });
        assert_eq!(results.total, results.hits.len(), "{query}");
        results.hits.iter().map(|hit| format!("{}#{}", hit.path, hit.page)).collect()
    }
}

/// A small township of invented papers.
fn township() -> Archive {
    let mut charter = page("01张庄村/04/章程.pdf", 1, "张庄村股份经济合作社章程\n第一条 本社");
    charter.next_text = "由全体成员组成".to_owned();
    charter.village = Some("张庄村".to_owned());
    charter.item_ids = vec!["V18".to_owned(), "V19".to_owned()];
    charter.kind = Some("CHARTER".to_owned());
    charter.kind_name = "章程 charter".to_owned();
    charter.title = "股份经济合作社章程".to_owned();
    charter.date = Some(date(2020, 5, 16));
    let second = PageDocument {
        page: 2,
        text: "由全体成员组成，股东28,500股".to_owned(),
        next_text: String::new(),
        ..charter.clone()
    };
    let mut minutes = page("02付庄村/会议/会议记录.docx", 1, "付庄村會議記錄：通過合作社章程（草案）");
    minutes.village = Some("付庄村".to_owned());
    minutes.item_ids = vec!["V03".to_owned()];
    minutes.kind = Some("MTG_MINUTES".to_owned());
    minutes.kind_name = "会议记录 meeting minutes".to_owned();
    minutes.date = Some(date(2020, 6, 1));
    let mut photo = page("01张庄村/05照片/公示近景20180615.jpg", 1, "");
    photo.village = Some("张庄村".to_owned());
    photo.title = "公示近景20180615".to_owned();
    let alone = page("镇级/单字.txt", 1, "村");
    Archive::new(vec![charter, second, minutes, photo, alone])
}

#[test]
fn strings_names_and_titles() {
    let archive = township();
    let charter = "01张庄村/04/章程.pdf#1";
    let minutes = "02付庄村/会议/会议记录.docx#1";
    assert_eq!(archive.found("章程"), [charter, minutes], "a name ranks above a text");
    assert_eq!(archive.found("会议纪录"), Vec::<String>::new());
    assert_eq!(archive.found("會議記錄"), [minutes]);
    assert_eq!(archive.found("第一条本社由全体"), [charter], "over the page break");
    assert_eq!(archive.found("由全体成员"), ["01张庄村/04/章程.pdf#2"], "the next page's words are not this page's");
    assert_eq!(archive.found("28500股"), ["01张庄村/04/章程.pdf#2"]);
    assert_eq!(archive.found("公示近景"), ["01张庄村/05照片/公示近景20180615.jpg#1"], "no text, found by its name");
    assert_eq!(archive.found("20180615.jpg"), ["01张庄村/05照片/公示近景20180615.jpg#1"]);
    assert_eq!(archive.found("村").len(), 3, "{:?}", archive.found("村"));
    assert_eq!(archive.found("股").len(), 2);
    assert_eq!(archive.found("章程 -草案"), [charter]);
    assert_eq!(archive.found("-章程 -公示 -村"), ["01张庄村/04/章程.pdf#2"]);
    let mut both = archive.found("草案 OR 第一条");
    both.sort_unstable();
    assert_eq!(both, [charter, minutes]);
}

#[test]
fn a_phrase_is_left_out_between_its_pages() {
    let texts = ["村会议记录", "村", "村", "村会议记录", "村", "村会议，记录", "村会议记录"];
    let pages = (1..).zip(texts).map(|(number, text)| page("a.txt", number, text)).collect();
    let archive = Archive::new(pages);
    for query in ["村 -会议记录", "村 -\"会议记录\"", "-会议记录"] {
        assert_eq!(archive.found(query), ["a.txt#2", "a.txt#3", "a.txt#5", "a.txt#6"], "{query}");
    }
}

#[test]
fn fields_narrow() {
    let archive = township();
    let charter = ["01张庄村/04/章程.pdf#1", "01张庄村/04/章程.pdf#2"];
    let sorted = |query: &str| {
        let mut found = archive.found(query);
        found.sort_unstable();
        found
    };
    for query in [
        "村:张庄 股",
        "village:张庄村 股",
        "类型:charter",
        "kind:章程",
        "项目:v18",
        "日期:2020-05",
        "日期:2020-05-10..2020-05-20",
        "文件:04/章程",
        "文件：章程.PDF",
    ] {
        assert_eq!(sorted(query), charter, "{query}");
    }
    assert_eq!(sorted("类型:mtg_minutes"), ["02付庄村/会议/会议记录.docx#1"]);
    assert_eq!(sorted("kind:minutes 日期:2020-06.."), ["02付庄村/会议/会议记录.docx#1"]);
    assert_eq!(sorted("村:付庄 OR 项目:V19 -文件:付庄").len(), 3);
    assert_eq!(sorted("-村:张庄 -村:付庄"), ["镇级/单字.txt#1"]);
    assert!(sorted("村:李庄").is_empty());
    assert!(sorted("项目:V99").is_empty());
}

#[test]
fn options_order_and_cut() {
    let archive = township();
    let run = |sort, limit, offset, village: Option<&str>| {
        let options =
            SearchOptions { limit, offset, sort, village: village.map(str::to_owned), ..SearchOptions::default() };
        let results = archive.results("章程 OR 股 OR 公示", &options);
        (results.total, results.hits.iter().map(|hit| format!("{}#{}", hit.path, hit.page)).collect::<Vec<_>>())
    };
    let by_path = [
        "01张庄村/04/章程.pdf#1",
        "01张庄村/04/章程.pdf#2",
        "01张庄村/05照片/公示近景20180615.jpg#1",
        "02付庄村/会议/会议记录.docx#1",
    ];
    assert_eq!(run(Sort::Path, 10, 0, None), (4, by_path.map(str::to_owned).to_vec()));
    assert_eq!(run(Sort::Path, 2, 1, None), (4, by_path[1..3].iter().map(|path| (*path).to_owned()).collect()));
    assert_eq!(run(Sort::Date, 2, 0, None).1, [by_path[3], by_path[0]]);
    assert_eq!(run(Sort::Relevance, 0, 0, None), (4, Vec::new()));
    assert_eq!(run(Sort::Path, 10, 0, Some("张庄")), (3, by_path[..3].iter().map(|path| (*path).to_owned()).collect()));
    assert_eq!(run(Sort::Path, usize::MAX, usize::MAX, None), (4, Vec::new()));
}

#[test]
fn every_single_character_can_be_searched() {
    let all: String = (' '..='~').chain("。；：？！…·、，村㎡①é€中".chars()).collect();
    let archive = Archive::new(vec![page("🗎", 1, &all), page("🗎", 2, "空白页")]);
    for c in all.chars().filter(|c| *c != '"' && !fold_query(&c.to_string()).is_empty()) {
        assert_eq!(archive.found(&format!("\"{c}\"")), ["🗎#1"], "{c}");
    }
}

#[test]
fn the_order_does_not_depend_on_segments() {
    let mut archive = Archive::new(Vec::new());
    for number in [5, 3, 1, 4, 2] {
        archive.add(vec![
            page(&format!("{number}.txt"), 2, "同样的文字"),
            page(&format!("{number}.txt"), 3, "同样的文字"),
        ]);
    }
    for sort in [Sort::Relevance, Sort::Date, Sort::Path] {
        let results = archive.results("同样", &SearchOptions { limit: 4, offset: 3, sort, ..SearchOptions::default() });
        let found: Vec<_> = results.hits.iter().map(|hit| format!("{}#{}", hit.path, hit.page)).collect();
        assert_eq!(found, ["2.txt#3", "3.txt#2", "3.txt#3", "4.txt#2"], "{sort:?}");
        assert_eq!(results.total, 10);
    }
}

#[test]
fn a_hit_carries_its_page() {
    let archive = township();
    let results = archive.results("合作社章程 村:张庄", &SearchOptions::default());
    let hit = results.hits.first().expect("a hit");
    assert_eq!(hit.title, "股份经济合作社章程");
    assert_eq!(hit.village.as_deref(), Some("张庄村"));
    assert_eq!(hit.item_ids, ["V18", "V19"]);
    assert_eq!(hit.kind.as_deref(), Some("CHARTER"));
    assert_eq!(hit.date, Some(date(2020, 5, 16)));
    assert_eq!(hit.snippet, "张庄村股份经济<mark>合作社章程</mark> 第一条 本社");
    assert!(hit.score > 0.0 && results.took_ms > 0.0);
    let photo = archive.results("公示近景", &SearchOptions::default());
    assert_eq!(photo.hits.first().map(|hit| hit.snippet.as_str()), Some(""));
}

#[test]
fn a_query_that_is_not_understood_is_an_error() {
    let archive = township();
    match archive.index.search("村:张庄 (章程", &SearchOptions::default(), &archive.texts) {
        Err(SearchError::Query(error)) => assert_eq!(error.offset, 11),
        other => panic!("{other:?}"),
    }
}

/// How many pages an index holds: those without a word that stands on none.
fn count(index: &EmbeddedIndex) -> usize {
    index.search("-无此词语", &SearchOptions::default(), &Texts::default()).expect("an answer").total
}

#[test]
fn changes_are_seen_after_commit_and_reload() {
    let mut archive = township();
    let other = EmbeddedIndex::open(&archive.folder.path().join("index")).expect("opens");
    assert!(!other.is_new());
    let mut session = archive.index.writer().expect("a session");
    session.remove_file(&ArchivePath::new("01张庄村/04/章程.pdf"));
    session.add_page(&page("01张庄村/04/章程.pdf", 1, "新的内容")).expect("added");
    assert_eq!(archive.found("全体成员").len(), 1, "not before the commit");
    session.commit().expect("committed");
    assert!(archive.found("全体成员").is_empty());
    assert_eq!(archive.found("新的内容"), ["01张庄村/04/章程.pdf#1"]);
    assert_eq!(count(&other), 5);
    other.reload().expect("reloads");
    assert_eq!(count(&other), 4);
    drop(archive.index.writer().expect("a session").add_page(&page("x", 1, "丢弃")));
    archive.add(Vec::new());
    assert!(archive.found("丢弃").is_empty(), "a dropped session leaves nothing");
}

#[test]
fn many_can_ask_at_once_while_one_writes() {
    let archive = township();
    let asked: BTreeMap<&str, usize> = BTreeMap::from([("章程", 2), ("村", 3), ("股", 2), ("28500股", 1)]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (query, wanted) in asked.iter().cycle().take(60) {
                    assert_eq!(archive.found(query).len(), *wanted, "{query}");
                }
            });
        }
        for number in 0..6 {
            let mut session = archive.index.writer().expect("a session");
            session.add_page(&page(&format!("{number}.txt"), 1, "别的内容")).expect("added");
            session.commit().expect("committed");
        }
    });
    assert_eq!(archive.found("别的内容").len(), 6);
}

#[test]
fn one_writer_at_a_time() {
    let archive = township();
    let other = EmbeddedIndex::open(&archive.folder.path().join("index")).expect("opens");
    let session = archive.index.writer().expect("a session");
    match other.writer() {
        Err(error @ IndexError::Locked { .. }) => {
            assert!(error.message().zh.contains("请等它完成"), "{error}");
            assert!(error.to_string().contains("another cundang"), "{error}");
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("two sessions at once"),
    }
    session.commit().expect("committed");
    assert!(other.writer().is_ok());
}

#[test]
fn a_new_version_is_built_beside_and_swapped() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let old = folder.path().join("v0-fold0-grams0-format0");
    std::fs::create_dir_all(&old).expect("made");
    let index = EmbeddedIndex::open(folder.path()).expect("opens");
    assert!(index.is_new());
    let texts = Texts::default();
    assert_eq!(index.search("村", &SearchOptions::default(), &texts).expect("an answer").total, 0);
    let mut session = index.writer().expect("a session");
    session.add_page(&page("a.txt", 1, "村")).expect("added");
    assert!(old.exists() && index.is_new());
    // Stopped before its commit: the next session starts over.
    drop(session);
    let mut session = index.writer().expect("a session");
    session.add_page(&page("b.txt", 1, "村")).expect("added");
    session.commit().expect("committed");
    assert!(!old.exists() && !index.is_new());
    assert_eq!(count(&index), 1);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(names.len(), 2, "the version and the lock: {names:?}");
}

#[test]
fn a_damaged_index_says_what_to_do() {
    let archive = township();
    let version = std::fs::read_dir(archive.folder.path().join("index"))
        .expect("a folder")
        .filter_map(Result::ok)
        .find(|entry| entry.path().is_dir())
        .expect("a version");
    std::fs::write(version.path().join("meta.json"), "{").expect("written");
    match EmbeddedIndex::open(&archive.folder.path().join("index")) {
        Err(error) => assert!(error.message().zh.contains("cundang index"), "{error}"),
        Ok(_) => panic!("a damaged index opens"),
    }
}

/// Characters as archives have them, few enough that strings repeat.
fn letters() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            6 => proptest::sample::select("村会议记录章程張莊".chars().collect::<Vec<_>>()),
            3 => proptest::char::range('0', '3'),
            2 => proptest::sample::select("aB（）〔〕“”，、,。- —\n\t　①⻓０Ａ\u{200B}.:".chars().collect::<Vec<_>>()),
            1 => any::<char>(),
        ],
        0..60,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The promise of the module, on real indexes: a string is found on exactly the pages that hold it.
    #[test]
    fn every_substring_is_found_and_nothing_else(
        pages in proptest::collection::vec(letters(), 1..8),
        cuts in proptest::collection::vec((0usize..8, 0usize..60, 1usize..24), 40),
    ) {
        let documents = pages.iter().enumerate().map(|(at, text)| {
            let mut document = page("🗎", u32::try_from(at).expect("few") + 1, text);
            document.next_text = pages.get(at + 1).cloned().unwrap_or_default();
            document
        });
        let archive = Archive::new(documents.collect());
        for (number, from, len) in cuts {
            let number = number % pages.len();
            let joined: Vec<char> = pages[number].chars().chain(pages.get(number + 1).map(String::as_str).unwrap_or_default().chars()).collect();
            let cut: String = joined.iter().skip(from % joined.len().max(1)).take(len).filter(|c| !matches!(c, '"' | '＂')).collect();
            let needle = fold_query(&cut);
            if needle.is_empty() {
                continue;
            }
            let wanted: BTreeSet<u32> = (0..pages.len())
                .filter(|&at| begins_on(&pages[at], pages.get(at + 1).map(String::as_str).unwrap_or_default(), &needle))
                .map(|at| u32::try_from(at).expect("few") + 1)
                .collect();
            let results = archive.results(&format!("\"{cut}\""), &SearchOptions::default());
            let found: BTreeSet<u32> = results.hits.iter().map(|hit| hit.page).collect();
            prop_assert_eq!(&found, &wanted, "{:?} folded {:?} on {:?}", cut, needle, pages);
            for hit in &results.hits {
                prop_assert!(hit.snippet.contains("<mark>"), "{:?} in {:?}", needle, hit.snippet);
                let at = hit.page as usize - 1;
                let (text, next) = (&pages[at], pages.get(at + 1).map(String::as_str).unwrap_or_default());
                for (range, _) in snippet::matches(text, next, &[Needle::text(needle.clone())]) {
                    let shown = fold_query(text.get(range.clone()).expect("it is cut between characters"));
                    // A match over the break is marked up to the end of its page.
                    let is_it = shown.contains(&needle) || (range.end == text.len() && needle.starts_with(&shown));
                    prop_assert!(is_it, "{:?} is marked for {:?} on {:?} {:?}", shown, needle, text, next);
                }
            }
        }
    }
}

/// Whether a folded string begins on a page, by plain search in the folded texts.
fn begins_on(text: &str, next: &str, needle: &str) -> bool {
    let own = crate::text::Folded::new(&format!("{text}\n{next}"));
    let count = own.offsets.partition_point(|(_, original)| original.start < text.len());
    let chars: Vec<char> = own.text.chars().take(count + tokenizer::LOOK_AHEAD).collect();
    let needle: Vec<char> = needle.chars().collect();
    (0..count).any(|at| chars.get(at..at + needle.len()) == Some(needle.as_slice()))
}

#[test]
fn the_fold_agrees_with_the_engine_on_one_page() {
    let text = "凫政发〔2020〕48号，共26,785.50元";
    let archive = Archive::new(vec![page("🗎", 1, text)]);
    for query in ["凫政发【2020】48号", "26785.50", "26，785", "2020〕4", "鳧政發"] {
        let wanted = usize::from(fold(text).contains(&fold_query(query)));
        assert_eq!(archive.found(query).len(), wanted, "{query}");
    }
}
