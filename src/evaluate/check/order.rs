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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        assess_item,
        check::meeting::tests::of_roles,
        fixture::{paper, slot_named, with_case},
    };

    /// The findings where a charter must not be later than a resolution.
    fn found(documents: Vec<Document>) -> Vec<Finding> {
        let mut rubric =
            of_roles(&json!([{ "check": "date-order", "edges": [{ "first": "V01.1", "then": "V01.2" }] }]));
        let slots = [slot_named("V01.1", "charter", 0, &json!({})), slot_named("V01.2", "resolution", 0, &json!({}))];
        rubric.items[0].slots = slots.map(|slot| serde_json::from_value(slot).expect("a slot")).into();
        with_case(rubric, documents, assess_item).findings
    }

    fn charter(at: u8, day: &str) -> Document {
        paper(&format!("章程{at}.docx")).kind("charter").saying(&[&format!("章程草案\n赵家庄村民委员会\n{day}")])
    }

    fn resolution(at: u8, day: &str) -> Document {
        paper(&format!("决议{at}.docx")).kind("resolution").saying(&[&format!("会议决议\n赵家庄村民委员会\n{day}")])
    }

    #[test]
    fn what_must_come_first_and_comes_after_is_named() {
        for (first, then) in
            [("2019年6月5日", "2019年6月3日"), ("2019.8.1", "2019.6.3"), ("二〇二〇年一月五日", "2019年12月30日")]
        {
            let findings = found(vec![charter(1, first), resolution(1, then)]);
            assert_eq!(findings.len(), 1, "{first} {then}");
            assert_eq!((findings[0].code, findings[0].severity), (Code::DateOutOfOrder, Severity::Warning));
            assert_eq!(findings[0].places.iter().map(|place| place.quote.as_str()).collect::<Vec<_>>(), [first, then]);
        }
    }

    #[test]
    fn the_right_order_other_rounds_and_annexes_are_left_alone() {
        assert!(found(vec![charter(1, "2019年6月3日"), resolution(1, "2019年6月3日")]).is_empty());
        assert!(found(vec![charter(1, "2020年5月3日"), resolution(1, "2018年6月3日")]).is_empty(), "two rounds");
        let two = vec![charter(1, "2019年6月1日"), charter(2, "2019年7月1日"), resolution(1, "2019年6月3日")];
        assert!(found(two).is_empty(), "one of them came first");
        let timetable =
            paper("章程.docx").kind("charter").on("2019-07-01").saying(&["章程\n附件 时间表\n2019年7月1日\t报备案"]);
        assert!(found(vec![timetable, resolution(1, "2019年6月3日")]).is_empty());
    }
}
