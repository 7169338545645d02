//! Corrections of what a file is taken for: they count in the assessment, outlive a new reading, and touch no file.

use serde_json::Value;

use crate::{
    serve::{OWN, Server, encoded, with_server_on},
    support::{Archive, cundang, root},
};

/// A paper of which neither name nor text says what it is.
const RIDDLE: &str = "01张庄村/03散页/散页1.txt";
const MINUTES: &str = "01张庄村/03散页/张庄村成员代表会议记录.txt";

fn archive() -> Archive {
    Archive::new(&[
        (RIDDLE, "张庄村股份经济合作社\n本社名称、住所、资产、成员、股份、治理、收益分配各条如下。\n2020年5月6日"),
        (MINUTES, "张庄村成员代表会议记录\n时间：2020年5月6日\n地点：村委会会议室\n应到30人，实到28人。"),
    ])
}

fn page(path: &str) -> String {
    format!("/file/{}", encoded(path).replace("%2F", "/"))
}

fn correct(server: &Server, path: &str, saw: &str, fields: &[(&str, &str)]) -> u16 {
    let all = [&[("do", "save"), ("saw", saw), ("by", "王芳")], fields].concat();
    server.post(&page(path), &all, OWN).status
}

fn report(server: &Server) -> Value {
    serde_json::from_str(&server.get("/report.json").body).expect("JSON")
}

/// The items for which a file is evidence.
fn items(report: &Value, path: &str) -> Vec<String> {
    let items = report["villages"][0]["items"].as_array().expect("items").iter();
    let cites =
        |item: &&Value| item["evidence"].as_array().expect("evidence").iter().any(|evidence| evidence["path"] == path);
    items.filter(cites).filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
}

/// Everything that items give as reasons, in one text.
fn reasons(report: &Value) -> String {
    let items = report["villages"][0]["items"].as_array().expect("items").iter();
    items.map(|item| item["reasons"].to_string()).collect()
}

#[test]
fn a_corrected_file_is_evidence_from_then_on() {
    let archive = archive();
    let before = std::fs::read(archive.path().join(RIDDLE)).expect("the paper");
    let store = tempfile::tempdir().expect("a temporary folder");
    let store = store.path().join("store");
    with_server_on(&archive.path(), |server| {
        assert!(items(&report(server), RIDDLE).is_empty(), "nobody can tell what it is");
        let shown = server.get(&page(RIDDLE)).body;
        assert!(shown.contains("更正这份文件是什么") && shown.contains("<option value=\"CHARTER\">"));
        let fields = [("do", "save"), ("saw", "0"), ("by", "王芳"), ("kind", "CHARTER"), ("reason", "看过原件")];
        let saved = server.post(&page(RIDDLE), &fields, OWN);
        assert_eq!(saved.status, 303);
        assert!(saved.head.contains("?saved=1#correction"), "{}", saved.head);
        let found = items(&report(server), RIDDLE);
        assert!(!found.is_empty(), "the charter's item takes it");
        let shown = server.get(&format!("{}?saved=1", page(RIDDLE))).body;
        assert!(shown.contains("王芳") && shown.contains("理由：看过原件") && shown.contains("已更正"));
        assert!(shown.contains("<option value=\"CHARTER\" selected>"));
        let log = server.get("/log").body;
        assert!(log.contains("更正：文种") && log.contains("散页1.txt") && log.contains("看过原件"));

        // A person says that it is no evidence after all; the item says who and shows the paper.
        assert_eq!(correct(server, RIDDLE, "1", &[("kind", "CHARTER"), ("counts", "no")]), 303);
        assert!(items(&report(server), RIDDLE).is_empty());
        assert!(reasons(&report(server)).contains("经王芳认定不作为材料"));
        assert_eq!(server.post(&page(RIDDLE), &[("do", "undo"), ("saw", "2"), ("by", "王芳")], OWN).status, 303);
        assert_eq!(items(&report(server), RIDDLE), found, "the one before stands again");

        // What the program read rightly can be read wrongly by a person, and be withdrawn.
        let minutes = items(&report(server), MINUTES);
        assert_eq!(correct(server, MINUTES, "0", &[("kind", "-")]), 303);
        assert!(items(&report(server), MINUTES).is_empty(), "no item takes a paper of no kind");
        assert_eq!(server.post(&page(MINUTES), &[("do", "withdraw"), ("saw", "4"), ("by", "王芳")], OWN).status, 303);
        assert_eq!(items(&report(server), MINUTES), minutes);
        std::fs::create_dir_all(&store).expect("a folder");
        for entry in std::fs::read_dir(server.store()).expect("the store").flatten() {
            if entry.path().is_file() {
                std::fs::copy(entry.path(), store.join(entry.file_name())).expect("copied");
            }
        }
    });
    assert_eq!(std::fs::read(archive.path().join(RIDDLE)).expect("the paper"), before, "the file is untouched");

    // A later run knows it, and so does the index, which follows with it.
    let run = |args: &[&str]| {
        let args = args.iter().map(std::ffi::OsString::from);
        cundang(args.chain(["--quiet".into(), "--store".into(), store.clone().into()])).expect_status(0)
    };
    let path = archive.path().to_string_lossy().into_owned();
    let checked = run(&["check", &path, "--ocr", "off", "--format", "json"]).json();
    assert!(!items(&checked, RIDDLE).is_empty());
    let hits = run(&["search", &path, "类型:章程", "--format", "json"]).json();
    assert!(hits["hits"].as_array().expect("hits").iter().any(|hit| hit["path"] == RIDDLE), "{hits}");
}

#[test]
fn what_is_wrong_with_a_correction_is_said_and_nothing_is_lost() {
    let archive = archive();
    archive.write(
        "01张庄村/03散页/照片.png",
        &std::fs::read(root().join("tests/data/ocr/notice.png")).expect("a picture"),
    );
    with_server_on(&archive.path(), |server| {
        let refused = |fields: &[(&str, &str)]| {
            let all = [&[("do", "save"), ("saw", "0"), ("by", "王芳"), ("title", "合作社章程")], fields].concat();
            let answer = server.post(&page(RIDDLE), &all, OWN);
            assert_eq!(answer.status, 422);
            assert!(answer.body.contains("value=\"合作社章程\""), "what was entered is still there");
            answer.body
        };
        assert!(refused(&[("date", "五月六日")]).contains("不是年-月-日的写法"));
        assert!(refused(&[("kind", "GONE")]).contains("评分表里没有"));
        let nothing = server.post(&page(RIDDLE), &[("do", "save"), ("saw", "0"), ("by", "王芳")], OWN);
        assert!(nothing.status == 422 && nothing.body.contains("没有更正任何一项"));
        let nobody = server.post(&page(RIDDLE), &[("do", "save"), ("saw", "0"), ("kind", "CHARTER")], OWN);
        assert!(nobody.status == 422 && nobody.body.contains("请填写姓名"));
        assert_eq!(server.post(&page(RIDDLE), &[("do", "undo"), ("by", "王芳")], OWN).status, 422);
        // Another had the page open from before.
        assert_eq!(correct(server, RIDDLE, "0", &[("kind", "CHARTER")]), 303);
        let fields = [("do", "save"), ("saw", "0"), ("by", "钱多福"), ("title", "旧章程")];
        let second = server.post(&page(RIDDLE), &fields, OWN);
        assert_eq!(second.status, 409);
        assert!(second.body.contains("value=\"旧章程\"") && second.body.contains("王芳"), "both are shown");
        assert_eq!(correct(server, "01张庄村/没有这份.txt", "0", &[("kind", "CHARTER")]), 404);
        let foreign = server.post(&page(RIDDLE), &[("do", "withdraw")], "Sec-Fetch-Site: cross-site\r\n");
        assert_eq!(foreign.status, 403);
    });
}
