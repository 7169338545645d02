//! Files inside a PDF file.

use super::*;
use crate::{
    archive::container::{ContainerLimits, Member},
    model::{ArchivePath, FileStatus, Notice},
};

fn unpacked(bytes: &[u8], limits: ContainerLimits) -> (Vec<Member>, Vec<Notice>) {
    let mut members = Vec::new();
    let left = unpack_each(&ArchivePath::new("村/a.pdf"), bytes, limits, &mut |member| {
        members.push(member);
        true
    });
    (members, left)
}

fn names(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.path.as_str()).collect()
}

/// A page, the files from object 5 on, and the list of them.
fn holding(names: &str, page: &str, objects: &[String]) -> Vec<u8> {
    let mut all = vec![
        format!("<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << {names} >> >> >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R {A4} {page} >>"),
        stream("", ""),
    ];
    all.extend(objects.iter().cloned());
    pdf_of(&all)
}

#[test]
fn attached_files_are_members() {
    // 清单.xlsx, and a path of Windows.
    let names_of = "/Names [(a) << /UF <FEFF6E0553550 02E0078006C00730078> /EF << /F 5 0 R >> >> (b) << /F (C:\\\\x\\\\..\\\\two.txt) /EF << /F 6 0 R >> >>]";
    let pinned = "/Annots [<< /Subtype /FileAttachment /Rect [1 1 9 9] /FS << /F (two.txt) /EF << /F 7 0 R >> >> >> << /Subtype /FileAttachment /FS << /F (two.txt) /EF << /F 6 0 R >> >> >>]";
    let bytes = holding(names_of, pinned, &[stream("", "sheet"), stream("", "second"), stream("", "third")]);
    for bytes in [bytes.clone(), encrypt(&bytes, "")] {
        let (members, left) = unpacked(&bytes, ContainerLimits::default());
        assert!(left.is_empty(), "{left:?}");
        assert_eq!(names(&members), ["村/a.pdf!/two.txt", "村/a.pdf!/two.txt#2", "村/a.pdf!/清单.xlsx"]);
        let contents: Vec<&[u8]> = members.iter().map(|member| member.bytes.as_slice()).collect();
        assert_eq!(contents, [b"second".as_slice(), b"third", b"sheet"]);
        assert!(members.iter().all(|member| member.status == FileStatus::Read && member.notices.is_empty()));
    }
    assert_eq!(extraction(&bytes).enclosed.attachments, ["清单.xlsx", "two.txt"]);
}

#[test]
fn names_lead_nowhere_and_circles_end() {
    let tree = "/Kids [6 0 R 7 0 R]";
    let objects = [
        stream("", "x"),
        "<< /Kids [6 0 R 7 0 R] /Names [(..) << /F (../..) /UF (..\\\\..) /EF << /F 5 0 R >> >>] >>".to_owned(),
        "<< /Kids [6 0 R] /Names [(a/../b!/c.txt) << /EF << /F 8 0 R >> >>] >>".to_owned(),
        stream("", "y"),
    ];
    let (members, _) = unpacked(&holding(tree, "", &objects), ContainerLimits::default());
    assert_eq!(names(&members), ["村/a.pdf!/#1", "村/a.pdf!/c.txt"]);
}

#[test]
fn what_cannot_be_taken_out_is_named() {
    let file = |name: &str, number: u32| format!("(x) << /F ({name}) /EF << /F {number} 0 R >> >>");
    let list = format!(
        "/Names [{} {} {} (p) << /F (sealed.pdf) /EP << >> /EF << /F 8 0 R >> >> (o) << /F (outside.doc) >> {}]",
        file("broken.txt", 5),
        file("large.txt", 6),
        file("Thumbs.db", 7),
        file("kept.txt", 9),
    );
    let objects = [
        stream("/Filter /FlateDecode", "this is not packed by zlib"),
        stream("", &"x".repeat(100)),
        stream("", "x"),
        stream("", "x"),
        stream("/Params << /Size 9 >>", "kept"),
    ];
    let limits = ContainerLimits { member_bytes: 50, ..ContainerLimits::default() };
    let (members, left) = unpacked(&holding(&list, "", &objects), limits);
    let told: Vec<(&str, FileStatus, Vec<NoticeCode>)> = members
        .iter()
        .map(|member| {
            let name = member.path.as_str().trim_start_matches("村/a.pdf!/");
            (name, member.status, member.notices.iter().map(|notice| notice.code).collect())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Thumbs.db", FileStatus::Ignored, vec![NoticeCode::SystemFile]),
            ("broken.txt", FileStatus::Unreadable, vec![NoticeCode::UnreadableFile]),
            ("kept.txt", FileStatus::Read, vec![NoticeCode::PartlyRead]),
            ("large.txt", FileStatus::Unreadable, vec![NoticeCode::UnreadableFile]),
            ("sealed.pdf", FileStatus::Unreadable, vec![NoticeCode::EncryptedFile]),
        ]
    );
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].code, NoticeCode::AttachmentNotRead);
    assert!(left[0].message.zh.contains("outside.doc"));
    let (few, left) = unpacked(&holding(&list, "", &objects), ContainerLimits { members: 2, ..limits });
    assert_eq!(few.len(), 2);
    assert!(left[0].message.en.contains("kept.txt"));
}

#[test]
fn files_that_hold_none_say_nothing() {
    for bytes in [page(A4, ""), encrypted("secret"), b"%PDF-1.4".to_vec()] {
        let (members, left) = unpacked(&bytes, ContainerLimits::default());
        assert!(members.is_empty() && left.is_empty());
    }
}

#[test]
fn a_filter_that_is_an_object_of_its_own_is_applied() {
    let list = "/Names [(a) << /F (a.txt) /EF << /F 5 0 R >> >>]";
    let objects = [stream("/Filter 6 0 R", "6162>"), "/ASCIIHexDecode".to_owned()];
    let (members, _) = unpacked(&holding(list, "", &objects), ContainerLimits::default());
    assert_eq!(members[0].bytes, b"ab");
}
