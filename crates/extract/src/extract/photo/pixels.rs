//! Decoded pixels, and how many there may be.

use image::DynamicImage;

/// The largest picture that is decoded, in pixels a side and in bytes of memory.
pub(super) const MAX_SIDE: u32 = 20_000;
pub(super) const MAX_ALLOC: u64 = 512 << 20;

/// The pixels of a picture's first frame as they are stored.
pub(super) struct DecodedPicture {
    pub(super) picture: DynamicImage,
    /// Whether all of it is there; what is missing is white.
    pub(super) is_whole: bool,
}
