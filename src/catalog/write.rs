//! Writing: one batch is one transaction, so an interrupted run keeps whole files only.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{database::Catalog, error::CatalogError, read::named};
use crate::model::{ArchivePath, ContentHash, Extraction, FileStatus, Notice, NoticeCode, Page};

/// A file as the walk and its reading leave it.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Its path.
    pub path: ArchivePath,
    /// The container it is a member of.
    pub container: Option<ArchivePath>,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970 UTC.
    pub mtime_ns: i64,
    /// Its digest, where it was read.
    pub hash: Option<ContentHash>,
    /// What became of it.
    pub status: FileStatus,
    /// Notices about its name and place; those about its bytes are kept with the content.
    pub notices: Vec<Notice>,
}

/// A transaction on the catalogue; nothing of it is kept unless it is committed.
#[derive(Debug)]
pub struct Batch<'a> {
    transaction: Transaction<'a>,
}

impl Catalog {
    /// Begins a batch.
    ///
    /// # Errors
    /// As SQLite answers, above all where another process writes.
    pub fn batch(&mut self) -> Result<Batch<'_>, CatalogError> {
        // A batch reads before it writes. It takes the right to write first, since SQLite refuses at once to write
        // after another connection, on which a decision is stored, has written meanwhile.
        Ok(Batch { transaction: self.connection.transaction_with_behavior(TransactionBehavior::Immediate)? })
    }
}

impl Batch<'_> {
    /// Keeps the batch.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn commit(self) -> Result<(), CatalogError> {
        Ok(self.transaction.commit()?)
    }

    /// Writes what was read from bytes, in place of what an earlier version read from them.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn put_content(&self, hash: &ContentHash, version: u32, read: &Extraction) -> Result<(), CatalogError> {
        let tx = &self.transaction;
        tx.prepare_cached("DELETE FROM content WHERE hash = ?1")?.execute([hash.as_str()])?;
        let photo = read.photo.as_ref().map(serde_json::to_string).transpose()?;
        let enclosed = serde_json::to_string(&read.enclosed)?;
        tx.prepare_cached(
            "INSERT INTO content (hash, version, media_type, title, photo, enclosed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![hash.as_str(), version, read.media_type, read.title, photo, enclosed])?;
        let mut insert = tx.prepare_cached(
            "INSERT INTO page (hash, page, label, source, width, height, text, lines)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for page in &read.pages {
            let source = serde_json::to_string(&page.source)?;
            let lines = serde_json::to_string(&page.lines)?;
            let (width, height) = (page.width, page.height);
            insert.execute(params![hash.as_str(), page.page, page.label, source, width, height, page.text, lines])?;
        }
        let mut insert = tx.prepare_cached("INSERT INTO ocr_wanted (hash, page, asked) VALUES (?1, ?2, 0)")?;
        for page in &read.wants_ocr {
            insert.execute(params![hash.as_str(), page])?;
        }
        let mut insert =
            tx.prepare_cached("INSERT INTO content_notice (hash, seq, code, zh, en) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (seq, notice) in read.notices.iter().enumerate() {
            insert.execute(params![hash.as_str(), seq, notice.code.as_str(), notice.message.zh, notice.message.en])?;
        }
        Ok(())
    }

    /// Writes what recognition made of a page; `read` is `None` where it could not be read.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn put_recognised(
        &self,
        hash: &ContentHash,
        number: u32,
        version: u32,
        read: Option<&Page>,
    ) -> Result<(), CatalogError> {
        let (width, height) = read.map_or((0.0, 0.0), |page| (page.width, page.height));
        let text = read.map_or("", |page| page.text.as_str());
        let lines = read.map_or_else(|| Ok("[]".to_owned()), |page| serde_json::to_string(&page.lines))?;
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO ocr_page (hash, page, version, read, width, height, text, lines)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![hash.as_str(), number, version, read.is_some(), width, height, text, lines])?;
        Ok(())
    }

    /// Notes which pages are to be recognised though they have text of their own: all pages of files of these media
    /// types, or of none.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn ask_for_recognition(&self, media_types: &[&str]) -> Result<(), CatalogError> {
        self.transaction.execute("DELETE FROM ocr_wanted WHERE asked = 1", [])?;
        for media_type in media_types {
            self.transaction.execute(
                "INSERT OR IGNORE INTO ocr_wanted (hash, page, asked)
                 SELECT p.hash, p.page, 1 FROM page p JOIN content c ON c.hash = p.hash WHERE c.media_type = ?1",
                [media_type],
            )?;
        }
        Ok(())
    }

    /// Writes a file's row. What the index holds of it stays noted while its bytes are the same.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn put_file(&self, row: &FileRow) -> Result<(), CatalogError> {
        let tx = &self.transaction;
        tx.prepare_cached("DELETE FROM file_notice WHERE path = ?1")?.execute([row.path.as_str()])?;
        tx.prepare_cached(
            "INSERT INTO file (path, container, size, mtime_ns, hash, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (path) DO UPDATE SET container = excluded.container, size = excluded.size,
                 mtime_ns = excluded.mtime_ns, hash = excluded.hash, status = excluded.status",
        )?
        .execute(params![
            row.path.as_str(),
            row.container.as_ref().map(ArchivePath::as_str),
            row.size,
            row.mtime_ns,
            row.hash.as_ref().map(ContentHash::as_str),
            row.status.as_str(),
        ])?;
        let mut insert =
            tx.prepare_cached("INSERT INTO file_notice (path, seq, code, zh, en) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (seq, notice) in row.notices.iter().enumerate() {
            insert.execute(params![
                row.path.as_str(),
                seq,
                notice.code.as_str(),
                notice.message.zh,
                notice.message.en
            ])?;
        }
        Ok(())
    }

    /// Notes a new time for a file whose bytes are the same.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn touch(&self, path: &ArchivePath, mtime_ns: i64) -> Result<(), CatalogError> {
        self.transaction
            .prepare_cached("UPDATE file SET mtime_ns = ?2 WHERE path = ?1 OR container = ?1")?
            .execute(params![path.as_str(), mtime_ns])?;
        Ok(())
    }

    /// Drops a file, and its members where it is a container.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn remove_file(&self, path: &ArchivePath) -> Result<(), CatalogError> {
        self.remove_where("path = ?1", path)?;
        self.remove_members(path)
    }

    /// Drops the members of a container, and theirs; their paths begin with its own.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn remove_members(&self, path: &ArchivePath) -> Result<(), CatalogError> {
        self.remove_where("substr(path, 1, length(?1) + 2) = ?1 || '!/' AND container IS NOT NULL", path)
    }

    /// Drops files and notes which of them the index still holds.
    fn remove_where(&self, condition: &str, path: &ArchivePath) -> Result<(), CatalogError> {
        let note = format!(
            "INSERT OR IGNORE INTO index_removal SELECT path FROM file WHERE indexed_as IS NOT NULL AND {condition}"
        );
        self.transaction.prepare_cached(&note)?.execute([path.as_str()])?;
        self.transaction.prepare_cached(&format!("DELETE FROM file WHERE {condition}"))?.execute([path.as_str()])?;
        Ok(())
    }

    /// Notes that the index has dropped everything it was to drop.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn clear_index_removals(&self) -> Result<(), CatalogError> {
        self.transaction.execute("DELETE FROM index_removal", [])?;
        Ok(())
    }

    /// Notes what the index holds of a file.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn mark_indexed(&self, path: &ArchivePath, indexed_as: Option<&str>) -> Result<(), CatalogError> {
        self.transaction
            .prepare_cached("UPDATE file SET indexed_as = ?2 WHERE path = ?1")?
            .execute(params![path.as_str(), indexed_as])?;
        Ok(())
    }

    /// Drops what was read from bytes that no file has any more; returns how many.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn drop_unused_content(&self) -> Result<usize, CatalogError> {
        let unused = "hash NOT IN (SELECT hash FROM file WHERE hash IS NOT NULL)";
        self.transaction.execute(&format!("DELETE FROM ocr_page WHERE {unused}"), [])?;
        Ok(self.transaction.execute(&format!("DELETE FROM content WHERE {unused}"), [])?)
    }

    /// Whether what was read from these bytes says that they cannot be read.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn is_content_unreadable(&self, hash: &ContentHash) -> Result<bool, CatalogError> {
        let mut statement = self.transaction.prepare_cached("SELECT code FROM content_notice WHERE hash = ?1")?;
        let mut rows = statement.query([hash.as_str()])?;
        while let Some(row) = rows.next()? {
            if named::<NoticeCode>(&row.get::<_, String>(0)?)?.is_unreadable() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether these bytes were already read by this version of the readers.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn has_content(&self, hash: &ContentHash, version: u32) -> Result<bool, CatalogError> {
        let found: Option<u32> = self
            .transaction
            .prepare_cached("SELECT version FROM content WHERE hash = ?1")?
            .query_row([hash.as_str()], |row| row.get(0))
            .optional()?;
        Ok(found == Some(version))
    }
}
