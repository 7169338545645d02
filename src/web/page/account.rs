//! The page of one's own account: the role, and the form for another password.

use askama::Template;
use axum::{
    Form,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use crate::{
    model::{AccessRole, Lang, Message},
    msg,
    pipeline::{self, Login, LoginAttempt, PASSWORD_LENGTHS},
    report::words,
    web::{
        answer::{
            account_error::{login_refused, status_of},
            frame::PageFrame,
            response::with_cookie,
        },
        request::{client_address::ClientAddress, visit::Visit},
    },
};

/// `/account`
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    lang: Lang,
    frame: PageFrame,
    name: String,
    role: String,
    done: Option<String>,
    trouble: Option<String>,
    least: usize,
    most: usize,
}

impl AccountPage {
    /// The page of an account, with the result of the form that was sent: done, or why not.
    pub fn new(name: &str, role: &AccessRole, said: Option<Result<&str, &str>>, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let [least, most] = PASSWORD_LENGTHS;
        Self {
            lang,
            frame: frame.titled(lang.pick("我的账户", "My account"), "account"),
            name: name.to_owned(),
            role: words::role(role, lang),
            done: said.and_then(Result::ok).map(str::to_owned),
            trouble: said.and_then(Result::err).map(str::to_owned),
            least,
            most,
        }
    }
}

/// `GET /account`
pub(crate) async fn show(visit: Visit) -> Response {
    match visit.viewer.name() {
        Some(name) => visit.answer(&AccountPage::new(name, visit.viewer.role(), None, visit.frame())),
        None => visit.not_found(),
    }
}

/// The form of a new password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PasswordForm {
    old: String,
    new: String,
    again: String,
}

/// `POST /account`
pub(crate) async fn change_password(
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    visit: Visit,
    Form(form): Form<PasswordForm>,
) -> Response {
    let Some(name) = visit.viewer.name().map(str::to_owned) else { return visit.not_found() };
    let answer = |status: StatusCode, said: Result<&Message, &Message>| {
        let said = said.map(|it| it.get(visit.lang)).map_err(|it| it.get(visit.lang));
        visit.answer_with(status, &AccountPage::new(&name, visit.viewer.role(), Some(said), visit.frame()))
    };
    if form.new != form.again {
        let message = msg!("两次输入的新密码不一样", "the new password was typed in two different ways");
        return answer(StatusCode::UNPROCESSABLE_ENTITY, Err(&message));
    }
    let who = name.clone();
    let result = visit.away(move |workbench| {
        let attempt = LoginAttempt { name: &who, password: &form.old, address: &address };
        workbench.authentication().people().change_password(attempt, &form.new, &pipeline::now())
    });
    match result.await {
        Some(Ok(Login::Granted(token))) => {
            let message = msg!(
                "密码已更改；在别处的登录都已退出",
                "the password is changed; wherever else you were logged in, you no longer are"
            );
            let cookie = visit.workbench.authentication().session_cookie(&token, &headers);
            with_cookie(answer(StatusCode::OK, Ok(&message)), &cookie)
        }
        Some(Ok(Login::Wrong)) => {
            let message = msg!("当前密码不对", "the present password is not right");
            answer(StatusCode::UNPROCESSABLE_ENTITY, Err(&message))
        }
        Some(Ok(wait @ Login::Wait(_))) => {
            let (status, message) = login_refused(&wait);
            answer(status, Err(&message))
        }
        Some(Err(error)) => answer(status_of(&error), Err(&error.to_message())),
        None => visit.defective(),
    }
}
