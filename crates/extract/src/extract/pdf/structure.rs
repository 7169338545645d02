//! What a file says about its pages and carries beside them: page labels, attached files, signatures.
//!
//! The trees of a damaged or hostile file can contain cycles, so the steps through them are counted.

use std::collections::BTreeSet;

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, String as PdfString},
};

use super::text_string::text_string;
use crate::{
    extract::{
        counting::{letters, roman},
        inside::base_name,
    },
    model::Enclosed,
};

/// Steps through all trees of one file together.
const MAX_STEPS: usize = 20_000;
/// How deep a tree is.
const MAX_DEPTH: u32 = 32;
/// How many attachments, and how many signatures, are listed.
pub(super) const MAX_LISTED: usize = 500;

struct Walk {
    left: usize,
}

impl Walk {
    fn step(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    /// The pairs of a number tree or a name tree (ISO 32000-1, 7.9.6 and 7.9.7).
    fn pairs<'a>(&mut self, node: &Dict<'a>, key: &str, depth: u32, out: &mut Vec<(Object<'a>, Object<'a>)>) {
        if let Some(array) = node.get::<Array<'a>>(key) {
            let mut values = array.iter::<Object<'a>>();
            while let (Some(name), Some(value)) = (values.next(), values.next()) {
                if self.step().is_none() {
                    return;
                }
                out.push((name, value));
            }
        }
        if depth < MAX_DEPTH
            && let Some(kids) = node.get::<Array<'a>>("Kids")
        {
            for kid in kids.iter::<Dict<'a>>() {
                if self.step().is_none() {
                    return;
                }
                self.pairs(&kid, key, depth + 1, out);
            }
        }
    }
}

fn catalogue(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// The labels of the first `count` pages, where the file gives them; `None` for those that are the page's number.
pub(super) fn labels(pdf: &Pdf, count: usize) -> Vec<Option<String>> {
    let mut out = vec![None; count];
    let Some(tree) = catalogue(pdf).and_then(|catalogue| catalogue.get::<Dict<'_>>("PageLabels")) else { return out };
    let mut pairs = Vec::new();
    Walk { left: MAX_STEPS }.pairs(&tree, "Nums", 0, &mut pairs);
    let mut ranges: Vec<(usize, Dict<'_>)> = pairs
        .into_iter()
        .filter_map(|(from, how)| Some((usize::try_from(from.into_i32()?).ok()?, how.into_dict()?)))
        .collect();
    ranges.sort_by_key(|(from, _)| *from);
    for (index, (from, how)) in ranges.iter().enumerate() {
        let end = ranges.get(index + 1).map_or(count, |(next, _)| *next).min(count);
        let prefix =
            how.get::<PdfString<'_>>("P").and_then(|prefix| text_string(prefix.as_bytes())).unwrap_or_default();
        let style = how.get::<Name<'_>>("S").map(|style| style.as_str().to_owned());
        let start = how.get::<u32>("St").unwrap_or(1);
        for (page, number) in (*from..end).zip(start..=u32::MAX) {
            let label = format!("{prefix}{}", style.as_deref().map(|style| numeral(style, number)).unwrap_or_default());
            if label != (page + 1).to_string() && !label.is_empty() {
                out[page] = Some(label);
            }
        }
    }
    out
}

/// Roman numbers from here on are written in digits, and letters are repeated no oftener: nobody numbers pages so.
const MOST_ROMAN: u32 = 10_000;
const LONGEST_LETTERS: u32 = 40;

/// A page number in the style of ISO 32000-1, table 159.
fn numeral(style: &str, number: u32) -> String {
    match style {
        "R" if number < MOST_ROMAN => roman(number),
        "r" if number < MOST_ROMAN => roman(number).to_lowercase(),
        "A" => letters(number, LONGEST_LETTERS),
        "a" => letters(number, LONGEST_LETTERS).to_lowercase(),
        _ => number.to_string(),
    }
}

/// The files and the signatures that a file carries.
pub(super) fn enclosed(pdf: &Pdf, max_pages: usize) -> Enclosed {
    let mut walk = Walk { left: MAX_STEPS };
    let (mut attachments, mut signatures) = (Vec::new(), Vec::new());
    if let Some(catalogue) = catalogue(pdf) {
        if let Some(tree) = catalogue.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
        {
            let mut pairs = Vec::new();
            walk.pairs(&tree, "Names", 0, &mut pairs);
            for (name, file) in pairs {
                let listed = || base_name(&text_string(name.into_string()?.as_bytes())?);
                attachments.extend(file.into_dict().and_then(|file| file_name(&file)).or_else(listed));
            }
        }
        let associated = catalogue.get::<Array<'_>>("AF");
        attachments.extend(
            associated
                .iter()
                .flat_map(|files| files.iter::<Dict<'_>>())
                .take(MAX_LISTED)
                .filter_map(|file| file_name(&file)),
        );
        let fields = catalogue.get::<Dict<'_>>("AcroForm").and_then(|form| form.get::<Array<'_>>("Fields"));
        for field in fields.iter().flat_map(|fields| fields.iter::<Dict<'_>>()) {
            signed(&mut walk, &field, false, 0, &mut signatures);
        }
    }
    for page in pdf.pages().iter().take(max_pages) {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { continue };
        for annotation in annotations.iter::<Dict<'_>>() {
            if walk.step().is_none() {
                break;
            }
            match annotation.get::<Name<'_>>("Subtype").as_ref().map(|kind| kind.as_str()) {
                Some("FileAttachment") => {
                    attachments.extend(annotation.get::<Dict<'_>>("FS").and_then(|file| file_name(&file)));
                }
                // Forms whose list of fields is lost still have them on their pages.
                Some("Widget") => signed(&mut walk, &annotation, false, MAX_DEPTH, &mut signatures),
                _ => {}
            }
        }
    }
    Enclosed { attachments: each_once(attachments), signatures: each_once(signatures) }
}

/// Whether the file is a form in XML (XFA) whose pages do not show what was filled in: it says that they have to be
/// drawn anew (ISO 32000-2, 7.7.2), it has no fields of the ordinary kind that could show it (a static form has both), or
/// its pages hold no text.
pub(super) fn is_unread_form(pdf: &Pdf, has_text: bool) -> bool {
    let Some(catalogue) = catalogue(pdf) else { return false };
    let Some(form) = catalogue.get::<Dict<'_>>("AcroForm").filter(|form| form.contains_key("XFA")) else {
        return false;
    };
    let has_fields = form.get::<Array<'_>>("Fields").is_some_and(|fields| fields.iter::<Dict<'_>>().next().is_some());
    !has_text || !has_fields || catalogue.get::<bool>("NeedsRendering").unwrap_or_default()
}

fn each_once(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).take(MAX_LISTED).collect()
}

/// The entries of a file specification that name the file, the best one first (ISO 32000-1, 7.11.3).
pub(super) const NAME_KEYS: [&str; 3] = ["UF", "F", "Desc"];

fn file_name(file: &Dict<'_>) -> Option<String> {
    NAME_KEYS.iter().find_map(|key| base_name(&text_string(file.get::<PdfString<'_>>(*key)?.as_bytes())?))
}

/// The signatures of a field and those below it; `inherited` says that the field above is one for signatures.
fn signed(walk: &mut Walk, field: &Dict<'_>, inherited: bool, depth: u32, out: &mut Vec<String>) {
    if walk.step().is_none() {
        return;
    }
    let is_signature = field.get::<Name<'_>>("FT").as_ref().map_or(inherited, |kind| kind.as_str() == "Sig");
    if is_signature && let Some(value) = field.get::<Dict<'_>>("V") {
        out.extend(signature(&value, field));
    }
    if depth < MAX_DEPTH
        && let Some(kids) = field.get::<Array<'_>>("Kids")
    {
        for kid in kids.iter::<Dict<'_>>() {
            signed(walk, &kid, is_signature, depth + 1, out);
        }
    }
}

/// A signature in a few words: who, when, why, and what made it (ISO 32000-1, 12.8.1).
fn signature(value: &Dict<'_>, field: &Dict<'_>) -> Option<String> {
    let text = |key: &str| text_string(value.get::<PdfString<'_>>(key)?.as_bytes());
    let who = text("Name").or_else(|| text_string(field.get::<PdfString<'_>>("T")?.as_bytes()));
    let when = value.get::<PdfString<'_>>("M").and_then(|date| day_and_time(date.as_bytes()));
    let made_by = value.get::<Name<'_>>("Filter").map(|filter| filter.as_str().to_owned());
    let parts: Vec<String> = [who, when, text("Reason"), text("Location"), made_by].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `D:20210506101112+08'00'` as `2021-05-06 10:11`; the time is the signer's own.
fn day_and_time(date: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(date).ok()?;
    let digits: String = text.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
    let part = |range| digits.get(range);
    let day = format!("{}-{}-{}", part(0..4)?, part(4..6)?, part(6..8)?);
    Some(match (part(8..10), part(10..12)) {
        (Some(hour), Some(minute)) => format!("{day} {hour}:{minute}"),
        _ => day,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_of_every_style() {
        assert_eq!(["D", "R", "r", "A", "a"].map(|style| numeral(style, 28)), ["28", "XXVIII", "xxviii", "BB", "bb"]);
        assert_eq!(numeral("r", 4), "iv");
        assert_eq!(numeral("r", u32::MAX), u32::MAX.to_string());
        assert_eq!(numeral("A", 0), "A");
    }

    #[test]
    fn dates_are_short() {
        assert_eq!(day_and_time(b"D:20210506101112+08'00'").as_deref(), Some("2021-05-06 10:11"));
        assert_eq!(day_and_time(b"D:20210506").as_deref(), Some("2021-05-06"));
        assert_eq!(day_and_time(b"yesterday"), None);
    }
}
