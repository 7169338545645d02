//! Events: which files tell of one occasion, a meeting, a training, a notice.
//!
//! Files in one folder that bears a day belong together, with the pictures in folders below it. Other folders are
//! divided by day: papers within [`NEAR_DAYS`] of each other are one occasion, since a notice is dated before its
//! meeting; those without a day are divided by what they are about. Last, groups of the same day and topic join over folders, for archives ordered by kind of paper.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Date;

use super::caption_file::{is_caption_table, is_sidecar};
use crate::{
    evaluate::{Dated, Document},
    text::{dates::find_dates, fold::fold_name, names::strip_order, workdays::days_between},
    vocabulary,
};

/// Days within which the papers of one folder are one occasion.
const NEAR_DAYS: i32 = 3;

/// Folder names that only say "pictures"; what lies in them belongs to the folder above.
static PICTURE_FOLDERS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("folders.tsv").read_by("event").collect());

/// One occasion.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What people would call it: the folder's name, or the title of its first paper; empty where pictures lie alone in
    /// folders without words.
    pub name: String,
    /// Its day, where one is known.
    pub date: Option<Date>,
    /// What it is about: the topics of its members together.
    pub topics: Vec<String>,
    /// Indices into the unit's documents, ascending.
    pub members: Vec<usize>,
}

/// Groups a unit's documents; every document is in exactly one event.
pub fn group(documents: &[Document]) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for (folder, members) in by_folder(documents) {
        if folder_day(&folder).is_some() {
            events.push(event(documents, Some(&folder), members));
        } else {
            events.extend(by_day(documents, &members).into_iter().map(|members| event(documents, None, members)));
        }
    }
    let mut events = join_over_folders(documents, events);
    events.sort_by_key(|event| event.members.first().copied());
    events
}

/// Gives the topics of an event to those of its members that name none, above all pictures.
pub fn share_topics(documents: &mut [Document], events: &[Event]) {
    for event in events {
        for &member in &event.members {
            if let Some(document) = documents.get_mut(member).filter(|document| document.topics.is_empty()) {
                document.topics.clone_from(&event.topics);
            }
        }
    }
}

/// Documents by the folder that could be an event's: the nearest that bears a day, or else their own.
fn by_folder(documents: &[Document]) -> BTreeMap<String, Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, document) in documents.iter().enumerate() {
        let own = document.below_unit.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut folder = own;
        let dated = loop {
            if folder.is_empty() {
                break None;
            }
            if folder_day(folder).is_some() {
                break Some(folder);
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        };
        groups.entry(dated.unwrap_or_else(|| without_picture_folder(own)).to_owned()).or_default().push(i);
    }
    groups
}

fn folder_day(folder: &str) -> Option<Date> {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    find_dates(name).into_iter().find(|mention| mention.is_day()).map(|mention| mention.date)
}

fn without_picture_folder(folder: &str) -> &str {
    let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let name = fold_name(name);
    if PICTURE_FOLDERS.contains(&strip_order(&name)) { above } else { folder }
}

/// Divides one folder's documents by day. Those without a day go with the only day there is where they do not tell of
/// another matter, and are else divided by matter: that they lie together does not make two matters one occasion.
fn by_day(documents: &[Document], members: &[usize]) -> Vec<Vec<usize>> {
    let mut dated: Vec<(Date, usize)> =
        members.iter().filter_map(|&i| Some((documents.get(i)?.date.as_ref()?.date, i))).collect();
    dated.sort();
    let mut groups: Vec<(Date, Vec<usize>)> = Vec::new();
    for (date, i) in dated {
        match groups.last_mut() {
            // From the first day on, not from one to the next: a paper every other day is no single occasion.
            Some((first, group)) if days_between(*first, date) <= NEAR_DAYS => group.push(i),
            _ => groups.push((date, vec![i])),
        }
    }
    let is_undated = |i: &usize| documents.get(*i).is_some_and(|document| document.date.is_none());
    let undated: Vec<usize> = members.iter().copied().filter(is_undated).collect();
    let mut groups: Vec<Vec<usize>> = groups.into_iter().map(|(_, group)| group).collect();
    let rest = match groups.as_mut_slice() {
        [only] => {
            let topics = topics_of(documents, only);
            let (same, rest) = undated.into_iter().partition(|&i| may_be_of(documents, i, &topics));
            only.extend::<Vec<usize>>(same);
            rest
        }
        _ => undated,
    };
    groups.extend(by_matter(documents, rest));
    groups
}

/// Divides documents without a day by what they are about; those that name no matter go with the only one, or stay by
/// themselves.
fn by_matter(documents: &[Document], members: Vec<usize>) -> Vec<Vec<usize>> {
    let names_none = |&i: &usize| documents.get(i).is_none_or(|document| document.topics.is_empty());
    let (silent, telling): (Vec<usize>, Vec<usize>) = members.into_iter().partition(names_none);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for i in telling {
        let same = groups.iter_mut().find(|group| may_be_of(documents, i, &topics_of(documents, group)));
        match same {
            Some(group) => group.push(i),
            None => groups.push(vec![i]),
        }
    }
    match groups.as_mut_slice() {
        [only] => only.extend(silent),
        _ if silent.is_empty() => {}
        _ => groups.push(silent),
    }
    groups
}

fn topics_of(documents: &[Document], members: &[usize]) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for topic in these(documents, members).flat_map(|document| &document.topics) {
        if !topics.contains(topic) {
            topics.push(topic.clone());
        }
    }
    topics
}

/// Whether a document may be of an occasion with these topics: one of the two names none, or both name one.
fn may_be_of(documents: &[Document], i: usize, topics: &[String]) -> bool {
    let own = documents.get(i).map_or(&[][..], |document| &document.topics);
    own.is_empty() || topics.is_empty() || own.iter().any(|topic| topics.contains(topic))
}

/// The documents at these indices.
fn these<'d>(documents: &'d [Document], members: &[usize]) -> impl Iterator<Item = &'d Document> {
    members.iter().filter_map(|&i| documents.get(i))
}

fn event(documents: &[Document], folder: Option<&str>, mut members: Vec<usize>) -> Event {
    members.sort_unstable();
    let topics = topics_of(documents, &members);
    let date = folder.and_then(folder_day).or_else(|| common_day(documents, &members));
    let name = match folder {
        Some(folder) => folder.rsplit('/').next().unwrap_or(folder).to_owned(),
        None => {
            // A caption tells of one photo, and not of the occasion.
            let papers = || {
                these(documents, &members)
                    .filter(|document| is_paper(document) && !is_caption(document, documents, &members))
            };
            papers()
                .find(|document| document.kind.is_some())
                .or_else(|| papers().next())
                .map(|document| document.title.clone())
                .or_else(|| these(documents, &members).find_map(folder_name))
                .unwrap_or_default()
        }
    };
    Event { name, date, topics, members }
}

/// Whether a document is a paper that can name an occasion: one that was read, or that at least a person named in words.
fn is_paper(document: &Document) -> bool {
    let has_words = document.path.stem().chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count() >= 2;
    !document.is_photo() && (document.has_text || document.kind.is_some() || has_words)
}

/// What the nearest folder calls an occasion: words, and not a name that a camera or a program gave it. The file's own
/// name is none: it tells which picture it is.
fn folder_name(document: &Document) -> Option<String> {
    let folders: Vec<&str> = document.below_unit.split('/').collect();
    let (_, above) = folders.split_last()?;
    above.iter().rev().find_map(|name| {
        let folded = fold_name(name);
        let plain = strip_order(&folded);
        let has_words = plain.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count() >= 2;
        let by_program = plain.starts_with("新建文件夹") || PICTURE_FOLDERS.contains(&plain);
        (has_words && !by_program).then(|| plain.to_owned())
    })
}

/// Whether a paper is a caption or a list of captions of photos.
fn is_caption(paper: &Document, documents: &[Document], members: &[usize]) -> bool {
    is_caption_table(&paper.path)
        || these(documents, members).any(|other| other.is_photo() && is_sidecar(&other.path, &paper.path))
}

/// The day that most members bear; the later one where two are borne equally often, as a notice comes first.
fn common_day(documents: &[Document], members: &[usize]) -> Option<Date> {
    let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
    for Dated { date, .. } in these(documents, members).filter_map(|document| document.date.as_ref()) {
        *counts.entry(*date).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(date, count)| (count, date)).map(|(date, _)| date)
}

/// Joins events of one day that share a topic, or where one of the two names none.
fn join_over_folders(documents: &[Document], events: Vec<Event>) -> Vec<Event> {
    let mut joined: Vec<Event> = Vec::new();
    for next in events {
        let same_day = |other: &&mut Event| {
            next.date.is_some()
                && other.date == next.date
                && (next.topics.is_empty()
                    || other.topics.is_empty()
                    || next.topics.iter().any(|topic| other.topics.contains(topic)))
        };
        match joined.iter_mut().find(same_day) {
            Some(other) => {
                let mut members = std::mem::take(&mut other.members);
                members.extend(&next.members);
                let name = std::mem::take(&mut other.name);
                *other = Event { name, date: next.date, ..event(documents, None, members) };
            }
            None => joined.push(next),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{day, paper, photo};

    /// The events' members by name.
    fn names(documents: &[Document]) -> Vec<Vec<&str>> {
        let events = group(documents);
        let mut seen: Vec<usize> = events.iter().flat_map(|event| event.members.clone()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..documents.len()).collect::<Vec<_>>(), "each document is in exactly one event");
        let name = |&i: &usize| documents[i].path.stem();
        events.iter().map(|event| event.members.iter().map(name).collect()).collect()
    }

    #[test]
    fn a_dated_folder_is_one_event_with_its_picture_folders() {
        let documents = [
            paper("会议/20190506清产会议/会议记录.docx").on("2019-05-06"),
            paper("会议/20190506清产会议/通知.docx").on("2019-04-20"),
            photo("会议/20190506清产会议/照片/1.jpg"),
            photo("会议/20190506清产会议/02现场/近景/2.jpg"),
            paper("会议/20190812量化会议/会议记录2.docx").on("2019-08-12"),
        ];
        assert_eq!(names(&documents), [vec!["会议记录", "通知", "1", "2"], vec!["会议记录2"]]);
        let events = group(&documents);
        assert_eq!((events[0].name.as_str(), events[0].date), ("20190506清产会议", Some(day("2019-05-06"))));
    }

    #[test]
    fn a_folder_of_one_kind_is_divided_by_day() {
        let documents = [
            paper("会议记录/a.docx").on("2019-05-06"),
            paper("会议记录/b.docx").on("2019-05-09"),
            paper("会议记录/c.docx").on("2019-05-13"),
            paper("会议记录/d.docx"),
        ];
        assert_eq!(names(&documents), [vec!["a", "b"], vec!["c"], vec!["d"]]);
        let events = group(&documents);
        assert_eq!(events[0].date, Some(day("2019-05-09")), "a notice is dated before its meeting");
        assert_eq!((events[2].date, events[2].name.as_str()), (None, "d"));
    }

    #[test]
    fn the_days_of_a_year_turn_are_near() {
        let documents = [paper("记录/a.docx").on("2018-12-31"), paper("记录/b.docx").on("2019-01-02")];
        assert_eq!(names(&documents), [vec!["a", "b"]]);
    }

    #[test]
    fn undated_files_go_with_the_only_day_and_pictures_with_the_folder_above() {
        let documents = [
            photo("清产/照片/1.jpg"),
            paper("清产/会议记录.docx").on("2019-05-06").topics(&["assets"]),
            paper("清产/签到.docx"),
        ];
        assert_eq!(names(&documents), [vec!["1", "会议记录", "签到"]]);
        let mut documents = documents;
        let events = group(&documents);
        assert_eq!(events[0].name, "会议记录", "the first paper names it, not the picture");
        share_topics(&mut documents, &events);
        assert!(documents.iter().all(|document| document.topics == ["assets"]));
    }

    #[test]
    fn undated_papers_of_two_matters_are_no_one_occasion() {
        let two = [
            paper("会议/记录一.docx").topics(&["assets"]),
            paper("会议/记录二.docx").topics(&["members"]),
            paper("会议/签到.docx").topics(&["members"]),
        ];
        assert_eq!(names(&two), [vec!["记录一"], vec!["记录二", "签到"]]);
        let with_photo = [two[0].clone(), two[1].clone(), photo("会议/照片/1.jpg")];
        assert_eq!(names(&with_photo), [vec!["记录一"], vec!["记录二"], vec!["1"]], "nobody knows of which");
        let beside = [two[0].clone().on("2019-05-06"), two[1].clone(), photo("会议/照片/1.jpg")];
        assert_eq!(names(&beside), [vec!["记录一", "1"], vec!["记录二"]]);
        let one = [two[1].clone(), two[2].clone(), photo("会议/照片/1.jpg")];
        assert_eq!(names(&one), [vec!["记录二", "签到", "1"]]);
    }

    #[test]
    fn captions_name_no_event() {
        let documents = [
            photo("开会/1.jpg").on("2019-05-06"),
            paper("开会/1.txt").on("2019-05-06"),
            paper("开会/照片说明.docx").on("2019-05-06"),
            paper("开会/记录.docx").on("2019-05-06"),
        ];
        assert_eq!(group(&documents)[0].name, "记录");
        assert_eq!(group(&documents[..3])[0].name, "开会", "the folder's, where there is nothing else");
    }

    #[test]
    fn a_stray_file_names_no_event() {
        let name = |documents: &[Document]| group(documents)[0].name.clone();
        for stray in [".thumbdata4--1967290299", "20200615_143013", "IMG_0001", "新建文件夹/DSC_0012"] {
            let documents = [photo("02公示照片/a.jpg"), photo(&format!("02公示照片/{stray}.jpg"))];
            assert_eq!(name(&documents), "公示照片", "{stray}");
        }
        assert_eq!(name(&[photo("DCIM/100ANDRO/a.jpg")]), "", "no words anywhere");
        assert_eq!(name(&[photo("照片/a.jpg")]), "");
        assert_eq!(name(&[photo("a.jpg")]), "");
    }

    #[test]
    fn events_of_one_day_join_over_folders_unless_their_topics_differ() {
        let documents = [
            paper("会议记录/a.docx").on("2019-05-06").topics(&["assets"]),
            paper("会议记录/b.docx").on("2019-09-01").topics(&["members"]),
            paper("签到/c.docx").on("2019-05-06").topics(&["assets", "shares"]),
            photo("照片/d.jpg").on("2019-05-06"),
            paper("签到/e.docx").on("2019-09-01").topics(&["shares"]),
        ];
        assert_eq!(names(&documents), [vec!["a", "c", "d"], vec!["b"], vec!["e"]]);
    }

    #[test]
    fn undated_folders_never_join() {
        let documents = [paper("甲/a.docx"), paper("乙/b.docx")];
        assert_eq!(names(&documents).len(), 2);
        assert!(group(&[]).is_empty());
    }
}
