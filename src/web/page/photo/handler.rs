//! `GET` and `POST` of `/photo/{path}`.

use axum::{Form, extract::Path, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    neighbours::{Neighbours, photo_of},
    page::{CaptionForm, PhotoPage},
};
use crate::{
    model::{ArchivePath, CaptionText},
    report::{Report, link, photos::PhotoFilter},
    web::{
        page::{
            photos::PhotosParameters,
            viewer::{PageText, View, ViewParameters},
        },
        request::{
            entry::Refusal,
            fields::{FormFields, Sent},
            parameters::Parameters,
            visit::Visit,
        },
        state::Workbench,
    },
};

/// The query of a photo's page, beside the choice of photos that it was opened from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PhotoParameters {
    /// The photo whose caption was saved just now.
    saved: String,
}

/// How a photo's page is shown: the choice of photos that it was opened from, and size and turn of the picture.
struct PhotoView {
    filter: PhotoFilter,
    view: View,
}

/// `GET /photo/{path}`
pub(crate) async fn show(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<PhotoParameters>,
    Parameters(from): Parameters<PhotosParameters>,
    Parameters(view): Parameters<ViewParameters>,
) -> Response {
    let saved = Some(wanted.saved).filter(|path| !path.is_empty()).map(ArchivePath::new);
    let form =
        CaptionForm { by: visit.name.clone(), saved: saved.filter(|path| visit.sees(path)), ..CaptionForm::default() };
    let shown = PhotoView { filter: from.filter(), view: view.view(&visit.address) };
    answer(&visit, &visit.report, &ArchivePath::new(path), &form, &shown, StatusCode::OK).await
}

/// `POST /photo/{path}`
pub(crate) async fn save(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(from): Parameters<PhotosParameters>,
    Parameters(view): Parameters<ViewParameters>,
    Form(sent): Sent,
) -> Response {
    let path = ArchivePath::new(path);
    if photo_of(&visit.report, &path).is_none() {
        return visit.not_found();
    }
    let shown = PhotoView { filter: from.filter(), view: view.view(&visit.address) };
    let fields = FormFields(sent);
    // Access: every viewer who may see a photo may describe it.
    let by = visit.signed(fields.get("by"));
    let typed = typed(&fields);
    match visit.say(&path, &by, &fields, Ok(typed.clone()), Workbench::caption).await {
        Ok(()) => {
            // As the list was when the page was opened: a caption that is complete may have left it.
            let goes_on = fields.get("do") == "next";
            let next = Neighbours::new(&visit.report, &shown.filter, &path).after.filter(|_| goes_on);
            let place = link::photo(next.as_ref().unwrap_or(&path), &shown.filter);
            visit.go_on(&link::with(&place, "saved", path.as_str()), &by)
        }
        Err(Refusal::Answer(response)) => *response,
        Err(Refusal::Again { status, message, report }) => {
            let form = CaptionForm { by, typed: Some(typed), trouble: Some(message), saved: None };
            answer(&visit, &report, &path, &form, &shown, status).await
        }
    }
}

async fn answer(
    visit: &Visit,
    report: &Report,
    path: &ArchivePath,
    form: &CaptionForm,
    shown: &PhotoView,
    status: StatusCode,
) -> Response {
    if photo_of(report, path).is_none() {
        return visit.not_found();
    }
    let wanted = path.clone();
    let read = visit.away(move |workbench| (workbench.page(&wanted, 1), workbench.photo(&wanted)));
    let (page, facts) = read.await.unwrap_or_default();
    let text = PageText { page: page.as_ref(), number: 1, count: 1 };
    let around = (&shown.view, visit.frame());
    match PhotoPage::new(report, path, (&text, facts.as_ref()), &shown.filter, form, around) {
        Some(page) => visit.answer_with(status, &page),
        None => visit.not_found(),
    }
}

fn typed(fields: &FormFields) -> CaptionText {
    let field = |name| fields.get(name).to_owned();
    CaptionText {
        time: field("time"),
        people: field("people"),
        place: field("place"),
        event: field("event"),
        text: field("text"),
    }
}
