//! The package around an OFD document: a zip file whose XML files name each other by path.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use zip::{ZipArchive, result::ZipError};

use crate::extract::encoding::decode;

/// Why a file of the package could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// No file has this name.
    Absent,
    /// It cannot be unpacked.
    Damaged,
    /// It is packed with a password.
    Locked,
    /// It, or all that was read so far, unpacks to more than the limit.
    TooMuch,
}

/// The files of the package.
pub(super) struct OfdPackage<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Their places in the archive by name as it is.
    exact: HashMap<String, usize>,
    /// The same in lower case: some programs write `Doc_0/Tpls` and name it `Doc_0/TPLS`.
    folded: HashMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'b> OfdPackage<'b> {
    pub(super) fn open(bytes: &'b [u8], max_bytes: u64) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let (mut exact, mut folded) = (HashMap::new(), HashMap::new());
        for (index, name) in archive.file_names().enumerate() {
            let Some(name) = name.ok().and_then(|name| resolve("", &name)) else { continue };
            folded.entry(name.to_lowercase()).or_insert(index);
            exact.insert(name, index);
        }
        Some(Self { archive, exact, folded, left: max_bytes })
    }

    /// Whether a file of this name, in lower case, lies anywhere in the package.
    pub(super) fn has_file_named(&self, name: &str) -> bool {
        self.folded.keys().any(|path| path.rsplit('/').next() == Some(name))
    }

    /// The path of the file that `reference` names in the file `from`: relative to that file, or, as some programs
    /// write, to the document's folder `root` or to the package.
    pub(super) fn find(&self, from: &str, root: &str, reference: &str) -> Option<String> {
        [from, root, ""]
            .iter()
            .filter_map(|base| resolve(base, reference))
            .find(|path| self.exact.contains_key(path) || self.folded.contains_key(&path.to_lowercase()))
    }

    /// The text of a file, by its path in the package. The size is measured, since the stated one may be wrong.
    pub(super) fn text(&mut self, path: &str) -> Result<String, Lost> {
        self.bytes(path).map(|content| decode(&content))
    }

    /// The bytes of a file, by its path in the package.
    pub(super) fn bytes(&mut self, path: &str) -> Result<Vec<u8>, Lost> {
        let index = self.exact.get(path).or_else(|| self.folded.get(&path.to_lowercase()));
        let file = self.archive.by_index(*index.ok_or(Lost::Absent)?).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Lost::Locked,
            _ => Lost::Damaged,
        })?;
        let mut content = Vec::new();
        let read = file.take(self.left.saturating_add(1)).read_to_end(&mut content);
        let size = content.len() as u64;
        if size > self.left {
            self.left = 0;
            return Err(Lost::TooMuch);
        }
        self.left -= size;
        read.map_err(|_| Lost::Damaged)?;
        Ok(content)
    }
}

/// The path in the package that `reference` means in the file `from`; `None` where it leads outside.
pub(super) fn resolve(from: &str, reference: &str) -> Option<String> {
    let reference = reference.trim().replace('\\', "/");
    let mut parts: Vec<&str> = match (reference.starts_with('/'), from.rsplit_once('/')) {
        (false, Some((folder, _))) => folder.split('/').collect(),
        _ => Vec::new(),
    };
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_package() {
        let resolved = |from, reference| resolve(from, reference);
        assert_eq!(resolved("Doc_0/Document.xml", "Pages/P.xml").as_deref(), Some("Doc_0/Pages/P.xml"));
        assert_eq!(resolved("Doc_0/Document.xml", "/Doc_1/./P.xml").as_deref(), Some("Doc_1/P.xml"));
        assert_eq!(resolved("Doc_0/Pages/A.xml", "..\\Res/./B.xml").as_deref(), Some("Doc_0/Res/B.xml"));
        assert_eq!(resolved("OFD.xml", "Doc_0//D.xml").as_deref(), Some("Doc_0/D.xml"));
        assert_eq!(resolved("Doc_0/Document.xml", "../../etc"), None);
        assert_eq!(resolved("Doc_0/Document.xml", " "), Some("Doc_0".to_owned()));
        assert_eq!(resolved("", ""), None);
    }
}
