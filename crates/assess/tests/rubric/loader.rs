//! Broken rubrics: each mutation of the built-in text is reported at its place, in both languages.

use std::fs;

use cundang_assess::{
    evaluate::campaign::{load, parse},
    rubric::{RubricError, RubricProblem, load::BUILTIN},
};

/// Replaces the only, or else the first, occurrence of a text that must be there.
fn mutate(from: &str, to: &str) -> String {
    assert!(BUILTIN.contains(from), "the built-in rubric no longer holds {from}");
    BUILTIN.replacen(from, to, 1)
}

/// Line and column, in characters and from 1, of a text.
fn place(text: &str, of: &str) -> (usize, usize) {
    let at = text.find(of).unwrap_or_else(|| panic!("{of} is not in the text"));
    let line = text[..at].matches('\n').count() + 1;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (line, text[start..at].chars().count() + 1)
}

fn problems(text: &str) -> Vec<RubricProblem> {
    parse(text, "test.json").expect_err("the rubric is broken")
}

/// What is broken: what to replace and with what; the text the problem stands at and how many characters into it;
/// what it says in Chinese and in English.
type Case = (&'static str, &'static str, &'static str, usize, &'static str, &'static str);

const CASES: &[Case] = &[
    (
        r#""cundang-rubric/1""#,
        r#""cundang-rubric/9""#,
        r#""cundang-rubric/9""#,
        0,
        "格式写的是",
        "write “cundang-rubric/1”",
    ),
    (r#""total": 200"#, r#""total": 210"#, "210", 0, "各层级合计 200 分", "the levels add up to 200"),
    (
        r#""title": "镇级工作考评", "points": 100"#,
        r#""title": "镇级工作考评", "points": 99"#,
        "99}",
        0,
        "其各项分值合计 100 分",
        "its items add up to 100",
    ),
    (r#""evidence_from": "2016"#, r#""evidence_from": "2026"#, r#""2026"#, 0, "晚于截止日", "is after the deadline"),
    (r#""id": "T02.1""#, r#""id": "T99.1""#, r#""T99.1""#, 0, "应以所属项目编号开头", "starts with its item's id"),
    (
        r#""slot": "T03.1", "unit""#,
        r#""slot": "T03.7", "unit""#,
        r#""T03.7""#,
        0,
        "没有材料位“T03.7”",
        "no slot “T03.7”",
    ),
    (r#""cap": 4"#, r#""cap": 7"#, "7}", 0, "7 分超过上限 4 分", "7 points are more than the limit of 4"),
    (r#""tiers": [2, 4, 6]"#, r#""tiers": [2, 5, 4]"#, "4], \"slot\"", 0, "由低到高", "go from low to high"),
    (r#""tiers": [2, 4, 6]"#, r#""tiers": [2, 4, 8]"#, "8], \"slot\"", 0, "超过上限 6", "more than the limit of 6"),
    (r#""tiers": [2, 4, 6]"#, r#""tiers": []"#, "[], \"slot\"", 0, "至少写一档", "name at least one"),
    (
        r#""kinds": ["STUDY_REPORT"]"#,
        r#""kinds": ["STUDY"]"#,
        r#""STUDY"]"#,
        0,
        "没有编号为“STUDY”的文种",
        "no kind “STUDY”",
    ),
    (r#""kinds": ["STUDY_REPORT"]"#, r#""kinds": []"#, r#"[],"#, 0, "没有写文种", "no kinds"),
    (
        r#""topics": ["election"]"#,
        r#""topics": ["poll"]"#,
        r#""poll"]"#,
        0,
        "没有编号为“poll”的主题",
        "no topic “poll”",
    ),
    (
        r#""stage": "villagers""#,
        r#""stage": "people""#,
        r#""people""#,
        0,
        "没有编号为“people”的阶段",
        "no stage “people”",
    ),
    (
        r#""containing": "办法|方案|候选人""#,
        r#""containing": "办法|(方案""#,
        r#""办法|(方案""#,
        0,
        "正则表达式",
        "unclosed group",
    ),
    (r#""pattern": "备考表""#, r#""pattern": "备考表[""#, r#""备考表[""#, 0, "正则表达式", "unclosed character class"),
    (r#""pattern": "备考表""#, r#""pattern": """#, r#""""#, 0, "不能为空", "fill it in"),
    (
        r#""with": ["T07"]"#,
        r#""with": ["T70"]"#,
        r#""T70"]"#,
        0,
        "“T70”不是另一个项目",
        "“T70” is not the id of another item",
    ),
    (r#""at_least": 2"#, r#""at_least": 0"#, r#""at_least": 0"#, 12, "至少为 1", "1 or more"),
    (r#"{"T13.1": 1"#, r#"{"T13.3": 1"#, "1, \"T13.2\"", 0, "没有材料位“T13.3”", "no slot “T13.3”"),
    (
        r#"{"T04.1": 2"#,
        r#"{"T04.1": 3"#,
        r#"{"T04.1": 3"#,
        0,
        "4 分超过上限 3 分",
        "4 points are more than the limit of 3",
    ),
    (
        r#"{"zh": "备考表", "en": "Remarks sheet"}"#,
        r#"{"zh": "备考表", "en": " "}"#,
        r#"" "}"#,
        0,
        "不能为空",
        "fill it in",
    ),
    // Wrong shapes: a name is pointed at, another value at its end.
    (r#""deadline": "#, r#""dead_line": "#, r#""dead_line": "#, 0, "没有名为“dead_line”的字段", "no field “dead_line”"),
    (r#""deadline": "2020-06-30""#, r#""deadline": "2020-06-31""#, r#""2020-06-31""#, 11, "请改正", "correct"),
    (r#""total": 200,"#, r#""total": "200","#, r#""200""#, 4, "类型或格式不符", "wrong type or form"),
    (
        r#""level": "township", "title""#,
        r#""level": "town", "title""#,
        r#""town", "#,
        0,
        "不认识的取值“town”",
        "the value “town” is not known",
    ),
    (r#""total": 200,"#, r#""total": 200"#, "\"levels\": [\n", 0, "不是正确的 JSON", "not correct JSON"),
];

#[test]
fn problems_name_their_place_and_what_to_do() {
    let mut wrong = Vec::new();
    for (from, to, stands_at, into, zh, en) in CASES {
        let text = mutate(from, to);
        let (line, column) = place(&text, stands_at);
        let found = problems(&text);
        let fits = found.iter().any(|problem| {
            problem.line == line
                && problem.column == column + into
                && problem.message.zh.contains(zh)
                && problem.message.en.contains(en)
        });
        if !fits {
            wrong.push(format!("{to}: expected {line}:{} {zh} / {en}, got {found:#?}", column + into));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_missing_field_points_into_its_object() {
    let text = mutate("      \"points\": 50,\n", "");
    let found = problems(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.zh.contains("缺少字段“points”") && found[0].message.en.contains("“points” is missing"));
    let (item, _) = place(&text, r#""id": "T15""#);
    let (next, _) = place(&text, r#""id": "V01""#);
    assert!((item..next).contains(&found[0].line), "{}", found[0]);
}

#[test]
fn repeated_ids_are_reported_where_they_repeat() {
    let text = mutate(r#""id": "T04.2""#, r#""id": "T04.1""#);
    let second = text.rfind(r#""T04.1""#).expect("just written");
    let line = text[..second].matches('\n').count() + 1;
    let found = problems(&text);
    assert!(found.iter().any(|problem| problem.line == line && problem.message.en.contains("“T04.1” stands twice")));
    assert!(
        found.iter().any(|problem| problem.message.en.contains("item T04 has no slot “T04.2”")),
        "what refers to the lost id is named too: {found:#?}"
    );
    let stages = mutate(r#"{"id": "overall""#, r#"{"id": "asset-inventory""#);
    assert!(problems(&stages).iter().any(|problem| problem.message.zh.contains("“asset-inventory”重复")));
}

#[test]
fn all_contradictions_are_listed_in_the_order_of_the_text() {
    let text = mutate(r#""total": 200"#, r#""total": 201"#)
        .replacen(r#""pattern": "备考表""#, r#""pattern": "(""#, 1)
        .replacen(r#""unit": 1, "cap": 3"#, r#""unit": 1, "cap": 30"#, 1)
        .replacen(r#""stage": "villagers""#, r#""stage": "x""#, 1);
    let found = problems(&text);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found.is_sorted_by_key(|problem| (problem.line, problem.column)));
    assert_eq!(
        found[0].to_message().en,
        "test.json:8:12: the total is 201 points, but the levels add up to 200; correct one of them"
    );
    assert_eq!(found[0].to_message().zh, "test.json:8:12：总分写 201 分，各层级合计 200 分；请核对");
}

#[test]
fn columns_count_characters_and_not_bytes() {
    let text = mutate(r#""pattern": "章程""#, r#""pattern": "章程(""#);
    let found = problems(&text);
    let (line, column) = place(&text, r#""章程(""#);
    assert_eq!((found[0].line, found[0].column), (line, column));
    // Chinese stands before it on the line, so bytes would give another column.
    let start = text.lines().nth(line - 1).expect("the line exists");
    assert_ne!(start.find(r#""章程(""#).map(|at| at + 1), Some(column));
}

#[test]
fn odd_texts_are_problems_and_never_panics() {
    for text in ["", " ", "\u{feff}", "[]", "null", "{", "{\"format\": 1", "\"凫", "{}\n\n}", "{\"a\": \u{0}}"] {
        let found = problems(text);
        assert_eq!(found.len(), 1, "{text:?}");
        assert!(found[0].line >= 1 && found[0].column >= 1);
    }
    for end in (0..BUILTIN.len()).step_by(997).filter(|end| BUILTIN.is_char_boundary(*end)) {
        assert!(parse(&BUILTIN[..end], "cut.json").is_err(), "cut at {end}");
    }
}

#[test]
fn files_are_read_and_errors_name_them() {
    let folder = std::env::temp_dir().join(format!("cundang-rubric-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder");
    let good = folder.join("good.json");
    fs::write(&good, format!("\u{feff}{BUILTIN}")).expect("written");
    assert_eq!(load(&good).expect("a byte order mark is no fault").id, "fucheng-2020");

    let bad = folder.join("bad.json");
    fs::write(&bad, mutate(r#""total": 200"#, r#""total": 1"#)).expect("written");
    let error = load(&bad).expect_err("wrong total");
    assert!(matches!(&error, RubricError::Invalid { problems, .. } if problems.len() == 1));
    let message = error.to_message();
    assert!(message.zh.contains("bad.json 有 1 处需要修改") && message.en.contains("bad.json:8:12: the total is 1"));

    let gbk = folder.join("gbk.json");
    fs::write(&gbk, [b'{', b'"', 0xd5, 0xc5]).expect("written");
    assert!(load(&gbk).expect_err("not UTF-8").to_message().zh.contains("UTF-8"));
    let missing = load(&folder.join("none.json")).expect_err("no such file").to_message();
    assert!(missing.zh.contains("无法读取评估表") && missing.en.contains("none.json"));
    fs::remove_dir_all(&folder).expect("removed");
}
