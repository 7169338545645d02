//! Lists of captions (照片说明): tables with a head, album cards with labels beside their values, and plain lists that
//! name a file or a number before each caption.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use super::caption::label;
use crate::{
    text::{Cut, fold::fold_name, pattern},
    vocabulary,
};

/// A caption in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptionRow {
    /// The file's name or the photo's number, as written; empty where the list has no such column.
    pub key: String,
    /// The row as labelled text, for [`super::caption::elements`].
    pub text: String,
    /// The page it stands on, counted from 1.
    pub page: u32,
    /// Words of it, exactly as read.
    pub quote: String,
}

/// Columns by which a photo is found, the best first.
static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("columns.tsv").read_by("photo-list").collect());

/// Whether a cell is a label of the column that names the file or numbers the photo.
fn is_key(cell: &str) -> bool {
    KEYS.iter().any(|name| cell.contains(name))
}

/// `IMG_1.jpg：…`, `照片1：…`, `图一、…`, `3. …`: what names a photo at the beginning of a line.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            (?P<file>[^\s：:，,、；;]+\.(?:jpe?g|png|heic|bmp|tiff?|gif|webp|mp4|mov))\s*[\])）】]?\s*[：:、,，—–-]*
          | (?:照片|相片|图片|图|第)\s*(?P<number>[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[张幅]?\s*(?:[：:、.．，,]|\s)
          | (?P<plain>[0-9]{1,3})\s*[、.．：:)）](?P<after>[^0-9]|$)
        )",
    )
});

/// The rows of a list of captions that goes over several pages. Text that is no list has no rows.
pub fn rows<'t>(pages: impl IntoIterator<Item = (u32, &'t str)>) -> Vec<CaptionRow> {
    let pages: Vec<(u32, &str)> = pages.into_iter().collect();
    let lines = || pages.iter().flat_map(|(page, text)| text.lines().map(move |line| (*page, line)));
    let table = table(lines());
    if !table.is_empty() {
        return table;
    }
    let cards = cards(lines());
    if cards.is_empty() { list(lines()) } else { cards }
}

fn cells(line: &str) -> Vec<&str> {
    line.split('\t').map(str::trim).collect()
}

fn is_label(cell: &str) -> bool {
    (1..=8).contains(&cell.chars().count()) && label(cell).is_some()
}

/// Lines with tabs below a line that is the head of such a table: at least two labels, and hardly anything else.
fn table<'t>(lines: impl Iterator<Item = (u32, &'t str)>) -> Vec<CaptionRow> {
    let mut columns: Option<Vec<&str>> = None;
    let mut out = Vec::new();
    for (page, line) in lines {
        let cells = cells(line);
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let labels = cells.iter().filter(|cell| is_label(cell)).count();
        if labels >= 2 && labels * 3 >= filled * 2 {
            columns = Some(cells);
            continue;
        }
        let Some(columns) = &columns else { continue };
        if cells.len() < 2 || filled == 0 {
            continue;
        }
        let key_at = KEYS.iter().find_map(|name| columns.iter().position(|column| column.contains(name)));
        let key = key_at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        let named = columns.iter().zip(&cells).enumerate();
        let said: Vec<String> = named
            .filter(|(at, (column, cell))| Some(*at) != key_at && (!cell.is_empty() || is_label(column)))
            .map(|(_, (column, cell))| format!("{column}：{cell}"))
            .collect();
        if said.iter().any(|said| !said.ends_with('：')) {
            let longest = cells.iter().max_by_key(|cell| cell.chars().count()).copied().unwrap_or_default();
            let quote = if key.chars().count() > 3 { key } else { longest };
            out.push(CaptionRow { key: key.to_owned(), text: said.join("\n"), page, quote: quote.to_owned() });
        }
    }
    out
}

/// Album cards: labels beside their values, `题名 | … | 照片号 | …`. A label that comes again begins the next card.
fn cards<'t>(lines: impl Iterator<Item = (u32, &'t str)>) -> Vec<CaptionRow> {
    let mut out: Vec<CaptionRow> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (page, line) in lines {
        let cells = cells(line);
        let pairs = cells.chunks(2).filter_map(|pair| match *pair {
            [name, value] if is_label(name) && !is_label(value) => Some((name, value)),
            _ => None,
        });
        for (name, value) in pairs {
            if out.is_empty() || seen.contains(&name) {
                out.push(CaptionRow { key: String::new(), text: String::new(), page, quote: value.to_owned() });
                seen.clear();
            }
            seen.push(name);
            let Some(row) = out.last_mut() else { continue };
            if row.key.is_empty() && is_key(name) {
                value.clone_into(&mut row.key);
            } else if !value.is_empty() {
                row.text.push_str(&format!("{name}：{value}\n"));
            }
            if row.quote.is_empty() {
                value.clone_into(&mut row.quote);
            }
        }
    }
    out.retain(|row| !row.text.is_empty());
    out
}

/// Lines that begin with a file's name or a number, each with the lines below it.
fn list<'t>(lines: impl Iterator<Item = (u32, &'t str)>) -> Vec<CaptionRow> {
    let mut out: Vec<CaptionRow> = Vec::new();
    for (page, line) in lines {
        let found = LEAD.captures(line).and_then(|found| {
            let key = ["file", "number", "plain"].iter().find_map(|name| found.name(name))?;
            let end = found.name("after").map_or(found.get(0)?.end(), |after| after.start());
            Some((key.as_str(), line.get(end..)?.trim()))
        });
        if let Some((key, rest)) = found {
            out.push(CaptionRow { key: key.to_owned(), text: rest.to_owned(), page, quote: line.trim().to_owned() });
        } else if let Some(row) = out.last_mut().filter(|_| !line.trim().is_empty()) {
            row.text.push('\n');
            row.text.push_str(line.trim());
        }
    }
    out.retain(|row| row.text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}')));
    out
}

/// A file's name as it is compared: folded, lower case, without folders and extension.
fn stem(name: &str) -> String {
    let folded = fold_name(name).to_lowercase().replace('\\', "/");
    let own = folded.rsplit('/').next().unwrap_or_default();
    let end = own.rfind('.').filter(|at| own.len() - at <= 5 && *at > 0).unwrap_or(own.len());
    own.part(..end).to_owned()
}

/// Which row names which file; an index into `rows` for each file. `files` are paths. Of several rows with the file's name
/// the one counts that shares most of its folders, and a row counts for the files that share most with it. A file that
/// two rows name alike is named by neither.
pub fn match_names(rows: &[CaptionRow], files: &[&str]) -> Vec<Option<usize>> {
    let mut by_stem: BTreeMap<String, Vec<(usize, Vec<String>)>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.key.is_empty()) {
        by_stem.entry(stem(&row.key)).or_default().push((at, folders(&row.key)));
    }
    let best: Vec<Option<(usize, usize)>> = files
        .iter()
        .map(|file| {
            let own = folders(file);
            let shared = by_stem.get(&stem(file))?.iter().map(|(at, row)| (shared_from_the_end(&own, row), *at));
            let most = shared.clone().map(|(count, _)| count).max()?;
            let mut with_most = shared.filter(|(count, _)| *count == most);
            with_most.next().filter(|_| with_most.next().is_none())
        })
        .collect();
    let mut most: BTreeMap<usize, usize> = BTreeMap::new();
    for (count, row) in best.iter().flatten() {
        let known = most.entry(*row).or_default();
        *known = (*known).max(*count);
    }
    best.into_iter().map(|best| best.filter(|(count, row)| most.get(row) == Some(count)).map(|(_, row)| row)).collect()
}

/// The folders of a path as they are compared, from the outermost on.
fn folders(path: &str) -> Vec<String> {
    let folded = fold_name(path).to_lowercase().replace('\\', "/");
    let mut parts: Vec<String> = folded.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    parts.pop();
    parts
}

fn shared_from_the_end(one: &[String], other: &[String]) -> usize {
    one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// As [`match_names`]; or, where no row names a file and there are as many rows as files, by order.
pub fn match_rows(rows: &[CaptionRow], files: &[&str]) -> Vec<Option<usize>> {
    let by_name = match_names(rows, files);
    if by_name.iter().any(Option::is_some) || rows.len() != files.len() {
        return by_name;
    }
    // Numbers, or nothing: the first row is the first photo, with 2 before 10.
    let is_number = |c: char| c.is_ascii_digit() || "-—_一二三四五六七八九十".contains(c);
    if !rows.iter().all(|row| row.key.chars().all(is_number)) {
        return by_name;
    }
    let mut order: Vec<(usize, &str)> = files.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, name)| natural(&stem(name)));
    let mut out = vec![None; files.len()];
    for (row, (file, _)) in order.into_iter().enumerate() {
        if let Some(own) = out.get_mut(file) {
            *own = Some(row);
        }
    }
    out
}

/// A name as people order it: figures by their value.
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts = vec![(0, String::new())];
    let mut digits = String::new();
    for c in name.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            parts.push((digits.parse().unwrap_or(u64::MAX), String::new()));
            digits.clear();
        }
        if let Some((_, text)) = parts.last_mut() {
            text.push(c);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::photos::caption::{Gazetteer, elements};

    fn keys_and_texts(text: &str) -> Vec<(String, String)> {
        rows([(1, text)]).into_iter().map(|row| (row.key, row.text)).collect()
    }

    #[test]
    fn tables_by_file_name() {
        let text = "照片说明\n序号\t文件名\t时间\t地点\t人物\t事由\n1\tIMG_2.jpg\t2018-06-12\t会议室\t李四\t会议\n2\tIMG_1.JPG\t\t广场\t\t公示\n\t\t\t\t\t";
        let rows = rows([(1, text)]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].text, "序号：1\n时间：2018-06-12\n地点：会议室\n人物：李四\n事由：会议");
        assert_eq!((rows[0].page, rows[0].quote.as_str()), (1, "IMG_2.jpg"));
        let found = elements(&rows[0].text, &Gazetteer::default());
        assert_eq!(found.names(), ["time", "people", "place", "event"]);
        assert_eq!(match_rows(&rows, &["img_1.jpg", "IMG_2.JPG", "IMG_3.jpg"]), [Some(1), Some(0), None]);
    }

    #[test]
    fn a_table_goes_on_over_the_page() {
        let rows = rows([(1, "编号\t拍摄时间\t事由\n1\t2019.3.2\t张榜"), (2, "2\t2019.3.9\t收榜")]);
        assert_eq!(rows.iter().map(|row| (row.page, row.key.as_str())).collect::<Vec<_>>(), [(1, "1"), (2, "2")]);
        assert_eq!(rows[1].text, "拍摄时间：2019.3.9\n事由：收榜");
    }

    #[test]
    fn album_cards_have_labels_beside_values() {
        let text = "照片档案\n题名\t股权证首发\t照片号\tP-001\n时间\t20200611\t摄影者\t周文书\n文字说明\t村主任把股权证交到户主手里\n\
                    题名\t领证登记\t照片号\tP-002\n时间\t20200612\t摄影者\t周文书";
        let rows = keys_and_texts(text);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(rows[0].0, "P-001");
        assert!(rows[0].1.contains("题名：股权证首发") && rows[0].1.contains("时间：20200611"));
        assert_eq!(rows[1], ("P-002".to_owned(), "题名：领证登记\n时间：20200612\n摄影者：周文书\n".to_owned()));
    }

    #[test]
    fn lists_that_name_a_file_or_a_number() {
        let text =
            "影像资料说明\nDSC_01.JPG：2018年6月12日，村民代表在村部开会\nDSC_02.JPG 清查小组丈量土地\n地点：北坡";
        assert_eq!(
            keys_and_texts(text),
            [
                ("DSC_01.JPG".to_owned(), "2018年6月12日，村民代表在村部开会".to_owned()),
                ("DSC_02.JPG".to_owned(), "清查小组丈量土地\n地点：北坡".to_owned()),
            ]
        );
        let numbered = "照片1：张榜公示\n照片2：村民观看公示\n";
        let expected = [("1", "张榜公示"), ("2", "村民观看公示")];
        assert_eq!(keys_and_texts(numbered), expected.map(|(key, text)| (key.to_owned(), text.to_owned())));
        let plain = "1、召开党员会\n2、上门登记";
        let expected = [("1", "召开党员会"), ("2", "上门登记")];
        assert_eq!(keys_and_texts(plain), expected.map(|(key, text)| (key.to_owned(), text.to_owned())));
        assert!(keys_and_texts("2018.6.12 张庄村开会").is_empty(), "a day is no number of a photo");
        assert!(keys_and_texts("照片若干\n会议照片三张").is_empty());
    }

    #[test]
    fn tables_by_order() {
        let text = "序号\t时间\t地点\n1\t2018-06-12\t会议室\n2\t2018-06-13\t广场\n3\t2018-06-14\t村口";
        let rows = rows([(1, text)]);
        assert_eq!(match_rows(&rows, &["p10.jpg", "p2.jpg", "p1.jpg"]), [Some(2), Some(1), Some(0)]);
        assert_eq!(match_rows(&rows, &["p1.jpg", "p2.jpg"]), [None, None], "not as many");
    }

    #[test]
    fn a_name_that_two_rows_bear_names_neither() {
        let rows = rows([(1, "文件名\t时间\n1.jpg\t2018-06-12\n公示/1.jpg\t2018-06-13")]);
        assert_eq!(match_rows(&rows, &["1.jpg", "2.jpg"]), [None, None]);
    }

    #[test]
    fn rows_that_give_a_path_tell_files_of_one_name_apart() {
        let table = "照片文件\t时间\t事件\n二、成员\\确认会\\照片.jpg\t2019-05-22\t开会\n\
            ./四、章程/会议/照片.jpg\t2020-05-16\t开会\n墙报.jpg\t2020-06-01\t张榜";
        let rows = rows([(1, table)]);
        let files = ["北坡村/四、章程/会议/照片.JPG", "北坡村/二、成员/确认会/照片.jpg", "北坡村/三、量化/照片.jpg"];
        assert_eq!(match_names(&rows, &files), [Some(1), Some(0), None]);
        let one = ["宣传/墙报.jpg", "清产/墙报.jpg"];
        assert_eq!(match_names(&rows, &one), [Some(2), Some(2)], "a bare name is all that is known");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(时间|地点|人物|：|、|\n|\t|2018年6月12日|会议|序号|文件名|照片|一|1|2|.jpg|题名| |[a-z]|\\PC){0,30}") {
            let rows = rows([(1, text.as_str()), (2, text.as_str())]);
            let matched = match_rows(&rows, &[text.as_str(), "1.jpg"]);
            prop_assert!(matched.iter().flatten().all(|row| *row < rows.len()));
            prop_assert!(rows.iter().all(|row| text.contains(&row.quote)));
        }
    }
}
