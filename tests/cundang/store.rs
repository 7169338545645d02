//! A store that was damaged, emptied or cut: it opens as it was, is made anew, or says plainly why not.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    serve::with_server_and,
    support::{Archive, Run},
};

fn archive() -> Archive {
    let archive = Archive::new(&[
        ("01张庄村/会议记录.txt", "2020年5月6日召开村民代表会议，应到40人，实到36人，通过清产核资方案"),
        ("02李庄村/公示.txt", "清产核资结果公示，自2020年5月6日起公示"),
    ]);
    archive.run("index", &["--quiet"]).expect_status(0);
    archive
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Flips a bit of every place of some bytes in a file: a database keeps old copies of rows in space that is free.
fn flip(file: &Path, part: &[u8]) {
    let mut bytes = fs::read(file).expect("read");
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(part)).collect();
    assert!(!places.is_empty(), "the bytes are there");
    for at in places {
        bytes[at] ^= 1;
    }
    fs::write(file, bytes).expect("written");
}

fn hits(archive: &Archive) -> u64 {
    let found = archive.run("search", &["清产核资", "--format", "json"]).expect_status(0).json();
    found["total"].as_u64().expect("a number")
}

fn refused(run: &Run, words: &[&str]) {
    assert_eq!(run.status, 2, "{}", run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "no “{word}” in {}", run.stderr);
    }
}

#[test]
fn a_damaged_index_is_made_anew_by_itself() {
    let archive = archive();
    let folder = archive.store().join("index");
    for kind in ["term", "idx", "pos", "meta.json"] {
        let file = files(&folder).into_iter().find(|file| file.to_string_lossy().ends_with(kind)).expect("a file");
        let bytes = fs::read(&file).expect("read");
        fs::write(&file, &bytes[..bytes.len() / 3]).expect("cut");
        archive.run("index", &["--quiet"]).expect_status(0);
        assert_eq!(hits(&archive), 2, "{kind}");
    }
    fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(hits(&archive), 2, "searching alone makes it anew too");
}

#[test]
fn a_flipped_bit_in_the_catalogue_is_told() {
    let archive = archive();
    let file = archive.store().join("catalog.sqlite");
    let kept = fs::read(&file).expect("read");
    for part in ["应到40人".as_bytes(), "公示.txt".as_bytes(), b"text/plain"] {
        flip(&file, part);
        for command in ["check", "index"] {
            refused(&archive.run(command, &[]), &["目录库已损坏", "cundang rescue"]);
        }
        refused(&archive.run("search", &["清产核资"]), &["目录库已损坏"]);
        fs::write(&file, &kept).expect("brought back");
    }
    archive.run("check", &["--quiet"]).expect_status(0);
    fs::write(&file, &kept[..kept.len() / 2]).expect("cut");
    refused(&archive.run("check", &["--lang", "en"]), &["the catalogue is damaged", "cundang rescue"]);
}

#[test]
fn what_people_entered_is_saved_from_a_damaged_catalogue() {
    let archive = archive();
    let decided = ["--village", "张庄村", "--item", "V03", "--score", "2.5", "--by", "王芳", "--reason", "当面核对"];
    archive.run("decide", &decided).expect_status(0);
    let backup = archive.path().with_file_name("backup.sqlite");
    archive.run("backup", &["--output", backup.to_str().expect("UTF-8")]).expect_status(0);
    let file = archive.store().join("catalog.sqlite");
    flip(&file, "应到40人".as_bytes());
    refused(&archive.run("check", &[]), &["cundang rescue"]);
    let rescued = archive.run("rescue", &[]).expect_status(0);
    assert!(rescued.stdout.contains("评定：恢复 1 条，存疑 0 条，丢失 0 条"), "{}", rescued.stdout);
    let log = || archive.run("decide", &["--list", "--format", "json"]).expect_status(0).stdout;
    assert!(log().contains("当面核对"));
    archive.run("check", &["--quiet"]).expect_status(0);
    assert_eq!(hits(&archive), 2, "the rest is read again");
    fs::write(&file, "").expect("emptied");
    refused(&archive.run("check", &[]), &["备份"]);
    fs::copy(&backup, &file).expect("brought back");
    assert!(log().contains("当面核对"));
}

#[test]
fn a_store_without_its_catalogue_does_not_begin_as_new() {
    let archive = archive();
    let file = archive.store().join("catalog.sqlite");
    let kept = fs::read(&file).expect("read");
    fs::remove_file(&file).expect("removed");
    refused(&archive.run("serve", &["--bind", "127.0.0.1:0"]), &["不在了", "备份"]);
    fs::write(&file, "").expect("emptied");
    refused(&archive.run("check", &["--lang", "en"]), &["does not begin as new", "backup"]);
    fs::remove_file(archive.store().join("store.json")).expect("removed");
    refused(&archive.run("check", &[]), &["不在了"]);
    fs::write(&file, &kept).expect("brought back");
    archive.run("check", &["--quiet"]).expect_status(0);
}

#[test]
fn files_of_the_index_that_shrink_do_not_end_the_server() {
    let archive = archive();
    with_server_and(&archive.path(), &archive.store(), &[], |server| {
        assert_eq!(server.get("/search.json?q=%E6%B8%85%E4%BA%A7%E6%A0%B8%E8%B5%84").status, 200);
        for file in files(&archive.store().join("index")) {
            fs::write(&file, "").expect("emptied");
        }
        let answer = server.get("/search.json?q=%E6%9D%91%E6%B0%91%E4%BB%A3%E8%A1%A8");
        assert!([200, 500].contains(&answer.status), "{}", answer.body);
        assert_eq!(server.get("/").status, 200, "the pages are there as before");
    });
}

#[cfg(unix)]
#[test]
fn store_and_reports_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let archive = archive();
    let report = archive.path().with_file_name("report.csv");
    archive.run("check", &["--quiet", "--format", "csv", "--output", report.to_str().expect("UTF-8")]).expect_status(0);
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&archive.store()), mode(&report)), (0o700, 0o600));
    for file in files(&archive.store()) {
        assert_eq!(mode(&file) & 0o077, 0, "{}", file.display());
    }
    fs::set_permissions(archive.store(), fs::Permissions::from_mode(0o755)).expect("as an earlier version made it");
    archive.run("check", &["--quiet"]).expect_status(0);
    assert_eq!(mode(&archive.store()), 0o700);
}
