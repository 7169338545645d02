//! Snippets of search: the first line is the query, the second the head of the next page, the rest the page.

#![no_main]

use cundang::index::{query::parse, snippet::snippet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (query, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let (next, page) = rest.split_once('\n').unwrap_or(("", rest));
    let Ok(node) = parse(query) else { return };
    let shown = snippet(page, next, &node.needles());
    let bare = shown.replace("<mark>", "").replace("</mark>", "");
    assert!(!bare.contains(['<', '>']), "all but the marks is escaped: {shown:?}");
    assert_eq!(shown.matches("<mark>").count(), shown.matches("</mark>").count(), "{shown:?}");
});
