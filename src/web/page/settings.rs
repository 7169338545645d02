//! What can be set, each with its page.

use askama::Template;
use axum::response::Response;

use crate::{
    model::{AccessRole, Lang},
    web::{answer::frame::PageFrame, request::visit::Visit},
};

/// `/settings`
#[derive(Debug, Template)]
#[template(path = "settings.html")]
pub struct SettingsPage {
    lang: Lang,
    frame: PageFrame,
    /// Address, name, what it is for.
    pages: Vec<(&'static str, &'static str, &'static str)>,
}

impl SettingsPage {
    /// The settings that a role may open.
    pub fn new(role: &AccessRole, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let mut pages = Vec::new();
        if role.may_assign_folders() {
            pages.push((
                "/folders",
                lang.pick("哪个文件夹是哪个村", "Which folder is which village"),
                lang.pick(
                    "核对或改正文件夹归属，把两个文件夹归到同一个村",
                    "check and correct whose folders are, and give two folders to one village",
                ),
            ));
        }
        if role.may_manage_people() {
            let what = lang.pick("添加人员，更改角色和密码", "add people, change roles and passwords");
            pages.push(("/people", lang.pick("人员", "People"), what));
        }
        if role.may_read_log() {
            let what = lang.pick("谁在什么时候做了什么", "who did what, and when");
            pages.push(("/log", lang.pick("操作记录", "Log"), what));
        }
        pages.push((
            "/notices",
            lang.pick("未读全的文件", "Files not fully read"),
            lang.pick("没有读出来的文件，和原因", "files that could not be read, and why"),
        ));
        pages.push((
            "/api",
            lang.pick("程序接口", "API"),
            lang.pick("供其他程序读取的地址", "addresses for other programs"),
        ));
        Self { lang, frame: frame.titled(lang.pick("设置", "Settings"), "settings"), pages }
    }
}

/// `GET /settings`
pub(crate) async fn show(visit: Visit) -> Response {
    visit.answer(&SettingsPage::new(visit.viewer.role(), visit.frame()))
}
