//! Addresses of pages, percent-encoded in one place so that no template builds one by hand.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::photos::filter::PhotoFilter;
use crate::model::{ArchivePath, Citation, Unit};

/// What stays as it is in a path segment or a query value: the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The most characters of a quotation in an address; each can take nine bytes, and servers cut long addresses.
const QUOTE_LIMIT: usize = 120;

/// Encodes one path segment or one query value.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Encodes a path inside the archive and keeps its `/`.
fn encode_path(path: &ArchivePath) -> String {
    let parts: Vec<String> = path.as_str().split('/').map(encode).collect();
    parts.join("/")
}

/// A unit's page: `/township` or `/village/{name}`; files of nobody are on the notices page.
pub fn unit(unit: &Unit) -> String {
    match unit {
        Unit::Township => "/township".to_owned(),
        Unit::Village(name) => format!("/village/{}", encode(name)),
        Unit::Unassigned => "/notices#unassigned".to_owned(),
    }
}

/// An item's page: `/village/{name}/item/{id}`.
pub fn item(of: &Unit, id: &str) -> String {
    match of {
        Unit::Unassigned => unit(of),
        Unit::Township | Unit::Village(_) => format!("{}/item/{}", unit(of), encode(id)),
    }
}

/// A file's page: `/file/{path}?page=3&quote=…`; the page and quote only where given.
pub fn file(path: &ArchivePath, page: Option<u32>, quote: &str) -> String {
    let mut link = format!("/file/{}", encode_path(path));
    let mut divider = '?';
    if let Some(page) = page {
        link.push_str(&format!("{divider}page={page}"));
        divider = '&';
    }
    if !quote.is_empty() {
        link.push_str(&format!("{divider}quote={}", encode(quote)));
    }
    link
}

/// A page with everything that answers a query marked: `/file/{path}?page=3&q=…&hit=5&sort=date`. `number` is its place
/// among the hits, counted from 1, where the way to the neighbours is wanted.
pub fn hit(path: &ArchivePath, page: u32, query: &str, number: Option<usize>, sort: &str) -> String {
    let mut link = format!("{}&q={}", file(path, Some(page), ""), encode(query));
    if let Some(number) = number {
        link.push_str(&format!("&hit={number}"));
    }
    if !sort.is_empty() {
        link.push_str(&format!("&sort={}", encode(sort)));
    }
    link
}

/// All hits of a query as a file: `/search.csv?q=…`; `form` is `json`, `csv` or `xlsx`.
pub fn search_file(form: &str, query: &str, sort: &str) -> String {
    search(query, 0, sort).replacen("/search?", &format!("/search.{form}?"), 1)
}

/// The page that shows a citation. Of a long quotation the beginning is enough to find the place.
pub fn citation(citation: &Citation) -> String {
    let quote: String = citation.quote.chars().take(QUOTE_LIMIT).collect();
    file(&citation.path, citation.page, quote.trim_end())
}

/// The file itself, as it is in the archive.
pub fn original(path: &ArchivePath) -> String {
    format!("/original/{}", encode_path(path))
}

/// A small picture of a photo.
pub fn thumbnail(path: &ArchivePath) -> String {
    format!("/thumbnail/{}", encode_path(path))
}

/// A small picture of one page, counted from 1.
pub fn thumbnail_of(path: &ArchivePath, page: u32) -> String {
    format!("{}?page={page}", thumbnail(path))
}

/// The longer side of a page's picture, in pixels: small print of an A4 page can be read.
pub const PICTURE_PX: u32 = 1_600;
/// The longer side of a picture for looking closely; none is drawn larger.
pub const LARGE_PICTURE_PX: u32 = 3_200;

/// A page, counted from 1, as a picture; `side` is [`PICTURE_PX`] or [`LARGE_PICTURE_PX`].
pub fn picture(path: &ArchivePath, page: u32, side: u32) -> String {
    let link = format!("/picture/{}?page={page}", encode_path(path));
    if side == PICTURE_PX { link } else { format!("{link}&side={side}") }
}

/// An item over all units: the overview, narrowed to it.
pub fn item_everywhere(id: &str) -> String {
    format!("/?item={}", encode(id))
}

/// Two files side by side: `/compare/{path}?with=…`.
pub fn compare(here: &ArchivePath, there: &ArchivePath) -> String {
    format!("/compare/{}?with={}", encode_path(here), encode(there.as_str()))
}

/// Two photos beside each other: `/photos/pair?a=…&b=…`.
pub fn pair(a: &ArchivePath, b: &ArchivePath) -> String {
    format!("/photos/pair?a={}&b={}", encode(a.as_str()), encode(b.as_str()))
}

/// A photo's own page, among those that a filter shows: `/photo/{path}?unit=…`.
pub fn photo(path: &ArchivePath, filter: &PhotoFilter) -> String {
    format!("/photo/{}{}", encode_path(path), filter.query())
}

impl PhotoFilter {
    /// The wall's address with this choice.
    pub fn href(&self) -> String {
        format!("/photos{}", self.query())
    }

    /// This choice as the query of an address, with its `?`; empty for all photos.
    pub fn query(&self) -> String {
        let fields = [
            ("unit", &self.unit),
            ("kind", &self.kind),
            ("show", &self.show),
            ("time", &self.time),
            ("place", &self.place),
            ("month", &self.month),
            ("finding", &self.finding),
            ("period", &self.period),
            ("far", &self.far),
        ];
        let mut parts: Vec<String> = fields
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        if self.offset > 0 {
            parts.push(format!("offset={}", self.offset));
        }
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

/// A search: `/search?q=…&offset=…&sort=…`; offset 0 and an empty sort are left out.
pub fn search(query: &str, offset: usize, sort: &str) -> String {
    let mut link = format!("/search?q={}", encode(query));
    if offset > 0 {
        link.push_str(&format!("&offset={offset}"));
    }
    if !sort.is_empty() {
        link.push_str(&format!("&sort={}", encode(sort)));
    }
    link
}

/// The same address in another language: sets `lang` in its query.
pub fn in_language(path_and_query: &str, lang: &str) -> String {
    with(path_and_query, "lang", lang)
}

/// The same address with one field of its query set, as the last; an empty value drops it.
pub fn with(path_and_query: &str, name: &str, value: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let mut pairs: Vec<String> = query.split('&').filter(is_other).map(str::to_owned).collect();
    if !value.is_empty() {
        pairs.push(format!("{name}={}", encode(value)));
    }
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_address_bar() {
        let path = ArchivePath::new("01张庄村/a b?#%&.zip!/公示 50%.pdf");
        assert_eq!(
            file(&path, Some(3), "第 3 条 & \"x\""),
            "/file/01%E5%BC%A0%E5%BA%84%E6%9D%91/a%20b%3F%23%25%26.zip%21/%E5%85%AC%E7%A4%BA%2050%25.pdf?page=3&\
             quote=%E7%AC%AC%203%20%E6%9D%A1%20%26%20%22x%22"
        );
        assert_eq!(file(&ArchivePath::new("a.pdf"), None, "x"), "/file/a.pdf?quote=x");
        assert_eq!(original(&path), file(&path, None, "").replacen("/file/", "/original/", 1));
    }

    #[test]
    fn units_and_items_have_their_pages() {
        assert_eq!(item(&Unit::Township, "T01"), "/township/item/T01");
        assert_eq!(item(&Unit::Village("a/b".to_owned()), "V03"), "/village/a%2Fb/item/V03");
    }

    #[test]
    fn the_language_switch_keeps_the_rest() {
        assert_eq!(in_language("/search?q=a&lang=zh&offset=20", "en"), "/search?q=a&offset=20&lang=en");
        assert_eq!(in_language("/", "en"), "/?lang=en");
        assert_eq!(with("/file/a?page=2&zoom=50", "zoom", ""), "/file/a?page=2");
        assert_eq!(with("/file/a?zoom=50", "zoom", ""), "/file/a");
        assert_eq!(with("/a?pages=1", "page", "张 1"), "/a?pages=1&page=%E5%BC%A0%201");
    }

    #[test]
    fn a_long_quotation_is_cut() {
        let long = Citation { path: ArchivePath::new("a"), page: None, quote: "公".repeat(5000) };
        assert_eq!(citation(&long), format!("/file/a?quote={}", encode("公").repeat(QUOTE_LIMIT)));
    }

    #[test]
    fn searches_leave_out_what_is_the_default() {
        assert_eq!(search("村:张庄 \"a\"", 0, ""), "/search?q=%E6%9D%91%3A%E5%BC%A0%E5%BA%84%20%22a%22");
        assert_eq!(search("a", 20, "date"), "/search?q=a&offset=20&sort=date");
    }
}
