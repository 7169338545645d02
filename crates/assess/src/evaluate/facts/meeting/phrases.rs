//! Phrases of running text that tell of a meeting where no label does.

use std::sync::LazyLock;

use regex::Regex;

use crate::{text::pattern, vocabulary};

/// Where a meeting was held: `在村委会会议室召开`, or behind day and hour: `6月3日 晚8点 村委办公室`.
pub(super) static HELD_IN: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("place-words.tsv");
    let (behind_in, behind_hour) = (words.forms("held-in"), words.forms("held-after-hour"));
    pattern(&[
        format!(r"在(?P<v>[^,。;:\n]{{1,24}}?(?:{behind_in}))[^,。;\n]{{0,6}}(?:召开|举行|开会)").as_str(),
        r"|在(?P<u>[^,。;:\n]{1,16}?)主持召开|(?:^|\n)(?:会议)?地点(?P<t>[^,。;:\s]{2,16})[,。\n]",
        r"|(?:[0-9一二三四五六七八九十半](?:点|时|分)(?:半|整|开始)?|[0-9一二三四五六七八九十]日(?:上午|下午|晚上?|早上?)?)[ \t]+",
        format!(r"(?P<w>[^\s,。;:]{{1,12}}?(?:{behind_hour}))(?:[\s,。;]|$|该|应|出席|参加|主持)").as_str(),
    ]
    .concat())
});
/// Who led it: `由赵甲主持`, `主持 赵甲`, `赵甲起头`.
pub(super) static LED_BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"由(?P<v>[\p{Han}]{2,8}?)(?:同志)?主持|(?P<w>[\p{Han}]{2,4})同志主持",
        r"|(?:^|[\n\t 。;])主持人? +(?P<x>[\p{Han}]{2,4})(?:[\s,。;]|$)",
        r"|(?:^|[\n\t 。;])(?P<y>[\p{Han}]{2,4})(?:起头|主持|召集)[,、;]",
        r"|(?:^|[\n\t 。;,])主持人?(?P<z>[\p{Han}]{2,3})[,、; ]记录人?[\p{Han}]{2,3}[,。;\n ]",
        r"|(?:书记|主任|主席|社长|理事长|组长)(?P<u>[\p{Han}]{2,3}?)(?:同志)?(?:在[^,。;:\n]{1,16}?)?主持召开",
    ))
});
/// Who wrote it down.
pub(super) static RECORDED_BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"由(?P<v>[\p{Han}]{2,4}?)(?:同志)?(?:担任|作|做|负责)?(?:会议)?记录",
        r"|主持[,、]由?(?P<w>[\p{Han}]{2,4}?)(?:同志)?(?:担任|作|做|负责)?(?:会议)?记录",
        r"|(?:起头|主持|召集)[,、;](?P<x>[\p{Han}]{2,4}?)(?:来|作|做)?(?:会议)?记录?(?:[。,;\s]|$)",
        r"|(?:^|[\n\t 。;])记录?人? +(?P<y>[\p{Han}]{2,4})(?:[\s,。;]|$)",
        r"|主持人?[\p{Han}]{2,3}[,、; ]记录人?(?P<z>[\p{Han}]{2,3})[,。;\n ]|会议记录人(?:为|是|由)?(?P<u>[\p{Han}]{2,3})[,。;\n]",
    ))
});
/// Words that tell a matter: `审议了《章程》`.
pub(super) static TREATS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:审议|讨论|研究|商议|表决|通过)(?:并[\p{Han}]{2})?(?:了|关于)?[《“]?[\p{Han}]{2,}"));
/// That somebody spoke.
pub(super) static SPEECH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)(?:^|\t)(?:[0-9一二三四五六七八九十]{1,2}[、.])?[\p{Han}]{2,4}(?:\([^()\n]{1,16}\))?(?:同志|书记|主任)?:.{4,}|发言|讨论|审议意见|讲话|提出",
    )
});
/// What tells that there was a vote. 讨论表决方案 and 请大家表决 only say that there is to be one.
pub(super) static VOTED: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("clauses.tsv").forms("voted")));
/// What leads into a decision.
pub(super) static ANNOUNCES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:形成|作出|通过)(?:了)?(?:如下|以下)(?:[\p{Han}]{0,4})?决[议定](?:如下)?:"));
/// A point's number.
pub(super) static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*[(]?[0-9一二三四五六七八九十]{1,2}[)、.]"));
/// The points of an agenda, one after the other: `议程一 …`, `议题二：…`, `事情一：…`, `头一件,…`, `二、成员确认。`.
pub(super) static AGENDA: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?m)^(?:议程|议题|事情|事项)[一二三四五六1-6][、:,\t ]*\p{Han}{2,}",
        r"|^(?:头|第)?[一二三四](?:件|桩|个事|项)(?:事情?)?[,:、][^\n]{2,}",
        r"|^[一二三四五六]、[\p{Han}]{2,12}[。:]",
    ))
});
/// That something was decided.
pub(super) static DECIDES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:形成|作出|通过)(?:了)?(?:如下|以下)?决[议定]|会议(?:一致)?(?:决定|同意|通过|确定|商定)|一致(?:同意|通过)[^。;\n]{2,}|(?:^|[\n。;,])(?:会上|大家|会议)?(?:定了|说定|就这么定|定下来|议定|商定|商量好)了?(?:的[\p{Han}]{2,6})?[:,。]|[\p{Han}”》](?:通过|当选)[。;\n]|(?:弃权|反对)[^。;\n]{0,30}[,、](?:表决)?(?:全部)?通过[。;,\n]",
    )
});
/// A meeting's name: `召开了村民代表会议`.
pub(super) static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"召开(?:了)?(?P<v>[^,。;:\n]{0,30}?(?:会议|大会|联席会))"));
