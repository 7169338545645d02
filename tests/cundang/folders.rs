//! Whose folders are: an archive without `archive.json` under odd names, what a person says of it, and what is told where
//! most files belong to nobody.

use serde_json::Value;

use crate::{
    serve::{OWN, with_server_on},
    support::{Archive, cundang},
};

const TEXT: &str = "成员代表会议记录\n时间：2020年5月6日\n应到30人，实到28人。";

fn archive() -> Archive {
    let archive = Archive::new(&[
        ("张庄（最新）/会议记录.txt", TEXT),
        ("付庄产改/会议记录.txt", TEXT),
        ("付庄村/会议通知.txt", TEXT),
        ("付庄资料2020改/签到表.txt", TEXT),
        ("经管站/方案.txt", TEXT),
    ]);
    for n in 0..4 {
        archive.write(&format!("杂/{n}.txt"), format!("{TEXT}{n}").as_bytes());
    }
    archive
}

fn villages(report: &Value) -> Vec<&str> {
    report["villages"].as_array().expect("villages").iter().filter_map(|village| village["name"].as_str()).collect()
}

#[test]
fn odd_names_are_understood_and_what_is_nobodys_is_told_in_red() {
    let archive = archive();
    let report = archive.run("check", &["--format", "json", "--ocr", "off"]).expect_status(0);
    assert!(report.stderr.contains("cundang folders"), "{}", report.stderr);
    let report = report.json();
    let mut names = villages(&report);
    names.sort_unstable();
    assert_eq!(names, ["付庄村", "张庄村"]);
    assert_eq!(report["unassigned"]["files"].as_array().expect("files").len(), 5);
    let shown = archive.run("check", &["--ocr", "off"]).expect_status(0).stdout;
    assert!(shown.contains("9 份文件中有 5 份不属于任何村"), "{shown}");
    let html = archive.run("check", &["--ocr", "off", "--format", "html"]).expect_status(0).stdout;
    assert!(html.contains("9 份文件中有 5 份不属于任何村"));
}

#[test]
fn the_table_of_folders_is_printed_said_taken_back_and_written() {
    let archive = archive();
    let listed = archive.run("folders", &[]).expect_status(0).stdout;
    assert!(listed.contains("付庄产改") && listed.contains("名称不像村名"), "{listed}");
    archive.run("folders", &["--set", "杂=张庄村"]).expect_status(2);
    let set = ["--set", "杂=张庄", "--set", "经管站=township", "--set", ".=虚岭镇", "--by", "王芳"];
    let said = archive.run("folders", &set).expect_status(0).stdout;
    assert!(said.contains("人工指明"), "{said}");
    let report = archive.run("check", &["--format", "json", "--ocr", "off"]).expect_status(0);
    assert!(!report.stderr.contains("cundang folders"), "nobody is asked twice: {}", report.stderr);
    let report = report.json();
    assert_eq!(report["township"]["name"], "虚岭镇");
    assert_eq!(report["unassigned"]["files"].as_array().expect("files").len(), 0);
    let written = archive.run("folders", &["--format", "json"]).expect_status(0).json();
    assert_eq!(written["format"], "cundang-archive/1");
    assert_eq!(written["township"], "虚岭镇");
    assert!(!archive.path().join("archive.json").exists(), "nothing is written into the archive unasked");
    archive.run("folders", &["--undo", "杂", "--by", "王芳"]).expect_status(0);
    let report = archive.run("check", &["--format", "json", "--ocr", "off"]).expect_status(0).json();
    assert_eq!(report["unassigned"]["files"].as_array().expect("files").len(), 4);
    // The description holds on its own, without what the store keeps.
    archive.write("archive.json", written.to_string().as_bytes());
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (path, store) = (archive.path(), dir.path().join("store"));
    let fresh = cundang([
        "check".as_ref(),
        path.as_os_str(),
        "--store".as_ref(),
        store.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ])
    .expect_status(0)
    .json();
    assert_eq!(fresh["unassigned"]["files"].as_array().expect("files").len(), 0, "{fresh}");
}

#[test]
fn unknown_folders_and_names_are_refused() {
    let archive = archive();
    let run = archive.run("folders", &["--set", "没有的=张庄村", "--by", "王芳"]).expect_status(2);
    assert!(run.stderr.contains("没有文件夹 没有的"), "{}", run.stderr);
    let run = archive.run("folders", &["--set", "../别处=张庄村", "--by", "王芳"]).expect_status(2);
    assert!(run.stderr.contains("没有文件夹"), "{}", run.stderr);
    let run = archive.run("folders", &["--set", "杂", "--by", "王芳"]).expect_status(2);
    assert!(run.stderr.contains("等号"), "{}", run.stderr);
}

#[test]
fn the_page_asks_first_and_two_folders_are_one_village_after_one_form() {
    let archive = archive();
    with_server_on(&archive.path(), |server| {
        let overview = server.get("/").body;
        assert!(overview.contains("href=\"/folders\"") && overview.contains("没有 archive.json"));
        assert!(overview.contains("class=\"misplaced\""));
        let page = server.get("/folders").body;
        assert!(page.contains("owner:付庄产改") && page.contains("名称不像村名"));
        let fields = [
            ("do", "save"),
            ("saw", "0"),
            ("by", "王芳"),
            ("owner:杂", "village:张庄村"),
            ("owner:经管站", "township"),
        ];
        assert_eq!(server.post("/folders", &fields, OWN).status, 303);
        let report: Value = serde_json::from_str(&server.get("/report.json").body).expect("JSON");
        assert_eq!(report["unassigned"]["files"].as_array().expect("files").len(), 0, "{report}");
        let overview = server.get("/").body;
        assert!(!overview.contains("class=\"misplaced\"") && !overview.contains("没有 archive.json"));
        assert!(server.get("/log").body.contains("文件夹归属：张庄村"));
        // Somebody who saw the page before is told.
        let late = [("do", "save"), ("saw", "0"), ("by", "李明"), ("owner:杂", "nobody")];
        assert_eq!(server.post("/folders", &late, OWN).status, 409);
        let undo = [("undo", "杂"), ("saw", "2"), ("by", "王芳")];
        assert_eq!(server.post("/folders", &undo, OWN).status, 303);
        let report: Value = serde_json::from_str(&server.get("/report.json").body).expect("JSON");
        assert_eq!(report["unassigned"]["files"].as_array().expect("files").len(), 4);
        let described = server.get("/archive.json");
        assert!(described.body.contains("cundang-archive/1") && described.body.contains("付庄产改"));
        assert!(server.get("/settings").body.contains("哪个文件夹是哪个村"));
    });
}
