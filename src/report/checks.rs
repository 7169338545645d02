//! The checks of a rubric, item by item: what each looks for, what it reads and what it cannot see. The page
//! `docs/checks.md` is this text.

use std::collections::BTreeMap;

use crate::{
    evaluate::checks::{Definition, PRESENCE, PRESENCE_WORDS, Words},
    model::Lang,
    rubric::{Item, Rubric},
};

/// The list as Markdown, in one language, with a newline at the end.
pub fn checks_md(rubric: &Rubric, lang: Lang) -> String {
    let mut text = String::new();
    let title = &rubric.title;
    text.push_str(&match lang {
        Lang::Zh => format!(
            "# 各项目的检查\n\n《{title}》（{}）的每个项目查什么、读什么、看不到什么。本页由 `cundang rubric checks` \
             生成，请勿手改。English: [checks.md](checks.md).\n\n",
            rubric.source
        ),
        Lang::En => format!(
            "# The checks, item by item\n\nWhat is checked in each item of 《{title}》 ({}), what is read for it and what \
             cannot be seen. This page is written by `cundang rubric checks`; do not edit it. \
             中文：[checks.zh-CN.md](checks.zh-CN.md)。\n\n",
            rubric.source
        ),
    });
    let head = lang.pick("## 项目", "## Items");
    let columns = lang.pick(
        "| 项目 | 分值 | 评估项目 | 怎样计分 | 检查 | 读哪些材料 | 看不到什么 |",
        "| item | points | text | how it scores | checks | papers it reads | what it cannot see |",
    );
    text.push_str(&format!("{head}\n\n{columns}\n|---|---|---|---|---|---|---|\n"));
    for item in &rubric.items {
        text.push_str(&row(rubric, item, lang));
    }
    let head = lang.pick("## 检查", "## Checks");
    let columns = lang.pick("| 检查 | 查什么 | 读什么 | 看不到什么 |", "| check | looks for | reads | cannot see |");
    text.push_str(&format!("\n{head}\n\n{columns}\n|---|---|---|---|\n"));
    for (name, words) in used(rubric) {
        let cells = [words.looks_for(), words.reads(), words.blind_to()].map(|message| cell(message.get(lang)));
        text.push_str(&format!("| `{name}` | {} |\n", cells.join(" | ")));
    }
    text
}

fn row(rubric: &Rubric, item: &Item, lang: Lang) -> String {
    let own: Vec<&Definition> = asked(item).collect();
    let mut names = vec![format!("`{PRESENCE}`")];
    for definition in &own {
        let name = format!("`{}`", definition.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut kinds: Vec<&str> = Vec::new();
    for id in item.slots.iter().flat_map(|slot| &slot.kinds) {
        let name = rubric.kind(id).map_or(id.as_str(), |kind| kind.name.get(lang));
        if !kinds.contains(&name) {
            kinds.push(name);
        }
    }
    let mut blind: Vec<String> = Vec::new();
    let everything = own.iter().map(|definition| definition.words.blind_to()).chain(item.scoring.blind_to());
    for message in everything {
        let said = message.get(lang).to_owned();
        if !blind.contains(&said) {
            blind.push(said);
        }
    }
    let joint = lang.pick("、", ", ");
    let cells = [
        item.id.clone(),
        crate::report::words::points(item.points),
        cell(&item.text),
        cell(item.scoring.words().get(lang)),
        names.join(" "),
        cell(&kinds.join(joint)),
        cell(&blind.join(lang.pick("；", "; "))),
    ];
    format!("| {} |\n", cells.join(" | "))
}

/// The checks that an item asks for.
fn asked(item: &Item) -> impl Iterator<Item = &'static Definition> {
    item.checks.iter().filter_map(|asked| Definition::named(&asked.check))
}

/// Every check that the rubric asks for, each once, by name; presence first.
fn used(rubric: &Rubric) -> Vec<(&'static str, Words)> {
    let by_name: BTreeMap<&str, Words> =
        rubric.items.iter().flat_map(asked).map(|definition| (definition.name, definition.words)).collect();
    std::iter::once((PRESENCE, PRESENCE_WORDS)).chain(by_name).collect()
}

/// Text that stays inside its cell.
fn cell(text: &str) -> String {
    let text = text.replace('|', "\\|").replace(['\n', '\r'], " ");
    if text.is_empty() { "–".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn the_pages_in_docs_are_current() {
        let rubric = Rubric::builtin();
        for (name, lang) in [("checks.md", Lang::En), ("checks.zh-CN.md", Lang::Zh)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
            let text = checks_md(&rubric, lang);
            if std::env::var("CUNDANG_BLESS").is_ok_and(|value| value == "1") {
                fs::write(&path, &text).expect("the page is written");
            }
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == text, "docs/{name} is not current: run the tests once with CUNDANG_BLESS=1");
        }
    }

    #[test]
    fn every_item_has_a_row_and_every_check_a_line() {
        let rubric = Rubric::builtin();
        let text = checks_md(&rubric, Lang::En);
        for item in &rubric.items {
            let start = format!("| {} | ", item.id);
            let row = text.lines().find(|line| line.starts_with(&start)).expect("a row");
            assert_eq!(row.matches(" | ").count(), 6, "{row}");
            assert!(row.contains(&item.text) && row.contains("`presence`"), "{row}");
            for check in &item.checks {
                let name = format!("`{}`", check.check);
                assert!(row.contains(&name), "{}: {name}", item.id);
                assert!(text.lines().any(|line| line.starts_with(&format!("| {name} | "))), "{name}");
            }
        }
        let rows = text.lines().filter(|line| line.starts_with("| T") || line.starts_with("| V")).count();
        assert_eq!(rows, 41);
    }
}
