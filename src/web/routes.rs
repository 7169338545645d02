//! From addresses to pages.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use askama::Template;
use axum::{
    Router,
    body::Bytes,
    extract::{FromRequestParts, OriginalUri, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{
    Desk, Viewer, api, caption, decide, guard,
    live::Live,
    log,
    made::Form,
    page::{
        ComparePage, Entered, ErrorPage, FilePage, Frame, HelpPage, HitView, ItemPage, LIVE_SCRIPT, MeetingFilter,
        NoticesPage, OverviewFilter, OverviewPage, PageText, PhotoFilter, PhotosPage, SCRIPT, STYLE, SearchPage,
        UnitPage, VIEWER_SCRIPT, View, meetings, overview, proof,
    },
    people,
    run::{Asker, Started},
    session, update,
};
use crate::{
    containment::{contain, trip},
    evaluate::{Document, compare},
    index::{SearchError, SearchOptions, SearchResults, query::parse},
    model::{ArchivePath, AuditStep, Lang, Message, UnitAssessment},
    msg, pipeline,
    report::{
        Report, link,
        photos::THUMBNAIL_PX,
        search::{self, sort_of},
    },
};

/// Hits on one page.
const HITS: usize = 20;
/// The most hits in one answer, and in a file.
const MOST_HITS: usize = 100_000;

/// The media type of tables as text.
const CSV: &str = "text/csv; charset=utf-8";
/// The media type of workbooks.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

type Shared = State<Arc<Desk>>;

/// Every page of the workbench.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(whole_township))
        .route("/open", get(open))
        .route("/township", get(township))
        .route("/township/item/{id}", get(township_item).post(decide::township_item))
        .route("/village/{name}", get(village))
        .route("/village/{name}/item/{id}", get(village_item).post(decide::village_item))
        .route("/search", get(search_page))
        .route("/search.json", get(search_json))
        .route("/search.csv", get(search_csv))
        .route("/search.xlsx", get(search_xlsx))
        .route("/file/{*path}", get(file))
        .route("/compare/{*path}", get(compare_files))
        .route("/original/{*path}", get(original))
        .route("/thumbnail/{*path}", get(thumbnail))
        .route("/picture/{*path}", get(picture))
        .route("/photos", get(photos))
        .route("/photos/pair", get(caption::pair))
        .route("/photo/{*path}", get(caption::photo).post(caption::keep))
        .route("/notices", get(notices))
        .route("/help", get(help))
        .route("/run", get(update::page).post(update::start))
        .route("/run/cancel", post(update::cancel))
        .route("/api", get(update::api))
        .nest(api::BASE, api::router())
        .route("/login", get(session::login_page).post(session::login))
        .route("/logout", post(session::logout))
        .route("/account", get(session::account_page).post(session::account))
        .route("/people", get(people::page).post(people::change))
        .route("/log", get(log::page))
        .route("/report.json", get(report_json))
        .route("/report.csv", get(report_csv))
        .route("/findings.csv", get(findings_csv))
        .route("/tasks.csv", get(tasks_csv))
        .route("/report.xlsx", get(report_xlsx))
        .route("/assets/style.css", get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route("/assets/app.js", get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/assets/viewer.js", get(|| async { asset("text/javascript; charset=utf-8", VIEWER_SCRIPT) }))
        .route("/assets/live.js", get(|| async { asset("text/javascript; charset=utf-8", LIVE_SCRIPT) }))
        .fallback(nothing_here)
        .with_state(Arc::clone(&desk))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), contained))
        .layer(middleware::from_fn(guard::own_pages_only))
        .layer(middleware::from_fn_with_state(desk, session::enter))
        .layer(middleware::from_fn(guard::headers))
}

/// What any page may be asked with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    lang: Option<String>,
    q: String,
    offset: String,
    sort: String,
    by: String,
    page: String,
    quote: String,
    unit: String,
    show: String,
    pub(super) saved: String,
    kind: String,
    time: String,
    place: String,
    month: String,
    hit: String,
    exact: String,
    limit: String,
    state: String,
    office: String,
    item: String,
    with: String,
    zoom: String,
    turn: String,
    side: String,
    pub(super) a: String,
    pub(super) b: String,
}

impl Asking {
    fn offset(&self) -> usize {
        // A number that is none is no reason to refuse a page.
        self.offset.parse::<u32>().map_or(0, |offset| offset as usize)
    }

    /// What is asked of the index, so many hits at once unless the address says otherwise.
    fn options(&self, limit: usize) -> SearchOptions {
        let limit = self.limit.parse::<u32>().map_or(limit, |limit| (limit as usize).min(MOST_HITS));
        SearchOptions {
            limit,
            offset: self.offset(),
            sort: sort_of(&self.sort),
            alternatives: self.exact.is_empty(),
            ..SearchOptions::default()
        }
    }
}

/// A request as the pages need it: the desk's report, the language, and the address for the frame.
pub(super) struct Visit {
    pub(super) desk: Arc<Desk>,
    /// Who asks.
    pub(super) viewer: Viewer,
    /// What they may see of the report, and nothing else: whatever is made of it shows nobody more.
    pub(super) report: Arc<Report>,
    /// The report's number, or one before it.
    number: u64,
    pub(super) lang: Lang,
    /// The name under which they logged in, or that the browser kept.
    pub(super) name: String,
    /// The language was chosen in this address, so it is to be remembered.
    chosen: bool,
    address: String,
    /// What stands before the addresses of pages in files that are taken along.
    base: String,
    pub(super) asking: Asking,
}

impl<S> axum::extract::FromRequestParts<S> for Visit
where
    S: Send + Sync,
    Arc<Desk>: axum::extract::FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, Response> {
        let State(desk): Shared = State::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        // Whoever has come past the door is known; nobody else gets as far as here.
        let viewer = parts.extensions.get::<Viewer>().cloned().ok_or(StatusCode::UNAUTHORIZED.into_response())?;
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let asking = match Query::<Asking>::try_from_uri(&uri) {
            Ok(Query(asking)) => asking,
            Err(_) => Asking::default(),
        };
        let asked = asking.lang.as_deref().and_then(language);
        let remembered = cookie(&parts.headers, "lang").and_then(language);
        // Asked for first, so that it is never above that of the report.
        let number = desk.report_number();
        Ok(Self {
            number,
            report: desk.report_for(viewer.role()),
            name: match viewer.name() {
                Some(name) => name.to_owned(),
                None => decide::remembered(cookie(&parts.headers, decide::NAME_COOKIE)),
            },
            lang: asked.or(remembered).unwrap_or(desk.lang()),
            chosen: asked.is_some(),
            address: uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
            base: parts
                .headers
                .get(header::HOST)
                .and_then(|host| host.to_str().ok())
                .map_or_else(String::new, |host| format!("http://{host}")),
            asking,
            viewer,
            desk,
        })
    }
}

impl Visit {
    pub(super) fn frame(&self) -> Frame {
        Frame { number: self.number, ..Frame::new(&self.report, self.lang, &self.address).seen_by(&self.viewer) }
    }

    /// What goes on at the desk, as far as the visitor may see it.
    pub(super) fn live(&self) -> Live {
        Live::new(&self.desk.runs().state(), &self.report, self.viewer.role(), self.lang)
    }

    /// Starts a run, or joins the one that goes on; what was started is noted in the log.
    pub(super) async fn start_run(&self) -> Started {
        let started = self.desk.start_run(Asker::Person(self.name.clone()));
        if let Started::Began(_) = started {
            let name = self.name.clone();
            // A run that cannot be noted at the moment is no reason not to have it.
            let _ =
                self.away(move |desk| desk.door().people().note(&name, AuditStep::RunStarted, &pipeline::now())).await;
        }
        started
    }

    /// The same visit to the report as it stands now.
    pub(super) fn again(self) -> Self {
        Self { number: self.desk.report_number(), report: self.desk.report_for(self.viewer.role()), ..self }
    }

    /// Searches what the visitor may see, whatever the options say of that; `None` where it broke down.
    pub(super) async fn search(
        &self,
        query: String,
        options: SearchOptions,
    ) -> Option<Result<SearchResults, SearchError>> {
        let options = SearchOptions { within: self.within(), ..options };
        self.away(move |desk| desk.search(&query, &options)).await
    }

    /// Whether a file is one that they may see.
    pub(super) fn sees(&self, path: &ArchivePath) -> bool {
        self.report.files.contains_key(path)
    }

    /// The village that is all they may find, by its full name.
    fn within(&self) -> Option<String> {
        let named = self.viewer.role().village()?;
        let shown = self.report.villages.first().and_then(|village| village.unit.village());
        Some(shown.unwrap_or(named).to_owned())
    }

    /// What is asked of the index: so many hits at once unless the address says otherwise, and only what they may see.
    fn options(&self, limit: usize) -> SearchOptions {
        SearchOptions { within: self.within(), ..self.asking.options(limit) }
    }

    /// The person asked for, in `?by=`.
    pub(super) fn by(&self) -> &str {
        self.asking.by.trim()
    }

    /// How many entries are passed over.
    pub(super) fn offset(&self) -> usize {
        self.asking.offset()
    }

    /// What was kept just now, in `?saved=`.
    pub(super) fn said(&self) -> &str {
        &self.asking.saved
    }

    /// The page for a store that does not answer.
    pub(super) fn trouble(&self, what: &Message) -> Response {
        let hint = msg!("请稍后再试", "please try again in a moment");
        self.answer_with(StatusCode::SERVICE_UNAVAILABLE, &ErrorPage::new(503, what, &hint, self.frame()))
    }

    /// The page for one that the program failed to make.
    pub(super) fn defective(&self) -> Response {
        let what = msg!("这一页无法生成：程序出错", "this page could not be made: the program failed");
        let hint = msg!(
            "其他页面和已保存的内容不受影响。请回到全镇总览继续，并把这一页的地址告诉开发者",
            "all other pages, and what was saved, stand. Please go on from the overview, and send the developers the address of this page"
        );
        self.answer_with(StatusCode::INTERNAL_SERVER_ERROR, &ErrorPage::new(500, &what, &hint, self.frame()))
    }

    /// What is said to somebody whose role does not go so far.
    pub(super) fn not_allowed(&self) -> Response {
        self.answer_with(StatusCode::FORBIDDEN, &ErrorPage::not_allowed(self.frame()))
    }

    /// How large and which way up a page's picture is asked for.
    pub(super) fn view(&self) -> View {
        View::new(&self.asking.zoom, &self.asking.turn, &self.address)
    }

    /// Which photos the address asks for.
    pub(super) fn filter(&self) -> PhotoFilter {
        let asking = &self.asking;
        PhotoFilter {
            unit: asking.unit.clone(),
            kind: asking.kind.clone(),
            show: asking.show.clone(),
            time: asking.time.clone(),
            place: asking.place.clone(),
            month: asking.month.clone(),
            offset: asking.offset(),
        }
    }

    pub(super) fn answer(&self, page: &impl Template) -> Response {
        self.answer_with(StatusCode::OK, page)
    }

    pub(super) fn answer_with(&self, status: StatusCode, page: &impl Template) -> Response {
        let mut response = rendered(status, page, self.lang);
        if self.chosen
            && let Ok(value) = HeaderValue::from_str(&language_cookie(self.lang))
        {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
        response
    }

    pub(super) fn not_found(&self) -> Response {
        self.answer_with(StatusCode::NOT_FOUND, &ErrorPage::not_found(self.frame()))
    }

    fn unit(&self, assessment: Option<&UnitAssessment>) -> Response {
        match assessment {
            Some(assessment) => self.answer(&UnitPage::new(&self.report, assessment, self.frame())),
            None => self.not_found(),
        }
    }

    async fn item(&self, assessment: Option<&UnitAssessment>, id: &str) -> Response {
        let entered = Entered { by: self.name.clone(), is_saved: !self.asking.saved.is_empty(), ..Entered::default() };
        let Some(assessment) = assessment else { return self.not_found() };
        let pages = self.proofs(assessment, id).await;
        match ItemPage::new(&self.report, assessment, id, &entered, self.frame()) {
            Some(page) => self.answer(&page.with_proofs(&self.report, assessment, &pages)),
            None => self.not_found(),
        }
    }

    /// The pages on which an item's findings rest, as they were read.
    pub(super) async fn proofs(&self, assessment: &UnitAssessment, id: &str) -> proof::Pages {
        let wanted = proof::wanted(assessment, id);
        let read = self.away(move |desk| {
            let page = |(path, number): (ArchivePath, u32)| {
                let page = desk.page(&path, number)?;
                Some(((path, number), page))
            };
            wanted.into_iter().filter_map(page).collect()
        });
        read.await.unwrap_or_default()
    }

    /// Runs what reads the store away from the threads that answer requests.
    pub(super) async fn away<T: Send + 'static>(&self, work: impl FnOnce(&Desk) -> T + Send + 'static) -> Option<T> {
        let desk = Arc::clone(&self.desk);
        tokio::task::spawn_blocking(move || contain(|| work(&desk)).ok()).await.ok().flatten()
    }
}

/// Answers a request whose handler fails with a page of its own, so that one page that cannot be made is one page.
async fn contained(State(desk): Shared, request: Request, next: Next) -> Response {
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
    match Visit::from_request_parts(&mut again, &desk).await {
        Ok(visit) if again.uri.path().starts_with("/api/") => api::broken(visit.lang),
        Ok(visit) => visit.defective(),
        Err(response) => response,
    }
}

/// A page as an answer.
pub(super) fn rendered(status: StatusCode, page: &impl Template, lang: Lang) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => {
            let text = lang.pick("500：页面无法生成\n", "500: the page could not be made\n");
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}

pub(super) fn language(name: &str) -> Option<Lang> {
    match name {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The cookie that keeps a language that somebody chose.
pub(super) fn language_cookie(lang: Lang) -> String {
    format!("lang={lang}; Path=/; Max-Age=31536000; SameSite=Lax")
}

pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn whole_township(visit: Visit) -> Response {
    let asking = &visit.asking;
    let filter = OverviewFilter::new(&visit.report, &asking.sort, &asking.state, &asking.office, &asking.item);
    visit.answer(&OverviewPage::new(&visit.report, visit.frame(), &filter))
}

/// Leads from the overview's form to the unit or item that was chosen in it.
async fn open(visit: Visit) -> Response {
    match overview::opened(&visit.report, &visit.asking.unit, &visit.asking.item) {
        Some(href) => Redirect::to(&href).into_response(),
        None => visit.not_found(),
    }
}

async fn township(visit: Visit) -> Response {
    visit.unit(visit.report.town.as_ref())
}

async fn township_item(Path(id): Path<String>, visit: Visit) -> Response {
    visit.item(visit.report.town.as_ref(), &id).await
}

async fn village(Path(name): Path<String>, visit: Visit) -> Response {
    visit.unit(visit.report.village(&name))
}

async fn village_item(Path((name, id)): Path<(String, String)>, visit: Visit) -> Response {
    visit.item(visit.report.village(&name), &id).await
}

async fn search_page(visit: Visit) -> Response {
    let query = visit.asking.q.trim().to_owned();
    if query.is_empty() {
        return visit.answer(&SearchPage::empty(visit.frame()));
    }
    let options = SearchOptions { limit: HITS, ..visit.options(HITS) };
    let (asked, wanted) = (query.clone(), options.clone());
    match visit.search(asked, wanted).await {
        Some(Ok(results)) => {
            let asked = parse(&query).ok().and_then(|node| MeetingFilter::of(&visit.report, &node));
            let meetings = asked.map(|filter| meetings::rows(&visit.report, &filter, visit.lang)).unwrap_or_default();
            let page = SearchPage::found(&visit.report, &options, &results, visit.frame());
            visit.answer(&page.with_meetings(meetings))
        }
        Some(Err(SearchError::Query(error))) => {
            visit.answer_with(StatusCode::BAD_REQUEST, &SearchPage::misunderstood(&query, &error, visit.frame()))
        }
        Some(Err(SearchError::Index(_))) | None => broken(&visit),
    }
}

/// Runs the search of an address for a file of hits.
async fn answer(visit: &Visit, limit: usize) -> Result<SearchResults, Response> {
    let query = visit.asking.q.trim().to_owned();
    let options = visit.options(limit);
    match visit.search(query, options).await {
        Some(Ok(results)) => Ok(results),
        Some(Err(SearchError::Query(error))) => {
            let message = error.message.get(visit.lang).to_owned();
            let body = serde_json::json!({"error": message, "offset": error.offset}).to_string();
            Err((StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/json")], body).into_response())
        }
        Some(Err(SearchError::Index(_))) | None => Err(broken(visit)),
    }
}

async fn search_json(visit: Visit) -> Response {
    match answer(&visit, HITS).await.map(|results| search::search_json(&results)) {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Ok(Err(_)) => broken(&visit),
        Err(response) => response,
    }
}

async fn search_csv(visit: Visit) -> Response {
    match answer(&visit, MOST_HITS).await {
        Ok(results) => {
            let text = search::search_csv(&results, &visit.base, visit.lang);
            download(CSV, "cundang-search.csv", text)
        }
        Err(response) => response,
    }
}

async fn search_xlsx(visit: Visit) -> Response {
    let results = match answer(&visit, MOST_HITS).await {
        Ok(results) => results,
        Err(response) => return response,
    };
    let (base, lang) = (visit.base.clone(), visit.lang);
    match tokio::task::spawn_blocking(move || search::search_xlsx(&results, &base, lang)).await {
        Ok(Ok(bytes)) => download(XLSX, "cundang-search.xlsx", bytes),
        _ => broken(&visit),
    }
}

fn broken(visit: &Visit) -> Response {
    let what = msg!("全文索引暂时无法使用", "the full-text index cannot be used at the moment");
    let hint = msg!(
        "请稍后再试；若一直如此，请在命令行运行 cundang index 查看原因",
        "try again in a moment; if it stays so, run cundang index to see why"
    );
    visit.answer_with(StatusCode::INTERNAL_SERVER_ERROR, &ErrorPage::new(500, &what, &hint, visit.frame()))
}

async fn file(Path(path): Path<String>, visit: Visit) -> Response {
    let path = ArchivePath::new(path);
    let Some(entry) = visit.report.files.get(&path) else { return visit.not_found() };
    let count = entry.pages.max(1);
    let number = visit.asking.page.parse::<u32>().unwrap_or(1).clamp(1, count);
    let wanted = path.clone();
    let page = visit.away(move |desk| desk.page(&wanted, number)).await.flatten();
    let text = PageText { page: page.as_ref(), number, count };
    let shown = FilePage::new(&visit.report, &path, &text, &visit.asking.quote, &visit.view(), visit.frame());
    match hit_view(&visit, &path, number).await {
        Some(view) => visit.answer(&shown.with_hit(&text, view)),
        None => visit.answer(&shown),
    }
}

/// The hit that a file's page is shown for, with its neighbours; `None` where no query is asked, or none that is
/// understood.
async fn hit_view(visit: &Visit, path: &ArchivePath, page: u32) -> Option<HitView> {
    let query = visit.asking.q.trim().to_owned();
    let needles = parse(&query).ok()?.needles();
    let number = visit.asking.hit.parse::<u32>().map_or(0, |number| number as usize);
    let options = SearchOptions {
        limit: 3,
        offset: number.saturating_sub(2),
        facets: false,
        alternatives: false,
        ..visit.options(3)
    };
    let (asked, wanted) = (query.clone(), path.clone());
    let found = visit.away(move |desk| {
        let next = page.checked_add(1).and_then(|next| desk.page(&wanted, next)).map(|page| page.text);
        let results = if number > 0 { desk.search(&asked, &options).ok() } else { None };
        (next.unwrap_or_default(), results)
    });
    let (next_text, results) = found.await?;
    let sort = visit.asking.sort.as_str();
    // Hits move when the archive changes; then the neighbours would be those of another page.
    let at = number.saturating_sub(1).min(1);
    let results =
        results.filter(|results| results.hits.get(at).is_some_and(|hit| hit.path == *path && hit.page == page));
    let neighbour = |at: Option<usize>, number: usize| {
        let hit = results.as_ref().and_then(|results| results.hits.get(at?))?;
        let href = link::hit(&hit.path, hit.page, &query, Some(number), sort);
        Some(if visit.asking.exact.is_empty() { href } else { format!("{href}&exact=1") })
    };
    let (before, after) = (neighbour(at.checked_sub(1), number.saturating_sub(1)), neighbour(Some(at + 1), number + 1));
    let total = results.as_ref().map_or(0, |results| results.total);
    let number = if results.is_some() { number } else { 0 };
    Some(HitView { query, needles, next_text, number, total, before, after })
}

async fn compare_files(Path(path): Path<String>, visit: Visit) -> Response {
    let (here, there) = (ArchivePath::new(path), ArchivePath::new(visit.asking.with.clone()));
    // Both must be in what this person may see.
    if !(visit.report.files.contains_key(&here) && visit.report.files.contains_key(&there)) {
        return visit.not_found();
    }
    let (report, own, other) = (Arc::clone(&visit.report), here.clone(), there.clone());
    let found = visit.away(move |desk| {
        let paper = |path: ArchivePath| {
            let pages = desk.pages(&path);
            Document::of_pages(path, pages)
        };
        compare::compare(&report.township, &paper(own), &paper(other))
    });
    let found = found.await.unwrap_or_default();
    match ComparePage::new(&visit.report, &here, &there, found, visit.frame()) {
        Some(page) => visit.answer(&page),
        None => visit.not_found(),
    }
}

async fn original(Path(path): Path<String>, visit: Visit) -> Response {
    let path = ArchivePath::new(path);
    if !visit.sees(&path) {
        return visit.not_found();
    }
    let wanted = path.clone();
    let Some(original) = visit.away(move |desk| desk.original(&wanted)).await.flatten() else {
        return visit.not_found();
    };
    let kind = original.format.media_type();
    // Only what a browser shows without running anything opens in it; the rest is handed over as a file.
    let opens =
        kind == "application/pdf" || (kind.starts_with("image/") && !kind.contains("svg")) || kind == "text/plain";
    let name = link::encode(path.file_name());
    let disposition = format!("{}; filename*=UTF-8''{name}", if opens { "inline" } else { "attachment" });
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, max-age=60".to_owned()),
        // The browser's own PDF viewer needs its style; nothing may run.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'".to_owned(),
        ),
    ];
    (headers, original.bytes).into_response()
}

async fn thumbnail(Path(path): Path<String>, visit: Visit) -> Response {
    let page = visit.asking.page.parse().unwrap_or(1);
    drawn(path, page, THUMBNAIL_PX, visit).await
}

async fn picture(Path(path): Path<String>, visit: Visit) -> Response {
    let page = visit.asking.page.parse().unwrap_or(1);
    // Two sizes only, so that nobody fills the store with others.
    let is_large = visit.asking.side == link::LARGE_PICTURE_PX.to_string();
    let side = if is_large { link::LARGE_PICTURE_PX } else { link::PICTURE_PX };
    drawn(path, page, side, visit).await
}

async fn drawn(path: String, page: u32, side: u32, visit: Visit) -> Response {
    let path = ArchivePath::new(path);
    if !visit.sees(&path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match visit.away(move |desk| desk.picture(&path, page, side)).await.flatten() {
        Some(jpeg) => {
            let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=3600")];
            (headers, jpeg).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn photos(visit: Visit) -> Response {
    visit.answer(&PhotosPage::new(&visit.report, &visit.filter(), visit.frame()))
}

async fn notices(visit: Visit) -> Response {
    visit.answer(&NoticesPage::new(&visit.report, visit.frame()))
}

async fn help(visit: Visit) -> Response {
    visit.answer(&HelpPage::new(&visit.report, visit.frame()))
}

async fn nothing_here(visit: Visit) -> Response {
    visit.not_found()
}

fn download(kind: &'static str, name: &'static str, bytes: impl Into<axum::body::Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes.into())
        .into_response()
}

/// A whole form of the report.
async fn form(visit: &Visit, form: Form) -> Option<Bytes> {
    let (report, lang) = (Arc::clone(&visit.report), visit.lang);
    visit.away(move |desk| desk.form(&report, lang, form)).await.flatten()
}

async fn report_json(visit: Visit) -> Response {
    match form(&visit, Form::Json).await {
        Some(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        None => visit.defective(),
    }
}

async fn table(visit: Visit, wanted: Form, kind: &'static str, name: &'static str) -> Response {
    match form(&visit, wanted).await {
        Some(bytes) => download(kind, name, bytes),
        None => visit.defective(),
    }
}

async fn report_csv(visit: Visit) -> Response {
    table(visit, Form::Csv, CSV, "cundang-report.csv").await
}

async fn findings_csv(visit: Visit) -> Response {
    table(visit, Form::FindingsCsv, CSV, "cundang-findings.csv").await
}

async fn tasks_csv(visit: Visit) -> Response {
    table(visit, Form::TasksCsv, CSV, "cundang-tasks.csv").await
}

async fn report_xlsx(visit: Visit) -> Response {
    table(visit, Form::Xlsx, XLSX, "cundang-report.xlsx").await
}
