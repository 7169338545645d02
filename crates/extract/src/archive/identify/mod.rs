//! What kind of file it is, found in its bytes. The name's extension is a hint only.

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use super::encoding::{decode, is_plausible};

/// How much of a text file is looked at, in bytes.
const TEXT_SAMPLE: usize = 64 * 1024;
/// How many sectors of an OLE2 directory are followed.
const MAX_DIRECTORY_SECTORS: usize = 4096;

macro_rules! formats {
    ($($variant:ident $media:literal $name:literal [$($extension:literal)*] $what:literal;)+) => {
        /// A file format, as the bytes show it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Format {
            $(#[doc = $what] $variant,)+
        }

        impl Format {
            /// Every format.
            pub const ALL: &[Format] = &[$(Format::$variant,)+];

            /// The media type, `application/pdf`.
            pub fn media_type(self) -> &'static str {
                match self { $(Format::$variant => $media,)+ }
            }

            /// A short name for people, the same in both languages.
            pub fn name(self) -> &'static str {
                match self { $(Format::$variant => $name,)+ }
            }

            /// The extensions this format usually has, lower case, the first one the most usual.
            pub fn extensions(self) -> &'static [&'static str] {
                match self { $(Format::$variant => &[$($extension),*],)+ }
            }
        }
    };
}

formats! {
    Pdf "application/pdf" "PDF" ["pdf"] "Portable Document Format (ISO 32000).";
    Docx "application/vnd.openxmlformats-officedocument.wordprocessingml.document" "DOCX" ["docx" "docm" "dotx"] "Office Open XML text (ECMA-376).";
    Xlsx "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" "XLSX" ["xlsx" "xlsm" "xltx"] "Office Open XML workbook (ECMA-376).";
    Xlsb "application/vnd.ms-excel.sheet.binary.macroenabled.12" "XLSB" ["xlsb"] "Binary workbook in an Office Open XML package.";
    Pptx "application/vnd.openxmlformats-officedocument.presentationml.presentation" "PPTX" ["pptx" "pptm" "ppsx"] "Office Open XML slides (ECMA-376).";
    Doc "application/msword" "DOC" ["doc" "dot" "wps"] "Word 97–2003 text in an OLE2 file; WPS Writer saves the same under `.wps`.";
    Xls "application/vnd.ms-excel" "XLS" ["xls" "xlt" "et"] "Excel 97–2003 workbook in an OLE2 file; WPS saves the same under `.et`.";
    Ppt "application/vnd.ms-powerpoint" "PPT" ["ppt" "pps" "dps"] "PowerPoint 97–2003 slides in an OLE2 file; WPS saves the same under `.dps`.";
    EncryptedOffice "application/x-ole-storage" "Office" ["docx" "xlsx" "pptx"] "An Office Open XML file inside the OLE2 wrapper of a password (MS-OFFCRYPTO).";
    Ole "application/x-ole-storage" "OLE2" [] "An OLE2 file of another kind.";
    Ofd "application/ofd" "OFD" ["ofd"] "Open Fixed-layout Document (GB/T 33190).";
    Odt "application/vnd.oasis.opendocument.text" "ODT" ["odt"] "OpenDocument text.";
    Ods "application/vnd.oasis.opendocument.spreadsheet" "ODS" ["ods"] "OpenDocument spreadsheet.";
    Odp "application/vnd.oasis.opendocument.presentation" "ODP" ["odp"] "OpenDocument slides.";
    Rtf "application/rtf" "RTF" ["rtf"] "Rich Text Format.";
    Zip "application/zip" "ZIP" ["zip"] "A zip container with files of its own.";
    SevenZip "application/x-7z-compressed" "7z" ["7z"] "A 7-Zip container.";
    Rar "application/vnd.rar" "RAR" ["rar"] "A RAR container.";
    Gzip "application/gzip" "GZIP" ["gz" "tgz"] "A file, often a tar archive, packed by gzip.";
    Bzip2 "application/x-bzip2" "BZIP2" ["bz2"] "A file packed by bzip2.";
    Xz "application/x-xz" "XZ" ["xz"] "A file packed by xz.";
    Tar "application/x-tar" "TAR" ["tar"] "A tar archive.";
    Mail "message/rfc822" "EML" ["eml"] "A mail message (RFC 5322).";
    Msg "application/vnd.ms-outlook" "MSG" ["msg"] "A mail message of Outlook, in an OLE2 file.";
    Mht "multipart/related" "MHT" ["mht" "mhtml"] "A web page with its pictures in one file (RFC 2557).";
    Chm "application/vnd.ms-htmlhelp" "CHM" ["chm"] "A help file of Windows.";
    Caj "application/x-caj" "CAJ" ["caj" "kdh"] "A paper in the format of CNKI.";
    Dwg "image/vnd.dwg" "DWG" ["dwg"] "A drawing of AutoCAD.";
    Exe "application/vnd.microsoft.portable-executable" "EXE" ["exe" "dll"] "A program of Windows.";
    Jpeg "image/jpeg" "JPEG" ["jpg" "jpeg" "jpe" "jfif"] "A JPEG picture.";
    Png "image/png" "PNG" ["png"] "A PNG picture.";
    Tiff "image/tiff" "TIFF" ["tif" "tiff"] "A TIFF picture.";
    Bmp "image/bmp" "BMP" ["bmp" "dib"] "A Windows bitmap.";
    Gif "image/gif" "GIF" ["gif"] "A GIF picture.";
    Webp "image/webp" "WebP" ["webp"] "A WebP picture.";
    Heic "image/heic" "HEIC" ["heic" "heif" "hif" "avif"] "A picture in an HEIF container.";
    Mp4 "video/mp4" "MP4" ["mp4" "m4v" "3gp"] "A video in an ISO base media file.";
    Mov "video/quicktime" "MOV" ["mov" "qt"] "A QuickTime video.";
    Avi "video/x-msvideo" "AVI" ["avi"] "A video of Windows.";
    Wmv "video/x-ms-asf" "WMV" ["wmv" "asf" "wma"] "A video or a recording of Windows Media.";
    Mp3 "audio/mpeg" "MP3" ["mp3"] "A recording.";
    Wav "audio/wav" "WAV" ["wav"] "A recording.";
    Html "text/html" "HTML" ["html" "htm"] "A web page.";
    Xml "application/xml" "XML" ["xml"] "An XML document.";
    Text "text/plain" "TXT" ["txt" "csv" "tsv" "md" "log" "json" "geojson" "ini"] "Plain text in any encoding used in China.";
    Empty "application/x-empty" "空文件" [] "No bytes at all.";
    Unknown "application/octet-stream" "未知格式" [] "Nothing that is recognised.";
}

impl Format {
    /// Finds the format in the bytes. The extension (without dot, any case) decides only where the bytes leave a
    /// choice: an OLE2 or zip file too damaged to list its parts.
    pub fn of(bytes: &[u8], extension: &str) -> Format {
        if bytes.is_empty() {
            return Format::Empty;
        }
        by_magic(bytes, extension)
            .or_else(|| by_end(bytes, extension))
            .or_else(|| by_text(bytes))
            .unwrap_or(Format::Unknown)
    }

    /// A picture, with photo facts but no pages.
    pub fn is_picture(self) -> bool {
        matches!(
            self,
            Format::Jpeg | Format::Png | Format::Tiff | Format::Bmp | Format::Gif | Format::Webp | Format::Heic
        )
    }

    /// A video.
    pub fn is_video(self) -> bool {
        matches!(self, Format::Mp4 | Format::Mov | Format::Avi | Format::Wmv)
    }

    /// A file of files.
    pub fn is_container(self) -> bool {
        matches!(
            self,
            Format::Zip | Format::SevenZip | Format::Rar | Format::Gzip | Format::Bzip2 | Format::Xz | Format::Tar
        )
    }

    /// Whether the extension promises another format than this one, so that people should be told. Unknown
    /// extensions promise nothing; an unrecognised or empty file is told of in another way.
    pub fn contradicts_extension(self, extension: &str) -> bool {
        if matches!(self, Format::Unknown | Format::Empty | Format::Ole) {
            return false;
        }
        let expected = expected_for_extension(extension);
        !expected.is_empty() && !expected.contains(&self)
    }
}

/// The formats that an extension (without dot, any case) stands for; empty where it promises nothing known.
pub fn expected_for_extension(extension: &str) -> Vec<Format> {
    let extension = extension.to_lowercase();
    Format::ALL.iter().copied().filter(|format| format.extensions().contains(&extension.as_str())).collect()
}

fn by_magic(bytes: &[u8], extension: &str) -> Option<Format> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let found = if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"PK\x07\x08") {
        zip_kind(bytes, extension)
    } else if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        ole_kind(bytes, extension)
    } else if starts(b"7z\xBC\xAF\x27\x1C") {
        Format::SevenZip
    } else if starts(b"Rar!\x1A\x07") {
        Format::Rar
    } else if starts(b"\xFF\xD8\xFF") {
        Format::Jpeg
    } else if starts(b"\x89PNG\r\n\x1A\n") {
        Format::Png
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Format::Gif
    } else if starts(b"II*\0") || starts(b"MM\0*") || starts(b"II+\0") || starts(b"MM\0+") {
        Format::Tiff
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Format::Webp
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        Format::Wav
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"AVI ") {
        Format::Avi
    } else if starts(b"\x30\x26\xB2\x75\x8E\x66\xCF\x11") {
        Format::Wmv
    } else if starts(b"ID3") || (starts(b"\xFF\xFB") && bytes.len() > 1024) {
        Format::Mp3
    } else if starts(b"\x1F\x8B\x08") {
        Format::Gzip
    } else if starts(b"BZh") && bytes.get(4..10) == Some(b"\x31\x41\x59\x26\x53\x59") {
        Format::Bzip2
    } else if starts(b"\xFD7zXZ\0") {
        Format::Xz
    } else if bytes.get(257..262) == Some(b"ustar") {
        Format::Tar
    } else if starts(b"ITSF\x03") {
        Format::Chm
    } else if starts(b"CAJ\0") || starts(b"KDH ") {
        Format::Caj
    } else if starts(b"AC10") && bytes.get(4..6).is_some_and(|version| version.iter().all(u8::is_ascii_digit)) {
        Format::Dwg
    } else if is_bmp(bytes) {
        Format::Bmp
    } else if starts(b"{\\rtf") {
        Format::Rtf
    } else if let Some(format) = iso_media_kind(bytes) {
        format
    } else if find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some() {
        Format::Pdf
    } else {
        return None;
    };
    Some(found)
}

/// A zip file with something before it, as programs that unpack themselves have; else a program of Windows.
fn by_end(bytes: &[u8], extension: &str) -> Option<Format> {
    // The directory's end and the longest comment after it.
    let tail = &bytes[bytes.len().saturating_sub(22 + 65_535)..];
    let has_members = || zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| !archive.is_empty());
    if find(tail, b"PK\x05\x06").is_some() && has_members() {
        return Some(zip_kind(bytes, extension));
    }
    let header = bytes.get(0x3C..0x40).map(|at| u32::from_le_bytes([at[0], at[1], at[2], at[3]]) as usize)?;
    let is_program = bytes.starts_with(b"MZ") && bytes.get(header..)?.starts_with(b"PE\0\0");
    is_program.then_some(Format::Exe)
}

/// `BM` alone also begins plain text, so the header's own size and planes are asked too.
fn is_bmp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && bytes.get(14..18).is_some_and(|size| {
            let size = u32::from_le_bytes([size[0], size[1], size[2], size[3]]);
            matches!(size, 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124)
        })
}

/// ISO 14496-12: a file begins with an `ftyp` box whose brand names the kind; old QuickTime files have none.
fn iso_media_kind(bytes: &[u8]) -> Option<Format> {
    let kind = bytes.get(4..8)?;
    if kind != b"ftyp" {
        return matches!(kind, b"moov" | b"mdat" | b"wide" | b"pnot").then_some(Format::Mov);
    }
    let size = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    let brands = bytes.get(8..size.clamp(8, 256).min(bytes.len()))?;
    let heif: [&[u8]; 8] = [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
    let major = brands.get(..4)?;
    Some(if heif.contains(&major) {
        Format::Heic
    } else if major == b"qt  " {
        Format::Mov
    } else if brands.chunks_exact(4).skip(2).any(|brand| heif.contains(&brand)) {
        Format::Heic
    } else {
        Format::Mp4
    })
}

fn zip_kind(bytes: &[u8], extension: &str) -> Format {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        // No readable directory: the local headers still carry the names.
        return package_kind(|name| find(bytes, name.as_bytes()).is_some())
            .or_else(|| extension_among(extension, &[Format::Docx, Format::Xlsx, Format::Pptx, Format::Ofd]))
            .unwrap_or(Format::Zip);
    };
    if let Some(format) = open_document_kind(&mut archive) {
        return format;
    }
    let names: Vec<String> =
        archive.file_names_raw().take(20_000).map(|name| String::from_utf8_lossy(name).replace('\\', "/")).collect();
    package_kind(|wanted| names.iter().any(|name| name.trim_start_matches('/').eq_ignore_ascii_case(wanted)))
        .or_else(|| {
            let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
            let package = names.iter().any(|name| name == "[Content_Types].xml");
            if package && under("word/") {
                Some(Format::Docx)
            } else if package && names.iter().any(|name| name.starts_with("xl/worksheets/") && name.ends_with(".bin")) {
                Some(Format::Xlsb)
            } else if package && under("xl/") {
                Some(Format::Xlsx)
            } else if package && under("ppt/") {
                Some(Format::Pptx)
            } else {
                None
            }
        })
        .unwrap_or(Format::Zip)
}

/// Which package it is by the one part that each must have.
fn package_kind(has: impl Fn(&str) -> bool) -> Option<Format> {
    let marks = [
        ("OFD.xml", Format::Ofd),
        ("word/document.xml", Format::Docx),
        ("xl/workbook.xml", Format::Xlsx),
        ("xl/workbook.bin", Format::Xlsb),
        ("ppt/presentation.xml", Format::Pptx),
    ];
    marks.into_iter().find(|(name, _)| has(name)).map(|(_, format)| format)
}

/// OpenDocument (ISO 26300): the part `mimetype` says what the package is.
fn open_document_kind(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Option<Format> {
    use std::io::Read;

    let mut text = String::new();
    archive.by_name("mimetype").ok()?.take(128).read_to_string(&mut text).ok()?;
    match text.trim().trim_end_matches("-template") {
        "application/vnd.oasis.opendocument.text" => Some(Format::Odt),
        "application/vnd.oasis.opendocument.spreadsheet" => Some(Format::Ods),
        "application/vnd.oasis.opendocument.presentation" => Some(Format::Odp),
        _ => None,
    }
}

fn ole_kind(bytes: &[u8], extension: &str) -> Format {
    let names = ole_names(bytes);
    let has = |wanted: &str| match &names {
        Some(names) => names.iter().any(|name| name.eq_ignore_ascii_case(wanted)),
        None => {
            let wide: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_le_bytes).collect();
            find(bytes, &wide).is_some()
        }
    };
    if has("EncryptedPackage") {
        Format::EncryptedOffice
    } else if has("WordDocument") {
        Format::Doc
    } else if has("Workbook") || has("Book") {
        Format::Xls
    } else if has("PowerPoint Document") {
        Format::Ppt
    } else if has("__properties_version1.0") {
        Format::Msg
    } else if names.is_some() {
        Format::Ole
    } else {
        extension_among(extension, &[Format::Doc, Format::Xls, Format::Ppt]).unwrap_or(Format::Ole)
    }
}

/// The stream names in an OLE2 directory (MS-CFB 2.6); `None` where the directory cannot be followed.
fn ole_names(bytes: &[u8]) -> Option<Vec<String>> {
    let u16_at = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let u32_at = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let shift = u16_at(30)?;
    if shift != 9 && shift != 12 {
        return None;
    }
    let size = 1usize << shift;
    let offset = |sector: u32| (sector as usize).checked_add(1)?.checked_mul(size);
    let mut names = Vec::new();
    let mut sector = u32_at(48)?;
    for _ in 0..MAX_DIRECTORY_SECTORS {
        let start = offset(sector)?;
        let end = start.checked_add(size)?.min(bytes.len());
        for entry in bytes.get(start..end)?.chunks_exact(128) {
            let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
            if (2..=64).contains(&length) {
                let units: Vec<u16> =
                    entry[..length - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                names.push(String::from_utf16_lossy(&units));
            }
        }
        // The first 109 allocation tables are listed in the header, enough for 7 MB of sectors and any directory
        // near the front; a later one ends the walk with what was found.
        let table = sector as usize / (size / 4);
        let Some(table_sector) = (table < 109).then(|| u32_at(76 + table * 4)).flatten() else { break };
        let Some(next) = offset(table_sector).and_then(|at| u32_at(at + sector as usize % (size / 4) * 4)) else {
            break;
        };
        if next >= 0xFFFF_FFFA {
            break;
        }
        sector = next;
    }
    names.iter().any(|name| name == "Root Entry" || name == "R").then_some(names)
}

fn extension_among(extension: &str, choices: &[Format]) -> Option<Format> {
    expected_for_extension(extension).into_iter().find(|format| choices.contains(format))
}

/// Text is what decodes in one of the usual encodings with next to no control characters and next to no damage.
fn by_text(bytes: &[u8]) -> Option<Format> {
    // The sample ends before a line end, so that no character is cut in two.
    let sample = &bytes[..bytes.len().min(TEXT_SAMPLE)];
    let sample = match sample.iter().rposition(|byte| *byte == b'\n') {
        Some(end) if sample.len() < bytes.len() && !sample.contains(&0) => &sample[..end],
        _ => sample,
    };
    let decoded = decode(sample);
    let text = decoded.text.as_str();
    if !is_text(text) || decoded.damage.zeros > text.len().max(bytes.len() / 2) {
        return None;
    }
    let head = text.trim_start_matches('\u{FEFF}').trim_start();
    if let Some(format) = mail_kind(head) {
        return Some(format);
    }
    let head: String = head.chars().take(2048).collect::<String>().to_lowercase();
    let tags = ["<html", "<head", "<body", "<table", "<meta", "<div", "<p>"];
    Some(if head.starts_with("<!doctype html") || tags.iter().any(|tag| head.starts_with(tag)) {
        Format::Html
    } else if head.starts_with("<?xml") {
        if head.contains("<html") { Format::Html } else { Format::Xml }
    } else if head.starts_with('<') && head.contains("<html") {
        Format::Html
    } else {
        Format::Text
    })
}

/// A mail message begins with a block of header fields (RFC 5322), among them two that only mails have; a web page in
/// one file is such a message of parts that belong together (`multipart/related`), which nobody sent to anybody.
fn mail_kind(head: &str) -> Option<Format> {
    const FIELDS: [&str; 8] =
        ["mime-version", "received", "return-path", "message-id", "from", "subject", "x-mailer", "content-type"];
    let mut fields = 0;
    let (mut related, mut sent) = (false, false);
    for line in head.lines().take(100) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        fields += usize::from(FIELDS.contains(&name.as_str()));
        sent |= matches!(name.as_str(), "to" | "cc" | "received" | "return-path" | "message-id" | "in-reply-to");
        related |= name == "content-type" && value.trim().to_ascii_lowercase().starts_with("multipart/related");
    }
    let mails = head.lines().take(100).any(|line| {
        let line = line.to_ascii_lowercase();
        line.starts_with("mime-version:") || line.starts_with("received:") || line.starts_with("message-id:")
    });
    match (fields >= 2 && mails, related && !sent) {
        (true, true) => Some(Format::Mht),
        (true, false) => Some(Format::Mail),
        _ => None,
    }
}

/// Whether characters are a text's: of a hundred one may be wrong, of a text that is Chinese beyond doubt, one of ten, and
/// one in any text that is longer than a few words.
fn is_text(text: &str) -> bool {
    let is_wrong =
        |c: &char| *c == '\u{FFFD}' || (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}' | '\u{1A}'));
    let (mut wrong, mut odd, mut han, mut all) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars() {
        all += 1;
        wrong += usize::from(is_wrong(&c));
        odd += usize::from(!is_plausible(c));
        han += usize::from(matches!(c, '\u{4E00}'..='\u{9FFF}'));
    }
    const FEW: usize = 20;
    all > 0 && (wrong * 100 <= all || (wrong == 1 && all > FEW) || (han >= wrong * 10 && odd * 10 <= all))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + at;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests;
