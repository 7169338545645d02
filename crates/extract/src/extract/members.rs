//! The files that hold others: what their members are, and who unpacks them.

use super::pdf;
use crate::{
    archive::{
        container::{self, ContainerLimits, Member},
        identify::Format,
    },
    model::{ArchivePath, Notice},
};

/// A kind of file whose members are files of the archive, under names like `a.zip!/b.pdf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A ZIP file, which is nothing beside its members.
    Zip,
    /// A PDF file, a paper of its own to which others may be attached.
    Pdf,
}

impl Holder {
    /// What files of a format are; `None` for those whose members, if they have any, are not read.
    pub fn of(format: Format) -> Option<Self> {
        match format {
            Format::Zip => Some(Holder::Zip),
            Format::Pdf => Some(Holder::Pdf),
            _ => None,
        }
    }

    /// Hands on the members one by one in the order of their paths; `on_member` answers whether to go on. The answer
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
            Holder::Zip => container::unpack_each(path, bytes, limits, on_member).map(|()| Vec::new()),
            Holder::Pdf => Ok(pdf::unpack_each(path, bytes, limits, on_member)),
        }
    }
}
