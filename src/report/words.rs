//! The words and signs that every form of the report shares.

use jiff::civil::Date;

use crate::{
    model::{AccessRole, DecidedBy, ItemState, Lang, Severity, Source, Unit},
    text::Cut,
};

/// The sign of a state. Each differs in shape, so that it reads without colour.
pub fn state_sign(state: ItemState) -> &'static str {
    match state {
        ItemState::Complete => "●",
        ItemState::Partial => "◐",
        ItemState::Missing => "○",
        ItemState::Fault => "✗",
        ItemState::Unreadable => "▨",
    }
}

/// The word of a state.
pub fn state_word(state: ItemState, lang: Lang) -> &'static str {
    match state {
        ItemState::Complete => lang.pick("齐全", "complete"),
        ItemState::Partial => lang.pick("待核", "partial"),
        ItemState::Missing => lang.pick("缺失", "missing"),
        ItemState::Fault => lang.pick("有误", "needs correction"),
        ItemState::Unreadable => lang.pick("未能读取", "unreadable"),
    }
}

/// What a state means, as a sentence.
pub fn state_meaning(state: ItemState, lang: Lang) -> &'static str {
    match state {
        ItemState::Complete => {
            lang.pick("所需材料都已找到，未发现问题。", "Everything asked for was found, and nothing is open on it.")
        }
        ItemState::Partial => lang.pick("找到一部分材料，还需补充。", "Some of what is asked for was found."),
        ItemState::Missing => lang
            .pick("相关文件都已读过，未找到材料。", "Every file that could hold it was read, and nothing was found."),
        ItemState::Fault => lang.pick(
            "材料里有错误或需要核实的问题，请核实。",
            "The papers show something that is wrong or may be; please verify.",
        ),
        ItemState::Unreadable => lang.pick(
            "材料在，或可能在，但内容没有读出来；不按缺失计。",
            "The evidence is there, or may be, but could not be read; it does not count as missing.",
        ),
    }
}

/// The word for a decision whose evidence has changed since.
pub fn stale_word(lang: Lang) -> &'static str {
    lang.pick("待复核", "to be looked at again")
}

/// Who settles a score.
pub fn decided_by_word(decided_by: DecidedBy, lang: Lang) -> &'static str {
    match decided_by {
        DecidedBy::Rule => lang.pick("按规则", "by rule"),
        DecidedBy::Human => lang.pick("人工评定", "by a person"),
        DecidedBy::Field => lang.pick("实地走访", "by field work"),
    }
}

/// The word of a severity.
pub fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Fault => lang.pick("扣分项", "costs points"),
        Severity::Warning => lang.pick("请核实", "please verify"),
        Severity::Hint => lang.pick("提示", "hint"),
    }
}

/// The sign of a severity.
pub fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Fault => "✗",
        Severity::Warning => "◐",
        Severity::Hint => "·",
    }
}

/// Where a photo fact comes from.
pub fn source_word(source: Source, lang: Lang) -> &'static str {
    match source {
        Source::Exif => lang.pick("相机记录", "camera record"),
        Source::Xmp => "XMP",
        Source::Iptc => "IPTC",
        Source::Overlay => lang.pick("画面文字", "writing in the picture"),
        Source::Caption => lang.pick("照片说明", "caption"),
        Source::FileName => lang.pick("文件名", "file name"),
        Source::Folder => lang.pick("文件夹名", "folder name"),
        Source::None => lang.pick("无记录", "not recorded"),
    }
}

/// What a photo shows, by the name of its kind.
pub fn photo_kind(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "meeting" => lang.pick("会议", "meeting"),
        "notice-near" => lang.pick("公示近景", "notice, near"),
        "notice-far" => lang.pick("公示远景", "notice, far"),
        "notice" => lang.pick("公示", "notice"),
        "certificate" => lang.pick("发证", "certificates handed out"),
        "archive-box" => lang.pick("档案盒", "archive boxes"),
        "office" => lang.pick("办公场所", "office"),
        "screenshot" => lang.pick("截图", "screenshot"),
        "scan" => lang.pick("扫描件", "scanned paper"),
        _ => lang.pick("其他", "other"),
    }
}

/// A unit's name for people.
pub fn unit_name(unit: &Unit, lang: Lang) -> &str {
    match unit {
        Unit::Township => lang.pick("镇级", "Township"),
        Unit::Village(name) => name,
        Unit::Unassigned => lang.pick("未归属", "Unassigned"),
    }
}

/// A role for people.
pub fn role(role: &AccessRole, lang: Lang) -> String {
    match (role, lang) {
        (AccessRole::Township, _) => lang.pick("镇级人员", "township").to_owned(),
        (AccessRole::Assessor, _) => lang.pick("评定人", "assessor").to_owned(),
        (AccessRole::Village(name), Lang::Zh) => format!("{name}村级人员"),
        (AccessRole::Village(name), Lang::En) => format!("clerk of {name}"),
    }
}

/// The language of a unit's name for HTML: villages keep their Chinese names, our own words follow the reader.
pub fn unit_tag(unit: &Unit, lang: Lang) -> &'static str {
    match unit {
        Unit::Village(_) => Lang::Zh.tag(),
        Unit::Township | Unit::Unassigned => lang.tag(),
    }
}

/// A number of points without needless decimals: `4`, `61.5`; at most two decimals.
pub fn points(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Adding zero turns −0 into 0.
    format!("{}", rounded + 0.0)
}

/// An interval of points: `61.5 – 88`, or one number where both ends are the same.
pub fn interval(low: f64, high: f64) -> String {
    let (low, high) = (points(low), points(high));
    if low == high { low } else { format!("{low} – {high}") }
}

/// How far the deadline is: `还有 12 天`, `已过截止日`, `今天截止`.
pub fn days_left(today: Date, deadline: Date, lang: Lang) -> String {
    let days = today.until(deadline).map_or(0, |span| span.get_days());
    match (days, lang) {
        (0, Lang::Zh) => "今天截止".to_owned(),
        (0, Lang::En) => "due today".to_owned(),
        (1.., Lang::Zh) => format!("还有 {days} 天"),
        (1.., Lang::En) => format!("{days} days left"),
        (_, Lang::Zh) => "已过截止日".to_owned(),
        (_, Lang::En) => "which is past".to_owned(),
    }
}

/// An item's name: its text up to the first mark, or as much of it as a title takes.
pub fn item_name(text: &str) -> String {
    const MOST: usize = 24;
    let clause = text
        .split(['，', '。', '；', '：', '、', '（', '(', ',', ';', ':'])
        .map(str::trim)
        .find(|part| !part.is_empty());
    let clause = clause.unwrap_or_default();
    if clause.chars().count() <= MOST {
        return clause.to_owned();
    }
    clause.chars().take(MOST).chain(std::iter::once('…')).collect()
}

/// How many item numbers an action shows before it only counts them.
pub const ITEMS_NAMED: usize = 4;

/// Item numbers on one short line: `V03 V20`, `V02 V03 V05 V09 等 18 项`.
pub fn items(ids: &[String], lang: Lang) -> String {
    let named = ids.part(..ITEMS_NAMED).join(" ");
    match (ids.len() > ITEMS_NAMED, lang) {
        (false, _) => named,
        (true, Lang::Zh) => format!("{named} 等 {} 项", ids.len()),
        (true, Lang::En) => format!("{named} and {} more", ids.len() - ITEMS_NAMED),
    }
}

/// A count with thousands divided by commas: `8,123`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of bytes in the largest fitting unit: `312 KB`, `1.4 MB`.
pub fn bytes(value: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let mut size = value as f64;
    for unit in ["B", "KB", "MB", "GB"] {
        if size < 1000.0 {
            let shown = if size < 10.0 && unit != "B" { (size * 10.0).round() / 10.0 } else { size.round() };
            return format!("{shown} {unit}");
        }
        size /= 1000.0;
    }
    format!("{} TB", (size * 10.0).round() / 10.0)
}

/// Text with every run of white space and control characters as one space.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The lines to sign under an assessment table (annex 3 of 凫政发〔2020〕48号).
pub(crate) fn signature_lines(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Zh => [
            "评定人（签字）：＿＿＿＿＿＿＿＿　　　　复核人（签字）：＿＿＿＿＿＿＿＿",
            "被评估单位（签字）：＿＿＿＿＿＿＿　　　日期：＿＿＿＿年＿＿月＿＿日",
        ],
        Lang::En => [
            "Assessor: ____________________    Checked by: ____________________",
            "For the unit: ____________________    Date: ____________________",
        ],
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_read_easily() {
        assert_eq!(points(4.0), "4");
        assert_eq!(points(61.5), "61.5");
        assert_eq!(points(0.1 + 0.2), "0.3");
        assert_eq!(points(-0.0), "0");
        assert_eq!(interval(2.0, 2.0), "2");
        assert_eq!(interval(0.0, 3.5), "0 – 3.5");
        assert_eq!(count(0), "0");
        assert_eq!(count(1234), "1,234");
        assert_eq!(count(987_654_321), "987,654,321");
        assert_eq!(bytes(12), "12 B");
        assert_eq!(bytes(1_440_000), "1.4 MB");
    }

    #[test]
    fn the_deadline_is_ahead_today_or_past() {
        let deadline = date(2020, 6, 30);
        assert_eq!(days_left(date(2020, 6, 18), deadline, Lang::Zh), "还有 12 天");
        assert_eq!(days_left(date(2020, 6, 30), deadline, Lang::En), "due today");
        assert_eq!(days_left(date(2020, 7, 2), deadline, Lang::Zh), "已过截止日");
        assert_eq!(days_left(date(2026, 7, 1), deadline, Lang::En), "which is past");
    }

    #[test]
    fn many_items_are_counted_and_few_are_named() {
        let ids: Vec<String> = (1..=18).map(|n| format!("V{n:02}")).collect();
        assert_eq!(items(&ids[..4], Lang::Zh), "V01 V02 V03 V04");
        assert_eq!(items(&ids, Lang::Zh), "V01 V02 V03 V04 等 18 项");
        assert_eq!(items(&ids, Lang::En), "V01 V02 V03 V04 and 14 more");
        assert_eq!(items(&[], Lang::En), "");
    }

    #[test]
    fn an_item_is_named_by_its_first_clause() {
        assert_eq!(item_name("形成清产核资报表，进行公示，保留公示影像资料"), "形成清产核资报表");
        assert_eq!(item_name(&"长".repeat(30)), format!("{}…", "长".repeat(24)));
        assert_eq!(item_name(""), "");
    }

    #[test]
    fn every_state_has_its_own_sign() {
        let mut signs: Vec<_> = ItemState::ALL.map(state_sign).to_vec();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), ItemState::ALL.len());
    }
}
