//! How a weighted count comes about.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case,
        case::{
            advice::{Advice, NAMED},
            slot::Filled,
        },
        checks::{Check, CheckType, Target, Words},
    },
    model::{Citation, Code},
    msg,
    rubric::{Item, Scoring},
};

/// How a weighted count comes about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {}

impl CheckType for Weights {
    const NAME: &'static str = "weights";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["按次数加权的分数怎么算出来的", "how a weighted count comes about"],
        reads: ["各次活动的种类", "the kinds of events"],
        blind_to: ["活动是否属实", "whether the events took place"],
    };
}

impl Check for Weights {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        weights(on.case, on.item, on.filled, advice);
    }
}

/// How a weighted count comes about.
fn weights(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], advice: &mut Advice) {
    let Scoring::WeightedCount { weights, cap } = &item.scoring else { return };
    let counted: Vec<(&Filled<'_>, f64)> =
        filled.iter().filter_map(|slot| Some((slot, *weights.get(&slot.slot.id)?))).collect();
    if counted.iter().all(|(slot, _)| slot.pieces.is_empty()) {
        return;
    }
    let line = |lang: fn(&Filled<'_>) -> String| {
        counted
            .iter()
            .map(|(slot, weight)| format!("{} {} × {weight}", lang(slot), slot.found))
            .collect::<Vec<_>>()
            .join(" + ")
    };
    let zh = line(|slot| slot.slot.name.zh.clone());
    let en = line(|slot| slot.slot.name.en.clone());
    let sum: f64 = counted.iter().map(|(slot, weight)| f64::from(slot.found) * weight).sum::<f64>().min(*cap);
    advice.say(msg!("{zh} = {sum}（上限 {cap}）", "{en} = {sum} (at most {cap})"), Vec::new());
    // An event that several slots have evidence of is one event.
    for event in case.events {
        let holding: Vec<&&Filled<'_>> = counted
            .iter()
            .map(|(slot, _)| slot)
            .filter(|slot| slot.pieces.iter().any(|piece| event.members.contains(&piece.document)))
            .collect();
        if holding.len() > 1 {
            let name = &event.name;
            advice.say(
                msg!(
                    "“{name}”兼有几类材料：同一活动只按一类计，请核实",
                    "“{name}” has papers of several sorts: one event counts as one of them, please check"
                ),
                event
                    .members
                    .iter()
                    .filter_map(|&at| case.documents.get(at))
                    .map(|document| Citation::file(&document.path))
                    .take(NAMED)
                    .collect(),
            );
        }
    }
}
