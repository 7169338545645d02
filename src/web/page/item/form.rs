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
    all
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
