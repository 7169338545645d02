//! Tables of cases, one a check: papers as clerks write them, in prose, in tables and as recognised lines, of which
//! some must be named and the others left alone. The words are from practice and not from the sample archive.

pub(super) mod advice;
pub(super) mod archive;
pub(super) mod charter;
pub(super) mod figures;
pub(super) mod lists;
mod suggestions;

use serde_json::Value;

use crate::{
    evaluate::{
        Dated, Document,
        fixture::{day, found_by, paper},
    },
    model::{Citation, Code, Line, PageSource, Severity},
};

/// A check that is asked of an item whose slot takes papers of one kind, and the code that is looked for.
struct Table {
    check: Value,
    kind: &'static str,
    code: Code,
}

impl Table {
    /// The severities of what is found in a village's papers.
    fn found(&self, papers: &[Document]) -> Vec<Severity> {
        let found = found_by(&self.check, self.kind, self.code, papers.to_vec());
        found.into_iter().map(|finding| finding.severity).collect()
    }

    /// Something is found in each of the first, and nothing but hints in the second.
    fn holds(&self, named: &[Vec<Document>], left: &[Vec<Document>]) {
        assert!(named.len() >= 3 && left.len() >= 3, "a table has three cases of either sort");
        let told = |papers: &[Document]| papers.iter().map(text).collect::<Vec<_>>().join("\n----\n");
        for papers in named {
            let found = self.found(papers);
            assert!(found.iter().any(|severity| *severity < Severity::Hint), "not named:\n{}", told(papers));
        }
        for papers in left {
            let found = self.found(papers);
            assert!(found.iter().all(|severity| *severity == Severity::Hint), "named:\n{}\n{found:?}", told(papers));
        }
    }
}

fn text(document: &Document) -> String {
    document.content.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// A paper of a kind that says something; its name is made of both, so that no two are one.
fn says(kind: &str, text: &str) -> Document {
    let sum: usize = text.chars().map(|c| c as usize).sum();
    paper(&format!("{kind}-{sum}.docx"))
        .kind(kind)
        .topics(&["asset-inventory", "member-confirmation", "equity-quantification"])
        .saying(&[text])
}

/// A paper with this day under its signature.
fn signed(kind: &str, text: &str, date: &str) -> Document {
    let document = says(kind, text);
    let place = Citation { path: document.path.clone(), page: Some(1), quote: "落款".to_owned() };
    Document { signed: Some(Dated { date: day(date), place }), ..document }
}

/// The same paper, recognised from a scan, each line with this confidence.
fn scanned(document: Document, confidence: f32) -> Document {
    let pages = document.content.iter().cloned().map(|mut page| {
        page.source = PageSource::Ocr;
        let pieces = page.text.split(['\n', '\t']).filter(|piece| !piece.is_empty());
        page.lines =
            pieces.map(|piece| Line { text: piece.to_owned(), bbox: [0.0; 4], confidence, weak: Vec::new() }).collect();
        page
    });
    let content = pages.collect();
    Document { content, ..document }
}
