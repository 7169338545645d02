//! The page of a search.

use jiff::civil::date;

use super::{frame, page, rendered};
use crate::{
    index::{Facet, FacetField, Hit, MatchKind, More, SearchOptions, SearchResults},
    model::{ArchivePath, Lang},
    report::{fixture, link},
    web::{
        answer::frame::PageFrame,
        page::{meetings::MeetingRow, search::SearchPage},
    },
};

pub(super) fn hit() -> Hit {
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
        matched: MatchKind::Exact,
        score: 1.0,
        snippet: "…<mark>公示期</mark>：6月15日 &lt;至&gt; 6月19日…".to_owned(),
    }
}

pub(super) fn found(query: &str, hits: Vec<Hit>, total: usize, took_ms: f64, frame: PageFrame) -> String {
    let results = SearchResults { query: query.to_owned(), total, took_ms, hits, ..SearchResults::default() };
    rendered(&SearchPage::found(&fixture::report(), &SearchOptions::default(), &results, frame))
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
            matched: MatchKind::Doubt,
            words: vec!["公示朝".to_owned()],
            query: "(\"公示期\" OR \"公示朝\") 来源:ocr".to_owned(),
            total: 9,
            hits: vec![Hit { matched: MatchKind::Doubt, source: "ocr".to_owned(), ..hit() }],
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
        let narrowed = link::search("公示期 村:张庄村", 0, "");
        assert!(own.contains(&format!("href=\"{narrowed}\"")), "{own}");
        assert!(own.contains("href=\"/search.xlsx?q="));
        assert!(apart.contains("公示朝") && apart.contains("exact=1"));
    }
}

#[test]
fn meetings_stand_above_the_hits_that_tell_of_them() {
    let row = MeetingRow {
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
