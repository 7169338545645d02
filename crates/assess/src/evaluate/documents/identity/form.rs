//! What a page's form says of its genre: what it calls itself, its labels, its articles, its rows.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::pattern;

use super::{
    genre::Genre,
    lines::Lines,
    proof::{Origin, Part, Strength},
    title::Head,
};

/// Lines of the text in which it says what it is, from its beginning and from its end.
const OPENING: usize = 8;
const CLOSING: usize = 6;
/// How many of a form's marks make it.
const MARKS: usize = 3;
/// Rows that make a table of a page.
const ROWS: usize = 4;

/// `制定本办法`, `定下面的选举方案`, `提出如下意见`: the noun behind is what the paper calls itself.
static CALLS_ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:制定|制订|订立|拟定|拟订|修订|商定|定下?|立|订|提出|形成|作出|作|签订|签|达成|立下)(?:了)?(?:如下|以下|此|本|下面的?)(?P<what>\p{Han}{1,12})[,。;:]",
    )
});
/// `现将…公示如下`, `特此通知`.
static MAKES_KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:现将?|特此|现予)(?:[^。;]{0,40}?)(?P<what>公示|公告|通告|通知|通报|批复|函复|答复|报告|请示|公布|总结)(?:如下|于后|[。!]|$)|特此(?P<end>公示|公告|通告|通知|通报|批复|函复|报告|请示|证明|函告)",
    )
});
static MINUTES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"^(?:会议)?(?:时间|日期|召开时间)[:\t]|(?:^|[ \t])(?:会议)?时间:|^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日[上下午晚]{0,2}[ \t]+\p{Han}{0,10}会(?:[ \t]|$)",
        r"(?:^|\s)(?:会议)?地点[:\t]?",
        r"(?:^|\s)(?:会议)?主持人?(?:姓名及职务)?[:\t ]|(?:^|[\s,。;])主持人?\p{Han}{2,3}[,、;。]",
        r"应到|应来|该来|实到|实来|缺席|到会|列席|出席",
        r"(?:议题|议程|会议内容)[一二三四五0-9]?[:\t ]|表决|举手|同意[0-9]|散会",
    ]
    .map(pattern)
    .to_vec()
});
static RECORDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\s)记录?人?[:\t ]|应到|应来|该来|实到|发言|举手|表决|散会|散。"));
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^第[0-9一二三四五六七八九十百]{1,4}[条章]"));
static PARTIES: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        pattern(r"^甲方|^(?:委托|交出|移交|发包|出租)(?:方|人|单位)"),
        pattern(r"^乙方|^(?:受托|接收|承包|承租)(?:方|人|单位)"),
    ]
});
static POSTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"公示(?:期|时间)|(?:张贴|公布|上墙)时间|(?:有|如有)(?:异议|不同意见|不同看法)|提意见|本榜|这[一]?榜|第[一二三]榜",
    )
});
static VALUE_ROW: LazyLock<Regex> = LazyLock::new(|| pattern(r"姓名|户主|成员|股东|社员"));
static SIGNED_ROW: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:领取|领证|签收).{0,6}(?:签字|签名|日期|日)|本人签名|签收人"));

/// Adds what a page's form says of its genre.
pub(super) fn read(lines: &Lines<'_>, head: &Head, genre: &mut Part<Genre>) {
    calls_itself(lines, head, genre);
    makes_known(lines, head, genre);
    let mut add = |id: &str, at: usize, strength: Strength| {
        if let Some(found) = Genre::of(id) {
            genre.add(found, lines.proof(at, Origin::Form, strength));
        }
    };
    let first = |pattern: &Regex| lines.lines.iter().position(|line| pattern.is_match(line.text.trim()));
    let marks: Vec<usize> = MINUTES.iter().filter_map(first).collect();
    if marks.len() >= MARKS && first(&RECORDED).is_some() {
        add(
            "minutes",
            marks.first().copied().unwrap_or_default(),
            if marks.len() > MARKS { Strength::Good } else { Strength::Weak },
        );
    }
    let articles: Vec<usize> =
        lines.lines.iter().enumerate().filter(|(_, line)| ARTICLE.is_match(&line.tight)).map(|(at, _)| at).collect();
    if articles.len() >= MARKS {
        add("rule", articles.first().copied().unwrap_or_default(), Strength::Weak);
    }
    if let [Some(one), Some(_)] = PARTIES.each_ref().map(first) {
        add("agreement", one, Strength::Weak);
    }
    if let Some(at) = first(&POSTED) {
        add("publication", at, Strength::Weak);
    }
    let rows: Vec<usize> = lines.lines.iter().enumerate().filter(|(_, line)| line.is_row).map(|(at, _)| at).collect();
    if rows.len() >= ROWS && rows.len() * 2 > lines.lines.len() {
        let header = rows.iter().copied().find(|at| lines.get(*at).is_some_and(|line| line.cells().len() > 2));
        let at = header.or(rows.first().copied()).unwrap_or_default();
        let words = lines.get(at).map_or("", |line| line.tight.as_str());
        let id = if words.contains("负债") || first(&BALANCE).is_some() {
            "balance-sheet"
        } else if SIGNED_ROW.is_match(words) {
            "receipt-list"
        } else if VALUE_ROW.is_match(words) {
            "roster"
        } else {
            "ledger-sheet"
        };
        add(id, at, Strength::Weak);
    }
    sets_up(lines, head, genre);
}

/// `现对…领导小组进行调整`, `决定成立…工作小组`: what a paper without a title does in its opening.
static SETS_UP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:成立|组建|设立|下设|充实|调整)[^。;:]{0,40}(?:领导小组|领导组|工作组|工作小组|专项小组|实施小组|专班)|(?:领导小组|领导组|工作组|工作小组|专项小组|实施小组|专班)(?:进行|作|做)?(?:如下|以下|相应)?(?:调整|充实|组建)",
    )
});
static HEADS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[、(\d.\s])(?:副?组长|召集人)[:\s\p{Han}(]"));

/// Says that a text which names heads of groups sets them up, where nothing says what it is.
fn sets_up(lines: &Lines<'_>, head: &Head, genre: &mut Part<Genre>) {
    let opening = head.end..(head.end + OPENING).min(lines.lines.len());
    let at = opening.into_iter().find(|at| lines.get(*at).is_some_and(|line| SETS_UP.is_match(&line.tight)));
    let names_heads = lines.lines.iter().any(|line| HEADS.is_match(&line.text));
    if let Some((at, found)) = at.filter(|_| names_heads).zip(Genre::of("duty"))
        && genre.strength() < Some(Strength::Good)
    {
        genre.add(found, lines.proof(at, Origin::Form, Strength::Good));
    }
}

static BALANCE: LazyLock<Regex> = LazyLock::new(|| pattern("资产总计.*负债|负债和所有者权益(?:合计|总计)"));

fn calls_itself(lines: &Lines<'_>, head: &Head, genre: &mut Part<Genre>) {
    for at in head.end..(head.end + OPENING).min(lines.lines.len()) {
        let Some(line) = lines.get(at) else { break };
        let what = CALLS_ITSELF.captures(&line.tight).and_then(|found| found.name("what"));
        if let Some((found, _)) = what.and_then(|what| Genre::ending(what.as_str())) {
            genre.add(found, lines.proof(at, Origin::Form, Strength::Good));
            return;
        }
    }
}

fn makes_known(lines: &Lines<'_>, head: &Head, genre: &mut Part<Genre>) {
    let count = lines.lines.len();
    let opening = head.end..(head.end + OPENING).min(count);
    for at in opening.chain(count.saturating_sub(CLOSING).max(head.end + OPENING)..count) {
        let Some(found) = lines.get(at).and_then(|line| MAKES_KNOWN.captures(&line.tight)) else { continue };
        let Some(word) = found.name("what").or_else(|| found.name("end")) else { continue };
        if let Some((found, _)) = Genre::ending(word.as_str()).or_else(|| Genre::beginning(word.as_str())) {
            genre.add(found, lines.proof(at, Origin::Form, Strength::Good));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{
        documents::identity::place::Places,
        fixture::{paper, township},
    };

    fn genre(text: &str) -> Option<(&'static str, Strength)> {
        let (document, township) = (paper("文件.docx").saying(&[text]), township());
        let lines = Lines::new(document.as_paper());
        let mut genre = Part::default();
        read(&lines, &Head::read(&lines, &Places::new(&township)), &mut genre);
        genre.value().map(|found| found.id).zip(genre.strength())
    }

    #[test]
    fn what_a_text_calls_itself() {
        for (text, id) in [
            ("凫政发〔2019〕7号\n各村：\n为管好集体资产，制定本办法。", "rule"),
            ("凫政发〔2019〕8号\n各村：\n为摸清家底，特制定如下实施方案：\n一、任务", "plan"),
            ("各村：\n现将成员名单公示如下：\n林一", "publication"),
            ("经研究，同意你村成立合作社。\n特此批复。", "reply"),
            ("各村：\n现将有关事项通知如下：\n一、时间", "notice"),
        ] {
            assert_eq!(genre(text), Some((id, Strength::Good)), "{text}");
        }
        for text in ["各村要尽快制定方案，报镇备案。", "请将公示情况拍照。", "村里订了三份报纸。", ""]
        {
            assert_eq!(genre(text), None, "{text}");
        }
    }

    #[test]
    fn untitled_texts_that_set_up_groups() {
        for text in [
            "各村：\n因人事变动，现对镇产改工作领导小组进行调整。\n组长 林一（镇党委书记）\n成员 林二 林三",
            "各支部：\n为抓好清产核资，经研究决定成立清产核资工作小组。\n组长：林一\n副组长：林二",
            "各村、各站所：\n现组建产改工作专班，人员如下。\n1.组长 林一\n2.成员 林二",
        ] {
            assert_eq!(genre(text), Some(("duty", Strength::Good)), "{text}");
        }
        for text in [
            "各村：\n各村要尽快成立工作小组，报镇备案。",
            "时间：2019年3月5日\n地点：村委会\n主持人：林一\n应到31人，实到30人\n会上成立清产核资工作小组，组长：林一。表决：同意30人",
            "各村：\n为摸清家底，特制定如下实施方案：\n成立清产核资工作小组，组长：林一",
        ] {
            assert_ne!(genre(text).map(|(id, _)| id), Some("duty"), "{text}");
        }
    }

    #[test]
    fn forms_of_pages() {
        for (text, id) in [
            ("时间：2019年3月5日\n地点：村委会\n主持人：林一\n应到31人，实到30人\n议题：成员确认", "minutes"),
            (
                "2020年3月15日　村民代表会　股权设置\n地点村委院里。\n主持林一，记录林二，应到36人，来了31人\n议题：股权",
                "minutes",
            ),
            ("第一条 名称\n第二条 住所\n第三条 宗旨", "rule"),
            ("甲方：张庄村\n乙方：林一\n一、标的", "agreement"),
            ("序号\t户主\t姓名\n1\t林一\t林一\n2\t林二\t林二\n3\t林三\t林三\n4\t林四\t林四", "roster"),
        ] {
            assert_eq!(genre(text).map(|(id, _)| id), Some(id), "{text}");
        }
        for text in [
            "时间：3月5日\n地点：镇会议室\n参加人员：各村会计",
            "第一条 名称\n其他从略",
            "甲方：张庄村\n标的：鱼塘",
            "一\t二\n三\t四",
        ] {
            assert_eq!(genre(text), None, "{text}");
        }
    }
}
