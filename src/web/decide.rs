//! What people decide on an item's page: the form, and what is said to it.

use axum::{
    Form,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use percent_encoding::percent_decode_str;

use super::{
    page::{Entered, ItemPage},
    routes::Visit,
    session::see,
};
use crate::{
    model::{Message, Unit, Verdict},
    msg,
    pipeline::{self, Asked, AskedVerdict, Ruling, RulingError},
    report::link,
};

/// The cookie that keeps the name of who decides at this machine.
pub(super) const NAME_COOKIE: &str = "name";

/// The name that a browser kept.
pub(super) fn remembered(value: Option<&str>) -> String {
    let name = value.map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned()).unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(pipeline::NAME_LIMIT).collect()
}

/// A form's fields, in the order in which they stand in it.
pub(super) type Sent = Form<Vec<(String, String)>>;

/// `POST /township/item/{id}`
pub(super) async fn township_item(Path(id): Path<String>, visit: Visit, Form(sent): Sent) -> Response {
    decide(visit, Unit::Township, id, Fields(sent)).await
}

/// `POST /village/{name}/item/{id}`
pub(super) async fn village_item(Path((name, id)): Path<(String, String)>, visit: Visit, Form(sent): Sent) -> Response {
    decide(visit, Unit::Village(name), id, Fields(sent)).await
}

async fn decide(visit: Visit, unit: Unit, id: String, fields: Fields) -> Response {
    let is_shown = visit.report.units().any(|known| known.unit == unit);
    if !is_shown {
        return visit.not_found();
    }
    if !visit.viewer.role().may_decide() {
        return visit.not_allowed();
    }
    let mut entered = fields.entered();
    // Whoever has logged in decides under that name, whatever the form says.
    if let Some(name) = visit.viewer.name() {
        name.clone_into(&mut entered.by);
    }
    let asked = fields.asked();
    let ruling =
        Ruling { unit: unit.clone(), item: id.clone(), by: entered.by.clone(), what: asked, saw: Some(fields.saw()) };
    let kept = visit.away(move |desk| desk.decide(&ruling, &pipeline::now())).await;
    match kept {
        Some(Ok(())) => {
            let place = format!("{}?saved=1", link::item(&unit, &id));
            go_on(&place, &entered.by, visit.viewer.name().is_none())
        }
        Some(Err(RulingError::NoItem { .. })) => visit.not_found(),
        Some(Err(RulingError::Conflict)) => {
            let entered = Entered {
                saw: Some(fields.saw()),
                trouble: Some(RulingError::Conflict.to_message().get(visit.lang).to_owned()),
                ..entered
            };
            again(&visit, &unit, &id, entered, StatusCode::CONFLICT).await
        }
        Some(Err(RulingError::Mend(message))) => {
            let entered = Entered { trouble: Some(message.get(visit.lang).to_owned()), ..entered };
            again(&visit, &unit, &id, entered, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Some(Err(error @ RulingError::Pipeline(_))) => broken(&visit, &unit, &id, entered, &error.to_message()).await,
        None => visit.defective(),
    }
}

/// On to a page after something was kept, so that reloading sends nothing twice. A name that was typed is remembered.
pub(super) fn go_on(place: &str, by: &str, is_typed: bool) -> Response {
    let mut response = see(place);
    let cookie = format!("{NAME_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", link::encode(by.trim()));
    if is_typed && let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The page once more, with what was entered and what stood in the way.
async fn again(visit: &Visit, unit: &Unit, id: &str, entered: Entered, status: StatusCode) -> Response {
    // Made anew where somebody else decided in the meantime.
    let report = visit.desk.report_for(visit.viewer.role());
    let assessment = report.units().find(|known| known.unit == *unit);
    let Some(assessment) = assessment else { return visit.not_found() };
    let pages = visit.proofs(assessment, id).await;
    match ItemPage::new(&report, assessment, id, &entered, visit.frame()) {
        Some(page) => visit.answer_with(status, &page.with_proofs(&report, assessment, &pages)),
        None => visit.not_found(),
    }
}

async fn broken(visit: &Visit, unit: &Unit, id: &str, entered: Entered, message: &Message) -> Response {
    let (zh, en) = (&message.zh, &message.en);
    let message = msg!("{zh}。请稍后再保存一次", "{en}. Please save once more in a moment");
    let entered = Entered { trouble: Some(message.get(visit.lang).to_owned()), ..entered };
    again(visit, unit, id, entered, StatusCode::SERVICE_UNAVAILABLE).await
}

/// The fields of the form as they were sent.
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn saw(&self) -> u64 {
        self.get("saw").parse().unwrap_or_default()
    }

    /// Findings with a verdict or a reason, by key.
    fn verdicts(&self) -> Vec<(String, Option<Verdict>, String)> {
        let mut all: Vec<(String, Option<Verdict>, String)> = Vec::new();
        for (name, value) in &self.0 {
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

    fn entered(&self) -> Entered {
        let is_score = self.get("do") == "score";
        Entered {
            by: self.get("by").trim().to_owned(),
            score: is_score.then(|| self.get("score").to_owned()),
            original_seen: is_score && self.get("original") == "1",
            reason: if is_score { self.get("reason").to_owned() } else { String::new() },
            verdicts: self.verdicts(),
            ..Entered::default()
        }
    }

    fn asked(&self) -> Asked {
        let reason = self.get("reason").to_owned();
        match self.get("do") {
            "undo" => Asked::Undo { of: self.get("of").parse().ok(), reason },
            "findings" => Asked::Verdicts(
                self.verdicts()
                    .into_iter()
                    .filter_map(|(finding, verdict, reason)| Some(AskedVerdict { finding, verdict: verdict?, reason }))
                    .collect(),
            ),
            // A score that is no number is refused as one out of its range.
            _ => Asked::Score {
                score: self.get("score").trim().replace('．', ".").parse().unwrap_or(f64::NAN),
                original_seen: self.get("original") == "1",
                reason,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_says_what_is_asked() {
        let score = fields(&[("do", "score"), ("saw", "7"), ("score", "2.5"), ("original", "1"), ("reason", "清晰")]);
        assert_eq!(score.saw(), 7);
        let expected = Asked::Score { score: 2.5, original_seen: true, reason: "清晰".to_owned() };
        assert_eq!(score.asked(), expected);
        let Asked::Score { score, .. } = fields(&[("do", "score"), ("score", "三分")]).asked() else {
            panic!("a score is asked for");
        };
        assert!(score.is_nan());
        assert_eq!(fields(&[("do", "undo"), ("of", "3")]).asked(), Asked::Undo { of: Some(3), reason: String::new() });
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
        let Asked::Verdicts(asked) = form.asked() else { panic!("verdicts are asked for") };
        let expected =
            AskedVerdict { finding: "b:2".to_owned(), verdict: Verdict::WrongAlarm, reason: "另一张".to_owned() };
        assert_eq!(asked, [expected]);
        assert_eq!(form.entered().verdicts[0], ("a:1".to_owned(), None, "写过理由".to_owned()));
    }

    #[test]
    fn a_remembered_name_is_one_short_line() {
        assert_eq!(remembered(Some("%E7%8E%8B%E8%8A%B3")), "王芳");
        assert_eq!(remembered(Some("a%0d%0ab")), "ab");
        assert_eq!(remembered(None), "");
        assert_eq!(remembered(Some(&"x".repeat(99))).len(), pipeline::NAME_LIMIT);
    }
}
