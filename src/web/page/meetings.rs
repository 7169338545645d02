//! The meetings above the hits, where a search is restricted to minutes and resolutions: one row a meeting.

use jiff::civil::Date;

use crate::{
    index::query::Node,
    model::{Lang, MeetingRecord, UnitAssessment},
    report::{Report, link, words},
    rubric::KindRole,
    text::{fold, village_key},
};

/// One meeting, as the table shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRow {
    /// Its day; empty where no paper gives it.
    pub date: String,
    /// The unit that met, with its page.
    pub unit: (String, String),
    /// Who met, by the name that people use.
    pub body: String,
    /// What it was about.
    pub topic: String,
    /// Who came and how they voted, `应到 40 实到 36，同意 36`; empty where that is not told.
    pub attendance: String,
    /// What it decided.
    pub decision: String,
    /// The paper that shows it best, as a link.
    pub href: String,
}

/// The meetings that a filter keeps, the earliest first; those without a day come last.
pub fn rows(report: &Report, filter: &MeetingFilter, lang: Lang) -> Vec<MeetingRow> {
    let units = report.units();
    let mut kept: Vec<(&UnitAssessment, &MeetingRecord)> = units
        .flat_map(|unit| unit.meetings.iter().map(move |meeting| (unit, meeting)))
        .filter(|(unit, meeting)| filter.keeps(unit.unit.village(), meeting.date))
        .collect();
    kept.sort_by_key(|(_, meeting)| (meeting.date.is_none(), meeting.date));
    kept.into_iter().map(|(unit, meeting)| row(report, unit, meeting, lang)).collect()
}

/// All meetings of one unit, the earliest first; those without a day come last.
pub fn of_unit(report: &Report, unit: &UnitAssessment, lang: Lang) -> Vec<MeetingRow> {
    let mut meetings: Vec<&MeetingRecord> = unit.meetings.iter().collect();
    meetings.sort_by_key(|meeting| (meeting.date.is_none(), meeting.date));
    meetings.into_iter().map(|meeting| row(report, unit, meeting, lang)).collect()
}

fn row(report: &Report, unit: &UnitAssessment, meeting: &MeetingRecord, lang: Lang) -> MeetingRow {
    let named = |id: &String| report.rubric.topic(id);
    let topics: Vec<&str> = meeting.topics.iter().filter_map(named).map(|topic| topic.name.get(lang)).collect();
    let numbers = [
        ("应到", "expected", meeting.expected),
        ("实到", "present", meeting.present),
        ("同意", "for", meeting.in_favour),
        ("反对", "against", meeting.against),
        ("弃权", "abstained", meeting.abstained),
    ];
    let attendance: Vec<String> = numbers
        .iter()
        .filter_map(|(zh, en, number)| number.map(|number| format!("{} {number}", lang.pick(zh, en))))
        .collect();
    MeetingRow {
        date: meeting.date.map(|date| date.to_string()).unwrap_or_default(),
        unit: (words::unit_name(&unit.unit, lang).to_owned(), link::unit(&unit.unit)),
        body: meeting.body.title(lang).to_owned(),
        topic: topics.join(lang.pick("、", ", ")),
        attendance: attendance.join(lang.pick("，", ", ")),
        decision: meeting.decision.clone().unwrap_or_default(),
        href: link::citation(&meeting.citation),
    }
}

/// The filter of meetings that a query stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingFilter {
    villages: Vec<String>,
    days: Vec<(u64, u64)>,
}

impl MeetingFilter {
    /// The filter of a query that is restricted to minutes, summaries or resolutions of meetings; `None` for any other
    /// query, and for one that asks for more than words, kinds, villages and dates that must all hold.
    pub fn of(report: &Report, query: &Node) -> Option<Self> {
        let nodes = match query {
            Node::All(nodes) => nodes.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut filter = Self::default();
        let mut restricted = false;
        for node in nodes {
            match node {
                Node::Kind(name) => restricted |= is_of_meetings(report, name),
                Node::Village(name) => filter.villages.push(village_key(name)),
                Node::Date(from, to) => filter.days.push((*from, *to)),
                _ => {}
            }
        }
        restricted.then_some(filter)
    }

    /// Whether a meeting matches: its village, by name, and its day. A meeting without a day is left out where the query
    /// names days.
    pub fn keeps(&self, village: Option<&str>, date: Option<Date>) -> bool {
        let number = |date: Date| {
            let part = |value: i64| u64::try_from(value).unwrap_or(0);
            part(i64::from(date.year())) * 10_000 + part(i64::from(date.month())) * 100 + part(i64::from(date.day()))
        };
        self.villages.iter().all(|wanted| village.is_some_and(|village| village_key(village) == *wanted))
            && self.days.iter().all(|(from, to)| date.is_some_and(|date| (*from..=*to).contains(&number(date))))
    }
}

/// Whether a name of a kind means minutes, summaries or resolutions only.
fn is_of_meetings(report: &Report, name: &str) -> bool {
    let (id, part) = (name.to_lowercase(), fold(name));
    let mut meant = report
        .rubric
        .kinds
        .iter()
        .filter(|kind| {
            kind.id.to_lowercase() == id || fold(&kind.name.zh).contains(&part) || fold(&kind.name.en).contains(&part)
        })
        .peekable();
    meant.peek().is_some()
        && meant.all(|kind| matches!(kind.role, Some(KindRole::Minutes | KindRole::Summary | KindRole::Resolution)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{index::query::parse, report::fixture};

    fn filter(query: &str) -> Option<MeetingFilter> {
        let mut report = fixture::report();
        report.rubric = crate::rubric::Rubric::builtin();
        MeetingFilter::of(&report, &parse(query).expect(query))
    }

    #[test]
    fn only_queries_for_minutes_and_resolutions() {
        for query in
            ["类型:会议记录", "kind:MTG_RESOLUTION 公示", "类型:会议纪要 村:张庄 日期:2018-06", "类型:会议决议 -草案"]
        {
            assert!(filter(query).is_some(), "{query}");
        }
        for query in ["会议记录", "类型:章程", "类型:会议", "类型:会议记录 OR 章程", "-类型:会议记录"]
        {
            assert!(filter(query).is_none(), "{query}");
        }
    }

    #[test]
    fn villages_and_days_narrow() {
        let june = filter("类型:会议记录 村:张庄 日期:2018-06").expect("a filter");
        assert!(june.keeps(Some("张庄村"), Some(date(2018, 6, 30))));
        assert!(!june.keeps(Some("付庄村"), Some(date(2018, 6, 30))));
        assert!(!june.keeps(Some("张庄村"), Some(date(2018, 7, 1))) && !june.keeps(Some("张庄村"), None));
        assert!(!june.keeps(None, Some(date(2018, 6, 30))));
        assert!(filter("类型:会议记录").expect("a filter").keeps(None, None));
    }
}
