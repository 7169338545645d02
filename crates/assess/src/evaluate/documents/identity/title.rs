//! The head of a paper: its title as it stands on the page, and the lines around it.
//!
//! Above a title stand a red head (文件头), the number of the paper, who issues it, `附件1`; behind it a note in brackets
//! (`（2019年3月5日通过）`), a number (`第3号`), a source. The text begins with an addressee, a label, a numbered entry, a row
//! of a table or a sentence.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{
    Cut, find_dates,
    fold::fold_name,
    names::strip_order,
    pattern,
    vocabulary::{WordList, alternation},
};
use crate::vocabulary;

use super::{
    body,
    genre::Genre,
    lines::Lines,
    parse::{self, Title},
    place::Places,
};

static STATES: LazyLock<WordList> = LazyLock::new(|| vocabulary!("states.tsv"));

/// Lines in which a title is looked for.
const WITHIN: usize = 25;
/// The longest line that can be a part of a title without naming its genre, and the longest that can with it.
const LINE_CHARS: usize = 40;
const LONG_LINE_CHARS: usize = 80;
/// Lines over which a title breaks, but for those of its issuers.
const LINES: usize = 4;

/// The head of a paper.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The title taken apart, and its lines.
    pub title: Option<(Title, std::ops::Range<usize>)>,
    /// Lines of red heads.
    pub red: Vec<usize>,
    /// Lines that are an issuer's name.
    pub issuers: Vec<usize>,
    /// Lines with the paper's number.
    pub numbers: Vec<usize>,
    /// Lines in brackets, sources, orders.
    pub notes: Vec<usize>,
    /// Where the text begins.
    pub end: usize,
}

/// What a line of the head is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineKind {
    /// Says nothing: `附件1`, secrecy, a day.
    Skip,
    Red,
    Number,
    Issuer,
    /// `第3号`, `（2020）第2期`.
    Serial,
    Note,
    Title,
    /// The text has begun.
    Body,
}

static ATTACHMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^附[件表录]?[0-9一二三四五六七八九十]{0,3}(?:-[0-9]{1,2})?[:、]?$"));
static ATTACHED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^附[件表录][0-9一二三四五六七八九十]{0,3}(?:-[0-9]{1,2})?[:、]"));
static SECRECY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:绝密|机密|秘密|特急|加急|平急|急件|内部资料.{0,8}|[★☆]|\d{6})+.{0,8}$|^(?:签发人|密级|紧急程度|份号)[:：]",
    )
});
static RED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^.{3,40}文件$|^.{0,16}(?:简报|信息|通讯|工作动态|内参)$"));
/// A number of a paper on a line of its own, perhaps with who signed it behind.
pub(super) static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?P<organ>\p{Han}{1,12})字?[\[〔(【](?:19|20)\d{2}[\]〕)】]?第?[0-9]{1,4}号(?:签发人:.*)?$")
});
static SERIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\[(〔]?(?:(?:19|20)\d{2}[\])〕]?年?)?第?[0-9一二三四五六七八九十]{1,4}[号期次]\)?$|^(?:编号|总第|期数)[:第]?[^。,]{0,24}$",
    )
});
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:来源|信息来源|作者|文章来源|发布时间|发布日期|发布人|编辑|责任编辑|本报|记者|通讯员|撰稿|供稿|日期|浏览)(?:[:(（]|记者|通讯员|\p{Han}{2,4}$|讯|\d)|令第?[0-9〇一二三四五六七八九十]+号$",
    )
});
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[(\[]?[0-9〇○零一二三四五六七八九十]{4}年[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?[)\]]?$",
    )
});
static NOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\(.{1,60}\)$"));
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:第[0-9一二三四五六七八九十百]{1,4}[条章节款编]|[一二三四五六七八九十]{1,3}[、.]|\([0-9一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[、.)]\D|[★●□■◆▲※①-⑳])",
    )
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[^:《》]{1,12}:"));
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"。|[;,!]$|^(?:为了?|按照|根据|依据|经|现将|兹)[^:]{8,}"));

impl Head {
    /// Reads the head of a paper.
    pub(super) fn read(lines: &Lines<'_>, places: &Places<'_>) -> Self {
        let mut head = Self::default();
        // Lines of a title that is whole; a later line with 关于 can make it a red head (督查通报, 第2期, 关于…的通报).
        let mut parts: Vec<usize> = Vec::new();
        let mut is_whole = false;
        let mut at = 0;
        while at < lines.lines.len().min(WITHIN) {
            match kind(lines, at, places) {
                LineKind::Body => break,
                LineKind::Skip => {}
                LineKind::Red => {
                    // …领导小组 over 办公室文件 is one red head, and the upper line names no issuer.
                    let is_rest = lines.get(at).is_some_and(|line| {
                        body::whole(line.tight.trim_end_matches("文件"), places).is_none() && at > 0
                    });
                    if is_rest && head.issuers.last().is_some_and(|last| last + 1 == at) {
                        let name = lines.joined(at - 1, at + 1);
                        if body::whole(name.trim_end_matches("文件"), places).is_some() {
                            head.issuers.pop();
                        }
                    }
                    head.red.push(at);
                }
                LineKind::Number => head.numbers.push(at),
                LineKind::Serial | LineKind::Note => head.notes.push(at),
                LineKind::Issuer => head.issuers.push(at),
                LineKind::Title if parts.is_empty() => {
                    let count = title_lines(lines, at, places);
                    parts.extend(at..at + count);
                    is_whole = true;
                    at += count - 1;
                }
                LineKind::Title if is_whole && begins_anew(lines, &parts, at) => {
                    head.red.append(&mut parts);
                    continue;
                }
                LineKind::Title => break,
            }
            at += 1;
        }
        head.end = at;
        if let (Some(first), Some(last)) = (parts.first().copied(), parts.last().copied()) {
            // A body beside a day edits an issue (简报) and is no part of the title.
            let has_day = |at: usize| lines.get(at).is_some_and(|line| !find_dates(&line.text).is_empty());
            let above: Vec<usize> =
                head.issuers.iter().copied().filter(|issuer| *issuer < first && !has_day(*issuer)).collect();
            // A name on a cover above a title on the next page stands on another page than the title.
            let page = lines.get(first).map(|line| line.page);
            let is_beside = |at: &usize| lines.get(*at).map(|line| line.page) == page;
            let from = above.iter().copied().find(is_beside).unwrap_or(first);
            let own = lines.joined(first, last + 1);
            let own = ATTACHED.replace(&own, "").into_owned();
            let mut title = parse::parse(&own, places);
            let issuers: String =
                above.iter().filter_map(|at| lines.get(*at)).map(|line| line.tight.as_str()).collect();
            if let Some(body) =
                above.iter().find_map(|at| body::whole(&lines.get(*at)?.pieces().first()?.clone(), places))
            {
                title.issuer = Some(body);
                title.text = format!("{issuers}{}", title.text);
            }
            head.title = Some((title, from..last + 1));
        }
        head
    }
}

fn kind(lines: &Lines<'_>, at: usize, places: &Places<'_>) -> LineKind {
    let Some(line) = lines.get(at) else { return LineKind::Body };
    let words = line.tight.trim_start_matches('#');
    if ATTACHMENT.is_match(words) || SECRECY.is_match(words) || DAY.is_match(words) {
        return LineKind::Skip;
    }
    if line.is_row {
        return LineKind::Body;
    }
    if NUMBER.is_match(words) {
        return LineKind::Number;
    }
    if SERIAL.is_match(words) {
        return LineKind::Serial;
    }
    if NOTE.is_match(words) || SOURCE.is_match(words) {
        return LineKind::Note;
    }
    if is_state(words) {
        return LineKind::Note;
    }
    // Who edits an issue stands beside its day.
    let mut pieces = line.pieces();
    pieces.retain(|piece| !DAY.is_match(piece) || line.tight == *piece);
    let named = |piece: &String| body::whole(piece, places).is_some();
    if pieces.iter().all(named) || line.text.split_whitespace().all(|piece| named(&piece.to_owned())) {
        return LineKind::Issuer;
    }
    if RED.is_match(words) && is_red(lines, at, words, places) {
        return LineKind::Red;
    }
    let len = line.len();
    let ends = Genre::ending(words.trim_end_matches([')', ']'])).is_some();
    if MARKER.is_match(words) || len > LONG_LINE_CHARS || (len > LINE_CHARS && !ends) || SENTENCE.is_match(words) {
        return LineKind::Body;
    }
    if words.ends_with(':') {
        return LineKind::Body;
    }
    if LABEL.is_match(words) && !ATTACHED.is_match(words) && !is_headline(words, places) {
        return LineKind::Body;
    }
    if !words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) { LineKind::Skip } else { LineKind::Title }
}

/// Whether a line is nothing but the name of a state: 草案, over the title.
pub(super) fn is_state(words: &str) -> bool {
    STATES.rows().any(|row| row.get("word") == words && row.get("state") != "final")
}

/// What a red head makes of the paper below it: an issue of 农村工作信息 is news, though 信息 alone ends other titles too.
pub(super) fn genre_of_red(words: &str) -> Option<Genre> {
    let genre = Genre::ending(words).map(|(genre, _)| genre);
    genre.or_else(|| words.ends_with(['息', '讯', '态', '参']).then(|| Genre::of("news")).flatten())
}

/// Whether a line that could be a red head is one: it is of a body, or a number or an issue stands right below.
fn is_red(lines: &Lines<'_>, at: usize, words: &str, places: &Places<'_>) -> bool {
    let of_body = words.strip_suffix("文件").is_some_and(|name| body::whole(name, places).is_some());
    let numbered = (at + 1..at + 3)
        .filter_map(|next| lines.get(next))
        .any(|next| NUMBER.is_match(&next.tight) || SERIAL.is_match(&next.tight));
    of_body || numbered
}

/// `青石镇：改革结出硕果`, whose colon is no label's.
fn is_headline(words: &str, places: &Places<'_>) -> bool {
    words.split_once(':').is_some_and(|(before, after)| {
        after.chars().count() > 4 && body::leading(before, places).is_some_and(|(_, len)| len == before.len())
    })
}

/// How many lines from one on are the title: up to the first with which it ends in a genre, marks closed; else one, and
/// what follows it behind a dash.
fn title_lines(lines: &Lines<'_>, from: usize, places: &Places<'_>) -> usize {
    let mut joined = String::new();
    let mut whole = None;
    for count in 1..=LINES {
        let at = from + count - 1;
        if at >= lines.lines.len() || (count > 1 && kind(lines, at, places) != LineKind::Title) {
            break;
        }
        let Some(line) = lines.get(at) else { break };
        // No title goes on over the end of its page.
        if count > 1 && line.is_first {
            break;
        }
        if whole.is_some() {
            // 关于印发《方案》 over 的通知, or 成员名册 over 公示.
            let words = line.tight.as_str();
            let goes_on = words.starts_with('的')
                || words.starts_with("——")
                || words.starts_with("--")
                || Genre::ending(words).is_some_and(|(_, len)| len == words.len());
            if !goes_on {
                break;
            }
        }
        joined.push_str(&line.tight);
        let title = parse::parse(&joined, places);
        let is_closed = ["《》", "()", "“”"].iter().all(|marks| {
            let mut marks = marks.chars();
            let (open, close) = (marks.next().unwrap_or(' '), marks.next().unwrap_or(' '));
            joined.matches(open).count() <= joined.matches(close).count()
        });
        if (title.genre.is_some() && is_closed) || (count > 1 && line.tight.starts_with("——")) {
            whole = Some(count);
        }
    }
    whole.unwrap_or(1)
}

/// Whether a new title begins below one that was taken for it: 关于…, with a number between them.
fn begins_anew(lines: &Lines<'_>, parts: &[usize], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let is_short = parts.iter().filter_map(|part| lines.get(*part)).map(|part| part.len()).sum::<usize>() <= 16;
    let is_apart = parts.last().is_some_and(|last| last + 1 < at);
    is_short && line.tight.contains("关于") && (is_apart || line.tight.starts_with("关于"))
}

/// Marks of copies and versions in the name of a file, and days in front of or behind it.
static COPY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[-_—]*(?:副本|复件|复本|拷贝|copy)(?:[(]?\d{0,2}[)]?)?|[(]\d{1,2}[)]|[(](?:扫描件?|已?盖章|签字版?|打印版?|电子版|原件|pdf|word|新|改|终)[)]|(?:扫描件?|打印版|电子版|最终版|终版|定稿|新版|改后|v\d+(?:\.\d+)*)|\p{Han}(?P<count>\d{1,2}改?))$",
    )
});
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:19|20)\d{2}[-._]?\d{1,2}[-._]?\d{1,2}[日号]?|(?:19|20)\d{2}年\d{1,2}月\d{1,2}[日号])[-_.]?|[-_.(]*(?:19|20)\d{6}[)]?$",
    )
});

/// A file's name as a title: without order numbers, days, and marks of copies.
pub(super) fn of_name(name: &str) -> String {
    let folded = fold_name(name);
    let mut rest = strip_order(&folded).to_owned();
    loop {
        let before = rest.len();
        for pattern in [&COPY, &DATED] {
            // 决议1 is the first of several; the character in front of the number stays.
            let found = pattern.captures(&rest).and_then(|found| found.name("count").or(found.get(0)));
            if let Some(found) = found.map(|found| found.range()).filter(|found| found.len() < before) {
                rest = format!("{}{}", rest.part(..found.start), rest.part(found.end..));
            }
        }
        rest = strip_order(&rest).trim_matches(|c: char| "-_—.+ ".contains(c)).to_owned();
        if rest.len() == before {
            return rest;
        }
    }
}

/// The title in a name that has more than one part: 典型经验材料-张庄村, 区报报道：某镇. The first part that ends in a genre,
/// or else the whole.
pub(super) fn parse_name(name: &str, places: &Places<'_>) -> Title {
    let whole = parse::parse(name, places);
    if whole.genre.is_some() {
        return whole;
    }
    let mut parts = name.split(['-', '_', ':', '+']).filter(|part| !part.is_empty());
    parts.find_map(|part| Some(parse::parse(part, places)).filter(|title| title.genre.is_some())).unwrap_or(whole)
}

/// Whether a name says nothing of its paper: `IMG_0032`, `扫描0012`, `新建文档`.
pub(super) fn is_empty_name(name: &str) -> bool {
    static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^(?:新建.{0,16}文档|未命名.*|文档|文件|扫描件?|图片|微信图片|mmexport|img|dsc|scan|doc|[-_ 0-9.()a-zA-Z])*$",
        )
    });
    NOTHING.is_match(name)
}

/// The states named in a text, in its order.
pub(super) fn state_words(text: &str) -> Vec<(&'static str, &'static str)> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| pattern(&alternation(STATES.column("word"))));
    let state = |word: &str| STATES.rows().find(|row| row.get("word") == word);
    WORDS
        .find_iter(text)
        .filter_map(|found| state(found.as_str()))
        .map(|row| (row.get("word"), row.get("state")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{paper, township};

    fn title(text: &str) -> Option<String> {
        let (document, township) = (paper("文件.docx").saying(&[text]), township());
        let head = Head::read(&Lines::new(document.as_paper()), &Places::new(&township));
        head.title.map(|(title, _)| title.text)
    }

    #[test]
    fn titles_as_they_stand_on_pages() {
        for (text, expected) in [
            ("公　　告\n第5号\n经选举，产生理事3人。", "公告"),
            ("附件1\n凫城镇成员身份确认\n工作方案\n为做好工作，制定本方案。", "凫城镇成员身份确认工作方案"),
            (
                "凫城镇人民政府文件\n凫政发〔2019〕7号\n凫城镇人民政府\n关于印发《凫城镇折股量化\n工作方案》的通知\n各村：\n现印发给你们。",
                "凫城镇人民政府关于印发《凫城镇折股量化工作方案》的通知",
            ),
            ("张 庄 村 章 程\n第一条 为管好集体资产。", "张庄村章程"),
            (
                "凫城镇农村集体产权制度改革领导小组\n办公室文件\n凫改办〔2019〕4号\n关于报送进度的通知\n各村：",
                "关于报送进度的通知",
            ),
            ("督查通报\n（2019）第4期\n关于成员确认进度的通报\n各村：", "关于成员确认进度的通报"),
            ("张庄村成员名册\n序号\t户主\t姓名\n1\t林一\t林二", "张庄村成员名册"),
            ("关于拨付补助的\n通知\n各村：", "关于拨付补助的通知"),
        ] {
            assert_eq!(title(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_title() {
        for text in [
            "凫政发〔2019〕7号\n各村：\n现将有关事项通知如下。",
            "第一条 为规范管理，制定本章程。\n第二条 本社名称。",
            "会议时间：2019年3月5日\n会议地点：村委会",
            "序号\t户主\t姓名\n1\t林一\t林二",
            "为了把集体资产管好用好，按照上级要求，村里决定开展清查。",
            "",
        ] {
            assert_eq!(title(text), None, "{text}");
        }
    }

    #[test]
    fn names_without_what_is_no_title() {
        for (name, rest) in [
            ("03-张庄村章程 - 副本", "张庄村章程"),
            ("（2）张庄村章程（扫描件）", "张庄村章程"),
            ("20190305张庄村会议记录", "张庄村会议记录"),
            ("成员名册最终版", "成员名册"),
            ("会议决议2", "会议决议"),
            ("章程最终版2改", "章程"),
            ("张庄村章程（草案）", "张庄村章程(草案)"),
            ("2019年工作总结", "2019年工作总结"),
        ] {
            assert_eq!(of_name(name), rest, "{name}");
        }
        for name in ["IMG_2031", "扫描0012", "新建 Microsoft Word 文档", "1"] {
            assert!(is_empty_name(&fold_name(name).to_lowercase()), "{name}");
        }
        for name in ["章程", "会议1", "03号"] {
            assert!(!is_empty_name(name), "{name}");
        }
    }
}
