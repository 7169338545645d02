//! How many should have come, how many came, and how they voted.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use crate::{
    evaluate::documents::prose::script::{Fact, Script},
    text::{Cut, numerals::parse_integer, pattern},
    vocabulary,
};

/// One vote: the counts that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vote {
    /// 同意.
    pub in_favour: Option<Fact<u32>>,
    /// 反对.
    pub against: Option<Fact<u32>>,
    /// 弃权.
    pub abstained: Option<Fact<u32>>,
    /// 一致同意, 全票通过: everybody was for it.
    pub unanimous: Option<Fact<()>>,
    /// The paper itself says that it was not passed.
    pub failed: bool,
    /// The words before it, which tell what was voted on.
    pub about: String,
}

/// Lines before a vote that tell its matter: the point of the agenda, and what was said last.
const MATTER_LINES: usize = 2;

impl Vote {
    /// What was passed, in the words right before it; empty for what was not passed.
    pub fn matter(&self) -> &str {
        if self.failed {
            return "";
        }
        let about = self.about.trim_end();
        let start = about.rmatch_indices('\n').nth(MATTER_LINES - 1).map_or(0, |(at, _)| at + 1);
        about.part(start..)
    }
}

/// Who was there, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttendanceCount {
    /// 应到: who should have come.
    pub expected: Option<Fact<u32>>,
    /// 实到: who came.
    pub present: Option<Fact<u32>>,
    /// A second, other 实到 in the same paper.
    pub present_again: Option<Fact<u32>>,
    /// Whether households are counted.
    pub households: bool,
    /// People are expected and households came, or the other way round: the two cannot be compared.
    pub mixed: bool,
}

/// A whole number in either writing.
const NUMBER: &str = "(?P<n>[0-9]{1,6}|[零〇一二三四五六七八九十百千]{1,7})";
/// Whose representatives, and what is counted.
const WHO: &str = "(?:会议?)?的?(?:本?[村社组]|村民|居民|成员|社员|股东|户|党员)*(?:的?代表)?(?:总?人数|总数|人员|人)?";
/// What stands between a label and its number.
const GAP: &str = r"(?:为|是|共计|共有|共|有|达到?|计)?[ :\t(]*";
const UNIT: &str = " ?(?P<u>人|名|位|户)?";

static EXPECTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:应(?:该|当)?(?:到|来|出席|参加|参会)|该[到来]){WHO}{GAP}{NUMBER}{UNIT}")));
static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:(?P<sure>实到|实际?(?:到|出席|参加|参会))|到会|出席|参会|参加|与会|到场){WHO}{GAP}{NUMBER}{UNIT}"
    ))
});
/// `应到/实到: 32/25`.
static BOTH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"应到[^0-9\n]{0,8}实到[^0-9\n]{0,8}?(?P<a>[0-9]{1,5})[人名户]?[/、,;](?P<b>[0-9]{1,5})"));
/// `有25名村民代表参加了会议`.
static CAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "{NUMBER}(?P<u>人|名|位|户)(?:本?[村社组]|村民|居民|成员|社员|股东|党员)*(?:代表)?(?:参加|出席|到会|到场)"
    ))
});
/// `本村共有村民代表32名`, `18周岁以上村民860人`.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:(?:共有|现有|全体|全村|本村|我村|全社|本社)(?:共有?)?(?:村民|居民|成员|社员|股东|户)代表|(?:18|十八)周?岁以上的?(?:村民|居民|成员|社员))(?:共|总数)?{GAP}{NUMBER}(?P<u>人|名|位)"
    ))
});

/// `代表一共34名,来了32名`: those expected and those who came, in the words of people who talk.
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:代表|成员|社员|股东|党员|委员|应到|应来|该到|该来)(?:一共|总共|共计|共有|共|有)?(?P<a>[0-9]{1,5})(?:人|名|位|户)[,、;]?",
        r"(?:实际|今天|这次)?[来到]了?(?P<b>[0-9]{1,5})(?:人|名|位|户)",
    ))
});
/// Behind the number of those expected: that nobody stayed away (`该来7人,都来了`).
static ALL_CAME: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[,、;:。 ]?(?:人)?(?:全部|全体|全都|都|全|均)(?:已经|已)?(?:来|到)(?:了|会|场|齐|位)+"));

/// The same in front of it: `（全到，应到4人）`.
static CAME_ALL: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:全部|全体|全都|都|全|均)(?:已经|已)?(?:来|到)(?:了|会|场|齐|位)*[,、;:。( ]*$"));

/// Reads a number of people; `None` for zero digits too many, fractions and shares (`三分之二`, `80%`, `2/3`).
fn people(text: &str, captures: &Captures<'_>, unit_needed: bool) -> Option<(u32, Range<usize>, bool)> {
    let (whole, number) = (captures.get(0)?, captures.name("n")?);
    let unit = captures.name("u").map(|unit| unit.as_str());
    let after = text.part(number.end()..);
    let next = after.trim_start_matches(' ');
    let is_share =
        next.starts_with("分之") || next.starts_with(['%', '.', '/', '‰', '成', '倍']) || next.starts_with("以上");
    let is_chinese = !number.as_str().starts_with(|c: char| c.is_ascii_digit());
    // A Chinese numeral or a weak label without a unit may be the start of another word: 到会一致认为.
    let is_date = next.starts_with(['年', '月', '日', '点', '时', '次', '届', '个', '项', '周', '岁', ':']);
    if is_share || is_date || (unit.is_none() && (unit_needed || is_chinese)) {
        return None;
    }
    let value = u32::try_from(parse_integer(number.as_str())?).ok()?;
    Some((value, whole.range(), unit == Some("户")))
}

fn shift(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Reads who was there from a stretch of a paper.
pub fn attendance(script: &Script<'_>, range: Range<usize>) -> AttendanceCount {
    let text = script.text.get(range.clone()).unwrap_or_default();
    let base = range.start;
    let fact = |value: u32, range: Range<usize>| script.fact(value, shift(range, base));
    let mut found = AttendanceCount::default();
    if let Some(both) = BOTH.captures(text).or_else(|| TOLD.captures(text))
        && let (Some(whole), Some(a), Some(b)) = (both.get(0), both.name("a"), both.name("b"))
        && let (Ok(a), Ok(b)) = (a.as_str().parse(), b.as_str().parse())
    {
        found.expected = Some(fact(a, whole.range()));
        found.present = Some(fact(b, whole.range()));
        return found;
    }
    for captures in EXPECTED.captures_iter(text) {
        if let Some((value, at, households)) = people(text, &captures, false) {
            found.households |= households;
            if let Some(all) = ALL_CAME.find(text.part(at.end..)) {
                found.present = Some(fact(value, at.start..at.end + all.end()));
            } else if let Some(all) = CAME_ALL.find(text.part(..at.start)) {
                found.present = Some(fact(value, all.start()..at.end));
            }
            found.expected = Some(fact(value, at));
            break;
        }
    }
    for captures in PRESENT.captures_iter(text) {
        let sure = captures.name("sure").is_some();
        // 应参加 is read above.
        let start = captures.get(0).map_or(0, |whole| whole.start());
        let before = text.part(..start).chars().next_back();
        if !sure && matches!(before, Some('应' | '未' | '当' | '该')) {
            continue;
        }
        let Some((value, at, households)) = people(text, &captures, !sure) else { continue };
        match &found.present {
            None => {
                found.mixed = households != found.households && captures.name("u").is_some();
                found.present = Some(fact(value, at));
            }
            Some(first) if sure && first.value != value && found.present_again.is_none() => {
                found.present_again = Some(fact(value, at));
            }
            Some(_) => {}
        }
    }
    if found.expected.is_none() || found.present.is_none() {
        from_table(script, range, &mut found);
    }
    if found.present.is_none() {
        let came = CAME.captures_iter(text).find_map(|captures| people(text, &captures, true));
        found.present = came.map(|(value, at, _)| fact(value, at));
    }
    if found.expected.is_none() {
        let body = BODY.captures_iter(text).find_map(|captures| people(text, &captures, true));
        found.expected = body.map(|(value, at, _)| fact(value, at));
    }
    found
}

/// A number that fills a cell, with or without its unit.
fn cell_number(cell: &str) -> Option<u32> {
    let cell = cell.trim().trim_end_matches(['人', '名', '票', '户', '张', '位']).trim();
    if cell.is_empty() || cell.chars().count() > 6 {
        return None;
    }
    if matches!(cell, "无" | "没有") {
        return Some(0);
    }
    u32::try_from(parse_integer(cell)?).ok()
}

/// Calls with every cell of a head row that has a number right below it: the head's words, the number, its place.
fn columns(script: &Script<'_>, range: Range<usize>, mut each: impl FnMut(&str, u32, Range<usize>)) {
    let rows: Vec<(Range<usize>, &str)> = script.lines(range).collect();
    for pair in rows.windows(2) {
        let [(_, head), (at, row)] = pair else { continue };
        let heads: Vec<&str> = head.split('\t').map(str::trim).collect();
        let cells: Vec<&str> = row.split('\t').collect();
        if heads.len() < 2 || heads.len() != cells.len() {
            continue;
        }
        let mut start = at.start;
        for (head, cell) in heads.iter().zip(&cells) {
            if let Some(value) = cell_number(cell) {
                each(head, value, start..start + cell.len());
            }
            start += cell.len() + 1;
        }
    }
}

fn from_table(script: &Script<'_>, range: Range<usize>, found: &mut AttendanceCount) {
    columns(script, range, |head, value, at| {
        if head.starts_with("应到") && found.expected.is_none() {
            found.expected = Some(script.fact(value, at));
        } else if head.starts_with("实到") && found.present.is_none() {
            found.present = Some(script.fact(value, at));
        }
    });
}

/// A way to vote, with its number behind it.
static VOTES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<way>不同意|不赞成|反对|同意|赞成|赞同|弃权)\)?(?:的)?(?:票|意见|者|代表)?(?:人数|票数|数)?",
        r"(?:为|有|是|共计|共|计|得)?[ :\t]*(?P<n>[0-9]{1,6}|[零〇一二三四五六七八九十百]{1,6}|无|没有)(?P<u> ?(?:人|票|名|户|张|位))?",
    ))
});
/// A number with the way to vote behind it.
static VOTES_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<n>[0-9]{1,6}|[零〇一二三四五六七八九十百]{1,6}|无|没有)(?P<u> ?(?:人|票|名|户|张|位))(?:村民|成员|社员|股东|党员)?(?:代表)?",
        r"(?:表示|举手|投了?)?(?P<way>不同意|不赞成|反对|同意|赞成|赞同|弃权)",
    ))
});
static UNANIMOUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:一致|全票|全体(?:与会|到会|参会)?(?:村民|成员|社员|股东|党员)?(?:代表|人员)?(?:一致)?|全部)(?:表决|举手)?(?:同意|通过|赞成)",
    )
});
static FAILED: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("clauses.tsv").forms("not-passed")));

/// Characters between two counts of one vote.
const VOTE_GAP: usize = 24;
/// The longest count with its way, in characters.
const LONGEST_COUNT: usize = 64;
/// Bytes between a vote and the words that it was one of all.
const NEAR: usize = 180;
/// Bytes of a row of a table in which votes are put together.
const ROW: usize = 10_000;
/// Characters before a vote that tell what it is about, and behind it that tell how it ended.
const ABOUT: usize = 120;
const OUTCOME: usize = 90;

/// Reads every vote of a stretch, in its order.
pub fn votes(script: &Script<'_>, range: Range<usize>) -> Vec<Vote> {
    let text = script.text.get(range.clone()).unwrap_or_default();
    let base = range.start;
    let mut votes: Vec<(Range<usize>, Vote)> = Vec::new();
    let mut at = 0;
    let mut nexts = NextCounts::default();
    while let Some(first) = nexts.take(text, at) {
        let before = first.before;
        let (mut vote, mut span) = (Vote::default(), first.whole.clone());
        let mut next = Some(first);
        while let Some(count) = next {
            let slot = match count.way {
                Way::For => &mut vote.in_favour,
                Way::Against => &mut vote.against,
                Way::Abstained => &mut vote.abstained,
            };
            let gap = text.get(span.end..count.whole.start).map_or(0, |gap| gap.chars().count());
            if slot.is_some() || gap > VOTE_GAP {
                break;
            }
            *slot = Some(script.fact(count.value, shift(count.whole.clone(), base)));
            span.end = count.whole.end;
            // One that is farther away is of another vote, so it is not looked for.
            let until = head(text.part(span.end..), VOTE_GAP + LONGEST_COUNT).len() + span.end;
            let text = text.part(..until);
            next = if before { count_before(text, span.end) } else { count_behind(text, span.end) };
        }
        at = span.end;
        votes.push((span, vote));
    }
    if votes.is_empty() {
        columns_of_votes(script, range, &mut votes, base);
    }
    let mut alone: Vec<(Range<usize>, Vote)> = Vec::new();
    for found in UNANIMOUS.find_iter(text) {
        let is_near =
            |span: &Range<usize>| span.start.abs_diff(found.end()) < NEAR || span.end.abs_diff(found.start()) < NEAR;
        let fact = script.fact((), shift(found.range(), base));
        // The votes stand one behind the other, and so do these.
        let first = votes.partition_point(|(span, _)| span.end + NEAR <= found.start());
        let last = alone.last_mut().filter(|(span, _)| is_near(span));
        match votes.get_mut(first).filter(|(span, _)| is_near(span)).or(last) {
            // Words of one sentence: 同意25人…一致通过.
            Some((_, vote)) => vote.unanimous = vote.unanimous.take().or(Some(fact)),
            None => alone.push((found.range(), Vote { unanimous: Some(fact), ..Vote::default() })),
        }
    }
    votes.append(&mut alone);
    votes.sort_by_key(|(span, _)| span.start);
    // How a vote ended is said before the next one.
    let nexts: Vec<usize> = votes.iter().skip(1).map(|(next, _)| next.start).chain([text.len()]).collect();
    votes
        .into_iter()
        .zip(nexts)
        .map(|((span, mut vote), next)| {
            vote.about = tail(text.part(..span.start), ABOUT).to_owned();
            vote.failed = FAILED.is_match(head(text.part(span.end..next.max(span.end)), OUTCOME));
            vote
        })
        .filter(|vote| vote.in_favour.is_some() || vote.unanimous.is_some())
        .collect()
}

#[derive(Debug, Clone, Copy)]
enum Way {
    For,
    Against,
    Abstained,
}

/// How many voted one way.
#[derive(Debug, Clone)]
struct WayCount {
    way: Way,
    value: u32,
    whole: Range<usize>,
    /// Whether the number stands before its way.
    before: bool,
}

/// The next counts of both orders. Each is looked for again only once it has been passed: a text may have thousands
/// of one order and none of the other.
#[derive(Default)]
struct NextCounts {
    before: Option<Option<WayCount>>,
    behind: Option<Option<WayCount>>,
}

impl NextCounts {
    /// The next count at or after a byte, in whichever order it is written.
    fn take(&mut self, text: &str, from: usize) -> Option<WayCount> {
        let is_passed = |next: &Option<Option<WayCount>>| match next {
            None => true,
            Some(None) => false,
            Some(Some(count)) => count.whole.start < from,
        };
        if is_passed(&self.before) {
            self.before = Some(count_before(text, from));
        }
        if is_passed(&self.behind) {
            self.behind = Some(count_behind(text, from));
        }
        let start = |next: &Option<Option<WayCount>>| next.as_ref()?.as_ref().map(|count| count.whole.start);
        // `25人同意,0人反对` and `同意25人,反对0人` share their middles; what begins first is meant.
        let taken = match (start(&self.before), start(&self.behind)) {
            (Some(before), Some(behind)) if before < behind => &mut self.before,
            (Some(_), None) => &mut self.before,
            _ => &mut self.behind,
        };
        taken.as_mut().and_then(|next| next.clone())
    }
}

fn count_behind(text: &str, from: usize) -> Option<WayCount> {
    counts(&VOTES, text, from, false)
}

fn count_before(text: &str, from: usize) -> Option<WayCount> {
    counts(&VOTES_BEFORE, text, from, true)
}

fn counts(pattern: &Regex, text: &str, from: usize, before: bool) -> Option<WayCount> {
    let mut at = from;
    while let Some(captures) = pattern.captures_at(text, at) {
        let (whole, number, way) = (captures.get(0)?, captures.name("n")?, captures.name("way")?);
        // Both patterns hold a number, so that no match is empty and the search goes on.
        at = whole.end();
        let next = text.part(whole.end()..).chars().next();
        let unit = captures.name("u").is_some();
        let is_chinese = !number.as_str().starts_with(|c: char| c.is_ascii_digit());
        let nothing = matches!(number.as_str(), "无" | "没有");
        // Without a unit, a number must stand alone: 同意三组的意见 counts nobody.
        let alone = next.is_none_or(|c| matches!(c, ',' | ';' | '。' | '、' | '\n' | '\t' | ' ' | ')' | '/' | '.'));
        let followed = VOTES.find(head(text.part(whole.end()..), LONGEST_COUNT)).is_some_and(|next| next.start() == 0);
        if !(unit || alone || followed) || (is_chinese && !unit && !nothing && !alone) || matches!(next, Some('%')) {
            continue;
        }
        let value = if nothing { Some(0) } else { parse_integer(number.as_str()).and_then(|n| u32::try_from(n).ok()) };
        let Some(value) = value else { continue };
        let way = match way.as_str() {
            "同意" | "赞成" | "赞同" => Way::For,
            "弃权" => Way::Abstained,
            _ => Way::Against,
        };
        return Some(WayCount { way, value, whole: whole.range(), before });
    }
    None
}

fn columns_of_votes(script: &Script<'_>, range: Range<usize>, votes: &mut Vec<(Range<usize>, Vote)>, base: usize) {
    columns(script, range, |head, value, at| {
        let way = match head.trim_end_matches(['票', '数', '人']) {
            "同意" | "赞成" => Way::For,
            "反对" | "不同意" | "不赞成" => Way::Against,
            "弃权" => Way::Abstained,
            _ => return,
        };
        let fact = script.fact(value, at.clone());
        let here = at.start.saturating_sub(base)..at.end.saturating_sub(base);
        let row = votes.last_mut().filter(|(span, _)| {
            at.start.saturating_sub(base + span.start) < ROW
                && !script.text.part(base + span.start..at.start).contains('\n')
        });
        match (row, way) {
            (Some((_, vote)), Way::For) => vote.in_favour = Some(fact),
            (Some((_, vote)), Way::Against) => vote.against = Some(fact),
            (Some((_, vote)), Way::Abstained) => vote.abstained = Some(fact),
            (None, Way::For) => votes.push((here, Vote { in_favour: Some(fact), ..Vote::default() })),
            (None, _) => {}
        }
    });
}

fn head(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(at, _)| text.part(..at))
}

fn tail(text: &str, chars: usize) -> &str {
    text.char_indices().rev().nth(chars.saturating_sub(1)).map_or(text, |(at, _)| text.part(at..))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn came(text: &str) -> (Option<u32>, Option<u32>) {
        let document = paper("记录.docx").saying(&[text]);
        let script = Script::new(&document);
        let found = attendance(&script, 0..script.text.len());
        let value = |fact: Option<Fact<u32>>| fact.map(|fact| fact.value);
        (value(found.expected), value(found.present))
    }

    /// For, against, abstained, and whether it was unanimous.
    type Counts = (Option<u32>, Option<u32>, Option<u32>, bool);

    fn voted(text: &str) -> Vec<Counts> {
        let document = paper("记录.docx").saying(&[text]);
        let script = Script::new(&document);
        let value = |fact: &Option<Fact<u32>>| fact.as_ref().map(|fact| fact.value);
        votes(&script, 0..script.text.len())
            .iter()
            .map(|vote| {
                (value(&vote.in_favour), value(&vote.against), value(&vote.abstained), vote.unanimous.is_some())
            })
            .collect()
    }

    #[test]
    fn who_came_in_many_forms() {
        for text in [
            "应到32人，实到25人。",
            "应到人数：32　实到人数：25",
            "应到会村民代表三十二名，实到会二十五名",
            "应到/实到：32/25",
            "应到人数\t32\t实到人数\t25",
            "应到人数\t实到人数\t缺席人数\n32\t25\t7",
            "会议应出席代表32名，实际出席25名，占应到代表的78%",
            "本村共有村民代表32名，25名代表参加会议",
            "应参加会议人数32人，到会25人，超过应到人数的2/3",
            "今天应到代表32位（户代表），实际到会25位",
            "应到会32户，实到会25人",
            "代表一共32名，来了25名。没来的：赵甲（住院）",
            "应到：18周岁以上成员32人　实到：25人",
        ] {
            assert_eq!(came(text), (Some(32), Some(25)), "{text}");
        }
        for text in [
            "到会代表超过应到代表的三分之二",
            "应到代表2/3以上到会方可举行",
            "出席人员：赵甲、钱乙",
            "出席2019年3月的会议",
            "到会一致认为",
            "应到      人，实到      人",
            "",
        ] {
            assert_eq!(came(text), (None, None), "{text}");
        }
    }

    #[test]
    fn nobody_stayed_away() {
        for text in
            ["赵甲、钱乙（全到，应到7人）", "该来7人，都来了：赵甲、钱乙", "应到7人，全部到会。", "应到7名，均到齐"]
        {
            assert_eq!(came(text), (Some(7), Some(7)), "{text}");
        }
        assert_eq!(came("应到7人，都同意延期。"), (Some(7), None));
    }

    #[test]
    fn a_second_count_is_kept() {
        let document = paper("记录.docx").saying(&["应到30人，实到25人。\n主持人：今天应到30人，实到24人。"]);
        let script = Script::new(&document);
        let found = attendance(&script, 0..script.text.len());
        assert_eq!(found.present_again.map(|fact| (fact.value, fact.quote)), Some((24, "实到24人".to_owned())));
    }

    #[test]
    fn people_and_households_are_not_compared() {
        let of = |text: &str| {
            let document = paper("记录.docx").saying(&[text]);
            let script = Script::new(&document);
            let found = attendance(&script, 0..script.text.len());
            (found.households, found.mixed)
        };
        assert_eq!(of("应到120户，实到90户"), (true, false));
        assert_eq!(of("应到400人，实到130户"), (false, true));
        assert_eq!(of("应到120户，实到90人"), (true, true));
        assert_eq!(of("应到30人，实到25"), (false, false));
    }

    #[test]
    fn votes_in_many_forms() {
        let all = (Some(25), Some(1), Some(2), false);
        for text in [
            "同意25人，反对1人，弃权2人",
            "赞成25票、反对1票、弃权2票",
            "25人同意，1人反对，2人弃权。",
            "25人同意1人反对2人弃权",
            "同意25人反对1人弃权2人",
            "表决结果：同意二十五票；不同意一票；弃权二票",
            "同意：25　反对：1　弃权：2",
            "同意\t反对\t弃权\n25\t1\t2",
            "赞成票数为25票，反对票数为1票，弃权票数为2票",
            "同意25票,占89%,反对1票,占4%,弃权2票",
        ] {
            assert_eq!(voted(text), [all], "{text}");
        }
        assert_eq!(voted("同意25人，反对无，弃权无。"), [(Some(25), Some(0), Some(0), false)]);
        assert_eq!(voted("举手表决，一致通过。"), [(None, None, None, true)]);
        assert_eq!(voted("同意25票，一致通过"), [(Some(25), None, None, true)]);
        let two = voted("议题一：同意20人，反对5人，弃权0人。\n议题二：同意25人，反对0人，弃权0人。");
        assert_eq!(two, [(Some(20), Some(5), Some(0), false), (Some(25), Some(0), Some(0), false)]);
        for text in ["我同意三组的意见", "同意2个方案", "反对意见：无", "同意    人，反对    人", "同意率达到95%"]
        {
            assert_eq!(voted(text), [], "{text}");
        }
    }

    #[test]
    fn a_vote_that_did_not_pass_says_so() {
        let document = paper("记录.docx").saying(&["章程草案：同意9人，反对8人，弃权1人，未获通过，择期再议。"]);
        let script = Script::new(&document);
        let votes = votes(&script, 0..script.text.len());
        assert!(votes[0].failed && votes[0].about.contains("章程"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_within_its_borders(text in cundang_testing::paper_or("[应到实际参加出席会村民代表人名户同意反对弃权票一致通过0-9零一二三十百/：，。 \t\n%无]{0,60}")) {
            let document = paper("记录.docx").saying(&[&text]);
            let script = Script::new(&document);
            let range = 0..script.text.len();
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            for vote in votes(&script, range.clone()) {
                for fact in [vote.in_favour, vote.against, vote.abstained].into_iter().flatten() {
                    prop_assert!(bare(&text).contains(&bare(&fact.quote)));
                }
            }
            let found = attendance(&script, range);
            for fact in [found.expected, found.present].into_iter().flatten() {
                prop_assert!(bare(&text).contains(&bare(&fact.quote)));
            }
        }
    }
}
