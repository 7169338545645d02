//! The form of a decision: a score, verdicts on findings, or a step taken back.

use super::page::Entered;
use crate::{
    model::Verdict,
    pipeline::{AskedDecision, AskedVerdict},
    web::request::fields::FormFields,
};

/// What was entered, to be shown again where it cannot be saved.
pub(super) fn entered(fields: &FormFields) -> Entered {
    let is_score = fields.get("do") == "score";
    Entered {
        by: fields.get("by").trim().to_owned(),
        score: is_score.then(|| fields.get("score").to_owned()),
        original_seen: is_score && fields.get("original") == "1",
        reason: if is_score { fields.get("reason").to_owned() } else { String::new() },
        verdicts: verdicts(fields),
        ..Entered::default()
    }
}

/// The decision that the form sends.
pub(super) fn decision(fields: &FormFields) -> AskedDecision {
    let reason = fields.get("reason").to_owned();
    match fields.get("do") {
        "undo" => AskedDecision::Undo { of: fields.get("of").parse().ok(), reason },
        "findings" => AskedDecision::Verdicts(
            verdicts(fields)
                .into_iter()
                .filter_map(|(finding, verdict, reason)| Some(AskedVerdict { finding, verdict: verdict?, reason }))
                .collect(),
        ),
        // A score that is no number is refused as one out of its range.
        _ => AskedDecision::Score {
            score: fields.get("score").trim().replace('．', ".").parse().unwrap_or(f64::NAN),
            original_seen: fields.get("original") == "1",
            reason,
        },
    }
}

/// In place of a finding's key: all that are open. No key is written so.
const ALL: &str = "*";

/// Findings with a verdict or a reason, by key.
fn verdicts(fields: &FormFields) -> Vec<(String, Option<Verdict>, String)> {
    let mut all: Vec<(String, Option<Verdict>, String)> = Vec::new();
    for (name, value) in &fields.0 {
        let Some((field, key)) = name.split_once(':').filter(|(field, _)| matches!(*field, "verdict" | "reason"))
        else {
            continue;
        };
        let at = all.iter().position(|(known, ..)| known == key).unwrap_or_else(|| {
            all.push((key.to_owned(), None, String::new()));
            all.len() - 1
        });
        match field {
            "verdict" => all[at].1 = Verdict::from_name(value),
            _ => all[at].2.clone_from(value),
        }
    }
    for_all(fields, &mut all);
    all
}

/// What is chosen for all findings that were not chosen one by one. A reason that was written for one stays its own.
fn for_all(fields: &FormFields, all: &mut Vec<(String, Option<Verdict>, String)>) {
    let Some(at) = all.iter().position(|(key, ..)| key == ALL) else { return };
    let (_, verdict, reason) = all.remove(at);
    let Some(verdict) = verdict else { return };
    for (_, key) in fields.0.iter().filter(|(name, _)| name == "open") {
        let at = all.iter().position(|(known, ..)| known == key).unwrap_or_else(|| {
            all.push((key.clone(), None, String::new()));
            all.len() - 1
        });
        let (_, own, why) = &mut all[at];
        if own.is_none() {
            *own = Some(verdict);
            if why.is_empty() {
                why.clone_from(&reason);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> FormFields {
        FormFields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_says_what_is_asked() {
        let score = fields(&[("do", "score"), ("saw", "7"), ("score", "2.5"), ("original", "1"), ("reason", "清晰")]);
        assert_eq!(score.version_seen(), 7);
        let expected = AskedDecision::Score { score: 2.5, original_seen: true, reason: "清晰".to_owned() };
        assert_eq!(decision(&score), expected);
        let AskedDecision::Score { score, .. } = decision(&fields(&[("do", "score"), ("score", "三分")])) else {
            panic!("a score is asked for");
        };
        assert!(score.is_nan());
        let undo = fields(&[("do", "undo"), ("of", "3")]);
        assert_eq!(decision(&undo), AskedDecision::Undo { of: Some(3), reason: String::new() });
    }

    #[test]
    fn several_findings_are_settled_at_once_and_single_choices_stay() {
        let form = fields(&[
            ("do", "findings"),
            ("verdict:a:1", "confirmed"),
            ("reason:b:2", "自己的理由"),
            ("verdict:*", "wrong-alarm"),
            ("reason:*", "同一张范本"),
            ("open", "a:1"),
            ("open", "b:2"),
            ("open", "c:3"),
        ]);
        let AskedDecision::Verdicts(asked) = decision(&form) else { panic!("verdicts are asked for") };
        let said: Vec<_> = asked.iter().map(|it| (it.finding.as_str(), it.verdict, it.reason.as_str())).collect();
        let wrong = Verdict::WrongAlarm;
        assert_eq!(said, [("a:1", Verdict::Confirmed, ""), ("b:2", wrong, "自己的理由"), ("c:3", wrong, "同一张范本")]);
        let none = fields(&[("do", "findings"), ("reason:*", "没有选"), ("open", "a:1")]);
        assert!(matches!(decision(&none), AskedDecision::Verdicts(asked) if asked.is_empty()));
    }

    #[test]
    fn only_findings_with_a_verdict_are_settled_and_nothing_typed_is_lost() {
        let form = fields(&[
            ("do", "findings"),
            ("reason:a:1", "写过理由"),
            ("verdict:b:2", "wrong-alarm"),
            ("reason:b:2", "另一张"),
            ("verdict:c:3", "perhaps"),
        ]);
        let AskedDecision::Verdicts(asked) = decision(&form) else { panic!("verdicts are asked for") };
        let expected =
            AskedVerdict { finding: "b:2".to_owned(), verdict: Verdict::WrongAlarm, reason: "另一张".to_owned() };
        assert_eq!(asked, [expected]);
        assert_eq!(entered(&form).verdicts[0], ("a:1".to_owned(), None, "写过理由".to_owned()));
    }
}
