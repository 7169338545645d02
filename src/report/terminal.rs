//! The report for a terminal, as wide as it is; in 80 columns for the built-in rubric where nothing says how wide.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::{
    model::{ItemAssessment, ItemState, Lang, Severity, UnitAssessment},
    report::{
        folders, history, lines,
        todo::{self, Class, Todo},
        view::Report,
        words,
    },
    text::Cut,
};

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI colours and weights.
    Color,
}

/// The columns where nothing says how many there are.
pub const COLUMNS: usize = 80;
/// The least and the most columns that are written for: longer lines are hard to read.
const FEWEST: usize = 50;
const MOST: usize = 140;
/// The columns that a unit's name gets at most, of 80; one more for every eight beyond.
const NAME_WIDTH: usize = 14;
/// How many things to do the overview names.
const TODOS_SHOWN: usize = 8;
const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const GREY: &str = "90";

/// Writes the report: the overview, or, where it holds one village, that village in detail.
///
/// # Errors
/// What the writer gives.
pub fn write(report: &Report, lang: Lang, style: Style, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let columns = columns.clamp(FEWEST, MOST);
    let page = TerminalPage { report, lang, style, columns };
    page.head(out)?;
    match report.villages.as_slice() {
        [village] => page.detail(village, out)?,
        _ => page.overview(out)?,
    }
    page.legend(out)?;
    page.ledger(out)
}

struct TerminalPage<'a> {
    report: &'a Report,
    lang: Lang,
    style: Style,
    columns: usize,
}

impl TerminalPage<'_> {
    /// The columns that running text is wrapped to.
    fn text_width(&self) -> usize {
        self.columns - 2
    }

    fn name_width(&self) -> usize {
        NAME_WIDTH + self.columns.saturating_sub(COLUMNS) / 8
    }

    fn paint(&self, text: &str, code: &str) -> String {
        match self.style {
            Style::Plain => text.to_owned(),
            Style::Color => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn sign(&self, state: ItemState) -> String {
        let code = match state {
            ItemState::Complete => GREEN,
            ItemState::Partial => YELLOW,
            ItemState::Missing | ItemState::Fault => RED,
            ItemState::Unreadable => GREY,
        };
        self.paint(words::state_sign(state), code)
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { report, lang, .. } = *self;
        let deadline = report.deadline();
        let days = words::days_left(report.today, deadline, lang);
        let name = self.paint(&shown(report.township_name()), BOLD);
        writeln!(out, "{name}  {}", shown(&report.rubric.title))?;
        match lang {
            Lang::Zh => writeln!(out, "{deadline} 截止，{days}")?,
            Lang::En => writeln!(out, "due {deadline}, {days}")?,
        }
        if let Some(warning) = folders::warning(report, lang) {
            let how =
                lang.pick("（cundang folders，或工作台的“设置”）", " (cundang folders, or Settings at the workbench)");
            for line in wrapped(&format!("✗ {warning}{how}"), self.text_width()) {
                writeln!(out, "{}", self.paint(&line, RED))?;
            }
        }
        writeln!(out)
    }

    fn overview(&self, out: &mut dyn Write) -> io::Result<()> {
        self.matrix(self.report.town.as_slice(), out)?;
        if self.report.villages.is_empty() {
            let why = self.lang.pick(
                "没有找到村：档案下每个村一个文件夹，或在 archive.json 里列出。",
                "No village was found: give each a folder in the archive, or list them in archive.json.",
            );
            writeln!(out, "{why}\n")?;
        } else {
            self.matrix(&self.report.villages, out)?;
        }
        self.decided(out)?;
        let mut all: Vec<(&UnitAssessment, Todo)> = Vec::new();
        for unit in self.report.units() {
            all.extend(todo::todos(self.report, unit).into_iter().map(|todo| (unit, todo)));
        }
        // The sort is stable, so units keep their order among equals.
        all.sort_by(|(_, a), (_, b)| {
            let points = b.urgency.points.total_cmp(&a.urgency.points);
            a.urgency.class.cmp(&b.urgency.class).then(points)
        });
        let rest = all.len().saturating_sub(TODOS_SHOWN);
        let todos = all.iter().take(TODOS_SHOWN).map(|(unit, todo)| {
            (format!("{} ", fitted(words::unit_name(&unit.unit, self.lang), self.name_width())), todo)
        });
        self.todos(todos.collect(), rest, out)
    }

    /// How much is decided, where anything is.
    fn decided(&self, out: &mut dyn Write) -> io::Result<()> {
        let items = || self.report.units().flat_map(|unit| &unit.items);
        let decided = items().filter(|item| item.decision.is_some()).count();
        let settled: usize = items().map(|item| item.settled.len()).sum();
        if decided + settled == 0 {
            return Ok(());
        }
        let stale = items().filter(|item| item.is_stale()).count();
        let all = items().count();
        match self.lang {
            Lang::Zh => writeln!(out, "已评定 {decided} / {all} 项，已判断 {settled} 处发现，待复核 {stale} 项\n"),
            Lang::En => {
                writeln!(
                    out,
                    "{decided} of {all} items scored, {settled} findings settled, {stale} items to look at again\n"
                )
            }
        }
    }

    /// Units against items, one sign each; the items' numbers are written vertically over their columns.
    fn matrix(&self, units: &[UnitAssessment], out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = units.first() else { return Ok(()) };
        let names: Vec<String> =
            units.iter().map(|unit| fitted(words::unit_name(&unit.unit, self.lang), self.name_width())).collect();
        let width = names.iter().map(|name| name.width()).max().unwrap_or(0).max(4);
        let ids: Vec<&str> = first.items.iter().map(|item| item.id.as_str()).collect();
        let letters = common_letters(&ids);
        let rows = ids.iter().map(|id| id.chars().count().saturating_sub(letters)).max().unwrap_or(0);
        for row in 0..rows {
            let label: String = match row + 1 == rows {
                true => ids.first().map(|id| id.chars().take(letters).collect()).unwrap_or_default(),
                false => String::new(),
            };
            let mut line = padded(&label, width);
            for id in &ids {
                line.push_str(&format!(" {}", id.chars().nth(letters + row).unwrap_or(' ')));
            }
            if row + 1 == rows {
                let full = words::points(first.score.max);
                line.push_str(&match self.lang {
                    Lang::Zh => format!("  已确认 – 最高可得（{full} 分）"),
                    Lang::En => format!("  confirmed – possible of {full}"),
                });
            }
            writeln!(out, "{}", self.paint(line.trim_end(), DIM))?;
        }
        for (unit, name) in units.iter().zip(&names) {
            let signs: String = unit.items.iter().map(|item| format!(" {}", self.sign(item.state))).collect();
            let score = unit.score;
            let interval = words::interval(score.confirmed, score.possible);
            writeln!(out, "{}{signs}  {interval}", padded(name, width))?;
        }
        writeln!(out)
    }

    fn todos(&self, todos: Vec<(String, &Todo)>, rest: usize, out: &mut dyn Write) -> io::Result<()> {
        let Self { lang, .. } = *self;
        if todos.is_empty() {
            return writeln!(out, "{}\n", lang.pick("没有待办。", "Nothing is left to do."));
        }
        writeln!(out, "{}", self.paint(lang.pick("先做这些", "To do first"), BOLD))?;
        let names = todos.iter().map(|(unit, _)| unit.trim_end().width() + 1).max().unwrap_or(0);
        for (index, (unit, todo)) in todos.into_iter().enumerate() {
            let sign = match todo.urgency.class {
                Class::Fault => self.paint("✗", RED),
                Class::Unread => self.paint("▨", GREY),
                Class::Gap => self.paint("○", RED),
                Class::Warning => self.paint("◐", YELLOW),
            };
            let unit = if unit.is_empty() { unit } else { padded(unit.trim_end(), names) };
            let items =
                if todo.items.is_empty() { String::new() } else { format!("{} ", words::items(&todo.items, lang)) };
            let lead = format!("{:>2} ", index + 1);
            let text = format!("{unit}{items}{}", shown(todo.action.get(lang)));
            for (line_index, line) in wrapped(&text, self.text_width() - 5).iter().enumerate() {
                if line_index == 0 {
                    writeln!(out, "{lead}{sign} {line}")?;
                } else {
                    writeln!(out, "     {line}")?;
                }
            }
        }
        if rest > 0 {
            let more = match lang {
                Lang::Zh => format!("   另有 {rest} 件，见 --village 或 --format html"),
                Lang::En => format!("   {rest} more: see --village or --format html"),
            };
            writeln!(out, "{}", self.paint(&more, DIM))?;
        }
        writeln!(out)
    }

    fn detail(&self, unit: &UnitAssessment, out: &mut dyn Write) -> io::Result<()> {
        self.matrix(std::slice::from_ref(unit), out)?;
        let all = todo::todos(self.report, unit);
        self.todos(all.iter().map(|todo| (String::new(), todo)).collect(), 0, out)?;
        for item in &unit.items {
            self.item(item, out)?;
        }
        Ok(())
    }

    fn item(&self, item: &ItemAssessment, out: &mut dyn Write) -> io::Result<()> {
        let Self { report, lang, .. } = *self;
        let rule = report.rubric.item(&item.id);
        let interval = words::interval(item.min, item.max);
        let points = words::points(item.points);
        let word = words::state_word(item.state, lang);
        let score = match lang {
            Lang::Zh => format!("{word}，{interval} / {points} 分，{}", words::decided_by_word(item.decided_by, lang)),
            Lang::En => format!("{word}, {interval} / {points}, {}", words::decided_by_word(item.decided_by, lang)),
        };
        writeln!(out, "{} {}  {score}", self.sign(item.state), self.paint(&item.id, BOLD))?;
        if let Some(rule) = rule {
            for line in wrapped(&shown(&rule.text), self.text_width() - 2) {
                writeln!(out, "  {line}")?;
            }
        }
        if let Some(decision) = &item.decision {
            let line = history::decision_line(&history::decision(decision, lang), lang);
            for line in wrapped(&shown(&line), self.text_width() - 2) {
                writeln!(out, "  {}", self.paint(&line, BOLD))?;
            }
        }
        for slot in &item.slots {
            let name = report.rubric.slot(&slot.id).map_or(slot.id.as_str(), |named| named.name.get(lang));
            let unread = item.state == ItemState::Unreadable && !slot.is_filled();
            let found = if unread { word.to_owned() } else { format!("{}/{}", slot.found, slot.required) };
            writeln!(out, "    {} {found}", shown(name))?;
            for evidence in item.evidence.iter().filter(|evidence| evidence.slot == slot.id) {
                writeln!(out, "      {}", self.paint(&shown(&lines::place(&evidence.citation, lang)), DIM))?;
            }
        }
        for line in lines::reasons(item, lang) {
            for line in wrapped(&shown(&line), self.text_width() - 4) {
                writeln!(out, "    {line}")?;
            }
        }
        for settled in &item.settled {
            let title = settled.finding.code.title(lang);
            let line = history::verdict_line(&history::verdict(settled, lang), lang);
            for line in wrapped(&shown(&format!("{title}: {line}")), self.text_width() - 4) {
                writeln!(out, "    {}", self.paint(&line, DIM))?;
            }
        }
        for finding in &item.findings {
            let code = if finding.severity == Severity::Fault { RED } else { YELLOW };
            let sign = self.paint(words::severity_sign(finding.severity), code);
            let lines = wrapped(&shown(finding.message.get(lang)), self.text_width() - 6);
            for (index, line) in lines.iter().enumerate() {
                if index == 0 {
                    writeln!(out, "    {sign} {line}")?;
                } else {
                    writeln!(out, "      {line}")?;
                }
            }
            for place in &finding.places {
                writeln!(out, "      {}", self.paint(&shown(&lines::place(place, lang)), DIM))?;
            }
        }
        writeln!(out)
    }

    fn legend(&self, out: &mut dyn Write) -> io::Result<()> {
        let signs: Vec<String> = ItemState::ALL
            .iter()
            .map(|&state| format!("{} {}", self.sign(state), words::state_word(state, self.lang)))
            .collect();
        writeln!(out, "{}", signs.join("  "))
    }

    fn ledger(&self, out: &mut dyn Write) -> io::Result<()> {
        let ledger = self.report.ledger;
        let [files, read, unreadable, ignored] =
            [ledger.files, ledger.read, ledger.unreadable, ledger.ignored].map(words::count);
        match self.lang {
            Lang::Zh => {
                writeln!(out, "共 {files} 份文件：已读 {read}，未能读取 {unreadable}，不作材料 {ignored}")
            }
            Lang::En => {
                writeln!(out, "{files} files: {read} read, {unreadable} unreadable, {ignored} no evidence")
            }
        }
    }
}

/// Text for a terminal: one line, and no control characters, which could move the cursor or forge output.
fn shown(text: &str) -> String {
    words::one_line(text)
}

/// How many leading letters all ids share.
fn common_letters(ids: &[&str]) -> usize {
    let Some(first) = ids.first() else { return 0 };
    let head = first.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    if ids.iter().all(|id| id.starts_with(head)) { head.len() } else { 0 }
}

/// Text cut to a number of columns, with `…` where something was cut.
fn fitted(text: &str, width: usize) -> String {
    let text = shown(text);
    if text.width() <= width {
        return text;
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    cut
}

/// Text filled with spaces to a number of columns.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Lines of at most so many columns. Chinese breaks anywhere but before closing marks, other text at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    const NOT_FIRST: &str = "，。、；：！？）》”’…〕】,.;:!?)]";
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.chars().next().map_or(0, char::len_utf8);
        if rest.starts_with(|c: char| c.is_ascii_graphic()) {
            end = rest.find(|c: char| !c.is_ascii_graphic()).unwrap_or(rest.len());
        }
        let after = rest.part(end..).trim_start_matches(|c: char| NOT_FIRST.contains(c));
        let piece = rest.strip_suffix(after).unwrap_or(rest);
        if line.width() + piece.width() > width && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line = piece.trim_start().to_owned();
        } else {
            line.push_str(piece);
        }
        rest = after;
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn text(report: &Report, lang: Lang, style: Style) -> String {
        let mut out = Vec::new();
        write(report, lang, style, COLUMNS, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("the report is UTF-8")
    }

    #[test]
    fn overview_in_chinese() {
        insta::assert_snapshot!(text(&fixture::report(), Lang::Zh, Style::Plain));
    }

    #[test]
    fn overview_in_english() {
        insta::assert_snapshot!(text(&fixture::report(), Lang::En, Style::Plain));
    }

    #[test]
    fn an_empty_archive_says_what_to_do() {
        let plain = text(&fixture::empty(), Lang::Zh, Style::Plain);
        assert!(plain.contains("没有找到村：档案下每个村一个文件夹"));
        assert!(plain.contains("没有待办。") && plain.contains("共 0 份文件"));
    }

    #[test]
    fn one_village_in_detail() {
        let report = fixture::report().only_village("张庄村").expect("the village is there");
        insta::assert_snapshot!(text(&report, Lang::Zh, Style::Plain));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let report = fixture::report();
        let coloured = text(&report, Lang::Zh, Style::Color);
        assert!(coloured.contains("\u{1b}[32m●\u{1b}[0m"));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some(at) = rest.find('\u{1b}') {
            plain.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find('m').expect("the sequence ends") + 1..];
        }
        plain.push_str(rest);
        assert_eq!(plain, text(&report, Lang::Zh, Style::Plain));
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        let mut report = fixture::report();
        report.villages[0].unit = crate::model::Unit::Village("\u{1b}]0;x\u{7}村\n伪".to_owned());
        let plain = text(&report, Lang::Zh, Style::Plain);
        assert!(plain.chars().all(|c| c == '\n' || !c.is_control()));
        assert!(plain.contains("]0;x 村 伪"));
    }

    #[test]
    fn text_wraps_at_columns_and_keeps_marks_with_their_word() {
        let lines = wrapped("请补一张能看到公示栏全貌的照片，谢谢。abc def", 20);
        assert!(lines.iter().all(|line| line.width() <= 22), "{lines:?}");
        assert!(lines.iter().all(|line| !line.starts_with('，') && !line.starts_with('。')), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), "请补一张能看到公示栏全貌的照片，谢谢。abcdef");
    }
}
