//! The second run: only what changed is read, what vanished is dropped, and a share that is away loses nothing.

use std::fs;

use crate::support::Archive;

fn archive() -> Archive {
    Archive::new(&[
        (
            "01张庄村/01清产核资/张庄村清产核资实施方案.txt",
            "张庄村清产核资实施方案\n登记时点为2017年12月31日。\n2018年5月2日",
        ),
        ("01张庄村/01清产核资/会议记录.txt", "村民代表会议记录\n主持人：周小满\n2018年6月12日"),
        ("02付庄村/章程.txt", "付庄村股份经济合作社章程\n第一条 本社依法成立。\n2020年5月10日"),
    ])
}

fn total(archive: &Archive, query: &str) -> u64 {
    archive.run("search", &[query, "--format", "json"]).expect_status(0).json()["total"].as_u64().expect("a number")
}

#[test]
fn only_changed_files_are_read_again() {
    let archive = archive();
    let first = archive.run("index", &["--lang", "en"]).expect_status(0);
    assert!(first.stderr.contains("3 read this time, 0 unchanged"), "{}", first.stderr);
    let second = archive.run("index", &["--lang", "en"]).expect_status(0);
    assert!(second.stderr.contains("0 read this time, 3 unchanged and skipped, 0 gone"), "{}", second.stderr);

    archive.write("02付庄村/章程.txt", "付庄村股份经济合作社章程\n理事长：钱多福\n2020年5月11日".as_bytes());
    let third = archive.run("index", &["--lang", "en"]).expect_status(0);
    assert!(third.stderr.contains("1 read this time, 2 unchanged"), "{}", third.stderr);
    assert_eq!(total(&archive, "钱多福"), 1, "the new text is found");
    assert_eq!(total(&archive, "依法成立"), 0, "the old text is not");
}

#[test]
fn a_file_with_a_new_time_and_the_same_bytes_is_not_read_again() {
    let archive = archive();
    archive.run("index", &["--quiet"]).expect_status(0);
    let path = archive.path().join("02付庄村/章程.txt");
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    fs::File::options().append(true).open(&path).expect("a file").set_modified(later).expect("a time");
    let run = archive.run("index", &["--lang", "en"]).expect_status(0);
    assert!(run.stderr.contains("0 read this time, 3 unchanged"), "{}", run.stderr);
}

#[test]
fn vanished_files_are_dropped_from_report_and_search() {
    let archive = archive();
    archive.run("index", &["--quiet"]).expect_status(0);
    assert_eq!(total(&archive, "周小满"), 1);
    archive.remove("01张庄村/01清产核资/会议记录.txt");
    let run = archive.run("check", &["--format", "json", "--lang", "en"]).expect_status(0);
    assert!(run.stderr.contains("1 gone"), "{}", run.stderr);
    assert_eq!(run.json()["ledger"]["files"], 2);
    assert_eq!(total(&archive, "周小满"), 0);
}

#[test]
fn a_sudden_loss_keeps_the_last_good_state() {
    let archive = Archive::new(&[]);
    for i in 0..12 {
        archive.write(&format!("张庄村/会议记录{i}.txt"), format!("村民代表会议记录 第{i}次").as_bytes());
    }
    archive.run("index", &["--quiet"]).expect_status(0);
    // The share is away: the folder is there and empty.
    let away = archive.path().with_file_name("away");
    fs::rename(archive.path().join("张庄村"), &away).expect("moved");
    let run = archive.run("check", &["--format", "json"]).expect_status(0);
    assert!(run.stderr.contains("上次有 12 份文件，现在只找到 0 份，已保留上次的结果"), "{}", run.stderr);
    assert!(run.stderr.contains("--accept-loss"), "{}", run.stderr);
    assert_eq!(run.json()["ledger"]["files"], 12, "nothing is dropped");
    assert_eq!(total(&archive, "村民代表会议记录"), 12);

    // It comes back, and everything is as it was.
    fs::rename(&away, archive.path().join("张庄村")).expect("moved");
    let run = archive.run("index", &["--lang", "en"]).expect_status(0);
    assert!(run.stderr.contains("0 read this time, 12 unchanged"), "{}", run.stderr);
}

#[test]
fn a_meant_loss_is_accepted_on_demand() {
    let archive = Archive::new(&[("付庄村/a.txt", "章程")]);
    for i in 0..12 {
        archive.write(&format!("张庄村/会议记录{i}.txt"), b"x");
    }
    archive.run("index", &["--quiet"]).expect_status(0);
    fs::remove_dir_all(archive.path().join("张庄村")).expect("removed");
    let run = archive.run("check", &["--format", "json", "--accept-loss"]).expect_status(0);
    assert_eq!(run.json()["ledger"]["files"], 1);
}

#[test]
fn renaming_most_folders_is_no_loss() {
    let archive = Archive::new(&[]);
    for i in 0..12 {
        archive.write(&format!("张庄村/会议记录{i}.txt"), format!("第{i}次").as_bytes());
    }
    archive.run("index", &["--quiet"]).expect_status(0);
    fs::rename(archive.path().join("张庄村"), archive.path().join("01张庄村")).expect("moved");
    let run = archive.run("check", &["--format", "json"]).expect_status(0);
    assert_eq!(run.json()["ledger"]["files"], 12);
    assert_eq!(run.json()["villages"][0]["folder"], "01张庄村");
}

#[test]
fn the_archive_is_never_written_to() {
    let archive = archive();
    for command in ["index", "check", "photos", "verify"] {
        archive.run(command, &["--quiet"]).expect_status(0);
    }
    let mut names: Vec<String> = fs::read_dir(archive.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["01张庄村", "02付庄村"]);
    assert!(archive.store().join("catalog.sqlite").exists(), "the store lies beside it");
}

#[test]
fn verify_names_changed_vanished_and_added_files() {
    let archive = archive();
    archive.run("index", &["--quiet"]).expect_status(0);
    let intact = archive.run("verify", &["--format", "json", "--strict"]).expect_status(0).json();
    assert_eq!((&intact["checked"], &intact["unchanged"]), (&3.into(), &3.into()));

    let path = archive.path().join("02付庄村/章程.txt");
    let before = fs::metadata(&path).expect("a file").modified().expect("a time");
    archive.write("02付庄村/章程.txt", "付庄村股份经济合作社章程\n第一条 本社依法设立。\n2020年5月10日".as_bytes());
    // The same size and time: only the bytes tell.
    fs::File::options().append(true).open(&path).expect("a file").set_modified(before).expect("a time");
    archive.remove("01张庄村/01清产核资/会议记录.txt");
    archive.write("01张庄村/新的.txt", b"x");
    let found = archive.run("verify", &["--format", "json", "--strict"]).expect_status(1).json();
    assert_eq!(found["changed"][0]["path"], "02付庄村/章程.txt");
    assert_eq!(found["vanished"][0], "01张庄村/01清产核资/会议记录.txt");
    assert_eq!(found["added"][0], "01张庄村/新的.txt");
}

#[test]
fn two_runs_are_byte_identical_but_for_the_time() {
    let archive = archive();
    let without_time = |text: &str| -> String {
        text.lines().filter(|line| !line.contains("\"generated_at\"")).collect::<Vec<_>>().join("\n")
    };
    let first = archive.run("check", &["--format", "json", "--quiet"]).expect_status(0);
    let second = archive.run("check", &["--format", "json", "--quiet"]).expect_status(0);
    fs::remove_dir_all(archive.store()).expect("the store");
    let anew = archive.run("check", &["--format", "json", "--quiet", "--jobs", "4"]).expect_status(0);
    assert_eq!(without_time(&first.stdout), without_time(&second.stdout));
    assert_eq!(without_time(&first.stdout), without_time(&anew.stdout));
}

#[test]
fn a_damaged_index_is_no_loss_of_the_archive() {
    let archive = archive();
    archive.run("index", &["--quiet"]).expect_status(0);
    fs::remove_dir_all(archive.store().join("index")).expect("the index");
    archive.run("index", &["--quiet"]).expect_status(0);
    assert_eq!(total(&archive, "周小满"), 1, "the index is built anew from the catalogue");
}

#[test]
fn two_at_once_are_told_of_each_other() {
    let archive = archive();
    archive.run("index", &["--quiet"]).expect_status(0);
    let index = cundang::index::EmbeddedIndex::open(&archive.store().join("index")).expect("an index");
    let session = index.writer().expect("nobody else writes");
    archive.write("02付庄村/通知.txt", "会议通知：理事长钱多福".as_bytes());
    let refused = archive.run("index", &["--lang", "en"]).expect_status(2);
    assert!(refused.stderr.contains("another cundang"), "{}", refused.stderr);
    assert_eq!(total(&archive, "周小满"), 1, "searching goes on meanwhile");
    drop(session);
    archive.run("index", &["--quiet"]).expect_status(0);
    assert_eq!(total(&archive, "钱多福"), 1, "and nothing was lost");
}

#[test]
fn of_programs_started_at_once_each_ends_well_or_says_why() {
    let archive = archive();
    for round in 0..3 {
        for number in 0..40 {
            archive
                .write(&format!("02付庄村/第{round}批/{number}.txt"), format!("会议通知{round}之{number}").as_bytes());
        }
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| archive.run("index", &["--lang", "en"]))).collect();
            for run in runs {
                let run = run.join().expect("it is run");
                let told = run.stderr.contains("another cundang");
                assert!(run.status == 0 || (run.status == 2 && told), "{} {}", run.status, run.stderr);
            }
        });
        archive.run("index", &["--quiet"]).expect_status(0);
        assert_eq!(total(&archive, &format!("会议通知{round}之")), 40, "nothing is lost or found twice");
    }
}
