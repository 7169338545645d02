//! Where a picture keeps its XMP packets and IPTC records.
//!
//! Walks over the segments of JPEG (APP1 and APP13), the chunks of PNG and WebP, the first directory of TIFF, and,
//! for HEIF, a look for the packet's own beginning and end. It gives slices and copies nothing but packets that a JPEG
//! had to divide. Lengths that lead out of the file end the walk; what was found before counts.

use std::borrow::Cow;

use crate::archive::identify::Format;

/// The beginning of an APP1 segment with an XMP packet (XMP part 3, 1.1.3.1).
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The beginning of an APP1 segment with a part of a longer packet.
const XMP_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
/// The beginning of an APP13 segment with image resources.
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The image resource that holds IPTC records.
const IPTC_RESOURCE: u16 = 0x0404;
/// The longest packet that is put together, and the largest block of any kind that is looked at, in bytes.
const MAX_BLOCK: usize = 8 << 20;
/// How much of an HEIF file is searched for a packet, in bytes.
const MAX_SEARCH: usize = 16 << 20;
/// Segments, chunks or resources that are walked at most.
const MAX_STEPS: usize = 10_000;

/// The blocks of one picture.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Blocks<'a> {
    /// XMP packets, the main one first.
    pub(super) xmp: Vec<Cow<'a, [u8]>>,
    /// IPTC records (IIM 4.2), each a run of datasets.
    pub(super) iptc: Vec<Cow<'a, [u8]>>,
}

/// Finds the blocks of a picture.
pub(super) fn blocks(bytes: &[u8], format: Format) -> Blocks<'_> {
    let mut found = Blocks::default();
    // A walk that ends early keeps what was found before.
    let _ended = match format {
        Format::Jpeg => jpeg(bytes, &mut found),
        Format::Png => png(bytes, &mut found),
        Format::Webp => webp(bytes, &mut found),
        Format::Tiff => tiff(bytes, &mut found),
        Format::Heic => heif(bytes, &mut found),
        _ => None,
    };
    found
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    let field = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(field)).ok()
}

fn jpeg<'a>(bytes: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let mut longer: Vec<PacketPart<'a>> = Vec::new();
    let mut resources: Vec<&'a [u8]> = Vec::new();
    let mut at = 2;
    for _ in 0..MAX_STEPS {
        let Some(next) = jpeg_segment(bytes, at) else { break };
        at = next.end;
        match next.marker {
            0xE1 => {
                if let Some(packet) = next.body.strip_prefix(XMP) {
                    found.xmp.push(Cow::Borrowed(packet));
                } else if let Some(part) = next.body.strip_prefix(XMP_MORE) {
                    longer.extend(PacketPart::new(part));
                }
            }
            0xED => resources.extend(next.body.strip_prefix(PHOTOSHOP)),
            // Start of scan, end of image: pixels follow.
            0xDA | 0xD9 => break,
            _ => {}
        }
    }
    found.xmp.extend(joined(longer).map(Cow::Owned));
    if let [only] = resources.as_slice() {
        photoshop(only, found);
    } else {
        // Resources longer than a segment run on in the next one.
        let whole: Vec<u8> = resources.concat();
        let mut inner = Blocks::default();
        photoshop(&whole, &mut inner);
        found.iptc.extend(inner.iptc.into_iter().map(|block| Cow::Owned(block.into_owned())));
    }
    Some(())
}

struct JpegSegment<'a> {
    marker: u8,
    body: &'a [u8],
    end: usize,
}

/// The segment at `at`, or at the next marker behind stray bytes.
fn jpeg_segment(bytes: &[u8], at: usize) -> Option<JpegSegment<'_>> {
    let skipped = bytes.get(at..)?.iter().take(MAX_STEPS).position(|byte| *byte == 0xFF)?;
    let mut at = at + skipped;
    while bytes.get(at + 1) == Some(&0xFF) {
        at += 1;
    }
    let marker = *bytes.get(at + 1)?;
    if matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8) {
        return Some(JpegSegment { marker, body: &[], end: at + 2 });
    }
    let length = usize::from(be16(bytes, at + 2)?);
    let end = at + 2 + length.max(2);
    Some(JpegSegment { marker, body: bytes.get(at + 4..end.min(bytes.len())).unwrap_or(&[]), end })
}

/// A part of a packet longer than a segment: the packet's id and length, and the part's offset in it.
struct PacketPart<'a> {
    guid: &'a [u8],
    total: usize,
    offset: usize,
    body: &'a [u8],
}

impl<'a> PacketPart<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(40)?;
        Some(Self { guid: &head[..32], total: be32(head, 32)?, offset: be32(head, 36)?, body })
    }
}

/// Puts the parts of the first divided packet together; `None` where there is none, or parts of it are missing.
fn joined(mut parts: Vec<PacketPart<'_>>) -> Option<Vec<u8>> {
    let guid = parts.first()?.guid;
    parts.retain(|part| part.guid == guid);
    parts.sort_by_key(|part| part.offset);
    let total = parts.first()?.total;
    if total > MAX_BLOCK {
        return None;
    }
    let mut packet = Vec::new();
    for part in parts {
        if part.offset != packet.len() || packet.len() + part.body.len() > total {
            return None;
        }
        packet.extend_from_slice(part.body);
    }
    (packet.len() == total).then_some(packet)
}

/// Image resources: `8BIM`, a number, a padded name, a length, the padded body.
fn photoshop<'a>(bytes: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let mut at = 0;
    for _ in 0..MAX_STEPS {
        if bytes.get(at..at + 4)? != b"8BIM" {
            return None;
        }
        let id = be16(bytes, at + 4)?;
        let name = usize::from(*bytes.get(at + 6)?) + 1;
        let size_at = at + 6 + name + name % 2;
        let size = be32(bytes, size_at)?;
        let end = size_at.checked_add(4)?.checked_add(size)?;
        let body = bytes.get(size_at + 4..end.min(bytes.len()))?;
        if id == IPTC_RESOURCE && body.len() <= MAX_BLOCK {
            found.iptc.push(Cow::Borrowed(body));
        }
        at = end + size % 2;
    }
    None
}

fn png<'a>(bytes: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let mut at = 8;
    for _ in 0..MAX_STEPS {
        let size = be32(bytes, at)?;
        let kind = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(8)?.checked_add(size)?;
        if kind == b"iTXt"
            && size <= MAX_BLOCK
            && let Some(body) = bytes.get(at + 8..end)
            && let Some(rest) = body.strip_prefix(b"XML:com.adobe.xmp\0")
            // No compression, as XMP part 3, 1.1.5 asks; then language and translated keyword, each up to a zero.
            && let Some(rest) = rest.strip_prefix(b"\0\0")
        {
            let packet = rest.splitn(3, |byte| *byte == 0).nth(2);
            found.xmp.extend(packet.map(Cow::Borrowed));
        }
        if kind == b"IEND" {
            return Some(());
        }
        at = end.checked_add(4)?;
    }
    None
}

fn webp<'a>(bytes: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let mut at = 12;
    for _ in 0..MAX_STEPS {
        let kind = bytes.get(at..at + 4)?;
        let size: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let size = usize::try_from(u32::from_le_bytes(size)).ok()?;
        let end = at.checked_add(8)?.checked_add(size)?;
        if kind == b"XMP " && size <= MAX_BLOCK {
            found.xmp.extend(bytes.get(at + 8..end).map(Cow::Borrowed));
        }
        at = end.checked_add(size % 2)?;
    }
    None
}

/// The first directory's entries 700 (XMP), 33723 (IPTC) and 34377 (image resources).
fn tiff<'a>(bytes: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let little = match bytes.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let field: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(usize::from(if little { u16::from_le_bytes(field) } else { u16::from_be_bytes(field) }))
    };
    let long = |at: usize| {
        let field: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if little { u32::from_le_bytes(field) } else { u32::from_be_bytes(field) }).ok()
    };
    let directory = long(4)?;
    for entry in 0..short(directory)? {
        let at = directory.checked_add(2 + entry * 12)?;
        let tag = short(at)?;
        if !matches!(tag, 700 | 33_723 | 34_377) {
            continue;
        }
        let width = if short(at + 2)? == 4 { 4 } else { 1 };
        let size = long(at + 4)?.checked_mul(width)?;
        let start = if size <= 4 { at + 8 } else { long(at + 8)? };
        let Some(block) = bytes.get(start..start.saturating_add(size)).filter(|block| block.len() <= MAX_BLOCK) else {
            continue;
        };
        match tag {
            700 => found.xmp.push(Cow::Borrowed(block)),
            33_723 => found.iptc.push(Cow::Borrowed(block)),
            _ if found.iptc.is_empty() => {
                photoshop(block, found);
            }
            _ => {}
        }
    }
    Some(())
}

/// The packet in an HEIF file. Its item stands whole in the media data (ISO 23008-12, 6.6), so its own marks find it.
fn heif<'a>(bytes: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let head = &bytes[..bytes.len().min(MAX_SEARCH)];
    let start = find(head, b"<x:xmpmeta")?;
    let length = find(&head[start..], b"</x:xmpmeta>")? + b"</x:xmpmeta>".len();
    let packet = &head[start..start + length];
    if packet.len() <= MAX_BLOCK {
        found.xmp.push(Cow::Borrowed(packet));
    }
    Some(())
}

/// Where `needle` begins; the second byte is looked at only where the first fits.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![0xFF, marker];
        out.extend(((body.len() + 2) as u16).to_be_bytes());
        out.extend(body);
        out
    }

    fn jpeg_of(segments: &[Vec<u8>]) -> Vec<u8> {
        [vec![0xFF, 0xD8], segments.concat(), vec![0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9]].concat()
    }

    fn resource(id: u16, body: &[u8]) -> Vec<u8> {
        let mut out = b"8BIM".to_vec();
        out.extend(id.to_be_bytes());
        out.extend([0, 0]);
        out.extend((body.len() as u32).to_be_bytes());
        out.extend(body);
        out.extend(vec![0; body.len() % 2]);
        out
    }

    fn part(total: usize, offset: usize, body: &[u8]) -> Vec<u8> {
        let head = [XMP_MORE, &[b'A'; 32], &(total as u32).to_be_bytes(), &(offset as u32).to_be_bytes()].concat();
        segment(0xE1, &[head.as_slice(), body].concat())
    }

    #[test]
    fn jpeg_packets_and_records() {
        let bytes = jpeg_of(&[
            segment(0xE0, b"JFIF\0"),
            segment(0xE1, &[XMP, b"<main/>"].concat()),
            part(9, 5, b"two>"),
            part(9, 0, b"<one "),
            segment(0xED, &[PHOTOSHOP, &resource(0x03ED, b"abc"), &resource(IPTC_RESOURCE, b"\x1C\x02")].concat()),
        ]);
        let found = blocks(&bytes, Format::Jpeg);
        assert_eq!(found.xmp, [b"<main/>".as_slice(), b"<one two>"]);
        assert_eq!(found.iptc, [b"\x1C\x02".as_slice()]);
    }

    #[test]
    fn a_divided_packet_with_a_gap_is_none() {
        let bytes = jpeg_of(&[part(9, 0, b"<one"), part(9, 5, b"two>")]);
        assert_eq!(blocks(&bytes, Format::Jpeg), Blocks::default());
    }

    #[test]
    fn resources_run_over_segments() {
        let whole = [resource(0x03ED, b"abc"), resource(IPTC_RESOURCE, b"\x1C\x02\x78")].concat();
        let (a, b) = whole.split_at(20);
        let bytes = jpeg_of(&[segment(0xED, &[PHOTOSHOP, a].concat()), segment(0xED, &[PHOTOSHOP, b].concat())]);
        assert_eq!(blocks(&bytes, Format::Jpeg).iptc, [b"\x1C\x02\x78".as_slice()]);
    }

    #[test]
    fn png_webp_tiff_and_heif() {
        let chunk =
            |kind: &[u8; 4], body: &[u8]| [&(body.len() as u32).to_be_bytes(), kind.as_slice(), body, &[0; 4]].concat();
        let bytes = [
            b"\x89PNG\r\n\x1A\n".to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0zh\0\0<png/>"),
            chunk(b"IEND", b""),
        ]
        .concat();
        assert_eq!(blocks(&bytes, Format::Png).xmp, [b"<png/>".as_slice()]);

        let bytes = [b"RIFF\0\0\0\0WEBPVP8X\x01\0\0\0\0\0XMP \x06\0\0\0<webp>".as_slice()].concat();
        assert_eq!(blocks(&bytes, Format::Webp).xmp, [b"<webp>".as_slice()]);

        let mut bytes = b"II*\0\x08\0\0\0\x02\0".to_vec();
        bytes.extend([0xBC, 2, 1, 0, 7, 0, 0, 0, 38, 0, 0, 0]);
        bytes.extend([0xBB, 0x83, 4, 0, 1, 0, 0, 0, 0x1C, 2, 0x78, 0]);
        bytes.extend([0; 4]);
        bytes.extend(b"<tiff/>");
        let found = blocks(&bytes, Format::Tiff);
        assert_eq!(found.xmp, [b"<tiff/>".as_slice()]);
        assert_eq!(found.iptc, [b"\x1C\x02\x78\0".as_slice()], "four bytes stand in the entry itself");

        let bytes = b"\0\0\0\x18ftypheic<<x:xmpmeta a='1'>..</x:xmpmeta>tail";
        assert_eq!(blocks(bytes, Format::Heic).xmp, [b"<x:xmpmeta a='1'>..</x:xmpmeta>".as_slice()]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_walked(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0xFF), Just(0xE1), Just(0xED), Just(0)], 0..400),
        ) {
            let framed = [XMP, &bytes].concat();
            let resources = [PHOTOSHOP, b"8BIM\x04\x04", &bytes].concat();
            let shapes = [
                (bytes.clone(), Format::Jpeg),
                (jpeg_of(&[segment(0xE1, &framed), segment(0xED, &resources), bytes.clone()]), Format::Jpeg),
                ([b"\x89PNG\r\n\x1A\n\0\0\0\x20iTXtXML:com.adobe.xmp\0".as_slice(), &bytes].concat(), Format::Png),
                ([b"RIFF\0\0\0\0WEBPXMP ".as_slice(), &bytes].concat(), Format::Webp),
                ([b"II*\0\x08\0\0\0\x02\0\xBC\x02".as_slice(), &bytes].concat(), Format::Tiff),
                ([b"MM\0*\0\0\0\x08\0\x02\x02\xBC".as_slice(), &bytes].concat(), Format::Tiff),
                (bytes.clone(), Format::Heic),
            ];
            for (bytes, format) in shapes {
                let found = blocks(&bytes, format);
                for block in found.xmp.iter().chain(&found.iptc) {
                    prop_assert!(block.len() <= bytes.len());
                }
            }
        }
    }
}
