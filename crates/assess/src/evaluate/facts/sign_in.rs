//! Sign-in sheets: who is listed, and who signed. Tables can set two or three lists of people side by side.

use std::sync::LazyLock;

use regex::Regex;

use super::meeting::{self, MeetingFacts, is_name};
use crate::{
    evaluate::{
        Document,
        documents::prose::script::{Fact, Script},
    },
    text::{Cut, pattern, without_space},
    vocabulary,
};

/// A person on a sign-in sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRow {
    /// The name, without spaces.
    pub name: String,
    /// Whether the place for a signature is filled; `None` where the sheet has no such column.
    pub signed: Option<bool>,
    /// Whether the person came as a guest (列席).
    pub observer: bool,
    /// Whether the sheet says that the person is of the village committee, or leads the branch and sits with it.
    pub of_committee: bool,
    /// Whether the sheet says that the person stayed away (请假, 缺席).
    pub absent: bool,
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

    /// Those listed who are no guests, but for those of whom it says that they stayed away.
    pub fn voters(&self) -> usize {
        self.rows.iter().filter(|row| !row.observer && !row.absent).count()
    }

    /// Everybody listed, but for those of whom it says that they stayed away.
    pub fn listed(&self) -> usize {
        self.rows.iter().filter(|row| !row.absent).count()
    }

    /// Those who signed and are no guests.
    pub fn signed_voters(&self) -> usize {
        self.rows.iter().filter(|row| !row.observer && row.signed != Some(false)).count()
    }
}

/// What clerks write for somebody who did not come, in the place of the signature or beside it.
static ABSENT: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("remarks.tsv").forms("stayed-away")));
/// Offices of the villagers' committee and of those who lead the branch.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("offices.tsv").forms("of-committee")));
/// Headings of the column that counts rows.
static ROW_NUMBERS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("row-number").collect());
/// Words beside a name that say that somebody only attends.
static OBSERVERS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("offices.tsv").read_by("observer").collect());
/// A stroke or a cross where a signature is wanted.
static STRUCK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[/\\|xX×✗✘╳—–―─_-]+$|^无$"));

/// Whether a cell says that somebody stayed away. Who signs for another (代签) was there.
fn says_absent(cell: &str) -> bool {
    ABSENT.is_match(cell) && !cell.contains('代')
}

/// Columns of one list of people.
#[derive(Debug, Clone, Copy)]
struct SignInColumns {
    name: usize,
    sign: Option<usize>,
    end: usize,
}

/// Words of a heading over signatures.
static SIGN_HEADS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("columns.tsv").read_by("signed").collect());
/// Headings over names.
static NAME_HEADS: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("columns.tsv").forms("named")));

fn is_sign_head(cell: &str) -> bool {
    SIGN_HEADS.iter().any(|word| cell.contains(word))
}

fn is_name_head(cell: &str) -> bool {
    NAME_HEADS.is_match(cell)
}

/// The lists of people that a head row opens; a sheet with signatures only takes these for the names.
fn heads(cells: &[String]) -> Vec<SignInColumns> {
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
            SignInColumns { name, sign: signs.iter().copied().find(|&sign| sign > name && sign < end), end }
        })
        .collect()
}

/// Reads a sign-in sheet.
pub fn sign_in(document: &Document) -> Option<SignIn> {
    let meeting = meeting::whole(document)?;
    let script = Script::new(document);
    let mut rows: Vec<SignedRow> = Vec::new();
    let mut columns: Vec<SignInColumns> = Vec::new();
    let mut wide = 0;
    let mut numbered = false;
    let mut head = None;
    for (at, line) in script.lines(0..script.text.len()) {
        let cells: Vec<String> = line.split('\t').map(without_space).collect();
        let opens = if cells.len() > 1 { heads(&cells) } else { Vec::new() };
        if !opens.is_empty() {
            numbered = cells.first().is_some_and(|cell| ROW_NUMBERS.contains(&cell.as_str()));
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
            let signature = list.sign.and_then(|sign| cells.get(sign.checked_sub(lost)?));
            let sign = list.sign.map(|_| {
                signature.is_some_and(|cell| !cell.is_empty() && !says_absent(cell) && !STRUCK.is_match(cell))
            });
            let beside = cells.part((list.name + 1).saturating_sub(lost)..list.end.saturating_sub(lost));
            let observer = beside.iter().any(|cell| OBSERVERS.iter().any(|word| cell.contains(word)));
            let of_committee = beside.iter().any(|cell| OFFICE.is_match(cell));
            // A remark beside a signature is of another day, or of somebody who came late.
            let absent = sign != Some(true) && beside.iter().any(|cell| says_absent(cell));
            let signed = if absent { Some(false) } else { sign };
            rows.push(SignedRow { name: name.clone(), signed, observer, of_committee, absent });
            head.get_or_insert_with(|| script.fact((), at.clone()));
        }
    }
    // A sheet with nothing but signatures below 到会人员签名.
    if rows.is_empty()
        && let Some(names) = &meeting.signatures
    {
        let names = names.value.iter().filter(|name| is_name(name));
        rows.extend(names.map(|name| SignedRow {
            name: name.clone(),
            signed: None,
            observer: false,
            of_committee: false,
            absent: false,
        }));
    }
    let head = head.unwrap_or_else(|| meeting.head.clone());
    Some(SignIn { meeting, rows, head })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

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
    fn those_who_stayed_away_did_not_sign() {
        for mark in ["请假", "（病假）", "缺席", "事假（外出务工）", "因公未到", "/", "——", "×"]
        {
            let sheet = read(&format!("序号\t姓名\t签名\t备注\n1\t赵甲\t赵甲\t\n2\t钱乙\t{mark}\t\n3\t孙丙\t孙丙\t"));
            assert_eq!((sheet.rows.len(), sheet.signed()), (3, 2), "{mark}");
        }
        let remark = read("姓名\t签名\t备注\n赵甲\t\t请假\n钱乙\t钱乙\t\n孙丙\t孙丙\t请假半天后到会");
        assert_eq!((remark.signed(), remark.voters(), remark.listed()), (2, 2, 2));
        let plain = read("姓名\t职务\t备注\n赵甲\t代表\t\n钱乙\t代表\t住院");
        assert_eq!((plain.signed(), plain.listed()), (1, 1));
        let proxy = read("姓名\t签名\n赵甲\t赵丁（代签，本人请假）\n钱乙\t钱乙");
        assert_eq!(proxy.signed(), 2);
    }

    #[test]
    fn a_grid_of_signatures_has_no_head() {
        let grid =
            read("股改推进会签到表\n时间：2019年6月3日\n参会人员签字\n赵甲\t钱乙\t孙丙\n李丁\t周 戊\t吴己庚\n郑辛");
        assert_eq!(names(&grid), ["赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己庚", "郑辛"]);
        assert_eq!(grid.signed(), 7);
        let wide = read(
            "山前村股改村民代表会议签到表\n会议时间：二〇一九年六月三日    会议地点：村部会议室\n到会人员签名\n赵和平\t钱青山\n孙丙\t李丁香\n周戊",
        );
        assert_eq!(names(&wide), ["赵和平", "钱青山", "孙丙", "李丁香", "周戊"]);
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
        fn nothing_panics(text in cundang_testing::paper_or("[序号姓名签字赵钱孙李0-9\t\n 代表列席：]{0,80}")) {
            let _ = sign_in(&paper("签到表.xlsx").saying(&[&text]));
        }
    }
}
