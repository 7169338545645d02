//! Handwritten and doubtful pages: they are named and hold nothing against anybody, and people read them line by line.

use std::{path::Path, thread::sleep, time::Duration};

use cundang::{
    extract::worker::PageRead,
    model::{ArchivePath, Line, OtherCharacter, Page, PageSource, WeakCharacter},
    pipeline::{Recognise, RecognisedPage, Silent, Workspace, WorkspaceSettings},
    rubric::Rubric,
};

use crate::{
    serve::{OWN, Server, encoded, with_server_and},
    support::{Archive, program, root},
};

const MINUTES: &str = "01张庄村/03会议/张庄村成员代表会议记录.png";
const ROSTER: &str = "01张庄村/02成员/张庄村集体经济组织成员名册.csv";

fn archive() -> Archive {
    let roster = "张庄村集体经济组织成员名册\n序号,姓名,与户主关系\n1,陈秋梅,户主\n2,林知远,户主\n3,唐怀瑾,配偶\n";
    let archive = Archive::new(&[(ROSTER, roster)]);
    archive.write(MINUTES, &std::fs::read(root().join("tests/data/ocr/notice.png")).expect("a picture"));
    archive
}

fn line(text: &str, y: f32, confidence: f32, weak: Vec<WeakCharacter>) -> Line {
    Line { text: text.to_owned(), bbox: [20.0, y, 620.0, y + 40.0], confidence, weak }
}

/// The minutes as recognition may read handwriting.
fn handwritten() -> Page {
    let weak = WeakCharacter { at: 6, sure: 55, others: vec![OtherCharacter('梅', 4)] };
    let lines = vec![
        line("张庄村成员代表会议记录", 20.0, 0.99, Vec::new()),
        line("时间：2020年5月6日", 80.0, 0.99, Vec::new()),
        line("主持人：陈秋悔", 140.0, 0.91, vec![weak]),
        line("应到代表34人，实到3人，同意2票", 200.0, 0.9, Vec::new()),
    ];
    let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    Page { page: 1, label: None, source: PageSource::Ocr, width: 640.0, height: 400.0, text, lines }
}

/// The archive read into a store, its picture recognised as a hand may have written it.
fn prepare(archive: &Path, store: &Path) {
    let mut workspace = Workspace::open(WorkspaceSettings {
        archive: archive.to_owned(),
        store: store.to_owned(),
        rubric: Rubric::builtin(),
        jobs: 1,
        worker: program().into(),
        recognise: Recognise::Off,
        accept_loss: false,
    })
    .expect("the archive opens");
    workspace.refresh(&Silent).expect("the archive is read");
    let path = ArchivePath::new(MINUTES);
    let hash = workspace.catalog().digest_of(&path).expect("an answer").expect("a digest");
    let read = PageRead { page: 1, read: Some(handwritten()) };
    workspace.keep_recognised(&[RecognisedPage { hash, path, read }]).expect("kept");
    workspace.take_in_recognised().expect("taken in");
}

fn with_handwriting(test: impl FnOnce(&Server)) {
    let (archive, store) = (archive(), tempfile::tempdir().expect("a temporary folder"));
    let store = store.path().join("store");
    prepare(&archive.path(), &store);
    let before = std::fs::read(archive.path().join(MINUTES)).expect("the picture");
    with_server_and(&archive.path(), &store, &[], test);
    assert_eq!(std::fs::read(archive.path().join(MINUTES)).expect("the picture"), before, "the file is untouched");
}

fn address(line: usize) -> String {
    format!("/transcribe?path={}&page=1&line={line}", encoded(MINUTES))
}

fn enter(server: &Server, line: usize, saw: &str, fields: &[(&str, &str)]) -> crate::serve::Answer {
    let all = [&[("saw", saw), ("by", "王芳")], fields].concat();
    server.post(&address(line), &all, OWN)
}

/// Whether words are found, at once or once the index has followed.
fn is_found(server: &Server, words: &str) -> bool {
    (0..100).any(|_| {
        let found = server.get(&format!("/search.json?q={}", encoded(words))).body;
        let found: serde_json::Value = serde_json::from_str(&found).expect("JSON");
        let is_found = found["total"].as_u64().is_some_and(|total| total > 0);
        if !is_found {
            sleep(Duration::from_millis(200));
        }
        is_found
    })
}

/// Whether a page comes to hold words, once the report has followed.
fn comes_to_say(server: &Server, page: &str, says: impl Fn(&str) -> bool) -> bool {
    (0..100).any(|_| {
        let is_there = says(&server.get(page).body);
        if !is_there {
            sleep(Duration::from_millis(200));
        }
        is_there
    })
}

#[test]
fn a_handwritten_page_needs_a_person_and_gives_no_finding_with_its_figures() {
    with_handwriting(|server| {
        let report: serde_json::Value = serde_json::from_str(&server.get("/report.json").body).expect("JSON");
        let notices = report["notices"].as_array().expect("notices");
        let own: Vec<_> = notices.iter().filter(|notice| notice["path"] == MINUTES).collect();
        assert!(own.iter().any(|notice| notice["code"] == "needs-a-person"), "{own:?}");
        assert!(own.iter().all(|notice| notice["code"] != "no-text-layer"), "it was read: {own:?}");
        assert_eq!(report["ledger"]["unreadable"], 0);
        let findings = report.to_string();
        for code in ["quorum-not-met", "vote-not-passed", "attendance-mismatch"] {
            assert!(!findings.contains(&format!("\"code\":\"{code}\"")), "{code}");
        }
        assert!(server.get("/").body.contains("/transcribe"));
        assert!(server.get(&format!("/village/{}", encoded("张庄村"))).body.contains("/transcribe?unit="));
    });
}

#[test]
fn a_line_is_read_by_a_person_found_and_taken_back() {
    with_handwriting(|server| {
        let first = server.get("/transcribe").body;
        assert!(first.contains("识别为") && first.contains("<mark title=\"55%\">悔</mark>"), "{first}");
        assert!(first.contains("value=\"主持人：陈秋梅\"") && !first.contains(">林知远</button>"), "one name fits");
        assert!(first.contains("autofocus") && first.contains("本页还有 2 行"));

        assert_eq!(enter(server, 2, "0", &[("do", "save"), ("text", "  ")]).status, 422, "an empty line is none");
        let kept = enter(server, 2, "0", &[("text", "主持人：陈秋悔"), ("take", "主持人：陈秋梅")]);
        assert_eq!(kept.status, 303, "{}", kept.body);
        assert!(kept.head.contains("skip=1") && kept.head.contains("saved=1"), "{}", kept.head);
        let next = server.get(&format!("{}&skip=1&saved=1", address(2))).body;
        assert!(next.contains("value=\"应到代表34人，实到3人，同意2票\""), "the next line that waits");
        assert!(next.contains("已记下") && next.contains("“主持人：陈秋悔”转录为“主持人：陈秋梅”"));
        assert!(is_found(server, "主持人：陈秋梅"), "it can be searched");
        let page = server.get(&format!("/file/{}", encoded(MINUTES).replace("%2F", "/"))).body;
        assert!(page.contains("主持人：陈秋梅") && !page.contains("主持人：陈秋悔"));
        assert!(comes_to_say(server, "/log", |log| log.contains("转录为“主持人：陈秋梅”")));

        // Another had the line open from before.
        let late = enter(server, 2, "0", &[("do", "save"), ("text", "主持人：陈秋海")]);
        assert_eq!(late.status, 409);
        assert!(late.body.contains("value=\"主持人：陈秋海\""), "what was typed is not lost");

        let undone = enter(server, 3, "1", &[("do", "undo"), ("text", "")]);
        assert_eq!(undone.status, 303, "{}", undone.body);
        assert!(undone.head.contains("line=2"), "back to the line: {}", undone.head);
        assert!(server.get(&address(2)).body.contains("value=\"主持人：陈秋悔\""));
        assert!(is_found(server, "主持人：陈秋悔"), "what was recognised stands again");
    });
}

#[test]
fn a_page_whose_lines_a_person_read_needs_nobody_any_more() {
    with_handwriting(|server| {
        assert_eq!(enter(server, 2, "0", &[("do", "save"), ("text", "主持人：陈秋梅")]).status, 303);
        assert_eq!(
            enter(server, 3, "1", &[("do", "save"), ("text", "应到代表34人，实到3人，同意2票，反对1票")]).status,
            303
        );
        assert!(is_found(server, "反对1票"));
        let is_settled = comes_to_say(server, "/report.json", |report| !report.contains("needs-a-person"));
        assert!(is_settled, "nobody is needed any more");
        assert!(server.get("/transcribe").body.contains("没有待转录的行"));
    });
}

#[test]
fn what_is_not_there_is_no_line_and_other_sites_write_nothing() {
    with_handwriting(|server| {
        assert_eq!(server.get("/transcribe?path=nowhere.png&page=1&line=0").status, 404);
        assert_eq!(enter(server, 99, "0", &[("do", "save"), ("text", "甲")]).status, 422);
        let fields = [("do", "save"), ("saw", "0"), ("by", "王芳"), ("text", "甲")];
        let foreign = server.post(&address(2), &fields, "Sec-Fetch-Site: cross-site\r\n");
        assert_eq!(foreign.status, 403);
    });
}
