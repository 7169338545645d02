//! A request whose sender is known, with the report as far as they may see it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{FromRef, FromRequestParts, OriginalUri, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

use super::{
    cookie::{language_cookie, name_cookie, remembered_name},
    language,
};
use crate::{
    containment::contain,
    index::{SearchError, SearchOptions, SearchResults},
    model::{ArchivePath, AuditStep, Lang, Message},
    msg, pipeline,
    report::Report,
    web::{
        answer::{error::ErrorPage, frame::PageFrame, response},
        state::{
            CurrentUser, SenderIdentity, Workbench,
            run::{Asker, Started},
            run_status::WorkbenchStatus,
        },
    },
};

/// A request whose sender is known, as pages and the API need it.
pub(crate) struct Visit {
    pub(crate) workbench: Arc<Workbench>,
    pub(crate) viewer: CurrentUser,
    /// Access filter: the part of the report that the viewer may see. Pages and exports are made of this alone.
    pub(crate) report: Arc<Report>,
    /// The report's number, or one before it.
    number: u64,
    pub(crate) lang: Lang,
    /// The name under which the viewer logged in, or that the browser kept.
    pub(crate) name: String,
    /// The language was chosen in this address, so it is to be remembered.
    is_language_chosen: bool,
    /// Path and query as requested.
    pub(crate) address: String,
    /// What stands before the addresses of pages in files that are saved elsewhere.
    pub(crate) base: String,
}

impl<S> FromRequestParts<S> for Visit
where
    S: Send + Sync,
    Arc<Workbench>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let State(workbench): State<Arc<Workbench>> =
            State::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        // Authentication comes before every handler and leaves the viewer here.
        let viewer = parts.extensions.get::<CurrentUser>().cloned().ok_or(StatusCode::UNAUTHORIZED.into_response())?;
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        // Asked for first, so that it is never above that of the report.
        let number = workbench.report_number();
        Ok(Self {
            number,
            report: workbench.report_for(viewer.role()),
            name: viewer.name().map_or_else(|| remembered_name(&parts.headers), str::to_owned),
            lang: language::preferred(&parts.headers, &uri, workbench.lang()),
            is_language_chosen: language::chosen(&uri).is_some(),
            address: uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
            base: parts
                .headers
                .get(header::HOST)
                .and_then(|host| host.to_str().ok())
                .map_or_else(String::new, |host| format!("http://{host}")),
            viewer,
            workbench,
        })
    }
}

impl Visit {
    /// The frame of a page that answers this request.
    pub(crate) fn frame(&self) -> PageFrame {
        PageFrame {
            number: self.number,
            ..PageFrame::new(&self.report, self.lang, &self.address).seen_by(&self.viewer)
        }
    }

    /// The status of runs and recognition, as far as the viewer may see it.
    pub(crate) fn status(&self) -> WorkbenchStatus {
        WorkbenchStatus::new(&self.workbench.runs().state(), &self.report, self.viewer.role(), self.lang)
    }

    /// Starts a run, or joins the one that goes on; what was started is noted in the log.
    pub(crate) async fn start_run(&self) -> Started {
        let started = self.workbench.start_run(Asker::Person(self.name.clone()));
        if let Started::Began(_) = started {
            let name = self.name.clone();
            let noted = self.away(move |workbench| {
                workbench.authentication().people().note(&name, AuditStep::RunStarted, &pipeline::now())
            });
            // A run that cannot be noted at the moment is no reason not to have it.
            let _ = noted.await;
        }
        started
    }

    /// The same request over the report as it stands now.
    pub(crate) fn again(self) -> Self {
        let number = self.workbench.report_number();
        Self { number, report: self.workbench.report_for(self.viewer.role()), ..self }
    }

    /// Whether the session's token still belongs to the viewer, in the same role.
    pub(crate) async fn is_still(&self, token: Option<String>) -> bool {
        let identity = self.away(move |workbench| workbench.authentication().identify(token.as_deref()).ok()).await;
        matches!(identity.flatten(), Some((SenderIdentity::Known(viewer), _)) if viewer == self.viewer)
    }

    /// Searches under the access filter, whatever the options say of it; `None` where the search broke down.
    pub(crate) async fn search(
        &self,
        query: String,
        options: SearchOptions,
    ) -> Option<Result<SearchResults, SearchError>> {
        let options = self.restricted(options);
        self.away(move |workbench| workbench.search(&query, &options)).await
    }

    /// Access filter of a search: for a village's clerk only pages of that village are searched, counted or suggested.
    pub(crate) fn restricted(&self, options: SearchOptions) -> SearchOptions {
        SearchOptions { within: self.only_village(), ..options }
    }

    /// The full name of the only village that the viewer may see.
    fn only_village(&self) -> Option<String> {
        let named = self.viewer.role().village()?;
        let shown = self.report.villages.first().and_then(|village| village.unit.village());
        Some(shown.unwrap_or(named).to_owned())
    }

    /// Access filter of files: whether the viewer may see this one.
    pub(crate) fn sees(&self, path: &ArchivePath) -> bool {
        self.report.files.contains_key(path)
    }

    /// Runs what reads or writes the store on a thread for blocking work; `None` where it broke down.
    pub(crate) async fn away<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Workbench) -> T + Send + 'static,
    ) -> Option<T> {
        let workbench = Arc::clone(&self.workbench);
        tokio::task::spawn_blocking(move || contain(|| work(&workbench)).ok()).await.ok().flatten()
    }

    /// A page as the answer.
    pub(crate) fn answer(&self, page: &impl Template) -> Response {
        self.answer_with(StatusCode::OK, page)
    }

    /// A page as the answer, with a status.
    pub(crate) fn answer_with(&self, status: StatusCode, page: &impl Template) -> Response {
        let mut response = response::html(status, page, self.lang);
        if self.is_language_chosen
            && let Ok(value) = HeaderValue::from_str(&language_cookie(self.lang))
        {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
        response
    }

    /// On to a page after something was saved under a name. A name that was typed is remembered by the browser.
    pub(crate) fn go_on(&self, place: &str, name: &str) -> Response {
        let response = response::see_other(place);
        match self.viewer.name() {
            Some(_) => response,
            None => response::with_cookie(response, &name_cookie(name)),
        }
    }

    /// The page for an address that does not exist, or that the viewer may not see.
    pub(crate) fn not_found(&self) -> Response {
        self.answer_with(StatusCode::NOT_FOUND, &ErrorPage::not_found(self.frame()))
    }

    /// The page for what the viewer's role does not allow.
    pub(crate) fn not_allowed(&self) -> Response {
        self.answer_with(StatusCode::FORBIDDEN, &ErrorPage::not_allowed(self.frame()))
    }

    /// The page for a store that does not answer.
    pub(crate) fn unavailable(&self, what: &Message) -> Response {
        let hint = msg!("请稍后再试", "please try again in a moment");
        self.answer_with(StatusCode::SERVICE_UNAVAILABLE, &ErrorPage::new(503, what, &hint, self.frame()))
    }

    /// The page for a page that the program failed to make.
    pub(crate) fn defective(&self) -> Response {
        let what = msg!("这一页无法生成：程序出错", "this page could not be made: the program failed");
        let hint = msg!(
            "其他页面和已保存的内容不受影响。请回到全镇总览继续，并把这一页的地址告诉开发者",
            "all other pages, and what was saved, stand. Please go on from the overview, and send the developers the address of this page"
        );
        self.answer_with(StatusCode::INTERNAL_SERVER_ERROR, &ErrorPage::new(500, &what, &hint, self.frame()))
    }
}
