//! The language of queries.

use proptest::prelude::*;

use super::super::{
    node::{Node, PatternPiece, TextTerm, Wanted},
    query::parse,
};
use crate::text::fold_query;

fn text(text: &str) -> Node {
    Node::Text(TextTerm { text: text.to_owned(), quoted: false, forms: Vec::new() })
}

fn quoted(text: &str) -> Node {
    Node::Text(TextTerm::quoted(text))
}

#[test]
fn words_phrases_and_operators() {
    assert_eq!(parse("张庄"), Ok(text("张庄")));
    assert_eq!(parse(" 張莊　章程 "), Ok(Node::All(vec![text("张庄"), text("章程")])));
    assert_eq!(parse("\"贾 凤\""), Ok(quoted("贾凤")));
    assert_eq!(parse("“贾 凤” 村"), Ok(Node::All(vec![quoted("贾凤"), text("村")])));
    assert_eq!(parse("“三资”管理"), Ok(text("三资管理")));
    assert_eq!(parse("章程 -草案"), Ok(Node::All(vec![text("章程"), Node::Not(Box::new(text("草案")))])));
    assert_eq!(parse("a b OR c"), Ok(Node::Any(vec![Node::All(vec![text("a"), text("b")]), text("c")])));
    assert_eq!(parse("a (b OR c)"), Ok(Node::All(vec![text("a"), Node::Any(vec![text("b"), text("c")])])));
    assert_eq!(parse("凫政发〔2020〕48号"), Ok(text("凫政发202048号")));
    assert_eq!(parse("（市）警衛"), Ok(text("市警卫")));
    assert_eq!(parse("size-从"), Ok(text("size从")));
    assert_eq!(parse("村(2020)"), Ok(text("村2020")));
    assert_eq!(parse("会议 — 记录"), Ok(Node::All(vec![text("会议"), text("记录")])));
    assert_eq!(parse("ORGAN"), Ok(text("organ")));
    assert_eq!(parse("时间：9:30"), Ok(text("时间:9:30")));
}

#[test]
fn fields() {
    assert_eq!(parse("村:张庄"), Ok(Node::Village("张庄".into())));
    assert_eq!(parse("Village：张庄村"), Ok(Node::Village("张庄村".into())));
    assert_eq!(parse("類型:\"会议 记录\""), Ok(Node::Kind("会议 记录".into())));
    assert_eq!(parse("项目:v03"), Ok(Node::Item("V03".into())));
    assert_eq!(parse("(文件：签到表.PDF)"), Ok(Node::File("签到表.pdf".into())));
    for (query, from, to) in [
        ("日期:2020", 20200101, 20201231),
        ("日期:2020-02", 20200201, 20200229),
        ("date:2020-05-16", 20200516, 20200516),
        ("date:20200516", 20200516, 20200516),
        ("日期：2020年5月", 20200501, 20200531),
        ("日期:2020-05..2020-06", 20200501, 20200630),
        ("日期:２０２０－０５．．", 20200501, 99991231),
        ("日期:..2020-06-30", 0, 20200630),
    ] {
        assert_eq!(parse(query), Ok(Node::Date(from, to)), "{query}");
    }
}

#[test]
fn errors_say_where_and_what_to_do() {
    for (query, offset, piece) in [
        ("", 0, "空"),
        ("　 ", 0, "空"),
        ("张庄 \"会议", 7, "引号"),
        ("张庄 “会议", 7, "引号"),
        ("(张庄", 0, "闭合"),
        ("(", 0, "闭合"),
        ("张庄)", 6, "左括号"),
        ("()", 1, "空的"),
        ("OR 张庄", 0, "OR"),
        ("张庄 OR", 9, "OR"),
        ("张庄 OR OR 村", 10, "OR"),
        ("张庄 -", 7, "减号"),
        ("张庄 - 村", 7, "减号"),
        ("-（）", 0, "没有可查找"),
        ("—", 0, "没有可查找"),
        ("\"\"", 0, "没有可查找"),
        ("村:", 0, "冒号"),
        ("章程 日期:明天", 14, "日期"),
        ("日期:2020-13", 7, "日期"),
        ("日期:..", 7, "日期"),
        ("日期:2020-06..2020-05", 7, "对调"),
        ("项目:硬化道路", 7, "V03"),
        ("vilage:张庄", 0, "字段"),
        ("章程 来源:天上", 14, "来源"),
        ("村:(张庄 OR 付庄)", 4, "括号"),
    ] {
        let error = parse(query).expect_err(query);
        assert_eq!(error.offset, offset, "{query}: {error:?}");
        assert!(error.message.zh.contains(piece), "{query}: {error:?}");
        assert!(!error.message.en.is_empty());
    }
    assert_eq!(
        parse("张庄 \"会议").expect_err("unclosed").message.zh,
        "查询第 4 个字符（\"会议）：引号没有闭合，请补上右引号或删去左引号"
    );
    assert!(parse(&"(".repeat(5000)).is_err());
    assert!(parse(&"(".repeat(30)).is_err());
    assert!(parse(&"a ".repeat(300)).is_err());
}

#[test]
fn patterns() {
    let pattern = |query: &str| match parse(query) {
        Ok(Node::Pattern(pattern)) => pattern.pieces,
        other => panic!("{query}: {other:?}"),
    };
    let piece = |text: &str| PatternPiece::Text(text.to_owned());
    assert_eq!(pattern("王?芳"), [piece("王"), PatternPiece::Some(1), piece("芳")]);
    assert_eq!(pattern("王??芳*"), [piece("王"), PatternPiece::Some(2), piece("芳")]);
    assert_eq!(pattern("會議*記錄"), [piece("会议"), PatternPiece::Run, piece("记录")]);
    assert_eq!(pattern("a*?b"), [piece("a"), PatternPiece::Run, piece("b")]);
    assert_eq!(parse("\"王?芳\""), Ok(quoted("王?芳")));
    assert_eq!(parse("什么？"), Ok(text("什么?")));
    let forms = vec![Wanted::Text("会议".to_owned())];
    assert_eq!(parse("会议*"), Ok(Node::Text(TextTerm { text: "会议*".to_owned(), quoted: false, forms })));
    assert_eq!(parse("a?b?c?d?e?f?g?h?i?j").expect_err("too many").offset, 0);
}

#[test]
fn other_writings_are_forms() {
    let forms = |query: &str| match parse(query) {
        Ok(Node::Text(text)) => text.forms.len(),
        other => panic!("{query}: {other:?}"),
    };
    assert!(forms("2020-06-12") > 5 && forms("26,785.50元") > 3);
    assert_eq!(forms("\"2020-06-12\""), 0, "quoted is that string only");
    assert_eq!(forms("会议"), 0);
}

#[test]
fn needles_are_what_is_asked_for() {
    let node = parse("张庄 (章程 OR 张庄) -草案 村:付庄 经?社").expect("a query");
    let page = crate::text::Folded::new("张庄章程草案经济社付庄");
    let shown: Vec<usize> = node.needles().iter().map(|needle| needle.find_all(&page).len()).collect();
    assert_eq!(shown, [1, 1, 1]);
}

#[test]
fn a_query_can_be_written_out_again() {
    for query in [
        "张庄 (章程 OR \"合作 社\") -草案",
        "(a b) OR c -(d OR e)",
        "村:张庄 类型:会议记录 项目:V03 文件:名册 来源:识别 格式:PDF",
        "日期:2020-05..2020-06 日期:2020..",
        "王?芳 会*议",
        "会议? 记录 -通过* (a OR b?)",
        "会议?",
    ] {
        let quoted = |node: &Node| format!("{node}");
        let node = parse(query).expect(query);
        let again = parse(&quoted(&node)).unwrap_or_else(|error| panic!("{node}: {error}"));
        assert_eq!(quoted(&again), quoted(&node), "{query}");
    }
}

proptest! {
    #[test]
    fn never_panics_and_points_inside(query in any::<String>(), near in "[ab村庄 \"“”():：\\-ORＯＲ.日期2村项目]{0,24}") {
        for query in [&query, &near] {
            if let Err(error) = parse(query) {
                prop_assert!(query.is_char_boundary(error.offset));
                prop_assert!(!error.message.zh.is_empty() && !error.message.en.is_empty());
            }
        }
    }

    #[test]
    fn written_out_and_read_again_it_is_the_same(query in "[ab村庄会 \"“”():：\\-ORＯＲ?*？＊.2(（）)项目]{0,24}") {
        if let Ok(node) = parse(&query) {
            let written = node.to_string();
            if let Ok(again) = parse(&written) {
                prop_assert_eq!(again.to_string(), written);
            }
        }
    }

    #[test]
    fn a_quoted_string_is_that_string(text in "[^\"＂]{1,30}") {
        let folded = fold_query(&text);
        match parse(&format!("\"{text}\"")) {
            Ok(node) => prop_assert_eq!(node, Node::Text(TextTerm::quoted(folded))),
            Err(_) => prop_assert!(folded.is_empty()),
        }
    }
}
