//! Whole forms of the report as files, of everything that is shown or of one unit (`?unit=张庄村`, `?unit=township`).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    overview::{OverviewFilter, TOWNSHIP},
    tasks::TaskFilter,
};
use crate::{
    containment::contain,
    report::{Report, csv, file_name, rectification::Package},
    web::{
        answer::response::{CSV, DOCX, XLSX, ZIP, download},
        request::{parameters::Parameters, visit::Visit},
        state::form_cache::Form,
    },
};

/// The policy under which a file that brings its own style is shown.
const OWN_STYLE: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// Which part of the report is wanted: of a unit by its name, all without one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExportParameters {
    unit: String,
    /// The same, as the command line has it.
    village: String,
    /// Only villages of this office, only this item, only items in this state, as in the overview.
    office: String,
    item: String,
    state: String,
    /// Only tasks of this sort, only those with these words.
    class: String,
    q: String,
    /// The day by which villages are to be done.
    due: String,
}

impl ExportParameters {
    /// The report as far as it is asked for; `None` for a unit that is not there, or not the viewer's to see. Forms that
    /// list items leave out those that are not as asked; a table stays whole.
    fn scoped(&self, visit: &Visit, lists_items: bool) -> Option<Arc<Report>> {
        let report = self.of_unit(visit)?;
        let filter = OverviewFilter::new(&report, "", &self.state, &self.office, &self.item);
        Some(if filter.is_narrowed() { Arc::new(filter.narrowed(&report, lists_items)) } else { report })
    }

    fn of_unit(&self, visit: &Visit) -> Option<Arc<Report>> {
        let wanted = if self.unit.is_empty() { self.village.as_str() } else { self.unit.as_str() };
        match wanted {
            "" => Some(Arc::clone(&visit.report)),
            TOWNSHIP => visit.report.only_township().map(Arc::new),
            name => visit.report.village_named(name).map(|name| Arc::new(visit.report.for_village(&name))),
        }
    }

    fn due(&self) -> Option<Date> {
        self.due.parse().ok()
    }
}

/// `GET /report.json`
pub(crate) async fn report_json(visit: Visit, Parameters(wanted): Parameters<ExportParameters>) -> Response {
    let Some(report) = wanted.scoped(&visit, false) else { return visit.not_found() };
    match rendered(&visit, report, Form::Json).await {
        Some(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        None => visit.defective(),
    }
}

/// `GET /report.csv`
pub(crate) async fn report_csv(visit: Visit, wanted: Parameters<ExportParameters>) -> Response {
    let what = visit.lang.pick("各项", "items");
    saved(visit, wanted, Form::Csv, CSV, |report, _| file_name::named(report, what, "csv")).await
}

/// `GET /findings.csv`
pub(crate) async fn findings_csv(visit: Visit, wanted: Parameters<ExportParameters>) -> Response {
    let what = visit.lang.pick("发现", "findings");
    saved(visit, wanted, Form::FindingsCsv, CSV, |report, _| file_name::named(report, what, "csv")).await
}

/// `GET /tasks.csv`: all tasks, or those that the list of tasks shows under the same filter.
pub(crate) async fn tasks_csv(visit: Visit, wanted: Parameters<ExportParameters>) -> Response {
    let what = visit.lang.pick("待办", "tasks");
    let name = |report: &Report, _| file_name::named(report, what, "csv");
    let Parameters(asked) = &wanted;
    let Some(report) = asked.of_unit(&visit) else { return visit.not_found() };
    let filter = TaskFilter::of(&report, ["", &asked.office, &asked.item, &asked.state, &asked.class, &asked.q]);
    if !filter.is_narrowed() {
        return saved(visit, wanted, Form::TasksCsv, CSV, name).await;
    }
    let (file, lang) = (name(&report, visit.lang), visit.lang);
    let made = visit.away(move |_| contain(|| csv::tasks_csv_of(&report, &filter.tasks(&report), lang)).ok());
    match made.await.flatten() {
        Some(text) => download(CSV, &file, text),
        None => visit.defective(),
    }
}

/// `GET /report.xlsx`
pub(crate) async fn report_xlsx(visit: Visit, wanted: Parameters<ExportParameters>) -> Response {
    saved(visit, wanted, Form::Xlsx, XLSX, |report, lang| file_name::assessment(report, lang, "xlsx")).await
}

/// `GET /report.docx`
pub(crate) async fn report_docx(visit: Visit, wanted: Parameters<ExportParameters>) -> Response {
    saved(visit, wanted, Form::Docx, DOCX, |report, lang| file_name::assessment(report, lang, "docx")).await
}

/// `GET /rectification.zip?due=2020-06-20`: what each village is to put right, a folder a village.
pub(crate) async fn rectification(visit: Visit, wanted: Parameters<ExportParameters>) -> Response {
    let due = wanted.0.due();
    let what = visit.lang.pick("整改通知", "notices");
    saved(visit, wanted, Form::Rectification(due), ZIP, |report, _| file_name::named(report, what, "zip")).await
}

/// `GET /village/{name}/rectification/{file}`: the list of one village to be read on a phone or printed (`list.html`), as a
/// Word document (`list.docx`), and the notice (`notice.docx`).
pub(crate) async fn rectification_file(
    Path((name, file)): Path<(String, String)>,
    visit: Visit,
    Parameters(wanted): Parameters<ExportParameters>,
) -> Response {
    let (report, lang, due) = (Arc::clone(&visit.report), visit.lang, wanted.due());
    let made =
        visit.away(move |_| contain(|| Package::new(&report, due, lang).file(&name, &file)).ok()).await.flatten();
    match made {
        Some(Ok(Some(file))) if file.name.ends_with(".html") => {
            let policy = [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(OWN_STYLE))];
            (policy, Html(file.bytes)).into_response()
        }
        Some(Ok(Some(file))) => download(DOCX, &file.name, file.bytes),
        Some(Ok(None)) => visit.not_found(),
        Some(Err(_)) | None => visit.defective(),
    }
}

async fn saved(
    visit: Visit,
    Parameters(wanted): Parameters<ExportParameters>,
    form: Form,
    media_type: &'static str,
    name: impl FnOnce(&Report, crate::model::Lang) -> String,
) -> Response {
    let lists_items = matches!(form, Form::Csv | Form::FindingsCsv);
    let Some(report) = wanted.scoped(&visit, lists_items) else { return visit.not_found() };
    let name = name(&report, visit.lang);
    match rendered(&visit, report, form).await {
        Some(bytes) => download(media_type, &name, bytes),
        None => visit.defective(),
    }
}

async fn rendered(visit: &Visit, report: Arc<Report>, form: Form) -> Option<Bytes> {
    let lang = visit.lang;
    visit.away(move |workbench| workbench.form(&report, lang, form)).await.flatten()
}
