//! The accounts: names and roles, and the forms to change them. For the township only.

use askama::Template;
use axum::{Form, http::StatusCode, response::Response};
use serde::Deserialize;

use crate::{
    catalog::Account,
    model::{AccessRole, Lang, Message, Township},
    msg,
    pipeline::{self, NAME_LIMIT, PASSWORD_LENGTHS, People, PeopleError},
    report::{history, link, words},
    web::{
        answer::{account_error::status_of, frame::PageFrame, response::see_other},
        request::{parameters::Parameters, visit::Visit},
    },
};

/// A person in the list.
#[derive(Debug)]
struct PersonRow {
    name: String,
    role: String,
    created: String,
    /// The roles to choose from: value, words, whether it is theirs.
    roles: Vec<(String, String, bool)>,
    /// A village's clerk whose village the archive does not have: they see nothing.
    is_lost: bool,
}

/// `/people`
#[derive(Debug, Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    lang: Lang,
    frame: PageFrame,
    people: Vec<PersonRow>,
    roles: Vec<(String, String, bool)>,
    done: Option<String>,
    trouble: Option<String>,
    name_limit: usize,
    least: usize,
    most: usize,
}

impl PeoplePage {
    /// The page with everybody, and the result of the form that was sent: done, or why not.
    pub fn new(accounts: &[Account], township: &Township, said: Option<Result<&str, &str>>, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let [least, most] = PASSWORD_LENGTHS;
        let people = accounts.iter().map(|account| {
            let role = &account.person.role;
            let is_known = |name| township.villages.iter().any(|village| village.name == name);
            PersonRow {
                name: account.person.name.clone(),
                role: words::role(role, lang),
                created: history::minute(&account.created),
                roles: roles(township, role, lang),
                is_lost: role.village().is_some_and(|name| !is_known(name)),
            }
        });
        // The first has to be of the township; after that most are clerks.
        let usual = if accounts.is_empty() { AccessRole::Township } else { AccessRole::Assessor };
        Self {
            lang,
            people: people.collect(),
            roles: roles(township, &usual, lang),
            frame: frame.titled(lang.pick("人员", "People"), "people"),
            done: said.and_then(Result::ok).map(str::to_owned),
            trouble: said.and_then(Result::err).map(str::to_owned),
            name_limit: NAME_LIMIT,
            least,
            most,
        }
    }
}

/// Every role that an account can have, and whether it is the chosen one.
fn roles(township: &Township, chosen: &AccessRole, lang: Lang) -> Vec<(String, String, bool)> {
    let villages = township.villages.iter().map(|village| AccessRole::Village(village.name.clone()));
    let mut all: Vec<AccessRole> = [AccessRole::Township, AccessRole::Assessor].into_iter().chain(villages).collect();
    if !all.contains(chosen) {
        all.push(chosen.clone());
    }
    all.into_iter().map(|role| (role.to_string(), words::role(&role, lang), role == *chosen)).collect()
}

/// A form of the page. Fields that it does not have are empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Change {
    /// `add`, `password`, `role` or `remove`.
    r#do: String,
    name: String,
    role: String,
    password: String,
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PeopleParameters {
    /// The change that was saved just now, as [`Change`] names it.
    saved: String,
    /// Whose account it was made on.
    name: String,
}

/// `GET /people`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<PeopleParameters>) -> Response {
    if !visit.viewer.role().may_manage_people() {
        return visit.not_allowed();
    }
    let said = match wanted.saved.as_str() {
        "add" => {
            let name = wanted.name.as_str();
            Some(msg!("已添加{name}", "added {name}"))
        }
        "password" => {
            Some(msg!("密码已重设，此人在别处的登录都已退出", "the password is set, and their sessions ended"))
        }
        "role" => Some(msg!("角色已更改", "the role is changed")),
        "remove" => Some(msg!("已移除", "removed")),
        _ => None,
    };
    answer(&visit, StatusCode::OK, said.as_ref().map(Ok)).await
}

/// `POST /people`
pub(crate) async fn change(visit: Visit, Form(form): Form<Change>) -> Response {
    if !visit.viewer.role().may_manage_people() {
        return visit.not_allowed();
    }
    let role = AccessRole::from_name(&form.role);
    // A village's role holds its full name where there is one, so that the access filter finds it.
    let role = role.map(|role| match role.village().and_then(|name| visit.report.village_named(name)) {
        Some(full) => AccessRole::Village(full),
        None => role,
    });
    let (asked, by) = (form.clone(), visit.viewer.name().unwrap_or_default().to_owned());
    let done = visit.away(move |workbench| apply(workbench.authentication().people(), &asked, role, &by)).await;
    match done {
        Some(Ok(())) => {
            see_other(&format!("/people?saved={}&name={}", link::encode(&form.r#do), link::encode(&form.name)))
        }
        Some(Err(error)) => answer(&visit, status_of(&error), Some(Err(&error.to_message()))).await,
        None => answer(&visit, StatusCode::INTERNAL_SERVER_ERROR, None).await,
    }
}

fn apply(people: &People, form: &Change, role: Option<AccessRole>, by: &str) -> Result<(), PeopleError> {
    let now = pipeline::now();
    let role = || role.ok_or_else(|| PeopleError::Mend(msg!("请选择角色", "please choose a role")));
    match form.r#do.as_str() {
        "add" => {
            let role = role()?;
            if role != AccessRole::Township && people.is_empty()? {
                return Err(PeopleError::Mend(msg!(
                    "第一位人员必须是镇级人员：此后要登录才能进来，需要有人能管理",
                    "the first person has to be of the township: from then on everybody logs in, and somebody has to look after people"
                )));
            }
            people.add(&form.name, &role, &form.password, by, &now)
        }
        "password" => people.set_password(&form.name, &form.password, by, &now),
        "role" => people.set_role(&form.name, &role()?, by, true, &now),
        "remove" => people.remove(&form.name, by, true, &now),
        _ => Err(PeopleError::Mend(msg!("没有说明要做什么", "it is not said what to do"))),
    }
}

async fn answer(visit: &Visit, status: StatusCode, said: Option<Result<&Message, &Message>>) -> Response {
    let said = said.map(|it| it.map(|it| it.get(visit.lang)).map_err(|it| it.get(visit.lang)));
    match visit.away(|workbench| workbench.authentication().people().list()).await {
        Some(Ok(accounts)) => {
            visit.answer_with(status, &PeoplePage::new(&accounts, &visit.report.township, said, visit.frame()))
        }
        Some(Err(error)) => visit.unavailable(&error.to_message()),
        None => visit.unavailable(&msg!("名单未能读出", "the list could not be read")),
    }
}
