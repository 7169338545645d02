//! What villages are handed: a list, a notice and a workbook each, with no word of the others or of the township's tasks.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Read},
    path::Path,
};

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use cundang::{
    model::{Code, Lang},
    pipeline::{self, Recognise, Workspace, WorkspaceSettings},
    report::{Report, csv, html, json, todo::todos},
    rubric::Rubric,
};

use crate::{
    serve::{encoded, with_server},
    support::{Archive, cundang, on_sample, program, sample_archive, sample_store, say},
};

/// The text of a file that people get, whatever its form.
fn text_of(name: &str, bytes: &[u8]) -> String {
    match name.rsplit('.').next() {
        Some("docx") => {
            let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
            let mut body = String::new();
            zip.by_name("word/document.xml").expect("the body").read_to_string(&mut body).expect("UTF-8");
            let body = body.replace("</w:p>", "\n");
            body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
        }
        Some("xlsx") => {
            let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
            let mut text = book.sheet_names().join("\n");
            for (_, sheet) in book.worksheets() {
                for row in sheet.rows() {
                    let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                    text.push_str(&format!("\n{}", cells.join("\t")));
                }
            }
            text
        }
        _ => String::from_utf8(bytes.to_vec()).expect("UTF-8"),
    }
}

/// The names of the files below a folder and their text.
fn files_below(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("UTF-8");
        if entry.path().is_dir() {
            files.extend(files_below(&entry.path()));
        } else {
            let text = text_of(&name, &fs::read(entry.path()).expect("its bytes"));
            files.push((name, text));
        }
    }
    files.sort();
    files
}

fn sample_report() -> Report {
    let workspace = Workspace::open(WorkspaceSettings {
        archive: sample_archive(),
        store: sample_store().join("store"),
        rubric: Rubric::builtin(),
        jobs: 1,
        worker: program().into(),
        recognise: Recognise::Off,
        accept_loss: false,
    });
    workspace.expect("the archive opens").report(&pipeline::now()).expect("a report")
}

/// What a village's file must not hold: the names of other villages, where the village's own papers do not say them, their
/// folders, the township's folder, items and tasks.
fn foreign_words(report: &Report, village: &str) -> BTreeSet<String> {
    let own = report.for_village(village);
    let unit = &own.villages[0];
    let findings = unit.items.iter().flat_map(|item| &item.findings);
    // A charter copied from another village names it; the village is told so in its own words.
    let copied: String = findings
        .filter(|finding| finding.code != Code::PhotoReused && finding.code != Code::CopiedText)
        .flat_map(|finding| finding.places.iter().map(|place| place.quote.clone()))
        .chain(unit.items.iter().flat_map(|item| &item.evidence).map(|evidence| evidence.citation.quote.clone()))
        .collect();
    let mut words = BTreeSet::new();
    for other in report.township.villages.iter().filter(|other| other.name != village) {
        words.extend(other.names().filter(|name| !copied.contains(name.as_str())).cloned());
        words.extend(other.folder.iter().map(|folder| format!("{folder}/")));
    }
    words.extend(report.township.folder.iter().map(|folder| format!("{folder}/")));
    let town = report.town.as_ref().expect("the township's part");
    words.extend(town.items.iter().map(|item| item.id.clone()));
    words.extend(todos(report, town).into_iter().map(|todo| todo.action.zh));
    words
}

/// Whether a text holds a word. An item's number is not one where it is the hour of a time: `2020-06-15T09:30`.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn a_villages_files_hold_no_word_of_others_or_of_the_townships_tasks() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("整改通知");
    let run = on_sample("notices", &["--output", place.to_str().expect("UTF-8"), "--quiet"]);
    run.expect_status(0);
    let report = sample_report();
    let mut wrong = Vec::new();
    for village in &report.township.villages {
        let foreign = foreign_words(&report, &village.name);
        assert!(foreign.len() > 40, "{foreign:?}");
        let mut files = files_below(&place.join(&village.name));
        assert_eq!(files.len(), 4, "{}", village.name);
        let own = report.for_village(&village.name);
        let forms = [
            ("html", html::report_html(&own, Lang::Zh).expect("it renders")),
            ("json", json::report_json(&own, Lang::Zh).expect("it is written")),
            ("photos", json::photos_json(&own, Lang::Zh).expect("it is written")),
            ("items", csv::report_csv(&own, Lang::Zh)),
            ("findings", csv::findings_csv(&own, Lang::Zh)),
            ("tasks", csv::tasks_csv(&own, Lang::Zh)),
        ];
        files.extend(forms.map(|(name, text)| (name.to_owned(), text)));
        if village.name == "王家峪村" {
            let shown = on_sample("check", &["--village", "王家峪", "--format", "html", "--quiet"]).expect_status(0);
            files.push(("the command's page".to_owned(), shown.stdout));
        }
        for (name, text) in &files {
            let is_handed_out = name.contains('.');
            assert!(!is_handed_out || text.contains(&village.name), "{name} says whose it is");
            let named: Vec<&String> = foreign.iter().filter(|word| holds(text, word)).collect();
            wrong.extend(named.into_iter().map(|word| format!("{}: {name} holds {word}", village.name)));
        }
    }
    for word in &wrong {
        say(word);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Two villages' small archive.
fn two() -> Archive {
    Archive::new(&[
        ("01张庄村/01清产核资/资产公示.txt", "清产核资结果公示\n公示期7天。\n张庄村\n2018年6月15日"),
        ("02付庄村/03章程/章程.txt", "付庄村股份经济合作社章程\n第一条 为规范管理。\n2018年9月3日"),
        ("00镇级/通知.txt", "关于成立农村集体产权制度改革领导小组的通知\n2018年3月1日"),
    ])
}

#[test]
fn the_command_writes_a_folder_or_a_package_and_never_into_the_archive() {
    let archive = two();
    let (path, dir) = (archive.path(), tempfile::tempdir().expect("a temporary folder"));
    let run = |args: &[&str]| {
        let mut all = vec!["notices", path.to_str().expect("UTF-8"), "--ocr", "off"];
        all.extend(args);
        cundang(all)
    };
    let place = dir.path().join("通知");
    let place = place.to_str().expect("UTF-8");
    let done = run(&["--output", place, "--due", "2030-01-05"]).expect_status(0);
    assert!(done.stderr.contains("2 个村的 8 份文件已写入"), "{}", done.stderr);
    let files = files_below(Path::new(place));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"付庄村-整改通知书.docx") && names.contains(&"张庄村-综合评估表-2020-06-30.xlsx"),
        "{names:?}"
    );
    let list = &files.iter().find(|(name, _)| name == "张庄村-整改清单.html").expect("the list").1;
    assert!(list.contains("请于 2030年1月5日前办完") && list.contains("1月5日"));
    let zip = format!("{place}.zip");
    run(&["--output", &zip, "--lang", "en", "--village", "付庄"]).expect_status(0);
    let package = zip::ZipArchive::new(fs::File::open(&zip).expect("it is there")).expect("a package");
    let names: Vec<String> = package.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(names.len(), 4);
    assert!(names.iter().any(|name| name == "付庄村/付庄村-notice.docx"), "{names:?}");
    let inside = path.join("通知/这里");
    let refused = run(&["--output", inside.to_str().expect("UTF-8")]).expect_status(2);
    assert!(refused.stderr.contains("档案只读不写"), "{}", refused.stderr);
    assert!(!path.join("通知").exists());
    assert!(run(&[]).expect_status(2).stderr.contains("--output"), "a place is asked for");
    assert!(run(&["--output", place, "--due", "明天"]).expect_status(2).stderr.contains("--due"));
    assert!(run(&["--output", place, "--format", "json"]).expect_status(2).stderr.contains("notices"));
}

#[test]
fn exports_of_one_unit_are_that_units_alone() {
    with_server(|server| {
        let village = encoded("王家峪村");
        for table in ["report.csv", "findings.csv", "tasks.csv"] {
            for name in ["unit", "village"] {
                let own = server.get(&format!("/{table}?{name}={village}"));
                let units: BTreeSet<&str> =
                    own.body.split("\r\n").skip(1).filter_map(|row| row.split(',').next()).collect();
                assert!(
                    units.contains("王家峪村") && !units.contains("镇级") && !units.contains("张庄村"),
                    "{units:?}"
                );
            }
            let town = server.get(&format!("/{table}?unit=township")).body;
            assert!(town.contains("\r\n镇级,") && !town.contains("\r\n王家峪村,"), "{table}");
            assert_eq!(server.get(&format!("/{table}?unit=nowhere")).status, 404);
        }
        let book = server.get(&format!("/report.xlsx?unit={village}"));
        assert!(book.head.contains("filename=\"cundang.xlsx\"; filename*=utf-8''%e7%8e%8b"), "{}", book.head);
        assert!(server.get("/report.xlsx").head.contains("-2020-06-30.xlsx"));
        let all = server.get("/rectification.zip?due=2030-01-05");
        assert!(all.body.starts_with("PK") && all.head.contains("application/zip"), "{}", all.head);
        let list = server.get(&format!("/village/{village}/rectification/list.html?due=2030-01-05"));
        assert!(list.body.contains("<h1>王家峪村档案整改清单</h1>") && list.body.contains("2030年1月5日前"));
        assert!(list.head.contains("style-src 'unsafe-inline'") && !list.head.contains("script-src"));
        for paper in ["list.docx", "notice.docx"] {
            assert!(server.get(&format!("/village/{village}/rectification/{paper}")).body.starts_with("PK"));
        }
        assert_eq!(server.get(&format!("/village/{village}/rectification/other")).status, 404);
        assert_eq!(server.get("/village/nowhere/rectification/list.html").status, 404);
        let page = server.get(&format!("/village/{village}")).body;
        assert!(page.contains(&format!("href=\"/village/{village}/rectification/list.html\"")));
    });
}
