//! `GET` and `POST` of `/file/{path}`.

use axum::{Form, extract::Path, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    correction::{self, CorrectionForm},
    page::{FilePage, HitView},
};
use crate::{
    index::{SearchOptions, query::parse},
    model::ArchivePath,
    report::{Report, link, search::sort_of},
    text::without_personal_numbers,
    web::{
        page::viewer::{PageText, ViewParameters},
        request::{
            entry::Refusal,
            fields::{FormFields, Sent},
            parameters::Parameters,
            visit::Visit,
        },
        state::Workbench,
    },
};

/// The query of a file's page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FileParameters {
    page: String,
    /// The words to mark.
    quote: String,
    /// The search that led here.
    q: String,
    /// The number of the hit, counted from 1.
    hit: String,
    sort: String,
    exact: String,
    /// Set where a correction was kept just now.
    saved: String,
    /// Set where the numbers of people are to be shown in full.
    numbers: String,
}

/// `GET /file/{path}`
pub(crate) async fn show(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<FileParameters>,
    Parameters(view): Parameters<ViewParameters>,
) -> Response {
    let form =
        CorrectionForm { by: visit.name.clone(), is_saved: !wanted.saved.is_empty(), ..CorrectionForm::default() };
    answer(&visit, &visit.report, &ArchivePath::new(path), (&wanted, &view), &form, StatusCode::OK).await
}

/// `POST /file/{path}`: for the township and assessors.
pub(crate) async fn correct(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<FileParameters>,
    Parameters(view): Parameters<ViewParameters>,
    Form(sent): Sent,
) -> Response {
    let path = ArchivePath::new(path);
    if !visit.report.files.contains_key(&path) {
        return visit.not_found();
    }
    if !visit.viewer.role().may_decide() {
        return visit.not_allowed();
    }
    let fields = FormFields(sent);
    let by = visit.signed(fields.get("by"));
    let typed = correction::typed(&fields);
    let written = correction::said(&typed);
    match visit.say(&path, &by, &fields, written, Workbench::correct).await {
        Ok(()) => {
            let page = wanted.page.parse().ok();
            let place = link::with(&link::file(&path, page, ""), "saved", "1");
            visit.go_on(&format!("{place}#correction"), &by)
        }
        Err(Refusal::Answer(response)) => *response,
        Err(Refusal::Again { status, message, report }) => {
            let form = CorrectionForm { by, typed: Some(typed), trouble: Some(message), is_saved: false };
            answer(&visit, &report, &path, (&wanted, &view), &form, status).await
        }
    }
}

async fn answer(
    visit: &Visit,
    report: &Report,
    path: &ArchivePath,
    (wanted, view): (&FileParameters, &ViewParameters),
    form: &CorrectionForm,
    status: StatusCode,
) -> Response {
    let Some(entry) = report.files.get(path) else { return visit.not_found() };
    let count = entry.pages.max(1);
    let number = wanted.page.parse::<u32>().unwrap_or(1).clamp(1, count);
    let file = path.clone();
    let read = visit.away(move |workbench| (workbench.page(&file, number), workbench.enclosed(&file))).await;
    let (page, enclosed) = read.unwrap_or_default();
    let mut is_masked = false;
    let page = match page {
        Some(page) => {
            let as_read = page.text.clone();
            let shown = visit.shown_page(path, page, !wanted.numbers.is_empty()).await;
            is_masked = shown.text != as_read;
            Some(shown)
        }
        None => None,
    };
    let text = PageText { page: page.as_ref(), number, count };
    let view = view.view(&visit.address);
    let quote = if is_masked { without_personal_numbers(&wanted.quote) } else { wanted.quote.clone() };
    let mut shown = FilePage::new(report, path, &text, &quote, &view, visit.frame()).with_enclosed(&enclosed);
    if is_masked && visit.viewer.role().may_see_numbers() {
        shown = shown.with_numbers_at(link::with(&link::file(path, Some(number), ""), "numbers", "1"));
    }
    if visit.viewer.role().may_decide() {
        shown = shown.with_correction(report, path, form);
    }
    match hit_view(visit, wanted, path, number).await {
        Some(view) => visit.answer_with(status, &shown.with_hit(&text, view)),
        None => visit.answer_with(status, &shown),
    }
}

/// The hit that a file's page is shown for, with its neighbours; `None` where no query is given, or none that can be
/// parsed.
async fn hit_view(visit: &Visit, wanted: &FileParameters, path: &ArchivePath, page: u32) -> Option<HitView> {
    let query = wanted.q.trim().to_owned();
    let needles = parse(&query).ok()?.needles();
    let number = wanted.hit.parse::<u32>().map_or(0, |number| number as usize);
    let options = visit.restricted(SearchOptions {
        limit: 3,
        offset: number.saturating_sub(2),
        sort: sort_of(&wanted.sort),
        facets: false,
        alternatives: false,
        ..SearchOptions::default()
    });
    let (asked, file) = (query.clone(), path.clone());
    let found = visit.away(move |workbench| {
        let next = page.checked_add(1).and_then(|next| workbench.page(&file, next)).map(|page| page.text);
        let results = if number > 0 { workbench.search(&asked, &options).ok() } else { None };
        (next.unwrap_or_default(), results)
    });
    let (next_text, results) = found.await?;
    // Hits move when the archive changes; then the neighbours would be those of another page.
    let at = number.saturating_sub(1).min(1);
    let results =
        results.filter(|results| results.hits.get(at).is_some_and(|hit| hit.path == *path && hit.page == page));
    let neighbour = |at: Option<usize>, number: usize| {
        let hit = results.as_ref().and_then(|results| results.hits.get(at?))?;
        let href = link::hit(&hit.path, hit.page, &query, Some(number), &wanted.sort);
        Some(if wanted.exact.is_empty() { href } else { format!("{href}&exact=1") })
    };
    let (before, after) = (neighbour(at.checked_sub(1), number.saturating_sub(1)), neighbour(Some(at + 1), number + 1));
    let total = results.as_ref().map_or(0, |results| results.total);
    let number = if results.is_some() { number } else { 0 };
    Some(HitView { query, needles, next_text, number, total, before, after })
}
