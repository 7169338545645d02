//! Word and PowerPoint documents, new and old: the text in reading order, cells divided by tabs, and the pictures that
//! were pasted into them as further pages.
//!
//! A document's text holds, in this order: page headers, the body with its text boxes, page footers, then each note
//! and each remark in the margin in a line of its own that begins with `脚注：`, `尾注：` or `批注（name）：`. Tracked
//! insertions are text, tracked deletions are not. Slides keep their speaker's notes after `备注：`.

mod formula;
mod numbering;
mod open_document;
mod open_numbering;
mod prepare;

use std::io::Cursor;

use office_oxide::{
    Document, DocumentFormat, OfficeError,
    docx::{BlockElement, DocxDocument, NoteBody},
    options::ParseOptions,
    pptx::PptxDocument,
};

pub(super) use self::open_document::read as read_open_document;
use super::{
    embedded, ledger,
    limits::{Limits, MAX_OFFICE_MEMORY_BYTES},
    markup::text_of_markup,
    notice,
    package::{self, PackageTrouble},
    page::single_page,
    tidy::tidy,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let mut extraction = read_text(bytes, format, limits, 0);
    embedded::add_pages(&mut extraction, bytes, format, limits);
    ledger::add_unread_parts(&mut extraction, bytes, format, limits);
    extraction
}

/// How many pages a document has before those of its pictures.
pub(super) fn count_text_pages(bytes: &[u8], format: Format, limits: &Limits) -> usize {
    match format {
        Format::Pptx => read_text(bytes, format, limits, 0).pages.len(),
        Format::Odp => open_document::read_text(bytes, format, limits).pages.len(),
        _ => 1,
    }
}

/// The document without its pictures; `depth` is how deep it is merged into others.
fn read_text(bytes: &[u8], format: Format, limits: &Limits, depth: usize) -> Extraction {
    let kind = match format {
        Format::Docx => DocumentFormat::Docx,
        Format::Pptx => DocumentFormat::Pptx,
        Format::Doc => DocumentFormat::Doc,
        Format::Ppt => DocumentFormat::Ppt,
        _ => return notice::only(notice::unsupported(format)),
    };
    match package::check(bytes, limits) {
        Ok(()) => {}
        Err(PackageTrouble::TooMuch) => return notice::only(notice::unpacks_to_too_much(format)),
        Err(PackageTrouble::TooDeep) => return notice::only(notice::nests_too_deep(format)),
    }
    let mut options = ParseOptions::default();
    options.limits.package_bytes = limits.max_uncompressed_bytes;
    options.limits.part_bytes = limits.max_uncompressed_bytes;
    options.limits.text_chars = limits.max_text_bytes;
    options.limits.memory_bytes = MAX_OFFICE_MEMORY_BYTES;
    options.limits.embedded_depth = 1;
    let (content, unread) = match format {
        Format::Docx => match prepare::prepare(bytes, limits, depth) {
            Some(prepared) => (prepared.bytes, prepared.unread),
            None => (bytes.to_vec(), Vec::new()),
        },
        Format::Doc => (formula::written_out(bytes).unwrap_or_else(|| bytes.to_vec()), Vec::new()),
        _ => (bytes.to_vec(), Vec::new()),
    };
    match Document::from_reader_with(Cursor::new(content), kind, &options) {
        Ok(document) => {
            let mut extraction = document_of(&document, format);
            if !unread.is_empty() {
                extraction.notices.push(notice::parts_not_read(&unread));
            }
            extraction
        }
        Err(OfficeError::Doc(office_oxide::doc::DocError::Encrypted))
        | Err(OfficeError::Ppt(office_oxide::ppt::PptError::Encrypted)) => notice::only(notice::encrypted()),
        Err(_) => rescue(bytes, format, limits),
    }
}

fn document_of(document: &Document, format: Format) -> Extraction {
    if let Some(docx) = document.as_docx() {
        return word(docx.clone());
    }
    let (text, lost) = without_reports(&document.plain_text());
    let pages = match document.as_pptx() {
        Some(slides) => slide_pages(slides),
        None => vec![single_page(PageSource::TextLayer, tidy(&text))],
    };
    let title = match format {
        // The tree of slides copies every picture; slides show their title anyway.
        Format::Pptx | Format::Ppt => None,
        _ => document.to_ir().metadata.title,
    };
    finish(title, pages, lost)
}

fn word(mut docx: DocxDocument) -> Extraction {
    let title = docx.core_properties.as_ref().and_then(|properties| properties.title.clone());
    let lost = !docx.unreadable_parts.is_empty();
    docx.unreadable_parts.clear();
    numbering::write_out(&mut docx);
    let footnotes = std::mem::take(&mut docx.footnotes);
    let endnotes = std::mem::take(&mut docx.endnotes);
    let comments = std::mem::take(&mut docx.comments);
    let (mut text, cut) = without_reports(&docx.plain_text());
    // The same writer gives the text of the notes, one after the other in the body's place.
    docx.headers_footers.clear();
    let mut add = |note: &mut NoteBody, mark: &str| {
        let said = text_of_blocks(&mut docx, std::mem::take(&mut note.content));
        if !said.is_empty() {
            text.push('\n');
            text.push_str(mark);
            text.push_str(&said);
        }
    };
    footnotes.into_iter().for_each(|mut note| add(&mut note, "脚注："));
    endnotes.into_iter().for_each(|mut note| add(&mut note, "尾注："));
    for mut note in comments {
        let mark = match note.author.as_deref().map(str::trim).filter(|author| !author.is_empty()) {
            Some(author) => format!("批注（{author}）："),
            None => "批注：".to_owned(),
        };
        add(&mut note, &mark);
    }
    finish(title, vec![single_page(PageSource::TextLayer, tidy(&text))], lost || cut)
}

/// The text of some blocks in one line.
fn text_of_blocks(docx: &mut DocxDocument, blocks: Vec<BlockElement>) -> String {
    docx.body.elements = blocks;
    let text = without_reports(&docx.plain_text()).0;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn slide_pages(slides: &PptxDocument) -> Vec<Page> {
    (0..)
        .map_while(|index| slides.slide_plain_text(index))
        .zip(1..)
        .map(|(text, number)| {
            let text = without_reports(&text).0.replace("\n[Notes]\n", "\n备注：");
            Page { page: number, ..single_page(PageSource::TextLayer, tidy(&text)) }
        })
        .collect()
}

fn finish(title: Option<String>, pages: Vec<Page>, lost: bool) -> Extraction {
    let mut extraction = Extraction { title, pages, ..Extraction::default() };
    if lost {
        extraction.notices.push(notice::partly_read("文档的一部分", "A part of the document"));
    }
    extraction
}

/// The reader writes what it could not read into the text itself, in lines of its own; those become a notice.
fn without_reports(text: &str) -> (String, bool) {
    let is_report = |line: &str| {
        let line = line.trim();
        line.starts_with('[')
            && line.ends_with(']')
            && ["unreadable part", "truncated", "levels not shown", "could not be read", "text budget"]
                .iter()
                .any(|word| line.contains(word))
    };
    let lost = text.lines().any(is_report);
    let kept = if lost {
        text.lines().filter(|line| !is_report(line)).collect::<Vec<_>>().join("\n")
    } else {
        text.to_owned()
    };
    (kept, lost)
}

/// The main part alone, where the package around it is damaged.
fn rescue(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let text = match format {
        Format::Docx => package::part(bytes, "word/document.xml", limits).map(|xml| text_of_markup(&xml)),
        _ => None,
    };
    match text.map(|text| tidy(&text)).filter(|text| !text.is_empty()) {
        Some(text) => Extraction {
            pages: vec![single_page(PageSource::TextLayer, text)],
            notices: vec![notice::partly_read(
                "文档的一部分（如页眉、页脚）",
                "A part of the document (headers, footers)",
            )],
            ..Extraction::default()
        },
        None => notice::only(notice::damaged(format)),
    }
}

#[cfg(test)]
mod tests;
