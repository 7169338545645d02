//! Whether what a font's characters are said to be can be what its glyphs show, and what the font itself says of them.

use std::collections::{BTreeMap, BTreeSet};

use skrifa::{FontRef, MetadataProvider};

use super::{
    line::GlyphText,
    plausible::{are_wide_letters, is_better, is_private, is_rare_chinese},
};
use crate::text::fold::fold;

/// The most of a page's text in one font that is looked at, in bytes, and the most widths.
const MAX_LOOKED_AT: usize = 60_000;
const MAX_WIDTHS: usize = 20_000;
/// Different glyphs from which on a font's map to Unicode has to tell them apart.
const TOLD_APART: usize = 6;
/// A font that draws less than this part of the page's glyphs helps out with what others lack.
const HELPS_OUT: usize = 4;
/// Different glyphs from which on a font's own table may show that its map is another's.
const COMPARED: usize = 4;

/// How a page uses a font.
#[derive(Debug, Default)]
pub(super) struct FontUse {
    /// What each of its codes is said to be, with its glyph.
    said: BTreeMap<u32, (u32, String)>,
    /// The codes that are said to be spaces.
    blank: BTreeSet<u32>,
    /// All of that in the order of painting.
    text: String,
    /// What is said of glyphs, with their widths as shares of their sizes.
    widths: Vec<(char, f64)>,
    /// How many glyphs it draws.
    count: usize,
    /// Of some glyphs nothing is said.
    pub(super) lacks: bool,
}

impl FontUse {
    /// Adds a glyph by its code and its number in the font, with what it is said to be and its width as a share of its size.
    /// The substitute of a font that is not in the file can have one glyph for all codes.
    pub(super) fn add(
        &mut self,
        [code, glyph]: [u32; 2],
        text: Option<&GlyphText>,
        width: Option<f64>,
        says_nothing: bool,
    ) {
        self.lacks |= says_nothing;
        self.count += 1;
        let Some(text) = text else { return };
        if self.text.len() < MAX_LOOKED_AT {
            text.push_to(&mut self.text);
        }
        if let (Some(width), Some(first)) = (width, text.first())
            && self.widths.len() < MAX_WIDTHS
        {
            self.widths.push((first, width));
        }
        if text.is_blank() {
            self.blank.insert(code);
        } else {
            self.said.entry(code).or_insert_with(|| {
                let mut said = String::new();
                text.push_to(&mut said);
                (glyph, said)
            });
        }
    }

    /// Whether what the glyphs are said to be has nothing to do with what they show: many glyphs are one character,
    /// letters are as wide as Chinese characters, or the characters are such as nobody uses. `of_page` is how many glyphs
    /// of the page say something.
    pub(super) fn is_without_meaning(&self, of_page: usize) -> bool {
        let different: BTreeSet<&String> = self.said.values().map(|(_, said)| said).collect();
        let is_one = self.said.len() >= TOLD_APART && different.len() * 3 <= self.said.len();
        if is_one || self.blank.len() >= TOLD_APART {
            return true;
        }
        // A font that helps out with rare names has nothing but rare characters, and few of them.
        if self.count * HELPS_OUT > of_page && is_rare_chinese(self.text.chars()) {
            return true;
        }
        are_wide_letters(self.widths.iter().copied())
    }

    /// Whether the map is that of another font: the font's own table, `characters` by glyph, says others of most of its
    /// glyphs, and those are a text where the map's are none. Tables made for a subset can be wrong themselves, so that the
    /// map counts in doubt.
    pub(super) fn is_anothers(&self, characters: &BTreeMap<u32, char>) -> bool {
        let (mut compared, mut differ) = (0_usize, 0_usize);
        let mut other = BTreeMap::new();
        for (glyph, said) in self.said.values() {
            let Some(c) = characters.get(glyph) else { continue };
            compared += 1;
            differ += usize::from(fold(said) != fold(c.encode_utf8(&mut [0; 4])));
            other.extend(said.chars().next().map(|said| (said, *c)));
        }
        if compared < COMPARED || differ * 2 < compared {
            return false;
        }
        let own: String = self.text.chars().map(|said| other.get(&said).copied().unwrap_or(said)).collect();
        is_better(&own, &self.text)
    }
}

/// The characters of a TrueType or OpenType program by the glyph that shows them. Where several share a glyph the
/// first one outside the compatibility blocks counts.
pub(super) fn characters(data: &[u8]) -> BTreeMap<u32, char> {
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

/// Whether a font has an outline for a glyph; `None` where it has no such glyph.
pub(super) fn has_outline(data: &[u8], glyph: u32) -> Option<bool> {
    let font = FontRef::new(data).ok()?;
    let outline = font.outline_glyphs().get(skrifa::GlyphId::new(glyph))?;
    let mut pen = InkPen::default();
    let size = skrifa::instance::Size::unscaled();
    let settings = skrifa::outline::DrawSettings::unhinted(size, skrifa::instance::LocationRef::default());
    outline.draw(settings, &mut pen).ok()?;
    Some(pen.0)
}

/// Notes whether anything is drawn.
#[derive(Default)]
struct InkPen(bool);

impl skrifa::outline::OutlinePen for InkPen {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {
        self.0 = true;
    }
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }
    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(glyphs: &[(u32, char)], width: f64) -> FontUse {
        let mut font = FontUse::default();
        for (glyph, c) in glyphs {
            font.add([*glyph; 2], Some(&GlyphText::One(*c)), Some(width), false);
        }
        font
    }

    fn numbered(text: &str) -> Vec<(u32, char)> {
        (1..).zip(text.chars()).collect()
    }

    const TEXT: &str = "张庄村民代表会议纪要应到三十人实八主持王某决结果同意票";

    #[test]
    fn maps_without_meaning_are_known() {
        let one: Vec<(u32, char)> = (1..30).map(|glyph| (glyph, 'A')).collect();
        let shifted: String = TEXT.chars().filter_map(|c| char::from_u32(c as u32 + 9)).collect();
        assert!(used(&one, 0.5).is_without_meaning(29), "one character");
        assert!(used(&numbered("ABCDEFGHIJKLM"), 1.0).is_without_meaning(13), "wide letters");
        assert!(used(&numbered(&shifted), 1.0).is_without_meaning(27), "rare characters");
    }

    #[test]
    fn maps_with_meaning_are_kept() {
        assert!(!used(&numbered(TEXT), 1.0).is_without_meaning(27));
        assert!(!used(&numbered("ABCDEFGHIJKLM"), 0.6).is_without_meaning(13));
        assert!(!used(&[(1, '—'), (2, '—'), (3, '-')], 1.0).is_without_meaning(3), "variants of one character");
        let rare: String = ('\u{4E02}'..='\u{4E30}').collect();
        assert!(!used(&numbered(&rare), 1.0).is_without_meaning(2_000), "a font that helps out");
    }

    #[test]
    fn a_fonts_own_table_is_held_against_its_map() {
        let table: BTreeMap<u32, char> = numbered("张庄村民代表会议").into_iter().collect();
        assert!(used(&numbered("ABCDEFGH"), 0.5).is_anothers(&table));
        assert!(!used(&numbered("张庄村民代表会议"), 1.0).is_anothers(&table));
        let codes: BTreeMap<u32, char> = numbered("ABCDEFGH").into_iter().collect();
        assert!(!used(&numbered("张庄村民代表会议"), 1.0).is_anothers(&codes), "a table of codes");
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
}
