//! What readers tell people about a file: what happened and what to do.

use crate::{
    archive::identify::Format,
    model::{Extraction, Message, Notice, NoticeCode, Page},
    msg,
    text::unsure_amounts,
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

pub(super) fn nests_too_deep(format: Format) -> Notice {
    let name = format.name();
    Notice::new(
        NoticeCode::UnreadableFile,
        msg!(
            "{name} 文件内部结构异常（嵌套层数过多），未读取；建议用原软件打开核实，另存后重新提供。",
            "This {name} file is built out of the ordinary (its parts nest too deep) and was not read; please open it in its own program and save it anew."
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

/// A text of which some bytes are wrong. `lines` counts from 1 and names the first few.
pub(super) fn text_damaged(places: usize, lines: &[usize]) -> Notice {
    let shown: Vec<String> = lines.iter().map(usize::to_string).collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    let more = places > lines.len();
    let (more_zh, more_en) = if more { (" 行等", " and others") } else { (" 行", "") };
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "文件有 {places} 处字节损坏（第 {zh}{more_zh}），该处文字未能读取，以“\u{FFFD}”标出，其余照常读取；请对照原件核实，或重新导出为 UTF-8。",
            "Bytes are damaged in {places} places (lines {en}{more_en}); what stood there could not be read and is shown as “\u{FFFD}”, and the rest was read as usual. Please check it against the original, or export the file again as UTF-8."
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
        Format::Rar | Format::Gzip | Format::Bzip2 | Format::Xz | Format::Tar => msg!(
            "暂不读取 {name} 压缩包内的文件，请解压后放回文件夹。",
            "Files inside a {name} archive are not read; please unpack it into the folder."
        ),
        Format::Mp4 | Format::Mov | Format::Avi | Format::Wmv | Format::Mp3 | Format::Wav => msg!(
            "暂不读取音视频（{name}）的内容，如需作为依据，建议另附照片或文字说明。",
            "The content of videos and recordings ({name}) is not read; to use it as evidence, please add photos or a written note."
        ),
        Format::Msg => msg!(
            "暂不读取邮件（{name}），请将正文另存为 PDF，附件另存到文件夹。",
            "Mail messages ({name}) are not read; please save the text as PDF and the attachments into the folder."
        ),
        Format::Chm | Format::Caj | Format::Dwg => msg!(
            "暂不读取 {name} 格式，请用原软件打开，打印或另存为 PDF 后放回文件夹。",
            "The {name} format is not read; please open it in its own program and print or save it as PDF."
        ),
        Format::Exe => msg!(
            "这是程序文件（{name}），不作为材料读取；如为自解压包，请解压后放回文件夹，并核实来源。",
            "This is a program ({name}) and is not read as evidence; if it unpacks itself, please unpack it into the folder, and check where it comes from."
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
pub fn no_text_layer(pages: &[u32]) -> Notice {
    let (zh, en) = (ranges(pages, "、"), ranges(pages, ", "));
    Notice::new(
        NoticeCode::NoTextLayer,
        msg!(
            "第 {zh} 页或页上的一部分没有可用的文字层（扫描件、图片或无法识读的字符），需经文字识别才能检索和核对。",
            "Pages {en} or parts of them have no usable text layer (scans, pictures or characters without meaning); they need text recognition before they can be searched and checked."
        ),
    )
}

/// A picture that has a size and facts, but cannot be shown.
pub fn not_drawn() -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "图片无法完整打开，画面和其中的文字未能读取，可能已损坏；建议用看图软件打开核实，另存为 JPEG 后重新提供。",
            "The picture cannot be opened completely, and what it shows was not read; please open it in a viewer, save it as JPEG and provide it again."
        ),
    )
}

/// Pages that recognition could not read, in one notice. `pages` counts from 1 and ascends.
pub fn not_recognised(pages: &[u32]) -> Notice {
    let (zh, en) = (ranges(pages, "、"), ranges(pages, ", "));
    Notice::new(
        NoticeCode::NoTextLayer,
        msg!(
            "第 {zh} 页是扫描图，文字识别未能完成，请打开原件人工核实，或重新扫描后提供。",
            "Pages {en} are scans whose text could not be recognised; please check the original by hand, or scan them again."
        ),
    )
}

/// Pages that are handwritten or were recognised unsurely, in one notice. `pages` counts from 1 and ascends; `amounts` are
/// those on them whose figures may have been misread, as read.
pub fn needs_person(pages: &[u32], amounts: &[String]) -> Notice {
    const NAMED: usize = 5;
    let (zh, en) = (ranges(pages, "、"), ranges(pages, ", "));
    let named = amounts.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let (amounts_zh, amounts_en) = match (named.is_empty(), amounts.len() > NAMED) {
        (true, _) => (String::new(), String::new()),
        (false, more) => (
            format!("金额 {}{} 需人工核对。", named.join("、"), if more { " 等" } else { "" }),
            format!(" Check these amounts by hand: {}{}.", named.join(", "), if more { " and others" } else { "" }),
        ),
    };
    Notice::new(
        NoticeCode::NeedsAPerson,
        msg!(
            "第 {zh} 页为手写或识别把握不足：已读取、可检索，其中的数字、票数和日期不参与自动核对。请对照原件核实，可在“手写转录”中逐行确认。{amounts_zh}",
            "Pages {en} are handwritten or were recognised unsurely: they were read and can be searched, and no figure, vote or date on them is checked automatically. Please check them against the original, line by line under “Transcription”.{amounts_en}"
        ),
    )
}

/// The notice of a file some of whose pages need a person; `None` where none does.
pub fn of_unsure_pages(pages: &[Page]) -> Option<Notice> {
    let unsure: Vec<&Page> = pages.iter().filter(|page| page.needs_person()).collect();
    let numbers: Vec<u32> = unsure.iter().map(|page| page.page).collect();
    let amounts: Vec<String> = unsure.iter().flat_map(|page| unsure_amounts(&page.text)).map(str::to_owned).collect();
    (!numbers.is_empty()).then(|| needs_person(&numbers, &amounts))
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

pub(super) fn pictures_left_out(kept: usize) -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "文件内图片过多，只处理了前 {kept} 幅，其余请人工核实，建议拆分文件。",
            "The file holds very many pictures and only the first {kept} were taken up; please check the rest by hand or split the file."
        ),
    )
}

pub(super) fn picture_not_decoded() -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "已读取照片信息，但 HEIC 格式的画面无法显示和识别文字；请导出为 JPEG 后一并放回文件夹。",
            "The facts of the photo were read, but the picture itself is in HEIC and cannot be shown or searched; please export it as JPEG and put that beside it."
        ),
    )
}

/// Pages that show pictures which cannot be decoded.
pub(super) fn pictures_not_decoded(pages: &[u32]) -> Notice {
    let (zh, en) = (ranges(pages, "、"), ranges(pages, ", "));
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "第 {zh} 页有图片已损坏或格式不支持，图上的文字未能读取；请用原软件打开核实，重新导出或扫描后放回。",
            "Pages {en} have pictures that are damaged or in a form that is not known, and what is written on them was not read; please check the file in its own program and export or scan it again."
        ),
    )
}

/// Lines that lost their encoding: how many, how the first begins, and how it may have begun.
pub(super) fn text_mojibake(lines: usize, shown: &str, original: Option<&str>) -> Notice {
    let message = match original {
        Some(original) => msg!(
            "文件中有 {lines} 行文字像是编码出错的乱码（如“{shown}”，原文疑为“{original}”）；内容保持原样，未作改动，请用原软件重新导出为 UTF-8 后替换，并核实。",
            "{lines} lines look like text in a wrong encoding (such as “{shown}”, perhaps once “{original}”); they are kept as they are. Please export the file again as UTF-8 and check it."
        ),
        None => msg!(
            "文件中有 {lines} 行文字已成乱码（如“{shown}”），原字已无法还原；请找到原件重新导出为 UTF-8 后替换。",
            "{lines} lines have lost their characters (such as “{shown}”), which cannot be restored; please export the file again as UTF-8 from its original."
        ),
    };
    Notice::new(NoticeCode::TextMojibake, message)
}

/// Numbers too long for a spreadsheet; `cells` names the first ones, `名册!C5`.
pub(super) fn numbers_rounded(cells: &[String], count: usize) -> Notice {
    let shown = cells.iter().take(3).cloned().collect::<Vec<_>>();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    Notice::new(
        NoticeCode::NumberRounded,
        msg!(
            "有 {count} 个单元格把 16 位以上的号码存成了数字，末几位已变成 0（如 {zh}）；请把该列改为文本格式，按原件重新录入。",
            "{count} cells hold codes of more than 15 digits as numbers, whose last digits have become 0 (such as {en}); please make the column text and enter them anew from the originals."
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

/// Parts of a workbook that are not there: sheets by their names, others by their own.
pub(super) fn parts_missing(names: &[String]) -> Notice {
    let count = names.len();
    let shown: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "工作簿缺少 {count} 个部分（{zh}），这些内容未能读取，其余已读取；请用原软件打开核实，另存后重新提供。",
            "{count} parts of the workbook are missing ({en}) and were not read; the others were. Please check it in its own program, save it anew and provide it again."
        ),
    )
}

/// Files attached inside a document that could not be taken out; the first few are named.
pub(super) fn attachments(names: &[String]) -> Notice {
    const NAMED: usize = 5;
    let count = names.len();
    let first = &names[..count.min(NAMED)];
    let (zh, en) = (first.join("、"), first.join(", "));
    let message = if count > NAMED {
        msg!(
            "文件内附有 {count} 个附件（{zh} 等），未读取；如需作为依据，请另存到同一文件夹。",
            "{count} files are attached inside ({en} and others) and were not read; to use them as evidence, please save them into the same folder."
        )
    } else {
        msg!(
            "文件内附有 {count} 个附件（{zh}），未读取；如需作为依据，请另存到同一文件夹。",
            "Attached inside and not read ({count}): {en}. To use them as evidence, please save them into the same folder."
        )
    };
    Notice::new(NoticeCode::AttachmentNotRead, message)
}

/// Parts of a document that hold something for people and are read by nobody, by name.
pub(super) fn parts_not_read(names: &[String]) -> Notice {
    const NAMED: usize = 5;
    let count = names.len();
    let first = &names[..count.min(NAMED)];
    let (zh, en) = (first.join("、"), first.join(", "));
    let (zh_more, en_more) = if count > NAMED { (" 等", " and others") } else { ("", "") };
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "文件中有 {count} 处内容未能读取（{zh}{zh_more}），请用原软件打开核实。",
            "{count} parts of the file were not read ({en}{en_more}); please check them in the file's own program."
        ),
    )
}

/// The same where the reason lies outside: the file lies too deep in others, or breaks its reader. Names may be unknown.
pub fn attachments_left(names: &[String]) -> Notice {
    if !names.is_empty() {
        return attachments(names);
    }
    Notice::new(
        NoticeCode::AttachmentNotRead,
        msg!(
            "文件内的附件未能读取；如需作为依据，请另存到同一文件夹。",
            "The files attached inside could not be read; to use them as evidence, please save them into the same folder."
        ),
    )
}

/// A file attached inside a document that cannot be unpacked.
pub(super) fn attachment_damaged() -> Message {
    msg!(
        "附件已损坏，无法取出：请用原软件打开所在的文件，把附件另存到同一文件夹",
        "the attached file is damaged and cannot be taken out: open the file that holds it in its own program and save the attachment into the same folder"
    )
}

/// A file attached inside a document of which a part is missing.
pub(super) fn attachment_cut_off() -> Notice {
    partly_read("附件数据不完整，", "The attached file is incomplete and")
}

/// A file attached inside a document that is larger than is read.
pub(super) fn attachment_too_large(most: u64) -> Message {
    let mib = most >> 20;
    msg!(
        "附件超过上限 {mib} MiB，未读取：请另存到同一文件夹",
        "the attached file has more than {mib} MiB and was not read: save it into the same folder"
    )
}

/// A file attached inside a document that is encrypted by itself.
pub(super) fn attachment_encrypted() -> Message {
    msg!("附件已加密，未读取：请提供无密码版本", "the attached file is encrypted and was not read: provide it without")
}

/// Values of forms and remarks in a PDF file that could not be read, where its pages could.
pub(super) fn marks_not_read() -> Notice {
    partly_read("文件中的表单填写内容和批注", "What was filled into forms and the remarks in this file")
}

/// A form whose pages only the program that made it can draw.
pub(super) fn form_not_read() -> Notice {
    Notice::new(
        NoticeCode::PartlyRead,
        msg!(
            "这是 XFA 动态表单，填写的内容未能读取；请用 Adobe 软件打开，打印或另存为普通 PDF 后重新提供。",
            "This is a dynamic XFA form, and what was filled in was not read; please open it in Adobe's program and print or save it as an ordinary PDF."
        ),
    )
}

/// A document that relies on Chinese fonts, on a machine without any.
pub(super) fn font_missing() -> Notice {
    Notice::new(
        NoticeCode::FontMissing,
        msg!(
            "文件未嵌入中文字体，本机也没有可用的中文字体：页面图像会缺字，文字的检索和核对不受影响。建议在本机安装宋体等中文字体。",
            "The file does not embed its Chinese fonts and this machine has none: pictures of its pages lack characters. Search and checks of its text work as usual. Please install a Chinese font such as SimSun."
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
