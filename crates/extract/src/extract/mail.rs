//! Mail messages (RFC 5322) and web pages in one file (MHT, RFC 2557): the head and the text as a page. What is attached
//! is a file of its own.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_parser::{Address, DateTime, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{
    embedded::worth_a_page, encoding::decode, limits::Limits, markup::text_of_markup, notice, page::single_page,
    tidy::tidy,
};
use crate::{
    archive::{
        container::{ContainerLimits, Member, distinguish},
        identify::Format,
    },
    model::{ArchivePath, Extraction, NoticeCode, PageSource},
    msg,
};

/// Attached files of one message.
const MAX_ATTACHED: usize = 1_000;

/// Reads a message: who wrote to whom, when and what about, and the text. Of a web page only the text.
pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let Some(message) = parsed(bytes) else { return notice::only(notice::damaged(format)) };
    let mut text = if format == Format::Mail { head(&message) } else { String::new() };
    for part in message.text_bodies() {
        let body = text_of(part);
        if !body.trim().is_empty() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&body);
        }
        if text.len() > limits.max_text_bytes {
            break;
        }
    }
    if text.len() <= limits.max_text_bytes {
        let lacking = lacking(&message, &text);
        if !lacking.is_empty() {
            text.push_str("\n\n");
            text.push_str(&lacking);
        }
    }
    let mut extraction = Extraction {
        title: message.subject().map(str::to_owned),
        pages: vec![single_page(PageSource::Plain, tidy(&text))],
        ..Extraction::default()
    };
    if message.parts.iter().any(|part| part.is_encoding_problem) {
        extraction.notices.push(notice::cut_off());
    }
    extraction.enclosed.attachments = attached(&message, format).map(|(name, _)| name).take(MAX_ATTACHED).collect();
    extraction
}

/// Hands on the attached files one by one in the order of their names; `on_member` answers whether to go on. Of a web
/// page these are the pictures that may be papers.
pub(super) fn unpack_each(
    holder: &ArchivePath,
    bytes: &[u8],
    limits: ContainerLimits,
    on_member: &mut dyn FnMut(Member) -> bool,
) {
    let Some(message) = parsed(bytes) else { return };
    let format = Format::of(bytes, &holder.extension());
    let mut left = limits.total_bytes;
    let mut members: Vec<Member> = attached(&message, format)
        .take(limits.members.min(MAX_ATTACHED))
        .map(|(name, part)| {
            let mut member = Member::new(ArchivePath::new(format!("{holder}!/{name}")));
            let content = content_of(part);
            member.size = content.len() as u64;
            if let Some(notice) = crate::archive::walk::not_evidence(&member.path) {
                return member.ignored(notice);
            }
            let most = limits.member_bytes.min(left);
            if member.size > most {
                let mib = most >> 20;
                let message = msg!(
                    "附件超过上限 {mib} MiB，未读取：请另存到同一文件夹",
                    "the attached file has more than {mib} MiB and was not read: save it into the same folder"
                );
                return member.refused(NoticeCode::UnreadableFile, message);
            }
            left -= member.size;
            member.bytes = content.into_owned();
            member
        })
        .collect();
    members.sort_by(|a, b| a.path.cmp(&b.path));
    distinguish(members.iter_mut());
    for member in members {
        if !on_member(member) {
            break;
        }
    }
}

fn parsed(bytes: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse(bytes).filter(|message| !message.parts.is_empty())
}

/// The files attached to a message with their names; a message that is passed on whole is one of them. Of a web page its
/// larger pictures: a scan that was put into it is a paper, icons and rules are none.
fn attached<'m>(message: &'m Message<'m>, format: Format) -> impl Iterator<Item = (String, &'m MessagePart<'m>)> {
    let is_wanted = move |part: &&MessagePart<'_>| format == Format::Mail || worth_a_page(&content_of(part)).is_some();
    message.attachments().filter(is_wanted).enumerate().map(|(index, part)| {
        let given = part.attachment_name().or_else(|| part.content_location());
        let name = given.map(clean).filter(|name| !name.is_empty());
        let ending = match &part.body {
            PartType::Message(_) => "eml",
            PartType::Html(_) => "html",
            PartType::Text(_) => "txt",
            _ => Format::of(part.contents(), "").extensions().first().copied().unwrap_or("bin"),
        };
        (name.unwrap_or_else(|| format!("附件{}.{ending}", index + 1)), part)
    })
}

/// The bytes of a part. One whose end is missing is decoded as far as it goes.
fn content_of<'m>(part: &'m MessagePart<'m>) -> Cow<'m, [u8]> {
    let packed = part.contents();
    let encoding = part.content_transfer_encoding().filter(|_| part.is_encoding_problem).unwrap_or_default();
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => base64_of(packed).map_or(packed.into(), Cow::Owned),
        "quoted-printable" => quoted_printable_of(packed).into(),
        _ => packed.into(),
    }
}

/// What stands before the last whole group of four digits; whatever is no digit is left out.
fn base64_of(packed: &[u8]) -> Option<Vec<u8>> {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut digits: Vec<u8> = packed.iter().copied().filter(is_digit).collect();
    digits.truncate(digits.len() / 4 * 4);
    STANDARD.decode(digits).ok()
}

/// RFC 2045, 6.7. What is no code stays as it is.
fn quoted_printable_of(packed: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(packed.len());
    let mut rest = packed;
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'=');
        let value = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match (value, code) {
            (Some(value), _) => {
                out.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            (None, Some(b"\r\n")) => rest = after.get(2..).unwrap_or_default(),
            (None, Some([b'\n', _])) => rest = after.get(1..).unwrap_or_default(),
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    out
}

/// A name without what would lead out of the message.
fn clean(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.chars().filter(|c| !c.is_control()).collect::<String>().trim().trim_start_matches("..").to_owned()
}

fn text_of(part: &MessagePart<'_>) -> String {
    if part.is_encoding_problem {
        let text = decode(&content_of(part));
        let is_markup = part.content_type().and_then(|kind| kind.subtype()).is_some_and(|kind| kind == "html");
        return if is_markup { text_of_markup(&text) } else { text };
    }
    match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Html(html) => text_of_markup(html),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => decode(bytes),
        PartType::Message(_) | PartType::Multipart(_) => String::new(),
    }
}

/// The lines of the HTML body that its plain form does not say. The two should say the same (RFC 2046, 5.1.4), but mailers
/// write only a line on reading mails in HTML into the plain one, or leave tables out of it.
fn lacking(message: &Message<'_>, text: &str) -> String {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let said = letters(text);
    let is_read = |part: &MessagePart<'_>| message.text_bodies().any(|read| std::ptr::eq(read, part));
    let others = message.html_bodies().filter(|part| matches!(part.body, PartType::Html(_)) && !is_read(part));
    let mut lines = Vec::new();
    for body in others.map(text_of) {
        lines.extend(body.lines().filter(|line| !said.contains(&letters(line))).map(str::to_owned));
    }
    lines.join("\n")
}

/// The head as lines: `发件人：…`.
fn head(message: &Message<'_>) -> String {
    let lines = [
        ("主题", message.subject().map(str::to_owned)),
        ("发件人", message.from().map(people)),
        ("收件人", message.to().map(people)),
        ("抄送", message.cc().map(people)),
        ("日期", message.date().map(day)),
    ];
    let lines: Vec<String> = lines
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}：{}", value.filter(|value| !value.trim().is_empty())?)))
        .collect();
    lines.join("\n")
}

fn people(address: &Address<'_>) -> String {
    let shown: Vec<String> = address
        .iter()
        .map(|one| match (one.name(), one.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (name, address) => name.or(address).unwrap_or_default().to_owned(),
        })
        .collect();
    shown.join("；")
}

/// The day and the clock as the sender's zone has them.
fn day(at: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, .. } = at;
    format!("{year}年{month}月{day}日 {hour:02}:{minute:02}")
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use proptest::prelude::*;

    use super::*;
    use crate::model::FileStatus;

    fn mail() -> Vec<u8> {
        let body = base64(&GB18030.encode("各村：\r\n请于六月十五日前上报清产核资表。\r\n").0);
        let table = base64("户主,面积\n甲某,5.2\n".as_bytes());
        format!(
            "From: =?gb2312?B?{}?= <town@example.org>\r\nTo: village@example.org\r\nSubject: =?utf-8?B?{}?=\r\n\
             Date: Mon, 15 Jun 2020 09:30:00 +0800\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=\"gb2312\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--b\r\nContent-Type: text/csv; name=\"=?utf-8?B?{}?=\"\r\n\
             Content-Disposition: attachment; filename=\"=?utf-8?B?{}?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             {table}\r\n--b--\r\n",
            base64(&GB18030.encode("凫城镇农经站").0),
            base64("关于上报清产核资表的通知".as_bytes()),
            base64("清产核资表.csv".as_bytes()),
            base64("清产核资表.csv".as_bytes()),
        )
        .into_bytes()
    }

    fn base64(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    fn members(bytes: &[u8]) -> Vec<Member> {
        let mut found = Vec::new();
        unpack_each(&ArchivePath::new("通知.eml"), bytes, ContainerLimits::default(), &mut |member| {
            found.push(member);
            true
        });
        found
    }

    #[test]
    fn a_mail_is_a_page_with_attached_files() {
        assert_eq!(Format::of(&mail(), "eml"), Format::Mail);
        let extraction = read(&mail(), Format::Mail, &Limits::default());
        assert_eq!(extraction.title.as_deref(), Some("关于上报清产核资表的通知"));
        let text = &extraction.pages[0].text;
        for part in
            ["主题：关于上报清产核资表的通知", "发件人：凫城镇农经站 <town@example.org>", "日期：2020年6月15日 09:30"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(text.ends_with("各村：\n请于六月十五日前上报清产核资表。"), "{text}");
        assert_eq!(extraction.enclosed.attachments, ["清产核资表.csv"]);
        let found = members(&mail());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].status), ("通知.eml!/清产核资表.csv", FileStatus::Read));
        assert_eq!(String::from_utf8_lossy(&found[0].bytes), "户主,面积\n甲某,5.2\n");
    }

    #[test]
    fn a_mail_that_is_cut_off_is_read_as_far_as_it_goes() {
        let whole = mail();
        let end = whole.len() - 20;
        let cut = whole.get(..end).expect("a part");
        let extraction = read(cut, Format::Mail, &Limits::default());
        assert!(extraction.pages[0].text.ends_with("各村：\n请于六月十五日前上报清产核资表。"));
        let codes: Vec<NoticeCode> = extraction.notices.iter().map(|notice| notice.code).collect();
        assert_eq!(codes, [NoticeCode::PartlyRead]);
        let found = members(cut);
        assert_eq!(found.len(), 1);
        let content = String::from_utf8_lossy(&found[0].bytes);
        assert!(
            "户主,面积\n甲某,5.2\n".starts_with(content.trim_end_matches('\u{FFFD}')) && content.contains("户主"),
            "{content}"
        );
    }

    #[test]
    fn codes_of_a_part_without_its_end_are_read() {
        assert_eq!(quoted_printable_of(b"a=3D=\r\nb=\nc=E5=BC=A0=E5=B"), b"a=bc\xE5\xBC\xA0\xE5=B");
        assert_eq!(base64_of(b"5byg\r\n5bqE5"), Some("张庄".as_bytes().to_vec()));
    }

    #[test]
    fn a_web_page_in_one_file_is_its_text() {
        let page = "From: <Saved by WebKit>\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?Q?=E5=85=AC=E7=A4=BA?=\r\n\
                    Content-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\n\
                    Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                    <html><body><p>=E5=BC=A0=E5=BA=84=E6=9D=91</p><p>=E5=85=AC=E7=A4=BA</p></body></html>\r\n--x\r\n\
                    Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: a.png\r\n\r\n\
                    iVBORw0KGgo=\r\n--x--\r\n";
        assert_eq!(Format::of(page.as_bytes(), "mht"), Format::Mht);
        let extraction = read(page.as_bytes(), Format::Mht, &Limits::default());
        assert_eq!(extraction.pages[0].text, "张庄村\n公示");
        assert!(extraction.enclosed.attachments.is_empty(), "an icon");
        let scan = include_bytes!("../../../../tests/data/ocr/notice.png");
        let page = page.replace("iVBORw0KGgo=", &base64(scan)).replace("a.png", "file:///C:/a_files/image001.png");
        let extraction = read(page.as_bytes(), Format::Mht, &Limits::default());
        assert_eq!(extraction.enclosed.attachments, ["image001.png"]);
        let found = members(page.as_bytes());
        assert_eq!(found.iter().map(|member| member.bytes.as_slice()).collect::<Vec<_>>(), [scan.as_slice()]);
    }

    fn alternatives(plain: &str, html: &str) -> String {
        format!(
            "From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
             --r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n\
             --a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n\
             --a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--a--\r\n\
             --r\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             iVBORw0KGgo=\r\n--r--\r\n"
        )
    }

    #[test]
    fn a_mail_with_pictures_in_its_text_is_a_mail() {
        let mail = alternatives("公示见下图。", "<p>公示<b>见下图</b>。</p>");
        assert_eq!(Format::of(mail.as_bytes(), "eml"), Format::Mail);
        let extraction = read(mail.as_bytes(), Format::Mail, &Limits::default());
        assert_eq!(extraction.pages[0].text, "发件人：a@example.org\n收件人：b@example.org\n\n公示见下图。");
        assert_eq!(extraction.enclosed.attachments, ["a.png"]);
        assert_eq!(members(mail.as_bytes()).len(), 1);
    }

    #[test]
    fn what_only_the_html_body_says_follows_the_plain_one() {
        let html = "<p>请看表：</p><table><tr><td>张庄村</td><td>三十人</td></tr></table>";
        let mail = alternatives("请看表：", html);
        let text = &read(mail.as_bytes(), Format::Mail, &Limits::default()).pages[0].text;
        assert!(text.ends_with("请看表：\n\n张庄村\t三十人"), "{text}");
        let mail = alternatives("请用网页方式查看。", html);
        let text = &read(mail.as_bytes(), Format::Mail, &Limits::default()).pages[0].text;
        assert!(text.ends_with("请用网页方式查看。\n\n请看表：\n张庄村\t三十人"), "{text}");
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..900, byte: u8, cut in 0usize..900) {
            let mut bytes = mail();
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(length - cut % length);
            let _ = read(&bytes, Format::Mail, &Limits::default());
            for member in members(&bytes) {
                prop_assert!(!member.path.as_str().contains(".."));
            }
        }
    }
}
