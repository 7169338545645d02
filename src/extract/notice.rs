//! What readers tell people about a file: what happened and what to do.

use crate::{
    archive::identify::Format,
    model::{Extraction, Notice, NoticeCode},
    msg,
};

/// An extraction with nothing but a notice.
pub(super) fn only(notice: Notice) -> Extraction {
    Extraction { notices: vec![notice], ..Extraction::default() }
}

pub(super) fn empty_file() -> Notice {
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "文件为空（0 字节），请核实并重新提供。",
            "The file is empty (0 bytes); please check it and provide it again."
        ),
    )
}

pub(super) fn too_large(bytes: usize, limit: usize) -> Notice {
    let (size, limit) = (bytes >> 20, limit >> 20);
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "文件有 {size} MB，超过 {limit} MB 的读取上限，建议拆分或压缩后重新提供。",
            "The file has {size} MB, more than the {limit} MB that are read; please split it or make it smaller."
        ),
    )
}

pub(super) fn unpacks_to_too_much(format: Format) -> Notice {
    let name = format.name();
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "{name} 文件解压后过大，未读取；建议用原软件打开核实，删去无用内容后另存。",
            "This {name} file unpacks to more than is read; please open it in its own program and save it without what is not needed."
        ),
    )
}

pub(super) fn damaged(format: Format) -> Notice {
    let name = format.name();
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "{name} 文件无法打开，可能已损坏或不完整；建议用原软件打开核实，另存后重新提供。",
            "This {name} file cannot be opened and may be damaged or incomplete; please open it in its own program, save it anew and provide it again."
        ),
    )
}

pub(super) fn cut_off() -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "文件末尾缺失，只读到一部分，可能复制时中断；建议重新复制或导出。",
            "The end of the file is missing and only a part was read, perhaps a copy that was broken off; please copy or export it again."
        ),
    )
}

pub(super) fn reader_stopped() -> Notice {
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "读取此文件时程序中断，内容未能读取；建议用原软件打开核实，另存为 PDF 后重新提供。",
            "The reader stopped at this file and its content was not read; please open it in its own program and provide it again as PDF."
        ),
    )
}

pub(super) fn reader_timed_out(seconds: u64) -> Notice {
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "读取此文件超过 {seconds} 秒，已停止，内容未能读取；建议拆分文件，或另存为 PDF 后重新提供。",
            "Reading this file took more than {seconds} seconds and was stopped; please split it, or provide it again as PDF."
        ),
    )
}

pub(super) fn encrypted() -> Notice {
    Notice::new(
        NoticeCode::EncryptedFile,
        msg!("文件有打开密码，请提供无密码版本。", "The file has a password; please provide a version without one."),
    )
}

pub(super) fn unsupported(format: Format) -> Notice {
    let name = format.name();
    let message = match format {
        Format::SevenZip | Format::Rar => msg!(
            "暂不读取 {name} 压缩包内的文件，请解压后放回文件夹。",
            "Files inside a {name} archive are not read; please unpack it into the folder."
        ),
        Format::Mp4 | Format::Mov => msg!(
            "暂不读取视频（{name}）的内容，如需作为依据，建议另附照片或文字说明。",
            "The content of videos ({name}) is not read; to use it as evidence, please add photos or a written note."
        ),
        Format::Unknown | Format::Ole => msg!(
            "未能识别文件格式，建议用原软件打开，另存为 PDF 或 DOCX 后重新提供。",
            "The file format is not recognised; please open it in its own program and save it as PDF or DOCX."
        ),
        _ => msg!(
            "暂不支持 {name} 格式，建议另存为 PDF 或 DOCX 后重新提供。",
            "The {name} format is not supported yet; please save it as PDF or DOCX."
        ),
    };
    Notice::new(NoticeCode::UnsupportedFormat, message)
}

/// Pages without usable text, in one notice. `pages` counts from 1 and ascends.
pub(super) fn no_text_layer(pages: &[u32]) -> Notice {
    let (zh, en) = (ranges(pages, "、"), ranges(pages, ", "));
    Notice::new(
        NoticeCode::NoTextLayer,
        msg!(
            "第 {zh} 页没有可用的文字层（扫描件或图片），需经文字识别才能检索和核对。",
            "Pages {en} have no usable text layer (scans or pictures); they need text recognition before they can be searched and checked."
        ),
    )
}

pub(super) fn pages_left_out(kept: usize) -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "文件过大，只读取了前 {kept} 页（或工作表），其余内容请人工核实，建议拆分文件。",
            "The file is very large and only its first {kept} pages (or sheets) were read; please check the rest by hand or split the file."
        ),
    )
}

/// Pages that hold more than can be read of one page, or whose drawing broke the reader.
pub(super) fn pages_cut(pages: &[u32]) -> Notice {
    let (zh, en) = (ranges(pages, "、"), ranges(pages, ", "));
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "第 {zh} 页内容异常，只读取了一部分，请人工核实。",
            "Pages {en} are out of the ordinary and were read only in part; please check them by hand."
        ),
    )
}

pub(super) fn partly_read(what_zh: &str, what_en: &str) -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "{what_zh}未能完整读取，请用原软件打开核实。",
            "{what_en} could not be read completely; please check the file in its own program."
        ),
    )
}

/// `[1, 2, 3, 5]` as `1–3、5`.
fn ranges(pages: &[u32], between: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = pages;
    while let Some(&first) = rest.first() {
        let run = rest.iter().zip(first..).take_while(|(page, expected)| *page == expected).count();
        let last = rest[run - 1];
        parts.push(if run == 1 { first.to_string() } else { format!("{first}–{last}") });
        rest = &rest[run..];
    }
    parts.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_lists_are_short() {
        assert_eq!(ranges(&[1, 2, 3, 5, 8, 9], "、"), "1–3、5、8–9");
        let message = no_text_layer(&[4]).message;
        assert!(message.zh.starts_with("第 4 页") && message.en.starts_with("Pages 4 "));
    }
}
