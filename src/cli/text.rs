//! `cundang text`: what is read from a file, page by page, and how.

use std::io::Write;

use serde::Serialize;

use super::{
    args::{Common, OutputFormat, TextArgs},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
};
use crate::{
    extract::worker::Worker,
    model::{Enclosed, Extraction, Lang, Notice, Page, PageSource, PhotoFacts},
    msg,
    pipeline::read_file,
};

/// Shows what is read from files.
pub(super) fn text(common: &Common, args: &TextArgs, output: &mut Output) -> Result<Ending, Stop> {
    if !matches!(common.format, OutputFormat::Terminal | OutputFormat::Json) {
        return Err(Stop::Error(CliError::unsupported("text", "terminal, json")));
    }
    let program = std::env::current_exe().map_err(|error| CliError::not_written(&error))?;
    let mut worker = Worker::new(program);
    let mut unreadable = false;
    for file in &args.files {
        if !file.is_file() {
            let file = file.display();
            return Err(Stop::Error(CliError::new(
                msg!("{file} 不存在或不是文件", "{file} does not exist or is no file"),
                msg!(
                    "请检查路径；查看整个文件夹请用 cundang check",
                    "check the path; for a whole folder use cundang check"
                ),
            )));
        }
        for (path, read, notices) in read_file(file, super::workspace::recognise(args.ocr), &mut worker) {
            let all: Vec<Notice> = notices.into_iter().chain(read.notices.iter().cloned()).collect();
            unreadable |= all.iter().any(|notice| notice.code.is_unreadable());
            // The path as given, so that it can be copied; members of a container follow it.
            let shown = match path.as_str().split_once("!/") {
                Some((_, member)) => format!("{}!/{member}", file.display()),
                None => file.display().to_string(),
            };
            match common.format {
                OutputFormat::Json => {
                    let answer =
                        text_json(&shown, &read, &all, common.lang).map_err(|error| CliError::not_written(&error))?;
                    output.data(answer.as_bytes())?;
                }
                _ => output.write(|out| terminal(&shown, &read, &all, common.lang, out))?,
            }
        }
    }
    Ok(if common.strict && unreadable { Ending::Unreadable } else { Ending::Done })
}

/// `cundang-text/1`. One object a file, one after the other where there are several.
#[derive(Debug, Serialize)]
struct TextV1<'a> {
    format: &'static str,
    file: &'a str,
    media_type: &'a str,
    pages: &'a [Page],
    enclosed: &'a Enclosed,
    photo: Option<&'a PhotoFacts>,
    notices: Vec<TextNoticeV1<'a>>,
}

#[derive(Debug, Serialize)]
struct TextNoticeV1<'a> {
    path: &'a str,
    code: &'static str,
    message: &'a str,
}

fn text_json(file: &str, read: &Extraction, notices: &[Notice], lang: Lang) -> serde_json::Result<String> {
    let answer = TextV1 {
        format: "cundang-text/1",
        file,
        media_type: &read.media_type,
        pages: &read.pages,
        enclosed: &read.enclosed,
        photo: read.photo.as_ref(),
        notices: notices
            .iter()
            .map(|notice| TextNoticeV1 { path: file, code: notice.code.as_str(), message: notice.message.get(lang) })
            .collect(),
    };
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

fn terminal(file: &str, read: &Extraction, notices: &[Notice], lang: Lang, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{file}  {}", read.media_type)?;
    for notice in notices {
        writeln!(out, "  ! {}", notice.message.get(lang))?;
    }
    if let Some(photo) = &read.photo {
        photo_lines(photo, lang, out)?;
    }
    let Enclosed { attachments, signatures } = &read.enclosed;
    for (zh, en, names) in [("内嵌附件", "attached", attachments), ("签名签章", "signed", signatures)] {
        for name in names {
            writeln!(out, "  {} {name}", lang.pick(zh, en))?;
        }
    }
    for page in &read.pages {
        let source = source_word(page.source, lang);
        let label = page.label.as_ref().map(|label| format!(" {label}")).unwrap_or_default();
        let doubt = doubt(page, lang);
        match lang {
            Lang::Zh => writeln!(out, "── 第 {} 页{label}（{source}{doubt}）", page.page)?,
            Lang::En => writeln!(out, "── page {}{label} ({source}{doubt})", page.page)?,
        }
        if page.text.trim().is_empty() {
            writeln!(out, "{}", lang.pick("（没有可读文字）", "(no readable text)"))?;
        } else {
            writeln!(out, "{}", page.text.trim_end())?;
        }
    }
    writeln!(out)
}

/// How sure a recognised page is: its least sure line, in percent.
fn doubt(page: &Page, lang: Lang) -> String {
    let least = page.lines.iter().map(|line| line.confidence).reduce(f32::min);
    match least.filter(|_| page.source == PageSource::Ocr) {
        Some(least) => {
            let percent = (least * 100.0).floor();
            match lang {
                Lang::Zh => format!("，最低把握 {percent}%"),
                Lang::En => format!(", least sure line {percent}%"),
            }
        }
        None => String::new(),
    }
}

fn photo_lines(photo: &PhotoFacts, lang: Lang, out: &mut dyn Write) -> std::io::Result<()> {
    let none = lang.pick("无", "none");
    let taken = photo.taken.map_or_else(|| none.to_owned(), |taken| taken.to_string());
    let gps = photo.gps.map_or_else(|| none.to_owned(), |gps| format!("{:.6}, {:.6}", gps.lat, gps.lon));
    let camera = photo.camera.clone().unwrap_or_else(|| none.to_owned());
    let (width, height) = (photo.width, photo.height);
    match lang {
        Lang::Zh => writeln!(out, "  照片 {width}×{height}；拍摄时间 {taken}；位置 {gps}；设备 {camera}"),
        Lang::En => writeln!(out, "  photo {width}×{height}; taken {taken}; position {gps}; camera {camera}"),
    }
}

fn source_word(source: PageSource, lang: Lang) -> &'static str {
    match source {
        PageSource::TextLayer => lang.pick("文字层", "text layer"),
        PageSource::Ocr => lang.pick("文字识别", "recognised"),
        PageSource::Cells => lang.pick("单元格", "cells"),
        PageSource::Plain => lang.pick("纯文本", "plain text"),
    }
}
