//! Names of files that people get: what they hold, whose it is, as of when, in characters that any system takes.

use std::collections::BTreeSet;

use crate::{model::Lang, report::view::Report, text::Cut};

/// The most bytes of a name before its number and extension; systems take 255 for the whole.
const BYTES_LIMIT: usize = 120;

/// The assessment table of a report: `凫城镇-综合评估表-2020-06-30.xlsx`. The day is the one up to which is assessed. A
/// report of one village alone bears the village's name.
pub fn assessment(report: &Report, lang: Lang, extension: &str) -> String {
    named(report, lang.pick("综合评估表", "assessment"), extension)
}

/// A file of a report, `what` it is: `凫城镇-待办-2020-06-30.csv`.
pub fn named(report: &Report, what: &str, extension: &str) -> String {
    let own = match report.villages.as_slice() {
        [village] if report.town.is_none() => village.unit.village(),
        _ => None,
    };
    let whose = safe(own.unwrap_or(report.township_name()));
    format!("{whose}-{what}-{}.{extension}", report.deadline())
}

/// A name that Windows, Linux and ZIP files take: without separators, control characters and trailing dots, not the name of
/// a device, not too long.
pub fn safe(name: &str) -> String {
    let taken: String =
        name.chars()
            .map(|c| {
                if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                    '_'
                } else {
                    c
                }
            })
            .collect();
    let mut end = BYTES_LIMIT.min(taken.len());
    while !taken.is_char_boundary(end) {
        end -= 1;
    }
    let cut = taken.part(..end).trim().trim_end_matches(['.', ' ']);
    let device = cut.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |name: &str| {
        let number = device.strip_prefix(name).unwrap_or_default();
        number.len() == 1 && number.chars().all(|c| c.is_ascii_digit())
    };
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str()) || numbered("COM") || numbered("LPT");
    if cut.is_empty() || is_device || cut.starts_with('.') { format!("_{cut}") } else { cut.to_owned() }
}

/// Safe names, each taken once; case does not distinguish them.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// The name, with a number where it is taken.
    pub fn take(&mut self, name: &str) -> String {
        let safe = safe(name);
        let mut number = 1_u32;
        loop {
            let name = if number == 1 { safe.clone() } else { format!("{safe} {number}") };
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_file_says_what_whose_and_as_of_when() {
        let report = fixture::report();
        assert_eq!(assessment(&report, Lang::Zh, "xlsx"), "凫城镇-综合评估表-2020-06-30.xlsx");
        let own = report.for_village("张庄村");
        assert_eq!(assessment(&own, Lang::En, "docx"), "张庄村-assessment-2020-06-30.docx");
    }

    #[test]
    fn names_are_such_as_any_system_takes() {
        assert_eq!(safe("张庄村"), "张庄村");
        assert_eq!(safe("a/b\\c:d*?\"<>|\u{7}"), "a_b_c_d_______");
        assert_eq!(
            (safe(""), safe(".."), safe("."), safe("CON"), safe("com1.x")),
            ("_".into(), "_".into(), "_".into(), "_CON".into(), "_com1.x".into())
        );
        assert_eq!((safe("console"), safe("COM"), safe("村. ")), ("console".into(), "COM".into(), "村".into()));
        assert_eq!(safe(".hidden"), "_.hidden");
        let long = safe(&"𠮷".repeat(500));
        assert!(long.len() <= BYTES_LIMIT && long.chars().all(|c| c == '𠮷'));
        let mut taken = Taken::default();
        let all = ["A", "a", "A"].map(|name| taken.take(name));
        assert_eq!(all, ["A", "a 2", "A 3"]);
    }
}
