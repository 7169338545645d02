//! What characters are whose codes say nothing: the fonts inside a file know them by their glyphs.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use super::{content::OfdGlyph, package::OfdPackage, resource::Resources};
use crate::extract::{
    judge::Ink,
    line::GlyphText,
    meaning::{FontUse, characters, has_outline},
    plausible::is_private,
};

/// Font programs that are kept for the pages that follow, in bytes.
const MAX_KEPT: usize = 64 << 20;

/// A font program of the package.
#[derive(Default)]
struct Program {
    bytes: Vec<u8>,
    /// Characters by the glyphs that show them.
    characters: BTreeMap<u32, char>,
}

/// The fonts of a package that were asked for, by the document's path and their IDs.
#[derive(Default)]
pub(super) struct PackageFonts {
    programs: HashMap<(String, String), Rc<Program>>,
    kept: usize,
}

impl PackageFonts {
    fn program(&mut self, package: &mut OfdPackage<'_>, root: &str, resources: &Resources, id: &str) -> Rc<Program> {
        let key = (root.to_owned(), id.to_owned());
        if let Some(known) = self.programs.get(&key) {
            return Rc::clone(known);
        }
        let file = resources.font(id).and_then(|(from, file)| package.find(from, root, file));
        let bytes = file.and_then(|file| package.bytes(&file).ok()).unwrap_or_default();
        let program = Rc::new(Program { characters: characters(&bytes), bytes });
        self.kept += program.bytes.len();
        if self.kept <= MAX_KEPT {
            self.programs.insert(key, Rc::clone(&program));
        }
        program
    }

    /// Gives characters that are chosen by their glyphs what the font says of these, where their codes are without
    /// meaning, and takes the codes of those of which nobody knows what they show. `root` is the document's path.
    pub(super) fn give_meaning(
        &mut self,
        package: &mut OfdPackage<'_>,
        root: &str,
        resources: &Resources,
        glyphs: &mut [OfdGlyph],
    ) {
        let of_page = glyphs.iter().filter(|glyph| glyph.c.is_some_and(|c| !c.is_whitespace())).count();
        let mut uses: BTreeMap<Rc<str>, (FontUse, bool)> = BTreeMap::new();
        for glyph in glyphs.iter() {
            let (font, chosen) = uses.entry(Rc::clone(&glyph.font)).or_default();
            *chosen |= glyph.glyph.is_some();
            let Some(c) = glyph.c else { continue };
            let width = (!glyph.across && glyph.ink != Ink::None).then(|| glyph.advance / glyph.size);
            font.add([glyph.glyph.unwrap_or(u32::from(c)); 2], Some(&GlyphText::One(c)), width, is_private(c));
        }
        for (id, (font, chosen)) in uses {
            let is_inside = resources.font(&id).is_some();
            // A font of the reader's own shows the codes as they are.
            if !chosen && !is_inside {
                continue;
            }
            let is_wrong = font.is_without_meaning(of_page);
            if !(chosen || is_wrong) {
                continue;
            }
            let program = self.program(package, root, resources, &id);
            let is_wrong = is_wrong || font.is_anothers(&program.characters);
            for glyph in glyphs.iter_mut().filter(|glyph| glyph.font == id) {
                let own = glyph.glyph.and_then(|number| program.characters.get(&number).copied());
                let Some(c) = glyph.c else { continue };
                let is_shown = || glyph.glyph.and_then(|number| has_outline(&program.bytes, number)) == Some(true);
                if is_wrong || is_private(c) {
                    glyph.c = own.or(Some(c).filter(|_| !is_wrong));
                } else if c.is_whitespace() && (own.is_some_and(|own| !own.is_whitespace()) || is_shown()) {
                    glyph.c = own;
                }
            }
        }
    }
}
