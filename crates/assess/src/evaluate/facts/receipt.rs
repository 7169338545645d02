//! Receipt lists of share certificates, over all files that a village keeps them in.

use std::collections::{BTreeMap, BTreeSet};

use super::roster::{ListedPerson, PersonList};
use crate::text::fold;

/// What the receipt lists of a village say together; a row that two files hold counts once.
#[derive(Debug, Clone, Default)]
pub struct Receipts<'l> {
    /// The rows, in their order.
    pub rows: Vec<&'l ListedPerson>,
    /// There is a column for signatures.
    pub has_signatures: bool,
}

/// How the column of signatures was filled, as far as it was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Signed<'l> {
    /// No column for signatures was found, or no row.
    NotShown,
    /// No row shows one: a list before it was signed, or handwriting that was not recognised.
    None,
    /// Some rows show none.
    Missing(Vec<&'l ListedPerson>),
    /// Every row shows one.
    All,
}

impl<'l> Receipts<'l> {
    /// Joins the lists.
    pub fn new(lists: impl Iterator<Item = &'l PersonList>) -> Self {
        let mut all = Receipts::default();
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        for list in lists {
            all.has_signatures |= list.has_signatures;
            let before = all.rows.len();
            for person in &list.people {
                let key = (fold(person.who()), person.certificate.clone());
                match known.get(&key).copied() {
                    // The same row of another file; rows that are alike within one file are two households.
                    Some(at) if at < before && !person.certificate.is_empty() => {
                        if let Some(row) = all.rows.get_mut(at).filter(|_| person.is_signed) {
                            *row = person;
                        }
                    }
                    _ => {
                        known.insert(key, all.rows.len());
                        all.rows.push(person);
                    }
                }
            }
        }
        all
    }

    /// Who has signed.
    pub fn signed(&self) -> Signed<'l> {
        let missing: Vec<&ListedPerson> = self.rows.iter().copied().filter(|person| !person.is_signed).collect();
        if self.rows.is_empty() || !self.has_signatures {
            Signed::NotShown
        } else if missing.is_empty() {
            Signed::All
        } else if missing.len() == self.rows.len() {
            Signed::None
        } else {
            Signed::Missing(missing)
        }
    }
}

/// What is odd about a run of certificate numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbering {
    /// Numbers that stand twice or more.
    pub twice: Vec<String>,
    /// Numbers that are left out between the first and the last, as `000012`; at most [`Numbering::SHOWN`].
    pub left_out: Vec<String>,
    /// How many are left out.
    pub gaps: u64,
}

impl Numbering {
    /// As many numbers are named.
    pub const SHOWN: usize = 10;

    /// Looks over certificate numbers of one village. Only the digits at the end count, so that any prefix will do;
    /// numbers with different prefixes are runs of their own.
    pub fn of<'n>(numbers: impl Iterator<Item = &'n str>) -> Self {
        let mut runs: BTreeMap<(String, usize), Vec<u64>> = BTreeMap::new();
        for number in numbers.filter(|number| !number.is_empty()) {
            let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
            let digits = number.chars().rev().take_while(char::is_ascii_digit).count();
            // The year or the village code in front of a long number takes part in no run.
            let tail = digits.min(9);
            let split = number.len() - tail;
            if let (Some(prefix), Some(Ok(value))) = (number.get(..split), number.get(split..).map(str::parse)) {
                runs.entry((prefix.to_owned(), tail)).or_default().push(value);
            }
        }
        let mut numbering = Self::default();
        for ((prefix, width), values) in runs {
            let distinct: BTreeSet<u64> = values.iter().copied().collect();
            let mut seen = BTreeSet::new();
            let twice: BTreeSet<u64> = values.iter().copied().filter(|value| !seen.insert(*value)).collect();
            let written = |value: u64| format!("{prefix}{value:0width$}");
            numbering.twice.extend(twice.into_iter().map(written));
            let pairs = distinct.iter().zip(distinct.iter().skip(1));
            for (low, high) in pairs {
                let gap = high.saturating_sub(low + 1);
                // A jump as long as the run itself begins another run.
                if gap > 0 && gap <= u64::try_from(distinct.len()).unwrap_or(u64::MAX) {
                    numbering.gaps += gap;
                    let room = Self::SHOWN.saturating_sub(numbering.left_out.len());
                    numbering.left_out.extend((low + 1..*high).take(room).map(written));
                }
            }
        }
        numbering
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::{facts::roster, fixture::paper};

    #[test]
    fn rows_of_two_files_count_once() {
        let head = "序号\t户主\t证号\t领取人签字";
        let one = roster::read(&paper("1.docx").saying(&[&format!("{head}\n1\t丁一\tA01\t丁一\n2\t丙三\tA02\t")]));
        let two = roster::read(&paper("2.docx").saying(&[&format!("{head}\n2\t丙三\tA02\t丙三\n3\t戊四\tA03\t戊四")]));
        let all = Receipts::new([&one, &two].into_iter());
        assert_eq!(all.rows.len(), 3);
        assert_eq!(all.signed(), Signed::All);
        assert!(matches!(Receipts::new([&one].into_iter()).signed(), Signed::Missing(rows) if rows.len() == 1));
    }

    #[test]
    fn a_list_nobody_has_signed_is_no_list_of_missing_ones() {
        let blank = roster::read(&paper("1.docx").saying(&["序号\t户主\t领取人签字\n1\t丁一\t\n2\t丙三\t"]));
        assert_eq!(Receipts::new([&blank].into_iter()).signed(), Signed::None);
        let other = roster::read(&paper("1.docx").saying(&["序号\t户主\t股数\n1\t丁一\t3\n2\t丙三\t4"]));
        assert_eq!(Receipts::new([&other].into_iter()).signed(), Signed::NotShown);
    }

    #[test]
    fn gaps_and_repeats_in_numbers() {
        let of = |numbers: &[&str]| Numbering::of(numbers.iter().copied());
        assert_eq!(of(&["鲁凫001", "鲁凫002", "鲁凫003"]), Numbering::default());
        assert_eq!(of(&["凫字第01号", "凫字第02号", "凫字第04号"]).gaps, 1);
        assert_eq!(of(&["No.7", "No.9", "No.8"]), Numbering::default());
        let odd = of(&["0001", "0002", "0004", "0004", "0005"]);
        assert_eq!((odd.twice, odd.left_out, odd.gaps), (vec!["0004".to_owned()], vec!["0003".to_owned()], 1));
        // Two villages' blocks, or two print runs, are no gap.
        assert_eq!(of(&["1001", "1002", "2001", "2002"]).gaps, 0);
        assert_eq!(of(&["", "甲"]), Numbering::default());
    }

    proptest! {
        #[test]
        fn a_run_in_any_order_has_no_gap(start in 0_u64..9_000, count in 1_u64..200, turn in 0_usize..200) {
            let mut numbers: Vec<String> = (start..start + count).map(|n| format!("37-{n:06}")).collect();
            let turn = turn % numbers.len();
            numbers.rotate_left(turn);
            prop_assert_eq!(Numbering::of(numbers.iter().map(String::as_str)), Numbering::default());
        }

        #[test]
        fn nothing_panics(numbers in proptest::collection::vec("[0-9甲A.-]{0,24}", 0..8)) {
            let _ = Numbering::of(numbers.iter().map(String::as_str));
        }
    }
}
