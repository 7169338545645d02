//! The page of people: who may log in, and as what. For the township only.

use axum::{Form, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    page::PeoplePage,
    routes::Visit,
    session::{see, status_of},
};
use crate::{
    model::{Message, Role},
    msg,
    pipeline::{self, People, PeopleError},
};

/// A form of the page. Fields that it does not have are empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Change {
    /// `add`, `password`, `role` or `remove`.
    r#do: String,
    name: String,
    role: String,
    password: String,
}

/// `GET /people`
pub(super) async fn page(visit: Visit) -> Response {
    if !visit.viewer.role().may_manage_people() {
        return visit.not_allowed();
    }
    let said = match visit.said() {
        "add" => Some(msg!("已添加", "added")),
        "password" => {
            Some(msg!("密码已重设，此人在别处的登录都已退出", "the password is set, and their sessions ended"))
        }
        "role" => Some(msg!("角色已更改", "the role is changed")),
        "remove" => Some(msg!("已移除", "removed")),
        _ => None,
    };
    shown(&visit, StatusCode::OK, said.as_ref().map(Ok)).await
}

/// `POST /people`
pub(super) async fn change(visit: Visit, Form(form): Form<Change>) -> Response {
    if !visit.viewer.role().may_manage_people() {
        return visit.not_allowed();
    }
    let role = Role::from_name(&form.role);
    // A village goes by its full name wherever it can be found, so that its clerk sees it.
    let role = role.map(|role| match role.village().and_then(|name| visit.report.village_named(name)) {
        Some(full) => Role::Village(full),
        None => role,
    });
    let (asked, by) = (form.clone(), visit.viewer.name().unwrap_or_default().to_owned());
    let done = visit.away(move |desk| apply(desk.door().people(), &asked, role, &by)).await;
    match done {
        Some(Ok(())) => see(&format!("/people?saved={}", crate::report::link::encode(&form.r#do))),
        Some(Err(error)) => shown(&visit, status_of(&error), Some(Err(&error.to_message()))).await,
        None => shown(&visit, StatusCode::INTERNAL_SERVER_ERROR, None).await,
    }
}

fn apply(people: &People, form: &Change, role: Option<Role>, by: &str) -> Result<(), PeopleError> {
    let now = pipeline::now();
    let role = || role.ok_or_else(|| PeopleError::Mend(msg!("请选择角色", "please choose a role")));
    match form.r#do.as_str() {
        "add" => {
            let role = role()?;
            if role != Role::Township && people.is_empty()? {
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

async fn shown(visit: &Visit, status: StatusCode, said: Option<Result<&Message, &Message>>) -> Response {
    let said = said.map(|it| it.map(|it| it.get(visit.lang)).map_err(|it| it.get(visit.lang)));
    match visit.away(|desk| desk.door().people().list()).await {
        Some(Ok(accounts)) => {
            visit.answer_with(status, &PeoplePage::new(&accounts, &visit.report.township, said, visit.frame()))
        }
        Some(Err(error)) => visit.trouble(&error.to_message()),
        None => visit.trouble(&msg!("名单未能读出", "the list could not be read")),
    }
}
