//! The files that hold others: what their members are, and who unpacks them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    inside::{self, FilesInside},
    limits::Limits,
    mail, notice, ofd,
    package::flat,
    pdf, rtf,
};
use crate::{
    archive::{
        container::{self, ContainerLimits, Member, distinguish},
        identify::Format,
    },
    model::{ArchivePath, Notice, NoticeCode},
};

/// A kind of file whose members are files of the archive, under names like `a.zip!/b.pdf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A ZIP file, which is nothing beside its members.
    Zip,
    /// A 7z file, likewise.
    SevenZip,
    /// A mail message or a web page in one file, a paper of its own with others attached.
    Mail,
    /// A PDF file, a paper of its own to which others may be attached.
    Pdf,
    /// A document of another format, a paper of its own into which others may be embedded.
    Document(Format),
}

impl Holder {
    /// What files of a format are; `None` for those whose members, if they have any, are not read.
    pub fn of(format: Format) -> Option<Self> {
        match format {
            Format::Zip => Some(Holder::Zip),
            Format::SevenZip => Some(Holder::SevenZip),
            Format::Mail | Format::Mht => Some(Holder::Mail),
            Format::Pdf => Some(Holder::Pdf),
            Format::Docx
            | Format::Xlsx
            | Format::Xlsb
            | Format::Pptx
            | Format::Doc
            | Format::Xls
            | Format::Ppt
            | Format::Odt
            | Format::Ods
            | Format::Odp
            | Format::Ofd
            | Format::Rtf
            | Format::Xml => Some(Holder::Document(format)),
            _ => None,
        }
    }

    /// Whether such a file is nothing beside its members.
    pub fn is_container(self) -> bool {
        matches!(self, Holder::Zip | Holder::SevenZip)
    }

    /// Hands on the members one by one in the order of their paths, those of 7z as they are packed; `on_member` answers whether to go on. The answer
    /// tells of members that have no row of their own, since they could not even be found.
    ///
    /// # Errors
    /// A notice where the holder cannot be opened.
    pub fn unpack_each(
        self,
        path: &ArchivePath,
        bytes: &[u8],
        limits: ContainerLimits,
        on_member: &mut dyn FnMut(Member) -> bool,
    ) -> Result<Vec<Notice>, Notice> {
        match self {
            Holder::Zip => {
                let is_cut = container::readable(bytes).is_some_and(|(_, rebuilt)| rebuilt);
                container::unpack_each(path, bytes, limits, on_member)
                    .map(|()| is_cut.then(|| container::without_directory(path)).into_iter().collect())
            }
            Holder::SevenZip => container::seven_zip::unpack_each(path, bytes, limits, on_member).map(|()| Vec::new()),
            Holder::Mail => {
                mail::unpack_each(path, bytes, limits, on_member);
                Ok(Vec::new())
            }
            Holder::Pdf => Ok(pdf::unpack_each(path, bytes, limits, on_member)),
            Holder::Document(format) => Ok(unpack_document(path, bytes, format, limits, on_member)),
        }
    }
}

/// The names of the files inside a document; it lists none of formats whose readers do so themselves.
pub(super) fn names(bytes: &[u8], format: Format, limits: &Limits) -> Vec<String> {
    match format {
        Format::Ofd => Vec::new(),
        _ => find(bytes, format, limits).names(),
    }
}

/// Hands on the files inside a document one by one in the order of their names; `on_member` answers whether to go on.
///
/// The answer tells of those that could not be taken out, by name.
fn unpack_document(
    holder: &ArchivePath,
    bytes: &[u8],
    format: Format,
    limits: ContainerLimits,
    on_member: &mut dyn FnMut(Member) -> bool,
) -> Vec<Notice> {
    let most = limits.total_bytes.min(Limits::default().max_uncompressed_bytes);
    let reading = Limits { max_uncompressed_bytes: most, ..Limits::default() };
    let found = find(bytes, format, &reading);
    let mut members: Vec<Member> = found
        .files
        .into_iter()
        .map(|file| {
            let mut member = Member::new(ArchivePath::new(format!("{holder}!/{}", file.name)));
            member.size = file.bytes.len() as u64;
            member.bytes = file.bytes;
            member
        })
        .collect();
    members.sort_by(|a, b| a.path.cmp(&b.path));
    distinguish(members.iter_mut());
    for mut member in members {
        if let Some(notice) = crate::archive::walk::not_evidence(&member.path) {
            member.bytes = Vec::new();
            member = member.ignored(notice);
        } else if member.size > limits.member_bytes {
            member.bytes = Vec::new();
            member = member.refused(NoticeCode::UnreadableFile, notice::attachment_too_large(limits.member_bytes));
        }
        if !on_member(member) {
            break;
        }
    }
    if found.unread.is_empty() { Vec::new() } else { vec![notice::attachments(&found.unread).at(holder)] }
}

fn find(bytes: &[u8], format: Format, limits: &Limits) -> FilesInside {
    let found = catch_unwind(AssertUnwindSafe(|| match format {
        Format::Docx | Format::Xlsx | Format::Xlsb | Format::Pptx => inside::of_office(bytes, limits),
        Format::Odt | Format::Ods | Format::Odp => inside::of_open_document(bytes, limits),
        Format::Doc | Format::Xls | Format::Ppt => inside::of_storage(bytes, format, limits),
        Format::Rtf => rtf::files(bytes, limits),
        Format::Ofd => ofd::files(bytes, limits),
        Format::Xml => match flat::unfold(bytes, limits) {
            Some((package, Format::Docx | Format::Xlsx | Format::Pptx)) => inside::of_office(&package, limits),
            _ => FilesInside::default(),
        },
        _ => FilesInside::default(),
    }));
    found.unwrap_or_default()
}
