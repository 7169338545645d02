//! The engine in the same process: tantivy, in a folder of the store.
//!
//! The folder holds one sub-folder a version of schema, fold, grams and file format. A new version is built beside
//! the old one under a temporary name and takes its place at the first commit, in one rename; readers see the old
//! state, or none, until then. One writer at a time holds a lock on a file beside them.
//!
//! All of it can be made anew from the catalogue. So where files are damaged, which their checksums tell when the index
//! is opened ([`EmbeddedIndex::is_whole`]), it is thrown away ([`EmbeddedIndex::discard`]).

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

use tantivy::{
    Directory, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term,
    index::IndexSettings,
    indexer::{LogMergePolicy, NoMergePolicy},
};

use super::{
    directory::ReadDirectory,
    engine::{Hit, SearchEngine, SearchOptions, SearchResults, Sort},
    error::{IndexError, SearchError},
    field::FieldValues,
    known::IndexCache,
    page::{PageDocument, PageTexts},
    pattern::begins,
    query::parse_with,
    schema::{PageFields, SCHEMA_VERSION, tokenizers},
    scope::VillageScope,
    search::Search,
    tokenizer::GRAM_VERSION,
};
use crate::{
    containment::contain,
    model::ArchivePath,
    text::{fold::FOLD_VERSION, without_personal_numbers},
};

/// The step in which those who see a part of the archive are told how long a search took.
const COARSE_MS: f64 = 10.0;

/// Memory for pages not yet written, in bytes a thread.
const MEMORY: usize = 64 << 20;
/// Merge segments as soon as this share of one is deleted pages: the default would keep them for ever.
const DELETED_SHARE: f32 = 0.3;

/// An index that can be searched.
struct Opened {
    index: Index,
    reader: IndexReader,
    known: Arc<IndexCache>,
}

/// What the index and its writing sessions share.
struct SharedIndex {
    /// The folder that holds the versions.
    folder: PathBuf,
    /// `None` until the first commit of this version.
    opened: RwLock<Option<Arc<Opened>>>,
    /// A search has failed on it, so that its files are to be looked at.
    is_suspect: AtomicBool,
}

impl SharedIndex {
    fn current(&self) -> PathBuf {
        self.folder.join(version_name())
    }

    fn building(&self) -> PathBuf {
        self.folder.join(format!("{}.building", version_name()))
    }

    fn get(&self) -> Option<Arc<Opened>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, opened: Option<Arc<Opened>>) {
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = opened;
    }

    fn io(&self, source: std::io::Error) -> IndexError {
        IndexError::Io { folder: self.folder.clone(), source }
    }

    fn engine(&self, error: TantivyError) -> IndexError {
        let folder = self.folder.clone();
        match error {
            TantivyError::LockFailure(..) => IndexError::Locked { folder },
            TantivyError::IoError(source) => {
                IndexError::Io { folder, source: std::io::Error::new(source.kind(), source.to_string()) }
            }
            TantivyError::OpenDirectoryError(_)
            | TantivyError::OpenReadError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::SchemaError(_)
            | TantivyError::IncompatibleIndex(_) => IndexError::Damaged { folder, reason: error.to_string() },
            other => IndexError::Engine { folder, reason: other.to_string() },
        }
    }

    /// The lock of those who write; it ends with the file that is returned.
    fn lock(&self) -> Result<File, IndexError> {
        fs::create_dir_all(&self.folder).map_err(|error| self.io(error))?;
        let lock = File::create(self.folder.join("writer.lock")).map_err(|error| self.io(error))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked { folder: self.folder.clone() }),
            Err(TryLockError::Error(error)) => Err(self.io(error)),
        }
    }

    fn open(&self, folder: &Path) -> Result<Arc<Opened>, IndexError> {
        let directory = ReadDirectory::open(folder).map_err(|error| self.engine(error.into()))?;
        let mut index = Index::open(directory).map_err(|error| self.engine(error))?;
        index.set_tokenizers(tokenizers());
        let (schema, _) = PageFields::schema();
        if index.schema() != schema {
            return Err(IndexError::Damaged { folder: self.folder.clone(), reason: "other fields".to_owned() });
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|error| self.engine(error))?;
        Ok(Arc::new(Opened { index, reader, known: Arc::default() }))
    }
}

/// The folder's name for everything that decides what the index holds.
fn version_name() -> String {
    format!("v{SCHEMA_VERSION}-fold{FOLD_VERSION}-grams{GRAM_VERSION}-format{}", tantivy::INDEX_FORMAT_VERSION)
}

/// The index in a folder of the store.
pub struct EmbeddedIndex {
    shared: Arc<SharedIndex>,
    fields: PageFields,
    values: FieldValues,
}

impl std::fmt::Debug for EmbeddedIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmbeddedIndex").field("folder", &self.shared.folder).finish_non_exhaustive()
    }
}

impl EmbeddedIndex {
    /// Opens the index in `dir`; nothing is written, and `dir` need not exist yet.
    ///
    /// # Errors
    /// Where the files cannot be read or make no sense.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let index = Self::closed(dir);
        index.reload()?;
        Ok(index)
    }

    fn closed(dir: &Path) -> Self {
        let (_, fields) = PageFields::schema();
        Self {
            shared: Arc::new(SharedIndex {
                folder: dir.to_owned(),
                opened: RwLock::new(None),
                is_suspect: AtomicBool::new(false),
            }),
            fields,
            values: FieldValues::default(),
        }
    }

    /// The same, which knows what values fields can have: a query for another one is an error.
    pub fn with_values(self, values: FieldValues) -> Self {
        Self { values, ..self }
    }

    /// Whether this version of the index has no commit yet: then *every* page must be added before the next commit,
    /// not only those of changed files. So it is on a first run, and when an update changed fold or schema.
    pub fn is_new(&self) -> bool {
        self.shared.get().is_none()
    }

    /// Takes up what has been committed since, by this process or another.
    ///
    /// # Errors
    /// Where the files cannot be read or make no sense.
    pub fn reload(&self) -> Result<(), IndexError> {
        if let Some(opened) = self.shared.get() {
            return opened.reader.reload().map_err(|error| self.shared.engine(error));
        }
        let current = self.shared.current();
        if current.is_dir() {
            self.shared.set(Some(self.shared.open(&current)?));
        }
        Ok(())
    }

    /// Opens the index in `dir` and holds its files against their checksums; one that is damaged is thrown away, and
    /// [`EmbeddedIndex::is_new`] then. The second value says whether that was so.
    ///
    /// # Errors
    /// Where files cannot be read or removed, or where it is damaged and another process writes to it.
    pub fn open_whole(dir: &Path) -> Result<(Self, bool), IndexError> {
        let opened = contain(|| Self::open(dir))
            .unwrap_or_else(|panic| Err(IndexError::Damaged { folder: dir.to_owned(), reason: panic.place }));
        match opened {
            Ok(index) if index.is_whole() => Ok((index, false)),
            Ok(index) => {
                index.discard()?;
                Ok((index, true))
            }
            Err(error) if error.is_mended_anew() => {
                let index = Self::closed(dir);
                index.discard()?;
                Ok((index, true))
            }
            Err(error) => Err(error),
        }
    }

    /// Whether all files of the last commit are there and have their checksums; one without a commit is whole.
    pub fn is_whole(&self) -> bool {
        let Some(opened) = self.shared.get() else { return true };
        let whole = contain(|| {
            let metas = opened.index.load_metas()?;
            let directory = opened.index.directory();
            let files: BTreeSet<PathBuf> = metas.list_segment_files().into_iter().collect();
            for file in files {
                // Not every segment has every kind of file; one that is missing keeps the index from being opened.
                if directory.exists(&file)? && !directory.validate_checksum(&file)? {
                    return Ok(false);
                }
            }
            tantivy::Result::Ok(true)
        });
        matches!(whole, Ok(Ok(true)))
    }

    /// Whether a search has failed on the files and they are no longer whole.
    pub fn is_damaged(&self) -> bool {
        self.shared.is_suspect.swap(false, Ordering::AcqRel) && !self.is_whole()
    }

    /// Throws the index away: it [`is new`](EmbeddedIndex::is_new) then.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another session is open; else where files cannot be removed.
    pub fn discard(&self) -> Result<(), IndexError> {
        let shared = &self.shared;
        let _lock = shared.lock()?;
        shared.set(None);
        for folder in [shared.current(), shared.building()] {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(shared.io(error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Starts a writing session. What it does is seen by nobody before its commit, and gone if it is dropped.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another session is open, in this process or another; else where files cannot be
    /// written.
    pub fn writer(&self) -> Result<IndexWriterSession, IndexError> {
        let shared = &self.shared;
        let lock = shared.lock()?;
        // Another process may have committed the first time since this one looked.
        self.reload()?;
        let (index, building) = match shared.get() {
            Some(opened) => (opened.index.clone(), false),
            None => {
                // Left over from a run that was stopped; the lock says that nobody works on it.
                let folder = shared.building();
                if folder.exists() {
                    fs::remove_dir_all(&folder).map_err(|error| shared.io(error))?;
                }
                fs::create_dir_all(&folder).map_err(|error| shared.io(error))?;
                let (schema, _) = PageFields::schema();
                let index = Index::builder()
                    .schema(schema)
                    .settings(IndexSettings::default())
                    .tokenizers(tokenizers())
                    .open_or_create(ReadDirectory::open(&folder).map_err(|error| shared.engine(error.into()))?)
                    .map_err(|error| shared.engine(error))?;
                (index, true)
            }
        };
        let threads = thread::available_parallelism().map_or(1, |count| count.get().min(4));
        let writer: IndexWriter =
            index.writer_with_num_threads(threads, threads * MEMORY).map_err(|error| shared.engine(error))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
        writer.set_merge_policy(Box::new(policy));
        // What a session that was stopped before its commit has left.
        writer.garbage_collect_files().wait().map_err(|error| shared.engine(error))?;
        Ok(IndexWriterSession {
            writer,
            fields: self.fields.clone(),
            shared: Arc::clone(shared),
            building,
            _lock: lock,
        })
    }
}

/// One session of writing. The order of calls counts: remove a file's pages first, then add its new ones.
pub struct IndexWriterSession {
    writer: IndexWriter,
    fields: PageFields,
    shared: Arc<SharedIndex>,
    building: bool,
    _lock: File,
}

impl IndexWriterSession {
    /// Removes all pages of one file. Members of a container are files of their own and are removed by their paths.
    pub fn remove_file(&mut self, path: &ArchivePath) {
        self.writer.delete_term(Term::from_field_text(self.fields.path, path.as_str()));
    }

    /// Adds one page.
    ///
    /// # Errors
    /// Where files cannot be written.
    pub fn add_page(&mut self, page: &PageDocument) -> Result<(), IndexError> {
        self.writer.add_document(self.fields.document(page)).map(|_| ()).map_err(|error| self.shared.engine(error))
    }

    /// Makes the session's work lasting and visible, and waits until segments are merged.
    ///
    /// # Errors
    /// Where files cannot be written; the index then is as before the session.
    pub fn commit(self) -> Result<(), IndexError> {
        let Self { mut writer, shared, building, _lock, .. } = self;
        let index = writer.index().clone();
        writer.commit().map_err(|error| shared.engine(error))?;
        writer.wait_merging_threads().map_err(|error| shared.engine(error))?;
        if building {
            make_one(&index).map_err(|error| shared.engine(error))?;
        }
        if !building {
            return match shared.get() {
                Some(opened) => opened.reader.reload().map_err(|error| shared.engine(error)),
                None => Ok(()),
            };
        }
        let current = shared.current();
        fs::rename(shared.building(), &current).map_err(|error| shared.io(error))?;
        shared.set(Some(shared.open(&current)?));
        remove_others(&shared.folder, &current);
        Ok(())
    }
}

/// Merges the segments of a new index into one: terms are then kept once, and a search looks in one place.
fn make_one(index: &Index) -> tantivy::Result<()> {
    let segments = index.searchable_segment_ids()?;
    if segments.len() < 2 {
        return Ok(());
    }
    let mut writer: IndexWriter = index.writer_with_num_threads(1, MEMORY)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    writer.merge(&segments).wait()?;
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()
}

/// Removes the folders of other versions. One that is still open elsewhere may stay; the next swap takes it.
fn remove_others(folder: &Path, current: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path != current && path.is_dir() && name.starts_with('v') && name.contains("-fold") {
            drop(fs::remove_dir_all(&path));
        }
    }
}

impl SearchEngine for EmbeddedIndex {
    fn search(
        &self,
        query: &str,
        options: &SearchOptions,
        texts: &dyn PageTexts,
    ) -> Result<SearchResults, SearchError> {
        let start = Instant::now();
        let node = parse_with(query, &self.values)?;
        let mut results = SearchResults { query: query.to_owned(), ..SearchResults::default() };
        if let Some(opened) = self.shared.get() {
            let searcher = opened.reader.searcher();
            let villages = if options.sort == Sort::Village { self.villages(&searcher) } else { Ok(Vec::new()) };
            villages
                .and_then(|villages| {
                    let within = options.within.as_deref();
                    let search = Search {
                        scope: within
                            .map(|name| VillageScope::of_village(&searcher, self.fields.village, name))
                            .transpose()?,
                        searcher: &searcher,
                        known: &opened.known,
                        columns: opened.known.columns(&searcher)?,
                        fields: &self.fields,
                        options,
                        texts,
                        villages,
                    };
                    search.answer(&node, &mut results)
                })
                .map_err(|error| {
                    self.shared.is_suspect.store(true, Ordering::Release);
                    self.shared.engine(error)
                })?;
        }
        if options.within.is_some() {
            score_by_place(&mut results.hits, options.offset);
            for more in &mut results.more {
                score_by_place(&mut more.hits, 0);
            }
        }
        for hit in results.hits.iter_mut().chain(results.more.iter_mut().flat_map(|more| &mut more.hits)) {
            hit.title = without_personal_numbers(&hit.title);
        }
        results.took_ms = start.elapsed().as_secs_f64() * 1000.0;
        if options.within.is_some() {
            // Fractions would tell how much of the other villages' pages was looked through.
            results.took_ms = (results.took_ms / COARSE_MS).ceil() * COARSE_MS;
        }
        Ok(results)
    }
}

impl EmbeddedIndex {
    /// The names of all villages that have pages, in order.
    fn villages(&self, searcher: &Searcher) -> tantivy::Result<Vec<String>> {
        let mut names = Vec::new();
        for segment in searcher.segment_readers() {
            names.extend(begins(&*segment.inverted_index(self.fields.village)?, "")?);
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// The bytes of the files of the index by what they hold, as last loaded: for measurements.
    pub fn space(&self) -> Vec<(&'static str, u64)> {
        let Some(opened) = self.shared.get() else { return Vec::new() };
        let mut sums =
            [("terms", 0), ("postings", 0), ("positions", 0), ("fast fields", 0), ("stored", 0), ("norms", 0)];
        for segment in opened.reader.searcher().segment_readers() {
            let Ok(usage) = segment.space_usage() else { continue };
            let parts = [
                usage.termdict().total(),
                usage.postings().total(),
                usage.positions().total(),
                usage.fast_fields().total(),
                usage.store().total(),
                usage.fieldnorms().total(),
            ];
            for (sum, part) in sums.iter_mut().zip(parts) {
                sum.1 += part.get_bytes();
            }
        }
        sums.to_vec()
    }
}

/// Scores hits by their place alone: the engine's own score weighs how many pages of the whole archive hold a word,
/// which those who see a part of it are not told.
fn score_by_place(hits: &mut [Hit], offset: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a place far behind needs no exact score")]
    for (place, hit) in hits.iter_mut().enumerate() {
        hit.score = 1.0 / (offset.saturating_add(place) as f32 + 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32) -> PageDocument {
        crate::index::fixture::page(&format!("{number}.txt"), 1, "会议记录")
    }

    #[test]
    fn deleted_pages_are_purged() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = EmbeddedIndex::open(folder.path()).expect("opens");
        let mut session = index.writer().expect("a session");
        for number in 0..40 {
            session.add_page(&page(number)).expect("added");
        }
        session.commit().expect("committed");
        let mut session = index.writer().expect("a session");
        for number in 0..30 {
            session.remove_file(&ArchivePath::new(format!("{number}.txt")));
        }
        session.commit().expect("committed");
        let searcher = index.shared.get().expect("opened").reader.searcher();
        assert_eq!(searcher.num_docs(), 10);
        let held: u32 = searcher.segment_readers().iter().map(|segment| segment.max_doc()).sum();
        assert!(held < 20, "{held} pages are still held for 10");
    }

    /// Adds pages, or removes files, in one session.
    fn session(index: &EmbeddedIndex, add: std::ops::Range<u32>, remove: std::ops::Range<u32>) {
        let mut session = index.writer().expect("a session");
        for number in add {
            session.add_page(&page(number)).expect("added");
        }
        for number in remove {
            session.remove_file(&ArchivePath::new(format!("{number}.txt")));
        }
        session.commit().expect("committed");
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        found.sort();
        found
    }

    #[test]
    fn what_a_killed_session_left_does_not_stop_the_next() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (real, twin) = (folder.path().join("real"), folder.path().join("twin"));
        session(&EmbeddedIndex::open(&real).expect("opens"), 0..40, 0..0);
        let copy = |from: &Path, to: &Path| {
            fs::create_dir_all(to).expect("a folder");
            for file in files(from) {
                fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("copied");
            }
        };
        copy(&real.join(version_name()), &twin.join(version_name()));
        // The twin goes on to the commit; the real one is killed after its list of deletions was written.
        session(&EmbeddedIndex::open(&twin).expect("opens"), 0..0, 0..3);
        let deletions =
            files(&twin.join(version_name())).into_iter().find(|file| file.extension() == Some("del".as_ref()));
        let deletions = deletions.expect("a list of deletions");
        fs::write(real.join(version_name()).join(deletions.file_name().expect("a name")), b"half").expect("written");
        let (index, anew) = EmbeddedIndex::open_whole(&real).expect("opens");
        assert!(!anew, "the last commit is whole");
        session(&index, 0..0, 0..3);
        assert_eq!(index.shared.get().expect("opened").reader.searcher().num_docs(), 37);
    }

    #[test]
    fn a_damaged_file_is_found_and_the_index_thrown_away() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = folder.path().join(version_name());
        session(&EmbeddedIndex::open(folder.path()).expect("opens"), 0..40, 0..0);
        let damages: [fn(&mut Vec<u8>); 3] =
            [|bytes| *bytes.first_mut().expect("a byte") ^= 1, |bytes| bytes.truncate(bytes.len() / 2), Vec::clear];
        let kinds = ["term", "idx", "pos", "fast", "store", "fieldnorm", "json"];
        for (kind, damage) in kinds.iter().flat_map(|kind| damages.iter().map(move |damage| (kind, damage))) {
            let is_of = |file: &PathBuf| file.extension() == Some((*kind).as_ref());
            let file = files(&place).into_iter().find(is_of).expect("a file of this kind");
            let mut bytes = fs::read(&file).expect("read");
            damage(&mut bytes);
            fs::write(&file, bytes).expect("written");
            let (index, anew) = EmbeddedIndex::open_whole(folder.path()).expect("opens");
            assert!(anew && index.is_new(), "{kind}");
            session(&index, 0..40, 0..0);
            assert!(index.is_whole() && !index.is_new(), "{kind}");
        }
        fs::remove_file(place.join("meta.json")).expect("removed");
        assert!(EmbeddedIndex::open_whole(folder.path()).expect("opens").1);
    }
}
