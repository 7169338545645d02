//! Whole forms of the report as files.

use std::sync::Arc;

use axum::{
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
};

use crate::web::{
    answer::response::{CSV, XLSX, download},
    request::visit::Visit,
    state::form_cache::Form,
};

/// `GET /report.json`
pub(crate) async fn report_json(visit: Visit) -> Response {
    match rendered(&visit, Form::Json).await {
        Some(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        None => visit.defective(),
    }
}

/// `GET /report.csv`
pub(crate) async fn report_csv(visit: Visit) -> Response {
    saved(visit, Form::Csv, CSV, "cundang-report.csv").await
}

/// `GET /findings.csv`
pub(crate) async fn findings_csv(visit: Visit) -> Response {
    saved(visit, Form::FindingsCsv, CSV, "cundang-findings.csv").await
}

/// `GET /tasks.csv`
pub(crate) async fn tasks_csv(visit: Visit) -> Response {
    saved(visit, Form::TasksCsv, CSV, "cundang-tasks.csv").await
}

/// `GET /report.xlsx`
pub(crate) async fn report_xlsx(visit: Visit) -> Response {
    saved(visit, Form::Xlsx, XLSX, "cundang-report.xlsx").await
}

async fn saved(visit: Visit, form: Form, media_type: &'static str, name: &'static str) -> Response {
    match rendered(&visit, form).await {
        Some(bytes) => download(media_type, name, bytes),
        None => visit.defective(),
    }
}

async fn rendered(visit: &Visit, form: Form) -> Option<Bytes> {
    let (report, lang) = (Arc::clone(&visit.report), visit.lang);
    visit.away(move |workbench| workbench.form(&report, lang, form)).await.flatten()
}
