//! Meetings put together from their papers: minutes, resolution, sign-in sheet, notice and pictures of one day and one
//! body are one meeting, wherever they lie.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jiff::civil::Date;

use super::{
    charter::{self, CharterRule, Majority},
    count::Vote,
    meeting::{self, MeetingFacts, body_of},
    notice::{NoticeFacts, notice},
    sign_in::{SignIn, sign_in},
};
use crate::{
    containment::trip,
    evaluate::{Document, Event, documents::prose::script::Fact},
    model::{ArchivePath, FileStatus, Lang, MeetingBody, MeetingRecord, Unit},
    rubric::{KindRole, Matcher, Rubric},
    text::fold::fold_name,
    vocabulary,
};

/// What papers of minutes say, by index into the unit's documents; one paper can hold several meetings.
pub type Minutes = BTreeMap<usize, Vec<MeetingFacts>>;

/// Papers of a role by index into the unit's documents, with what they say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Minutes.
    pub minutes: Minutes,
    /// Resolutions.
    pub resolutions: BTreeMap<usize, MeetingFacts>,
    /// Sign-in sheets.
    pub sign_ins: BTreeMap<usize, SignIn>,
    /// Notices of meetings.
    pub calls: BTreeMap<usize, MeetingFacts>,
    /// Public notices, and papers on what came of them.
    pub notices: BTreeMap<usize, NoticeFacts>,
    /// The majorities that papers of meetings state for their own votes.
    pub majorities: BTreeMap<usize, Majority>,
    /// The rules of the charter that the unit has.
    pub charter: Option<CharterRule>,
    /// The unit's meetings, by day.
    pub gatherings: Vec<Gathering>,
}

/// One meeting and its papers, by index into the unit's documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathering {
    /// Its day.
    pub date: Option<Date>,
    /// Who met.
    pub body: MeetingBody,
    /// Its event, by index into the unit's events: that of its first paper.
    pub event: usize,
    /// Minutes: the paper, and which of its meetings.
    pub minutes: Vec<(usize, usize)>,
    /// Resolutions.
    pub resolutions: Vec<usize>,
    /// Sign-in sheets.
    pub sign_ins: Vec<usize>,
    /// Notices of it.
    pub calls: Vec<usize>,
    /// Pictures of it.
    pub pictures: Vec<usize>,
    /// Other papers of its day that name its body: ballots, tallies, what was announced.
    pub others: Vec<usize>,
}

/// What one paper adds to a gathering.
#[derive(Debug, Clone, Copy)]
enum MeetingPaper {
    Minutes(usize, usize),
    Resolution(usize),
    SignIn(usize),
}

/// Whether papers of a role are read for meetings and notices. Charters are among them: they give the rules of meetings,
/// and a copy of one that is filed as something else says nothing new.
fn is_of_meetings(role: KindRole) -> bool {
    matches!(
        role,
        KindRole::Minutes
            | KindRole::Summary
            | KindRole::Resolution
            | KindRole::SignIn
            | KindRole::MeetingNotice
            | KindRole::PublicNotice
            | KindRole::NoticeResult
            | KindRole::Charter
    )
}

/// Minutes are about what their meetings decided, and a notebook about what each of its meetings was about and of each
/// body that met, whatever the paper's own name says: both are added to what the slots look at. Gives the meetings of each
/// paper of minutes, by its index.
pub fn open_minutes(rubric: &Rubric, matcher: &Matcher, documents: &mut [Document]) -> Minutes {
    let mut minutes = Minutes::new();
    for (i, document) in documents.iter_mut().enumerate() {
        if document.role(rubric) != Some(KindRole::Minutes) {
            continue;
        }
        let meetings = minutes.entry(i).or_insert(meeting::minutes(document));
        let add = |document: &mut Document, said: &str| {
            for topic in matcher.topics_of(said) {
                document.add_topic(topic);
            }
        };
        for matter in meetings.iter().flat_map(|meeting| &meeting.votes).map(Vote::matter) {
            add(document, &fold_name(matter));
        }
        if meetings.len() < 2 {
            continue;
        }
        for meeting in meetings {
            let said = [&meeting.name, &meeting.topic].into_iter().flatten();
            let said: String = said.map(|fact| format!("\n{}", fold_name(&fact.value))).collect();
            add(document, &said);
            document.label.push_str(&said);
            if let Some(body) = &meeting.body {
                document.label.push('\n');
                document.label.push_str(&fold_name(body.value.title(Lang::Zh)));
            }
        }
    }
    minutes
}

impl Facts {
    /// Reads the papers of a unit that a role makes readable, and puts its meetings together. `minutes` are those that
    /// [`open_minutes`] has read already.
    pub fn read(rubric: &Rubric, unit: &Unit, documents: &[Document], events: &[Event], mut minutes: Minutes) -> Self {
        let mut facts = Self::default();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (i, document) in documents.iter().enumerate() {
            let is_evidence =
                document.status == FileStatus::Read && !document.is_template && !document.content.is_empty();
            let Some(role) = document.role(rubric).filter(|role| is_evidence && is_of_meetings(*role)) else {
                continue;
            };
            // One paper kept twice says everything once.
            if document.digest.as_deref().is_some_and(|digest| !seen.insert(digest)) {
                continue;
            }
            trip("facts", document.path.as_str());
            match role {
                KindRole::Minutes | KindRole::Summary => {
                    let read = minutes.remove(&i).unwrap_or_else(|| meeting::minutes(document));
                    facts.minutes.insert(i, read);
                }
                KindRole::Resolution => facts.resolutions.extend(meeting::whole(document).map(|read| (i, read))),
                KindRole::SignIn => facts.sign_ins.extend(sign_in(document).map(|read| (i, read))),
                KindRole::MeetingNotice => facts.calls.extend(meeting::whole(document).map(|read| (i, read))),
                KindRole::PublicNotice | KindRole::NoticeResult => {
                    facts.notices.extend(notice(document).map(|read| (i, read)))
                }
                _ => {}
            }
        }
        facts.gatherings = gather(&facts, unit, documents, events);
        let of_meetings = facts.minutes.keys().chain(facts.resolutions.keys()).chain(facts.sign_ins.keys());
        facts.majorities = of_meetings.filter_map(|i| Some((*i, charter::stated(documents.get(*i)?)?))).collect();
        facts.charter = charter::read(rubric, documents);
        facts
    }

    /// What a gathering's papers say of it: minutes first, then resolutions, then sign-in sheets.
    pub fn said<'f>(&'f self, gathering: &'f Gathering) -> impl Iterator<Item = (usize, &'f MeetingFacts)> {
        let minutes = gathering.minutes.iter().filter_map(|(i, at)| Some((*i, self.minutes.get(i)?.get(*at)?)));
        let resolutions = gathering.resolutions.iter().filter_map(|i| Some((*i, self.resolutions.get(i)?)));
        let sign_ins = gathering.sign_ins.iter().filter_map(|i| Some((*i, &self.sign_ins.get(i)?.meeting)));
        minutes.chain(resolutions).chain(sign_ins)
    }

    /// The meetings as records for the report.
    pub fn records(&self, documents: &[Document], events: &[Event], matcher: &Matcher) -> Vec<MeetingRecord> {
        self.gatherings.iter().filter_map(|gathering| self.record(gathering, documents, events, matcher)).collect()
    }

    fn record(
        &self,
        gathering: &Gathering,
        documents: &[Document],
        events: &[Event],
        matcher: &Matcher,
    ) -> Option<MeetingRecord> {
        let said: Vec<(usize, &MeetingFacts)> = self.said(gathering).collect();
        let &(first, facts) = said.first()?;
        let first = documents.get(first)?;
        let text = |pick: fn(&MeetingFacts) -> Option<&Fact<String>>| {
            said.iter().find_map(|(_, facts)| pick(facts)).map(|fact| fact.value.clone())
        };
        let number = |pick: fn(&MeetingFacts) -> Option<&Fact<u32>>| {
            said.iter().find_map(|(_, facts)| pick(facts)).map(|fact| fact.value)
        };
        let name = text(|facts| facts.name.as_ref())
            .or_else(|| events.get(gathering.event).map(|event| event.name.clone()))
            .map(|name| plain_name(&name))
            .unwrap_or_default();
        let vote = said.iter().flat_map(|(_, facts)| &facts.votes).find(|vote| vote.in_favour.is_some());
        let value = |fact: Option<&Fact<u32>>| fact.map(|fact| fact.value);
        // A resolution says it best; minutes often say only that there is one.
        let resolved = gathering.resolutions.iter().filter_map(|i| self.resolutions.get(i)?.decision.as_ref()).next();
        let decision = resolved.or_else(|| said.iter().find_map(|(_, facts)| facts.decision.as_ref()));
        let papers: BTreeSet<ArchivePath> =
            these(documents, gathering.members()).map(|document| document.path.clone()).collect();
        Some(MeetingRecord {
            date: gathering.date,
            body: gathering.body,
            topics: self.topics(gathering, documents, matcher),
            expected: number(|facts| facts.attendance.expected.as_ref()),
            present: number(|facts| facts.attendance.present.as_ref()),
            in_favour: value(vote.and_then(|vote| vote.in_favour.as_ref())),
            against: value(vote.and_then(|vote| vote.against.as_ref())),
            abstained: value(vote.and_then(|vote| vote.abstained.as_ref())),
            decision: decision.map(|fact| fact.quote.clone()),
            host: text(|facts| facts.host.as_ref()),
            recorder: text(|facts| facts.recorder.as_ref()),
            citation: facts.name.as_ref().map_or_else(|| facts.head.cite(first), |name| name.cite(first)),
            papers: papers.into_iter().collect(),
            name,
        })
    }

    /// The topics of a meeting: those of its papers, or of its own words where a paper holds several meetings.
    pub fn topics(&self, gathering: &Gathering, documents: &[Document], matcher: &Matcher) -> Vec<String> {
        let mut topics: Vec<String> = Vec::new();
        let mut add = |more: Vec<String>| {
            for topic in more {
                if !topics.contains(&topic) {
                    topics.push(topic);
                }
            }
        };
        for &(i, at) in &gathering.minutes {
            let Some(meetings) = self.minutes.get(&i) else { continue };
            let own = meetings.get(at).map(|facts| {
                let words = [&facts.name, &facts.topic, &facts.decision];
                words.into_iter().flatten().map(|fact| fold_name(&fact.value)).collect::<Vec<_>>().join("\n")
            });
            let own: Vec<String> =
                own.map(|words| matcher.topics_of(&words).into_iter().map(str::to_owned).collect()).unwrap_or_default();
            if meetings.len() == 1
                && let Some(document) = documents.get(i)
            {
                add(document.topics.clone());
            }
            add(own);
        }
        let others = gathering.resolutions.iter().chain(&gathering.sign_ins).chain(&gathering.others);
        for document in these(documents, others.copied()) {
            add(document.topics.clone());
        }
        topics
    }
}

/// The documents at these indices.
fn these(documents: &[Document], at: impl Iterator<Item = usize>) -> impl Iterator<Item = &Document> {
    at.filter_map(|i| documents.get(i))
}

impl Gathering {
    fn of(date: Option<Date>, body: MeetingBody, event: usize) -> Self {
        Self {
            date,
            body,
            event,
            minutes: vec![],
            resolutions: vec![],
            sign_ins: vec![],
            calls: vec![],
            pictures: vec![],
            others: vec![],
        }
    }

    /// Its papers and pictures.
    pub fn members(&self) -> impl Iterator<Item = usize> {
        let minutes = self.minutes.iter().map(|(i, _)| *i);
        minutes
            .chain(self.resolutions.iter().copied())
            .chain(self.sign_ins.iter().copied())
            .chain(self.calls.iter().copied())
            .chain(self.pictures.iter().copied())
            .chain(self.others.iter().copied())
    }

    /// Whether any of its minutes, resolutions or sign-in sheets is among these documents.
    pub fn is_among(&self, documents: &BTreeSet<usize>) -> bool {
        let minutes = self.minutes.iter().map(|(i, _)| i);
        minutes.chain(&self.resolutions).chain(&self.sign_ins).any(|i| documents.contains(i))
    }

    fn add(&mut self, paper: MeetingPaper) {
        match paper {
            MeetingPaper::Minutes(i, at) => self.minutes.push((i, at)),
            MeetingPaper::Resolution(i) => self.resolutions.push(i),
            MeetingPaper::SignIn(i) => self.sign_ins.push(i),
        }
    }
}

fn gather(facts: &Facts, unit: &Unit, documents: &[Document], events: &[Event]) -> Vec<Gathering> {
    let event_of = |i: usize| events.iter().position(|event| event.members.contains(&i)).unwrap_or_default();
    let body = |i: usize, read: &MeetingFacts, alone: bool| -> MeetingBody {
        if *unit == Unit::Township {
            return MeetingBody::Township;
        }
        let named = |document: &Document| body_of(&document.title).or_else(|| body_of(&document.label));
        let by_name = || documents.get(i).filter(|_| alone).and_then(named);
        read.body.as_ref().map(|body| body.value).or_else(by_name).unwrap_or(MeetingBody::Unknown)
    };
    let day = |i: usize, read: &MeetingFacts, alone: bool| -> Option<Date> {
        let own =
            documents.get(i).filter(|_| alone).and_then(|document| document.date.as_ref()).map(|dated| dated.date);
        let year = own.or(events.get(event_of(i)).and_then(|event| event.date)).map(Date::year);
        let completed = read.yearless.as_ref().and_then(|fact| Date::new(year?, fact.value.0, fact.value.1).ok());
        read.date.as_ref().map(|date| date.value).or(completed).or(own)
    };
    // Dated papers first, minutes before resolutions before sign-in sheets: later ones join what is there.
    let mut papers: Vec<(Option<Date>, MeetingBody, usize, MeetingPaper)> = Vec::new();
    for (&i, meetings) in &facts.minutes {
        let alone = meetings.len() == 1;
        for (at, read) in meetings.iter().enumerate() {
            papers.push((day(i, read, alone), body(i, read, alone), event_of(i), MeetingPaper::Minutes(i, at)));
        }
    }
    for (&i, read) in &facts.resolutions {
        papers.push((day(i, read, true), body(i, read, true), event_of(i), MeetingPaper::Resolution(i)));
    }
    for (&i, read) in &facts.sign_ins {
        papers.push((day(i, &read.meeting, true), body(i, &read.meeting, true), event_of(i), MeetingPaper::SignIn(i)));
    }
    papers.sort_by_key(|(date, body, ..)| (date.is_none(), *body == MeetingBody::Unknown));
    let mut gatherings: Vec<Gathering> = Vec::new();
    for (date, body, event, paper) in papers {
        let unknown = MeetingBody::Unknown;
        let same = |other: &Gathering| match date {
            Some(_) => other.date == date && (other.body == body || (body == unknown && other.event == event)),
            None => {
                other.event == event
                    && (other.body == body || body == unknown)
                    && !matches!(paper, MeetingPaper::Minutes(..))
            }
        };
        let mut fitting: Vec<&mut Gathering> = gatherings.iter_mut().filter(|gathering| same(gathering)).collect();
        match fitting.as_mut_slice() {
            // A paper without a day joins only where there is but one to join.
            [only] => only.add(paper),
            [first, ..] if date.is_some() => first.add(paper),
            _ => {
                let mut fresh = Gathering::of(date, body, event);
                fresh.add(paper);
                gatherings.push(fresh);
            }
        }
    }
    for (&i, read) in &facts.calls {
        let event = event_of(i);
        let day = read.date.as_ref().map(|date| date.value);
        let body = body(i, read, true);
        let fits = |gathering: &&mut Gathering| {
            gathering.event == event && (gathering.date == day || body == gathering.body)
                || (day.is_some() && gathering.date == day && gathering.body == body)
        };
        let mut fitting: Vec<&mut Gathering> = gatherings.iter_mut().filter(fits).collect();
        if let [only] = fitting.as_mut_slice() {
            only.calls.push(i);
        }
    }
    for (at, event) in events.iter().enumerate() {
        let mut here: Vec<&mut Gathering> = gatherings.iter_mut().filter(|gathering| gathering.event == at).collect();
        // Which of two meetings a picture shows, nothing tells.
        if let [only] = here.as_mut_slice() {
            let is_picture = |document: &Document| document.is_photo() && !document.shows_a_page;
            only.pictures.extend(event.members.iter().filter(|&&i| documents.get(i).is_some_and(is_picture)));
        }
    }
    for gathering in gatherings.iter_mut().filter(|gathering| gathering.date.is_some()) {
        let telling = documents.iter().enumerate().filter(|(_, document)| tells_of(document, gathering));
        gathering.others = telling.map(|(i, _)| i).collect();
        let known: BTreeSet<usize> = gathering
            .minutes
            .iter()
            .map(|(i, _)| *i)
            .chain(gathering.resolutions.iter().copied())
            .chain(gathering.sign_ins.iter().copied())
            .collect();
        gathering
            .others
            .retain(|i| !known.contains(i) && !facts.calls.contains_key(i) && !facts.notices.contains_key(i));
    }
    gatherings.sort_by_key(|gathering| (gathering.date.is_none(), gathering.date, gathering.body, gathering.event));
    gatherings
}

/// Lines of a paper in which it says which meeting it is of.
const SAYS_WITHIN: usize = 8;

/// Whether a paper of the same day names the body, as ballots and tallies do.
fn tells_of(document: &Document, gathering: &Gathering) -> bool {
    let same_day = document.own_date().is_some_and(|own| Some(own.date) == gathering.date);
    let is_paper = !document.is_photo() && !document.is_template && document.status == FileStatus::Read;
    let lines = || document.lines().take(SAYS_WITHIN).any(|line| body_of(line.text) == Some(gathering.body));
    same_day && is_paper && gathering.body != MeetingBody::Unknown && lines()
}

/// What people call a meeting: without the words for the paper that tells of it.
fn plain_name(name: &str) -> String {
    static OPENS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("opens-name").collect());
    static PAPERS: LazyLock<Vec<&str>> =
        LazyLock::new(|| vocabulary!("labels.tsv").read_by("paper-of-meeting").collect());
    let mut name = name.trim();
    for start in OPENS.iter() {
        name = name.strip_prefix(*start).unwrap_or(name);
    }
    loop {
        let before = name;
        for end in PAPERS.iter() {
            if let Some(rest) = name.strip_suffix(*end).filter(|rest| rest.contains('会')) {
                name = rest;
            }
        }
        if name == before {
            return name.to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        documents::event,
        fixture::{day, paper, photo, rubric},
    };

    /// The records of a village's papers; the fixture's kinds get their roles here.
    fn records(documents: &[Document]) -> Vec<MeetingRecord> {
        let mut rubric = rubric(&json!({ "type": "judgement" }), &json!([]), &json!([]));
        for kind in &mut rubric.kinds {
            kind.role = match kind.id.as_str() {
                "minutes" => Some(KindRole::Minutes),
                "signin" => Some(KindRole::SignIn),
                _ => None,
            };
        }
        let events = event::group(documents);
        let unit = Unit::Village("张庄村".to_owned());
        let facts = Facts::read(&rubric, &unit, documents, &events, Minutes::new());
        let matcher = Matcher::new(Arc::new(rubric)).expect("the fixture's patterns compile");
        facts.records(documents, &events, &matcher)
    }

    const MINUTES: &str = "村民代表会议记录\n时间：2019年6月3日上午9时\n地点：村部\n主持人：赵甲（支书）\n记录人：钱乙\n应到30人，实到25人\n议题：清产核资结果\n同意24人，反对1人，弃权0人\n决议：通过清产核资结果。\n签字：孙丙 李丁";

    #[test]
    fn the_papers_of_one_day_and_body_are_one_meeting() {
        let documents = [
            paper("20190603会议/记录.docx").kind("minutes").saying(&[MINUTES]),
            photo("20190603会议/照片/1.jpg").kind("photo"),
            paper("20190603会议/签到.xlsx")
                .kind("signin")
                .saying(&["村民代表会议签到表\n时间：2019年6月3日\n姓名\t签字\n孙丙\t孙丙"]),
            paper("别处/两委会议记录.docx").kind("minutes").saying(&["两委会议记录\n时间：2019年6月3日\n议题：清产"]),
        ];
        let found = records(&documents);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert_eq!(found[0].body, MeetingBody::Committee);
        let meeting = &found[1];
        assert_eq!((meeting.body, meeting.date), (MeetingBody::VillageRepresentatives, Some(day("2019-06-03"))));
        assert_eq!((meeting.expected, meeting.present, meeting.in_favour), (Some(30), Some(25), Some(24)));
        assert_eq!((meeting.against, meeting.abstained), (Some(1), Some(0)));
        assert_eq!((meeting.host.as_deref(), meeting.recorder.as_deref()), (Some("赵甲"), Some("钱乙")));
        assert_eq!(meeting.decision.as_deref(), Some("通过清产核资结果"));
        assert_eq!(meeting.papers.len(), 3);
        assert_eq!(meeting.topics, ["assets"]);
    }

    #[test]
    fn a_notebook_holds_many() {
        let notebook = "会议记录簿\n村两委会议记录\n时间：2019年6月1日\n议题：商议清产方案\n主持人：赵甲\n村民代表会议记录\n时间：2019年6月3日\n议题：审议成员名单\n主持人：赵甲";
        let found = records(&[paper("记录簿.pdf").kind("minutes").saying(&[notebook])]);
        let shown: Vec<_> =
            found.iter().map(|meeting| (meeting.body, meeting.date, meeting.topics.join(","))).collect();
        assert_eq!(
            shown,
            [
                (MeetingBody::Committee, Some(day("2019-06-01")), "assets".to_owned()),
                (MeetingBody::VillageRepresentatives, Some(day("2019-06-03")), "members".to_owned()),
            ]
        );
    }

    #[test]
    fn one_paper_kept_twice_is_one_meeting_and_blank_forms_are_none() {
        let mut copy = paper("副本/记录.docx").kind("minutes").saying(&[MINUTES]);
        let original = paper("记录.docx").kind("minutes").saying(&[MINUTES]);
        copy.digest.clone_from(&original.digest);
        assert_eq!(records(&[copy, original]).len(), 1);
        let blank = Document { is_template: true, ..paper("样表.docx").kind("minutes").saying(&[MINUTES]) };
        assert!(records(&[blank]).is_empty());
    }

    #[test]
    fn minutes_are_about_what_was_decided_and_a_notebook_about_each_meeting() {
        let rubric = Rubric::builtin();
        let matcher = Matcher::new(rubric.clone()).expect("the built-in patterns compile");
        let book = "会议记录簿\n会议名称：槐林村村“两委”会议\n时间：2019年3月2日\n地点：村委会\n议题：研究清产核资方案\n决议：同意\n\
                    会议名称：槐林村股份经济合作社成员大会\n时间：2019年11月5日\n地点：礼堂\n议题：表决章程\n决议：通过";
        let one = "会议名称：槐林村村民代表会议\n时间：2019年3月9日\n议题：清产核资";
        let decided = "村民代表会议记录\n时间：2019年3月9日\n头一件，修路。都说行。\n第二件，清产核资的结果。\n举手：同意31人，反对1人\n第三件，股权设置方案。\n举手：同意10人，反对22人，未通过。";
        let mut documents = [
            paper("记录簿.docx").kind("MTG_MINUTES").saying(&[book]),
            paper("记录.docx").kind("MTG_MINUTES").saying(&[one]),
            paper("通知.docx").kind("MTG_NOTICE").saying(&[book]),
            paper("代表会.docx").kind("MTG_MINUTES").saying(&[decided]),
        ];
        open_minutes(&rubric, &matcher, &mut documents);
        assert!(["asset-inventory", "charter"].iter().all(|topic| documents[0].topics.iter().any(|it| it == topic)));
        assert!(documents[0].label.contains("两委") && documents[0].label.contains("成员大会"));
        assert!(documents[1].topics.is_empty() && documents[2].topics.is_empty(), "one meeting, and no minutes");
        assert_eq!(documents[3].topics, ["asset-inventory"], "what was passed");
    }
}
