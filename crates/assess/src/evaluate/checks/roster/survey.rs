//! The survey sheets behind a roster (调查表): their signatures, their number, and the people on them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{NAMED, households, identity_numbers, places};
use crate::{
    evaluate::{
        Case, Document,
        checks::{Check, CheckType, Target, Words},
        facts::{
            form,
            roster::{ListedPerson, PersonList},
        },
    },
    model::{Citation, Code, Finding, Reason, Severity},
    msg,
    rubric::{KindId, KindRole},
};

/// Survey sheets of a kind: signatures, as many as households, identity numbers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Survey {
    /// The kind.
    kind: KindId,
}

impl CheckType for Survey {
    const NAME: &'static str = "survey";
    const CODES: &'static [Code] = &[Code::RosterIdInvalid, Code::RosterCountMismatch, Code::SignatureMissing];
    const WORDS: Words = Words {
        looks_for: [
            "调查表份数、签名、证件号，与名册逐人核对",
            "survey sheets: how many, signed, identity numbers, and the roster's people one by one",
        ],
        reads: ["调查表的表格和签名栏", "the sheets' tables and signature labels"],
        blind_to: ["签名是否本人", "whether the signature is the person's own"],
    };
}

impl Check for Survey {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        survey(on.case, &self.kind)
    }

    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        super::reasons(on.case, &self.kind)
    }
}

/// The share of a survey's people, in hundredths, that must stand in the roster before the two are held against each
/// other name by name: else they are lists of different people.
const ONE_LIST: usize = 80;

/// Checks survey sheets: signatures, identity numbers, as many sheets as households, and the same people.
fn survey(case: &Case<'_>, kind: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut sheets = 0;
    let mut is_sure = true;
    let mut places = Vec::new();
    for (document, list) in case.accounts.lists_of(case.documents, kind) {
        findings.extend(identity_numbers(list, &BTreeSet::new()));
        findings.extend(unsigned_households(list));
        let Some(paper) = case.documents.get(document) else { continue };
        let signatures = survey_signatures(paper);
        let blank: Vec<_> = signatures.iter().filter(|signature| signature.value.is_empty()).collect();
        let is_recognised = signatures.iter().any(|signature| signature.is_recognised);
        // Handwriting is seldom recognised: where most labels have nothing behind them, nothing can be said.
        let says_something = !is_recognised || blank.len() * 4 < signatures.len();
        if !blank.is_empty() && says_something {
            let (count, all) = (blank.len(), signatures.len());
            let message = if is_recognised {
                msg!(
                    "调查表签字栏 {all} 处中有 {count} 处未识别到签字：请人工核对",
                    "in {count} of {all} places no signature was recognised: please look"
                )
            } else {
                msg!(
                    "调查表签字栏 {all} 处中有 {count} 处未填：请补签或核实",
                    "{count} of {all} places for signatures are blank: have them signed, or check"
                )
            };
            let severity = if is_recognised { Severity::Hint } else { Severity::Warning };
            let places = blank.iter().take(NAMED).map(|signature| signature.place.citation.clone()).collect();
            findings.push(Finding::new(Code::SignatureMissing, severity, message, places));
        }
        sheets += signatures.iter().filter(|signature| is_of_household(signature)).count();
        is_sure &= !is_recognised && !paper.has_unread_pages;
        places.push(paper.shown_by.clone());
    }
    let wanted = households(case).filter(|_| is_sure && sheets > 0);
    if is_sure && wanted.is_none_or(|wanted| wanted == sheets) {
        findings.extend(people(case, kind));
    }
    if let Some(households) = wanted.filter(|wanted| *wanted != sheets) {
        let message = msg!(
            "调查表 {sheets} 户，名册 {households} 户：请核实是否缺页",
            "there are survey sheets of {sheets} households and {households} in the roster: please check whether pages lack"
        );
        findings.push(Finding::new(Code::RosterCountMismatch, Severity::Warning, message, places));
    }
    findings
}

/// Households without a signature in a table that has a column for it, each in the row of its head.
fn unsigned_households(list: &PersonList) -> Option<Finding> {
    let heads: Vec<&ListedPerson> = list.people.iter().filter(|person| !person.head.is_empty()).collect();
    let unsigned: Vec<&ListedPerson> = heads.iter().copied().filter(|person| !person.is_signed).collect();
    let is_recognised = list.people.iter().any(|person| person.is_recognised);
    // A sheet before it was signed shows no signature at all, and hands are seldom recognised.
    if !list.has_signatures || is_recognised || unsigned.is_empty() || unsigned.len() == heads.len() {
        return None;
    }
    let (all, count) = (heads.len(), unsigned.len());
    let names = unsigned.iter().take(6).map(|person| person.head.as_str()).collect::<Vec<_>>().join("、");
    let message = msg!(
        "调查表 {all} 户中有 {count} 户未签字（{names}）：请补签或核实",
        "of {all} households on the survey sheet {count} have not signed ({names}): have it signed, or check"
    );
    Some(Finding::new(Code::SignatureMissing, Severity::Warning, message, places(&unsigned)))
}

/// Whether a signature is the household's: its head's, or of whoever stands for it.
fn is_of_household(signature: &form::Signature) -> bool {
    signature.label.contains("户主") || signature.label.contains("户代表")
}

fn survey_signatures(document: &Document) -> Vec<form::Signature> {
    let mut signatures = form::signatures(document);
    signatures.retain(|signature| is_of_household(signature) || signature.label.contains("调查"));
    signatures
}

/// Who stands in the roster and on no survey sheet, and the other way round.
fn people(case: &Case<'_>, kind: &str) -> Vec<Finding> {
    let surveys: Vec<&PersonList> = case.accounts.lists_of(case.documents, kind).map(|(_, list)| list).collect();
    let rosters: Vec<&PersonList> =
        case.accounts.lists_with(case.rubric, case.documents, KindRole::MemberRoster).collect();
    let is_recognised =
        |lists: &[&PersonList]| lists.iter().flat_map(|list| &list.people).any(|person| person.is_recognised);
    let has_unread =
        case.documents.iter().filter(|document| !document.has_text || document.has_unread_pages).any(|document| {
            document.kind.as_deref() == Some(kind) || document.role(case.rubric) == Some(KindRole::MemberRoster)
        });
    if has_unread || is_recognised(&surveys) || is_recognised(&rosters) {
        return Vec::new();
    }
    let named = |lists: &[&PersonList]| -> BTreeMap<String, usize> {
        let mut named: BTreeMap<String, usize> = BTreeMap::new();
        for list in lists {
            // The same list kept twice, or an earlier and a later one, count once.
            let mut own: BTreeMap<String, usize> = BTreeMap::new();
            for person in list.people.iter().filter(|person| !person.name.is_empty()) {
                *own.entry(person.name.clone()).or_default() += 1;
            }
            for (name, count) in own {
                let known = named.entry(name).or_default();
                *known = count.max(*known);
            }
        }
        named
    };
    let (on_sheets, on_roster) = (named(&surveys), named(&rosters));
    let shared = on_sheets.keys().filter(|name| on_roster.contains_key(*name)).count();
    if shared == 0 || shared * 100 < on_sheets.len() * ONE_LIST {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let unsurveyed = lacking(&rosters, &on_sheets);
    if !unsurveyed.is_empty() {
        let (count, (names, places)) = (unsurveyed.len(), told(&unsurveyed));
        let message = msg!(
            "名册中 {count} 人未见于调查表（{names}）：请核实是否漏调查",
            "{count} people of the roster are on no survey sheet ({names}): please check whether they were left out"
        );
        findings.push(Finding::new(Code::RosterCountMismatch, Severity::Warning, message, places));
    }
    // Whoever was asked and not confirmed is rightly on a sheet and not in the roster.
    let unlisted = lacking(&surveys, &on_roster);
    if !unlisted.is_empty() {
        let (count, (names, places)) = (unlisted.len(), told(&unlisted));
        let message = msg!(
            "调查表中 {count} 人未列入名册（{names}）：如未确认为成员属正常，请核实",
            "{count} people of the survey are not in the roster ({names}): this is right where they were not confirmed, please check"
        );
        findings.push(Finding::new(Code::RosterCountMismatch, Severity::Hint, message, places));
    }
    findings
}

/// The members in lists whose names are not among those of the other lists.
fn lacking<'l>(lists: &[&'l PersonList], others: &BTreeMap<String, usize>) -> Vec<&'l ListedPerson> {
    let all = lists.iter().flat_map(|list| &list.people);
    all.filter(|person| person.is_member && !person.name.is_empty() && !others.contains_key(&person.name)).collect()
}

/// The first names of people, and their rows.
fn told(people: &[&ListedPerson]) -> (String, Vec<Citation>) {
    let names: Vec<&str> = people.iter().take(6).map(|person| person.who()).collect();
    (names.join("、"), places(people))
}
