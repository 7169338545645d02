//! One photo with all that is around it.

use jiff::civil::date;

use super::*;
use crate::model::{CaptionSaid, Code, Coordinates, PictureHash, PixelFacts, Severity, Unit};

struct Around {
    path: ArchivePath,
    facts: PhotoFacts,
    overlay: &'static str,
    captions: Vec<&'static str>,
    captions_read: bool,
    event: Option<Occasion<'static>>,
    township: Township,
}

impl Around {
    fn new(path: &str) -> Self {
        let village = |name: &str, lat| Village {
            name: name.to_owned(),
            center: Some(Coordinates { lat, lon: 117.46 }),
            radius_m: Some(1_500.0),
            ..Village::default()
        };
        Self {
            path: ArchivePath::new(path),
            facts: PhotoFacts {
                width: 3000,
                height: 2000,
                orientation: 1,
                taken: Some(date(2018, 6, 12).at(9, 30, 0, 0)),
                gps: Some(Coordinates { lat: 35.101, lon: 117.461 }),
                camera: Some("HUAWEI P30".to_owned()),
                ..PhotoFacts::default()
            },
            overlay: "",
            captions: Vec::new(),
            captions_read: false,
            event: None,
            township: Township {
                villages: vec![village("张庄村", 35.10), village("付庄村", 35.15)],
                ..Township::default()
            },
        }
    }

    /// As a chat program passes it on: nothing but pixels.
    fn bare(path: &str) -> Self {
        let facts = PhotoFacts { width: 1440, height: 1080, orientation: 1, ..PhotoFacts::default() };
        Self { facts, ..Self::new(path) }
    }

    fn examined(&self) -> Examined {
        let subject = Subject {
            path: &self.path,
            facts: &self.facts,
            is_jpeg: true,
            event: self.event.as_ref(),
            village: self.township.villages.first(),
            overlay: self.overlay,
            writing: None,
            captions: &self.captions,
            captions_read: self.captions_read,
        };
        examine(&subject, &self.township, &Gazetteer::new(&self.township))
    }

    fn codes(&self) -> Vec<(Code, Severity)> {
        self.examined().record.findings.iter().map(|finding| (finding.code, finding.severity)).collect()
    }
}

fn meeting(day: jiff::civil::Date) -> Option<Occasion<'static>> {
    let shown_by = Some(Citation::file(&ArchivePath::new("张庄村/会议/会议记录.docx")));
    Some(Occasion { name: "村民代表会议", from: Some(day), to: None, is_stated: true, shown_by })
}

#[test]
fn a_good_photo_has_nothing_to_look_at() {
    let mut around = Around::new("张庄村/会议/20180612村民代表会议.jpg");
    around.event = meeting(date(2018, 6, 12));
    around.captions = vec!["2018年6月12日，全体村民代表在张庄村会议室召开村民代表会议"];
    around.captions_read = true;
    let found = around.examined();
    assert_eq!(found.record.findings, []);
    assert_eq!(found.record.captured.value.as_deref(), Some("2018-06-12T09:30:00+08:00"));
    assert_eq!(found.record.captured.source, Source::Exif);
    assert_eq!((found.record.place.inside, found.record.place.source), (Some(true), Source::Exif));
    assert_eq!(found.record.place.text.as_deref(), Some("张庄村会议室"));
    assert_eq!(found.record.people, ["全体村民代表"]);
    assert_eq!(found.record.caption.elements, ["time", "people", "place", "event"]);
    assert_eq!((found.record.caption.source, found.kind), (Source::Caption, PhotoKind::Meeting));
}

#[test]
fn a_time_of_saving_accuses_nobody() {
    let mut around = Around::bare("张庄村/会议/mmexport1589600000000.jpg");
    around.event = meeting(date(2018, 6, 12));
    let found = around.examined();
    assert_eq!(found.record.captured, Captured::default());
    assert_eq!(
        around.codes(),
        [
            (Code::PhotoWithoutTime, Severity::Warning),
            (Code::PhotoWithoutPlace, Severity::Hint),
            (Code::PhotoIsScreenshot, Severity::Hint),
        ]
    );
    assert!(found.record.findings[0].message.zh.contains("转存时间"));
    assert_eq!(found.times[0].written(), "2020-05-16T11:33:20+08:00");
}

#[test]
fn another_day_than_the_meeting_cites_both() {
    let mut around = Around::new("张庄村/会议/1.jpg");
    around.event = meeting(date(2018, 6, 20));
    let found = around.examined().record.findings;
    assert_eq!((found[0].code, found[0].severity), (Code::PhotoTimeMismatch, Severity::Warning));
    assert!(found[0].message.zh.contains("相差8天") && found[0].message.zh.contains("村民代表会议"));
    assert_eq!(found[0].places.len(), 2);
    around.event = meeting(date(2018, 6, 13));
    assert_eq!(around.codes(), [(Code::PhotoTimeMismatch, Severity::Hint)]);
    let notice = Occasion {
        name: "清产核资公示",
        from: Some(date(2018, 6, 10)),
        to: Some(date(2018, 6, 17)),
        is_stated: true,
        shown_by: None,
    };
    around.event = Some(notice);
    assert_eq!(around.codes(), [], "within the notice");
    let guessed = Occasion { is_stated: false, ..meeting(date(2018, 6, 20)).expect("an occasion") };
    around.event = Some(guessed);
    assert_eq!(around.codes(), [], "a day guessed from neighbours");
}

#[test]
fn a_doubtful_clock_is_not_held_against_the_event() {
    let mut around = Around::new("张庄村/会议/1.jpg");
    around.facts.taken = Some(date(2010, 1, 1).at(0, 2, 0, 0));
    around.event = meeting(date(2018, 6, 12));
    assert_eq!(around.codes(), [(Code::PhotoClockSuspect, Severity::Warning)]);
}

#[test]
fn the_printed_day_against_the_recorded_one() {
    let mut around = Around::new("张庄村/会议/1.jpg");
    around.overlay = "今日水印相机\n2018.06.15 10:20\n张庄村";
    assert_eq!(around.codes(), [(Code::PhotoTimeMismatch, Severity::Warning)]);
    around.overlay = "10:20\n2018.06.12\n张庄村";
    assert_eq!(around.codes(), []);
}

#[test]
fn places_beside_the_village() {
    let mut around = Around::new("张庄村/会议/1.jpg");
    around.facts.gps = Some(Coordinates { lat: 35.15, lon: 117.46 });
    let found = around.examined();
    assert!(found.record.findings[0].message.zh.contains("付庄村"), "{:?}", found.record.findings);
    assert_eq!(found.record.place.inside, Some(false));
    around.facts.gps = Some(Coordinates { lat: 31.2, lon: 121.5 });
    assert!(around.examined().record.findings[0].message.zh.contains("本镇范围以外"));
}

#[test]
fn programs_sizes_and_blur() {
    let mut around = Around::new("张庄村/会议/1.jpg");
    around.facts.software = Some("Adobe Photoshop CC 2019".to_owned());
    (around.facts.width, around.facts.height) = (640, 480);
    let dark = PixelFacts { hash: Some(PictureHash::default()), sharpness: 900.0, brightness: 12.0 };
    around.facts.pixels = Some(dark);
    assert_eq!(
        around.codes(),
        [
            (Code::PhotoEdited, Severity::Hint),
            (Code::PhotoLowQuality, Severity::Hint),
            (Code::PhotoLowQuality, Severity::Hint),
        ]
    );
    let plain = Around::bare("张庄村/会议/1.jpg").examined().record.findings;
    assert!(plain.iter().any(|finding| finding.message.zh == "无拍摄信息，请提供原图"));
    for finding in plain {
        assert!(!finding.message.zh.contains("造假") && !finding.message.en.contains("forged"));
    }
}

#[test]
fn captions_count_only_where_they_were_looked_for() {
    let mut around = Around::bare("张庄村/会议/1.jpg");
    around.facts.taken = Some(date(2018, 6, 12).at(9, 30, 0, 0));
    around.facts.captions =
        vec![CaptionSaid { text: "村民代表会议".to_owned(), source: Source::Iptc, field: "2:120".to_owned() }];
    assert!(!around.codes().iter().any(|(code, _)| *code == Code::CaptionIncomplete));
    around.captions_read = true;
    let found = around.examined();
    let finding = found.record.findings.iter().find(|finding| finding.code == Code::CaptionIncomplete).expect("one");
    assert!(finding.message.zh.contains("人物、地点。"), "the camera gives the time: {}", finding.message.zh);
    assert_eq!((found.record.caption.source, found.record.event.as_str()), (Source::Iptc, "村民代表会议"));
}

#[test]
fn reuse_cites_both_files() {
    let paths = [ArchivePath::new("张庄村/a.jpg"), ArchivePath::new("付庄村/b.jpg")];
    let units = [Unit::Village("张庄村".to_owned()), Unit::Village("付庄村".to_owned())];
    let pictures: Vec<reuse::Picture<'_>> = paths
        .iter()
        .zip(&units)
        .map(|(path, unit)| reuse::Picture { path, digest: Some("same"), hash: None, unit, event: "" })
        .collect();
    let found = findings::of_reuse(&pictures, &reuse::find(&pictures));
    assert_eq!(found.iter().map(|(own, _)| *own).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(found[0].1.code, Code::PhotoReused);
    assert!(found[0].1.message.zh.contains("付庄村/b.jpg") && found[0].1.message.zh.contains("另一单位"));
    assert_eq!(found[1].1.places, [Citation::file(&paths[1]), Citation::file(&paths[0])]);
}

#[test]
fn a_watermark_has_a_day_and_a_time_and_few_words() {
    assert_eq!(watermark("10:20\n2018.06.12\n张庄村"), "10:20\n2018.06.12\n张庄村");
    assert!(!watermark("时间：2020-06-12 09：05\n地点：付庄村委会").is_empty());
    assert_eq!(watermark("张庄村股份经济合作社章程公示\n公示期：2020年5月16日至5月22日"), "", "a notice");
    assert_eq!(watermark("石门沟村村民代表会议"), "", "a banner");
    let sheet = format!("2020年5月16日 9:00 {}", "公示内容".repeat(40));
    assert_eq!(watermark(&sheet), "", "a whole sheet in view");
}
