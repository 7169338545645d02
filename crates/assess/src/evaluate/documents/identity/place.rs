//! Names of places in front of bodies and titles: `临山区青石镇河湾村`, each with its level, and whose the last of them is.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use regex::Regex;

use crate::vocabulary;
use crate::{
    model::Township,
    text::{
        Cut, pattern, village_key,
        vocabulary::{WordList, alternation},
    },
};

use super::lines::tight;

/// The places of the country.
pub(crate) static PLACES: LazyLock<WordList> = LazyLock::new(|| vocabulary!("places.tsv"));
/// Units, levels and bodies.
pub(super) static LEVELS: LazyLock<WordList> = LazyLock::new(|| vocabulary!("levels.tsv"));

/// Levels of bodies and places, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdminLevel {
    /// A group of villagers (村民小组).
    Group,
    /// A village, or a community, and its cooperative.
    Village,
    /// A town, a township, a street office.
    Township,
    /// A county, a district, a banner.
    County,
    /// A city with districts, a prefecture.
    City,
    /// A province.
    Province,
    /// The State Council, a ministry, the central committee.
    State,
}

impl AdminLevel {
    /// The level with the name that the vocabulary gives it.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "group" => Self::Group,
            "village" => Self::Village,
            "township" => Self::Township,
            "county" => Self::County,
            "city" => Self::City,
            "province" => Self::Province,
            "state" => Self::State,
            _ => return None,
        })
    }
}

/// Whose a body or a place is, seen from the township of the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// A village of this township, by its full name.
    Village(String),
    /// This township's own.
    Township,
    /// A place that the township lies in, or the state.
    Above(String),
    /// A place that is none of these.
    Foreign(String),
    /// A place in blank: `XX村`, `____镇`.
    Blank,
    /// No place is named, or one of which the archive does not say whether it is above the township.
    Unknown,
}

/// One place of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// Its bytes.
    pub range: Range<usize>,
    pub level: AdminLevel,
    pub whose: Whose,
}

/// Known places of the country: what ends with its unit, and its level.
static KNOWN: LazyLock<HashMap<&'static str, AdminLevel>> = LazyLock::new(|| {
    let level = |code: &str| match code.len() {
        2 => AdminLevel::Province,
        4 => AdminLevel::City,
        6 => AdminLevel::County,
        _ => AdminLevel::Township,
    };
    PLACES.rows().map(|row| (row.get("name"), level(row.get("code")))).collect()
});

/// A name by its form alone: `某家庄村`, `XX街道`. What is blank stands in a group of its own.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    let units = alternation(LEVELS.words("sort", "unit").filter(|unit| *unit != "组"));
    pattern(&format!(
        r"^(?:(?P<blank>[X×x*_某○〇Ｘ□]{{1,12}})|(?P<name>\p{{Han}}{{1,6}}?))(?P<unit>{units})(?:委会驻地)?"
    ))
});
/// Words of official Chinese that stand in front of what looks like a place, and in no name of one.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:中共|[在各每该我你他把被让及从按致给第]|组织|对[全各本]|将[全各本]|为[全各本了]|[一二三四五六七八九十两几多]个|这|那)|的|关于|召开|印发|开展|工作|会议|制度|改革|集体|经济|管理|建设|发展|股份|成员|社员|村民|股东|[各我该是逐]|农$",
    )
});
/// A place that is named by what it is to the writer: 致全镇 is none.
static GENERAL: LazyLock<Regex> = LazyLock::new(|| pattern("[全本逐每][镇村县区市省乡社]$"));
/// Words that begin with a unit and go on: 乡 of 乡村 ends no name.
static BEGINS: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:乡[村镇土贤亲]|村镇|镇域|县[域级]|区域|市[场容政域级]|省级|旗帜|街道路)"));
static COMMON: LazyLock<Vec<&'static str>> = LazyLock::new(|| LEVELS.words("sort", "common").collect());

/// Whether words that look like a place are a common noun: 行政村, and 试点示范村 as well; but 东山村 is a name, though 山村 is none.
fn is_common(words: &str) -> bool {
    COMMON.iter().any(|common| words == *common || (common.chars().count() > 2 && words.ends_with(common)))
}

/// The code of the city that a township's county lies in; that of its province where the county is not in the list, or is
/// several.
fn code_above(township: &Township) -> Option<&'static str> {
    let code = |name: &str, within: &str, len: usize| {
        let mut codes = PLACES
            .rows()
            .filter(|row| row.get("name") == name && row.get("code").len() == len)
            .map(|row| row.get("code"))
            .filter(|code| code.starts_with(within));
        codes.next().filter(|_| codes.next().is_none())
    };
    let province = township.province.as_deref().and_then(|name| code(name, "", 2));
    let county = township.county.as_deref().and_then(|name| code(name, province.unwrap_or_default(), 6));
    county.and_then(|county| county.get(..4)).or(province)
}

/// The names of an archive's own places.
#[derive(Debug)]
pub struct Places<'t> {
    township: &'t Township,
    /// Folded names with what they are, the longest first.
    own: Vec<(String, AdminLevel, Whose)>,
    has_county: bool,
    /// The code of what lies above: of the city where the list knows the county, else of the province.
    above: Option<&'static str>,
}

impl<'t> Places<'t> {
    /// The places of a township, and those above it.
    pub fn new(township: &'t Township) -> Self {
        let mut own = Vec::new();
        for village in &township.villages {
            let whose = Whose::Village(village.name.clone());
            own.extend(village.names().map(|name| (tight(name), AdminLevel::Village, whose.clone())));
        }
        let mut above = |name: &Option<String>, level| {
            let name = name.as_deref().map(tight).filter(|name| !name.is_empty());
            own.extend(name.map(|name| (name.clone(), level, Whose::Above(name))));
        };
        above(&township.province, AdminLevel::Province);
        above(&township.county, AdminLevel::County);
        own.push((tight(&township.name), AdminLevel::Township, Whose::Township));
        own.retain(|(name, ..)| name.chars().count() > 1);
        own.sort_by_key(|(name, ..)| std::cmp::Reverse(name.len()));
        let has_county = township.county.is_some();
        Self { township, own, has_county, above: code_above(township) }
    }

    /// The places that a text begins with, from the highest down: `临山区`, `青石镇`, `河湾村`.
    pub(super) fn leading(&self, text: &str) -> Vec<Segment> {
        let mut segments: Vec<Segment> = Vec::new();
        let mut at = 0;
        while let Some((len, level, whose)) = self.first(text.part(at..)) {
            if segments.last().is_some_and(|last| last.level <= level) {
                break;
            }
            segments.push(Segment { range: at..at + len, level, whose });
            at += len;
        }
        // A village of one name lies in several townships: it is the one of the archive only within its own township.
        if let [.., above, village] = segments.as_mut_slice()
            && matches!(village.whose, Whose::Village(_))
            && matches!(above.whose, Whose::Foreign(_))
        {
            village.whose = Whose::Foreign(text.part(village.range.clone()).to_owned());
        }
        segments
    }

    /// The first place of a text: its bytes, level and whose it is.
    fn first(&self, text: &str) -> Option<(usize, AdminLevel, Whose)> {
        let own = self.own.iter().find(|(name, ..)| text.starts_with(name.as_str()));
        if let Some((name, level, whose)) = own {
            return Some((name.len(), *level, whose.clone()));
        }
        let found = FORM.captures(text)?;
        let (whole, unit) = (found.get(0)?.as_str(), found.name("unit")?.as_str());
        let level = KNOWN.get(whole).copied().or_else(|| {
            LEVELS
                .rows()
                .find(|row| row.get("sort") == "unit" && row.get("word") == unit)
                .and_then(|row| AdminLevel::of(row.get("level")))
        })?;
        if found.name("blank").is_some() {
            return Some((whole.len(), level, Whose::Blank));
        }
        let name = found.name("name")?.as_str();
        // 美丽乡村: the unit begins a word of its own.
        let behind = text.part(whole.len() - unit.len()..);
        if BEGINS.is_match(behind) {
            return None;
        }
        if is_common(whole) || NO_NAME.is_match(name) || GENERAL.is_match(whole) {
            return None;
        }
        Some((whole.len(), level, self.whose(whole, level)))
    }

    /// Whose a place with a full name is.
    fn whose(&self, name: &str, level: AdminLevel) -> Whose {
        match level {
            AdminLevel::Group => Whose::Unknown,
            AdminLevel::Village if self.township.villages.is_empty() => Whose::Unknown,
            AdminLevel::Village => {
                let key = village_key(name);
                let own =
                    self.township.villages.iter().find(|village| village.names().any(|own| village_key(own) == key));
                own.map_or_else(|| Whose::Foreign(name.to_owned()), |village| Whose::Village(village.name.clone()))
            }
            AdminLevel::Township if self.township.name.is_empty() => Whose::Unknown,
            AdminLevel::Township => Whose::Foreign(name.to_owned()),
            AdminLevel::County if self.has_county => Whose::Foreign(name.to_owned()),
            AdminLevel::Province if self.township.province.is_some() => Whose::Foreign(name.to_owned()),
            // A city of another province, or another than the one that the county lies in.
            AdminLevel::City => {
                let code = PLACES
                    .rows()
                    .find(|row| row.get("name") == name && row.get("code").len() == 4)
                    .map(|row| row.get("code"));
                match (code, &self.above) {
                    (Some(code), Some(above)) if above.starts_with(code) => Whose::Above(name.to_owned()),
                    (Some(code), Some(above)) if !code.starts_with(above) => Whose::Foreign(name.to_owned()),
                    _ => Whose::Unknown,
                }
            }
            // The archive does not say which city the county lies in.
            AdminLevel::County | AdminLevel::Province => Whose::Unknown,
            AdminLevel::State => Whose::Above(name.to_owned()),
        }
    }

    /// The places of this archive and those above it that a text names anywhere.
    pub(super) fn own_in(&self, text: &str) -> Vec<Whose> {
        let mut found: Vec<Whose> = Vec::new();
        for (name, _, whose) in &self.own {
            if text.contains(name.as_str()) && !found.contains(whose) {
                found.push(whose.clone());
            }
        }
        found
    }

    /// The own township's and county's first character, by which their numbers begin: 青 of 青石镇 in 青政发〔2020〕3号.
    pub(super) fn initial(&self, level: AdminLevel) -> Option<char> {
        let name = match level {
            AdminLevel::Township => &self.township.name,
            AdminLevel::County => self.township.county.as_ref()?,
            _ => return None,
        };
        tight(name).chars().next()
    }

    /// The township's own name.
    pub(super) fn name_of(&self, level: AdminLevel) -> Whose {
        match level {
            AdminLevel::Township => Whose::Township,
            AdminLevel::County => self.township.county.clone().map_or(Whose::Unknown, Whose::Above),
            AdminLevel::Province => self.township.province.clone().map_or(Whose::Unknown, Whose::Above),
            AdminLevel::State => Whose::Above(String::new()),
            AdminLevel::Group | AdminLevel::Village | AdminLevel::City => Whose::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::township;

    fn leading(text: &str) -> Vec<(String, AdminLevel, Whose)> {
        let township = township();
        let found = Places::new(&township).leading(text);
        found.into_iter().map(|place| (text.part(place.range).to_owned(), place.level, place.whose)).collect()
    }

    #[test]
    fn own_places() {
        let whole = leading("山东省山亭区凫城镇张庄村股份经济合作社");
        let levels: Vec<_> = whole.iter().map(|(name, level, _)| (name.as_str(), *level)).collect();
        assert_eq!(
            levels,
            [
                ("山东省", AdminLevel::Province),
                ("山亭区", AdminLevel::County),
                ("凫城镇", AdminLevel::Township),
                ("张庄村", AdminLevel::Village)
            ]
        );
        assert_eq!(whole[3].2, Whose::Village("张庄村".to_owned()));
        assert_eq!(whole[2].2, Whose::Township);
        assert_eq!(whole[1].2, Whose::Above("山亭区".to_owned()));
    }

    #[test]
    fn places_of_others() {
        for (text, whose) in [
            ("黑石镇人民政府", Whose::Foreign("黑石镇".to_owned())),
            ("马家洼村章程", Whose::Foreign("马家洼村".to_owned())),
            ("黑石镇张庄村章程", Whose::Foreign("张庄村".to_owned())),
            ("XX街道××村章程", Whose::Blank),
            ("济宁市人民政府", Whose::Foreign("济宁市".to_owned())),
            ("杭州市人民政府", Whose::Foreign("杭州市".to_owned())),
            ("枣庄市人民政府", Whose::Above("枣庄市".to_owned())),
            ("青云市人民政府", Whose::Unknown),
            ("____镇____村章程", Whose::Blank),
        ] {
            assert_eq!(leading(text).pop().map(|(_, _, whose)| whose), Some(whose), "{text}");
        }
    }

    #[test]
    fn names_with_characters_of_function_words() {
        for name in ["于家庄村", "向阳村", "东山村", "月亮湾村", "城关镇", "日照市", "将军岭镇", "河口社区", "百年村"]
        {
            assert_eq!(leading(&format!("{name}章程")).len(), 1, "{name}");
        }
    }

    #[test]
    fn what_is_no_place() {
        for text in [
            "农村集体经济组织",
            "全镇农村会议",
            "各村民委员会",
            "关于组织村会计学习的通知",
            "村级财务管理制度",
            "本村章程",
            "行政村名单",
            "美丽乡村建设",
            "二是镇里逐村审查",
            "中共中央",
            "致全镇农民朋友的一封信",
            "第一村民小组",
            "股票市场分析",
            "小区物业",
            "",
        ] {
            assert_eq!(leading(text), [], "{text}");
        }
    }
}
