//! From the catalogue to the report.

use std::{collections::BTreeSet, sync::Arc};

use jiff::ZonedDateTime;

use super::{
    assessed::AssessedArchive,
    clock::{self, timestamp},
    documents::{AssessedDocuments, assess_documents, contents_titles},
    error::PipelineError,
    notices::internal_errors,
    workspace::Workspace,
};
use crate::{
    archive::{ArchiveDescription, lay_out, walk},
    evaluate::{
        self, Classifier, Document, decision,
        documents::{
            Content,
            contents_list::is_contents_list,
            correction,
            identity::{SetApart, Strength},
        },
        photos::person,
        standing,
    },
    model::{
        ArchivePath, Failure, FileStatus, KeptAssessment, Layout, Page, StoredFile, Township, Unit, UnitAssessment,
    },
    report::view::{FileEntry, Report},
};

impl Workspace {
    /// Assesses what the catalogue holds.
    ///
    /// # Errors
    /// A [`PipelineError`] where the catalogue or `archive.json` cannot be read.
    pub fn report(&self, now: &ZonedDateTime) -> Result<Report, PipelineError> {
        // A refresh has just assessed the very same catalogue; without one it is done here.
        let assessed = match &self.assessed {
            // Somebody may have corrected a file in another program.
            Some(assessed) if self.lacks_corrections(assessed)? => Arc::new(self.assess()?),
            Some(assessed) => self.with_captions(assessed)?.map_or_else(|| Arc::clone(assessed), Arc::new),
            None => Arc::new(self.assess()?),
        };
        let log = self.decisions()?;
        let assessed = self.with_rejections(&assessed, &log)?.map_or(assessed, Arc::new);
        let digest_of = assessed.digests();
        let township = assessed.layout.township.clone();
        let take = |unit: &Unit| {
            let mut unit = self.unit_of(&assessed, unit)?;
            decision::apply(&mut unit, &log, &digest_of);
            Some(unit)
        };
        let town = take(&Unit::Township);
        let villages =
            township.villages.iter().filter_map(|village| take(&Unit::Village(village.name.clone()))).collect();
        Ok(Report {
            generated_at: timestamp(now),
            today: now.date(),
            rubric: self.settings.rubric.clone(),
            ledger: assessed.ledger,
            notices: assessed.notices.clone(),
            town,
            villages,
            unassigned: assessed.unassigned.clone(),
            files: assessed.documents.iter().map(|document| (document.path.clone(), entry(document))).collect(),
            unsure: assessed.unsure.clone(),
            township,
            log,
            changes: standing::changes(&self.catalog.runs(&self.settings.rubric.id)?),
            captions: assessed.captions.clone(),
            transcriptions: assessed.transcriptions.clone(),
            corrections: assessed.corrections.clone(),
            folders: assessed.layout.folders.clone(),
            folder_log: assessed.folder_log.clone(),
            is_described: assessed.layout.is_described,
        })
    }

    /// Stores a summary of an assessment, where it differs from the last one.
    pub(super) fn note_run(&mut self, assessed: &AssessedArchive) -> Result<(), PipelineError> {
        let villages = assessed.layout.township.villages.iter().map(|village| Unit::Village(village.name.clone()));
        let units: Vec<UnitAssessment> =
            std::iter::once(Unit::Township).chain(villages).filter_map(|unit| self.unit_of(assessed, &unit)).collect();
        let run = KeptAssessment {
            at: timestamp(&clock::now()),
            is_settled: !self.waits_for_recognition()?,
            standing: standing::of(units.iter()),
        };
        self.catalog.keep_run(&self.settings.rubric.id, &run)?;
        Ok(())
    }

    /// The township with its villages, as `archive.json` and the folders give them; nothing is assessed for it.
    ///
    /// # Errors
    /// A [`PipelineError`] where the catalogue, the archive or `archive.json` cannot be read.
    pub fn township(&self) -> Result<Township, PipelineError> {
        Ok(self.layout_now()?.township)
    }

    /// The assessment of a unit before anybody decided; a listed village without files has one too.
    pub(super) fn unit_of(&self, assessed: &AssessedArchive, unit: &Unit) -> Option<UnitAssessment> {
        let township = &assessed.layout.township;
        let is_listed = match unit {
            Unit::Township => true,
            Unit::Village(name) => township.villages.iter().any(|village| village.name == *name),
            Unit::Unassigned => false,
        };
        if !is_listed {
            return None;
        }
        Some(
            assessed
                .units
                .get(unit)
                .cloned()
                .unwrap_or_else(|| evaluate::assess(&self.campaign, township, &assessed.shared, unit, &mut [])),
        )
    }

    pub(super) fn layout<'p>(&self, paths: impl Iterator<Item = &'p ArchivePath>) -> Result<Layout, PipelineError> {
        let root_name = self
            .settings
            .archive
            .canonicalize()
            .ok()
            .and_then(|root| root.file_name().map(|name| name.to_string_lossy().into_owned()));
        let description = ArchiveDescription::read(&self.settings.archive)?;
        let folders = walk::folders(&self.settings.archive);
        let said = self.said_of_folders()?;
        let mut layout = lay_out(root_name.as_deref().unwrap_or_default(), description, &said, paths, &folders)?;
        layout.township.today = Some(clock::now().date());
        Ok(layout)
    }

    pub(super) fn assess(&self) -> Result<AssessedArchive, PipelineError> {
        // Read before the pages are, so that none is taken for laid over that is not.
        let transcriptions = self.catalog.said()?;
        let folder_log = self.catalog.said()?;
        let files = self.catalog.files()?;
        let layout = self.layout(files.iter().map(|file| &file.path))?;
        let (mut documents, lost) = self.classify(&files, &layout)?;
        let corrections = self.catalog.said()?;
        correction::lay(&mut documents, &corrections, &self.settings.rubric);
        let captions = self.catalog.said()?;
        person::lay(&mut documents, &captions);
        let AssessedDocuments { shared, units, unassigned, mut failures } =
            assess_documents(&self.campaign, &layout.township, &mut documents);
        failures.extend(lost);
        let mut notices = self.notices(&documents)?;
        notices.extend(internal_errors(failures, &units, &documents));
        notices.sort_by(|a, b| (&a.path, a.code, &a.message).cmp(&(&b.path, b.code, &b.message)));
        notices.dedup();
        let ledger = self.catalog.ledger()?;
        let unsure = documents.iter().filter(|document| !document.is_photo() || document.shows_a_page);
        let unsure = unsure.filter_map(|document| {
            let pages = document.content.iter().filter(|page| page.needs_person()).map(|page| page.page);
            Some((document.path.clone(), pages.collect::<Vec<u32>>())).filter(|(_, pages)| !pages.is_empty())
        });
        let unsure = unsure.collect();
        // The texts have been looked at; the catalogue keeps them.
        for document in &mut documents {
            document.content = Content::default();
        }
        let assessed = AssessedArchive {
            layout,
            shared,
            files,
            documents,
            units,
            unassigned,
            ledger,
            notices,
            captions,
            unsure,
            transcriptions,
            corrections,
            folder_log,
            rejected: BTreeSet::new(),
        };
        Ok(self.with_rejections(&assessed, &self.decisions()?)?.unwrap_or(assessed))
    }

    /// The archive's documents, in the order of `files`, and the contents lists that could not be used.
    fn classify(&self, files: &[StoredFile], layout: &Layout) -> Result<(Vec<Document>, Vec<Failure>), PipelineError> {
        let classifier = Classifier::new(self.campaign.matcher(), layout);
        let mut lists = Vec::new();
        for file in files.iter().filter(|file| is_contents_list(&file.path)) {
            lists.push((&file.path, self.pages_of(file)?));
        }
        let (titles, lost) = contents_titles(lists);
        let classify = |file: &StoredFile| {
            let pages = match &file.hash {
                Some(hash) if file.status == FileStatus::Read => self.catalog.pages_weighed(hash)?,
                _ => Vec::new(),
            };
            Ok(classifier.classify_contained(file, pages, titles.get(&file.path)))
        };
        let documents = files.iter().map(classify).collect::<Result<_, PipelineError>>()?;
        Ok((documents, lost))
    }

    pub(super) fn pages_of(&self, file: &StoredFile) -> Result<Vec<Page>, PipelineError> {
        match &file.hash {
            Some(hash) if file.status == FileStatus::Read => Ok(self.catalog.pages(hash)?),
            _ => Ok(Vec::new()),
        }
    }
}

fn entry(document: &Document) -> FileEntry {
    // A folder's name is no proof of who issued what lies in it.
    let is_shown = document.identity.issuer.strength() >= Some(Strength::Good);
    FileEntry {
        unit: document.unit.clone(),
        kind: document.kind.clone(),
        topics: document.topics.clone(),
        is_draft: document.is_draft,
        is_template: document.is_template,
        apart: document.apart.iter().map(SetApart::message).collect(),
        issuer: document.identity.issuer.value().filter(|_| is_shown).map(|body| body.name.clone()),
        addressee: document.identity.addressee.value().map(|addressee| addressee.name.clone()),
        corrected: document.corrected.clone(),
        title: document.title.clone(),
        date: document.date.as_ref().map(|dated| dated.date),
        status: document.status,
        bytes: document.bytes,
        pages: document.pages,
        media_type: document.media_type.clone(),
    }
}
