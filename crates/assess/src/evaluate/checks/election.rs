//! Elections (V20) and who may not sit where (R35).

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, figures, schema};
use crate::{
    evaluate::{
        Case, ElectionPaper,
        case::slot::{Filled, PieceState},
        facts::{
            account,
            ballot::{BallotCount, Tally},
        },
    },
    model::{Code, Finding, Reason, Severity},
    msg,
    rubric::{KindId, KindRole, is_among},
    text::pattern,
    vocabulary,
};

/// Papers of an election: ballots that add up, more than half for winners, nobody simply appointed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Election {
    /// The kinds.
    #[schemars(length(min = 1))]
    kinds: Vec<KindId>,
    /// What weighs against the election.
    #[schemars(schema_with = "schema::severity")]
    severity: Severity,
}

impl CheckType for Election {
    const NAME: &'static str = "election";
    const CODES: &'static [Code] = &[Code::AppointedNotElected, Code::ArithmeticWrong, Code::VoteNotPassed];
    const WORDS: Words = Words {
        looks_for: [
            "选票数是否相合，当选票数是否过半，是否未经选举而任命",
            "ballots that add up, winners with more than half, nobody simply appointed",
        ],
        reads: ["计票单、选举结果、公告", "tallies, results and announcements"],
        blind_to: ["计票过程", "the counting itself"],
    };
}

impl Check for Election {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, &self.kinds, on.filled, self.severity)
    }

    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        reasons(on.case, &self.kinds, on.filled)
    }
}

/// Checks the papers of an election: ballots that add up, winners with more than half, nobody simply appointed.
fn check(case: &Case<'_>, kinds: &[KindId], filled: &[Filled<'_>], weight: Severity) -> Vec<Finding> {
    let mut findings = Vec::new();
    for paper in papers(case, kinds, filled) {
        findings.extend(of_tally(paper.tally(), weight));
    }
    findings.extend(appointed(case, kinds, filled, weight));
    findings
}

/// The papers of some kinds, and those that stand in the item, that count and can be read.
pub(super) fn papers<'c>(
    case: &Case<'c>,
    kinds: &[KindId],
    filled: &[Filled<'_>],
) -> impl Iterator<Item = &'c ElectionPaper<'c>> + use<'c> {
    let deadline = case.deadline;
    let pieces = filled.iter().flat_map(|slot| &slot.pieces).filter(|piece| piece.state == PieceState::Good);
    let own: BTreeSet<usize> = pieces.map(|piece| piece.document).collect();
    let kinds = kinds.to_vec();
    case.elections.iter().enumerate().filter_map(move |(at, paper)| {
        let document = paper.document;
        let of_kind = || document.kind.iter().chain(&document.secondary).any(|kind| is_among(&kinds, kind));
        let is_wanted = own.contains(&at) || of_kind();
        (is_wanted && document.has_text && account::counts(document, deadline)).then_some(paper)
    })
}

fn wrong(weight: Severity, said: &[&BallotCount], zh: &str, en: &str) -> Finding {
    let is_doubtful = said.iter().any(|said| said.1.doubtful);
    figures::wrong(weight, is_doubtful, zh, en, said.iter().map(|said| said.1.citation.clone()).collect())
}

fn of_tally(tally: &Tally, weight: Severity) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let (Some(issued), Some(collected)) = (&tally.issued, &tally.collected)
        && collected.0 > issued.0
    {
        let (a, b) = (collected.0, issued.0);
        findings.push(wrong(
            weight,
            &[collected, issued],
            &format!("收回选票 {a} 张，多于发出的 {b} 张"),
            &format!("{a} ballots came back of {b} handed out"),
        ));
    }
    if let (Some(collected), Some(valid), Some(invalid)) = (&tally.collected, &tally.valid, &tally.invalid)
        && valid.0.saturating_add(invalid.0) != collected.0
    {
        let (a, b, c) = (valid.0, invalid.0, collected.0);
        let weight = weight.max(Severity::Warning);
        findings.push(wrong(
            weight,
            &[valid, invalid, collected],
            &format!("有效票 {a} 张加无效票 {b} 张不等于收回 {c} 张"),
            &format!("{a} valid and {b} invalid ballots are not the {c} that came back"),
        ));
    }
    let ballots = tally.valid.as_ref().map(|count| (count, "有效票", "valid ballots"));
    let ballots = ballots.or(tally.collected.as_ref().map(|count| (count, "收回的选票", "ballots that came back")));
    let people = tally.present.as_ref().map(|count| (count, "到会人数", "people who came"));
    let Some((ceiling, of_zh, of_en)) = ballots.or(people) else { return findings };
    for vote in &tally.votes {
        let said = (vote.count, vote.place.clone());
        let (name, count, most) = (&vote.name, vote.count, ceiling.0);
        if count > most {
            findings.push(wrong(
                weight,
                &[&said, ceiling],
                &format!("{name}得 {count} 票，多于{of_zh} {most}"),
                &format!("{name} has {count} votes of {most} {of_en}"),
            ));
        } else if vote.is_elected && count.saturating_mul(2) <= most && !said.1.doubtful && !ceiling.1.doubtful {
            // The half is that of other elections, used here by analogy: a person decides.
            let message = msg!(
                "{name}得 {count} 票当选，未超过{of_zh} {most} 的一半：请核实选举办法",
                "{name} is elected with {count} of {most} {of_en}, not more than half: please check the election's rules"
            );
            findings.push(Finding::new(
                Code::VoteNotPassed,
                Severity::Warning,
                message,
                vec![said.1.citation.clone(), ceiling.1.citation.clone()],
            ));
        }
    }
    findings
}

/// Names and titles of papers by which somebody is put into an office.
static APPOINTS: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("clauses.tsv").forms("appoints")));

/// Somebody put on a board by 任命, 委任 or 指定. With papers of an election beside it, it is for a person to weigh.
fn appointed(case: &Case<'_>, kinds: &[KindId], filled: &[Filled<'_>], weight: Severity) -> Vec<Finding> {
    let has_ballots =
        filled.iter().flat_map(|slot| &slot.pieces).filter(|piece| piece.state == PieceState::Good).any(|piece| {
            let Some(document) = case.documents.get(piece.document) else { return false };
            document.fits_role(case.rubric, KindRole::Ballot) || document.title.contains("选票")
        });
    let has_ballots = has_ballots
        || papers(case, kinds, filled).any(|paper| {
            let tally = paper.tally();
            tally.collected.is_some() || !tally.votes.is_empty()
        });
    // A paper that appoints is seldom called one of an election: 关于理事会人员任职的通知.
    let appoints = case.elections.iter().filter(|paper| {
        let document = paper.document;
        let words = format!("{}\n{}", document.label, document.title);
        document.has_text && account::counts(document, case.deadline) && APPOINTS.is_match(&words)
    });
    let mut asked: Vec<&ElectionPaper<'_>> = papers(case, kinds, filled).chain(appoints).collect();
    asked.sort_by(|a, b| a.document.path.cmp(&b.document.path));
    asked.dedup_by(|a, b| a.document.path == b.document.path);
    let mut findings = Vec::new();
    // Of a paper and a photo of it on the wall, the paper is enough.
    let (photos, papers): (Vec<&ElectionPaper<'_>>, Vec<&ElectionPaper<'_>>) =
        asked.into_iter().partition(|paper| paper.document.is_photo());
    let has_appointed = papers.iter().any(|paper| !paper.appointments().is_empty());
    for paper in if has_appointed { papers } else { photos } {
        let clauses = paper.appointments();
        if let Some(first) = clauses.first() {
            let severity = if has_ballots || first.doubtful { weight.max(Severity::Warning) } else { weight };
            let title = &paper.document.title;
            let message = msg!(
                "《{title}》写明由任命、委任或指定产生：请核实是否经过选举",
                "“{title}” speaks of appointing: please check whether there was an election"
            );
            let places = clauses.iter().map(|place| place.citation.clone()).collect();
            findings.push(Finding::new(Code::AppointedNotElected, severity, message, places));
        }
    }
    findings
}

/// What the tallies say, and who was elected.
fn reasons(case: &Case<'_>, kinds: &[KindId], filled: &[Filled<'_>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for paper in papers(case, kinds, filled) {
        let tally = paper.tally();
        if let (Some(issued), Some(collected)) = (&tally.issued, &tally.collected) {
            let (a, b, votes) = (issued.0, collected.0, tally.votes.len());
            let message = msg!(
                "发出选票 {a} 张，收回 {b} 张，候选人得票 {votes} 条",
                "{a} ballots handed out, {b} came back, votes of {votes} candidates"
            );
            reasons.push(Reason { message, places: vec![issued.1.citation.clone()] });
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        Document,
        fixture::{found_by, paper},
    };

    fn election(text: &str) -> Document {
        paper("选举.docx").kind("ELECTION").saying(&[text])
    }

    fn found(code: Code, documents: Vec<Document>) -> Vec<Severity> {
        let kinds = json!(["ELECTION", "MTG_VOTE", "PUB_NOTICE", "FIN_SUPERV", "FIN_ACCOUNTANT"]);
        let check = match code {
            Code::BoardConflict => json!({ "check": "board-conflict", "kinds": kinds }),
            _ => json!({ "check": "election", "kinds": kinds, "severity": "fault" }),
        };
        found_by(&check, "MTG_VOTE", code, documents).into_iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn ballots_add_up() {
        for wrong in [
            "发出选票30张，收回选票31张",
            "实发出选票30张、收回30张，有效票30张。丁一得票：\n姓名\t得票数\n丁一\t31",
            "共发放选票40张，收回选票40张，有效票40张。丁一得41票",
        ] {
            assert_eq!(found(Code::ArithmeticWrong, vec![election(wrong)]), [Severity::Fault], "{wrong}");
        }
        let sum = "发出选票30张，收回选票30张，有效票28张，废票1张";
        assert_eq!(found(Code::ArithmeticWrong, vec![election(sum)]), [Severity::Warning]);
        for right in [
            "发出选票30张，收回选票29张，有效票28张，无效票1张",
            "应到50人，实到45人，发出选票45张，收回45张，有效票45张。丁一得45票，丙三得20票",
            "收回的选票多于发出的选票，选举无效",
        ] {
            assert_eq!(found(Code::ArithmeticWrong, vec![election(right)]), [], "{right}");
        }
    }

    #[test]
    fn winners_have_more_than_half() {
        for wrong in [
            "收回选票30张，有效票30张。丁一得15票，当选",
            "收回选票20张\n姓名\t职务\t得票数\t结果\n丁一\t理事\t9\t当选",
            "收回选票41张，有效票40张\n姓名\t得票\t是否当选\n丁一\t20票\t当选",
        ] {
            assert_eq!(found(Code::VoteNotPassed, vec![election(wrong)]), [Severity::Warning], "{wrong}");
        }
        for right in [
            "收回选票30张，有效票30张。丁一得16票，当选",
            "收回选票20张\n姓名\t职务\t得票数\t结果\n丁一\t理事\t9\t未当选",
            "姓名\t得票\t是否当选\n丁一\t2票\t当选",
        ] {
            assert_eq!(found(Code::VoteNotPassed, vec![election(right)]), [], "{right}");
        }
    }

    #[test]
    fn boards_are_elected() {
        for wrong in ["经研究，任命丁一为理事长，丙三为监事长。", "理事由村委会指定", "现委任丁一等三人担任理事会成员"]
        {
            assert_eq!(found(Code::AppointedNotElected, vec![election(wrong)]), [Severity::Fault], "{wrong}");
        }
        let named = |title: &str, text: &str| Document {
            title: title.to_owned(),
            ..paper("文件.docx").kind("OTHER").saying(&[text])
        };
        let letter = named("关于丁一等同志职务任命的决定", "经村支部商议，指定丁一为监事长。");
        assert_eq!(found(Code::AppointedNotElected, vec![letter]), [Severity::Fault], "in a paper of no election");
        let minutes = named("支部会议记录", "议一议任命丁一为理事长的事。");
        assert_eq!(found(Code::AppointedNotElected, vec![minutes]), [], "only talked about");
        let tally = paper("计票单.docx").kind("MTG_VOTE").saying(&["得票"]);
        let both = vec![election("任命丁一为理事长。"), tally];
        assert_eq!(found(Code::AppointedNotElected, both), [Severity::Warning], "there are ballots too");
        for right in
            ["理事、监事由成员代表大会投票选举产生，不得委任", "丁一当选理事长", "理事会聘任丙三为经理，指定专人记账"]
        {
            assert_eq!(found(Code::AppointedNotElected, vec![election(right)]), [], "{right}");
        }
    }

    #[test]
    fn nobody_watches_himself() {
        let accountant = |text: &str| paper("会计.docx").kind("FIN_ACCOUNTANT").saying(&[text]);
        let watch = |text: &str| paper("监督.docx").kind("FIN_SUPERV").saying(&[text]);
        for wrong in [
            vec![election("理事长：丁一；理事：丙三、戊四。监事长：己五；监事：丙三、庚六。")],
            vec![election("丁一当选理事，丙三当选监事"), accountant("报账员由丙三担任")],
            vec![election("姓名\t职务\n丁一\t理事\n己五\t监事\n丁一\t监事")],
            vec![
                watch("槐荫村民主理财小组成员名单\n组长：己五\n成员：丙三、庚六"),
                accountant("兹聘任丙三同志为本社会计。"),
            ],
            vec![watch("财务监督小组名单\n姓名\t组内职务\n己五\t组长\n丙三\t成员"), accountant("村会计：丙三")],
            vec![watch("村务监督委员会\n主任：己五　委员：丙三　庚六"), accountant("经研究，由丙三同志担任村报账员。")],
            vec![watch("民主理财小组\n组长：己五（党员）\n成员：丙三（村会计）、庚六（代表）")],
            vec![watch("理财监督小组由己五、丙三、庚六组成"), accountant("会计人员为丙三，负责日常记账。")],
        ] {
            assert_eq!(found(Code::BoardConflict, wrong.clone()), [Severity::Warning], "{}", wrong[0].content[0].text);
        }
        for right in [
            vec![election("理事长：丁一；理事：丙三、戊四。监事长：己五；监事：庚六、辛七。")],
            vec![election("理事候选人：丁一、丙三；监事候选人：丁一、己五")],
            vec![election("理事、会计不得兼任监事。理事长：丁一"), accountant("报账员由丁一担任")],
            vec![watch("民主理财小组成员名单\n组长：己五\n成员：辛七、庚六"), accountant("兹聘任丙三同志为本社会计。")],
            vec![watch("民主理财小组工作制度\n小组成员：不得由会计兼任"), accountant("会计：丙三")],
            vec![watch("清产核资工作小组名单\n组长：己五\n成员：丙三、庚六"), accountant("会计：丙三")],
        ] {
            assert_eq!(found(Code::BoardConflict, right.clone()), [], "{}", right[0].content[0].text);
        }
    }
}
