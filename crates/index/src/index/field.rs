//! The fields of a query and how their values are written.

use jiff::civil::Date;

use crate::{
    model::{Message, PageSource},
    msg,
    text::{Cut, fold_name},
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
