//! Numbers that Word makes by itself: `第一条`, `（二）`, `3.1`.
//!
//! They are not part of a document's text, but given by definitions (ECMA-376 part 1, 17.9), yet people cite them and
//! rules look for them. Here they are written into the paragraphs that show them.

use std::collections::{BTreeMap, BTreeSet};

use office_oxide::docx::{
    BlockElement, DocxDocument, NumberFormat, NumberingDefinitions, Paragraph, ParagraphContent, Run, RunContent,
    StyleSheet,
};

use crate::extract::counting::{letters, roman};

/// How far styles are followed to the one that numbers.
const MAX_STYLE_CHAIN: usize = 12;
/// How deep tables within tables are numbered.
const MAX_DEPTH: usize = 32;
const LEVELS: usize = 9;
/// The largest paragraph number written in Roman digits, and the longest one in letters.
const MOST_ROMAN: u32 = 3_999;
const LONGEST_LETTERS: u32 = 10;

/// Writes every automatic number of the body into its paragraph's text.
pub(super) fn write_out(document: &mut DocxDocument) {
    let Some(definitions) = document.numbering.take() else { return };
    let mut counter = Counter { definitions: &definitions, counts: BTreeMap::new(), seen: BTreeSet::new() };
    number_blocks(&mut document.body.elements, document.styles.as_ref(), &mut counter, 0);
    document.numbering = Some(definitions);
}

fn number_blocks(blocks: &mut [BlockElement], styles: Option<&StyleSheet>, counter: &mut Counter<'_>, depth: usize) {
    for block in blocks {
        match block {
            BlockElement::Paragraph(paragraph) => number_paragraph(paragraph, styles, counter),
            BlockElement::Table(table) if depth < MAX_DEPTH => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    number_blocks(&mut cell.content, styles, counter, depth + 1);
                }
            }
            BlockElement::Table(_) => {}
        }
    }
}

fn number_paragraph(paragraph: &mut Paragraph, styles: Option<&StyleSheet>, counter: &mut Counter<'_>) {
    let Some((list, level)) = reference(paragraph, styles) else { return };
    let Some(label) = counter.next(list, level) else { return };
    if paragraph.content.is_empty() {
        return;
    }
    let run = Run { properties: None, content: vec![RunContent::Text(label)] };
    paragraph.content.insert(0, ParagraphContent::Run(run));
}

/// The list and level of a paragraph, by itself or by its style; list 0 means none (17.9.18).
fn reference(paragraph: &Paragraph, styles: Option<&StyleSheet>) -> Option<(u32, u8)> {
    let properties = paragraph.properties.as_ref()?;
    let mut found = properties.numbering_ref.as_ref();
    let mut style = properties.style_id.as_deref();
    for _ in 0..MAX_STYLE_CHAIN {
        if found.is_some() {
            break;
        }
        let Some(parent) = style.and_then(|id| styles?.styles.get(id)) else { break };
        found = parent.paragraph_properties.as_ref().and_then(|properties| properties.numbering_ref.as_ref());
        style = parent.based_on.as_deref();
    }
    found.map(|found| (found.num_id, found.ilvl)).filter(|(list, level)| *list != 0 && usize::from(*level) < LEVELS)
}

struct Counter<'d> {
    definitions: &'d NumberingDefinitions,
    /// The last number of each level, by abstract definition: lists that share one go on counting.
    counts: BTreeMap<u32, [Option<u32>; LEVELS]>,
    seen: BTreeSet<u32>,
}

impl Counter<'_> {
    /// The next label of a list's level; `None` for bullets and undefined lists.
    fn next(&mut self, list: u32, level: u8) -> Option<String> {
        let instance = self.definitions.instances.get(&list)?;
        let shape = self.definitions.resolve_level(list, level)?;
        let start = |level| self.definitions.resolve_start(list, level).unwrap_or(1);
        let counts = self.counts.entry(instance.abstract_num_id).or_default();
        let at = usize::from(level);
        let restarts = self.seen.insert(list) && instance.start_overrides.contains_key(&level);
        let number = if restarts {
            start(level)
        } else {
            counts[at].map_or_else(|| start(level), |last| last.saturating_add(1))
        };
        counts[at] = Some(number);
        counts[at + 1..].fill(None);
        if matches!(shape.format, NumberFormat::Bullet | NumberFormat::None) {
            return None;
        }
        let mut label = shape.level_text.clone();
        for other in 0..LEVELS as u8 {
            let mark = format!("%{}", other + 1);
            if label.contains(&mark) {
                let number = counts[usize::from(other)].unwrap_or_else(|| start(other));
                let format = self.definitions.resolve_level(list, other).map_or(&shape.format, |level| &level.format);
                label = label.replace(&mark, &written(number, format));
            }
        }
        label_with_gap(label)
    }
}

/// A label as it stands before the text; `None` where it shows nothing. Programs put a tab after the number; after a mark
/// that closes it nothing is needed.
pub(super) fn label_with_gap(mut label: String) -> Option<String> {
    if label.trim().is_empty() {
        return None;
    }
    if !label.ends_with(['、', '）', ')', '．', '：']) && !label.ends_with(char::is_whitespace) {
        label.push(' ');
    }
    Some(label)
}

fn written(number: u32, format: &NumberFormat) -> String {
    match format {
        NumberFormat::LowerLetter => letters(number, LONGEST_LETTERS).to_lowercase(),
        NumberFormat::UpperLetter => letters(number, LONGEST_LETTERS),
        NumberFormat::LowerRoman => roman(number.min(MOST_ROMAN)).to_lowercase(),
        NumberFormat::UpperRoman => roman(number.min(MOST_ROMAN)),
        NumberFormat::Other(name) => match name.as_str() {
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "ideographDigital"
            | "japaneseDigitalTenThousand" => chinese(number),
            "decimalZero" => format!("{number:02}"),
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match number {
                1..=20 => char::from_u32(0x2460 + number - 1).map(String::from).unwrap_or_default(),
                _ => number.to_string(),
            },
            _ => number.to_string(),
        },
        NumberFormat::Decimal | NumberFormat::Bullet | NumberFormat::None => number.to_string(),
    }
}

/// `21` as `二十一`.
pub(super) fn chinese(number: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (value, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / value % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // Ten to nineteen begin with the unit alone.
        if !(value == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(unit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_letters_and_roman() {
        let words = [1, 10, 11, 20, 21, 100, 101, 110, 1005].map(chinese);
        assert_eq!(words, ["一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一千零五"]);
        assert_eq!([1, 26, 27].map(|number| letters(number, LONGEST_LETTERS)), ["A", "Z", "AA"]);
        assert_eq!([4, 9, 14, 1990].map(roman), ["IV", "IX", "XIV", "MCMXC"]);
    }
}
