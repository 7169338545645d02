//! Query words like `-草案`, which the parser would take for options.

use std::ffi::OsString;

/// Marks such a word while the arguments are parsed.
const MARK: char = '\u{e000}';

/// Marks a word that begins with a minus and can be no option of this program, since those are ASCII.
pub(super) fn marked(arg: OsString) -> OsString {
    let excludes = arg
        .to_str()
        .and_then(|arg| arg.strip_prefix('-'))
        .is_some_and(|word| word.starts_with(|c: char| !c.is_ascii() || c == '"' || c == '('));
    if !excludes {
        return arg;
    }
    let mut word = OsString::from(MARK.to_string());
    word.push(arg);
    word
}

/// The query with its words as they were given.
pub(super) fn unmarked(query: &str) -> String {
    query.replace(MARK, "")
}
