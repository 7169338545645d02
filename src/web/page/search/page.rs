//! Search over all papers; a hit is one page of one file.

use askama::Template;

use crate::{
    index::{
        Facet, FacetField, Hit, MatchKind, More, QueryError, SearchOptions, SearchResults, Sort, node::Node,
        query::parse,
    },
    model::{Lang, Unit},
    report::{
        Report, link,
        search::{first_mark, match_word, sort_name, source_word},
        words,
    },
    web::{
        answer::frame::PageFrame,
        page::{marks::MarkedPart, meetings::MeetingRow, names::kind_name},
    },
};

/// How many values of a facet are shown at once; the rest unfolds.
const VALUES: usize = 12;

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
    /// What to know of the match; empty for the usual one.
    note: &'static str,
    recognised: bool,
}

/// Hits counted by one thing.
#[derive(Debug)]
struct FacetShown {
    name: &'static str,
    values: Vec<Narrowing>,
    rest: Vec<Narrowing>,
    /// One of them is in the query.
    chosen: bool,
}

/// A value that narrows the query, or widens it again where it does already.
#[derive(Debug)]
struct Narrowing {
    label: String,
    count: usize,
    href: String,
    chosen: bool,
}

/// Pages that may be meant.
#[derive(Debug)]
struct MoreShown {
    reason: &'static str,
    meaning: &'static str,
    /// Each word with a search for it alone.
    words: Vec<(String, String)>,
    total: usize,
    hits: Vec<HitShown>,
    /// A search for all of them together with the exact matches.
    all: Option<String>,
}

/// `/search`
#[derive(Debug, Template)]
#[template(path = "search/search.html")]
pub struct SearchPage {
    lang: Lang,
    frame: PageFrame,
    query: String,
    /// Hits, how many there are in all, and how long it took in milliseconds; `None` without a query.
    total: Option<usize>,
    took_ms: String,
    hits: Vec<HitShown>,
    /// The meetings that match the query, above the hits.
    meetings: Vec<MeetingRow>,
    first: usize,
    trouble: Option<(String, Vec<MarkedPart>)>,
    sorts: Vec<(String, &'static str, bool)>,
    facets: Vec<FacetShown>,
    more: Vec<MoreShown>,
    /// The same search with or without pages that may be meant.
    other_width: (String, &'static str),
    /// The hits as files: name and link.
    exports: Vec<(&'static str, String)>,
    before: Option<String>,
    after: Option<String>,
    examples: Vec<(String, &'static str)>,
}

impl SearchPage {
    /// The page without a query.
    pub fn empty(frame: PageFrame) -> Self {
        let lang = frame.lang;
        let examples = [
            ("清产核资 公示", lang.pick("两个词都在同一页上", "both words on one page")),
            ("\"成员大会\"", lang.pick("原样的短语", "an exact phrase")),
            ("公示 -草案", lang.pick("有“公示”而没有“草案”", "公示 without 草案")),
            ("章程 OR 股权证", lang.pick("有其中一个", "either of them")),
            ("张?芳", lang.pick("? 是任意一个字", "? stands for one character")),
            ("主持人*记录人", lang.pick("* 是中间最多 40 个字", "* stands for up to 40 characters between")),
            (
                "2020年6月12日",
                lang.pick(
                    "日期的各种写法：二〇二〇年六月十二日、2020.6.12、2020-06-12",
                    "a date in any of its writings",
                ),
            ),
            ("26785.50元", lang.pick("金额的大写和小写", "a sum in figures and in words")),
            (
                "wangfang",
                lang.pick(
                    "拼音或首字母 wf，没有原文时按人名找",
                    "pinyin or initials, for names, where nothing else is found",
                ),
            ),
            ("村:张庄 类型:会议记录", lang.pick("某村的某类文件", "one kind of paper of one village")),
            ("项目:V03", lang.pick("某一项的证据", "evidence for one item")),
            ("日期:2020-05..2020-06", lang.pick("某段时间的文件", "papers of a time")),
            ("文件:名册", lang.pick("文件名里有这个词", "a word in the file's name")),
            (
                "来源:识别",
                lang.pick(
                    "文字由图像识别而来的页；还有 文字、表格、纯文本、无文字",
                    "pages read by recognition; also text, cells, plain, none",
                ),
            ),
            ("格式:PDF", lang.pick("某种格式的文件", "files of one format")),
        ];
        let examples = examples.iter().map(|(query, meaning)| ((*query).to_owned(), *meaning)).collect();
        Self {
            lang,
            frame: frame.titled(lang.pick("搜索", "Search"), "search"),
            query: String::new(),
            total: None,
            took_ms: String::new(),
            hits: Vec::new(),
            meetings: Vec::new(),
            first: 0,
            trouble: None,
            sorts: Vec::new(),
            facets: Vec::new(),
            more: Vec::new(),
            other_width: (String::new(), ""),
            exports: Vec::new(),
            before: None,
            after: None,
            examples,
        }
    }

    /// The page of a query that was not understood; the trouble is marked to the end of the word it stands in.
    pub fn misunderstood(query: &str, error: &QueryError, frame: PageFrame) -> Self {
        let mut page = Self::empty(frame);
        page.ask(query);
        let rest = query.get(error.offset..).unwrap_or_default();
        let end = error.offset + rest.find(char::is_whitespace).unwrap_or(rest.len());
        page.trouble = Some((error.message.get(page.lang).to_owned(), parts(query, error.offset..end)));
        page
    }

    /// The page of hits.
    pub fn found(report: &Report, options: &SearchOptions, results: &SearchResults, frame: PageFrame) -> Self {
        let mut page = Self::empty(frame);
        let lang = page.lang;
        let query = &results.query;
        page.ask(query);
        page.total = Some(results.total);
        page.took_ms = format!("{:.1}", results.took_ms);
        page.first = options.offset + 1;
        // The usual order needs no word in the address.
        let sort = if options.sort == Sort::Relevance { "" } else { sort_name(options.sort) };
        let exactly = |href: String, alternatives: bool| if alternatives { href } else { format!("{href}&exact=1") };
        let hits = (page.first..).zip(&results.hits);
        page.hits = hits
            .map(|(number, hit)| {
                let href = link::hit(&hit.path, hit.page, query, Some(number), sort);
                shown(report, hit, exactly(href, options.alternatives), lang)
            })
            .collect();
        let sorts = [
            (Sort::Relevance, lang.pick("相关", "relevance")),
            (Sort::Date, lang.pick("日期", "date")),
            (Sort::Village, lang.pick("村", "village")),
            (Sort::Path, lang.pick("位置", "path")),
        ];
        page.sorts = sorts
            .map(|(sort, word)| {
                let href = exactly(link::search(query, 0, sort_name(sort)), options.alternatives);
                (href, word, sort == options.sort)
            })
            .to_vec();
        page.facets = results
            .facets
            .iter()
            .map(|facet| facet_shown(report, facet, query, sort, options.alternatives, lang))
            .collect();
        page.more = results.more.iter().map(|more| more_shown(report, more, sort, lang)).collect();
        page.other_width = if options.alternatives {
            let word = lang.pick("只要原文，不找同义词和相近的字", "only what was asked, no similar words");
            (exactly(link::search(query, 0, sort), false), word)
        } else {
            (link::search(query, 0, sort), lang.pick("也找同义词和相近的字", "similar words too"))
        };
        page.exports = ["csv", "xlsx", "json"]
            .into_iter()
            .zip(["CSV", "XLSX", "JSON"])
            .map(|(form, name)| (name, exactly(link::search_file(form, query, sort), options.alternatives)))
            .collect();
        let at = |offset| exactly(link::search(query, offset, sort), options.alternatives);
        let end = options.offset.saturating_add(results.hits.len());
        page.before = (options.offset > 0).then(|| at(options.offset.saturating_sub(options.limit)));
        page.after = (end < results.total && !results.hits.is_empty()).then(|| at(end));
        page
    }

    /// Shows meetings above the hits: those of [`MeetingFilter`](crate::web::page::meetings::MeetingFilter).
    #[must_use]
    pub fn with_meetings(mut self, meetings: Vec<MeetingRow>) -> Self {
        self.meetings = meetings;
        self
    }

    fn ask(&mut self, query: &str) {
        query.clone_into(&mut self.query);
        query.clone_into(&mut self.frame.query);
    }
}

fn shown(report: &Report, hit: &Hit, href: String, lang: Lang) -> HitShown {
    let unit = report.files.get(&hit.path).map_or(Unit::Unassigned, |entry| entry.unit.clone());
    HitShown {
        href,
        title: if hit.title.is_empty() { hit.path.file_name().to_owned() } else { hit.title.clone() },
        snippet: hit.snippet.clone(),
        unit: words::unit_name(&unit, lang).to_owned(),
        unit_href: link::unit(&unit),
        kind: kind_name(report, hit.kind.as_deref(), lang),
        date: hit.date.map(|date| date.to_string()).unwrap_or_default(),
        page: hit.page,
        path: hit.path.to_string(),
        items: hit.item_ids.iter().map(|id| (id.clone(), link::item(&unit, id))).collect(),
        note: if hit.matched == MatchKind::Form { match_word(hit.matched, lang) } else { "" },
        recognised: hit.source == "ocr",
    }
}

fn facet_shown(report: &Report, facet: &Facet, query: &str, sort: &str, wide: bool, lang: Lang) -> FacetShown {
    let name = match facet.field {
        FacetField::Village => lang.pick("村", "Village"),
        FacetField::Item => lang.pick("项目", "Item"),
        FacetField::Kind => lang.pick("类型", "Kind"),
        FacetField::Month => lang.pick("年月", "Month"),
        FacetField::Source => lang.pick("文字来源", "Source"),
        FacetField::Format => lang.pick("格式", "Format"),
    };
    let narrowing = |(value, count): &(String, usize)| {
        let label = match facet.field {
            FacetField::Kind => kind_name(report, Some(value), lang),
            FacetField::Source => source_word(value, lang).to_owned(),
            _ => value.clone(),
        };
        let (next, chosen) = toggled(query, &facet.field.condition(value));
        let href = link::search(&next, 0, sort);
        let href = if wide { href } else { format!("{href}&exact=1") };
        Narrowing { label, count: *count, href, chosen }
    };
    let mut values: Vec<Narrowing> = facet.values.iter().map(narrowing).collect();
    let rest = values.split_off(values.len().min(VALUES));
    let chosen = values.iter().chain(&rest).any(|value| value.chosen);
    FacetShown { name, values, rest, chosen }
}

/// The query with a condition added, or without it where it stands at its end already; and whether it did.
fn toggled(query: &str, condition: &str) -> (String, bool) {
    let words: Vec<&str> = query.split_whitespace().collect();
    if let Some(at) = words.iter().position(|word| *word == condition)
        && words.len() > 1
    {
        let kept: Vec<&str> =
            words.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| *word).collect();
        return (kept.join(" "), true);
    }
    // A choice as a whole: of `a OR (b c)` the condition would else narrow the last part alone.
    let is_choice = matches!(parse(query), Ok(Node::Any(_)));
    let asked = if is_choice { format!("({})", query.trim()) } else { query.trim().to_owned() };
    (format!("{asked} {condition}"), words.contains(&condition))
}

fn more_shown(report: &Report, more: &More, sort: &str, lang: Lang) -> MoreShown {
    let meaning = match more.matched {
        MatchKind::Synonym => lang.pick("这些页用了意思相同的另一个词。", "These pages use another word of the same meaning."),
        MatchKind::Doubt => lang.pick(
            "这些页上有一个字形近而不同，可能是图像识别认错，请对照原件。",
            "On these pages one character of similar shape differs, perhaps misread by recognition; compare with the original.",
        ),
        MatchKind::Form => lang.pick(
            "这些页上的字相同，只是中间的标点不同、多一个或少一个。",
            "These pages have the same characters with another mark between them, or one more or less.",
        ),
        MatchKind::Pinyin => lang.pick(
            "没有一页有这些字母，以下按拼音找到的人名。",
            "No page has these letters; these names are read so.",
        ),
        _ => lang.pick("没有或很少有完全相符的页，以下各页有其中一部分字。", "These pages hold part of the words."),
    };
    let hits = more.hits.iter().map(|hit| {
        let href = if more.query.is_empty() {
            link::file(&hit.path, Some(hit.page), &first_mark(&hit.snippet))
        } else {
            link::hit(&hit.path, hit.page, &more.query, None, "")
        };
        shown(report, hit, href, lang)
    });
    let word = |word: &String| (word.clone(), link::search(&format!("\"{word}\""), 0, ""));
    MoreShown {
        reason: match_word(more.matched, lang),
        meaning,
        words: more.words.iter().take(VALUES).map(word).collect(),
        total: more.total,
        hits: hits.collect(),
        all: (!more.query.is_empty() && more.total > more.hits.len())
            .then(|| format!("{}&exact=1", link::search(&more.query, 0, sort))),
    }
}

/// A query in up to three parts, the one in trouble marked; a place outside the query marks its end.
fn parts(query: &str, at: std::ops::Range<usize>) -> Vec<MarkedPart> {
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
    parts.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, marked)| MarkedPart { text, marked }).collect()
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
    fn a_facet_narrows_and_widens_again() {
        assert_eq!(toggled("章程", "村:张庄村"), ("章程 村:张庄村".to_owned(), false));
        assert_eq!(toggled("章程 村:张庄村", "村:张庄村"), ("章程".to_owned(), true));
        assert_eq!(toggled("a OR b", "格式:PDF"), ("(a OR b) 格式:PDF".to_owned(), false));
        assert_eq!(toggled("a OR (b c)", "格式:PDF"), ("(a OR (b c)) 格式:PDF".to_owned(), false));
        assert_eq!(toggled("\"甲 OR 乙\"", "格式:PDF"), ("\"甲 OR 乙\" 格式:PDF".to_owned(), false));
        assert_eq!(toggled("(a OR b) 格式:PDF", "格式:PDF"), ("(a OR b)".to_owned(), true));
    }
}
