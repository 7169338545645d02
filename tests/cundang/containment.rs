//! A paper that makes the program itself fail costs that paper: a variable that only builds for tests know makes the
//! stages fail on purpose.

use std::{collections::BTreeMap, fs, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use cundang::report::link::encode;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    serve::{OWN, with_server_and},
    support::{Archive, Run, cundang_with, item, sample_archive, say, village},
};

/// The made paper, and whose it is.
const PAPER: &str = "02付庄村/04会议/付庄村成员代表会议记录-特制.txt";
const VILLAGE: &str = "付庄村";
const TEXT: &str = "付庄村村民代表会议记录\n时间：2018年6月12日\n地点：村委会会议室\n主持人：周小满\n记录人：钱多福\n\
                    应到31人，实到28人。\n议题：清产核资工作安排\n一、讨论\n1、宣读方案。\n2、表决：同意28票。\n";

/// Whether the program under test knows the variable.
fn can_be_tripped() -> bool {
    let is_test_build = std::env::var_os("CUNDANG_PROGRAM").is_none();
    if !is_test_build {
        say("skipped: failures on purpose (the program of CUNDANG_PROGRAM has no hook for them)");
    }
    is_test_build
}

/// Rows of a sheet.
type Rows = Vec<Vec<Data>>;

/// The sample archive with the made paper, and a store that holds it.
struct Sample {
    dir: TempDir,
}

impl Sample {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let sample = Self { dir };
        copy(&sample_archive(), &sample.archive());
        let paper = sample.archive().join(PAPER);
        fs::create_dir_all(paper.parent().expect("a folder")).expect("folders");
        fs::write(paper, TEXT).expect("the made paper");
        sample
    }

    fn archive(&self) -> std::path::PathBuf {
        self.dir.path().join("档案")
    }

    fn store(&self) -> std::path::PathBuf {
        self.dir.path().join("store")
    }

    fn check(&self, trip: Option<&str>, args: &[&str]) -> Run {
        let (archive, store) = (self.archive(), self.store());
        let mut all: Vec<&std::ffi::OsStr> = vec!["check".as_ref(), archive.as_os_str()];
        all.extend(["--store".as_ref(), store.as_os_str(), "--ocr".as_ref(), "off".as_ref(), "--quiet".as_ref()]);
        all.extend(args.iter().map(std::ffi::OsStr::new));
        let variables: Vec<(&str, &str)> = trip.map(|trip| ("CUNDANG_TRIP", trip)).into_iter().collect();
        cundang_with(&variables, all)
    }

    fn json(&self, trip: Option<&str>) -> Value {
        self.check(trip, &["--format", "json"]).expect_status(0).json()
    }

    /// The rows of a workbook that name this village, and all others, sheet by sheet.
    fn rows(&self, trip: Option<&str>) -> BTreeMap<String, (Rows, Rows)> {
        let file = self.dir.path().join("report.xlsx");
        self.check(trip, &["--format", "xlsx", "--output", file.to_str().expect("a path")]).expect_status(0);
        let bytes = fs::read(file).expect("the workbook");
        let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
        let names = book.sheet_names();
        let sheet = |name: String| {
            let range = book.worksheet_range(&name).expect("a sheet");
            let rows: Rows = range.rows().map(<[Data]>::to_vec).collect();
            let is_own =
                |row: &Vec<Data>| name.contains(VILLAGE) || row.iter().any(|cell| said(cell).contains(VILLAGE));
            let (own, others) = rows.into_iter().partition(is_own);
            (name, (own, others))
        };
        names.into_iter().map(sheet).collect()
    }
}

fn said(cell: &Data) -> String {
    cell.to_string()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let place = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &place) } else { drop(fs::copy(entry.path(), place)) }
    }
}

/// A report without what the made paper may change: its own village, the sums and notices, the time, and what people
/// are told of changes.
fn others(report: &Value) -> String {
    let villages: Vec<&Value> =
        report["villages"].as_array().expect("villages").iter().filter(|it| it["name"] != VILLAGE).collect();
    assert_eq!(villages.len(), 17);
    serde_json::to_string_pretty(&(&villages, &report["township"], &report["unassigned"])).expect("JSON")
}

fn internal_errors(report: &Value) -> Vec<(&str, &str)> {
    let notices = report["notices"].as_array().expect("notices").iter();
    notices
        .filter(|notice| notice["code"] == "internal-error")
        .map(|notice| (notice["path"].as_str().unwrap_or_default(), notice["message"].as_str().unwrap_or_default()))
        .collect()
}

#[test]
fn whatever_stage_fails_on_a_paper_the_others_stand() {
    if !can_be_tripped() {
        return;
    }
    let sample = Sample::new();
    let plain = sample.json(None);
    assert!(internal_errors(&plain).is_empty());
    let resting = |report: &Value| -> Vec<String> {
        let items = village(report, VILLAGE)["items"].as_array().expect("items").clone();
        let rests =
            |item: &Value| item["evidence"].as_array().is_some_and(|it| it.iter().any(|it| it["path"] == PAPER));
        items.into_iter().filter(rests).filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
    };
    let items = resting(&plain);
    assert!(!items.is_empty(), "the made paper is evidence of something");
    for (stage, words) in
        [("classify", "材料归类"), ("compare", "全镇比对"), ("facts", "读取会议和公示内容"), ("check", "检查 ")]
    {
        let report = sample.json(Some(&format!("{stage}:特制")));
        assert_eq!(others(&report), others(&plain), "{stage}");
        assert_eq!(report["ledger"], plain["ledger"], "{stage}: the file was read");
        let errors = internal_errors(&report);
        let [(path, message)] = errors.as_slice() else { panic!("{stage}: one notice, and not {errors:?}") };
        assert_eq!(*path, PAPER, "{stage}");
        assert!(message.contains(words) && message.contains("src/containment.rs:"), "{stage}: {message}");
        assert!(!message.contains("周小满") && !message.contains("宣读方案"), "no words of the paper: {message}");
        for id in &items {
            let item = item(village(&report, VILLAGE), id);
            let state = item["state"].as_str().expect("a state");
            assert!(state == "partial" || state == "fault", "{stage} {id}: {state}");
            assert_eq!(item["min"], 0.0, "{stage} {id}");
            assert_eq!(item["max"], item["points"], "{stage} {id}");
            let reasons = item["reasons"].as_array().expect("reasons");
            assert!(
                reasons.iter().any(|reason| reason["message"].as_str().is_some_and(|it| it.contains("程序在处理")))
            );
        }
    }
    // The photo of a village: nothing is claimed of it.
    let photo = village(&plain, VILLAGE)["photos"][0]["path"].as_str().expect("a photo").to_owned();
    let report = sample.json(Some(&format!("photo:{photo}")));
    assert_eq!(others(&report), others(&plain));
    assert_eq!(internal_errors(&report).iter().map(|it| it.0).collect::<Vec<_>>(), [photo.as_str()]);
    let photos = village(&report, VILLAGE)["photos"].as_array().expect("photos");
    let record = photos.iter().find(|it| it["path"] == photo.as_str()).expect("its record");
    assert!(record["findings"].as_array().is_some_and(Vec::is_empty), "{record}");

    // The server shows the same.
    with_server_and(&sample.archive(), &sample.store(), &[("CUNDANG_TRIP", "facts:特制")], |server| {
        let report: Value = serde_json::from_str(&server.get("/report.json").body).expect("JSON");
        assert_eq!(others(&report), others(&plain));
        assert_eq!(internal_errors(&report).iter().map(|it| it.0).collect::<Vec<_>>(), [PAPER]);
        let notices = server.get("/notices");
        assert!(notices.status == 200 && notices.body.contains("程序在处理这份材料时出错"), "{}", notices.body);
    });

    let (plain, tripped) = (sample.rows(None), sample.rows(Some("facts:特制")));
    assert!(plain.len() > 3 && plain.keys().eq(tripped.keys()));
    let mut differs = false;
    for (name, (own, others)) in &plain {
        let (own_tripped, others_tripped) = &tripped[name];
        // The sums over the whole archive and the notices name what happened.
        if !others.iter().flatten().any(|cell| said(cell).contains("镇")) || name.contains('村') {
            assert_eq!(others_tripped, others, "{name}");
        }
        differs |= own != own_tripped;
    }
    assert!(differs, "the workbook says of the village's item what happened");
}

#[test]
fn a_file_that_cannot_even_be_taken_in_is_named() {
    if !can_be_tripped() {
        return;
    }
    let archive = Archive::new(&[("01张庄村/好.txt", "张庄村清产核资实施方案"), ("02付庄村/坏.txt", "付庄村章程")]);
    let path = archive.path();
    let check = |trip: &str| {
        let args = ["check".as_ref(), path.as_os_str(), "--format".as_ref(), "json".as_ref(), "--quiet".as_ref()];
        cundang_with(&[("CUNDANG_TRIP", trip)], args)
    };
    let report = check("read:坏").expect_status(0).json();
    assert_eq!((&report["ledger"]["read"], &report["ledger"]["unreadable"]), (&1.into(), &1.into()));
    assert_eq!(internal_errors(&report).iter().map(|it| it.0).collect::<Vec<_>>(), ["02付庄村/坏.txt"]);
    // Once the program is mended, the file is read.
    let report = check("none:坏").expect_status(0).json();
    assert_eq!(report["ledger"]["read"], 2);
    assert!(internal_errors(&report).is_empty());
}

#[test]
fn a_form_or_a_page_that_fails_is_one_form_or_one_page() {
    if !can_be_tripped() {
        return;
    }
    let archive = Archive::new(&[
        ("01张庄村/01清产核资/资产公示.txt", "清产核资结果公示\n公示期7天。\n2018年6月15日"),
        ("02付庄村/章程.txt", "付庄村股份经济合作社章程"),
    ]);
    let path = archive.path();
    let form = |format: &str| {
        let args = [
            "check".as_ref(),
            path.as_os_str(),
            "--format".as_ref(),
            format.as_ref(),
            "--lang".as_ref(),
            "en".as_ref(),
        ];
        cundang_with(&[("CUNDANG_TRIP", "form:csv")], args)
    };
    let failed = form("csv").expect_status(2);
    assert!(
        failed.stderr.contains("the report could not be made") && failed.stderr.contains("hint: use another --format")
    );
    assert!(!failed.stderr.contains("panicked"), "{}", failed.stderr);
    form("json").expect_status(0);

    let store = archive.store();
    with_server_and(&path, &store, &[("CUNDANG_TRIP", "form:xlsx")], |server| {
        let failed = server.get("/report.xlsx");
        assert_eq!(failed.status, 500);
        assert!(failed.body.contains("程序出错") && failed.body.contains("href=\"/\""), "{}", failed.body);
        for good in ["/", "/report.json", "/report.csv", "/report.xlsx?x"] {
            assert_eq!(server.get(good).status, if good.contains("xlsx") { 500 } else { 200 }, "{good}");
        }
    });
    let village = format!("/village/{}", encode("付庄村"));
    with_server_and(&path, &store, &[("CUNDANG_TRIP", &format!("page:{}", encode("付庄村")))], |server| {
        let failed = server.get(&village);
        assert_eq!(failed.status, 500);
        assert!(failed.body.contains("这一页无法生成") && failed.body.contains("href=\"/\""), "{}", failed.body);
        assert_eq!(server.get(&format!("{village}?lang=en")).body.matches("this page could not be made").count(), 1);
        let other = format!("/village/{}", encode("张庄村"));
        assert_eq!(server.get(&other).status, 200);
        let answer = server.post(
            &format!("{other}/item/V03"),
            &[("do", "score"), ("saw", "0"), ("by", "周小满"), ("score", "1"), ("reason", "看过")],
            OWN,
        );
        assert_eq!(answer.status, 303, "people decide as before: {}", answer.body);
        let api = server.get(&format!("/api/v1/units/{}", encode("付庄村")));
        assert_eq!(api.status, 500);
        assert!(api.head.contains("application/problem+json"), "{}", api.head);
        assert_eq!(server.get(&format!("/api/v1/units/{}", encode("张庄村"))).status, 200);
    });
}
