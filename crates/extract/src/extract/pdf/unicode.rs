//! Unicode for glyphs whose font does not give it: composite fonts without a ToUnicode map, and fonts whose map is
//! without meaning.
//!
//! ISO 32000-1, 9.10.2, says how with a predefined CMap: the code selects a CID by the font's own CMap, and the
//! character collection's UCS2 CMap gives the CID's Unicode. `hayro` does this for fonts that are not embedded only.
//! Where the codes are the glyphs' own numbers, the embedded program's character table is read backwards.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use hayro_interpret::hayro_cmap::{CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::{
    object::{Array, Dict, Name, Object, Stream, String as PdfString},
    page::{Page, Resources},
};

use super::{
    super::{
        judge::Ink,
        line::GlyphText,
        meaning::{FontUse, characters},
        plausible::{is_private, is_rare_chinese},
    },
    glyph::{Collector, GlyphCode, PageFont, PlacedGlyph, text_of},
};
use crate::text::assigned_since;

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

/// The character tables of embedded fonts by their keys, read once a file.
#[derive(Default)]
pub(super) struct Tables(HashMap<u128, Rc<BTreeMap<u32, char>>>);

impl Tables {
    fn of(&mut self, font: &PageFont) -> Rc<BTreeMap<u32, char>> {
        let Some(data) = &font.data else { return Rc::default() };
        Rc::clone(self.0.entry(font.key).or_insert_with(|| Rc::new(characters((**data).as_ref()))))
    }
}

/// Gives text to the page's glyphs that lack it, where the encoding of their font or the font itself is known, and takes
/// it from those whose map to Unicode is without meaning.
pub(super) fn fill_in(page: &Page<'_>, collector: &mut Collector, tables: &mut Tables) {
    let uses = uses(collector);
    if uses.is_empty() {
        return;
    }
    let mut fonts = PageFonts { left: MAX_OBJECTS, ..PageFonts::default() };
    fonts.gather(page.resources(), 0);
    let encodings = OnceCell::new();
    let of_page =
        collector.glyphs.iter().filter(|glyph| glyph.text.as_ref().is_some_and(|text| !text.is_blank())).count();
    for (index, font) in uses.iter().enumerate() {
        let Some(of) = collector.fonts.get(index) else { continue };
        // The substitute of a font that is not embedded numbers its glyphs in another way.
        let characters = if fonts.embedded.contains(&of.name) { tables.of(of) } else { Rc::default() };
        let is_wrong = font.is_without_meaning(of_page);
        let is_another = font.is_anothers(&characters);
        if !(font.lacks || is_wrong || is_another) {
            continue;
        }
        let encodings = encodings.get_or_init(|| fonts.encodings());
        // A font without a name of its own can only be the one that is there.
        let is_alone = !of.is_drawn && encodings.len() == 1;
        let only = || is_alone.then(|| encodings.values().next()).flatten();
        let encoding = encodings.get(&of.name).or_else(only);
        let of_code = |code: &GlyphCode| {
            let found = encoding.and_then(|encoding| encoding.unicode(code.code));
            found.filter(|text| !text.is_blank() && !text.first().is_none_or(is_private))
        };
        let of_glyph =
            |code: &GlyphCode| characters.get(&code.glyph).map(|c| GlyphText::unified(c.encode_utf8(&mut [0; 4])));
        for glyph in &mut collector.glyphs {
            let Some(code) = glyph.code.filter(|code| code.font == index) else { continue };
            if is_wrong || is_another {
                glyph.text = of_glyph(&code).or_else(|| of_code(&code));
            } else if says_nothing(glyph) {
                let found = of_code(&code).or_else(|| of_glyph(&code));
                let found = found.or_else(|| assigned_since(glyph.text.as_ref()?.first()?).map(GlyphText::One));
                if found.is_some() {
                    glyph.text = found;
                }
            }
        }
        if is_wrong && is_rare_chinese(texts(collector, index)) {
            let of_font = collector.glyphs.iter_mut().filter(|glyph| glyph.code.is_some_and(|code| code.font == index));
            of_font.for_each(|glyph| glyph.text = None);
        }
    }
}

fn says_nothing(glyph: &PlacedGlyph) -> bool {
    glyph.text.as_ref().is_none_or(|text| text.first().is_none_or(is_private))
}

fn uses(collector: &Collector) -> Vec<FontUse> {
    let mut uses: Vec<FontUse> = Vec::new();
    uses.resize_with(collector.fonts.len(), FontUse::default);
    for glyph in &collector.glyphs {
        let Some((code, font)) = glyph.code.and_then(|code| Some((code, uses.get_mut(code.font)?))) else { continue };
        let width = (!glyph.vertical && glyph.ink != Ink::None).then(|| glyph.advance / glyph.size);
        font.add([code.code, code.glyph], glyph.text.as_ref(), width, says_nothing(glyph));
    }
    uses
}

fn texts(collector: &Collector, font: usize) -> impl Iterator<Item = char> {
    let of_font = collector.glyphs.iter().filter(move |glyph| glyph.code.is_some_and(|code| code.font == font));
    of_font.filter_map(|glyph| glyph.text.as_ref()?.first())
}

/// The fonts that a page's resources name.
#[derive(Default)]
struct PageFonts<'a> {
    /// Those of several parts, with their names.
    composite: Vec<(String, Dict<'a>)>,
    /// The names of those whose program is in the file.
    embedded: BTreeSet<String>,
    left: usize,
}

impl<'a> PageFonts<'a> {
    /// The predefined encodings in use, by the names of their fonts.
    fn encodings(&self) -> BTreeMap<String, Encoding> {
        let mut out = BTreeMap::new();
        for (name, font) in &self.composite {
            if !out.contains_key(name)
                && let Some(encoding) = Encoding::of(font)
            {
                out.insert(name.clone(), encoding);
            }
        }
        out
    }

    fn gather(&mut self, resources: &Resources<'a>, depth: u32) {
        for key in resources.fonts.keys() {
            let Some(rest) = self.left.checked_sub(1) else { return };
            self.left = rest;
            if let Some(font) = resources.fonts.get::<Dict<'a>>(&key) {
                self.add(font);
            }
        }
        if depth == MAX_DEPTH {
            return;
        }
        for key in resources.x_objects.keys() {
            let Some(rest) = self.left.checked_sub(1) else { return };
            self.left = rest;
            if let Some(inner) =
                resources.x_objects.get::<Stream<'a>>(&key).and_then(|form| form.dict().get::<Dict<'a>>("Resources"))
            {
                self.gather(&Resources::new(inner), depth + 1);
            }
        }
    }

    fn add(&mut self, font: Dict<'a>) {
        let Some(name) = font.get::<Name<'_>>("BaseFont") else { return };
        let name = without_subset_prefix(name.as_str()).to_owned();
        let descendant = font.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let descriptor = descendant.as_ref().unwrap_or(&font).get::<Dict<'_>>("FontDescriptor");
        let program = |descriptor: &Dict<'_>| {
            ["FontFile2", "FontFile3", "FontFile"].iter().any(|key| descriptor.contains_key(key))
        };
        if descriptor.as_ref().is_some_and(program) {
            self.embedded.insert(name.clone());
        }
        if font.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Type0") {
            self.composite.push((name, font));
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
    fn subset_prefixes_are_dropped() {
        assert_eq!(without_subset_prefix("ABCDEF+SimSun"), "SimSun");
        assert_eq!(without_subset_prefix("A+B"), "A+B");
    }
}
