//! Recognition from outside: a scan is found by what stands on it, each page is read once, and a run that is broken
//! off goes on.

#![cfg(feature = "ocr")]

use std::{fs, path::Path, sync::atomic::AtomicBool};

use cundang::{
    index::SearchOptions,
    model::{ArchivePath, Lang},
    pipeline::{Recognise, Silent, Workspace, WorkspaceSettings},
    rubric::Rubric,
    web::{Authentication, Workbench},
};
use serde_json::Value;

use crate::support::{Archive, cundang, program, root};

/// A drawn page of a notice; nothing on it is real.
fn scan() -> Vec<u8> {
    fs::read(root().join("tests/data/ocr/notice.png")).expect("the picture of a page")
}

/// An archive with the scan in it, and an honest paper beside it.
fn archive() -> Archive {
    let archive = Archive::new(&[("张庄村/会议记录.txt", "村民代表会议记录\n时间：2020年3月1日\n")]);
    archive.write("张庄村/扫描0001.png", &scan());
    archive
}

fn hits(archive: &Archive, query: &str) -> Vec<String> {
    let answer = archive.run("search", &[query, "--format", "json", "--quiet"]).expect_status(0).json();
    let hits = answer["hits"].as_array().expect("hits");
    hits.iter().map(|hit| hit["path"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn what_stands_on_a_scan_is_shown_with_its_place_and_certainty() {
    let file = root().join("tests/data/ocr/notice.png");
    let run = cundang(["text".as_ref(), file.as_os_str(), "--format".as_ref(), "json".as_ref()]);
    let read = run.expect_status(0).json();
    let page = &read["pages"][0];
    assert_eq!(page["source"], "ocr");
    let text = page["text"].as_str().expect("text");
    assert!(text.contains("公示"), "{text}");
    let (width, height) = (page["width"].as_f64().expect("a width"), page["height"].as_f64().expect("a height"));
    let lines = page["lines"].as_array().expect("lines");
    assert!(!lines.is_empty());
    for line in lines {
        let at = |i: usize| line["bbox"][i].as_f64().expect("a number");
        assert!(at(0) < at(2) && at(1) < at(3) && at(2) <= width + 1.0 && at(3) <= height + 1.0, "{line}");
        assert!(line["confidence"].as_f64().is_some_and(|sure| sure > 0.5 && sure <= 1.0), "{line}");
    }
    let off = cundang([
        "text".as_ref(),
        file.as_os_str(),
        "--ocr".as_ref(),
        "off".as_ref(),
        "--lang".as_ref(),
        "en".as_ref(),
    ]);
    let off = off.expect_status(0).stdout;
    assert!(off.contains("no usable text layer") && off.contains("no readable text"), "{off}");
}

#[test]
fn a_scan_is_found_by_what_stands_on_it_once_it_was_recognised() {
    let archive = archive();
    archive.run("index", &["--ocr", "off", "--quiet"]).expect_status(0);
    assert!(hits(&archive, "公示").is_empty(), "nothing was recognised yet");
    let first = archive.run("index", &["--lang", "en"]).expect_status(0).stderr;
    assert!(first.contains("text recognised on 1 pages"), "{first}");
    assert_eq!(hits(&archive, "公示"), ["张庄村/扫描0001.png"]);
    let again = archive.run("index", &["--lang", "en"]).expect_status(0).stderr;
    assert!(!again.contains("recognised"), "no page is recognised twice: {again}");

    // The same bytes in another place were read already.
    archive.write("张庄村/另存/公告.png", &scan());
    let moved = archive.run("index", &["--lang", "en"]).expect_status(0).stderr;
    assert!(!moved.contains("recognised"), "{moved}");
    assert_eq!(hits(&archive, "公示").len(), 2);
}

fn open(archive: &Path, store: &Path) -> Workspace {
    Workspace::open(WorkspaceSettings {
        archive: archive.to_owned(),
        store: store.to_owned(),
        rubric: Rubric::builtin(),
        jobs: 1,
        worker: program().into(),
        recognise: Recognise::Auto,
        accept_loss: false,
    })
    .expect("the archive opens")
}

#[test]
fn a_run_that_is_broken_off_goes_on_where_it_was() {
    let archive = archive();
    // Another picture: one byte behind the end of a PNG changes its digest and nothing else.
    archive.write("张庄村/扫描0002.png", &[scan(), vec![0]].concat());
    let (path, store) = (archive.path(), archive.store());
    let mut workspace = open(&path, &store);
    workspace.refresh(&Silent).expect("the archive is read");
    let round = workspace.recognition().expect("an answer");
    assert_eq!(round.pages(), 2);
    let mut kept = Vec::new();
    round.run(&AtomicBool::new(false), &mut |mut pages| {
        pages.truncate(1);
        workspace.keep_recognised(&pages).expect("kept");
        kept.extend(pages);
        false
    });
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].path.as_str(), "张庄村/扫描0001.png");
    drop(workspace);

    let mut workspace = open(&path, &store);
    let round = workspace.recognition().expect("an answer");
    assert_eq!(round.pages(), 1, "only the other page still waits");
    let summary = workspace.recognise(&Silent).expect("the rest is read");
    assert_eq!((summary.read, summary.failed), (1, 0));
    assert_eq!(workspace.recognition().expect("an answer").pages(), 0);
}

/// The lots come in while the workbench shows what was read before, so both must get at the store.
#[test]
fn the_workbench_recognises_beside_its_other_work() {
    let archive = archive();
    archive.write("张庄村/扫描0002.png", &[scan(), vec![0]].concat());
    let mut workspace = open(&archive.path(), &archive.store());
    workspace.refresh(&Silent).expect("the archive is read");
    let now = jiff::ZonedDateTime::now;
    let report = workspace.report(&now()).expect("a report");
    let authentication = Authentication::open(workspace.store(), true).expect("the accounts");
    let workbench = Workbench::new(workspace, authentication, report, Lang::En).expect("a workbench");
    let path = ArchivePath::new("张庄村/扫描0001.png");
    assert_eq!(workbench.page(&path, 1).map(|page| page.text), Some(String::new()));
    let summary = workbench.recognise(&AtomicBool::new(false), &Silent, &now).expect("all is read");
    assert_eq!((summary.read, summary.failed), (2, 0));
    assert!(workbench.page(&path, 1).is_some_and(|page| page.text.contains("公示")));
    let found = workbench.search("公示", &SearchOptions::default()).expect("an answer");
    assert_eq!(found.total, 2, "the index has taken them in");
}

#[test]
fn a_scan_that_cannot_be_opened_is_named_and_never_missing() {
    let archive = archive();
    let whole = scan();
    archive.write("张庄村/扫描0003.png", &whole[..whole.len() / 2]);
    let report = archive.run("check", &["--format", "json", "--quiet"]).expect_status(0).json();
    let notices = report["notices"].as_array().expect("notices");
    let named = |notice: &&Value| notice["path"] == "张庄村/扫描0003.png";
    let notice = notices.iter().find(named).expect("the damaged picture is named");
    assert_eq!(notice["code"], "partly-read", "{notice}");
    assert!(!notices.iter().any(|notice| notice["path"] == "张庄村/扫描0001.png"), "{notices:?}");
}
