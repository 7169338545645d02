//! Every page rendered from the same small archive, in both languages.

use jiff::civil::date;

use super::*;
use crate::{
    catalog::Account,
    index::{Facet, FacetField, Hit, Match, More, Needle, QueryError, SearchOptions, SearchResults},
    model::{ArchivePath, AuditEntry, AuditStep, CaptionText, Message, Page, PageSource, Person, PhotoFacts},
    report::fixture::{self, HOSTILE},
};

fn frame(lang: Lang, here: &str) -> Frame {
    Frame::new(&fixture::report(), lang, here)
}

fn town(report: &Report) -> &crate::model::UnitAssessment {
    report.town.as_ref().expect("the township's part is shown")
}

fn hit() -> Hit {
    Hit {
        path: ArchivePath::new("01张庄村/01清产核资/公示.pdf"),
        page: 2,
        village: Some("张庄村".to_owned()),
        item_ids: vec!["V03".to_owned()],
        kind: Some("PUB_NOTICE".to_owned()),
        title: "清产核资结果公示".to_owned(),
        date: Some(date(2020, 6, 15)),
        source: "text-layer".to_owned(),
        format: "PDF".to_owned(),
        matched: Match::Exact,
        score: 1.0,
        snippet: "…<mark>公示期</mark>：6月15日 &lt;至&gt; 6月19日…".to_owned(),
    }
}

fn found(query: &str, hits: Vec<Hit>, total: usize, took_ms: f64, frame: Frame) -> String {
    let results = SearchResults { query: query.to_owned(), total, took_ms, hits, ..SearchResults::default() };
    rendered(&SearchPage::found(&fixture::report(), &SearchOptions::default(), &results, frame))
}

fn text_page(text: &str) -> Page {
    Page {
        page: 2,
        label: None,
        source: PageSource::Ocr,
        width: 595.0,
        height: 842.0,
        text: text.to_owned(),
        lines: Vec::new(),
    }
}

fn file(lang: Lang, path: &str, text: &str, quote: &str) -> String {
    let page = text_page(text);
    let shown = PageText { page: Some(&page), number: 2, count: 3 };
    let path = ArchivePath::new(path);
    rendered(&FilePage::new(
        &fixture::report(),
        &path,
        &shown,
        quote,
        &View::new("", "", "/file/x?page=2"),
        frame(lang, "/file/x?page=2"),
    ))
}

fn ordered(order: Order) -> OverviewFilter {
    OverviewFilter { order, ..OverviewFilter::default() }
}

const NEAR: &str = "01张庄村/01清产核资/公示近景.jpg";

fn photo(lang: Lang, filter: &PhotoFilter, form: &CaptionForm) -> String {
    let mut report = fixture::report();
    fixture::caption(&mut report, NEAR);
    let facts = PhotoFacts { width: 3_000, height: 2_000, camera: Some("<i>P30".to_owned()), ..PhotoFacts::default() };
    let text = PageText { page: None, number: 1, count: 1 };
    let view = View::new("", "", "/photo/x");
    let path = ArchivePath::new(NEAR);
    let around = (&view, frame(lang, "/photo/x"));
    rendered(&PhotoPage::new(&report, &path, (&text, Some(&facts)), filter, form, around).expect("the photo is there"))
}

fn pair(lang: Lang) -> String {
    let report = fixture::report();
    let path = ArchivePath::new(NEAR);
    let facts = PhotoFacts { width: 3_000, height: 2_000, ..PhotoFacts::default() };
    let page = PairPage::new(&report, [&path, &path], [Some(&facts), None], frame(lang, "/photos/pair"));
    rendered(&page.expect("both are there"))
}

fn rendered(page: &impl Template) -> String {
    page.render().expect("the page renders")
}

/// Somebody of each role, one of them of a village that is not there.
fn accounts() -> Vec<Account> {
    let roles = [Role::Township, Role::Village(HOSTILE.to_owned()), Role::Village("王庄村".to_owned())];
    let account = |(number, role): (usize, Role)| Account {
        person: Person { name: format!("<b>{number}"), role },
        password: "$argon2id$secret".to_owned(),
        created: "2020-06-18T09:30:00+08:00".to_owned(),
    };
    roles.into_iter().enumerate().map(account).collect()
}

/// The log with two decisions, a login before them and one between.
fn log(lang: Lang, by: &str, offset: usize) -> String {
    let mut report = fixture::report();
    fixture::decided(&mut report);
    report.log[1].at = "2020-06-18T09:40:00+08:00".to_owned();
    let entry = |seq, at: &str, by: &str| AuditEntry {
        seq,
        at: format!("2020-06-18T{at}:00+08:00"),
        by: by.to_owned(),
        step: AuditStep::Login { address: format!("192.0.2.{seq}") },
    };
    let audit: Vec<AuditEntry> = [entry(2, "09:35", "李明"), entry(1, "09:00", "周小满")]
        .into_iter()
        .filter(|entry| by.is_empty() || entry.by == by)
        .collect();
    let frame = Frame::new(&report, lang, "/log");
    rendered(&LogPage::new(&report, &audit, vec!["周小满".to_owned(), "李明".to_owned()], by, offset, frame))
}

#[test]
fn the_log_is_one_by_time_whoever_wrote_it() {
    let page = log(Lang::Zh, "", 0);
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(place("误报") < place("192.0.2.2") && place("192.0.2.2") < place("评定 2.5 分"), "newest first");
    assert!(place("评定 2.5 分") < place("192.0.2.1"));
    let one = log(Lang::Zh, "李明", 0);
    assert!(one.contains("192.0.2.2") && !one.contains("评定 2.5 分") && one.contains("<option selected>李明"));
    let behind = log(Lang::Zh, "", 3);
    assert!(behind.contains("192.0.2.1") && !behind.contains("192.0.2.2") && behind.contains("rel=\"prev\""));
}

#[test]
fn what_a_role_does_not_allow_is_not_offered() {
    let report = fixture::report();
    let item = |viewer: &Viewer| {
        let frame = Frame::new(&report, Lang::Zh, "/").seen_by(viewer);
        rendered(&ItemPage::new(&report, &report.villages[0], "V11", &Entered::default(), frame).expect("an item"))
    };
    let person = |role| Viewer::Person(Person { name: "王芳".to_owned(), role });
    let clerk = item(&person(Role::Village("张庄村".to_owned())));
    assert!(
        !clerk.contains("name=\"score\"") && !clerk.contains("name=\"verdict:") && !clerk.contains("href=\"/log\"")
    );
    let assessor = item(&person(Role::Assessor));
    assert!(assessor.contains("name=\"score\"") && assessor.contains("name=\"verdict:"));
    assert!(
        !assessor.contains("name=\"by\"")
            && assessor.contains("href=\"/log\"")
            && !assessor.contains("href=\"/people\"")
    );
    let desk = item(&Viewer::Desk);
    assert!(desk.contains("name=\"by\"") && desk.contains("href=\"/people\"") && !desk.contains("href=\"/account\""));
    let people = page("people", Lang::Zh);
    assert!(people.contains("档案里没有这个村") && !people.contains("$argon2id"));
    assert!(people.contains("<option value=\"village:王庄村\" selected>"), "a role stays as it is");
}

/// Every page by a name, in a language.
fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let report = fixture::report();
    let here = |path: &str| Frame::new(&report, lang, path);
    let item = |village: usize, id: &str| {
        rendered(
            &ItemPage::new(&report, &report.villages[village], id, &Entered::default(), here("/"))
                .expect("the item is there"),
        )
    };
    let trouble = QueryError { offset: 7, message: Message::new("没有 13 月。", "There is no month 13.") };
    vec![
        ("overview", rendered(&OverviewPage::new(&report, here("/"), &ordered(Order::Lacking)))),
        ("township", rendered(&UnitPage::new(&report, town(&report), here("/township")))),
        ("village", rendered(&UnitPage::new(&report, &report.villages[0], here("/village/x")))),
        ("hostile", rendered(&UnitPage::new(&report, &report.villages[1], here("/village/y")))),
        ("no-folder", rendered(&UnitPage::new(&report, &report.villages[2], here("/village/z")))),
        ("item", item(0, "V03")),
        ("item-fault", item(0, "V11")),
        ("item-unreadable", item(0, "V19")),
        ("item-blank", item(0, "V26")),
        ("item-hostile", item(1, "V19")),
        ("search-empty", rendered(&SearchPage::empty(here("/search")))),
        ("search", found("公示期", vec![hit(), hit()], 36, 0.8, here("/search"))),
        ("search-none", found("<x>\"'", Vec::new(), 0, 0.1, here("/search?q=x"))),
        ("search-trouble", rendered(&SearchPage::misunderstood("日期:2020-13", &trouble, here("/search")))),
        (
            "file",
            file(
                lang,
                "01张庄村/01清产核资/公示.pdf",
                "关于清产核资结果的公示\n\n经村民代表会议审议，现将结果公示如下：\n资产总额\t1,234,567.00\n公示期：6月15日至\n6月19日\n<script>",
                "公示期：6月15日至6月19日",
            ),
        ),
        ("photos", rendered(&PhotosPage::new(&report, &PhotoFilter::default(), here("/photos")))),
        ("photo", photo(lang, &PhotoFilter::default(), &CaptionForm::default())),
        ("pair", pair(lang)),
        ("notices", rendered(&NoticesPage::new(&report, here("/notices")))),
        ("help", rendered(&HelpPage::new(&report, here("/help")))),
        ("error", rendered(&ErrorPage::not_found(here("/nowhere?a=1")))),
        ("not-allowed", rendered(&ErrorPage::not_allowed(here("/people")))),
        ("login", rendered(&LoginPage::new("<王芳>", "/\"<x>", Some("<b>"), Frame::plain(lang, "/login")))),
        ("account", rendered(&AccountPage::new("<王芳>", &Role::Assessor, Some(Err("<b>")), here("/account")))),
        ("people", rendered(&PeoplePage::new(&accounts(), &report.township, Some(Ok("<b>")), here("/people")))),
        ("log", log(lang, "", 0)),
    ]
}

fn page(name: &str, lang: Lang) -> String {
    pages(lang).into_iter().find(|(known, _)| *known == name).expect("the page is there").1
}

#[test]
fn every_page_keeps_the_policy_and_escapes_what_others_wrote() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, html) in pages(lang) {
            assert_eq!(html.matches("<script").count(), 1, "{name}: only the module in the head");
            for inline in [" style=\"", "<style", " onclick", " onload", "javascript:", "http://", "https://"] {
                assert!(!html.contains(inline), "{name}: {inline}");
            }
            assert!(!html.contains("<b>村") && !html.contains("<i>"), "{name}: names are text");
            assert!(html.starts_with("<!DOCTYPE html>") || html.trim_start().starts_with("<!DOCTYPE html>"), "{name}");
        }
    }
}

#[test]
fn every_page_can_be_read_aloud_and_walked_by_keyboard() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, html) in pages(lang) {
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{name}");
            assert!(html.contains("class=\"skip\" href=\"#main\"") && html.contains("id=\"main\""), "{name}");
            assert_eq!(html.matches("<h1").count(), 1, "{name} has one heading");
            assert!(!html.contains("<th>"), "{name}: every table head says what it heads");
            for image in html.split("<img ").skip(1) {
                assert!(image.split('>').next().unwrap_or_default().contains("alt=\""), "{name}");
            }
        }
    }
}

#[test]
fn english_pages_hold_no_chinese_words_of_our_own() {
    let own = ["齐全", "待核", "缺失", "未能读取", "先做这些", "第 ", "搜索", "说明", "照片", "发现", "材料", "还没"];
    for name in ["township", "no-folder", "help", "error", "search-none"] {
        let html = page(name, Lang::En);
        // Evidence and the table's own words stay Chinese: those stand in elements that say so.
        let foreign = |word: &str| {
            html.split("lang=\"zh-CN\"").any(|part| {
                let own_part = part.split_once("</").map_or(part, |(_, rest)| rest);
                own_part.contains(word)
            })
        };
        for word in own {
            assert!(!foreign(word), "{name}: {word}");
        }
    }
}

#[test]
fn every_link_of_ours_has_a_known_form() {
    let known = [
        "/",
        "#",
        "/township",
        "/village/",
        "/search",
        "/file/",
        "/original/",
        "/photos",
        "/photo/",
        "/compare/",
        "/notices",
        "/help",
        "/report.",
        "/findings.csv",
        "/tasks.csv",
        "/assets/",
        "/?",
        "/nowhere",
    ];
    for (name, html) in pages(Lang::Zh) {
        for link in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            assert!(known.iter().any(|form| link.starts_with(form)), "{name}: {link}");
            assert!(link.is_ascii(), "{name}: {link} is percent-encoded");
        }
    }
}

#[test]
fn the_header_says_the_deadline_and_what_waits() {
    let html = page("overview", Lang::Zh);
    assert!(html.contains("2020-06-30 截止，还有 12 天"));
    assert!(html.contains("<a href=\"/notices\" data-count=\"ledger\">已读 1,233 / 1,236 份（3 份待处理）</a>"));
    assert!(html.contains("href=\"/?lang=en\""));
}

#[test]
fn the_overview_orders_villages_and_links_each_cell() {
    let html = page("overview", Lang::Zh);
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is on the page"));
    assert!(place("李庄村</a></th>") < place("张庄村</a></th>"), "the one that lacks most comes first");
    assert!(html.contains("href=\"/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V19\" title=\"V19 未能读取\""));
    assert!(html.contains("<th scope=\"col\" title=\"成员确认办法不侵犯特殊群体权益\""));
    assert!(html.contains("3 个村，平均确认 6.67 分，可达 13 分，满分 26 分"));
}

#[test]
fn a_unit_page_says_what_to_do_first() {
    let html = page("village", Lang::Zh);
    let fault = html.find("第 3 条疑似限制外嫁女").expect("the fault is named");
    let unread = html.find("先让这 2 份文件可读：章程.pdf").expect("the unread file is named");
    assert!(fault < unread);
    assert!(html.contains("5 件待办"));
    assert!(html.contains("src=\"/thumbnail/01%E5%BC%A0"));
    assert!(page("no-folder", Lang::Zh).contains("没有找到它的文件夹"));
    assert!(page("no-folder", Lang::Zh).contains("还没有照片。请把"));
    assert!(page("hostile", Lang::Zh).contains("&#60;script&#62;alert(&#34;1&#34;)"));
    assert_eq!(HOSTILE.matches("<script>").count(), 1);
}

#[test]
fn an_item_page_leads_to_the_proof() {
    let html = page("item", Lang::Zh);
    assert!(html.contains("根据公示影像清晰和详实程度酌情打分"));
    assert!(html.contains("1 / 2</td>"));
    assert!(html.contains("%E5%85%AC%E7%A4%BA.pdf?page=2&#38;quote=%E5%85%AC%E7%A4%BA%E6%9C%9F"));
    assert!(html.contains("<q lang=\"zh-CN\">公示期：6月15日至6月19日</q>"));
    assert!(html.contains("<a rel=\"next\" href=\"/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V11\">"));
    let unread = page("item-unreadable", Lang::Zh);
    assert!(unread.contains("不按缺失计") && unread.contains("内容未读出"));
    assert!(!unread.contains("class=\"state missing\""));
    let blank = page("item-blank", Lang::En);
    assert!(blank.contains("(blank in the table)") && blank.contains("The standard is blank; field work decides."));
}

#[test]
fn an_item_page_takes_a_decision_and_shows_what_was_decided() {
    let mut report = fixture::report();
    let shown = |report: &Report, id: &str, entered: &Entered, lang| {
        let frame = Frame::new(report, lang, "/");
        rendered(&ItemPage::new(report, &report.villages[0], id, entered, frame).expect("the item is there"))
    };
    let by = Entered { by: "周小满".to_owned(), ..Entered::default() };
    let open = shown(&report, "V03", &by, Lang::Zh);
    assert!(
        open.contains("name=\"score\" id=\"score\" min=\"0\" max=\"4\" step=\"0.5\" value=\"3\" data-suggested=\"3\"")
    );
    assert!(open.contains("name=\"by\" value=\"周小满\""));
    assert!(open.contains("name=\"saw\" value=\"0\"") && !open.contains("class=\"history\""));
    assert!(open.contains("name=\"verdict:notice-too-short:1223088a940f\" value=\"wrong-alarm\""));
    assert!(open.contains("accesskey=\"n\" id=\"next-open\">下一个未评定：V11"));
    assert!(!open.contains("name=\"original\""), "nobody asks for an original here");

    fixture::decided(&mut report);
    let decided = shown(&report, "V03", &by, Lang::Zh);
    assert!(decided.contains("<b>评定 2.5 分</b> · 周小满 · 2020-06-18 09:30 · 公示清晰"));
    assert!(decided.contains("评定之后材料有变动：新增 01张庄村/01清产核资/公示近景.jpg"));
    assert!(decided.contains("2.5 / 4 分"), "the interval is one number now");
    assert!(decided.contains("name=\"saw\" value=\"1\"") && decided.contains("name=\"of\" value=\"1\""));
    let settled = shown(&report, "V11", &Entered::default(), Lang::En);
    assert!(settled.contains("1 called wrong alarms, not counted") && settled.contains("<b>wrong alarm</b> · 周小满"));
    assert!(settled.contains("class=\"state complete\""));
    let whole = crate::report::html::report_html(&report, Lang::Zh).expect("the page renders");
    assert!(whole.contains("<b>评定 2.5 分</b>") && whole.contains("已定为误报 1 处，不计"));

    let typed = Entered {
        saw: Some(0),
        trouble: Some("请看过再定".to_owned()),
        score: Some("4".to_owned()),
        reason: "我的<理由>".to_owned(),
        ..by
    };
    let conflict = shown(&report, "V03", &typed, Lang::Zh);
    assert!(conflict.contains("role=\"alert\"") && conflict.contains("在您填写期间，已有这些决定"));
    assert!(conflict.contains("您填写的：<b>评定 4 分</b> · 我的&#60;理由&#62;"), "both stand side by side");
    assert!(conflict.contains("value=\"4\" data-suggested") && conflict.contains("我的&#60;理由&#62;</textarea>"));
    assert!(conflict.contains("name=\"saw\" value=\"1\""), "a second save has seen it");
}

#[test]
fn what_a_suggestion_rests_on_is_shown_with_its_places() {
    let mut report = fixture::report();
    let places = report.villages[0].items[0].findings[0].places.clone();
    let message = Message::new("章节 6/7", "sections 6 of 7");
    report.villages[0].items[0].reasons = vec![crate::model::score::Reason { message, places }];
    let entered = Entered::default();
    let page = ItemPage::new(&report, &report.villages[0], "V03", &entered, frame(Lang::Zh, "/")).expect("an item");
    let page = rendered(&page);
    let reason = page.split("<ul class=\"reasons\">").nth(1).expect("the reasons are on the page");
    assert!(reason.starts_with("<li>章节 6/7<ul class=\"places\">"), "{}", &reason[..200]);
    let whole = crate::report::html::report_html(&report, Lang::En).expect("the page renders");
    assert!(whole.contains("<li>sections 6 of 7<ul class=\"places\">"));
    let csv = crate::report::csv::report_csv(&report, Lang::Zh);
    assert!(csv.contains("章节 6/7 [01张庄村/01清产核资/公示.pdf 第2页 “公示期：6月15日至6月19日”]"));
    let json = crate::report::json::report_json(&report, Lang::En).expect("it is written");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["villages"][0]["items"][0]["reasons"][0]["message"], "sections 6 of 7");
}

#[test]
fn an_original_is_ticked_where_the_standard_asks_for_it() {
    let report = fixture::report();
    let frame = frame(Lang::Zh, "/");
    let page = ItemPage::new(&report, town(&report), "T01", &Entered::default(), frame).expect("the item is there");
    assert!(rendered(&page).contains("type=\"checkbox\" name=\"original\" value=\"1\"> 已当面查验原件"));
}

#[test]
fn search_shows_hits_or_says_why_there_are_none() {
    let html = page("search", Lang::Zh);
    assert!(html.contains("36 页，用时 0.8 毫秒"));
    assert!(html.contains("…<mark>公示期</mark>：6月15日 &lt;至&gt; 6月19日…"));
    assert!(html.contains("?page=2&#38;q=%E5%85%AC%E7%A4%BA%E6%9C%9F&#38;hit=2\""));
    assert!(html.contains("value=\"公示期\""));
    assert!(html.contains("rel=\"next\" href=\"/search?q=%E5%85%AC%E7%A4%BA%E6%9C%9F&#38;offset=2\""));
    assert!(page("search-none", Lang::Zh).contains("没有一页含有这些字"));
    assert!(page("search-none", Lang::Zh).contains("value=\"&#60;x&#62;&#34;&#39;\""));
    let trouble = page("search-trouble", Lang::Zh);
    assert!(trouble.contains("日期:<span class=\"at\">2020-13</span>") && trouble.contains("没有 13 月。"));
}

#[test]
fn search_counts_by_facets_and_keeps_apart_what_may_be_meant() {
    let results = SearchResults {
        query: "公示期".to_owned(),
        total: 1,
        took_ms: 0.5,
        hits: vec![hit()],
        facets: vec![
            Facet { field: FacetField::Village, values: vec![("张庄村".to_owned(), 1)] },
            Facet { field: FacetField::Kind, values: vec![("PUB_NOTICE".to_owned(), 1)] },
        ],
        more: vec![More {
            matched: Match::Doubt,
            words: vec!["公示朝".to_owned()],
            query: "(\"公示期\" OR \"公示朝\") 来源:ocr".to_owned(),
            total: 9,
            hits: vec![Hit { matched: Match::Doubt, source: "ocr".to_owned(), ..hit() }],
        }],
    };
    for (lang, doubt, only) in
        [(Lang::Zh, "疑似识别误差", "只要原文"), (Lang::En, "perhaps misread", "only what was asked")]
    {
        let here = frame(lang, "/search?q=x");
        let html = rendered(&SearchPage::found(&fixture::report(), &SearchOptions::default(), &results, here));
        assert!(html.contains(doubt) && html.contains(only));
        let (own, apart) = html.split_once("<section class=\"more\">").expect("a part of its own");
        assert!(own.matches("<li><div>").count() == 1 && apart.matches("<li><div>").count() == 1);
        let narrowed = crate::report::link::search("公示期 村:张庄村", 0, "");
        assert!(own.contains(&format!("href=\"{narrowed}\"")), "{own}");
        assert!(own.contains("href=\"/search.xlsx?q="));
        assert!(apart.contains("公示朝") && apart.contains("exact=1"));
    }
}

#[test]
fn meetings_stand_above_the_hits_that_tell_of_them() {
    let row = super::meetings::MeetingRow {
        date: "2018-06-12".to_owned(),
        unit: ("张庄村".to_owned(), "/village/a".to_owned()),
        body: "村民代表会议".to_owned(),
        topic: "清产核资".to_owned(),
        attendance: "应到 40 实到 36，同意 36".to_owned(),
        decision: "通过<清产核资>结果".to_owned(),
        href: "/file/a?page=2".to_owned(),
    };
    let results =
        SearchResults {
            query: "类型:会议记录".to_owned(), total: 1, hits: vec![hit()], ..SearchResults::default()
        };
    let here = frame(Lang::Zh, "/search?q=x");
    let found = SearchPage::found(&fixture::report(), &SearchOptions::default(), &results, here);
    assert!(!rendered(&found).contains("meetings"));
    let here = frame(Lang::En, "/search?q=x");
    let found = SearchPage::found(&fixture::report(), &SearchOptions::default(), &results, here);
    let html = rendered(&found.with_meetings(vec![row]));
    let (table, hits) = html.split_once("<ol class=\"hits\"").expect("hits");
    assert!(table.contains("1 meetings") && table.contains("应到 40 实到 36，同意 36") && !hits.contains("应到"));
    assert!(table.contains("通过&#60;清产核资&#62;结果") && table.contains("href=\"/file/a?page=2\""));
}

#[test]
fn a_hit_is_marked_with_the_way_to_its_neighbours() {
    let page = text_page("经股东大会\n2O2O年审议");
    let shown = PageText { page: Some(&page), number: 2, count: 3 };
    let view = HitView {
        query: "股東大會".to_owned(),
        needles: vec![Needle::text("股东大会")],
        number: 2,
        total: 7,
        before: Some("/file/a?page=1".to_owned()),
        after: Some("/file/c?page=1".to_owned()),
        ..HitView::default()
    };
    let path = ArchivePath::new("01张庄村/01清产核资/公示.pdf");
    let plain = FilePage::new(
        &fixture::report(),
        &path,
        &shown,
        "",
        &View::new("", "", "/file/x?page=2"),
        frame(Lang::Zh, "/file/x"),
    );
    let html = rendered(&plain.with_hit(&shown, view));
    assert!(html.contains("经<mark>股东大会</mark>"));
    assert!(html.contains("第 2 个，共 7 个") && html.contains("下一个命中") && html.contains("上一个命中"));
    assert!(html.contains("value=\"股東大會\""), "the search box keeps the query");
}

#[test]
fn a_file_page_marks_the_quotation_and_says_where_the_file_counts() {
    let html = page("file", Lang::Zh);
    assert!(html.contains("<mark>公示期：6月15日至\n6月19日</mark>"));
    assert!(html.contains("&#60;script&#62;"));
    assert!(html.contains("文字由图像识别而来，请对照原件"));
    assert!(html.contains("第 2 页，共 3 页"));
    assert!(html.contains("有发现"));
    let other = file(Lang::Zh, "散页/未命名<1>.pdf", "空", "别处的话");
    assert!(other.contains("没有找到引文") && other.contains("目前没有项目用到它"));
    assert!(file(Lang::Zh, "a.pdf", "", "").contains("这一页没有读出文字"));
}

#[test]
fn photos_show_time_place_and_the_four_elements() {
    let html = page("photos", Lang::Zh);
    assert!(html.contains("2020-06-15 10:20（相机记录）"));
    assert!(html.contains("● 在本村"));
    assert!(html.contains("title=\"没有写明人物\"") && html.contains("title=\"时间：2020-06-15（文件名）\""));
    assert!(html.contains("全部 3 张，其中 2 张有待核实的地方"));
    let filter = PhotoFilter { unit: "unassigned".to_owned(), show: "findings".to_owned(), ..PhotoFilter::default() };
    let few = rendered(&PhotosPage::new(&fixture::report(), &filter, frame(Lang::Zh, "/photos")));
    let lacking = PhotoFilter { show: "elements".to_owned(), ..PhotoFilter::default() };
    let none = rendered(&PhotosPage::new(&fixture::report(), &lacking, frame(Lang::Zh, "/photos")));
    assert!(!none.contains("逐张写说明"), "where no photo lacks elements there is nothing to write");
    assert!(few.contains("IMG_0001.jpg") && !few.contains("公示近景.jpg"));
    assert_eq!(filter.href(), "/photos?unit=unassigned&show=findings");
}

#[test]
fn notices_name_every_file_and_help_every_code() {
    let notices = page("notices", Lang::Zh);
    for named in ["01张庄村/03章程/章程.pdf", "01张庄村/成员办法.pdf", "00镇级/Thumbs.db", "散页/未命名&#60;1&#62;.pdf"]
    {
        assert!(notices.contains(named), "{named}");
    }
    assert!(!notices.contains("href=\"/file/00%E9%95%87%E7%BA%A7/Thumbs.db"), "an ignored file has no page");
    let help = page("help", Lang::En);
    for &code in crate::model::Code::ALL {
        let explained = crate::report::codes::explain(code);
        assert!(help.contains(&format!("id=\"{}\"", code.as_str())) && help.contains(code.title(Lang::En)));
        let text = |text: &str| text.replace('&', "&#38;").replace('\'', "&#39;");
        assert!(help.contains(&text(&explained.meaning.en)), "{}", code.as_str());
        assert!(help.contains(&text(&explained.remedy.en)), "{}", code.as_str());
    }
    assert_eq!(help.matches("class=\"terms settings\"").count(), 1);
}

#[test]
fn an_empty_archive_says_why_pages_are_empty_and_what_to_do() {
    let report = fixture::empty();
    for lang in [Lang::Zh, Lang::En] {
        let here = || Frame::new(&report, lang, "/");
        let overview = rendered(&OverviewPage::new(&report, here(), &ordered(Order::Score)));
        assert!(overview.contains(lang.pick("没有找到村。请在档案下", "No village was found. Give each")));
        let page = rendered(&UnitPage::new(&report, town(&report), here()));
        assert!(page.contains(lang.pick("文件夹里还没有读到文件", "No file was read from its folder yet")));
        let photos = rendered(&PhotosPage::new(&report, &PhotoFilter::default(), here()));
        assert!(photos.contains(lang.pick("还没有照片。请把会议", "There are no photos yet")));
        let notices = rendered(&NoticesPage::new(&report, here()));
        assert!(notices.contains(lang.pick("所有文件都读全了", "Every file was fully read")));
        assert!(ItemPage::new(&report, town(&report), "T01", &Entered::default(), here()).is_none());
        let whole = crate::report::html::report_html(&report, lang).expect("the page renders");
        assert!(whole.contains(lang.pick("没有找到村", "No village was found")));
    }
}

/// The relative luminance of `#rgb` or `#rrggbb`, WCAG 2.
fn luminance(color: &str) -> f64 {
    let digits = color.trim_start_matches('#');
    let wide: String =
        if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).expect("a hexadecimal colour")) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn text_stands_out_from_its_ground_in_light_dark_and_print() {
    let mut schemes = 0;
    for block in STYLE.split(":root {").skip(1) {
        let block = block.split('}').next().unwrap_or_default();
        let color = |name: &str| {
            let value = block.split(&format!("--{name}: ")).nth(1).expect("the scheme sets every colour");
            luminance(value.split(';').next().unwrap_or_default())
        };
        for ground in ["paper", "sheet", "shade"] {
            for ink in ["ink", "soft", "link", "complete", "partial", "missing", "fault", "unreadable"] {
                let (a, b) = (color(ink), color(ground));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "scheme {schemes}: {ink} on {ground} is {contrast:.2}");
            }
        }
        schemes += 1;
    }
    assert_eq!(schemes, 3);
}

#[test]
fn an_item_shows_its_photos_small_and_no_page_promises_text_recognition() {
    assert!(page("item", Lang::Zh).contains("<img src=\"/thumbnail/01%E5%BC%A0%E5%BA%84%E6%9D%91/"));
    for (name, html) in pages(Lang::Zh) {
        assert!(!html.contains("开启文字识别"), "{name}");
    }
}

#[test]
fn a_photo_shows_who_says_what_and_what_was_written_stands_in_the_form() {
    let html =
        photo(Lang::Zh, &PhotoFilter::default(), &CaptionForm { by: "王芳".to_owned(), ..CaptionForm::default() });
    assert!(html.contains("人工填写 钱多福 2020-06-17"), "who wrote it");
    assert!(html.contains("name=\"event\" value=\"张贴公示\"") && html.contains("name=\"by\" value=\"王芳\""));
    assert!(html.contains("name=\"saw\" value=\"4\"") && html.contains("来自：人工填写"));
    assert!(html.contains("&#60;i&#62;P30") && html.contains("3000 × 2000"));
    assert!(html.contains("<img src=\"/picture/"), "without its size the picture stands by itself");
    let typed = CaptionText { place: "公示栏".to_owned(), ..CaptionText::default() };
    let form =
        CaptionForm { typed: Some(typed), trouble: Some("请填写姓名".to_owned()), ..CaptionForm::default() };
    let again = photo(Lang::Zh, &PhotoFilter::default(), &form);
    assert!(again.contains("role=\"alert\">请填写姓名") && again.contains("name=\"place\" value=\"公示栏\""));
    assert!(!again.contains("value=\"张贴公示\""), "what was typed stands, and nothing else");
}

#[test]
fn neighbours_go_on_from_a_photo_that_left_the_list() {
    let report = fixture::report();
    let every: Vec<ArchivePath> = crate::report::photos::all(&report).map(|(_, photo)| photo.path.clone()).collect();
    let all = Neighbours::new(&report, &PhotoFilter::default(), &every[1]);
    assert_eq!((all.number, all.total), (2, every.len()));
    assert_eq!((all.before.as_ref(), all.after.as_ref()), (every.first(), every.get(2)));
    let lone = PhotoFilter { unit: "unassigned".to_owned(), ..PhotoFilter::default() };
    let last = every.last().expect("photos");
    let away = Neighbours::new(&report, &lone, &every[0]);
    assert_eq!((away.number, away.total, away.after.as_ref()), (0, 1, Some(last)));
}

#[test]
fn two_photos_say_what_is_the_same() {
    let html = pair(Lang::Zh);
    assert!(html.contains("● 相同") && html.contains("– 无从比较") && !html.contains("◐ 不同"));
    assert_eq!(html.matches("<figure>").count(), 2);
}
