//! What can be read: the report and its parts, files and their pages.

use std::collections::BTreeMap;

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::IntoParams;

use super::{
    asked::{Asked, At},
    document::{
        DecisionList, FileList, FindingList, ItemDetail, ItemList, MeetingList, NoticeList, PageShape, PhotoList,
        Summary, TaskList, UnitList, UnitShape,
    },
    is_wanted, json as answer, list, made,
    problem::Problem,
    unit_of,
};
use crate::{
    evaluate::decision::version_of,
    model::{ArchivePath, Finding, ItemAssessment, ItemState, Unit, UnitAssessment},
    report::{
        Report,
        json::slice,
        photos::{PhotoFilter, all, unit_key},
        todo::{self, Class},
    },
};

/// What every address takes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Plain {
    /// The language of messages, for this request: `zh` or `en`. Without it the browser's choice or the server's own
    /// language holds.
    #[param(pattern = "^(zh|en)$")]
    #[expect(dead_code, reason = "read by the visit; named here so that it is described and nothing else is taken")]
    lang: Option<String>,
}

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
    CodesAsked,
    /// Only entries of this code.
    code
);
listed!(
    /// A list of files.
    FilesAsked,
    /// Only files of this kind.
    kind
);
listed!(
    /// A list of meetings.
    MeetingsAsked,
    /// Only meetings of this body, `members`.
    body
);
listed!(
    /// A list of decisions.
    DecisionsAsked,
    /// Only decisions on this item, `V03`.
    item
);

/// A choice of photos, as on the page of photos.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PhotosAsked {
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
pub(super) struct PageAsked {
    /// The language of messages, for this request: `zh` or `en`.
    #[param(pattern = "^(zh|en)$")]
    #[expect(dead_code, reason = "read by the visit; named here so that it is described and nothing else is taken")]
    lang: Option<String>,
    /// The file, relative to the archive.
    path: String,
    /// The page, counted from 1; the first unless said otherwise.
    #[param(minimum = 1, maximum = 4_294_967_295_u32)]
    page: Option<u32>,
}

/// The report in short: what it measures, sums, and each unit's score.
#[utoipa::path(get, path = "/report", tag = "read", params(Plain),
    responses((status = 200, body = Summary), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn report(Asked { visit, query: _ }: Asked<Plain>) -> Response {
    let report = &visit.report;
    let written = || -> serde_json::Result<Value> {
        Ok(json!({
            "generated_at": report.generated_at,
            "township": report.township_name(),
            "deadline": report.deadline().to_string(),
            "rubric": slice::rubric(report)?,
            "ledger": slice::ledger(report)?,
            "units": report.units().map(|unit| head(report, unit)).collect::<Result<Vec<_>, _>>()?,
        }))
    };
    made(visit.lang, written())
}

/// Every unit with its score: the township first, then the villages.
#[utoipa::path(get, path = "/units", tag = "read", params(Plain),
    responses((status = 200, body = UnitList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn units(Asked { visit, query: _ }: Asked<Plain>) -> Response {
    let heads = visit.report.units().map(|unit| head(&visit.report, unit)).collect::<Result<Vec<_>, _>>();
    made(visit.lang, heads.map(Value::Array))
}

/// One unit, with everything that the report says of it.
#[utoipa::path(get, path = "/units/{unit}", tag = "read",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"), Plain),
    responses((status = 200, body = UnitShape),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn unit(At(name): At<String>, Asked { visit, query: _ }: Asked<Plain>) -> Response {
    match unit_of(&visit.report, &name) {
        Some(unit) => made(visit.lang, slice::unit(&visit.report, unit, visit.lang)),
        None => Problem::not_found(visit.lang),
    }
}

/// The items of a unit, as it stands in them.
#[utoipa::path(get, path = "/units/{unit}/items", tag = "read",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"), Plain),
    responses((status = 200, body = ItemList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn items(At(name): At<String>, Asked { visit, query: _ }: Asked<Plain>) -> Response {
    let Some(unit) = unit_of(&visit.report, &name) else { return Problem::not_found(visit.lang) };
    let items = unit.items.iter().map(|item| slice::item(item, visit.lang)).collect::<Result<Vec<_>, _>>();
    made(visit.lang, items.map(Value::Array))
}

/// One item of a unit, with what the table asks and the number to decide with.
#[utoipa::path(get, path = "/units/{unit}/items/{item}", tag = "read",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"),
        ("item" = String, Path, description = "the item's id, `V03`", example = "T03"), Plain),
    responses((status = 200, body = ItemDetail),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn item(At((name, id)): At<(String, String)>, Asked { visit, query: _ }: Asked<Plain>) -> Response {
    let found = unit_of(&visit.report, &name).and_then(|unit| {
        let item = unit.items.iter().find(|item| item.id == id)?;
        Some((unit, item))
    });
    match found {
        Some((unit, item)) => made(visit.lang, detail(&visit.report, unit, item, visit.lang)),
        None => Problem::not_found(visit.lang),
    }
}

/// An item as [`item`] gives it.
pub(super) fn detail(
    report: &Report,
    unit: &UnitAssessment,
    item: &ItemAssessment,
    lang: crate::model::Lang,
) -> serde_json::Result<Value> {
    let rule = report.rubric.item(&item.id);
    Ok(json!({
        "unit": unit_key(&unit.unit),
        "text": rule.map_or("", |rule| rule.text.as_str()),
        "standard": rule.map_or("", |rule| rule.standard.as_str()),
        "version": version_of(&report.log, &unit.unit, &item.id),
        "item": slice::item(item, lang)?,
    }))
}

/// Every finding that stands, on items and on photos.
#[utoipa::path(get, path = "/findings", tag = "read", params(CodesAsked),
    responses((status = 200, body = FindingList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn findings(Asked { visit, query }: Asked<CodesAsked>) -> Response {
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
#[utoipa::path(get, path = "/tasks", tag = "read", params(CodesAsked),
    responses((status = 200, body = TaskList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn tasks(Asked { visit, query }: Asked<CodesAsked>) -> Response {
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
#[utoipa::path(get, path = "/photos", tag = "read", params(PhotosAsked),
    responses((status = 200, body = PhotoList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn photos(Asked { visit, query }: Asked<PhotosAsked>) -> Response {
    let filter = PhotoFilter {
        unit: query.unit.unwrap_or_default(),
        kind: query.kind.unwrap_or_default(),
        show: query.show.unwrap_or_default(),
        time: query.time.unwrap_or_default(),
        place: query.place.unwrap_or_default(),
        month: query.month.unwrap_or_default(),
        offset: 0,
    };
    let kept = all(&visit.report).filter(|(unit, photo)| filter.keeps(unit, photo));
    list(kept, query.offset, query.limit, visit.lang, |(unit, photo)| {
        Ok(json!({"unit": unit_key(unit), "photo": slice::photo(photo, visit.lang)?}))
    })
}

/// Meetings, as the papers tell of them.
#[utoipa::path(get, path = "/meetings", tag = "read", params(MeetingsAsked),
    responses((status = 200, body = MeetingList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn meetings(Asked { visit, query }: Asked<MeetingsAsked>) -> Response {
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
#[utoipa::path(get, path = "/files", tag = "read", params(FilesAsked),
    responses((status = 200, body = FileList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn files(Asked { visit, query }: Asked<FilesAsked>) -> Response {
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
#[utoipa::path(get, path = "/page", tag = "read", params(PageAsked),
    responses((status = 200, body = PageShape),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn page(Asked { visit, query }: Asked<PageAsked>) -> Response {
    let path = ArchivePath::new(query.path);
    if !visit.report.files.contains_key(&path) {
        return Problem::not_found(visit.lang);
    }
    let number = query.page.unwrap_or(1);
    match visit.away(move |desk| desk.page(&path, number)).await.flatten() {
        Some(page) => answer(visit.lang, &page),
        None => Problem::not_found(visit.lang),
    }
}

/// What was not read, or not fully, and why.
#[utoipa::path(get, path = "/notices", tag = "read", params(CodesAsked),
    responses((status = 200, body = NoticeList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn notices(Asked { visit, query }: Asked<CodesAsked>) -> Response {
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
#[utoipa::path(get, path = "/decisions", tag = "read", params(DecisionsAsked),
    responses((status = 200, body = DecisionList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn decisions(Asked { visit, query }: Asked<DecisionsAsked>) -> Response {
    let kept = visit
        .report
        .log
        .iter()
        .filter(|entry| is_wanted(query.unit.as_deref(), &entry.unit))
        .filter(|entry| query.item.as_deref().is_none_or(|item| entry.item == item));
    list(kept, query.offset, query.limit, visit.lang, slice::entry)
}

/// A unit's name, score and how many of its items stand how.
fn head(report: &Report, unit: &UnitAssessment) -> serde_json::Result<Value> {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &unit.items {
        *states.entry(item.state.as_str()).or_default() += 1;
    }
    let states: Map<String, Value> = ItemState::ALL
        .iter()
        .map(|state| (state.as_str().to_owned(), json!(states.get(state.as_str()).copied().unwrap_or(0))))
        .collect();
    let name = match &unit.unit {
        Unit::Township | Unit::Unassigned => report.township_name(),
        Unit::Village(name) => name,
    };
    Ok(json!({
        "unit": unit_key(&unit.unit),
        "name": name,
        "score": slice::score(unit.score)?,
        "states": states,
        "todos": todo::todos(report, unit).len(),
    }))
}
