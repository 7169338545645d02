//! Fixity: the digest by which a file is recognised as the same bytes.

use std::{fmt, fs::File, io, path::Path};

use serde::{Deserialize, Serialize};

/// A BLAKE3 digest of a file's bytes, in 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// The digest of bytes at hand.
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().to_string())
    }

    /// The digest of a file, read as a stream.
    ///
    /// # Errors
    /// Whatever opening or reading the file answers.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(Self(hasher.finalize().to_hex().to_string()))
    }

    /// Takes a digest as the store keeps it.
    pub fn from_hex(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_and_its_bytes_have_one_digest() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "村档").expect("a file");
        assert_eq!(ContentHash::of_file(&path).expect("readable"), ContentHash::of("村档".as_bytes()));
        assert_ne!(ContentHash::of(b"a"), ContentHash::of(b"b"));
    }
}
