//! Paths inside an archive.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A path relative to the archive's root, with `/` between its parts on every system; a member of a container
/// follows its container after `!/`, as in `a.zip!/b.pdf`.
///
/// It names evidence in reports and never reaches the file system by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArchivePath(String);

impl ArchivePath {
    /// Wraps a relative, `/`-separated path.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The whole path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part, with extension.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last part without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The extension in lower case, without the dot; empty where there is none.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => name[dot + 1..].to_lowercase(),
            _ => String::new(),
        }
    }

    /// The folder the file lies in; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The folders above the file, outermost first.
    pub fn folders(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.folder().split('/').filter(|part| !part.is_empty())
    }
}

impl fmt::Display for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path() {
        let path = ArchivePath::new("01张庄村/02会议/签到.v2.PDF");
        assert_eq!(path.file_name(), "签到.v2.PDF");
        assert_eq!(path.stem(), "签到.v2");
        assert_eq!(path.extension(), "pdf");
        assert_eq!(path.folder(), "01张庄村/02会议");
        assert_eq!(path.folders().collect::<Vec<_>>(), ["01张庄村", "02会议"]);
        assert_eq!(ArchivePath::new(".DS_Store").extension(), "");
        assert_eq!(ArchivePath::new("root.txt").folder(), "");
    }
}
