//! What is found in photos, said with the items that they are evidence of.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Words};
use crate::{
    evaluate::photos::{findings::ELEMENTS, kind::PhotoKind},
    model::{ArchivePath, Citation, Code, Finding, ItemAssessment, PhotoRecord, Severity, Source},
    msg,
    rubric::OwnSlot,
};

/// What does not fit in the item's photos is said with the item (R14–R16).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Photos {
    /// A slot of photos of notices, which want one view from near and one from far.
    #[serde(default)]
    views: Option<OwnSlot>,
    /// Says how many of the unit's photos have captions with all four elements (R31).
    #[serde(default)]
    captions: bool,
}

impl CheckType for Photos {
    const NAME: &'static str = "photos";
    const CODES: &'static [Code] = &[
        Code::PhotoWithoutTime,
        Code::PhotoTimeMismatch,
        Code::PhotoOutsideVillage,
        Code::PhotoReused,
        Code::PhotoIsScreenshot,
        Code::PhotoClockSuspect,
        Code::PhotoLowQuality,
        Code::DocumentMissing,
        Code::CaptionIncomplete,
    ];
    const WORDS: Words = Words {
        looks_for: [
            "照片的时间、地点、说明与材料是否相合，公示有没有近景和远景",
            "photos against the papers; notices from near and far",
        ],
        reads: [
            "拍摄信息、水印、照片说明、公示期和会议日期",
            "camera data, watermarks, captions, notice periods and meeting days",
        ],
        blind_to: ["照片拍的是不是真事", "whether what it shows is true"],
    };
}

impl Check for Photos {
    fn photos(&self, item: &ItemAssessment, photos: &[PhotoRecord]) -> Vec<Finding> {
        let mut found = held_against(item, photos);
        found.extend(self.views.as_deref().and_then(|slot| one_view(item, slot, photos)));
        found.extend(self.captions.then(|| captions_lacking(photos)).flatten());
        found
    }
}

/// At most so many photos are named in one finding; the photos' own page names all.
const NAMED: usize = 20;

fn of_item<'p>(item: &ItemAssessment, slot: Option<&str>, photos: &'p [PhotoRecord]) -> Vec<&'p PhotoRecord> {
    let evidence = item.evidence.iter().filter(|evidence| slot.is_none_or(|slot| evidence.slot == slot));
    let paths: BTreeSet<&ArchivePath> = evidence.map(|evidence| &evidence.citation.path).collect();
    photos.iter().filter(|photo| paths.contains(&photo.path)).collect()
}

/// What is more than a wish for better photos.
fn held_against(item: &ItemAssessment, photos: &[PhotoRecord]) -> Vec<Finding> {
    let findings = of_item(item, None, photos).into_iter().flat_map(|photo| &photo.findings);
    findings.filter(|finding| finding.severity != Severity::Hint).cloned().collect()
}

/// A notice wants two views: one in which it can be read, and one with the board and what is around it. Where one
/// photo may show either, nothing is said.
fn one_view(item: &ItemAssessment, slot: &str, photos: &[PhotoRecord]) -> Option<Finding> {
    let shown = of_item(item, Some(slot), photos);
    let is = |kind: PhotoKind| shown.iter().any(|photo| photo.kind == kind.as_str());
    let known = [PhotoKind::NoticeNear, PhotoKind::NoticeFar];
    if shown.is_empty() || !shown.iter().all(|photo| known.iter().any(|kind| photo.kind == kind.as_str())) {
        return None;
    }
    let message = match (is(PhotoKind::NoticeNear), is(PhotoKind::NoticeFar)) {
        (true, false) => msg!(
            "公示照片只有近景：请补一张能看到公示栏全貌的远景照片",
            "the notice was only taken from near: add a photo that shows the whole notice board"
        ),
        (false, true) => msg!(
            "公示照片只有远景：请补一张能看清公示内容的近景照片",
            "the notice was only taken from far: add a photo in which it can be read"
        ),
        _ => return None,
    };
    let places = shown.iter().take(NAMED).map(|photo| Citation::file(&photo.path)).collect();
    Some(Finding { code: Code::DocumentMissing, severity: Severity::Hint, message, places })
}

/// How many of the photos that want a caption lack elements, and which.
fn captions_lacking(photos: &[PhotoRecord]) -> Option<Finding> {
    let wanted = |photo: &&PhotoRecord| {
        let kind = photo.kind.as_str();
        kind.starts_with("notice")
            || kind == "meeting"
            || kind == "certificate"
            || photo.caption.source == Source::Caption
    };
    let lacking: Vec<&PhotoRecord> = photos
        .iter()
        .filter(|photo| photo.findings.iter().any(|finding| finding.code == Code::CaptionIncomplete))
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let all = photos.iter().filter(wanted).count().max(lacking.len());
    let (number, complete) = (lacking.len(), all - lacking.len());
    let without =
        |name: &str| lacking.iter().filter(|photo| photo.elements.iter().all(|said| said.element != name)).count();
    let counts: Vec<_> =
        ELEMENTS.iter().map(|(name, zh, en)| (without(name), zh, en)).filter(|(count, ..)| *count > 0).collect();
    let zh = counts.iter().map(|(count, zh, _)| format!("{zh}{count}张")).collect::<Vec<_>>().join("、");
    let en = counts.iter().map(|(count, _, en)| format!("{en} {count}")).collect::<Vec<_>>().join(", ");
    let (zh, en) =
        if counts.is_empty() { (String::new(), String::new()) } else { (format!("（缺{zh}）"), format!(" ({en})")) };
    let message = msg!(
        "公示、会议等照片{all}张中，{complete}张四要素齐全，{number}张要素不全{zh}：建议补写照片说明",
        "of {all} photos of notices and meetings {complete} give all four elements and {number} do not{en}: complete the \
         captions"
    );
    let places = lacking.iter().take(NAMED).map(|photo| Citation::file(&photo.path)).collect();
    Some(Finding { code: Code::CaptionIncomplete, severity: Severity::Hint, message, places })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        evaluate::{
            Campaign, Document, Shared, assess,
            checks::spread_photos,
            fixture::{photo, rubric, slot, township},
        },
        model::Unit,
    };

    /// The findings of an item that asks for two photos, once its photos have been looked at.
    fn findings(check: &Value, mut documents: Vec<Document>) -> Vec<Finding> {
        let slots = json!([slot("photo", 2, &json!({}))]);
        let rubric = std::sync::Arc::new(rubric(&json!({ "type": "judgement" }), &slots, &json!([check])));
        let campaign = Campaign::new(rubric).expect("the fixture\'s patterns compile");
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let (shared, _) = Shared::new(campaign.rubric(), &township(), &mut documents);
        let unit = Unit::Village("张庄村".to_owned());
        let mut unit = assess(&campaign, &township(), &shared, &unit, &mut documents);
        spread_photos(campaign.checks(), &mut unit);
        unit.items.remove(0).findings
    }

    fn said(check: &Value, paths: &[&str]) -> Vec<String> {
        let documents = paths.iter().map(|path| photo(path).kind("photo")).collect();
        let found = findings(check, documents).into_iter();
        found.filter(|finding| finding.code != Code::PhotoWithoutTime).map(|finding| finding.message.zh).collect()
    }

    #[test]
    fn a_notice_wants_a_near_and_a_far_view() {
        let check = json!({ "check": "photos", "views": "V01.1" });
        let one_side = "公示照片只有近景：请补一张能看到公示栏全貌的远景照片";
        assert_eq!(said(&check, &["公示近景1.jpg", "公示近景2.jpg"]), [one_side]);
        assert_eq!(said(&check, &["公示/远景/1.jpg", "公示/远景/2.jpg"]).len(), 1);
        assert!(said(&check, &["公示近景.jpg", "公示远景.jpg"]).is_empty());
        assert!(said(&check, &["公示近景.jpg", "公示.jpg"]).is_empty(), "the other may show either");
        assert!(said(&json!({ "check": "photos" }), &["公示近景1.jpg", "公示近景2.jpg"]).is_empty(), "nobody asked");
    }

    #[test]
    fn captions_are_counted() {
        let check = json!({ "check": "photos", "captions": true });
        let found = said(&check, &["公示近景20190406.jpg", "村委会会议20190507全体代表.jpg"]);
        assert_eq!(
            found,
            ["公示、会议等照片2张中，1张四要素齐全，1张要素不全（缺人物1张、地点1张）：建议补写照片说明"]
        );
        assert!(said(&check, &["村貌/1.jpg", "村貌/2.jpg"]).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_said_with_the_item_and_wishes_are_not() {
        let check = json!({ "check": "photos" });
        let taken = |path: &str, day: &str| {
            let mut document = photo(path).kind("photo");
            document.photo.get_or_insert_default().taken =
                day.parse::<jiff::civil::Date>().ok().map(|day| day.at(9, 0, 0, 0));
            document
        };
        let found = findings(
            &check,
            vec![taken("20190506清产会议/1.jpg", "2019-05-06"), taken("20190506清产会议/2.jpg", "2019-09-01")],
        );
        assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::PhotoTimeMismatch]);
        assert_eq!(found[0].places[0].path.as_str(), "张庄村/20190506清产会议/2.jpg");
    }

    #[test]
    fn days_and_views_in_many_wordings() {
        let check = json!({ "check": "photos" });
        let codes = |folder: &str, day: Option<&str>| -> Vec<Code> {
            let mut picture = photo(&format!("{folder}/IMG_1.jpg")).kind("photo");
            let day = day.map(|day| day.parse::<jiff::civil::Date>().expect("a day").at(15, 20, 0, 0));
            picture.photo.get_or_insert_default().taken = day;
            let found = findings(&check, vec![picture]);
            found.iter().map(|finding| finding.code).filter(|code| *code == Code::PhotoTimeMismatch).collect()
        };
        for (folder, day) in [
            ("20190312成员确认会议", "2019-06-30"),
            ("2018.7.14村民代表会议", "2018-03-02"),
            ("2020年5月16日成立大会会议", "2020-12-01"),
            ("会议照片/2018-09-20股权会议", "2019-09-20"),
        ] {
            assert_eq!(codes(folder, Some(day)), [Code::PhotoTimeMismatch], "{folder}");
        }
        for (folder, day) in [
            ("20190312成员确认会议", Some("2019-03-12")),
            ("2018.7.14村民代表会议", Some("2018-07-14")),
            ("2020年5月16日成立大会会议", None),
            ("会议照片", Some("2019-09-20")),
        ] {
            assert_eq!(codes(folder, day), [], "{folder}");
        }
        let views = json!({ "check": "photos", "views": "V01.1" });
        for only in [
            ["榜文公示近景a.jpg", "榜文公示近景b.jpg"],
            ["公示栏远景/3.jpg", "公示栏远景/4.jpg"],
            ["远景公示1.jpg", "远景公示2.jpg"],
        ] {
            assert_eq!(said(&views, &only).len(), 1, "{only:?}");
        }
        for both in [
            ["榜文公示近景.jpg", "榜文公示远景.jpg"],
            ["公示/近景/1.jpg", "公示/远景/1.jpg"],
            ["公示栏a.jpg", "公示栏b.jpg"],
        ] {
            assert!(said(&views, &both).is_empty(), "{both:?}");
        }
    }
}
