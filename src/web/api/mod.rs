//! `/api/v1`: what the pages show, for scripts, under the names of the JSON forms.
//!
//! Every answer comes from a [`Visit`](super::routes::Visit), so that a script sees what the same person sees on the
//! pages. The routes and their description are one declaration each; [`document`] adds the shapes of `schema/`.

mod asked;
pub mod document;
mod problem;
mod read;
mod run;
mod search;
mod write;

use std::sync::Arc;

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::problem::Problem;
use super::{Desk, routes::Visit};
use crate::{
    model::{Lang, Message, Unit, UnitAssessment},
    msg,
    report::{Report, photos::unit_key},
};

/// Where the API lies.
pub const BASE: &str = "/api/v1";

/// The most entries of a list in one answer.
const MOST: u32 = 1_000;
/// Entries of a list where nothing is said.
const USUAL: u32 = 100;

/// The routes with their description.
fn described() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::with_openapi(document::head())
        .routes(routes!(read::report))
        .routes(routes!(read::units))
        .routes(routes!(read::unit))
        .routes(routes!(read::items))
        .routes(routes!(read::item))
        .routes(routes!(read::findings))
        .routes(routes!(read::tasks))
        .routes(routes!(read::photos))
        .routes(routes!(read::meetings))
        .routes(routes!(read::files))
        .routes(routes!(read::page))
        .routes(routes!(read::notices))
        .routes(routes!(read::decisions))
        .routes(routes!(search::search))
        .routes(routes!(write::decide))
        .routes(routes!(run::runs))
        .routes(routes!(run::now, run::start, run::stop))
        .routes(routes!(run::events))
}

/// The API, below [`BASE`].
pub(super) fn router() -> Router<Arc<Desk>> {
    let (router, _) = described().split_for_parts();
    router.route("/openapi.json", get(document::answer)).method_not_allowed_fallback(not_allowed).fallback(nothing_here)
}

async fn nothing_here(visit: Visit) -> Response {
    let detail = msg!(
        "没有这个接口：全部接口见 /api/v1/openapi.json",
        "there is no such address; all of them are listed in /api/v1/openapi.json"
    );
    Problem::answer(StatusCode::NOT_FOUND, visit.lang, &detail)
}

async fn not_allowed(visit: Visit) -> Response {
    let detail = msg!("这个接口不支持这种请求方式", "this address does not take requests of this method");
    Problem::answer(StatusCode::METHOD_NOT_ALLOWED, visit.lang, &detail)
}

/// What stops a request before it is a [`Visit`], as the API says it.
pub(super) fn refused(status: StatusCode, lang: Lang, detail: &Message) -> Response {
    Problem::answer(status, lang, detail)
}

/// The answer of a request that the program failed to answer.
pub(super) fn broken(lang: Lang) -> Response {
    Problem::broken(lang)
}

/// An answer as JSON.
fn json(lang: Lang, value: &impl Serialize) -> Response {
    json_with(StatusCode::OK, lang, value)
}

fn json_with(status: StatusCode, lang: Lang, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(_) => Problem::broken(lang),
    }
}

/// An answer that is JSON already.
fn json_text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// The answer of parts that were made, or could not be.
fn made(lang: Lang, value: serde_json::Result<Value>) -> Response {
    match value {
        Ok(value) => json(lang, &value),
        Err(_) => Problem::broken(lang),
    }
}

/// A part of a list: how long all of it is, and the wanted entries.
fn list<T>(
    all: impl Iterator<Item = T>,
    offset: Option<u32>,
    limit: Option<u32>,
    lang: Lang,
    write: impl Fn(T) -> serde_json::Result<Value>,
) -> Response {
    let limit = limit.unwrap_or(USUAL);
    if limit > MOST {
        let detail = msg!("limit 最多为 {MOST}", "limit is {MOST} at most");
        return Problem::answer(StatusCode::BAD_REQUEST, lang, &detail);
    }
    let (from, offset) = (offset.unwrap_or(0) as usize, offset.unwrap_or(0));
    let (mut total, mut entries) = (0_usize, Vec::new());
    for (at, entry) in all.enumerate() {
        total += 1;
        if at >= from && entries.len() < limit as usize {
            match write(entry) {
                Ok(value) => entries.push(value),
                Err(_) => return Problem::broken(lang),
            }
        }
    }
    json(lang, &serde_json::json!({"total": total, "offset": offset, "limit": limit, "entries": entries}))
}

/// The unit of this name: `township`, or a village's full name.
fn unit_of<'r>(report: &'r Report, name: &str) -> Option<&'r UnitAssessment> {
    report.units().find(|known| unit_key(&known.unit) == name)
}

/// Whether a unit is the wanted one; any is where none is named.
fn is_wanted(wanted: Option<&str>, unit: &Unit) -> bool {
    wanted.is_none_or(|wanted| unit_key(unit) == wanted)
}
