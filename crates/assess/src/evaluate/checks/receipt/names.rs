//! Receipts name by name: the heads of the roster are those who have a row.

use std::collections::BTreeSet;

use super::{NAMED, has_unread, is_recognised, places};
use crate::{
    evaluate::{
        Case,
        facts::{
            receipt::Receipts,
            roster::{ListedPerson, PersonList},
        },
    },
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::KindRole,
};

/// How the names of receipts and roster differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameDifferences {
    /// Heads of households without a receipt; the first few.
    pub without: Vec<String>,
    /// Names on receipts that head no household; the first few.
    strange: Vec<String>,
    /// How many there are of either.
    counts: (usize, usize),
    /// Their rows.
    places: Vec<Citation>,
}

/// Heads of households without a receipt, and receipts of nobody who heads a household; `None` where there is neither,
/// or where it cannot be told. Lists that have less than half of their names in common are of different people, or of
/// different times.
pub(super) fn differences(case: &Case<'_>, kind: &str, receipts: &Receipts<'_>) -> Option<NameDifferences> {
    let rosters = [KindRole::ShareRoster, KindRole::MemberRoster].into_iter().find_map(|role| {
        let lists: Vec<&PersonList> = case.accounts.lists_with(case.rubric, case.documents, role).collect();
        let has_unread = case.rubric.kinds_with(role).any(|kind| has_unread(case, &kind.id));
        let is_readable = !has_unread && lists.iter().all(|list| has_heads(list));
        (!lists.is_empty() && is_readable).then_some(lists)
    })?;
    let heads: Vec<&ListedPerson> =
        rosters.iter().flat_map(|list| list.people.iter().filter(|person| is_head(list, person))).collect();
    let is_unsure = is_recognised(receipts) || heads.iter().any(|person| person.is_recognised);
    if is_unsure || has_unread(case, kind) {
        return None;
    }
    let of = |people: &[&ListedPerson]| -> BTreeSet<String> { people.iter().map(|person| head_of(person)).collect() };
    let (wanted, given) = (of(&heads), of(&receipts.rows));
    let shared = wanted.intersection(&given).count();
    if shared * 2 < wanted.len().min(given.len()) {
        return None;
    }
    let without: Vec<&ListedPerson> =
        heads.iter().copied().filter(|person| !given.contains(&head_of(person))).collect();
    let strange: Vec<&ListedPerson> =
        receipts.rows.iter().copied().filter(|person| !wanted.contains(&head_of(person))).collect();
    if without.is_empty() && strange.is_empty() {
        return None;
    }
    let listed = |people: &[&ListedPerson]| people.iter().take(6).map(|person| head_of(person)).collect::<Vec<_>>();
    let mut shown = places(&without);
    shown.extend(places(&strange));
    shown.truncate(NAMED);
    let counts = (without.len(), strange.len());
    Some(NameDifferences { without: listed(&without), strange: listed(&strange), counts, places: shown })
}

impl NameDifferences {
    /// What is said of it where the two lists are equally long.
    pub(super) fn finding(self) -> Option<Finding> {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        let (without, strange) = self.counts;
        if without > 0 {
            let names = self.without.join("、");
            zh.push(format!("名册 {without} 户未见于领取登记表（{names}）"));
            en.push(format!("{without} households of the roster have no receipt ({names})"));
        }
        if strange > 0 {
            let names = self.strange.join("、");
            zh.push(format!("领取登记表 {strange} 户不是名册中的户主（{names}）"));
            en.push(format!("{strange} receipts are of nobody who heads a household there ({names})"));
        }
        if zh.is_empty() {
            return None;
        }
        let (zh, en) = (zh.join("；"), en.join("; "));
        let message =
            msg!("{zh}：请核实是否换了户主或漏登", "{en}: please check whether the head changed or a row lacks");
        Some(Finding::new(Code::ReceiptCountMismatch, Severity::Warning, message, self.places))
    }
}

/// Whether a list tells who heads each household.
fn has_heads(list: &PersonList) -> bool {
    list.people.iter().any(|person| is_head(list, person))
}

fn is_head(list: &PersonList, person: &ListedPerson) -> bool {
    if list.has_relations { person.is_head() } else { !person.head.is_empty() }
}

fn head_of(person: &ListedPerson) -> String {
    let name = if person.head.is_empty() { person.who() } else { &person.head };
    crate::text::fold(name)
}
