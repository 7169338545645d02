//! The township's own items: who is in a group, how tasks and events are counted, what money was for, where tours led.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::{Advice, NAMED, papers, people};
use crate::{
    evaluate::{
        Case, Document,
        passage::Running,
        slot::{Filled, Standing},
    },
    model::Citation,
    msg,
    rubric::{Item, Scoring},
    text::{
        cut::Cut,
        fold::{Folded, fold_name},
        pattern,
    },
};

/// A document number (发文字号, GB/T 9704-2012): `凫政发〔2020〕48号`; other brackets are met and named.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\p{Han}{2,12}\s?(?P<open>[〔\[(【])\s?(?P<year>(?:19|20)[0-9]{2})\s?[〕\])】]\s?第?\s?[0-9]{1,4}\s?号")
});
/// Groups below the leading group.
static WORK_GROUP: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:实施|工作|专项|推进)(?:领导)?(?:小组|组|专班)|工作专班"));
/// Where a tour leads.
static TOUR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[赴到去往](?P<place>\p{Han}{2,16}?)(?:开展|进行|参观|考察|学习|观摩|调研|交流|取经)"));
/// Bodies above or outside a township that speak of an exemplar.
static OUTSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:省|市|区|县)(?:委|人民政府|农业农村局|农业局|委员会|经管站|农经|电视台|融媒体)|日报|晚报|新华|人民网|大众|学习强国",
    )
});

fn good<'c>(case: &Case<'c>, filled: &[Filled<'_>], slot: &str) -> Vec<&'c Document> {
    filled
        .iter()
        .filter(|filled| filled.slot.id == slot)
        .flat_map(|filled| &filled.pieces)
        .filter(|piece| piece.standing == Standing::Good)
        .filter_map(|piece| case.documents.get(piece.document))
        .collect()
}

/// Head, deputies and members of a group, and the number and day of the paper (R29).
pub(super) fn group_paper(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    for document in papers(case, filled, slot) {
        let title = &document.title;
        let [heads, deputies, members] = offices(document);
        advice.say(
            msg!(
                "《{title}》：组长 {heads} 人，副组长 {deputies} 人，成员 {members} 人（应至少各 1、1、3 人）",
                "“{title}”: {heads} head, {deputies} deputies, {members} members (at least 1, 1 and 3)"
            ),
            vec![document.shown_by.clone()],
        );
        let numbered = document.lines().find_map(|line| {
            let folded = Folded::normalized(line.text);
            let found = NUMBER.captures(&folded.text)?;
            let group = |name: &str| found.name(name).map_or("", |group| group.as_str()).to_owned();
            let whole = folded.original(found.get(0)?.range());
            Some((document.cite(line.page, line.text.part(whole)), group("year"), group("open")))
        });
        let Some((place, year, bracket)) = numbered else {
            advice.say(
                msg!(
                    "《{title}》未读到发文字号：请核对原件",
                    "no document number was read in “{title}”: see the original"
                ),
                Vec::new(),
            );
            continue;
        };
        let year: Option<i16> = year.parse().ok();
        let own = document.own_date();
        let places: Vec<Citation> = [place].into_iter().chain(own.map(|own| own.place.clone())).collect();
        let year_agrees = own.zip(year).is_none_or(|(own, year)| own.date.year() == year);
        let message = match (year_agrees, bracket.as_str()) {
            (false, _) => msg!(
                "《{title}》发文字号的年份与成文日期不同：请核实",
                "the year in the document number of “{title}” is not that of its day: please check"
            ),
            (true, "〔") => msg!(
                "《{title}》发文字号形式规范，年份与日期一致",
                "the document number of “{title}” is well formed and its year is that of its day"
            ),
            (true, _) => msg!(
                "《{title}》发文字号宜用六角括号〔〕（GB/T 9704）",
                "the year in the document number of “{title}” would stand in 〔〕 (GB/T 9704)"
            ),
        };
        advice.say(message, places);
    }
}

/// How many people are named as head, as deputies and as members.
fn offices(document: &Document) -> [usize; 3] {
    let mut counts: [BTreeSet<String>; 3] = Default::default();
    let mut under: Option<usize> = None;
    for line in document.lines() {
        let words: Vec<String> = line
            .text
            .split(|c: char| c.is_whitespace() || "、，,：:（()）；;。".contains(c))
            .map(fold_name)
            .filter(|word| !word.is_empty())
            .collect();
        let folded = fold_name(line.text);
        let office = |text: &str| {
            if text.starts_with("副组长") {
                Some(1)
            } else if text.starts_with("组长") {
                Some(0)
            } else if text.starts_with("成员") {
                Some(2)
            } else {
                None
            }
        };
        // `组　长：` is spaced out; a table has the office in a cell.
        if let Some(found) = office(&folded) {
            under = Some(found);
        } else if !words.first().is_some_and(|word| people::is_name(word)) {
            let in_cell = words.iter().find_map(|word| office(word));
            if in_cell.is_none() {
                under = None;
            }
        }
        let by_cell = line.text.contains('\t').then(|| words.iter().find_map(|word| office(word))).flatten();
        if let Some(counted) = by_cell.or(under).and_then(|at| counts.get_mut(at)) {
            let names = words.iter().filter(|word| people::is_name(word));
            // Beside a name stand a place and an office; in a list of names, only names.
            let listed = line.text.contains('、');
            counted.extend(names.take(if listed { usize::MAX } else { 1 }).cloned());
        }
    }
    counts.map(|names| names.len())
}

/// How many tasks the papers stand for: a paper each, or each task that they name.
pub(super) fn tasks(
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    slot: &str,
    groups: bool,
    counted: Option<f64>,
    advice: &mut Advice,
) {
    let Some(filled) = filled.iter().find(|filled| filled.slot.id == slot) else { return };
    let (found, most, all) = (filled.found, filled.most, filled.slot.topics.len());
    let inside: BTreeSet<usize> = filled.pieces.iter().map(|piece| piece.document).collect();
    let of_kind = |document: &Document| document.kind.as_ref().is_some_and(|kind| filled.slot.kinds.contains(kind));
    // One paper for all tasks, whose title names none of them.
    let general: Vec<(&Document, Vec<&String>)> = case
        .documents
        .iter()
        .enumerate()
        .filter(|(at, document)| {
            !inside.contains(at)
                && document.has_text
                && !document.is_template
                && !document.is_draft
                && of_kind(document)
        })
        .filter_map(|(_, document)| {
            let text = Running::new(document).text;
            let named = case.matcher.topics_of(&text);
            let tasks: Vec<&String> =
                filled.slot.topics.iter().filter(|topic| named.contains(&topic.as_str())).collect();
            (tasks.len() >= 2 && (!groups || WORK_GROUP.is_match(&text))).then_some((document, tasks))
        })
        .collect();
    if filled.pieces.is_empty() && general.is_empty() {
        return;
    }
    let shown = good(case, std::slice::from_ref(filled), slot).into_iter().map(|document| document.shown_by.clone());
    advice.say(
        msg!(
            "所列 {all} 项任务：一份文件算一项，计 {found} 项；按文件写到的每项都算，计 {most} 项",
            "of the {all} tasks: {found} if a paper counts for one, {most} if it counts for each that it names"
        ),
        shown.take(NAMED).collect(),
    );
    let each = case.rubric.settings.group_counts_each_task;
    let Scoring::CountCap { unit, cap, .. } = &item.scoring else { return };
    for (document, tasks) in &general {
        let (title, count) = (&document.title, tasks.len());
        let message = if groups {
            msg!(
                "《{title}》一组兼管 {count} 项：按一组计 1 项，按每项计 {count} 项；标准未写明，请与区级核实",
                "“{title}” sets up one group for {count} tasks: 1 by group, {count} by task; the standard does not say, please ask the district"
            )
        } else {
            msg!(
                "《{title}》中写到 {count} 项，不是单独成文，是否算数由考评人员定",
                "“{title}” deals with {count} tasks without being a paper of its own: whether they count is for the assessor"
            )
        };
        advice.say(message, vec![document.shown_by.clone()]);
    }
    if !groups || general.is_empty() {
        return;
    }
    let named: BTreeSet<&String> = general.iter().flat_map(|(_, tasks)| tasks.iter().copied()).collect();
    let by_task = f64::from(most.max(u32::try_from(named.len()).unwrap_or(u32::MAX)));
    let by_group = f64::from(found.max(1));
    let points = (if each { by_task } else { by_group } * unit).min(*cap);
    advice.reachable = Some((by_task * unit).min(*cap));
    advice.suggest(points.max(counted.unwrap_or(0.0)));
}

/// Whether the money was for the reform. A paper that only speaks of a common pot earns nothing (统筹性拨款不得分).
pub(super) fn purpose(
    case: &Case<'_>,
    filled: &[Filled<'_>],
    slot: &str,
    (purpose, pooled): (&str, &str),
    advice: &mut Advice,
) {
    let (Some(purpose), Some(pooled)) = (case.matcher.check_pattern(purpose), case.matcher.check_pattern(pooled))
    else {
        return;
    };
    let papers = papers(case, filled, slot);
    if papers.is_empty() {
        return;
    }
    let texts: Vec<Running<'_>> = papers.iter().map(|paper| Running::new(paper)).collect();
    let saying = |pattern: &Regex| -> Vec<Citation> {
        texts
            .iter()
            .filter_map(|running| {
                let sentences = running.sentences();
                let found = sentences.iter().find(|found| pattern.is_match(running.text.part(found.range.clone())))?;
                running.cite(&found.range).into_iter().next()
            })
            .collect()
    };
    let named = saying(purpose);
    if !named.is_empty() {
        advice.say(msg!("写明用途是产权制度改革", "the reform is named as its purpose"), named);
        return;
    }
    let pot = saying(pooled);
    let all_read = good(case, filled, slot).iter().all(|document| document.has_text && !document.has_unread_pages);
    if !pot.is_empty() && all_read {
        advice.say(
            msg!(
                "只见统筹性安排，未见产权制度改革的专门用途：统筹性拨款不得分，请核实",
                "only a common pot is named and not the reform: such money earns nothing, please check"
            ),
            pot,
        );
        advice.suggest(0.0);
    } else if all_read {
        advice.say(
            msg!(
                "未见产权制度改革的用途：请核实资金是否专项列支",
                "the reform is not named as its purpose: please check what the money was for"
            ),
            papers.iter().map(|paper| paper.shown_by.clone()).collect(),
        );
        advice.suggest_nothing();
    }
}

/// The names of the villages and of the township.
fn names<'c>(case: &Case<'c>) -> impl Iterator<Item = &'c String> {
    case.township.villages.iter().flat_map(|village| village.names()).chain([&case.township.name])
}

/// Where study tours led: a tour inside the township is none.
pub(super) fn tours(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    let own: Vec<String> = names(case).map(|name| fold_name(name)).collect();
    let mut places: BTreeSet<String> = BTreeSet::new();
    for document in good(case, filled, slot) {
        let said = format!("{}\n{}", fold_name(&document.title), fold_name(document.path.as_str()));
        let text = if document.is_photo() { String::new() } else { Running::new(document).text };
        let place = TOUR.captures(&said).or_else(|| TOUR.captures(&text));
        let place = place.and_then(|found| found.name("place")).map(|place| place.as_str().to_owned());
        if let Some(place) = place {
            let at_home = own.iter().any(|name| place.contains(name.as_str()));
            if at_home && places.insert(place.clone()) {
                advice.say(
                    msg!(
                        "考察地“{place}”在本镇：请核实是否外出考察",
                        "the tour's place “{place}” lies in the township: please check"
                    ),
                    vec![document.shown_by.clone()],
                );
            } else if places.insert(place.clone()) {
                advice.say(msg!("考察地：{place}", "place of the tour: {place}"), vec![document.shown_by.clone()]);
            }
        }
        let gps = document.photo.as_ref().and_then(|photo| photo.gps.or(photo.xmp_gps));
        let near = case.township.villages.iter().find(|village| {
            let reach = village.radius_m.unwrap_or(0.0);
            gps.zip(village.center).is_some_and(|(gps, center)| gps.distance_m(center) <= reach)
        });
        if let Some(village) = near {
            let name = &village.name;
            advice.say(
                msg!("考察照片的拍摄位置在{name}：请核实", "a photo of the tour was taken in {name}: please check"),
                vec![Citation::file(&document.path)],
            );
        }
    }
}

/// Which reports there are, and whether each names the township or one of its villages.
pub(super) fn articles(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    let names: Vec<String> = names(case).map(|name| fold_name(name)).filter(|name| name.chars().count() >= 3).collect();
    let mut titles: BTreeSet<String> = BTreeSet::new();
    for document in good(case, filled, slot) {
        let title = &document.title;
        if !titles.insert(fold_name(title)) {
            advice.say(
                msg!("《{title}》与另一份标题相同，只计一次", "“{title}” has the title of another and counts once"),
                vec![document.shown_by.clone()],
            );
            continue;
        }
        let text = format!("{}{}", fold_name(title), Running::new(document).text);
        let message = if !document.has_text {
            msg!("《{title}》：内容未识别，请人工核对", "“{title}”: its text was not recognised, please look at it")
        } else if names.iter().any(|name| text.contains(name.as_str())) {
            msg!("《{title}》：提到本镇或本镇的村", "“{title}” names the township or one of its villages")
        } else {
            msg!(
                "《{title}》：未见本镇或本镇村名，请核实是否报道本镇",
                "“{title}” was not seen to name the township or its villages: please check whether it is about them"
            )
        };
        advice.say(message, vec![document.shown_by.clone()]);
    }
}

/// How a weighted count comes about.
pub(super) fn weights(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], advice: &mut Advice) {
    let Scoring::WeightedCount { weights, cap } = &item.scoring else { return };
    let counted: Vec<(&Filled<'_>, f64)> =
        filled.iter().filter_map(|slot| Some((slot, *weights.get(&slot.slot.id)?))).collect();
    if counted.iter().all(|(slot, _)| slot.pieces.is_empty()) {
        return;
    }
    let line = |lang: fn(&Filled<'_>) -> String| {
        counted
            .iter()
            .map(|(slot, weight)| format!("{} {} × {weight}", lang(slot), slot.found))
            .collect::<Vec<_>>()
            .join(" + ")
    };
    let zh = line(|slot| slot.slot.name.zh.clone());
    let en = line(|slot| slot.slot.name.en.clone());
    let sum: f64 = counted.iter().map(|(slot, weight)| f64::from(slot.found) * weight).sum::<f64>().min(*cap);
    advice.say(msg!("{zh} = {sum}（上限 {cap}）", "{en} = {sum} (at most {cap})"), Vec::new());
    // An event that several slots have evidence of is one event.
    for event in case.events {
        let holding: Vec<&&Filled<'_>> = counted
            .iter()
            .map(|(slot, _)| slot)
            .filter(|slot| slot.pieces.iter().any(|piece| event.members.contains(&piece.document)))
            .collect();
        if holding.len() > 1 {
            let name = &event.name;
            advice.say(
                msg!(
                    "“{name}”兼有几类材料：同一活动只按一类计，请核实",
                    "“{name}” has papers of several sorts: one event counts as one of them, please check"
                ),
                event
                    .members
                    .iter()
                    .filter_map(|&at| case.documents.get(at))
                    .map(|document| Citation::file(&document.path))
                    .take(NAMED)
                    .collect(),
            );
        }
    }
}

/// The villages that are held up as exemplars, by the papers that do so; candidates only.
pub(super) fn exemplars(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    let papers = good(case, filled, slot);
    let villages: BTreeSet<&String> = papers.iter().flat_map(|document| &document.villages).collect();
    for village in villages {
        let of = papers.iter().filter(|document| document.villages.contains(village));
        let (mut places, mut outside) = (Vec::new(), 0);
        for document in of {
            places.push(document.shown_by.clone());
            outside += usize::from(OUTSIDE.is_match(&Running::new(document).text));
        }
        let count = places.len();
        advice.say(
            msg!(
                "候选典型：{village}（材料 {count} 份，其中提到上级或媒体的 {outside} 份），由考评人员认定",
                "candidate: {village} ({count} papers, {outside} of them naming a higher body or the press), for the assessor to decide"
            ),
            places,
        );
    }
    let nameless: Vec<Citation> = papers
        .iter()
        .filter(|document| document.villages.is_empty())
        .map(|document| document.shown_by.clone())
        .collect();
    if !nameless.is_empty() {
        advice.say(
            msg!("这些材料中未读到村名：请人工核对", "no village was read in these papers: please look at them"),
            nameless,
        );
    }
}
