//! The days of a paper, and what each of them is: signed, held, adopted, posted …

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::text::{Cut, DateMention, find_dates, pattern};

use super::{
    issuer::Issued,
    lines::{Lines, tight},
    proof::{Origin, Part, Strength},
    title::Head,
};

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// Under the text (落款), or the day on which a form was filled in or a sheet made.
    Signed,
    /// On which a meeting, a training, a visit took place.
    Held,
    /// On which a body passed it (通过).
    Adopted,
    /// From which it hung out (张贴, 公示).
    Posted,
    /// On which it came in, or was handed in (收到, 报送).
    Received,
    /// Of a meeting that is to come.
    Next,
    /// As of which figures or persons count (登记时点, 基准日).
    AsOf,
    /// From which a rule is in force (施行).
    Effective,
    /// The first day of a period that is none of a posting.
    Period,
    /// Of press reports: the day of the paper.
    Published,
}

/// A day of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day, or the first day of the month where only a month is named.
    pub date: Date,
    /// The last day, where it is a period.
    pub until: Option<Date>,
    /// What it is.
    pub occasion: Occasion,
}

/// Days read of one document.
const MOST: usize = 60;

struct OccasionRule {
    occasion: Occasion,
    before: Regex,
    strength: Strength,
}

/// What the words in front of a day on its line make of it, the first that fits.
static BEFORE: LazyLock<Vec<OccasionRule>> = LazyLock::new(|| {
    let rule = |occasion, strength, words: &str| OccasionRule { occasion, before: pattern(words), strength };
    vec![
        rule(
            Occasion::AsOf,
            Strength::Good,
            r"(?:时点|基准日|截止日?期?|截至|截止到?|为准|到)(?:定为|为|统一为|:|是|\(.{0,6}\))*$",
        ),
        rule(Occasion::Next, Strength::Good, r"(?:定于|拟于|将于|下次会议.{0,8}|下一次.{0,8}|请于|务于|会议时间定在)$"),
        rule(
            Occasion::Posted,
            Strength::Good,
            r"(?:公示期|公示时间|公示日期|张贴时间|张贴日期|上墙时间|公布时间|公示|张贴|本榜.{0,6}|公示期限)(?:为|:|从|自|是)*$",
        ),
        rule(Occasion::Received, Strength::Good, r"(?:收文|收到|收件|报送|接收|送达|来文)(?:时间|日期|日)?[:于是]*$"),
        rule(Occasion::Published, Strength::Good, r"(?:发布时间|发布日期|刊发|日报|网|晚报|农报|讯)[:\s]*$"),
        rule(
            Occasion::Signed,
            Strength::Good,
            r"(?:填表|填报|制表|建账|立卷|整理|编制|报出|登记|发证|填写|签订|签署|发出|签发|印发|发文|检查|核对|审核)(?:日期|时间|日子|日)?[:于]*$",
        ),
        rule(
            Occasion::Held,
            Strength::Good,
            r"(?:会议时间|会议日期|召开时间|开会时间|学习时间|培训时间|考察时间|发放日子|发放时间|走访时间|领取日期|摸底日期|(?:^|[一二三四五六七八九十0-9张次][、.)]?)(?:时间|日期|日子))[:]*$",
        ),
    ]
});
/// What the words behind a day make of it.
static AFTER: LazyLock<Vec<(Occasion, Regex)>> = LazyLock::new(|| {
    vec![
        (Occasion::Adopted, pattern(r"^[^。;,\d]{0,40}(?:表决通过|审议通过|修改通过|讨论通过|通过|批准|商定|议定)")),
        (Occasion::Effective, pattern(r"^起?(?:正式)?(?:施行|实施|生效)|^起(?:执行|试行)")),
        (Occasion::AsOf, pattern(r"^(?:24时|零时|止|为(?:成员)?基准|为界|为准|为截止|\(?基准日|在册|清查建账)")),
        (Occasion::Posted, pattern(r"^(?:起|开始)?.{0,4}(?:张贴|公示|上墙|贴)")),
        // A time of the day is of something that took place: 2019年7月2日晚8点.
        (
            Occasion::Held,
            pattern(
                r"^(?:\(.{1,4}\))?(?:上午|下午|晚上?|早上?|傍晚)?[0-9一二三四五六七八九十]{1,3}(?:[时点]|:[0-9]{2})",
            ),
        ),
        (
            Occasion::Held,
            pattern(
                r"^(?:[,、]?(?:上午|下午|晚上?|[0-9一二三四五六七八九十]{1,3}[时点:]|\(.{1,4}\)|[,、]))*[^。;\d]{0,24}(?:召开|举行|开会|组织|开了|在.{1,16}(?:召开|举行|开会|组织)|会$|会议|代表会|大会)",
            ),
        ),
    ]
});
/// The line over a sheet's columns, whose day is that of its figures: `编制单位：…  2017年12月31日  单位：元`.
static SHEET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:编制|填报|填制)单位|(?:金额)?单位[:：]\s*(?:万?元|亩)"));
/// The second day of a range.
static TO: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s{0,2}(?:至|到|—{1,2}|–|-{1,2}|~|～)"));

/// Reads the days of a paper.
pub(super) fn read(lines: &Lines<'_>, head: &Head, issued: &Issued) -> Part<Day> {
    let genre = head.title.as_ref().and_then(|(title, _)| title.genre);
    // A day under the title of minutes is that of the meeting.
    let minutes = genre.is_some_and(|genre| genre.is("minutes"));
    // The meeting that a notice calls is to come.
    let calls = genre.is_some_and(|genre| genre.id == "notice");
    let mut days = Part::default();
    let signed = issued.signed.map(|(_, day)| day);
    let mut count = 0;
    for (at, line) in lines.lines.iter().enumerate() {
        let dates = find_dates(&line.text);
        let mut until_next: Option<usize> = None;
        for (index, date) in dates.iter().enumerate() {
            if until_next.take() == Some(index) || count >= MOST {
                continue;
            }
            count += 1;
            let next = dates
                .get(index + 1)
                .filter(|next| TO.is_match(line.text.part(date.range.end..next.range.end)) && next.date >= date.date);
            if next.is_some() {
                until_next = Some(index + 1);
            }
            // In rows of a roster or a list of files days are of the rows.
            if line.is_row && line.cells().len() > 3 {
                continue;
            }
            let is_title = head.title.as_ref().is_some_and(|(_, range)| range.contains(&at));
            let found = occasion(&line.text, date, next.map_or(date.range.end, |next| next.range.end));
            let (occasion, strength) = if signed == Some(at) {
                (Occasion::Signed, Strength::Strong)
            } else if let Some((occasion, strength)) = found {
                (occasion, if is_title || line.tight.starts_with('(') { Strength::Strong } else { strength })
            } else if SHEET.is_match(&line.text) {
                (Occasion::AsOf, Strength::Good)
            } else if next.is_some() {
                (Occasion::Period, Strength::Weak)
            } else if is_alone(&line.text, date) {
                // A day at the end, whose issuer was not read: a stamp hides it, or persons sign.
                (Occasion::Signed, Strength::Good)
            } else {
                continue;
            };
            let origin = match occasion {
                _ if is_title => Origin::Title,
                Occasion::Signed => Origin::Signature,
                _ => Origin::Text,
            };
            let is_of_meeting = minutes && at < head.end && signed != Some(at) && occasion == Occasion::Signed;
            let occasion = if is_of_meeting { Occasion::Held } else { occasion };
            let occasion = if calls && occasion == Occasion::Held { Occasion::Next } else { occasion };
            let day = Day { date: date.date, until: next.map(|next| next.date), occasion };
            days.add(day, lines.proof(at, origin, strength));
        }
    }
    days
}

/// What the words around a day make of it.
fn occasion(text: &str, date: &DateMention, end: usize) -> Option<(Occasion, Strength)> {
    let before = tight(text.part(..date.range.start));
    let last = before.rsplit(['。', ';', ',']).next().unwrap_or(&before);
    let after = tight(text.part(end..));
    let behind = AFTER.iter().find(|(_, words)| words.is_match(&after)).map(|(occasion, _)| *occasion);
    if behind == Some(Occasion::Adopted) {
        return Some((Occasion::Adopted, Strength::Good));
    }
    let rule = BEFORE.iter().find(|rule| rule.before.is_match(last));
    let rule = rule.map(|rule| (rule.occasion, rule.strength));
    rule.or(behind.map(|occasion| (occasion, Strength::Good)))
}

/// Whether a day stands on its line alone, or behind names, a space between them (`同意。林一 2019.3.5`).
fn is_alone(text: &str, date: &DateMention) -> bool {
    let before = text.part(..date.range.start);
    let behind = tight(text.part(date.range.end..));
    let is_bare = !text.trim().contains('\t')
        && (before.trim().is_empty() || before.trim() == "(" || before.ends_with(char::is_whitespace));
    is_bare
        && tight(before).chars().count() <= 14
        && behind.chars().count() <= 4
        && !behind.contains(['的', '至', '前', '起'])
}

/// The day of a file's name.
pub(super) fn of_name(lines: &Lines<'_>, stem: &str, days: &mut Part<Day>) {
    let Some(date) = find_dates(stem).into_iter().find(DateMention::is_day) else { return };
    let name = tight(stem);
    let is_meeting =
        ["会", "记录", "纪要", "培训", "签到", "照片", "近景", "远景"].iter().any(|word| name.contains(word));
    let occasion = if is_meeting || lines.paper.is_photo { Occasion::Held } else { Occasion::Signed };
    days.add(Day { date: date.date, until: None, occasion }, lines.of_path(stem, Origin::Name, Strength::Fair));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evaluate::{
        documents::identity::{Identity, Places},
        fixture::{paper, township},
    };

    fn days(text: &str) -> Vec<(Occasion, Date)> {
        let identity = Identity::read(paper("文件.docx").saying(&[text]).as_paper(), &Places::new(&township()));
        identity.date.claims().iter().map(|claim| (claim.value.occasion, claim.value.date)).collect()
    }

    #[test]
    fn what_days_are() {
        let day = date(2019, 3, 5);
        for (text, occasion) in [
            ("通知\n各村：\n请办理。\n凫城镇人民政府\n2019年3月5日", Occasion::Signed),
            ("会议记录\n会议时间：2019年3月5日上午9:00\n地点：村委会", Occasion::Held),
            ("章程\n（2019年3月5日社员大会通过）\n第一条", Occasion::Adopted),
            ("公示\n一、名单\n公示时间：2019年3月5日至3月11日", Occasion::Posted),
            ("关于开会的通知\n各村：\n定于2019年3月5日召开动员会。", Occasion::Next),
            ("清查表\n登记时点：2019年3月5日", Occasion::AsOf),
            ("资产负债表\n编制单位：张庄村    2019年3月5日    单位：元", Occasion::AsOf),
            ("制度\n本制度自2019年3月5日起施行。", Occasion::Effective),
            ("碰头会\n2019年3月5日 晚8点 村委会", Occasion::Held),
            ("登记表\n填表日期：2019年3月5日", Occasion::Signed),
            ("培训通知\n各村：\n培训时间：2019年3月5日\n地点：镇会议室", Occasion::Next),
            ("会议记录\n2019年3月5日下午，村里在小学召开代表会。", Occasion::Held),
            ("张庄村代表会议记录\n2019年3月5日\n主持林一", Occasion::Held),
            ("2019年3月5日晚上代表会\n地点：小学", Occasion::Held),
            ("备案回执\n报送时间：2019年3月5日", Occasion::Received),
        ] {
            assert!(days(text).contains(&(occasion, day)), "{text}: {:?}", days(text));
        }
    }

    #[test]
    fn days_that_are_nothing_of_the_paper() {
        for text in [
            "办法\n1992年4月1日收养法施行以前收养的。",
            "名册\n林一\t1957年3月5日\t户主\n林二\t1959年3月5日\t妻",
            "通知\n各村：\n按《2019年3月5日镇长办公会纪要》办理。",
        ] {
            assert!(days(text).iter().all(|(occasion, _)| *occasion != Occasion::Signed), "{text}: {:?}", days(text));
        }
        assert!(days("").is_empty());
    }

    #[test]
    fn a_period_has_its_last_day() {
        let identity = Identity::read(
            paper("公示.docx").saying(&["公示\n公示期：2019年3月5日至2019年3月11日"]).as_paper(),
            &Places::new(&township()),
        );
        let day = identity.date.value().expect("a day");
        assert_eq!((day.occasion, day.until), (Occasion::Posted, Some(date(2019, 3, 11))));
    }
}
