//! Open spreadsheets that say little and mean much (OpenDocument 1.3 part 3, 19.675 and 19.677).
//!
//! A cell and a row may stand for thousands like it, and so may a space. The library writes all of them out, in one
//! rectangle for each sheet, before it gives the first of them.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::extract::{
    limits::{Limits, MAX_REPEATED_BYTES},
    package,
};

const ROWS: u64 = 1 << 20;
const COLUMNS: u64 = 1 << 14;
/// What the library takes for a place: one for its value, and one for its formula.
const PLACE_BYTES: u64 = 48;

/// Whether the cells of a spreadsheet, written out, take more memory than its reader may have.
pub(super) fn take_too_much(bytes: &[u8], limits: &Limits) -> bool {
    package::part(bytes, "content.xml", limits).is_some_and(|content| written_out(&content) > MAX_REPEATED_BYTES)
}

/// About how many bytes the cells take.
fn written_out(content: &str) -> u64 {
    let mut reader = Reader::from_str(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut total, mut table) = (0_u64, Table::default());
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().into_inner() {
                "table" => total = total.saturating_add(std::mem::take(&mut table).bytes()),
                "table-row" => table.begin_row(repeated(&element, "number-rows-repeated")),
                "table-cell" | "covered-table-cell" => {
                    table.add_cell(repeated(&element, "number-columns-repeated"), has_content(&element), element.len());
                }
                "s" => table.cell_bytes = table.cell_bytes.saturating_add(repeated(&element, "c")),
                _ => {}
            },
            Ok(Event::Text(text)) => table.cell_bytes = table.cell_bytes.saturating_add(text.len() as u64),
            Ok(Event::CData(text)) => table.cell_bytes = table.cell_bytes.saturating_add(text.len() as u64),
            Ok(Event::Eof) | Err(_) => return total.saturating_add(table.bytes()),
            Ok(_) => {}
        }
    }
}

fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn repeated(element: &BytesStart<'_>, name: &str) -> u64 {
    value(element, name).and_then(|value| value.parse().ok()).unwrap_or(1)
}

/// Cells without any of these are empty.
fn has_content(element: &BytesStart<'_>) -> bool {
    element.attributes().with_checks(false).flatten().any(|attribute| {
        let name = attribute.key.local_name().into_inner();
        name == "formula" || name == "value-type" || name.ends_with("value")
    })
}

/// One sheet.
#[derive(Default)]
struct Table {
    rows: u64,
    /// The first row with content, and the end of the last.
    filled_rows: Option<(u64, u64)>,
    filled_columns: Option<(u64, u64)>,
    /// Places up to the last one with content of each row as it is written.
    places: u64,
    text_bytes: u64,
    row_repeats: u64,
    columns: u64,
    /// Where in its row the last place with content ends.
    row_end: u64,
    cell_repeats: u64,
    cell_bytes: u64,
}

impl Table {
    fn begin_row(&mut self, repeats: u64) {
        self.end_row();
        self.row_repeats = repeats.min(ROWS.saturating_sub(self.rows));
        self.columns = 0;
    }

    fn add_cell(&mut self, repeats: u64, has_content: bool, bytes: usize) {
        self.end_cell();
        let end = COLUMNS.min(self.columns.saturating_add(repeats));
        if has_content && end > self.columns {
            self.cell_repeats = end - self.columns;
            self.cell_bytes = bytes as u64;
            let (first, last) = self.filled_columns.unwrap_or((self.columns, end));
            self.filled_columns = Some((first.min(self.columns), last.max(end)));
            self.row_end = end;
        }
        self.columns = end;
    }

    fn end_cell(&mut self) {
        let bytes = self.cell_bytes.saturating_mul(self.cell_repeats);
        self.text_bytes = self.text_bytes.saturating_add(bytes.saturating_mul(self.row_repeats.saturating_add(1)));
        // The text of one cell is made even where it is used nowhere.
        self.text_bytes = self.text_bytes.saturating_add(self.cell_bytes);
        (self.cell_repeats, self.cell_bytes) = (0, 0);
    }

    fn end_row(&mut self) {
        self.end_cell();
        let end = self.rows.saturating_add(self.row_repeats);
        if self.row_end > 0 {
            self.places = self.places.saturating_add(self.row_end);
            self.filled_rows = Some((self.filled_rows.map_or(self.rows, |(first, _)| first), end));
        }
        (self.rows, self.row_repeats, self.row_end) = (end, 0, 0);
    }

    fn bytes(mut self) -> u64 {
        self.end_row();
        let size = |range: Option<(u64, u64)>| range.map_or(0, |(first, end)| end - first);
        let rectangle = size(self.filled_rows).saturating_mul(size(self.filled_columns));
        rectangle.saturating_add(self.places).saturating_mul(PLACE_BYTES).saturating_add(self.text_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{archive::identify::Format, extract::sheet, model::NoticeCode};
    use std::io::{Cursor, Write};

    fn content(rows: &str) -> String {
        format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"名册\">{rows}\
             </table:table></office:spreadsheet></office:body></office:document-content>"
        )
    }

    fn file(content: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let manifest = "<manifest:manifest/>";
        let mime = "application/vnd.oasis.opendocument.spreadsheet";
        for (name, part) in [("mimetype", mime), ("META-INF/manifest.xml", manifest), ("content.xml", content)] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            archive.write_all(part.as_bytes()).expect("its content");
        }
        archive.finish().expect("a package").into_inner()
    }

    const NAME: &str = "<table:table-cell office:value-type=\"string\"><text:p>张庄村</text:p></table:table-cell>";

    #[test]
    fn empty_rows_and_columns_take_nothing_until_content_follows() {
        let far = "<table:table-cell table:number-columns-repeated=\"16383\"/>";
        let empty = format!("<table:table-row table:number-rows-repeated=\"1048000\">{far}</table:table-row>");
        let plain = content(&format!("<table:table-row>{NAME}{far}</table:table-row>{empty}"));
        assert!(written_out(&plain) < 1000);
        let read = sheet::read(&file(&plain), Format::Ods, &Limits::default());
        assert!(read.notices.is_empty() && read.pages[0].text == "名册\n张庄村", "{:?}", read.notices);

        for far in [
            format!("{empty}<table:table-row>{far}{NAME}</table:table-row>"),
            format!(
                "<table:table-row>{}</table:table-row>",
                NAME.replace("<text:p>", "<text:p><text:s text:c=\"4000000000\"/>")
            ),
            format!("<table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row>", NAME.repeat(30)),
            format!("<table:table-row>{far}{NAME}</table:table-row>").repeat(2000),
        ] {
            let far = content(&format!("<table:table-row>{NAME}</table:table-row>{far}"));
            let read = sheet::read(&file(&far), Format::Ods, &Limits::default());
            let [notice] = &read.notices[..] else { panic!("{:?}", read.notices) };
            assert!(notice.code == NoticeCode::UnreadableFile && read.pages.is_empty());
            assert_eq!(sheet::count(&file(&far), Format::Ods, &Limits::default()), None);
        }
    }

    #[test]
    fn a_register_of_a_village_is_far_from_the_bound() {
        let rows = format!("<table:table-row>{}</table:table-row>", NAME.repeat(20)).repeat(500);
        assert!(written_out(&content(&rows)) * 40 < MAX_REPEATED_BYTES);
    }
}
