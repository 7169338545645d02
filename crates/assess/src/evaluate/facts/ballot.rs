//! Elections: ballots handed out and counted, votes, and who sits on which board.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    roster::is_name,
    table::{Column, Header, rows},
};
use crate::{
    evaluate::{
        Document,
        documents::prose::flow::{FactPlace, Flow},
    },
    text::{Cut, fold, parse_integer, pattern, vocabulary::alternation},
    vocabulary,
};

/// A number of ballots and where it stands.
pub type BallotCount = (u64, FactPlace);

/// One counting of votes, as one document gives it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// 应到.
    pub due: Option<BallotCount>,
    /// 实到.
    pub present: Option<BallotCount>,
    /// 发出选票.
    pub issued: Option<BallotCount>,
    /// 收回选票.
    pub collected: Option<BallotCount>,
    /// 有效票.
    pub valid: Option<BallotCount>,
    /// 无效票, 废票.
    pub invalid: Option<BallotCount>,
    /// Candidates with their votes, and whether the document calls them elected.
    pub votes: Vec<CandidateVotes>,
}

/// A candidate's votes.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateVotes {
    /// The name.
    pub name: String,
    /// 得票数.
    pub count: u64,
    /// Called elected.
    pub is_elected: bool,
    /// Where it stands.
    pub place: FactPlace,
}

/// A seat on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// 理事长, 理事.
    Council,
    /// 监事长, 监事; 民主理财小组, 村务监督委员会.
    Supervision,
    /// 会计, 报账员.
    Accountant,
    /// 村民委员会 members.
    Committee,
}

/// Somebody with a seat.
#[derive(Debug, Clone, PartialEq)]
pub struct Seated {
    /// The name.
    pub name: String,
    /// The seat.
    pub seat: Seat,
    /// Where it stands.
    pub place: FactPlace,
}

const COUNT: &str = r"(?:\s|:|选票|的|表决票|票|共计|共|为|数|数量|总数){0,6}(?P<n>[0-9]+|[一二三四五六七八九十百零]+)\s*(?:张|份|票|人)";
/// A number of ballots right behind its word, without a unit: 发票33,收33,废票0.
const BARE: &str = r"(?P<bare>[0-9]{1,5})(?:[,、;。\s]|$)";
static ISSUED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:实?发出|发放|印发|发(?:选?票)){COUNT}|发(?:出)?(?:选|表决)?票{BARE}")));
static COLLECTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:实?收回|回收|[,、]收){COUNT}|[,、;](?:实?收回?|回收)(?:选|表决)?票?{BARE}")));
static INVALID: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:无效票?|废票|作废){COUNT}|(?:无效|废)票{BARE}")));
static VALID: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("有效(?:选票|票)?{COUNT}")));
static DUE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"应到(?:会)?(?:成员|村民|股东)?(?:代表)?(?:人数)?[:为\s]*(?P<n>[0-9]+)\s*(?:人|名)"));
static PRESENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"实到(?:会)?(?:成员|村民|股东)?(?:代表)?(?:人数)?[:为\s]*(?P<n>[0-9]+)\s*(?:人|名)"));
static VOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[,、;:\s])(?P<name>[\x{4e00}-\x{9fff}]{2,4}?)(?:同志)?(?:得|获得?|得到)(?:赞成)?(?:选?票)?(?P<n>[0-9]+)票",
    )
});
/// A name with its votes alone, where a sentence tells who was elected: 理事:甲31票、乙30票,当选.
static BARE_VOTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[,、;:\s])(?P<name>[\x{4e00}-\x{9fff}]{2,4}?)(?P<n>[0-9]+)票"));
/// 理事长：甲；理事：乙、丙。 The list goes on while names follow.
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    let seats = vocabulary!("offices.tsv").forms("seat-label");
    pattern(&format!(
        r"(?P<seat>{seats})(?:\([^()]{{0,8}}\))?\s*:\s*(?P<names>[\x{{4e00}}-\x{{9fff}}·]{{2,4}}(?:[0-9]{{1,4}}票)?(?:[、,\s]+[\x{{4e00}}-\x{{9fff}}·]{{2,4}}(?:[0-9]{{1,4}}票)?)*)",
    ))
});
/// 甲、乙当选本社理事; 甲任理事长; 任命甲为理事长,乙、丙为理事.
static ELECTED: LazyLock<Regex> = LazyLock::new(|| {
    let seats = vocabulary!("offices.tsv").forms("seat-elected");
    pattern(&format!(
        r"(?:^|[,;:\s选举])(?:(?:研究)?决定)?(?:选举|任命|聘任|聘请|委任|推选|推举)?(?P<names>[\x{{4e00}}-\x{{9fff}}]{{2,4}}?(?:、[\x{{4e00}}-\x{{9fff}}]{{2,4}}?)*)(?:等[0-9一二三四五六七八九]+(?:人|名同志))?(?:同志)?(?:当选为?|被选为|担任|任|为)[^,;、:为]{{0,30}}?(?P<seat>{seats})",
    ))
});

static BOARD_COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| Column::listed("board"));

/// Lines of a paper that can be its title.
const TITLE_LINES: usize = 4;

/// Words that are no names though they stand where names do.
static NO_NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("not-names.tsv").read_by("elections").collect());

/// What stands between two names.
fn is_divider(c: char) -> bool {
    matches!(c, '、' | ',') || c.is_whitespace()
}

fn is_person(name: &str) -> bool {
    is_name(name) && name.chars().count() <= 4 && !NO_NAMES.iter().any(|word| name.contains(word))
}

/// A name without the votes that stand behind it: `丁一31票`.
fn without_votes(name: &str) -> &str {
    name.trim_end_matches('票').trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The tally of a document.
pub fn tally(document: &Document, flow: &Flow<'_>) -> Tally {
    let mut tally = Tally::default();
    for sentence in flow.sentences() {
        let text = flow.words(&sentence);
        let first = |pattern: &Regex| -> Option<BallotCount> {
            let captures = pattern.captures(text)?;
            let whole = captures.get(0)?;
            let count = parse_integer(captures.name("n").or_else(|| captures.name("bare"))?.as_str())?;
            Some((count, flow.place(sentence.start + whole.start()..sentence.start + whole.end())))
        };
        // Several rounds of voting in one paper: only the first is read, the others cannot be told apart.
        let fields = [
            (&mut tally.due, &DUE),
            (&mut tally.present, &PRESENT),
            (&mut tally.issued, &ISSUED),
            (&mut tally.collected, &COLLECTED),
            (&mut tally.invalid, &INVALID),
        ];
        for (field, pattern) in fields {
            if field.is_none() {
                *field = first(pattern);
            }
        }
        if tally.valid.is_none() {
            tally.valid = VALID.captures_iter(text).find_map(|captures| {
                let whole = captures.get(0)?;
                let count = parse_integer(captures.name("n")?.as_str())?;
                let place = flow.place(sentence.start + whole.start()..sentence.start + whole.end());
                (!text.part(..whole.start()).ends_with('无')).then_some((count, place))
            });
        }
        let bare = text.contains("当选").then(|| BARE_VOTE.captures_iter(text)).into_iter().flatten();
        for captures in VOTE.captures_iter(text).chain(bare) {
            let (Some(name), Some(count)) =
                (captures.name("name"), captures.name("n").and_then(|n| parse_integer(n.as_str())))
            else {
                continue;
            };
            // 得 belongs to the votes, and they were read with it.
            if is_person(name.as_str()) && !name.as_str().ends_with(['得', '获', '到']) {
                let place = flow.place(
                    sentence.start + name.start()..sentence.start + captures.get(0).map_or(name.end(), |all| all.end()),
                );
                let after =
                    text.part(captures.get(0).map_or(0, |all| all.end())..).trim_start_matches([',', '、', ' ']);
                let is_elected = after.starts_with("当选");
                tally.votes.push(CandidateVotes { name: name.as_str().to_owned(), count, is_elected, place });
            }
        }
    }
    for_each_board_row(document, |_, name, votes, result, place| {
        if let Some(count) = parse_integer(votes) {
            let result = fold(result);
            let is_elected = result.contains("当选") && !result.contains(['未', '不', '落']);
            tally.votes.push(CandidateVotes { name: name.to_owned(), count, is_elected, place });
        }
    });
    tally
}

/// Calls `each` with seat, name, votes and result of every row of a table of candidates.
fn for_each_board_row(document: &Document, mut each: impl FnMut(&str, &str, &str, &str, FactPlace)) {
    let mut header: Option<Header> = None;
    for row in &rows(document) {
        if let Some(found) = Header::read(row, &BOARD_COLUMNS, 2) {
            header = found.has("name").then_some(found);
            continue;
        }
        let Some(header) = header.as_ref().filter(|_| row.is_tabular()) else { continue };
        for entry in header.entries(row) {
            let name: String = entry.get("name").chars().filter(|c| !c.is_whitespace()).collect();
            if is_person(&name) {
                let votes = fold(entry.get("votes"));
                let place = FactPlace {
                    citation: document.cite(row.page, &row.quote()),
                    doubtful: row
                        .cells
                        .iter()
                        .any(|cell| !cell.text.is_empty() && document.is_doubtful(row.page, cell.text)),
                };
                // What somebody is besides stands in a column of its own, or in the remarks.
                let result = [entry.get("result"), entry.get("besides")].join("、");
                each(entry.get("seat"), &name, votes.trim_end_matches(['票', '张']), &result, place);
            }
        }
    }
}

/// The words of each seat; where a text has those of several, the first counts.
static SEATS: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| vocabulary!("offices.tsv").groups("meaning", "seat"));

fn seat_of(words: &str) -> Option<Seat> {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let (office, _) = SEATS.iter().find(|(_, known)| known.iter().any(|word| words.contains(word)))?;
    Some(match *office {
        "supervision" => Seat::Supervision,
        "council" => Seat::Council,
        "accountant" => Seat::Accountant,
        _ => Seat::Committee,
    })
}

/// Who a document says sits on which board. Candidates who were not elected are left out.
pub fn seated(document: &Document, flow: &Flow<'_>) -> Vec<Seated> {
    let mut found: Vec<Seated> = Vec::new();
    let mut push = |name: &str, seat, place: FactPlace| {
        if is_person(name) && !found.iter().any(|known| known.name == name && known.seat == seat) {
            found.push(Seated { name: name.to_owned(), seat, place });
        }
    };
    for sentence in flow.sentences() {
        let text = flow.words(&sentence);
        if text.contains("候选人") || text.contains("不得") {
            continue;
        }
        let mut from = 0;
        while let Some(captures) = LISTED.captures_at(text, from) {
            let (Some(seat), Some(names), Some(whole)) =
                (captures.name("seat"), captures.name("names"), captures.get(0))
            else {
                break;
            };
            // The last word may be the next label: 理事：甲、乙 监事：丙.
            let after = text.part(whole.end()..).trim_start();
            let bracket =
                after.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(_, rest)| rest.trim_start());
            let is_label = bracket.unwrap_or(after).starts_with(':');
            let end =
                if is_label { whole.start() + whole.as_str().rfind(is_divider).unwrap_or(0) } else { whole.end() };
            from = end.max(names.start());
            if let Some(seat) = seat_of(seat.as_str()) {
                let place = flow.place(sentence.start + whole.start()..sentence.start + end.max(names.start()));
                for name in text.part(names.start()..end.max(names.start())).split(is_divider) {
                    push(without_votes(name.trim()), seat, place.clone());
                }
            }
        }
        for captures in ELECTED.captures_iter(text) {
            let (Some(seat), Some(names), Some(whole)) =
                (captures.name("seat"), captures.name("names"), captures.get(0))
            else {
                continue;
            };
            // 甲为理事会成员候选 names a body.
            let is_body = text.part(whole.end()..).starts_with('会');
            let Some(seat) = seat_of(seat.as_str()).filter(|_| !is_body) else { continue };
            let place = flow.place(sentence.start + whole.start()..sentence.start + whole.end());
            for name in names.as_str().split('、') {
                push(name.trim(), seat, place.clone());
            }
        }
    }
    for_each_board_row(document, |seat, name, _, result, place| {
        let result = fold(result);
        if let Some(seat) = seat_of(seat)
            && !result.contains(['未', '不', '落'])
        {
            push(name, seat, place);
        }
    });
    found
}

/// Who a document calls an accountant (会计, 报账员), or names to a body that watches over the money.
pub fn finance_seats(document: &Document, flow: &Flow<'_>) -> Vec<Seated> {
    static ACCOUNTANT: LazyLock<Regex> = LazyLock::new(|| {
        let office = vocabulary!("offices.tsv").forms("accountant");
        pattern(
            &[
                format!(r"(?:{office})(?:人员)?(?:\([^()]{{0,8}}\))?(?:由|为|:|姓名:)\s*(?P<name>[\x{{4e00}}-\x{{9fff}}]{{2,4}}?)(?:同志)?(?:担任|兼任|负责|兼|$|[,、\s(])"),
                format!(r"|(?:聘任|聘用|聘请?|委托|任命)(?P<name2>[\x{{4e00}}-\x{{9fff}}]{{2,4}}?)(?:同志)?(?:为|担任|任)[^,]{{0,20}}(?:{office})"),
                format!(r"|(?:^|[,:;\s]|由)由?(?P<name3>[\x{{4e00}}-\x{{9fff}}]{{2,3}})(?:同志)?(?:担任|兼任|任)(?:本?[村社]|[\x{{4e00}}-\x{{9fff}}]{{2,12}}(?:村|合作社))?(?:的)?(?:财务)?(?:{office})"),
            ]
            .concat(),
        )
    });
    static GROUP: LazyLock<Regex> = LazyLock::new(|| {
        let bodies = alternation(vocabulary!("bodies.tsv").read_by("watches"));
        pattern(&format!(
            r"(?:{bodies})[^;]{{0,10}}?由(?P<names>[\x{{4e00}}-\x{{9fff}}]{{2,4}}(?:、[\x{{4e00}}-\x{{9fff}}]{{2,4}}?)+?)(?:[0-9一二三四五六七八九]+人|等|组成|同志|担任)",
        ))
    });
    let mut found = Vec::new();
    for sentence in flow.sentences() {
        let text = flow.words(&sentence);
        if text.contains("不得") || text.contains("不担任") {
            continue;
        }
        for (pattern, seat) in [(&ACCOUNTANT, Seat::Accountant), (&GROUP, Seat::Supervision)] {
            for captures in pattern.captures_iter(text) {
                let names = ["name", "name2", "name3", "names"].into_iter().find_map(|name| captures.name(name));
                let (Some(names), Some(whole)) = (names, captures.get(0)) else { continue };
                let place = flow.place(sentence.start + whole.start()..sentence.start + whole.end());
                let names = names.as_str().split('、').map(str::trim).filter(|name| is_person(name));
                found.extend(names.map(|name| Seated { name: name.to_owned(), seat, place: place.clone() }));
            }
        }
    }
    found.extend(watchers(document, flow));
    found
}

/// Everybody on the list of a body that watches over the money: 组长, 成员 and the like in a paper that its title calls
/// 理财小组 or 监督委员会, and what the list says they are besides.
fn watchers(document: &Document, flow: &Flow<'_>) -> Vec<Seated> {
    static BODY: LazyLock<Regex> =
        LazyLock::new(|| pattern(&alternation(vocabulary!("bodies.tsv").read_by("watches-title"))));
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        let offices = vocabulary!("offices.tsv").forms("watcher-label");
        pattern(&format!(
            r"(?:{offices})(?:名单)?\s*:\s*(?P<names>[\x{{4e00}}-\x{{9fff}}·]{{2,4}}(?:\([^()\n]{{1,16}}\))?(?:[、,\s]+[\x{{4e00}}-\x{{9fff}}·]{{2,4}}(?:\([^()\n]{{1,16}}\))?)*)",
        ))
    });
    static PERSON: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?P<name>[\x{4e00}-\x{9fff}·]{2,4})(?:\((?P<besides>[^()]{1,16})\))?"));
    let head = document.lines().take(TITLE_LINES).map(|line| fold(line.text)).collect::<Vec<_>>().concat();
    if !BODY.is_match(&head) {
        return Vec::new();
    }
    let mut found: Vec<Seated> = Vec::new();
    let mut push = |name: &str, besides: &str, place: &FactPlace| {
        if !is_person(name) {
            return;
        }
        found.push(Seated { name: name.to_owned(), seat: Seat::Supervision, place: place.clone() });
        // 种某（理事、会计） sits on both.
        let besides = besides.split(is_divider).filter_map(seat_of);
        let watched = besides.filter(|seat| matches!(seat, Seat::Accountant | Seat::Council));
        found.extend(watched.map(|seat| Seated { name: name.to_owned(), seat, place: place.clone() }));
    };
    for sentence in flow.sentences() {
        let text = flow.words(&sentence);
        let mut from = 0;
        while let Some(captures) = OFFICE.captures_at(text, from) {
            let (Some(names), Some(whole)) = (captures.name("names"), captures.get(0)) else { break };
            // The last word may be the next label: 组长：甲 成员：乙.
            let is_label = text.part(whole.end()..).trim_start().starts_with(':');
            let end = if is_label { names.as_str().rfind(is_divider).unwrap_or(0) } else { names.as_str().len() };
            from = names.start() + end;
            let place = flow.place(sentence.start + whole.start()..sentence.start + names.start() + end);
            for person in PERSON.captures_iter(names.as_str().part(..end)) {
                let said = |group: &str| person.name(group).map_or("", |found| found.as_str());
                push(said("name"), said("besides"), &place);
            }
        }
    }
    for_each_board_row(document, |seat, name, _, result, place| push(name, &format!("{seat}、{result}"), &place));
    found
}

/// Sentences by which somebody is put on a board without an election (任命, 委任, 指定).
pub fn appointments(flow: &Flow<'_>) -> Vec<FactPlace> {
    static APPOINTED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "(?:任命|委任|指定|指派|直接任)[^,。;]{0,40}(?:理事|监事)|(?:理事长?|监事长?)[^,。;]{0,12}由[^,。;]{0,24}(?:任命|委任|指定|指派)",
        )
    });
    static NO: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("clauses.tsv").forms("not-appointed")));
    // Says so openly, in a sentence that need not name the office: 召集代表困难，这次先直接任命.
    static OPENLY: LazyLock<Regex> =
        LazyLock::new(|| pattern("(?:先|直接|暂)(?:行|由[^,。;]{1,12})?(?:任命|委任|指定|指派)"));
    // 经研究决定，任命： leads into lines of their own: 丁一为合作社理事长；
    static LEADS: LazyLock<Regex> = LazyLock::new(|| pattern("(?:任命|委任|指定)(?:如下|以下同志|下列同志)?:$"));
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| pattern("^[^,。;:]{2,24}(?:同志)?(?:为|任|担任)[^,。;]{0,30}(?:理事|监事)"));
    let mut appointed = Vec::new();
    let mut openly = Vec::new();
    let mut is_led = false;
    let mut lead = None;
    for sentence in flow.sentences() {
        let text = flow.words(&sentence);
        let led = NAMED.find(text).filter(|_| is_led);
        if LEADS.is_match(text.trim_end()) {
            lead = Some(flow.place(sentence.clone()));
        }
        is_led = LEADS.is_match(text.trim_end()) || led.is_some();
        let is_of_lead = led.is_some();
        let (found, places) = match (APPOINTED.find(text).or(led), OPENLY.find(text)) {
            (Some(found), _) => (found, &mut appointed),
            (None, Some(found)) => (found, &mut openly),
            (None, None) => continue,
        };
        if !NO.is_match(text) {
            // The sentence that leads in says who appoints.
            places.extend(lead.take().filter(|_| is_of_lead));
            places.push(flow.place(sentence.start + found.start()..sentence.start + found.end()));
        }
    }
    // Who else is put somewhere by a paper that appoints nobody to a board is not asked.
    if !appointed.is_empty() {
        appointed.append(&mut openly);
    }
    appointed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn read(text: &str) -> (Tally, Vec<String>) {
        let document = paper("选举.docx").saying(&[text]);
        let flow = Flow::new(&document);
        let seats =
            seated(&document, &flow).into_iter().map(|seated| format!("{:?} {}", seated.seat, seated.name)).collect();
        (tally(&document, &flow), seats)
    }

    #[test]
    fn ballots_are_counted_in_prose() {
        let (tally, _) = read(
            "本次应到会代表40人，实到36人。共发出选票36张，收回选票35张，其中有效票34张，无效票1张。\n丁一得31票，当选；丙三得12票。",
        );
        let number = |said: &Option<BallotCount>| said.as_ref().map(|said| said.0);
        assert_eq!(
            [&tally.due, &tally.present, &tally.issued, &tally.collected, &tally.valid, &tally.invalid].map(number),
            [Some(40), Some(36), Some(36), Some(35), Some(34), Some(1)]
        );
        let votes: Vec<_> = tally.votes.iter().map(|vote| (vote.name.as_str(), vote.count, vote.is_elected)).collect();
        assert_eq!(votes, [("丁一", 31, true), ("丙三", 12, false)]);
    }

    #[test]
    fn ballots_are_counted_in_tables() {
        let (tally, seats) =
            read("职务\t姓名\t得票数\t是否当选\n理事长\t丁一\t20票\t当选\n理事\t丙三\t3\t未当选\n监事\t戊四\t18\t当选");
        assert_eq!(tally.votes.len(), 3);
        assert_eq!(tally.votes.iter().filter(|vote| vote.is_elected).count(), 2);
        assert_eq!(seats, ["Council 丁一", "Supervision 戊四"]);
    }

    #[test]
    fn boards_are_read_however_they_are_put() {
        for (text, wanted) in [
            ("理事长：丁一；理事：丙三、己五。", vec!["Council 丁一", "Council 丙三", "Council 己五"]),
            (
                "经投票选举，丁一当选本社理事长，丙三、己五当选监事。",
                vec!["Council 丁一", "Supervision 丙三", "Supervision 己五"],
            ),
            ("监事会主席：庚六 监事：辛七，壬八", vec!["Supervision 庚六", "Supervision 辛七", "Supervision 壬八"]),
            (
                "理事长：丁一（36票）\n理　　事：丙三（票数略）、己五\n监  事：庚六",
                vec!["Council 丁一", "Council 丙三", "Supervision 庚六"],
            ),
            (
                "经社员代表投票，丁一当选理事长，丙三、己五、庚六当选理事；\n辛七当选监事长，己五、壬八当选监事。",
                vec![
                    "Council 丁一",
                    "Council 丙三",
                    "Council 己五",
                    "Council 庚六",
                    "Supervision 辛七",
                    "Supervision 己五",
                    "Supervision 壬八",
                ],
            ),
            (
                "研究决定，任命丁一为槐荫村股份经济合作社理事长，丙三、己五为理事；任命庚六为监事长，己五为监事。",
                vec!["Council 丁一", "Council 丙三", "Council 己五", "Supervision 庚六", "Supervision 己五"],
            ),
            ("理事候选人：丁一、丙三", vec![]),
            ("丁一为理事会会议记录人。", vec![]),
            (
                "理事：丁一31票、丙三30票，当选。\n监事：庚六29票，当选。",
                vec!["Council 丁一", "Council 丙三", "Supervision 庚六"],
            ),
            ("理事会由5人组成，理事、会计不得兼任监事。", vec![]),
        ] {
            assert_eq!(read(text).1, wanted, "{text}");
        }
    }

    #[test]
    fn ballots_without_units() {
        let (tally, _) = read("选理事，无记名。发票33，收33，废票0。\n理事：丁一31票、丙三34票，当选。");
        let number = |said: &Option<BallotCount>| said.as_ref().map(|said| said.0);
        assert_eq!([&tally.issued, &tally.collected, &tally.invalid].map(number), [Some(33), Some(33), Some(0)]);
        assert_eq!(tally.votes.iter().map(|vote| vote.count).collect::<Vec<_>>(), [31, 34]);
        let (none, _) = read("开发票2019年3张，收据2张。");
        assert_eq!([&none.issued, &none.collected].map(number), [None, None]);
    }

    #[test]
    fn appointments_are_told_from_rules() {
        let appointed = |text: &str| {
            let document = paper("文.docx").saying(&[text]);
            appointments(&Flow::new(&document)).len()
        };
        for text in [
            "经村党支部研究，任命丁一为合作社理事长",
            "现指定丙三担任监事长，己五担任监事。",
            "合作社理事由村委会直接指派",
        ] {
            assert_eq!(appointed(text), 1, "{text}");
        }
        assert_eq!(appointed("任命丁一为合作社理事长。\n召集代表困难，这次先直接任命，等明年再补开会。"), 2);
        let led = "经村党支部研究决定，任命：\n丁一为合作社理事长；\n丙三、己五为理事。\n任期五年。";
        assert_eq!(appointed(led), 3, "the sentence that leads in, and two that name");
        for text in [
            "选举结果如下：\n丁一为合作社理事长；",
            "报账员由镇里直接指派",
            "理事、监事不得由村委会指定",
            "理事会成员经投票选举产生，不是简单委任",
            "任命丁一为村会计",
            "由理事会聘任经理",
        ] {
            assert_eq!(appointed(text), 0, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[理事监长：、，。丁一丙得票当选发出收回有效0-9\t\n]{0,60}")) {
            let _ = read(&text);
            let document = paper("a.docx").saying(&[&text]);
            let flow = Flow::new(&document);
            let _ = (appointments(&flow), finance_seats(&document, &flow));
        }
    }
}
