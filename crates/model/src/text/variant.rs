//! Variant characters: other shapes of a character that simplification does not touch.
//!
//! Names keep the shape that a register, a font or a Japanese input method once gave them (`髙` for `高`, `戸` for `户`).
//! Sources: Unihan's kZVariant and kSemanticVariant, and 第一批异体字整理表. Shapes that are names of their own (`喆`, `淼`,
//! `堃`) are left as they are.

use std::{collections::BTreeMap, sync::LazyLock};

/// Pairs of a variant and the character it stands for, which is the simplified one.
const PAIRS: &str = "髙高 戸户 戶户 呂吕 內内 兪俞 兎兔 冨富 剣剑 劔剑 剱剑 劒剑 卽即 呉吴 吳吴 塩盐 壊坏 壱壹 夀寿 寳宝 峯峰 巖岩 巌岩 \
広广 彥彦 徳德 恵惠 悅悦 愼慎 戦战 抜拔 捜搜 敎教 斉齐 斎斋 昻昂 晉晋 曽曾 桒桑 栁柳 桺柳 椘楚 楽乐 桜樱 歩步 毎每 氷冰 沢泽 浜滨 淸清 \
渇渴 渉涉 済济 渓溪 滝泷 濶阔 煕熙 熈熙 爲为 獣兽 産产 畧略 畵画 痩瘦 眞真 県县 祿禄 稅税 穂穗 竜龙 竪竖 筭算 粛肃 絵绘 絶绝 継继 続续 総总 \
緑绿 縁缘 縄绳 羣群 脇胁 脫脱 舘馆 艶艳 萠萌 蔵藏 虵蛇 蝋蜡 衆众 覚觉 覧览 観观 訳译 証证 説说 読读 譲让 賛赞 軽轻 転转 辺边 逹达 \
遙遥 郞郎 郷乡 酔醉 醤酱 釈释 鉄铁 鉱矿 銭钱 録录 鎭镇 鎻锁 閲阅 関关 陥陷 険险 隠隐 隣邻 隷隶 雑杂 霊灵 靑青 靜静 颕颖 顔颜 顕显 類类 \
飮饮 駅驿 駆驱 騒骚 験验 髄髓 鶏鸡 黃黄 黒黑 黙默 齢龄 亀龟 亜亚 仏佛 仮假 価价 児儿 両两 勅敕 勲勋 勧劝 単单 厳严 収收 啓启 営营 嚢囊 \
圀国 囯国 囶国 囻国 圏圈 団团 図图 圧压 増增 売卖 変变 姫姬 娯娱 実实 寛宽 対对 専专 尓尔 尭尧 岡冈 帯带 帰归 庁厅 廃废 弐贰 弾弹 従从 \
応应 恠怪 悩恼 悪恶 懐怀 戯戏 払拂 択择 拝拜 拠据 拡扩 挙举 掲揭 揺摇 摂摄 撃击 旣既 暁晓 栄荣 桟栈 検检 様样 権权 歓欢 歳岁 気气 涙泪 渕渊 \
漑溉 焼烧 畳叠 発发 皐皋 皷鼓 砕碎 窓窗 粋粹 経经 聡聪 聨联 脳脑 臓脏 臥卧 荘庄 蛍萤 襃褒 諌谏 諸诸 謡谣 讚赞 豊丰 貮贰 賔宾 逓递 遅迟 \
鋭锐 鐡铁 雞鸡 頼赖 駄驮 髪发 峽峡 靣面 逰游 逺远 逬迸 隂阴 陞升 﨑崎";

static TABLE: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    PAIRS
        .split_whitespace()
        .filter_map(|pair| {
            let mut pair = pair.chars();
            Some((pair.next()?, pair.next()?))
        })
        .collect()
});

/// The character that a variant stands for; any other character is given back.
pub(super) fn usual(c: char) -> char {
    if c.is_ascii() { c } else { TABLE.get(&c).copied().unwrap_or(c) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn variants_lead_to_characters_that_stay() {
        for (&variant, &usual_form) in TABLE.iter() {
            assert_eq!(fold(&usual_form.to_string()), usual_form.to_string(), "{variant}");
            assert_eq!(fold(&variant.to_string()), usual_form.to_string(), "{variant}");
        }
        for name in ["喆", "淼", "堃", "弢"] {
            assert_eq!(fold(name), name);
        }
    }
}
