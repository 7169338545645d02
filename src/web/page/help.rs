//! What the numbers, signs and codes mean.

use askama::Template;
use axum::response::Response;

use crate::{
    evaluate::checks,
    model::{Code, DecidedBy, Lang},
    report::{
        Report, codes,
        settings::{self, SettingShown},
        shown::{self, Links, Show, StateShown},
        words,
    },
    web::{answer::frame::PageFrame, request::visit::Visit},
};

/// A code of findings, explained.
#[derive(Debug)]
struct CodeShown {
    code: &'static str,
    title: &'static str,
    meaning: String,
    remedy: String,
}

impl CodeShown {
    fn new(code: Code, lang: Lang) -> Self {
        let explained = codes::explain(code);
        Self {
            code: code.as_str(),
            title: code.title(lang),
            meaning: explained.meaning.get(lang).to_owned(),
            remedy: explained.remedy.get(lang).to_owned(),
        }
    }
}

/// `/help`
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub struct HelpPage {
    lang: Lang,
    frame: PageFrame,
    states: Vec<StateShown>,
    severities: [(&'static str, &'static str, &'static str, &'static str); 3],
    deciders: Vec<(&'static str, &'static str)>,
    codes: Vec<CodeShown>,
    settings: Vec<SettingShown>,
    rubric: String,
    source: String,
}

impl HelpPage {
    /// The help page, with every code of findings.
    pub fn new(report: &Report, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let meaning = |by| match by {
            DecidedBy::Rule => {
                lang.pick("标准是明确的规则，材料读全即可确定。", "The standard is a plain rule; the papers settle it.")
            }
            DecidedBy::Human => lang.pick(
                "标准要求酌情，只给建议，由评定人打分。",
                "The standard asks for judgement; only a suggestion is given.",
            ),
            DecidedBy::Field => lang.pick("要实地走访才能定。", "Only field work can tell."),
        };
        let given = checks::codes();
        let deciders = [DecidedBy::Rule, DecidedBy::Human, DecidedBy::Field];
        Self {
            lang,
            frame: frame.titled(lang.pick("帮助", "Help"), "help"),
            states: Show::new(report, lang, Links::Web).legend(),
            severities: shown::severities(lang),
            deciders: deciders.map(|by| (words::decided_by_word(by, lang), meaning(by))).to_vec(),
            // Reserved codes are for programs; the API's document lists them.
            codes: given.iter().map(|&code| CodeShown::new(code, lang)).collect(),
            settings: settings::shown(report, lang),
            rubric: report.rubric.title.clone(),
            source: report.rubric.source.clone(),
        }
    }
}

/// `GET /help`
pub(crate) async fn show(visit: Visit) -> Response {
    visit.answer(&HelpPage::new(&visit.report, visit.frame()))
}
