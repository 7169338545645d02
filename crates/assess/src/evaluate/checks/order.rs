//! Papers follow each other along the stages of the reform (R04).

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, meeting};
use crate::{
    evaluate::{
        Case, Dated, Document,
        case::slot::{self, Filled},
        documents::{
            issued::issued,
            prose::script::{Fact, Script},
        },
        facts::{gathering::Gathering, notice::Period},
    },
    model::{Citation, Code, Finding, MeetingBody, Message, Severity},
    msg,
    rubric::{KindRole, LevelSlot},
    text::{Cut, find_dates, pattern, workdays::days_after},
    vocabulary,
};

/// Papers follow each other along the stages of the reform (R04).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DateOrder {
    /// What comes before what.
    #[schemars(length(min = 1))]
    edges: Vec<Edge>,
    /// Slots of public notices, in whichever item of the same level, whose days are over before the item's deciding
    /// meetings are held.
    #[serde(default)]
    notices: Vec<LevelSlot>,
}

impl CheckType for DateOrder {
    const NAME: &'static str = "date-order";
    const CODES: &'static [Code] = &[Code::DateOutOfOrder];
    const WORDS: Words = Words {
        looks_for: [
            "材料的先后是否合乎改革的步骤；会议是否等公示期满才召开",
            "whether papers follow the stages of the reform, and meetings wait until the notice is over",
        ],
        reads: ["各份材料的日期，公示的起止日期", "the dates of the papers, the first and last day of notices"],
        blind_to: ["没有日期或日期不全的材料", "papers without a whole date"],
    };
}

impl Check for DateOrder {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        let mut findings = check(on.case, &self.edges);
        findings.extend(during_notice(on.case, on.filled, &self.notices));
        findings
    }
}

/// What comes before what: `{"first": "V01.2", "then": "V02.3"}`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Edge {
    /// The slot of the earlier papers, in whichever item of the same level.
    first: LevelSlot,
    /// The slot of the later papers.
    then: LevelSlot,
    /// Every later paper has to come after the first of the earlier ones, rather than the last of them: certificates
    /// are each issued by a cooperative that is there already.
    #[serde(default)]
    each: bool,
}

/// Days within which papers belong to one round; the round of 2018 and that of 2020 repeat each other's steps.
const ROUND: i32 = 183;
/// At most so many places are named in one finding.
const NAMED: usize = 20;

/// The dated papers of a slot, by index into the case's documents.
fn dated(case: &Case<'_>, id: &str) -> Option<(Message, Vec<(usize, Dated)>)> {
    let filled = slot::fill_one(case, id)?;
    let dates = filled
        .pieces
        .iter()
        .filter(|piece| piece.state == slot::PieceState::Good || piece.state == slot::PieceState::Late);
    let dates = dates
        .filter_map(|piece| Some((piece.document, case.documents.get(piece.document)?)))
        // Of a picture only the day of its taking is known.
        .filter(|(_, document)| !document.is_photo())
        .flat_map(|(at, document)| {
            let mut days = issue_days(document);
            if days.is_empty() {
                let under = issued(document).map(|fact| Dated { date: fact.value, place: fact.cite(document) });
                // Without an issuer, the last day of a paper may be one of its timetable.
                days.extend(under.or_else(|| document.signed.clone().filter(|_| is_short(document))));
            }
            days.into_iter().map(move |day| (at, day))
        })
        .collect();
    Some((filled.slot.name.clone(), dates))
}

/// Whether a paper is one page of few lines, with no annex behind its signature.
fn is_short(document: &Document) -> bool {
    document.content.len() == 1 && document.lines().all(|line| !line.text.contains("附件") && !line.text.contains('\t'))
}

/// The papers that meetings pass, by the last word of their titles.
static PASSED: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("clauses.tsv").read_by("passed").collect());
/// What meetings do with a paper, up to its name.
static PASSES: LazyLock<Regex> = LazyLock::new(|| {
    let papers = vocabulary!("clauses.tsv").forms("passed");
    pattern(&format!("(?:审议|讨论|研究|表决|通过|认可|同意|修订)[^。;\n]{{0,40}}?(?P<what>{papers})"))
});

/// Whether a resolution is on a paper: a village's other resolutions of the same stage come weeks after it.
fn passes(resolution: &Document, paper: &Document) -> bool {
    let what = PASSED.iter().filter_map(|word| Some((paper.title.rfind(word)?, *word))).max().map(|(_, word)| word);
    let text = Script::new(resolution).text;
    what.is_some_and(|what| {
        PASSES.captures_iter(text).any(|found| found.name("what").is_some_and(|found| found.as_str() == what))
    })
}

/// Names an edge where every paper of the first slot is later than every one of the second within the same round.
fn check(case: &Case<'_>, edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter_map(|edge| of_edge(case, edge)).collect()
}

fn of_edge(case: &Case<'_>, edge: &Edge) -> Option<Finding> {
    let (first_name, firsts) = dated(case, &edge.first)?;
    let (then_name, thens) = dated(case, &edge.then)?;
    let (paper, first) = firsts.iter().min_by_key(|(_, dated)| dated.date)?;
    if edge.each {
        return early_papers(first, &first_name, &thens, &then_name);
    }
    let paper = case.documents.get(*paper)?;
    let last = |on_paper: bool| {
        let is_on_paper = |at: usize| case.documents.get(at).is_some_and(|then| passes(then, paper));
        let of_it = thens.iter().filter(|(at, _)| !on_paper || is_on_paper(*at));
        of_it.map(|(_, dated)| dated).max_by_key(|dated| dated.date)
    };
    // Where a resolution says that it passed the paper, it is that one which must not be earlier.
    let then = last(true).or_else(|| last(false))?;
    let gap = days_after(then.date, first.date);
    if gap <= 0 || gap > ROUND {
        return None;
    }
    let (first_day, then_day): (Date, Date) = (first.date, then.date);
    let (Message { zh: first_zh, en: first_en }, Message { zh: then_zh, en: then_en }) = (first_name, then_name);
    let places: Vec<Citation> = vec![first.place.clone(), then.place.clone()];
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: Severity::Warning,
        message: msg!(
            "“{first_zh}”日期 {first_day}，晚于在后的“{then_zh}”{then_day}：请核实先后",
            "“{first_en}” is dated {first_day}, after “{then_en}” of {then_day}, which follows it; please check"
        ),
        places,
    })
}

/// Names the later papers that are dated before the first of the earlier ones.
fn early_papers(first: &Dated, first_name: &Message, thens: &[(usize, Dated)], then_name: &Message) -> Option<Finding> {
    let is_early = |then: &&Dated| (1..=ROUND).contains(&days_after(then.date, first.date));
    let early: Vec<&Dated> = thens.iter().map(|(_, then)| then).filter(is_early).collect();
    let (count, first_day, earliest) = (early.len(), first.date, early.iter().map(|then| then.date).min()?);
    let (Message { zh: first_zh, en: first_en }, Message { zh: then_zh, en: then_en }) = (first_name, then_name);
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: Severity::Warning,
        message: msg!(
            "“{then_zh}”有 {count} 处日期（最早 {earliest}）早于在前的“{first_zh}”{first_day}：请核实先后",
            "“{then_en}” bears {count} dates (the first {earliest}) before “{first_en}” of {first_day}, which comes first; please check"
        ),
        places: early.iter().map(|then| &then.place).chain([&first.place]).take(NAMED).cloned().collect(),
    })
}

/// The label of the day on which a certificate was issued.
static ISSUED_ON: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("labels.tsv").forms("certificate-issued-on");
    pattern(&format!(r"(?:{words})(?:日期|时间)\s*[:：]?[\s_]*$"))
});

/// The days that certificates give as that of their issue: `发证日期：2020年5月20日`.
fn issue_days(document: &Document) -> Vec<Dated> {
    let lines = document.lines().filter(|line| !document.is_doubtful(line.page, line.text));
    lines
        .flat_map(|line| {
            let days = find_dates(line.text).into_iter().filter(|found| found.is_day());
            let labelled = days.filter(|found| ISSUED_ON.is_match(line.text.part(..found.range.start)));
            labelled
                .map(|found| Dated { date: found.date, place: document.cite(line.page, line.text) })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What a meeting says of the notice that it rests on: 经公示无异议, 公示期满.
static AFTER_NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "公示(?:期)?(?:已经?|均已?)?(?:期?满|结束|完毕|完成)|公示[^。;\n]{0,24}(?:无|没有|未(?:收到|接到|提出))[^。;\n]{0,8}异议",
    )
});

/// Characters before such words that can put them into the future.
const AHEAD: usize = 6;

/// Names every deciding meeting of an item that was held while the notice on its matter still hung, or that speaks of the
/// notice as over before it was (公示止 ≤ 确认会决议): objections could still come in.
fn during_notice(case: &Case<'_>, filled: &[Filled<'_>], notices: &[LevelSlot]) -> Vec<Finding> {
    let hung: Vec<Hung<'_>> = notices.iter().flat_map(|id| hung(case, id)).collect();
    meeting::gatherings(case, filled).into_iter().filter_map(|gathering| early(case, gathering, &hung)).collect()
}

/// A public notice with its days and what it is about.
struct Hung<'c> {
    document: &'c Document,
    period: &'c Fact<Period>,
    topics: Vec<String>,
}

fn hung<'c>(case: &'c Case<'_>, id: &str) -> Vec<Hung<'c>> {
    let Some(filled) = slot::fill_one(case, id) else { return Vec::new() };
    let pieces =
        filled.pieces.iter().filter(|piece| matches!(piece.state, slot::PieceState::Good | slot::PieceState::Late));
    pieces
        .filter_map(|piece| {
            let document = case.documents.get(piece.document)?;
            let period = case.facts.notices.get(&piece.document)?.period.as_ref()?;
            let is_notice = document.role(case.rubric) == Some(KindRole::PublicNotice);
            is_notice.then(|| Hung { document, period, topics: filled.slot.topics.clone() })
        })
        .collect()
}

fn early(case: &Case<'_>, gathering: &Gathering, hung: &[Hung<'_>]) -> Option<Finding> {
    use MeetingBody::{MemberRepresentatives, Members, VillageRepresentatives, Villagers};
    if !matches!(gathering.body, MemberRepresentatives | Members | VillageRepresentatives | Villagers) {
        return None;
    }
    let day = gathering.date?;
    let topics = case.facts.topics(gathering, case.documents, case.matcher);
    let of_round = |period: Period| days_after(day, period.end) <= ROUND && days_after(period.end, day) <= ROUND;
    let own: Vec<&Hung<'_>> = hung
        .iter()
        .filter(|hung| hung.topics.is_empty() || hung.topics.iter().any(|topic| topics.contains(topic)))
        .filter(|hung| of_round(hung.period.value))
        .collect();
    // Put up on the day of the meeting or taken down on it, a notice is before or after it.
    let inside = own.iter().find(|hung| hung.period.value.start < day && day < hung.period.value.end);
    let none_over = || own.iter().all(|hung| day < hung.period.value.end);
    let claimed = || says_over(case, gathering).filter(|_| none_over());
    let (hung, said) = match inside {
        Some(hung) => (hung, None),
        None => {
            let said = claimed()?;
            (own.iter().min_by_key(|hung| hung.period.value.end)?, Some(said))
        }
    };
    let Period { start, end } = hung.period.value;
    let (i, facts) = case.facts.said(gathering).next()?;
    let document = case.documents.get(i)?;
    let head = (facts.head.cite(document), facts.head.doubtful);
    let held = facts.date.as_ref().map_or(head, |date| (date.cite(document), date.doubtful));
    let (name, title) = (meeting::name_of(case, gathering), &hung.document.title);
    let mut places = vec![held.0];
    places.extend(said);
    places.push(hung.period.cite(hung.document));
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: if held.1 || hung.period.doubtful { Severity::Hint } else { Severity::Warning },
        message: msg!(
            "“{name}”召开时，《{title}》的公示（{start} 至 {end}）尚未期满：请核实先后",
            "when “{name}” was held, the notice “{title}” ({start} to {end}) was not yet over; please check the order"
        ),
        places,
    })
}

/// Where a meeting's own paper speaks of a notice that is over. A notebook tells of many meetings and is not asked.
fn says_over(case: &Case<'_>, gathering: &Gathering) -> Option<Citation> {
    let minutes = gathering.minutes.iter().map(|(i, _)| *i);
    let alone = minutes.filter(|i| case.facts.minutes.get(i).is_some_and(|meetings| meetings.len() == 1));
    alone.chain(gathering.resolutions.iter().copied()).find_map(|i| {
        let document = case.documents.get(i)?;
        let script = Script::new(document);
        // 结果将公示七天，无异议后上报 and 公示期满无异议的，予以上报 are about what is to come.
        let is_past = |found: &regex::Match<'_>| {
            let before: String = script.text.part(..found.start()).chars().rev().take(AHEAD).collect();
            !before.contains(['将', '拟', '待', '再', '后'])
                && !script.text.part(found.end()..).starts_with(['后', '的'])
        };
        let found = AFTER_NOTICE.find_iter(script.text).find(is_past)?;
        let place: Fact<()> = script.fact((), found.range());
        Some(place.cite(document))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        assess_item,
        checks::meeting::tests::of_roles,
        fixture::{paper, slot_named, with_case},
    };

    /// The findings where a charter must not be later than a resolution.
    fn found(documents: Vec<Document>) -> Vec<Finding> {
        let mut rubric =
            of_roles(&json!([{ "check": "date-order", "edges": [{ "first": "V01.1", "then": "V01.2" }] }]));
        let slots = [slot_named("V01.1", "charter", 0, &json!({})), slot_named("V01.2", "resolution", 0, &json!({}))];
        rubric.items[0].slots = slots.map(|slot| serde_json::from_value(slot).expect("a slot")).into();
        with_case(rubric, documents, assess_item).findings
    }

    fn charter(at: u8, day: &str) -> Document {
        paper(&format!("章程{at}.docx")).kind("charter").saying(&[&format!("章程草案\n赵家庄村民委员会\n{day}")])
    }

    fn resolution(at: u8, day: &str) -> Document {
        paper(&format!("决议{at}.docx")).kind("resolution").saying(&[&format!("会议决议\n赵家庄村民委员会\n{day}")])
    }

    #[test]
    fn what_must_come_first_and_comes_after_is_named() {
        for (first, then) in
            [("2019年6月5日", "2019年6月3日"), ("2019.8.1", "2019.6.3"), ("二〇二〇年一月五日", "2019年12月30日")]
        {
            let findings = found(vec![charter(1, first), resolution(1, then)]);
            assert_eq!(findings.len(), 1, "{first} {then}");
            assert_eq!((findings[0].code, findings[0].severity), (Code::DateOutOfOrder, Severity::Warning));
            assert_eq!(findings[0].places.iter().map(|place| place.quote.as_str()).collect::<Vec<_>>(), [first, then]);
        }
    }

    #[test]
    fn a_paper_is_held_against_the_meeting_that_passed_it() {
        let resolved = |at: u8, what: &str, day: &str| {
            let text = format!("会议决议\n会议{what}\n赵家庄村民委员会\n{day}");
            paper(&format!("决议{at}.docx")).kind("resolution").saying(&[&text])
        };
        let charter = |day: &str| Document { title: "合作社章程".to_owned(), ..charter(1, day) };
        let two = |first: &str| {
            vec![
                charter("2019年6月9日"),
                resolved(1, first, "2019年6月3日"),
                resolved(2, "确认股东名册", "2019年8月3日"),
            ]
        };
        assert_eq!(found(two("审议通过了本社章程")).len(), 1, "passed before it was there");
        assert!(found(two("听取了工作汇报")).is_empty(), "nobody knows which");
        let both = [two("审议通过了本社章程"), vec![resolved(3, "修订并表决通过章程", "2019年6月20日")]].concat();
        assert!(found(both).is_empty(), "passed again");
    }

    #[test]
    fn the_right_order_other_rounds_and_annexes_are_left_alone() {
        assert!(found(vec![charter(1, "2019年6月3日"), resolution(1, "2019年6月3日")]).is_empty());
        assert!(found(vec![charter(1, "2020年5月3日"), resolution(1, "2018年6月3日")]).is_empty(), "two rounds");
        let two = vec![charter(1, "2019年6月1日"), charter(2, "2019年7月1日"), resolution(1, "2019年6月3日")];
        assert!(found(two).is_empty(), "one of them came first");
        let timetable =
            paper("章程.docx").kind("charter").on("2019-07-01").saying(&["章程\n附件 时间表\n2019年7月1日\t报备案"]);
        assert!(found(vec![timetable, resolution(1, "2019年6月3日")]).is_empty());
    }

    #[test]
    fn certificates_from_before_the_cooperative_are_named() {
        let check = json!([{ "check": "date-order", "edges": [{ "first": "V01.2", "then": "V01.1", "each": true }] }]);
        let certificates = |days: &[&str]| {
            let mut rubric = of_roles(&check);
            let slots = [slot_named("V01.1", "cert", 0, &json!({})), slot_named("V01.2", "resolution", 0, &json!({}))];
            rubric.items[0].slots = slots.map(|slot| serde_json::from_value(slot).expect("a slot")).into();
            let text: Vec<String> =
                days.iter().map(|day| format!("股权证\n户主\t股数\n丁一\t3\n签发时间：{day}")).collect();
            let documents =
                vec![paper("证.docx").kind("cert").saying(&[&text.join("\n")]), resolution(1, "2019年6月5日")];
            with_case(rubric, documents, assess_item).findings
        };
        let found = certificates(&["2019年5月30日", "2019年6月20日"]);
        assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::DateOutOfOrder]);
        assert_eq!(found[0].places[0].quote, "签发时间：2019年5月30日");
        for days in [["2019年6月5日", "2019年6月20日"], ["2018年3月1日", "2020年6月20日"]] {
            assert!(certificates(&days).is_empty(), "{days:?}");
        }
    }

    /// The findings where the meetings of an item wait for the notices of its second slot.
    fn early_ones(documents: Vec<Document>) -> Vec<(Code, Severity)> {
        let check =
            json!([{ "check": "date-order", "edges": [{ "first": "V01.2", "then": "V01.1" }], "notices": ["V01.2"] }]);
        let mut rubric = of_roles(&check);
        let meetings = json!({ "kinds": ["minutes", "resolution"] });
        let slots = [
            slot_named("V01.1", "minutes", 0, &meetings),
            slot_named("V01.2", "notice", 0, &json!({ "topics": ["assets"] })),
        ];
        rubric.items[0].slots = slots.map(|slot| serde_json::from_value(slot).expect("a slot")).into();
        let findings = with_case(rubric, documents, assess_item).findings;
        let found: Vec<_> = findings.iter().filter(|finding| finding.message.zh.contains("尚未期满")).collect();
        assert!(found.iter().all(|finding| finding.places.len() >= 2));
        found.into_iter().map(|finding| (finding.code, finding.severity)).collect()
    }

    fn notice(period: &str) -> Document {
        let text = format!("清产结果公示\n公示期自{period}。\n槐荫村村民委员会\n2018年6月1日");
        paper("公示.docx").kind("notice").topics(&["assets"]).on("2018-06-01").saying(&[&text])
    }

    fn held(name: &str, day: &str, text: &str) -> Document {
        let text = format!("槐荫村{name}记录\n时间：{day}\n议题：确认清产结果\n{text}");
        paper("记录.docx").kind("minutes").topics(&["assets"]).saying(&[&text])
    }

    #[test]
    fn meetings_that_did_not_wait_for_the_notice() {
        let period = "2018年6月1日起至2018年6月10日止";
        for (name, day, text) in [
            ("村民代表会议", "2018年6月6日", ""),
            ("股份经济合作社成员代表大会", "2018.6.9", "经公示无异议，同意确认。"),
            ("村民会议", "二〇一八年六月二日", ""),
            ("村民代表会议", "2018年5月30日", "清查结果公示期满，群众没有异议，会议予以确认。"),
        ] {
            let found = early_ones(vec![notice(period), held(name, day, text)]);
            assert_eq!(found, [(Code::DateOutOfOrder, Severity::Warning)], "{name} {day}");
        }
    }

    #[test]
    fn meetings_that_waited_and_those_of_another_step_are_left_alone() {
        let period = "2018年6月1日起至2018年6月10日止";
        for (name, day, text) in [
            ("村民代表会议", "2018年6月10日", "经公示无异议，同意确认。"),
            ("村民代表会议", "2018年6月20日", ""),
            ("村民代表会议", "2018年6月1日", "会后张榜公示。"),
            ("村民代表会议", "2018年5月3日", "通过清查方案，结果将公示十天，无异议后上报。"),
            ("村两委会议", "2018年6月6日", "商议异议的处理。"),
            ("村民代表会议", "2020年4月6日", "经公示无异议。"),
        ] {
            let found = early_ones(vec![notice(period), held(name, day, text)]);
            assert!(found.is_empty(), "{name} {day} {text}: {found:?}");
        }
        let other = Document { topics: vec!["shares".to_owned()], ..paper("记录.docx").kind("minutes") };
        let other = other.saying(&["槐荫村村民代表会议记录\n时间：2018年6月6日\n议题：股份量化"]);
        assert!(early_ones(vec![notice(period), other]).is_empty(), "another matter");
    }
}
