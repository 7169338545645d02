//! Rubrics that ask for what there is not: unknown kinds, checks and slots, sums that do not add up, parameters that
//! cannot be meant. Each is refused at its line and column.

use cundang_assess::{evaluate::campaign::parse, rubric::load::BUILTIN};

/// What to replace and with what; the text at which the problem stands, how many characters into it, and a word of what
/// is said in Chinese and in English.
type Case = (&'static str, &'static str, &'static str, usize, &'static str, &'static str);

const CASES: &[Case] = &[
    // What is not there
    (
        r#""kinds": ["EXEMPLAR"]"#,
        r#""kinds": ["EXEMPLARY"]"#,
        r#""EXEMPLARY""#,
        0,
        "没有编号为“EXEMPLARY”的文种",
        "no kind",
    ),
    (r#"{"check": "deadline"}"#, r#"{"check": "deadlin"}"#, r#""deadlin""#, 0, "不认识的取值“deadlin”", "is not known"),
    (
        r#"{"check": "event-complete", "slot": "T03.1"}"#,
        r#"{"check": "event-complete", "slot": "T03.9"}"#,
        r#""T03.9""#,
        0,
        "没有材料位“T03.9”",
        "no slot “T03.9”",
    ),
    (
        r#"{"check": "event-complete", "slot": "T03.1"}"#,
        r#"{"check": "event-complete"}"#,
        r#""event-complete"}"#,
        16,
        "缺少字段“slot”",
        "is missing",
    ),
    (
        r#"{"check": "deadline"}"#,
        r#"{"check": "deadline", "days": 3}"#,
        r#""days": 3}"#,
        0,
        "没有名为“days”的字段",
        "no field “days”",
    ),
    (r#""type": "threshold""#, r#""type": "treshold""#, r#""treshold""#, 0, "不认识的取值“treshold”", "is not known"),
    (
        r#""topics": ["election"]"#,
        r#""topics": ["elections"]"#,
        r#""elections""#,
        0,
        "没有编号为“elections”的主题",
        "no topic",
    ),
    // Sums
    (r#""total": 200"#, r#""total": 199"#, "199", 0, "各层级合计 200 分", "add up to 200"),
    (
        r#""title": "村级工作考评", "points": 100"#,
        r#""title": "村级工作考评", "points": 101"#,
        "101}",
        0,
        "其各项分值合计 100 分",
        "add up to 100",
    ),
    // Settings that cannot be meant
    (r#""days": 7"#, r#""days": 0"#, r#""days": 0"#, 8, "公示期 0 天不可能", "0 days"),
    (r#""days": 7"#, r#""days": 61"#, r#""days": 61"#, 8, "公示期 61 天不可能", "61 days"),
    (r#""days": 7"#, r#""days": -7"#, "-7", 1, "类型或格式不符", "wrong type or form"),
    (r#""lists": 1"#, r#""lists": 0"#, r#""lists": 0"#, 9, "0 榜不可能", "0 lists"),
    (
        r#""lists_advised": 2"#,
        r#""lists_advised": 0"#,
        r#""lists_advised": 0"#,
        17,
        "应不少于要求的 1 榜",
        "from the required 1",
    ),
    (r#""present": [2, 3]"#, r#""present": [0, 3]"#, "[0, 3]", 0, "0/3 不是大于 0", "0/3 is no share"),
    (r#""present": [2, 3]"#, r#""present": [4, 3]"#, "[4, 3]", 0, "4/3 不是大于 0", "4/3 is no share"),
    (r#""charter": [2, 3]"#, r#""charter": [2, 0]"#, "[2, 0]", 0, "2/0 不是大于 0", "2/0 is no share"),
    (r#""ordinary": [1, 2]"#, r#""ordinary": [2, 2]"#, "[2, 2]", 0, "没有人数能超过全部", "more than all"),
    (r#""2017-12-31""#, r#""1017-12-31""#, r#""1017-12-31""#, 0, "不在 2000 到 2100 年之间", "between 2000 and 2100"),
    (r#""2017-12-31""#, r#""2020-12-31""#, r#""2020-12-31""#, 0, "晚于截止日 2020-06-30", "after the deadline"),
    (
        r#"["2018-12-31", "2019-12-31"]"#,
        r#"["2018-12-31", "2119-12-31"]"#,
        r#""2119-12-31""#,
        0,
        "不在 2000 到 2100 年之间",
        "between 2000 and 2100",
    ),
    (
        r#""deadline": "2020-06-30""#,
        r#""deadline": "2202-06-30""#,
        r#""2202-06-30""#,
        0,
        "不在 2000 到 2100",
        "between",
    ),
    (r#""overlay_is_enough": true"#, r#""overlay_is_enogh": true"#, r#""overlay_is_enogh""#, 0, "没有名为", "no field"),
    (r#""total": "both""#, r#""total": "average""#, r#""average""#, 0, "不认识的取值“average”", "is not known"),
];

#[test]
fn a_broken_rubric_is_refused_at_its_place() {
    let mut wrong = Vec::new();
    for (from, to, stands_at, into, zh, en) in CASES {
        assert!(BUILTIN.contains(from), "the built-in rubric no longer holds {from}");
        let text = BUILTIN.replacen(from, to, 1);
        let at = text.find(stands_at).unwrap_or_else(|| panic!("{stands_at} is not in the text"));
        let line = text[..at].matches('\n').count() + 1;
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let column = text[start..at].chars().count() + 1 + into;
        let found = parse(&text, "test.json").expect_err("the rubric is broken");
        let fits = found.iter().any(|problem| {
            (problem.line, problem.column) == (line, column)
                && problem.message.zh.contains(zh)
                && problem.message.en.contains(en)
        });
        if !fits {
            wrong.push(format!("{to}: expected {line}:{column} {zh} / {en}, got {found:#?}"));
        }
    }
    assert!(CASES.len() >= 15);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn settings_that_are_left_out_are_the_defaults_and_pass() {
    let start = BUILTIN.find("  \"settings\": {").expect("the built-in rubric has settings");
    let end = start + BUILTIN[start..].find("\n  },\n").expect("they end") + "\n  },\n".len();
    let text = format!("{}{}", &BUILTIN[..start], &BUILTIN[end..]);
    assert_eq!(parse(&text, "test.json").expect("no problems").settings, cundang_assess::rubric::Settings::default());
}
