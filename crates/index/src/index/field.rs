//! The fields of a query and how their values are written.

use jiff::civil::Date;

use crate::{
    model::{Message, PageSource},
    msg,
    text::{Cut, fold, fold_name, fold_query},
};

/// The source of a page of which no text was read.
pub(crate) const NO_SOURCE: &str = "none";

/// What an open end of dates stands for.
pub(crate) const LAST_DAY: u64 = 99_991_231;

/// The fields by their Chinese and English names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryField {
    Village,
    Kind,
    Item,
    Date,
    File,
    Source,
    Format,
}

/// The values that fields can have in an archive, so that a query for another one is an error and no empty result. A list
/// that is empty is not known, and any value is taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldValues {
    /// The kinds of documents: their ids, and their names in every language.
    pub kinds: Vec<(String, Vec<String>)>,
    /// The ids of the items.
    pub items: Vec<String>,
    /// The formats: their short names, and the extensions that files of them have.
    pub formats: Vec<(String, Vec<String>)>,
}

impl FieldValues {
    /// Whether a kind is meant by its id or part of its name.
    pub(crate) fn has_kind(&self, value: &str) -> bool {
        let (id, part) = (value.trim().to_lowercase(), fold_query(value));
        self.kinds.is_empty()
            || self
                .kinds
                .iter()
                .any(|(kind, names)| kind.to_lowercase() == id || names.iter().any(|name| fold(name).contains(&part)))
    }

    pub(crate) fn has_item(&self, id: &str) -> bool {
        self.items.is_empty() || self.items.iter().any(|item| item.eq_ignore_ascii_case(id))
    }

    /// The names of the formats that a value means, lower case: the one of this name, or those of this extension.
    pub(crate) fn formats_of(&self, value: &str) -> Vec<String> {
        let value = fold_name(value).to_lowercase();
        let is_name = |(name, _): &&(String, Vec<String>)| name.to_lowercase() == value;
        if self.formats.is_empty() || self.formats.iter().any(|format| is_name(&format)) {
            return vec![value];
        }
        let extension = value.trim_start_matches('.');
        self.formats
            .iter()
            .filter(|(_, extensions)| extensions.iter().any(|known| known == extension))
            .map(|(name, _)| name.to_lowercase())
            .collect()
    }

    pub(crate) fn no_kind(&self, value: &str) -> Message {
        let names = self.kinds.iter().filter_map(|(_, names)| names.first().map(String::as_str));
        let (zh, en) = examples(names);
        msg!(
            "没有“{value}”这种类型；可写编号或名称的一部分，例如 {zh}",
            "there is no kind {value}; write its id or part of its name, such as {en}"
        )
    }

    pub(crate) fn no_item(&self, id: &str) -> Message {
        let (first, last) =
            (self.items.first().cloned().unwrap_or_default(), self.items.last().cloned().unwrap_or_default());
        msg!(
            "没有项目 {id}；可用的项目从 {first} 到 {last}，要查找文字请加引号",
            "there is no item {id}; items go from {first} to {last}; put quotation marks around the whole to search for the words"
        )
    }

    pub(crate) fn no_format(&self, value: &str) -> Message {
        let (zh, en) = examples(self.formats.iter().map(|(name, _)| name.as_str()));
        msg!("没有“{value}”这种格式；可写 {zh}", "there is no format {value}; write one such as {en}")
    }
}

/// The first few names, for a message in each language.
fn examples<'n>(names: impl Iterator<Item = &'n str>) -> (String, String) {
    let first: Vec<&str> = names.take(6).collect();
    (format!("{} 等", first.join("、")), first.join(", "))
}

/// The field of a name, in any width, case and script.
pub(crate) fn field(name: &str) -> Option<QueryField> {
    Some(match fold_name(name).to_lowercase().as_str() {
        "村" | "村名" | "village" => QueryField::Village,
        "类型" | "文种" | "kind" => QueryField::Kind,
        "项目" | "item" => QueryField::Item,
        "日期" | "date" => QueryField::Date,
        "文件" | "文件名" | "file" => QueryField::File,
        "来源" | "source" => QueryField::Source,
        "格式" | "format" => QueryField::Format,
        _ => return None,
    })
}

/// An item's id in capitals: letters, then digits.
pub(crate) fn item(value: &str) -> Option<String> {
    let id = fold_name(value).to_ascii_uppercase();
    let letters = id.bytes().take_while(u8::is_ascii_alphabetic).count();
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    (plain && letters > 0).then_some(id)
}

/// How a page's text was obtained, by the names people use: the name of a [`PageSource`], or `none`.
pub(crate) fn source(value: &str) -> Option<&'static str> {
    Some(match fold_name(value).to_lowercase().as_str() {
        "识别" | "图像识别" | "扫描" | "ocr" => PageSource::Ocr.as_str(),
        "文字" | "文字层" | "原文" | "text" | "text-layer" => PageSource::TextLayer.as_str(),
        "表格" | "单元格" | "cells" => PageSource::Cells.as_str(),
        "纯文本" | "plain" => PageSource::Plain.as_str(),
        "无文字" | "未读" | "none" => NO_SOURCE,
        _ => return None,
    })
}

/// The days that a date field asks for: `2020`, `2020-05`, `2020-05-16`, `20200516`, or two of them around `..`, one
/// of which can be left out.
pub(crate) fn dates(value: &str) -> Result<(u64, u64), Message> {
    let value = fold_name(value);
    let wrong = |part: &str| {
        msg!(
            "日期“{part}”看不懂，请写成 2020、2020-05、2020-05-16 或 2020-05..2020-06",
            "the date {part} is not understood; write 2020, 2020-05, 2020-05-16 or 2020-05..2020-06"
        )
    };
    // NFKC takes … apart into three dots.
    let (from, to) = match value.split_once("..") {
        Some((from, to)) => (from, to.trim_start_matches('.')),
        None => (value.as_str(), value.as_str()),
    };
    if from.is_empty() && to.is_empty() {
        return Err(wrong(&value));
    }
    let from = if from.is_empty() { 0 } else { span(from).ok_or_else(|| wrong(from))?.0 };
    let to = if to.is_empty() { LAST_DAY } else { span(to).ok_or_else(|| wrong(to))?.1 };
    if from > to {
        return Err(msg!("日期范围的开始晚于结束，请对调", "the range of dates ends before it starts; swap the two"));
    }
    Ok((from, to))
}

/// First and last day of a year, a month or a day, as `yyyymmdd`.
fn span(text: &str) -> Option<(u64, u64)> {
    if !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号')) {
        return None;
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let parts = match parts.as_slice() {
        [one] if one.len() == 8 => vec![one.part(..4), one.part(4..6), one.part(6..)],
        [one] if one.len() == 6 => vec![one.part(..4), one.part(4..)],
        other => other.to_vec(),
    };
    let year: i16 = parts.first().filter(|part| part.len() == 4)?.parse().ok()?;
    let first = |part: Option<&&str>| part.map_or(Some(1), |part| part.parse::<i8>().ok());
    let (month, day) = (first(parts.get(1))?, first(parts.get(2))?);
    let from = Date::new(year, month, day).ok()?;
    let to = match parts.len() {
        1 => Date::new(year, 12, 31).ok()?,
        2 => from.last_of_month(),
        3 => from,
        _ => return None,
    };
    Some((day_number(from), day_number(to)))
}

/// A date as the number `yyyymmdd`; dates before the year 0 do not occur and count as 0.
pub(crate) fn day_number(date: Date) -> u64 {
    let part = |value: i64| u64::try_from(value).unwrap_or(0);
    part(i64::from(date.year())) * 10_000 + part(i64::from(date.month())) * 100 + part(i64::from(date.day()))
}
