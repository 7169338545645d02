//! The door: who is asking, and the pages to log in, log out and change one's password.

use std::{net::SocketAddr, path::Path, sync::Arc};

use axum::{
    Form,
    extract::{ConnectInfo, FromRequestParts, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    Desk, api, guard,
    page::{AccountPage, Frame, LoginPage},
    routes::{Visit, cookie, language, language_cookie, rendered},
};
use crate::{
    model::{Lang, Message, Person, Role},
    msg,
    pipeline::{self, Knock, Login, People, PeopleError},
};

/// Who stands before the desk, and whether they have to say so.
#[derive(Debug)]
pub struct Door {
    people: People,
    /// Only this machine reaches the pages: then nobody has to log in as long as there are no people.
    is_local: bool,
    /// The session cookie's name. Cookies know no ports, so that two desks on one machine need two names.
    cookie: String,
}

/// Who asks for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Whoever sits at this machine: there are no people to log in as, and everything is theirs.
    Desk,
    /// Somebody who has logged in.
    Person(Person),
}

/// What the door knows of a request.
enum Known {
    Viewer(Viewer),
    /// Somebody who has to log in first.
    Stranger,
    /// There are no people, and other machines reach the pages.
    NobodyMay,
}

impl Viewer {
    /// What they may see and do. Whoever sits at a desk without login may do what the township may.
    pub fn role(&self) -> &Role {
        match self {
            Viewer::Desk => &Role::Township,
            Viewer::Person(person) => &person.role,
        }
    }

    /// The name under which they logged in, where they did.
    pub fn name(&self) -> Option<&str> {
        match self {
            Viewer::Desk => None,
            Viewer::Person(person) => Some(&person.name),
        }
    }
}

impl Door {
    /// The door of a desk over a store. `is_local` says that only this machine reaches the pages.
    ///
    /// # Errors
    /// As [`People::open`].
    pub fn open(store: &Path, is_local: bool) -> Result<Self, PeopleError> {
        let people = People::open(store)?;
        let place = std::path::absolute(store).unwrap_or_else(|_| store.to_owned());
        let digest = blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex();
        Ok(Self { people, is_local, cookie: format!("session-{}", &digest[..8]) })
    }

    /// The people who may come in.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Who sends a token, and whether their session's end is to be moved.
    fn known(&self, token: Option<&str>) -> Result<(Known, bool), PeopleError> {
        if self.people.is_empty()? {
            return Ok((if self.is_local { Known::Viewer(Viewer::Desk) } else { Known::NobodyMay }, false));
        }
        let person = match token {
            Some(token) => self.people.visitor(token, &pipeline::now())?,
            None => None,
        };
        Ok(match person {
            Some((person, moves)) => (Known::Viewer(Viewer::Person(person)), moves),
            None => (Known::Stranger, false),
        })
    }

    /// The cookie that keeps a session's token; an empty one ends it. It ends with the browser.
    fn cookie(&self, token: &str, headers: &HeaderMap) -> String {
        let name = &self.cookie;
        let ends = if token.is_empty() { "; Max-Age=0" } else { "" };
        // Behind a proxy that speaks HTTPS the browser says so.
        let is_https = headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"));
        let secure = if is_https { "; Secure" } else { "" };
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{ends}{secure}")
    }
}

/// Lets in whoever may come in, and says who they are; everybody else is shown to the login page. A handler finds the
/// [`Viewer`] among the request's extensions.
pub(super) async fn enter(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response {
    let token = cookie(request.headers(), &desk.door().cookie).map(str::to_owned);
    let lang = spoken(&desk, request.headers(), request.uri());
    let asked = Arc::clone(&desk);
    let known = tokio::task::spawn_blocking(move || {
        let known = asked.door().known(token.as_deref());
        (known, token)
    });
    let known = known.await.map(|(known, token)| {
        known.map(|(known, moves)| {
            if let Some(token) = token.filter(|_| moves) {
                let desk = Arc::clone(&desk);
                // Nobody waits for it: where it fails, the next request tries again.
                drop(tokio::task::spawn_blocking(move || desk.door().people().extend(&token, &pipeline::now())));
            }
            known
        })
    });
    match known {
        Ok(Ok(Known::Viewer(viewer))) => {
            // Without login nothing else protects from a foreign page that has this machine called by its own name.
            if viewer == Viewer::Desk && !guard::is_this_machine(request.headers()) {
                return guard::not_this_machine();
            }
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
        Ok(Ok(Known::Stranger)) if is_open(request.uri().path()) => next.run(request).await,
        Ok(Ok(Known::Stranger)) => sent_to_login(&request, lang),
        Ok(Ok(Known::NobodyMay)) => {
            let text = lang.pick(
                "403：还没有人员。请在这台机器上运行 cundang user add 添加\n",
                "403: there are no people yet; run cundang user add on this machine\n",
            );
            (StatusCode::FORBIDDEN, text).into_response()
        }
        Ok(Err(_)) | Err(_) => {
            let text =
                lang.pick("503：存储正忙，请稍后再试\n", "503: the store is busy; please try again in a moment\n");
            (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
        }
    }
}

/// What everybody may have: the login page and what it is drawn with.
fn is_open(path: &str) -> bool {
    path == "/login" || path.starts_with("/assets/")
}

fn sent_to_login(request: &Request, lang: Lang) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !path.starts_with("/api/");
    if is_page {
        let place = if path == "/" {
            "/login".to_owned()
        } else {
            format!("/login?next={}", crate::report::link::encode(path))
        };
        return see(&place);
    }
    if path.starts_with("/api/") {
        let detail =
            msg!("请先在浏览器里登录，并随请求发送会话 cookie", "log in first, and send the session's cookie along");
        return api::refused(StatusCode::UNAUTHORIZED, lang, &detail);
    }
    let text = lang.pick(
        "401：请先登录。表单里填写的内容没有保存：请返回上一页，在另一个窗口登录后再提交\n",
        "401: please log in first. What was filled in was not kept: go back, log in in another window and send it again\n",
    );
    (StatusCode::UNAUTHORIZED, text).into_response()
}

/// The language of a request before it is a [`Visit`].
fn spoken(desk: &Desk, headers: &HeaderMap, uri: &Uri) -> Lang {
    let asked = uri.query().unwrap_or_default().split('&').find_map(|pair| language(pair.strip_prefix("lang=")?));
    asked.or_else(|| cookie(headers, "lang").and_then(language)).unwrap_or(desk.lang())
}

/// To another page.
pub(super) fn see(place: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Where to go after a login: an address of this desk, never one elsewhere.
fn own_place(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/login")
        && !next.contains(['\\', '\r', '\n', '\t']);
    if is_own { next } else { "/" }
}

/// The address that a request came from, as far as this machine sees it.
pub(super) struct Address(String);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(from.map_or_else(String::new, |ConnectInfo(address)| address.ip().to_canonical().to_string())))
    }
}

/// What the login page may be asked with, and its form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LoginForm {
    name: String,
    password: String,
    next: String,
}

/// `GET /login`
pub(super) async fn login_page(
    State(desk): State<Arc<Desk>>,
    viewer: Option<axum::Extension<Viewer>>,
    Query(asked): Query<LoginForm>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if viewer.is_some() {
        return see(own_place(&asked.next));
    }
    let lang = spoken(&desk, &headers, &uri);
    let frame = Frame::plain(lang, uri.path_and_query().map_or("/login", |it| it.as_str()));
    let page = rendered(StatusCode::OK, &LoginPage::new("", own_place(&asked.next), None, frame), lang);
    let is_chosen = uri.query().unwrap_or_default().split('&').any(|pair| pair.starts_with("lang="));
    if is_chosen { with_cookie(page, &language_cookie(lang)) } else { page }
}

/// `POST /login`
pub(super) async fn login(
    State(desk): State<Arc<Desk>>,
    Address(address): Address,
    headers: HeaderMap,
    uri: Uri,
    Form(form): Form<LoginForm>,
) -> Response {
    let lang = spoken(&desk, &headers, &uri);
    let asked = Arc::clone(&desk);
    let (name, password) = (form.name.clone(), form.password);
    let came = tokio::task::spawn_blocking(move || {
        let knock = Knock { name: &name, password: &password, address: &address };
        asked.door().people().login(knock, &pipeline::now())
    });
    let next = own_place(&form.next);
    let (status, trouble) = match came.await {
        Ok(Ok(Login::Welcome(token))) => return with_cookie(see(next), &desk.door().cookie(&token, &headers)),
        Ok(Ok(other)) => refused(&other),
        Ok(Err(error)) => (StatusCode::SERVICE_UNAVAILABLE, error.to_message()),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, msg!("登录未能完成", "logging in broke off")),
    };
    let frame = Frame::plain(lang, "/login");
    rendered(status, &LoginPage::new(&form.name, next, Some(trouble.get(lang)), frame), lang)
}

/// What is said to a login that came to nothing. It never says whether the name is known.
fn refused(login: &Login) -> (StatusCode, Message) {
    match login {
        Login::Wait(seconds) => {
            let minutes = seconds.div_ceil(60);
            let message = msg!(
                "错误次数过多，请在 {minutes} 分钟后再试；忘记密码可请镇级人员重设",
                "too many wrong attempts: please try again in {minutes} min; if the password is lost, the township can set a new one"
            );
            (StatusCode::TOO_MANY_REQUESTS, message)
        }
        Login::Wrong | Login::Welcome(_) => (
            StatusCode::UNAUTHORIZED,
            msg!("姓名或密码不对，请核对后再试", "name or password are not right; please check both and try again"),
        ),
    }
}

/// `POST /logout`
pub(super) async fn logout(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    let token = cookie(&headers, &desk.door().cookie).unwrap_or_default().to_owned();
    let asked = Arc::clone(&desk);
    let ended = tokio::task::spawn_blocking(move || asked.door().people().logout(&token, &pipeline::now())).await;
    let response = match ended {
        Ok(Ok(())) => see("/login"),
        // The browser forgets the session all the same.
        Ok(Err(_)) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    with_cookie(response, &desk.door().cookie("", &headers))
}

/// `GET /account`
pub(super) async fn account_page(visit: Visit) -> Response {
    match visit.viewer.name() {
        Some(name) => visit.answer(&AccountPage::new(name, visit.viewer.role(), None, visit.frame())),
        None => visit.not_found(),
    }
}

/// The form of a new password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PasswordForm {
    old: String,
    new: String,
    again: String,
}

/// `POST /account`
pub(super) async fn account(
    Address(address): Address,
    headers: HeaderMap,
    visit: Visit,
    Form(form): Form<PasswordForm>,
) -> Response {
    let Some(name) = visit.viewer.name().map(str::to_owned) else { return visit.not_found() };
    let shown = |status: StatusCode, said: Result<&Message, &Message>| {
        let said = said.map(|it| it.get(visit.lang)).map_err(|it| it.get(visit.lang));
        visit.answer_with(status, &AccountPage::new(&name, visit.viewer.role(), Some(said), visit.frame()))
    };
    if form.new != form.again {
        let message = msg!("两次输入的新密码不一样", "the new password was typed in two different ways");
        return shown(StatusCode::UNPROCESSABLE_ENTITY, Err(&message));
    }
    let who = name.clone();
    let came = visit.away(move |desk| {
        let knock = Knock { name: &who, password: &form.old, address: &address };
        desk.door().people().change_password(knock, &form.new, &pipeline::now())
    });
    match came.await {
        Some(Ok(Login::Welcome(token))) => {
            let message = msg!(
                "密码已更改；在别处的登录都已退出",
                "the password is changed; wherever else you were logged in, you no longer are"
            );
            with_cookie(shown(StatusCode::OK, Ok(&message)), &visit.desk.door().cookie(&token, &headers))
        }
        Some(Ok(Login::Wrong)) => {
            let message = msg!("当前密码不对", "the present password is not right");
            shown(StatusCode::UNPROCESSABLE_ENTITY, Err(&message))
        }
        Some(Ok(wait @ Login::Wait(_))) => {
            let (status, message) = refused(&wait);
            shown(status, Err(&message))
        }
        Some(Err(error)) => shown(status_of(&error), Err(&error.to_message())),
        None => visit.defective(),
    }
}

/// The status that tells of an error about people.
pub(super) fn status_of(error: &PeopleError) -> StatusCode {
    match error {
        PeopleError::Catalog(_) | PeopleError::System(_) => StatusCode::SERVICE_UNAVAILABLE,
        PeopleError::Nobody(_) => StatusCode::NOT_FOUND,
        PeopleError::Mend(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leads_to_this_desk_and_nowhere_else() {
        for own in ["/", "/village/x?lang=en", "/search?q=a//b"] {
            assert_eq!(own_place(own), own);
        }
        for foreign in ["", "http://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/login"] {
            assert_eq!(own_place(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn only_the_login_page_and_its_looks_are_open() {
        for open in ["/login", "/assets/style.css"] {
            assert!(is_open(open), "{open}");
        }
        for closed in ["/", "/login/x", "/assets", "/original/assets/x", "/report.json", "/logout"] {
            assert!(!is_open(closed), "{closed}");
        }
    }

    #[test]
    fn two_desks_have_two_cookies() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let door = |name: &str| Door::open(&dir.path().join(name), true).expect("a store");
        let (one, two) = (door("a"), door("b"));
        assert_ne!(one.cookie, two.cookie);
        let mut headers = HeaderMap::new();
        assert!(one.cookie("x", &headers).ends_with("=x; Path=/; HttpOnly; SameSite=Lax"));
        headers.insert(header::ORIGIN, HeaderValue::from_static("https://desk.example"));
        assert!(one.cookie("", &headers).ends_with("=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"));
    }
}
