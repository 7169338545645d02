//! From a parsed query to the engine's queries.

use std::ops::Bound;

use tantivy::{
    Searcher, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery,
        RegexQuery, TermQuery, TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    embedded::Fields,
    query::Node,
    tokenizer::{Gram, LOOK_AHEAD, cover, marked},
};
use crate::text::{fold_query, village_key};

/// How much more a match in the name or title weighs than one in the text. BM25 of a long phrase in a text can reach
/// some ten times that of a short one in a title.
const TITLE_WEIGHT: f32 = 20.0;

type Clause = (Occur, Box<dyn Query>);

/// Translates queries against the words that one state of the index holds.
pub(crate) struct Translator<'s> {
    pub(crate) searcher: &'s Searcher,
    pub(crate) fields: &'s Fields,
}

impl Translator<'_> {
    /// The engine's query for a parsed one, narrowed to a village where one is given.
    pub(crate) fn query(&self, node: &Node, village: Option<&str>) -> tantivy::Result<Box<dyn Query>> {
        let query = self.node(node)?;
        Ok(match village {
            Some(name) => {
                let only = self.village(name)?;
                Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, only)]))
            }
            None => query,
        })
    }

    fn node(&self, node: &Node) -> tantivy::Result<Box<dyn Query>> {
        Ok(match node {
            Node::All(nodes) => {
                let mut clauses: Vec<Clause> = Vec::with_capacity(nodes.len() + 1);
                for node in nodes {
                    clauses.push(match node {
                        Node::Not(inner) => (Occur::MustNot, self.node(inner)?),
                        other => (Occur::Must, self.node(other)?),
                    });
                }
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.push((Occur::Must, Box::new(AllQuery)));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::Any(nodes) => {
                let clauses: tantivy::Result<Vec<Clause>> =
                    nodes.iter().map(|node| Ok((Occur::Should, self.node(node)?))).collect();
                Box::new(BooleanQuery::new(clauses?))
            }
            Node::Not(inner) => Box::new(BooleanQuery::new(vec![
                (Occur::MustNot, self.node(inner)?),
                (Occur::Must, Box::new(AllQuery)),
            ])),
            Node::Text(text) => {
                let body = string(self.searcher, self.fields.body, text, LOOK_AHEAD)?;
                let title = Box::new(BoostQuery::new(string(self.searcher, self.fields.title, text, 0)?, TITLE_WEIGHT));
                Box::new(BooleanQuery::new(vec![(Occur::Should, body), (Occur::Should, title)]))
            }
            Node::Village(name) => self.village(name)?,
            Node::Kind(name) => {
                let (id, part) = (name.to_lowercase(), fold_query(name));
                let mut terms = self.terms(self.fields.kind_key, |kind| kind == id)?;
                terms.extend(self.terms(self.fields.kind_name, |names| names.contains(&part))?);
                filter(terms)
            }
            Node::Item(id) => filter(vec![Term::from_field_text(self.fields.item_key, id)]),
            Node::Date(from, to) => {
                let bound = |day: u64| Bound::Included(Term::from_field_u64(self.fields.date, day));
                Box::new(ConstScoreQuery::new(Box::new(RangeQuery::new(bound(*from), bound(*to))), 0.0))
            }
            Node::File(part) => filter(self.terms(self.fields.path_key, |path| path.contains(part.as_str()))?),
        })
    }

    /// Pages of a village: of the one with exactly this name, else of those that differ by 村 or an order number.
    fn village(&self, name: &str) -> tantivy::Result<Box<dyn Query>> {
        let exact = self.terms(self.fields.village, |village| village == name)?;
        if !exact.is_empty() {
            return Ok(filter(exact));
        }
        let key = village_key(name);
        Ok(filter(self.terms(self.fields.village, |village| village_key(village) == key)?))
    }

    /// The values of a field that satisfy a condition. Fields asked so have few values: one a village, kind or file.
    fn terms(&self, field: Field, wanted: impl Fn(&str) -> bool) -> tantivy::Result<Vec<Term>> {
        let mut found: Vec<Term> = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                if let Ok(value) = std::str::from_utf8(stream.key())
                    && wanted(value)
                {
                    found.push(Term::from_field_text(field, value));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// A condition that does not change the score.
fn filter(terms: Vec<Term>) -> Box<dyn Query> {
    if terms.is_empty() {
        return Box::new(EmptyQuery);
    }
    Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0))
}

/// Pages on which a folded, non-empty string begins; `look_ahead` is how much of the next page the field holds.
fn string(searcher: &Searcher, field: Field, folded: &str, look_ahead: usize) -> tantivy::Result<Box<dyn Query>> {
    let count = folded.chars().count();
    if count == 1 {
        return starting_with(field, folded);
    }
    let grams = cover(folded);
    // A gram that stands nowhere settles it without a look at any page.
    let known =
        |gram: &str| Ok::<_, tantivy::TantivyError>(searcher.doc_freq(&Term::from_field_text(field, gram))? > 0);
    let mut own = 0;
    while own < grams.len() && known(&grams[own].1)? {
        own += 1;
    }
    let mut places: Vec<Clause> = Vec::new();
    if own == grams.len() {
        places.push((Occur::Should, phrase(field, grams.clone())));
    }
    // The break to the next page can lie before any gram but the first, as long as the rest lies in the look-ahead.
    for split in (1..grams.len()).rev() {
        if count - grams[split].0 > look_ahead || !known(&marked(&grams[split].1))? {
            break;
        }
        if split > own {
            continue;
        }
        let split_grams = grams
            .iter()
            .enumerate()
            .map(|(at, (offset, gram))| (*offset, if at < split { gram.clone() } else { marked(gram) }))
            .collect();
        places.push((Occur::Should, phrase(field, split_grams)));
    }
    Ok(match places.len() {
        0 => Box::new(EmptyQuery),
        1 => places.remove(0).1,
        _ => Box::new(BooleanQuery::new(places)),
    })
}

fn phrase(field: Field, grams: Vec<Gram>) -> Box<dyn Query> {
    let mut terms: Vec<(usize, Term)> =
        grams.into_iter().map(|(offset, gram)| (offset, Term::from_field_text(field, &gram))).collect();
    if terms.len() == 1 {
        let (_, term) = terms.remove(0);
        return Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
    }
    Box::new(PhraseQuery::new_with_offset(terms))
}

/// Pages that hold one character. Every character of a page starts a pair, or stands alone at the end.
fn starting_with(field: Field, c: &str) -> tantivy::Result<Box<dyn Query>> {
    let escaped: String =
        c.chars().flat_map(|c| (c.is_ascii_punctuation()).then_some('\\').into_iter().chain([c])).collect();
    Ok(Box::new(RegexQuery::from_pattern(&format!("{escaped}.?"), field)?))
}
