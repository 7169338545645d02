//! Captions beside photos: a text of the same name, a list of captions, a note that tells of a folder.

use std::collections::BTreeMap;

use super::{
    caption::{Gazetteer, elements},
    person,
    table::{self, CaptionRow},
};
use crate::{
    evaluate::{Document, documents::caption_file},
    model::{ArchivePath, CaptionText, Citation, FileStatus},
};

/// A longer text is a paper that happens to bear a photo's name, and no caption.
const CAPTION_CHARS: usize = 600;

/// A caption with the place that bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedCaption {
    /// Its text, labelled where it comes from a table.
    pub text: String,
    /// Where it stands; `None` for one that stands in no file.
    pub place: Option<Citation>,
    /// The fields of one that a person wrote in the catalogue.
    pub written: Option<CaptionText>,
}

impl PlacedCaption {
    /// A caption that stands in a file.
    pub fn in_file(text: String, place: Citation) -> Self {
        Self { text, place: Some(place), written: None }
    }
}

/// The captions beside each photo of a unit, the most telling first: what a person wrote of it in the catalogue, its own
/// text file, its row of a list, then what is said of its whole folder. Keys are indices into `documents`.
pub fn captions(documents: &[Document]) -> BTreeMap<usize, Vec<PlacedCaption>> {
    let photos: Vec<Photo<'_>> = documents.iter().enumerate().filter(|(_, document)| document.is_photo()).collect();
    let mut found: BTreeMap<usize, Vec<PlacedCaption>> = BTreeMap::new();
    if photos.is_empty() {
        return found;
    }
    for &(photo, document) in &photos {
        if let Some(written) = &document.written {
            let text = person::as_text(&written.said);
            found.entry(photo).or_default().push(PlacedCaption {
                text,
                place: None,
                written: Some(written.said.clone()),
            });
        }
    }
    let mut by_folder: BTreeMap<&str, Vec<Photo<'_>>> = BTreeMap::new();
    for &(photo, document) in &photos {
        by_folder.entry(document.path.folder()).or_default().push((photo, document));
    }
    let papers = || documents.iter().filter(|document| document.status == FileStatus::Read && !document.is_photo());
    for paper in papers().filter(|paper| paper.path.extension() == "txt") {
        for &(photo, document) in by_folder.get(paper.path.folder()).into_iter().flatten() {
            if caption_file::is_sidecar(&document.path, &paper.path)
                && let Some(said) = whole(paper)
            {
                found.entry(photo).or_default().push(said);
            }
        }
    }
    let lists: Vec<&Document> = documents.iter().filter(|document| is_list(document)).collect();
    for list in &lists {
        let rows = table::rows(list.content.iter().map(|page| (page.page, page.text.as_str())));
        for (photo, row) in rows_of_photos(&photos, &list.path, &rows) {
            let place = list.cite(row.page, &row.quote);
            found.entry(photo).or_default().push(PlacedCaption::in_file(row.text.clone(), place));
        }
    }
    for note in papers().filter(|paper| caption_file::is_folder_note(&paper.path)) {
        let is_plain = table::rows(note.content.iter().map(|page| (page.page, page.text.as_str()))).is_empty();
        let Some(said) = whole(note).filter(|_| is_plain) else { continue };
        for &(photo, _) in by_folder.get(note.path.folder()).into_iter().flatten() {
            found.entry(photo).or_default().push(said.clone());
        }
    }
    found
}

/// Whether a paper may be a list of captions, by its name or, where it was recognised, by its title.
fn is_list(document: &Document) -> bool {
    let by_title = || !document.is_photo() || document.shows_a_page;
    document.status == FileStatus::Read
        && (caption_file::is_caption_table(&document.path) && !document.is_photo()
            || by_title() && caption_file::is_table_title(&document.title) && !document.content.is_empty())
}

/// The whole of a short text that tells something.
fn whole(paper: &Document) -> Option<PlacedCaption> {
    let text = paper.content.iter().map(|page| page.text.trim()).collect::<Vec<_>>().join("\n");
    let told = elements(&text, &Gazetteer::default());
    if text.chars().count() > CAPTION_CHARS || told.names().is_empty() {
        return None;
    }
    let first = paper.lines().next()?;
    let place = paper.cite(first.page, first.text);
    Some(PlacedCaption::in_file(text, place))
}

/// A photo with its index into a unit's documents.
type Photo<'d> = (usize, &'d Document);

/// Which row tells of which photo. Names are looked for in the list's folder, below it, then in the whole unit, and a
/// name must be the only one of its kind; order counts only for the photos in the list's own folder, or below it.
fn rows_of_photos<'r>(
    photos: &[Photo<'_>],
    list: &ArchivePath,
    rows: &'r [CaptionRow],
) -> Vec<(usize, &'r CaptionRow)> {
    let folder = list.folder();
    let is_below = |document: &Document| {
        folder.is_empty() || document.path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let own: Vec<Photo<'_>> = photos.iter().copied().filter(|(_, document)| document.path.folder() == folder).collect();
    let below: Vec<Photo<'_>> = photos.iter().copied().filter(|(_, document)| is_below(document)).collect();
    for some in [&own, &below] {
        let names: Vec<&str> = some.iter().map(|(_, document)| document.path.as_str()).collect();
        let is_by_order = table::match_names(rows, &names).iter().all(Option::is_none);
        let found = table::match_rows(rows, &names);
        let pairs: Vec<_> =
            some.iter().zip(found).filter_map(|(&(photo, _), row)| Some((photo, rows.get(row?)?))).collect();
        if is_by_order && !pairs.is_empty() {
            return pairs;
        }
    }
    // A name such as 1.jpg comes in many folders: the nearest to the list is meant, or one that is always the same file.
    let names: Vec<&str> = photos.iter().map(|(_, document)| document.path.as_str()).collect();
    let found = table::match_names(rows, &names);
    let mut files: BTreeMap<usize, Vec<Photo<'_>>> = BTreeMap::new();
    for (&photo, row) in photos.iter().zip(found) {
        if let Some(row) = row {
            files.entry(row).or_default().push(photo);
        }
    }
    for files in files.values_mut() {
        for near in [&own, &below] {
            let is_near = |(photo, _): &Photo<'_>| near.iter().any(|(other, _)| other == photo);
            if files.iter().any(is_near) {
                files.retain(is_near);
            }
        }
    }
    let is_one = |files: &[Photo<'_>]| {
        let mut pairs = files.iter().zip(files.iter().skip(1));
        pairs.all(|((_, one), (_, other))| one.digest.is_some() && one.digest == other.digest)
    };
    let named = files.into_iter().filter(|(_, files)| is_one(files));
    named
        .flat_map(|(row, files)| files.into_iter().filter_map(move |(photo, _)| Some((photo, rows.get(row)?))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{paper, photo};

    /// For each photo, in the order of `documents`, the first words of its captions.
    fn heard(documents: &[Document]) -> Vec<(String, Vec<String>)> {
        let said = captions(documents);
        let name = |i: &usize| documents[*i].below_unit.clone();
        said.iter().map(|(i, said)| (name(i), said.iter().map(|said| said.text.replace('\n', " ")).collect())).collect()
    }

    fn titled(path: &str, title: &str, pages: &[&str]) -> Document {
        Document { title: title.to_owned(), ..paper(path).saying(pages) }
    }

    #[test]
    fn a_text_of_the_same_name() {
        let documents = [
            photo("清产/a.jpg"),
            paper("清产/a.txt").saying(&["2018年6月12日，清查小组丈量土地"]),
            photo("清产/b.jpg"),
            paper("清产/b.docx").saying(&["会议记录"]),
            photo("清产/c.jpg"),
            paper("清产/c.txt").saying(&[&"会议讨论了清产核资的办法。".repeat(80)]),
        ];
        assert_eq!(heard(&documents), [("清产/a.jpg".to_owned(), vec!["2018年6月12日，清查小组丈量土地".to_owned()])]);
        let place = captions(&documents)[&0][0].place.clone().expect("it stands in a file");
        assert_eq!((place.page, place.quote.as_str()), (Some(1), "2018年6月12日，清查小组丈量土地"));
    }

    #[test]
    fn a_table_beside_them_above_them_or_elsewhere() {
        let table = "文件名\t时间\t事由\nIMG_7.jpg\t2019-04-02\t张榜\nIMG_8.jpg\t2019-04-09\t收榜";
        for at in ["公示/照片说明.docx", "照片说明.xlsx", "综合/影像说明.docx"] {
            let documents = [photo("公示/IMG_7.jpg"), photo("公示/IMG_8.jpg"), paper(at).saying(&[table])];
            let found = heard(&documents);
            assert_eq!(found.len(), 2, "{at}");
            assert_eq!(found[1].1, ["时间：2019-04-09 事由：收榜"], "{at}");
        }
        let near = [
            photo("公示/IMG_7.jpg"),
            photo("公示/近景/IMG_8.jpg"),
            photo("会议/IMG_7.jpg"),
            paper("公示/照片说明.docx").saying(&[table]),
        ];
        assert_eq!(heard(&near).len(), 2, "the nearest is meant, and a name may lie elsewhere");
        let twice = [
            photo("甲/IMG_7.jpg"),
            photo("乙/IMG_7.jpg"),
            photo("丙/3.jpg"),
            paper("综合/照片说明.docx").saying(&[table]),
        ];
        assert!(heard(&twice).is_empty(), "a name in two folders says nothing");
    }

    #[test]
    fn a_table_by_order_tells_of_its_own_folder_only() {
        let table = "序号\t时间\t内容\n1\t2019-04-02\t张榜\n2\t2019-04-09\t收榜";
        let documents = [
            photo("公示/p1.jpg"),
            photo("公示/p2.jpg"),
            photo("会议/p3.jpg"),
            titled("公示/扫描.pdf", "公示照片说明", &[table]),
        ];
        let found = heard(&documents);
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["公示/p1.jpg", "公示/p2.jpg"]);
        let elsewhere = [photo("会议/p3.jpg"), photo("会议/p4.jpg"), paper("公示/照片说明.docx").saying(&[table])];
        assert!(heard(&elsewhere).is_empty());
    }

    #[test]
    fn a_note_tells_of_its_folder() {
        let documents = [
            photo("发证/1.jpg"),
            photo("发证/2.jpg"),
            photo("会议/3.jpg"),
            paper("发证/说明.txt").saying(&["2020年6月11日，村干部在文化广场向户主发放股权证"]),
        ];
        assert_eq!(heard(&documents).len(), 2);
        let silent = [photo("发证/1.jpg"), paper("发证/说明.txt").saying(&["无"])];
        assert!(heard(&silent).is_empty());
    }
}
