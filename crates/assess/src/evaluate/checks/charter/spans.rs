//! Which of many places in a text lie over others, without holding each against each: a text can be all names.

use std::ops::Range;

/// Places in a text, by where they begin.
pub(super) struct PlaceSpans {
    /// Where they begin, in order, and the farthest end of those that begin there or before.
    reach: Vec<(usize, usize)>,
}

impl PlaceSpans {
    pub(super) fn new<'r>(ranges: impl Iterator<Item = &'r Range<usize>>) -> Self {
        let mut reach: Vec<(usize, usize)> = ranges.map(|range| (range.start, range.end)).collect();
        reach.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut reach {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Self { reach }
    }

    /// The farthest end of those that begin before a place.
    fn end_before(&self, at: usize) -> Option<usize> {
        let count = self.reach.partition_point(|(start, _)| *start < at);
        self.reach.get(count.checked_sub(1)?).map(|(_, end)| *end)
    }

    /// Whether one of them has a byte in common with a range, or stands right beside it.
    pub(super) fn touch(&self, range: &Range<usize>) -> bool {
        self.end_before(range.end + 1).is_some_and(|end| end >= range.start)
    }

    /// Whether one of them holds the whole range and is longer.
    pub(super) fn hold(&self, range: &Range<usize>) -> bool {
        self.end_before(range.start).is_some_and(|end| end >= range.end)
            || self.end_before(range.start + 1).is_some_and(|end| end > range.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_answers_as_holding_each_against_each(
            known in prop::collection::vec((0_usize..60, 1_usize..9), 0..20),
            (start, length) in (0_usize..60, 1_usize..9),
        ) {
            let known: Vec<Range<usize>> = known.into_iter().map(|(start, length)| start..start + length).collect();
            let range = start..start + length;
            let spans = PlaceSpans::new(known.iter());
            let touch = known.iter().any(|it| it.start <= range.end && range.start <= it.end);
            let hold = known.iter().any(|it| it.start <= range.start && range.end <= it.end && it.len() > range.len());
            prop_assert_eq!(spans.touch(&range), touch);
            prop_assert_eq!(spans.hold(&range), hold);
        }
    }
}
