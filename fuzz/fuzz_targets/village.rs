//! The whole assessment: an archive of papers, put together from the input, goes through it, and nothing of it fails.
//!
//! A line that begins with `=== ` names the file whose text follows; `\f` begins a page.

#![no_main]

use std::sync::LazyLock;

use cundang::{
    evaluate::Campaign,
    pipeline::{PaperInMemory, assess_papers},
    rubric::Rubric,
};
use libfuzzer_sys::fuzz_target;

static CAMPAIGN: LazyLock<Campaign> =
    LazyLock::new(|| Campaign::new(Rubric::builtin()).expect("the built-in rubric's patterns compile"));

fn papers(text: &str) -> Vec<PaperInMemory> {
    let mut papers = Vec::new();
    for (number, part) in text.split("=== ").take(12).enumerate() {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        let path = if path.contains('/') { path.to_owned() } else { format!("张庄村/{number}{path}") };
        papers.push(PaperInMemory::of_texts(&path, text.split('\u{c}').take(6)));
    }
    papers
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let assessed = assess_papers(&CAMPAIGN, "凫城镇", papers(&text));
    assert_eq!(assessed.failures, [], "the assessment fails on no paper");
    for item in assessed.units.iter().flat_map(|unit| &unit.items) {
        assert!(0.0 <= item.min && item.min <= item.max && item.max <= item.points, "{item:?}");
        assert!(item.min == 0.0 || !item.evidence.is_empty(), "points rest on evidence: {item:?}");
    }
});
