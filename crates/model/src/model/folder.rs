//! Whose papers lie in a folder: what the program takes it for and why, and what a person says of it.

use serde::{Deserialize, Serialize};

use super::{
    lang::Message,
    said::{SaidEntry, SaidStep},
};
use crate::msg;

/// Whose a folder is. Kept as JSON: a name and its meaning stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "owner", rename_all = "kebab-case")]
pub enum FolderOwner {
    /// A village's. Said of the archive's own folder: the whole archive is that village's.
    Village {
        /// Its full name.
        name: String,
    },
    /// The township's own papers. Said of the archive's own folder: it is the archive of the township of this name.
    Township {
        /// The township's name; empty for a folder below the archive.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
    },
    /// It gathers folders of villages: an office's, or one that merely lies around them.
    Gathers,
    /// Nobody's.
    Nobody,
}

/// What a person did about a folder.
pub type FolderStep = SaidStep<FolderOwner>;
/// An entry of the log of folders. Its path is the folder's, empty for the archive's own; its digest is empty.
pub type FolderEntry = SaidEntry<FolderOwner>;

/// Why a folder is taken for whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderReason {
    /// A person said so.
    Said,
    /// `archive.json` names it.
    Described,
    /// Its name is that of a listed village, or one of which another folder is.
    SameVillage,
    /// Its name ends as those of villages do.
    VillageEnding,
    /// Its name could be a village's, and it is numbered or holds files.
    LikeVillage,
    /// Its name is a village's and then says what kind of papers lie there.
    VillageAndPapers,
    /// Its name is the township's, or has a word for it.
    TownshipWord,
    /// Its name is an office's, or villages' folders lie in it.
    Gathers,
    /// Its name is no village's.
    NoVillage,
}

impl FolderReason {
    /// The reason as a sentence.
    pub fn message(self) -> Message {
        match self {
            Self::Said => msg!("人工指明", "a person said so"),
            Self::Described => msg!("archive.json 写明", "archive.json says so"),
            Self::SameVillage => msg!("名称是这个村的", "its name is this village's"),
            Self::VillageEnding => msg!("名称以“村”“社区”等结尾", "its name ends as villages' names do"),
            Self::LikeVillage => msg!("名称像村名，请核对", "its name could be a village's; please check"),
            Self::VillageAndPapers => {
                msg!("名称像村名加材料名，请核对", "its name could be a village's with a kind of papers; please check")
            }
            Self::TownshipWord => {
                msg!("名称里有镇名或“镇级”", "its name is the township's, or says township")
            }
            Self::Gathers => msg!("名称是办事处、片区，或下面是各村", "an office, or villages' folders lie in it"),
            Self::NoVillage => msg!("名称不像村名", "its name is not like a village's"),
        }
    }
}

/// A folder of which it was asked whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFolder {
    /// Its path relative to the archive; empty for the archive's own.
    pub path: String,
    /// Whose it is taken for.
    pub owner: FolderOwner,
    /// Why.
    pub reason: FolderReason,
    /// How many files lie in it, at whatever depth.
    pub files: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_kept_under_their_names() {
        let kept = |owner: &FolderOwner| serde_json::to_string(owner).expect("it can be written");
        let village = FolderOwner::Village { name: "付庄村".to_owned() };
        assert_eq!(kept(&village), r#"{"owner":"village","name":"付庄村"}"#);
        assert_eq!(kept(&FolderOwner::Township { name: String::new() }), r#"{"owner":"township"}"#);
        assert_eq!(kept(&FolderOwner::Gathers), r#"{"owner":"gathers"}"#);
        let read: FolderOwner = serde_json::from_str(r#"{"owner":"nobody"}"#).expect("it can be read");
        assert_eq!(read, FolderOwner::Nobody);
    }
}
