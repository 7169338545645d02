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

/// One member as its bytes stand in a zip file: name, flags, method, extra field, stated size, packed data.
struct Raw<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    extra: Vec<u8>,
    size: u32,
    packed: &'a [u8],
}

impl<'a> Raw<'a> {
    fn stored(name: &'a [u8], packed: &'a [u8]) -> Self {
        Self { name, flags: 0, method: 0, extra: Vec::new(), size: packed.len() as u32, packed }
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

fn raw_zip(members: &[Raw<'_>]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let start = bytes.len() as u32;
        let mut head = Vec::new();
        head.extend(20u16.to_le_bytes());
        head.extend(member.flags.to_le_bytes());
        head.extend(member.method.to_le_bytes());
        head.extend([0, 0, 0x21, 0]);
        head.extend(checksum(member.packed).to_le_bytes());
        head.extend((member.packed.len() as u32).to_le_bytes());
        head.extend(member.size.to_le_bytes());
        head.extend((member.name.len() as u16).to_le_bytes());
        head.extend((member.extra.len() as u16).to_le_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&head);
        bytes.extend(member.name);
        bytes.extend(&member.extra);
        bytes.extend(member.packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(member.name);
        directory.extend(&member.extra);
    }
    let at = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((members.len() as u16).to_le_bytes());
    bytes.extend((members.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn members(raw: &[Raw<'_>]) -> Vec<Member> {
    unpack(&ArchivePath::new("b.zip"), &raw_zip(raw), ContainerLimits::default()).expect("opens")
}

#[test]
fn the_name_as_stored_is_told() {
    let name = encoding_rs::GB18030.encode("张庄村.txt").0.into_owned();
    let found = members(&[Raw::stored(&name, b"A")]).remove(0);
    assert_eq!((found.path.as_str(), found.bytes.as_slice()), ("b.zip!/张庄村.txt", b"A".as_slice()));
    assert_eq!(found.notices[0].code, NoticeCode::NameMojibake);
    assert!(found.notices[0].message.zh.contains("╒┼╫»┤σ"), "{}", found.notices[0].message.zh);
}

#[test]
fn a_name_in_the_extra_field_is_believed() {
    let name = encoding_rs::GB18030.encode("张庄村.txt").0.into_owned();
    let content = "张庄村.txt";
    let mut extra = b"\x75\x70".to_vec();
    extra.extend((content.len() as u16 + 5).to_le_bytes());
    extra.push(1);
    extra.extend(checksum(&name).to_le_bytes());
    extra.extend(content.bytes());
    let found = members(&[Raw { extra, ..Raw::stored(&name, b"A") }]).remove(0);
    assert_eq!((found.path.as_str(), found.notices.len()), ("b.zip!/张庄村.txt", 0));
}

#[test]
fn members_that_cannot_be_unpacked_are_named() {
    let found = members(&[
        Raw { method: 9, ..Raw::stored(b"a.txt", b"x") },
        Raw { method: 14, ..Raw::stored(b"b.txt", b"x") },
        Raw { flags: 1, ..Raw::stored(b"c.txt", b"xxxxxxxxxxxxx") },
        Raw::stored(b"C:\\e.txt", b"x"),
        Raw::stored(b"/etc/f.txt", b"x"),
        Raw::stored(b"g\x1B[2J.txt", b"x"),
        Raw::stored(b"./", b""),
    ]);
    let told: Vec<_> =
        found.iter().map(|member| (member.path.as_str(), member.notices.first().map(|notice| notice.code))).collect();
    let expected = [
        ("b.zip!/C:/e.txt", Some(NoticeCode::UnreadableFile)),
        ("b.zip!/a.txt", Some(NoticeCode::UnsupportedFormat)),
        ("b.zip!/b.txt", Some(NoticeCode::UnsupportedFormat)),
        ("b.zip!/c.txt", Some(NoticeCode::EncryptedFile)),
        ("b.zip!/etc/f.txt", Some(NoticeCode::UnreadableFile)),
        ("b.zip!/g_[2J.txt", None),
    ];
    assert_eq!(told, expected);
    assert!(found[1].notices[0].message.zh.contains("Deflate64") && found[2].notices[0].message.zh.contains("LZMA"));
}

#[test]
fn members_of_one_name_are_all_kept() {
    let found = members(&[Raw::stored(b"a", b"1"), Raw::stored(b"./a", b"2"), Raw::stored(b"a", b"3")]);
    let paths: Vec<_> = found.iter().map(|member| (member.path.as_str(), member.status)).collect();
    // Of two names that are the same to the letter, the library gives out one.
    let expected =
        [("b.zip!/a", FileStatus::Read), ("b.zip!/a#2", FileStatus::Read), ("b.zip!/a#3", FileStatus::Unreadable)];
    assert_eq!(paths, expected);
}

#[test]
fn what_unpacks_beyond_measure_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("bomb.txt", SimpleFileOptions::default()).expect("a member");
    zip.write_all(&vec![0; RATIO_FROM as usize + 1]).expect("bytes");
    let bytes = zip.finish().expect("a zip file").into_inner();
    let found = unpack(&ArchivePath::new("b.zip"), &bytes, ContainerLimits::default()).expect("opens");
    assert_eq!((found[0].status, found[0].bytes.len()), (FileStatus::Unreadable, 0));
    assert!(found[0].notices[0].message.zh.contains("压缩比"));
}

proptest::proptest! {
    #[test]
    fn any_name_stays_inside(raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40)) {
        let name = member_name(&raw);
        proptest::prop_assert!(!name.clean.starts_with('/') && !name.clean.split('/').any(|part| part == ".."));
        proptest::prop_assert!(!name.clean.chars().any(char::is_control));
    }
}
