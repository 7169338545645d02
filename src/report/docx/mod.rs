//! Word documents: paragraphs and tables on A4, written as the parts of Office Open XML (ECMA-376, part 1).
//!
//! A writer of its own rather than a library: the papers written here are headings, paragraphs and ruled tables, and the
//! two things that it rests on, `zip` and `quick-xml`, are in the program already.

mod parts;
mod table;

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

pub(in crate::report) use self::table::{WordCell, WordTable};
use crate::{model::Lang, report::view::Report};

/// Twentieths of a point in a millimetre, the unit of widths and margins in the format.
const UNITS_PER_MM: f64 = 1_440.0 / 25.4;
/// The margins of a page, in millimetres: left and right, top and bottom.
const MARGINS_MM: (f64, f64) = (15.0, 15.0);

/// A length in the format's unit.
fn units(mm: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "lengths on a page")]
    let units = (mm * UNITS_PER_MM).round() as i64;
    units
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Look {
    /// The paper's title, centred.
    Title,
    /// A line under the title, centred.
    Under,
    /// Text that begins two characters in, as Chinese papers have it.
    Text,
    /// Text from the margin on.
    Plain,
    /// Who issues it and when, at the right.
    Signed,
    /// Small and grey.
    Note,
}

impl Look {
    /// Alignment, half-points of the letters, bold, first line indented, grey.
    fn parts(self) -> (&'static str, u32, bool, bool, bool) {
        match self {
            Look::Title => ("center", 36, true, false, false),
            Look::Under => ("center", 21, false, false, false),
            Look::Text => ("both", 24, false, true, false),
            Look::Plain => ("left", 24, false, false, false),
            Look::Signed => ("right", 24, false, false, false),
            Look::Note => ("left", 18, false, false, true),
        }
    }
}

/// A document while it is written.
#[derive(Debug)]
pub(in crate::report) struct Docx {
    lang: Lang,
    body: String,
    /// Whether the last element is a table, which must not be the last of a document.
    ends_in_table: bool,
}

impl Docx {
    pub(in crate::report) fn new(lang: Lang) -> Self {
        Self { lang, body: String::new(), ends_in_table: false }
    }

    /// A paragraph; line breaks in the text stay.
    pub(in crate::report) fn paragraph(&mut self, text: &str, look: Look) {
        let (align, size, bold, indented, grey) = look.parts();
        let indent = if indented { "<w:ind w:firstLineChars=\"200\" w:firstLine=\"480\"/>" } else { "" };
        let space = if matches!(look, Look::Title) { 160 } else { 60 };
        self.body.push_str(&format!(
            "<w:p><w:pPr><w:spacing w:before=\"60\" w:after=\"{space}\"/>{indent}<w:jc w:val=\"{align}\"/></w:pPr>{}</w:p>",
            run(text, size, bold, grey)
        ));
        self.ends_in_table = false;
    }

    /// A ruled table whose head is repeated on every page.
    pub(in crate::report) fn table(&mut self, table: &WordTable<'_>) {
        self.body.push_str(&table.xml());
        self.ends_in_table = true;
    }

    /// What follows begins a page.
    pub(in crate::report) fn new_page(&mut self) {
        self.body.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
        self.ends_in_table = false;
    }

    /// The document's bytes. The same report gives the same bytes: its dates are the report's.
    ///
    /// # Errors
    /// Where the parts cannot be packed.
    pub(in crate::report) fn finish(mut self, report: &Report, title: &str) -> Result<Vec<u8>, ZipError> {
        if self.ends_in_table {
            self.body.push_str("<w:p/>");
        }
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        for (name, text) in parts::all(&self.body, self.lang, report, title) {
            zip.start_file(name, options)?;
            zip.write_all(text.as_bytes()).map_err(ZipError::Io)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

/// Text in one look. What XML has no character for is left out.
fn run(text: &str, size: u32, bold: bool, grey: bool) -> String {
    let mut xml = String::from("<w:r><w:rPr>");
    if bold {
        xml.push_str("<w:b/>");
    }
    if grey {
        xml.push_str("<w:color w:val=\"555555\"/>");
    }
    xml.push_str(&format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>"));
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            xml.push_str("<w:br/>");
        }
        let allowed: String =
            line.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        xml.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(allowed.as_str())));
    }
    xml.push_str("</w:r>");
    xml
}

#[cfg(test)]
pub(in crate::report) mod tests {
    use std::io::Read;

    use super::*;
    use crate::report::fixture;

    /// A part of a document, by name.
    pub(in crate::report) fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
        let mut text = String::new();
        zip.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
        text
    }

    /// The text of a document, a paragraph a line.
    pub(in crate::report) fn text_of(bytes: &[u8]) -> String {
        use quick_xml::events::Event;
        let body = part(bytes, "word/document.xml");
        let mut reader = quick_xml::Reader::from_str(&body);
        let (mut text, mut within) = (String::new(), false);
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(tag) if tag.name().as_ref() == "w:t" => within = true,
                Event::End(tag) if tag.name().as_ref() == "w:t" => within = false,
                Event::End(tag) if tag.name().as_ref() == "w:p" => text.push('\n'),
                Event::Text(part) if within => text.push_str(&part),
                Event::GeneralRef(entity) if within => {
                    text.push_str(match entity.as_ref() {
                        "lt" => "<",
                        "gt" => ">",
                        "amp" => "&",
                        "quot" => "\"",
                        _ => "'",
                    });
                }
                Event::Eof => return text,
                _ => {}
            }
        }
    }

    #[test]
    fn what_people_wrote_is_text_and_nothing_else() {
        let mut docx = Docx::new(Lang::Zh);
        docx.paragraph("<w:p/>&\u{1}\u{ffff}尾\n第二行", Look::Text);
        docx.table(&WordTable {
            widths_mm: &[20.0, 30.0],
            heads: 1,
            rows: vec![vec![WordCell::centred("项目").over(2)], vec![WordCell::text("]]>"), WordCell::text("𠮷")]],
        });
        let bytes = docx.finish(&fixture::report(), "题 & 名").expect("it is written");
        assert_eq!(text_of(&bytes), "<w:p/>&尾第二行\n项目\n]]>\n𠮷\n");
        let body = part(&bytes, "word/document.xml");
        assert!(
            body.contains("<w:br/>")
                && body.matches("w:tblHeader").count() == 1
                && body.contains("w:gridSpan w:val=\"2\"")
        );
        assert!(part(&bytes, "docProps/core.xml").contains("题 &amp; 名"));
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let write = || {
            let mut docx = Docx::new(Lang::En);
            docx.paragraph("Title", Look::Title);
            docx.finish(&fixture::report(), "Title").expect("it is written")
        };
        assert_eq!(write(), write());
        assert!(write().starts_with(b"PK"));
    }
}
