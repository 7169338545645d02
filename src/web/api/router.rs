//! The router of the API.

use std::sync::Arc;

use axum::{Router, http::StatusCode, response::Response, routing::get};

use super::{document, operations::described};
use crate::{
    msg,
    web::{answer::problem::Problem, request::visit::Visit, state::Workbench},
};

/// Where the API lies.
pub(in crate::web) const BASE: &str = "/api/v1";

/// The API, below [`BASE`].
pub(in crate::web) fn router() -> Router<Arc<Workbench>> {
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
