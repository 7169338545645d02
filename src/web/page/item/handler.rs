//! `GET` and `POST` of `/township/item/{id}` and `/village/{name}/item/{id}`.

use axum::{Form, extract::Path, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    form,
    page::{Entered, ItemPage},
    proof::{self, Pages},
};
use crate::{
    model::{ArchivePath, Unit, UnitAssessment},
    pipeline::{self, Ruling},
    report::{Report, link},
    web::page::settle,
    web::request::{
        entry::Refusal,
        fields::{FormFields, Sent},
        parameters::Parameters,
        visit::Visit,
    },
};

/// The query of an item's page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ItemParameters {
    /// Not empty after a decision was saved.
    saved: String,
}

/// `GET /township/item/{id}`
pub(crate) async fn show_township(
    Path(id): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<ItemParameters>,
) -> Response {
    show(&visit, visit.report.town.as_ref(), &id, &wanted).await
}

/// `GET /village/{name}/item/{id}`
pub(crate) async fn show_village(
    Path((name, id)): Path<(String, String)>,
    visit: Visit,
    Parameters(wanted): Parameters<ItemParameters>,
) -> Response {
    show(&visit, visit.report.village(&name), &id, &wanted).await
}

async fn show(visit: &Visit, assessment: Option<&UnitAssessment>, id: &str, wanted: &ItemParameters) -> Response {
    let entered = Entered { by: visit.name.clone(), is_saved: !wanted.saved.is_empty(), ..Entered::default() };
    let Some(assessment) = assessment else { return visit.not_found() };
    let pages = cited_pages(visit, assessment, id).await;
    match ItemPage::new(&visit.report, assessment, id, &entered, visit.frame()) {
        Some(page) => visit.answer(&page.with_proofs(&visit.report, assessment, &pages)),
        None => visit.not_found(),
    }
}

/// The pages that an item's findings cite, as they were read.
async fn cited_pages(visit: &Visit, assessment: &UnitAssessment, id: &str) -> Pages {
    let wanted = proof::wanted(assessment, id);
    let read = visit.away(move |workbench| {
        let page = |(path, number): (ArchivePath, u32)| {
            let page = workbench.page(&path, number)?;
            Some(((path, number), page))
        };
        wanted.into_iter().filter_map(page).collect()
    });
    read.await.unwrap_or_default()
}

/// `POST /township/item/{id}`
pub(crate) async fn decide_township(Path(id): Path<String>, visit: Visit, Form(sent): Sent) -> Response {
    decide(visit, Unit::Township, id, FormFields(sent)).await
}

/// `POST /village/{name}/item/{id}`
pub(crate) async fn decide_village(
    Path((name, id)): Path<(String, String)>,
    visit: Visit,
    Form(sent): Sent,
) -> Response {
    decide(visit, Unit::Village(name), id, FormFields(sent)).await
}

async fn decide(visit: Visit, unit: Unit, id: String, fields: FormFields) -> Response {
    let is_shown = visit.report.units().any(|known| known.unit == unit);
    if !is_shown {
        return visit.not_found();
    }
    if !visit.viewer.role().may_decide() {
        return visit.not_allowed();
    }
    let mut entered = form::entered(&fields);
    entered.by = visit.signed(&entered.by);
    let saw = fields.version_seen();
    let ruling = Ruling {
        unit: unit.clone(),
        item: id.clone(),
        by: entered.by.clone(),
        what: form::decision(&fields),
        saw: Some(saw),
    };
    match visit.enter(move |workbench| workbench.decide(&ruling, &pipeline::now())).await {
        Ok(()) => {
            let back = Some(fields.get("back")).filter(|place| settle::is_way_back(place));
            let place = back.map_or_else(|| format!("{}?saved=1", link::item(&unit, &id)), str::to_owned);
            visit.go_on(&place, &entered.by)
        }
        Err(Refusal::Answer(response)) => *response,
        Err(Refusal::Again { status, message, report }) => {
            let saw = Some(saw).filter(|_| status == StatusCode::CONFLICT);
            let entered = Entered { saw, trouble: Some(message), ..entered };
            refused(&visit, &report, &unit, &id, &entered, status).await
        }
    }
}

/// The page again, with what was entered and why it was not saved.
async fn refused(
    visit: &Visit,
    report: &Report,
    unit: &Unit,
    id: &str,
    entered: &Entered,
    status: StatusCode,
) -> Response {
    let assessment = report.units().find(|known| known.unit == *unit);
    let Some(assessment) = assessment else { return visit.not_found() };
    let pages = cited_pages(visit, assessment, id).await;
    match ItemPage::new(report, assessment, id, entered, visit.frame()) {
        Some(page) => visit.answer_with(status, &page.with_proofs(report, assessment, &pages)),
        None => visit.not_found(),
    }
}
