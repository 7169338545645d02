//! Runs over the archive: started, stopped and followed.

use std::{convert::Infallible, time::Duration};

use axum::{
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;

use super::{
    answer::{json, json_with},
    parameters::{ApiParameters, Plain},
};
use crate::{
    msg,
    web::{
        answer::problem::Problem,
        request::{cookie::cookie, visit::Visit},
        state::{
            run::Started,
            run_status::{RunStatus, WorkbenchStatus},
        },
    },
};

/// The least time between two events: a run that reads a thousand small files a second is told of in steps.
const BETWEEN: Duration = Duration::from_millis(250);

/// How long one stream lasts. A browser then asks for the next by itself, and shows once more who is asking.
const LASTS: Duration = Duration::from_secs(300);

/// The runs since the server started, the last first; one that goes on is at `/run`.
#[utoipa::path(get, path = "/runs", tag = "run", params(Plain),
    responses((status = 200, body = [RunStatus]), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn runs(ApiParameters { visit, query: _ }: ApiParameters<Plain>) -> Response {
    let ended = visit.workbench.runs().ended();
    let runs: Vec<RunStatus> =
        ended.iter().map(|run| RunStatus::new(run, &visit.report, visit.viewer.role(), visit.lang)).collect();
    json(visit.lang, &runs)
}

/// What goes on now: the run, and recognition of scans beside it.
#[utoipa::path(get, path = "/run", tag = "run", params(Plain),
    responses((status = 200, body = WorkbenchStatus), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn now(ApiParameters { visit, query: _ }: ApiParameters<Plain>) -> Response {
    json(visit.lang, &visit.status())
}

/// Starts a run that takes in what changed in the archive (202), or joins the one that goes on (200).
#[utoipa::path(post, path = "/run", tag = "run",
    responses((status = 200, description = "One goes on already", body = WorkbenchStatus),
        (status = 202, description = "It has begun", body = WorkbenchStatus),
        (status = 403, description = "Not from here, or not for this role", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The server is being stopped", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn start(visit: Visit) -> Response {
    if !visit.viewer.role().may_reindex() {
        return Problem::not_allowed(visit.lang);
    }
    let status = match visit.start_run().await {
        Started::Began(_) => StatusCode::ACCEPTED,
        Started::Joined(_) => StatusCode::OK,
        Started::Closed => {
            let detail = msg!("工作台正在关闭", "the workbench is being stopped");
            return Problem::answer(StatusCode::SERVICE_UNAVAILABLE, visit.lang, &detail);
        }
    };
    json_with(status, visit.lang, &visit.status())
}

/// Stops the run that goes on after the files at hand. What it has read is kept; the next run reads the rest.
#[utoipa::path(delete, path = "/run", tag = "run",
    responses((status = 202, description = "It will stop", body = WorkbenchStatus),
        (status = 403, description = "Not from here, or not for this role", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "None goes on", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn stop(visit: Visit) -> Response {
    if !visit.viewer.role().may_reindex() {
        return Problem::not_allowed(visit.lang);
    }
    if visit.workbench.runs().cancel() {
        return json_with(StatusCode::ACCEPTED, visit.lang, &visit.status());
    }
    let detail = msg!("目前没有在更新", "no run goes on");
    Problem::answer(StatusCode::CONFLICT, visit.lang, &detail)
}

/// What goes on, as server-sent events: one named `live` at once and whenever it changes, its data as at `/run`.
#[utoipa::path(get, path = "/run/events", tag = "run", params(Plain),
    responses((status = 200, description = "A stream of events", body = String, content_type = "text/event-stream"),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn events(headers: HeaderMap, ApiParameters { visit, query: _ }: ApiParameters<Plain>) -> Response {
    let token = cookie(&headers, visit.workbench.authentication().cookie_name()).map(str::to_owned);
    let follow = visit.workbench.runs().follow();
    let until = tokio::time::Instant::now() + LASTS;
    let events = stream::unfold((visit, follow, true), move |(visit, mut follow, is_first)| {
        let token = token.clone();
        async move {
            if !is_first {
                tokio::time::sleep(BETWEEN).await;
                tokio::time::timeout_at(until, follow.changed()).await.ok()?.ok()?;
            }
            if visit.workbench.runs().is_closing() {
                return None;
            }
            follow.mark_unchanged();
            // Who has gone, logged out or got another role since is told nothing more.
            if !is_first && !visit.is_still(token).await {
                return None;
            }
            let visit = visit.again();
            let data = serde_json::to_string(&visit.status()).ok()?;
            Some((Ok::<_, Infallible>(Event::default().event("live").data(data)), (visit, follow, false)))
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
