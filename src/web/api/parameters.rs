//! Query parameters, path and body of a request to the API, in the types they must have.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, OriginalUri, Path, Query, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::{
    msg,
    web::{answer::problem::Problem, request::visit::Visit, state::Workbench},
};

type SharedWorkbench = Arc<Workbench>;

/// A visit whose query has the type `Q`; a query with other parameters is refused.
pub(super) struct ApiParameters<Q> {
    pub(super) visit: Visit,
    pub(super) query: Q,
}

impl<Q: DeserializeOwned> FromRequestParts<SharedWorkbench> for ApiParameters<Q> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &SharedWorkbench) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        match Query::<Q>::try_from_uri(&uri) {
            Ok(Query(query)) => Ok(Self { visit, query }),
            Err(error) => {
                let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                let detail = msg!("参数有误：{reason}", "a parameter is not as it should be: {reason}");
                Err(Problem::answer(StatusCode::BAD_REQUEST, visit.lang, &detail))
            }
        }
    }
}

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

/// The parts of a path, of the type `P`.
pub(super) struct PathParameters<P>(pub(super) P);

impl<P: DeserializeOwned + Send> FromRequestParts<SharedWorkbench> for PathParameters<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &SharedWorkbench) -> Result<Self, Response> {
        match Path::<P>::from_request_parts(parts, state).await {
            Ok(Path(path)) => Ok(Self(path)),
            Err(_) => {
                let visit = Visit::from_request_parts(parts, state).await?;
                let detail = msg!("地址不是有效的文字", "the address is no valid text");
                Err(Problem::answer(StatusCode::BAD_REQUEST, visit.lang, &detail))
            }
        }
    }
}

/// A JSON body of the type `B`.
pub(super) struct JsonBody<B>(pub(super) B);

impl<B: DeserializeOwned> FromRequest<SharedWorkbench> for JsonBody<B> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &SharedWorkbench) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let lang = Visit::from_request_parts(&mut parts, state).await?.lang;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            let detail = msg!("请以 application/json 发送", "send it as application/json");
            return Err(Problem::answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, lang, &detail));
        }
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(|error| {
            let detail = msg!("内容没有收全，或者太大", "the content did not arrive whole, or is too large");
            let status = match error {
                BytesRejection::FailedToBufferBody(error) => error.status(),
                _ => StatusCode::BAD_REQUEST,
            };
            Problem::answer(status, lang, &detail)
        })?;
        serde_json::from_slice(&bytes).map(JsonBody).map_err(|error| {
            // What is no JSON at all is a bad request; JSON of another shape can be mended.
            let status = if error.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
            let detail = msg!("内容有误：{error}", "the content is not as it should be: {error}");
            Problem::answer(status, lang, &detail)
        })
    }
}
