//! A picture's metadata: EXIF first, then XMP and IPTC.

use super::{exif, iptc, second, segments, xmp};
use crate::{
    archive::identify::Format,
    model::{CaptionSaid, PhotoFacts},
};

/// The facts, with the pixel size that the EXIF claims; `None` where the picture bears no metadata at all.
pub(super) fn read(bytes: &[u8], format: Format) -> Option<(PhotoFacts, Option<(u32, u32)>)> {
    let first = exif::read(bytes);
    let has_block = first.is_some();
    let (mut facts, pixels) = first.unwrap_or_default();
    // The second reader is used only where the first finds no block: in a block that the first has read, it would only
    // follow damaged pointers.
    let filled = !has_block && second::fill(bytes, &mut facts).is_some();
    let blocks = segments::blocks(bytes, format);
    for packet in &blocks.xmp {
        let said = xmp::read(packet);
        facts.times.extend(said.taken);
        facts.digitized = facts.digitized.or(said.digitized);
        facts.modified = facts.modified.or(said.modified);
        facts.xmp_gps = facts.xmp_gps.or(said.gps);
        facts.software = facts.software.take().or(said.creator_tool);
        facts.artist = facts.artist.take().or(said.creator);
        add(&mut facts.captions, said.captions);
    }
    for record in &blocks.iptc {
        let said = iptc::read(record);
        facts.times.extend(said.taken);
        facts.artist = facts.artist.take().or(said.by_line);
        add(&mut facts.captions, said.captions);
    }
    if facts.description.is_none() {
        let telling = facts.captions.iter().find(|said| !exif::is_camera_filler(&said.text));
        facts.description = telling.map(|said| said.text.clone());
    }
    facts.orientation = facts.orientation.max(1);
    let any = has_block || filled || !blocks.xmp.is_empty() || !blocks.iptc.is_empty();
    any.then_some((facts, pixels))
}

/// Adds captions that the same source has not given yet.
fn add(captions: &mut Vec<CaptionSaid>, more: Vec<CaptionSaid>) {
    for said in more {
        if captions.iter().all(|other| other.source != said.source || other.text != said.text) {
            captions.push(said);
        }
    }
}
