//! Photos: `cundang-photos/1`, and what the report says of each.

use serde::Serialize;

use super::parts::{FindingV1, PlaceV1, findings, folder, written};
use crate::{
    model::{Lang, PhotoRecord},
    report::view::Report,
};

/// The photos of an archive, `cundang-photos/1`, written like [`report_json`](super::report_json).
///
/// # Errors
/// As [`report_json`](super::report_json).
pub fn photos_json(report: &Report, lang: Lang) -> serde_json::Result<String> {
    let view = PhotosV1 {
        format: "cundang-photos/1",
        generated_at: &report.generated_at,
        township: TownPhotosV1 {
            name: &report.township.name,
            photos: report.town.as_ref().map_or_else(Vec::new, |town| whole_photos(&town.photos, lang)),
        },
        villages: report
            .villages
            .iter()
            .map(|village| VillagePhotosV1 {
                name: village.unit.village().unwrap_or_default(),
                folder: folder(report, &village.unit),
                photos: whole_photos(&village.photos, lang),
            })
            .collect(),
        unassigned: UnassignedPhotosV1 { photos: whole_photos(&report.unassigned.photos, lang) },
    };
    written(&view)
}

#[derive(Serialize)]
struct PhotosV1<'a> {
    format: &'static str,
    generated_at: &'a str,
    township: TownPhotosV1<'a>,
    villages: Vec<VillagePhotosV1<'a>>,
    unassigned: UnassignedPhotosV1<'a>,
}

#[derive(Serialize)]
struct TownPhotosV1<'a> {
    name: &'a str,
    photos: Vec<WholePhotoV1<'a>>,
}

#[derive(Serialize)]
struct VillagePhotosV1<'a> {
    name: &'a str,
    folder: Option<&'a str>,
    photos: Vec<WholePhotoV1<'a>>,
}

#[derive(Serialize)]
struct UnassignedPhotosV1<'a> {
    photos: Vec<WholePhotoV1<'a>>,
}

#[derive(Serialize)]
pub(super) struct PhotoV1<'a> {
    path: &'a str,
    captured: CapturedV1<'a>,
    place: PhotoPlaceV1<'a>,
    people: &'a [String],
    event: &'a str,
    caption: CaptionV1<'a>,
    findings: Vec<FindingV1<'a>>,
}

impl<'a> PhotoV1<'a> {
    pub(super) fn new(photo: &'a PhotoRecord, lang: Lang) -> Self {
        Self {
            path: photo.path.as_str(),
            captured: CapturedV1 { value: photo.captured.value.as_deref(), source: photo.captured.source.as_str() },
            place: PhotoPlaceV1 {
                lat: photo.place.lat,
                lon: photo.place.lon,
                text: photo.place.text.as_deref(),
                source: photo.place.source.as_str(),
                inside: photo.place.inside,
            },
            people: &photo.people,
            event: &photo.event,
            caption: CaptionV1 { elements: &photo.caption.elements, source: photo.caption.source.as_str() },
            findings: findings(&photo.findings, lang),
        }
    }
}

#[derive(Serialize)]
struct CapturedV1<'a> {
    value: Option<&'a str>,
    source: &'static str,
}

#[derive(Serialize)]
struct PhotoPlaceV1<'a> {
    lat: Option<f64>,
    lon: Option<f64>,
    text: Option<&'a str>,
    source: &'static str,
    inside: Option<bool>,
}

#[derive(Serialize)]
struct CaptionV1<'a> {
    elements: &'a [String],
    source: &'static str,
}

/// A photo in `cundang-photos/1`: what the report says of it, and what only this list says.
#[derive(Serialize)]
pub(super) struct WholePhotoV1<'a> {
    #[serde(flatten)]
    photo: PhotoV1<'a>,
    kind: &'a str,
    elements: Vec<ElementV1<'a>>,
    alike: Vec<AlikeV1<'a>>,
    burst: Vec<&'a str>,
    written: Option<WrittenV1<'a>>,
}

impl<'a> WholePhotoV1<'a> {
    pub(super) fn new(photo: &'a PhotoRecord, lang: Lang) -> Self {
        Self {
            photo: PhotoV1::new(photo, lang),
            kind: &photo.kind,
            elements: photo
                .elements
                .iter()
                .map(|said| ElementV1 {
                    element: &said.element,
                    value: &said.value,
                    source: said.source.as_str(),
                    r#where: said.place.as_ref().map(PlaceV1::new),
                })
                .collect(),
            alike: photo
                .alike
                .iter()
                .map(|alike| AlikeV1 {
                    path: alike.path.as_str(),
                    same_bytes: alike.same_bytes,
                    similarity: alike.similarity(),
                    mirrored: alike.mirrored,
                    other_unit: alike.other_unit,
                })
                .collect(),
            burst: photo.burst.iter().map(|path| path.as_str()).collect(),
            written: photo.written.as_ref().map(|written| WrittenV1 {
                by: &written.by,
                at: &written.at,
                time: &written.said.time,
                people: &written.said.people,
                place: &written.said.place,
                event: &written.said.event,
                text: &written.said.text,
                stale: written.is_stale,
            }),
        }
    }
}

/// What a person wrote of a photo in the catalogue; fields left empty are empty.
#[derive(Serialize)]
struct WrittenV1<'a> {
    by: &'a str,
    at: &'a str,
    time: &'a str,
    people: &'a str,
    place: &'a str,
    event: &'a str,
    text: &'a str,
    stale: bool,
}

#[derive(Serialize)]
struct ElementV1<'a> {
    element: &'a str,
    value: &'a str,
    source: &'static str,
    r#where: Option<PlaceV1<'a>>,
}

#[derive(Serialize)]
struct AlikeV1<'a> {
    path: &'a str,
    same_bytes: bool,
    similarity: u32,
    mirrored: bool,
    other_unit: bool,
}

pub(super) fn photos(photos: &[PhotoRecord], lang: Lang) -> Vec<PhotoV1<'_>> {
    photos.iter().map(|photo| PhotoV1::new(photo, lang)).collect()
}

fn whole_photos(photos: &[PhotoRecord], lang: Lang) -> Vec<WholePhotoV1<'_>> {
    photos.iter().map(|photo| WholePhotoV1::new(photo, lang)).collect()
}
