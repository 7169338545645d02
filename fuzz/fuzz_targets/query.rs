//! Queries: any text is a query or an error that points into it.

#![no_main]

use cundang::{
    index::{query::parse, snippet::snippet},
    text::fold::fold,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match parse(&text) {
        Ok(node) => {
            for needle in node.needles() {
                assert!(!needle.is_empty());
                assert_eq!(fold(&needle), needle, "needles are folded");
            }
            snippet(&text, "", &node.needles());
        }
        Err(error) => assert!(text.is_char_boundary(error.offset), "{error:?}"),
    }
});
