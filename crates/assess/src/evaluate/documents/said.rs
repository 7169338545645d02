//! Which of the things that people said of files stand, and of which files they stand now.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    evaluate::Document,
    model::{ArchivePath, SaidEntry, SaidStep, Written},
};

/// The entries that stand: no undo, and not undone. In the order of the log.
pub fn standing<'l, T>(log: impl IntoIterator<Item = &'l SaidEntry<T>>) -> Vec<&'l SaidEntry<T>> {
    let log: Vec<&SaidEntry<T>> = log.into_iter().collect();
    let undone: BTreeSet<u64> = log
        .iter()
        .filter_map(|entry| match entry.step {
            SaidStep::Undo { of } => Some(of),
            SaidStep::Write(_) | SaidStep::Withdraw => None,
        })
        .collect();
    let stands = |entry: &&SaidEntry<T>| !matches!(entry.step, SaidStep::Undo { .. }) && !undone.contains(&entry.seq);
    log.into_iter().filter(stands).collect()
}

/// The entries of one file, in the order of the log.
pub fn of_file<'l, T>(log: &'l [SaidEntry<T>], path: &ArchivePath) -> Vec<&'l SaidEntry<T>> {
    log.iter().filter(|entry| entry.path == *path).collect()
}

/// What stands for each document. What was said stays with its path; where that is gone and one other file alone has the
/// same bytes, the file was moved and takes it along.
pub fn of_documents<T: Clone>(documents: &[Document], log: &[SaidEntry<T>]) -> Vec<Option<Written<T>>> {
    let mut last: BTreeMap<&ArchivePath, &SaidEntry<T>> = BTreeMap::new();
    for entry in standing(log) {
        last.insert(&entry.path, entry);
    }
    let known: BTreeSet<&ArchivePath> = documents.iter().map(|document| &document.path).collect();
    let mut homeless: BTreeMap<&str, Vec<&SaidEntry<T>>> = BTreeMap::new();
    for entry in last.values().filter(|entry| !known.contains(&entry.path) && !entry.digest.is_empty()) {
        homeless.entry(&entry.digest).or_default().push(entry);
    }
    let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
    for digest in documents.iter().filter_map(|document| document.digest.as_deref()) {
        if homeless.contains_key(digest) {
            *copies.entry(digest).or_default() += 1;
        }
    }
    let of_document = |document: &Document| {
        let digest = document.digest.as_deref().unwrap_or_default();
        let moved = || match homeless.get(digest).map(Vec::as_slice) {
            Some([entry]) if copies.get(digest) == Some(&1) => Some(*entry),
            _ => None,
        };
        let entry = last.get(&document.path).copied().or_else(moved)?;
        match &entry.step {
            SaidStep::Write(said) => Some(Written {
                seq: entry.seq,
                by: entry.by.clone(),
                at: entry.at.clone(),
                said: said.clone(),
                is_stale: !entry.digest.is_empty() && entry.digest != digest,
            }),
            SaidStep::Withdraw | SaidStep::Undo { .. } => None,
        }
    };
    documents.iter().map(of_document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::photo;

    fn entry(seq: u64, path: &str, digest: &str, step: SaidStep<String>) -> SaidEntry<String> {
        let (at, by) = ("2020-06-18T09:30:00+08:00".to_owned(), "王芳".to_owned());
        SaidEntry { seq, at, by, path: ArchivePath::new(path), digest: digest.to_owned(), step }
    }

    fn write(said: &str) -> SaidStep<String> {
        SaidStep::Write(said.to_owned())
    }

    fn shown(documents: &[Document], log: &[SaidEntry<String>]) -> Vec<Option<(String, bool)>> {
        of_documents(documents, log).into_iter().map(|it| it.map(|it| (it.said, it.is_stale))).collect()
    }

    #[test]
    fn the_last_that_was_not_taken_back_stands() {
        let documents = [photo("1.jpg"), photo("2.jpg")];
        let (path, digest) = ("张庄村/1.jpg", "digest of 1.jpg");
        let mut log = vec![entry(1, path, digest, write("张榜")), entry(2, path, digest, write("收榜"))];
        assert_eq!(shown(&documents, &log), [Some(("收榜".to_owned(), false)), None]);
        log.push(entry(3, path, digest, SaidStep::Undo { of: 2 }));
        assert_eq!(shown(&documents, &log)[0], Some(("张榜".to_owned(), false)));
        log.push(entry(4, path, digest, SaidStep::Withdraw));
        assert_eq!(shown(&documents, &log)[0], None);
        log.push(entry(5, path, digest, SaidStep::Undo { of: 4 }));
        assert_eq!(shown(&documents, &log)[0], Some(("张榜".to_owned(), false)));
    }

    #[test]
    fn other_bytes_want_another_look_and_a_moved_file_keeps_what_was_said() {
        let log = [entry(1, "张庄村/1.jpg", "digest of 2.jpg", write("张榜"))];
        assert_eq!(shown(&[photo("1.jpg"), photo("2.jpg")], &log), [Some(("张榜".to_owned(), true)), None]);
        assert_eq!(shown(&[photo("2.jpg")], &log), [Some(("张榜".to_owned(), false))]);
        let copy = Document { digest: photo("2.jpg").digest, ..photo("3.jpg") };
        assert_eq!(shown(&[photo("2.jpg"), copy], &log), [None, None], "nobody knows which of the two");
    }
}
