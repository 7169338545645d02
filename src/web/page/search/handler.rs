//! `GET /search`, and the hits as files.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::page::SearchPage;
use crate::{
    index::{SearchError, SearchOptions, SearchResults, query::parse},
    msg,
    report::search::{search_csv, search_json, search_xlsx, sort_of},
    web::{
        answer::{
            error::ErrorPage,
            response::{CSV, XLSX, download},
        },
        page::meetings::{self, MeetingFilter},
        request::{
            parameters::{Parameters, offset},
            visit::Visit,
        },
    },
};

/// Hits on one page.
const HITS: usize = 20;
/// The most hits in one answer, and in a file.
const MOST_HITS: usize = 100_000;

/// The query of a search.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SearchParameters {
    q: String,
    offset: String,
    sort: String,
    /// Not empty where only exact matches are wanted.
    exact: String,
    limit: String,
}

impl SearchParameters {
    fn query(&self) -> String {
        self.q.trim().to_owned()
    }

    /// So many hits at once, unless the address says otherwise.
    fn options(&self, limit: usize) -> SearchOptions {
        SearchOptions {
            limit: self.limit.parse::<u32>().map_or(limit, |limit| (limit as usize).min(MOST_HITS)),
            offset: offset(&self.offset),
            sort: sort_of(&self.sort),
            alternatives: self.exact.is_empty(),
            ..SearchOptions::default()
        }
    }
}

/// `GET /search`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<SearchParameters>) -> Response {
    let query = wanted.query();
    if query.is_empty() {
        return visit.answer(&SearchPage::empty(visit.frame()));
    }
    let options = SearchOptions { limit: HITS, ..wanted.options(HITS) };
    match visit.search(query.clone(), options.clone()).await {
        Some(Ok(results)) => {
            let asked = parse(&query).ok().and_then(|node| MeetingFilter::of(&visit.report, &node));
            let meetings = asked.map(|filter| meetings::rows(&visit.report, &filter, visit.lang)).unwrap_or_default();
            let page = SearchPage::found(&visit.report, &options, &results, visit.frame());
            visit.answer(&page.with_meetings(meetings))
        }
        Some(Err(SearchError::Query(error))) => {
            visit.answer_with(StatusCode::BAD_REQUEST, &SearchPage::misunderstood(&query, &error, visit.frame()))
        }
        Some(Err(SearchError::Index(_))) | None => unavailable(&visit),
    }
}

/// `GET /search.json`
pub(crate) async fn json(visit: Visit, Parameters(wanted): Parameters<SearchParameters>) -> Response {
    match results(&visit, &wanted, HITS).await.map(|results| search_json(&results)) {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Ok(Err(_)) => unavailable(&visit),
        Err(response) => response,
    }
}

/// `GET /search.csv`
pub(crate) async fn csv(visit: Visit, Parameters(wanted): Parameters<SearchParameters>) -> Response {
    match results(&visit, &wanted, MOST_HITS).await {
        Ok(results) => download(CSV, "cundang-search.csv", search_csv(&results, &visit.base, visit.lang)),
        Err(response) => response,
    }
}

/// `GET /search.xlsx`
pub(crate) async fn xlsx(visit: Visit, Parameters(wanted): Parameters<SearchParameters>) -> Response {
    let results = match results(&visit, &wanted, MOST_HITS).await {
        Ok(results) => results,
        Err(response) => return response,
    };
    let (base, lang) = (visit.base.clone(), visit.lang);
    match tokio::task::spawn_blocking(move || search_xlsx(&results, &base, lang)).await {
        Ok(Ok(bytes)) => download(XLSX, "cundang-search.xlsx", bytes),
        _ => unavailable(&visit),
    }
}

/// The results for a file of hits, or the answer that says why there are none.
async fn results(visit: &Visit, wanted: &SearchParameters, limit: usize) -> Result<SearchResults, Response> {
    match visit.search(wanted.query(), wanted.options(limit)).await {
        Some(Ok(results)) => Ok(results),
        Some(Err(SearchError::Query(error))) => {
            let message = error.message.get(visit.lang).to_owned();
            let body = serde_json::json!({"error": message, "offset": error.offset}).to_string();
            Err((StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/json")], body).into_response())
        }
        Some(Err(SearchError::Index(_))) | None => Err(unavailable(visit)),
    }
}

fn unavailable(visit: &Visit) -> Response {
    let what = msg!("全文索引暂时无法使用", "the full-text index cannot be used at the moment");
    let hint = msg!(
        "请稍后再试；若一直如此，请在命令行运行 cundang index 查看原因",
        "try again in a moment; if it stays so, run cundang index to see why"
    );
    visit.answer_with(StatusCode::INTERNAL_SERVER_ERROR, &ErrorPage::new(500, &what, &hint, visit.frame()))
}
