//! Holds what a page shows against what is read of it, region by region.
//!
//! A picture is read where a layer of recognised text lies on it that can be its own. One whose layer was made for another
//! script has none. Words that are seen on a picture are read by themselves and say nothing of the picture. What is not
//! read is told by its frame: pictures with writing, rows of outlines, rows of glyphs that say nothing, patterns and masks
//! that show text.

use std::collections::{HashMap, HashSet};

use image::RgbImage;

use super::{
    plausible::{is_recognised_text, letters},
    region::{self, Frame},
    writing::{WritingEvidence, shown},
};

/// A page covered by pictures to this share …
pub(super) const SCAN_COVER: f64 = 0.8;
/// … with fewer Chinese characters than this is a scan (measured on 2,550 files).
pub(super) const SCAN_HAN: usize = 30;
/// A covered page in Latin script is no scan from this many letters and digits on.
pub(super) const SCAN_LATIN: usize = 200;
/// Pixels for one point of the pictures that are looked at.
const LOOK: f64 = 1.6;
/// The longest side of such a picture, in pixels.
const LOOK_SIDE: f64 = 1_600.0;
/// The least share of a page that a picture beside text takes up where it may be a paper or a part of one. Logos, seals
/// and signatures are smaller.
const BESIDE: f64 = 0.035;
/// A strip that is so much longer than high may be a line of text from this share of the page on.
const STRIP: f64 = 5.0;
const STRIP_SHARE: f64 = 0.008;
/// Letters of a layer that cannot be text from which on it is taken away.
const NONSENSE: usize = 40;
/// Red writing on less than this share of a page is a seal.
const SEAL: f64 = 0.12;
/// The smallest cover of pictures, and the smallest picture in points, that may hold text where the page has nothing else.
const COVER: f64 = 0.05;
const LEAST: [f64; 2] = [16.0, 6.0];
/// Outlines from which on a page without text shows something.
const DRAWN: usize = 8;
/// A row of glyphs or outlines is read where glyphs with text cover this share of it.
const READ: f64 = 0.5;
/// How far around a region its picture reaches, in points.
const MARGIN: f64 = 6.0;

/// What a page is worth.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Layer {
    /// What was read is what the page shows.
    Usable,
    /// What was read is a part of what the page shows; the rest stands in these regions.
    Partial(Vec<Region>),
    /// Nothing that was read is what the page shows.
    Unusable,
    /// The page shows nothing that could be read.
    Blank,
}

/// A part of the page that is not read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    pub(super) frame: Frame,
    /// Shown by pictures alone, so that what is written on them can be left out.
    pub(super) is_picture: bool,
    /// The picture, where it is a single one.
    pub(super) key: Option<u128>,
}

/// A character on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CharacterMark {
    pub(super) frame: Frame,
    pub(super) says: Says,
    pub(super) ink: Ink,
    /// Its place in the order of painting.
    pub(super) order: usize,
}

/// What a character says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Something.
    Text,
    /// A space.
    Blank,
    /// Nobody knows.
    Nothing,
}

/// Whether a character is seen where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// It is.
    Shown,
    /// In the colour of the paper, or nearly transparent.
    Pale,
    /// Not painted, or without an outline.
    None,
}

/// A picture on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PaintedPicture {
    /// The part of it that is seen.
    pub(super) frame: Frame,
    /// Its place in the order of painting.
    pub(super) order: usize,
    /// Whether nothing shows through it.
    pub(super) covers: bool,
    /// The same for the same picture at other places.
    pub(super) key: u128,
}

/// What a page shows. Lengths are in points.
#[derive(Debug, Default)]
pub(super) struct Shows {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) marks: Vec<CharacterMark>,
    pub(super) pictures: Vec<PaintedPicture>,
    /// The share of the page that pictures cover, 0 to 1.
    pub(super) cover: f64,
    /// The boxes of outlines as small as a character and its parts.
    pub(super) outlines: Vec<Frame>,
    /// Areas that show another drawing which may be text.
    pub(super) veils: Vec<Frame>,
    /// Whether a picture of the page shows its characters too.
    pub(super) draws_characters: bool,
}

/// Draws the page's pictures alone within a frame, so many pixels for a point.
pub(super) type DrawPictures<'d> = dyn Fn(Frame, f64) -> RgbImage + 'd;

/// Pictures that touch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PictureGroup {
    frame: Frame,
    key: Option<u128>,
    is_read: bool,
}

/// The pictures of a page, those that touch together, each with whether a layer of text reads it; and the places of the
/// marks that are a layer which cannot be what the pictures show, ascending. `text_of` gives the text of some marks.
pub(super) fn groups(
    page: &Shows,
    text_of: &dyn Fn(&[usize]) -> String,
    pictures: &DrawPictures<'_>,
) -> (Vec<PictureGroup>, Vec<usize>) {
    let frames: Vec<Frame> = page.pictures.iter().map(|picture| picture.frame).collect();
    let (mut out, mut wrong) = (Vec::new(), Vec::new());
    for (frame, members) in region::groups(&frames) {
        let mut key = None;
        if let [one] = members.as_slice() {
            key = page.pictures.get(*one).map(|picture| picture.key);
        }
        let mut hidden = hidden_on(page, frame, &members);
        let text = text_of(&hidden);
        let (han, latin) = letters(&text);
        let share = (region::area(frame) / (page.width * page.height) / SCAN_COVER).min(1.0);
        let is_enough = han as f64 >= SCAN_HAN as f64 * share || latin as f64 >= SCAN_LATIN as f64 * share;
        let is_text = is_recognised_text(&text);
        if !is_text && (is_enough || han + latin >= NONSENSE) {
            // White letters on a dark picture are hidden from nobody.
            keep_seen(page, frame, &mut hidden, pictures);
            wrong.extend(hidden);
        }
        out.push(PictureGroup { frame, key, is_read: is_text && is_enough });
    }
    wrong.sort_unstable();
    (out, wrong)
}

/// Judges a page on which some text was read, so many Chinese characters and so many letters and digits.
pub(super) fn judge(
    page: &Shows,
    groups: Vec<PictureGroup>,
    (han, latin): (usize, usize),
    pictures: &DrawPictures<'_>,
) -> Layer {
    let whole = [0.0, 0.0, page.width, page.height];
    let is_scan = page.cover >= SCAN_COVER && han < SCAN_HAN && latin < SCAN_LATIN;
    let is_seen = |mark: &CharacterMark| mark.says == Says::Text && mark.ink == Ink::Shown;
    // Words on a scan are recognised with it only where a picture of the page shows them.
    let is_drawn_whole = page.draws_characters || !page.marks.iter().any(is_seen);
    if is_scan && is_drawn_whole && groups.iter().any(|group| !group.is_read) {
        return Layer::Unusable;
    }
    let read: Vec<Frame> = page.marks.iter().filter(|mark| mark.says == Says::Text).map(|mark| mark.frame).collect();
    let mut regions: Vec<Region> = groups
        .into_iter()
        .filter(|group| !group.is_read && may_be_paper(group.frame, whole))
        .filter(|group| has_writing(group.frame, whole, pictures))
        .map(|group| Region { frame: group.frame, is_picture: true, key: group.key })
        .collect();
    let is_unread = |row: &Frame| region::covered(*row, read.iter().copied()) < READ;
    let outlined = region::rows_of_outlines(&page.outlines, page.width, page.height);
    let outlined: Vec<Frame> = outlined.into_iter().filter(is_unread).collect();
    // Seals and logos have a few characters too.
    let mut drawn: Vec<Frame> = region::joined(&outlined, MARGIN);
    drawn.retain(|frame| may_be_paper(*frame, whole));
    drawn.extend(region::rows_of_glyphs(&unread(page)).into_iter().filter(is_unread));
    drawn.extend(&page.veils);
    for frame in region::joined(&drawn, MARGIN) {
        let frame = region::intersection(frame, whole);
        // What stands on a picture that is to be recognised is recognised with it.
        match regions.iter_mut().find(|known| region::area(region::intersection(known.frame, frame)) > 0.0) {
            Some(known) => {
                *known = Region { frame: region::union(known.frame, frame), is_picture: false, key: None };
            }
            None => regions.push(Region { frame, is_picture: false, key: None }),
        }
    }
    if regions.is_empty() { Layer::Usable } else { Layer::Partial(regions) }
}

/// Judges a page on which no text was read.
pub(super) fn judge_without_text(page: &Shows) -> Layer {
    let is_large = |frame: &Frame| frame[2] - frame[0] >= LEAST[0] && frame[3] - frame[1] >= LEAST[1];
    let shows = page.cover >= COVER
        || page.pictures.iter().any(|picture| is_large(&picture.frame))
        || page.outlines.len() >= DRAWN
        || !page.veils.is_empty()
        || page.marks.iter().any(|mark| mark.ink == Ink::Shown && mark.says != Says::Blank);
    if shows { Layer::Unusable } else { Layer::Blank }
}

/// The pages with regions that no page before them has: letterheads and backgrounds come back on every page, and are read
/// once.
pub(super) fn with_own_regions(partial: &[(u32, Vec<Region>)]) -> Vec<u32> {
    /// Pages on which the same picture stands at the same place where it is a letterhead.
    const REPEATED: usize = 3;
    let same = |region: &Region| region.key.map(|key| (key, region.frame.map(|side| side.round() as i64)));
    let mut counts: HashMap<_, usize> = HashMap::new();
    for place in partial.iter().flat_map(|(_, regions)| regions).filter_map(same) {
        *counts.entry(place).or_default() += 1;
    }
    let mut known = HashSet::new();
    let mut is_own = |region: &Region| match same(region) {
        Some(place) => {
            let is_first = known.insert(place);
            is_first || counts.get(&place).is_none_or(|count| *count < REPEATED)
        }
        None => true,
    };
    // Every region is looked at, so that each is known from then on.
    let own = |(number, regions): &(u32, Vec<Region>)| {
        (regions.iter().filter(|it| is_own(it)).count() > 0).then_some(*number)
    };
    partial.iter().filter_map(own).collect()
}

/// The frames of marks that are seen and say nothing.
fn unread(page: &Shows) -> Vec<Frame> {
    let unread = |mark: &&CharacterMark| mark.says == Says::Nothing && mark.ink == Ink::Shown;
    page.marks.iter().filter(unread).map(|mark| mark.frame).collect()
}

/// The places of the marks on a group of pictures that are not seen: not painted, of the colour of the paper, or behind a
/// picture.
fn hidden_on(page: &Shows, frame: Frame, members: &[usize]) -> Vec<usize> {
    let covers: Vec<&PaintedPicture> =
        members.iter().filter_map(|member| page.pictures.get(*member)).filter(|picture| picture.covers).collect();
    let is_hidden = |mark: &CharacterMark| {
        let at = region::middle(mark.frame);
        region::holds(frame, at)
            && (mark.ink != Ink::Shown
                || covers.iter().any(|over| over.order > mark.order && region::holds(over.frame, at)))
    };
    page.marks.iter().enumerate().filter(|(_, mark)| is_hidden(mark)).map(|(place, _)| place).collect()
}

/// Leaves out pale marks that stand on a dark place of a picture.
fn keep_seen(page: &Shows, frame: Frame, hidden: &mut Vec<usize>, pictures: &DrawPictures<'_>) {
    const DARK: u32 = 480;
    let pale = |place: &usize| page.marks.get(*place).filter(|mark| mark.ink == Ink::Pale);
    if !hidden.iter().any(|place| pale(place).is_some()) {
        return;
    }
    let scale = look_scale(frame);
    let picture = pictures(frame, scale);
    hidden.retain(|place| {
        let Some(mark) = pale(place) else { return true };
        let [x, y] = region::middle(mark.frame);
        let at = |value: f64, low: f64| ((value - low) * scale).max(0.0) as u32;
        let pixel = picture.get_pixel_checked(at(x, frame[0]), at(y, frame[1]));
        pixel.is_none_or(|pixel| pixel.0.map(u32::from).iter().sum::<u32>() > DARK)
    });
}

/// Whether a picture beside text is large enough to be a paper, or a line of one.
pub(super) fn may_be_paper(frame: Frame, whole: Frame) -> bool {
    let [x0, y0, x1, y1] = frame;
    let share = region::area(frame) / region::area(whole);
    share >= BESIDE || (x1 - x0 >= STRIP * (y1 - y0) && share >= STRIP_SHARE && y1 - y0 >= LEAST[1])
}

fn look_scale([x0, y0, x1, y1]: Frame) -> f64 {
    LOOK.min(LOOK_SIDE / (x1 - x0).max(y1 - y0).max(1.0))
}

fn has_writing(frame: Frame, whole: Frame, pictures: &DrawPictures<'_>) -> bool {
    match shown(&pictures(frame, look_scale(frame))) {
        WritingEvidence::Plain => false,
        WritingEvidence::Red => region::area(frame) >= SEAL * region::area(whole),
        WritingEvidence::Writing => true,
    }
}
