//! PDF: its pages, and the files attached to it, which stay within their limits and below their holder. The first byte
//! says whether a page is drawn as well.

#![no_main]

use cundang::{
    archive::{Format, container::ContainerLimits},
    extract::Holder,
    model::ArchivePath,
};
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 1] = [Format::Pdf];

const LIMITS: ContainerLimits =
    ContainerLimits { member_bytes: 1 << 18, total_bytes: 1 << 20, members: 100, ratio: 500 };

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| {
    reader::run(data, &FORMATS);
    let Some((_, bytes)) = data.split_first() else { return };
    reader::uncaught(|| {
        let mut total = 0;
        let unpacked = Holder::Pdf.unpack_each(&ArchivePath::new("a.pdf"), bytes, LIMITS, &mut |member| {
            let name = member.path.as_str().strip_prefix("a.pdf!/").expect("a member lies below its holder");
            assert!(!name.is_empty() && !name.contains('/') && name != "..", "{name}");
            assert!(member.bytes.len() as u64 <= LIMITS.member_bytes);
            total += member.bytes.len() as u64;
            true
        });
        assert!(unpacked.is_ok(), "a paper with files is read whatever becomes of these");
        assert!(total <= LIMITS.total_bytes);
    });
});
