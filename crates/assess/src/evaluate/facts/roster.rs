//! Lists of people or households: member rosters, share rosters, survey sheets and receipt lists, all read by the
//! words of their headers.

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;

use super::{
    figure::number,
    table::{Column, Header, RowEntry, TableRow, rows},
};
use crate::{
    evaluate::{Document, documents::prose::flow::FactPlace},
    model::{FIGURE_SCALE, PageSource},
    text::{
        DateMention, IdCheck, IdMention, find_dates, find_ids, find_month_days, fold, mask_id, parse_integer,
        without_space,
    },
    vocabulary,
};

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| Column::listed("roster"));
/// Relations of the head of a household.
static HEADS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("remarks.tsv").read_by("head-of-household").collect());
/// What a list says of those who were not confirmed.
static NOT_MEMBERS: LazyLock<Vec<&str>> =
    LazyLock::new(|| vocabulary!("remarks.tsv").read_by("not-a-member").collect());
/// Words of cells that name nobody.
static NO_PERSONS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("remarks.tsv").read_by("no-person").collect());
/// A row that adds up others.
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("remarks.tsv").forms("sum-row");
    Regex::new(&format!(r"^(?:{words})")).expect("the pattern is constant")
});
/// What stands in a signature's place and is none.
static NO_SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("remarks.tsv").forms("no-signature");
    Regex::new(&format!(r"^(?:[\s\-—_＿/\\.。、]*|{words}|[0-9０-９年月日./\-]+)$")).expect("the pattern is constant")
});

/// One person or household in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPerson {
    /// 序号, where there is one.
    pub number: Option<u64>,
    /// 户编号, as written.
    pub household: String,
    /// 户主.
    pub head: String,
    /// 姓名; empty in lists of households.
    pub name: String,
    /// 性别.
    pub sex: String,
    /// 与户主关系.
    pub relation: String,
    /// The whole identity number, where it is not masked.
    pub id: Option<IdMention>,
    /// What stands in the place of one and has too few characters or too many, masked.
    pub odd_id: Option<String>,
    /// Something stands in the column of identity numbers.
    pub has_id_cell: bool,
    /// What the list says of membership: false only for 否.
    pub is_member: bool,
    /// 人数 of a household.
    pub count: Option<i64>,
    /// 股数, in ten-thousandths.
    pub shares: Option<i64>,
    /// 证书编号.
    pub certificate: String,
    /// Something is signed.
    pub is_signed: bool,
    /// 领取日期: the day that its cell gives, with the year of the list where the cell has none and the list has one.
    pub received: Option<Date>,
    /// The year of that day is the list's, not the cell's own.
    pub is_year_inferred: bool,
    /// Where the row stands.
    pub place: FactPlace,
    /// Read by recognition.
    pub is_recognised: bool,
}

impl ListedPerson {
    /// Whom the row is about.
    pub fn who(&self) -> &str {
        if self.name.is_empty() { &self.head } else { &self.name }
    }

    /// Whether the row is the household's head.
    pub fn is_head(&self) -> bool {
        let relation = fold(&self.relation);
        HEADS.contains(&relation.as_str())
    }
}

/// A list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonList {
    /// Its rows, in their order.
    pub people: Vec<ListedPerson>,
    /// Σ of 股数 as the list's last sum row gives it, in ten-thousandths.
    pub stated_shares: Option<(i64, FactPlace)>,
    /// What stands above, between and below the rows: titles, notes, sums; as read. A row that is no person's is none.
    pub notes: Vec<(String, FactPlace)>,
    /// The list has a column for signatures.
    pub has_signatures: bool,
    /// The list has a column for identity numbers.
    pub has_ids: bool,
    /// The list has a column for the relation to the head.
    pub has_relations: bool,
    /// The list has a column for certificate numbers.
    pub has_certificates: bool,
    /// The list has a column for numbers of order.
    pub has_numbers: bool,
}

/// How many people or households a list has, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterCount {
    /// The number.
    pub count: usize,
    /// It was counted from rows that may have been misread.
    pub is_doubtful: bool,
}

/// Reads the lists of a document as one.
pub fn read(document: &Document) -> PersonList {
    let rows = rows(document);
    let mut list = PersonList::default();
    let mut header: Option<Header> = None;
    let mut after_header = false;
    // Rows whose day has no year, with month and day.
    let mut without_year: Vec<(usize, i8, i8)> = Vec::new();
    for row in &rows {
        if let Some(found) = Header::read(row, &COLUMNS, 2) {
            let names = found.has("name") || found.has("head");
            match &mut header {
                Some(known) if after_header => known.merge(&found),
                _ if names => header = Some(found),
                _ => {}
            }
            after_header = header.is_some();
            if let Some(header) = &header {
                list.has_signatures |= header.has("signature");
                list.has_ids |= header.has("id");
                list.has_relations |= header.has("relation");
                list.has_certificates |= header.has("certificate");
                list.has_numbers |= header.has("number");
            }
            continue;
        }
        after_header = false;
        let Some(header) = header.as_ref().filter(|_| row.is_tabular()) else {
            list.notes.push((row.text.trim().to_owned(), place(document, row)));
            continue;
        };
        if row.cells.iter().any(|cell| SUM.is_match(&fold(cell.text))) {
            if let Some(entry) = header.entries(row).next()
                && let Some((shares, _)) = number(&plain(entry.get("shares")))
            {
                list.stated_shares = Some((shares, place(document, row)));
            }
            list.notes.push((row.text.trim().to_owned(), place(document, row)));
            continue;
        }
        for entry in header.entries(row) {
            let Some(person) = person(document, header, &entry) else { continue };
            if person.received.is_none() {
                let day = find_month_days(entry.get("date")).into_iter().next();
                without_year.extend(day.map(|day| (list.people.len(), day.month, day.day)));
            }
            list.people.push(person);
        }
    }
    if let Some(year) = list.year() {
        for (at, month, day) in without_year {
            let Some(person) = list.people.get_mut(at) else { continue };
            person.received = Date::new(year, month, day).ok();
            person.is_year_inferred = true;
        }
    }
    list
}

fn person(document: &Document, header: &Header, entry: &RowEntry<'_, '_>) -> Option<ListedPerson> {
    let (name, head) = (without_space(entry.get("name")), without_space(entry.get("head")));
    let who = if header.has("name") && !name.is_empty() { &name } else { &head };
    if !is_name(who) {
        return None;
    }
    let id_cell = entry.get("id");
    let id = find_ids(id_cell).into_iter().next();
    let is_member = !NOT_MEMBERS.contains(&fold(entry.get("is-member")).as_str());
    let signature = entry.get("signature");
    let row = entry.row;
    Some(ListedPerson {
        number: parse_integer(entry.get("number")),
        household: fold(entry.get("household")),
        head,
        name,
        sex: fold(entry.get("sex")),
        relation: entry.get("relation").to_owned(),
        odd_id: id.is_none().then(|| odd_id(id_cell)).flatten(),
        id,
        has_id_cell: !id_cell.is_empty(),
        is_member,
        count: number(&plain(entry.get("count"))).map(|(count, _)| count / FIGURE_SCALE),
        shares: number(&plain(entry.get("shares"))).map(|(shares, _)| shares),
        certificate: fold(entry.get("certificate")),
        is_signed: !NO_SIGNATURE.is_match(signature),
        received: find_dates(entry.get("date")).into_iter().find(DateMention::is_day).map(|found| found.date),
        is_year_inferred: false,
        place: place(document, row),
        is_recognised: row.source == PageSource::Ocr,
    })
}

/// A number that is long enough to be meant as an identity number and has another length than those of today (18) and of before
/// 1999 (15), masked. One with marks of masking in it is none.
fn odd_id(cell: &str) -> Option<String> {
    let number = fold(cell).to_ascii_uppercase();
    let is_plain = number.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || (c == 'X' && at > 0));
    (is_plain && matches!(number.len(), 13 | 14 | 16 | 17 | 19 | 20)).then(|| mask_id(&number))
}

/// The place of a row: its words without any identity number.
fn place(document: &Document, row: &TableRow<'_>) -> FactPlace {
    let doubtful = row.source == PageSource::Ocr
        && row
            .cells
            .iter()
            .filter(|cell| cell.text.chars().count() > 1)
            .any(|cell| document.is_doubtful(row.page, cell.text));
    FactPlace { citation: document.cite(row.page, &row.quote()), doubtful }
}

fn plain(text: &str) -> String {
    fold(text).trim_end_matches(['股', '人', '元', '口']).to_owned()
}

/// Whether a cell can be a person's name: two characters or more, Chinese, no label.
pub fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' | '·' | '•' | '〇');
    let is_label = NO_PERSONS.iter().any(|label| text.contains(label));
    (2..=12).contains(&count) && (count <= 4 || text.contains(['·', '•'])) && text.chars().all(is_han) && !is_label
}

impl PersonList {
    /// Rows of members: those that the list does not call none.
    pub fn members(&self) -> impl Iterator<Item = &ListedPerson> {
        self.people.iter().filter(|person| person.is_member)
    }

    /// The only year that the list's days and notes give; `None` where they give none, or several.
    fn year(&self) -> Option<i16> {
        let of_rows = self.people.iter().filter_map(|person| person.received).map(Date::year);
        let of_notes = self.notes.iter().flat_map(|(note, _)| find_dates(note)).map(|found| found.date.year());
        let years: BTreeSet<i16> = of_rows.chain(of_notes).collect();
        years.first().filter(|_| years.len() == 1).copied()
    }

    /// Whether the numbers of order run from 1 without a gap, so that no row can have been lost.
    pub fn is_numbered_through(&self) -> bool {
        !self.people.is_empty()
            && self.people.iter().zip(1..).all(|(person, wanted): (&ListedPerson, u64)| person.number == Some(wanted))
    }

    /// How many people it lists.
    pub fn people_counted(&self) -> RosterCount {
        RosterCount { count: self.members().count(), is_doubtful: self.is_doubtful() }
    }

    fn is_doubtful(&self) -> bool {
        self.people.iter().any(|person| person.is_recognised) && !self.is_numbered_through()
    }

    /// How many households it lists: by their numbers, else by their heads; `None` where neither is given.
    pub fn households_counted(&self) -> Option<RosterCount> {
        let is_doubtful = self.is_doubtful();
        let rows: Vec<&ListedPerson> = self.members().collect();
        let by_number: BTreeSet<&str> =
            rows.iter().map(|person| person.household.as_str()).filter(|number| !number.is_empty()).collect();
        // Merged cells of a household number leave the rows after the first without one.
        if !by_number.is_empty() {
            return Some(RosterCount {
                count: by_number.len(),
                is_doubtful: is_doubtful || self.recognised_numbers_doubtful(by_number.len()),
            });
        }
        if self.has_relations {
            let count = rows.iter().filter(|person| person.is_head()).count();
            return (count > 0).then_some(RosterCount { count, is_doubtful });
        }
        // A list of households: one row each.
        let is_list_of_households = rows.iter().all(|person| person.name.is_empty()) && !rows.is_empty();
        is_list_of_households.then_some(RosterCount { count: rows.len(), is_doubtful })
    }

    /// Recognised household numbers are sure only where they run through.
    fn recognised_numbers_doubtful(&self, count: usize) -> bool {
        let recognised = self.people.iter().any(|person| person.is_recognised);
        recognised
            && self.people.iter().filter_map(|person| parse_integer(&person.household)).max()
                != u64::try_from(count).ok()
    }

    /// Σ of 股数 over the rows, in ten-thousandths; `None` where a row has none.
    pub fn shares_summed(&self) -> Option<i64> {
        if self.people.is_empty() {
            return None;
        }
        self.people.iter().try_fold(0_i64, |sum, person| sum.checked_add(person.shares?))
    }
}

/// What an identity number says against its row: its check character, its birth date, or the sex it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdFault {
    /// The check character differs (GB 11643).
    Checksum,
    /// Digits 7 to 14 are no day.
    BirthDate,
    /// Digit 17 is odd for men and even for women.
    Sex,
    /// It has not 18 characters.
    Length,
}

/// What is wrong with a row's identity number; `None` where nothing is, or where it has none to check.
pub fn id_fault(person: &ListedPerson) -> Option<IdFault> {
    if person.odd_id.is_some() {
        return Some(IdFault::Length);
    }
    let id = person.id.as_ref()?;
    match id.check {
        IdCheck::BadDate => Some(IdFault::BirthDate),
        IdCheck::BadChecksum => Some(IdFault::Checksum),
        IdCheck::BadForm => None,
        IdCheck::Valid => {
            let odd = id.number.chars().nth(16)?.to_digit(10)? % 2 == 1;
            let contradicts = (odd && person.sex == "女") || (!odd && person.sex == "男");
            contradicts.then_some(IdFault::Sex)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn numbers_of_another_length_are_told_from_masked_and_old_ones() {
        for odd in ["99010219900203062", "9901021990020306211", "９９０１０２１９９００２０３０６"] {
            assert!(odd_id(odd).is_some_and(|masked| masked.contains('*')), "{odd}");
        }
        for right in
            ["990102900203062", "990102********0621", "99010219900203062X", "无", "000-5510001", "A990102199002"]
        {
            assert_eq!(odd_id(right), None, "{right}");
        }
    }

    #[test]
    fn a_roster_is_read_whatever_its_columns_are_called() {
        let document = paper("名册.xlsx").saying(&[
            "小河口村成员花名册\n序号\t户号\t户主姓名\t成员姓名\t性别\t与户主的关系\t公民身份号码\t是否本集体经济组织成员\n1\t1\t丁一\t丁一\t男\t本人\t99010119600101001X\t是\n2\t\t\t丁二\t女\t长女\t\t否",
            "3\t2\t丙三\t丙三\t男\t户主\t\t是\n合计\t2\t\t3",
        ]);
        let list = read(&document);
        assert_eq!(list.people.len(), 3);
        assert_eq!(list.people_counted(), RosterCount { count: 2, is_doubtful: false });
        assert_eq!(list.households_counted().map(|counted| counted.count), Some(2));
        assert!(list.people[0].id.is_some() && list.people[0].is_head() && !list.people[1].is_member);
        assert_eq!(list.people[2].place.citation.page, Some(2));
        assert!(list.is_numbered_through());
    }

    #[test]
    fn a_share_roster_adds_up() {
        let document = paper("清册.xlsx").saying(&["户编号\t户主\t人数\t持股数（股）\t金额（元）\n01\t丁一\t3\t30\t600\n02\t丙三\t2\t20.5\t410\n总计\t\t5\t50.5\t1010"]);
        let list = read(&document);
        assert_eq!(list.shares_summed(), Some(505_000));
        assert_eq!(list.stated_shares.as_ref().map(|stated| stated.0), Some(505_000));
        assert_eq!(list.people[0].count, Some(3));
    }

    #[test]
    fn the_head_of_a_household_has_several_names() {
        for heading in ["户主", "户代表", "承包方代表", "承包方代表姓名"] {
            let list = read(&paper("清册.xlsx").saying(&[&format!("序号\t{heading}\t人数\n1\t丁一\t3\n2\t丙三\t2")]));
            let heads: Vec<&str> = list.people.iter().map(|person| person.head.as_str()).collect();
            assert_eq!(heads, ["丁一", "丙三"], "{heading}");
        }
        for heading in ["承包方", "发包方代表", "承包方代表电话"] {
            let list = read(&paper("清册.xlsx").saying(&[&format!("序号\t{heading}\t姓名\n1\t丁一\t丙三")]));
            assert!(list.people.iter().all(|person| person.head.is_empty()), "{heading}");
        }
        let list =
            read(&paper("名册.xlsx").saying(&["序号\t成员姓名\t与承包方代表关系\n1\t丁一\t本人\n2\t丁二\t长女"]));
        assert!(list.has_relations && list.people[0].is_head() && !list.people[1].is_head());
    }

    #[test]
    fn units_behind_a_heading_do_not_hide_it() {
        for heading in ["成员股（股）", "个人股(单位：股)", "股份数【股】", "成员股"] {
            let document =
                paper("清册.xlsx").saying(&[&format!("序号\t户主\t{heading}\n1\t丁一\t3\n2\t丙三\t2\n合计\t\t6")]);
            let list = read(&document);
            assert_eq!(list.shares_summed(), Some(50_000), "{heading}");
            assert_eq!(list.stated_shares.as_ref().map(|stated| stated.0), Some(60_000), "{heading}");
        }
        let money = paper("清册.xlsx").saying(&["序号\t户主\t个人股（元）\n1\t丁一\t300"]);
        assert_eq!(read(&money).shares_summed(), None);
    }

    #[test]
    fn a_receipt_knows_who_has_signed() {
        let document = paper("领取.docx").saying(&["序号\t户主\t股权证号\t领取人（签字）\t领取时间\n1\t丁一\t0001\t丁一\t6月2日\n2\t丙三\t0002\t\t6月2日\n3\t戊四\t0003\t2020.6.3\n4\t己五\t0004\t未领"]);
        let signed: Vec<bool> = read(&document).people.iter().map(|person| person.is_signed).collect();
        assert_eq!(signed, [true, false, false, false]);
    }

    #[test]
    fn identity_numbers_are_held_against_their_row() {
        let fault = |number: &str, sex: &str| {
            let document =
                paper("名册.xlsx").saying(&[&format!("序号\t姓名\t性别\t身份证号码\n1\t丁一\t{sex}\t{number}")]);
            id_fault(&read(&document).people[0])
        };
        let right = |digits: &str| format!("{digits}{}", crate::text::ids::check_character(digits).expect("17 digits"));
        let man = right("99010119600101001");
        let woman = right("99010119600101002");
        assert_eq!(fault(&man, "男"), None);
        assert_eq!(fault(&woman, "女"), None);
        assert_eq!(fault(&man, "女"), Some(IdFault::Sex));
        assert_eq!(fault(&right("99010119601301001"), "男"), Some(IdFault::BirthDate));
        let wrong = format!("{}{}", &man[..17], if man.ends_with('1') { '2' } else { '1' });
        assert_eq!(fault(&wrong, "男"), Some(IdFault::Checksum));
        assert_eq!(fault("990101********0011", "男"), None);
        assert_eq!(fault("990101196001017", "男"), None);
    }

    #[test]
    fn names_are_told_from_labels() {
        for name in ["丁一", "欧阳小河", "阿依古丽·买买提"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["丁", "合计", "集体股", "共有五户人家", "A12", ""] {
            assert!(!is_name(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_list_has_as_many_rows_as_were_written(count in 1_usize..60) {
            let lines: Vec<String> = (1..=count).map(|n| format!("{n}\t{n:03}\t丁甲\t{}", n * 10)).collect();
            let document = paper("a.xlsx").saying(&[&format!("序号\t户编号\t户主\t股数\n{}", lines.join("\n"))]);
            let list = read(&document);
            prop_assert_eq!(list.people.len(), count);
            prop_assert_eq!(list.households_counted().map(|counted| counted.count), Some(count));
            prop_assert!(list.is_numbered_through());
        }

        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[序号户主姓名身份证签字股数合计丁一0-9 \t\n]{0,80}")) {
            let _ = read(&paper("a.docx").saying(&[&text]));
        }
    }
}
