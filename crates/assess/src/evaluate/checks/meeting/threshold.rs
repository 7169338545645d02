//! Quorum (R05) and majority (R06), by the rule that held for the body on the day of its meeting.
//!
//! - 村民会议 and 村民代表会议: Organic Law of the Villagers' Committees (村民委员会组织法), Art. 22 and 26: villagers
//!   more than half, or two thirds of the households; representatives two thirds; more than half of those present.
//! - 成员大会 and 成员代表大会: from 1 May 2025 the Law on Rural Collective Economic Organizations (农村集体经济组织法),
//!   Art. 27 and 28: two thirds present, two thirds of all agree. Before that the village's own charter, for meetings
//!   after its adoption; and where it says nothing, the rubric's setting, as a warning.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{by_hand, cite_in, gatherings, name_of};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::prose::script::Fact,
        facts::{
            charter::{CharterRule, Majority, Share},
            count::Vote,
            gathering::Gathering,
        },
    },
    model::{Citation, Code, Finding, MeetingBody, Severity},
    msg,
    rubric::Fraction,
    vocabulary,
};

/// The meetings in the item were quorate, and passed what they decided (R05, R06).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {}

impl CheckType for Thresholds {
    const NAME: &'static str = "thresholds";
    const CODES: &'static [Code] = &[Code::QuorumNotMet, Code::VoteNotPassed];
    const WORDS: Words = Words {
        looks_for: ["到会人数和同意票是否达到会议当日适用的规定", "quorum and vote, by the rules of the meeting's day"],
        reads: [
            "应到、实到、同意、反对、弃权的数字；本村章程里的规定",
            "the numbers expected, present, for, against and abstaining; the village's own charter",
        ],
        blind_to: ["没有写出的人数；委托是否有效", "numbers that are not written; whether proxies are valid"],
    };
}

impl Check for Thresholds {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled)
    }
}

/// The first day of the law of 2024.
const RCEO_2024: Date = date(2025, 5, 1);

/// What holds for one meeting.
struct Profile {
    /// The share of the body that must come.
    present: Option<Share>,
    /// The share that must agree.
    agree: Share,
    /// The same for a charter.
    agree_charter: Share,
    /// Whether the agreeing are counted of all, not of those present.
    of_all: bool,
    charter_of_all: bool,
    /// Where it comes from.
    source: (&'static str, &'static str),
    /// A fault against a law or the village's own charter, a warning against a setting.
    severity: Severity,
    /// The clause on who must come.
    quorum_clause: Option<Citation>,
    /// The clauses on who must agree.
    majority_clauses: Vec<Citation>,
}

/// Bodies with which a meeting of representatives is a joint one.
static JOINT: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("bodies.tsv").read_by("joint").collect());

fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let charter = case.facts.charter.as_ref();
    let mut findings = Vec::new();
    for gathering in gatherings(case, filled) {
        let households = case.facts.said(gathering).any(|(_, facts)| facts.attendance.households);
        let Some(mut profile) = profile(case, gathering, charter, households) else {
            findings.extend(stated(case, gathering).and_then(|stated| majority(case, gathering, &stated)));
            continue;
        };
        // Of a joint meeting (党员、村民代表会议) the numbers of the body itself are not known.
        let joint = JOINT.iter().any(|with| name_of(case, gathering).contains(with));
        if joint {
            profile.severity = Severity::Warning;
        }
        findings.extend(quorum(case, gathering, &profile));
        // A rule of its own may ask for more than the law, and never for less.
        let short = majority(case, gathering, &profile);
        findings.extend(short.or_else(|| majority(case, gathering, &stated(case, gathering)?)));
    }
    findings
}

/// What a paper of the meeting itself states, as a request to look: the rule may be for one of its matters.
fn stated(case: &Case<'_>, gathering: &Gathering) -> Option<Profile> {
    let stated = case.facts.said(gathering).find_map(|(document, _)| case.facts.majorities.get(&document))?;
    let Majority { share, of_all, place } = stated.clone();
    Some(Profile {
        present: None,
        agree: share,
        agree_charter: share,
        of_all,
        charter_of_all: of_all,
        source: ("会议材料写明的规则", "the rule that its own paper states"),
        severity: Severity::Warning,
        quorum_clause: None,
        majority_clauses: vec![place],
    })
}

fn profile(case: &Case<'_>, gathering: &Gathering, charter: Option<&CharterRule>, households: bool) -> Option<Profile> {
    let half = Share::more_than(1, 2);
    let law = |present: Share| Profile {
        present: Some(present),
        agree: half,
        agree_charter: half,
        of_all: false,
        charter_of_all: false,
        source: ("《村民委员会组织法》", "the Organic Law of the Villagers' Committees"),
        severity: Severity::Fault,
        quorum_clause: None,
        majority_clauses: Vec::new(),
    };
    match gathering.body {
        MeetingBody::VillageRepresentatives => Some(law(Share::at_least(2, 3))),
        MeetingBody::Villagers => Some(law(if households { Share::at_least(2, 3) } else { half })),
        MeetingBody::Members | MeetingBody::MemberRepresentatives => Some(members(case, gathering.date, charter)),
        _ => None,
    }
}

fn members(case: &Case<'_>, day: Option<Date>, charter: Option<&CharterRule>) -> Profile {
    let two_thirds = Share::at_least(2, 3);
    if day.is_some_and(|day| day >= RCEO_2024) {
        return Profile {
            present: Some(two_thirds),
            agree: two_thirds,
            agree_charter: two_thirds,
            of_all: true,
            charter_of_all: true,
            source: ("《农村集体经济组织法》", "the Law on Rural Collective Economic Organizations"),
            severity: Severity::Fault,
            quorum_clause: None,
            majority_clauses: Vec::new(),
        };
    }
    let settings = &case.rubric.settings.members_meeting;
    let at_least = |fraction: Fraction| Share::at_least(fraction.0, fraction.1);
    let mut profile = Profile {
        present: Some(at_least(settings.present)),
        agree: Share::more_than(settings.ordinary.0, settings.ordinary.1),
        agree_charter: at_least(settings.charter),
        of_all: false,
        charter_of_all: false,
        source: ("评估表设定的默认要求", "the rubric's default"),
        severity: Severity::Warning,
        quorum_clause: None,
        majority_clauses: Vec::new(),
    };
    // A charter binds the meetings after the one that adopts it.
    let later = |rule: &&CharterRule| day.zip(rule.date).is_some_and(|(day, adopted)| day > adopted);
    if let Some(rule) = charter.filter(later) {
        profile.source = ("本社章程", "the cooperative's own charter");
        if let Some((share, place)) = &rule.present {
            (profile.present, profile.severity) = (Some(*share), Severity::Fault);
            profile.quorum_clause = Some(place.clone());
        }
        if let Some(Majority { share, of_all, place }) = &rule.ordinary {
            (profile.agree, profile.of_all, profile.severity) = (*share, *of_all, Severity::Fault);
            profile.majority_clauses.push(place.clone());
        }
        if let Some(Majority { share, of_all, place }) = &rule.charter {
            (profile.agree_charter, profile.charter_of_all) = (*share, *of_all);
            profile.majority_clauses.push(place.clone());
        }
    }
    profile
}

/// 应到 and 实到 as one paper gives both; papers of one meeting can differ, and the check of attendance says so.
struct Headcount<'f> {
    document: usize,
    expected: &'f Fact<u32>,
    present: &'f Fact<u32>,
}

fn quorum(case: &Case<'_>, gathering: &Gathering, profile: &Profile) -> Option<Finding> {
    let share = profile.present?;
    let counts: Vec<Headcount<'_>> = case
        .facts
        .said(gathering)
        .filter_map(|(document, facts)| {
            let (expected, present) = (facts.attendance.expected.as_ref()?, facts.attendance.present.as_ref()?);
            (expected.value > 0 && !facts.attendance.mixed).then_some(Headcount { document, expected, present })
        })
        .collect();
    let short: Vec<&Headcount<'_>> =
        counts.iter().filter(|count| !share.is_met(count.present.value, count.expected.value)).collect();
    let first = short.first()?;
    // Where another paper of the meeting gives enough, it is the numbers that differ.
    let sure = short.len() == counts.len();
    let clear = short.iter().any(|count| !count.expected.doubtful && !count.present.doubtful);
    let severity = if sure && clear { profile.severity } else { Severity::Warning };
    let mut places = Vec::new();
    for count in &short {
        cite_in(case, count.document, count.expected, &mut places);
        cite_in(case, count.document, count.present, &mut places);
    }
    places.extend(profile.quorum_clause.clone());
    let (expected, present) = (first.expected.value, first.present.value);
    let (needed, (share_zh, share_en)) = (share.needed(expected), share.words());
    let (name, (source_zh, source_en)) = (name_of(case, gathering), profile.source);
    let (hand_zh, hand_en) = by_hand(!clear);
    Some(Finding {
        code: Code::QuorumNotMet,
        severity,
        message: msg!(
            "“{name}”应到 {expected} 人，实到 {present} 人；按{source_zh}需 {share_zh} 到会，即 {needed} 人，请核实{hand_zh}",
            "“{name}”: {present} of {expected} came; by {source_en} {share_en} must come, that is {needed}; please check{hand_en}"
        ),
        places,
    })
}

/// A vote that falls short, with all places that show it.
struct Short {
    severity: Severity,
    share: Share,
    agreed: u32,
    whole: u32,
    places: Vec<Citation>,
    doubtful: bool,
}

fn majority(case: &Case<'_>, gathering: &Gathering, profile: &Profile) -> Option<Finding> {
    let mut found: Option<Short> = None;
    for (document, facts) in case.facts.said(gathering) {
        let (Some(present), expected) = (&facts.attendance.present, &facts.attendance.expected) else { continue };
        for vote in facts.votes.iter().filter(|vote| !vote.failed) {
            let Some(agreed) = &vote.in_favour else { continue };
            let is_charter = is_about_charter(vote, facts.topic.as_ref(), facts.votes.len());
            let (share, of_all) = if is_charter {
                (profile.agree_charter, profile.charter_of_all)
            } else {
                (profile.agree, profile.of_all)
            };
            let whole = if of_all { expected.as_ref() } else { Some(present) };
            let Some(whole) = whole.filter(|whole| whole.value > 0) else { continue };
            if share.is_met(agreed.value, whole.value) || !is_whole(vote, present.value) {
                continue;
            }
            let doubtful = agreed.doubtful || whole.doubtful;
            // A count of those in favour alone may be that of a group.
            let lone = vote.against.is_none() && vote.abstained.is_none();
            let severity = if doubtful || lone { Severity::Warning } else { profile.severity };
            let short = found.get_or_insert_with(|| Short {
                severity,
                share,
                agreed: agreed.value,
                whole: whole.value,
                places: Vec::new(),
                doubtful,
            });
            cite_in(case, document, whole, &mut short.places);
            cite_in(case, document, agreed, &mut short.places);
            short.severity = short.severity.min(severity);
            short.doubtful &= doubtful;
        }
    }
    let Short { severity, share, agreed, whole, mut places, doubtful } = found?;
    let (needed, (share_zh, share_en)) = (share.needed(whole), share.words());
    places.extend(profile.majority_clauses.iter().cloned());
    let (name, (source_zh, source_en)) = (name_of(case, gathering), profile.source);
    let (hand_zh, hand_en) = by_hand(doubtful);
    Some(Finding {
        code: Code::VoteNotPassed,
        severity,
        message: msg!(
            "“{name}”{whole} 人中同意 {agreed} 人；按{source_zh}需 {share_zh}，即 {needed} 人，请核实{hand_zh}",
            "“{name}”: {agreed} of {whole} agreed; by {source_en} {share_en} must agree, that is {needed}; please check{hand_en}"
        ),
        places,
    })
}

/// Whether a vote is on a charter, by the words before it, or by the only matter of the meeting.
fn is_about_charter(vote: &Vote, topic: Option<&Fact<String>>, votes: usize) -> bool {
    let near: String = vote.about.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    if votes > 1 {
        near.contains("章程")
    } else {
        near.contains("章程") || topic.is_some_and(|topic| topic.value.contains("章程"))
    }
}

/// Whether the counts of a vote are those of the whole meeting: a group's or a ballot's part of it says nothing.
fn is_whole(vote: &Vote, present: u32) -> bool {
    let value = |fact: &Option<Fact<u32>>| fact.as_ref().map_or(0, |fact| fact.value);
    let sum = value(&vote.in_favour).saturating_add(value(&vote.against)).saturating_add(value(&vote.abstained));
    // Counts that do not come to those present are for the check of attendance; a lone 同意 is taken as it stands.
    let all = vote.against.is_some() || vote.abstained.is_some();
    vote.unanimous.is_none() && (!all || sum == present)
}
