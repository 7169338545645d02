//! The page to log in, and that of one's own password.

use super::{Frame, Lang, Template};
use crate::{
    model::Role,
    pipeline::{NAME_LIMIT, PASSWORD_LENGTHS},
    report::words,
};

/// `/login`
#[derive(Debug, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    lang: Lang,
    frame: Frame,
    name: String,
    next: String,
    trouble: Option<String>,
    name_limit: usize,
}

impl LoginPage {
    /// The form with the name that was typed, the address to go to afterwards and what stood in the way.
    pub fn new(name: &str, next: &str, trouble: Option<&str>, frame: Frame) -> Self {
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

/// `/account`
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    lang: Lang,
    frame: Frame,
    name: String,
    role: String,
    done: Option<String>,
    trouble: Option<String>,
    least: usize,
    most: usize,
}

impl AccountPage {
    /// The page of somebody, with what is said to what they sent: done, or not.
    pub fn new(name: &str, role: &Role, said: Option<Result<&str, &str>>, frame: Frame) -> Self {
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
