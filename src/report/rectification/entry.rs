//! What is to be put right, as the list and the notice show it.

use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

use crate::{
    model::{Citation, Lang, UnitAssessment},
    report::{
        codes,
        todo::{self, Class, Todo},
        view::Report,
        words::{self, one_line},
    },
    text::Cut,
};

/// How many places of a task are named before the rest is only counted.
const PLACES_NAMED: usize = 3;
/// How many characters of a quotation or an item's text stand in a cell.
const QUOTE_SHOWN: usize = 36;

/// The columns' widths on paper in millimetres: number and box, what, where, how, who, by when. Together as wide as an A4
/// page between margins of 15 mm.
pub(super) const WIDTHS_MM: [f64; 6] = [10.0, 56.0, 46.0, 42.0, 13.0, 13.0];
/// The width of a full-width character of 9 points, the height of a line and what a row adds to it.
const CHARACTER_MM: f64 = 9.0 * 25.4 / 72.0;
const CELL_PADDING_MM: f64 = 2.6;
const LINE_POINTS: f64 = 12.5;
const ROW_POINTS: f64 = 3.5;
/// The height that the rows of the list have on its page.
const PAGE_POINTS: f64 = 560.0;

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RectificationEntry {
    /// Its place in the list, counted from 1.
    pub(super) number: usize,
    /// What sort of task, in a word.
    pub(super) class: &'static str,
    /// What to do.
    pub(super) what: String,
    /// Where it shows, a place a line.
    pub(super) places: Vec<String>,
    /// How to mend it.
    pub(super) how: String,
}

/// A village's tasks with what stands around them.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    pub(super) report: &'a Report,
    pub(super) unit: &'a UnitAssessment,
    pub(super) lang: Lang,
    /// The day by which everything is to be done; `None` where people fill it in.
    pub(super) due: Option<Date>,
    pub(super) all: Vec<RectificationEntry>,
}

impl<'a> Entries<'a> {
    /// The tasks of a unit of the report. Without a day given it is the deadline, as long as that is ahead.
    pub(super) fn new(report: &'a Report, unit: &'a UnitAssessment, due: Option<Date>, lang: Lang) -> Self {
        let deadline = Some(report.deadline()).filter(|deadline| *deadline >= report.today);
        let folder = report.township.villages.iter().find(|village| Some(village.name.as_str()) == unit.unit.village());
        let folder = folder.and_then(|village| village.folder.as_deref()).map(|folder| format!("{folder}/"));
        let entry = |(number, todo): (usize, Todo)| entry(report, &todo, number, folder.as_deref(), lang);
        let all = (1..).zip(todo::todos(report, unit)).map(entry).collect();
        Self { report, unit, lang, due: due.or(deadline), all }
    }

    /// The unit's name.
    pub(super) fn name(&self) -> &str {
        words::unit_name(&self.unit.unit, self.lang)
    }

    /// How many of the tasks, the most weighty first, fit on one page.
    pub(super) fn on_one_page(&self) -> usize {
        let mut left = PAGE_POINTS;
        let fits = |entry: &&RectificationEntry| {
            left -= entry.height();
            left >= 0.0
        };
        self.all.iter().take_while(fits).count().max(1)
    }

    /// The day by which it is to be done, in a narrow column; a gap to fill in where there is none.
    pub(super) fn due_short(&self) -> String {
        match (self.due, self.lang) {
            (Some(day), Lang::Zh) => format!("{}月{}日", day.month(), day.day()),
            (Some(day), Lang::En) => format!("{}/{}", day.day(), day.month()),
            (None, _) => String::new(),
        }
    }
}

impl RectificationEntry {
    /// The height of its row on paper, in points.
    fn height(&self) -> f64 {
        let places = self.places.join("\n");
        let what = format!("{}　{}", self.class, self.what);
        let cells = [what.as_str(), &places, &self.how];
        let lines = cells.iter().zip(&WIDTHS_MM[1..4]).map(|(text, width)| lines_in(text, *width)).max().unwrap_or(1);
        f64::from(lines.max(1)) * LINE_POINTS + ROW_POINTS
    }
}

/// Lines of a text in a column so wide. A line that breaks before a punctuation mark holds one character less.
fn lines_in(text: &str, width_mm: f64) -> u32 {
    let held = ((width_mm - CELL_PADDING_MM) / CHARACTER_MM).floor() * 2.0 - 1.0;
    let of = |line: &str| {
        let cells = f64::from(u32::try_from(line.width_cjk()).unwrap_or(u32::MAX));
        (cells / held).ceil().max(1.0)
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines of a cell")]
    let lines = text.lines().map(of).sum::<f64>() as u32;
    lines
}

fn entry(report: &Report, todo: &Todo, number: usize, folder: Option<&str>, lang: Lang) -> RectificationEntry {
    let mut places: Vec<String> =
        todo.citations.iter().take(PLACES_NAMED).map(|citation| place(citation, folder, lang)).collect();
    let all = todo.citations.len();
    if all > PLACES_NAMED {
        places.push(match lang {
            Lang::Zh => format!("等 {all} 处"),
            Lang::En => format!("{all} places in all"),
        });
    }
    // What is missing shows nowhere: the item that asks for it is named instead.
    if todo.urgency.class == Class::Gap
        && let Some(item) = todo.items.first().and_then(|id| report.rubric.item(id))
    {
        places.push(short(&item.text));
    }
    let items = words::items(&todo.items, lang);
    let action = todo.action.get(lang);
    RectificationEntry {
        number,
        class: todo.urgency.class.word(lang),
        what: if items.is_empty() { action.to_owned() } else { format!("{action}（{items}）") },
        places,
        how: todo.code.map(codes::explain).map_or_else(
            || lang.pick("看过变动后重新评定。", "Look at what changed and decide again.").to_owned(),
            |explained| explained.remedy.get(lang).to_owned(),
        ),
    }
}

/// A place, its path counted from the village's own folder.
fn place(citation: &Citation, folder: Option<&str>, lang: Lang) -> String {
    let path = citation.path.as_str();
    let mut line = folder.and_then(|folder| path.strip_prefix(folder)).unwrap_or(path).to_owned();
    if let Some(page) = citation.page {
        line.push_str(&match lang {
            Lang::Zh => format!(" 第 {page} 页"),
            Lang::En => format!(" page {page}"),
        });
    }
    if !citation.quote.is_empty() {
        line.push_str(&format!(" “{}”", short(&one_line(&citation.quote))));
    }
    line
}

/// The beginning of a text.
fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTE_SHOWN) {
        Some((at, _)) => format!("{}…", text.part(..at)),
        None => text.to_owned(),
    }
}

/// A day in words: `2020年6月30日`, `30 June 2020`.
pub(super) fn day(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.strftime("%-d %B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_task_says_what_where_and_how() {
        let report = fixture::report();
        let entries = Entries::new(&report, &report.villages[0], None, Lang::Zh);
        let first = &entries.all[0];
        assert_eq!((first.number, first.class), (1, "先核实"));
        assert_eq!(first.what, "第 3 条疑似限制外嫁女，请核实并建议修改。（V11）");
        assert!(first.places[0].starts_with("成员办法.docx 第 3 页 “"), "{:?}", first.places);
        assert!(first.how.starts_with("请看原文再定"));
        let gap = entries.all.iter().find(|entry| entry.what.contains("V20")).expect("a gap");
        assert_eq!(gap.places, ["向全体成员公示结果，保留公示影像资料"]);
        assert_eq!(entries.due, Some(date(2020, 6, 30)), "the deadline is ahead");
        assert_eq!(entries.due_short(), "6月30日");
        let mut late = report.clone();
        late.today = date(2020, 7, 1);
        assert_eq!(Entries::new(&late, &late.villages[0], None, Lang::Zh).due, None);
        let given = Entries::new(&late, &late.villages[0], Some(date(2020, 8, 1)), Lang::En);
        assert_eq!(given.due_short(), "1/8");
        assert_eq!(day(date(2020, 8, 1), Lang::En), "1 August 2020");
    }

    #[test]
    fn a_page_holds_so_many_lines() {
        let report = fixture::report().for_village("张庄村");
        let mut entries = Entries::new(&report, &report.villages[0], None, Lang::Zh);
        assert_eq!(entries.on_one_page(), entries.all.len(), "few fit");
        let one = entries.all[0].clone();
        entries.all = vec![one.clone(); 60];
        let fit = entries.on_one_page();
        assert!((7..20).contains(&fit), "{fit}");
        // One that fills more than a page stands alone.
        entries.all = vec![RectificationEntry { what: "很长".repeat(3_000), ..one }; 2];
        assert_eq!(entries.on_one_page(), 1);
        assert_eq!(lines_in("一二三四五六七八九十一二三四五六七八九十", 56.0), 2);
    }
}
