//! Clauses on special groups (V11, R21): which protect, which restrict, and which a person should read.
//!
//! A clause is looked at sentence by sentence. `不得以……为由` and its like turn a restriction into its opposite; words
//! that only speak of a clause, and conditions that hold for everybody, leave the reading to a person.

use std::{ops::Range, sync::LazyLock};

use jiff::civil::{Date, date};
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words};
use crate::{
    evaluate::{
        Case, Document,
        case::{
            advice::{Advice, NAMED},
            slot::{Filled, PieceState},
        },
        documents::prose::running::{Running, Sentence},
    },
    model::{Citation, Code, Finding, Message, Severity},
    msg,
    rubric::{OwnSlot, Pattern, is_among},
    text::cut::Cut,
    vocabulary,
};

/// Clauses that take rights from special groups are quoted (R21).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rights {
    /// The slots whose papers are read.
    #[schemars(length(min = 1))]
    slots: Vec<OwnSlot>,
    /// The words by which such clauses are told.
    words: RightsWords,
}

impl CheckType for Rights {
    const NAME: &'static str = "rights";
    const CODES: &'static [Code] = &[Code::RightsInfringingClause, Code::RightsUnclearClause];
    const WORDS: Words = Words {
        looks_for: [
            "有没有限制出嫁、入赘、离婚、丧偶、双女户、农嫁非等群体权益的条款",
            "clauses that take rights from special groups",
        ],
        reads: ["方案、办法、章程、决议里的每一句", "every sentence of plans, rules, charters and resolutions"],
        blind_to: ["条款以外的实际做法", "what is done without a clause"],
    };
}

impl Check for Rights {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slots, &self.words)
    }

    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        on_rights(on.case, on.filled, &self.slots, &self.words, advice);
    }
}

/// The words by which clauses on special groups (特殊群体) are told, each a regular expression over folded sentences.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RightsWords {
    /// The groups that the item names: married-out daughters, sons-in-law in the wife's house, the divorced …
    groups: Pattern,
    /// Groups on which villages lawfully differ (空挂户, 服刑): a clause against them is for a person to read.
    wider: Pattern,
    /// Words that take or withhold something.
    restrictive: Pattern,
    /// Words that grant or keep something.
    protective: Pattern,
    /// Conditions that hold for everybody and make a restriction lawful more often than not (已取得其他集体经济组织成员身份).
    uniform: Pattern,
    /// Words that lift such a condition again (不论户口是否迁出).
    absolute: Pattern,
    /// Words by which a sentence only speaks about a clause, to turn it down or to lift it.
    reported: Pattern,
    /// Words that leave a group's lot to somebody's decision (由各组酌情确定): a person should read it.
    #[serde(default)]
    deferred: Option<Pattern>,
}

/// What stands before a restriction that is forbidden: `不得以婚姻状况为由……`, `严禁……`, `任何人不得……`.
static FORBIDS: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("clauses.tsv");
    let (pretext, forbids) = (list.forms("pretext"), list.forms("forbids"));
    let source = format!("不(?:得|能|可|应|准)?(?:以|因)[^。;]{{0,80}}(?:{pretext})|(?:{forbids})[^,;。:]{{0,16}}$");
    Regex::new(&source).expect("the pattern is constant")
});
/// An exception to what was said: `但离婚、丧偶的除外`, `但再嫁的不在此列`.
static EXCEPTION: LazyLock<Regex> = LazyLock::new(|| {
    let excepts = vocabulary!("clauses.tsv").forms("excepts");
    Regex::new(&format!("(?:但是?|其中|\\()[^;。]{{0,60}}?(?:{excepts})")).expect("the pattern is constant")
});
/// Those whom a rule leaves out: `除出嫁女外，均予以确认`.
static LEAVES_OUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("除了?[^非外,;。][^,;。]{0,30}?外").expect("the pattern is constant"));
/// An exception that only makes room for the law: `法律法规另有规定的除外`.
static BY_LAW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:法律|法规|政策|国家|上级|章程)[^,;。]{0,8}(?:规定|约定|要求)[^,;。]{0,6}(?:除外|不在此限)")
        .expect("the pattern is constant")
});

/// How a clause stands to the group that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Polarity {
    /// It grants or keeps something, or forbids taking it.
    Protective,
    /// It takes or withholds something.
    Restrictive,
    /// A person should read it.
    Unclear,
}

/// A clause on a special group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// How it stands.
    pub polarity: Polarity,
    /// Its bytes in the running text.
    pub range: Range<usize>,
    /// The words that lead into its list.
    pub lead: Option<Range<usize>>,
}

impl RightsWords {
    /// How a sentence stands, with the words that lead into its list; `None` where it says nothing of a group.
    fn polarity(&self, sentence: &str, lead: Option<&str>) -> Option<Polarity> {
        let named = self.groups.is_match(sentence);
        if !named && !self.wider.is_match(sentence) {
            return None;
        }
        let own = self.effect_of(sentence);
        let effect = match lead {
            // An entry that only names a group takes its meaning from the lead.
            Some(lead) if !own.restricts && !own.protects => self.effect_of(lead),
            _ => own,
        };
        let doubt = |text: &str| self.reported.is_match(text);
        let is_uniform = |text: &str| self.uniform.is_match(text) && !self.absolute.is_match(text) && effect.restricts;
        let is_deferred = named && self.deferred.as_ref().is_some_and(|deferred| deferred.is_match(sentence));
        if !effect.restricts {
            return match is_deferred {
                true => Some(Polarity::Unclear),
                false => effect.protects.then_some(Polarity::Protective),
            };
        }
        let leads_on = sentence.ends_with(':');
        // `只限一女招婿，其女婿可以享受`: what is granted to one is withheld from the others.
        // 未迁出 is a condition that makes a restriction worse, and grants nothing to anybody: of `未迁出的原则上不配股，
        // 但……依法保护` a person says which half holds.
        let grants = |found: regex::Match<'_>| !found.as_str().contains("未迁出");
        let grants_to_some = !effect.forbids && self.absolute.find_iter(sentence).any(grants);
        // What is given to the group and taken from a part of it, or the other way round, is for a person to read.
        let is_mixed = effect.excepts && !sentence.contains('只');
        let is_unclear = !named
            || is_mixed
            || (effect.protects && !grants_to_some)
            || leads_on
            || doubt(sentence)
            || lead.is_some_and(doubt)
            || is_uniform(sentence)
            || lead.is_some_and(is_uniform);
        Some(if is_unclear { Polarity::Unclear } else { Polarity::Restrictive })
    }

    fn effect_of(&self, text: &str) -> ClauseEffect {
        let by_law = BY_LAW.find(text).map(|found| found.range());
        let is_by_law = |at: usize| by_law.as_ref().is_some_and(|range| range.contains(&at));
        let exception = EXCEPTION.find(text).map(|found| found.range()).filter(|range| !is_by_law(range.end - 1));
        let excepted = exception.clone().is_some_and(|range| self.groups.is_match(text.part(range)))
            || LEAVES_OUT.find_iter(text).any(|found| self.groups.is_match(found.as_str()));
        let mut effect = ClauseEffect { restricts: false, protects: false, forbids: false, excepts: false };
        let mut taken: Vec<Range<usize>> = Vec::new();
        for found in self.restrictive.find_iter(text) {
            // The 不得 of `不得享受、不得分配` withholds, and forbids nothing.
            let forbids = FORBIDS.find(text.part(..found.start()));
            taken.push(found.range());
            if is_by_law(found.start()) {
                continue;
            }
            if forbids.is_some_and(|forbids| !taken.iter().any(|range| range.contains(&forbids.start()))) {
                effect.forbids = true;
            } else if exception.as_ref().is_some_and(|range| range.contains(&found.start())) {
                // `……享有，但离婚的除外` withholds; `不再享有，但离婚的除外` keeps: told apart below.
                effect.restricts |= found.as_str() != "除外";
            } else {
                effect.restricts = true;
            }
        }
        let protective = self.protective.find_iter(text).any(|found| {
            // `不再确认为成员` does not protect.
            !DENIALS.iter().any(|denial| text.part(..found.start()).ends_with(denial))
        });
        effect.protects = effect.forbids || protective;
        // What is granted to the group is withheld from a part of it: 出嫁女予以确认，但户口迁出的除外.
        let takes_back =
            effect.protects && exception.is_some_and(|range| self.groups.is_match(text.part(..range.start)));
        if excepted || takes_back {
            // What is withheld from others is left to the group, or the other way round.
            (effect.restricts, effect.protects, effect.excepts) = (true, true, true);
        }
        effect
    }
}

/// What the words of a clause do to the group.
#[derive(Clone, Copy)]
struct ClauseEffect {
    restricts: bool,
    protects: bool,
    /// A restriction stands there and is forbidden.
    forbids: bool,
    /// An exception stands there on which the group's lot depends.
    excepts: bool,
}

/// Words that turn a granting word behind them into its opposite.
static DENIALS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("clauses.tsv").read_by("denial").collect());

/// The clauses on special groups in a document, in their order.
fn clauses(running: &Running<'_>, words: &RightsWords) -> Vec<Clause> {
    let text = |range: &Range<usize>| running.text.part(range.clone());
    let mut sentences: Vec<Sentence> = Vec::new();
    for sentence in running.sentences() {
        let words = text(&sentence.range);
        // `……予以确认；但……除外` is one rule.
        let is_exception = words.starts_with('但') && EXCEPTION.is_match(words);
        match sentences.last_mut().filter(|before| is_exception && before.range.end == sentence.range.start) {
            Some(before) => before.range.end = sentence.range.end,
            None => sentences.push(sentence),
        }
    }
    sentences
        .into_iter()
        .filter_map(|sentence| {
            let polarity = words.polarity(text(&sentence.range), sentence.lead.as_ref().map(text))?;
            Some(Clause { polarity, range: sentence.range, lead: sentence.lead })
        })
        .collect()
}

/// The documents in these slots that are papers of the village with text, each once; drafts where there is nothing else.
pub(in super::super) fn papers<'c>(
    case: &Case<'c>,
    filled: &[Filled<'_>],
    slots: &[impl AsRef<str>],
) -> Vec<&'c Document> {
    let of = |wanted: &[PieceState]| -> Vec<usize> {
        filled
            .iter()
            .filter(|filled| is_among(slots, &filled.slot.id))
            .flat_map(|filled| &filled.pieces)
            .filter(|piece| wanted.contains(&piece.state))
            .map(|piece| piece.document)
            .collect()
    };
    let mut found = of(&[PieceState::Good, PieceState::Late]);
    // What only a draft says will stand in the final paper if nobody looks.
    if found.is_empty() {
        found = of(&[PieceState::Draft]);
    }
    found.sort_unstable();
    found.dedup();
    let mut digests: Vec<&str> = Vec::new();
    let documents = found.into_iter().filter_map(|document| case.documents.get(document));
    documents
        .filter(|document| document.has_text)
        .filter(|document| {
            // The same bytes kept twice are read once.
            let Some(digest) = document.digest.as_deref() else { return true };
            let is_new = !digests.contains(&digest);
            digests.push(digest);
            is_new
        })
        .collect()
}

/// All clauses of the papers in these slots, with the paper of each.
pub(in super::super) fn read<'c>(
    case: &Case<'c>,
    filled: &[Filled<'_>],
    slots: &[impl AsRef<str>],
    words: &RightsWords,
) -> Vec<(Running<'c>, Vec<Clause>)> {
    papers(case, filled, slots)
        .into_iter()
        .map(|document| {
            let running = Running::new(document);
            let found = clauses(&running, words);
            (running, found)
        })
        .collect()
}

fn check(case: &Case<'_>, filled: &[Filled<'_>], slots: &[impl AsRef<str>], words: &RightsWords) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (running, clauses) in read(case, filled, slots, words) {
        let day = running.document.own_date().map_or(case.deadline, |own| own.date);
        let Message { zh: law_zh, en: law_en } = law_on(day);
        for clause in clauses {
            let mut places = clause.lead.as_ref().map(|lead| running.cite(lead)).unwrap_or_default();
            places.extend(running.cite(&clause.range));
            let title = &running.document.title;
            let doubtful = running.is_doubtful(&clause.range);
            let (code, severity, message) = match clause.polarity {
                Polarity::Protective => continue,
                Polarity::Restrictive if doubtful => (
                    Code::RightsInfringingClause,
                    Severity::Warning,
                    msg!(
                        "《{title}》中这一条疑似限制特殊群体的权益，但识别不够清楚：请对照原件人工核对（{law_zh}）",
                        "a clause of “{title}” may restrict a special group, but it was recognised with doubt: please compare the original ({law_en})"
                    ),
                ),
                Polarity::Restrictive => (
                    Code::RightsInfringingClause,
                    Severity::Fault,
                    msg!(
                        "《{title}》中这一条疑似限制特殊群体的权益：请对照{law_zh}核实",
                        "a clause of “{title}” may restrict the rights of a special group: please check it against {law_en}"
                    ),
                ),
                Polarity::Unclear => (
                    Code::RightsUnclearClause,
                    Severity::Warning,
                    msg!(
                        "《{title}》中这一条涉及特殊群体，含义需人工判断：请对照{law_zh}核实",
                        "a clause of “{title}” on a special group needs a person's reading: please check it against {law_en}"
                    ),
                ),
            };
            findings.push(Finding { code, severity, message, places });
        }
    }
    findings
}

/// The law that protected these groups on a day.
///
/// 妇女权益保障法 of 2005 (amended 2018-10-26) Articles 32 and 33; its revision in force from 2023-01-01 Articles 55 and
/// 56; 村民委员会组织法 Article 27; 农村集体经济组织法 Article 8, in force from 2025-05-01.
fn law_on(day: Date) -> Message {
    if day >= date(2025, 5, 1) {
        msg!(
            "《农村集体经济组织法》第八条、《妇女权益保障法》第五十五条和第五十六条",
            "农村集体经济组织法 Art. 8 and 妇女权益保障法 Arts. 55 and 56"
        )
    } else if day >= date(2023, 1, 1) {
        msg!(
            "《妇女权益保障法》第五十五条和第五十六条、《村民委员会组织法》第二十七条",
            "妇女权益保障法 Arts. 55 and 56 and 村民委员会组织法 Art. 27"
        )
    } else {
        msg!(
            "《妇女权益保障法》第三十二条和第三十三条、《村民委员会组织法》第二十七条",
            "妇女权益保障法 Arts. 32 and 33 and 村民委员会组织法 Art. 27"
        )
    }
}

/// How many clauses protect, restrict, or want a reading. Full points are suggested only where none of the latter two
/// is there.
fn on_rights(
    case: &Case<'_>,
    filled: &[Filled<'_>],
    slots: &[impl AsRef<str>],
    words: &RightsWords,
    advice: &mut Advice,
) {
    let read = read(case, filled, slots, words);
    if read.is_empty() {
        return;
    }
    let of = |polarity: Polarity| -> Vec<Citation> {
        let clauses = read.iter().flat_map(|(running, clauses)| clauses.iter().map(move |clause| (running, clause)));
        clauses
            .filter(|(_, clause)| clause.polarity == polarity)
            .filter_map(|(running, clause)| running.cite(&clause.range).into_iter().next())
            .collect()
    };
    let (kept, taken, open) = (of(Polarity::Protective), of(Polarity::Restrictive), of(Polarity::Unclear));
    let (papers, protects, restricts, unclear) = (read.len(), kept.len(), taken.len(), open.len());
    advice.say(
        msg!(
            "读了 {papers} 份材料，涉及特殊群体的条款：保护性 {protects} 条，限制性 {restricts} 条，待核 {unclear} 条",
            "{papers} papers were read; clauses on special groups: {protects} protective, {restricts} restrictive, {unclear} to be read"
        ),
        kept.into_iter().take(NAMED).collect(),
    );
    if protects + restricts + unclear == 0 {
        advice.say(
            msg!(
                "材料中未见关于特殊群体的条款；没有不扣分，建议核实是否需要写明",
                "no clause on special groups was found; that costs nothing, but please check whether one is wanted"
            ),
            Vec::new(),
        );
    }
    if restricts > 0 {
        advice.suggest(0.0);
    } else if unclear > 0 {
        advice.suggest_nothing();
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        evaluate::{
            assess_item,
            fixture::{builtin_checks, paper, rubric, slot, with_case},
        },
        rubric::Rubric,
    };

    /// The clauses of a paper, by the words of the built-in rubric.
    fn clauses_of(pages: &[&str]) -> Vec<(Polarity, String)> {
        let rubric = Rubric::builtin();
        let asked = rubric.items.iter().flat_map(|item| &item.checks).find(|asked| asked.check == Rights::NAME);
        let parameters = asked.expect("the built-in rubric asks for it").parameters.clone();
        let Rights { words, .. } = serde_json::from_value(parameters.into()).expect("its parameters");
        let document = paper("办法.docx").saying(pages);
        let running = Running::new(&document);
        clauses(&running, &words)
            .into_iter()
            .map(|clause| (clause.polarity, running.text[clause.range].to_owned()))
            .collect()
    }

    fn polarity(text: &str) -> Option<Polarity> {
        clauses_of(&[text]).first().map(|(polarity, _)| *polarity)
    }

    #[test]
    fn restrictions_are_told_from_protection() {
        use Polarity::{Protective, Restrictive, Unclear};
        let mut wrong = Vec::new();
        for (text, expected) in [
            ("嫁出本村的姑娘，不论户口是否迁走，均不参与本次配股。", Some(Restrictive)),
            ("纯女户只许一个女儿招婿，其余女儿女婿不列入成员。", Some(Restrictive)),
            ("妇女离婚满一年的，取消成员资格。", Some(Restrictive)),
            ("入赘女婿及其子女按50%配股。", Some(Restrictive)),
            ("再婚妇女须交纳入社费2000元，方可登记。", Some(Restrictive)),
            ("农嫁非人员户口未迁出的，不予配股。", Some(Restrictive)),
            ("违反计划生育政策未缴清社会抚养费的家庭，不分配股份，不得享受福利。", Some(Restrictive)),
            ("未婚大龄女青年须签订自愿放弃股份的承诺书。", Some(Restrictive)),
            ("不得因妇女离婚、丧偶而收回其承包地。", Some(Protective)),
            ("任何组织不得以妇女结婚、离异等为由，取消其成员资格或者减半配股。", Some(Protective)),
            ("入赘的男方及其子女与其他成员享有同等的权利。", Some(Protective)),
            ("妇女离婚、丧偶后仍在本村生活的，其权益不受影响。", Some(Protective)),
            ("多女户与其他农户一样，女儿女婿均确认为成员。", Some(Protective)),
            ("外嫁女已在婆家所在村取得成员身份的，不再确认为本社成员。", Some(Unclear)),
            ("出嫁女户口已迁出的，不再登记为成员。", Some(Unclear)),
            ("户口空挂人员不享受分配。", Some(Unclear)),
            ("远嫁的女儿在男方村已登记入社的，本社不再予以登记，但离异后迁回居住的可予登记。", Some(Unclear)),
            ("外嫁女户籍未迁出的，原则上不参与配股，家庭特别困难的依法维护其权益，由代表会议研究。", Some(Unclear)),
            ("外嫁女户籍未迁出的，原则上不参与配股。", Some(Restrictive)),
            ("离婚妇女一律不再予以登记。", Some(Restrictive)),
            ("再婚迁入的人员作为新增人口不再配股。", Some(Unclear)),
            ("离婚后在两处登记的，不得享受双份股权。", Some(Unclear)),
            ("会议否决了离婚妇女不享受分配的提议。", Some(Unclear)),
            ("迁出人员不再享受分配，但离婚、丧偶后户口迁回的除外。", Some(Unclear)),
            ("户籍在册的村民予以确认，出嫁女、入赘女婿除外。", Some(Unclear)),
            ("离婚妇女户口未迁出的予以确认为成员，但再嫁的除外。", Some(Unclear)),
            ("招婿落户的男方及子女，予以确认；但未满三年的除外。", Some(Unclear)),
            ("丧偶妇女的成员资格予以保留。但改嫁后不在本村居住的，不在此列。", Some(Unclear)),
            ("除外嫁女外，户口在本村的均确认为成员。", Some(Unclear)),
            ("年满十八周岁的均参与分配，农嫁非人员除外。", Some(Restrictive)),
            ("多女户的女婿不在此列，不予登记。", Some(Restrictive)),
            ("出嫁女户口未迁出的予以确认，但在婆家村享受待遇的除外。", Some(Unclear)),
            ("离婚妇女享有同等权利，法律法规另有规定的除外。", Some(Protective)),
            ("上门女婿应当确认为成员，但国家政策另有规定的除外。", Some(Protective)),
            ("成员死亡的，取消股权，由继承人办理手续。", None),
            ("本办法未尽事宜由村民代表会议决定，但法律另有规定的除外。", None),
            ("双女户较多的小组由妇女主任负责宣传。", None),
            ("离婚的，股权证注销后按户重新颁发。", None),
            ("男女老幼一律平等，股权不随人口变动。", None),
            ("闺女出了门子嫁到外乡，户口在不在家都不算数。", Some(Restrictive)),
            ("姑娘多的人家最多招一个养老女婿，别的姑爷没有份。", Some(Restrictive)),
            ("娶进门的媳妇离了婚的，名额收回。", Some(Restrictive)),
            ("二婚带过来的娃补交三千元积累款才给股。", Some(Restrictive)),
            ("女性成员每户可以享受一名，多出的不计。", Some(Restrictive)),
            ("寡居的儿媳还在村里住，照样算一份。", Some(Protective)),
            ("嫁到外地的姑娘户口没在本村的，不算社员。", Some(Unclear)),
            ("媳妇在别处已经分了股的，本社不再给股。", Some(Unclear)),
            ("离了婚住娘家的妇女，由小组商量决定。", Some(Unclear)),
            ("死了男人的，名下股份怎么办视情况再议。", Some(Unclear)),
            ("妇女代表不少于代表总数的三分之一。", None),
            ("妇女主任不在村的，会议改期，误工不给钱。", None),
            ("股金不够的不算出资，退回本人。", None),
            ("章程修改由成员大会决定。", None),
        ] {
            let found = polarity(text);
            if found != expected {
                wrong.push(format!("{text}: {found:?}, not {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn clauses_run_over_lines_and_pages() {
        let found = clauses_of(&[
            "第七条 丧偶妇女改嫁以后，其名下的股份由村里统一处理，本人不再享",
            "受收益分配。\n第八条 略。",
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, Polarity::Restrictive);
        assert!(found[0].1.ends_with("不再享受收益分配。"), "{found:?}");
    }

    #[test]
    fn an_entry_takes_its_meaning_from_what_leads_into_the_list() {
        let withheld = "下列人员不予配股：\n（一）农嫁非人员；\n（二）国家公职人员；\n（三）入赘后离异的人员。";
        let found = clauses_of(&[withheld]);
        assert_eq!(found.iter().map(|(polarity, _)| *polarity).collect::<Vec<_>>(), [Polarity::Restrictive; 2]);
        let granted = "下列人员确认为本社成员：（一）入赘落户的女婿；（二）离婚后户口未迁出的妇女。";
        let found = clauses_of(&[granted]);
        assert_eq!(found.iter().map(|(polarity, _)| *polarity).collect::<Vec<_>>(), [Polarity::Protective; 2]);
        let conditions = "出嫁女有下列情形的不再登记：\n1、已在外地落户；\n2、本人申请退出。";
        assert_eq!(clauses_of(&[conditions]), [(Polarity::Unclear, "出嫁女有下列情形的不再登记:".to_owned())]);
    }

    #[test]
    fn the_law_is_that_of_the_papers_day() {
        assert!(law_on(date(2018, 6, 1)).zh.contains("第三十三条"));
        assert!(law_on(date(2023, 1, 1)).zh.contains("第五十五条"));
        assert!(law_on(date(2025, 5, 1)).zh.contains("《农村集体经济组织法》"));
    }

    #[test]
    fn a_clause_is_a_fault_with_its_words_and_takes_the_points() {
        let item = |text: &str| {
            let scoring = json!({ "type": "veto_zero", "veto": "有侵权条款的不得分" });
            let slots = json!([slot("plan", 1, &json!({}))]);
            let document = paper("方案.docx").kind("plan").on("2019-05-06").saying(&[text]);
            with_case(rubric(&scoring, &slots, &builtin_checks("V11")), vec![document], assess_item)
        };
        let accused = item("一、原则\n离异妇女一律不予配股。");
        assert_eq!(accused.findings.len(), 1);
        let finding = &accused.findings[0];
        assert_eq!((finding.code, finding.severity), (Code::RightsInfringingClause, Severity::Fault));
        assert_eq!(finding.places[0].quote, "离异妇女一律不予配股。");
        assert!(finding.message.zh.contains("《妇女权益保障法》第三十二条"), "{}", finding.message.zh);
        assert_eq!(accused.suggested, Some(0.0));
        let doubtful = item("外嫁女已在男方村享受待遇的，不再登记。");
        assert_eq!(doubtful.findings[0].code, Code::RightsUnclearClause);
        assert_eq!((doubtful.findings[0].severity, doubtful.suggested), (Severity::Warning, None));
        let clean = item("离异妇女与其他成员享有同等权利。");
        assert!(clean.findings.is_empty());
        assert_eq!(clean.suggested, Some(4.0));
        assert!(clean.reasons[0].message.zh.contains("保护性 1 条"), "{:?}", clean.reasons);
    }

    proptest! {
        #[test]
        fn any_text_can_be_scanned(text in cundang_testing::paper_or("[出嫁离婚女不得享受取消以因为由而除外但：；。，（一）\n0-9a]{0,60}")) {
            for (_, clause) in clauses_of(&[&text]) {
                prop_assert!(!clause.is_empty());
            }
        }
    }
}
