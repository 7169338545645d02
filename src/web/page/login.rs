//! The page to log in.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    model::Lang,
    msg,
    pipeline::{self, Login, LoginAttempt, NAME_LIMIT},
    web::{
        answer::{
            account_error::login_refused,
            frame::PageFrame,
            response::{html, see_other, with_cookie},
        },
        request::{
            client_address::ClientAddress,
            cookie::{cookie, language_cookie},
            language,
        },
        state::{CurrentUser, Workbench},
    },
};

/// `/login`
#[derive(Debug, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    lang: Lang,
    frame: PageFrame,
    name: String,
    next: String,
    trouble: Option<String>,
    name_limit: usize,
}

impl LoginPage {
    /// The form with the name that was typed, the address to go to afterwards and what stood in the way.
    pub fn new(name: &str, next: &str, trouble: Option<&str>, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let mut frame = frame.titled(lang.pick("登录", "Log in"), "login");
        frame.crumbs.clear();
        Self {
            lang,
            frame,
            name: name.to_owned(),
            next: next.to_owned(),
            trouble: trouble.map(str::to_owned),
            name_limit: NAME_LIMIT,
        }
    }
}

/// The query of the login page, and its form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoginForm {
    name: String,
    password: String,
    /// The address to go to afterwards.
    next: String,
}

/// `GET /login`
pub(crate) async fn show(
    State(workbench): State<Arc<Workbench>>,
    viewer: Option<Extension<CurrentUser>>,
    Query(wanted): Query<LoginForm>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if viewer.is_some() {
        return see_other(own_place(&wanted.next));
    }
    let lang = language::preferred(&headers, &uri, workbench.lang());
    let frame = PageFrame::plain(lang, uri.path_and_query().map_or("/login", |it| it.as_str()));
    let page = html(StatusCode::OK, &LoginPage::new("", own_place(&wanted.next), None, frame), lang);
    let is_chosen = uri.query().unwrap_or_default().split('&').any(|pair| pair.starts_with("lang="));
    if is_chosen { with_cookie(page, &language_cookie(lang)) } else { page }
}

/// `POST /login`
pub(crate) async fn login(
    State(workbench): State<Arc<Workbench>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    uri: Uri,
    Form(form): Form<LoginForm>,
) -> Response {
    let lang = language::preferred(&headers, &uri, workbench.lang());
    let asked = Arc::clone(&workbench);
    let (name, password) = (form.name.clone(), form.password);
    let Some(turn) = workbench.queues().turn_to_log_in().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let result = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let attempt = LoginAttempt { name: &name, password: &password, address: &address };
        asked.authentication().people().login(attempt, &pipeline::now())
    });
    let next = own_place(&form.next);
    let (status, trouble) = match result.await {
        Ok(Ok(Login::Granted(token))) => {
            return with_cookie(see_other(next), &workbench.authentication().session_cookie(&token, &headers));
        }
        Ok(Ok(other)) => login_refused(&other),
        Ok(Err(error)) => (StatusCode::SERVICE_UNAVAILABLE, error.to_message()),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, msg!("登录未能完成", "logging in broke off")),
    };
    let frame = PageFrame::plain(lang, "/login");
    html(status, &LoginPage::new(&form.name, next, Some(trouble.get(lang)), frame), lang)
}

/// `POST /logout`
pub(crate) async fn logout(State(workbench): State<Arc<Workbench>>, headers: HeaderMap) -> Response {
    let token = cookie(&headers, workbench.authentication().cookie_name()).unwrap_or_default().to_owned();
    let asked = Arc::clone(&workbench);
    let ended = tokio::task::spawn_blocking(move || asked.authentication().people().logout(&token, &pipeline::now()));
    let response = match ended.await {
        Ok(Ok(())) => see_other("/login"),
        // The browser forgets the session all the same.
        Ok(Err(_)) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    with_cookie(response, &workbench.authentication().session_cookie("", &headers))
}

/// Where to go after a login: an address of this workbench, never one elsewhere.
fn own_place(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/login")
        && !next.contains(['\\', '\r', '\n', '\t']);
    if is_own { next } else { "/" }
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
}
