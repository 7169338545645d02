//! Reading: known files for change detection, stored files for evaluation, single pages for search and viewing.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};

use super::{database::Catalog, error::CatalogError};
use crate::model::{
    ArchivePath, ContentHash, Enclosed, FileStatus, Ledger, Message, Notice, NoticeCode, Page, PhotoFacts,
    StoredContent, StoredFile,
};

/// What decides whether a file must be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970 UTC.
    pub mtime_ns: i64,
    /// Its digest, where it was read.
    pub hash: Option<ContentHash>,
    /// What became of it.
    pub status: FileStatus,
    /// The container it is a member of.
    pub container: Option<ArchivePath>,
    /// The version of the readers that read its bytes; `None` where they were not read.
    pub version: Option<u32>,
}

/// Pages of some bytes that wait for recognition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPages {
    /// The digest of the bytes.
    pub hash: ContentHash,
    /// A file that has them, the first by path.
    pub path: ArchivePath,
    /// Counted from 1, ascending.
    pub pages: Vec<u32>,
}

/// Pages of a file whose text is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnrecognisedPages {
    /// The file.
    pub path: ArchivePath,
    /// Whether recognition tried and could not read them; else they wait.
    pub tried: bool,
    /// Whether the file is a picture, rather than a document of pages.
    pub is_picture: bool,
    /// Counted from 1, ascending.
    pub pages: Vec<u32>,
}

/// The columns of a page as it is shown: what recognition read takes the place of a page that wanted it.
const PAGE_COLUMNS: &str = "p.page, p.label, iif(o.read, '\"ocr\"', p.source), iif(o.read, o.width, p.width),
     iif(o.read, o.height, p.height), iif(o.read, o.text, p.text)";
/// The tables that these come from; `p` is the page as its file gives it.
const PAGE_TABLES: &str = "page p LEFT JOIN ocr_wanted w ON w.hash = p.hash AND w.page = p.page
     LEFT JOIN ocr_page o ON o.hash = w.hash AND o.page = w.page";

impl Catalog {
    /// Every file by path.
    ///
    /// # Errors
    /// As SQLite answers, or where a row cannot be understood.
    pub fn known_files(&self) -> Result<BTreeMap<ArchivePath, KnownFile>, CatalogError> {
        let mut statement = self.connection.prepare(
            "SELECT f.path, f.size, f.mtime_ns, f.hash, f.status, f.container, c.version
             FROM file f LEFT JOIN content c ON c.hash = f.hash",
        )?;
        let mut rows = statement.query([])?;
        let mut known = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let file = KnownFile {
                size: row.get(1)?,
                mtime_ns: row.get(2)?,
                hash: row.get::<_, Option<String>>(3)?.map(ContentHash::from_hex),
                status: named(&row.get::<_, String>(4)?)?,
                container: row.get::<_, Option<String>>(5)?.map(ArchivePath::new),
                version: row.get(6)?,
            };
            known.insert(ArchivePath::new(row.get::<_, String>(0)?), file);
        }
        Ok(known)
    }

    /// Every file in the order of paths, with what was read from it.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn files(&self) -> Result<Vec<StoredFile>, CatalogError> {
        let mut statement = self.connection.prepare(
            "SELECT f.path, f.size, f.status, f.hash, f.indexed_as, c.media_type, c.title, c.photo,
                    (SELECT count(*) FROM page p WHERE p.hash = f.hash),
                    (SELECT count(*) FROM ocr_wanted w WHERE w.hash = f.hash AND NOT w.asked
                     AND NOT EXISTS (SELECT 1 FROM ocr_page o WHERE o.hash = w.hash AND o.page = w.page AND o.read)),
                    c.version || '.' || (SELECT coalesce(sum(o.version * o.read), 0) FROM ocr_wanted w
                     JOIN ocr_page o ON o.hash = w.hash AND o.page = w.page WHERE w.hash = f.hash)
                     || (SELECT iif(count(*) = 0, '', '.' || count(*)) FROM transcription t WHERE t.digest = f.hash)
             FROM file f LEFT JOIN content c ON c.hash = f.hash ORDER BY f.path",
        )?;
        let mut rows = statement.query([])?;
        let mut files = Vec::new();
        while let Some(row) = rows.next()? {
            files.push(stored_file(row)?);
        }
        Ok(files)
    }

    /// The pages of some bytes, in order, with their text alone: `lines` is left empty, since reading the boxes of
    /// every line takes most of the time and only a single [`Catalog::page`] is ever shown with them.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn pages(&self, hash: &ContentHash) -> Result<Vec<Page>, CatalogError> {
        if self.is_transcribed(hash.as_str())? {
            // What people read is laid over by the places of lines.
            let mut pages = self.pages_weighed(hash)?;
            pages.iter_mut().for_each(|page| page.lines.clear());
            return Ok(pages);
        }
        self.pages_with("'[]'", hash)
    }

    /// Whether somebody read a line of bytes with this digest.
    fn is_transcribed(&self, hash: &str) -> Result<bool, CatalogError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM transcription WHERE digest = ?1")?.exists([hash])?)
    }

    /// The pages of some bytes, in order, as [`Catalog::pages`] gives them, but the recognised ones with their lines: how
    /// sure a line is, and how much of a picture they cover, decides how far it can be relied on.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn pages_weighed(&self, hash: &ContentHash) -> Result<Vec<Page>, CatalogError> {
        let mut pages = self.pages_with("iif(o.read, o.lines, iif(p.source = '\"ocr\"', p.lines, '[]'))", hash)?;
        self.transcribe(hash.as_str(), &mut pages)?;
        Ok(pages)
    }

    fn pages_with(&self, lines: &str, hash: &ContentHash) -> Result<Vec<Page>, CatalogError> {
        let sql = format!("SELECT {PAGE_COLUMNS}, {lines} FROM {PAGE_TABLES} WHERE p.hash = ?1 ORDER BY p.page");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([hash.as_str()])?;
        let mut pages = Vec::new();
        while let Some(row) = rows.next()? {
            pages.push(page(row)?);
        }
        Ok(pages)
    }

    /// The text of one page of a file; `None` where there is no such page.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn page_text(&self, path: &ArchivePath, page: u32) -> Result<Option<String>, CatalogError> {
        let is_transcribed = match self.digest_of(path)? {
            Some(hash) => self.is_transcribed(hash.as_str())?,
            None => false,
        };
        if is_transcribed {
            return Ok(self.page(path, page)?.map(|page| page.text));
        }
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT iif(o.read, o.text, p.text) FROM {PAGE_TABLES} JOIN file f ON f.hash = p.hash
                 WHERE f.path = ?1 AND p.page = ?2"
            ))?
            .query_row(params![path.as_str(), page], |row| row.get(0))
            .optional()?)
    }

    /// One page of a file, with what people read on it; `None` where there is no such page.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn page(&self, path: &ArchivePath, number: u32) -> Result<Option<Page>, CatalogError> {
        let Some(mut page) = self.page_as_read(path, number)? else { return Ok(None) };
        if let Some(hash) = self.digest_of(path)? {
            self.transcribe(hash.as_str(), std::slice::from_mut(&mut page))?;
        }
        Ok(Some(page))
    }

    /// One page of a file as the program read it; `None` where there is no such page.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn page_as_read(&self, path: &ArchivePath, number: u32) -> Result<Option<Page>, CatalogError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {PAGE_COLUMNS}, iif(o.read, o.lines, p.lines)
             FROM {PAGE_TABLES} JOIN file f ON f.hash = p.hash WHERE f.path = ?1 AND p.page = ?2"
        ))?;
        let mut rows = statement.query(params![path.as_str(), number])?;
        rows.next()?.map(page).transpose()
    }

    /// What became of a file; `None` where it is not known.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn status_of(&self, path: &ArchivePath) -> Result<Option<FileStatus>, CatalogError> {
        let status: Option<String> = self
            .connection
            .prepare_cached("SELECT status FROM file WHERE path = ?1")?
            .query_row([path.as_str()], |row| row.get(0))
            .optional()?;
        status.as_deref().map(named).transpose()
    }

    /// The digest of a file's bytes; `None` where it was not read or is not known.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn digest_of(&self, path: &ArchivePath) -> Result<Option<ContentHash>, CatalogError> {
        let hash: Option<Option<String>> = self
            .connection
            .prepare_cached("SELECT hash FROM file WHERE path = ?1 AND status <> 'ignored'")?
            .query_row([path.as_str()], |row| row.get(0))
            .optional()?;
        Ok(hash.flatten().map(ContentHash::from_hex))
    }

    /// A picture's camera facts; `None` where the file is none or is not known.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn photo_of(&self, path: &ArchivePath) -> Result<Option<PhotoFacts>, CatalogError> {
        let photo: Option<Option<String>> = self
            .connection
            .prepare_cached("SELECT c.photo FROM file f JOIN content c ON c.hash = f.hash WHERE f.path = ?1")?
            .query_row([path.as_str()], |row| row.get(0))
            .optional()?;
        Ok(photo.flatten().map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// What a document carries beside its pages; nothing where the file is not known.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn enclosed_in(&self, path: &ArchivePath) -> Result<Enclosed, CatalogError> {
        let enclosed: Option<String> = self
            .connection
            .prepare_cached("SELECT c.enclosed FROM file f JOIN content c ON c.hash = f.hash WHERE f.path = ?1")?
            .query_row([path.as_str()], |row| row.get(0))
            .optional()?;
        Ok(enclosed.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
    }

    /// The pages that recognition of this version has not read yet, by the path of their first file.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn waiting_pages(&self, version: u32) -> Result<Vec<WaitingPages>, CatalogError> {
        let mut statement = self.connection.prepare(
            "SELECT w.hash, (SELECT min(path) FROM file f WHERE f.hash = w.hash) AS first, w.page
             FROM ocr_wanted w LEFT JOIN ocr_page o ON o.hash = w.hash AND o.page = w.page
             WHERE first IS NOT NULL AND (o.version IS NULL OR o.version <> ?1) ORDER BY first, w.page",
        )?;
        let mut rows = statement.query([version])?;
        let mut waiting: Vec<WaitingPages> = Vec::new();
        while let Some(row) = rows.next()? {
            let hash = ContentHash::from_hex(row.get::<_, String>(0)?);
            let page = row.get(2)?;
            match waiting.last_mut().filter(|last| last.hash == hash) {
                Some(last) => last.pages.push(page),
                None => {
                    let path = ArchivePath::new(row.get::<_, String>(1)?);
                    waiting.push(WaitingPages { hash, path, pages: vec![page] });
                }
            }
        }
        Ok(waiting)
    }

    /// Pages whose text was not recognised: those of documents that still wait, and those that could not be read.
    /// Pictures that wait are left out, since most show no text.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn unrecognised_pages(&self) -> Result<Vec<UnrecognisedPages>, CatalogError> {
        let mut statement = self.connection.prepare(
            "SELECT f.path, o.read IS NOT NULL, w.page, c.photo IS NOT NULL FROM ocr_wanted w
             JOIN content c ON c.hash = w.hash
             JOIN file f ON f.hash = w.hash
             LEFT JOIN ocr_page o ON o.hash = w.hash AND o.page = w.page
             WHERE w.asked = 0 AND ((o.read IS NULL AND c.photo IS NULL) OR o.read = 0) ORDER BY 1, 2, 3",
        )?;
        let mut rows = statement.query([])?;
        let mut found: Vec<UnrecognisedPages> = Vec::new();
        while let Some(row) = rows.next()? {
            let path = ArchivePath::new(row.get::<_, String>(0)?);
            let tried = row.get(1)?;
            let page = row.get(2)?;
            match found.last_mut().filter(|last| last.path == path && last.tried == tried) {
                Some(last) => last.pages.push(page),
                None => found.push(UnrecognisedPages { path, tried, is_picture: row.get(3)?, pages: vec![page] }),
            }
        }
        Ok(found)
    }

    /// Every notice, of files and of what was read from them, sorted by path and code.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn notices(&self) -> Result<Vec<Notice>, CatalogError> {
        let mut statement = self.connection.prepare(
            "SELECT path, code, zh, en FROM file_notice
             UNION ALL
             SELECT f.path, n.code, n.zh, n.en FROM file f JOIN content_notice n ON n.hash = f.hash
             ORDER BY 1, 2, 3",
        )?;
        let mut rows = statement.query([])?;
        let mut notices = Vec::new();
        while let Some(row) = rows.next()? {
            notices.push(Notice {
                path: Some(ArchivePath::new(row.get::<_, String>(0)?)),
                code: named::<NoticeCode>(&row.get::<_, String>(1)?)?,
                message: Message::new(row.get::<_, String>(2)?, row.get::<_, String>(3)?),
            });
        }
        Ok(notices)
    }

    /// Files that the full-text index still holds and the catalogue no longer.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn index_removals(&self) -> Result<Vec<ArchivePath>, CatalogError> {
        let mut statement = self.connection.prepare("SELECT path FROM index_removal ORDER BY path")?;
        let paths = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(paths.map(|path| path.map(ArchivePath::new)).collect::<Result<_, _>>()?)
    }

    /// The sums over all files.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn ledger(&self) -> Result<Ledger, CatalogError> {
        let mut statement = self.connection.prepare("SELECT status, size FROM file")?;
        let mut rows = statement.query([])?;
        let mut ledger = Ledger::default();
        while let Some(row) = rows.next()? {
            ledger.add(named(&row.get::<_, String>(0)?)?, row.get(1)?);
        }
        Ok(ledger)
    }
}

fn stored_file(row: &Row<'_>) -> Result<StoredFile, CatalogError> {
    let content = match row.get::<_, Option<String>>(5)? {
        None => None,
        Some(media_type) => Some(StoredContent {
            media_type,
            title: row.get(6)?,
            photo: row.get::<_, Option<String>>(7)?.map(|json| serde_json::from_str(&json)).transpose()?,
            pages: row.get(8)?,
            unread: row.get(9)?,
            reading: row.get(10)?,
        }),
    };
    Ok(StoredFile {
        path: ArchivePath::new(row.get::<_, String>(0)?),
        size: row.get(1)?,
        status: named(&row.get::<_, String>(2)?)?,
        hash: row.get::<_, Option<String>>(3)?.map(ContentHash::from_hex),
        indexed_as: row.get(4)?,
        content,
    })
}

fn page(row: &Row<'_>) -> Result<Page, CatalogError> {
    Ok(Page {
        page: row.get(0)?,
        label: row.get(1)?,
        source: serde_json::from_str(&row.get::<_, String>(2)?)?,
        width: row.get(3)?,
        height: row.get(4)?,
        text: row.get(5)?,
        lines: serde_json::from_str(&row.get::<_, String>(6)?)?,
    })
}

/// A stored name as the value of that name in serde.
pub(super) fn named<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, CatalogError> {
    Ok(serde_json::from_value(serde_json::Value::String(name.to_owned()))?)
}
