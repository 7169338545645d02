//! What of an assessment was lost because the program itself failed.

use serde::{Deserialize, Serialize};

use super::{
    lang::{Lang, Message},
    ledger::{Notice, NoticeCode},
    path::ArchivePath,
};
use crate::msg;

/// The part of the assessment that failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Reading a file's bytes.
    Read,
    /// What kind of paper a file is.
    Classify,
    /// What holds over the whole archive: likeness, people in two rosters, copies, reported figures.
    Compare,
    /// Which files tell of one occasion.
    Events,
    /// What papers say of meetings and notices.
    Facts,
    /// What papers say in figures and lists.
    Figures,
    /// A check of the rubric, by its name.
    Check(String),
    /// An item as a whole: its slots, its interval, its suggestion.
    Item,
    /// What a photo shows.
    Photo,
    /// The meetings of a unit.
    Meetings,
}

impl Stage {
    /// The stage in words.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Stage::Read => lang.pick("读取文件", "reading").to_owned(),
            Stage::Classify => lang.pick("材料归类", "classification").to_owned(),
            Stage::Compare => lang.pick("全镇比对", "comparison over the township").to_owned(),
            Stage::Events => lang.pick("事件归组", "grouping by occasion").to_owned(),
            Stage::Facts => lang.pick("读取会议和公示内容", "facts of meetings and notices").to_owned(),
            Stage::Figures => lang.pick("读取数字和名册", "figures and lists").to_owned(),
            Stage::Check(name) => format!("{} {name}", lang.pick("检查", "check")),
            Stage::Item => lang.pick("项目评定", "assessment of an item").to_owned(),
            Stage::Photo => lang.pick("照片核验", "examination of a photo").to_owned(),
            Stage::Meetings => lang.pick("会议汇总", "list of meetings").to_owned(),
        }
    }
}

/// Something that the program could not assess because it failed there itself: a defect of the program, never of the
/// paper. It holds no words of any paper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Failure {
    /// The file that it failed on; `None` where no single file is the cause.
    pub path: Option<ArchivePath>,
    /// The item that was being assessed, where it was one.
    pub item: Option<String>,
    /// What was being done.
    pub stage: Stage,
    /// The source line of the program.
    pub place: String,
}

impl Failure {
    /// What happened and what to do, in words.
    pub fn message(&self) -> Message {
        let (zh, en) = (self.stage.words(Lang::Zh), self.stage.words(Lang::En));
        let (place, version) = (&self.place, env!("CARGO_PKG_VERSION"));
        let (item_zh, item_en) = match &self.item {
            Some(item) => (format!("项目 {item}，"), format!("item {item}, ")),
            None => (String::new(), String::new()),
        };
        msg!(
            "程序在处理这份材料时出错（{item_zh}{zh}），它的内容没有计入，有关项目列为待核，其余结果不受影响。请人工核对这份材料，并把这一行发给开发者：cundang {version} {place}",
            "the program failed on this paper ({item_en}{en}); what it says is not counted, the items concerned are open, and all other results stand. Please check the paper by hand, and send the developers this line: cundang {version} {place}"
        )
    }

    /// The notice to people, at the file it failed on, or at `otherwise` where no single file is the cause.
    pub fn notice(&self, otherwise: Option<&ArchivePath>) -> Notice {
        let path = self.path.as_ref().or(otherwise).cloned();
        Notice { path, code: NoticeCode::InternalError, message: self.message() }
    }
}
