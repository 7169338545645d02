//! Minutes and resolutions in words of their own.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::evaluate::fixture::paper;

fn one(text: &str) -> MeetingFacts {
    whole(&paper("记录.docx").saying(&[text])).expect("a meeting")
}

fn said(fact: &Option<Fact<String>>) -> Option<&str> {
    fact.as_ref().map(|fact| fact.value.as_str())
}

#[test]
fn fields_with_colons_cells_and_lines_below() {
    for text in [
        "会议时间：2019年6月3日\n会议地点：文化大院\n主持人：赵甲（书记）　记录人：钱乙\n会议议题：讨论章程草案",
        "时间\t2019年6月3日\t地点\t文化大院\n主持人\t赵甲\t记录人\t钱乙\n议题\t讨论章程草案",
        "一、会议时间：2019.6.3\n二、会议地点：文化大院\n三、主持人：赵甲\n四、记录人：钱乙\n五、会议议题：\n讨论章程草案",
    ] {
        let facts = one(text);
        assert_eq!(facts.date.as_ref().map(|fact| fact.value), Some(date(2019, 6, 3)), "{text}");
        assert_eq!(said(&facts.place), Some("文化大院"), "{text}");
        assert_eq!((said(&facts.host), said(&facts.recorder)), (Some("赵甲"), Some("钱乙")), "{text}");
        assert_eq!(said(&facts.topic), Some("讨论章程草案"), "{text}");
    }
    for time in ["2019.6.3 8时30分", "2019-6-3  19:30", "2019/06/03 9点至11点", "2019.6.3（周一）8时"] {
        let facts = one(&format!("会议记录\n开会时间\t{time}\n开会地点\t文化大院"));
        assert_eq!(facts.date.map(|fact| fact.value), Some(date(2019, 6, 3)), "{time}");
        assert!(facts.began.is_some(), "{time}");
    }
}

#[test]
fn running_text_says_the_same() {
    let facts = one("2019年6月3日，赵家庄在村委会会议室召开全体村民代表会议，由赵甲同志主持，由钱乙记录。");
    assert_eq!(said(&facts.place), Some("村委会会议室"));
    assert_eq!((said(&facts.host), said(&facts.recorder)), (Some("赵甲"), Some("钱乙")));
    assert_eq!(facts.body.map(|fact| fact.value), Some(MeetingBody::VillageRepresentatives));
}

#[test]
fn spoken_minutes_say_the_same() {
    let facts = one(
        "两委碰头会记事\n2019年6月3日 晚8点 村委办公室\n该来7人，都来了。\n赵甲起头，钱乙记。\n事情一：修路。都说行。\n9点40完。",
    );
    assert_eq!(said(&facts.place), Some("村委办公室"));
    assert_eq!((said(&facts.host), said(&facts.recorder)), (Some("赵甲"), Some("钱乙")));
    assert!(
        ![MinutesField::Topic, MinutesField::Vote, MinutesField::Expected]
            .iter()
            .any(|field| facts.missing.contains(field))
    );
    let facts = one("2019年6月3日晚上代表会\n地点：小学东屋\n主持 赵甲  记 钱乙。\n代表一共34名，来了32名。");
    assert_eq!((said(&facts.host), said(&facts.recorder)), (Some("赵甲"), Some("钱乙")));
    let passed = one("成员代表大会记录\n举手表决章程：同意36人，反对1人，弃权0人，超过到会三分之二，通过。");
    assert!(!passed.missing.contains(&MinutesField::Decision));
    let led =
        one("村民代表会议纪要\n2019年6月3日，书记赵甲在村委东屋主持召开会议。会议记录人钱乙。应到24人，来了20人。");
    assert_eq!(
        (said(&led.place), said(&led.host), said(&led.recorder)),
        (Some("村委东屋"), Some("赵甲"), Some("钱乙"))
    );
    assert_eq!(led.attendance.present.as_ref().map(|fact| fact.value), Some(20));
    let brief = one(
        "2019年6月3日　代表会\n地点村委院里，站着开的。\n主持赵甲，记录钱乙，应到3人。\n一、秋种。定了。\n二、名单。都同意。",
    );
    assert_eq!(
        (said(&brief.place), said(&brief.host), said(&brief.recorder)),
        (Some("村委院里"), Some("赵甲"), Some("钱乙"))
    );
    assert!(!brief.missing.contains(&MinutesField::Topic));
    let close = one("会议记录\n时间：19年6月3日19：00　地点：村部二楼");
    assert_eq!((close.date.map(|fact| fact.value), said(&close.place)), (Some(date(2019, 6, 3)), Some("村部二楼")));
    let other = one("村民代表会议记录\n会议由镇里派人参加，赵甲记得清楚。\n主持会议的人没有写。");
    assert_eq!((said(&other.host), said(&other.recorder)), (None, None));
}

#[test]
fn bodies_by_their_names() {
    use MeetingBody as Body;
    for (name, body) in [
        ("赵家庄村两委会议", Some(Body::Committee)),
        ("村支委会", Some(Body::Committee)),
        ("支部党员大会", Some(Body::Party)),
        ("村名代表会议", Some(Body::VillageRepresentatives)),
        ("党员、村民代表会议", Some(Body::VillageRepresentatives)),
        ("户代表会议", Some(Body::VillageRepresentatives)),
        ("村民大会", Some(Body::Villagers)),
        ("股份经济合作社成员（代表）大会", Some(Body::MemberRepresentatives)),
        ("股东代表大会", Some(Body::MemberRepresentatives)),
        ("社员大会", Some(Body::Members)),
        ("第一届理事会第一次会议", Some(Body::Council)),
        ("监事会会议", Some(Body::Supervisors)),
        ("理事会监事会选举办法", None),
        ("工作推进会", None),
    ] {
        assert_eq!(body_of(name), body, "{name}");
    }
}

#[test]
fn the_matters_own_dates_are_none_of_the_meeting() {
    let facts = one("会议纪要\n会议听取了截至2017年12月31日的清查结果汇报。\n2019年6月3日");
    assert_eq!(facts.date.map(|fact| fact.value), Some(date(2019, 6, 3)));
    let yearless = one("会议记录\n时间：6月3日上午\n议题：截至2017年12月31日的资产");
    assert_eq!((yearless.date, yearless.yearless.map(|fact| fact.value)), (None, Some((6, 3))));
}

#[test]
fn notebooks_are_divided_at_their_headings() {
    let count = |text: &str| minutes(&paper("记录簿.pdf").saying(&[text])).len();
    assert_eq!(
        count("村民代表会议记录\n时间：2019年6月3日\n议题：清产\n村两委会议记录\n时间：2019年7月1日\n议题：章程"),
        2
    );
    assert_eq!(
        count(
            "会议名称：两委会\n地点：村部\n时间：2019年6月3日\n内容\n会议名称：党员大会\n地点：村部\n时间：2019年6月8日\n内容"
        ),
        2
    );
    assert_eq!(count("2019年6月3日村民代表会议\n赵甲：通过了方案。\n2019年7月1日两委会议\n赵甲：研究章程。"), 2);
    assert_eq!(
        count("村民代表会议记录\n时间：2019年6月3日\n我们在2019年5月1日开过两委会议。\n下次会议时间另行通知"),
        1
    );
}

#[test]
fn what_was_decided() {
    for (text, decided) in [
        ("经讨论形成如下决议：\n一、通过股权设置方案。\n二、张榜公布。", "通过股权设置方案"),
        ("决议：同意章程草案。", "同意章程草案"),
        ("审议情况：大家发了言。\n议定事项\t把水库列入清查", "把水库列入清查"),
        ("讨论发言：略\n会议议决内容：\n账目张榜七天。", "账目张榜七天"),
        ("研究结果：由会计补齐单据", "由会计补齐单据"),
        ("会议一致同意确认名册，并报镇备案。", "会议一致同意确认名册,并报镇备案"),
    ] {
        assert_eq!(said(&one(text).decision), Some(decided), "{text}");
    }
    assert_eq!(one("会议记录\n时间：2019年6月3日\n决议：").decision, None);
}

proptest! {
    #[test]
    fn any_text_is_read_within_its_borders(text in cundang_testing::paper_or("[会议记录名称时间地点主持人签字决议通过赵钱：2019年6月3日\n\t　（）、。]{0,90}")) {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for facts in minutes(&paper("记录.docx").saying(&[&text])) {
            let quotes = [facts.name.map(|f| f.quote), facts.date.map(|f| f.quote), facts.decision.map(|f| f.quote), facts.host.map(|f| f.quote)];
            for quote in quotes.into_iter().flatten() {
                prop_assert!(bare(&text).contains(&bare(&quote)), "{quote}");
            }
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let document = paper("记录.docx").saying(&[&text]);
        let _ = (minutes(&document), whole(&document));
    }
}
