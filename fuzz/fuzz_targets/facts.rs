//! Facts of one document, by every reader of facts: none fails, and every quotation stands on its page.

#![no_main]

use cundang::{
    evaluate::{
        Document,
        documents::{
            identity::{Identity, Places},
            issued::issued,
            prose::{Flow, Running},
        },
        facts::{figure, meeting, notice::notice, roster, sheet, sign_in::sign_in},
    },
    model::{ArchivePath, Page, PageSource, Township},
};
use libfuzzer_sys::fuzz_target;

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data).into_owned();
    let seen = bare(&text);
    let page =
        Page { page: 1, label: None, source: PageSource::TextLayer, width: 0.0, height: 0.0, text, lines: Vec::new() };
    let document = Document::of_pages(ArchivePath::new("a.txt"), vec![page]);
    let holds = |quote: &str| assert!(seen.contains(&bare(quote)), "{quote:?}");
    for facts in meeting::minutes(&document) {
        holds(&facts.head.quote);
        facts.name.iter().for_each(|fact| holds(&fact.quote));
        facts.date.iter().for_each(|fact| holds(&fact.quote));
        facts.decision.iter().for_each(|fact| holds(&fact.quote));
        for vote in facts.votes {
            vote.in_favour.iter().chain(&vote.against).chain(&vote.abstained).for_each(|fact| holds(&fact.quote));
        }
    }
    if let Some(sheet) = sign_in(&document) {
        assert!(sheet.signed() <= sheet.rows.len() && sheet.signed_voters() <= sheet.voters());
    }
    for figure in figure::read(&Flow::new(&document), true).into_iter().chain(sheet::read(&document)) {
        holds(&figure.place.citation.quote);
    }
    let _ = roster::read(&document);
    let identity = Identity::read(document.as_paper(), &Places::new(&Township::default()));
    let title = identity.title.proof().filter(|proof| proof.place.page.is_some());
    // Page numbers may stand between the lines of a title.
    title.iter().flat_map(|proof| proof.place.quote.lines()).for_each(holds);
    issued(&document).iter().for_each(|fact| holds(&fact.quote));
    let running = Running::new(&document);
    for sentence in running.sentences() {
        running.cite(&sentence.range).iter().for_each(|place| holds(&place.quote));
        running.clause_at(&sentence.range);
    }
    if let Some(facts) = notice(&document) {
        facts.period.iter().for_each(|fact| holds(&fact.quote));
        facts.declared.iter().for_each(|fact| holds(&fact.quote));
    }
});
