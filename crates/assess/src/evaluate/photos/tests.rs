//! One photo with all that is around it.

use jiff::civil::date;

use super::*;
use crate::{
    model::{CaptionSaid, Code, Coordinates, PictureHash, PixelFacts, Severity, Unit},
    rubric::Rubric,
};

struct SamplePhoto {
    path: ArchivePath,
    facts: PhotoFacts,
    overlay: &'static str,
    captions: Vec<&'static str>,
    captions_read: bool,
    overlay_is_enough: bool,
    stated: Option<PhotoOccasion<'static>>,
    event: Option<PhotoOccasion<'static>>,
    township: Township,
}

impl SamplePhoto {
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
            overlay_is_enough: true,
            stated: None,
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
        let place = Citation {
            page: Some(1),
            quote: "照片1".to_owned(),
            ..Citation::file(&ArchivePath::new("张庄村/照片说明.docx"))
        };
        let said: Vec<PlacedCaption> =
            self.captions.iter().map(|text| PlacedCaption::in_file((*text).to_owned(), place.clone())).collect();
        let subject = PhotoSubject {
            path: &self.path,
            facts: &self.facts,
            is_jpeg: true,
            event: self.event.as_ref(),
            stated: self.stated.clone(),
            village: self.township.villages.first(),
            overlay: self.overlay,
            writing: None,
            written: self.overlay,
            captions: &said,
            captions_read: self.captions_read,
            overlay_is_enough: self.overlay_is_enough,
        };
        examine(&subject, &self.township, &Gazetteer::new(&self.township))
    }

    fn codes(&self) -> Vec<(Code, Severity)> {
        self.examined().record.findings.iter().map(|finding| (finding.code, finding.severity)).collect()
    }
}

fn meeting(day: jiff::civil::Date) -> Option<PhotoOccasion<'static>> {
    let shown_by = Some(Citation::file(&ArchivePath::new("张庄村/会议/会议记录.docx")));
    Some(PhotoOccasion { name: "村民代表会议", from: Some(day), to: None, is_stated: true, shown_by })
}

#[test]
fn a_good_photo_has_nothing_to_look_at() {
    let mut around = SamplePhoto::new("张庄村/会议/20180612村民代表会议.jpg");
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
    let mut around = SamplePhoto::bare("张庄村/会议/mmexport1589600000000.jpg");
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
    let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
    around.event = meeting(date(2018, 6, 20));
    let found = around.examined().record.findings;
    assert_eq!((found[0].code, found[0].severity), (Code::PhotoTimeMismatch, Severity::Warning));
    assert!(found[0].message.zh.contains("相差8天") && found[0].message.zh.contains("村民代表会议"));
    assert_eq!(found[0].places.len(), 2);
    around.event = meeting(date(2018, 6, 13));
    assert_eq!(around.codes(), [(Code::PhotoTimeMismatch, Severity::Hint)]);
    let notice = PhotoOccasion {
        name: "清产核资公示",
        from: Some(date(2018, 6, 10)),
        to: Some(date(2018, 6, 17)),
        is_stated: true,
        shown_by: None,
    };
    around.event = Some(notice);
    assert_eq!(around.codes(), [], "within the notice");
    let guessed = PhotoOccasion { is_stated: false, ..meeting(date(2018, 6, 20)).expect("an occasion") };
    around.event = Some(guessed);
    assert_eq!(around.codes(), [], "a day guessed from neighbours");
}

#[test]
fn a_doubtful_clock_is_not_held_against_the_event() {
    let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
    around.facts.taken = Some(date(2010, 1, 1).at(0, 2, 0, 0));
    around.event = meeting(date(2018, 6, 12));
    assert_eq!(around.codes(), [(Code::PhotoClockSuspect, Severity::Warning)]);
}

#[test]
fn the_printed_day_against_the_recorded_one() {
    let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
    around.overlay = "今日水印相机\n2018.06.15 10:20\n张庄村";
    assert_eq!(around.codes(), [(Code::PhotoTimeMismatch, Severity::Warning)]);
    around.overlay = "10:20\n2018.06.12\n张庄村";
    assert_eq!(around.codes(), []);
}

#[test]
fn places_beside_the_village() {
    let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
    around.facts.gps = Some(Coordinates { lat: 35.15, lon: 117.46 });
    let found = around.examined();
    assert!(found.record.findings[0].message.zh.contains("付庄村"), "{:?}", found.record.findings);
    assert_eq!(found.record.place.inside, Some(false));
    around.facts.gps = Some(Coordinates { lat: 31.2, lon: 121.5 });
    assert!(around.examined().record.findings[0].message.zh.contains("本镇范围以外"));
}

#[test]
fn programs_sizes_and_blur() {
    let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
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
    let plain = SamplePhoto::bare("张庄村/会议/1.jpg").examined().record.findings;
    assert!(plain.iter().any(|finding| finding.message.zh == "无拍摄信息，请提供原图"));
    for finding in plain {
        assert!(!finding.message.zh.contains("造假") && !finding.message.en.contains("forged"));
    }
}

#[test]
fn captions_count_only_where_they_were_looked_for() {
    let mut around = SamplePhoto::bare("张庄村/会议/1.jpg");
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
        .map(|(path, unit)| reuse::Picture {
            path,
            digest: Some("same"),
            hash: None,
            unit,
            event: "",
            day: None,
            is_sheet: false,
        })
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

#[test]
fn a_paper_that_lies_with_it_is_cited_with_its_words() {
    let mut around = SamplePhoto::new("张庄村/公示/近景/1.jpg");
    let quote = "公示期：2018年7月1日至7月8日";
    let stated = PhotoOccasion {
        name: "资产公示",
        from: Some(date(2018, 7, 1)),
        to: Some(date(2018, 7, 8)),
        is_stated: true,
        shown_by: Some(Citation {
            path: ArchivePath::new("张庄村/公示/榜文.pdf"),
            page: Some(1),
            quote: quote.to_owned(),
        }),
    };
    let mut off = |from: jiff::civil::Date, to: jiff::civil::Date| {
        around.stated = Some(PhotoOccasion { from: Some(from), to: Some(to), ..stated.clone() });
        around.examined().record.findings
    };
    // The photo is of 12 June.
    let weeks = off(date(2018, 7, 1), date(2018, 7, 8));
    assert_eq!((weeks[0].code, weeks[0].severity), (Code::PhotoTimeMismatch, Severity::Warning));
    assert!(weeks[0].message.zh.contains("相差19天") && weeks[0].message.zh.contains("资产公示"));
    assert_eq!(weeks[0].places[1].quote, quote);
    assert_eq!(off(date(2018, 6, 1), date(2018, 6, 7))[0].severity, Severity::Hint, "five days after");
    assert_eq!(off(date(2018, 6, 2), date(2018, 6, 9)), [], "taken down three days later");
    assert_eq!(off(date(2018, 6, 13), date(2018, 6, 20)), [], "put up the evening before");
    around.stated = Some(PhotoOccasion { is_stated: false, ..stated });
    assert_eq!(around.examined().record.findings[0].severity, Severity::Hint, "one of several in the folder");
}

#[test]
fn a_day_that_the_folder_allows_needs_no_paper() {
    let mut around = SamplePhoto::new("张庄村/20180612会议/1.jpg");
    around.event = meeting(date(2018, 6, 12));
    around.stated = meeting(date(2018, 9, 1));
    assert_eq!(around.codes(), []);
}

#[test]
fn photos_of_notices_and_meetings_want_captions_and_others_do_not() {
    let mut around = SamplePhoto::new("张庄村/公示/公示近景20180612.jpg");
    around.captions_read = true;
    let found = around.examined().record;
    assert_eq!(found.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::CaptionIncomplete]);
    assert!(found.findings[0].message.zh.starts_with("没有照片说明，也看不出：人物。"));
    let said: Vec<_> = found.elements.iter().map(|said| (said.element.as_str(), said.source)).collect();
    assert_eq!(said, [("time", Source::Exif), ("place", Source::Exif), ("event", Source::FileName)]);
    assert_eq!((found.caption.elements.len(), found.caption.source), (0, Source::None), "nobody wrote a caption");
    around.path = ArchivePath::new("张庄村/村貌/IMG_7.jpg");
    assert_eq!(around.codes(), [], "nobody asks who is on a view of the village");
    around.path = ArchivePath::new("张庄村/村貌/公示近景（扫描）.jpg");
    assert_eq!(around.codes(), []);
    let mut incomplete = SamplePhoto::new("张庄村/村貌/IMG_7.jpg");
    incomplete.captions_read = true;
    incomplete.captions = vec!["时间：2018年6月12日\n地点：北坡\n内容：丈量土地"];
    let finding = &incomplete.examined().record.findings[0];
    assert!(finding.message.zh.starts_with("照片说明缺少：人物。"), "{}", finding.message.zh);
    assert_eq!(finding.places[1].path.as_str(), "张庄村/照片说明.docx", "and the caption is shown");
}

#[test]
fn the_elements_of_a_caption_keep_the_place_that_gives_them() {
    let mut around = SamplePhoto::bare("张庄村/照片/3.jpg");
    around.captions_read = true;
    around.captions = vec!["人物：李四、王五\n事由：股权证首发"];
    let found = around.examined().record;
    let people = found.elements.iter().find(|said| said.element == "people").expect("people");
    assert_eq!((people.value.as_str(), people.source), ("李四、王五", Source::Caption));
    assert_eq!(people.place.as_ref().map(|place| place.quote.as_str()), Some("照片1"));
    assert!(found.findings.iter().any(|finding| finding.message.zh.starts_with("照片说明缺少：时间、地点。")));
}

#[test]
fn a_district_may_ask_for_the_photos_own_record() {
    let mut around = SamplePhoto::bare("张庄村/会议/20180612会议.jpg");
    around.captions_read = true;
    around.captions = vec!["时间：2018年6月12日\n地点：村委会会议室\n人物：全体代表\n事由：开会"];
    let codes = |around: &SamplePhoto| around.codes().into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert!(!codes(&around).contains(&Code::PhotoWithoutTime));
    around.overlay_is_enough = false;
    let strict = around.examined().record.findings;
    assert_eq!((strict[0].code, strict[1].code), (Code::PhotoWithoutTime, Code::PhotoWithoutPlace));
    assert!(strict[0].message.zh.contains("只见于照片说明") && strict[1].message.zh.contains("只见于照片说明"));
    assert!(!codes(&around).contains(&Code::CaptionIncomplete), "a caption's words are what V24 asks for");
    let mut own = SamplePhoto::new("张庄村/会议/20180612会议.jpg");
    own.overlay_is_enough = false;
    assert_eq!(own.codes(), [], "the camera's own record is enough");
}

#[test]
fn a_study_tour_leads_elsewhere() {
    let mut around = SamplePhoto::new("张庄村/外出考察/1.jpg");
    around.facts.gps = Some(Coordinates { lat: 31.2, lon: 121.5 });
    assert!(!around.codes().iter().any(|(code, _)| *code == Code::PhotoOutsideVillage));
    assert_eq!(around.examined().record.place.inside, Some(false), "it is said, and not held against it");
}

#[test]
fn photos_keep_their_words_through_a_units_documents() {
    use crate::evaluate::fixture::{paper, photo as picture, township};
    let taken = |path: &str, day: &str| {
        let mut document = picture(path).on(day);
        let facts = document.photo.get_or_insert_default();
        facts.taken = document.date.as_ref().map(|dated| dated.date.at(9, 0, 0, 0));
        facts.camera = Some("HUAWEI P30".to_owned());
        document
    };
    let documents = [
        taken("公示/近景/a.jpg", "2019-09-01"),
        taken("公示/远景/b.jpg", "2019-04-06"),
        paper("公示/成员榜文.docx").saying(&["张庄村成员公示\n公示期：2019年4月5日至4月11日\n监督电话略"]),
        paper("照片说明.xlsx").saying(&["文件名\t人物\t地点\nb.jpg\t赵会计\t村口公开栏"]),
    ];
    let town = township();
    let events = crate::evaluate::documents::event::group(&documents);
    let found = super::records::of_unit(
        &documents,
        &events,
        &BTreeMap::new(),
        (&town, town.villages.first()),
        &Settings::default(),
        &crate::evaluate::Failures::default(),
    );
    let late = &found[0].findings;
    let mismatch = late.iter().find(|finding| finding.code == Code::PhotoTimeMismatch).expect("weeks after");
    assert_eq!(mismatch.places[1].quote, "公示期：2019年4月5日至4月11日");
    assert_eq!((found[0].kind.as_str(), found[1].kind.as_str()), ("notice-near", "notice-far"));
    assert!(!found[1].findings.iter().any(|finding| finding.code == Code::PhotoTimeMismatch));
    assert_eq!(found[1].people, ["赵会计"]);
}

#[test]
fn a_notice_on_its_board_is_a_photo_though_it_can_be_read() {
    use crate::evaluate::fixture::{photo as picture, township};
    let on_board = |path: &str| {
        let mut document = picture(path).kind("PUB_PHOTO").on("2019-04-06");
        let facts = document.photo.get_or_insert_default();
        facts.camera = Some("HUAWEI P30".to_owned());
        facts.software = Some("Meitu 9".to_owned());
        document.shows_a_page = true;
        document.digest = Some("same".to_owned());
        document
    };
    let of_units = |documents: [Document; 2]| {
        let [first, second] = documents;
        let other = crate::model::Unit::Village("付庄村".to_owned());
        let documents = [first, Document { unit: other, ..second }];
        super::records::reused(&Rubric::builtin(), &documents, |_| ("公示", None)).len()
    };
    assert_eq!(of_units([on_board("公示远景1.jpg"), on_board("公示远景2.jpg")]), 2);
    let sheet = |path: &str| on_board(path).kind("MTG_SIGNIN");
    assert_eq!(of_units([sheet("签到1.jpg"), sheet("签到2.jpg")]), 0, "a paper may be kept twice");
    let town = township();
    let documents = [on_board("成员名册公示远景.jpg"), picture("张榜照片（远）.jpg").kind("PUB_PHOTO")];
    let events = crate::evaluate::documents::event::group(&documents);
    let found = super::records::of_unit(
        &documents,
        &events,
        &BTreeMap::new(),
        (&town, town.villages.first()),
        &Settings::default(),
        &crate::evaluate::Failures::default(),
    );
    assert!(found[0].findings.iter().any(|finding| finding.code == Code::PhotoEdited), "{:?}", found[0]);
    assert_eq!(found[1].kind, "notice-far");
    let codes: Vec<Code> = found[1].findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&Code::PhotoWithoutTime) && codes.contains(&Code::CaptionIncomplete), "{codes:?}");
}

#[test]
fn the_day_of_papers_in_the_same_folder_is_none_of_the_photos() {
    let mut around = SamplePhoto::bare("张庄村/名册/张榜照片远.jpg");
    around.event =
        meeting(date(2017, 12, 31))
            .map(|occasion| PhotoOccasion { name: "成员名册", is_stated: false, ..occasion });
    assert_eq!(around.examined().record.captured.value, None);
    assert!(around.codes().iter().any(|(code, _)| *code == Code::PhotoWithoutTime));
    around.event = around.event.map(|occasion| PhotoOccasion { is_stated: true, ..occasion });
    assert_eq!(around.examined().record.captured.value.as_deref(), Some("2017-12-31"), "the folder says it");
}

#[test]
fn a_shifted_grid_is_a_question_and_no_other_place() {
    let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
    around.township.villages[0].radius_m = Some(300.0);
    around.facts.gps = Some(place::to_gcj02(Coordinates { lat: 35.10, lon: 117.46 }));
    let found = around.examined();
    assert_eq!(found.whereabouts, Whereabouts::InsideIfShifted);
    assert_eq!(found.record.place.inside, Some(true));
    let finding = &found.record.findings[0];
    assert_eq!((finding.code, finding.severity), (Code::PhotoOutsideVillage, Severity::Warning));
    assert!(finding.message.zh.contains("GCJ-02"));
}

#[test]
fn clocks_are_doubted_in_neutral_words() {
    for (taken, gps_time, camera, words) in [
        (date(2008, 1, 1).at(0, 1, 0, 0), None, "HUAWEI P30", "可能是相机出厂时间"),
        (date(2018, 6, 12).at(9, 0, 0, 0), Some(date(2018, 6, 12).at(3, 0, 0, 0)), "HUAWEI P30", "相差120分钟"),
        (date(2018, 6, 12).at(9, 0, 0, 0), None, "Apple iPhone 13", "上市日期2021-09-24"),
    ] {
        let mut around = SamplePhoto::new("张庄村/会议/1.jpg");
        (around.facts.taken, around.facts.gps_time) = (Some(taken), gps_time);
        around.facts.camera = Some(camera.to_owned());
        let findings = around.examined().record.findings;
        let finding = findings.iter().find(|finding| finding.code == Code::PhotoClockSuspect).expect(words);
        assert_eq!(finding.severity, Severity::Warning);
        assert!(finding.message.zh.contains(words), "{}", finding.message.zh);
    }
}
