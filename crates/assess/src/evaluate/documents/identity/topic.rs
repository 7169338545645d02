//! What a paper is about, and whose campaign that is: by its title, its labels, its opening, its text, its name.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Cut, pattern};

use super::{
    lines::Lines,
    parse::Title,
    proof::{Origin, Part, Proof, Strength},
    subject::{Subject, subjects_in},
    title::{Head, of_name},
};

/// Lines of the text that are its opening, and characters of it that are looked at.
const OPENING: usize = 3;
const OPENING_CHARS: usize = 120;
/// How often words of a subject stand in a text for it to be about that.
const OFTEN: usize = 3;
/// Lines behind a label that belong to it.
const LABEL_LINES: usize = 40;

/// Labels in front of what a meeting or a paper is about.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:会议)?(?:议题|主题|事由|名称|会议)[一二三四五六0-9]?[:\t ]\s*(?P<value>\S.{1,80})"));

/// A text that carries out another paper, named in book marks.
static CARRIES_OUT: LazyLock<Regex> = LazyLock::new(|| pattern("(?:落实|贯彻|按照|根据|转发|执行).{0,16}《"));

/// Reads subjects and campaigns.
pub(super) fn read(lines: &Lines<'_>, head: &Head, name: Option<&Title>) -> (Part<Subject>, Part<&'static str>) {
    let mut found = TopicClaims::default();
    if let Some((title, range)) = &head.title {
        found.title(&title.text, &lines.proof(range.start, Origin::Title, Strength::Strong));
    }
    for (at, line) in lines.lines.iter().enumerate().take(LABEL_LINES) {
        let value = LABEL.captures(line.text.trim()).and_then(|found| found.name("value"));
        if let Some(value) = value {
            found.all(&super::lines::tight(value.as_str()), &lines.proof(at, Origin::Label, Strength::Good));
        }
    }
    for at in head.end..(head.end + OPENING).min(lines.lines.len()) {
        let Some(line) = lines.get(at).filter(|line| !line.is_row && line.len() > 12 && !line.tight.ends_with(':'))
        else {
            continue;
        };
        let opening: String = line.tight.chars().take(OPENING_CHARS).collect();
        // What a text rests on (《…通知》) is not what it is about.
        let first = opening.split('。').next().unwrap_or(&opening);
        found.all(&without_quoted(first), &lines.proof(at, Origin::Text, Strength::Good));
        // A paper without a title that carries out another is about what that is about.
        if head.title.is_none() && CARRIES_OUT.is_match(first) {
            found.all(first, &lines.proof(at, Origin::Text, Strength::Fair));
        }
        break;
    }
    text(lines, head, &mut found);
    if name.is_some() {
        let words = lines.paper.path.stem();
        found.title(&of_name(words), &lines.of_path(words, Origin::Name, Strength::Fair));
    }
    for folder in lines.paper.below_unit.rsplit('/').skip(1).filter(|folder| !folder.is_empty()) {
        found.title(&of_name(folder), &lines.of_path(folder, Origin::Folder, Strength::Faint));
    }
    (found.subject, found.campaign)
}

#[derive(Default)]
struct TopicClaims {
    subject: Part<Subject>,
    campaign: Part<&'static str>,
}

impl TopicClaims {
    fn add(&mut self, subject: Subject, proof: &Proof) {
        self.subject.add(subject, proof.clone());
        if subject.campaign.is_empty() {
            return;
        }
        // How often a text mentions a campaign is a sum over its subjects, which [`text`] makes; one subject alone is a hint.
        let strength = if proof.strength == Strength::Weak { Strength::Faint } else { proof.strength };
        self.campaign.add(subject.campaign, Proof { strength, ..proof.clone() });
    }

    /// The subjects of a title. The head of a Chinese phrase stands last, so the last are what it is about; words that name
    /// a campaign as a whole come after its steps.
    fn title(&mut self, text: &str, proof: &Proof) {
        let mut subjects: Vec<Subject> = subjects_in(text).into_iter().rev().map(|(subject, _)| subject).collect();
        // The umbrella comes after the campaign's own steps, wherever it stands.
        let steps: Vec<&str> = subjects.iter().filter(|step| !step.is_umbrella).map(|step| step.campaign).collect();
        subjects.sort_by_key(|subject| subject.is_umbrella && steps.contains(&subject.campaign));
        let mut seen = Vec::new();
        for subject in subjects {
            if !seen.contains(&subject) {
                seen.push(subject);
                self.add(subject, proof);
            }
        }
    }

    /// The subjects of a label or an opening, in their order.
    fn all(&mut self, text: &str, proof: &Proof) {
        let mut subjects: Vec<Subject> = subjects_in(text).into_iter().map(|(subject, _)| subject).collect();
        subjects.sort_by_key(|subject| subject.is_umbrella);
        subjects.dedup();
        for subject in subjects {
            self.add(subject, proof);
        }
    }
}

/// The subjects whose words stand in a text often, the most frequent first.
fn text(lines: &Lines<'_>, head: &Head, found: &mut TopicClaims) {
    let mut counts: Vec<(Subject, usize, usize)> = Vec::new();
    for (at, line) in lines.lines.iter().enumerate().skip(head.end) {
        for (subject, _) in subjects_in(&without_quoted(&line.tight)) {
            match counts.iter_mut().find(|(known, ..)| *known == subject) {
                Some((_, count, _)) => *count += 1,
                None => counts.push((subject, 1, at)),
            }
        }
    }
    counts.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    // Single mentions of several steps make a campaign, where it is mentioned twice as often as any other.
    let mut campaigns: Vec<(&'static str, usize, usize)> = Vec::new();
    for (subject, count, at) in counts.iter().filter(|(subject, ..)| !subject.campaign.is_empty()) {
        match campaigns.iter_mut().find(|(known, ..)| *known == subject.campaign) {
            Some((_, sum, _)) => *sum += count,
            None => campaigns.push((subject.campaign, *count, *at)),
        }
    }
    campaigns.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    let second = campaigns.get(1).map_or(0, |(_, count, _)| *count);
    if let Some((campaign, _, at)) = campaigns.first().filter(|(_, count, _)| *count >= OFTEN && *count >= 2 * second) {
        found.campaign.add(campaign, lines.proof(*at, Origin::Text, Strength::Weak));
    }
    for (subject, count, at) in counts {
        let strength = if count >= OFTEN { Strength::Weak } else { Strength::Faint };
        found.add(subject, &lines.proof(at, Origin::Text, strength));
    }
}

/// A text without the titles in book marks that it cites.
fn without_quoted(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('《') {
        said.push_str(rest.part(..open));
        let Some(close) = rest.part(open..).find('》') else { break };
        rest = rest.part(open + close..).trim_start_matches('》');
    }
    if !rest.contains('《') {
        said.push_str(rest);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{
        documents::identity::{Identity, Places},
        fixture::{paper, township},
    };

    fn about(path: &str, text: &str) -> (Option<&'static str>, Option<&'static str>, Option<bool>) {
        let identity = Identity::read(paper(path).saying(&[text]).as_paper(), &Places::new(&township()));
        (
            identity.subject.value().map(|subject| subject.id),
            identity.campaign.value().copied(),
            identity.is_of_campaign(&["reform".to_owned()]),
        )
    }

    #[test]
    fn what_titles_are_about() {
        for (text, subject, campaign, is_reform) in [
            ("凫城镇农村集体产权制度改革清产核资工作方案\n一、任务", "asset-check", "reform", true),
            ("关于成立清产核资领导小组成员名单的通知\n一、名单", "work-group", "reform", true),
            ("张庄村股权设置办法\n一、任务", "shares", "reform", true),
            ("张庄村股权流转办法\n一、任务", "shares", "reform", true),
            ("张庄村股份经济合作社理事会换届方案\n一、任务", "organs", "reform", true),
            ("凫城镇扶贫档案管理办法\n一、任务", "archives", "poverty", false),
            ("张庄村土地承包经营权确权工作方案\n一、任务", "land-contract", "land-contract", false),
            ("李庄村核桃种植专业合作社章程\n第一条 名称", "charter", "farmers-cooperative", false),
            ("张庄村村民委员会选举办法\n一、任务", "village-election", "village-election", false),
        ] {
            assert_eq!(about("文件.docx", text), (Some(subject), Some(campaign), Some(is_reform)), "{text}");
        }
    }

    #[test]
    fn what_pages_without_a_telling_title_are_about() {
        let meeting = "会议记录\n时间：2019年3月5日\n议题：耕地流转给公司的事\n主持人：林一";
        assert_eq!(about("a.docx", meeting), (Some("land-transfer"), Some("land-transfer"), Some(false)));
        let notice = "凫政发〔2019〕3号\n各村：\n为做好清产核资，按照《关于加强扶贫资产管理的通知》，作如下安排。";
        assert_eq!(about("a.docx", notice).1, Some("reform"));
        let party = "张庄村党员大会会议记录\n时间：2019年3月5日\n议题：讨论清产核资方案\n主持人：林一";
        assert_eq!(about("a.docx", party), (Some("asset-check"), Some("reform"), Some(true)));
        let untitled = "凫政发〔2019〕3号\n各村：\n为贯彻《关于开展清产核资工作的通知》，制定如下方案。";
        assert_eq!(about("a.docx", untitled), (Some("asset-check"), Some("reform"), Some(true)));
        assert_eq!(about("a.docx", "会议记录\n时间：2019年3月5日\n主持人：林一"), (None, None, None));
    }

    #[test]
    fn the_page_overrules_the_name_and_the_name_the_folder() {
        let page = "关于宅基地清理的通知\n各村：\n请办理。";
        assert_eq!(about("清产核资/清产核资通知.docx", page).1, Some("homestead"));
        assert_eq!(about("宅基地/清产核资通知.docx", "各村：\n请办理。").1, Some("reform"));
        assert_eq!(about("宅基地/通知.docx", "各村：\n请办理。").1, Some("homestead"));
        assert_eq!(about("宅基地/通知.docx", "各村：\n请办理。").2, None, "a folder settles nothing");
    }

    #[test]
    fn titles_in_book_marks_are_cited() {
        assert_eq!(without_quoted("按照《土地管理法》和《通知》办理"), "按照和办理");
        assert_eq!(without_quoted("按照《土地管理法"), "按照");
        assert_eq!(without_quoted(""), "");
    }
}
