//! Unicode for glyphs whose font does not give it: composite fonts with a predefined CMap and no ToUnicode map.
//!
//! ISO 32000-1, 9.10.2, says how: the code selects a CID by the font's own CMap, and the character collection's
//! UCS2 CMap gives the CID's Unicode. `hayro` does this for fonts that are not embedded only.

use std::collections::BTreeMap;

use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::{
    object::{Array, Dict, Name, Object, Stream, String as PdfString},
    page::{Page, Resources},
};

use super::glyph::{Collector, Text};

/// How deep forms within forms are searched for fonts.
const MAX_DEPTH: u32 = 6;
/// How many fonts and forms of one page are looked at.
const MAX_OBJECTS: usize = 2_000;

/// The way from a font's codes to Unicode.
struct Encoding {
    /// The codes are UCS-2 or UTF-16 themselves.
    direct: bool,
    codes: CMap,
    collection: CMap,
}

impl Encoding {
    /// The encoding of a Type 0 font; `None` where nothing predefined is in use.
    fn of(font: &Dict<'_>) -> Option<Self> {
        let (name, codes) = match font.get::<Object<'_>>("Encoding")? {
            Object::Name(name) => {
                let name = name.as_ref().to_vec();
                let codes = match name.as_slice() {
                    b"Identity-H" | b"Identity-V" => CMap::identity_h(),
                    _ => CMap::parse(load_embedded(CMapName::from_bytes(&name))?, load_embedded)?,
                };
                (name, codes)
            }
            Object::Stream(stream) => (Vec::new(), CMap::parse(&stream.decoded().ok()?, load_embedded)?),
            _ => return None,
        };
        let named = codes.metadata().character_collection.as_ref().map(|collection| collection.family.clone());
        let family = match named {
            Some(family) if family != CidFamily::AdobeIdentity => family,
            _ => descendant_family(font)?,
        };
        let collection = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
        let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
        Some(Self { direct: has(b"UCS2") || has(b"UTF16"), codes, collection })
    }

    fn unicode(&self, code: u32) -> Option<Text> {
        if self.direct {
            let units = [(code >> 16) as u16, code as u16];
            let units = if units[0] == 0 { &units[1..] } else { &units[..] };
            return char::decode_utf16(units.iter().copied()).next()?.ok().map(Text::One);
        }
        let cid = (1..=4).find_map(|length| self.codes.lookup_cid_code(code, length))?;
        self.collection.lookup_bf_string(cid).map(|found: BfString| Text::from_bf(found))
    }
}

fn descendant_family(font: &Dict<'_>) -> Option<CidFamily> {
    let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>("Registry")?;
    let ordering = info.get::<PdfString<'_>>("Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

/// Gives text to the page's glyphs that lack it, where the encoding of their font is known.
pub(super) fn fill_in(page: &Page<'_>, collector: &mut Collector) {
    if collector.fonts.is_empty() {
        return;
    }
    let mut encodings = BTreeMap::new();
    let mut left = MAX_OBJECTS;
    gather(page.resources(), 0, &mut left, &mut encodings);
    // A font without a name of its own can only be the one that is there.
    let only = (encodings.len() == 1).then(|| encodings.keys().next().cloned()).flatten();
    let by_font: Vec<Option<&Encoding>> =
        collector.fonts.iter().map(|name| encodings.get(name).or_else(|| encodings.get(only.as_ref()?))).collect();
    for glyph in &mut collector.glyphs {
        if let Some((font, code)) = glyph.code {
            glyph.text = by_font[font].and_then(|encoding| encoding.unicode(code));
        }
    }
}

fn gather(resources: &Resources<'_>, depth: u32, left: &mut usize, encodings: &mut BTreeMap<String, Encoding>) {
    for key in resources.fonts.keys() {
        let Some(rest) = left.checked_sub(1) else { return };
        *left = rest;
        let Some(font) = resources.fonts.get::<Dict<'_>>(&key) else { continue };
        let Some(name) = font.get::<Name<'_>>("BaseFont") else { continue };
        let name = without_subset_prefix(name.as_str()).to_owned();
        if font.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Type0")
            && !encodings.contains_key(&name)
            && let Some(encoding) = Encoding::of(&font)
        {
            encodings.insert(name, encoding);
        }
    }
    if depth == MAX_DEPTH {
        return;
    }
    for key in resources.x_objects.keys() {
        let Some(rest) = left.checked_sub(1) else { return };
        *left = rest;
        if let Some(inner) =
            resources.x_objects.get::<Stream<'_>>(&key).and_then(|form| form.dict().get::<Dict<'_>>("Resources"))
        {
            gather(&Resources::new(inner), depth + 1, left, encodings);
        }
    }
}

/// `ABCDEF+SimSun` as `SimSun` (ISO 32000-1, 9.6.4).
fn without_subset_prefix(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 && prefix.bytes().all(|byte| byte.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(name: CMapName<'_>, direct: bool) -> Encoding {
        let parse = |name| CMap::parse(load_embedded(name).expect("embedded"), load_embedded).expect("well formed");
        Encoding { direct, codes: parse(name), collection: parse(CMapName::AdobeGb1Ucs2) }
    }

    #[test]
    fn codes_of_predefined_cmaps_have_unicode() {
        let gbk = encoding(CMapName::from_bytes(b"GBK-EUC-H"), false);
        assert_eq!(gbk.unicode(0xD5C5), Some(Text::One('张')));
        assert_eq!(gbk.unicode(0x41), Some(Text::One('A')));
        let ucs2 = encoding(CMapName::from_bytes(b"UniGB-UCS2-H"), true);
        assert_eq!(ucs2.unicode(0x5F20), Some(Text::One('张')));
        assert_eq!(ucs2.unicode(0xD840_DC00), Some(Text::One('𠀀')));
    }

    #[test]
    fn subset_prefixes_are_dropped() {
        assert_eq!(without_subset_prefix("ABCDEF+SimSun"), "SimSun");
        assert_eq!(without_subset_prefix("A+B"), "A+B");
    }
}
