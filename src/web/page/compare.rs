//! Two papers side by side, sentence by sentence. Two photos have a page of their own, `pair`.

use std::sync::Arc;

use askama::Template;
use axum::{extract::Path, response::Response};
use serde::Deserialize;

use super::{
    names::kind_name,
    settle::{self, Settle},
};
use crate::{
    evaluate::{
        Document,
        documents::compare::{Comparison, PlacedSentence, SentencePair, compare},
    },
    model::{ArchivePath, Lang, Unit, Village},
    report::{Report, link, words},
    text::village_key,
    web::{
        answer::frame::PageFrame,
        request::{parameters::Parameters, visit::Visit},
    },
};

/// Sentences in a row that both have are folded away from so many on.
const FOLDED_FROM: usize = 3;

/// One of the two files.
#[derive(Debug)]
struct PaperSide {
    path: String,
    title: String,
    kind: String,
    unit: String,
    tag: &'static str,
    unit_href: String,
    href: String,
}

/// A sentence of one side, ready for the page.
#[derive(Debug)]
struct SaidShown {
    parts: Vec<SaidPart>,
    href: String,
    page: Option<u32>,
}

/// A part of a sentence.
#[derive(Debug)]
struct SaidPart {
    text: String,
    /// It differs, or is the village's own.
    marked: bool,
    /// It names a village of the township that the paper is not of.
    is_other_village: bool,
}

/// Two sentences that stand beside each other.
#[derive(Debug)]
struct SentencePairShown {
    here: Option<SaidShown>,
    there: Option<SaidShown>,
    is_same: bool,
}

/// Sentences in a row that are all the same, or all different.
#[derive(Debug)]
struct SentenceBlock {
    is_same: bool,
    is_folded: bool,
    pairs: Vec<SentencePairShown>,
}

/// `/compare/{path}?with=…`
#[derive(Debug, Template)]
#[template(path = "compare.html")]
pub struct ComparePage {
    lang: Lang,
    frame: PageFrame,
    sides: [PaperSide; 2],
    same: usize,
    different: usize,
    is_cut: bool,
    blocks: Vec<SentenceBlock>,
    settles: Vec<Settle>,
    here: String,
    by: String,
}

impl ComparePage {
    /// The page of two files; `None` where the report does not hold both.
    pub fn new(
        report: &Report,
        here: &ArchivePath,
        there: &ArchivePath,
        found: Comparison,
        frame: PageFrame,
    ) -> Option<Self> {
        let lang = frame.lang;
        let (left, right) = (side(report, here, lang)?, side(report, there, lang)?);
        let mut frame = frame.titled(lang.pick("并排对照", "Side by side"), "");
        frame.crumbs.insert(1, (left.unit.clone(), Some(left.unit_href.clone())));
        Some(Self {
            lang,
            frame,
            sides: [left, right],
            same: found.same,
            different: found.different,
            is_cut: found.is_cut,
            blocks: blocks(found.pairs, found.different == 0, [&others(report, here), &others(report, there)]),
            settles: settle::about(report, &[here, there], lang),
            here: link::compare(here, there),
            by: String::new(),
        })
    }
}

fn side(report: &Report, path: &ArchivePath, lang: Lang) -> Option<PaperSide> {
    let entry = report.files.get(path)?;
    let unit: &Unit = &entry.unit;
    Some(PaperSide {
        path: path.to_string(),
        title: entry.title.clone(),
        kind: kind_name(report, entry.kind.as_deref(), lang),
        unit: words::unit_name(unit, lang).to_owned(),
        tag: words::unit_tag(unit, lang),
        unit_href: link::unit(unit),
        href: link::file(path, None, ""),
    })
}

/// Runs of pairs. Where nothing differs all is shown: what is each village's own is then what is to be looked at.
fn blocks(pairs: Vec<SentencePair>, all_same: bool, [left, right]: [&[String]; 2]) -> Vec<SentenceBlock> {
    let mut blocks: Vec<SentenceBlock> = Vec::new();
    for pair in pairs {
        let here = pair.here.map(|it| said(it, left));
        let there = pair.there.map(|it| said(it, right));
        let shown = SentencePairShown { here, there, is_same: pair.is_same };
        match blocks.last_mut() {
            Some(block) if block.is_same == shown.is_same => block.pairs.push(shown),
            _ => blocks.push(SentenceBlock { is_same: shown.is_same, is_folded: false, pairs: vec![shown] }),
        }
    }
    for block in &mut blocks {
        block.is_folded = block.is_same && !all_same && block.pairs.len() >= FOLDED_FROM;
    }
    blocks
}

/// What the villages of the township are called of which a file is not.
fn others(report: &Report, path: &ArchivePath) -> Vec<String> {
    let own = report.files.get(path).and_then(|entry| entry.unit.village());
    let Some(own) = own else { return Vec::new() };
    let names = report.township.villages.iter().filter(|village| village.name != own).flat_map(Village::names);
    // A name that is part of the own one is no other village's here.
    names.map(|name| village_key(name)).filter(|name| name.chars().count() > 1 && !own.contains(name)).collect()
}

fn said(said: PlacedSentence, others: &[String]) -> SaidShown {
    let part = |(text, marked): (String, bool)| SaidPart {
        is_other_village: marked && others.iter().any(|name| text.contains(name)),
        text,
        marked,
    };
    SaidShown {
        parts: said.parts.into_iter().map(part).collect(),
        href: link::citation(&said.place),
        page: said.place.page,
    }
}

/// The query of a comparison.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CompareParameters {
    /// The other file.
    with: String,
}

/// `GET /compare/{path}`
pub(crate) async fn show(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<CompareParameters>,
) -> Response {
    let (here, there) = (ArchivePath::new(path), ArchivePath::new(wanted.with));
    if !(visit.sees(&here) && visit.sees(&there)) {
        return visit.not_found();
    }
    let (report, own, other) = (Arc::clone(&visit.report), here.clone(), there.clone());
    let found = visit.away(move |workbench| {
        let paper = |path: ArchivePath| {
            let pages = workbench.pages(&path);
            Document::of_pages(path, pages)
        };
        compare(&report.township, &paper(own), &paper(other))
    });
    let found = found.await.unwrap_or_default();
    match ComparePage::new(&visit.report, &here, &there, found, visit.frame()) {
        Some(page) => visit.answer(&ComparePage { by: visit.name.clone(), ..page }),
        None => visit.not_found(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Citation, report::fixture};

    fn pair(here: &str, there: Option<&str>, is_same: bool) -> SentencePair {
        let said = |path: &str, text: &str| PlacedSentence {
            parts: vec![(text.to_owned(), false), ("<改>".to_owned(), true)],
            place: Citation { path: ArchivePath::new(path), page: Some(2), quote: text.to_owned() },
        };
        SentencePair { here: Some(said("a", here)), there: there.map(|text| said("b", text)), is_same }
    }

    #[test]
    fn what_is_the_same_is_folded_and_what_differs_is_marked() {
        let report = fixture::report();
        let (here, there) =
            (ArchivePath::new("01张庄村/03章程/章程.pdf"), ArchivePath::new("02<b>村/章程 \"终稿\" & 'x'.pdf"));
        let mut pairs = vec![pair("一", Some("一"), true), pair("二", Some("二"), true), pair("三", Some("三"), true)];
        pairs.extend([pair("四", None, false), pair("五", Some("五"), true)]);
        let found = Comparison { pairs, same: 4, different: 1, is_cut: false };
        let frame = || PageFrame::new(&report, Lang::Zh, "/compare/x");
        let page = ComparePage::new(&report, &here, &there, found, frame()).expect("both are there");
        let html = page.render().expect("the page renders");
        assert!(html.contains("两份都有 4 句，不同 1 处") && html.contains("<summary>相同 3 句</summary>"));
        assert!(html.contains("四<mark>&#60;改&#62;</mark>") && html.contains("（没有）"));
        assert!(html.contains("五<span class=\"own\">&#60;改&#62;</span>"), "a village's own words are no difference");
        let mut wrong = pair("六", Some("六"), true);
        if let Some(there) = &mut wrong.there {
            there.parts.push(("张庄村".to_owned(), true));
        }
        let found = Comparison { pairs: vec![wrong], same: 1, different: 0, is_cut: false };
        let page = ComparePage::new(&report, &here, &there, found, frame()).expect("both are there");
        let wrong = page.render().expect("the page renders");
        assert!(
            wrong.contains("<mark class=\"other-village\">◐ 张庄村</mark>"),
            "another village's name stands out: {wrong}"
        );
        assert!(html.contains("href=\"/file/a?page=2&#38;quote=%E5%9B%9B\""));
        let other = ArchivePath::new("别处.pdf");
        assert!(ComparePage::new(&report, &here, &other, Comparison::default(), frame()).is_none());
        let empty = ComparePage::new(&report, &here, &there, Comparison::default(), frame()).expect("both are there");
        assert!(empty.render().expect("the page renders").contains("没有可以对照的文字"));
    }
}
