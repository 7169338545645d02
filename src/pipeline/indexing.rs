//! From the report's labels to the full-text index.

use std::{collections::BTreeMap, sync::Arc};

use super::{assessed::AssessedArchive, error::PipelineError, workspace::Workspace};
use crate::{
    archive::Format,
    evaluate::Document,
    index::PageDocument,
    model::{ArchivePath, ContentHash, FileStatus, PageSource, StoredFile},
    rubric::{KindRole, Rubric},
};

impl Workspace {
    /// Brings the full-text index up to the catalogue and the labels of this assessment.
    pub(super) fn bring_index_up(&mut self) -> Result<(), PipelineError> {
        let assessed = self.assess()?;
        match self.write_index(&assessed) {
            // The catalogue holds all that the index does.
            Err(PipelineError::Index(error)) if error.is_mended_anew() => {
                self.index.discard()?;
                self.write_index(&assessed)?;
            }
            written => written?,
        }
        self.note_run(&assessed)?;
        self.assessed = Some(Arc::new(assessed));
        Ok(())
    }

    fn write_index(&mut self, assessed: &AssessedArchive) -> Result<(), PipelineError> {
        let items = items_by_path(assessed);
        let rebuilt = self.index.is_new();
        let removals = self.catalog.index_removals()?;
        let mut changed = Vec::new();
        for (file, document) in assessed.files.iter().zip(&assessed.documents) {
            if file.status == FileStatus::Ignored {
                continue;
            }
            let items = items.get(&file.path).cloned().unwrap_or_default();
            let label = label(file, document, &items);
            if rebuilt || file.indexed_as.as_ref() != Some(&label) {
                changed.push((file, document, items, label));
            }
        }
        // Runs that change nothing need no lock, so that they can go side by side.
        if !rebuilt && removals.is_empty() && changed.is_empty() {
            return Ok(());
        }
        let mut writer = self.index.writer()?;
        let mut marks: Vec<(ArchivePath, Option<String>)> = Vec::new();
        for path in removals {
            writer.remove_file(&path);
        }
        for (file, document, items, label) in changed {
            writer.remove_file(&file.path);
            for page in self.page_documents(file, document, &items)? {
                writer.add_page(&page)?;
            }
            marks.push((file.path.clone(), Some(label)));
        }
        writer.commit()?;
        // Noted only now: a run that stops in between indexes these files once more, and loses none.
        let batch = self.catalog.batch()?;
        for (path, label) in &marks {
            batch.mark_indexed(path, label.as_deref())?;
        }
        batch.clear_index_removals()?;
        batch.commit()?;
        self.index.reload()?;
        Ok(())
    }

    fn page_documents(
        &self,
        file: &StoredFile,
        document: &Document,
        items: &[String],
    ) -> Result<Vec<PageDocument>, PipelineError> {
        let pages = self.pages_of(file)?;
        let format = Format::ALL.iter().find(|format| format.media_type() == document.media_type);
        let rank = rank(document, &self.settings.rubric);
        let kind_name = document
            .kind
            .as_ref()
            .and_then(|id| self.settings.rubric.kind(id))
            .map(|kind| format!("{} {}", kind.name.zh, kind.name.en));
        let page = |number: u32, source: Option<PageSource>, text: String, next_text: String| PageDocument {
            path: file.path.clone(),
            page: number,
            source: source.filter(|_| !text.trim().is_empty()),
            format: format.map_or_else(String::new, |format| format.name().to_owned()),
            rank,
            text,
            next_text,
            village: document.unit.village().map(str::to_owned),
            item_ids: items.to_vec(),
            kind: document.kind.clone(),
            kind_name: kind_name.clone().unwrap_or_default(),
            title: document.title.clone(),
            date: document.date.as_ref().map(|dated| dated.date),
        };
        if pages.is_empty() {
            // A photo or an unread file is still found by its name.
            return Ok(vec![page(1, None, String::new(), String::new())]);
        }
        let next_texts = pages.iter().skip(1).map(|next| next.text.clone()).chain(std::iter::once(String::new()));
        Ok(pages
            .iter()
            .zip(next_texts)
            .map(|(own, next)| page(own.page, Some(own.source), own.text.clone(), next))
            .collect())
    }
}

/// What decides between hits of equal score: minutes and resolutions come first, then papers of other kinds, papers of
/// no kind, and last pictures and empty forms.
fn rank(document: &Document, rubric: &Rubric) -> u8 {
    let is_picture = document.media_type.starts_with("image/") || document.media_type.starts_with("video/");
    match document.role(rubric) {
        _ if is_picture || document.is_template => 3,
        Some(KindRole::Minutes | KindRole::Summary | KindRole::Resolution) => 0,
        _ if document.kind.is_some() => 1,
        _ => 2,
    }
}

/// Which items each file is evidence for.
fn items_by_path(assessed: &AssessedArchive) -> BTreeMap<ArchivePath, Vec<String>> {
    let mut items: BTreeMap<ArchivePath, Vec<String>> = BTreeMap::new();
    for item in assessed.units.values().flat_map(|unit| &unit.items) {
        for evidence in &item.evidence {
            let ids = items.entry(evidence.citation.path.clone()).or_default();
            if !ids.contains(&item.id) {
                ids.push(item.id.clone());
            }
        }
    }
    items
}

/// A digest of everything that the index holds of a file, so that only changed files are indexed again.
fn label(file: &StoredFile, document: &Document, items: &[String]) -> String {
    let date = document.date.as_ref().map(|dated| dated.date.to_string());
    let parts = [
        document.digest.clone().unwrap_or_default(),
        file.content.as_ref().map_or_else(String::new, |content| content.reading.clone()),
        document.unit.village().unwrap_or_default().to_owned(),
        document.kind.clone().unwrap_or_default(),
        document.title.clone(),
        date.unwrap_or_default(),
        items.join(","),
    ];
    ContentHash::of(parts.join("\u{1f}").as_bytes()).as_str().to_owned()
}
