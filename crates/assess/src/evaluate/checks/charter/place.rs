//! Names of other places (R08): another village of the township, another township, county or province.
//!
//! Names of the list `places.tsv` that have two characters are left out: they turn up inside other words.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::LazyLock,
};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NAMED, papers, spans::PlaceSpans, weight};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::{identity, prose::running::Running},
    },
    model::{Code, Finding, Severity, Township},
    msg,
    rubric::{Item, OwnSlot, Scoring},
    text::{cut::Cut, fold::fold_name, names::village_key, pattern, vocabulary::alternation},
    vocabulary,
};

/// Names of other villages, townships, counties and provinces are named (R08).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForeignPlaces {
    /// The slot whose paper is read.
    slot: OwnSlot,
}

impl CheckType for ForeignPlaces {
    const NAME: &'static str = "foreign-places";
    const CODES: &'static [Code] = &[Code::ForeignPlaceName];
    const WORDS: Words = Words {
        looks_for: ["有没有别的村、镇、县、省的名称", "names of other villages, townships, counties and provinces"],
        reads: [
            "正文；本档案的村名、全国县以上地名，以及“某镇某村”的写法",
            "the text; this archive's villages, China's counties and provinces, and names in the form of a township with its village",
        ],
        blind_to: ["单独出现的外地小村名", "small places elsewhere that stand alone"],
    };
}

impl Check for ForeignPlaces {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.item, on.filled, &self.slot)
    }
}

/// Codes by name; two digits a province, four a prefecture, six a county, nine a township.
static PLACES: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (code, name) in identity::PLACES.rows().map(|row| (row.get("code"), row.get("name"))) {
        if name.chars().count() >= 3 {
            places.entry(name).or_default().push(code);
        }
    }
    places
});

/// The longest name, in characters.
const LONGEST: usize = 15;
/// The characters that the list has for a reader.
fn characters(reader: &str) -> &'static str {
    vocabulary!("place-words.tsv").read_by(reader).next().unwrap_or_default()
}

/// The last characters of names.
static ENDINGS: LazyLock<&str> = LazyLock::new(|| characters("name-ends"));
/// After a name these make another word of its last character: 区域, 市场, 县级.
static WORD_GOES_ON: LazyLock<&str> = LazyLock::new(|| characters("word-goes-on"));
/// In front of a village's name these make it another village: 上李庄村 is not 李庄村.
static NAME_BEGINS: LazyLock<&str> = LazyLock::new(|| characters("name-begins"));
/// In front of a village's name these say that it is another one, and rightly named: 原李庄村, 与李庄村.
static JOINS: LazyLock<&str> = LazyLock::new(|| characters("joins"));
/// Paragraphs at the beginning that hold the title, and the most characters of one.
const TITLE: usize = 3;
const TITLE_CHARS: usize = 40;
/// How far from a name its sentence is looked at, in bytes: a text can be without any mark.
const SENTENCE: usize = 1_200;

/// Sentences that tell who the paper is about.
static NAMING: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("place-words.tsv").forms("names-itself")));
/// Sentences that draw a border, or tell of somebody else.
static NEIGHBOUR: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("place-words.tsv").forms("neighbour")));
/// A body or a whole that only the paper's own village can be.
static OWN_BODY: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("place-words.tsv").forms("own-body")));
/// A rule of some place: 浙江省村经济合作社组织条例.
static RULE: LazyLock<Regex> = LazyLock::new(|| pattern("^[^,;。》]{0,24}(?:条例|办法|规定|意见|细则|示范章程)"));
/// A smaller place behind a larger: 〇〇县〇〇镇.
static SMALLER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{Han}X×某]{1,6}?(?:县|区|市|镇|乡|街道|村|社区)"));

/// A township with a village of it, by their form alone: 柳河镇青石峪村.
static BY_FORM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<town>\p{Han}{2,3}(?:镇|乡|街道))的?(?P<village>\p{Han}{1,4}?村)"));
/// A village by its form, where a paper says who it is about: 青石峪村股份经济合作社章程.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:关于(?:成立|印发|制定)?)?(?P<village>\p{Han}{1,4}?村)(?:股份经济|经济合作|股份合作|集体经济组织|集体资产|村民委员会|村委会|清产核资|成员(?:身份|资格)|折股量化|股权|章程)",
    )
});
/// A body of a village that decides: 经青石峪村村民代表会议同意.
static DECIDES: LazyLock<Regex> = LazyLock::new(|| {
    let bodies = alternation(vocabulary!("bodies.tsv").read_by("decides"));
    pattern(&format!(
        r"(?:^|[经由报请提条,。;:、\s])(?P<village>\p{{Han}}{{1,4}}?村)(?:股份经济合作社|经济合作社|股份合作社)?(?:{bodies})[^,。;]{{0,16}}?(?:同意|通过|审议|表决|研究|决定|批准|确定|[是为系]本社)",
    ))
});
/// An authority of a township.
static AUTHORITY: LazyLock<Regex> = LazyLock::new(|| {
    let authorities = alternation(vocabulary!("bodies.tsv").read_by("authority"));
    pattern(&format!(r"(?:按照|依照|遵照|参照|根据)?(?P<town>\p{{Han}}{{2,3}}(?:镇|乡|街道))(?:{authorities})"))
});
/// What villages and townships do with each other, and people who come from elsewhere.
static TOGETHER: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("place-words.tsv").forms("together")));
/// No name of a village that stands for itself has one of these: 迁入村, 现居住村, 搬迁村.
static NO_NAMED_VILLAGE: LazyLock<&str> = LazyLock::new(|| characters("no-named-village"));

/// Characters in front of a township's name that belong to other words: 报送柳河镇 names 柳河镇.
static LEADS: LazyLock<&str> = LazyLock::new(|| characters("leads"));
/// Words that are townships of no name.
static NO_TOWNS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("place-words.tsv").read_by("no-town").collect());
/// No village's name has one of these: 镇党委和村 is none.
static NO_VILLAGE: LazyLock<&str> = LazyLock::new(|| characters("no-village-name"));

/// A name of another place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ForeignName {
    name: String,
    range: Range<usize>,
    /// Whether only this village's own name can stand there.
    strong: bool,
    /// Whether only its form says that it is a name: no list of places has it.
    by_form: bool,
    /// Whether it is the name of a rule that holds elsewhere.
    rule: bool,
}

/// The places that a township lies in: the codes of its province, prefecture and county, as far as they are known.
#[derive(Debug, Default)]
struct TownshipRegion {
    codes: BTreeSet<String>,
    county_known: bool,
}

impl TownshipRegion {
    fn of(township: &Township) -> Option<Self> {
        let province = township.province.as_deref().map(fold_name)?;
        let provinces = PLACES.get(province.as_str()).or_else(|| {
            let named = PLACES
                .iter()
                .find(|(name, codes)| name.starts_with(province.as_str()) && codes.iter().any(|code| code.len() == 2));
            named.map(|(_, codes)| codes)
        })?;
        let province = *provinces.iter().find(|code| code.len() == 2)?;
        let mut own = Self { codes: BTreeSet::from([province.to_owned()]), county_known: false };
        let county = township.county.as_deref().map(fold_name).unwrap_or_default();
        // The county's field may name the prefecture before it: 枣庄市山亭区.
        let named = PLACES.iter().filter(|(name, _)| county.ends_with(*name)).max_by_key(|(name, _)| name.len());
        for code in named.into_iter().flat_map(|(_, codes)| codes).filter(|code| code.starts_with(province)) {
            own.county_known = true;
            own.codes.insert((*code).to_owned());
            own.codes.insert(code.part(..4).to_owned());
        }
        Some(own)
    }

    /// Whether one of a name's places is the township's own, or cannot be told from it.
    fn has(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| {
            let in_province = self.codes.iter().any(|own| own.len() == 2 && code.starts_with(own.as_str()));
            self.codes.contains(*code) || (in_province && !self.county_known)
        })
    }
}

fn check(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], slot: &str) -> Vec<Finding> {
    let Some(village) = case.unit.village() else { return of_township(case, filled, slot) };
    let own = TownshipRegion::of(case.township);
    let veto = matches!(item.scoring, Scoring::VetoZero { .. });
    let mut findings = Vec::new();
    for document in papers(case, filled, slot) {
        let running = Running::new(document);
        let mut hits = villages(case, village, &running);
        if let Some(own) = &own {
            hits.extend(larger(case, own, &running));
        }
        hits.extend(by_form(case, village, &running, &hits));
        hits.extend(deciding(village, &running, &hits));
        // Where only the words around a name could tell, plans are left alone: they may well speak of others.
        hits.retain(|hit| hit.strong || (veto && !hit.rule));
        let mut by_name: BTreeMap<&str, Vec<&ForeignName>> = BTreeMap::new();
        for hit in &hits {
            by_name.entry(&hit.name).or_default().push(hit);
        }
        let title = &document.title;
        for (name, hits) in by_name {
            let clear: Vec<&&ForeignName> =
                hits.iter().filter(|hit| hit.strong && !hit.by_form && !running.is_doubtful(&hit.range)).collect();
            let severity = if clear.is_empty() { Severity::Warning } else { weight(item) };
            let message = if hits.iter().any(|hit| hit.rule) {
                msg!(
                    "《{title}》引用了外地的规定“{name}”：请核实是否为范本遗留",
                    "“{title}” cites a rule of another place, “{name}”: please check whether it was left of a model"
                )
            } else {
                msg!(
                    "《{title}》出现其他村名“{name}”：请核实是否为范本遗留",
                    "“{title}” names another place, “{name}”: please check whether it was left of a model"
                )
            };
            let mut sorted: Vec<&&ForeignName> = hits.iter().collect();
            sorted.sort_by_key(|hit| (!hit.strong, hit.range.start));
            let places =
                sorted.iter().take(NAMED).flat_map(|hit| running.cite(&running.clause_at(&hit.range))).collect();
            findings.push(Finding { code: Code::ForeignPlaceName, severity, message, places });
        }
    }
    findings
}

/// A township's own paper in which another township's authority speaks: 按照……镇人民政府的意见.
fn of_township(case: &Case<'_>, filled: &[Filled<'_>], slot: &str) -> Vec<Finding> {
    let township = fold_name(&case.township.name);
    if township.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for document in papers(case, filled, slot) {
        let running = Running::new(document);
        let text = running.text;
        let mut by_name: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
        for captures in AUTHORITY.captures_iter(text) {
            let (Some(whole), Some(town)) = (captures.get(0), captures.name("town")) else { continue };
            let name = after_leads(town.as_str());
            let stem = name.trim_end_matches("街道").trim_end_matches(['镇', '乡']);
            // 书记到镇党委会上说明 names nobody's township: a word that leads to a place stands right before 镇.
            let is_name = stem.chars().count() >= 2
                && !NO_TOWNS.contains(&stem)
                && !stem.contains(|c| NO_VILLAGE.contains(c))
                && !stem.ends_with(|c| LEADS.contains(c));
            let range = town.end() - name.len()..whole.end();
            let is_own = text.part(..town.end()).ends_with(&township) || paragraph_of(&running, &range).is_none();
            if is_name && !is_own && !TOGETHER.is_match(text.part(running.clause_at(&range))) {
                by_name.entry(name).or_default().push(range);
            }
        }
        let title = &document.title;
        for (name, ranges) in by_name {
            let message = msg!(
                "《{title}》出现外地名称“{name}”：请核实是否为范本遗留",
                "“{title}” names another place, “{name}”: please check whether it was left of a model"
            );
            let places = ranges.iter().take(NAMED).flat_map(|range| running.cite(&running.clause_at(range))).collect();
            findings.push(Finding { code: Code::ForeignPlaceName, severity: Severity::Warning, message, places });
        }
    }
    findings
}

/// A place's name without the words in front of it that are none of it.
fn after_leads(place: &str) -> &str {
    let mut name = place;
    while let Some(rest) = name.strip_prefix(|c| LEADS.contains(c)).filter(|rest| rest.chars().count() >= 3) {
        name = rest;
    }
    name
}

/// Other villages whose meeting or committee is to decide in this village's own rules.
fn deciding(own: &str, running: &Running<'_>, known: &[ForeignName]) -> Vec<ForeignName> {
    let text = running.text;
    let spans = PlaceSpans::new(known.iter().map(|hit| &hit.range));
    let mut found = Vec::new();
    for captures in DECIDES.captures_iter(text) {
        let Some(village) = captures.name("village") else { continue };
        let name = after_leads(village.as_str());
        let range = village.end() - name.len()..village.end();
        let is_known = spans.touch(&range);
        let key = village_key(name);
        let is_own = key.ends_with(village_key(own).as_str());
        let is_other = is_village(name) && !name.contains(|c| NO_NAMED_VILLAGE.contains(c));
        let nearest = range.start.saturating_sub(SENTENCE)..range.start;
        let before = text.part(text.ceil_char_boundary(nearest.start)..nearest.end);
        let start =
            before.rfind(['。', ';', '\n']).map_or(range.start - before.len(), |at| range.start - before.len() + at);
        let behind = text.part(range.end..text.floor_char_boundary(range.end.saturating_add(SENTENCE)));
        let end = range.end + behind.find(['。', ';', '\n']).unwrap_or(behind.len());
        if !is_known
            && !is_own
            && is_other
            && !TOGETHER.is_match(text.part(start..end))
            && paragraph_of(running, &range).is_some()
        {
            found.push(ForeignName { name: name.to_owned(), range, strong: true, by_form: true, rule: false });
        }
    }
    found
}

/// Names of the archive's other villages.
fn villages(case: &Case<'_>, own: &str, running: &Running<'_>) -> Vec<ForeignName> {
    let mut names: Vec<(String, bool)> = Vec::new();
    for village in &case.township.villages {
        let is_own = village.names().any(|name| name == own);
        for name in village.names() {
            let name = fold_name(name);
            let long_enough = name.chars().count() >= 3;
            if is_own {
                names.push((village_key(&name), true));
                names.push((name, true));
            } else if long_enough && name.ends_with(['村', '区']) {
                names.push((name, false));
            }
        }
    }
    let mut found: Vec<(Range<usize>, &str, bool)> = Vec::new();
    for (name, is_own) in names.iter().filter(|(name, _)| !name.is_empty()) {
        let at = running.text.match_indices(name.as_str()).map(|(at, _)| at);
        found.extend(at.map(|at| (at..at + name.len(), name.as_str(), *is_own)));
    }
    let spans = PlaceSpans::new(found.iter().map(|(range, _, _)| range));
    let covered = |range: &Range<usize>| spans.hold(range);
    found
        .iter()
        .filter(|(range, _, is_own)| !is_own && !covered(range))
        .filter(|(range, _, _)| {
            let before = running.text.part(..range.start).chars().next_back();
            let after = running.text.part(range.end..).chars().next();
            !before.is_some_and(|c| NAME_BEGINS.contains(c) || JOINS.contains(c))
                && !after.is_some_and(|c| "级务容规".contains(c))
        })
        .map(|(range, name, _)| {
            let sentence = running.clause_at(range);
            let around = running.text.part(sentence);
            let is_strong = !NEIGHBOUR.is_match(around)
                && (tells_who(running, range) || OWN_BODY.is_match(near(running.rest(range.end))));
            ForeignName {
                name: (*name).to_owned(),
                range: range.clone(),
                strong: is_strong,
                by_form: false,
                rule: false,
            }
        })
        // A border or a contract with a neighbour is no trace of a model.
        .filter(|hit| hit.strong || !NEIGHBOUR.is_match(running.text.part(running.clause_at(&hit.range))))
        .collect()
}

/// What is looked at of the text behind a name.
fn near(text: &str) -> &str {
    text.part(..text.floor_char_boundary(SENTENCE))
}

/// Whether a name stands where a paper says who it is about.
fn tells_who(running: &Running<'_>, range: &Range<usize>) -> bool {
    let in_title = running.paragraphs.iter().take(TITLE).any(|paragraph| {
        let text = running.text.part(paragraph.clone());
        paragraph.contains(&range.start) && text.chars().nth(TITLE_CHARS).is_none() && !text.contains(['。', ','])
    });
    in_title || NAMING.is_match(running.text.part(running.clause_at(range)))
}

/// Names of provinces, prefectures, counties and townships that are not the township's own.
fn larger(case: &Case<'_>, own: &TownshipRegion, running: &Running<'_>) -> Vec<ForeignName> {
    let text = running.text;
    let township = fold_name(&case.township.name);
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut hits: Vec<ForeignName> = Vec::new();
    for (index, (at, c)) in text.char_indices().enumerate() {
        if !ENDINGS.contains(c) {
            continue;
        }
        let end = at + c.len_utf8();
        // Names of three characters and more that end here, the longest first.
        let mut begins = starts.part((index + 1).saturating_sub(LONGEST)..(index + 1).saturating_sub(2)).iter();
        let longest = begins.find_map(|&start| PLACES.get_key_value(text.part(start..end)).map(|found| (start, found)));
        let Some((start, (&name, codes))) = longest else { continue };
        let range = start..end;
        let after = running.rest(end);
        if own.has(codes) || name.ends_with(&township) || township.ends_with(name) {
            continue;
        }
        if after.chars().next().is_some_and(|c| WORD_GOES_ON.contains(c)) {
            continue;
        }
        let is_large = codes.iter().any(|code| code.len() == 2);
        let follows = hits.last().is_some_and(|hit| hit.range.end == range.start);
        let before = text.part(..range.start).chars().next_back();
        let stands_alone =
            before.is_none_or(|c| !matches!(c, '\u{3400}'..='\u{9FFF}') || "在于为由至到和及与".contains(c));
        let leads_on = SMALLER.is_match(after);
        if !(is_large
            || follows
            || (stands_alone && (leads_on || NAMING.is_match(text.part(running.clause_at(&range))))))
        {
            continue;
        }
        let clause = text.part(running.clause_at(&range));
        let rule = RULE.find(after);
        if NEIGHBOUR.is_match(clause) && rule.is_none() {
            continue;
        }
        let strong = rule.is_some() || tells_who(running, &range) || (leads_on && (is_large || follows));
        let whole = rule.map_or_else(|| range.clone(), |rule| range.start..end + rule.end());
        hits.push(ForeignName {
            name: text.part(whole).to_owned(),
            range,
            strong,
            by_form: false,
            rule: rule.is_some(),
        });
    }
    // One address is one name: 浙江省〇〇县〇〇镇.
    let mut joined: Vec<ForeignName> = Vec::new();
    for hit in hits {
        match joined.last_mut() {
            Some(last) if last.range.end == hit.range.start && !last.rule => {
                last.range.end = hit.range.end;
                last.name.push_str(&hit.name);
                last.strong |= hit.strong;
                last.rule |= hit.rule;
            }
            _ => joined.push(hit),
        }
    }
    joined
}

/// Townships and villages that no list has and whose form alone gives them away. Neighbours, contracts and the like
/// are left out, as they are for known names.
fn by_form(case: &Case<'_>, own: &str, running: &Running<'_>, known: &[ForeignName]) -> Vec<ForeignName> {
    let township = fold_name(&case.township.name);
    // Without the township's own name, its villages cannot be told from others.
    if township.is_empty() {
        return Vec::new();
    }
    let spans = PlaceSpans::new(known.iter().map(|hit| &hit.range));
    let is_known = |range: &Range<usize>| spans.touch(range);
    let keys: BTreeSet<String> =
        case.township.villages.iter().flat_map(crate::model::Village::names).map(|name| village_key(name)).collect();
    let text = running.text;
    let mut found = Vec::new();
    for captures in BY_FORM.captures_iter(text) {
        let (Some(town), Some(village)) = (captures.name("town"), captures.name("village")) else { continue };
        let stem = town.as_str().trim_end_matches("街道").trim_end_matches(['镇', '乡']);
        let mut name = stem;
        while let Some(rest) = name.strip_prefix(|c| LEADS.contains(c)).filter(|rest| rest.chars().count() >= 2) {
            name = rest;
        }
        let range = town.end() - name.len() - (town.len() - stem.len())..village.end();
        let is_own = text.part(..town.end()).ends_with(&township) || paragraph_of(running, &range).is_none();
        let is_no_name = NO_TOWNS.contains(&name) || stem.chars().all(|c| LEADS.contains(c));
        let clause = text.part(running.clause_at(&range));
        if is_own || is_no_name || !is_village(village.as_str()) || is_known(&range) || NEIGHBOUR.is_match(clause) {
            continue;
        }
        let strong = tells_who(running, &range) || OWN_BODY.is_match(near(running.rest(range.end)));
        found.push(ForeignName {
            name: text.part(range.clone()).to_owned(),
            range,
            strong,
            by_form: true,
            rule: false,
        });
    }
    for paragraph in running.paragraphs.iter().take(TITLE) {
        let words = text.part(paragraph.clone());
        let Some(village) = SUBJECT.captures(words).and_then(|captures| captures.name("village")) else { continue };
        let range = paragraph.start + village.start()..paragraph.start + village.end();
        let key = village_key(village.as_str());
        let is_own = keys.contains(&key) || key.ends_with(village_key(own).as_str());
        if !is_own && is_village(village.as_str()) && !is_known(&range) && tells_who(running, &range) {
            let name = village.as_str().to_owned();
            found.push(ForeignName { name, range, strong: true, by_form: true, rule: false });
        }
    }
    found
}

/// The paragraph that a range lies in; `None` where it goes over from one into the next.
fn paragraph_of(running: &Running<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    // They stand one behind the other.
    let after = running.paragraphs.partition_point(|whole| whole.start <= range.start);
    running.paragraphs.get(after.checked_sub(1)?).filter(|whole| range.end <= whole.end).cloned()
}

/// Whether a word that ends in 村 can be a village's name.
fn is_village(word: &str) -> bool {
    let stem = word.strip_suffix('村').unwrap_or(word);
    !stem.is_empty() && !stem.contains(|c| NO_VILLAGE.contains(c))
}
