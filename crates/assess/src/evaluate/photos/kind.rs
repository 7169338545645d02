//! What a photo shows, as far as its name, its folder and the writing on it tell.

use std::sync::LazyLock;

use regex::Regex;

use super::time::is_save_name;
use crate::{
    model::{ArchivePath, PhotoFacts, Source},
    text::fold::fold_name,
    vocabulary,
};

/// A notice is seen from near where so much of it could be read, and it takes up so much of the picture. A large photo
/// of a whole board in which a sheet can be read shows both, and is called neither.
const NEAR_CHARACTERS: usize = 60;
const NEAR_TEXT_AREA: f32 = 0.10;
/// No more than this is read of a board with its sheets seen from far: its head, a street sign.
const FAR_CHARACTERS: usize = 40;
/// How much longer than wide a phone's screen is; cameras stay below.
const SCREEN_RATIO: f32 = 1.9;
/// Characters from which on a picture without a camera's record is a paper that was scanned.
const PAPER_CHARACTERS: usize = 120;
/// The share of such a picture that writing covers at least.
const PAPER_AREA: f32 = 0.20;

/// Kinds of photos that the rubric asks for, and kinds that stand in for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoKind {
    /// A meeting or training.
    Meeting,
    /// A notice in which the text can be read (公示近景).
    NoticeNear,
    /// A notice with the board and what is around it (公示远景).
    NoticeFar,
    /// A notice; from how far is not known.
    Notice,
    /// Certificates being handed out.
    Certificate,
    /// Archive boxes, cabinets or the archive room.
    ArchiveBox,
    /// An office or its door plate.
    Office,
    /// A copy of a screen.
    Screenshot,
    /// A paper that was scanned or photographed.
    Scan,
    /// Something else, or nothing tells.
    Other,
}

impl PhotoKind {
    /// The name in the store and in scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            PhotoKind::Meeting => "meeting",
            PhotoKind::NoticeNear => "notice-near",
            PhotoKind::NoticeFar => "notice-far",
            PhotoKind::Notice => "notice",
            PhotoKind::Certificate => "certificate",
            PhotoKind::ArchiveBox => "archive-box",
            PhotoKind::Office => "office",
            PhotoKind::Screenshot => "screenshot",
            PhotoKind::Scan => "scan",
            PhotoKind::Other => "other",
        }
    }

    /// Whether it shows a notice.
    pub fn is_notice(self) -> bool {
        matches!(self, PhotoKind::NoticeNear | PhotoKind::NoticeFar | PhotoKind::Notice)
    }
}

/// What recognition found on the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PhotoWriting {
    /// Characters read.
    pub characters: usize,
    /// The share of the picture that lines of text cover, 0 to 1.
    pub area: f32,
}

static WORDS: LazyLock<Vec<(PhotoKind, Regex)>> = LazyLock::new(|| {
    let list = vocabulary!("photos.tsv");
    let pattern = |reader: &str| Regex::new(&list.forms(reader)).expect("the pattern is constant");
    vec![
        (PhotoKind::Scan, pattern("kind-scan")),
        (PhotoKind::ArchiveBox, pattern("kind-archive-box")),
        (PhotoKind::Certificate, pattern("kind-certificate")),
        (PhotoKind::Notice, NOTICE.clone()),
        (PhotoKind::Meeting, pattern("kind-meeting")),
        (PhotoKind::Office, pattern("kind-office")),
    ]
});
static NOTICE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&vocabulary!("photos.tsv").forms("kind-notice")).expect("the pattern is constant"));
static NEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&vocabulary!("photos.tsv").forms("near-view")).expect("the pattern is constant"));
static FAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&vocabulary!("photos.tsv").forms("far-view")).expect("the pattern is constant"));

/// Whether name or folders say from how far a picture was taken.
pub fn says_view(path: &ArchivePath) -> bool {
    let whole = fold_name(path.as_str());
    NEAR.is_match(&whole) || FAR.is_match(&whole)
}

/// The kind of a photo with who says so: [`Source::None`] for what the picture itself shows, [`Source::Overlay`] for
/// what is written on a banner or board in it. `writing` is `None` where recognition has not been made, `written` what
/// it read.
pub fn kind(
    path: &ArchivePath,
    facts: &PhotoFacts,
    writing: Option<PhotoWriting>,
    written: &str,
) -> (PhotoKind, Source) {
    let name = fold_name(path.stem());
    let is_screen_name = is_save_name(&name) && ["截", "屏", "creenshot"].iter().any(|word| name.contains(word));
    if is_screen_name {
        return (PhotoKind::Screenshot, Source::FileName);
    }
    let own = by_words(&name, path, writing).map(|kind| (kind, Source::FileName));
    let folder = || {
        let mut folders: Vec<String> = path.folders().map(fold_name).collect();
        folders.reverse();
        folders.iter().find_map(|folder| by_words(folder, path, writing)).map(|kind| (kind, Source::Folder))
    };
    if let Some((PhotoKind::Scan, source)) = own {
        return (PhotoKind::Scan, source);
    }
    if own.is_none() && is_screen(facts) {
        return (PhotoKind::Screenshot, Source::None);
    }
    own.or_else(folder).or_else(|| by_writing(path, writing, written)).unwrap_or_else(|| {
        let is_paper = writing.is_some_and(|found| found.characters >= PAPER_CHARACTERS && found.area >= PAPER_AREA);
        (if is_paper && facts.camera.is_none() { PhotoKind::Scan } else { PhotoKind::Other }, Source::None)
    })
}

/// The kind by the first telling line in the picture: a banner, a board's head, a notice's title.
fn by_writing(path: &ArchivePath, writing: Option<PhotoWriting>, written: &str) -> Option<(PhotoKind, Source)> {
    /// Lines of a sheet in which its title stands.
    const HEAD: usize = 4;
    let kinds = written.lines().take(HEAD).filter_map(|line| by_words(&fold_name(line), path, writing));
    // A sheet full of writing that tells of a meeting is a paper; a photo of one has a banner and people.
    let is_sheet = writing.is_some_and(|found| found.characters >= PAPER_CHARACTERS);
    kinds.map(|kind| (kind, Source::Overlay)).find(|(kind, _)| !is_sheet || kind.is_notice())
}

/// The line in a picture that tells what it is of: a banner, or the title of a notice. The head of a board only says
/// that it is one.
pub fn banner(written: &str) -> Option<&str> {
    /// A longer line is running text.
    const LONGEST: usize = 40;
    let lines = written.lines().map(str::trim).filter(|line| (6..=LONGEST).contains(&line.chars().count()));
    lines.take(4).find(|line| {
        let folded = fold_name(line);
        WORDS.iter().any(|(kind, words)| *kind != PhotoKind::Scan && words.is_match(&folded)) && !folded.ends_with('栏')
    })
}

/// The first kind whose words fit. Views are looked for in the whole path: `公示/近景/1.jpg`.
fn by_words(text: &str, path: &ArchivePath, writing: Option<PhotoWriting>) -> Option<PhotoKind> {
    let found = WORDS.iter().find(|(_, words)| words.is_match(text)).map(|(kind, _)| *kind);
    let whole = fold_name(path.as_str());
    match found {
        Some(PhotoKind::Notice) => Some(view(&whole, writing)),
        None if (NEAR.is_match(text) || FAR.is_match(text)) && NOTICE.is_match(&whole) => Some(view(&whole, writing)),
        other => other,
    }
}

fn view(path: &str, writing: Option<PhotoWriting>) -> PhotoKind {
    let last = |words: &Regex| words.find_iter(path).last().map(|found| found.start());
    // The word nearest to the file's name counts.
    match (last(&NEAR), last(&FAR)) {
        (Some(near), Some(far)) if near > far => PhotoKind::NoticeNear,
        (_, Some(_)) => PhotoKind::NoticeFar,
        (Some(_), None) => PhotoKind::NoticeNear,
        (None, None) => match writing {
            Some(found) if found.characters >= NEAR_CHARACTERS && found.area >= NEAR_TEXT_AREA => PhotoKind::NoticeNear,
            Some(found) if found.characters <= FAR_CHARACTERS => PhotoKind::NoticeFar,
            _ => PhotoKind::Notice,
        },
    }
}

/// R17: the proportions of a phone's screen, and no camera.
fn is_screen(facts: &PhotoFacts) -> bool {
    let (short, long) = (facts.width.min(facts.height), facts.width.max(facts.height));
    let like_a_screen = short >= 320 && long as f32 >= SCREEN_RATIO * short as f32 && long as f32 <= 2.5 * short as f32;
    !facts.is_video && facts.camera.is_none() && facts.taken.is_none() && like_a_screen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, writing: Option<PhotoWriting>) -> (PhotoKind, Source) {
        let facts = PhotoFacts { camera: Some("HUAWEI P30".to_owned()), ..PhotoFacts::default() };
        kind(&ArchivePath::new(path), &facts, writing, "")
    }

    #[test]
    fn by_what_is_written_in_the_picture() {
        let facts = PhotoFacts { camera: Some("HUAWEI P30".to_owned()), ..PhotoFacts::default() };
        let seen = |written: &str, characters, area| {
            kind(&ArchivePath::new("张庄村/新建文件夹/1.jpg"), &facts, Some(PhotoWriting { characters, area }), written)
        };
        assert_eq!(seen("北坡村股权设置村民代表会议", 13, 0.07), (PhotoKind::Meeting, Source::Overlay));
        assert_eq!(seen("村务公开栏\nQ9", 7, 0.02), (PhotoKind::NoticeFar, Source::Overlay));
        assert_eq!(seen("北坡村资产公示\n截至某日", 300, 0.6), (PhotoKind::NoticeNear, Source::Overlay));
        assert_eq!(seen("党员会议记录\n时间", 400, 0.6).0, PhotoKind::Other, "a paper");
        assert_eq!(seen("12:30", 5, 0.01).0, PhotoKind::Other);
        assert_eq!(seen("村务公开栏\n榜文若干", 300, 0.03).0, PhotoKind::Notice, "the board, and it can be read");
        assert_eq!(banner("Q9\n北坡村股权设置村民代表会议"), Some("北坡村股权设置村民代表会议"));
        assert_eq!(banner("北坡村村务公开栏"), None);
    }

    #[test]
    fn by_name_and_folder() {
        for (path, expected) in [
            ("张庄村/清产/公示近景20180615.jpg", (PhotoKind::NoticeNear, Source::FileName)),
            ("张庄村/清产/公示远景20180615.jpg", (PhotoKind::NoticeFar, Source::FileName)),
            ("张庄村/公示/近景/1.jpg", (PhotoKind::NoticeNear, Source::Folder)),
            ("张庄村/公示近景/全景.jpg", (PhotoKind::NoticeFar, Source::FileName)),
            ("张庄村/20180612村民代表会议/照片/IMG_1.jpg", (PhotoKind::Meeting, Source::Folder)),
            ("张庄村/05股权证/发放照片/3.jpg", (PhotoKind::Certificate, Source::Folder)),
            ("镇级/档案盒.jpg", (PhotoKind::ArchiveBox, Source::FileName)),
            ("镇级/办公室门牌.jpg", (PhotoKind::Office, Source::FileName)),
            ("张庄村/会议/Screenshot_20200516.png", (PhotoKind::Screenshot, Source::FileName)),
            ("张庄村/会议/扫描全能王 2020-06-24.jpg", (PhotoKind::Scan, Source::FileName)),
            ("张庄村/量化/张榜照片远.jpg", (PhotoKind::NoticeFar, Source::FileName)),
            ("张庄村/量化/公示栏照片（近）.jpg", (PhotoKind::NoticeNear, Source::FileName)),
            ("张庄村/近景.jpg", (PhotoKind::Other, Source::None)),
            ("张庄村/四、股东会/相片/DSC_1.jpg", (PhotoKind::Meeting, Source::Folder)),
            ("张庄村/开会/会场.jpg", (PhotoKind::Meeting, Source::FileName)),
            ("张庄村/理事会成员合影.jpg", (PhotoKind::Other, Source::None)),
        ] {
            assert_eq!(of(path, None), expected, "{path}");
        }
    }

    #[test]
    fn by_writing_and_shape() {
        let writing = |characters, area| Some(PhotoWriting { characters, area });
        assert_eq!(of("张庄村/公示/1.jpg", None).0, PhotoKind::Notice);
        assert_eq!(of("张庄村/公示/1.jpg", writing(300, 0.55)).0, PhotoKind::NoticeNear);
        assert_eq!(of("张庄村/公示/1.jpg", writing(30, 0.08)).0, PhotoKind::NoticeFar);
        let plain = PhotoFacts { width: 1080, height: 2340, ..PhotoFacts::default() };
        let path = ArchivePath::new("张庄村/1.png");
        assert_eq!(kind(&path, &plain, None, ""), (PhotoKind::Screenshot, Source::None));
        let photo = PhotoFacts { width: 1080, height: 1440, ..PhotoFacts::default() };
        assert_eq!(kind(&path, &photo, None, "").0, PhotoKind::Other);
        assert_eq!(kind(&path, &photo, writing(400, 0.6), "").0, PhotoKind::Scan);
    }
}
