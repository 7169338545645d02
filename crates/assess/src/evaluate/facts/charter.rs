//! Thresholds of votes: those that a village's own charter sets for its members' meeting, and those that a paper of a
//! meeting states.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::{
    evaluate::{
        Document,
        documents::prose::script::{Fact, Script},
    },
    model::Citation,
    rubric::{KindRole, Rubric},
    text::cut::Cut,
    vocabulary,
};

/// A share that must be reached, or passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Its parts.
    pub part: u32,
    /// The parts of the whole.
    pub of: u32,
    /// More than it (过半数), rather than at least (三分之二以上).
    pub more: bool,
}

impl Share {
    /// 三分之二以上.
    pub const fn at_least(part: u32, of: u32) -> Self {
        Self { part, of, more: false }
    }

    /// 过半数.
    pub const fn more_than(part: u32, of: u32) -> Self {
        Self { part, of, more: true }
    }

    /// Whether so many of a whole reach it.
    pub fn is_met(self, count: u32, whole: u32) -> bool {
        let (have, need) = (u64::from(count) * u64::from(self.of), u64::from(whole) * u64::from(self.part));
        if self.more { have > need } else { have >= need }
    }

    /// How many of a whole are needed.
    pub fn needed(self, whole: u32) -> u64 {
        let product = u64::from(whole) * u64::from(self.part);
        let of = u64::from(self.of.max(1));
        if self.more { product / of + 1 } else { product.div_ceil(of) }
    }

    /// The share in words, in Chinese and in English.
    pub fn words(self) -> (String, String) {
        let (part, of) = (self.part, self.of);
        if self.more {
            (format!("超过 {part}/{of}"), format!("more than {part}/{of}"))
        } else {
            (format!("{part}/{of} 以上"), format!("at least {part}/{of}"))
        }
    }
}

/// The share that must agree for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Majority {
    /// The share.
    pub share: Share,
    /// Whether it is counted of all, and not of those present.
    pub of_all: bool,
    /// The clause.
    pub place: Citation,
}

/// What a charter says of its members' meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CharterRule {
    /// The share of the body that must come.
    pub present: Option<(Share, Citation)>,
    /// The share that must agree.
    pub ordinary: Option<Majority>,
    /// The same for charters and other great matters.
    pub charter: Option<Majority>,
    /// The day of the charter.
    pub date: Option<Date>,
}

const SHARE: &str = "(?P<s>三分之二|2/3|四分之三|3/4|五分之四|4/5|二分之一|1/2|过半数|过半|半数|超过半数)(?P<up>以上)?";

static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!("(?:有|由|须|需|应当?|达到?)[^。;\\n]{{0,24}}?{SHARE}[^。;\\n]{{0,24}}?(?:参加|出席|到会)"))
        .expect("the pattern is constant")
});
static PASSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        "(?:经|由|获得?|须|需)(?P<who>[^。;,\\n]{{0,24}}?){SHARE}(?P<tail>[^。;,\\n]{{0,12}}?)(?:通过|同意|赞成)"
    ))
    .expect("the pattern is constant")
});

/// A rule in the words of a paper of a meeting: 须全体代表三分之二以上同意.
static STATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        "(?:须|需|应当?|必须|要|得)(?:经|由|有|获得?|达到?)?(?P<who>[^。;,\\n]{{0,24}}?){SHARE}(?P<tail>[^。;,\\n]{{0,12}}?)(?:通过|同意|赞成)"
    ))
    .expect("the pattern is constant")
});

/// Meetings of a cooperative's members.
static OF_MEMBERS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("bodies.tsv").read_by("charter-rules").collect());

/// Of whom a share is counted, where that is all and not those who came.
static OF_ALL: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("clauses.tsv").read_by("of-all").collect());
/// Boards, which have thresholds of their own.
static COUNCILS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("clauses.tsv").read_by("council").collect());
/// What is ruled in other shares than those of votes.
static OTHER_RULES: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("clauses.tsv").read_by("other-rule").collect());

/// Whether a share is one of all and not of those who came.
fn is_of_all(who: &str) -> bool {
    OF_ALL.iter().any(|word| who.contains(word)) && !who.contains("到会")
}

/// The threshold that a paper of a meeting states for its own votes.
pub fn stated(document: &Document) -> Option<Majority> {
    let script = Script::new(document);
    let found = STATED.captures(script.text)?;
    let (whole, words, who) = (found.get(0)?, found.name("s")?, found.name("who")?);
    // Councils have thresholds of their own.
    if COUNCILS.iter().any(|board| whole.as_str().contains(board)) {
        return None;
    }
    let fact: Fact<()> = script.fact((), whole.range());
    Some(Majority {
        share: share(words.as_str(), found.name("up").is_some()),
        of_all: is_of_all(who.as_str()),
        place: fact.cite(document),
    })
}

fn share(words: &str, up: bool) -> Share {
    match words {
        "三分之二" | "2/3" => Share::at_least(2, 3),
        "四分之三" | "3/4" => Share::at_least(3, 4),
        "五分之四" | "4/5" => Share::at_least(4, 5),
        "二分之一" | "1/2" | "半数" if up => Share::at_least(1, 2),
        _ => Share::more_than(1, 2),
    }
}

/// Reads the thresholds of the village's charter; `None` where there is no final charter that sets any.
pub fn read(rubric: &Rubric, documents: &[Document]) -> Option<CharterRule> {
    let charters = documents.iter().filter(|document| {
        document.role(rubric) == Some(KindRole::Charter)
            && !document.is_draft
            && !document.is_template
            && document.is_read
    });
    charters.map(of_charter).find(|rule| rule.present.is_some() || rule.ordinary.is_some() || rule.charter.is_some())
}

fn of_charter(document: &Document) -> CharterRule {
    let script = Script::new(document);
    let text = script.text;
    let mut rule = CharterRule { date: document.own_date().map(|own| own.date), ..CharterRule::default() };
    let mut start = 0;
    for sentence in text.split_inclusive(['。', '\n']) {
        let base = start;
        start += sentence.len();
        let members = OF_MEMBERS.iter().any(|body| sentence.contains(body));
        // Councils have quorums of their own.
        if !members || COUNCILS.iter().chain(OTHER_RULES.iter()).any(|word| sentence.contains(word)) {
            continue;
        }
        let place = |found: regex::Match<'_>| -> Citation {
            let fact: Fact<()> = script.fact((), base + found.start()..base + found.end());
            fact.cite(document)
        };
        if rule.present.is_none()
            && let Some(captures) = PRESENT.captures(sentence)
            && let (Some(whole), Some(words)) = (captures.get(0), captures.name("s"))
        {
            rule.present = Some((share(words.as_str(), captures.name("up").is_some()), place(whole)));
        }
        for captures in PASSED.captures_iter(sentence) {
            let (Some(whole), Some(words), Some(who)) = (captures.get(0), captures.name("s"), captures.name("who"))
            else {
                continue;
            };
            let of_all = is_of_all(who.as_str());
            let share = share(words.as_str(), captures.name("up").is_some());
            let before = sentence.part(..whole.start());
            let great = ["章程", "重大", "合并", "分立"].iter().any(|word| before.contains(word));
            let entry = Some(Majority { share, of_all, place: place(whole) });
            if great {
                rule.charter = rule.charter.take().or(entry);
            } else {
                rule.ordinary = rule.ordinary.take().or(entry);
            }
        }
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    fn rule(text: &str) -> CharterRule {
        of_charter(&paper("章程.docx").saying(&[text]))
    }

    #[test]
    fn clauses_are_read() {
        let full = rule(
            "第十二条 召开成员大会，应当有三分之二以上具有表决权的成员参加。成员大会作出决定，须经到会成员过半数通过；修改章程等重大事项，须经到会成员三分之二以上同意。",
        );
        assert_eq!(full.present.map(|(share, _)| share), Some(Share::at_least(2, 3)));
        assert_eq!(full.ordinary.map(|rule| (rule.share, rule.of_all)), Some((Share::more_than(1, 2), false)));
        assert_eq!(full.charter.map(|rule| (rule.share, rule.of_all)), Some((Share::at_least(2, 3), false)));
        let all = rule("成员代表大会的决议须经全体成员代表的三分之二以上通过。");
        assert_eq!(all.ordinary.map(|rule| (rule.share, rule.of_all)), Some((Share::at_least(2, 3), true)));
    }

    #[test]
    fn a_paper_states_a_rule_or_tells_what_came_of_a_vote() {
        let of = |text: &str| stated(&paper("决议.docx").saying(&[text])).map(|rule| (rule.share, rule.of_all));
        assert_eq!(of("按本社规矩，设股的事须全体代表三分之二以上同意"), Some((Share::at_least(2, 3), true)));
        assert_eq!(of("须经到会代表过半数通过。"), Some((Share::more_than(1, 2), false)));
        for text in ["经三分之二以上代表同意，方案通过。", "会议须有三分之二以上代表到会。", "须经理事三分之二以上同意"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn other_bodies_set_nothing_for_members() {
        for text in [
            "理事会会议须有三分之二以上的理事出席方可召开。",
            "经十分之一以上成员提议，可以召开成员大会。",
            "本章程自通过之日起施行。",
        ] {
            let rule = rule(text);
            assert!(rule.present.is_none() && rule.ordinary.is_none() && rule.charter.is_none(), "{text}: {rule:?}");
        }
    }

    #[test]
    fn shares_count_heads() {
        let two_thirds = Share::at_least(2, 3);
        assert!(two_thirds.is_met(22, 32) && !two_thirds.is_met(21, 32) && two_thirds.is_met(20, 30));
        assert_eq!((two_thirds.needed(32), Share::more_than(1, 2).needed(18)), (22, 10));
        assert!(!Share::more_than(1, 2).is_met(9, 18) && Share::at_least(1, 2).is_met(9, 18));
    }
}
