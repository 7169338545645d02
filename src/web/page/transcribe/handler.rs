//! `GET` and `POST` of `/transcribe`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{Form, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    page::{TranscribeForm, TranscribePage, TranscriptionSource, line_href, queue_href},
    queue::{self, LinePlace},
};
use crate::{
    model::{ArchivePath, SaidStep, Transcription, Unit, transcription::is_same_place},
    msg,
    report::{Report, link},
    web::{
        request::{
            entry::Refusal,
            fields::{FormFields, Sent},
            parameters::Parameters,
            visit::Visit,
        },
        state::Workbench,
    },
};

/// The query of the queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TranscribeParameters {
    /// A village's name, `township` or `unassigned`; empty for all.
    unit: String,
    /// The line, or nothing for the first that waits.
    path: String,
    page: String,
    line: String,
    /// Set to go on to the next line that waits behind that one.
    skip: String,
    /// Set where a line was kept just now.
    saved: String,
}

impl TranscribeParameters {
    fn unit(&self) -> Option<Unit> {
        match self.unit.as_str() {
            "" => None,
            "township" => Some(Unit::Township),
            "unassigned" => Some(Unit::Unassigned),
            name => Some(Unit::Village(name.to_owned())),
        }
    }

    /// The line, where the viewer may see its file.
    fn place(&self, visit: &Visit) -> Option<LinePlace> {
        let path = ArchivePath::new(self.path.clone());
        let (page, line) = (self.page.parse().ok()?, self.line.parse().ok()?);
        visit.sees(&path).then_some(LinePlace { path, page, line })
    }
}

/// `GET /transcribe`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<TranscribeParameters>) -> Response {
    let asked = wanted.place(&visit);
    if asked.is_none() && !wanted.path.is_empty() {
        return visit.not_found();
    }
    let form =
        TranscribeForm { by: visit.name.clone(), is_saved: !wanted.saved.is_empty(), ..TranscribeForm::default() };
    let is_next = !wanted.skip.is_empty();
    answer(&visit, &visit.report, wanted.unit().as_ref(), asked, is_next, form, StatusCode::OK).await
}

/// `POST /transcribe`: for everybody who sees the page, a village's clerk for their own village.
pub(crate) async fn save(
    visit: Visit,
    Parameters(wanted): Parameters<TranscribeParameters>,
    Form(sent): Sent,
) -> Response {
    let Some(place) = wanted.place(&visit) else { return visit.not_found() };
    let unit = wanted.unit();
    let fields = FormFields(sent);
    let by = visit.signed(fields.get("by"));
    // The button of a name carries the whole line with it.
    let typed = Some(fields.get("take")).filter(|taken| !taken.is_empty()).unwrap_or(fields.get("text")).to_owned();
    let wanted_line = place.clone();
    let read = visit
        .away(move |workbench| {
            let page = workbench.page_as_read(&wanted_line.path, wanted_line.page)?;
            page.lines.get(wanted_line.line).map(|line| (line.text.clone(), line.bbox))
        })
        .await;
    let written = match read.flatten() {
        Some((read, bbox)) => Ok(Transcription { page: place.page, bbox, read, text: typed.clone() }),
        None => Err(msg!(
            "这一页已重新识别，找不到这一行：请从列表重新打开",
            "the page was recognised anew and has no such line: please open it again from the list"
        )),
    };
    let is_undo = fields.get("do") == "undo";
    let undone = if is_undo { undone(&visit, &place).await } else { None };
    match visit.say(&place.path, &by, &fields, written, Workbench::transcribe).await {
        Ok(()) => {
            Arc::clone(&visit.workbench).take_in_transcriptions();
            let next = match undone {
                Some(place) => line_href(unit.as_ref(), &place),
                None => link::with(&line_href(unit.as_ref(), &place), "skip", "1"),
            };
            visit.go_on(&link::with(&next, "saved", "1"), &by)
        }
        Err(Refusal::Answer(response)) => *response,
        Err(Refusal::Again { status, message, report }) => {
            let form = TranscribeForm { by, typed: Some(typed), trouble: Some(message), is_saved: false };
            answer(&visit, &report, unit.as_ref(), Some(place), false, form, status).await
        }
    }
}

/// The line of a file's last step in force, which an undo takes back.
async fn undone(visit: &Visit, place: &LinePlace) -> Option<LinePlace> {
    let path = place.path.clone();
    let found = visit.away(move |workbench| {
        let log = workbench.transcriptions(&path);
        let standing = crate::evaluate::documents::said::standing(&log);
        let SaidStep::Write(written) = &standing.last()?.step else { return None };
        let page = workbench.page_as_read(&path, written.page)?;
        let line = page.lines.iter().position(|line| is_same_place(&line.bbox, &written.bbox))?;
        Some(LinePlace { path, page: written.page, line })
    });
    found.await.flatten()
}

/// The page of a line, or of the next one that waits behind it.
async fn answer(
    visit: &Visit,
    report: &Report,
    unit: Option<&Unit>,
    asked: Option<LinePlace>,
    is_next: bool,
    form: TranscribeForm,
    status: StatusCode,
) -> Response {
    let pages = queue::pages(report, unit);
    let unit_of = |path: &ArchivePath| Some((path.clone(), report.files.get(path)?.unit.clone()));
    let paths = pages.iter().map(|(path, _)| path).chain(asked.iter().map(|place| &place.path));
    let units: BTreeMap<ArchivePath, Unit> = paths.filter_map(unit_of).collect();
    let waiting: BTreeSet<Unit> = units.values().cloned().collect();
    let lists: BTreeMap<Unit, Vec<ArchivePath>> =
        waiting.into_iter().map(|unit| (unit.clone(), queue::lists_of(report, &unit))).collect();
    let count = pages.len();
    let read = visit.away(move |workbench| {
        let place = match asked {
            Some(place) if !is_next => place,
            after => queue::next(workbench, &pages, after.as_ref())?,
        };
        let page = workbench.page(&place.path, place.page)?;
        let as_read = workbench.page_as_read(&place.path, place.page)?;
        let own = units.get(&place.path).and_then(|unit| lists.get(unit));
        let names = workbench.names_in(own.map_or(&[][..], Vec::as_slice));
        let log = workbench.transcriptions(&place.path);
        Some((place, page, as_read, names, log))
    });
    let read = read.await.flatten();
    let found = read.as_ref().map(|(place, page, as_read, names, log)| TranscriptionSource {
        place,
        page,
        as_read,
        names,
        log,
    });
    let shown = TranscribePage::new(report, unit, count, found.as_ref(), form, visit.frame());
    visit.answer_with(status, &shown)
}

/// Where the queue of a unit begins, and how many pages wait there; `None` where none does.
pub(crate) fn queue_of(report: &Report, unit: Option<&Unit>) -> Option<(String, usize)> {
    let pages = queue::pages(report, unit).len();
    (pages > 0).then(|| (queue_href(unit), pages))
}
