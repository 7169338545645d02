//! Minutes record thirteen things (会议记录要素): name, time, place, host, recorder, numbers, people, matter,
//! discussion, vote, decision and signatures.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{asks_for_signatures, by_hand, is_summary, pieces, title_of};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        facts::meeting::MinutesField,
    },
    model::{Code, Finding, Severity, Unit},
    msg,
};

/// Minutes record their thirteen things.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MinutesFields {}

impl CheckType for MinutesFields {
    const NAME: &'static str = "minutes-fields";
    const CODES: &'static [Code] = &[Code::MinutesFieldMissing];
    const WORDS: Words = Words {
        looks_for: ["会议记录的十三项内容是否写全", "which of the thirteen things that minutes record are lacking"],
        reads: ["会议记录的文字、表格和识别出的行", "the text, tables and recognised lines of minutes"],
        blind_to: ["手写潦草、没有识别出来的内容；所记是否属实", "handwriting that was not read; whether it is true"],
    };
}

impl Check for MinutesFields {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled)
    }
}

/// Things without which nobody can tell whether a decision stands.
const CORE: [MinutesField; 7] = [
    MinutesField::Time,
    MinutesField::Host,
    MinutesField::Expected,
    MinutesField::Present,
    MinutesField::Vote,
    MinutesField::Decision,
    MinutesField::Signature,
];

/// Of a recognised page that lacks more than this, the hand was not read, and nobody knows what it says.
const UNREADABLE: usize = 6;

/// One finding for every paper of minutes that lacks something, in its worst meeting's words.
fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for i in pieces(filled) {
        let Some(document) = case.documents.get(i) else { continue };
        let Some(meetings) = case.facts.minutes.get(&i) else { continue };
        // Of a paper with unread pages nobody knows what they hold.
        if document.has_unread_pages {
            continue;
        }
        let summary = is_summary(case, document);
        for facts in meetings.iter().filter(|facts| !facts.missing.is_empty()) {
            // Hands are seldom recognised; the check of signatures asks for them.
            let is_asked = |field: &MinutesField| match field {
                MinutesField::Signature => !facts.recognised && !summary && asks_for_signatures(facts),
                MinutesField::Discussion | MinutesField::Recorder => !summary,
                // A township's meeting hands out work; nobody votes there.
                MinutesField::Vote | MinutesField::Decision => *case.unit != Unit::Township,
                _ => true,
            };
            let missing: Vec<MinutesField> = facts.missing.iter().copied().filter(is_asked).collect();
            if missing.is_empty() || (facts.recognised && missing.len() > UNREADABLE) {
                continue;
            }
            let names: Vec<_> = missing.iter().map(|field| field.title()).collect();
            let zh = names.iter().map(|name| name.zh.as_str()).collect::<Vec<_>>().join("、");
            let en = names.iter().map(|name| name.en.as_str()).collect::<Vec<_>>().join(", ");
            let (count, title) = (MinutesField::ALL.len().saturating_sub(facts.missing.len()), title_of(document));
            let (by_hand_zh, by_hand_en) = by_hand(facts.recognised);
            // Where it was and who wrote it down can be told by somebody once; that neither is there is no slip.
            let is_core = missing.iter().any(|field| CORE.contains(field))
                || [MinutesField::Place, MinutesField::Recorder].iter().all(|field| missing.contains(field));
            let severity = if is_core && !facts.recognised { Severity::Warning } else { Severity::Hint };
            let place = facts.name.as_ref().map_or_else(|| facts.head.cite(document), |name| name.cite(document));
            // Beside the host stands who wrote it down, how many came and what it was about.
            let mut places = vec![place];
            places.extend(facts.host.as_ref().map(|host| host.cite(document)).filter(|host| !places.contains(host)));
            findings.push(Finding {
                code: Code::MinutesFieldMissing,
                severity,
                message: msg!(
                    "《{title}》13 项要素中有 {count} 项，未见：{zh}。请核实补全{by_hand_zh}",
                    "“{title}” has {count} of the 13 things that minutes record; not seen: {en}. Please check and complete{by_hand_en}"
                ),
                places,
            });
        }
    }
    findings
}
