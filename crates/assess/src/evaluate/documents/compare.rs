//! Two papers sentence by sentence: what both say, and what only one of them says.
//!
//! Names of places, figures and the names that follow an office are a village's own and make no difference (R11); they
//! are marked apart, so that a person sees whether the village filled in its own.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{
    likeness::{masked, place_names},
    prose::running::Running,
};
use crate::{
    evaluate::Document,
    model::{Citation, Township},
    text::Cut,
};

/// Sentences of a paper that are laid side by side; what follows them is not.
const MOST: usize = 2_000;
/// Characters of a sentence up to which its differing words are looked for; a longer one is marked as a whole.
const LONGEST: usize = 800;
/// A run that both have counts as different where it is this short and stands between two that differ: single
/// characters that happen to be the same help nobody to read.
const ISLAND: usize = 1;

/// A sentence of one of the two papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedSentence {
    /// Its words as they stand on the page, in parts; a part is marked where the other paper has none like it.
    pub parts: Vec<(String, bool)>,
    /// Where it stands.
    pub place: Citation,
}

/// A sentence with what stands at the same place in the other paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentencePair {
    /// In the first paper.
    pub here: Option<PlacedSentence>,
    /// In the second.
    pub there: Option<PlacedSentence>,
    /// Whether they say the same but for what is a village's own.
    pub is_same: bool,
}

/// Lays two papers side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// In the order of the texts.
    pub pairs: Vec<SentencePair>,
    /// Sentences that both have.
    pub same: usize,
    /// Sentences, or pairs of them, that differ.
    pub different: usize,
    /// Whether a paper goes on behind what is shown.
    pub is_cut: bool,
}

/// Compares two papers; empty where neither has text.
pub fn compare(township: &Township, here: &Document, there: &Document) -> Comparison {
    let names = place_names(township);
    let (a, a_cut) = sentences(here, &names);
    let (b, b_cut) = sentences(there, &names);
    let keys = |list: &[KeyedSentence]| list.iter().map(|sentence| sentence.key.clone()).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &keys(&a), &keys(&b)) {
        let is_same = matches!(op, DiffOp::Equal { .. });
        let (mut here, mut there) = (a.part(op.old_range()).iter(), b.part(op.new_range()).iter());
        loop {
            let pair = match (here.next(), there.next()) {
                (Some(x), Some(y)) => {
                    let (own, other) = words(&x.text, &y.text);
                    SentencePair { here: Some(x.said(&own)), there: Some(y.said(&other)), is_same }
                }
                (Some(x), None) => SentencePair { here: Some(x.whole()), there: None, is_same },
                (None, Some(y)) => SentencePair { here: None, there: Some(y.whole()), is_same },
                (None, None) => break,
            };
            pairs.push(pair);
        }
    }
    let same = pairs.iter().filter(|pair| pair.is_same).count();
    Comparison { same, different: pairs.len() - same, is_cut: a_cut || b_cut, pairs }
}

/// A sentence with the key by which it is held against those of the other paper.
struct KeyedSentence {
    /// Its words without what is a village's own.
    key: String,
    /// Its words as they stand on the page, without the breaks of lines.
    text: Vec<char>,
    place: Citation,
}

impl KeyedSentence {
    fn said(&self, marked: &[Range<usize>]) -> PlacedSentence {
        let mut parts = Vec::new();
        let mut done = 0;
        for range in marked {
            parts.push((self.text.part(done..range.start).iter().collect::<String>(), false));
            parts.push((self.text.part(range.clone()).iter().collect(), true));
            done = range.end;
        }
        parts.push((self.text.part(done..).iter().collect(), false));
        parts.retain(|(text, _)| !text.is_empty());
        PlacedSentence { parts, place: self.place.clone() }
    }

    fn whole(&self) -> PlacedSentence {
        self.said(std::slice::from_ref(&(0..self.text.len())))
    }
}

fn sentences(document: &Document, names: &[String]) -> (Vec<KeyedSentence>, bool) {
    let running = Running::new(document);
    let all = running.sentences();
    let is_cut = all.len() > MOST;
    let list = all.into_iter().take(MOST).filter_map(|sentence| {
        let places = running.cite(&sentence.range);
        let text = places.iter().flat_map(|place| place.quote.chars()).filter(|c| !matches!(c, '\n' | '\r')).collect();
        let place = places.into_iter().next()?;
        Some(KeyedSentence { key: masked(running.text.part(sentence.range), names), text, place })
    });
    (list.collect(), is_cut)
}

/// The parts of two sentences that the other has not.
fn words(a: &[char], b: &[char]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    if a == b {
        return (Vec::new(), Vec::new());
    }
    if a.len().max(b.len()) > LONGEST {
        return (whole(a), whole(b));
    }
    let (mut own, mut other): (Vec<Range<usize>>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, a, b) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        add(&mut own, op.old_range());
        add(&mut other, op.new_range());
    }
    (own, other)
}

fn whole(text: &[char]) -> Vec<Range<usize>> {
    std::iter::once(0..text.len()).collect()
}

fn add(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    match ranges.last_mut() {
        Some(last) if range.start.saturating_sub(last.end) <= ISLAND => last.end = range.end,
        _ => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArchivePath, Page, PageSource, Village};

    fn paper(path: &str, text: &str) -> Document {
        let page = Page {
            page: 1,
            label: None,
            source: PageSource::TextLayer,
            width: 595.0,
            height: 842.0,
            text: text.to_owned(),
            lines: Vec::new(),
        };
        Document::of_pages(ArchivePath::new(path), vec![page])
    }

    fn township() -> Township {
        let village = |name: &str| Village { name: name.to_owned(), ..Village::default() };
        Township { villages: vec![village("张庄村"), village("付庄村")], ..Township::default() }
    }

    fn marked(said: Option<&PlacedSentence>) -> Vec<&str> {
        said.map(|said| said.parts.iter().filter(|(_, marked)| *marked).map(|(text, _)| text.as_str()).collect())
            .unwrap_or_default()
    }

    #[test]
    fn names_and_figures_are_a_villages_own_and_the_rest_is_not() {
        let here = paper("a", "张庄村集体资产共120亩。\n成员大会每年召开一次。\n公积金不得分配。");
        let there = paper("b", "付庄村集体资产共87亩。\n成员大会每年召开两次，可以提前。\n公积金不得分配。\n附则。");
        let found = compare(&township(), &here, &there);
        assert_eq!((found.same, found.different, found.is_cut), (2, 2, false));
        let own: Vec<_> = found.pairs.iter().map(|pair| (pair.is_same, marked(pair.here.as_ref()))).collect();
        assert_eq!(own[0], (true, vec!["张", "120"]), "its own name and figure, marked apart");
        assert_eq!(own[1], (false, vec!["一"]));
        let between = "a single character that both have divides nothing";
        assert_eq!(marked(found.pairs[1].there.as_ref()), ["两次，可以提前"], "{between}");
        assert!(own[2].0 && own[2].1.is_empty());
        assert_eq!(found.pairs[3].here, None);
        assert_eq!(marked(found.pairs[3].there.as_ref()), ["附则。"]);
    }

    #[test]
    fn papers_without_text_have_nothing_to_compare() {
        let empty = Document::of_pages(ArchivePath::new("a"), Vec::new());
        assert_eq!(compare(&township(), &empty, &empty), Comparison::default());
    }
}
