//! The results of a search as files: JSON (`cundang-search/1`), CSV and XLSX with a link to each
//! page.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde::Serialize;

use super::{
    csv_row::csv_row,
    link,
    xlsx::cells::{Looks, new_sheet},
};
use crate::{
    index::{Hit, MatchKind, SearchResults, Sort},
    model::{ArchivePath, Lang},
};

/// The most characters of an address in a cell: a spreadsheet refuses longer ones.
const LINK_LIMIT: usize = 2_000;

#[derive(Debug, Serialize)]
struct SearchV1<'a> {
    format: &'static str,
    query: &'a str,
    total: usize,
    took_ms: f64,
    hits: Vec<HitV1<'a>>,
    facets: BTreeMap<&'static str, Vec<ValueV1<'a>>>,
    more: Vec<MoreV1<'a>>,
}

#[derive(Debug, Serialize)]
struct HitV1<'a> {
    path: &'a ArchivePath,
    page: u32,
    village: Option<&'a str>,
    item_ids: &'a [String],
    kind: Option<&'a str>,
    title: &'a str,
    date: Option<String>,
    score: f32,
    snippet: &'a str,
    source: &'a str,
    file_format: &'a str,
    #[serde(rename = "match")]
    matched: &'static str,
    link: String,
}

#[derive(Debug, Serialize)]
struct ValueV1<'a> {
    value: &'a str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct MoreV1<'a> {
    #[serde(rename = "match")]
    matched: &'static str,
    words: &'a [String],
    query: &'a str,
    total: usize,
    hits: Vec<HitV1<'a>>,
}

fn hit_v1<'a>(hit: &'a Hit, query: &str) -> HitV1<'a> {
    HitV1 {
        path: &hit.path,
        page: hit.page,
        village: hit.village.as_deref(),
        item_ids: &hit.item_ids,
        kind: hit.kind.as_deref(),
        title: &hit.title,
        date: hit.date.map(|date| date.to_string()),
        score: hit.score,
        snippet: &hit.snippet,
        source: &hit.source,
        file_format: &hit.format,
        matched: hit.matched.as_str(),
        link: link_of(hit, query),
    }
}

/// The page of a hit with what was searched for marked, below the workbench's own address.
pub fn link_of(hit: &Hit, query: &str) -> String {
    if query.is_empty() {
        return link::file(&hit.path, Some(hit.page), &first_mark(&hit.snippet));
    }
    link::hit(&hit.path, hit.page, query, None, "")
}

/// The first marked words of a snippet, unescaped.
pub fn first_mark(snippet: &str) -> String {
    let inside = snippet.split_once("<mark>").and_then(|(_, rest)| rest.split_once("</mark>"));
    plain(inside.map_or("", |(text, _)| text), "", "")
}

/// A snippet as plain text, with its marks drawn as given.
pub fn plain(snippet: &str, open: &str, close: &str) -> String {
    snippet
        .replace("<mark>", open)
        .replace("</mark>", close)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// `cundang-search/1`.
///
/// # Errors
/// Never in practice: all of it is strings and numbers.
pub fn search_json(results: &SearchResults) -> serde_json::Result<String> {
    let facets = results.facets.iter().map(|facet| {
        let values = facet.values.iter().map(|(value, count)| ValueV1 { value, count: *count }).collect();
        (facet.field.as_str(), values)
    });
    let more = results.more.iter().map(|more| MoreV1 {
        matched: more.matched.as_str(),
        words: &more.words,
        query: &more.query,
        total: more.total,
        hits: more.hits.iter().map(|hit| hit_v1(hit, &more.query)).collect(),
    });
    let answer = SearchV1 {
        format: "cundang-search/1",
        query: &results.query,
        total: results.total,
        took_ms: (results.took_ms * 1000.0).round() / 1000.0,
        hits: results.hits.iter().map(|hit| hit_v1(hit, &results.query)).collect(),
        facets: facets.collect(),
        more: more.collect(),
    };
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

/// The heads of the tables.
fn heads(lang: Lang) -> Vec<&'static str> {
    lang.pick(
        "路径,页,村,项目,类型,标题,日期,片段,命中方式,文字来源,链接",
        "path,page,village,items,kind,title,date,snippet,match,source,link",
    )
    .split(',')
    .collect()
}

/// The cells of a hit, in the order of [`heads`].
fn cells(hit: &Hit, query: &str, base: &str, lang: Lang) -> Vec<String> {
    vec![
        hit.path.to_string(),
        hit.page.to_string(),
        hit.village.clone().unwrap_or_default(),
        hit.item_ids.join(" "),
        hit.kind.clone().unwrap_or_default(),
        hit.title.clone(),
        hit.date.map(|date| date.to_string()).unwrap_or_default(),
        plain(&hit.snippet, "", ""),
        match_word(hit.matched, lang).to_owned(),
        source_word(&hit.source, lang).to_owned(),
        format!("{base}{}", link_of(hit, query)),
    ]
}

/// All rows of a table: the hits, then those that may be meant.
fn rows(results: &SearchResults, base: &str, lang: Lang) -> Vec<Vec<String>> {
    let own = results.hits.iter().map(|hit| cells(hit, &results.query, base, lang));
    let more = results.more.iter().flat_map(|more| more.hits.iter().map(|hit| cells(hit, &more.query, base, lang)));
    own.chain(more).collect()
}

/// The hits as CSV: UTF-8 with a byte order mark, guarded as those of the report are. `base` stands before the links, such as
/// `http://127.0.0.1:7979`.
pub fn search_csv(results: &SearchResults, base: &str, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    csv_row(&mut text, heads(lang));
    for cells in rows(results, base, lang) {
        csv_row(&mut text, cells.iter().map(String::as_str));
    }
    text
}

/// The hits as a workbook, with links that open the pages.
///
/// # Errors
/// Where there are more rows than the format has.
pub fn search_xlsx(results: &SearchResults, base: &str, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No clock: the same answer gives the same bytes.
    let created = ExcelDateTime::from_ymd(2020, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new().set_title(&results.query).set_author("cundang").set_creation_datetime(&created),
    );
    let looks = Looks::new();
    let mut sheet = new_sheet(lang.pick("搜索结果", "Hits"))?;
    sheet.set_landscape();
    let heads = heads(lang);
    for ((column, head), width) in
        (0_u16..).zip(&heads).zip([40.0, 5.0, 12.0, 10.0, 14.0, 28.0, 11.0, 60.0, 10.0, 12.0, 12.0])
    {
        sheet.write_string_with_format(0, column, *head, &looks.head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, cells) in (1_u32..).zip(rows(results, base, lang)) {
        for (column, cell) in (0_u16..).zip(&cells) {
            let is_link = usize::from(column) + 1 == heads.len();
            if is_link && cell.len() <= LINK_LIMIT && cell.starts_with("http") {
                let open = rust_xlsxwriter::Url::new(cell.as_str()).set_text(lang.pick("打开这一页", "open the page"));
                sheet.write_url(line, column, open)?;
            } else {
                sheet.write_string_with_format(line, column, cell.as_str(), &looks.text)?;
            }
        }
    }
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}

/// Why a page is a hit, for people.
pub fn match_word(matched: MatchKind, lang: Lang) -> &'static str {
    match matched {
        MatchKind::Exact => lang.pick("原文", "as asked"),
        MatchKind::Form => lang.pick("另一种写法", "another writing"),
        MatchKind::Synonym => lang.pick("同义词", "same meaning"),
        MatchKind::Doubt => lang.pick("疑似识别误差，请对照原件", "perhaps misread; compare with the original"),
        MatchKind::Pinyin => lang.pick("按拼音", "by pinyin"),
        MatchKind::Part => lang.pick("部分相符", "part of the words"),
    }
}

/// How a page's text was obtained, in a word, by the name of a page source.
pub fn source_word(source: &str, lang: Lang) -> &'static str {
    match source {
        "text-layer" => lang.pick("文字", "text"),
        "ocr" => lang.pick("识别", "ocr"),
        "cells" => lang.pick("表格", "cells"),
        "plain" => lang.pick("纯文本", "plain"),
        _ => lang.pick("无文字", "none"),
    }
}

/// An order's name in addresses and options: `?sort=date`.
pub fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Date => "date",
        Sort::Village => "village",
        Sort::Path => "path",
    }
}

/// The order of a name; by relevance where the name is none.
pub fn sort_of(name: &str) -> Sort {
    [Sort::Date, Sort::Village, Sort::Path].into_iter().find(|sort| sort_name(*sort) == name).unwrap_or(Sort::Relevance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Facet, FacetField, More};

    fn hit(title: &str, matched: MatchKind) -> Hit {
        Hit {
            path: ArchivePath::new("01张庄村/章程.pdf"),
            page: 3,
            village: Some("张庄村".to_owned()),
            item_ids: vec!["V18".to_owned()],
            kind: Some("CHARTER".to_owned()),
            title: title.to_owned(),
            date: Some(jiff::civil::date(2020, 5, 16)),
            source: "ocr".to_owned(),
            format: "PDF".to_owned(),
            matched,
            score: 1.5,
            snippet: "第一条 <mark>本社 &amp;amp;</mark>".to_owned(),
        }
    }

    fn results() -> SearchResults {
        SearchResults {
            query: "本社".to_owned(),
            total: 1,
            took_ms: 0.12345,
            hits: vec![hit("=章程", MatchKind::Exact)],
            facets: vec![Facet { field: FacetField::Village, values: vec![("张庄村".to_owned(), 1)] }],
            more: vec![More {
                matched: MatchKind::Doubt,
                words: vec!["木社".to_owned()],
                query: "(\"本社\" OR \"木社\") 来源:ocr".to_owned(),
                total: 1,
                hits: vec![hit("章程", MatchKind::Doubt)],
            }],
        }
    }

    #[test]
    fn json_says_why_a_page_is_a_hit() {
        let json: serde_json::Value = serde_json::from_str(&search_json(&results()).expect("JSON")).expect("JSON");
        assert_eq!(json["took_ms"], 0.123);
        assert_eq!(json["hits"][0]["match"], "exact");
        assert_eq!(json["hits"].as_array().map(Vec::len), Some(1), "what may be meant is no hit");
        assert_eq!(json["more"][0]["hits"][0]["match"], "doubt");
        assert_eq!(json["facets"]["village"][0]["count"], 1);
        assert!(json["hits"][0]["link"].as_str().is_some_and(|link| link.contains("page=3&q=")));
    }

    #[test]
    fn tables_carry_links_and_are_guarded() {
        let csv = search_csv(&results(), "http://127.0.0.1:7979", Lang::Zh);
        assert!(csv.starts_with("\u{feff}路径,页,") && csv.matches("\r\n").count() == 3, "{csv}");
        assert!(
            csv.contains("http://127.0.0.1:7979/file/01%E5") && csv.contains(",'=章程,") && csv.contains("疑似识别")
        );
        let xlsx = search_xlsx(&results(), "http://127.0.0.1:7979", Lang::En).expect("a workbook");
        assert_eq!(xlsx, search_xlsx(&results(), "http://127.0.0.1:7979", Lang::En).expect("a workbook"));
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).expect("it opens");
        let range = calamine::Reader::worksheet_range(&mut book, "Hits").expect("a sheet");
        assert_eq!(range.height(), 3);
        assert_eq!(range.get_value((1, 5)).map(ToString::to_string), Some("=章程".to_owned()));
    }

    #[test]
    fn the_marked_words() {
        assert_eq!(first_mark("a <mark>x &lt; &amp;amp;</mark> b"), "x < &amp;");
        assert_eq!(first_mark("none"), "");
        assert_eq!(sort_of("village"), Sort::Village);
        assert_eq!(sort_of("x"), Sort::Relevance);
    }
}
