//! An item of a unit with its slots, its findings and what was decided.

use super::{
    show::{FindingShown, PlaceShown, Show},
    state::StateShown,
};
use crate::{
    evaluate::decision,
    model::{Finding, ItemAssessment, ItemState, SettledFinding, SlotStatus, Unit, Verdict},
    report::{
        history::{self, DecisionShown},
        words,
    },
    text::natural,
};

/// What a suggestion rests on.
#[derive(Debug, Clone)]
pub struct ReasonShown {
    /// What was looked at, and what came of it.
    pub message: String,
    /// Where it shows.
    pub places: Vec<PlaceShown>,
}

/// A slot with what fills it.
#[derive(Debug, Clone)]
pub struct SlotShown {
    /// Its name.
    pub name: String,
    /// How many were found.
    pub found: u32,
    /// How many it asks for.
    pub required: u32,
    /// Complete, partial or missing; unreadable where the item is and the slot is not filled.
    pub state: StateShown,
    /// What fills it.
    pub evidence: Vec<PlaceShown>,
}

/// An item of a unit.
#[derive(Debug, Clone)]
pub struct ItemShown {
    /// `V03`.
    pub id: String,
    /// The id of its section in a file that holds several units.
    pub anchor: String,
    /// Its page or section.
    pub href: String,
    /// 评估项目, verbatim.
    pub text: String,
    /// 量化标准, verbatim; empty where the table leaves it blank.
    pub standard: String,
    /// How a text is read that is blank or can be read in two ways.
    pub interpretation: Option<String>,
    /// Its full points.
    pub points: String,
    /// What it can come to.
    pub interval: String,
    /// The program's suggestion.
    pub suggested: Option<String>,
    /// Who decides.
    pub decided: &'static str,
    /// Where it stands.
    pub state: StateShown,
    /// Its slots.
    pub slots: Vec<SlotShown>,
    /// What the suggestion rests on.
    pub reasons: Vec<ReasonShown>,
    /// Its findings, faults first.
    pub findings: Vec<FindingShown>,
    /// The findings that a person called wrong alarms.
    pub dismissed: Vec<FindingShown>,
    /// The score that a person gave.
    pub decision: Option<DecisionShown>,
}

impl Show<'_> {
    /// One item of a unit.
    pub fn item(&self, unit: &Unit, item: &ItemAssessment) -> ItemShown {
        let rule = self.report.rubric.item(&item.id);
        ItemShown {
            id: item.id.clone(),
            anchor: format!("{}-{}", self.anchor(unit), item.id),
            href: self.item_href(unit, &item.id),
            text: rule.map(|rule| rule.text.clone()).unwrap_or_default(),
            standard: rule.map(|rule| rule.standard.clone()).unwrap_or_default(),
            interpretation: rule
                .and_then(|rule| rule.interpretation.as_ref())
                .map(|message| message.get(self.lang).to_owned()),
            points: words::points(item.points),
            interval: words::interval(item.min, item.max),
            suggested: item.suggested.map(words::points),
            decided: words::decided_by_word(item.decided_by, self.lang),
            state: self.item_state(item),
            slots: self.slots(item),
            reasons: item
                .reasons
                .iter()
                .map(|reason| ReasonShown {
                    message: reason.message.get(self.lang).to_owned(),
                    places: reason.places.iter().map(|place| self.place(place)).collect(),
                })
                .collect(),
            findings: self.findings(item),
            dismissed: self.dismissed(item),
            decision: item.decision.as_ref().map(|decision| history::decision(decision, self.lang)),
        }
    }

    /// Where an item stands. One that the program did not finish says so.
    fn item_state(&self, item: &ItemAssessment) -> StateShown {
        let mut shown = self.state(item.state);
        if item.internal_error.is_some() {
            shown.meaning = self.lang.pick(
                "程序出错，本项没有检查完，请人工核对。",
                "The program failed and did not finish this item; please check it by hand.",
            );
        }
        shown
    }

    fn slots(&self, item: &ItemAssessment) -> Vec<SlotShown> {
        let slots = item.slots.iter().map(|slot| {
            let state = slot_state(item, slot);
            let named = self.report.rubric.slot(&slot.id);
            SlotShown {
                name: named.map_or_else(|| slot.id.clone(), |named| named.name.get(self.lang).to_owned()),
                found: slot.found,
                required: slot.required,
                state: self.state(state),
                evidence: self.evidence(item, &slot.id),
            }
        });
        slots.collect()
    }

    /// What fills a slot, in the order in which people count.
    fn evidence(&self, item: &ItemAssessment, slot: &str) -> Vec<PlaceShown> {
        let mut places: Vec<_> =
            item.evidence.iter().filter(|evidence| evidence.slot == slot).map(|evidence| &evidence.citation).collect();
        places.sort_by(|a, b| natural::compare(a.path.as_str(), b.path.as_str()).then(a.page.cmp(&b.page)));
        places.into_iter().map(|place| self.place(place)).collect()
    }

    /// The findings of an item that stand, with what was said of them, faults first.
    fn findings(&self, item: &ItemAssessment) -> Vec<FindingShown> {
        let mut findings: Vec<(&Finding, String)> = item.findings.iter().zip(decision::finding_keys_of(item)).collect();
        findings.sort_by_key(|(finding, _)| finding.severity);
        let shown = |(finding, key): (&Finding, String)| {
            let settled = item.settled.iter().find(|settled| settled.key == key);
            let verdict = settled.map(|settled| history::verdict(settled, self.lang));
            FindingShown { key, verdict, ..self.finding(finding) }
        };
        findings.into_iter().map(shown).collect()
    }

    /// The findings of an item that a person called wrong alarms.
    fn dismissed(&self, item: &ItemAssessment) -> Vec<FindingShown> {
        let wrong = item.settled.iter().filter(|settled| settled.verdict == Verdict::WrongAlarm);
        let shown = |settled: &SettledFinding| FindingShown {
            key: settled.key.clone(),
            verdict: Some(history::verdict(settled, self.lang)),
            ..self.finding(&settled.finding)
        };
        wrong.map(shown).collect()
    }
}

/// Where a slot of an item stands.
pub(super) fn slot_state(item: &ItemAssessment, slot: &SlotStatus) -> ItemState {
    match (slot.is_filled(), slot.found) {
        (true, _) => ItemState::Complete,
        (false, _) if item.state == ItemState::Unreadable => ItemState::Unreadable,
        // A paper that is there but does not count, as a draft or a late one, is not called missing.
        (false, 0) if !item.evidence.iter().any(|evidence| evidence.slot == slot.id) => ItemState::Missing,
        (false, _) => ItemState::Partial,
    }
}
