//! The list (整改清单): one page of A4 with a box for each task, as HTML for print and phone, and as a Word document.

use askama::Template;
use zip::result::ZipError;

use super::entry::{Entries, RectificationEntry, WIDTHS_MM, day};
use crate::{
    model::Lang,
    report::docx::{Docx, Look, WordCell, WordTable},
};

#[derive(Template)]
#[template(path = "rectification.html")]
struct ListPage<'a> {
    lang: Lang,
    title: String,
    under: String,
    heads: [&'static str; 6],
    entries: &'a [RectificationEntry],
    /// How many of them are printed.
    printed: usize,
    /// What is said of the others on paper.
    more: String,
    due: String,
    signatures: [&'static str; 3],
    nothing: &'static str,
}

/// The title, as of a file.
pub(super) fn title(entries: &Entries<'_>) -> String {
    match entries.lang {
        Lang::Zh => format!("{}档案整改清单", entries.name()),
        Lang::En => format!("{}: papers to put right", entries.name()),
    }
}

/// The list as a self-contained HTML page.
pub(super) fn html(entries: &Entries<'_>) -> askama::Result<String> {
    let lang = entries.lang;
    let printed = entries.on_one_page();
    let page = ListPage {
        lang,
        title: title(entries),
        under: under(entries),
        heads: heads(lang),
        entries: &entries.all,
        printed,
        more: more(entries, printed),
        due: entries.due_short(),
        signatures: signatures(lang),
        nothing: nothing(lang),
    };
    page.render()
}

/// The list as a Word document of one page.
pub(super) fn docx(entries: &Entries<'_>) -> Result<Vec<u8>, ZipError> {
    let lang = entries.lang;
    let mut docx = Docx::new(lang);
    docx.paragraph(&title(entries), Look::Title);
    docx.paragraph(&under(entries), Look::Under);
    let printed = entries.on_one_page();
    if entries.all.is_empty() {
        docx.paragraph(nothing(lang), Look::Text);
    } else {
        docx.table(&table(entries, printed, "☐"));
    }
    let more = more(entries, printed);
    if !more.is_empty() {
        docx.paragraph(&more, Look::Note);
    }
    docx.paragraph(&signatures(lang).map(|who| format!("{who}＿＿＿＿＿＿＿＿")).join("　　"), Look::Note);
    docx.finish(entries.report, &title(entries))
}

/// The first tasks as a table; `mark` stands before each number.
pub(super) fn table(entries: &Entries<'_>, count: usize, mark: &str) -> WordTable<'static> {
    let due = entries.due_short();
    let row = |entry: &RectificationEntry| {
        vec![
            WordCell::centred(format!("{mark}{}", entry.number)),
            WordCell::text(format!("{}　{}", entry.class, entry.what)),
            WordCell::text(entry.places.join("\n")),
            WordCell::text(entry.how.clone()),
            WordCell::default(),
            WordCell::centred(due.clone()),
        ]
    };
    let head: Vec<WordCell> = heads(entries.lang).map(|head| WordCell::centred(head).bold()).into();
    let rows = std::iter::once(head).chain(entries.all.iter().take(count).map(row)).collect();
    WordTable { widths_mm: &WIDTHS_MM, heads: 1, rows }
}

fn heads(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => ["序号", "整改事项", "在哪里", "怎么改", "责任人", "期限"],
        Lang::En => ["No.", "What to do", "Where", "How", "Who", "By"],
    }
}

fn signatures(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => ["村负责人：", "核对人：", "完成日期："],
        Lang::En => ["Head of the village: ", "Checked by: ", "Done on: "],
    }
}

/// What stands under the title: how many, whose, as of when, by when.
fn under(entries: &Entries<'_>) -> String {
    let (report, count) = (entries.report, entries.all.len());
    let (township, made) = (report.township_name(), day(report.today, entries.lang));
    let due = entries.due.map(|due| day(due, entries.lang));
    match entries.lang {
        Lang::Zh => {
            let due = due.map(|due| format!("，请于 {due}前办完")).unwrap_or_default();
            format!("{township}　{made}核对　共 {count} 件{due}")
        }
        Lang::En => {
            let due = due.map(|due| format!(", please finish by {due}")).unwrap_or_default();
            format!("{township}, checked on {made}: {count} to do{due}")
        }
    }
}

/// What is said on paper of the tasks that its one page does not hold.
fn more(entries: &Entries<'_>, printed: usize) -> String {
    match (entries.all.len().saturating_sub(printed), entries.lang) {
        (0, _) => String::new(),
        (rest, Lang::Zh) => format!("本页按轻重列出前 {printed} 件；其余 {rest} 件见整改通知书。"),
        (rest, Lang::En) => {
            format!("The {printed} most weighty stand here; the other {rest} are in the notice.")
        }
    }
}

/// What is said where nothing is to be done.
pub(super) fn nothing(lang: Lang) -> &'static str {
    lang.pick("没有需要整改的事项。", "Nothing is to be put right.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{docx::tests::text_of, fixture};

    #[test]
    fn the_list_has_a_box_a_place_and_room_for_who_and_when() {
        let report = fixture::report();
        let entries = Entries::new(&report, &report.villages[0], None, Lang::Zh);
        let html = html(&entries).expect("it renders");
        assert!(html.contains("<h1>张庄村档案整改清单</h1>"));
        assert!(html.contains("2020年6月18日核对　共 5 件，请于 2020年6月30日前办完"), "{html}");
        assert_eq!(html.matches("☐").count(), 5);
        assert!(html.contains("外嫁女一律不享受&#60;b&#62;"), "quotations are text");
        for outside in ["src=", "http", "url(", "<script", "<link"] {
            assert!(!html.contains(outside), "{outside}");
        }
        let text = text_of(&docx(&entries).expect("it is written"));
        assert!(text.starts_with("张庄村档案整改清单\n"));
        assert!(text.contains("☐1\n先核实　第 3 条疑似限制外嫁女，请核实并建议修改。（V11）\n"));
        assert!(text.contains("责任人\n期限\n") && text.contains("6月30日\n") && text.contains("村负责人："));
    }

    #[test]
    fn what_the_page_does_not_hold_is_counted() {
        let report = fixture::report().for_village("张庄村");
        let mut entries = Entries::new(&report, &report.villages[0], None, Lang::En);
        let one = entries.all[0].clone();
        entries.all = (1..=40).map(|number| RectificationEntry { number, ..one.clone() }).collect();
        let printed = entries.on_one_page();
        let text = text_of(&docx(&entries).expect("it is written"));
        assert!(text.contains(&format!("☐{printed}\n")) && !text.contains(&format!("☐{}\n", printed + 1)));
        assert!(text.contains(&format!("the other {} are in the notice", 40 - printed)));
        let html = html(&entries).expect("it renders");
        assert_eq!(html.matches("☐").count(), 40, "the screen shows all");
        assert_eq!(html.matches("class=\"more\"").count(), 40 - printed, "paper does not");
    }

    #[test]
    fn nothing_to_do_is_said() {
        let mut report = fixture::report();
        report.villages[1].items.remove(2);
        let report = report.for_village("李庄村");
        let entries = Entries::new(&report, &report.villages[0], None, Lang::Zh);
        if entries.all.is_empty() {
            assert!(html(&entries).expect("it renders").contains("没有需要整改的事项"));
            assert!(text_of(&docx(&entries).expect("it is written")).contains("没有需要整改的事项"));
        }
    }
}
