//! Captions: which of 时间、人物、地点、事件 a text gives (V24).
//!
//! A text says it with labels (`时间：… 地点：…`), or in a sentence or file name
//! (`20180612张庄村村民代表会议`). What is not plainly there is left out: a caption that is read by a person may say more.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    model::{Source, Township},
    text::{
        Cut,
        dates::{find_dates, find_month_days},
        fold::fold_name,
        names::{strip_order, village_key},
        pattern,
        vocabulary::alternation,
    },
    vocabulary,
};

/// Names of places that a caption may mention.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// Names, the longest first.
    names: Vec<String>,
}

impl Gazetteer {
    /// The names of a township, its villages and what lies above them.
    pub fn new(township: &Township) -> Self {
        let above = [Some(&township.name), township.county.as_ref(), township.province.as_ref()];
        let mut names: Vec<String> = above.into_iter().flatten().cloned().collect();
        for village in &township.villages {
            names.extend(village.names().cloned());
            // `张庄` alone names the village too; one character names nothing.
            names.push(village_key(&village.name));
        }
        Self::of(names)
    }

    /// A list of names; those of one character are left out.
    pub fn of(names: Vec<String>) -> Self {
        let mut names: Vec<String> = names.iter().map(|name| fold_name(name)).collect();
        names.retain(|name| name.chars().count() > 1);
        names.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then(a.cmp(b)));
        names.dedup();
        Self { names }
    }

    fn find(&self, text: &str) -> Option<&str> {
        self.names.iter().map(String::as_str).find(|name| text.contains(name))
    }
}

/// What a text gives, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Elements {
    /// 时间.
    pub time: Option<String>,
    /// 人物: names, or who they are (`村民代表`).
    pub people: Vec<String>,
    /// 地点.
    pub place: Option<String>,
    /// 事件.
    pub event: Option<String>,
    /// Who took it; not one of the four.
    pub photographer: Option<String>,
}

impl Elements {
    /// The names of the elements that are there, in the order of the rubric.
    pub fn names(&self) -> Vec<&'static str> {
        [
            ("time", self.time.is_some()),
            ("people", !self.people.is_empty()),
            ("place", self.place.is_some()),
            ("event", self.event.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect()
    }
}

/// Which of the four elements a text asks for by a label and leaves blank: `人物：`.
pub fn left_blank(text: &str) -> Vec<&'static str> {
    let lines = text.lines().filter_map(|line| line.trim().strip_suffix(['：', ':']));
    lines
        .filter_map(|name| match label(name)? {
            CaptionLabel::Time => Some("time"),
            CaptionLabel::People => Some("people"),
            CaptionLabel::Place => Some("place"),
            CaptionLabel::Event => Some("event"),
            _ => None,
        })
        .collect()
}

/// Elements of several texts, each kept with its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GatheredElements {
    /// What the sources give together: of each element the first source's.
    pub elements: Elements,
    /// Who gives which element, in the order in which they were found.
    pub sources: Vec<(&'static str, Source)>,
    /// For each of `sources` which of the texts it was, counted from 0.
    pub texts: Vec<usize>,
}

impl GatheredElements {
    /// Puts together what texts give, in the order of their worth.
    pub fn from_elements(texts: impl IntoIterator<Item = (Source, Elements)>) -> Self {
        let mut gathered = Self::default();
        for (number, (source, found)) in texts.into_iter().enumerate() {
            let own = &mut gathered.elements;
            for name in found.names() {
                if !own.names().contains(&name) {
                    gathered.sources.push((name, source));
                    gathered.texts.push(number);
                }
            }
            own.time = own.time.take().or(found.time);
            own.place = own.place.take().or(found.place);
            own.event = own.event.take().or(found.event);
            own.photographer = own.photographer.take().or(found.photographer);
            if own.people.is_empty() {
                own.people = found.people;
            }
        }
        gathered
    }

    /// What gives an element: its value in words, who says it, and which of the texts.
    pub fn said(&self, element: &str) -> Option<(String, Source, usize)> {
        let at = self.sources.iter().position(|(name, _)| *name == element)?;
        let own = &self.elements;
        let value = match element {
            "time" => own.time.clone(),
            "people" => Some(own.people.join("、")),
            "place" => own.place.clone(),
            _ => own.event.clone(),
        };
        Some((value?, self.sources.get(at)?.1, *self.texts.get(at)?))
    }

    /// The source that gives most elements, the stronger one where two give as many.
    pub fn main_source(&self) -> Source {
        let count = |source: Source| self.sources.iter().filter(|(_, from)| *from == source).count();
        let strongest_first = self.sources.iter().map(|(_, source)| *source);
        strongest_first.min_by_key(|source| (std::cmp::Reverse(count(*source)), *source)).unwrap_or(Source::None)
    }
}

/// What a field of a caption is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaptionLabel {
    Time,
    People,
    Place,
    Event,
    Photographer,
    Other,
}

static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    let groups = vocabulary!("labels.tsv").groups("meaning", "caption-label").into_iter();
    let labels: Vec<String> = groups.map(|(name, words)| format!("(?P<{name}>{})", words.join("|"))).collect();
    pattern(&labels.join("|"))
});

/// The label in a whole cell or word.
pub(super) fn label(text: &str) -> Option<CaptionLabel> {
    let found = LABELS.captures(text)?;
    let is = |name| found.name(name).is_some();
    Some(match () {
        () if is("time") => CaptionLabel::Time,
        () if is("people") => CaptionLabel::People,
        () if is("place") => CaptionLabel::Place,
        () if is("event") => CaptionLabel::Event,
        () if is("photographer") => CaptionLabel::Photographer,
        () => CaptionLabel::Other,
    })
}

/// Values behind labels with a colon, each up to the next label or the end of its line.
fn labelled(text: &str) -> Vec<(CaptionLabel, &str)> {
    let mut marks: Vec<(usize, usize, CaptionLabel)> = Vec::new();
    for found in LABELS.find_iter(text) {
        let behind = text.part(found.end()..).trim_start_matches([' ', '\u{3000}']);
        let colon = behind.chars().next().filter(|c| matches!(c, ':' | '：'));
        // Inside a longer word it is no label: `公示时间`, `召开地点` are, but not `第二时间`.
        if let (Some(colon), Some(label)) = (colon, label(found.as_str())) {
            let value_at = text.len() - behind.len() + colon.len_utf8();
            marks.push((found.start(), value_at, label));
        }
    }
    let ends = marks.iter().skip(1).map(|mark| mark.0).chain([text.len()]);
    marks
        .iter()
        .zip(ends)
        .filter_map(|(&(_, from, label), to)| {
            let value = text.get(from..to)?.lines().find(|line| !line.trim().is_empty())?;
            let value = value.split(['\t', '；', ';', '。']).next()?;
            let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '，' | ',' | '、' | '.'));
            (!value.is_empty()).then_some((label, value))
        })
        .collect()
}

/// Places by what they are.
static VENUE: LazyLock<Regex> = LazyLock::new(|| {
    let venues = vocabulary!("photos.tsv").forms("caption-venue");
    pattern(&format!(r"[\p{{Han}}A-Za-z0-9--[在于到由至]]{{0,8}}?(?:{venues})"))
});
/// Meetings and other bodies by their names, which mention people without saying who was there.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("bodies.tsv");
    let [lead, meeting, people] = ["caption-lead", "caption-meeting", "caption-people"].map(|part| list.forms(part));
    pattern(&format!("(?:{lead})*(?:{meeting})|{people}"))
});
static EVENT: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("photos.tsv").forms("caption-event")));
/// What stands before an event's name.
static HELD: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("photos.tsv").forms("caption-held")));
/// Who was there, by what they are.
static ROLE: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("offices.tsv").forms("caption-role")));

/// The hundred most frequent family names, and some of two characters.
static FAMILIES: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("surnames.tsv").words("captions", "yes").collect());

/// A person with an office: `书记张三`, `张三主任`.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    let office = format!("(?:{})", vocabulary!("offices.tsv").forms("caption-office"));
    let given = r"[\p{Han}--[主持讲话发言宣读介绍在和与及等为向对给带领村镇书会组长正组代是的到同陪参现作]]";
    let family = alternation(FAMILIES.iter());
    pattern(&format!(
        r"{office}(?P<a>(?:{family}){given}{{1,2}})|(?P<b>(?:{family}){given}{{1,2}})(?:同志|先生|女士|{office})"
    ))
});

/// Reads a caption, a file name or a row of a caption table.
pub fn elements(text: &str, gazetteer: &Gazetteer) -> Elements {
    let mut out = Elements::default();
    let labelled = labelled(text);
    for (label, value) in &labelled {
        let value = (*value).to_owned();
        match label {
            CaptionLabel::Time if out.time.is_none() => out.time = Some(value),
            CaptionLabel::Place if out.place.is_none() => out.place = Some(value),
            CaptionLabel::Event if out.event.is_none() => out.event = Some(value),
            CaptionLabel::Photographer if out.photographer.is_none() => out.photographer = Some(value),
            CaptionLabel::People if out.people.is_empty() => out.people = list(&value),
            _ => {}
        }
    }
    // What a form asks for and leaves blank is not guessed from its other words.
    let blank = left_blank(text);
    let is_open = |element: &str| !blank.contains(&element);
    let days = find_dates(text);
    let time = days.first().map(|mention| text.part(mention.range.clone()).to_owned());
    let month_day = || find_month_days(text).first().map(|mention| text.part(mention.range.clone()).to_owned());
    if is_open("time") {
        out.time = out.time.or(time).or_else(month_day);
    }
    // Figures of days would stand in the way of words.
    let mut words = String::with_capacity(text.len());
    let mut from = 0;
    for mention in &days {
        words.push_str(text.part(from..mention.range.start));
        words.push(' ');
        from = mention.range.end;
    }
    words.push_str(text.part(from..));
    let words = fold_phrases(&words);
    if out.place.is_none() && is_open("place") {
        out.place = place(&words, gazetteer);
    }
    if out.people.is_empty() && is_open("people") {
        out.people = people(&words, gazetteer);
    }
    if out.event.is_none() && is_open("event") {
        out.event = event(&words);
    }
    out
}

/// NFKC and simplified, with the marks between phrases as single spaces.
fn fold_phrases(text: &str) -> String {
    let phrases = text.split(|c: char| c.is_whitespace() || ",，.。;；:：、_—-/\\|()（）[]【】".contains(c));
    phrases.map(fold_name).filter(|phrase| !phrase.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn list(value: &str) -> Vec<String> {
    let parts = value.split(|c: char| "、，,；;/ \u{3000}".contains(c)).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn place(words: &str, gazetteer: &Gazetteer) -> Option<String> {
    let named = gazetteer.find(words);
    let venue = VENUE.find(words).map(|found| found.as_str());
    match (named, venue) {
        (Some(name), Some(venue)) if !venue.contains(name) => Some(format!("{name}{venue}")),
        (_, Some(venue)) => Some(venue.to_owned()),
        (named, None) => named.map(str::to_owned),
    }
}

fn people(words: &str, gazetteer: &Gazetteer) -> Vec<String> {
    let mut words = BODY.replace_all(words, " ").into_owned();
    for name in &gazetteer.names {
        words = words.replace(name, " ");
    }
    let mut found: Vec<String> = Vec::new();
    let persons = PERSON.captures_iter(&words).filter_map(|found| found.name("a").or_else(|| found.name("b")));
    let names = persons.map(|name| name.as_str()).chain(ROLE.find_iter(&words).map(|role| role.as_str()));
    for name in names.chain(words.split(' ').filter(|word| is_name(word))) {
        if !found.iter().any(|other| other.contains(name)) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Whether a word that stands by itself is a person's name: a frequent family name and two further characters, none
/// of which ends the name of a place or of a thing. Names of two characters are too often words (方案, 高中).
fn is_name(word: &str) -> bool {
    const NO_NAME: &str =
        "村庄镇乡街路沟峪湾河桥寺庙店会站所室院校场厅栏门口头底崖山岭坡景示表册证书图照片员长人们时间前后中";
    let characters: Vec<char> = word.chars().collect();
    let [family, given @ ..] = characters.as_slice() else { return false };
    given.len() == 2
        && FAMILIES.contains(&&*family.encode_utf8(&mut [0; 4]))
        && characters.iter().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
        && !given.iter().any(|c| NO_NAME.contains(*c))
        && !EVENT.is_match(word)
}

/// The first phrase that tells of something going on.
fn event(words: &str) -> Option<String> {
    words.split(' ').find_map(|phrase| {
        let without_venue = VENUE.replace_all(phrase, "");
        // The venue's name may be all that is said: `公示栏` is no 公示.
        EVENT.is_match(&without_venue).then(|| {
            let held = HELD.find_iter(phrase).last().map(|found| phrase.part(found.end()..));
            let named = held.filter(|rest| EVENT.is_match(rest)).unwrap_or(phrase);
            strip_order(named).to_owned()
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gazetteer() -> Gazetteer {
        Gazetteer::of(vec!["张庄村".to_owned(), "张庄".to_owned(), "凫城镇".to_owned(), "村".to_owned()])
    }

    fn read(text: &str) -> (Option<String>, String, Option<String>, Option<String>) {
        let found = elements(text, &gazetteer());
        (found.time, found.people.join("、"), found.place, found.event)
    }

    fn say(
        time: &str,
        people: &str,
        place: &str,
        event: &str,
    ) -> (Option<String>, String, Option<String>, Option<String>) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (some(time), people.to_owned(), some(place), some(event))
    }

    #[test]
    fn labels() {
        let text = "题名：村民代表会议  时间：2018年6月12日上午 地点：村委会会议室；人物：李四、王五 摄影者：赵六";
        assert_eq!(read(text), say("2018年6月12日上午", "李四、王五", "村委会会议室", "村民代表会议"));
        assert_eq!(elements(text, &gazetteer()).photographer.as_deref(), Some("赵六"));
        let lines = "时间：2018.6.12\n地点：\n人物：全体村民代表\n事件：资产公示";
        assert_eq!(read(lines), say("2018.6.12", "全体村民代表", "", "资产公示"));
    }

    #[test]
    fn sentences() {
        assert_eq!(
            read("2020年5月16日，村支书李明在张庄村会议室主持召开村民代表会议，全体村民代表参加。"),
            say("2020年5月16日", "李明、全体村民代表", "张庄村会议室", "村民代表会议")
        );
        assert_eq!(read("凫城镇副镇长王建国讲话").1, "王建国");
        assert_eq!(
            read("2019年6月20日 周小满 村小学 股东代表大会"),
            say("2019年6月20日", "周小满", "村小学", "股东代表大会")
        );
        assert_eq!(read("文书在老祠堂门口贴榜"), say("", "", "老祠堂门口", "文书在老祠堂门口贴榜"));
        assert_eq!(read("四、股东会").3.as_deref(), Some("股东会"));
        assert_eq!(read("王家峪 石桥村 马山头").1, "", "names of places");
        assert_eq!(read("张庄村主任带领群众丈量土地"), say("", "群众", "张庄村", "张庄村主任带领群众丈量土地"));
    }

    #[test]
    fn file_names() {
        assert_eq!(read("20180612村民代表会议"), say("20180612", "", "", "村民代表会议"));
        assert_eq!(read("张庄村成员名册公示近景2018.6.15"), say("2018.6.15", "", "张庄村", "张庄村成员名册公示近景"));
        assert_eq!(read("公示栏"), say("", "", "公示栏", ""));
        assert_eq!(read("IMG_0001"), say("", "", "", ""));
        assert_eq!(read("6月12日领取股权证_李四主任"), say("6月12日", "李四", "", "6月12日领取股权证"));
    }

    #[test]
    fn sources_are_kept() {
        let texts =
            [(Source::Iptc, "村民代表会议"), (Source::FileName, "20180612张庄村会议"), (Source::Folder, "照片")];
        let gathered =
            GatheredElements::from_elements(texts.map(|(source, text)| (source, elements(text, &gazetteer()))));
        assert_eq!(
            gathered.sources,
            [("event", Source::Iptc), ("time", Source::FileName), ("place", Source::FileName)]
        );
        assert_eq!(gathered.main_source(), Source::FileName);
        assert_eq!(gathered.elements.event.as_deref(), Some("村民代表会议"));
        assert_eq!(GatheredElements::default().main_source(), Source::None);
    }

    #[test]
    fn what_is_left_blank_is_not_guessed() {
        let row = "时间：2018-06-12\n地点：村部\n人物：\n事由：资产公示\n摄影者：王文书";
        assert_eq!(left_blank(row), ["people"]);
        assert_eq!(read(row), say("2018-06-12", "", "村部", "资产公示"));
        assert_eq!(left_blank("地点：\n照片内容：张榜\n拍摄时间："), ["place", "time"]);
        assert!(left_blank("时间：2018-06-12\n村民看榜").is_empty() && left_blank("备注：").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(时间|地点|人物|：|、|\n|\t|2018年6月12日|会议|张庄村|主任|李|四|序号|文件名|.jpg| |[a-z]|\\PC){0,30}") {
            let found = elements(&text, &gazetteer());
            prop_assert!(found.names().len() <= 4);
        }
    }
}
