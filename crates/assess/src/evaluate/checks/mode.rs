//! How shares are managed, fixed or changing (静态管理, 动态管理): the share management plan says the same as the charter
//! (V15).

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, rights};
use crate::{
    evaluate::{
        Case, Document,
        case::slot::{self, Filled},
        documents::prose::{flow::FactPlace, running::Running},
    },
    model::{Code, Finding, Message, Severity},
    msg,
    rubric::{LevelSlot, OwnSlot},
    text::{cut::Cut, pattern},
    vocabulary,
};

/// The share management plan and the charter manage shares in the same way (静态, 动态).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManagementMode {
    /// The slot of the plan.
    slot: OwnSlot,
    /// The slot of the charter, in whichever item of the same level.
    charter: LevelSlot,
}

impl CheckType for ManagementMode {
    const NAME: &'static str = "management-mode";
    const CODES: &'static [Code] = &[Code::FiguresDisagree];
    const WORDS: Words = Words {
        looks_for: [
            "股权管理方案与章程写明的管理方式（静态、动态）是否一致",
            "whether plan and charter manage shares in the same way, fixed or changing",
        ],
        reads: ["股权管理方案和章程的正文", "the text of the plan and of the charter"],
        blind_to: ["实际怎样管理；一份材料里写了两种方式的", "what is done; papers that speak of both ways"],
    };
}

impl Check for ManagementMode {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slot, &self.charter).into_iter().collect()
    }
}

/// A way to manage shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    /// 静态管理: 生不增、死不减.
    Fixed,
    /// 相对静态: adjusted every few years.
    NearlyFixed,
    /// 动态管理.
    Changing,
}

impl Mode {
    fn title(self) -> Message {
        match self {
            Mode::Fixed => msg!("静态管理", "fixed shares"),
            Mode::NearlyFixed => msg!("相对静态管理", "nearly fixed shares"),
            Mode::Changing => msg!("动态管理", "changing shares"),
        }
    }
}

static MODE: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("clauses.tsv");
    let (near, fixed) = (list.forms("nearly-fixed-shares"), list.forms("fixed-shares"));
    let changing = list.forms("changing-shares");
    pattern(&format!("(?P<near>{near})|(?P<fixed>{fixed})|(?P<changing>{changing})"))
});
/// Words before a mode by which a paper does not choose it.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("clauses.tsv").forms("not-chosen");
    pattern(&format!("(?:{words})[^,;。]{{0,6}}$"))
});

/// The modes that a paper chooses, each at its first place.
fn modes(running: &Running<'_>) -> BTreeMap<Mode, FactPlace> {
    let mut found = BTreeMap::new();
    for sentence in running.sentences() {
        let text = running.text.part(sentence.range.clone());
        for captures in MODE.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let after = text.part(whole.end()..);
            if REFUSED.is_match(text.part(..whole.start())) || after.starts_with('或') || after.starts_with("改为") {
                continue;
            }
            let mode = match (captures.name("near"), captures.name("fixed")) {
                (Some(_), _) => Mode::NearlyFixed,
                (None, Some(_)) => Mode::Fixed,
                (None, None) => Mode::Changing,
            };
            let range = sentence.range.start + whole.start()..sentence.range.start + whole.end();
            let place = running.cite(&range).into_iter().next();
            if let Some(citation) = place {
                found.entry(mode).or_insert(FactPlace { citation, doubtful: running.is_doubtful(&range) });
            }
        }
    }
    found
}

/// The one mode of the papers; `None` where there is none, or more than one.
fn chosen(papers: &[&Document]) -> Option<(Mode, FactPlace)> {
    let mut all: BTreeMap<Mode, FactPlace> = BTreeMap::new();
    for paper in papers {
        for (mode, place) in modes(&Running::new(paper)) {
            all.entry(mode).or_insert(place);
        }
    }
    let mut modes = all.into_iter();
    match (modes.next(), modes.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Names a plan in `slot` and a charter in the slot `charter`, of whichever item, that choose different modes.
fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, charter: &str) -> Option<Finding> {
    let plans = rights::papers(case, filled, &[slot.to_owned()]);
    let charters = rights::papers(case, &[slot::fill_one(case, charter)?], &[charter.to_owned()]);
    let ((mode, place), (other, there)) = (chosen(&plans)?, chosen(&charters)?);
    if mode == other {
        return None;
    }
    let (Message { zh, en }, Message { zh: other_zh, en: other_en }) = (mode.title(), other.title());
    Some(Finding {
        code: Code::FiguresDisagree,
        severity: if place.doubtful || there.doubtful { Severity::Hint } else { Severity::Warning },
        message: msg!(
            "股权管理方案写明{zh}，章程写明{other_zh}：请核实以哪一份为准",
            "the share management plan says {en} and the charter {other_en}: please check which holds"
        ),
        places: vec![place.citation, there.citation],
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        assess_item,
        fixture::{paper, rubric, slot_named, with_case},
    };

    fn found(plan: &str, charter: &str) -> Vec<Severity> {
        let slots = json!([slot_named("V01.1", "plan", 0, &json!({})), slot_named("V01.2", "minutes", 0, &json!({}))]);
        let checks = json!([{ "check": "management-mode", "slot": "V01.1", "charter": "V01.2" }]);
        let documents = vec![
            paper("方案.docx").kind("plan").saying(&[plan]),
            paper("章程.docx").kind("minutes").saying(&[charter]),
        ];
        let findings =
            with_case(rubric(&json!({ "type": "judgement" }), &slots, &checks), documents, assess_item).findings;
        assert!(findings.iter().all(|finding| finding.code == Code::FiguresDisagree && finding.places.len() == 2));
        findings.into_iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn a_plan_and_a_charter_that_choose_differently() {
        for (plan, charter) in [
            ("股权实行静态管理，生不增、死不减。", "第三十条 本社股权实行动态管理，每三年调整一次。"),
            ("股权采取动态管理方式。", "股份不随人口增减而变动。"),
            ("股权实行相对静态管理，五年一调。", "股权管理坚持增人不增股、减人不减股。"),
        ] {
            assert_eq!(found(plan, charter), [Severity::Warning], "{plan} {charter}");
        }
    }

    #[test]
    fn what_agrees_is_not_said_or_leaves_it_open_is_left_alone() {
        for (plan, charter) in [
            ("股权实行静态管理。", "本社股权生不增，死不减，可以继承。"),
            ("股权实行静态管理，不搞动态管理。", "股份不随人口变动。"),
            ("股权按户登记。", "本社股权实行动态管理。"),
            ("实行静态管理或动态管理，由成员大会决定。", "本社股权实行静态管理。"),
            ("由动态管理改为静态管理。", "本社股权实行静态管理。"),
            ("股权实行静态管理，特殊情况可以动态管理。", "本社股权实行动态管理。"),
        ] {
            assert_eq!(found(plan, charter), [], "{plan} {charter}");
        }
    }
}
