//! Word lists as data: the tab-separated files in `schema/vocabulary`, compiled into the program.
//!
//! A file begins with comments (`# …`): what it lists, its `# Source:` (a law, a standard, papers, an item of the
//! rubric), and what reads it. The first other line names the columns, and each further line is a row (⇥ is a tab):
//!
//! ```text
//! # Papers by the noun that ends their title.
//! # Source: GB/T 9704-2012; titles of the papers that items V01 to T17 ask for.
//! word⇥genre
//! 实施方案⇥plan
//! ```
//!
//! Where several readers share a file, its column `where` says whose each row is ([`WordList::read_by`]). What is a matter of one campaign stands in its rubric and not here.

use regex::escape;

use crate::text::Folded;

/// Reads a file of `schema/vocabulary`, by its name, while the program is compiled: `vocabulary!("bodies.tsv")`.
#[macro_export]
macro_rules! vocabulary {
    ($name:literal) => {
        $crate::text::vocabulary::WordList::new(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../schema/vocabulary/",
            $name
        )))
    };
}

/// One file of `schema/vocabulary`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordList {
    columns: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
}

impl WordList {
    /// Reads a file's text. A row that is shorter than the head has empty cells at its end.
    pub fn new(text: &'static str) -> Self {
        let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let cells = |line: &'static str| line.split('\t').collect::<Vec<_>>();
        let columns = lines.next().map(cells).unwrap_or_default();
        Self { columns, rows: lines.map(cells).collect() }
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[&'static str] {
        &self.columns
    }

    /// Its rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = WordRow<'_>> {
        self.rows.iter().map(|cells| WordRow { columns: &self.columns, cells })
    }

    /// All that stands in a column, in the order of the file.
    pub fn column<'l>(&'l self, column: &'l str) -> impl Iterator<Item = &'static str> + 'l {
        self.rows().map(move |row| row.get(column))
    }

    /// What stands in the column `word` of the rows that bear `value` in `column`.
    pub fn words<'l>(&'l self, column: &'l str, value: &'l str) -> impl Iterator<Item = &'static str> + 'l {
        self.rows().filter(move |row| row.get(column) == value).map(|row| row.get("word"))
    }

    /// What stands in the column `word` of a reader's rows: the column `where` names it, among others with spaces between.
    pub fn read_by<'l>(&'l self, reader: &'l str) -> impl Iterator<Item = &'static str> + 'l {
        self.rows_of(reader).map(|row| row.get("word"))
    }

    /// A reader's words as a part of a pattern: as they stand, so that they can have optional parts of their own, and in
    /// the order of the file, the first of which that fits is found: `户(?:编)?号|户编码`.
    ///
    /// # Panics
    /// Where the reader has no words, since that pattern would meet everything.
    pub fn forms(&self, reader: &str) -> String {
        let words: Vec<&str> = self.read_by(reader).collect();
        assert!(!words.is_empty(), "{reader} has no words");
        words.join("|")
    }

    /// A reader's words by what stands in a column, in the order of the file.
    pub fn groups(&self, column: &str, reader: &str) -> Vec<(&'static str, Vec<&'static str>)> {
        let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
        for row in self.rows_of(reader) {
            let (name, word) = (row.get(column), row.get("word"));
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, group)) => group.push(word),
                None => groups.push((name, vec![word])),
            }
        }
        groups
    }

    /// A reader's rows, in the order of the file.
    pub fn rows_of<'l>(&'l self, reader: &'l str) -> impl Iterator<Item = WordRow<'l>> {
        self.rows().filter(move |row| row.get("where").split(' ').any(|name| name == reader))
    }
}

/// A row of a [`WordList`].
#[derive(Debug, Clone, Copy)]
pub struct WordRow<'l> {
    columns: &'l [&'static str],
    cells: &'l [&'static str],
}

impl WordRow<'_> {
    /// What stands in a column; empty where the row ends before it, or no column has the name.
    pub fn get(self, column: &str) -> &'static str {
        let at = self.columns.iter().position(|name| *name == column);
        at.and_then(|at| self.cells.get(at)).copied().unwrap_or_default()
    }
}

/// Words as a part of a pattern over normalised text ([`Folded::normalized`]), the longest first, so that none is found as the beginning of another:
/// `村民委员会|村委会`.
pub fn alternation(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut words: Vec<String> =
        words.into_iter().map(|word| escape(&Folded::normalized(word.as_ref()).text)).collect();
    words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    words.dedup();
    words.join("|")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    const LIST: &str =
        "# What it lists.\n# Source: none.\nword\tsort\tnote\n方案\tplan\n实施方案\tplan\t又\n章程\tcharter\n";

    #[test]
    fn rows_and_columns() {
        let list = WordList::new(LIST);
        assert_eq!(list.columns(), ["word", "sort", "note"]);
        assert_eq!(list.words("sort", "plan").collect::<Vec<_>>(), ["方案", "实施方案"]);
        assert_eq!(list.column("note").collect::<Vec<_>>(), ["", "又", ""]);
        assert_eq!(list.rows().next().map(|row| row.get("no such")), Some(""));
        assert_eq!(alternation(list.words("sort", "plan")), "实施方案|方案");
        assert_eq!(alternation(["公告（通知）"]), r"公告\(通知\)");
    }

    #[test]
    fn words_of_a_reader() {
        let list = WordList::new(
            "word\tmeaning\twhere\n户(?:编)?号\thousehold\troster\n姓名\tname\troster board\n户编码\thousehold\troster\n",
        );
        assert_eq!(list.forms("roster"), "户(?:编)?号|姓名|户编码");
        assert_eq!(list.read_by("board").collect::<Vec<_>>(), ["姓名"]);
        let groups = list.groups("meaning", "roster");
        assert_eq!(groups, [("household", vec!["户(?:编)?号", "户编码"]), ("name", vec!["姓名"])]);
        assert!(list.groups("meaning", "ost").is_empty());
    }

    #[test]
    #[should_panic(expected = "nobody has no words")]
    fn a_reader_without_words_would_meet_everything() {
        let _ = WordList::new(LIST).forms("nobody");
    }

    /// All sources of the crates and the program, one behind the other.
    fn sources(folder: &Path, all: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                sources(&entry, all);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                all.push_str(&fs::read_to_string(&entry).expect("a text file"));
            }
        }
    }

    #[test]
    fn every_word_has_a_reader() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut all = String::new();
        for room in ["extract", "index", "assess", "model"] {
            sources(&root.join("crates").join(room).join("src"), &mut all);
        }
        for file in files() {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            assert!(all.contains(&format!("vocabulary!(\"{name}\")")), "nothing reads {name}");
            let list = WordList::new(fs::read_to_string(&file).expect("a text file").leak());
            for row in list.rows.iter().filter(|_| list.columns.contains(&"where")) {
                let row = WordRow { columns: &list.columns, cells: row };
                for reader in row.get("where").split(' ') {
                    assert!(all.contains(&format!("\"{reader}\"")), "{name}: nothing asks for {reader:?}");
                }
            }
        }
    }

    fn files() -> Vec<std::path::PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/vocabulary");
        let mut files: Vec<_> =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        files
    }

    #[test]
    fn every_file_is_a_list_with_its_source() {
        assert!(!files().is_empty());
        for file in files() {
            let name = file.display();
            let text: &'static str = fs::read_to_string(&file).expect("a text file").leak();
            assert!(text.starts_with("# "), "{name} begins with what it lists");
            assert!(text.lines().any(|line| line.starts_with("# Source: ")), "{name} names its source");
            let list = WordList::new(text);
            let mut seen = BTreeSet::new();
            for row in &list.rows {
                assert!(row.len() <= list.columns.len(), "{name}: {row:?} has a cell without a column");
                assert!(row.iter().all(|cell| *cell == cell.trim()), "{name}: {row:?} has spaces around a cell");
                assert!(row.first().is_some_and(|first| !first.is_empty()), "{name}: {row:?} begins with nothing");
                assert!(seen.insert(row), "{name}: {row:?} stands there twice");
            }
        }
    }
}
