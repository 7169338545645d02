//! What was decided and what else happened, newest first.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::{
    model::{AuditEntry, CaptionStep, CorrectionStep, Lang, LogEntry, TranscriptionEntry},
    msg,
    pipeline::PeopleError,
    report::{Report, audit, folders, history, link, photos::PhotoFilter, words},
    web::{
        answer::frame::PageFrame,
        page::{file::corrected, transcribe},
        request::{
            parameters::{Parameters, offset},
            visit::Visit,
        },
    },
};

/// How many entries one page shows.
pub const LOG_ROWS: usize = 100;

/// An entry.
#[derive(Debug)]
struct LogRow {
    at: String,
    by: String,
    /// Of which item, photo or file, with its page.
    place: Option<(String, String)>,
    what: String,
    reason: String,
}

/// What somebody did to a photo's caption, in words.
fn caption(step: &CaptionStep, lang: Lang) -> String {
    match step {
        CaptionStep::Write(caption) => {
            format!("{}{}", lang.pick("照片说明：", "caption: "), caption.joined())
        }
        CaptionStep::Withdraw => lang.pick("撤下照片说明", "withdrew the caption").to_owned(),
        CaptionStep::Undo { .. } => lang.pick("撤销照片说明的上一步", "took back the caption's last step").to_owned(),
    }
}

/// What somebody did to what a file is taken for, in words.
fn correction(report: &Report, step: &CorrectionStep, lang: Lang) -> (String, String) {
    let what = match step {
        CorrectionStep::Write(correction) => {
            let what = format!("{}{}", lang.pick("更正：", "corrected: "), corrected(report, correction, lang));
            return (what, correction.reason.clone());
        }
        CorrectionStep::Withdraw => lang.pick("撤下更正", "withdrew the correction"),
        CorrectionStep::Undo { .. } => lang.pick("撤销更正的上一步", "took back the correction's last step"),
    };
    (what.to_owned(), String::new())
}

/// `/log`
#[derive(Debug, Template)]
#[template(path = "log.html")]
pub struct LogPage {
    lang: Lang,
    frame: PageFrame,
    rows: Vec<LogRow>,
    /// Everybody who stands in the log, and whether the log is filtered by them.
    names: Vec<(String, bool)>,
    before: Option<String>,
    after: Option<String>,
}

impl LogPage {
    /// A page of the log. `audit` are the last entries beside decisions, newest first, of the person asked for in `by`
    /// or of all where that is empty: at least as many as stand on this page and before it, and one more.
    pub fn new(
        report: &Report,
        audit: &[AuditEntry],
        audit_names: Vec<String>,
        by: &str,
        offset: usize,
        frame: PageFrame,
    ) -> Self {
        let lang = frame.lang;
        let wanted = |entry: &&LogEntry| by.is_empty() || entry.by == by;
        let decisions: Vec<&LogEntry> = report.log.iter().rev().filter(wanted).collect();
        let decided = history::steps(&report.log, &decisions, lang).into_iter().zip(&decisions).map(|(step, entry)| {
            let unit = words::unit_name(&entry.unit, lang);
            let row = LogRow {
                at: step.at,
                by: step.by,
                place: Some((format!("{unit} {}", entry.item), link::item(&entry.unit, &entry.item))),
                what: if step.is_undone {
                    format!("{}{}", step.what, lang.pick("（已撤销）", " (taken back)"))
                } else {
                    step.what
                },
                reason: step.reason,
            };
            (entry.at.as_str(), row)
        });
        let happened = audit.iter().map(|entry| {
            let row = LogRow {
                at: history::minute(&entry.at),
                by: entry.by.clone(),
                place: None,
                what: audit::what(&entry.step, lang),
                reason: String::new(),
            };
            (entry.at.as_str(), row)
        });
        let wrote = report.captions.iter().rev().filter(|entry| by.is_empty() || entry.by == by).map(|entry| {
            let row = LogRow {
                at: history::minute(&entry.at),
                by: entry.by.clone(),
                place: Some((entry.path.file_name().to_owned(), link::photo(&entry.path, &PhotoFilter::default()))),
                what: caption(&entry.step, lang),
                reason: String::new(),
            };
            (entry.at.as_str(), row)
        });
        let corrected = report.corrections.iter().rev().filter(|entry| by.is_empty() || entry.by == by).map(|entry| {
            let (what, reason) = correction(report, &entry.step, lang);
            let row = LogRow {
                at: history::minute(&entry.at),
                by: entry.by.clone(),
                place: Some((entry.path.file_name().to_owned(), link::file(&entry.path, None, ""))),
                what,
                reason,
            };
            (entry.at.as_str(), row)
        });
        let of_person = |entry: &&TranscriptionEntry| by.is_empty() || entry.by == by;
        let transcribed = report.transcriptions.iter().rev().filter(of_person).map(|entry| {
            let row = LogRow {
                at: history::minute(&entry.at),
                by: entry.by.clone(),
                place: Some((entry.path.file_name().to_owned(), link::file(&entry.path, None, ""))),
                what: transcribe::what(&entry.step, lang),
                reason: String::new(),
            };
            (entry.at.as_str(), row)
        });
        let assigned = report.folder_log.iter().rev().filter(|entry| by.is_empty() || entry.by == by).map(|entry| {
            let path = entry.path.as_str();
            let name = if path.is_empty() { lang.pick("整个档案", "the whole archive") } else { path };
            let row = LogRow {
                at: history::minute(&entry.at),
                by: entry.by.clone(),
                place: Some((name.to_owned(), "/folders".to_owned())),
                what: folders::step(&entry.step, path, lang),
                reason: String::new(),
            };
            (entry.at.as_str(), row)
        });
        let entered = wrote.chain(corrected).chain(transcribed).chain(assigned);
        let mut rows: Vec<(&str, LogRow)> = decided.chain(happened).chain(entered).collect();
        // All come newest first and stay so among those of one second; all times are of one zone.
        rows.sort_by(|(a, _), (b, _)| b.cmp(a));
        let more = rows.len() > offset.saturating_add(LOG_ROWS);
        let mut names: Vec<String> = report
            .log
            .iter()
            .map(|entry| &entry.by)
            .chain(report.captions.iter().map(|entry| &entry.by))
            .chain(report.corrections.iter().map(|entry| &entry.by))
            .chain(report.transcriptions.iter().map(|entry| &entry.by))
            .chain(report.folder_log.iter().map(|entry| &entry.by))
            .cloned()
            .chain(audit_names)
            .collect();
        names.sort_unstable();
        names.dedup();
        let at = |offset: usize| format!("/log?by={}&offset={offset}", link::encode(by));
        Self {
            lang,
            frame: frame.titled(lang.pick("操作记录", "Log"), "log"),
            rows: rows.into_iter().skip(offset).take(LOG_ROWS).map(|(_, row)| row).collect(),
            names: names
                .into_iter()
                .map(|name| {
                    let is_asked = name == by;
                    (name, is_asked)
                })
                .collect(),
            before: (offset > 0).then(|| at(offset.saturating_sub(LOG_ROWS))),
            after: more.then(|| at(offset.saturating_add(LOG_ROWS))),
        }
    }
}

/// The query of the log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LogParameters {
    /// Only entries of this person; empty for all.
    by: String,
    offset: String,
}

/// `GET /log`: for the township and assessors.
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<LogParameters>) -> Response {
    if !visit.viewer.role().may_read_log() {
        return visit.not_allowed();
    }
    let (by, offset) = (wanted.by.trim().to_owned(), offset(&wanted.offset));
    let person = by.clone();
    let read = visit.away(move |workbench| {
        let people = workbench.authentication().people();
        // One more than is shown says whether there is another page.
        let most = offset.saturating_add(LOG_ROWS + 1);
        let entries = people.audit(Some(person.as_str()).filter(|name| !name.is_empty()), most)?;
        Ok::<_, PeopleError>((entries, people.audit_names()?))
    });
    match read.await {
        Some(Ok((audit, names))) => {
            visit.answer(&LogPage::new(&visit.report, &audit, names, &by, offset, visit.frame()))
        }
        Some(Err(error)) => visit.unavailable(&error.to_message()),
        None => visit.unavailable(&msg!("记录未能读出", "the log could not be read")),
    }
}
