//! Translates a parsed query into queries of the engine.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use tantivy::{
    Searcher, Term,
    query::{
        AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
        TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    excluded::leave_out,
    known::{IndexCache, StartsQuery},
    node::{GapPattern, Node, PatternPiece, TextTerm, Wanted},
    pattern::{PatternQuery, begins},
    schema::PageFields,
    scope::VillageScope,
    tokenizer::{Gram, LOOK_AHEAD, cover, is_open, marked, sure_grams},
};
use crate::{
    model::PageSource,
    text::{fold_query, village_key},
};

/// What a match in the name or title adds: more than the text of a page can reach.
const TITLE_SCORE: f32 = 1000.0;
/// What another form of the string scores: less than any string that stands as it was asked for.
const FORM_SCORE: f32 = 0.01;

/// The most pairs of a text that are looked for when no page holds it whole.
const MAX_PAIRS: usize = 64;
/// How many of them, the rarest first, a page is held against.
const RAREST: usize = 8;

type QueryClause = (Occur, Box<dyn Query>);

/// Translates queries against the words that one state of the index holds.
pub(crate) struct Translator<'s> {
    pub(crate) searcher: &'s Searcher,
    pub(crate) known: &'s Arc<IndexCache>,
    pub(crate) fields: &'s PageFields,
    /// The one village whose pages may be found at all, by its full name.
    pub(crate) within: Option<&'s str>,
    /// Its pages, by which words are counted then.
    pub(crate) scope: Option<&'s VillageScope<'s>>,
    /// Texts answer by part of their grams.
    pub(crate) loose: bool,
}

impl Translator<'_> {
    /// The engine's query for a parsed one, narrowed to a village where one is given, and to what may be found.
    pub(crate) fn query(&self, node: &Node, village: Option<&str>) -> tantivy::Result<Box<dyn Query>> {
        let mut clauses: Vec<QueryClause> = vec![(Occur::Must, self.node(node)?)];
        if let Some(name) = village {
            clauses.push((Occur::Must, self.village(name)?));
        }
        if let Some(name) = self.within {
            clauses.push((Occur::Must, filter(vec![Term::from_field_text(self.fields.village, name)])));
        }
        Ok(match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        })
    }

    fn node(&self, node: &Node) -> tantivy::Result<Box<dyn Query>> {
        Ok(match node {
            Node::All(nodes) if self.loose => {
                // Any of the words will do; the conditions stay.
                let (words, conditions): (Vec<&Node>, Vec<&Node>) =
                    nodes.iter().partition(|node| matches!(node, Node::Text(_) | Node::Pattern(_) | Node::Any(_)));
                let mut clauses: Vec<QueryClause> = Vec::new();
                if !words.is_empty() {
                    let words: tantivy::Result<Vec<QueryClause>> =
                        words.into_iter().map(|node| Ok((Occur::Should, self.node(node)?))).collect();
                    clauses.push((Occur::Must, Box::new(BooleanQuery::new(words?))));
                }
                for node in conditions {
                    clauses.push(match node {
                        Node::Not(inner) => leave_out(Translator { loose: false, ..*self }.node(inner)?),
                        other => (Occur::Must, self.node(other)?),
                    });
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::All(nodes) => {
                let mut clauses: Vec<QueryClause> = Vec::with_capacity(nodes.len() + 1);
                for node in nodes {
                    clauses.push(match node {
                        Node::Not(inner) => leave_out(self.node(inner)?),
                        other => (Occur::Must, self.node(other)?),
                    });
                }
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.push((Occur::Must, Box::new(AllQuery)));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::Any(nodes) => {
                let clauses: tantivy::Result<Vec<QueryClause>> =
                    nodes.iter().map(|node| Ok((Occur::Should, self.node(node)?))).collect();
                Box::new(BooleanQuery::new(clauses?))
            }
            Node::Not(inner) => {
                Box::new(BooleanQuery::new(vec![leave_out(self.node(inner)?), (Occur::Must, Box::new(AllQuery))]))
            }
            Node::Text(text) if self.loose => self.part(text)?,
            Node::Text(text) => self.text(text)?,
            Node::Pattern(pattern) => self.wanted(&Wanted::Pattern(pattern.clone()))?,
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
            Node::Source(name) => filter(vec![Term::from_field_text(self.fields.source, name)]),
            Node::Format(name) => filter(self.terms(self.fields.format, |format| format.to_lowercase() == *name)?),
            Node::File(part) => filter(self.terms(self.fields.path_key, |path| path.contains(part.as_str()))?),
        })
    }

    /// Pages with a text or one of its other forms.
    fn text(&self, text: &TextTerm) -> tantivy::Result<Box<dyn Query>> {
        let asked = self.wanted(&Wanted::Text(text.text.clone()))?;
        if text.forms.is_empty() {
            return Ok(asked);
        }
        let mut clauses = vec![(Occur::Should, asked)];
        for form in &text.forms {
            let form: Box<dyn Query> = Box::new(ConstScoreQuery::new(self.wanted(form)?, FORM_SCORE));
            clauses.push((Occur::Should, form));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Pages with a string in their text, or of a file with it in its name or title.
    fn wanted(&self, wanted: &Wanted) -> tantivy::Result<Box<dyn Query>> {
        let within = |field: Field, look_ahead: usize| -> tantivy::Result<Box<dyn Query>> {
            match wanted {
                Wanted::Text(text) => self.string(field, text, look_ahead),
                Wanted::Pattern(pattern) => {
                    let query = PatternQuery::new(field, pattern);
                    // The first piece begins on the page; one of a single character would hold too many.
                    Ok(match pattern.pieces.first() {
                        Some(PatternPiece::Text(first)) if first.chars().nth(1).is_some() => {
                            Box::new(query.among(self.string(field, first, look_ahead)?))
                        }
                        _ => Box::new(query),
                    })
                }
            }
        };
        let body = within(self.fields.body, LOOK_AHEAD)?;
        let title = Box::new(ConstScoreQuery::new(within(self.fields.title, 0)?, TITLE_SCORE));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Should, body), (Occur::Should, title)])))
    }

    /// Pages on which a folded, non-empty string begins; `look_ahead` is how much of the next page the field holds.
    fn string(&self, field: Field, folded: &str, look_ahead: usize) -> tantivy::Result<Box<dyn Query>> {
        let count = folded.chars().count();
        if count == 1 || is_open(folded) {
            let known = Arc::clone(self.known);
            return Ok(Box::new(StartsQuery { known, field, prefix: folded.to_owned() }));
        }
        let mut grams = cover(folded);
        if grams.last().is_some_and(|(_, gram)| is_open(gram)) {
            let query = PatternQuery::new(
                field,
                &GapPattern { pieces: vec![PatternPiece::Text(folded.to_owned())], bounded: false },
            );
            // Without its open end the string is one that the engine's own phrases find; where that reaches into the
            // next page, the rest is found there too.
            grams.pop();
            let head: String =
                folded.chars().take(grams.last().map_or(0, |(at, gram)| at + gram.chars().count())).collect();
            return Ok(if head.is_empty() {
                Box::new(query)
            } else {
                Box::new(query.among(self.string(field, &head, look_ahead)?))
            });
        }
        // Where a gram stands on no page, no page needs to be read.
        let known = |gram: &str| {
            Ok::<_, tantivy::TantivyError>(self.searcher.doc_freq(&Term::from_field_text(field, gram))? > 0)
        };
        let mut own = 0;
        for (_, gram) in &grams {
            if !known(gram)? {
                break;
            }
            own += 1;
        }
        let mut places: Vec<QueryClause> = Vec::new();
        if own == grams.len() {
            places.push((Occur::Should, phrase(field, grams.clone())));
        }
        // The break to the next page can lie before any gram but the first, as long as the rest lies in the look-ahead.
        for (split, (offset, gram)) in grams.iter().enumerate().skip(1).rev() {
            if count.saturating_sub(*offset) > look_ahead || !known(&marked(gram))? {
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

    /// Pages with at least a third of the rarest pairs of a text: the frequent ones tell nothing and stand everywhere.
    fn part(&self, text: &TextTerm) -> tantivy::Result<Box<dyn Query>> {
        let mut grams: Vec<(u64, Term)> = Vec::new();
        for pair in pairs(&text.text) {
            let term = Term::from_field_text(self.fields.body, &pair);
            let frequency = self.frequency(&term)?;
            if frequency > 0 {
                grams.push((frequency, term));
            }
        }
        grams.sort_unstable();
        grams.truncate(RAREST);
        if grams.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        let least = grams.len().div_ceil(3);
        let clauses = grams
            .into_iter()
            .map(|(_, term)| {
                (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>)
            })
            .collect();
        Ok(Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least)))
    }

    /// How many of the pages that may be found hold a term.
    fn frequency(&self, term: &Term) -> tantivy::Result<u64> {
        self.scope.map_or_else(|| self.searcher.doc_freq(term), |scope| scope.frequency(term))
    }

    /// Whether a folded string can stand anywhere: all its grams do. `known` keeps what was looked up.
    pub(crate) fn may_stand(&self, folded: &str, known: &mut BTreeMap<String, bool>) -> tantivy::Result<bool> {
        for gram in sure_grams(folded) {
            let stands = match known.get(&gram) {
                Some(stands) => *stands,
                None => {
                    let frequency = |gram: &str| self.frequency(&Term::from_field_text(self.fields.body, gram));
                    let stands = frequency(&gram)? > 0 || frequency(&marked(&gram))? > 0;
                    known.insert(gram, stands);
                    stands
                }
            };
            if !stands {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The characters that stand behind a character on some page.
    pub(crate) fn followers(&self, c: char) -> tantivy::Result<Vec<char>> {
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.body)?;
            for gram in begins(&index, c.encode_utf8(&mut [0; 4]))? {
                let mut rest = gram.chars().skip(1);
                if let (Some(next), None) = (rest.next(), rest.next())
                    && (self.scope.is_none() || self.frequency(&Term::from_field_text(self.fields.body, &gram))? > 0)
                {
                    found.push(next);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Whether any page was recognised from a picture.
    pub(crate) fn has_recognised(&self) -> tantivy::Result<bool> {
        Ok(self.frequency(&Term::from_field_text(self.fields.source, PageSource::Ocr.as_str()))? > 0)
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

/// The different grams of a folded text, at most [`MAX_PAIRS`].
pub(crate) fn pairs(folded: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for gram in sure_grams(folded).into_iter().take(MAX_PAIRS) {
        if gram.chars().count() > 1 && !found.contains(&gram) {
            found.push(gram);
        }
    }
    found
}

/// A condition that does not change the score.
fn filter(terms: Vec<Term>) -> Box<dyn Query> {
    if terms.is_empty() {
        return Box::new(EmptyQuery);
    }
    Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0))
}

fn phrase(field: Field, grams: Vec<Gram>) -> Box<dyn Query> {
    let terms: Vec<(usize, Term)> =
        grams.into_iter().map(|(offset, gram)| (offset, Term::from_field_text(field, &gram))).collect();
    // The engine's phrases panic with fewer than two terms.
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [(_, term)] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    }
}
