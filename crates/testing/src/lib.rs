//! Texts for property tests: what papers of the field look like, put together anew each time.
//!
//! A small alphabet never makes `1、坚持` or `鲁政发〔2020〕12 号`. [`paper`] joins pieces that real papers are made of:
//! numbering, document numbers, dates, amounts, rows of tables, labels with their values, full and half width, page
//! numbers, and parts of real texts cut at any character: the rubric's own words and the sample archive's, and, where
//! `CUNDANG_CORPUS` names the folder of the corpus, its reference texts and the township's plan beside it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use proptest::{
    prelude::*,
    sample::{Index, select},
    strategy::BoxedStrategy,
};

/// Marks in front of paragraphs, and what is taken for one.
const MARKS: &[&str] = &[
    "一、",
    "（一）",
    "(二)",
    "1、",
    "１、",
    "1.",
    "1．",
    "１．",
    "2)",
    "（3）",
    "①",
    "⑳",
    "㈠",
    "⒈",
    "第一条 ",
    "第十二章　",
    "第3条",
    "一是",
    "其一",
    "首先，",
    "1.1 ",
    "1-1、",
    "附件1：",
    "附：",
    "注：",
    "—",
    "——",
    "●",
    "□",
    "☑",
    "※",
    "*",
    "-",
    "（１）、",
    "1、1、",
    "0、",
    "999、",
    "一",
    "、",
    "1",
    "（",
    "〔",
];
/// Words that papers of the field label their values with, and what they end with.
const LABELS: &[&str] = &[
    "会议名称",
    "时间",
    "地点",
    "主持人",
    "召集人",
    "记录人",
    "应到人数",
    "实到",
    "应到31人，实到28人",
    "参加人员",
    "列席",
    "议题",
    "会议内容",
    "表决结果",
    "同意",
    "反对",
    "弃权",
    "签字",
    "公示期",
    "公示时间",
    "监督电话",
    "户主",
    "成员数",
    "身份证号",
    "股数",
    "合计",
    "小计",
    "总计",
    "资产总额",
    "负债",
    "所有者权益",
    "经营性资产",
    "单位：万元",
    "填表人",
    "负责人",
    "联系电话",
    "清产核资",
    "成员身份确认",
    "折股量化",
    "股份经济合作社",
    "理事会",
    "监事会",
    "章程",
    "决议",
    "公告",
    "名册",
    "花名册",
    "移交清单",
    "回执",
];
const BETWEEN: &[&str] = &[
    "：", ":", "为", "是", " ", "　", "\t", "", "（", "）", "，", "、", "。", "；", "…", "／", "／ ", "＿＿", "__",
    "XX", "〇",
];
const VALUES: &[&str] = &[
    "2019年5月6日",
    "二〇一九年五月六日",
    "2019.5.6",
    "2019-05-06",
    "２０１９年５月６日",
    "19年11月8日",
    "腊月二十",
    "同日下午3时",
    "5月6日至12日",
    "2020年13月40日",
    "9999年12月31日",
    "0年0月0日",
    "31人",
    "三百一十八人",
    "96.45万元",
    "1,839,379.03元",
    "壹佰贰拾叁万元整",
    "￥0.00",
    "百分之七十",
    "2/3",
    "三分之二",
    "1/0",
    "18446744073709551615",
    "99999999999999999999人",
    "-3",
    "370406190001010019",
    "13800000000",
    "鲁政发〔2020〕12号",
    "〔2018〕第 7 号",
    "王芳",
    "张立冬、李秀英、欧阳 明",
    "（章）",
    "（签字）",
    "无",
    "同意28票，反对0票，弃权1票",
    "一致通过",
    "详见附件",
];
const MIXED: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\u{c}",
    "- 1 -",
    "第1页 共3页",
    "\u{feff}",
    "\u{200b}",
    "e\u{301}",
    "⻓",
    "䶮",
    "𠮷",
    "㊣",
    "ﬁ",
    "ẞ",
    "İ",
    "㍿",
    "ｶﾞ",
    "㎡",
    "½",
    "🏠",
    "\u{0}",
    "\u{fffd}",
];

/// Lines of real texts.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut files = vec![root.join("schema/fucheng-2020.json")];
    files_below(&root.join("sample-archive"), "txt", &mut files);
    if let Some(corpus) = std::env::var_os("CUNDANG_CORPUS").map(PathBuf::from) {
        files.push(corpus.join("../seed-fucheng-2020-48.txt"));
        files_below(&corpus.join("pdf-cjk/reference"), "txt", &mut files);
    }
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    let is_telling = |line: &&str| line.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let lines: Vec<String> =
        texts.flat_map(|text| text.lines().filter(is_telling).map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(lines.len() > 100, "the texts are there");
    lines
});

fn files_below(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files_below(&path, extension, files);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
}

fn one_of(list: &'static [&'static str]) -> BoxedStrategy<String> {
    select(list).prop_map(str::to_owned).boxed()
}

/// A part of a real line, cut at any two characters.
fn real() -> BoxedStrategy<String> {
    (any::<Index>(), any::<Index>(), any::<Index>())
        .prop_map(|(line, from, to)| {
            let chars: Vec<char> = line.get(&LINES).chars().collect();
            let (a, b) = (from.index(chars.len() + 1), to.index(chars.len() + 1));
            chars[a.min(b)..a.max(b)].iter().collect()
        })
        .boxed()
}

/// The same text in full width.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
            ' ' => '\u{3000}',
            _ => c,
        })
        .collect()
}

fn line() -> BoxedStrategy<String> {
    let labelled = (one_of(LABELS), one_of(BETWEEN), one_of(VALUES)).prop_map(|(a, b, c)| a + &b + &c);
    let row = proptest::collection::vec(prop_oneof![one_of(LABELS), one_of(VALUES), one_of(MARKS)], 1..6)
        .prop_map(|cells| cells.join("\t"));
    let numbered = (one_of(MARKS), real()).prop_map(|(mark, text)| mark + &text);
    let line = prop_oneof![3 => numbered, 3 => labelled, 2 => row, 2 => real(), 1 => one_of(VALUES), 1 => one_of(MIXED), 1 => any::<String>()];
    (line, any::<u8>()).prop_map(|(line, dress)| if dress < 24 { wide(&line) } else { line }).boxed()
}

/// A page of a paper: up to a dozen lines.
pub fn paper() -> BoxedStrategy<String> {
    let end = prop_oneof![6 => Just("\n"), 1 => Just(""), 1 => Just(" "), 1 => Just("。")];
    proptest::collection::vec((line(), end), 0..12)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
        .boxed()
}

/// A page of a paper, or letters of an alphabet that a reader of one thing knows best.
pub fn paper_or(alphabet: &'static str) -> BoxedStrategy<String> {
    prop_oneof![2 => paper(), 1 => alphabet.prop_map(|text| text)].boxed()
}
