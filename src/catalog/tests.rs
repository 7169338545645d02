//! What goes into a catalogue comes out again, and what is dropped leaves nothing behind.

use jiff::civil::datetime;

use super::*;
use crate::model::{
    ArchivePath, ContentHash, Coordinates, Enclosed, Extraction, FileStatus, Line, Message, Notice, NoticeCode, Page,
    PageSource, PhotoFacts,
};

fn catalog() -> (tempfile::TempDir, Catalog) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let catalog = Catalog::open(&dir.path().join("new/store")).expect("a catalogue");
    (dir, catalog)
}

fn row(path: &str, container: Option<&str>, content: &str) -> FileRow {
    FileRow {
        path: ArchivePath::new(path),
        container: container.map(ArchivePath::new),
        size: content.len() as u64,
        mtime_ns: 1_556_000_000_123_456_789,
        hash: Some(ContentHash::of(content.as_bytes())),
        status: FileStatus::Read,
        notices: Vec::new(),
    }
}

fn notice(code: NoticeCode) -> Notice {
    Notice::new(code, Message::new("原因", "a reason"))
}

/// An extraction with every field set.
fn extraction() -> Extraction {
    let line = Line { text: "第一行".to_owned(), bbox: [1.5, 2.0, 30.25, 12.0], confidence: 0.5, weak: Vec::new() };
    let page = |page, source, text: &str, lines| Page {
        label: None,
        page,
        source,
        width: 595.5,
        height: 842.0,
        text: text.to_owned(),
        lines,
    };
    Extraction {
        media_type: "application/pdf".to_owned(),
        title: Some("清产核资方案".to_owned()),
        pages: vec![page(1, PageSource::TextLayer, "第一行", vec![line]), page(2, PageSource::Ocr, "", vec![])],
        photo: Some(PhotoFacts {
            width: 40,
            height: 30,
            orientation: 6,
            taken: Some(datetime(2019, 5, 6, 9, 30, 0, 0)),
            gps: Some(Coordinates { lat: 30.123_456_789, lon: 114.5 }),
            ..PhotoFacts::default()
        }),
        wants_ocr: vec![2],
        enclosed: Enclosed { attachments: vec!["名册.xlsx".to_owned()], signatures: Vec::new() },
        notices: vec![notice(NoticeCode::FontMissing)],
    }
}

/// Writes rows, each with the extraction of its bytes, as a run does.
fn write(catalog: &mut Catalog, rows: &[FileRow]) {
    let batch = catalog.batch().expect("a batch");
    for row in rows {
        if let Some(hash) = &row.hash
            && !batch.has_content(hash, 1).expect("an answer")
        {
            batch.put_content(hash, 1, &extraction()).expect("content");
        }
        batch.put_file(row).expect("a file");
    }
    batch.commit().expect("kept");
}

fn paths(catalog: &Catalog) -> Vec<String> {
    catalog.files().expect("files").into_iter().map(|file| file.path.to_string()).collect()
}

#[test]
fn what_goes_in_comes_out() {
    let (_dir, mut catalog) = catalog();
    let mut row = row("村/a.pdf", None, "bytes");
    row.notices.push(notice(NoticeCode::ExtensionMismatch));
    write(&mut catalog, std::slice::from_ref(&row));
    let hash = row.hash.as_ref().expect("a digest");
    let read = extraction();

    let texts: Vec<Page> = read.pages.iter().map(|page| Page { lines: Vec::new(), ..page.clone() }).collect();
    assert_eq!(catalog.pages(hash).expect("pages"), texts, "many pages come without the boxes of their lines");
    assert_eq!(catalog.page(&row.path, 1).expect("a page").as_ref(), read.pages.first());
    assert_eq!(catalog.page(&row.path, 3).expect("an answer"), None);
    assert_eq!(catalog.page_text(&row.path, 1).expect("a text").as_deref(), Some("第一行"));
    assert_eq!(catalog.photo_of(&row.path).expect("facts"), read.photo);
    assert_eq!(catalog.status_of(&row.path).expect("a status"), Some(FileStatus::Read));
    assert_eq!(catalog.status_of(&ArchivePath::new("村/b.pdf")).expect("an answer"), None);
    let files = catalog.files().expect("files");
    assert_eq!(files.len(), 1);
    let content = files[0].content.as_ref().expect("content");
    assert_eq!((content.title.as_deref(), content.pages), (Some("清产核资方案"), 2));
    assert_eq!(content.photo, read.photo);
    assert_eq!(content.unread, 1, "the second page waits for recognition");
    assert_eq!(catalog.enclosed_in(&row.path).expect("an answer"), read.enclosed);
    assert_eq!(catalog.digest_of(&row.path).expect("an answer").as_ref(), Some(hash));
    let known = &catalog.known_files().expect("known files")[&row.path];
    assert_eq!((known.size, known.mtime_ns, known.version), (row.size, row.mtime_ns, Some(1)));
    assert_eq!(known.hash.as_ref(), Some(hash));
    let notices = catalog.notices().expect("notices");
    assert_eq!(
        notices.iter().map(|notice| notice.code).collect::<Vec<_>>(),
        [NoticeCode::ExtensionMismatch, NoticeCode::FontMissing]
    );
    assert!(notices.iter().all(|notice| notice.path.as_ref() == Some(&row.path)));
    let ledger = catalog.ledger().expect("sums");
    assert_eq!((ledger.files, ledger.read, ledger.bytes), (1, 1, row.size));
}

#[test]
fn files_come_in_the_order_of_paths_whatever_the_order_of_writing() {
    let (_dir, mut catalog) = catalog();
    let rows = ["村/b.pdf", "村/a.pdf", "乡/z.pdf"].map(|path| row(path, None, path));
    write(&mut catalog, &rows);
    assert_eq!(paths(&catalog), ["乡/z.pdf", "村/a.pdf", "村/b.pdf"]);
}

#[test]
fn content_is_replaced_whole() {
    let (_dir, mut catalog) = catalog();
    let row = row("村/a.pdf", None, "bytes");
    write(&mut catalog, std::slice::from_ref(&row));
    let hash = row.hash.as_ref().expect("a digest");
    let batch = catalog.batch().expect("a batch");
    assert!(batch.has_content(hash, 1).expect("an answer"));
    assert!(!batch.has_content(hash, 2).expect("an answer"), "other readers must read it again");
    assert!(!batch.is_content_unreadable(hash).expect("an answer"));
    let anew = Extraction { notices: vec![notice(NoticeCode::EncryptedFile)], ..Extraction::default() };
    batch.put_content(hash, 2, &anew).expect("content");
    assert!(batch.is_content_unreadable(hash).expect("an answer"));
    batch.commit().expect("kept");
    assert!(catalog.pages(hash).expect("pages").is_empty(), "pages of the last reading are gone");
    assert_eq!(catalog.notices().expect("notices").len(), 1);
    assert_eq!(catalog.photo_of(&row.path).expect("facts"), None);
}

#[test]
fn a_batch_that_is_not_committed_leaves_nothing() {
    let (_dir, mut catalog) = catalog();
    let batch = catalog.batch().expect("a batch");
    batch.put_file(&row("村/a.pdf", None, "bytes")).expect("a file");
    drop(batch);
    assert!(paths(&catalog).is_empty());
}

#[test]
fn a_container_takes_its_members_along_and_the_index_is_told() {
    let (_dir, mut catalog) = catalog();
    let rows = [
        row("村/a.zip", None, "zip"),
        row("村/a.zip!/1.txt", Some("村/a.zip"), "one"),
        row("村/a.zip!/b.zip", Some("村/a.zip"), "inner"),
        row("村/a.zip!/b.zip!/2.txt", Some("村/a.zip!/b.zip"), "two"),
        row("村/a.zip.txt", None, "beside it"),
        row("村/b.zip", None, "other"),
        row("村/b.zip!/1.txt", Some("村/b.zip"), "one"),
    ];
    write(&mut catalog, &rows);
    let batch = catalog.batch().expect("a batch");
    for row in &rows[1..] {
        batch.mark_indexed(&row.path, Some("digest")).expect("marked");
    }
    batch.remove_file(&rows[0].path).expect("removed");
    batch.commit().expect("kept");
    assert_eq!(paths(&catalog), ["村/a.zip.txt", "村/b.zip", "村/b.zip!/1.txt"]);
    let removals: Vec<String> =
        catalog.index_removals().expect("removals").iter().map(ArchivePath::to_string).collect();
    assert_eq!(removals, ["村/a.zip!/1.txt", "村/a.zip!/b.zip", "村/a.zip!/b.zip!/2.txt"], "the zip was never indexed");
    let batch = catalog.batch().expect("a batch");
    batch.clear_index_removals().expect("cleared");
    batch.commit().expect("kept");
    assert!(catalog.index_removals().expect("removals").is_empty());
}

#[test]
fn a_folder_named_like_a_container_is_none() {
    let (_dir, mut catalog) = catalog();
    let rows = [row("村/a.zip", None, "zip"), row("村/a.zip!/1.txt", None, "a file in a folder with such a name")];
    write(&mut catalog, &rows);
    let batch = catalog.batch().expect("a batch");
    batch.remove_file(&rows[0].path).expect("removed");
    batch.commit().expect("kept");
    assert_eq!(paths(&catalog), ["村/a.zip!/1.txt"]);
}

#[test]
fn content_stays_while_any_file_has_it() {
    let (_dir, mut catalog) = catalog();
    let rows = [row("村/a.txt", None, "same"), row("村/b.txt", None, "same"), row("村/c.txt", None, "other")];
    write(&mut catalog, &rows);
    let hash = rows[0].hash.as_ref().expect("a digest");
    let drop_one = |catalog: &mut Catalog, path: &ArchivePath| {
        let batch = catalog.batch().expect("a batch");
        batch.remove_file(path).expect("removed");
        let dropped = batch.drop_unused_content().expect("dropped");
        batch.commit().expect("kept");
        dropped
    };
    assert_eq!(drop_one(&mut catalog, &rows[0].path), 0);
    assert_eq!(catalog.pages(hash).expect("pages").len(), 2);
    assert_eq!(drop_one(&mut catalog, &rows[1].path), 1);
    assert!(catalog.pages(hash).expect("pages").is_empty(), "pages go with their content");
    assert_eq!(paths(&catalog), ["村/c.txt"]);
}

#[test]
fn what_the_index_holds_stays_noted_over_a_rewrite() {
    let (_dir, mut catalog) = catalog();
    let row = row("村/a.txt", None, "text");
    write(&mut catalog, std::slice::from_ref(&row));
    let batch = catalog.batch().expect("a batch");
    batch.mark_indexed(&row.path, Some("digest")).expect("marked");
    batch.put_file(&row).expect("a file");
    batch.touch(&row.path, 7).expect("touched");
    batch.commit().expect("kept");
    assert_eq!(catalog.files().expect("files")[0].indexed_as.as_deref(), Some("digest"));
    assert_eq!(catalog.known_files().expect("known files")[&row.path].mtime_ns, 7);
}

#[test]
fn a_catalogue_is_found_again() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut first = Catalog::open(dir.path()).expect("a catalogue");
    write(&mut first, &[row("村/a.txt", None, "text")]);
    drop(first);
    assert_eq!(paths(&Catalog::open(dir.path()).expect("the same")), ["村/a.txt"]);
}

#[test]
fn a_later_programs_catalogue_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let catalog = Catalog::open(dir.path()).expect("a catalogue");
    catalog.connection.pragma_update(None, "user_version", 1000).expect("a version");
    drop(catalog);
    let error = Catalog::open(dir.path()).expect_err("it is newer");
    assert!(matches!(error, CatalogError::Newer { found: 1000, .. }), "{error}");
    assert!(!error.is_read_only() && !error.is_busy());
}

/// A page as recognition returns it.
fn recognised(text: &str) -> Page {
    let line = Line { text: text.to_owned(), bbox: [1.0, 2.0, 3.0, 4.0], confidence: 0.75, weak: Vec::new() };
    Page {
        page: 2,
        label: None,
        source: PageSource::Ocr,
        width: 600.0,
        height: 800.0,
        text: text.to_owned(),
        lines: vec![line],
    }
}

fn keep(catalog: &mut Catalog, hash: &ContentHash, version: u32, read: Option<&Page>) {
    let batch = catalog.batch().expect("a batch");
    batch.put_recognised(hash, 2, version, read).expect("kept");
    batch.commit().expect("kept");
}

#[test]
fn what_was_recognised_takes_the_place_of_the_page_and_is_not_asked_for_again() {
    let (_dir, mut catalog) = catalog();
    let row = FileRow { notices: Vec::new(), ..row("村/a.pdf", None, "bytes") };
    write(&mut catalog, std::slice::from_ref(&row));
    let hash = row.hash.clone().expect("a digest");
    let reading = |catalog: &Catalog| catalog.files().expect("files")[0].content.clone().expect("content").reading;
    let before = reading(&catalog);
    let waiting = WaitingPages { hash: hash.clone(), path: row.path.clone(), pages: vec![2] };
    assert_eq!(catalog.waiting_pages(1).expect("an answer"), std::slice::from_ref(&waiting));

    keep(&mut catalog, &hash, 1, Some(&recognised("会议记录")));
    assert!(catalog.waiting_pages(1).expect("an answer").is_empty());
    assert_eq!(catalog.waiting_pages(2).expect("an answer"), [waiting], "a better engine reads it once more");
    assert_eq!(catalog.page(&row.path, 2).expect("a page"), Some(recognised("会议记录")));
    assert_eq!(catalog.page_text(&row.path, 2).expect("a text").as_deref(), Some("会议记录"));
    assert_eq!(catalog.pages(&hash).expect("pages")[1].text, "会议记录");
    assert_eq!(catalog.page_text(&row.path, 1).expect("a text").as_deref(), Some("第一行"), "its neighbour stays");
    assert_ne!(reading(&catalog), before, "the index has to take it in");
    assert_eq!(catalog.files().expect("files")[0].content.as_ref().map(|content| content.unread), Some(0));

    // Other readers read the same bytes anew; what was recognised is still good.
    let batch = catalog.batch().expect("a batch");
    batch.put_content(&hash, 2, &extraction()).expect("content");
    batch.commit().expect("kept");
    assert_eq!(catalog.page_text(&row.path, 2).expect("a text").as_deref(), Some("会议记录"));
}

#[test]
fn a_page_that_cannot_be_recognised_stays_unread_and_is_named() {
    let (_dir, mut catalog) = catalog();
    let row = row("村/a.pdf", None, "bytes");
    let paper = Extraction { photo: None, ..extraction() };
    let hash = row.hash.clone().expect("a digest");
    let batch = catalog.batch().expect("a batch");
    batch.put_content(&hash, 1, &paper).expect("content");
    batch.put_file(&row).expect("a file");
    batch.commit().expect("kept");
    let unread = |tried| [UnrecognisedPages { path: row.path.clone(), tried, is_picture: false, pages: vec![2] }];
    assert_eq!(catalog.unrecognised_pages().expect("an answer"), unread(false));
    keep(&mut catalog, &hash, 1, None);
    assert!(catalog.waiting_pages(1).expect("an answer").is_empty(), "it is not tried for ever");
    assert_eq!(catalog.unrecognised_pages().expect("an answer"), unread(true));
    assert_eq!(catalog.files().expect("files")[0].content.as_ref().map(|content| content.unread), Some(1));
    assert_eq!(catalog.page(&row.path, 2).expect("a page").map(|page| page.source), Some(PageSource::Ocr));
}

#[test]
fn pages_with_text_are_recognised_only_while_people_ask_for_it() {
    let (_dir, mut catalog) = catalog();
    let row = row("村/a.pdf", None, "bytes");
    write(&mut catalog, std::slice::from_ref(&row));
    let hash = row.hash.clone().expect("a digest");
    let ask = |catalog: &mut Catalog, media_types: &[&str]| {
        let batch = catalog.batch().expect("a batch");
        batch.ask_for_recognition(media_types).expect("asked");
        batch.commit().expect("kept");
    };
    ask(&mut catalog, &["application/pdf"]);
    assert_eq!(catalog.waiting_pages(1).expect("an answer")[0].pages, [1, 2]);
    let batch = catalog.batch().expect("a batch");
    batch.put_recognised(&hash, 1, 1, Some(&Page { page: 1, ..recognised("另一种读法") })).expect("kept");
    batch.commit().expect("kept");
    assert_eq!(catalog.page_text(&row.path, 1).expect("a text").as_deref(), Some("另一种读法"));
    ask(&mut catalog, &[]);
    assert_eq!(catalog.page_text(&row.path, 1).expect("a text").as_deref(), Some("第一行"));
    assert_eq!(catalog.waiting_pages(1).expect("an answer")[0].pages, [2]);
}
