//! Who may not sit where (R35).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, election::papers};
use crate::{
    evaluate::{
        Case, ElectionPaper,
        case::slot::Filled,
        facts::ballot::{Seat, Seated},
    },
    model::{Code, Finding, Severity},
    msg,
    rubric::KindId,
};

/// Nobody sits on a board and on the one that supervises it (R35).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoardConflict {
    /// The kinds that name who sits where.
    #[schemars(length(min = 1))]
    kinds: Vec<KindId>,
}

impl CheckType for BoardConflict {
    const NAME: &'static str = "board-conflict";
    const CODES: &'static [Code] = &[Code::BoardConflict];
    const WORDS: Words = Words {
        looks_for: ["同一人是否既在理事会（会计）又在监督机构", "people on a board and on the one that supervises it"],
        reads: ["各机构的名单", "the lists of members"],
        blind_to: ["亲属关系；同名不同人", "kinship; namesakes"],
    };
}

impl Check for BoardConflict {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        boards(on.case, &self.kinds, on.filled)
    }
}

/// Who sits on a council and on the board that watches it, or keeps the books and watches them (R35).
///
/// One name may be two people, and two papers may be of two elections: it is for a person to look at.
fn boards(case: &Case<'_>, kinds: &[KindId], filled: &[Filled<'_>]) -> Vec<Finding> {
    let seats = seats(case, kinds, filled);
    let mut by_name: BTreeMap<&str, Vec<&Seated>> = BTreeMap::new();
    for seated in seats {
        by_name.entry(seated.name.as_str()).or_default().push(seated);
    }
    let mut findings = Vec::new();
    for (name, held) in by_name {
        let on = |seat: Seat| held.iter().find(|seated| seated.seat == seat);
        let Some(watching) = on(Seat::Supervision) else { continue };
        let others = [
            (Seat::Council, "理事会", "the council"),
            (Seat::Accountant, "会计（报账员）", "the accountant's place"),
            (Seat::Committee, "村民委员会", "the village committee"),
        ];
        for (seat, zh, en) in others {
            let Some(other) = on(seat) else { continue };
            let message = msg!(
                "{name}既在{zh}，又在监督机构（监事会、理财小组）：请核实是否同一人",
                "{name} holds {en} and a seat on the board that supervises it: please check whether it is one person"
            );
            let mut places = vec![other.place.citation.clone(), watching.place.citation.clone()];
            places.dedup();
            findings.push(Finding::new(Code::BoardConflict, Severity::Warning, message, places));
        }
    }
    findings
}

fn seats<'c>(case: &Case<'c>, kinds: &[KindId], filled: &[Filled<'_>]) -> Vec<&'c Seated> {
    let mut seats = Vec::new();
    // A paper is shown rather than a photo of it on the wall.
    let (photos, papers): (Vec<&ElectionPaper<'_>>, Vec<&ElectionPaper<'_>>) =
        papers(case, kinds, filled).partition(|paper| paper.document.is_photo());
    for paper in papers.into_iter().chain(photos) {
        // Recognised names may be other names.
        seats.extend(paper.seats().iter().filter(|seated| !seated.place.doubtful));
    }
    seats
}
