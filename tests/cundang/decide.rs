//! What people decide: kept over a new reading, stale where its evidence changed, taken back, and never overwritten.

use serde_json::Value;

use crate::support::{Archive, Run, cundang, item, root, village};

fn archive() -> Archive {
    Archive::new(&[
        (
            "01张庄村/01清产核资/张庄村清产核资实施方案.txt",
            "张庄村清产核资实施方案\n成立清产核资工作小组。登记时点为2017年12月31日。\n2018年5月2日",
        ),
        ("01张庄村/01清产核资/关于成立清产核资小组的通知.txt", "关于成立清产核资实施小组的通知\n2018年5月1日"),
        ("01张庄村/01清产核资/资产移交书.txt", "资产移交书\n移交方：镇政府\n2021年5月1日"),
        ("02付庄村/章程.txt", "付庄村股份经济合作社章程\n第一条 本社依法成立。\n2020年5月10日"),
    ])
}

fn report(archive: &Archive) -> Value {
    archive.run("check", &["--format", "json", "--quiet"]).expect_status(0).json()
}

fn decide(archive: &Archive, args: &[&str]) -> Run {
    let mut all = vec!["--quiet", "--by", "周小满"];
    all.extend(args);
    archive.run("decide", &all)
}

fn zhang(report: &Value, id: &str) -> Value {
    item(village(report, "张庄村"), id).clone()
}

#[test]
fn a_score_moves_the_interval_and_outlives_the_index() {
    let archive = archive();
    let before = report(&archive);
    assert_eq!(zhang(&before, "V01")["decision"], Value::Null);
    let run = decide(&archive, &["--village", "张庄", "--item", "V01", "--score", "4.5", "--reason", "方案较细"]);
    assert!(run.expect_status(0).stdout.contains("4.5 / 6 分"));
    let after = report(&archive);
    let decided = zhang(&after, "V01");
    assert_eq!((&decided["min"], &decided["max"]), (&Value::from(4.5), &Value::from(4.5)));
    assert_eq!(decided["decision"]["by"], "周小满");
    assert_eq!(decided["decision"]["stale"], false);
    let confirmed = |report: &Value| village(report, "张庄村")["score"]["confirmed"].as_f64().expect("a number");
    let was = zhang(&before, "V01")["min"].as_f64().expect("a number");
    assert!((confirmed(&after) - confirmed(&before) - (4.5 - was)).abs() < 1e-9);

    // The index is thrown away and every file is read again.
    std::fs::remove_dir_all(archive.store().join("index")).expect("the index was there");
    let path = archive.path().join("02付庄村/章程.txt");
    std::fs::write(path, "付庄村股份经济合作社章程\n第一条 本社已改。\n2020年5月10日").expect("written");
    assert_eq!(zhang(&report(&archive), "V01")["decision"], decided["decision"]);
}

#[test]
fn changed_evidence_makes_it_stale_with_what_changed() {
    let archive = archive();
    decide(&archive, &["--village", "张庄", "--item", "V01", "--score", "6", "--reason", "详实"]).expect_status(0);
    let plan = "01张庄村/01清产核资/张庄村清产核资实施方案.txt";
    archive.write(plan, "张庄村清产核资实施方案\n另写了一份。\n2018年5月3日".as_bytes());
    let decided = zhang(&report(&archive), "V01");
    assert_eq!(decided["decision"]["stale"], true);
    assert_eq!(decided["decision"]["changes"]["changed"], serde_json::json!([plan]));
    assert_eq!(decided["min"], 6, "it counts until somebody looks again");
    let shown = archive.run("check", &["--village", "张庄", "--quiet"]).expect_status(0).stdout;
    assert!(shown.contains("待复核：内容变了"), "{shown}");

    // Whoever looks again settles it.
    decide(&archive, &["--village", "张庄", "--item", "V01", "--score", "5", "--reason", "复核"]).expect_status(0);
    assert_eq!(zhang(&report(&archive), "V01")["decision"]["stale"], false);
}

#[test]
fn a_wrong_alarm_is_no_fault_and_can_be_taken_back() {
    let archive = archive();
    let found = zhang(&report(&archive), "V05");
    assert_eq!(found["state"], "fault", "{found}");
    let finding = &found["findings"].as_array().expect("findings")[0];
    assert_eq!(finding["code"], "date-after-deadline");
    let key = finding["key"].as_str().expect("a key");
    let settle = ["--village", "张庄", "--item", "V05", "--finding", key, "--verdict", "wrong-alarm"];
    let refused = decide(&archive, &settle).expect_status(2);
    assert!(refused.stderr.contains("请写明理由"), "{}", refused.stderr);
    decide(&archive, &[&settle[..], &["--reason", "日期误读"]].concat()).expect_status(0);
    let settled = zhang(&report(&archive), "V05");
    assert_ne!(settled["state"], "fault");
    assert!(settled["findings"].as_array().expect("findings").iter().all(|it| it["code"] != "date-after-deadline"));
    assert_eq!(settled["settled"][0]["verdict"], "wrong-alarm");

    decide(&archive, &["--village", "张庄", "--item", "V05", "--undo"]).expect_status(0);
    assert_eq!(zhang(&report(&archive), "V05")["state"], "fault");
    let log = archive.run("decide", &["--list", "--format", "json", "--quiet"]).expect_status(0).json();
    let steps: Vec<&str> =
        log["entries"].as_array().expect("a log").iter().filter_map(|it| it["step"].as_str()).collect();
    assert_eq!(steps, ["verdict", "undo"], "a step back is a step");
    crate::schemas::validate("decisions.schema.json", &log);
    crate::schemas::validate("report.schema.json", &report(&archive));
    let listed = archive.run("decide", &["--list", "--quiet"]).expect_status(0).stdout;
    assert!(listed.contains("（已撤销）") && listed.contains("撤销“发现“日期晚于截止日”误报”"), "{listed}");
}

#[test]
fn a_photo_confirmed_to_be_another_villages_counts_no_longer() {
    let archive = archive();
    let picture = std::fs::read(root().join("tests/data/ocr/notice.png")).expect("a picture");
    for village in ["01张庄村", "02付庄村"] {
        archive.write(&format!("{village}/01清产核资/清产核资公示照片近景.png"), &picture);
    }
    let photos = |report: &Value| {
        let slots = zhang(report, "V03")["slots"].as_array().expect("slots").clone();
        slots.into_iter().find(|slot| slot["id"] == "V03.3").expect("the slot of photos")["found"].clone()
    };
    let before = report(&archive);
    assert_eq!(photos(&before), 1);
    let found = zhang(&before, "V03");
    let findings = found["findings"].as_array().expect("findings");
    let reused = findings.iter().find(|it| it["code"] == "photo-reused").expect("the same file stands in two villages");
    let key = reused["key"].as_str().expect("a key");
    decide(&archive, &["--village", "张庄", "--item", "V03", "--finding", key, "--verdict", "confirmed"])
        .expect_status(0);
    let after = report(&archive);
    assert_eq!(photos(&after), 0, "it is of another village");
    let told = zhang(&after, "V03");
    assert_eq!((&told["state"], &told["settled"][0]["verdict"]), (&"fault".into(), &"confirmed".into()));
    let of_fu = item(village(&after, "付庄村"), "V03").clone();
    assert_eq!(of_fu["slots"][2]["found"], 1, "nobody has said so of the other village's");

    decide(&archive, &["--village", "张庄", "--item", "V03", "--undo"]).expect_status(0);
    assert_eq!(photos(&report(&archive)), 1);
}

#[test]
fn what_cannot_be_kept_is_said_and_nothing_is() {
    let archive = archive();
    for (args, said) in [
        (&["--village", "张庄", "--item", "V01", "--score", "7", "--reason", "x"][..], "0 到 6 之间"),
        (&["--village", "张庄", "--item", "V01", "--score", "1.2", "--reason", "x"], "以半分为单位"),
        (&["--village", "张庄", "--item", "V01", "--score", "-1", "--reason", "x"], "0 到 6 之间"),
        (&["--village", "张庄", "--item", "V01", "--score", "5"], "请写明理由"),
        (&["--village", "张庄", "--item", "V99", "--score", "1"], "没有项目 V99"),
        (&["--item", "V01", "--score", "1"], "缺少 --village"),
        (&["--village", "张庄", "--item", "V01", "--undo"], "没有可以撤销的决定"),
        (&["--village", "张庄", "--item", "V01", "--finding", "no-such:1", "--verdict", "confirmed"], "没有发现"),
        (&["--village", "张庄", "--item", "V01"], "没有说明要做什么"),
    ] {
        let run = decide(&archive, args).expect_status(2);
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
    }
    assert!(archive.run("decide", &["--list", "--quiet"]).expect_status(0).stdout.contains("还没有决定"));
}

#[test]
fn the_township_scores_its_own_items_and_originals() {
    let archive = archive();
    archive.write(
        "00镇级/关于成立产权制度改革领导小组的通知.txt",
        "关于成立农村集体产权制度改革领导小组的通知\n2018年1月2日".as_bytes(),
    );
    decide(&archive, &["--item", "T01", "--score", "5", "--original", "--reason", "见原件"]).expect_status(0);
    let report = report(&archive);
    let decision = &item(&report["township"], "T01")["decision"];
    assert_eq!((&decision["score"], &decision["original_seen"]), (&Value::from(5), &Value::from(true)));
}

#[test]
fn findings_and_tasks_are_tables_too_and_checks_are_listed() {
    let archive = archive();
    let findings = archive.run("check", &["--format", "csv", "--table", "findings", "--quiet"]).expect_status(0).stdout;
    assert!(findings.contains("张庄村,V05,date-after-deadline,日期晚于截止日,扣分项"), "{findings}");
    let tasks =
        archive.run("check", &["--format", "csv", "--table", "tasks", "--quiet", "--lang", "en"]).expect_status(0);
    assert!(tasks.stdout.contains("Unit,Order,What to do,Why,Where it shows,How to mend it,Points at stake"));
    archive.run("check", &["--table", "tasks", "--quiet"]).expect_status(2);
    let checks = cundang(["rubric", "checks", "--lang", "en"]).expect_status(0).stdout;
    assert_eq!(checks, std::fs::read_to_string(crate::support::root().join("docs/checks.md")).expect("the page"));
}

#[test]
fn a_broken_rubric_is_refused_with_line_and_column() {
    let archive = archive();
    let text = std::fs::read_to_string(crate::support::root().join("schema/fucheng-2020.json")).expect("the rubric");
    let path = archive.path().with_file_name("broken.json");
    std::fs::write(&path, text.replacen("\"days\": 7", "\"days\": 0", 1)).expect("written");
    let run = cundang(["rubric".as_ref(), "check".as_ref(), path.as_os_str()]).expect_status(2);
    assert!(run.stderr.contains("broken.json:20:24：公示期 0 天不可能"), "{}", run.stderr);
}
