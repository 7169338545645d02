//! Search over all papers; a hit is one page of one file.

use super::{Frame, Lang, Part, Report, Template, unit::kind_name};
use crate::{
    index::{Hit, QueryError, SearchOptions, SearchResults, Sort},
    model::Unit,
    report::{link, words},
};

#[derive(Debug)]
struct HitShown {
    href: String,
    title: String,
    snippet: String,
    unit: String,
    unit_href: String,
    kind: String,
    date: String,
    page: u32,
    path: String,
    items: Vec<(String, String)>,
}

/// `/search`
#[derive(Debug, Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    lang: Lang,
    frame: Frame,
    query: String,
    /// Hits, how many there are in all, and how long it took in milliseconds; `None` before anything was asked.
    total: Option<usize>,
    took_ms: String,
    hits: Vec<HitShown>,
    first: usize,
    trouble: Option<(String, Vec<Part>)>,
    sorts: Vec<(String, &'static str, bool)>,
    before: Option<String>,
    after: Option<String>,
    examples: Vec<(String, &'static str)>,
}

impl SearchPage {
    /// The page before anything was asked.
    pub fn empty(frame: Frame) -> Self {
        let lang = frame.lang;
        let examples = [
            ("清产核资 公示", lang.pick("两个词都在同一页上", "both words on one page")),
            ("\"成员大会\"", lang.pick("原样的短语", "an exact phrase")),
            ("公示 -草案", lang.pick("有“公示”而没有“草案”", "公示 without 草案")),
            ("章程 OR 股权证", lang.pick("有其中一个", "either of them")),
            ("村:张庄 类型:会议记录", lang.pick("某村的某类文件", "one kind of paper of one village")),
            ("项目:V03", lang.pick("某一项的证据", "evidence for one item")),
            ("日期:2020-05..2020-06", lang.pick("某段时间的文件", "papers of a time")),
            ("文件:名册", lang.pick("文件名里有这个词", "a word in the file's name")),
        ];
        let examples = examples.iter().map(|(query, meaning)| ((*query).to_owned(), *meaning)).collect();
        Self {
            lang,
            frame: frame.titled(lang.pick("搜索", "Search"), "search"),
            query: String::new(),
            total: None,
            took_ms: String::new(),
            hits: Vec::new(),
            first: 0,
            trouble: None,
            sorts: Vec::new(),
            before: None,
            after: None,
            examples,
        }
    }

    /// The page of a query that was not understood; the trouble is marked to the end of the word it stands in.
    pub fn misunderstood(query: &str, error: &QueryError, frame: Frame) -> Self {
        let mut page = Self::empty(frame);
        page.ask(query);
        let rest = query.get(error.offset..).unwrap_or_default();
        let end = error.offset + rest.find(char::is_whitespace).unwrap_or(rest.len());
        page.trouble = Some((error.message.get(page.lang).to_owned(), parts(query, error.offset..end)));
        page
    }

    /// The page of hits: what was asked, and what the index answered.
    pub fn found(report: &Report, options: &SearchOptions, results: &SearchResults, frame: Frame) -> Self {
        let mut page = Self::empty(frame);
        let lang = page.lang;
        let query = &results.query;
        page.ask(query);
        page.total = Some(results.total);
        page.took_ms = format!("{:.1}", results.took_ms);
        page.first = options.offset + 1;
        page.hits = results.hits.iter().map(|hit| shown(report, hit, lang)).collect();
        let sorts = [
            (Sort::Relevance, lang.pick("相关", "relevance")),
            (Sort::Date, lang.pick("日期", "date")),
            (Sort::Path, lang.pick("位置", "path")),
        ];
        page.sorts =
            sorts.map(|(sort, word)| (link::search(query, 0, sort_name(sort)), word, sort == options.sort)).to_vec();
        // The usual order needs no word in the address.
        let sort = if options.sort == Sort::Relevance { "" } else { sort_name(options.sort) };
        let at = |offset| link::search(query, offset, sort);
        let end = options.offset.saturating_add(results.hits.len());
        page.before = (options.offset > 0).then(|| at(options.offset.saturating_sub(options.limit)));
        page.after = (end < results.total && !results.hits.is_empty()).then(|| at(end));
        page
    }

    fn ask(&mut self, query: &str) {
        query.clone_into(&mut self.query);
        query.clone_into(&mut self.frame.query);
    }
}

/// An order's name in addresses: `?sort=date`.
fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Date => "date",
        Sort::Path => "path",
    }
}

fn shown(report: &Report, hit: &Hit, lang: Lang) -> HitShown {
    let unit = report.files.get(&hit.path).map_or(Unit::Unassigned, |entry| entry.unit.clone());
    HitShown {
        href: link::file(&hit.path, Some(hit.page), &first_mark(&hit.snippet)),
        title: if hit.title.is_empty() { hit.path.file_name().to_owned() } else { hit.title.clone() },
        snippet: hit.snippet.clone(),
        unit: words::unit_name(&unit, lang).to_owned(),
        unit_href: link::unit(&unit),
        kind: kind_name(report, hit.kind.as_deref(), lang),
        date: hit.date.map(|date| date.to_string()).unwrap_or_default(),
        page: hit.page,
        path: hit.path.to_string(),
        items: hit.item_ids.iter().map(|id| (id.clone(), link::item(&unit, id))).collect(),
    }
}

/// The first marked words of a snippet, unescaped, so that the file's page marks them too.
fn first_mark(snippet: &str) -> String {
    let inside = snippet.split_once("<mark>").and_then(|(_, rest)| rest.split_once("</mark>"));
    let text = inside.map_or("", |(text, _)| text);
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#38;", "&").replace("&amp;", "&")
}

/// A query in up to three parts, the one in trouble marked; a place outside the query marks its end.
fn parts(query: &str, at: std::ops::Range<usize>) -> Vec<Part> {
    let boundary = |mut place: usize| {
        place = place.min(query.len());
        while !query.is_char_boundary(place) {
            place -= 1;
        }
        place
    };
    let start = boundary(at.start);
    let end = boundary(at.end.max(at.start)).max(start);
    let marked = if start == end {
        // Nothing to underline: the next character, or a blank behind the end.
        query[start..].chars().next().map_or(" ".to_owned(), String::from)
    } else {
        query[start..end].to_owned()
    };
    let rest = query.get(start + marked.len()..).unwrap_or_default();
    let parts = [(query[..start].to_owned(), false), (marked, true), (rest.to_owned(), false)];
    parts.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, marked)| Part { text, marked }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, at: std::ops::Range<usize>) -> String {
        parts(query, at)
            .iter()
            .map(|part| if part.marked { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn the_place_of_trouble_is_marked_wherever_it_is() {
        assert_eq!(marked("日期:2020-13", 7..14), "日期:[2020-13]");
        assert_eq!(marked("(公示", 0..1), "[(]公示");
        assert_eq!(marked("\"公示", 7..7), "\"公示[ ]");
        assert_eq!(marked("公示", 1..2), "[公]示");
        assert_eq!(marked("公示", 90..99), "公示[ ]");
    }

    #[test]
    fn the_marked_words_lead_to_the_page() {
        assert_eq!(first_mark("a <mark>x &lt; &amp;amp;</mark> b"), "x < &amp;");
        assert_eq!(first_mark("none"), "");
    }
}
