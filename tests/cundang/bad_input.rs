//! Bad input: each case a clear message that says what happened and what to do, status 2, in both languages.

use std::fs;

use crate::support::{Archive, Run, cundang, root};

/// Runs a command in both languages and asserts status 2, no data, and the words of both.
fn refused(args: &[&str], zh: &[&str], en: &[&str]) {
    for (lang, words) in [("zh", zh), ("en", en)] {
        let run: Run = cundang(args.iter().copied().chain(["--lang", lang]));
        assert_eq!(run.status, 2, "{lang}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{lang}: an error is no data");
        for word in words {
            assert!(run.stderr.contains(word), "{lang}: no “{word}” in:\n{}", run.stderr);
        }
        let hint = if lang == "zh" { "建议：" } else { "hint: " };
        assert!(run.stderr.contains(hint), "{lang}: no way out in:\n{}", run.stderr);
    }
}

#[test]
fn an_archive_that_does_not_exist() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("没有这里");
    let path = path.to_str().expect("UTF-8");
    for command in ["check", "index", "search", "photos", "serve", "verify"] {
        let mut args = vec![command, path];
        if command == "search" {
            args.push("王芳");
        }
        refused(&args, &["找不到档案文件夹", path], &["does not exist", path]);
    }
    assert!(!dir.path().join("没有这里.cundang").exists(), "no store is made for nothing");
}

#[test]
fn a_file_instead_of_a_folder() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.pdf");
    fs::write(&path, "x").expect("a file");
    refused(
        &["check", path.to_str().expect("UTF-8")],
        &["是一个文件，不是文件夹", "cundang text"],
        &["is a file, not a folder", "cundang text"],
    );
}

#[test]
fn an_empty_folder() {
    let archive = Archive::new(&[]);
    let path = archive.path();
    refused(&["check", path.to_str().expect("UTF-8")], &["里没有文件", "共享盘"], &["holds no files", "network share"]);
    assert!(!archive.store().exists(), "no store is made for nothing");
}

#[test]
fn a_rubric_with_a_wrong_sum() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let text = fs::read_to_string(root().join("schema/fucheng-2020.json")).expect("the built-in rubric");
    let wrong = text.replacen("\"points\": 5,", "\"points\": 6,", 1);
    assert_ne!(text, wrong);
    let path = dir.path().join("wrong.json");
    fs::write(&path, wrong).expect("a file");
    let path = path.to_str().expect("UTF-8");
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    let folder = archive.path();
    let folder = folder.to_str().expect("UTF-8");
    refused(&["rubric", "check", path], &["wrong.json:", "101", "100"], &["wrong.json:", "101", "100"]);
    refused(&["check", folder, "--rubric", path], &["wrong.json:", "101"], &["wrong.json:", "101"]);
}

#[test]
fn a_rubric_that_is_not_there() {
    refused(&["rubric", "check", "no-such-rubric.json"], &["无法读取评估表"], &["cannot read the rubric"]);
}

#[test]
fn a_store_inside_the_archive() {
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    let path = archive.path();
    let inside = path.join("store");
    refused(
        &["check", path.to_str().expect("UTF-8"), "--store", inside.to_str().expect("UTF-8")],
        &["在档案文件夹之内", "--store"],
        &["lies inside the archive", "--store"],
    );
    assert!(!inside.exists(), "nothing is written into the archive");
}

#[test]
fn a_store_that_cannot_be_written() {
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    // A store below a file cannot be made by anybody, not even by an administrator, on any system.
    let file = archive.path().with_file_name("file");
    fs::write(&file, "x").expect("a file");
    let store = file.join("store");
    refused(
        &["check", archive.path().to_str().expect("UTF-8"), "--store", store.to_str().expect("UTF-8")],
        &["存储位置无法写入", "--store"],
        &["the store cannot be written", "--store"],
    );
}

#[test]
fn a_store_on_a_read_only_place() {
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    archive.run("index", &["--quiet"]).expect_status(0);
    let database = archive.store().join("catalog.sqlite");
    let mut permissions = fs::metadata(&database).expect("a database").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&database, permissions).expect("permissions");
    if fs::OpenOptions::new().append(true).open(&database).is_ok() {
        // This user may write read-only files, so there is nothing to be seen.
        return;
    }
    archive.write("张庄村/b.txt", b"x");
    refused(
        &["check", archive.path().to_str().expect("UTF-8")],
        &["存储位置无法写入"],
        &["the store cannot be written"],
    );
}

#[test]
fn a_broken_archive_description() {
    let archive =
        Archive::new(&[("张庄村/a.txt", "x"), ("archive.json", "{\"format\": \"cundang-archive/1\",\n oops}")]);
    refused(
        &["check", archive.path().to_str().expect("UTF-8")],
        &["archive.json 第 2 行第 2 列有误"],
        &["archive.json, line 2, column 2"],
    );
}

#[test]
fn wrong_arguments() {
    refused(&["check"], &["缺少参数", "ARCHIVE"], &["missing argument", "ARCHIVE"]);
    refused(&["chekc", "x"], &["没有名为 chekc 的命令"], &["no command chekc"]);
    refused(&["check", "x", "--format", "pdf"], &["pdf", "无效"], &["pdf", "not one of"]);
    refused(&["check", "x", "--nope"], &["不认识的选项", "--nope"], &["unknown option", "--nope"]);
    refused(&["serve", "x", "--bind", "0.0.0.0:1"], &["尚未添加人员"], &["there are no users"]);
}

#[test]
fn a_query_that_is_not_understood_shows_where() {
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    let path = archive.path();
    refused(&["search", path.to_str().expect("UTF-8"), "日期:昨天"], &["昨天"], &["昨天"]);
    refused(&["search", path.to_str().expect("UTF-8"), "(村民"], &["("], &["("]);
}

#[test]
fn an_unknown_village() {
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    let path = archive.path();
    refused(
        &["check", path.to_str().expect("UTF-8"), "--village", "李庄"],
        &["没有叫“李庄”的村", "张庄村"],
        &["no village “李庄”", "张庄村"],
    );
}

#[test]
fn a_closed_pipe_is_success() {
    use std::process::{Command, Stdio};
    let archive = Archive::new(&[("张庄村/a.txt", "村民代表会议")]);
    let mut child = Command::new(crate::support::program())
        .args(["check".as_ref(), archive.path().as_os_str(), "--format".as_ref(), "json".as_ref()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn help_exists_in_both_languages() {
    let zh = cundang(["--help"]).expect_status(0).stdout;
    let en = cundang(["--help", "--lang", "en"]).expect_status(0).stdout;
    for command in ["index", "check", "search", "photos", "serve", "text", "verify", "rubric"] {
        assert!(zh.contains(command) && en.contains(command), "{command}");
    }
    assert!(zh.contains("用法：") && zh.contains("命令"), "{zh}");
    assert!(en.is_ascii(), "English help has no Chinese: {en}");
}
