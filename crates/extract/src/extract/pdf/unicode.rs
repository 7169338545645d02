//! Unicode for glyphs whose font does not give it: composite fonts without a ToUnicode map.
//!
//! ISO 32000-1, 9.10.2, says how with a predefined CMap: the code selects a CID by the font's own CMap, and the
//! character collection's UCS2 CMap gives the CID's Unicode. `hayro` does this for fonts that are not embedded only.
//! Where the codes are the glyphs' own numbers, the embedded program's character table is read backwards.

use std::collections::{BTreeMap, BTreeSet};

use hayro_interpret::hayro_cmap::{CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::{
    object::{Array, Dict, Name, Object, Stream, String as PdfString},
    page::{Page, Resources},
};
use skrifa::{FontRef, MetadataProvider};

use super::{
    super::line::GlyphText,
    glyph::{Collector, is_private, text_of},
};

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

    fn unicode(&self, code: u32) -> Option<GlyphText> {
        if self.direct {
            let units = [(code >> 16) as u16, code as u16];
            let units = if units[0] == 0 { &units[1..] } else { &units[..] };
            return char::decode_utf16(units.iter().copied()).next()?.ok().map(GlyphText::One);
        }
        let cid = (1..=4).find_map(|length| self.codes.lookup_cid_code(code, length))?;
        self.collection.lookup_bf_string(cid).map(text_of)
    }
}

fn descendant_family(font: &Dict<'_>) -> Option<CidFamily> {
    let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>("Registry")?;
    let ordering = info.get::<PdfString<'_>>("Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

/// Gives text to the page's glyphs that lack it, where the encoding of their font or the font itself is known.
pub(super) fn fill_in(page: &Page<'_>, collector: &mut Collector) {
    if collector.fonts.is_empty() {
        return;
    }
    let mut fonts = Fonts { left: MAX_OBJECTS, ..Fonts::default() };
    fonts.gather(page.resources(), 0);
    // A font without a name of its own can only be the one that is there.
    let only = (fonts.encodings.len() == 1).then(|| fonts.encodings.keys().next().cloned()).flatten();
    let by_font: Vec<(Option<&Encoding>, BTreeMap<u32, char>)> = collector
        .fonts
        .iter()
        .map(|font| {
            let encoding = fonts.encodings.get(&font.name).or_else(|| fonts.encodings.get(only.as_ref()?));
            // The substitute of a font that is not embedded numbers its glyphs in another way.
            let data = font.data.as_ref().filter(|_| fonts.embedded.contains(&font.name));
            (encoding, data.map(|data| characters((**data).as_ref())).unwrap_or_default())
        })
        .collect();
    for glyph in &mut collector.glyphs {
        let Some(code) = glyph.code else { continue };
        let (encoding, characters) = &by_font[code.font];
        let found = encoding
            .and_then(|encoding| encoding.unicode(code.code))
            .filter(|text| !text.first().is_none_or(is_private))
            .or_else(|| characters.get(&code.glyph).map(|c| GlyphText::unified(c.encode_utf8(&mut [0; 4]))))
            .or_else(|| assigned_since(glyph.text.as_ref()?.first()?).map(GlyphText::One));
        if found.is_some() {
            glyph.text = found;
        }
    }
}

/// The characters of a TrueType or OpenType program by the glyph that shows them. Where several share a glyph the
/// first one outside the compatibility blocks counts.
fn characters(data: &[u8]) -> BTreeMap<u32, char> {
    let mut out = BTreeMap::new();
    let Ok(font) = FontRef::new(data) else { return out };
    let is_compatible =
        |c: char| matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}');
    for (code, glyph) in font.charmap().mappings() {
        let Some(c) = char::from_u32(code).filter(|c| !is_private(*c)) else { continue };
        let kept = out.entry(glyph.to_u32()).or_insert(c);
        if is_compatible(*kept) && !is_compatible(c) {
            *kept = c;
        }
    }
    out
}

/// Characters that older Chinese fonts keep in the private use area, because Unicode lacked them when their standard
/// was written; GB 18030-2005 and GB 18030-2022 give them their places.
fn assigned_since(c: char) -> Option<char> {
    Some(match c {
        '\u{E78D}' => '︐',
        '\u{E78E}' => '︒',
        '\u{E78F}' => '︑',
        '\u{E790}'..='\u{E796}' => char::from_u32(0xFE13 + (c as u32 - 0xE790))?,
        '\u{E816}' => '\u{20087}',
        '\u{E817}' => '\u{20089}',
        '\u{E818}' => '\u{200CC}',
        '\u{E81E}' => '\u{9FB4}',
        '\u{E826}' => '\u{9FB5}',
        '\u{E82B}' => '\u{9FB6}',
        '\u{E82C}' => '\u{9FB7}',
        '\u{E831}' => '\u{215D7}',
        '\u{E832}' => '\u{9FB8}',
        '\u{E83B}' => '\u{2298F}',
        '\u{E843}' => '\u{9FB9}',
        '\u{E854}' => '\u{9FBA}',
        '\u{E855}' => '\u{241FE}',
        '\u{E864}' => '\u{9FBB}',
        _ => return None,
    })
}

/// The fonts that a page's resources name.
#[derive(Default)]
struct Fonts {
    encodings: BTreeMap<String, Encoding>,
    /// The names of those whose program is in the file.
    embedded: BTreeSet<String>,
    left: usize,
}

impl Fonts {
    fn gather(&mut self, resources: &Resources<'_>, depth: u32) {
        for key in resources.fonts.keys() {
            let Some(rest) = self.left.checked_sub(1) else { return };
            self.left = rest;
            if let Some(font) = resources.fonts.get::<Dict<'_>>(&key) {
                self.add(&font);
            }
        }
        if depth == MAX_DEPTH {
            return;
        }
        for key in resources.x_objects.keys() {
            let Some(rest) = self.left.checked_sub(1) else { return };
            self.left = rest;
            if let Some(inner) =
                resources.x_objects.get::<Stream<'_>>(&key).and_then(|form| form.dict().get::<Dict<'_>>("Resources"))
            {
                self.gather(&Resources::new(inner), depth + 1);
            }
        }
    }

    fn add(&mut self, font: &Dict<'_>) {
        let Some(name) = font.get::<Name<'_>>("BaseFont") else { return };
        let name = without_subset_prefix(name.as_str()).to_owned();
        let descendant = font.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let descriptor = descendant.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor");
        let program = |descriptor: &Dict<'_>| {
            ["FontFile2", "FontFile3", "FontFile"].iter().any(|key| descriptor.contains_key(key))
        };
        if descriptor.as_ref().is_some_and(program) {
            self.embedded.insert(name.clone());
        }
        if font.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Type0")
            && !self.encodings.contains_key(&name)
            && let Some(encoding) = Encoding::of(font)
        {
            self.encodings.insert(name, encoding);
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
        assert_eq!(gbk.unicode(0xD5C5), Some(GlyphText::One('张')));
        assert_eq!(gbk.unicode(0x41), Some(GlyphText::One('A')));
        let ucs2 = encoding(CMapName::from_bytes(b"UniGB-UCS2-H"), true);
        assert_eq!(ucs2.unicode(0x5F20), Some(GlyphText::One('张')));
        assert_eq!(ucs2.unicode(0xD840_DC00), Some(GlyphText::One('𠀀')));
    }

    #[test]
    fn the_standards_own_additions_have_their_places() {
        assert_eq!(assigned_since('\u{E864}'), Some('\u{9FBB}'));
        assert_eq!(assigned_since('\u{E796}'), Some('\u{FE19}'));
        assert_eq!(assigned_since('\u{E000}'), None);
    }

    #[test]
    fn a_programs_characters_are_found_by_their_glyphs() {
        // Two tables: cmap with one segment that puts 张 at glyph 3, and maxp with 4 glyphs.
        let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12];
        let subtable: [u16; 16] =
            [4, 32, 0, 4, 4, 1, 0, 0x5F20, 0xFFFF, 0, 0x5F20, 0xFFFF, 3_u16.wrapping_sub(0x5F20), 1, 0, 0];
        cmap.extend(subtable.iter().flat_map(|value| value.to_be_bytes()));
        let maxp = [0, 0, 0x50, 0, 0, 4];
        let mut font = vec![0, 1, 0, 0, 0, 2, 0, 32, 0, 1, 0, 0];
        let mut start = 12 + 2 * 16;
        for (tag, table) in [(b"cmap", cmap.as_slice()), (b"maxp", &maxp)] {
            font.extend(tag);
            font.extend([0; 4]);
            font.extend((start as u32).to_be_bytes());
            font.extend((table.len() as u32).to_be_bytes());
            start += table.len();
        }
        font.extend(cmap);
        font.extend(maxp);
        assert_eq!(characters(&font), BTreeMap::from([(3, '张')]));
        for end in 0..font.len() {
            characters(&font[..end]);
        }
    }

    #[test]
    fn subset_prefixes_are_dropped() {
        assert_eq!(without_subset_prefix("ABCDEF+SimSun"), "SimSun");
        assert_eq!(without_subset_prefix("A+B"), "A+B");
    }
}
