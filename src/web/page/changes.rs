//! What changed since the last run, in words and with links.

use crate::{
    model::{Code, Lang, Unit, UnitChange},
    report::{Report, history, link, words},
};

/// Units that are named at once; the rest are folded away.
const UNITS_SHOWN: usize = 5;

/// What changed, unit by unit.
#[derive(Debug, Clone)]
pub struct ChangeShown {
    /// When it stood as before for the first time, to the minute.
    pub since: String,
    /// When it changed, to the minute.
    pub at: String,
    /// The units that are named at once.
    pub first: Vec<UnitChangeShown>,
    /// The other ones.
    pub rest: Vec<UnitChangeShown>,
}

/// What changed in one unit.
#[derive(Debug, Clone)]
pub struct UnitChangeShown {
    /// Its name, the language of the name, and its page.
    pub name: (String, &'static str, String),
    /// It was not there before.
    pub is_new: bool,
    /// Items that became complete: id and page.
    pub completed: Vec<(String, String)>,
    /// Items that no longer are.
    pub reopened: Vec<(String, String)>,
    /// New findings: item, page, title, and ` ×2` where they are several.
    pub found: Vec<(String, String, &'static str, String)>,
    /// How many findings are new.
    pub found_count: u32,
    /// Findings that are gone.
    pub gone: Vec<(String, String, &'static str, String)>,
    /// How many are gone.
    pub gone_count: u32,
    /// How the interval moved, `40 – 62 → 44 – 66`; `None` where it did not.
    pub points: Option<String>,
}

/// What changed in the units of a report; `None` where nothing ever did.
pub fn shown(report: &Report, lang: Lang) -> Option<ChangeShown> {
    let changes = report.changes.as_ref()?;
    // Access filter: only units that the report holds are named.
    let is_shown = |change: &&UnitChange| report.units().any(|unit| unit.unit == change.unit);
    let mut units: Vec<UnitChangeShown> =
        changes.units.iter().filter(is_shown).map(|change| unit(change, lang)).collect();
    if units.is_empty() {
        return None;
    }
    let rest = units.split_off(units.len().min(UNITS_SHOWN));
    Some(ChangeShown { since: history::minute(&changes.since), at: history::minute(&changes.at), first: units, rest })
}

/// What changed in one unit of a report.
pub fn of_unit(report: &Report, of: &Unit, lang: Lang) -> Option<(String, UnitChangeShown)> {
    let changes = report.changes.as_ref()?;
    let change = changes.units.iter().find(|change| change.unit == *of)?;
    Some((history::minute(&changes.since), unit(change, lang)))
}

fn unit(change: &UnitChange, lang: Lang) -> UnitChangeShown {
    let of = &change.unit;
    let items = |ids: &[String]| ids.iter().map(|id| (id.clone(), link::item(of, id))).collect();
    let findings = |all: &[(String, Code, u32)]| {
        let times = |count: u32| if count > 1 { format!(" ×{count}") } else { String::new() };
        let shown =
            |(id, code, count): &(String, Code, u32)| (id.clone(), link::item(of, id), code.title(lang), times(*count));
        all.iter().map(shown).collect()
    };
    let sum = |all: &[(String, Code, u32)]| all.iter().map(|(.., count)| count).sum();
    let interval = |(low, high): (f64, f64)| words::interval(low, high);
    let (before, now) = (interval(change.before), interval(change.now));
    UnitChangeShown {
        name: (words::unit_name(of, lang).to_owned(), words::unit_tag(of, lang), link::unit(of)),
        is_new: change.is_new,
        completed: items(&change.completed),
        reopened: items(&change.reopened),
        found: findings(&change.found),
        found_count: sum(&change.found),
        gone: findings(&change.gone),
        gone_count: sum(&change.gone),
        points: (!change.is_new && before != now).then(|| format!("{before} → {now}")),
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::{
        model::ChangeSet,
        report::fixture,
        web::{
            answer::frame::PageFrame,
            page::{
                overview::{OverviewFilter, OverviewPage},
                unit::UnitPage,
            },
        },
    };

    #[test]
    fn changes_are_told_of_the_units_that_the_report_holds_and_of_no_other() {
        let mut report = fixture::report();
        let change = |name: &str| UnitChange {
            unit: Unit::Village(name.to_owned()),
            is_new: false,
            completed: vec!["V26".to_owned()],
            reopened: vec!["V03".to_owned()],
            found: vec![("V11".to_owned(), Code::RightsInfringingClause, 2)],
            gone: vec![("V20".to_owned(), Code::DocumentMissing, 1)],
            before: (2.0, 15.5),
            now: (2.0, 19.0),
        };
        let units = vec![change("张庄村"), change("别的村")];
        let (since, at) = ("2020-06-17T09:00:00+08:00".to_owned(), "2020-06-18T09:00:00+08:00".to_owned());
        report.changes = Some(ChangeSet { since, at, units });
        let frame = |lang| PageFrame::new(&report, lang, "/");
        let overview = OverviewPage::new(&report, frame(Lang::Zh), &OverviewFilter::default());
        let html = overview.render().expect("the page renders");
        assert!(html.contains("自上次更新（2020-06-17 09:00）以来") && !html.contains("别的村"));
        assert!(html.contains("+1 项齐全") && html.contains("1 项不再齐全") && html.contains("新发现 2 处"));
        assert!(html.contains("疑似侵权条款</a> ×2") && html.contains("2 – 15.5 → 2 – 19"));
        let unit = UnitPage::new(&report, &report.villages[0], frame(Lang::En)).render().expect("the page renders");
        assert!(unit.contains("Since the last run (2020-06-17 09:00)") && unit.contains("2 new findings"));
        let other = UnitPage::new(&report, &report.villages[1], frame(Lang::Zh)).render().expect("the page renders");
        assert!(!other.contains("自上次"));
        assert!(shown(&fixture::report(), Lang::Zh).is_none());
        let only = report.only_village("张庄村").expect("it is there");
        assert_eq!(only.changes.map(|changes| changes.units.len()), Some(1));
    }
}
