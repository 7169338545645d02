//! ZIP containers: their members are files of the archive, under names like `a.zip!/b.pdf`.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{
    model::{ArchivePath, FileStatus, Notice, NoticeCode},
    msg,
};

/// How deep a container may lie in containers.
pub const MAX_DEPTH: usize = 3;

/// Limits against containers made to exhaust a machine.
#[derive(Debug, Clone, Copy)]
pub struct ContainerLimits {
    /// Bytes of one member, unpacked.
    pub member_bytes: u64,
    /// Bytes of all members of one container, unpacked.
    pub total_bytes: u64,
    /// Members of one container.
    pub members: usize,
}

impl Default for ContainerLimits {
    fn default() -> Self {
        Self { member_bytes: 256 << 20, total_bytes: 1 << 30, members: 20_000 }
    }
}

/// A member of a container.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its full path, the container's included.
    pub path: ArchivePath,
    /// Its bytes; empty where it was not unpacked.
    pub bytes: Vec<u8>,
    /// Bytes as its container states them.
    pub size: u64,
    /// What is known without reading: [`FileStatus::Read`] means "to be read".
    pub status: FileStatus,
    /// Why it was not unpacked, or what its name suffered.
    pub notices: Vec<Notice>,
}

/// Unpacks a ZIP container into memory.
///
/// A member that cannot be unpacked is returned by name with a notice; its neighbours are not affected.
///
/// # Errors
/// A notice where the container itself cannot be opened, or holds more members than `limits` allow.
pub fn unpack(container: &ArchivePath, bytes: &[u8], limits: ContainerLimits) -> Result<Vec<Member>, Notice> {
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
    let mut left = limits.total_bytes;
    let mut members = Vec::new();
    for index in 0..count {
        if let Some(member) = unpack_member(container, &mut zip, index, limits, &mut left) {
            members.push(member);
        }
    }
    members.sort_by(|a, b| a.path.cmp(&b.path));
    // Two members of one name are legal in a ZIP; the later one is renamed so that neither is lost.
    for i in 1..members.len() {
        if members[i].path == members[i - 1].path {
            members[i].path = ArchivePath::new(format!("{}#{i}", members[i].path));
        }
    }
    Ok(members)
}

fn unpack_member(
    container: &ArchivePath,
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    limits: ContainerLimits,
    left: &mut u64,
) -> Option<Member> {
    let unnamed = ArchivePath::new(format!("{container}!/#{index}"));
    let mut member =
        Member { path: unnamed, bytes: Vec::new(), size: 0, status: FileStatus::Read, notices: Vec::new() };
    let encrypted = {
        let raw = match zip.by_index_raw(index) {
            Ok(raw) => raw,
            Err(error) => return Some(refused(member, NoticeCode::UnreadableFile, damaged(&error))),
        };
        if raw.is_dir() {
            return None;
        }
        let name = member_name(raw.name_raw());
        member.size = raw.size();
        member.path = ArchivePath::new(format!("{container}!/{}", name.clean));
        if name.repaired {
            let shown = &name.clean;
            let message =
                msg!("压缩包内的文件名已按中文编码修复为“{shown}”", "the member's name was repaired to “{shown}”");
            member.notices.push(Notice::new(NoticeCode::NameMojibake, message).at(&member.path));
        }
        if name.traversal {
            let message = msg!(
                "压缩包内的路径指向压缩包之外，未解压：请核实来源",
                "the member's path leads out of the zip file and was not unpacked: check where it comes from"
            );
            return Some(refused(member, NoticeCode::UnreadableFile, message));
        }
        raw.encrypted()
    };
    if let Some(notice) = super::walk::not_evidence(&member.path) {
        member.status = FileStatus::Ignored;
        member.notices.push(notice.at(&member.path));
        return Some(member);
    }
    if encrypted {
        let message = msg!("压缩包有密码：请提供无密码版本", "the zip file has a password: provide it without");
        return Some(refused(member, NoticeCode::EncryptedFile, message));
    }
    let most = limits.member_bytes.min(*left);
    if member.size > most {
        return Some(refused(member, NoticeCode::UnreadableFile, too_large(most)));
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
            Some(member)
        }
        Err(message) => Some(refused(member, NoticeCode::UnreadableFile, message)),
    }
}

fn refused(mut member: Member, code: NoticeCode, message: crate::model::Message) -> Member {
    member.status = FileStatus::Unreadable;
    member.notices.push(Notice::new(code, message).at(&member.path));
    member
}

fn damaged(error: &dyn std::fmt::Display) -> crate::model::Message {
    msg!("压缩包内的文件已损坏（{error}）：请重新压缩", "the member is damaged ({error}): pack it again")
}

fn too_large(most: u64) -> crate::model::Message {
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
    let text = text.replace('\\', "/");
    let drive = text.as_bytes().get(1) == Some(&b':');
    let traversal = drive || text.starts_with('/') || text.split('/').any(|part| part == "..");
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    MemberName { clean: parts.join("/"), repaired, traversal }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).expect("a member");
            zip.write_all(bytes).expect("bytes");
        }
        zip.finish().expect("a zip file").into_inner()
    }

    #[test]
    fn members_have_paths_and_bytes() {
        let bytes = zip_of(&[("章程/a.txt", b"A"), ("Thumbs.db", b"x")]);
        let members = unpack(&ArchivePath::new("村/b.zip"), &bytes, ContainerLimits::default()).expect("opens");
        assert_eq!(members[0].path.as_str(), "村/b.zip!/Thumbs.db");
        assert_eq!(members[0].status, FileStatus::Ignored);
        assert_eq!(members[1].path.as_str(), "村/b.zip!/章程/a.txt");
        assert_eq!(members[1].bytes, b"A");
    }

    #[test]
    fn traversal_and_bombs_are_refused_by_name() {
        let bytes = zip_of(&[("../../evil.txt", b"A"), ("big.txt", &vec![b'0'; 4096]), ("ok.txt", b"B")]);
        let limits = ContainerLimits { member_bytes: 1024, ..ContainerLimits::default() };
        let members = unpack(&ArchivePath::new("b.zip"), &bytes, limits).expect("opens");
        let states: Vec<_> = members.iter().map(|member| (member.path.as_str(), member.status)).collect();
        assert_eq!(
            states,
            [
                ("b.zip!/big.txt", FileStatus::Unreadable),
                ("b.zip!/evil.txt", FileStatus::Unreadable),
                ("b.zip!/ok.txt", FileStatus::Read),
            ]
        );
    }

    #[test]
    fn a_gbk_name_is_repaired() {
        let name = member_name(&[0xd5, 0xc5, 0xd7, 0xaf, 0xb4, 0xe5, b'.', b't', b'x', b't']);
        assert_eq!((name.clean.as_str(), name.repaired), ("张庄村.txt", true));
    }

    #[test]
    fn a_damaged_container_is_one_notice() {
        let notice = unpack(&ArchivePath::new("b.zip"), b"PK\x03\x04nothing", ContainerLimits::default());
        assert_eq!(notice.expect_err("damaged").code, NoticeCode::UnreadableFile);
    }
}
