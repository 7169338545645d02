//! What the papers beside a photo say of its day: the period of a notice, the day of a meeting.
//!
//! Only what a paper states outright counts, and first the papers that lie with the photo: in its folder, or for a
//! notice right above it. Where none does, as with a folder for pictures alone, the unit's papers on the same topic stand
//! in, and only weeks count. A photo is held against papers only where none of them allows its day.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;

use super::kind::PhotoKind;
use crate::{
    evaluate::{
        Document,
        documents::prose::Script,
        facts::notice::{self, NoticeFacts, Period},
    },
    model::{Citation, FileStatus},
    text::{
        Cut,
        dates::{DateMention, find_dates},
        fold::fold_name,
        names::strip_order,
        pattern,
        workdays::days_between,
    },
};

/// A notice stays up no longer than this, in days; more is a slip of reading.
const LONGEST: i32 = 90;

/// From so many days on a photo is weeks away from every paper on its topic.
const WEEKS: i32 = 14;

/// What a paper tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OccasionKind {
    /// A notice on a board.
    Notice,
    /// A meeting, a training, an election.
    Meeting,
}

/// Days that a paper states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDays {
    /// What of.
    pub of: OccasionKind,
    /// The first day.
    pub from: Date,
    /// The last day; the first again for a meeting.
    pub to: Date,
    /// The words that say so.
    pub place: Citation,
    /// The paper's title.
    pub title: String,
    /// The folders above it, below its unit's folder.
    folder: String,
    /// What the paper is about, by the ids of topics.
    topics: Vec<String>,
    /// It is read off a photo of the notice itself, and holds for that photo only.
    is_photo: bool,
}

static NO_PERIOD: LazyLock<Regex> = LazyLock::new(|| pattern("公示期(?:满|结束|已|内|届满)|无异议"));
static MEETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:[一二三四五六七八九十0-9]{1,2}[、.,，])?(?:会议|召开|开会|培训|活动|选举)?(?:的)?(?:时间|日期)")
});
static MEETING_PAPER: LazyLock<Regex> =
    LazyLock::new(|| pattern("会议|大会|代表会|记录|纪录|纪要|签到|决议|培训|座谈|动员|选举"));
/// Folders that only say "pictures", or from how far they were taken.
static PICTURES: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:现场|会议|公示|活动|相关)?(?:照片|图片|相片|影像(?:资料)?|近景|远景|现场)$"));

/// Everything that a unit's papers state. `notices` are the papers that were read as notices already, by their index.
pub fn stated(documents: &[Document], notices: &BTreeMap<usize, NoticeFacts>) -> Vec<StatedDays> {
    let papers = documents.iter().enumerate().filter(|(_, document)| {
        let is_paper = !document.is_photo() || document.shows_a_page;
        document.status == FileStatus::Read && is_paper && !document.is_template && !document.content.is_empty()
    });
    papers.flat_map(|(i, paper)| [period(paper, notices.get(&i)), meeting(paper)]).flatten().collect()
}

fn at(paper: &Document, of: OccasionKind, from: Date, to: Date, page: u32, quote: &str) -> Option<StatedDays> {
    let place = paper.cite(page, quote);
    // A day that was recognised with doubt is held against nobody.
    let is_sure = !paper.is_doubtful(page, quote);
    let folder = paper.below_unit.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let is_photo = paper.photo.as_ref().is_some_and(|facts| super::is_from_camera(&paper.path, facts));
    is_sure.then(|| StatedDays {
        of,
        from,
        to,
        place,
        title: paper.title.clone(),
        folder,
        topics: paper.topics.clone(),
        is_photo,
    })
}

/// The period of a notice.
fn period(paper: &Document, read: Option<&NoticeFacts>) -> Option<StatedDays> {
    let period = match read {
        Some(facts) => facts.period.clone(),
        None => notice::stated(&Script::new(paper)).period,
    }?;
    let Period { start, end } = period.value;
    let is_period = start <= end && days_between(start, end) <= LONGEST && !NO_PERIOD.is_match(&period.quote);
    is_period.then(|| at(paper, OccasionKind::Notice, start, end, period.page, &period.quote))?
}

/// The day of a meeting: behind 时间 or 会议时间 at the beginning of a line of a meeting's paper.
fn meeting(paper: &Document) -> Option<StatedDays> {
    if !MEETING_PAPER.is_match(&paper.label) && !MEETING_PAPER.is_match(&fold_name(&paper.title)) {
        return None;
    }
    /// Lines in which the head of such a paper stands.
    const HEAD: usize = 15;
    paper.lines().take(HEAD).find_map(|line| {
        let text = line.text.trim();
        let label = MEETING.find(text)?;
        let behind = text.part(label.end()..);
        let is_label = behind.trim_start().starts_with([':', '：']) || behind.starts_with('\t');
        let day = find_dates(behind).into_iter().find(DateMention::is_day).filter(|_| is_label)?;
        let quote = text.part(..label.end() + day.range.end);
        let quote = if quote.contains('\t') { behind.part(day.range.clone()) } else { quote };
        at(paper, OccasionKind::Meeting, day.date, day.date, line.page, quote)
    })
}

/// How many days a day lies outside what is stated; 0 inside.
pub fn days_off(from: Date, to: Date, day: Date) -> i32 {
    if day < from {
        days_between(day, from)
    } else if day > to {
        days_between(to, day)
    } else {
        0
    }
}

/// What the papers that lie with a photo state, where its day fits none of them: the nearest, and whether they tell of
/// one occasion only. `None` where one fits, or none is there.
pub fn against<'s>(
    photo: &Document,
    kind: PhotoKind,
    day: Date,
    stated: &'s [StatedDays],
) -> Option<(&'s StatedDays, bool)> {
    let wanted = match kind {
        PhotoKind::Meeting => OccasionKind::Meeting,
        kind if kind.is_notice() => OccasionKind::Notice,
        _ => return None,
    };
    let of_kind = || stated.iter().filter(|stated| stated.of == wanted);
    // A notice that can be read in the photo says best when it was up.
    if let Some(own) = of_kind().find(|stated| stated.is_photo && stated.place.path == photo.path) {
        return (days_off(own.from, own.to, day) > 0).then_some((own, true));
    }
    let of_kind: Vec<&StatedDays> = of_kind().filter(|stated| !stated.is_photo).collect();
    let mut folder = photo.below_unit.rsplit_once('/').map_or("", |(folder, _)| folder);
    // The pictures' own folder belongs to the one above.
    while let Some((above, name)) = folder.rsplit_once('/')
        && PICTURES.is_match(strip_order(&fold_name(name)))
    {
        folder = above;
    }
    if folder.is_empty() {
        return on_the_topic(photo, day, &of_kind);
    }
    let within: Vec<&StatedDays> = of_kind.iter().copied().filter(|stated| is_within(&stated.folder, folder)).collect();
    let with_it = if within.is_empty() && wanted == OccasionKind::Notice {
        // 公示/第一榜/1.jpg with 公示/榜文.pdf: right above, and not in a folder beside, which is another notice's.
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        of_kind.iter().copied().filter(|stated| !above.is_empty() && stated.folder == above).collect()
    } else {
        within
    };
    if with_it.is_empty() {
        return on_the_topic(photo, day, &of_kind);
    }
    let nearest = *with_it.iter().min_by_key(|stated| days_off(stated.from, stated.to, day))?;
    if days_off(nearest.from, nearest.to, day) == 0 {
        return None;
    }
    let is_one = with_it.iter().all(|other| days_between(other.from, nearest.from) <= 3);
    Some((nearest, is_one))
}

/// The nearest paper on the photo's topic, where even that is weeks away.
fn on_the_topic<'s>(photo: &Document, day: Date, stated: &[&'s StatedDays]) -> Option<(&'s StatedDays, bool)> {
    let is_on = |stated: &&&StatedDays| stated.topics.iter().any(|topic| photo.topics.contains(topic));
    let nearest = stated.iter().filter(is_on).min_by_key(|stated| days_off(stated.from, stated.to, day))?;
    (days_off(nearest.from, nearest.to, day) >= WEEKS).then_some((*nearest, false))
}

fn is_within(folder: &str, above: &str) -> bool {
    folder.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{day, paper, photo};

    fn notice(path: &str, text: &str) -> Document {
        paper(path).saying(&[text])
    }

    fn periods(text: &str) -> Vec<(String, String)> {
        let stated = stated(&[notice("公示/a.docx", text)], &BTreeMap::new());
        stated.iter().map(|stated| (format!("{}..{}", stated.from, stated.to), stated.place.quote.clone())).collect()
    }

    #[test]
    fn periods_of_notices() {
        for (text, expected, quote) in [
            ("资产公示\n公示期：2019年4月5日至4月11日", "2019-04-05..2019-04-11", "公示期：2019年4月5日至4月11日"),
            (
                "公示期自2018年6月1日起至2018年6月12日\n止，欢迎监督",
                "2018-06-01..2018-06-12",
                "公示期自2018年6月1日起至2018年6月12日",
            ),
            ("公示时间：2020.5.10—2020.5.16", "2020-05-10..2020-05-16", "公示时间：2020.5.10—2020.5.16"),
            ("公示日期从2019年3月2日开始，共7天", "2019-03-02..2019-03-08", "公示日期从2019年3月2日开始，共7天"),
        ] {
            assert_eq!(periods(text), [(expected.to_owned(), quote.to_owned())], "{text}");
        }
        for text in [
            "公示期满，2019年4月11日无异议",
            "公示期7天",
            "2019年4月5日公示",
            "公示期：2019年4月11日至2019年4月5日",
            "公示期：2019年4月5日至2020年4月5日",
        ] {
            assert!(periods(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn days_of_meetings() {
        let of = |title: &str, text: &str| {
            let found = stated(&[Document { title: title.to_owned(), ..notice("会/x.docx", text) }], &BTreeMap::new());
            found.first().map(|stated| (stated.from.to_string(), stated.place.quote.clone()))
        };
        let is = |day: &str, quote: &str| Some((day.to_owned(), quote.to_owned()));
        assert_eq!(of("党员会议记录", "时间：2019年5月6日上午\n地点：村部"), is("2019-05-06", "时间：2019年5月6日"));
        assert_eq!(of("签到表", "会议时间\t2019.5.6\t地点\t村部"), is("2019-05-06", "2019.5.6"));
        assert_eq!(of("会议纪要", "2019年5月6日召开会议"), None, "no label");
        assert_eq!(of("资产清查登记表", "时间：2019年5月6日"), None, "no meeting");
    }

    fn off(photo_path: &str, kind: PhotoKind, on: &str, papers: &[Document]) -> Option<(String, bool)> {
        let stated = stated(papers, &BTreeMap::new());
        let found = against(&photo(photo_path), kind, day(on), &stated);
        found.map(|(stated, is_one)| (stated.place.path.as_str().to_owned(), is_one))
    }

    #[test]
    fn a_notice_read_in_a_photo_holds_for_that_photo_only() {
        let near = |name: &str, text: &str| {
            let mut document = Document { shows_a_page: true, ..photo(name) }.saying(&[text]);
            document.photo.get_or_insert_default().camera = Some("HUAWEI P30".to_owned());
            document
        };
        let photos = [
            near("照片/a.jpg", "成员公示\n公示期：2019年4月5日至4月11日"),
            near("照片/b.jpg", "资产公示\n公示期：2018年6月1日至6月7日"),
            photo("照片/c.jpg"),
        ];
        let stated = stated(&photos, &BTreeMap::new());
        let off = |n: usize, on: &str| against(&photos[n], PhotoKind::NoticeNear, day(on), &stated);
        assert_eq!(off(0, "2019-04-06"), None);
        assert_eq!(off(1, "2018-06-02"), None);
        assert_eq!(off(2, "2018-06-02"), None, "nothing is said of the third");
        assert_eq!(off(1, "2019-04-06").map(|(own, _)| own.title.as_str()), Some("b"));
    }

    #[test]
    fn a_photo_apart_is_held_against_papers_on_its_topic() {
        let papers = [
            notice("公示材料/成员名册公示.docx", "公示期：2019年4月5日至4月11日").topics(&["members"]),
            notice("公示材料/资产公示.docx", "公示期：2018年6月1日至6月7日").topics(&["assets"]),
        ];
        let stated = stated(&papers, &BTreeMap::new());
        let off = |topics: &[&str], on: &str| {
            let photo = photo("照片/公示1.jpg").topics(topics);
            against(&photo, PhotoKind::NoticeFar, day(on), &stated).map(|(it, is_one)| (it.title.clone(), is_one))
        };
        assert_eq!(off(&["members"], "2019-04-08"), None, "inside");
        assert_eq!(off(&["members"], "2019-04-20"), None, "days away: put up late, or taken down late");
        assert_eq!(off(&["members"], "2019-05-20"), Some(("成员名册公示".to_owned(), false)));
        assert_eq!(off(&["assets"], "2019-04-08"), Some(("资产公示".to_owned(), false)), "another notice's day");
        assert_eq!(off(&["members", "assets"], "2018-06-02"), None, "one of them fits");
        assert_eq!(off(&[], "2015-01-01"), None, "of what it shows nothing is known");
    }

    #[test]
    fn a_photo_is_held_against_the_papers_that_lie_with_it() {
        let papers = [
            notice("成员/公示/第一榜/榜文.docx", "公示期：2019年4月5日至4月11日"),
            notice("成员/公示/第二榜/榜文.docx", "公示期：2019年4月20日至4月26日"),
            notice("清产/公示.docx", "公示期：2018年6月1日至6月7日"),
        ];
        let near = PhotoKind::NoticeNear;
        assert_eq!(off("成员/公示/第一榜/照片/1.jpg", near, "2019-04-06", &papers), None);
        assert_eq!(
            off("成员/公示/第一榜/照片/1.jpg", near, "2019-06-06", &papers),
            Some(("张庄村/成员/公示/第一榜/榜文.docx".to_owned(), true))
        );
        assert_eq!(off("成员/公示/照片/1.jpg", near, "2019-04-22", &papers), None, "the second list's period");
        assert_eq!(
            off("成员/公示/照片/1.jpg", near, "2019-06-06", &papers),
            Some(("张庄村/成员/公示/第二榜/榜文.docx".to_owned(), false)),
            "the nearest of several"
        );
        assert_eq!(off("成员/公示/第三榜/1.jpg", near, "2019-05-09", &papers), None, "the papers beside are of others");
        assert_eq!(off("照片/1.jpg", near, "2019-06-06", &papers), None, "no paper lies with it");
        assert_eq!(off("清产/照片/1.jpg", PhotoKind::Meeting, "2019-06-06", &papers), None, "a notice is no meeting");
        assert_eq!(off("1.jpg", near, "2019-06-06", &[notice("榜.docx", "公示期：2018年6月1日至6月7日")]), None);
    }
}
