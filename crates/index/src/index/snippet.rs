//! The few words around a match, as HTML.
//!
//! Matches are looked for in the folded page and mapped back, so that what is marked is the original, letter for
//! letter. Identity numbers, mobile telephones and bank cards are shown with their middle masked, but for what was itself
//! searched for.

use std::ops::Range;

use crate::text::{Cut, Folded, personal_middles};

use super::{node::Needle, tokenizer::LOOK_AHEAD};

/// How many characters of text a snippet shows.
const WINDOW: usize = 80;
/// How many of them stand before the first match.
const LEAD: usize = 24;
/// A long match is shown whole up to this many characters.
const LONGEST: usize = 400;
/// Identity numbers are looked for this many characters beyond the window, so that none escapes by being cut.
const MARGIN: usize = 40;

/// Cuts the most telling stretch out of a page: the one with most of the needles, the first of these.
///
/// `next_text` is the following page, for matches over the break; only the part on
/// this page is marked. Without a match the page's beginning is shown.
pub fn snippet(text: &str, next_text: &str, needles: &[Needle]) -> String {
    let matches = matches(text, next_text, needles);
    // One entry a character, and the end: places are counted in characters, cut at bytes.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let count = starts.len() - 1;
    let index = |byte: usize| starts.partition_point(|&start| start < byte);
    let (first, last) = match best(&matches, needles.len(), &index) {
        Some(chosen) => {
            let from = index(chosen.start).saturating_sub(LEAD);
            let until = (from + WINDOW).max(index(chosen.end).min(from + LONGEST));
            // Near the end of the page the window moves left instead of shrinking.
            (from.min(count.saturating_sub(WINDOW)).min(index(chosen.start)), until.min(count))
        }
        None => (0, count.min(WINDOW)),
    };
    let byte = |character: usize| starts.get(character).copied().unwrap_or(text.len());
    let hidden = hidden(text, byte(first.saturating_sub(MARGIN))..byte(last + MARGIN));
    let ranges: Vec<Range<usize>> = matches.into_iter().map(|(range, _)| range).collect();
    render(text, byte(first)..byte(last), &ranges, &hidden)
}

/// All matches that begin on a page, left to right, as byte ranges of its text with the number of the needle; a match
/// over the break to the next page ends with the page.
pub fn matches(text: &str, next_text: &str, needles: &[Needle]) -> Vec<(Range<usize>, usize)> {
    if needles.is_empty() {
        return Vec::new();
    }
    let head: String = next_text.chars().take(LOOK_AHEAD * 20).collect();
    let folded = Folded::new(&format!("{text}\n{head}"));
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for (number, needle) in needles.iter().enumerate() {
        for range in needle.find_all(&folded) {
            if range.start < text.len() {
                found.push((range.start..range.end.min(text.len()), number));
            }
        }
    }
    found.sort_by_key(|(range, number)| (range.start, range.end, *number));
    found
}

/// The match to show: the first of those with most different needles in the window behind them.
fn best(matches: &[(Range<usize>, usize)], needles: usize, index: &impl Fn(usize) -> usize) -> Option<Range<usize>> {
    let mut chosen: Option<(usize, Range<usize>)> = None;
    // A needle of one character can match ten thousand times; the first matches tell enough.
    for (at, (range, _)) in matches.iter().enumerate().take(500) {
        let limit = index(range.start) + (WINDOW - LEAD);
        let mut seen: Vec<usize> = Vec::new();
        for (other, number) in matches.iter().skip(at).take(500) {
            if index(other.end) > limit && !seen.is_empty() {
                break;
            }
            if !seen.contains(number) {
                seen.push(*number);
            }
        }
        if chosen.as_ref().is_none_or(|(most, _)| seen.len() > *most) {
            chosen = Some((seen.len(), range.clone()));
        }
        if seen.len() >= needles {
            break;
        }
    }
    chosen.map(|(_, range)| range)
}

/// The byte ranges to mask: the middles of numbers of people.
fn hidden(text: &str, near: Range<usize>) -> Vec<Range<usize>> {
    let found = personal_middles(text.part(near.clone()));
    found.into_iter().map(|range| near.start + range.start..near.start + range.end).collect()
}

/// A line of so many characters was broken because the paper ended, and not the sentence.
const FULL_LINE: usize = 20;

/// Whether the character at `at` is a line break inside a running Chinese sentence, where no space belongs.
fn is_wrap(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let Some(after) = after.strip_prefix('\n') else { return false };
    let is_chinese = |c: Option<char>| c.is_some_and(|c| ('\u{3000}'..='\u{9fff}').contains(&c) || c == '，');
    is_chinese(before.chars().next_back())
        && is_chinese(after.chars().next())
        && before.rsplit('\n').next().is_some_and(|line| line.chars().count() >= FULL_LINE)
}

fn inside(ranges: &[Range<usize>], at: usize) -> bool {
    ranges.iter().any(|range| range.contains(&at))
}

fn render(text: &str, window: Range<usize>, matches: &[Range<usize>], hidden: &[Range<usize>]) -> String {
    let near: Vec<Range<usize>> =
        matches.iter().filter(|range| range.start < window.end && range.end > window.start).cloned().collect();
    let mut out = String::with_capacity(window.len() * 2);
    if window.start > 0 && !text.part(..window.start).trim().is_empty() {
        out.push('…');
    }
    let mut marked = false;
    let mut space = true;
    for (at, c) in text.part(window.clone()).char_indices() {
        let at = window.start + at;
        let in_match = inside(&near, at);
        if marked != in_match {
            out.push_str(if in_match { "<mark>" } else { "</mark>" });
            marked = in_match;
        }
        if c.is_whitespace() || c.is_control() {
            if !space && !is_wrap(text, at) {
                out.push(' ');
                space = true;
            }
            continue;
        }
        space = false;
        match c {
            _ if !in_match && inside(hidden, at) => out.push('*'),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    if marked {
        out.push_str("</mark>");
    }
    out.truncate(out.trim_end().len());
    if !text.part(window.end..).trim().is_empty() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{fold, fold_query};

    fn shown(text: &str, needles: &[&str]) -> String {
        snippet(text, "", &needles.iter().map(|needle| Needle::text(fold_query(needle))).collect::<Vec<_>>())
    }

    #[test]
    fn marks_the_original_letters() {
        assert_eq!(
            shown("根據凫政发〔2020〕48号文件", &["根据", "2020]48"]),
            "<mark>根據</mark>凫政发〔<mark>2020〕48</mark>号文件"
        );
        assert_eq!(shown("会 议\n记录 <b>&\"'", &["会议记录"]), "<mark>会 议 记录</mark> &lt;b&gt;&amp;&quot;&#39;");
    }

    #[test]
    fn a_sentence_broken_by_the_paper_is_whole_again() {
        let text = "张庄村在村委会会议室召开成员代表大会，审议股份经\n济合作社章程。\n会议应到";
        assert_eq!(
            shown(text, &["合作社"]),
            "张庄村在村委会会议室召开成员代表大会，审议股份经济<mark>合作社</mark>章程。 会议应到"
        );
    }

    #[test]
    fn cuts_around_the_match() {
        let text = format!("{}会议记录{}", "前".repeat(300), "后".repeat(300));
        let cut = shown(&text, &["会议"]);
        assert_eq!(cut, format!("…{}<mark>会议</mark>记录{}…", "前".repeat(24), "后".repeat(52)));
        assert_eq!(shown(&text, &["无此"]), format!("{}…", "前".repeat(80)));
        assert_eq!(shown("", &["会议"]), "");
    }

    #[test]
    fn prefers_the_place_with_most_needles() {
        let text = format!("会议{}会议与章程{}", "一".repeat(200), "二".repeat(200));
        assert!(shown(&text, &["会议", "章程"]).contains("<mark>会议</mark>与<mark>章程</mark>"));
    }

    #[test]
    fn a_match_over_the_break_shows_its_part() {
        assert_eq!(snippet("到会人数为三十", "二人。", &[Needle::text("三十二人")]), "到会人数为<mark>三十</mark>");
        assert_eq!(snippet("到会人数", "三十二人。", &[Needle::text("三十二人")]), "到会人数");
    }

    #[test]
    fn masks_identity_numbers() {
        let text = "姓名甲，990101194912310021，住村东";
        assert_eq!(shown(text, &["村东"]), "姓名甲，990101**********21，住<mark>村东</mark>");
        assert_eq!(shown(text, &["19491231"]), "姓名甲，990101<mark>19491231</mark>**21，住村东");
    }

    proptest! {
        #[test]
        fn one_match_is_shown_whole(text in "[村会议0-9a-z，（<&\"\n ]{1,200}", from in 0usize..200, len in 1usize..30) {
            let sub: String = text.chars().skip(from % text.chars().count()).take(len).collect();
            let needle = fold_query(&sub);
            if needle.is_empty() {
                return Ok(());
            }
            let cut = snippet(&text, "", &[Needle::text(needle.clone())]);
            let (_, behind) = cut.split_once("<mark>").expect("a match is marked");
            let (inside, _) = behind.split_once("</mark>").expect("marks are closed");
            let plain = inside.replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&");
            prop_assert!(fold(&plain).contains(&needle), "{cut}");
            prop_assert!(!plain.contains("<mark>"));
        }

        #[test]
        fn nothing_panics_and_everything_is_escaped(text in any::<String>(), next in any::<String>(), needle in "[a-z村0-9<]{0,3}") {
            let cut = snippet(&text, &next, &[Needle::text(fold_query(&needle))]);
            let rest = cut.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!rest.contains(['<', '>']));
        }
    }
}
