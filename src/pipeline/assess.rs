//! From the catalogue to the report, and from the report's labels to the index.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{ZonedDateTime, civil::Date};

use super::{PipelineError, Workspace, decide};
use crate::{
    archive::{ArchiveDescription, Format, lay_out, walk},
    containment::contain,
    evaluate::{
        self, Classifier, Document, Failures, Shared,
        contents_list::{ContentsTitles, is_contents_list},
        decision,
        document::is_illegible,
        photo::person,
        standing,
    },
    extract::notice,
    index::PageDocument,
    model::{
        ArchivePath, CaptionEntry, ContentHash, Failure, FileStatus, Layout, Ledger, Notice, NoticeCode, Page,
        PageSource, PhotoRecord, Run, Source, Stage, StoredFile, Township, Unit, UnitAssessment,
    },
    msg,
    report::{
        Report, Unassigned,
        view::{FileEntry, level_of},
    },
    rubric::{self, Rubric},
    text::dates::{DateMention, find_dates},
};

/// An assessed archive before it is dressed as a report.
#[derive(Debug, Clone)]
pub(super) struct Assessed {
    pub(super) layout: Layout,
    pub(super) shared: Shared,
    pub(super) files: Vec<StoredFile>,
    pub(super) documents: Vec<Document>,
    pub(super) units: BTreeMap<Unit, UnitAssessment>,
    pub(super) unassigned: Unassigned,
    /// As they were then: a run may already be writing the next.
    ledger: Ledger,
    notices: Vec<Notice>,
    /// What people had written of photos, in the order in which they did.
    pub(super) captions: Vec<CaptionEntry>,
}

impl Workspace {
    /// Assesses what the catalogue holds.
    ///
    /// # Errors
    /// A [`PipelineError`] where the catalogue or `archive.json` cannot be read.
    pub fn report(&self, now: &ZonedDateTime) -> Result<Report, PipelineError> {
        // A refresh has just assessed the very same catalogue; without one it is done here.
        let assessed = match &self.assessed {
            Some(assessed) => self.with_captions(assessed)?.map_or_else(|| Arc::clone(assessed), Arc::new),
            None => Arc::new(self.assess()?),
        };
        let log = self.decisions()?;
        let digest_of = decide::digests(&assessed);
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
            township,
            log,
            changes: standing::changes(&self.catalog.runs(&self.settings.rubric.id)?),
            captions: assessed.captions.clone(),
        })
    }

    /// What people should know about files: what their readers said, and which pages nobody has read.
    fn notices(&self, documents: &[Document]) -> Result<Vec<Notice>, PipelineError> {
        let mut notices = self.catalog.notices()?;
        for file in self.catalog.unrecognised_pages()? {
            let unread = match (file.tried, file.is_picture) {
                (true, true) => notice::not_drawn(),
                (true, false) => notice::not_recognised(&file.pages),
                (false, _) => notice::no_text_layer(&file.pages),
            };
            notices.push(unread.at(&file.path));
        }
        // Most pictures show no text; one that its name or folder calls a paper does.
        notices.extend(documents.iter().filter(|document| document.is_picture_of_paper()).map(|document| {
            let message = msg!(
                "这是材料的图片，其中的文字尚未识别",
                "this is a picture of a paper, and the text on it is not yet recognised"
            );
            Notice::new(NoticeCode::NoTextLayer, message).at(&document.path)
        }));
        // Pages of papers that recognition went over and could not read.
        for document in documents.iter().filter(|document| !document.is_photo()) {
            let pages: Vec<u32> =
                document.content.iter().filter(|page| is_illegible(page)).map(|page| page.page).collect();
            if !pages.is_empty() {
                notices.push(notice::not_recognised(&pages).at(&document.path));
            }
        }
        Ok(notices)
    }

    /// Brings the full-text index up to the catalogue and the labels of this assessment.
    pub(super) fn bring_index_up(&mut self) -> Result<(), PipelineError> {
        let assessed = self.assess()?;
        let items = items_by_path(&assessed);
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
            self.note_run(&assessed)?;
            self.assessed = Some(Arc::new(assessed));
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
        self.note_run(&assessed)?;
        self.assessed = Some(Arc::new(assessed));
        Ok(())
    }

    /// Keeps in short what an assessment came to, where that is something else than the last one did.
    fn note_run(&mut self, assessed: &Assessed) -> Result<(), PipelineError> {
        let villages = assessed.layout.township.villages.iter().map(|village| Unit::Village(village.name.clone()));
        let units: Vec<UnitAssessment> =
            std::iter::once(Unit::Township).chain(villages).filter_map(|unit| self.unit_of(assessed, &unit)).collect();
        let run = Run {
            at: timestamp(&super::now()),
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
        let known: Vec<ArchivePath> = self.catalog.files()?.into_iter().map(|file| file.path).collect();
        // Before the first reading the folders themselves say it.
        let paths = if known.is_empty() {
            walk::walk(&self.settings.archive)?.into_iter().map(|entry| entry.path).collect()
        } else {
            known
        };
        Ok(self.layout(paths.iter())?.township)
    }

    fn layout<'p>(&self, paths: impl Iterator<Item = &'p ArchivePath>) -> Result<Layout, PipelineError> {
        let root_name = self
            .settings
            .archive
            .canonicalize()
            .ok()
            .and_then(|root| root.file_name().map(|name| name.to_string_lossy().into_owned()));
        let description = ArchiveDescription::read(&self.settings.archive)?;
        Ok(lay_out(root_name.as_deref().unwrap_or_default(), description, paths)?)
    }

    pub(super) fn assess(&self) -> Result<Assessed, PipelineError> {
        let files = self.catalog.files()?;
        let layout = self.layout(files.iter().map(|file| &file.path))?;
        let (mut documents, lost) = self.classify(&files, &layout)?;
        let captions = self.catalog.captions()?;
        person::lay(&mut documents, &captions);
        let (shared, mut failures) = Shared::new(&layout.township, &mut documents);
        failures.extend(lost);
        let mut by_unit: BTreeMap<Unit, Vec<Document>> = BTreeMap::new();
        for document in documents.iter().filter(|document| document.status != FileStatus::Ignored) {
            by_unit.entry(document.unit.clone()).or_default().push(document.clone());
        }
        let mut units: BTreeMap<Unit, UnitAssessment> = by_unit
            .into_iter()
            .filter(|(unit, _)| level_of(unit).is_some())
            .map(|(unit, mut documents)| {
                let township = &layout.township;
                let assessed = evaluate::assess(&self.campaign, township, &shared, &unit, &mut documents);
                (unit, assessed)
            })
            .collect();
        let (mut unassigned, lost) = unassigned(&documents, &layout.township, &self.settings.rubric.settings);
        failures.extend(lost);
        let mut photos: Vec<&mut PhotoRecord> =
            units.values_mut().flat_map(|unit| &mut unit.photos).chain(&mut unassigned.photos).collect();
        let compared = Failures::default();
        compared.contain(|| Stage::Photo, None, || add_reuse(&documents, &mut photos));
        for unit in units.values_mut() {
            compared.contain(|| Stage::Photo, None, || evaluate::check::spread_photos(self.campaign.checks(), unit));
        }
        failures.extend(compared.into_list());
        failures.extend(documents.iter().filter_map(|document| document.failure.clone()));
        let mut notices = self.notices(&documents)?;
        notices.extend(internal_errors(failures, &units, &documents));
        notices.sort_by(|a, b| (&a.path, a.code, &a.message).cmp(&(&b.path, b.code, &b.message)));
        notices.dedup();
        let ledger = self.catalog.ledger()?;
        // The texts have been looked at; the catalogue keeps them.
        for document in &mut documents {
            document.content = Arc::from([]);
        }
        Ok(Assessed { layout, shared, files, documents, units, unassigned, ledger, notices, captions })
    }

    /// The archive's documents, in the order of `files`, and the contents lists that could not be used.
    fn classify(&self, files: &[StoredFile], layout: &Layout) -> Result<(Vec<Document>, Vec<Failure>), PipelineError> {
        let classifier = Classifier::new(self.campaign.matcher(), layout);
        let mut titles = ContentsTitles::default();
        let mut lost = Vec::new();
        for file in files {
            if is_contents_list(&file.path) {
                let pages = self.pages_of(file)?;
                if let Err(panic) = contain(|| titles.add(&file.path, &pages)) {
                    let path = Some(file.path.clone());
                    lost.push(Failure { path, item: None, stage: Stage::Classify, place: panic.place });
                }
            }
        }
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

    fn pages_of(&self, file: &StoredFile) -> Result<Vec<Page>, PipelineError> {
        match &file.hash {
            Some(hash) if file.status == FileStatus::Read => Ok(self.catalog.pages(hash)?),
            _ => Ok(Vec::new()),
        }
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

/// RFC 3339 to the second, with offset.
fn timestamp(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// What decides between hits of equal score: minutes and resolutions come first, then papers of other kinds, papers of
/// no kind, and last pictures and empty forms.
fn rank(document: &Document, rubric: &Rubric) -> u8 {
    let name = document.kind.as_ref().and_then(|id| rubric.kind(id)).map(|kind| kind.name.zh.as_str());
    let is_picture = document.media_type.starts_with("image/") || document.media_type.starts_with("video/");
    match name {
        _ if is_picture || document.is_template => 3,
        Some(name) if ["会议记录", "会议纪要", "决议"].iter().any(|it| name.contains(it)) => 0,
        Some(_) => 1,
        None => 2,
    }
}

/// The day that a caption beside a photo gives.
fn caption_day(photo: &PhotoRecord) -> Option<Date> {
    let said = photo.elements.iter().find(|said| said.element == "time" && said.source == Source::Caption)?;
    find_dates(&said.value).into_iter().find(DateMention::is_day).map(|mention| mention.date)
}

/// Says of photos, over all units, which were used more than once.
fn add_reuse(documents: &[Document], photos: &mut [&mut PhotoRecord]) {
    let events: BTreeMap<ArchivePath, String> =
        photos.iter().map(|photo| (photo.path.clone(), photo.occasion.clone())).collect();
    let days: BTreeMap<ArchivePath, Date> =
        photos.iter().filter_map(|photo| Some((photo.path.clone(), caption_day(photo)?))).collect();
    let mut reused = evaluate::reused(documents, |document| {
        let event = events.get(&document.path).filter(|event| !event.is_empty());
        let event = event.map_or_else(|| document.path.folder(), String::as_str);
        (event, days.get(&document.path).copied())
    });
    for photo in photos {
        if let Some(found) = reused.remove(&photo.path) {
            photo.findings.extend(found.findings);
            (photo.alike, photo.burst) = (found.alike, found.burst);
        }
        // What weighs most comes first; within that, the order in which it was found.
        photo.findings.sort_by_key(|finding| finding.severity);
    }
}

/// Which items each file is evidence for.
fn items_by_path(assessed: &Assessed) -> BTreeMap<ArchivePath, Vec<String>> {
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

/// What people should know of the program's own failures: one notice a file, and one an item where no single file is the
/// cause.
fn internal_errors(
    failures: Vec<Failure>,
    units: &BTreeMap<Unit, UnitAssessment>,
    documents: &[Document],
) -> Vec<Notice> {
    let mut notices: Vec<Notice> =
        failures.iter().map(|failure| failure.notice(documents.first().map(|document| &document.path))).collect();
    for assessed in units.values() {
        let cited = |id: &str| {
            let item = assessed.items.iter().find(|item| item.id == id)?;
            item.evidence.first().map(|evidence| &evidence.citation.path)
        };
        let of_unit = documents.iter().find(|document| document.unit == assessed.unit).map(|document| &document.path);
        for failure in &assessed.failures {
            notices.push(failure.notice(failure.item.as_deref().and_then(cited).or(of_unit)));
        }
    }
    notices
}

fn unassigned(documents: &[Document], township: &Township, settings: &rubric::Settings) -> (Unassigned, Vec<Failure>) {
    let mut owned: Vec<Document> = documents
        .iter()
        .filter(|document| document.unit == Unit::Unassigned && document.status != FileStatus::Ignored)
        .cloned()
        .collect();
    let (photos, failures) = evaluate::photos_of_nobody(&mut owned, township, settings);
    (Unassigned { photos, files: owned.into_iter().map(|document| document.path).collect() }, failures)
}

fn entry(document: &Document) -> FileEntry {
    FileEntry {
        unit: document.unit.clone(),
        kind: document.kind.clone(),
        title: document.title.clone(),
        date: document.date.as_ref().map(|dated| dated.date),
        status: document.status,
        bytes: document.bytes,
        pages: document.pages,
        media_type: document.media_type.clone(),
    }
}
