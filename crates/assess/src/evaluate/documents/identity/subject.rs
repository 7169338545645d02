//! Subjects: what a paper is about, and whose campaign that is (`schema/vocabulary/subjects.tsv`).

use std::{ops::Range, sync::LazyLock};

use crate::text::{Cut, vocabulary::WordList};
use crate::vocabulary;

use super::lines::tight;

static LIST: LazyLock<WordList> = LazyLock::new(|| vocabulary!("subjects.tsv"));

/// Characters between the two words of an entry `甲+乙`.
const APART: usize = 14;

/// What a paper is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Its id in the column `subject`.
    pub id: &'static str,
    /// Whose business it is; empty where several campaigns have it, such as archives.
    pub campaign: &'static str,
    /// Whether it names a campaign as a whole and none of its steps.
    pub is_umbrella: bool,
}

#[derive(Debug)]
struct Entry {
    first: String,
    second: String,
    subject: Subject,
}

/// The entries, the longest first.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<_> = LIST
        .rows()
        .map(|row| {
            let words = row.get("word");
            let (first, second) = words.split_once('+').unwrap_or((words, ""));
            let is_umbrella = row.get("span") == "umbrella";
            let subject = Subject { id: row.get("subject"), campaign: row.get("campaign"), is_umbrella };
            Entry { first: tight(first), second: tight(second), subject }
        })
        .collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.first.len() + entry.second.len()));
    entries
});

/// The subjects that a text names, each with its bytes, in the order in which their words end.
///
/// A word inside a longer one that was found counts for nothing: `专业合作社` is no `合作社`. `text` is without white space.
pub(super) fn subjects_in(text: &str) -> Vec<(Subject, Range<usize>)> {
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut found = Vec::new();
    for entry in ENTRIES.iter() {
        for (start, _) in text.match_indices(entry.first.as_str()) {
            let first = start..start + entry.first.len();
            let mut parts = vec![first.clone()];
            if !entry.second.is_empty() {
                let rest = text.part(first.end..);
                let Some(at) = rest.find(entry.second.as_str()) else { continue };
                let between = rest.part(..at);
                if between.chars().count() > APART || between.contains(['。', ';', '!', '?', '\n']) {
                    continue;
                }
                parts.push(first.end + at..first.end + at + entry.second.len());
            }
            let is_inside =
                |part: &Range<usize>| taken.iter().any(|known| known.start <= part.start && part.end <= known.end);
            if parts.iter().all(is_inside) || (parts.len() > 1 && parts.iter().any(is_inside)) {
                continue;
            }
            let end = parts.last().map_or(first.end, |last| last.end);
            taken.extend(parts);
            found.push((entry.subject, first.start..end));
        }
    }
    found.sort_by_key(|(_, range)| (range.end, range.start));
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn ids(text: &str) -> Vec<&'static str> {
        let mut ids: Vec<_> = subjects_in(text).into_iter().map(|(subject, _)| subject.id).collect();
        ids.dedup();
        ids
    }

    #[test]
    fn every_subject_has_one_campaign() {
        let mut campaigns = BTreeMap::new();
        for row in LIST.rows() {
            let known = campaigns.entry(row.get("subject")).or_insert(row.get("campaign"));
            assert_eq!(*known, row.get("campaign"), "{}", row.get("word"));
            assert!(matches!(row.get("span"), "" | "umbrella"), "{}", row.get("word"));
        }
    }

    #[test]
    fn subjects_of_the_reform() {
        for (text, subject) in [
            ("坡头村清产核资工作方案", "asset-check"),
            ("社员身份界定办法之成员资格认定", "membership"),
            ("经营性净资产折股量化", "shares"),
            ("关于成立坡头村股份经济合作社的请示", "founding"),
            ("理事会、监事会选举", "organs"),
            ("农村集体产权制度改革", "reform"),
        ] {
            assert!(ids(text).contains(&subject), "{text}: {:?}", ids(text));
            assert!(subjects_in(text).iter().all(|(subject, _)| subject.campaign == "reform"), "{text}");
        }
    }

    #[test]
    fn subjects_of_other_campaigns() {
        for (text, subject) in [
            ("土地承包经营权确权登记颁证", "land-contract"),
            ("坡头村苹果种植专业合作社章程", "farmers-cooperative"),
            ("村民委员会换届选举工作方案", "village-election"),
            ("农村宅基地清查整治", "homestead"),
            ("扶贫资金公示", "poverty"),
        ] {
            let found = subjects_in(text);
            assert!(found.iter().any(|(found, _)| found.id == subject), "{text}: {found:?}");
            assert!(found.iter().all(|(subject, _)| subject.campaign != "reform"), "{text}: {found:?}");
        }
    }

    #[test]
    fn two_words_stand_near_each_other_and_in_their_order() {
        assert_eq!(ids("成员资格"), ["membership"]);
        assert_eq!(ids("资格成员"), [""; 0]);
        assert_eq!(ids("成员到齐。资格"), [""; 0]);
        assert_eq!(ids(&format!("成员{}资格", "的".repeat(15))), [""; 0]);
        assert_eq!(ids(""), [""; 0]);
    }
}
