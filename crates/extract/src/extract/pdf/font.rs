//! Fonts of this machine for papers that do not bring their own.
//!
//! Chinese office programs rely on 宋体, 黑体, 楷体 and 仿宋 being there. Reading happens where no file can be opened, so
//! the fonts are looked up and opened before, by [`prepare_fonts`], and read from the open files when first needed.

use std::{
    fs::File,
    io::{Read, Seek},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use fontdb::{Database, FaceInfo, Source, Style, Weight};
use hayro_interpret::{
    InterpreterSettings,
    font::{FallbackFontQuery, FontData, FontQuery},
    hayro_cmap::CidFamily,
};
use skrifa::{FontRef, MetadataProvider};

/// The largest font file that is read, in bytes.
const MAX_FONT: u64 = 128 << 20;

/// The styles of Chinese type, each with the families that have it, the best first, and with the styles that stand in
/// for it.
const STYLES: [(FontStyle, &[&str], [FontStyle; 4]); 4] = [
    (
        FontStyle::Song,
        &[
            "SimSun",
            "宋体",
            "NSimSun",
            "Songti SC",
            "STSong",
            "Noto Serif CJK SC",
            "Noto Serif SC",
            "Source Han Serif SC",
            "思源宋体",
            "FandolSong",
            "AR PL UMing CN",
            "SimSun-ExtB",
        ],
        [FontStyle::Song, FontStyle::FangSong, FontStyle::Hei, FontStyle::Kai],
    ),
    (
        FontStyle::Hei,
        &[
            "SimHei",
            "黑体",
            "Microsoft YaHei",
            "微软雅黑",
            "PingFang SC",
            "Heiti SC",
            "STHeiti",
            "Noto Sans CJK SC",
            "Noto Sans SC",
            "Source Han Sans SC",
            "思源黑体",
            "FandolHei",
            "WenQuanYi Micro Hei",
            "WenQuanYi Zen Hei",
            "Droid Sans Fallback",
        ],
        [FontStyle::Hei, FontStyle::Song, FontStyle::FangSong, FontStyle::Kai],
    ),
    (
        FontStyle::Kai,
        &["KaiTi", "楷体", "楷体_GB2312", "Kaiti SC", "STKaiti", "FandolKai", "AR PL UKai CN", "LXGW WenKai"],
        [FontStyle::Kai, FontStyle::FangSong, FontStyle::Song, FontStyle::Hei],
    ),
    (
        FontStyle::FangSong,
        &["FangSong", "仿宋", "仿宋_GB2312", "STFangsong", "FandolFang", "FandolFang R"],
        [FontStyle::FangSong, FontStyle::Song, FontStyle::Kai, FontStyle::Hei],
    ),
];

/// A style of Chinese type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FontStyle {
    Song,
    Hei,
    Kai,
    FangSong,
}

/// A face whose file is open.
struct Face {
    kind: FontStyle,
    bold: bool,
    index: u32,
    file: File,
    bytes: OnceLock<Option<Arc<Vec<u8>>>>,
}

impl Face {
    fn open(info: &FaceInfo, kind: FontStyle, bold: bool) -> Option<Self> {
        let path = match &info.source {
            Source::File(path) | Source::SharedFile(path, _) => path,
            Source::Binary(_) => return None,
        };
        Some(Self { kind, bold, index: info.index, file: File::open(path).ok()?, bytes: OnceLock::new() })
    }

    fn data(&self) -> Option<(FontData, u32)> {
        let bytes = self.bytes.get_or_init(|| {
            let mut bytes = Vec::new();
            let mut file = &self.file;
            file.rewind().ok()?;
            file.take(MAX_FONT).read_to_end(&mut bytes).ok()?;
            Some(Arc::new(bytes))
        });
        Some((Arc::clone(bytes.as_ref()?) as FontData, self.index))
    }
}

static FACES: OnceLock<Vec<Face>> = OnceLock::new();

/// Finds and opens the Chinese fonts of this machine. It is called before a process gives up opening files; without
/// the call they are looked for when first needed. It takes some ten milliseconds for a few hundred fonts.
pub(crate) fn prepare_fonts() {
    FACES.get_or_init(|| {
        let mut database = Database::new();
        database.load_system_fonts();
        find(&database)
    });
}

fn faces() -> &'static [Face] {
    prepare_fonts();
    FACES.get().map_or(&[], Vec::as_slice)
}

fn find(database: &Database) -> Vec<Face> {
    let mut out: Vec<Face> = Vec::new();
    for (kind, families, _) in STYLES {
        for bold in [false, true] {
            let face = families.iter().find_map(|family| {
                let of_family = |face: &&FaceInfo| face.families.iter().any(|(name, _)| name == family);
                let upright = |face: &&FaceInfo| face.style == Style::Normal;
                let weight = if bold { Weight::BOLD.0 } else { Weight::NORMAL.0 };
                let face = database
                    .faces()
                    .filter(of_family)
                    .filter(upright)
                    .filter(|face| (face.weight.0 >= Weight::SEMIBOLD.0) == bold)
                    .min_by_key(|face| face.weight.0.abs_diff(weight))?;
                Face::open(face, kind, bold)
            });
            out.extend(face);
        }
    }
    if out.is_empty() {
        // No family that is known by name: any font with Chinese characters will do.
        let chinese = |face: &&FaceInfo| {
            let has = |data: &[u8], index| {
                FontRef::from_index(data, index).is_ok_and(|font| font.charmap().map('村').is_some())
            };
            database.with_face_data(face.id, has) == Some(true)
        };
        out.extend(database.faces().find(chinese).and_then(|face| Face::open(face, FontStyle::Hei, false)));
    }
    out
}

/// Whether this machine has a font with Chinese characters.
fn has_chinese() -> bool {
    !faces().is_empty()
}

/// Settings for reading, which needs no outlines; `missing` becomes true where drawing would need Chinese characters
/// that are neither in the file nor on this machine.
pub(super) fn settings_for_reading(missing: &Arc<AtomicBool>) -> InterpreterSettings {
    let missing = Arc::clone(missing);
    let resolve = move |query: &FontQuery| match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(query) => {
            if is_chinese(query) && !has_chinese() {
                missing.store(true, Ordering::Relaxed);
            }
            Some(query.pick_standard_font().get_font_data())
        }
    };
    InterpreterSettings { font_resolver: Arc::new(resolve), ..InterpreterSettings::default() }
}

/// Settings that draw what is not in the file with fonts of this machine.
pub(super) fn settings() -> InterpreterSettings {
    InterpreterSettings { font_resolver: Arc::new(resolve), ..InterpreterSettings::default() }
}

fn resolve(query: &FontQuery) -> Option<(FontData, u32)> {
    match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(query) if is_chinese(query) => {
            chinese(query).or_else(|| Some(query.pick_standard_font().get_font_data()))
        }
        FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
    }
}

/// The face for a font, by its name and else by its flags.
fn chinese(query: &FallbackFontQuery) -> Option<(FontData, u32)> {
    let kind = kind_of(query);
    let bold = query.is_bold || query.font_weight >= u32::from(Weight::SEMIBOLD.0);
    let (_, _, order) = STYLES.iter().find(|(style, ..)| *style == kind)?;
    order.iter().find_map(|kind| {
        let faces = || faces().iter().filter(|face| face.kind == *kind);
        faces().find(|face| face.bold == bold).or_else(|| faces().next())?.data()
    })
}

fn names(query: &FallbackFontQuery) -> String {
    let names = [&query.post_script_name, &query.font_name, &query.font_family];
    names.into_iter().flatten().map(|name| name.to_lowercase()).collect::<Vec<_>>().join(" ")
}

fn kind_of(query: &FallbackFontQuery) -> FontStyle {
    let name = names(query);
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["fang", "仿宋"]) {
        FontStyle::FangSong
    } else if has(&["kai", "楷"]) {
        FontStyle::Kai
    } else if has(&["hei", "gothic", "黑", "msyh", "sans", "pingfang", "yuan", "圆"]) {
        FontStyle::Hei
    } else if has(&["song", "sun", "ming", "宋", "明", "serif"]) || query.is_serif {
        FontStyle::Song
    } else if query.post_script_name.is_some() && query.character_collection.is_none() {
        FontStyle::Hei
    } else {
        // Official papers are set in 宋体 and its kin.
        FontStyle::Song
    }
}

/// Whether a font that is not in the file has Chinese characters, by its character collection or its name.
fn is_chinese(query: &FallbackFontQuery) -> bool {
    let collection = query.character_collection.as_ref().map(|collection| &collection.family);
    if let Some(CidFamily::AdobeGB1 | CidFamily::AdobeCNS1 | CidFamily::AdobeJapan1 | CidFamily::AdobeKorea1) =
        collection
    {
        return true;
    }
    const PARTS: [&str; 14] = [
        "simsun",
        "simhei",
        "fangsong",
        "kaiti",
        "song",
        "heiti",
        "yahei",
        "msyh",
        "mingliu",
        "cjk",
        "pingfang",
        "fzxbs",
        "wenquanyi",
        "gb2312",
    ];
    let name = names(query);
    PARTS.iter().any(|part| name.contains(part)) || name.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}'))
        // A composite font of the reader's own numbering can hold anything; Chinese fonts hold Latin letters too.
        || collection.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(name: &str) -> FallbackFontQuery {
        FallbackFontQuery { post_script_name: Some(name.to_owned()), ..FallbackFontQuery::default() }
    }

    #[test]
    fn styles_are_known_by_name() {
        let expected = [
            ("SimSun", FontStyle::Song),
            ("STSong-Light", FontStyle::Song),
            ("FangSong_GB2312", FontStyle::FangSong),
            ("仿宋_GB2312", FontStyle::FangSong),
            ("KaiTi", FontStyle::Kai),
            ("SimHei", FontStyle::Hei),
            ("MicrosoftYaHei-Bold", FontStyle::Hei),
            ("方正小标宋简体", FontStyle::Song),
        ];
        for (name, kind) in expected {
            assert_eq!(kind_of(&query(name)), kind, "{name}");
            assert!(is_chinese(&query(name)), "{name}");
        }
        assert!(!is_chinese(&query("Arial")));
        assert!(!is_chinese(&query("TimesNewRomanPSMT")));
    }

    #[test]
    fn a_machine_without_chinese_fonts_draws_latin_ones() {
        assert!(find(&Database::new()).is_empty());
        assert!(resolve(&FontQuery::Fallback(query("Arial"))).is_some());
        assert!(resolve(&FontQuery::Fallback(query("SimSun"))).is_some());
    }

    #[test]
    fn faces_have_their_characters() {
        // Machines without Chinese fonts have none to look at.
        for face in faces() {
            let (data, index) = face.data().expect("an open font can be read");
            let font = FontRef::from_index((*data).as_ref(), index).expect("a font");
            assert!(font.charmap().map('村').is_some(), "{:?}", face.kind);
        }
    }
}
