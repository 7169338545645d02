//! People: who comes in, what each sees, and that nobody sees more, by any address.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use cundang::{
    model::Lang,
    pipeline::{self, Recognise, Workspace, WorkspaceSettings},
    report::{csv, json, link::encode},
    rubric::Rubric,
};
use serde_json::Value;

use crate::{
    http::{self, Answer},
    schemas::validate,
    support::{Archive, program, sample_archive, sample_store},
};

const PASSWORD: &str = "柳泉 石门 1990";

/// A server over an archive, ended with the test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One browser, with the cookie of its session.
struct Browser<'s> {
    server: &'s Server,
    cookie: String,
}

fn serve(archive: &Path, store: &Path, bind: &str) -> Server {
    let (child, address) = http::start(archive, store, bind);
    Server { child, address }
}

impl Server {
    fn stranger(&self) -> Browser<'_> {
        Browser { server: self, cookie: String::new() }
    }

    /// Logs somebody in.
    fn login(&self, name: &str) -> Browser<'_> {
        let mut browser = self.stranger();
        let answer = browser.post("/login", &[("name", name), ("password", PASSWORD), ("next", "/help")]);
        assert_eq!((answer.status, answer.header("location")), (303, "/help"), "{}", answer.body);
        let cookie = answer.header("set-cookie").to_owned();
        assert!(cookie.contains("httponly") && cookie.contains("samesite=lax"), "{cookie}");
        cookie.split(';').next().expect("a cookie").clone_into(&mut browser.cookie);
        browser
    }
}

impl Browser<'_> {
    fn get(&self, path: &str) -> Answer {
        self.get_from(path, &self.server.address)
    }

    fn get_from(&self, path: &str, host: &str) -> Answer {
        let cookie = &self.cookie;
        http::ask(
            &self.server.address,
            &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"),
        )
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (body, host, cookie) = (http::form(fields), &self.server.address, &self.cookie);
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: \
             {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        http::ask(host, &request)
    }
}

/// Runs `cundang user`, with a password on standard input.
fn user(archive: &Path, store: &Path, args: &[&str], password: &str) -> Output {
    let mut child = Command::new(program())
        .args(["user", args[0]].map(OsStr::new))
        .arg(archive)
        .args(&args[1..])
        .args(["--store".as_ref(), store.as_os_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A command that takes no password may have ended already.
    let _ = writeln!(child.stdin.take().expect("a pipe"), "{password}");
    child.wait_with_output().expect("it ends")
}

fn add(archive: &Path, store: &Path, name: &str, role: &str) {
    let output = user(archive, store, &["add", name, "--role", role], PASSWORD);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Two villages with a paper each, and one of the township's.
fn archive() -> Archive {
    let notice = "清产核资结果公示\n公示期7天。\n2018年6月15日";
    Archive::new(&[
        ("00镇级/工作部署会议.txt", "工作部署会议\n2018年3月1日"),
        ("01张庄村/01清产核资/资产公示.txt", notice),
        ("02付庄村/01清产核资/资产公示.txt", notice),
    ])
}

#[test]
fn the_first_account_requires_login_at_once() {
    let archive = archive();
    let (path, store) = (archive.path(), archive.store());
    let server = serve(&path, &store, "127.0.0.1:0");
    let stranger = server.stranger();
    assert_eq!(stranger.get("/").status, 200, "without accounts no login is asked for");
    assert_eq!(stranger.get("/login").status, 303);
    assert_eq!(stranger.get("/people").status, 200);

    add(&path, &store, "王芳", "township");
    let sent = stranger.get("/village/x?lang=en");
    assert_eq!((sent.status, sent.header("location")), (303, "/login?next=%2fvillage%2fx%3flang%3den"));
    for closed in ["/report.json", "/search.csv?q=a", "/original/a", "/thumbnail/a", "/nowhere", "/help"] {
        assert_eq!(stranger.get(closed).status, 303, "{closed}");
    }
    assert_eq!(stranger.post("/village/x/item/V03", &[("do", "score")]).status, 401);
    assert_eq!(stranger.get("/assets/style.css").status, 200);
    let form = stranger.get("/login?next=//evil.example");
    assert_eq!(form.status, 200);
    assert!(form.body.contains("name=\"next\" value=\"/\"") && !form.body.contains("凫城"), "{}", form.body);
    assert!(!form.body.contains("action=\"/search\""));

    let wang = server.login("王芳");
    let home = wang.get("/");
    assert_eq!(home.status, 200);
    assert!(home.body.contains("href=\"/account\"") && home.body.contains("王芳"));
    let item = format!("/village/{}/item/V03", encode("张庄村"));
    assert!(!wang.get(&item).body.contains("name=\"by\""), "nobody types a name");
    let score = [("do", "score"), ("saw", "0"), ("score", "2.5"), ("reason", "清晰"), ("by", "别人")];
    let kept = wang.post(&item, &score);
    assert_eq!((kept.status, kept.header("set-cookie")), (303, ""));
    let shown = wang.get(&item).body;
    assert!(shown.contains("<b>评定 2.5 分</b> · 王芳") && !shown.contains("别人"), "the name is that of the login");

    let out = wang.post("/logout", &[]);
    assert_eq!((out.status, out.header("location")), (303, "/login"));
    assert_eq!(wang.get("/").status, 303, "the session itself has ended");
    user(&path, &store, &["remove", "王芳"], "");
    assert_eq!(stranger.get("/").status, 403, "the last one has gone, and the door stays closed");
    assert_eq!(stranger.get("/report.json").status, 403);
}

#[test]
fn wrong_passwords_are_refused_for_a_while_and_names_are_not_told() {
    let archive = archive();
    let (path, store) = (archive.path(), archive.store());
    let server = serve(&path, &store, "127.0.0.1:0");
    add(&path, &store, "王芳", "township");
    let stranger = server.stranger();
    let login = |name: &str, password: &str| stranger.post("/login", &[("name", name), ("password", password)]);
    let mut said = Vec::new();
    for name in ["王芳", "李四"] {
        let mut answers = Vec::new();
        for _ in 0..5 {
            answers.push(login(name, "错的密码"));
        }
        answers.push(login(name, PASSWORD));
        assert_eq!(answers.iter().map(|it| it.status).collect::<Vec<_>>(), [401, 401, 401, 401, 401, 429], "{name}");
        said.push(answers.into_iter().map(|it| it.body.replace(name, "")).collect::<Vec<_>>());
    }
    assert_eq!(said[0], said[1], "a name that somebody has and one that nobody has are answered alike");
    let output = user(&path, &store, &["passwd", "王芳"], PASSWORD);
    assert!(output.status.success());
    let wang = server.login("王芳");
    let log = wang.get("/log").body;
    assert!(log.contains("暂停登录 30 秒（127.0.0.1）") && log.contains("更改“王芳”的密码"), "{log}");
    assert!(!log.contains("李四"), "what nobody is called is not kept: it may be a password");
}

#[test]
fn other_addresses_need_people() {
    let archive = archive();
    let (path, store) = (archive.path(), archive.store());
    let refused = archive.run("serve", &["--bind", "0.0.0.0:0"]).expect_status(2);
    assert!(refused.stderr.contains("尚未添加人员"), "{}", refused.stderr);
    assert!(!store.exists(), "nothing was read for it");
    add(&path, &store, "王芳", "township");
    let server = serve(&path, &store, "0.0.0.0:0");
    let stranger = server.stranger();
    assert_eq!(stranger.get_from("/login", "cundang.example:7979").status, 200, "other names lead here too");
    assert_eq!(stranger.get_from("/", "cundang.example:7979").status, 303);
    assert_eq!(server.login("王芳").get("/").status, 200);
    user(&path, &store, &["remove", "王芳"], "");
    for open in ["/", "/login", "/people"] {
        assert_eq!(stranger.get(open).status, 403, "{open}: without people it stays shut");
    }
}

#[test]
fn the_township_looks_after_people_on_their_page() {
    let archive = archive();
    let (path, store) = (archive.path(), archive.store());
    let server = serve(&path, &store, "127.0.0.1:0");
    let local = server.stranger();
    let person = |name, role| [("do", "add"), ("name", name), ("role", role), ("password", PASSWORD)];
    assert_eq!(local.post("/people", &person("李明", "assessor")).status, 422, "somebody has to look after people");
    assert_eq!(local.post("/people", &person("王芳", "township")).status, 303);
    assert_eq!(local.get("/people").status, 303, "from now on everybody logs in");
    let wang = server.login("王芳");
    assert_eq!(wang.post("/people", &person("李明", "assessor")).status, 303);
    assert_eq!(wang.post("/people", &person("赵强", "village:张庄")).status, 303);
    assert_eq!(wang.post("/people", &person("赵强", "assessor")).status, 422, "the name is taken");
    let page = wang.get("/people").body;
    assert!(page.contains("李明") && page.contains("张庄村村级人员") && !page.contains("$argon2"), "{page}");
    let (li, zhao) = (server.login("李明"), server.login("赵强"));
    for path in ["/people", "/log"] {
        assert_eq!(zhao.get(path).status, 403, "{path}");
    }
    assert_eq!((li.get("/people").status, li.get("/log").status), (403, 200));
    assert_eq!(li.post("/people", &person("x", "township")).status, 403);
    assert_eq!(zhao.post("/people", &person("x", "township")).status, 403);

    let change = |what, name, role| wang.post("/people", &[("do", what), ("name", name), ("role", role)]).status;
    assert_eq!(change("remove", "王芳", ""), 422, "the last of the township stays");
    assert_eq!(change("role", "王芳", "assessor"), 422);
    assert_eq!(change("role", "赵强", "assessor"), 303);
    assert_eq!(zhao.get("/log").status, 200, "a new role counts at once");
    let reset = [("do", "password"), ("name", "李明"), ("password", "桃花 马山 2001")];
    assert_eq!(wang.post("/people", &reset).status, 303);
    assert_eq!(li.get("/").status, 303, "their session ended");
    assert_eq!(change("remove", "赵强", ""), 303);
    assert_eq!(zhao.get("/").status, 303);

    let own = |old, again| wang.post("/account", &[("old", old), ("new", "桃花 马山 2001"), ("again", again)]);
    assert_eq!(own("错的", "桃花 马山 2001").status, 422);
    assert_eq!(own(PASSWORD, "桃花").status, 422);
    let changed = own(PASSWORD, "桃花 马山 2001");
    assert_eq!(changed.status, 200);
    assert_eq!(wang.get("/").status, 303, "the old session has ended");
    let cookie = changed.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let wang = Browser { server: &server, cookie };
    let log = wang.get(&format!("/log?by={}", encode("王芳"))).body;
    assert!(log.contains("添加人员“李明”：评定人") && log.contains("移除人员“赵强”"), "{log}");
    assert!(!wang.get(&format!("/log?by={}", encode("李明"))).body.contains("添加人员"), "of one person alone");
}

#[test]
fn two_people_who_decide_at_once_are_shown_to_each_other() {
    let archive = archive();
    let (path, store) = (archive.path(), archive.store());
    for (name, role) in [("王芳", "township"), ("李明", "assessor"), ("赵强", "village:张庄村")] {
        add(&path, &store, name, role);
    }
    let server = serve(&path, &store, "127.0.0.1:0");
    let (wang, li, zhao) = (server.login("王芳"), server.login("李明"), server.login("赵强"));
    let item = format!("/village/{}/item/V03", encode("张庄村"));
    let score = |saw, score| [("do", "score"), ("saw", saw), ("score", score), ("reason", "公示清晰")];
    assert_eq!(wang.post(&item, &score("0", "2.5")).status, 303);
    let second = li.post(&item, &score("0", "4"));
    assert_eq!(second.status, 409);
    assert!(second.body.contains("王芳") && second.body.contains("value=\"4\""));
    assert_eq!(li.post(&item, &score("1", "4")).status, 303);
    let clerk = zhao.get(&item).body;
    assert!(clerk.contains("<b>评定 4 分</b> · 李明"), "a clerk reads what was decided");
    assert!(!clerk.contains("name=\"score\"") && !clerk.contains("value=\"undo\""));
    assert_eq!(zhao.post(&item, &score("2", "4")).status, 403);
    let path = report_path(&wang.get("/report.json").body);
    let file = format!("/file/{}", encode(&path));
    assert!(wang.get(&file).body.contains("name=\"topic\"") && !zhao.get(&file).body.contains("name=\"topic\""));
    let correction = [("do", "save"), ("saw", "0"), ("title", "公示")];
    assert_eq!((zhao.post(&file, &correction).status, li.post(&file, &correction).status), (403, 303));
    assert!(zhao.get(&file).body.contains("李明"), "a clerk reads what was corrected");
    let log = wang.get("/log").body;
    let place = |words: &str| log.find(words).unwrap_or_else(|| panic!("no {words} in {log}"));
    assert!(
        place("评定 4 分") < place("评定 2.5 分") && place("评定 2.5 分") < place("添加人员“王芳”"),
        "newest first"
    );
}

/// A paper of 张庄村 that the report cites.
fn report_path(report: &str) -> String {
    let report: Value = serde_json::from_str(report).expect("JSON");
    let villages = report["villages"].as_array().expect("villages").iter();
    let village = villages.into_iter().find(|village| village["name"] == "张庄村").expect("the village");
    let evidence = village["items"].as_array().expect("items").iter().flat_map(|item| item["evidence"].as_array());
    evidence.flatten().find_map(|evidence| evidence["path"].as_str()).expect("a path").to_owned()
}

/// The folders directly in the sample archive that are not this one, as they stand in text and in addresses.
fn foreign_folders(own: &str) -> Vec<String> {
    let names = fs::read_dir(sample_archive()).expect("the archive").map(|entry| entry.expect("an entry"));
    let folders = names.filter(|entry| entry.path().is_dir());
    let names: Vec<String> = folders.map(|entry| entry.file_name().into_string().expect("UTF-8")).collect();
    assert!(names.iter().any(|name| name == own), "{names:?}");
    let others = names.iter().filter(|name| *name != own);
    others.flat_map(|name| [format!("{name}/"), format!("{}/", encode(name))]).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn a_clerk_sees_their_village_alone_by_every_address() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (path, store) = (sample_archive(), dir.path().join("store"));
    copy(&sample_store().join("store"), &store);
    add(&path, &store, "王芳", "township");
    add(&path, &store, "赵强", "village:张庄");
    let server = serve(&path, &store, "127.0.0.1:0");
    let (wang, zhao) = (server.login("王芳"), server.login("赵强"));
    let foreign = foreign_folders("01张庄村");
    let village = format!("/village/{}", encode("张庄村"));
    let whole: Value = serde_json::from_str(&wang.get("/report.json").body).expect("JSON");
    let own: Value = serde_json::from_str(&zhao.get("/report.json").body).expect("JSON");
    validate("report.schema.json", &own);
    assert_eq!(own["villages"].as_array().map(Vec::len), Some(1));
    assert_eq!(own["villages"][0]["score"], crate::support::village(&whole, "张庄村")["score"]);
    assert_eq!(own["township"], serde_json::json!({"name": "凫城镇"}));
    let count = |report: &Value, name: &str| report["ledger"][name].as_u64().expect("a number");
    assert_eq!(count(&own, "files"), count(&own, "read") + count(&own, "unreadable") + count(&own, "ignored"));
    assert!(count(&own, "files") < count(&whole, "files") / 4);

    let mut pages: Vec<String> = [
        "/",
        "/photos",
        "/photos?show=pairs",
        "/photos?show=table",
        "/photos?show=findings",
        "/notices",
        "/help",
        "/report.json",
        "/report.csv",
        "/findings.csv",
        "/tasks.csv",
        "/account",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.push(village.clone());
    pages.extend((1..=26).map(|number| format!("{village}/item/V{number:02}")));
    for query in ["会议", "公示", "类型:会议记录", "村:付庄", "fuzhuang", "付庄村村民代表", "\"凫城镇\"", "公*示"]
    {
        for form in ["", ".json", ".csv"] {
            pages.push(format!("/search{form}?q={}", encode(query)));
        }
    }
    for page in &pages {
        let answer = zhao.get(page);
        assert_eq!(answer.status, 200, "{page}");
        for folder in &foreign {
            assert!(!answer.body.contains(folder.as_str()), "{page} shows {folder}");
        }
    }
    for page in ["/photos", "/search?q=%E4%BC%9A%E8%AE%AE"] {
        assert!(foreign.iter().any(|folder| wang.get(page).body.contains(folder.as_str())), "{page}: others see more");
    }

    let found = |browser: &Browser<'_>, query: &str| -> Value {
        serde_json::from_str(&browser.get(&format!("/search.json?q={}", encode(query))).body).expect("JSON")
    };
    let (mine, all) = (found(&zhao, "会议"), found(&wang, "会议 村:张庄村"));
    assert_eq!(mine["total"], all["total"], "counts are of the village");
    let villages = mine["facets"]["village"].to_string();
    assert!(villages.contains("张庄村") && !villages.contains("付庄村"), "{villages}");
    assert_eq!(found(&zhao, "村:付庄村 会议")["total"], 0);

    let paper = "02付庄村/03折股量化/01小组及方案/付庄村折股量化实施方案.pdf";
    let town = "00镇级材料/07方案文件/凫城镇农村集体产权制度改革实施方案.pdf";
    let mine = "01张庄村/03折股量化/01小组及方案/张庄村折股量化实施方案.pdf";
    for way in ["file", "original", "thumbnail", "picture"] {
        let at = |path: &str| format!("/{way}/{}", path.split('/').map(encode).collect::<Vec<_>>().join("/"));
        for path in [paper, town, "archive.json"] {
            assert_eq!(zhao.get(&at(path)).status, 404, "{way} {path}");
        }
        assert_eq!(zhao.get(&at(mine)).status, 200, "{way}");
        assert_eq!(wang.get(&at(paper)).status, 200, "{way}");
    }
    let other = format!("/village/{}", encode("付庄村"));
    for address in [other.clone(), format!("{other}/item/V03"), "/township".to_owned(), "/township/item/T01".to_owned()]
    {
        assert_eq!((zhao.get(&address).status, wang.get(&address).status), (404, 200), "{address}");
    }
    assert_eq!(zhao.post(&format!("{other}/item/V03"), &[("do", "score"), ("score", "1")]).status, 404);
    assert!(zhao.get("/report.xlsx").body.starts_with("PK"));
}

#[test]
fn no_village_of_the_sample_is_shown_a_word_of_others() {
    let archive = sample_archive();
    let workspace = Workspace::open(WorkspaceSettings {
        archive: archive.clone(),
        store: sample_store().join("store"),
        rubric: Rubric::builtin(),
        jobs: 1,
        worker: program().into(),
        recognise: Recognise::Off,
        accept_loss: false,
    })
    .expect("the archive opens");
    let report = workspace.report(&pipeline::now()).expect("a report");
    let names: Vec<&str> = report.township.villages.iter().map(|village| village.name.as_str()).collect();
    let mut entangled = 0;
    for village in &report.township.villages {
        let own = report.for_village(&village.name);
        assert_eq!(own.villages.len(), 1, "{}", village.name);
        let Some(folder) = &village.folder else { continue };
        let text = [
            format!("{:?} {:?} {:?}", own.villages, own.files, own.notices),
            json::photos_json(&own, Lang::Zh).expect("it is written"),
            csv::findings_csv(&own, Lang::Zh),
        ]
        .concat();
        for folder in foreign_folders(folder.split('/').next().expect("a folder")) {
            assert!(!text.contains(&folder), "{} shows {folder}", village.name);
        }
        for finding in own.villages[0].items.iter().flat_map(|item| &item.findings) {
            if finding.message.zh.contains("本村以外") {
                entangled += 1;
            }
            if ["copied-text", "photo-reused"].contains(&finding.code.as_str()) {
                let named = names.iter().find(|name| **name != village.name && finding.message.zh.contains(**name));
                assert_eq!(named, None, "{}: {}", village.name, finding.message.zh);
            }
        }
    }
    assert!(entangled > 0, "the sample has findings that name two villages");
}

#[test]
fn people_are_looked_after_at_the_command_line() {
    let archive = archive();
    let (path, store) = (archive.path(), archive.store());
    let text = |output: &Output| {
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let list = || {
        let output = user(&path, &store, &["list", "--format", "json"], "");
        let list: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        validate("users.schema.json", &list);
        list["users"].as_array().expect("a list").clone()
    };
    assert_eq!(list().len(), 0);
    add(&path, &store, "赵强", "village:付庄");
    let shown = list();
    assert_eq!((&shown[0]["name"], &shown[0]["role"]), (&Value::from("赵强"), &Value::from("village:付庄村")));
    for (args, password, words) in [
        (&["add", "李四", "--role", "village:无此村"][..], PASSWORD, "没有叫“无此村”的村"),
        (&["add", "李四", "--role", "chief"], PASSWORD, "chief"),
        (&["add", "李四"], PASSWORD, "--role"),
        (&["add", "李四", "--role", "assessor"], "short", "至少 8 位"),
        (&["add", "赵强", "--role", "assessor"], PASSWORD, "已经有名为“赵强”"),
        (&["remove", "李四"], "", "没有名为“李四”"),
        (&["passwd", "李四"], PASSWORD, "没有名为“李四”"),
    ] {
        let output = user(&path, &store, args, password);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output));
        assert!(text(&output).contains(words), "{args:?}: {}", text(&output));
    }
    // The name may stand before the archive too.
    let output = Command::new(program())
        .args(["user".as_ref(), "remove".as_ref(), "赵强".as_ref(), path.as_os_str()])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(list().len(), 0);
}
