//! What people decide, sent by a script.

use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    answer::written,
    parameters::{JsonBody, PathParameters},
    shapes::ItemDetail,
    unit_json::{detail, unit_of},
};
use crate::{
    model::Verdict,
    msg,
    pipeline::{self, AskedDecision, AskedVerdict, Ruling},
    web::{
        answer::{entry_error::status_of, problem::Problem},
        request::visit::Visit,
    },
};

/// A step to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Decision)]
pub(super) struct DecisionRequest {
    /// Who decides; under login it is whoever has logged in.
    #[schema(max_length = 40)]
    by: Option<String>,
    /// The item's `version` that was seen: where somebody has decided since, nothing is kept (409). Without it the item
    /// is taken as it stands.
    saw: Option<u64>,
    /// A score for the item.
    score: Option<ScoreSent>,
    /// Findings settled.
    verdicts: Option<Vec<VerdictSent>>,
    /// A step taken back.
    undo: Option<UndoSent>,
}

/// A score.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScoreSent {
    /// In points, by halves, up to the item's points.
    #[schema(minimum = 0)]
    score: f64,
    /// Whether the original was seen.
    #[serde(default)]
    original_seen: bool,
    /// Why; can be left out where the score is the suggested one.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// What is said of a finding.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictSent {
    /// The finding's key.
    finding: String,
    /// `confirmed` or `wrong-alarm`.
    #[schema(pattern = "^(confirmed|wrong-alarm)$", value_type = String)]
    verdict: Verdict,
    /// Why; wanted for a wrong alarm.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// A step taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UndoSent {
    /// The step's number; the last that stands where it is left out.
    of: Option<u64>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

impl DecisionRequest {
    /// What is asked, of which there must be one thing.
    fn asked(self) -> Option<AskedDecision> {
        match (self.score, self.verdicts, self.undo) {
            (Some(ScoreSent { score, original_seen, reason }), None, None) => {
                Some(AskedDecision::Score { score, original_seen, reason })
            }
            (None, Some(verdicts), None) => {
                let asked = |VerdictSent { finding, verdict, reason }| AskedVerdict { finding, verdict, reason };
                Some(AskedDecision::Verdicts(verdicts.into_iter().map(asked).collect()))
            }
            (None, None, Some(UndoSent { of, reason })) => Some(AskedDecision::Undo { of, reason }),
            _ => None,
        }
    }
}

/// Keeps a decision on an item: one of a score, verdicts on findings, or a step taken back. Gives the item as it then
/// stands.
#[utoipa::path(post, path = "/units/{unit}/items/{item}/decisions", tag = "write",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"),
        ("item" = String, Path, description = "the item's id, `V03`", example = "T03")),
    request_body = DecisionRequest,
    responses((status = 200, body = ItemDetail),
        (status = 400, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not from here, or not for this role", body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Somebody has decided since", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it is to be mended", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store cannot be used now", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn decide(
    PathParameters((name, id)): PathParameters<(String, String)>,
    visit: Visit,
    JsonBody(sent): JsonBody<DecisionRequest>,
) -> Response {
    let lang = visit.lang;
    let Some(unit) = unit_of(&visit.report, &name).map(|unit| unit.unit.clone()) else {
        return Problem::not_found(lang);
    };
    if !visit.viewer.role().may_decide() {
        return Problem::not_allowed(lang);
    }
    let by = visit.signed(sent.by.as_deref().unwrap_or_default());
    let saw = sent.saw;
    let Some(what) = sent.asked() else {
        let detail = msg!(
            "请在 score、verdicts、undo 中写一项，且只写一项",
            "give one of score, verdicts and undo, and only one"
        );
        return Problem::answer(StatusCode::UNPROCESSABLE_ENTITY, lang, &detail);
    };
    let ruling = Ruling { unit: unit.clone(), item: id.clone(), by, what, saw };
    let error = match visit.away(move |workbench| workbench.decide(&ruling, &pipeline::now())).await {
        Some(Ok(())) => {
            // The report with what was kept.
            let visit = visit.again();
            let report = &visit.report;
            let found = report.units().find(|known| known.unit == unit).and_then(|unit| {
                let item = unit.items.iter().find(|item| item.id == id)?;
                Some(detail(report, unit, item, lang))
            });
            return found.map_or_else(|| Problem::not_found(lang), |value| written(lang, value));
        }
        Some(Err(error)) => error,
        None => return Problem::broken(lang),
    };
    Problem::answer(status_of(&error), lang, &error.to_message())
}
