//! How near papers of one kind are to each other over the villages (R11).
//!
//! Names of places, figures and the names that follow an office are masked; what is left is cut into runs of five
//! characters and compared. A sketch of the runs (one-permutation hashing, a kilobyte) finds each paper's nearest
//! neighbour, and only that pair is compared in full: papers of one kind are compared pair by pair, but by sketch.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use regex::Regex;

use super::prose::running::Running;
use crate::{
    evaluate::Document,
    model::{ArchivePath, Citation, Township, Unit},
    rubric::{KindRole, Rubric},
    text::{Cut, fold::fold_name, names::village_key},
    vocabulary,
};

/// Characters in a run.
const RUN: usize = 5;
/// Bins of a sketch.
const BINS: usize = 256;
/// Characters from which a paper says enough to be compared.
const LONG_ENOUGH: usize = 300;
/// The same for what a township tells of an exemplar village, which is a page or less.
const LONG_ENOUGH_OF_EXEMPLAR: usize = 120;
/// Papers of one kind that are compared with each other; an archive of more villages than a township has is cut.
const MOST: usize = 1_500;
/// Differences that are kept of a pair.
const KEPT: usize = 6;
/// Sentences of a paper that are laid side by side; what follows them is not.
const ALIGNED: usize = 500;
/// A pair less alike than this has no differences worth showing.
const NEAR: f64 = 0.9;

static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[0-9][0-9.,:%/-]*|[零〇一二三四五六七八九十百千万亿]{2,}|[壹贰叁肆伍陆柒捌玖拾佰仟]+")
        .expect("the pattern is constant")
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let offices = vocabulary!("offices.tsv").forms("likeness-office");
    Regex::new(&format!(r"({offices})(?:[:为由是])?\p{{Han}}{{2,3}}([任为负、,;。])")).expect("the pattern is constant")
});

/// A paper's nearest neighbour in another village.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The share of the runs that both have, 0 to 1, names and figures masked.
    pub share: f64,
    /// The other village.
    pub village: String,
    /// Its paper.
    pub other: ArchivePath,
    /// Sentences that one of them has and the other has not, in the order of the texts: here, and there.
    pub differences: Vec<(Option<Citation>, Option<Citation>)>,
}

/// The village that a paper is of; what the township writes of an exemplar village is of that one.
fn about<'d>(rubric: &Rubric, document: &'d Document) -> Option<&'d str> {
    match (&document.unit, document.villages.as_slice()) {
        (Unit::Village(name), _) => Some(name),
        (Unit::Township, [only]) if document.role(rubric) == Some(KindRole::Exemplar) => Some(only),
        _ => None,
    }
}

/// Papers of one kind with their sketches.
type Sketched<'d> = Vec<(&'d Document, Vec<u32>)>;

/// The nearest neighbours of all papers of villages, and of what the township writes of exemplar villages, by file.
pub fn nearest(rubric: &Rubric, township: &Township, documents: &[Document]) -> BTreeMap<ArchivePath, Likeness> {
    let about = |document| about(rubric, document);
    let names = place_names(township);
    let mut by_kind: BTreeMap<(bool, &str), Sketched<'_>> = BTreeMap::new();
    for document in documents {
        let Some(kind) = &document.kind else { continue };
        let is_exemplar = document.unit == Unit::Township && rubric.role_of(kind) == Some(KindRole::Exemplar);
        let least = if is_exemplar { LONG_ENOUGH_OF_EXEMPLAR } else { LONG_ENOUGH };
        if about(document).is_none() {
            continue;
        }
        let is_text = document.has_text && !document.is_photo() && !document.is_template;
        let papers = by_kind.entry((is_exemplar, kind)).or_default();
        if !is_text || papers.len() >= MOST || length(document) < least {
            continue;
        }
        papers.push((document, sketch(&masked(Running::new(document).text, &names))));
    }
    let mut found = BTreeMap::new();
    for papers in by_kind.values() {
        for (document, own) in papers {
            let mates = papers.iter().filter(|(other, _)| about(other) != about(document));
            let best = mates
                .map(|(other, sketch)| (common(own, sketch), *other))
                .max_by_key(|(bins, other)| (*bins, std::cmp::Reverse(&other.path)));
            let Some((_, other)) = best.filter(|(bins, _)| *bins * 10 >= BINS * 8) else { continue };
            found.insert(document.path.clone(), compare(document, other, about(other).unwrap_or_default(), &names));
        }
    }
    found
}

fn length(document: &Document) -> usize {
    document.content.iter().map(|page| page.text.chars().filter(|c| !c.is_whitespace()).count()).sum()
}

/// All names of places that tell villages apart, longest first.
pub(in crate::evaluate) fn place_names(township: &Township) -> Vec<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for village in &township.villages {
        for name in village.names() {
            let name = fold_name(name);
            names.insert(village_key(&name));
            names.insert(name);
        }
    }
    names.insert(fold_name(&township.name));
    let mut names: Vec<String> = names.into_iter().filter(|name| name.chars().count() >= 2).collect();
    names.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
    names
}

/// A text without what is a village's own.
pub(in crate::evaluate) fn masked(text: &str, names: &[String]) -> String {
    let mut masked = text.to_owned();
    for name in names {
        if masked.contains(name.as_str()) {
            masked = masked.replace(name.as_str(), "＠");
        }
    }
    let masked = FIGURES.replace_all(&masked, "#");
    NAMED.replace_all(&masked, "$1＠$2").into_owned()
}

/// The hashes of a text's runs of [`RUN`] characters.
pub(in crate::evaluate) fn runs(text: &str) -> impl Iterator<Item = u64> {
    let chars: Vec<char> = text.chars().collect();
    let count = chars.len().saturating_sub(RUN - 1);
    (0..count).map(move |at| {
        let mut hasher = DefaultHasher::new();
        chars.part(at..at + RUN).hash(&mut hasher);
        hasher.finish()
    })
}

/// The least hash in each bin; a bin that no run falls into holds the greatest number.
fn sketch(text: &str) -> Vec<u32> {
    let mut bins = vec![u32::MAX; BINS];
    for run in runs(text) {
        let bin = usize::try_from(run % BINS as u64).unwrap_or(0);
        let value = u32::try_from(run >> 32).unwrap_or(u32::MAX);
        if let Some(least) = bins.get_mut(bin) {
            *least = value.min(*least);
        }
    }
    bins
}

fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a == b).count()
}

fn compare(document: &Document, other: &Document, village: &str, names: &[String]) -> Likeness {
    let (here, there) = (Running::new(document), Running::new(other));
    let set = |running: &Running<'_>| runs(&masked(running.text, names)).collect::<BTreeSet<u64>>();
    let (a, b) = (set(&here), set(&there));
    let both = a.intersection(&b).count();
    let either = a.len() + b.len() - both;
    let ratio = |part: usize, whole: usize| {
        f64::from(u32::try_from(part).unwrap_or(u32::MAX)) / f64::from(u32::try_from(whole.max(1)).unwrap_or(u32::MAX))
    };
    let share = ratio(both, either);
    let differences = if share >= NEAR { differences(&here, &there, names) } else { Vec::new() };
    Likeness { share, village: village.to_owned(), other: other.path.clone(), differences }
}

/// Sentences that only one of the two has, masked; where both have one between the same neighbours, they stand side by
/// side.
fn differences(here: &Running<'_>, there: &Running<'_>, names: &[String]) -> Vec<(Option<Citation>, Option<Citation>)> {
    let list = |running: &Running<'_>| -> Vec<(String, Citation)> {
        let sentences = running.sentences().into_iter().take(ALIGNED);
        sentences
            .filter_map(|sentence| {
                let place = running.cite(&sentence.range).into_iter().next()?;
                Some((masked(running.text.part(sentence.range), names), place))
            })
            .collect()
    };
    let (a, b) = (list(here), list(there));
    let is_same =
        |x: usize, y: usize| matches!((a.get(x), b.get(y)), (Some((own, _)), Some((other, _))) if own == other);
    let mut differences = Vec::new();
    let (mut i, mut j) = (0, 0);
    while (i < a.len() || j < b.len()) && differences.len() < KEPT {
        if is_same(i, j) {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        // The nearest sentence that both have again ends the difference.
        let next = (0..a.len() - i + b.len() - j)
            .find_map(|sum| (0..=sum).map(|of_a| (i + of_a, j + sum - of_a)).find(|&(x, y)| is_same(x, y)))
            .unwrap_or((a.len(), b.len()));
        while (i, j) != next && differences.len() < KEPT {
            let place = |list: &[(String, Citation)], at: usize| list.get(at).map(|(_, place)| place.clone());
            let mine = if i < next.0 { place(&a, i) } else { None };
            let theirs = if j < next.1 { place(&b, j) } else { None };
            i += usize::from(mine.is_some());
            j += usize::from(theirs.is_some());
            differences.push((mine, theirs));
        }
    }
    differences
}
