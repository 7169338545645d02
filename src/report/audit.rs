//! What happened beside decisions, in words.

use crate::{
    model::{AuditStep, Lang},
    report::words,
};

/// A step of the log in words.
pub fn what(step: &AuditStep, lang: Lang) -> String {
    let from = |address: &str| match (address.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{address}）"),
        (false, Lang::En) => format!(" ({address})"),
    };
    match (step, lang) {
        (AuditStep::Login { address }, _) => format!("{}{}", lang.pick("登录", "logged in"), from(address)),
        (AuditStep::Logout, _) => lang.pick("退出登录", "logged out").to_owned(),
        (AuditStep::LoginFailed { address }, _) => {
            format!(
                "{}{}",
                lang.pick("登录未成功：姓名或密码不对", "login failed: wrong name or password"),
                from(address)
            )
        }
        (AuditStep::LockedOut { address, seconds }, Lang::Zh) => {
            format!("错误次数过多，暂停登录 {seconds} 秒{}", from(address))
        }
        (AuditStep::LockedOut { address, seconds }, Lang::En) => {
            format!("too many wrong attempts, refused for {seconds} s{}", from(address))
        }
        (AuditStep::PersonAdded { name, role }, Lang::Zh) => format!("添加人员“{name}”：{}", words::role(role, lang)),
        (AuditStep::PersonAdded { name, role }, Lang::En) => format!("added “{name}” as {}", words::role(role, lang)),
        (AuditStep::RoleChanged { name, from, to }, Lang::Zh) => {
            format!("“{name}”的角色由{}改为{}", words::role(from, lang), words::role(to, lang))
        }
        (AuditStep::RoleChanged { name, from, to }, Lang::En) => {
            format!("changed the role of “{name}” from {} to {}", words::role(from, lang), words::role(to, lang))
        }
        (AuditStep::PasswordChanged { name }, Lang::Zh) => format!("更改“{name}”的密码"),
        (AuditStep::PasswordChanged { name }, Lang::En) => format!("set the password of “{name}”"),
        (AuditStep::NumbersSeen { path, page }, Lang::Zh) => {
            format!("查看完整的证件号、电话、卡号：{path} 第 {page} 页")
        }
        (AuditStep::NumbersSeen { path, page }, Lang::En) => {
            format!("saw the numbers of people in full: {path}, page {page}")
        }
        (AuditStep::RunStarted, _) => lang.pick("更新档案", "started an update of the archive").to_owned(),
        (AuditStep::PersonRemoved { name, role }, Lang::Zh) => {
            format!("移除人员“{name}”（{}）", words::role(role, lang))
        }
        (AuditStep::PersonRemoved { name, role }, Lang::En) => {
            format!("removed “{name}” ({})", words::role(role, lang))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AccessRole;

    #[test]
    fn steps_read_as_sentences() {
        let clerk = AccessRole::Village("张庄村".to_owned());
        let changed = AuditStep::RoleChanged { name: "王芳".to_owned(), from: clerk, to: AccessRole::Assessor };
        assert_eq!(what(&changed, Lang::Zh), "“王芳”的角色由张庄村村级人员改为评定人");
        let login = AuditStep::Login { address: "192.0.2.7".to_owned() };
        assert_eq!(what(&login, Lang::En), "logged in (192.0.2.7)");
    }
}
