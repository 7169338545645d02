//! Names of people in a paper, roughly: enough to count whether anybody is named at all.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::{
    evaluate::{Document, documents::passage::Running},
    text::{cut::Cut, fold::fold_name},
    vocabulary,
};

/// Surnames, the common ones and some that villages are named after.
static SURNAMES: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| vocabulary!("surnames.tsv").words("papers", "yes").collect());
/// Two characters that begin with a surname and are no name.
const WORDS: &str = "成员 方案 方法 方式 高度 安全 文件 时间 党员 党支 党委 金额 公示 权益 全面 全体 全村 严格 明确 平等 和谐 常务 任何 任务 任组 应当 于是 计划 计票 经济 马上 关于 关系 关键 管理 向村 向镇 单位 时限 文书 文明 文化 包括 包村 包组 包户 保管 保护 保障 时点 都要 都可 来源 成立 成果 成效 路线 景区 田地 林地 林权 石料 水利 江河 方面 程序 项目 项工 连续 解决 解释 强化 应该 应由 应到 应实 官方 原则 原始 华北 温室 古树 古村 游客 阳光 项款 单独 查清 查阅 查看 查实 祝贺 位置 宁可 甘愿 米面 冷库 都按 席位 司法 党政 党组 充分 安排 安置 史料 夏季 秋季 谈话 花费 商议 商讨 商业 商铺 官员 金融 白天 原件 常住 常年 段落 毛收 支部 何时 何人 于每 从事 向全 向群 符合 简单 计算 计入 计提 宗旨 封面 保存 保留 仲裁 明白 明晰 明细 边界 车辆 房屋 房产 左右 曲线 关心 全程 全部 和村 和组 和会 和监 和副 万元 万亩 万股 汪洋 管护 平均 乐意 盛大";
/// Characters that can stand before a name.
const BEFORE: &str = ":：为由是、,，和及长任记员计主书委事导(（ 聘";
/// Characters that can stand behind a name.
const BEHIND: &str = "、,，。;；任为负等担同兼(（)）以具主分牵在根从";
/// Words of a paragraph in which people are named.
const OFFICES: [&str; 12] =
    ["组长", "成员", "书记", "主任", "会计", "委员", "负责", "监督", "姓名", "理事", "监事", "职务"];

/// Whether a character is a surname.
fn is_surname(c: &char) -> bool {
    SURNAMES.contains(&*c.encode_utf8(&mut [0; 4]))
}

/// Whether a word can be a person's name.
pub(super) fn is_name(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let head: String = chars.iter().take(2).collect();
    (2..=4).contains(&chars.len())
        && chars.iter().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}'))
        && chars.first().is_some_and(is_surname)
        && !WORDS.split(' ').any(|known| known == head)
        && (chars.len() < 4 || SURNAMES.contains(head.as_str()))
}

/// The different people that a paper names in lists, beside their offices and in tables.
pub(super) fn named(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let running = Running::new(document);
    for paragraph in &running.paragraphs {
        let text = running.text.part(paragraph.clone());
        if !OFFICES.iter().any(|office| text.contains(office)) {
            continue;
        }
        let chars: Vec<char> = text.chars().collect();
        let mut before: Option<char> = None;
        let mut rest = chars.as_slice();
        while let [first, behind @ ..] = rest {
            let begins = is_surname(first) && before.is_none_or(|c| BEFORE.contains(c));
            let lengths = [3, 2].into_iter().filter(|_| begins);
            let found = lengths.filter_map(|length| rest.split_at_checked(length)).find_map(|(word, after)| {
                let name: String = word.iter().collect();
                let stands = after.first().is_none_or(|c| BEHIND.contains(*c)) && is_name(&name);
                stands.then_some((name, word, after))
            });
            if let Some((name, word, after)) = found {
                names.insert(name);
                (before, rest) = (word.last().copied(), after);
            } else {
                (before, rest) = (Some(*first), behind);
            }
        }
    }
    let mut column = None;
    for line in document.lines() {
        let cells: Vec<String> = line.cells().map(fold_name).collect();
        if cells.len() < 2 {
            column = None;
        } else if let Some(found) = cells.iter().position(|cell| cell.contains("姓名") || cell == "户主") {
            column = Some(found);
        } else if let Some(cell) = column.and_then(|column| cells.get(column)).filter(|cell| is_name(cell)) {
            names.insert(cell.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn people_are_named_beside_their_offices() {
        let text = "组长：丁一凡（党支部书记）\n副组长：钱二、孙三明\n成员：周五、吴六六、郑七等人，全面负责成员确认的各项工作。\n姓名\t职务\n冯九\t记录";
        let names = named(&paper("通知.docx").saying(&[text]));
        let expected = ["丁一凡", "钱二", "孙三明", "周五", "吴六六", "郑七", "冯九"];
        assert_eq!(names, expected.iter().map(|name| (*name).to_owned()).collect());
    }

    #[test]
    fn words_that_begin_like_names_are_none() {
        let text = "工作组成员、全体党员要严格按照方案执行，由成员大会负责监督，计划、程序、时间，安排到位。";
        assert!(named(&paper("方案.docx").saying(&[text])).is_empty());
    }
}
