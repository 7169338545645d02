//! Bodies of requests: read whole before a handler sees them, within limits of size, time and number of fields.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use tokio::time::timeout;

use crate::{
    model::{Lang, Message},
    web::answer::problem::Problem,
};

/// The longest body, in bytes.
const MOST_BYTES: usize = 2 << 20;
/// A longer one is passed over up to so many bytes, so that its sender, who is still writing, can read the answer.
const MOST_PASSED_OVER: usize = 16 << 20;
/// The most fields of a form: an item with five hundred findings has not half as many.
const MOST_FIELDS: usize = 2_000;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads the body of a request, or refuses it.
pub(crate) async fn bodies(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let is_api = parts.uri.path().starts_with("/api/");
    let refused = |status| refused(status, is_api);
    let bytes = match timeout(PATIENCE, whole(body)).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return refused(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return refused(StatusCode::REQUEST_TIMEOUT),
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    if is_form && bytes.iter().filter(|byte| **byte == b'&').count() >= MOST_FIELDS {
        return refused(StatusCode::PAYLOAD_TOO_LARGE);
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// The bytes of a body; `None` where they are too many, or do not all come.
async fn whole(body: Body) -> Option<Vec<u8>> {
    let (mut bytes, mut count) = (Vec::new(), 0_usize);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        count = count.saturating_add(chunk.len());
        if count <= MOST_BYTES {
            bytes.extend_from_slice(&chunk);
        } else if count > MOST_PASSED_OVER {
            return None;
        } else {
            bytes = Vec::new();
        }
    }
    (count <= MOST_BYTES).then_some(bytes)
}

fn refused(status: StatusCode, is_api: bool) -> Response {
    if is_api {
        let detail = Message::same("提交的内容过多或没有及时传完 / the body is too large or did not arrive in time");
        return Problem::answer(status, Lang::Zh, &detail);
    }
    let text = match status {
        StatusCode::REQUEST_TIMEOUT => "408: 内容没有及时传完 / the body did not arrive in time\n",
        _ => "413: 提交的内容过多 / the body is larger than what is taken\n",
    };
    (status, text).into_response()
}
