//! Which folder is which village: what each folder is taken for and why, and the form to say otherwise.

use askama::Template;
use axum::{
    Form,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    evaluate::documents::said,
    model::{ArchivePath, FolderOwner, FolderReason, KnownFolder, Lang, SaidEntry},
    msg,
    pipeline::{self, AskedFolder, AskedStep, NAME_LIMIT},
    report::{Report, folders, words},
    web::{
        answer::{frame::PageFrame, response},
        request::{
            entry::Refusal,
            fields::{FormFields, Sent},
            parameters::Parameters,
            visit::Visit,
        },
    },
};

/// The beginnings of the names of a row's fields; the folder's path follows.
const OWNER: &str = "owner:";
const NAME: &str = "name:";
/// The values of the choice of a row; a village's is [`VILLAGE`] and its name.
const VILLAGE: &str = "village:";
const OTHER: &str = "other";
const TOWNSHIP: &str = "township";
const GATHERS: &str = "gathers";
const NOBODY: &str = "nobody";

/// A folder.
#[derive(Debug)]
struct FolderRow {
    path: String,
    name: String,
    files: String,
    /// Value, words, whether it is chosen.
    choices: Vec<(String, String, bool)>,
    typed: String,
    placeholder: String,
    why: String,
    /// Its name says nothing certain, and nobody has said anything.
    is_doubtful: bool,
    can_undo: bool,
}

/// `/folders`
#[derive(Debug, Template)]
#[template(path = "folders.html")]
pub struct FoldersPage {
    lang: Lang,
    frame: PageFrame,
    rows: Vec<FolderRow>,
    misplaced: Option<String>,
    by: String,
    version: u64,
    is_saved: bool,
    trouble: Option<String>,
    name_limit: usize,
}

impl FoldersPage {
    /// The folders of a report, with what was entered and not saved.
    pub fn new(report: &Report, frame: PageFrame, form: &FoldersForm) -> Self {
        let lang = frame.lang;
        let rows = report.folders.iter().map(|folder| row(report, folder, &form.fields, lang));
        Self {
            lang,
            frame: frame.titled(lang.pick("哪个文件夹是哪个村", "Which folder is which village"), "settings"),
            rows: rows.collect(),
            misplaced: folders::warning(report, lang),
            by: form.by.clone(),
            version: report.folder_log.last().map_or(0, |entry| entry.seq),
            is_saved: form.is_saved,
            trouble: form.trouble.clone(),
            name_limit: NAME_LIMIT,
        }
    }
}

/// What a person entered, or the start of a form.
#[derive(Debug, Clone, Default)]
pub struct FoldersForm {
    fields: Vec<(String, String)>,
    by: String,
    is_saved: bool,
    trouble: Option<String>,
}

fn row(report: &Report, folder: &KnownFolder, fields: &[(String, String)], lang: Lang) -> FolderRow {
    let path = folder.path.as_str();
    let entered = |start: &str| {
        let field = fields.iter().find(|(name, _)| name.strip_prefix(start) == Some(path));
        field.map(|(_, value)| value.clone())
    };
    let chosen = entered(OWNER).unwrap_or_else(|| value_of(&folder.owner));
    let villages = report.township.villages.iter().map(|village| {
        let owner = FolderOwner::Village { name: village.name.clone() };
        (value_of(&owner), village.name.clone())
    });
    let township = FolderOwner::Township { name: report.township.name.clone() };
    let mut all: Vec<(String, String)> = Vec::new();
    if path.is_empty() {
        all.push((TOWNSHIP.to_owned(), folders::owner(&township, path, lang)));
        all.push((
            OTHER.to_owned(),
            lang.pick("只有一个村（村名写在右边）", "one village's (name it beside)").to_owned(),
        ));
        all.extend(villages);
    } else {
        all.extend(villages);
        let township = FolderOwner::Township { name: String::new() };
        all.push((
            OTHER.to_owned(),
            lang.pick("别的村（村名写在右边）", "another village (name it beside)").to_owned(),
        ));
        for owner in [township, FolderOwner::Gathers, FolderOwner::Nobody] {
            all.push((value_of(&owner), folders::owner(&owner, path, lang)));
        }
    }
    let place = ArchivePath::new(path);
    let own = said::of_file(&report.folder_log, &place);
    let last = said::standing(own.iter().copied()).last().copied();
    let why = match last {
        Some(SaidEntry { by, .. }) if folder.reason == FolderReason::Said => match lang {
            Lang::Zh => format!("{by} 指明"),
            Lang::En => format!("{by} said so"),
        },
        _ if path.is_empty() && folder.reason == FolderReason::NoVillage => {
            lang.pick("名称里没有镇名", "its name is no township's").to_owned()
        }
        _ => folder.reason.message().get(lang).to_owned(),
    };
    let is_guess =
        matches!(folder.reason, FolderReason::LikeVillage | FolderReason::VillageAndPapers | FolderReason::NoVillage);
    FolderRow {
        name: if path.is_empty() {
            lang.pick("（整个档案）", "(the whole archive)").to_owned()
        } else {
            path.to_owned()
        },
        files: words::count(folder.files as u64),
        choices: all.into_iter().map(|(value, word)| (value.clone(), word, value == chosen)).collect(),
        typed: entered(NAME).unwrap_or_default(),
        placeholder: if path.is_empty() { lang.pick("镇名", "township") } else { lang.pick("村名", "village") }
            .to_owned(),
        why,
        is_doubtful: is_guess && folder.files > 0 && (!path.is_empty() || report.township.name.is_empty()),
        can_undo: last.is_some(),
        path: path.to_owned(),
    }
}

fn value_of(owner: &FolderOwner) -> String {
    match owner {
        FolderOwner::Village { name } => format!("{VILLAGE}{name}"),
        FolderOwner::Township { .. } => TOWNSHIP.to_owned(),
        FolderOwner::Gathers => GATHERS.to_owned(),
        FolderOwner::Nobody => NOBODY.to_owned(),
    }
}

/// Whose a row's fields say that its folder is; a name that is written goes before the list.
fn owner_of(path: &str, chosen: &str, written: &str, report: &Report) -> Option<FolderOwner> {
    let written = written.trim();
    if path.is_empty() && chosen == TOWNSHIP {
        let name = if written.is_empty() { report.township.name.as_str() } else { written };
        return Some(FolderOwner::Township { name: name.to_owned() });
    }
    if !written.is_empty() || chosen == OTHER {
        return Some(FolderOwner::Village { name: written.to_owned() });
    }
    match chosen {
        TOWNSHIP => Some(FolderOwner::Township { name: String::new() }),
        GATHERS => Some(FolderOwner::Gathers),
        NOBODY => Some(FolderOwner::Nobody),
        other => Some(FolderOwner::Village { name: other.strip_prefix(VILLAGE)?.to_owned() }),
    }
}

/// What the form asks of the folders that the report knows: each that is not yet said to be so.
fn asked(report: &Report, fields: &FormFields) -> Vec<AskedFolder> {
    let asks = |folder: &KnownFolder| {
        let path = folder.path.as_str();
        let chosen = fields.get(&format!("{OWNER}{path}"));
        let owner = owner_of(path, chosen, fields.get(&format!("{NAME}{path}")), report)?;
        let stands = owner == folder.owner && (folder.reason == FolderReason::Said || path.is_empty());
        (!stands).then(|| AskedFolder { path: path.to_owned(), what: AskedStep::Write(owner) })
    };
    report.folders.iter().filter_map(asks).collect()
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FoldersParameters {
    /// `1` where it was saved just now.
    saved: String,
}

/// `GET /folders`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<FoldersParameters>) -> Response {
    if !visit.viewer.role().may_assign_folders() {
        return visit.not_allowed();
    }
    let form = FoldersForm { by: visit.name.clone(), is_saved: wanted.saved == "1", ..FoldersForm::default() };
    visit.answer(&FoldersPage::new(&visit.report, visit.frame(), &form))
}

/// `POST /folders`
pub(crate) async fn save(visit: Visit, Form(sent): Sent) -> Response {
    if !visit.viewer.role().may_assign_folders() {
        return visit.not_allowed();
    }
    let fields = FormFields(sent);
    let by = visit.signed(fields.get("by"));
    let undo = fields.0.iter().find(|(name, _)| name == "undo").map(|(_, path)| path.clone());
    let asked = match undo {
        Some(path) => vec![AskedFolder { path, what: AskedStep::Undo }],
        None => asked(&visit.report, &fields),
    };
    let (saw, signed) = (fields.version_seen(), by.clone());
    let kept =
        visit.enter(move |workbench| workbench.say_of_folders(&asked, &signed, Some(saw), &pipeline::now())).await;
    match kept {
        Ok(()) => {
            // Search follows in the background.
            visit.start_run().await;
            visit.go_on("/folders?saved=1", &by)
        }
        Err(Refusal::Answer(answer)) => *answer,
        Err(Refusal::Again { status, message, report }) => {
            let form = FoldersForm { fields: fields.0, by, is_saved: false, trouble: Some(message) };
            visit.answer_with(status, &FoldersPage::new(&report, visit.frame(), &form))
        }
    }
}

/// `GET /archive.json`: what is known of the folders, to be put into the archive by whoever wants it there.
pub(crate) async fn description(visit: Visit) -> Response {
    if !visit.viewer.role().may_assign_folders() {
        return visit.not_allowed();
    }
    match visit.away(|workbench| workbench.description()).await {
        Some(Ok(text)) => {
            let mut answer = response::download("application/json; charset=utf-8", "archive.json", text);
            answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
            answer
        }
        Some(Err(error)) => visit.unavailable(&msg!("归属未能读出：{error}", "the folders cannot be read: {error}")),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn folder(path: &str, owner: FolderOwner, reason: FolderReason) -> KnownFolder {
        KnownFolder { path: path.to_owned(), owner, reason, files: 12 }
    }

    fn report() -> Report {
        let mut report = fixture::report();
        report.is_described = false;
        let zhang = || FolderOwner::Village { name: "张庄村".to_owned() };
        report.folders = vec![
            folder("", FolderOwner::Township { name: "凫城镇".to_owned() }, FolderReason::NoVillage),
            folder("01张庄村", zhang(), FolderReason::Said),
            folder("杂<b>", FolderOwner::Nobody, FolderReason::NoVillage),
        ];
        report
    }

    #[test]
    fn each_folder_stands_with_its_guess_and_reason() {
        let report = report();
        let page = FoldersPage::new(&report, PageFrame::new(&report, Lang::Zh, "/folders"), &FoldersForm::default());
        let html = page.render().expect("the page renders");
        assert!(html.contains("杂&#60;b&#62;") && html.contains("名称不像村名"));
        assert!(html.contains("<option value=\"village:张庄村\" selected>张庄村</option>"));
        assert!(html.contains("name=\"owner:杂&#60;b&#62;\"") && html.contains("<option value=\"nobody\" selected>"));
    }

    #[test]
    fn what_is_not_yet_said_is_asked_and_a_written_name_goes_first() {
        let report = report();
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = FormFields(vec![
            field("owner:", "township"),
            field("owner:01张庄村", "village:张庄村"),
            field("owner:杂<b>", "nobody"),
            field("name:杂<b>", " 付庄 "),
        ]);
        let asked = asked(&report, &fields);
        let owner = FolderOwner::Village { name: "付庄".to_owned() };
        assert_eq!(asked, [AskedFolder { path: "杂<b>".to_owned(), what: AskedStep::Write(owner) }]);
    }
}
