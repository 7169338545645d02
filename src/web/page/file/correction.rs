//! The form by which a person corrects what a file is taken for.

use jiff::civil::Date;

use crate::{
    model::{ArchivePath, CorrectedState, Correction, Lang, Message},
    msg,
    pipeline::{NAME_LIMIT, REASON_LIMIT, TITLE_LIMIT},
    report::{Report, history, link, view::FileEntry},
    web::{
        page::{record::FileRecord, select::SelectOption},
        request::fields::FormFields,
    },
};

/// The value of a choice that leaves what the program reads.
const AS_READ: &str = "";
/// The value of the choice of no kind. Ids of kinds are not empty and have no such character.
const NONE: &str = "-";

/// What a person entered that was not saved, or the start of a form.
#[derive(Debug, Clone, Default)]
pub struct CorrectionForm {
    /// The name of the person.
    pub by: String,
    /// What they entered.
    pub typed: Option<Typed>,
    /// Why it was not saved.
    pub trouble: Option<String>,
    /// It was kept just now.
    pub is_saved: bool,
}

/// The fields as they were entered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) topic: String,
    pub(super) state: String,
    pub(super) counts: String,
    pub(super) date: String,
    pub(super) reason: String,
}

/// The form.
#[derive(Debug)]
pub(super) struct CorrectionShown {
    pub here: String,
    pub typed: Typed,
    pub by: String,
    pub trouble: Option<String>,
    pub is_saved: bool,
    /// Whether the form is shown at once: something was entered or corrected.
    pub is_open: bool,
    pub kinds: Vec<SelectOption>,
    pub topics: Vec<SelectOption>,
    pub states: Vec<SelectOption>,
    pub counts: Vec<SelectOption>,
    pub is_corrected: bool,
    pub record: FileRecord,
    pub name_limit: usize,
    pub title_limit: usize,
    pub text_limit: usize,
}

impl CorrectionShown {
    pub(super) fn new(
        report: &Report,
        path: &ArchivePath,
        entry: &FileEntry,
        form: &CorrectionForm,
        lang: Lang,
    ) -> Self {
        let says = |correction: &Correction| corrected(report, correction, lang);
        let withdrew = lang.pick("撤下更正", "withdrew the correction");
        let said = entry.corrected.as_ref().map(|written| &written.said);
        let typed = form.typed.clone().or_else(|| said.map(of_correction)).unwrap_or_default();
        let as_read = lang.pick("按程序判断", "as the program reads it");
        let choices = |chosen: &str, choices: Vec<(String, String)>| -> Vec<SelectOption> {
            let all = std::iter::once((AS_READ.to_owned(), as_read.to_owned())).chain(choices);
            all.map(|(value, word)| SelectOption::new(value, word, chosen)).collect()
        };
        let named = |id: &str, name: &Message| (id.to_owned(), name.get(lang).to_owned());
        let no_kind = (NONE.to_owned(), lang.pick("都不是", "none of these").to_owned());
        let kinds = report.rubric.kinds.iter().map(|kind| named(&kind.id, &kind.name)).chain([no_kind]).collect();
        let topics = report.rubric.topics.iter().map(|topic| named(&topic.id, &topic.name)).collect();
        let states = STATES.map(|state| (state_id(state).to_owned(), state_word(state, lang).to_owned())).into();
        let counts = [true, false].map(|yes| (counts_id(yes).to_owned(), counts_word(yes, lang).to_owned())).into();
        Self {
            here: link::file(path, None, ""),
            kinds: choices(&typed.kind, kinds),
            topics: choices(&typed.topic, topics),
            states: choices(&typed.state, states),
            counts: choices(&typed.counts, counts),
            typed,
            by: form.by.clone(),
            trouble: form.trouble.clone(),
            is_saved: form.is_saved,
            is_open: form.trouble.is_some() || said.is_some(),
            is_corrected: said.is_some(),
            record: FileRecord::new(&report.corrections, path, says, withdrew, lang),
            name_limit: NAME_LIMIT,
            title_limit: TITLE_LIMIT,
            text_limit: REASON_LIMIT,
        }
    }
}

const STATES: [CorrectedState; 3] = [CorrectedState::Final, CorrectedState::Draft, CorrectedState::Blank];

fn state_id(state: CorrectedState) -> &'static str {
    match state {
        CorrectedState::Final => "final",
        CorrectedState::Draft => "draft",
        CorrectedState::Blank => "blank",
    }
}

pub(super) fn state_word(state: CorrectedState, lang: Lang) -> &'static str {
    match state {
        CorrectedState::Final => lang.pick("定稿", "final"),
        CorrectedState::Draft => lang.pick("草案", "draft"),
        CorrectedState::Blank => lang.pick("空白表或范本", "blank form or model"),
    }
}

fn counts_id(counts: bool) -> &'static str {
    if counts { "yes" } else { "no" }
}

fn counts_word(counts: bool, lang: Lang) -> &'static str {
    if counts {
        lang.pick("是本单位本项工作的材料", "a paper of this unit and campaign")
    } else {
        lang.pick("不作材料（别处的、别的工作的、作废的）", "no evidence (another place or campaign, or void)")
    }
}

fn of_correction(correction: &Correction) -> Typed {
    Typed {
        title: correction.title.clone(),
        kind: correction.kind.as_ref().map_or(AS_READ, |kind| if kind.is_empty() { NONE } else { kind }).to_owned(),
        topic: correction.topic.clone().unwrap_or_default(),
        state: correction.state.map_or(AS_READ, state_id).to_owned(),
        counts: correction.counts.map_or(AS_READ, counts_id).to_owned(),
        date: correction.date.map(|date| date.to_string()).unwrap_or_default(),
        reason: correction.reason.clone(),
    }
}

/// What was entered.
pub(super) fn typed(fields: &FormFields) -> Typed {
    let field = |name| fields.get(name).trim().to_owned();
    Typed {
        title: field("title"),
        kind: field("kind"),
        topic: field("topic"),
        state: field("state"),
        counts: field("counts"),
        date: field("date"),
        reason: field("reason"),
    }
}

/// What the fields say, or what is wrong with them. Whether the rubric has a kind or topic is asked where it is kept.
pub(super) fn said(typed: &Typed) -> Result<Correction, Message> {
    let given = |field: &str| Some(field.to_owned()).filter(|field| field != AS_READ);
    let date = match typed.date.as_str() {
        "" => None,
        date => Some(date.parse::<Date>().map_err(|_| {
            msg!(
                "日期“{date}”不是年-月-日的写法，例如 2020-05-06",
                "the date “{date}” is not written as year-month-day, such as 2020-05-06"
            )
        })?),
    };
    Ok(Correction {
        title: typed.title.clone(),
        kind: given(&typed.kind).map(|kind| if kind == NONE { String::new() } else { kind }),
        topic: given(&typed.topic),
        state: STATES.into_iter().find(|state| state_id(*state) == typed.state),
        counts: [true, false].into_iter().find(|counts| counts_id(*counts) == typed.counts),
        date,
        reason: typed.reason.clone(),
    })
}

/// What a correction says, each part with its name.
pub(crate) fn corrected(report: &Report, correction: &Correction, lang: Lang) -> String {
    let Correction { title, kind, topic, state, counts, date, reason: _ } = correction;
    let kind_word = |id: &String| match report.rubric.kind(id) {
        Some(kind) => kind.name.get(lang).to_owned(),
        None if id.is_empty() => lang.pick("都不是", "none").to_owned(),
        None => id.clone(),
    };
    let topic_word = |id: &String| {
        let topic = report.rubric.topic(id);
        topic.map_or_else(|| id.clone(), |topic| topic.name.get(lang).to_owned())
    };
    let parts = [
        (lang.pick("标题", "title"), Some(title.clone()).filter(|title| !title.is_empty())),
        (lang.pick("文种", "kind"), kind.as_ref().map(kind_word)),
        (lang.pick("内容", "about"), topic.as_ref().map(topic_word)),
        (lang.pick("状态", "state"), state.map(|state| state_word(state, lang).to_owned())),
        (lang.pick("归属", "counts"), counts.map(|counts| counts_word(counts, lang).to_owned())),
        (lang.pick("日期", "date"), date.map(|date| date.to_string())),
    ];
    let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?)));
    parts.collect::<Vec<_>>().join(lang.pick("；", "; "))
}

/// Who corrected a file to what, and whether the file has changed since.
pub(super) fn corrected_text(report: &Report, entry: &FileEntry, lang: Lang) -> Option<(String, bool)> {
    let written = entry.corrected.as_ref()?;
    let parts = corrected(report, &written.said, lang);
    let who_when = history::who_when(written);
    let mut text = match lang {
        Lang::Zh => format!("{who_when} 更正：{parts}"),
        Lang::En => format!("corrected by {who_when}: {parts}"),
    };
    if !written.said.reason.is_empty() {
        text.push_str(&format!("{}{}", lang.pick("。理由：", ". Why: "), written.said.reason));
    }
    if written.is_stale {
        text.push_str(lang.pick("。文件此后有变动，待复核", ". The file has changed since, look again"));
    }
    Some((text, written.is_stale))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_entered_comes_back_as_it_was() {
        let typed = Typed {
            title: "第三次会议".to_owned(),
            kind: NONE.to_owned(),
            state: "draft".to_owned(),
            counts: "no".to_owned(),
            date: "2020-05-06".to_owned(),
            ..Typed::default()
        };
        let correction = said(&typed).expect("a correction");
        assert_eq!((correction.kind.as_deref(), correction.topic.as_ref()), (Some(""), None));
        assert_eq!((correction.state, correction.counts), (Some(CorrectedState::Draft), Some(false)));
        assert_eq!(correction.date, Some(date(2020, 5, 6)));
        assert_eq!(of_correction(&correction), typed);
        assert!(said(&Typed::default()).expect("nothing").is_empty());
        let wrong = said(&Typed { date: "5月6日".to_owned(), ..Typed::default() }).expect_err("no date");
        assert!(wrong.zh.contains("5月6日") && wrong.en.contains("year-month-day"));
    }
}
