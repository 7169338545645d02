//! Search, as on the page of it.

use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{answer::json_text, parameters::ApiParameters, shapes::SearchShape};
use crate::{
    index::{SearchError, SearchOptions},
    msg,
    report::search::{search_json, sort_of},
    web::answer::problem::Problem,
};

/// The most hits in one answer, and their number where nothing is said.
const MOST: u32 = 1_000;
const USUAL: u32 = 20;
/// The most characters of a query.
const LONGEST: usize = 1_000;

/// A search.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ApiSearchParameters {
    /// The language of messages, for this request: `zh` or `en`.
    #[param(pattern = "^(zh|en)$")]
    #[expect(dead_code, reason = "read by the visit; named here so that it is described and nothing else is taken")]
    lang: Option<String>,
    /// The query, in the language of the search box.
    #[param(max_length = 1000)]
    q: String,
    /// Only pages of this village, by its name with or without 村.
    unit: Option<String>,
    /// `relevance`, `date`, `village` or `path`.
    #[param(pattern = "^(relevance|date|village|path)$")]
    sort: Option<String>,
    /// How many hits to pass over.
    #[param(maximum = 100_000)]
    offset: Option<u32>,
    /// The most hits to give; 20 unless said otherwise.
    #[param(maximum = 1000)]
    limit: Option<u32>,
    /// Whether the hits are counted by village, item, kind and more; they are unless said otherwise.
    facets: Option<bool>,
    /// Whether pages that only may be meant are left out; they are given unless said otherwise.
    exact: Option<bool>,
}

/// Searches the pages.
#[utoipa::path(get, path = "/search", tag = "read", params(ApiSearchParameters),
    responses((status = 200, body = SearchShape), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn search(ApiParameters { visit, query: wanted }: ApiParameters<ApiSearchParameters>) -> Response {
    let lang = visit.lang;
    let refused = |message| Problem::answer(StatusCode::BAD_REQUEST, lang, &message);
    let query = wanted.q.trim().to_owned();
    if query.is_empty() {
        return refused(msg!("请用 q 写明要找什么", "say in q what to look for"));
    }
    if query.chars().count() > LONGEST {
        return refused(msg!("q 最多 {LONGEST} 字", "q has {LONGEST} characters at most"));
    }
    let (limit, offset) = (wanted.limit.unwrap_or(USUAL), wanted.offset.unwrap_or(0));
    if limit > MOST || offset > 100_000 {
        return refused(msg!(
            "limit 最多为 {MOST}，offset 最多为 100000",
            "limit is {MOST} at most, and offset 100000"
        ));
    }
    let sort = wanted.sort.as_deref().unwrap_or("relevance");
    if !["relevance", "date", "village", "path"].contains(&sort) {
        return refused(msg!("sort 应为 relevance、date、village 或 path", "sort is relevance, date, village or path"));
    }
    let options = SearchOptions {
        limit: limit as usize,
        offset: offset as usize,
        sort: sort_of(sort),
        village: wanted.unit,
        alternatives: !wanted.exact.unwrap_or(false),
        facets: wanted.facets.unwrap_or(true),
        ..SearchOptions::default()
    };
    match visit.search(query, options).await {
        Some(Ok(results)) => match search_json(&results) {
            Ok(text) => json_text(text),
            Err(_) => Problem::broken(lang),
        },
        Some(Err(SearchError::Query(error))) => Problem::at(error.offset, lang, &error.message),
        Some(Err(SearchError::Index(error))) => {
            Problem::answer(StatusCode::SERVICE_UNAVAILABLE, lang, &error.message())
        }
        None => Problem::broken(lang),
    }
}
