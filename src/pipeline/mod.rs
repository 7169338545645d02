//! The only place where the stages meet: walk → identify → extract → catalogue → assess → index.
//!
//! A [`Workspace`] is one archive with its store. [`Workspace::refresh`] brings the store up to the archive,
//! [`Workspace::report`] assesses what the store holds. Commands and pages talk to the workspace alone.

mod assess;
mod caption;
mod decide;
mod lookup;
mod memory;
mod original;
mod people;
mod picture;
mod reading;
mod recognise;
mod refresh;
mod verify;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{ZonedDateTime, tz};
use thiserror::Error;

use crate::{
    archive::{DescriptionError, WalkError},
    catalog::{Catalog, CatalogError},
    evaluate::Campaign,
    index::{EmbeddedIndex, IndexError, PageTexts},
    model::ArchivePath,
    rubric::Rubric,
};

pub use caption::{AskedCaption, CaptionError, Captioning, ELEMENT_LIMIT};
pub use decide::{Asked, AskedVerdict, NAME_LIMIT, REASON_LIMIT, Ruling, RulingError};
pub use lookup::Lookup;
pub use memory::{Assessed, Paper, assess_papers};
pub use original::Original;
pub use people::{Knock, Login, PASSWORD_LENGTHS, People, PeopleError, SESSION_SECONDS};
pub use picture::Pictures;
pub use reading::read_file;
pub use recognise::{Recognise, RecognisedPage, Recognition, RecognitionSummary};
pub use refresh::{Loss, Summary};
pub use verify::{Changed, Fixity};

/// The full-text index's folder in the store.
const INDEX_FOLDER: &str = "index";

/// What stops a run.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// The archive cannot be walked.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// Its `archive.json` cannot be used.
    #[error("archive.json: {0}")]
    Description(#[from] DescriptionError),
    /// It holds no file at all.
    #[error("{} holds no files", .0.display())]
    Empty(PathBuf),
    /// The store would lie in the archive.
    #[error("the store {} lies inside the archive", .0.display())]
    StoreInArchive(PathBuf),
    /// The catalogue refuses.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The full-text index refuses.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The rubric's patterns do not compile.
    #[error("the rubric cannot be used: {0}")]
    Rubric(String),
}

/// What a workspace is made of.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The archive's folder.
    pub archive: PathBuf,
    /// The store's folder.
    pub store: PathBuf,
    /// What the archive is measured against.
    pub rubric: Arc<Rubric>,
    /// Files read at the same time.
    pub jobs: usize,
    /// The program whose `worker` command reads files in a process of its own.
    pub worker: PathBuf,
    /// When pages are recognised.
    pub recognise: Recognise,
    /// Take the loss of most files as meant.
    pub accept_loss: bool,
}

/// The default place of an archive's store: beside it, never inside.
pub fn default_store(archive: &Path) -> PathBuf {
    // A path such as `.` or `a/..` has no name of its own to put the ending on.
    let named = match archive.file_name() {
        Some(_) => archive.to_owned(),
        None => archive.canonicalize().unwrap_or_else(|_| archive.to_owned()),
    };
    let mut name = named.file_name().unwrap_or_else(|| "archive".as_ref()).to_owned();
    name.push(".cundang");
    named.with_file_name(name)
}

/// China's one time zone, hours east of UTC: the archive's days are its days, wherever the program runs.
const CHINA_HOURS: i8 = 8;

/// The time now, as people in the township read it.
pub fn now() -> ZonedDateTime {
    ZonedDateTime::now().with_time_zone(tz::TimeZone::fixed(tz::offset(CHINA_HOURS)))
}

/// Something that wants to know how far a run has come.
pub trait Progress: Sync {
    /// So many files are to be read.
    fn begin(&self, files: u64);
    /// One more is done.
    fn file_done(&self, path: &ArchivePath);
    /// So many pages are to be recognised.
    fn begin_pages(&self, pages: u64);
    /// One more page, counted from 1, is done.
    fn page_done(&self, path: &ArchivePath, page: u32);
    /// All are read or recognised; assessing and indexing follow.
    fn end(&self);
    /// Whether to leave it at what was read so far; asked before each file.
    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// A run that nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _files: u64) {}
    fn file_done(&self, _path: &ArchivePath) {}
    fn begin_pages(&self, _pages: u64) {}
    fn page_done(&self, _path: &ArchivePath, _page: u32) {}
    fn end(&self) {}
}

/// One archive with its store.
#[derive(Debug)]
pub struct Workspace {
    settings: Settings,
    campaign: Arc<Campaign>,
    catalog: Catalog,
    index: Arc<EmbeddedIndex>,
    /// What the last refresh assessed.
    assessed: Option<Arc<assess::Assessed>>,
}

impl Workspace {
    /// Opens an archive and its store, making the store where there is none.
    ///
    /// # Errors
    /// A [`PipelineError`] where the archive is no folder, or the store cannot be used.
    pub fn open(settings: Settings) -> Result<Self, PipelineError> {
        crate::archive::walk::check_root(&settings.archive)?;
        if lies_inside(&settings.store, &settings.archive) {
            return Err(PipelineError::StoreInArchive(settings.store));
        }
        // An empty folder is told of before a store is made for nothing; one that was read before may be a share that is
        // away, and its store answers.
        if !settings.store.exists() && !crate::archive::walk::holds_files(&settings.archive) {
            return Err(PipelineError::Empty(settings.archive));
        }
        let campaign =
            Campaign::new(settings.rubric.clone()).map_err(|error| PipelineError::Rubric(error.to_string()))?;
        let catalog = Catalog::open(&settings.store)?;
        let index = Arc::new(EmbeddedIndex::open(&settings.store.join(INDEX_FOLDER))?);
        Ok(Self { settings, campaign: Arc::new(campaign), catalog, index, assessed: None })
    }

    /// The same archive and store once more, with what was assessed last: people decide and reports are made with one
    /// while a run goes on with the other.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub fn beside(&self) -> Result<Self, PipelineError> {
        Ok(Self {
            settings: self.settings.clone(),
            campaign: Arc::clone(&self.campaign),
            catalog: Catalog::open(&self.settings.store)?,
            index: Arc::clone(&self.index),
            assessed: self.assessed.clone(),
        })
    }

    /// Takes over what another workspace on the same store has assessed since.
    pub fn take_over(&mut self, other: &Workspace) {
        self.assessed.clone_from(&other.assessed);
    }

    /// The archive's folder.
    pub fn archive(&self) -> &Path {
        &self.settings.archive
    }

    /// The store's folder.
    pub fn store(&self) -> &Path {
        &self.settings.store
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The full-text index.
    pub fn index(&self) -> &EmbeddedIndex {
        &self.index
    }

    /// Whether the archive was ever read into this store.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn is_indexed(&self) -> Result<bool, PipelineError> {
        Ok(self.catalog.ledger()?.files > 0)
    }
}

/// Search results quote pages from the catalogue, since the index stores no text.
impl PageTexts for Catalog {
    fn page_text(&self, path: &ArchivePath, page: u32) -> Option<String> {
        Catalog::page_text(self, path, page).ok().flatten()
    }
}

/// Whether `inner` is `outer` or below it, once both are made absolute; parts that do not exist yet are taken as
/// written.
fn lies_inside(inner: &Path, outer: &Path) -> bool {
    let Ok(outer) = outer.canonicalize() else { return false };
    let absolute = std::path::absolute(inner).unwrap_or_else(|_| inner.to_owned());
    let mut existing = absolute.as_path();
    loop {
        if let Ok(real) = existing.canonicalize() {
            let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
            return real.join(rest).starts_with(&outer);
        }
        match existing.parent() {
            Some(parent) => existing = parent,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_stands_beside_the_archive() {
        assert_eq!(default_store(Path::new("a/sample-archive")), Path::new("a/sample-archive.cundang"));
        assert_eq!(default_store(Path::new("a/v1.2/")), Path::new("a/v1.2.cundang"));
    }

    #[test]
    fn a_store_inside_the_archive_is_seen() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let archive = dir.path().join("archive");
        std::fs::create_dir(&archive).expect("a folder");
        assert!(lies_inside(&archive.join("new/store"), &archive));
        assert!(lies_inside(&archive, &archive));
        assert!(!lies_inside(&dir.path().join("archive.cundang"), &archive));
    }
}
