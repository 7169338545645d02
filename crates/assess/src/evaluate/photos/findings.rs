//! What is to be looked at in a photo, in neutral words. Metadata can be edited and clocks can be wrong, so nothing
//! here is called false: each finding says what two sources say, or what is missing, and what would help.

use std::sync::LazyLock;

use super::{
    PhotoOccasion, PhotoSubject,
    caption::left_blank,
    kind::PhotoKind,
    papers::days_off,
    place::Whereabouts,
    reuse::{PhotoMatch, Picture, Relation, Reuse},
    time::{ClockDoubt, TimeValue, believed, is_save_name},
};
use jiff::civil::Date;

use crate::{
    model::{ArchivePath, Citation, Code, ElementSaid, Finding, Message, PhotoFacts, Severity, Source, Village},
    msg,
    text::workdays::days_between,
    vocabulary,
};

/// The codes that photos are given by themselves.
pub(in crate::evaluate) const CODES: &[Code] = &[
    Code::PhotoWithoutTime,
    Code::PhotoWithoutPlace,
    Code::PhotoTimeMismatch,
    Code::PhotoOutsideVillage,
    Code::PhotoReused,
    Code::PhotoIsScreenshot,
    Code::PhotoEdited,
    Code::PhotoClockSuspect,
    Code::PhotoLowQuality,
    Code::CaptionIncomplete,
];

/// Pixels below which a photo shows too little. There is no rule in the standards; half a megapixel is a common house
/// rule for photos that are filed, and copies from chat programs that can still be read are larger.
const FEW_PIXELS: u64 = 500_000;
/// Below 640 × 480 the lines of a notice cannot be read.
const UNREADABLE_PIXELS: u64 = 300_000;
/// Sharpness below which a picture is blurred (see [`crate::model::PixelFacts::sharpness`]).
const BLURRED: f32 = 40.0;
/// Mean luminance below which a picture is dark, and above which it is washed out.
const DARK: f32 = 35.0;
const BRIGHT: f32 = 235.0;

/// Programs that change pictures, lower case. Firmware of phones, and programs that only carry pictures over, are none.
static EDITORS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("photos.tsv").read_by("editor").collect());
/// Beginnings of file names that such programs give, lower case.
const EDITED_NAMES: [&str; 4] = ["mtxx_", "beauty_", "beautyplus_", "meitu_"];

/// Words in a path that say that people were elsewhere.
static AWAY: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("photos.tsv").read_by("away").collect());

/// What the findings are drawn from.
pub(super) struct Grounds<'a> {
    pub(super) subject: &'a PhotoSubject<'a>,
    pub(super) facts: &'a PhotoFacts,
    pub(super) times: &'a [TimeValue],
    pub(super) captured: Option<&'a TimeValue>,
    pub(super) doubts: &'a [ClockDoubt],
    pub(super) place: Source,
    pub(super) whereabouts: &'a Whereabouts,
    pub(super) elements: &'a [ElementSaid],
    pub(super) kind: PhotoKind,
}

/// Every finding of one photo.
pub(super) fn of_photo(known: &Grounds<'_>) -> Vec<Finding> {
    let mut out = Out { path: known.subject.path, findings: Vec::new() };
    time(known, &mut out);
    mismatch(known, &mut out);
    clock(known, &mut out);
    place(known, &mut out);
    origin(known, &mut out);
    quality(known.facts, &mut out);
    caption(known, &mut out);
    out.findings
}

struct Out<'a> {
    path: &'a ArchivePath,
    findings: Vec<Finding>,
}

impl Out<'_> {
    fn add(&mut self, code: Code, severity: Severity, message: Message) {
        let places = vec![Citation::file(self.path)];
        self.findings.push(Finding { code, severity, message, places });
    }
}

/// Whether a source is the file's own record, which no setting doubts.
fn is_own_record(source: Source) -> bool {
    matches!(source, Source::Exif | Source::Xmp | Source::Iptc)
}

fn time(known: &Grounds<'_>, out: &mut Out<'_>) {
    if let Some(value) = known.captured {
        if !known.subject.overlay_is_enough && !is_own_record(value.source) {
            let (day, zh, en) = (value.day(), source_zh(value.source), source_en(value.source));
            let message = msg!(
                "拍摄时间{day}只见于{zh}，按本次设置须有照片自带的时间：请提供原图",
                "the time {day} is only given by the {en}, and the settings ask for the photo's own: provide the original"
            );
            out.add(Code::PhotoWithoutTime, Severity::Warning, message);
        }
        return;
    }
    let message = if known.times.iter().any(|value| value.is_save_time) || is_save_name(known.subject.path.stem()) {
        msg!(
            "无拍摄时间，文件名里只有转存时间：请提供手机里的原图",
            "no time of taking, and the name bears only the time of saving: provide the original from the phone"
        )
    } else {
        msg!(
            "无拍摄时间：请提供原图或在照片说明中写明",
            "no time of taking: provide the original or state it in the caption"
        )
    };
    out.add(Code::PhotoWithoutTime, Severity::Warning, message);
}

/// R14: the photo's day against its event's, and the camera's record against what is printed on the picture.
fn mismatch(known: &Grounds<'_>, out: &mut Out<'_>) {
    let exif = known.times.iter().find(|value| value.source == Source::Exif && value.can_contradict());
    let overlay = known.times.iter().find(|value| value.source == Source::Overlay);
    if let (Some(exif), Some(overlay)) = (exif.filter(|_| known.doubts.is_empty()), overlay)
        && exif.day() != overlay.day()
    {
        let (camera, printed) = (exif.day(), overlay.day());
        out.add(
            Code::PhotoTimeMismatch,
            Severity::Warning,
            msg!(
                "拍摄参数记录的日期为{camera}，水印上的日期为{printed}：请核实",
                "the camera recorded {camera}, and {printed} is printed on the picture: please check"
            ),
        );
    }
    let caption = known.times.iter().find(|value| value.source == Source::Caption);
    if let (Some(exif), Some(caption)) = (exif.filter(|_| known.doubts.is_empty()), caption)
        && days_between(exif.day(), caption.day()) > 0
    {
        let (camera, said) = (exif.day(), caption.day());
        // A caption may be written by the clock of another day; weeks apart it is of another picture.
        let severity = if days_between(camera, said) > 1 { Severity::Warning } else { Severity::Hint };
        out.add(
            Code::PhotoTimeMismatch,
            severity,
            msg!(
                "拍摄参数记录的日期为{camera}，照片说明写的是{said}：请核实",
                "the camera recorded {camera}, and the caption says {said}: please check"
            ),
        );
    }
    let Some(value) = believed(known.doubts, known.times) else { return };
    let day = value.day();
    let folder = known.subject.event.filter(|event| event.is_stated && event.from.is_some());
    let is_within = |occasion: &PhotoOccasion<'_>| off(occasion, day) == Some(0);
    // A day that the folder's own name allows needs no paper, and the other way round.
    let allowed = |occasion: Option<&PhotoOccasion<'_>>| occasion.is_some_and(is_within);
    if allowed(folder) || allowed(known.subject.stated.as_ref()) {
        return;
    }
    let Some(occasion) = known.subject.stated.as_ref().or(folder) else { return };
    let Some(apart) = off(occasion, day) else { return };
    let (Some(from), Some(to)) = (occasion.from, occasion.to.or(occasion.from)) else { return };
    // A notice is often put up the evening before, and taken down and photographed some days after.
    let (grace, near) = if from == to { (0, 1) } else { (if day < from { 1 } else { 3 }, 7) };
    if apart <= grace {
        return;
    }
    // Several occasions in one folder: the photo may be of one that left no paper.
    let is_sure = occasion.is_stated && apart > near;
    let severity = if is_sure { Severity::Warning } else { Severity::Hint };
    let (name, zh, en) = (occasion.name, source_zh(value.source), source_en(value.source));
    let days = if from == to { from.to_string() } else { format!("{from}–{to}") };
    let message = if from == to {
        msg!(
            "照片日期为{day}（{zh}），“{name}”的日期为{days}，相差{apart}天：请核实",
            "the photo is of {day} ({en}), “{name}” of {days}, {apart} day(s) apart: please check"
        )
    } else {
        msg!(
            "照片日期为{day}（{zh}），不在“{name}”写明的公示期{days}内，相差{apart}天：请核实",
            "the photo is of {day} ({en}), {apart} day(s) outside the period {days} that “{name}” states: please check"
        )
    };
    out.add(Code::PhotoTimeMismatch, severity, message);
    if let (Some(place), Some(finding)) = (&occasion.shown_by, out.findings.last_mut()) {
        finding.places.push(place.clone());
    }
}

/// How many days a day lies outside an occasion; `None` for one without a day.
fn off(occasion: &PhotoOccasion<'_>, day: Date) -> Option<i32> {
    let from = occasion.from?;
    Some(days_off(from, occasion.to.unwrap_or(from), day))
}

fn source_zh(source: Source) -> &'static str {
    match source {
        Source::Exif => "拍摄参数",
        Source::Xmp | Source::Iptc => "图片附带信息",
        Source::Overlay => "水印",
        Source::Caption => "照片说明",
        Source::FileName => "文件名",
        Source::Folder => "文件夹名",
        Source::None => "无来源",
    }
}

fn source_en(source: Source) -> &'static str {
    match source {
        Source::Exif => "camera record",
        Source::Xmp | Source::Iptc => "block in the picture",
        Source::Overlay => "printed on it",
        Source::Caption => "caption",
        Source::FileName => "file name",
        Source::Folder => "folder name",
        Source::None => "no source",
    }
}

fn clock(known: &Grounds<'_>, out: &mut Out<'_>) {
    for doubt in known.doubts {
        let message = match doubt {
            ClockDoubt::FactoryDate(day) => msg!(
                "拍摄参数中的日期{day}可能是相机出厂时间：请核实实际拍摄时间",
                "the camera's date {day} may be the one it was made with: please check when the photo was taken"
            ),
            ClockDoubt::Future(day) => msg!(
                "拍摄参数中的日期{day}尚未到来，相机时钟有误：请核实实际拍摄时间",
                "the camera's date {day} has not come yet, so its clock is wrong: please check when the photo was taken"
            ),
            ClockDoubt::SatelliteTime(minutes) => {
                let minutes = minutes.abs();
                msg!(
                    "相机时钟与卫星时间相差{minutes}分钟：请核实实际拍摄时间",
                    "the camera's clock and the satellites' time are {minutes} minutes apart: please check when the \
                     photo was taken"
                )
            }
            ClockDoubt::ModelYounger { camera, since } => msg!(
                "拍摄参数中的日期早于{camera}的上市日期{since}：请核实实际拍摄时间",
                "the camera's date is before {camera} was first sold ({since}): please check when the photo was taken"
            ),
        };
        out.add(Code::PhotoClockSuspect, Severity::Warning, message);
    }
}

fn place(known: &Grounds<'_>, out: &mut Out<'_>) {
    if known.place == Source::None {
        let message = msg!("无拍摄地点：请在照片说明中写明", "no place of taking: state it in the caption");
        out.add(Code::PhotoWithoutPlace, Severity::Hint, message);
    } else if !known.subject.overlay_is_enough && !is_own_record(known.place) {
        let (zh, en) = (source_zh(known.place), source_en(known.place));
        let message = msg!(
            "拍摄地点只见于{zh}，按本次设置须有照片自带的位置：请提供原图",
            "the place is only given by the {en}, and the settings ask for the photo's own: provide the original"
        );
        out.add(Code::PhotoWithoutPlace, Severity::Hint, message);
    }
    // A study tour leads elsewhere; where it was says nothing against it.
    if AWAY.iter().any(|word| known.subject.path.as_str().contains(word)) {
        return;
    }
    let name = known.subject.village.map_or("", |village: &Village| village.name.as_str());
    let (severity, message) = match known.whereabouts {
        Whereabouts::Inside | Whereabouts::Unknown => return,
        Whereabouts::InsideIfShifted => (
            Severity::Warning,
            msg!(
                "拍摄位置若按火星坐标（GCJ-02）换算则在{name}范围内：请核实手机使用的坐标",
                "the position lies in {name} if it is one of GCJ-02: please check which grid the phone uses"
            ),
        ),
        Whereabouts::OtherVillage(other) => (
            Severity::Warning,
            msg!(
                "拍摄位置在{other}范围内，不在{name}范围内：请核实",
                "the photo was taken in {other}, not in {name}: please check"
            ),
        ),
        Whereabouts::Outside => (
            Severity::Warning,
            msg!("拍摄位置不在{name}范围内：请核实", "the photo was taken outside the area of {name}: please check"),
        ),
        Whereabouts::OutsideTownship => (
            Severity::Warning,
            msg!(
                "拍摄位置在本镇范围以外：请核实（外出考察的照片除外）",
                "the photo was taken outside the township: please check (photos of study tours aside)"
            ),
        ),
    };
    out.add(Code::PhotoOutsideVillage, severity, message);
}

/// R17 and edits: what the picture is by its making. One finding at most, the most telling one. That a picture is a copy of a
/// screen can be seen; of the others there are only signs. The township may show what was published by its screen (T09).
fn origin(known: &Grounds<'_>, out: &mut Out<'_>) {
    let facts = known.facts;
    let stem = known.subject.path.stem().to_lowercase();
    let software = facts.software.as_deref().unwrap_or_default();
    let editor = EDITORS.iter().any(|name| software.to_lowercase().contains(name));
    let bare = !facts.is_video && facts.camera.is_none() && facts.taken.is_none() && facts.gps.is_none();
    if known.kind == PhotoKind::Screenshot {
        let message = msg!(
            "可能是屏幕截图：如有原始照片，请提供原图",
            "this may be a copy of a screen: provide the original photo if there is one"
        );
        let severity = if known.subject.village.is_some() { Severity::Warning } else { Severity::Hint };
        out.add(Code::PhotoIsScreenshot, severity, message);
    } else if is_save_name(&stem) && bare {
        let message = msg!(
            "由聊天软件转存，无拍摄信息：请提供手机里的原图",
            "saved by a chat program, without the camera's record: provide the original from the phone"
        );
        out.add(Code::PhotoIsScreenshot, Severity::Hint, message);
    } else if editor {
        let message = msg!(
            "照片经“{software}”处理：请提供原图备查",
            "the photo went through “{software}”: keep the original at hand"
        );
        out.add(Code::PhotoEdited, Severity::Hint, message);
    } else if EDITED_NAMES.iter().any(|start| stem.starts_with(start)) {
        let message = msg!(
            "文件名表明照片经美化软件处理：请提供原图备查",
            "by its name the photo went through a beautifying program: keep the original at hand"
        );
        out.add(Code::PhotoEdited, Severity::Hint, message);
    } else if bare && known.subject.is_jpeg {
        let message = msg!("无拍摄信息，请提供原图", "without the camera's record: provide the original");
        out.add(Code::PhotoEdited, Severity::Hint, message);
    }
}

fn quality(facts: &PhotoFacts, out: &mut Out<'_>) {
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    let (width, height) = (facts.width, facts.height);
    if !facts.is_video && pixels > 0 && pixels < FEW_PIXELS {
        let message = msg!(
            "照片只有{width}×{height}像素：如有更清晰的原图，请提供",
            "the photo has only {width}×{height} pixels: provide a larger original if there is one"
        );
        // Whether a notice can be read on more pixels depends on how near it was taken.
        let severity = if pixels < UNREADABLE_PIXELS { Severity::Warning } else { Severity::Hint };
        out.add(Code::PhotoLowQuality, severity, message);
    }
    let Some(seen) = &facts.pixels else { return };
    if seen.brightness < DARK || seen.brightness > BRIGHT {
        let (zh, en) = if seen.brightness < DARK { ("偏暗", "dark") } else { ("过亮", "washed out") };
        let message = msg!(
            "照片{zh}，内容可能看不清：建议核对，如有更清楚的照片请补充",
            "the photo is {en} and may show too little: check it, and add a clearer one if there is one"
        );
        out.add(Code::PhotoLowQuality, Severity::Hint, message);
    } else if seen.sharpness < BLURRED {
        let message = msg!(
            "照片可能模糊：建议核对，如有更清楚的照片请补充",
            "the photo may be blurred: check it, and add a clearer one if there is one"
        );
        out.add(Code::PhotoLowQuality, Severity::Hint, message);
    }
}

/// The four elements with their words in both languages, in the order of the table.
pub const ELEMENTS: [(&str, &str, &str); 4] =
    [("time", "时间", "time"), ("people", "人物", "people"), ("place", "地点", "place"), ("event", "事件", "event")];

/// R31: the four elements of V24. Where the settings allow it, time and place of the camera and words in names stand
/// in for those of a caption; people must always be written.
fn caption(known: &Grounds<'_>, out: &mut Out<'_>) {
    let subject = known.subject;
    if !subject.captions_read || matches!(known.kind, PhotoKind::Scan | PhotoKind::Screenshot) {
        return;
    }
    let inside = known.facts.captions.iter().any(|said| !said.text.trim().is_empty());
    let has_caption = inside || !subject.captions.is_empty();
    let wants_one = known.kind.is_notice() || matches!(known.kind, PhotoKind::Meeting | PhotoKind::Certificate);
    if !has_caption && !wants_one {
        return;
    }
    let counts = |said: &&ElementSaid| {
        let by_clock = said.element == "time" && said.source == Source::Exif && !known.doubts.is_empty();
        // The same sources give words and measured values; a caption's words are none of the camera's.
        let is_caption = said.source == Source::Caption || (inside && is_own_record(said.source));
        !by_clock && (is_caption || subject.overlay_is_enough)
    };
    let given: Vec<&str> = known.elements.iter().filter(counts).map(|said| said.element.as_str()).collect();
    let missing: Vec<_> = ELEMENTS.iter().filter(|(name, ..)| !given.contains(name)).collect();
    if missing.is_empty() {
        return;
    }
    let zh = missing.iter().map(|(_, zh, _)| *zh).collect::<Vec<_>>().join("、");
    let en = missing.iter().map(|(.., en)| *en).collect::<Vec<_>>().join(", ");
    let message = if has_caption {
        msg!("照片说明缺少：{zh}。建议补写照片说明", "the caption does not give: {en}; add it to the photo's caption")
    } else {
        msg!(
            "没有照片说明，也看不出：{zh}。建议补写照片说明",
            "there is no caption, and nothing else gives: {en}; add a caption to the photo"
        )
    };
    // A list of captions that asks for something and leaves it blank was not filled in.
    let is_blank = |name: &str| subject.captions.iter().any(|said| left_blank(&said.text).contains(&name));
    let severity = if missing.iter().any(|(name, ..)| is_blank(name)) { Severity::Warning } else { Severity::Hint };
    out.add(Code::CaptionIncomplete, severity, message);
    let first = subject.captions.first().and_then(|said| said.place.clone());
    if let (Some(place), Some(finding)) = (first, out.findings.last_mut()) {
        finding.places.push(place);
    }
}

/// The findings of reuse: for each picture of a pair one, with its index, that cites both files.
pub fn of_reuse(pictures: &[Picture<'_>], reuse: &Reuse) -> Vec<(usize, Finding)> {
    let mut out = Vec::new();
    for pair in &reuse.pairs {
        for (own, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let (Some(own_picture), Some(picture)) = (pictures.get(own), pictures.get(other)) else { continue };
            let path = picture.path;
            let (where_zh, where_en) = match pair.relation {
                Relation::OtherEvent => ("另一次活动", "another event"),
                Relation::OtherUnit => ("另一单位", "another unit"),
            };
            let message = match pair.how {
                PhotoMatch::SameBytes => msg!(
                    "与{where_zh}的“{path}”是同一文件：请核实照片归属",
                    "this is the same file as “{path}” of {where_en}: please check where it belongs"
                ),
                PhotoMatch::LooksSame { mirrored: true, .. } => msg!(
                    "与{where_zh}的“{path}”疑似同一照片（左右翻转）：请核实照片归属",
                    "this may be the same photo, mirrored, as “{path}” of {where_en}: please check where it belongs"
                ),
                PhotoMatch::LooksSame { .. } => msg!(
                    "与{where_zh}的“{path}”疑似同一照片：请核实照片归属",
                    "this may be the same photo as “{path}” of {where_en}: please check where it belongs"
                ),
            };
            let places = vec![Citation::file(own_picture.path), Citation::file(path)];
            // One file cannot show two events; that two pictures look alike is for people to see.
            let severity = if matches!(pair.how, PhotoMatch::SameBytes) { Severity::Fault } else { Severity::Warning };
            out.push((own, Finding { code: Code::PhotoReused, severity, message, places }));
        }
    }
    out.sort_by_key(|(own, _)| *own);
    out
}
