//! UOF, the office format of GB/T 20916 (标文通), whose elements have Chinese names: text, sheets and slides in one XML
//! file. Its second edition writes a number behind each name (`字:文本串_415B`).

use std::collections::BTreeMap;

use super::{
    limits::Limits,
    page::single_page,
    tidy::tidy,
    xml::{XmlEvent, attribute, visit},
};
use crate::model::{Extraction, Page, PageSource};

/// How far into the file its root element must begin.
const HEAD: usize = 4_096;
/// Cells of a row that are kept; wider gaps are closed.
const MAX_COLUMNS: usize = 1_024;

/// A document in this format; `None` for any other markup.
pub(super) fn read(xml: &str, limits: &Limits) -> Option<Extraction> {
    let head: String = xml.chars().take(HEAD).collect();
    let is_uof =
        ["<uof:UOF", "schemas.uof.org", "schemas.uof/", "http://schemas.uof"].iter().any(|mark| head.contains(mark));
    if !is_uof {
        return None;
    }
    let mut reader = UofReader::new(limits);
    visit(xml, |path, event| match event {
        XmlEvent::Start(element) => {
            let value = |name: &str| attributes(element, name);
            reader.start(path, &value);
        }
        XmlEvent::Text(text) => reader.text(path, text),
        XmlEvent::End => reader.end(path),
    });
    Some(reader.finish())
}

/// An attribute by its name without the number of the second edition.
fn attributes(element: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    attribute(element, name).or_else(|| {
        let mut all = element.attributes();
        let found =
            all.with_checks(false).flatten().find(|found| plain(found.key.local_name().into_inner()) == name)?;
        Some(found.value.to_string())
    })
}

/// `文本串_415B` as `文本串`.
fn plain(name: &str) -> &str {
    name.split('_').next().unwrap_or(name)
}

struct UofReader<'l> {
    limits: &'l Limits,
    title: String,
    /// The text of what is read at the moment: the body, a sheet or the text of a shape.
    out: String,
    body: String,
    pages: Vec<Page>,
    /// The texts of shapes by their names, as slides and paragraphs refer to them.
    shapes: BTreeMap<String, String>,
    shape: Option<String>,
    /// The shapes that the slide at hand shows.
    shown: Vec<String>,
    sheet: Option<String>,
    row: usize,
    column: usize,
    /// Cells that are open, in tables of text and in sheets.
    cells: usize,
    value: Option<String>,
}

impl<'l> UofReader<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            title: String::new(),
            out: String::new(),
            body: String::new(),
            pages: Vec::new(),
            shapes: BTreeMap::new(),
            shape: None,
            shown: Vec::new(),
            sheet: None,
            row: 0,
            column: 0,
            cells: 0,
            value: None,
        }
    }

    fn start(&mut self, path: &[String], value: &dyn Fn(&str) -> Option<String>) {
        match path.last().map_or("", |name| plain(name)) {
            "图形" => {
                let name = value("标识符").unwrap_or_else(|| format!("#{}", self.shapes.len()));
                self.set_aside();
                self.shape = Some(name);
            }
            "锚点" => {
                let name = value("图形引用");
                self.shown.extend(name);
            }
            "幻灯片" => self.shown.clear(),
            "工作表" if self.sheet.is_none() => {
                self.set_aside();
                self.sheet = Some(value("名称").unwrap_or_default());
                self.row = 0;
            }
            "行" => {
                let number = value("行号").and_then(|number| number.parse::<usize>().ok());
                self.row = number.unwrap_or(self.row + 1);
                self.column = 0;
            }
            "单元格" => {
                let number = value("列号").and_then(|number| number.parse::<usize>().ok());
                let column = number.unwrap_or(self.column + 1);
                if self.sheet.is_some() {
                    let gap = column.saturating_sub(self.column.max(1)).min(MAX_COLUMNS);
                    self.out.extend(std::iter::repeat_n('\t', gap));
                } else if self.column > 0 {
                    self.out.push('\t');
                }
                self.column = column;
                self.cells += 1;
            }
            "数据" => self.value = value("数据数值"),
            "制表符" => self.push("\t"),
            "空格符" => {
                let count = value("个数").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                self.push(&" ".repeat(count.min(100)));
            }
            "换行符" | "分页符" => self.push(if self.cells > 0 { " " } else { "\n" }),
            _ => {}
        }
    }

    fn text(&mut self, path: &[String], text: &str) {
        match path.last().map_or("", |name| plain(name)) {
            "文本串" | "数据值" => {
                self.value = None;
                self.push(text);
            }
            "标题" if path.iter().any(|name| plain(name) == "元数据") => self.title.push_str(text),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if self.out.len() + text.len() <= self.limits.max_text_bytes {
            self.out.push_str(text);
        }
    }

    fn end(&mut self, path: &[String]) {
        match path.last().map_or("", |name| plain(name)) {
            "段落" => self.push(if self.cells > 0 { " " } else { "\n" }),
            "数据" => {
                if let Some(value) = self.value.take() {
                    self.push(&value);
                }
            }
            "单元格" => {
                self.cells = self.cells.saturating_sub(1);
                self.out.truncate(self.out.trim_end_matches(' ').len());
            }
            "行" => self.push("\n"),
            "图形" => {
                if let Some(name) = self.shape.take() {
                    let text = tidy(&self.out);
                    self.out.clear();
                    self.shapes.insert(name, text);
                }
            }
            "工作表" => {
                if let Some(label) = self.sheet.take() {
                    let text = tidy(&std::mem::take(&mut self.out));
                    self.page(PageSource::Cells, Some(label), text);
                }
            }
            "幻灯片" => {
                let shown = std::mem::take(&mut self.shown);
                let texts: Vec<String> = shown.iter().filter_map(|name| self.shapes.remove(name)).collect();
                let own = tidy(&std::mem::take(&mut self.out));
                let text =
                    texts.into_iter().chain([own]).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
                self.page(PageSource::TextLayer, None, text);
            }
            _ => {}
        }
    }

    /// Keeps the text of the body while that of a shape or a sheet is read.
    fn set_aside(&mut self) {
        self.body.push_str(&std::mem::take(&mut self.out));
    }

    fn page(&mut self, source: PageSource, label: Option<String>, text: String) {
        if self.pages.len() < self.limits.max_pages {
            let page = u32::try_from(self.pages.len() + 1).unwrap_or(u32::MAX);
            self.pages.push(Page { page, label, ..single_page(source, text) });
        }
    }

    fn finish(mut self) -> Extraction {
        self.set_aside();
        let shapes: Vec<String> =
            std::mem::take(&mut self.shapes).into_values().filter(|text| !text.is_empty()).collect();
        let mut text = tidy(&self.body);
        if !shapes.is_empty() {
            text = [text, shapes.join("\n")].join("\n").trim().to_owned();
        }
        if !text.is_empty() || self.pages.is_empty() {
            self.page(PageSource::TextLayer, None, text);
        }
        Extraction { title: Some(self.title), pages: self.pages, ..Extraction::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Vec<(Option<String>, String)> {
        let xml = format!(
            r#"<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof" xmlns:字="w" xmlns:表="s" xmlns:图="g" xmlns:演="p"><uof:元数据><uof:标题>纪要</uof:标题><uof:页数>1</uof:页数></uof:元数据><uof:式样集><字:段落式样 字:名称="x">不</字:段落式样></uof:式样集>{body}</uof:UOF>"#
        );
        let read = read(&xml, &Limits::default()).expect("a document");
        assert_eq!(read.title.as_deref(), Some("纪要"));
        read.pages.into_iter().map(|page| (page.label, page.text)).collect()
    }

    fn words(text: &str) -> String {
        format!(
            "<字:段落><字:段落属性><字:句属性/></字:段落属性><字:句><字:句属性/><字:文本串>{text}</字:文本串></字:句></字:段落>"
        )
    }

    #[test]
    fn text_and_tables_are_read() {
        let cell = |text: &str| format!("<字:单元格><字:单元格属性/>{}</字:单元格>", words(text));
        let body = format!(
            "<uof:文字处理><字:主体>{}<字:文字表><字:行>{}{}</字:行><字:行>{}{}</字:行></字:文字表>{}</字:主体></uof:文字处理>",
            words("张庄村&lt;甲&gt;"),
            cell("姓名"),
            cell("金额"),
            cell("甲某"),
            cell("5"),
            words("散会")
        );
        assert_eq!(of(&body), [(None, "张庄村<甲>\n姓名\t金额\n甲某\t5\n散会".to_owned())]);
    }

    #[test]
    fn sheets_and_slides_are_pages() {
        let body = "<uof:电子表格><表:主体><表:工作表 表:名称='名册'><表:工作表内容><表:行 表:行号='1'><表:单元格 表:列号='1'><表:数据><字:句><字:文本串>甲</字:文本串></字:句></表:数据></表:单元格><表:单元格 表:列号='3'><表:数据 表:数据数值='7'/></表:单元格></表:行><表:行 表:行号='4'><表:单元格 表:列号='2'><表:数据><字:句><字:文本串>乙</字:文本串></字:句></表:数据></表:单元格></表:行></表:工作表内容></表:工作表></表:主体></uof:电子表格>";
        assert_eq!(of(body), [(Some("名册".to_owned()), "甲\t\t7\n\t乙".to_owned())]);
        let body = format!(
            "<uof:对象集><图:图形 图:标识符='a'><图:文本内容>{}</图:文本内容></图:图形><图:图形 图:标识符='b'><图:文本内容>{}</图:文本内容></图:图形></uof:对象集><uof:演示文稿><演:幻灯片集><演:幻灯片><uof:锚点 uof:图形引用='b'/></演:幻灯片><演:幻灯片><uof:锚点 uof:图形引用='a'/></演:幻灯片></演:幻灯片集></uof:演示文稿>",
            words("第二页"),
            words("第一页")
        );
        assert_eq!(of(&body), [(None, "第一页".to_owned()), (None, "第二页".to_owned())]);
    }

    #[test]
    fn the_second_edition_numbers_its_names() {
        let xml = "<字:文字处理文档_4225 xmlns:字='http://schemas.uof.org/cn/2009/wordproc'><字:段落_416B><字:句_419D><字:文本串_415B>甲</字:文本串_415B></字:句_419D></字:段落_416B></字:文字处理文档_4225>";
        assert_eq!(read(xml, &Limits::default()).expect("a document").pages[0].text, "甲");
        assert!(read("<a>甲</a>", &Limits::default()).is_none());
    }
}
