//! What minutes and resolutions say of a meeting: the thirteen things that minutes record, and where each stands.
//!
//! One paper can hold many meetings: a notebook is divided at its headings.

mod hour;
mod people;
mod phrases;
#[cfg(test)]
mod tests;

use std::{ops::Range, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;

pub use people::is_name;

use self::{
    hour::time_of_day,
    people::{first_names, names},
    phrases::{AGENDA, ANNOUNCES, DECIDES, HELD_IN, LED_BY, NAMED, NUMBERED, RECORDED_BY, SPEECH, TREATS, VOTED},
};
use super::count::{AttendanceCount, Vote, attendance, votes};
use crate::{
    evaluate::{
        Document,
        documents::prose::script::{Fact, Script},
    },
    model::{MeetingBody, Message},
    msg,
    text::{
        Cut,
        dates::{DateMention, find_dates, find_month_days},
        fold::fold_name,
        pattern,
    },
    vocabulary,
};

/// What minutes record (会议记录要素), in the usual order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MinutesField {
    /// 会议名称.
    Name,
    /// 时间.
    Time,
    /// 地点.
    Place,
    /// 主持人.
    Host,
    /// 记录人.
    Recorder,
    /// 应到人数.
    Expected,
    /// 实到人数.
    Present,
    /// 出席、列席人员.
    Attendees,
    /// 议题.
    Topic,
    /// 发言讨论内容.
    Discussion,
    /// 表决方式与结果.
    Vote,
    /// 决议内容.
    Decision,
    /// 签字.
    Signature,
}

impl MinutesField {
    /// All thirteen.
    pub const ALL: [MinutesField; 13] = [
        MinutesField::Name,
        MinutesField::Time,
        MinutesField::Place,
        MinutesField::Host,
        MinutesField::Recorder,
        MinutesField::Expected,
        MinutesField::Present,
        MinutesField::Attendees,
        MinutesField::Topic,
        MinutesField::Discussion,
        MinutesField::Vote,
        MinutesField::Decision,
        MinutesField::Signature,
    ];

    /// Its name for people.
    pub fn title(self) -> Message {
        match self {
            MinutesField::Name => msg!("会议名称", "name"),
            MinutesField::Time => msg!("时间", "time"),
            MinutesField::Place => msg!("地点", "place"),
            MinutesField::Host => msg!("主持人", "host"),
            MinutesField::Recorder => msg!("记录人", "recorder"),
            MinutesField::Expected => msg!("应到人数", "number expected"),
            MinutesField::Present => msg!("实到人数", "number present"),
            MinutesField::Attendees => msg!("出席（列席）人员", "those present"),
            MinutesField::Topic => msg!("议题", "matter"),
            MinutesField::Discussion => msg!("发言讨论内容", "discussion"),
            MinutesField::Vote => msg!("表决方式与结果", "vote"),
            MinutesField::Decision => msg!("决议内容", "decision"),
            MinutesField::Signature => msg!("签字", "signatures"),
        }
    }
}

/// One meeting, as one paper tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingFacts {
    /// What it is called.
    pub name: Option<Fact<String>>,
    /// Who met, where the name says so.
    pub body: Option<Fact<MeetingBody>>,
    /// Its day.
    pub date: Option<Fact<Date>>,
    /// The hour at which it began, in minutes since midnight.
    pub began: Option<Fact<u16>>,
    /// A month and a day without a year, where no full day is given.
    pub yearless: Option<Fact<(i8, i8)>>,
    /// Where it was held.
    pub place: Option<Fact<String>>,
    /// Who led it.
    pub host: Option<Fact<String>>,
    /// Who wrote the minutes.
    pub recorder: Option<Fact<String>>,
    /// How many came.
    pub attendance: AttendanceCount,
    /// The names of those present, where the list is plain.
    pub attendees: Option<Fact<Vec<String>>>,
    /// What it was about.
    pub topic: Option<Fact<String>>,
    /// Its votes, in their order.
    pub votes: Vec<Vote>,
    /// What it decided, in a sentence.
    pub decision: Option<Fact<String>>,
    /// The names below it; no names where the place for them is blank, `None` where there is no such place.
    pub signatures: Option<Fact<Vec<String>>>,
    /// Which of the thirteen things are not there.
    pub missing: Vec<MinutesField>,
    /// The first words, for a place to show.
    pub head: Fact<()>,
    /// Whether its text was recognised from a picture.
    pub recognised: bool,
}

/// Labels of fields, each as a cell or with a colon behind it, or alone on a line. A space between a figure and a word is
/// none in the text as it is read, so that a label may stand right behind an hour: `19:00地点:`.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let groups = vocabulary!("labels.tsv").groups("meaning", "meeting-label").into_iter();
    let labels: Vec<String> = groups.map(|(name, words)| format!("(?P<{name}>{})", words.join("|"))).collect();
    pattern(&format!(
        r"(?m)(?:^|[\t ,;。、)0-9])(?:[一二三四五六七八九十]{{1,3}}、|\(?[0-9一二三四五六七八九十]{{1,2}}[)、.])?(?P<label>{})(?:\((?:[^()\n]{{0,12}})\))?(?: ?:|\t|$)",
        labels.join("|")
    ))
});

/// A label and what stands behind it.
#[derive(Debug, Clone)]
struct LabelHit {
    field: MeetingLabel,
    /// The label's bytes.
    label: Range<usize>,
    /// From behind the label to the end of its line, its cell or the next label.
    value: Range<usize>,
    /// To the next label, over lines.
    whole: Range<usize>,
}

/// What a label of minutes announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MeetingLabel {
    Of(MinutesField),
    Absent,
    Numbers,
}

const GROUPS: [(&str, MeetingLabel); 13] = [
    ("signature", MeetingLabel::Of(MinutesField::Signature)),
    ("name", MeetingLabel::Of(MinutesField::Name)),
    ("time", MeetingLabel::Of(MinutesField::Time)),
    ("place", MeetingLabel::Of(MinutesField::Place)),
    ("host", MeetingLabel::Of(MinutesField::Host)),
    ("recorder", MeetingLabel::Of(MinutesField::Recorder)),
    ("absent", MeetingLabel::Absent),
    ("attendees", MeetingLabel::Of(MinutesField::Attendees)),
    ("numbers", MeetingLabel::Numbers),
    ("topic", MeetingLabel::Of(MinutesField::Topic)),
    ("discussion", MeetingLabel::Of(MinutesField::Discussion)),
    ("vote", MeetingLabel::Of(MinutesField::Vote)),
    ("decision", MeetingLabel::Of(MinutesField::Decision)),
];

/// Characters that forms leave where a value is to be written.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || "_-—–―…·.,;:、。()[]/\\|年月日时分午上下人名票＿".contains(c)
}

fn is_blank(text: &str) -> bool {
    text.chars().all(is_filler)
}

fn hits(text: &str, range: &Range<usize>) -> Vec<LabelHit> {
    let mut found: Vec<LabelHit> = Vec::new();
    let end = range.end.min(text.len());
    let part = text.part(..end);
    let mut at = range.start.min(end);
    while let Some(captures) = LABEL.captures_at(part, at) {
        let (Some(whole), Some(label)) = (captures.get(0), captures.name("label")) else { break };
        // The mark behind one label is the mark before the next.
        let last = part.part(..whole.end()).chars().next_back().map_or(1, char::len_utf8);
        let before_last = whole.end().saturating_sub(last);
        at = if before_last > whole.start() && label.end() < whole.end() { before_last } else { whole.end() };
        if at <= whole.start() {
            at = whole.end();
        }
        if whole.is_empty() {
            break;
        }
        let field = GROUPS.iter().find(|(group, _)| captures.name(group).is_some()).map(|(_, field)| *field);
        // 参会代表（签字）: the bracket says what stands behind.
        let bracket = part.part(label.end()..whole.end());
        let field = if bracket.starts_with('(') && ["签字", "签名", "手印"].iter().any(|word| bracket.contains(word))
        {
            field.map(|_| MeetingLabel::Of(MinutesField::Signature))
        } else {
            field
        };
        // 会议记录 alone on its line is a title.
        let is_title = label.end() == whole.end() && label.as_str().ends_with("记录");
        if let Some(field) = field.filter(|_| !is_title) {
            found.push(LabelHit { field, label: label.range(), value: whole.end()..end, whole: whole.end()..end });
        }
    }
    let nexts: Vec<usize> = found.iter().skip(1).map(|next| next.label.start).chain([end]).collect();
    for (hit, next) in found.iter_mut().zip(nexts) {
        let start = hit.value.start.min(next);
        let by_cell = part.part(..start).ends_with('\t');
        let line = part.part(start..next).find('\n').map_or(next, |at| start + at);
        let cell = part.part(start..line).find('\t').filter(|_| by_cell).map_or(line, |at| start + at);
        hit.value = start..cell;
        hit.whole = start..next;
    }
    found
}

/// Lines that open a meeting in a notebook: a title, or a label that names it.
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[^。,;:\t]{2,48}(?:会议?|大会)?(?:记录|纪录|纪要|会议|大会|联席会)(?:\([^()]*\))?$|^(?:会议)?名称[:\t]")
});
static DATED_TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[0-9〇零一二三四五六七八九十]{2,4}[年.\-/][^。;]{3,36}(?:会|会议|大会)(?:记录)?$"));
/// Lines above a meeting's time that can belong to it.
const HEAD_LINES: usize = 4;

/// Divides a paper into its meetings; most hold one.
pub fn sections(script: &Script<'_>) -> Vec<Range<usize>> {
    let whole = 0..script.text.len();
    let hits = hits(script.text, &whole);
    let lines: Vec<(Range<usize>, &str)> = script.lines(whole.clone()).collect();
    let line_of = |at: usize| lines.partition_point(|(line, _)| line.start <= at).saturating_sub(1);
    let times: Vec<usize> = hits
        .iter()
        .filter(|hit| {
            hit.field == MeetingLabel::Of(MinutesField::Time)
                && find_dates(script.text.part(hit.value.clone())).iter().any(DateMention::is_day)
        })
        .map(|hit| line_of(hit.label.start))
        .collect();
    let mut starts: Vec<usize> = Vec::new();
    // What stands before the last meeting's time is its own.
    let mut after = 0;
    for time in times {
        let from = time.saturating_sub(HEAD_LINES).max(after);
        let mut heads = lines.iter().enumerate().take(time).skip(from);
        starts.push(heads.find(|(_, (_, line))| TITLE.is_match(line)).map_or(time, |(at, _)| at));
        after = time + 1;
    }
    if starts.len() < 2 {
        let titles = lines.iter().enumerate().filter(|(_, (_, line))| DATED_TITLE.is_match(line));
        starts = titles.map(|(at, _)| at).collect();
    }
    starts.dedup();
    if starts.len() < 2 {
        return vec![whole];
    }
    let mut cuts: Vec<usize> = starts.iter().filter_map(|&at| lines.get(at)).map(|(line, _)| line.start).collect();
    if let Some(first) = cuts.first_mut() {
        *first = 0;
    }
    cuts.push(whole.end);
    cuts.iter().zip(cuts.iter().skip(1)).map(|(&from, &to)| from..to).collect()
}

/// Reads every meeting of a paper of minutes.
pub fn minutes(document: &Document) -> Vec<MeetingFacts> {
    let script = Script::new(document);
    sections(&script)
        .into_iter()
        .filter(|range| !is_blank(script.text.part(range.clone())))
        .map(|range| read(&script, range))
        .collect()
}

/// Reads the one meeting that a resolution, a sign-in sheet or a notice tells of.
pub fn whole(document: &Document) -> Option<MeetingFacts> {
    let script = Script::new(document);
    let range = 0..script.text.len();
    (!is_blank(script.text)).then(|| read(&script, range))
}

fn read(script: &Script<'_>, range: Range<usize>) -> MeetingFacts {
    let text = script.text;
    let part = text.part(range.clone());
    let hits = hits(text, &range);
    let of = |field: MinutesField| hits.iter().filter(move |hit| hit.field == MeetingLabel::Of(field));
    let words = |hit: &LabelHit| -> Option<Fact<String>> {
        let value = if is_blank(text.part(hit.value.clone())) { below(text, hit) } else { hit.value.clone() };
        let said = text.part(value.clone()).trim();
        (!is_blank(said)).then(|| script.fact(said.to_owned(), hit.label.start..value.end))
    };
    let labelled = |field: MinutesField| of(field).find_map(words);
    let matched = |pattern: &Regex| {
        pattern.captures(part).and_then(|captures| {
            let value = captures.iter().skip(1).flatten().next()?;
            let whole = captures.get(0)?;
            Some(script.fact(value.as_str().to_owned(), range.start + whole.start()..range.start + whole.end()))
        })
    };
    let name = labelled(MinutesField::Name).or_else(|| title(script, &range)).or_else(|| matched(&NAMED));
    let body = body(script, &range, name.as_ref());
    let MeetingDay { date, yearless } = day(script, &range, &hits);
    let began = of(MinutesField::Time).find_map(|hit| {
        let words = text.part(hit.value.clone());
        let (value, found) = time_of_day(words)?;
        Some(script.fact(value, hit.value.start + found.start..hit.value.start + found.end))
    });
    let attendance = attendance(script, range.clone());
    let votes = votes(script, range.clone());
    let signatures = signatures(script, &hits).or_else(|| names_below(script, &range));
    let attendees = of(MinutesField::Attendees).find_map(|hit| {
        let names = names(text.part(hit.whole.clone()));
        names.map(|names| script.fact(names, hit.label.start..hit.value.end))
    });
    let place = labelled(MinutesField::Place).or_else(|| matched(&HELD_IN));
    let host = labelled(MinutesField::Host).or_else(|| matched(&LED_BY)).map(|fact| fact.map(|name| person(&name)));
    let recorder =
        labelled(MinutesField::Recorder).or_else(|| matched(&RECORDED_BY)).map(|fact| fact.map(|name| person(&name)));
    let topic = labelled(MinutesField::Topic);
    let decision = decision(script, &range, &hits);
    let filled = |field: MinutesField| of(field).any(|hit| !is_blank(text.part(hit.whole.clone())));
    let signed = signatures.as_ref().is_some_and(|names| !names.value.is_empty());
    let has = |field: MinutesField| match field {
        MinutesField::Name => name.is_some(),
        MinutesField::Time => date.is_some() || yearless.is_some(),
        MinutesField::Place => place.is_some(),
        MinutesField::Host => host.is_some(),
        MinutesField::Recorder => recorder.is_some(),
        MinutesField::Expected => attendance.expected.is_some(),
        MinutesField::Present => attendance.present.is_some(),
        MinutesField::Attendees => filled(field) || signed,
        MinutesField::Topic => topic.is_some() || TREATS.is_match(part) || AGENDA.is_match(part),
        MinutesField::Discussion => filled(field) || SPEECH.is_match(part),
        MinutesField::Vote => !votes.is_empty() || filled(field) || VOTED.is_match(part),
        MinutesField::Decision => filled(field) || decision.is_some() || DECIDES.is_match(part),
        MinutesField::Signature => signed,
    };
    let missing = MinutesField::ALL.into_iter().filter(|&field| !has(field)).collect();
    let first = script.lines(range.clone()).next().map_or(range.start..range.start, |(line, _)| line);
    MeetingFacts {
        head: script.fact((), first),
        recognised: script.is_recognised(range.start),
        missing,
        name,
        body,
        date,
        began,
        yearless,
        place,
        host,
        recorder,
        attendance,
        attendees,
        topic,
        votes,
        decision,
        signatures,
    }
}

/// The first line below a label that has nothing on its own line, or the cell below it in a table of two rows.
fn below(text: &str, hit: &LabelHit) -> Range<usize> {
    let rest = text.part(hit.value.end..hit.whole.end);
    let start = hit.value.end + rest.len().saturating_sub(rest.trim_start().len());
    let end = text.part(start..hit.whole.end).find('\n').map_or(hit.whole.end, |at| start + at);
    start..end
}

/// A person's name without office, title and brackets: `赵甲（村支书）`, `书记 赵甲`.
fn person(text: &str) -> String {
    let text = text.split(['(', ',', ';', '、', '\t']).next().unwrap_or(text).trim();
    let text = text.trim_end_matches("同志");
    text.rsplit(' ').next().unwrap_or(text).to_owned()
}

/// Titles that say nothing of the meeting.
static BARE_TITLES: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("bare-title").collect());

/// The line near the top that is a meeting's title and says more than 会议记录.
fn title(script: &Script<'_>, range: &Range<usize>) -> Option<Fact<String>> {
    let says = |line: &str| {
        let folded = fold_name(line);
        folded.contains('会')
            && !BARE_TITLES.contains(&folded.as_str())
            && folded.chars().count() <= 60
            && !folded.contains(['。', ':'])
    };
    let (at, line) = script.lines(range.clone()).take(3).find(|(_, line)| !line.contains('\t') && says(line))?;
    Some(script.fact(line.trim().to_owned(), at))
}

/// Bodies by what they are called; the first that fits. A meeting of 两委 with the representatives is theirs.
static BODIES: LazyLock<Vec<(MeetingBody, Regex)>> = LazyLock::new(|| {
    let named = |name: &str| MeetingBody::ALL.into_iter().find(|body| body.as_str() == name);
    let groups = vocabulary!("bodies.tsv").groups("body", "meeting").into_iter();
    groups.filter_map(|(name, words)| Some((named(name)?, pattern(&words.join("|"))))).collect()
});

/// Whose meeting a name speaks of.
pub fn body_of(name: &str) -> Option<MeetingBody> {
    let folded = fold_name(name);
    BODIES.iter().find(|(_, pattern)| pattern.is_match(&folded)).map(|(body, _)| *body)
}

fn body(script: &Script<'_>, range: &Range<usize>, name: Option<&Fact<String>>) -> Option<Fact<MeetingBody>> {
    if let Some(name) = name
        && let Some(body) = body_of(&name.value)
    {
        return Some(name.clone().map(|_| body));
    }
    let head = script.lines(range.clone()).take(3).find_map(|(at, line)| {
        let body = (line.chars().count() <= 48).then(|| body_of(line)).flatten()?;
        Some(script.fact(body, at))
    });
    head.or_else(|| {
        NAMED.captures_iter(script.text.part(range.clone())).find_map(|captures| {
            let (whole, value) = (captures.get(0)?, captures.name("v")?);
            let body = body_of(value.as_str())?;
            Some(script.fact(body, range.start + whole.start()..range.start + whole.end()))
        })
    })
}

/// A meeting's day, or month and day where its year is left out.
struct MeetingDay {
    date: Option<Fact<Date>>,
    yearless: Option<Fact<(i8, i8)>>,
}

/// The day behind 时间, or else the first day in the words before the discussion.
fn day(script: &Script<'_>, range: &Range<usize>, hits: &[LabelHit]) -> MeetingDay {
    let text = &script.text;
    let mut yearless = None;
    for hit in hits.iter().filter(|hit| hit.field == MeetingLabel::Of(MinutesField::Time)) {
        let value = if is_blank(text.part(hit.value.clone())) { below(text, hit) } else { hit.value.clone() };
        let words = text.part(value.clone());
        if let Some(found) = find_dates(words).into_iter().find(DateMention::is_day) {
            let date = script.fact(found.date, value.start + found.range.start..value.start + found.range.end);
            return MeetingDay { date: Some(date), yearless: None };
        }
        if yearless.is_none() {
            yearless = find_month_days(words).first().map(|found| {
                script.fact((found.month, found.day), value.start + found.range.start..value.start + found.range.end)
            });
        }
    }
    if yearless.is_some() {
        return MeetingDay { date: None, yearless };
    }
    // Dates of the matter itself (截至2017年12月31日) are none of the meeting.
    static OF_A_MATTER: LazyLock<Vec<&str>> =
        LazyLock::new(|| vocabulary!("clauses.tsv").read_by("day-of-a-matter").collect());
    let found = find_dates(text.part(range.clone())).into_iter().filter(DateMention::is_day).find(|found| {
        let before = text.part(..range.start + found.range.start);
        !OF_A_MATTER.iter().any(|word| before.ends_with(word))
    });
    let date =
        found.map(|found| script.fact(found.date, range.start + found.range.start..range.start + found.range.end));
    MeetingDay { date, yearless: None }
}

/// What was decided: the first sentence behind its label or behind `形成如下决议`.
fn decision(script: &Script<'_>, range: &Range<usize>, hits: &[LabelHit]) -> Option<Fact<String>> {
    let text = &script.text;
    let announced = ANNOUNCES.find(text.part(range.clone())).map(|found| range.start + found.end()..range.end);
    let labelled = || {
        let decisions = hits.iter().filter(|hit| hit.field == MeetingLabel::Of(MinutesField::Decision));
        decisions.map(|hit| hit.whole.clone()).find(|whole| !is_blank(text.part(whole.clone())))
    };
    let said = || DECIDES.find(text.part(range.clone())).map(|found| range.start + found.start()..range.end);
    let stretch = announced.or_else(labelled).or_else(said)?;
    let numbered = NUMBERED.find(text.part(stretch.clone())).map_or(0, |found| found.end());
    let stretch = stretch.start + numbered..stretch.end;
    let lead: usize = text.part(stretch.clone()).chars().take_while(|&c| is_filler(c)).map(char::len_utf8).sum();
    let start = stretch.start + lead;
    let end = text.part(start..stretch.end).find(['。', '\n', ';']).map_or(stretch.end, |at| start + at);
    let said = text.part(start..end).trim();
    (!is_blank(said)).then(|| script.fact(said.to_owned(), start..end))
}

/// Names from which on a line of nothing else below minutes is where people signed.
const SIGNERS: usize = 3;

/// Whether a line is the issuer's name or the day below a paper.
fn is_issue_line(line: &str) -> bool {
    !find_dates(line).is_empty() || line.trim().ends_with(['会', '社', ')'])
}

/// The names that stand below the minutes without a label: the last lines of nothing but names.
fn names_below(script: &Script<'_>, range: &Range<usize>) -> Option<Fact<Vec<String>>> {
    let lines: Vec<(Range<usize>, &str)> = script.lines(range.clone()).collect();
    let mut signed: Vec<String> = Vec::new();
    let mut place: Option<Range<usize>> = None;
    // The first line is the title, and a name on the line of its own below a title is the speaker's.
    for (at, line) in lines.iter().skip(1).rev() {
        match names(line) {
            Some(mut found) => {
                found.append(&mut signed);
                signed = found;
                place = Some(at.start..place.map_or(at.end, |place| place.end));
            }
            None if signed.is_empty() && (is_blank(line) || is_issue_line(line)) => {}
            None => break,
        }
    }
    (signed.len() >= SIGNERS).then_some(()).and(place).map(|place| script.fact(signed, place))
}

/// Beginnings of the labels of one signer.
static ONE_SIGNER: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("one-signer").collect());

/// The names below a paper. Labels of one signer (主持人签字) add theirs; the place of the many decides.
fn signatures(script: &Script<'_>, hits: &[LabelHit]) -> Option<Fact<Vec<String>>> {
    let text = &script.text;
    let mut best: Option<Fact<Vec<String>>> = None;
    for hit in hits.iter().filter(|hit| hit.field == MeetingLabel::Of(MinutesField::Signature)) {
        let one = ONE_SIGNER.iter().any(|signer| text.part(hit.label.clone()).starts_with(signer));
        let mut signed: Vec<String> = Vec::new();
        for (_, words) in script.lines(hit.whole.clone()) {
            if let Some(names) = names(words) {
                signed.extend(names);
            } else if let Some((names, more)) = first_names(words) {
                signed.extend(names);
                signed.push(more.to_owned());
            } else if !is_blank(words) {
                // The issuer and the day below the names end the list; other words are somebody's hand.
                if !is_issue_line(words) {
                    signed.push(words.trim().to_owned());
                }
                break;
            }
        }
        let end = script.lines(hit.whole.clone()).next().map_or(hit.label.end, |(line, _)| line.end);
        let fact = script.fact(signed, hit.label.start..end);
        let better = best.as_ref().is_none_or(|before: &Fact<Vec<String>>| {
            fact.value.len() > before.value.len() && (!one || before.value.is_empty())
        });
        if better {
            best = Some(fact);
        }
    }
    best
}
