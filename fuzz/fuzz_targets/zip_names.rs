//! Names of zip members: whatever bytes they are, a member lies below its container, and none of them goes missing.

#![no_main]

use cundang::{
    archive::container::{ContainerLimits, unpack},
    model::ArchivePath,
};
use libfuzzer_sys::fuzz_target;

/// A zip file with an empty member for each name.
fn zip_of(names: &[&[u8]]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let start = bytes.len() as u32;
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        head.extend([0; 12]);
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0; 2]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&head);
        bytes.extend(*name);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(*name);
    }
    let at = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((names.len() as u16).to_le_bytes());
    bytes.extend((names.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fuzz_target!(|data: &[u8]| {
    let names: Vec<&[u8]> =
        data.split(|byte| *byte == b'\n').filter(|name| !name.is_empty() && name.len() < 500).take(50).collect();
    let Ok(members) = unpack(&ArchivePath::new("a.zip"), &zip_of(&names), ContainerLimits::default()) else { return };
    let mut paths: Vec<&str> = members.iter().map(|member| member.path.as_str()).collect();
    for path in &paths {
        assert!(path.starts_with("a.zip!/"), "{path}");
        assert!(!path.split('/').any(|part| part == "..") && !path.chars().any(char::is_control), "{path}");
    }
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), members.len(), "two members of one path");
});
