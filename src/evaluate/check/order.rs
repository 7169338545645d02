//! Papers follow each other along the stages of the reform (R04).

use jiff::civil::Date;

use super::super::{Case, Dated, Document, fact::issued::issued, slot, workdays::days_after};
use crate::{
    model::{Citation, Code, Finding, Message, Severity},
    msg,
    rubric::Edge,
};

/// Days within which papers belong to one round; the round of 2018 and that of 2020 repeat each other's steps.
const ROUND: i32 = 183;

/// The dated papers of a slot, whichever item it stands in.
fn dated(case: &Case<'_>, id: &str) -> Option<(Message, Vec<Dated>)> {
    let item = case.rubric.items.iter().find(|item| item.slots.iter().any(|slot| slot.id == id))?;
    let filled = slot::fill(case, item).into_iter().find(|filled| filled.slot.id == id)?;
    let dates = filled
        .pieces
        .iter()
        .filter(|piece| piece.standing == slot::Standing::Good || piece.standing == slot::Standing::Late);
    let dates = dates
        .map(|piece| &case.documents[piece.document])
        // Of a picture only the day of its taking is known.
        .filter(|document| !document.is_photo())
        .filter_map(|document| {
            let under = issued(document).map(|fact| Dated { date: fact.value, place: fact.cite(document) });
            // Without an issuer, the last day of a paper may be one of its timetable.
            under.or_else(|| document.signed.clone().filter(|_| is_short(document)))
        })
        .collect();
    Some((filled.slot.name.clone(), dates))
}

/// Whether a paper is one page of few lines, with no annex behind its signature.
fn is_short(document: &Document) -> bool {
    document.content.len() == 1 && document.lines().all(|line| !line.text.contains("附件") && !line.text.contains('\t'))
}

/// Names an edge where every paper of the first slot is later than every one of the second within the same round.
pub(super) fn check(case: &Case<'_>, edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter_map(|edge| of_edge(case, edge)).collect()
}

fn of_edge(case: &Case<'_>, edge: &Edge) -> Option<Finding> {
    let (first_name, firsts) = dated(case, &edge.first)?;
    let (then_name, thens) = dated(case, &edge.then)?;
    let first = firsts.iter().min_by_key(|dated| dated.date)?;
    let then = thens.iter().max_by_key(|dated| dated.date)?;
    let gap = days_after(then.date, first.date);
    if gap <= 0 || gap > ROUND {
        return None;
    }
    let (first_day, then_day): (Date, Date) = (first.date, then.date);
    let (Message { zh: first_zh, en: first_en }, Message { zh: then_zh, en: then_en }) = (first_name, then_name);
    let places: Vec<Citation> = vec![first.place.clone(), then.place.clone()];
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: Severity::Warning,
        message: msg!(
            "“{first_zh}”日期 {first_day}，晚于在后的“{then_zh}”{then_day}：请核实先后",
            "“{first_en}” is dated {first_day}, after “{then_en}” of {then_day}, which follows it; please check"
        ),
        places,
    })
}
