//! Bodies: committees, cooperatives, governments, offices, with their level and whose they are (`schema/vocabulary/levels.tsv`).

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Cut, pattern, vocabulary::alternation};

use super::{
    lines::tight,
    place::{AdminLevel, LEVELS, Places, Segment, Whose},
};

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Organ {
    /// `government`, `party`, `village-committee`, `cooperative`, `farmers-cooperative`, `assembly`, `board`, `group`,
    /// `office`, `ministry`, `committee`, `election-committee`; `place` where only a place is named.
    /// `enterprise` for companies, banks, schools and hospitals.
    pub kind: &'static str,
    /// The level that its name gives it without a place.
    pub(super) level: Option<AdminLevel>,
}

/// A body that issues papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its name as read, without white space: `青石镇人民政府`.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Its level; `None` where neither its name nor its place tells.
    pub level: Option<AdminLevel>,
    /// Whose it is.
    pub whose: Whose,
}

#[derive(Debug)]
struct Word {
    word: String,
    organ: Organ,
    is_suffix: bool,
}

/// Words of bodies, the longest first.
static WORDS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let mut words: Vec<_> = LEVELS
        .rows()
        .filter(|row| matches!(row.get("sort"), "organ" | "suffix"))
        .map(|row| Word {
            word: tight(row.get("word")),
            organ: Organ { kind: row.get("body"), level: AdminLevel::of(row.get("level")) },
            is_suffix: row.get("sort") == "suffix",
        })
        .collect();
    words.sort_by(|a, b| b.word.len().cmp(&a.word.len()).then_with(|| a.word.cmp(&b.word)));
    words
});

/// What stands behind a body under a text: `（章）`, `(公章)`, `印`.
static SEALED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\((?:盖?章|公章|印章?|签章|代章|盖章处|公章处)\)|[印章制宣编]|盖章|印发|编印|编发|主办|整理)+[:。]?$")
});
/// A village's or a township's body without the place's name: `镇经管站`, `村股东选举委员会`.
static GENERIC: LazyLock<Regex> = LazyLock::new(|| pattern("^[省市县区旗镇乡村社]"));
/// Signs and words that no name of a body has.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[,。;:!?、\d《》〈〉<>|/\\=“”\t]|关于|的|召开|报告|成立|开展|进行|组织|负责|通过|同意|认真|要求|办理|如下|落实",
    )
});
/// A cooperative of farmers has a name between its place and what it is: `上坡竹笋农民专业合作社`.
static NAMED_COOPERATIVE: LazyLock<Regex> = LazyLock::new(|| {
    let words = alternation(LEVELS.words("body", "farmers-cooperative"));
    pattern(&format!(r"^\p{{Han}}{{0,14}}?(?:{words})"))
});
/// A company, bank, school or hospital has a name of its own as well: `河口新型建材有限公司`.
static NAMED_ENTERPRISE: LazyLock<Regex> = LazyLock::new(|| {
    let words = alternation(LEVELS.words("body", "enterprise"));
    pattern(&format!(r"^[\p{{Han}}--[与和向给同对由跟被]]{{0,14}}?(?:{words})"))
});
/// The longest name of a body behind its places, in characters.
const LONGEST: usize = 30;

/// A text without the seal's mark behind it.
pub(super) fn without_seal(text: &str) -> &str {
    SEALED.find(text).filter(|found| found.start() > 0).map_or(text, |found| text.part(..found.start()))
}

/// The body that a whole text names; `None` where it is more or less than a name.
pub(super) fn whole(text: &str, places: &Places<'_>) -> Option<Body> {
    // （青石镇农业办）, in brackets at the end of a report.
    let name = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let name = if WORDS.iter().any(|word| name == word.word) { name } else { without_seal(name) };
    let named = without_state(name);
    let is_party = name.starts_with("中共") || name.starts_with("中国共产党");
    let segments = places.leading(named);
    let at = segments.last().map_or(0, |last| last.range.end);
    let rest = named.part(at..);
    let generic = if segments.is_empty() { GENERIC.find(rest).map(|found| found.as_str()) } else { None };
    if rest.chars().count() > LONGEST || NO_NAME.is_match(rest) {
        return None;
    }
    // 河湾村民委员会: the village's 村 is the committee's as well.
    if named.part(..at).ends_with('村') {
        let shared = named.part(at - '村'.len_utf8()..);
        if let Some(word) = WORDS.iter().find(|word| word.word == shared) {
            return Some(body(name, word.organ, &segments, None));
        }
    }
    // 村民代表会议 over 表决票 is what was held, and no issuer without its village.
    let organ = ending(rest, segments.is_empty() && generic.is_none())
        .filter(|organ| !(segments.is_empty() && organ.kind == "assembly"));
    if let Some(mut organ) = organ {
        // 委员会 alone is the party's only where 中共 or 党 says so.
        if organ.kind == "party" && rest.ends_with("委员会") && !is_party && !name.contains('党') {
            organ.kind = "committee";
        }
        return Some(body(name, organ, &segments, generic));
    }
    // 青石镇委, 临山区委 of the party, 青石镇: without its committee.
    (is_party && !segments.is_empty() && matches!(rest, "委" | "党委"))
        .then(|| body(name, Organ { kind: "party", level: None }, &segments, None))
}

/// The body or the place that a title begins with, and how many bytes it has.
pub(super) fn leading(title: &str, places: &Places<'_>) -> Option<(Body, usize)> {
    let named = without_state(title);
    let before = title.len() - named.len();
    let segments = places.leading(named);
    let at = segments.last().map_or(0, |last| last.range.end);
    let rest = named.part(at..);
    let with = |organ: Organ, len: usize| {
        let end = before + at + len;
        Some((body(title.part(..end), organ, &segments, None), end))
    };
    if let Some(found) = NAMED_COOPERATIVE.find(rest) {
        return with(Organ { kind: "farmers-cooperative", level: None }, found.end());
    }
    if let Some(found) = NAMED_ENTERPRISE.find(rest).filter(|found| !NO_NAME.is_match(found.as_str())) {
        return with(Organ { kind: "enterprise", level: None }, found.end());
    }
    let known = |text: &str| {
        let word = WORDS
            .iter()
            .find(|word| !word.is_suffix && word.word.chars().count() > 1 && text.starts_with(word.word.as_str()))?;
        Some((word.organ, word.word.len()))
    };
    if segments.is_empty() {
        let (organ, len) = known(rest).filter(|(organ, _)| organ.kind == "ministry")?;
        return with(organ, len);
    }
    if named.part(..at).ends_with('村')
        && let Some((organ, len)) = known(named.part(at - '村'.len_utf8()..))
        && len > '村'.len_utf8()
    {
        return with(organ, len - '村'.len_utf8());
    }
    if let Some((organ, len)) = known(rest) {
        return with(organ, len);
    }
    with(Organ { kind: "place", level: None }, 0)
}

/// A name without the party's or the state's in front of it.
fn without_state(name: &str) -> &str {
    let named = ["中国共产党", "中共", "中华人民共和国"].iter().find_map(|state| name.strip_prefix(state));
    named.filter(|rest| !rest.is_empty() && !rest.starts_with("中央")).unwrap_or(name)
}

/// The organ that a name ends with; a bare suffix (办, 站) only behind a place or a unit.
fn ending(rest: &str, is_alone: bool) -> Option<Organ> {
    let word = WORDS.iter().find(|word| {
        rest.ends_with(word.word.as_str())
            && !(is_alone && (word.is_suffix || word.word.chars().count() < 3))
            && !(word.word.chars().count() == 1 && rest.chars().count() > 8)
    })?;
    Some(word.organ)
}

fn body(name: &str, organ: Organ, segments: &[Segment], generic: Option<&str>) -> Body {
    let unit = |unit: &str| {
        let row = LEVELS.rows().find(|row| row.get("sort") == "unit" && row.get("word") == unit)?;
        AdminLevel::of(row.get("level"))
    };
    let place = segments.last();
    let level = if matches!(organ.kind, "farmers-cooperative" | "enterprise") {
        None
    } else {
        organ.level.or_else(|| place.map(|place| place.level)).or_else(|| generic.and_then(unit))
    };
    let whose = match (place, organ.kind) {
        (Some(place), _) => place.whose.clone(),
        (None, "ministry") => Whose::Above(name.to_owned()),
        (None, _) => Whose::Unknown,
    };
    Body { name: name.to_owned(), kind: organ.kind, level, whose }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::township;

    fn whole_of(text: &str) -> Option<(&'static str, Option<AdminLevel>, Whose)> {
        let township = township();
        whole(&tight(text), &Places::new(&township)).map(|body| (body.kind, body.level, body.whose))
    }

    fn leading_of(text: &str) -> Option<(String, &'static str, Option<AdminLevel>)> {
        let township = township();
        leading(&tight(text), &Places::new(&township)).map(|(body, _)| (body.name, body.kind, body.level))
    }

    #[test]
    fn names_of_bodies() {
        let own = |village: &str| Whose::Village(village.to_owned());
        for (text, kind, level, whose) in [
            ("张庄村民委员会（章）", "village-committee", AdminLevel::Village, own("张庄村")),
            ("李庄村委会", "village-committee", AdminLevel::Village, own("李庄村")),
            ("张庄村股份经济合作社", "cooperative", AdminLevel::Village, own("张庄村")),
            ("凫城镇人民政府", "government", AdminLevel::Township, Whose::Township),
            ("中共凫城镇委员会（印）", "party", AdminLevel::Township, Whose::Township),
            ("凫城镇农村集体产权制度改革领导小组办公室", "group", AdminLevel::Township, Whose::Township),
            ("张庄村清产核资小组", "group", AdminLevel::Village, own("张庄村")),
            ("镇经管站", "office", AdminLevel::Township, Whose::Unknown),
            ("山亭区人民政府办公室", "government", AdminLevel::County, Whose::Above("山亭区".to_owned())),
            ("黑石镇财政所", "office", AdminLevel::Township, Whose::Foreign("黑石镇".to_owned())),
            ("农业农村部办公厅", "ministry", AdminLevel::State, Whose::Above("农业农村部办公厅".to_owned())),
            ("张庄村第三村民小组", "group", AdminLevel::Group, own("张庄村")),
            ("张庄村合作社筹备委员会", "group", AdminLevel::Village, own("张庄村")),
            ("凫城镇科学技术委员会", "committee", AdminLevel::Township, Whose::Township),
            ("李庄村监委会", "board", AdminLevel::Village, own("李庄村")),
            ("凫城镇产改办编", "office", AdminLevel::Township, Whose::Township),
        ] {
            assert_eq!(whole_of(text), Some((kind, Some(level), whose)), "{text}");
        }
        let farmers = whole_of("凫城镇兴旺大樱桃种植专业合作社");
        assert_eq!(farmers, Some(("farmers-cooperative", None, Whose::Township)));
    }

    #[test]
    fn what_names_no_body() {
        for text in [
            "张庄村",
            "村民代表会议由村民委员会召集",
            "关于成立张庄村股份经济合作社",
            "2019年3月5日",
            "主持人：张庄村村委会",
            "村民代表会议",
            "第一章 总则",
            "办",
            "",
        ] {
            assert_eq!(whole_of(text), None, "{text}");
        }
    }

    #[test]
    fn titles_begin_with_bodies_or_places() {
        for (text, name, kind) in [
            ("张庄村股份经济合作社章程", "张庄村股份经济合作社", "cooperative"),
            ("凫城镇经管站2019年工作总结", "凫城镇经管站", "office"),
            ("凫城镇李庄村民委员会选举办法", "凫城镇李庄村民委员会", "village-committee"),
            ("凫城镇众诚花椒农民专业合作社章程", "凫城镇众诚花椒农民专业合作社", "farmers-cooperative"),
            ("张庄村清产核资实施方案", "张庄村", "place"),
            ("财政部关于印发会计制度的通知", "财政部", "ministry"),
        ] {
            let found = leading_of(text).map(|(name, kind, _)| (name, kind));
            assert_eq!(found, Some((name.to_owned(), kind)), "{text}");
        }
        for text in ["村规民约", "关于召开会议的通知", "股份经济合作社章程", ""] {
            assert_eq!(leading_of(text), None, "{text}");
        }
    }
}
