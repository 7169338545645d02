//! One archive with its store: opening it, and what it is made of.

use std::{path::Path, sync::Arc};

use super::{assessed::AssessedArchive, error::PipelineError, settings::WorkspaceSettings};
use crate::{
    archive::{Format, walk},
    catalog::Catalog,
    evaluate::Campaign,
    index::{EmbeddedIndex, FieldValues, PageTexts},
    model::ArchivePath,
    rubric::Rubric,
};

/// The full-text index's folder in the store.
const INDEX_FOLDER: &str = "index";

/// One archive with its store.
#[derive(Debug)]
pub struct Workspace {
    pub(super) settings: WorkspaceSettings,
    pub(super) campaign: Arc<Campaign>,
    pub(super) catalog: Catalog,
    pub(super) index: Arc<EmbeddedIndex>,
    /// What the last refresh assessed.
    pub(super) assessed: Option<Arc<AssessedArchive>>,
}

impl Workspace {
    /// Opens an archive and its store, making the store where there is none.
    ///
    /// # Errors
    /// A [`PipelineError`] where the archive is no folder, or the store cannot be used.
    pub fn open(settings: WorkspaceSettings) -> Result<Self, PipelineError> {
        walk::check_root(&settings.archive)?;
        if lies_inside(&settings.store, &settings.archive) {
            return Err(PipelineError::StoreInArchive(settings.store));
        }
        // An empty folder is an error before a store is made for it; one that was read before may be a share that is not
        // mounted, and its store is used.
        if !settings.store.exists() && !walk::holds_files(&settings.archive) {
            return Err(PipelineError::Empty(settings.archive));
        }
        let campaign =
            Campaign::new(settings.rubric.clone()).map_err(|error| PipelineError::Rubric(error.to_string()))?;
        let catalog = Catalog::open_whole(&settings.store)?;
        // The index can be made anew from the catalogue, so a damaged one is no error.
        let (index, _) = EmbeddedIndex::open_whole(&settings.store.join(INDEX_FOLDER))?;
        let index = Arc::new(index.with_values(field_values(campaign.rubric())));
        Ok(Self { settings, campaign: Arc::new(campaign), catalog, index, assessed: None })
    }

    /// A second workspace on the same archive and store, with the last assessment: one serves decisions and reports
    /// while a run uses the other.
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

    /// Copies the last assessment of another workspace on the same store.
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
    /// As the catalogue returns them.
    pub fn is_indexed(&self) -> Result<bool, PipelineError> {
        Ok(self.catalog.ledger()?.files > 0)
    }
}

/// The values that the fields of a query can have. A kind's two names are indexed side by side.
fn field_values(rubric: &Rubric) -> FieldValues {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    FieldValues {
        kinds: rubric
            .kinds
            .iter()
            .map(|kind| (kind.id.clone(), vec![kind.name.zh.clone(), kind.name.en.clone()]))
            .collect(),
        items: rubric.items.iter().map(|item| item.id.clone()).collect(),
        formats: Format::ALL.iter().map(|format| (format.name().to_owned(), owned(format.extensions()))).collect(),
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
    fn a_store_inside_the_archive_is_seen() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let archive = dir.path().join("archive");
        std::fs::create_dir(&archive).expect("a folder");
        assert!(lies_inside(&archive.join("new/store"), &archive));
        assert!(lies_inside(&archive, &archive));
        assert!(!lies_inside(&dir.path().join("archive.cundang"), &archive));
    }
}
