//! Reading: known files for change detection, stored files for evaluation, single pages for search and viewing.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};

use super::{Catalog, CatalogError};
use crate::{
    archive::ContentHash,
    model::{ArchivePath, FileStatus, Ledger, Message, Notice, NoticeCode, Page, PhotoFacts},
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

/// A file with what was read from it, but for its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFile {
    /// Its path.
    pub path: ArchivePath,
    /// Bytes.
    pub size: u64,
    /// What became of it.
    pub status: FileStatus,
    /// Its digest, where it was read.
    pub hash: Option<ContentHash>,
    /// What the full-text index holds of it.
    pub indexed_as: Option<String>,
    /// What was read, where it was.
    pub content: Option<StoredContent>,
}

/// What was read from bytes, but for the pages.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredContent {
    /// The media type found in the bytes.
    pub media_type: String,
    /// The title that the file's metadata gives.
    pub title: Option<String>,
    /// Camera facts, for pictures.
    pub photo: Option<PhotoFacts>,
    /// How many pages.
    pub pages: u32,
}

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
                    (SELECT count(*) FROM page p WHERE p.hash = f.hash)
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
        let mut statement = self
            .connection
            .prepare_cached("SELECT page, source, width, height, text, '[]' FROM page WHERE hash = ?1 ORDER BY page")?;
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
        Ok(self
            .connection
            .prepare_cached(
                "SELECT p.text FROM file f JOIN page p ON p.hash = f.hash WHERE f.path = ?1 AND p.page = ?2",
            )?
            .query_row(params![path.as_str(), page], |row| row.get(0))
            .optional()?)
    }

    /// One page of a file; `None` where there is no such page.
    ///
    /// # Errors
    /// As [`Catalog::known_files`].
    pub fn page(&self, path: &ArchivePath, number: u32) -> Result<Option<Page>, CatalogError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.page, p.source, p.width, p.height, p.text, p.lines
             FROM file f JOIN page p ON p.hash = f.hash WHERE f.path = ?1 AND p.page = ?2",
        )?;
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
        source: serde_json::from_str(&row.get::<_, String>(1)?)?,
        width: row.get(2)?,
        height: row.get(3)?,
        text: row.get(4)?,
        lines: serde_json::from_str(&row.get::<_, String>(5)?)?,
    })
}

/// A stored name as the value that bears it in serde.
pub(super) fn named<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, CatalogError> {
    Ok(serde_json::from_value(serde_json::Value::String(name.to_owned()))?)
}
