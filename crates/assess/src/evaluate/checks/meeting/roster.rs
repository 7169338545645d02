//! Those who signed in for the representatives are on the list of the representatives (R07).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::{cite_in, gatherings, name_of, title_of};
use crate::{
    evaluate::{
        Case, Document,
        case::slot::{Filled, PieceState, fill_one},
        facts::{
            gathering::Gathering,
            sign_in::{SignIn, sign_in},
        },
    },
    model::{Code, Finding, MeetingBody, PageSource, Severity},
    msg, vocabulary,
};

/// Whose representatives a list is of, by its name.
static REPRESENTATIVES: LazyLock<Vec<(&str, Vec<&str>)>> =
    LazyLock::new(|| vocabulary!("bodies.tsv").groups("body", "representatives"));
/// A shorter list is an extract, and says nothing of who is not on it.
const ROSTER: usize = 5;
/// The members of a villagers' committee, who sit in the meeting of the representatives without being one: three to
/// seven (村民委员会组织法 Art. 6 and 25).
const COMMITTEE: usize = 7;
/// Names in a message.
const SHOWN: usize = 8;

/// Names on the sign-in sheets of representatives' meetings that are not on the representatives' list in a slot, and
/// names that stand twice. Others may sit in by right, and lists change: it is for a person to look at.
pub(super) fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: Option<&str>) -> Vec<Finding> {
    let rosters = slot.map(|id| rosters(case, id)).unwrap_or_default();
    let mut findings = Vec::new();
    for gathering in gatherings(case, filled) {
        // A scribble that was recognised may be another name.
        let sheets = gathering.sign_ins.iter().filter_map(|i| Some((*i, case.facts.sign_ins.get(i)?)));
        for (at, sheet) in sheets.filter(|(_, sheet)| !sheet.meeting.recognised) {
            findings.extend(twice(case, gathering, at, sheet));
            if !is_said_before(case, gathering, &rosters) {
                findings.extend(strangers(case, gathering, (at, sheet), &rosters));
            }
        }
    }
    findings
}

/// The readable lists of representatives in a slot, with their names.
fn rosters<'c>(case: &'c Case<'_>, id: &str) -> Vec<(&'c Document, BTreeSet<String>)> {
    let Some(filled) = fill_one(case, id) else { return Vec::new() };
    let pieces = filled.pieces.iter().filter(|piece| piece.state == PieceState::Good);
    pieces
        .filter_map(|piece| case.documents.get(piece.document))
        .filter(|document| {
            !document.has_unread_pages && document.content.iter().all(|page| page.source != PageSource::Ocr)
        })
        .filter_map(|document| Some((document, sign_in(document)?.rows.into_iter().map(|row| row.name).collect())))
        .filter(|(_, names): &(_, BTreeSet<String>)| names.len() >= ROSTER)
        .collect()
}

/// Whether a list is that of the representatives who met; one that does not say whose it is may be.
fn is_of(document: &Document, body: MeetingBody) -> bool {
    let says = |body: MeetingBody| {
        let own = REPRESENTATIVES.iter().filter(|(of, _)| *of == body.as_str());
        let mut words = own.flat_map(|(_, words)| words);
        words.any(|word| document.label.contains(word) || document.title.contains(word))
    };
    let (villagers, members) = (says(MeetingBody::VillageRepresentatives), says(MeetingBody::MemberRepresentatives));
    match body {
        MeetingBody::VillageRepresentatives => villagers || !members,
        MeetingBody::MemberRepresentatives => members || !villagers,
        _ => false,
    }
}

/// The lists that can be those of the representatives who met.
fn fitting<'r, 'c>(
    body: MeetingBody,
    rosters: &'r [(&'c Document, BTreeSet<String>)],
) -> Vec<&'r (&'c Document, BTreeSet<String>)> {
    rosters.iter().filter(|(document, _)| is_of(document, body)).collect()
}

/// Those who signed in and are on none of the lists. Whom any sheet of the unit calls a member of the committee sits
/// there by law.
fn strange<'c>(
    case: &'c Case<'_>,
    sheet: &'c SignIn,
    lists: &[&(&Document, BTreeSet<String>)],
) -> BTreeSet<&'c String> {
    let sheets = || case.facts.sign_ins.values().flat_map(|sheet| &sheet.rows);
    let came = sheet.rows.iter().filter(|row| !row.observer && row.signed != Some(false)).map(|row| &row.name);
    came.filter(|name| !lists.iter().any(|(_, names)| names.contains(*name)))
        .filter(|name| !sheets().any(|row| row.of_committee && row.name == **name))
        .collect()
}

/// Whether earlier meetings of the same body have named everybody of this one already: no more than a committee has
/// members sit in all of its meetings, and a person need look at them once.
fn is_said_before(case: &Case<'_>, gathering: &Gathering, rosters: &[(&Document, BTreeSet<String>)]) -> bool {
    let lists = fitting(gathering.body, rosters);
    if lists.is_empty() {
        return false;
    }
    let named = |other: &Gathering| -> BTreeSet<&String> {
        let sheets = other.sign_ins.iter().filter_map(|i| case.facts.sign_ins.get(i));
        sheets.filter(|sheet| !sheet.meeting.recognised).flat_map(|sheet| strange(case, sheet, &lists)).collect()
    };
    let own = named(gathering);
    let of_body = case.facts.gatherings.iter().take_while(|other| *other != gathering);
    let earlier: BTreeSet<&String> = of_body.filter(|other| other.body == gathering.body).flat_map(named).collect();
    own.len() <= COMMITTEE && own.is_subset(&earlier)
}

fn strangers(
    case: &Case<'_>,
    gathering: &Gathering,
    (at, sheet): (usize, &SignIn),
    rosters: &[(&Document, BTreeSet<String>)],
) -> Option<Finding> {
    let fitting = fitting(gathering.body, rosters);
    let (roster, _) = fitting.first()?;
    let strange = strange(case, sheet, &fitting);
    if strange.is_empty() {
        return None;
    }
    let (name, title, count) = (name_of(case, gathering), title_of(roster), strange.len());
    let shown = strange.iter().take(SHOWN).map(|name| name.as_str()).collect::<Vec<_>>();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    let mut places = Vec::new();
    cite_in(case, at, &sheet.head, &mut places);
    places.push(roster.shown_by.clone());
    Some(Finding {
        code: Code::AttendanceMismatch,
        severity: if count > COMMITTEE { Severity::Warning } else { Severity::Hint },
        message: msg!(
            "“{name}”签到的人中有 {count} 人不在《{title}》中（{zh}）：请核实是村委会成员、列席人员，还是代表有调整",
            "of those who signed in for “{name}”, {count} are not on “{title}” ({en}): please see whether they are of the committee, guests, or new representatives"
        ),
        places,
    })
}

fn twice(case: &Case<'_>, gathering: &Gathering, at: usize, sheet: &SignIn) -> Option<Finding> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|row| row.signed != Some(false)) {
        *counts.entry(row.name.as_str()).or_default() += 1;
    }
    let again: Vec<&str> =
        counts.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).take(SHOWN).collect();
    if again.is_empty() {
        return None;
    }
    let (name, zh, en) = (name_of(case, gathering), again.join("、"), again.join(", "));
    let mut places = Vec::new();
    cite_in(case, at, &sheet.head, &mut places);
    Some(Finding {
        code: Code::AttendanceMismatch,
        severity: Severity::Hint,
        message: msg!(
            "“{name}”签到表中{zh}出现不止一次：请核实是否同名",
            "on the sign-in sheet of “{name}” {en} stands more than once: please see whether two people share the name"
        ),
        places,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        evaluate::{
            Document, assess_item,
            checks::meeting::tests::of_roles,
            fixture::{paper, slot_named, with_case},
        },
        model::{Code, Severity},
        rubric::DocumentKind,
    };

    fn found(documents: Vec<Document>) -> Vec<(Severity, String)> {
        let mut rubric = of_roles(&json!([{ "check": "attendance", "roster": "V01.2" }]));
        let plain = DocumentKind {
            id: "roster".to_owned(),
            role: None,
            pattern: "^roster$".to_owned(),
            ..rubric.kinds[0].clone()
        };
        rubric.kinds.push(plain);
        let roster = slot_named("V01.2", "roster", 0, &json!({}));
        rubric.items[0].slots.push(serde_json::from_value(roster).expect("a slot"));
        let findings = with_case(rubric, documents, assess_item).findings;
        assert!(findings.iter().all(|finding| finding.code == Code::AttendanceMismatch && !finding.places.is_empty()));
        findings.into_iter().map(|finding| (finding.severity, finding.message.zh)).collect()
    }

    const KNOWN: [&str; 9] = ["冯大山", "卫小河", "蒋青", "沈禾", "韩松", "杨柳", "朱砂", "秦岭", "尤溪"];
    const OTHERS: [&str; 8] = ["许愿", "何田", "吕望", "施工", "张弓", "孔明月", "曹苗", "严冬"];

    fn sheet(body: &str, rows: &[(&str, &str)]) -> Document {
        let rows: Vec<String> = rows.iter().map(|(name, office)| format!("{name}\t{office}\t{name}")).collect();
        let text = format!("槐荫村{body}签到表\n时间：2019年3月8日\n姓名\t职务\t签字\n{}", rows.join("\n"));
        paper("签到.xlsx").kind("signin").saying(&[&text])
    }

    fn roster(title: &str, names: &[&str]) -> Document {
        let text =
            format!("{title}\n姓名\t性别\n{}", names.iter().map(|name| format!("{name}\t男\n")).collect::<String>());
        Document { title: title.to_owned(), ..paper("名册.xlsx").kind("roster").saying(&[&text]) }
    }

    fn plain(names: &[&'static str]) -> Vec<(&'static str, &'static str)> {
        names.iter().map(|&name| (name, "代表")).collect()
    }

    #[test]
    fn those_who_are_not_on_the_list_are_named() {
        let list = || roster("村民代表名册", &KNOWN);
        for (strangers, severity) in [(1, Severity::Hint), (7, Severity::Hint), (8, Severity::Warning)] {
            let rows = [plain(&KNOWN[..4]), plain(&OTHERS[..strangers])].concat();
            let said = found(vec![sheet("村民代表会议", &rows), list()]);
            assert_eq!(said.len(), 1, "{said:?}");
            assert_eq!(said[0].0, severity);
            assert!(
                said[0].1.contains(&format!("有 {strangers} 人不在《村民代表名册》中")) && said[0].1.contains("许愿")
            );
        }
        let members = found(vec![sheet("成员代表大会", &plain(&["冯大山", "许愿"])), roster("成员代表名册", &KNOWN)]);
        assert_eq!(members.len(), 1, "{members:?}");
        let doubled = found(vec![sheet("村民代表会议", &plain(&["冯大山", "卫小河", "冯大山"])), list()]);
        assert!(doubled.len() == 1 && doubled[0].1.contains("冯大山出现不止一次"), "{doubled:?}");
    }

    /// A sheet of another day.
    fn on(at: u8, day: &str, rows: &[(&str, &str)]) -> Document {
        let mut sheet = sheet("村民代表会议", rows);
        let text = sheet.content[0].text.replace("2019年3月8日", day);
        sheet = paper(&format!("签到{at}.xlsx")).kind("signin").saying(&[&text]);
        sheet
    }

    #[test]
    fn the_committee_is_asked_for_once() {
        let list = || roster("村民代表名册", &KNOWN);
        let rows = [plain(&KNOWN[..5]), plain(&OTHERS[..4])].concat();
        let three = vec![on(1, "2019年3月8日", &rows), on(2, "2019年5月9日", &rows), on(3, "2019年7月9日", &rows[1..])];
        assert_eq!(found([three, vec![list()]].concat()).len(), 1, "four who always sit there");
        let changing = vec![
            on(1, "2019年3月8日", &[plain(&KNOWN[..5]), plain(&OTHERS[..5])].concat()),
            on(2, "2019年5月9日", &[plain(&KNOWN[..5]), plain(&OTHERS[4..])].concat()),
        ];
        assert_eq!(found([changing, vec![list()]].concat()).len(), 2, "more than a committee has members");
        let offices =
            [plain(&KNOWN[..5]), vec![("许愿", "村委会主任"), ("何田", "村支部书记"), ("吕望", "村民委员会委员")]];
        let later = on(2, "2019年5月9日", &[plain(&KNOWN[..5]), plain(&OTHERS[..3])].concat());
        assert_eq!(found(vec![on(1, "2019年3月8日", &offices.concat()), later, list()]), [], "by their offices");
    }

    #[test]
    fn guests_other_bodies_and_extracts_accuse_nobody() {
        for documents in [
            vec![sheet("村民代表会议", &plain(&KNOWN[..6])), roster("村民代表名册", &KNOWN)],
            vec![sheet("村民代表会议", &[("冯大山", "代表"), ("许愿", "列席")]), roster("村民代表名册", &KNOWN)],
            vec![sheet("村民代表会议", &plain(&OTHERS)), roster("成员代表名册", &KNOWN)],
            vec![sheet("成员代表大会", &plain(&OTHERS)), roster("村民代表名册", &KNOWN)],
            vec![sheet("村两委会议", &plain(&OTHERS)), roster("村民代表名册", &KNOWN)],
            vec![sheet("村民代表会议", &plain(&OTHERS)), roster("村民代表名册", &KNOWN[..3])],
            vec![sheet("村民代表会议", &plain(&OTHERS))],
        ] {
            assert_eq!(found(documents), []);
        }
    }
}
