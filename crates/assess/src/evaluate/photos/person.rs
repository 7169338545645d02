//! What people wrote of photos in the catalogue, laid beside the files it was written of.

use std::collections::{BTreeMap, BTreeSet};

use super::caption::{Elements, Gazetteer, elements, list};
use crate::{
    evaluate::Document,
    model::{ArchivePath, CaptionEntry, CaptionStep, CaptionText, Written},
};

/// The entries that stand: no undo, and not undone. In the order of the log.
pub fn standing<'l>(log: impl IntoIterator<Item = &'l CaptionEntry>) -> Vec<&'l CaptionEntry> {
    let log: Vec<&CaptionEntry> = log.into_iter().collect();
    let undone: BTreeSet<u64> = log
        .iter()
        .filter_map(|entry| match entry.step {
            CaptionStep::Undo { of } => Some(of),
            CaptionStep::Write(_) | CaptionStep::Withdraw => None,
        })
        .collect();
    let stands =
        |entry: &&CaptionEntry| !matches!(entry.step, CaptionStep::Undo { .. }) && !undone.contains(&entry.seq);
    log.into_iter().filter(stands).collect()
}

/// The entries of one photo, in the order of the log.
pub fn of_photo<'l>(log: &'l [CaptionEntry], path: &ArchivePath) -> Vec<&'l CaptionEntry> {
    log.iter().filter(|entry| entry.path == *path).collect()
}

/// Gives each photo the caption that stands for it, and takes away those that do not. A caption stays with its path;
/// where that is gone and one other file alone has the same bytes, the photo was moved and takes its caption along.
pub fn lay(documents: &mut [Document], log: &[CaptionEntry]) {
    let mut last: BTreeMap<&ArchivePath, &CaptionEntry> = BTreeMap::new();
    for entry in standing(log) {
        last.insert(&entry.path, entry);
    }
    let known: BTreeSet<ArchivePath> = documents.iter().map(|document| document.path.clone()).collect();
    let mut homeless: BTreeMap<&str, Vec<&CaptionEntry>> = BTreeMap::new();
    for entry in last.values().filter(|entry| !known.contains(&entry.path) && !entry.digest.is_empty()) {
        homeless.entry(&entry.digest).or_default().push(entry);
    }
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for digest in documents.iter().filter_map(|document| document.digest.as_deref()) {
        if homeless.contains_key(digest) {
            *copies.entry(digest.to_owned()).or_default() += 1;
        }
    }
    for document in documents {
        let digest = document.digest.as_deref().unwrap_or_default();
        let moved = || match homeless.get(digest).map(Vec::as_slice) {
            Some([entry]) if copies.get(digest) == Some(&1) => Some(*entry),
            _ => None,
        };
        let entry = last.get(&document.path).copied().or_else(moved);
        document.written = entry.filter(|_| document.is_photo()).and_then(|entry| match &entry.step {
            CaptionStep::Write(caption) => Some(Written {
                seq: entry.seq,
                by: entry.by.clone(),
                at: entry.at.clone(),
                caption: caption.clone(),
                is_stale: !entry.digest.is_empty() && entry.digest != digest,
            }),
            CaptionStep::Withdraw | CaptionStep::Undo { .. } => None,
        });
    }
}

/// What a person's caption gives: its own fields, and for those left empty what its free text says.
pub(super) fn given(caption: &CaptionText, gazetteer: &Gazetteer) -> Elements {
    let told = elements(&caption.text, gazetteer);
    let own = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
    let people = list(&caption.people);
    Elements {
        time: own(&caption.time).or(told.time),
        people: if people.is_empty() { told.people } else { people },
        place: own(&caption.place).or(told.place),
        event: own(&caption.event).or(told.event),
        photographer: told.photographer,
    }
}

/// A caption as one text with its labels, as it would stand in a list.
pub fn as_text(caption: &CaptionText) -> String {
    let labels = ["时间：", "人物：", "地点：", "事件：", ""];
    let fields = caption.fields();
    let lines = labels.iter().zip(fields).filter(|(_, field)| !field.trim().is_empty());
    lines.map(|(label, field)| format!("{label}{}", field.trim())).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{paper, photo};

    fn entry(seq: u64, path: &str, digest: &str, step: CaptionStep) -> CaptionEntry {
        let (at, by) = ("2020-06-18T09:30:00+08:00".to_owned(), "王芳".to_owned());
        CaptionEntry { seq, at, by, path: ArchivePath::new(path), digest: digest.to_owned(), step }
    }

    fn write(event: &str) -> CaptionStep {
        CaptionStep::Write(CaptionText { event: event.to_owned(), ..CaptionText::default() })
    }

    fn shown(documents: &mut [Document], log: &[CaptionEntry]) -> Vec<Option<(String, bool)>> {
        lay(documents, log);
        let written = documents.iter().map(|document| document.written.as_ref());
        written.map(|it| it.map(|it| (it.caption.event.clone(), it.is_stale))).collect()
    }

    #[test]
    fn the_last_that_was_not_taken_back_stands() {
        let mut documents = [photo("1.jpg"), paper("1.docx")];
        let (path, digest) = ("张庄村/1.jpg", "digest of 1.jpg");
        let mut log = vec![entry(1, path, digest, write("张榜")), entry(2, path, digest, write("收榜"))];
        assert_eq!(shown(&mut documents, &log), [Some(("收榜".to_owned(), false)), None]);
        log.push(entry(3, path, digest, CaptionStep::Undo { of: 2 }));
        assert_eq!(shown(&mut documents, &log)[0], Some(("张榜".to_owned(), false)));
        log.push(entry(4, path, digest, CaptionStep::Withdraw));
        assert_eq!(shown(&mut documents, &log)[0], None);
        log.push(entry(5, path, digest, CaptionStep::Undo { of: 4 }));
        assert_eq!(shown(&mut documents, &log)[0], Some(("张榜".to_owned(), false)));
    }

    #[test]
    fn other_bytes_want_another_look_and_a_moved_photo_keeps_its_caption() {
        let log = [entry(1, "张庄村/1.jpg", "digest of 2.jpg", write("张榜"))];
        let mut changed = [photo("1.jpg"), photo("2.jpg")];
        assert_eq!(shown(&mut changed, &log), [Some(("张榜".to_owned(), true)), None]);
        let mut moved = [photo("2.jpg")];
        assert_eq!(shown(&mut moved, &log), [Some(("张榜".to_owned(), false))]);
        let copy = Document { digest: photo("2.jpg").digest, ..photo("3.jpg") };
        assert_eq!(shown(&mut [photo("2.jpg"), copy], &log), [None, None], "nobody knows which of the two");
    }

    #[test]
    fn empty_fields_are_filled_from_the_free_text() {
        let caption = CaptionText {
            people: "王芳、李明".to_owned(),
            event: "公示内容：张榜".to_owned(),
            text: "2020年6月15日，在张庄村公示栏".to_owned(),
            ..CaptionText::default()
        };
        let found = given(&caption, &Gazetteer::default());
        assert_eq!(found.names(), ["time", "people", "place", "event"]);
        assert_eq!(found.event.as_deref(), Some("公示内容：张榜"), "a field is taken as it is");
        assert_eq!(found.people, ["王芳", "李明"]);
        assert!(as_text(&caption).starts_with("人物：王芳、李明\n事件："));
    }
}
