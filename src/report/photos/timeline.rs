//! Photos over time: a bar a month, or a year where the months are too many.

use std::collections::BTreeMap;

use crate::model::{Lang, PhotoRecord};

/// More months than this are shown as years.
const MOST_MONTHS: usize = 48;
/// The drawing's size in its own units; bars stand on a line that leaves room for words.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 132.0;
const BASE: f64 = 100.0;
const TOP: f64 = 28.0;

/// The month in which a photo was taken, `2018-06`.
pub fn month_of(photo: &PhotoRecord) -> Option<String> {
    photo.captured.value.as_deref().and_then(|value| value.get(..7)).map(str::to_owned)
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The month or year, `2018-06` or `2018`.
    pub key: String,
    /// What it says when asked.
    pub title: String,
    /// How many photos.
    pub count: usize,
    /// Left edge, top, width and height, in the drawing's units.
    pub area: [String; 4],
    /// The middle, where its number stands.
    pub middle: String,
    /// The height of the number.
    pub above: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is what is shown now.
    pub is_current: bool,
}

/// The timeline.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelineShown {
    /// One for each month or year with photos.
    pub bars: Vec<Bar>,
    /// Words below the line: where they begin, and what.
    pub ticks: Vec<(String, String)>,
    /// Photos without a time.
    pub undated: usize,
    /// `0 0 960 132`.
    pub view: String,
}

impl TimelineShown {
    /// Counts photos by month. `href` says where a bar leads, `current` which one is shown now.
    pub fn new<'p>(
        photos: impl Iterator<Item = &'p PhotoRecord>,
        lang: Lang,
        current: &str,
        href: impl Fn(&str) -> String,
    ) -> Self {
        let (mut months, mut undated) = (BTreeMap::<String, usize>::new(), 0);
        for photo in photos {
            match month_of(photo) {
                Some(month) => *months.entry(month).or_default() += 1,
                None => undated += 1,
            }
        }
        let span = |key: &str| -> Option<i32> {
            let (year, month) = key.split_once('-').unwrap_or((key, "01"));
            Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
        };
        let ends =
            (months.keys().next().and_then(|key| span(key)), months.keys().next_back().and_then(|key| span(key)));
        let (Some(first), Some(last)) = ends else {
            return Self { undated, view: format!("0 0 {WIDTH} {HEIGHT}"), ..Self::default() };
        };
        let by_year = usize::try_from(last - first + 1).unwrap_or(usize::MAX) > MOST_MONTHS;
        if by_year {
            let mut years: BTreeMap<String, usize> = BTreeMap::new();
            for (month, count) in months {
                *years.entry(month.get(..4).unwrap_or_default().to_owned()).or_default() += count;
            }
            months = years;
        }
        let unit = if by_year { 12 } else { 1 };
        let first = if by_year { first - first.rem_euclid(12) } else { first };
        let places = f64::from((last - first) / unit + 1);
        let step = (WIDTH / places).min(72.0);
        let most = months.values().copied().max().unwrap_or(1) as f64;
        let at = |key: &str| f64::from((span(key).unwrap_or(first) - first) / unit) * step;
        let bars = months
            .iter()
            .map(|(key, &count)| {
                let height = (count as f64 / most * (BASE - TOP)).max(3.0);
                let left = at(key);
                Bar {
                    title: match lang {
                        Lang::Zh => format!("{key}：{count} 张"),
                        Lang::En => format!("{key}: {count}"),
                    },
                    count,
                    area: [left + step * 0.1, BASE - height, step * 0.8, height].map(|value| format!("{value:.1}")),
                    middle: format!("{:.1}", left + step / 2.0),
                    above: format!("{:.1}", BASE - height - 3.0),
                    href: href(key),
                    is_current: current == key,
                    key: key.clone(),
                }
            })
            .collect();
        // A word for each January, and for the first month.
        let mut ticks: Vec<(String, String)> = Vec::new();
        let mut free = f64::MIN;
        for month in (first..=last).step_by(usize::try_from(unit).unwrap_or(1)) {
            let left = f64::from((month - first) / unit) * step;
            let is_start = month == first || month.rem_euclid(12) == 0;
            if is_start && left >= free {
                let (year, number) = (month.div_euclid(12), month.rem_euclid(12) + 1);
                let word = if by_year || number == 1 { year.to_string() } else { format!("{year}-{number:02}") };
                ticks.push((format!("{left:.1}"), word));
                free = left + 64.0;
            }
        }
        Self { bars, ticks, undated, view: format!("0 0 {WIDTH} {HEIGHT}") }
    }
}
