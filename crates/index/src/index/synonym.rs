//! Synonyms in the language of village archives: a search for one word also offers pages that use another.

/// Groups of words, folded, each of two characters or more. A word stands for every other of its group.
const GROUPS: &[&[&str]] = &[
    &["会议记录", "会议纪要", "记录簿", "记录本", "会议纪录"],
    &["成员确认", "成员界定", "成员认定", "成员身份确认", "成员资格确认", "成员身份界定", "股民界定"],
    &["界定", "确认", "认定"],
    &["折股量化", "股份量化", "股权量化", "资产量化"],
    &["股权设置", "股份设置", "股种设置"],
    &["清产核资", "清查核资", "资产清查", "资产清核"],
    &["公示", "公告", "公布", "张榜", "榜示"],
    &["花名册", "名册", "清册", "名单"],
    &["台账", "台帐", "登记簿"],
    &["股份经济合作社", "经济合作社", "集体经济组织", "合作社", "经联社"],
    &["村民代表会议", "村民代表大会", "村民代表会", "村代会"],
    &["成员大会", "社员大会", "股东大会", "全体成员大会"],
    &["成员代表大会", "社员代表大会", "股东代表大会", "成员代表会议"],
    &["两委会", "两委联席会", "支村两委会", "村两委会议"],
    &["签到表", "签到册", "签到簿", "报到表"],
    &["决议", "决定"],
    &["股权证", "股权证书", "股份证", "股金证"],
    &["领取表", "发放表", "签领表", "领取登记表"],
    &["方案", "办法", "细则"],
    &["理事长", "董事长"],
    &["监事会", "监委会"],
    &["户主", "户代表"],
    &["信访", "上访"],
    &["归档", "立卷", "存档"],
    &["应到", "应出席"],
    &["实到", "实际到会", "实际出席"],
];

/// The most ways of putting a text otherwise.
const MOST: usize = 12;

/// The folded text with a word of the field put otherwise, the longest word first.
pub(crate) fn alternatives(folded: &str) -> Vec<String> {
    let mut words: Vec<(usize, &str, &[&str])> = GROUPS
        .iter()
        .flat_map(|group| group.iter().map(move |word| (*word, *group)))
        .filter_map(|(word, group)| folded.find(word).map(|at| (at, word, group)))
        .collect();
    words.sort_by_key(|(at, word, _)| (std::cmp::Reverse(word.len()), *at));
    let mut found: Vec<String> = Vec::new();
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, word, group) in words {
        let range = at..at + word.len();
        // 公布 inside a longer word that was already put otherwise is no word of its own.
        if taken.iter().any(|known| known.start <= range.start && range.end <= known.end && *known != range) {
            continue;
        }
        taken.push(range.clone());
        for other in group.iter().filter(|other| **other != word) {
            // The range is that of the first place of the word.
            let text = folded.replacen(word, other, 1);
            // A text that holds what was asked for is found already.
            if found.len() < MOST && !text.contains(folded) && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn words_of_one_meaning() {
        assert_eq!(alternatives("会议记录"), ["会议纪要", "记录簿", "记录本", "会议纪录"]);
        assert!(alternatives("张庄成员界定公示").contains(&"张庄成员确认公示".to_owned()));
        assert!(alternatives("张庄成员界定公示").contains(&"张庄成员界定公告".to_owned()));
        assert!(!alternatives("成员界定").contains(&"成员确认确认".to_owned()));
        assert!(alternatives("王芳").is_empty() && alternatives("").is_empty());
        assert!(!alternatives("合作社").contains(&"股份经济合作社".to_owned()), "it holds the word itself");
        assert!(alternatives("会议记录公示名单决定方案").len() <= MOST);
    }

    #[test]
    fn the_words_are_folded() {
        for word in GROUPS.iter().copied().flatten() {
            assert_eq!(fold(word), *word);
            assert!(word.chars().count() >= 2);
        }
    }
}
