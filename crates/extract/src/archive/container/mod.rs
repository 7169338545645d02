//! ZIP containers: their members are files of the archive, under names like `a.zip!/b.pdf`.
//!
//! A document that files are attached to holds them as members too; what they have in common with those of a ZIP is
//! here, and how they are taken out is its reader's business.

mod rebuild;
pub(crate) mod seven_zip;

pub(crate) use rebuild::readable;

use std::{
    collections::HashSet,
    io::{Cursor, Read},
};

use serde::{Deserialize, Serialize};
use zip::{CompressionMethod, ZipArchive};

use crate::{
    model::{ArchivePath, FileStatus, Message, Notice, NoticeCode},
    msg,
};

/// How deep a container may lie in containers.
pub const MAX_DEPTH: usize = 3;

/// Limits against containers made to exhaust a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerLimits {
    /// Bytes of one member, unpacked.
    pub member_bytes: u64,
    /// Bytes of all members of one container, unpacked.
    pub total_bytes: u64,
    /// Members of one container.
    pub members: usize,
    /// How many times its packed size a member may unpack to, once it is larger than [`RATIO_FROM`]. Empty pages
    /// scanned without compression reach about a hundred; deflate cannot pass 1,032.
    pub ratio: u64,
}

/// Members up to this size, in bytes, may be packed as tightly as they like.
pub const RATIO_FROM: u64 = 32 << 20;

impl Default for ContainerLimits {
    fn default() -> Self {
        Self { member_bytes: 256 << 20, total_bytes: 1 << 30, members: 20_000, ratio: 500 }
    }
}

/// A member of a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its full path, the container's included.
    pub path: ArchivePath,
    /// Its bytes; empty where it was not unpacked.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// Bytes as its container states them.
    pub size: u64,
    /// What is known without reading: [`FileStatus::Read`] means "to be read".
    pub status: FileStatus,
    /// Why it was not unpacked, or how its name was damaged.
    pub notices: Vec<Notice>,
}

impl Member {
    /// A member that is to be read, without its bytes.
    pub(crate) fn new(path: ArchivePath) -> Self {
        Self { path, bytes: Vec::new(), size: 0, status: FileStatus::Read, notices: Vec::new() }
    }

    /// The member as one that cannot be unpacked.
    pub(crate) fn refused(mut self, code: NoticeCode, message: Message) -> Self {
        self.status = FileStatus::Unreadable;
        self.notices.push(Notice::new(code, message).at(&self.path));
        self
    }

    /// The member as one that is no evidence.
    pub(crate) fn ignored(mut self, notice: Notice) -> Self {
        self.status = FileStatus::Ignored;
        self.notices.push(notice.at(&self.path));
        self
    }
}

/// Unpacks a ZIP container into memory.
///
/// A member that cannot be unpacked is returned by name with a notice; its neighbours are not affected.
///
/// # Errors
/// A notice where the container itself cannot be opened, or holds more members than `limits` allow.
pub fn unpack(container: &ArchivePath, bytes: &[u8], limits: ContainerLimits) -> Result<Vec<Member>, Notice> {
    let mut members = Vec::new();
    unpack_each(container, bytes, limits, &mut |member| {
        members.push(member);
        true
    })?;
    Ok(members)
}

/// The same, handing on one member at a time in the order of their paths; `on_member` answers whether to go on.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_each(
    container: &ArchivePath,
    bytes: &[u8],
    limits: ContainerLimits,
    on_member: &mut dyn FnMut(Member) -> bool,
) -> Result<(), Notice> {
    let readable = readable(bytes);
    let bytes = readable.as_ref().map_or(bytes, |(bytes, _)| bytes);
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        let message = msg!(
            "压缩包已损坏，无法打开（{error}）：请重新压缩或直接放入文件",
            "the zip file is damaged and cannot be opened ({error}): pack it again or put the files here themselves"
        );
        Notice::new(NoticeCode::UnreadableFile, message).at(container)
    })?;
    let count = zip.len();
    if count > limits.members {
        let most = limits.members;
        let message = msg!(
            "压缩包内有 {count} 个文件，超过上限 {most}：请解压后放回文件夹",
            "the zip file has {count} members, more than {most}: unpack it into the folder"
        );
        return Err(Notice::new(NoticeCode::UnreadableFile, message).at(container));
    }
    let mut members: Vec<(Member, Option<usize>)> = (0..count)
        .filter_map(|index| {
            let member = member_of(container, &mut zip, index, limits)?;
            let unpacked = (member.status == FileStatus::Read).then_some(index);
            Some((member, unpacked))
        })
        .collect();
    // Of members whose names are the same to the letter, the library gives out one; the others are named.
    for raw in repeated_names(bytes, count) {
        let name = member_name(&raw);
        let message = msg!(
            "压缩包内有多个同名文件，只读取了其中一个：请解压后改名，放回文件夹",
            "the zip file has several members of this name and one of them was read: unpack it, rename them and put them into the folder"
        );
        let member = Member::new(ArchivePath::new(format!("{container}!/{}", name.clean)));
        members.push((member.refused(NoticeCode::UnreadableFile, message), None));
    }
    members.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    distinguish(members.iter_mut().map(|(member, _)| member));
    let mut left = limits.total_bytes;
    for (member, index) in members {
        let member = match index {
            Some(index) => unpack_member(member, &mut zip, index, limits, &mut left),
            None => member,
        };
        if !on_member(member) {
            break;
        }
    }
    Ok(())
}

/// Gives members of one name, which are legal, names of their own so that none is lost: the later ones are numbered.
pub(crate) fn distinguish<'m>(members: impl Iterator<Item = &'m mut Member>) {
    let mut taken: HashSet<ArchivePath> = HashSet::new();
    for member in members {
        let name = member.path.clone();
        let mut copy = 1u32;
        while !taken.insert(member.path.clone()) {
            copy += 1;
            member.path = ArchivePath::new(format!("{name}#{copy}"));
            member.notices.iter_mut().for_each(|notice| notice.path = Some(member.path.clone()));
        }
    }
}

/// Whether a member is large and was packed more tightly than any paper is.
pub(crate) fn is_bomb(size: u64, packed: u64, limits: ContainerLimits) -> bool {
    size > RATIO_FROM && size / packed.max(1) > limits.ratio
}

/// Names in the directory that stood there before, once for every further time. `known` is the number of different
/// ones; directories of zip64 files are not looked through.
fn repeated_names(bytes: &[u8], known: usize) -> Vec<Vec<u8>> {
    let u16_at = |at: usize| Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let u32_at = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let walk = || {
        let from = bytes.len().saturating_sub(22 + 65_535);
        let end = from + bytes[from..].windows(4).rposition(|window| window == b"PK\x05\x06")?;
        let (count, size) = (u16_at(end + 10)?, u32_at(end + 12)?);
        if count <= known || count == 0xFFFF {
            return None;
        }
        // Whatever lies before the file shifts the directory; its end does not move.
        let mut at = end.checked_sub(size)?;
        let (mut seen, mut repeated) = (HashSet::new(), Vec::new());
        for _ in 0..count {
            if bytes.get(at..at + 4)? != b"PK\x01\x02" {
                break;
            }
            let (name, extra, comment) = (u16_at(at + 28)?, u16_at(at + 30)?, u16_at(at + 32)?);
            let raw = bytes.get(at + 46..at + 46 + name)?;
            if !seen.insert(raw) && !raw.ends_with(b"/") {
                repeated.push(raw.to_vec());
            }
            at += 46 + name + extra + comment;
        }
        Some(repeated)
    };
    walk().unwrap_or_default()
}

/// What is told of a ZIP file whose directory is missing.
pub(crate) fn without_directory(container: &ArchivePath) -> Notice {
    let message = msg!(
        "压缩包末尾缺失（可能复制或下载时中断），已按各文件自身的记录读取，可能缺少最后的文件：请重新复制或下载后核对",
        "the end of the zip file is missing (perhaps a copy or a download that was broken off); its members were read by their own headers, and the last ones may be lacking: copy or download it again and compare"
    );
    Notice::new(NoticeCode::PartlyRead, message).at(container)
}

/// A member as the directory tells of it; one that can be unpacked has the status [`FileStatus::Read`]. `None` for a
/// folder.
fn member_of(
    container: &ArchivePath,
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    limits: ContainerLimits,
) -> Option<Member> {
    let unnamed = ArchivePath::new(format!("{container}!/#{index}"));
    let mut member = Member::new(unnamed);
    let (encrypted, packed) = {
        let raw = match zip.by_index_raw(index) {
            Ok(raw) => raw,
            Err(error) => return Some(member.refused(NoticeCode::UnreadableFile, damaged(&error))),
        };
        if raw.is_dir() {
            return None;
        }
        let name = member_name(raw.name_raw());
        member.size = raw.size();
        if !name.clean.is_empty() {
            member.path = ArchivePath::new(format!("{container}!/{}", name.clean));
        }
        if name.repaired {
            let shown = &name.clean;
            let stored = raw.name().map(|name| one_line(&name)).unwrap_or_default();
            let message = msg!(
                "压缩包内的文件名未注明编码（其他软件可能显示为“{stored}”），已按中文编码读作“{shown}”，请核实",
                "the member's name does not say its encoding (other programs may show “{stored}”) and was read as Chinese, “{shown}”: please check it"
            );
            member.notices.push(Notice::new(NoticeCode::NameMojibake, message).at(&member.path));
        }
        if name.traversal {
            let message = msg!(
                "压缩包内的路径指向压缩包之外，未解压：请核实来源",
                "the member's path leads out of the zip file and was not unpacked: check where it comes from"
            );
            return Some(member.refused(NoticeCode::UnreadableFile, message));
        }
        if let Some(method) = unread_method(raw.compression()) {
            let message = msg!(
                "压缩包内的文件使用 {method} 压缩方式，暂不支持：请解压后放回文件夹，或用通用方式（Deflate）重新压缩",
                "the member is packed by {method}, which is not supported: unpack it into the folder, or pack it by Deflate"
            );
            return Some(member.refused(NoticeCode::UnsupportedFormat, message));
        }
        (raw.encrypted(), raw.compressed_size().max(1))
    };
    if let Some(notice) = crate::archive::walk::not_evidence(&member.path) {
        return Some(member.ignored(notice));
    }
    if encrypted {
        let message = msg!("压缩包有密码：请提供无密码版本", "the zip file has a password: provide it without");
        return Some(member.refused(NoticeCode::EncryptedFile, message));
    }
    if is_bomb(member.size, packed, limits) {
        let ratio = member.size / packed;
        return Some(member.refused(NoticeCode::UnreadableFile, bomb(ratio)));
    }
    Some(member)
}

/// The member with its bytes, or refused.
fn unpack_member(
    mut member: Member,
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    limits: ContainerLimits,
    left: &mut u64,
) -> Member {
    let most = limits.member_bytes.min(*left);
    if member.size > most {
        return member.refused(NoticeCode::UnreadableFile, too_large(most));
    }
    // The stated size may lie, so the read is bounded as well.
    let read = zip.by_index(index).map_err(|error| damaged(&error)).and_then(|file| {
        let mut bytes = Vec::new();
        match file.take(most + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > most => Err(too_large(most)),
            Ok(_) => Ok(bytes),
            Err(error) => Err(damaged(&error)),
        }
    });
    match read {
        Ok(bytes) => {
            *left -= bytes.len() as u64;
            member.size = bytes.len() as u64;
            member.bytes = bytes;
            member
        }
        Err(message) => member.refused(NoticeCode::UnreadableFile, message),
    }
}

fn damaged(error: &dyn std::fmt::Display) -> Message {
    msg!("压缩包内的文件已损坏（{error}）：请重新压缩", "the member is damaged ({error}): pack it again")
}

/// Why a bomb is left as it is.
pub(crate) fn bomb(ratio: u64) -> Message {
    msg!(
        "压缩比异常（解压后为压缩前的 {ratio} 倍），为安全起见未解压：请核实来源，确需使用时解压后放回文件夹",
        "it unpacks to {ratio} times its size and was not unpacked, to be safe: check where it comes from, and unpack it into the folder if it is needed"
    )
}

/// The name of a method of packing that is not read (APPNOTE 4.4.5); encrypted members have one of their own.
fn unread_method(method: CompressionMethod) -> Option<String> {
    let number = match method {
        CompressionMethod::Stored | CompressionMethod::Deflated => return None,
        // A method that this build knows by number only shows it between brackets.
        other => format!("{other:?}").chars().filter(char::is_ascii_digit).collect::<String>(),
    };
    Some(match number.as_str() {
        "99" => return None,
        "1" => "Shrink".to_owned(),
        "6" => "Implode".to_owned(),
        "9" => "Deflate64".to_owned(),
        "12" => "BZIP2".to_owned(),
        "14" => "LZMA".to_owned(),
        "93" => "Zstandard".to_owned(),
        "95" => "XZ".to_owned(),
        "98" => "PPMd".to_owned(),
        _ => format!("#{number}"),
    })
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '_' } else { c }).collect()
}

fn too_large(most: u64) -> Message {
    let mib = most >> 20;
    msg!(
        "解压后超过上限 {mib} MiB，未解压：请解压后放回文件夹",
        "it unpacks to more than {mib} MiB and was not unpacked: unpack it into the folder"
    )
}

/// A member's name made fit for a path.
struct MemberName {
    clean: String,
    repaired: bool,
    traversal: bool,
}

/// Decodes a member's name: UTF-8, or else GB18030, which Chinese Windows writes without saying so.
fn member_name(raw: &[u8]) -> MemberName {
    let (text, repaired) = match std::str::from_utf8(raw) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(), true),
    };
    // GB18030 has the backslash as a second byte; in the text it is a divider as Windows writes it.
    let text = one_line(&text.replace('\\', "/"));
    let drive = text.as_bytes().get(1) == Some(&b':');
    let traversal = drive || text.starts_with('/') || text.split('/').any(|part| part == "..");
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    MemberName { clean: parts.join("/"), repaired, traversal }
}

#[cfg(test)]
mod tests;
