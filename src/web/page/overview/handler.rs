//! `GET /` and `GET /open`.

use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{filter::OverviewFilter, opened::opened, page::OverviewPage};
use crate::web::request::{parameters::Parameters, visit::Visit};

/// The query of the overview.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OverviewParameters {
    sort: String,
    state: String,
    office: String,
    item: String,
}

/// `GET /`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<OverviewParameters>) -> Response {
    let filter = OverviewFilter::new(&visit.report, &wanted.sort, &wanted.state, &wanted.office, &wanted.item);
    visit.answer(&OverviewPage::new(&visit.report, visit.frame(), &filter))
}

/// The fields of the overview's form that opens a unit or an item.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OpenParameters {
    unit: String,
    item: String,
}

/// `GET /open`: leads to the chosen unit or item.
pub(crate) async fn open(visit: Visit, Parameters(chosen): Parameters<OpenParameters>) -> Response {
    match opened(&visit.report, &chosen.unit, &chosen.item) {
        Some(href) => Redirect::to(&href).into_response(),
        None => visit.not_found(),
    }
}
