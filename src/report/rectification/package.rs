//! All files of the villages as one package: a folder a village, or a ZIP of them.

use std::io::{Cursor, Write};

use jiff::civil::Date;
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{entry::Entries, list, notice};
use crate::{
    model::Lang,
    report::{file_name, view::Report, xlsx},
};

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagedFile {
    /// The village's folder in the package.
    pub folder: String,
    /// The file's name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The papers of a village beside its workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HandedPaper {
    ListHtml,
    ListDocx,
    Notice,
}

impl HandedPaper {
    const ALL: [HandedPaper; 3] = [HandedPaper::ListHtml, HandedPaper::ListDocx, HandedPaper::Notice];

    /// Its name in addresses.
    fn name(self) -> &'static str {
        match self {
            HandedPaper::ListHtml => "list.html",
            HandedPaper::ListDocx => "list.docx",
            HandedPaper::Notice => "notice.docx",
        }
    }

    fn written(self, entries: &Entries<'_>, folder: &str) -> Result<PackagedFile, PackageError> {
        let list_word = entries.lang.pick("整改清单", "list");
        let notice_word = entries.lang.pick("整改通知书", "notice");
        let (name, bytes) = match self {
            HandedPaper::ListHtml => (format!("{folder}-{list_word}.html"), list::html(entries)?.into_bytes()),
            HandedPaper::ListDocx => (format!("{folder}-{list_word}.docx"), list::docx(entries)?),
            HandedPaper::Notice => (format!("{folder}-{notice_word}.docx"), notice::docx(entries)?),
        };
        Ok(PackagedFile { folder: folder.to_owned(), name, bytes })
    }
}

/// Why a package cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The list as HTML.
    #[error(transparent)]
    Html(#[from] askama::Error),
    /// The workbook.
    #[error(transparent)]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A Word document, or the package.
    #[error(transparent)]
    Zip(#[from] ZipError),
}

/// The files of all villages, written one village after the other.
#[derive(Debug)]
pub struct Package<'a> {
    report: &'a Report,
    due: Option<Date>,
    lang: Lang,
}

impl<'a> Package<'a> {
    /// The package of a report. `due` is the day by which everything is to be done; without it, it is the deadline as long
    /// as that is ahead, and else left to fill in.
    pub fn new(report: &'a Report, due: Option<Date>, lang: Lang) -> Self {
        Self { report, due, lang }
    }

    /// The villages and their folders in the package, each name once.
    fn folders(&self) -> Vec<(&'a str, String)> {
        let mut taken = file_name::Taken::default();
        let villages = self.report.villages.iter().filter_map(|unit| unit.unit.village());
        villages.map(|village| (village, taken.take(village))).collect()
    }

    /// Writes all files, a village at a time.
    ///
    /// # Errors
    /// Where one cannot be made, or `write` says so.
    pub fn write<E: From<PackageError>>(&self, mut write: impl FnMut(PackagedFile) -> Result<(), E>) -> Result<(), E> {
        for (village, folder) in self.folders() {
            for file in self.village(village, &folder)? {
                write(file)?;
            }
        }
        Ok(())
    }

    /// The files of one village: the list as HTML and as a Word document, the notice, the workbook.
    fn village(&self, village: &str, folder: &str) -> Result<Vec<PackagedFile>, PackageError> {
        let lang = self.lang;
        let own = self.report.for_village(village);
        let Some(unit) = own.villages.first() else { return Ok(Vec::new()) };
        let entries = Entries::new(&own, unit, self.due, lang);
        let mut files = Vec::new();
        for paper in HandedPaper::ALL {
            files.push(paper.written(&entries, folder)?);
        }
        let name = file_name::assessment(&own, lang, "xlsx");
        files.push(PackagedFile { folder: folder.to_owned(), name, bytes: xlsx::report_xlsx(&own, lang)? });
        Ok(files)
    }

    /// One paper of a village by its name in addresses: `list.html`, `list.docx` or `notice.docx`; `None` where there is no
    /// such village or paper.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn file(&self, village: &str, name: &str) -> Result<Option<PackagedFile>, PackageError> {
        let paper = HandedPaper::ALL.into_iter().find(|paper| paper.name() == name);
        let own = self.report.for_village(village);
        let (Some(unit), Some(paper)) = (own.villages.first(), paper) else { return Ok(None) };
        let entries = Entries::new(&own, unit, self.due, self.lang);
        paper.written(&entries, &file_name::safe(entries.name())).map(Some)
    }

    /// All files as one ZIP, and how many they are. The same report gives the same bytes.
    ///
    /// # Errors
    /// Where a file or the ZIP cannot be made.
    pub fn zip(&self) -> Result<(Vec<u8>, usize), PackageError> {
        let mut count = 0;
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.write(|file| {
            zip.start_file(format!("{}/{}", file.folder, file.name), options)?;
            zip.write_all(&file.bytes).map_err(ZipError::Io)?;
            count += 1;
            Ok::<(), PackageError>(())
        })?;
        Ok((zip.finish()?.into_inner(), count))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::report::{docx::tests::text_of, fixture};

    #[test]
    fn every_village_has_its_folder_with_four_files() {
        let report = fixture::report();
        let (bytes, count) = Package::new(&report, None, Lang::Zh).zip().expect("it is written");
        assert_eq!(count, 12);
        assert_eq!(bytes, Package::new(&report, None, Lang::Zh).zip().expect("it is written").0);
        let zip = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip file");
        let all: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
        let mut names: Vec<&str> = all.iter().map(String::as_str).filter(|name| name.starts_with("张庄村/")).collect();
        names.sort_unstable();
        let expected = [
            "张庄村/张庄村-整改清单.docx",
            "张庄村/张庄村-整改清单.html",
            "张庄村/张庄村-整改通知书.docx",
            "张庄村/张庄村-综合评估表-2020-06-30.xlsx",
        ];
        assert_eq!(names, expected);
        assert_eq!(zip.len(), 4 * 3);
        assert!(all.iter().all(|name| !name.contains(['<', '>', '"', ':', '\\'])), "names that any system takes");
    }

    #[test]
    fn no_file_of_a_village_names_another() {
        let report = fixture::report();
        let mut seen = 0;
        let all = Package::new(&report, None, Lang::Zh).write(|file| {
            let text = match file.name.rsplit('.').next() {
                Some("html") => String::from_utf8(file.bytes).expect("UTF-8"),
                Some("docx") => text_of(&file.bytes),
                _ => {
                    let mut text = String::new();
                    let mut zip = zip::ZipArchive::new(Cursor::new(&file.bytes)).expect("a zip file");
                    zip.by_name("xl/sharedStrings.xml").expect("the texts").read_to_string(&mut text).expect("UTF-8");
                    text
                }
            };
            for other in ["张庄村", "李庄村"].into_iter().filter(|name| *name != file.folder) {
                assert!(!text.contains(other), "{} names {other}", file.name);
            }
            assert!(!text.contains("T01") && !text.contains("T02"), "{} shows the township's items", file.name);
            seen += 1;
            Ok::<(), PackageError>(())
        });
        assert!(all.is_ok() && seen == 12);
    }
}
