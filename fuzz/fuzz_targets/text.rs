//! Folding, dates, sums, identity numbers and names: every range is text of the page.

#![no_main]

use cundang::text::{
    dates::{find_dates, find_month_days},
    fold::{Folded, fold, fold_name},
    ids::find_ids,
    names::{strip_order, village_key},
    numerals::{find_amounts, parse_amount, parse_integer},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    let holds = |range: std::ops::Range<usize>| assert!(text.get(range.clone()).is_some(), "{range:?}");
    find_dates(text).into_iter().for_each(|found| holds(found.range));
    find_month_days(text).into_iter().for_each(|found| holds(found.range));
    find_amounts(text).into_iter().for_each(|found| holds(found.range));
    find_ids(text).into_iter().for_each(|found| holds(found.range));
    let folded = Folded::new(text);
    assert_eq!(fold(&folded.text), folded.text, "folding twice changes nothing");
    for needle in folded.text.chars().take(8) {
        folded.find_all(&needle.to_string()).into_iter().for_each(holds);
    }
    let name = fold_name(text);
    assert_eq!(fold_name(&name), name, "folding a name twice changes nothing");
    assert!(text.contains(strip_order(text)));
    village_key(text);
    let _ = (parse_integer(text), parse_amount(text));
});
