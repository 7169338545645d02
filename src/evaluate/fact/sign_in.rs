//! Sign-in sheets: who is listed, and who signed. Tables can set two or three lists of people side by side.

use super::{
    meeting::{self, MeetingFacts, is_name},
    script::{Fact, Script},
};
use crate::evaluate::Document;

/// A person on a sign-in sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRow {
    /// The name, without spaces.
    pub name: String,
    /// Whether the place for a signature is filled; `None` where the sheet has no such column.
    pub signed: Option<bool>,
    /// Whether the person came as a guest (列席).
    pub observer: bool,
}

/// What a sign-in sheet says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The meeting it belongs to.
    pub meeting: MeetingFacts,
    /// Everybody on it.
    pub rows: Vec<SignedRow>,
    /// Its first row.
    pub head: Fact<()>,
}

impl SignIn {
    /// How many signed; everybody who is listed where the sheet has no column for it.
    pub fn signed(&self) -> usize {
        self.rows.iter().filter(|row| row.signed != Some(false)).count()
    }

    /// Those listed who are no guests.
    pub fn voters(&self) -> usize {
        self.rows.iter().filter(|row| !row.observer).count()
    }

    /// Those who signed and are no guests.
    pub fn signed_voters(&self) -> usize {
        self.rows.iter().filter(|row| !row.observer && row.signed != Some(false)).count()
    }
}

/// Columns of one list of people.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: usize,
    sign: Option<usize>,
    end: usize,
}

fn is_sign_head(cell: &str) -> bool {
    ["签字", "签名", "签到", "手印", "签章", "本人签"].iter().any(|word| cell.contains(word))
}

fn is_name_head(cell: &str) -> bool {
    cell.contains("姓名") || matches!(cell, "名字" | "代表姓名" | "人员")
}

/// The lists of people that a head row opens; a sheet with signatures only takes these for the names.
fn heads(cells: &[String]) -> Vec<Columns> {
    let places = |is: fn(&str) -> bool| -> Vec<usize> {
        cells.iter().enumerate().filter(|(_, cell)| cell.chars().count() <= 8 && is(cell)).map(|(at, _)| at).collect()
    };
    let names = places(|cell| is_name_head(cell) && !is_sign_head(cell));
    let signs = places(is_sign_head);
    let starts = if names.is_empty() { &signs } else { &names };
    starts
        .iter()
        .enumerate()
        .map(|(i, &name)| {
            let end = starts.get(i + 1).copied().unwrap_or(cells.len());
            Columns { name, sign: signs.iter().copied().find(|&sign| sign > name && sign < end), end }
        })
        .collect()
}

fn bare(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Reads a sign-in sheet.
pub fn sign_in(document: &Document) -> Option<SignIn> {
    let meeting = meeting::whole(document)?;
    let script = Script::new(document);
    let mut rows: Vec<SignedRow> = Vec::new();
    let mut columns: Vec<Columns> = Vec::new();
    let mut wide = 0;
    let mut numbered = false;
    let mut head = None;
    for (at, line) in script.lines(0..script.text.len()) {
        let cells: Vec<String> = line.split('\t').map(bare).collect();
        let opens = if cells.len() > 1 { heads(&cells) } else { Vec::new() };
        if !opens.is_empty() {
            numbered = cells.first().is_some_and(|cell| matches!(cell.as_str(), "序号" | "编号" | "号"));
            (columns, wide) = (opens, cells.len());
            continue;
        }
        if columns.is_empty() || cells.len() < 2 {
            continue;
        }
        // A recognised row can lose its number, and all other cells then stand one place to the left.
        let is_number = |cell: &str| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit());
        let lost =
            usize::from(numbered && cells.len() + 1 == wide && !cells.first().is_some_and(|cell| is_number(cell)));
        for list in &columns {
            let Some(name) = list.name.checked_sub(lost).and_then(|at| cells.get(at)) else { continue };
            if !is_name(name) {
                continue;
            }
            let sign = list.sign.map(|sign| cells.get(sign - lost).is_some_and(|cell| !cell.is_empty()));
            let beside = cells.get(list.name + 1 - lost..(list.end - lost).min(cells.len())).unwrap_or_default();
            let observer = beside
                .iter()
                .any(|cell| ["列席", "监督", "包村", "工作组", "镇"].iter().any(|word| cell.contains(word)));
            rows.push(SignedRow { name: name.clone(), signed: sign, observer });
            head.get_or_insert_with(|| script.fact((), at.clone()));
        }
    }
    let head = head.unwrap_or_else(|| meeting.head.clone());
    Some(SignIn { meeting, rows, head })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::super::fixture::paper, *};

    fn read(text: &str) -> SignIn {
        sign_in(&paper("签到表.xlsx").saying(&[text])).expect("a sheet")
    }

    fn names(sheet: &SignIn) -> Vec<&str> {
        sheet.rows.iter().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn one_list_with_signatures() {
        let sheet = read(
            "股改工作会议签到表\n时间：2019年6月3日\n序号\t姓名\t身份\t签字\n1\t赵 甲\t代表\t赵甲\n2\t钱乙\t代表\t\n3\t孙丙丁\t列席\t孙丙丁\n应到3人，实到2人",
        );
        assert_eq!(names(&sheet), ["赵甲", "钱乙", "孙丙丁"]);
        assert_eq!((sheet.signed(), sheet.voters(), sheet.signed_voters()), (2, 2, 1));
        assert_eq!(sheet.meeting.attendance.present.map(|fact| fact.value), Some(2));
    }

    #[test]
    fn lists_side_by_side() {
        let two = read("签到表\n序号\t姓名\t签名\t序号\t姓名\t签名\n1\t赵甲\t赵甲\t3\t孙丙\t孙丙\n2\t钱乙\t钱乙\t\t\t");
        assert_eq!(names(&two), ["赵甲", "孙丙", "钱乙"]);
        assert_eq!(two.signed(), 3);
        let three = read("姓名\t姓名\t姓名\n赵甲\t钱乙\t孙丙\n李丁\t周戊");
        assert_eq!(names(&three).len(), 5);
        assert_eq!(three.rows[0].signed, None);
        let only = read("序号\t签名\t序号\t签名\n1\t赵甲\t2\t钱乙\n3\t\t4\t");
        assert_eq!(names(&only), ["赵甲", "钱乙"]);
    }

    #[test]
    fn a_lost_number_moves_no_name() {
        let sheet = read("序号\t姓名\t身份\t签字\n1\t赵甲\t代表\t赵甲\n钱乙\t代表\t钱乙");
        assert_eq!(names(&sheet), ["赵甲", "钱乙"]);
        assert_eq!(sheet.signed(), 2);
    }

    #[test]
    fn what_is_no_list_has_no_rows() {
        for text in ["签到表\n时间：2019年6月3日", "序号\t资产\t金额\n1\t房屋\t200", "姓名：赵甲"]
        {
            assert!(read(text).rows.is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[序号姓名签字赵钱孙李0-9\t\n 代表列席：]{0,80}") {
            let _ = sign_in(&paper("签到表.xlsx").saying(&[&text]));
        }
    }
}
