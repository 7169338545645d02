//! Records of a workbook stream, and the texts in them (MS-XLS 2.1.4 and 2.5.293).

use encoding_rs::Encoding;

const CONTINUE: u16 = 0x003C;

/// A record with what continues it.
pub(super) struct BiffRecord<'s> {
    pub(super) id: u16,
    /// Its data, and those of the records that continue it. Some texts say anew at each border how they are written.
    pub(super) parts: Vec<&'s [u8]>,
}

impl<'s> BiffRecord<'s> {
    /// The data of the record itself.
    pub(super) fn data(&self) -> &'s [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// The records from a place on, to the first that is not whole.
pub(super) struct BiffRecords<'s> {
    stream: &'s [u8],
    at: usize,
    /// The stream ended within a record.
    pub(super) is_cut: bool,
}

impl<'s> BiffRecords<'s> {
    pub(super) fn new(stream: &'s [u8], at: usize) -> Self {
        Self { stream, at, is_cut: false }
    }

    fn one(&mut self) -> Option<(u16, &'s [u8])> {
        let rest = self.stream.get(self.at..)?;
        let found = u16_at(rest, 0).zip(u16_at(rest, 2));
        let found = found.and_then(|(id, length)| Some((id, rest.get(4..4 + usize::from(length))?)));
        let Some((id, data)) = found else {
            self.is_cut = true;
            return None;
        };
        self.at += 4 + data.len();
        Some((id, data))
    }
}

impl<'s> Iterator for BiffRecords<'s> {
    type Item = BiffRecord<'s>;

    fn next(&mut self) -> Option<BiffRecord<'s>> {
        let (id, data) = self.one()?;
        let mut parts = vec![data];
        while u16_at(self.stream.get(self.at..).unwrap_or_default(), 0) == Some(CONTINUE) {
            parts.push(self.one()?.1);
        }
        Some(BiffRecord { id, parts })
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// How texts are written in a workbook.
#[derive(Clone, Copy)]
pub(super) enum TextEncoding {
    /// Since 1997: each text says whether its characters take one byte or two.
    Unicode,
    /// Before, in a code page.
    Bytes(&'static Encoding),
}

impl TextEncoding {
    /// A text with its length before it, in one byte or two; `None` where it is cut off.
    pub(super) fn text(self, parts: &[&[u8]], at: usize, is_short: bool) -> Option<String> {
        let mut reader = RecordReader::new(parts);
        reader.skip(at);
        let count = if is_short { reader.byte()?.into() } else { usize::from(reader.word()?) };
        match self {
            Self::Unicode => {
                let flags = reader.byte()?;
                reader.characters(count, flags & 1 != 0)
            }
            Self::Bytes(encoding) => {
                let bytes: Vec<u8> = (0..count).map_while(|_| reader.byte()).collect();
                (bytes.len() == count).then(|| encoding.decode_without_bom_handling(&bytes).0.into_owned())
            }
        }
    }
}

/// The encoding of a code page.
pub(super) fn encoding(page: u16) -> &'static Encoding {
    match page {
        936 => encoding_rs::GBK,
        950 => encoding_rs::BIG5,
        932 => encoding_rs::SHIFT_JIS,
        949 => encoding_rs::EUC_KR,
        1200 => encoding_rs::UTF_16LE,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// Reads through a record over its borders.
pub(super) struct RecordReader<'r, 's> {
    parts: &'r [&'s [u8]],
    at: usize,
}

impl<'r, 's> RecordReader<'r, 's> {
    pub(super) fn new(parts: &'r [&'s [u8]]) -> Self {
        Self { parts, at: 0 }
    }

    /// Goes to the part that the next byte is in; true where that is another one.
    fn cross(&mut self) -> bool {
        let mut crossed = false;
        while let [first, rest @ ..] = self.parts
            && self.at >= first.len()
            && !rest.is_empty()
        {
            self.at -= first.len();
            self.parts = rest;
            crossed = true;
        }
        crossed
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.cross();
        let byte = *self.parts.first()?.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn double(&mut self) -> Option<u32> {
        Some(u32::from(self.word()?) | u32::from(self.word()?) << 16)
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
        self.cross();
    }

    /// So many characters. At a border the text says anew whether they take one byte or two.
    fn characters(&mut self, count: usize, mut is_wide: bool) -> Option<String> {
        let mut units = Vec::with_capacity(count.min(1 << 16));
        while units.len() < count {
            if self.cross() {
                is_wide = self.byte()? & 1 != 0;
            }
            units.push(if is_wide { self.word()? } else { self.byte()?.into() });
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A shared text: with fonts and pronunciations behind it, which are passed over.
    pub(super) fn rich_text(&mut self) -> Option<String> {
        let (count, flags) = (usize::from(self.word()?), self.byte()?);
        let runs = if flags & 8 != 0 { usize::from(self.word()?) } else { 0 };
        let extension = if flags & 4 != 0 { self.double()? as usize } else { 0 };
        let text = self.characters(count, flags & 1 != 0)?;
        self.skip(4 * runs + extension);
        Some(text)
    }
}
