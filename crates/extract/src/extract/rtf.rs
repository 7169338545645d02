//! Rich Text Format: what old office systems export, often under `.doc`.
//!
//! Only the text is read (RTF 1.9.1): characters as bytes of the document's code page or as UTF-16 units, and the
//! control words that end paragraphs, cells and rows. Notes, remarks and text boxes stand within a sentence; they
//! follow the text in lines of their own.

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, UTF_16LE};

use super::{limits::Limits, notice, page::single_page, tidy::tidy};
use crate::{
    archive::identify::Format,
    model::{Extraction, PageSource},
};

/// Groups whose content is not text of the document; groups that begin with `\*` are skipped as well.
const SKIPPED: [&str; 16] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "xmlnstbl",
    "fldinst",
    // The same shapes once more, for programs before 1997.
    "shprslt",
];
const MAX_GROUPS: usize = 10_000;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Extraction {
    let text = tidy(&text_of(bytes, limits));
    if text.is_empty() && !bytes.trim_ascii_end().ends_with(b"}") {
        return notice::only(notice::damaged(Format::Rtf));
    }
    Extraction { pages: vec![single_page(PageSource::TextLayer, text)], ..Extraction::default() }
}

/// Whether the text of a group is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skip {
    No,
    /// It is for programs that know the destination (`\\*`); some of these hold text.
    Unknown,
    Always,
}

#[derive(Clone, Copy)]
struct Group {
    skip: Skip,
    /// The note or remark that it belongs to, by its place among them.
    note: Option<usize>,
    /// Deleted by a tracked change.
    deleted: bool,
    /// How many characters stand in for each `\u` where Unicode is not known.
    fallback: usize,
}

struct Reader {
    out: String,
    /// Notes and remarks, with their marks.
    notes: Vec<String>,
    /// Bytes and UTF-16 units wait until the run ends, since a character takes several.
    bytes: Vec<u8>,
    units: Vec<u16>,
    encoding: &'static Encoding,
    group: Group,
    above: Vec<Group>,
    /// Fallback characters still to be left out.
    ignore: usize,
}

impl Reader {
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let text = self.encoding.decode_without_bom_handling(&self.bytes).0.into_owned();
            self.sink().push_str(&text);
            self.bytes.clear();
        }
        if !self.units.is_empty() {
            let wide: Vec<u8> = self.units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let text = UTF_16LE.decode_without_bom_handling(&wide).0.into_owned();
            self.sink().push_str(&text);
            self.units.clear();
        }
    }

    /// Where the text of the current group goes.
    fn sink(&mut self) -> &mut String {
        match self.group.note.and_then(|place| self.notes.get_mut(place)) {
            Some(note) => note,
            None => &mut self.out,
        }
    }

    fn begin_note(&mut self, mark: &str) {
        self.flush();
        self.group.note = Some(self.notes.len());
        self.notes.push(mark.to_owned());
    }

    fn shows(&self) -> bool {
        self.group.skip == Skip::No && !self.group.deleted
    }

    fn byte(&mut self, byte: u8) {
        if self.ignore > 0 {
            self.ignore -= 1;
        } else if self.shows() {
            if !self.units.is_empty() {
                self.flush();
            }
            self.bytes.push(byte);
        }
    }

    fn push(&mut self, text: &str) {
        self.flush();
        if self.shows() {
            self.sink().push_str(text);
        }
    }

    fn control(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "line" | "sect" | "page" => self.push("\n"),
            "row" => {
                self.flush();
                while self.out.ends_with('\t') {
                    self.out.pop();
                }
                self.push("\n");
            }
            "cell" | "nestcell" | "tab" => self.push("\t"),
            "emspace" | "enspace" | "qmspace" => self.push(" "),
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            "bullet" => self.push("•"),
            "ansicpg" => {
                self.flush();
                // Western code pages come with Chinese fonts, whose characters are GBK all the same.
                self.encoding = match number {
                    Some(950) => BIG5,
                    Some(932) => SHIFT_JIS,
                    _ => GB18030,
                };
            }
            // Unsigned units above 32767 are written as negative numbers.
            "u" => {
                if let Some(number) = number
                    && self.shows()
                {
                    if !self.bytes.is_empty() {
                        self.flush();
                    }
                    self.units.push(number as u16);
                }
                self.ignore = self.group.fallback;
            }
            "uc" => self.group.fallback = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(16),
            "deleted" => self.group.deleted = number != Some(0),
            "footnote" if self.shows() => self.begin_note("脚注："),
            "annotation" if self.group.skip == Skip::Unknown => {
                self.group.skip = Skip::No;
                self.begin_note("批注：");
            }
            "shptxt" | "dptxbxtext" if self.group.skip == Skip::Unknown => {
                self.group.skip = Skip::No;
                self.begin_note("");
            }
            _ if SKIPPED.contains(&word) => self.group.skip = Skip::Always,
            _ => {}
        }
    }
}

fn text_of(bytes: &[u8], limits: &Limits) -> String {
    let mut reader = Reader {
        out: String::new(),
        notes: Vec::new(),
        bytes: Vec::new(),
        units: Vec::new(),
        encoding: GB18030,
        group: Group { skip: Skip::No, note: None, deleted: false, fallback: 1 },
        above: Vec::new(),
        ignore: 0,
    };
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if reader.out.len() > limits.max_text_bytes {
            break;
        }
        match byte {
            b'{' => {
                reader.flush();
                reader.ignore = 0;
                if reader.above.len() < MAX_GROUPS {
                    reader.above.push(reader.group);
                }
            }
            b'}' => {
                reader.flush();
                reader.ignore = 0;
                if let Some(above) = reader.above.pop() {
                    reader.group = above;
                }
            }
            b'\\' => rest = escape(&mut reader, rest),
            b'\r' | b'\n' | 0 => {}
            _ => reader.byte(byte),
        }
    }
    reader.flush();
    let mut out = reader.out;
    for note in reader.notes {
        let is_box = !["脚注：", "批注："].iter().any(|mark| note.starts_with(mark));
        let line = if is_box { note } else { note.split_whitespace().collect::<Vec<_>>().join(" ") };
        if !line.trim().is_empty() && !line.ends_with('：') {
            out.push('\n');
            out.push_str(&line);
        }
    }
    out
}

/// Reads what follows a backslash and gives back what is left.
fn escape<'b>(reader: &mut Reader, rest: &'b [u8]) -> &'b [u8] {
    let Some((&first, after)) = rest.split_first() else { return rest };
    match first {
        b'\'' => {
            let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                reader.byte(byte);
            }
            return after.get(2..).unwrap_or_default();
        }
        b'*' if reader.group.skip == Skip::No => reader.group.skip = Skip::Unknown,
        b'~' => reader.push(" "),
        b'_' => reader.push("-"),
        b'\r' | b'\n' => reader.push("\n"),
        b'\\' | b'{' | b'}' => reader.byte(first),
        _ if first.is_ascii_alphabetic() => {
            let end = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
            let word = std::str::from_utf8(&rest[..end]).unwrap_or_default();
            let digits = &rest[end..];
            let sign = usize::from(digits.first() == Some(&b'-'));
            let count = digits[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            let end = if count > 0 { sign + count } else { 0 };
            let number = std::str::from_utf8(&digits[..end]).ok().and_then(|digits| digits.parse().ok());
            reader.control(word, number);
            let left = &digits[end..];
            // One space ends the control word and is no text.
            return left.strip_prefix(b" ").unwrap_or(left);
        }
        _ => {}
    }
    after
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(rtf: &str) -> String {
        read(rtf.as_bytes(), &Limits::default()).pages.remove(0).text
    }

    #[test]
    fn gbk_bytes_and_unicode_units() {
        let rtf = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}{\*\generator x;}\f0 \'d5\'c5\'d7\'af\'b4\'e5\par
\u24352 ?\u24196 ?\u26449 ?abc\par {\uc2\u-243 \'a3\'ba}{\deleted \'d5\'c5}end}";
        assert_eq!(text(rtf), "张庄村\n张庄村abc\n\u{FF0D}end");
    }

    #[test]
    fn tables_have_tabs_and_rows() {
        let rtf = r"{\rtf1\ansicpg936 \trowd\intbl \'d0\'d5\'c3\'fb\cell \'bd\'f0\'b6\'ee\cell\row a\cell 5\cell\row}";
        assert_eq!(text(rtf), "姓名\t金额\na\t5");
    }

    #[test]
    fn notes_follow_and_text_boxes_are_read() {
        let rtf = r"{\rtf1\ansicpg936 \'d5\'c5{\footnote note {\b one}}\'d7\'af{\*\atnauthor x}{\*\annotation {\chatn}remark}{\shp{\*\shpinst{\sp{\sn a}}{\shptxt box\par}}{\shprslt{\*\do{\dptxbxtext box}}}}.}";
        assert_eq!(text(rtf), "张庄.\n脚注：note one\n批注：remark\nbox");
    }

    proptest! {
        #[test]
        fn any_rtf_is_read(content in "[\\\\{}'*a-z0-9 \\-张]{0,200}") {
            let _ = read(format!("{{\\rtf1{content}").as_bytes(), &Limits::default());
        }
    }
}
