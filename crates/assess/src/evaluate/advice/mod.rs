//! What the program suggests for an item, and what that rests on: the features it looked at, with the places that show
//! them. A suggestion never settles anything; it stays between what is granted and what can still be reached.

mod archive;
#[cfg(test)]
mod cases;
mod charter;
mod detail;
mod people;
#[cfg(test)]
mod tests;
mod township;

use super::{
    Case,
    check::{
        charter::{papers, shows},
        rights::{self, Polarity},
    },
    passage::Running,
    slot::Filled,
};
use crate::{
    model::{Citation, ItemAssessment, Message, Reason},
    msg,
    rubric::{CheckSpec, Item, RightsWords, Scoring, TextPart},
};

/// At most so many places stand beside one reason.
const NAMED: usize = 8;

/// What is said of an item.
#[derive(Debug, Default)]
struct Advice {
    reasons: Vec<Reason>,
    /// The suggestion, where it differs from that of counting: in points, or none at all.
    suggested: Option<Option<f64>>,
    /// Points that can be reached if the district reads an open question so.
    reachable: Option<f64>,
}

impl Advice {
    fn say(&mut self, message: Message, places: Vec<Citation>) {
        self.reasons.push(Reason { message, places });
    }

    fn suggest(&mut self, points: f64) {
        self.suggested = Some(Some(points));
    }

    fn suggest_nothing(&mut self) {
        self.suggested = Some(None);
    }
}

/// Adds to a settled item the suggestion of its checks and the reasons for it.
pub(super) fn give(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], assessed: &mut ItemAssessment) {
    let mut advice = Advice::default();
    for spec in &item.checks {
        match spec {
            CheckSpec::Rights { slots, words } => on_rights(case, filled, slots, words, &mut advice),
            CheckSpec::TextBlocks { slot, blocks } => {
                parts(case, item, filled, std::slice::from_ref(slot), blocks, &mut advice);
            }
            CheckSpec::TextParts { slots, parts: wanted } => parts(case, item, filled, slots, wanted, &mut advice),
            CheckSpec::CopiedText { slot, alike } => charter::likeness(case, filled, slot, *alike, &mut advice),
            CheckSpec::Detail { slot, sections, grades } => {
                detail::grade(case, item, filled, slot, sections, grades, &mut advice);
            }
            CheckSpec::ArchiveOrder { slot, stages } => archive::properties(case, filled, slot, stages, &mut advice),
            CheckSpec::GroupPaper { slot } => township::group_paper(case, filled, slot, &mut advice),
            CheckSpec::TaskGroups { slot, groups } => {
                township::tasks(case, item, filled, slot, *groups, assessed.suggested, &mut advice);
            }
            CheckSpec::Purpose { slot, purpose, pooled } => {
                township::purpose(case, filled, slot, (purpose, pooled), &mut advice);
            }
            CheckSpec::Tours { slot } => township::tours(case, filled, slot, &mut advice),
            CheckSpec::Articles { slot } => township::articles(case, filled, slot, &mut advice),
            CheckSpec::Weights {} => township::weights(case, item, filled, &mut advice),
            CheckSpec::Exemplars { slot } => township::exemplars(case, filled, slot, &mut advice),
            _ => {}
        }
    }
    if matches!(item.scoring, Scoring::Unspecified {}) {
        let by_presence = case.rubric.settings.empty_standard_by_presence;
        if !by_presence {
            advice.suggest_nothing();
        }
        let message = if by_presence {
            msg!(
                "量化标准空白：按有无建议，由考评人员确认",
                "the standard is blank: suggested by presence, for the assessor to confirm"
            )
        } else {
            msg!("量化标准空白：由考评人员打分", "the standard is blank: the points are for the assessor")
        };
        advice.say(message, Vec::new());
    }
    if let Some(reachable) = advice.reachable {
        assessed.max = assessed.max.max(reachable.min(item.points));
    }
    if let Some(suggested) = advice.suggested {
        assessed.suggested = suggested.map(|points| points.max(assessed.min).min(assessed.max));
    }
    assessed.reasons.extend(advice.reasons);
}

/// How many clauses protect, restrict, or want a reading. Full points are suggested only where none of the latter two
/// is there.
fn on_rights(case: &Case<'_>, filled: &[Filled<'_>], slots: &[String], words: &RightsWords, advice: &mut Advice) {
    let read = rights::read(case, filled, slots, words);
    if read.is_empty() {
        return;
    }
    let of = |polarity: Polarity| -> Vec<Citation> {
        let clauses = read.iter().flat_map(|(running, clauses)| clauses.iter().map(move |clause| (running, clause)));
        clauses
            .filter(|(_, clause)| clause.polarity == polarity)
            .filter_map(|(running, clause)| running.cite(&clause.range).into_iter().next())
            .collect()
    };
    let (kept, taken, open) = (of(Polarity::Protective), of(Polarity::Restrictive), of(Polarity::Unclear));
    let (papers, protects, restricts, unclear) = (read.len(), kept.len(), taken.len(), open.len());
    advice.say(
        msg!(
            "读了 {papers} 份材料，涉及特殊群体的条款：保护性 {protects} 条，限制性 {restricts} 条，待核 {unclear} 条",
            "{papers} papers were read; clauses on special groups: {protects} protective, {restricts} restrictive, {unclear} to be read"
        ),
        kept.into_iter().take(NAMED).collect(),
    );
    if protects + restricts + unclear == 0 {
        advice.say(
            msg!(
                "材料中未见关于特殊群体的条款；没有不扣分，建议核实是否需要写明",
                "no clause on special groups was found; that costs nothing, but please check whether one is wanted"
            ),
            Vec::new(),
        );
    }
    if restricts > 0 {
        advice.suggest(0.0);
    } else if unclear > 0 {
        advice.suggest_nothing();
    }
}

/// Which parts the papers have. Where parts bear points, their sum is suggested, unless a paper was not read.
fn parts(
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    slots: &[String],
    wanted: &[TextPart],
    advice: &mut Advice,
) {
    let papers = rights::papers(case, filled, slots);
    if papers.is_empty() {
        return;
    }
    let texts: Vec<Running<'_>> = papers.iter().map(|paper| Running::new(paper)).collect();
    let mut points = 0.0;
    let mut lacking = 0;
    for part in wanted {
        let (zh, en) = (&part.name.zh, &part.name.en);
        match texts.iter().find_map(|running| shows(case, running, part)) {
            Some(places) => {
                points += part.points;
                advice.say(msg!("已写明：{zh}", "stated: {en}"), places.into_iter().take(NAMED).collect());
            }
            None => {
                lacking += 1;
                advice.say(msg!("未见：{zh}", "not seen: {en}"), Vec::new());
            }
        }
    }
    if wanted.iter().all(|part| part.points <= 0.0) {
        return;
    }
    if lacking == 0 || papers.iter().all(|paper| !paper.has_unread_pages) {
        // Tenths have no exact binary form.
        advice.suggest((points.min(item.points) * 100.0).round() / 100.0);
    }
}
