//! Whether a picture was used before: the same bytes, or the same picture saved, resized, cut or mirrored.
//!
//! Comparing every picture with every other would be quadratic. Instead the lowest frequencies of each whole frame,
//! which change least, are cut into bands of 16 bits; a picture is compared with those that share a band but for a bit
//! or two, and every pair so found is verified on all 256 bits. What is found is a likeness, to be looked at by a
//! person: 疑似同一照片.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    model::{Alike, ArchivePath, FrameHash, PictureHash, Unit},
    text::Cut,
};

/// Frames that differ in no more bits than this show the same picture; frames of unlike pictures differ in about 128
/// of the 256. What cutting and borders move is met by frames of parts, so the bound need only allow for writing on
/// the picture. A wider one begins to pair unlike pictures that bear the same strip or border.
pub const NEAR: u32 = 52;
/// The same for frames of which one is a part of a picture: there are many, so less may differ in each.
pub const NEAR_PART: u32 = 48;

/// The same for a picture of a sheet that can be read: all sheets of one form look alike, and only a picture that was
/// saved again differs from another in so few bits.
pub const NEAR_SHEET: u32 = 6;

/// Bits of a band; a band is a bucket's number.
const BAND_BITS: usize = 16;
/// Bands of a frame.
const BANDS: usize = 8;
/// Pictures in one bucket that are compared at most. So many pictures alike in their lowest frequencies are a series
/// of one form or screen, and each meets its nearest neighbours in other buckets.
const MAX_BUCKET: usize = 400;
/// The quarter of a frame that is looked at first, and in how many of its 64 bits it may differ. Of frames within
/// [`NEAR`] a quarter differs in 13 bits or so, of unlike ones in 32.
const SKETCH_WORD: usize = 1;
const SKETCH_NEAR: u32 = 24;
/// The bits that change sign when a picture is mirrored left to right: odd columns of the transform.
const MIRROR: u64 = 0xAAAA_AAAA_AAAA_AAAA;

/// A picture as far as reuse goes.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The file.
    pub path: &'a ArchivePath,
    /// Its content's digest.
    pub digest: Option<&'a str>,
    /// What it looks like; `None` where it was not decoded or has too little in it.
    pub hash: Option<&'a PictureHash>,
    /// Whose it is.
    pub unit: &'a Unit,
    /// What tells events of one unit apart: an event's name or folder. Pictures of one event are not accused.
    pub event: &'a str,
    /// The day that a caption beside it gives.
    pub day: Option<Date>,
    /// It shows a sheet that can be read, such as a notice on a board.
    pub is_sheet: bool,
}

/// How two pictures are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhotoMatch {
    /// Byte for byte.
    SameBytes,
    /// 疑似同一照片: they look the same.
    LooksSame {
        /// In how many of 256 bits the nearest frames differ.
        distance: u32,
        /// One is the other's mirror image.
        mirrored: bool,
    },
}

/// Where the two pictures stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// In different events of one unit.
    OtherEvent,
    /// With different villages, or a village and the township.
    OtherUnit,
}

/// Two pictures that are, or look, the same. The numbers are indices into what was given, the smaller first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlikePair {
    /// The first picture.
    pub a: usize,
    /// The second picture.
    pub b: usize,
    /// How they are the same.
    pub how: PhotoMatch,
    /// Where they stand.
    pub relation: Relation,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reuse {
    /// Pairs over events or units, in the order of their indices.
    pub pairs: Vec<AlikePair>,
    /// Pictures of one scene in one event, taken in a row or kept twice: indices, ascending. They are no fault.
    pub bursts: Vec<Vec<usize>>,
}

/// Finds what was used more than once.
///
/// Of several copies with the same bytes each is paired with the first one of another event only, so that the number
/// of pairs grows with the number of copies.
pub fn find(pictures: &[Picture<'_>]) -> Reuse {
    let mut found: BTreeMap<(usize, usize), PhotoMatch> = BTreeMap::new();
    let firsts = same_bytes(pictures, &mut found);
    let hashes: Vec<(usize, &PictureHash)> =
        firsts.iter().filter_map(|(i, picture)| Some((*i, picture.hash?))).collect();
    for (a, b, how) in alike(&hashes) {
        let is_sheet = |i: usize| pictures.get(i).is_some_and(|picture| picture.is_sheet);
        let is_other_sheet = (is_sheet(a) || is_sheet(b)) && !is_copy(how);
        if !is_other_sheet {
            found.entry((a, b)).or_insert(how);
        }
    }
    let mut groups = Groups::new(pictures.len());
    let mut pairs = Vec::new();
    for (&(a, b), &how) in &found {
        let (Some(one), Some(other)) = (pictures.get(a), pictures.get(b)) else { continue };
        let days = one.day.zip(other.day);
        // Captions that put one picture into two days put it into two events.
        let told_apart = || (is_copy(how) && days.is_some_and(|(a, b)| a != b)).then_some(Relation::OtherEvent);
        match relation(one, other).or_else(told_apart) {
            Some(relation) => pairs.push(AlikePair { a, b, how, relation }),
            None => groups.join(a, b),
        }
    }
    Reuse { pairs, bursts: groups.of_several() }
}

/// A pair as it stands with one of its pictures; `other` is the other one.
pub fn alike_of(pair: &AlikePair, other: &ArchivePath) -> Alike {
    let (distance, mirrored) = match pair.how {
        PhotoMatch::SameBytes => (0, false),
        PhotoMatch::LooksSame { distance, mirrored } => (distance, mirrored),
    };
    Alike {
        path: other.clone(),
        same_bytes: pair.how == PhotoMatch::SameBytes,
        distance,
        mirrored,
        other_unit: pair.relation == Relation::OtherUnit,
    }
}

/// Whether one picture is the other, at most saved again; pictures taken in a row differ by more.
fn is_copy(how: PhotoMatch) -> bool {
    match how {
        PhotoMatch::SameBytes => true,
        PhotoMatch::LooksSame { distance, mirrored } => distance <= NEAR_SHEET && !mirrored,
    }
}

/// `None` for pictures of one event.
fn relation(a: &Picture<'_>, b: &Picture<'_>) -> Option<Relation> {
    if a.unit != b.unit { Some(Relation::OtherUnit) } else { (a.event != b.event).then_some(Relation::OtherEvent) }
}

/// Pairs copies of the same bytes; returns one picture of each content and event, ascending.
fn same_bytes<'p, 'a>(
    pictures: &'p [Picture<'a>],
    found: &mut BTreeMap<(usize, usize), PhotoMatch>,
) -> Vec<(usize, &'p Picture<'a>)> {
    let mut by_digest: BTreeMap<&str, Vec<(usize, &Picture<'_>)>> = BTreeMap::new();
    let mut firsts = Vec::new();
    for (i, picture) in pictures.iter().enumerate() {
        match picture.digest {
            Some(digest) => by_digest.entry(digest).or_default().push((i, picture)),
            None => firsts.push((i, picture)),
        }
    }
    for copies in by_digest.values() {
        let Some(&(first, picture)) = copies.first() else { continue };
        firsts.push((first, picture));
        for (n, &(copy, picture)) in copies.iter().enumerate().skip(1) {
            // The first copy of this event, which this one belongs to, or else the first of all.
            let own = copies.iter().take(n).find(|(_, other)| relation(other, picture).is_none());
            found.insert((own.map_or(first, |(own, _)| *own), copy), PhotoMatch::SameBytes);
        }
    }
    firsts.sort_unstable_by_key(|(i, _)| *i);
    firsts
}

/// Every pair of hashes that look the same, with the indices that they were given, the smaller first.
pub fn alike(hashes: &[(usize, &PictureHash)]) -> Vec<(usize, usize, PhotoMatch)> {
    let frames: Vec<(FrameHash, usize)> =
        hashes.iter().enumerate().flat_map(|(i, (_, hash))| hash.whole.iter().map(move |frame| (*frame, i))).collect();
    let mut found: BTreeMap<(usize, usize), (u32, bool)> = BTreeMap::new();
    // One band at a time for all pictures, so that its buckets stay in the processor's cache.
    for bits in band_bits() {
        let band = Band::new(&frames, bits);
        for (i, (number, hash)) in hashes.iter().enumerate() {
            let wholes = hash.whole.iter().map(|frame| (*frame, NEAR, 2));
            let parts = hash.parts.iter().map(|frame| (*frame, NEAR_PART, 1));
            for (frame, near, flips) in wholes.chain(parts) {
                for (frame, mirrored) in [(frame, false), (mirror(frame), true)] {
                    band.near(frame, flips, |at| {
                        let Some(&(other, owner)) = frames.get(at) else { return };
                        let distance = frame.distance(other);
                        if distance <= near
                            && owner != i
                            && let Some((other, _)) = hashes.get(owner)
                        {
                            let pair = (*number.min(other), *number.max(other));
                            let best = found.entry(pair).or_insert((distance, mirrored));
                            *best = (*best).min((distance, mirrored));
                        }
                    });
                }
            }
        }
    }
    found
        .into_iter()
        .map(|((a, b), (distance, mirrored))| (a, b, PhotoMatch::LooksSame { distance, mirrored }))
        .collect()
}

/// The frame of the mirror image: the cosine transform of a mirrored row has its odd coefficients turned. It is exact
/// but for coefficients about as small as their median.
fn mirror(frame: FrameHash) -> FrameHash {
    FrameHash(frame.0.map(|word| word ^ MIRROR))
}

/// The places of the bits of all bands, by frequency: column plus row of the transform, the lowest first. Neighbours go
/// to different bands, so that no band has only the higher ones.
fn band_bits() -> Vec<[usize; BAND_BITS]> {
    let mut places: Vec<usize> = (1..256).collect();
    places.sort_by_key(|place| (place % 16 + place / 16, *place));
    (0..BANDS)
        .map(|band| {
            let mut own = places.iter().skip(band).step_by(BANDS).copied();
            std::array::from_fn(|_| own.next().unwrap_or_default())
        })
        .collect()
}

/// Frames in the buckets of one band: bucket `n` holds `members[starts[n]..starts[n + 1]]`.
struct Band {
    bits: [usize; BAND_BITS],
    starts: Vec<u32>,
    /// Each frame's middle frequencies, which tell most unlike frames at once, and its place.
    members: Vec<(u64, u32)>,
}

impl Band {
    fn new(frames: &[(FrameHash, usize)], bits: [usize; BAND_BITS]) -> Self {
        let numbers: Vec<usize> = frames.iter().map(|(frame, _)| usize::from(band(*frame, &bits))).collect();
        let mut starts = vec![0_u32; (1 << BAND_BITS) + 1];
        for &number in &numbers {
            if let Some(count) = starts.get_mut(number + 1) {
                *count += 1;
            }
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut next = starts.clone();
        let mut members = vec![(0, 0); frames.len()];
        for ((at, &number), (frame, _)) in (0..).zip(&numbers).zip(frames) {
            let Some(place) = next.get_mut(number) else { continue };
            if let Some(member) = members.get_mut(*place as usize) {
                *member = (frame.0[SKETCH_WORD], at);
            }
            *place += 1;
        }
        Self { bits, starts, members }
    }

    /// Calls `see` with the place of each frame that shares the band but for `flips` bits, 1 or 2, and is not plainly
    /// another.
    fn near(&self, frame: FrameHash, flips: u32, mut see: impl FnMut(usize)) {
        let sketch = frame.0[SKETCH_WORD];
        let mut probe = |number: u16| {
            let at = usize::from(number);
            let (Some(&start), Some(&end)) = (self.starts.get(at), self.starts.get(at + 1)) else { return };
            for (other, at) in self.members.part(start as usize..end as usize).iter().take(MAX_BUCKET) {
                if (sketch ^ other).count_ones() <= SKETCH_NEAR {
                    see(*at as usize);
                }
            }
        };
        let own = band(frame, &self.bits);
        probe(own);
        for first in 0..BAND_BITS {
            probe(own ^ 1 << first);
            if flips > 1 {
                for second in 0..first {
                    probe(own ^ 1 << first ^ 1 << second);
                }
            }
        }
    }
}

fn band(frame: FrameHash, bits: &[usize; BAND_BITS]) -> u16 {
    let is_set = |bit: usize| frame.0.get(bit / 64).map_or(0, |word| (word >> (bit % 64) & 1) as u16);
    bits.iter().enumerate().fold(0, |number, (at, &bit)| number | is_set(bit) << at)
}

/// Sets of pictures that belong together.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while let Some(&above) = self.0.get(i)
            && above != i
        {
            let next = self.0.get(above).copied().unwrap_or(above);
            if let Some(own) = self.0.get_mut(i) {
                *own = next;
            }
            i = next;
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(later) = self.0.get_mut(a.max(b)) {
            *later = a.min(b);
        }
    }

    fn of_several(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..self.0.len() {
            let root = self.root(i);
            groups.entry(root).or_default().push(i);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bits that look random and are the same for each seed.
    fn frame(seed: u64) -> FrameHash {
        let mut state = seed;
        FrameHash(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ mixed >> 31
        }))
    }

    fn hash(seed: u64) -> PictureHash {
        PictureHash { whole: vec![frame(seed)], parts: vec![frame(seed + 1_000_000)] }
    }

    /// The frame with one bit in `every` turned.
    fn changed(frame: FrameHash, every: usize) -> FrameHash {
        let mut words = frame.0;
        for bit in (3..256).step_by(every) {
            words[bit / 64] ^= 1 << (bit % 64);
        }
        FrameHash(words)
    }

    /// Pictures of these files, units and events; a digest is a hash's number.
    fn reuse(files: &[(&str, &str, &str, PictureHash)]) -> Reuse {
        let paths: Vec<ArchivePath> = files.iter().map(|(path, ..)| ArchivePath::new(*path)).collect();
        let units: Vec<Unit> = files.iter().map(|(_, unit, ..)| Unit::Village((*unit).to_owned())).collect();
        let digests: Vec<String> = files.iter().map(|(.., hash)| format!("{hash:?}")).collect();
        let pictures: Vec<Picture<'_>> = files
            .iter()
            .enumerate()
            .map(|(i, (_, _, event, hash))| Picture {
                path: &paths[i],
                digest: Some(&digests[i]),
                hash: Some(hash),
                unit: &units[i],
                event,
                day: None,
                is_sheet: false,
            })
            .collect();
        find(&pictures)
    }

    #[test]
    fn one_picture_in_two_events_and_two_villages() {
        let near = PictureHash { whole: vec![changed(frame(1), 8)], parts: Vec::new() };
        let found = reuse(&[
            ("a.jpg", "张庄村", "清产会", hash(1)),
            ("b.jpg", "张庄村", "量化会", hash(1)),
            ("c.jpg", "付庄村", "清产会", near),
            ("d.jpg", "付庄村", "清产会", hash(2)),
        ]);
        let looks = PhotoMatch::LooksSame { distance: 32, mirrored: false };
        assert_eq!(
            found.pairs,
            [
                AlikePair { a: 0, b: 1, how: PhotoMatch::SameBytes, relation: Relation::OtherEvent },
                AlikePair { a: 0, b: 2, how: looks, relation: Relation::OtherUnit },
            ]
        );
        assert!(found.bursts.is_empty());
    }

    #[test]
    fn captions_tell_events_apart_and_sheets_look_alike() {
        let unit = Unit::Village("张庄村".to_owned());
        let paths = ["1.jpg", "2.jpg"].map(ArchivePath::new);
        let days = [jiff::civil::date(2019, 3, 5), jiff::civil::date(2019, 4, 6)];
        let pairs = |every: Option<usize>, days: [Option<Date>; 2], is_sheet: bool, events: [&str; 2]| {
            let other = PictureHash {
                whole: vec![every.map_or(frame(1), |every| changed(frame(1), every))],
                parts: Vec::new(),
            };
            let hashes = [hash(1), other];
            let picture = |i: usize| Picture {
                path: &paths[i],
                digest: None,
                hash: Some(&hashes[i]),
                unit: &unit,
                event: events[i],
                day: days[i],
                is_sheet,
            };
            find(&[picture(0), picture(1)]).pairs.len()
        };
        let two = days.map(Some);
        assert_eq!(pairs(None, two, false, ["会场", "会场"]), 1, "one picture, two days");
        assert_eq!(pairs(None, [two[0], two[0]], false, ["会场", "会场"]), 0, "kept twice");
        assert_eq!(pairs(None, [two[0], None], false, ["会场", "会场"]), 0, "nobody says");
        assert_eq!(pairs(Some(12), two, false, ["会场", "会场"]), 0, "one board, taken on two days");
        assert_eq!(pairs(Some(12), [None; 2], true, ["一榜", "二榜"]), 0, "two sheets of one form");
        assert_eq!(pairs(Some(100), [None; 2], true, ["一榜", "二榜"]), 1, "saved again");
    }

    #[test]
    fn a_burst_in_one_event_is_a_group() {
        let near = |every| PictureHash { whole: vec![changed(frame(1), every)], parts: Vec::new() };
        let found = reuse(&[
            ("1.jpg", "张庄村", "清产会", hash(1)),
            ("2.jpg", "张庄村", "清产会", near(16)),
            ("3.jpg", "张庄村", "清产会", near(11)),
            ("4.jpg", "张庄村", "清产会", hash(7)),
        ]);
        assert_eq!(found, Reuse { pairs: Vec::new(), bursts: vec![vec![0, 1, 2]] });
    }

    #[test]
    fn copies_give_as_many_pairs_as_copies() {
        let files: Vec<(String, String)> = (0..50).map(|i| (format!("{i}.jpg"), format!("会{}", i / 2))).collect();
        let files: Vec<_> =
            files.iter().map(|(path, event)| (path.as_str(), "张庄村", event.as_str(), hash(1))).collect();
        let found = reuse(&files);
        assert_eq!((found.pairs.len(), found.bursts.len()), (24, 25));
    }

    #[test]
    fn a_mirror_image_is_found() {
        let other = PictureHash { whole: vec![changed(mirror(frame(5)), 20)], parts: Vec::new() };
        let one = hash(5);
        let pairs = alike(&[(10, &one), (20, &other)]);
        assert_eq!(pairs, [(10, 20, PhotoMatch::LooksSame { distance: 13, mirrored: true })]);
        assert_eq!(mirror(mirror(frame(5))), frame(5));
    }

    #[test]
    fn a_part_is_compared_with_wholes_whichever_comes_first() {
        let whole = PictureHash { whole: vec![frame(9)], parts: Vec::new() };
        let with_part = PictureHash { whole: vec![frame(10)], parts: vec![changed(frame(9), 16)] };
        for pair in [[&whole, &with_part], [&with_part, &whole]] {
            assert_eq!(alike(&[(0, pair[0]), (1, pair[1])]).len(), 1);
        }
        let parts_only = PictureHash { whole: vec![frame(11)], parts: vec![frame(12)] };
        let other = PictureHash { whole: vec![frame(13)], parts: vec![frame(12)] };
        assert!(alike(&[(0, &parts_only), (1, &other)]).is_empty(), "two parts prove nothing");
    }

    #[test]
    fn bands_hold_the_lowest_frequencies_once_each() {
        let mut bits: Vec<usize> = band_bits().concat();
        bits.sort_unstable();
        bits.dedup();
        assert_eq!(bits.len(), BANDS * BAND_BITS);
        assert!(!bits.contains(&0) && bits.iter().all(|bit| bit % 16 + bit / 16 <= 16));
    }

    proptest! {
        #[test]
        fn few_changed_bits_are_always_found(seed in 0_u64..1_000_000, bits in proptest::collection::btree_set(0_usize..256, 0..23)) {
            // 22 bits over 8 bands leave some band with two changed bits at most.
            let mut words = frame(seed).0;
            for bit in &bits {
                words[bit / 64] ^= 1 << (bit % 64);
            }
            let one = PictureHash { whole: vec![frame(seed)], parts: Vec::new() };
            let two = PictureHash { whole: vec![FrameHash(words)], parts: Vec::new() };
            let found = alike(&[(0, &one), (1, &two)]);
            let distance = u32::try_from(bits.len()).expect("small");
            prop_assert_eq!(found, vec![(0, 1, PhotoMatch::LooksSame { distance, mirrored: false })]);
        }
    }
}
