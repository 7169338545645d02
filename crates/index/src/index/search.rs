//! Answers a query: the pages that hold what was asked for and, in groups of their own, pages that may be meant.
//!
//! What is asked for is taken letter for letter after folding, with other writings of dates and sums beside it. Pages
//! that may be meant are found by other means: words of the field that mean the same, words that recognition may have
//! misread, names typed in letters, and, where there are next to no hits, pages with part of the words.

use std::{collections::BTreeMap, sync::Arc};

use tantivy::{
    DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument,
    query::{BooleanQuery, EnableScoring, Occur, Query},
};

use super::{
    collect::{CollectedHits, Ranking, merge},
    columns::Columns,
    engine::{Hit, MatchKind, More, SearchOptions, SearchResults},
    excluded::leave_out,
    facet::{Facet, FacetField},
    known::IndexCache,
    node::{Needle, Node, TextTerm, Wanted},
    page::PageTexts,
    schema::{PageFields, hit_of},
    scope::VillageScope,
    snippet::snippet,
    synonym,
    translate::{Translator, pairs},
};
use crate::{
    containment::contain,
    model::PageSource,
    text::{fold, one_off, pinyin, repunctuated},
};

/// With fewer hits than this, pages that hold part of the words are looked for too.
const FEW: usize = 3;
/// The most hits shown of pages that may be meant.
const MOST_MORE: usize = 10;
/// The most misread words looked for, and the longest word they are looked for.
const MOST_VARIANTS: usize = 120;
const LONGEST_VARIANT: usize = 12;
/// The shortest and the longest string of which those with other marks are looked for.
const FEWEST_FOR_MARKS: usize = 4;
const LONGEST_FOR_MARKS: usize = 60;
/// The most names looked for that letters can mean.
const MOST_NAMES: usize = 60;
/// The most facet values given.
const MOST_VALUES: usize = 60;

/// One query against one state of the index.
pub(crate) struct Search<'s> {
    pub(crate) searcher: &'s Searcher,
    pub(crate) known: &'s Arc<IndexCache>,
    /// What is known of the pages, by segment.
    pub(crate) columns: Vec<Arc<Columns>>,
    pub(crate) fields: &'s PageFields,
    pub(crate) options: &'s SearchOptions,
    pub(crate) texts: &'s dyn PageTexts,
    /// The pages of the one village that may be found, where there is such a limit.
    pub(crate) scope: Option<VillageScope<'s>>,
    /// The names of all villages, in order; needed for [`Sort::Village`](super::Sort::Village) only.
    pub(crate) villages: Vec<String>,
}

/// Strings with other marks that were looked for, and which parts of them stand on some page.
#[derive(Default)]
struct OtherMarks {
    found: BTreeMap<String, Vec<String>>,
    known: BTreeMap<String, bool>,
}

impl Search<'_> {
    /// Fills in the answer to a parsed query.
    pub(crate) fn answer(&self, node: &Node, results: &mut SearchResults) -> tantivy::Result<()> {
        let options = self.options;
        let asked = node;
        let mut marks = OtherMarks::default();
        let node = &self.with_marks_of_recognition(asked, &mut marks)?;
        let gathered = self.run(node, &[], false, options.limit.saturating_add(options.offset), options.facets)?;
        results.total = gathered.total;
        results.facets = facets(gathered.facets);
        let needles = node.needles();
        for ranked in merge(self.searcher, gathered.hits)?.into_iter().skip(options.offset).take(options.limit) {
            let mut hit = self.hit(ranked.segment, ranked.doc, ranked.score, &needles, MatchKind::Exact)?;
            if self.stands_otherwise(asked, &hit) || (node != asked && self.lacks_all(asked, &hit)) {
                hit.matched = MatchKind::Form;
            }
            results.hits.push(hit);
        }
        if options.alternatives {
            let ends_here = options.offset.saturating_add(results.hits.len()) >= results.total;
            self.add_more(asked, node, ends_here, &mut marks, results)?;
        }
        Ok(())
    }

    /// The query that recognised pages also answer where they have another mark between two characters, or one more or
    /// less: recognition takes marks for each other and for specks.
    fn with_marks_of_recognition(&self, asked: &Node, marks: &mut OtherMarks) -> tantivy::Result<Node> {
        if !self.translator(false).has_recognised()? {
            return Ok(asked.clone());
        }
        Ok(asked.with_source(PageSource::Ocr.as_str(), &mut |text| self.other_marks(&text.text, marks)))
    }

    /// The strings that differ from a folded one by a mark and stand on some page, looked for once a query.
    fn other_marks(&self, folded: &str, marks: &mut OtherMarks) -> Vec<String> {
        if let Some(found) = marks.found.get(folded) {
            return found.clone();
        }
        let found = self.look_for_other_marks(folded, &mut marks.known);
        marks.found.insert(folded.to_owned(), found.clone());
        found
    }

    fn look_for_other_marks(&self, folded: &str, known: &mut BTreeMap<String, bool>) -> Vec<String> {
        if !(FEWEST_FOR_MARKS..=LONGEST_FOR_MARKS).contains(&folded.chars().count()) {
            return Vec::new();
        }
        let translator = self.translator(false);
        // A pair that stands nowhere rules out most of the strings before they are made.
        let mut follows = |a: char, b: char| translator.may_stand(&format!("{a}{b}"), known).unwrap_or(false);
        let mut found = repunctuated(folded, MOST_VARIANTS, &mut follows);
        found.retain(|variant| self.stands(variant, known).unwrap_or(false));
        found
    }

    /// Whether a hit has none of the strings as they were asked for.
    fn lacks_all(&self, asked: &Node, hit: &Hit) -> bool {
        let mut texts: Vec<&str> = Vec::new();
        asked.texts(&mut |node| {
            if let Node::Text(text) = node {
                texts.push(&text.text);
            }
        });
        let page = |page: Option<u32>| page.and_then(|page| self.texts.page_text(&hit.path, page)).unwrap_or_default();
        let body = fold(&format!("{}\n{}", page(Some(hit.page)), page(hit.page.checked_add(1))));
        let names = [fold(hit.path.file_name()), fold(&hit.title)];
        !texts.is_empty()
            && !texts.iter().any(|text| body.contains(text) || names.iter().any(|name| name.contains(text)))
    }

    fn translator(&self, loose: bool) -> Translator<'_> {
        let within = self.options.within.as_deref();
        let scope = self.scope.as_ref();
        Translator { searcher: self.searcher, known: self.known, fields: self.fields, within, scope, loose }
    }

    /// Runs a query without the pages that others found.
    fn run(
        &self,
        node: &Node,
        without: &[&Node],
        loose: bool,
        keep: usize,
        facets: bool,
    ) -> tantivy::Result<CollectedHits> {
        let mut query = self.translator(loose).query(node, self.options.village.as_deref())?;
        if !without.is_empty() {
            let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, query)];
            for node in without {
                clauses.push(leave_out(self.translator(false).query(node, None)?));
            }
            query = Box::new(BooleanQuery::new(clauses));
        }
        let (sort, columns, villages) = (self.options.sort, &self.columns[..], &self.villages[..]);
        let ranking = Ranking { columns, sort, keep, facets, villages };
        match &self.scope {
            Some(scope) => self.searcher.search_with_statistics_provider(&query, &ranking, scope),
            None => self.searcher.search(&query, &ranking),
        }
    }

    fn hit(&self, segment: u32, doc: u32, score: f32, needles: &[Needle], matched: MatchKind) -> tantivy::Result<Hit> {
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(segment, doc))?;
        let mut hit = hit_of(self.fields, &document, score);
        hit.matched = matched;
        let text = self.texts.page_text(&hit.path, hit.page).unwrap_or_default();
        let next = hit.page.checked_add(1).and_then(|page| self.texts.page_text(&hit.path, page)).unwrap_or_default();
        // A page whose words cannot be shown is a hit all the same.
        hit.snippet = contain(|| snippet(&text, &next, needles)).unwrap_or_default();
        Ok(hit)
    }

    /// Whether a hit has none of the strings as they were asked for, only other forms of them.
    fn stands_otherwise(&self, node: &Node, hit: &Hit) -> bool {
        let mut asked: Vec<&TextTerm> = Vec::new();
        node.texts(&mut |node| {
            if let Node::Text(text) = node
                && !text.forms.is_empty()
            {
                asked.push(text);
            }
        });
        if asked.is_empty() {
            return false;
        }
        let page = |page: Option<u32>| page.and_then(|page| self.texts.page_text(&hit.path, page)).unwrap_or_default();
        let body = fold(&format!("{}\n{}", page(Some(hit.page)), page(hit.page.checked_add(1))));
        let names = [fold(hit.path.file_name()), fold(&hit.title)];
        !asked.iter().any(|text| {
            body.contains(&text.text) || names.iter().any(|name| hit.page <= 1 && name.contains(&text.text))
        })
    }

    /// The pages that may be meant, a group a reason.
    fn add_more(
        &self,
        asked: &Node,
        answered: &Node,
        ends_here: bool,
        marks: &mut OtherMarks,
        results: &mut SearchResults,
    ) -> tantivy::Result<()> {
        let mut found: Vec<Node> = Vec::new();
        let synonyms = self.widened(asked, &|text| synonym::alternatives(&text.text))?;
        if let Some(node) = synonyms {
            self.group(answered, node, MatchKind::Synonym, ends_here, &mut found, results)?;
        }
        let marked =
            asked.widened(&mut |text| self.other_marks(&text.text, marks).into_iter().map(Wanted::Text).collect());
        if let Some(node) = marked {
            self.group(answered, node, MatchKind::Form, ends_here, &mut found, results)?;
        }
        // Where nothing has the words, they may be what recognition made of a page, and the true ones stand elsewhere.
        let anywhere = results.total == 0;
        if anywhere || self.translator(false).has_recognised()? {
            let misread = self.widened(asked, &|text| match text.text.chars().count() {
                2..=LONGEST_VARIANT => one_off(&text.text, MOST_VARIANTS),
                _ => Vec::new(),
            })?;
            if let Some(node) = misread {
                let recognised = if anywhere {
                    node
                } else {
                    Node::All(vec![node, Node::Source(PageSource::Ocr.as_str().to_owned())])
                };
                self.group(answered, recognised, MatchKind::Doubt, ends_here, &mut found, results)?;
            }
        }
        if results.total == 0 && results.more.is_empty() {
            let translator = self.translator(false);
            let mut followers = |c: char| translator.followers(c).unwrap_or_default();
            let mut known = BTreeMap::new();
            let named = asked.widened(&mut |text| {
                let names = pinyin::names(&text.text, MOST_NAMES, &mut followers);
                names
                    .into_iter()
                    .filter(|name| self.stands(name, &mut known).unwrap_or(false))
                    .map(Wanted::Text)
                    .collect()
            });
            if let Some(node) = named {
                self.group(answered, node, MatchKind::Pinyin, ends_here, &mut found, results)?;
            }
        }
        let all = results.total + results.more.iter().map(|more| more.total).sum::<usize>();
        if all < FEW {
            self.add_parts(asked, ends_here, &found, results)?;
        }
        Ok(())
    }

    /// The query with those further strings that stand on some page.
    fn widened(&self, asked: &Node, more: &dyn Fn(&TextTerm) -> Vec<String>) -> tantivy::Result<Option<Node>> {
        let mut trouble = None;
        let mut known = BTreeMap::new();
        let node = asked.widened(&mut |text| {
            more(text)
                .into_iter()
                .filter(|word| {
                    self.stands(word, &mut known).unwrap_or_else(|error| {
                        trouble = Some(error);
                        false
                    })
                })
                .map(Wanted::Text)
                .collect()
        });
        trouble.map_or(Ok(node), Err)
    }

    /// Whether a folded string stands on any page.
    fn stands(&self, folded: &str, known: &mut BTreeMap<String, bool>) -> tantivy::Result<bool> {
        let translator = self.translator(false);
        if !translator.may_stand(folded, known)? {
            return Ok(false);
        }
        let query = translator.query(&Node::Text(TextTerm::quoted(folded)), None)?;
        self.any_page(&*query)
    }

    /// Whether a query finds any page; the first one settles it.
    fn any_page(&self, query: &dyn Query) -> tantivy::Result<bool> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        for reader in self.searcher.segment_readers() {
            let mut pages = weight.scorer(reader, 1.0)?;
            let mut page = pages.doc();
            while page != TERMINATED {
                if !reader.is_deleted(page) {
                    return Ok(true);
                }
                page = pages.advance();
            }
        }
        Ok(false)
    }

    fn group(
        &self,
        asked: &Node,
        node: Node,
        matched: MatchKind,
        ends_here: bool,
        found: &mut Vec<Node>,
        results: &mut SearchResults,
    ) -> tantivy::Result<()> {
        let without: Vec<&Node> = std::iter::once(asked).chain(found.iter()).collect();
        let keep = if ends_here { self.options.limit.min(MOST_MORE) } else { 0 };
        let gathered = self.run(&node, &without, false, keep, false)?;
        if gathered.total > 0 {
            let needles = node.needles();
            let mut words: Vec<String> = Vec::new();
            node.texts(&mut |node| {
                if let Node::Text(text) = node {
                    words.extend(text.forms.iter().filter_map(|form| match form {
                        Wanted::Text(word) => Some(word.clone()),
                        Wanted::Pattern(_) => None,
                    }));
                }
            });
            let (total, hits) = self.hits(gathered, &needles, matched)?;
            results.more.push(More { matched, words, query: node.to_string(), total, hits });
            found.push(node);
        }
        Ok(())
    }

    fn hits(
        &self,
        gathered: CollectedHits,
        needles: &[Needle],
        matched: MatchKind,
    ) -> tantivy::Result<(usize, Vec<Hit>)> {
        let total = gathered.total;
        let hits: tantivy::Result<Vec<Hit>> = merge(self.searcher, gathered.hits)?
            .into_iter()
            .take(MOST_MORE)
            .map(|ranked| self.hit(ranked.segment, ranked.doc, ranked.score, needles, matched))
            .collect();
        Ok((total, hits?))
    }

    /// Pages with part of the words, for a query that found next to nothing.
    fn add_parts(
        &self,
        asked: &Node,
        ends_here: bool,
        found: &[Node],
        results: &mut SearchResults,
    ) -> tantivy::Result<()> {
        let mut words: Vec<String> = Vec::new();
        asked.texts(&mut |node| {
            if let Node::Text(text) = node {
                words.extend(pairs(&text.text));
            }
        });
        words.dedup();
        if words.len() < 2 || !ends_here {
            return Ok(());
        }
        let without: Vec<&Node> = std::iter::once(asked).chain(found).collect();
        let gathered = self.run(asked, &without, true, self.options.limit.min(MOST_MORE), false)?;
        if gathered.total > 0 {
            let needles: Vec<Needle> = words.iter().map(Needle::text).collect();
            let (total, hits) = self.hits(gathered, &needles, MatchKind::Part)?;
            results.more.push(More { matched: MatchKind::Part, words: Vec::new(), query: String::new(), total, hits });
        }
        Ok(())
    }
}

/// The values of each facet: the months in order, the others by count.
fn facets(counted: BTreeMap<FacetField, BTreeMap<String, usize>>) -> Vec<Facet> {
    counted
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(field, values)| {
            let mut values: Vec<(String, usize)> = values.into_iter().collect();
            if field != FacetField::Month {
                values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            }
            values.truncate(MOST_VALUES);
            Facet { field, values }
        })
        .collect()
}
