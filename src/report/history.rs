//! What people decided and said of files, in words: a decision, a settled finding, what changed since, and the log.

use std::collections::BTreeSet;

use crate::{
    evaluate::{decision, documents::said},
    model::{
        ArchivePath, Changes, Code, Decision, Lang, LogEntry, SaidEntry, SaidStep, SettledFinding, Step, Verdict,
        Written,
    },
    report::words::{self, one_line},
};

/// How many files each sort of change names.
const FILES_NAMED: usize = 3;

/// A decision in words.
#[derive(Debug, Clone)]
pub struct DecisionShown {
    /// The score.
    pub score: String,
    /// Who gave it.
    pub by: String,
    /// When, to the minute.
    pub at: String,
    /// Why; empty where the suggestion was taken.
    pub reason: String,
    /// Whether the original was seen.
    pub original_seen: bool,
    /// What was suggested at the time.
    pub suggested: Option<String>,
    /// What has changed since; `None` where nothing has.
    pub stale: Option<String>,
}

/// What was said of a finding.
#[derive(Debug, Clone)]
pub struct VerdictShown {
    /// The verdict's permanent name.
    pub class: &'static str,
    /// It in words.
    pub word: &'static str,
    /// Who said it.
    pub by: String,
    /// When, to the minute.
    pub at: String,
    /// Why.
    pub reason: String,
    /// What has changed since; `None` where nothing has.
    pub stale: Option<String>,
}

/// One entry of the log in words.
#[derive(Debug, Clone)]
pub struct StepShown {
    /// Its number.
    pub seq: u64,
    /// When, to the minute.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
    /// Why; empty for what is said of files, whose words hold it.
    pub reason: String,
    /// Whether it was taken back since.
    pub is_undone: bool,
    /// Whether it can be taken back.
    pub can_be_undone: bool,
}

/// A decision in words.
pub fn decision(decision: &Decision, lang: Lang) -> DecisionShown {
    DecisionShown {
        score: words::points(decision.score),
        by: decision.said.by.clone(),
        at: minute(&decision.said.at),
        reason: decision.said.reason.clone(),
        original_seen: decision.original_seen,
        suggested: decision.suggested.map(words::points),
        stale: stale(&decision.said.changes, lang),
    }
}

/// What was said of a finding, in words.
pub fn verdict(settled: &SettledFinding, lang: Lang) -> VerdictShown {
    VerdictShown {
        class: settled.verdict.as_str(),
        word: verdict_word(settled.verdict, lang),
        by: settled.said.by.clone(),
        at: minute(&settled.said.at),
        reason: settled.said.reason.clone(),
        stale: stale(&settled.said.changes, lang),
    }
}

/// The word of a verdict.
pub fn verdict_word(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Confirmed => lang.pick("属实", "it holds"),
        Verdict::WrongAlarm => lang.pick("误报", "wrong alarm"),
    }
}

/// A decision in one line: `3 分，王芳，2026-11-24 10:20：公示清晰`.
pub fn decision_line(decision: &DecisionShown, lang: Lang) -> String {
    let DecisionShown { score, by, at, reason, .. } = decision;
    let mut line = match lang {
        Lang::Zh => format!("评定 {score} 分，{by}，{at}"),
        Lang::En => format!("score {score}, {by}, {at}"),
    };
    if decision.original_seen {
        line.push_str(lang.pick("，已查验原件", ", original seen"));
    }
    if !reason.is_empty() {
        line.push_str(lang.pick("：", ": "));
        line.push_str(&one_line(reason));
    }
    if let Some(changes) = &decision.stale {
        line.push_str(&match lang {
            Lang::Zh => format!("（{}：{changes}）", words::stale_word(lang)),
            Lang::En => format!(" ({}: {changes})", words::stale_word(lang)),
        });
    }
    line
}

/// What was said of a finding, in one line.
pub fn verdict_line(verdict: &VerdictShown, lang: Lang) -> String {
    let VerdictShown { word, by, at, reason, .. } = verdict;
    let mut line = match lang {
        Lang::Zh => format!("{word}，{by}，{at}"),
        Lang::En => format!("{word}, {by}, {at}"),
    };
    if !reason.is_empty() {
        line.push_str(lang.pick("：", ": "));
        line.push_str(&one_line(reason));
    }
    if let Some(changes) = &verdict.stale {
        line.push_str(&match lang {
            Lang::Zh => format!("（{}：{changes}）", words::stale_word(lang)),
            Lang::En => format!(" ({}: {changes})", words::stale_word(lang)),
        });
    }
    line
}

fn stale(changes: &Changes, lang: Lang) -> Option<String> {
    if changes.is_empty() {
        return None;
    }
    let named = |paths: &[ArchivePath]| {
        let names: Vec<&str> = paths.iter().take(FILES_NAMED).map(ArchivePath::as_str).collect();
        let more = paths.len() - names.len();
        let names = names.join(lang.pick("、", ", "));
        match (more, lang) {
            (0, _) => names,
            (_, Lang::Zh) => format!("{names} 等 {} 份", paths.len()),
            (_, Lang::En) => format!("{names} and {more} more"),
        }
    };
    let parts = [
        (lang.pick("内容变了", "changed"), &changes.changed),
        (lang.pick("新增", "new"), &changes.added),
        (lang.pick("不再作为材料", "gone"), &changes.removed),
    ];
    let said = parts.iter().filter(|(_, paths)| !paths.is_empty());
    let said: Vec<String> = match lang {
        Lang::Zh => said.map(|(word, paths)| format!("{word} {}", named(paths))).collect(),
        Lang::En => said.map(|(word, paths)| format!("{word}: {}", named(paths))).collect(),
    };
    Some(said.join(lang.pick("；", "; ")))
}

/// Entries in words. `log` is the whole log, which says what was taken back.
pub fn steps(log: &[LogEntry], shown: &[&LogEntry], lang: Lang) -> Vec<StepShown> {
    let standing: BTreeSet<u64> = decision::standing(log).iter().map(|entry| entry.seq).collect();
    shown
        .iter()
        .map(|entry| StepShown {
            seq: entry.seq,
            at: minute(&entry.at),
            by: entry.by.clone(),
            what: what(entry, log, lang),
            reason: entry.reason.clone(),
            can_be_undone: standing.contains(&entry.seq),
            is_undone: !matches!(entry.step, Step::Undo { .. }) && !standing.contains(&entry.seq),
        })
        .collect()
}

/// What people said of one file, in words and in the order of the log. `own` are all entries of the file, `says` gives
/// what one says, `withdrew` the words for one that was withdrawn.
pub fn said_steps<T>(own: &[&SaidEntry<T>], says: impl Fn(&T) -> String, withdrew: &str, lang: Lang) -> Vec<StepShown> {
    let standing: BTreeSet<u64> = said::standing(own.iter().copied()).iter().map(|entry| entry.seq).collect();
    own.iter()
        .map(|entry| StepShown {
            seq: entry.seq,
            at: minute(&entry.at),
            by: entry.by.clone(),
            what: match &entry.step {
                SaidStep::Write(said) => says(said),
                SaidStep::Withdraw => withdrew.to_owned(),
                SaidStep::Undo { .. } => lang.pick("撤销上一步", "took the last step back").to_owned(),
            },
            reason: String::new(),
            can_be_undone: standing.contains(&entry.seq),
            is_undone: !matches!(entry.step, SaidStep::Undo { .. }) && !standing.contains(&entry.seq),
        })
        .collect()
}

/// Who wrote what stands for a file, and on which day: `王芳 2020-06-18`.
pub fn who_when<T>(written: &Written<T>) -> String {
    let Written { by, at, .. } = written;
    format!("{by} {}", at.get(..10).unwrap_or_default())
}

/// Entries as lines for a terminal.
pub fn lines(log: &[LogEntry], shown: &[LogEntry], lang: Lang) -> Vec<String> {
    let entries: Vec<&LogEntry> = shown.iter().collect();
    let said = steps(log, &entries, lang);
    let line = |(entry, step): (&LogEntry, StepShown)| {
        let unit = words::unit_name(&entry.unit, lang);
        let mut line = format!("{:>4} {} {unit} {} {}", step.seq, step.at, entry.item, step.what);
        line.push_str(lang.pick("，", ", "));
        line.push_str(&step.by);
        if !step.reason.is_empty() {
            line.push_str(lang.pick("：", ": "));
            line.push_str(&step.reason);
        }
        if step.is_undone {
            line.push_str(lang.pick("（已撤销）", " (taken back)"));
        }
        one_line(&line)
    };
    shown.iter().zip(said).map(line).collect()
}

fn what(entry: &LogEntry, log: &[LogEntry], lang: Lang) -> String {
    let (mut entry, mut undos) = (entry, 0);
    let said = loop {
        match &entry.step {
            Step::Score { score, original_seen, .. } => {
                let points = words::points(*score);
                let seen = if *original_seen { lang.pick("，已查验原件", ", original seen") } else { "" };
                break match lang {
                    Lang::Zh => format!("评定 {points} 分{seen}"),
                    Lang::En => format!("score {points}{seen}"),
                };
            }
            Step::Verdict { code, verdict, .. } => break settled(*code, *verdict, lang),
            // In a damaged log entries may undo themselves or each other; only earlier ones are followed, so that the loop
            // ends.
            Step::Undo { of } => {
                undos += 1;
                match log.iter().find(|known| known.seq == *of && known.seq < entry.seq) {
                    Some(undone) => entry = undone,
                    None => break of.to_string(),
                }
            }
        }
    };
    (0..undos).fold(said, |undone, _| match lang {
        Lang::Zh => format!("撤销“{undone}”"),
        Lang::En => format!("took back “{undone}”"),
    })
}

fn settled(code: Code, verdict: Verdict, lang: Lang) -> String {
    let (title, word) = (code.title(lang), verdict_word(verdict, lang));
    match lang {
        Lang::Zh => format!("发现“{title}”{word}"),
        Lang::En => format!("finding “{title}”: {word}"),
    }
}

/// `2026-11-24T10:20:30+08:00` to the minute: `2026-11-24 10:20`.
pub fn minute(at: &str) -> String {
    at.get(..16).map_or_else(|| at.to_owned(), |minute| minute.replace('T', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Said, Unit};

    fn entry(seq: u64, step: Step) -> LogEntry {
        LogEntry {
            seq,
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            by: "周小满".to_owned(),
            unit: Unit::Village("张庄村".to_owned()),
            item: "V03".to_owned(),
            step,
            reason: "公示\n清晰".to_owned(),
            seen: Vec::new(),
        }
    }

    #[test]
    fn the_log_reads_as_sentences_and_says_what_was_taken_back() {
        let log = [
            entry(1, Step::Score { score: 2.5, original_seen: true, suggested: None }),
            entry(
                2,
                Step::Verdict {
                    finding: "notice-too-short:1".to_owned(),
                    code: Code::NoticeTooShort,
                    verdict: Verdict::WrongAlarm,
                },
            ),
            entry(3, Step::Undo { of: 1 }),
        ];
        assert_eq!(
            lines(&log, &log, Lang::Zh),
            [
                "1 2020-06-18 09:30 张庄村 V03 评定 2.5 分，已查验原件，周小满：公示 清晰（已撤销）",
                "2 2020-06-18 09:30 张庄村 V03 发现“公示期不足”误报，周小满：公示 清晰",
                "3 2020-06-18 09:30 张庄村 V03 撤销“评定 2.5 分，已查验原件”，周小满：公示 清晰",
            ]
        );
        assert!(lines(&log, &log[2..], Lang::En)[0].contains("took back “score 2.5, original seen”"));
    }

    #[test]
    fn undos_that_go_round_end() {
        let log = [
            entry(1, Step::Score { score: 2.5, original_seen: false, suggested: None }),
            entry(2, Step::Undo { of: 1 }),
            entry(3, Step::Undo { of: 2 }),
            entry(4, Step::Undo { of: 4 }),
            entry(5, Step::Undo { of: 6 }),
            entry(6, Step::Undo { of: 5 }),
        ];
        let said: Vec<String> = log.iter().map(|entry| what(entry, &log, Lang::Zh)).collect();
        assert_eq!(said[2], "撤销“撤销“评定 2.5 分””");
        assert_eq!(said[3..], ["撤销“4”", "撤销“6”", "撤销“撤销“6””"]);
    }

    #[test]
    fn a_stale_decision_says_what_changed() {
        let paths = |names: &[&str]| names.iter().map(|name| ArchivePath::new(*name)).collect();
        let changes = Changes { changed: paths(&["a.pdf"]), added: paths(&["b", "c", "d", "e"]), removed: Vec::new() };
        let said = Said {
            seq: 1,
            by: "周小满".to_owned(),
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            reason: String::new(),
            changes,
        };
        let shown = decision(&Decision { score: 3.0, original_seen: false, suggested: Some(2.0), said }, Lang::Zh);
        assert_eq!(shown.stale.as_deref(), Some("内容变了 a.pdf；新增 b、c、d 等 4 份"));
        assert_eq!(
            decision_line(&shown, Lang::Zh),
            "评定 3 分，周小满，2020-06-18 09:30（待复核：内容变了 a.pdf；新增 b、c、d 等 4 份）"
        );
    }
}
