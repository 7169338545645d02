//! The way back from a text that was put together to the pages it is from.

use std::ops::Range;

/// A character's way back. Texts are long, and each of their characters has one, so its parts are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CharOrigin {
    at: u32,
    page: u32,
    start: u32,
    end: u32,
}

impl CharOrigin {
    /// The character at byte `at` of the text is from `bytes` of the page with the index `page`.
    pub(super) fn new(at: usize, page: usize, bytes: &Range<usize>) -> Self {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { at: small(at), page: small(page), start: small(bytes.start), end: small(bytes.end) }
    }

    /// Its byte in the text.
    pub(super) fn at(self) -> usize {
        self.at as usize
    }

    /// The index of its page.
    pub(super) fn page(self) -> usize {
        self.page as usize
    }

    /// Its bytes on that page.
    pub(super) fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The characters of a byte range of the text.
pub(super) fn within<'o>(origins: &'o [CharOrigin], range: &Range<usize>) -> &'o [CharOrigin] {
    let first = origins.partition_point(|origin| origin.at() < range.start);
    let last = origins.partition_point(|origin| origin.at() < range.end).max(first);
    origins.get(first..last).unwrap_or_default()
}
