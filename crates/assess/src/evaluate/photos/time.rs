//! When a picture was taken: every source that says so, how much it is worth, and whether the clock can be believed.

use std::sync::LazyLock;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use regex::Regex;

use crate::{
    model::{ArchivePath, PhotoFacts, Source},
    text::{Cut, dates::find_dates, fold::fold_name},
    vocabulary,
};

/// China's only offset from UTC, minutes; assumed and said where a camera records none.
pub(super) const CHINA: i32 = 480;
/// How far a camera's clock may be from the satellites' time, in minutes.
const CLOCK_TOLERANCE: i64 = 10;

/// How much a time is worth as to when the picture was *taken*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeStrength {
    /// The camera's own record. It can be edited: support, not proof.
    Strong,
    /// Printed or written when the picture was taken, as far as can be seen: an overlay, a camera's file name, a caption.
    Medium,
    /// A folder's day, or the moment at which a program saved the picture.
    Weak,
}

/// A time with who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeValue {
    /// Local time; midnight where only the day is known.
    pub at: DateTime,
    /// Whether the hour is known.
    pub has_clock: bool,
    /// Minutes east of UTC, where recorded; `None` is read as +08:00.
    pub offset_minutes: Option<i32>,
    /// Who says so.
    pub source: Source,
    /// How much it is worth.
    pub strength: TimeStrength,
    /// It is when the file was saved, as chat programs write into names. It never speaks against anybody.
    pub is_save_time: bool,
    /// The words that give it; empty for a field of the picture.
    pub quote: String,
}

impl TimeValue {
    fn new(at: DateTime, has_clock: bool, source: Source, strength: TimeStrength) -> Self {
        Self { at, has_clock, offset_minutes: None, source, strength, is_save_time: false, quote: String::new() }
    }

    /// RFC 3339 with its offset, `+08:00` where none was recorded; a date alone where only the day is known.
    pub fn written(&self) -> String {
        if !self.has_clock {
            return self.at.date().to_string();
        }
        let offset = self.offset_minutes.unwrap_or(CHINA);
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", self.at.strftime("%Y-%m-%dT%H:%M:%S"))
    }

    /// The day in China.
    pub fn day(&self) -> Date {
        let shift = CHINA.saturating_sub(self.offset_minutes.unwrap_or(CHINA));
        if !self.has_clock || shift == 0 {
            return self.at.date();
        }
        self.at.checked_add(i64::from(shift).minutes()).map_or(self.at.date(), DateTime::date)
    }

    /// Whether it may be held against what a paper says.
    pub fn can_contradict(&self) -> bool {
        !self.is_save_time && self.strength != TimeStrength::Weak
    }
}

/// Every time that somebody gives for the picture, in the order of the contract: EXIF, XMP, IPTC, overlay, caption,
/// file name, folder. `overlay` is the text recognised on the picture, `captions` the texts beside it, `folder_day`
/// the day of its event.
pub fn times(
    facts: &PhotoFacts,
    path: &ArchivePath,
    overlay: &str,
    captions: &[&str],
    folder_day: Option<Date>,
) -> Vec<TimeValue> {
    let mut out = Vec::new();
    if let Some(taken) = facts.taken {
        let value = TimeValue::new(taken, true, Source::Exif, TimeStrength::Strong);
        out.push(TimeValue { offset_minutes: facts.offset_minutes, ..value });
    }
    for said in &facts.times {
        let has_clock = said.at.time() != Time::midnight() || said.offset_minutes.is_some();
        let value = TimeValue::new(said.at, has_clock, said.source, TimeStrength::Medium);
        out.push(TimeValue { offset_minutes: said.offset_minutes, ..value });
    }
    out.sort_by_key(|value| value.source);
    out.extend(overlay_time(overlay));
    let said = captions.iter().find_map(|text| text_time(text, Source::Caption));
    let inside = || facts.captions.iter().find_map(|said| text_time(&said.text, said.source));
    out.extend(said.or_else(inside));
    out.extend(name_time(path));
    if let Some(day) = folder_day {
        out.push(TimeValue::new(day.to_datetime(Time::midnight()), false, Source::Folder, TimeStrength::Weak));
    }
    out
}

/// The time that counts: the first that is not one of saving.
pub fn best(times: &[TimeValue]) -> Option<&TimeValue> {
    times.iter().find(|value| !value.is_save_time)
}

/// The time that may be held against a paper: the first that can contradict, the camera's only where its clock is not
/// in doubt.
pub fn believed<'t>(doubts: &[ClockDoubt], times: &'t [TimeValue]) -> Option<&'t TimeValue> {
    let is_doubted = !doubts.is_empty();
    times.iter().find(|value| value.can_contradict() && !(is_doubted && value.source == Source::Exif))
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<h>[01]?[0-9]|2[0-3])\s?[:：时]\s?(?P<m>[0-5][0-9])(?:\s?[:：分]\s?(?P<s>[0-5][0-9]))?")
        .expect("the pattern is constant")
});

/// What a watermark camera prints: a full day, with a clock before or after it, which may stand on another line. A
/// notice on the wall bears days too, so a day alone counts only where hardly anything else is written.
fn overlay_time(overlay: &str) -> Option<TimeValue> {
    /// Characters on a picture with a watermark and no paper in view.
    const FEW: usize = 120;
    /// How far from the day the clock may stand, in lines.
    const NEAR: usize = 1;
    let lines: Vec<&str> = overlay.lines().filter(|line| !line.trim().is_empty()).collect();
    let few = overlay.chars().filter(|c| !c.is_whitespace()).count() <= FEW;
    // Watermarks stand low: the last such day counts.
    for (i, line) in lines.iter().enumerate().rev() {
        let Some(day) = find_dates(line).into_iter().find(|mention| mention.is_day()) else { continue };
        let without_day = format!("{} {}", line.part(..day.range.start), line.part(day.range.end..));
        let near = lines.iter().enumerate().filter(|(n, _)| n.abs_diff(i) <= NEAR && *n != i).map(|(_, line)| *line);
        let clock = std::iter::once(without_day.as_str()).chain(near).find_map(clock);
        if clock.is_none() && !few {
            continue;
        }
        let at = day.date.to_datetime(clock.unwrap_or(Time::midnight()));
        let value = TimeValue::new(at, clock.is_some(), Source::Overlay, TimeStrength::Medium);
        return Some(TimeValue { quote: line.trim().to_owned(), ..value });
    }
    None
}

fn clock(text: &str) -> Option<Time> {
    let found = CLOCK.captures(text)?;
    let part = |name: &str| found.name(name).map_or(Some(0), |part| part.as_str().parse().ok());
    Time::new(part("h")?, part("m")?, part("s")?, 0).ok()
}

/// The first full day of a caption, with a clock where one follows.
fn text_time(text: &str, source: Source) -> Option<TimeValue> {
    let day = find_dates(text).into_iter().find(|mention| mention.is_day())?;
    let behind: String = text.part(day.range.end..).chars().take(12).collect();
    let clock = clock(&behind);
    let at = day.date.to_datetime(clock.unwrap_or(Time::midnight()));
    let value = TimeValue::new(at, clock.is_some(), source, TimeStrength::Medium);
    Some(TimeValue { quote: text.part(day.range).to_owned(), ..value })
}

/// A day and a clock in one run, as cameras name files.
static CAMERA_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[^0-9])(?P<d>(?:19|20)[0-9]{2}[-_.]?[01][0-9][-_.]?[0-3][0-9])[-_ T.]{0,3}(?P<t>[0-2][0-9][-_.:]?[0-5][0-9][-_.:]?[0-5][0-9])(?:[0-9]{3})?(?:$|[^0-9])",
    )
    .expect("the pattern is constant")
});
/// Milliseconds since 1970 behind a known beginning.
static EPOCH_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<who>mmexport|wx_camera_|img|image|pt|faceu_|microMsg\.)_?(?P<ms>1[0-9]{12})")
        .expect("the pattern is constant")
});

/// Beginnings under which programs save what they were sent or what is on the screen, folded and lower case.
static SAVED: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("photos.tsv").read_by("saved-by-program").collect());

/// Whether the name is one that a chat program or a screen's copy gives: its time is that of saving.
pub fn is_save_name(stem: &str) -> bool {
    let name = fold_name(stem).to_lowercase();
    SAVED.iter().any(|start| name.starts_with(start))
}

/// The time in the file's name.
pub fn name_time(path: &ArchivePath) -> Option<TimeValue> {
    let stem = path.stem();
    let is_save_time = is_save_name(stem);
    let strength = if is_save_time { TimeStrength::Weak } else { TimeStrength::Medium };
    let value = |at, has_clock| TimeValue {
        is_save_time,
        quote: stem.to_owned(),
        ..TimeValue::new(at, has_clock, Source::FileName, strength)
    };
    if let Some(found) = EPOCH_NAME.captures(stem)
        && let Ok(ms) = found["ms"].parse()
        && let Ok(at) = Timestamp::from_millisecond(ms)
    {
        return Some(value(Offset::from_hours(8).ok()?.to_datetime(at), true));
    }
    if let Some(found) = CAMERA_NAME.captures(stem)
        && let Some(at) = in_one_run(&found["d"], &found["t"])
    {
        // Pixel phones name files by UTC.
        let at = if stem.starts_with("PXL_") { at.checked_add(i64::from(CHINA).minutes()).ok()? } else { at };
        return Some(value(at, true));
    }
    let day = find_dates(stem).into_iter().find(|mention| mention.is_day())?;
    Some(value(day.date.to_datetime(Time::midnight()), false))
}

fn in_one_run(day: &str, clock: &str) -> Option<DateTime> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (day, clock) = (digits(day), digits(clock));
    let date = Date::new(day.get(..4)?.parse().ok()?, day.get(4..6)?.parse().ok()?, day.get(6..8)?.parse().ok()?);
    let time =
        Time::new(clock.get(..2)?.parse().ok()?, clock.get(2..4)?.parse().ok()?, clock.get(4..6)?.parse().ok()?, 0);
    Some(date.ok()?.to_datetime(time.ok()?))
}

/// Why a camera's clock is doubted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockDoubt {
    /// The day on which cameras begin to count when their battery was empty.
    FactoryDate(Date),
    /// A day that has not come yet.
    Future(Date),
    /// The satellites' time, turned to the clock's zone, is this many minutes later; negative where earlier.
    SatelliteTime(i64),
    /// The phone was first sold after that day.
    ModelYounger {
        /// The camera, as the picture names it.
        camera: String,
        /// The day before which it could not be bought.
        since: Date,
    },
}

/// Days before the first sale in which phones are already in use: makers lend them out for weeks.
const BEFORE_SALE: i32 = 31;

/// Phones with the day of their first sale. Only models of which the month is beyond doubt stand here, and a name fits
/// only whole, so that most cameras are simply not judged.
const MODELS: [(&str, (i16, i8, i8)); 30] = [
    ("iphone 8", (2017, 9, 22)),
    ("iphone 8 plus", (2017, 9, 22)),
    ("iphone x", (2017, 11, 3)),
    ("iphone xs", (2018, 9, 21)),
    ("iphone xs max", (2018, 9, 21)),
    ("iphone xr", (2018, 10, 26)),
    ("iphone 11", (2019, 9, 20)),
    ("iphone 11 pro", (2019, 9, 20)),
    ("iphone 11 pro max", (2019, 9, 20)),
    ("iphone se (2nd generation)", (2020, 4, 24)),
    ("iphone 12", (2020, 10, 23)),
    ("iphone 12 pro", (2020, 10, 23)),
    ("iphone 12 mini", (2020, 11, 13)),
    ("iphone 12 pro max", (2020, 11, 13)),
    ("iphone 13", (2021, 9, 24)),
    ("iphone 13 pro", (2021, 9, 24)),
    ("iphone 13 pro max", (2021, 9, 24)),
    ("iphone 14", (2022, 9, 16)),
    ("iphone 14 pro", (2022, 9, 16)),
    ("iphone 15", (2023, 9, 22)),
    ("iphone 15 pro", (2023, 9, 22)),
    // Huawei's phones bear the codes of their models: P30, P30 Pro, Mate 30, P40, P40 Pro, P50.
    ("huawei ele-al00", (2019, 4, 11)),
    ("huawei vog-al00", (2019, 4, 11)),
    ("huawei vog-al10", (2019, 4, 11)),
    ("huawei tas-al00", (2019, 9, 26)),
    ("huawei ana-an00", (2020, 4, 8)),
    ("huawei els-an00", (2020, 4, 8)),
    ("huawei p50", (2021, 8, 12)),
    ("xiaomi mi 9", (2019, 2, 26)),
    ("xiaomi mi 10", (2020, 2, 14)),
];

/// Doubts about the clock that wrote EXIF's time. `today` is the day of the assessment, where one is given.
pub fn clock_doubts(facts: &PhotoFacts, today: Option<Date>) -> Vec<ClockDoubt> {
    let Some(taken) = facts.taken else { return Vec::new() };
    let mut doubts = Vec::new();
    if is_factory_time(taken) {
        doubts.push(ClockDoubt::FactoryDate(taken.date()));
    }
    // A day more, since the zone may not be recorded.
    if today.and_then(|today| today.tomorrow().ok()).is_some_and(|latest| taken.date() > latest) {
        doubts.push(ClockDoubt::Future(taken.date()));
    }
    // A video's time and place come from one header, with no satellite's time beside them.
    if let Some(satellite) = facts.gps_time {
        let offset = facts.offset_minutes.unwrap_or(CHINA);
        let local = satellite.checked_add(i64::from(offset).minutes());
        let apart = local.ok().and_then(|local| local.duration_since(taken).as_secs().checked_div(60)).unwrap_or(0);
        let apart = without_rollover(apart);
        if apart.abs() > CLOCK_TOLERANCE {
            doubts.push(ClockDoubt::SatelliteTime(apart));
        }
    }
    if let Some(camera) = &facts.camera {
        let name = camera.to_lowercase();
        let name = name.strip_prefix("apple ").unwrap_or(&name);
        let since =
            MODELS.iter().find(|(model, _)| *model == name).and_then(|(_, (y, m, d))| Date::new(*y, *m, *d).ok());
        let is_early = |since: &Date| since.since(taken.date()).is_ok_and(|span| span.get_days() > BEFORE_SALE);
        if let Some(since) = since.filter(is_early) {
            doubts.push(ClockDoubt::ModelYounger { camera: camera.clone(), since });
        }
    }
    doubts
}

/// Minutes between two times without the weeks that a receiver has lost. Satellites count weeks to 1,024 and begin anew
/// (IS-GPS-200, 20.3.3.3.1.1), in August 1999 and April 2019; older receivers then fall back by that many weeks.
fn without_rollover(apart: i64) -> i64 {
    const ROLLOVER: i64 = 1024 * 7 * 24 * 60;
    (1..=2).map(|times| apart + times * ROLLOVER).find(|apart| apart.abs() <= 24 * 60).unwrap_or(apart)
}

/// Year, month and day.
type CalendarDay = (i16, i8, i8);
/// Hour and minute.
type ClockTime = (i8, i8);

/// Times with which devices begin when they have no clock, with the figures of the clock where only these stand for it:
/// the first moments that Android writes without one, and those that chips and makers begin with. In the years of the
/// reform people do take pictures on New Year's night.
const FACTORY_TIMES: [(CalendarDay, Option<ClockTime>); 6] = [
    ((2002, 12, 8), None),
    ((2000, 1, 1), Some((12, 0))),
    ((2001, 1, 1), Some((12, 0))),
    // GPS receivers that lost their weeks begin with the day on which these began anew.
    ((1999, 8, 22), None),
    ((2019, 4, 7), Some((0, 0))),
    ((2038, 1, 19), None),
];

/// Anything up to 1980, the times of [`FACTORY_TIMES`], and the first minutes of a first of January of a year that
/// cameras begin with; a clock in China's zone that counts from midnight in Greenwich begins at eight.
fn is_factory_time(at: DateTime) -> bool {
    let is_one_of_these = FACTORY_TIMES.iter().any(|((year, month, day), clock)| {
        (at.year(), at.month(), at.day()) == (*year, *month, *day)
            && clock.is_none_or(|(hour, minute)| at.hour() == hour && (minute..minute + 30).contains(&at.minute()))
    });
    let first_minutes = matches!(at.hour(), 0 | 8) && at.minute() < 30;
    at.year() <= 1980
        || is_one_of_these
        || (at.month() == 1 && at.day() == 1 && first_minutes && (1981..=2016).contains(&at.year()))
        // To the second nobody presses at midnight.
        || (at.month() == 1 && at.day() == 1 && at.time() == Time::midnight())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::TimeSaid;

    fn named(name: &str) -> Option<(String, bool)> {
        name_time(&ArchivePath::new(format!("张庄村/{name}.jpg"))).map(|value| (value.written(), value.is_save_time))
    }

    fn is(text: &str, saved: bool) -> Option<(String, bool)> {
        Some((text.to_owned(), saved))
    }

    #[test]
    fn names_of_cameras_and_of_chat_programs() {
        assert_eq!(named("IMG_20200516_101530"), is("2020-05-16T10:15:30+08:00", false));
        assert_eq!(named("IMG20200516101530"), is("2020-05-16T10:15:30+08:00", false));
        assert_eq!(named("VID_20200516_101530_01"), is("2020-05-16T10:15:30+08:00", false));
        assert_eq!(named("PXL_20200516_021530123"), is("2020-05-16T10:15:30+08:00", false));
        assert_eq!(named("wx_camera_1589600000000"), is("2020-05-16T11:33:20+08:00", false));
        assert_eq!(named("mmexport1589600000000"), is("2020-05-16T11:33:20+08:00", true));
        assert_eq!(named("微信图片_20200516101530"), is("2020-05-16T10:15:30+08:00", true));
        assert_eq!(named("Screenshot_2020-05-16-10-15-30"), is("2020-05-16T10:15:30+08:00", true));
        assert_eq!(named("公示近景20180615"), is("2018-06-15", false));
        assert_eq!(named("2018年6月15日 公示"), is("2018-06-15", false));
        assert_eq!(named("IMG_20201399_101530"), None);
        assert_eq!(named("DSC_0012"), None);
        assert_eq!(named("9901012020051610153"), None, "part of a longer number");
    }

    #[test]
    fn the_order_of_sources() {
        let facts = PhotoFacts {
            taken: Some(date(2020, 5, 16).at(10, 15, 30, 0)),
            times: vec![TimeSaid {
                at: date(2020, 5, 16).at(10, 0, 0, 0),
                offset_minutes: Some(0),
                source: Source::Xmp,
            }],
            ..PhotoFacts::default()
        };
        let path = ArchivePath::new("张庄村/会议/mmexport1589600000000.jpg");
        let overlay = "会议室\n10:16\n2020.05.16 星期六\n山亭区张庄村";
        let found = times(&facts, &path, overlay, &["2020年5月16日上午，村民代表会议"], Some(date(2020, 5, 16)));
        let sources: Vec<_> = found.iter().map(|value| (value.source, value.strength)).collect();
        assert_eq!(
            sources,
            [
                (Source::Exif, TimeStrength::Strong),
                (Source::Xmp, TimeStrength::Medium),
                (Source::Overlay, TimeStrength::Medium),
                (Source::Caption, TimeStrength::Medium),
                (Source::FileName, TimeStrength::Weak),
                (Source::Folder, TimeStrength::Weak),
            ]
        );
        assert_eq!(found[2].written(), "2020-05-16T10:16:00+08:00");
        assert_eq!(found[3].written(), "2020-05-16");
        assert_eq!(best(&found).map(|value| value.source), Some(Source::Exif));
        assert_eq!(
            best(&found[4..]).map(|value| value.source),
            Some(Source::Folder),
            "a time of saving counts for nothing"
        );
        assert!(!found[4].can_contradict() && !found[5].can_contradict() && found[2].can_contradict());
        assert_eq!((found[1].written().as_str(), found[1].day()), ("2020-05-16T10:00:00+00:00", date(2020, 5, 16)));
    }

    #[test]
    fn days_on_a_notice_are_no_overlay() {
        let sheet = "关于清产核资结果的公示\n".repeat(15) + "公示时间：2020年5月10日至2020年5月16日";
        assert_eq!(overlay_time(&sheet), None);
        let with_clock = format!("{sheet}\n09:30 2020-05-12");
        assert_eq!(
            overlay_time(&with_clock).map(|value| value.written()).as_deref(),
            Some("2020-05-12T09:30:00+08:00")
        );
        assert_eq!(overlay_time("今日水印\n2020-05-12").map(|value| value.written()).as_deref(), Some("2020-05-12"));
    }

    #[test]
    fn the_day_is_that_of_china() {
        let value = TimeValue::new(date(2020, 5, 15).at(20, 0, 0, 0), true, Source::Exif, TimeStrength::Strong);
        assert_eq!(value.day(), date(2020, 5, 15));
        assert_eq!(TimeValue { offset_minutes: Some(0), ..value }.day(), date(2020, 5, 16));
    }

    #[test]
    fn doubts_about_the_clock() {
        let doubts = |facts: &PhotoFacts| clock_doubts(facts, Some(date(2026, 11, 28)));
        let at = |taken: DateTime| PhotoFacts { taken: Some(taken), ..PhotoFacts::default() };
        let factory = at(date(2000, 1, 1).at(0, 3, 0, 0));
        assert_eq!(doubts(&factory), [ClockDoubt::FactoryDate(date(2000, 1, 1))]);
        assert!(doubts(&at(date(2000, 1, 1).at(15, 3, 0, 0))).is_empty(), "people take pictures on that day");
        for (year, month, day) in [(1970, 1, 1), (1980, 1, 1), (1980, 6, 3), (2008, 1, 1), (2015, 1, 1)] {
            let early = at(date(year, month, day).at(0, 12, 0, 0));
            assert!(matches!(doubts(&early).as_slice(), [ClockDoubt::FactoryDate(_)]), "{year}");
        }
        assert!(doubts(&at(date(2018, 1, 1).at(0, 12, 0, 0))).is_empty(), "a new year's night of the reform");
        let with_satellite = |hour: i8, minute: i8, offset| PhotoFacts {
            gps_time: Some(date(2020, 5, 16).at(2, 15, 0, 0)),
            offset_minutes: offset,
            ..at(date(2020, 5, 16).at(hour, minute, 0, 0))
        };
        assert!(doubts(&with_satellite(10, 24, None)).is_empty());
        assert_eq!(doubts(&with_satellite(10, 26, None)), [ClockDoubt::SatelliteTime(-11)]);
        assert!(doubts(&with_satellite(4, 15, Some(120))).is_empty(), "in the clock's own zone");
        let phone = PhotoFacts { camera: Some("Apple iPhone 13".to_owned()), ..at(date(2020, 5, 16).at(9, 0, 0, 0)) };
        assert!(
            matches!(doubts(&phone).as_slice(), [ClockDoubt::ModelYounger { since, .. }] if *since == date(2021, 9, 24))
        );
        let huawei = PhotoFacts { camera: Some("HUAWEI ANA-AN00".to_owned()), ..at(date(2018, 6, 12).at(9, 0, 0, 0)) };
        assert!(matches!(doubts(&huawei).as_slice(), [ClockDoubt::ModelYounger { .. }]));
        let lent = PhotoFacts { taken: Some(date(2020, 3, 20).at(9, 0, 0, 0)), ..huawei.clone() };
        assert!(doubts(&lent).is_empty());
        let later = PhotoFacts { taken: Some(date(2020, 6, 12).at(9, 0, 0, 0)), ..huawei };
        assert!(doubts(&later).is_empty());
        let unknown = PhotoFacts { camera: Some("Apple iPhone 13 mini".to_owned()), ..phone };
        assert!(doubts(&unknown).is_empty());
        assert!(doubts(&PhotoFacts::default()).is_empty());
    }

    #[test]
    fn times_without_a_clock_and_days_to_come() {
        let doubts = |at: DateTime| {
            clock_doubts(&PhotoFacts { taken: Some(at), ..PhotoFacts::default() }, Some(date(2026, 11, 28)))
        };
        for at in [
            date(2002, 12, 8).at(12, 0, 0, 0),
            date(1970, 1, 1).at(8, 0, 0, 0),
            date(1980, 1, 1).at(0, 0, 0, 0),
            date(2000, 1, 1).at(0, 0, 1, 0),
            date(2000, 1, 1).at(8, 0, 0, 0),
            date(2012, 1, 1).at(0, 0, 0, 0),
            date(2017, 1, 1).at(0, 0, 0, 0),
            date(1999, 8, 22).at(0, 0, 0, 0),
        ] {
            assert_eq!(doubts(at), [ClockDoubt::FactoryDate(at.date())], "{at}");
        }
        for at in [date(2026, 11, 30).at(9, 0, 0, 0), date(2036, 6, 15).at(9, 0, 0, 0)] {
            assert_eq!(doubts(at), [ClockDoubt::Future(at.date())], "{at}");
        }
        for at in [
            date(2020, 6, 15).at(9, 0, 0, 0),
            date(2018, 1, 1).at(0, 12, 0, 0),
            date(2012, 1, 1).at(10, 0, 0, 0),
            date(2019, 4, 7).at(9, 30, 0, 0),
            date(2026, 11, 29).at(1, 0, 0, 0),
        ] {
            assert_eq!(doubts(at), [], "{at}");
        }
    }

    #[test]
    fn lost_weeks_of_satellites_are_no_doubt() {
        let taken = date(2020, 6, 15).at(14, 30, 0, 0);
        let facts =
            |satellite: DateTime| PhotoFacts { taken: Some(taken), gps_time: Some(satellite), ..PhotoFacts::default() };
        let back = |times: i64| date(2020, 6, 15).at(6, 30, 0, 0).saturating_sub((times * 1024 * 7).days());
        for times in 0..=2 {
            assert_eq!(clock_doubts(&facts(back(times)), None), [], "{times}");
        }
        let other = back(1).saturating_sub(40.days());
        assert!(matches!(clock_doubts(&facts(other), None).as_slice(), [ClockDoubt::SatelliteTime(_)]));
    }
}
