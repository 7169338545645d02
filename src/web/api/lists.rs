//! What can be read in parts: findings, tasks, photos, meetings, files and their pages, notices, decisions.

use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::{
    answer::{json, list},
    parameters::ApiParameters,
    shapes::{DecisionList, FileList, FindingList, MeetingList, NoticeList, PageShape, PhotoList, TaskList},
    unit_json::is_wanted,
};
use crate::{
    model::{ArchivePath, Finding, ItemAssessment},
    report::{
        json::slice,
        photos::{PhotoFilter, all, unit_key},
        todo::{self, Class},
    },
    web::answer::problem::Problem,
};

/// Declares what a list takes: what all lists take, and one field that says which entries.
macro_rules! listed {
    ($(#[$about:meta])* $name:ident, $(#[$what:meta])* $field:ident) => {
        $(#[$about])*
        #[derive(Debug, Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(super) struct $name {
            /// The language of messages, for this request: `zh` or `en`.
            #[param(pattern = "^(zh|en)$")]
            #[expect(dead_code, reason = "read by the visit; named here so that it is described and nothing else is taken")]
            lang: Option<String>,
            /// Only of this unit: `township`, `unassigned`, or a village's full name.
            unit: Option<String>,
            $(#[$what])*
            $field: Option<String>,
            /// How many entries to pass over.
            #[param(maximum = 4_294_967_295_u32)]
            offset: Option<u32>,
            /// The most entries to give; 100 unless said otherwise.
            #[param(maximum = 1000)]
            limit: Option<u32>,
        }
    };
}

listed!(
    /// A list whose entries have codes.
    CodesParameters,
    /// Only entries of this code.
    code
);
listed!(
    /// A list of files.
    FilesParameters,
    /// Only files of this kind.
    kind
);
listed!(
    /// A list of meetings.
    MeetingsParameters,
    /// Only meetings of this body, `members`.
    body
);
listed!(
    /// A list of decisions.
    DecisionsParameters,
    /// Only decisions on this item, `V03`.
    item
);

/// A choice of photos, as on the page of photos.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ApiPhotosParameters {
    /// The language of messages, for this request: `zh` or `en`.
    #[param(pattern = "^(zh|en)$")]
    #[expect(dead_code, reason = "read by the visit; named here so that it is described and nothing else is taken")]
    lang: Option<String>,
    /// Only of this unit: `township`, `unassigned`, or a village's full name.
    unit: Option<String>,
    /// What they show: a kind's name, or `notice` for all views of notices.
    kind: Option<String>,
    /// `findings`, `elements` or `pairs`: something to verify, captions that lack elements, photos like another.
    show: Option<String>,
    /// `yes` or `no`: whether the time of taking is known.
    time: Option<String>,
    /// `in`, `out`, `yes` or `no`: inside the village, outside it, any position or place, none.
    place: Option<String>,
    /// A month, `2018-06`, or a year.
    month: Option<String>,
    /// How many photos to pass over.
    #[param(maximum = 4_294_967_295_u32)]
    offset: Option<u32>,
    /// The most photos to give; 100 unless said otherwise.
    #[param(maximum = 1000)]
    limit: Option<u32>,
}

/// A page of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParameters {
    /// The language of messages, for this request: `zh` or `en`.
    #[param(pattern = "^(zh|en)$")]
    #[expect(dead_code, reason = "read by the visit; named here so that it is described and nothing else is taken")]
    lang: Option<String>,
    /// The file, relative to the archive.
    path: String,
    /// The page, counted from 1; the first unless said otherwise.
    #[param(minimum = 1, maximum = 4_294_967_295_u32)]
    page: Option<u32>,
    /// Whether identity numbers, telephones and bank cards are given in full: for the township and assessors, and it is
    /// logged. Otherwise their middles are asterisks.
    numbers: Option<bool>,
}

/// Every finding that stands, on items and on photos.
#[utoipa::path(get, path = "/findings", tag = "read", params(CodesParameters),
    responses((status = 200, body = FindingList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn findings(ApiParameters { visit, query }: ApiParameters<CodesParameters>) -> Response {
    let report = &visit.report;
    let on_items = report.units().flat_map(|unit| {
        let items = unit.items.iter();
        items.flat_map(move |item| (0..item.findings.len()).map(move |at| (&unit.unit, Of::Item(item, at))))
    });
    let on_photos = all(report).flat_map(|(unit, photo)| photo.findings.iter().map(move |it| (unit, Of::Photo(it))));
    let kept = on_items.chain(on_photos).filter(|(unit, found)| {
        let is_code = query.code.as_deref().is_none_or(|code| found.finding().code.as_str() == code);
        is_code && is_wanted(query.unit.as_deref(), unit)
    });
    list(kept, query.offset, query.limit, visit.lang, |(unit, found)| {
        let (item, finding) = match found {
            Of::Item(item, at) => (Some(&item.id), slice::findings(item, visit.lang)?.swap_remove(at)),
            Of::Photo(finding) => (None, slice::finding(finding, visit.lang)?),
        };
        Ok(json!({"unit": unit_key(unit), "item": item, "finding": finding}))
    })
}

/// A finding with what it is on.
enum Of<'r> {
    /// An item, and the finding's place among its findings.
    Item(&'r ItemAssessment, usize),
    /// A photo.
    Photo(&'r Finding),
}

impl Of<'_> {
    fn finding(&self) -> &Finding {
        match self {
            Of::Item(item, at) => &item.findings[*at],
            Of::Photo(finding) => finding,
        }
    }
}

/// What is to be done, most urgent first within a unit.
#[utoipa::path(get, path = "/tasks", tag = "read", params(CodesParameters),
    responses((status = 200, body = TaskList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn tasks(ApiParameters { visit, query }: ApiParameters<CodesParameters>) -> Response {
    let report = &visit.report;
    let tasks = report
        .units()
        .filter(|unit| is_wanted(query.unit.as_deref(), &unit.unit))
        .flat_map(|unit| todo::todos(report, unit).into_iter().map(move |todo| (&unit.unit, todo)))
        .filter(|(_, todo)| {
            query.code.as_deref().is_none_or(|code| todo.code.is_some_and(|known| known.as_str() == code))
        });
    list(tasks, query.offset, query.limit, visit.lang, |(unit, todo)| {
        let class = match todo.urgency.class {
            Class::Fault => "fault",
            Class::Unread => "unread",
            Class::Gap => "gap",
            Class::Warning => "warning",
        };
        Ok(json!({
            "unit": unit_key(unit),
            "class": class,
            "items": todo.items,
            "code": todo.code.map(|code| code.as_str()),
            "action": todo.action.get(visit.lang),
            "where": todo.citations.iter().map(slice::citation).collect::<Result<Vec<_>, _>>()?,
        }))
    })
}

/// Photos and videos with what is known of time, place, people and event.
#[utoipa::path(get, path = "/photos", tag = "read", params(ApiPhotosParameters),
    responses((status = 200, body = PhotoList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn photos(ApiParameters { visit, query }: ApiParameters<ApiPhotosParameters>) -> Response {
    let filter = PhotoFilter {
        unit: query.unit.unwrap_or_default(),
        kind: query.kind.unwrap_or_default(),
        show: query.show.unwrap_or_default(),
        time: query.time.unwrap_or_default(),
        place: query.place.unwrap_or_default(),
        month: query.month.unwrap_or_default(),
        ..PhotoFilter::default()
    };
    let kept = all(&visit.report).filter(|(unit, photo)| filter.keeps(unit, photo));
    list(kept, query.offset, query.limit, visit.lang, |(unit, photo)| {
        Ok(json!({"unit": unit_key(unit), "photo": slice::photo(photo, visit.lang)?}))
    })
}

/// Meetings, as the papers tell of them.
#[utoipa::path(get, path = "/meetings", tag = "read", params(MeetingsParameters),
    responses((status = 200, body = MeetingList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn meetings(ApiParameters { visit, query }: ApiParameters<MeetingsParameters>) -> Response {
    let kept = visit
        .report
        .units()
        .filter(|unit| is_wanted(query.unit.as_deref(), &unit.unit))
        .flat_map(|unit| unit.meetings.iter().map(move |meeting| (&unit.unit, meeting)))
        .filter(|(_, meeting)| query.body.as_deref().is_none_or(|body| meeting.body.as_str() == body));
    list(kept, query.offset, query.limit, visit.lang, |(unit, meeting)| {
        Ok(json!({"unit": unit_key(unit), "meeting": slice::meeting(meeting)?}))
    })
}

/// Files, and what each was taken for.
#[utoipa::path(get, path = "/files", tag = "read", params(FilesParameters),
    responses((status = 200, body = FileList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn files(ApiParameters { visit, query }: ApiParameters<FilesParameters>) -> Response {
    let kept = visit
        .report
        .files
        .iter()
        .filter(|(_, file)| is_wanted(query.unit.as_deref(), &file.unit))
        .filter(|(_, file)| query.kind.as_deref().is_none_or(|kind| file.kind.as_deref() == Some(kind)));
    list(kept, query.offset, query.limit, visit.lang, |(path, file)| {
        Ok(json!({
            "path": path.as_str(),
            "unit": unit_key(&file.unit),
            "kind": file.kind,
            "title": file.title,
            "date": file.date.map(|date| date.to_string()),
            "bytes": file.bytes,
            "pages": file.pages,
            "media_type": file.media_type,
        }))
    })
}

/// One page of a file as it was read, line by line.
#[utoipa::path(get, path = "/page", tag = "read", params(PageParameters),
    responses((status = 200, body = PageShape),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn page(ApiParameters { visit, query }: ApiParameters<PageParameters>) -> Response {
    let path = ArchivePath::new(query.path);
    if !visit.report.files.contains_key(&path) {
        return Problem::not_found(visit.lang);
    }
    let number = query.page.unwrap_or(1);
    let file = path.clone();
    match visit.away(move |workbench| workbench.page(&file, number)).await.flatten() {
        Some(page) => json(visit.lang, &visit.shown_page(&path, page, query.numbers.unwrap_or(false)).await),
        None => Problem::not_found(visit.lang),
    }
}

/// What was not read, or not fully, and why.
#[utoipa::path(get, path = "/notices", tag = "read", params(CodesParameters),
    responses((status = 200, body = NoticeList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn notices(ApiParameters { visit, query }: ApiParameters<CodesParameters>) -> Response {
    let report = &visit.report;
    let kept = report
        .notices
        .iter()
        .filter(|notice| query.code.as_deref().is_none_or(|code| notice.code.as_str() == code))
        .filter(|notice| match (&query.unit, notice.path.as_ref().and_then(|path| report.files.get(path))) {
            (None, _) => true,
            (Some(wanted), Some(file)) => unit_key(&file.unit) == wanted,
            (Some(_), None) => false,
        });
    list(kept, query.offset, query.limit, visit.lang, |notice| slice::notice(notice, visit.lang))
}

/// Everything that people decided, in the order in which they did.
#[utoipa::path(get, path = "/decisions", tag = "read", params(DecisionsParameters),
    responses((status = 200, body = DecisionList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn decisions(ApiParameters { visit, query }: ApiParameters<DecisionsParameters>) -> Response {
    let kept = visit
        .report
        .log
        .iter()
        .filter(|entry| is_wanted(query.unit.as_deref(), &entry.unit))
        .filter(|entry| query.item.as_deref().is_none_or(|item| entry.item == item));
    list(kept, query.offset, query.limit, visit.lang, slice::entry)
}
