//! Every file that was not read, or not fully, by name, with what to do.

use askama::Template;
use axum::response::Response;

use crate::{
    model::{ArchivePath, Lang, NoticeCode},
    report::{
        Report, link,
        shown::{Links, NoticeShown, Show},
        words,
    },
    text::natural,
    web::{answer::frame::PageFrame, request::visit::Visit},
};

/// Notices of one sort.
#[derive(Debug)]
struct NoticeGroup {
    title: &'static str,
    why: &'static str,
    notices: Vec<NoticeShown>,
}

/// `/notices`
#[derive(Debug, Template)]
#[template(path = "notices.html")]
pub struct NoticesPage {
    lang: Lang,
    frame: PageFrame,
    ledger: [String; 4],
    bytes: String,
    groups: Vec<NoticeGroup>,
    unassigned: Vec<(String, String)>,
}

impl NoticesPage {
    /// The ledger of a report.
    pub fn new(report: &Report, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let ledger = report.ledger;
        let group = |title, why, wanted: fn(NoticeCode) -> bool| NoticeGroup {
            title,
            why,
            notices: report.notices.iter().filter(|it| wanted(it.code)).map(|it| show.notice(it)).collect(),
        };
        let is_system = |code| matches!(code, NoticeCode::SystemFile | NoticeCode::LinkNotFollowed);
        let groups = [
            group(
                lang.pick("未能读取", "Not readable"),
                lang.pick(
                    "这些文件可能是材料，但打不开。它们从不按缺失计；请先让它们可读。",
                    "These may be evidence but did not open. They never count as missing; please make them readable.",
                ),
                NoticeCode::is_unreadable,
            ),
            group(
                lang.pick("已读，但请留意", "Read, with something to know"),
                lang.pick(
                    "这些文件读了，但没有读全，或与名称不符。",
                    "These were read, but not fully, or differ from their names.",
                ),
                |code| !code.is_unreadable() && !matches!(code, NoticeCode::SystemFile | NoticeCode::LinkNotFollowed),
            ),
            group(
                lang.pick("不作材料", "No evidence"),
                lang.pick(
                    "系统文件、临时文件和链接，不读也不计。",
                    "System files, temporary files and links are neither read nor counted.",
                ),
                is_system,
            ),
        ];
        Self {
            lang,
            frame: frame.titled(lang.pick("未读全的文件", "Files not fully read"), "notices"),
            ledger: [ledger.files, ledger.read, ledger.unreadable, ledger.ignored].map(words::count),
            bytes: words::bytes(ledger.bytes),
            groups: groups.into_iter().filter(|group| !group.notices.is_empty()).collect(),
            unassigned: sorted(&report.unassigned.files)
                .into_iter()
                .map(|path| (path.to_string(), link::file(path, None, "")))
                .collect(),
        }
    }
}

/// Files in the order in which people count.
fn sorted(files: &[ArchivePath]) -> Vec<&ArchivePath> {
    let mut files: Vec<&ArchivePath> = files.iter().collect();
    files.sort_by(|a, b| natural::compare(a.as_str(), b.as_str()));
    files
}

/// `GET /notices`
pub(crate) async fn show(visit: Visit) -> Response {
    visit.answer(&NoticesPage::new(&visit.report, visit.frame()))
}
