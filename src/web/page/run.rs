//! Runs over the archive: the status of the current run, the results of earlier ones, and the forms to start and stop one.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use crate::{
    model::{Lang, Unit},
    msg,
    report::{Report, link, photos::unit_key, words},
    web::{
        answer::{error::ErrorPage, frame::PageFrame, response::see_other},
        request::visit::Visit,
        state::{
            run::Started,
            run_status::{RunStatus, WorkbenchStatus},
        },
    },
};

/// How many changed items the page names.
const ITEMS_SHOWN: usize = 40;

/// `/run`
#[derive(Debug, Template)]
#[template(path = "run.html")]
pub struct RunPage {
    lang: Lang,
    frame: PageFrame,
    status: WorkbenchStatus,
    is_running: bool,
    is_stopping: bool,
    /// Items that stand otherwise: name and link.
    items: Vec<(String, String)>,
    items_left: usize,
    before: Vec<RunStatus>,
    /// Whether the reader may start and stop runs.
    may_start: bool,
}

impl RunPage {
    /// What goes on, and the runs before it.
    pub fn new(
        status: WorkbenchStatus,
        before: Vec<RunStatus>,
        may_start: bool,
        report: &Report,
        frame: PageFrame,
    ) -> Self {
        let lang = frame.lang;
        let run = status.run.as_ref();
        let changed = run.and_then(|run| run.outcome.as_ref()).map_or(&[][..], |outcome| &outcome.items);
        let items: Vec<(String, String)> = changed
            .iter()
            .filter_map(|changed| {
                let unit: &Unit = report.units().map(|unit| &unit.unit).find(|unit| unit_key(unit) == changed.unit)?;
                let name = format!("{} {}", words::unit_name(unit, lang), changed.item);
                Some((name, link::item(unit, &changed.item)))
            })
            .collect();
        Self {
            lang,
            is_running: run.is_some_and(|run| run.ended_at.is_none()),
            is_stopping: run.is_some_and(|run| run.ended_at.is_none() && run.stopping),
            items_left: items.len().saturating_sub(ITEMS_SHOWN),
            items: items.into_iter().take(ITEMS_SHOWN).collect(),
            before,
            may_start,
            status,
            frame: frame.titled(lang.pick("更新档案", "Update"), "run"),
        }
    }
}

/// `GET /run`: the status, which needs no script.
pub(crate) async fn show(visit: Visit) -> Response {
    let status = visit.status();
    // The last run stands above and is not listed again.
    let shown = status.run.as_ref().map(|run| run.number);
    let ended = visit.workbench.runs().ended();
    let before: Vec<RunStatus> = ended
        .iter()
        .filter(|run| Some(run.number) != shown)
        .map(|run| RunStatus::new(run, &visit.report, visit.viewer.role(), visit.lang))
        .collect();
    let may_start = visit.viewer.role().may_reindex();
    visit.answer(&RunPage::new(status, before, may_start, &visit.report, visit.frame()))
}

/// `POST /run`
pub(crate) async fn start(visit: Visit) -> Response {
    if !visit.viewer.role().may_reindex() {
        return visit.not_allowed();
    }
    match visit.start_run().await {
        Started::Began(_) | Started::Joined(_) => see_other("/run"),
        Started::Closed => {
            let what = msg!("工作台正在关闭", "the workbench is being stopped");
            let hint = msg!("请重新运行 cundang serve 后再更新", "run cundang serve again, then update");
            visit.answer_with(StatusCode::SERVICE_UNAVAILABLE, &ErrorPage::new(503, &what, &hint, visit.frame()))
        }
    }
}

/// `POST /run/cancel`
pub(crate) async fn cancel(visit: Visit) -> Response {
    if !visit.viewer.role().may_reindex() {
        return visit.not_allowed();
    }
    // Where it ended meanwhile, the page says so.
    visit.workbench.runs().cancel();
    see_other("/run")
}
