//! Zip files: what is unpacked stays within its limits and below its container.

#![no_main]

use cundang::{
    archive::container::{ContainerLimits, unpack},
    model::ArchivePath,
};
use libfuzzer_sys::fuzz_target;

const LIMITS: ContainerLimits = ContainerLimits { member_bytes: 1 << 18, total_bytes: 1 << 20, members: 100, ratio: 500 };

fuzz_target!(|data: &[u8]| {
    let Ok(members) = unpack(&ArchivePath::new("a.zip"), data, LIMITS) else { return };
    let mut total = 0;
    for member in members {
        let path = member.path.as_str();
        assert!(path.starts_with("a.zip!/"), "{path}");
        assert!(!path.split('/').any(|part| part == ".."), "{path}");
        assert!(member.bytes.len() as u64 <= LIMITS.member_bytes);
        total += member.bytes.len() as u64;
    }
    assert!(total <= LIMITS.total_bytes);
});
