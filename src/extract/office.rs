//! Word and PowerPoint documents, new and old: the text in reading order, cells divided by tabs.

use std::io::{Cursor, Read};

use office_oxide::{
    Document, DocumentFormat, OfficeError, docx::DocxDocument, options::ParseOptions, pptx::PptxDocument,
};

use super::{Limits, notice, numbering, plain, single_page, tidy};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

/// What a package may unpack to is limited in bytes read; memory for what a small file can multiply, to this.
const MAX_MEMORY_BYTES: u64 = 256 << 20;

pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let kind = match format {
        Format::Docx => DocumentFormat::Docx,
        Format::Pptx => DocumentFormat::Pptx,
        Format::Doc => DocumentFormat::Doc,
        Format::Ppt => DocumentFormat::Ppt,
        _ => return notice::only(notice::unsupported(format)),
    };
    if unpacks_to_too_much(bytes, limits) {
        return notice::only(notice::unpacks_to_too_much(format));
    }
    let mut options = ParseOptions::default();
    options.limits.package_bytes = limits.max_uncompressed_bytes;
    options.limits.part_bytes = limits.max_uncompressed_bytes;
    options.limits.text_chars = limits.max_text_bytes;
    options.limits.memory_bytes = MAX_MEMORY_BYTES;
    options.limits.embedded_depth = 1;
    match Document::from_reader_with(Cursor::new(bytes.to_vec()), kind, &options) {
        Ok(document) => document_of(&document, format),
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
    // Remarks in the margin are about the document, not of it.
    docx.comments.clear();
    numbering::write_out(&mut docx);
    let (text, cut) = without_reports(&docx.plain_text());
    finish(title, vec![single_page(PageSource::TextLayer, tidy(&text))], lost || cut)
}

fn slide_pages(slides: &PptxDocument) -> Vec<Page> {
    (0..)
        .map_while(|index| slides.slide_plain_text(index))
        .zip(1..)
        .map(|(text, number)| Page {
            page: number,
            ..single_page(PageSource::TextLayer, tidy(&without_reports(&text).0))
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
        Format::Docx => part(bytes, "word/document.xml", limits).map(|xml| plain::text_of_markup(&xml)),
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

/// One part of a zip package as text; `None` where it is absent, damaged or larger than the limit.
pub(super) fn part(bytes: &[u8], name: &str, limits: &Limits) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut content = Vec::new();
    archive.by_name(name).ok()?.take(limits.max_uncompressed_bytes + 1).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= limits.max_uncompressed_bytes).then(|| plain::decode(&content))
}

/// Whether the parts of a zip package say that they unpack to more than the limit.
pub(super) fn unpacks_to_too_much(bytes: &[u8], limits: &Limits) -> bool {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    archive.decompressed_size().is_some_and(|size| size > u128::from(limits.max_uncompressed_bytes))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn docx(body: &str) -> Vec<u8> {
        let parts = [
            (
                "[Content_Types].xml",
                r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#.to_owned(),
            ),
            (
                "_rels/.rels",
                r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#.to_owned(),
            ),
            (
                "word/_rels/document.xml.rels",
                r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>"#.to_owned(),
            ),
            (
                "word/numbering.xml",
                r#"<?xml version="1.0"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#.to_owned(),
            ),
            (
                "docProps/core.xml",
                r#"<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>会议记录</dc:title></cp:coreProperties>"#.to_owned(),
            ),
            (
                "word/document.xml",
                format!(
                    r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
                ),
            ),
        ];
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part can be started");
            writer.write_all(content.as_bytes()).expect("memory can be written");
        }
        writer.finish().expect("the directory can be written").into_inner()
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn paragraphs_and_tables_in_reading_order() {
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
        let body = format!(
            "{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
            paragraph("张庄村村民代表会议记录"),
            cell("姓名"),
            cell("签字"),
            cell("甲某"),
            cell("同意"),
            paragraph("散会。"),
        );
        let extraction = read(&docx(&body), Format::Docx, &Limits::default());
        assert_eq!(extraction.pages[0].text, "张庄村村民代表会议记录\n姓名\t签字\n甲某\t同意\n散会。");
        assert_eq!(extraction.pages[0].source, PageSource::TextLayer);
        assert_eq!(extraction.title.as_deref(), Some("会议记录"));
        assert!(extraction.notices.is_empty());
    }

    #[test]
    fn automatic_numbers_are_text() {
        let clause = |level: u8, text: &str| {
            format!(
                r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
            )
        };
        let body = [
            clause(0, "本社名称"),
            clause(1, "全称"),
            clause(1, "简称"),
            paragraph("未编号"),
            clause(0, "住所"),
            clause(1, "地址"),
        ]
        .concat();
        let extraction = read(&docx(&body), Format::Docx, &Limits::default());
        let expected = "第一条 本社名称\n（一）全称\n（二）简称\n未编号\n第二条 住所\n（一）地址";
        assert_eq!(extraction.pages[0].text, expected);
    }

    #[test]
    fn deleted_text_is_no_text() {
        let body = r#"<w:p><w:r><w:t>应到</w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>三十</w:delText></w:r></w:del><w:ins w:id="2" w:author="x"><w:r><w:t>二十八</w:t></w:r></w:ins><w:r><w:t>人</w:t></w:r></w:p>"#;
        let extraction = read(&docx(body), Format::Docx, &Limits::default());
        assert_eq!(extraction.pages[0].text, "应到二十八人");
    }

    #[test]
    fn a_damaged_package_gives_what_it_has_or_says_so() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
        let xml = format!(
            "<w:document><w:body>{}<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p></w:body></w:document>",
            paragraph("救回的文字")
        );
        writer.write_all(xml.as_bytes()).expect("memory can be written");
        let bytes = writer.finish().expect("a directory").into_inner();
        let extraction = read(&bytes, Format::Docx, &Limits::default());
        assert_eq!(extraction.pages[0].text, "救回的文字");
        assert_eq!(extraction.notices.len(), 1);

        let extraction = read(b"PK\x03\x04 no more", Format::Docx, &Limits::default());
        assert!(extraction.pages.is_empty());
        assert_eq!(extraction.notices[0].code, crate::model::NoticeCode::UnreadableFile);
    }
}
