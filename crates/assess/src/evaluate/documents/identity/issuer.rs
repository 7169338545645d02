//! Who issues a paper and at which level, and to whom it goes.
//!
//! The body that signs and the one in the head are the issuer. A title's prefix, a number's first characters, the
//! addressee and the words by which a text speaks of its own place (`我镇`, `全村`) support them, or speak against them.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    model::Unit,
    text::{Cut, find_dates, pattern, vocabulary::alternation, without_space},
};

use super::{
    body::{self, Body},
    lines::{Lines, PaperLine, tight},
    parse::Title,
    place::{AdminLevel, LEVELS, Places, Whose},
    proof::{Origin, Part, Proof, Strength},
    title::{Head, NUMBER},
};

/// Lines at the end of a paper in which an issuer without a day counts.
const END: usize = 4;
/// The longest line under a text, in characters: two issuers and a day.
const SIGNATURE_CHARS: usize = 70;
/// Lines between a signing body and its day: a second body.
const TO_DAY: usize = 2;
/// Lines behind the title in which the order that issued it is named.
const ORDER_WITHIN: usize = 4;
/// Lines behind the head in which the addressee stands.
const ADDRESSEE_WITHIN: usize = 4;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:填报|编制|报送|制表|填表|立卷|编报|上报|报出|发文|发布|落款|盖章|单位|主管)(?:单位|机关|部门|村)?(?:名称|盖章|\(盖?章\)|\(公章\))?[:\t]+\s*(?P<value>[^\s,。;]{2,40})",
    )
});
/// Labels of the body that a certificate, a charter or an agreement is of.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:组织名称?|社名|全称|合作社名称|发证(?:单位|机关|机构)|甲方|委托方)(?:\(.{1,6}\))?[:\t]+\s*(?P<value>[^\s,。;]{2,40})",
    )
});
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|日)(?P<bodies>[\p{Han}、]{2,60}?)令\(?第?[0-9〇一二三四五六七八九十]{1,4}号\)?(?:公布|发布|颁布)?$")
});
static OWN_WORDS: LazyLock<Regex> = LazyLock::new(|| pattern("(?:我|本|全)(?P<unit>[村社镇乡县区市省])"));
static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    let words = |body: &'static str| {
        alternation(
            LEVELS
                .rows()
                .filter(move |row| row.get("sort") == "addressee" && row.get("body") == body)
                .map(|row| row.get("word")),
        )
    };
    // 各村民小组 before 各村, which it begins with.
    pattern(&format!("^(?:(?P<people>{})|(?P<all>{})|(?P<up>{}))", words("people"), words("all"), words("up")))
});
/// Ends of what an addressee is.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:村|委会|委员会|政府|党委|支部|总支|单位|部门|机关|站|所|局|厅|办|办公室|组|村民|乡亲|社员|成员|股东|代表|朋友们?|同志们?|大爷|领导|中心校|村居|\)|办事处)$",
    )
});

/// To whom a paper goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// As read, without white space and colon: `各村民委员会`.
    pub name: String,
    /// The level of those who write to such: `各村` are told by a township.
    pub writer: Option<AdminLevel>,
}

/// Who issues a paper, its level, and to whom it goes.
#[derive(Debug, Default)]
pub(super) struct Issued {
    pub issuer: Part<Body>,
    pub level: Part<AdminLevel>,
    pub addressee: Part<Addressee>,
    /// The first line of the signature with a day, and the line of the day.
    pub signed: Option<(usize, usize)>,
}

impl Issued {
    pub(super) fn read(lines: &Lines<'_>, head: &Head, places: &Places<'_>) -> Self {
        let mut found = Self::default();
        found.head(lines, head, places);
        // 某村社员代表大会关于…的决定 is the assembly's, whoever seals it; a place alone is weaker than who signs.
        let issues = head.title.as_ref().is_some_and(|(title, _)| names_issuer(title));
        if issues {
            found.prefix(lines, head);
        }
        found.signature(lines, head, places);
        if !issues {
            found.prefix(lines, head);
        }
        found.labels(lines, places);
        found.number(lines, head, places);
        found.addressee(lines, head);
        found.own_words(lines);
        found.unit(lines);
        found
    }

    fn add(&mut self, body: Body, proof: Proof) {
        if let Some(level) = body.level {
            self.level.add(level, proof.clone());
        }
        self.issuer.add(body, proof);
    }

    /// Red heads, issuers' lines, orders, the title's prefix.
    fn head(&mut self, lines: &Lines<'_>, head: &Head, places: &Places<'_>) {
        for at in &head.issuers {
            let Some(line) = lines.get(*at) else { continue };
            for body in bodies(line, places) {
                self.add(body, lines.proof(*at, Origin::Head, Strength::Strong));
            }
        }
        for at in &head.red {
            let Some(line) = lines.get(*at) else { continue };
            let name = line.tight.trim_end_matches("文件");
            if let Some(body) = body::whole(name, places).or_else(|| body::leading(name, places).map(|(body, _)| body))
            {
                self.add(body, lines.proof(*at, Origin::Head, Strength::Strong));
            }
        }
        let end = head.title.as_ref().map_or(0, |(_, range)| range.end);
        for at in 0..end + ORDER_WITHIN {
            let Some(order) = lines.get(at).and_then(|line| ORDER.captures(&line.tight)) else { continue };
            let bodies = order.name("bodies").map_or("", |bodies| bodies.as_str());
            for name in bodies.trim_end_matches('令').split('、') {
                if let Some(body) = body::whole(name, places).filter(|body| body.level >= Some(AdminLevel::Province)) {
                    self.add(body, lines.proof(at, Origin::Head, Strength::Strong));
                }
            }
        }
    }

    /// The body or the place that the title begins with.
    fn prefix(&mut self, lines: &Lines<'_>, head: &Head) {
        let Some((title, range)) = &head.title else { return };
        if let Some(body) = &title.issuer {
            // An issuer's own line was taken above.
            let is_above = head.issuers.iter().any(|at| *at < range.end);
            if !is_above {
                let strength = if names_issuer(title) { Strength::Strong } else { Strength::Good };
                self.add(body.clone(), lines.proof(range.start, Origin::Title, strength));
            }
        }
    }

    /// The body over the day, or beside it; one at the very end without a day.
    fn signature(&mut self, lines: &Lines<'_>, head: &Head, places: &Places<'_>) {
        let mut undated = Vec::new();
        let from = head.end.min(lines.lines.len());
        for at in from..lines.lines.len() {
            let Some(line) = lines.get(at) else { continue };
            if line.len() > SIGNATURE_CHARS {
                continue;
            }
            let bodies = bodies(line, places);
            if bodies.is_empty() {
                continue;
            }
            let day = (at..=at + TO_DAY).find(|day| lines.get(*day).is_some_and(|line| is_day(line, *day == at)));
            if let Some(day) = day {
                for body in bodies {
                    self.add(body, lines.proof(at, Origin::Signature, Strength::Strong));
                }
                // A second body stands between the first and the day.
                for between in at + 1..day {
                    let Some(line) = lines.get(between) else { continue };
                    for body in self::bodies(line, places) {
                        self.add(body, lines.proof(between, Origin::Signature, Strength::Strong));
                    }
                }
                self.signed = Some((at, day));
                break;
            }
            if is_seal_row(line) || lines.get(at + 1).is_some_and(|next| is_blank_day(&next.tight)) {
                for body in bodies {
                    self.add(body, lines.proof(at, Origin::Signature, Strength::Strong));
                }
                break;
            }
            undated.extend(bodies.into_iter().map(|body| (at, body)));
        }
        let is_signed = self.signed.is_some();
        for (at, body) in undated {
            if at + END >= lines.lines.len() && !is_signed {
                self.add(body, lines.proof(at, Origin::Signature, Strength::Good));
            }
        }
    }

    /// `填报单位：青石镇河湾村`.
    fn labels(&mut self, lines: &Lines<'_>, places: &Places<'_>) {
        for (at, line) in lines.lines.iter().enumerate().take(40) {
            let (found, strength) = match LABEL.captures(&line.text) {
                Some(found) => (Some(found), Strength::Strong),
                None => (NAMED.captures(&line.text), Strength::Good),
            };
            let Some(value) = found.as_ref().and_then(|found| found.name("value")) else { continue };
            let value = without_space(value.as_str());
            let value = value.split(['(', '、']).next().unwrap_or(&value);
            let body = body::whole(value, places)
                .or_else(|| body::leading(value, places).filter(|(_, len)| *len == value.len()).map(|(body, _)| body));
            if let Some(body) = body {
                self.add(body, lines.proof(at, Origin::Label, strength));
                break;
            }
        }
    }

    /// 青政发〔2020〕3号 is of 青石镇, 鲁政发 of a province, 国发 of the State Council.
    fn number(&mut self, lines: &Lines<'_>, head: &Head, places: &Places<'_>) {
        for at in &head.numbers {
            let organ = lines.get(*at).and_then(|line| NUMBER.captures(&line.tight)?.name("organ"));
            if let Some(organ) = organ {
                self.numbered(organ.as_str(), lines.proof(*at, Origin::Number, Strength::Weak), places);
            }
        }
    }

    fn numbered(&mut self, organ: &str, proof: Proof, places: &Places<'_>) {
        let own = |level: &AdminLevel| places.initial(*level).is_some_and(|initial| organ.starts_with(initial));
        let own = [AdminLevel::Township, AdminLevel::County].into_iter().find(own);
        if let Some(level) = own.or_else(|| abbreviation(organ)) {
            let whose = places.name_of(level);
            self.add(Body { name: organ.to_owned(), kind: "number", level: Some(level), whose }, proof);
        }
    }

    fn addressee(&mut self, lines: &Lines<'_>, head: &Head) {
        for at in head.end..(head.end + ADDRESSEE_WITHIN).min(lines.lines.len()) {
            let Some(line) = lines.get(at) else { break };
            let Some(name) = line.tight.strip_suffix(':').or_else(|| opening_call(line)) else { continue };
            let words = NAMES.captures(name);
            let len = name.chars().count();
            // A person is one whom the text speaks to: `林知远：` over `你来信反映…`.
            let is_spoken_to = lines.get(at + 1).is_some_and(|next| next.tight.contains(['你', '您']));
            let is_person = is_spoken_to && (2..=4).contains(&len) && name.chars().all(|c| !c.is_ascii());
            let is_body = ADDRESSED.is_match(name) && !name.contains([',', '《']) && !is_entry(name);
            let is_name = words.is_some() || is_body || is_person;
            if line.is_row || len > 60 || name.contains(['。', ':', ';']) || !is_name {
                continue;
            }
            let writer = words.as_ref().and_then(writer);
            let strength = if words.is_some() { Strength::Good } else { Strength::Weak };
            let proof = lines.proof(at, Origin::Addressee, strength);
            if let Some(level) = writer {
                // To villagers a township writes as well.
                let is_sure = words.as_ref().is_some_and(|words| words.name("people").is_none());
                let strength = if is_sure { strength } else { Strength::Weak };
                self.level.add(level, Proof { strength, ..proof.clone() });
            }
            self.addressee.add(Addressee { name: name.to_owned(), writer }, proof);
            break;
        }
    }

    /// A text that speaks of 我镇 or 全村 comes from there: the most frequent level, from three times on.
    fn own_words(&mut self, lines: &Lines<'_>) {
        let mut counts: Vec<(AdminLevel, usize, usize)> = Vec::new();
        for (at, line) in lines.lines.iter().enumerate() {
            for found in OWN_WORDS.captures_iter(&line.tight) {
                let Some(level) = found.name("unit").and_then(|unit| own_level(unit.as_str())) else { continue };
                match counts.iter_mut().find(|(known, ..)| *known == level) {
                    Some((_, count, _)) => *count += 1,
                    None => counts.push((level, 1, at)),
                }
            }
        }
        counts.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
        if let Some((level, count, at)) = counts.first() {
            let strength = if *count > 2 { Strength::Weak } else { Strength::Faint };
            self.level.add(*level, lines.proof(*at, Origin::Text, strength));
        }
    }

    /// In whose folder the file lies.
    fn unit(&mut self, lines: &Lines<'_>) {
        let (level, whose) = match lines.paper.unit {
            Unit::Township => (AdminLevel::Township, Whose::Township),
            Unit::Village(name) => (AdminLevel::Village, Whose::Village(name.clone())),
            Unit::Unassigned => return,
        };
        let folder = lines.paper.path.folders().next().unwrap_or_default().to_owned();
        let proof = lines.of_path(&folder, Origin::Folder, Strength::Faint);
        self.add(Body { name: folder, kind: "place", level: Some(level), whose }, proof);
    }

    /// What a file's name says of its issuer.
    pub(super) fn name(&mut self, name: &str, words: &str, lines: &Lines<'_>, places: &Places<'_>) {
        if let Some(organ) = NUMBER.captures(name).and_then(|found| found.name("organ")) {
            self.numbered(organ.as_str(), lines.of_path(words, Origin::Name, Strength::Weak), places);
        } else if let Some((body, _)) = body::leading(name, places) {
            self.add(body, lines.of_path(words, Origin::Name, Strength::Fair));
        }
    }
}

/// Whether a title names a body and goes on with 关于, so that the body issues it.
fn names_issuer(title: &Title) -> bool {
    title.issuer.as_ref().is_some_and(|body| {
        let behind = title.text.strip_prefix(body.name.as_str()).unwrap_or_default();
        body.kind != "place" && behind.starts_with("关于")
    })
}

/// The bodies that a short line names: each of its pieces is one, a day, or a label.
fn bodies(line: &PaperLine<'_>, places: &Places<'_>) -> Vec<Body> {
    if line.is_row && !is_seal_row(line) {
        return Vec::new();
    }
    let dates = find_dates(&line.text);
    let undated = dates.first().map_or(line.text.as_str(), |date| line.text.part(..date.range.start));
    let pieces = undated.split_whitespace().map(tight);
    let named: Vec<Body> = pieces.filter_map(|piece| body::whole(&piece, places)).collect();
    if !named.is_empty() {
        return named;
    }
    body::whole(&tight(undated), places).into_iter().collect()
}

/// `盖章` and `青石镇人民政府` in two cells, in a form that is a table.
fn is_seal_row(line: &PaperLine<'_>) -> bool {
    line.is_row && ["盖章", "公章", "落款"].iter().any(|label| line.tight.starts_with(label))
}

/// `年  月  日`, whose figures nobody wrote.
fn is_blank_day(words: &str) -> bool {
    words.trim_matches('_') == "年月日" || words.replace('_', "") == "年月日"
}

/// Whether a line is a day under a text: nothing else stands on it but a few characters, or, `beside` a body, nothing behind.
fn is_day(line: &PaperLine<'_>, beside: bool) -> bool {
    let Some(date) = find_dates(&line.text).into_iter().next_back() else { return false };
    let around = tight(line.text.part(date.range.end..)).chars().count();
    let before = tight(line.text.part(..date.range.start)).chars().count();
    around <= 6 && (beside || before <= 6)
}

/// `乡亲们，…`, whose addressee ends with a comma.
fn opening_call<'l>(line: &'l PaperLine<'_>) -> Option<&'l str> {
    let at = line.tight.find([',', '!'])?;
    let name = line.tight.part(..at);
    let words = NAMES.captures(name)?;
    (words.name("people").is_some() && name.chars().count() <= 10).then_some(name)
}

fn writer(words: &regex::Captures<'_>) -> Option<AdminLevel> {
    let word = words.get(0)?.as_str();
    let row = LEVELS.rows().find(|row| row.get("sort") == "addressee" && tight(row.get("word")) == word)?;
    AdminLevel::of(row.get("level"))
}

fn abbreviation(organ: &str) -> Option<AdminLevel> {
    let mut rows: Vec<_> =
        LEVELS.rows().filter(|row| row.get("sort") == "abbreviation" && organ.starts_with(row.get("word"))).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.get("word").len()));
    rows.first().and_then(|row| AdminLevel::of(row.get("level")))
}

/// Whether a line is a numbered entry, and no addressee: `第二条`, `一、`.
fn is_entry(name: &str) -> bool {
    static ENTRY: LazyLock<Regex> =
        LazyLock::new(|| pattern("^(?:第.{1,4}[条章]|[一二三四五六七八九十]{1,3}、|[(0-9])"));
    ENTRY.is_match(name)
}

fn own_level(unit: &str) -> Option<AdminLevel> {
    Some(match unit {
        "村" | "社" => AdminLevel::Village,
        "镇" | "乡" => AdminLevel::Township,
        "县" | "区" => AdminLevel::County,
        "市" => AdminLevel::City,
        _ => AdminLevel::Province,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{paper, township};

    fn read(text: &str) -> Issued {
        let (document, township) = (paper("文件.docx").saying(&[text]), township());
        let places = Places::new(&township);
        let lines = Lines::new(document.as_paper());
        Issued::read(&lines, &Head::read(&lines, &places), &places)
    }

    fn level(text: &str) -> Option<(AdminLevel, Strength)> {
        let level = read(text).level;
        level.value().copied().zip(level.strength())
    }

    #[test]
    fn the_body_that_signs() {
        for (text, kind, level) in [
            ("通知\n各村：\n请抓紧办理。\n凫城镇人民政府\n2019年3月5日", "government", AdminLevel::Township),
            ("办法\n一、总则\n张庄村民委员会（章） 2019年3月5日", "village-committee", AdminLevel::Village),
            ("制度\n一、按月公开。\n李庄村股份经济合作社\n二〇一九年三月五日", "cooperative", AdminLevel::Village),
            ("通知\n各镇人民政府：\n请遵照执行。\n山亭区农业农村局\n2019年3月5日", "office", AdminLevel::County),
            ("明白纸\n一、改什么\n镇产改办印  共印300份\n2019年3月", "office", AdminLevel::Township),
        ] {
            let issued = read(text);
            let body = issued.issuer.value().expect("an issuer");
            assert_eq!((body.kind, body.level), (kind, Some(level)), "{text}");
            assert_eq!(issued.issuer.strength(), Some(Strength::Strong), "{text}");
        }
    }

    #[test]
    fn what_signs_nothing() {
        for text in [
            "办法\n本办法由张庄村民委员会负责解释。\n自2019年3月5日起施行。",
            "名册\n户主\t林一\n2019年3月5日",
            "会议记录\n主持人：林一\n镇经管站：林二",
        ] {
            let issued = read(text);
            assert!(issued.signed.is_none(), "{text}");
            assert_eq!(issued.issuer.strength(), Some(Strength::Faint), "{text}: {:?}", issued.issuer);
        }
    }

    #[test]
    fn levels_of_heads_numbers_and_addressees() {
        for (text, expected) in [
            (
                "凫城镇人民政府文件\n凫政发〔2019〕7号\n关于做好工作的通知\n各村：\n一、任务",
                (AdminLevel::Township, Strength::Strong),
            ),
            ("关于做好工作的通知\n各镇人民政府、街道办事处：\n现印发你们。", (AdminLevel::County, Strength::Good)),
            ("关于做好工作的通知\n各省、自治区、直辖市农业农村厅：\n请认真执行。", (AdminLevel::State, Strength::Good)),
            ("张庄村清产核资方案\n一、任务", (AdminLevel::Village, Strength::Good)),
            ("档案办法\n国家档案局、民政部令第9号\n第一条 为规范工作。", (AdminLevel::State, Strength::Strong)),
            (
                "畜禽防疫条例\n2013年3月5日国务院第9次常务会议通过\n2013年4月6日 中华人民共和国国务院令第99号公布\n第一条 为防疫。",
                (AdminLevel::State, Strength::Strong),
            ),
            ("固定资产清查表\n填报单位：凫城镇李庄村    单位：元\n序号\t名称", (AdminLevel::Village, Strength::Strong)),
            ("鲁政发〔2019〕7号\n一、任务", (AdminLevel::Province, Strength::Weak)),
        ] {
            assert_eq!(level(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn addressees() {
        for (text, name) in [
            ("关于验收的通知\n各村：\n请做好准备。", "各村"),
            ("请示\n凫城镇人民政府：\n我村拟成立合作社。", "凫城镇人民政府"),
            ("通知\n各村民小组：\n请配合。", "各村民小组"),
            ("答复意见\n林知远：\n你来信反映的问题。", "林知远"),
            ("第二榜\n乡亲们，第一榜贴出以后，改了三处。", "乡亲们"),
        ] {
            assert_eq!(read(text).addressee.value().map(|to| to.name.clone()), Some(name.to_owned()), "{text}");
        }
        for text in
            ["会议记录\n时间：2019年3月5日", "办法\n有下列情形之一的，不予确认：\n一、户口迁出的", "表\n各村：\t3\t4"]
        {
            assert!(read(text).addressee.is_empty(), "{text}: {:?}", read(text).addressee);
        }
    }
}
