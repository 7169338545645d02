//! Queries: any text is a query or an error that points into it.

#![no_main]

use cundang::{
    index::{query::parse, snippet::snippet},
    text::Folded,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match parse(&text) {
        Ok(node) => {
            let folded = Folded::new(&text);
            for needle in node.needles() {
                for range in needle.find_all(&folded) {
                    assert!(text.get(range).is_some_and(|found| !found.is_empty()), "marks stand on characters");
                }
            }
            snippet(&text, "", &node.needles());
            let written = node.to_string();
            if let Ok(again) = parse(&written) {
                assert_eq!(again.to_string(), written, "a query written out is the same query");
            }
        }
        Err(error) => assert!(text.is_char_boundary(error.offset), "{error:?}"),
    }
});
