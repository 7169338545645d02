//! Zip files: what is unpacked stays within its limits and below its container, and every member has a format. The
//! first byte is not used, so that the seeds are those of packages.

#![no_main]

use cundang::{
    archive::{
        Format,
        container::{ContainerLimits, unpack},
    },
    model::ArchivePath,
};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

const LIMITS: ContainerLimits =
    ContainerLimits { member_bytes: 1 << 18, total_bytes: 1 << 20, members: 100, ratio: 500 };

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::uncaught(|| {
    let Some((_, bytes)) = data.split_first() else { return };
    let Ok(members) = unpack(&ArchivePath::new("a.zip"), bytes, LIMITS) else { return };
    let mut total = 0;
    for member in members {
        let path = member.path.as_str();
        assert!(path.starts_with("a.zip!/"), "{path}");
        assert!(!path.split('/').any(|part| part == ".."), "{path}");
        assert!(member.bytes.len() as u64 <= LIMITS.member_bytes);
        total += member.bytes.len() as u64;
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let format = Format::of(&member.bytes, extension);
        assert_eq!(format == Format::Empty, member.bytes.is_empty());
    }
    assert!(total <= LIMITS.total_bytes);
}));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    reader::package::mutate(data, size, max_size, seed)
});
