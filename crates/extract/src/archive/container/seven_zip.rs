//! 7z containers: their members are files of the archive, as those of ZIP files are.

use std::io::{Cursor, Read};

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use super::{ContainerLimits, Member, bomb, damaged, distinguish, is_bomb, member_name, too_large};
use crate::{
    model::{ArchivePath, FileStatus, Notice, NoticeCode},
    msg,
};

/// Memory that a dictionary may take, in KiB: the largest of the usual settings of 7-Zip needs 256 MiB.
const MEMORY_KIB: usize = 384 << 10;

/// Unpacks a 7z container into memory, handing on one member at a time in the order in which they are packed; `on_member`
/// answers whether to go on. A member that cannot be unpacked is handed on by name with a notice.
///
/// # Errors
/// A notice where the container itself cannot be opened, or holds more members than `limits` allow.
pub(crate) fn unpack_each(
    container: &ArchivePath,
    bytes: &[u8],
    limits: ContainerLimits,
    on_member: &mut dyn FnMut(Member) -> bool,
) -> Result<(), Notice> {
    let mut source = Cursor::new(bytes);
    let password = Password::empty();
    let archive = Archive::read_with_memory_limit(&mut source, &password, MEMORY_KIB)
        .map_err(|error| not_opened(&error).at(container))?;
    let count = archive.files.len();
    if count > limits.members {
        let most = limits.members;
        let message = msg!(
            "压缩包内有 {count} 个文件，超过上限 {most}：请解压后放回文件夹",
            "the 7z file has {count} members, more than {most}: unpack it into the folder"
        );
        return Err(Notice::new(NoticeCode::UnreadableFile, message).at(container));
    }
    let mut members: Vec<Option<Member>> = archive
        .files
        .iter()
        .enumerate()
        .map(|(index, file)| member_of(container, &archive, index, file, bytes.len() as u64, limits))
        .collect();
    distinguish(members.iter_mut().flatten());
    let mut left = limits.total_bytes;
    let mut goes_on = true;
    for block in 0..archive.blocks.len() {
        let decoder = BlockDecoder::new_with_memory_limit(1, MEMORY_KIB, block, &archive, &password, &mut source);
        let Some(first) = decoder.entries().first() else { continue };
        let end = decoder.entries().len();
        let Some(start) = archive.files.iter().position(|file| std::ptr::eq(file, first)) else { continue };
        let mut next = start;
        let read = decoder.for_each_entries(&mut |entry, reader| {
            let Some(at) = archive.files.iter().skip(next).position(|file| std::ptr::eq(file, entry)) else {
                return Ok(true);
            };
            next += at + 1;
            let Some(member) = members.get_mut(next - 1).and_then(Option::take) else { return Ok(true) };
            let member =
                if member.status == FileStatus::Read { unpacked(member, reader, limits, &mut left)? } else { member };
            goes_on = on_member(member);
            Ok(goes_on)
        });
        // What comes behind the place at which a block breaks off cannot be unpacked.
        if let Err(error) = read {
            for slot in members.iter_mut().skip(start).take(end) {
                if let Some(member) = slot.take() {
                    let member = if member.status == FileStatus::Read { refused(member, &error) } else { member };
                    goes_on = goes_on && on_member(member);
                }
            }
        }
        if !goes_on {
            return Ok(());
        }
    }
    // Members without a byte are packed in no block.
    for member in members.into_iter().flatten() {
        if !on_member(member) {
            break;
        }
    }
    Ok(())
}

/// A member as the header tells of it; `None` for a folder.
fn member_of(
    container: &ArchivePath,
    archive: &Archive,
    index: usize,
    file: &ArchiveEntry,
    packed: u64,
    limits: ContainerLimits,
) -> Option<Member> {
    if file.is_directory || file.is_anti_item {
        return None;
    }
    let name = member_name(file.name.as_bytes());
    let path =
        if name.clean.is_empty() { format!("{container}!/#{index}") } else { format!("{container}!/{}", name.clean) };
    let mut member = Member::new(ArchivePath::new(path));
    member.size = if file.has_stream { file.size } else { 0 };
    if name.traversal {
        let message = msg!(
            "压缩包内的路径指向压缩包之外，未解压：请核实来源",
            "the member's path leads out of the 7z file and was not unpacked: check where it comes from"
        );
        return Some(member.refused(NoticeCode::UnreadableFile, message));
    }
    if let Some(notice) = crate::archive::walk::not_evidence(&member.path) {
        return Some(member.ignored(notice));
    }
    if archive.is_file_encrypted(index) {
        return Some(encrypted(member));
    }
    // Members are packed together, so that the whole file stands for the packed size of each.
    if is_bomb(member.size, packed, limits) {
        let ratio = member.size / packed.max(1);
        return Some(member.refused(NoticeCode::UnreadableFile, bomb(ratio)));
    }
    Some(member)
}

fn unpacked(
    mut member: Member,
    reader: &mut dyn Read,
    limits: ContainerLimits,
    left: &mut u64,
) -> Result<Member, Error> {
    let most = limits.member_bytes.min(*left);
    if member.size > most {
        return Ok(member.refused(NoticeCode::UnreadableFile, too_large(most)));
    }
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(most + 1).read_to_end(&mut bytes) {
        return Ok(member.refused(NoticeCode::UnreadableFile, damaged(&error)));
    }
    if bytes.len() as u64 > most {
        return Ok(member.refused(NoticeCode::UnreadableFile, too_large(most)));
    }
    *left -= bytes.len() as u64;
    member.size = bytes.len() as u64;
    member.bytes = bytes;
    Ok(member)
}

fn encrypted(member: Member) -> Member {
    let message = msg!("压缩包有密码：请提供无密码版本", "the 7z file has a password: provide it without");
    member.refused(NoticeCode::EncryptedFile, message)
}

fn refused(member: Member, error: &Error) -> Member {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => encrypted(member),
        Error::UnsupportedCompressionMethod(method) => {
            let message = msg!(
                "压缩包内的文件使用 {method} 压缩方式，暂不支持：请解压后放回文件夹",
                "the member is packed by {method}, which is not supported: unpack it into the folder"
            );
            member.refused(NoticeCode::UnsupportedFormat, message)
        }
        error => member.refused(NoticeCode::UnreadableFile, damaged(error)),
    }
}

/// Why the container cannot be opened.
fn not_opened(error: &Error) -> Notice {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Notice::new(
            NoticeCode::EncryptedFile,
            msg!(
                "压缩包有密码，连文件名也已加密：请提供无密码版本",
                "the 7z file has a password, and even its names are encrypted: provide it without"
            ),
        ),
        _ => Notice::new(
            NoticeCode::UnreadableFile,
            msg!(
                "7z 压缩包已损坏或不完整，无法打开：请重新压缩或直接放入文件",
                "the 7z file is damaged or incomplete and cannot be opened: pack it again or put the files here themselves"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    fn names(bytes: &[u8], limits: ContainerLimits) -> Vec<(String, FileStatus, Vec<u8>)> {
        let mut found = Vec::new();
        unpack_each(&ArchivePath::new("a.7z"), bytes, limits, &mut |member| {
            found.push((member.path.to_string(), member.status, member.bytes));
            true
        })
        .expect("a container");
        found.sort();
        found
    }

    /// Written by 7-Zip's format as `py7zr` writes it: a folder `01` with `会议记录.txt`, an empty file and `desktop.ini`.
    fn sample() -> Vec<u8> {
        STANDARD.decode(include_str!("seven_zip_sample.txt").split_whitespace().collect::<String>()).expect("Base64")
    }

    #[test]
    fn members_of_a_7z_file_are_files() {
        let found = names(&sample(), ContainerLimits::default());
        let shown: Vec<(&str, FileStatus)> = found.iter().map(|(path, status, _)| (path.as_str(), *status)).collect();
        assert_eq!(
            shown,
            [
                ("a.7z!/01/desktop.ini", FileStatus::Ignored),
                ("a.7z!/01/会议记录.txt", FileStatus::Read),
                ("a.7z!/01/空.txt", FileStatus::Read),
            ]
        );
        assert_eq!(String::from_utf8_lossy(&found[1].2), "应到三十人，实到二十八人。\n".repeat(20));
        assert!(found[2].2.is_empty());
    }

    #[test]
    fn limits_and_damage_cost_members() {
        let small = ContainerLimits { member_bytes: 100, ..ContainerLimits::default() };
        assert_eq!(names(&sample(), small)[1].1, FileStatus::Unreadable);
        let few = ContainerLimits { members: 1, ..ContainerLimits::default() };
        let path = ArchivePath::new("a.7z");
        assert!(unpack_each(&path, &sample(), few, &mut |_| true).is_err());
        let mut wrong = sample();
        wrong[40] ^= 0xFF;
        let found = names(&wrong, ContainerLimits::default());
        assert_eq!(found[1].1, FileStatus::Unreadable, "data that are damaged");
        let cut = &sample()[..60];
        let notice = unpack_each(&path, cut, ContainerLimits::default(), &mut |_| true).expect_err("no header");
        assert_eq!(notice.code, NoticeCode::UnreadableFile);
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..400, byte: u8, cut in 0usize..400) {
            let mut bytes = sample();
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(length - cut % length);
            drop(unpack_each(&ArchivePath::new("a.7z"), &bytes, ContainerLimits::default(), &mut |_| true));
        }
    }
}
