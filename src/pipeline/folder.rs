//! Whose papers lie in which folder, as people say it. It bears on everything, so the archive is assessed again.

use std::{collections::BTreeMap, sync::Arc};

use jiff::ZonedDateTime;

use super::{
    clock::timestamp,
    entry::{EntryError, NAME_LIMIT, checked_name},
    error::PipelineError,
    said::{AskedStep, said_outcome},
    workspace::Workspace,
};
use crate::{
    archive::{ArchiveDescription, layout, walk},
    catalog::Kept,
    evaluate::documents::said,
    model::{ArchivePath, FolderEntry, FolderOwner, KnownFolder, Layout, Message, SaidEntry, SaidStep},
    msg,
    report::view::village_named,
};

/// What is asked of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedFolder {
    /// Its path relative to the archive; empty for the archive's own folder.
    pub path: String,
    /// What is said, or that it is taken back.
    pub what: AskedStep<FolderOwner>,
}

/// The folders of an archive as they are taken now.
#[derive(Debug, Clone)]
pub struct Folders {
    /// Each of which it was asked whose it is.
    pub folders: Vec<KnownFolder>,
    /// Whether the archive describes itself.
    pub is_described: bool,
    /// Everything that people said, in the order in which they did.
    pub log: Vec<FolderEntry>,
}

impl Workspace {
    /// Keeps whose folders are, as a person says, and assesses the archive by it. `saw` is the number of the last entry of
    /// the log that they saw; `None` takes it as it is. The index follows with the next [`Workspace::refresh`].
    ///
    /// # Errors
    /// An [`EntryError`] with the reason; nothing is kept where any of it cannot be.
    pub fn say_of_folders(
        &mut self,
        asked: &[AskedFolder],
        by: &str,
        saw: Option<u64>,
        now: &ZonedDateTime,
    ) -> Result<(), EntryError> {
        let by = checked_name(by)?;
        let layout = self.layout_now()?;
        let log = self.catalog.said::<FolderOwner>()?;
        let last = log.last().map_or(0, |entry| entry.seq);
        let mut entries = Vec::new();
        for AskedFolder { path, what } in asked {
            let known = layout.folders.iter().any(|folder| folder.path == *path) || self.is_folder(path);
            if !known {
                return Err(EntryError::Unknown(msg!("这里没有文件夹 {path}", "there is no folder {path} here")));
            }
            let place = ArchivePath::new(path);
            let own = said::of_file(&log, &place);
            let step = match what {
                AskedStep::Write(owner) => SaidStep::Write(checked(owner, path, &layout).map_err(EntryError::Mend)?),
                AskedStep::Withdraw | AskedStep::Undo => match said::standing(own.iter().copied()).last() {
                    Some(last) => SaidStep::Undo { of: last.seq },
                    None => return Err(EntryError::Mend(msg!("没有可以撤销的一步", "there is no step to undo"))),
                },
            };
            entries.push(SaidEntry {
                seq: 0,
                at: timestamp(now),
                by: by.to_owned(),
                path: place,
                digest: String::new(),
                step,
            });
        }
        let saw = saw.unwrap_or(last);
        // Asked of all before one is kept, so that a table of folders is kept as a whole.
        let is_behind = |entry: &FolderEntry| {
            log.iter().any(|known| known.seq > saw && known.path == entry.path && !known.says_the_same(entry))
        };
        let mut kept = if entries.iter().any(is_behind) { Kept::Conflict } else { Kept::Already };
        if kept != Kept::Conflict {
            for entry in &entries {
                if self.catalog.keep_said(saw, entry)? == Kept::Conflict {
                    kept = Kept::Conflict;
                }
            }
        }
        if let Some(known) = &self.assessed
            && self.lacks_corrections(known)?
        {
            self.assessed = Some(Arc::new(self.assess()?));
        }
        said_outcome(kept)
    }

    /// The folders as they are taken now.
    ///
    /// # Errors
    /// A [`PipelineError`] where the catalogue, the archive or `archive.json` cannot be read.
    pub fn folders(&self) -> Result<Folders, PipelineError> {
        let log = self.catalog.said()?;
        let layout = self.layout_now()?;
        Ok(Folders { folders: layout.folders, is_described: layout.is_described, log })
    }

    /// An `archive.json` that says what is known of the folders now; what the archive's own says beside that stays.
    ///
    /// # Errors
    /// As [`Workspace::folders`].
    pub fn description(&self) -> Result<String, PipelineError> {
        let layout = self.layout_now()?;
        let known = ArchiveDescription::read(&self.settings.archive)?;
        let description = ArchiveDescription::of_folders(known, &layout.township, &layout.folders);
        // Plain strings and numbers can always be written.
        Ok(serde_json::to_string_pretty(&description).unwrap_or_default() + "\n")
    }

    /// What stands of what people said of folders, by path.
    pub(super) fn said_of_folders(&self) -> Result<BTreeMap<String, FolderOwner>, PipelineError> {
        let log = self.catalog.said::<FolderOwner>()?;
        let standing = said::standing(&log).into_iter().filter_map(|entry| match &entry.step {
            SaidStep::Write(owner) => Some((entry.path.as_str().to_owned(), owner.clone())),
            SaidStep::Withdraw | SaidStep::Undo { .. } => None,
        });
        Ok(standing.collect())
    }

    pub(super) fn layout_now(&self) -> Result<Layout, PipelineError> {
        let known: Vec<ArchivePath> = self.catalog.files()?.into_iter().map(|file| file.path).collect();
        // Before the first reading the folders themselves say it.
        let paths = if known.is_empty() {
            walk::walk(&self.settings.archive)?.into_iter().map(|entry| entry.path).collect()
        } else {
            known
        };
        self.layout(paths.iter())
    }

    /// Whether the archive has a folder of which nobody asked yet.
    fn is_folder(&self, path: &str) -> bool {
        let inside = !path.split('/').any(|part| matches!(part, "" | "." | ".."));
        inside && !path.contains('\\') && self.settings.archive.join(path).is_dir()
    }
}

/// What is said of a folder, as it is to be kept, or what is wrong with it.
fn checked(owner: &FolderOwner, path: &str, layout: &Layout) -> Result<FolderOwner, Message> {
    let name = match owner {
        FolderOwner::Village { name } | FolderOwner::Township { name } => name.trim(),
        FolderOwner::Gathers | FolderOwner::Nobody => "",
    };
    if name.chars().count() > NAME_LIMIT || name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\')) {
        return Err(msg!(
            "名称“{name}”请写在一行内，不含斜线，不超过 {NAME_LIMIT} 字",
            "a name such as “{name}” is one line without slashes, of at most {NAME_LIMIT} characters"
        ));
    }
    match owner {
        FolderOwner::Village { .. } if name.chars().count() < 2 => Err(msg!(
            "请写出村名，例如 付庄村（文件夹：{path}）",
            "please give the village's name, such as 付庄村 (folder: {path})"
        )),
        FolderOwner::Village { .. } => {
            let full = village_named(&layout.township, name).unwrap_or_else(|| layout::village_full_name(name));
            Ok(FolderOwner::Village { name: full })
        }
        FolderOwner::Township { .. } => {
            Ok(FolderOwner::Township { name: if path.is_empty() { name.to_owned() } else { String::new() } })
        }
        FolderOwner::Gathers | FolderOwner::Nobody if path.is_empty() => Err(msg!(
            "整个档案请指明是哪个镇的，或是哪个村的",
            "of the whole archive say which township's or which village's it is"
        )),
        other => Ok(other.clone()),
    }
}
