//! The real server, asked over HTTP.

use std::{path::Path, process::Child, sync::OnceLock};

pub(crate) use crate::http::Answer;
use crate::{
    http,
    support::{Archive, sample_archive},
};

/// A server over the sample archive, started once and ended with the tests.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
    store: std::path::PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn with_server(test: impl FnOnce(&Server)) {
    with_server_on(&sample_archive(), test);
}

pub(crate) fn with_server_on(archive: &Path, test: impl FnOnce(&Server)) {
    let store = tempfile::tempdir().expect("a temporary folder");
    with_server_at(archive, &store.path().join("store"), test);
}

/// A server over an archive, started with variables of the environment.
pub(crate) fn with_server_and(archive: &Path, store: &Path, variables: &[(&str, &str)], test: impl FnOnce(&Server)) {
    let (child, address) = http::start_with(archive, store, "127.0.0.1:0", variables);
    test(&Server { child, address, store: store.to_owned() });
}

fn with_server_at(archive: &Path, store: &Path, test: impl FnOnce(&Server)) {
    // Each test has its own server: a static one would outlive the test run.
    static ONE_AT_A_TIME: OnceLock<std::sync::Mutex<()>> = OnceLock::new();
    let lock = ONE_AT_A_TIME.get_or_init(Default::default).lock();
    let (child, address) = http::start(archive, store, "127.0.0.1:0");
    test(&Server { child, address, store: store.to_owned() });
    drop(lock);
}

impl Server {
    /// Its store.
    pub(crate) fn store(&self) -> std::path::PathBuf {
        self.store.clone()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_as(path, &self.address, "")
    }

    fn get_as(&self, path: &str, host: &str, more: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
        http::ask(&self.address, &request)
    }

    /// Sends a request of any method, with a body of a media type.
    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &str, more: &str) -> Answer {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: \
             {}\r\n{more}\r\n{body}",
            self.address,
            body.len()
        );
        http::ask(&self.address, &request)
    }

    /// Sends a form as the page at `from` would.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)], more: &str) -> Answer {
        self.send("POST", path, "application/x-www-form-urlencoded", &http::form(fields), more)
    }
}

/// A village with one paper, enough to decide on.
pub(crate) fn one_village() -> Archive {
    Archive::new(&[("01张庄村/01清产核资/资产公示.txt", "清产核资结果公示\n公示期7天。\n2018年6月15日")])
}

/// What a browser says of a form on one of the workbench's own pages.
pub(crate) const OWN: &str = "Sec-Fetch-Site: same-origin\r\n";

#[test]
fn two_people_decide_and_neither_writes_over_the_other() {
    with_server_on(&one_village().path(), |server| {
        let page = format!("/village/{}/item/V03", encoded("张庄村"));
        let score = |saw: &str, score: &str, by: &str| {
            let fields = [("do", "score"), ("saw", saw), ("score", score), ("reason", "公示清晰"), ("by", by)];
            server.post(&page, &fields, OWN)
        };
        let first = score("0", "2.5", "周小满");
        assert_eq!(first.status, 303, "{}", first.body);
        assert!(first.head.contains("location: /village/"), "{}", first.head);
        assert!(first.head.contains("set-cookie: name=%e5%91%a8") && first.head.contains("httponly"), "{}", first.head);
        let shown = server.get(&page);
        assert!(shown.body.contains("<b>评定 2.5 分</b> · 周小满") && shown.body.contains("name=\"saw\" value=\"1\""));
        assert_eq!(score("0", "2.5", "周小满").status, 303, "a form that was sent twice is kept once");

        // Another had the page open from before.
        let second = score("0", "4", "钱多福");
        assert_eq!(second.status, 409);
        assert!(second.body.contains("在您填写期间，已有这些决定") && second.body.contains("周小满"));
        assert!(second.body.contains("value=\"4\""), "what was typed is not lost");
        assert!(server.get(&page).body.contains("<b>评定 2.5 分</b>"), "nothing was overwritten");
        assert_eq!(score("1", "4", "钱多福").status, 303, "having seen it, they may");
        let report: serde_json::Value = serde_json::from_str(&server.get("/report.json").body).expect("JSON");
        let village = crate::support::village(&report, "张庄村");
        assert_eq!(crate::support::item(village, "V03")["decision"]["score"], 4);

        let undone = server.post(&page, &[("do", "undo"), ("saw", "2"), ("of", "2"), ("by", "钱多福")], OWN);
        assert_eq!(undone.status, 303);
        let shown = server.get_as(&page, &server.address, "Cookie: name=%E9%92%B1%E5%A4%9A%E7%A6%8F\r\n");
        assert!(shown.body.contains("<b>评定 2.5 分</b>") && shown.body.contains("<s>评定 4 分</s>"));
        assert!(shown.body.contains("name=\"by\" value=\"钱多福\""), "the name is remembered");

        let lacking = score("3", "9", "周小满");
        assert_eq!(lacking.status, 422);
        assert!(lacking.body.contains("0 到 4 之间") && lacking.body.contains("没有保存"));
        assert_eq!(score("3", "2", " ").status, 422, "nobody decides without a name");
        assert_eq!(server.post("/village/no/item/V03", &[("do", "undo"), ("by", "x")], OWN).status, 404);
    });
}

#[test]
fn forms_of_other_sites_are_refused() {
    with_server_on(&one_village().path(), |server| {
        let page = format!("/village/{}/item/V03", encoded("张庄村"));
        let fields = [("do", "score"), ("saw", "0"), ("score", "3"), ("reason", "x"), ("by", "x")];
        for said in [
            "",
            "Sec-Fetch-Site: cross-site\r\n",
            "Origin: http://evil.example\r\n",
            "Origin: null\r\n",
            "Referer: http://evil.example/\r\n",
        ] {
            assert_eq!(server.post(&page, &fields, said).status, 403, "{said}");
        }
        assert!(!server.get(&page).body.contains("class=\"history\""), "nothing was kept");
        let own = format!("Origin: http://{}\r\n", server.address);
        assert_eq!(server.post(&page, &fields, &own).status, 303, "an older browser says Origin only");
    });
}

pub(crate) fn encoded(text: &str) -> String {
    cundang::report::link::encode(text)
}

#[test]
fn every_page_answers_in_both_languages() {
    with_server(|server| {
        let village = format!("/village/{}", encoded("张庄村"));
        let item = format!("{village}/item/V03");
        let file = format!("/file/{}", encoded("01张庄村/01清产核资/04公示/资产公示.pdf"));
        let search = format!("/search?q={}", encoded("清产核资"));
        let photo = format!("/photo/{}", encoded("01张庄村/01清产核资/04公示/公示近景20180601.jpg"));
        let pages = [
            ("/", "凫城镇", "Villages"),
            (village.as_str(), "张庄村", "To do"),
            (item.as_str(), "根据公示影像清晰和详实程度酌情打分", "Evidence"),
            ("/township", "镇级", "Township"),
            ("/township/item/T03", "召开工作部署会议", "Evidence"),
            (search.as_str(), "<mark>清产核资</mark>", "<mark>清产核资</mark>"),
            (file.as_str(), "资产公示", "original"),
            ("/photos", "照片", "Photos"),
            (photo.as_str(), "照片说明", "Caption"),
            ("/notices", "股权证领取登记表.pdf", "股权证领取登记表.pdf"),
            ("/help", "document-missing", "document-missing"),
        ];
        for (path, zh, en) in pages {
            for (lang, word) in [("zh", zh), ("en", en)] {
                let joint = if path.contains('?') { '&' } else { '?' };
                let answer = server.get(&format!("{path}{joint}lang={lang}"));
                assert_eq!(answer.status, 200, "{path} {lang}");
                assert!(answer.body.contains(word), "{path} {lang}: no “{word}”");
                let tag = if lang == "zh" { "<html lang=\"zh-CN\"" } else { "<html lang=\"en\"" };
                assert!(answer.body.contains(tag), "{path} {lang}");
                assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{path}");
            }
        }
        let chosen = server.get("/?lang=en");
        assert!(chosen.head.contains("set-cookie: lang=en"), "the choice is kept");
        let kept = server.get_as("/", &server.address, "Cookie: lang=en\r\n");
        assert!(kept.body.contains("<html lang=\"en\""));
    });
}

#[test]
fn originals_and_reports_are_handed_out_and_nothing_else() {
    with_server(|server| {
        let original = server.get(&format!("/original/{}", encoded("01张庄村/01清产核资/04公示/资产公示.pdf")));
        assert_eq!(original.status, 200);
        assert!(original.head.contains("content-type: application/pdf"), "{}", original.head);
        assert!(original.body.starts_with("%PDF-"));
        let member = server.get(&format!("/original/{}", encoded("07石门沟村/石门沟产改资料(最新)(1).zip")));
        assert_eq!(member.status, 200);
        assert!(member.head.contains("content-disposition: attachment"), "{}", member.head);
        for path in
            ["/original/../Cargo.toml", "/original/%2e%2e/Cargo.toml", "/original/archive.json", "/original/no.pdf"]
        {
            assert_eq!(server.get(path).status, 404, "{path}");
        }
        assert_eq!(server.get("/report.json").status, 200);
        for (table, head) in [
            ("/report.csv", "单位,项目,评估项目"),
            ("/findings.csv", "单位,项目,代码"),
            ("/tasks.csv", "单位,次序,要做什么"),
        ] {
            assert!(server.get(table).body.contains(head), "{table}");
        }
        assert!(server.get("/report.xlsx").body.starts_with("PK"));
        assert!(server.get("/assets/style.css").body.contains("--"));
        assert!(server.get("/assets/app.js").head.contains("text/javascript"));
    });
}

#[test]
fn mistakes_get_a_page_with_a_way_out() {
    with_server(|server| {
        assert_eq!(server.get("/village/no").status, 404);
        assert_eq!(server.get("/nowhere").status, 404);
        let query = server.get(&format!("/search?q={}", encoded("(没有右括号")));
        assert_eq!(query.status, 400);
        assert!(query.body.contains("没有右括号"), "the query stays in the box");
        let foreign = server.get_as("/", "evil.example", "");
        assert_eq!(foreign.status, 403, "a name that is not this machine's is refused");
        assert_eq!(server.get("/file/%00").status, 404);
        assert_eq!(server.get("/search?q=%ff%fe").status, 200, "bytes that are no text are no reason to fall over");
        assert_eq!(server.get("/photos?offset=-5").status, 200);
    });
}

#[test]
fn the_overview_says_what_changed_since_the_last_run_and_goes_on_saying_it() {
    let archive = one_village();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("store");
    let village = format!("/village/{}", encoded("张庄村"));
    let seen = || {
        let mut pages = (String::new(), String::new());
        with_server_at(&archive.path(), &store, |server| pages = (server.get("/").body, server.get(&village).body));
        pages
    };
    assert!(!seen().0.contains("自上次更新（"), "the first run has nothing before it");
    let plan = "张庄村清产核资实施方案\n一、登记时点为2017年12月31日。\n2018年5月2日";
    archive.write("01张庄村/01清产核资/张庄村清产核资实施方案.txt", plan.as_bytes());
    for _ in 0..2 {
        let (overview, unit) = seen();
        assert!(
            overview.contains("自上次更新（") && unit.contains("自上次更新（"),
            "a run that changes nothing keeps it"
        );
        let told = overview.split("class=\"changes\"").nth(1).and_then(|rest| rest.split("</ul>").next());
        assert!(told.is_some_and(|told| told.contains(&village) && told.contains("V01")), "{told:?}");
    }
}

#[test]
fn two_papers_stand_side_by_side_with_what_differs() {
    let charter = |name: &str, more: &str| {
        format!("{name}股份经济合作社章程\n第一条 本社依法成立。\n第二条 {more}。\n第三条 公积金不得分配。")
    };
    let (zhang, fu) = (charter("张庄村", "成员大会每年召开一次"), charter("付庄村", "成员大会每年召开两次"));
    let archive = Archive::new(&[("01张庄村/章程.txt", zhang.as_str()), ("02付庄村/章程.txt", fu.as_str())]);
    with_server_on(&archive.path(), |server| {
        let page = |with: &str| {
            server.get(&format!("/compare/{}/{}?with={}", encoded("01张庄村"), encoded("章程.txt"), encoded(with)))
        };
        let shown = page("02付庄村/章程.txt");
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains("<mark>一</mark>") && shown.body.contains("<mark>两</mark>"), "{}", shown.body);
        assert!(shown.body.contains("<span class=\"own\">张</span>"), "{}", shown.body);
        assert_eq!(page("02付庄村/没有.txt").status, 404);
        assert_eq!(server.get(&format!("/open?unit={}&item=V19", encoded("付庄村"))).status, 303);
    });
}
