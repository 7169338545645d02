//! Characters that look alike, so that recognition of a scan takes one for the other.
//!
//! The groups come from what recognition of printed Chinese confuses: a stroke more or less (`未末`), a part that is
//! nearly the same (`杨扬`), a digit with a digit or letter (`08`). Every member stands for every other of its group.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Cut;

/// Groups by shape, all characters folded.
const GROUPS: &str = "
    未末宋 己已巳 土士 日曰目 人入八 大太犬 天夫无 王玉主 干千于 田由甲申 刀力 贝见 木本术 午牛 白自 几凡 厂广
    今令 免兔 乌鸟 戊戌戍成 候侯 折拆析 拨拔 季李 杨扬 陈阵 孙孔 赵起 吴昊 徐除 朱未 林材 何河 高亭 郑邓 谢榭
    唐康 许诗 韩翰 曹曾 肖尚 董重 袁衷 蔡祭 余佘 杜社 叶汁 苏芬 吕昌 丁了 任仕 沈沉 姚桃 卢占 姜美 崔催 钟种
    谭潭 陆陡 汪注江 范苑 金全 石右 贾买 夏复 韦书 付什 方万 邹郐 孟盂 熊能 秦泰奏 邱丘 尹伊 薛薜 闫间 段投
    雷需 龙尤 史吏 陶淘 顾硕 毛手 郝赤 邵郡 钱线 武式 戴载 莫英 扎孔 向句 汤扬 芳芬 伟纬 静净 强弹 洋样 勇男
    军车 娟捐 涛寿 明朋 秀香 平乎 刚则 桂挂 华毕 玲珍 红江 建健 文又 辉晖 凤风 洁浩 梅海 琳林 素紧 云去 雪雷
    荣菜 爱受 查香 月用 莲蓬 真直 环坏 佳住 嘉喜 琼凉 勤勒 贞员 莉荆 青清 彩采 春眷 波披 宁守 贵责 生主 园圆
    胜性 学字 详祥样 才木 成戌 星皇 光先 安女 岩若 中申 坚竖 博搏 诚城 敬警 壮状 会合 思恩 豪毫 心必 邦那 乐东
    功巧 公松 厚原 庆床 尼民 友发 裕格 政攻 亨享 奇寄 固围 之乏 轮纶 朗郎 伯怕 若苦 鸣呜 梁粱 栋拣 维推 克充
    伦沦 泽译 晨辰展 时吋 深琛 钧钓 拾抬 佰伯百 仟什 柒染 角用 整正 元无 记纪 录泉 议仪 决诀快 股投 份价 村材
    表衣 代伐 委季 员贝 章竟 程秤 示不 名各 册删 组祖 清请 产严 核该 资贷 集焦 体休 账帐 证征 权杈 治冶 历厉 券卷
    微徽 且旦 天夭 王壬 土工 下不 西酉 口日 吉古右 弟第 半丰 州洲 辨辩 陪赔 密蜜 昕听 未来 亚业 住往 住任 渠梁
    侍待 傅博 胡湖 曲由 粟栗 眉盾 科料
    0o6 08 17 38 56 68 49 1li 2z 5s 6b 8b3 9g 一1 二2 三3
";

static TABLE: LazyLock<BTreeMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut table: BTreeMap<char, Vec<char>> = BTreeMap::new();
    for group in GROUPS.split_whitespace() {
        for c in group.chars() {
            let others = table.entry(c).or_default();
            for other in group.chars() {
                if other != c && !others.contains(&other) {
                    others.push(other);
                }
            }
        }
    }
    table
});

/// The characters that a folded character is taken for, and that are taken for it.
pub fn confusables(c: char) -> &'static [char] {
    TABLE.get(&c).map_or(&[], Vec::as_slice)
}

/// A folded text with one of its characters put for one that looks like it: every way, at most `limit` of them.
pub fn one_off(folded: &str, limit: usize) -> Vec<String> {
    let mut variants = Vec::new();
    for (at, c) in folded.char_indices() {
        for other in confusables(c) {
            if variants.len() >= limit {
                return variants;
            }
            variants.push(format!("{}{other}{}", folded.part(..at), folded.part(at + c.len_utf8()..)));
        }
    }
    variants
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_table_is_folded_and_mutual() {
        for (&c, others) in TABLE.iter() {
            assert_eq!(fold(&c.to_string()), c.to_string(), "{c} is not folded");
            for &other in others {
                assert!(confusables(other).contains(&c), "{c} {other}");
            }
        }
    }

    #[test]
    fn one_character_is_put_for_another() {
        assert_eq!(one_off("李未", 9), ["季未", "李末", "李宋", "李朱", "李来"]);
        assert!(one_off("28500", 99).contains(&"26500".to_owned()));
        assert_eq!(one_off("28500", 2).len(), 2);
        assert!(one_off("", 9).is_empty());
    }
}
