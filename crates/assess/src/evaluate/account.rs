//! What a unit's papers say, read once and held ready for the checks: figures, lists, elections, forms.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Document,
    fact::{
        figure::{self, Figure},
        flow::Flow,
        matrix::{self, Difference, Source},
        roster::{self, List},
        sheet,
    },
};
use crate::model::{FigureKey, FigureRow, FileStatus};

/// Kinds whose running text gives figures.
const TEXTS: &[&str] =
    &["PUB_NOTICE", "MTG_RESOLUTION", "ARCH_HANDOVER", "CHARTER", "EQUITY_PLAN", "EQUITY_MGMT", "EQUITY_CERT"];
/// Kinds whose labelled cells give figures.
const SHEETS: &[&str] = &["ASSET_BS", "ASSET_REPORT", "ASSET_LEDGER"];
/// Kinds that are lists of people or households.
pub const LISTS: &[&str] = &["MEMBER_ROSTER", "EQUITY_ROSTER", "CERT_RECEIPT", "MEMBER_SURVEY"];

/// Kinds of which only the reference date is read: what they say of figures is what somebody meant to do.
const PLANS: &[&str] = &["PLAN"];

/// What a unit's papers say.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// Figures, paper by paper.
    pub sources: Vec<Source>,
    /// The figures held against each other.
    pub rows: Vec<FigureRow>,
    /// Where they differ.
    pub differences: Vec<Difference>,
    /// Lists, by the index of their document.
    pub lists: BTreeMap<usize, List>,
}

impl Accounts {
    /// Reads a unit's papers. Drafts, blank forms and papers after the deadline say nothing here.
    pub fn new(documents: &[Document], deadline: Date, reference: Date) -> Self {
        let mut sources = Vec::new();
        let mut lists = BTreeMap::new();
        let mut unread = Vec::new();
        for (index, document) in documents.iter().enumerate().filter(|(_, document)| counts(document, deadline)) {
            let Some(kind) = document.kind.as_deref() else { continue };
            if PLANS.contains(&kind) {
                let figures = if document.has_text && is_about_assets(document) { dates(document) } else { Vec::new() };
                let figures: Vec<Figure> =
                    figures.into_iter().filter(|figure| figure.key == FigureKey::ReferenceDate).collect();
                if !figures.is_empty() {
                    sources.push(Source { document: index, figures });
                }
                continue;
            }
            let is_known = TEXTS.contains(&kind) || SHEETS.contains(&kind) || LISTS.contains(&kind);
            if !is_known {
                continue;
            }
            if !document.has_text {
                unread.push(index);
                continue;
            }
            let mut source = Source { document: index, figures: Vec::new() };
            if LISTS.contains(&kind) {
                let list = roster::read(document);
                if matches!(kind, "MEMBER_ROSTER" | "EQUITY_ROSTER") {
                    source = matrix::of_list(index, kind, &list);
                }
                lists.insert(index, list);
                source.figures.extend(dates(document));
            } else if SHEETS.contains(&kind) {
                source.figures = sheet::read(document);
                source.figures.extend(dates(document));
            } else {
                source.figures = figure::read(&Flow::new(document), is_about_members(document));
                source.figures.extend(sheet::read(document));
                if kind == "EQUITY_CERT" {
                    // A certificate is one household's: only the amount of a share is everybody's.
                    source.figures.retain(|figure| figure.key == FigureKey::PerShare);
                }
            }
            sources.push(source);
        }
        join_lists(documents, &mut sources, &lists);
        let (rows, differences) = matrix::compare(documents, &sources, &unread, reference);
        Self { sources, rows, differences, lists }
    }

    /// The figures of a document.
    pub fn of(&self, document: usize) -> &[Figure] {
        self.sources.iter().find(|source| source.document == document).map_or(&[], |source| source.figures.as_slice())
    }

    /// The lists of a kind, with their documents.
    pub fn lists_of<'f>(&'f self, documents: &'f [Document], kind: &'f str) -> impl Iterator<Item = (usize, &'f List)> {
        self.lists
            .iter()
            .filter(move |(document, _)| is_of_kind(documents, **document, kind))
            .map(|(document, list)| (*document, list))
    }
}

fn is_of_kind(documents: &[Document], at: usize, kind: &str) -> bool {
    documents.get(at).is_some_and(|document| document.kind.as_deref() == Some(kind))
}

/// Whether a paper's word counts.
pub fn counts(document: &Document, deadline: Date) -> bool {
    let is_late = !document.is_photo() && document.own_date().is_some_and(|own| own.date > deadline);
    document.status == FileStatus::Read
        && !document.is_template
        && !document.is_draft
        && !document.is_container
        && !is_late
}

fn is_about_members(document: &Document) -> bool {
    let kind = document.kind.as_deref().unwrap_or_default();
    matches!(kind, "MEMBER_ROSTER" | "MEMBER_SURVEY" | "MEMBER_METHOD")
        || (document.topics.iter().any(|topic| topic == "member-confirmation") && !is_about_assets(document))
}

fn is_about_assets(document: &Document) -> bool {
    document.topics.iter().any(|topic| topic == "asset-inventory")
}

fn dates(document: &Document) -> Vec<Figure> {
    let flow = Flow::new(document);
    let mut figures = figure::read(&flow, is_about_members(document));
    figures.retain(|figure| matches!(figure.key, FigureKey::ReferenceDate | FigureKey::MemberDate));
    figures
}

/// A village may keep its roster in parts (one file a group). Then no file's count is the village's: where several
/// rosters hold different people, their counts are left out of the comparison.
fn join_lists(documents: &[Document], sources: &mut [Source], lists: &BTreeMap<usize, List>) {
    for kind in ["MEMBER_ROSTER", "EQUITY_ROSTER"] {
        let of_kind: Vec<usize> =
            lists.keys().copied().filter(|document| is_of_kind(documents, *document, kind)).collect();
        let names = |document: usize| -> std::collections::BTreeSet<&str> {
            lists.get(&document).into_iter().flat_map(|list| &list.people).map(roster::Person::who).collect()
        };
        let is_split = of_kind.iter().any(|&a| {
            of_kind.iter().any(|&b| {
                let (a, b) = (names(a), names(b));
                let shared = a.intersection(&b).count();
                shared * 2 < a.len().min(b.len())
            })
        });
        if is_split {
            for source in sources.iter_mut().filter(|source| of_kind.contains(&source.document)) {
                source.figures.retain(|figure| matches!(figure.key, FigureKey::ReferenceDate | FigureKey::MemberDate));
            }
        }
    }
}
