//! Rich Text Format: what old office systems export, often under `.doc`.
//!
//! The text (RTF 1.9.1): characters as bytes of the code page of their font ([`font`]) or as UTF-16 units, and the control
//! words that end paragraphs, cells and rows. Notes, remarks and text boxes stand within a sentence; they follow the
//! text in lines of their own. Pictures and objects ([`binary`]) are taken out as bytes.

mod binary;
mod font;

use encoding_rs::UTF_16LE;

use self::{
    binary::{Binary, BinaryKind},
    font::FontTable,
};
use super::{
    bitmap::bitmap_file,
    field,
    inside::{FilesInside, InsideObject, of_ole1},
    limits::Limits,
    notice,
    page::single_page,
    tidy::tidy,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, PageSource},
};

/// Groups whose content is not text of the document; groups that begin with `\*` are skipped as well.
const SKIPPED: [&str; 18] = [
    "colortbl",
    "stylesheet",
    "info",
    "object",
    "listtable",
    "listpicture",
    "listoverridetable",
    "rsidtbl",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "xmlnstbl",
    "fldinst",
    "fonttbl",
    // The same pictures and shapes once more, for programs before 1997.
    "nonshppict",
    "shprslt",
    "macpict",
];
const MAX_GROUPS: usize = 10_000;
/// Pictures and objects of one file that are kept.
const MAX_BINARIES: usize = 5_000;
/// Bytes of a field's instruction that are kept.
const MAX_INSTRUCTION: usize = 8_192;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Extraction {
    let text = text(bytes, limits);
    if text.is_empty() && !bytes.trim_ascii_end().ends_with(b"}") {
        return notice::only(notice::damaged(Format::Rtf));
    }
    Extraction { pages: vec![single_page(PageSource::TextLayer, text)], ..Extraction::default() }
}

/// The text alone.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> String {
    tidy(&content_of(bytes, limits).text)
}

/// The pictures as files of their own, in the order of the text.
pub(super) fn pictures(bytes: &[u8], limits: &Limits) -> Vec<Vec<u8>> {
    // Without a picture there is nothing to look for.
    if !bytes.windows(5).any(|window| window == b"\\pict") {
        return Vec::new();
    }
    let of_kind = |binary: Binary| match binary.kind {
        BinaryKind::Bitmap => bitmap_file(&binary.bytes, None),
        BinaryKind::Picture | BinaryKind::Wmf => Some(binary.bytes),
        BinaryKind::Object => None,
    };
    content_of(bytes, limits).binaries.into_iter().filter_map(of_kind).collect()
}

/// The files that were inserted as objects.
pub(super) fn files(bytes: &[u8], limits: &Limits) -> FilesInside {
    let mut found = FilesInside::new(limits.max_uncompressed_bytes);
    if !bytes.windows(8).any(|window| window == b"\\objdata") {
        return found;
    }
    let objects = content_of(bytes, limits).binaries.into_iter().filter(|binary| binary.kind == BinaryKind::Object);
    for (object, number) in objects.zip(1..) {
        found.add_object(of_ole1(&object.bytes, limits.max_uncompressed_bytes), &format!("附件{number}"));
    }
    found
}

/// Whether the text of a group is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skip {
    No,
    /// It is for programs that know the destination (`\\*`); some of these hold text.
    Unknown,
    Always,
}

/// What the bytes of a group are besides text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Destination {
    Text,
    /// The table of fonts.
    Fonts,
    /// A picture or an object, the last of [`RtfReader::binaries`].
    Binary,
    /// The instruction of the innermost field.
    Instruction,
}

#[derive(Clone, Copy)]
struct GroupState {
    skip: Skip,
    role: Destination,
    /// The note or remark that it belongs to, by its place among them.
    note: Option<usize>,
    /// Deleted by a tracked change, or hidden.
    deleted: bool,
    /// How many characters stand in for each `\u` where Unicode is not known.
    fallback: usize,
    font: Option<i32>,
    /// Nothing has been read of it yet.
    is_new: bool,
    /// The last word was `\*`, at its beginning.
    is_starred: bool,
    /// It is a field, the last of [`RtfReader::fields`].
    is_field: bool,
    /// It shows an object that was taken out.
    shows_object: bool,
}

/// A field that is open.
#[derive(Default)]
struct OpenField {
    instruction: String,
    /// How much text there was before it.
    from: usize,
}

struct RtfReader {
    out: String,
    /// Notes and remarks, with their marks.
    notes: Vec<String>,
    /// Bytes and UTF-16 units wait until the run ends, since a character takes several.
    bytes: Vec<u8>,
    units: Vec<u16>,
    fonts: FontTable,
    default_font: Option<i32>,
    fields: Vec<OpenField>,
    binaries: Vec<Binary>,
    group: GroupState,
    above: Vec<GroupState>,
    /// Fallback characters still to be left out.
    ignore: usize,
}

impl RtfReader {
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let text = self.fonts.decode(self.group.font.or(self.default_font), &self.bytes);
            self.put(&text);
            self.bytes.clear();
        }
        if !self.units.is_empty() {
            let font = self.group.font.or(self.default_font);
            let mut text = String::new();
            for run in self.units.chunk_by(|a, b| (0xF000..=0xF0FF).contains(a) == (0xF000..=0xF0FF).contains(b)) {
                let symbols: Option<String> = run.iter().map(|unit| self.fonts.symbol(font, *unit)).collect();
                let wide = || run.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>();
                text.push_str(&symbols.unwrap_or_else(|| UTF_16LE.decode_without_bom_handling(&wide()).0.into_owned()));
            }
            self.put(&text);
            self.units.clear();
        }
    }

    /// Text of the current group.
    fn put(&mut self, text: &str) {
        if self.group.role == Destination::Instruction {
            if let Some(field) = self.fields.last_mut()
                && field.instruction.len() + text.len() <= MAX_INSTRUCTION
            {
                field.instruction.push_str(text);
            }
            return;
        }
        match self.group.note.and_then(|place| self.notes.get_mut(place)) {
            Some(note) => note.push_str(text),
            None => self.out.push_str(text),
        }
    }

    fn begin_note(&mut self, mark: &str) {
        self.flush();
        self.group.note = Some(self.notes.len());
        self.notes.push(mark.to_owned());
    }

    fn shows(&self) -> bool {
        let is_text = self.group.role == Destination::Text && self.group.skip == Skip::No;
        (is_text || self.group.role == Destination::Instruction) && !self.group.deleted
    }

    /// How much text stands where that of the current group goes.
    fn written(&self) -> usize {
        self.group.note.and_then(|place| self.notes.get(place)).unwrap_or(&self.out).len()
    }

    fn open(&mut self) {
        self.flush();
        self.ignore = 0;
        if self.above.len() < MAX_GROUPS {
            self.above.push(self.group);
            self.group.is_new = true;
            self.group.is_starred = false;
            self.group.is_field = false;
            if self.group.role == Destination::Binary {
                // Properties of a picture and its number (`\*\picprop`, `\*\blipuid`) have digits too.
                self.group.role = Destination::Text;
                self.group.skip = Skip::Always;
            }
        }
    }

    fn close(&mut self) {
        self.flush();
        self.ignore = 0;
        let Some(above) = self.above.pop() else { return };
        let closed = std::mem::replace(&mut self.group, above);
        self.group.is_new = false;
        self.group.is_starred = false;
        if closed.role == Destination::Binary
            && above.role != Destination::Binary
            && let Some(Binary { kind: BinaryKind::Object, bytes, .. }) = self.binaries.last()
        {
            // What stands beside it is its picture.
            self.group.shows_object = matches!(of_ole1(bytes, u64::MAX), InsideObject::File(..));
        }
        if closed.is_field
            && let Some(field) = self.fields.pop()
            && self.shows()
            && self.written() <= field.from
            && let Some(text) = field::shown(&field.instruction)
        {
            self.put(&text);
        }
    }

    fn byte(&mut self, byte: u8) {
        self.group.is_new = false;
        self.group.is_starred = false;
        match self.group.role {
            Destination::Binary => {
                if let Some(binary) = self.binaries.last_mut() {
                    binary.digit(byte);
                }
                return;
            }
            Destination::Fonts => {
                self.fonts.name(byte);
                return;
            }
            Destination::Text | Destination::Instruction => {}
        }
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
            self.put(text);
        }
    }

    /// Bytes that stand in the file as they are.
    fn binary(&mut self, bytes: &[u8]) {
        if self.group.role == Destination::Binary
            && let Some(binary) = self.binaries.last_mut()
        {
            binary.bytes.extend_from_slice(bytes);
        }
    }

    fn begin_binary(&mut self, kind: BinaryKind) {
        if self.binaries.len() < MAX_BINARIES {
            self.group.role = Destination::Binary;
            self.binaries.push(Binary::new(kind));
        }
    }

    fn control(&mut self, word: &str, number: Option<i32>) {
        let is_first = std::mem::take(&mut self.group.is_new);
        let is_starred = std::mem::take(&mut self.group.is_starred);
        if self.group.role == Destination::Fonts {
            self.fonts.describe(word, number);
            return;
        }
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
                self.fonts.document = number;
            }
            "deff" => self.default_font = number,
            "f" => {
                self.flush();
                self.group.font = number;
            }
            "plain" => {
                self.flush();
                self.group.font = None;
                self.group.deleted = false;
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
            "deleted" => {
                self.flush();
                self.group.deleted = number != Some(0);
            }
            "footnote" if self.shows() => self.begin_note("脚注："),
            "annotation" if self.group.skip == Skip::Unknown => {
                self.group.skip = Skip::No;
                self.begin_note("批注：");
            }
            "shptxt" | "dptxbxtext" if self.group.skip == Skip::Unknown => {
                self.group.skip = Skip::No;
                self.begin_note("");
            }
            // A style of characters is no destination, although some programs mark it as one.
            "cs" | "ds" | "ts" if is_starred && self.group.skip == Skip::Unknown => self.group.skip = Skip::No,
            // The same once in bytes and once in Unicode.
            "upr" if is_first && self.group.skip == Skip::No => self.group.skip = Skip::Unknown,
            "ud" if is_starred && self.group.skip == Skip::Unknown => self.group.skip = Skip::No,
            "field" => {
                self.flush();
                self.group.is_field = true;
                self.fields.push(OpenField { instruction: String::new(), from: self.written() });
            }
            "fldinst" => {
                let is_nested = self.group.role == Destination::Instruction;
                self.group.skip = Skip::Always;
                if !self.fields.is_empty() && !is_nested {
                    self.group.role = Destination::Instruction;
                }
            }
            "fonttbl" => self.group.role = Destination::Fonts,
            "pict" if self.group.skip != Skip::Always && !self.group.deleted && !self.group.shows_object => {
                self.flush();
                self.group.skip = Skip::Always;
                self.begin_binary(BinaryKind::Picture);
            }
            "pict" => self.group.skip = Skip::Always,
            "wmetafile" => self.with_binary(BinaryKind::Wmf),
            "dibitmap" => self.with_binary(BinaryKind::Bitmap),
            "object" => {
                self.flush();
                self.group.skip = Skip::Always;
            }
            "objdata" => self.begin_binary(BinaryKind::Object),
            // The picture of an object stands for it where it cannot be taken out.
            "result" => self.group.skip = if self.group.shows_object { Skip::Always } else { Skip::No },
            _ if SKIPPED.contains(&word) => self.group.skip = Skip::Always,
            _ => {}
        }
    }

    fn with_binary(&mut self, kind: BinaryKind) {
        if self.group.role == Destination::Binary
            && let Some(binary) = self.binaries.last_mut()
        {
            binary.kind = kind;
        }
    }
}

/// What a file holds.
struct RtfContent {
    text: String,
    binaries: Vec<Binary>,
}

fn content_of(bytes: &[u8], limits: &Limits) -> RtfContent {
    let mut reader = RtfReader {
        out: String::new(),
        notes: Vec::new(),
        bytes: Vec::new(),
        units: Vec::new(),
        fonts: FontTable::default(),
        default_font: None,
        fields: Vec::new(),
        binaries: Vec::new(),
        group: GroupState {
            skip: Skip::No,
            role: Destination::Text,
            note: None,
            deleted: false,
            fallback: 1,
            font: None,
            is_new: false,
            is_starred: false,
            is_field: false,
            shows_object: false,
        },
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
            b'{' => reader.open(),
            b'}' => reader.close(),
            b'\\' => rest = escape(&mut reader, rest),
            b'\r' | b'\n' | 0 => {}
            _ => reader.byte(byte),
        }
    }
    reader.flush();
    let mut text = reader.out;
    for note in reader.notes {
        let is_box = !["脚注：", "批注："].iter().any(|mark| note.starts_with(mark));
        let line = if is_box { note } else { note.split_whitespace().collect::<Vec<_>>().join(" ") };
        if !line.trim().is_empty() && !line.ends_with('：') {
            text.push('\n');
            text.push_str(&line);
        }
    }
    RtfContent { text, binaries: reader.binaries }
}

/// Reads what follows a backslash and gives back what is left.
fn escape<'b>(reader: &mut RtfReader, rest: &'b [u8]) -> &'b [u8] {
    let Some((&first, after)) = rest.split_first() else { return rest };
    match first {
        b'\'' => {
            let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                reader.byte(byte);
            }
            return after.get(2..).unwrap_or_default();
        }
        // It marks a destination at the beginning of a group alone.
        b'*' if reader.group.is_new => {
            reader.group.is_starred = true;
            if reader.group.skip == Skip::No {
                reader.group.skip = Skip::Unknown;
            }
        }
        b'*' => {}
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
            let number: Option<i32> = std::str::from_utf8(&digits[..end]).ok().and_then(|digits| digits.parse().ok());
            // One space ends the control word and is no text.
            let left = digits[end..].strip_prefix(b" ").unwrap_or(&digits[end..]);
            if word == "bin" {
                let count = number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
                let (bytes, left) = left.split_at_checked(count).unwrap_or((left, &[]));
                reader.binary(bytes);
                return left;
            }
            reader.control(word, number);
            return left;
        }
        _ => {}
    }
    after
}

#[cfg(test)]
mod tests;
