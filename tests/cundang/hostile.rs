//! Archives as they are found, or as somebody made them to do harm: names, links, pipes, and files in files in files.

use std::io::{Cursor, Write};

use cundang::report::link::encode;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    serve::with_server_and,
    support::{Archive, Run},
};

fn zip_of(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip file").into_inner()
}

fn ledger(run: &Run) -> [u64; 4] {
    let ledger = &run.json()["ledger"];
    ["files", "read", "unreadable", "ignored"].map(|name| ledger[name].as_u64().expect("a number"))
}

#[test]
fn a_folder_whose_name_ends_as_a_zip_files_members_begin_is_a_folder() {
    let archive = Archive::new(&[("01张庄村/重要!/公示.txt", "清产核资公示"), ("01张庄村/a.zip!/b.txt", "文件夹里的")]);
    archive.write("01张庄村/a.zip", &zip_of(&[("b.txt".to_owned(), "压缩包里的".as_bytes().to_vec())]));
    archive.write("01张庄村/重要!/c.zip", &zip_of(&[("x!/d.txt".to_owned(), "深处的".as_bytes().to_vec())]));
    let report = archive.run("check", &["--quiet", "--format", "json"]).expect_status(0);
    assert_eq!(ledger(&report), [6, 6, 0, 0], "each is a file of its own");
    assert_eq!(ledger(&archive.run("check", &["--quiet", "--format", "json"])), [6, 6, 0, 0]);
    with_server_and(&archive.path(), &archive.store(), &[], |server| {
        for (path, text) in [
            ("01张庄村/重要!/公示.txt", "清产核资公示"),
            ("01张庄村/a.zip!/b.txt", "文件夹里的"),
            ("01张庄村/a.zip!/b.txt#2", "压缩包里的"),
            ("01张庄村/重要!/c.zip!/x!/d.txt", "深处的"),
        ] {
            let address = path.split('/').map(encode).collect::<Vec<_>>().join("/");
            let answer = server.get(&format!("/original/{address}"));
            assert_eq!((answer.status, answer.body.as_str()), (200, text), "{path}");
        }
    });
}

#[test]
fn zips_in_zips_have_one_budget() {
    // 20 × 20 × 20 members of two megabytes each: 16 GB out of some kilobytes.
    let mut packed = vec![0; 2 << 20];
    for _ in 0..3 {
        let members: Vec<(String, Vec<u8>)> = (0..20).map(|number| (format!("{number}.txt"), packed.clone())).collect();
        let members: Vec<(String, Vec<u8>)> = if packed.starts_with(b"PK") {
            members.into_iter().map(|(name, bytes)| (name.replace("txt", "zip"), bytes)).collect()
        } else {
            members
        };
        packed = zip_of(&members);
    }
    let archive = Archive::new(&[("01张庄村/会议记录.txt", "村民代表会议")]);
    archive.write("01张庄村/a.zip", &packed);
    let report = archive.run("check", &["--quiet", "--format", "json", "--ocr", "off"]).expect_status(0);
    let [files, read, unreadable, ignored] = ledger(&report);
    assert_eq!(files, read + unreadable + ignored);
    assert!(read < 600 && unreadable > 900, "what is over the budget is named: {files} files, {unreadable} not read");
    let clerk = archive.run("search", &["村民代表会议", "--format", "json"]).expect_status(0).json();
    assert_eq!(clerk["total"], 1, "the paper beside it is read");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_read_alike_are_two_files() {
    use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt};

    let archive = Archive::new(&[("01张庄村/会议记录.txt", "村民代表会议")]);
    let folder = archive.path().join("01张庄村");
    // 公示 in GBK, and in UTF-8.
    let gbk = [b"\xb9\xab\xca\xbe".as_slice(), b".txt"].concat();
    fs::write(folder.join(OsStr::from_bytes(&gbk)), "第一份").expect("a file");
    fs::write(folder.join("公示.txt"), "第二份").expect("a file");
    let first = archive.run("check", &["--quiet", "--format", "json"]).expect_status(0);
    assert_eq!(ledger(&first), [3, 3, 0, 0]);
    let again = archive.run("index", &[]).expect_status(0);
    assert!(again.stderr.contains("本次新读 0 份"), "{}", again.stderr);
    for text in ["第一份", "第二份"] {
        let found = archive.run("search", &[text, "--format", "json"]).expect_status(0).json();
        assert_eq!(found["total"], 1, "{text}");
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_descriptions_that_are_none_stop_nothing() {
    use std::{fs, process::Command};

    let archive = Archive::new(&[("01张庄村/会议记录.txt", "村民代表会议")]);
    let pipe = archive.path().join("01张庄村/管道.txt");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let report = archive.run("check", &["--quiet", "--format", "json"]).expect_status(0);
    assert_eq!(ledger(&report), [2, 1, 0, 1]);
    let description = archive.path().join("archive.json");
    assert!(Command::new("mkfifo").arg(&description).status().expect("mkfifo").success());
    let refused = archive.run("check", &[]).expect_status(2);
    assert!(refused.stderr.contains("archive.json"), "{}", refused.stderr);
    fs::remove_file(&description).expect("removed");
    fs::File::create(&description).expect("a file").set_len(200 << 20).expect("a length");
    let refused = archive.run("check", &[]).expect_status(2);
    assert!(refused.stderr.contains("过大"), "{}", refused.stderr);
}

#[test]
fn bodies_and_heads_have_limits() {
    let archive = Archive::new(&[("01张庄村/会议记录.txt", "村民代表会议")]);
    archive.run("index", &["--quiet"]).expect_status(0);
    with_server_and(&archive.path(), &archive.store(), &[], |server| {
        let kind = "application/x-www-form-urlencoded";
        let own = "Sec-Fetch-Site: same-origin\r\n";
        let many = vec!["a=1"; 100_000].join("&");
        assert_eq!(server.send("POST", "/run", kind, &many, own).status, 413);
        let long = "a".repeat((2 << 20) + 1);
        assert_eq!(server.send("POST", "/run", kind, &long, own).status, 413);
        assert_eq!(server.get("/").status, 200);
    });
}

#[test]
fn numbers_of_people_are_masked_unless_asked_for_and_that_is_logged() {
    let archive = Archive::new(&[("01张庄村/名册.txt", "股东名册\n王芳 990101194912310021 电话13900000000 村民代表")]);
    archive.run("index", &["--quiet"]).expect_status(0);
    let found = archive.run("search", &["村民代表", "--format", "json"]).expect_status(0).stdout;
    assert!(found.contains("139****0000") && !found.contains("13900000000"), "{found}");
    with_server_and(&archive.path(), &archive.store(), &[], |server| {
        let path = format!("/file/{}/{}", encode("01张庄村"), encode("名册.txt"));
        let api = format!("/api/v1/page?path={}", encode("01张庄村/名册.txt"));
        for masked in [server.get(&path).body, server.get(&api).body] {
            assert!(masked.contains("139****0000") && !masked.contains("13900000000"), "{masked}");
            assert!(masked.contains("990101**********21") && !masked.contains("990101194912310021"), "{masked}");
        }
        for full in [server.get(&format!("{path}?numbers=1")).body, server.get(&format!("{api}&numbers=true")).body] {
            assert!(full.contains("13900000000") && full.contains("990101194912310021"), "{full}");
        }
        let log = server.get("/log").body;
        assert!(log.contains("查看完整的证件号、电话、卡号：01张庄村/名册.txt 第 1 页"), "{log}");
    });
}
