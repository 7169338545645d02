//! A title taken apart: issuer, subject, genre, and the notes in brackets behind it.
//!
//! `青石镇人民政府关于印发《青石镇清产核资工作方案（试行）》的通知` is by 青石镇人民政府, is a notice, and encloses a plan.
//! A Chinese title is a noun phrase: its head noun stands last and says what the paper is, what stands in front says of what.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{
    Cut, pattern,
    vocabulary::{WordList, alternation},
};
use crate::vocabulary;

use super::{
    body::{self, Body},
    genre::Genre,
    lines::tight,
    place::Places,
};

static STATES: LazyLock<WordList> = LazyLock::new(|| vocabulary!("states.tsv"));

/// A title, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// All of it, without white space.
    pub text: String,
    /// The body, or the place, that it begins with.
    pub issuer: Option<Body>,
    /// What stands between issuer and genre, without 关于 and 的.
    pub subject: String,
    /// The head noun's genre.
    pub genre: Option<Genre>,
    /// What stands in brackets behind it, or is a number or a state behind its noun: `草案`, `第3号`, `第二榜`.
    pub notes: Vec<String>,
    /// The title inside: of the paper that a notice sends, a resolution passes, a publication makes known.
    pub enclosed: Option<Box<Title>>,
}

impl Title {
    /// The genre of the paper that matters: that of what is enclosed where there is such, and else its own.
    pub fn inner_genre(&self) -> Option<Genre> {
        self.enclosed.as_ref().and_then(|enclosed| enclosed.inner_genre()).or(self.genre)
    }
}

/// What may stand behind the noun of a title: brackets, numbers, states.
static BRACKET: LazyLock<Regex> = LazyLock::new(|| pattern(r"[(\[]([^()\[\]]{0,40})[)\]]$"));
static SERIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[\[(〔]?(?:19|20)\d{2}[\])〕]?年?)?(?:第[0-9一二三四五六七八九十]{1,4}|[一二三四五初头终]|附件?[0-9一二三四五六七八九十]{1,2})(?P<what>号|期|次|页|稿|榜|版|册|卷|联|份)?$",
    )
});
static STATE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?:{})$", alternation(STATES.column("word")))));
/// What a title's verb encloses.
static ENCLOSES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:审议|讨论|表决)?(?:印发|转发|批转|发布|公布|颁布|下发|通过|批准|同意|报送|报批|呈报|报请|呈请|备案|修订|修改|征求对|征求)(?:了|关于)?",
    )
});
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern("《(.{2,80})》"));
/// Titles that speak of another paper.
const ENCLOSING: [&str; 8] = ["notice", "posting", "resolution", "request", "reply", "letter", "report", "explanation"];
/// A headline: what a place does, or a place and a colon.
static HEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:.{0,12}?)(?:召开|举行|举办|组织开展|启动|圆满|顺利|扎实|有序|稳步|深入|全面推进|多措并举|助力).{2,}")
});
/// How deep titles stand inside each other.
const DEPTH: usize = 3;

/// Takes a title apart; `text` may have white space.
pub(super) fn parse(text: &str, places: &Places<'_>) -> Title {
    parse_at(&tight(text), places, DEPTH)
}

fn parse_at(text: &str, places: &Places<'_>, depth: usize) -> Title {
    let text = text.trim_matches(|c: char| "#*—-_.,。、:;·".contains(c) && c != '_' || c == '【' || c == '】');
    let (mut core, notes, is_posted) = without_notes(text);
    // 《…章程》 as a whole in book marks.
    if let Some(inside) = core.strip_prefix('《').and_then(|rest| rest.strip_suffix('》')) {
        core = inside;
    }
    // A headline with a dash has its noun behind it: 一座老砖窑的翻身账——某村典型材料.
    let behind_dash = core.rsplit("——").next().unwrap_or(core);
    let (issuer, at) = issuer(core, places);
    let mut genre = Genre::ending(core);
    let mut stem = core.part(at..);
    if is_posted {
        stem = stem.trim_end_matches("名单");
        stem = core.part(at..at + stem.len());
    }
    if let (Some((_, len)), false) = (genre, is_posted) {
        stem = core.part(at..core.len().saturating_sub(len).max(at));
    }
    let subject = stem.strip_prefix("关于").unwrap_or(stem).trim_end_matches('的').to_owned();
    let posting = || Genre::ending("榜");
    let inner_of_posting = if is_posted { genre } else { None };
    if is_posted {
        genre = posting();
    }
    let is_about = core.part(at..).starts_with("关于");
    let headline = genre.is_none() && !is_about && is_headline(core, at, issuer.is_some(), behind_dash);
    let genre = genre.map(|(genre, _)| genre).or_else(|| headline.then(|| Genre::of("news")).flatten());
    let speaks_of = depth > 0 && genre.is_some_and(|genre| ENCLOSING.iter().any(|id| genre.is(id)));
    let enclosed = speaks_of.then(|| enclosed(&subject, core, inner_of_posting.is_some(), places, depth - 1)).flatten();
    Title { text: text.to_owned(), issuer, subject, genre, notes, enclosed: enclosed.map(Box::new) }
}

/// The body or place that a title begins with, and where what it is about begins.
fn issuer(core: &str, places: &Places<'_>) -> (Option<Body>, usize) {
    if let Some(at) = core.find("关于").filter(|at| *at > 0)
        && let Some(body) = body::whole(core.part(..at), places)
    {
        return (Some(body), at);
    }
    body::leading(core, places).map_or((None, 0), |(body, len)| (Some(body), len))
}

fn is_headline(core: &str, at: usize, has_issuer: bool, behind_dash: &str) -> bool {
    let rest = core.part(at..);
    (has_issuer && (rest.starts_with(':') || HEADLINE.is_match(rest))) || behind_dash.ends_with("召开")
}

/// A title without what stands behind its noun; whether one of these says that it was posted (第二榜).
fn without_notes(text: &str) -> (&str, Vec<String>, bool) {
    let (mut core, mut notes, mut is_posted) = (text, Vec::new(), false);
    loop {
        let before = core.len();
        if let Some(found) = BRACKET.captures(core) {
            notes.extend(found.get(1).map(|note| note.as_str().to_owned()));
            core = core.part(..found.get(0).map_or(before, |whole| whole.start()));
        } else if let Some(found) = SERIAL.captures(core) {
            let Some(whole) = found.get(0) else { break };
            let what = found.name("what").map(|what| what.as_str());
            // 一 and 附件1 alone are numbers only behind what they count.
            if what.is_none() && !whole.as_str().starts_with('附') {
                break;
            }
            is_posted |= what == Some("榜");
            notes.push(whole.as_str().to_owned());
            core = core.part(..whole.start());
        } else if let Some(found) = STATE.find(core)
            && found.start() > 0
            && Genre::ending(core).is_none_or(|(_, len)| len <= found.len())
        {
            notes.push(found.as_str().to_owned());
            core = core.part(..found.start());
        }
        if core.len() == before || core.is_empty() {
            break;
        }
    }
    if core.is_empty() { (text, Vec::new(), is_posted) } else { (core, notes, is_posted) }
}

/// The title that a title speaks of.
fn enclosed(subject: &str, core: &str, is_posted: bool, places: &Places<'_>, depth: usize) -> Option<Title> {
    if is_posted {
        return Some(parse_at(core, places, depth));
    }
    if let Some(found) = QUOTED.captures(core).and_then(|found| found.get(1)) {
        return Some(parse_at(found.as_str(), places, depth));
    }
    let verb = ENCLOSES.find(subject).map_or(0, |found| found.end());
    let rest = subject.part(verb..);
    Genre::ending_of_enclosed(rest)?;
    Some(parse_at(rest, places, depth))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::township;

    fn parsed(text: &str) -> Title {
        let township = township();
        parse(text, &Places::new(&township))
    }

    fn genre(text: &str) -> Option<&'static str> {
        parsed(text).genre.map(|genre| genre.id)
    }

    #[test]
    fn issuer_subject_genre_and_notes() {
        let title = parsed("凫城镇人民政府关于开展村级债务化解工作的指导意见（征求意见稿）");
        assert_eq!(title.issuer.as_ref().map(|body| body.name.as_str()), Some("凫城镇人民政府"));
        assert_eq!(title.subject, "开展村级债务化解工作");
        assert_eq!(title.genre.map(|genre| genre.id), Some("opinion"));
        assert_eq!(title.notes, ["征求意见稿"]);
        assert_eq!(title.enclosed, None);
        let title = parsed("张庄村股份经济合作社章程草案");
        assert_eq!((genre("张庄村股份经济合作社章程草案"), title.notes), (Some("charter"), vec!["草案".to_owned()]));
    }

    #[test]
    fn what_a_title_encloses() {
        for (text, own, inner) in [
            ("关于印发《凫城镇清产核资工作方案（试行）》的通知", "notice", "plan"),
            ("关于转发区农业局成员身份确认指导意见的通知", "notice", "opinion"),
            ("张庄村社员代表大会关于通过章程的决议", "resolution", "charter"),
            ("关于做好成员名单公示的通知", "notice", "notice"),
            ("关于办理不动产登记的通知", "notice", "notice"),
            ("关于召开成员大会的通知", "notice", "notice"),
            ("关于通过《张庄村股份经济合作社章程（草案）》的决议", "resolution", "charter"),
            ("张庄村成员名单 第二榜", "posting", "roster"),
            ("张庄村集体经济组织成员名册公示", "publication", "roster"),
            ("关于报送成员花名册的报告", "report", "roster"),
        ] {
            let title = parsed(text);
            let found = title
                .genre
                .map(|genre| if genre.id == "publication" && own == "posting" { "posting" } else { genre.id });
            assert_eq!((found, title.inner_genre().map(|genre| genre.id)), (Some(own), Some(inner)), "{text}");
        }
        assert!(parsed("关于通过《章程（草案）》的决议").notes.is_empty(), "the draft is what is passed");
    }

    #[test]
    fn numbers_and_states_behind_the_noun() {
        for (text, id, note) in [
            ("候选人公告第4号", "announcement", "第4号"),
            ("会议记录范本", "minutes", "范本"),
            ("入户调查表（第12页）", "form", "第12页"),
            ("凫城镇农村工作简报第9期", "news", "第9期"),
        ] {
            let title = parsed(text);
            assert_eq!((title.genre.map(|genre| genre.id), title.notes), (Some(id), vec![note.to_owned()]), "{text}");
        }
        for text in ["工作方法", "张庄村", "第三次", "（草案）"] {
            assert_eq!(genre(text), None, "{text}");
        }
    }

    #[test]
    fn headlines_are_news() {
        for text in ["凫城镇召开清产核资推进会", "凫城镇：改革结出硕果", "全镇产权制度改革动员大会召开"]
        {
            assert_eq!(genre(text), Some("news"), "{text}");
        }
        for text in ["关于召开全镇动员大会", "召开会议", "张庄村产权制度改革"] {
            assert_eq!(genre(text), None, "{text}");
        }
        assert_eq!(genre("关于召开清产核资推进会的通知"), Some("notice"));
    }

    proptest! {
        #[test]
        fn no_title_panics(text in any::<String>(), near in cundang_testing::paper_or("[关于印发《》()第一榜号的通知章程草案——:镇村]{0,24}")) {
            let _ = (parsed(&text), parsed(&near));
        }
    }
}
