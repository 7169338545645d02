//! Bitmaps of Windows without the header of a file, as RTF, old documents and metafiles hold them (MS-WMF 2.2.2.9).

/// A bitmap with the header that makes a file of it (`BITMAPFILEHEADER`); `head` is where its pixels begin, if known.
pub(super) fn bitmap_file(bitmap: &[u8], head: Option<usize>) -> Option<Vec<u8>> {
    let word = |at: usize| Some(u32::from_le_bytes(bitmap.get(at..at + 4)?.try_into().ok()?));
    let half = |at: usize| Some(u32::from(u16::from_le_bytes(bitmap.get(at..at + 2)?.try_into().ok()?)));
    let header = word(0)?;
    let (bits, entry) = if header == 12 { (half(10)?, 3) } else { (half(14)?, 4) };
    let (compression, used) = if header >= 40 { (word(16)?, word(32)?) } else { (0, 0) };
    let colours = match (used, bits) {
        (0, 1..=8) => 1 << bits,
        (used, _) => used.min(1 << 16),
    };
    // Masks follow a header of the first kind.
    let masks = if compression == 3 && header == 40 { 12 } else { 0 };
    let offset = match head {
        Some(head) => u32::try_from(head).ok()?.checked_add(14)?,
        None => 14u32.checked_add(header)?.checked_add(colours * entry)?.checked_add(masks)?,
    };
    let size = u32::try_from(bitmap.len()).ok()?.checked_add(14)?;
    let mut file = b"BM".to_vec();
    file.extend(size.to_le_bytes());
    file.extend([0; 4]);
    file.extend(offset.to_le_bytes());
    file.extend_from_slice(bitmap);
    Some(file)
}
