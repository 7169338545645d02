//! Answers of the API: JSON, and parts of lists.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use crate::{model::Lang, msg, web::answer::problem::Problem};

/// The most entries of a list in one answer.
const MOST: u32 = 1_000;
/// Entries of a list where the request does not say.
const USUAL: u32 = 100;

/// An answer as JSON.
pub(super) fn json(lang: Lang, value: &impl Serialize) -> Response {
    json_with(StatusCode::OK, lang, value)
}

/// An answer as JSON, with a status.
pub(super) fn json_with(status: StatusCode, lang: Lang, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(_) => Problem::broken(lang),
    }
}

/// An answer that is JSON already.
pub(super) fn json_text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// The answer of a value that was written as JSON, or could not be.
pub(super) fn written(lang: Lang, value: serde_json::Result<Value>) -> Response {
    match value {
        Ok(value) => json(lang, &value),
        Err(_) => Problem::broken(lang),
    }
}

/// A part of a list: how long all of it is, and the wanted entries.
pub(super) fn list<T>(
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
