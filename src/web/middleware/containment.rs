//! Containment: a handler that fails costs one answer.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    containment::{contain, trip},
    web::{answer::problem::Problem, request::visit::Visit, state::Workbench},
};

/// Answers a request whose handler panics with an error page, or with problem details in the API.
pub(crate) async fn contained(State(workbench): State<Arc<Workbench>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut again = parts.clone();
    let mut answer = std::pin::pin!(next.run(Request::from_parts(parts, body)));
    let mut run = |context: &mut Context<'_>| {
        contain(|| {
            trip("page", again.uri.path());
            answer.as_mut().poll(context)
        })
    };
    let made = std::future::poll_fn(|context| match run(context) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    });
    if let Ok(response) = made.await {
        return response;
    }
    match Visit::from_request_parts(&mut again, &workbench).await {
        Ok(visit) if again.uri.path().starts_with("/api/") => Problem::broken(visit.lang),
        Ok(visit) => visit.defective(),
        Err(response) => response,
    }
}
