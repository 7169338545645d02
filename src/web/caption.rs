//! A photo's page, and the form for its caption.

use axum::{Form, extract::Path, http::StatusCode, response::Response};

use super::{
    decide::{Fields, Sent, go_on},
    page::{CaptionForm, Neighbours, PageText, PairPage, PhotoPage, photo_of},
    routes::Visit,
};
use crate::{
    model::{ArchivePath, CaptionText, Message},
    msg,
    pipeline::{self, AskedCaption, CaptionError, Captioning},
    report::{Report, link},
};

/// `GET /photo/{path}`
pub(super) async fn photo(Path(path): Path<String>, visit: Visit) -> Response {
    let saved = Some(visit.asking.saved.clone()).filter(|path| !path.is_empty()).map(ArchivePath::new);
    let form = CaptionForm {
        by: visit.name.clone(),
        saved: saved.filter(|path| visit.report.files.contains_key(path)),
        ..CaptionForm::default()
    };
    shown(&visit, &visit.report, &ArchivePath::new(path), &form, StatusCode::OK).await
}

/// `GET /photos/pair?a=…&b=…`
pub(super) async fn pair(visit: Visit) -> Response {
    let paths = [ArchivePath::new(visit.asking.a.clone()), ArchivePath::new(visit.asking.b.clone())];
    if !paths.iter().all(|path| visit.report.files.contains_key(path)) {
        return visit.not_found();
    }
    let [a, b] = paths.clone();
    let facts = visit.away(move |desk| [desk.photo(&a), desk.photo(&b)]).await.unwrap_or_default();
    let [a, b] = &facts;
    match PairPage::new(&visit.report, [&paths[0], &paths[1]], [a.as_ref(), b.as_ref()], visit.frame()) {
        Some(page) => visit.answer_with(StatusCode::OK, &page),
        None => visit.not_found(),
    }
}

/// `POST /photo/{path}`
pub(super) async fn keep(Path(path): Path<String>, visit: Visit, Form(sent): Sent) -> Response {
    let path = ArchivePath::new(path);
    if photo_of(&visit.report, &path).is_none() {
        return visit.not_found();
    }
    let fields = Fields(sent);
    // Whoever sees a photo may describe it: a clerk those of the own village. Who has logged in does so under that name.
    let by = visit.viewer.name().unwrap_or(fields.get("by")).trim().to_owned();
    let does = fields.get("do").to_owned();
    let typed = typed(&fields);
    let what = match does.as_str() {
        "withdraw" => AskedCaption::Withdraw,
        "undo" => AskedCaption::Undo,
        _ => AskedCaption::Write(typed.clone()),
    };
    let asked = Captioning { path: path.clone(), by: by.clone(), what, saw: Some(fields.saw()) };
    let kept = visit.away(move |desk| desk.caption(&asked, &pipeline::now())).await;
    let again = |message: Message| CaptionForm {
        by: by.clone(),
        typed: Some(typed.clone()),
        trouble: Some(message.get(visit.lang).to_owned()),
        saved: None,
    };
    match kept {
        Some(Ok(())) => {
            // As the list was when the page was opened: a caption that is complete may have left it.
            let next = Neighbours::new(&visit.report, &visit.filter(), &path).after.filter(|_| does == "next");
            let place = link::photo(next.as_ref().unwrap_or(&path), &visit.filter());
            go_on(&link::with(&place, "saved", path.as_str()), &by, visit.viewer.name().is_none())
        }
        Some(Err(CaptionError::NoPhoto(_))) => visit.not_found(),
        Some(Err(error @ CaptionError::Conflict)) => {
            // Made anew, so that what somebody else wrote is shown.
            let report = visit.desk.report_for(visit.viewer.role());
            shown(&visit, &report, &path, &again(error.to_message()), StatusCode::CONFLICT).await
        }
        Some(Err(CaptionError::Mend(message))) => {
            shown(&visit, &visit.report, &path, &again(message), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Some(Err(error @ CaptionError::Pipeline(_))) => {
            let Message { zh, en } = error.to_message();
            let message = msg!("{zh}。请稍后再保存一次", "{en}. Please save once more in a moment");
            shown(&visit, &visit.report, &path, &again(message), StatusCode::SERVICE_UNAVAILABLE).await
        }
        None => visit.defective(),
    }
}

async fn shown(visit: &Visit, report: &Report, path: &ArchivePath, form: &CaptionForm, status: StatusCode) -> Response {
    if photo_of(report, path).is_none() {
        return visit.not_found();
    }
    let wanted = path.clone();
    let (page, facts) = visit.away(move |desk| (desk.page(&wanted, 1), desk.photo(&wanted))).await.unwrap_or_default();
    let text = PageText { page: page.as_ref(), number: 1, count: 1 };
    let around = (&visit.view(), visit.frame());
    match PhotoPage::new(report, path, (&text, facts.as_ref()), &visit.filter(), form, around) {
        Some(page) => visit.answer_with(status, &page),
        None => visit.not_found(),
    }
}

fn typed(fields: &Fields) -> CaptionText {
    let field = |name| fields.get(name).to_owned();
    CaptionText {
        time: field("time"),
        people: field("people"),
        place: field("place"),
        event: field("event"),
        text: field("text"),
    }
}
