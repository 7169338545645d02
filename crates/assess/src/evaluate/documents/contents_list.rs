//! Contents lists (卷内目录, 归档文件目录): the titles they give to files whose own names are only numbers.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use crate::{
    model::{ArchivePath, Page},
    text::{fold::fold_name, pattern},
    vocabulary,
};

/// Column headings by what they mean, after DA/T 22 and older practice: a document's number, its title, the place of its
/// file relative to the contents list, the archival code (档号), its day.
static HEADINGS: LazyLock<Vec<(&str, Vec<&str>)>> =
    LazyLock::new(|| vocabulary!("columns.tsv").groups("meaning", "contents"));

/// A cell of a box's head.
static BOX_HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:盒名|盒号|全宗(?:名称|号)?|保管期限|立卷单位|案卷题名|归档年度|年度|机构|问题)[:：]")
});

/// The headings of one meaning.
fn headings(meaning: &str) -> &'static [&'static str] {
    HEADINGS.iter().find(|(known, _)| *known == meaning).map_or(&[], |(_, words)| words)
}

/// The titles of an archive's contents lists.
#[derive(Debug, Clone, Default)]
pub struct ContentsTitles {
    /// By folder and number, from contents lists without a column of places.
    by_number: BTreeMap<(String, u32), String>,
    /// By the file's own path.
    by_path: BTreeMap<String, String>,
}

/// Which columns of a table hold what.
struct ContentsColumns {
    number: usize,
    title: usize,
    place: Option<usize>,
}

/// A row of a contents list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPaper {
    /// The page it stands on, counted from 1.
    pub page: u32,
    /// The row as read.
    pub line: String,
    /// Its number, where the cell holds one.
    pub number: Option<u32>,
    /// The title.
    pub title: String,
    /// The archival code (档号); empty where there is none.
    pub code: String,
    /// The day as written; empty where there is none.
    pub date: String,
    /// The place of its file, as written; empty where the list has no such column.
    pub place: String,
}

/// The rows of a contents list's tables, in their order. A row without a title is none.
pub fn rows(pages: &[Page]) -> Vec<ListedPaper> {
    let mut rows = Vec::new();
    let mut columns: Option<(ContentsColumns, Option<usize>, Option<usize>)> = None;
    for (page, line) in pages.iter().flat_map(|page| page.text.lines().map(move |line| (page.page, line))) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let folded: Vec<String> = cells.iter().map(|cell| fold_name(cell)).collect();
        let heading = |headings: &[&str]| folded.iter().position(|cell| headings.contains(&cell.as_str()));
        if let (Some(number), Some(title)) = (heading(headings("number")), heading(headings("title"))) {
            let place = heading(headings("place"));
            columns =
                Some((ContentsColumns { number, title, place }, heading(headings("code")), heading(headings("date"))));
            continue;
        }
        let Some((columns, code, date)) = &columns else { continue };
        let cell =
            |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or_else(String::new, |cell| (*cell).to_owned());
        let title = cell(Some(columns.title));
        // The head of another box stands between the rows.
        if title.is_empty() || folded.iter().any(|cell| BOX_HEAD.is_match(cell)) {
            continue;
        }
        rows.push(ListedPaper {
            page,
            line: line.to_owned(),
            number: folded.get(columns.number).and_then(|cell| number_in(cell)),
            title,
            code: cell(*code),
            date: cell(*date),
            place: cell(columns.place),
        });
    }
    rows
}

/// Whether a file's name says that it is a contents list.
pub fn is_contents_list(path: &ArchivePath) -> bool {
    fold_name(path.stem()).contains("目录")
}

impl ContentsTitles {
    /// Adds the rows of a contents list; they apply to the files in its folder and below.
    pub fn add(&mut self, path: &ArchivePath, pages: &[Page]) {
        let mut columns: Option<ContentsColumns> = None;
        for line in pages.iter().flat_map(|page| page.text.lines()) {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let folded: Vec<String> = cells.iter().map(|cell| fold_name(cell)).collect();
            let heading = |headings: &[&str]| folded.iter().position(|cell| headings.contains(&cell.as_str()));
            if let (Some(number), Some(title)) = (heading(headings("number")), heading(headings("title"))) {
                columns = Some(ContentsColumns { number, title, place: heading(headings("place")) });
                continue;
            }
            let Some(columns) = &columns else { continue };
            let Some(title) = cells.get(columns.title).filter(|title| !title.is_empty()) else { continue };
            if let Some(place) = columns.place {
                if let Some(place) = cells.get(place).filter(|place| !place.is_empty()) {
                    let place = place.replace('\\', "/");
                    let whole = format!("{}/{}", path.folder(), place.trim_start_matches("./"));
                    self.by_path.entry(whole.trim_start_matches('/').to_owned()).or_insert_with(|| (*title).to_owned());
                }
            } else if let Some(number) = folded.get(columns.number).and_then(|cell| number_in(cell)) {
                self.by_number.entry((path.folder().to_owned(), number)).or_insert_with(|| (*title).to_owned());
            }
        }
    }

    /// The title of a numbered file, by the nearest contents list above it.
    pub fn get(&self, path: &ArchivePath) -> Option<&str> {
        let number = number_in(&fold_name(path.stem()))?;
        if let Some(title) = self.by_path.get(path.as_str()) {
            return Some(title);
        }
        let mut folder = path.folder();
        loop {
            if let Some(title) = self.by_number.get(&(folder.to_owned(), number)) {
                return Some(title);
            }
            folder = folder.rsplit_once('/').map(|(above, _)| above)?;
        }
    }
}

/// A cell or a name that is a number and nothing else.
fn number_in(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PageSource;

    #[test]
    fn a_column_of_places_wins_over_numbers() {
        let text = "顺序号\t题名\t存放位置\n1\t清产核资方案\t第一盒/001.pdf\n2\t成员名册\t第二盒\\001.pdf\n";
        let mut titles = ContentsTitles::default();
        titles.add(&ArchivePath::new("村/卷内目录.xlsx"), &[cells(text)]);
        assert_eq!(titles.get(&ArchivePath::new("村/第一盒/001.pdf")), Some("清产核资方案"));
        assert_eq!(titles.get(&ArchivePath::new("村/第二盒/001.pdf")), Some("成员名册"));
        assert_eq!(titles.get(&ArchivePath::new("村/第二盒/002.pdf")), None);
    }

    fn cells(text: &str) -> Page {
        Page {
            page: 1,
            label: None,
            source: PageSource::Cells,
            width: 0.0,
            height: 0.0,
            text: text.to_owned(),
            lines: vec![],
        }
    }

    #[test]
    fn rows_are_read_with_their_columns() {
        let text = "归档文件目录\n序号\t档号\t责任者\t题名\t日期\t备注\n1\tWS·2020-Y-0001\t王村\t工作方案\t20200105\t\n\
                    盒名：成员确认\t\t\t全宗名称：王村村委会\t保管期限：永久\t\n\
                    2\t\t王村\t会议记录\t2020.1.9\t\n\t\t\t\t\t\n小计\t\t\t两件\t\t";
        let rows = rows(&[cells(text)]);
        assert_eq!(rows.len(), 3);
        assert_eq!(
            (rows[0].number, rows[0].title.as_str(), rows[0].code.as_str()),
            (Some(1), "工作方案", "WS·2020-Y-0001")
        );
        assert_eq!((rows[1].date.as_str(), rows[1].place.as_str()), ("2020.1.9", ""));
        assert_eq!(rows[2].number, None);
    }

    #[test]
    fn numbered_files_get_their_titles() {
        let text = "卷内目录\n顺序号\t文号\t责任者\t题名\t日期\t页号\n1\t\t张庄村\t清产核资实施方案\t20180601\t1\n\
                    002\t\t张庄村\t村民代表会议记录\t20180612\t5\n合计\t\t\t\t\t\n";
        let mut titles = ContentsTitles::default();
        titles.add(&ArchivePath::new("村/第一盒/卷内目录.xlsx"), &[cells(text)]);
        assert_eq!(titles.get(&ArchivePath::new("村/第一盒/001.pdf")), Some("清产核资实施方案"));
        assert_eq!(titles.get(&ArchivePath::new("村/第一盒/附/2.pdf")), Some("村民代表会议记录"));
        assert_eq!(titles.get(&ArchivePath::new("村/第二盒/001.pdf")), None);
        assert_eq!(titles.get(&ArchivePath::new("村/第一盒/003.pdf")), None);
        assert_eq!(titles.get(&ArchivePath::new("村/第一盒/方案.pdf")), None);
    }
}
