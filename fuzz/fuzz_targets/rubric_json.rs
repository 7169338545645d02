//! Rubrics: any text is a rubric whose patterns and checks can be used, or problems with their places.

#![no_main]

use std::sync::Arc;

use cundang::evaluate::campaign::{Campaign, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match parse(text, "rubric.json") {
        Ok(rubric) => assert!(Campaign::new(Arc::new(rubric)).is_ok()),
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(problems.iter().all(|problem| problem.line >= 1 && problem.column >= 1));
        }
    }
});
