//! The checks on texts: what they are told, and what is said of a faulty telling.

use cundang_assess::{evaluate::campaign::parse, rubric::load::BUILTIN};

/// What is said of the built-in rubric with one text replaced, in Chinese.
fn said(from: &str, to: &str) -> Vec<String> {
    assert!(BUILTIN.contains(from), "the built-in rubric no longer holds {from}");
    let problems = parse(&BUILTIN.replacen(from, to, 1), "test.json").expect_err("it is broken");
    problems.into_iter().map(|problem| problem.message.zh).collect()
}

#[test]
fn a_slot_of_another_item_is_named() {
    for (from, to) in [
        (r#"{"check": "placeholders", "slot": "V19.1"}"#, r#"{"check": "placeholders", "slot": "V18.1"}"#),
        (r#""slots": ["V21.1", "V21.2""#, r#""slots": ["V18.1", "V21.2""#),
    ] {
        let problems = said(from, to);
        assert!(problems.len() == 1 && problems[0].contains("没有材料位“V18.1”"), "{problems:?}");
    }
}

#[test]
fn a_faulty_pattern_is_named_wherever_it_stands() {
    for (from, to) in [
        (r#""groups": "出嫁"#, r#""groups": "(出嫁"#),
        (r#""about": "产权"#, r#""about": "[产权"#),
        (r#""terms": ["理事会","#, r#""terms": ["(理事会","#),
        (r#""purpose": "("#, r#""purpose": "(("#),
        (r#""pattern": "静态管理|动态"#, r#""pattern": "(静态管理|动态"#),
        (r#""pattern": "民法典""#, r#""pattern": "民法典[""#),
        (r#""except": "草案|"#, r#""except": "(草案|"#),
    ] {
        let problems = said(from, to);
        assert!(problems.len() == 1 && problems[0].contains("正则表达式"), "{from}: {problems:?}");
    }
}
