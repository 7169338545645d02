//! The page that takes in what changed in the archive, and the page that lists the API.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    api::document::document,
    live::LiveRun,
    page::{ApiPage, ErrorPage, RunPage},
    routes::Visit,
    run::Started,
};
use crate::msg;

/// `GET /run`: how far it is, for people without script too.
pub(super) async fn page(visit: Visit) -> Response {
    // What is shown as the last run is not told of twice.
    let live = visit.live();
    let shown = live.run.as_ref().map(|run| run.number);
    let ended = visit.desk.runs().ended();
    let before: Vec<LiveRun> = ended
        .iter()
        .filter(|run| Some(run.number) != shown)
        .map(|run| LiveRun::new(run, &visit.report, visit.viewer.role(), visit.lang))
        .collect();
    let may_start = visit.viewer.role().may_reindex();
    visit.answer(&RunPage::new(live, before, may_start, &visit.report, visit.frame()))
}

/// `POST /run`
pub(super) async fn start(visit: Visit) -> Response {
    if !visit.viewer.role().may_reindex() {
        return visit.not_allowed();
    }
    match visit.start_run().await {
        Started::Began(_) | Started::Joined(_) => back(),
        Started::Closed => {
            let what = msg!("工作台正在关闭", "the workbench is being stopped");
            let hint = msg!("请重新运行 cundang serve 后再更新", "run cundang serve again, then update");
            visit.answer_with(StatusCode::SERVICE_UNAVAILABLE, &ErrorPage::new(503, &what, &hint, visit.frame()))
        }
    }
}

/// `POST /run/cancel`
pub(super) async fn cancel(visit: Visit) -> Response {
    if !visit.viewer.role().may_reindex() {
        return visit.not_allowed();
    }
    // Where it ended meanwhile, the page says so.
    visit.desk.runs().cancel();
    back()
}

/// `GET /api`
pub(super) async fn api(visit: Visit) -> Response {
    visit.answer(&ApiPage::new(document(), visit.frame()))
}

/// To the page that says how far it is, so that reloading it sends nothing twice.
fn back() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static("/run"))]).into_response()
}
