//! Fixity: the digest of a file, by which it is recognised as the same bytes.

use std::{fs::File, io, path::Path};

use crate::model::ContentHash;

/// The digest of a file, read as a stream.
///
/// # Errors
/// Whatever opening or reading the file answers.
pub fn digest_of_file(path: &Path) -> io::Result<ContentHash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(ContentHash::from_hex(hasher.finalize().to_hex().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_and_its_bytes_have_one_digest() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "村档").expect("a file");
        assert_eq!(digest_of_file(&path).expect("readable"), ContentHash::of("村档".as_bytes()));
        assert_ne!(ContentHash::of(b"a"), ContentHash::of(b"b"));
    }
}
