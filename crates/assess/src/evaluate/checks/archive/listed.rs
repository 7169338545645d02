//! The rows of contents lists against the files: by place, by words, by what both are about, and by number.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::ArchiveSurvey;
use crate::{
    evaluate::{Case, Document, documents::contents_list::ListedPaper},
    model::{Citation, FileStatus},
    text::{
        cut::Cut,
        dates::find_dates,
        fold::fold_name,
        names::{strip_order, village_key},
    },
};

/// Rows from which a list can be held against the files.
const ROWS: usize = 5;
/// The share of two titles' pairs of characters from which they are one title.
const ALIKE: f64 = 0.55;

/// Several photos as one piece.
static PHOTOS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:照片|相片|影像|图片|图像)[^。;]{0,12}?(?:[0-9一二三四五六七八九十百]+(?:张|幅|帧|件|份)|[一1](?:组|套|册|批)|若干)|(?:照片|影像)(?:资料|册|集)")
        .expect("the pattern is constant")
});

/// A title or a row made comparable.
struct ComparableTitle {
    names: Vec<BTreeSet<(char, char)>>,
    plain: Vec<String>,
    kinds: Vec<String>,
    topics: Vec<String>,
    day: Option<jiff::civil::Date>,
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = text.chars().collect();
    chars.array_windows().map(|[first, second]| (*first, *second)).collect()
}

/// The words of a title that tell it from others: without order, dates, marks, and the names of the village.
fn key(case: &Case<'_>, title: &str) -> String {
    let folded = fold_name(title);
    let title = strip_order(&folded);
    let mut key = String::new();
    let mut rest = 0;
    for mention in find_dates(title) {
        key.push_str(title.part(rest..mention.range.start));
        rest = mention.range.end;
    }
    key.push_str(title.part(rest..));
    let unit = case.unit.village().map(|name| [fold_name(name), village_key(name)]);
    for name in unit.into_iter().flatten().chain([fold_name(&case.township.name)]) {
        key = key.replace(&name, "");
    }
    key.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}') || c.is_ascii_alphanumeric()).collect()
}

fn share(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    2.0 * count(a.intersection(b).count()) / count(a.len() + b.len())
}

impl ComparableTitle {
    fn of_row(case: &Case<'_>, row: &ListedPaper) -> Self {
        let folded = fold_name(&row.title);
        let kinds = case.matcher.kinds_of(&folded, false);
        let photo = case.matcher.kinds_of(&folded, true);
        let day = find_dates(&row.date).into_iter().chain(find_dates(&row.title)).find(|found| found.is_day());
        Self {
            names: vec![pairs(&key(case, &row.title))],
            plain: vec![key(case, &row.title)],
            kinds: kinds.into_iter().chain(photo).map(str::to_owned).collect(),
            topics: case.matcher.topics_of(&folded).into_iter().map(str::to_owned).collect(),
            day: day.map(|found| found.date),
        }
    }

    fn of_file(case: &Case<'_>, document: &Document) -> Self {
        let plain = vec![key(case, &document.title), key(case, document.path.stem())];
        Self {
            names: plain.iter().map(|name| pairs(name)).collect(),
            plain,
            kinds: document.kind.iter().chain(&document.secondary).cloned().collect(),
            topics: document.topics.clone(),
            day: document.date.as_ref().map(|dated| dated.date),
        }
    }

    fn shares_topic(&self, file: &ComparableTitle) -> bool {
        self.topics.iter().any(|topic| file.topics.contains(topic))
    }

    /// Whether a row may name a file: by its words, or else by what it is and is about, unless the days differ.
    fn fits(&self, file: &ComparableTitle) -> bool {
        let by_words = self.names.iter().any(|own| file.names.iter().any(|other| share(own, other) >= ALIKE))
            || self.plain.iter().any(|own| {
                file.plain.iter().any(|other| {
                    let (short, long) = if own.len() < other.len() { (own, other) } else { (other, own) };
                    short.chars().count() >= 4 && long.contains(short.as_str())
                })
            });
        let same_day = self.day.is_some() && self.day == file.day;
        let other_day = self.day.is_some() && file.day.is_some() && !same_day;
        let same_topic = self.shares_topic(file);
        let by_kind =
            self.kinds.iter().any(|kind| file.kinds.first() == Some(kind)) && (same_day || (same_topic && !other_day));
        by_words || by_kind
    }
}

/// Whether a row is one piece of several photos: 公示照片21张, 现场影像一组.
fn is_of_photos(title: &str) -> bool {
    PHOTOS.is_match(&fold_name(title))
}

/// Holds the lists against the files, both ways.
pub(super) fn compare(case: &Case<'_>, survey: &mut ArchiveSurvey, papers: &[&Document]) {
    survey.papers = papers.len();
    if survey.rows.len() < ROWS {
        return;
    }
    let all: Vec<(&Document, ComparableTitle)> = case
        .documents
        .iter()
        .filter(|document| document.status != FileStatus::Ignored)
        .map(|document| (document, ComparableTitle::of_file(case, document)))
        .collect();
    let listed: Vec<ComparableTitle> = survey.rows.iter().map(|(_, row)| ComparableTitle::of_row(case, row)).collect();
    for (at, ((list, row), known)) in survey.rows.iter().zip(&listed).enumerate() {
        let by_place = (!row.place.is_empty()).then(|| {
            let place = row.place.replace('\\', "/");
            let place = place.trim_start_matches("./").trim_matches('/').to_owned();
            let whole = format!("{}/{place}", list.folder());
            all.iter().any(|(document, _)| {
                let path = document.path.as_str();
                path == whole || path.ends_with(&format!("/{place}")) || document.path.stem() == place
            })
        });
        let found = by_place.unwrap_or(false)
            || all.iter().any(|(_, file)| known.fits(file))
            || is_of_photos(&row.title)
                && all.iter().any(|(document, file)| {
                    document.is_photo() && (known.topics.is_empty() || known.shares_topic(file))
                });
        if !found {
            survey.without_file.push(at);
        }
    }
    let numbers = shared_numbers(case, survey);
    for document in papers {
        let file = ComparableTitle::of_file(case, document);
        // 会议纪要更正 has words of 会议纪要; where files bear the list's numbers, the number tells them apart.
        let is_beyond = numbers.as_ref().zip(number_of(document)).is_some_and(|(numbers, own)| !numbers.contains(&own));
        if is_beyond || !listed.iter().any(|row| row.fits(&file)) {
            survey.unlisted.push(Citation::file(&document.path));
        }
    }
}

/// The number that a file's name is, or begins with: `017.pdf`, `017-资源登记簿.docx`. A year or a day is none.
fn number_of(document: &Document) -> Option<u32> {
    let name = fold_name(document.path.stem());
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = name.strip_suffix(rest)?;
    let is_end = rest.is_empty() || rest.starts_with(['-', '_', '、', '.', ' ']) && find_dates(&name).is_empty();
    if (1..=3).contains(&digits.len()) && is_end { digits.parse().ok() } else { None }
}

/// The numbers of the lists' rows, where the files bear the same: each number once in the lists and once among the
/// files, and nearly every row with its file.
fn shared_numbers(case: &Case<'_>, survey: &ArchiveSurvey) -> Option<BTreeSet<u32>> {
    let rows: Vec<u32> = survey.rows.iter().filter_map(|(_, row)| row.number).collect();
    let files: Vec<u32> = case
        .documents
        .iter()
        .filter(|document| document.status != FileStatus::Ignored && !document.path.as_str().contains('!'))
        .filter_map(number_of)
        .collect();
    let (listed, there): (BTreeSet<u32>, BTreeSet<u32>) =
        (rows.iter().copied().collect(), files.iter().copied().collect());
    let are_unique = listed.len() == rows.len() && there.len() == files.len();
    let both = listed.intersection(&there).count();
    (are_unique && listed.len() >= ROWS && both * 10 >= listed.len() * 9).then_some(listed)
}
