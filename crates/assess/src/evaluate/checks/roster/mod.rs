//! Lists of people (R20): identity numbers, people listed twice, counts; and the survey sheets behind them.

pub(super) mod stated;
pub(super) mod survey;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words};
use crate::{
    evaluate::{
        Case,
        case::shared::id_digest,
        facts::roster::{IdFault, ListedPerson, PersonList, id_fault},
    },
    model::{Citation, Code, FigureKey, FigureValue, Finding, Reason, Severity, Unit},
    msg,
    rubric::{KindId, KindRole},
    text::{mask_id, parse_integer},
};

/// Lists of people of a kind: identity numbers, people listed twice, counts, one head a household (R20).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Roster {
    /// The kind.
    kind: KindId,
}

impl CheckType for Roster {
    const NAME: &'static str = "roster";
    const CODES: &'static [Code] = &[Code::RosterIdInvalid, Code::RosterDuplicatePerson, Code::RosterCountMismatch];
    const WORDS: Words = Words {
        looks_for: [
            "名册的证件号、重复人员、人数、户主、序号",
            "identity numbers, people listed twice, counts and heads in rosters",
        ],
        reads: ["名册表格的每一行，也与别村的名册相比", "every row, also against the rosters of other villages"],
        blind_to: ["没有证件号的同名人；手写名册", "namesakes without a number; rosters by hand"],
    };
}

impl Check for Roster {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, &self.kind)
    }

    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        reasons(on.case, &self.kind)
    }
}

/// At most so many places are given for one finding.
pub(super) const NAMED: usize = 20;

/// Checks every list of a kind. Who the members are is the member roster's to say; a list made after it is held against
/// its own numbers only, so that one slip is not told twice.
fn check(case: &Case<'_>, kind: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (document, list) in case.accounts.lists_of(case.documents, kind) {
        if case.rubric.role_of(kind) == Some(KindRole::MemberRoster) {
            findings.extend(identity_numbers(list, &BTreeSet::new()));
            findings.extend(twice(list));
            findings.extend(in_other_villages(case, list));
            findings.extend(heads(list));
        } else {
            findings.extend(identity_numbers(list, &told(case)));
        }
        findings.extend(numbering(list));
        findings.extend(stated::check(case, document, list));
    }
    findings
}

/// A number that cannot be right, or is two people's, is a fault of the list, whatever lies behind it; of a list that was
/// recognised it is a hint.
fn weighed(people: &[&ListedPerson]) -> Severity {
    if people.iter().any(|person| person.is_recognised) { Severity::Hint } else { Severity::Fault }
}

/// The rows of people, the first [`NAMED`] of them.
pub(super) fn places(people: &[&ListedPerson]) -> Vec<Citation> {
    people.iter().take(NAMED).map(|person| person.place.citation.clone()).collect()
}

/// The identity numbers of the member rosters, which are checked there.
fn told<'c>(case: &'c Case<'_>) -> BTreeSet<&'c str> {
    let rosters = case.accounts.lists_with(case.rubric, case.documents, KindRole::MemberRoster);
    rosters.flat_map(|list| &list.people).filter_map(|person| person.id.as_ref()).map(|id| id.number.as_str()).collect()
}

/// Identity numbers that cannot be right, but for those that another list has told.
fn identity_numbers(list: &PersonList, told: &BTreeSet<&str>) -> Vec<Finding> {
    let mut by_fault: BTreeMap<IdFault, Vec<&ListedPerson>> = BTreeMap::new();
    let is_told = |person: &&ListedPerson| person.id.as_ref().is_some_and(|id| told.contains(id.number.as_str()));
    for person in list.people.iter().filter(|person| !is_told(person)) {
        if let Some(fault) = id_fault(person) {
            by_fault.entry(fault).or_default().push(person);
        }
    }
    by_fault
        .into_iter()
        .map(|(fault, people)| {
            let what = match fault {
                IdFault::Checksum => msg!("校验码不符", "the check character differs"),
                IdFault::BirthDate => msg!("出生日期不是有效日期", "the birth date is no day"),
                IdFault::Sex => msg!("与性别栏不符", "the sex differs from its column"),
                IdFault::Length => msg!("不是18位", "they have not 18 characters"),
            };
            let shown: Vec<String> = people
                .iter()
                .take(3)
                .map(|person| {
                    let masked = person.id.as_ref().map(|id| mask_id(&id.number)).or_else(|| person.odd_id.clone());
                    format!("{} {}", person.who(), masked.unwrap_or_default())
                })
                .collect();
            let (count, zh, en, shown) = (people.len(), what.zh, what.en, shown.join("、"));
            let message = if people.iter().any(|person| person.is_recognised) {
                msg!(
                    "{count} 个身份证号{zh}（{shown}），为识别文字：请人工核对",
                    "{count} identity numbers: {en} ({shown}); they were recognised: please look"
                )
            } else {
                msg!(
                    "{count} 个身份证号{zh}（{shown}）：请核实",
                    "{count} identity numbers: {en} ({shown}): please check"
                )
            };
            Finding::new(Code::RosterIdInvalid, weighed(&people), message, places(&people))
        })
        .collect()
}

/// The same number twice is the same person twice; the same name twice in one household may be a slip.
fn twice(list: &PersonList) -> Vec<Finding> {
    let mut by_id: BTreeMap<&str, Vec<&ListedPerson>> = BTreeMap::new();
    let mut by_name: BTreeMap<(&str, &str, &str), Vec<&ListedPerson>> = BTreeMap::new();
    for person in &list.people {
        match &person.id {
            Some(id) => by_id.entry(id.number.as_str()).or_default().push(person),
            None if !person.household.is_empty() && !person.name.is_empty() => {
                by_name
                    .entry((person.household.as_str(), person.name.as_str(), person.relation.as_str()))
                    .or_default()
                    .push(person);
            }
            None => {}
        }
    }
    let mut findings = Vec::new();
    for (number, people) in by_id {
        let [first, _, ..] = people.as_slice() else { continue };
        let (who, masked, count) = (first.who(), mask_id(number), people.len());
        let message = msg!(
            "{who}（{masked}）在名册中出现 {count} 次：请核实",
            "{who} ({masked}) stands {count} times in the roster: please check"
        );
        findings.push(Finding::new(Code::RosterDuplicatePerson, weighed(&people), message, places(&people)));
    }
    for ((_, name, _), people) in by_name.into_iter().filter(|(_, people)| people.len() > 1) {
        let message = msg!(
            "同一户中“{name}”出现两次：请核实是否重复登记",
            "“{name}” stands twice in one household: please check whether one is a repeat"
        );
        findings.push(Finding::new(Code::RosterDuplicatePerson, Severity::Hint, message, places(&people)));
    }
    findings
}

/// A person who is a member in another village too (两头占).
fn in_other_villages(case: &Case<'_>, list: &PersonList) -> Vec<Finding> {
    let mut findings = Vec::new();
    for person in list.members() {
        let Some(id) = &person.id else { continue };
        let Some(entries) = case.shared.persons.get(&id_digest(&id.number)) else { continue };
        let others: Vec<_> = entries.iter().filter(|entry| entry.unit != *case.unit).collect();
        let Some(Unit::Village(other)) = others.first().map(|entry| &entry.unit) else { continue };
        let (who, masked) = (person.who(), mask_id(&id.number));
        let message = msg!(
            "{who}（{masked}）同时在{other}的名册中：请核实是否“两头占”",
            "{who} ({masked}) is in the roster of {other} too: please check in which of the two this member belongs"
        );
        let places = std::iter::once(person.place.citation.clone())
            .chain(others.iter().map(|entry| entry.place.clone()))
            .collect();
        findings.push(Finding::new(Code::RosterDuplicatePerson, weighed(&[person]), message, places));
    }
    findings
}

/// Gaps in 序号. A number that begins anew with 1 begins another part.
fn numbering(list: &PersonList) -> Vec<Finding> {
    let mut gaps: Vec<&ListedPerson> = Vec::new();
    let mut missing = 0;
    for [first, second] in list.people.array_windows() {
        let (Some(before), Some(after)) = (first.number, second.number) else { continue };
        // How many numbers lie between the two.
        let between = after.saturating_sub(before).saturating_sub(1);
        if (1..50).contains(&between) && !second.is_recognised && !first.is_recognised {
            missing += between;
            gaps.push(second);
        }
    }
    // A list that counts households, or skips often, is not numbered row by row.
    if gaps.is_empty() || gaps.len() > 5 {
        return Vec::new();
    }
    let message = msg!(
        "名册序号不连续，缺 {missing} 个号：请核实是否漏页漏行",
        "the roster's numbering leaves out {missing}: please check whether rows or pages lack"
    );
    vec![Finding::new(Code::RosterCountMismatch, Severity::Warning, message, places(&gaps))]
}

/// One head a household.
fn heads(list: &PersonList) -> Vec<Finding> {
    if !list.has_relations || list.people.iter().any(|person| person.is_recognised) {
        return Vec::new();
    }
    let mut households: BTreeMap<u64, Vec<&ListedPerson>> = BTreeMap::new();
    let mut current = None;
    for person in &list.people {
        current = parse_integer(&person.household).or(current);
        if let Some(household) = current {
            households.entry(household).or_default().push(person);
        }
    }
    // A roster that calls its heads by another word says nothing about them.
    let known = list.people.iter().filter(|person| person.is_head()).count();
    if known * 2 < households.len() {
        return Vec::new();
    }
    let heads = |people: &[&ListedPerson]| people.iter().filter(|person| person.is_head()).count();
    let several: Vec<&ListedPerson> = households
        .values()
        .filter(|people| heads(people) > 1)
        .flat_map(|people| people.iter().copied().filter(|person| person.is_head()))
        .collect();
    let none: Vec<&ListedPerson> =
        households.values().filter(|people| heads(people) == 0).filter_map(|people| people.first().copied()).collect();
    let mut findings = Vec::new();
    if !several.is_empty() {
        let count = several.len();
        let message = msg!(
            "同一户编号下有多名户主（{count} 人）：请核实户编号",
            "several heads under one household number ({count} people): please check the numbers"
        );
        findings.push(Finding::new(Code::RosterCountMismatch, Severity::Warning, message, places(&several)));
    }
    if !none.is_empty() {
        // The head may be no member, or dead: worth knowing, no more.
        let count = none.len();
        let message = msg!("{count} 户没有标明户主：请核实", "{count} households name no head: please check");
        findings.push(Finding::new(Code::RosterCountMismatch, Severity::Hint, message, places(&none)));
    }
    findings
}

/// How many households the village has, where its papers agree on it.
pub(super) fn households(case: &Case<'_>) -> Option<usize> {
    let row = case.accounts.rows.iter().find(|row| row.key == FigureKey::Households)?;
    match row.agreed? {
        FigureValue::Number(value) => usize::try_from(value / crate::model::FIGURE_SCALE).ok(),
        FigureValue::Day(_) => None,
    }
}

/// What was counted in the lists of a kind.
fn reasons(case: &Case<'_>, kind: &str) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (document, list) in case.accounts.lists_of(case.documents, kind) {
        let Some(document) = case.documents.get(document) else { continue };
        let places = vec![document.shown_by.clone()];
        let (people, households) =
            (list.people_counted().count, list.households_counted().map(|counted| counted.count));
        if people == 0 {
            continue;
        }
        let message = match households {
            Some(households) => {
                msg!("逐行数得 {people} 行、{households} 户", "{people} rows and {households} households were counted")
            }
            None => msg!("逐行数得 {people} 行", "{people} rows were counted"),
        };
        reasons.push(Reason { message, places: places.clone() });
        let ids = list.people.iter().filter(|person| person.id.is_some()).count();
        if ids > 0 {
            let right = list.people.iter().filter(|person| person.id.is_some() && id_fault(person).is_none()).count();
            let message = msg!(
                "完整身份证号 {ids} 个，校验相符 {right} 个",
                "of {ids} whole identity numbers, {right} pass the check"
            );
            reasons.push(Reason { message, places });
        }
    }
    reasons
}
