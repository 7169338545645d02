//! Findings that can be settled where they are looked at: on a photo, on two photos, on two papers.

use crate::{
    evaluate::decision,
    model::{ArchivePath, Lang, Verdict},
    report::{
        Report, history, link,
        shown::{FindingShown, Links, Show},
        words,
    },
};

/// How many findings one page offers to settle.
const MOST: usize = 12;

/// A finding of an item with the form to settle it.
#[derive(Debug)]
pub(super) struct Settle {
    /// The item, with its unit.
    pub name: String,
    /// The item's page, which takes the form.
    pub href: String,
    /// The number of the item's last entry.
    pub version: u64,
    /// What was found.
    pub finding: FindingShown,
    /// The verdicts that can be given: name and words.
    pub verdicts: [(&'static str, &'static str); 2],
}

/// The findings of items that are about all of these files.
pub(super) fn about(report: &Report, paths: &[&ArchivePath], lang: Lang) -> Vec<Settle> {
    let show = Show::new(report, lang, Links::Web);
    let mut found = Vec::new();
    for unit in report.units() {
        for item in &unit.items {
            for (finding, key) in item.findings.iter().zip(decision::finding_keys_of(item)) {
                let is_about = |path: &&ArchivePath| finding.places.iter().any(|place| place.path == **path);
                if !paths.iter().all(is_about) || found.len() >= MOST {
                    continue;
                }
                let settled = item.settled.iter().find(|settled| settled.key == key);
                let verdict = settled.map(|settled| history::verdict(settled, lang));
                found.push(Settle {
                    name: format!("{} {}", words::unit_name(&unit.unit, lang), item.id),
                    href: link::item(&unit.unit, &item.id),
                    version: decision::version_of(&report.log, &unit.unit, &item.id),
                    finding: FindingShown { key, verdict, ..show.finding(finding) },
                    verdicts: Verdict::ALL.map(|verdict| (verdict.as_str(), history::verdict_word(verdict, lang))),
                });
            }
        }
    }
    found
}

/// Whether an address that a form names to go back to is one of the pages that settle findings.
pub(super) fn is_way_back(place: &str) -> bool {
    ["/photo/", "/photos/pair?", "/compare/"].iter().any(|start| place.starts_with(start))
        && !place.chars().any(|c| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn what_is_about_a_file_can_be_settled_there() {
        let report = fixture::report();
        let path = report.villages[0].items[0].findings[0].places[0].path.clone();
        let found = about(&report, &[&path], Lang::Zh);
        assert!(!found.is_empty() && found.iter().all(|settle| !settle.finding.key.is_empty()));
        let none = ArchivePath::new("没有/这份.pdf");
        assert!(about(&report, &[&path, &none], Lang::Zh).is_empty());
    }

    #[test]
    fn the_way_back_stays_here() {
        assert!(is_way_back("/photos/pair?a=1&b=2") && is_way_back("/photo/a.jpg"));
        for other in ["//elsewhere.example/photo/", "https://elsewhere.example/", "/people", "/photo/\r\nx"] {
            assert!(!is_way_back(other), "{other}");
        }
    }
}
