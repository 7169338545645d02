//! What a public notice (公示) says: of what, from when to when, where to object, and what came of it.

use std::{ops::Range, sync::LazyLock};

use jiff::{ToSpan, civil::Date};
use regex::Regex;

use crate::{
    evaluate::{
        Document,
        documents::prose::script::{Fact, Script},
    },
    text::{
        Cut,
        dates::{find_dates, find_month_days},
        numerals::parse_integer,
        pattern,
        vocabulary::alternation,
        workdays::workdays,
    },
    vocabulary,
};

/// A notice's days, as it declares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// How many.
    pub days: u32,
    /// Whether they are working days (工作日).
    pub working: bool,
}

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

/// What a public notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFacts {
    /// The title line.
    pub title: Fact<String>,
    /// Its days, first to last.
    pub period: Option<Fact<Period>>,
    /// The last day is counted from the first: 自2019年5月6日起公示7天.
    pub end_is_counted: bool,
    /// Its days have no year in them, and no date of the paper gives one.
    pub yearless: Option<Fact<()>>,
    /// How long it says it stays up.
    pub declared: Option<Fact<Declared>>,
    /// A number to call.
    pub phone: Option<Fact<()>>,
    /// How to object.
    pub objection: Option<Fact<()>>,
    /// Who put it up.
    pub issuer: Option<Fact<()>>,
    /// The day it was signed.
    pub signed: Option<Fact<Date>>,
    /// Which list it is (第一榜 is 1).
    pub list: Option<Fact<u32>>,
    /// What a paper on the result says: objections, or that there were none.
    pub result: Option<Fact<Option<u32>>>,
    /// Whether the text was recognised from a picture.
    pub recognised: bool,
    /// Ideographs in it; a notice of a few words is a heading or a photo's caption.
    pub length: usize,
}

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:公示|公告|通告|布告|公布|榜示|张榜|张贴|上墙)(?:的)?(?:起止|起始|开始)?(?:期限|期间|期|时间|日期|时限)|(?:公示|公告|通告|榜示|张榜|张贴|贴|榜).{0,16}?(?:自|从)|起止(?:时间|日期)|(?:^|[,;、。(\n])(?:时间|期限)(?:为|是|:)|(?:自|从)",
    )
});
static DAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:公示|公告|张榜|张贴|期限|期|时间|不少于|共)(?:期限|期|时间)?[^,。;\n0-9一二三四五六七八九十]{0,8}",
        r"(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?P<more> ?个?(?P<working>工作)?[天日])",
    ))
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^0-9])(?P<n>1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[0-9]{2,3}[- )]?[0-9]{7,8}|[0-9]{7,8})(?:[^0-9]|$)")
});
/// A person with a number in brackets: 请向林一（0632-0000012）提出.
static PHONE_OF_PERSON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\p{Han}{2,4}\((?:1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[0-9]{2,3}[- )]?[0-9]{7,8})\)"));
static PHONE_LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern("电话|联系方式|手机|热线|联系人|受理|监督|咨询|打|拨|找"));
static OBJECTION: LazyLock<Regex> =
    LazyLock::new(|| pattern("异议|意见|反映|举报|反馈|不符|疑问|申请复核|错漏|错登|漏登|更正|监督电话|监督举报|提出"));
static ISSUER: LazyLock<Regex> = LazyLock::new(|| {
    let bodies = alternation(vocabulary!("bodies.tsv").read_by("signs-notice"));
    pattern(&format!(
        r"^[^,。;:]{{0,30}}(?:{bodies})(?:\(?(?:盖?章|公章)\)?)?(?:[^,。;:]{{0,4}}$|[0-9〇零一二三四五六七八九十]{{4}} ?年)",
    ))
});
static LIST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "第(?P<n>[一二三四1-4])(?:次)?(?:张)?榜|(?P<first>初榜|首榜)|(?P<last>终榜|定案榜)|(?P<m>[一二三])榜(?:公示|公告)?",
    )
});
static NONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "无(?:任何)?(?:人提出)?异议|没有(?:人|收到|接到|任何)?[^,。;]{0,8}异议|未(?:收到|接到|提出)[^,。;]{0,10}异议|异议(?:共)?(?:为)?[:]?(?:0|零|无)(?:件|条|人|起)?",
    )
});
static SOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:收到|接到|提出|受理)[^,。;0-9]{0,10}(?P<n>[0-9]{1,4}|[一二三四五六七八九十]{1,3})(?:件|条|人次|人|起|户)[^,。;]{0,6}异议|异议(?:共|为|:)?(?P<m>[0-9]{1,4}|[一二三四五六七八九十]{1,3})(?:件|条|人次|起)",
    )
});
/// What may stand between the first and the last day.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        // The hour and the weekday of the first day.
        r"^[ \t\n]*(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?(?:[上下]午|早上?|晚上?|中午)?",
        r"(?:[0-9一二三四五六七八九十]{1,3}(?:时|点|:[0-9]{2})(?:整|半|[0-9]{1,2}分)?)?",
        r"(?:(?:起|开始)?[,、 ]*(?:至|到|--?|—{1,2}|–|―|~|〜|─|截止到?|为止至)+|",
        r"[,、; \t\n]*(?:公示|张贴)?(?:撤下|揭下|取下|结束|截止|终止)(?:时间|日期)?[ :为\t]*)[ \t\n]*$",
    ))
});
/// How long a notice stays up, behind its first day.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:起|开始|起始|开始张贴|起张贴)?(?:公示|张贴|张榜|上墙|贴)?[,、;( \t\n]*(?:公示|张贴|张榜|上墙|贴)?(?:期限|期|时间|天数)?[:\t]?",
        r"(?:共计?|为期|总计|为)?[ \t]*(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?个?(?:日历|自然|(?P<working>工作))?(?P<unit>天|日)(?:[^0-9]|$)",
    ))
});
/// Two cells for the first and the last day.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[ ]*\t[ ]*$"));

/// Characters behind the words 公示期 in which its days are looked for.
const NEAR: usize = 48;
/// Lines at the end that can name the issuer.
const SIGNATURE_LINES: usize = 5;

/// Reads a public notice.
pub fn notice(document: &Document) -> Option<NoticeFacts> {
    let script = Script::new(document);
    let text = script.text;
    let first = script.lines(0..text.len()).find(|(_, line)| line.chars().count() >= 2)?;
    let title = script
        .lines(0..text.len())
        .take(4)
        .find(|(_, line)| ["公示", "公告", "通告", "榜"].iter().any(|word| line.contains(word)))
        .unwrap_or(first);
    let title = script
        .fact(title.1.split('\t').find(|cell| !cell.trim().is_empty()).unwrap_or(title.1).trim().to_owned(), title.0);
    let signed = document.signed.as_ref().map(|dated| Fact {
        value: dated.date,
        page: dated.place.page.unwrap_or(1),
        quote: dated.place.quote.clone(),
        doubtful: document.is_doubtful(dated.place.page.unwrap_or(1), &dated.place.quote),
    });
    let StatedPeriod { period, yearless, end_is_counted } = stated(&script);
    let at = |found: regex::Match<'_>| script.fact((), found.range());
    let phone = PHONE_LABEL.find_iter(text).find_map(|label| {
        let end = text.part(label.end()..).char_indices().nth(24).map_or(text.len(), |(at, _)| label.end() + at);
        PHONE.find(text.part(label.end()..end)).map(|found| script.fact((), label.start()..label.end() + found.end()))
    });
    let phone = phone.or_else(|| PHONE_OF_PERSON.find(text).map(at));
    let lines: Vec<(Range<usize>, &str)> = script.lines(0..text.len()).collect();
    let issuer = lines.iter().rev().take(SIGNATURE_LINES).find(|(_, line)| ISSUER.is_match(line.trim()));
    Some(NoticeFacts {
        declared: declared(&script),
        phone,
        objection: OBJECTION.find(text).map(at),
        issuer: issuer.map(|(range, _)| script.fact((), range.clone())),
        list: list(&script),
        result: result(&script),
        recognised: script.is_recognised(0),
        length: text.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}')).count(),
        title,
        period,
        end_is_counted,
        yearless,
        signed,
    })
}

/// A day, with or without its year.
struct NoticeDay {
    range: Range<usize>,
    date: Option<Date>,
    month_day: Option<(i8, i8)>,
}

/// What a paper states of the days that a notice stays up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatedPeriod {
    /// First and last day.
    pub period: Option<Fact<Period>>,
    /// Its days have no year in them, and no date of the paper gives one.
    pub yearless: Option<Fact<()>>,
    /// The last day is counted from the first.
    pub end_is_counted: bool,
}

/// Reads how long a notice stays up off any paper that tells of one: its first and last day, which stand joined or in two
/// cells behind the words for a period; or else its first day, and how many days follow.
pub fn stated(script: &Script<'_>) -> StatedPeriod {
    let text = script.text;
    if !PERIOD.is_match(text) {
        return StatedPeriod::default();
    }
    let document = script.document();
    let signed = document.signed.as_ref().map(|dated| dated.date.year());
    // The first day in a notice's text is often the reference date of what it tells, and gives its own days no year.
    let named = document.date.as_ref().filter(|dated| dated.place.page.is_none()).map(|dated| dated.date.year());
    let year = signed.or(named);
    let mut days: Vec<NoticeDay> = find_dates(text)
        .into_iter()
        .filter(|found| found.is_day())
        .map(|found| NoticeDay { range: found.range, date: Some(found.date), month_day: None })
        .collect();
    days.extend(find_month_days(text).into_iter().map(|found| NoticeDay {
        range: found.range,
        date: None,
        month_day: Some((found.month, found.day)),
    }));
    days.sort_by_key(|day| day.range.start);
    let mut stated = StatedPeriod::default();
    for word in PERIOD.find_iter(text) {
        let end = text.part(word.end()..).char_indices().nth(NEAR).map_or(text.len(), |(at, _)| word.end() + at);
        let from = days.partition_point(|day| day.range.start < word.end());
        let Some(first) = days.get(from).filter(|first| first.range.start <= end) else { continue };
        let lead = text.get(word.end()..first.range.start).unwrap_or_default();
        // The days of another matter, in a sentence of their own, or with words of a term: 承包期自…至….
        let apart = lead.contains('。') || (lead.contains('\n') && lead.trim().chars().count() > 3);
        let said = word.as_str().trim_start_matches([',', ';', '、', '。', '(', '\n']);
        let names_notice = NOTICE_STARTS.iter().any(|start| said.starts_with(start));
        let bare =
            !names_notice && !said.starts_with('起') && !sentence(text, word.start()).contains(['示', '榜', '贴']);
        // 合同起止时间 is the term of another thing.
        let of_other = said.starts_with('起')
            && text
                .part(..word.start())
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphabetic() && !"示告布榜贴".contains(c));
        if apart || bare || of_other {
            continue;
        }
        let second = days.get(from + 1).filter(|second| {
            let between = text.get(first.range.end..second.range.start);
            between.is_some_and(|between| BETWEEN.is_match(between) || (!bare_word(said) && BESIDE.is_match(between)))
        });
        let start = first.date.or_else(|| dated(year, first.month_day));
        let (last, whole, is_counted) = match (second, start) {
            (Some(second), _) => {
                let last = second.date.or_else(|| {
                    let same = dated(start.map(Date::year), second.month_day)?;
                    // From December into January the year turns.
                    if start.is_some_and(|start| same < start) {
                        dated(start.map(|start| start.year() + 1), second.month_day)
                    } else {
                        Some(same)
                    }
                });
                (last, word.start()..second.range.end, false)
            }
            // 自2019年3月5日起, counted from a day, is no period without a length.
            (None, start) => {
                let Some((length, days)) = length(text, first.range.end) else { continue };
                (start.and_then(|start| days.last_day(start)), word.start()..length, true)
            }
        };
        match (start, last) {
            (Some(start), Some(end)) => {
                stated.period = Some(script.fact(Period { start, end }, whole));
                stated.end_is_counted = is_counted;
                stated.yearless = None;
                return stated;
            }
            _ => stated.yearless = stated.yearless.or_else(|| Some(script.fact((), whole))),
        }
    }
    stated
}

/// How words for the period of a notice begin: 公示期, 榜示期, 张贴时间.
const NOTICE_STARTS: [&str; 7] = ["公", "通告", "布告", "张", "贴", "榜", "上墙"];

/// Whether the words for a period name no notice: 时间, 自.
fn bare_word(said: &str) -> bool {
    !said.starts_with('起') && !NOTICE_STARTS.iter().any(|start| said.starts_with(start))
}

/// How long a notice stays up, said right behind its first day, and the byte where that ends.
fn length(text: &str, at: usize) -> Option<(usize, Declared)> {
    let captures = LENGTH.captures(text.part(at..))?;
    let (number, unit) = (captures.name("n")?, captures.name("unit")?);
    let days = u32::try_from(parse_integer(number.as_str())?).ok().filter(|days| (1..=90).contains(days))?;
    Some((at + unit.end(), Declared { days, working: captures.name("working").is_some() }))
}

impl Declared {
    /// The last of so many days, the first among them.
    fn last_day(self, first: Date) -> Option<Date> {
        let days = i32::try_from(self.days).ok()?;
        if !self.working {
            return first.checked_add((days - 1).days()).ok();
        }
        let mut last = first;
        while workdays(first, last) < days {
            last = last.tomorrow().ok()?;
        }
        Some(last)
    }
}

/// The sentence around a place.
fn sentence(text: &str, at: usize) -> &str {
    let start = text.part(..at).rfind(['。', '\n', ';']).map_or(0, |found| found);
    let end = text.part(at..).find(['。', '\n', ';']).map_or(text.len(), |found| at + found);
    text.part(start..end)
}

fn dated(year: Option<i16>, day: Option<(i8, i8)>) -> Option<Date> {
    let ((month, day), year) = (day?, year?);
    Date::new(year, month, day).ok()
}

fn declared(script: &Script<'_>) -> Option<Fact<Declared>> {
    let text = script.text;
    DAYS.captures_iter(text).find_map(|captures| {
        let (whole, number, more) = (captures.get(0)?, captures.name("n")?, captures.name("more")?);
        // 2019年3月5日 and 5月10日 are days of a calendar.
        let before = text.part(..number.start()).chars().next_back();
        let plain_day =
            more.as_str().trim() == "日" && matches!(before, Some('月' | '-' | '.' | '/' | '至' | '到' | '—' | '年'));
        // Answers are due within days too: 三日内核实答复.
        let within = text.part(whole.end()..).starts_with(['内', '前', '后']);
        if plain_day || within || matches!(before, Some('月' | '年')) {
            return None;
        }
        let days = u32::try_from(parse_integer(number.as_str())?).ok().filter(|days| (1..=180).contains(days))?;
        Some(script.fact(Declared { days, working: captures.name("working").is_some() }, whole.range()))
    })
}

fn list(script: &Script<'_>) -> Option<Fact<u32>> {
    let captures = LIST.captures(script.text)?;
    let whole = captures.get(0)?;
    let number = captures.name("n").or_else(|| captures.name("m"));
    let value = match number {
        Some(number) => u32::try_from(parse_integer(number.as_str())?).ok()?,
        None if captures.name("first").is_some() => 1,
        None => 3,
    };
    Some(script.fact(value, whole.range()))
}

fn result(script: &Script<'_>) -> Option<Fact<Option<u32>>> {
    let text = script.text;
    if let Some(captures) = SOME.captures(text)
        && let (Some(whole), Some(number)) = (captures.get(0), captures.name("n").or_else(|| captures.name("m")))
        && let Some(number) = parse_integer(number.as_str()).and_then(|number| u32::try_from(number).ok())
    {
        return Some(script.fact(Some(number), whole.range()));
    }
    let found = NONE.find(text)?;
    Some(script.fact(Some(0), found.range()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn read(text: &str) -> NoticeFacts {
        notice(&paper("公示.docx").on("2019-05-06").saying(&[text])).expect("a notice")
    }

    #[test]
    fn periods_in_many_forms() {
        let wanted = Period { start: date(2019, 5, 6), end: date(2019, 5, 12) };
        for text in [
            "股权公示\n公示期自2019年5月6日起至2019年5月12日止。",
            "股权公示\n公示时间：2019年5月6日—2019年5月12日",
            "股权公示\n公示期限：2019.5.6至2019.5.12（7天）",
            "股权公示\n现予以公示，时间从2019年5月6日到5月12日。",
            "股权公示\n公示期：5月6日至5月12日",
            "股权公示\n张榜时间\t2019-05-06至2019-05-12",
            "股权公示\n公示期限为二〇一九年五月六日至五月十二日",
            "股权公示\n公示时间\t2019年5月6日\t2019年5月12日",
            "股权公示\n现予公示，从2019年5月6日开始，共7天，请群众监督。",
            "股权公示\n现予公示，公示期自2019年5月6日起七天。",
            "股权公示\n公示时间：2019年5月6日（为期7天）",
        ] {
            assert_eq!(read(text).period.map(|fact| fact.value), Some(wanted), "{text}");
        }
        for text in [
            "社员名单第二榜\n现在贴第二榜，从2019年5月6日起贴7天，请各户认清。",
            "股权公告\n上墙时间：2019年5月6日至5月12日，共七天。",
        ] {
            assert_eq!(read(text).period.map(|fact| fact.value), Some(wanted), "{text}");
        }
        for text in [
            "股权公示\n截至2017年12月31日，资产如下\n2019年5月6日",
            "股权公示\n自2019年5月6日起施行",
            "股权公示\n公示自2019年5月6日起，如有异议，7日内提出",
            "股权公示\n公示时间：2019年5月6日7时",
            "股权公示\n公示期七天",
            "股权公示\n经营期限2019年",
            "合同公示\n承包期自2019年5月6日起至2019年5月8日止",
            "收支公示\n现予公示。收支情况如下，2019年1月1日至2019年1月5日共支出三笔",
        ] {
            assert_eq!(read(text).period, None, "{text}");
        }
        let over = read("公示\n公示期自12月28日起至1月5日止\n").period.map(|fact| fact.value);
        assert_eq!(over, Some(Period { start: date(2019, 12, 28), end: date(2020, 1, 5) }));
    }

    #[test]
    fn days_without_a_year_are_kept_apart() {
        let facts = notice(&paper("公示.docx").saying(&["公示\n公示期：5月6日至5月12日"])).expect("a notice");
        assert_eq!(facts.period, None);
        assert!(facts.yearless.is_some_and(|fact| fact.quote.contains("5月12日")));
    }

    #[test]
    fn declared_days() {
        let days = |text: &str| read(text).declared.map(|fact| (fact.value.days, fact.value.working));
        assert_eq!(days("公示\n公示期为7天。"), Some((7, false)));
        assert_eq!(days("公示\n公示时间不少于七个工作日"), Some((7, true)));
        assert_eq!(days("公示\n现公示七日，请监督"), Some((7, false)));
        assert_eq!(days("公示\n公示期自2019年5月6日起至5月12日止，工作小组三日内答复"), None);
        assert_eq!(days("公示\n公示日期：5月10日"), None);
    }

    #[test]
    fn the_other_parts() {
        let facts = read(
            "赵家庄成员名单公示（第二榜）\n公示期间有异议的，请向村委会反映，电话：0632-0000012。\n赵家庄村民委员会\n2019年5月6日",
        );
        assert!(facts.phone.is_some() && facts.objection.is_some() && facts.issuer.is_some());
        assert_eq!(facts.list.map(|fact| fact.value), Some(2));
        let bare = read("成员名单\n序号\t姓名\n1\t赵甲");
        assert!(bare.phone.is_none() && bare.objection.is_none() && bare.issuer.is_none() && bare.list.is_none());
    }

    #[test]
    fn what_came_of_it() {
        let result = |text: &str| read(text).result.map(|fact| fact.value);
        assert_eq!(result("公示情况说明\n公示期满，群众无异议。"), Some(Some(0)));
        assert_eq!(result("公示情况说明\n期间共收到群众异议2件，均已答复"), Some(Some(2)));
        assert_eq!(result("公示情况说明\n未收到任何异议"), Some(Some(0)));
        assert_eq!(result("公示\n如有异议请提出"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_within_its_borders(text in cundang_testing::paper_or("[公示期自起至止时间：—0-9年月日天个工作异议电话无收到件第一二榜\n\t。，]{0,70}")) {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            if let Some(facts) = notice(&paper("公示.docx").on("2019-05-06").saying(&[&text])) {
                for quote in [facts.period.map(|f| f.quote), facts.declared.map(|f| f.quote), facts.result.map(|f| f.quote)].into_iter().flatten() {
                    prop_assert!(bare(&text).contains(&bare(&quote)), "{quote}");
                }
            }
        }
    }
}
