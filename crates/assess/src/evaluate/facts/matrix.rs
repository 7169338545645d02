//! Every figure of a village in every paper that gives it, held against each other.
//!
//! Not all differences are contradictions. An earlier list (榜) may honestly have other numbers than the last one, a
//! yearly inventory has other sums than the one of the reform, and a sum in 万元 is rounded. What may honestly differ
//! is left out or weighed less.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jiff::civil::Date;

use super::{figure::Figure, roster::PersonList};
use crate::{
    evaluate::Document,
    model::{FigureCell, FigureKey, FigureRow, FigureUnit, FigureValue, FigureVerdict},
    rubric::{KindRole, Rubric, TopicRole},
    text::workdays::days_between,
    vocabulary,
};

/// What one paper gives.
#[derive(Debug, Clone, Default)]
pub struct PaperFigures {
    /// Index into the unit's documents.
    pub document: usize,
    /// Its figures.
    pub figures: Vec<Figure>,
}

/// A comparison that found a difference.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Which figure.
    pub key: FigureKey,
    /// The documents that give the value most give, best first; empty where no value leads.
    pub agreeing: Vec<(usize, Figure)>,
    /// The documents that give another.
    pub differing: Vec<(usize, Figure)>,
    /// The documents whose other value was read with doubt.
    pub doubtful: Vec<(usize, Figure)>,
    /// The documents that give it rounded.
    pub rounded: Vec<(usize, Figure)>,
}

/// The papers that should give a figure; they are shown as lacking it where they do not.
fn expected(key: FigureKey) -> &'static [KindRole] {
    use KindRole::{BalanceSheet, Charter, InventoryReport, MemberRoster, PublicNotice, SharePlan, ShareRoster};
    match key {
        FigureKey::ReferenceDate => &[BalanceSheet, InventoryReport],
        FigureKey::TotalAssets | FigureKey::Liabilities | FigureKey::NetAssets => {
            &[BalanceSheet, PublicNotice, Charter]
        }
        FigureKey::OperatingAssets => &[PublicNotice, Charter, SharePlan],
        FigureKey::LandTotal => &[InventoryReport, PublicNotice, Charter],
        FigureKey::Households | FigureKey::Members => &[MemberRoster, PublicNotice, ShareRoster, Charter],
        FigureKey::QuantifiedAmount | FigureKey::PerShare | FigureKey::SharesTotal => &[SharePlan, Charter],
        FigureKey::SharesMember => &[SharePlan, ShareRoster, Charter],
        _ => &[],
    }
}

/// The topic that a notice must have to be expected to give a figure.
fn topic(key: FigureKey) -> TopicRole {
    match key {
        FigureKey::Households | FigureKey::Members | FigureKey::MemberDate => TopicRole::MemberConfirmation,
        _ => TopicRole::AssetInventory,
    }
}

/// Whether a paper should give a figure.
fn should_give(rubric: &Rubric, document: &Document, key: FigureKey) -> bool {
    document.role(rubric).is_some_and(|role| {
        expected(key).contains(&role) && (role != KindRole::PublicNotice || document.has_topic(rubric, topic(key)))
    })
}

/// The papers in the order in which one is taken for right where several agree.
const STANDING: &[KindRole] = &[
    KindRole::BalanceSheet,
    KindRole::InventoryReport,
    KindRole::MemberRoster,
    KindRole::SharePlan,
    KindRole::ShareRoster,
    KindRole::PublicNotice,
    KindRole::Resolution,
    KindRole::FilingList,
    KindRole::ShareManagementPlan,
    KindRole::Charter,
];

/// Whether a figure is one of the inventory, and so holds for a reference date.
fn is_of_the_inventory(key: FigureKey) -> bool {
    matches!(key.unit(), FigureUnit::Yuan | FigureUnit::Mu) && key != FigureKey::QuantifiedAmount
}

/// The rows and what differs in them. `sources` are the village's papers that were read; `unread` those that were not.
pub fn compare(
    rubric: &Rubric,
    documents: &[Document],
    sources: &[PaperFigures],
    unread: &[usize],
) -> (Vec<FigureRow>, Vec<Difference>) {
    let left_out = earlier_lists(rubric, documents, sources);
    let other_dates = of_other_dates(sources, rubric.settings.reference_date);
    let mut rows = Vec::new();
    let mut differences = Vec::new();
    for &key in FigureKey::ALL {
        let mut given: Vec<(usize, Vec<&Figure>)> = Vec::new();
        for source in sources {
            let is_out = match key {
                FigureKey::Households | FigureKey::Members => left_out.contains(&source.document),
                _ => is_of_the_inventory(key) && other_dates.contains(&source.document),
            };
            let figures: Vec<&Figure> = source.figures.iter().filter(|figure| figure.key == key).collect();
            if !is_out && !figures.is_empty() {
                given.push((source.document, figures));
            }
        }
        let giving: BTreeSet<usize> = given.iter().map(|(document, _)| *document).collect();
        let given = of_last_round(documents, given);
        let (row, difference) = compare_one(rubric, documents, key, &given, unread);
        let lacking = sources.iter().filter_map(|source| {
            let document = documents.get(source.document)?;
            let is_given = giving.contains(&source.document);
            let is_out = left_out.contains(&source.document) || other_dates.contains(&source.document);
            (!is_given && !is_out && should_give(rubric, document, key)).then_some(document)
        });
        let mut row = row;
        row.cells.extend(lacking.map(|document| empty_cell(document, FigureVerdict::NotFound)));
        let place = |cell: &FigureCell| standing(rubric.role_of(&cell.kind));
        row.cells.sort_by(|a, b| (place(a), &a.path).cmp(&(place(b), &b.path)));
        if row.cells.iter().any(|cell| cell.value.is_some()) {
            rows.push(row);
            differences.extend(difference);
        }
    }
    (rows, differences)
}

fn standing(role: Option<KindRole>) -> usize {
    STANDING.iter().position(|known| role == Some(*known)).unwrap_or(STANDING.len())
}

fn empty_cell(document: &Document, verdict: FigureVerdict) -> FigureCell {
    let kind = document.kind.clone().unwrap_or_default();
    FigureCell { kind, path: document.path.clone(), verdict, value: None, rounded: false, place: None }
}

/// Whether two values are one, within the slack of either.
fn agree(a: &Figure, b: &Figure) -> bool {
    match (a.value, b.value) {
        (FigureValue::Number(x), FigureValue::Number(y)) => {
            x.saturating_sub(y).saturating_abs() <= a.slack.max(b.slack) + tolerance(a.key)
        }
        (x, y) => x == y,
    }
}

/// 0.01 元 and 0.01 亩; counts are exact.
fn tolerance(key: FigureKey) -> i64 {
    match key.unit() {
        FigureUnit::Yuan | FigureUnit::Mu => 100,
        _ => 0,
    }
}

fn compare_one(
    rubric: &Rubric,
    documents: &[Document],
    key: FigureKey,
    given: &[(usize, Vec<&Figure>)],
    unread: &[usize],
) -> (FigureRow, Option<Difference>) {
    // A value leads where more papers give it exactly and without doubt than any other; a paper that gives several
    // values speaks for none.
    let mut votes: BTreeMap<FigureValue, Vec<usize>> = BTreeMap::new();
    for (document, figures) in given {
        let values: BTreeSet<FigureValue> = figures.iter().map(|figure| figure.value).collect();
        if let (1, Some(figure)) =
            (values.len(), figures.iter().find(|figure| !figure.place.doubtful && figure.slack == 0))
        {
            votes.entry(figure.value).or_default().push(*document);
        }
    }
    let most = votes.values().map(Vec::len).max().unwrap_or(0);
    let mut leading = votes.iter().filter(|(_, papers)| papers.len() == most);
    let leader = match (leading.next(), leading.next()) {
        (Some((value, papers)), None) => Some((*value, papers)),
        _ => None,
    };
    let rank = |document: usize, figure: Option<&Figure>| {
        let is_loose = figure.is_some_and(|figure| figure.is_loose);
        (is_loose, standing(documents.get(document).and_then(|document| document.role(rubric))))
    };
    let best: Option<&Figure> = leader.and_then(|(value, papers)| {
        let mut holders: Vec<_> = given.iter().filter(|(document, _)| papers.contains(document)).collect();
        holders.sort_by_key(|(document, figures)| rank(*document, figures.first().copied()));
        holders.first().and_then(|(_, figures)| figures.iter().find(|figure| figure.value == value).copied())
    });
    let best = best.or_else(|| if votes.is_empty() { most_agreed(given) } else { None });
    let mut row = FigureRow { key, agreed: leader.map(|(value, _)| value), cells: Vec::new() };
    let mut difference =
        Difference { key, agreeing: Vec::new(), differing: Vec::new(), doubtful: Vec::new(), rounded: Vec::new() };
    for (document, figures) in given {
        let fitting = best.and_then(|best| figures.iter().find(|figure| agree(figure, best)));
        let values: BTreeSet<FigureValue> = figures.iter().map(|figure| figure.value).collect();
        let shown = fitting.or(figures.first()).copied();
        let (Some(figure), Some(paper)) = (shown, documents.get(*document)) else { continue };
        let exact = best.is_some_and(|best| figure.value == best.value);
        let verdict = if fitting.is_some() {
            FigureVerdict::Equal
        } else if figure.place.doubtful || values.len() > 1 {
            FigureVerdict::Unreadable
        } else if best.is_none() && votes.len() <= 1 {
            // It is alone, or all readings of it are rounded ones.
            FigureVerdict::Equal
        } else {
            FigureVerdict::Differs
        };
        let list = match verdict {
            FigureVerdict::Equal if !exact && best.is_some() && figure.slack > 0 => &mut difference.rounded,
            FigureVerdict::Equal => &mut difference.agreeing,
            FigureVerdict::Differs => &mut difference.differing,
            FigureVerdict::Unreadable | FigureVerdict::NotFound => &mut difference.doubtful,
        };
        // A paper that gives several values says nothing sure, and nothing against others.
        if verdict != FigureVerdict::Unreadable || figure.place.doubtful {
            list.push((*document, figure.clone()));
        }
        row.cells.push(FigureCell {
            kind: paper.kind.clone().unwrap_or_default(),
            path: paper.path.clone(),
            verdict,
            value: Some(figure.value),
            rounded: verdict == FigureVerdict::Equal && !exact && best.is_some(),
            place: Some(figure.place.citation.clone()),
        });
    }
    for document in unread.iter().filter_map(|&document| documents.get(document)) {
        if should_give(rubric, document, key) {
            row.cells.push(empty_cell(document, FigureVerdict::Unreadable));
        }
    }
    difference.agreeing.sort_by_key(|(document, figure)| rank(*document, Some(figure)));
    let is_one = difference.differing.is_empty() && difference.doubtful.is_empty() && difference.rounded.is_empty();
    (row, (!is_one).then_some(difference))
}

/// Where every paper rounds, the reading that most others agree with, and of those the finest.
fn most_agreed<'f>(given: &[(usize, Vec<&'f Figure>)]) -> Option<&'f Figure> {
    let sure: Vec<&Figure> = given
        .iter()
        .filter_map(|(_, figures)| match figures.as_slice() {
            [only] if !only.place.doubtful => Some(*only),
            _ => None,
        })
        .collect();
    let agreeing = |figure: &Figure| sure.iter().filter(|other| agree(figure, other)).count();
    sure.iter().rev().max_by_key(|figure| (agreeing(figure), std::cmp::Reverse(figure.slack))).copied()
}

/// The lists that are posted one after the other (榜), with their places among them.
static NOTICE_LISTS: LazyLock<Vec<(&str, u32)>> = LazyLock::new(|| {
    let list = vocabulary!("labels.tsv");
    list.rows_of("notice-list").filter_map(|row| Some((row.get("word"), row.get("meaning").parse().ok()?))).collect()
});

/// Notices of the member roster before the last one: 一榜 and 二榜 may honestly differ from what was settled.
fn earlier_lists(rubric: &Rubric, documents: &[Document], sources: &[PaperFigures]) -> BTreeSet<usize> {
    let rank = |document: &Document| {
        let label = document.label.as_str();
        let list = NOTICE_LISTS.iter().find(|(word, _)| label.contains(word)).map_or(0, |(_, place)| *place);
        (list, document.own_date().map(|own| own.date))
    };
    let lists: Vec<(usize, &Document)> = sources
        .iter()
        .filter(|source| {
            source.figures.iter().any(|figure| matches!(figure.key, FigureKey::Members | FigureKey::Households))
        })
        .filter_map(|source| Some((source.document, documents.get(source.document)?)))
        .filter(|(_, document)| {
            document.role(rubric) == Some(KindRole::PublicNotice)
                && document.has_topic(rubric, TopicRole::MemberConfirmation)
        })
        .collect();
    let last = lists.iter().map(|(_, document)| rank(document)).max();
    lists.into_iter().filter(|(_, document)| Some(rank(document)) != last).map(|(at, _)| at).collect()
}

/// Of several papers of one kind, those of the last round: many villages went through a step in 2018 and once more in
/// 2020, and the first charter may honestly have other numbers than the second. Rounds lie half a year apart or more.
fn of_last_round<'f>(documents: &[Document], given: Vec<(usize, Vec<&'f Figure>)>) -> Vec<(usize, Vec<&'f Figure>)> {
    const ROUND_DAYS: i32 = 183;
    let day = |document: usize| documents.get(document).and_then(Document::own_date).map(|own| own.date);
    let kind_of = |document: usize| documents.get(document).and_then(|document| document.kind.as_deref());
    let last_of = |kind: Option<&str>| {
        given.iter().filter(|(document, _)| kind_of(*document) == kind).filter_map(|(document, _)| day(*document)).max()
    };
    let is_earlier = |document: usize| {
        let last = last_of(kind_of(document));
        day(document).zip(last).is_some_and(|(own, last)| days_between(own, last) >= ROUND_DAYS)
    };
    let earlier: Vec<usize> =
        given.iter().map(|(document, _)| *document).filter(|document| is_earlier(*document)).collect();
    given.into_iter().filter(|(document, _)| !earlier.contains(document)).collect()
}

/// Papers whose inventory figures hold for another day than the reform's.
fn of_other_dates(sources: &[PaperFigures], reference: Date) -> BTreeSet<usize> {
    let days = |source: &PaperFigures| -> BTreeSet<FigureValue> {
        source
            .figures
            .iter()
            .filter(|figure| figure.key == FigureKey::ReferenceDate)
            .map(|figure| figure.value)
            .collect()
    };
    let mut counts: BTreeMap<FigureValue, usize> = BTreeMap::new();
    for source in sources {
        for day in days(source) {
            *counts.entry(day).or_default() += 1;
        }
    }
    let wanted = FigureValue::Day(reference);
    let base = if counts.contains_key(&wanted) {
        Some(wanted)
    } else {
        counts.iter().max_by_key(|(_, count)| **count).map(|(day, _)| *day)
    };
    let Some(base) = base else { return BTreeSet::new() };
    sources
        .iter()
        .filter(|source| !days(source).is_empty() && !days(source).contains(&base))
        .map(|source| source.document)
        .collect()
}

/// The figures that a list gives by its rows.
pub fn of_list(document: usize, role: KindRole, list: &PersonList) -> PaperFigures {
    let mut figures = Vec::new();
    let Some(first) = list.people.first() else { return PaperFigures { document, figures } };
    let mut push = |key, value: i64, is_doubtful: bool, is_loose| {
        let mut place = list.people.last().map_or_else(|| first.place.clone(), |last| last.place.clone());
        place.doubtful = is_doubtful;
        figures.push(Figure { key, value: FigureValue::Number(value), slack: 0, is_loose, place });
    };
    let scaled = |count: usize| {
        i64::try_from(count).unwrap_or(i64::MAX / crate::model::FIGURE_SCALE).saturating_mul(crate::model::FIGURE_SCALE)
    };
    let is_shares = role == KindRole::ShareRoster;
    let households = list.households_counted();
    if let Some(counted) = households {
        push(FigureKey::Households, scaled(counted.count), counted.is_doubtful, is_shares);
    }
    if role == KindRole::MemberRoster && list.people.iter().any(|person| !person.name.is_empty()) {
        let counted = list.people_counted();
        push(FigureKey::Members, scaled(counted.count), counted.is_doubtful, false);
    }
    if is_shares {
        let doubtful = list.people.iter().any(|person| person.place.doubtful) || list.people_counted().is_doubtful;
        if let Some(counts) = list.people.iter().map(|person| person.count).collect::<Option<Vec<_>>>() {
            push(
                FigureKey::Members,
                counts
                    .iter()
                    .fold(0_i64, |sum, count| sum.saturating_add(*count))
                    .saturating_mul(crate::model::FIGURE_SCALE),
                doubtful,
                true,
            );
        }
        if let Some(shares) = list.shares_summed() {
            push(FigureKey::SharesMember, shares, doubtful, false);
        }
    }
    PaperFigures { document, figures }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{documents::prose::flow::Flow, facts::figure, fixture::paper};

    fn compared(documents: &[Document]) -> (Vec<FigureRow>, Vec<Difference>) {
        let sources: Vec<PaperFigures> = documents
            .iter()
            .enumerate()
            .map(|(document, of)| PaperFigures { document, figures: figure::read(&Flow::new(of), false) })
            .collect();
        compare(&Rubric::builtin(), documents, &sources, &[])
    }

    fn verdicts(documents: &[Document], key: FigureKey) -> Vec<&'static str> {
        let (rows, _) = compared(documents);
        rows.iter()
            .find(|row| row.key == key)
            .map(|row| row.cells.iter().map(|cell| cell.verdict.as_str()).collect())
            .unwrap_or_default()
    }

    fn saying(path: &str, kind: &str, text: &str) -> Document {
        paper(path).kind(kind).topics(&["member-confirmation", "asset-inventory"]).saying(&[text])
    }

    #[test]
    fn two_against_one_and_one_against_one() {
        let plan = saying("方案.docx", "EQUITY_PLAN", "确认成员88户、301人，总股数3010股");
        let resolution = saying("决议.docx", "MTG_RESOLUTION", "会议确认成员88户301人");
        let charter = saying("章程.docx", "CHARTER", "本社成员共88户、310人");
        assert_eq!(
            verdicts(&[plan.clone(), resolution, charter.clone()], FigureKey::Members),
            ["equal", "equal", "differs"]
        );
        assert_eq!(verdicts(&[plan, charter], FigureKey::Members), ["differs", "differs"]);
    }

    #[test]
    fn rounded_sums_agree() {
        let notice = saying("公示.docx", "PUB_NOTICE", "集体资产总额1,748,808.77元");
        let charter = saying("章程.docx", "CHARTER", "集体资产总额174.88万元");
        let (rows, differences) = compared(&[notice.clone(), charter]);
        assert!(rows[0].cells.iter().all(|cell| cell.verdict == FigureVerdict::Equal));
        assert_eq!(differences[0].rounded.len(), 1);
        let wrong = saying("章程.docx", "CHARTER", "集体资产总额174.98万元");
        assert_eq!(verdicts(&[notice, wrong], FigureKey::TotalAssets), ["equal", "differs"]);
    }

    #[test]
    fn what_may_honestly_differ_is_left_out() {
        let first = saying("一榜.docx", "PUB_NOTICE", "集体经济组织成员共88户、300人");
        let first = Document { label: "成员名单第一榜公示".to_owned(), ..first };
        let last = saying("三榜.docx", "PUB_NOTICE", "集体经济组织成员共88户、301人");
        let last = Document { label: "成员名单第三榜公示".to_owned(), ..last };
        let charter = saying("章程.docx", "CHARTER", "本社成员共88户、301人");
        assert_eq!(verdicts(&[first, last, charter], FigureKey::Members), ["equal", "equal"]);
        let reform = saying("公示.docx", "PUB_NOTICE", "截至2017年12月31日，集体资产总额100元");
        let yearly = saying("年度公示.docx", "PUB_NOTICE", "截至2019年12月31日，集体资产总额130元");
        assert_eq!(verdicts(&[reform, yearly], FigureKey::TotalAssets), ["equal"]);
    }

    #[test]
    fn the_first_round_may_have_had_other_numbers() {
        let dated = |path: &str, kind: &str, date: &str, text: &str| saying(path, kind, text).on(date);
        let first = dated("2018章程.docx", "CHARTER", "2018-11-01", "本社成员共80户、290人");
        let second = dated("2020章程.docx", "CHARTER", "2020-05-06", "本社成员共88户、301人");
        let plan = dated("方案.docx", "EQUITY_PLAN", "2020-04-01", "确认成员88户、301人");
        assert_eq!(verdicts(&[first, second.clone(), plan.clone()], FigureKey::Members), ["equal", "equal"]);
        let slip = dated("章程2.docx", "CHARTER", "2020-05-08", "本社成员共88户、310人");
        assert_eq!(verdicts(&[slip, second, plan], FigureKey::Members), ["equal", "equal", "differs"]);
    }

    #[test]
    fn papers_that_should_give_a_figure_and_do_not_are_shown() {
        let plan = saying("方案.docx", "EQUITY_PLAN", "总股数3010股，每股金额50元");
        let charter = saying("章程.docx", "CHARTER", "第一条 本社名称");
        assert_eq!(verdicts(&[plan, charter], FigureKey::SharesTotal), ["equal", "not-found"]);
    }
}
