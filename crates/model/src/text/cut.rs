//! Parts of texts and lists, cut without care: no range that a caller computed can end the program.
//!
//! A byte range that does not fit a text (past its end, inside a character, end before start) is a defect of the code
//! that computed it. It must cost at most the words it was to show, never the run. So everything that handles papers
//! cuts with [`Cut::part`] instead of `text[range]`; the lints `string_slice` and `indexing_slicing` refuse the latter.

use std::ops::{Bound, RangeBounds};

/// Cuts parts out of a text or a list.
pub trait Cut {
    /// What a part is: `str` of a text, `[T]` of a list.
    type Part: ?Sized;

    /// The part in a range of bytes (of a text) or of places (of a list).
    ///
    /// Bounds past the end mean the end, a bound inside a character means the start of that character, and a range
    /// whose end lies before its start is empty. Never panics.
    fn part(&self, range: impl RangeBounds<usize>) -> &Self::Part;
}

impl Cut for str {
    type Part = str;

    fn part(&self, range: impl RangeBounds<usize>) -> &str {
        let (start, end) = bounds(range, self.len());
        self.get(self.floor_char_boundary(start)..self.floor_char_boundary(end)).unwrap_or_default()
    }
}

impl<T> Cut for [T] {
    type Part = [T];

    fn part(&self, range: impl RangeBounds<usize>) -> &[T] {
        let (start, end) = bounds(range, self.len());
        self.get(start..end).unwrap_or_default()
    }
}

/// Start and end of a range within `len`, with start ≤ end ≤ `len`.
fn bounds(range: impl RangeBounds<usize>, len: usize) -> (usize, usize) {
    let start = match range.start_bound() {
        Bound::Included(&at) => at,
        Bound::Excluded(&at) => at.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(&at) => at.saturating_add(1),
        Bound::Excluded(&at) => at,
        Bound::Unbounded => len,
    };
    let end = end.min(len);
    (start.min(end), end)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use proptest::prelude::*;

    use super::Cut;

    #[test]
    fn a_part_ends_at_characters_and_at_the_end() {
        let text = "1、坚持";
        assert_eq!(text.part(..1), "1");
        assert_eq!(text.part(..2), "1", "inside 、");
        assert_eq!(text.part(2..), "、坚持", "inside 、");
        assert_eq!(text.part(4..=6), "坚");
        assert_eq!(text.part(4..400), "坚持");
        let backwards = |start: usize, end: usize| Range { start, end };
        assert_eq!(text.part(backwards(40, 4)), "");
        assert_eq!([1, 2, 3].part(1..), [2, 3]);
        assert_eq!([1, 2, 3].part(backwards(2, 1)), [0; 0]);
        assert_eq!([1, 2, 3].part(..9), [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn any_range_cuts(text in any::<String>(), start in 0_usize..80, end in 0_usize..80) {
            let part = text.part(start..end);
            prop_assert!(text.contains(part));
            if let Some(exact) = text.get(start..end) {
                prop_assert_eq!(part, exact);
            }
        }

        #[test]
        fn neighbouring_parts_make_the_whole(text in any::<String>(), at in 0_usize..80) {
            prop_assert_eq!([text.part(..at), text.part(at..)].concat(), text);
        }
    }
}
