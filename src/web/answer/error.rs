//! The page for what cannot be shown.

use askama::Template;

use super::frame::PageFrame;
use crate::model::{Lang, Message};

/// A page that says what happened and what to do.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    lang: Lang,
    frame: PageFrame,
    status: u16,
    what: String,
    hint: String,
}

impl ErrorPage {
    /// A page for an HTTP status: what happened, and what to do about it.
    pub fn new(status: u16, what: &Message, hint: &Message, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let (what, hint) = (what.get(lang).to_owned(), hint.get(lang).to_owned());
        Self { lang, frame: frame.titled(lang.pick("无法显示", "Cannot be shown"), ""), status, what, hint }
    }

    /// The page for something that the viewer's role does not allow.
    pub fn not_allowed(frame: PageFrame) -> Self {
        let what = Message::new("您的角色不能做这一步。", "Your role does not go so far.");
        let hint = Message::new(
            "如需要，请镇级人员来做，或请其更改您的角色。",
            "If it is needed, ask the township to do it, or to change your role.",
        );
        Self::new(403, &what, &hint, frame)
    }

    /// The page for an address that leads nowhere.
    pub fn not_found(frame: PageFrame) -> Self {
        let what = Message::new("没有这一页。", "There is no such page.");
        let hint = Message::new(
            "它可能已改名或移走。请从全镇总览进入，或搜索文件名。",
            "It may have been renamed or moved. Start from the overview, or search for the file's name.",
        );
        Self::new(404, &what, &hint, frame)
    }
}
